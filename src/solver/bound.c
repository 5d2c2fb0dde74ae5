/* The bound of a plain problem, step by step: column generation over ng-routes; where they repeat a node,
 * more memory; arcs that no better solution uses are closed; when few routes are left, all of them are listed
 * and the best mix is an integer program. Whatever happens, the bound stated last stands. */
#include "solver/bound.h"

#include <string.h>

#include "solver/bound_inner.h"

static int prepare(bound *b, rsp_err *err) {
    RSP_TRY(bound_make_graphs(b, err));
    RSP_TRY(bound_make_master(b, &b->master, err));
    size_t rows = (size_t)rsp_master_rows(b->master) + 1;
    b->centre = rsp_arena_alloc(b->arena, rows, sizeof *b->centre);
    b->mixed = rsp_arena_alloc(b->arena, rows, sizeof *b->mixed);
    b->prices = rsp_arena_alloc(b->arena, rows, sizeof *b->prices);
    b->out_prices = rsp_arena_alloc(b->arena, rows, sizeof *b->out_prices);
    if (b->centre == NULL || b->mixed == NULL || b->prices == NULL || b->out_prices == NULL) {
        return rsp_fail(err, RSP_ENOMEM, "out of memory for a bound");
    }
    RSP_TRY(bound_take_start(b, err));
    return b->lower > INT64_MIN ? bound_add_solution(b, &b->best, err) : 0;
}

static int work(bound *b, rsp_err *err) {
    while (!bound_stop(b) && !bound_closed(b)) {
        bool done, grown;
        RSP_TRY(bound_converge(b, &done, err));
        if (!done || bound_closed(b)) {
            return 0;
        }
        RSP_TRY(bound_try_mix(b, err));
        RSP_TRY(bound_fix_arcs(b, err));
        RSP_TRY(bound_list(b, err));
        if (bound_closed(b) || bound_stop(b)) {
            return 0;
        }
        RSP_TRY(bound_grow_memory(b, &grown, err));
        if (!grown) {
            return 0;
        }
    }
    return 0;
}

static void done_with(bound *b) {
    for (uint32_t k = 0; b->kinds != NULL && k < b->n_kinds; k++) {
        b->kinds[k].ng = rsp_ng_free(b->kinds[k].ng);
    }
    b->master = rsp_master_free(b->master);
    rsp_vec_done(b->ctx, &b->routes);
    rsp_vec_done(b->ctx, &b->arcs);
    rsp_vec_done(b->ctx, &b->entries);
}

int rsp_vrp_find_bound(const rsp_ctx *ctx, const rsp_vrp *p, const rsp_vrp_bound_options *o, rsp_arena *a,
                       rsp_vrp_bound *ret, rsp_err *err) {
    bound b = {.ctx = ctx, .p = p, .o = o, .arena = a};
    if (o->steps == 0) {
        b.deadline_ns = ctx->env->monotonic_ns(ctx->env->user) + (int64_t)(o->time_limit_s * 1e9);
    }
    int rc = prepare(&b, err);
    rc = rc == 0 ? work(&b, err) : rc;
    if (rc == 0) {
        int64_t most = b.lower > b.upper ? b.lower : b.upper;
        *ret = (rsp_vrp_bound){.bound =
                                   p->objective == RSP_VRP_MOST_PRIZE ? b.constant + most : b.constant - most,
                               .optimal = b.lower > INT64_MIN && bound_closed(&b),
                               .found = b.lower > INT64_MIN,
                               .improved = b.improved,
                               .solution = b.best,
                               .score = b.score,
                               .rounds = b.rounds,
                               .columns = b.routes.n};
    }
    done_with(&b);
    return rc;
}
