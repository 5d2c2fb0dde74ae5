/* Team orienteering with time windows: several equal vehicles, single stops with one window and a prize each,
 * the most prize wanted and then the least way (Vansteenwegen et al. 2011). For this plain case alone the
 * general engine of prizes (sisr.h) is left, because flat arrays and one matrix make a step many times as
 * fast.
 *
 * The view is the problem compiled: stops from 0, then where a tour begins and ends. Times and ways are below
 * 2^28. from[i][k]: from the beginning of service at i to the arrival at k; to[k][i] the same. A tour is
 * a row of stops with the earliest beginning of each and the latest that the rest allows (Savelsbergh 1992),
 * so an insertion is tested in O(1). Tours are feasible at every moment. */
#ifndef RSP_SOLVER_TOURS_H
#define RSP_SOLVER_TOURS_H

#include "solver/vrp.h"

#define RSP_TOURS_MOST   2000      /* stops */
#define RSP_TOURS_FLEET  32        /* vehicles: each step sweeps over all tours */
#define RSP_TOURS_LANES  8         /* rows are filled up to a multiple of it */
#define RSP_TOURS_LATE   (1 << 28) /* times lie below */
#define RSP_TOURS_NEAR   60
#define RSP_TOURS_ORDERS 8
#define RSP_TOURS_OUT    UINT32_MAX

typedef struct rsp_tours_view {
    const rsp_vrp *p;
    uint32_t n, n_tours;             /* stops; n: where tours begin, n + 1: where they end */
    uint32_t width;                  /* of a row: at least n + 2 */
    int32_t *from, *to;              /* width^2 */
    int32_t *open, *close, *service; /* by stop; past the stops close is -1, so nothing fits there */
    int32_t least_service;
    int64_t *prize;
    double *pull;     /* prize^2: what a stop is worth where it is held against the way it costs */
    uint32_t *near;   /* n * RSP_TOURS_NEAR others, nearest first; RSP_TOURS_OUT ends them */
    uint32_t *orders; /* RSP_TOURS_ORDERS * n: all stops, sorted */
    uint64_t *sign;   /* by stop: a random word, so that a set of stops has a hash */
    double mean_way, mean_prize;
    bool wide; /* the processor takes eight lanes at once */
} rsp_tours_view;

/* RSP_EUNAVAILABLE where p has more than the above. */
int rsp_tours_view_make(const rsp_vrp *p, rsp_arena *a, rsp_tours_view *ret, rsp_err *err) RSP_MUST_CHECK;

typedef struct rsp_tour {
    uint32_t n;
    uint32_t *stop;          /* n + 2 of these: the beginning, the stops, the end */
    int32_t *begin, *latest; /* of service */
    int32_t *onward;         /* from[stop][next] */
    int64_t prize, way;
} rsp_tour;

typedef struct rsp_tours {
    const rsp_tours_view *v;
    rsp_tour *tours;
    uint32_t *where, *at; /* by stop: tour (or RSP_TOURS_OUT) and place */
    int64_t prize, way;
} rsp_tours;

int rsp_tours_new(const rsp_tours_view *v, rsp_arena *a, rsp_tours *ret, rsp_err *err) RSP_MUST_CHECK;
void rsp_tours_copy(rsp_tours *to, const rsp_tours *from);
void rsp_tour_copy(rsp_tour *to, const rsp_tour *from);
/* Takes those stops of a tour out whose `where` no longer says so. */
void rsp_tours_close_up(rsp_tours *t, uint32_t tour);
/* In behind place `after` of a tour, where it fits. */
void rsp_tours_put(rsp_tours *t, uint32_t stop, uint32_t tour, uint32_t after);
/* Makes a tour that of the given stops; whether it can be driven. Not driven, it is left empty. */
bool rsp_tours_lay(rsp_tours *t, uint32_t tour, const uint32_t *stops, uint32_t n);
/* Marks in fits (by stop, `width` of them) where it could go into a tour: bit k stands for the places p with
 * p >> shift == k; the shift is returned. In cost: of the cheapest of these, INT32_MAX where there is none.
 */
