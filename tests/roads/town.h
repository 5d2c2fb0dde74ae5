/* Random towns for the tests of roads: small networks with oneways, access, limits, barriers, loops, turn
 * restrictions over nodes and over ways; and what may lie on them: zones, closures (of one direction too),
 * danger and checkpoints. */
#ifndef RSP_TESTS_ROADS_TOWN_H
#define RSP_TESTS_ROADS_TOWN_H

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <unistd.h>

#include <cmocka.h>

#include "base/file.h"
#include "base/rng.h"
#include "naive.h"

#define SIDE 4

typedef struct town {
    rsp_buf xml;
    int64_t ways;
    int way_from[128], way_to[128];
    int64_t next_node, next_relation;
} town;

static inline rsp_point corner(rsp_rng *g, int i) {
    double x = 37.1 + (i % SIDE) * 0.0015 + (rsp_rng_unit(g) - 0.5) * 0.0006;
    double y = 36.2 + (int)(i / SIDE) * 0.0012 + (rsp_rng_unit(g) - 0.5) * 0.0006;
    return rsp_point_of(y, x);
}

static inline void add_node(town *t, rsp_rng *g, int64_t id, rsp_point p) {
    static const char *const extra[] = {
        "<tag k='barrier' v='bollard'/>", "<tag k='barrier' v='lift_gate'/><tag k='hgv' v='no'/>",
        "<tag k='barrier' v='gate'/><tag k='access' v='no'/><tag k='emergency' v='yes'/>"};
    rsp_buf_printf(&t->xml, "<node id='%lld' lat='%.7f' lon='%.7f'>%s</node>\n", (long long)id,
                   rsp_point_lat(p), rsp_point_lon(p),
                   rsp_rng_below(g, 12) == 0 ? extra[rsp_rng_below(g, 3)] : "");
}

static inline void add_way(town *t, rsp_rng *g, int a, int b, bool bend) {
    static const char *const extra[] = {"<tag k='oneway' v='yes'/>",
                                        "<tag k='oneway' v='-1'/>",
                                        "<tag k='oneway' v='yes'/><tag k='oneway:emergency' v='no'/>",
                                        "<tag k='hgv' v='no'/>",
                                        "<tag k='maxweight' v='7.5'/>",
                                        "<tag k='maxheight' v='3.2 m'/>",
                                        "<tag k='surface' v='gravel'/>"};
    static const char *const classes[] = {"residential", "primary", "secondary", "tertiary"};
    t->way_from[t->ways] = a;
    t->way_to[t->ways] = b;
    rsp_buf_printf(&t->xml, "<way id='%lld'><nd ref='%d'/>", (long long)++t->ways, a + 1);
    if (bend) {
        rsp_buf_printf(&t->xml, "<nd ref='%lld'/>", (long long)(1000 + t->ways));
    }
    rsp_buf_printf(&t->xml, "<nd ref='%d'/><tag k='highway' v='%s'/>%s</way>\n", b + 1,
                   classes[rsp_rng_below(g, 4)], rsp_rng_below(g, 3) == 0 ? extra[rsp_rng_below(g, 7)] : "");
}

static inline int shared_end(const town *t, int64_t w, int64_t x) {
    int ends[2] = {t->way_from[x], t->way_to[x]};
    for (int i = 0; i < 2; i++) {
        if (t->way_from[w] == ends[i] || t->way_to[w] == ends[i]) {
            return ends[i];
        }
    }
    return -1;
}

static inline void add_restrictions(town *t, rsp_rng *g) {
    static const char *const kinds[] = {"no_left_turn", "no_u_turn", "no_straight_on", "only_straight_on",
                                        "no_entry",     "no_exit",   "only_left_turn"};
    static const char *const extra[] = {"", "", "<tag k='except' v='hgv'/>",
                                        "<tag k='except' v='emergency'/>"};
    for (int i = 0; i < 400 && t->next_relation < 14; i++) {
        int64_t w[4];
        int n = 2 + (int)rsp_rng_below(g, 3); /* via a node, one way, two ways */
        bool joined = true;
        for (int k = 0; k < n; k++) {
            w[k] = rsp_rng_below(g, (uint32_t)t->ways);
            joined = joined && (k == 0 || shared_end(t, w[k - 1], w[k]) >= 0) &&
                     (k == 0 || n == 2 || w[k] != w[k - 1]);
        }
        if (!joined) {
            continue;
        }
        rsp_buf_printf(&t->xml, "<relation id='%lld'><member type='way' ref='%lld' role='from'/>",
                       (long long)++t->next_relation, (long long)w[0] + 1);
        if (n == 2) {
            rsp_buf_printf(&t->xml, "<member type='node' ref='%d' role='via'/>",
                           shared_end(t, w[0], w[1]) + 1);
        }
        for (int k = 1; k + 1 < n; k++) {
            rsp_buf_printf(&t->xml, "<member type='way' ref='%lld' role='via'/>", (long long)w[k] + 1);
        }
        rsp_buf_printf(&t->xml,
                       "<member type='way' ref='%lld' role='to'/><tag k='type' v='restriction'/><tag "
                       "k='restriction%s' v='%s'/>%s</relation>\n",
                       (long long)w[n - 1] + 1, rsp_rng_below(g, 6) == 0 ? ":hgv" : "",
                       kinds[rsp_rng_below(g, 7)], extra[rsp_rng_below(g, 4)]);
    }
}

