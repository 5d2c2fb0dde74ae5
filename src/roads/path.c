/* A settled target as a path: its arcs, seconds, metres, zone crossings and checkpoints.
 *
 * Why offsets are computed here, from the stretches on each edge: the search needs sums only. Invariants: the
 * sum of the pieces equals the key that was settled; zone offsets are rounded outwards (a checkpoint that
 * stands where a zone begins delays inside it); stretches of one zone less than a second apart are one
 * crossing. */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "roads/search.h"

typedef struct crossing_ms {
    double enter_ms, leave_ms, enter_m, leave_m;
    uint16_t zone;
} crossing_ms;

typedef struct drive { /* walking along the path */
    const rsp_search *s;
    const rsp_metric *m;
    double ms, metres;
    uint32_t before; /* edge */
    rsp_path *path;
    RSP_VEC(crossing_ms) crossings;
    RSP_VEC(rsp_checkpoint_pass) passes;
} drive;

static double driven(piece p, double f) {
    return (p.arc & 1U) != 0 ? p.hi - f : f - p.lo;
}

/* Delay in ms of this piece's checkpoints before a point (with: those standing on it too). */
static double delay_before(const drive *d, piece p, double f, bool with) {
    const rsp_overlay *o = d->s->o;
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

static int add_crossing(drive *d, piece p, const over_item *x, uint32_t ms) {
    const net_edge *e = &d->s->o->net->edges[p.arc >> 1];
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
    d->path->zones |= 1ULL << x->number;
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
    return rsp_vec_push(&d->s->ctx, &d->crossings, c);
}

static int add_pass(drive *d, piece p, const over_item *x, uint32_t ms) {
    const rsp_overlay *o = d->s->o;
    if (x->in < p.lo || x->in > p.hi || (d->before != RSP_NONE && weights_on_edge(o, d->before, x->number))) {
        return 0;
    }
    double at = d->ms + driven(p, x->in) * ms + delay_before(d, p, x->in, false);
    rsp_checkpoint_pass pass = {.checkpoint = x->number,
                                .at_s = (int32_t)(at / 1000),
                                .at_m = d->metres + driven(p, x->in) * o->net->edges[p.arc >> 1].length_m};
    d->path->per_vehicle_s += o->checkpoints[x->number].per_vehicle_s;
    return rsp_vec_push(&d->s->ctx, &d->passes, pass);
}

static int drive_piece(drive *d, piece p) {
    const rsp_overlay *o = d->s->o;
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
    d->path->danger += weights_danger(o, p);
    d->ms +=
        (double)(weights_ms_at(ms, p.hi) - weights_ms_at(ms, p.lo)) + (double)weights_delay(o, p, d->before);
    d->metres += (p.hi - p.lo) * o->net->edges[edge].length_m;
    d->before = edge;
    return 0;
}

/* Copies what was collected into the arena. */
static int keep(drive *d, rsp_arena *a) {
    rsp_path *p = d->path;
    rsp_crossing *c = rsp_arena_alloc(a, d->crossings.n + 1, sizeof *c);
    rsp_checkpoint_pass *q = rsp_arena_alloc(a, d->passes.n + 1, sizeof *q);
    if (c == NULL || q == NULL) {
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

int search_extract(const rsp_search *s, const rsp_snap *from, const rsp_snap *to, uint32_t i, rsp_arena *a,
                   rsp_path *ret, rsp_err *err) {
    const target_label *t = &s->targets.at[i];
    rsp_path p = {.time_s = -1, .from = *from, .to = *to};
    if (!t->settled) {
        *ret = p;
        return 0;
    }
    if (a == NULL) { /* times only */
        uint64_t ms = t->key.rest >> KEY_LEN_BITS;
        p.time_s = ms / 1000 < INT32_MAX ? (int32_t)((ms + 999) / 1000) : INT32_MAX;
        p.length_m = (double)(t->key.rest & ((1U << KEY_LEN_BITS) - 1)) / 10;
        *ret = p;
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
    p.arcs = arcs;
    p.n_arcs = n;
    drive d = {.s = s, .m = &s->w.metric, .before = RSP_NONE, .path = &p};
    int rc = drive_all(&d, arcs, n, from->fraction, to->fraction);
    rc = rc == 0 ? keep(&d, a) : rc;
    rsp_vec_done(&s->ctx, &d.crossings);
    rsp_vec_done(&s->ctx, &d.passes);
    if (rc != 0) {
        return rsp_fail(err, rc, "out of memory");
    }
    *ret = p;
    return 0;
}
