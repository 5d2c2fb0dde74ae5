/* One to many and many to many in a customized hierarchy, behind the functions of route.h.
 *
 * What: the ways of all ends are walked once; after that a pair costs one sum for each state that both ways
 * share. Why two doors: who asks once gets the plain search (search.c), which needs nothing prepared; who
 * asks often says so, and pays for the hierarchy first. Invariants: both give equal keys for every pair;
 * which of several equal paths is taken depends on the question alone, not on threads or on what was asked
 * before. */
#include <string.h>

#include "roads/spans.h"

struct rsp_goals {
    rsp_ctx ctx;
    const rsp_overlay *o;
    rsp_metric metric;
    const custom *c; /* NULL: the net has no hierarchy */
    rsp_arena *arena;
    rsp_snap *to;
    way_up *ways;
    size_t *places; /* by goal: where the places of its way begin among all; and how many there are */
    uint64_t number;
    uint32_t n;
};

static int along_edge(const custom *c, const rsp_snap *from, const rsp_snap *to, uint32_t arc, rsp_arena *a,
                      rsp_path *ret, rsp_err *err) {
    uint32_t *arcs = rsp_arena_alloc(a, 1, sizeof *arcs);
    if (arcs == NULL) {
        return rsp_fail(err, RSP_ENOMEM, "out of memory");
    }
    *arcs = arc;
    return path_drive(c->o, &c->metric, from, to, arcs, 1, a, ret, err);
}

int rsp_search_prepare(rsp_search *s, const rsp_metric *m, rsp_err *err) {
    if (s->custom != NULL && weights_same(&s->custom->metric, m)) {
        return 0;
    }
    const custom *c = NULL;
    RSP_TRY(custom_get(s->o, m, &c, err));
    custom_drop(s->custom);
    s->custom = c;
    return 0;
}

static int one_path(rsp_search *s, const rsp_snap *from, const rsp_snap *to, const way_up *up,
                    const way_up *down, rsp_arena *a, rsp_path *ret, rsp_err *err) {
    const custom *c = s->custom;
    way_meet at = way_best(c, up, down);
    search_key key = at.key;
    uint32_t straight = search_straight(c->o, &c->metric, from, to, &key);
    bool found = straight != RSP_NONE || at.up != RSP_NONE;
    if (a == NULL || !found) {
        path_times(from, to, found, key, ret);
        return 0;
    }
    if (straight != RSP_NONE) {
        return along_edge(c, from, to, straight, a, ret, err);
    }
    const uint32_t *arcs = NULL;
    uint32_t n = 0;
    return way_arcs(c, up, down, at, to, &s->ranks, &s->stack, a, &arcs, &n) != 0
               ? rsp_fail(err, RSP_ENOMEM, "out of memory")
               : path_drive(c->o, &c->metric, from, to, arcs, n, a, ret, err);
}

int many_from(rsp_search *s, const rsp_snap *from, const rsp_snap *to, uint32_t n, rsp_arena *a,
              rsp_path *ret_paths, rsp_err *err) {
    RSP_CLEANUP(rsp_arena_free_p) rsp_arena *scratch = NULL;
    way_up up;
    RSP_TRY(rsp_arena_new(&s->ctx, 0, &scratch, err));
    if (way_from(s->custom, from, scratch, &up) != 0) {
        return rsp_fail(err, RSP_ENOMEM, "out of memory");
    }
    for (uint32_t i = 0; i < n; i++) {
        way_up down;
        if (way_to(s->custom, &to[i], scratch, &down) != 0) {
            return rsp_fail(err, RSP_ENOMEM, "out of memory");
        }
        RSP_TRY(one_path(s, from, &to[i], &up, &down, a, &ret_paths[i], err));
    }
    return 0;
}

void many_done(rsp_search *s) {
    if (s->spans != NULL) {
        spans_done(s->spans);
        rsp_free(&s->ctx, s->spans);
    }
}

int rsp_goals_new(const rsp_ctx *ctx, const rsp_overlay *o, const rsp_metric *m, const rsp_snap *to,
                  uint32_t n, rsp_goals **ret, rsp_err *err) {
    RSP_TRY(search_check_snaps(o->net, to, n, err));
    rsp_goals *g = rsp_calloc(ctx, 1, sizeof *g);
    if (g == NULL) {
        return rsp_fail(err, RSP_ENOMEM, "out of memory");
    }
    rsp_overlay *keeper; /* numbers are not part of what it says */
    memcpy(&keeper, &o, sizeof keeper);
    *g = (rsp_goals){.ctx = *ctx, .o = o, .metric = *m, .n = n};
    int rc = rsp_arena_new(ctx, 0, &g->arena, err);
    rc = rc == 0 ? custom_get(o, m, &g->c, err) : rc;
    if (rc == 0) {
        g->to = rsp_arena_alloc(g->arena, (size_t)n + 1, sizeof *g->to);
        g->ways = rsp_arena_alloc(g->arena, (size_t)n + 1, sizeof *g->ways);
        g->places = rsp_arena_alloc(g->arena, (size_t)n + 1, sizeof *g->places);
        g->number = ++keeper->made;
        rc = g->to == NULL || g->ways == NULL || g->places == NULL ? RSP_ENOMEM : 0;
        if (rc == 0 && n > 0) {
            memcpy(g->to, to, n * sizeof *to);
        }
        for (uint32_t i = 0; rc == 0 && g->c != NULL && i < n; i++) {
            rc = way_to(g->c, &to[i], g->arena, &g->ways[i]);
            g->places[i + 1] = g->places[i] + way_places(&g->ways[i]);
        }
        rc = rc != 0 ? rsp_fail(err, rc, "out of memory for %u stops", n) : 0;
    }
    if (rc != 0) {
        rsp_goals_free(g);
        return rc;
    }
    *ret = g;
    return 0;
}

