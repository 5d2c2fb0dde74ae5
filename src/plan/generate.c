/* Synthetic situations (generate.h). Places fall where streets are dense, zones are star-shaped polygons
 * round some of them, hubs lie outside. The order of the random draws is part of the format: change it only
 * with a new seed scheme. */
#include "plan/generate.h"

#include <math.h>
#include <string.h>

#include "base/rng.h"
#include "base/time.h"
#include "situation/situation.h"

#define ZONE_CORNERS 9
#define TRIES        400

static const char *const FEATURES[] = {
#define NAME_(name) #name,
    RSP_GENERATE_FEATURES(NAME_)
#undef NAME_
};

const char *rsp_feature_name(int feature) {
    return FEATURES[feature];
}

typedef struct generator {
    const rsp_ctx *ctx;
    const rsp_generate_options *o;
    rsp_rng rng;
    rsp_json_out w;
    rsp_arena *a;
    rsp_point centre;
    rsp_area **areas; /* of the zones */
    rsp_point (*corners)[ZONE_CORNERS + 1];
    rsp_point *places; /* work first, then hubs, hospitals, a camp, a waiting point */
    uint32_t n_places;
    uint32_t consent, permission;
} generator;

typedef struct vehicle_kind {
    const char *id, *profile;
    int kg, l, seats, stretchers, gross_kg;
    const char *skill;
} vehicle_kind;
static const vehicle_kind KINDS[] = {
    {"truck", "truck", 10000, 40000, 0, 0, 18800, NULL},
    {"small_truck", "truck", 3500, 18000, 0, 0, 7500, NULL},
    {"ambulance", "ambulance", 0, 0, 2, 2, 3500, NULL},
    {"bus", "light", 0, 0, 30, 0, 12000, NULL},
    {"clinic", "light", 500, 3000, 3, 0, 5000, "mobile_clinic"},
    {"car", "light", 0, 0, 4, 0, 2500, NULL},
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

static bool has(const generator *g, int feature) {
    return (g->o->features >> feature & 1) != 0;
}

static uint32_t draw(generator *g, uint32_t low, uint32_t high) {
    return low + rsp_rng_below(&g->rng, high - low + 1);
}

static void text(generator *g, const char *key, const char *v) {
    rsp_json_out_key(&g->w, key);
    rsp_json_out_string(&g->w, v);
}

static void number(generator *g, const char *key, int64_t v) {
    rsp_json_out_key(&g->w, key);
    rsp_json_out_int(&g->w, v);
}

static void truth(generator *g, const char *key, bool v) {
    rsp_json_out_key(&g->w, key);
    rsp_json_out_bool(&g->w, v);
}

static void id(generator *g, const char *key, const char *stem, uint32_t n) {
    char at[32];
    (void)snprintf(at, sizeof at, "%s%u", stem, n); /* fits */
    text(g, key, at);
}

static void ref_in_list(generator *g, const char *stem, uint32_t n) {
    char at[32];
    (void)snprintf(at, sizeof at, "%s%u", stem, n); /* fits */
    rsp_json_out_string(&g->w, at);
}

static void begin(generator *g, const char *list) {
    rsp_json_out_key(&g->w, list);
    rsp_json_out_array(&g->w);
}

static void end(generator *g) {
    rsp_json_out_end_array(&g->w);
}

static void entity(generator *g, const char *stem, uint32_t n) {
    rsp_json_out_object(&g->w);
    id(g, "id", stem, n);
}

static void done(generator *g) {
    rsp_json_out_end_object(&g->w);
}

static void name(generator *g, const char *what, uint32_t n) {
    char at[64];
    rsp_json_out_key(&g->w, "name");
    rsp_json_out_object(&g->w);
    (void)snprintf(at, sizeof at, "%s %u", what, n); /* fits */
    text(g, "en", at);
    rsp_json_out_end_object(&g->w);
}

static void degrees(generator *g, rsp_point p) {
    rsp_json_out_key(&g->w, "lat");
    rsp_json_out_fixed(&g->w, rsp_point_lat(p), 7);
    rsp_json_out_key(&g->w, "lon");
    rsp_json_out_fixed(&g->w, rsp_point_lon(p), 7);
}

static void instant(generator *g, const char *key, uint32_t day, uint32_t minutes) {
    char at[40];
    char date[16];
    rsp_date_format((int32_t)(15420 + day + minutes / 1440), date); /* from 2012-03-21 on */
    (void)snprintf(at, sizeof at, "%.10sT%02u:%02u", date, minutes / 60 % 24, minutes % 60); /* fits */
    text(g, key, at);
}

/* --- where things are --- */

static bool usable(const rsp_edge *e) {
    return e->forward_ms[RSP_PROFILE_TRUCK] != UINT32_MAX && e->backward_ms[RSP_PROFILE_TRUCK] != UINT32_MAX;
}

static rsp_point anywhere(generator *g) {
    for (int i = 0; g->o->net != NULL && i < TRIES; i++) {
        rsp_edge e;
        rsp_net_edge(g->o->net, rsp_rng_below(&g->rng, rsp_net_edges(g->o->net)), &e);
        if (usable(&e)) { /* every street is as likely as any other: places are where streets are dense */
            return e.shape[e.n_shape / 2];
        }
    }
    double bearing = rsp_rng_unit(&g->rng) * 360;
    return rsp_point_at(g->centre, bearing, sqrt(rsp_rng_unit(&g->rng)) * 15000);
}

static bool in_zone(const generator *g, rsp_point p) {
    for (uint32_t z = 0; z < g->o->zones; z++) {
        if (g->areas[z] != NULL && rsp_area_has_point(g->areas[z], p)) {
            return true;
        }
    }
    return false;
}

static rsp_point outside(generator *g) {
    rsp_point p = anywhere(g);
    for (int i = 0; i < TRIES && in_zone(g, p); i++) {
        p = anywhere(g);
    }
    return p;
}

static int make_zone(generator *g, uint32_t z, rsp_err *err) {
    rsp_point middle = anywhere(g);
    for (int i = 0; i < 50 && !has(g, RSP_FEATURE_overlaps) && in_zone(g, middle); i++) {
        middle = anywhere(g);
    }
    double size =
        g->o->net != NULL ? 900 + rsp_rng_unit(&g->rng) * 1600 : 2500 + rsp_rng_unit(&g->rng) * 3000;
    for (int k = 0; k < ZONE_CORNERS; k++) {
        g->corners[z][k] =
            rsp_point_at(middle, 360 - k * 360.0 / ZONE_CORNERS, size * (0.7 + 0.6 * rsp_rng_unit(&g->rng)));
    }
    g->corners[z][ZONE_CORNERS] = g->corners[z][0];
    rsp_ring ring = {g->corners[z], ZONE_CORNERS + 1};
    rsp_part part = {&ring, 1};
    rsp_geom geom = {RSP_GEOM_POLYGON, &part, 1, {middle, middle}};
    for (int k = 0; k < ZONE_CORNERS; k++) {
        rsp_point c = g->corners[z][k];
        geom.box.min.lon_e7 = c.lon_e7 < geom.box.min.lon_e7 ? c.lon_e7 : geom.box.min.lon_e7;
        geom.box.min.lat_e7 = c.lat_e7 < geom.box.min.lat_e7 ? c.lat_e7 : geom.box.min.lat_e7;
        geom.box.max.lon_e7 = c.lon_e7 > geom.box.max.lon_e7 ? c.lon_e7 : geom.box.max.lon_e7;
        geom.box.max.lat_e7 = c.lat_e7 > geom.box.max.lat_e7 ? c.lat_e7 : geom.box.max.lat_e7;
    }
    return rsp_area_new(g->ctx, &geom, 0, &g->areas[z], err);
}

static rsp_point inside_some_zone(generator *g) {
    for (int i = 0; g->o->zones > 0 && i < TRIES; i++) {
        rsp_point p = anywhere(g);
        if (in_zone(g, p)) {
            return p;
        }
    }
    return anywhere(g);
}

static int layout(generator *g, rsp_err *err) {
    const rsp_generate_options *o = g->o;
    g->n_places = o->places + o->hubs + 2 + 2;
    g->areas = rsp_arena_alloc(g->a, o->zones + 1, sizeof *g->areas);
    g->corners = rsp_arena_alloc(g->a, o->zones + 1, sizeof *g->corners);
    g->places = rsp_arena_alloc(g->a, g->n_places, sizeof *g->places);
    if (g->areas == NULL || g->corners == NULL || g->places == NULL) {
        return rsp_fail(err, RSP_ENOMEM, "out of memory");
    }
    g->centre = rsp_point_of(36.2, 37.15);
    for (uint32_t z = 0; z < o->zones; z++) {
        RSP_TRY(make_zone(g, z, err));
    }
    for (uint32_t i = 0; i < o->places; i++) {
        g->places[i] = rsp_rng_below(&g->rng, 10) < 8 ? inside_some_zone(g) : anywhere(g);
    }
    for (uint32_t i = o->places; i < g->n_places; i++) {
        g->places[i] = outside(g);
    }
    return 0;
}

/* --- the file --- */

static void header(generator *g) {
    rsp_json_out_object(&g->w);
    number(g, "respite", 1);
    rsp_json_out_key(&g->w, "title");
    rsp_json_out_object(&g->w);
    char at[80];
    (void)snprintf(at, sizeof at, "Synthetic situation, seed %llu",
                   (unsigned long long)g->o->seed); /* fits */
    text(g, "en", at);
    rsp_json_out_end_object(&g->w);
    text(g, "note", "Made by respite generate. Everything in it is invented.");
    text(g, "time_zone", "Asia/Damascus");
    text(g, "as_of", "2012-03-20T18:00");
    if (g->o->net != NULL) {
        text(g, "roads", g->o->roads);
        return;
    }
    rsp_json_out_key(&g->w, "travel");
    rsp_json_out_object(&g->w);
    text(g, "kind", has(g, RSP_FEATURE_table) ? "table" : "schematic");
    for (uint32_t i = 0; has(g, RSP_FEATURE_table) && i < g->n_places; i++) {
        if (i == 0) {
            begin(g, "rows");
        }
        for (uint32_t k = i + 1; k < g->n_places; k++) {
            double m = rsp_point_dist_m(g->places[i], g->places[k]) * 1.3;
            rsp_json_out_object(&g->w);
            id(g, "from", "p", i);
            id(g, "to", "p", k);
            number(g, "time_min", (int64_t)(m / 500) + 1);
            rsp_json_out_key(&g->w, "distance_km");
            rsp_json_out_fixed(&g->w, m / 1000, 1);
            truth(g, "both_ways", true);
            rsp_json_out_end_object(&g->w);
        }
        if (i + 1 == g->n_places) {
            end(g);
        }
    }
    rsp_json_out_end_object(&g->w);
}

static void rules(generator *g) {
    rsp_json_out_key(&g->w, "rules");
    rsp_json_out_object(&g->w);
    number(g, "convoy_min_vehicles", g->o->vehicles >= 8 ? 2 : 1);
    number(g, "convoy_max_vehicles", 8);
    number(g, "margin_min", draw(g, 2, 3) * 5);
    number(g, "stop_fixed_min", 3);
    number(g, "unload_trucks_per_hour", 2);
    number(g, "snap_limit_m", 1000);
    if (has(g, RSP_FEATURE_escorts)) {
        number(g, "convoy_escorts", 1);
    }
    rsp_json_out_end_object(&g->w);
}

static void who(generator *g) {
    begin(g, "organisations");
    for (uint32_t i = 0; i < 2; i++) {
        entity(g, "org", i);
        name(g, "Organisation", i);
        text(g, "kind", i == 0 ? "red_cross_red_crescent" : "ngo");
        done(g);
    }
    end(g);
    begin(g, "parties");
    for (uint32_t z = 0; z <= g->o->zones; z++) {
        entity(g, "party", z);
        name(g, "Party", z);
        text(g, "kind", z == 0 ? "state" : "armed_group");
        done(g);
    }
    end(g);
}

static void polygon(generator *g, const rsp_point *at, uint32_t n) {
    rsp_json_out_object(&g->w);
    text(g, "type", "Polygon");
    rsp_json_out_key(&g->w, "coordinates");
    rsp_json_out_array_flat(&g->w);
    rsp_json_out_array(&g->w);
    for (uint32_t i = 0; i < n; i++) {
        rsp_json_out_array(&g->w);
        rsp_json_out_fixed(&g->w, rsp_point_lon(at[i]), 7);
        rsp_json_out_fixed(&g->w, rsp_point_lat(at[i]), 7);
        rsp_json_out_end_array(&g->w);
    }
    rsp_json_out_end_array(&g->w);
    rsp_json_out_end_array(&g->w);
    rsp_json_out_end_object(&g->w);
}

static void line(generator *g, rsp_point a, rsp_point b) {
    rsp_json_out_object(&g->w);
    text(g, "type", "LineString");
    rsp_json_out_key(&g->w, "coordinates");
    rsp_json_out_array_flat(&g->w);
    const rsp_point at[2] = {a, b};
    for (int i = 0; i < 2; i++) {
        rsp_json_out_array(&g->w);
        rsp_json_out_fixed(&g->w, rsp_point_lon(at[i]), 7);
        rsp_json_out_fixed(&g->w, rsp_point_lat(at[i]), 7);
        rsp_json_out_end_array(&g->w);
    }
    rsp_json_out_end_array(&g->w);
    rsp_json_out_end_object(&g->w);
}

static void zones(generator *g) {
    begin(g, "zones");
    for (uint32_t z = 0; z < g->o->zones; z++) {
        entity(g, "z", z);
        name(g, "Zone", z);
        rsp_json_out_key(&g->w, "area");
        polygon(g, g->corners[z], ZONE_CORNERS + 1);
        rsp_json_out_key(&g->w, "controlled_by");
        rsp_json_out_array_flat(&g->w);
        ref_in_list(g, "party", 0);
        ref_in_list(g, "party", z + 1);
        rsp_json_out_end_array(&g->w);
        done(g);
    }
    end(g);
    begin(g, "corridors");
    if (has(g, RSP_FEATURE_corridors) && g->o->zones > 0) {
        uint32_t z = g->o->zones - 1; /* right through the last zone */
        entity(g, "corridor", 0);
        name(g, "Corridor", 0);
        rsp_json_out_key(&g->w, "line");
        rsp_point a = rsp_point_between(g->corners[z][0], g->corners[z][4], -0.3);
        line(g, a, rsp_point_between(g->corners[z][0], g->corners[z][4], 1.3));
        number(g, "width_m", 600);
        rsp_json_out_key(&g->w, "zones");
        rsp_json_out_array_flat(&g->w);
        ref_in_list(g, "z", z);
        rsp_json_out_end_array(&g->w);
        done(g);
    }
    end(g);
}

/* Pauses are numbered zone * 2 + (0 or 1). */
static void pause_of(generator *g, uint32_t z, uint32_t second) {
    uint32_t opens = 8 * 60 + draw(g, 0, 8) * 15 + second * 300;
    char at[16];
    entity(g, "pause", z * 2 + second);
    name(g, "Pause", z * 2 + second);
    bool corridor = has(g, RSP_FEATURE_corridors) && z + 1 == g->o->zones;
    rsp_json_out_key(&g->w, corridor ? "corridors" : "zones");
    rsp_json_out_array_flat(&g->w);
    ref_in_list(g, corridor ? "corridor" : "z", corridor ? 0 : z);
    rsp_json_out_end_array(&g->w);
    if (has(g, RSP_FEATURE_activities) && (z + second) % 2 == 1) {
        rsp_json_out_key(&g->w, "activities");
        rsp_json_out_array_flat(&g->w);
        rsp_json_out_string(&g->w, "medical_evacuation");
        rsp_json_out_string(&g->w, "delivery");
        rsp_json_out_end_array(&g->w);
    }
    text(g, "first_date", "2012-03-21");
    if (g->o->days > 1) {
        text(g, "recurrence", "FREQ=DAILY");
        char date[16];
        rsp_date_format((int32_t)(15420 + g->o->days - 1), date);
        text(g, "last_date", date);
    }
    rsp_clock_format((int32_t)opens * 60, false, at);
    text(g, "opens", at);
    uint32_t closes = opens + g->o->window_min;
    rsp_clock_format((int32_t)(closes > 1439 ? 1439 : closes) * 60, false, at);
    text(g, "closes", at);
    done(g);
}

static void consent(generator *g, uint32_t z, uint32_t second, uint32_t party) {
    bool agreed = rsp_rng_unit(&g->rng) < g->o->consents;
    entity(g, "consent", g->consent++);
    id(g, "pause", "pause", z * 2 + second);
    id(g, "party", "party", party);
    static const char *const other[] = {"asked", "refused", "withdrawn"};
    text(g, "state", agreed ? "agreed" : other[draw(g, 0, 2)]);
    text(g, "at", "2012-03-19T10:00");
    if (has(g, RSP_FEATURE_scopes) && draw(g, 0, 3) == 0) {
        rsp_json_out_key(&g->w, "activities");
        rsp_json_out_array_flat(&g->w);
        rsp_json_out_string(&g->w, "delivery");
        rsp_json_out_string(&g->w, "medical_evacuation");
        rsp_json_out_end_array(&g->w);
    }
    done(g);
}

static void pauses(generator *g) {
    uint32_t windows = has(g, RSP_FEATURE_two_windows) ? 2 : 1;
    begin(g, "pauses");
    for (uint32_t z = 0; z < g->o->zones; z++) {
        for (uint32_t i = 0; i < windows; i++) {
            pause_of(g, z, i);
        }
    }
    end(g);
    begin(g, "consents");
    for (uint32_t z = 0; z < g->o->zones; z++) {
        for (uint32_t i = 0; i < windows; i++) {
            consent(g, z, i, 0);
            consent(g, z, i, z + 1);
        }
    }
    end(g);
}

static void permission(generator *g, const char *kind, uint32_t place, bool limited, uint32_t limit) {
    static const char *const states[] = {"granted", "blocked", "granted", "refused"};
    entity(g, "permission", g->permission++);
    text(g, "kind", kind);
    text(g, "authority", "Authority 1");
    rsp_json_out_key(&g->w, "places");
    rsp_json_out_array_flat(&g->w);
    ref_in_list(g, "p", place);
    rsp_json_out_end_array(&g->w);
    begin(g, "history");
    rsp_json_out_object(&g->w);
    text(g, "at", "2012-03-15T09:00");
    text(g, "state", "refused");
    rsp_json_out_end_object(&g->w);
    rsp_json_out_object(&g->w);
    text(g, "at", "2012-03-18T09:00");
    text(g, "state", limited ? "limited" : states[draw(g, 0, 3)]);
    if (limited) {
        number(g, "limit", limit);
    }
    rsp_json_out_end_object(&g->w);
    end(g);
    done(g);
}

static void permissions(generator *g) {
    begin(g, "permissions");
    for (uint32_t i = 0; has(g, RSP_FEATURE_permissions) && i < g->o->places; i += 4) {
        permission(g, i % 8 == 0 ? "goods" : "persons", i, draw(g, 0, 1) == 0, draw(g, 1, 60));
    }
    end(g);
}

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
        truth(g, "illustrative", true);
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
        done(g);
    }
    end(g);
    begin(g, "hospitals");
    for (uint32_t i = 0; i < 2; i++) {
        entity(g, "hospital", i);
        id(g, "place", "p", g->o->places + g->o->hubs + i);
        id(g, "org", "org", 1);
        rsp_json_out_key(&g->w, "beds");
        rsp_json_out_object(&g->w);
        number(g, "immediate", draw(g, 1, 6));
        number(g, "delayed", draw(g, 2, 10));
        number(g, "minor", draw(g, 0, 20));
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

static void roadside(generator *g) {
    begin(g, "incidents");
    for (uint32_t i = 0; has(g, RSP_FEATURE_incidents) && i < 3; i++) {
        entity(g, "incident", i);
        text(g, "kind", "shelling");
        text(g, "at", "2012-03-19T22:00");
        degrees(g, anywhere(g));
        number(g, "radius_m", 400);
        truth(g, "breaks_pause", i == 2 && draw(g, 0, 2) == 0);
        done(g);
    }
    end(g);
    begin(g, "closures");
    for (uint32_t i = 0; has(g, RSP_FEATURE_closures) && i < 4; i++) {
        entity(g, "closure", i);
        rsp_point p = anywhere(g);
        rsp_json_out_key(&g->w, "geometry");
        line(g, p, rsp_point_at(p, draw(g, 0, 359), 150));
        truth(g, "one_way", i == 0);
        done(g);
    }
    end(g);
    begin(g, "danger");
    for (uint32_t i = 0; has(g, RSP_FEATURE_danger) && i < 2; i++) {
        entity(g, "danger", i);
        rsp_point p = anywhere(g);
        rsp_json_out_key(&g->w, "geometry");
        line(g, p, rsp_point_at(p, draw(g, 0, 359), 500));
        number(g, "width_m", 200);
        number(g, "weight", draw(g, 1, 4));
        done(g);
    }
    end(g);
    begin(g, "checkpoints");
    for (uint32_t i = 0; has(g, RSP_FEATURE_checkpoints) && i < 3; i++) {
        entity(g, "checkpoint", i);
        name(g, "Checkpoint", i);
        degrees(g, anywhere(g));
        number(g, "delay_min", draw(g, 1, 6));
        number(g, "per_vehicle_s", draw(g, 0, 40));
        done(g);
    }
    end(g);
}

static int check_range(const char *what, double v, double low, double high, rsp_err *err) {
    return v >= low && v <= high ? 0 : rsp_fail(err, RSP_EUSAGE, "--%s %g; %g to %g", what, v, low, high);
}

int rsp_generate(const rsp_ctx *ctx, const rsp_generate_options *o, rsp_buf *to, rsp_err *err) {
    RSP_TRY(check_range("places", o->places, 1, 2000, err));
    RSP_TRY(check_range("vehicles", o->vehicles, 2, 1000, err));
    RSP_TRY(check_range("hubs", o->hubs, 1, 20, err));
    RSP_TRY(check_range("zones", o->zones, 0, 12, err));
    RSP_TRY(check_range("days", o->days, 1, 30, err));
    RSP_TRY(check_range("window-min", o->window_min, 15, 720, err));
    RSP_TRY(check_range("consents", o->consents, 0, 1, err));
    RSP_TRY(check_range("demand", o->demand, 0.001, 1000, err));
    generator g = {.ctx = ctx, .o = o, .w = rsp_json_out_init(to, false)};
    rsp_rng_seed(&g.rng, o->seed);
    RSP_TRY(rsp_arena_new(ctx, 0, &g.a, err));
    int rc = layout(&g, err);
    if (rc == 0) {
        header(&g);
        rules(&g);
        who(&g);
        zones(&g);
        pauses(&g);
        permissions(&g);
        places(&g);
        depots(&g);
        needs(&g);
        people(&g);
        fleet(&g);
        roadside(&g);
        rsp_json_out_end_object(&g.w);
        rsp_buf_char(to, '\n');
        rc = rsp_buf_ok(to, err);
    }
    for (uint32_t z = 0; g.areas != NULL && z < o->zones; z++) {
        rsp_area_free(g.areas[z]);
    }
    rsp_arena_free(g.a);
    return rc;
}
