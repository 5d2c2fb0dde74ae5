/* Names from outside made safe, and numbers, times and places as people of one language write them.
 *
 * Names lose control characters and the bidi controls that could turn a line round or close our isolates (UAX
 * 9; U+202A-202E, U+2066-2069); digits are Western in every language, as on the radio and on number plates.
 */
#include <inttypes.h>
#include <math.h>
#include <string.h>

#include "print/inner.h"

static const char *kept(pr *o, rsp_buf *b) {
    if (b->failed == 0 && b->n == 0) {
        return "";
    }
    const char *text = b->failed != 0 ? NULL : rsp_arena_strdup(o->a, b->at);
    if (text == NULL && o->failed == 0) {
        o->failed = RSP_ENOMEM;
    }
    return text != NULL ? text : "";
}

/* What becomes of the character at s (n bytes): 0 dropped, ' ' a space, else kept. */
static char fate(const unsigned char *s, size_t n) {
    if (n == 1) {
        return s[0] == '\t' || s[0] == '\n' || s[0] == '\r' ? ' ' : (s[0] < 0x20 || s[0] == 0x7F ? 0 : 'k');
    }
    if (n == 2 && s[0] == 0xC2 && s[1] < 0xA0) {
        return s[1] == 0x85 ? ' ' : 0; /* C1 controls */
    }
    if (n == 3 && s[0] == 0xE2 && s[1] == 0x80 && (s[2] == 0xA8 || s[2] == 0xA9)) {
        return ' '; /* line and paragraph separators */
    }
    if (n == 3 && s[0] == 0xE2 &&
        ((s[1] == 0x80 && s[2] >= 0xAA && s[2] <= 0xAE) || (s[1] == 0x81 && s[2] >= 0xA6 && s[2] <= 0xA9))) {
        return 0;
    }
    return n == 3 && s[0] == 0xEF && s[1] == 0xBB && s[2] == 0xBF ? 0 : 'k';
}

const char *pr_clean(pr *o, const char *s) {
    if (s == NULL) {
        return "";
    }
    size_t n = strlen(s);
    char *to = rsp_arena_alloc(o->a, n + 1, 1);
    if (to == NULL) {
        o->failed = o->failed != 0 ? o->failed : RSP_ENOMEM;
        return "";
    }
    size_t at = 0;
    for (size_t i = 0; i < n;) {
        size_t len = rsp_utf8_len(s + i, n - i);
        char what = len == 0 ? 0 : fate((const unsigned char *)s + i, len);
        if (what == 'k') {
            memcpy(to + at, s + i, len);
            at += len;
        } else if (what == ' ') {
            to[at++] = ' ';
        }
        i += len == 0 ? 1 : len;
    }
    to[at] = '\0';
    return to;
}

const char *pr_code(pr *o, const char *s) {
    const char *clean = pr_clean(o, s);
    if (!o->isolates || clean[0] == '\0') {
        return clean;
    }
    rsp_buf b RSP_CLEANUP(rsp_buf_done) = rsp_buf_init(o->ctx, 1 << 20);
    rsp_text_isolate_ltr(&b, clean);
    return kept(o, &b);
}

/* A plain name takes its own direction. A phrase of ours, which holds isolates already, takes that of the
 * language: the first strong character would be looked for outside of them (UAX 9, P2) and not be found. */
const char *pr_iso(pr *o, const char *s) {
    if (!o->isolates || s == NULL || s[0] == '\0') {
        return s == NULL ? "" : s;
    }
    rsp_buf b RSP_CLEANUP(rsp_buf_done) = rsp_buf_init(o->ctx, 1 << 20);
    bool phrase = strstr(s, "\xE2\x81\xA6") != NULL || strstr(s, "\xE2\x81\xA7") != NULL ||
                  strstr(s, "\xE2\x81\xA8") != NULL;
    if (!phrase) {
        rsp_text_isolate(&b, s);
    } else if (!rsp_lang_is_rtl(o->lang)) {
        rsp_text_isolate_ltr(&b, s);
    } else {
        rsp_buf_printf(&b, "\xE2\x81\xA7%s\xE2\x81\xA9", s); /* RIGHT-TO-LEFT ISOLATE */
    }
    return kept(o, &b);
}

const char *pr_name(pr *o, const rsp_name *n, const char *id) {
    return pr_clean(o, rsp_name_in(n, o->lang, id));
}

const char *pr_place(pr *o, uint32_t place) {
    return place == RSP_NONE ? "" : pr_name(o, &o->s->places[place].name, o->s->places[place].id);
}

const char *pr_place_both(pr *o, uint32_t place) {
    const rsp_place *p = &o->s->places[place];
    const char *first = pr_place(o, place);
    const char *other = pr_clean(o, p->name.in[o->lang == RSP_LANG_AR ? RSP_LANG_EN : RSP_LANG_AR]);
    if (other[0] == '\0' || strcmp(first, other) == 0) {
        return first;
    }
    return pr_printf(o, "%s · %s", pr_iso(o, first), pr_iso(o, other));
}

const char *pr_zone(pr *o, uint32_t zone) {
    return pr_name(o, &o->s->zones[zone].name, o->s->zones[zone].id);
}

