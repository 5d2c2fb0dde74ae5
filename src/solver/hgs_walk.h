/* A walk through solutions for large problems: a few neighbouring clients are taken out and put back, those
 * whose neighbours changed are improved by the local search of hgs_soft.h, and the result is kept by
 * simulated annealing (iterated local search, as in PyVRP 0.13: Wouda, Lan & Kool 2024, but for the late
 * acceptance). A step costs the same in a problem of 200 stops as in one of 1000. Where stops may be left
 * out, it ventures now and then to send one more vehicle out, or to give one up.
 *
 * Nothing is allocated after rsp_hgs_walk_new. Not thread-safe. */
#ifndef RSP_SOLVER_HGS_WALK_H
#define RSP_SOLVER_HGS_WALK_H

#include "solver/hgs_person.h"

typedef struct rsp_hgs_walk {
    rsp_hgs_soft soft;
    rsp_rng rng;
    rsp_hgs_person now, best; /* best: feasible; cost.ways INT64_MAX: none yet */
    rsp_hgs_person camp;      /* where a venture began */
    uint32_t *focus, n_focus; /* the clients that it is about; nobody: no venture */
    uint32_t steps, left;     /* since the last venture, more or less; to go of this one */
    rsp_hgs_penalties penalties;
    double heat;              /* how much worse, on average, what is kept may be; of cost */
    uint32_t *loose, n_loose; /* clients in no route */
    uint32_t *dirty, n_dirty; /* slots to be refreshed */
} rsp_hgs_walk;

/* Begins at a tour that serves everyone. */
int rsp_hgs_walk_new(const rsp_hgs_tour *t, rsp_arena *a, uint64_t seed, rsp_hgs_walk *ret,
                     rsp_err *err) RSP_MUST_CHECK;

/* Whether it found a new best. */
bool rsp_hgs_walk_step(rsp_hgs_walk *w);

#endif
