/* One step of ruin and recreate over tours (tours.h). Only what may have become possible is tried again:
 * stops taken out in this step anywhere, those that were out before only in tours that something was taken
 * out of, and of these only what one sweep over all stops at once marks (rsp_tours_mark). */
#include "solver/tours.h"

#include <math.h>
#include <string.h>

#define MEAN_REMOVED   10
#define LONGEST_STRING 10
#define BLINK          0.01
#define CHANCES        4  /* orders by chance, for the RSP_TOURS_ORDERS that are fixed */
#define NOISE          2  /* a stop may count up to 1 + this times its worth */
#define MOST_TRIED     40 /* stops by worth for their way */
#define MOST_FAILED    10 /* one after another: then the tours are taken for full */
#define NOISE_PATH     0.5
#define LAMBDA         0.05 /* a mean way, against a mean prize */

int rsp_tours_walk_new(const rsp_tours_view *v, uint64_t seed, rsp_arena *a, rsp_tours_walk *ret,
                       rsp_err *err) {
    rsp_tours_walk w = {.v = v};
    rsp_tours saved;
    RSP_TRY(rsp_tours_new(v, a, &w.now, err));
    RSP_TRY(rsp_tours_new(v, a, &saved, err));
    w.saved = saved.tours;
    size_t tours = (size_t)v->n_tours + 1;
    struct {
        void *at;
        size_t n, size;
    } rooms[] = {{&w.touched, tours, sizeof *w.touched},
                 {&w.is_touched, tours, sizeof *w.is_touched},
                 {&w.is_open, tours, sizeof *w.is_open},
                 {&w.removed, v->width, sizeof *w.removed},
                 {&w.candidate, v->width, sizeof *w.candidate},
                 {&w.is_fresh, v->width, sizeof *w.is_fresh},
                 {&w.key, v->width, sizeof *w.key},
                 {&w.fits, tours * v->width, sizeof *w.fits},
                 {&w.cost, tours * v->width, sizeof *w.cost},
                 {&w.shift, tours, sizeof *w.shift},
                 {&w.stops_then, tours, sizeof *w.stops_then}};
    for (size_t i = 0; i < sizeof rooms / sizeof *rooms; i++) {
        void *room = rsp_arena_alloc(a, rooms[i].n, rooms[i].size);
        if (room == NULL) {
            return rsp_fail(err, RSP_ENOMEM, "out of memory for a search over %u stops", v->n);
        }
        memcpy(rooms[i].at, &room, sizeof room);
    }
    w.lambda = LAMBDA * v->mean_prize / v->mean_way;
    rsp_rng_seed(&w.rng, seed);
    *ret = w;
    return 0;
}

static uint32_t below(rsp_tours_walk *w, uint32_t n) {
    return n <= 1 ? 0 : rsp_rng_below(&w->rng, n);
}

/* --- taking back --- */

static void touch(rsp_tours_walk *w, uint32_t tour) {
    if (!w->is_touched[tour]) {
        w->is_touched[tour] = true;
        w->touched[w->n_touched++] = tour;
        rsp_tour_copy(&w->saved[tour], &w->now.tours[tour]);
    }
}

static void take_back(rsp_tours_walk *w, int64_t prize, int64_t way) {
    rsp_tours *t = &w->now;
    for (uint32_t i = 0; i < w->n_touched; i++) {
        const rsp_tour *x = &t->tours[w->touched[i]];
        for (uint32_t k = 1; k <= x->n; k++) {
            t->where[x->stop[k]] = RSP_TOURS_OUT;
        }
    }
    for (uint32_t i = 0; i < w->n_touched; i++) {
        uint32_t tour = w->touched[i];
        rsp_tour *x = &t->tours[tour];
        rsp_tour_copy(x, &w->saved[tour]);
        for (uint32_t k = 1; k <= x->n; k++) {
            t->where[x->stop[k]] = tour;
            t->at[x->stop[k]] = k;
        }
    }
    t->prize = prize;
    t->way = way;
}

/* --- ruin --- */

