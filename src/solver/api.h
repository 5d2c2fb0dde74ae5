/* What a handle of the C API (respite/solver.h) holds: the pieces as they were added, in growing arrays whose
 * lists are pointers into one arena; the last answer. Private to api.c and api_run.c, and to tests that
 * bring an environment of their own.
 *
 * Invariant: every piece was checked when it was added, so that a run checks only what joins pieces. */
#ifndef RSP_SOLVER_API_H
#define RSP_SOLVER_API_H

#include <respite/solver.h>

#include "base/vec.h"
#include "solver/solution.h"
#include "solver/start.h"

typedef struct rsp_api_arc { /* where it goes */
    uint32_t matrix, from, to;
    uint32_t number; /* of adding: parallel arcs keep their order */
    rsp_arc arc;
} rsp_api_arc;

struct rsp_solver {
    rsp_ctx ctx;
    atomic_int cancel;
    rsp_err err;
    rsp_arena *lists; /* of classes and tasks */
    RSP_VEC(int32_t) docks;
    RSP_VEC(rsp_location) locations;
    RSP_VEC(int64_t) resources;
    RSP_VEC(rsp_api_arc) arcs;
    RSP_VEC(rsp_class) classes;
    RSP_VEC(rsp_task) tasks;
    RSP_VEC(size_t) n_supplies; /* by task: how many entries its list has */
    int32_t setup_s;
    rsp_arena *start_lists; /* NULL: no starts */
    RSP_VEC(rsp_start_route) starts;
    rsp_arena *answer_lists; /* NULL: no run yet */
    rsp_solver_result result;
    rsp_solver_route *routes; /* result.n_routes */
};

/* As rsp_solver_new, with an environment that outlives the handle. */
int rsp_api_new(const rsp_env *env, rsp_solver **ret);

/* Copies a struct of the caller's size into one of ours; members he does not know are zero. RSP_EINPUT where
 * it is NULL, smaller than the first version, or has more than this version knows. */
int rsp_api_take(rsp_solver *s, const char *what, const void *from, size_t first_version, void *to,
                 size_t size) RSP_MUST_CHECK;

#endif
