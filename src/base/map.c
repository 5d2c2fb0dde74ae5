/* Text to number, open addressing with linear probing (map.h). Hash: FNV-1a, 64 bits, mixed. */
#include "base/map.h"

#include <string.h>

struct rsp_map_slot {
    const char *key; /* NULL: empty */
    uint32_t value;
    uint32_t hash;
};

static uint32_t hash_of(const char *key) {
    uint64_t h = 1469598103934665603ULL;
    for (const unsigned char *p = (const unsigned char *)key; *p != '\0'; p++) {
        h = (h ^ *p) * 1099511628211ULL;
    }
    return (uint32_t)(h ^ (h >> 32));
}

static struct rsp_map_slot *find(struct rsp_map_slot *slots, size_t cap, const char *key, uint32_t hash) {
    size_t i = hash & (cap - 1);
    while (slots[i].key != NULL && (slots[i].hash != hash || strcmp(slots[i].key, key) != 0)) {
        i = (i + 1) & (cap - 1);
    }
    return &slots[i];
}

static int grow(const rsp_ctx *ctx, rsp_map *m) {
    size_t cap = m->cap == 0 ? 16 : m->cap * 2;
    struct rsp_map_slot *slots = rsp_calloc(ctx, cap, sizeof *slots);
    if (slots == NULL) {
        return RSP_ENOMEM;
    }
    for (size_t i = 0; i < m->cap; i++) {
        if (m->slots[i].key != NULL) {
            *find(slots, cap, m->slots[i].key, m->slots[i].hash) = m->slots[i];
        }
    }
    rsp_free(ctx, m->slots);
    m->slots = slots;
    m->cap = cap;
    return 0;
}

int rsp_map_put(const rsp_ctx *ctx, rsp_map *m, const char *key, uint32_t value) {
    if (m->n * 4 >= m->cap * 3 && grow(ctx, m) != 0) {
        return RSP_ENOMEM;
    }
    uint32_t hash = hash_of(key);
    struct rsp_map_slot *s = find(m->slots, m->cap, key, hash);
    m->n += s->key == NULL;
    *s = (struct rsp_map_slot){key, value, hash};
    return 0;
}

uint32_t rsp_map_get(const rsp_map *m, const char *key) {
    if (m->cap == 0) {
        return RSP_MAP_NONE;
    }
    const struct rsp_map_slot *s = find(m->slots, m->cap, key, hash_of(key));
    return s->key == NULL ? RSP_MAP_NONE : s->value;
}

void rsp_map_done(const rsp_ctx *ctx, rsp_map *m) {
    rsp_free(ctx, m->slots);
    *m = (rsp_map){0};
}
