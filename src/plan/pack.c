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
            v->free_g = t->capacity_kg * 1000;
            v->free_ml = t->capacity_l * 1000;
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

static int add_line(rsp_arena *a, rsp_load_line **lines, uint32_t *n, rsp_work w, int64_t amount) {
    for (uint32_t i = 0; i < *n; i++) {
        if ((*lines)[i].work.kind == w.kind && (*lines)[i].work.index == w.index) {
            (*lines)[i].amount += amount;
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
    (*lines)[(*n)++] = (rsp_load_line){w, amount};
    return 0;
}

/* Takes room for units out of a vehicle; how many go in. */
static int64_t put_units(const rsp_item *it, int64_t units, int64_t *free_g, int64_t *free_ml) {
    int64_t fit = units;
    fit = it->weight_g > 0 && *free_g / it->weight_g < fit ? *free_g / it->weight_g : fit;
    fit = it->volume_ml > 0 && *free_ml / it->volume_ml < fit ? *free_ml / it->volume_ml : fit;
    *free_g -= fit * it->weight_g;
    *free_ml -= fit * it->volume_ml;
    return fit;
}

static const rsp_item *item_of(const rsp_model *m, uint32_t task) {
    return &m->s->items[m->s->needs[rsp_model_task_work(m, task).index].item];
}

/* The delivery to load next: large units first, small ones fill the corners; RSP_NO: all are in. */
static uint32_t next_to_load(const rsp_model *m, const rsp_route *r, bool *done) {
    uint32_t pick = RSP_NO;
    for (uint32_t i = 0; i < r->n; i++) {
        const rsp_task *t = &m->problem.tasks[r->step[i].task];
        if (t->kind == RSP_TASK_DELIVERY && !done[i] &&
            (pick == RSP_NO || t->load[0] > m->problem.tasks[r->step[pick].task].load[0])) {
            pick = i;
        }
    }
    if (pick != RSP_NO) {
        done[pick] = true;
    }
    return pick;
}

/* Of a delivery carried alone. */
static int64_t units_in(const rsp_model *m, uint32_t cls, uint32_t task) {
    const rsp_formation *f = &m->formations.at[cls];
    const rsp_item *it = item_of(m, task);
    int64_t units = 0;
    for (uint32_t i = 0; i < f->n_rows; i++) {
        const rsp_vehicle_type *t = &m->s->vehicle_types[m->fleet.at[f->row[i]].type];
        int64_t free_g = t->capacity_kg * 1000;
        int64_t free_ml = t->capacity_l * 1000;
        units += f->count[i] * put_units(it, INT32_MAX, &free_g, &free_ml);
    }
    return units;
}

/* Whether a route's cargo goes in, were it `amount` units at one step (RSP_NO: at none). */
static bool fits_with(const rsp_model *m, const rsp_route *r, uint32_t step, int64_t amount) {
    const rsp_formation *f = &m->formations.at[r->cls];
    int64_t free_g[CONVOY_MOST];
    int64_t free_ml[CONVOY_MOST];
    uint32_t n = 0;
    bool done[RSP_ROUTE_STOPS] = {false};
    for (uint32_t pick = next_to_load(m, r, done); pick != RSP_NO; pick = next_to_load(m, r, done)) {
        for (uint32_t i = 0; n == 0 && i < f->n_rows; i++) {
            const rsp_vehicle_type *t = &m->s->vehicle_types[m->fleet.at[f->row[i]].type];
            for (int32_t k = 0; k < f->count[i] && n < CONVOY_MOST; k++, n++) {
                free_g[n] = t->capacity_kg * 1000;
                free_ml[n] = t->capacity_l * 1000;
            }
        }
        int64_t units = pick == step ? amount : r->step[pick].amount;
        for (uint32_t k = 0; k < n && units > 0; k++) {
            units -= put_units(item_of(m, r->step[pick].task), units, &free_g[k], &free_ml[k]);
        }
        if (units > 0) {
            return false;
        }
    }
    return true;
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

static int64_t units_alone(const void *host, uint32_t cls, uint32_t task) {
    const rsp_model *m = host;
    return m->units[(size_t)cls * m->tasks.n + task];
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
    m->packing = (rsp_packing){m, units_alone, route_fits, most_at};
    m->problem.packing = &m->packing;
    return 0;
}

/* First fit over the vehicles. */
static int pack_cargo(rsp_model *m, rsp_packed *p, const rsp_visit_step *step, rsp_err *err) {
    int64_t units = step->amount;
    for (uint32_t k = 0; k < p->n && units > 0; k++) {
        rsp_packed_vehicle *v = &p->vehicle[k];
        int64_t fit = put_units(item_of(m, step->task), units, &v->free_g, &v->free_ml);
        units -= fit;
        if (fit > 0 && add_line(m->a, &v->cargo, &v->n_cargo, rsp_model_task_work(m, step->task), fit) != 0) {
            return rsp_fail(err, RSP_ENOMEM, "out of memory for loads");
        }
    }
    return units <= 0 ? 0 : rsp_fail(err, RSP_EINTERNAL, "a planned convoy does not hold its cargo");
}

static int pack_people(rsp_model *m, rsp_packed *p, rsp_work w, bool lying, int64_t count, bool boards,
                       rsp_err *err) {
    for (uint32_t k = 0; k < p->n && count > 0; k++) {
        rsp_packed_vehicle *v = &p->vehicle[k];
        int32_t *seats = lying ? &v->free_stretchers : &v->free_seats;
        if (!boards) { /* they leave from where they sit */
            for (uint32_t i = 0; i < v->n_people; i++) {
                if (v->people[i].work.kind == w.kind && v->people[i].work.index == w.index) {
                    *seats += (int32_t)v->people[i].amount;
                    count -= v->people[i].amount;
                }
            }
            continue;
        }
        int64_t sit = *seats < count ? *seats : count;
        if (sit > 0) {
            *seats -= (int32_t)sit;
            count -= sit;
            if (add_line(m->a, &v->people, &v->n_people, w, sit) != 0) {
                return rsp_fail(err, RSP_ENOMEM, "out of memory for loads");
            }
        }
    }
    return count <= 0 ? 0 : rsp_fail(err, RSP_EINTERNAL, "%lld people have no seat", (long long)count);
}

int rsp_pack_route(rsp_model *m, const rsp_route *r, const rsp_formation *f, uint32_t *taken, rsp_packed *ret,
                   rsp_err *err) {
    rsp_packed p = {0};
    RSP_TRY(pack_vehicles(m, f, taken, &p, err));
    bool done[RSP_ROUTE_STOPS] = {false};
    for (uint32_t pick = next_to_load(m, r, done); pick != RSP_NO; pick = next_to_load(m, r, done)) {
        RSP_TRY(pack_cargo(m, &p, &r->step[pick], err));
    }
    for (uint32_t i = 0; i < r->n; i++) {
        const rsp_task *t = &m->problem.tasks[r->step[i].task];
        if (t->kind == RSP_TASK_SHIPMENT) {
            RSP_TRY(pack_people(m, &p, rsp_model_task_work(m, r->step[i].task), t->load[3] > 0,
                                r->step[i].amount, !r->step[i].is_drop, err));
        }
    }
    *ret = p;
    return 0;
}
