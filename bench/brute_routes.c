/* Every route of one class (brute.h): orders by depth-first search, amounts by counting, times by driving the
 * route forward second by second as docs/rules.md says. */
#include <string.h>

#include "bench/brute_inner.h"

typedef struct piece { /* of a route */
    uint32_t task;
    uint32_t var; /* its amount */
    bool is_drop;
    const rsp_alternative *at;
} piece;

typedef struct walk {
    brute *b;
    const rsp_class *c;
    uint32_t cls;
    piece step[BRUTE_STEPS];
    uint32_t n;
    uint32_t n_vars, n_open;         /* amounts; shipments on board */
    uint32_t dim[BRUTE_STEPS];       /* by amount */
    uint32_t times[RSP_BRUTE_TASKS]; /* that each task was begun */
    int64_t amount[BRUTE_STEPS];
    int32_t end[BRUTE_STEPS], in[BRUTE_STEPS]; /* of the last drive */
} walk;

static int32_t service_s(const rsp_class *c, const rsp_task *t, bool is_drop, int64_t amount) {
    int64_t docks = t->docks < c->cargo_vehicles ? t->docks : c->cargo_vehicles;
    docks = is_drop || docks < 1 ? 1 : docks;
    int64_t us = amount * (is_drop ? t->drop_us : t->service_us);
    int64_t s = (us + 1000000 * docks - 1) / (1000000 * docks);
    return s > RSP_NEVER ? RSP_NEVER : (int32_t)s;
}

static int32_t drive(const rsp_problem *p, const rsp_class *c, uint32_t from, uint32_t to, int32_t ready) {
    uint32_t n = 0;
    const rsp_arc *arcs = rsp_arcs(p, c->matrix, from, to, &n);
    int32_t in = RSP_NEVER;
    for (uint32_t i = 0; i < n; i++) {
        int32_t t = rsp_arc_arrive(&arcs[i], ready, c->followers);
        in = t < in ? t : in;
    }
    return in;
}

/* Drives steps first .. n - 1, ready at `ready` where step first - 1 was (the start for 0); `home`: and back.
 */
static bool drive_on(walk *w, uint32_t first, int32_t ready, bool home) {
    const rsp_problem *p = w->b->p;
    uint32_t here = first == 0 ? w->c->start : w->step[first - 1].at->location;
    int32_t in = first == 0 ? ready : w->in[first - 1];
    int32_t t = ready;
    for (uint32_t i = first; i < w->n; i++) {
        const piece *s = &w->step[i];
        if (s->at->location != here) {
            in = drive(p, w->c, here, s->at->location, t);
            if (in >= RSP_NEVER) {
                return false;
            }
            here = s->at->location;
            t = in + p->setup_s;
        } else if (i == 0) {
            t += p->setup_s;
        }
        t = t > s->at->open ? t : s->at->open;
        if (in > s->at->arrive_by || t > s->at->close) {
            return false;
        }
        t += service_s(w->c, &p->tasks[s->task], s->is_drop, w->amount[s->var]);
        w->in[i] = in;
        w->end[i] = t;
    }
    if (home && here != w->c->end) {
        t = drive(p, w->c, here, w->c->end, t);
    }
    return t <= w->c->until;
}

static bool loads_fit(const walk *w) {
    const rsp_problem *p = w->b->p;
    int64_t load[RSP_DIMS] = {0};
    for (uint32_t i = 0; i < w->n; i++) {
        const rsp_task *t = &p->tasks[w->step[i].task];
        for (int d = 0; d < RSP_DIMS && t->kind == RSP_TASK_DELIVERY; d++) {
            load[d] += t->load[d] * w->amount[w->step[i].var];
        }
    }
    for (uint32_t i = 0; i <= w->n; i++) {
        for (int d = 0; d < RSP_DIMS; d++) {
            if (load[d] > w->c->capacity[d]) {
                return false;
            }
        }
        const piece *s = i < w->n ? &w->step[i] : NULL;
        for (int d = 0; s != NULL && d < RSP_DIMS && p->tasks[s->task].kind != RSP_TASK_VISIT; d++) {
            bool on = p->tasks[s->task].kind == RSP_TASK_SHIPMENT && !s->is_drop;
            load[d] += (on ? 1 : -1) * p->tasks[s->task].load[d] * w->amount[s->var];
        }
    }
    return true;
}

