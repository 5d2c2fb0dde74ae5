/* A proven bound of a plain routing problem (vrp.h), and the proof that a solution is best.
 *
 * What is bounded: MOST_PRIZE: the prize of tier 0 (at most); LEAST_COST: the cost of a solution that serves
 * all required nodes, prizes not collected included (at least); FEWEST_VEHICLES: the vehicles of such a
 * solution (at least). The bound relaxes what the labelling does not see: longest distance and duration, most
 * tasks, breaks, releases later than a trip's first stop, setups at shared locations, loads that rise and
 * fall along the route. It is then still a bound; solutions are always judged by rsp_vrp_validate.
 *
 * Column generation over ng-routes (ng.h, master.h); the bound is computed in integers from rounded duals and
 * holds whenever the work is stopped; where all routes that could be better are listed, that no mix of them
 * is better is proved in integers too (master_tree.h). References: see ng.h, master.h; Boussier, Feillet &
 * Gendreau 2007; Baldacci, Mingozzi & Roberti 2011.
 */
#ifndef RSP_SOLVER_BOUND_H
#define RSP_SOLVER_BOUND_H

#include "solver/vrp.h"

typedef struct rsp_vrp_bound_options {
    double time_limit_s; /* ignored where steps > 0 */
    uint64_t steps;      /* pricings, so that an answer can be repeated; 0: by time */
    const rsp_vrp_solution
        *start; /* a solution to hold the bound against, or NULL; ignored if not feasible */
} rsp_vrp_bound_options;

typedef struct rsp_vrp_bound {
    int64_t bound;             /* in the problem's units */
    bool optimal;              /* `solution` attains it */
    bool found;                /* `solution` and `score` hold the best known: the start, or better */
    bool improved;             /* better than the start in what is bounded */
    rsp_vrp_solution solution; /* in the arena */
    rsp_vrp_score score;
    uint64_t rounds, columns; /* pricings, columns made */
} rsp_vrp_bound;

/* RSP_EUNAVAILABLE, with what and why: shipments, reloads, more than 400 nodes, times past 2^29. RSP_ENOMEM.
 * Stops within max(1 %, 50 ms) of its limit and when ctx is cancelled. Same problem, start and steps: same
 * answer. */
int rsp_vrp_find_bound(const rsp_ctx *ctx, const rsp_vrp *p, const rsp_vrp_bound_options *o, rsp_arena *a,
                       rsp_vrp_bound *ret, rsp_err *err) RSP_MUST_CHECK;

#endif
