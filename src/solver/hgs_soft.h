/* Routes that may be late or too full, at a price: what the local search and the population of hgs.c work on.
 *
 * Late: whoever comes after the close of a window goes back in time to it and pays for the warp (Nagata,
 * Braysy & Dullaert 2010). What precedes a node is summed up by its departure and the warp so far, what
 * follows by the latest arrival that causes no further warp and the warp there is anyhow, so that two ends
 * and a few nodes between them are joined in O(1) (Vidal et al. 2013). Only problems in which every way can
 * be taken and no sum of times, loads or prizes leaves its integers (rsp_hgs_soft_knows). Who is required is
 * always served; a client that may be left out and is has no slot.
 *
 * Several trips and releases (hgs_soft_trips.c): a trip begins at the start of its slot or at a reload, a
 * node out of a pool. When it departs depends on all that it carries, so what precedes a node within its trip
 * is kept as a function of that departure; trips before and behind stay summed up as above.
 *
 * Costs are in sixteenths, so that penalties need not be whole. Nothing is allocated after rsp_hgs_soft_new.
 * Not thread-safe. */
#ifndef RSP_SOLVER_HGS_SOFT_H
#define RSP_SOLVER_HGS_SOFT_H

#include "solver/hgs_view.h"

#define RSP_HGS_FRACTION 16

typedef struct rsp_hgs_soft_node { /* one cache line */
    uint32_t next, prev, slot, at; /* at: place in the route, 0 the start */
    int32_t depart, warp;          /* of all up to here */
    int32_t latest, warp_after;    /* of all from here */
    int32_t open, close, service;
    uint32_t place;
    int64_t cost;    /* of ways up to here */
    uint32_t tested; /* the time of the last test of its moves */
    int32_t onward;  /* cost of the way to next */
} rsp_hgs_soft_node;

typedef struct rsp_hgs_soft_slot {
    uint32_t kind, n;
    uint32_t changed; /* the time of its last change */
    uint32_t empty_at;
    int64_t ways;    /* and fixed cost, less the prizes of its clients */
    int64_t penalty; /* in fractions */
} rsp_hgs_soft_slot;

/* Of a node within its trip; only where there are trips or releases. What departs from the trip's start at t
 * leaves this node at t, but not before `first` and not after `last`, plus `span`; after `last`, time warps.
 */
typedef struct rsp_hgs_soft_trip {
    uint32_t trip; /* the node at which the trip begins */
    int32_t ready; /* of such a node: when all is back and reloaded, but for releases */
    int32_t first, last, span, warp;
    int32_t before, after; /* the latest release among those up to here, and from here on */
} rsp_hgs_soft_trip;

typedef struct rsp_hgs_soft {
    const rsp_hgs_view *v;
    rsp_hgs_soft_node *nodes;
    rsp_hgs_soft_slot *slots;
    int64_t *before, *after; /* loads of the trip up to and from a node: node * n_dims */
    int64_t *excess;         /* slot * n_dims */
    bool trips;              /* there are several, or releases; else the next four are not there */
    rsp_hgs_soft_trip *of;
    int64_t *earlier, *later; /* excess of the trips before and behind that of a node: node * n_dims */
    uint32_t *pool, n_pool;   /* reloads that are not in use */
    uint32_t *empty, *n_empty;
    int64_t per_time, per_load[RSP_VRP_DIMS + 1]; /* penalties, in fractions */
    uint32_t *mid;                                /* room for the nodes of one route, twice */
    uint32_t *order;                              /* of clients, for the local search */
    uint32_t *queue, n_queued, first_queued;      /* a ring of clients whose moves may pay now */
    bool *queued;
    uint32_t now;
    int64_t prizes; /* of all clients */
    bool symmetric; /* costs of ways, in all profiles */
} rsp_hgs_soft;

