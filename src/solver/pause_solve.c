/* Search, bound, schedule, judge (pause_solve.h). */
#include "solver/pause_solve.h"

#include <string.h>

#include "solver/pause_validate.h"

#define LABELS_STEP 50 /* partial routes of the bound for each step, where the search is by steps */

static double seconds_since(const rsp_ctx *ctx, int64_t begun_ns) {
    return (double)(ctx->env->monotonic_ns(ctx->env->user) - begun_ns) * 1e-9;
}

static int judge(const rsp_ctx *ctx, rsp_pause_answer *a, rsp_err *err) {
    rsp_solution *s = a->solution;
    rsp_err why = {0};
    for (uint32_t r = 0; r < s->n_routes; r++) {
        if (s->routes[r].cls != RSP_NO) {
            rsp_route_tighten(s, r);
        }
    }
    int rc = rsp_pause_validate(ctx, s, &a->score, &why);
    return rc == RSP_EVIOLATION
               ? rsp_fail(err, RSP_EINTERNAL, "the answer does not hold, a mistake of ours: %.800s", why.msg)
               : (rc != 0 ? rsp_fail(err, rc, "%s", why.msg) : 0);
}

static int run(const rsp_ctx *ctx, const rsp_problem *p, const rsp_solve_options *o, double bound,
               rsp_pause_answer *a, rsp_err *err) {
    int64_t begun = ctx->env->monotonic_ns(ctx->env->user);
    rsp_together t;
    RSP_TRY(rsp_solve_together(ctx, p, o, bound, LABELS_STEP, &t, err));
    a->solution = t.solution;
    a->proof = t.proof;
    a->steps = t.steps;
    a->interrupted = rsp_cancelled(ctx);
    RSP_TRY(judge(ctx, a, err));
    a->seconds = seconds_since(ctx, begun);
    return 0;
}

int rsp_pause_solve(const rsp_ctx *ctx, const rsp_problem *p, const rsp_solve_options *o, double bound,
                    rsp_pause_answer *ret, rsp_err *err) {
    rsp_pause_answer a = {.proof = {.bound = {-1, -1, -1, -1}}};
    int rc = run(ctx, p, o, bound, &a, err);
    if (rc != 0) {
        rsp_solution_free(ctx, a.solution);
        return rc;
    }
    *ret = a;
    return 0;
}
