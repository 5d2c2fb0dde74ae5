/* Recreate: work that is not fully served goes, in a random order of several kinds, to the place where it
 * earns most for least cost, in a running convoy or a new one (greedy insertion with blinks, SISR
 * section 5.3). */
#ifndef RSP_SOLVER_RECREATE_H
#define RSP_SOLVER_RECREATE_H

#include "solver/kinds.h"
#include "solver/solution.h"

typedef struct rsp_recreate { /* working memory of one thread */
    uint32_t *order;
    double *key;
} rsp_recreate;
int rsp_recreate_new(const rsp_ctx *ctx, const rsp_problem *p, rsp_recreate *ret,
                     rsp_err *err) RSP_MUST_CHECK;
void rsp_recreate_done(const rsp_ctx *ctx, rsp_recreate *w);
void rsp_recreate_run(rsp_solution *s, rsp_recreate *w, const rsp_kinds *kinds, rsp_rng *rng);

#endif
