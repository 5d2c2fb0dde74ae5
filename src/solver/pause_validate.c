/* The judge of pause problems (pause_validate.h). */
#include "solver/pause_validate.h"

typedef struct judge {
    const rsp_problem *p;
    const rsp_solution *s;
    int64_t *served, *used; /* by task, by resource */
    uint32_t route;
    rsp_err *err;
} judge;

static int wrong(const judge *j, uint32_t step, const char *what) {
    return rsp_fail(j->err, RSP_EVIOLATION, "route %u, step %u: %s", j->route, step, what);
}

/* The leg to `to`: in time for its arc and the column's length. */
static int check_leg(const judge *j, const rsp_class *c, uint32_t step, uint32_t from, uint32_t to,
                     uint32_t arc, int32_t ready, int32_t left, int32_t in) {
    const rsp_matrix *m = &j->p->matrices[c->matrix];
    uint64_t pair = (uint64_t)from * j->p->n_locations + to;
    if (arc < m->first[pair] || arc >= m->first[pair + 1]) {
        return wrong(j, step, "its arc does not lead there");
    }
    const rsp_arc *a = &m->arcs[arc];
    int64_t lag = (int64_t)c->followers * a->stretch_s;
    int64_t head = (int64_t)left + a->duration_s;
    head = head > a->floor ? head : a->floor;
    if (left < ready || left < a->earliest || left + lag > a->latest) {
        return wrong(j, step, "it leaves outside the arc's interval or before it is ready");
    }
    return in < head + lag ? wrong(j, step, "it is in sooner than the column can be") : 0;
}

static const rsp_alternative *place_of(const judge *j, const rsp_visit_step *v) {
    const rsp_task *t = &j->p->tasks[v->task];
    return v->is_drop ? &t->drops[v->alt] : &t->alts[v->alt];
}

static int check_work(const judge *j, const rsp_class *c, uint32_t i, const rsp_visit_step *v,
                      int32_t ready) {
    const rsp_task *t = &j->p->tasks[v->task];
    const rsp_alternative *a = place_of(j, v);
    int64_t docks = t->docks < c->cargo_vehicles ? t->docks : c->cargo_vehicles;
    docks = t->docks == 0 || docks < 1 || v->is_drop ? 1 : docks;
    int64_t us = v->amount * (v->is_drop ? t->drop_us : t->service_us);
    if ((t->skills & ~c->skills) != 0 || (t->activity & c->missions) == 0 ||
        (a->missions != 0 && a->missions != c->missions) || v->amount <= 0) {
        return wrong(j, i, "the class may not do this work");
    }
    if (v->in > a->arrive_by || v->start < a->open || v->start > a->close || v->start < ready) {
        return wrong(j, i, "work outside its hours, or before the convoy is ready");
    }
    return ((int64_t)v->end - v->start) * 1000000 * docks < us ? wrong(j, i, "work takes longer") : 0;
}

static void use(judge *j, uint32_t resource, int64_t amount) {
    if (resource != RSP_NO) {
        j->used[resource] += amount;
    }
}

static int count_work(judge *j, const rsp_class *c, uint32_t i, const rsp_visit_step *v) {
    const rsp_task *t = &j->p->tasks[v->task];
    use(j, place_of(j, v)->resource, v->amount);
    if (v->is_drop) {
        return 0;
    }
    j->served[v->task] += v->amount;
    for (uint32_t k = 0; k < t->n_uses; k++) {
        use(j, t->uses[k].resource, t->uses[k].amount * v->amount);
    }
    if (t->supply != NULL && t->supply[c->supply] == RSP_NO) {
        return wrong(j, i, "its hub has none of it");
    }
    use(j, t->supply == NULL ? RSP_NO : t->supply[c->supply], v->amount);
    return 0;
}

