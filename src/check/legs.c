/* The times of each leg against its way as recomputed: never faster than the slowest vehicle, delays at
 * checkpoints included, the tail behind the head. docs/rules.md 2.2, 3.1, 3.3, 3.4, 3.5.
 *
 * A plan may be slower than it must; where and when it then is, is what it says, within what is possible
 * (presence.c). */
#include "check/inner.h"

#include <math.h>
#include <stdlib.h>

static void too_fast(ck_run *r, const ck_convoy *c, const rsp_json *at, int64_t has, double own,
                     double delay) {
    bool roads = r->plan->roads->kind == RSP_TRAVEL_ROADS;
    bool by_delay = (double)has >= own - delay - CK_TOLERANCE_S;
    ck_say(r, at,
           by_delay ? "3.3"
           : roads  ? "3.1"
                    : "3.4",
           "convoy %s drives it in %lld s; the slowest vehicle needs %lld s, of which %.0f s at checkpoints",
           c->id, (long long)has, (long long)ck_ceil(own), delay);
}

static void check_times(ck_run *r, const ck_convoy *c, const ck_leg *l, const ck_track *t) {
    int64_t waits = l->wait != NULL ? l->wait->until - l->wait->from : 0;
    int64_t has = l->arrive_head - l->depart - waits;
    int64_t first = l->wait != NULL ? l->wait->from - l->depart : has;
    int64_t second = l->wait != NULL ? l->arrive_head - l->wait->until : 0;
    if (t->known &&
        ((double)first < t->own_s[0] - CK_TOLERANCE_S || (double)second < t->own_s[1] - CK_TOLERANCE_S)) {
        too_fast(r, c, l->at, has, t->own_s[0] + t->own_s[1], t->delay_s);
    }
    if (llabs(l->drive_s - has) > CK_TOLERANCE_S) {
        ck_say(r, l->at, "form",
               "drive_s is %lld; from departure to the head's arrival, less waiting, it is %lld s",
               (long long)l->drive_s, (long long)has);
    }
    if (t->known && l->tail_lag_s < t->lag_s) {
        ck_say(r, l->at, "2.2",
               "the tail of %u vehicles is %lld s behind; the gap of %d s and the checkpoints make %lld s",
               c->n_vehicles, (long long)l->tail_lag_s, r->s->rules.gap_s, (long long)t->lag_s);
    }
    if (l->arrive_tail != l->arrive_head + l->tail_lag_s) {
        ck_say(r, l->at, "2.2", "the tail arrives at %s; %lld s after the head it is %s",
               ck_at(r, l->arrive_tail).text, (long long)l->tail_lag_s,
               ck_at(r, l->arrive_head + l->tail_lag_s).text);
    }
    if (t->known && fabs((double)l->length_m - t->length_m) > fmax(5, t->length_m / 100)) {
        ck_say(r, l->at, "form", "length_m is %lld; the way is %.0f m", (long long)l->length_m, t->length_m);
    }
}

static void check_wait(ck_run *r, const ck_leg *l) {
    const ck_wait *w = l->wait;
    const rsp_place *p = &r->s->places[w->place];
    if (!p->waiting_point) {
        ck_say(r, w->at, "2.1",
               "the convoy waits at %s, which is no waiting point; only places with waiting_point are",
               p->id);
    }
    if (w->until < w->from) {
        ck_say(r, w->at, "form", "a wait that ends (%s) before it begins (%s)", ck_at(r, w->until).text,
               ck_at(r, w->from).text);
    }
    for (uint32_t z = 0; z < r->s->n_zones; z++) {
        if (r->s->zones[z].access == RSP_ACCESS_PAUSE && ck_inside(r->s->zones[z].area, ck_xy_of(p->at))) {
            ck_say(r, w->at, "2.1",
                   "the convoy waits at %s, which is inside zone %s; waiting points are outside zones", p->id,
                   r->s->zones[z].id);
        }
    }
}

static void check_passed(ck_run *r, const ck_leg *l, const ck_track *t) {
    for (size_t i = 0; t->known && i < t->passed.n; i++) {
        bool listed = false;
        for (uint32_t k = 0; k < l->n_checkpoints; k++) {
            listed = listed || l->checkpoints[k].checkpoint == t->passed.at[i];
        }
        if (!listed) {
            ck_say(r, l->at, "3.3", "the leg passes checkpoint %s, which is not listed",
                   r->s->checkpoints[t->passed.at[i]].id);
        }
    }
    for (uint32_t k = 0; k < l->n_checkpoints; k++) {
        const ck_passing *p = &l->checkpoints[k];
        if (p->when < l->depart || p->when > l->arrive_head) {
            ck_say(r, p->at, "form", "checkpoint %s is passed at %s; the leg lasts from %s to %s",
                   r->s->checkpoints[p->checkpoint].id, ck_at(r, p->when).text, ck_at(r, l->depart).text,
                   ck_at(r, l->arrive_head).text);
        }
    }
}

/* A convoy's length is that of its legs. */
static void check_length(ck_run *r, const ck_convoy *c) {
    int64_t sum = 0;
    for (uint32_t i = 0; i < c->n_legs; i++) {
        sum += c->legs[i].length_m;
    }
    if (llabs(sum - c->length_m) > c->n_legs) {
        ck_say(r, c->at, "form", "length_m is %lld; the legs add up to %lld m", (long long)c->length_m,
               (long long)sum);
    }
}

void ck_check_legs(ck_run *r, const ck_convoy *c) {
    for (uint32_t i = 0; i < c->n_legs; i++) {
        const ck_leg *l = &c->legs[i];
        check_times(r, c, l, &r->tracks[i]);
        check_passed(r, l, &r->tracks[i]);
        if (l->wait != NULL) {
            check_wait(r, l);
        }
    }
    check_length(r, c);
}
