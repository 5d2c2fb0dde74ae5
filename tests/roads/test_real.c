/* The search on real extracts, where they lie beside the checkout, against the naive one; and the box query.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <unistd.h>

#include <cmocka.h>

#include "base/file.h"
#include "base/rng.h"
#include "naive.h"

static void check_map(const char *name, int sources) {
    char osm[512];
    char out[64];
    rsp_ctx ctx = rsp_ctx_init(NULL, NULL);
    rsp_err err = {0};
    rsp_net_report report;
    rsp_net *net = NULL;
    rsp_overlay *o = NULL;
    rsp_search *s = NULL;
    rsp_arena *a = NULL;
    rsp_overlay_spec spec = {0};
    snprintf(osm, sizeof osm, "%s/mapdata/%s", RSP_SHARED_DIR, name);
    snprintf(out, sizeof out, "/tmp/respite-real-%d.roads", (int)getpid());
    if (rsp_net_build(&ctx, osm, out, NULL, &report, &err) != 0 || rsp_net_open(&ctx, out, &net, &err) != 0) {
        fail_msg("%s", err.msg);
    }
    unlink(out);
    assert_int_equal(rsp_overlay_new(&ctx, net, &spec, &o, &err), 0);
    assert_int_equal(rsp_search_new(&ctx, o, &s, &err), 0);
    assert_int_equal(rsp_arena_new(&ctx, 0, &a, &err), 0);
    naive_world w = {.net = net, .history = 1};
    rsp_rng g;
    rsp_rng_seed(&g, 7);
    uint32_t equal = 0;
    for (int q = 0; q < sources; q++) {
        rsp_snap stops[20];
        rsp_path paths[20];
        double ms[20];
        rsp_metric m = {.profiles = 1U << (q % 3), .speed_factor = 1, .zones_allowed = UINT64_MAX};
        for (int i = 0; i < 20; i++) {
            stops[i] =
                (rsp_snap){.edge = rsp_rng_below(&g, rsp_net_edges(net)), .fraction = rsp_rng_unit(&g)};
        }
        assert_int_equal(rsp_route_many(s, &m, &stops[0], stops, 20, a, paths, &err), 0);
        naive_route(&w, &m, &stops[0], stops, 20, ms);
        for (int i = 0; i < 20; i++) {
            if (paths[i].time_s < 0) { /* nothing is reached that the looser search does not reach */
                continue;
            }
            assert_true(naive_allowed(&w, &m, paths[i].arcs, paths[i].n_arcs));
            /* remembering one arc only, the naive search may break restrictions over ways: a lower bound */
            assert_true(ms[i] >= 0 && paths[i].time_s >= (int)ceil(ms[i] / 1000));
            equal += paths[i].time_s == (int)ceil(ms[i] / 1000) ? 1U : 0U;
        }
        for (int i = 0; i < 20; i++) {
            assert_true(paths[i].time_s >= 0 || ms[i] < 0 || report.restrictions > 0);
        }
    }
    assert_true(equal > 10U * (uint32_t)sources);
    for (int q = 0; q < 20; q++) { /* all edges whose line meets a box, and no others */
        rsp_box all = rsp_net_describe(net).box;
        double x = all.min.lon_e7 + rsp_rng_unit(&g) * ((double)all.max.lon_e7 - all.min.lon_e7);
        double y = all.min.lat_e7 + rsp_rng_unit(&g) * ((double)all.max.lat_e7 - all.min.lat_e7);
        rsp_box b = {{(int32_t)x, (int32_t)y}, {(int32_t)x + 100000, (int32_t)y + 80000}};
        const uint32_t *list = NULL;
        uint32_t n = 0;
        uint32_t k = 0;
        assert_int_equal(rsp_net_edges_in(net, b, a, &list, &n), 0);
        for (uint32_t e = 0; e < rsp_net_edges(net); e++) {
            if (naive_touches(net, e, 0, 1, b)) {
                assert_true(k < n && list[k] == e);
                k++;
            }
        }
        assert_int_equal(k, n);
    }
    rsp_arena_free(a);
    rsp_search_free(s);
    rsp_overlay_free(o);
    rsp_net_close(net);
}

static void test_monaco(void **state) {
    (void)state;
    check_map("monaco.osm.pbf", 9);
}

static void test_restrictions(void **state) {
    (void)state;
    check_map("reisterstown-via-restriction.osm.pbf", 6);
}

static void test_xml(void **state) {
    (void)state;
    check_map("andorra.osm.gz", 6);
}

static void test_aleppo(void **state) {
    (void)state;
    check_map("aleppo.osm.pbf", 3);
}

int main(void) {
    if (access(RSP_SHARED_DIR "/mapdata/monaco.osm.pbf", R_OK) != 0) {
        return 77;
    }
    const struct CMUnitTest tests[] = {cmocka_unit_test(test_monaco), cmocka_unit_test(test_restrictions),
                                       cmocka_unit_test(test_xml), cmocka_unit_test(test_aleppo)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
