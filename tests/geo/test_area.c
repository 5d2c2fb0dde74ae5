/* Points, distances and areas, against figures worked out elsewhere and against clipping by hand. */
#include <math.h>
#include <pthread.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

#include "base/rng.h"
#include "geo/geometry.h"

static void test_points(void **state) {
    (void)state;
    rsp_point aleppo = rsp_point_of(36.2021, 37.1343);
    rsp_point damascus = rsp_point_of(33.5138, 36.2765);
    /* 309.3 km on the WGS 84 ellipsoid (Karney); the sphere is within 0.6 % of it */
    double d = rsp_point_dist_m(aleppo, damascus);
    assert_true(fabs(d - 308900) < 0.006 * 308900);
    assert_true(
        fabs(rsp_point_dist_m(rsp_point_of(0, 0), rsp_point_of(0, 180)) - 3.14159265358979 * 6371008.8) < 1);
    assert_true(fabs(rsp_point_bearing_deg(rsp_point_of(0, 0), rsp_point_of(0, 1)) - 90) < 1e-9);
    assert_true(rsp_point_bearing_deg(aleppo, aleppo) <= 0);
    rsp_point there = rsp_point_at(aleppo, rsp_point_bearing_deg(aleppo, damascus), d);
    assert_true(rsp_point_dist_m(there, damascus) < 0.1);
    double f = 0;
    d = rsp_point_segment_dist_m(rsp_point_of(36.001, 37.005), rsp_point_of(36, 37), rsp_point_of(36, 37.01),
                                 &f);
    assert_true(fabs(f - 0.5) < 1e-6 && fabs(d - 111.195) < 0.01);
    assert_string_equal(rsp_compass(0), "N");
    assert_string_equal(rsp_compass(359), "N");
    assert_string_equal(rsp_compass(-91), "W");
    assert_string_equal(rsp_compass(203), "SSW");
}

static rsp_area *polygon(const rsp_point *p, uint32_t n, double buffer_m) {
    rsp_ctx ctx = rsp_ctx_init(NULL, NULL);
    rsp_err err = {0};
    rsp_ring ring = {.at = p, .n = n};
    rsp_part part = {.rings = &ring, .n = 1};
    rsp_geom g = {
        .kind = n == 1 ? RSP_GEOM_POINT : RSP_GEOM_POLYGON, .parts = &part, .n = 1, .box = {p[0], p[0]}};
    rsp_area *a = NULL;
    for (uint32_t i = 0; i < n; i++) {
        g.box.min.lon_e7 = p[i].lon_e7 < g.box.min.lon_e7 ? p[i].lon_e7 : g.box.min.lon_e7;
        g.box.min.lat_e7 = p[i].lat_e7 < g.box.min.lat_e7 ? p[i].lat_e7 : g.box.min.lat_e7;
        g.box.max.lon_e7 = p[i].lon_e7 > g.box.max.lon_e7 ? p[i].lon_e7 : g.box.max.lon_e7;
        g.box.max.lat_e7 = p[i].lat_e7 > g.box.max.lat_e7 ? p[i].lat_e7 : g.box.max.lat_e7;
    }
    if (rsp_area_new(&ctx, &g, buffer_m, &a, &err) != 0) {
        fail_msg("%s", err.msg);
    }
    return a;
}

static rsp_area *square(void) {
    rsp_point p[] = {rsp_point_of(36, 37), rsp_point_of(36, 37.1), rsp_point_of(36.1, 37.1),
                     rsp_point_of(36.1, 37), rsp_point_of(36, 37)};
    return polygon(p, 5, 0);
}

static void test_has_point(void **state) {
    (void)state;
    rsp_area *a = square();
    assert_true(rsp_area_has_point(a, rsp_point_of(36.05, 37.05)));
    assert_true(rsp_area_has_point(a, rsp_point_of(36, 37.05))); /* the boundary is inside */
    assert_false(rsp_area_has_point(a, rsp_point_of(35.9999999, 37.05)));
    assert_true(fabs(rsp_area_km2(a) - 99.98) < 0.5); /* 11.095 km by 9.01 km on the ellipsoid */
    rsp_area_free(a);
    rsp_point p = rsp_point_of(36.2, 37.15);
    a = polygon(&p, 1, 100);
    assert_true(rsp_area_has_point(a, rsp_point_at(p, 45, 98)));
    assert_true(rsp_area_has_point(a, rsp_point_at(p, 90, 99)));
    assert_false(rsp_area_has_point(a, rsp_point_at(p, 90, 101)));
    assert_false(rsp_area_has_point(a, rsp_point_at(p, 0, 101)));
    assert_true(fabs(rsp_area_km2(a) - 0.0314) < 0.0006);
    rsp_area_free(a);
}

