/* When ground is open: docs/rules.md section 1, worked out here from the entities alone.
 *
 * Recurrences are expanded by libical; consents, incidents, margins and merging are our own. Instances are
 * kept for the plan's days and two either side, so that a window past midnight is not missed. */
#include "check/inner.h"

#include <libical/ical.h>
#include <stdlib.h>
#include <string.h>

#define MAX_STEPS 200000 /* instances looked at from first_date on: five centuries of days */

static int32_t date_of(const icaltimetype *t) {
    int32_t y = t->year - (t->month <= 2), m = t->month; /* days from civil, Hinnant */
    int32_t era = (y >= 0 ? y : y - 399) / 400;
    int32_t yoe = y - era * 400;
    int32_t doy = (153 * (m + (m > 2 ? -3 : 9)) + 2) / 5 + t->day - 1;
    return era * 146097 + yoe * 365 + yoe / 4 - yoe / 100 + doy - 719468;
}

static void add_instance(ck_run *r, uint32_t p, int32_t date) {
    const rsp_pause *pause = &r->s->pauses[p];
    for (uint32_t i = 0; i < pause->n_cancelled; i++) {
        if (pause->cancelled_dates[i] == date) {
            return;
        }
    }
    ck_instance x = {date, rsp_tz_instant(r->s->tz, date, pause->opens_s, NULL),
                     rsp_tz_instant(r->s->tz, date, pause->closes_s, NULL)};
    if (pause->effective_at != RSP_TIME_NONE && x.open < pause->effective_at) {
        x.open = pause->effective_at;
    }
    if (pause->ended_at != RSP_TIME_NONE && x.close > pause->ended_at) {
        x.close = pause->ended_at;
    }
    if (x.close > x.open) {
        (void)ck_oom(r, rsp_vec_push(r->ctx, &r->instances[p], x));
    }
}

static void expand(ck_run *r, uint32_t p, int32_t from, int32_t to) {
    const rsp_pause *pause = &r->s->pauses[p];
    int32_t last = pause->last_date < to ? pause->last_date : to;
    if (pause->recurrence == NULL) {
        if (pause->first_date >= from && pause->first_date <= last) {
            add_instance(r, p, pause->first_date);
        }
        return;
    }
    int year = 0, month = 0, day = 0;
    rsp_date_civil(pause->first_date, &year, &month, &day, NULL);
    struct icaltimetype start = {
        .is_date = 1}; /* icaltime_null_date sets the clock to -1, which stops the iterator */
    start.year = year;
    start.month = month;
    start.day = day;
    struct icalrecurrencetype rule = icalrecurrencetype_from_string(pause->recurrence);
    icalrecur_iterator *it = rule.freq == ICAL_NO_RECURRENCE ? NULL : icalrecur_iterator_new(rule, start);
    if (it == NULL) {
        ck_say(r, r->plan->at, "1.2",
               "the recurrence \"%s\" of pause %s cannot be read; a rule of RFC 5545 would be",
               pause->recurrence, pause->id);
        return;
    }
    for (int i = 0; i < MAX_STEPS; i++) {
        struct icaltimetype t = icalrecur_iterator_next(it);
        if (icaltime_is_null_time(t) || date_of(&t) > last) {
            break;
        }
        if (date_of(&t) >= from) {
            add_instance(r, p, date_of(&t));
        }
    }
    icalrecur_iterator_free(it);
}

ck_interval ck_days_of(const ck_run *r) {
    const ck_days *d = r->plan->days;
    int64_t end = rsp_tz_instant(r->s->tz, d->first + (int32_t)d->count, 0, NULL);
    return (ck_interval){rsp_tz_instant(r->s->tz, d->first, 0, NULL), end, end};
}

void ck_instances_make(ck_run *r) {
    const ck_days *d = r->plan->days;
    int32_t count = d->count < 3660 ? (int32_t)d->count : 3660;
    r->instances = rsp_arena_alloc(r->arena, r->s->n_pauses + 1, sizeof *r->instances);
    if (r->instances == NULL) {
        r->out_of_memory = true;
        return;
    }
    for (uint32_t p = 0; p < r->s->n_pauses; p++) {
        expand(r, p, d->first - 2, d->first + count + 1);
    }
}

static bool what_if(const ck_run *r, uint32_t pause, uint32_t party) {
    for (uint32_t i = 0; i < r->plan->n_what_if; i++) {
        if (r->plan->what_if[i].pause == pause && r->plan->what_if[i].party == party) {
            return true;
        }
    }
    return false;
}

/* Whether the party's last word on the instance is "agreed" (1.4). Later refusals of a part of the time are
 * added to holes. */
