/* Solutions remembered, and penalties (hgs_person.h). */
#include "solver/hgs_person.h"

#include <string.h>

#define NONE  RSP_VRP_NONE
#define LEAST 1e-2
#define MOST  1e7

int rsp_hgs_person_new(const rsp_hgs_view *v, rsp_arena *a, rsp_hgs_person *ret) {
    ret->next = rsp_arena_alloc(a, v->n, sizeof *ret->next);
    ret->prev = rsp_arena_alloc(a, v->n, sizeof *ret->prev);
    ret->first = rsp_arena_alloc(a, v->n_slots, sizeof *ret->first);
    ret->again = rsp_arena_alloc(a, v->n, sizeof *ret->again);
    ret->cost.ways = INT64_MAX;
    return ret->next == NULL || ret->prev == NULL || ret->first == NULL || ret->again == NULL ? RSP_ENOMEM
                                                                                              : 0;
}

void rsp_hgs_person_copy(const rsp_hgs_view *v, rsp_hgs_person *to, const rsp_hgs_person *from) {
    memcpy(to->next, from->next, v->n * sizeof *to->next);
    memcpy(to->prev, from->prev, v->n * sizeof *to->prev);
    memcpy(to->first, from->first, v->n_slots * sizeof *to->first);
    memcpy(to->again, from->again, v->n * sizeof *to->again);
    to->cost = from->cost;
    to->price = from->price;
    to->feasible = from->feasible;
}

void rsp_hgs_person_take_route(const rsp_hgs_soft *s, uint32_t slot, rsp_hgs_person *p) {
    uint32_t n = s->v->n, end = rsp_hgs_end(s->v, slot), before = NONE;
    bool again = false;
    p->first[slot] = NONE;
    for (uint32_t x = s->nodes[rsp_hgs_start(s->v, slot)].next; x != end; x = s->nodes[x].next) {
        if (x >= n) {
            again = true;
            continue;
        }
        *(before == NONE ? &p->first[slot] : &p->next[before]) = x;
        p->prev[x] = before;
        p->next[x] = NONE;
        p->again[x] = again;
        again = false;
        before = x;
    }
}

void rsp_hgs_person_take(const rsp_hgs_soft *s, rsp_hgs_person *p) {
    for (uint32_t slot = 0; slot < s->v->n_slots; slot++) {
        rsp_hgs_person_take_route(s, slot, p);
    }
    p->cost = rsp_hgs_soft_sum(s);
    p->price = rsp_hgs_soft_price(s, &p->cost);
    p->feasible = rsp_hgs_soft_feasible(s->v, &p->cost);
}

/* One more client, on a new trip where there is someone before it, into s->mid. */
static uint32_t add_stop(rsp_hgs_soft *s, const rsp_hgs_kind *k, uint32_t client, bool again, uint32_t n) {
    if (again && n > 0) {
        s->mid[n++] = rsp_hgs_soft_reload(s, k);
        s->n_pool--;
    }
    s->mid[n++] = client;
    return n;
}

static void lay(rsp_hgs_soft *s, uint32_t slot, uint32_t n) {
    rsp_hgs_soft_splice(s, rsp_hgs_start(s->v, slot), s->mid, n, rsp_hgs_end(s->v, slot));
    rsp_hgs_soft_refresh(s, slot);
}

void rsp_hgs_person_put(rsp_hgs_soft *s, uint32_t slot, const rsp_hgs_person *p, uint32_t first) {
    const rsp_hgs_kind *k = rsp_hgs_soft_kind(s, slot);
    uint32_t n = 0;
    bool again = false;
    for (uint32_t x = first; x != NONE; x = p->next[x]) {
        again = again || p->again[x];
        if (s->nodes[x].slot == NONE) {
            n = add_stop(s, k, x, again, n);
            again = false;
        }
    }
    lay(s, slot, n);
}

void rsp_hgs_tour_soften(const rsp_hgs_tour *t, rsp_hgs_soft *s) {
    rsp_hgs_soft_clear(s);
    for (uint32_t slot = 0; slot < s->v->n_slots; slot++) {
        const rsp_hgs_kind *k = rsp_hgs_soft_kind(s, slot);
        uint32_t n = 0, end = rsp_hgs_end(s->v, slot);
        bool again = false;
        for (uint32_t x = t->nodes[rsp_hgs_start(t->v, slot)].next; x != end; x = t->nodes[x].next) {
            if (x < s->v->n) {
                n = add_stop(s, k, x, again, n);
            }
            again = x >= s->v->n;
        }
        lay(s, slot, n);
    }
}

/* --- penalties --- */

void rsp_hgs_penalties_init(const rsp_hgs_view *v, rsp_hgs_penalties *ret) {
    *ret = (rsp_hgs_penalties){.per_time = v->cost_of_time};
    for (uint32_t d = 0; d < v->n_dims; d++) {
        int64_t most = 1;
        for (uint32_t i = 0; i < v->n; i++) {
            most = rsp_hgs_load(v, i)[d] > most ? rsp_hgs_load(v, i)[d] : most;
        }
        ret->per_load[d] = 10 * v->mean_arc / (double)most;
    }
}

static int64_t fractions(double penalty, double times) {
    double f = penalty * times * RSP_HGS_FRACTION;
    return f < 1 ? 1 : f > 1e9 ? 1000000000 : (int64_t)f;
}

void rsp_hgs_penalties_use(const rsp_hgs_penalties *p, rsp_hgs_soft *s, double times) {
    s->per_time = fractions(p->per_time, times);
    for (uint32_t d = 0; d < s->v->n_dims; d++) {
        s->per_load[d] = fractions(p->per_load[d], times);
    }
}

void rsp_hgs_penalties_note(rsp_hgs_penalties *p, const rsp_hgs_view *v, const rsp_hgs_soft_cost *found) {
    p->seen++;
    p->timely += found->warp == 0;
    for (uint32_t d = 0; d < v->n_dims; d++) {
        p->fitting[d] += found->excess[d] == 0;
    }
}

static void adapt(double *penalty, uint32_t good, uint32_t of, double target) {
    double share = (double)good / of;
    if (share < target - 0.05 && *penalty < MOST) {
        *penalty *= 1.2;
    } else if (share > target + 0.05 && *penalty > LEAST) {
        *penalty *= 0.85;
    }
}

bool rsp_hgs_penalties_adapt(rsp_hgs_penalties *p, uint32_t every, double share) {
    if (p->seen < every) {
        return false;
    }
    adapt(&p->per_time, p->timely, p->seen, share);
    for (uint32_t d = 0; d <= RSP_VRP_DIMS; d++) {
        adapt(&p->per_load[d], p->fitting[d], p->seen, share);
        p->fitting[d] = 0;
    }
    p->seen = p->timely = 0;
    return true;
}
