/* Zones crossed, danger, checkpoints and metres between many pairs, without unpacking a path for each.
 *
 * What: the span of an arc of the hierarchy is that of its halves, one after the other; each is put together
 * once, when it is first asked for, and so is that from a stop to each place on its way. A pair then joins
 * two spans. Why: the paths of a table share nearly all their arcs. Invariants: a span is the same whoever
 * computes it and in whatever order; times are whole milliseconds, so offsets are those of driving along the
 * path, to the millisecond by which crossings are rounded outwards. */
#include "roads/spans.h"

#include <string.h>

static int keep(span_memo *m, const drive *d, uint32_t *ret) {
    span s = drive_as_span(d);
    crossing_ms *c = NULL;
    if (s.n > 0) {
        c = rsp_arena_alloc(m->crossings, s.n, sizeof *c);
        if (c == NULL) {
            return RSP_ENOMEM;
        }
        memcpy(c, s.crossings, s.n * sizeof *c);
    }
    s.crossings = c;
    *ret = (uint32_t)m->list.n;
    return rsp_vec_push(m->ctx, &m->list, s);
}

static int of_piece(span_memo *m, const custom *c, piece p, uint32_t before, uint32_t *ret) {
    drive d = {.o = c->o, .m = &c->metric, .before = before};
    int rc = drive_piece(&d, p);
    rc = rc == 0 ? keep(m, &d, ret) : rc;
    drive_done(&d);
    return rc;
}

static int joined(span_memo *m, const custom *c, uint32_t first, uint32_t second, uint32_t *ret) {
    drive d = {.o = c->o, .m = &c->metric, .before = RSP_NONE};
    int rc = drive_span(&d, &m->list.at[first]);
    rc = rc == 0 ? drive_span(&d, &m->list.at[second]) : rc;
    rc = rc == 0 ? keep(m, &d, ret) : rc;
    drive_done(&d);
    return rc;
}

static uint32_t edge_of(const custom *c, uint32_t rank) {
    return net_state_arc(c->o->net, c->h->state[rank]) >> 1;
}

/* The edge that is left by a step. */
static uint32_t edge_before(const custom *c, uint32_t arc) {
    const hierarchy *h = c->h;
    uint32_t x = h->owner[arc];
    size_t list = 2 * (size_t)x + HIER_IN;
    if (arc < h->first[list]) {
        return edge_of(c, x);
    }
    uint32_t i = h->step_first[list]; /* of the states above, each has a depth of its own */
    while (i + 1 < h->step_first[list + 1] && h->depth[h->steps[i].other] != h->to[arc]) {
        i++;
    }
    return edge_of(c, h->steps[i].other);
}

static int of_arc(span_memo *m, const custom *c, uint32_t arc, uint32_t *ret) {
    m->stack.n = 0;
    RSP_TRY(rsp_vec_push(m->ctx, &m->stack, arc));
    while (m->stack.n > 0) {
        uint32_t a = m->stack.at[m->stack.n - 1];
        custom_half h;
        uint32_t made = 0;
        if (m->of_arc[a] != 0) {
            m->stack.n--;
            continue;
        }
        RSP_TRY(custom_halves(c, a, &h));
        if (h.first == RSP_NONE) {
            piece p = {.arc = net_state_arc(c->o->net, c->h->state[h.second]), .lo = 0, .hi = 1};
            RSP_TRY(of_piece(m, c, p, edge_before(c, a), &made));
        } else if (m->of_arc[h.first] != 0 && m->of_arc[h.second] != 0) {
            RSP_TRY(joined(m, c, m->of_arc[h.first] - 1, m->of_arc[h.second] - 1, &made));
        } else {
            RSP_TRY(rsp_vec_push(m->ctx, &m->stack, h.first));
            RSP_TRY(rsp_vec_push(m->ctx, &m->stack, h.second));
            continue;
        }
        m->of_arc[a] = made + 1;
        m->stack.n--;
    }
    *ret = m->of_arc[arc] - 1;
    return 0;
}

