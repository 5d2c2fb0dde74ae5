/* The overlay of a situation for questions about single routes (ground.h).
 *
 * Zones that need a pause count as zones (crossed, or avoided when asked); closures that hold at as_of close;
 * danger turns routes aside as the rules say; checkpoints delay. Incidents are left to the planner. */
#include "cli/ground.h"

#include <stdlib.h>
#include <string.h>

#include "base/text.h"

static int profile_of(const char *word, unsigned *ret, rsp_err *err) {
    const char *names[RSP_PROFILE_COUNT];
    for (unsigned p = 0; p < RSP_PROFILE_COUNT; p++) {
        names[p] = rsp_profile_name((rsp_profile)p);
        if (strcmp(names[p], word) == 0) {
            *ret = 1u << p;
            return 0;
        }
    }
    return rsp_fail(err, RSP_EUSAGE, "--profile: '%s' is not a profile; give truck, light or ambulance",
                    word);
}

static bool holds_at(int64_t from, int64_t until, int64_t when) {
    return (from == RSP_TIME_NONE || from <= when) && (until == RSP_TIME_NONE || when < until);
}

static int add_area(rsp_cli_ground *g, const rsp_geom *geom, double width_m, const rsp_area **ret,
                    rsp_err *err) {
    RSP_TRY(rsp_area_new(g->ctx, geom, width_m, &g->areas[g->n_areas], err));
    *ret = g->areas[g->n_areas++];
    return 0;
}

static int add_zones(rsp_cli_ground *g, rsp_overlay_zone *zones, uint32_t *zone_of, rsp_overlay_spec *spec,
                     rsp_err *err) {
    const rsp_situation *s = g->situation;
    for (uint32_t z = 0; z < s->n_zones && spec->n_zones < RSP_ZONES_MAX; z++) {
        if (s->zones[z].access == RSP_ACCESS_PAUSE) {
            zone_of[spec->n_zones] = z;
            RSP_TRY(add_area(g, s->zones[z].area, 0, &zones[spec->n_zones++].area, err));
        }
    }
    spec->zones = zones;
    g->zone_of = zone_of;
    return 0;
}

static bool has_width(const rsp_geom *geom) {
    return geom->kind != RSP_GEOM_POLYGON && geom->kind != RSP_GEOM_MULTIPOLYGON;
}

static int fill_spec(rsp_cli_ground *g, rsp_overlay_spec *spec, rsp_err *err) {
    const rsp_situation *s = g->situation;
    g->areas =
        rsp_arena_alloc(g->arena, (size_t)s->n_zones + s->n_closures + s->n_danger + 1, sizeof *g->areas);
    rsp_overlay_zone *zones = rsp_arena_alloc(g->arena, (size_t)s->n_zones + 1, sizeof *zones);
    uint32_t *zone_of = rsp_arena_alloc(g->arena, (size_t)s->n_zones + 1, sizeof *zone_of);
    rsp_overlay_closure *closures = rsp_arena_alloc(g->arena, (size_t)s->n_closures + 1, sizeof *closures);
    rsp_overlay_danger *danger = rsp_arena_alloc(g->arena, (size_t)s->n_danger + 1, sizeof *danger);
    rsp_overlay_checkpoint *checkpoints =
        rsp_arena_alloc(g->arena, (size_t)s->n_checkpoints + 1, sizeof *checkpoints);
    if (g->areas == NULL || zones == NULL || zone_of == NULL || closures == NULL || danger == NULL ||
        checkpoints == NULL) {
        return rsp_fail(err, RSP_ENOMEM, "out of memory");
    }
    RSP_TRY(add_zones(g, zones, zone_of, spec, err));
    for (uint32_t i = 0; i < s->n_closures; i++) {
        const rsp_closure *c = &s->closures[i];
        if (holds_at(c->from, c->until, s->as_of)) {
            rsp_overlay_closure *o = &closures[spec->n_closures++];
            o->one_way = c->one_way;
            o->line = c->geometry;
            RSP_TRY(add_area(g, c->geometry, has_width(c->geometry) ? c->width_m : 0, &o->area, err));
        }
    }
    for (uint32_t i = 0; i < s->n_danger; i++) {
        const rsp_danger *d = &s->danger[i];
        if (d->weight_x100 > 0) {
            rsp_overlay_danger *o = &danger[spec->n_danger++];
            o->weight = d->weight_x100 / 100.0;
            RSP_TRY(add_area(g, d->geometry, has_width(d->geometry) ? d->width_m : 0, &o->area, err));
        }
    }
    for (uint32_t i = 0; i < s->n_checkpoints; i++) {
        const rsp_checkpoint *c = &s->checkpoints[i];
        checkpoints[i] = (rsp_overlay_checkpoint){.at = c->at,
                                                  .delay_s = c->delay_s,
                                                  .per_vehicle_s = c->per_vehicle_s,
                                                  .limit_m = s->rules.snap_limit_m};
    }
    spec->closures = closures;
    spec->danger = danger;
    spec->checkpoints = checkpoints;
    spec->n_checkpoints = s->n_checkpoints;
    return 0;
}

