/* Routes that are changed and taken back (hgs_tour.h). */
#include "solver/hgs_tour.h"

#include <string.h>

static int64_t *trip_load(const rsp_hgs_tour *t, uint32_t trip) {
    return &t->loads[(size_t)(trip - t->v->n) * t->v->n_dims];
}

static rsp_hgs_trip *trip_of(const rsp_hgs_tour *t, uint32_t trip) {
    return &t->trips[trip - t->v->n];
}

static rsp_hgs_arc arc_between(const rsp_hgs_tour *t, uint32_t slot, uint32_t a, uint32_t b) {
    const rsp_hgs_profile *f = &t->v->profiles[rsp_hgs_kind_of(t, slot)->profile];
    return f->out[(size_t)t->nodes[a].place * t->v->n_places + t->nodes[b].place];
}

static void link_nodes(rsp_hgs_tour *t, uint32_t a, uint32_t b, rsp_hgs_arc arc) {
    t->nodes[a].next = b;
    t->nodes[b].prev = a;
    t->nodes[a].onward = arc;
}

/* --- making --- */

static bool is_reload(const rsp_hgs_tour *t, uint32_t node) {
    return node >= t->v->n + 2 * t->v->n_slots;
}

static void set_empty(rsp_hgs_tour *t, uint32_t slot, bool empty) {
    rsp_hgs_slot *s = &t->slots[slot];
    uint32_t *list = &t->empty[t->v->kinds[s->kind].first_slot];
    uint32_t *n = &t->n_empty[s->kind];
    if (empty == (s->empty_at != RSP_VRP_NONE)) {
        return;
    }
    if (empty) {
        s->empty_at = *n;
        list[(*n)++] = slot;
        t->n_used--;
    } else {
        uint32_t last = list[--*n];
        list[s->empty_at] = last;
        t->slots[last].empty_at = s->empty_at;
        s->empty_at = RSP_VRP_NONE;
        t->n_used++;
    }
}

static void init_slots(rsp_hgs_tour *t) {
    for (uint32_t k = 0; k < t->v->n_kinds; k++) {
        const rsp_hgs_kind *kind = &t->v->kinds[k];
        for (uint32_t i = kind->n_slots; i-- > 0;) {
            uint32_t s = kind->first_slot + i;
            t->slots[s] = (rsp_hgs_slot){.kind = k, .empty_at = RSP_VRP_NONE};
            t->nodes[rsp_hgs_start(t->v, s)] =
                (rsp_hgs_node){.slot = s, .place = kind->start, .open = kind->open, .close = RSP_HGS_LATEST};
            t->nodes[rsp_hgs_end(t->v, s)] =
                (rsp_hgs_node){.slot = s, .place = kind->end, .close = kind->close};
            t->n_used++;
            link_nodes(t, rsp_hgs_start(t->v, s), rsp_hgs_end(t->v, s), (rsp_hgs_arc){0, 0});
            rsp_hgs_tour_refresh(t, s);
        }
    }
}

static void init_clients(rsp_hgs_tour *t) {
    for (uint32_t i = 0; i < t->v->n; i++) {
        const rsp_hgs_client *c = &t->v->clients[i];
        t->nodes[i] = (rsp_hgs_node){.slot = RSP_VRP_NONE,
                                     .place = i,
                                     .open = c->open,
                                     .close = c->close,
                                     .service = c->service,
                                     .release = c->release};
        t->absent_at[i] = t->n_absent;
        t->absent[t->n_absent++] = i;
        t->n_missing += c->required;
        t->cost += c->prize + (c->required ? t->v->absent : 0);
    }
}

