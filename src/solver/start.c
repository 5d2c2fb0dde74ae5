/* Warm starts and fixed steps (start.h). A route is tried whole and loses work from its end until it fits,
 * so that a start made for other ground is still of use. */
#include "solver/start.h"

static int wrong(rsp_err *err, uint32_t route, uint32_t step, const char *what) {
    return rsp_fail(err, RSP_EINPUT, "start %u, step %u: %s", route, step, what);
}

static int check_step(const rsp_problem *p, const rsp_start_route *f, uint32_t route, uint32_t i,
                      rsp_err *err) {
    const rsp_visit_step *v = &f->steps[i];
    if (v->task >= p->n_tasks) {
        return wrong(err, route, i, "there is no such task; give one that was added");
    }
    const rsp_task *t = &p->tasks[v->task];
    bool pair = t->kind == RSP_TASK_SHIPMENT;
    if ((v->is_drop && !pair) || v->alt >= (v->is_drop ? t->n_drops : t->n_alts)) {
        return wrong(err, route, i, "the task has no such place; give one of its alternatives or drops");
    }
    if (v->amount <= 0 || v->amount > t->quantity) {
        return wrong(err, route, i, "the amount is not between 1 and the task's quantity");
    }
    uint32_t other = rsp_step_partner(p, f->steps, f->n, i);
    if (pair && (other == i || f->steps[other].amount != v->amount)) {
        return wrong(err, route, i, "expected of a shipment pickup and drop in turns, each drop of as much");
    }
    for (uint32_t k = 0; t->kind == RSP_TASK_VISIT && k < i; k++) {
        if (f->steps[k].task == v->task) {
            return wrong(err, route, i, "the visit stands twice on the route; once is expected");
        }
    }
    return 0;
}

static int check_route(const rsp_problem *p, const rsp_start_route *f, uint32_t route, rsp_err *err) {
    if (f->cls >= p->n_classes) {
        return rsp_fail(err, RSP_EINPUT, "start %u: there is no class %u; give one that was added", route,
                        f->cls);
    }
    if (f->n == 0 || f->n > RSP_ROUTE_STOPS || f->fixed > f->n) {
        return rsp_fail(err, RSP_EINPUT, "start %u: %u steps, %u fixed; expected 1 to %d and no more fixed",
                        route, f->n, f->fixed, RSP_ROUTE_STOPS);
    }
    for (uint32_t i = 0; i < f->n; i++) {
        RSP_TRY(check_step(p, f, route, i, err));
    }
    return 0;
}

/* Whether all that is counted is there; s holds what it counts. */
static bool within(const rsp_solution *s) {
    bool ok = true;
    for (uint32_t i = 0; i < s->p->n_resources; i++) {
        ok = ok && s->used[i] <= s->p->resources[i];
    }
    for (uint32_t i = 0; i < s->p->n_tasks; i++) {
        ok = ok && s->served[i] <= s->p->tasks[i].quantity;
    }
    return ok;
}

static void count(rsp_solution *s, uint32_t r, int sign) {
    for (uint32_t i = 0; i < s->routes[r].n; i++) {
        rsp_step_account(s, r, &s->routes[r].step[i], sign);
    }
}

/* Gives route r the steps kept; where they do not fit it has none. It grows from one call that succeeds to
 * the next: docks booked before are among those that scheduling gives back. */
static bool take(rsp_solution *s, uint32_t r, const rsp_start_route *f, const bool *keep) {
    rsp_route *route = &s->routes[r];
    const rsp_class *c = &s->p->classes[f->cls];
    count(s, r, -1);
    route->n = 0;
    for (uint32_t i = 0; i < f->n; i++) {
        if (keep[i]) {
            const uint32_t *supply = s->p->tasks[f->steps[i].task].supply;
            if (supply != NULL && supply[c->supply] == RSP_NO) {
                route->n = 0;
                return false;
            }
            route->step[route->n++] = f->steps[i];
        }
    }
    count(s, r, 1);
    bool ok = within(s);
    if (ok) { /* at the times given, so that routes come to a dock in the order they had; else at any */
        route->fixed = route->n;
        ok = rsp_route_schedule(s, r);
        route->fixed = f->fixed;
        /* Steps that may move again may make a ride longer. */
        ok = (ok && rsp_route_rides_fit(s, r)) || rsp_route_schedule(s, r);
    }
    if (!ok) {
        count(s, r, -1);
        route->n = 0;
    }
    return ok;
}