/* Whether the ride from step i to step k can be short enough: boarding may end later than at the earliest. */
static bool ride_fits(walk *w, uint32_t i, uint32_t k, int32_t longest) {
    walk later = *w;
    int32_t last = RSP_NEVER;
    int32_t begin_by = w->step[i].at->close;
    if (begin_by < RSP_NEVER / 2) {
        last = begin_by + service_s(w->c, &w->b->p->tasks[w->step[i].task], false, w->amount[w->step[i].var]);
    }
    for (int32_t t = w->end[i]; t <= last; t += RSP_BRUTE_RIDE_S) {
        (void)brute_over(w->b, w->n);
        if (!drive_on(&later, i + 1, t, true)) {
            return false; /* later still is no better */
        }
        if (later.in[k] - t - RSP_BRUTE_RIDE_S < longest) {
            return true;
        }
    }
    return false;
}

static bool feasible(walk *w) {
    (void)brute_over(w->b, w->n + 1);
    if (!loads_fit(w) || !drive_on(w, 0, w->c->from, true)) {
        return false;
    }
    for (uint32_t i = 0; i < w->n; i++) {
        int32_t longest = w->b->p->tasks[w->step[i].task].longest_ride_s;
        for (uint32_t k = i + 1; longest > 0 && !w->step[i].is_drop && k < w->n; k++) {
            if (w->step[k].var == w->step[i].var && w->in[k] - w->end[i] > longest &&
                !ride_fits(w, i, k, longest)) {
                return false;
            }
        }
    }
    return true;
}

static void vector(const walk *w, int32_t *v) {
    memset(v, 0, RSP_BRUTE_DIMS * sizeof *v);
    for (uint32_t i = 0; i < w->n_vars; i++) {
        int64_t q = v[w->dim[i]] + w->amount[i];
        int64_t most = w->b->dim[w->dim[i]].most;
        v[w->dim[i]] = (int32_t)(q < most ? q : most);
    }
}

static void keep(walk *w) {
    int32_t v[RSP_BRUTE_DIMS];
    vector(w, v);
    brute_set_add(w->b, &w->b->able[w->cls], v);
}

/* Whether amounts up to `most` could be anything new. */
static bool promising(walk *w, const int64_t *most) {
    walk all = *w;
    memcpy(all.amount, most, w->n_vars * sizeof *most);
    int32_t v[RSP_BRUTE_DIMS];
    vector(&all, v);
    if (brute_set_covers(w->b, &w->b->able[w->cls], v)) {
        return false;
    }
    if (feasible(&all)) {
        keep(&all);
        return false;
    }
    return true;
}

/* The most of amount `var` with the others as they are (1 is known to fit). */
static void raise(walk *w, uint32_t var, int64_t high) {
    int64_t low = 1;
    while (low < high) {
        int64_t mid = (low + high + 1) / 2;
        w->amount[var] = mid;
        if (feasible(w)) {
            low = mid;
        } else {
            high = mid - 1;
        }
    }
    w->amount[var] = low;
}

