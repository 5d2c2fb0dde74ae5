/* The master of a bound: rows, columns from routes, gains of arcs from prices; and its whole answers as
 * solutions of the problem, judged by rsp_vrp_validate. */
#include "solver/bound_inner.h"

#include <string.h>

static int no_memory(rsp_err *err) {
    return rsp_fail(err, RSP_ENOMEM, "out of memory for the routes of a bound");
}

static int64_t most_vehicles(const bound *b) {
    int64_t most = 0;
    for (uint32_t k = 0; k < b->n_kinds; k++) {
        most += b->kinds[k].vehicle->count;
    }
    return most;
}

/* Per kind: vehicles; per node: visits, with a column for covering it more than once or not at all. */
int bound_make_master(const bound *b, rsp_master **ret, rsp_err *err) {
    __attribute__((cleanup(rsp_master_free_p))) rsp_master *m = NULL;
    const rsp_vrp *p = b->p;
    RSP_TRY(rsp_master_new(b->ctx, RSP_MASTER_MOST, &m, err));
    for (uint32_t k = 0; k < b->n_kinds; k++) {
        RSP_TRY(rsp_master_add_row(m, RSP_ROW_AT_MOST, b->kinds[k].vehicle->count, NULL, 0, &b->kinds[k].row,
                                   err));
    }
    for (uint32_t n = 0; n < p->n_nodes; n++) {
        b->row_of[n] = RSP_VRP_NONE;
        if (n < p->n_depots || (!p->nodes[n].required && b->prize[n] == 0)) {
            continue; /* may be visited or not: it brings nothing */
        }
        bool required = p->nodes[n].required;
        RSP_TRY(rsp_master_add_row(m, required ? RSP_ROW_AT_LEAST : RSP_ROW_AT_MOST, 1, NULL, 0,
                                   &b->row_of[n], err));
        rsp_master_column slack = {.value = required ? -10 * (b->dearest + 1) : -b->prize[n],
                                   .most = required ? 1 : most_vehicles(b) * (int64_t)p->n_nodes,
                                   .user = UINT64_MAX};
        rsp_master_entry entry = {.at = b->row_of[n], .factor = required ? 1 : -1};
        RSP_TRY(rsp_master_add_column(m, &slack, &entry, 1, NULL, err));
    }
    *ret = RSP_TAKE(m);
    return 0;
}

/* A column for the route numbered `at`. */
static int add_column(bound *b, rsp_master *m, uint32_t at, rsp_err *err) {
    const made_route *r = &b->routes.at[at];
    const kind *k = &b->kinds[r->kind];
    b->entries.n = 0;
    if (rsp_vec_reserve(b->ctx, &b->entries, r->n + 1)) {
        return no_memory(err);
    }
    for (uint32_t i = 0; i < r->n; i++) {
        uint32_t n = k->node_of[k->graph.arcs[b->arcs.at[r->first + i]].to];
        b->visits[n == RSP_VRP_NONE ? 0 : n]++;
    }
    b->entries.at[b->entries.n++] = (rsp_master_entry){.at = k->row, .factor = 1};
    for (uint32_t i = 0; i < r->n; i++) {
        uint32_t n = k->node_of[k->graph.arcs[b->arcs.at[r->first + i]].to];
        if (n != RSP_VRP_NONE && b->visits[n] > 0 && b->row_of[n] != RSP_VRP_NONE) {
            b->entries.at[b->entries.n++] = (rsp_master_entry){.at = b->row_of[n], .factor = b->visits[n]};
        }
        b->visits[n == RSP_VRP_NONE ? 0 : n] = 0;
    }
    rsp_master_column c = {.value = r->value, .most = RSP_MASTER_ANY, .priced = true, .user = at};
    return rsp_master_add_column(m, &c, b->entries.at, b->entries.n, NULL, err);
}

int bound_add_route(bound *b, rsp_master *m, uint32_t which, const uint32_t *arcs, uint32_t n, rsp_err *err) {
    if (rsp_vec_grow(b->ctx, &b->routes) || rsp_vec_reserve(b->ctx, &b->arcs, n)) {
        return no_memory(err);
    }
    const kind *k = &b->kinds[which];
    made_route r = {.kind = which, .n = n, .first = b->arcs.n};
    for (uint32_t i = 0; i < n; i++) {
        uint32_t node = k->node_of[k->graph.arcs[arcs[i]].to];
        r.value += (node != RSP_VRP_NONE ? b->prize[node] : 0) - k->cost[arcs[i]];
        b->arcs.at[b->arcs.n++] = arcs[i];
    }
    b->routes.at[b->routes.n++] = r;
    return add_column(b, m, (uint32_t)b->routes.n - 1, err);
}

/* The copy of the node that is reached first in time, or RSP_NG_NONE. *time: service begins. */
static uint32_t reach_copy(const kind *k, uint32_t from, uint32_t node, int32_t *time) {
    const rsp_ng_graph *g = &k->graph;
    uint32_t v = node == RSP_VRP_NONE ? 1 : k->first_copy[node];
    for (; v < g->n_vertices && k->node_of[v] == node; v++) {
        uint32_t a = k->arc_between[(size_t)from * g->n_vertices + v];
        if (a == RSP_NG_NONE) {
            continue;
        }
        int32_t then = *time + g->arcs[a].time;
        then = then > g->vertices[v].open ? then : g->vertices[v].open;
        if (then <= g->vertices[v].close) {
            *time = then;
            return a;
        }
    }
    return RSP_NG_NONE;
}

