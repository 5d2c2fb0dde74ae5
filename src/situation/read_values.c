/* Single values from the tree (read_values.h): text, numbers, words, local times. */
#include "situation/read_values.h"

#include <math.h>
#include <string.h>

bool rsp_read_wrong_kind(rsp_loader *l, const rsp_field *f, const rsp_json *v, const char *right) {
    if (v->kind != RSP_JSON_TOLD) {
        rsp_diag_error(l->d, rsp_read_src(l, v), "\"%s\" is %s; write %s (%s)", f->key,
                       rsp_json_kind_name(v->kind), right, f->doc);
    }
    return false;
}

/* Text that people wrote: not empty, no control characters but newline and tab, at most 20,000 bytes. */
bool rsp_read_text(rsp_loader *l, const rsp_field *f, const rsp_json *v, const char **ret) {
    if (v->kind != RSP_JSON_STRING) {
        return rsp_read_wrong_kind(l, f, v, "text in quotes");
    }
    size_t n = strlen(v->string);
    if (n == 0 || strspn(v->string, " \t\n") == n) {
        rsp_diag_error(l->d, rsp_read_src(l, v), "\"%s\" is empty; leave it out or say something", f->key);
        return false;
    }
    if (n > 20000) {
        rsp_diag_error(l->d, rsp_read_src(l, v), "\"%s\" has %zu bytes; shorten it to 20000", f->key, n);
        return false;
    }
    for (const char *p = v->string; *p != '\0'; p++) {
        if (((unsigned char)*p < 0x20 && *p != '\n' && *p != '\t') || *p == 0x7f) {
            rsp_diag_error(l->d, rsp_read_src(l, v), "\"%s\" holds the control character U+%04X; take it out",
                           f->key, (unsigned)(unsigned char)*p);
            return false;
        }
    }
    *ret = rsp_arena_strdup(l->a, v->string);
    l->oom = l->oom || *ret == NULL;
    return *ret != NULL;
}

bool rsp_read_id(rsp_loader *l, const rsp_field *f, const rsp_json *v, const char **ret) {
    if (v->kind != RSP_JSON_STRING) {
        return rsp_read_wrong_kind(l, f, v, "an id in quotes");
    }
    if (!rsp_text_is_id(v->string)) {
        rsp_diag_error(
            l->d, rsp_read_src(l, v),
            "\"%.80s\" is not an id; write 1 to 64 of A-Z a-z 0-9 . _ -, beginning with a letter or digit",
            v->string);
        return false;
    }
    *ret = rsp_arena_strdup(l->a, v->string);
    l->oom = l->oom || *ret == NULL;
    return *ret != NULL;
}

bool rsp_read_name(rsp_loader *l, const rsp_field *f, const rsp_json *v, rsp_name *ret) {
    if (v->kind != RSP_JSON_OBJECT || v->n == 0) {
        return rsp_read_wrong_kind(
            l, f, v, v->kind == RSP_JSON_OBJECT ? "at least one language" : "{\"en\": \"...\"}");
    }
    bool ok = true;
    for (const rsp_json *m = v->first; m != NULL; m = m->next) {
        rsp_lang lang;
        if (rsp_lang_from_code(m->key, &lang) != 0) {
            rsp_diag_error(l->d, rsp_read_key_src(l, m),
                           "\"%.40s\" is not a language code of ours; write one of en ar fr es ru zh uk ku "
                           "tr fa he so am ti "
                           "my ps",
                           m->key);
            ok = false;
            continue;
        }
        ok = rsp_read_text(l, f, m, &ret->in[lang]) && ok;
    }
    return ok;
}

