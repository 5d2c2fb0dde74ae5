/* Scheduling one route: earliest times forward, latest times backward, loads, rides, docks (solution.h). */
#include "solver/solution.h"

#include <string.h>

static int32_t clamp_up(int64_t us) {
    int64_t s = (us + 999999) / 1000000;
    return s > RSP_NEVER ? RSP_NEVER : (int32_t)s;
}

static int32_t docks_used(const rsp_task *t, const rsp_class *c) {
    int32_t d = t->docks < c->cargo_vehicles ? t->docks : c->cargo_vehicles;
    return d > 0 ? d : 1;
}

int32_t rsp_step_service(const rsp_problem *p, const rsp_class *c, const rsp_visit_step *v) {
    const rsp_task *t = &p->tasks[v->task];
    if (v->is_drop) {
        return clamp_up(v->amount * t->drop_us);
    }
    if (t->docks == 0) {
        return clamp_up(v->amount * t->service_us);
    }
    int32_t d = docks_used(t, c);
    return clamp_up((v->amount * t->service_us + d - 1) / d);
}

static const rsp_alternative *alternative(const rsp_problem *p, const rsp_visit_step *v) {
    const rsp_task *t = &p->tasks[v->task];
    return v->is_drop ? &t->drops[v->alt] : &t->alts[v->alt];
}

/* Docks of a place that routes other than r hold at an instant; *ret_until: when fewer will be held. */
static int32_t held_by_others(const rsp_dock_book *b, uint32_t r, int32_t at, int32_t *ret_until) {
    int32_t held = 0;
    for (uint32_t k = 0; k < b->n; k++) {
        const rsp_dock_time *t = &b->at[k];
        if (t->route != r && t->from <= at && at < t->to) {
            held += t->docks;
            *ret_until = t->to < *ret_until ? t->to : *ret_until;
        }
    }
    return held;
}

/* Earliest time from `ready` on at which `docks` docks of a place are free for `length` seconds. */
static int32_t dock_free(const rsp_solution *s, uint32_t place, int32_t docks, int32_t ready,
                         int32_t length) {
    const rsp_dock_book *b = &s->docks[place];
    int32_t start = ready;
    for (uint32_t guard = 0; guard <= b->n; guard++) {
        int32_t next = RSP_NEVER;
        bool clash = false;
        /* The docks held at an instant change only where an interval begins: test start and each of those. */
        for (uint32_t i = 0; i <= b->n; i++) {
            int32_t at = i == b->n ? start : b->at[i].from;
            if (at < start || at >= start + length) {
                continue;
            }
            int32_t first_end = RSP_NEVER;
            if (held_by_others(b, RSP_NO, at, &first_end) + docks > s->p->docks[place]) {
                clash = true;
                next = first_end < next ? first_end : next;
            }
        }
        if (!clash) {
            return start;
        }
        start = next;
    }
    return RSP_NEVER;
}

int32_t rsp_dock_stretch(const rsp_solution *s, uint32_t place, int32_t docks, uint32_t r, int32_t from,
                         int32_t to) {
    const rsp_dock_book *b = &s->docks[place];
    int32_t most = 0;
    for (int32_t t = from; t < to;) {
        int32_t until = to;
        if (held_by_others(b, r, t, &until) + docks > s->p->docks[place]) {
            t = until;
            continue;
        }
        int32_t end = to; /* where the first interval begins that leaves too few docks */
        for (uint32_t i = 0; i < b->n; i++) {
            int32_t at = b->at[i].from;
            int32_t unused = to;
            if (at > t && at < end && held_by_others(b, r, at, &unused) + docks > s->p->docks[place]) {
                end = at;
            }
        }
        most = end - t > most ? end - t : most;
        t = end;
    }
    return most;
}

static bool uses_dock(const rsp_problem *p, const rsp_visit_step *v) {
    return !v->is_drop && p->tasks[v->task].docks > 0;
}

/* The work of step i begins no earlier. */
static int32_t opens_at(const rsp_problem *p, const rsp_route *r, uint32_t i) {
    int32_t open = alternative(p, &r->step[i])->open;
    return i < r->fixed && open < r->step[i].not_before ? r->step[i].not_before : open;
}

/* Seconds from the first unloading, step i at `start`, to the last at the same place; no more where it starts
 * later. */
static int32_t unloading_length(const rsp_problem *p, const rsp_class *c, const rsp_route *r, uint32_t i,
                                int32_t start) {
    int32_t t = start;
    int32_t last = start;
    uint32_t here = rsp_step_location(p, &r->step[i]);
    for (uint32_t k = i; k < r->n && rsp_step_location(p, &r->step[k]) == here; k++) {
        int32_t open = opens_at(p, r, k);
        t = (t > open ? t : open) + rsp_step_service(p, c, &r->step[k]);
        if (uses_dock(p, &r->step[k])) {
            last = t;
        }
    }
    return last - start;
}

