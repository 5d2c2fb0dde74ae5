/* Which vehicle carries what: units and people are indivisible, so the sums that the search kept may not
 * pack; then a route gives back the units that do not fit (docs/rules.md, 4.4). */
#include "plan/pack.h"

#include <string.h>

int rsp_pack_vehicles(rsp_model *m, const rsp_formation *f, uint32_t *taken, rsp_packed *ret, rsp_err *err) {
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
            v->vehicle = taken == NULL ? row->vehicles[k] : row->vehicles[taken[f->row[i]]++];
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

/* First fit over the vehicles; *ret_left: units without a place. */
static int pack_cargo(rsp_model *m, rsp_packed *p, rsp_work w, int64_t units, int64_t *ret_left,
                      rsp_err *err) {
    const rsp_item *it = &m->s->items[m->s->needs[w.index].item];
    for (uint32_t k = 0; k < p->n && units > 0; k++) {
        rsp_packed_vehicle *v = &p->vehicle[k];
        int64_t fit = units;
        fit = it->weight_g > 0 && v->free_g / it->weight_g < fit ? v->free_g / it->weight_g : fit;
        fit = it->volume_ml > 0 && v->free_ml / it->volume_ml < fit ? v->free_ml / it->volume_ml : fit;
        if (fit <= 0) {
            continue;
        }
        v->free_g -= fit * it->weight_g;
        v->free_ml -= fit * it->volume_ml;
        units -= fit;
        if (add_line(m->a, &v->cargo, &v->n_cargo, w, fit) != 0) {
            return rsp_fail(err, RSP_ENOMEM, "out of memory for loads");
        }
    }
    *ret_left = units;
    return 0;
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
                   uint32_t *ret_step, int64_t *ret_left, rsp_err *err) {
    rsp_packed p = {0};
    RSP_TRY(rsp_pack_vehicles(m, f, taken, &p, err));
    *ret_left = 0;
    /* Large units first: small ones fill the corners. */
    bool done[RSP_ROUTE_STOPS] = {false};
    for (;;) {
        uint32_t pick = RSP_NO;
        for (uint32_t i = 0; i < r->n; i++) {
            const rsp_task *t = &m->problem.tasks[r->step[i].task];
            if (t->kind == RSP_TASK_DELIVERY && !done[i] &&
                (pick == RSP_NO || t->load[0] > m->problem.tasks[r->step[pick].task].load[0])) {
                pick = i;
            }
        }
        if (pick == RSP_NO) {
            break;
        }
        done[pick] = true;
        int64_t left = 0;
        RSP_TRY(
            pack_cargo(m, &p, rsp_model_task_work(m, r->step[pick].task), r->step[pick].amount, &left, err));
        if (left > 0) {
            *ret_step = pick;
            *ret_left = left;
            return 0;
        }
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

int rsp_pack_repair(rsp_model *m, rsp_solution *sol, rsp_err *err) {
    for (uint32_t r = 0; r < sol->n_routes; r++) {
        while (sol->routes[r].cls != RSP_NO) {
            rsp_route *route = &sol->routes[r];
            rsp_packed p = {0};
            uint32_t step = 0;
            int64_t left = 0;
            RSP_TRY(rsp_pack_route(m, route, &m->formations.at[route->cls], NULL, &p, &step, &left, err));
            if (left == 0) {
                break;
            }
            if (left >= route->step[step].amount) {
                bool marks[RSP_ROUTE_STOPS] = {false};
                marks[step] = true;
                rsp_route_remove(sol, r, marks);
                continue;
            }
            rsp_visit_step less = route->step[step];
            less.amount = left;
            rsp_step_account(sol, r, &less, -1);
            route->step[step].amount -= left;
            if (!rsp_route_schedule(sol, r)) {
                rsp_route_close(sol, r);
            }
        }
    }
    return 0;
}
