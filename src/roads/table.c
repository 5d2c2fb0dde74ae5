/* Tables: from many stops to many, in a customized hierarchy.
 *
 * What: the ways down to all goals are walked once, and each state remembers the goals that a best path may
 * reach from it (its bucket); a row walks up from one stop and looks into the buckets on its way. Places that
 * are reached better by way of a state above are left out of both, so that some tens remain of some hundreds.
 * Zones crossed and the rest come from spans (spans.c), joined once for each pair; no path is unpacked.
 * Why buckets and not one sum per pair and shared state: they are read one after the other, and nobody asks
 * where two ways part. Invariants: goals never change once made; of several equal paths the one that turns
 * nearest to the root is taken, as for single paths. Reference: Knopp, Sanders, Schultes, Schulz, Wagner,
 * "Computing many-to-many shortest paths using highway hierarchies" (ALENEX 2007). */
#include <string.h>

#include "roads/many.h"
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
    custom_buckets buckets;
    uint64_t number;
    uint32_t n;
};

typedef struct entry {
    uint32_t state, goal, place;
} entry;
typedef RSP_VEC(entry) entry_list;

static int list_goal(const rsp_goals *g, uint32_t k, rsp_arena *scratch, entry_list *list) {
    const way_up *w = &g->ways[k];
    size_t places = (size_t)way_places(w) + 1;
    void *real = rsp_arena_alloc(scratch, places, custom_key_bytes(g->c));
    uint32_t *listed = rsp_arena_alloc(scratch, places, sizeof *listed);
    if (real == NULL || listed == NULL) {
        return RSP_ENOMEM;
    }
    uint32_t n = custom_loops_list(g->c, HIER_IN, w, real, listed);
    for (uint32_t i = 0; i < n; i++) {
        entry e = {.state = w->state[listed[i]], .goal = k, .place = listed[i]};
        RSP_TRY(rsp_vec_push(&g->ctx, list, e));
    }
    return 0;
}

/* Sorts the entries by state; those of one stay in the order of the goals. */
static int fill_buckets(rsp_goals *g, const entry_list *list) {
    custom_buckets *b = &g->buckets;
    uint32_t states = g->c->h->states;
    size_t size = custom_key_bytes(g->c);
    b->first = rsp_arena_alloc(g->arena, (size_t)states + 1, sizeof *b->first);
    b->goal = rsp_arena_alloc(g->arena, list->n + 1, sizeof *b->goal);
    b->place = rsp_arena_alloc(g->arena, list->n + 1, sizeof *b->place);
    b->key = rsp_arena_alloc(g->arena, list->n + 1, size);
    if (b->first == NULL || b->goal == NULL || b->place == NULL || b->key == NULL) {
        return RSP_ENOMEM;
    }
    for (size_t i = 0; i < list->n; i++) {
        b->first[list->at[i].state]++;
    }
    for (uint32_t x = 0; x < states; x++) {
        b->first[x + 1] += b->first[x];
    }
    for (size_t i = list->n; i-- > 0;) {
        const entry *e = &list->at[i];
        uint32_t at = --b->first[e->state];
        b->goal[at] = e->goal;
        b->place[at] = e->place;
        memcpy((char *)b->key + at * size, (const char *)g->ways[e->goal].key + e->place * size, size);
    }
    return 0;
}

static int walk_to_goals(rsp_goals *g) {
    entry_list list = {0};
    int rc = 0;
    for (uint32_t k = 0; rc == 0 && k < g->n; k++) {
        rsp_arena *scratch = NULL;
        rsp_err err;
        rc = way_to(g->c, &g->to[k], g->arena, &g->ways[k]);
        rc = rc == 0 ? rsp_arena_new(&g->ctx, 0, &scratch, &err) : rc;
        rc = rc == 0 ? list_goal(g, k, scratch, &list) : rc;
        g->places[k + 1] = g->places[k] + way_places(&g->ways[k]);
        rsp_arena_free(scratch);
    }
    rc = rc == 0 ? fill_buckets(g, &list) : rc;
    rsp_vec_done(&g->ctx, &list);
    return rc;
}

