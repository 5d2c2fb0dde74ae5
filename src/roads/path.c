/* A settled target as a path: its arcs, seconds, metres, zone crossings and checkpoints.
 *
 * Why offsets are computed here, from the stretches on each edge: the search needs sums only. Invariants: the
 * sum of the pieces equals the key that was settled; zone offsets are rounded outwards (a checkpoint that
 * stands where a zone begins delays inside it); stretches of one zone less than a second apart are one
 * crossing. */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "roads/path.h"

static double driven(piece p, double f) {
    return (p.arc & 1U) != 0 ? p.hi - f : f - p.lo;
}

/* Delay in ms of this piece's checkpoints before a point (with: those standing on it too). */
static double delay_before(const drive *d, piece p, double f, bool with) {
    const rsp_overlay *o = d->o;
    double ms = 0;
    for (uint32_t i = o->first[p.arc >> 1]; i < o->first[(p.arc >> 1) + 1]; i++) {
        const over_item *x = &o->items[i];
        if (x->kind == OVER_CHECKPOINT && x->in >= p.lo && x->in <= p.hi &&
            (d->before == RSP_NONE || !weights_on_edge(o, d->before, x->number))) {
            double there = driven(p, x->in);
            double here = driven(p, f);
            ms += there < here || (with && there <= here) ? o->checkpoints[x->number].delay_s * 1000.0 : 0;
        }
    }
    return ms;
}

static int by_entry(const void *a, const void *b) {
    const crossing_ms *x = a;
    const crossing_ms *y = b;
    if (x->enter_ms < y->enter_ms || x->enter_ms > y->enter_ms) {
        return x->enter_ms < y->enter_ms ? -1 : 1;
    }
    return (x->zone > y->zone) - (x->zone < y->zone);
}

static int by_pass(const void *a, const void *b) {
    const rsp_checkpoint_pass *x = a;
    const rsp_checkpoint_pass *y = b;
    if (x->at_m < y->at_m || x->at_m > y->at_m) {
        return x->at_m < y->at_m ? -1 : 1;
    }
    return (x->checkpoint > y->checkpoint) - (x->checkpoint < y->checkpoint);
}

/* Stretches come in the order in which they are driven. */
static int join_crossing(drive *d, crossing_ms c) {
    d->zones |= 1ULL << c.zone;
    for (size_t i = d->crossings.n; i-- > 0;) {
        crossing_ms *y = &d->crossings.at[i];
        if (y->zone == c.zone && c.enter_ms < y->leave_ms + 1000 && y->enter_ms < c.leave_ms + 1000) {
            y->enter_ms = c.enter_ms < y->enter_ms ? c.enter_ms : y->enter_ms;
            y->enter_m = c.enter_m < y->enter_m ? c.enter_m : y->enter_m;
            y->leave_ms = c.leave_ms > y->leave_ms ? c.leave_ms : y->leave_ms;
            y->leave_m = c.leave_m > y->leave_m ? c.leave_m : y->leave_m;
            return 0;
        }
    }
    return rsp_vec_push(&d->o->ctx, &d->crossings, c);
}

static int add_crossing(drive *d, piece p, const over_item *x, uint32_t ms) {
    const net_edge *e = &d->o->net->edges[p.arc >> 1];
    double lo = x->in > p.lo ? x->in : p.lo;
    double hi = x->out < p.hi ? x->out : p.hi;
    bool back = (p.arc & 1U) != 0;
    double first = back ? hi : lo;
    double last = back ? lo : hi;
    crossing_ms c = {.zone = x->number};
    c.enter_ms = floor(d->ms + driven(p, first) * ms) - 1 + delay_before(d, p, first, false);
    c.leave_ms = ceil(d->ms + driven(p, last) * ms) + 1 + delay_before(d, p, last, true);
    c.enter_ms = c.enter_ms > d->ms ? c.enter_ms : d->ms;
    c.enter_m = d->metres + driven(p, first) * e->length_m;
    c.leave_m = d->metres + driven(p, last) * e->length_m;
    return join_crossing(d, c);
}

