/* Routes that may be late or too full (hgs_soft.h). */
#include "solver/hgs_soft_inner.h"

#include <string.h>

#define MOST_LOAD   ((int64_t)1 << 30) /* of all clients; times the greatest penalty it fits 62 bits */
#define MOST_PRIZES ((int64_t)1 << 50) /* the same */

static int32_t greater(int32_t a, int32_t b) {
    return a > b ? a : b;
}

/* A stop or reload adds to the warp of a route at most the way to it, its service and the latest opening or
 * release. */
static bool is_small(const rsp_hgs_view *v) {
    int32_t stay = 0, open = 0, way = 0;
    int64_t load = 0, prizes = 0, nodes = v->reloads ? 2 * (int64_t)v->n : v->n;
    for (uint32_t i = 0; i < v->n; i++) {
        int64_t prize = v->clients[i].prize;
        prizes = prize > MOST_PRIZES - prizes ? MOST_PRIZES : prizes + prize;
        stay = greater(stay, v->clients[i].service);
        open = greater(open, greater(v->clients[i].open, v->clients[i].release));
        for (uint32_t d = 0; d < v->n_dims; d++) {
            int64_t l = rsp_hgs_load(v, i)[d];
            load = l > MOST_LOAD - load ? MOST_LOAD : load + l;
        }
    }
    for (uint32_t k = 0; k < v->n_kinds; k++) {
        open = greater(open, greater(v->kinds[k].open, v->kinds[k].reload_open));
        stay = greater(stay, v->kinds[k].reload_service);
    }
    for (uint32_t f = 0; f < v->n_profiles; f++) {
        for (size_t c = 0; c < (size_t)v->n_places * v->n_places; c++) {
            way = greater(way, v->profiles[f].out[c].time);
        }
    }
    return load < MOST_LOAD && prizes < MOST_PRIZES && (nodes + 1) * ((int64_t)stay + way + open) < INT32_MAX;
}

/* Whether a reload with nothing on one side can go without making anything longer. */
static bool may_go(const rsp_hgs_view *v, const rsp_hgs_kind *k) {
    const rsp_hgs_arc *arcs = v->profiles[k->profile].out;
    size_t n = v->n_places, r = k->reload, from = k->start, to = k->end;
    bool all = arcs[r * n + r].cost == 0 && arcs[r * n + r].time == 0;
    for (uint32_t i = 0; i < v->n && all; i++) {
        all = arcs[from * n + i].cost <= arcs[from * n + r].cost + arcs[r * n + i].cost &&
              arcs[from * n + i].time <= arcs[from * n + r].time + arcs[r * n + i].time &&
              arcs[i * n + to].cost <= arcs[i * n + r].cost + arcs[r * n + to].cost &&
              arcs[i * n + to].time <= arcs[i * n + r].time + arcs[r * n + to].time;
    }
    return all;
}

bool rsp_hgs_soft_knows(const rsp_hgs_view *v) {
    bool all = v->n > 0 && v->n_slots > 0;
    for (uint32_t i = 0; i < v->n && all; i++) {
        all = v->clients[i].kinds != 0;
    }
    for (uint32_t k = 0; k < v->n_kinds && all; k++) {
        all = v->kinds[k].reload == RSP_VRP_NONE || may_go(v, &v->kinds[k]);
    }
    return all && is_small(v);
}

static void set_empty(rsp_hgs_soft *s, uint32_t slot, bool empty) {
    rsp_hgs_soft_slot *x = &s->slots[slot];
    uint32_t *list = &s->empty[s->v->kinds[x->kind].first_slot];
    uint32_t *n = &s->n_empty[x->kind];
    if (empty == (x->empty_at != RSP_VRP_NONE)) {
        return;
    }
    if (empty) {
        x->empty_at = *n;
        list[(*n)++] = slot;
    } else {
        uint32_t last = list[--*n];
        list[x->empty_at] = last;
        s->slots[last].empty_at = x->empty_at;
        x->empty_at = RSP_VRP_NONE;
    }
}

