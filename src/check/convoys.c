/* A convoy as a whole: its vehicles and crews, its day, the chain of legs and stops. docs/rules.md section 4
 * (4.1 to 4.3) and 2.3; across convoys: each vehicle and crew once a day. */
#include "check/inner.h"

static void check_vehicle(ck_run *r, const ck_convoy *c, const ck_vehicle *x) {
    const rsp_vehicle *v = &r->s->vehicles[x->vehicle];
    if (v->type != x->type) {
        ck_say(r, x->at, "form", "vehicle %s is of type %s, not %s", v->id, r->s->vehicle_types[v->type].id,
               r->s->vehicle_types[x->type].id);
    }
    if (v->hub != c->hub) {
        ck_say(r, x->at, "4.1", "vehicle %s belongs to hub %s; convoy %s starts from %s", v->id,
               r->s->hubs[v->hub].id, c->id, r->s->hubs[c->hub].id);
    }
    if ((v->available_from != RSP_TIME_NONE && c->depart < v->available_from) ||
        (v->available_until != RSP_TIME_NONE && c->back > v->available_until)) {
        ck_say(r, x->at, "4.2", "vehicle %s is available from %s until %s; convoy %s is out from %s to %s",
               v->id, ck_at(r, v->available_from).text, ck_at(r, v->available_until).text, c->id,
               ck_at(r, c->depart).text, ck_at(r, c->back).text);
    }
}

/* A truck that is not there yet is not loaded either. */
static void check_loaded_when_there(ck_run *r, const ck_convoy *c, const ck_vehicle *x) {
    const rsp_vehicle *v = &r->s->vehicles[x->vehicle];
    if (x->n_cargo > 0 && c->loading != NULL && v->available_from != RSP_TIME_NONE &&
        c->loading->from < v->available_from) {
        ck_say(r, x->at, "4.2", "vehicle %s carries goods and is available from %s; loading begins at %s",
               v->id, ck_at(r, v->available_from).text, ck_at(r, c->loading->from).text);
    }
}

static void check_size(ck_run *r, const ck_convoy *c) {
    const rsp_rules *rules = &r->s->rules;
    int32_t escorts = 0;
    for (uint32_t i = 0; i < c->n_vehicles; i++) {
        check_vehicle(r, c, &c->vehicles[i]);
        check_loaded_when_there(r, c, &c->vehicles[i]);
        escorts += r->s->vehicle_types[r->s->vehicles[c->vehicles[i].vehicle].type].escort;
    }
    if (c->n_vehicles < (uint32_t)rules->convoy_min_vehicles ||
        c->n_vehicles > (uint32_t)rules->convoy_max_vehicles) {
        ck_say(r, c->at, "4.1", "convoy %s has %u vehicles; %d to %d would be right", c->id, c->n_vehicles,
               rules->convoy_min_vehicles, rules->convoy_max_vehicles);
    }
    if (escorts < rules->convoy_escorts) {
        ck_say(r, c->at, "4.1", "convoy %s has %d escorts; at least %d would be right", c->id, escorts,
               rules->convoy_escorts);
    }
    for (uint32_t i = 0; i < c->crews.n; i++) {
        const rsp_crew *crew = &r->s->crews[c->crews.at[i]];
        if (crew->hub != c->hub) {
            ck_say(r, c->at, "4.2", "crew %s is at hub %s; convoy %s starts from %s", crew->id,
                   r->s->hubs[crew->hub].id, c->id, r->s->hubs[c->hub].id);
        }
    }
}

static void check_day(ck_run *r, const ck_convoy *c) {
    int32_t out = 0, in = 0;
    const ck_days *d = r->plan->days;
    rsp_tz_local(r->s->tz, c->depart, &out, NULL, NULL);
    rsp_tz_local(r->s->tz, c->back, &in, NULL, NULL);
    if (out != c->date || in != c->date) {
        ck_say(r, c->at, "4.1", "convoy %s is out from %s to %s; that is not within the one day it names",
               c->id, ck_at(r, c->depart).text, ck_at(r, c->back).text);
    }
    if (c->date < d->first || c->date >= d->first + d->count) {
        ck_say(r, c->at, "form", "convoy %s drives on a day outside the plan's days", c->id);
    }
    int64_t from = rsp_tz_instant(r->s->tz, c->date, r->s->rules.daylight_from_s, NULL);
    int64_t to = rsp_tz_instant(r->s->tz, c->date, r->s->rules.daylight_to_s, NULL);
    for (uint32_t i = 0; i < c->n_legs; i++) {
        if (c->legs[i].depart < from || c->legs[i].arrive_tail > to) {
            ck_say(r, c->legs[i].at, "4.3", "convoy %s moves from %s to %s; daylight is from %s to %s", c->id,
                   ck_at(r, c->legs[i].depart).text, ck_at(r, c->legs[i].arrive_tail).text,
                   ck_at(r, from).text, ck_at(r, to).text);
        }
    }
}

