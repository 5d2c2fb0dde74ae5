/* Which roads hang together: from which of them every other one can be reached and left again.
 *
 * What: strongly connected components of arcs (turn restrictions over single nodes and the rule on turning
 * round count), under a set of profiles, weight and height. Component 0 is the largest together with every
 * edge that can be reached from it and from which it can be reached, one way or the other (at a stop one may
 * turn round). Why: a place must never be put on an island without a word.
 * Invariants: made once per set of limits, under a lock, kept with the net; answers do not depend on who
 * asked first. Reference: Tarjan, "Depth-first search and linear graph algorithms" (1972), without recursion.
 */
#include <string.h>

#include "roads/net_file.h"

#define REACH_KEPT_MAX 64

typedef struct frame {
    uint32_t arc, next; /* next: place in out_arc */
    bool turn;          /* may turn round at its head */
} frame;

typedef struct tarjan {
    const rsp_net *n;
    net_reach *r;
    uint8_t *usable; /* per arc */
    uint32_t *index, *low, *comp, *stack;
    frame *frames;
    uint32_t n_stack, n_frames, counter, comps;
} tarjan;

static bool arc_usable(const rsp_net *n, const net_reach *r, uint32_t arc) {
    const net_edge *e = &n->edges[arc >> 1];
    if ((r->weight_kg != 0 && e->max_weight_kg != 0 && r->weight_kg > e->max_weight_kg) ||
        (r->height_cm != 0 && e->max_height_cm != 0 && r->height_cm > e->max_height_cm)) {
        return false;
    }
    if (r->profiles == 0) { /* anyone */
        for (unsigned p = 0; p < RSP_PROFILE_COUNT; p++) {
            if (e->ms[arc & 1U][p] != UINT32_MAX) {
                return true;
            }
        }
        return false;
    }
    return net_arc_ms(n, arc, r->profiles) != UINT32_MAX;
}

static bool may_follow(const tarjan *t, uint32_t a, bool turn, uint32_t b) {
    return t->usable[b] != 0 && (b != (a ^ 1U) || turn) && !net_banned(&t->n->turns, a, b, t->r->profiles);
}

static void open_arc(tarjan *t, uint32_t arc) {
    t->index[arc] = t->low[arc] = ++t->counter;
    t->stack[t->n_stack++] = arc;
    t->frames[t->n_frames++] = (frame){.arc = arc,
                                       .next = t->n->out_first[net_head(t->n, arc)],
                                       .turn = net_dead_end(t->n, arc, t->r->profiles)};
}

static void close_arc(tarjan *t, uint32_t arc) {
    if (t->low[arc] == t->index[arc]) {
        uint32_t x;
        do {
            x = t->stack[--t->n_stack];
            t->comp[x] = t->comps;
        } while (x != arc);
        t->comps++;
    }
    t->n_frames--;
    if (t->n_frames > 0) {
        uint32_t up = t->frames[t->n_frames - 1].arc;
        t->low[up] = t->low[arc] < t->low[up] ? t->low[arc] : t->low[up];
    }
}

static void run(tarjan *t) {
    const rsp_net *n = t->n;
    for (uint32_t root = 0; root < 2 * n->h->edges; root++) {
        if (t->usable[root] == 0 || t->index[root] != 0) {
            continue;
        }
        open_arc(t, root);
        while (t->n_frames > 0) {
            frame *f = &t->frames[t->n_frames - 1];
            if (f->next == n->out_first[net_head(n, f->arc) + 1]) {
                close_arc(t, f->arc);
                continue;
            }
            uint32_t b = n->out_arc[f->next++];
            if (!may_follow(t, f->arc, f->turn, b)) {
                continue;
            }
            if (t->index[b] == 0) {
                open_arc(t, b);
            } else if (t->comp[b] == RSP_NONE && t->index[b] < t->low[f->arc]) {
                t->low[f->arc] = t->index[b];
            }
        }
    }
}

