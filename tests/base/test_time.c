/* Civil time: dates, clocks, instants, and the stated rule at changes of the clock. The offsets come from the
 * tz database: Syria moved on the last Friday of March at 00:00 and back on the last Friday of October 2012.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "base/time.h"

static rsp_tz *zone(const char *name) {
    rsp_ctx ctx = rsp_ctx_init(NULL, NULL);
    rsp_err err = {0};
    rsp_tz *tz = NULL;
    if (rsp_tz_open(&ctx, name, &tz, &err) != 0) {
        fail_msg("%s", err.msg);
    }
    assert_string_equal(rsp_tz_name(tz), name);
    return tz;
}

static int32_t date_of(const char *s) {
    int32_t date = 0;
    if (rsp_date_parse(s, &date) != 0) {
        fail_msg("%s", s);
    }
    return date;
}

/* The local day and clock are of this kind and mean the instant written (with its offset) as `want`. */
static void means(const rsp_tz *tz, const char *day, int32_t clock_s, rsp_local_kind kind, const char *want) {
    rsp_local_kind got_kind = RSP_LOCAL_ONCE;
    int64_t t = rsp_tz_instant(tz, date_of(day), clock_s, &got_kind);
    char got[40];
    rsp_instant_format(tz, t, got);
    if (got_kind != kind || strcmp(got, want) != 0) {
        fail_msg("%s %s + %d s: %s, kind %d (wanted %s, kind %d)", rsp_tz_name(tz), day, clock_s, got,
                 got_kind, want, kind);
    }
    int64_t again = 0;
    assert_int_equal(rsp_instant_parse(tz, got, &again), 0);
    assert_int_equal(again, t);
}

static void test_damascus_2012(void **state) {
    (void)state;
    rsp_tz *tz = zone("Asia/Damascus");
    means(tz, "2012-03-21", 14 * 3600, RSP_LOCAL_ONCE, "2012-03-21T14:00:00+02:00");
    means(tz, "2012-03-29", 86399, RSP_LOCAL_ONCE, "2012-03-29T23:59:59+02:00");
    means(tz, "2012-03-30", 0, RSP_LOCAL_GAP, "2012-03-30T01:00:00+03:00");
    means(tz, "2012-03-29", 86400, RSP_LOCAL_GAP, "2012-03-30T01:00:00+03:00");
    means(tz, "2012-03-30", 1800, RSP_LOCAL_GAP, "2012-03-30T01:30:00+03:00");
    means(tz, "2012-03-30", 3599, RSP_LOCAL_GAP, "2012-03-30T01:59:59+03:00");
    means(tz, "2012-03-30", 3600, RSP_LOCAL_ONCE, "2012-03-30T01:00:00+03:00");
    means(tz, "2012-07-01", 14 * 3600, RSP_LOCAL_ONCE, "2012-07-01T14:00:00+03:00");
    means(tz, "2012-10-25", 82799, RSP_LOCAL_ONCE, "2012-10-25T22:59:59+03:00");
    means(tz, "2012-10-25", 82800, RSP_LOCAL_OVERLAP, "2012-10-25T23:00:00+03:00");
    means(tz, "2012-10-25", 86399, RSP_LOCAL_OVERLAP, "2012-10-25T23:59:59+03:00");
    means(tz, "2012-10-26", 0, RSP_LOCAL_ONCE, "2012-10-26T00:00:00+02:00");
    means(tz, "2012-10-26", 14 * 3600, RSP_LOCAL_ONCE, "2012-10-26T14:00:00+02:00");
    int64_t t = 0; /* the change itself: 30 March at 00:00 of the old offset */
    char text[40];
    assert_int_equal(rsp_instant_parse(tz, "2012-03-29T22:00:00Z", &t), 0);
    rsp_instant_format(tz, t, text);
    assert_string_equal(text, "2012-03-30T01:00:00+03:00");
    rsp_instant_format(tz, t - 1, text);
    assert_string_equal(text, "2012-03-29T23:59:59+02:00");
    assert_int_equal(rsp_instant_parse(tz, "2012-10-25T21:00:00Z", &t), 0); /* the second 23:00 */
    rsp_instant_format(tz, t, text);
    assert_string_equal(text, "2012-10-25T23:00:00+02:00");
    rsp_tz_free(tz);
}

