/* Diagnostics: one line each, in the order of the file, with the place as the manual promises it; nothing of
 * the input reaches the terminal as a command; more than is kept is still counted. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "base/diag.h"

static rsp_diag fresh(const rsp_ctx *ctx) {
    rsp_diag d = {0};
    rsp_err err = {0};
    assert_int_equal(rsp_diag_init(ctx, &d, &err), 0);
    return d;
}

/* What rsp_diag_print writes; freed by the caller. */
static char *printed(const rsp_diag *d) {
    char *text = NULL;
    size_t n = 0;
    FILE *to = open_memstream(&text, &n);
    assert_non_null(to);
    rsp_diag_print(d, to);
    assert_int_equal(fclose(to), 0);
    return text;
}

static void assert_prints(rsp_src at, const char *wanted) {
    rsp_ctx ctx = rsp_ctx_init(NULL, NULL);
    rsp_diag d = fresh(&ctx);
    rsp_diag_error(&d, at, "%s; %s", "wrong", "right");
    char *text = printed(&d);
    assert_string_equal(text, wanted);
    free(text);
    rsp_diag_done(&d);
}

static void test_places(void **state) {
    (void)state;
    assert_prints((rsp_src){"s.json", 3, 14, "/needs/0"}, "s.json:3:14: /needs/0: wrong; right\n");
    assert_prints((rsp_src){"s.json", 3, 14, NULL}, "s.json:3:14: wrong; right\n");
    assert_prints((rsp_src){"s.json", 1, 1, ""}, "s.json:1:1: (whole file): wrong; right\n");
    assert_prints((rsp_src){"needs.csv", 7, 0, "people"}, "needs.csv:7:people: wrong; right\n");
    assert_prints((rsp_src){"s.json", 0, 0, NULL}, "s.json: wrong; right\n");
    assert_prints((rsp_src){"s.json", 0, 0, "/needs"}, "s.json: /needs: wrong; right\n");
    assert_prints((rsp_src){NULL, 0, 0, "/needs"}, "/needs: wrong; right\n");
    assert_prints((rsp_src){NULL, 0, 0, NULL}, "wrong; right\n");
}

static void test_order(void **state) {
    (void)state;
    rsp_ctx ctx = rsp_ctx_init(NULL, NULL);
    rsp_err err = {0};
    rsp_diag d = fresh(&ctx);
    rsp_diag_error(&d, (rsp_src){"b.json", 1, 1, NULL}, "f");
    rsp_diag_error(&d, (rsp_src){"a.json", 10, 2, NULL}, "d");
    rsp_diag_error(&d, (rsp_src){"a.json", 9, 30, NULL}, "b");
    rsp_diag_warn(&d, (rsp_src){"a.json", 9, 30, NULL}, "c");
    rsp_diag_error(&d, (rsp_src){"a.json", 9, 4, NULL}, "a");
    rsp_diag_error(&d, (rsp_src){"a.json", 10, 11, NULL}, "e");
    char *text = printed(&d);
    assert_string_equal(text, "a.json:9:4: a\n"
                              "a.json:9:30: b\n"
                              "a.json:9:30: warning: c\n"
                              "a.json:10:2: d\n"
                              "a.json:10:11: e\n"
                              "b.json:1:1: f\n");
    free(text);
    assert_int_equal(rsp_diag_result(&d, &err), RSP_EINPUT);
    assert_string_equal(err.msg, "5 errors");
    assert_int_equal(d.warnings, 1);
    rsp_diag_done(&d);
}

static void test_result(void **state) {
    (void)state;
    rsp_ctx ctx = rsp_ctx_init(NULL, NULL);
    rsp_err err = {0};
    rsp_diag d = fresh(&ctx);
    assert_int_equal(rsp_diag_result(&d, &err), 0);
    rsp_diag_warn(&d, (rsp_src){0}, "only a warning");
    assert_int_equal(rsp_diag_result(&d, &err), 0);
    assert_int_equal(err.code, 0);
    rsp_diag_error(&d, (rsp_src){0}, "an error");
    assert_int_equal(rsp_diag_result(&d, &err), RSP_EINPUT);
    assert_string_equal(err.msg, "1 error");
    rsp_diag_done(&d);
    rsp_diag_done(&d); /* twice does no harm */
}

/* A key or a value of the input may hold anything. */
static void test_plain_text(void **state) {
    (void)state;
    rsp_ctx ctx = rsp_ctx_init(NULL, NULL);
    rsp_diag d = fresh(&ctx);
    char file[] = "s\n.json";
    char pointer[] = "/a\x1b[2Jb";
    rsp_diag_error(&d, (rsp_src){file, 1, 1, pointer}, "\"%s\"",
                   "one\ntwo\r\x1b]0;x\a\x7f\xc2\x9b"
                   "31m\xc3\x9b حلب");
    memset(file, 'x', sizeof file - 1); /* the place was copied */
    memset(pointer, 'x', sizeof pointer - 1);
    char *text = printed(&d);
    assert_string_equal(text, "s .json:1:1: /a [2Jb: \"one two  ]0;x    31m\xc3\x9b حلب\"\n");
    free(text);
    rsp_diag_done(&d);
}

