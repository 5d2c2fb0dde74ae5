/* Work as tasks of the routing problem: needs, wounded, civilians, visits, with stock, beds and permissions
 * as shared resources, and the policy's tiers and weights (docs/rules.md, 5 and 6). */
#include <math.h>
#include <string.h>

#include "plan/model.h"

#define LEAST_SHARE 20 /* a convoy brings at least a twentieth of what one could bring, or what is left */

typedef struct limits {  /* what permissions say about one piece of work */
    int32_t from, until; /* service begins within */
    rsp_use *use;        /* one for each limit; work.c's scratch */
    uint32_t n_use;
} limits;

static int add_task(rsp_model *m, rsp_task t, rsp_task_info info, rsp_err *err) {
    if (t.n_alts == 0 || (t.kind == RSP_TASK_SHIPMENT && t.n_drops == 0) || info.blocked_by != RSP_NONE ||
        !info.in_policy) {
        info.task = RSP_NONE; /* never served; why.c says why */
    } else {
        info.task = (uint32_t)m->tasks.n;
        if (rsp_vec_push(m->ctx, &m->tasks, t) != 0) {
            return rsp_fail(err, RSP_ENOMEM, "out of memory for tasks");
        }
    }
    return rsp_vec_push(m->ctx, &m->info, info) == 0 ? 0
                                                     : rsp_fail(err, RSP_ENOMEM, "out of memory for tasks");
}

/* Alternatives at a place: its copies for every mission that includes the activity. */
static int alternatives(rsp_model *m, uint32_t place, rsp_activity activity, rsp_alternative proto,
                        rsp_alternative **at, uint32_t *n, rsp_err *err) {
    uint32_t p = m->place_of[place];
    const rsp_model_place *mp = &m->places[p];
    uint32_t most = *n + 1;
    for (uint32_t k = 0; k < m->n_missions; k++) {
        most += mp->n_copies[k];
    }
    rsp_alternative *list = rsp_arena_alloc(m->a, most, sizeof *list);
    if (list == NULL) {
        return rsp_fail(err, RSP_ENOMEM, "out of memory for tasks");
    }
    if (*n > 0) {
        memcpy(list, *at, *n * sizeof *list);
    }
    for (uint32_t k = 0; k < m->n_missions; k++) {
        /* outside all grounds one copy serves every mission, the first of which does everything */
        if ((m->mission[k] >> activity & 1) == 0 || (mp->n_grounds == 0 && k > 0)) {
            continue;
        }
        for (uint32_t i = 0; i < mp->n_copies[k]; i++) {
            rsp_alternative a = proto;
            a.location = mp->first_copy[k] + i;
            a.missions = mp->n_grounds == 0 ? 0 : m->mission[k];
            if (a.open <= a.close) {
                list[(*n)++] = a;
            }
        }
    }
    *at = list;
    return 0;
}

/* Gathers every permission whose scope takes the work in. */
static void permissions(rsp_model *m, limits *l, rsp_task_info *info, uint32_t place, uint32_t item,
                        rsp_activity activity, uint32_t *limit_resource) {
    const rsp_situation *s = m->s;
    l->from = -RSP_NEVER;
    l->until = RSP_NEVER;
    l->n_use = 0;
    l->use = m->limit_use;
    for (uint32_t p = 0; p < s->n_permissions; p++) {
        bool covers = item != RSP_NONE ? rsp_permit_covers_goods(s, p, place, item, m->zone_areas)
                                       : rsp_permit_covers_work(s, p, place, activity, m->zone_areas);
        if (!covers) {
            continue;
        }
        const rsp_permission *x = &s->permissions[p];
        int64_t when =
            x->valid_from != RSP_TIME_NONE && x->valid_from > m->origin ? x->valid_from : m->origin;
        when = x->valid_until != RSP_TIME_NONE && x->valid_until < when ? x->valid_until : when;
        rsp_permit_answer says =
            item != RSP_NONE ? rsp_permit_says_item(s, p, item, when) : rsp_permit_says(s, p, when);
        if (!says.allowed) {
            info->blocked_by = info->blocked_by == RSP_NONE ? p : info->blocked_by;
            continue;
        }
        if (x->valid_from != RSP_TIME_NONE) {
            int32_t t = rsp_model_time(m, x->valid_from);
            info->dated_by = t > l->from ? p : info->dated_by;
            l->from = t > l->from ? t : l->from;
        }
        if (x->valid_until != RSP_TIME_NONE) {
            int32_t t = rsp_model_time(m, x->valid_until);
            info->dated_by = t < l->until ? p : info->dated_by;
            l->until = t < l->until ? t : l->until;
        }
        if (says.limit >= 0) {
            if (limit_resource[p] == RSP_NO) {
                limit_resource[p] = rsp_model_resource(m, says.limit);
            }
            l->use[l->n_use++] = (rsp_use){limit_resource[p], 1};
            info->limited_by = p;
        }
    }
}

