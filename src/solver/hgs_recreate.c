/* Putting clients in where it costs least (hgs_ruin.h). Whether an insertion fits is tested in O(1): two
 * comparisons of times where nothing is released late. Where a release makes a trip leave later, the waiting
 * inside the trip swallows what it can: a node then leaves at max(its departure now, new start of the trip +
 * driving and service up to it), exact because these are the two branches of one piecewise linear function.
 */
#include "solver/hgs_ruin.h"

#include <math.h>

#define BLINK 0.01

/* --- what an insertion costs, and whether it fits --- */

static bool fits_load(const rsp_hgs_tour *t, uint32_t client, uint32_t trip, const rsp_hgs_kind *k) {
    const int64_t *load = rsp_hgs_load(t->v, client);
    const int64_t *on = &t->loads[(size_t)(trip - t->v->n) * t->v->n_dims];
    for (uint32_t d = 0; d < t->v->n_dims; d++) {
        if (on[d] + load[d] > k->capacity[d]) {
            return false;
        }
    }
    return true;
}

static int32_t later(int32_t a, int32_t b) {
    return a > b ? a : b;
}

/* When `after` is left, if its trip has to wait for `release`; INT32_MAX where that breaks the trip. */
static int32_t released(const rsp_hgs_tour *t, const rsp_hgs_node *a, int32_t release) {
    const rsp_hgs_node *start = &t->nodes[a->trip];
    if (release <= start->depart) {
        return a->depart;
    }
    if (release > t->nodes[start->next].latest - start->onward.time) {
        return INT32_MAX;
    }
    return later(release + a->busy, a->depart);
}

static inline void try_after(const rsp_hgs_tour *t, uint32_t client, uint32_t after, rsp_hgs_spot *best) {
    const rsp_hgs_node *a = &t->nodes[after];
    const rsp_hgs_node *b = &t->nodes[a->next];
    const rsp_hgs_node *u = &t->nodes[client];
    const rsp_hgs_slot *s = &t->slots[a->slot];
    const rsp_hgs_kind *k = &t->v->kinds[s->kind];
    const rsp_hgs_profile *f = &t->v->profiles[k->profile];
    rsp_hgs_arc to = f->in[(size_t)client * t->v->n_places + a->place];
    rsp_hgs_arc from = f->out[(size_t)client * t->v->n_places + b->place];
    int64_t cost = (int64_t)to.cost + from.cost - a->onward.cost + (s->n == 0 ? k->fixed_cost : 0);
    if (cost >= best->cost) {
        return;
    }
    int32_t leaves = u->release > 0 ? released(t, a, u->release) : a->depart;
    if (leaves == INT32_MAX) {
        return;
    }
    int32_t arrives = leaves + to.time;
    if (arrives > u->close || later(arrives, u->open) + u->service + from.time > b->latest) {
        return;
    }
    if ((t->v->clients[client].kinds >> s->kind & 1) == 0 || !fits_load(t, client, a->trip, k)) {
        return;
    }
    *best = (rsp_hgs_spot){cost, after, RSP_HGS_PLAIN};
}

/* Begin of service at the client and of the reload behind it are not too late, for a trip that can start at
 * `ready`. Returns when the reload is over, INT32_MAX: it does not work. */
static int32_t lone_trip(const rsp_hgs_node *u, const rsp_hgs_kind *k, int32_t ready, rsp_hgs_arc out,
                         rsp_hgs_arc back) {
    int32_t arrives = later(ready, u->release) + out.time;
    if (arrives > u->close) {
        return INT32_MAX;
    }
    int32_t home = later(arrives, u->open) + u->service + back.time;
    return home > k->reload_close ? INT32_MAX : later(home, k->reload_open) + k->reload_service;
}

/* A trip of its own before the one that begins at `trip`: start, client, reload, first. */
static void try_before(const rsp_hgs_tour *t, uint32_t client, uint32_t trip, rsp_hgs_spot *best) {
    const rsp_hgs_node *start = &t->nodes[trip], *first = &t->nodes[start->next], *u = &t->nodes[client];
    const rsp_hgs_kind *k = rsp_hgs_kind_of(t, start->slot);
    const rsp_hgs_profile *f = &t->v->profiles[k->profile];
    rsp_hgs_arc out = f->in[(size_t)client * t->v->n_places + start->place];
    rsp_hgs_arc back = f->out[(size_t)client * t->v->n_places + k->reload];
    rsp_hgs_arc on = f->out[(size_t)k->reload * t->v->n_places + first->place];
    int64_t cost = (int64_t)out.cost + back.cost + on.cost - start->onward.cost;
    if (cost >= best->cost) {
        return;
    }
    int32_t ready = start->open;
    if (trip >= t->v->n + 2 * t->v->n_slots) {
        const rsp_hgs_node *last = &t->nodes[start->prev];
        ready = later(last->depart + last->onward.time, start->open) + start->service;
    }
    int32_t over = lone_trip(u, k, ready, out, back);
    if (over != INT32_MAX && later(over, t->trips[trip - t->v->n].release) + on.time <= first->latest) {
        *best = (rsp_hgs_spot){cost, trip, RSP_HGS_TRIP_AFTER};
    }
}