/* Marks in seen every arc that can be reached from component `main` (ahead), or from which it can be. */
static int spread(tarjan *t, uint32_t main, bool ahead, uint8_t *seen) {
    const rsp_net *n = t->n;
    uint32_t arcs = 2 * n->h->edges;
    uint32_t *queue = t->stack; /* both are of size arcs and free by now */
    uint32_t end = 0;
    uint32_t *in_first = rsp_calloc(&n->ctx, (size_t)n->h->nodes + 2, sizeof *in_first);
    uint32_t *in_arc = rsp_calloc(&n->ctx, (size_t)arcs + 1, sizeof *in_arc);
    if (in_first == NULL || in_arc == NULL) {
        rsp_free(&n->ctx, in_first);
        rsp_free(&n->ctx, in_arc);
        return RSP_ENOMEM;
    }
    for (uint32_t a = 0; a < arcs; a++) {
        in_first[net_head(n, a) + 1]++;
        if (t->usable[a] != 0 && t->comp[a] == main) {
            seen[a] = 1;
            queue[end++] = a;
        }
    }
    for (uint32_t v = 0; v < n->h->nodes; v++) {
        in_first[v + 1] += in_first[v];
    }
    for (uint32_t a = arcs; a-- > 0;) {
        in_arc[--in_first[net_head(n, a) + 1]] = a; /* afterwards in_first[v + 1] is where v begins */
    }
    for (uint32_t at = 0; at < end; at++) {
        uint32_t a = queue[at];
        uint32_t v = ahead ? net_head(n, a) : net_tail(n, a);
        uint32_t i = ahead ? n->out_first[v] : in_first[v + 1];
        uint32_t stop = ahead ? n->out_first[v + 1] : v + 1 < n->h->nodes ? in_first[v + 2] : arcs;
        for (; i < stop; i++) {
            uint32_t b = ahead ? n->out_arc[i] : in_arc[i];
            if (seen[b] != 0 || t->usable[b] == 0) {
                continue;
            }
            uint32_t x = ahead ? a : b;
            if (may_follow(t, x, net_dead_end(n, x, t->r->profiles), ahead ? b : a)) {
                seen[b] = 1;
                queue[end++] = b;
            }
        }
    }
    rsp_free(&n->ctx, in_first);
    rsp_free(&n->ctx, in_arc);
    return 0;
}

/* The component with the most edges; the lowest number among equals. */
static int largest_component(tarjan *t, uint32_t *ret) {
    uint32_t *count = rsp_calloc(&t->n->ctx, (size_t)t->comps + 1, sizeof *count);
    if (count == NULL) {
        return RSP_ENOMEM;
    }
    uint32_t best = 0;
    for (uint32_t a = 0; a < 2 * t->n->h->edges; a++) {
        if (t->usable[a] != 0) {
            count[t->comp[a]]++;
        }
    }
    for (uint32_t c = 1; c < t->comps; c++) {
        best = count[c] > count[best] ? c : best;
    }
    rsp_free(&t->n->ctx, count);
    *ret = best;
    return 0;
}

/* Numbers the components of edges: 0 the main one, the others in order of their first edge. */
static int number(tarjan *t, const uint8_t *reached, const uint8_t *reaching) {
    const rsp_net *n = t->n;
    uint32_t *renumber = rsp_calloc(&n->ctx, (size_t)t->comps + 1, sizeof *renumber);
    uint8_t *node = rsp_calloc(&n->ctx, (size_t)n->h->nodes + 1, 1);
    t->r->component_edges = rsp_calloc(&n->ctx, (size_t)t->comps + 2, sizeof *t->r->component_edges);
    int rc = renumber == NULL || node == NULL || t->r->component_edges == NULL ? RSP_ENOMEM : 0;
    uint32_t next = 1;
    for (uint32_t e = 0; rc == 0 && e < n->h->edges; e++) {
        bool ahead = t->usable[2 * e] != 0;
        bool back = t->usable[2 * e + 1] != 0;
        uint32_t *c = &t->r->edge_component[e];
        if (!ahead && !back) {
            *c = RSP_NONE;
            continue;
        }
        if (((ahead && reached[2 * e] != 0) || (back && reached[2 * e + 1] != 0)) &&
            ((ahead && reaching[2 * e] != 0) || (back && reaching[2 * e + 1] != 0))) {
            *c = 0;
            t->r->largest_nodes += (node[n->edges[e].from] == 0) + 0U;
            node[n->edges[e].from] = 1;
            t->r->largest_nodes += (node[n->edges[e].to] == 0) + 0U;
            node[n->edges[e].to] = 1;
        } else {
            uint32_t scc = t->comp[ahead ? 2 * e : 2 * e + 1];
            if (renumber[scc] == 0) {
                renumber[scc] = next++;
            }
            *c = renumber[scc];
        }
        t->r->component_edges[*c]++;
    }
    t->r->components = next;
    rsp_free(&n->ctx, renumber);
    rsp_free(&n->ctx, node);
    return rc;
}