static void test_other_zones(void **state) {
    (void)state;
    rsp_tz *tz = zone("UTC");
    means(tz, "1970-01-01", 0, RSP_LOCAL_ONCE, "1970-01-01T00:00:00+00:00");
    assert_int_equal(rsp_tz_instant(tz, 0, 0, NULL), 0);
    assert_int_equal(rsp_tz_instant(tz, -1, 86399, NULL), -1);
    tz = (rsp_tz_free(tz), zone("America/New_York"));
    means(tz, "2024-03-10", 9000, RSP_LOCAL_GAP, "2024-03-10T03:30:00-04:00");
    means(tz, "2024-11-03", 5400, RSP_LOCAL_OVERLAP, "2024-11-03T01:30:00-04:00");
    means(tz, "2024-11-03", 7200, RSP_LOCAL_ONCE, "2024-11-03T02:00:00-05:00");
    means(tz, "1950-07-01", 0, RSP_LOCAL_ONCE, "1950-07-01T00:00:00-04:00");
    means(tz, "2150-01-15", 43200, RSP_LOCAL_ONCE, "2150-01-15T12:00:00-05:00");
    tz = (rsp_tz_free(tz), zone("Asia/Gaza"));
    means(tz, "2014-08-05", 8 * 3600, RSP_LOCAL_ONCE, "2014-08-05T08:00:00+03:00");
    means(tz, "2014-01-05", 8 * 3600, RSP_LOCAL_ONCE, "2014-01-05T08:00:00+02:00");
    means(tz, "2012-03-30", 1800, RSP_LOCAL_GAP, "2012-03-30T01:30:00+03:00");
    tz = (rsp_tz_free(tz), zone("Asia/Kathmandu"));
    means(tz, "2015-04-25", 12 * 3600, RSP_LOCAL_ONCE, "2015-04-25T12:00:00+05:45");
    tz = (rsp_tz_free(tz), zone("Australia/Lord_Howe")); /* moves by half an hour */
    means(tz, "2024-10-06", 7200, RSP_LOCAL_GAP, "2024-10-06T02:30:00+11:00");
    tz = (rsp_tz_free(tz), zone("Pacific/Apia")); /* the 30th of December 2011 never was */
    means(tz, "2011-12-30", 43200, RSP_LOCAL_GAP, "2011-12-31T12:00:00+14:00");
    means(tz, "2011-12-29", 86399, RSP_LOCAL_ONCE, "2011-12-29T23:59:59-10:00");
    assert_null(rsp_tz_free(tz));
    assert_true(strlen(rsp_tz_data_version()) >= 5);
}

/* Every hour of forty years reads back from its local time, or is the second of two. */
static void test_there_and_back(void **state) {
    (void)state;
    static const char *const names[] = {"Asia/Damascus", "Asia/Gaza", "Europe/Kyiv", "Africa/Casablanca",
                                        "Pacific/Apia"};
    for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
        rsp_tz *tz = zone(names[i]);
        int64_t from = (int64_t)date_of("1995-01-01") * 86400;
        int second = 0;
        for (int64_t t = from; t < from + (int64_t)40 * 365 * 86400; t += 1800) {
            int32_t date = 0;
            int32_t clock = 0;
            int32_t offset = 0;
            rsp_tz_local(tz, t, &date, &clock, &offset);
            assert_true(clock >= 0 && clock < 86400);
            assert_int_equal((int64_t)date * 86400 + clock - offset, t);
            rsp_local_kind kind = RSP_LOCAL_GAP;
            int64_t back = rsp_tz_instant(tz, date, clock, &kind);
            assert_int_not_equal(kind, RSP_LOCAL_GAP);
            assert_true(back == t || (kind == RSP_LOCAL_OVERLAP && back < t));
            second += back != t;
        }
        assert_true(second >= 2 && second < 400);
        rsp_tz_free(tz);
    }
}

