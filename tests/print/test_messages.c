/* The catalogues: the same keys everywhere, patterns that ICU accepts, Arabic without dash ranges, plurals.
 */
#include <ctype.h>

#include <unicode/umsg.h>
#include <unicode/ustring.h>

#include "fixture.h"
#include "print/inner.h"

static const rsp_lang langs[] = {RSP_LANG_EN, RSP_LANG_AR, RSP_LANG_FR};

typedef struct books {
    rsp_ctx ctx;
    rsp_arena *a;
    const rsp_json *of[3];
} books;

static void open_books(books *b) {
    rsp_err err = {0};
    b->ctx = rsp_ctx_init(NULL, NULL);
    assert_int_equal(rsp_arena_new(&b->ctx, 0, &b->a, &err), 0);
    for (int i = 0; i < 3; i++) {
        assert_int_equal(pr_catalogue(&b->ctx, langs[i], b->a, &b->of[i], &err), 0);
    }
}

static void same_keys(void **state) {
    (void)state;
    books b;
    open_books(&b);
    for (int i = 0; i < 3; i++) {
        for (int k = 0; k < 3; k++) {
            for (const rsp_json *v = b.of[i]->first; v != NULL; v = v->next) {
                if (rsp_json_get(b.of[k], v->key) == NULL) {
                    fail_msg("%s has '%s', %s has not", rsp_lang_code(langs[i]), v->key,
                             rsp_lang_code(langs[k]));
                }
            }
        }
    }
    rsp_arena_free(b.a);
}

/* ICU's C interface numbers its arguments: {place} becomes {0}, {n, plural, ...} {1, plural, ...}. */
static void numbered(const char *s, char *to) {
    for (; *s != '\0'; s++) {
        *to++ = *s;
        if (*s == '{' && (islower((unsigned char)s[1]) || s[1] == '_')) {
            const char *end = s + 1;
            while (islower((unsigned char)*end) || *end == '_') {
                end++;
            }
            if (*end == '}' || *end == ',') {
                *to++ = *end == '}' ? '0' : '1';
                s = end - 1;
            }
        }
    }
    *to = '\0';
}

static void icu_accepts(void **state) {
    (void)state;
    books b;
    open_books(&b);
    for (int i = 0; i < 3; i++) {
        for (const rsp_json *v = b.of[i]->first; v != NULL; v = v->next) {
            char pattern[4096];
            UChar wide[4096];
            UErrorCode status = U_ZERO_ERROR;
            int32_t n = 0;
            assert_true(strlen(v->string) < sizeof pattern / 2);
            assert_null(strchr(v->string, '\'')); /* it would quote; catalogues use U+2019 */
            numbered(v->string, pattern);
            u_strFromUTF8(wide, 4096, &n, pattern, -1, &status);
            UParseError where;
            UMessageFormat *f = umsg_open(wide, n, rsp_lang_code(langs[i]), &where, &status);
            if (U_FAILURE(status)) {
                fail_msg("%s '%s': %s: %s", rsp_lang_code(langs[i]), v->key, u_errorName(status), v->string);
            }
            umsg_close(f);
        }
    }
    rsp_arena_free(b.a);
}

/* A dash of any kind between what can become two times or numbers. */
static bool has_dash_range(const char *s) {
    static const char *const dashes[] = {
        "-", "\xE2\x80\x90", "\xE2\x80\x91", "\xE2\x80\x92", "\xE2\x80\x93", "\xE2\x80\x94", "\xE2\x88\x92"};
    for (size_t d = 0; d < sizeof dashes / sizeof dashes[0]; d++) {
        for (const char *at = strstr(s, dashes[d]); at != NULL; at = strstr(at + 1, dashes[d])) {
            const char *before = at;
            const char *after = at + strlen(dashes[d]);
            while (before > s && before[-1] == ' ') {
                before--;
            }
            after += strspn(after, " ");
            if (before > s && (before[-1] == '}' || isdigit((unsigned char)before[-1])) &&
                (*after == '{' || isdigit((unsigned char)*after))) {
                return true;
            }
        }
    }
    return false;
}

