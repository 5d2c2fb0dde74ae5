/* Degree-two chains of segments become edges that keep their geometry.
 *
 * Why: a bend is no decision; a search over junctions only is several times faster.
 * Invariants: a chain never runs through a node where ways of different use or name meet, where a
 * restriction or barrier stands, or whose degree is not two; every segment is in exactly one edge; a closed
 * chain without such a node is cut at its lowest node id. Kept nodes are numbered along a Z-order curve
 * (Morton 1966), so that neighbours on the ground are neighbours in memory. Everything is decided by
 * node and way ids: the same input gives the same edges. */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "roads/import.h"

static int no_memory(const importer *m, rsp_err *err) {
    return rsp_fail(err, RSP_ENOMEM, "%s: out of memory", m->name);
}

static void keep_end(importer *m, int64_t ref) {
    uint32_t v = import_find_node(m, ref);
    if (v != RSP_NONE) {
        m->node_state[v] |= NODE_KEEP;
    }
}

/* Where a restriction begins and ends must stay a node. */
static void keep_restrictions(importer *m) {
    for (size_t i = 0; i < m->restrictions.n; i++) {
        const raw_restriction *r = &m->restrictions.at[i];
        if (r->via_node) {
            keep_end(m, m->members.at[r->via_first]);
        }
        for (uint32_t k = 0; !r->via_node && k < r->via_n; k++) {
            const raw_way *w = import_find_way(m, m->members.at[r->via_first + k]);
            if (w != NULL) {
                keep_end(m, m->refs.at[w->ref_first]);
                keep_end(m, m->refs.at[w->ref_first + w->ref_n - 1]);
            }
        }
    }
}

static int build_adjacency(importer *m) {
    m->adj_first = rsp_calloc(m->ctx, (size_t)m->n_nodes + 2, sizeof *m->adj_first);
    m->adj = rsp_calloc(m->ctx, 2 * m->segs.n + 1, sizeof *m->adj);
    if (m->adj_first == NULL || m->adj == NULL) {
        return RSP_ENOMEM;
    }
    for (size_t i = 0; i < m->segs.n; i++) {
        m->adj_first[m->segs.at[i].u + 2]++;
        m->adj_first[m->segs.at[i].v + 2]++;
    }
    for (uint32_t v = 0; v < m->n_nodes; v++) {
        m->adj_first[v + 2] += m->adj_first[v + 1];
    }
    for (uint32_t i = 0; i < m->segs.n; i++) {
        m->adj[m->adj_first[m->segs.at[i].u + 1]++] = i;
        m->adj[m->adj_first[m->segs.at[i].v + 1]++] = i;
    }
    return 0;
}

/* Whether going in by segment a and out by b at v stays on the same kind of road. */
static bool goes_on(const importer *m, uint32_t v, uint32_t a, uint32_t b) {
    const raw_seg *s = &m->segs.at[a];
    const raw_seg *t = &m->segs.at[b];
    const raw_way *x = &m->ways.at[s->way];
    const raw_way *y = &m->ways.at[t->way];
    rsp_way_use u = y->use;
    if ((s->v == v) != (t->u == v)) { /* the ways run against each other */
        memcpy(u.forward_dkmh, y->use.backward_dkmh, sizeof u.forward_dkmh);
        memcpy(u.backward_dkmh, y->use.forward_dkmh, sizeof u.backward_dkmh);
    }
    return a != b && x->name == y->name && memcmp(&x->use, &u, sizeof u) == 0;
}

static void mark_kept(importer *m) {
    for (uint32_t v = 0; v < m->n_nodes; v++) {
        const uint32_t *adj = m->adj + m->adj_first[v];
        uint32_t degree = m->adj_first[v + 1] - m->adj_first[v];
        if (degree != 0 && (degree != 2 || !goes_on(m, v, adj[0], adj[1]))) {
            m->node_state[v] |= NODE_KEEP;
        }
    }
}

static int add_point(importer *m, uint32_t v) {
    return rsp_vec_push(m->ctx, &m->shape, m->node_at[v]);
}

