/* The work at each stop: what is done where, by whom, for how long. docs/rules.md section 5, as far as one
 * convoy alone decides it (sums over the plan: shared.c; loads: loads.c; permissions: permits.c). */
#include "check/inner.h"

#include <math.h>
#include <string.h>

uint32_t ck_activity_of(const ck_run *r, ck_about w) {
    if (w.need != RSP_NONE) {
        return RSP_ACT_DELIVERY;
    }
    if (w.wounded != RSP_NONE) {
        return RSP_ACT_MEDICAL_EVACUATION;
    }
    if (w.civilians != RSP_NONE) {
        return RSP_ACT_CIVILIAN_EVACUATION;
    }
    static const uint32_t of_visit[] = {RSP_ACT_DETENTION_VISIT, RSP_ACT_ASSESSMENT, RSP_ACT_MOBILE_HEALTH};
    return of_visit[r->s->visits[w.visit].kind];
}

uint32_t ck_place_of(const ck_run *r, ck_about w) {
    if (w.need != RSP_NONE) {
        return r->s->needs[w.need].place;
    }
    if (w.wounded != RSP_NONE) {
        return r->s->wounded[w.wounded].place;
    }
    return w.civilians != RSP_NONE ? r->s->civilians[w.civilians].place : r->s->visits[w.visit].place;
}

int64_t ck_cargo_vehicles(const ck_run *r, const ck_convoy *c) {
    int64_t n = 0;
    for (uint32_t i = 0; i < c->n_vehicles; i++) {
        const rsp_vehicle_type *t = &r->s->vehicle_types[r->s->vehicles[c->vehicles[i].vehicle].type];
        n += t->capacity_kg > 0 || t->capacity_l > 0;
    }
    return n;
}

static double unload_s(const ck_run *r, const ck_stop *stop, uint32_t need, int64_t amount, int64_t docks) {
    const rsp_rules *rules = &r->s->rules;
    const rsp_place *p = &r->s->places[stop->place];
    const rsp_item *item = &r->s->items[r->s->needs[need].item];
    int64_t rate_x100 = p->unload_trucks_per_hour_x100 > 0 ? p->unload_trucks_per_hour_x100
                                                           : rules->unload_trucks_per_hour_x100;
    double unit = fmax((double)item->weight_g / 1000.0 / (double)rules->truckload_kg,
                       (double)item->volume_ml / 1000.0 / (double)rules->truckload_l);
    return unit * (double)amount * 3600.0 / ((double)rate_x100 / 100.0 * (double)(docks > 0 ? docks : 1));
}

/* Least seconds of a piece of work, and the place at which it may be done (RSP_NONE: see check_hospital). */
static double least_s(const ck_run *r, const ck_stop *stop, const ck_work *w, uint32_t *ret_place,
                      const char **ret_rule) {
    const rsp_rules *rules = &r->s->rules;
    double n = (double)w->amount;
    if (w->need != RSP_NONE) {
        *ret_place = r->s->needs[w->need].place;
        *ret_rule = "5.2";
        return unload_s(r, stop, w->need, w->amount, stop->docks_used);
    }
    if (w->wounded != RSP_NONE) {
        const rsp_wounded *x = &r->s->wounded[w->wounded];
        *ret_place = w->what == CK_BOARD ? x->place : RSP_NONE;
        *ret_rule = "5.4";
        return n * (w->what == CK_ALIGHT ? rules->hospital_person_s
                    : x->stretcher       ? rules->board_stretcher_s
                                         : rules->board_person_s);
    }
    if (w->civilians != RSP_NONE) {
        const rsp_civilians *x = &r->s->civilians[w->civilians];
        *ret_place = w->what == CK_BOARD ? x->place : x->to;
        *ret_rule = "5.5";
        return n * rules->board_person_s;
    }
    *ret_place = r->s->visits[w->visit].place;
    *ret_rule = "5.6";
    return r->s->visits[w->visit].duration_s;
}

static void check_hospital(ck_run *r, const ck_stop *stop, const ck_work *w) {
    const rsp_wounded *x = &r->s->wounded[w->wounded];
    bool found = false;
    for (uint32_t i = 0; i < r->s->n_hospitals; i++) {
        const rsp_hospital *h = &r->s->hospitals[i];
        found = found || (h->place == stop->place && (x->hospitals.n == 0 || ck_has_id(x->hospitals, i)) &&
                          h->beds[x->triage] > 0);
    }
    if (!found) {
        ck_say(r, w->at, "5.4",
               "wounded %s leave at %s, where no hospital that may take them has beds of their category",
               x->id, r->s->places[stop->place].id);
    }
    int64_t limit = x->time_to_care_s >= 0 ? x->time_to_care_s : r->s->rules.time_to_care_s[x->triage];
    int64_t from = x->counted_from != RSP_TIME_NONE ? x->counted_from : r->s->as_of;
    if (limit > 0 && stop->arrive > from + limit) {
        ck_say(r, w->at, "5.4", "wounded %s are at the hospital at %s; their time to care ends at %s", x->id,
               ck_at(r, stop->arrive).text, ck_at(r, from + limit).text);
    }
}

static bool has_skill(const char *const *skills, uint32_t n, const char *skill) {
    for (uint32_t i = 0; i < n; i++) {
        if (strcmp(skills[i], skill) == 0) {
            return true;
        }
    }
    return false;
}