const char *pr_int(pr *o, int64_t v) {
    char digits[32];
    rsp_buf b RSP_CLEANUP(rsp_buf_done) = rsp_buf_init(o->ctx, 128);
    int n = snprintf(digits, sizeof digits, "%" PRIu64, v < 0 ? (uint64_t)0 - (uint64_t)v : (uint64_t)v);
    if (v < 0) {
        rsp_buf_str(&b, "-");
    }
    for (int i = 0; i < n; i++) {
        if (i > 0 && (n - i) % 3 == 0) {
            rsp_buf_str(&b, o->lang == RSP_LANG_FR ? "\xE2\x80\xAF" /* narrow no-break space */ : ",");
        }
        rsp_buf_char(&b, digits[i]);
    }
    return kept(o, &b);
}

static const char *decimal(pr *o, int64_t tenths) {
    return pr_printf(o, "%s%c%d", pr_int(o, tenths / 10), o->lang == RSP_LANG_FR ? ',' : '.',
                     (int)(tenths % 10));
}

const char *pr_km(pr *o, double metres) {
    return decimal(o, metres < 0 || !(metres < 1e12) ? 0 : (int64_t)(metres / 100 + 0.5));
}

const char *pr_km_fine(pr *o, double metres) {
    int64_t m10 = metres < 0 || !(metres < 1e12) ? 0 : (int64_t)(metres / 10 + 0.5);
    if (m10 >= 10000) { /* as much as the column holds; an odometer shows no more */
        return pr_km(o, metres);
    }
    return pr_printf(o, "%s%c%02d", pr_int(o, m10 / 100), o->lang == RSP_LANG_FR ? ',' : '.',
                     (int)(m10 % 100));
}

const char *pr_kg(pr *o, int64_t kg) {
    if (kg < 10000) {
        return pr_say(o, "unit.kg", PR_ARGS(PR_NUM("n", kg)));
    }
    return pr_say(o, "unit.t", PR_ARGS(PR_CODE("n", decimal(o, (kg + 50) / 100))));
}

const char *pr_minutes(pr *o, int64_t s) {
    return pr_say(o, "unit.min", PR_ARGS(PR_NUM("n", (s + 59) / 60)));
}

const char *pr_clock(pr *o, int64_t t) {
    char text[16] = "?";
    if (t != RSP_TIME_NONE) {
        rsp_instant_clock(o->s->tz, t, false, text);
    }
    return pr_printf(o, "%s", text);
}

const char *pr_clock_s(pr *o, int64_t t) {
    char text[16] = "?";
    if (t != RSP_TIME_NONE) {
        rsp_instant_clock(o->s->tz, t, true, text);
    }
    return pr_printf(o, "%s", text);
}

const char *pr_range(pr *o, int64_t from, int64_t to) {
    return pr_say(o, "range", PR_ARGS(PR_CODE("from", pr_clock(o, from)), PR_CODE("to", pr_clock(o, to))));
}

int32_t pr_day_of(const pr *o, int64_t t) {
    int32_t date = 0;
    rsp_tz_local(o->s->tz, t, &date, NULL, NULL);
    return date;
}

const char *pr_date(pr *o, int32_t date) {
    int y, m, d, w;
    rsp_date_civil(date, &y, &m, &d, &w);
    const char *weekday = pr_word(o, pr_printf(o, "weekday.%d", w));
    const char *month = pr_word(o, pr_printf(o, "month.%d", m));
    return pr_say(o, "date",
                  PR_ARGS(PR_TEXT("weekday", weekday), PR_CODE("day", pr_printf(o, "%d", d)),
                          PR_TEXT("month", month), PR_CODE("year", pr_printf(o, "%d", y))));
}

static const char *utc_offset(pr *o, int32_t s) {
    int32_t abs = s < 0 ? -s : s;
    return pr_printf(o, "UTC%c%02d:%02d", s < 0 ? '-' : '+', abs / 3600, abs / 60 % 60);
}

/* With the change of clocks where one falls into the days planned: "UTC+02:00; 2012-03-30 01:00: UTC+03:00".
 */
const char *pr_zone_time(pr *o) {
    int32_t first = 0;
    int32_t last = 0;
    int64_t from = rsp_tz_instant(o->s->tz, o->p->first_date, 0, NULL);
    int64_t to = rsp_tz_instant(o->s->tz, o->p->first_date + o->p->n_days, 0, NULL);
    rsp_tz_local(o->s->tz, from, NULL, NULL, &first);
    rsp_tz_local(o->s->tz, to - 1, NULL, NULL, &last);
    if (first == last) {
        return pr_code(o, pr_printf(o, "%s (%s)", o->s->time_zone, utc_offset(o, first)));
    }
    while (to - from > 1) { /* the old offset holds at from, the new one before to */
        int64_t middle = from + (to - from) / 2;
        int32_t offset = 0;
        rsp_tz_local(o->s->tz, middle, NULL, NULL, &offset);
        from = offset == first ? middle : from;
        to = offset == first ? to : middle;
    }
    char when[40];
    rsp_instant_format(o->s->tz, to, when);
    return pr_code(o, pr_printf(o, "%s (%s; %.10s %.5s: %s)", o->s->time_zone, utc_offset(o, first), when,
                                when + 11, utc_offset(o, last)));
}

const char *pr_coords(pr *o, rsp_point at) {
    return pr_printf(o, "%.5f, %.5f", rsp_point_lat(at), rsp_point_lon(at));
}

const char *pr_compass(pr *o, double bearing_deg) {
    static const char *const points[] = {"n", "ne", "e", "se", "s", "sw", "w", "nw"};
    int i = (int)floor(fmod(bearing_deg + 22.5, 360) / 45);
    return pr_word_of(o, "compass", points[i & 7]);
}