/* Takes out a string of `length` stops around one, some kept inside it now and then. */
static void take_string(rsp_tours_walk *w, uint32_t around, uint32_t length) {
    rsp_tours *t = &w->now;
    uint32_t tour = t->where[around], at = t->at[around], kept = 0;
    const rsp_tour *x = &t->tours[tour];
    if (length > 1 && below(w, 2) == 0) {
        while (length + kept < x->n && kept < length && (kept == 0 || below(w, 4) == 0)) {
            kept++;
        }
    }
    uint32_t span = length + kept;
    span = span > x->n ? x->n : span;
    uint32_t first = at >= span ? at - span + 1 : 1, last = at + span - 1 <= x->n ? at : x->n - span + 1;
    uint32_t from = first + below(w, last - first + 1);
    uint32_t keep_from = kept > 0 ? from + below(w, span - kept + 1) : 0;
    for (uint32_t i = from; i < from + span; i++) {
        uint32_t s = x->stop[i];
        bool keep = kept > 0 && i >= keep_from && i < keep_from + kept && s != around;
        if (!keep && t->where[s] == tour) {
            t->where[s] = RSP_TOURS_OUT;
            w->is_fresh[s] = true;
            w->removed[w->n_removed++] = s;
        }
    }
}

static void ruin(rsp_tours_walk *w) {
    const rsp_tours_view *v = w->v;
    rsp_tours *t = &w->now;
    uint32_t used = 0, served = 0, seed = below(w, v->n);
    for (uint32_t r = 0; r < v->n_tours; r++) {
        used += t->tours[r].n > 0;
        served += t->tours[r].n;
    }
    double average = used > 0 ? (double)served / used : 1;
    double longest = average < LONGEST_STRING ? average : LONGEST_STRING;
    double most = 4.0 * MEAN_REMOVED / (1 + longest) - 1;
    uint32_t strings = (uint32_t)(1 + rsp_rng_unit(&w->rng) * (most < 1 ? 1 : most));
    bool again = used < 3 || below(w, 2) == 0; /* several strings of one tour */
    for (uint32_t i = 0; i <= RSP_TOURS_NEAR && strings > 0; i++) {
        uint32_t c = i == 0 ? seed : v->near[(size_t)seed * RSP_TOURS_NEAR + i - 1];
        if (c == RSP_TOURS_OUT) {
            break;
        }
        uint32_t tour = t->where[c];
        if (tour != RSP_TOURS_OUT && (again || !w->is_open[tour])) {
            touch(w, tour);
            w->is_open[tour] = true;
            strings--;
            double limit = t->tours[tour].n < longest ? t->tours[tour].n : longest;
            take_string(w, c, (uint32_t)(1 + rsp_rng_unit(&w->rng) * limit));
        }
    }
    for (uint32_t i = 0; i < w->n_touched; i++) {
        rsp_tours_close_up(t, w->touched[i]);
    }
}

/* --- recreate --- */

static int32_t *row(const rsp_tours_walk *w, int32_t *rows, uint32_t tour) {
    return &rows[(size_t)tour * w->v->width];
}

static bool may_go(const rsp_tours_walk *w, uint32_t s, uint32_t tour) {
    return w->is_fresh[s] || w->is_open[tour];
}

static bool blinks(rsp_tours_walk *w) {
    if (w->until_blink-- > 0) {
        return false;
    }
    w->until_blink = (uint32_t)(log(1 - rsp_rng_unit(&w->rng)) / log(1 - BLINK));
    return true;
}

typedef struct spot {
    int32_t cost;
    uint32_t tour, after;
} spot;

/* The places of a tour where a stop may fit: up to *ret_last, none where that is below the first. */
static uint32_t first_place(const rsp_tours_walk *w, uint32_t s, uint32_t tour, uint32_t *ret_last) {
    const rsp_tour *x = &w->now.tours[tour];
    uint32_t bits = (uint32_t)row(w, w->fits, tour)[s], shift = w->shift[tour];
    if (bits == 0) {
        *ret_last = 0;
        return 1;
    }
    uint32_t last = ((32 - (uint32_t)__builtin_clz(bits)) << shift) - 1 + x->n - w->stops_then[tour];
    *ret_last = last < x->n ? last : x->n;
    return (uint32_t)__builtin_ctz(bits) << shift;
}

