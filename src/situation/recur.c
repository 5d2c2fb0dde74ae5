/* Dates of a pause (recur.h). The rule's text is checked part by part here before libical sees it, so that
 * errors name the part, and rules that make no sense for dates (by the hour, by the second) are refused. */
#include "situation/recur.h"

#include <stdlib.h>
#include <string.h>

#include <libical/ical.h>

static const char *const PARTS[] = {"FREQ",      "INTERVAL", "COUNT",   "UNTIL",    "BYDAY", "BYMONTHDAY",
                                    "BYYEARDAY", "BYWEEKNO", "BYMONTH", "BYSETPOS", "WKST"};
#define N_PARTS (sizeof PARTS / sizeof PARTS[0])

static bool all_of(const char *s, size_t n, const char *set) {
    for (size_t i = 0; i < n; i++) {
        if (strchr(set, s[i]) == NULL || s[i] == '\0') {
            return false;
        }
    }
    return n > 0;
}

static bool is_word(const char *s, size_t n, const char *word) {
    return strlen(word) == n && memcmp(s, word, n) == 0;
}

static int check_part(const char *name, const char *value, size_t n, rsp_err *err) {
    if (strcmp(name, "FREQ") == 0) {
        bool ok = is_word(value, n, "DAILY") || is_word(value, n, "WEEKLY") || is_word(value, n, "MONTHLY") ||
                  is_word(value, n, "YEARLY");
        return ok ? 0
                  : rsp_fail(err, RSP_EINPUT, "FREQ=%.*s; write FREQ=DAILY, WEEKLY, MONTHLY or YEARLY",
                             (int)n, value);
    }
    if (strcmp(name, "UNTIL") == 0) {
        bool ok = n == 8 && all_of(value, n, "0123456789");
        return ok ? 0
                  : rsp_fail(err, RSP_EINPUT, "UNTIL=%.*s; write a date, e.g. UNTIL=20120412", (int)n, value);
    }
    if (strcmp(name, "INTERVAL") == 0 || strcmp(name, "COUNT") == 0) {
        bool ok = n <= 4 && all_of(value, n, "0123456789") && strtol(value, NULL, 10) > 0;
        return ok ? 0
                  : rsp_fail(err, RSP_EINPUT, "%s=%.*s; write a number from 1 to 9999", name, (int)n, value);
    }
    bool days = strcmp(name, "BYDAY") == 0 || strcmp(name, "WKST") == 0;
    if (!all_of(value, n, days ? "MOTUWEHFRSA0123456789+-," : "0123456789+-,")) {
        return rsp_fail(err, RSP_EINPUT, "%s=%.*s; write %s", name, (int)n, value,
                        days ? "days MO TU WE TH FR SA SU with commas" : "numbers with commas");
    }
    return 0;
}

static int check_parts(const char *rule, rsp_err *err) {
    bool seen[N_PARTS] = {false};
    for (const char *p = rule; *p != '\0';) {
        size_t n = strcspn(p, ";");
        const char *eq = memchr(p, '=', n);
        size_t k = N_PARTS;
        char name[24] = "";
        (void)snprintf(name, sizeof name, "%.*s", (int)(eq != NULL ? eq - p : (ptrdiff_t)n), p);
        for (size_t i = 0; eq != NULL && i < N_PARTS; i++) {
            k = strcmp(name, PARTS[i]) == 0 ? i : k;
        }
        if (k == N_PARTS) {
            const char *near = rsp_text_nearest(name, PARTS, N_PARTS);
            return rsp_fail(err, RSP_EINPUT,
                            "\"%s\" is no part of a recurrence by days; write e.g. FREQ=DAILY%s%s", name,
                            near != NULL ? ", nearest part: " : "", near != NULL ? near : "");
        }
        if (seen[k]) {
            return rsp_fail(err, RSP_EINPUT, "%s stands twice; write it once", name);
        }
        seen[k] = true;
        RSP_TRY(check_part(name, eq + 1, n - (size_t)(eq - p) - 1, err));
        p += n + (p[n] == ';' && p[n + 1] != '\0');
        if (*p == ';') {
            return rsp_fail(err, RSP_EINPUT, "an empty part in the recurrence; take the extra \";\" out");
        }
    }
    if (!seen[0]) {
        return rsp_fail(err, RSP_EINPUT, "the recurrence has no FREQ; write e.g. FREQ=DAILY");
    }
    return seen[2] && seen[3]
               ? rsp_fail(err, RSP_EINPUT, "COUNT and UNTIL exclude each other; write one of them")
               : 0;
}

