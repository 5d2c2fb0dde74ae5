/* An answer to a VROOM file in VROOM's output format (docs/API.md of 1.15), so that its clients work
 * unchanged. Times are those of the earliest schedule, but that a vehicle does not wait at its first stop: it
 * leaves later instead. Where breaks fall is worked out here: for every way between two stops, the earliest
 * arrival for each set of breaks behind, and from which set it came. */
#include <string.h>

#include "solver/read.h"

typedef struct way { /* the breaks taken on one way, by the set of those behind after it */
    int64_t when[1u << RSP_VRP_BREAKS];
    uint16_t before[1u << RSP_VRP_BREAKS]; /* the set behind before it */
} way;

typedef struct sums {
    int64_t cost, setup, service, duration, waiting, priority, distance;
    int64_t delivery[RSP_VRP_DIMS], pickup[RSP_VRP_DIMS];
} sums;

typedef struct writer {
    const rsp_vrp_file *f;
    const rsp_vrp *p;
    const rsp_vrp_solution *s;
    rsp_json_out o;
    rsp_arena *a;
    way *ways; /* of the longest route */
    sums total;
    rsp_err *err;
} writer;

typedef struct trip { /* one route while it is written */
    writer *w;
    const rsp_vrp_route *r;
    const rsp_vrp_vehicle *v;
    int64_t now, driven, distance;
    int64_t load[RSP_VRP_DIMS];
    sums sum;
} trip;

/* --- when and where breaks are taken --- */

static int64_t within(const rsp_vrp_window *w, uint32_t n, int64_t t) {
    uint32_t i = 0;
    while (i < n && w[i].close < t) {
        i++;
    }
    return i == n ? RSP_VRP_NEVER : (t < w[i].open ? w[i].open : t);
}

typedef struct pause { /* after a set of breaks on one way */
    int64_t now, left;
    uint32_t last; /* the break taken last */
} pause_state;

/* From a set of breaks behind: the earliest end of each larger one, with `left` still to drive. */
static void take_breaks(const rsp_vrp_vehicle *v, uint32_t from, int64_t now, int64_t left,
                        pause_state to[1u << RSP_VRP_BREAKS]) {
    uint32_t sets = 1u << v->n_breaks;
    for (uint32_t m = from; m < sets; m++) {
        to[m] = (pause_state){RSP_VRP_NEVER, 0, 0};
    }
    to[from] = (pause_state){now, left, 0};
    for (uint32_t m = from; m < sets; m++) {
        for (uint32_t b = 0; b < v->n_breaks && to[m].now < RSP_VRP_NEVER; b++) {
            const rsp_vrp_break *k = &v->breaks[b];
            uint32_t with = m | 1u << b;
            int64_t begin = with == m ? RSP_VRP_NEVER : within(k->windows, k->n_windows, to[m].now);
            if (begin < RSP_VRP_NEVER && begin + k->service < to[with].now) {
                int64_t driven = begin - to[m].now < to[m].left ? begin - to[m].now : to[m].left;
                to[with] = (pause_state){begin + k->service, to[m].left - driven, b};
            }
        }
    }
}

static uint32_t location_of(const trip *t, uint32_t i) {
    uint32_t node = i == 0 ? t->v->start : (i <= t->r->n_stops ? t->r->stops[i - 1] : t->v->end);
    return node == RSP_VRP_NONE ? RSP_VRP_NONE : t->w->p->nodes[node].location;
}

/* Driving time (distance) of the way to place i of the route: 1 the first stop, n_stops + 1 the end. */
static int64_t driving(const trip *t, uint32_t i, bool distance) {
    const rsp_vrp_matrix *m = &t->w->p->matrices[t->v->matrix];
    uint32_t from = location_of(t, i - 1), to = location_of(t, i);
    size_t cell = (size_t)from * t->w->p->n_locations + to;
    return from == RSP_VRP_NONE || to == RSP_VRP_NONE ? 0
                                                      : (distance ? m->distance[cell] : m->duration[cell]);
}

