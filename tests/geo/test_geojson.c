/* GeoJSON in and out: what is taken, what is refused and with which words. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <string.h>

#include <cmocka.h>

#include "geo/geometry.h"

#define ALL      0x3FU
#define POLYGONS (1U << RSP_GEOM_POLYGON | 1U << RSP_GEOM_MULTIPOLYGON)

/* Reads text; on success writes it again into out, else the first error's text. */
static int read_text(const char *text, unsigned allowed, const rsp_box *near, char *out, size_t size) {
    rsp_ctx ctx = rsp_ctx_init(NULL, NULL);
    rsp_err err = {0};
    rsp_arena *a = NULL;
    rsp_diag d;
    const rsp_json *v = NULL;
    const rsp_geom *g = NULL;
    assert_int_equal(rsp_arena_new(&ctx, 0, &a, &err), 0);
    assert_int_equal(rsp_diag_init(&ctx, &d, &err), 0);
    assert_int_equal(rsp_json_parse(a, "t.json", text, strlen(text), &d, &v), 0);
    int rc = rsp_geom_from_json(a, "t.json", v, allowed, near, &d, &g);
    if (rc == 0) {
        rsp_buf b = rsp_buf_init(&ctx, 1 << 20);
        rsp_json_out o = rsp_json_out_init(&b, true);
        rsp_geom_to_json(&o, g);
        snprintf(out, size, "%s", b.at);
        rsp_buf_done(&b);
        assert_int_equal(d.errors, 0);
    } else {
        assert_true(d.errors > 0);
        snprintf(out, size, "%zu %s", d.errors, d.at[0].text);
    }
    rsp_diag_done(&d);
    rsp_arena_free(a);
    return rc;
}

static void test_round_trip(void **state) {
    (void)state;
    static const char *const texts[] = {
        "{\"type\":\"Point\",\"coordinates\":[37.1234567,36.2]}",
        "{\"type\":\"MultiPoint\",\"coordinates\":[[37.1,36.2],[37.2,36.3]]}",
        "{\"type\":\"LineString\",\"coordinates\":[[37.1,36.2],[37.2,36.3]]}",
        "{\"type\":\"MultiLineString\",\"coordinates\":[[[1.5,2.5],[3.5,4.5]],[[5.5,6.5],[7.5,8.5]]]}",
        "{\"type\":\"Polygon\",\"coordinates\":[[[0.5,0.5],[9.5,0.5],[9.5,9.5],[0.5,0.5]],[[5.5,2.5],[6.5,2."
        "5],[6.5,3.5],[5.5,2.5]]]}",
        "{\"type\":\"MultiPolygon\",\"coordinates\":[[[[0.5,0.5],[1.5,0.5],[1.5,1.5],[0.5,0.5]]],[[[2.5,2.5],"
        "[3.5,2.5],[3.5,3.5],[2.5,2.5]]]]}",
    };
    for (size_t i = 0; i < sizeof texts / sizeof *texts; i++) {
        char out[512];
        char plain[512];
        size_t n = 0;
        if (read_text(texts[i], ALL, NULL, out, sizeof out) != 0) {
            fail_msg("%s", out);
        }
        for (const char *c = out; *c != '\0'; c++) { /* spaces are the writer's choice */
            if (*c != ' ' && *c != '\n') {
                plain[n++] = *c;
            }
        }
        plain[n] = '\0';
        assert_string_equal(plain, texts[i]);
    }
}

static void test_wrapped(void **state) {
    (void)state;
    char out[512];
    assert_int_equal(read_text("{\"type\":\"Feature\",\"properties\":null,\"geometry\":{\"type\":\"Point\","
                               "\"coordinates\":[1,2]}}",
                               ALL, NULL, out, sizeof out),
                     0);
    assert_int_equal(
        read_text(
            "{\"type\":\"FeatureCollection\",\"features\":[{\"type\":\"Feature\",\"geometry\":{\"type\":"
            "\"Point\",\"coordinates\":[1,2,300]}}]}",
            ALL, NULL, out, sizeof out),
        0);
    assert_int_equal(
        read_text("{\"type\":\"FeatureCollection\",\"features\":[]}", ALL, NULL, out, sizeof out),
        RSP_EINPUT);
}

static void test_refused(void **state) {
    (void)state;
    rsp_box near = {rsp_point_of(35, 36), rsp_point_of(37, 38.5)};
    static const struct {
        const char *text, *says;
    } cases[] = {
        {"{\"type\":\"Polygon\",\"coordinates\":[[[0,0],[1,0],[1,1]]]}", "needs at least 4"},
        {"{\"type\":\"Polygon\",\"coordinates\":[[[0,0],[1,0],[1,1],[0,1]]]}", "not closed"},
        {"{\"type\":\"Polygon\",\"coordinates\":[[[36,36],[37,37],[37,36],[36,37],[36,36]]]}",
         "Self-intersection"},
        {"{\"type\":\"Polygon\",\"coordinates\":[[[0,100],[1,0],[1,1],[0,100]]]}", "may be swapped"},
        {"{\"type\":\"Polygon\",\"coordinates\":[[[0,1e300],[1,0],[1,1],[0,1e300]]]}", "not on the earth"},
        {"{\"type\":\"Polygon\",\"coordinates\":[[[35.2,38.1],[36,37],[36,38],[35.2,38.1]]]}",
         "but swapped it is near"},
        {"{\"type\":\"Polygon\",\"coordinates\":[]}", "empty"},
        {"{\"type\":\"Polygon\",\"coordinates\":[[[\"a\",0],[1,0],[1,1],[0,0]]]}", "not two numbers"},
        {"{\"type\":\"Polygon\"}", "has no coordinates"},
        {"{\"type\":\"Point\",\"coordinates\":[1,2]}", "must be Polygon or MultiPolygon"},
        {"{\"type\":\"Circle\",\"coordinates\":[1,2]}", "must be Polygon or MultiPolygon"},
        {"{\"coordinates\":[1,2]}", "has no type"},
        {"[1,2]", "a geometry is expected"},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        char out[512];
        int rc = read_text(cases[i].text, POLYGONS, &near, out, sizeof out);
        if (rc != RSP_EINPUT || strstr(out, cases[i].says) == NULL) {
            fail_msg("%s: %d %s", cases[i].text, rc, out);
        }
    }
    char out[512];
    assert_int_equal(
        read_text("{\"type\":\"Polygon\",\"coordinates\":[[[0,91],[1,0],[1,1],[0,91]],[[0,0],[1,1]]]}",
                  POLYGONS, NULL, out, sizeof out),
        RSP_EINPUT);
    assert_int_equal(out[0], '3'); /* all errors at once: two bad positions, one short ring */
}

int main(void) {
    const struct CMUnitTest tests[] = {cmocka_unit_test(test_round_trip), cmocka_unit_test(test_wrapped),
                                       cmocka_unit_test(test_refused)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