int rsp_goals_new(const rsp_ctx *ctx, const rsp_overlay *o, const rsp_metric *m, const rsp_snap *to,
                  uint32_t n, rsp_goals **ret, rsp_err *err) {
    RSP_TRY(search_check_snaps(o->net, to, n, err));
    rsp_goals *g = rsp_calloc(ctx, 1, sizeof *g);
    if (g == NULL) {
        return rsp_fail(err, RSP_ENOMEM, "out of memory");
    }
    *g = (rsp_goals){.ctx = *ctx, .o = o, .metric = *m, .n = n};
    int rc = rsp_arena_new(ctx, 0, &g->arena, err);
    rc = rc == 0 ? custom_get(o, m, &g->c, err) : rc;
    if (rc == 0) {
        g->to = rsp_arena_alloc(g->arena, (size_t)n + 1, sizeof *g->to);
        g->ways = rsp_arena_alloc(g->arena, (size_t)n + 1, sizeof *g->ways);
        g->places = rsp_arena_alloc(g->arena, (size_t)n + 1, sizeof *g->places);
        g->number = custom_number(o);
        rc = g->to == NULL || g->ways == NULL || g->places == NULL ? RSP_ENOMEM : 0;
        if (rc == 0 && n > 0) {
            memcpy(g->to, to, n * sizeof *to);
        }
        rc = rc == 0 && g->c != NULL ? walk_to_goals(g) : rc;
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

/* One row of the table: a stop, the best keys from it, and what is met on its way up. */
typedef struct row {
    rsp_search *s;
    const rsp_goals *g;
    const rsp_snap *from;
    way_up up;
    custom_row best;
    uint32_t *known; /* spans by place of `up`, plus 1 */
} row;

static int begin_row(row *r, rsp_arena *a) {
    const rsp_goals *g = r->g;
    const custom *c = g->c;
    RSP_TRY(way_from(c, r->from, a, &r->up));
    size_t places = (size_t)way_places(&r->up) + 1;
    size_t goals = (size_t)g->n + 1;
    void *real = rsp_arena_alloc(a, places, custom_key_bytes(c));
    uint32_t *listed = rsp_arena_alloc(a, places, sizeof *listed);
    r->known = rsp_arena_alloc(a, places, sizeof *r->known);
    r->best.key = rsp_arena_alloc(a, goals, custom_key_bytes(c));
    r->best.up = rsp_arena_alloc(a, goals, sizeof *r->best.up);
    r->best.down = rsp_arena_alloc(a, goals, sizeof *r->best.down);
    if (real == NULL || listed == NULL || r->known == NULL || r->best.key == NULL || r->best.up == NULL ||
        r->best.down == NULL) {
        return RSP_ENOMEM;
    }
    uint32_t n = custom_loops_list(c, HIER_OUT, &r->up, real, listed);
    custom_loops_infinite(c, r->best.key, g->n);
    custom_loops_row(c, &r->up, listed, n, &g->buckets, &r->best);
    return 0;
}

static int begin_spans(row *r) {
    rsp_search *s = r->s;
    if (s->spans == NULL) {
        s->spans = rsp_calloc(&s->ctx, 1, sizeof *s->spans);
    }
    return s->spans == NULL ? RSP_ENOMEM
                            : spans_begin(s->spans, r->g->c, r->g->number, r->g->places[r->g->n]);
}

/* All but the arcs and the passes. */
static int join_spans(row *r, uint32_t k, rsp_arena *a, rsp_path *ret) {
    const rsp_goals *g = r->g;
    const custom *c = g->c;
    span_memo *m = r->s->spans;
    uint32_t first = 0;
    uint32_t second = 0;
    drive d = {.o = c->o, .m = &c->metric, .before = RSP_NONE};
    int rc = spans_from(m, c, &r->up, r->from, r->best.up[k], r->known, &first);
    rc = rc == 0 ? spans_to(m, c, &g->ways[k], &g->to[k], r->best.down[k], m->of_goal + g->places[k], &second)
                 : rc;
    rc = rc == 0 ? drive_span(&d, &m->list.at[first]) : rc;
    rc = rc == 0 ? drive_span(&d, &m->list.at[second]) : rc;
    rc = rc == 0 ? drive_keep(&d, a, ret) : rc;
    drive_done(&d);
    return rc;
}

static int one_goal(row *r, uint32_t k, rsp_arena *a, rsp_path *ret, rsp_err *err) {
    const custom *c = r->g->c;
    const rsp_snap *to = &r->g->to[k];
    search_key key = custom_loops_get(c, r->best.key, k);
    bool found = custom_finite(key);
    key = found ? key : (search_key){UINT64_MAX, UINT64_MAX};
    uint32_t straight = search_straight(c->o, &c->metric, r->from, to, &key);
    found = found || straight != RSP_NONE;
    if (a == NULL || !found) {
        path_times(r->from, to, found, key, ret);
        return 0;
    }
    if (straight != RSP_NONE) {
        return many_along_edge(c, r->from, to, straight, a, ret, err);
    }
    rsp_path p = {.from = *r->from, .to = *to};
    if (join_spans(r, k, a, &p) != 0) {
        return rsp_fail(err, RSP_ENOMEM, "out of memory");
    }
    *ret = p;
    return 0;
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
    if (begin_row(&r, scratch) != 0 || (a != NULL && begin_spans(&r) != 0)) {
        return rsp_fail(err, RSP_ENOMEM, "out of memory");
    }
    for (uint32_t i = 0; i < n; i++) {
        RSP_TRY(one_goal(&r, which != NULL ? which[i] : i, a, &ret_paths[i], err));
    }
    return 0;
}