static inline rsp_net *random_net(rsp_ctx *ctx, rsp_rng *g, const char *dir) {
    char osm[512];
    char out[512];
    rsp_err err = {0};
    town t = {.xml = rsp_buf_init(ctx, 1 << 20)};
    rsp_point at[SIDE * SIDE];
    rsp_buf ways = rsp_buf_init(ctx, 1 << 20);
    rsp_buf_str(&t.xml, "<?xml version='1.0'?><osm version='0.6'>\n");
    for (int i = 0; i < SIDE * SIDE; i++) {
        at[i] = corner(g, i);
        add_node(&t, g, i + 1, at[i]);
    }
    rsp_buf nodes = t.xml;
    t.xml = ways;
    for (int i = 0; i < SIDE * SIDE; i++) {
        int next[3] = {i % SIDE + 1 < SIDE ? i + 1 : -1, i + SIDE < SIDE * SIDE ? i + SIDE : -1,
                       rsp_rng_below(g, 8) == 0 ? i : -1}; /* now and then a loop */
        for (int k = 0; k < 3; k++) {
            if (next[k] < 0 || rsp_rng_below(g, 5) == 0) {
                continue;
            }
            bool bend = k == 2 || rsp_rng_below(g, 2) == 0;
            add_way(&t, g, i, next[k], bend);
            if (bend) {
                rsp_point m = rsp_point_between(at[i], at[next[k]], 0.5);
                m.lat_e7 += 300 + (int32_t)rsp_rng_below(g, 3000);
                rsp_buf_printf(&nodes, "<node id='%lld' lat='%.7f' lon='%.7f'/>\n",
                               (long long)(1000 + t.ways), rsp_point_lat(m), rsp_point_lon(m));
            }
        }
    }
    add_restrictions(&t, g);
    rsp_buf_add(&nodes, t.xml.at, t.xml.n);
    rsp_buf_str(&nodes, "</osm>\n");
    snprintf(osm, sizeof osm, "%s/town.osm", dir);
    snprintf(out, sizeof out, "%s/town.roads", dir);
    assert_int_equal(rsp_file_write(ctx, osm, nodes.at, nodes.n, &err), 0);
    rsp_buf_done(&nodes);
    rsp_buf_done(&t.xml);
    rsp_net_report report;
    rsp_net *net = NULL;
    if (rsp_net_build(ctx, osm, out, NULL, &report, &err) != 0 || rsp_net_open(ctx, out, &net, &err) != 0) {
        fail_msg("%s", err.msg);
    }
    assert_int_equal(unlink(osm), 0);
    assert_int_equal(unlink(out), 0);
    return net;
}

static inline rsp_box random_rect(rsp_rng *g, rsp_box all, double size) {
    double w = (all.max.lon_e7 - all.min.lon_e7) * size * (0.3 + rsp_rng_unit(g));
    double h = (all.max.lat_e7 - all.min.lat_e7) * size * (0.3 + rsp_rng_unit(g));
    double x = all.min.lon_e7 + rsp_rng_unit(g) * (all.max.lon_e7 - all.min.lon_e7);
    double y = all.min.lat_e7 + rsp_rng_unit(g) * (all.max.lat_e7 - all.min.lat_e7);
    return (rsp_box){.min = {(int32_t)x, (int32_t)y}, .max = {(int32_t)(x + w), (int32_t)(y + h)}};
}

/* A direction that no segment of the map has nearly 60 degrees to, so that rounding decides nothing; on a
 * large map, any. */
static inline void random_direction(const rsp_net *net, rsp_rng *g, rsp_point at, rsp_point ret[2]) {
    bool clear = false;
    for (int tries = 0; !clear && (tries == 0 || rsp_net_edges(net) < 1000); tries++) {
        ret[0] = at;
        ret[1] = rsp_point_at(at, rsp_rng_unit(g) * 360, 100);
        clear = true;
        for (uint32_t i = 0; i < rsp_net_edges(net); i++) {
            rsp_edge e;
            rsp_net_edge(net, i, &e);
            for (uint32_t k = 0; k + 1 < e.n_shape; k++) {
                double there = naive_angle(e.shape[k], e.shape[k + 1], ret[0], ret[1]);
                clear = clear && fabs(there - 60) > 0.01 && fabs(there - 120) > 0.01;
            }
        }
    }
}

static inline rsp_area *rect_area(rsp_ctx *ctx, rsp_box b) {
    rsp_err err = {0};
    rsp_point p[5] = {b.min, {b.max.lon_e7, b.min.lat_e7}, b.max, {b.min.lon_e7, b.max.lat_e7}, b.min};
    rsp_ring ring = {.at = p, .n = 5};
    rsp_part part = {.rings = &ring, .n = 1};
    rsp_geom geom = {.kind = RSP_GEOM_POLYGON, .parts = &part, .n = 1, .box = b};
    rsp_area *a = NULL;
    assert_int_equal(rsp_area_new(ctx, &geom, 0, &a, &err), 0);
    return a;
}

