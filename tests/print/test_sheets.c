/* Run sheets: one PDF per convoy and language, no character without a glyph, the same bytes each time, Arabic
 * without dash ranges, failures told. */
#include <errno.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "fixture.h"

static const rsp_lang langs[] = {RSP_LANG_EN, RSP_LANG_AR, RSP_LANG_FR};

static void read_sheet(fixture *f, const char *dir, const char *name, rsp_buf *ret) {
    char path[512];
    rsp_err err = {0};
    snprintf(path, sizeof path, "%s/%s", dir, name);
    assert_int_equal(rsp_file_read(&f->ctx, path, ret, &err), 0);
}

static void clean(const char *dir) {
    char command[600];
    snprintf(command, sizeof command, "rm -rf '%s'", dir);
    assert_int_equal(system(command), 0);
}

static void one_for_each(void **state) {
    (void)state;
    fixture f;
    rsp_err err = {0};
    rsp_sheets_report r = {0};
    fixture_make(&f, NULL, NULL, NULL, NULL);
    char one[] = "/tmp/rsp-sheets-XXXXXX", two[] = "/tmp/rsp-sheets-XXXXXX";
    assert_non_null(mkdtemp(one));
    assert_non_null(mkdtemp(two));
    int rc = rsp_print_sheets(&f.ctx, f.p, HASH, langs, 3, one, &r, &err);
    if (rc != 0) {
        print_error("%s\n", err.msg);
    }
    assert_int_equal(rc, 0);
    assert_int_equal(r.files, 3 * f.p->n_convoys);
    assert_true(r.pages >= 2 * r.files);
    assert_int_equal(r.unknown_glyphs, 0);
    assert_int_equal(rsp_print_sheets(&f.ctx, f.p, HASH, langs, 3, two, &r, &err), 0);
    for (uint32_t c = 0; c < f.p->n_convoys; c++) {
        for (int l = 0; l < 3; l++) {
            char name[64];
            rsp_buf a RSP_CLEANUP(rsp_buf_done) = {0};
            rsp_buf b RSP_CLEANUP(rsp_buf_done) = {0};
            snprintf(name, sizeof name, "%s-%s.pdf", f.p->convoys[c].id, rsp_lang_code(langs[l]));
            read_sheet(&f, one, name, &a);
            read_sheet(&f, two, name, &b);
            assert_memory_equal(a.at, "%PDF-", 5);
            assert_int_equal(a.n, b.n);
            assert_memory_equal(a.at, b.at, a.n);
        }
    }
    clean(one);
    clean(two);
    fixture_done(&f);
}

/* hh:mm, maybe isolates and spaces, a dash, hh:mm. */
static bool has_time_dash(const char *s) {
    for (; *s != '\0'; s++) {
        bool dash = *s == '-' || (strncmp(s, "\xE2\x80", 2) == 0 && (unsigned char)s[2] >= 0x90 &&
                                  (unsigned char)s[2] <= 0x95);
        if (!dash) {
            continue;
        }
        const char *t = s + (*s == '-' ? 1 : 3);
        while (*t == ' ' || strncmp(t, "\xE2\x81", 2) == 0 || strncmp(t, "\xE2\x80\xAA", 3) == 0) {
            t += *t == ' ' ? 1 : 3;
        }
        if (t[0] >= '0' && t[0] <= '2' && t[1] >= '0' && t[1] <= '9' && t[2] == ':') {
            return true;
        }
    }
    return false;
}

/* "37.1 ,36.2": coordinates whose longitude has come before the latitude. */
static bool has_turned_pair(const char *s) {
    for (const char *at = strstr(s, " ,"); at != NULL; at = strstr(at + 1, " ,")) {
        if (at > s && at[-1] >= '0' && at[-1] <= '9' && at[2] >= '0' && at[2] <= '9') {
            return true;
        }
    }
    return false;
}

static char *text_of(const char *path) {
    char command[600];
    snprintf(command, sizeof command, "pdftotext -layout '%s' - 2>/dev/null", path);
    FILE *p = popen(command, "r");
    char *text = calloc(1, 1 << 20);
    assert_non_null(p);
    assert_non_null(text);
    size_t n = fread(text, 1, (1 << 20) - 1, p);
    text[n] = '\0';
    pclose(p);
    return text;
}

