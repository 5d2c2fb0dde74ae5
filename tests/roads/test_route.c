/* Small roads whose answers are known by hand: one-way closures, turns in words, who may drive under which
 * limit; and many threads asking at once. */
#include <math.h>
#include <pthread.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

#include "base/file.h"
#include "base/rng.h"
#include "roads/route.h"

static rsp_net *net_of(const rsp_ctx *ctx, const char *xml) {
    char osm[64];
    char out[64];
    rsp_err err = {0};
    rsp_net_report report;
    rsp_net *net = NULL;
    snprintf(osm, sizeof osm, "/tmp/respite-route-%d.osm", (int)getpid());
    snprintf(out, sizeof out, "/tmp/respite-route-%d.roads", (int)getpid());
    assert_int_equal(rsp_file_write(ctx, osm, xml, strlen(xml), &err), 0);
    if (rsp_net_build(ctx, osm, out, NULL, &report, &err) != 0 || rsp_net_open(ctx, out, &net, &err) != 0) {
        fail_msg("%s", err.msg);
    }
    unlink(osm);
    unlink(out);
    return net;
}

#define WAY(id, refs, tags) "<way id='" id "'>" refs "<tag k='highway' v='primary'/>" tags "</way>"
#define ND(id)              "<nd ref='" id "'/>"
#define TAG(k, v)           "<tag k='" k "' v='" v "'/>"
/* A crossing at 2: 1 in the west, 3 east, 4 north, 5 south; and a way round from 4 by 6 to 3. */
#define CROSSING                                                                                             \
    "<node id='1' lat='36.20' lon='37.10'/><node id='2' lat='36.20' lon='37.11'/>"                           \
    "<node id='3' lat='36.20' lon='37.12'/><node id='4' lat='36.21' lon='37.11'/>"                           \
    "<node id='5' lat='36.17' lon='37.11'/><node id='6' lat='36.21' lon='37.12'/>" WAY(                      \
        "12", ND("1") ND("2"), TAG("name", "West Street"))                                                   \
        WAY("24", ND("2") ND("4"), TAG("name", "North Street")) WAY("25", ND("2") ND("5"), "")               \
            WAY("46", ND("4") ND("6") ND("3"), TAG("name", "شارع النيل"))

/* The arc between two OSM nodes that are junctions or ends. */
static uint32_t arc_of(const rsp_net *net, int64_t from, int64_t to) {
    for (uint32_t i = 0; i < 2 * rsp_net_edges(net); i++) {
        rsp_edge e;
        rsp_net_edge(net, i >> 1, &e);
        if (rsp_net_osm_node(net, (i & 1U) != 0 ? e.to : e.from) == from &&
            rsp_net_osm_node(net, (i & 1U) != 0 ? e.from : e.to) == to) {
            return i;
        }
    }
    fail_msg("no arc from %lld to %lld", (long long)from, (long long)to);
    return 0;
}

/* A line with 15 m of ground to each side, closed in its own direction. It begins in the west, bends at the
 * crossing and goes north: east-bound and north-bound are closed there, whoever comes the other way is free.
 */