rsp_goals *rsp_goals_free(rsp_goals *g) {
    if (g != NULL) {
        rsp_ctx ctx = g->ctx;
        custom_drop(g->c);
        rsp_arena_free(g->arena);
        rsp_free(&ctx, g);
    }
    return NULL;
}

/* By the plain search, which knows nothing of numbers of goals. */
static int plainly(rsp_search *s, const rsp_goals *g, const rsp_snap *from, const uint32_t *which, uint32_t n,
                   rsp_arena *a, rsp_path *ret_paths, rsp_err *err) {
    rsp_snap *to = rsp_calloc(&s->ctx, (size_t)n + 1, sizeof *to);
    if (to == NULL) {
        return rsp_fail(err, RSP_ENOMEM, "out of memory");
    }
    for (uint32_t i = 0; i < n; i++) {
        to[i] = g->to[which != NULL ? which[i] : i];
    }
    int rc = rsp_route_many(s, &g->metric, from, to, n, a, ret_paths, err);
    rsp_free(&s->ctx, to);
    return rc;
}

/* One row of the table: a stop, and what is met on the way from it. */
typedef struct row {
    rsp_search *s;
    const rsp_goals *g;
    const rsp_snap *from;
    way_up up;
    uint32_t *known; /* spans by place of `up` */
} row;

static int one_goal(row *r, uint32_t k, rsp_arena *a, rsp_path *ret, rsp_err *err) {
    const rsp_goals *g = r->g;
    const custom *c = g->c;
    const rsp_snap *to = &g->to[k];
    way_meet at = way_best(c, &r->up, &g->ways[k]);
    search_key key = at.key;
    uint32_t straight = search_straight(c->o, &c->metric, r->from, to, &key);
    bool found = straight != RSP_NONE || at.up != RSP_NONE;
    if (a == NULL || !found) {
        path_times(r->from, to, found, key, ret);
        return 0;
    }
    if (straight != RSP_NONE) {
        return along_edge(c, r->from, to, straight, a, ret, err);
    }
    span_memo *m = r->s->spans;
    uint32_t first = 0;
    uint32_t second = 0;
    drive d = {.o = c->o, .m = &c->metric, .before = RSP_NONE};
    rsp_path p = {.from = *r->from, .to = *to};
    int rc = spans_from(m, c, &r->up, r->from, at.up, r->known, &first);
    rc = rc == 0 ? spans_to(m, c, &g->ways[k], to, at.down, m->of_goal + g->places[k], &second) : rc;
    rc = rc == 0 ? drive_span(&d, &m->list.at[first]) : rc;
    rc = rc == 0 ? drive_span(&d, &m->list.at[second]) : rc;
    rc = rc == 0 ? drive_keep(&d, a, &p) : rc;
    drive_done(&d);
    if (rc != 0) {
        return rsp_fail(err, rc, "out of memory");
    }
    *ret = p;
    return 0;
}

static int begin_row(row *r, rsp_arena *scratch, bool spans) {
    rsp_search *s = r->s;
    const rsp_goals *g = r->g;
    RSP_TRY(way_from(g->c, r->from, scratch, &r->up));
    if (!spans) {
        return 0;
    }
    if (s->spans == NULL) {
        s->spans = rsp_calloc(&s->ctx, 1, sizeof *s->spans);
    }
    r->known = rsp_arena_alloc(scratch, (size_t)way_places(&r->up) + 1, sizeof *r->known);
    if (s->spans == NULL || r->known == NULL) {
        return RSP_ENOMEM;
    }
    return spans_begin(s->spans, g->c, g->number, g->places[g->n]);
}

int rsp_route_goals(rsp_search *s, const rsp_goals *g, const rsp_snap *from, const uint32_t *which,
                    uint32_t n, rsp_arena *a, rsp_path *ret_paths, rsp_err *err) {
    if (g->c == NULL) {
        return plainly(s, g, from, which, n, a, ret_paths, err);
    }
    RSP_CLEANUP(rsp_arena_free_p) rsp_arena *scratch = NULL;
    row r = {.s = s, .g = g, .from = from};
    RSP_TRY(search_check_snaps(g->o->net, from, 1, err));
    RSP_TRY(rsp_arena_new(&s->ctx, 0, &scratch, err));
    if (begin_row(&r, scratch, a != NULL) != 0) {
        return rsp_fail(err, RSP_ENOMEM, "out of memory");
    }
    for (uint32_t i = 0; i < n; i++) {
        RSP_TRY(one_goal(&r, which != NULL ? which[i] : i, a, &ret_paths[i], err));
    }
    return 0;
}
