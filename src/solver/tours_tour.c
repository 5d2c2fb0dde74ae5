/* Tours that change (tours.h). */
#include <string.h>

#include "solver/tours.h"

int rsp_tours_new(const rsp_tours_view *v, rsp_arena *a, rsp_tours *ret, rsp_err *err) {
    rsp_tours t = {.v = v,
                   .tours = rsp_arena_alloc(a, v->n_tours + 1, sizeof *t.tours),
                   .where = rsp_arena_alloc(a, v->width, sizeof *t.where),
                   .at = rsp_arena_alloc(a, v->width, sizeof *t.at)};
    bool there = t.tours != NULL && t.where != NULL && t.at != NULL;
    for (uint32_t r = 0; there && r < v->n_tours; r++) {
        rsp_tour *x = &t.tours[r];
        x->stop = rsp_arena_alloc(a, v->width, sizeof *x->stop);
        x->begin = rsp_arena_alloc(a, v->width, sizeof *x->begin);
        x->latest = rsp_arena_alloc(a, v->width, sizeof *x->latest);
        x->onward = rsp_arena_alloc(a, v->width, sizeof *x->onward);
        there = x->stop != NULL && x->begin != NULL && x->latest != NULL && x->onward != NULL;
    }
    if (!there) {
        return rsp_fail(err, RSP_ENOMEM, "out of memory for a search over %u stops", v->n);
    }
    for (uint32_t i = 0; i < v->n; i++) {
        t.where[i] = RSP_TOURS_OUT;
    }
    for (uint32_t r = 0; r < v->n_tours; r++) {
        (void)rsp_tours_lay(&t, r, NULL, 0);
    }
    *ret = t;
    return 0;
}

void rsp_tour_copy(rsp_tour *to, const rsp_tour *from) {
    size_t n = (size_t)from->n + 2;
    memcpy(to->stop, from->stop, n * sizeof *to->stop);
    memcpy(to->begin, from->begin, n * sizeof *to->begin);
    memcpy(to->latest, from->latest, n * sizeof *to->latest);
    memcpy(to->onward, from->onward, n * sizeof *to->onward);
    to->n = from->n;
    to->prize = from->prize;
    to->way = from->way;
}

void rsp_tours_copy(rsp_tours *to, const rsp_tours *from) {
    for (uint32_t r = 0; r < from->v->n_tours; r++) {
        rsp_tour_copy(&to->tours[r], &from->tours[r]);
    }
    memcpy(to->where, from->where, from->v->n * sizeof *to->where);
    memcpy(to->at, from->at, from->v->n * sizeof *to->at);
    to->prize = from->prize;
    to->way = from->way;
}

static void look_ahead(const rsp_tours_view *v, rsp_tour *x, uint32_t from) {
    for (uint32_t i = from; i <= x->n; i++) {
        int32_t at = x->begin[i - 1] + x->onward[i - 1], open = v->open[x->stop[i]];
        x->begin[i] = at > open ? at : open;
    }
    x->begin[x->n + 1] = x->begin[x->n] + x->onward[x->n];
}

static void look_back(const rsp_tours_view *v, rsp_tour *x, uint32_t from) {
    x->latest[x->n + 1] = (int32_t)v->p->vehicles[0].close;
    for (uint32_t i = from; i > 0; i--) {
        int32_t until = x->latest[i + 1] - x->onward[i], close = v->close[x->stop[i]];
        x->latest[i] = until < close ? until : close;
    }
}

static int32_t way_between(const rsp_tours_view *v, uint32_t i, uint32_t j) {
    return v->from[(size_t)i * v->width + j];
}

/* All but the stops anew. */
static void refresh(rsp_tours *t, uint32_t tour) {
    const rsp_tours_view *v = t->v;
    rsp_tour *x = &t->tours[tour];
    t->prize -= x->prize;
    t->way -= x->way;
    x->prize = 0;
    x->way = 0;
    for (uint32_t i = 0; i <= x->n; i++) {
        uint32_t s = x->stop[i];
        x->onward[i] = way_between(v, s, x->stop[i + 1]);
        x->way += x->onward[i] - v->service[s];
        x->prize += v->prize[s];
        t->at[s] = i;
    }
    x->way = x->n == 0 ? 0 : x->way;
    x->begin[0] = x->latest[0] = (int32_t)v->p->vehicles[0].open;
    look_ahead(v, x, 1);
    look_back(v, x, x->n);
    t->prize += x->prize;
    t->way += x->way;
}

void rsp_tours_close_up(rsp_tours *t, uint32_t tour) {
    rsp_tour *x = &t->tours[tour];
    uint32_t n = 0;
    for (uint32_t i = 1; i <= x->n; i++) {
        if (t->where[x->stop[i]] == tour) {
            x->stop[++n] = x->stop[i];
        }
    }
    x->n = n;
    x->stop[n + 1] = t->v->n + 1;
    refresh(t, tour);
}

