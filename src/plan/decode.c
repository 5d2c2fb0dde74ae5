/* A solution as convoys that people can read: legs with their roads, stops with their work, zones with the
 * instants of head and tail, loads by vehicle, the last safe entry and the turn-back time. */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "plan/model.h"
#include "plan/pack.h"

typedef struct builder {
    rsp_model *m;
    rsp_plan *plan;
    rsp_solution *sol;
    rsp_search *search; /* NULL without roads */
    const rsp_route *r;
    const rsp_class *c;
    const rsp_formation *f;
    rsp_convoy *convoy;
    rsp_zone_pass *passes; /* raw, then merged */
    uint32_t n_passes, cap_passes;
    bool out_of_memory;
} builder;

static int64_t instant(const builder *b, int32_t t) {
    return b->m->origin + t;
}

static int no_memory(rsp_err *err) {
    return rsp_fail(err, RSP_ENOMEM, "out of memory for the plan");
}

static uint32_t place_at(const builder *b, uint32_t location) {
    return b->m->places[b->m->copies.at[location].place].place;
}

/* When the tail is out of the zone's ground that closes first of those whose intervals hold [in, out]: a
 * corridor may stay open after the rest. */
static int64_t out_by_of(const builder *b, uint32_t zone, int64_t in, int64_t out) {
    const rsp_model *m = b->m;
    int64_t best = INT64_MAX;
    for (uint32_t g = 0; g < m->n_grounds; g++) {
        for (uint32_t i = 0; m->ground[g].zone == zone && i < m->ground[g].n_open[b->f->mission]; i++) {
            const rsp_open_interval *o = &m->ground[g].open[b->f->mission][i];
            if (o->open <= in && out <= o->out_by && o->out_by < best) {
                best = o->out_by;
            }
        }
    }
    return best < INT64_MAX ? best : out;
}

static void add_pass(builder *b, uint32_t ground, rsp_zone_pass pass) {
    pass.zone = b->m->ground[ground].zone;
    if (b->n_passes == b->cap_passes) {
        uint32_t cap = b->cap_passes * 2 + 64;
        rsp_zone_pass *more = rsp_arena_alloc(b->plan->arena, cap, sizeof *more);
        if (more == NULL) {
            b->out_of_memory = true;
            return;
        }
        if (b->n_passes > 0) {
            memcpy(more, b->passes, b->n_passes * sizeof *more);
        }
        b->passes = more;
        b->cap_passes = cap;
    }
    b->passes[b->n_passes++] = pass;
}

static int by_zone_then_time(const void *x, const void *y) {
    const rsp_zone_pass *a = x;
    const rsp_zone_pass *b = y;
    if (a->zone != b->zone) {
        return a->zone < b->zone ? -1 : 1;
    }
    return (a->head_in > b->head_in) - (a->head_in < b->head_in);
}

static int by_time(const void *x, const void *y) {
    const rsp_zone_pass *a = x;
    const rsp_zone_pass *b = y;
    if (a->head_in != b->head_in) {
        return a->head_in < b->head_in ? -1 : 1;
    }
    return (a->zone > b->zone) - (a->zone < b->zone);
}

/* Joins stretches of one zone that touch; how many are left. */
static uint32_t join_passes(rsp_zone_pass *at, uint32_t count) {
    uint32_t n = 0;
    if (count > 0) {
        qsort(at, count, sizeof *at, by_zone_then_time);
    }
    for (uint32_t i = 0; i < count; i++) {
        rsp_zone_pass *last = n > 0 ? &at[n - 1] : NULL;
        if (last != NULL && last->zone == at[i].zone && at[i].head_in <= last->tail_out + 2) {
            last->tail_out = at[i].tail_out > last->tail_out ? at[i].tail_out : last->tail_out;
            last->leave_m = fmax(last->leave_m, at[i].leave_m);
        } else {
            at[n++] = at[i];
        }
    }
    return n;
}

/* Stretches of a zone that touch are one presence. */
static void merge_passes(builder *b) {
    if (b->n_passes == 0) {
        return;
    }
    uint32_t n = join_passes(b->passes, b->n_passes);
    b->n_passes = n;
    for (uint32_t i = 0; i < n; i++) {
        b->passes[i].out_by = out_by_of(b, b->passes[i].zone, b->passes[i].head_in, b->passes[i].tail_out);
    }
    qsort(b->passes, n, sizeof *b->passes, by_time);
    b->convoy->zone_passes = b->passes;
    b->convoy->n_zone_passes = n;
}