static void book_out(rsp_solution *s, uint32_t r) {
    const rsp_route *route = &s->routes[r];
    for (uint32_t i = 0; i < route->n; i++) {
        rsp_dock_book *b = &s->docks[s->p->locations[rsp_step_location(s->p, &route->step[i])].place];
        for (uint32_t k = 0; k < b->n;) {
            if (b->at[k].route == r) {
                b->at[k] = b->at[--b->n];
            } else {
                k++;
            }
        }
    }
}

static bool book_in(rsp_solution *s, uint32_t r) {
    const rsp_route *route = &s->routes[r];
    const rsp_class *c = &s->p->classes[route->cls];
    for (uint32_t i = 0; i < route->n;) {
        uint32_t here = rsp_step_location(s->p, &route->step[i]);
        int32_t from = RSP_NEVER;
        int32_t to = 0;
        int32_t docks = 0;
        for (; i < route->n && rsp_step_location(s->p, &route->step[i]) == here; i++) {
            if (uses_dock(s->p, &route->step[i])) {
                from = route->step[i].start < from ? route->step[i].start : from;
                to = route->step[i].end;
                docks = docks_used(&s->p->tasks[route->step[i].task], c);
            }
        }
        if (docks > 0) {
            rsp_dock_book *b = &s->docks[s->p->locations[here].place];
            if (b->n == RSP_DOCK_TIMES) {
                book_out(s, r);
                return false;
            }
            b->at[b->n++] = (rsp_dock_time){r, from, to, docks};
        }
    }
    return true;
}

static const rsp_arc *best_arc(const rsp_problem *p, const rsp_class *c, uint32_t from, uint32_t to,
                               int32_t t, int32_t *ret_in, uint32_t *ret_index) {
    uint32_t n = 0;
    const rsp_arc *arcs = rsp_arcs(p, c->matrix, from, to, &n);
    const rsp_arc *best = NULL;
    int32_t best_in = RSP_NEVER;
    for (uint32_t i = 0; i < n; i++) {
        int32_t in = rsp_arc_arrive(&arcs[i], t, c->followers);
        if (in < best_in || (in == best_in && best != NULL && arcs[i].cost < best->cost)) {
            best = &arcs[i];
            best_in = in;
        }
    }
    *ret_in = best_in;
    *ret_index = best == NULL ? RSP_NO : (uint32_t)(best - p->matrices[c->matrix].arcs);
    return best;
}

static int32_t departure(const rsp_arc *a, int32_t ready) {
    return ready > a->earliest ? ready : a->earliest;
}

/* Earliest times; false where a window, an arc or a dock does not allow it. */
static bool forward(rsp_solution *s, uint32_t r) {
    const rsp_problem *p = s->p;
    rsp_route *route = &s->routes[r];
    const rsp_class *c = &p->classes[route->cls];
    int32_t t = c->from;
    uint32_t here = c->start;
    int32_t in = t;
    bool unloading = false;
    for (uint32_t i = 0; i < route->n; i++) {
        rsp_visit_step *v = &route->step[i];
        const rsp_alternative *alt = alternative(p, v);
        v->arc = RSP_NO;
        v->left = t;
        if (alt->location != here || i == 0) {
            unloading = false;
            if (alt->location != here) {
                const rsp_arc *a = best_arc(p, c, here, alt->location, t, &in, &v->arc);
                if (a == NULL) {
                    return false;
                }
                v->left = departure(a, t);
            }
            here = alt->location;
            t = in + p->setup_s;
        }
        v->in = in;
        if (in > alt->arrive_by) {
            return false;
        }
        t = t > opens_at(p, route, i) ? t : opens_at(p, route, i);
        if (uses_dock(p, v) && !unloading) {
            unloading = true;
            t = dock_free(s, p->locations[here].place, docks_used(&p->tasks[v->task], c), t,
                          unloading_length(p, c, route, i, t));
        }
        if (t > alt->close) {
            return false;
        }
        v->start = t;
        t += rsp_step_service(p, c, v);
        v->end = t;
    }
    if (here == c->end && route->n == 0) {
        return false;
    }
    const rsp_arc *a = NULL;
    route->back = t;
    route->last_arc = RSP_NO;
    route->last_left = t;
    if (here != c->end) {
        a = best_arc(p, c, here, c->end, t, &route->back, &route->last_arc);
        if (a == NULL) {
            return false;
        }
        route->last_left = departure(a, t);
    }
    return route->back <= c->until;
}

