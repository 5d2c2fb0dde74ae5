/* The loops that take the time: customizing, climbing to the root, meeting; for 64-bit and 128-bit keys.
 *
 * Why two widths: with no danger to weigh, the cost is the time, so time and length in 64 bits decide; half
 * the memory to go through. Both give the order of search.h exactly. */
#include "roads/custom.h"

__extension__ typedef unsigned __int128 wide_key;

static inline bool narrow_too_far(search_key k) {
    return k.rest >> KEY_FAR_BIT != 0;
}
static inline uint64_t narrow_join(search_key k) {
    return k.rest;
}
static inline search_key narrow_split(uint64_t k) {
    return (search_key){.cost_ms = k >> KEY_LEN_BITS, .rest = k};
}

static inline bool wide_too_far(search_key k) {
    return k.rest >> KEY_FAR_BIT != 0 || k.cost_ms >> KEY_FAR_BIT != 0;
}
static inline wide_key wide_join(search_key k) {
    return (wide_key)k.cost_ms << 64 | k.rest;
}
static inline search_key wide_split(wide_key k) {
    return (search_key){.cost_ms = (uint64_t)(k >> 64), .rest = (uint64_t)k};
}

#define K        uint64_t
#define KN(name) narrow_##name
#define FAR      ((uint64_t)1 << KEY_FAR_BIT)
#include "roads/custom_kernel.h"
#undef K
#undef KN
#undef FAR

#define K        wide_key
#define KN(name) wide_##name
#define FAR      ((wide_key)1 << (64 + KEY_FAR_BIT))
#include "roads/custom_kernel.h"
#undef K
#undef KN
#undef FAR

void custom_loops_weigh(custom *c) {
    if (c->wide) {
        wide_weigh(c);
    } else {
        narrow_weigh(c);
    }
}

int custom_loops_customize(custom *c, void *scratch) {
    return c->wide ? wide_customize(c, scratch) : narrow_customize(c, scratch);
}

custom_half custom_loops_halves(const custom *c, uint32_t arc) {
    return c->wide ? wide_halves(c, arc) : narrow_halves(c, arc);
}

void custom_loops_climb(const custom *c, unsigned kind, way_up *w, uint32_t base, uint32_t n) {
    if (c->wide) {
        wide_climb(c, kind, w, base, n);
    } else {
        narrow_climb(c, kind, w, base, n);
    }
}

uint32_t custom_loops_list(const custom *c, unsigned kind, const way_up *w, void *real, uint32_t *listed) {
    return c->wide ? wide_list(c, kind, w, real, listed) : narrow_list(c, kind, w, real, listed);
}

void custom_loops_row(const custom *c, const way_up *from, const uint32_t *listed, uint32_t n,
                      const custom_buckets *b, custom_row *row) {
    if (c->wide) {
        wide_row(from, listed, n, b, row);
    } else {
        narrow_row(from, listed, n, b, row);
    }
}

void custom_loops_meet(const custom *c, const way_up *from, const way_up *to, uint32_t up, uint32_t down,
                       uint32_t n, way_meet *best) {
    if (c->wide) {
        wide_meet(from, to, up, down, n, best);
    } else {
        narrow_meet(from, to, up, down, n, best);
    }
}

void custom_loops_infinite(const custom *c, void *key, uint32_t n) {
    for (uint32_t i = 0; i < n; i++) {
        if (c->wide) {
            ((wide_key *)key)[i] = (wide_key)1 << (64 + KEY_FAR_BIT);
        } else {
            ((uint64_t *)key)[i] = (uint64_t)1 << KEY_FAR_BIT;
        }
    }
}

search_key custom_loops_get(const custom *c, const void *key, uint32_t i) {
    return c->wide ? wide_split(((const wide_key *)key)[i]) : narrow_split(((const uint64_t *)key)[i]);
}

void custom_loops_offer(const custom *c, way_up *w, uint32_t place, search_key k) {
    if (c->wide) {
        wide_key *at = (wide_key *)w->key + place;
        *at = wide_pack(k) < *at ? wide_pack(k) : *at;
    } else {
        uint64_t *at = (uint64_t *)w->key + place;
        *at = narrow_pack(k) < *at ? narrow_pack(k) : *at;
    }
}
