/* The JSON writer: numbers and trees come back as they went in, layouts are stable, failures stay failed. */
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <string.h>

#include <cmocka.h>

#include "base/json.h"
#include "base/rng.h"

/* Parses text and writes it again into out (ended with rsp_buf_done by the caller). */
static int rewrite(const rsp_ctx *ctx, const char *text, bool compact, rsp_buf *out) {
    rsp_err err = {0};
    RSP_CLEANUP(rsp_arena_free_p) rsp_arena *a = NULL;
    RSP_TRY(rsp_arena_new(ctx, 0, &a, &err));
    RSP_CLEANUP(rsp_diag_done) rsp_diag d = {0};
    RSP_TRY(rsp_diag_init(ctx, &d, &err));
    const rsp_json *v = NULL;
    RSP_TRY(rsp_json_parse(a, "t.json", text, strlen(text), &d, &v));
    rsp_json_out o = rsp_json_out_init(out, compact);
    rsp_json_out_tree(&o, v);
    return rsp_buf_ok(out, &err);
}

static void assert_same(const char *text, bool compact) {
    rsp_ctx ctx = rsp_ctx_init(NULL, NULL);
    RSP_CLEANUP(rsp_buf_done) rsp_buf b = rsp_buf_init(&ctx, 1 << 20);
    assert_int_equal(rewrite(&ctx, text, compact, &b), 0);
    assert_string_equal(b.at, text);
}

static void test_trees(void **state) {
    (void)state;
    static const char *const same[] = {
        "null",
        "[]",
        "{}",
        "-9223372036854775808",
        "0.1",
        "\"\\\"\\\\/\\u0008\\u000c\\n\\u000d\\t\\u0001\x7F\xD8\xA3\xF0\x9F\x98\x80\"",
        "[[],{},[[]],[{}],{\"a\":[]}]",
        "{\"\":{\"\":{\"\":1}},\"a\":[{\"b\":[1,[2,[3]]]},4],\"c\":true,\"d\":false,\"e\":null}",
        "[1.5,2.0,1e+22,5e-324,1.7976931348623157e+308,-0.0]",
    };
    for (size_t i = 0; i < sizeof same / sizeof *same; i++) {
        assert_same(same[i], true);
    }
    assert_same("{\n  \"a\": [\n    1,\n    {}\n  ],\n  \"b\": {\n    \"c\": []\n  }\n}", false);
    char deep[129] = {0};
    memset(deep, '[', 64);
    memset(deep + 64, ']', 64);
    assert_same(deep, true);
}

static void test_doubles(void **state) {
    (void)state;
    rsp_ctx ctx = rsp_ctx_init(NULL, NULL);
    rsp_err err = {0};
    RSP_CLEANUP(rsp_arena_free_p) rsp_arena *a = NULL;
    assert_int_equal(rsp_arena_new(&ctx, 0, &a, &err), 0);
    RSP_CLEANUP(rsp_diag_done) rsp_diag d = {0};
    assert_int_equal(rsp_diag_init(&ctx, &d, &err), 0);
    rsp_rng rng;
    rsp_rng_seed(&rng, 11);
    for (int i = 0; i < 20000; i++) {
        uint64_t bits = rsp_rng_next(&rng);
        double v = 0;
        memcpy(&v, &bits, sizeof v);
        v = i % 2 == 0 ? v : (double)(int64_t)bits / 1e15;
        if (!isfinite(v)) {
            continue;
        }
        rsp_buf b = rsp_buf_init(&ctx, 1 << 10);
        rsp_json_out o = rsp_json_out_init(&b, true);
        rsp_json_out_real(&o, v);
        const rsp_json *back = NULL;
        assert_int_equal(rsp_json_parse(a, "t.json", b.at, b.n, &d, &back), 0);
        assert_int_equal(back->kind, RSP_JSON_REAL);
        if (memcmp(&back->real, &v, sizeof v) != 0) {
            fail_msg("%a became %s", v, b.at);
        }
        rsp_buf_done(&b);
    }
}

static void written(double v, int decimals, const char *want) {
    rsp_ctx ctx = rsp_ctx_init(NULL, NULL);
    RSP_CLEANUP(rsp_buf_done) rsp_buf b = rsp_buf_init(&ctx, 1 << 10);
    rsp_json_out o = rsp_json_out_init(&b, true);
    if (decimals < 0) {
        rsp_json_out_real(&o, v);
    } else {
        rsp_json_out_fixed(&o, v, decimals);
    }
    assert_string_equal(b.at, want);
}

static void test_numbers(void **state) {
    (void)state;
    written(0.1, -1, "0.1");
    written(3, -1, "3.0");
    written(1.0 / 3, -1, "0.3333333333333333");
    written((double)NAN, -1, "null"); /* JSON has no such number */
    written((double)INFINITY, -1, "null");
    written(-(double)INFINITY, 3, "null");
    written(37.1234567, 5, "37.12346");
    written(37.5, 5, "37.5");
    written(37, 5, "37");
    written(100, 0, "100");
    written(100.4, 0, "100");
    written(-0.001, 2, "0");
    written(-0.4, 0, "0");
    written(1e20, 2, "100000000000000000000");
}

static void test_layout(void **state) {
    (void)state;
    rsp_ctx ctx = rsp_ctx_init(NULL, NULL);
    RSP_CLEANUP(rsp_buf_done) rsp_buf b = rsp_buf_init(&ctx, 1 << 10);
    rsp_json_out o = rsp_json_out_init(&b, false);
    rsp_json_out_object(&o);
    rsp_json_out_key(&o, "points");
    rsp_json_out_array_flat(&o);
    for (int i = 0; i < 2; i++) {
        rsp_json_out_array_flat(&o);
        rsp_json_out_int(&o, i);
        rsp_json_out_string(&o, NULL);
        rsp_json_out_end_array(&o);
    }
    rsp_json_out_end_array(&o);
    rsp_json_out_key(&o, "then");
    rsp_json_out_array(&o);
    rsp_json_out_bool(&o, true);
    rsp_json_out_end_array(&o);
    rsp_json_out_end_object(&o);
    assert_string_equal(b.at, "{\n  \"points\": [[0, null], [1, null]],\n  \"then\": [\n    true\n  ]\n}");
}

static int rewrite_freed(const rsp_ctx *ctx, const char *text) {
    rsp_buf b = rsp_buf_init(ctx, 1 << 20);
    int rc = rewrite(ctx, text, false, &b);
    rsp_buf_done(&b);
    return rc;
}

static void test_faults(void **state) {
    (void)state;
    char text[1200] = "[";
    memset(text + 1, ' ', 900);
    (void)snprintf(text + 901, sizeof text - 901, "{\"a\":[1,2.5,\"%0*d\"]}]", 200, 7);
    int runs = 0;
    RSP_FAULT_LOOP(ctx, rc, faults, rc = rewrite_freed(ctx, text), {
        assert_int_equal(rc, RSP_ENOMEM);
        assert_int_equal(faults.live, 0);
        runs++;
    })
    assert_true(runs > 4);
    rsp_ctx ctx = rsp_ctx_init(NULL, NULL);
    rsp_buf b = rsp_buf_init(&ctx, 10);
    assert_int_equal(rewrite(&ctx, "[1,2,3,4,5,6,7,8,9]", true, &b), RSP_ELIMIT);
    assert_true(b.n <= 10);
    rsp_buf_done(&b);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_trees),  cmocka_unit_test(test_doubles), cmocka_unit_test(test_numbers),
        cmocka_unit_test(test_layout), cmocka_unit_test(test_faults),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
