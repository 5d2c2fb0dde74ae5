/* A solution: slots of routes, and the books of what is served and used (solution.h). */
#include "solver/solution.h"

#include <string.h>

int rsp_score_compare(const rsp_score *a, const rsp_score *b) {
    for (int t = 0; t < RSP_SOLVER_TIERS; t++) {
        if (a->value[t] != b->value[t]) {
            return a->value[t] > b->value[t] ? 1 : -1;
        }
    }
    return a->cost == b->cost ? 0 : (a->cost < b->cost ? 1 : -1);
}

int rsp_solution_new(const rsp_ctx *ctx, const rsp_problem *p, uint32_t max_routes, rsp_solution **ret,
                     rsp_err *err) {
    rsp_solution *s = rsp_calloc(ctx, 1, sizeof *s);
    if (s == NULL) {
        return rsp_fail(err, RSP_ENOMEM, "out of memory");
    }
    s->p = p;
    s->n_routes = max_routes;
    s->routes = rsp_calloc(ctx, max_routes, sizeof *s->routes);
    s->served = rsp_calloc(ctx, p->n_tasks + 1, sizeof *s->served);
    s->used = rsp_calloc(ctx, p->n_resources + 1, sizeof *s->used);
    s->docks = rsp_calloc(ctx, p->n_places + 1, sizeof *s->docks);
    if (s->routes == NULL || s->served == NULL || s->used == NULL || s->docks == NULL) {
        rsp_solution_free(ctx, s);
        return rsp_fail(err, RSP_ENOMEM, "out of memory for %u routes", max_routes);
    }
    for (uint32_t r = 0; r < max_routes; r++) {
        s->routes[r].cls = RSP_NO;
    }
    *ret = s;
    return 0;
}

rsp_solution *rsp_solution_free(const rsp_ctx *ctx, rsp_solution *s) {
    if (s != NULL) {
        rsp_free(ctx, s->routes);
        rsp_free(ctx, s->served);
        rsp_free(ctx, s->used);
        rsp_free(ctx, s->docks);
        rsp_free(ctx, s);
    }
    return NULL;
}

static void copy_route(rsp_route *to, const rsp_route *from) {
    size_t steps = from->cls == RSP_NO ? 0 : from->n;
    memcpy(to, from, offsetof(rsp_route, step) + steps * sizeof from->step[0]);
}

void rsp_solution_copy(rsp_solution *to, const rsp_solution *from) {
    const rsp_problem *p = from->p;
    for (uint32_t r = 0; r < from->n_routes; r++) {
        copy_route(&to->routes[r], &from->routes[r]);
    }
    memcpy(to->served, from->served, p->n_tasks * sizeof *to->served);
    memcpy(to->used, from->used, p->n_resources * sizeof *to->used);
    for (uint32_t i = 0; i < p->n_places; i++) {
        const rsp_dock_book *b = &from->docks[i];
        memcpy(&to->docks[i], b, offsetof(rsp_dock_book, at) + b->n * sizeof b->at[0]);
    }
}

rsp_score rsp_solution_score(const rsp_solution *s) {
    rsp_score score = {{0}, 0};
    for (uint32_t t = 0; t < s->p->n_tasks; t++) {
        const rsp_task *task = &s->p->tasks[t];
        score.value[task->tier] += rsp_task_value(task, s->served[t]);
    }
    for (uint32_t r = 0; r < s->n_routes; r++) {
        if (s->routes[r].cls != RSP_NO) {
            score.cost += s->routes[r].cost;
        }
    }
    return score;
}

bool rsp_class_fits(const rsp_solution *s, uint32_t cls, uint32_t r) {
    const rsp_class *c = &s->p->classes[cls];
    const rsp_class *held = r == RSP_NO ? NULL : &s->p->classes[s->routes[r].cls];
    for (uint32_t i = 0; i < c->n_uses; i++) {
        int64_t used = s->used[c->uses[i].resource];
        for (uint32_t k = 0; held != NULL && k < held->n_uses; k++) {
            if (held->uses[k].resource == c->uses[i].resource) {
                used -= held->uses[k].amount;
            }
        }
        if (used + c->uses[i].amount > s->p->resources[c->uses[i].resource]) {
            return false;
        }
    }
    return true;
}

static void account_class(rsp_solution *s, uint32_t cls, int sign) {
    const rsp_class *c = &s->p->classes[cls];
    for (uint32_t i = 0; i < c->n_uses; i++) {
        s->used[c->uses[i].resource] += sign * c->uses[i].amount;
    }
}

uint32_t rsp_route_open(rsp_solution *s, uint32_t cls) {
    for (uint32_t r = 0; r < s->n_routes; r++) {
        if (s->routes[r].cls == RSP_NO) {
            s->routes[r].cls = cls;
            s->routes[r].n = 0;
            s->routes[r].fixed = 0;
            s->routes[r].cost = 0;
            account_class(s, cls, 1);
            return r;
        }
    }
    return RSP_NO;
}

