/* What driving an arc, or a part of one, costs under a metric.
 *
 * Why a compact copy per metric: a search touches each arc once, in the order of the nodes; nothing else is
 * in the way of the cache. Invariants: whole milliseconds; a part never costs more than the whole; the parts
 * of an edge add up. A whole arc is left out where any part of it is closed, in a zone that is not allowed,
 * or not for these vehicles; parts are judged by what they touch themselves. */
#include <string.h>

#include "roads/search.h"

uint32_t weights_arc_ms(const rsp_net *n, const rsp_metric *m, uint32_t arc) {
    const net_edge *e = &n->edges[arc >> 1];
    uint32_t ms = net_arc_ms(n, arc, m->profiles);
    if (ms == UINT32_MAX || (m->weight_kg != 0 && e->max_weight_kg != 0 && m->weight_kg > e->max_weight_kg) ||
        (m->height_cm != 0 && e->max_height_cm != 0 && m->height_cm > e->max_height_cm)) {
        return UINT32_MAX;
    }
    double scaled = ms * m->speed_factor;
    if (!(scaled < 4e9)) {
        return 4000000000U;
    }
    uint32_t whole = (uint32_t)scaled; /* rounded up without a call: this is asked for every road */
    return whole < scaled ? whole + 1 : whole;
}

double weights_danger(const rsp_overlay *o, piece p) {
    uint32_t edge = p.arc >> 1;
    double sum = 0;
    for (uint32_t i = o->first[edge]; i < o->first[edge + 1]; i++) {
        const over_item *x = &o->items[i];
        if (x->kind == OVER_DANGER) {
            double in = x->in > p.lo ? x->in : p.lo;
            double out = x->out < p.hi ? x->out : p.hi;
            sum += out > in ? x->weight * (out - in) : 0;
        }
    }
    return sum * o->net->edges[edge].length_m;
}

static uint64_t danger_ms(const rsp_metric *m, double danger) {
    double ms = m->danger_s_per_unit * danger * 1000;
    return ms < 4e9 ? (uint64_t)(ms + 0.5) : 4000000000U;
}

static uint64_t dm_at(const rsp_net *n, uint32_t edge, double f) {
    return (uint64_t)(n->edges[edge].length_m * 10 * f + 0.5);
}

bool weights_part_open(const rsp_overlay *o, const rsp_metric *m, piece p) {
    uint32_t edge = p.arc >> 1;
    uint8_t bit = (p.arc & 1U) != 0 ? 2 : 1;
    if (weights_arc_ms(o->net, m, p.arc) == UINT32_MAX) {
        return false;
    }
    for (uint32_t i = o->first[edge]; i < o->first[edge + 1]; i++) {
        const over_item *x = &o->items[i];
        bool shut = x->kind == OVER_ZONE      ? (m->zones_allowed >> x->number & 1U) == 0
                    : x->kind == OVER_CLOSURE ? (x->arcs & bit) != 0
                                              : false;
        if (shut && x->in <= p.hi && x->out >= p.lo) {
            return false;
        }
    }
    return true;
}

search_key weights_part(const rsp_overlay *o, const rsp_metric *m, piece p) {
    uint32_t edge = p.arc >> 1;
    uint32_t ms = weights_arc_ms(o->net, m, p.arc);
    uint64_t danger = m->danger_s_per_unit > 0 ? danger_ms(m, weights_danger(o, p)) : 0;
    return key_of(weights_ms_at(ms, p.hi) - weights_ms_at(ms, p.lo), danger,
                  dm_at(o->net, edge, p.hi) - dm_at(o->net, edge, p.lo));
}

bool weights_on_edge(const rsp_overlay *o, uint32_t edge, uint16_t number) {
    for (uint32_t i = o->first[edge]; i < o->first[edge + 1]; i++) {
        if (o->items[i].kind == OVER_CHECKPOINT && o->items[i].number == number) {
            return true;
        }
    }
    return false;
}

uint64_t weights_delay(const rsp_overlay *o, piece p, uint32_t before) {
    uint32_t edge = p.arc >> 1;
    uint64_t ms = 0;
    for (uint32_t i = o->first[edge]; i < o->first[edge + 1]; i++) {
        const over_item *x = &o->items[i];
        if (x->kind == OVER_CHECKPOINT && x->in >= p.lo && x->in <= p.hi &&
            (before == RSP_NONE || !weights_on_edge(o, before, x->number))) {
            ms += (uint64_t)o->checkpoints[x->number].delay_s * 1000;
        }
    }
    return ms;
}

