/* Files of data/ that are part of the program (cmake/embed.cmake): RSP_EMBED(data_kits_kits_json) declares
 * the bytes of data/kits/kits.json; a NUL follows the last byte. */
#ifndef RSP_BASE_EMBED_H
#define RSP_BASE_EMBED_H

#include <stddef.h>

#define RSP_EMBED(name)                                                                                      \
    extern const char rsp_##name[];                                                                          \
    extern const char rsp_##name##_end[]
#define RSP_EMBED_SIZE(name) ((size_t)(rsp_##name##_end - rsp_##name))

#endif
