/* CSV: what spreadsheets of several countries write is read, what is broken is refused with row and column,
 * and every text goes out and comes back. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <string.h>

#include <cmocka.h>

#include "base/csv.h"
#include "base/rng.h"

typedef struct fixture {
    rsp_ctx ctx;
    rsp_arena *a;
    rsp_diag d;
    rsp_csv csv;
} fixture;

static int read_bytes(fixture *f, const char *text, size_t n) {
    rsp_err err = {0};
    *f = (fixture){.ctx = rsp_ctx_init(NULL, NULL)};
    assert_int_equal(rsp_arena_new(&f->ctx, 0, &f->a, &err), 0);
    assert_int_equal(rsp_diag_init(&f->ctx, &f->d, &err), 0);
    return rsp_csv_parse(f->a, "t.csv", text, n, &f->d, &f->csv);
}

static void done(fixture *f) {
    rsp_diag_done(&f->d);
    f->a = rsp_arena_free(f->a);
}

/* The cells of text joined by | and rows by /. */
static void reads(const char *text, const char *want) {
    fixture f;
    if (read_bytes(&f, text, strlen(text)) != 0) {
        fail_msg("%s: %s", text, f.d.n > 0 ? f.d.at[0].text : "?");
    }
    char got[1024] = "";
    size_t n = 0;
    for (uint32_t r = 0; r < f.csv.rows; r++) {
        for (uint32_t c = 0; c < f.csv.cols; c++) {
            n += (size_t)snprintf(got + n, sizeof got - n, "%s%s", c > 0 ? "|" : (r > 0 ? "/" : ""),
                                  f.csv.cells[(size_t)r * f.csv.cols + c]);
        }
    }
    assert_string_equal(got, want);
    assert_string_equal(f.csv.file, "t.csv");
    done(&f);
}

static void refused_bytes(const char *text, size_t n, uint32_t row, const char *column, const char *words) {
    fixture f;
    int rc = read_bytes(&f, text, n);
    if (rc != RSP_EINPUT || f.d.n != 1) {
        fail_msg("%.60s: code %d, %zu errors", text, rc, f.d.n);
    }
    assert_null(f.csv.cells);
    const rsp_diag_item *e = &f.d.at[0];
    if (e->at.line != row || strcmp(e->at.pointer, column) != 0 || strstr(e->text, words) == NULL) {
        fail_msg("%.60s: row %u, %s: %s", text, e->at.line, e->at.pointer, e->text);
    }
    done(&f);
}

static void refused(const char *text, uint32_t row, const char *column, const char *words) {
    refused_bytes(text, strlen(text), row, column, words);
}

static void test_separators(void **state) {
    (void)state;
    reads("a,b,c\n1,2,3\n", "a|b|c/1|2|3");
    reads("a;b;c\n1,5;2;3\n", "a|b|c/1,5|2|3");
    reads("a\tb\tc\n1,5\t2;2\t3\n", "a|b|c/1,5|2;2|3");
    reads("\"a;a;a;a\",b\n1,2\n", "a;a;a;a|b/1|2");
    reads("sep=;\r\na,b;c\r\n1;2\r\n", "a,b|c/1|2");
    reads("sep=,\na;b;c,d\n1,2\n", "a;b;c|d/1|2");
    reads("sep=\n1\n", "sep=/1");
    reads("sep=;", "");
    refused("sep=;\na\n1;2\n", 2, "column 2", "beyond the last heading");
    refused("a\n1,2\n", 2, "column 2", "beyond the last heading");
}

static void test_line_ends(void **state) {
    (void)state;
    reads("a,b\r\n1,2\r\n", "a|b/1|2");
    reads("a,b\r\n1,2", "a|b/1|2");
    reads("a,b\n\n1,2\n", "a|b/|/1|2");
    reads("\xEF\xBB\xBF"
          "a,b\n1,2\n",
          "a|b/1|2");
    reads("\xEF\xBB\xBF\"a,a\",b\n1,2\n", "a,a|b/1|2");
    reads("", "");
    reads("\xEF\xBB\xBF", "");
    reads("a", "a");
    reads("a,", "a|");
    reads("a,b\n,\n", "a|b/|");
}