/* metres: driven on the leg before this path. */
static void path_passes(builder *b, const rsp_path *p, int64_t depart, int32_t lag, double metres) {
    for (uint32_t i = 0; i < p->n_crossings; i++) {
        const rsp_crossing *x = &p->crossings[i];
        add_pass(b, x->zone,
                 (rsp_zone_pass){.head_in = depart + x->enter_s,
                                 .tail_out = depart + x->leave_s + lag,
                                 .enter_m = metres + x->enter_m,
                                 .leave_m = metres + x->leave_m});
    }
}

/* Stretches of one zone (of several of its grounds) that touch are one in the leg too. */
static int leg_zones(builder *b, uint32_t first, rsp_leg *leg, rsp_err *err) {
    /* between two places at one point nothing is driven */
    uint32_t n = leg->drive_s > 0 ? b->n_passes - first : 0;
    rsp_zone_pass *z = rsp_arena_alloc(b->plan->arena, n + 1, sizeof *z);
    if (z == NULL) {
        return no_memory(err);
    }
    for (uint32_t i = 0; i < n; i++) {
        z[i] = b->passes[first + i];
    }
    n = join_passes(z, n);
    qsort(z, n, sizeof *z, by_time);
    leg->zones = z;
    leg->n_zones = n;
    return 0;
}

static int leg_of(builder *b, const rsp_arc *arc, int32_t left, int32_t in, rsp_leg *ret, rsp_err *err) {
    rsp_model *m = b->m;
    const rsp_arc_tag *tag = &m->tags.at[arc->tag];
    const rsp_travel_class *t = &m->travel.at[tag->travel];
    uint32_t mid = tag->wait_at == RSP_NONE ? tag->to : tag->wait_at;
    const rsp_option *o = &t->options[(size_t)tag->from * m->n_places + mid].at[tag->option];
    rsp_leg leg = {.from_place = m->places[tag->from].place,
                   .to_place = m->places[tag->to].place,
                   .wait_place = RSP_NONE};
    int32_t gap = m->s->rules.gap_s;
    uint32_t first_pass = b->n_passes;
    const rsp_option *o2 =
        tag->wait_at == RSP_NONE ? NULL : &t->options[(size_t)mid * m->n_places + tag->to].at[tag->option2];
    leg.depart = instant(b, left);
    RSP_TRY(rsp_model_path(m, b->search, tag->travel, tag->from, mid, o, b->plan->arena, &leg.path, err));
    leg.drive_s = o->time_s;
    /* all checkpoints of the leg count for all of it (docs/rules.md 2.2) */
    int32_t per_vehicle_s = o->per_vehicle_s + (o2 != NULL ? o2->per_vehicle_s : 0);
    leg.tail_lag_s = b->c->followers * (gap + per_vehicle_s);
    leg.arrive_head = leg.depart + o->time_s;
    path_passes(b, &leg.path, leg.depart, leg.tail_lag_s, 0);
    if (o2 != NULL) {
        leg.waits = true;
        leg.wait_place = m->places[mid].place;
        leg.wait_from = leg.arrive_head;
        int64_t all_in = leg.arrive_head + leg.tail_lag_s;
        leg.wait_until = all_in > instant(b, tag->wait_until) ? all_in : instant(b, tag->wait_until);
        RSP_TRY(rsp_model_path(m, b->search, tag->travel, mid, tag->to, o2, b->plan->arena, &leg.path2, err));
        leg.drive_s += o2->time_s;
        leg.arrive_head = leg.wait_until + o2->time_s;
        path_passes(b, &leg.path2, leg.wait_until, leg.tail_lag_s, leg.path.length_m);
        b->convoy->length_m += leg.path2.length_m;
    }
    leg.arrive_tail = leg.arrive_head + leg.tail_lag_s;
    if (leg.arrive_tail > instant(b, in)) {
        return rsp_fail(err, RSP_EINTERNAL, "a leg arrives %lld s after its time",
                        (long long)(leg.arrive_tail - instant(b, in)));
    }
    b->convoy->length_m += leg.path.length_m;
    RSP_TRY(leg_zones(b, first_pass, &leg, err));
    *ret = leg;
    return 0;
}