/* An hour for each person, unit of weight and day, ten times as much for every tier before the last
 * (docs/rules.md, 6.3); less where all of the task together would not fit a sum of costs. */
static int64_t late_cost(const rsp_task *t) {
    double cost = (double)t->share_rate[0] / (100 * 1000) * 3600;
    double most = 1e12 / (double)t->quantity;
    for (int tier = t->tier; tier < RSP_TIERS - 1; tier++) {
        cost *= 10;
    }
    return (int64_t)(cost < most ? cost : most);
}

static int finish(rsp_model *m, rsp_task t, rsp_task_info info, const limits *l, rsp_policy_line line,
                  rsp_err *err) {
    info.in_policy = line.tier > 0 && line.weight > 0;
    info.permit_from = l->from;
    info.permit_until = l->until;
    info.no_hours = t.n_alts == 0;
    t.tier = line.tier > 0 ? line.tier - 1 : 0;
    t.late_cost = late_cost(&t);
    t.n_uses = l->n_use;
    rsp_use *uses = rsp_arena_alloc(m->a, l->n_use + 1, sizeof *uses);
    if (uses == NULL) {
        return rsp_fail(err, RSP_ENOMEM, "out of memory for tasks");
    }
    memcpy(uses, l->use, l->n_use * sizeof *uses);
    t.uses = uses;
    return add_task(m, t, info, err);
}

static void flat_value(rsp_task *t, int64_t weight_per_unit) {
    t->n_shares = 1;
    t->share_upto[0] = t->quantity;
    t->share_rate[0] = weight_per_unit * 100 * 1000;
}

static void falling_value(const rsp_model *m, rsp_task *t, int64_t people_x1000, int64_t weight) {
    const rsp_policy *p = &m->s->rules.policy;
    t->n_shares = p->n_shares;
    for (uint32_t i = 0; i < p->n_shares; i++) {
        t->share_upto[i] = i + 1 == p->n_shares ? t->quantity : t->quantity * p->share_upto_pct[i] / 100;
        t->share_rate[i] = people_x1000 * weight * p->share_value_pct[i];
    }
}

int64_t rsp_rounded_up(double x) {
    return (int64_t)ceil(x * (1 - 1e-12));
}

/* Microseconds to unload one unit at one dock, rounded up (docs/rules.md, 5.2). */
static int64_t unload_us(const rsp_rules *r, const rsp_item *it, int64_t rate_x100) {
    double kg = (double)it->weight_g / 1000 / (double)r->truckload_kg;
    double l = (double)it->volume_ml / 1000 / (double)r->truckload_l;
    int64_t us = rsp_rounded_up((kg > l ? kg : l) * 3.6e11 / (double)rate_x100);
    return us > 0 ? us : 1; /* it is divided by */
}

static int32_t bound_time(const rsp_model *m, int64_t t, int32_t none) {
    return t == RSP_TIME_NONE ? none : rsp_model_time(m, t);
}

/* The most units that are unloaded in the longest of the windows; a day where there is none. */
static int64_t most_in_time(const rsp_model *m, const rsp_task *t) {
    int64_t longest_s = 0;
    for (uint32_t i = 0; i < t->n_alts; i++) {
        const rsp_copy *c = &m->copies.at[t->alts[i].location];
        int64_t s = c->n_picks > 0 ? (int64_t)c->out_by - c->open : 86400;
        longest_s = s > longest_s ? s : longest_s;
    }
    return longest_s * 1000000 / t->service_us * t->docks;
}

/* The most units that one convoy could bring: of the need, of a hub's stock, within a permission, aboard, in
 * time. */