static int64_t busy(const trip *t, uint32_t i, bool with_service) {
    const rsp_vrp_node *n = &t->w->p->nodes[t->r->stops[i - 1]];
    bool elsewhere = location_of(t, i - 1) != n->location;
    return (elsewhere ? n->setup : 0) + (with_service ? n->service : 0);
}

/* Fills w->ways for the route and gives the set behind after each way in `behind`. */
static int place_breaks(trip *t, uint32_t *behind) {
    way *ways = t->w->ways;
    uint32_t sets = 1u << t->v->n_breaks, last = t->r->n_stops + 1;
    pause_state on[1u << RSP_VRP_BREAKS];
    for (uint32_t m = 0; m < sets; m++) {
        ways[0].when[m] = m == 0 ? t->v->open : RSP_VRP_NEVER;
    }
    for (uint32_t i = 1; i <= last; i++) {
        for (uint32_t m = 0; m < sets; m++) {
            ways[i].when[m] = RSP_VRP_NEVER;
        }
        for (uint32_t from = 0; from < sets; from++) {
            if (ways[i - 1].when[from] >= RSP_VRP_NEVER) {
                continue;
            }
            take_breaks(t->v, from, ways[i - 1].when[from], driving(t, i, false), on);
            for (uint32_t m = from; m < sets; m++) {
                if (on[m].now < RSP_VRP_NEVER && on[m].now + on[m].left < ways[i].when[m]) {
                    ways[i].when[m] = on[m].now + on[m].left;
                    ways[i].before[m] = (uint16_t)from;
                }
            }
        }
        for (uint32_t m = 0; m < sets && i < last; m++) {
            const rsp_vrp_node *n = &t->w->p->nodes[t->r->stops[i - 1]];
            int64_t begin = ways[i].when[m] < RSP_VRP_NEVER
                                ? within(n->windows, n->n_windows, ways[i].when[m])
                                : RSP_VRP_NEVER;
            ways[i].when[m] = begin < RSP_VRP_NEVER ? begin + busy(t, i, true) : RSP_VRP_NEVER;
        }
    }
    if (ways[last].when[sets - 1] > t->v->close) {
        return rsp_fail(t->w->err, RSP_EINTERNAL, "a route cannot be driven in time");
    }
    behind[last] = sets - 1;
    for (uint32_t i = last; i > 0; i--) {
        behind[i - 1] = ways[i].before[behind[i]];
    }
    return 0;
}

/* --- writing --- */

static void put(writer *w, const char *key, int64_t v) {
    rsp_json_out_key(&w->o, key);
    rsp_json_out_int(&w->o, v);
}

static void put_time(writer *w, const char *key, int64_t v) {
    put(w, key, v / w->p->scale);
}

static void put_amounts(writer *w, const char *key, const int64_t amounts[RSP_VRP_DIMS]) {
    if (!w->f->vroom->has_capacity) {
        return;
    }
    rsp_json_out_key(&w->o, key);
    rsp_json_out_array_flat(&w->o);
    for (uint32_t k = 0; k < w->p->n_dims; k++) {
        rsp_json_out_int(&w->o, amounts[k]);
    }
    rsp_json_out_end_array(&w->o);
}

static void put_none(writer *w, const char *key) {
    rsp_json_out_key(&w->o, key);
    rsp_json_out_array_flat(&w->o);
    rsp_json_out_end_array(&w->o);
}

/* A member as the file has it, under a name of the answer. */
static void echo(writer *w, const char *key, const rsp_json *object, const char *from) {
    const rsp_json *at = rsp_json_get(object, from);
    if (at != NULL) {
        rsp_json_out_key(&w->o, key);
        rsp_json_out_tree(&w->o, at);
    }
}

static const char *type_of(const rsp_vrp_node *n) {
    return n->kind == RSP_VRP_SHIP_FROM ? "pickup" : (n->kind == RSP_VRP_SHIP_TO ? "delivery" : "job");
}

