/* One-to-many shortest paths over arcs: exact under turn restrictions, parts of edges, and checkpoints.
 *
 * What: Dijkstra over states (turns.c): an arc, with the history that matters. Why states: at a junction with
 * restrictions what may follow depends on where one comes from.
 * How it stays quick: at a node without restrictions or checkpoints the first arrival decides. Whoever comes
 * later can only gain by the one arc the first could not take: turning back (invariant 1). And that arc only
 * matters where turning back leads to a node at which the way of arrival counts; `second` says whether there
 * is one on the way back to the start (invariant 2). So a map without restrictions costs what a search over
 * nodes costs, and one with restrictions stays exact.
 * Ties: keys (cost, time, length), then the lower state number. References: Dijkstra 1959; edge-based
 * search: Winter, "Modeling costs of turns in route planning", GeoInformatica 6 (2002). */
#include "roads/search.h"

#include <string.h>

#include "roads/custom.h"

int rsp_search_new(const rsp_ctx *ctx, const rsp_overlay *o, rsp_search **ret, rsp_err *err) {
    rsp_search *s = rsp_calloc(ctx, 1, sizeof *s);
    if (s == NULL) {
        return rsp_fail(err, RSP_ENOMEM, "out of memory");
    }
    s->ctx = *ctx;
    s->o = o;
    size_t nodes = (size_t)o->net->h->nodes + 1;
    s->labels = rsp_calloc(ctx, (size_t)o->net->turns.states + 1, sizeof *s->labels);
    s->nodes = rsp_calloc(ctx, nodes, sizeof *s->nodes);
    s->node_targets = rsp_calloc(ctx, nodes, sizeof *s->node_targets);
    s->node_targets_stamp = rsp_calloc(ctx, nodes, sizeof *s->node_targets_stamp);
    if (s->labels == NULL || s->nodes == NULL || s->node_targets == NULL || s->node_targets_stamp == NULL) {
        rsp_search_free(s);
        return rsp_fail(err, RSP_ENOMEM, "out of memory");
    }
    *ret = s;
    return 0;
}

rsp_search *rsp_search_free(rsp_search *s) {
    if (s != NULL) {
        rsp_ctx ctx = s->ctx;
        custom_drop(s->custom);
        weights_done(&ctx, &s->w);
        rsp_free(&ctx, s->labels);
        rsp_free(&ctx, s->nodes);
        rsp_free(&ctx, s->node_targets);
        rsp_free(&ctx, s->node_targets_stamp);
        rsp_vec_done(&ctx, &s->heap);
        rsp_vec_done(&ctx, &s->target_arcs);
        rsp_vec_done(&ctx, &s->targets);
        rsp_vec_done(&ctx, &s->work.ranks);
        rsp_vec_done(&ctx, &s->work.stack);
        rsp_vec_done(&ctx, &s->work.places);
        many_done(s);
        rsp_free(&ctx, s);
    }
    return NULL;
}

static inline bool item_less(const heap_item *a, const heap_item *b) {
    if (a->key.cost_ms != b->key.cost_ms) {
        return a->key.cost_ms < b->key.cost_ms;
    }
    return a->key.rest != b->key.rest ? a->key.rest < b->key.rest : a->state < b->state;
}

/* A 4-ary heap; old entries of a state stay inside and are passed over when they come up. */
static inline int heap_push(rsp_search *s, search_key key, uint32_t state, uint32_t head) {
    if (s->heap.n == s->heap.cap && rsp_vec_grow(&s->ctx, &s->heap) != 0) {
        return RSP_ENOMEM;
    }
    heap_item x = {.key = key, .state = state, .head = head};
    size_t i = s->heap.n++;
    heap_item *h = s->heap.at;
    while (i > 0 && item_less(&x, &h[(i - 1) / 4])) {
        h[i] = h[(i - 1) / 4];
        i = (i - 1) / 4;
    }
    h[i] = x;
    return 0;
}

static inline heap_item heap_pop(rsp_search *s) {
    heap_item *h = s->heap.at;
    heap_item top = h[0];
    size_t n = --s->heap.n;
    heap_item x = h[n];
    size_t i = 0;
    for (;;) {
        size_t first = 4 * i + 1;
        if (first >= n) {
            break;
        }
        size_t end = first + 4 < n ? first + 4 : n;
        size_t least = first;
        for (size_t k = first + 1; k < end; k++) {
            least = item_less(&h[k], &h[least]) ? k : least;
        }
        if (!item_less(&h[least], &x)) {
            break;
        }
        h[i] = h[least];
        i = least;
    }
    if (n > 0) {
        h[i] = x;
    }
    return top;
}