uint32_t rsp_tours_mark(const rsp_tours *t, uint32_t tour, int32_t *fits, int32_t *cost);

/* A part of a tour by dynamic programming over what stops are worth. */
typedef struct rsp_tours_path {
    const rsp_tours_view *v;
    double *value; /* by stop; not served where it is not above 0 */
    uint32_t *stops;
    uint32_t n, most, words; /* labels; of a set of stops */
    uint32_t to;             /* where it ends, and how late */
    int32_t latest, bucket;  /* bucket: how long */
    struct rsp_tours_label *labels;
    uint64_t *sets;
    uint32_t *slots;     /* by bucket and stop: a label, 0: none */
    double *most_before; /* by stop */
} rsp_tours_path;
int rsp_tours_path_new(const rsp_tours_view *v, rsp_arena *a, rsp_tours_path *ret,
                       rsp_err *err) RSP_MUST_CHECK;
/* Stops that collect much of `value` on the way from one, where service begins at `begin`, to another, where
 * it begins no later than `latest`; in `stops`, and how many these are. Times lie in the vehicles' window. */
uint32_t rsp_tours_path_find(rsp_tours_path *p, uint32_t from, int32_t begin, uint32_t to, int32_t latest);

/* Ruin and recreate that can be taken back (Christiaens & Vanden Berghe 2020). Smaller is better: lambda *
 * way - prize. */
typedef struct rsp_tours_walk {
    const rsp_tours_view *v;
    rsp_rng rng;
    rsp_tours now;
    rsp_tour *saved; /* by tour: as before the step, where touched */
    uint32_t *touched, n_touched;
    bool *is_touched, *is_open; /* open: something was taken out in this step */
    uint32_t *removed, n_removed, *candidate;
    bool *is_fresh; /* by stop: taken out in this step */
    double *key;
    int32_t *fits, *cost;         /* rsp_tours_mark of each tour, width each */
    uint32_t *shift, *stops_then; /* by tour: of these marks, and how long it was */
    uint32_t until_blink;
    double lambda;
} rsp_tours_walk;
int rsp_tours_walk_new(const rsp_tours_view *v, uint64_t seed, rsp_arena *a, rsp_tours_walk *ret,
                       rsp_err *err) RSP_MUST_CHECK;
/* Takes out and puts back; whether what came of it was kept (else all is as it was). What is worse by d is
 * kept with exp(-d / heat). The touched tours are those that changed. */
bool rsp_tours_step(rsp_tours_walk *w, double heat);
/* The same with another way to ruin and recreate: a part of a tour anew by dynamic programming. */
bool rsp_tours_reroute(rsp_tours_walk *w, rsp_tours_path *path, double heat);
/* Puts in what still fits. */
void rsp_tours_fill(rsp_tours_walk *w);

/* Routes that were part of good answers, without doubles of the same stops, and the best mix of them. */
typedef struct rsp_tours_pool rsp_tours_pool;
int rsp_tours_pool_new(const rsp_ctx *ctx, const rsp_tours_view *v, rsp_tours_pool **ret,
                       rsp_err *err) RSP_MUST_CHECK;
rsp_tours_pool *rsp_tours_pool_free(rsp_tours_pool *p);
RSP_DEFINE_CLEANUP(rsp_tours_pool, rsp_tours_pool_free)
/* Remembers a tour of an answer that collects `total`. */
void rsp_tours_pool_add(rsp_tours_pool *p, const rsp_tour *tour, int64_t total);
/* Lays the best mix into t where it collects more than t does. */
int rsp_tours_pool_mix(rsp_tours_pool *p, rsp_tours *t, bool *ret_better, rsp_err *err) RSP_MUST_CHECK;

#endif
