/* Queries in a customized hierarchy: up from one stop, up (backwards) from the other, and the best sum.
 *
 * What: whatever a state has arcs with above it stands on its way to the root, so a search upwards is a walk
 * along that way, with no queue and no marks, and two such walks meet at the states that both ways share: the
 * first ones, counted from the root. That is the same for a pair and for a table: the ways of all stops once,
 * then a sum for each pair.
 * Parts of edges: a stop is left with what remains of its edge already paid; it is come to by a last step
 * that pays for the part of the edge only. The arcs that may be last but one end at the nodes of the stop's
 * edge; they stand on the way of that edge, or below it on two stubs that lead there. Invariants: no shortcut
 * is stored; which triangle an arc stands for follows from the weights, the first that fits, so the same
 * question has the same path in every thread. Reference: Dibbelt, Strasser, Wagner (JEA 2016), elimination
 * tree queries; the tables of distances to all ancestors: Ouyang et al., "When hierarchy meets
 * 2-hop-labeling" (SIGMOD 2018). */
#include "roads/ways.h"

#include <string.h>

static uint32_t way_length(const hierarchy *h, uint32_t lowest) {
    return lowest == RSP_NONE ? 0 : h->depth[lowest] + 1U;
}

/* The deepest of the states that end at the node. */
static uint32_t deepest_into(const hierarchy *h, uint32_t node) {
    uint32_t deepest = RSP_NONE;
    for (uint32_t i = h->into_first[node]; i < h->into_first[node + 1]; i++) {
        uint32_t x = h->into[i];
        deepest = deepest == RSP_NONE || h->depth[x] > h->depth[deepest] ? x : deepest;
    }
    return deepest;
}

static void fill_way(const hierarchy *h, uint32_t lowest, uint32_t *state, uint32_t n) {
    for (uint32_t x = lowest; n-- > 0; x = h->up[x]) {
        state[n] = x;
    }
}

/* A way of which nothing is reached yet, with the stubs of both ends where they are asked for. */
static int begin(const custom *c, const rsp_snap *s, bool stubs, rsp_arena *a, way_up *w) {
    const hierarchy *h = c->h;
    const net_edge *e = &c->o->net->edges[s->edge];
    uint32_t ends[2] = {e->from, e->to};
    uint32_t deepest[2] = {RSP_NONE, RSP_NONE};
    *w = (way_up){.n_main = way_length(h, h->lowest[s->edge])};
    for (int k = 0; stubs && w->n_main > 0 && k < 2; k++) {
        deepest[k] = deepest_into(h, ends[k]);
        uint32_t n = way_length(h, deepest[k]);
        w->n_stub[k] = n > w->n_main ? n - w->n_main : 0;
    }
    uint32_t n = w->n_main + w->n_stub[0] + w->n_stub[1];
    w->state = rsp_arena_alloc(a, (size_t)n + 1, sizeof *w->state);
    w->key = rsp_arena_alloc(a, (size_t)n + 1, custom_key_bytes(c));
    w->from = rsp_arena_alloc(a, (size_t)n + 1, sizeof *w->from);
    if (w->state == NULL || w->key == NULL || w->from == NULL) {
        return RSP_ENOMEM;
    }
    fill_way(h, h->lowest[s->edge], w->state, w->n_main);
    fill_way(h, deepest[0], w->state + w->n_main, w->n_stub[0]);
    fill_way(h, deepest[1], w->state + w->n_main + w->n_stub[0], w->n_stub[1]);
    custom_loops_infinite(c, w->key, n);
    memset(w->from, 0xFF, n * sizeof *w->from); /* WAY_START */
    return 0;
}

int way_from(const custom *c, const rsp_snap *s, rsp_arena *a, way_up *ret) {
    const rsp_overlay *o = c->o;
    way_up w;
    RSP_TRY(begin(c, s, false, a, &w));
    for (uint32_t back = 0; w.n_main > 0 && back < 2; back++) {
        piece p = piece_from(s, s->edge << 1 | back);
        uint32_t x = c->h->rank[p.arc];
        if (x != RSP_NONE && weights_part_open(o, &c->metric, p)) {
            search_key delay = key_of(weights_delay(o, p, RSP_NONE), 0, 0);
            custom_loops_offer(c, &w, c->h->depth[x], key_add(weights_part(o, &c->metric, p), delay));
        }
    }
    custom_loops_climb(c, HIER_OUT, &w, 0, w.n_main);
    *ret = w;
    return 0;
}

/* Whether whoever is in the state of rank x may drive the part of an arc next; *ret: what that costs. */
static bool last_step(const custom *c, uint32_t x, piece p, search_key *ret) {
    const rsp_net *n = c->o->net;
    uint32_t s = c->h->state[x];
    uint32_t arc = net_state_arc(n, s);
    if (net_banned(&n->turns, s, p.arc, c->metric.profiles) ||
        (p.arc == (arc ^ 1U) && !net_dead_end(n, s, c->metric.profiles))) {
        return false;
    }
    search_key delay = key_of(weights_delay(c->o, p, arc >> 1), 0, 0);
    *ret = key_add(weights_part(c->o, &c->metric, p), delay);
    return true;
}

