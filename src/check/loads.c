/* What each vehicle carries at every moment: docs/rules.md 4.4, and the sums that tie the vehicles' lines of
 * cargo and people to the work (5.4, 5.5, 5.7). All people who board leave before the convoy is home, and
 * within their longest ride.
 *
 * Cargo only grows less on the way, so it is heaviest at departure. People of a line are aboard from the
 * beginning of boarding to the end of alighting at the two stops it names. */
#include "check/inner.h"

#include <stdlib.h>

static int64_t round_up(int64_t a, int64_t b) {
    return a <= 0 ? a / b : (a - 1) / b + 1;
}

static void check_cargo(ck_run *r, const ck_vehicle *v) {
    const rsp_vehicle *vehicle = &r->s->vehicles[v->vehicle];
    const rsp_vehicle_type *t = &r->s->vehicle_types[vehicle->type];
    int64_t g = 0, ml = 0;
    for (uint32_t i = 0; i < v->n_cargo; i++) {
        const ck_lot *lot = &v->cargo[i];
        const rsp_item *item = &r->s->items[r->s->needs[lot->need].item];
        if (lot->item != r->s->needs[lot->need].item) {
            ck_say(r, lot->at, "5.7", "need %s is for %s, not %s", r->s->needs[lot->need].id, item->id,
                   r->s->items[lot->item].id);
        }
        g = ck_sum(g, lot->quantity, item->weight_g);
        ml = ck_sum(ml, lot->quantity, item->volume_ml);
    }
    if (round_up(g, 1000) > t->capacity_kg || round_up(ml, 1000) > t->capacity_l) {
        ck_say(r, v->at, "4.4", "vehicle %s carries %lld kg and %lld l; it takes %lld kg and %lld l",
               vehicle->id, (long long)round_up(g, 1000), (long long)round_up(ml, 1000),
               (long long)t->capacity_kg, (long long)t->capacity_l);
    }
}

static bool same(const ck_work *w, uint32_t wounded, uint32_t civilians) {
    return wounded != RSP_NONE ? w->wounded == wounded : civilians != RSP_NONE && w->civilians == civilians;
}

/* The first piece of work of that kind for a group at a stop; NULL: none. */
static const ck_work *work_at(const ck_convoy *c, int64_t stop, ck_do what, uint32_t wounded,
                              uint32_t civilians) {
    for (uint32_t k = 0; stop < c->n_stops && k < c->stops[stop].n_work; k++) {
        const ck_work *w = &c->stops[stop].work[k];
        if (w->what == (int)what && same(w, wounded, civilians)) {
            return w;
        }
    }
    return NULL;
}

/* Whether the people of a line are aboard at t: boarding begun, alighting not ended. */
static bool aboard(const ck_convoy *c, const ck_riders *p, int64_t t) {
    const ck_work *on = work_at(c, p->board_stop, CK_BOARD, p->wounded, p->civilians);
    const ck_work *off = work_at(c, p->alight_stop, CK_ALIGHT, p->wounded, p->civilians);
    return on != NULL && off != NULL && on->start <= t && t < off->end;
}

typedef struct taken {
    int64_t seats, stretchers; /* by people */
    int64_t free_seats;        /* for crews */
} taken;

static taken at_moment(ck_run *r, const ck_convoy *c, int64_t t, const ck_vehicle **ret_full) {
    taken all = {0};
    for (uint32_t i = 0; i < c->n_vehicles; i++) {
        const ck_vehicle *v = &c->vehicles[i];
        const rsp_vehicle_type *type = &r->s->vehicle_types[r->s->vehicles[v->vehicle].type];
        int64_t seats = 0, stretchers = 0;
        for (uint32_t k = 0; k < v->n_people; k++) {
            const ck_riders *p = &v->people[k];
            int64_t n = aboard(c, p, t) ? p->count : 0;
            if (p->wounded != RSP_NONE && r->s->wounded[p->wounded].stretcher) {
                stretchers = ck_sum(stretchers, n, 1);
            } else {
                seats = ck_sum(seats, n, 1);
            }
        }
        if (seats > type->seats || stretchers > type->stretchers) {
            *ret_full = v;
        }
        all.seats = ck_sum(all.seats, seats, 1);
        all.stretchers = ck_sum(all.stretchers, stretchers, 1);
        all.free_seats += type->seats > seats ? type->seats - seats : 0;
    }
    return all;
}