/* From a place to itself: work at the hub's own place. */
static rsp_leg standing(const builder *b, uint32_t location, int32_t t) {
    uint32_t p = b->m->copies.at[location].place;
    rsp_leg leg = {
        .from_place = b->m->places[p].place, .to_place = b->m->places[p].place, .wait_place = RSP_NONE};
    leg.depart = leg.arrive_head = leg.arrive_tail = instant(b, t);
    leg.path.from = leg.path.to = b->m->net != NULL ? b->m->travel.at[b->f->travel].snaps[p]
                                                    : (rsp_snap){.at = b->m->s->places[leg.from_place].at};
    return leg;
}

static rsp_do work_of(const builder *b, const rsp_visit_step *v) {
    const rsp_task *t = &b->m->problem.tasks[v->task];
    rsp_do d = {.work = rsp_model_task_work(b->m, v->task),
                .amount = v->amount,
                .start_s = instant(b, v->start),
                .end_s = instant(b, v->end)};
    d.kind = t->kind == RSP_TASK_DELIVERY
                 ? RSP_DO_UNLOAD
                 : (t->kind == RSP_TASK_VISIT ? RSP_DO_VISIT : (v->is_drop ? RSP_DO_ALIGHT : RSP_DO_BOARD));
    return d;
}

/* The stop that begins at step i (after a wait on the way the convoy may be in sooner than its arc says);
 * returns the step after it. */
static int stop_of(builder *b, uint32_t i, int64_t arrive, rsp_stop *ret, int64_t *load, uint32_t *ret_next,
                   rsp_err *err) {
    const rsp_route *r = b->r;
    const rsp_problem *p = &b->m->problem;
    uint32_t location = rsp_step_location(p, &r->step[i]);
    uint32_t end = i + 1;
    while (end < r->n && r->step[end].arc == RSP_NO) {
        end++;
    }
    rsp_do *work = rsp_arena_alloc(b->plan->arena, end - i, sizeof *work);
    if (work == NULL) {
        return no_memory(err);
    }
    rsp_stop s = {.place = place_at(b, location), .work = work, .n_work = end - i};
    s.arrive = arrive;
    s.start = instant(b, r->step[i].start) - p->setup_s;
    s.end = instant(b, r->step[end - 1].end);
    s.depart = instant(b, end < r->n ? r->step[end].left : r->last_left);
    for (uint32_t k = i; k < end; k++) {
        const rsp_task *t = &p->tasks[r->step[k].task];
        work[k - i] = work_of(b, &r->step[k]);
        int sign =
            t->kind == RSP_TASK_VISIT ? 0 : (t->kind == RSP_TASK_SHIPMENT && !r->step[k].is_drop ? 1 : -1);
        for (int d = 0; d < RSP_DIMS; d++) {
            load[d] += sign * t->load[d] * r->step[k].amount;
        }
        if (t->kind == RSP_TASK_DELIVERY) {
            s.docks_used = t->docks < b->c->cargo_vehicles ? t->docks : b->c->cargo_vehicles;
            s.unload_from = s.unload_from == 0 ? work[k - i].start_s : s.unload_from;
            s.unload_to = work[k - i].end_s;
        }
    }
    s.after =
        (rsp_load_after){(load[0] + 999) / 1000, (load[1] + 999) / 1000, (int32_t)load[2], (int32_t)load[3]};
    const rsp_copy *copy = &b->m->copies.at[location];
    for (uint32_t k = 0; k < copy->n_picks; k++) {
        add_pass(b, copy->pick[k].ground, (rsp_zone_pass){.head_in = s.arrive, .tail_out = s.depart});
    }
    *ret = s;
    *ret_next = end;
    return 0;
}

static int route_stops(builder *b, rsp_err *err) {
    const rsp_route *r = b->r;
    const rsp_arc *arcs = b->m->problem.matrices[b->c->matrix].arcs;
    rsp_leg *legs = rsp_arena_alloc(b->plan->arena, r->n + 1, sizeof *legs);
    rsp_stop *stops = rsp_arena_alloc(b->plan->arena, r->n + 1, sizeof *stops);
    if (legs == NULL || stops == NULL) {
        return no_memory(err);
    }
    int64_t load[RSP_DIMS] = {0};
    for (uint32_t i = 0; i < r->n; i++) {
        const rsp_task *t = &b->m->problem.tasks[r->step[i].task];
        for (int d = 0; t->kind == RSP_TASK_DELIVERY && d < RSP_DIMS; d++) {
            load[d] += t->load[d] * r->step[i].amount;
        }
    }
    uint32_t n = 0;
    for (uint32_t i = 0; i < r->n;) {
        const rsp_visit_step *v = &r->step[i];
        if (v->arc == RSP_NO) {
            legs[n] = standing(b, rsp_step_location(&b->m->problem, v), v->in);
        } else {
            RSP_TRY(leg_of(b, &arcs[v->arc], v->left, v->in, &legs[n], err));
        }
        RSP_TRY(stop_of(b, i, legs[n].arrive_tail, &stops[n], load, &i, err));
        n++;
    }
    if (r->last_arc == RSP_NO) {
        legs[n] = standing(b, b->c->end, r->last_left);
    } else {
        RSP_TRY(leg_of(b, &arcs[r->last_arc], r->last_left, r->back, &legs[n], err));
    }
    b->convoy->legs = legs;
    b->convoy->stops = stops;
    b->convoy->n_stops = n;
    b->convoy->depart = legs[0].depart;
    b->convoy->back = legs[n].arrive_tail;
    return 0;
}

