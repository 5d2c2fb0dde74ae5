/* What vertices remember, in 128 bits: elements get colours so that no two that one vertex remembers share
 * one; a bit at a vertex then means one element. Along an arc the bits are kept of which head and tail mean
 * the same element. And the cuts by vertex, and the arcs as hops of both sides. */
#include "solver/ng_inner.h"

#include <string.h>

enum { MOST_SHORTEST = 450 }; /* vertices; the work grows with the cube */
#define NO_WAY RSP_NG_ANYTIME

/* Times of the fastest paths by Floyd and Warshall; windows and departure intervals only make them longer. */
static int find_shortest(rsp_ng *ng, rsp_err *err) {
    uint32_t n = ng->g->n_vertices;
    if (n > MOST_SHORTEST) {
        return 0;
    }
    int32_t *d = ng->shortest = rsp_calloc(ng->ctx, (size_t)n * n, sizeof *d);
    if (d == NULL) {
        return rsp_fail(err, RSP_ENOMEM, "out of memory for paths between %u vertices", n);
    }
    for (size_t k = 0; k < (size_t)n * n; k++) {
        d[k] = k % (n + 1) == 0 ? 0 : NO_WAY;
    }
    for (uint32_t a = 0; a < ng->g->n_arcs; a++) {
        int32_t *cell = &d[(size_t)ng->g->arcs[a].from * n + ng->g->arcs[a].to];
        *cell = ng->g->arcs[a].time < *cell ? ng->g->arcs[a].time : *cell;
    }
    for (uint32_t by = 0; by < n; by++) {
        for (uint32_t v = 0; v < n; v++) {
            int32_t there = d[(size_t)v * n + by];
            for (uint32_t u = 0; u < n && there < NO_WAY; u++) {
                int32_t sum = there + d[(size_t)by * n + u];
                d[(size_t)v * n + u] = sum < d[(size_t)v * n + u] ? sum : d[(size_t)v * n + u];
            }
        }
    }
    return 0;
}

/* In the side's own time: the fastest from v on to u, and the latest at u that still ends in time. */
static int32_t shortest_on(const rsp_ng *ng, const side *s, uint32_t v, uint32_t u) {
    uint32_t n = ng->g->n_vertices;
    return s->backward ? ng->shortest[(size_t)u * n + v] : ng->shortest[(size_t)v * n + u];
}

int rsp_ng_set_limits(rsp_ng *ng, side *s, rsp_err *err) {
    const rsp_ng_graph *g = ng->g;
    uint32_t end = s->backward ? g->source : g->sink;
    int32_t day = s->backward ? ng->horizon - g->vertices[end].open : g->vertices[end].close;
    s->limits.n = 0;
    for (uint32_t v = 0; v < g->n_vertices; v++) {
        int32_t close = s->backward ? ng->horizon - g->vertices[v].open : g->vertices[v].close;
        int32_t back = ng->shortest != NULL ? day - shortest_on(ng, s, v, end) : close;
        s->last[v] = close < back ? close : back;
    }
    for (uint32_t v = 0; v < g->n_vertices; v++) {
        size_t first = s->limits.n;
        s->first_limit[v] = (uint32_t)first;
        for (uint32_t u = 0; u < g->n_vertices && ng->shortest != NULL; u++) {
            uint32_t e = g->vertices[u].element;
            if (e == RSP_NG_NONE || !near_has(ng, v, e)) {
                continue;
            }
            limit l = {.time = s->last[u] - shortest_on(ng, s, v, u), .gone = bit_of(ng->colour[e])};
            if (rsp_vec_grow(ng->ctx, &s->limits)) {
                return rsp_fail(err, RSP_ENOMEM, "out of memory for labelling");
            }
            size_t k = s->limits.n++;
            for (; k > first && s->limits.at[k - 1].time > l.time; k--) {
                s->limits.at[k] = s->limits.at[k - 1];
            }
            s->limits.at[k] = l;
        }
        /* An element is gone with the last of its vertices. */
        bits later = {{0, 0}};
        for (size_t k = s->limits.n; k-- > first;) {
            bits mine = s->limits.at[k].gone;
            s->limits.at[k].gone = bits_without(mine, later);
            later = bits_or(later, mine);
        }
        for (size_t k = first + 1; k < s->limits.n; k++) {
            s->limits.at[k].gone = bits_or(s->limits.at[k].gone, s->limits.at[k - 1].gone);
        }
    }
    s->first_limit[g->n_vertices] = (uint32_t)s->limits.n;
    return 0;
}

