/* The labelling as its callers see it: makes the workspace, and answers a query by running both sides.
 *
 * Invariants: (horizon + 1) is a multiple of the width, so that buckets of both sides mirror each other; the
 * middle is the last instant of a bucket. Where the middle lies follows the work of the queries before
 * (counts of labels, never the clock: the same queries give the same answers). */
#include "solver/ng_inner.h"

#include <string.h>

enum { MOST_BUCKETS = 256 };

static int check_graph(const rsp_ng_graph *g, rsp_err *err) {
    if (g->n_vertices < 2 || g->source >= g->n_vertices || g->sink >= g->n_vertices || g->source == g->sink ||
        g->n_dims > RSP_NG_DIMS || g->n_elements > RSP_NG_ELEMENTS) {
        return rsp_fail(err, RSP_EINPUT, "a graph without two ends, or too many loads or elements");
    }
    for (uint32_t v = 0; v < g->n_vertices; v++) {
        const rsp_ng_vertex *x = &g->vertices[v];
        if (x->open < 0 || x->close > RSP_NG_ANYTIME ||
            (x->element != RSP_NG_NONE && x->element >= g->n_elements)) {
            return rsp_fail(err, RSP_EINPUT, "vertex %u: its window is outside 0..%d or its element unknown",
                            v, RSP_NG_ANYTIME);
        }
    }
    for (uint32_t a = 0; a < g->n_arcs; a++) {
        const rsp_ng_arc *x = &g->arcs[a];
        if (x->from >= g->n_vertices || x->to >= g->n_vertices || x->from == g->sink || x->to == g->source ||
            x->time < 0 || x->time > RSP_NG_ANYTIME || x->earliest < 0 || x->earliest > RSP_NG_ANYTIME ||
            x->latest > RSP_NG_ANYTIME) {
            return rsp_fail(err, RSP_EINPUT, "arc %u leaves the sink, enters the source or has no such times",
                            a);
        }
    }
    return 0;
}

/* Buckets about as wide as the shortest arc, but not more than MOST_BUCKETS. */
static void set_times(rsp_ng *ng) {
    const rsp_ng_graph *g = ng->g;
    int32_t last = 0, shortest = RSP_NG_ANYTIME;
    for (uint32_t v = 0; v < g->n_vertices; v++) {
        last = g->vertices[v].close > last ? g->vertices[v].close : last;
    }
    for (uint32_t a = 0; a < g->n_arcs; a++) {
        if (g->arcs[a].from != g->source && g->arcs[a].to != g->sink && g->arcs[a].time < shortest) {
            shortest = g->arcs[a].time;
        }
    }
    int32_t finest = last / MOST_BUCKETS + 1, coarsest = last / 8 + 1;
    ng->width = shortest < finest ? finest : shortest > coarsest ? coarsest : shortest;
    ng->n_buckets = (uint32_t)(last / ng->width + 1);
    ng->horizon = (int32_t)ng->n_buckets * ng->width - 1;
    ng->middle = (int32_t)(ng->n_buckets + 1) / 2 * ng->width - 1;
}

static int side_new(rsp_ng *ng, side *s, rsp_err *err) {
    const rsp_ng_graph *g = ng->g;
    size_t n = (size_t)g->n_vertices * ng->n_buckets;
    s->by_tail = rsp_calloc(ng->ctx, g->n_arcs + 1, sizeof *s->by_tail);
    s->first_of = rsp_calloc(ng->ctx, g->n_vertices + 2, sizeof *s->first_of);
    s->first = rsp_calloc(ng->ctx, g->n_vertices + 1, sizeof *s->first);
    s->first_limit = rsp_calloc(ng->ctx, g->n_vertices + 1, sizeof *s->first_limit);
    s->last = rsp_calloc(ng->ctx, g->n_vertices, sizeof *s->last);
    s->hops = rsp_calloc(ng->ctx, g->n_arcs + 1, sizeof *s->hops);
    s->pending = rsp_calloc(ng->ctx, n, sizeof *s->pending);
    s->settled = rsp_calloc(ng->ctx, n, sizeof *s->settled);
    s->completion = rsp_calloc(ng->ctx, n, sizeof *s->completion);
    if (s->by_tail == NULL || s->first_of == NULL || s->first == NULL || s->hops == NULL ||
        s->pending == NULL || s->settled == NULL || s->first_limit == NULL || s->last == NULL ||
        s->completion == NULL) {
        return rsp_fail(err, RSP_ENOMEM, "out of memory for a graph of %u arcs", g->n_arcs);
    }
    for (uint32_t a = 0; a < g->n_arcs; a++) {
        s->first_of[(s->backward ? g->arcs[a].to : g->arcs[a].from) + 2]++;
    }
    for (uint32_t v = 2; v <= g->n_vertices + 1; v++) {
        s->first_of[v] += s->first_of[v - 1];
    }
    for (uint32_t a = 0; a < g->n_arcs; a++) {
        s->by_tail[s->first_of[(s->backward ? g->arcs[a].to : g->arcs[a].from) + 1]++] = a;
    }
    return 0;
}

