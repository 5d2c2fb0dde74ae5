/* A customizable contraction hierarchy over the states of the network (turns.c), without any weights.
 *
 * What: the states (an arc, or an arc with a history that matters) stand in the order of their edges
 * (order.c). Taking one out leaves arcs between those that led to it and those it led to; all of these are
 * kept, so that whatever the weights, every shortest path goes up and then down again. The edges form a tree:
 * whatever a state has arcs with above it lies on its way to the root, so a state above is named by its depth
 * alone. All edges that meet at a node lie on one such way.
 * Why states and not junctions: turning round, restrictions over ways and checkpoints are all rules about
 * which arc follows which; over states each is a weight, and nothing else has to be thought of. Arcs are
 * kept by direction: most pairs of states can only be driven one way, which is what makes this affordable.
 * Invariants: up[x] > x; the arcs of a state are in order of depth; lower triangles are complete; nothing
 * here changes once made. References: Dibbelt, Strasser, Wagner, "Customizable contraction hierarchies" (JEA
 * 2016); Buchhold, Wagner, Zeitz, Zündorf, "... with turn costs" (ATMOS 2020); the tree: Liu, "The role of
 * elimination trees in sparse factorization" (1990). */
#include "roads/hierarchy.h"

#include <string.h>

#include "base/vec.h"
#include "roads/tags.h"

#define ARCS_PER_STATE_MAX   256U /* a star of thousands of roads would be squared */
#define ARCS_PER_STATE_USUAL 9U   /* in towns with oneways; 15 without */
#define ARCS_MAX             (1U << 30)

typedef struct move {
    uint32_t from, to; /* ranks */
    hier_step step;
} move;

typedef struct maker {
    const rsp_net *net;
    const rsp_ctx *ctx;
    hierarchy *h;
    RSP_VEC(move) moves;
    RSP_VEC(uint16_t) to;
    RSP_VEC(uint32_t) owner;
    RSP_VEC(uint32_t) head; /* by arc: rank of the state above */
    RSP_VEC(uint32_t) next; /* by arc: another arc with the same head and kind, plus 1 */
} maker;

/* Ranks: by edge in its order, states with a history below those without. */
static int rank_states(maker *m) {
    const rsp_net *n = m->net;
    hierarchy *h = m->h;
    uint32_t arcs = 2 * n->h->edges;
    uint32_t *extra = rsp_calloc(m->ctx, (size_t)n->h->edges + 1, sizeof *extra); /* state, or 0 */
    uint32_t *next = rsp_calloc(m->ctx, (size_t)n->turns.states - arcs + 1, sizeof *next);
    uint8_t *used = rsp_calloc(m->ctx, (size_t)arcs + 1, 1);
    int rc = extra == NULL || next == NULL || used == NULL ? RSP_ENOMEM : 0;
    for (uint32_t i = 0; rc == 0 && i < n->h->out_arcs; i++) {
        used[n->out_arc[i]] = 1;
    }
    for (uint32_t s = n->turns.states; rc == 0 && s-- > arcs;) {
        uint32_t e = net_state_arc(n, s) >> 1;
        next[s - arcs] = extra[e];
        extra[e] = s;
    }
    for (uint32_t i = 0; rc == 0 && i < n->h->edges; i++) {
        uint32_t e = n->order[i];
        uint32_t before = h->states;
        for (uint32_t s = extra[e]; s != 0; s = next[s - arcs]) {
            if (used[net_state_arc(n, s)] != 0) {
                h->state[h->states++] = s;
            }
        }
        for (uint32_t a = 2 * e; a < 2 * e + 2; a++) {
            if (used[a] != 0) {
                h->state[h->states++] = a;
            }
        }
        h->lowest[e] = before < h->states ? before : RSP_NONE;
    }
    memset(h->rank, 0xFF, (size_t)n->turns.states * sizeof *h->rank);
    for (uint32_t x = 0; rc == 0 && x < h->states; x++) {
        h->rank[h->state[x]] = x;
    }
    rsp_free(m->ctx, extra);
    rsp_free(m->ctx, next);
    rsp_free(m->ctx, used);
    return rc;
}

