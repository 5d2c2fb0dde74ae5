/* Several trips and releases in routes that may be late or too full (hgs_soft.h).
 *
 * A trip that departs at t leaves any of its nodes at t, not before `first` and not after `last`, plus
 * `span`; what departs after `last` warps by the difference (the segments of Vidal et al. 2013, with the
 * waiting that a release moves to the depot). A trip departs when the vehicle is ready and all it carries is
 * released, so a move that changes what a trip carries may make it leave later or sooner, and still is priced
 * in O(1). */
#include <string.h>

#include "solver/hgs_soft_inner.h"

/* A vehicle under way. */
typedef struct drive {
    int32_t ready, first, last, span, release; /* of the trip under way, as in rsp_hgs_soft_trip */
    int64_t warp;
} drive;

static int32_t greater(int32_t a, int32_t b) {
    return a > b ? a : b;
}

static int32_t between(int32_t t, int32_t least, int32_t most) {
    return t < least ? least : t > most ? most : t;
}

static void depart(drive *d, int32_t ready) {
    d->ready = ready;
    d->first = d->span = d->release = 0;
    d->last = RSP_HGS_LATEST;
}

/* On to a client, `time` away. */
static void visit(drive *d, int32_t time, const rsp_hgs_soft_node *b) {
    int32_t way = d->span + time, first = d->first;
    d->warp += greater(first + way - b->close, 0);
    d->first = between(b->open - way, first, d->last);
    d->last = between(b->close - way, first, d->last);
    d->span = between(d->first + way, b->open, b->close) + b->service - d->first;
}

/* When what is next, `time` away, is reached; releases up to `release` come in. */
static int32_t arrive(drive *d, int32_t time, int32_t release) {
    int32_t t = greater(d->ready, greater(d->release, release));
    d->warp += greater(t - d->last, 0);
    return between(t, d->first, d->last) + d->span + time;
}

/* The end of a trip, at a reload `time` away, and the start of the next. */
static void reload(drive *d, int32_t time, const rsp_hgs_soft_node *b) {
    int32_t at = greater(arrive(d, time, 0), b->open), late = greater(at - b->close, 0);
    d->warp += late;
    depart(d, at - late + b->service);
}

/* --- what a route would be penalised --- */

static int64_t judge_loads(const rsp_hgs_soft *s, const rsp_hgs_kind *k, uint32_t p, const uint32_t *mid,
                           uint32_t n, uint32_t q) {
    int64_t penalty = 0;
    uint32_t dims = s->v->n_dims;
    for (uint32_t d = 0; d < dims; d++) {
        int64_t load = s->before[(size_t)p * dims + d] - k->capacity[d];
        int64_t over = s->earlier[(size_t)p * dims + d] + s->later[(size_t)q * dims + d];
        for (uint32_t i = 0; i < n; i++) {
            if (mid[i] < s->v->n) {
                load += rsp_hgs_load(s->v, mid[i])[d];
            } else {
                over += load > 0 ? load : 0;
                load = -k->capacity[d];
            }
        }
        load += s->after[(size_t)q * dims + d];
        penalty += s->per_load[d] * (over + (load > 0 ? load : 0));
    }
    return penalty;
}

int64_t rsp_hgs_judge_trips(const rsp_hgs_soft *s, const rsp_hgs_kind *k, uint32_t p, const uint32_t *mid,
                            uint32_t n, uint32_t q) {
    const rsp_hgs_arc *arcs = s->v->profiles[k->profile].out;
    const rsp_hgs_soft_trip *of = &s->of[p];
    size_t places = s->v->n_places;
    drive d = {s->of[of->trip].ready,
               of->first,
               of->last,
               of->span,
               of->before,
               (int64_t)s->nodes[of->trip].warp + of->warp};
    uint32_t place = s->nodes[p].place;
    for (uint32_t i = 0; i < n; i++) {
        const rsp_hgs_soft_node *b = &s->nodes[mid[i]];
        int32_t time = arcs[place * places + b->place].time;
        if (mid[i] < s->v->n) {
            visit(&d, time, b);
            d.release = greater(d.release, s->v->clients[mid[i]].release);
        } else {
            reload(&d, time, b);
        }
        place = b->place;
    }
    const rsp_hgs_soft_node *b = &s->nodes[q];
    int32_t at = arrive(&d, arcs[place * places + b->place].time, s->of[q].after);
    d.warp += b->warp_after + greater(at - b->latest, 0);
    return s->per_time * d.warp + judge_loads(s, k, p, mid, n, q);
}

/* --- refreshing --- */

static void put_back(rsp_hgs_soft *s, uint32_t node) {
    s->pool[s->n_pool++] = node;
}

uint32_t rsp_hgs_soft_reload(rsp_hgs_soft *s, const rsp_hgs_kind *k) {
    uint32_t node = s->pool[s->n_pool - 1];
    s->nodes[node] = (rsp_hgs_soft_node){
        .place = k->reload, .open = k->reload_open, .close = k->reload_close, .service = k->reload_service};
    return node;
}

void rsp_hgs_soft_unload(rsp_hgs_soft *s, uint32_t slot) {
    uint32_t end = rsp_hgs_end(s->v, slot);
    for (uint32_t x = s->nodes[rsp_hgs_start(s->v, slot)].next; x != end; x = s->nodes[x].next) {
        if (x < s->v->n) {
            s->nodes[x].slot = RSP_VRP_NONE;
        } else {
            put_back(s, x);
        }
    }
}

