/* Where each convoy is and when, zone by zone, against the windows: docs/rules.md section 2, 1.6 and 1.7.
 *
 * Each leg's way is clipped to the zone. A leg that is slower than it must be leaves room for when the head
 * is where: the times listed must lie between the earliest and the latest possible, and then count. Legs and
 * stops joined give whole presences. Ground inside corridors is looked at every CK_SAMPLE_M. */
#include "check/inner.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

typedef struct part {          /* ground of one kind in a zone */
    int64_t in_low, in_high;   /* the head enters between */
    int64_t out_low, out_high; /* the tail leaves between */
    int64_t in, out;           /* as taken */
    double in_m, out_m;        /* metres driven on the leg by then */
    uint64_t corridors;        /* of the zone that hold it: bits of the list of corridors */
} part;
typedef RSP_VEC(part) parts;

typedef struct view { /* one convoy in one zone */
    ck_run *r;
    const ck_convoy *c;
    uint32_t zone;
    uint32_t corridors[64]; /* that a pause may open in this zone */
    uint32_t n_corridors;
    parts all;
    ck_cuts cuts;
    ck_intervals open;
} view;

static uint64_t corridors_at(const view *v, ck_xy p) {
    uint64_t mask = 0;
    for (uint32_t i = 0; i < v->n_corridors; i++) {
        const rsp_corridor *k = &v->r->s->corridors[v->corridors[i]];
        if (ck_geom_dist_m(k->line, p) <= k->width_m) {
            mask |= UINT64_C(1) << i;
        }
    }
    return mask;
}

typedef struct span { /* of a leg: seconds of its half, metres of the whole */
    double t0, t1, m0, m1;
} span;

/* Adds ground that the head is on over a span, continuing the part before where it can. */
static void add_ground(view *v, size_t from, const ck_leg *l, bool second, const span *s, double whole,
                       int64_t lag, uint64_t corridors) {
    int64_t begin = second ? l->wait->until : l->depart;
    int64_t end = second || l->wait == NULL ? l->arrive_head : l->wait->from;
    part x = {begin + (int64_t)floor(s->t0 + 1e-6),
              end - (int64_t)floor(whole - s->t0 + 1e-6),
              begin + (int64_t)floor(s->t1 + 1e-6) + lag,
              end - (int64_t)floor(whole - s->t1 + 1e-6) + lag,
              0,
              0,
              s->m0,
              s->m1,
              corridors};
    part *last = v->all.n > from ? &v->all.at[v->all.n - 1] : NULL;
    if (last != NULL && last->corridors == corridors && x.in_low <= last->out_low - lag + 1) {
        last->out_low = x.out_low;
        last->out_high = x.out_high;
        last->out_m = x.out_m;
        return;
    }
    (void)ck_oom(v->r, rsp_vec_push(v->r->ctx, &v->all, x));
}

static int64_t lag_of(const ck_leg *l, const ck_track *t) {
    return l->tail_lag_s > t->lag_s ? l->tail_lag_s : t->lag_s;
}

/* The parts of one leg, appended. */
static void add_leg(view *v, const ck_leg *l, const ck_track *t) {
    const rsp_geom *area = v->r->s->zones[v->zone].area;
    size_t from = v->all.n;
    int64_t lag = lag_of(l, t);
    double m = 0;
    for (size_t i = 0; i < t->bits.n; i++) {
        const ck_bit *b = &t->bits.at[i];
        bool second = i >= t->half;
        ck_clip(v->r, area, b->a, b->b, &v->cuts);
        for (size_t k = 0; k + 1 < v->cuts.n; k += 2) {
            double f = v->cuts.at[k];
            double g = v->cuts.at[k + 1];
            double metres = ck_dist_m(b->a, b->b) * (g - f);
            int n = v->n_corridors == 0 ? 1 : (int)fmin(100000, ceil(metres / CK_SAMPLE_M) + 1);
            for (int j = 0; j < n; j++) {
                double u = f + (g - f) * j / n;
                double w = f + (g - f) * (j + 1) / n;
                uint64_t mask = v->n_corridors == 0 ? 0
                                                    : corridors_at(v, ck_between(b->a, b->b, u)) &
                                                          corridors_at(v, ck_between(b->a, b->b, w));
                span here = {b->t0 + (b->t1 - b->t0) * u, b->t0 + (b->t1 - b->t0) * w, m + b->metres * u,
                             m + b->metres * w};
                add_ground(v, from, l, second, &here, t->own_s[second], lag, mask);
            }
        }
        m += b->metres;
    }
}

static int by_in(const void *a, const void *b) {
    const part *x = a, *y = b;
    return x->in != y->in ? (x->in < y->in ? -1 : 1) : (x->out > y->out) - (x->out < y->out);
}