static void leave_docks(rsp_solution *s, uint32_t r) {
    const rsp_route *route = &s->routes[r];
    for (uint32_t i = 0; i < route->n; i++) {
        const rsp_visit_step *v = &route->step[i];
        rsp_dock_book *b = &s->docks[s->p->locations[rsp_step_location(s->p, v)].place];
        for (uint32_t k = 0; k < b->n;) {
            if (b->at[k].route == r) {
                b->at[k] = b->at[--b->n];
            } else {
                k++;
            }
        }
    }
}

void rsp_route_close(rsp_solution *s, uint32_t r) {
    rsp_route *route = &s->routes[r];
    leave_docks(s, r);
    for (uint32_t i = 0; i < route->n; i++) {
        rsp_step_account(s, r, &route->step[i], -1);
    }
    account_class(s, route->cls, -1);
    route->cls = RSP_NO;
    route->n = 0;
    route->fixed = 0;
    route->cost = 0;
}

void rsp_step_account(rsp_solution *s, uint32_t r, const rsp_visit_step *v, int sign) {
    const rsp_task *t = &s->p->tasks[v->task];
    int64_t amount = sign * v->amount;
    if (v->is_drop) {
        uint32_t bed = t->drops[v->alt].resource;
        if (bed != RSP_NO) {
            s->used[bed] += amount;
        }
        return;
    }
    s->served[v->task] += amount;
    for (uint32_t i = 0; i < t->n_uses; i++) {
        s->used[t->uses[i].resource] += amount * t->uses[i].amount;
    }
    if (t->supply != NULL) {
        s->used[t->supply[s->p->classes[s->routes[r].cls].supply]] += amount;
    }
    if (t->alts[v->alt].resource != RSP_NO) {
        s->used[t->alts[v->alt].resource] += amount;
    }
}

static int64_t resource_room(const rsp_solution *s, uint32_t resource, int64_t per_unit, int64_t most) {
    int64_t room = (s->p->resources[resource] - s->used[resource]) / per_unit;
    return room < most ? room : most;
}

int64_t rsp_task_room(const rsp_solution *s, const rsp_class *c, uint32_t task, uint32_t drop_alt,
                      int64_t most) {
    const rsp_task *t = &s->p->tasks[task];
    int64_t room = t->quantity - s->served[task];
    if (room > most) {
        room = most;
    }
    for (uint32_t i = 0; i < t->n_uses && room > 0; i++) {
        room = resource_room(s, t->uses[i].resource, t->uses[i].amount, room);
    }
    if (t->supply != NULL && room > 0) {
        uint32_t stock = t->supply[c->supply];
        room = stock == RSP_NO ? 0 : resource_room(s, stock, 1, room);
    }
    if (t->kind == RSP_TASK_SHIPMENT && room > 0 && t->drops[drop_alt].resource != RSP_NO) {
        room = resource_room(s, t->drops[drop_alt].resource, 1, room);
    }
    return room;
}

void rsp_route_remove(rsp_solution *s, uint32_t r, const bool *marks) {
    rsp_route *route = &s->routes[r];
    bool out[RSP_ROUTE_STOPS];
    memcpy(out, marks, route->n * sizeof *marks);
    for (uint32_t i = 0; i < route->n; i++) { /* both halves of a shipment leave */
        if (marks[i]) {
            out[rsp_step_partner(s->p, route->step, route->n, i)] = true;
        }
    }
    for (uint32_t i = 0; i < route->fixed; i++) { /* who has boarded stays to the drop */
        out[i] = out[rsp_step_partner(s->p, route->step, route->n, i)] = false;
    }
    leave_docks(s, r);
    uint32_t n = 0;
    for (uint32_t i = 0; i < route->n; i++) {
        if (out[i]) {
            rsp_step_account(s, r, &route->step[i], -1);
        } else {
            route->step[n++] = route->step[i];
        }
    }
    route->n = n;
    if (n == 0 || !rsp_route_schedule(s, r)) {
        rsp_route_close(s, r);
    }
}

bool rsp_route_reclass(rsp_solution *s, uint32_t r, uint32_t cls) {
    uint32_t old = s->routes[r].cls;
    if (cls == old || s->routes[r].fixed > 0 || s->p->classes[cls].supply != s->p->classes[old].supply ||
        !rsp_class_fits(s, cls, r)) {
        return false;
    }
    account_class(s, old, -1);
    s->routes[r].cls = cls;
    account_class(s, cls, 1);
    if (rsp_route_schedule(s, r)) {
        return true;
    }
    account_class(s, cls, -1);
    s->routes[r].cls = old;
    account_class(s, old, 1);
    if (!rsp_route_schedule(s, r)) {
        rsp_route_close(s, r); /* a ride that others' docks now make too long: never keep what does not fit */
    }
    return false;
}