static void test_many(void **state) {
    (void)state;
    rsp_ctx ctx = rsp_ctx_init(NULL, NULL);
    rsp_err err = {0};
    rsp_diag d = fresh(&ctx);
    for (uint32_t i = 0; i < RSP_DIAG_MAX + 5; i++) {
        rsp_diag_error(&d, (rsp_src){"s.json", i + 1, 1, NULL}, "wrong");
    }
    rsp_diag_warn(&d, (rsp_src){"s.json", 1, 1, NULL}, "odd");
    assert_int_equal(d.n, RSP_DIAG_MAX);
    assert_int_equal(d.errors, RSP_DIAG_MAX + 5);
    char *text = printed(&d);
    assert_non_null(strstr(text, "s.json:1000:1: wrong\n... and 6 more\n"));
    assert_null(strstr(text, "s.json:1001:"));
    free(text);
    assert_int_equal(rsp_diag_result(&d, &err), RSP_EINPUT);
    assert_string_equal(err.msg, "1005 errors");
    rsp_diag_done(&d);
}

/* A thousand warnings do not hide the error behind them. */
static void test_errors_before_warnings(void **state) {
    (void)state;
    rsp_ctx ctx = rsp_ctx_init(NULL, NULL);
    rsp_err err = {0};
    RSP_CLEANUP(rsp_diag_done) rsp_diag d = {0};
    assert_int_equal(rsp_diag_init(&ctx, &d, &err), 0);
    for (uint32_t i = 0; i < RSP_DIAG_MAX + 5; i++) {
        rsp_diag_warn(&d, (rsp_src){"s.json", i + 1, 1, NULL}, "odd; even");
    }
    size_t kept = 0;
    for (uint32_t i = 0; i < RSP_DIAG_MAX + 5; i++) {
        rsp_diag_error(&d, (rsp_src){"s.json", i + 1, 2, NULL}, "wrong %u; right", i);
        kept = 0;
        for (size_t k = 0; k < d.n; k++) {
            kept += !d.at[k].warning;
        }
        assert_int_equal(kept, i < RSP_DIAG_MAX ? i + 1 : RSP_DIAG_MAX);
    }
    assert_int_equal(d.n, RSP_DIAG_MAX);
    assert_true(d.errors == RSP_DIAG_MAX + 5 && d.warnings == RSP_DIAG_MAX + 5);
}

static void test_long(void **state) {
    (void)state;
    rsp_ctx ctx = rsp_ctx_init(NULL, NULL);
    rsp_diag d = fresh(&ctx);
    char value[5000];
    memset(value, 'v', sizeof value);
    value[sizeof value - 1] = '\0';
    rsp_diag_error(&d, (rsp_src){"s.json", 1, 1, NULL}, "\"%s\" is too long", value);
    assert_int_equal(strlen(d.at[0].text), 2047);
    rsp_err err = {0};
    assert_int_equal(rsp_fail(&err, RSP_EIO, "%s", value), RSP_EIO);
    assert_int_equal(err.code, RSP_EIO);
    assert_int_equal(strlen(err.msg), sizeof err.msg - 1);
    assert_int_equal(rsp_fail(NULL, RSP_EIO, "nobody listens"), RSP_EIO);
    rsp_diag_done(&d);
}

static int tell_twenty(const rsp_ctx *ctx, rsp_err *err) {
    RSP_CLEANUP(rsp_diag_done) rsp_diag d = {0};
    RSP_TRY(rsp_diag_init(ctx, &d, err));
    for (uint32_t i = 0; i < 20; i++) {
        rsp_diag_warn(&d, (rsp_src){"s.json", 20 - i, 1, "/a"}, "odd");
    }
    char *text = printed(&d); /* out of memory it prints unsorted, but it prints */
    size_t lines = 0;
    for (const char *p = text; *p != '\0'; p++) {
        lines += *p == '\n';
    }
    free(text);
    assert_true(lines >= d.n && d.n <= 20);
    return rsp_diag_result(&d, err);
}

static void test_faults(void **state) {
    (void)state;
    int runs = 0;
    int refused = 0;
    RSP_FAULT_LOOP(
        ctx, rc, faults,
        {
            rsp_err err = {0};
            rc = tell_twenty(ctx, &err);
            assert_int_equal(rc, err.code);
        },
        {
            assert_true(rc == RSP_ENOMEM || rc == 0); /* 0: only the sorting of the print failed */
            assert_int_equal(faults.live, 0);
            refused += rc != 0;
            runs++;
        })
    assert_true(runs >= 5);
    assert_int_equal(refused, runs - 1);
}

static void test_exit_codes(void **state) {
    (void)state;
    static const struct {
        int code, status;
    } table[] = {
        {RSP_OK, 0},           {RSP_ECANCELLED, 4}, {RSP_EVIOLATION, 1}, {RSP_EUSAGE, 2}, {RSP_EINPUT, 3},
        {RSP_ELIMIT, 3},       {RSP_ECORRUPT, 3},   {RSP_ENOTFOUND, 3},  {RSP_ENOMEM, 4}, {RSP_EIO, 4},
        {RSP_EUNAVAILABLE, 4}, {RSP_EINTERNAL, 4},  {-9999, 4},
    };
    for (size_t i = 0; i < sizeof table / sizeof table[0]; i++) {
        assert_int_equal(rsp_err_exit(table[i].code), table[i].status);
    }
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_places),
        cmocka_unit_test(test_order),
        cmocka_unit_test(test_result),
        cmocka_unit_test(test_many),
        cmocka_unit_test(test_errors_before_warnings),
        cmocka_unit_test(test_long),
        cmocka_unit_test(test_plain_text),
        cmocka_unit_test(test_faults),
        cmocka_unit_test(test_exit_codes),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
