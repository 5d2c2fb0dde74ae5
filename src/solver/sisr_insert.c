/* Where a stop or a shipment fits, and what it costs there (sisr.h). Of a single stop every place is tested
 * in O(1); of a shipment the time is carried from its first half on, until nothing behind can be reached.
 * Breaks are placed only for a place that is otherwise the best so far. */
#include "solver/sisr.h"

#include <math.h>

#define BLINK 0.01
#define SETS  (1u << RSP_VRP_BREAKS)

static bool blinks(rsp_rng *rng) {
    return (rsp_rng_next(rng) >> 11) < (uint64_t)(BLINK * 9007199254740992.0);
}

/* --- breaks: the ring with the node in it, driven with every subset of them behind --- */

typedef struct drive {
    const rsp_sisr *s;
    const rsp_vrp_vehicle *v;
    int64_t when[SETS];
    uint32_t at;
} drive;

static bool step(drive *d, uint32_t to) {
    rsp_sisr_arc w = rsp_sisr_way(d->s, d->v, d->at, to);
    uint32_t sets = 1u << d->v->n_breaks;
    const rsp_vrp_node *n = to < d->s->p->n_nodes ? &d->s->p->nodes[to] : NULL;
    int64_t arrives[SETS];
    bool can = false;
    for (uint32_t m = 0; m < SETS; m++) {
        arrives[m] = RSP_VRP_NEVER;
    }
    for (uint32_t from = 0; from < sets; from++) {
        int64_t t[SETS], left[SETS];
        for (uint32_t m = 0; m < SETS; m++) {
            t[m] = m == from ? d->when[m] : RSP_VRP_NEVER;
            left[m] = m == from ? w.duration : 0;
        }
        for (uint32_t m = from; m < sets; m++) {
            if (t[m] >= RSP_VRP_NEVER) {
                continue;
            }
            arrives[m] = t[m] + left[m] < arrives[m] ? t[m] + left[m] : arrives[m];
            for (uint32_t b = 0; b < d->v->n_breaks; b++) {
                const rsp_vrp_break *k = &d->v->breaks[b];
                uint32_t with = m | 1u << b;
                int64_t begin = with == m ? RSP_VRP_NEVER : rsp_sisr_within(k->windows, k->n_windows, t[m]);
                if (begin < RSP_VRP_NEVER && begin + k->service < t[with]) {
                    int64_t driven = begin - t[m] < left[m] ? begin - t[m] : left[m];
                    t[with] = begin + k->service;
                    left[with] = left[m] - driven;
                }
            }
        }
    }
    for (uint32_t m = 0; m < sets; m++) {
        int64_t begin = arrives[m];
        if (n != NULL && begin < RSP_VRP_NEVER) {
            begin = rsp_sisr_within(n->windows, n->n_windows, begin);
            begin += begin < RSP_VRP_NEVER ? (w.elsewhere ? n->setup : 0) + n->service : 0;
        }
        d->when[m] = begin;
        can = can || begin < RSP_VRP_NEVER;
    }
    d->at = to;
    return can;
}

static bool breaks_fit(const rsp_sisr *s, const rsp_sisr_state *t, uint32_t node, const rsp_sisr_spot *spot) {
    const rsp_vrp_vehicle *v = &s->p->vehicles[s->kind[spot->route]];
    uint32_t start = rsp_sisr_start(s, spot->route), other = s->p->nodes[node].other;
    drive d = {.s = s, .v = v, .at = start};
    if (v->n_breaks == 0) {
        return true;
    }
    for (uint32_t m = 0; m < SETS; m++) {
        d.when[m] = m == 0 ? v->open : RSP_VRP_NEVER;
    }
    for (uint32_t x = start;; x = t->stops[x].next) {
        if (x != start && !step(&d, x)) {
            return false;
        }
        if (x == start + 1) {
            return d.when[(1u << v->n_breaks) - 1] <= v->close;
        }
        if (x == spot->after && !step(&d, node)) {
            return false;
        }
        if (other != RSP_VRP_NONE &&
            ((x == spot->after && spot->after_other == node) || x == spot->after_other) && !step(&d, other)) {
            return false;
        }
    }
}

/* --- loads --- */