int rsp_hgs_tour_new(const rsp_hgs_view *v, rsp_arena *a, rsp_hgs_tour *ret, rsp_err *err) {
    rsp_hgs_tour t = {.v = v, .change = 1};
    uint32_t reloads = v->reloads ? v->n : 0;
    uint32_t trips = 2 * v->n_slots + reloads;
    t.n_nodes = v->n + trips;
    struct {
        void *at;
        size_t n, size;
    } rooms[] = {{&t.nodes, t.n_nodes, sizeof *t.nodes},
                 {&t.trips, trips, sizeof *t.trips},
                 {&t.loads, (size_t)trips * v->n_dims, sizeof *t.loads},
                 {&t.slots, v->n_slots, sizeof *t.slots},
                 {&t.empty, v->n_slots, sizeof *t.empty},
                 {&t.n_empty, v->n_kinds, sizeof *t.n_empty},
                 {&t.absent, v->n, sizeof *t.absent},
                 {&t.absent_at, v->n, sizeof *t.absent_at},
                 {&t.pool, reloads, sizeof *t.pool},
                 {&t.saved, t.n_nodes, sizeof *t.saved},
                 {&t.saved_id, t.n_nodes, sizeof *t.saved_id},
                 {&t.saved_trips, trips, sizeof *t.saved_trips},
                 {&t.saved_loads, (size_t)trips * v->n_dims, sizeof *t.saved_loads},
                 {&t.saved_trip_id, trips, sizeof *t.saved_trip_id},
                 {&t.saved_slots, v->n_slots, sizeof *t.saved_slots},
                 {&t.taken, (size_t)v->n * 2, sizeof *t.taken},
                 {&t.given, (size_t)v->n * 2, sizeof *t.given},
                 {&t.moved, (size_t)v->n * 4, sizeof *t.moved}};
    for (size_t i = 0; i < sizeof rooms / sizeof *rooms; i++) {
        void *room = rsp_arena_alloc(a, rooms[i].n + 1, rooms[i].size);
        if (room == NULL) {
            return rsp_fail(err, RSP_ENOMEM, "out of memory for routes through %u stops", v->n);
        }
        memcpy(rooms[i].at, &room, sizeof room);
    }
    for (uint32_t i = reloads; i-- > 0;) {
        t.pool[t.n_pool++] = v->n + 2 * v->n_slots + i;
    }
    init_clients(&t);
    init_slots(&t);
    *ret = t;
    return 0;
}

/* --- taking back --- */

static void save(rsp_hgs_tour *t, uint32_t slot) {
    rsp_hgs_slot *s = &t->slots[slot];
    if (s->touched == t->change) {
        return;
    }
    s->touched = t->change;
    t->saved_slots[t->n_saved_slots++] = slot;
    uint32_t dims = t->v->n_dims;
    for (uint32_t x = rsp_hgs_start(t->v, slot);; x = t->nodes[x].next) {
        t->saved_id[t->n_saved] = x;
        t->saved[t->n_saved++] = t->nodes[x];
        if (t->nodes[x].trip == x) {
            uint32_t i = t->n_saved_trips++;
            t->saved_trip_id[i] = x;
            t->saved_trips[i] = *trip_of(t, x);
            memcpy(&t->saved_loads[(size_t)i * dims], trip_load(t, x), dims * sizeof(int64_t));
        }
        if (x == rsp_hgs_end(t->v, slot)) {
            return;
        }
    }
}

static void set_absent(rsp_hgs_tour *t, uint32_t client, bool absent) {
    if (absent) {
        t->absent_at[client] = t->n_absent;
        t->absent[t->n_absent++] = client;
    } else {
        uint32_t last = t->absent[--t->n_absent];
        t->absent[t->absent_at[client]] = last;
        t->absent_at[last] = t->absent_at[client];
        t->absent_at[client] = RSP_VRP_NONE;
    }
    t->n_missing += t->v->clients[client].required ? (absent ? 1u : UINT32_MAX) : 0u;
}

static void move(rsp_hgs_tour *t, uint32_t client, bool absent) {
    const rsp_hgs_client *c = &t->v->clients[client];
    int64_t worth = c->prize + (c->required ? t->v->absent : 0);
    t->cost += absent ? worth : -worth;
    set_absent(t, client, absent);
    t->moved[t->n_moved++] = client;
}

static void begin(rsp_hgs_tour *t) {
    t->n_saved = t->n_saved_trips = t->n_saved_slots = t->n_taken = t->n_given = t->n_moved = 0;
    t->change++;
    t->cost_before = t->cost;
}

