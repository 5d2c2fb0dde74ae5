/* respite roads route: the best way from one point to another, junction by junction, with what it crosses. */
#include <math.h>
#include <stdio.h>

#include "base/file.h"
#include "base/json.h"
#include "cli/ground.h"

#define OUT_BYTES (64u << 20)

typedef struct route {
    const rsp_cli_ground *g;
    rsp_path path;
    const rsp_turn *turns;
    uint32_t n_turns;
} route;

static const char *zone_id(const route *r, uint32_t crossing) {
    return r->g->situation->zones[r->g->zone_of[r->path.crossings[crossing].zone]].id;
}

static const char *checkpoint_id(const route *r, uint32_t pass) {
    return r->g->situation->checkpoints[r->path.passes[pass].checkpoint].id;
}

static int find(rsp_cli_ground *g, const char *from, const char *to, route *ret, rsp_err *err) {
    rsp_snap ends[2];
    RSP_TRY(rsp_cli_snap(g, from, &ends[0], err));
    RSP_TRY(rsp_cli_snap(g, to, &ends[1], err));
    *ret = (route){.g = g};
    RSP_TRY(rsp_route_many(g->search, &g->metric, &ends[0], &ends[1], 1, g->arena, &ret->path, err));
    if (ret->path.time_s < 0) {
        return rsp_fail(err, RSP_EVIOLATION, "there is no way from '%s' to '%s' for this vehicle%s", from, to,
                        g->situation != NULL ? " with these closures and zones" : "");
    }
    return rsp_path_turns(g->net, &ret->path, g->arena, &ret->turns, &ret->n_turns);
}

static void put_text(const route *r) {
    const rsp_path *p = &r->path;
    printf("%.1f km, %d min %02d s\n", p->length_m / 1000, p->time_s / 60, p->time_s % 60);
    printf("  from %.5f,%.5f (%.0f m off the road) to %.5f,%.5f (%.0f m)\n", rsp_point_lat(p->from.at),
           rsp_point_lon(p->from.at), p->from.dist_m, rsp_point_lat(p->to.at), rsp_point_lon(p->to.at),
           p->to.dist_m);
    for (uint32_t i = 0; i < p->n_crossings; i++) {
        const rsp_crossing *c = &p->crossings[i];
        printf("  in zone %s from km %.1f (%d s) to km %.1f (%d s)\n", zone_id(r, i), c->enter_m / 1000,
               c->enter_s, c->leave_m / 1000, c->leave_s);
    }
    for (uint32_t i = 0; i < p->n_passes; i++) {
        printf("  checkpoint %s at km %.1f (%d s)\n", checkpoint_id(r, i), p->passes[i].at_m / 1000,
               p->passes[i].at_s);
    }
    for (uint32_t i = 0; i < r->n_turns; i++) {
        const rsp_turn *t = &r->turns[i];
        const char *way = fabs(t->turn_deg) < 20 ? "on" : (t->turn_deg > 0 ? "right" : "left");
        printf("  km %5.1f  %-5s %3.0f %-3s  %s%s%s  %.5f,%.5f\n", t->at_m / 1000, i == 0 ? "start" : way,
               t->bearing_deg, rsp_compass(t->bearing_deg), t->road, t->road[0] != 0 ? ", " : "",
               t->road_class, rsp_point_lat(t->at), rsp_point_lon(t->at));
    }
}

static void real(rsp_json_out *o, const char *key, double v, int decimals) {
    rsp_json_out_key(o, key);
    rsp_json_out_fixed(o, v, decimals);
}

static void whole(rsp_json_out *o, const char *key, int64_t v) {
    rsp_json_out_key(o, key);
    rsp_json_out_int(o, v);
}

static void snap_json(rsp_json_out *o, const char *key, const rsp_snap *s) {
    rsp_json_out_key(o, key);
    rsp_json_out_object(o);
    real(o, "lat", rsp_point_lat(s->at), 7);
    real(o, "lon", rsp_point_lon(s->at), 7);
    whole(o, "edge", s->edge);
    real(o, "fraction", s->fraction, 6);
    real(o, "off_road_m", s->dist_m, 1);
    rsp_json_out_end_object(o);
}

static void crossings_json(rsp_json_out *o, const route *r) {
    rsp_json_out_key(o, "zones");
    rsp_json_out_array(o);
    for (uint32_t i = 0; i < r->path.n_crossings; i++) {
        const rsp_crossing *c = &r->path.crossings[i];
        rsp_json_out_object(o);
        rsp_json_out_key(o, "zone");
        rsp_json_out_string(o, zone_id(r, i));
        whole(o, "enter_s", c->enter_s);
        whole(o, "leave_s", c->leave_s);
        real(o, "enter_m", c->enter_m, 1);
        real(o, "leave_m", c->leave_m, 1);
        rsp_json_out_end_object(o);
    }
    rsp_json_out_end_array(o);
    rsp_json_out_key(o, "checkpoints");
    rsp_json_out_array(o);
    for (uint32_t i = 0; i < r->path.n_passes; i++) {
        rsp_json_out_object(o);
        rsp_json_out_key(o, "checkpoint");
        rsp_json_out_string(o, checkpoint_id(r, i));
        whole(o, "at_s", r->path.passes[i].at_s);
        real(o, "at_m", r->path.passes[i].at_m, 1);
        rsp_json_out_end_object(o);
    }
    rsp_json_out_end_array(o);
}