static inline bool too_far(search_key k) {
    return k.rest >> KEY_FAR_BIT != 0; /* half a year of driving: keeps the fields of a key apart */
}

static inline node_label *node_of(rsp_search *s, uint32_t v) {
    node_label *n = &s->nodes[v];
    if (n->stamp / NODE_STAMP != s->stamp) {
        *n = (node_label){.best = {UINT64_MAX, UINT64_MAX}, .p1 = RSP_NONE, .stamp = s->stamp * NODE_STAMP};
    }
    return n;
}

/* Offers state (whose arc ends at head) the key, coming from parent. */
static inline int offer(rsp_search *s, uint32_t state, uint32_t head, search_key key, uint32_t parent,
                        bool second) {
    if (too_far(key)) {
        return 0;
    }
    if (!over_bit(s->o->node_special, head)) {
        node_label *n = node_of(s, head);
        if (n->p1 != RSP_NONE) {
            if ((n->stamp & NODE_SECOND) == 0 || (n->stamp & NODE_DONE) != 0) {
                return 0;
            }
        } else if (key_less(key, n->best)) {
            n->best = key;
            n->stamp = second ? n->stamp | NODE_BEST_SECOND : n->stamp & ~(uint32_t)NODE_BEST_SECOND;
        } else if ((n->stamp & NODE_BEST_SECOND) == 0) {
            return 0; /* whoever settles first here, this one will at best be the third that matters */
        }
    }
    label *l = &s->labels[state];
    if (l->stamp / LABEL_STAMP == s->stamp && ((l->stamp & LABEL_SETTLED) != 0 || !key_less(key, l->key))) {
        return 0;
    }
    *l = (label){.key = key, .parent = parent, .stamp = s->stamp * LABEL_STAMP + (second ? LABEL_SECOND : 0)};
    return heap_push(s, key, state, head);
}

static int offer_target(rsp_search *s, uint32_t target, search_key key, uint32_t parent, uint32_t arc) {
    target_label *t = &s->targets.at[target];
    if (too_far(key) || (t->found && !key_less(key, t->key))) {
        return 0;
    }
    *t = (target_label){.key = key, .parent = parent, .arc = arc, .found = true};
    return heap_push(s, key, s->o->net->turns.states + target, 0);
}

typedef struct arrival { /* a settled state and what it may do */
    uint32_t state, arc, node;
    search_key key;
    uint32_t only; /* RSP_NONE: every arc but the way back (turn: that too); else this one arc */
    bool turn;
    bool special;
    bool second;
} arrival;

/* Whether the arrival may take `arc`; *ret_state: the state that follows. */
static bool may_take(const rsp_search *s, const arrival *a, uint32_t arc, uint32_t *ret_state) {
    *ret_state = arc;
    if (a->only != RSP_NONE) {
        return arc == a->only;
    }
    if (arc == (a->arc ^ 1U) && !a->turn) {
        return false;
    }
    if (a->special) {
        const turn_entry *e = net_turn(&s->o->net->turns, a->state, arc);
        if (e != NULL) {
            *ret_state = e->target != RSP_NONE ? e->target : arc;
            return (e->mask & s->w.metric.profiles) == 0;
        }
    }
    return true;
}

static inline int expand(rsp_search *s, const arrival *a) {
    const weights *w = &s->w;
    for (uint32_t i = w->first[a->node]; i < w->first[a->node + 1]; i++) {
        const weight_arc *x = &w->arcs[i];
        uint32_t state;
        if (!may_take(s, a, x->arc, &state)) {
            continue;
        }
        search_key key = key_add(a->key, key_of(x->ms, x->danger_ms, x->dm));
        if (a->special && s->o->spec.n_checkpoints > 0) {
            uint64_t ms = weights_delay(s->o, (piece){.arc = x->arc, .lo = 0, .hi = 1}, a->arc >> 1);
            key = key_add(key, key_of(ms, 0, 0));
        }
        RSP_TRY(offer(s, state, x->head, key, a->state, a->second));
    }
    if (s->node_targets_stamp[a->node] != s->stamp) {
        return 0;
    }
    for (uint32_t i = s->node_targets[a->node]; i != RSP_NONE; i = s->target_arcs.at[i].next) {
        const target_arc *t = &s->target_arcs.at[i];
        uint32_t state;
        if (may_take(s, a, t->arc, &state)) {
            piece p = {.arc = t->arc, .lo = t->lo, .hi = t->hi};
            uint64_t ms = a->special ? weights_delay(s->o, p, a->arc >> 1) : 0;
            RSP_TRY(offer_target(s, t->target, key_add(key_add(a->key, t->part), key_of(ms, 0, 0)), a->state,
                                 t->arc));
        }
    }
    return 0;
}