static void side_done(rsp_ng *ng, side *s) {
    const rsp_ctx *ctx = ng->ctx;
    for (size_t b = 0; s->settled != NULL && b < (size_t)ng->g->n_vertices * ng->n_buckets; b++) {
        rsp_vec_done(ctx, &s->settled[b]);
    }
    rsp_free(ctx, s->by_tail);
    rsp_free(ctx, s->first_of);
    rsp_free(ctx, s->first);
    rsp_free(ctx, s->first_limit);
    rsp_free(ctx, s->last);
    rsp_vec_done(ctx, &s->limits);
    rsp_free(ctx, s->hops);
    rsp_free(ctx, s->pending);
    rsp_free(ctx, s->settled);
    rsp_free(ctx, s->completion);
    rsp_vec_done(ctx, &s->pool);
    rsp_vec_done(ctx, &s->loads);
}

rsp_ng *rsp_ng_free(rsp_ng *ng) {
    if (ng != NULL) {
        const rsp_ctx *ctx = ng->ctx;
        side_done(ng, &ng->sides[0]);
        side_done(ng, &ng->sides[1]);
        rsp_free(ctx, ng->shortest);
        rsp_free(ctx, ng->near);
        rsp_free(ctx, ng->apart);
        rsp_free(ctx, ng->colour);
        rsp_free(ctx, ng->full);
        rsp_free(ctx, ng->cut_in);
        rsp_free(ctx, ng->cut_memory);
        rsp_vec_done(ctx, &ng->heap);
        rsp_vec_done(ctx, &ng->routes);
        rsp_vec_done(ctx, &ng->path);
        rsp_vec_done(ctx, &ng->ranks);
        rsp_free(ctx, ng);
    }
    return NULL;
}

int rsp_ng_new(const rsp_ctx *ctx, const rsp_ng_graph *g, rsp_ng **ret, rsp_err *err) {
    RSP_TRY(check_graph(g, err));
    __attribute__((cleanup(rsp_ng_free_p))) rsp_ng *ng = rsp_calloc(ctx, 1, sizeof *ng);
    if (ng == NULL) {
        return rsp_fail(err, RSP_ENOMEM, "out of memory for labelling");
    }
    ng->ctx = ctx;
    ng->g = g;
    ng->sides[1].backward = true;
    set_times(ng);
    RSP_TRY(side_new(ng, &ng->sides[0], err));
    RSP_TRY(side_new(ng, &ng->sides[1], err));
    RSP_TRY(rsp_ng_sets_new(ng, err));
    *ret = RSP_TAKE(ng);
    return 0;
}

/* Both sides up to the middle. */
static int run_halves(rsp_ng *ng, const rsp_ng_query *q, bool *ret_done, rsp_err *err) {
    reach half = {.query = q, .until = ng->middle};
    RSP_TRY(rsp_ng_run(ng, &ng->sides[0], &half, ret_done, err));
    if (*ret_done) {
        half.until = ng->horizon - ng->middle - 1;
        RSP_TRY(rsp_ng_run(ng, &ng->sides[1], &half, ret_done, err));
    }
    return 0;
}

/* Where one side worked more than the other, the middle moves towards it for the next query. */
static void move_middle(rsp_ng *ng) {
    uint64_t forward = ng->sides[0].n_settled, back = ng->sides[1].n_settled;
    int32_t step = ng->width * (int32_t)(1 + ng->n_buckets / 32);
    if (forward > back + back / 4) {
        ng->middle -= ng->middle > step + ng->width ? step : 0;
    } else if (back > forward + forward / 4) {
        ng->middle += ng->middle + step < ng->horizon - ng->width ? step : 0;
    }
}

/* A side from where it stands to the end, dropping what the other's half says cannot reach the threshold. */
static int run_on(rsp_ng *ng, const rsp_ng_query *q, int which, bool *ret_done, rsp_err *err) {
    reach all = {.query = q, .until = ng->horizon, .other = &ng->sides[1 - which]};
    return rsp_ng_run(ng, &ng->sides[which], &all, ret_done, err);
}

