/* The two instants by which a convoy leader decides, last_safe_entry and turn_back: docs/rules.md 2.4. They
 * are held against the convoy's own legs and stops, whose times other files check. What is asked is
 * necessary, not all: a later entry may also meet other convoys at a dock. */
#include "check/inner.h"

/* How much of [from, until) the convoy spends waiting: at stops and on legs. */
static int64_t waits_s(const ck_run *r, const ck_convoy *c, int64_t from, int64_t until) {
    int64_t sum = 0;
    for (uint32_t i = 0; i < c->n_stops; i++) {
        const ck_stop *s = &c->stops[i];
        if (s->arrive < from || s->depart > until) {
            continue;
        }
        int64_t busy = r->s->rules.stop_fixed_s;
        for (uint32_t k = 0; k < s->n_work; k++) {
            busy += s->work[k].end - s->work[k].start;
        }
        int64_t idle = s->depart - s->arrive - busy;
        sum += idle > 0 ? idle : 0;
    }
    for (uint32_t i = 0; i < c->n_legs; i++) {
        const ck_wait *w = c->legs[i].wait;
        sum += w != NULL && w->from >= from && w->until <= until ? w->until - w->from : 0;
    }
    return sum;
}

static void check_last_safe_entry(ck_run *r, const ck_convoy *c, const ck_presence *first) {
    if (first == NULL || c->last_safe_entry == RSP_TIME_NONE) {
        if ((first == NULL) != (c->last_safe_entry == RSP_TIME_NONE)) {
            ck_say(r, c->at, "2.4",
                   "last_safe_entry of convoy %s: one is given where it enters a zone that closes", c->id);
        }
        return;
    }
    for (uint32_t i = 0; i < c->n_zones; i++) {
        const ck_presence *p = &c->zones[i];
        if (p->out_by == RSP_TIME_NONE) {
            continue;
        }
        int64_t latest =
            first->head_in + p->out_by - p->tail_out + waits_s(r, c, first->head_in, p->tail_out);
        if (c->last_safe_entry > latest + CK_TOLERANCE_S || c->last_safe_entry < first->head_in) {
            ck_say(r, c->at, "2.4",
                   "last_safe_entry of convoy %s is %s; it enters at %s and would be late after %s", c->id,
                   ck_at(r, c->last_safe_entry).text, ck_at(r, first->head_in).text, ck_at(r, latest).text);
            return;
        }
    }
}

/* Seconds from stop i, without further stops, until the tail has left p. */
static int64_t way_out_s(const ck_convoy *c, uint32_t i, const ck_presence *p) {
    int64_t way = 0;
    for (uint32_t k = i + 1; k < c->n_legs; k++) {
        const ck_leg *l = &c->legs[k];
        if (l->arrive_tail >= p->tail_out || k + 1 == c->n_legs) {
            int64_t wait =
                l->wait != NULL && l->wait->until <= p->tail_out ? l->wait->until - l->wait->from : 0;
            return way + p->tail_out - l->depart - wait;
        }
        way += l->drive_s;
    }
    return way;
}

static void check_turn_back(ck_run *r, const ck_convoy *c) {
    bool stops = false;
    for (uint32_t z = 0; z < c->n_zones; z++) {
        const ck_presence *p = &c->zones[z];
        for (uint32_t i = 0; p->out_by != RSP_TIME_NONE && i < c->n_stops; i++) {
            if (c->stops[i].arrive < p->head_in || c->stops[i].depart > p->tail_out) {
                continue;
            }
            stops = true;
            int64_t latest = p->out_by - way_out_s(c, i, p);
            if (c->turn_back != RSP_TIME_NONE &&
                c->turn_back > latest + CK_TOLERANCE_S * (int64_t)c->n_legs) {
                ck_say(r, c->at, "2.4", "turn_back of convoy %s is %s; from %s it would be late after %s",
                       c->id, ck_at(r, c->turn_back).text, r->s->places[c->stops[i].place].id,
                       ck_at(r, latest).text);
                return;
            }
        }
    }
    if (stops != (c->turn_back != RSP_TIME_NONE)) {
        ck_say(r, c->at, "2.4", "turn_back of convoy %s: one is given where it stops in a zone that closes",
               c->id);
    }
}

void ck_check_guards(ck_run *r, const ck_convoy *c) {
    const ck_presence *first = NULL;
    for (uint32_t i = 0; i < c->n_zones; i++) {
        const ck_presence *p = &c->zones[i];
        first = p->out_by != RSP_TIME_NONE && (first == NULL || p->head_in < first->head_in) ? p : first;
    }
    check_last_safe_entry(r, c, first);
    check_turn_back(r, c);
}