/* keep[i]: the step is fixed, or the drop of a fixed pickup; how many. */
static uint32_t keep_fixed(const rsp_problem *p, const rsp_start_route *f, bool *keep) {
    uint32_t n = 0;
    for (uint32_t i = 0; i < f->n; i++) {
        keep[i] = i < f->fixed || (f->steps[i].is_drop && rsp_step_partner(p, f->steps, f->n, i) < f->fixed);
        n += keep[i];
    }
    return n;
}

/* Opens the route with what is fixed of it. */
static int put_fixed(rsp_solution *s, const rsp_start_route *f, uint32_t number, rsp_err *err) {
    bool stays[RSP_ROUTE_STOPS];
    (void)keep_fixed(s->p, f, stays);
    uint32_t r = rsp_class_fits(s, f->cls, RSP_NO) ? rsp_route_open(s, f->cls) : RSP_NO;
    if (r != RSP_NO && take(s, r, f, stays)) {
        return 0;
    }
    return rsp_fail(err, RSP_EVIOLATION,
                    "start %u: its fixed steps do not fit into this problem; fix fewer, or give the class, "
                    "the arcs and the resources that they take",
                    number);
}

/* As much of route r as fits beside those that are there. */
static int put_rest(rsp_solution *s, const rsp_start_route *f, uint32_t number, uint32_t r, rsp_err *err) {
    bool keep[RSP_ROUTE_STOPS];
    bool stays[RSP_ROUTE_STOPS] = {false};
    uint32_t fixed = keep_fixed(s->p, f, stays);
    uint32_t left = f->n;
    for (uint32_t i = 0; i < f->n; i++) {
        keep[i] = true;
    }
    for (uint32_t i = f->n; left > 0 && !take(s, r, f, keep);) {
        if (left == fixed) {
            return rsp_fail(err, RSP_EINTERNAL, "start %u: its fixed steps fitted and no longer do", number);
        }
        do {
            i--;
        } while (!keep[i] || stays[i]);
        uint32_t other = rsp_step_partner(s->p, f->steps, f->n, i);
        left -= other == i ? 1 : 2;
        keep[i] = keep[other] = false;
    }
    if (left == 0) {
        rsp_route_close(s, r);
    }
    return 0;
}

int rsp_start_put(rsp_solution *s, const rsp_start_route *routes, uint32_t n, rsp_err *err) {
    for (uint32_t i = 0; i < n; i++) {
        RSP_TRY(check_route(s->p, &routes[i], i, err));
    }
    for (uint32_t i = 0; i < n; i++) {
        RSP_TRY(routes[i].fixed > 0 ? put_fixed(s, &routes[i], i, err) : 0);
    }
    uint32_t slot = 0; /* those with fixed steps took the first ones in order */
    for (uint32_t i = 0; i < n; i++) {
        RSP_TRY(routes[i].fixed > 0 ? put_rest(s, &routes[i], i, slot++, err) : 0);
    }
    for (uint32_t i = 0; i < n; i++) {
        bool open = routes[i].fixed == 0 && rsp_class_fits(s, routes[i].cls, RSP_NO);
        uint32_t r = open ? rsp_route_open(s, routes[i].cls) : RSP_NO;
        RSP_TRY(r != RSP_NO ? put_rest(s, &routes[i], i, r, err) : 0);
    }
    return 0;
}