static void check_visit(ck_run *r, const ck_convoy *c, const ck_work *w) {
    const rsp_visit *x = &r->s->visits[w->visit];
    bool crew = x->skill == NULL, vehicle = x->vehicle_skill == NULL;
    for (uint32_t i = 0; i < c->crews.n && !crew; i++) {
        const rsp_crew *k = &r->s->crews[c->crews.at[i]];
        crew = has_skill(k->skills, k->n_skills, x->skill);
    }
    for (uint32_t i = 0; i < c->n_vehicles && !vehicle; i++) {
        const rsp_vehicle_type *t = &r->s->vehicle_types[r->s->vehicles[c->vehicles[i].vehicle].type];
        vehicle = has_skill(t->skills, t->n_skills, x->vehicle_skill);
    }
    if (!crew || !vehicle) {
        ck_say(r, w->at, "5.6", "visit %s needs a %s with the skill \"%s\" in convoy %s", x->id,
               crew ? "vehicle" : "crew", crew ? x->vehicle_skill : x->skill, c->id);
    }
    if ((x->earliest != RSP_TIME_NONE && w->start < x->earliest) ||
        (x->latest != RSP_TIME_NONE && w->start > x->latest)) {
        ck_say(r, w->at, "5.6", "visit %s begins at %s; %s to %s would be right", x->id,
               ck_at(r, w->start).text, ck_at(r, x->earliest).text, ck_at(r, x->latest).text);
    }
}

static void check_need(ck_run *r, const ck_work *w) {
    const rsp_need *x = &r->s->needs[w->need];
    if ((x->earliest != RSP_TIME_NONE && w->start < x->earliest) ||
        (x->latest != RSP_TIME_NONE && w->start > x->latest)) {
        ck_say(r, w->at, "5.7", "need %s: service begins at %s; %s to %s would be right", x->id,
               ck_at(r, w->start).text, ck_at(r, x->earliest).text, ck_at(r, x->latest).text);
    }
}

static void check_piece(ck_run *r, const ck_convoy *c, const ck_stop *stop, const ck_work *w,
                        int64_t before) {
    uint32_t place = RSP_NONE;
    const char *rule = NULL;
    double least = least_s(r, stop, w, &place, &rule);
    if (w->start < before) {
        ck_say(r, w->at, "5.1", "begins at %s; what comes before it ends at %s", ck_at(r, w->start).text,
               ck_at(r, before).text);
    }
    if (w->end < w->start || (double)(w->end - w->start) < least - CK_PIECE_S) {
        ck_say(r, w->at, rule, "takes %lld s; %lld s would be right", (long long)(w->end - w->start),
               (long long)ck_ceil(least));
    }
    if (place != RSP_NONE && place != stop->place) {
        ck_say(r, w->at, rule, "is done at %s; its place is %s", r->s->places[stop->place].id,
               r->s->places[place].id);
    }
    if (w->what == CK_ALIGHT && w->wounded != RSP_NONE) {
        check_hospital(r, stop, w);
    } else if (w->what == CK_VISIT) {
        check_visit(r, c, w);
    } else if (w->what == CK_UNLOAD) {
        check_need(r, w);
    }
}

/* Deliveries follow one another and `unload` is their joint interval (docs/plan.md). */
static void check_unload(ck_run *r, const ck_convoy *c, const ck_stop *stop) {
    const ck_work *first = NULL, *last = NULL;
    bool apart = false;
    for (uint32_t i = 0; i < stop->n_work; i++) {
        if (stop->work[i].what == CK_UNLOAD) {
            apart = apart || (last != NULL && last != &stop->work[i - 1]);
            first = first == NULL ? &stop->work[i] : first;
            last = &stop->work[i];
        }
    }
    int64_t docks = r->s->places[stop->place].docks;
    int64_t most = ck_cargo_vehicles(r, c) < docks ? ck_cargo_vehicles(r, c) : docks;
    if (stop->docks_used < (first != NULL) || stop->docks_used > most) {
        ck_say(r, stop->at, "5.2",
               "docks_used is %lld; place %s has %lld docks and convoy %s %lld vehicles that unload",
               (long long)stop->docks_used, r->s->places[stop->place].id, (long long)docks, c->id,
               (long long)ck_cargo_vehicles(r, c));
    }
    bool right = first == NULL ? stop->unload == NULL
                               : stop->unload != NULL && stop->unload->from == first->start &&
                                     stop->unload->to == last->end;
    if (!right || apart) {
        ck_say(r, stop->at, "5.1",
               "unload is not the joint interval of the stop's deliveries, which follow one another");
    }
}

void ck_check_work(ck_run *r, const ck_convoy *c) {
    uint32_t activities = 0;
    for (uint32_t i = 0; i < c->n_stops; i++) {
        const ck_stop *stop = &c->stops[i];
        int64_t before = stop->start + r->s->rules.stop_fixed_s;
        for (uint32_t k = 0; k < stop->n_work; k++) {
            const ck_work *w = &stop->work[k];
            check_piece(r, c, stop, w, before);
            activities |= 1u << ck_activity_of(r, CK_ABOUT(w));
            before = w->end;
        }
        if (stop->end < before) {
            ck_say(r, stop->at, "5.1", "the stop ends at %s; its work ends at %s", ck_at(r, stop->end).text,
                   ck_at(r, before).text);
        }
        check_unload(r, c, stop);
    }
    if (activities != c->activities) {
        ck_say(r, c->at, "form", "activities of convoy %s are not those of its work", c->id);
    }
}
