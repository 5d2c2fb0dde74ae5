/* The JSON reader's strictness and places: what is taken, what is refused, where and with which words. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <string.h>

#include <cmocka.h>

#include "base/json.h"
#include "base/vec.h"

typedef struct fixture {
    rsp_ctx ctx;
    rsp_arena *a;
    rsp_diag d;
    const rsp_json *v;
} fixture;

static int read_bytes(fixture *f, const char *text, size_t n) {
    rsp_err err = {0};
    *f = (fixture){.ctx = rsp_ctx_init(NULL, NULL)};
    assert_int_equal(rsp_arena_new(&f->ctx, 0, &f->a, &err), 0);
    assert_int_equal(rsp_diag_init(&f->ctx, &f->d, &err), 0);
    return rsp_json_parse(f->a, "t.json", text, n, &f->d, &f->v);
}

static int read_text(fixture *f, const char *text) {
    return read_bytes(f, text, strlen(text));
}

static void done(fixture *f) {
    rsp_diag_done(&f->d);
    f->a = rsp_arena_free(f->a);
}

/* text is refused at line and col with words in the message. */
static void refused_bytes(const char *text, size_t n, uint32_t line, uint32_t col, const char *words) {
    fixture f;
    int rc = read_bytes(&f, text, n);
    if (rc != RSP_EINPUT || f.d.n != 1) {
        fail_msg("%.60s: code %d, %zu errors", text, rc, f.d.n);
    }
    const rsp_diag_item *e = &f.d.at[0];
    if (e->at.line != line || e->at.col != col || strstr(e->text, words) == NULL) {
        fail_msg("%.60s: %u:%u: %s (wanted %u:%u: %s)", text, e->at.line, e->at.col, e->text, line, col,
                 words);
    }
    assert_string_equal(e->at.file, "t.json");
    done(&f);
}

static void refused(const char *text, uint32_t line, uint32_t col, const char *words) {
    refused_bytes(text, strlen(text), line, col, words);
}

static void test_refuses_shapes(void **state) {
    (void)state;
    refused("", 1, 1, "the file ends");
    refused(" \n ", 2, 2, "the file ends");
    refused("[1,]", 1, 3, "a comma before ']'");
    refused("{\"a\":1,}", 1, 7, "a comma before '}'");
    refused("[,1]", 1, 2, "a value is expected");
    refused("[1,,2]", 1, 4, "a value is expected");
    refused("[1 2]", 1, 4, "',' or ']'");
    refused("[1}", 1, 3, "',' or ']'");
    refused("{\"a\" 1}", 1, 6, "':' is expected after the key \"a\"");
    refused("{a:1}", 1, 2, "a key in quotes");
    refused("{\"a\":}", 1, 6, "a value is expected");
    refused("[1", 1, 3, "the file ends before this is closed");
    refused("{\"a\":", 1, 6, "the file ends");
    refused("{\"a\"", 1, 5, "':' is expected");
    refused("{", 1, 2, "a key in quotes");
    refused("1 2", 1, 3, "text after the end");
    refused("{}\n{}", 2, 1, "text after the end");
    refused("]", 1, 1, "a value is expected");
    refused("// note\n1", 1, 1, "a comment");
    refused("[1, /* two */ 2]", 1, 5, "a comment");
    refused("'a'", 1, 1, "other quotes");
    refused("True", 1, 1, "a value is expected");
    refused("nul", 1, 1, "a value is expected");
    refused("NaN", 1, 1, "JSON has no such number");
    refused("Infinity", 1, 1, "JSON has no such number");
    refused("-Infinity", 1, 1, "not a number");
    refused_bytes("1\0", 2, 1, 2, "NUL bytes");
    refused_bytes("[\0]", 3, 1, 2, "NUL bytes");
    refused("\xEF\xBB\xBF{}", 1, 1, "byte-order mark");
    refused("\xFF\xFE{", 1, 1, "UTF-16");
    refused_bytes("\0{\0}", 4, 1, 1, "UTF-16");
    refused("{\"a\":1, // one\n\"b\":2}", 1, 9, "a comment");
    refused("# one\n{}", 1, 1, "a comment");
}