/* The end (exclusive) of the stretch that begins at part i: parts that the column spans without leaving. */
static size_t stretch_end(const view *v, size_t i, size_t end) {
    int64_t out = v->all.at[i].out_low;
    size_t k = i + 1;
    while (k < end && v->all.at[k].in_low <= out + CK_TOLERANCE_S) {
        out = v->all.at[k].out_low > out ? v->all.at[k].out_low : out;
        k++;
    }
    return k;
}

/* The next stretch of the leg's own list that lies in this zone, touching ones joined, from *k on. */
static bool next_listed(const view *v, const ck_leg *l, uint32_t *k, ck_presence *ret) {
    bool any = false;
    for (; *k < l->n_zones; (*k)++) {
        const ck_presence *p = &l->zones[*k];
        if (p->zone != v->zone) {
            continue;
        }
        if (any && p->head_in > ret->tail_out + CK_TOLERANCE_S) {
            return true;
        }
        if (!any) {
            *ret = *p;
        }
        ret->tail_out = ret->tail_out > p->tail_out ? ret->tail_out : p->tail_out;
        ret->leave_m = ret->leave_m > p->leave_m ? ret->leave_m : p->leave_m;
        any = true;
    }
    return any;
}

/* Where on the leg a listed stretch begins and ends. */
static void check_metres(ck_run *r, const ck_presence *p, double in_m, double out_m) {
    if (fabs((double)p->enter_m - in_m) > CK_TOLERANCE_M ||
        fabs((double)p->leave_m - out_m) > CK_TOLERANCE_M) {
        ck_say(r, p->at, "2.1",
               "the stretch lies from metre %lld to metre %lld of the leg; the way makes it %.0f to %.0f",
               (long long)p->enter_m, (long long)p->leave_m, in_m, out_m);
    }
}

/* Settles when the head entered and the tail left, for the parts [from, end) of one leg, by what the leg
 * lists. */
static void settle(view *v, const ck_leg *l, size_t from, int64_t lag) {
    ck_run *r = v->r;
    const char *zone = r->s->zones[v->zone].id;
    uint32_t k = 0;
    for (size_t i = from; i < v->all.n; i++) {
        v->all.at[i].in = v->all.at[i].in_low;
        v->all.at[i].out = v->all.at[i].out_high;
    }
    for (size_t i = from; i < v->all.n;) {
        size_t end = stretch_end(v, i, v->all.n);
        part *first = &v->all.at[i], *last = &v->all.at[end - 1];
        ck_presence p = {0};
        uint32_t before = k;
        bool brief =
            last->out_low - lag - first->in_low < 1; /* it touches the boundary: rounding may lose it */
        bool listed = next_listed(v, l, &k, &p);
        bool joined = false;
        if (!listed || p.head_in > last->out_high) {
            k = before;
            if (brief) {
                memmove(first, first + (end - i), (v->all.n - end) * sizeof *first);
                v->all.n -= end - i;
                continue;
            } else {
                ck_say(r, l->at, "2.1",
                       "the leg is in zone %s from %s (head) to %s (tail) and does not list it", zone,
                       ck_at(r, first->in_low).text, ck_at(r, last->out_high).text);
            }
        } else {
            /* A plan may count a moment outside as inside: one listed stretch over several of the way's. */
            while (end < v->all.n && v->all.at[end].in_low <= p.tail_out + CK_TOLERANCE_S) {
                last = &v->all.at[end++];
                joined = true;
            }
            if (p.head_in < first->in_low - CK_TOLERANCE_S || p.head_in > first->in_high + CK_TOLERANCE_S) {
                ck_say(r, p.at, "2.1", "the head enters zone %s at %s; the way there makes it %s", zone,
                       ck_at(r, p.head_in).text, ck_at(r, first->in_low).text);
            } else {
                first->in = p.head_in;
            }
            if (p.tail_out < last->out_low - CK_TOLERANCE_S || p.tail_out > last->out_high + CK_TOLERANCE_S) {
                ck_say(r, p.at, "2.1", "the tail leaves zone %s at %s; the way there makes it %s", zone,
                       ck_at(r, p.tail_out).text, ck_at(r, last->out_high).text);
            } else {
                last->out = p.tail_out;
            }
            check_metres(r, &p, first->in_m, last->out_m);
            for (size_t j = i; j + 1 < end; j++) { /* where corridors begin and end the plan does not list:
                                                      what rounding leaves open is not held against it */
                v->all.at[j].out = v->all.at[j].out_low;
                v->all.at[j + 1].in = v->all.at[j + 1].in_high;
            }
            for (size_t j = i; joined && j < end; j++) {
                v->all.at[j].in = first->in;
                v->all.at[j].out = last->out;
            }
        }
        i = end;
    }
    ck_presence p = {0};
    while (next_listed(v, l, &k, &p)) {
        ck_say(r, p.at, "2.1", "the leg is not in zone %s then; it lists a stretch from %s", zone,
               ck_at(r, p.head_in).text);
    }
}

