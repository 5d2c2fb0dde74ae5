/* Text: UTF-8, nearest spelling, languages, isolates, XML, ids. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <string.h>

#include <cmocka.h>

#include "base/text.h"

#define COUNT(list) (sizeof(list) / sizeof *(list))

/* Every code point in its one form; every other form of one to four bytes is refused (RFC 3629). */
static void test_utf8(void **state) {
    (void)state;
    uint32_t well_formed = 0;
    for (uint32_t lead = 0; lead < 256; lead++) {
        for (uint32_t two = 0; two < 65536; two++) {
            const char s[4] = {(char)lead, (char)(two >> 8), (char)(two & 255), (char)0x80};
            size_t len = rsp_utf8_len(s, 4);
            assert_true(len <= 4);
            bool first_of_form = (len < 3 ? (two & 255) == 0 : true) && (len < 2 ? two >> 8 == 0 : true);
            if (len > 0 && first_of_form) {
                well_formed += len == 4 ? 64 : 1; /* 64 last bytes each */
            }
            for (size_t n = 0; n < len; n++) {
                assert_int_equal(rsp_utf8_len(s, n), 0);
            }
        }
    }
    assert_int_equal(well_formed, 0x110000 - 0x800); /* all but the surrogates */
    assert_int_equal(rsp_utf8_len("\xF0\x90\x80\x7F", 4), 0);
    assert_int_equal(rsp_utf8_len("\xF0\x90\x80\xC0", 4), 0);
    assert_true(rsp_utf8_valid("", 0));
    assert_true(rsp_utf8_valid("\xD8\xAD\xD9\x84\xD8\xA8 a \xF0\x9F\x98\x80", 13));
    assert_false(rsp_utf8_valid("a\xD8", 2));
    assert_int_equal(rsp_utf8_count("\xD8\xAD\xD9\x84\xD8\xA8 a\xF0\x9F\x98\x80"), 6);
}

static void test_nearest(void **state) {
    (void)state;
    static const char *const keys[] = {"time_windows", "id",          "name", "closes_at", NULL, "",
                                       "capacity_kg",  "capacity_m3", "pcode"};
    static const char *const pairs[][2] = {
        {"time_window", "time_windows"},
        {"tiem_windows", "time_windows"},
        {"nmae", "name"},
        {"Name", "name"},
        {"capacity_gk", "capacity_kg"},
        {"capacitykg", "capacity_kg"},
        {"closes", NULL},
        {"i", NULL},
        {"colour", NULL},
        {"", NULL},
        {"pcod", "pcode"},
        {"xyz", NULL},
        {"p_code", "pcode"},
        {"names", "name"},
        {"dn", NULL},
    };
    for (size_t i = 0; i < COUNT(pairs); i++) {
        const char *got = rsp_text_nearest(pairs[i][0], keys, COUNT(keys));
        const char *want = pairs[i][1];
        if ((got == NULL) != (want == NULL) || (got != NULL && strcmp(got, want) != 0)) {
            fail_msg("%s: %s, wanted %s", pairs[i][0], got != NULL ? got : "none",
                     want != NULL ? want : "none");
        }
    }
    assert_null(rsp_text_nearest("name", keys, 0));
    static const char *const equals[] = {"cat", "car"};
    assert_ptr_equal(rsp_text_nearest("caz", equals, 2), equals[0]); /* the first of equals */
    char long_word[200];
    memset(long_word, 'a', sizeof long_word);
    long_word[199] = '\0';
    const char *const longs[] = {long_word};
    assert_null(rsp_text_nearest(long_word, longs, 1));
    long_word[64] = '\0';
    assert_ptr_equal(rsp_text_nearest(long_word, longs, 1), long_word);
}

static void test_languages(void **state) {
    (void)state;
    rsp_lang l = RSP_LANG_EN;
    for (int i = 0; i < RSP_LANG_COUNT; i++) {
        assert_int_equal(rsp_lang_from_code(rsp_lang_code((rsp_lang)i), &l), 0);
        assert_int_equal(l, i);
    }
    l = RSP_LANG_TR;
    assert_int_equal(rsp_lang_from_code("xx", &l), RSP_ENOTFOUND);
    assert_int_equal(rsp_lang_from_code("", &l), RSP_ENOTFOUND);
    assert_int_equal(rsp_lang_from_code("EN", &l), RSP_ENOTFOUND);
    assert_int_equal(l, RSP_LANG_TR);
    assert_true(rsp_lang_is_rtl(RSP_LANG_AR) && rsp_lang_is_rtl(RSP_LANG_HE) && rsp_lang_is_rtl(RSP_LANG_FA));
    assert_false(rsp_lang_is_rtl(RSP_LANG_EN) || rsp_lang_is_rtl(RSP_LANG_TR) ||
                 rsp_lang_is_rtl(RSP_LANG_AM));
    rsp_name n = {0};
    assert_string_equal(rsp_name_in(&n, RSP_LANG_AR, "aleppo"), "aleppo");
    n.in[RSP_LANG_TR] = "Halep";
    assert_string_equal(rsp_name_in(&n, RSP_LANG_AR, "aleppo"), "Halep");
    n.in[RSP_LANG_EN] = "Aleppo";
    assert_string_equal(rsp_name_in(&n, RSP_LANG_AR, "aleppo"), "Aleppo");
    n.in[RSP_LANG_AR] = "\xD8\xAD\xD9\x84\xD8\xA8";
    assert_string_equal(rsp_name_in(&n, RSP_LANG_AR, "aleppo"), "\xD8\xAD\xD9\x84\xD8\xA8");
}