static int add_pass(drive *d, piece p, const over_item *x, uint32_t ms) {
    const rsp_overlay *o = d->o;
    if (x->in < p.lo || x->in > p.hi || (d->before != RSP_NONE && weights_on_edge(o, d->before, x->number))) {
        return 0;
    }
    double at = d->ms + driven(p, x->in) * ms + delay_before(d, p, x->in, false);
    rsp_checkpoint_pass pass = {.checkpoint = x->number,
                                .at_s = (int32_t)(at / 1000),
                                .at_m = d->metres + driven(p, x->in) * o->net->edges[p.arc >> 1].length_m};
    d->per_vehicle_s += o->checkpoints[x->number].per_vehicle_s;
    return d->note_passes ? rsp_vec_push(&o->ctx, &d->passes, pass) : 0;
}

int drive_piece(drive *d, piece p) {
    const rsp_overlay *o = d->o;
    uint32_t edge = p.arc >> 1;
    uint32_t ms = weights_arc_ms(o->net, d->m, p.arc);
    int step = (p.arc & 1U) != 0 ? -1 : 1; /* items stand in the edge's order; stretches join in ours */
    uint32_t first = o->first[edge];
    uint32_t n = o->first[edge + 1] - first;
    for (uint32_t k = 0; k < n; k++) {
        const over_item *x = &o->items[step > 0 ? first + k : first + n - 1 - k];
        if (x->kind == OVER_ZONE && x->in <= p.hi && x->out >= p.lo) {
            RSP_TRY(add_crossing(d, p, x, ms));
        } else if (x->kind == OVER_CHECKPOINT) {
            RSP_TRY(add_pass(d, p, x, ms));
        }
    }
    d->danger += weights_danger(o, p);
    d->ms +=
        (double)(weights_ms_at(ms, p.hi) - weights_ms_at(ms, p.lo)) + (double)weights_delay(o, p, d->before);
    d->metres += (p.hi - p.lo) * o->net->edges[edge].length_m;
    d->before = edge;
    return 0;
}

int drive_span(drive *d, const span *s) {
    for (uint32_t i = 0; i < s->n; i++) {
        crossing_ms c = s->crossings[i];
        c.enter_ms += d->ms;
        c.leave_ms += d->ms;
        c.enter_m += d->metres;
        c.leave_m += d->metres;
        RSP_TRY(join_crossing(d, c));
    }
    d->ms += s->ms;
    d->metres += s->metres;
    d->danger += s->danger;
    d->per_vehicle_s += s->per_vehicle_s;
    return 0;
}

span drive_as_span(const drive *d) {
    return (span){.ms = d->ms,
                  .metres = d->metres,
                  .danger = d->danger,
                  .zones = d->zones,
                  .per_vehicle_s = d->per_vehicle_s,
                  .n = (uint32_t)d->crossings.n,
                  .crossings = d->crossings.at};
}

void drive_done(drive *d) {
    rsp_vec_done(&d->o->ctx, &d->crossings);
    rsp_vec_done(&d->o->ctx, &d->passes);
}