static int32_t leave_by(const rsp_problem *p, const rsp_class *c, uint32_t from, uint32_t to, int32_t in_by,
                        uint32_t *ret_arc) {
    uint32_t n = 0;
    const rsp_arc *arcs = rsp_arcs(p, c->matrix, from, to, &n);
    int32_t best = -RSP_NEVER;
    for (uint32_t i = 0; i < n; i++) {
        int32_t t = rsp_arc_leave_by(&arcs[i], in_by, c->followers);
        if (t > best) {
            best = t;
            if (ret_arc != NULL) {
                *ret_arc = (uint32_t)(&arcs[i] - p->matrices[c->matrix].arcs);
            }
        }
    }
    return best;
}

/* Latest ready times that keep what follows feasible (docks of others left aside). */
static void backward(const rsp_problem *p, rsp_route *route, const rsp_class *c) {
    uint32_t next = c->end;
    int32_t next_in_by = c->until;    /* to be in at `next` */
    int32_t next_ready_by = c->until; /* where the next step is at the same place */
    int32_t chain_in_by = RSP_NEVER;
    for (uint32_t i = route->n; i-- > 0;) {
        rsp_visit_step *v = &route->step[i];
        const rsp_alternative *alt = alternative(p, v);
        int32_t end_by = 0;
        if (alt->location == next) {
            end_by = next_ready_by;
        } else {
            end_by = leave_by(p, c, alt->location, next, next_in_by, NULL);
            chain_in_by = RSP_NEVER;
        }
        int32_t by = end_by - rsp_step_service(p, c, v);
        v->ready_by = by < alt->close ? by : alt->close;
        chain_in_by = alt->arrive_by < chain_in_by ? alt->arrive_by : chain_in_by;
        v->in_by = chain_in_by;
        next = alt->location;
        next_ready_by = v->ready_by;
        next_in_by = v->ready_by - p->setup_s;
        next_in_by = next_in_by < v->in_by ? next_in_by : v->in_by;
    }
}

bool rsp_route_loads_fit(const rsp_problem *p, const rsp_class *c, const rsp_route *r) {
    int64_t load[RSP_DIMS] = {0};
    for (uint32_t i = 0; i < r->n; i++) {
        const rsp_task *t = &p->tasks[r->step[i].task];
        for (int d = 0; t->kind == RSP_TASK_DELIVERY && d < RSP_DIMS; d++) {
            load[d] += t->load[d] * r->step[i].amount;
        }
    }
    for (uint32_t i = 0; i <= r->n; i++) {
        for (int d = 0; d < RSP_DIMS; d++) {
            if (load[d] > c->capacity[d]) {
                return false;
            }
        }
        if (i == r->n) {
            break;
        }
        const rsp_visit_step *v = &r->step[i];
        const rsp_task *t = &p->tasks[v->task];
        int sign = t->kind == RSP_TASK_SHIPMENT && !v->is_drop ? 1 : (t->kind == RSP_TASK_VISIT ? 0 : -1);
        for (int d = 0; d < RSP_DIMS; d++) {
            load[d] += sign * t->load[d] * v->amount;
        }
    }
    return true;
}

static bool rides_fit(const rsp_problem *p, const rsp_route *r) {
    for (uint32_t i = 0; i < r->n; i++) {
        const rsp_task *t = &p->tasks[r->step[i].task];
        if (t->longest_ride_s == 0 || r->step[i].is_drop) {
            continue;
        }
        uint32_t drop = rsp_step_partner(p, r->step, r->n, i);
        if (r->step[drop].in - r->step[i].end > t->longest_ride_s) {
            return false;
        }
    }
    return true;
}

static bool has_rides(const rsp_problem *p, const rsp_route *r) {
    for (uint32_t i = 0; i < r->n; i++) {
        if (p->tasks[r->step[i].task].longest_ride_s > 0) {
            return true;
        }
    }
    return false;
}

static int64_t route_cost(const rsp_problem *p, const rsp_route *r, const rsp_class *c) {
    const rsp_arc *arcs = p->matrices[c->matrix].arcs;
    int64_t cost = r->last_arc == RSP_NO ? 0 : arcs[r->last_arc].cost;
    for (uint32_t i = 0; i < r->n; i++) {
        const rsp_visit_step *v = &r->step[i];
        cost += v->arc == RSP_NO ? 0 : arcs[v->arc].cost;
        bool last_here = i + 1 == r->n || r->step[i + 1].arc != RSP_NO;
        if (last_here && p->locations[rsp_step_location(p, v)].exposed) {
            cost += (i + 1 == r->n ? r->last_left : r->step[i + 1].left) - v->in;
        }
    }
    cost *= c->vehicles;
    for (uint32_t i = 0; c->day > 0 && i < r->n; i++) {
        const rsp_visit_step *v = &r->step[i];
        cost += v->is_drop ? 0 : v->amount * p->tasks[v->task].late_cost * c->day;
    }
    return cost;
}