static uint32_t state_edge(const maker *m, uint32_t x) {
    return net_state_arc(m->net, m->h->state[x]) >> 1;
}

/* The tree of edges as positions in the order: parent[i] > i, or RSP_NONE. That an edge meets the last one
 * before it at each of its nodes is enough: those before it meet it through that one. */
static void grow_tree(const rsp_net *n, uint32_t *parent, uint32_t *shortcut, uint32_t *last) {
    for (uint32_t i = 0; i < n->h->edges; i++) {
        const net_edge *e = &n->edges[n->order[i]];
        uint32_t ends[2] = {e->from, e->to};
        parent[i] = shortcut[i] = RSP_NONE;
        for (int k = 0; k < 2; k++) {
            uint32_t j = last[ends[k]];
            while (j != RSP_NONE && j != i) {
                uint32_t above = shortcut[j];
                shortcut[j] = i;
                parent[j] = above == RSP_NONE ? i : parent[j];
                j = above;
            }
            last[ends[k]] = i;
        }
    }
}

static int link_states(maker *m) {
    const rsp_net *n = m->net;
    hierarchy *h = m->h;
    uint32_t *parent = rsp_calloc(m->ctx, (size_t)n->h->edges + 1, sizeof *parent);
    uint32_t *shortcut = rsp_calloc(m->ctx, (size_t)n->h->edges + 1, sizeof *shortcut);
    uint32_t *last = rsp_calloc(m->ctx, (size_t)n->h->nodes + 1, sizeof *last);
    int rc = parent == NULL || shortcut == NULL || last == NULL ? RSP_ENOMEM : 0;
    if (rc == 0) {
        memset(last, 0xFF, (size_t)n->h->nodes * sizeof *last);
        grow_tree(n, parent, shortcut, last);
    }
    for (uint32_t i = 0; rc == 0 && i < n->h->edges; i++) {
        uint32_t x = h->lowest[n->order[i]];
        uint32_t p = parent[i];
        while (p != RSP_NONE && h->lowest[n->order[p]] == RSP_NONE) {
            p = parent[p];
        }
        while (x != RSP_NONE) {
            bool more = x + 1 < h->states && state_edge(m, x + 1) == n->order[i];
            h->up[x] = more ? x + 1 : p != RSP_NONE ? h->lowest[n->order[p]] : RSP_NONE;
            x = more ? x + 1 : RSP_NONE;
        }
    }
    for (uint32_t x = h->states; rc == 0 && x-- > 0;) {
        uint32_t depth = h->up[x] == RSP_NONE ? 0 : h->depth[h->up[x]] + 1U;
        rc = depth >= HIER_HEIGHT_MAX ? RSP_ELIMIT : 0;
        h->depth[x] = (uint16_t)depth;
        h->height = depth >= h->height ? depth + 1 : h->height;
    }
    rsp_free(m->ctx, parent);
    rsp_free(m->ctx, shortcut);
    rsp_free(m->ctx, last);
    return rc;
}

static void list_into(maker *m) {
    const rsp_net *n = m->net;
    hierarchy *h = m->h;
    for (uint32_t x = 0; x < h->states; x++) {
        h->into_first[net_head(n, net_state_arc(n, h->state[x])) + 1]++;
    }
    for (uint32_t v = 0; v < n->h->nodes; v++) {
        h->into_first[v + 1] += h->into_first[v];
    }
    for (uint32_t x = h->states; x-- > 0;) {
        h->into[--h->into_first[net_head(n, net_state_arc(n, h->state[x])) + 1]] = x;
    }
    for (uint32_t v = 0; v < n->h->nodes; v++) { /* each offset has moved back to its beginning */
        h->into_first[v] = h->into_first[v + 1];
    }
    h->into_first[n->h->nodes] = h->states;
}

