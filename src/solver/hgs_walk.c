/* A walk through solutions (hgs_walk.h). */
#include "solver/hgs_walk.h"

#include <string.h>

#define LEAST_REMOVED 10
#define MOST_REMOVED  25
#define ADAPT         500 /* steps between two changes of penalties */
#define TARGET_SHARE  0.5
#define PATIENCE      150000 /* steps without a new best before it goes back to the best */

static void forget(rsp_hgs_walk *w) {
    for (uint32_t i = 0; i < RSP_HGS_LATE; i++) {
        w->late[i] = w->now.cost;
    }
    w->fruitless = 0;
}

static void note_best(rsp_hgs_walk *w) {
    const rsp_hgs_soft_cost *cost = &w->now.cost;
    if (rsp_hgs_soft_feasible(w->soft.v, cost) && cost->ways < w->best.cost.ways) {
        rsp_hgs_person_copy(w->soft.v, &w->best, &w->now);
        w->fruitless = 0;
    }
}

int rsp_hgs_walk_new(const rsp_hgs_tour *t, rsp_arena *a, uint64_t seed, rsp_hgs_walk *w, rsp_err *err) {
    const rsp_hgs_view *v = t->v;
    memset(w, 0, sizeof *w);
    RSP_TRY(rsp_hgs_soft_new(v, a, &w->soft, err));
    rsp_rng_seed(&w->rng, seed);
    w->loose = rsp_arena_alloc(a, v->n, sizeof *w->loose);
    if (rsp_hgs_person_new(v, a, &w->now) != 0 || rsp_hgs_person_new(v, a, &w->best) != 0 ||
        w->loose == NULL) {
        return rsp_fail(err, RSP_ENOMEM, "out of memory for a walk over %u stops", v->n);
    }
    rsp_hgs_penalties_init(v, &w->penalties);
    rsp_hgs_penalties_use(&w->penalties, &w->soft, 1);
    rsp_hgs_tour_soften(t, &w->soft);
    rsp_hgs_person_take(&w->soft, &w->best);
    rsp_hgs_local_search(&w->soft, &w->rng);
    rsp_hgs_person_take(&w->soft, &w->now);
    note_best(w);
    forget(w);
    return 0;
}

static void take_out(rsp_hgs_walk *w, uint32_t c) {
    rsp_hgs_soft *s = &w->soft;
    uint32_t slot = s->nodes[c].slot, a = s->nodes[c].prev, b = s->nodes[c].next;
    rsp_hgs_soft_splice(s, a, NULL, 0, b);
    rsp_hgs_soft_refresh(s, slot);
    rsp_hgs_soft_push(s, a);
    rsp_hgs_soft_push(s, b);
    s->nodes[c].slot = RSP_VRP_NONE;
    w->loose[w->n_loose++] = c;
}

static void disturb(rsp_hgs_walk *w) {
    rsp_hgs_soft *s = &w->soft;
    const rsp_hgs_view *v = s->v;
    uint32_t used = 1;
    for (uint32_t slot = 0; slot < v->n_slots; slot++) {
        used += s->slots[slot].n > 0;
    }
    uint32_t most = LEAST_REMOVED + v->n / (2 * used); /* half of a route is on the way to none */
    most = 1 + rsp_rng_below(&w->rng, most < MOST_REMOVED ? most : MOST_REMOVED);
    uint32_t seed = rsp_rng_below(&w->rng, v->n);
    w->n_loose = 0;
    take_out(w, seed);
    for (uint32_t i = 0; i < v->n_near && w->n_loose < most; i++) {
        uint32_t c = v->near[(size_t)seed * v->n_near + i];
        if (c != RSP_VRP_NONE) {
            take_out(w, c);
        }
    }
    while (w->n_loose > 0) {
        uint32_t i = rsp_rng_below(&w->rng, w->n_loose), c = w->loose[i];
        rsp_hgs_soft_insert(s, c);
        rsp_hgs_soft_push(s, s->nodes[c].prev);
        rsp_hgs_soft_push(s, c);
        rsp_hgs_soft_push(s, s->nodes[c].next);
        w->loose[i] = w->loose[--w->n_loose];
    }
}

/* The routes changed since `then` as they were. */
static void go_back(rsp_hgs_walk *w, uint32_t then) {
    rsp_hgs_soft *s = &w->soft;
    for (uint32_t slot = 0; slot < s->v->n_slots; slot++) {
        for (uint32_t x = s->nodes[rsp_hgs_start(s->v, slot)].next;
             s->slots[slot].changed > then && x < s->v->n; x = s->nodes[x].next) {
            s->nodes[x].slot = RSP_VRP_NONE;
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
    if (w->fruitless > PATIENCE || s->now > UINT32_MAX / 2) {
        rsp_hgs_person_copy(s->v, &w->now, &w->best);
        lay(w, &w->best);
        forget(w);
    }
    uint32_t then = s->now++;
    disturb(w);
    rsp_hgs_local_repair(s);
    rsp_hgs_soft_cost cost = rsp_hgs_soft_sum(s);
    bool feasible = rsp_hgs_soft_feasible(s->v, &cost), best = feasible && cost.ways < w->best.cost.ways;
    rsp_hgs_penalties_note(&w->penalties, s->v, &cost);
    if (best) {
        rsp_hgs_local_search(s, &w->rng);
        cost = rsp_hgs_soft_sum(s);
    }
    rsp_hgs_soft_cost *late = &w->late[w->steps++ % RSP_HGS_LATE];
    int64_t price = rsp_hgs_soft_price(s, &cost), now = rsp_hgs_soft_price(s, &w->now.cost);
    int64_t before = rsp_hgs_soft_price(s, late);
    if (best || price < now || price < before) {
        keep(w, then, &cost);
        now = price;
    } else {
        go_back(w, then);
    }
    *late = now < before ? w->now.cost : *late;
    w->fruitless++;
    if (best) {
        note_best(w);
    }
    if (rsp_hgs_penalties_adapt(&w->penalties, ADAPT, TARGET_SHARE)) {
        rsp_hgs_penalties_use(&w->penalties, s, 1);
        refresh_all(s);
    }
    return w->fruitless == 0;
}
