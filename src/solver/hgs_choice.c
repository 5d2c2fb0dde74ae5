/* Clients that come into routes which may be late or too full (hgs_soft.h), and those that may be left out:
 * in, out, or in for another, each priced in O(1). A prize counts like a way that is saved. */
#include "solver/hgs_soft_inner.h"

typedef struct spot {
    int64_t gain;            /* < 0: better, in fractions */
    uint32_t after, instead; /* RSP_VRP_NONE: of nobody */
    enum { PLAIN, RELOAD_AFTER, RELOAD_BEFORE } how;
} spot;

static void try_spot(const rsp_hgs_soft *s, uint32_t u, uint32_t after, spot *best) {
    uint32_t slot = s->nodes[after].slot, next = s->nodes[after].next;
    const rsp_hgs_kind *k = rsp_hgs_soft_kind(s, slot);
    if ((s->v->clients[u].kinds >> s->slots[slot].kind & 1) == 0) {
        return;
    }
    int64_t now = s->slots[slot].n == 0 ? -k->fixed_cost : s->nodes[after].onward;
    int64_t ways = rsp_hgs_soft_arc(s, k, after, u).cost + rsp_hgs_soft_arc(s, k, u, next).cost - now;
    int64_t gain = RSP_HGS_FRACTION * ways - s->slots[slot].penalty;
    if (gain < best->gain) {
        gain += rsp_hgs_judge(s, k, after, &u, 1, next);
        if (gain < best->gain) {
            *best = (spot){gain, after, RSP_VRP_NONE, PLAIN};
        }
    }
}

/* In for the client y. */
static void try_instead(const rsp_hgs_soft *s, uint32_t u, uint32_t y, spot *best) {
    if (y >= s->v->n || s->v->clients[y].required) {
        return;
    }
    uint32_t slot = s->nodes[y].slot, p = s->nodes[y].prev, q = s->nodes[y].next;
    const rsp_hgs_kind *k = rsp_hgs_soft_kind(s, slot);
    if ((s->v->clients[u].kinds >> s->slots[slot].kind & 1) == 0) {
        return;
    }
    int64_t ways = rsp_hgs_soft_arc(s, k, p, u).cost + rsp_hgs_soft_arc(s, k, u, q).cost -
                   s->nodes[p].onward - s->nodes[y].onward + s->v->clients[y].prize;
    int64_t gain = RSP_HGS_FRACTION * ways - s->slots[slot].penalty;
    if (gain < best->gain) {
        gain += rsp_hgs_judge(s, k, p, &u, 1, q);
        if (gain < best->gain) {
            *best = (spot){gain, p, y, PLAIN};
        }
    }
}

/* In a route that has changed since. */
static bool due(const rsp_hgs_soft *s, uint32_t client, int64_t tested) {
    uint32_t slot = s->nodes[client].slot;
    return slot != RSP_VRP_NONE && s->slots[slot].changed > tested;
}

/* Whether a place whose one new way costs `cost` can still be the best: no way costs less than nothing. The
 * costs of ways to neighbours lie beside the lists of them, all others far apart. */
static inline bool hopeful(const rsp_hgs_soft *s, uint32_t after, int32_t cost, const spot *best) {
    const rsp_hgs_soft_node *x = &s->nodes[after];
    const rsp_hgs_soft_slot *slot = &s->slots[x->slot];
    int64_t now = slot->n == 0 ? -s->v->kinds[slot->kind].fixed_cost : x->onward;
    return RSP_HGS_FRACTION * (cost - now) - slot->penalty < best->gain;
}

/* Beside all its neighbours whose routes have changed since `tested`. */
static void try_near(const rsp_hgs_soft *s, uint32_t u, int64_t tested, bool instead, spot *best) {
    const rsp_hgs_view *v = s->v;
    size_t list = (size_t)u * v->n_before;
    bool one = v->n_profiles == 1;
    for (uint32_t i = 0; i < v->n_before && v->before[list + i] != RSP_VRP_NONE; i++) {
        uint32_t x = v->before[list + i];
        if (due(s, x, tested)) {
            if (hopeful(s, x, one ? v->to_before[list + i] : 0, best)) {
                try_spot(s, u, x, best);
            }
            if (instead) {
                try_instead(s, u, s->nodes[x].next, best);
            }
        }
    }
    for (uint32_t i = 0; i < v->n_before && v->after[list + i] != RSP_VRP_NONE; i++) {
        uint32_t x = v->after[list + i];
        if (due(s, x, tested)) {
            uint32_t before = s->nodes[x].prev;
            if (hopeful(s, before, one ? v->to_after[list + i] : 0, best)) {
                try_spot(s, u, before, best);
            }
            if (instead) {
                try_instead(s, u, before, best);
            }
        }
    }
}

static void try_empty(const rsp_hgs_soft *s, uint32_t u, spot *best) {
    for (uint32_t k = 0; k < s->v->n_kinds; k++) {
        if (s->n_empty[k] > 0) {
            uint32_t slot = s->empty[s->v->kinds[k].first_slot + s->n_empty[k] - 1];
            try_spot(s, u, rsp_hgs_start(s->v, slot), best);
        }
    }
}