/* A number of the key's unit as stored units. */
bool rsp_read_number(rsp_loader *l, const rsp_field *f, const rsp_json *v, int64_t *ret) {
    if (v->kind != RSP_JSON_INT && v->kind != RSP_JSON_REAL) {
        return rsp_read_wrong_kind(l, f, v,
                                   f->whole ? "a whole number without quotes" : "a number without quotes");
    }
    double x = v->number;
    if (!(x >= f->min && x <= f->max)) {
        rsp_diag_error(l->d, rsp_read_src(l, v), "\"%s\" is %.17g; write a number from %.10g to %.10g (%s)",
                       f->key, x, f->min, f->max, f->doc);
        return false;
    }
    double units = x * f->scale;
    double whole = round(units);
    if ((f->whole && x != floor(x)) || fabs(units - whole) > 1e-6 * fmax(1, fabs(units) * 1e-6)) {
        rsp_diag_error(l->d, rsp_read_src(l, v), "\"%s\" is %.17g; write %s%.0f (%s)", f->key, x,
                       f->whole ? "a whole number, e.g. " : "a multiple of one ",
                       f->whole ? floor(x) : (double)f->scale,
                       f->whole ? f->doc : "th part: finer steps are not kept");
        return false;
    }
    *ret = (int64_t)whole;
    return true;
}

bool rsp_read_degrees(rsp_loader *l, const rsp_field *f, const rsp_json *v, int32_t *ret) {
    if (v->kind != RSP_JSON_INT && v->kind != RSP_JSON_REAL) {
        return rsp_read_wrong_kind(l, f, v, "decimal degrees without quotes");
    }
    double x = v->number;
    if (!(x >= f->min && x <= f->max)) {
        const rsp_json *other =
            v->parent != NULL ? rsp_json_get(v->parent, f->max < 100 ? "lon" : "lat") : NULL;
        bool swapped = f->max < 100 && fabs(x) <= 180 && other != NULL && fabs(other->number) <= 90;
        rsp_diag_error(l->d, rsp_read_src(l, v), "\"%s\" is %.10g; write degrees from %.0f to %.0f%s", f->key,
                       x, f->min, f->max, swapped ? " (lat and lon may be swapped)" : "");
        return false;
    }
    *ret = (int32_t)lround(x * 1e7);
    return true;
}

/* Clock, date and instant: their text, or NULL after an error. */
static const char *time_text(rsp_loader *l, const rsp_field *f, const rsp_json *v, const char *right) {
    if (v->kind != RSP_JSON_STRING) {
        (void)rsp_read_wrong_kind(l, f, v, right);
        return NULL;
    }
    return v->string;
}

/* Before 1972 the offsets of some zones had seconds, which RFC 3339 cannot write; so early a year is a slip.
 */
static bool check_year(rsp_loader *l, const rsp_json *v, int32_t date) {
    int year, month, day, weekday;
    rsp_date_civil(date, &year, &month, &day, &weekday);
    if (year < 1972 || year > 2200) {
        rsp_diag_error(l->d, rsp_read_src(l, v), "the year is %d; write one from 1972 to 2200", year);
        return false;
    }
    return true;
}

bool rsp_read_date(rsp_loader *l, const rsp_field *f, const rsp_json *v, int32_t *ret) {
    const char *s = time_text(l, f, v, "a date \"2012-03-21\"");
    if (s == NULL) {
        return false;
    }
    if (rsp_date_parse(s, ret) != 0) {
        rsp_diag_error(l->d, rsp_read_src(l, v),
                       "\"%.40s\" is not a date; write year-month-day, e.g. \"2012-03-21\"", s);
        return false;
    }
    return check_year(l, v, *ret);
}

/* What somebody meant who wrote s, as far as that can be told; right is room for it. */
static const char *nearest_clock(const char *s, bool to_midnight, char right[64]) {
    char padded[16];
    int32_t clock = 0;
    (void)snprintf(padded, sizeof padded, "0%.14s", s);
    if (s[0] != '\0' && s[1] == ':' && rsp_clock_parse(padded, &clock) == 0) {
        (void)snprintf(right, 64, "\"%s\" would be", padded);
        return right;
    }
    if (strncmp(s, "24:00", 5) == 0) {
        return to_midnight ? "\"24:00\", the end of the day, would be" : "\"00:00\" of the next day would be";
    }
    return to_midnight ? "write 24-hour clock \"14:00\" or \"14:00:30\", at most \"24:00\""
                       : "write 24-hour clock \"14:00\" or \"14:00:30\"";
}