static void arabic_has_no_dash_ranges(void **state) {
    (void)state;
    books b;
    open_books(&b);
    assert_true(has_dash_range("{from}–{to}"));
    assert_true(has_dash_range("14:00 - 16:00"));
    for (const rsp_json *v = b.of[1]->first; v != NULL; v = v->next) {
        if (has_dash_range(v->string)) {
            fail_msg("ar '%s' has a dash range: %s", v->key, v->string);
        }
    }
    assert_string_equal(rsp_json_get(b.of[1], "range")->string, "من {from} إلى {to}");
    rsp_arena_free(b.a);
}

/* Arabic has six plural forms: each message with a plural names them all. */
static void arabic_plurals_are_whole(void **state) {
    (void)state;
    static const char *const forms[] = {"zero {", "one {", "two {", "few {", "many {", "other {"};
    books b;
    open_books(&b);
    for (const rsp_json *v = b.of[1]->first; v != NULL; v = v->next) {
        for (int i = 0; i < 6 && strstr(v->string, ", plural,") != NULL; i++) {
            if (strstr(v->string, forms[i]) == NULL) {
                fail_msg("ar '%s' lacks the form %s", v->key, forms[i]);
            }
        }
    }
    rsp_arena_free(b.a);
}

static void says(void **state) {
    (void)state;
    fixture f;
    fixture_make(&f, NULL, NULL, NULL, NULL);
    rsp_arena *a = NULL;
    rsp_err err = {0};
    pr en, ar;
    assert_int_equal(rsp_arena_new(&f.ctx, 0, &a, &err), 0);
    assert_int_equal(pr_open(&f.ctx, f.p, RSP_LANG_EN, a, &en, &err), 0);
    assert_int_equal(pr_open(&f.ctx, f.p, RSP_LANG_AR, a, &ar, &err), 0);
    en.isolates = ar.isolates = false;
    assert_string_equal(pr_say(&en, "amount.civilians", PR_ARGS(PR_NUM("n", 1))), "1 civilian");
    assert_string_equal(pr_say(&en, "amount.civilians", PR_ARGS(PR_NUM("n", 1234))), "1,234 civilians");
    assert_string_equal(pr_say(&ar, "amount.civilians", PR_ARGS(PR_NUM("n", 1))), "مدني واحد");
    const char *once = pr_say(&ar, "dir.exit", PR_ARGS(PR_TEXT("zone", "منطقة الوعر")));
    assert_string_equal(once, pr_say(&ar, "dir.exit", PR_ARGS(PR_TEXT("zone", "الوعر"))));
    assert_non_null(strstr(once, "الوعر"));
    assert_non_null(strstr(pr_say(&en, "dir.exit", PR_ARGS(PR_TEXT("zone", "Zonely"))), "Zonely"));
    assert_string_equal(pr_say(&ar, "amount.civilians", PR_ARGS(PR_NUM("n", 2))), "مدنيان");
    assert_string_equal(pr_say(&ar, "amount.civilians", PR_ARGS(PR_NUM("n", 7))), "7 مدنيين");
    assert_string_equal(pr_say(&ar, "amount.civilians", PR_ARGS(PR_NUM("n", 11))), "11 مدنيًا");
    assert_string_equal(pr_say(&ar, "amount.civilians", PR_ARGS(PR_NUM("n", 100))), "100 مدني");
    assert_string_equal(pr_range(&ar, f.s->as_of, f.s->as_of + 7200), "من 18:00 إلى 20:00");
    /* U+202E in a name would turn the line round; a stray PDI would close our isolate. */
    assert_string_equal(pr_clean(&en, "a\xE2\x80\xAE\x62\xE2\x81\xA9"
                                      "c\nd\x07"),
                        "abc d");
    ar.isolates = true;
    assert_string_equal(pr_code(&ar, "+963-21"), "\xE2\x81\xA6+963-21\xE2\x81\xA9");
    assert_int_equal(pr_ok(&en, &err), 0);
    assert_string_equal(pr_word(&en, "no such key"), "");
    assert_int_equal(pr_ok(&en, &err), RSP_EINTERNAL);
    pr_close(&en);
    pr_close(&ar);
    rsp_arena_free(a);
    fixture_done(&f);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(same_keys),
        cmocka_unit_test(icu_accepts),
        cmocka_unit_test(arabic_has_no_dash_ranges),
        cmocka_unit_test(arabic_plurals_are_whole),
        cmocka_unit_test(says),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
