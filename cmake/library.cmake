# librespite: the C API of include/respite/ as a shared library that exports nothing else, and its respite.pc.
# The API's own sources are named here, because nothing else would pull them out of the room's archive.
add_library(librespite SHARED src/solver/api.c src/solver/api_run.c)
target_link_libraries(librespite PRIVATE rsp_flags respite_solver)
target_link_options(librespite PRIVATE LINKER:--version-script=${CMAKE_SOURCE_DIR}/cmake/respite.map
  LINKER:--as-needed)
set_target_properties(librespite PROPERTIES OUTPUT_NAME respite VERSION ${PROJECT_VERSION} SOVERSION 0
  LINKER_LANGUAGE C LINK_DEPENDS ${CMAKE_SOURCE_DIR}/cmake/respite.map)
install(TARGETS librespite LIBRARY DESTINATION ${CMAKE_INSTALL_LIBDIR} COMPONENT library)
install(DIRECTORY include/respite DESTINATION ${CMAKE_INSTALL_INCLUDEDIR} COMPONENT library)
# The prefix is told from where the file lies, so that cmake --install --prefix may put it anywhere.
file(RELATIVE_PATH RSP_PC_UP /p/${CMAKE_INSTALL_LIBDIR}/pkgconfig /p)
configure_file(cmake/respite.pc.in ${CMAKE_BINARY_DIR}/respite.pc @ONLY)
install(FILES ${CMAKE_BINARY_DIR}/respite.pc DESTINATION ${CMAKE_INSTALL_LIBDIR}/pkgconfig COMPONENT library)