static void turns_json(rsp_json_out *o, const route *r) {
    rsp_json_out_key(o, "turns");
    rsp_json_out_array(o);
    for (uint32_t i = 0; i < r->n_turns; i++) {
        const rsp_turn *t = &r->turns[i];
        rsp_json_out_object(o);
        real(o, "at_m", t->at_m, 1);
        real(o, "bearing_deg", t->bearing_deg, 1);
        real(o, "turn_deg", t->turn_deg, 1);
        rsp_json_out_key(o, "road");
        rsp_json_out_string(o, t->road);
        rsp_json_out_key(o, "class");
        rsp_json_out_string(o, t->road_class);
        real(o, "lat", rsp_point_lat(t->at), 7);
        real(o, "lon", rsp_point_lon(t->at), 7);
        rsp_json_out_end_object(o);
    }
    rsp_json_out_end_array(o);
}

static int shape_json(rsp_json_out *o, const route *r, rsp_err *err) {
    const rsp_point *points = NULL;
    const double *metres = NULL;
    uint32_t n = 0;
    if (rsp_path_shape(r->g->net, &r->path, r->g->arena, &points, &metres, &n) != 0) {
        return rsp_fail(err, RSP_ENOMEM, "out of memory");
    }
    rsp_json_out_key(o, "geometry");
    rsp_json_out_object(o);
    rsp_json_out_key(o, "type");
    rsp_json_out_string(o, "LineString");
    rsp_json_out_key(o, "coordinates");
    rsp_json_out_array_flat(o);
    for (uint32_t i = 0; i < n; i++) {
        rsp_json_out_array_flat(o);
        rsp_json_out_fixed(o, rsp_point_lon(points[i]), 7);
        rsp_json_out_fixed(o, rsp_point_lat(points[i]), 7);
        rsp_json_out_end_array(o);
    }
    rsp_json_out_end_array(o);
    rsp_json_out_end_object(o);
    return 0;
}

static int put_json(rsp_ctx *ctx, const route *r, rsp_err *err) {
    RSP_CLEANUP(rsp_buf_done) rsp_buf b = rsp_buf_init(ctx, OUT_BYTES);
    rsp_json_out o = rsp_json_out_init(&b, false);
    rsp_json_out_object(&o);
    whole(&o, "time_s", r->path.time_s);
    real(&o, "length_m", r->path.length_m, 1);
    real(&o, "danger", r->path.danger, 1);
    whole(&o, "per_vehicle_s", r->path.per_vehicle_s);
    snap_json(&o, "from", &r->path.from);
    snap_json(&o, "to", &r->path.to);
    crossings_json(&o, r);
    turns_json(&o, r);
    rsp_json_out_key(&o, "arcs");
    rsp_json_out_array_flat(&o);
    for (uint32_t i = 0; i < r->path.n_arcs; i++) {
        rsp_json_out_int(&o, r->path.arcs[i]);
    }
    rsp_json_out_end_array(&o);
    RSP_TRY(shape_json(&o, r, err));
    rsp_json_out_end_object(&o);
    rsp_buf_char(&b, '\n');
    RSP_TRY(rsp_buf_ok(&b, err));
    return rsp_file_write(ctx, "-", b.at, b.n, err);
}

static int run(rsp_ctx *ctx, const rsp_args *a) {
    rsp_err err = {0};
    rsp_cli_ground g;
    int status = rsp_cli_ground_open(ctx, a, rsp_arg_operand(a, 0), &g);
    if (status == 0) {
        route r;
        int rc = find(&g, rsp_arg_operand(a, 1), rsp_arg_operand(a, 2), &r, &err);
        if (rc == 0 && rsp_arg_flag(a, "json")) {
            rc = put_json(ctx, &r, &err);
        } else if (rc == 0) {
            put_text(&r);
        }
        status = rc != 0 ? rsp_cli_fail(rc, &err) : 0;
    }
    rsp_cli_ground_done(&g);
    return status;
}

static const rsp_opt OPTIONS[] = {RSP_CLI_GROUND_OPTIONS, {0}};
const rsp_cmd rsp_cmd_roads_route = {.name = "roads route",
                                     .operands = "ROADS FROM TO",
                                     .min_operands = 3,
                                     .max_operands = 3,
                                     .summary = "The best way between two points, junction by junction",
                                     .about = "FROM and TO are LAT,LON or, with --situation, ids of its "
                                              "places. Exit status 1 where there is no way.",
                                     .opts = OPTIONS,
                                     .run = run};