static int64_t most_of_one(const rsp_model *m, const rsp_task *t, uint32_t item, const limits *l) {
    int64_t most = t->quantity, stock = 0, aboard = 0;
    for (uint32_t h = 0; h < m->s->n_hubs; h++) {
        uint32_t at = m->supply_at[(size_t)h * m->s->n_items + item];
        stock = at != RSP_NO && m->resources.at[at] > stock ? m->resources.at[at] : stock;
    }
    for (size_t c = 0; c < m->classes.n; c++) {
        int64_t units = t->quantity;
        for (int d = 0; d < 2; d++) { /* grams, millilitres */
            int64_t room = t->load[d] > 0 ? m->classes.at[c].capacity[d] / t->load[d] : units;
            units = room < units ? room : units;
        }
        aboard = units > aboard ? units : aboard;
    }
    for (uint32_t i = 0; i < l->n_use; i++) {
        int64_t limit = m->resources.at[l->use[i].resource];
        most = limit < most ? limit : most;
    }
    int64_t in_time = most_in_time(m, t);
    most = stock < most ? stock : most;
    most = in_time < most ? in_time : most;
    return aboard < most ? aboard : most;
}

static int add_need(rsp_model *m, uint32_t i, uint32_t *limit_resource, rsp_err *err) {
    const rsp_situation *s = m->s;
    const rsp_need *n = &s->needs[i];
    const rsp_item *it = &s->items[n->item];
    const rsp_place *place = &s->places[n->place];
    rsp_task_info info = {{RSP_WORK_NEED, i}, RSP_NONE, RSP_NONE, true, RSP_NONE, RSP_NONE, 0, 0, false};
    limits l;
    permissions(m, &l, &info, n->place, n->item, RSP_ACT_DELIVERY, limit_resource);
    int64_t rate = place->unload_trucks_per_hour_x100 > 0 ? place->unload_trucks_per_hour_x100
                                                          : s->rules.unload_trucks_per_hour_x100;
    rsp_task t = {.kind = RSP_TASK_DELIVERY,
                  .activity = 1u << RSP_ACT_DELIVERY,
                  .quantity = n->quantity,
                  .docks = place->docks};
    t.load[0] = it->weight_g;
    t.load[1] = it->volume_ml;
    t.service_us = unload_us(&s->rules, it, rate);
    rsp_policy_line line = s->rules.policy.goods[n->urgency];
    falling_value(m, &t, it->people_per_unit_x1000, line.weight);
    int32_t open = bound_time(m, n->earliest, -RSP_NEVER);
    int32_t close = bound_time(m, n->latest, RSP_NEVER);
    rsp_alternative proto = {.open = open > l.from ? open : l.from,
                             .close = close < l.until ? close : l.until,
                             .arrive_by = RSP_NEVER,
                             .resource = RSP_NO};
    rsp_alternative *alts = NULL;
    RSP_TRY(alternatives(m, n->place, RSP_ACT_DELIVERY, proto, &alts, &t.n_alts, err));
    t.alts = alts;
    t.least = most_of_one(m, &t, n->item, &l) / LEAST_SHARE;
    uint32_t *supply = rsp_arena_alloc(m->a, s->n_hubs + 1, sizeof *supply);
    if (supply == NULL) {
        return rsp_fail(err, RSP_ENOMEM, "out of memory for stock");
    }
    for (uint32_t h = 0; h < s->n_hubs; h++) {
        supply[h] = m->supply_at[(size_t)h * s->n_items + n->item];
    }
    t.supply = supply;
    return finish(m, t, info, &l, line, err);
}