/* Where one reading is left the tree is there, with what is no value marked. */
static void test_keeps_the_tree(void **state) {
    (void)state;
    static const char *const none[] = {
        "01", "1.", ".5", "NaN", "-Infinity", "1e999", "99999999999999999999", "2012-03-22", "True"};
    for (size_t i = 0; i < sizeof none / sizeof none[0]; i++) {
        fixture f;
        char text[80];
        (void)snprintf(text, sizeof text, "{\"a\": [1, %s, 'x'], /* */ \"b\": 2,}", none[i]);
        assert_int_equal(read_text(&f, text), RSP_EINPUT);
        assert_int_equal(f.d.errors, 4);
        assert_non_null(f.v);
        const rsp_json *a = rsp_json_get(f.v, "a");
        assert_int_equal(a->n, 3);
        assert_int_equal(a->first->next->kind, RSP_JSON_TOLD);
        assert_string_equal(a->first->next->next->string, "x");
        assert_int_equal(rsp_json_get(f.v, "b")->integer, 2);
        done(&f);
    }
    static const char *const unclear[] = {"{\"a\": \"\\x\", \"b\": 2}", "{\"\\x\": 1, \"b\": 2}",
                                          "{\"a\": 01", "[01] 2"};
    for (size_t i = 0; i < sizeof unclear / sizeof unclear[0]; i++) {
        fixture f;
        assert_int_equal(read_text(&f, unclear[i]), RSP_EINPUT);
        assert_null(f.v);
        done(&f);
    }
}

static void test_refuses_numbers(void **state) {
    (void)state;
    refused("01", 1, 1, "leading zero");
    refused("-01", 1, 1, "leading zero");
    refused("00", 1, 1, "leading zero");
    refused("1.", 1, 1, "not a number");
    refused(".5", 1, 1, "not a number");
    refused("+1", 1, 1, "not a number");
    refused("-", 1, 1, "not a number");
    refused("1e", 1, 1, "not a number");
    refused("1e+", 1, 1, "not a number");
    refused("0x10", 1, 1, "not a number");
    refused("2012-03-19", 1, 1, "dates and times in quotes");
    refused("07:00", 1, 1, "dates and times in quotes");
    refused("9223372036854775808", 1, 1, "outside 64 bits");
    refused("-9223372036854775809", 1, 1, "outside 64 bits");
    refused("1e999", 1, 1, "too large");
    refused("-1e999", 1, 1, "too large");
    char many[1200];
    memset(many, '1', sizeof many);
    refused_bytes(many, sizeof many, 1, 1, "characters");
}

static void test_refuses_text(void **state) {
    (void)state;
    refused("\"a", 1, 1, "closing quote");
    refused("\"a\\", 1, 1, "closing quote");
    refused("\"a\\\"", 1, 1, "closing quote");
    refused("\"a\tb\"", 1, 3, "control character");
    refused("\"a\nb\"", 1, 1, "closing quote");
    refused("\"a\\\nb\"", 1, 1, "closing quote");
    refused_bytes("\"a\0b\"", 5, 1, 3, "NUL byte");
    refused_bytes("{\"a\": 1}\0\0", 10, 1, 9, "NUL bytes");
    refused_bytes("{\"a\":\0 1}", 9, 1, 6, "NUL bytes");
    refused("\"a\\x41\"", 1, 3, "unknown escape");
    refused("\"\\u12G4\"", 1, 2, "four hexadecimal");
    refused("\"\\u12\"", 1, 2, "four hexadecimal");
    refused("\"ab\\u0000\"", 1, 4, "\\u0000");
    refused("\"\\ud800\"", 1, 2, "surrogate");
    refused("\"\\udc00\"", 1, 2, "surrogate");
    refused("\"\\ud800\\u0041\"", 1, 2, "surrogate");
    static const char *const bad[] = {"\x80",         "\xC0\x80",     "\xC1\xBF",         "\xE0\x80\x80",
                                      "\xED\xA0\x80", "\xED\xBF\xBF", "\xF0\x80\x80\x80", "\xF4\x90\x80\x80",
                                      "\xF8\x88\x80", "\xFF",         "\xE2\x82",         "\xF0\x9F\x98"};
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
        char text[16];
        (void)snprintf(text, sizeof text, "\"a%s\"", bad[i]);
        refused(text, 1, 3, "not UTF-8");
    }
}