/* The ground of a stop: the place itself and the road point at which the vehicles stand. */
static void add_stop(view *v, uint32_t i) {
    const ck_leg *l = &v->c->legs[i];
    const ck_leg *next = &v->c->legs[i + 1];
    const ck_track *t = &v->r->tracks[i];
    const rsp_geom *area = v->r->s->zones[v->zone].area;
    ck_xy place = ck_xy_of(v->r->s->places[l->to].at);
    ck_xy road = t->bits.n > 0 ? t->bits.at[t->bits.n - 1].b : place;
    bool place_in = ck_inside(area, place), road_in = ck_inside(area, road);
    if (!place_in && !road_in) {
        return;
    }
    uint64_t mask =
        (place_in ? corridors_at(v, place) : UINT64_MAX) & (road_in ? corridors_at(v, road) : UINT64_MAX);
    int64_t out = next->depart + next->tail_lag_s;
    part x = {.in_low = l->arrive_head,
              .in_high = l->arrive_head,
              .out_low = out,
              .out_high = out,
              .in = l->arrive_head,
              .out = out,
              .corridors = mask};
    (void)ck_oom(v->r, rsp_vec_push(v->r->ctx, &v->all, x));
}

static bool part_open(view *v, const part *p) {
    for (uint32_t k = 0; k <= v->n_corridors; k++) {
        if (k == 0 || (p->corridors >> (k - 1) & 1) != 0) {
            ck_intervals_of(v->r, v->zone, k == 0 ? RSP_NONE : v->corridors[k - 1], v->c->activities,
                            &v->open);
            if (ck_fits(&v->open, p->in, p->out, true) != NULL) {
                return true;
            }
        }
    }
    return false;
}

/* Whether the parts [i, end), one presence from in to out, lie in open ground; *ret_out_by: the latest the
 * tail may leave, where one interval holds all. Leaves in v->open the intervals of whole-zone pauses. */
static bool presence_open(view *v, size_t i, size_t end, int64_t in, int64_t out, int64_t *ret_out_by) {
    uint64_t common = UINT64_MAX;
    *ret_out_by = RSP_TIME_NONE;
    for (size_t k = i; k < end; k++) {
        common &= v->all.at[k].corridors;
    }
    for (uint32_t k = 0; k <= v->n_corridors; k++) {
        if (k > 0 && (common >> (k - 1) & 1) == 0) {
            continue;
        }
        ck_intervals_of(v->r, v->zone, k == 0 ? RSP_NONE : v->corridors[k - 1], v->c->activities, &v->open);
        const ck_interval *fit = ck_fits(&v->open, in, out, true);
        if (fit != NULL && (*ret_out_by == RSP_TIME_NONE || fit->out_by > *ret_out_by)) {
            *ret_out_by = fit->out_by; /* a corridor may stay open after the zone around it */
        }
    }
    if (*ret_out_by != RSP_TIME_NONE) {
        return true;
    }
    bool all = v->n_corridors > 0;
    for (size_t k = i; all && k < end; k++) {
        all = part_open(v, &v->all.at[k]);
    }
    ck_intervals_of(v->r, v->zone, RSP_NONE, v->c->activities, &v->open);
    return all;
}

static void say_closed(view *v, const rsp_json *at, int64_t in, int64_t out) {
    ck_run *r = v->r;
    const char *zone = r->s->zones[v->zone].id;
    const ck_interval *near = NULL;
    for (size_t i = 0; i < v->open.n; i++) {
        near = v->open.at[i].open <= out && v->open.at[i].close >= in ? &v->open.at[i] : near;
    }
    if (near == NULL) {
        ck_say(r, at, "1.5",
               "convoy %s is in zone %s from %s to %s; no pause with every consent is in force there for its "
               "activities",
               v->c->id, zone, ck_at(r, in).text, ck_at(r, out).text);
        return;
    }
    ck_say(
        r, at, "2.1",
        "convoy %s is in zone %s from %s (head) to %s (tail); it is open from %s and the tail is out by %s",
        v->c->id, zone, ck_at(r, in).text, ck_at(r, out).text, ck_at(r, near->open).text,
        ck_at(r, near->out_by).text);
}

/* Whether the statements that rests_on names open the ground by themselves (6.6). */
static void check_named(view *v, const rsp_json *at, size_t i, size_t end, int64_t in, int64_t out) {
    int64_t out_by = 0;
    v->r->named_only = true;
    if (!presence_open(v, i, end, in, out, &out_by)) {
        ck_say(
            v->r, at, "6.6",
            "convoy %s is in zone %s from %s to %s; rests_on does not name every consent that opens it then",
            v->c->id, v->r->s->zones[v->zone].id, ck_at(v->r, in).text, ck_at(v->r, out).text);
    }
    v->r->named_only = false;
}