static int add_wounded(rsp_model *m, uint32_t i, const uint32_t *beds, uint32_t *limit_resource,
                       rsp_err *err) {
    const rsp_situation *s = m->s;
    const rsp_wounded *w = &s->wounded[i];
    const rsp_rules *r = &s->rules;
    rsp_task_info info = {{RSP_WORK_WOUNDED, i}, RSP_NONE, RSP_NONE, true, RSP_NONE, RSP_NONE, 0, 0, false};
    limits l;
    permissions(m, &l, &info, w->place, RSP_NONE, RSP_ACT_MEDICAL_EVACUATION, limit_resource);
    rsp_task t = {
        .kind = RSP_TASK_SHIPMENT, .activity = 1u << RSP_ACT_MEDICAL_EVACUATION, .quantity = w->count};
    t.load[w->stretcher ? 3 : 2] = 1;
    t.service_us = 1000000LL * (w->stretcher ? r->board_stretcher_s : r->board_person_s);
    t.drop_us = 1000000LL * r->hospital_person_s;
    rsp_policy_line line = r->policy.wounded[w->triage];
    flat_value(&t, line.weight);
    rsp_alternative proto = {.open = l.from, .close = l.until, .arrive_by = RSP_NEVER, .resource = RSP_NO};
    rsp_alternative *alts = NULL;
    rsp_alternative *drops = NULL;
    RSP_TRY(alternatives(m, w->place, RSP_ACT_MEDICAL_EVACUATION, proto, &alts, &t.n_alts, err));
    int32_t limit_s = w->time_to_care_s >= 0 ? w->time_to_care_s : r->time_to_care_s[w->triage];
    int64_t from = w->counted_from != RSP_TIME_NONE ? w->counted_from : s->as_of;
    for (uint32_t h = 0; h < s->n_hospitals; h++) {
        bool allowed = w->hospitals.n == 0;
        for (uint32_t k = 0; k < w->hospitals.n; k++) {
            allowed = allowed || w->hospitals.at[k] == h;
        }
        if (!allowed || s->hospitals[h].beds[w->triage] <= 0) {
            continue;
        }
        rsp_alternative d = {.open = -RSP_NEVER,
                             .close = RSP_NEVER,
                             .arrive_by = limit_s > 0 ? rsp_model_time(m, from + limit_s) : RSP_NEVER,
                             .resource = beds[h * RSP_TRIAGE_COUNT + w->triage]};
        RSP_TRY(
            alternatives(m, s->hospitals[h].place, RSP_ACT_MEDICAL_EVACUATION, d, &drops, &t.n_drops, err));
    }
    t.alts = alts;
    t.drops = drops;
    return finish(m, t, info, &l, line, err);
}

static int add_civilians(rsp_model *m, uint32_t i, uint32_t *limit_resource, rsp_err *err) {
    const rsp_civilians *c = &m->s->civilians[i];
    rsp_task_info info = {{RSP_WORK_CIVILIANS, i}, RSP_NONE, RSP_NONE, true, RSP_NONE, RSP_NONE, 0, 0, false};
    limits l;
    permissions(m, &l, &info, c->place, RSP_NONE, RSP_ACT_CIVILIAN_EVACUATION, limit_resource);
    rsp_task t = {.kind = RSP_TASK_SHIPMENT,
                  .activity = 1u << RSP_ACT_CIVILIAN_EVACUATION,
                  .quantity = c->count,
                  .longest_ride_s = c->longest_ride_s};
    t.load[2] = 1;
    t.service_us = t.drop_us = 1000000LL * m->s->rules.board_person_s;
    rsp_policy_line line = m->s->rules.policy.civilians[c->urgency];
    flat_value(&t, line.weight);
    rsp_alternative proto = {.open = l.from, .close = l.until, .arrive_by = RSP_NEVER, .resource = RSP_NO};
    rsp_alternative drop = {
        .open = -RSP_NEVER, .close = RSP_NEVER, .arrive_by = RSP_NEVER, .resource = RSP_NO};
    rsp_alternative *alts = NULL;
    rsp_alternative *drops = NULL;
    RSP_TRY(alternatives(m, c->place, RSP_ACT_CIVILIAN_EVACUATION, proto, &alts, &t.n_alts, err));
    RSP_TRY(alternatives(m, c->to, RSP_ACT_CIVILIAN_EVACUATION, drop, &drops, &t.n_drops, err));
    t.alts = alts;
    t.drops = drops;
    return finish(m, t, info, &l, line, err);
}

static uint64_t wanted_skill(const rsp_model *m, char kind, const char *skill) {
    for (uint32_t i = 0; skill != NULL && i < m->n_skills; i++) {
        if (m->skills[i][0] == kind && strcmp(m->skills[i] + 1, skill) == 0) {
            return 1ULL << i;
        }
    }
    return 0;
}

