/* Times as text: what is taken comes back as it was written; a local time leads to an instant and back in
 * every kind of zone. The first byte chooses the zone, the rest is the text; with
 * its highest bit set the text is the name of a zone (slow: 300 years are walked, or all names compared). */
#include "base/time.h"

#include <stdlib.h>
#include <string.h>

#define TEXT_MOST 100

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void expect(bool held, const char *what, const char *text) {
    if (!held) {
        (void)fprintf(stderr, "%s: %s\n", text, what);
        abort();
    }
}

/* Half-hour changes, a day left out, changes twice a year, none at all. */
static const rsp_tz *zone(const rsp_ctx *ctx, uint8_t which) {
    static const char *const names[] = {"UTC",          "Asia/Damascus",     "Australia/Lord_Howe",
                                        "Pacific/Apia", "Africa/Casablanca", "Asia/Kathmandu"};
    static rsp_tz *open[sizeof names / sizeof names[0]]; /* kept for all runs: opening walks 300 years */
    size_t i = which % (sizeof names / sizeof names[0]);
    expect(open[i] != NULL || rsp_tz_open(ctx, names[i], &open[i], NULL) == 0, "cannot be opened", names[i]);
    return open[i];
}

static void expect_date_and_clock(const char *text) {
    char back[16];
    int32_t v = 0;
    if (rsp_date_parse(text, &v) == 0) {
        int year = 0;
        int month = 0;
        int day = 0;
        int weekday = -1;
        rsp_date_format(v, back);
        rsp_date_civil(v, &year, &month, &day, &weekday);
        expect(strcmp(text, back) == 0 && weekday >= 0 && weekday < 7, "the date comes back otherwise", text);
    }
    if (rsp_clock_parse(text, &v) == 0) {
        rsp_clock_format(v, strlen(text) == 8, back);
        expect(v >= 0 && v < 86400 && strcmp(text, back) == 0, "the clock comes back otherwise", text);
    }
}

static void expect_instant(const rsp_tz *tz, const char *text) {
    int64_t t = 0;
    int64_t again = 0;
    if (rsp_instant_parse(tz, text, &t) != 0) {
        return;
    }
    int32_t date = 0;
    int32_t clock = 0;
    int32_t offset = 0;
    rsp_local_kind kind = RSP_LOCAL_GAP;
    rsp_tz_local(tz, t, &date, &clock, &offset);
    expect((int64_t)date * 86400 + clock == t + offset && clock >= 0 && clock < 86400, "no such local time",
           text);
    int64_t first = rsp_tz_instant(tz, date, clock, &kind);
    expect(kind != RSP_LOCAL_GAP, "a time that was there is in a gap", text);
    expect(first == t || (kind == RSP_LOCAL_OVERLAP && first < t && t - first <= 86400),
           "local and back leads elsewhere", text);
    char back[40];
    rsp_instant_format(tz, t, back);
    if (offset % 60 == 0 && date >= -719162 && date < 2932896) { /* the text knows years 1..9999, minutes */
        expect(rsp_instant_parse(tz, back, &again) == 0 && again == t, "the instant comes back otherwise",
               text);
    }
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
    if (size < 1 || size > TEXT_MOST) {
        return 0;
    }
    char text[TEXT_MOST + 1];
    memcpy(text, data + 1, size - 1);
    text[size - 1] = '\0';
    rsp_ctx ctx = rsp_ctx_init(NULL, NULL);
    rsp_err err = {0};
    rsp_tz *named = NULL;
    expect_date_and_clock(text);
    expect_instant(zone(&ctx, data[0]), text);
    if (data[0] < 0x80) {
        return 0;
    }
    int rc = rsp_tz_open(&ctx, text, &named, &err);
    expect(rc == 0 || (rc == RSP_EINPUT && strchr(err.msg, ';') != NULL), "refused without a word", text);
    expect(rc != 0 || strcmp(rsp_tz_name(named), text) == 0, "a zone of another name", text);
    rsp_tz_free(named);
    return 0;
}
