/* Synthetic situations (generate.h). Places fall where streets are dense, zones are star-shaped polygons
 * round some of them, hubs lie outside. The order of the random draws is part of the format: change it only
 * with a new seed scheme. */
#include "plan/generate_inner.h"

#include <math.h>
#include <string.h>

#define TRIES 400

static const char *const FEATURES[] = {
#define NAME_(name) #name,
    RSP_GENERATE_FEATURES(NAME_)
#undef NAME_
};

const char *rsp_feature_name(int feature) {
    return FEATURES[feature];
}

/* --- where things are --- */

static bool usable(const rsp_edge *e) {
    return e->forward_ms[RSP_PROFILE_TRUCK] != UINT32_MAX && e->backward_ms[RSP_PROFILE_TRUCK] != UINT32_MAX;
}

rsp_point rsp_generate_anywhere(generator *g) {
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
    rsp_point p = rsp_generate_anywhere(g);
    for (int i = 0; i < TRIES && in_zone(g, p); i++) {
        p = rsp_generate_anywhere(g);
    }
    return p;
}

static int make_zone(generator *g, uint32_t z, rsp_err *err) {
    rsp_point middle = rsp_generate_anywhere(g);
    for (int i = 0; i < 50 && !has(g, RSP_FEATURE_overlaps) && in_zone(g, middle); i++) {
        middle = rsp_generate_anywhere(g);
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
        rsp_point p = rsp_generate_anywhere(g);
        if (in_zone(g, p)) {
            return p;
        }
    }
    return rsp_generate_anywhere(g);
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
        g->places[i] = rsp_rng_below(&g->rng, 10) < 8 ? inside_some_zone(g) : rsp_generate_anywhere(g);
    }
    for (uint32_t i = o->places; i < g->n_places; i++) {
        g->places[i] = outside(g);
    }
    if (has(g, RSP_FEATURE_hubs_inside)) {
        g->places[o->places] = inside_some_zone(g);
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
    if (has(g, RSP_FEATURE_names)) {
        text(g, "ar", "وضع مُختلَق");
    }
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
    if (has(g, RSP_FEATURE_rules) && !has(g, RSP_FEATURE_table)) {
        rsp_json_out_key(&g->w, "detour_factor");
        rsp_json_out_fixed(&g->w, 1.3, 1);
        rsp_json_out_key(&g->w, "speed_kmh");
        rsp_json_out_object(&g->w);
        number(g, "truck", 25);
        number(g, "light", 35);
        number(g, "ambulance", 45);
        rsp_json_out_end_object(&g->w);
    }
    if (has(g, RSP_FEATURE_facts)) {
        text(g, "note", "Invented.");
    }
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
        rsp_generate_ground(&g);
        rsp_generate_work(&g);
        rsp_generate_roadside(&g);
        rsp_generate_facts(&g);
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