static bool fits_single(const rsp_sisr *s, const rsp_sisr_state *t, const rsp_vrp_vehicle *v, uint32_t node,
                        uint32_t after) {
    uint32_t dims = s->p->n_dims;
    const rsp_vrp_node *n = &s->p->nodes[node];
    const int64_t *most = n->kind == RSP_VRP_DELIVERY ? t->before : t->behind;
    for (uint32_t k = 0; k < dims; k++) {
        if (most[after * dims + k] + n->load[k] > v->capacity[k]) {
            return false;
        }
    }
    return true;
}

/* Whether a shipment may be on board behind stop x. */
static bool fits_on_board(const rsp_sisr *s, const rsp_sisr_state *t, const rsp_vrp_vehicle *v, uint32_t node,
                          uint32_t x) {
    uint32_t dims = s->p->n_dims;
    for (uint32_t k = 0; k < dims; k++) {
        if (t->load[x * dims + k] + s->p->nodes[node].load[k] > v->capacity[k]) {
            return false;
        }
    }
    return true;
}

/* --- places --- */

typedef struct attempt {
    const rsp_sisr *s;
    const rsp_sisr_state *t;
    const rsp_vrp_vehicle *v;
    uint32_t node, route, end;
    int64_t fixed;
    rsp_rng *rng;
    rsp_sisr_spot *best;
} attempt;

/* Time behind a stop that is reached from x, which is left at `leave`; RSP_VRP_NEVER: too late. */
static int64_t pass(const attempt *a, int64_t leave, uint32_t x, uint32_t to) {
    const rsp_vrp_node *n = &a->s->p->nodes[to];
    rsp_sisr_arc w = rsp_sisr_way(a->s, a->v, x, to);
    int64_t begin = w.there ? rsp_sisr_within(n->windows, n->n_windows, leave + w.duration) : RSP_VRP_NEVER;
    return begin >= RSP_VRP_NEVER ? RSP_VRP_NEVER : begin + (w.elsewhere ? n->setup : 0) + n->service;
}

static bool reaches(const attempt *a, int64_t leave, uint32_t x, uint32_t to) {
    rsp_sisr_arc w = rsp_sisr_way(a->s, a->v, x, to);
    return w.there && leave + w.duration <= a->t->stops[to].latest[w.elsewhere];
}

typedef struct detour {
    int64_t cost, distance, duration;
} detour;

static detour around(const attempt *a, uint32_t x, uint32_t through, uint32_t y) {
    rsp_sisr_arc in = rsp_sisr_way(a->s, a->v, x, through), out = rsp_sisr_way(a->s, a->v, through, y);
    rsp_sisr_arc now = rsp_sisr_way(a->s, a->v, x, y);
    bool empty = a->t->routes[a->route].n == 0 && x == a->end - 1 && y == a->end;
    now = empty ? (rsp_sisr_arc){0, 0, 0, true, true} : now;
    return (detour){in.cost + out.cost - now.cost, in.distance + out.distance - now.distance,
                    in.duration + out.duration - now.duration};
}

static bool within_limits(const attempt *a, detour one, detour two) {
    const rsp_sisr_route *r = &a->t->routes[a->route];
    return r->distance + one.distance + two.distance <= a->v->longest_distance &&
           r->duration + one.duration + two.duration <= a->v->longest_duration;
}

static void take_if(const attempt *a, int64_t cost, uint32_t after, uint32_t after_other) {
    rsp_sisr_spot spot = {cost, a->route, after, after_other};
    if (cost < a->best->cost && breaks_fit(a->s, a->t, a->node, &spot)) {
        *a->best = spot;
    }
}

