/* The files beside plan.json: well formed, whole, safe against what names may hold, the same bytes each time.
 */
#include <expat.h>

#include "fixture.h"

typedef int printer(const rsp_ctx *ctx, const rsp_plan *p, rsp_buf *to, rsp_err *err);

static int html(const rsp_ctx *ctx, const rsp_plan *p, rsp_buf *to, rsp_err *err) {
    return rsp_print_html(ctx, p, HASH, to, err);
}

static int table(const rsp_ctx *ctx, const rsp_plan *p, rsp_buf *to, rsp_err *err) {
    return rsp_print_table(ctx, p, 300, to, err);
}

static rsp_buf print_it(fixture *f, printer *print) {
    rsp_err err = {0};
    rsp_buf b = rsp_buf_init(&f->ctx, 1 << 26);
    int rc = print(&f->ctx, f->p, &b, &err);
    if (rc != 0) {
        print_error("%s\n", err.msg);
    }
    assert_int_equal(rc, 0);
    return b;
}

static size_t count_of(const char *text, const char *word) {
    size_t n = 0;
    for (const char *at = strstr(text, word); at != NULL; at = strstr(at + 1, word)) {
        n++;
    }
    return n;
}

static void table_says_all(void **state) {
    (void)state;
    fixture f;
    fixture_make(&f, NULL, NULL, NULL, NULL);
    rsp_buf b RSP_CLEANUP(rsp_buf_done) = print_it(&f, table);
    static const char *const words[] = {"SCHEMATIC",
                                        "ILLUSTRATIVE",
                                        "14:00–16:00, out by 15:45",
                                        "C1",
                                        "Food parcel",
                                        "People reached",
                                        "Wounded brought out",
                                        "Not served",
                                        "no pause is in force",
                                        "Armed groups, north",
                                        "asked, no answer yet",
                                        "last safe entry",
                                        "1,500 people wait"};
    for (size_t i = 0; i < sizeof words / sizeof words[0]; i++) {
        if (strstr(b.at, words[i]) == NULL) {
            fail_msg("the table lacks '%s':\n%s", words[i], b.at);
        }
    }
    assert_null(strstr(b.at, "\xE2\x81\xA8")); /* terminals show isolates as boxes */
    fixture_done(&f);
}

/* Lines of a convoy that begin with a clock, "    14:05": in order. Names do not run into what follows them.
 * Shares stand under each other and keep to the width. */
static void table_is_in_order(void **state) {
    (void)state;
    fixture f;
    rsp_err err = {0};
    fixture_make(&f, NULL, NULL, NULL, NULL);
    rsp_buf b RSP_CLEANUP(rsp_buf_done) = rsp_buf_init(&f.ctx, 1 << 20);
    assert_int_equal(rsp_print_table(&f.ctx, f.p, 80, &b, &err), 0);
    char before[6] = "";
    size_t shares = 0, end = 0;
    bool in_shares = false;
    for (char *line = strtok(b.at, "\n"); line != NULL; line = strtok(NULL, "\n")) {
        bool clock = strlen(line) > 9 && strncmp(line, "    ", 4) == 0 && line[6] == ':';
        if (strncmp(line, "  C", 3) == 0) {
            before[0] = '\0';
        } else if (clock) {
            char now[6] = {0};
            memcpy(now, line + 4, 5);
            assert_true(strcmp(before, now) <= 0);
            memcpy(before, now, sizeof now);
        }
        for (const char *s = strchr(line, ')'); s != NULL; s = strchr(s + 1, ')')) {
            assert_false(s[1] >= '0' && s[1] <= '9');
        }
        in_shares = in_shares ? line[0] == ' ' : strncmp(line, "Share of need", 13) == 0;
        const char *bracket = in_shares && line[0] == ' ' ? strrchr(line, ')') : NULL;
        if (bracket != NULL) {
            size_t at = 0; /* in characters: all of the fixture's are one column wide */
            size_t all = 0;
            for (const char *s = line; *s != '\0'; s++) {
                all += ((unsigned char)*s & 0xC0) != 0x80;
                at = s == bracket ? all : at;
            }
            end = end == 0 ? at : end;
            assert_int_equal(at, end);
            assert_true(all <= 80);
            shares++;
        }
    }
    assert_true(shares > 3);
    fixture_done(&f);
}