static int add_visit(rsp_model *m, uint32_t i, uint32_t *limit_resource, rsp_err *err) {
    const rsp_visit *v = &m->s->visits[i];
    rsp_task_info info = {{RSP_WORK_VISIT, i}, RSP_NONE, RSP_NONE, true, RSP_NONE, RSP_NONE, 0, 0, false};
    rsp_activity activity = rsp_work_activity(m->s, info.work);
    limits l;
    permissions(m, &l, &info, v->place, RSP_NONE, activity, limit_resource);
    rsp_task t = {.kind = RSP_TASK_VISIT,
                  .activity = 1u << activity,
                  .quantity = 1,
                  .service_us = 1000000LL * v->duration_s};
    t.skills = wanted_skill(m, 'c', v->skill) | wanted_skill(m, 'v', v->vehicle_skill);
    rsp_policy_line line = m->s->rules.policy.visits[v->kind];
    flat_value(&t, line.weight * (v->people > 0 ? v->people : 1));
    int32_t open = bound_time(m, v->earliest, -RSP_NEVER);
    int32_t close = bound_time(m, v->latest, RSP_NEVER);
    rsp_alternative proto = {.open = open > l.from ? open : l.from,
                             .close = close < l.until ? close : l.until,
                             .arrive_by = RSP_NEVER,
                             .resource = RSP_NO};
    rsp_alternative *alts = NULL;
    RSP_TRY(alternatives(m, v->place, activity, proto, &alts, &t.n_alts, err));
    t.alts = alts;
    return finish(m, t, info, &l, line, err);
}

static int stock(rsp_model *m, rsp_err *err) {
    const rsp_situation *s = m->s;
    m->supply_at = rsp_arena_alloc(m->a, (size_t)s->n_hubs * s->n_items + 1, sizeof *m->supply_at);
    if (m->supply_at == NULL) {
        return rsp_fail(err, RSP_ENOMEM, "out of memory for stock");
    }
    for (size_t i = 0; i < (size_t)s->n_hubs * s->n_items; i++) {
        m->supply_at[i] = RSP_NO;
    }
    for (uint32_t h = 0; h < s->n_hubs; h++) {
        for (uint32_t k = 0; k < s->hubs[h].n_stock; k++) {
            const rsp_stock_line *line = &s->hubs[h].stock[k];
            uint32_t *at = &m->supply_at[(size_t)h * s->n_items + line->item];
            if (*at == RSP_NO) {
                *at = rsp_model_resource(m, line->quantity);
            } else {
                m->resources.at[*at] += line->quantity;
            }
        }
    }
    return 0;
}

int rsp_model_work(rsp_model *m, rsp_err *err) {
    const rsp_situation *s = m->s;
    RSP_TRY(stock(m, err));
    uint32_t *limit_resource = rsp_arena_alloc(m->a, s->n_permissions + 1, sizeof *limit_resource);
    uint32_t *beds = rsp_arena_alloc(m->a, (size_t)s->n_hospitals * RSP_TRIAGE_COUNT + 1, sizeof *beds);
    m->limit_use = rsp_arena_alloc(m->a, s->n_permissions + 1, sizeof *m->limit_use);
    if (limit_resource == NULL || beds == NULL || m->limit_use == NULL) {
        return rsp_fail(err, RSP_ENOMEM, "out of memory for resources");
    }
    for (uint32_t i = 0; i < s->n_permissions; i++) {
        limit_resource[i] = RSP_NO;
    }
    for (uint32_t i = 0; i < s->n_hospitals * RSP_TRIAGE_COUNT; i++) {
        beds[i] = rsp_model_resource(m, s->hospitals[i / RSP_TRIAGE_COUNT].beds[i % RSP_TRIAGE_COUNT]);
    }
    for (uint32_t i = 0; i < s->n_needs; i++) {
        RSP_TRY(add_need(m, i, limit_resource, err));
    }
    for (uint32_t i = 0; i < s->n_wounded; i++) {
        RSP_TRY(add_wounded(m, i, beds, limit_resource, err));
    }
    for (uint32_t i = 0; i < s->n_civilians; i++) {
        RSP_TRY(add_civilians(m, i, limit_resource, err));
    }
    for (uint32_t i = 0; i < s->n_visits; i++) {
        RSP_TRY(add_visit(m, i, limit_resource, err));
    }
    for (size_t i = 0; i < m->resources.n; i++) {
        if (m->resources.at[i] < 0) {
            return rsp_fail(err, RSP_EINTERNAL, "a resource is negative");
        }
    }
    return 0;
}
