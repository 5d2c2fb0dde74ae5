/* The search against the naive one, on random small networks with oneways, access, limits, barriers, turn
 * restrictions over nodes and over ways, zones, closures (of one direction too), danger and checkpoints.
 * Every path that comes back is driven again by hand. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <unistd.h>

#include <cmocka.h>

#include "base/file.h"
#include "base/rng.h"
#include "naive.h"

#define SIDE  4
#define NETS  400
#define STOPS 8

typedef struct town {
    rsp_buf xml;
    int64_t ways;
    int way_from[128], way_to[128];
    int64_t next_node, next_relation;
} town;

static rsp_point corner(rsp_rng *g, int i) {
    double x = 37.1 + (i % SIDE) * 0.0015 + (rsp_rng_unit(g) - 0.5) * 0.0006;
    double y = 36.2 + (int)(i / SIDE) * 0.0012 + (rsp_rng_unit(g) - 0.5) * 0.0006;
    return rsp_point_of(y, x);
}

static void add_node(town *t, rsp_rng *g, int64_t id, rsp_point p) {
    static const char *const extra[] = {
        "<tag k='barrier' v='bollard'/>", "<tag k='barrier' v='lift_gate'/><tag k='hgv' v='no'/>",
        "<tag k='barrier' v='gate'/><tag k='access' v='no'/><tag k='emergency' v='yes'/>"};
    rsp_buf_printf(&t->xml, "<node id='%lld' lat='%.7f' lon='%.7f'>%s</node>\n", (long long)id,
                   rsp_point_lat(p), rsp_point_lon(p),
                   rsp_rng_below(g, 12) == 0 ? extra[rsp_rng_below(g, 3)] : "");
}

static void add_way(town *t, rsp_rng *g, int a, int b, bool bend) {
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

static int shared_end(const town *t, int64_t w, int64_t x) {
    int ends[2] = {t->way_from[x], t->way_to[x]};
    for (int i = 0; i < 2; i++) {
        if (t->way_from[w] == ends[i] || t->way_to[w] == ends[i]) {
            return ends[i];
        }
    }
    return -1;
}

static void add_restrictions(town *t, rsp_rng *g) {
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

static rsp_net *random_net(rsp_ctx *ctx, rsp_rng *g, const char *dir) {
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

static rsp_box random_rect(rsp_rng *g, rsp_box all, double size) {
    double w = (all.max.lon_e7 - all.min.lon_e7) * size * (0.3 + rsp_rng_unit(g));
    double h = (all.max.lat_e7 - all.min.lat_e7) * size * (0.3 + rsp_rng_unit(g));
    double x = all.min.lon_e7 + rsp_rng_unit(g) * (all.max.lon_e7 - all.min.lon_e7);
    double y = all.min.lat_e7 + rsp_rng_unit(g) * (all.max.lat_e7 - all.min.lat_e7);
    return (rsp_box){.min = {(int32_t)x, (int32_t)y}, .max = {(int32_t)(x + w), (int32_t)(y + h)}};
}

/* A direction that no segment of the map has nearly 60 degrees to, so that rounding decides nothing. */
static void random_direction(const rsp_net *net, rsp_rng *g, rsp_point at, rsp_point ret[2]) {
    bool clear = false;
    while (!clear) {
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

static rsp_area *rect_area(rsp_ctx *ctx, rsp_box b) {
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

static void lay(rsp_ctx *ctx, rsp_rng *g, naive_world *w, laid *l) {
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

static rsp_metric random_metric(rsp_rng *g, const naive_world *w) {
    static const uint32_t weights[] = {0, 0, 5000, 12000};
    static const double factors[] = {1, 1, 2.5, 0.7};
    rsp_metric m = {.profiles = 1 + rsp_rng_below(g, 7),
                    .weight_kg = weights[rsp_rng_below(g, 4)],
                    .height_cm = rsp_rng_below(g, 4) == 0 ? 350 : 0,
                    .speed_factor = factors[rsp_rng_below(g, 4)],
                    .zones_allowed =
                        rsp_rng_below(g, 2) == 0 ? UINT64_MAX : rsp_rng_below(g, 1U << w->n_zones),
                    .danger_s_per_unit = rsp_rng_below(g, 3) == 0 ? rsp_rng_unit(g) * 5 : 0};
    return m;
}

/* Drives the path by hand: permitted, open, and of the time, length and crossings it says. */
static void drive_again(const naive_world *w, const rsp_metric *m, const rsp_path *p, rsp_arena *a) {
    double ms = 0;
    double metres = 0;
    assert_true(naive_allowed(w, m, p->arcs, p->n_arcs));
    for (uint32_t i = 0; i < p->n_arcs; i++) {
        bool back = (p->arcs[i] & 1U) != 0;
        double begin = i == 0 ? p->from.fraction : back ? 1 : 0;
        double end = i + 1 == p->n_arcs ? p->to.fraction : back ? 0 : 1;
        double lo = fmin(begin, end);
        double hi = fmax(begin, end);
        rsp_edge e;
        rsp_net_edge(w->net, p->arcs[i] >> 1, &e);
        assert_true(back ? begin >= end : begin <= end);
        assert_true(naive_open(w, m, p->arcs[i], lo, hi));
        ms += naive_ms(w, m, p->arcs[i], lo, hi) +
              naive_delay_ms(w, p->arcs[i] >> 1, lo, hi, i == 0 ? UINT32_MAX : p->arcs[i - 1] >> 1);
        metres += (hi - lo) * e.length_m;
    }
    assert_int_equal(p->time_s, (int)ceil(ms / 1000));
    assert_true(fabs(metres - p->length_m) < 1e-6);
    const rsp_point *at = NULL;
    const double *along = NULL;
    uint32_t n = 0;
    assert_int_equal(rsp_path_shape(w->net, p, a, &at, &along, &n), 0);
    assert_true(n >= 1 && fabs(along[n - 1] - p->length_m) < 0.05);
    uint64_t inside = 0;
    for (uint32_t z = 0; z < w->n_zones; z++) {
        for (uint32_t i = 0; i + 1 < n; i++) {
            for (int k = 0; k <= 10; k++) {
                rsp_point q = rsp_point_between(at[i], at[i + 1], k / 10.0);
                rsp_box b = w->zones[z].box;
                double here = along[i] + (along[i + 1] - along[i]) * k / 10.0;
                bool in = q.lon_e7 > b.min.lon_e7 && q.lon_e7 < b.max.lon_e7 && q.lat_e7 > b.min.lat_e7 &&
                          q.lat_e7 < b.max.lat_e7; /* q is rounded: its border may not be the zone's */
                bool covered = false;
                for (uint32_t c = 0; c < p->n_crossings; c++) {
                    covered =
                        covered || (p->crossings[c].zone == z && here >= p->crossings[c].enter_m - 0.1 &&
                                    here <= p->crossings[c].leave_m + 0.1);
                }
                if (in && !covered) {
                    fail_msg("zone %u is crossed at %.2f m and no crossing says so", z, here);
                }
                inside |= in ? 1ULL << z : 0;
            }
        }
    }
    assert_int_equal(inside & ~p->zones, 0);
    for (uint32_t c = 0; c < p->n_crossings; c++) {
        const rsp_crossing *x = &p->crossings[c];
        bool t = false;
        assert_true(x->enter_s >= 0 && x->enter_s <= x->leave_s && x->leave_s <= p->time_s);
        assert_true(x->leave_m <= p->length_m + 1e-6 && x->enter_m <= x->leave_m + 1e-9);
        for (uint32_t i = 0; i < p->n_arcs && !t; i++) {
            t = naive_touches(
                w->net, p->arcs[i] >> 1, 0, 1,
                (rsp_box){{w->zones[x->zone].box.min.lon_e7 - 3, w->zones[x->zone].box.min.lat_e7 - 3},
                          {w->zones[x->zone].box.max.lon_e7 + 3, w->zones[x->zone].box.max.lat_e7 + 3}});
        }
        assert_true(t);
    }
}

typedef struct tally {
    uint64_t found, none, crossings, passes, restrictions;
    uint64_t shut_in; /* began or were to end in a closed zone or on closed ground */
    uint64_t one_way; /* paths on ground that a one-way closure closes to who comes the other way */
} tally;

/* Whether a vehicle standing at the snap may drive in neither direction. */
static bool shut_in(const naive_world *w, const rsp_metric *m, const rsp_snap *s) {
    return !naive_open(w, m, s->edge << 1, s->fraction, s->fraction) &&
           !naive_open(w, m, s->edge << 1 | 1U, s->fraction, s->fraction);
}

/* Whether some area begins or ends within 2 cm: what is inside is rounded outwards by so much, and may differ
 * from what is computed here. */
static bool near_border(const naive_world *w, const rsp_snap *s) {
    rsp_edge e;
    rsp_net_edge(w->net, s->edge, &e);
    double step = 0.02 / e.length_m;
    for (uint32_t i = 0; i < w->n_zones + w->n_closures; i++) {
        rsp_box b = i < w->n_zones ? w->zones[i].box : w->closures[i - w->n_zones].box;
        if (!naive_touches(w->net, s->edge, s->fraction, s->fraction, b) &&
            naive_touches(w->net, s->edge, s->fraction - step, s->fraction + step, b)) {
            return true;
        }
    }
    return false;
}

static bool uses_one_way(const naive_world *w, const rsp_path *p) {
    for (uint32_t i = 1; i + 1 < p->n_arcs; i++) {
        for (uint32_t c = 0; c < w->n_closures; c++) {
            if (naive_closed(w, c, p->arcs[i] ^ 1U, 0, 1)) {
                return true;
            }
        }
    }
    return false;
}

static void compare(rsp_ctx *ctx, rsp_rng *g, const naive_world *w, rsp_search *s, tally *t) {
    rsp_metric m = random_metric(g, w);
    rsp_snap stops[STOPS];
    rsp_path paths[STOPS];
    double ms[STOPS];
    rsp_err err = {0};
    rsp_arena *a = NULL;
    assert_int_equal(rsp_arena_new(ctx, 0, &a, &err), 0);
    for (int i = 0; i < STOPS; i++) {
        static const double ends[] = {0, 1, 0.5};
        do {
            stops[i] = (rsp_snap){
                .edge = i > 0 && rsp_rng_below(g, 3) == 0 ? stops[0].edge
                                                          : rsp_rng_below(g, rsp_net_edges(w->net)),
                .fraction = rsp_rng_below(g, 5) == 0 ? ends[rsp_rng_below(g, 3)] : rsp_rng_unit(g)};
        } while (near_border(w, &stops[i]));
    }
    if (rsp_route_many(s, &m, &stops[0], stops, STOPS, a, paths, &err) != 0) {
        fail_msg("%s", err.msg);
    }
    naive_route(w, &m, &stops[0], stops, STOPS, ms);
    for (int i = 0; i < STOPS; i++) {
        bool inside = shut_in(w, &m, &stops[0]) || shut_in(w, &m, &stops[i]);
        t->shut_in += inside ? 1 : 0;
        assert_true(!inside || paths[i].time_s < 0);
        if (ms[i] < 0 || paths[i].time_s < 0) {
            if (ms[i] >= 0 || paths[i].time_s >= 0) {
                fail_msg("found in %d s, naive in %.3f s", paths[i].time_s, ms[i] / 1000);
            }
            t->none++;
            continue;
        }
        if (m.danger_s_per_unit > 0) {
            double mine = paths[i].time_s + m.danger_s_per_unit * paths[i].danger;
            /* whole seconds; a stretch of danger is rounded outwards by a centimetre or so at each end */
            double slack = 0.001 + (0.001 + 0.06 * m.danger_s_per_unit) * paths[i].n_arcs;
            if (mine < ms[i] / 1000 - slack || mine > ms[i] / 1000 + 1 + slack) {
                fail_msg("cost %.3f s, naive %.3f s", mine, ms[i] / 1000);
            }
        } else {
            assert_int_equal(paths[i].time_s, (int)ceil(ms[i] / 1000));
        }
        drive_again(w, &m, &paths[i], a);
        t->found++;
        t->one_way += uses_one_way(w, &paths[i]) ? 1 : 0;
        t->crossings += paths[i].n_crossings;
        t->passes += paths[i].n_passes;
    }
    rsp_arena_free(a);
}

static void test_random(void **state) {
    (void)state;
    char dir[] = "/tmp/respite-exact-XXXXXX";
    assert_non_null(mkdtemp(dir));
    rsp_ctx ctx = rsp_ctx_init(NULL, NULL);
    rsp_rng g;
    tally t = {0};
    rsp_rng_seed(&g, 20121026);
    for (int k = 0; k < NETS; k++) {
        naive_world w = {.net = random_net(&ctx, &g, dir), .history = NAIVE_HISTORY};
        t.restrictions += rsp_net_describe(w.net).restrictions;
        for (int r = 0; r < 2; r++) {
            laid l;
            rsp_search *s = NULL;
            rsp_err err = {0};
            lay(&ctx, &g, &w, &l);
            assert_int_equal(rsp_search_new(&ctx, l.o, &s, &err), 0);
            for (int q = 0; q < 4; q++) {
                compare(&ctx, &g, &w, s, &t);
            }
            rsp_search_free(s);
            rsp_overlay_free(l.o);
            for (uint32_t i = 0; i < l.n_areas; i++) {
                rsp_area_free(l.areas[i]);
            }
        }
        rsp_net *net;
        memcpy(&net, &w.net, sizeof net);
        rsp_net_close(net);
    }
    assert_int_equal(rmdir(dir), 0);
    print_message(
        "%llu paths, %llu without one, %llu crossings, %llu checkpoints, %llu restrictions, %llu shut "
        "in, %llu past one-way closures\n",
        (unsigned long long)t.found, (unsigned long long)t.none, (unsigned long long)t.crossings,
        (unsigned long long)t.passes, (unsigned long long)t.restrictions, (unsigned long long)t.shut_in,
        (unsigned long long)t.one_way);
    assert_true(t.found > 1000 && t.none > 500 && t.crossings > 500 && t.passes > 100 &&
                t.restrictions > 300 && t.shut_in > 500 && t.one_way > 100);
}

int main(void) {
    const struct CMUnitTest tests[] = {cmocka_unit_test(test_random)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
