# rsp_embed(room files...): each file becomes bytes in the room's library (.incbin), found by the symbol
# rsp_data_<name with every non-alphanumeric as _> and rsp_data_..._end; see base/embed.h.
function(rsp_embed room)
  foreach(file ${ARGN})
    if(NOT EXISTS ${CMAKE_SOURCE_DIR}/${file})
      message(WARNING "${file} is not there")
      continue()
    endif()
    string(REGEX REPLACE "[^A-Za-z0-9]" "_" symbol ${file})
    set(asm ${CMAKE_BINARY_DIR}/embed/${symbol}.S)
    file(CONFIGURE OUTPUT ${asm} CONTENT
"    .section .rodata
    .global rsp_${symbol}
    .global rsp_${symbol}_end
    .balign 16
rsp_${symbol}:
    .incbin \"${CMAKE_SOURCE_DIR}/${file}\"
rsp_${symbol}_end:
    .byte 0
    .section .note.GNU-stack,\"\",@progbits
" @ONLY)
    set_source_files_properties(${asm} PROPERTIES OBJECT_DEPENDS ${CMAKE_SOURCE_DIR}/${file})
    target_sources(respite_${room} PRIVATE ${asm})
  endforeach()
endfunction()
