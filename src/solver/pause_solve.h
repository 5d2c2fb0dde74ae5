/* All of a pause problem's solving: the search, the bound within the same time, the schedule that people get,
 * and an independent reading of it. The program and the C API both answer through here. */
#ifndef RSP_SOLVER_PAUSE_SOLVE_H
#define RSP_SOLVER_PAUSE_SOLVE_H

#include "solver/together.h"

typedef struct rsp_pause_answer {
    rsp_solution *solution; /* freed with rsp_solution_free */
    rsp_score score;
    rsp_proof proof; /* bounds of -1 where none was asked for, or it was stopped */
    uint64_t steps;
    double seconds;
    bool interrupted;
} rsp_pause_answer;

/* The limit of `o` is for all; bound: a share of it (0: none) goes to the proof, which is by labels where the
 * search is by steps. Errors of rsp_solve and rsp_prove; RSP_EINTERNAL where the answer does not hold. */
int rsp_pause_solve(const rsp_ctx *ctx, const rsp_problem *p, const rsp_solve_options *o, double bound,
                    rsp_pause_answer *ret, rsp_err *err) RSP_MUST_CHECK;

#endif