static int settle(rsp_search *s, uint32_t state, uint32_t head) {
    const rsp_net *net = s->o->net;
    label *l = &s->labels[state];
    unsigned profiles = s->w.metric.profiles;
    arrival a = {.state = state, .arc = net_state_arc(net, state), .key = l->key, .only = RSP_NONE};
    bool second = (l->stamp & LABEL_SECOND) != 0;
    l->stamp |= LABEL_SETTLED;
    a.node = head;
    a.special = over_bit(s->o->node_special, a.node);
    if (a.special) {
        a.turn = net_dead_end(net, state, profiles);
        a.second = true;
        return expand(s, &a);
    }
    node_label *n = node_of(s, a.node);
    if (n->p1 == RSP_NONE) {
        n->p1 = a.arc;
        n->stamp |= second ? NODE_SECOND : 0;
        a.second = second;
        if (second && s->w.ways_out[a.node] <= 1) {
            a.turn = net_dead_end(net, state, profiles);
        }
        return expand(s, &a);
    }
    if ((n->stamp & NODE_DONE) != 0 || (n->stamp & NODE_SECOND) == 0) {
        return 0;
    }
    n->stamp |= NODE_DONE;
    a.only = n->p1 ^ 1U;
    a.second = true;
    return expand(s, &a);
}

uint32_t search_straight(const rsp_overlay *o, const rsp_metric *m, const rsp_snap *from, const rsp_snap *to,
                         search_key *best) {
    uint32_t found = RSP_NONE;
    for (uint32_t back = 0; from->edge == to->edge && back < 2; back++) {
        double lo = back == 0 ? from->fraction : to->fraction;
        double hi = back == 0 ? to->fraction : from->fraction;
        piece p = {.arc = to->edge << 1 | back, .lo = lo, .hi = hi};
        if (lo <= hi && weights_part_open(o, m, p)) {
            search_key key = key_add(weights_part(o, m, p), key_of(weights_delay(o, p, RSP_NONE), 0, 0));
            bool better = found == RSP_NONE ? !key_less(*best, key) : key_less(key, *best);
            if (!too_far(key) && better) {
                found = p.arc;
                *best = key;
            }
        }
    }
    return found;
}

static int add_target(rsp_search *s, const rsp_metric *m, const rsp_snap *from, const rsp_snap *to,
                      uint32_t i) {
    const rsp_net *net = s->o->net;
    for (uint32_t back = 0; back < 2; back++) {
        uint32_t arc = to->edge << 1 | back;
        piece p = piece_to(to, arc);
        if (weights_part_open(s->o, m, p)) {
            uint32_t v = net_tail(net, arc);
            uint32_t next = s->node_targets_stamp[v] == s->stamp ? s->node_targets[v] : RSP_NONE;
            target_arc t = {.target = i, .arc = arc, .next = next, .lo = p.lo, .hi = p.hi};
            t.part = weights_part(s->o, m, p);
            s->node_targets_stamp[v] = s->stamp;
            s->node_targets[v] = (uint32_t)s->target_arcs.n;
            RSP_TRY(rsp_vec_push(&s->ctx, &s->target_arcs, t));
        }
    }
    search_key key = {UINT64_MAX, UINT64_MAX};
    uint32_t straight = search_straight(s->o, m, from, to, &key);
    if (straight != RSP_NONE) {
        RSP_TRY(offer_target(s, i, key, RSP_NONE, straight));
    }
    return 0;
}

