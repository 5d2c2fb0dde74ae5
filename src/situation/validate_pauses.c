/* Checks of pauses: their clocks and dates, recurrence, clock changes, and who would have to agree (read.h).
 */
#include "situation/ledger.h"
#include "situation/read.h"
#include "situation/recur.h"

#include <string.h>

#define YEARS_LOOKED_AT 3 /* of instances, for clock changes: an open-ended recurrence has no last one */

static rsp_src at(const rsp_loader *l, uint32_t i, const char *key) {
    return rsp_read_at(l, RSP_IN_pauses, i, key);
}

static bool check_times(rsp_loader *l, uint32_t i) {
    const rsp_pause *p = &l->s->pauses[i];
    size_t before = l->d->errors;
    if (p->closes_s <= p->opens_s) {
        rsp_diag_error(l->d, at(l, i, "closes"),
                       "this window ends before it starts: \"closes\" is not after \"opens\"; correct them, "
                       "or write \"closes_next_day\": true");
    }
    if (p->last_date < p->first_date) {
        rsp_diag_error(l->d, at(l, i, "last_date"),
                       "\"last_date\" is before \"first_date\"; swap or correct them");
    }
    if (l->tz_ok && p->effective_at != RSP_TIME_NONE && p->ended_at != RSP_TIME_NONE &&
        p->ended_at < p->effective_at) {
        rsp_diag_error(l->d, at(l, i, "ended_at"), "\"ended_at\" is before \"effective_at\"; correct them");
    }
    if (p->zones.n == 0 && p->corridors.n == 0) {
        rsp_diag_error(l->d, at(l, i, NULL), "this pause opens no ground; name \"zones\" or \"corridors\"");
    }
    if (p->recurrence != NULL) {
        rsp_err why = {0};
        if (rsp_recur_check(p->recurrence, &why) != 0) {
            rsp_diag_error(l->d, at(l, i, "recurrence"), "%s", why.msg);
        }
    } else if (p->last_date != INT32_MAX && p->last_date != p->first_date) {
        rsp_diag_warn(l->d, at(l, i, "last_date"),
                      "without \"recurrence\" there is one instance, on first_date; for every day write "
                      "\"recurrence\": \"FREQ=DAILY\"");
    }
    return l->d->errors == before;
}

/* Tells the first instance whose opening or close falls into a clock change. */
static void warn_clock(rsp_loader *l, uint32_t i, const char *key, int32_t clock_s, const int32_t *dates,
                       uint32_t n) {
    for (uint32_t k = 0; k < n; k++) {
        rsp_local_kind kind = RSP_LOCAL_ONCE;
        (void)rsp_tz_instant(l->s->tz, dates[k], clock_s, &kind);
        if (kind == RSP_LOCAL_ONCE) {
            continue;
        }
        char date[16], clock[16];
        rsp_date_format(dates[k], date);
        rsp_clock_format(clock_s, false, clock);
        rsp_diag_warn(l->d, at(l, i, key),
                      kind == RSP_LOCAL_GAP ? "on %s the local time %s does not exist in %s (the clocks go "
                                              "forward) and is moved forward; choose "
                                              "another time or cancel that date"
                                            : "on %s the local time %s exists twice in %s (the clocks go "
                                              "back), the first is taken; choose another "
                                              "time or cancel that date",
                      date, clock, l->s->time_zone);
        return;
    }
}

static bool in(const int32_t *dates, uint32_t n, int32_t date) {
    for (uint32_t i = 0; i < n; i++) {
        if (dates[i] == date) {
            return true;
        }
    }
    return false;
}

