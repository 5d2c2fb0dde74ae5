/* Which engine solves what (vrp.h). Least cost goes to the engine made for it (hgs.c), and to ruin and
 * recreate (sisr.c) where that does not know a feature; the most prize with plain stops to the engine of
 * tours (tours.c); all else to ruin and recreate. Where prizes decide and something is left out, the column
 * generation behind the bound (bound.h) puts routes together that a search does not find in the same time; it
 * gets a share in the middle, and the search goes on from the better answer. The engine of tours mixes routes
 * itself: there it gets that share only of longer limits and where tours are short, so that it comes to an
 * end. By steps the search goes alone. */
#include "solver/bound.h"

#define SEARCH_FIRST 0.3 /* shares of the time limit */
#define COLUMNS      0.4
#define LOOK_STEPS   300 /* of the engine of tours, to see how long tours are */
#define SHORT_TOUR   16  /* stops */
#define LONG_LIMIT_S 3
#define TOURS_FIRST  0.5
#define TOURS_MIXED  0.25

static double seconds(const rsp_ctx *ctx) {
    return (double)ctx->env->monotonic_ns(ctx->env->user) * 1e-9;
}

/* Whether there is a prize that s does not collect. */
static int leaves_some(const rsp_ctx *ctx, const rsp_vrp *p, const rsp_vrp_solution *s, bool *ret,
                       rsp_err *err) {
    rsp_vrp_score score;
    RSP_TRY(rsp_vrp_validate(ctx, p, s, &score, err));
    int64_t left = -score.prize[0];
    for (uint32_t i = p->n_depots; i < p->n_nodes; i++) {
        left += p->nodes[i].tier == 0 ? p->nodes[i].prize : 0;
    }
    *ret = left > 0;
    return 0;
}

static int search_prizes(const rsp_ctx *ctx, const rsp_vrp *p, const rsp_vrp_options *o, rsp_arena *a,
                         rsp_vrp_solution *ret, rsp_err *err) {
    rsp_err why = {0};
    int rc = rsp_vrp_tours(ctx, p, o, a, ret, &why);
    if (rc == RSP_EUNAVAILABLE) {
        return rsp_vrp_sisr(ctx, p, o, a, ret, err);
    }
    return rc == 0 ? 0 : rsp_fail(err, rc, "%s", why.msg);
}

/* A search, columns and a search, by these shares of the limit that is left. */
static int search_in_parts(const rsp_ctx *ctx, const rsp_vrp *p, const rsp_vrp_options *asked, double first,
                           double columns, rsp_arena *a, rsp_vrp_solution *ret, rsp_err *err) {
    double end = seconds(ctx) + asked->time_limit_s;
    rsp_vrp_options o = *asked;
    rsp_vrp_solution best;
    rsp_vrp_bound bound;
    rsp_err why = {0};
    bool some = false;
    o.time_limit_s = first * asked->time_limit_s;
    RSP_TRY(search_prizes(ctx, p, &o, a, &best, err));
    RSP_TRY(leaves_some(ctx, p, &best, &some, err));
    if (some) {
        rsp_vrp_bound_options b = {.time_limit_s = columns * asked->time_limit_s, .start = &best};
        int rc = rsp_vrp_find_bound(ctx, p, &b, a, &bound, &why);
        if (rc != 0 && rc != RSP_EUNAVAILABLE) {
            return rsp_fail(err, rc, "%s", why.msg);
        }
        best = rc == 0 && bound.found && bound.improved ? bound.solution : best;
    }
    o.time_limit_s = end - seconds(ctx);
    o.start = &best;
    if (o.time_limit_s > 0) {
        return search_prizes(ctx, p, &o, a, ret, err);
    }
    *ret = best;
    return 0;
}

static int solve_for_prizes(const rsp_ctx *ctx, const rsp_vrp *p, const rsp_vrp_options *asked, rsp_arena *a,
                            rsp_vrp_solution *ret, rsp_err *err) {
    double end = seconds(ctx) + asked->time_limit_s;
    rsp_vrp_options o = *asked;
    rsp_vrp_solution look;
    rsp_err why = {0};
    o.steps = LOOK_STEPS;
    int rc = rsp_vrp_tours(ctx, p, &o, a, &look, &why);
    if (rc == RSP_EUNAVAILABLE) {
        return search_in_parts(ctx, p, asked, SEARCH_FIRST, COLUMNS, a, ret, err);
    }
    if (rc != 0) {
        return rsp_fail(err, rc, "%s", why.msg);
    }
    uint64_t stops = 0;
    for (uint32_t r = 0; r < look.n_routes; r++) {
        stops += look.routes[r].n_stops;
    }
    o = *asked;
    o.time_limit_s = end - seconds(ctx);
    if (asked->time_limit_s < LONG_LIMIT_S || stops > (uint64_t)SHORT_TOUR * look.n_routes) {
        return rsp_vrp_tours(ctx, p, &o, a, ret, err);
    }
    return search_in_parts(ctx, p, &o, TOURS_FIRST, TOURS_MIXED, a, ret, err);
}

static int solve_for_cost(const rsp_ctx *ctx, const rsp_vrp *p, const rsp_vrp_options *o, rsp_arena *a,
                          rsp_vrp_solution *ret, rsp_err *err) {
    rsp_err first = {0}, second = {0};
    int rc = rsp_vrp_hgs(ctx, p, o, a, ret, &first);
    if (rc != RSP_EUNAVAILABLE) {
        return rc == 0 ? 0 : rsp_fail(err, rc, "%s", first.msg);
    }
    rc = rsp_vrp_sisr(ctx, p, o, a, ret, &second);
    if (rc == RSP_EUNAVAILABLE) {
        return rsp_fail(err, rc, "%s; %s", first.msg, second.msg);
    }
    return rc == 0 ? 0 : rsp_fail(err, rc, "%s", second.msg);
}

int rsp_vrp_solve(const rsp_ctx *ctx, const rsp_vrp *p, const rsp_vrp_options *o, rsp_arena *a,
                  rsp_vrp_solution *ret, rsp_err *err) {
    if (p->objective == RSP_VRP_LEAST_COST) {
        return solve_for_cost(ctx, p, o, a, ret, err);
    }
    if (p->objective != RSP_VRP_MOST_PRIZE) {
        return rsp_vrp_sisr(ctx, p, o, a, ret, err);
    }
    return o->steps == 0 && o->start == NULL ? solve_for_prizes(ctx, p, o, a, ret, err)
                                             : search_prizes(ctx, p, o, a, ret, err);
}
