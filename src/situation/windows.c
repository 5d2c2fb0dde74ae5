/* Window instances of pauses and the last word of parties (windows.h; docs/rules.md, 1.2 to 1.5). */
#include "situation/windows.h"

#include <stdlib.h>
#include <string.h>

#include "situation/ledger.h"
#include "situation/recur.h"

bool rsp_ids_has(rsp_ids ids, uint32_t x) {
    for (uint32_t i = 0; i < ids.n; i++) {
        if (ids.at[i] == x) {
            return true;
        }
    }
    return false;
}

bool rsp_pause_names_zone(const rsp_situation *s, uint32_t pause, uint32_t zone) {
    const rsp_pause *p = &s->pauses[pause];
    if (rsp_ids_has(p->zones, zone)) {
        return true;
    }
    for (uint32_t i = 0; i < p->corridors.n; i++) {
        if (rsp_ids_has(s->corridors[p->corridors.at[i]].zones, zone)) {
            return true;
        }
    }
    return false;
}

int rsp_pause_parties(const rsp_situation *s, uint32_t pause, uint32_t zone, rsp_arena *a, rsp_ids *ret,
                      rsp_err *err) {
    rsp_ids control = s->zones[zone].controlled_by, named = s->pauses[pause].parties;
    uint32_t *at = rsp_arena_alloc(a, (size_t)control.n + named.n + 1, sizeof *at);
    if (at == NULL) {
        return rsp_fail(err, RSP_ENOMEM, "out of memory");
    }
    uint32_t n = 0;
    for (uint32_t p = 0; p < s->n_parties; p++) { /* in the order of the file, each once */
        if (rsp_ids_has(control, p) || rsp_ids_has(named, p)) {
            at[n++] = p;
        }
    }
    *ret = (rsp_ids){at, n};
    return 0;
}

bool rsp_pause_needs(const rsp_situation *s, uint32_t pause, uint32_t zone, uint32_t party) {
    return rsp_ids_has(s->zones[zone].controlled_by, party) || rsp_ids_has(s->pauses[pause].parties, party);
}

/* Whether statement c speaks about (zone, activity) at all, times aside, and is known at as_of. */
static bool speaks_of(const rsp_situation *s, const rsp_consent *c, uint32_t pause, uint32_t party,
                      uint32_t zone, rsp_activity activity) {
    return c->pause == pause && c->party == party && c->at <= s->as_of &&
           (c->zones.n == 0 || rsp_ids_has(c->zones, zone)) && (c->activities & 1u << activity) != 0;
}

uint32_t rsp_last_word(const rsp_situation *s, uint32_t pause, uint32_t party, uint32_t zone,
                       rsp_activity activity, int64_t open, int64_t close) {
    uint32_t last = RSP_NONE;
    for (uint32_t i = 0; i < s->n_consents; i++) {
        const rsp_consent *c = &s->consents[i];
        if (speaks_of(s, c, pause, party, zone, activity) && (c->from == RSP_TIME_NONE || c->from <= open) &&
            (c->until == RSP_TIME_NONE || c->until >= close) &&
            (last == RSP_NONE || c->at >= s->consents[last].at)) {
            last = i;
        }
    }
    return last;
}

/* A later "no" that speaks for part of an instance only (docs/rules.md, 1.4): that part is closed. */
bool rsp_refuses_part(const rsp_situation *s, uint32_t i, uint32_t last_word, uint32_t zone,
                      rsp_activity activity, int64_t open, int64_t close) {
    const rsp_consent *c = &s->consents[i], *word = &s->consents[last_word];
    bool no = c->state == RSP_CONSENT_REFUSED || c->state == RSP_CONSENT_WITHDRAWN;
    bool later = c->at > word->at || (c->at == word->at && i > last_word);
    return no && later && speaks_of(s, c, word->pause, word->party, zone, activity) &&
           (c->from == RSP_TIME_NONE || c->from < close) && (c->until == RSP_TIME_NONE || c->until > open);
}

