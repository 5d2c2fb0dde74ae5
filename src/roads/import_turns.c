/* Turn restrictions as forbidden sequences of arcs.
 *
 * What: a no_* restriction forbids from, via ..., to; an only_* one forbids, after from (and its via ways),
 * every arc but the one that is ordered; a barrier forbids passing its node to whom it stops. Over several
 * via ways an only_* restriction binds from its first via way on (whoever leaves before it was not meant: the
 * same reading as OSRM's). Why sequences: via nodes and via ways become the same thing.
 * Invariants: each sequence is 2..64 arcs, each beginning where the one before ends. A restriction whose ways
 * do not join, or pass through the via node (so that it is not clear which part is meant), is
 * dropped and counted. Reference: OSM wiki, Relation:restriction. */
#include "roads/import.h"

#include <string.h>

#define PATTERNS_MAX (1U << 24)

typedef struct chain {
    uint32_t arcs[RSP_PATTERN_ARCS_MAX];
    uint32_t n;
    uint32_t at; /* node (by position) it has come to */
} chain;

static uint32_t arc_along(const raw_seg *s, bool u_to_v) {
    return s->edge << 1 | (s->along == u_to_v ? 0U : 1U);
}

/* The segments of way w that touch node v as its first or last: the arc into v (in), or out of it. */
static uint32_t arcs_at(const importer *m, const raw_way *w, uint32_t v, bool in, uint32_t ret[2]) {
    uint32_t n = 0;
    if (w == NULL || w->seg_n == 0) {
        return 0;
    }
    const raw_seg *first = &m->segs.at[w->seg_first];
    const raw_seg *last = &m->segs.at[w->seg_first + w->seg_n - 1];
    int64_t id = m->node_id[v];
    if (m->refs.at[w->ref_first] == id && first->u == v) {
        ret[n++] = arc_along(first, !in);
    }
    if (m->refs.at[w->ref_first + w->ref_n - 1] == id && last->v == v) {
        ret[n++] = arc_along(last, in);
    }
    return n;
}

static int add_pattern(importer *m, const chain *c, uint32_t last, unsigned mask) {
    net_pattern p = {.first = (uint32_t)m->pattern_arcs.n, .n = (uint16_t)(c->n + 1), .mask = (uint16_t)mask};
    if (m->patterns.n >= PATTERNS_MAX || m->pattern_arcs.n >= RSP_NET_COUNT_MAX / 2) {
        return RSP_ELIMIT;
    }
    if (rsp_vec_reserve(m->ctx, &m->pattern_arcs, c->n + 1) != 0) {
        return RSP_ENOMEM;
    }
    memcpy(m->pattern_arcs.at + m->pattern_arcs.n, c->arcs, c->n * sizeof *c->arcs);
    m->pattern_arcs.n += c->n;
    m->pattern_arcs.at[m->pattern_arcs.n++] = last;
    return rsp_vec_push(m->ctx, &m->patterns, p);
}

/* Forbids every arc out of node v after c but those kept; v by position. */
static int forbid_others(importer *m, const chain *c, const uint32_t *keep, uint32_t n_keep, uint32_t v,
                         unsigned mask) {
    uint32_t k = m->kept[v];
    for (uint32_t i = m->out_first[k]; i < m->out_first[k + 1]; i++) {
        bool kept = false;
        for (uint32_t j = 0; j < n_keep; j++) {
            kept = kept || keep[j] == m->out_arc[i];
        }
        if (!kept) {
            RSP_TRY(add_pattern(m, c, m->out_arc[i], mask));
        }
    }
    return 0;
}

/* Appends all of way w, driven from node v, to c; false where it does not begin or end there. */
static bool append_way(const importer *m, const raw_way *w, uint32_t v, chain *c) {
    if (w == NULL || w->seg_n == 0 || w->broken) {
        return false;
    }
    const raw_seg *segs = &m->segs.at[w->seg_first];
    bool forward = segs[0].u == v;
    if (segs[0].u == segs[w->seg_n - 1].v || (!forward && segs[w->seg_n - 1].v != v)) {
        return false; /* a ring has no clear direction */
    }
    for (uint32_t i = 0; i < w->seg_n; i++) {
        uint32_t arc = arc_along(&segs[forward ? i : w->seg_n - 1 - i], forward);
        if (c->arcs[c->n - 1] == arc) {
            continue; /* the next segment of the same edge */
        }
        if (c->n + 1 >= RSP_PATTERN_ARCS_MAX) {
            return false;
        }
        c->arcs[c->n++] = arc;
    }
    c->at = forward ? segs[w->seg_n - 1].v : segs[0].u;
    return true;
}

