/* Insertion (insert.h). A test never changes the solution; applying one ends in rsp_route_schedule. */
#include "solver/insert.h"

#include <string.h>

typedef struct spot { /* what surrounds a position */
    uint32_t loc;     /* before it */
    int32_t ready;    /* ready to leave there */
    int32_t in;       /* arrival there, for work at the same place */
    bool at_start;
} spot;

static spot spot_before(const rsp_problem *p, const rsp_class *c, const rsp_route *r, uint32_t pos) {
    if (pos == 0) {
        return (spot){c->start, c->from, c->from, true};
    }
    const rsp_visit_step *v = &r->step[pos - 1];
    return (spot){rsp_step_location(p, v), v->end, v->in, false};
}

static int32_t travel(const rsp_problem *p, const rsp_class *c, uint32_t from, uint32_t to, int32_t t,
                      int32_t *ret_cost) {
    uint32_t n = 0;
    const rsp_arc *arcs = rsp_arcs(p, c->matrix, from, to, &n);
    int32_t best = RSP_NEVER;
    for (uint32_t i = 0; i < n; i++) {
        int32_t in = rsp_arc_arrive(&arcs[i], t, c->followers);
        if (in < best) {
            best = in;
            *ret_cost = arcs[i].cost;
        }
    }
    return best;
}

/* When work at `alt` could begin after `before`; RSP_NEVER where it cannot. *ret_in: arrival. */
static int32_t begin_at(const rsp_problem *p, const rsp_class *c, const spot *before,
                        const rsp_alternative *alt, int32_t *ret_in, int32_t *ret_cost) {
    int32_t in = before->in;
    int32_t ready = before->ready;
    *ret_cost = 0;
    if (alt->location != before->loc) {
        in = travel(p, c, before->loc, alt->location, before->ready, ret_cost);
        if (in >= RSP_NEVER) {
            return RSP_NEVER;
        }
        ready = in + p->setup_s;
    } else if (before->at_start) {
        ready += p->setup_s;
    }
    if (in > alt->arrive_by) {
        return RSP_NEVER;
    }
    ready = ready > alt->open ? ready : alt->open;
    *ret_in = in;
    return ready > alt->close ? RSP_NEVER : ready;
}

/* The latest end of work at `loc` from which the rest of the route (from step pos on) can still be done. */
static int32_t end_by(const rsp_problem *p, const rsp_class *c, const rsp_route *r, uint32_t pos,
                      uint32_t loc, int32_t in_here, int32_t *ret_cost) {
    uint32_t next = c->end;
    int32_t in_by = c->until;
    *ret_cost = 0;
    if (pos < r->n) {
        const rsp_visit_step *v = &r->step[pos];
        next = rsp_step_location(p, v);
        if (next == loc) {
            return in_here > v->in_by ? -RSP_NEVER : v->ready_by;
        }
        in_by = v->ready_by - p->setup_s;
        in_by = in_by < v->in_by ? in_by : v->in_by;
    } else if (next == loc) {
        return in_by;
    }
    uint32_t n = 0;
    const rsp_arc *arcs = rsp_arcs(p, c->matrix, loc, next, &n);
    int32_t best = -RSP_NEVER;
    for (uint32_t i = 0; i < n; i++) {
        int32_t t = rsp_arc_leave_by(&arcs[i], in_by, c->followers);
        if (t > best) {
            best = t;
            *ret_cost = arcs[i].cost;
        }
    }
    return best;
}

static int32_t docks_of(const rsp_task *t, const rsp_class *c) {
    int32_t d = t->docks < c->cargo_vehicles ? t->docks : c->cargo_vehicles;
    return d > 0 ? d : 1;
}

/* Units that can be handled within `seconds`. */
static int64_t units_within(const rsp_task *t, const rsp_class *c, int32_t seconds, int64_t most) {
    if (seconds < 0) {
        return 0;
    }
    if (t->service_us == 0) {
        return most;
    }
    int64_t units = (int64_t)seconds * 1000000 * (t->docks > 0 ? docks_of(t, c) : 1) / t->service_us;
    return units < most ? units : most;
}