uint32_t rsp_consent_of(const rsp_situation *s, uint32_t pause, uint32_t party, uint32_t zone,
                        rsp_activity activity, int64_t from, int64_t until, bool *ret_agreed) {
    uint32_t last = rsp_last_word(s, pause, party, zone, activity, from, until);
    bool agreed = last != RSP_NONE && s->consents[last].state == RSP_CONSENT_AGREED;
    for (uint32_t i = 0; agreed && i < s->n_consents; i++) {
        if (rsp_refuses_part(s, i, last, zone, activity, from, until)) {
            last = i;
            agreed = false;
        }
    }
    *ret_agreed = agreed;
    return last;
}

bool rsp_is_assumed(const rsp_assumptions *what_if, uint32_t pause, uint32_t party) {
    for (uint32_t i = 0; what_if != NULL && i < what_if->n; i++) {
        if (what_if->consents[i].pause == pause && what_if->consents[i].party == party) {
            return true;
        }
    }
    return false;
}

bool rsp_all_agreed(const rsp_situation *s, uint32_t pause, uint32_t zone, rsp_activity activity,
                    int64_t open, int64_t close, const rsp_assumptions *what_if) {
    if ((s->pauses[pause].activities & 1u << activity) == 0) {
        return false;
    }
    for (uint32_t p = 0; p < s->n_parties; p++) {
        if (!rsp_pause_needs(s, pause, zone, p) || rsp_is_assumed(what_if, pause, p)) {
            continue;
        }
        uint32_t word = rsp_last_word(s, pause, p, zone, activity, open, close);
        if (word == RSP_NONE || s->consents[word].state != RSP_CONSENT_AGREED) {
            return false;
        }
    }
    return true;
}

static bool in_force_anywhere(const rsp_situation *s, const rsp_window *w) {
    for (uint32_t z = 0; z < s->n_zones; z++) {
        if (!rsp_pause_names_zone(s, w->pause, z)) {
            continue;
        }
        for (int act = 0; act < RSP_ACT_COUNT; act++) {
            if (rsp_all_agreed(s, w->pause, z, (rsp_activity)act, w->open, w->close, NULL)) {
                return true;
            }
        }
    }
    return false;
}

bool rsp_window_of(const rsp_situation *s, uint32_t pause, int32_t date, rsp_window *ret) {
    const rsp_pause *p = &s->pauses[pause];
    int64_t open = rsp_tz_instant(s->tz, date, p->opens_s, NULL);
    int64_t close = rsp_tz_instant(s->tz, date, p->closes_s, NULL);
    open = p->effective_at != RSP_TIME_NONE && p->effective_at > open ? p->effective_at : open;
    close = p->ended_at != RSP_TIME_NONE && p->ended_at < close ? p->ended_at : close;
    *ret = (rsp_window){.pause = pause,
                        .date = date,
                        .open = open,
                        .close = close,
                        .margin_s = p->margin_s >= 0 ? p->margin_s : s->rules.margin_s};
    return open < close;
}

int rsp_pause_windows(const rsp_situation *s, uint32_t pause, int64_t from, int64_t until, rsp_arena *a,
                      rsp_window **ret, uint32_t *ret_n, rsp_err *err) {
    int32_t first, last;
    rsp_tz_local(s->tz, from, &first, NULL, NULL);
    rsp_tz_local(s->tz, until, &last, NULL, NULL);
    const int32_t *dates = NULL;
    uint32_t n_dates = 0, n = 0;
    /* an instance may last into the second day after its own, and a clock change moves it by an hour */
    RSP_TRY(rsp_pause_dates(&s->pauses[pause], first - 3, last + 1, a, &dates, &n_dates, err));
    rsp_window *w = rsp_arena_alloc(a, n_dates > 0 ? n_dates : 1, sizeof *w);
    if (w == NULL) {
        return rsp_fail(err, RSP_ENOMEM, "out of memory");
    }
    for (uint32_t i = 0; i < n_dates; i++) {
        n += rsp_window_of(s, pause, dates[i], &w[n]) && w[n].open < until && w[n].close > from;
    }
    *ret = w;
    *ret_n = n;
    return 0;
}