static void test_zone_names(void **state) {
    (void)state;
    static const char *const wrong[][2] = {
        {"Asia/Damscus", "Asia/Damascus"},
        {"asia/damascus", "Asia/Damascus"},
        {"Damascus", "Asia/Damascus"},
        {"Europe/Kiew", "Europe/Ki"},
        {"Africa/Khartum", "Africa/Khartoum"},
        {"", "e.g. \"Asia/Damascus\""},
        {"GMT+3", "time zone"},
        {"+03:00", "time zone"},
        {"Asia/Damascus ", "Asia/Damascus\""},
        {"\xD8\xAD\xD9\x84\xD8\xA8", "time zone"},
        {"EST", "time zone"},
        {"America/New York", "America/New_York"},
        {"Mars/Olympus_Mons/Base_One", "e.g."},
    };
    rsp_ctx ctx = rsp_ctx_init(NULL, NULL);
    for (size_t i = 0; i < sizeof wrong / sizeof *wrong; i++) {
        rsp_tz *tz = NULL;
        rsp_err err = {0};
        int rc = rsp_tz_open(&ctx, wrong[i][0], &tz, &err);
        if (rc != RSP_EINPUT || tz != NULL || strstr(err.msg, wrong[i][1]) == NULL ||
            strstr(err.msg, "; ") == NULL) {
            fail_msg("\"%s\": %d: %s", wrong[i][0], rc, err.msg);
        }
    }
    char longest[300];
    memset(longest, 'A', sizeof longest);
    longest[299] = '\0';
    rsp_tz *tz = NULL;
    assert_int_equal(rsp_tz_open(&ctx, longest, &tz, NULL), RSP_EINPUT);
}

static void test_dates(void **state) {
    (void)state;
    int y = -770;
    int m = 0;
    int d = 0;
    int w = 0;
    rsp_date_civil(-1000001, &y, &m, &d, &w);
    for (int32_t date = -1000000; date <= 1000000; date++) { /* each day follows the one before */
        int y2 = 0;
        int m2 = 0;
        int d2 = 0;
        int w2 = 0;
        rsp_date_civil(date, &y2, &m2, &d2, &w2);
        bool next_day = y2 == y && m2 == m && d2 == d + 1;
        bool next_month = y2 == y && m2 == m + 1 && d2 == 1 && d >= 28;
        bool next_year = y2 == y + 1 && m2 == 1 && d2 == 1 && m == 12 && d == 31;
        if (!(next_day || next_month || next_year) || w2 != (w + 1) % 7) {
            fail_msg("day %d: %d-%d-%d after %d-%d-%d", date, y2, m2, d2, y, m, d);
        }
        y = y2;
        m = m2;
        d = d2;
        w = w2;
        if (y >= 1 && date % 7 == 0) {
            char text[16];
            rsp_date_format(date, text);
            assert_int_equal(date_of(text), date);
        }
    }
    assert_int_equal(date_of("1970-01-01"), 0);
    assert_int_equal(date_of("2012-03-30"), 15429);
    assert_int_equal(date_of("0001-01-01"), -719162);
    assert_int_equal(date_of("9999-12-31"), 2932896);
    rsp_date_civil(15429, &y, &m, &d, &w);
    assert_int_equal(w, 4); /* a Friday */
    rsp_date_civil(0, &y, &m, &d, NULL);
    assert_true(y == 1970 && m == 1 && d == 1);
}

