/* A hierarchy with the weights of one metric. Private to roads/. See custom.c; the loops: custom_loops.c. */
#ifndef RSP_ROADS_CUSTOM_H
#define RSP_ROADS_CUSTOM_H

#include "roads/hierarchy.h"
#include "roads/search.h"

/* Keys are 64 bits (search_key.rest: the cost is the time) or, where danger counts, 128: cost_ms << 64 |
 * rest. */
typedef struct custom {
    const hierarchy *h;
    const rsp_overlay *o;
    rsp_metric metric;
    bool wide;
    void *state_key;                  /* by rank: driving the arc as a whole */
    void *weight;                     /* by arc of the hierarchy */
    _Atomic uint64_t *_Atomic halves; /* by arc: custom_halves, once asked for; 0: not yet */
    uint64_t bytes, number;           /* number: of those made for the overlay */
    uint32_t users;                   /* under the overlay's lock, as next */
    struct custom *next;
} custom;

/* The hierarchy customized for m, made on first use and kept with the overlay; *ret: NULL where the net has
 * no hierarchy. Give it back with custom_drop. Of those not in use, as many are kept as fit in
 * CUSTOM_KEPT_BYTES together with those in use. Thread-safe. */
int custom_get(const rsp_overlay *o, const rsp_metric *m, const custom **ret, rsp_err *err) RSP_MUST_CHECK;
void custom_drop(const custom *c);            /* NULL allowed */
uint64_t custom_number(const rsp_overlay *o); /* that nothing made for the overlay has yet. Thread-safe */
void custom_done(rsp_overlay *o);             /* frees all; nobody may be using any */

/* What an arc of the hierarchy stands for: the two that are driven one after the other, or one step. Where
 * both are as good, the step; else the first triangle. */
typedef struct custom_half {
    uint32_t first;  /* RSP_NONE: a step */
    uint32_t second; /* of a step: the state that it leads to, by rank */
} custom_half;
/* 0 or RSP_ENOMEM. Thread-safe. */
int custom_halves(const custom *c, uint32_t arc, custom_half *ret) RSP_MUST_CHECK;

/* Least keys on the way to the root; see ways.c. `key` is of the custom's width. */
typedef struct way_up {
    uint32_t n_main, n_stub[2];
    uint32_t
        *state; /* ranks: the main way from the root (place: depth), then the stubs from where they join */
    void *key;
    uint16_t *from; /* the place further down that this one was reached from, WAY_START */
} way_up;
#define WAY_START UINT16_MAX

typedef struct way_meet { /* where a best path turns from up to down */
    search_key key;       /* cost_ms UINT64_MAX: nowhere */
    uint32_t up, down;    /* places on the two ways */
} way_meet;

typedef struct custom_buckets { /* the listed places of all goals, by state */
    uint32_t *first;            /* by rank, and one more */
    uint32_t *goal, *place;     /* place on the goal's way */
    void *key;
} custom_buckets;
typedef struct custom_row { /* by goal */
    void *key;
    uint32_t *up, *down; /* the places where the best path turns */
} custom_row;

/* The loops, for either width. */
void custom_loops_weigh(custom *c);                   /* state_key from the overlay */
int custom_loops_customize(custom *c, void *scratch); /* scratch: h->height keys; 0 or RSP_ECANCELLED */
custom_half custom_loops_halves(const custom *c, uint32_t arc);
void custom_loops_offer(const custom *c, way_up *w, uint32_t place, search_key k);
/* Relaxes upwards, kind HIER_OUT (or downwards, seen from below: HIER_IN) from n places of one way, of which
 * the first is `base` and stands at depth `base_depth`. */
void custom_loops_climb(const custom *c, unsigned kind, way_up *w, uint32_t base, uint32_t n);
/* Lists the places of a way from a stop (HIER_OUT) or to one (HIER_IN) at which a best path may turn; as much
 * work as climbing. real: as many keys as places; listed: as many numbers. */
uint32_t custom_loops_list(const custom *c, unsigned kind, const way_up *w, void *real, uint32_t *listed);
/* The best of the sums at n places, which begin at up and down; better than *best only. */
void custom_loops_meet(const custom *c, const way_up *from, const way_up *to, uint32_t up, uint32_t down,
                       uint32_t n, way_meet *best);

/* The best sums over n listed places of a way from a stop, for all goals; the row begins with infinite keys.
 */
void custom_loops_row(const custom *c, const way_up *from, const uint32_t *listed, uint32_t n,
                      const custom_buckets *b, custom_row *row);
void custom_loops_infinite(const custom *c, void *key, uint32_t n);
search_key custom_loops_get(const custom *c, const void *key, uint32_t i);

/* Whether a key taken from there is that of a path. */
static inline bool custom_finite(search_key k) {
    return k.rest >> KEY_FAR_BIT == 0 && k.cost_ms >> KEY_FAR_BIT == 0;
}
static inline uint32_t way_places(const way_up *w) {
    return w->n_main + w->n_stub[0] + w->n_stub[1];
}
static inline size_t custom_key_bytes(const custom *c) {
    return c->wide ? 2 * sizeof(uint64_t) : sizeof(uint64_t);
}

#endif