int rsp_ng_sets_new(rsp_ng *ng, rsp_err *err) {
    const rsp_ng_graph *g = ng->g;
    RSP_TRY(find_shortest(ng, err));
    ng->near_words = (g->n_elements + 63) / 64;
    ng->near_words += ng->near_words == 0;
    ng->near = rsp_calloc(ng->ctx, (size_t)g->n_vertices * ng->near_words, sizeof *ng->near);
    ng->apart = rsp_calloc(ng->ctx, (size_t)(g->n_elements + 1) * ng->near_words, sizeof *ng->apart);
    ng->colour = rsp_calloc(ng->ctx, g->n_elements + 1, 1);
    ng->full = rsp_calloc(ng->ctx, g->n_elements + 1, 1);
    ng->cut_in = rsp_calloc(ng->ctx, g->n_vertices, sizeof *ng->cut_in);
    ng->cut_memory = rsp_calloc(ng->ctx, g->n_vertices, sizeof *ng->cut_memory);
    if (ng->near == NULL || ng->apart == NULL || ng->colour == NULL || ng->full == NULL ||
        ng->cut_in == NULL || ng->cut_memory == NULL) {
        return rsp_fail(err, RSP_ENOMEM, "out of memory for neighbourhoods of %u elements", g->n_elements);
    }
    for (uint32_t v = 0; v < g->n_vertices; v++) {
        uint32_t e = g->vertices[v].element;
        if (e != RSP_NG_NONE) {
            ng->near[(size_t)v * ng->near_words + e / 64] |= (uint64_t)1 << (e % 64);
        }
    }
    return 0;
}

bool rsp_ng_remembers(const rsp_ng *ng, uint32_t vertex, uint32_t element) {
    return near_has(ng, vertex, element);
}

bool rsp_ng_remember(rsp_ng *ng, uint32_t vertex, uint32_t element) {
    if (near_has(ng, vertex, element)) {
        return true;
    }
    uint64_t *near = ng->near + (size_t)vertex * ng->near_words;
    uint64_t *apart = ng->apart + (size_t)element * ng->near_words;
    bits taken = {{0, 0}};
    for (uint32_t w = 0; w < ng->near_words; w++) {
        for (uint64_t rest = near[w] | apart[w]; rest != 0; rest &= rest - 1) {
            uint32_t other = 64 * w + (uint32_t)__builtin_ctzll(rest);
            taken = bits_or(taken, bit_of(ng->colour[other]));
        }
    }
    if (bits_meet(taken, bit_of(ng->colour[element]))) {
        uint64_t half = ~taken.w[0] != 0 ? ~taken.w[0] : ~taken.w[1];
        if (half == 0) {
            return false;
        }
        ng->colour[element] = (uint8_t)(__builtin_ctzll(half) + (~taken.w[0] != 0 ? 0 : 64));
    }
    for (uint32_t w = 0; w < ng->near_words; w++) {
        apart[w] |= near[w];
        for (uint64_t rest = near[w]; rest != 0; rest &= rest - 1) {
            uint32_t other = 64 * w + (uint32_t)__builtin_ctzll(rest);
            ng->apart[(size_t)other * ng->near_words + element / 64] |= (uint64_t)1 << (element % 64);
        }
    }
    near[element / 64] |= (uint64_t)1 << (element % 64);
    return true;
}

bool rsp_ng_allows(const rsp_ng *ng, const uint32_t *arcs, uint32_t n) {
    for (uint32_t k = 0; k < n; k++) {
        uint32_t element = ng->g->vertices[ng->g->arcs[arcs[k]].to].element;
        /* Backwards over the vertices that remember it, to an earlier visit. */
        for (uint32_t i = k; i-- > 0 && element != RSP_NG_NONE;) {
            uint32_t v = ng->g->arcs[arcs[i]].to;
            if (!near_has(ng, v, element)) {
                break;
            }
            if (ng->g->vertices[v].element == element) {
                return false;
            }
        }
    }
    return true;
}

