/* An independent reading of a solution of a pause problem: its times, loads, docks, resources and values
 * recomputed from problem.h alone, sharing nothing with the search's own scheduling. */
#ifndef RSP_SOLVER_PAUSE_VALIDATE_H
#define RSP_SOLVER_PAUSE_VALIDATE_H

#include "solver/solution.h"

/* 0, or RSP_EVIOLATION with route, step and what does not hold. *ret_score: values recomputed (cost as the
 * routes say). Schedules are those that people get (rsp_route_tighten). Thread-safe. */
int rsp_pause_validate(const rsp_ctx *ctx, const rsp_solution *s, rsp_score *ret_score,
                       rsp_err *err) RSP_MUST_CHECK;

#endif