int drive_keep(drive *d, rsp_arena *a, rsp_path *p) {
    rsp_crossing *c = NULL;
    rsp_checkpoint_pass *q = NULL;
    if (d->crossings.n > 0 && (c = rsp_arena_alloc(a, d->crossings.n, sizeof *c)) == NULL) {
        return RSP_ENOMEM;
    }
    if (d->passes.n > 0 && (q = rsp_arena_alloc(a, d->passes.n, sizeof *q)) == NULL) {
        return RSP_ENOMEM;
    }
    if (d->crossings.n > 1) {
        qsort(d->crossings.at, d->crossings.n, sizeof *d->crossings.at, by_entry);
    }
    if (d->passes.n > 1) {
        qsort(d->passes.at, d->passes.n, sizeof *d->passes.at, by_pass);
    }
    for (size_t i = 0; i < d->crossings.n; i++) {
        const crossing_ms *x = &d->crossings.at[i];
        double leave = x->leave_ms < d->ms ? x->leave_ms : d->ms;
        c[i] = (rsp_crossing){.zone = x->zone,
                              .enter_s = (int32_t)floor(x->enter_ms / 1000),
                              .leave_s = (int32_t)ceil(leave / 1000),
                              .enter_m = x->enter_m,
                              .leave_m = x->leave_m};
    }
    if (d->passes.n > 0) {
        memcpy(q, d->passes.at, d->passes.n * sizeof *q);
    }
    p->crossings = c;
    p->n_crossings = (uint32_t)d->crossings.n;
    p->passes = q;
    p->n_passes = (uint32_t)d->passes.n;
    p->length_m = d->metres;
    p->danger = d->danger;
    p->zones = d->zones;
    p->per_vehicle_s = d->per_vehicle_s;
    p->time_s = d->ms / 1000 < INT32_MAX ? (int32_t)ceil(d->ms / 1000) : INT32_MAX;
    return 0;
}

static int drive_all(drive *d, const uint32_t *arcs, uint32_t n, double from, double to) {
    for (uint32_t i = 0; i < n; i++) {
        bool back = (arcs[i] & 1U) != 0;
        double begin = i == 0 ? from : back ? 1 : 0;
        double end = i + 1 == n ? to : back ? 0 : 1;
        piece p = {.arc = arcs[i], .lo = back ? end : begin, .hi = back ? begin : end};
        RSP_TRY(drive_piece(d, p));
    }
    return 0;
}

int path_drive(const rsp_overlay *o, const rsp_metric *m, const rsp_snap *from, const rsp_snap *to,
               const uint32_t *arcs, uint32_t n, rsp_arena *a, rsp_path *ret, rsp_err *err) {
    rsp_path p = {.time_s = -1, .from = *from, .to = *to, .arcs = arcs, .n_arcs = n};
    drive d = {.o = o, .m = m, .before = RSP_NONE, .note_passes = true};
    int rc = drive_all(&d, arcs, n, from->fraction, to->fraction);
    rc = rc == 0 ? drive_keep(&d, a, &p) : rc;
    drive_done(&d);
    if (rc != 0) {
        return rsp_fail(err, rc, "out of memory");
    }
    *ret = p;
    return 0;
}

void path_times(const rsp_snap *from, const rsp_snap *to, bool found, search_key key, rsp_path *ret) {
    *ret = (rsp_path){.time_s = -1, .from = *from, .to = *to};
    if (found) {
        uint64_t ms = key.rest >> KEY_LEN_BITS;
        ret->time_s = ms / 1000 < INT32_MAX ? (int32_t)((ms + 999) / 1000) : INT32_MAX;
        ret->length_m = (double)(key.rest & ((1U << KEY_LEN_BITS) - 1)) / 10;
    }
}

int search_extract(const rsp_search *s, const rsp_snap *from, const rsp_snap *to, uint32_t i, rsp_arena *a,
                   rsp_path *ret, rsp_err *err) {
    const target_label *t = &s->targets.at[i];
    if (a == NULL || !t->settled) {
        path_times(from, to, t->settled, t->key, ret);
        return 0;
    }
    uint32_t n = 1;
    for (uint32_t x = t->parent; x != RSP_NONE; x = s->labels[x].parent) {
        n++;
    }
    uint32_t *arcs = rsp_arena_alloc(a, n, sizeof *arcs);
    if (arcs == NULL) {
        return rsp_fail(err, RSP_ENOMEM, "out of memory");
    }
    uint32_t k = n - 1;
    arcs[k] = t->arc;
    for (uint32_t x = t->parent; x != RSP_NONE; x = s->labels[x].parent) {
        arcs[--k] = net_state_arc(s->o->net, x);
    }
    return path_drive(s->o, &s->w.metric, from, to, arcs, n, a, ret, err);
}
