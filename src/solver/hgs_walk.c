/* A walk through solutions (hgs_walk.h). */
#include "solver/hgs_walk.h"

#include <math.h>
#include <string.h>

#define LEAST_REMOVED 10
#define MOST_REMOVED  25
#define MOST_OPTIONAL 10
#define DARING        2   /* mean of what a client may cost above its prize, against the view's mean_arc */
#define ADAPT         500 /* steps between two changes of penalties */
#define TARGET_SHARE  0.5

static void note_best(rsp_hgs_walk *w) {
    const rsp_hgs_soft_cost *cost = &w->now.cost;
    if (rsp_hgs_soft_feasible(w->soft.v, cost) && cost->ways < w->best.cost.ways) {
        rsp_hgs_person_copy(w->soft.v, &w->best, &w->now);
    }
}

int rsp_hgs_walk_new(const rsp_hgs_tour *t, rsp_arena *a, uint64_t seed, rsp_hgs_walk *w, rsp_err *err) {
    const rsp_hgs_view *v = t->v;
    memset(w, 0, sizeof *w);
    RSP_TRY(rsp_hgs_soft_new(v, a, &w->soft, err));
    rsp_rng_seed(&w->rng, seed);
    w->loose = rsp_arena_alloc(a, v->n, sizeof *w->loose);
    w->dirty = rsp_arena_alloc(a, v->n_slots, sizeof *w->dirty);
    if (rsp_hgs_person_new(v, a, &w->now) != 0 || rsp_hgs_person_new(v, a, &w->best) != 0 ||
        w->loose == NULL || w->dirty == NULL) {
        return rsp_fail(err, RSP_ENOMEM, "out of memory for a walk over %u stops", v->n);
    }
    rsp_hgs_penalties_init(v, &w->penalties);
    rsp_hgs_penalties_use(&w->penalties, &w->soft, 1);
    rsp_hgs_tour_soften(t, &w->soft);
    rsp_hgs_person_take(&w->soft, &w->best);
    rsp_hgs_local_search(&w->soft, &w->rng);
    rsp_hgs_person_take(&w->soft, &w->now);
    note_best(w);
    return 0;
}

/* Its route is to be refreshed. */
static void take_out(rsp_hgs_walk *w, uint32_t c) {
    rsp_hgs_soft *s = &w->soft;
    uint32_t slot = s->nodes[c].slot, a = s->nodes[c].prev, b = s->nodes[c].next;
    rsp_hgs_soft_splice(s, a, NULL, 0, b);
    rsp_hgs_soft_push(s, a);
    rsp_hgs_soft_push(s, b);
    s->nodes[c].slot = RSP_VRP_NONE;
    w->loose[w->n_loose++] = c;
    if (s->slots[slot].changed != s->now) {
        s->slots[slot].changed = s->now;
        w->dirty[w->n_dirty++] = slot;
    }
}

/* Some neighbours of one client, with those of them that are left out. */
static void loosen(rsp_hgs_walk *w, uint32_t most) {
    rsp_hgs_soft *s = &w->soft;
    const rsp_hgs_view *v = s->v;
    uint32_t seed = rsp_rng_below(&w->rng, v->n), out = 0;
    w->n_loose = w->n_dirty = 0;
    for (uint32_t i = 0; i <= v->n_near && w->n_loose - out < most; i++) {
        uint32_t c = i == 0 ? seed : v->near[(size_t)seed * v->n_near + i - 1];
        if (c == RSP_VRP_NONE) {
            break;
        }
        if (s->nodes[c].slot != RSP_VRP_NONE) {
            take_out(w, c);
        } else if (out < MOST_OPTIONAL) {
            w->loose[w->n_loose++] = c;
            out++;
        }
    }
    for (uint32_t i = 0; i < w->n_dirty; i++) {
        rsp_hgs_soft_refresh(s, w->dirty[i]);
    }
}

/* Two that only pay together would never come in if each had to pay for itself. */
static int64_t dare(rsp_hgs_walk *w) {
    return (int64_t)(-RSP_HGS_FRACTION * DARING * w->soft.v->mean_arc * log(1 - rsp_rng_unit(&w->rng)));
}