/* The states that may follow x, but for itself. */
static int moves_from(maker *m, uint32_t x) {
    const rsp_net *n = m->net;
    uint32_t s = m->h->state[x];
    uint32_t arc = net_state_arc(n, s);
    uint32_t v = net_head(n, arc);
    for (uint32_t i = n->out_first[v]; i < n->out_first[v + 1]; i++) {
        uint32_t b = n->out_arc[i];
        const turn_entry *e = net_turn(&n->turns, s, b);
        hier_step step = {.banned = e != NULL ? (uint8_t)(e->mask & RSP_PROFILES_ALL) : 0, .dead_end = 0xFF};
        for (unsigned p = 0; b == (arc ^ 1U) && p < RSP_PROFILE_COUNT; p++) { /* turning round */
            unsigned not_for = net_dead_end(n, s, 1U << p) ? 0 : 1U << p;
            step.dead_end = (uint8_t)(step.dead_end & ~not_for);
        }
        uint32_t y = m->h->rank[e != NULL && e->target != RSP_NONE ? e->target : b];
        if (step.banned == RSP_PROFILES_ALL || (step.dead_end & RSP_PROFILES_ALL) == 0 || y == x ||
            y == RSP_NONE) {
            continue;
        }
        if (m->moves.n >= ARCS_MAX || m->moves.n / ARCS_PER_STATE_MAX > m->h->states) {
            return RSP_ELIMIT;
        }
        move mv = {.from = x, .to = y, .step = step};
        mv.step.other = x < y ? y : x;
        RSP_TRY(rsp_vec_push(m->ctx, &m->moves, mv));
    }
    return 0;
}

static size_t move_list(const move *m) {
    return m->from < m->to ? 2 * (size_t)m->from + HIER_OUT : 2 * (size_t)m->to + HIER_IN;
}

static int sort_moves(maker *m) {
    hierarchy *h = m->h;
    for (uint32_t x = 0; x < h->states; x++) {
        RSP_TRY(moves_from(m, x));
    }
    h->steps = rsp_calloc(m->ctx, m->moves.n + 1, sizeof *h->steps);
    if (h->steps == NULL) {
        return RSP_ENOMEM;
    }
    for (size_t i = 0; i < m->moves.n; i++) {
        h->step_first[move_list(&m->moves.at[i])]++;
    }
    uint32_t at = 0;
    for (size_t k = 0; k <= 2 * (size_t)h->states; k++) {
        at += h->step_first[k];
        h->step_first[k] = at;
    }
    for (size_t i = m->moves.n; i-- > 0;) {
        h->steps[--h->step_first[move_list(&m->moves.at[i])]] = m->moves.at[i].step;
    }
    return 0;
}

static int make_room(maker *m, size_t arcs) {
    RSP_TRY(rsp_vec_reserve(m->ctx, &m->next, arcs));
    RSP_TRY(rsp_vec_reserve(m->ctx, &m->to, arcs));
    RSP_TRY(rsp_vec_reserve(m->ctx, &m->owner, arcs));
    return rsp_vec_reserve(m->ctx, &m->head, arcs);
}

/* The arcs of one kind of state x: its steps, and what taking out the states below leaves. `heads`: by 2 *
 * rank + kind, the last arc that comes up to it, plus 1. `bits` is all zero before and after. */
static int fill_list(maker *m, uint32_t x, unsigned kind, uint32_t *heads, uint64_t *bits, uint32_t *at) {
    hierarchy *h = m->h;
    size_t list = 2 * (size_t)x + kind;
    uint16_t mine = h->depth[x];
    for (uint32_t i = h->step_first[list]; i < h->step_first[list + 1]; i++) {
        uint32_t y = h->steps[i].other;
        at[h->depth[y]] = y;
        bits[h->depth[y] >> 6] |= 1ULL << (h->depth[y] & 63);
    }
    for (uint32_t a = heads[2 * (size_t)x + (kind ^ 1U)]; a != 0; a = m->next.at[a - 1]) {
        size_t below = 2 * (size_t)m->owner.at[a - 1] + kind;
        for (uint32_t i = h->first[below]; i < h->first[below + 1] && m->to.at[i] < mine; i++) {
            uint16_t d = m->to.at[i];
            at[d] = m->head.at[i];
            bits[d >> 6] |= 1ULL << (d & 63);
        }
    }
    h->first[list] = (uint32_t)m->to.n;
    RSP_TRY(make_room(m, mine));
    for (uint32_t w = 0; w <= mine / 64U; w++) {
        for (; bits[w] != 0; bits[w] &= bits[w] - 1) {
            uint16_t d = (uint16_t)(w * 64 + (uint32_t)__builtin_ctzll(bits[w]));
            size_t back = 2 * (size_t)at[d] + kind;
            m->next.at[m->next.n++] = heads[back];
            m->to.at[m->to.n++] = d;
            m->owner.at[m->owner.n++] = x;
            m->head.at[m->head.n++] = at[d];
            heads[back] = (uint32_t)m->to.n;
        }
    }
    h->first[list + 1] = (uint32_t)m->to.n;
    return m->to.n >= ARCS_MAX || m->to.n / ARCS_PER_STATE_MAX > h->states ? RSP_ELIMIT : 0;
}