static void try_tour(rsp_tours_walk *w, uint32_t s, uint32_t tour, spot *best) {
    const rsp_tours_view *v = w->v;
    const rsp_tour *x = &w->now.tours[tour];
    const int32_t *in = &v->to[(size_t)s * v->width], *out = &v->from[(size_t)s * v->width];
    int32_t open = v->open[s], close = v->close[s];
    uint32_t last, p = first_place(w, s, tour, &last);
    for (; p <= last && x->begin[p] <= close; p++) {
        int32_t there = in[x->stop[p]], on = out[x->stop[p + 1]];
        int32_t cost = there + on - (x->n > 0 ? x->onward[p] : 0);
        int32_t at = x->begin[p] + there;
        at = at > open ? at : open;
        if (cost < best->cost && at <= close && at + on <= x->latest[p + 1] && !blinks(w)) {
            *best = (spot){cost, tour, p};
        }
    }
}

static void try_all(rsp_tours_walk *w, uint32_t s, spot *best) {
    bool empty = false; /* one empty tour is as good as another */
    for (uint32_t r = 0; r < w->v->n_tours; r++) {
        bool is_empty = w->now.tours[r].n == 0;
        if (may_go(w, s, r) && !(is_empty && empty)) {
            try_tour(w, s, r, best);
        }
        empty = empty || is_empty;
    }
}

/* Those of n candidates that are worth most for the way they would cost now, by chance some more than others,
 * the best of them first; how many are left. */
static uint32_t sort_by_worth(rsp_tours_walk *w, uint32_t n) {
    const rsp_tours_view *v = w->v;
    uint32_t kept = 0;
    for (uint32_t i = 0; i < n; i++) {
        uint32_t s = w->candidate[i], k;
        int32_t cost = INT32_MAX;
        for (uint32_t r = 0; r < v->n_tours; r++) {
            int32_t c = row(w, w->cost, r)[s];
            cost = c < cost && may_go(w, s, r) ? c : cost;
        }
        double key = -v->pull[s] * (1 + NOISE * rsp_rng_unit(&w->rng)) / (cost < 1 ? 1 : cost);
        if (kept == MOST_TRIED && key >= w->key[kept - 1]) {
            continue;
        }
        k = kept < MOST_TRIED ? kept++ : kept - 1;
        for (; k > 0 && w->key[k - 1] > key; k--) {
            w->key[k] = w->key[k - 1];
            w->candidate[k] = w->candidate[k - 1];
        }
        w->key[k] = key;
        w->candidate[k] = s;
    }
    return kept;
}

static void shuffle(rsp_tours_walk *w, uint32_t n) {
    for (uint32_t i = n; i-- > 1;) {
        uint32_t k = below(w, i + 1), s = w->candidate[k];
        w->candidate[k] = w->candidate[i];
        w->candidate[i] = s;
    }
}

/* Whoever may fit, half of the time by worth for the way, else in a fixed order or by chance. */
static uint32_t list_candidates(rsp_tours_walk *w) {
    const rsp_tours_view *v = w->v;
    uint32_t n = 0, order = below(w, CHANCES + RSP_TOURS_ORDERS);
    bool by_worth = below(w, 2) == 0, fixed = !by_worth && order < RSP_TOURS_ORDERS;
    for (uint32_t r = 0; r < v->n_tours; r++) {
        w->shift[r] = rsp_tours_mark(&w->now, r, row(w, w->fits, r), row(w, w->cost, r));
        w->stops_then[r] = w->now.tours[r].n;
    }
    for (uint32_t i = 0; i < v->n; i++) {
        uint32_t s = fixed ? v->orders[(size_t)order * v->n + i] : i;
        if (w->now.where[s] == RSP_TOURS_OUT) {
            int32_t fits = 0;
            for (uint32_t r = 0; r < v->n_tours; r++) {
                fits |= may_go(w, s, r) ? row(w, w->fits, r)[s] : 0;
            }
            w->candidate[n] = s;
            n += fits != 0;
        }
    }
    if (by_worth) {
        return sort_by_worth(w, n);
    }
    if (!fixed) {
        shuffle(w, n);
    }
    return n;
}