static void check_people(ck_run *r, const ck_convoy *c, int64_t members) {
    for (uint32_t i = 0; i < c->n_stops; i++) {
        for (uint32_t k = 0; k < c->stops[i].n_work; k++) {
            const ck_work *w = &c->stops[i].work[k];
            if (w->what != CK_BOARD) {
                continue;
            }
            const ck_vehicle *full = NULL;
            taken now = at_moment(r, c, w->start, &full);
            if (full != NULL) {
                const rsp_vehicle_type *t = &r->s->vehicle_types[r->s->vehicles[full->vehicle].type];
                ck_say(r, full->at, "4.4", "vehicle %s is over its %d seats or %d stretchers at %s",
                       r->s->vehicles[full->vehicle].id, t->seats, t->stretchers, ck_at(r, w->start).text);
            } else if (now.free_seats < members) {
                ck_say(r, c->at, "4.4", "convoy %s has %lld seats left at %s; its crews take %lld", c->id,
                       (long long)now.free_seats, ck_at(r, w->start).text, (long long)members);
            }
        }
    }
    const ck_vehicle *full = NULL;
    taken now = at_moment(r, c, c->depart - 1, &full);
    if (now.free_seats < members) {
        ck_say(r, c->at, "4.4", "convoy %s has %lld seats; its crews take %lld", c->id,
               (long long)now.free_seats, (long long)members);
    }
}

static const char *id_of(const ck_run *r, const ck_work *w) {
    return w->need != RSP_NONE      ? r->s->needs[w->need].id
           : w->wounded != RSP_NONE ? r->s->wounded[w->wounded].id
                                    : r->s->civilians[w->civilians].id;
}

/* Units of a need by the vehicles' lines, and unloaded. */
static void check_lots(ck_run *r, const ck_convoy *c, const ck_work *w) {
    int64_t lines = 0, out = 0;
    for (uint32_t i = 0; i < c->n_vehicles; i++) {
        const ck_vehicle *v = &c->vehicles[i];
        for (uint32_t k = 0; k < v->n_cargo; k++) {
            lines = ck_sum(lines, v->cargo[k].need == w->need ? v->cargo[k].quantity : 0, 1);
        }
    }
    for (uint32_t i = 0; i < c->n_stops; i++) {
        for (uint32_t k = 0; k < c->stops[i].n_work; k++) {
            const ck_work *x = &c->stops[i].work[k];
            out = ck_sum(out, x->need == w->need ? x->amount : 0, 1);
        }
    }
    if (lines != out) {
        ck_say(r, w->at, "5.7", "%s: the vehicles' lines add up to %lld, the work to %lld; they are equal",
               id_of(r, w), (long long)lines, (long long)out);
    }
}

/* People of a group who board (leave) at a stop, by the vehicles' lines and by the work. */
static void check_riders(ck_run *r, const ck_convoy *c, uint32_t stop, const ck_work *w) {
    int64_t lines = 0, work = 0;
    for (uint32_t i = 0; i < c->n_vehicles; i++) {
        for (uint32_t k = 0; k < c->vehicles[i].n_people; k++) {
            const ck_riders *p = &c->vehicles[i].people[k];
            int64_t at = w->what == CK_BOARD ? p->board_stop : p->alight_stop;
            lines = ck_sum(lines, at == stop && same(w, p->wounded, p->civilians) ? p->count : 0, 1);
        }
    }
    for (uint32_t k = 0; k < c->stops[stop].n_work; k++) {
        const ck_work *x = &c->stops[stop].work[k];
        work = ck_sum(work, x->what == w->what && same(x, w->wounded, w->civilians) ? x->amount : 0, 1);
    }
    if (lines != work) {
        ck_say(r, w->at, "4.4",
               "%s: at stop %u %lld %s by the vehicles' lines and %lld by the work; they are equal",
               id_of(r, w), stop, (long long)lines, w->what == CK_BOARD ? "board" : "leave", (long long)work);
    }
}

/* A line of people: they board, then leave, before the convoy is home; civilians within their longest ride.
 */
static void check_ride(ck_run *r, const ck_convoy *c, const ck_riders *p) {
    const char *rule = p->wounded != RSP_NONE ? "5.4" : "5.5";
    const ck_work *on = work_at(c, p->board_stop, CK_BOARD, p->wounded, p->civilians);
    const ck_work *off = work_at(c, p->alight_stop, CK_ALIGHT, p->wounded, p->civilians);
    if (on == NULL || off == NULL || on->end > off->start) {
        ck_say(r, p->at, rule,
               "nobody of the group boards at stop %lld and then leaves at stop %lld of convoy %s",
               (long long)p->board_stop, (long long)p->alight_stop, c->id);
        return;
    }
    int32_t limit = p->civilians != RSP_NONE ? r->s->civilians[p->civilians].longest_ride_s : 0;
    int64_t ride = c->stops[p->alight_stop].arrive - on->end;
    if (limit > 0 && ride > limit) {
        ck_say(r, p->at, rule, "civilians %s ride %lld s; their longest ride is %d s",
               r->s->civilians[p->civilians].id, (long long)ride, limit);
    }
}