static void what_if_is_said(void **state) {
    (void)state;
    fixture f;
    rsp_assumed assumed = {1, 2}; /* the northern pause, the northern groups */
    rsp_assumptions what_if = {&assumed, 1};
    fixture_make(&f, NULL, NULL, NULL, &what_if);
    printer *const all[] = {table, html, rsp_print_gpx, rsp_print_kml, rsp_print_geojson, rsp_print_ics};
    for (size_t i = 0; i < sizeof all / sizeof all[0]; i++) {
        rsp_buf b RSP_CLEANUP(rsp_buf_done) = print_it(&f, all[i]);
        assert_non_null(strstr(b.at, "WHAT IF"));
    }
    fixture_done(&f);
}

static void geojson_is_whole(void **state) {
    (void)state;
    fixture f;
    fixture_make(&f, NULL, NULL, NULL, NULL);
    rsp_buf b RSP_CLEANUP(rsp_buf_done) = print_it(&f, rsp_print_geojson);
    rsp_arena *a = NULL;
    rsp_err err = {0};
    const rsp_json *j = NULL;
    assert_int_equal(rsp_arena_new(&f.ctx, 0, &a, &err), 0);
    assert_int_equal(rsp_json_parse(a, "plan.geojson", b.at, b.n, &f.d, &j), 0);
    size_t legs = 0, stops = 0, want_legs = 0, want_stops = 0;
    for (const rsp_json *v = rsp_json_get(j, "features")->first; v != NULL; v = v->next) {
        const char *kind = rsp_json_get(rsp_json_get(v, "properties"), "kind")->string;
        legs += strcmp(kind, "convoy_leg") == 0;
        stops += strcmp(kind, "stop") == 0;
        const rsp_geom *g = NULL;
        assert_int_equal(
            rsp_geom_from_json(a, "plan.geojson", rsp_json_get(v, "geometry"), 0x3F, NULL, &f.d, &g), 0);
    }
    for (uint32_t c = 0; c < f.p->n_convoys; c++) {
        want_legs += f.p->convoys[c].n_stops + 1;
        want_stops += f.p->convoys[c].n_stops;
    }
    assert_int_equal(legs, want_legs);
    assert_int_equal(stops, want_stops);
    assert_non_null(strstr(b.at, "SY020001"));
    rsp_arena_free(a);
    fixture_done(&f);
}

static void well_formed(const rsp_buf *b) {
    XML_Parser x = XML_ParserCreate(NULL);
    if (XML_Parse(x, b->at, (int)b->n, 1) != XML_STATUS_OK) {
        fail_msg("line %lu: %s", XML_GetCurrentLineNumber(x), XML_ErrorString(XML_GetErrorCode(x)));
    }
    XML_ParserFree(x);
}

static void gpx_and_kml_are_well_formed(void **state) {
    (void)state;
    fixture f;
    fixture_make(&f, NULL, NULL, NULL, NULL);
    rsp_buf gpx RSP_CLEANUP(rsp_buf_done) = print_it(&f, rsp_print_gpx);
    rsp_buf kml RSP_CLEANUP(rsp_buf_done) = print_it(&f, rsp_print_kml);
    well_formed(&gpx);
    well_formed(&kml);
    assert_int_equal(count_of(gpx.at, "<trk>"), f.p->n_convoys);
    assert_non_null(strstr(gpx.at, "P-code SY020001"));
    assert_non_null(strstr(kml.at, "<Data name=\"pcode\"><value>SY020001</value>"));
    fixture_done(&f);
}