static void recreate(rsp_tours_walk *w, uint32_t most_failed) {
    uint32_t n = list_candidates(w), failed = 0;
    for (uint32_t i = 0; i < n && failed <= most_failed; i++) {
        uint32_t s = w->candidate[i];
        spot best = {.cost = INT32_MAX};
        try_all(w, s, &best);
        failed++;
        if (best.cost < INT32_MAX) {
            failed = 0;
            touch(w, best.tour);
            rsp_tours_put(&w->now, s, best.tour, best.after);
        }
    }
}

static void begin_step(rsp_tours_walk *w) {
    for (uint32_t i = 0; i < w->n_touched; i++) {
        w->is_touched[w->touched[i]] = w->is_open[w->touched[i]] = false;
    }
    w->n_touched = w->n_removed = 0;
}

static void end_step(rsp_tours_walk *w) {
    for (uint32_t i = 0; i < w->n_removed; i++) {
        w->is_fresh[w->removed[i]] = false;
    }
}

/* Whether what came of a step is kept; else all is as it was. */
static bool settle(rsp_tours_walk *w, double heat, int64_t prize, int64_t way) {
    double worse = w->lambda * (double)(w->now.way - way) - (double)(w->now.prize - prize);
    if (worse <= 0 || worse < -heat * log(1 - rsp_rng_unit(&w->rng))) {
        return true;
    }
    take_back(w, prize, way);
    return false;
}

bool rsp_tours_step(rsp_tours_walk *w, double heat) {
    int64_t prize = w->now.prize, way = w->now.way;
    begin_step(w);
    ruin(w);
    recreate(w, MOST_FAILED);
    end_step(w);
    return settle(w, heat, prize, way);
}

bool rsp_tours_reroute(rsp_tours_walk *w, rsp_tours_path *path, double heat) {
    const rsp_tours_view *v = w->v;
    int64_t prize = w->now.prize, way = w->now.way;
    uint32_t tour = below(w, v->n_tours);
    const rsp_tour *x = &w->now.tours[tour], *was = &w->saved[tour];
    begin_step(w);
    touch(w, tour);
    w->is_open[tour] = true;
    uint32_t length = x->n == 0 ? 0 : 1 + below(w, x->n);
    uint32_t before = below(w, x->n - length + 1), after = before + length + 1, n = 0;
    double noise = below(w, 2) == 0 ? 0 : NOISE_PATH * rsp_rng_unit(&w->rng);
    for (uint32_t s = 0; s < v->n; s++) {
        bool is_free = w->now.where[s] == RSP_TOURS_OUT ||
                       (w->now.where[s] == tour && w->now.at[s] > before && w->now.at[s] < after);
        path->value[s] = is_free ? (double)v->prize[s] * (1 + noise * rsp_rng_unit(&w->rng)) : 0;
    }
    uint32_t found =
        rsp_tours_path_find(path, x->stop[before], x->begin[before], x->stop[after], x->latest[after]);
    memmove(&path->stops[before], path->stops, found * sizeof *path->stops);
    for (; n < before; n++) {
        path->stops[n] = was->stop[n + 1];
    }
    n += found;
    for (uint32_t i = after; i <= was->n; i++) {
        path->stops[n++] = was->stop[i];
    }
    (void)rsp_tours_lay(&w->now, tour, path->stops, n);
    recreate(w, MOST_FAILED);
    end_step(w);
    return settle(w, heat, prize, way);
}

void rsp_tours_fill(rsp_tours_walk *w) {
    begin_step(w);
    for (uint32_t r = 0; r < w->v->n_tours; r++) {
        touch(w, r);
        w->is_open[r] = true;
    }
    recreate(w, UINT32_MAX);
    end_step(w);
}
