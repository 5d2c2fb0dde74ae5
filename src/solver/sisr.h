/* Ruin and recreate over plain problems (vrp.h): SISR, Christiaens & Vanden Berghe 2020, with stops that may
 * be left out and shipments. Routes are feasible at every moment; one number is kept small: cost, the weights
 * of prizes not collected, and for each required stop left out more than all of these (vrp_weigh.c).
 *
 * A route is a ring of stops between two sentinels. Each stop knows the earliest time that its vehicle leaves
 * it and the latest that it may be reached (without and with setup), and by dimension the load after it with
 * the largest up to and from there: so an insertion is tested in O(1). A state is one block of memory that is
 * copied whole; nothing is allocated while it is searched. Not known: releases; second trips are not made. */
#ifndef RSP_SOLVER_SISR_H
#define RSP_SOLVER_SISR_H

#include "solver/vrp.h"

#define RSP_SISR_NEAR 60 /* neighbours that a ruin looks through */

/* p's objective as least cost with weights so large that no cost outweighs one of them, in a; *ret_absent:
 * more than all else together, for a required stop left out. RSP_EUNAVAILABLE where 64 bits do not hold it.
 */
int rsp_vrp_weigh(const rsp_vrp *p, rsp_arena *a, rsp_vrp *ret, int64_t *ret_absent,
                  rsp_err *err) RSP_MUST_CHECK;

typedef struct rsp_sisr_arc {
    int64_t distance, duration, cost;
    bool there;     /* whether there is a way */
    bool elsewhere; /* it leads to another location */
} rsp_sisr_arc;

typedef struct rsp_sisr_stop {
    uint32_t prev, next, route; /* route RSP_VRP_NONE: left out */
    int64_t depart;             /* earliest */
    rsp_sisr_arc onward;        /* to the next, of a route that is not empty */
    int64_t latest[2];          /* arrival that the rest allows: nothing to set up, or something */
} rsp_sisr_stop;

typedef struct rsp_sisr_route {
    uint32_t n;
    int64_t distance, duration;
} rsp_sisr_route;

typedef struct rsp_sisr_state {
    rsp_sisr_stop *stops;            /* by node; then two sentinels for each route */
    rsp_sisr_route *routes;          /* by slot */
    int64_t *load, *before, *behind; /* of each stop, n_dims each: after it, largest up to it, from it on */
    uint32_t *absent, *absent_at;    /* nodes left out (of shipments the first half), and where they stand */
    uint32_t n_absent;
    int64_t objective;
    size_t bytes; /* of the block that holds all of the above */
} rsp_sisr_state;

typedef struct rsp_sisr {
    const rsp_vrp *p; /* weighed */
    int64_t absent;
    uint32_t n_routes;
    uint32_t *kind;     /* of each slot */
    uint32_t *location; /* of each stop and sentinel; RSP_VRP_NONE: a route without a start or an end */
    uint32_t *near;     /* by node RSP_SISR_NEAR others, nearest first; RSP_VRP_NONE ends them */
    double mean_arc, mean_prize;
    uint32_t *first_half; /* by node: itself, or the half that is fetched */
} rsp_sisr;

typedef struct rsp_sisr_spot {
    int64_t cost;
    uint32_t route, after,
        after_other; /* after_other: of the second half; the first half itself: right behind */
} rsp_sisr_spot;

int rsp_sisr_new(const rsp_vrp *p, rsp_arena *a, rsp_sisr *ret, rsp_err *err) RSP_MUST_CHECK;
int rsp_sisr_state_new(const rsp_sisr *s, rsp_arena *a, rsp_sisr_state *ret, rsp_err *err) RSP_MUST_CHECK;
void rsp_sisr_copy(rsp_sisr_state *to, const rsp_sisr_state *from);
/* Everything of a route again from its ring; whether it can be driven. */
bool rsp_sisr_refresh(const rsp_sisr *s, rsp_sisr_state *t, uint32_t route);
/* Out of its route (with its other half), which the caller then refreshes. */
void rsp_sisr_take(const rsp_sisr *s, rsp_sisr_state *t, uint32_t node);
/* In at a spot that fits; refreshes the route. */
void rsp_sisr_put(const rsp_sisr *s, rsp_sisr_state *t, uint32_t node, const rsp_sisr_spot *at);
/* A whole route, known to be sound, into an empty one. */
void rsp_sisr_lay(const rsp_sisr *s, rsp_sisr_state *t, uint32_t route, const uint32_t *stops, uint32_t n);
/* Betters *best by the cheapest place of node (a first half) in a route that costs less than best->cost. */
void rsp_sisr_try(const rsp_sisr *s, const rsp_sisr_state *t, uint32_t node, uint32_t route, rsp_rng *rng,
                  rsp_sisr_spot *best);

static inline uint32_t rsp_sisr_start(const rsp_sisr *s, uint32_t route) {
    return s->p->n_nodes + 2 * route;
}
static inline rsp_sisr_arc rsp_sisr_way(const rsp_sisr *s, const rsp_vrp_vehicle *v, uint32_t from,
                                        uint32_t to) {
    uint32_t a = s->location[from], b = s->location[to];
    if (a == RSP_VRP_NONE || b == RSP_VRP_NONE) {
        return (rsp_sisr_arc){0, 0, 0, true, true};
    }
    const rsp_vrp_matrix *m = &s->p->matrices[v->matrix];
    size_t cell = (size_t)a * s->p->n_locations + b;
    int64_t distance = m->distance[cell], duration = m->duration[cell];
    return (rsp_sisr_arc){distance, duration,
                          distance * v->cost_per_distance + duration * v->cost_per_duration,
                          distance < RSP_VRP_NEVER32 && duration < RSP_VRP_NEVER32, a != b};
}

/* The first moment from t on inside the windows; RSP_VRP_NEVER where they are past. */
static inline int64_t rsp_sisr_within(const rsp_vrp_window *w, uint32_t n, int64_t t) {
    for (uint32_t i = 0; i < n; i++) {
        if (t <= w[i].close) {
            return t > w[i].open ? t : w[i].open;
        }
    }
    return RSP_VRP_NEVER;
}

#endif