int spans_begin(span_memo *m, const custom *c, uint64_t goals, size_t places) {
    m->ctx = &c->o->ctx;
    size_t arcs = (size_t)hier_arcs(c->h) + 1;
    rsp_err err;
    if (m->custom != c->number) {
        m->custom = m->goals = 0;
        m->list.n = 0;
        m->crossings = rsp_arena_free(m->crossings);
        if (m->of_arc == NULL) {
            m->of_arc = rsp_calloc(m->ctx, arcs, sizeof *m->of_arc);
        } else {
            memset(m->of_arc, 0, arcs * sizeof *m->of_arc);
        }
        if (m->of_arc == NULL || rsp_arena_new(m->ctx, 0, &m->crossings, &err) != 0) {
            return RSP_ENOMEM;
        }
        m->custom = c->number;
    }
    if (m->goals != goals) {
        m->goals = 0;
        rsp_free(m->ctx, m->of_goal);
        m->of_goal = rsp_calloc(m->ctx, places + 1, sizeof *m->of_goal);
        if (m->of_goal == NULL) {
            return RSP_ENOMEM;
        }
        m->goals = goals;
    }
    return 0;
}

void spans_done(span_memo *m) {
    if (m->ctx != NULL) {
        rsp_free(m->ctx, m->of_arc);
        rsp_free(m->ctx, m->of_goal);
        rsp_vec_done(m->ctx, &m->list);
        rsp_vec_done(m->ctx, &m->stack);
        rsp_arena_free(m->crossings);
    }
}

/* The place below `place` that is nearest to it and known, or the one where the way begins. */
static uint32_t nearest_known(const way_up *w, uint32_t place, const uint32_t *known) {
    while (known[place] == 0 && w->from[place] != WAY_START) {
        place = w->from[place];
    }
    return place;
}

/* The place that was reached from `below` on the way to `place`. */
static uint32_t next_above(const way_up *w, uint32_t place, uint32_t below) {
    while (w->from[place] != below) {
        place = w->from[place];
    }
    return place;
}

int spans_from(span_memo *m, const custom *c, const way_up *w, const rsp_snap *stop, uint32_t place,
               uint32_t *known, uint32_t *ret) {
    uint32_t p = nearest_known(w, place, known);
    if (known[p] == 0) {
        uint32_t arc = net_state_arc(c->o->net, c->h->state[w->state[p]]);
        uint32_t made = 0;
        RSP_TRY(of_piece(m, c, piece_from(stop, arc), RSP_NONE, &made));
        known[p] = made + 1;
    }
    while (p != place) {
        uint32_t q = next_above(w, place, p);
        uint32_t made = 0;
        RSP_TRY(of_arc(m, c, hier_arc(c->h, w->state[p], HIER_OUT, q), &made));
        RSP_TRY(joined(m, c, known[p] - 1, made, &made));
        known[q] = made + 1;
        p = q;
    }
    *ret = known[place] - 1;
    return 0;
}

int spans_to(span_memo *m, const custom *c, const way_up *w, const rsp_snap *stop, uint32_t place,
             uint32_t *known, uint32_t *ret) {
    uint32_t p = nearest_known(w, place, known);
    if (known[p] == 0) {
        piece last = piece_to(stop, way_last_arc(c, w, p, stop));
        uint32_t made = 0;
        RSP_TRY(of_piece(m, c, last, edge_of(c, w->state[p]), &made));
        known[p] = made + 1;
    }
    while (p != place) {
        uint32_t q = next_above(w, place, p);
        uint32_t made = 0;
        RSP_TRY(of_arc(m, c, hier_arc(c->h, w->state[p], HIER_IN, c->h->depth[w->state[q]]), &made));
        RSP_TRY(joined(m, c, made, known[p] - 1, &made));
        known[q] = made + 1;
        p = q;
    }
    *ret = known[place] - 1;
    return 0;
}
