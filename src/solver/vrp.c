/* What every engine for plain routing problems (vrp.h) asks: which of two answers is better, by the order the
 * objective states, and how much of its time is used. */
#include "solver/vrp.h"

static int order(int64_t a, int64_t b) {
    return (a > b) - (a < b);
}

int rsp_vrp_compare(const rsp_vrp *p, const rsp_vrp_score *a, const rsp_vrp_score *b) {
    int c = order(a->missing, b->missing);
    if (c == 0 && p->objective == RSP_VRP_FEWEST_VEHICLES) {
        c = order(a->vehicles, b->vehicles);
    }
    if (p->objective == RSP_VRP_MOST_PRIZE) {
        for (int t = 0; c == 0 && t < RSP_VRP_TIERS; t++) {
            c = order(b->prize[t], a->prize[t]);
        }
    }
    return c != 0 ? c : order(a->cost, b->cost);
}

rsp_vrp_effort rsp_vrp_effort_start(const rsp_ctx *ctx, const rsp_vrp_options *o) {
    return (rsp_vrp_effort){ctx, o, 0, ctx->env->monotonic_ns(ctx->env->user)};
}

double rsp_vrp_effort_s(const rsp_vrp_effort *e) {
    return (double)(e->ctx->env->monotonic_ns(e->ctx->env->user) - e->started_ns) * 1e-9;
}

double rsp_vrp_effort_used(const rsp_vrp_effort *e) {
    if (rsp_cancelled(e->ctx)) {
        return 1;
    }
    if (e->o->steps > 0) {
        return (double)e->steps / (double)e->o->steps;
    }
    double s = rsp_vrp_effort_s(e);
    return s >= e->o->time_limit_s ? 1 : s / e->o->time_limit_s;
}