/* Bits of the elements that both vertices remember. */
static bits common(const rsp_ng *ng, uint32_t v, uint32_t u) {
    bits keep = {{0, 0}};
    for (uint32_t w = 0; w < ng->near_words; w++) {
        for (uint64_t rest =
                 ng->near[(size_t)v * ng->near_words + w] & ng->near[(size_t)u * ng->near_words + w];
             rest != 0; rest &= rest - 1) {
            keep = bits_or(keep, bit_of(ng->colour[64 * w + (uint32_t)__builtin_ctzll(rest)]));
        }
    }
    return keep;
}

static hop hop_over(const rsp_ng *ng, const side *s, const rsp_ng_query *q, uint32_t arc, bool whole) {
    const rsp_ng_arc *a = &ng->g->arcs[arc];
    uint32_t to = s->backward ? a->from : a->to, from = s->backward ? a->to : a->from;
    const rsp_ng_vertex *head = &ng->g->vertices[to];
    hop h = {.gain = q->gains[arc],
             .to = to,
             .arc = arc,
             .time = a->time,
             .earliest = s->backward ? ng->horizon - a->latest - a->time : a->earliest,
             .latest = s->backward ? ng->horizon - a->earliest - a->time : a->latest,
             .open = s->backward ? ng->horizon - head->close : head->open,
             .close = s->last[to]};
    if (whole) {
        h.keep = (bits){{UINT64_MAX, UINT64_MAX}};
        h.test = head->element != RSP_NG_NONE ? bit_of(ng->full[head->element]) : (bits){{0, 0}};
    } else {
        h.keep = common(ng, from, to);
        if (head->element != RSP_NG_NONE && near_has(ng, from, head->element)) {
            h.test = bit_of(ng->colour[head->element]);
        }
    }
    return h;
}

void rsp_ng_open_hops(rsp_ng *ng, side *s, const rsp_ng_query *q, bool whole) {
    uint32_t n = 0;
    for (uint32_t v = 0; v < ng->g->n_vertices; v++) {
        s->first[v] = n;
        for (uint32_t k = s->first_of[v]; k < s->first_of[v + 1]; k++) {
            if (q->gains[s->by_tail[k]] != RSP_NG_CLOSED) {
                s->hops[n++] = hop_over(ng, s, q, s->by_tail[k], whole);
            }
        }
    }
    s->first[ng->g->n_vertices] = n;
}

int rsp_ng_number_elements(rsp_ng *ng, const rsp_ng_query *q, rsp_err *err) {
    uint32_t n = 0;
    memset(ng->full, 255, ng->g->n_elements + 1);
    for (uint32_t a = 0; a < ng->g->n_arcs; a++) {
        uint32_t e = ng->g->vertices[ng->g->arcs[a].to].element;
        if (q->gains[a] != RSP_NG_CLOSED && e != RSP_NG_NONE && ng->full[e] == 255) {
            if (n == 128) {
                return rsp_fail(err, RSP_ELIMIT, "routes over more than 128 elements cannot be listed");
            }
            ng->full[e] = (uint8_t)n++;
        }
    }
    return 0;
}

int rsp_ng_set_cuts(rsp_ng *ng, const rsp_ng_query *q, rsp_err *err) {
    if (q->n_cuts > RSP_NG_CUTS) {
        return rsp_fail(err, RSP_ELIMIT, "%u cuts; at most %u", q->n_cuts, RSP_NG_CUTS);
    }
    memset(ng->cut_in, 0, ng->g->n_vertices * sizeof *ng->cut_in);
    memset(ng->cut_memory, 0, ng->g->n_vertices * sizeof *ng->cut_memory);
    for (uint32_t c = 0; c < q->n_cuts; c++) {
        const rsp_ng_cut *cut = &q->cuts[c];
        ng->penalty[c] = cut->penalty;
        for (uint32_t v = 0; v < ng->g->n_vertices; v++) {
            uint32_t e = ng->g->vertices[v].element;
            bool in =
                e != RSP_NG_NONE && (e == cut->elements[0] || e == cut->elements[1] || e == cut->elements[2]);
            if (in) {
                ng->cut_in[v] = bits_or(ng->cut_in[v], bit_of(c));
            }
            if (in || cut->memory[v]) {
                ng->cut_memory[v] = bits_or(ng->cut_memory[v], bit_of(c));
            }
        }
    }
    return 0;
}