static int set_metric(rsp_cli_ground *g, const rsp_args *a, rsp_err *err) {
    const rsp_situation *s = g->situation;
    g->metric =
        (rsp_metric){.speed_factor = 1, .zones_allowed = rsp_arg_flag(a, "avoid-zones") ? 0 : UINT64_MAX};
    RSP_TRY(profile_of(rsp_arg_text(a, "profile", "truck"), &g->metric.profiles, err));
    g->metric.weight_kg = (uint32_t)(rsp_arg_real(a, "weight-t", 0) * 1000 + 0.5);
    g->metric.height_cm = (uint32_t)(rsp_arg_real(a, "height-m", 0) * 100 + 0.5);
    g->snap_limit_m = (double)rsp_arg_int(a, "snap-limit-m", s != NULL ? s->rules.snap_limit_m : 500);
    if (s != NULL) {
        g->metric.speed_factor = s->rules.speed_factor_x100 / 100.0;
        g->metric.danger_s_per_unit = s->rules.danger_s_per_km / 1000.0;
    }
    return 0;
}

int rsp_cli_ground_open(const rsp_ctx *ctx, const rsp_args *a, const char *roads, rsp_cli_ground *ret) {
    rsp_err err = {0};
    char sha256[65];
    *ret = (rsp_cli_ground){.ctx = ctx};
    const char *path = rsp_arg_text(a, "situation", NULL);
    int status = path != NULL ? rsp_cli_situation(ctx, path, &ret->situation) : 0;
    status = status != 0 ? status : rsp_cli_road_file(ctx, roads, &ret->net, sha256);
    if (status != 0) {
        return status;
    }
    rsp_overlay_spec spec = {0};
    int rc = rsp_arena_new(ctx, 0, &ret->arena, &err);
    rc = rc != 0 || ret->situation == NULL ? rc : fill_spec(ret, &spec, &err);
    rc = rc != 0 ? rc : set_metric(ret, a, &err);
    rc = rc != 0 ? rc : rsp_overlay_new(ctx, ret->net, &spec, &ret->overlay, &err);
    rc = rc != 0 ? rc : rsp_search_new(ctx, ret->overlay, &ret->search, &err);
    return rc != 0 ? rsp_cli_fail(rc, &err) : 0;
}

void rsp_cli_ground_done(rsp_cli_ground *g) {
    rsp_search_free(g->search);
    rsp_overlay_free(g->overlay);
    for (uint32_t i = 0; i < g->n_areas; i++) {
        rsp_area_free(g->areas[i]);
    }
    rsp_arena_free(g->arena);
    rsp_net_close(g->net);
    rsp_situation_free(g->situation);
    *g = (rsp_cli_ground){0};
}

static int place_of(const rsp_situation *s, const char *word, rsp_point *ret, rsp_err *err) {
    for (uint32_t i = 0; i < s->n_places; i++) {
        if (strcmp(s->places[i].id, word) == 0) {
            *ret = s->places[i].at;
            return 0;
        }
    }
    const char *ids[256];
    uint32_t n = s->n_places < 256 ? s->n_places : 256;
    for (uint32_t i = 0; i < n; i++) {
        ids[i] = s->places[i].id;
    }
    const char *nearest = rsp_text_nearest(word, ids, n);
    return rsp_fail(err, RSP_EUSAGE, "'%s' is neither LAT,LON nor a place of the situation%s%s%s", word,
                    nearest != NULL ? "; did you mean '" : "; give e.g. 36.2021,37.1343 or a place's id",
                    nearest != NULL ? nearest : "", nearest != NULL ? "'?" : "");
}

int rsp_cli_point(const rsp_cli_ground *g, const char *word, rsp_point *ret, rsp_err *err) {
    char *end = NULL;
    double lat = strtod(word, &end);
    if (end == word || *end != ',') {
        if (g->situation != NULL) {
            return place_of(g->situation, word, ret, err);
        }
        return rsp_fail(err, RSP_EUSAGE,
                        "'%s' is not LAT,LON; give e.g. 36.2021,37.1343, or a place's id with "
                        "--situation FILE",
                        word);
    }
    const char *second = end + 1;
    double lon = strtod(second, &end);
    if (end == second || *end != 0) {
        return rsp_fail(err, RSP_EUSAGE, "'%s' is not LAT,LON; give e.g. 36.2021,37.1343", word);
    }
    if (!(lat >= -90 && lat <= 90) || !(lon >= -180 && lon <= 180)) {
        return rsp_fail(err, RSP_EUSAGE,
                        "'%s' is not on the earth; latitude is -90 to 90 and comes first, longitude -180 "
                        "to 180",
                        word);
    }
    *ret = rsp_point_of(lat, lon);
    return 0;
}

int rsp_cli_snap(const rsp_cli_ground *g, const char *word, rsp_snap *ret, rsp_err *err) {
    rsp_point p = {0};
    RSP_TRY(rsp_cli_point(g, word, &p, err));
    rsp_err why = {0};
    int rc = rsp_snap_point(g->net, &g->metric, p, g->snap_limit_m, ret, &why);
    return rc == 0 ? 0 : rsp_fail(err, rc, "'%s': %s", word, why.msg);
}
