/* The ground of a synthetic situation: rules, parties, zones, pauses, consents, permissions, and what lies on
 * the roads (generate.h). */
#include "plan/generate_inner.h"

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

void rsp_generate_ground(generator *g) {
    rules(g);
    who(g);
    zones(g);
    pauses(g);
    permissions(g);
}

void rsp_generate_roadside(generator *g) {
    begin(g, "incidents");
    for (uint32_t i = 0; has(g, RSP_FEATURE_incidents) && i < 3; i++) {
        entity(g, "incident", i);
        text(g, "kind", "shelling");
        text(g, "at", "2012-03-19T22:00");
        degrees(g, rsp_generate_anywhere(g));
        number(g, "radius_m", 400);
        truth(g, "breaks_pause", i == 2 && draw(g, 0, 2) == 0);
        done(g);
    }
    end(g);
    begin(g, "closures");
    for (uint32_t i = 0; has(g, RSP_FEATURE_closures) && i < 4; i++) {
        entity(g, "closure", i);
        rsp_point p = rsp_generate_anywhere(g);
        rsp_json_out_key(&g->w, "geometry");
        line(g, p, rsp_point_at(p, draw(g, 0, 359), 150));
        truth(g, "one_way", i == 0);
        done(g);
    }
    end(g);
    begin(g, "danger");
    for (uint32_t i = 0; has(g, RSP_FEATURE_danger) && i < 2; i++) {
        entity(g, "danger", i);
        rsp_point p = rsp_generate_anywhere(g);
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
        degrees(g, rsp_generate_anywhere(g));
        number(g, "delay_min", draw(g, 1, 6));
        number(g, "per_vehicle_s", draw(g, 0, 40));
        done(g);
    }
    end(g);
}