/* Loads on board while arriving at each step (leg i arrives at step i; leg n at the end): deliveries from the
 * start up to their step, shipments between their two. */
static void leg_loads(const rsp_problem *p, const rsp_route *r, int64_t (*load)[RSP_DIMS]) {
    memset(load[0], 0, sizeof load[0]);
    for (uint32_t i = 0; i < r->n; i++) {
        const rsp_task *t = &p->tasks[r->step[i].task];
        for (int d = 0; t->kind == RSP_TASK_DELIVERY && d < RSP_DIMS; d++) {
            load[0][d] += t->load[d] * r->step[i].amount;
        }
    }
    for (uint32_t i = 0; i < r->n; i++) {
        const rsp_visit_step *v = &r->step[i];
        const rsp_task *t = &p->tasks[v->task];
        int64_t units = t->kind == RSP_TASK_VISIT
                            ? 0
                            : (t->kind == RSP_TASK_SHIPMENT && !v->is_drop ? v->amount : -v->amount);
        for (int d = 0; d < RSP_DIMS; d++) {
            load[i + 1][d] = load[i][d] + units * t->load[d];
        }
    }
}

static int64_t load_room(const rsp_class *c, const rsp_task *t, int64_t (*load)[RSP_DIMS], uint32_t from,
                         uint32_t to, int64_t most) {
    for (int d = 0; d < RSP_DIMS; d++) {
        for (uint32_t k = from; t->load[d] > 0 && k <= to; k++) {
            int64_t room = (c->capacity[d] - load[k][d]) / t->load[d];
            most = room < most ? room : most;
        }
    }
    return most < 0 ? 0 : most;
}

bool rsp_insertion_better(const rsp_solution *s, const rsp_insertion *a, const rsp_insertion *b,
                          bool per_vehicle) {
    if (a->gain <= 0 || b->gain <= 0) {
        return a->gain > 0;
    }
    if (per_vehicle) {
        const rsp_class *classes = s->p->classes;
        int64_t va = a->route == RSP_NO ? classes[a->cls].vehicles : 1;
        int64_t vb = b->route == RSP_NO ? classes[b->cls].vehicles : 1;
        double ra = (double)a->gain / (double)va;
        double rb = (double)b->gain / (double)vb;
        if (ra > rb * 1.000001 || rb > ra * 1.000001) {
            return ra > rb;
        }
    } else if (a->gain != b->gain) {
        return a->gain > b->gain;
    }
    return a->cost < b->cost;
}

typedef struct trial {
    const rsp_solution *s;
    const rsp_class *c;
    const rsp_route *r;
    uint32_t number; /* of r; RSP_NO: a new route */
    uint32_t task;
    const rsp_offer *asked;
    int64_t (*load)[RSP_DIMS];
    rsp_insertion *best;
} trial;

static void offer(const trial *t, rsp_insertion in) {
    const rsp_task *task = &t->s->p->tasks[t->task];
    int64_t served = t->s->served[t->task];
    in.gain = rsp_task_value(task, served + in.amount) - rsp_task_value(task, served);
    in.cost = in.cost * t->c->vehicles + in.amount * task->late_cost * t->c->day;
    if (in.gain > 0 && rsp_insertion_better(t->s, &in, t->best, t->asked->per_vehicle)) {
        *t->best = in;
    }
}

static int32_t leg_cost(const trial *t, uint32_t pos) {
    uint32_t arc = pos < t->r->n ? t->r->step[pos].arc : (t->r->n == 0 ? RSP_NO : t->r->last_arc);
    return arc == RSP_NO ? 0 : t->s->p->matrices[t->c->matrix].arcs[arc].cost;
}

/* A stop for a handful of units is not worth its risk: the least that a route brings. */
static int64_t least_of(const rsp_solution *s, uint32_t task) {
    const rsp_task *t = &s->p->tasks[task];
    int64_t left = t->quantity - s->served[task];
    return t->least < left ? t->least : left;
}

