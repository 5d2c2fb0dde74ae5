/* Open intervals of ground (windows.h; docs/rules.md, 1.5 to 1.8): instances in force, less what was refused
 * of them, merged where they touch, cut where an incident broke the pause. */
#include "situation/ledger.h"

#include <stdlib.h>
#include <string.h>

typedef struct piece {
    rsp_open_interval at;
    int32_t margin_s;
} piece;

typedef struct pieces {
    piece *at;
    uint32_t n, cap;
    rsp_arena *a;
    bool oom;
} pieces;

static void push(pieces *v, piece p) {
    if (v->n == v->cap) {
        uint32_t cap = v->cap == 0 ? 16 : v->cap * 2;
        piece *at = rsp_arena_alloc(v->a, cap, sizeof *at);
        if (at == NULL) {
            v->oom = true;
            return;
        }
        if (v->n > 0) {
            memcpy(at, v->at, v->n * sizeof *at);
        }
        v->at = at;
        v->cap = cap;
    }
    v->at[v->n++] = p;
}

/* Takes [from, until) out of the pieces first..n. */
static void cut(pieces *v, uint32_t first, int64_t from, int64_t until) {
    uint32_t n = v->n;
    for (uint32_t i = first; i < n; i++) {
        piece p = v->at[i];
        if (until <= p.at.open || from >= p.at.close) {
            continue;
        }
        piece after = p;
        after.at.open = until;
        v->at[i].at.close = from > p.at.open ? from : p.at.open; /* may be empty: left out when merged */
        if (until < p.at.close) {
            push(v, after);
        }
    }
}

static void cut_refused(const rsp_situation *s, pieces *v, uint32_t first, const rsp_window *w, uint32_t zone,
                        uint32_t mask, const rsp_assumptions *what_if) {
    for (uint32_t i = 0; i < s->n_consents && v->n > first; i++) {
        const rsp_consent *c = &s->consents[i];
        if (c->pause != w->pause || !rsp_pause_needs(s, w->pause, zone, c->party) ||
            rsp_is_assumed(what_if, w->pause, c->party)) {
            continue;
        }
        for (int act = 0; act < RSP_ACT_COUNT; act++) {
            if ((mask & 1u << act) == 0) {
                continue;
            }
            uint32_t word = rsp_last_word(s, w->pause, c->party, zone, (rsp_activity)act, w->open, w->close);
            if (word != RSP_NONE &&
                rsp_refuses_part(s, i, word, zone, (rsp_activity)act, w->open, w->close)) {
                cut(v, first, c->from == RSP_TIME_NONE ? INT64_MIN : c->from,
                    c->until == RSP_TIME_NONE ? INT64_MAX : c->until);
                break;
            }
        }
    }
}

static void add_instance(const rsp_situation *s, pieces *v, const rsp_window *w, uint32_t zone, uint32_t mask,
                         const rsp_assumptions *what_if) {
    uint32_t covered = 0;
    for (int act = 0; act < RSP_ACT_COUNT; act++) {
        if (rsp_all_agreed(s, w->pause, zone, (rsp_activity)act, w->open, w->close, what_if)) {
            covered |= 1u << act;
        }
    }
    if (mask == 0 || (covered & mask) != mask) {
        return;
    }
    uint32_t first = v->n;
    push(v, (piece){.at = {.open = w->open,
                           .close = w->close,
                           .activities = covered,
                           .pause = w->pause,
                           .date = w->date},
                    .margin_s = w->margin_s});
    cut_refused(s, v, first, w, zone, mask, what_if);
}

static int by_opening(const void *x, const void *y) {
    const piece *a = x, *b = y;
    int c = (a->at.open > b->at.open) - (a->at.open < b->at.open);
    c = c != 0 ? c : (a->at.close > b->at.close) - (a->at.close < b->at.close);
    c = c != 0 ? c : (a->at.pause > b->at.pause) - (a->at.pause < b->at.pause);
    return c != 0 ? c : (a->at.date > b->at.date) - (a->at.date < b->at.date);
}

/* Merges sorted pieces where they touch or overlap. The margin is that of the one that closes last, the
 * larger where two close together. */
static uint32_t merge(piece *at, uint32_t n) {
    uint32_t m = 0;
    for (uint32_t i = 0; i < n; i++) {
        if (at[i].at.open >= at[i].at.close) {
            continue;
        }
        piece *last = m > 0 ? &at[m - 1] : NULL;
        if (last == NULL || at[i].at.open > last->at.close) {
            at[m++] = at[i];
            continue;
        }
        if (at[i].at.close > last->at.close ||
            (at[i].at.close == last->at.close && at[i].margin_s > last->margin_s)) {
            last->margin_s = at[i].margin_s;
            last->at.close = at[i].at.close;
        }
        last->at.activities &= at[i].at.activities;
    }
    return m;
}

/* Even-odd rule over all rings, in degrees: good for the few kilometres that a broken pause concerns. */
static bool inside(const rsp_geom *g, rsp_point p) {
    bool in = false;
    for (uint32_t i = 0; i < g->n; i++) {
        for (uint32_t r = 0; r < g->parts[i].n; r++) {
            const rsp_ring *ring = &g->parts[i].rings[r];
            for (uint32_t k = 0; k + 1 < ring->n; k++) {
                rsp_point a = ring->at[k], b = ring->at[k + 1];
                if ((a.lat_e7 > p.lat_e7) == (b.lat_e7 > p.lat_e7)) {
                    continue;
                }
                double t = ((double)p.lat_e7 - a.lat_e7) / ((double)b.lat_e7 - a.lat_e7);
                in ^= p.lon_e7 < a.lon_e7 + t * ((double)b.lon_e7 - a.lon_e7);
            }
        }
    }
    return in;
}