/* What every step has. */
static void put_step(trip *t, int64_t arrival, int64_t waiting, int64_t setup, int64_t service) {
    writer *w = t->w;
    put_time(w, "setup", setup);
    put_time(w, "service", service);
    put_time(w, "waiting_time", waiting);
    put_amounts(w, "load", t->load);
    put_time(w, "arrival", arrival);
    put_time(w, "duration", t->driven);
    put_none(w, "violations");
    if (w->f->vroom->has_distances) {
        put(w, "distance", t->distance);
    }
    rsp_json_out_end_object(&w->o);
    t->sum.setup += setup;
    t->sum.service += service;
    t->sum.waiting += waiting;
}

static void begin_step(writer *w, const char *type, const rsp_json *object, bool own_place) {
    rsp_json_out_object(&w->o);
    rsp_json_out_key(&w->o, "type");
    rsp_json_out_string(&w->o, type);
    echo(w, "description", object, "description");
    if (own_place) {
        echo(w, "location", object, "location");
        echo(w, "location_index", object, "location_index");
    }
}

static void put_end(trip *t, const rsp_json *vehicle, bool start) {
    begin_step(t->w, start ? "start" : "end", NULL, false);
    echo(t->w, "location", vehicle, start ? "start" : "end");
    echo(t->w, "location_index", vehicle, start ? "start_index" : "end_index");
    put_step(t, t->now, 0, 0, 0);
}

static const rsp_json *break_at(const rsp_json *vehicle, uint32_t n) {
    const rsp_json *m = rsp_json_get(vehicle, "breaks")->first;
    while (n-- > 0) {
        m = m->next;
    }
    return m;
}

/* Drives to place i; breaks from the set `from` to the set `to` are taken on the way. */
static void drive(trip *t, const rsp_json *vehicle, uint32_t i, uint32_t from, uint32_t to) {
    pause_state on[1u << RSP_VRP_BREAKS];
    uint32_t order[RSP_VRP_BREAKS], n = 0;
    int64_t left = driving(t, i, false);
    take_breaks(t->v, from, t->now, left, on);
    for (uint32_t m = to; m != from; m &= ~(1u << on[m].last)) {
        order[n++] = on[m].last;
    }
    while (n-- > 0) {
        const rsp_vrp_break *k = &t->v->breaks[order[n]];
        int64_t begin = within(k->windows, k->n_windows, t->now);
        int64_t driven = begin - t->now < left ? begin - t->now : left;
        const rsp_json *at = break_at(vehicle, order[n]);
        left -= driven;
        t->driven += driven;
        begin_step(t->w, "break", at, false);
        echo(t->w, "id", at, "id");
        put_step(t, t->now + driven, begin - t->now - driven, 0, k->service);
        t->now = begin + k->service;
    }
    t->now += left;
    t->driven += left;
    t->distance += driving(t, i, true);
}

static void put_stop(trip *t, uint32_t i, bool first) {
    writer *w = t->w;
    uint32_t node = t->r->stops[i - 1];
    const rsp_vrp_node *n = &w->p->nodes[node];
    const rsp_json *task = w->f->vroom->tasks[node];
    int64_t begin = within(n->windows, n->n_windows, t->now);
    int64_t arrival = first ? begin : t->now, setup = busy(t, i, false);
    bool out = n->kind == RSP_VRP_DELIVERY || n->kind == RSP_VRP_SHIP_TO;
    for (uint32_t k = 0; k < w->p->n_dims; k++) {
        t->load[k] += out ? -n->load[k] : n->load[k];
        *(out ? &t->sum.delivery[k] : &t->sum.pickup[k]) += n->load[k];
    }
    t->sum.priority += w->f->vroom->priorities[node];
    begin_step(w, type_of(n), task, true);
    echo(w, "id", task, "id");
    echo(w, "job", n->kind == RSP_VRP_SHIP_FROM || n->kind == RSP_VRP_SHIP_TO ? NULL : task, "id");
    put_step(t, arrival, begin - arrival, setup, n->service);
    t->now = begin + setup + n->service;
}