int way_to(const custom *c, const rsp_snap *s, rsp_arena *a, way_up *ret) {
    const hierarchy *h = c->h;
    way_up w;
    RSP_TRY(begin(c, s, true, a, &w));
    for (uint32_t back = 0; w.n_main > 0 && back < 2; back++) {
        piece p = piece_to(s, s->edge << 1 | back);
        if (!weights_part_open(c->o, &c->metric, p)) {
            continue;
        }
        uint32_t v = net_tail(c->o->net, p.arc);
        uint32_t stub = w.n_main + (back == 0 ? 0 : w.n_stub[0]);
        for (uint32_t i = h->into_first[v]; i < h->into_first[v + 1]; i++) {
            uint32_t d = h->depth[h->into[i]];
            search_key key;
            if (last_step(c, h->into[i], p, &key)) {
                custom_loops_offer(c, &w, d < w.n_main ? d : stub + (d - w.n_main), key);
            }
        }
    }
    custom_loops_climb(c, HIER_IN, &w, w.n_main, w.n_stub[0]);
    custom_loops_climb(c, HIER_IN, &w, w.n_main + w.n_stub[0], w.n_stub[1]);
    custom_loops_climb(c, HIER_IN, &w, 0, w.n_main);
    *ret = w;
    return 0;
}

/* How many states the two have in common at their beginning; once they differ, they stay apart. */
static uint32_t in_common(const uint32_t *a, uint32_t n, const uint32_t *b, uint32_t m) {
    uint32_t lo = 0;
    uint32_t hi = n < m ? n : m;
    while (lo < hi) {
        uint32_t mid = lo + (hi - lo) / 2;
        if (a[mid] == b[mid]) {
            lo = mid + 1;
        } else {
            hi = mid;
        }
    }
    return lo;
}

way_meet way_best(const custom *c, const way_up *from, const way_up *to) {
    way_meet best = {.key = {UINT64_MAX, UINT64_MAX}, .up = RSP_NONE, .down = RSP_NONE};
    uint32_t n = in_common(from->state, from->n_main, to->state, to->n_main);
    custom_loops_meet(c, from, to, 0, 0, n, &best);
    if (n == to->n_main && from->n_main > n) { /* the start is below the end */
        uint32_t stub = n;
        for (int k = 0; k < 2; k++) {
            uint32_t more = in_common(from->state + n, from->n_main - n, to->state + stub, to->n_stub[k]);
            custom_loops_meet(c, from, to, n, stub, more, &best);
            stub += to->n_stub[k];
        }
    }
    return best;
}

/* Appends the states after the first one of what an arc of the hierarchy stands for. */
static int unpack(const custom *c, uint32_t arc, way_work *w) {
    const rsp_ctx *ctx = &c->o->ctx;
    w->stack.n = 0;
    RSP_TRY(rsp_vec_push(ctx, &w->stack, arc));
    while (w->stack.n > 0) {
        custom_half h;
        RSP_TRY(custom_halves(c, w->stack.at[--w->stack.n], &h));
        if (h.first == RSP_NONE) {
            RSP_TRY(rsp_vec_push(ctx, &w->ranks, h.second));
        } else {
            RSP_TRY(rsp_vec_push(ctx, &w->stack, h.second));
            RSP_TRY(rsp_vec_push(ctx, &w->stack, h.first)); /* it comes up first */
        }
    }
    return 0;
}

/* The states of the path, but for what follows the last one. */
static int collect(const custom *c, const way_up *from, const way_up *to, way_meet at, way_work *w) {
    const hierarchy *h = c->h;
    const rsp_ctx *ctx = &c->o->ctx;
    w->ranks.n = w->places.n = 0;
    for (uint32_t p = at.up; p != WAY_START; p = from->from[p]) {
        RSP_TRY(rsp_vec_push(ctx, &w->places, p));
    }
    RSP_TRY(rsp_vec_push(ctx, &w->ranks, from->state[w->places.at[w->places.n - 1]]));
    for (size_t i = w->places.n; i-- > 1;) {
        uint32_t above = w->places.at[i - 1];
        RSP_TRY(unpack(c, hier_arc(h, from->state[w->places.at[i]], HIER_OUT, above), w));
    }
    for (uint32_t p = at.down; to->from[p] != WAY_START; p = to->from[p]) {
        uint32_t below = to->state[to->from[p]];
        RSP_TRY(unpack(c, hier_arc(h, below, HIER_IN, h->depth[to->state[p]]), w));
    }
    return 0;
}

uint32_t way_last_arc(const custom *c, const way_up *to, uint32_t place, const rsp_snap *stop) {
    uint32_t x = to->state[place];
    uint32_t v = net_head(c->o->net, net_state_arc(c->o->net, c->h->state[x]));
    search_key best = custom_loops_get(c, to->key, place);
    for (uint32_t back = 0; back < 2; back++) {
        piece p = piece_to(stop, stop->edge << 1 | back);
        search_key key;
        if (net_tail(c->o->net, p.arc) == v && weights_part_open(c->o, &c->metric, p) &&
            last_step(c, x, p, &key) && !key_less(best, key) && !key_less(key, best)) {
            return p.arc;
        }
    }
    return stop->edge << 1; /* not reached: the place has its key from one of the two */
}

int way_arcs(const custom *c, const way_up *from, const way_up *to, way_meet at, const rsp_snap *stop,
             way_work *w, rsp_arena *a, const uint32_t **ret, uint32_t *ret_n) {
    RSP_TRY(collect(c, from, to, at, w));
    uint32_t place = at.down;
    while (to->from[place] != WAY_START) {
        place = to->from[place];
    }
    uint32_t n = (uint32_t)w->ranks.n;
    uint32_t *arcs = rsp_arena_alloc(a, (size_t)n + 1, sizeof *arcs);
    if (arcs == NULL) {
        return RSP_ENOMEM;
    }
    for (uint32_t i = 0; i < n; i++) {
        arcs[i] = net_state_arc(c->o->net, c->h->state[w->ranks.at[i]]);
    }
    arcs[n] = way_last_arc(c, to, place, stop);
    *ret = arcs;
    *ret_n = n + 1;
    return 0;
}
