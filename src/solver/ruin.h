/* Ruin: strings of work near a seed are taken out (SISR), a convoy is dissolved, or gets other vehicles. */
#ifndef RSP_SOLVER_RUIN_H
#define RSP_SOLVER_RUIN_H

#include "solver/kinds.h"
#include "solver/solution.h"

/* For each task the others by distance (least duration between first alternatives), nearest first; at most
 * `width` each, row-major, RSP_NO at the end of a short row. */
typedef struct rsp_near {
    uint32_t *at;
    uint32_t width;
} rsp_near;
int rsp_near_new(const rsp_ctx *ctx, const rsp_problem *p, uint32_t width, rsp_near *ret,
                 rsp_err *err) RSP_MUST_CHECK;
void rsp_near_done(const rsp_ctx *ctx, rsp_near *n);

/* One ruin step; which tasks may have room now is left to the caller (all that are not fully served). */
void rsp_ruin(rsp_solution *s, const rsp_near *near, const rsp_kinds *kinds, rsp_rng *rng);

#endif
