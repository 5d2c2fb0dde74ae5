/* The work of a synthetic situation: places, depots, goods, people, the fleet (generate.h). */
#include "plan/generate_inner.h"

typedef struct vehicle_kind {
    const char *id, *profile;
    int kg, l, seats, stretchers, gross_kg;
    const char *skill;
    double height_m;
    int length_m;
} vehicle_kind;
static const vehicle_kind KINDS[] = {
    {"truck", "truck", 10000, 40000, 0, 0, 18800, NULL, 3.8, 12},
    {"small_truck", "truck", 3500, 18000, 0, 0, 7500, NULL, 3.2, 7},
    {"ambulance", "ambulance", 0, 0, 2, 2, 3500, NULL, 2.6, 6},
    {"bus", "light", 0, 0, 30, 0, 12000, NULL, 3.3, 12},
    {"clinic", "light", 500, 3000, 3, 0, 5000, "mobile_clinic", 2.9, 8},
    {"car", "light", 0, 0, 4, 0, 2500, NULL, 2, 5},
};
#define N_KINDS (sizeof KINDS / sizeof KINDS[0])

typedef struct item_kind {
    const char *id;
    int grams, ml;
    double people;
    int days;
} item_kind;
static const item_kind ITEMS[] = {
    {"food", 50000, 80000, 5, 150},
    {"blankets", 48000, 300000, 30, 0},
    {"hygiene", 11000, 30000, 5, 150},
    {"medical", 20000, 60000, 100, 0},
};
#define N_ITEMS (sizeof ITEMS / sizeof ITEMS[0])

static void places(generator *g) {
    uint32_t hub = g->o->places;
    begin(g, "places");
    for (uint32_t i = 0; i < g->n_places; i++) {
        entity(g, "p", i);
        name(g, i < hub ? "Place" : (i < hub + g->o->hubs ? "Depot" : "Site"), i);
        degrees(g, g->places[i]);
        number(g, "docks", draw(g, 1, 3));
        if (has(g, RSP_FEATURE_waiting) && i + 1 == g->n_places) {
            truth(g, "waiting_point", true);
        }
        if (!has(g, RSP_FEATURE_facts)) { /* entity() says it then */
            truth(g, "illustrative", true);
        } else {
            text(g, "pcode", "XX010203");
            number(g, "population", 800 + 137 * i);
            if (i % 3 == 0) {
                number(g, "unload_trucks_per_hour", 3);
            }
        }
        done(g);
    }
    end(g);
}

/* Kilograms one trip of the whole fleet can carry. */
static int64_t fleet_kg(const generator *g) {
    int64_t kg = 0;
    for (uint32_t v = 0; v < g->o->vehicles; v++) {
        kg += KINDS[v % N_KINDS].kg;
    }
    return kg > 0 ? kg : 1000;
}