static void test_columns_are_characters(void **state) {
    (void)state;
    refused("[\"\xD8\xAD\xD9\x84\xD8\xA8\", \"\xF0\x9F\x98\x80\", x]", 1, 14, "a value is expected");
    refused("{\n  \"a\": 1,\n\t\"\xD8\xAD\": tru\n}", 3, 7, "a value is expected");
    fixture f;
    assert_int_equal(read_text(&f, "{\"\xD8\xAD\": [1,\r\n \"\xD8\xAD\", {\"k\" : null}]}"), 0);
    const rsp_json *list = f.v->first;
    assert_int_equal(list->key_col, 2);
    assert_int_equal(list->col, 7);
    const rsp_json *k = list->first->next->next->first;
    assert_int_equal(k->line, 2);
    assert_int_equal(k->key_line, 2);
    assert_int_equal(k->key_col, 8);
    assert_int_equal(k->col, 14);
    done(&f);
}

/* The errors of text, one a line as "line:column pointer words"; each must begin with what is expected. */
static void refused_all(const char *text, const char *const *want, size_t n) {
    fixture f;
    assert_int_equal(read_text(&f, text), RSP_EINPUT);
    for (size_t i = 0; i < f.d.n && i < n; i++) {
        const rsp_diag_item *e = &f.d.at[i];
        char line[2200];
        (void)snprintf(line, sizeof line, "%u:%u %s %s", e->at.line, e->at.col, e->at.pointer, e->text);
        if (strncmp(line, want[i], strlen(want[i])) != 0) {
            fail_msg("%s\nwanted %s\nin %s", line, want[i], text);
        }
    }
    if (f.d.n != n) {
        fail_msg("%zu errors, not %zu, in %s", f.d.n, n, text);
    }
    done(&f);
}

#define REFUSED_ALL(text, ...)                                                                               \
    refused_all((text), (const char *const[]){__VA_ARGS__},                                                  \
                sizeof((const char *const[]){__VA_ARGS__}) / sizeof(char *))

static void test_names_the_innermost_value(void **state) {
    (void)state;
    REFUSED_ALL("{\"needs\": [{\"id\": \"a\"}, {\"quantity\": ]}]}", "1:38 /needs/1/quantity a value");
    REFUSED_ALL("{\"a/b\": {\"~\" 1}}", "1:14 /a~1b/~0 ':' is expected");
    REFUSED_ALL("{\"a\": [1 2]}", "1:10 /a ',' or ']'");
    REFUSED_ALL("{\"a\": {\"b\": 1} \"c\": 2}", "1:16  ',' or '}'");
    REFUSED_ALL("{\"a\": [1, \"x", "1:11 /a/1 text without its closing quote");
    REFUSED_ALL("{\"a\": {\"k\": 1,\n \"k\": 2}}", "2:2 /a/k key \"k\" twice");
    REFUSED_ALL("", "1:1  the file ends");
    char key[1100];
    (void)snprintf(key, sizeof key, "{\"%0*d\": NaN}", 1001, 0);
    REFUSED_ALL(key, "1:2  a key of 1001 bytes; at most 1000");
    (void)snprintf(key, sizeof key, "{\"%0*d\" 1}", 1000, 0);
    fixture f;
    assert_int_equal(read_text(&f, key), RSP_EINPUT);
    assert_non_null(strstr(f.d.at[0].text, "; add it")); /* what would be right is never cut off */
    done(&f);
    REFUSED_ALL("\xEF\xBB\xBF{}", "1:1  a byte-order mark");
}