static void drop_empty_trips(rsp_hgs_soft *s, uint32_t slot) {
    uint32_t n = s->v->n, end = rsp_hgs_end(s->v, slot), x = rsp_hgs_start(s->v, slot);
    while (x != end) {
        uint32_t y = s->nodes[x].next;
        if (x < n || y < n) {
            x = y;
        } else if (rsp_hgs_is_reload(s->v, y)) {
            rsp_hgs_soft_splice(s, x, NULL, 0, s->nodes[y].next);
            put_back(s, y);
        } else if (rsp_hgs_is_reload(s->v, x)) {
            uint32_t before = s->nodes[x].prev;
            rsp_hgs_soft_splice(s, before, NULL, 0, y);
            put_back(s, x);
            x = before;
        } else {
            x = y;
        }
    }
}

static void go_back(rsp_hgs_soft *s, uint32_t slot, const rsp_hgs_kind *k) {
    uint32_t x = rsp_hgs_end(s->v, slot), start = rsp_hgs_start(s->v, slot), dims = s->v->n_dims;
    rsp_hgs_soft_node *b = &s->nodes[x];
    b->latest = b->close;
    b->warp_after = 0;
    s->of[x].after = 0;
    memset(&s->after[(size_t)x * dims], 0, dims * sizeof *s->after);
    memset(&s->later[(size_t)x * dims], 0, dims * sizeof *s->later);
    while (x != start) {
        uint32_t y = x;
        x = b->prev;
        rsp_hgs_soft_node *a = &s->nodes[x];
        bool client = x < s->v->n;
        int32_t leaves = b->latest - rsp_hgs_soft_arc(s, k, x, y).time, earliest = a->open + a->service;
        if (client) {
            s->of[x].after = greater(s->of[y].after, s->v->clients[x].release);
        } else {
            earliest = greater(earliest, s->of[y].after);
            s->of[x].after = 0;
        }
        int32_t latest = greater(leaves, earliest) - a->service;
        a->latest = latest < a->close ? latest : a->close;
        a->warp_after = b->warp_after + greater(earliest - leaves, 0);
        for (uint32_t d = 0; d < dims; d++) {
            size_t to = (size_t)x * dims + d, from = (size_t)y * dims + d;
            int64_t over = s->after[from] - k->capacity[d];
            s->after[to] = client ? s->after[from] + rsp_hgs_load(s->v, x)[d] : 0;
            s->later[to] = s->later[from] + (!client && over > 0 ? over : 0);
        }
        b = a;
    }
}

/* What is known of a node when `d` has come to it. */
static void note(rsp_hgs_soft *s, uint32_t x, uint32_t trip, const drive *d) {
    int64_t before = trip == x ? d->warp : s->nodes[trip].warp;
    s->nodes[x].warp = (int32_t)d->warp;
    s->of[x] = (rsp_hgs_soft_trip){
        trip, d->ready, d->first, d->last, d->span, (int32_t)(d->warp - before), d->release, s->of[x].after};
}

static void go_forward(rsp_hgs_soft *s, uint32_t slot, const rsp_hgs_kind *k) {
    uint32_t x = rsp_hgs_start(s->v, slot), end = rsp_hgs_end(s->v, slot), trip = x, dims = s->v->n_dims;
    rsp_hgs_soft_node *a = &s->nodes[x];
    drive d = {.ready = 0};
    int64_t prizes = 0;
    uint32_t clients = 0;
    depart(&d, k->open);
    note(s, x, trip, &d);
    a->cost = 0;
    a->at = 0;
    memset(&s->before[(size_t)x * dims], 0, dims * sizeof *s->before);
    memset(&s->earlier[(size_t)x * dims], 0, dims * sizeof *s->earlier);
    while (x != end) {
        uint32_t y = a->next;
        rsp_hgs_soft_node *b = &s->nodes[y];
        rsp_hgs_arc arc = rsp_hgs_soft_arc(s, k, x, y);
        bool client = y < s->v->n;
        if (client) {
            visit(&d, arc.time, b);
            d.release = greater(d.release, s->v->clients[y].release);
            prizes += s->v->clients[y].prize;
            clients++;
        } else {
            reload(&d, arc.time, b);
            trip = y;
        }
        note(s, y, trip, &d);
        a->onward = arc.cost;
        b->cost = a->cost + arc.cost;
        b->at = a->at + 1;
        b->slot = slot;
        for (uint32_t e = 0; e < dims; e++) {
            size_t to = (size_t)y * dims + e, from = (size_t)x * dims + e;
            int64_t over = s->before[from] - k->capacity[e];
            s->before[to] = client ? s->before[from] + rsp_hgs_load(s->v, y)[e] : 0;
            s->earlier[to] = s->earlier[from] + (!client && over > 0 ? over : 0);
        }
        x = y;
        a = b;
    }
    s->slots[slot].n = clients;
    s->slots[slot].ways = clients > 0 ? a->cost + k->fixed_cost - prizes : 0;
}

void rsp_hgs_refresh_trips(rsp_hgs_soft *s, uint32_t slot) {
    const rsp_hgs_kind *k = rsp_hgs_soft_kind(s, slot);
    if (s->v->reloads) {
        drop_empty_trips(s, slot);
    }
    go_back(s, slot, k);
    go_forward(s, slot, k);
}