static int by_opening(const void *x, const void *y) {
    const rsp_window *a = x, *b = y;
    int c = (a->open > b->open) - (a->open < b->open);
    c = c != 0 ? c : (a->pause > b->pause) - (a->pause < b->pause);
    return c != 0 ? c : (a->date > b->date) - (a->date < b->date);
}

int rsp_windows_between(const rsp_situation *s, int64_t from, int64_t until, rsp_arena *a,
                        const rsp_window **ret, uint32_t *ret_n, rsp_err *err) {
    rsp_window **of = rsp_arena_alloc(a, (size_t)s->n_pauses + 1, sizeof *of);
    uint32_t *n_of = rsp_arena_alloc(a, (size_t)s->n_pauses + 1, sizeof *n_of);
    uint32_t n = 0;
    if (of == NULL || n_of == NULL) {
        return rsp_fail(err, RSP_ENOMEM, "out of memory");
    }
    for (uint32_t p = 0; p < s->n_pauses; p++) {
        RSP_TRY(rsp_pause_windows(s, p, from, until, a, &of[p], &n_of[p], err));
        n += n_of[p];
    }
    rsp_window *all = rsp_arena_alloc(a, n > 0 ? n : 1, sizeof *all);
    if (all == NULL) {
        return rsp_fail(err, RSP_ENOMEM, "out of memory");
    }
    n = 0;
    for (uint32_t p = 0; p < s->n_pauses; p++) {
        for (uint32_t i = 0; i < n_of[p]; i++) {
            all[n] = of[p][i];
            all[n].in_force = in_force_anywhere(s, &all[n]);
            n++;
        }
    }
    qsort(all, n, sizeof *all, by_opening);
    *ret = all;
    *ret_n = n;
    return 0;
}

/* Whether some needed party has agreed or been asked for this instance, or nobody needs to be. */
static bool has_prospect(const rsp_situation *s, const rsp_window *w) {
    bool needed = false;
    for (uint32_t z = 0; z < s->n_zones; z++) {
        if (!rsp_pause_names_zone(s, w->pause, z)) {
            continue;
        }
        for (uint32_t p = 0; p < s->n_parties; p++) {
            if (!rsp_pause_needs(s, w->pause, z, p)) {
                continue;
            }
            needed = true;
            for (int act = 0; act < RSP_ACT_COUNT; act++) {
                uint32_t i = rsp_last_word(s, w->pause, p, z, (rsp_activity)act, w->open, w->close);
                if (i != RSP_NONE && (s->consents[i].state == RSP_CONSENT_AGREED ||
                                      s->consents[i].state == RSP_CONSENT_ASKED)) {
                    return true;
                }
            }
        }
    }
    return !needed;
}

int rsp_first_day(const rsp_situation *s, int32_t *ret_date, rsp_err *err) {
    RSP_CLEANUP(rsp_arena_free_p) rsp_arena *a = NULL;
    rsp_ctx ctx = rsp_ctx_init(NULL, NULL);
    RSP_TRY(rsp_arena_new(&ctx, 0, &a, err));
    const rsp_window *w = NULL;
    uint32_t n = 0;
    RSP_TRY(rsp_windows_between(s, s->as_of, s->as_of + 366 * INT64_C(86400), a, &w, &n, err));
    uint32_t first =
        n; /* with a prospect; where no party has been asked, the first of all: it may be asked */
    for (uint32_t i = n; i-- > 0;) {
        bool sooner = first == n || !has_prospect(s, &w[first]) || has_prospect(s, &w[i]);
        first = w[i].open >= s->as_of && sooner ? i : first;
    }
    if (first < n) {
        rsp_tz_local(s->tz, w[first].open, ret_date, NULL, NULL);
        return 0;
    }
    return rsp_fail(err, RSP_ENOTFOUND,
                    "no window opens within 366 days of as_of; add a pause and its consents, or name a day");
}
