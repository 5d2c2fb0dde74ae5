/* What closes the gap that column generation leaves: memory where routes repeat a node, arcs closed by their
 * reduced value, listing of all routes that could be part of a better solution, and integer programs.
 *
 * The threshold: a solution with route r is worth at most (bound at the centre's prices) + gain of r, where
 * the routes beside it bring at most the best gain each. So a route whose gain is below  (lower + grain) -
 * bound is in no better solution. */
#include "solver/bound_inner.h"

#include <math.h>
#include <string.h>

enum { MOST_LISTED = 60000, MOST_LABELS = 600000 };

/* Remembers the element of a cycle at all vertices of it. */
static bool forbid_cycle(kind *k, const uint32_t *arcs, uint32_t first, uint32_t last) {
    uint32_t element = k->graph.vertices[k->graph.arcs[arcs[last]].to].element;
    bool changed = false;
    for (uint32_t i = first; i < last; i++) {
        uint32_t v = k->graph.arcs[arcs[i]].to;
        if (!rsp_ng_remembers(k->ng, v, element)) {
            changed = rsp_ng_remember(k->ng, v, element) || changed;
        }
    }
    return changed;
}

static bool forbid_cycles_of(bound *b, const made_route *r) {
    kind *k = &b->kinds[r->kind];
    const uint32_t *arcs = b->arcs.at + r->first;
    bool changed = false;
    for (uint32_t last = 1; last < r->n; last++) {
        uint32_t element = k->graph.vertices[k->graph.arcs[arcs[last]].to].element;
        for (uint32_t first = last; first-- > 0 && element != RSP_NG_NONE;) {
            if (k->graph.vertices[k->graph.arcs[arcs[first]].to].element == element) {
                changed = forbid_cycle(k, arcs, first, last) || changed;
                break;
            }
        }
    }
    return changed;
}

static bool still_allowed(void *user, uint32_t column) {
    const bound *b = user;
    uint64_t at = rsp_master_column_at(b->master, column)->user;
    if (at == UINT64_MAX) {
        return true;
    }
    const made_route *r = &b->routes.at[at];
    const kind *k = &b->kinds[r->kind];
    for (uint32_t i = 0; i < r->n; i++) {
        if (!k->open[b->arcs.at[r->first + i]]) {
            return false;
        }
    }
    return rsp_ng_allows(k->ng, b->arcs.at + r->first, r->n);
}

int bound_grow_memory(bound *b, bool *ret_grown, rsp_err *err) {
    const double *x = rsp_master_values(b->master);
    *ret_grown = false;
    for (uint32_t c = 0; x != NULL && c < rsp_master_columns(b->master); c++) {
        uint64_t at = rsp_master_column_at(b->master, c)->user;
        if (at != UINT64_MAX && x[c] > 1e-6) {
            *ret_grown = forbid_cycles_of(b, &b->routes.at[at]) || *ret_grown;
        }
    }
    return *ret_grown ? rsp_master_keep_columns(b->master, still_allowed, b, err) : 0;
}

/* The least gain at the centre's prices of a route of kind k that a better solution may use. */
static int64_t threshold_of(const bound *b) {
    return (b->lower + b->grain) * b->scale - b->centre_scaled;
}

static void price_at_centre(bound *b, kind *k) {
    rsp_master_prices(b->master, b->centre, b->scale, b->prices);
    bound_price_arcs(b, k, b->prices);
}

int bound_fix_arcs(bound *b, rsp_err *err) {
    for (uint32_t i = 0; i < b->n_kinds && b->lower > INT64_MIN && b->has_centre; i++) {
        kind *k = &b->kinds[i];
        uint8_t *used = rsp_calloc(b->ctx, k->graph.n_arcs + 1, 1);
        if (used == NULL) {
            return rsp_fail(err, RSP_ENOMEM, "out of memory for a bound");
        }
        price_at_centre(b, k);
        rsp_ng_query q = {.mode = RSP_NG_EXACT,
                          .gains = k->gains,
                          .threshold = threshold_of(b),
                          .most_routes = 1,
                          .deadline_ns = b->deadline_ns,
                          .ret_used = used};
        rsp_ng_answer answer;
        int rc = rsp_ng_price(k->ng, &q, &answer, err);
        b->rounds++;
        for (uint32_t a = 0; rc == 0 && answer.complete && a < k->graph.n_arcs; a++) {
            k->open[a] = k->open[a] && used[a];
        }
        rsp_free(b->ctx, used);
        RSP_TRY(rc);
    }
    return 0;
}

/* An integer program over m; *ret_proved where nothing better is in it. */
static int solve_mix(bound *b, rsp_master *m, double seconds, uint64_t nodes, bool *ret_proved,
                     rsp_err *err) {
    int64_t *values = rsp_calloc(b->ctx, (size_t)rsp_master_columns(m) + 1, sizeof *values);
    if (values == NULL) {
        return rsp_fail(err, RSP_ENOMEM, "out of memory for a bound");
    }
    rsp_master_integer answer = {0};
    rsp_master_integer_options o = {.seconds = seconds,
                                    .nodes = nodes,
                                    .has_cutoff = b->lower > INT64_MIN,
                                    .cutoff = b->lower + b->grain};
    int rc = rsp_master_integers(m, &o, values, &answer, err);
    if (rc == 0 && answer.found) {
        rc = bound_take(b, m, values, err);
    }
    rsp_free(b->ctx, values);
    *ret_proved = rc == 0 && answer.proved;
    if (*ret_proved) {
        b->mix_value = answer.found ? answer.value : b->lower;
    }
    return rc;
}

int bound_try_mix(bound *b, rsp_err *err) {
    bool proved;
    double left = bound_seconds(b) / 10;
    return solve_mix(b, b->master, left > 2 ? 2 : left, 200, &proved, err);
}

/* All routes above the threshold into a master of their own. */
static int list_kind(bound *b, rsp_master *m, uint32_t which, bool *ret_all, rsp_err *err) {
    kind *k = &b->kinds[which];
    price_at_centre(b, k);
    rsp_ng_query q = {.mode = RSP_NG_ENUMERATE,
                      .gains = k->gains,
                      .threshold = threshold_of(b),
                      .most_routes = MOST_LISTED,
                      .most_labels = MOST_LABELS,
                      .deadline_ns = b->deadline_ns};
    rsp_ng_answer answer = {0};
    b->rounds++;
    int rc = rsp_ng_price(k->ng, &q, &answer, err);
    *ret_all = rc == 0 && answer.complete;
    if (rc == RSP_ELIMIT) { /* too many nodes to list: an answer */
        return 0;
    }
    for (uint32_t r = 0; rc == 0 && *ret_all && r < answer.n_routes; r++) {
        rc = bound_add_route(b, m, which, answer.routes[r].arcs, answer.routes[r].n_arcs, err);
    }
    return rc;
}

int bound_list(bound *b, rsp_err *err) {
    if (b->lower == INT64_MIN || !b->has_centre || bound_closed(b) || bound_stop(b)) {
        return 0;
    }
    __attribute__((cleanup(rsp_master_free_p))) rsp_master *m = NULL;
    RSP_TRY(bound_make_master(b, &m, err));
    bool all = true, proved;
    for (uint32_t k = 0; k < b->n_kinds && all; k++) {
        RSP_TRY(list_kind(b, m, k, &all, err));
    }
    if (!all || bound_stop(b)) {
        return 0;
    }
    RSP_TRY(solve_mix(b, m, bound_seconds(b), b->o->steps > 0 ? 100000 : 0, &proved, err));
    if (proved && b->mix_value < b->upper) {
        b->upper = b->mix_value;
    }
    return 0;
}