static void depots(generator *g) {
    int64_t share = (int64_t)((double)fleet_kg(g) * g->o->days / g->o->hubs);
    begin(g, "hubs");
    for (uint32_t h = 0; h < g->o->hubs; h++) {
        entity(g, "hub", h);
        id(g, "place", "p", g->o->places + h);
        id(g, "org", "org", 0);
        begin(g, "stock");
        for (uint32_t i = 0; i < N_ITEMS; i++) {
            rsp_json_out_object(&g->w);
            text(g, "item", ITEMS[i].id);
            number(g, "quantity", share * 1000 / ITEMS[i].grams * draw(g, 10, 60) / 100 + 1);
            rsp_json_out_end_object(&g->w);
        }
        end(g);
        number(g, "loading_docks", 2);
        if (has(g, RSP_FEATURE_facts)) {
            number(g, "load_trucks_per_hour", 5);
        }
        done(g);
    }
    end(g);
    begin(g, "hospitals");
    for (uint32_t i = 0; i < 2; i++) {
        entity(g, "hospital", i);
        bool at_hub = i == 0 && has(g, RSP_FEATURE_hubs_inside);
        id(g, "place", "p", g->o->places + (at_hub ? 0 : g->o->hubs + i));
        id(g, "org", "org", 1);
        rsp_json_out_key(&g->w, "beds");
        rsp_json_out_object(&g->w);
        number(g, "immediate", draw(g, 1, 6));
        number(g, "delayed", draw(g, 2, 10));
        number(g, "minor", draw(g, 0, 20));
        if (has(g, RSP_FEATURE_triage)) {
            number(g, "expectant", 2);
        }
        rsp_json_out_end_object(&g->w);
        done(g);
    }
    end(g);
    begin(g, "items");
    for (uint32_t i = 0; i < N_ITEMS; i++) {
        rsp_json_out_object(&g->w);
        text(g, "id", ITEMS[i].id);
        rsp_json_out_key(&g->w, "name");
        rsp_json_out_object(&g->w);
        text(g, "en", ITEMS[i].id);
        rsp_json_out_end_object(&g->w);
        number(g, "weight_g", ITEMS[i].grams);
        number(g, "volume_ml", ITEMS[i].ml);
        rsp_json_out_key(&g->w, "people_per_unit");
        rsp_json_out_fixed(&g->w, ITEMS[i].people, 0);
        number(g, "person_days_per_unit", ITEMS[i].days);
        remarks(g);
        if (has(g, RSP_FEATURE_facts)) {
            text(g, "source", "invented");
        }
        done(g);
    }
    end(g);
}

static void needs(generator *g) {
    static const char *const urgency[] = {"life_saving", "severe", "moderate"};
    double kg_each = (double)fleet_kg(g) * g->o->demand / g->o->places;
    begin(g, "needs");
    for (uint32_t i = 0; i < g->o->places; i++) {
        const item_kind *it = &ITEMS[draw(g, 0, N_ITEMS - 1)];
        entity(g, "need", i);
        id(g, "place", "p", i);
        text(g, "item", it->id);
        number(g, "quantity", (int64_t)(kg_each * 1000 / it->grams * (0.5 + rsp_rng_unit(&g->rng))) + 1);
        text(g, "urgency", urgency[draw(g, 0, 2)]);
        if (has(g, RSP_FEATURE_deadlines) && draw(g, 0, 2) == 0) {
            instant(g, "earliest", 0, 540);
            instant(g, "latest", g->o->days - 1, 540 + draw(g, 2, 8) * 60);
        }
        if (has(g, RSP_FEATURE_facts) && i == 0) {
            id(g, "assessment", "assessment", 0);
            text(g, "since", "2012-02-01");
        }
        done(g);
    }
    end(g);
}

static void people(generator *g) {
    static const char *const triage[] = {"immediate", "delayed", "minor"};
    static const char *const urgency[] = {"life_saving", "severe", "moderate"};
    begin(g, "wounded");
    for (uint32_t i = 0; has(g, RSP_FEATURE_wounded) && i < g->o->places; i += 3) {
        entity(g, "wounded", i);
        id(g, "place", "p", i);
        text(g, "triage", triage[draw(g, 0, 2)]);
        number(g, "count", draw(g, 1, 4));
        truth(g, "stretcher", draw(g, 0, 1) == 0);
        if (draw(g, 0, 1) == 0) {
            instant(g, "counted_from", 0, 480);
            number(g, "time_to_care_min", draw(g, 90, 400));
        }
        done(g);
    }
    if (has(g, RSP_FEATURE_triage)) {
        entity(g, "expectant", 0);
        id(g, "place", "p", 0);
        text(g, "triage", "expectant");
        number(g, "count", 3);
        truth(g, "stretcher", true);
        refs(g, "hospitals", "hospital", 1);
        done(g);
    }
    end(g);
    begin(g, "civilians");
    for (uint32_t i = 1; has(g, RSP_FEATURE_civilians) && i < g->o->places; i += 4) {
        entity(g, "civilians", i);
        id(g, "place", "p", i);
        number(g, "count", draw(g, 3, 40));
        id(g, "to", "p", g->n_places - 2);
        text(g, "urgency", urgency[draw(g, 0, 2)]);
        if (has(g, RSP_FEATURE_rides)) {
            number(g, "longest_ride_min", draw(g, 30, 120));
        }
        done(g);
    }
    end(g);
    begin(g, "visits");
    for (uint32_t i = 2; has(g, RSP_FEATURE_visits) && i < g->o->places; i += 5) {
        static const char *const kinds[] = {"detention", "assessment", "mobile_health"};
        uint32_t kind = draw(g, 0, 2);
        entity(g, "visit", i);
        text(g, "kind", kinds[kind]);
        id(g, "place", "p", i);
        number(g, "duration_min", draw(g, 10, 40));
        number(g, "people", draw(g, 5, 60));
        if (kind != 1) {
            text(g, "skill", kind == 0 ? "detention" : "medical");
        }
        if (kind == 2) {
            text(g, "vehicle_skill", "mobile_clinic");
        }
        if (has(g, RSP_FEATURE_hours)) {
            text(g, "urgency", "moderate");
            instant(g, "earliest", 0, draw(g, 8, 10) * 60);
            instant(g, "latest", g->o->days - 1, draw(g, 11, 15) * 60);
        }
        done(g);
    }
    end(g);
}