static int fill(maker *m) {
    hierarchy *h = m->h;
    uint32_t *heads = rsp_calloc(m->ctx, 2 * (size_t)h->states + 1, sizeof *heads);
    uint64_t *bits = rsp_calloc(m->ctx, (size_t)h->height / 64 + 1, sizeof *bits);
    uint32_t *at = rsp_calloc(m->ctx, (size_t)h->height + 1, sizeof *at);
    int rc = heads == NULL || bits == NULL || at == NULL ? RSP_ENOMEM : 0;
    rc = rc == 0 ? make_room(m, ARCS_PER_STATE_USUAL * (size_t)h->states) : rc;
    for (uint32_t x = 0; rc == 0 && x < h->states; x++) {
        rc = fill_list(m, x, HIER_OUT, heads, bits, at);
        rc = rc == 0 ? fill_list(m, x, HIER_IN, heads, bits, at) : rc;
    }
    rsp_free(m->ctx, heads);
    rsp_free(m->ctx, bits);
    rsp_free(m->ctx, at);
    return rc;
}

/* The triangles below: for every arc of z, those of the other kind that go on to states above its end. In one
 * pass their numbers are counted, in the other they are put in their places. */
static void list_lower_of(maker *m, uint32_t z, unsigned kind, bool count) {
    hierarchy *h = m->h;
    size_t list = 2 * (size_t)z + kind;
    size_t other = 2 * (size_t)z + (kind ^ 1U);
    hier_lower l = {.first = h->first[other]};
    for (l.arc = h->first[list]; l.arc < h->first[list + 1]; l.arc++) {
        while (l.first + l.n < h->first[other + 1] && m->to.at[l.first + l.n] < m->to.at[l.arc]) {
            l.n++;
        }
        size_t to = 2 * (size_t)m->head.at[l.arc] + (kind ^ 1U);
        if (l.n > 0 && count) {
            h->lower_at[to + 1]++;
        } else if (l.n > 0) {
            h->lower[h->lower_at[to]++] = l;
        }
    }
}

static int list_lower(maker *m) {
    hierarchy *h = m->h;
    for (uint32_t list = 0; list < 2 * h->states; list++) {
        list_lower_of(m, list / 2, list % 2, true);
    }
    for (size_t k = 0; k < 2 * (size_t)h->states; k++) {
        h->lower_at[k + 1] += h->lower_at[k];
    }
    h->lower = rsp_calloc(m->ctx, (size_t)h->lower_at[2 * (size_t)h->states] + 1, sizeof *h->lower);
    if (h->lower == NULL) {
        return RSP_ENOMEM;
    }
    for (uint32_t list = 0; list < 2 * h->states; list++) {
        list_lower_of(m, list / 2, list % 2, false);
    }
    memmove(h->lower_at + 1, h->lower_at, 2 * (size_t)h->states * sizeof *h->lower_at);
    h->lower_at[0] = 0; /* each offset has moved on to its end */
    return 0;
}