/* As a trip of its own, with its reload behind it or before it. */
static void try_trip(const rsp_hgs_soft *s, uint32_t u, uint32_t after, uint32_t reload, bool behind,
                     spot *best) {
    uint32_t slot = s->nodes[after].slot, next = s->nodes[after].next;
    const rsp_hgs_kind *k = rsp_hgs_soft_kind(s, slot);
    uint32_t mid[] = {behind ? u : reload, behind ? reload : u};
    int64_t ways = (int64_t)rsp_hgs_soft_arc(s, k, after, mid[0]).cost +
                   rsp_hgs_soft_arc(s, k, mid[0], mid[1]).cost + rsp_hgs_soft_arc(s, k, mid[1], next).cost -
                   s->nodes[after].onward;
    int64_t gain = RSP_HGS_FRACTION * ways - s->slots[slot].penalty;
    if (gain < best->gain) {
        gain += rsp_hgs_judge(s, k, after, mid, 2, next);
        if (gain < best->gain) {
            *best = (spot){gain, after, RSP_VRP_NONE, behind ? RELOAD_AFTER : RELOAD_BEFORE};
        }
    }
}

/* Between all trips of vehicles in use. */
static void try_trips(rsp_hgs_soft *s, uint32_t u, spot *best) {
    const rsp_hgs_view *v = s->v;
    for (uint32_t slot = 0; v->reloads && slot < v->n_slots; slot++) {
        const rsp_hgs_kind *k = rsp_hgs_soft_kind(s, slot);
        if (s->slots[slot].n == 0 || k->reload == RSP_VRP_NONE ||
            (v->clients[u].kinds >> s->slots[slot].kind & 1) == 0) {
            continue;
        }
        uint32_t reload = rsp_hgs_soft_reload(s, k), last = s->nodes[rsp_hgs_end(v, slot)].prev;
        try_trip(s, u, last, reload, false, best);
        for (uint32_t trip = s->of[last].trip;; trip = s->of[s->nodes[trip].prev].trip) {
            try_trip(s, u, trip, reload, true, best);
            if (!rsp_hgs_is_reload(v, trip)) {
                break;
            }
        }
    }
}

static void put(rsp_hgs_soft *s, uint32_t u, const spot *best, uint32_t next) {
    uint32_t slot = s->nodes[best->after].slot, mid[2] = {u, u}, n = 1;
    if (best->how != PLAIN) {
        mid[best->how == RELOAD_AFTER] = rsp_hgs_soft_reload(s, rsp_hgs_soft_kind(s, slot));
        s->n_pool--;
        n = 2;
    }
    rsp_hgs_soft_splice(s, best->after, mid, n, next);
    rsp_hgs_soft_refresh(s, slot);
}

bool rsp_hgs_soft_insert(rsp_hgs_soft *s, uint32_t u, int64_t dare) {
    const rsp_hgs_view *v = s->v;
    bool required = v->clients[u].required;
    spot best = {required ? INT64_MAX : RSP_HGS_FRACTION * v->clients[u].prize + dare, RSP_VRP_NONE,
                 RSP_VRP_NONE, PLAIN};
    try_near(s, u, -1, false, &best);
    try_empty(s, u, &best);
    try_trips(s, u, &best);
    for (uint32_t slot = 0; required && best.after == RSP_VRP_NONE && slot < v->n_slots; slot++) {
        try_spot(s, u, rsp_hgs_start(s->v, slot), &best);
    }
    if (best.after == RSP_VRP_NONE) {
        return false;
    }
    put(s, u, &best, s->nodes[best.after].next);
    return true;
}

static void push_all(rsp_hgs_soft *s, uint32_t a, uint32_t b, uint32_t c) {
    rsp_hgs_soft_push(s, a);
    rsp_hgs_soft_push(s, b);
    rsp_hgs_soft_push(s, c);
}

bool rsp_hgs_soft_enter(rsp_hgs_soft *s, uint32_t u, uint32_t tested) {
    const rsp_hgs_view *v = s->v;
    int64_t worth = RSP_HGS_FRACTION * v->clients[u].prize;
    spot best = {worth, RSP_VRP_NONE, RSP_VRP_NONE, PLAIN};
    try_near(s, u, tested, true, &best);
    try_empty(s, u, &best);
    try_trips(s, u, &best);
    if (best.after == RSP_VRP_NONE) {
        return false;
    }
    uint32_t q = s->nodes[best.after].next;
    if (best.instead != RSP_VRP_NONE) {
        q = s->nodes[q].next;
        s->nodes[best.instead].slot = RSP_VRP_NONE;
        rsp_hgs_soft_push(s, best.instead);
    }
    push_all(s, best.after, u, q);
    s->now++;
    put(s, u, &best, q);
    return true;
}

bool rsp_hgs_soft_leave(rsp_hgs_soft *s, uint32_t u) {
    uint32_t slot = s->nodes[u].slot, p = s->nodes[u].prev, q = s->nodes[u].next;
    const rsp_hgs_kind *k = rsp_hgs_soft_kind(s, slot);
    bool last = s->slots[slot].n == 1;
    int64_t then = last ? -k->fixed_cost : rsp_hgs_soft_arc(s, k, p, q).cost;
    int64_t ways = then - s->nodes[p].onward - s->nodes[u].onward + s->v->clients[u].prize;
    int64_t gain = RSP_HGS_FRACTION * ways - s->slots[slot].penalty;
    if (gain >= 0 || gain + (last ? 0 : rsp_hgs_judge(s, k, p, NULL, 0, q)) >= 0) {
        return false;
    }
    rsp_hgs_soft_splice(s, p, NULL, 0, q);
    s->nodes[u].slot = RSP_VRP_NONE;
    push_all(s, p, u, q);
    s->now++;
    rsp_hgs_soft_refresh(s, slot);
    return true;
}
