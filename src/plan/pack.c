/* Which vehicle carries what: units and people are indivisible, so what the sums of a convoy allow may not go
 * into its vehicles (docs/rules.md, 4.4). The search asks here (rsp_model_packing), and the plan is loaded in
 * the same order. */
#include "plan/pack.h"

#include <string.h>

#define CONVOY_MOST 1000 /* vehicles: the most that rules.convoy_max_vehicles may say */

static int pack_vehicles(rsp_model *m, const rsp_formation *f, uint32_t *taken, rsp_packed *ret,
                         rsp_err *err) {
    uint32_t n = 0;
    for (uint32_t i = 0; i < f->n_rows; i++) {
        n += (uint32_t)f->count[i];
    }
    rsp_packed p = {.n = n, .vehicle = rsp_arena_alloc(m->a, n + 1, sizeof *p.vehicle)};
    if (p.vehicle == NULL) {
        return rsp_fail(err, RSP_ENOMEM, "out of memory for loads");
    }
    uint32_t at = 0;
    for (uint32_t i = 0; i < f->n_rows; i++) {
        const rsp_fleet_row *row = &m->fleet.at[f->row[i]];
        const rsp_vehicle_type *t = &m->s->vehicle_types[row->type];
        for (int32_t k = 0; k < f->count[i]; k++) {
            rsp_packed_vehicle *v = &p.vehicle[at++];
            v->vehicle = row->vehicles[taken[f->row[i]]++];
            v->free_seats = t->seats;
            v->free_stretchers = t->stretchers;
        }
    }
    for (uint32_t i = 0; i < f->n_crews; i++) { /* crews sit down first */
        int32_t left = m->crew.at[f->crew[i]].members;
        for (uint32_t k = 0; k < p.n && left > 0; k++) {
            int32_t sit = p.vehicle[k].free_seats < left ? p.vehicle[k].free_seats : left;
            p.vehicle[k].free_seats -= sit;
            left -= sit;
        }
    }
    *ret = p;
    return 0;
}

static bool same_line(const rsp_load_line *a, const rsp_load_line *b) {
    return a->work.kind == b->work.kind && a->work.index == b->work.index && a->board_stop == b->board_stop &&
           a->alight_stop == b->alight_stop;
}

static int add_line(rsp_arena *a, rsp_load_line **lines, uint32_t *n, rsp_load_line line) {
    for (uint32_t i = 0; i < *n; i++) {
        if (same_line(&(*lines)[i], &line)) {
            (*lines)[i].amount += line.amount;
            return 0;
        }
    }
    if ((*n & (*n - 1)) == 0) { /* full at each power of two */
        rsp_load_line *more = rsp_arena_alloc(a, *n == 0 ? 2 : (size_t)*n * 2 + 1, sizeof *more);
        if (more == NULL) {
            return RSP_ENOMEM;
        }
        if (*n > 0) {
            memcpy(more, *lines, *n * sizeof *more);
        }
        *lines = more;
    }
    (*lines)[(*n)++] = line;
    return 0;
}

/* What is still free in one vehicle. */
typedef struct room {
    int64_t g, ml;
} room;

static int64_t units_that_fit(const rsp_item *it, int64_t units, const room *v) {
    int64_t fit = units;
    fit = it->weight_g > 0 && v->g / it->weight_g < fit ? v->g / it->weight_g : fit;
    return it->volume_ml > 0 && v->ml / it->volume_ml < fit ? v->ml / it->volume_ml : fit;
}

static int64_t put_units(const rsp_item *it, int64_t units, room *v) {
    int64_t fit = units_that_fit(it, units, v);
    v->g -= fit * it->weight_g;
    v->ml -= fit * it->volume_ml;
    return fit;
}

static uint32_t empty_rooms(const rsp_model *m, const rsp_formation *f, room *ret) {
    uint32_t n = 0;
    for (uint32_t i = 0; i < f->n_rows; i++) {
        const rsp_vehicle_type *t = &m->s->vehicle_types[m->fleet.at[f->row[i]].type];
        for (int32_t k = 0; k < f->count[i] && n < CONVOY_MOST; k++) {
            ret[n++] = (room){t->capacity_kg * 1000, t->capacity_l * 1000};
        }
    }
    return n;
}

static const rsp_item *item_of(const rsp_model *m, uint32_t task) {
    return &m->s->items[m->s->needs[rsp_model_task_work(m, task).index].item];
}

/* The deliveries in the order they are loaded: large units first, small ones fill the corners. */
static uint32_t loading_order(const rsp_model *m, const rsp_route *r, uint32_t *ret) {
    const rsp_task *tasks = m->problem.tasks;
    uint32_t n = 0;
    for (uint32_t i = 0; i < r->n; i++) {
        const rsp_task *t = &tasks[r->step[i].task];
        if (t->kind != RSP_TASK_DELIVERY) {
            continue;
        }
        uint32_t k = n++;
        for (; k > 0 && tasks[r->step[ret[k - 1]].task].load[0] < t->load[0]; k--) {
            ret[k] = ret[k - 1];
        }
        ret[k] = i;
    }
    return n;
}