static int begin(rsp_search *s, const rsp_metric *m, const rsp_snap *from, const rsp_snap *to, uint32_t n) {
    const rsp_net *net = s->o->net;
    s->heap.n = s->target_arcs.n = s->targets.n = 0;
    if (++s->stamp >= 1U << 28) { /* old stamps would look new */
        s->stamp = 1;
        memset(s->labels, 0, (size_t)net->turns.states * sizeof *s->labels);
        memset(s->nodes, 0, (size_t)net->h->nodes * sizeof *s->nodes);
        memset(s->node_targets_stamp, 0, (size_t)net->h->nodes * sizeof *s->node_targets_stamp);
    }
    if (rsp_vec_reserve(&s->ctx, &s->targets, n) != 0) {
        return RSP_ENOMEM;
    }
    for (uint32_t i = 0; i < n; i++) {
        s->targets.at[s->targets.n++] = (target_label){.parent = RSP_NONE};
    }
    for (uint32_t i = 0; i < n; i++) {
        RSP_TRY(add_target(s, m, from, &to[i], i));
    }
    for (uint32_t back = 0; back < 2; back++) {
        uint32_t arc = from->edge << 1 | back;
        piece p = piece_from(from, arc);
        if (weights_part_open(s->o, m, p)) {
            search_key key =
                key_add(weights_part(s->o, m, p), key_of(weights_delay(s->o, p, RSP_NONE), 0, 0));
            RSP_TRY(offer(s, arc, net_head(net, arc), key, RSP_NONE, false));
        }
    }
    return 0;
}

static int run(rsp_search *s, uint32_t n) {
    uint32_t states = s->o->net->turns.states;
    uint32_t open = n;
    uint32_t count = 0;
    while (open > 0 && s->heap.n > 0) {
        heap_item top = heap_pop(s);
        if (s->heap.n >
            0) { /* the one that is likely next comes into the cache while this one is worked on */
            const heap_item *next = &s->heap.at[0];
            __builtin_prefetch(&s->nodes[next->head]);
            __builtin_prefetch(&s->w.arcs[s->w.first[next->head]]);
            __builtin_prefetch(next->state < states ? &s->labels[next->state] : s->labels);
        }
        if ((++count & 0xFFFU) == 0 && rsp_cancelled(&s->ctx)) {
            return RSP_ECANCELLED;
        }
        if (top.state >= states) {
            target_label *t = &s->targets.at[top.state - states];
            open -= t->settled ? 0 : 1;
            t->settled = true;
            continue;
        }
        if ((s->labels[top.state].stamp & LABEL_SETTLED) == 0) {
            RSP_TRY(settle(s, top.state, top.head));
        }
    }
    return 0;
}

int search_check_snaps(const rsp_net *net, const rsp_snap *snaps, uint32_t n, rsp_err *err) {
    for (uint32_t i = 0; i < n; i++) {
        const rsp_snap *s = &snaps[i];
        if (s->edge >= net->h->edges || !(s->fraction >= 0 && s->fraction <= 1)) {
            return rsp_fail(err, RSP_EINPUT,
                            "a stop is on road segment %u at %g; this map has %u segments and "
                            "places on them are 0..1",
                            s->edge, s->fraction, net->h->edges);
        }
    }
    return 0;
}

int rsp_route_many(rsp_search *s, const rsp_metric *m, const rsp_snap *from, const rsp_snap *to, uint32_t n,
                   rsp_arena *a, rsp_path *ret_paths, rsp_err *err) {
    RSP_TRY(search_check_snaps(s->o->net, from, 1, err));
    RSP_TRY(search_check_snaps(s->o->net, to, n, err));
    if (s->custom != NULL && weights_same(&s->custom->metric, m)) {
        return many_from(s, from, to, n, a, ret_paths, err);
    }
    if (n >= UINT32_MAX - s->o->net->turns.states) {
        return rsp_fail(err, RSP_ELIMIT, "%u stops are too many for one search; ask in parts", n);
    }
    RSP_TRY(weights_make(s->o, m, &s->w, err));
    int rc = begin(s, m, from, to, n);
    rc = rc == 0 ? run(s, n) : rc;
    if (rc != 0) {
        return rsp_fail(err, rc, rc == RSP_ENOMEM ? "out of memory" : "stopped");
    }
    for (uint32_t i = 0; i < n; i++) {
        RSP_TRY(search_extract(s, from, &to[i], i, a, &ret_paths[i], err));
    }
    return 0;
}