/* The pickup of the one who is longest on board when `gone` of the task have left: first in, first out. */
static const rsp_visit_step *longest_aboard(const rsp_route *r, uint32_t task, int64_t gone) {
    for (uint32_t i = 0; i < r->n; i++) {
        if (r->step[i].task == task && !r->step[i].is_drop) {
            gone -= r->step[i].amount;
            if (gone < 0) {
                return &r->step[i];
            }
        }
    }
    return NULL;
}

/* Shipments: each drop after its pickup, all of them, within the longest ride. */
static int check_pairs(const judge *j, const rsp_route *r) {
    for (uint32_t i = 0; i < r->n; i++) {
        const rsp_task *t = &j->p->tasks[r->step[i].task];
        int64_t open = 0;
        int64_t gone = 0;
        for (uint32_t k = 0; t->kind == RSP_TASK_SHIPMENT && k < r->n; k++) {
            const rsp_visit_step *v = &r->step[k];
            if (v->task != r->step[i].task) {
                continue;
            }
            if (v->is_drop && v->amount > open) {
                return wrong(j, k, "it sets down who has not boarded");
            }
            if (v->is_drop && t->longest_ride_s > 0 &&
                v->in - longest_aboard(r, v->task, gone)->end > t->longest_ride_s) {
                return wrong(j, k, "the ride is longer than its longest");
            }
            open += v->is_drop ? -v->amount : v->amount;
            gone += v->is_drop ? v->amount : 0;
        }
        if (open != 0) {
            return wrong(j, i, "someone stays on board");
        }
    }
    return 0;
}

static int check_loads(const judge *j, const rsp_class *c, const rsp_route *r) {
    for (uint32_t leg = 0; leg <= r->n; leg++) {
        int64_t load[RSP_DIMS] = {0};
        for (uint32_t i = 0; i < r->n; i++) {
            const rsp_task *t = &j->p->tasks[r->step[i].task];
            bool on = t->kind == RSP_TASK_DELIVERY ? i >= leg : i < leg;
            int64_t units = t->kind == RSP_TASK_VISIT || !on ? 0 : r->step[i].amount;
            for (int d = 0; d < RSP_DIMS; d++) {
                load[d] += (r->step[i].is_drop ? -1 : 1) * units * t->load[d];
            }
        }
        for (int d = 0; d < RSP_DIMS; d++) {
            if (load[d] > c->capacity[d]) {
                return wrong(j, leg, "more is on board than there is room for");
            }
        }
    }
    return 0;
}

static int check_route(judge *j, const rsp_route *r) {
    const rsp_class *c = &j->p->classes[r->cls];
    uint32_t here = c->start;
    int32_t ready = c->from;
    if (r->n == 0) {
        return wrong(j, 0, "it does nothing");
    }
    for (uint32_t i = 0; i < r->n; i++) {
        const rsp_visit_step *v = &r->step[i];
        uint32_t to = place_of(j, v)->location;
        if (to != here) {
            int rc = check_leg(j, c, i, here, to, v->arc, ready, v->left, v->in);
            if (rc != 0) {
                return rc;
            }
            ready = v->in + j->p->setup_s;
        } else if (i == 0) {
            ready += j->p->setup_s;
        }
        here = to;
        int rc = check_work(j, c, i, v, ready);
        rc = rc != 0 ? rc : count_work(j, c, i, v);
        if (rc != 0) {
            return rc;
        }
        ready = v->end;
    }
    int rc =
        here == c->end ? 0 : check_leg(j, c, r->n, here, c->end, r->last_arc, ready, r->last_left, r->back);
    if (rc == 0 && (r->back > c->until || r->back < ready)) {
        rc = wrong(j, r->n, "it is back too late");
    }
    rc = rc != 0 ? rc : check_pairs(j, r);
    rc = rc != 0 ? rc : check_loads(j, c, r);
    for (uint32_t i = 0; i < c->n_uses; i++) {
        use(j, c->uses[i].resource, c->uses[i].amount);
    }
    return rc;
}