static void put_sums(writer *w, const sums *s) {
    put_amounts(w, "delivery", s->delivery);
    put_amounts(w, "amount", s->delivery);
    put_amounts(w, "pickup", s->pickup);
    put_time(w, "setup", s->setup);
    put_time(w, "service", s->service);
    put_time(w, "duration", s->duration);
    put_time(w, "waiting_time", s->waiting);
    put(w, "priority", s->priority);
    if (w->f->vroom->has_distances) {
        put(w, "distance", s->distance);
    }
}

static void add(sums *to, const sums *s) {
    to->cost += s->cost;
    to->setup += s->setup;
    to->service += s->service;
    to->duration += s->duration;
    to->waiting += s->waiting;
    to->priority += s->priority;
    to->distance += s->distance;
    for (int k = 0; k < RSP_VRP_DIMS; k++) {
        to->delivery[k] += s->delivery[k];
        to->pickup[k] += s->pickup[k];
    }
}

/* A vehicle leaves so late that it need not wait at its first stop, if no break falls before it. */
static int64_t leave_at(const trip *t, const uint32_t *behind) {
    const rsp_vrp_node *n = &t->w->p->nodes[t->r->stops[0]];
    int64_t there = t->v->open + driving(t, 1, false);
    return behind[1] != 0 ? t->v->open : t->v->open + within(n->windows, n->n_windows, there) - there;
}

static int put_route(writer *w, const rsp_vrp_route *r, const rsp_json *vehicle) {
    trip t = {.w = w, .r = r, .v = &w->p->vehicles[r->vehicle]};
    uint32_t *behind = rsp_arena_alloc(w->a, (size_t)r->n_stops + 2, sizeof *behind);
    if (behind == NULL) {
        return rsp_fail(w->err, RSP_ENOMEM, "out of memory");
    }
    RSP_TRY(place_breaks(&t, behind));
    for (uint32_t i = 0; i < r->n_stops; i++) {
        const rsp_vrp_node *n = &w->p->nodes[r->stops[i]];
        for (uint32_t k = 0; k < w->p->n_dims && n->kind == RSP_VRP_DELIVERY; k++) {
            t.load[k] += n->load[k];
        }
    }
    rsp_json_out_object(&w->o);
    echo(w, "vehicle", vehicle, "id");
    echo(w, "description", vehicle, "description");
    rsp_json_out_key(&w->o, "steps");
    rsp_json_out_array(&w->o);
    t.now = leave_at(&t, behind);
    if (t.v->start != RSP_VRP_NONE) {
        put_end(&t, vehicle, true);
    }
    for (uint32_t i = 1; i <= r->n_stops; i++) {
        drive(&t, vehicle, i, behind[i - 1], behind[i]);
        put_stop(&t, i, i == 1 && behind[1] == 0);
    }
    drive(&t, vehicle, r->n_stops + 1, behind[r->n_stops], behind[r->n_stops + 1]);
    if (t.v->end != RSP_VRP_NONE) {
        put_end(&t, vehicle, false);
    }
    rsp_json_out_end_array(&w->o);
    t.sum.duration = t.driven;
    t.sum.distance = t.distance;
    t.sum.cost = (t.v->fixed_cost + t.v->cost_per_distance * t.distance + t.v->cost_per_duration * t.driven) /
                 w->f->vroom->cost_unit;
    put(w, "cost", t.sum.cost);
    put_sums(w, &t.sum);
    put_none(w, "violations");
    rsp_json_out_end_object(&w->o);
    add(&w->total, &t.sum);
    return 0;
}