/* What all have, and what is only there with trips or releases. */
static int find_room(rsp_hgs_soft *s, rsp_arena *a) {
    const rsp_hgs_view *v = s->v;
    size_t reloads = v->reloads ? v->n : 0, nodes = v->n + 2 * (size_t)v->n_slots + reloads, dims = v->n_dims;
    size_t held = s->trips ? nodes : 0;
    struct {
        void *at;
        size_t n, size;
    } rooms[] = {{&s->nodes, nodes, sizeof *s->nodes},
                 {&s->slots, v->n_slots, sizeof *s->slots},
                 {&s->before, nodes * dims, sizeof *s->before},
                 {&s->after, nodes * dims, sizeof *s->after},
                 {&s->excess, v->n_slots * dims, sizeof *s->excess},
                 {&s->of, held, sizeof *s->of},
                 {&s->earlier, held * dims, sizeof *s->earlier},
                 {&s->later, held * dims, sizeof *s->later},
                 {&s->pool, reloads, sizeof *s->pool},
                 {&s->empty, v->n_slots, sizeof *s->empty},
                 {&s->n_empty, v->n_kinds, sizeof *s->n_empty},
                 {&s->mid, 2 * (v->n + reloads + 4), sizeof *s->mid},
                 {&s->order, v->n, sizeof *s->order},
                 {&s->queue, v->n, sizeof *s->queue},
                 {&s->queued, v->n, sizeof *s->queued}};
    for (size_t i = 0; i < sizeof rooms / sizeof *rooms; i++) {
        void *room = rsp_arena_alloc(a, rooms[i].n + 1, rooms[i].size);
        if (room == NULL) {
            return RSP_ENOMEM;
        }
        memcpy(rooms[i].at, &room, sizeof room);
    }
    return 0;
}

int rsp_hgs_soft_new(const rsp_hgs_view *v, rsp_arena *a, rsp_hgs_soft *ret, rsp_err *err) {
    rsp_hgs_soft s = {.v = v, .symmetric = true, .trips = v->reloads || v->releases};
    if (find_room(&s, a) != 0) {
        return rsp_fail(err, RSP_ENOMEM, "out of memory for routes through %u stops", v->n);
    }
    for (uint32_t i = 0; i < v->n; i++) {
        const rsp_hgs_client *c = &v->clients[i];
        s.nodes[i] = (rsp_hgs_soft_node){
            .slot = RSP_VRP_NONE, .place = i, .open = c->open, .close = c->close, .service = c->service};
        s.order[i] = i;
        s.prizes += c->prize;
    }
    for (uint32_t k = 0; k < v->n_kinds; k++) {
        const rsp_hgs_kind *kind = &v->kinds[k];
        for (uint32_t slot = kind->first_slot; slot < kind->first_slot + kind->n_slots; slot++) {
            s.slots[slot] = (rsp_hgs_soft_slot){.kind = k, .empty_at = RSP_VRP_NONE};
            s.nodes[rsp_hgs_start(s.v, slot)] = (rsp_hgs_soft_node){
                .slot = slot, .place = kind->start, .open = kind->open, .close = RSP_HGS_LATEST};
            s.nodes[rsp_hgs_end(s.v, slot)] =
                (rsp_hgs_soft_node){.slot = slot, .place = kind->end, .close = kind->close};
        }
    }
    for (uint32_t f = 0; f < v->n_profiles; f++) {
        s.symmetric = s.symmetric && v->profiles[f].in == v->profiles[f].out;
    }
    rsp_hgs_soft_clear(&s);
    *ret = s;
    return 0;
}

void rsp_hgs_soft_clear(rsp_hgs_soft *s) {
    for (uint32_t i = 0; i < s->v->n; i++) {
        s->nodes[i].slot = RSP_VRP_NONE;
        s->nodes[i].tested = 0;
    }
    s->now = 1;
    s->n_pool = 0;
    for (uint32_t i = s->v->reloads ? s->v->n : 0; i-- > 0;) {
        s->pool[s->n_pool++] = s->v->n + 2 * s->v->n_slots + i;
    }
    for (uint32_t slot = s->v->n_slots; slot-- > 0;) {
        uint32_t a = rsp_hgs_start(s->v, slot), b = rsp_hgs_end(s->v, slot);
        s->nodes[a].next = b;
        s->nodes[b].prev = a;
        rsp_hgs_soft_refresh(s, slot);
    }
}

void rsp_hgs_soft_splice(rsp_hgs_soft *s, uint32_t p, const uint32_t *mid, uint32_t n, uint32_t q) {
    for (uint32_t i = 0; i < n; i++) {
        s->nodes[p].next = mid[i];
        s->nodes[mid[i]].prev = p;
        p = mid[i];
    }
    s->nodes[p].next = q;
    s->nodes[q].prev = p;
}

/* --- refreshing --- */