bool rsp_hgs_soft_knows(const rsp_hgs_view *v);
/* No routes yet. Lives in the arena. */
int rsp_hgs_soft_new(const rsp_hgs_view *v, rsp_arena *a, rsp_hgs_soft *ret, rsp_err *err) RSP_MUST_CHECK;

/* Empties all routes. */
void rsp_hgs_soft_clear(rsp_hgs_soft *s);
/* Puts mid[0..n) between p and q, which are in one route; the nodes between them leave it. */
void rsp_hgs_soft_splice(rsp_hgs_soft *s, uint32_t p, const uint32_t *mid, uint32_t n, uint32_t q);
/* Recomputes a route and marks it changed; reloads with nothing on one side go back into the pool. */
void rsp_hgs_soft_refresh(rsp_hgs_soft *s, uint32_t slot);
/* The reload that is next in the pool (there always is one), made for a kind of vehicle. Who splices it in
 * takes it: n_pool--. */
uint32_t rsp_hgs_soft_reload(rsp_hgs_soft *s, const rsp_hgs_kind *k);
/* The clients and reloads of a route leave it; it is no route before it is spliced anew and refreshed. */
void rsp_hgs_soft_unload(rsp_hgs_soft *s, uint32_t slot);
static inline bool rsp_hgs_is_reload(const rsp_hgs_view *v, uint32_t node) {
    return node >= v->n + 2 * v->n_slots;
}

typedef struct rsp_hgs_soft_cost {
    int64_t ways; /* and prizes lost */
    int64_t warp, excess[RSP_VRP_DIMS + 1];
} rsp_hgs_soft_cost;
rsp_hgs_soft_cost rsp_hgs_soft_sum(const rsp_hgs_soft *s);
static inline bool rsp_hgs_soft_feasible(const rsp_hgs_view *v, const rsp_hgs_soft_cost *c) {
    bool ok = c->warp == 0;
    for (uint32_t d = 0; d < v->n_dims; d++) {
        ok = ok && c->excess[d] == 0;
    }
    return ok;
}
/* In fractions, by the penalties of now. */
static inline int64_t rsp_hgs_soft_price(const rsp_hgs_soft *s, const rsp_hgs_soft_cost *c) {
    int64_t price = RSP_HGS_FRACTION * c->ways + s->per_time * c->warp;
    for (uint32_t d = 0; d < s->v->n_dims; d++) {
        price += s->per_load[d] * c->excess[d];
    }
    return price;
}

/* The local search (hgs_local.c): relocates and swaps of up to three stops, tails exchanged, parts reversed,
 * as long as one pays, for the clients whose routes changed since they were tested. */
void rsp_hgs_local_search(rsp_hgs_soft *s, rsp_rng *rng);
/* The same for the clients in the queue, and for whom their moves put into it, alone. */
void rsp_hgs_local_repair(rsp_hgs_soft *s);
void rsp_hgs_soft_push(rsp_hgs_soft *s, uint32_t node); /* no client: nothing */
/* Puts a client that is in no route where it costs least, penalties included; one that may be left out only
 * where that is less than its prize and `dare`, in fractions. Whether it came in. */
bool rsp_hgs_soft_insert(rsp_hgs_soft *s, uint32_t client, int64_t dare);
/* The best move of one that is left out: in, or in for another, where that pays. */
bool rsp_hgs_soft_enter(rsp_hgs_soft *s, uint32_t client, uint32_t tested);
/* Out with one that may be left out, where that pays. */
bool rsp_hgs_soft_leave(rsp_hgs_soft *s, uint32_t client);

static inline const rsp_hgs_kind *rsp_hgs_soft_kind(const rsp_hgs_soft *s, uint32_t slot) {
    return &s->v->kinds[s->slots[slot].kind];
}
static inline rsp_hgs_arc rsp_hgs_soft_arc(const rsp_hgs_soft *s, const rsp_hgs_kind *k, uint32_t a,
                                           uint32_t b) {
    return s->v->profiles[k->profile].out[(size_t)s->nodes[a].place * s->v->n_places + s->nodes[b].place];
}

#endif