/* One whole presence: open ground, and listed by the convoy. Returns the listed one or NULL. */
static const ck_presence *check_one(view *v, size_t i, size_t end, int64_t in, int64_t out) {
    ck_run *r = v->r;
    const ck_presence *listed = NULL;
    int64_t out_by = RSP_TIME_NONE;
    for (uint32_t k = 0; k < v->c->n_zones; k++) {
        const ck_presence *p = &v->c->zones[k];
        if (p->zone == v->zone && llabs(p->head_in - in) <= CK_TOLERANCE_S &&
            llabs(p->tail_out - out) <= CK_TOLERANCE_S) {
            listed = p;
        }
    }
    const rsp_json *at = listed != NULL ? listed->at : v->c->at;
    bool open = presence_open(v, i, end, in, out, &out_by);
    if (!open) {
        say_closed(v, at, in, out);
    } else {
        check_named(v, at, i, end, in, out);
    }
    if (listed == NULL) {
        ck_say(r, at, "2.1",
               "convoy %s is in zone %s from %s (head) to %s (tail); its zones do not list that", v->c->id,
               r->s->zones[v->zone].id, ck_at(r, in).text, ck_at(r, out).text);
    } else if (open && out_by != RSP_TIME_NONE &&
               (listed->out_by == RSP_TIME_NONE || listed->out_by > out_by)) {
        ck_say(r, at, "1.6", "out by %s is too late; the close less its margin is %s",
               ck_at(r, listed->out_by).text, ck_at(r, out_by).text);
    }
    return listed;
}

/* Whether the plan itself ends one presence at `out` and begins the next at `in`: with a gap of a few seconds
 * rounding alone would decide. */
static bool plan_parts(const view *v, int64_t out, int64_t in) {
    for (uint32_t k = 0; k + 1 < v->c->n_zones; k++) {
        const ck_presence *p = &v->c->zones[k];
        for (uint32_t j = k + 1; j < v->c->n_zones; j++) {
            const ck_presence *q = &v->c->zones[j];
            if (p->zone == v->zone && q->zone == v->zone && llabs(p->tail_out - out) <= CK_TOLERANCE_S &&
                llabs(q->head_in - in) <= CK_TOLERANCE_S) {
                return true;
            }
        }
    }
    return false;
}

static void check_presences(view *v) {
    uint32_t listed = 0, found = 0;
    if (v->all.n > 1) {
        qsort(v->all.at, v->all.n, sizeof *v->all.at, by_in);
    }
    for (size_t i = 0; i < v->all.n;) {
        int64_t out = v->all.at[i].out;
        size_t k = i + 1;
        while (k < v->all.n && (v->all.at[k].in <= out || (v->all.at[k].in <= out + 2 * CK_TOLERANCE_S &&
                                                           !plan_parts(v, out, v->all.at[k].in)))) {
            out = v->all.at[k].out > out ? v->all.at[k].out : out;
            k++;
        }
        found += check_one(v, i, k, v->all.at[i].in, out) != NULL;
        i = k;
    }
    for (uint32_t k = 0; k < v->c->n_zones; k++) {
        listed += v->c->zones[k].zone == v->zone;
    }
    if (listed > found) {
        ck_say(v->r, v->c->at, "2.1", "convoy %s lists %u presences in zone %s; %u of them are so", v->c->id,
               listed, v->r->s->zones[v->zone].id, found);
    }
}

static void check_zone(ck_run *r, const ck_convoy *c, uint32_t zone) {
    view v = {.r = r, .c = c, .zone = zone};
    for (uint32_t k = 0; k < r->s->n_corridors && v.n_corridors < 64; k++) {
        if (ck_corridor_usable(r, k, zone)) {
            v.corridors[v.n_corridors++] = k;
        }
    }
    for (uint32_t i = 0; i < c->n_legs && !r->out_of_memory; i++) {
        size_t from = v.all.n;
        if (r->tracks[i].known) { /* else how it drives is a violation already */
            add_leg(&v, &c->legs[i], &r->tracks[i]);
            settle(&v, &c->legs[i], from, lag_of(&c->legs[i], &r->tracks[i]));
        }
        if (i + 1 < c->n_legs) {
            add_stop(&v, i);
        }
    }
    if (!r->out_of_memory) {
        check_presences(&v);
    }
    rsp_vec_done(r->ctx, &v.all);
    rsp_vec_done(r->ctx, &v.cuts);
    rsp_vec_done(r->ctx, &v.open);
}

void ck_check_presence(ck_run *r, const ck_convoy *c) {
    for (uint32_t z = 0; z < r->s->n_zones; z++) {
        if (r->s->zones[z].access == RSP_ACCESS_PAUSE) {
            check_zone(r, c, z);
        }
    }
}