static void calendar_obeys_rfc5545(void **state) {
    (void)state;
    fixture f;
    fixture_make(&f, "Ash-Shaar school",
                 "Ash-Shaar, school; \\\\ مدرسة ذات اسم طويل جدًا حتى يُطوى السطر بين الأحرف وليس داخلها", NULL,
                 NULL);
    rsp_buf b RSP_CLEANUP(rsp_buf_done) = print_it(&f, rsp_print_ics);
    const char *line = b.at;
    for (const char *end = strstr(line, "\r\n"); end != NULL; end = strstr(line, "\r\n")) {
        assert_true(end - line <= 75);
        assert_true(rsp_utf8_valid(line, (size_t)(end - line)));
        line = end + 2;
    }
    assert_int_equal(*line, '\0');
    assert_int_equal(count_of(b.at, "BEGIN:VEVENT"), f.p->n_windows + f.p->n_convoys);
    assert_int_equal(count_of(b.at, "DTSTAMP:20160920T150000Z"), f.p->n_windows + f.p->n_convoys); /* as_of */
    assert_non_null(strstr(b.at, "DTSTART:20160921T110000Z")); /* 14:00 at +03:00 */
    assert_non_null(strstr(b.at, "UID:window-daily-east-whole-2016-09-21-1@respite"));
    char *whole = b.at; /* unfolded in place */
    for (const char *at = b.at; *at != '\0'; at++) {
        at += strncmp(at, "\r\n ", 3) == 0 ? 3 : 0;
        *whole++ = *at;
    }
    *whole = '\0';
    assert_int_equal(count_of(b.at, "The times above are local: Asia/Damascus"),
                     f.p->n_windows + f.p->n_convoys);
    fixture_done(&f);
}

static void html_stands_alone(void **state) {
    (void)state;
    fixture f;
    fixture_make(&f, NULL, NULL, NULL, NULL);
    rsp_buf b RSP_CLEANUP(rsp_buf_done) = print_it(&f, html);
    assert_true(b.n <= RSP_HTML_MAX_BYTES);
    assert_null(strstr(b.at, "http://"));
    assert_null(strstr(b.at, "https://"));
    assert_null(strstr(b.at, "src="));
    assert_null(strstr(b.at, "@import"));
    assert_null(strstr(b.at, "url("));
    assert_null(strstr(b.at, " style=\"")); /* the policy would refuse it */
    assert_null(strstr(b.at, "{{"));
    assert_non_null(strstr(b.at, "default-src 'none'; style-src 'sha256-"));
    assert_non_null(strstr(b.at, "dir=\"rtl\""));
    assert_non_null(strstr(b.at, "مدرسة الشعار"));
    assert_non_null(strstr(b.at, "0123456789ab"));
    fixture_done(&f);
}

/* The clocks of Damascus went back in the night to 28 October 2016: the slider says the time of the place. */
static void html_knows_a_clock_change(void **state) {
    (void)state;
    fixture f;
    rsp_err err = {0};
    fixture_make(&f, NULL, NULL, NULL, NULL);
    rsp_plan p = *f.p;
    p.first_date += 36; /* from 21 September */
    rsp_buf b RSP_CLEANUP(rsp_buf_done) = rsp_buf_init(&f.ctx, 1 << 26);
    assert_int_equal(rsp_print_html(&f.ctx, &p, HASH, &b, &err), 0);
    assert_non_null(strstr(b.at, "\"utc_offsets\":[1477515600,10800,1477602000,7200]"));
    fixture_done(&f);
}

