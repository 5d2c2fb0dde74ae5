/* An open-addressing map from text to a 32-bit value. Keys are borrowed: they must outlive the map. */
#ifndef RSP_BASE_MAP_H
#define RSP_BASE_MAP_H

#include "base/mem.h"

typedef struct rsp_map {
    struct rsp_map_slot *slots;
    size_t n, cap;
    unsigned char key[16]; /* of the hash: random, so that nobody can make keys that collide */
} rsp_map;                 /* zero-initialise; free with rsp_map_done */

#define RSP_MAP_NONE UINT32_MAX
/* Sets key to value, replacing. 0 or RSP_ENOMEM. */
int rsp_map_put(const rsp_ctx *ctx, rsp_map *m, const char *key, uint32_t value) RSP_MUST_CHECK;
uint32_t rsp_map_get(const rsp_map *m, const char *key); /* RSP_MAP_NONE where absent */
void rsp_map_done(const rsp_ctx *ctx, rsp_map *m);

#endif
