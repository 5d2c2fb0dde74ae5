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
#define VENTURE_EVERY 400 /* steps */
#define VENTURE_STEPS 100
#define OPENED        60 /* clients for whom one more vehicle is sent out */

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
    w->focus = rsp_arena_alloc(a, v->n, sizeof *w->focus);
    if (rsp_hgs_person_new(v, a, &w->camp) != 0 || w->focus == NULL ||
        rsp_hgs_person_new(v, a, &w->now) != 0 || rsp_hgs_person_new(v, a, &w->best) != 0 ||
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

/* A client and some of its neighbours, with so many of those that are left out. */
static void loosen(rsp_hgs_walk *w, uint32_t seed, uint32_t most, uint32_t most_out) {
    rsp_hgs_soft *s = &w->soft;
    const rsp_hgs_view *v = s->v;
    uint32_t out = 0;
    w->n_loose = w->n_dirty = 0;
    for (uint32_t i = 0; i <= v->n_near && w->n_loose - out < most; i++) {
        uint32_t c = i == 0 ? seed : v->near[(size_t)seed * v->n_near + i - 1];
        if (c == RSP_VRP_NONE) {
            break;
        }
        if (s->nodes[c].slot != RSP_VRP_NONE) {
            take_out(w, c);
        } else if (out < most_out) {
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

/* All that are loose. */
static void put_in(rsp_hgs_walk *w, bool daring) {
    rsp_hgs_soft *s = &w->soft;
    const rsp_hgs_view *v = s->v;
    while (w->n_loose > 0) {
        uint32_t i = rsp_rng_below(&w->rng, w->n_loose), c = w->loose[i];
        if (rsp_hgs_soft_insert(s, c, daring && !v->clients[c].required ? dare(w) : 0)) {
            rsp_hgs_soft_push(s, s->nodes[c].prev);
            rsp_hgs_soft_push(s, s->nodes[c].next);
        }
        rsp_hgs_soft_push(s, c);
        w->loose[i] = w->loose[--w->n_loose];
    }
}

static void disturb(rsp_hgs_walk *w) {
    rsp_hgs_soft *s = &w->soft;
    const rsp_hgs_view *v = s->v;
    uint32_t used = 1;
    for (uint32_t slot = 0; slot < v->n_slots; slot++) {
        used += s->slots[slot].n > 0;
    }
    uint32_t most = LEAST_REMOVED + v->n / (2 * used); /* half of a route is on the way to none */
    uint32_t seed =
        w->n_focus > 0 ? w->focus[rsp_rng_below(&w->rng, w->n_focus)] : rsp_rng_below(&w->rng, v->n);
    loosen(w, seed, 1 + rsp_rng_below(&w->rng, most < MOST_REMOVED ? most : MOST_REMOVED), MOST_OPTIONAL);
    put_in(w, true);
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

static bool is_kept(rsp_hgs_walk *w, const rsp_hgs_soft_cost *cost, const rsp_hgs_soft_cost *before) {
    double worse = (double)(rsp_hgs_soft_price(&w->soft, cost) - rsp_hgs_soft_price(&w->soft, before));
    return worse < 0 || worse < -RSP_HGS_FRACTION * w->heat * log(1 - rsp_rng_unit(&w->rng));
}

/* Gives up the route of a client. */
static bool give_up(rsp_hgs_walk *w, uint32_t client) {
    rsp_hgs_soft *s = &w->soft;
    uint32_t slot = s->nodes[client].slot;
    if (slot == RSP_VRP_NONE) {
        return false;
    }
    w->n_loose = w->n_dirty = 0;
    for (uint32_t x = w->now.first[slot]; x != RSP_VRP_NONE; x = w->now.next[x]) {
        w->focus[w->n_focus++] = x;
        take_out(w, x);
    }
    rsp_hgs_soft_refresh(s, slot);
    put_in(w, false);
    return true;
}

/* Sends one more vehicle to a client and its neighbours. */
static bool open_up(rsp_hgs_walk *w, uint32_t client) {
    rsp_hgs_soft *s = &w->soft;
    const rsp_hgs_view *v = s->v;
    uint32_t k = 0;
    while (k < v->n_kinds && (s->n_empty[k] == 0 || (v->clients[client].kinds >> k & 1) == 0)) {
        k++;
    }
    if (k == v->n_kinds) {
        return false;
    }
    uint32_t slot = s->empty[v->kinds[k].first_slot + s->n_empty[k] - 1];
    loosen(w, client, OPENED, OPENED);
    memcpy(w->focus, w->loose, w->n_loose * sizeof *w->focus);
    w->n_focus = w->n_loose;
    w->loose[0] = w->loose[--w->n_loose]; /* the client itself came first */
    rsp_hgs_soft_splice(s, rsp_hgs_start(v, slot), &client, 1, rsp_hgs_end(v, slot));
    rsp_hgs_soft_refresh(s, slot);
    put_in(w, true);
    return true;
}

static void venture(rsp_hgs_walk *w) {
    rsp_hgs_soft *s = &w->soft;
    uint32_t client = rsp_rng_below(&w->rng, s->v->n), then = s->now++;
    rsp_hgs_person_copy(s->v, &w->camp, &w->now);
    if (!(rsp_rng_below(&w->rng, 2) == 0 ? open_up(w, client) : give_up(w, client))) {
        return;
    }
    w->left = VENTURE_STEPS;
    rsp_hgs_local_repair(s);
    rsp_hgs_soft_cost cost = rsp_hgs_soft_sum(s);
    keep(w, then, &cost);
}

/* Stays where it has come to, or goes back. */
static void settle(rsp_hgs_walk *w) {
    w->n_focus = 0;
    if (!is_kept(w, &w->now.cost, &w->camp.cost)) {
        rsp_hgs_person_copy(w->soft.v, &w->now, &w->camp);
        lay(w, &w->now);
    }
}

/* Steps alone hardly ever come to another number of routes: on the way there every one is dearer. So a
 * vehicle comes or goes at once, some steps mend what that upset, and then the whole is kept or not. */
static void look_further(rsp_hgs_walk *w) {
    if (w->n_focus > 0 && w->left-- == 0) {
        settle(w);
    } else if (w->n_focus == 0 && w->soft.v->optionals && ++w->steps % VENTURE_EVERY == 0) {
        venture(w);
    }
}

bool rsp_hgs_walk_step(rsp_hgs_walk *w) {
    rsp_hgs_soft *s = &w->soft;
    if (s->now > UINT32_MAX / 2) {
        lay(w, &w->now);
    }
    look_further(w);
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
    if (best || is_kept(w, &cost, &w->now.cost)) {
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
