/* The best first-tier value of a small routing problem by brute force: a reference for the search that
 * shares no code with it beyond the problem itself (solver/problem.h).
 *
 * For every class all routes over the first tier's tasks are tried: every order, every place, every pair of
 * pickup and drop, every amount. What a class can do is kept as the set of amounts that none other covers;
 * routes are then added up under the shared vehicles and crews, class after class.
 * Routes stop only where they do work of the first tier; where another stop helps (a wait that no arc offers)
 * the answer may be below the true best, else it never is. It is relaxed in three points: convoys do not wait
 * for each other's docks; each ride limit is tested by itself, with RSP_BRUTE_RIDE_S seconds of grace; work
 * at one place need not be unloaded in one stretch. */
#ifndef RSP_BENCH_BRUTE_H
#define RSP_BENCH_BRUTE_H

#include "base/mem.h"
#include "solver/problem.h"

#define RSP_BRUTE_TASKS  8  /* of the first tier */
#define RSP_BRUTE_DIMS   12 /* task x the scarce stock or bed it draws on */
#define RSP_BRUTE_RIDE_S 30

typedef struct rsp_brute_result {
    int64_t best;        /* value of tier 0; not set where skipped */
    uint64_t work;       /* steps simulated and amounts compared */
    const char *skipped; /* why there is no answer, or NULL */
} rsp_brute_result;

/* repeats: how often one route may come back to the same task, 1 or more (goods: each time at another
 * location). Gives up with
 * ret->skipped set after work_most. RSP_ENOMEM is the only error. Thread-safe. */
int rsp_brute_first_tier(const rsp_ctx *ctx, const rsp_problem *p, uint32_t repeats, uint64_t work_most,
                         rsp_brute_result *ret, rsp_err *err) RSP_MUST_CHECK;

#endif