/* Dates as the rule gives them: cancelled ones that it does not give, and clock changes. */
static void check_dates(rsp_loader *l, uint32_t i) {
    rsp_pause all = l->s->pauses[i];
    all.n_cancelled = 0;
    rsp_err why = {0};
    const int32_t *dates = NULL;
    uint32_t n = 0;
    int32_t now = all.first_date;
    if (l->tz_ok && l->s->as_of != RSP_TIME_NONE) {
        rsp_tz_local(l->s->tz, l->s->as_of, &now, NULL, NULL);
        now = now > all.first_date ? now : all.first_date;
    }
    int rc = rsp_pause_dates(&all, all.first_date, now + YEARS_LOOKED_AT * 366, l->a, &dates, &n, &why);
    if (rc != 0) {
        l->oom = l->oom || rc == RSP_ENOMEM;
        rsp_diag_error(l->d, at(l, i, "recurrence"), "%s", why.msg);
        return;
    }
    if (n == 0 && all.last_date != INT32_MAX) {
        rsp_diag_warn(l->d, at(l, i, "recurrence"),
                      "this recurrence gives no date from first_date to last_date, so the pause never "
                      "opens; correct one of them");
    } else if (n == 0) {
        rsp_diag_warn(l->d, at(l, i, "recurrence"),
                      "this recurrence gives no date within three years; correct it");
    } else if (dates[0] != all.first_date) {
        rsp_diag_warn(l->d, at(l, i, "first_date"),
                      "the recurrence does not fall on first_date, so there is no instance on it; "
                      "correct one of them");
    }
    const rsp_pause *p = &l->s->pauses[i];
    for (uint32_t k = 0; k < p->n_cancelled; k++) {
        int32_t date = p->cancelled_dates[k];
        if (date <= now + YEARS_LOOKED_AT * 366 && !in(dates, n, date)) {
            char text[16];
            rsp_date_format(date, text);
            rsp_diag_warn(l->d, at(l, i, "cancelled_dates"),
                          "%s is cancelled, but there is no instance on it; correct the date", text);
        }
    }
    if (l->tz_ok) {
        warn_clock(l, i, "opens", p->opens_s, dates, n);
        warn_clock(l, i, "closes", p->closes_s, dates, n);
    }
}

/* Out by the close less the margin: a margin as long as the window leaves nothing (docs/rules.md, 1.6). */
static void warn_margin(rsp_loader *l, uint32_t i) {
    const rsp_pause *p = &l->s->pauses[i];
    int32_t length = p->closes_s - p->opens_s; /* on a day whose clocks do not change */
    int32_t margin = p->margin_s >= 0 ? p->margin_s : l->s->rules.margin_s;
    if (margin < length && margin > length / 2) {
        rsp_diag_warn(l->d, at(l, i, p->margin_s >= 0 ? "margin_min" : "closes"),
                      "the margin takes %d of the window's %d minutes, more than half; if that is not meant, "
                      "choose a smaller \"margin_min\" or a longer window",
                      margin / 60, length / 60);
    } else if (margin >= length) {
        rsp_diag_warn(l->d, at(l, i, p->margin_s >= 0 ? "margin_min" : "closes"),
                      "the window is %d minutes long and the margin takes %d of them, so nobody can go in; "
                      "choose a smaller \"margin_min\" or a longer window",
                      length / 60, margin / 60);
    }
}

/* Convoys move in the daylight of their own day (docs/rules.md, 4.3): of a window over midnight they use the
 * evening of its date. */
static void warn_daylight(rsp_loader *l, uint32_t i) {
    const rsp_pause *p = &l->s->pauses[i];
    const rsp_rules *r = &l->s->rules;
    bool evening = p->opens_s < r->daylight_to_s && p->closes_s > r->daylight_from_s;
    bool morning = p->closes_s - 86400 > r->daylight_from_s; /* of the day after */
    if (!evening && !morning) {
        rsp_diag_warn(l->d, at(l, i, "opens"),
                      "no convoy moves in this window: it lies outside the rules' daylight; choose another "
                      "\"daylight_from\" and \"daylight_to\", or other hours");
    }
}

/* Ground that nobody has to agree on is open by declaration alone: said aloud (docs/rules.md, 1.5). */
static void warn_nobody(rsp_loader *l, uint32_t i) {
    const rsp_situation *s = l->s;
    for (uint32_t z = 0; z < s->n_zones; z++) {
        if (l->bad[RSP_IN_zones][z] || !rsp_pause_names_zone(s, i, z)) {
            continue;
        }
        if (s->zones[z].controlled_by.n == 0 && s->pauses[i].parties.n == 0) {
            rsp_diag_warn(l->d, at(l, i, NULL),
                          "nobody's consent is needed in zone \"%s\", so pause \"%s\" is in force there by "
                          "declaration; name who controls the zone",
                          s->zones[z].id, s->pauses[i].id);
        }
    }
}

void rsp_validate_pauses(rsp_loader *l) {
    for (uint32_t i = 0; i < l->n[RSP_IN_pauses]; i++) {
        if (l->bad[RSP_IN_pauses][i]) {
            continue;
        }
        if (check_times(l, i)) {
            check_dates(l, i);
            warn_margin(l, i);
            warn_daylight(l, i);
            warn_nobody(l, i);
        }
    }
}