/* Whether no work before it speaks of the same need, or at the same stop of the same people. */
static bool first_of_its_kind(const ck_convoy *c, uint32_t stop, uint32_t work) {
    const ck_work *w = &c->stops[stop].work[work];
    for (uint32_t i = w->need != RSP_NONE ? 0 : stop; i <= stop; i++) {
        for (uint32_t k = 0; k < (i == stop ? work : c->stops[i].n_work); k++) {
            const ck_work *x = &c->stops[i].work[k];
            if (x->what == w->what && x->need == w->need && x->wounded == w->wounded &&
                x->civilians == w->civilians) {
                return false;
            }
        }
    }
    return true;
}

/* A line of cargo that no work of the convoy speaks of. */
static void check_idle(ck_run *r, const ck_convoy *c, const ck_lot *lot) {
    for (uint32_t i = 0; i < c->n_stops; i++) {
        for (uint32_t k = 0; k < c->stops[i].n_work; k++) {
            if (c->stops[i].work[k].need == lot->need) {
                return;
            }
        }
    }
    ck_say(r, lot->at, "5.7", "convoy %s does no work with what this line carries", c->id);
}

static void check_after(ck_run *r, const ck_convoy *c, const ck_stop *stop, int64_t members) {
    int64_t g = 0, ml = 0;
    for (uint32_t i = 0; i < c->n_vehicles; i++) {
        for (uint32_t k = 0; k < c->vehicles[i].n_cargo; k++) {
            const ck_lot *lot = &c->vehicles[i].cargo[k];
            g = ck_sum(g, lot->quantity, r->s->items[lot->item].weight_g);
            ml = ck_sum(ml, lot->quantity, r->s->items[lot->item].volume_ml);
        }
    }
    for (const ck_stop *s = c->stops; s <= stop; s++) {
        for (uint32_t k = 0; k < s->n_work; k++) {
            if (s->work[k].what == CK_UNLOAD && s->work[k].need != RSP_NONE) {
                const rsp_item *item = &r->s->items[r->s->needs[s->work[k].need].item];
                g = ck_sum(g, -s->work[k].amount, item->weight_g);
                ml = ck_sum(ml, -s->work[k].amount, item->volume_ml);
            }
        }
    }
    const ck_vehicle *full = NULL;
    taken now = at_moment(r, c, stop->end, &full);
    const ck_after *a = stop->after;
    bool seats = a->seats_used == now.seats || a->seats_used == now.seats + members;
    if (llabs(a->kg - round_up(g, 1000)) > 1 || llabs(a->l - round_up(ml, 1000)) > 1 || !seats ||
        a->stretchers_used != now.stretchers) {
        ck_say(r, a->at, "4.4",
               "after the stop %lld kg, %lld l, %lld seats and %lld stretchers are said to be used; it is "
               "%lld kg, %lld l, "
               "%lld seats (crews %lld more) and %lld stretchers",
               (long long)a->kg, (long long)a->l, (long long)a->seats_used, (long long)a->stretchers_used,
               (long long)round_up(g, 1000), (long long)round_up(ml, 1000), (long long)now.seats,
               (long long)members, (long long)now.stretchers);
    }
}

void ck_check_loads(ck_run *r, const ck_convoy *c) {
    int64_t members = 0;
    for (uint32_t i = 0; i < c->crews.n; i++) {
        members += r->s->crews[c->crews.at[i]].members;
    }
    for (uint32_t i = 0; i < c->n_vehicles; i++) {
        const ck_vehicle *v = &c->vehicles[i];
        check_cargo(r, v);
        for (uint32_t k = 0; k < v->n_cargo; k++) {
            check_idle(r, c, &v->cargo[k]);
        }
        for (uint32_t k = 0; k < v->n_people; k++) {
            check_ride(r, c, &v->people[k]);
        }
    }
    for (uint32_t i = 0; i < c->n_stops; i++) {
        for (uint32_t k = 0; k < c->stops[i].n_work; k++) {
            const ck_work *w = &c->stops[i].work[k];
            if (w->need != RSP_NONE && first_of_its_kind(c, i, k)) {
                check_lots(r, c, w);
            } else if (w->need == RSP_NONE && w->visit == RSP_NONE && first_of_its_kind(c, i, k)) {
                check_riders(r, c, i, w);
            }
        }
        check_after(r, c, &c->stops[i], members);
    }
    check_people(r, c, members);
}