/* Seconds of [from, to) in which the docks that the work needs are free in one stretch. */
static int32_t dock_seconds(const trial *t, uint32_t location, int32_t from, int32_t to) {
    const rsp_problem *p = t->s->p;
    const rsp_task *task = &p->tasks[t->task];
    uint32_t place = p->locations[location].place;
    if (task->docks == 0 || t->s->docks[place].n == 0 || to <= from) {
        return to - from;
    }
    return rsp_dock_stretch(t->s, place, docks_of(task, t->c), t->number, from, to);
}

static void offer_single(const trial *t, uint32_t pos, uint16_t a, rsp_insertion base) {
    const rsp_problem *p = t->s->p;
    const rsp_task *task = &p->tasks[t->task];
    const rsp_alternative *alt = &task->alts[a];
    spot before = spot_before(p, t->c, t->r, pos);
    int32_t in = 0;
    int32_t cost_in = 0;
    int32_t cost_out = 0;
    int32_t start = begin_at(p, t->c, &before, alt, &in, &cost_in);
    if (start >= RSP_NEVER) {
        return;
    }
    int32_t by = end_by(p, t->c, t->r, pos, alt->location, in, &cost_out);
    int64_t most = load_room(t->c, task, t->load, 0, pos, base.amount);
    if (task->kind == RSP_TASK_VISIT) {
        int64_t need_s = (task->service_us + 999999) / 1000000;
        most = (int64_t)by - start >= need_s ? most : 0;
    } else {
        most = units_within(task, t->c, dock_seconds(t, alt->location, start, by), most);
    }
    if (most <= 0 || most < least_of(t->s, t->task)) {
        return;
    }
    base.pos = pos;
    base.alt = a;
    base.amount = most;
    base.cost = cost_in + cost_out - leg_cost(t, pos);
    if (p->locations[alt->location].exposed) {
        base.cost += (most * task->service_us / 1000000) + (in == before.in ? 0 : p->setup_s);
    }
    offer(t, base);
}

/* Walks on from a pickup at pos and offers each place for the drop. */
static void offer_pair(const trial *t, uint32_t pos, uint16_t a, uint16_t d, rsp_insertion base) {
    const rsp_problem *p = t->s->p;
    const rsp_task *task = &p->tasks[t->task];
    const rsp_alternative *drop = &task->drops[d];
    spot at = spot_before(p, t->c, t->r, pos);
    int32_t in = 0;
    int32_t cost_in = 0;
    int32_t start = begin_at(p, t->c, &at, &task->alts[a], &in, &cost_in);
    int64_t amount = base.amount;
    if (start >= RSP_NEVER) {
        return;
    }
    base.pos = pos;
    base.alt = a;
    base.drop_alt = d;
    for (uint32_t k = pos; k <= t->r->n && amount > 0; k++) {
        if (k > pos && t->r->step[k - 1].task == t->task) {
            break; /* those who boarded before have the convoy first */
        }
        amount = load_room(t->c, task, t->load, k, k, amount);
        /* The amount that still fits shrinks as its own handling delays what follows: halve until it does. */
        for (int64_t q = amount; q > 0; q = q > 4 ? q - (q + 3) / 4 : q - 1) {
            int32_t now = start + (int32_t)((q * task->service_us + 999999) / 1000000);
            spot here = {task->alts[a].location, now, in, false};
            bool ok = true;
            for (uint32_t j = pos; j < k && ok; j++) {
                const rsp_visit_step *v = &t->r->step[j];
                const rsp_task *other = &p->tasks[v->task];
                const rsp_alternative *alt = v->is_drop ? &other->drops[v->alt] : &other->alts[v->alt];
                int32_t c = 0;
                int32_t in_j = 0;
                int32_t begin = begin_at(p, t->c, &here, alt, &in_j, &c);
                ok = begin <= v->ready_by && begin < RSP_NEVER;
                here = (spot){alt->location, begin + (v->end - v->start), in_j, false};
            }
            int32_t cost_drop = 0;
            int32_t cost_out = 0;
            int32_t in_d = 0;
            int32_t begin = ok ? begin_at(p, t->c, &here, drop, &in_d, &cost_drop) : RSP_NEVER;
            if (begin >= RSP_NEVER) {
                continue;
            }
            int32_t done = begin + (int32_t)((q * task->drop_us + 999999) / 1000000);
            if (done > end_by(p, t->c, t->r, k, drop->location, in_d, &cost_out)) {
                continue;
            }
            base.drop_pos = k;
            base.amount = q;
            base.cost =
                cost_in + cost_drop + cost_out - leg_cost(t, pos) + (int32_t)(q * task->service_us / 1000000);
            offer(t, base);
            break;
        }
    }
}