/* First fit keeps a kind of cargo in few vehicles. Spread by what each could take, heavy and bulky goods
 * share every vehicle: that holds more of them where both weight and room are short. */
typedef enum { LOAD_FIRST_FIT, LOAD_SPREAD, LOAD_WAYS } load_way;

/* Puts units into the vehicles; put[k]: how many into each. Returns how many have no place. */
static int64_t load_units(load_way way, const rsp_item *it, int64_t units, room *v, uint32_t n,
                          int64_t *put) {
    int64_t hold = 0;
    for (uint32_t k = 0; k < n; k++) {
        put[k] = 0;
        hold += way == LOAD_SPREAD ? units_that_fit(it, units, &v[k]) : 0;
    }
    int64_t left = units;
    for (uint32_t k = 0; k < n && hold > 0; k++) {
        put[k] = put_units(it, units * units_that_fit(it, units, &v[k]) / hold, &v[k]);
        left -= put[k];
    }
    for (uint32_t k = 0; k < n && left > 0; k++) {
        int64_t more = put_units(it, left, &v[k]);
        put[k] += more;
        left -= more;
    }
    return left;
}

/* Of a delivery carried alone. */
static int64_t units_in(const rsp_model *m, uint32_t cls, uint32_t task) {
    const rsp_formation *f = &m->formations.at[cls];
    const rsp_item *it = item_of(m, task);
    int64_t units = 0;
    for (uint32_t i = 0; i < f->n_rows; i++) {
        const rsp_vehicle_type *t = &m->s->vehicle_types[m->fleet.at[f->row[i]].type];
        units +=
            f->count[i] * units_that_fit(it, INT32_MAX, &(room){t->capacity_kg * 1000, t->capacity_l * 1000});
    }
    return units;
}

static int64_t units_alone(const void *host, uint32_t cls, uint32_t task) {
    const rsp_model *m = host;
    return m->units[(size_t)cls * m->tasks.n + task];
}

/* The first way in which a route's cargo goes in, were it `amount` units at one step (RSP_NO: at none);
 * LOAD_WAYS: in none. */
static load_way way_to_load(const rsp_model *m, const rsp_route *r, uint32_t step, int64_t amount) {
    uint32_t order[RSP_ROUTE_STOPS];
    uint32_t n = loading_order(m, r, order);
    if (n <= 1) {
        int64_t units = n == 0 ? 0 : (order[0] == step ? amount : r->step[order[0]].amount);
        bool fits = n == 0 || units <= units_alone(m, r->cls, r->step[order[0]].task);
        return fits ? LOAD_FIRST_FIT : LOAD_WAYS;
    }
    load_way way = LOAD_FIRST_FIT;
    for (; way < LOAD_WAYS; way++) {
        room v[CONVOY_MOST];
        int64_t put[CONVOY_MOST];
        uint32_t vehicles = empty_rooms(m, &m->formations.at[r->cls], v);
        int64_t left = 0;
        for (uint32_t i = 0; i < n && left == 0; i++) {
            const rsp_visit_step *s = &r->step[order[i]];
            left =
                load_units(way, item_of(m, s->task), order[i] == step ? amount : s->amount, v, vehicles, put);
        }
        if (left == 0) {
            break;
        }
    }
    return way;
}

static bool fits_with(const rsp_model *m, const rsp_route *r, uint32_t step, int64_t amount) {
    return way_to_load(m, r, step, amount) != LOAD_WAYS;
}

static bool route_fits(const void *host, const rsp_route *r) {
    return fits_with(host, r, RSP_NO, 0);
}

static int64_t most_at(const void *host, const rsp_route *r, uint32_t step, int64_t at_most) {
    if (fits_with(host, r, step, at_most)) {
        return at_most;
    }
    int64_t in = 0;
    for (int64_t out = at_most; out - in > 1;) {
        int64_t middle = in + (out - in) / 2;
        if (fits_with(host, r, step, middle)) {
            in = middle;
        } else {
            out = middle;
        }
    }
    return in;
}

/* A unit that goes into no vehicle whole: nowhere to do it, so that no bound counts on it. */
static void leave_what_nobody_holds(rsp_model *m) {
    for (uint32_t t = 0; t < m->tasks.n; t++) {
        bool held = m->tasks.at[t].kind != RSP_TASK_DELIVERY;
        for (size_t c = 0; c < m->formations.n && !held; c++) {
            held = m->units[c * m->tasks.n + t] > 0;
        }
        m->tasks.at[t].n_alts = held ? m->tasks.at[t].n_alts : 0;
    }
}