void rsp_hgs_try_behind(const rsp_hgs_tour *t, uint32_t client, uint32_t trip, rsp_hgs_spot *best) {
    const rsp_hgs_slot *s = &t->slots[t->nodes[trip].slot];
    const rsp_hgs_kind *k = &t->v->kinds[s->kind];
    if (k->reload == RSP_VRP_NONE || s->n == 0 || t->n_pool == 0 ||
        (t->v->clients[client].kinds >> s->kind & 1) == 0) {
        return;
    }
    const rsp_hgs_node *end = &t->nodes[t->trips[trip - t->v->n].end];
    const rsp_hgs_node *last = &t->nodes[end->prev], *u = &t->nodes[client];
    const rsp_hgs_profile *f = &t->v->profiles[k->profile];
    rsp_hgs_arc off = f->out[(size_t)last->place * t->v->n_places + k->reload];
    rsp_hgs_arc to = f->in[(size_t)client * t->v->n_places + k->reload];
    rsp_hgs_arc home = f->out[(size_t)client * t->v->n_places + end->place];
    int64_t cost = (int64_t)off.cost + to.cost + home.cost - last->onward.cost;
    int32_t back = last->depart + off.time;
    if (cost >= best->cost || back > k->reload_close) {
        return;
    }
    int32_t ready = later(back, k->reload_open) + k->reload_service;
    int32_t arrives = later(ready, u->release) + to.time;
    if (arrives <= u->close && later(arrives, u->open) + u->service + home.time <= end->latest) {
        *best = (rsp_hgs_spot){cost, end->prev, RSP_HGS_TRIP_BEFORE};
    }
}

static void try_trip(const rsp_hgs_tour *t, uint32_t client, uint32_t trip, rsp_hgs_spot *best) {
    uint32_t kind = t->slots[t->nodes[trip].slot].kind;
    if ((t->v->clients[client].kinds >> kind & 1) != 0 && t->n_pool > 0) {
        try_before(t, client, trip, best);
        rsp_hgs_try_behind(t, client, trip, best);
    }
}

void rsp_hgs_try(const rsp_hgs_tour *t, uint32_t client, uint32_t after, rsp_hgs_spot *best) {
    try_after(t, client, after, best);
}

/* --- where to look --- */

static bool blinks(rsp_hgs_ruin *r) {
    if (r->blink > 0) {
        r->blink--;
        return false;
    }
    double u = 1 - rsp_rng_unit(&r->rng);
    r->blink = (uint32_t)(log(u) / log(1 - BLINK));
    return true;
}

static void try_near(rsp_hgs_ruin *r, const rsp_hgs_tour *t, uint32_t client, rsp_hgs_spot *best) {
    const rsp_hgs_view *v = t->v;
    const uint32_t *before = &v->before[(size_t)client * v->n_before];
    const uint32_t *after = &v->after[(size_t)client * v->n_before];
    for (uint32_t i = 0; i < v->n_before && before[i] != RSP_VRP_NONE; i++) {
        if (t->nodes[before[i]].slot != RSP_VRP_NONE && !blinks(r)) {
            try_after(t, client, before[i], best);
        }
    }
    for (uint32_t i = 0; i < v->n_before && after[i] != RSP_VRP_NONE; i++) {
        if (t->nodes[after[i]].slot != RSP_VRP_NONE && !blinks(r)) {
            try_after(t, client, t->nodes[after[i]].prev, best);
        }
    }
}

static void try_empty(rsp_hgs_ruin *r, const rsp_hgs_tour *t, uint32_t client, rsp_hgs_spot *best) {
    for (uint32_t k = 0; k < t->v->n_kinds; k++) {
        if (t->n_empty[k] > 0 && !blinks(r)) {
            uint32_t slot = t->empty[t->v->kinds[k].first_slot + t->n_empty[k] - 1];
            try_after(t, client, rsp_hgs_start(t->v, slot), best);
        }
    }
}