static int make(maker *m) {
    const rsp_net *n = m->net;
    hierarchy *h = m->h;
    size_t most = n->turns.states;
    h->rank = rsp_calloc(m->ctx, most + 1, sizeof *h->rank);
    h->state = rsp_calloc(m->ctx, most + 1, sizeof *h->state);
    h->up = rsp_calloc(m->ctx, most + 1, sizeof *h->up);
    h->depth = rsp_calloc(m->ctx, most + 1, sizeof *h->depth);
    h->into = rsp_calloc(m->ctx, most + 1, sizeof *h->into);
    h->lowest = rsp_calloc(m->ctx, (size_t)n->h->edges + 1, sizeof *h->lowest);
    h->into_first = rsp_calloc(m->ctx, (size_t)n->h->nodes + 2, sizeof *h->into_first);
    h->step_first = rsp_calloc(m->ctx, 2 * most + 2, sizeof *h->step_first);
    h->first = rsp_calloc(m->ctx, 2 * most + 2, sizeof *h->first);
    h->lower_at = rsp_calloc(m->ctx, 2 * most + 2, sizeof *h->lower_at);
    if (h->rank == NULL || h->state == NULL || h->up == NULL || h->depth == NULL || h->into == NULL ||
        h->lowest == NULL || h->into_first == NULL || h->step_first == NULL || h->first == NULL ||
        h->lower_at == NULL) {
        return RSP_ENOMEM;
    }
    RSP_TRY(rank_states(m));
    RSP_TRY(link_states(m));
    list_into(m);
    RSP_TRY(sort_moves(m));
    RSP_TRY(fill(m));
    RSP_TRY(list_lower(m));
    h->to = RSP_TAKE(m->to.at);
    h->owner = RSP_TAKE(m->owner.at);
    return 0;
}

hierarchy *hier_free(const rsp_ctx *ctx, hierarchy *h) {
    if (h != NULL) {
        rsp_free(ctx, h->rank);
        rsp_free(ctx, h->state);
        rsp_free(ctx, h->up);
        rsp_free(ctx, h->depth);
        rsp_free(ctx, h->into);
        rsp_free(ctx, h->lowest);
        rsp_free(ctx, h->into_first);
        rsp_free(ctx, h->step_first);
        rsp_free(ctx, h->steps);
        rsp_free(ctx, h->first);
        rsp_free(ctx, h->to);
        rsp_free(ctx, h->owner);
        rsp_free(ctx, h->lower_at);
        rsp_free(ctx, h->lower);
        rsp_free(ctx, h);
    }
    return NULL;
}

int hier_get(const rsp_net *net, const hierarchy **ret, rsp_err *err) {
    rsp_net *n;
    memcpy(&n, &net, sizeof n); /* what is kept with the net is not part of what it says */
    int rc = 0;
    pthread_mutex_lock(&n->lock);
    if (n->hierarchy == NULL && !n->no_hierarchy) {
        maker m = {.net = net, .ctx = &net->ctx};
        m.h = rsp_calloc(&n->ctx, 1, sizeof *m.h);
        rc = m.h == NULL ? RSP_ENOMEM : make(&m);
        rsp_vec_done(&n->ctx, &m.moves);
        rsp_vec_done(&n->ctx, &m.to);
        rsp_vec_done(&n->ctx, &m.owner);
        rsp_vec_done(&n->ctx, &m.head);
        rsp_vec_done(&n->ctx, &m.next);
        n->no_hierarchy = rc == RSP_ELIMIT;
        n->hierarchy = rc == 0 ? m.h : hier_free(&n->ctx, m.h);
        rc = rc == RSP_ELIMIT ? 0 : rc;
    }
    const hierarchy *h = n->hierarchy;
    pthread_mutex_unlock(&n->lock);
    if (rc != 0) {
        return rsp_fail(err, rc, "out of memory");
    }
    *ret = h;
    return 0;
}

uint32_t hier_arc(const hierarchy *h, uint32_t x, unsigned kind, uint32_t depth) {
    uint32_t lo = h->first[2 * (size_t)x + kind];
    uint32_t end = h->first[2 * (size_t)x + kind + 1];
    uint32_t hi = end;
    while (lo < hi) {
        uint32_t mid = lo + (hi - lo) / 2;
        if (h->to[mid] < depth) {
            lo = mid + 1;
        } else {
            hi = mid;
        }
    }
    return lo < end && h->to[lo] == depth ? lo : RSP_NONE;
}