static net_reach *reach_free(const rsp_ctx *ctx, net_reach *r) {
    if (r != NULL) {
        rsp_free(ctx, r->edge_component);
        rsp_free(ctx, r->component_edges);
        rsp_free(ctx, r);
    }
    return NULL;
}

static int make(const rsp_net *n, net_reach *r) {
    size_t arcs = 2 * (size_t)n->h->edges;
    const rsp_ctx *c = &n->ctx;
    tarjan t = {.n = n, .r = r};
    t.usable = rsp_calloc(c, arcs + 1, 1);
    t.index = rsp_calloc(c, arcs + 1, 4);
    t.low = rsp_calloc(c, arcs + 1, 4);
    t.comp = rsp_calloc(c, arcs + 1, 4);
    t.stack = rsp_calloc(c, arcs + 1, 4);
    t.frames = rsp_calloc(c, arcs + 1, sizeof *t.frames);
    uint8_t *reached = rsp_calloc(c, arcs + 1, 1);
    uint8_t *reaching = rsp_calloc(c, arcs + 1, 1);
    r->edge_component = rsp_calloc(c, (size_t)n->h->edges + 1, 4);
    int rc = t.usable == NULL || t.index == NULL || t.low == NULL || t.comp == NULL || t.stack == NULL ||
                     t.frames == NULL || reached == NULL || reaching == NULL || r->edge_component == NULL
                 ? RSP_ENOMEM
                 : 0;
    if (rc == 0) {
        memset(t.comp, 0xFF, (arcs + 1) * 4);
        for (uint32_t a = 0; a < arcs; a++) {
            t.usable[a] = arc_usable(n, r, a);
        }
        run(&t);
        uint32_t main = 0;
        rc = largest_component(&t, &main);
        rc = rc == 0 ? spread(&t, main, true, reached) : rc;
        rc = rc == 0 ? spread(&t, main, false, reaching) : rc;
        rc = rc == 0 ? number(&t, reached, reaching) : rc;
    }
    rsp_free(c, t.usable);
    rsp_free(c, t.index);
    rsp_free(c, t.low);
    rsp_free(c, t.comp);
    rsp_free(c, t.stack);
    rsp_free(c, t.frames);
    rsp_free(c, reached);
    rsp_free(c, reaching);
    return rc;
}

int net_reach_get(const rsp_net *net, unsigned profiles, uint32_t weight_kg, uint32_t height_cm,
                  const net_reach **ret, rsp_err *err) {
    rsp_net *n;
    memcpy(&n, &net, sizeof n); /* the cache is not part of what the net says */
    int rc = 0;
    pthread_mutex_lock(&n->lock);
    uint32_t kept = 0;
    net_reach *r = n->reach;
    while (r != NULL && (r->profiles != profiles || r->weight_kg != weight_kg || r->height_cm != height_cm)) {
        kept++;
        r = r->next;
    }
    if (r == NULL && kept >= REACH_KEPT_MAX) {
        rc = rsp_fail(err, RSP_ELIMIT,
                      "more than %d different weights and heights are asked for on one map; "
                      "use fewer",
                      REACH_KEPT_MAX);
    } else if (r == NULL) {
        r = rsp_calloc(&n->ctx, 1, sizeof *r);
        if (r != NULL) {
            *r = (net_reach){.profiles = profiles, .weight_kg = weight_kg, .height_cm = height_cm};
        }
        if (r == NULL || make(n, r) != 0) {
            r = reach_free(&n->ctx, r);
            rc = rsp_fail(err, RSP_ENOMEM, "out of memory");
        } else {
            r->next = n->reach;
            n->reach = r;
        }
    }
    pthread_mutex_unlock(&n->lock);
    if (rc == 0) {
        *ret = r;
    }
    return rc;
}

void net_reach_done(rsp_net *n) {
    while (n->reach != NULL) {
        net_reach *next = n->reach->next;
        reach_free(&n->ctx, n->reach);
        n->reach = next;
    }
}