static void test_one_way(void **state) {
    (void)state;
    rsp_ctx ctx = rsp_ctx_init(NULL, NULL);
    rsp_err err = {0};
    rsp_net *net = net_of(&ctx, "<osm>" CROSSING WAY("23", ND("2") ND("3"), "") "</osm>");
    rsp_point at[3] = {rsp_point_of(36.20, 37.105), rsp_point_of(36.20, 37.11), rsp_point_of(36.205, 37.11)};
    rsp_ring ring = {.at = at, .n = 3};
    rsp_part part = {.rings = &ring, .n = 1};
    rsp_geom line = {.kind = RSP_GEOM_LINE, .parts = &part, .n = 1, .box = {at[0], at[2]}};
    rsp_area *area = NULL;
    rsp_overlay *o = NULL;
    rsp_search *s = NULL;
    assert_int_equal(rsp_area_new(&ctx, &line, 15, &area, &err), 0);
    rsp_overlay_closure closure = {.area = area, .line = &line, .one_way = true};
    rsp_overlay_spec spec = {.closures = &closure, .n_closures = 1};
    assert_int_equal(rsp_overlay_new(&ctx, net, &spec, &o, &err), 0);
    static const struct {
        int64_t from, to;
        bool closed;
    } arcs[] = {{1, 2, true}, {2, 1, false}, {2, 4, true},  {4, 2, false}, {2, 5, false},
                {5, 2, true}, {2, 3, true},  {3, 2, false}, {4, 3, false}, {3, 4, false}};
    for (size_t i = 0; i < sizeof arcs / sizeof *arcs; i++) {
        uint32_t arc = arc_of(net, arcs[i].from, arcs[i].to);
        uint32_t number = 99;
        if (rsp_overlay_edge_closed(o, arc >> 1, (arc & 1U) != 0, &number) != arcs[i].closed) {
            fail_msg("%lld -> %lld should be %s", (long long)arcs[i].from, (long long)arcs[i].to,
                     arcs[i].closed ? "closed" : "open");
        }
        assert_int_equal(number, arcs[i].closed ? 0 : 99);
    }
    /* There is no way east through the crossing, but one back west. */
    assert_int_equal(rsp_search_new(&ctx, o, &s, &err), 0);
    rsp_metric m = {.profiles = 1, .speed_factor = 1};
    rsp_snap west;
    rsp_snap round;
    rsp_path path;
    assert_int_equal(rsp_snap_point(net, &m, rsp_point_of(36.20, 37.101), 100, &west, &err), 0);
    assert_int_equal(rsp_snap_point(net, &m, rsp_point_of(36.21, 37.115), 100, &round, &err), 0);
    assert_int_equal(rsp_route_many(s, &m, &west, &round, 1, NULL, &path, &err), 0);
    assert_int_equal(path.time_s, -1);
    assert_int_equal(rsp_route_many(s, &m, &round, &west, 1, NULL, &path, &err), 0);
    assert_true(path.time_s > 0);
    closure.line = NULL;
    rsp_overlay *none = NULL;
    assert_int_equal(rsp_overlay_new(&ctx, net, &spec, &none, &err), RSP_EINPUT);
    assert_non_null(strstr(err.msg, "closure 0 is one-way but has no line"));
    rsp_search_free(s);
    rsp_overlay_free(o);
    rsp_area_free(area);
    rsp_net_close(net);
}

typedef struct words { /* of a turn: metres from the start, change of direction, the road then taken */
    double at_m, turn_deg;
    const char *road;
} words;

/* The turns of the best way from one OSM node to another. */
static void check_turns(const char *xml, rsp_point from, rsp_point to, const words *want, uint32_t n) {
    rsp_ctx ctx = rsp_ctx_init(NULL, NULL);
    rsp_err err = {0};
    rsp_net *net = net_of(&ctx, xml);
    rsp_overlay_spec spec = {0};
    rsp_overlay *o = NULL;
    rsp_search *s = NULL;
    rsp_arena *a = NULL;
    rsp_snap ends[2];
    rsp_path path;
    const rsp_turn *turns = NULL;
    uint32_t count = 0;
    rsp_metric m = {.profiles = 1, .speed_factor = 1};
    assert_int_equal(rsp_overlay_new(&ctx, net, &spec, &o, &err), 0);
    assert_int_equal(rsp_search_new(&ctx, o, &s, &err), 0);
    assert_int_equal(rsp_arena_new(&ctx, 0, &a, &err), 0);
    assert_int_equal(rsp_snap_point(net, &m, from, 100, &ends[0], &err), 0);
    assert_int_equal(rsp_snap_point(net, &m, to, 100, &ends[1], &err), 0);
    assert_int_equal(rsp_route_many(s, &m, &ends[0], &ends[1], 1, a, &path, &err), 0);
    assert_true(path.time_s > 0);
    assert_true(rsp_net_path_allowed(net, path.arcs, path.n_arcs, RSP_PROFILE_TRUCK));
    assert_int_equal(rsp_path_turns(net, &path, a, &turns, &count), 0);
    for (uint32_t i = 0; i < count && i < n; i++) {
        if (fabs(turns[i].at_m - want[i].at_m) > 1 || fabs(turns[i].turn_deg - want[i].turn_deg) > 1 ||
            strcmp(turns[i].road, want[i].road) != 0 || strcmp(turns[i].road_class, "primary") != 0) {
            fail_msg("turn %u: at %.1f m by %.1f degrees into \"%s\"", i, turns[i].at_m, turns[i].turn_deg,
                     turns[i].road);
        }
    }
    assert_int_equal(count, n);
    rsp_arena_free(a);
    rsp_search_free(s);
    rsp_overlay_free(o);
    rsp_net_close(net);
}