bool weights_same(const rsp_metric *a, const rsp_metric *b) {
    return a->profiles == b->profiles && a->weight_kg == b->weight_kg && a->height_cm == b->height_cm &&
           !(a->speed_factor < b->speed_factor) && !(a->speed_factor > b->speed_factor) &&
           a->zones_allowed == b->zones_allowed && !(a->danger_s_per_unit < b->danger_s_per_unit) &&
           !(a->danger_s_per_unit > b->danger_s_per_unit);
}

int weights_check(const rsp_metric *m, rsp_err *err) {
    if (m->profiles == 0 || m->profiles >= 1U << RSP_PROFILE_COUNT ||
        !(m->speed_factor >= 0.001 && m->speed_factor <= 1000) ||
        !(m->danger_s_per_unit >= 0 && m->danger_s_per_unit <= 1e6)) {
        return rsp_fail(
            err, RSP_EINPUT,
            "the way of travelling is wrong (profiles %#x, speed factor %g, %g s per unit of danger); "
            "profiles are 1..7, the factor 0.001..1000, the seconds 0..1000000",
            m->profiles, m->speed_factor, m->danger_s_per_unit);
    }
    return 0;
}

static bool whole_open(const rsp_overlay *o, const rsp_metric *m, uint32_t arc) {
    return (o->zones[arc >> 1] & ~m->zones_allowed) == 0 && (o->closed[arc >> 1] >> (arc & 1U) & 1U) == 0;
}

bool weights_whole(const rsp_overlay *o, const rsp_metric *m, uint32_t arc, weight_arc *ret) {
    const rsp_net *n = o->net;
    uint32_t ms = whole_open(o, m, arc) ? weights_arc_ms(n, m, arc) : UINT32_MAX;
    if (ms == UINT32_MAX) {
        return false;
    }
    piece all = {.arc = arc, .lo = 0, .hi = 1};
    uint64_t danger = m->danger_s_per_unit > 0 ? danger_ms(m, weights_danger(o, all)) : 0;
    *ret = (weight_arc){.arc = arc,
                        .head = net_head(n, arc),
                        .ms = ms,
                        .danger_ms = (uint32_t)danger,
                        .dm = (uint32_t)dm_at(n, arc >> 1, 1)};
    return true;
}

int weights_make(const rsp_overlay *o, const rsp_metric *m, weights *w, rsp_err *err) {
    const rsp_net *n = o->net;
    if (w->ready && weights_same(&w->metric, m)) {
        return 0;
    }
    RSP_TRY(weights_check(m, err));
    if (w->first == NULL) {
        w->first = rsp_calloc(&o->ctx, (size_t)n->h->nodes + 1, sizeof *w->first);
        w->arcs = rsp_calloc(&o->ctx, (size_t)n->h->out_arcs + 1, sizeof *w->arcs);
        w->ways_out = rsp_calloc(&o->ctx, (size_t)n->h->nodes + 1, 1);
        if (w->first == NULL || w->arcs == NULL || w->ways_out == NULL) {
            weights_done(&o->ctx, w);
            return rsp_fail(err, RSP_ENOMEM, "out of memory");
        }
    }
    uint32_t at = 0;
    for (uint32_t v = 0; v < n->h->nodes; v++) {
        uint32_t ways = 0;
        w->first[v] = at;
        for (uint32_t i = n->out_first[v]; i < n->out_first[v + 1]; i++) {
            uint32_t arc = n->out_arc[i];
            if (net_arc_ms(n, arc, m->profiles) == UINT32_MAX) {
                continue;
            }
            ways++;
            at += weights_whole(o, m, arc, &w->arcs[at]) ? 1 : 0;
        }
        w->ways_out[v] = (uint8_t)(ways < 255 ? ways : 255);
    }
    w->first[n->h->nodes] = at;
    w->metric = *m;
    w->ready = true;
    return 0;
}

void weights_done(const rsp_ctx *ctx, weights *w) {
    rsp_free(ctx, w->first);
    rsp_free(ctx, w->arcs);
    rsp_free(ctx, w->ways_out);
    *w = (weights){.ready = false};
}
