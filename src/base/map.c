/* Text to number, open addressing with linear probing (map.h).
 *
 * Hash: SipHash-2-4 (Aumasson, Bernstein 2012; libsodium's crypto_shorthash) under a key of the map's own,
 * drawn at random. Why: keys come from files that anyone may have written, and names made to fall into one
 * place would turn reading them quadratic. What a map answers does not depend on its key. */
#include "base/map.h"

#include <sodium.h>
#include <string.h>

_Static_assert(sizeof(((rsp_map *)0)->key) == crypto_shorthash_KEYBYTES, "the size of a key");

struct rsp_map_slot {
    const char *key; /* NULL: empty */
    uint32_t value;
    uint32_t hash;
};

static uint32_t hash_of(const rsp_map *m, const char *key) {
    unsigned char out[crypto_shorthash_BYTES];
    uint32_t h;
    (void)crypto_shorthash(out, (const unsigned char *)key, strlen(key), m->key); /* always 0 */
    memcpy(&h, out, sizeof h);
    return h;
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
    if (slots == NULL || (m->cap == 0 && sodium_init() < 0)) { /* it starts once, for all threads */
        rsp_free(ctx, slots);
        return RSP_ENOMEM;
    }
    if (m->cap == 0) {
        randombytes_buf(m->key, sizeof m->key);
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
    uint32_t hash = hash_of(m, key);
    struct rsp_map_slot *s = find(m->slots, m->cap, key, hash);
    m->n += s->key == NULL;
    *s = (struct rsp_map_slot){key, value, hash};
    return 0;
}

uint32_t rsp_map_get(const rsp_map *m, const char *key) {
    if (m->cap == 0) {
        return RSP_MAP_NONE;
    }
    const struct rsp_map_slot *s = find(m->slots, m->cap, key, hash_of(m, key));
    return s->key == NULL ? RSP_MAP_NONE : s->value;
}

void rsp_map_done(const rsp_ctx *ctx, rsp_map *m) {
    rsp_free(ctx, m->slots);
    *m = (rsp_map){0};
}