#define RESTRICTION(kind, via_type, via, to)                                                                 \
    "<relation id='9'>" TAG("type", "restriction")                                                           \
        TAG("restriction", kind) "<member type='way' ref='12' role='from'/><member type='" via_type          \
                                 "' ref='" via "' role='via'/><member type='way' ref='" to                   \
                                 "' role='to'/></relation>"

/* From half-way along 1-2 to half-way along 2-3. On the parallel of 36.2, 0.01 degrees are 897.3 m; on the
 * meridian, 1,112.0 m. */
static void test_turns(void **state) {
    (void)state;
    static const char east[] = WAY("23", ND("2") ND("3"), TAG("name", "West Street"));
    rsp_point from = rsp_point_of(36.20, 37.105);
    rsp_point to = rsp_point_of(36.20, 37.115);
    char xml[4096];
    const words straight[] = {{0, 0, "West Street"}};
    snprintf(xml, sizeof xml, "<osm>%s%s</osm>", CROSSING, east);
    check_turns(xml, from, to, straight, 1);
    /* No straight on: north, round by 6, back along the street. */
    const words round[] = {{0, 0, "West Street"},
                           {448.6, -90, "North Street"},
                           {1560.6, 90, "شارع النيل"},
                           {3569.8, 90, "West Street"}};
    snprintf(xml, sizeof xml, "<osm>%s%s%s</osm>", CROSSING, east,
             RESTRICTION("no_straight_on", "node", "2", "23"));
    check_turns(xml, from, to, round, 4);
    snprintf(xml, sizeof xml, "<osm>%s%s%s</osm>", CROSSING, east,
             RESTRICTION("only_left_turn", "node", "2", "24"));
    check_turns(xml, from, to, round, 4);
    /* Only to the south, a dead end: there one may turn round, and then goes right. */
    const words back[] = {
        {0, 0, "West Street"}, {448.6, 90, ""}, {3784.5, -180, ""}, {7120.3, 90, "West Street"}};
    snprintf(xml, sizeof xml, "<osm>%s%s%s</osm>", CROSSING, east,
             RESTRICTION("only_right_turn", "node", "2", "25"));
    check_turns(xml, from, to, back, 4);
}

