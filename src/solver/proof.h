/* The proof: upper bounds on the value of a pause problem, tier by tier, by column generation over ng-routes
 * (Baldacci, Mingozzi & Roberti 2011; Desaulniers et al. 2005), stated in exact integers.
 *
 * The bound of a tier holds with the tiers before it at their proved optimum, and is stated for the first
 * tier not proved; later ones have none. It is valid whenever the run is stopped. What it relaxes is in
 * RSP_PROOF_RELAXES. */
#ifndef RSP_SOLVER_PROOF_H
#define RSP_SOLVER_PROOF_H

#include "solver/solve.h"

#define RSP_PROOF_RELAXES                                                                                    \
    "convoys may unload at one place at once, loads need not pack into single vehicles, a route may come "   \
    "back "                                                                                                  \
    "to far work, waits do not count in rides"

typedef struct rsp_proof_options {
    double time_limit_s; /* ignored where labels > 0 */
    uint64_t labels;     /* partial routes looked at, about; 0: by time. With it the answer can be repeated */
    const rsp_solve_options *search; /* its seed and threads, to make the known solution better out of the
                                        routes that were priced; NULL: it stays. Its board is heard, too */
} rsp_proof_options;

typedef struct rsp_proof {
    int64_t bound[RSP_SOLVER_TIERS]; /* -1: none */
    int32_t proved;                  /* so many tiers, from the first, whose value equals its bound */
    uint64_t rounds, columns, labels;
} rsp_proof;

/* Whether there is a bound at all: of the first tier with work, at least. */
bool rsp_provable(const rsp_problem *p);

/* The bounds are held against a known solution, whose problem is bounded and which may get better. Where a
 * tier runs out of time its bound is what was known by then. Tiers with too many tasks, and routes that take
 * no shared resource, are not bounded. RSP_ENOMEM, RSP_EINTERNAL. */
int rsp_prove(const rsp_ctx *ctx, rsp_solution *known, const rsp_proof_options *o, rsp_proof *ret,
              rsp_err *err) RSP_MUST_CHECK;

#endif