void rsp_hgs_tour_commit(rsp_hgs_tour *t) {
    for (uint32_t i = 0; i < t->n_given; i++) {
        t->pool[t->n_pool++] = t->given[i];
    }
    begin(t);
}

void rsp_hgs_tour_revert(rsp_hgs_tour *t) {
    uint32_t dims = t->v->n_dims;
    for (uint32_t i = 0; i < t->n_saved; i++) {
        t->nodes[t->saved_id[i]] = t->saved[i];
    }
    for (uint32_t i = 0; i < t->n_saved_trips; i++) {
        *trip_of(t, t->saved_trip_id[i]) = t->saved_trips[i];
        memcpy(trip_load(t, t->saved_trip_id[i]), &t->saved_loads[(size_t)i * dims], dims * sizeof(int64_t));
    }
    for (uint32_t i = 0; i < t->n_saved_slots; i++) {
        uint32_t s = t->saved_slots[i];
        t->slots[s].n = 0;
        for (uint32_t trip = rsp_hgs_start(t->v, s); trip != rsp_hgs_end(t->v, s);
             trip = trip_of(t, trip)->end) {
            t->slots[s].n += trip_of(t, trip)->n;
        }
        set_empty(t, s, t->slots[s].n == 0);
    }
    for (uint32_t i = t->n_moved; i-- > 0;) {
        set_absent(t, t->moved[i], t->absent_at[t->moved[i]] == RSP_VRP_NONE);
    }
    for (uint32_t i = t->n_moved; i-- > 0;) {
        if (t->absent_at[t->moved[i]] != RSP_VRP_NONE) {
            t->nodes[t->moved[i]].slot = RSP_VRP_NONE;
        }
    }
    for (uint32_t i = t->n_taken; i-- > 0;) {
        t->pool[t->n_pool++] = t->taken[i];
    }
    t->cost = t->cost_before;
    begin(t);
}

void rsp_hgs_tour_copy(rsp_hgs_tour *to, const rsp_hgs_tour *from) {
    const rsp_hgs_view *v = from->v;
    size_t trips = from->n_nodes - v->n;
    memcpy(to->nodes, from->nodes, from->n_nodes * sizeof *to->nodes);
    memcpy(to->trips, from->trips, trips * sizeof *to->trips);
    memcpy(to->loads, from->loads, trips * v->n_dims * sizeof *to->loads);
    memcpy(to->slots, from->slots, v->n_slots * sizeof *to->slots);
    memcpy(to->empty, from->empty, v->n_slots * sizeof *to->empty);
    memcpy(to->n_empty, from->n_empty, v->n_kinds * sizeof *to->n_empty);
    memcpy(to->absent, from->absent, from->n_absent * sizeof *to->absent);
    memcpy(to->absent_at, from->absent_at, v->n * sizeof *to->absent_at);
    memcpy(to->pool, from->pool, from->n_pool * sizeof *to->pool);
    to->n_used = from->n_used;
    to->n_absent = from->n_absent;
    to->n_missing = from->n_missing;
    to->n_pool = from->n_pool;
    to->cost = from->cost;
    to->change = from->change;
    begin(to);
}

/* --- changing --- */

static void drop(rsp_hgs_tour *t, uint32_t node) {
    uint32_t slot = t->nodes[node].slot;
    uint32_t a = t->nodes[node].prev;
    uint32_t b = t->nodes[node].next;
    rsp_hgs_arc arc = t->slots[slot].n == 0 ? (rsp_hgs_arc){0, 0} : arc_between(t, slot, a, b);
    t->cost += arc.cost - t->nodes[a].onward.cost - t->nodes[node].onward.cost;
    link_nodes(t, a, b, arc);
}

void rsp_hgs_tour_take(rsp_hgs_tour *t, uint32_t client) {
    uint32_t slot = t->nodes[client].slot;
    save(t, slot);
    t->slots[slot].n--;
    if (t->slots[slot].n == 0) {
        t->cost -= rsp_hgs_kind_of(t, slot)->fixed_cost;
    }
    drop(t, client);
    t->nodes[client].slot = RSP_VRP_NONE;
    move(t, client, true);
}