static void disturb(rsp_hgs_walk *w) {
    rsp_hgs_soft *s = &w->soft;
    const rsp_hgs_view *v = s->v;
    uint32_t used = 1;
    for (uint32_t slot = 0; slot < v->n_slots; slot++) {
        used += s->slots[slot].n > 0;
    }
    uint32_t most = LEAST_REMOVED + v->n / (2 * used); /* half of a route is on the way to none */
    loosen(w, 1 + rsp_rng_below(&w->rng, most < MOST_REMOVED ? most : MOST_REMOVED));
    while (w->n_loose > 0) {
        uint32_t i = rsp_rng_below(&w->rng, w->n_loose), c = w->loose[i];
        if (rsp_hgs_soft_insert(s, c, v->clients[c].required ? 0 : dare(w))) {
            rsp_hgs_soft_push(s, s->nodes[c].prev);
            rsp_hgs_soft_push(s, s->nodes[c].next);
        }
        rsp_hgs_soft_push(s, c);
        w->loose[i] = w->loose[--w->n_loose];
    }
}

/* The routes changed since `then` as they were. */
static void go_back(rsp_hgs_walk *w, uint32_t then) {
    rsp_hgs_soft *s = &w->soft;
    for (uint32_t slot = 0; slot < s->v->n_slots; slot++) {
        if (s->slots[slot].changed > then) {
            rsp_hgs_soft_unload(s, slot);
        }
    }
    for (uint32_t slot = 0; slot < s->v->n_slots; slot++) {
        if (s->slots[slot].changed > then) {
            rsp_hgs_person_put(s, slot, &w->now, w->now.first[slot]);
        }
    }
}

static void keep(rsp_hgs_walk *w, uint32_t then, const rsp_hgs_soft_cost *cost) {
    for (uint32_t slot = 0; slot < w->soft.v->n_slots; slot++) {
        if (w->soft.slots[slot].changed > then) {
            rsp_hgs_person_take_route(&w->soft, slot, &w->now);
        }
    }
    w->now.cost = *cost;
}

static void refresh_all(rsp_hgs_soft *s) {
    for (uint32_t slot = 0; slot < s->v->n_slots; slot++) {
        rsp_hgs_soft_refresh(s, slot);
    }
}

/* All of s from a person, with fresh marks of time. */
static void lay(rsp_hgs_walk *w, const rsp_hgs_person *p) {
    rsp_hgs_soft_clear(&w->soft);
    for (uint32_t slot = 0; slot < w->soft.v->n_slots; slot++) {
        rsp_hgs_person_put(&w->soft, slot, p, p->first[slot]);
    }
}

bool rsp_hgs_walk_step(rsp_hgs_walk *w) {
    rsp_hgs_soft *s = &w->soft;
    if (s->now > UINT32_MAX / 2) {
        lay(w, &w->now);
    }
    uint32_t then = s->now++;
    disturb(w);
    rsp_hgs_local_repair(s);
    rsp_hgs_soft_cost cost = rsp_hgs_soft_sum(s);
    bool feasible = rsp_hgs_soft_feasible(s->v, &cost), best = feasible && cost.ways < w->best.cost.ways;
    rsp_hgs_penalties_note(&w->penalties, s->v, &cost);
    if (best) { /* the search of all that follows may leave the feasible */
        keep(w, then, &cost);
        note_best(w);
        rsp_hgs_local_search(s, &w->rng);
        cost = rsp_hgs_soft_sum(s);
    }
    double worse = (double)(rsp_hgs_soft_price(s, &cost) - rsp_hgs_soft_price(s, &w->now.cost));
    if (best || worse < 0 || worse < -RSP_HGS_FRACTION * w->heat * log(1 - rsp_rng_unit(&w->rng))) {
        keep(w, then, &cost);
    } else {
        go_back(w, then);
    }
    if (best) {
        note_best(w);
    }
    if (rsp_hgs_penalties_adapt(&w->penalties, ADAPT, TARGET_SHARE)) {
        rsp_hgs_penalties_use(&w->penalties, s, 1);
        refresh_all(s);
    }
    return best;
}