static void try_trips(rsp_hgs_ruin *r, const rsp_hgs_tour *t, uint32_t client, rsp_hgs_spot *best) {
    for (uint32_t k = 0; k < t->v->n_kinds; k++) {
        const rsp_hgs_kind *kind = &t->v->kinds[k];
        for (uint32_t i = 0; kind->reload != RSP_VRP_NONE && i < kind->n_slots; i++) {
            uint32_t slot = kind->first_slot + i, end = rsp_hgs_end(t->v, slot);
            if (t->slots[slot].n == 0) {
                continue;
            }
            for (uint32_t trip = rsp_hgs_start(t->v, slot); trip != end;
                 trip = t->trips[trip - t->v->n].end) {
                if (!blinks(r)) {
                    try_trip(t, client, trip, best);
                }
            }
        }
    }
}

static void try_all(const rsp_hgs_tour *t, uint32_t client, rsp_hgs_spot *best) {
    for (uint32_t slot = 0; slot < t->v->n_slots; slot++) {
        uint32_t end = rsp_hgs_end(t->v, slot);
        for (uint32_t x = rsp_hgs_start(t->v, slot); t->slots[slot].n > 0 && x != end; x = t->nodes[x].next) {
            try_after(t, client, x, best);
        }
    }
}

/* --- in which order --- */

static int64_t sort_key(const rsp_hgs_tour *t, uint32_t client, uint32_t order, rsp_hgs_ruin *r) {
    const rsp_hgs_client *c = &t->v->clients[client];
    switch (order) {
    case 0:
        return (int64_t)(rsp_rng_next(&r->rng) >> 2);
    case 1: {
        int64_t load = 0;
        for (uint32_t d = 0; d < t->v->n_dims; d++) {
            load -= rsp_hgs_load(t->v, client)[d];
        }
        return load;
    }
    case 2:
    case 3: {
        int64_t way = t->v->profiles[0].in[(size_t)client * t->v->n_places + t->v->kinds[0].start].cost;
        return order == 2 ? -way : way;
    }
    case 4:
        return c->close - c->open;
    case 5:
        return c->open > c->release ? c->open : c->release;
    case 6:
        return -(int64_t)c->close;
    default:
        return -c->prize;
    }
}

/* Random and by demand 4 times of 17, far 2, close 1, by windows 2 each (and by prize 4 more). */
static uint32_t choose_order(rsp_hgs_ruin *r, const rsp_hgs_tour *t) {
    static const uint8_t orders[] = {0, 0, 0, 0, 1, 1, 1, 1, 2, 2, 3, 4, 4, 5, 5, 6, 6, 7, 7, 7, 7};
    return orders[rsp_rng_below(&r->rng, t->v->optionals ? 21 : 17)];
}

static void sort_out(rsp_hgs_ruin *r, const rsp_hgs_tour *t) {
    uint32_t order = choose_order(r, t);
    for (uint32_t i = 0; i < r->n_out; i++) {
        uint32_t c = r->out[i], k = i;
        int64_t key = sort_key(t, c, order, r);
        for (; k > 0 && r->key[k - 1] > key; k--) {
            r->key[k] = r->key[k - 1];
            r->out[k] = r->out[k - 1];
        }
        r->key[k] = key;
        r->out[k] = c;
    }
}

/* Two that only pay together would never come in if each had to pay for itself. */
static int64_t dare(rsp_hgs_ruin *r) {
    return r->daring > 0 ? (int64_t)(-r->daring * log(1 - rsp_rng_unit(&r->rng))) : 0;
}

void rsp_hgs_recreate(rsp_hgs_ruin *r, rsp_hgs_tour *t) {
    sort_out(r, t);
    for (uint32_t i = 0; i < r->n_out; i++) {
        uint32_t client = r->out[i];
        const rsp_hgs_client *c = &t->v->clients[client];
        int64_t worth = c->required || r->all ? INT64_MAX : c->prize + dare(r);
        rsp_hgs_spot best = {.cost = worth};
        try_near(r, t, client, &best);
        try_empty(r, t, client, &best);
        try_trips(r, t, client, &best);
        if (best.cost == INT64_MAX) {
            try_all(t, client, &best);
        }
        if (best.cost < worth) {
            rsp_hgs_tour_put(t, client, &best);
        }
    }
}