static void test_quotes(void **state) {
    (void)state;
    reads("a,b\n\"x,y\",\"he said \"\"no\"\"\"\n", "a|b/x,y|he said \"no\"");
    reads("a,b\n\"one\ntwo\r\nthree\",4\n", "a|b/one\ntwo\r\nthree|4");
    reads("a,b\n\"\",\"\"\"\"\n", "a|b/|\"");
    reads("a,b\nx\"y,z\n", "a|b/x\"y|z");
    reads("a,b\n x , y \n", "a|b/ x | y ");
    refused("a,b\n1,\"2\n3,4\n", 2, "column 2", "not closed");
    refused("a,b\n\"1\"x,2\n", 2, "column 1", "after a closing quote");
    refused("a,b\n1,2\n3,\"4\" \n", 3, "column 2", "after a closing quote");
    refused("\"", 1, "column 1", "not closed");
}

static void test_rows(void **state) {
    (void)state;
    reads("a,b,c\n1\n1,2\n", "a|b|c/1||/1|2|");
    reads("a,b\n1,2,,,\n", "a|b/1|2");
    refused("a,b\n1,2\n1,2,,3\n", 3, "column 4", "beyond the last heading");
    fixture f; /* every such row is told of */
    const char text[] = "a\n1,2\n3\n4,5\n";
    assert_int_equal(read_bytes(&f, text, sizeof text - 1), RSP_EINPUT);
    assert_int_equal(f.d.n, 2);
    assert_int_equal(f.d.at[1].at.line, 4);
    done(&f);
    const char lines[] = "a,b\n\"x\ny\",1\n\n2,3\n";
    assert_int_equal(read_bytes(&f, lines, sizeof lines - 1), 0);
    assert_int_equal(f.csv.rows, 4);
    assert_int_equal(f.csv.lines[0], 1);
    assert_int_equal(f.csv.lines[1], 2);
    assert_int_equal(f.csv.lines[2], 4);
    assert_int_equal(f.csv.lines[3], 5);
    done(&f);
}

static void test_bytes(void **state) {
    (void)state;
    reads("\xD8\xAD,\xF0\x9F\x98\x80\n1,2\n", "\xD8\xAD|\xF0\x9F\x98\x80/1|2");
    refused("a,b\n1,\x80\n", 2, "column 2", "UTF-8");
    refused("a,caf\xE9\n1,2\n", 1, "column 2", "UTF-8");
    refused("a,b\n\"\xC0\x80\",2\n", 2, "column 1", "UTF-8");
    refused_bytes("a,b\n1,x\0y\n", 10, 2, "column 2", "NUL byte");
    refused_bytes("\xFF\xFE"
                  "a\0,\0b\0\n\0",
                  10, 1, "column 1", "UTF-8"); /* UTF-16, as some spreadsheets save */
}

static void test_limits(void **state) {
    (void)state;
    rsp_ctx ctx = rsp_ctx_init(NULL, NULL);
    RSP_CLEANUP(rsp_buf_done) rsp_buf b = rsp_buf_init(&ctx, (size_t)8 << 20);
    fixture f;
    rsp_buf_str(&b, "a,b\n1,");
    for (int i = 0; i < 1 << 20; i++) {
        rsp_buf_char(&b, 'x');
    }
    assert_int_equal(read_bytes(&f, b.at, b.n), 0);
    assert_int_equal(strlen(f.csv.cells[3]), 1 << 20);
    done(&f);
    rsp_buf_str(&b, "x");
    refused_bytes(b.at, b.n, 2, "column 2", "1 MiB");
    b.n = 0; /* a wide heading over many short rows asks for far more than the file holds */
    for (int i = 0; i < 20000; i++) {
        rsp_buf_str(&b, i > 0 ? ",h" : "h");
    }
    for (int i = 0; i < 100000; i++) {
        rsp_buf_str(&b, "\n1");
    }
    refused_bytes(b.at, b.n, 1, "column 20000", "cells");
    b.n = 0; /* and a long table of one column is read */
    for (int i = 0; i < 200000; i++) {
        rsp_buf_printf(&b, "%d,\"%d\"\n", i, i);
    }
    assert_int_equal(read_bytes(&f, b.at, b.n), 0);
    assert_int_equal(f.csv.rows, 200000);
    assert_string_equal(f.csv.cells[399999], "199999");
    assert_int_equal(f.csv.lines[199999], 200000);
    done(&f);
}

static void written(const char *cell, const char *want) {
    rsp_ctx ctx = rsp_ctx_init(NULL, NULL);
    RSP_CLEANUP(rsp_buf_done) rsp_buf b = rsp_buf_init(&ctx, 1 << 10);
    rsp_csv_out_cell(&b, cell, true);
    rsp_csv_out_cell(&b, "", false);
    assert_string_equal(b.at, want);
}