static bool class_can(const rsp_class *c, const rsp_task *t, const rsp_alternative *alt) {
    return (t->skills & ~c->skills) == 0 && (t->activity & c->missions) != 0 &&
           (alt->missions == 0 || alt->missions == c->missions);
}

/* How many more units are asked for and resources and single vehicles allow, where `held` are on board. */
static int64_t room_for(const rsp_solution *s, const rsp_class *c, const rsp_offer *o, uint32_t d,
                        int64_t held) {
    const rsp_packing *packing = s->p->packing;
    int64_t most = o->at_most;
    if (packing != NULL && s->p->tasks[o->task].kind == RSP_TASK_DELIVERY) {
        int64_t hold = packing->units(packing->host, (uint32_t)(c - s->p->classes), o->task) - held;
        most = hold < most ? hold : most;
    }
    return most > 0 ? rsp_task_room(s, c, o->task, d, most) : 0;
}

/* A shipment that is taken up and set down at one stop is there once: of two, nobody could tell who is who.
 */
static bool may_come_back(const trial *t, uint16_t a, uint16_t d) {
    const rsp_problem *p = t->s->p;
    const rsp_task *task = &p->tasks[t->task];
    bool stays = task->alts[a].location == task->drops[d].location;
    for (uint32_t i = 0; i < t->r->n; i++) {
        const rsp_visit_step *v = &t->r->step[i];
        if (v->task != t->task) {
            continue;
        }
        uint32_t other = rsp_step_partner(p, t->r->step, t->r->n, i);
        if (stays || rsp_step_location(p, v) == rsp_step_location(p, &t->r->step[other])) {
            return false;
        }
    }
    return true;
}

/* Whether more of the task may be taken on before step pos: nobody of it is on board then. */
static bool between_trips(const trial *t, uint32_t pos) {
    for (uint32_t i = pos; i < t->r->n; i++) {
        if (t->r->step[i].task == t->task) {
            return !t->r->step[i].is_drop;
        }
    }
    return true;
}

static void offer_at(const trial *t, uint16_t a, uint16_t d, rsp_rng *rng, uint32_t blink) {
    const rsp_problem *p = t->s->p;
    const rsp_task *task = &p->tasks[t->task];
    rsp_insertion base = {.cls = t->r->cls, .amount = room_for(t->s, t->c, t->asked, d, 0)};
    for (uint32_t pos = t->r->fixed; base.amount > 0 && pos <= t->r->n; pos++) {
        if (pos > 0 && t->r->step[pos - 1].end > task->alts[a].close) {
            break; /* too late from here on */
        }
        if (blink > 0 && rsp_rng_below(rng, 1000) < blink) {
            continue;
        }
        if (task->kind != RSP_TASK_SHIPMENT) {
            offer_single(t, pos, a, base);
        } else if (between_trips(t, pos)) {
            offer_pair(t, pos, a, d, base);
        }
    }
}

/* Whether the route unloads at the location already: more of it would be one stop with that. */
static bool serves_at(const trial *t, uint32_t location) {
    for (uint32_t i = 0; i < t->r->n; i++) {
        const rsp_visit_step *v = &t->r->step[i];
        if (v->task == t->task && rsp_step_location(t->s->p, v) == location) {
            return true;
        }
    }
    return false;
}