static void text_reads_back(void **state) {
    (void)state;
    if (system("command -v pdftotext >/dev/null") != 0) {
        skip();
    }
    fixture f;
    rsp_err err = {0};
    fixture_make(&f, NULL, NULL, NULL, NULL);
    char dir[] = "/tmp/rsp-sheets-XXXXXX";
    assert_non_null(mkdtemp(dir));
    assert_int_equal(rsp_print_sheets(&f.ctx, f.p, HASH, langs, 2, dir, NULL, &err), 0);
    assert_true(has_time_dash("14:00–16:00"));
    assert_true(has_turned_pair("36.99900 ,34.89300"));
    for (uint32_t c = 0; c < f.p->n_convoys; c++) {
        char path[600];
        snprintf(path, sizeof path, "%s/%s-ar.pdf", dir, f.p->convoys[c].id);
        char *ar = text_of(path);
        assert_false(has_time_dash(ar));
        assert_false(has_turned_pair(ar));
        assert_non_null(strstr(ar, "من"));
        free(ar);
        snprintf(path, sizeof path, "%s/%s-en.pdf", dir, f.p->convoys[c].id);
        char *en = text_of(path);
        static const char *const words[] = {"Asia/Damascus (UTC+03:00)",
                                            "Order of movement",
                                            "If you are late",
                                            "+963-21-555 0100",
                                            "BASE",
                                            "Nearest hospital",
                                            "Planned",
                                            "Handed over",
                                            "Turn back",
                                            "Last safe entry",
                                            "plan 0123456789ab",
                                            "Page 1 of",
                                            "SCHEMATIC",
                                            "Railway yard"};
        for (size_t i = 0; i < sizeof words / sizeof words[0]; i++) {
            if (strstr(en, words[i]) == NULL) {
                fail_msg("%s lacks '%s':\n%s", path, words[i], en);
            }
        }
        free(en);
    }
    clean(dir);
    fixture_done(&f);
}

/* A place that a convoy comes to twice has one line among the nearest hospitals and one mark on the map. */
static void a_place_twice_is_one_line(void **state) {
    (void)state;
    if (system("command -v pdftotext >/dev/null") != 0) {
        skip();
    }
    fixture f;
    rsp_err err = {0};
    fixture_make(&f, NULL, NULL, NULL, NULL);
    rsp_plan p = *f.p;
    rsp_convoy c = p.convoys[0];
    rsp_stop stops[16];
    rsp_leg legs[17];
    assert_in_range(c.n_stops, 2, 16);
    memcpy(stops, c.stops, c.n_stops * sizeof *stops);
    memcpy(legs, c.legs, (c.n_stops + 1) * sizeof *legs);
    uint32_t last = c.n_stops - 1;
    stops[last].place = legs[last].to_place = legs[last + 1].from_place = stops[0].place;
    c.stops = stops;
    c.legs = legs;
    p.convoys = &c;
    p.n_convoys = 1;
    char dir[] = "/tmp/rsp-sheets-XXXXXX", path[600], numbers[32];
    assert_non_null(mkdtemp(dir));
    assert_int_equal(rsp_print_sheets(&f.ctx, &p, HASH, langs, 1, dir, NULL, &err), 0);
    snprintf(path, sizeof path, "%s/C1-en.pdf", dir);
    snprintf(numbers, sizeof numbers, "1,%u", last + 1);
    char *en = text_of(path);
    if (strstr(en, numbers) == NULL) {
        fail_msg("%s lacks '%s':\n%s", path, numbers, en);
    }
    free(en);
    clean(dir);
    fixture_done(&f);
}