static void test_guard(void **state) {
    (void)state;
    written("plain", "plain,");
    written("=1+1", "'=1+1,");
    written("=HYPERLINK(\"x\",\"y\")", "\"'=HYPERLINK(\"\"x\"\",\"\"y\"\")\",");
    written("@SUM(A1)", "'@SUM(A1),");
    written("+963 11 555", "'+963 11 555,");
    written("-x", "'-x,");
    written("\tx", "\"'\tx\",");
    written("\rx", "\"'\rx\",");
    written("-5", "-5,");
    written("+5.25", "+5.25,");
    written("-", "'-,");
    written("'=x", "''=x,");
    written("a,b", "\"a,b\",");
    written("1;2", "\"1;2\",");
    written("say \"no\"", "\"say \"\"no\"\"\",");
}

/* Cells of the marks that matter, at random, written and read again. */
static void test_round_trip(void **state) {
    (void)state;
    static const char *const marks[] = {"'", "=", "+", "-", "@",  "\t", "\r", "\n",       "\"",          ",",
                                        ";", " ", "a", "5", "''", ".",  "|",  "\xD8\xAD", "\xEF\xBB\xBF"};
    rsp_rng rng;
    rsp_rng_seed(&rng, 5);
    for (int round = 0; round < 3000; round++) {
        uint32_t cols = 1 + rsp_rng_below(&rng, 3);
        uint32_t rows = 1 + rsp_rng_below(&rng, 3);
        char cells[9][32];
        rsp_ctx ctx = rsp_ctx_init(NULL, NULL);
        rsp_buf b = rsp_buf_init(&ctx, 1 << 12);
        for (uint32_t i = 0; i < rows * cols; i++) {
            uint32_t n = rsp_rng_below(&rng, 5);
            cells[i][0] = '\0';
            for (uint32_t k = 0; k < n; k++) {
                strcat(cells[i], marks[rsp_rng_below(&rng, sizeof marks / sizeof *marks)]);
            }
            rsp_csv_out_cell(&b, cells[i], i % cols == 0);
            if (i % cols == cols - 1) {
                rsp_csv_out_end(&b);
            }
        }
        fixture f;
        if (read_bytes(&f, b.at, b.n) != 0) {
            fail_msg("%s: %s", b.at, f.d.at[0].text);
        }
        assert_int_equal(f.csv.rows, rows);
        assert_int_equal(f.csv.cols, cols);
        for (uint32_t i = 0; i < rows * cols; i++) {
            if (strcmp(f.csv.cells[i], cells[i]) != 0) {
                fail_msg("<%s> came back as <%s> from:\n%s", cells[i], f.csv.cells[i], b.at);
            }
        }
        done(&f);
        rsp_buf_done(&b);
    }
}

static int read_whole(const rsp_ctx *ctx, const char *text) {
    rsp_err err = {0};
    RSP_CLEANUP(rsp_arena_free_p) rsp_arena *a = NULL;
    RSP_TRY(rsp_arena_new(ctx, 0, &a, &err));
    RSP_CLEANUP(rsp_diag_done) rsp_diag d = {0};
    RSP_TRY(rsp_diag_init(ctx, &d, &err));
    rsp_csv csv = {.rows = 77};
    int rc = rsp_csv_parse(a, "t.csv", text, strlen(text), &d, &csv);
    assert_true((rc == 0) == (csv.rows != 77));
    return rc != 0 ? rc : rsp_diag_result(&d, &err);
}

static void test_faults(void **state) {
    (void)state;
    char text[20000] = "a,b\n";
    for (int i = 0; i < 300; i++) {
        size_t n = strlen(text);
        (void)snprintf(text + n, sizeof text - n, "%d,\"%040d\"\n", i, i);
    }
    int runs = 0;
    RSP_FAULT_LOOP(ctx, rc, faults, rc = read_whole(ctx, text), {
        assert_int_equal(rc, RSP_ENOMEM);
        assert_int_equal(faults.live, 0);
        runs++;
    })
    assert_true(runs > 8);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_separators), cmocka_unit_test(test_line_ends),  cmocka_unit_test(test_quotes),
        cmocka_unit_test(test_rows),       cmocka_unit_test(test_bytes),      cmocka_unit_test(test_limits),
        cmocka_unit_test(test_guard),      cmocka_unit_test(test_round_trip), cmocka_unit_test(test_faults),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