/* Reloads with nothing on one side of them. */
static void drop_empty_trips(rsp_hgs_tour *t, uint32_t slot) {
    uint32_t n = t->v->n;
    for (uint32_t x = rsp_hgs_start(t->v, slot); x != rsp_hgs_end(t->v, slot);) {
        uint32_t y = t->nodes[x].next;
        bool useless = x >= n && y >= n;
        if (useless && is_reload(t, y)) {
            drop(t, y);
            t->given[t->n_given++] = y;
        } else if (useless && is_reload(t, x)) {
            uint32_t before = t->nodes[x].prev;
            drop(t, x);
            t->given[t->n_given++] = x;
            x = before;
        } else {
            x = y;
        }
    }
}

static void refresh_trips(rsp_hgs_tour *t, uint32_t slot) {
    uint32_t n = t->v->n, dims = t->v->n_dims, end = rsp_hgs_end(t->v, slot);
    uint32_t first = rsp_hgs_start(t->v, slot);
    t->slots[slot].n = 0;
    while (first != end) {
        int64_t *load = trip_load(t, first);
        rsp_hgs_trip trip = {0};
        memset(load, 0, dims * sizeof *load);
        t->nodes[first].trip = first;
        uint32_t x = t->nodes[first].next;
        for (; x < n; x = t->nodes[x].next) {
            const int64_t *l = rsp_hgs_load(t->v, x);
            for (uint32_t d = 0; d < dims; d++) {
                load[d] += l[d];
            }
            trip.release = t->nodes[x].release > trip.release ? t->nodes[x].release : trip.release;
            trip.n++;
            t->nodes[x].trip = first;
            t->nodes[x].slot = slot;
        }
        trip.end = x;
        *trip_of(t, first) = trip;
        t->slots[slot].n += trip.n;
        first = x;
    }
    t->nodes[end].trip = RSP_VRP_NONE;
}

static void refresh_times(rsp_hgs_tour *t, uint32_t slot) {
    uint32_t n = t->v->n, end = rsp_hgs_end(t->v, slot), x = rsp_hgs_start(t->v, slot);
    rsp_hgs_node *a = &t->nodes[x];
    int32_t release = t->trips[x - n].release;
    a->depart = a->open > release ? a->open : release;
    a->busy = 0;
    while (x != end) {
        rsp_hgs_node *b = &t->nodes[a->next];
        x = a->next;
        int32_t begin_at = a->depart + a->onward.time;
        begin_at = begin_at > b->open ? begin_at : b->open;
        b->depart = begin_at + b->service;
        b->busy = a->busy + a->onward.time + b->service;
        if (x >= n && x != end) {
            release = t->trips[x - n].release;
            b->depart = b->depart > release ? b->depart : release;
            b->busy = 0;
        }
        a = b;
    }
    a->latest = a->close;
    while (x != rsp_hgs_start(t->v, slot)) {
        int32_t latest = a->latest;
        x = a->prev;
        a = &t->nodes[x];
        latest -= a->onward.time + a->service;
        a->latest = latest < a->close ? latest : a->close;
    }
}

void rsp_hgs_tour_refresh(rsp_hgs_tour *t, uint32_t slot) {
    if (t->v->reloads) {
        drop_empty_trips(t, slot);
    }
    refresh_trips(t, slot);
    refresh_times(t, slot);
    set_empty(t, slot, t->slots[slot].n == 0);
}

static void put_between(rsp_hgs_tour *t, uint32_t slot, uint32_t a, uint32_t x, uint32_t b) {
    rsp_hgs_arc to = arc_between(t, slot, a, x);
    rsp_hgs_arc from = arc_between(t, slot, x, b);
    t->cost += to.cost + from.cost - t->nodes[a].onward.cost;
    t->nodes[x].slot = slot;
    link_nodes(t, a, x, to);
    link_nodes(t, x, b, from);
}