/* All amounts of a complete route: one of them by bisection, the others counted up while the route holds. */
static void amounts(walk *w) {
    uint32_t widest = 0;
    int64_t most[BRUTE_STEPS]; /* with one unit of the others */
    for (uint32_t i = 0; i < w->n_vars; i++) {
        w->amount[i] = 1;
    }
    if (!feasible(w)) {
        return;
    }
    for (uint32_t i = 0; i < w->n_vars; i++) {
        raise(w, i, w->b->dim[w->dim[i]].most);
        most[i] = w->amount[i];
        w->amount[i] = 1;
        widest = most[i] > most[widest] ? i : widest;
    }
    if (!promising(w, most)) {
        return;
    }
    for (;;) {
        raise(w, widest, most[widest]);
        keep(w);
        w->amount[widest] = 1;
        uint32_t i = 0;
        for (; i < w->n_vars && !brute_over(w->b, 1); i++) {
            if (i == widest) {
                continue;
            }
            w->amount[i]++;
            if (w->amount[i] <= most[i] && feasible(w)) {
                break;
            }
            w->amount[i] = 1;
        }
        if (i >= w->n_vars || brute_over(w->b, 0)) {
            return;
        }
    }
}

static bool can(const rsp_class *c, const rsp_task *t, const rsp_alternative *a) {
    return (t->skills & ~c->skills) == 0 && (t->activity & c->missions) != 0 &&
           (a->missions == 0 || a->missions == c->missions);
}

static void scarce_use(const brute *b, brute_dim *d, uint32_t resource, int64_t amount) {
    if (resource != RSP_NO && b->scarce[resource] && d->n_uses < BRUTE_SCARCE) {
        int64_t room = b->p->resources[resource] / amount;
        d->uses[d->n_uses++] = (rsp_use){resource, amount};
        d->most = room < d->most ? room : d->most;
    }
}

/* The dimension of a task's units there; RSP_NO where not a unit can be had. */
static uint32_t dim_of(brute *b, const rsp_class *c, uint32_t task, const rsp_alternative *at,
                       const rsp_alternative *drop) {
    const rsp_task *t = &b->p->tasks[task];
    brute_dim d = {.task = task, .most = t->quantity};
    if (t->supply != NULL) {
        uint32_t stock = t->supply[c->supply];
        if (stock == RSP_NO) {
            return RSP_NO;
        }
        scarce_use(b, &d, stock, 1);
    }
    for (uint32_t i = 0; i < t->n_uses; i++) {
        scarce_use(b, &d, t->uses[i].resource, t->uses[i].amount);
    }
    scarce_use(b, &d, at->resource, 1);
    scarce_use(b, &d, drop == NULL ? RSP_NO : drop->resource, 1);
    if (d.most <= 0) {
        return RSP_NO;
    }
    for (uint32_t i = 0; i < b->n_dims; i++) {
        const brute_dim *x = &b->dim[i];
        bool same = x->task == task && x->n_uses == d.n_uses;
        for (uint32_t k = 0; same && k < d.n_uses; k++) {
            same = x->uses[k].resource == d.uses[k].resource && x->uses[k].amount == d.uses[k].amount;
        }
        if (same) {
            return i;
        }
    }
    if (b->n_dims == RSP_BRUTE_DIMS) {
        b->result->skipped = "too many scarce resources";
        return RSP_NO;
    }
    b->dim[b->n_dims] = d;
    return b->n_dims++;
}

static void extend(walk *w);

static void push(walk *w, piece s) {
    w->step[w->n++] = s;
    for (uint32_t i = 0; i < w->n_vars; i++) {
        w->amount[i] = 1;
    }
    /* What cannot be reached with one unit each cannot be reached with more. */
    if (!brute_over(w->b, w->n) && drive_on(w, 0, w->c->from, false)) {
        extend(w);
    }
    w->n--;
}

static void begin_task(walk *w, uint32_t k, const rsp_alternative *at, const rsp_alternative *drop) {
    brute *b = w->b;
    uint32_t task = b->task[k];
    uint32_t dim = dim_of(b, w->c, task, at, drop);
    if (dim == RSP_NO) {
        return;
    }
    w->dim[w->n_vars++] = dim;
    w->times[k]++;
    w->n_open += drop != NULL;
    push(w, (piece){task, w->n_vars - 1, false, at});
    w->n_open -= drop != NULL;
    w->times[k]--;
    w->n_vars--;
}