/* Walks from v along segment s to the next kept node. */
static int walk(importer *m, uint32_t v, uint32_t s) {
    const raw_seg *first = &m->segs.at[s];
    built_edge e = {
        .from = v, .way = first->way, .along = first->u == v, .shape_first = (uint32_t)m->shape.n};
    uint32_t number = (uint32_t)m->edges.n;
    RSP_TRY(add_point(m, v));
    for (;;) {
        raw_seg *seg = &m->segs.at[s];
        seg->edge = number;
        seg->along = seg->u == v;
        uint32_t next = seg->along ? seg->v : seg->u;
        e.length_m += rsp_point_dist_m(m->node_at[v], m->node_at[next]);
        RSP_TRY(add_point(m, next));
        v = next;
        if ((m->node_state[v] & NODE_KEEP) != 0) {
            break;
        }
        const uint32_t *adj = m->adj + m->adj_first[v];
        s = adj[0] == s ? adj[1] : adj[0];
    }
    e.to = v;
    e.shape_n = (uint32_t)m->shape.n - e.shape_first;
    return rsp_vec_push(m->ctx, &m->edges, e);
}

static int walk_from(importer *m, uint32_t v) {
    for (uint32_t i = m->adj_first[v]; i < m->adj_first[v + 1]; i++) {
        if (m->segs.at[m->adj[i]].edge == RSP_NONE) {
            RSP_TRY(walk(m, v, m->adj[i]));
        }
    }
    return 0;
}

static int build_chains(importer *m) {
    for (uint32_t v = 0; v < m->n_nodes; v++) {
        if ((m->node_state[v] & NODE_KEEP) != 0) {
            RSP_TRY(walk_from(m, v));
        }
    }
    for (uint32_t v = 0; v < m->n_nodes; v++) { /* closed chains that nothing keeps */
        if (m->adj_first[v + 1] > m->adj_first[v] && m->segs.at[m->adj[m->adj_first[v]]].edge == RSP_NONE) {
            m->node_state[v] |= NODE_KEEP;
            RSP_TRY(walk_from(m, v));
        }
    }
    return 0;
}

typedef struct place {
    uint64_t key;
    uint32_t node;
} place;

static uint64_t spread(uint32_t x) {
    uint64_t v = x;
    v = (v | v << 16) & 0x0000FFFF0000FFFFULL;
    v = (v | v << 8) & 0x00FF00FF00FF00FFULL;
    v = (v | v << 4) & 0x0F0F0F0F0F0F0F0FULL;
    v = (v | v << 2) & 0x3333333333333333ULL;
    return (v | v << 1) & 0x5555555555555555ULL;
}

static int by_place(const void *a, const void *b) {
    const place *x = a;
    const place *y = b;
    int c = (x->key > y->key) - (x->key < y->key);
    return c != 0 ? c : (x->node > y->node) - (x->node < y->node);
}

static int number_nodes(importer *m) {
    place *places = rsp_calloc(m->ctx, (size_t)m->n_nodes + 1, sizeof *places);
    m->kept = rsp_calloc(m->ctx, (size_t)m->n_nodes + 1, sizeof *m->kept);
    if (places == NULL || m->kept == NULL) {
        rsp_free(m->ctx, places);
        return RSP_ENOMEM;
    }
    uint32_t n = 0;
    for (uint32_t v = 0; v < m->n_nodes; v++) {
        m->kept[v] = RSP_NONE;
        if ((m->node_state[v] & NODE_KEEP) != 0 && m->adj_first[v + 1] > m->adj_first[v]) {
            rsp_point p = m->node_at[v];
            places[n++] = (place){.key = spread((uint32_t)p.lon_e7 + 0x80000000U) |
                                         spread((uint32_t)p.lat_e7 + 0x80000000U) << 1,
                                  .node = v};
        }
    }
    if (n > 1) {
        qsort(places, n, sizeof *places, by_place);
    }
    m->kept_node = rsp_calloc(m->ctx, (size_t)n + 1, sizeof *m->kept_node);
    for (uint32_t i = 0; m->kept_node != NULL && i < n; i++) {
        m->kept[places[i].node] = i;
        m->kept_node[i] = places[i].node;
    }
    m->n_kept = n;
    rsp_free(m->ctx, places);
    return m->kept_node != NULL ? 0 : RSP_ENOMEM;
}