static void go_forward(rsp_hgs_soft *s, uint32_t slot, const rsp_hgs_kind *k) {
    uint32_t x = rsp_hgs_start(s->v, slot), end = rsp_hgs_end(s->v, slot), dims = s->v->n_dims;
    rsp_hgs_soft_node *a = &s->nodes[x];
    int64_t prizes = 0;
    a->depart = k->open;
    a->warp = 0;
    a->cost = 0;
    a->at = 0;
    memset(&s->before[(size_t)x * dims], 0, dims * sizeof *s->before);
    while (x != end) {
        uint32_t y = a->next;
        rsp_hgs_soft_node *b = &s->nodes[y];
        rsp_hgs_arc arc = rsp_hgs_soft_arc(s, k, x, y);
        int32_t at = a->depart + arc.time;
        at = at > b->open ? at : b->open;
        int32_t late = at > b->close ? at - b->close : 0;
        b->warp = a->warp + late;
        b->depart = at - late + b->service;
        b->cost = a->cost + arc.cost;
        a->onward = arc.cost;
        b->at = a->at + 1;
        b->slot = slot;
        prizes += y < s->v->n ? s->v->clients[y].prize : 0;
        for (uint32_t d = 0; d < dims; d++) {
            s->before[(size_t)y * dims + d] =
                s->before[(size_t)x * dims + d] + (y < s->v->n ? rsp_hgs_load(s->v, y)[d] : 0);
        }
        x = y;
        a = b;
    }
    s->slots[slot].n = a->at - 1;
    s->slots[slot].ways = s->slots[slot].n > 0 ? a->cost + k->fixed_cost - prizes : 0;
}

static void go_back(rsp_hgs_soft *s, uint32_t slot, const rsp_hgs_kind *k) {
    uint32_t x = rsp_hgs_end(s->v, slot), start = rsp_hgs_start(s->v, slot), dims = s->v->n_dims;
    uint32_t end = x;
    rsp_hgs_soft_node *b = &s->nodes[x];
    b->latest = b->close;
    b->warp_after = 0;
    const int64_t *all = &s->before[(size_t)end * dims];
    memset(&s->after[(size_t)x * dims], 0, dims * sizeof *s->after);
    while (x != start) {
        x = b->prev;
        rsp_hgs_soft_node *a = &s->nodes[x];
        int32_t latest = b->latest - rsp_hgs_soft_arc(s, k, x, a->next).time - a->service;
        int32_t missing = latest < a->open ? a->open - latest : 0;
        latest += missing;
        a->latest = latest < a->close ? latest : a->close;
        a->warp_after = b->warp_after + missing;
        for (uint32_t d = 0; d < dims; d++) {
            s->after[(size_t)x * dims + d] =
                all[d] - (x == start ? 0 : s->before[(size_t)a->prev * dims + d]);
        }
        b = a;
    }
}

void rsp_hgs_soft_refresh(rsp_hgs_soft *s, uint32_t slot) {
    const rsp_hgs_kind *k = rsp_hgs_soft_kind(s, slot);
    rsp_hgs_soft_slot *x = &s->slots[slot];
    uint32_t end = rsp_hgs_end(s->v, slot), dims = s->v->n_dims;
    if (s->trips) {
        rsp_hgs_refresh_trips(s, slot);
    } else {
        go_forward(s, slot, k);
        go_back(s, slot, k);
    }
    x->penalty = x->n > 0 ? s->per_time * s->nodes[end].warp : 0;
    for (uint32_t d = 0; d < dims; d++) {
        int64_t over = s->trips ? s->earlier[(size_t)end * dims + d]
                                : s->before[(size_t)end * dims + d] - k->capacity[d];
        over = over > 0 ? over : 0;
        s->excess[(size_t)slot * dims + d] = over;
        x->penalty += s->per_load[d] * over;
    }
    x->changed = s->now;
    set_empty(s, slot, x->n == 0);
}

rsp_hgs_soft_cost rsp_hgs_soft_sum(const rsp_hgs_soft *s) {
    rsp_hgs_soft_cost sum = {.ways = s->prizes};
    for (uint32_t slot = 0; slot < s->v->n_slots; slot++) {
        const rsp_hgs_soft_slot *x = &s->slots[slot];
        if (x->n > 0) {
            sum.ways += x->ways;
            sum.warp += s->nodes[rsp_hgs_end(s->v, slot)].warp;
            for (uint32_t d = 0; d < s->v->n_dims; d++) {
                sum.excess[d] += s->excess[(size_t)slot * s->v->n_dims + d];
            }
        }
    }
    return sum;
}