static void fleet(generator *g) {
    begin(g, "vehicle_types");
    for (uint32_t k = 0; k < N_KINDS; k++) {
        rsp_json_out_object(&g->w);
        text(g, "id", KINDS[k].id);
        rsp_json_out_key(&g->w, "name");
        rsp_json_out_object(&g->w);
        text(g, "en", KINDS[k].id);
        rsp_json_out_end_object(&g->w);
        text(g, "profile", KINDS[k].profile);
        number(g, "capacity_kg", KINDS[k].kg);
        number(g, "capacity_l", KINDS[k].l);
        number(g, "seats", KINDS[k].seats);
        number(g, "stretchers", KINDS[k].stretchers);
        number(g, "gross_weight_kg", KINDS[k].gross_kg);
        remarks(g);
        if (has(g, RSP_FEATURE_sizes)) {
            rsp_json_out_key(&g->w, "height_m");
            rsp_json_out_fixed(&g->w, KINDS[k].height_m, 1);
            number(g, "length_m", KINDS[k].length_m);
        }
        if (KINDS[k].skill != NULL) {
            rsp_json_out_key(&g->w, "skills");
            rsp_json_out_array_flat(&g->w);
            rsp_json_out_string(&g->w, KINDS[k].skill);
            rsp_json_out_end_array(&g->w);
        }
        truth(g, "escort", k + 1 == N_KINDS);
        done(g);
    }
    end(g);
    begin(g, "vehicles");
    for (uint32_t v = 0; v < g->o->vehicles; v++) {
        entity(g, "v", v);
        text(g, "type", KINDS[v % N_KINDS].id);
        id(g, "hub", "hub", v / N_KINDS % g->o->hubs);
        if (has(g, RSP_FEATURE_availability) && draw(g, 0, 7) == 0) {
            instant(g, "available_until", 0, draw(g, 11, 15) * 60);
        }
        if (has(g, RSP_FEATURE_hours) && draw(g, 0, 5) == 0) {
            instant(g, "available_from", 0, draw(g, 7, 10) * 60);
        }
        if (has(g, RSP_FEATURE_facts)) {
            id(g, "owner", "org", 1);
            id(g, "operated_by", "org", 0);
            id(g, "plate", "000-", v);
            id(g, "call_sign", "V", v);
        }
        done(g);
    }
    end(g);
    begin(g, "crews");
    for (uint32_t c = 0; c < g->o->hubs * 2; c++) {
        entity(g, "crew", c);
        id(g, "hub", "hub", c / 2);
        id(g, "org", "org", 0);
        rsp_json_out_key(&g->w, "skills");
        rsp_json_out_array_flat(&g->w);
        rsp_json_out_string(&g->w, c % 2 == 0 ? "medical" : "detention");
        rsp_json_out_end_array(&g->w);
        number(g, "members", 2);
        done(g);
    }
    end(g);
}

void rsp_generate_work(generator *g) {
    places(g);
    depots(g);
    needs(g);
    people(g);
    fleet(g);
}