void rsp_hgs_tour_put(rsp_hgs_tour *t, uint32_t client, const rsp_hgs_spot *spot) {
    uint32_t a = spot->after, b = t->nodes[a].next, slot = t->nodes[a].slot;
    save(t, slot);
    if (t->slots[slot].n == 0) {
        t->cost += rsp_hgs_kind_of(t, slot)->fixed_cost;
    }
    put_between(t, slot, a, client, b);
    t->slots[slot].n++;
    if (spot->how != RSP_HGS_PLAIN) {
        const rsp_hgs_kind *k = rsp_hgs_kind_of(t, slot);
        uint32_t r = t->pool[--t->n_pool];
        t->taken[t->n_taken++] = r;
        t->nodes[r] = (rsp_hgs_node){.place = k->reload,
                                     .open = k->reload_open,
                                     .close = k->reload_close,
                                     .service = k->reload_service};
        if (spot->how == RSP_HGS_TRIP_AFTER) {
            put_between(t, slot, client, r, b);
        } else {
            put_between(t, slot, a, r, client);
        }
    }
    move(t, client, false);
    rsp_hgs_tour_refresh(t, slot);
}

void rsp_hgs_tour_clear(rsp_hgs_tour *t, uint32_t slot) {
    while (t->slots[slot].n > 0) {
        rsp_hgs_tour_take(t, t->nodes[rsp_hgs_end(t->v, slot)].prev);
        rsp_hgs_tour_refresh(t, slot); /* so that no reload stands before the end */
    }
}

uint32_t rsp_hgs_tour_append(rsp_hgs_tour *t, uint32_t client, uint32_t after, bool new_trip) {
    rsp_hgs_spot spot = {.after = after, .how = new_trip ? RSP_HGS_TRIP_BEFORE : RSP_HGS_PLAIN};
    rsp_hgs_tour_put(t, client, &spot);
    return client;
}

void rsp_hgs_tour_lay(rsp_hgs_tour *t, const rsp_vrp_route *r) {
    uint32_t after = rsp_hgs_start(t->v, rsp_hgs_empty(t, r->vehicle));
    bool again = false;
    for (uint32_t i = 0; i < r->n_stops; i++) {
        if (r->stops[i] != RSP_VRP_NONE) {
            after = rsp_hgs_tour_append(t, r->stops[i] - t->v->p->n_depots, after, again);
        }
        again = r->stops[i] == RSP_VRP_NONE;
    }
}

/* --- telling --- */

int rsp_hgs_tour_tell_route(const rsp_hgs_tour *t, uint32_t slot, rsp_arena *a, rsp_vrp_route *ret) {
    uint32_t stops = 0, end = rsp_hgs_end(t->v, slot);
    for (uint32_t x = t->nodes[rsp_hgs_start(t->v, slot)].next; x != end; x = t->nodes[x].next) {
        stops++;
    }
    rsp_vrp_route r = {.vehicle = t->slots[slot].kind, .stops = rsp_arena_alloc(a, stops, sizeof *r.stops)};
    if (r.stops == NULL) {
        return RSP_ENOMEM;
    }
    for (uint32_t x = t->nodes[rsp_hgs_start(t->v, slot)].next; x != end; x = t->nodes[x].next) {
        r.stops[r.n_stops++] = x < t->v->n ? t->v->p->n_depots + x : RSP_VRP_NONE;
    }
    *ret = r;
    return 0;
}

int rsp_hgs_tour_tell(const rsp_hgs_tour *t, rsp_arena *a, rsp_vrp_solution *ret, rsp_err *err) {
    rsp_vrp_solution s = {.routes = rsp_arena_alloc(a, t->n_used + 1, sizeof *s.routes)};
    if (s.routes == NULL) {
        return rsp_fail(err, RSP_ENOMEM, "out of memory for %u routes", t->n_used);
    }
    for (uint32_t i = 0; i < t->v->n_slots; i++) {
        if (t->slots[i].n > 0 && rsp_hgs_tour_tell_route(t, i, a, &s.routes[s.n_routes++]) != 0) {
            return rsp_fail(err, RSP_ENOMEM, "out of memory for a route");
        }
    }
    *ret = s;
    return 0;
}