/* At one place all that is unloaded follows one another: a dock is held for one stretch. */
static bool unloads_together(const rsp_problem *p, const rsp_route *r) {
    uint32_t here = RSP_NO;
    int phase = 0; /* nothing unloaded here yet, unloading, something else after it */
    for (uint32_t i = 0; i < r->n; i++) {
        uint32_t location = rsp_step_location(p, &r->step[i]);
        phase = location == here ? phase : 0;
        here = location;
        if (uses_dock(p, &r->step[i])) {
            if (phase == 2) {
                return false;
            }
            phase = 1;
        } else {
            phase = phase == 1 ? 2 : phase;
        }
    }
    return true;
}

bool rsp_route_rides_fit(rsp_solution *s, uint32_t r) {
    rsp_route *route = &s->routes[r];
    bool fit = true;
    if (has_rides(s->p, route)) {
        rsp_route kept = *route;
        rsp_route_tighten(s, r);
        fit = rides_fit(s->p, route);
        *route = kept;
    }
    return fit;
}

bool rsp_route_schedule(rsp_solution *s, uint32_t r) {
    rsp_route *route = &s->routes[r];
    const rsp_class *c = &s->p->classes[route->cls];
    book_out(s, r);
    for (uint32_t i = 0; i < route->n; i++) {
        const rsp_task *t = &s->p->tasks[route->step[i].task];
        uint32_t missions = alternative(s->p, &route->step[i])->missions;
        if ((t->skills & ~c->skills) != 0 || (t->activity & c->missions) == 0 ||
            (missions != 0 && missions != c->missions)) {
            return false;
        }
    }
    const rsp_packing *packing = s->p->packing;
    if (!unloads_together(s->p, route) || !rsp_route_loads_fit(s->p, c, route) ||
        (packing != NULL && !packing->fits(packing->host, route)) || !forward(s, r)) {
        return false;
    }
    backward(s->p, route, c);
    if (!rsp_route_rides_fit(s, r)) {
        return false;
    }
    route->cost = route_cost(s->p, route, c);
    return book_in(s, r);
}

static bool shares_dock(const rsp_solution *s, uint32_t r, const rsp_visit_step *v) {
    const rsp_dock_book *b = &s->docks[s->p->locations[rsp_step_location(s->p, v)].place];
    for (uint32_t i = 0; i < b->n; i++) {
        if (b->at[i].route != r) {
            return true;
        }
    }
    return false;
}

void rsp_route_tighten(rsp_solution *s, uint32_t r) {
    const rsp_problem *p = s->p;
    rsp_route *route = &s->routes[r];
    const rsp_class *c = &p->classes[route->cls];
    uint32_t next = c->end;
    int32_t next_in_by = route->back;
    int32_t next_ready = route->back;
    int32_t *next_left = &route->last_left;
    uint32_t *next_arc = &route->last_arc;
    bool rides = has_rides(p, route);
    for (uint32_t i = route->n; i-- > 0;) {
        rsp_visit_step *v = &route->step[i];
        const rsp_alternative *alt = alternative(p, v);
        int32_t end_by = next_ready;
        if (alt->location != next) {
            end_by = leave_by(p, c, alt->location, next, next_in_by, next_arc);
            *next_left = end_by;
        }
        int32_t service = rsp_step_service(p, c, v);
        int32_t start = end_by - service;
        start = start < alt->close ? start : alt->close;
        /* With a ride limit the answer must not depend on who else comes to the dock later. */
        if (i < route->fixed || (uses_dock(p, v) && (rides || shares_dock(s, r, v)))) {
            start = v->start;
        }
        v->start = start > v->start ? start : v->start;
        v->end = v->start + service;
        if (alt->location == next && i + 1 < route->n) {
            route->step[i + 1].left = v->end;
        }
        next = alt->location;
        next_ready = v->start;
        next_in_by = v->start - p->setup_s;
        next_in_by = next_in_by < v->in_by ? next_in_by : v->in_by;
        next_left = &v->left;
        next_arc = &v->arc;
    }
    if (route->n > 0 && next != c->start) {
        route->step[0].left = leave_by(p, c, c->start, next, next_in_by, &route->step[0].arc);
    }
    /* Arrivals follow from the departures now fixed. */
    const rsp_arc *arcs = p->matrices[c->matrix].arcs;
    int32_t in = c->from;
    for (uint32_t i = 0; i < route->n; i++) {
        rsp_visit_step *v = &route->step[i];
        if (v->arc != RSP_NO) {
            in = rsp_arc_arrive(&arcs[v->arc], v->left, c->followers);
        }
        v->in = in;
    }
    route->cost = route_cost(p, route, c);
}
