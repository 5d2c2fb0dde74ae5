/* Checks across the fields of one entity and between entities, ledgers and pauses apart (read.h). An entity
 * in which an error was already reported is left alone, so that one mistake is told once. */
#include "situation/read.h"

#include <math.h>
#include <string.h>

#define ZONES_MAX 64 /* zones are bits of a mask everywhere (windows.h) */

#define EACH(l, list, i)                                                                                     \
    for (uint32_t i = 0; i < (l)->n[RSP_IN_##list]; i++)                                                     \
        if (!(l)->bad[RSP_IN_##list][i])

static rsp_src at(const rsp_loader *l, int list, uint32_t i, const char *key) {
    return rsp_read_at(l, list, i, key);
}

/* "from" and "until" of any entity, by whatever keys. */
static void check_order(rsp_loader *l, int list, uint32_t i, const char *from_key, int64_t from,
                        const char *until_key, int64_t until) {
    if (from != RSP_TIME_NONE && until != RSP_TIME_NONE && until < from) {
        rsp_diag_error(l->d, at(l, list, i, until_key),
                       "\"%s\" is before \"%s\"; put the later time into \"%s\"", until_key, from_key,
                       until_key);
        l->bad[list][i] = true;
    }
}

static void check_orders(rsp_loader *l) {
    const rsp_situation *s = l->s;
    EACH(l, needs, i) {
        check_order(l, RSP_IN_needs, i, "earliest", s->needs[i].earliest, "latest", s->needs[i].latest);
    }
    EACH(l, visits, i) {
        check_order(l, RSP_IN_visits, i, "earliest", s->visits[i].earliest, "latest", s->visits[i].latest);
    }
    EACH(l, vehicles, i) {
        check_order(l, RSP_IN_vehicles, i, "available_from", s->vehicles[i].available_from, "available_until",
                    s->vehicles[i].available_until);
    }
    EACH(l, closures, i) {
        check_order(l, RSP_IN_closures, i, "from", s->closures[i].from, "until", s->closures[i].until);
    }
}

static void check_ground(rsp_loader *l) {
    const rsp_situation *s = l->s;
    if (s->n_zones > ZONES_MAX) {
        rsp_diag_error(l->d, at(l, RSP_IN_zones, ZONES_MAX, NULL),
                       "%u zones; a situation has at most %d: join or drop some", s->n_zones, ZONES_MAX);
    }
    EACH(l, third_parties, i) {
        if (rsp_map_get(&l->ids[RSP_IN_parties], s->third_parties[i].id) != RSP_MAP_NONE) {
            rsp_diag_error(l->d, at(l, RSP_IN_third_parties, i, "id"),
                           "\"%s\" is a party and a third party; a third party's word never counts as "
                           "consent: give them "
                           "different ids, or keep one",
                           s->third_parties[i].id);
        }
    }
    EACH(l, incidents, i) {
        const rsp_incident *e = &s->incidents[i];
        if (e->killed_low >= 0 && e->killed_high >= 0 && e->killed_high < e->killed_low) {
            rsp_diag_error(l->d, at(l, RSP_IN_incidents, i, "killed_high"),
                           "\"killed_high\" is less than \"killed_low\"; "
                           "the lower figure goes into \"killed_low\"");
        }
        if (e->wounded_low >= 0 && e->wounded_high >= 0 && e->wounded_high < e->wounded_low) {
            rsp_diag_error(l->d, at(l, RSP_IN_incidents, i, "wounded_high"),
                           "\"wounded_high\" is less than \"wounded_low\"; "
                           "the lower figure goes into \"wounded_low\"");
        }
        if (l->tz_ok && s->as_of != RSP_TIME_NONE && e->at > s->as_of) {
            rsp_diag_warn(l->d, at(l, RSP_IN_incidents, i, "at"),
                          "this is after as_of, so it is not yet known and not counted; "
                          "move as_of, or correct the time");
        }
    }
}

static void check_stock(rsp_loader *l) {
    EACH(l, hubs, i) {
        const rsp_hub *h = &l->s->hubs[i];
        for (uint32_t k = 0; k < h->n_stock; k++) {
            for (uint32_t j = 0; j < k; j++) {
                if (h->stock[j].item == h->stock[k].item && h->stock[k].item != RSP_NONE) {
                    rsp_diag_error(l->d, h->stock[k].src,
                                   "item \"%s\" stands twice in the stock of \"%s\"; add the quantities up",
                                   l->s->items[h->stock[k].item].id, h->id);
                }
            }
        }
    }
}

static void check_wounded(rsp_loader *l) {
    const rsp_situation *s = l->s;
    EACH(l, wounded, i) {
        const rsp_wounded *w = &s->wounded[i];
        bool bed = false;
        for (uint32_t k = 0; k < (w->hospitals.n > 0 ? w->hospitals.n : s->n_hospitals); k++) {
            uint32_t h = w->hospitals.n > 0 ? w->hospitals.at[k] : k;
            bed = bed || s->hospitals[h].beds[w->triage] > 0 || l->bad[RSP_IN_hospitals][h];
        }
        if (s->n_hospitals == 0) {
            rsp_diag_error(l->d, at(l, RSP_IN_wounded, i, NULL),
                           "no hospital can take the wounded \"%s\": the file has none; "
                           "add \"hospitals\" with beds",
                           w->id);
        } else if (!bed) {
            rsp_diag_warn(
                l->d, at(l, RSP_IN_wounded, i, w->hospitals.n > 0 ? "hospitals" : NULL),
                "no %shospital has a free bed of category %s, so the wounded \"%s\" stay; add beds%s",
                w->hospitals.n > 0 ? "named " : "", rsp_triage_name(w->triage), w->id,
                w->hospitals.n > 0 ? " or name other hospitals" : "");
        }
    }
}

#define PEOPLE_MOST INT64_C(1000000000) /* of one need; sums stay far from overflow */

static void check_people(rsp_loader *l) {
    EACH(l, needs, i) {
        const rsp_need *n = &l->s->needs[i];
        double people = (double)n->quantity * (double)l->s->items[n->item].people_per_unit_x1000 / 1000;
        if (people > (double)PEOPLE_MOST) {
            rsp_diag_error(l->d, at(l, RSP_IN_needs, i, "quantity"),
                           "%lld of \"%s\" are for %.0f people; correct the quantity, or people_per_unit",
                           (long long)n->quantity, l->s->items[n->item].id, people);
            l->bad[RSP_IN_needs][i] = true;
        }
    }
}

/* Between foam and gold: what lies outside has its grams or millilitres in another unit. */
static void check_densities(rsp_loader *l) {
    EACH(l, items, i) {
        const rsp_item *it = &l->s->items[i];
        double g_per_ml = (double)it->weight_g / (double)(it->volume_ml > 0 ? it->volume_ml : 1);
        if (it->weight_g > 0 && it->volume_ml > 0 && (g_per_ml < 0.003 || g_per_ml > 23)) {
            rsp_diag_warn(l->d, at(l, RSP_IN_items, i, g_per_ml > 23 ? "volume_ml" : "weight_g"),
                          "%lld g in %lld ml are %.2g kg a litre; \"weight_g\" is in grams, \"volume_ml\" in "
                          "millilitres",
                          (long long)it->weight_g, (long long)it->volume_ml, g_per_ml);
        }
    }
}

/* What no hub has and what no vehicle can lift: told here, since the plan's reasons name one cause each. */
static void check_goods(rsp_loader *l) {
    const rsp_situation *s = l->s;
    int64_t most_kg = 0, most_l = 0;
    for (uint32_t i = 0; i < s->n_vehicle_types; i++) {
        most_kg = s->vehicle_types[i].capacity_kg > most_kg ? s->vehicle_types[i].capacity_kg : most_kg;
        most_l = s->vehicle_types[i].capacity_l > most_l ? s->vehicle_types[i].capacity_l : most_l;
    }
    EACH(l, needs, i) {
        uint32_t item = s->needs[i].item;
        bool stock = s->n_hubs == 0;
        for (uint32_t h = 0; h < s->n_hubs; h++) {
            stock = stock || l->bad[RSP_IN_hubs][h];
            for (uint32_t k = 0; k < s->hubs[h].n_stock; k++) {
                stock = stock || (s->hubs[h].stock[k].item == item && s->hubs[h].stock[k].quantity > 0);
            }
        }
        if (!stock) {
            rsp_diag_warn(
                l->d, at(l, RSP_IN_needs, i, "item"),
                "no hub has \"%s\" in stock, so nothing of it can be brought; add it to the stock of a "
                "hub",
                s->items[item].id);
        }
        if (most_kg > 0 && most_l > 0 && s->items[item].weight_g > most_kg * 1000) {
            rsp_diag_warn(
                l->d, at(l, RSP_IN_needs, i, "item"),
                "one unit of \"%s\" weighs %lld kg and no vehicle carries more than %lld; \"weight_g\" "
                "is in grams",
                s->items[item].id, (long long)s->items[item].weight_g / 1000, (long long)most_kg);
        } else if (most_kg > 0 && most_l > 0 && s->items[item].volume_ml > most_l * 1000) {
            rsp_diag_warn(l->d, at(l, RSP_IN_needs, i, "item"),
                          "one unit of \"%s\" takes %lld litres and no vehicle carries more than %lld; "
                          "\"volume_ml\" is in millilitres",
                          s->items[item].id, (long long)s->items[item].volume_ml / 1000, (long long)most_l);
        }
    }
}

static void check_work(rsp_loader *l) {
    const rsp_situation *s = l->s;
    EACH(l, civilians, i) {
        if (s->civilians[i].to == s->civilians[i].place) {
            rsp_diag_error(l->d, at(l, RSP_IN_civilians, i, "to"),
                           "\"to\" is the place where they are; name the place they chose");
        }
    }
    EACH(l, needs, i) {
        const rsp_need *n = &s->needs[i];
        if (n->assessment != RSP_NONE && !l->bad[RSP_IN_assessments][n->assessment] &&
            s->assessments[n->assessment].place != n->place) {
            rsp_diag_warn(l->d, at(l, RSP_IN_needs, i, "assessment"),
                          "assessment \"%s\" was made elsewhere; name one of this place",
                          s->assessments[n->assessment].id);
        }
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

static void check_visits(rsp_loader *l) {
    const rsp_situation *s = l->s;
    EACH(l, visits, i) {
        const rsp_visit *v = &s->visits[i];
        bool crew = v->skill == NULL, type = v->vehicle_skill == NULL;
        for (uint32_t k = 0; k < s->n_crews && !crew; k++) {
            crew = l->bad[RSP_IN_crews][k] || has_skill(s->crews[k].skills, s->crews[k].n_skills, v->skill);
        }
        for (uint32_t k = 0; k < s->n_vehicle_types && !type; k++) {
            type = l->bad[RSP_IN_vehicle_types][k] ||
                   has_skill(s->vehicle_types[k].skills, s->vehicle_types[k].n_skills, v->vehicle_skill);
        }
        if (!crew) {
            rsp_diag_warn(l->d, at(l, RSP_IN_visits, i, "skill"),
                          "no crew has the skill \"%s\", so the visit cannot be made; add it "
                          "to a crew's skills",
                          v->skill);
        }
        if (!type) {
            rsp_diag_warn(l->d, at(l, RSP_IN_visits, i, "vehicle_skill"),
                          "no vehicle type has the skill \"%s\", so the visit cannot "
                          "be made; add it to a type's skills",
                          v->vehicle_skill);
        }
    }
    EACH(l, vehicle_types, i) {
        const rsp_vehicle_type *t = &s->vehicle_types[i];
        if (t->capacity_kg == 0 && t->capacity_l == 0 && t->seats == 0 && t->stretchers == 0 && !t->escort &&
            t->n_skills == 0) {
            rsp_diag_warn(l->d, at(l, RSP_IN_vehicle_types, i, NULL),
                          "\"%s\" carries nothing and nobody; give it capacity_kg and "
                          "capacity_l, seats or stretchers",
                          t->id);
        } else if ((t->capacity_kg == 0) != (t->capacity_l == 0)) {
            rsp_diag_warn(l->d, at(l, RSP_IN_vehicle_types, i, NULL),
                          "\"%s\" has %s and no %s, so it carries no goods; give both", t->id,
                          t->capacity_kg > 0 ? "capacity_kg" : "capacity_l",
                          t->capacity_kg > 0 ? "capacity_l" : "capacity_kg");
        }
    }
}

/* A member of rules or travel. */
static rsp_src at_member(const rsp_loader *l, const char *object, const char *key) {
    const rsp_json *v = rsp_json_get(l->root, object);
    const rsp_json *m = v != NULL ? rsp_json_get(v, key) : NULL;
    return rsp_read_src(l, m != NULL ? m : (v != NULL ? v : l->root));
}

static void check_rules(rsp_loader *l) {
    const rsp_rules *r = &l->s->rules;
    if (r->convoy_max_vehicles < r->convoy_min_vehicles) {
        rsp_diag_error(l->d, at_member(l, "rules", "convoy_max_vehicles"),
                       "convoy_max_vehicles %d is less than convoy_min_vehicles "
                       "%d; make it at least that",
                       r->convoy_max_vehicles, r->convoy_min_vehicles);
    }
    if (r->daylight_to_s <= r->daylight_from_s) {
        rsp_diag_error(l->d, at_member(l, "rules", "daylight_to"),
                       "daylight_to is not after daylight_from; for all day write "
                       "\"00:00\" and \"24:00\"");
    }
}

/* Seconds or hours for minutes, metres for kilometres, a place's coordinates in another town: all show in
 * these. */
static void check_row(rsp_loader *l, const rsp_travel_row *r) {
    double line_m = rsp_point_dist_m(l->s->places[r->from].at, l->s->places[r->to].at);
    double kmh = r->time_s > 0 ? (double)r->dist_m / (double)r->time_s * 3.6 : HUGE_VAL;
    if (l->bad[RSP_IN_places][r->from] || l->bad[RSP_IN_places][r->to]) {
        return;
    }
    if ((double)r->dist_m < line_m * 0.9 - 200) {
        rsp_diag_warn(l->d, r->src,
                      "%.1f km is less than the straight line between the places, %.1f km; correct "
                      "\"distance_km\" or the places' coordinates",
                      (double)r->dist_m / 1000, line_m / 1000);
    }
    if (r->dist_m >= 1000 && (kmh > 150 || kmh < 1)) {
        rsp_diag_warn(l->d, r->src,
                      "%.1f km in this time are %.3g km/h; \"time_min\" is in minutes and \"distance_km\" in "
                      "kilometres",
                      (double)r->dist_m / 1000, kmh);
    }
}

static void check_travel(rsp_loader *l) {
    const rsp_travel_spec *t = &l->s->travel;
    const rsp_json *v = rsp_json_get(l->root, "travel");
    if (v != NULL && t->kind == RSP_TRAVEL_TABLE && t->n_rows == 0) {
        rsp_diag_error(l->d, at_member(l, "travel", "kind"),
                       "kind \"table\" without rows; add \"rows\", or write \"schematic\"");
    }
    if (v != NULL && t->kind != RSP_TRAVEL_TABLE && t->n_rows > 0) {
        rsp_diag_warn(l->d, at_member(l, "travel", "rows"),
                      "rows are used only with kind \"table\"; this says \"%s\"",
                      rsp_words_travel.at[t->kind]);
    }
    if (t->roads != NULL && t->kind != RSP_TRAVEL_ROADS) {
        rsp_diag_warn(l->d, rsp_read_src(l, rsp_json_get(l->root, "roads")),
                      "a road file is named and travel is \"%s\", so it is not "
                      "used; take one of them out",
                      rsp_words_travel.at[t->kind]);
    }
    if (v != NULL && t->kind != RSP_TRAVEL_ROADS && l->s->n_closures > 0) {
        rsp_diag_warn(
            l->d, rsp_read_src(l, rsp_json_get(l->root, "closures")),
            "closures close roads, and travel is \"%s\", so nothing heeds them; give a road file, or "
            "take out the work and the rows that they rule out",
            rsp_words_travel.at[t->kind]);
    }
    rsp_map seen = {0};
    for (uint32_t i = 0; i < t->n_rows; i++) {
        const rsp_travel_row *r = &t->rows[i];
        if (r->from == RSP_NONE || r->to == RSP_NONE) {
            continue;
        }
        if (r->from == r->to) {
            rsp_diag_error(l->d, r->src, "this row goes from a place to itself; take it out");
        }
        check_row(l, r);
        for (int back = 0; back <= (int)r->both_ways; back++) {
            char *key = rsp_arena_printf(l->a, "%u>%u", back ? r->to : r->from, back ? r->from : r->to);
            uint32_t first = key != NULL ? rsp_map_get(&seen, key) : RSP_MAP_NONE;
            if (first != RSP_MAP_NONE) {
                rsp_diag_error(l->d, r->src,
                               "the travel from \"%s\" to \"%s\" is given twice, first at line %u; keep one",
                               l->s->places[back ? r->to : r->from].id,
                               l->s->places[back ? r->from : r->to].id, t->rows[first].src.line);
            } else if (key == NULL || rsp_map_put(l->ctx, &seen, key, i) != 0) {
                l->oom = true;
            }
        }
    }
    rsp_map_done(l->ctx, &seen);
}

void rsp_validate_entities(rsp_loader *l) {
    check_orders(l);
    check_ground(l);
    check_stock(l);
    check_wounded(l);
    check_people(l);
    check_densities(l);
    check_goods(l);
    check_work(l);
    check_visits(l);
    check_rules(l);
    check_travel(l);
}
