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
    ret->cost.ways = INT64_MAX;
    return ret->next == NULL || ret->prev == NULL || ret->first == NULL ? RSP_ENOMEM : 0;
}

void rsp_hgs_person_copy(const rsp_hgs_view *v, rsp_hgs_person *to, const rsp_hgs_person *from) {
    memcpy(to->next, from->next, v->n * sizeof *to->next);
    memcpy(to->prev, from->prev, v->n * sizeof *to->prev);
    memcpy(to->first, from->first, v->n_slots * sizeof *to->first);
    to->cost = from->cost;
    to->price = from->price;
    to->feasible = from->feasible;
}

void rsp_hgs_person_take_route(const rsp_hgs_soft *s, uint32_t slot, rsp_hgs_person *p) {
    uint32_t n = s->v->n, x = s->nodes[rsp_hgs_start(s->v, slot)].next;
    p->first[slot] = x < n ? x : NONE;
    for (; x < n; x = s->nodes[x].next) {
        p->next[x] = s->nodes[x].next < n ? s->nodes[x].next : NONE;
        p->prev[x] = s->nodes[x].prev < n ? s->nodes[x].prev : NONE;
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

void rsp_hgs_person_put(rsp_hgs_soft *s, uint32_t slot, const rsp_hgs_person *p, uint32_t first) {
    uint32_t n = 0;
    for (uint32_t x = first; x != NONE; x = p->next[x]) {
        if (s->nodes[x].slot == NONE) {
            s->mid[n++] = x;
        }
    }
    rsp_hgs_soft_splice(s, rsp_hgs_start(s->v, slot), s->mid, n, rsp_hgs_end(s->v, slot));
    rsp_hgs_soft_refresh(s, slot);
}

void rsp_hgs_tour_soften(const rsp_hgs_tour *t, rsp_hgs_soft *s) {
    rsp_hgs_soft_clear(s);
    for (uint32_t slot = 0; slot < s->v->n_slots; slot++) {
        uint32_t n = 0;
        for (uint32_t x = t->nodes[rsp_hgs_start(t->v, slot)].next; x < s->v->n; x = t->nodes[x].next) {
            s->mid[n++] = x;
        }
        rsp_hgs_soft_splice(s, rsp_hgs_start(s->v, slot), s->mid, n, rsp_hgs_end(s->v, slot));
        rsp_hgs_soft_refresh(s, slot);
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