typedef struct order { /* an edge's place in the final order */
    uint32_t from, to, edge;
} order;

static int by_order(const void *a, const void *b) {
    const order *x = a;
    const order *y = b;
    int c = (x->from > y->from) - (x->from < y->from);
    c = c != 0 ? c : (x->to > y->to) - (x->to < y->to);
    return c != 0 ? c : (x->edge > y->edge) - (x->edge < y->edge);
}

static int number_edges(importer *m) {
    size_t n = m->edges.n;
    order *o = rsp_calloc(m->ctx, n + 1, sizeof *o);
    uint32_t *renumber = rsp_calloc(m->ctx, n + 1, sizeof *renumber);
    built_edge *sorted = rsp_calloc(m->ctx, n + 1, sizeof *sorted);
    int rc = o == NULL || renumber == NULL || sorted == NULL ? RSP_ENOMEM : 0;
    for (uint32_t i = 0; rc == 0 && i < n; i++) {
        built_edge *e = &m->edges.at[i];
        e->from = m->kept[e->from];
        e->to = m->kept[e->to];
        o[i] = (order){.from = e->from, .to = e->to, .edge = i};
    }
    if (rc == 0 && n > 1) {
        qsort(o, n, sizeof *o, by_order);
    }
    for (uint32_t i = 0; rc == 0 && i < n; i++) {
        renumber[o[i].edge] = i;
        sorted[i] = m->edges.at[o[i].edge];
    }
    if (rc == 0 && n > 0) {
        memcpy(m->edges.at, sorted, n * sizeof *sorted);
        for (size_t i = 0; i < m->segs.n; i++) {
            m->segs.at[i].edge = renumber[m->segs.at[i].edge];
        }
    }
    rsp_free(m->ctx, o);
    rsp_free(m->ctx, renumber);
    rsp_free(m->ctx, sorted);
    return rc;
}

/* Whole milliseconds at the speed or, where that takes longer, the pace, rounded up: no time is ever too
 * short. */
static uint32_t drive_ms(double length_m, uint16_t dkmh, uint32_t pace_ms_per_km) {
    if (dkmh == 0) {
        return UINT32_MAX;
    }
    double ms = fmax(length_m * 36000.0 / dkmh, length_m * pace_ms_per_km / 1000.0);
    uint32_t whole = ms < 4e9 ? (uint32_t)ms : 4000000000U;
    return ms < 4e9 && whole < ms ? whole + 1 : whole;
}

static uint32_t stricter(uint32_t a, uint32_t b) {
    return a == 0 ? b : b == 0 || a < b ? a : b;
}

static const rsp_node_use *node_use(const importer *m, uint32_t kept) {
    int64_t id = m->node_id[m->kept_node[kept]];
    size_t lo = 0;
    size_t hi = m->node_uses.n;
    while (lo < hi) {
        size_t mid = lo + (hi - lo) / 2;
        if (m->node_uses.at[mid].id < id) {
            lo = mid + 1;
        } else {
            hi = mid;
        }
    }
    return lo < m->node_uses.n && m->node_uses.at[lo].id == id ? &m->node_uses.at[lo].use : NULL;
}

static int by_use(const void *a, const void *b) {
    const raw_node_use *x = a;
    const raw_node_use *y = b;
    return (x->id > y->id) - (x->id < y->id);
}

