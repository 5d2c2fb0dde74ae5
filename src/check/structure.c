/* What plan.json must hold before its parts can be compared: docs/plan.md. Violations have the rule "form".
 */
#include "check/inner.h"

#include <string.h>

static void check_work(ck_run *r, const ck_work *w) {
    int n = (w->need != RSP_NONE) + (w->wounded != RSP_NONE) + (w->civilians != RSP_NONE) +
            (w->visit != RSP_NONE);
    bool people = w->wounded != RSP_NONE || w->civilians != RSP_NONE;
    bool right = (w->what == CK_UNLOAD && w->need != RSP_NONE) ||
                 (w->what == CK_VISIT && w->visit != RSP_NONE) ||
                 ((w->what == CK_BOARD || w->what == CK_ALIGHT) && people);
    if (n != 1 || !right || (w->visit == RSP_NONE && w->amount < 1) ||
        (w->visit != RSP_NONE && w->amount > 1)) {
        ck_say(r, w->at, "form",
               "unload goes with a need, board and alight with wounded or civilians, visit with a visit: one "
               "of them "
               "each, and an amount of 1 or more, of a visit 1");
    }
}

static void check_convoy(ck_run *r, const ck_convoy *c) {
    if (c->n_legs != c->n_stops + 1 || c->n_stops == 0) {
        ck_say(r, c->at, "form",
               "%u legs and %u stops; a convoy has at least one stop and one leg more than stops", c->n_legs,
               c->n_stops);
    }
    if (c->n_vehicles == 0 || c->activities == 0) {
        ck_say(r, c->at, "form", "a convoy has vehicles and activities");
    }
    for (uint32_t i = 0; i < c->n_stops; i++) {
        if (c->stops[i].n_work == 0) {
            ck_say(r, c->stops[i].at, "form", "a stop without work; waiting belongs to a leg");
        }
        for (uint32_t k = 0; k < c->stops[i].n_work; k++) {
            check_work(r, &c->stops[i].work[k]);
        }
    }
    for (uint32_t i = 0; i < c->n_vehicles; i++) {
        for (uint32_t k = 0; k < c->vehicles[i].n_people; k++) {
            const ck_riders *p = &c->vehicles[i].people[k];
            if ((p->wounded == RSP_NONE) == (p->civilians == RSP_NONE)) {
                ck_say(r, p->at, "form", "a line of people names wounded or civilians, one of them");
            }
        }
    }
    for (const ck_convoy *o = r->plan->convoys; o < c; o++) {
        if (strcmp(o->id, c->id) == 0) {
            ck_say(r, c->at, "form", "the convoy id %s is given twice", c->id);
        }
    }
}

static void check_head(ck_run *r) {
    const ck_plan *p = r->plan;
    if (p->respite_plan != 1) {
        ck_say(r, p->at, "form", "respite_plan is %lld; 1 is the format that this program reads",
               (long long)p->respite_plan);
    }
    if (strcmp(p->situation->time_zone, r->s->time_zone) != 0 || p->situation->as_of != r->s->as_of) {
        ck_say(r, p->situation->at, "form",
               "time_zone and as_of are %s and %s; the situation's are %s and %s", p->situation->time_zone,
               ck_at(r, p->situation->as_of).text, r->s->time_zone, ck_at(r, r->s->as_of).text);
    }
    if (p->days->count > 3660) {
        ck_say(r, p->days->at, "form", "%lld days; at most 3660 can be planned", (long long)p->days->count);
    }
    bool tiers = p->n_tiers == 4;
    for (uint32_t i = 0; i < p->n_tiers; i++) {
        tiers = tiers && p->tiers[i].tier == i + 1;
    }
    if (!tiers) {
        ck_say(r, p->at, "form", "tiers are given as 1, 2, 3, 4");
    }
}

bool ck_check_structure(ck_run *r) {
    const ck_plan *p = r->plan;
    check_head(r);
    for (uint32_t i = 0; i < p->n_convoys; i++) {
        check_convoy(r, &p->convoys[i]);
    }
    for (uint32_t i = 0; i < p->n_unserved; i++) {
        const ck_unserved *u = &p->unserved[i];
        if ((u->need != RSP_NONE) + (u->wounded != RSP_NONE) + (u->civilians != RSP_NONE) +
                (u->visit != RSP_NONE) !=
            1) {
            ck_say(r, u->at, "form",
                   "unserved work names a need, wounded, civilians or a visit, one of them");
        }
    }
    return r->found.n == 0 && !r->out_of_memory;
}