/* After c (from, via ways done), for the ways "to": 1 applied, 0 not joined. */
static int end_chain(importer *m, const raw_restriction *r, const chain *c, uint32_t from_arcs,
                     int *ret_done) {
    uint32_t to[2 * 64];
    uint32_t n = 0;
    for (uint32_t i = 0; i < r->to_n && n + 2 <= sizeof to / sizeof *to; i++) {
        const raw_way *w = import_find_way(m, m->members.at[r->to_first + i]);
        n += arcs_at(m, w, c->at, false, to + n);
    }
    if (n == 0) {
        return 0;
    }
    *ret_done = 1;
    if (r->kind == RSP_TURN_NO) {
        for (uint32_t i = 0; i < n; i++) {
            RSP_TRY(add_pattern(m, c, to[i], r->mask));
        }
        return 0;
    }
    for (uint32_t k = from_arcs + 1; k < c->n; k++) { /* inside the via ways: stay on them */
        chain part = *c;
        part.n = k;
        uint32_t last = c->arcs[k - 1];
        const net_edge *e = &m->out_edges.at[last >> 1];
        uint32_t head = m->kept_node[(last & 1U) != 0 ? e->from : e->to];
        RSP_TRY(forbid_others(m, &part, &c->arcs[k], 1, head, r->mask));
    }
    return forbid_others(m, c, to, n, c->at, r->mask);
}

static int over_ways(importer *m, const raw_restriction *r, const raw_way *from, int *ret_done) {
    const raw_way *via = import_find_way(m, m->members.at[r->via_first]);
    if (via == NULL || via->seg_n == 0 || via->broken) {
        return 0;
    }
    uint32_t ends[2] = {m->segs.at[via->seg_first].u, m->segs.at[via->seg_first + via->seg_n - 1].v};
    for (int side = 0; side < 2; side++) {
        uint32_t in[2];
        uint32_t n = arcs_at(m, from, ends[side], true, in);
        for (uint32_t i = 0; i < n; i++) {
            chain c = {.arcs = {in[i]}, .n = 1, .at = ends[side]};
            bool joined = true;
            for (uint32_t k = 0; joined && k < r->via_n; k++) {
                joined = append_way(m, import_find_way(m, m->members.at[r->via_first + k]), c.at, &c);
            }
            if (joined) {
                RSP_TRY(end_chain(m, r, &c, 1, ret_done));
            }
        }
    }
    return 0;
}

static int apply(importer *m, const raw_restriction *r, int *ret_done) {
    for (uint32_t f = 0; f < r->from_n; f++) {
        const raw_way *from = import_find_way(m, m->members.at[r->from_first + f]);
        if (from == NULL) {
            continue;
        }
        if (!r->via_node) {
            RSP_TRY(over_ways(m, r, from, ret_done));
            continue;
        }
        uint32_t v = import_find_node(m, m->members.at[r->via_first]);
        uint32_t in[2];
        uint32_t n = v != RSP_NONE && m->kept[v] != RSP_NONE ? arcs_at(m, from, v, true, in) : 0;
        for (uint32_t i = 0; i < n; i++) {
            chain c = {.arcs = {in[i]}, .n = 1, .at = v};
            RSP_TRY(end_chain(m, r, &c, 1, ret_done));
        }
    }
    return 0;
}

static int block_node(importer *m, uint32_t kept, unsigned mask) {
    uint32_t v = m->kept_node[kept];
    for (uint32_t i = m->adj_first[v]; i < m->adj_first[v + 1]; i++) {
        const raw_seg *s = &m->segs.at[m->adj[i]];
        chain c = {.arcs = {arc_along(s, s->v == v)}, .n = 1, .at = v};
        for (uint32_t k = m->out_first[kept]; k < m->out_first[kept + 1]; k++) {
            if (m->out_arc[k] != (c.arcs[0] ^ 1U)) { /* turning back before a barrier is free */
                RSP_TRY(add_pattern(m, &c, m->out_arc[k], mask));
            }
        }
    }
    return 0;
}

int import_restrictions(importer *m, rsp_err *err) {
    int rc = 0;
    for (size_t i = 0; rc == 0 && i < m->restrictions.n; i++) {
        int done = 0;
        rc = apply(m, &m->restrictions.at[i], &done);
        m->restrictions_kept += done != 0 ? 1 : 0;
        m->report.restrictions_dropped += done == 0 ? 1 : 0;
    }
    for (size_t i = 0; rc == 0 && i < m->node_uses.n; i++) {
        uint32_t v = import_find_node(m, m->node_uses.at[i].id);
        if (m->node_uses.at[i].use.blocked != 0 && v != RSP_NONE && m->kept[v] != RSP_NONE) {
            rc = block_node(m, m->kept[v], m->node_uses.at[i].use.blocked);
        }
    }
    return rc == 0 ? 0
                   : rsp_fail(err, rc, "%s: %s", m->name,
                              rc == RSP_ENOMEM ? "out of memory" : "more turn restrictions than can be kept");
}