static bool agreed(ck_run *r, uint32_t p, uint32_t party, uint32_t zone, uint32_t act, const ck_instance *x,
                   ck_intervals *holes) {
    if (what_if(r, p, party)) {
        return true;
    }
    const rsp_consent *last = NULL;
    for (uint32_t i = 0; i < r->s->n_consents; i++) {
        const rsp_consent *c = &r->s->consents[i];
        bool about = c->pause == p && c->party == party && c->at <= r->s->as_of &&
                     (c->zones.n == 0 || ck_has_id(c->zones, zone)) && (c->activities >> act & 1) != 0;
        bool whole = (c->from == RSP_TIME_NONE || c->from <= x->open) &&
                     (c->until == RSP_TIME_NONE || c->until >= x->close);
        if (about && whole && (last == NULL || c->at >= last->at)) {
            last = c;
        }
    }
    if (last == NULL || last->state != RSP_CONSENT_AGREED ||
        (r->named_only && !ck_has_id(r->plan->rests_on->consents, (uint32_t)(last - r->s->consents)))) {
        return false;
    }
    for (uint32_t i = 0; i < r->s->n_consents; i++) {
        const rsp_consent *c = &r->s->consents[i];
        bool later = c->at > last->at || (c->at == last->at && c > last);
        if (c->pause != p || c->party != party || c->at > r->s->as_of || !later ||
            (c->activities >> act & 1) == 0 || (c->zones.n > 0 && !ck_has_id(c->zones, zone)) ||
            (c->state != RSP_CONSENT_REFUSED && c->state != RSP_CONSENT_WITHDRAWN)) {
            continue;
        }
        ck_interval h = {c->from == RSP_TIME_NONE || c->from < x->open ? x->open : c->from,
                         c->until == RSP_TIME_NONE || c->until > x->close ? x->close : c->until, 0};
        if (h.open < h.close) {
            (void)ck_oom(r, rsp_vec_push(r->ctx, holes, h));
        }
    }
    return true;
}

static bool in_force(ck_run *r, uint32_t p, uint32_t zone, uint32_t activities, const ck_instance *x,
                     ck_intervals *holes) {
    const rsp_pause *pause = &r->s->pauses[p];
    const rsp_zone *z = &r->s->zones[zone];
    if ((pause->activities & activities) != activities) {
        return false;
    }
    for (uint32_t act = 0; act < RSP_ACT_COUNT; act++) {
        if ((activities >> act & 1) == 0) {
            continue;
        }
        for (uint32_t i = 0; i < z->controlled_by.n + pause->parties.n; i++) {
            uint32_t party =
                i < z->controlled_by.n ? z->controlled_by.at[i] : pause->parties.at[i - z->controlled_by.n];
            if (!agreed(r, p, party, zone, act, x, holes)) {
                return false;
            }
        }
    }
    return true;
}

/* From when on an incident keeps the zone closed (1.8); INT64_MAX: none does. */
static int64_t broken_from(const ck_run *r, uint32_t zone) {
    int64_t from = INT64_MAX;
    for (uint32_t i = 0; i < r->s->n_incidents; i++) {
        const rsp_incident *x = &r->s->incidents[i];
        if (x->breaks_pause && x->at <= r->s->as_of && x->at < from &&
            ck_geom_dist_m(r->s->zones[zone].area, ck_xy_of(x->where)) <= x->radius_m) {
            from = x->at;
        }
    }
    return from;
}

bool ck_names_ground(const ck_run *r, const rsp_pause *p, uint32_t zone, uint32_t corridor) {
    return ck_has_id(p->zones, zone) || (corridor != RSP_NONE && ck_has_id(p->corridors, corridor) &&
                                         ck_has_id(r->s->corridors[corridor].zones, zone));
}

bool ck_corridor_usable(const ck_run *r, uint32_t corridor, uint32_t zone) {
    for (uint32_t p = 0; p < r->s->n_pauses; p++) {
        if (ck_has_id(r->s->pauses[p].corridors, corridor) &&
            ck_has_id(r->s->corridors[corridor].zones, zone)) {
            return true;
        }
    }
    return false;
}

/* x less its holes, each piece with the pause's margin in out_by's place. */
static void add_pieces(ck_run *r, const ck_instance *x, const ck_intervals *holes, int32_t margin,
                       int64_t broken, ck_intervals *to) {
    int64_t at = x->open;
    int64_t end = x->close < broken ? x->close : broken;
    while (at < end) {
        int64_t next = end;
        int64_t skip = at;
        for (size_t i = 0; i < holes->n; i++) {
            const ck_interval *h = &holes->at[i];
            if (h->open <= at && h->close > skip) {
                skip = h->close;
            }
            if (h->open > at && h->open < next) {
                next = h->open;
            }
        }
        if (skip > at) {
            at = skip;
            continue;
        }
        ck_interval piece = {at, next, margin};
        (void)ck_oom(r, rsp_vec_push(r->ctx, to, piece));
        at = next;
    }
}

static int by_open(const void *a, const void *b) {
    const ck_interval *x = a, *y = b;
    return x->open != y->open ? (x->open < y->open ? -1 : 1) : (x->close > y->close) - (x->close < y->close);
}