/* After a mistake that leaves one reading of the rest, the next mistakes are told too. */
static void test_goes_on(void **state) {
    (void)state;
    REFUSED_ALL("// a\n{\"a\": NaN, /* b\n */ 'b': 'x',\n\"c\": [1, 2,],\n\"d\": 1\n\"e\": {\"f\": 07,},}",
                "1:1  a comment", "2:7 /a JSON has no such number", "2:12  a comment",
                "3:5  text in other quotes", "3:10 /b text in other quotes", "4:11 /c a comma before",
                "6:1  ',' is expected before this", "6:12 /e/f a number with a leading",
                "6:14 /e a comma before", "6:16  a comma before '}'");
    REFUSED_ALL("{date: 2012-03-19, \"t\": \"C:\\q\\z\", \"t\": \xE2\x80\x9Cx\xE2\x80\x9D}",
                "1:2  a key in quotes", "1:8 /date not a number", "1:28 /t unknown escape",
                "1:30 /t unknown escape", "1:35 /t key \"t\" twice", "1:40 /t text in other quotes");
    REFUSED_ALL("[1\n2\n[3]\n{\"a\": 1e999}\n99999999999999999999]", "2:1  ',' is", "3:1  ',' is",
                "4:1  ',' is", "4:7 /3/a a number too large", "5:1  ',' is", "5:1 /4 a whole number outside");
    REFUSED_ALL("\"\\ud800\\ud800\\u00zz\"", "1:2  half of", "1:8  half of", "1:14  a \\u escape");
    REFUSED_ALL("[\"\xE9t\xE9\", \"\xE9\"]", "1:3 /0 bytes that are not UTF-8");
}

/* Where more than one reading is left nothing more is told: it could be the echo of the first mistake. */
static void test_stops(void **state) {
    (void)state;
    REFUSED_ALL("{\"a\": \"he said \"yes\" and left\", \"b\": NaN}", "1:17  ',' or '}'");
    REFUSED_ALL("{\"a\": \"open,\n\"b\": \"x\",\n\"c\": 01}", "1:7 /a text without its closing quote");
    REFUSED_ALL("{'a': 'Za'afaranah', 'b': NaN}", "1:2  text in other quotes", "1:7 /a text in other quotes");
    REFUSED_ALL("[yes please, NaN]", "1:2 /0 a value");
    REFUSED_ALL("[1}, NaN]", "1:3  ',' or ']'");
    REFUSED_ALL("[36,2; NaN]", "1:6  ',' or ']'");
    REFUSED_ALL("{\"a\": 1, /* never closed \"b\": NaN}", "1:10  a comment");
    REFUSED_ALL("[1, 'it\n2']", "1:5 /1 a value");
}

static void test_duplicate_keys(void **state) {
    (void)state;
    refused("{\"a\":1,\n\"b\":2,\n\"a\":3}", 3, 1, "key \"a\" twice in one object (first at line 1)");
    refused("{\"a\":1, \"\\u0061\":3}", 1, 9, "key \"a\" twice");
    refused("{\"\":1, \"\":3}", 1, 8, "twice");
    for (int twice = 0; twice < 40; twice++) { /* small objects are scanned, large ones mapped */
        char text[1024] = "{";
        size_t n = 1;
        for (int i = 0; i < 40; i++) {
            n += (size_t)snprintf(text + n, sizeof text - n, "\"k%d\":%d,\n", i, i);
        }
        (void)snprintf(text + n, sizeof text - n, "\"k%d\":0}", twice);
        char words[64];
        (void)snprintf(words, sizeof words, "key \"k%d\" twice in one object (first at line %d)", twice,
                       twice + 1);
        refused(text, 41, 1, words);
    }
    fixture f; /* the same key in different objects is no repetition */
    assert_int_equal(read_text(&f, "{\"a\":{\"a\":{\"a\":1}},\"b\":[{\"a\":1},{\"a\":2}]}"), 0);
    done(&f);
}

static void test_depth(void **state) {
    (void)state;
    char text[256];
    for (int depth = 63; depth <= 66; depth++) {
        memset(text, '[', (size_t)depth);
        memset(text + depth, ']', (size_t)depth);
        text[depth * 2] = '\0';
        if (depth <= 64) {
            fixture f;
            assert_int_equal(read_text(&f, text), 0);
            const rsp_json *v = f.v;
            int n = 1;
            for (; v->first != NULL; v = v->first) {
                n++;
            }
            assert_int_equal(n, depth);
            const char *p = rsp_json_src(f.a, "t.json", v).pointer;
            assert_int_equal(strlen(p), (size_t)(depth - 1) * 2);
            done(&f);
        } else {
            refused(text, 1, 65, "deeper than 64");
        }
    }
}