static void test_segments(void **state) {
    (void)state;
    rsp_area *a = square();
    rsp_rng g;
    rsp_rng_seed(&g, 3);
    for (int i = 0; i < 2000; i++) {
        rsp_point p = rsp_point_of(35.95 + 0.2 * rsp_rng_unit(&g), 36.95 + 0.2 * rsp_rng_unit(&g));
        rsp_point q = rsp_point_of(35.95 + 0.2 * rsp_rng_unit(&g), 36.95 + 0.2 * rsp_rng_unit(&g));
        double at[4][2];
        uint32_t n = rsp_area_segment(a, p, q, at, 4);
        double t0 = 0;
        double t1 = 1;
        double from[2] = {p.lon_e7, p.lat_e7};
        double d[2] = {(double)q.lon_e7 - p.lon_e7, (double)q.lat_e7 - p.lat_e7};
        double lo[2] = {370000000, 360000000};
        for (int k = 0; k < 2; k++) {
            double x = (lo[k] - from[k]) / d[k];
            double y = (lo[k] + 1000000 - from[k]) / d[k];
            t0 = fmax(t0, fmin(x, y));
            t1 = fmin(t1, fmax(x, y));
        }
        assert_int_equal(n, t0 <= t1 ? 1 : 0);
        if (n == 1) { /* outwards, and by no more than a few centimetres */
            double unit = 3 / hypot(d[0], d[1]);
            assert_true(at[0][0] <= t0 && at[0][0] >= fmax(0, t0 - unit));
            assert_true(at[0][1] >= t1 && at[0][1] <= fmin(1, t1 + unit));
        }
    }
    rsp_area_free(a);
}

static void test_many_stretches(void **state) {
    (void)state;
    rsp_point p[64];
    uint32_t n = 0;
    for (int i = 0; i < 10; i++) { /* a comb: ten teeth upwards */
        p[n++] = rsp_point_of(36.01, 37 + i * 0.01);
        p[n++] = rsp_point_of(36.02, 37 + i * 0.01 + 0.002);
        p[n++] = rsp_point_of(36.01, 37 + i * 0.01 + 0.004);
    }
    p[n++] = rsp_point_of(36, 37.1);
    p[n++] = rsp_point_of(36, 37);
    p[n] = p[0];
    rsp_area *a = polygon(p, n + 1, 0);
    double at[16][2];
    assert_int_equal(rsp_area_segment(a, rsp_point_of(36.015, 36.99), rsp_point_of(36.015, 37.11), at, 16),
                     10);
    for (int i = 0; i + 1 < 10; i++) {
        assert_true(at[i][0] < at[i][1] && at[i][1] < at[i + 1][0]);
    }
    uint32_t few = rsp_area_segment(a, rsp_point_of(36.015, 36.99), rsp_point_of(36.015, 37.11), at, 3);
    assert_true(few >= 1 && few <= 3);
    assert_true(at[few - 1][1] > 0.85); /* what does not fit is swallowed, never lost */
    rsp_area_free(a);
}

static void *ask(void *area) {
    rsp_rng g;
    uint64_t in = 0;
    rsp_rng_seed(&g, 9);
    for (int i = 0; i < 2000; i++) {
        in += rsp_area_has_point(
            area, rsp_point_of(35.95 + 0.2 * rsp_rng_unit(&g), 36.95 + 0.2 * rsp_rng_unit(&g)));
    }
    return in > 400 && in < 600 ? area : NULL;
}

static void test_threads(void **state) {
    (void)state;
    rsp_area *a = square();
    pthread_t t[4];
    for (int i = 0; i < 4; i++) {
        assert_int_equal(pthread_create(&t[i], NULL, ask, a), 0);
    }
    for (int i = 0; i < 4; i++) {
        void *ok = NULL;
        assert_int_equal(pthread_join(t[i], &ok), 0);
        assert_non_null(ok);
    }
    rsp_area_free(a);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_points),   cmocka_unit_test(test_has_point),
        cmocka_unit_test(test_segments), cmocka_unit_test(test_many_stretches),
        cmocka_unit_test(test_threads),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