static bool within(const rsp_geom *g, rsp_point p, double radius_m) {
    if (inside(g, p)) {
        return true;
    }
    for (uint32_t i = 0; i < g->n; i++) {
        for (uint32_t r = 0; r < g->parts[i].n; r++) {
            const rsp_ring *ring = &g->parts[i].rings[r];
            for (uint32_t k = 0; k + 1 < ring->n; k++) {
                if (rsp_point_segment_dist_m(p, ring->at[k], ring->at[k + 1], NULL) <= radius_m) {
                    return true;
                }
            }
        }
    }
    return false;
}

uint32_t rsp_zone_broken_by(const rsp_situation *s, uint32_t zone) {
    uint32_t first = RSP_NONE;
    for (uint32_t i = 0; i < s->n_incidents; i++) {
        const rsp_incident *e = &s->incidents[i];
        if (e->breaks_pause && e->at <= s->as_of && (first == RSP_NONE || e->at < s->incidents[first].at) &&
            within(s->zones[zone].area, e->where, e->radius_m)) {
            first = i;
        }
    }
    return first;
}

bool rsp_pause_opens(const rsp_situation *s, uint32_t pause, uint32_t zone, uint32_t corridor_or_none) {
    const rsp_pause *p = &s->pauses[pause];
    return rsp_ids_has(p->zones, zone) ||
           (corridor_or_none != RSP_NONE && rsp_ids_has(p->corridors, corridor_or_none) &&
            rsp_ids_has(s->corridors[corridor_or_none].zones, zone));
}

int rsp_zone_open(const rsp_situation *s, uint32_t zone, uint32_t corridor_or_none, uint32_t mask,
                  int64_t from, int64_t until, const rsp_assumptions *what_if, rsp_arena *a,
                  const rsp_open_interval **ret, uint32_t *ret_n, rsp_err *err) {
    pieces v = {.a = a};
    for (uint32_t p = 0; p < s->n_pauses; p++) {
        if (!rsp_pause_opens(s, p, zone, corridor_or_none)) {
            continue;
        }
        rsp_window *w = NULL;
        uint32_t n = 0;
        /* beyond the range by a week, so that what merges across its ends is whole */
        RSP_TRY(
            rsp_pause_windows(s, p, from - 7 * INT64_C(86400), until + 7 * INT64_C(86400), a, &w, &n, err));
        for (uint32_t i = 0; i < n; i++) {
            add_instance(s, &v, &w[i], zone, mask, what_if);
        }
    }
    uint32_t broken = rsp_zone_broken_by(s, zone);
    if (broken != RSP_NONE) {
        cut(&v, 0, s->incidents[broken].at, INT64_MAX);
    }
    rsp_open_interval *out = v.oom ? NULL : rsp_arena_alloc(a, v.n > 0 ? v.n : 1, sizeof *out);
    if (out == NULL) {
        return rsp_fail(err, RSP_ENOMEM, "out of memory");
    }
    if (v.n > 0) {
        qsort(v.at, v.n, sizeof *v.at, by_opening);
    }
    uint32_t m = merge(v.at, v.n), n = 0;
    for (uint32_t i = 0; i < m; i++) {
        out[n] = v.at[i].at;
        out[n].out_by = out[n].close - v.at[i].margin_s;
        n += out[n].open < until && out[n].close > from;
    }
    *ret = out;
    *ret_n = n;
    return 0;
}

/* Whether (pause, party) lacks an agreement for some zone and activity of window w; *last: its last word. */
static bool lacks(const rsp_situation *s, const rsp_window *w, uint32_t party, uint32_t *last) {
    for (uint32_t z = 0; z < s->n_zones; z++) {
        if (!rsp_pause_names_zone(s, w->pause, z) || !rsp_pause_needs(s, w->pause, z, party)) {
            continue;
        }
        for (int act = 0; act < RSP_ACT_COUNT; act++) {
            bool agreed = true;
            if ((s->pauses[w->pause].activities & 1u << act) != 0) {
                *last = rsp_consent_of(s, w->pause, party, z, (rsp_activity)act, w->open, w->close, &agreed);
            }
            if (!agreed) {
                return true;
            }
        }
    }
    return false;
}

int rsp_consents_missing(const rsp_situation *s, int64_t from, int64_t until, rsp_arena *a,
                         const rsp_missing_consent **ret, uint32_t *ret_n, rsp_err *err) {
    uint32_t n = 0, cap = 0;
    rsp_missing_consent *out = NULL;
    for (uint32_t p = 0; p < s->n_pauses; p++) {
        rsp_window *w = NULL;
        uint32_t n_w = 0;
        RSP_TRY(rsp_pause_windows(s, p, from, until, a, &w, &n_w, err));
        for (uint32_t party = 0; n_w > 0 && party < s->n_parties; party++) {
            uint32_t last = RSP_NONE;
            bool missing = false;
            for (uint32_t i = 0; i < n_w && !missing; i++) {
                missing = lacks(s, &w[i], party, &last);
            }
            if (missing && n == cap) {
                cap = cap == 0 ? 16 : cap * 2;
                rsp_missing_consent *more = rsp_arena_alloc(a, cap, sizeof *more);
                if (more == NULL) {
                    return rsp_fail(err, RSP_ENOMEM, "out of memory");
                }
                memcpy(more, out != NULL ? out : more, n * sizeof *more);
                out = more;
            }
            if (missing) {
                out[n++] = (rsp_missing_consent){p, party, last};
            }
        }
    }
    *ret = out;
    *ret_n = n;
    return 0;
}