static int run_exact(rsp_ng *ng, const rsp_ng_query *q, bool *ret_done, rsp_err *err) {
    bool joined;
    RSP_TRY(run_halves(ng, q, ret_done, err));
    RSP_TRY(rsp_ng_join(ng, q, &joined, err));
    *ret_done = *ret_done && joined;
    if (!*ret_done || q->ret_used == NULL) {
        return *ret_done ? (move_middle(ng), 0) : 0;
    }
    RSP_TRY(rsp_ng_tell_routes(ng, err)); /* the labels go on moving */
    RSP_TRY(run_on(ng, q, 0, ret_done, err));
    if (*ret_done) {
        RSP_TRY(run_on(ng, q, 1, ret_done, err));
    }
    if (*ret_done) {
        rsp_ng_mark_used(ng, q);
    }
    return 0;
}

/* The sink alone as the backward side: the join then ends routes of the forward side. */
static int only_sink(rsp_ng *ng, const rsp_ng_query *q, rsp_err *err) {
    bool done;
    side *back = &ng->sides[1];
    RSP_TRY(rsp_ng_reset(ng, back, err));
    memset(back->first, 0, (ng->g->n_vertices + 1) * sizeof *back->first);
    return rsp_ng_run(ng, back, &(reach){.query = q, .until = ng->horizon}, &done, err);
}

static int run_quick(rsp_ng *ng, const rsp_ng_query *q, bool *ret_done, rsp_err *err) {
    bool joined;
    RSP_TRY(only_sink(ng, q, err));
    RSP_TRY(rsp_ng_run(ng, &ng->sides[0], &(reach){.query = q, .until = ng->horizon, .loose = true}, ret_done,
                       err));
    return rsp_ng_join(ng, q, &joined, err);
}

static int run_enumeration(rsp_ng *ng, const rsp_ng_query *q, bool *ret_done, rsp_err *err) {
    RSP_TRY(rsp_ng_number_elements(ng, q, err));
    rsp_ng_query bounds = *q;
    bounds.mode = RSP_NG_EXACT;
    RSP_TRY(run_halves(ng, &bounds, ret_done, err));
    if (*ret_done) {
        RSP_TRY(run_on(ng, &bounds, 1, ret_done, err));
    }
    ng->heap.n = 0;
    if (!*ret_done) {
        return 0;
    }
    bool joined;
    side *forward = &ng->sides[0];
    rsp_ng_open_hops(ng, forward, q, true);
    RSP_TRY(rsp_ng_reset(ng, forward, err));
    reach all = {.query = q, .until = ng->horizon, .other = &ng->sides[1], .alike = true};
    RSP_TRY(rsp_ng_run(ng, forward, &all, ret_done, err));
    RSP_TRY(only_sink(ng, q, err));
    RSP_TRY(rsp_ng_join(ng, q, &joined, err));
    *ret_done = *ret_done && joined && ng->heap.n < q->most_routes;
    return 0;
}

int rsp_ng_price(rsp_ng *ng, const rsp_ng_query *q, rsp_ng_answer *ret, rsp_err *err) {
    bool done = false;
    RSP_TRY(rsp_ng_set_cuts(ng, q, err));
    ng->countdown = 0;
    ng->routes.n = 0;
    for (int k = 0; k < 2; k++) {
        RSP_TRY(rsp_ng_set_limits(ng, &ng->sides[k], err));
        rsp_ng_open_hops(ng, &ng->sides[k], q, false);
        RSP_TRY(rsp_ng_reset(ng, &ng->sides[k], err));
    }
    if (q->mode == RSP_NG_EXACT) {
        RSP_TRY(run_exact(ng, q, &done, err));
    } else if (q->mode == RSP_NG_QUICK) {
        RSP_TRY(run_quick(ng, q, &done, err));
    } else {
        RSP_TRY(run_enumeration(ng, q, &done, err));
    }
    if (ng->routes.n == 0) {
        RSP_TRY(rsp_ng_tell_routes(ng, err));
    }
    *ret = (rsp_ng_answer){.complete = done && q->mode != RSP_NG_QUICK,
                           .best = ng->routes.n > 0 ? ng->routes.at[0].gain : INT64_MIN,
                           .routes = ng->routes.at,
                           .n_routes = (uint32_t)ng->routes.n,
                           .labels = ng->sides[0].n_settled + ng->sides[1].n_settled};
    return 0;
}