typedef struct laid {
    rsp_geom lines[NAIVE_AREAS];
    rsp_part parts[NAIVE_AREAS];
    rsp_ring rings[NAIVE_AREAS];
    rsp_area *areas[3 * NAIVE_AREAS];
    uint32_t n_areas;
    rsp_overlay *o;
} laid;

static inline void lay(rsp_ctx *ctx, rsp_rng *g, naive_world *w, laid *l) {
    rsp_overlay_zone zones[NAIVE_AREAS];
    rsp_overlay_closure closures[NAIVE_AREAS];
    rsp_overlay_danger danger[NAIVE_AREAS];
    rsp_box all = rsp_net_describe(w->net).box;
    rsp_err err = {0};
    w->n_zones = rsp_rng_below(g, 4);
    w->n_closures = rsp_rng_below(g, 4);
    w->n_danger = rsp_rng_below(g, 3);
    w->n_checkpoints = rsp_rng_below(g, 3);
    memset(closures, 0, sizeof closures);
    l->n_areas = 0;
    for (uint32_t i = 0; i < w->n_zones; i++) {
        w->zones[i].box = random_rect(g, all, 0.35);
        zones[i].area = l->areas[l->n_areas++] = rect_area(ctx, w->zones[i].box);
    }
    for (uint32_t i = 0; i < w->n_closures; i++) {
        w->closures[i].box = random_rect(g, all, rsp_rng_below(g, 3) == 0 ? 0.2 : 0.06);
        closures[i].area = l->areas[l->n_areas++] = rect_area(ctx, w->closures[i].box);
        closures[i].one_way = rsp_rng_below(g, 2) == 0;
        memset(w->one_way[i], 0, sizeof w->one_way[i]);
        if (closures[i].one_way) {
            random_direction(w->net, g, w->closures[i].box.min, w->one_way[i]);
            l->rings[i] = (rsp_ring){.at = w->one_way[i], .n = 2};
            l->parts[i] = (rsp_part){.rings = &l->rings[i], .n = 1};
            l->lines[i] = (rsp_geom){.kind = RSP_GEOM_LINE, .parts = &l->parts[i], .n = 1};
            closures[i].line = &l->lines[i];
        }
    }
    for (uint32_t i = 0; i < w->n_danger; i++) {
        w->danger[i].box = random_rect(g, all, 0.3);
        w->danger_weight[i] = 0.01 + rsp_rng_unit(g);
        danger[i] = (rsp_overlay_danger){.area = l->areas[l->n_areas++] = rect_area(ctx, w->danger[i].box),
                                         .weight = w->danger_weight[i]};
    }
    for (uint32_t i = 0; i < w->n_checkpoints; i++) {
        rsp_edge e;
        rsp_net_edge(w->net, rsp_rng_below(g, rsp_net_edges(w->net)), &e);
        rsp_point p = rsp_point_between(e.shape[0], e.shape[1], rsp_rng_unit(g));
        p.lat_e7 += 37;
        w->checkpoints[i] =
            (rsp_overlay_checkpoint){.at = p, .delay_s = (int32_t)rsp_rng_below(g, 60), .per_vehicle_s = 3};
    }
    rsp_overlay_spec spec = {.zones = zones,
                             .n_zones = w->n_zones,
                             .closures = closures,
                             .n_closures = w->n_closures,
                             .danger = danger,
                             .n_danger = w->n_danger,
                             .checkpoints = w->checkpoints,
                             .n_checkpoints = w->n_checkpoints};
    if (rsp_overlay_new(ctx, w->net, &spec, &l->o, &err) != 0) {
        fail_msg("%s", err.msg);
    }
}

static inline rsp_metric random_metric(rsp_rng *g, const naive_world *w) {
    static const uint32_t kg[] = {0, 0, 5000, 12000};
    static const double factors[] = {1, 1, 2.5, 0.7};
    rsp_metric m = {.profiles = 1 + rsp_rng_below(g, 7),
                    .weight_kg = kg[rsp_rng_below(g, 4)],
                    .height_cm = rsp_rng_below(g, 4) == 0 ? 350 : 0,
                    .speed_factor = factors[rsp_rng_below(g, 4)],
                    .zones_allowed =
                        rsp_rng_below(g, 2) == 0 ? UINT64_MAX : rsp_rng_below(g, 1U << w->n_zones),
                    .danger_s_per_unit = rsp_rng_below(g, 3) == 0 ? rsp_rng_unit(g) * 5 : 0};
    return m;
}

static inline void take_up(laid *l) {
    rsp_overlay_free(l->o);
    for (uint32_t i = 0; i < l->n_areas; i++) {
        rsp_area_free(l->areas[i]);
    }
}

static inline void close_town(const rsp_net *net) {
    rsp_net *mine;
    memcpy(&mine, &net, sizeof mine);
    rsp_net_close(mine);
}

#endif