static void check_loading(ck_run *r, const ck_convoy *c) {
    const rsp_hub *hub = &r->s->hubs[c->hub];
    int64_t rate = hub->load_trucks_per_hour_x100 > 0 ? hub->load_trucks_per_hour_x100
                                                      : r->s->rules.load_trucks_per_hour_x100;
    double truckloads = 0;
    for (uint32_t i = 0; i < c->n_vehicles; i++) {
        for (uint32_t k = 0; k < c->vehicles[i].n_cargo; k++) {
            const ck_lot *lot = &c->vehicles[i].cargo[k];
            const rsp_item *item = &r->s->items[lot->item];
            double by_kg = (double)item->weight_g / 1000 / (double)r->s->rules.truckload_kg;
            double by_l = (double)item->volume_ml / 1000 / (double)r->s->rules.truckload_l;
            truckloads += (double)lot->quantity * (by_kg > by_l ? by_kg : by_l);
        }
    }
    if (c->loading == NULL) {
        if (truckloads > 0) {
            ck_say(r, c->at, "5.7", "convoy %s carries goods and says nothing of loading them", c->id);
        }
        return;
    }
    int64_t docks = ck_cargo_vehicles(r, c);
    docks = docks < 1 ? 1 : docks < hub->loading_docks ? docks : hub->loading_docks;
    double need = truckloads * 3600 * 100 / ((double)rate * (double)docks);
    if (c->loading->to > c->depart || c->loading->from > c->loading->to ||
        (double)(c->loading->to - c->loading->from) < need - CK_TOLERANCE_S) {
        ck_say(r, c->loading->at, "5.7",
               "loading from %s to %s; %.2f truckloads take %lld s at %lld docks of hub %s and are aboard "
               "before departure",
               ck_at(r, c->loading->from).text, ck_at(r, c->loading->to).text, truckloads,
               (long long)ck_ceil(need), (long long)docks, hub->id);
    }
    int64_t first =
        rsp_tz_instant(r->s->tz, c->date, r->s->rules.daylight_from_s, NULL) - r->s->rules.loading_before_s;
    if (c->loading->from < first) {
        ck_say(r, c->loading->at, "4.3", "loading begins at %s; loading_before_min lets it begin at %s",
               ck_at(r, c->loading->from).text, ck_at(r, first).text);
    }
}

static void check_chain(ck_run *r, const ck_convoy *c) {
    const rsp_situation *s = r->s;
    uint32_t home = s->hubs[c->hub].place;
    const ck_leg *first = &c->legs[0], *last = &c->legs[c->n_legs - 1];
    if (first->from != home || last->to != home) {
        ck_say(r, c->at, "4.1",
               "convoy %s goes from %s and ends at %s; it starts from hub %s (%s) and ends at it", c->id,
               s->places[first->from].id, s->places[last->to].id, s->hubs[c->hub].id, s->places[home].id);
    }
    if (c->depart != first->depart || c->back != last->arrive_tail) {
        ck_say(r, c->at, "form", "depart and back are %s and %s; the legs say %s and %s",
               ck_at(r, c->depart).text, ck_at(r, c->back).text, ck_at(r, first->depart).text,
               ck_at(r, last->arrive_tail).text);
    }
    for (uint32_t i = 0; i < c->n_stops; i++) {
        const ck_stop *stop = &c->stops[i];
        const ck_leg *in = &c->legs[i], *out = &c->legs[i + 1];
        if (in->to != stop->place || out->from != stop->place) {
            ck_say(r, stop->at, "3.1",
                   "a stop at %s between a leg to %s and a leg from %s; each leg starts where the last ended",
                   s->places[stop->place].id, s->places[in->to].id, s->places[out->from].id);
        }
        if (stop->arrive != in->arrive_tail || stop->start < stop->arrive || stop->depart < stop->end ||
            stop->end < stop->start) {
            ck_say(r, stop->at, "2.3",
                   "arrival %s, start %s, end %s, departure %s: the tail is in at %s, and each follows the "
                   "one before",
                   ck_at(r, stop->arrive).text, ck_at(r, stop->start).text, ck_at(r, stop->end).text,
                   ck_at(r, stop->depart).text, ck_at(r, in->arrive_tail).text);
        }
        if (out->depart != stop->depart) {
            ck_say(r, out->at, "2.3", "the leg departs at %s; the stop before it ends with departure at %s",
                   ck_at(r, out->depart).text, ck_at(r, stop->depart).text);
        }
    }
}

void ck_check_convoy(ck_run *r, const ck_convoy *c) {
    check_size(r, c);
    check_day(r, c);
    check_loading(r, c);
    check_chain(r, c);
}

/* Whether vehicle (crew) k of convoy j is also in an earlier place of the same day. */
static bool seen_before(const ck_run *r, uint32_t j, uint32_t k, bool crews) {
    const ck_convoy *c = &r->plan->convoys[j];
    uint32_t what = crews ? c->crews.at[k] : c->vehicles[k].vehicle;
    for (uint32_t i = 0; i <= j; i++) {
        const ck_convoy *o = &r->plan->convoys[i];
        uint32_t n = i == j ? k : crews ? o->crews.n : o->n_vehicles;
        for (uint32_t x = 0; o->date == c->date && x < n; x++) {
            if ((crews ? o->crews.at[x] : o->vehicles[x].vehicle) == what) {
                return true;
            }
        }
    }
    return false;
}

void ck_check_fleet(ck_run *r) {
    for (uint32_t j = 0; j < r->plan->n_convoys; j++) {
        const ck_convoy *c = &r->plan->convoys[j];
        for (uint32_t k = 0; k < c->n_vehicles; k++) {
            if (seen_before(r, j, k, false)) {
                ck_say(r, c->vehicles[k].at, "4.2",
                       "vehicle %s is used twice that day; once a day would be right",
                       r->s->vehicles[c->vehicles[k].vehicle].id);
            }
        }
        for (uint32_t k = 0; k < c->crews.n; k++) {
            if (seen_before(r, j, k, true)) {
                ck_say(r, c->at, "4.2", "crew %s goes twice that day; once a day would be right",
                       r->s->crews[c->crews.at[k]].id);
            }
        }
    }
}