static void offer_positions(const trial *t, rsp_rng *rng, uint32_t blink) {
    const rsp_task *task = &t->s->p->tasks[t->task];
    uint16_t drops = task->kind == RSP_TASK_SHIPMENT ? (uint16_t)task->n_drops : 1;
    if (t->r->n + (task->kind == RSP_TASK_SHIPMENT ? 2 : 1) > RSP_ROUTE_STOPS) {
        return;
    }
    for (uint16_t a = 0; a < task->n_alts; a++) {
        if (task->kind == RSP_TASK_DELIVERY && serves_at(t, task->alts[a].location)) {
            continue;
        }
        for (uint16_t d = 0; d < drops && class_can(t->c, task, &task->alts[a]); d++) {
            if (task->kind != RSP_TASK_SHIPMENT ||
                (class_can(t->c, task, &task->drops[d]) && may_come_back(t, a, d))) {
                offer_at(t, a, d, rng, blink);
            }
        }
    }
}

/* More units at a step that serves the task already. */
static void offer_top_up(const trial *t, uint32_t at) {
    const rsp_problem *p = t->s->p;
    const rsp_task *task = &p->tasks[t->task];
    const rsp_visit_step *v = &t->r->step[at];
    uint32_t drop = rsp_step_partner(p, t->r->step, t->r->n, at);
    int64_t room = room_for(t->s, t->c, t->asked, t->r->step[drop].alt, v->amount);
    if (task->kind == RSP_TASK_DELIVERY) {
        room = load_room(t->c, task, t->load, 0, at, room);
        int32_t service = rsp_step_service(p, t->c, v);
        int32_t stretch = dock_seconds(t, rsp_step_location(p, v), v->start, v->ready_by + service);
        room = units_within(task, t->c, stretch - service, room);
        const rsp_packing *packing = p->packing;
        if (packing != NULL && room > 0) {
            room = packing->most(packing->host, t->r, at, v->amount + room) - v->amount;
        }
    } else {
        room = load_room(t->c, task, t->load, at + 1, drop, room);
        room = units_within(task, t->c, v->ready_by - v->start, room);
    }
    if (room > 0) {
        offer(t,
              (rsp_insertion){.cls = t->r->cls, .pos = at, .drop_pos = drop, .top_up = true, .amount = room});
    }
}

/* Whether the class can take any unit at all, wherever it goes. */
static bool has_room(const rsp_solution *s, const rsp_class *c, const rsp_offer *o) {
    const rsp_task *t = &s->p->tasks[o->task];
    bool ship = t->kind == RSP_TASK_SHIPMENT;
    if ((t->skills & ~c->skills) != 0 || (t->activity & c->missions) == 0) {
        return false;
    }
    for (uint32_t d = 0; d < (ship ? t->n_drops : 1); d++) {
        if (room_for(s, c, o, d, 0) > 0) {
            return true;
        }
    }
    return false;
}

void rsp_insert_offer(const rsp_solution *s, uint32_t r, const rsp_offer *o, rsp_rng *rng, uint32_t blink,
                      rsp_insertion *best) {
    const rsp_route *route = &s->routes[r];
    int64_t load[RSP_ROUTE_STOPS + 1][RSP_DIMS];
    if (!has_room(s, &s->p->classes[route->cls], o)) {
        return;
    }
    leg_loads(s->p, route, load);
    rsp_insertion mine = {0};
    trial t = {s, &s->p->classes[route->cls], route, r, o->task, o, load, &mine};
    for (uint32_t i = route->fixed; i < route->n; i++) {
        if (route->step[i].task == o->task && !route->step[i].is_drop) {
            offer_top_up(&t, i);
        }
    }
    offer_positions(&t, rng, blink); /* it may come back for more */
    mine.route = r;
    if (mine.gain > 0 && rsp_insertion_better(s, &mine, best, o->per_vehicle)) {
        *best = mine;
    }
}