/* Who passes one kilometre with a limit, by profile, weight and height. */
static void test_limits(void **state) {
    (void)state;
    enum { TRUCK = 1, LIGHT = 2, AMBULANCE = 4 };
    static const struct {
        const char *tags;
        unsigned profiles;
        uint32_t weight_kg, height_cm;
        bool passes;
    } cases[] = {
        {"", TRUCK, 60000, 500, true},
        {TAG("maxweight", "7.5"), TRUCK, 7500, 0, true},
        {TAG("maxweight", "7.5"), TRUCK, 7501, 0, false},
        {TAG("maxweight", "7.5"), TRUCK, 0, 0, true},
        {TAG("maxweight", "3.5"), LIGHT, 3500, 0, true},
        {TAG("maxweight", "3.5"), AMBULANCE, 4000, 0, false},
        {TAG("maxheight", "3.2"), TRUCK, 0, 320, true},
        {TAG("maxheight", "3.2"), TRUCK, 0, 321, false},
        {TAG("maxheight", "3.2"), LIGHT, 0, 0, true},
        {TAG("tunnel", "yes"), TRUCK, 0, 450, true},
        {TAG("tunnel", "yes"), TRUCK, 0, 451, false},
        {TAG("tunnel", "yes") TAG("maxheight", "5"), TRUCK, 0, 500, true},
        {TAG("hgv", "no"), LIGHT | AMBULANCE, 0, 0, true},
        {TAG("hgv", "no"), TRUCK | LIGHT, 0, 0, false},
        {TAG("motor_vehicle", "no") TAG("emergency", "yes"), AMBULANCE, 0, 0, true},
        {TAG("motor_vehicle", "no") TAG("emergency", "yes"), AMBULANCE | LIGHT, 0, 0, false},
    };
    rsp_ctx ctx = rsp_ctx_init(NULL, NULL);
    rsp_err err = {0};
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        char xml[1024];
        snprintf(xml, sizeof xml,
                 "<osm><node id='1' lat='0' lon='0'/><node id='2' lat='0' lon='0.01'/><node id='3' lat='0' "
                 "lon='0.02'/>" WAY("12", ND("1") ND("2"), TAG("name", "One"))
                     WAY("23", ND("2") ND("3"), "%s") "</osm>",
                 cases[i].tags);
        rsp_net *net = net_of(&ctx, xml);
        rsp_overlay_spec spec = {0};
        rsp_overlay *o = NULL;
        rsp_search *s = NULL;
        rsp_path path;
        rsp_metric m = {.profiles = cases[i].profiles,
                        .weight_kg = cases[i].weight_kg,
                        .height_cm = cases[i].height_cm,
                        .speed_factor = 1};
        uint32_t first = arc_of(net, 1, 2);
        uint32_t last = arc_of(net, 2, 3);
        rsp_snap from = {.edge = first >> 1, .fraction = 0.25};
        rsp_snap to = {.edge = last >> 1, .fraction = 0.75};
        assert_int_equal(rsp_overlay_new(&ctx, net, &spec, &o, &err), 0);
        assert_int_equal(rsp_search_new(&ctx, o, &s, &err), 0);
        assert_int_equal(rsp_route_many(s, &m, &from, &to, 1, NULL, &path, &err), 0);
        if ((path.time_s >= 0) != cases[i].passes) {
            fail_msg("case %zu: %s for profiles %u, %u kg, %u cm: %d s", i, cases[i].tags, cases[i].profiles,
                     cases[i].weight_kg, cases[i].height_cm, path.time_s);
        }
        rsp_search_free(s);
        rsp_overlay_free(o);
        rsp_net_close(net);
    }
}

#define SIDE    24
#define THREADS 4
#define ASKED   40
#define STOPS   12

typedef struct asker {
    const rsp_net *net;
    const rsp_overlay *o;
    uint64_t seed;
    int32_t time_s[ASKED][STOPS];
    double length_m[ASKED][STOPS];
    bool failed;
} asker;

/* Snaps and routes under ever other limits: the parts of the net that are made on first use are asked for by
 * all threads at once. */
static void *ask(void *user) {
    asker *q = user;
    rsp_ctx ctx = rsp_ctx_init(NULL, NULL);
    rsp_err err = {0};
    rsp_search *s = NULL;
    rsp_rng g;
    rsp_rng_seed(&g, q->seed);
    q->failed = rsp_search_new(&ctx, q->o, &s, &err) != 0;
    for (int i = 0; i < ASKED && !q->failed; i++) {
        rsp_metric m = {.profiles = 1 + rsp_rng_below(&g, 7),
                        .weight_kg = 1000 * rsp_rng_below(&g, 6),
                        .speed_factor = 1,
                        .zones_allowed = rsp_rng_below(&g, 2)};
        rsp_snap stops[STOPS];
        rsp_path paths[STOPS];
        for (int k = 0; k < STOPS; k++) {
            rsp_point p =
                rsp_point_of(36.2 + rsp_rng_unit(&g) * SIDE * 0.001, 37.1 + rsp_rng_unit(&g) * SIDE * 0.001);
            q->failed = q->failed || rsp_snap_point(q->net, &m, p, 5000, &stops[k], &err) != 0;
        }
        q->failed = q->failed || rsp_route_many(s, &m, &stops[0], stops, STOPS, NULL, paths, &err) != 0;
        for (int k = 0; k < STOPS && !q->failed; k++) {
            q->time_s[i][k] = paths[k].time_s;
            q->length_m[i][k] = paths[k].length_m;
        }
    }
    rsp_search_free(s);
    return NULL;
}