static struct icaltimetype ical_date(int32_t date) {
    struct icaltimetype t = icaltime_null_date();
    t.hour = t.minute = t.second = 0; /* libical has -1 in a null date, and iterates for ever from that */
    int weekday;
    rsp_date_civil(date, &t.year, &t.month, &t.day, &weekday);
    return t;
}

/* Days since 1970 of a proleptic Gregorian date (the inverse of rsp_date_civil; Hinnant's days_from_civil).
 */
static int32_t date_of(struct icaltimetype t) {
    int y = t.year - (t.month <= 2);
    int era = y / 400;
    int yoe = y - era * 400;
    int doy = (153 * (t.month + (t.month > 2 ? -3 : 9)) + 2) / 5 + t.day - 1;
    return era * 146097 + yoe * 365 + yoe / 4 - yoe / 100 + doy - 719468;
}

int rsp_recur_check(const char *rule, rsp_err *err) {
    if (strlen(rule) > 400) {
        return rsp_fail(err, RSP_EINPUT, "the recurrence has over 400 characters; shorten it");
    }
    RSP_TRY(check_parts(rule, err));
    struct icalrecurrencetype r = icalrecurrencetype_from_string(rule);
    icalrecur_iterator *it =
        r.freq != ICAL_NO_RECURRENCE ? icalrecur_iterator_new(r, ical_date(15400)) : NULL;
    if (it == NULL) {
        return rsp_fail(err, RSP_EINPUT,
                        "\"%.80s\" is not a recurrence of RFC 5545; write e.g. FREQ=WEEKLY;BYDAY=MO,TH",
                        rule);
    }
    icalrecur_iterator_free(it);
    return 0;
}

typedef struct dates {
    int32_t *at;
    uint32_t n, cap;
} dates;

static bool push(rsp_arena *a, dates *d, int32_t date) {
    if (d->n == d->cap) {
        uint32_t cap = d->cap == 0 ? 32 : d->cap * 2;
        int32_t *at = rsp_arena_alloc(a, cap, sizeof *at);
        if (at == NULL) {
            return false;
        }
        memcpy(at, d->at != NULL ? d->at : at, d->n * sizeof *at);
        d->at = at;
        d->cap = cap;
    }
    d->at[d->n++] = date;
    return true;
}

static bool cancelled(const rsp_pause *p, int32_t date) {
    for (uint32_t i = 0; i < p->n_cancelled; i++) {
        if (p->cancelled_dates[i] == date) {
            return true;
        }
    }
    return false;
}

static int recurring(const rsp_pause *p, int32_t from, int32_t until, rsp_arena *a, dates *d, rsp_err *err) {
    struct icalrecurrencetype r = icalrecurrencetype_from_string(p->recurrence);
    icalrecur_iterator *it =
        r.freq != ICAL_NO_RECURRENCE ? icalrecur_iterator_new(r, ical_date(p->first_date)) : NULL;
    if (it == NULL) {
        return rsp_fail(err, RSP_EINPUT, "\"%.80s\" is not a recurrence; write e.g. FREQ=DAILY",
                        p->recurrence);
    }
    int rc = 0;
    int32_t last = p->last_date < until ? p->last_date : until;
    for (uint32_t i = 0;; i++) {
        struct icaltimetype t = icalrecur_iterator_next(it);
        int32_t date = icaltime_is_null_time(t) ? INT32_MAX : date_of(t);
        if (date > last) {
            break;
        }
        if (i >= RSP_INSTANCES_MAX) {
            rc = rsp_fail(err, RSP_ELIMIT, "over %d dates; give the pause a last_date, or a later first_date",
                          RSP_INSTANCES_MAX);
            break;
        }
        if (date >= from && date >= p->first_date && !cancelled(p, date) && !push(a, d, date)) {
            rc = rsp_fail(err, RSP_ENOMEM, "out of memory");
            break;
        }
    }
    icalrecur_iterator_free(it);
    return rc;
}

int rsp_pause_dates(const rsp_pause *p, int32_t from, int32_t until, rsp_arena *a, const int32_t **ret,
                    uint32_t *ret_n, rsp_err *err) {
    dates d = {0};
    if (p->recurrence != NULL) {
        RSP_TRY(recurring(p, from, until, a, &d, err));
    } else if (p->first_date >= from && p->first_date <= until && p->first_date <= p->last_date &&
               !cancelled(p, p->first_date) && !push(a, &d, p->first_date)) {
        return rsp_fail(err, RSP_ENOMEM, "out of memory");
    }
    *ret = d.at;
    *ret_n = d.n;
    return 0;
}