int bound_add_solution(bound *b, const rsp_vrp_solution *s, rsp_err *err) {
    for (uint32_t i = 0; i < s->n_routes; i++) {
        const rsp_vrp_route *r = &s->routes[i];
        const kind *k = &b->kinds[r->vehicle];
        uint32_t *path = rsp_arena_alloc(b->arena, (size_t)r->n_stops + 1, sizeof *path), at = 0;
        int32_t time = 0;
        bool whole = true;
        if (path == NULL) {
            return no_memory(err);
        }
        for (uint32_t j = 0; j <= r->n_stops && whole; j++) {
            path[j] = reach_copy(k, at, j < r->n_stops ? r->stops[j] : RSP_VRP_NONE, &time);
            whole = path[j] != RSP_NG_NONE;
            at = whole ? k->graph.arcs[path[j]].to : 0;
        }
        if (whole) {
            RSP_TRY(bound_add_route(b, b->master, r->vehicle, path, r->n_stops + 1, err));
        }
    }
    return 0;
}

void bound_price_arcs(const bound *b, kind *k, const int64_t *prices) {
    for (uint32_t a = 0; a < k->graph.n_arcs; a++) {
        if (!k->open[a]) {
            k->gains[a] = RSP_NG_CLOSED;
            continue;
        }
        const rsp_ng_arc *x = &k->graph.arcs[a];
        uint32_t n = k->node_of[x->to];
        int64_t gain = n != RSP_VRP_NONE ? b->prize[n] * b->scale : 0;
        gain -= n != RSP_VRP_NONE && b->row_of[n] != RSP_VRP_NONE ? prices[b->row_of[n]] : 0;
        gain -= k->cost[a] * b->scale + (x->from == k->graph.source ? prices[k->row] : 0);
        k->gains[a] = gain;
    }
}

/* What is bounded, as a value. */
static int64_t value_of(const bound *b, const rsp_vrp_score *s) {
    return b->p->objective == RSP_VRP_MOST_PRIZE   ? s->prize[0] - b->constant
           : b->p->objective == RSP_VRP_LEAST_COST ? b->constant - s->cost
                                                   : -s->vehicles;
}

/* Judges a solution; the best becomes it where it is better, or the first. */
static int judge(bound *b, const rsp_vrp_solution *s, bool own, rsp_err *err) {
    rsp_vrp_score score;
    rsp_err why = {0};
    int rc = rsp_vrp_validate(b->ctx, b->p, s, &score, &why);
    if (rc != 0 && rc != RSP_EVIOLATION) {
        return rsp_fail(err, rc, "%s", why.msg);
    }
    if (rc == 0 && score.missing == 0 && value_of(b, &score) > b->lower) {
        b->lower = value_of(b, &score);
        b->best = *s;
        b->score = score;
        b->improved = own;
    }
    return 0;
}

int bound_take_start(bound *b, rsp_err *err) {
    b->lower = INT64_MIN;
    if (b->o->start != NULL) {
        RSP_TRY(judge(b, b->o->start, false, err));
    }
    if (b->lower == INT64_MIN) {
        RSP_TRY(judge(b, &(rsp_vrp_solution){0}, true, err));
    }
    return 0;
}

int bound_take(bound *b, const rsp_master *m, const int64_t *values, rsp_err *err) {
    uint32_t n = 0, columns = rsp_master_columns(m);
    for (uint32_t c = 0; c < columns; c++) {
        n += rsp_master_column_at(m, c)->user != UINT64_MAX && values[c] > 0 ? (uint32_t)values[c] : 0;
    }
    rsp_vrp_solution s = {.routes = rsp_arena_alloc(b->arena, (size_t)n + 1, sizeof *s.routes)};
    uint8_t *served = rsp_arena_alloc(b->arena, b->p->n_nodes, 1);
    if (s.routes == NULL || served == NULL) {
        return no_memory(err);
    }
    for (uint32_t c = 0; c < columns; c++) {
        uint64_t at = rsp_master_column_at(m, c)->user;
        if (at == UINT64_MAX || values[c] <= 0) {
            continue;
        }
        const made_route *r = &b->routes.at[at];
        rsp_vrp_route *to = &s.routes[s.n_routes];
        to->vehicle = r->kind;
        to->stops = rsp_arena_alloc(b->arena, r->n, sizeof *to->stops);
        if (to->stops == NULL) {
            return no_memory(err);
        }
        for (uint32_t i = 0; i + 1 < r->n; i++) { /* the last arc goes to the sink */
            const kind *k = &b->kinds[r->kind];
            uint32_t node = k->node_of[k->graph.arcs[b->arcs.at[r->first + i]].to];
            if (!served[node]) {
                served[node] = 1;
                to->stops[to->n_stops++] = node;
            }
        }
        s.n_routes += to->n_stops > 0;
    }
    return judge(b, &s, true, err);
}