/* Merges what touches; out_by holds the margin on the way in (1.6). */
static void merge(ck_intervals *v) {
    size_t kept = 0;
    if (v->n > 1) {
        qsort(v->at, v->n, sizeof *v->at, by_open);
    }
    for (size_t i = 0; i < v->n; i++) {
        ck_interval x = v->at[i];
        ck_interval *last = kept > 0 ? &v->at[kept - 1] : NULL;
        if (last == NULL || x.open > last->close) {
            v->at[kept++] = x;
        } else if (x.close > last->close) {
            last->close = x.close;
            last->out_by = x.out_by;
        } else if (x.close == last->close && x.out_by > last->out_by) {
            last->out_by = x.out_by;
        }
    }
    v->n = kept;
    for (size_t i = 0; i < kept; i++) {
        v->at[i].out_by = v->at[i].close - v->at[i].out_by;
    }
}

void ck_intervals_of(ck_run *r, uint32_t zone, uint32_t corridor, uint32_t activities, ck_intervals *to) {
    ck_intervals holes = {0};
    int64_t broken = broken_from(r, zone);
    to->n = 0;
    for (uint32_t p = 0; p < r->s->n_pauses; p++) {
        const rsp_pause *pause = &r->s->pauses[p];
        if (!ck_names_ground(r, pause, zone, corridor)) {
            continue;
        }
        int32_t margin = pause->margin_s >= 0 ? pause->margin_s : r->s->rules.margin_s;
        for (size_t i = 0; i < r->instances[p].n; i++) {
            const ck_instance *x = &r->instances[p].at[i];
            holes.n = 0;
            if (in_force(r, p, zone, activities, x, &holes)) {
                add_pieces(r, x, &holes, margin, broken, to);
            }
        }
    }
    merge(to);
    rsp_vec_done(r->ctx, &holes);
}

const ck_interval *ck_fits(const ck_intervals *v, int64_t in, int64_t out, bool strict) {
    for (size_t i = 0; i < v->n; i++) {
        if (v->at[i].open <= in && out <= (strict ? v->at[i].out_by : v->at[i].close)) {
            return &v->at[i];
        }
    }
    return NULL;
}

static const ck_instance *instance_on(const ck_run *r, uint32_t pause, int32_t date) {
    for (size_t i = 0; i < r->instances[pause].n; i++) {
        if (r->instances[pause].at[i].date == date) {
            return &r->instances[pause].at[i];
        }
    }
    return NULL;
}

static void check_window(ck_run *r, const ck_window *w, ck_intervals *scratch) {
    const char *zone = r->s->zones[w->zone].id;
    const char *pause = r->s->pauses[w->pause].id;
    const ck_instance *x = instance_on(r, w->pause, w->date);
    if (!ck_names_ground(r, &r->s->pauses[w->pause], w->zone, w->corridor)) {
        ck_say(r, w->at, "1.6",
               "pause %s does not open ground of zone %s; it opens only the zones and corridors it names",
               pause, zone);
        return;
    }
    if (x == NULL) {
        char day[16];
        rsp_date_format(w->date, day);
        ck_say(
            r, w->at, "1.2",
            "pause %s has no instance on %s; first_date, recurrence, last_date and cancelled_dates say when",
            pause, day);
        return;
    }
    ck_intervals_of(r, w->zone, w->corridor, w->activities, scratch);
    const ck_interval *open = ck_fits(scratch, w->opens, w->closes, false);
    if (open == NULL && ck_fits(scratch, x->open, x->close, false) != NULL) {
        ck_say(r, w->at, "1.2", "zone %s is said to be open %s to %s; the instance of pause %s is %s to %s",
               zone, ck_at(r, w->opens).text, ck_at(r, w->closes).text, pause, ck_at(r, x->open).text,
               ck_at(r, x->close).text);
    } else if (open == NULL) {
        ck_say(r, w->at, "1.5",
               "zone %s is not open %s to %s for these activities: not every needed party has agreed to "
               "pause %s, "
               "or it does not cover them, or an incident broke it",
               zone, ck_at(r, w->opens).text, ck_at(r, w->closes).text, pause);
    } else if (w->out_by > open->out_by) {
        ck_say(r, w->at, "1.6", "zone %s: out by %s is too late; the close less its margin is %s", zone,
               ck_at(r, w->out_by).text, ck_at(r, open->out_by).text);
    }
    if (w->opens >= w->closes) {
        ck_say(r, w->at, "form", "a window that closes at or before it opens; it closes later");
    }
}

void ck_check_windows(ck_run *r) {
    ck_intervals scratch = {0};
    for (uint32_t i = 0; i < r->plan->n_windows; i++) {
        check_window(r, &r->plan->windows[i], &scratch);
    }
    rsp_vec_done(r->ctx, &scratch);
}
