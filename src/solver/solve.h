/* The primal search: ruin and recreate (SISR: Christiaens & Vanden Berghe, Transportation Science 54(2),
 * 2020) over convoys, with simulated annealing over the tiers. Threads exchange at fixed step counts and are
 * merged in thread order: same problem, seed, threads and steps give the same solution. */
#ifndef RSP_SOLVER_SOLVE_H
#define RSP_SOLVER_SOLVE_H

#include "solver/board.h"

typedef struct rsp_solve_progress {
    double elapsed_s;
    uint64_t steps;
    rsp_score best;
    uint32_t routes;
} rsp_solve_progress;

typedef struct rsp_solve_options {
    double time_limit_s; /* ignored where steps > 0 */
    uint64_t steps;      /* of each thread; 0: by time */
    uint64_t seed;
    uint32_t threads; /* 1..64 */
    uint32_t max_routes;
    const rsp_solution *start; /* of the same problem and no more routes, or NULL: the answer is no worse, and
                                  its routes keep their fixed steps */
    double cool_from, cool_to; /* of the whole cooling, 0 to 1; 0, 0: all of it. A start that is near the best
                                  is polished from 0.7 or so */
    rsp_board
        *board; /* shared with others who look for the same; NULL: none. The search ends when it is closed */
    void (*progress)(void *user, const rsp_solve_progress *p); /* from the calling thread */
    void *user;
} rsp_solve_options;

/* *ret_best (freed with rsp_solution_free) is feasible, the empty one at worst. Stops when ctx is cancelled.
 */
int rsp_solve(const rsp_ctx *ctx, const rsp_problem *p, const rsp_solve_options *o, rsp_solution **ret_best,
              uint64_t *ret_steps, rsp_err *err) RSP_MUST_CHECK;

#endif