int rsp_model_packing(rsp_model *m, rsp_err *err) {
    size_t n = m->formations.n * m->tasks.n;
    m->units = rsp_arena_alloc(m->a, n + 1, sizeof *m->units);
    if (m->units == NULL) {
        return rsp_fail(err, RSP_ENOMEM, "out of memory for what convoys hold");
    }
    for (size_t i = 0; i < n; i++) {
        uint32_t cls = (uint32_t)(i / m->tasks.n);
        uint32_t task = (uint32_t)(i % m->tasks.n);
        bool cargo = m->tasks.at[task].kind == RSP_TASK_DELIVERY;
        int64_t units = cargo ? units_in(m, cls, task) : 0;
        m->units[i] = units < INT32_MAX ? (int32_t)units : INT32_MAX;
    }
    leave_what_nobody_holds(m);
    m->packing = (rsp_packing){m, units_alone, route_fits, most_at};
    m->problem.packing = &m->packing;
    return 0;
}

static int pack_cargo(rsp_model *m, const rsp_route *r, const rsp_formation *f, rsp_packed *p, rsp_err *err) {
    uint32_t order[RSP_ROUTE_STOPS];
    room v[CONVOY_MOST];
    int64_t put[CONVOY_MOST];
    uint32_t n = loading_order(m, r, order);
    uint32_t vehicles = empty_rooms(m, f, v);
    load_way way = way_to_load(m, r, RSP_NO, 0);
    for (uint32_t i = 0; i < n; i++) {
        const rsp_visit_step *s = &r->step[order[i]];
        if (load_units(way, item_of(m, s->task), s->amount, v, vehicles, put) > 0) {
            return rsp_fail(err, RSP_EINTERNAL, "a planned convoy does not hold its cargo");
        }
        for (uint32_t k = 0; k < vehicles; k++) {
            rsp_packed_vehicle *x = &p->vehicle[k];
            if (put[k] > 0 &&
                add_line(m->a, &x->cargo, &x->n_cargo,
                         (rsp_load_line){.work = rsp_model_task_work(m, s->task), .amount = put[k]}) != 0) {
                return rsp_fail(err, RSP_ENOMEM, "out of memory for loads");
            }
        }
    }
    return 0;
}

/* The stop that step i belongs to: one begins at the first step and after each leg. */
static uint32_t stop_of_step(const rsp_route *r, uint32_t i) {
    uint32_t stop = 0;
    for (uint32_t k = 1; k <= i; k++) {
        stop += r->step[k].arc != RSP_NO;
    }
    return stop;
}

/* They board, into the first vehicles with room. */
static int board_people(rsp_model *m, rsp_packed *p, rsp_load_line who, bool lying, rsp_err *err) {
    int64_t count = who.amount;
    for (uint32_t k = 0; k < p->n && count > 0; k++) {
        rsp_packed_vehicle *v = &p->vehicle[k];
        int32_t *seats = lying ? &v->free_stretchers : &v->free_seats;
        who.amount = *seats < count ? *seats : count;
        if (who.amount > 0) {
            *seats -= (int32_t)who.amount;
            count -= who.amount;
            if (add_line(m->a, &v->people, &v->n_people, who) != 0) {
                return rsp_fail(err, RSP_ENOMEM, "out of memory for loads");
            }
        }
    }
    return count == 0 ? 0 : rsp_fail(err, RSP_EINTERNAL, "%lld people have no seat", (long long)count);
}

/* They leave from where they sit. */
static void alight_people(rsp_packed *p, const rsp_load_line *who, bool lying) {
    for (uint32_t k = 0; k < p->n; k++) {
        rsp_packed_vehicle *v = &p->vehicle[k];
        for (uint32_t i = 0; i < v->n_people; i++) {
            if (same_line(&v->people[i], who)) {
                *(lying ? &v->free_stretchers : &v->free_seats) += (int32_t)v->people[i].amount;
            }
        }
    }
}

static int pack_people(rsp_model *m, const rsp_route *r, rsp_packed *p, rsp_err *err) {
    for (uint32_t i = 0; i < r->n; i++) {
        const rsp_visit_step *v = &r->step[i];
        const rsp_task *t = &m->problem.tasks[v->task];
        if (t->kind != RSP_TASK_SHIPMENT) {
            continue;
        }
        uint32_t other = rsp_step_partner(&m->problem, r->step, r->n, i);
        rsp_load_line who = {.work = rsp_model_task_work(m, v->task),
                             .amount = v->amount,
                             .board_stop = stop_of_step(r, v->is_drop ? other : i),
                             .alight_stop = stop_of_step(r, v->is_drop ? i : other)};
        if (v->is_drop) {
            alight_people(p, &who, t->load[3] > 0);
        } else {
            RSP_TRY(board_people(m, p, who, t->load[3] > 0, err));
        }
    }
    return 0;
}

int rsp_pack_route(rsp_model *m, const rsp_route *r, const rsp_formation *f, uint32_t *taken, rsp_packed *ret,
                   rsp_err *err) {
    rsp_packed p = {0};
    RSP_TRY(pack_vehicles(m, f, taken, &p, err));
    RSP_TRY(pack_cargo(m, r, f, &p, err));
    RSP_TRY(pack_people(m, r, &p, err));
    *ret = p;
    return 0;
}