/* The routes go to the vehicles of their kind in the file's order. */
static int put_routes(writer *w) {
    const rsp_vrp_vroom *more = w->f->vroom;
    uint32_t *next = rsp_arena_alloc(w->a, w->p->n_vehicles, sizeof *next);
    if (next == NULL) {
        return rsp_fail(w->err, RSP_ENOMEM, "out of memory");
    }
    rsp_json_out_key(&w->o, "routes");
    rsp_json_out_array(&w->o);
    for (uint32_t i = 0; i < w->s->n_routes; i++) {
        const rsp_vrp_route *r = &w->s->routes[i];
        while (next[r->vehicle] < more->n_vehicles && more->kinds[next[r->vehicle]] != r->vehicle) {
            next[r->vehicle]++;
        }
        if (next[r->vehicle] == more->n_vehicles) {
            return rsp_fail(w->err, RSP_EINTERNAL, "more routes than vehicles of a kind");
        }
        RSP_TRY(put_route(w, r, more->vehicles[next[r->vehicle]++]));
    }
    rsp_json_out_end_array(&w->o);
    return 0;
}

static uint32_t put_unassigned(writer *w, const bool *served) {
    uint32_t n = 0;
    rsp_json_out_key(&w->o, "unassigned");
    rsp_json_out_array(&w->o);
    for (uint32_t i = w->p->n_depots; i < w->p->n_nodes; i++) {
        if (!served[i]) {
            const rsp_json *task = w->f->vroom->tasks[i];
            rsp_json_out_object(&w->o);
            echo(w, "id", task, "id");
            rsp_json_out_key(&w->o, "type");
            rsp_json_out_string(&w->o, type_of(&w->p->nodes[i]));
            echo(w, "description", task, "description");
            echo(w, "location", task, "location");
            echo(w, "location_index", task, "location_index");
            rsp_json_out_end_object(&w->o);
            n++;
        }
    }
    rsp_json_out_end_array(&w->o);
    return n;
}

static void put_summary(writer *w, uint32_t unassigned, const double ms[2]) {
    rsp_json_out_key(&w->o, "summary");
    rsp_json_out_object(&w->o);
    put(w, "cost", w->total.cost);
    put(w, "routes", w->s->n_routes);
    put(w, "unassigned", unassigned);
    put_sums(w, &w->total);
    put_none(w, "violations");
    rsp_json_out_key(&w->o, "computing_times");
    rsp_json_out_object(&w->o);
    put(w, "loading", (int64_t)ms[0]);
    put(w, "solving", (int64_t)ms[1]);
    put(w, "routing", 0);
    rsp_json_out_end_object(&w->o);
    rsp_json_out_end_object(&w->o);
}

int rsp_vroom_write(const rsp_ctx *ctx, const rsp_vrp_file *f, const rsp_vrp_solution *s, const double ms[2],
                    rsp_buf *to, rsp_err *err) {
    RSP_CLEANUP(rsp_arena_free_p) rsp_arena *a = NULL;
    RSP_TRY(rsp_arena_new(ctx, 0, &a, err));
    writer w = {.f = f, .p = &f->problem, .s = s, .o = rsp_json_out_init(to, false), .a = a, .err = err};
    uint32_t longest = 0;
    bool *served = rsp_arena_alloc(a, f->problem.n_nodes, sizeof *served);
    for (uint32_t i = 0; served != NULL && i < s->n_routes; i++) {
        longest = s->routes[i].n_stops > longest ? s->routes[i].n_stops : longest;
        for (uint32_t k = 0; k < s->routes[i].n_stops; k++) {
            served[s->routes[i].stops[k]] = true;
        }
    }
    w.ways = rsp_arena_alloc(a, (size_t)longest + 2, sizeof *w.ways);
    if (served == NULL || w.ways == NULL) {
        return rsp_fail(err, RSP_ENOMEM, "out of memory");
    }
    rsp_json_out_object(&w.o);
    put(&w, "code", 0);
    RSP_TRY(put_routes(&w));
    uint32_t unassigned = put_unassigned(&w, served);
    put_summary(&w, unassigned, ms);
    rsp_json_out_end_object(&w.o);
    rsp_buf_char(to, '\n');
    return rsp_buf_ok(to, err);
}