/* --- docks: from the first unloading at a stop to the last --- */

typedef struct held {
    uint32_t place;
    int32_t from, to;
    int64_t docks;
} held;

/* What route r holds at the stop that begins at step i; *next: the step after the stop. */
static held held_at(const judge *j, const rsp_route *r, uint32_t i, uint32_t *next) {
    const rsp_class *c = &j->p->classes[r->cls];
    uint32_t here = place_of(j, &r->step[i])->location;
    held h = {.place = j->p->locations[here].place};
    for (; i < r->n && place_of(j, &r->step[i])->location == here; i++) {
        const rsp_task *t = &j->p->tasks[r->step[i].task];
        if (t->docks > 0 && !r->step[i].is_drop) {
            h.from = h.docks == 0 ? r->step[i].start : h.from;
            h.to = r->step[i].end;
            h.docks = t->docks < c->cargo_vehicles ? t->docks : c->cargo_vehicles;
            h.docks = h.docks < 1 ? 1 : h.docks;
        }
    }
    *next = i;
    return h;
}

static int64_t held_when(const judge *j, uint32_t place, int32_t at) {
    int64_t sum = 0;
    for (uint32_t r = 0; r < j->s->n_routes; r++) {
        const rsp_route *route = &j->s->routes[r];
        for (uint32_t i = 0; route->cls != RSP_NO && i < route->n;) {
            held h = held_at(j, route, i, &i);
            sum += h.place == place && h.docks > 0 && h.from <= at && at < h.to ? h.docks : 0;
        }
    }
    return sum;
}

static int check_docks(judge *j) {
    for (uint32_t r = 0; r < j->s->n_routes; r++) {
        const rsp_route *route = &j->s->routes[r];
        j->route = r;
        for (uint32_t i = 0; route->cls != RSP_NO && i < route->n;) {
            uint32_t step = i;
            held h = held_at(j, route, i, &i);
            if (h.docks > 0 && h.to > h.from && held_when(j, h.place, h.from) > j->p->docks[h.place]) {
                return wrong(j, step, "more docks are held at the place than there are");
            }
        }
    }
    return 0;
}

static int check_all(judge *j, rsp_score *ret_score) {
    rsp_score score = {{0}, 0};
    for (uint32_t r = 0; r < j->s->n_routes; r++) {
        j->route = r;
        if (j->s->routes[r].cls != RSP_NO) {
            RSP_TRY(check_route(j, &j->s->routes[r]));
            score.cost += j->s->routes[r].cost;
        }
    }
    for (uint32_t t = 0; t < j->p->n_tasks; t++) {
        if (j->served[t] > j->p->tasks[t].quantity) {
            return rsp_fail(j->err, RSP_EVIOLATION, "task %u: more is served than is wanted", t);
        }
        score.value[j->p->tasks[t].tier] += rsp_task_value(&j->p->tasks[t], j->served[t]);
    }
    for (uint32_t r = 0; r < j->p->n_resources; r++) {
        if (j->used[r] > j->p->resources[r]) {
            return rsp_fail(j->err, RSP_EVIOLATION, "resource %u: more is used than there is", r);
        }
    }
    RSP_TRY(check_docks(j));
    *ret_score = score;
    return 0;
}

int rsp_pause_validate(const rsp_ctx *ctx, const rsp_solution *s, rsp_score *ret_score, rsp_err *err) {
    judge j = {.p = s->p, .s = s, .err = err};
    j.served = rsp_calloc(ctx, (size_t)s->p->n_tasks + 1, sizeof *j.served);
    j.used = rsp_calloc(ctx, (size_t)s->p->n_resources + 1, sizeof *j.used);
    int rc = j.served == NULL || j.used == NULL ? rsp_fail(err, RSP_ENOMEM, "out of memory")
                                                : check_all(&j, ret_score);
    rsp_free(ctx, j.served);
    rsp_free(ctx, j.used);
    return rc;
}