static int finish_edges(importer *m) {
    if (m->node_uses.n > 1) {
        qsort(m->node_uses.at, m->node_uses.n, sizeof *m->node_uses.at, by_use);
    }
    if (rsp_vec_reserve(m->ctx, &m->out_edges, m->edges.n + 1) != 0) {
        return RSP_ENOMEM;
    }
    for (size_t i = 0; i < m->edges.n; i++) {
        const built_edge *e = &m->edges.at[i];
        const raw_way *w = &m->ways.at[e->way];
        net_edge x;
        memset(&x, 0, sizeof x);
        x.from = e->from;
        x.to = e->to;
        x.length_m = e->length_m;
        x.shape_first = e->shape_first;
        x.shape_n = e->shape_n;
        x.name = w->name;
        x.road_class = w->use.road_class;
        x.flags = w->use.flags;
        x.max_weight_kg = w->use.max_weight_kg;
        uint32_t height = w->use.max_height_cm;
        for (int end = 0; end < 2; end++) {
            const rsp_node_use *u = node_use(m, end == 0 ? e->from : e->to);
            x.max_weight_kg = u != NULL ? stricter(x.max_weight_kg, u->max_weight_kg) : x.max_weight_kg;
            height = u != NULL ? stricter(height, u->max_height_cm) : height;
        }
        x.max_height_cm = (uint16_t)height;
        for (unsigned p = 0; p < RSP_PROFILE_COUNT; p++) {
            uint16_t ahead = e->along ? w->use.forward_dkmh[p] : w->use.backward_dkmh[p];
            uint16_t back = e->along ? w->use.backward_dkmh[p] : w->use.forward_dkmh[p];
            x.ms[0][p] = drive_ms(e->length_m, ahead, w->use.pace_ms_per_km);
            x.ms[1][p] = drive_ms(e->length_m, back, w->use.pace_ms_per_km);
        }
        m->out_edges.at[m->out_edges.n++] = x;
    }
    return 0;
}

static bool anyone(const net_edge *e, unsigned backward) {
    for (unsigned p = 0; p < RSP_PROFILE_COUNT; p++) {
        if (e->ms[backward][p] != UINT32_MAX) {
            return true;
        }
    }
    return false;
}

/* Arcs that someone may drive, by their tail, in order. */
static int build_out(importer *m) {
    size_t arcs = 2 * m->out_edges.n;
    m->out_first = rsp_calloc(m->ctx, (size_t)m->n_kept + 2, sizeof *m->out_first);
    m->out_arc = rsp_calloc(m->ctx, arcs + 1, sizeof *m->out_arc);
    if (m->out_first == NULL || m->out_arc == NULL) {
        return RSP_ENOMEM;
    }
    for (uint32_t arc = 0; arc < arcs; arc++) { /* counts stand two places on: filling moves them to one */
        const net_edge *e = &m->out_edges.at[arc >> 1];
        m->out_first[((arc & 1U) != 0 ? e->to : e->from) + 2] += anyone(e, arc & 1U) ? 1 : 0;
    }
    for (uint32_t v = 0; v < m->n_kept; v++) {
        m->out_first[v + 2] += m->out_first[v + 1];
    }
    for (uint32_t arc = 0; arc < arcs; arc++) {
        const net_edge *e = &m->out_edges.at[arc >> 1];
        if (anyone(e, arc & 1U)) {
            m->out_arc[m->out_first[((arc & 1U) != 0 ? e->to : e->from) + 1]++] = arc;
            m->n_out++;
        }
    }
    return 0;
}

int import_contract(importer *m, rsp_err *err) {
    keep_restrictions(m);
    if (build_adjacency(m) != 0) {
        return no_memory(m, err);
    }
    mark_kept(m);
    if (build_chains(m) != 0 || number_nodes(m) != 0 || number_edges(m) != 0 || finish_edges(m) != 0 ||
        build_out(m) != 0) {
        return no_memory(m, err);
    }
    if (m->n_kept >= RSP_NET_COUNT_MAX / 2 || m->edges.n >= RSP_NET_COUNT_MAX / 2 ||
        m->shape.n >= RSP_NET_COUNT_MAX) {
        return rsp_fail(err, RSP_ELIMIT, "%s: the map is too large for this program; give a smaller extract",
                        m->name);
    }
    return 0;
}
