/* Ruin and recreate on the routes of hgs_tour.h, local: what a step costs does not grow with the problem.
 *
 * Ruin takes strings of stops out of routes near one client (SISR: Christiaens & Vanden Berghe 2020);
 * recreate puts them back one by one where it is cheapest, passing over a place now and then (blinks), and
 * looks only behind the clients that go well before it and before those that go well after it (granular, Toth
 * & Vigo 2003), at empty vehicles, and at trips of its own. Where none of these works, everywhere. */
#ifndef RSP_SOLVER_HGS_RUIN_H
#define RSP_SOLVER_HGS_RUIN_H

#include "solver/hgs_tour.h"

typedef struct rsp_hgs_ruin {
    rsp_rng rng;
    uint32_t blink;       /* places until the next one that is passed over */
    uint32_t *out, n_out; /* to be put back, in this order */
    int64_t *key;
    uint64_t *seen; /* by slot: the step that ruined it; by client: the step that it is in `out` */
    uint64_t step;
    bool all;      /* whoever fits comes in, whether worth it or not */
    double daring; /* mean of what an optional client may cost above its prize */
} rsp_hgs_ruin;

int rsp_hgs_ruin_new(const rsp_hgs_view *v, rsp_arena *a, uint64_t seed, rsp_hgs_ruin *ret,
                     rsp_err *err) RSP_MUST_CHECK;

/* One step: ruin, then recreate. The caller commits or reverts. */
void rsp_hgs_ruin_step(rsp_hgs_ruin *r, rsp_hgs_tour *t);

/* Puts in what of r->out can be: required clients where they fit at all, others where they are worth it. */
void rsp_hgs_recreate(rsp_hgs_ruin *r, rsp_hgs_tour *t);

/* What it costs to put an absent client right behind node `after`, into *best where it fits and is cheaper.
 */
void rsp_hgs_try(const rsp_hgs_tour *t, uint32_t client, uint32_t after, rsp_hgs_spot *best);
/* The same for a trip of its own behind the one that begins at node `trip`, where the vehicle may make one.
 */
void rsp_hgs_try_behind(const rsp_hgs_tour *t, uint32_t client, uint32_t trip, rsp_hgs_spot *best);

#endif