static char *grid_town(rsp_buf *b) {
    rsp_buf_str(b, "<osm>");
    for (int i = 0; i < SIDE * SIDE; i++) {
        rsp_buf_printf(b, "<node id='%d' lat='%.4f' lon='%.4f'/>", i + 1, 36.2 + i / SIDE * 0.001,
                       37.1 + i % SIDE * 0.001);
    }
    for (int i = 0; i < SIDE * SIDE; i++) {
        static const char *const tags[] = {"", TAG("maxweight", "2.5"), TAG("hgv", "no"),
                                           TAG("oneway", "yes")};
        for (int k = 0; k < 2; k++) {
            if (k == 0 ? i % SIDE + 1 < SIDE : i + SIDE < SIDE * SIDE) {
                rsp_buf_printf(b, "<way id='%d'><nd ref='%d'/><nd ref='%d'/>%s%s</way>", 2 * i + k + 1, i + 1,
                               i + 1 + (k == 0 ? 1 : SIDE), TAG("highway", "residential"),
                               i % 7 < 4 ? tags[i % 7] : "");
            }
        }
    }
    for (int i = 0; i + SIDE + 1 < SIDE * SIDE; i += 5) {
        rsp_buf_printf(
            b,
            "<relation id='%d'>" TAG("type", "restriction")
                TAG("restriction",
                    "no_right_turn") "<member type='way' ref='%d' role='from'/><member type='node' ref='%d' "
                                     "role='via'/><member type='way' ref='%d' role='to'/></relation>",
            i + 1, 2 * i + 1, i + 2, 2 * (i + 1) + 2);
    }
    rsp_buf_str(b, "</osm>");
    return b->at;
}

static void test_threads(void **state) {
    (void)state;
    rsp_ctx ctx = rsp_ctx_init(NULL, NULL);
    rsp_err err = {0};
    RSP_CLEANUP(rsp_buf_done) rsp_buf xml = rsp_buf_init(&ctx, 4 << 20);
    const char *text = grid_town(&xml);
    rsp_point p[5] = {rsp_point_of(36.205, 37.105), rsp_point_of(36.205, 37.108), rsp_point_of(36.21, 37.108),
                      rsp_point_of(36.21, 37.105), rsp_point_of(36.205, 37.105)};
    rsp_ring ring = {.at = p, .n = 5};
    rsp_part part = {.rings = &ring, .n = 1};
    rsp_geom geom = {.kind = RSP_GEOM_POLYGON, .parts = &part, .n = 1, .box = {p[0], p[2]}};
    rsp_area *area = NULL;
    assert_int_equal(rsp_area_new(&ctx, &geom, 0, &area, &err), 0);
    rsp_overlay_zone zone = {.area = area};
    rsp_overlay_spec spec = {.zones = &zone, .n_zones = 1};
    static asker asked[2][THREADS]; /* at once, and one after another on a fresh net */
    int64_t found = 0;
    for (int turn = 0; turn < 2; turn++) {
        rsp_net *net = net_of(&ctx, text);
        rsp_overlay *o = NULL;
        pthread_t threads[THREADS];
        assert_int_equal(rsp_overlay_new(&ctx, net, &spec, &o, &err), 0);
        for (int i = 0; i < THREADS; i++) {
            asked[turn][i] = (asker){.net = net, .o = o, .seed = (uint64_t)i / 2}; /* two ask the same */
            assert_int_equal(pthread_create(&threads[i], NULL, ask, &asked[turn][i]), 0);
            if (turn == 1) {
                assert_int_equal(pthread_join(threads[i], NULL), 0);
            }
        }
        for (int i = 0; i < THREADS; i++) {
            if (turn == 0) {
                assert_int_equal(pthread_join(threads[i], NULL), 0);
            }
            assert_false(asked[turn][i].failed);
        }
        rsp_overlay_free(o);
        rsp_net_close(net);
    }
    for (int i = 0; i < THREADS; i++) {
        assert_memory_equal(asked[0][i].time_s, asked[1][i].time_s, sizeof asked[0][i].time_s);
        assert_memory_equal(asked[0][i].length_m, asked[1][i].length_m, sizeof asked[0][i].length_m);
        assert_memory_equal(asked[0][i].time_s, asked[0][i ^ 1].time_s, sizeof asked[0][i].time_s);
        for (int k = 0; k < ASKED; k++) {
            found += asked[0][i].time_s[k][STOPS - 1] > 0 ? 1 : 0;
        }
    }
    assert_true(found > THREADS * ASKED / 2);
    rsp_area_free(area);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_one_way),
        cmocka_unit_test(test_turns),
        cmocka_unit_test(test_limits),
        cmocka_unit_test(test_threads),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