static void test_values(void **state) {
    (void)state;
    fixture f;
    assert_int_equal(
        read_text(&f, "[9223372036854775807, -9223372036854775808, 0, -0, 1.5, 1e3, true, false, null,"
                      "\"\\\"\\\\\\/\\b\\f\\n\\r\\t\\u0041\\u0623\\ud83d\\ude00\", [], {}]"),
        0);
    const rsp_json *v = f.v->first;
    assert_int_equal(f.v->n, 12);
    assert_true(v->kind == RSP_JSON_INT && v->integer == INT64_MAX);
    v = v->next;
    assert_true(v->kind == RSP_JSON_INT && v->integer == INT64_MIN);
    v = v->next;
    assert_true(v->kind == RSP_JSON_INT && v->integer == 0);
    v = v->next;
    assert_true(v->kind == RSP_JSON_INT && v->integer == 0);
    v = v->next;
    assert_true(v->kind == RSP_JSON_REAL && v->real == 1.5 && v->number == 1.5);
    v = v->next;
    assert_true(v->kind == RSP_JSON_REAL && v->number == 1000);
    v = v->next;
    assert_true(v->kind == RSP_JSON_BOOL && v->boolean);
    v = v->next;
    assert_true(v->kind == RSP_JSON_BOOL && !v->boolean);
    v = v->next;
    assert_int_equal(v->kind, RSP_JSON_NULL);
    v = v->next;
    assert_string_equal(v->string, "\"\\/\b\f\n\r\tA\xD8\xA3\xF0\x9F\x98\x80");
    v = v->next;
    assert_true(v->kind == RSP_JSON_ARRAY && v->n == 0 && v->first == NULL);
    v = v->next;
    assert_true(v->kind == RSP_JSON_OBJECT && v->n == 0 && v->index == 11 && v->parent == f.v);
    assert_null(rsp_json_get(f.v, "a"));
    assert_null(rsp_json_get(NULL, "a"));
    done(&f);
}

static void test_pointers(void **state) {
    (void)state;
    fixture f;
    assert_int_equal(read_text(&f, "{\"a/b\": [0, {\"m~n\": 8, \"\": 9}], \" \": 1}"), 0);
    assert_string_equal(rsp_json_src(f.a, "t.json", f.v).pointer, "");
    const rsp_json *o = rsp_json_get(f.v, "a/b")->first->next;
    assert_string_equal(rsp_json_src(f.a, "t.json", o).pointer, "/a~1b/1");
    rsp_src at = rsp_json_src(f.a, "t.json", rsp_json_get(o, "m~n"));
    assert_string_equal(at.pointer, "/a~1b/1/m~0n");
    assert_int_equal(at.col, 21);
    assert_int_equal(rsp_json_key_src(f.a, "t.json", rsp_json_get(o, "m~n")).col, 14);
    assert_string_equal(rsp_json_src(f.a, "t.json", rsp_json_get(o, "")).pointer, "/a~1b/1/");
    assert_string_equal(rsp_json_src(f.a, "t.json", rsp_json_get(f.v, " ")).pointer, "/ ");
    done(&f);
}

static void test_size_limit(void **state) {
    (void)state;
    fixture f;
    assert_int_equal(read_text(&f, "[1,2]"), 0);
    f.ctx.max_input_bytes = 4;
    const rsp_json *v = NULL;
    assert_int_equal(rsp_json_parse(f.a, "t.json", "[1,2]", 5, &f.d, &v), RSP_EINPUT);
    assert_null(v);
    assert_non_null(strstr(f.d.at[0].text, "more than 4 bytes"));
    done(&f);
}