static int loads(builder *b, uint32_t *taken_vehicles, uint32_t *taken_crews, rsp_err *err) {
    rsp_packed p = {0};
    RSP_TRY(rsp_pack_route(b->m, b->r, b->f, taken_vehicles, &p, err));
    rsp_convoy_vehicle *v = rsp_arena_alloc(b->plan->arena, p.n + 1, sizeof *v);
    uint32_t *crews = rsp_arena_alloc(b->plan->arena, b->f->n_crews + 1, sizeof *crews);
    if (v == NULL || crews == NULL) {
        return no_memory(err);
    }
    for (uint32_t i = 0; i < p.n; i++) {
        const rsp_packed_vehicle *x = &p.vehicle[i];
        rsp_load_line *lines = rsp_arena_alloc(b->plan->arena, x->n_cargo + x->n_people + 1, sizeof *lines);
        if (lines == NULL) {
            return no_memory(err);
        }
        if (x->n_cargo > 0) {
            memcpy(lines, x->cargo, x->n_cargo * sizeof *lines);
        }
        if (x->n_people > 0) {
            memcpy(lines + x->n_cargo, x->people, x->n_people * sizeof *lines);
        }
        v[i] = (rsp_convoy_vehicle){x->vehicle, lines, x->n_cargo, lines + x->n_cargo, x->n_people};
    }
    for (uint32_t i = 0; i < b->f->n_crews; i++) {
        crews[i] = b->m->crew.at[b->f->crew[i]].crews[taken_crews[b->f->crew[i]]++];
    }
    b->convoy->vehicles = v;
    b->convoy->n_vehicles = p.n;
    b->convoy->crews = crews;
    b->convoy->n_crews = b->f->n_crews;
    return 0;
}

/* Loading ends at departure and takes truckloads over the hub's rate and the docks that the convoy fills. */
static void loading(builder *b) {
    const rsp_situation *s = b->m->s;
    const rsp_hub *h = &s->hubs[b->f->hub];
    double trucks = 0;
    for (uint32_t i = 0; i < b->r->n; i++) {
        const rsp_task *t = &b->m->problem.tasks[b->r->step[i].task];
        double by_kg = (double)t->load[0] / 1000 / (double)s->rules.truckload_kg;
        double by_l = (double)t->load[1] / 1000 / (double)s->rules.truckload_l;
        if (t->kind == RSP_TASK_DELIVERY) {
            trucks += (by_kg > by_l ? by_kg : by_l) * (double)b->r->step[i].amount;
        }
    }
    double rate =
        h->load_trucks_per_hour_x100 > 0 ? h->load_trucks_per_hour_x100 : s->rules.load_trucks_per_hour_x100;
    double docks = b->c->cargo_vehicles < h->loading_docks ? b->c->cargo_vehicles : h->loading_docks;
    int64_t seconds = trucks > 0 ? rsp_rounded_up(trucks * 360000.0 / (rate * docks)) : 0;
    b->convoy->loading_to = b->convoy->depart;
    b->convoy->loading_from = b->convoy->depart - seconds;
}