static void test_parse_errors(void **state) {
    (void)state;
    static const char *const dates[] = {"",
                                        "2012",
                                        "2012-3-30",
                                        "2012-03-32",
                                        "2012-02-30",
                                        "2011-02-29",
                                        "1900-02-29",
                                        "2012-13-01",
                                        "2012-00-01",
                                        "2012-01-00",
                                        "2012/01/01",
                                        "2012-01-01 ",
                                        " 2012-01-01",
                                        "0000-01-01",
                                        "20120101",
                                        "2012-01-01T00:00",
                                        "12012-01-01",
                                        "-012-01-01",
                                        "2012-01-0a"};
    int32_t v = 77;
    for (size_t i = 0; i < sizeof dates / sizeof *dates; i++) {
        if (rsp_date_parse(dates[i], &v) != RSP_EINPUT || v != 77) {
            fail_msg("date \"%s\"", dates[i]);
        }
    }
    assert_int_equal(date_of("2000-02-29"), 11016);
    static const char *const clocks[] = {"",      "1",      "14",      "14:",      "14:0",      "24:00",
                                         "14:60", "14:00:", "14:00:6", "14:00:60", "14:00:00Z", " 14:00",
                                         "-1:00", "2 pm",   "14.00",   "14:00 "};
    for (size_t i = 0; i < sizeof clocks / sizeof *clocks; i++) {
        if (rsp_clock_parse(clocks[i], &v) != RSP_EINPUT || v != 77) {
            fail_msg("clock \"%s\"", clocks[i]);
        }
    }
    assert_int_equal(rsp_clock_parse("23:59:59", &v), 0);
    assert_int_equal(v, 86399);
    assert_int_equal(rsp_clock_parse("14:00", &v), 0);
    assert_int_equal(v, 50400);
    static const char *const instants[] = {"",
                                           "2012-03-21",
                                           "2012-03-21 14:00",
                                           "2012-03-21T14",
                                           "2012-03-21T14:00z",
                                           "2012-03-21T14:00+2",
                                           "2012-03-21T14:00+02",
                                           "2012-03-21T14:00+0200",
                                           "2012-03-21T14:00+02:60",
                                           "2012-03-21T14:00+19:00",
                                           "2012-03-21T14:00+02:00x",
                                           "2012-03-21T14:00Z ",
                                           "2012-03-21T24:00",
                                           "2012-03-21T14:00:00.5",
                                           "2012-03-21t14:00",
                                           "2012-03-21T14:00--2:00"};
    rsp_tz *tz = zone("Asia/Damascus");
    int64_t t = 77;
    for (size_t i = 0; i < sizeof instants / sizeof *instants; i++) {
        if (rsp_instant_parse(tz, instants[i], &t) != RSP_EINPUT || t != 77) {
            fail_msg("instant \"%s\"", instants[i]);
        }
    }
    assert_int_equal(rsp_instant_parse(tz, "2012-03-21T14:00", &t), 0);
    assert_int_equal(t, 1332331200);
    assert_int_equal(rsp_instant_parse(tz, "2012-03-21T14:00:00-05:30", &t), 0);
    assert_int_equal(t, 1332331200 + 27000);
    rsp_tz_free(tz);
}

static void test_clock_text(void **state) {
    (void)state;
    char text[16];
    rsp_clock_format(50400, false, text);
    assert_string_equal(text, "14:00");
    rsp_clock_format(86400 + 61, true, text);
    assert_string_equal(text, "00:01:01");
    rsp_clock_format(-60, false, text);
    assert_string_equal(text, "23:59");
    rsp_tz *tz = zone("Asia/Damascus");
    rsp_instant_clock(tz, 1332331200, true, text);
    assert_string_equal(text, "14:00:00");
    rsp_instant_clock(tz, 1332331200, false, text);
    assert_string_equal(text, "14:00");
    rsp_tz_free(tz);
}

static int open_and_free(const rsp_ctx *ctx) {
    rsp_tz *tz = NULL;
    rsp_err err = {0};
    int rc = rsp_tz_open(ctx, "Asia/Damascus", &tz, &err);
    assert_true((rc == 0) == (tz != NULL));
    rsp_tz_free(tz);
    return rc;
}

static void test_faults(void **state) {
    (void)state;
    int runs = 0;
    RSP_FAULT_LOOP(ctx, rc, faults, rc = open_and_free(ctx), {
        assert_int_equal(rc, RSP_ENOMEM);
        assert_int_equal(faults.live, 0);
        runs++;
    })
    assert_true(runs >= 1);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_damascus_2012),  cmocka_unit_test(test_other_zones),
        cmocka_unit_test(test_there_and_back), cmocka_unit_test(test_zone_names),
        cmocka_unit_test(test_dates),          cmocka_unit_test(test_parse_errors),
        cmocka_unit_test(test_clock_text),     cmocka_unit_test(test_faults),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