/* A file of one line must not cost the square of its length: the places alone would take hours. */
static void test_large_single_line(void **state) {
    (void)state;
    rsp_ctx ctx = rsp_ctx_init(NULL, NULL);
    RSP_CLEANUP(rsp_buf_done) rsp_buf b = rsp_buf_init(&ctx, (size_t)64 << 20);
    rsp_err err = {0};
    size_t rows = 0;
    rsp_buf_char(&b, '[');
    for (; b.n < (size_t)20 << 20; rows++) {
        rsp_buf_printf(&b, "%s{\"id\":\"place-%zu\",\"name\":\"\xD8\xAD\xD9\x84\xD8\xA8\",\"lon\":%zu.25}",
                       rows > 0 ? "," : "", rows, rows % 180);
    }
    rsp_buf_char(&b, ']');
    assert_int_equal(rsp_buf_ok(&b, &err), 0);
    fixture f;
    assert_int_equal(read_bytes(&f, b.at, b.n), 0);
    assert_int_equal(f.v->n, rows);
    done(&f);
}

/* Many keys in one object must not cost their square either. */
static void test_many_keys(void **state) {
    (void)state;
    rsp_ctx ctx = rsp_ctx_init(NULL, NULL);
    RSP_CLEANUP(rsp_buf_done) rsp_buf b = rsp_buf_init(&ctx, (size_t)64 << 20);
    for (int i = 0; i < 200000; i++) {
        rsp_buf_printf(&b, "%s\"key-%d\":%d", i > 0 ? "," : "{", i, i);
    }
    rsp_buf_char(&b, '}');
    fixture f;
    assert_int_equal(read_bytes(&f, b.at, b.n), 0);
    assert_int_equal(f.v->n, 200000);
    assert_int_equal(rsp_json_get(f.v, "key-199999")->integer, 199999);
    done(&f);
}

static int read_whole(const rsp_ctx *ctx, const char *text) {
    rsp_err err = {0};
    RSP_CLEANUP(rsp_arena_free_p) rsp_arena *a = NULL;
    RSP_TRY(rsp_arena_new(ctx, 0, &a, &err));
    RSP_CLEANUP(rsp_diag_done) rsp_diag d = {0};
    RSP_TRY(rsp_diag_init(ctx, &d, &err));
    const rsp_json *untouched = (const rsp_json *)&d;
    const rsp_json *v = untouched;
    int rc = rsp_json_parse(a, "t.json", text, strlen(text), &d, &v);
    assert_true(v != untouched ? rc == 0 || rc == RSP_EINPUT : rc != 0);
    return rc != 0 ? rc : rsp_diag_result(&d, &err);
}

static void test_faults(void **state) {
    (void)state;
    char text[1024] = "{\"list\":[1,2.5,\"x\",{\"deep\":[[[]]]}]";
    for (int i = 0; i < 40; i++) {
        size_t n = strlen(text);
        (void)snprintf(text + n, sizeof text - n, ",\"k%d\":\"v%d\"", i, i);
    }
    strncat(text, "}", 2);
    int runs = 0;
    RSP_FAULT_LOOP(ctx, rc, faults, rc = read_whole(ctx, text), {
        assert_int_equal(rc, RSP_ENOMEM);
        assert_int_equal(faults.live, 0);
        runs++;
    })
    assert_true(runs > 5);
    RSP_FAULT_LOOP(ctx, rc, faults, rc = read_whole(ctx, "{\"a\":1,\"a\":2}"), {
        assert_true(rc == RSP_ENOMEM || rc == RSP_EINPUT); /* the error itself may not have been kept */
        assert_int_equal(faults.live, 0);
    })
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_refuses_shapes),
        cmocka_unit_test(test_keeps_the_tree),
        cmocka_unit_test(test_refuses_numbers),
        cmocka_unit_test(test_refuses_text),
        cmocka_unit_test(test_columns_are_characters),
        cmocka_unit_test(test_names_the_innermost_value),
        cmocka_unit_test(test_goes_on),
        cmocka_unit_test(test_stops),
        cmocka_unit_test(test_duplicate_keys),
        cmocka_unit_test(test_depth),
        cmocka_unit_test(test_values),
        cmocka_unit_test(test_pointers),
        cmocka_unit_test(test_size_limit),
        cmocka_unit_test(test_large_single_line),
        cmocka_unit_test(test_many_keys),
        cmocka_unit_test(test_faults),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
