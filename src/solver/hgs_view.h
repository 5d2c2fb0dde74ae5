/* A plain routing problem (vrp.h) compiled for the engine that serves everything (hgs.c): clients numbered
 * from 0, depots after them, arcs between all of these by profile (matrix and prices of a kind of vehicle) in
 * one cell of eight bytes, and for each client who is worth standing before it, after it, or near it.
 *
 * Read-only after it was made; threads may share it. Times and costs of arcs fit 30 bits: make() refuses what
 * does not. Granular neighbourhoods with time: Vidal et al. 2013 (proximity = cost + 0.2 waiting + warp). */
#ifndef RSP_SOLVER_HGS_VIEW_H
#define RSP_SOLVER_HGS_VIEW_H

#include "solver/vrp.h"

#define RSP_HGS_LATEST (1 << 29) /* times lie below */
#define RSP_HGS_KINDS  64

typedef struct rsp_hgs_arc {
    int32_t cost, time; /* far above LATEST: no way */
} rsp_hgs_arc;

/* Of n_places^2 cells each: out[a * n_places + b] is the arc a -> b, in[b * n_places + a] the same one. */
typedef struct rsp_hgs_profile {
    const rsp_hgs_arc *out, *in; /* the same array where the arcs are symmetric */
} rsp_hgs_profile;

typedef struct rsp_hgs_client {
    int32_t open, close, service, release;
    uint64_t kinds; /* of vehicles that may serve it */
    int64_t prize;  /* lost where it is left out */
    bool required;
} rsp_hgs_client;

typedef struct rsp_hgs_kind {
    uint32_t first_slot, n_slots; /* its vehicles */
    uint32_t start, end, reload;  /* places; reload RSP_VRP_NONE: one trip */
    int32_t open, close;
    int32_t reload_open, reload_close, reload_service;
    int64_t fixed_cost;
    uint32_t profile;
    const int64_t *capacity; /* n_dims */
} rsp_hgs_kind;

typedef struct rsp_hgs_view {
    const rsp_vrp *p;
    const rsp_ctx *ctx;
    int64_t stop_ns;      /* by the monotonic clock */
    uint32_t n, n_places; /* clients; clients, depots and, last, nowhere */
    uint32_t n_dims;      /* those of the problem, and one for most_tasks where it is limited */
    uint32_t n_kinds, n_slots, n_profiles;
    bool releases, reloads, optionals;
    rsp_hgs_client *clients;
    int64_t *loads; /* n * n_dims */
    rsp_hgs_kind *kinds;
    rsp_hgs_profile *profiles;
    uint32_t n_before, n_near; /* width of the lists below; short ones end in RSP_VRP_NONE */
    uint32_t *before, *after;  /* n * n_before: clients that go well right before (after) it, best first */
    int32_t *to_before, *to_after; /* costs of those ways, by the first profile */
    uint32_t *near;                /* n * n_near: by cost of the way alone */
    double mean_arc;               /* cost to the ten nearest */
    double cost_of_time;           /* of all ways, by the time they take */
    int64_t absent;                /* what the search pays for a required client left out */
} rsp_hgs_view;

/* RSP_EUNAVAILABLE names the first feature that the engine does not know. */
int rsp_hgs_view_check(const rsp_vrp *p, rsp_err *err) RSP_MUST_CHECK;

/* Compiles p, which was checked, into *ret, in a; RSP_EUNAVAILABLE where its arcs do not fit. Past stop_ns by
 * the monotonic clock, or cancelled, the lists of neighbours stay short. */
int rsp_hgs_view_make(const rsp_ctx *ctx, const rsp_vrp *p, int64_t stop_ns, rsp_arena *a, rsp_hgs_view *ret,
                      rsp_err *err) RSP_MUST_CHECK;

static inline bool rsp_hgs_late(const rsp_hgs_view *v) {
    return rsp_cancelled(v->ctx) || v->ctx->env->monotonic_ns(v->ctx->env->user) >= v->stop_ns;
}
/* Nodes of a vehicle, in a list of which the stops come first. */
static inline uint32_t rsp_hgs_start(const rsp_hgs_view *v, uint32_t slot) {
    return v->n + 2 * slot;
}
static inline uint32_t rsp_hgs_end(const rsp_hgs_view *v, uint32_t slot) {
    return v->n + 2 * slot + 1;
}
static inline const int64_t *rsp_hgs_load(const rsp_hgs_view *v, uint32_t client) {
    return &v->loads[(size_t)client * v->n_dims];
}

#endif