bool rsp_read_clock(rsp_loader *l, const rsp_field *f, const rsp_json *v, int32_t *ret) {
    const char *s = time_text(l, f, v, "a clock \"14:00\"");
    if (s == NULL) {
        return false;
    }
    bool midnight = strcmp(s, "24:00") == 0 && f->max >= 86400;
    if (!midnight && rsp_clock_parse(s, ret) != 0) {
        char right[64];
        rsp_diag_error(l->d, rsp_read_src(l, v), "\"%.40s\" is not a time of day; %s", s,
                       nearest_clock(s, f->max >= 86400, right));
        return false;
    }
    *ret = midnight ? 86400 : *ret;
    return true;
}

/* A local time without offset may fall into a clock change. */
static void warn_local(rsp_loader *l, const rsp_json *v, const char *s) {
    const char *t = strchr(s, 'T');
    int32_t date, clock;
    char day[16];
    if (t == NULL || (size_t)(t - s) >= sizeof day || strpbrk(t + 1, "Z+-") != NULL) {
        return;
    }
    memcpy(day, s, (size_t)(t - s));
    day[t - s] = '\0';
    if (rsp_date_parse(day, &date) != 0 || rsp_clock_parse(t + 1, &clock) != 0) {
        return;
    }
    rsp_local_kind kind = RSP_LOCAL_ONCE;
    (void)rsp_tz_instant(l->s->tz, date, clock, &kind);
    if (kind == RSP_LOCAL_GAP) {
        rsp_diag_warn(l->d, rsp_read_src(l, v),
                      "%s does not exist in %s (the clocks go forward then) and is moved forward; write the "
                      "offset, e.g. +02:00",
                      s, l->s->time_zone);
    } else if (kind == RSP_LOCAL_OVERLAP) {
        rsp_diag_warn(l->d, rsp_read_src(l, v),
                      "%s exists twice in %s (the clocks go back then), the first is taken; write the "
                      "offset, e.g. +03:00",
                      s, l->s->time_zone);
    }
}

bool rsp_read_instant(rsp_loader *l, const rsp_field *f, const rsp_json *v, int64_t *ret) {
    const char *s = time_text(l, f, v, "a date and time \"2012-03-21T14:00\"");
    if (s == NULL) {
        return false;
    }
    if (!l->tz_ok) {
        return false; /* the time zone's error was reported */
    }
    if (rsp_instant_parse(l->s->tz, s, ret) != 0) {
        rsp_diag_error(l->d, rsp_read_src(l, v),
                       "\"%.40s\" is not a date and time; write \"2012-03-21T14:00\" (local), or with \"Z\" "
                       "or \"+02:00\"",
                       s);
        return false;
    }
    int32_t date = 0;
    rsp_tz_local(l->s->tz, *ret, &date, NULL, NULL);
    if (!check_year(l, v, date)) {
        return false;
    }
    warn_local(l, v, s);
    return true;
}

bool rsp_read_word(rsp_loader *l, const rsp_field *f, const rsp_json *v, int *ret) {
    if (v->kind != RSP_JSON_STRING) {
        return rsp_read_wrong_kind(l, f, v, "a word in quotes");
    }
    int word = rsp_words_find(f->words, v->string);
    if (word >= 0) {
        *ret = word;
        return true;
    }
    const char *near = rsp_text_nearest(v->string, f->words->at, f->words->n);
    char all[400];
    size_t n = 0;
    all[0] = '\0';
    for (uint32_t i = 0; i < f->words->n && n < sizeof all; i++) {
        int k = snprintf(all + n, sizeof all - n, "%s%s", i > 0 ? ", " : "", f->words->at[i]);
        n += k > 0 ? (size_t)k : 0;
    }
    rsp_diag_error(l->d, rsp_read_src(l, v), "\"%.60s\" is not a word for \"%s\"; write %s%s%s%s", v->string,
                   f->key, near != NULL ? "\"" : "one of ", near != NULL ? near : all,
                   near != NULL ? "\", or another of " : "", near != NULL ? all : "");
    return false;
}

bool rsp_read_bool(rsp_loader *l, const rsp_field *f, const rsp_json *v, bool *ret) {
    if (v->kind != RSP_JSON_BOOL) {
        return rsp_read_wrong_kind(l, f, v, "true or false");
    }
    *ret = v->boolean;
    return true;
}
