/* The ground of a synthetic situation: rules, parties, zones, pauses, consents, permissions
 * (generate.h). */
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
    if (has(g, RSP_FEATURE_rules)) {
        rsp_generate_more_rules(g);
    }
    rsp_json_out_end_object(&g->w);
}

static void who(generator *g) {
    begin(g, "organisations");
    for (uint32_t i = 0; i < 2; i++) {
        entity(g, "org", i);
        name(g, "Organisation", i);
        text(g, "kind", i == 0 ? "red_cross_red_crescent" : "ngo");
        if (has(g, RSP_FEATURE_facts)) {
            refs(g, "works_with", "org", 1 - i);
        }
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

void rsp_generate_polygon(generator *g, const rsp_point *at, uint32_t n) {
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

void rsp_generate_line(generator *g, rsp_point a, rsp_point b) {
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

void rsp_generate_square(generator *g, rsp_point middle, double side_m) {
    rsp_point at[5];
    for (int k = 0; k < 5; k++) {
        at[k] = rsp_point_at(middle, 315 - k % 4 * 90, side_m * 0.7071);
    }
    rsp_generate_polygon(g, at, 5);
}

static void zones(generator *g) {
    begin(g, "zones");
    for (uint32_t z = 0; z < g->o->zones; z++) {
        entity(g, "z", z);
        name(g, "Zone", z);
        rsp_json_out_key(&g->w, "area");
        rsp_generate_polygon(g, g->corners[z], ZONE_CORNERS + 1);
        rsp_json_out_key(&g->w, "controlled_by");
        rsp_json_out_array_flat(&g->w);
        ref_in_list(g, "party", 0);
        ref_in_list(g, "party", z + 1);
        rsp_json_out_end_array(&g->w);
        done(g);
    }
    if (has(g, RSP_FEATURE_open_ground)) {
        entity(g, "open", 0);
        name(g, "Zone", g->o->zones);
        rsp_json_out_key(&g->w, "area");
        rsp_generate_square(g, rsp_generate_anywhere(g), 3000);
        refs(g, "controlled_by", "party", 0);
        text(g, "access", "open");
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
        rsp_generate_line(g, a, rsp_point_between(g->corners[z][0], g->corners[z][4], 1.3));
        number(g, "width_m", 600);
        rsp_json_out_key(&g->w, "zones");
        rsp_json_out_array_flat(&g->w);
        ref_in_list(g, "z", z);
        rsp_json_out_end_array(&g->w);
        done(g);
    }
    end(g);
}

/* When it was declared, took effect and ended, the days on which there is none, and a margin of its own. */
static void pause_calendar(generator *g, uint32_t opens) {
    text(g, "declared_at", "2012-03-18T12:00");
    if (g->o->window_min >= 60) {
        instant(g, "effective_at", 0, opens + 15);
        instant(g, "ended_at", g->o->days - 1, opens + g->o->window_min - 10);
    }
    if (g->o->days > 2) {
        const char *const second_day = "2012-03-22";
        words(g, "cancelled_dates", &second_day, 1);
    }
    number(g, "margin_min", draw(g, 1, 4) * 5);
    refs(g, "parties", "party", 0);
}

/* Every other day from the afternoon into the next morning. */
static void night_pause(generator *g) {
    char last[16];
    rsp_date_format((int32_t)(15420 + g->o->days), last);
    entity(g, "night", 0);
    name(g, "Pause", g->o->zones * 2);
    refs(g, "zones", "z", 0);
    text(g, "first_date", "2012-03-20");
    text(g, "last_date", last);
    text(g, "recurrence", "FREQ=DAILY;INTERVAL=2");
    text(g, "opens", "15:30");
    text(g, "closes", "08:30");
    truth(g, "closes_next_day", true);
    done(g);
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
    if (has(g, RSP_FEATURE_calendar)) {
        pause_calendar(g, opens);
    }
    done(g);
}

typedef struct asked { /* a party about a pause */
    const char *stem;
    uint32_t pause, zone, party;
} asked;

static void begin_consent(generator *g, const asked *of, const char *state, const char *at) {
    entity(g, "consent", g->consent++);
    id(g, "pause", of->stem, of->pause);
    id(g, "party", "party", of->party);
    text(g, "state", state);
    text(g, "at", at);
}

/* Half an hour of the first day that a party takes back. */
static void withdraw_part(generator *g, const asked *of) {
    begin_consent(g, of, "withdrawn", "2012-03-20T12:00");
    refs(g, "zones", "z", of->zone);
    instant(g, "from", 0, 570 + draw(g, 0, 4) * 30);
    instant(g, "until", 0, 720);
    done(g);
}

static void consent(generator *g, asked of) {
    static const char *const other[] = {"asked", "refused", "withdrawn"};
    static const char *const two[] = {"delivery", "medical_evacuation"};
    bool agreed = rsp_rng_unit(&g->rng) < g->o->consents;
    bool terms = has(g, RSP_FEATURE_terms);
    if (terms) { /* it was asked, and refused at first */
        begin_consent(g, &of, "asked", "2012-03-14T10:00");
        done(g);
        begin_consent(g, &of, "refused", "2012-03-16T10:00");
        text(g, "source", "letter");
        done(g);
    }
    begin_consent(g, &of, agreed ? "agreed" : other[draw(g, 0, 2)], "2012-03-19T10:00");
    if (has(g, RSP_FEATURE_scopes) && draw(g, 0, 3) == 0) {
        words(g, "activities", two, 2);
    }
    if (terms) {
        text(g, "conditions", "no photographs");
        refs(g, "zones", "z", of.zone);
        instant(g, "from", 0, 0);
        instant(g, "until", g->o->days + 1, 0);
    }
    done(g);
    if (terms && draw(g, 0, 5) == 0) {
        withdraw_part(g, &of);
    }
}

static void pauses(generator *g) {
    uint32_t windows = has(g, RSP_FEATURE_two_windows) ? 2 : 1;
    bool night = has(g, RSP_FEATURE_calendar) && g->o->zones > 0;
    begin(g, "pauses");
    for (uint32_t z = 0; z < g->o->zones; z++) {
        for (uint32_t i = 0; i < windows; i++) {
            pause_of(g, z, i);
        }
    }
    if (night) {
        night_pause(g);
    }
    end(g);
    begin(g, "consents");
    for (uint32_t z = 0; z < g->o->zones; z++) {
        for (uint32_t i = 0; i < windows; i++) {
            consent(g, (asked){"pause", z * 2 + i, z, 0});
            consent(g, (asked){"pause", z * 2 + i, z, z + 1});
        }
    }
    for (uint32_t p = 0; night && p < 2; p++) {
        consent(g, (asked){"night", 0, 0, p});
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

static void answer(generator *g, const char *at, const char *state, uint32_t limit) {
    rsp_json_out_object(&g->w);
    text(g, "at", at);
    text(g, "state", state);
    text(g, "reason", "as asked");
    if (limit > 0) {
        text(g, "limit_item", "food");
        number(g, "limit", limit);
    }
    rsp_json_out_end_object(&g->w);
}

/* Scopes, validity and histories of other kinds: a delegation, goods of a zone limited to one item, and a
 * permission that was revoked. */
static void other_permissions(generator *g) {
    static const char *const visits[] = {"detention_visit", "assessment", "mobile_health"};
    static const char *const items[] = {"food", "medical"};
    entity(g, "permission", g->permission++);
    text(g, "kind", "delegation");
    text(g, "authority", "Authority 2");
    id(g, "org", "org", 0);
    id(g, "party", "party", 0);
    words(g, "activities", visits, 3);
    instant(g, "valid_from", 0, 420);
    instant(g, "valid_until", g->o->days - 1, 900);
    begin(g, "history");
    answer(g, "2012-03-10T09:00", "refused", 0);
    answer(g, "2012-03-18T09:00", "granted", 0);
    end(g);
    done(g);
    entity(g, "permission", g->permission++);
    text(g, "kind", "goods");
    text(g, "authority", "Authority 2");
    if (g->o->zones > 0) {
        refs(g, "zones", "z", 0);
    }
    words(g, "items", items, 2);
    begin(g, "history");
    answer(g, "2012-03-10T09:00", "asked", 0);
    answer(g, "2012-03-18T09:00", "limited", draw(g, 50, 800));
    end(g);
    done(g);
    entity(g, "permission", g->permission++);
    text(g, "kind", "persons");
    text(g, "authority", "Authority 2");
    refs(g, "places", "p", 0);
    begin(g, "history");
    answer(g, "2012-03-10T09:00", "granted", 0);
    answer(g, "2012-03-18T09:00", "revoked", 0);
    end(g);
    done(g);
}

static void permissions(generator *g) {
    begin(g, "permissions");
    if (has(g, RSP_FEATURE_permits)) {
        other_permissions(g);
    }
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
    rsp_generate_notices(g);
}