static void appends(void (*add)(rsp_buf *, const char *), const char *s, const char *want) {
    rsp_ctx ctx = rsp_ctx_init(NULL, NULL);
    RSP_CLEANUP(rsp_buf_done) rsp_buf b = rsp_buf_init(&ctx, 1 << 12);
    rsp_buf_str(&b, ">");
    add(&b, s);
    assert_string_equal(b.at + 1, want);
}

#define FSI "\xE2\x81\xA8"
#define LRI "\xE2\x81\xA6"
#define PDI "\xE2\x81\xA9"

static void test_isolates(void **state) {
    (void)state;
    appends(rsp_text_isolate, "\xD8\xAD\xD9\x84\xD8\xA8", FSI "\xD8\xAD\xD9\x84\xD8\xA8" PDI);
    appends(rsp_text_isolate, "", FSI PDI);
    appends(rsp_text_isolate_ltr, "+963 11", LRI "+963 11" PDI);
    /* A name with marks of its own must not end the isolate early or leave one open. */
    appends(rsp_text_isolate, "a" PDI "b", FSI "ab" PDI);
    appends(rsp_text_isolate, "a" LRI "b", FSI "a" LRI "b" PDI PDI);
    appends(rsp_text_isolate_ltr, "a" FSI "b" PDI "c", LRI "a" FSI "b" PDI "c" PDI);
    appends(rsp_text_isolate_ltr, PDI PDI, LRI PDI);
}

static void test_xml(void **state) {
    (void)state;
    appends(rsp_text_xml, "<a href=\"x\">'&'</a>", "&lt;a href=&quot;x&quot;&gt;&#39;&amp;&#39;&lt;/a&gt;");
    appends(rsp_text_xml,
            "a\x01\x08\x0B\x0C\x1F"
            "b\t\n\r",
            "ab\t\n\r");
    appends(rsp_text_xml,
            "a\xEF\xBF\xBE\xEF\xBF\xBF"
            "b\xEF\xBF\xBD",
            "ab\xEF\xBF\xBD");
    appends(rsp_text_xml, "\xD8\xAD\xF0\x9F\x98\x80", "\xD8\xAD\xF0\x9F\x98\x80");
    appends(rsp_text_xml, "", "");
}

static void test_ids(void **state) {
    (void)state;
    static const char *const good[] = {"a",
                                       "7",
                                       "SY0203",
                                       "truck-1",
                                       "a.b_c-d",
                                       "0-",
                                       "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa"};
    static const char *const bad[] = {
        "",    "-a",
        ".a",  "_a",
        "a b", "a/b",
        "a\n", "caf\xC3\xA9",
        "a:b", "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa"};
    for (size_t i = 0; i < COUNT(good); i++) {
        assert_true(rsp_text_is_id(good[i]));
    }
    for (size_t i = 0; i < COUNT(bad); i++) {
        assert_false(rsp_text_is_id(bad[i]));
    }
}

static void test_fixed(void **state) {
    static const struct {
        int64_t v;
        unsigned decimals;
        const char *text;
    } cases[] = {{0, 7, "0.0000000"},
                 {5, 7, "0.0000005"},
                 {-5, 7, "-0.0000005"},
                 {362021000, 7, "36.2021000"},
                 {-1800000000, 7, "-180.0000000"},
                 {123, 1, "12.3"},
                 {INT64_MIN, 9, "-9223372036.854775808"}};
    rsp_ctx ctx = rsp_ctx_init(NULL, NULL);
    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        RSP_CLEANUP(rsp_buf_done) rsp_buf b = rsp_buf_init(&ctx, 64);
        rsp_buf_fixed(&b, cases[i].v, cases[i].decimals);
        rsp_buf_char(&b, '\0');
        assert_string_equal(b.at, cases[i].text);
    }
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_fixed),     cmocka_unit_test(test_utf8),     cmocka_unit_test(test_nearest),
        cmocka_unit_test(test_languages), cmocka_unit_test(test_isolates), cmocka_unit_test(test_xml),
        cmocka_unit_test(test_ids),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