static uint32_t trips_of(const walk *w, uint32_t task) {
    uint32_t n = 0;
    for (uint32_t i = 0; i < w->n; i++) {
        n += w->step[i].task == task && !w->step[i].is_drop;
    }
    return n;
}

/* Whether some of a shipment were taken up and set down at one place: the route does not come back for more.
 */
static bool stayed(const walk *w, uint32_t task) {
    for (uint32_t i = 0; i < w->n; i++) {
        for (uint32_t k = i + 1; w->step[i].task == task && k < w->n; k++) {
            if (w->step[k].var == w->step[i].var && w->step[k].at->location == w->step[i].at->location) {
                return true;
            }
        }
    }
    return false;
}

/* Drops of shipments on board; where a pickup's dimension was fixed by the drop's bed, only drops of that
 * bed. */
static void drop_some(walk *w) {
    for (uint32_t i = 0; i < w->n; i++) {
        const piece from = w->step[i];
        const rsp_task *t = &w->b->p->tasks[from.task];
        bool open = t->kind == RSP_TASK_SHIPMENT && !from.is_drop;
        for (uint32_t k = i + 1; open && k < w->n; k++) {
            open = w->step[k].var != from.var;
        }
        for (uint32_t a = 0; open && a < t->n_drops; a++) {
            bool moves = t->drops[a].location != from.at->location || trips_of(w, from.task) == 1;
            if (moves && can(w->c, t, &t->drops[a]) &&
                dim_of(w->b, w->c, from.task, from.at, &t->drops[a]) == w->dim[from.var]) {
                w->n_open--;
                push(w, (piece){from.task, from.var, true, &t->drops[a]});
                w->n_open++;
            }
        }
    }
}

/* Whether the route has unloaded of the task there: more of it would be one stop with that. */
static bool served_at(const walk *w, uint32_t task, uint32_t location) {
    for (uint32_t i = 0; i < w->n; i++) {
        if (w->step[i].task == task && w->step[i].at->location == location) {
            return true;
        }
    }
    return false;
}

/* Depth is at most BRUTE_STEPS. */
static void extend(walk *w) {
    brute *b = w->b;
    if (w->n > 0 && w->n_open == 0) {
        amounts(w);
    }
    if (brute_over(b, 1)) {
        return;
    }
    if (w->n + w->n_open >= BRUTE_STEPS - 1) {
        b->result->skipped = "routes too long";
        return;
    }
    drop_some(w);
    for (uint32_t k = 0; k < b->n_tasks; k++) {
        const rsp_task *t = &b->p->tasks[b->task[k]];
        uint32_t most = t->kind == RSP_TASK_VISIT ? 1 : b->repeats;
        for (uint32_t a = 0; w->times[k] < most && a < t->n_alts; a++) {
            bool again = t->kind == RSP_TASK_DELIVERY ? served_at(w, b->task[k], t->alts[a].location)
                                                      : stayed(w, b->task[k]);
            if (!can(w->c, t, &t->alts[a]) || again) {
                continue;
            }
            if (t->kind != RSP_TASK_SHIPMENT) {
                begin_task(w, k, &t->alts[a], NULL);
                continue;
            }
            uint32_t seen = 0; /* dimensions already begun */
            for (uint32_t d = 0; d < t->n_drops; d++) {
                uint32_t dim = can(w->c, t, &t->drops[d])
                                   ? dim_of(b, w->c, b->task[k], &t->alts[a], &t->drops[d])
                                   : RSP_NO;
                if (dim != RSP_NO && (seen >> dim & 1) == 0) {
                    seen |= 1u << dim;
                    begin_task(w, k, &t->alts[a], &t->drops[d]);
                }
            }
        }
    }
}

void brute_routes(brute *b, uint32_t c) {
    walk w = {.b = b, .c = &b->p->classes[c], .cls = c};
    extend(&w);
}