static void hostile_names_stay_text(void **state) {
    (void)state;
    fixture f;
    fixture_make(&f, "Ash-Shaar school",
                 "</script><script>alert(1)</script>&'<b onclick=\\\"x\\\">]]>\\u202Eevil\\u2028z\\u2069",
                 NULL, NULL);
    rsp_buf h RSP_CLEANUP(rsp_buf_done) = print_it(&f, html);
    assert_int_equal(count_of(h.at, "<script"), 2); /* the data and the script */
    assert_int_equal(count_of(h.at, "</script"), 2);
    assert_null(strstr(h.at, "<b onclick"));
    assert_null(strstr(h.at, "\xE2\x80\xAE"));
    assert_null(strstr(h.at, "\xE2\x80\xA8"));
    assert_non_null(strstr(h.at, "&lt;/script&gt;"));
    rsp_buf gpx RSP_CLEANUP(rsp_buf_done) = print_it(&f, rsp_print_gpx);
    rsp_buf kml RSP_CLEANUP(rsp_buf_done) = print_it(&f, rsp_print_kml);
    well_formed(&gpx);
    well_formed(&kml);
    rsp_buf t RSP_CLEANUP(rsp_buf_done) = print_it(&f, table);
    assert_null(strstr(t.at, "\xE2\x80\xAE"));
    fixture_done(&f);
}

static void same_plan_same_bytes(void **state) {
    (void)state;
    fixture f;
    fixture_make(&f, NULL, NULL, NULL, NULL);
    printer *const all[] = {table, html, rsp_print_gpx, rsp_print_kml, rsp_print_geojson, rsp_print_ics};
    for (size_t i = 0; i < sizeof all / sizeof all[0]; i++) {
        rsp_buf a RSP_CLEANUP(rsp_buf_done) = print_it(&f, all[i]);
        rsp_buf b RSP_CLEANUP(rsp_buf_done) = print_it(&f, all[i]);
        assert_int_equal(a.n, b.n);
        assert_memory_equal(a.at, b.at, a.n);
    }
    fixture_done(&f);
}

static void failures_are_clean(void **state) {
    (void)state;
    fixture f;
    fixture_make(&f, NULL, NULL, NULL, NULL);
    printer *const all[] = {table, html, rsp_print_gpx, rsp_print_kml, rsp_print_geojson, rsp_print_ics};
    for (size_t i = 0; i < sizeof all / sizeof all[0]; i++) {
        rsp_err err = {0};
        rsp_buf tight = rsp_buf_init(&f.ctx, 200);
        assert_int_equal(all[i](&f.ctx, f.p, &tight, &err), RSP_ELIMIT);
        rsp_buf_done(&tight);
        int64_t calls = 0;
        for (int64_t k = 0; k <= calls; k += 1 + calls / 60) { /* some sixty of the allocations of each */
            rsp_faults faults = {.under = rsp_env_system(), .fail_at = k};
            rsp_env env = rsp_env_faulty(&faults);
            rsp_ctx ctx = rsp_ctx_init(&env, NULL);
            rsp_buf b = rsp_buf_init(&ctx, 1 << 26);
            int rc = all[i](&ctx, f.p, &b, &err);
            rsp_buf_done(&b);
            if (faults.failed) {
                assert_int_equal(rc, RSP_ENOMEM);
            }
            assert_int_equal(faults.live, 0);
            if (calls == 0) {
                faults = (rsp_faults){.under = rsp_env_system(), .fail_at = -1};
                rsp_buf whole = rsp_buf_init(&ctx, 1 << 26);
                assert_int_equal(all[i](&ctx, f.p, &whole, &err), 0);
                rsp_buf_done(&whole);
                calls = faults.calls;
            }
        }
    }
    fixture_done(&f);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(table_says_all),
        cmocka_unit_test(table_is_in_order),
        cmocka_unit_test(what_if_is_said),
        cmocka_unit_test(geojson_is_whole),
        cmocka_unit_test(gpx_and_kml_are_well_formed),
        cmocka_unit_test(calendar_obeys_rfc5545),
        cmocka_unit_test(html_stands_alone),
        cmocka_unit_test(html_knows_a_clock_change),
        cmocka_unit_test(hostile_names_stay_text),
        cmocka_unit_test(same_plan_same_bytes),
        cmocka_unit_test(failures_are_clean),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
