/* Column generation: master, prices, pricing, until no route brings more than it costs.
 *
 * Prices are taken between those of the best bound so far and the master's own (smoothing: Wentges 1997;
 * Pessoa, Sadykov, Uchoa & Vanderbeck 2018), less so after a pricing that found nothing for the master. Every
 * complete exact pricing states a bound: side * price over the rows, plus count * the best gain per kind. */
#include "solver/bound_inner.h"

#include <math.h>
#include <string.h>

bool bound_stop(const bound *b) {
    return rsp_cancelled(b->ctx) || (b->o->steps > 0 && b->rounds >= b->o->steps) ||
           (b->deadline_ns > 0 && b->ctx->env->monotonic_ns(b->ctx->env->user) >= b->deadline_ns);
}

double bound_seconds(const bound *b) {
    if (b->deadline_ns == 0) {
        return 0;
    }
    double left = (double)(b->deadline_ns - b->ctx->env->monotonic_ns(b->ctx->env->user)) * 1e-9;
    return left > 0.001 ? left : 0.001;
}

int64_t bound_floor(const bound *b, int64_t scaled) {
    int64_t unit = b->scale * b->grain, whole = scaled / unit;
    whole -= scaled % unit < 0;
    return whole * b->grain;
}

static int64_t reduced(const bound *b, const kind *k, const rsp_ng_route *r, const int64_t *prices) {
    int64_t sum = -prices[k->row];
    for (uint32_t i = 0; i < r->n_arcs; i++) {
        uint32_t n = k->node_of[k->graph.arcs[r->arcs[i]].to];
        sum -= k->cost[r->arcs[i]] * b->scale;
        if (n != RSP_VRP_NONE) {
            sum += b->prize[n] * b->scale - (b->row_of[n] != RSP_VRP_NONE ? prices[b->row_of[n]] : 0);
        }
    }
    return sum;
}

typedef struct pricing {
    bool complete;
    uint32_t added;
    uint64_t labels;
    int64_t extra; /* what routes can bring at most beyond the rows, scaled */
} pricing;

/* One pricing of every kind at b->prices; columns that the master's own prices want are added. */
static int price_all(bound *b, rsp_ng_mode mode, pricing *ret, rsp_err *err) {
    /* Less is the rounding of the prices: without it the same columns would come back. */
    int64_t least = b->scale * b->grain / 65536 > 16 ? b->scale * b->grain / 65536 : 16;
    *ret = (pricing){.complete = true};
    b->rounds++;
    for (uint32_t i = 0; i < b->n_kinds; i++) {
        kind *k = &b->kinds[i];
        rsp_ng_answer answer;
        bound_price_arcs(b, k, b->prices);
        rsp_ng_query q = {.mode = mode,
                          .gains = k->gains,
                          .threshold = least,
                          .most_routes = mode == RSP_NG_QUICK ? 60 : 100,
                          .deadline_ns = b->deadline_ns};
        RSP_TRY(rsp_ng_price(k->ng, &q, &answer, err));
        ret->complete = ret->complete && answer.complete;
        ret->labels += answer.labels;
        ret->extra += (answer.n_routes > 0 ? answer.best : least - 1) * k->vehicle->count;
        for (uint32_t r = 0; r < answer.n_routes; r++) {
            if (reduced(b, k, &answer.routes[r], b->out_prices) >= least) {
                RSP_TRY(
                    bound_add_route(b, b->master, i, answer.routes[r].arcs, answer.routes[r].n_arcs, err));
                ret->added++;
            }
        }
    }
    return 0;
}

/* The bound of a complete pricing at b->prices; *ret_better where it is the best for these ng-sets. */
static int state_bound(bound *b, const pricing *p, double *best, bool *ret_better, rsp_err *err) {
    int64_t scaled;
    RSP_TRY(rsp_master_bound(b->master, b->prices, b->scale, &scaled, err));
    scaled += p->extra;
    int64_t upper = bound_floor(b, scaled);
    b->upper = upper < b->upper ? upper : b->upper;
    *ret_better = (double)scaled < *best;
    if (*ret_better) {
        *best = (double)scaled;
        memcpy(b->centre, b->mixed, rsp_master_rows(b->master) * sizeof *b->centre);
        b->has_centre = true;
        b->centre_scaled = scaled;
    }
    return 0;
}

static int solve_master(bound *b, bool *ret_solved, rsp_err *err) {
    rsp_master_status status;
    RSP_TRY(rsp_master_solve(b->master, bound_seconds(b), &status, &b->relaxed, err));
    *ret_solved = status == RSP_MASTER_SOLVED;
    if (*ret_solved) {
        rsp_master_prices(b->master, rsp_master_duals(b->master), b->scale, b->out_prices);
    }
    return 0;
}

static void mix_prices(bound *b, double inner) {
    const double *duals = rsp_master_duals(b->master);
    for (uint32_t r = 0; r < rsp_master_rows(b->master); r++) {
        b->mixed[r] = b->has_centre ? inner * b->centre[r] + (1 - inner) * duals[r] : duals[r];
    }
    rsp_master_prices(b->master, b->mixed, b->scale, b->prices);
}

int bound_converge(bound *b, bool *ret_done, rsp_err *err) {
    double best = HUGE_VAL, inner = 0.7, before = -HUGE_VAL;
    int misses = 0;
    bool quick = true; /* while it brings something, and is much less work than an exact pricing */
    uint64_t quick_labels = 0;
    *ret_done = false;
    while (!bound_stop(b) && !bound_closed(b)) {
        bool solved, better = false;
        RSP_TRY(solve_master(b, &solved, err));
        if (!solved) {
            return 0;
        }
        double now = b->has_centre ? 1 - (misses + 1) * (1 - inner) : 0;
        now = now > 0 ? now : 0;
        mix_prices(b, now);
        pricing p;
        if (quick) {
            RSP_TRY(price_all(b, RSP_NG_QUICK, &p, err));
            quick_labels = p.labels;
            quick = p.added > 0 && (before == -HUGE_VAL || b->relaxed > before + 0.001 * fabs(before));
            before = b->relaxed;
            if (p.added > 0) {
                continue;
            }
        }
        RSP_TRY(price_all(b, RSP_NG_EXACT, &p, err));
        if (!p.complete) {
            return 0;
        }
        RSP_TRY(state_bound(b, &p, &best, &better, err));
        double gap = best / (double)b->scale - b->relaxed;
        if (gap < 1e-4 * (double)b->grain || (p.added == 0 && now <= 0)) {
            *ret_done = true;
            return 0;
        }
        misses = p.added == 0 ? misses + 1 : 0;
        quick = p.added > 0 && p.labels > 4 * quick_labels;
    }
    return 0;
}