void rsp_insert_offer_new(const rsp_solution *s, uint32_t cls, const rsp_offer *o, rsp_insertion *best) {
    if (!has_room(s, &s->p->classes[cls], o)) {
        return;
    }
    rsp_route empty;
    empty.cls = cls;
    empty.n = 0;
    empty.fixed = 0;
    int64_t load[1][RSP_DIMS] = {{0}};
    rsp_insertion mine = {0};
    trial t = {s, &s->p->classes[cls], &empty, RSP_NO, o->task, o, load, &mine};
    offer_positions(&t, NULL, 0);
    mine.route = RSP_NO;
    mine.cls = cls;
    if (mine.gain > 0 && rsp_insertion_better(s, &mine, best, o->per_vehicle)) {
        *best = mine;
    }
}

static void put_step(rsp_route *r, uint32_t pos, rsp_visit_step v) {
    memmove(&r->step[pos + 1], &r->step[pos], (r->n - pos) * sizeof r->step[0]);
    r->step[pos] = v;
    r->n++;
}

static bool schedule_less(rsp_solution *s, uint32_t r, uint32_t pos, uint32_t drop, int64_t at_least) {
    /* Docks or rounding may refuse the estimate: take back a quarter at a time before giving up. */
    rsp_route *route = &s->routes[r];
    const rsp_packing *packing = s->p->packing;
    if (packing != NULL && s->p->tasks[route->step[pos].task].kind == RSP_TASK_DELIVERY) {
        route->step[pos].amount = packing->most(packing->host, route, pos, route->step[pos].amount);
        if (route->step[pos].amount <= at_least) {
            return false;
        }
    }
    while (!rsp_route_schedule(s, r)) {
        int64_t q = route->step[pos].amount;
        int64_t less = q - at_least > 4 ? q - (q - at_least + 3) / 4 : q - 1;
        if (less <= at_least || s->p->tasks[route->step[pos].task].kind == RSP_TASK_VISIT) {
            return false;
        }
        route->step[pos].amount = less;
        route->step[drop].amount = less;
    }
    return true;
}

bool rsp_insert_apply(rsp_solution *s, uint32_t task, const rsp_insertion *in) {
    uint32_t r = in->route == RSP_NO ? rsp_route_open(s, in->cls) : in->route;
    if (r == RSP_NO) {
        return false;
    }
    rsp_route *route = &s->routes[r];
    rsp_route kept;
    memcpy(&kept, route, offsetof(rsp_route, step) + route->n * sizeof route->step[0]);
    uint32_t pos = in->pos;
    uint32_t drop = in->drop_pos;
    bool pair = s->p->tasks[task].kind == RSP_TASK_SHIPMENT;
    int64_t before = 0;
    if (in->top_up) {
        drop = pair ? drop : pos;
        before = route->step[pos].amount;
        route->step[pos].amount += in->amount;
        route->step[drop].amount = route->step[pos].amount;
    } else {
        if (pair) {
            put_step(
                route, drop,
                (rsp_visit_step){.task = task, .alt = in->drop_alt, .is_drop = true, .amount = in->amount});
        }
        put_step(route, pos, (rsp_visit_step){.task = task, .alt = in->alt, .amount = in->amount});
        drop = pair ? drop + 1 : pos;
    }
    int64_t least = in->top_up || pair ? before : least_of(s, task) - 1;
    if (schedule_less(s, r, pos, drop, least > 0 ? least : before)) {
        rsp_visit_step added = route->step[pos];
        added.amount -= before;
        rsp_step_account(s, r, &added, 1);
        if (pair) {
            rsp_visit_step gone = route->step[drop];
            gone.amount = added.amount;
            rsp_step_account(s, r, &gone, 1);
        }
        return true;
    }
    if (in->route == RSP_NO) {
        route->n = 0; /* nothing of it was counted yet */
        rsp_route_close(s, r);
        return false;
    }
    memcpy(route, &kept, offsetof(rsp_route, step) + kept.n * sizeof kept.step[0]);
    if (!rsp_route_schedule(s, r)) {
        rsp_route_close(s, r);
    }
    return false;
}