void rsp_tours_put(rsp_tours *t, uint32_t stop, uint32_t tour, uint32_t after) {
    const rsp_tours_view *v = t->v;
    rsp_tour *x = &t->tours[tour];
    size_t rest = (size_t)x->n + 1 - after;
    uint32_t at = after + 1;
    memmove(&x->stop[at + 1], &x->stop[at], rest * sizeof *x->stop);
    memmove(&x->latest[at + 1], &x->latest[at], rest * sizeof *x->latest);
    memmove(&x->onward[at + 1], &x->onward[at], rest * sizeof *x->onward);
    x->stop[at] = stop;
    x->n++;
    int32_t before = x->n == 1 ? 0 : x->onward[after];
    x->onward[after] = way_between(v, x->stop[after], stop);
    x->onward[at] = way_between(v, stop, x->stop[at + 1]);
    int64_t more = (int64_t)x->onward[after] + x->onward[at] - before - v->service[stop];
    x->way += more;
    x->prize += v->prize[stop];
    t->way += more;
    t->prize += v->prize[stop];
    t->where[stop] = tour;
    for (uint32_t i = at; i <= x->n; i++) {
        t->at[x->stop[i]] = i;
    }
    look_ahead(v, x, at);
    look_back(v, x, at);
}

bool rsp_tours_lay(rsp_tours *t, uint32_t tour, const uint32_t *stops, uint32_t n) {
    rsp_tour *x = &t->tours[tour];
    for (uint32_t i = 1; i <= x->n; i++) {
        t->where[x->stop[i]] = RSP_TOURS_OUT;
    }
    x->stop[0] = t->v->n;
    x->n = 0;
    for (uint32_t i = 0; i < n; i++) {
        if (t->where[stops[i]] == RSP_TOURS_OUT) { /* else it is served already */
            t->where[stops[i]] = tour;
            x->stop[++x->n] = stops[i];
        }
    }
    x->stop[x->n + 1] = t->v->n + 1;
    refresh(t, tour);
    for (uint32_t i = 1; i <= x->n + 1; i++) {
        if (x->begin[i] > x->latest[i]) {
            return rsp_tours_lay(t, tour, NULL, 0) && false;
        }
    }
    return true;
}

typedef int32_t lanes __attribute__((vector_size(RSP_TOURS_LANES * sizeof(int32_t)), aligned(4), may_alias));

__attribute__((always_inline)) static inline void sweep(const rsp_tours_view *v, const rsp_tour *x,
                                                        uint32_t shift, int32_t *fits, int32_t *cost) {
    const lanes *open = (const void *)v->open, *close = (const void *)v->close;
    lanes *ret = (void *)fits, *least = (void *)cost;
    for (uint32_t p = 0; p <= x->n; p++) {
        int32_t begin = x->begin[p], latest = x->latest[p + 1], bit = (int32_t)(1u << (p >> shift));
        int32_t now = x->n > 0 ? x->onward[p] : 0;
        if (x->n > 0 && latest - begin < x->onward[p] + v->least_service - 2) { /* 2: ways cut off */
            continue;
        }
        const lanes *in = (const void *)&v->from[(size_t)x->stop[p] * v->width];
        const lanes *out = (const void *)&v->to[(size_t)x->stop[p + 1] * v->width];
        for (uint32_t b = 0; b < v->width / RSP_TOURS_LANES; b++) {
            lanes at = in[b] + begin;
            lanes early = at < open[b];
            at = (at & ~early) | (open[b] & early);
            lanes can = (at <= close[b]) & (at + out[b] <= latest);
            ret[b] |= can & bit;
            lanes more = in[b] + out[b] - now;
            can &= more < least[b];
            least[b] = (more & can) | (least[b] & ~can);
        }
    }
}

#ifdef __x86_64__
__attribute__((target("avx2"))) static void sweep_wide(const rsp_tours_view *v, const rsp_tour *x,
                                                       uint32_t shift, int32_t *fits, int32_t *cost) {
    sweep(v, x, shift, fits, cost);
}
#endif

uint32_t rsp_tours_mark(const rsp_tours *t, uint32_t tour, int32_t *fits, int32_t *cost) {
    const rsp_tour *x = &t->tours[tour];
    uint32_t shift = 0;
    while (x->n >> shift >= 32) {
        shift++;
    }
    memset(fits, 0, t->v->width * sizeof *fits);
    for (uint32_t i = 0; i < t->v->width; i++) {
        cost[i] = INT32_MAX;
    }
#ifdef __x86_64__
    if (t->v->wide) {
        sweep_wide(t->v, x, shift, fits, cost);
        return shift;
    }
#endif
    sweep(t->v, x, shift, fits, cost);
    return shift;
}
