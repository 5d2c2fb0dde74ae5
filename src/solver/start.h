/* A solution to begin the search with, from routes that the caller has: a warm start, and work already
 * committed when a running plan is made again. */
#ifndef RSP_SOLVER_START_H
#define RSP_SOLVER_START_H

#include "solver/solution.h"

typedef struct rsp_start_route {
    uint32_t cls;
    const rsp_visit_step
        *steps; /* task, alt, is_drop, amount, not_before: of what is fixed the work begins no
                   earlier, of the rest it does at first if that fits. All others are not read */
    uint32_t n;
    uint32_t
        fixed; /* the first steps that stay; the drops of their pickups are among the steps and stay too */
} rsp_start_route;

/* Puts routes into an empty solution: first what is fixed, in order, then the rest. Of the rest, work that no
 * longer fits is left out, the last of its route first. RSP_EINPUT: a route is not one of this problem;
 * RSP_EVIOLATION: what is fixed does not fit; the solution is then to be freed. */
int rsp_start_put(rsp_solution *s, const rsp_start_route *routes, uint32_t n, rsp_err *err) RSP_MUST_CHECK;

#endif