/* How much later everything may be before an unloading meets convoys that hold too many of its docks. */
static int32_t dock_slack(const builder *b) {
    const rsp_problem *p = &b->m->problem;
    uint32_t self = (uint32_t)(b->r - b->sol->routes);
    int32_t slack = RSP_NEVER;
    for (uint32_t i = 0; i < b->r->n; i++) {
        const rsp_visit_step *v = &b->r->step[i];
        uint32_t place = p->locations[rsp_step_location(p, v)].place;
        const rsp_dock_book *d = &b->sol->docks[place];
        int32_t mine =
            p->tasks[v->task].docks < b->c->cargo_vehicles ? p->tasks[v->task].docks : b->c->cargo_vehicles;
        for (uint32_t k = 0; k < d->n && mine > 0; k++) {
            int32_t held = mine, at = d->at[k].from;
            for (uint32_t j = 0; j < d->n; j++) {
                bool there = d->at[j].route != self && d->at[j].from <= at && d->at[j].to > at;
                held += there ? d->at[j].docks : 0;
            }
            if (d->at[k].route != self && at >= v->end && held > p->docks[place] && at - v->end < slack) {
                slack = at - v->end;
            }
        }
    }
    return slack;
}

/* What stops between two instants wait for no work. */
static int64_t idle_s(const builder *b, int64_t from, int64_t until) {
    int64_t sum = 0;
    for (uint32_t i = 0; i < b->convoy->n_stops; i++) {
        const rsp_stop *s = &b->convoy->stops[i];
        if (s->arrive < from || s->depart > until) {
            continue;
        }
        sum += s->depart - s->arrive - b->m->problem.setup_s;
        for (uint32_t k = 0; k < s->n_work; k++) {
            sum -= s->work[k].end_s - s->work[k].start_s;
        }
    }
    for (uint32_t i = 0; i <= b->convoy->n_stops; i++) {
        const rsp_leg *l = &b->convoy->legs[i];
        sum += l->waits && l->wait_from >= from && l->wait_until <= until ? l->wait_until - l->wait_from : 0;
    }
    return sum;
}

/* How much later the leg on which the first zone is entered may leave with all that follows still as planned;
 * 0 where that is the way home. Earlier legs say nothing: waits before the zone take up any delay of theirs.
 */
static int32_t slack_of(const builder *b) {
    const rsp_convoy *c = b->convoy;
    const rsp_route *r = b->r;
    int32_t in = rsp_model_time(b->m, c->zone_passes[0].head_in);
    const rsp_visit_step *v = NULL;
    for (uint32_t i = 0; i < r->n; i++) {
        v = r->step[i].arc != RSP_NO && r->step[i].left <= in ? &r->step[i] : v;
    }
    const rsp_leg *home = &c->legs[c->n_stops];
    if (v == NULL || home->depart <= c->zone_passes[0].head_in) {
        return 0;
    }
    for (uint32_t k = 0; k < c->n_stops; k++) { /* nor does what a wait on this leg takes up */
        const rsp_leg *l = &c->legs[k];
        if (rsp_model_time(b->m, l->depart) == v->left && l->waits &&
            l->wait_until <= c->zone_passes[0].head_in) {
            return 0;
        }
    }
    const rsp_arc *a = &b->m->problem.matrices[b->c->matrix].arcs[v->arc];
    int32_t in_by = v->ready_by - b->m->problem.setup_s;
    in_by = in_by < v->in_by ? in_by : v->in_by;
    int32_t by = rsp_arc_leave_by(a, in_by, b->c->followers);
    int32_t docks = dock_slack(b);
    int32_t slack = by > v->left ? by - v->left : 0;
    slack = slack < docks ? slack : docks;
    for (uint32_t z = 0; z < c->n_zone_passes;
         z++) { /* by the plan's own way, where another would be open longer */
        const rsp_zone_pass *p = &c->zone_passes[z];
        int64_t own = p->out_by - p->tail_out + idle_s(b, c->zone_passes[0].head_in, p->tail_out);
        slack = own < slack ? (int32_t)own : slack;
    }
    return slack;
}

/* The latest instant from which driving on by the plan's own way, without any more stops, still brings the
 * tail out of the zones in time, from any of the stops inside. */
static int64_t turn_back_of(const builder *b) {
    const rsp_convoy *c = b->convoy;
    int64_t best = RSP_TIME_NONE;
    for (uint32_t z = 0; z < c->n_zone_passes; z++) {
        const rsp_zone_pass *p = &c->zone_passes[z];
        for (uint32_t i = 0; i < c->n_stops; i++) {
            if (c->stops[i].arrive < p->head_in || c->stops[i].depart > p->tail_out) {
                continue;
            }
            int64_t drive = 0;
            for (uint32_t k = i + 1; k <= c->n_stops; k++) {
                const rsp_leg *leg = &c->legs[k];
                bool leaves = leg->arrive_tail >= p->tail_out || k == c->n_stops;
                drive += leaves ? p->tail_out - leg->depart : (int64_t)leg->drive_s + leg->tail_lag_s;
                if (leaves) {
                    break;
                }
            }
            int64_t at = p->out_by - drive;
            best = best == RSP_TIME_NONE || at < best ? at : best;
        }
    }
    return best;
}