/* A party that agreed to each activity apart, with the same condition: it is said once. */
static void a_condition_is_said_once(void **state) {
    (void)state;
    if (system("command -v pdftotext >/dev/null") != 0) {
        skip();
    }
    fixture f;
    rsp_err err = {0};
    fixture_make(&f, "{\n   \"id\": \"c2\",",
                 "{\"id\": \"c1b\", \"pause\": \"daily\", \"party\": \"gov\", \"state\": \"agreed\", \"at\": "
                 "\"2016-09-19T09:30\", \"activities\": [\"delivery\"], \"conditions\": \"No armed escort "
                 "<b>inside</b>\"},\n  {\n   \"id\": \"c2\",",
                 NULL, NULL);
    uint32_t both = 0;
    for (uint32_t i = 0; i < f.p->n_consents; i++) {
        both += f.s->consents[f.p->consents[i]].conditions != NULL;
    }
    assert_int_equal(both, 2);
    char dir[] = "/tmp/rsp-sheets-XXXXXX", path[600];
    assert_non_null(mkdtemp(dir));
    assert_int_equal(rsp_print_sheets(&f.ctx, f.p, HASH, langs, 1, dir, NULL, &err), 0);
    snprintf(path, sizeof path, "%s/C1-en.pdf", dir);
    char *en = text_of(path);
    const char *first = strstr(en, "No armed escort <b>inside</b>");
    assert_non_null(first);
    assert_null(strstr(first + 1, "No armed escort"));
    free(en);
    clean(dir);
    fixture_done(&f);
}

static void failures_are_told(void **state) {
    (void)state;
    fixture f;
    rsp_err err = {0};
    fixture_make(&f, NULL, NULL, NULL, NULL);
    assert_int_not_equal(rsp_print_sheets(&f.ctx, f.p, HASH, langs, 2, "/nonexistent/folder", NULL, &err), 0);
    assert_non_null(strstr(err.msg, "/nonexistent/folder"));
    rsp_lang none[] = {RSP_LANG_RU};
    char dir[] = "/tmp/rsp-sheets-XXXXXX";
    assert_non_null(mkdtemp(dir));
    assert_int_equal(rsp_print_sheets(&f.ctx, f.p, HASH, none, 1, dir, NULL, &err), RSP_EIO);
    assert_non_null(strstr(err.msg, "'ru'"));
    clean(dir);
    fixture_done(&f);
}

/* Another file that cannot be written ends the children who draw meanwhile. */
static void stops_with_the_rest(void **state) {
    (void)state;
    fixture f;
    rsp_err err = {0};
    char dir[] = "/tmp/rsp-stop-XXXXXX", path[600];
    fixture_make(&f, NULL, NULL, NULL, NULL);
    assert_non_null(mkdtemp(dir));
    snprintf(path, sizeof path, "%s/plan.html", dir);
    assert_int_equal(mkdir(path, 0755), 0);
    assert_int_equal(rsp_print_all(&f.ctx, f.p, HASH, dir, NULL, &err), RSP_EIO);
    assert_non_null(strstr(err.msg, "plan.html"));
    assert_int_equal(waitpid(-1, NULL, WNOHANG), -1);
    assert_int_equal(errno, ECHILD);
    assert_int_equal(rmdir(path), 0);
    clean(dir);
    fixture_done(&f);
}

static void all_of_it(void **state) {
    (void)state;
    fixture f;
    rsp_err err = {0};
    fixture_make(&f, "Ash-Shaar school", "</script>\\u202Eevil %s %n", NULL, NULL);
    char dir[] = "/tmp/rsp-all-XXXXXX";
    assert_non_null(mkdtemp(dir));
    assert_int_equal(rsp_print_all(&f.ctx, f.p, HASH, dir, NULL, &err), 0);
    static const char *const names[] = {"plan.geojson", "plan.gpx",         "plan.kml",        "plan.html",
                                        "pause.ics",    "sheets/C1-en.pdf", "sheets/C1-ar.pdf"};
    for (size_t i = 0; i < sizeof names / sizeof names[0]; i++) {
        rsp_buf b RSP_CLEANUP(rsp_buf_done) = {0};
        read_sheet(&f, dir, names[i], &b);
        assert_true(b.n > 300);
    }
    clean(dir);
    fixture_done(&f);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(one_for_each),
        cmocka_unit_test(text_reads_back),
        cmocka_unit_test(a_place_twice_is_one_line),
        cmocka_unit_test(a_condition_is_said_once),
        cmocka_unit_test(failures_are_told),
        cmocka_unit_test(stops_with_the_rest),
        cmocka_unit_test(all_of_it),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