static void try_single(const attempt *a) {
    const rsp_vrp_node *n = &a->s->p->nodes[a->node];
    bool empty = a->t->routes[a->route].n == 0;
    for (uint32_t x = a->end - 1; x != a->end; x = a->t->stops[x].next) {
        const rsp_sisr_stop *from = &a->t->stops[x], *to = &a->t->stops[from->next];
        rsp_sisr_arc in = rsp_sisr_way(a->s, a->v, x, a->node),
                     out = rsp_sisr_way(a->s, a->v, a->node, from->next);
        rsp_sisr_arc now = from->onward;
        if (empty) {
            now = (rsp_sisr_arc){.there = true};
        }
        detour d = {in.cost + out.cost - now.cost, in.distance + out.distance - now.distance,
                    in.duration + out.duration - now.duration};
        if (d.cost + a->fixed >= a->best->cost || !in.there || !out.there || blinks(a->rng)) {
            continue;
        }
        int64_t begin = rsp_sisr_within(n->windows, n->n_windows, from->depart + in.duration);
        if (begin >= RSP_VRP_NEVER) {
            return; /* later places are reached later still; where ways are no metric, a few are missed */
        }
        int64_t leave = begin + (in.elsewhere ? n->setup : 0) + n->service;
        if (leave + out.duration <= to->latest[out.elsewhere] && fits_single(a->s, a->t, a->v, a->node, x) &&
            within_limits(a, d, (detour){0})) {
            take_if(a, d.cost + a->fixed, x, RSP_VRP_NONE);
        }
    }
}

/* The second half behind the first, which stands behind x. */
static void try_second(const attempt *a, uint32_t x, int64_t leave) {
    uint32_t other = a->s->p->nodes[a->node].other, y = a->t->stops[x].next;
    rsp_sisr_arc in = rsp_sisr_way(a->s, a->v, x, a->node), on = rsp_sisr_way(a->s, a->v, a->node, other);
    rsp_sisr_arc out = rsp_sisr_way(a->s, a->v, other, y), now = rsp_sisr_way(a->s, a->v, x, y);
    now = a->t->routes[a->route].n == 0 ? (rsp_sisr_arc){0, 0, 0, true, true} : now;
    detour both = {in.cost + on.cost + out.cost - now.cost,
                   in.distance + on.distance + out.distance - now.distance,
                   in.duration + on.duration + out.duration - now.duration};
    int64_t then = pass(a, leave, a->node, other);
    if (both.cost + a->fixed < a->best->cost && then < RSP_VRP_NEVER && reaches(a, then, other, y) &&
        within_limits(a, both, (detour){0})) {
        take_if(a, both.cost + a->fixed, x, a->node);
    }
    detour first = around(a, x, a->node, y);
    uint32_t from = a->node;
    for (; y != a->end; y = a->t->stops[y].next) {
        if (!reaches(a, leave, from, y) || !fits_on_board(a->s, a->t, a->v, a->node, y)) {
            return;
        }
        leave = pass(a, leave, from, y);
        from = y;
        detour second = around(a, y, other, a->t->stops[y].next);
        int64_t cost = first.cost + second.cost + a->fixed;
        if (cost >= a->best->cost || blinks(a->rng)) {
            continue;
        }
        then = pass(a, leave, y, other);
        if (then < RSP_VRP_NEVER && reaches(a, then, other, a->t->stops[y].next) &&
            within_limits(a, first, second)) {
            take_if(a, cost, x, y);
        }
    }
}

static void try_pair(const attempt *a) {
    for (uint32_t x = a->end - 1; x != a->end; x = a->t->stops[x].next) {
        int64_t leave = pass(a, a->t->stops[x].depart, x, a->node);
        if (leave < RSP_VRP_NEVER && fits_on_board(a->s, a->t, a->v, a->node, x)) {
            try_second(a, x, leave);
        }
    }
}

void rsp_sisr_try(const rsp_sisr *s, const rsp_sisr_state *t, uint32_t node, uint32_t route, rsp_rng *rng,
                  rsp_sisr_spot *best) {
    const rsp_vrp_vehicle *v = &s->p->vehicles[s->kind[route]];
    const rsp_vrp_node *n = &s->p->nodes[node];
    bool pair = n->other != RSP_VRP_NONE;
    uint64_t skills = n->skills | (pair ? s->p->nodes[n->other].skills : 0);
    if ((skills & ~v->skills) != 0 || t->routes[route].n + (pair ? 2 : 1) > v->most_tasks) {
        return;
    }
    attempt a = {.s = s,
                 .t = t,
                 .v = v,
                 .node = node,
                 .route = route,
                 .end = rsp_sisr_start(s, route) + 1,
                 .fixed = t->routes[route].n == 0 ? v->fixed_cost : 0,
                 .rng = rng,
                 .best = best};
    if (pair) {
        try_pair(&a);
    } else {
        try_single(&a);
    }
}