static int convoy_of(builder *b, uint32_t *taken_vehicles, uint32_t *taken_crews, uint32_t number,
                     rsp_err *err) {
    const rsp_route *r = b->r;
    rsp_convoy *c = b->convoy;
    b->passes = NULL; /* each convoy keeps its own */
    b->n_passes = b->cap_passes = 0;
    c->id = rsp_arena_printf(b->plan->arena, "C%u", number);
    if (c->id == NULL) {
        return no_memory(err);
    }
    c->hub = b->f->hub;
    c->date = b->m->first_date + b->f->day;
    c->activities = 0;
    for (uint32_t i = 0; i < r->n; i++) {
        c->activities |= b->m->problem.tasks[r->step[i].task].activity;
    }
    RSP_TRY(route_stops(b, err));
    RSP_TRY(loads(b, taken_vehicles, taken_crews, err));
    c->call_sign = b->m->s->vehicles[c->vehicles[0].vehicle].call_sign;
    loading(b);
    if (b->out_of_memory) {
        return no_memory(err);
    }
    merge_passes(b);
    int64_t seen = INT64_MIN; /* passes are in order of time; zones may overlap */
    for (uint32_t i = 0; i < c->n_zone_passes; i++) {
        int64_t from = c->zone_passes[i].head_in > seen ? c->zone_passes[i].head_in : seen;
        int64_t until = c->zone_passes[i].tail_out;
        c->exposed_s += until > from ? until - from : 0;
        seen = until > seen ? until : seen;
    }
    c->last_safe_entry = c->n_zone_passes == 0 ? RSP_TIME_NONE : c->zone_passes[0].head_in + slack_of(b);
    c->turn_back = turn_back_of(b);
    return 0;
}

typedef struct order {
    uint32_t route, hub;
    int32_t day, left;
} order;

static int by_hub_and_departure(const void *x, const void *y) {
    const order *a = x;
    const order *b = y;
    int c = (a->day > b->day) - (a->day < b->day);
    c = c != 0 ? c : (a->hub > b->hub) - (a->hub < b->hub);
    c = c != 0 ? c : (a->left > b->left) - (a->left < b->left);
    return c != 0 ? c : (a->route > b->route) - (a->route < b->route);
}

int rsp_decode(rsp_model *m, rsp_solution *sol, rsp_plan *plan, rsp_err *err) {
    order *list = rsp_arena_alloc(m->a, sol->n_routes + 1, sizeof *list);
    uint32_t *vehicles = rsp_arena_alloc(m->a, m->fleet.n + 1, sizeof *vehicles);
    uint32_t *crews = rsp_arena_alloc(m->a, m->crew.n + 1, sizeof *crews);
    rsp_convoy *convoys = rsp_arena_alloc(plan->arena, sol->n_routes + 1, sizeof *convoys);
    if (list == NULL || vehicles == NULL || crews == NULL || convoys == NULL) {
        return no_memory(err);
    }
    uint32_t n = 0;
    for (uint32_t r = 0; r < sol->n_routes; r++) {
        if (sol->routes[r].cls == RSP_NO) {
            continue;
        }
        rsp_route_tighten(sol, r);
        const rsp_formation *f = &m->formations.at[sol->routes[r].cls];
        list[n++] = (order){r, f->hub, f->day, sol->routes[r].n > 0 ? sol->routes[r].step[0].left : 0};
    }
    qsort(list, n, sizeof *list, by_hub_and_departure);
    builder b = {.m = m, .plan = plan, .sol = sol};
    if (m->net != NULL) {
        RSP_TRY(rsp_search_new(m->ctx, m->overlay, &b.search, err));
    }
    int rc = 0;
    uint32_t number = 0;
    for (uint32_t i = 0; i < n && rc == 0; i++) {
        b.r = &sol->routes[list[i].route];
        b.c = &m->problem.classes[b.r->cls];
        b.f = &m->formations.at[b.r->cls];
        b.convoy = &convoys[number];
        rc = convoy_of(&b, vehicles, crews, ++number, err);
    }
    rsp_search_free(b.search);
    plan->convoys = convoys;
    plan->n_convoys = n;
    return rc;
}
