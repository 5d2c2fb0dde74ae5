/* What work earns, takes and pays at the prices of a round (proof_inner.h). */
#include "solver/proof_inner.h"

__extension__ typedef __int128 wide;

/* What one unit of it pays for resources. */
int64_t proof_option_price(const run *r, const rsp_proof_option *o, const rsp_task *t) {
    int64_t paid = o->alt->resource == RSP_NO ? 0 : r->prices->resource[o->alt->resource];
    for (uint32_t i = 0; !o->drop && i < t->n_uses; i++) {
        paid += t->uses[i].amount * r->prices->resource[t->uses[i].resource];
    }
    if (!o->drop && t->supply != NULL) {
        uint32_t supply = t->supply[r->c->supply];
        paid += supply == RSP_NO ? 0 : r->prices->resource[supply];
    }
    return paid;
}

static const rsp_task *option_task(const run *r, const rsp_proof_option *o) {
    return &r->p->tasks[o->drop ? r->net->groups[o->task].task : r->net->tasks[o->task]];
}

bool proof_allowed(const run *r, const rsp_proof_option *o) {
    const rsp_task *t = option_task(r, o);
    if ((t->activity & r->c->missions) == 0 ||
        (o->alt->missions != 0 && o->alt->missions != r->c->missions)) {
        return false;
    }
    /* Tasks of a group may ask for other skills and docks than its first; who is on board was let in. */
    return o->drop || ((t->skills & ~r->c->skills) == 0 && (t->docks == 0 || r->c->cargo_vehicles > 0));
}

/* Units of a task that one stop can take; 0: none. */
int64_t proof_amount_most(const run *r, const label *x, uint32_t task) {
    const rsp_task *t = &r->p->tasks[r->net->tasks[task]];
    int64_t most = proof_left(r, x, task);
    const int64_t *held = t->kind == RSP_TASK_SHIPMENT ? x->people : x->goods;
    for (int d = 0; d < RSP_DIMS; d++) {
        if (t->load[d] > 0 && t->kind != RSP_TASK_VISIT) {
            int64_t room = (r->c->capacity[d] - held[d]) / t->load[d];
            most = room < most ? room : most;
        } else if (t->load[d] > r->c->capacity[d]) {
            return 0;
        }
    }
    if (t->supply != NULL) {
        uint32_t supply = t->supply[r->c->supply];
        int64_t stock = supply == RSP_NO ? 0 : r->p->resources[supply];
        most = stock < most ? stock : most;
    }
    for (uint32_t i = 0; i < t->n_uses; i++) {
        int64_t room = r->p->resources[t->uses[i].resource] / t->uses[i].amount;
        most = room < most ? room : most;
    }
    return t->kind == RSP_TASK_VISIT ? (most >= t->quantity ? t->quantity : 0) : most;
}

static int32_t docks_of(const run *r, const rsp_task *t) {
    int32_t d = t->docks < r->c->cargo_vehicles ? t->docks : r->c->cargo_vehicles;
    return t->docks > 0 && d > 0 ? d : 1;
}

int32_t proof_service_s(const run *r, const rsp_task *t, bool drop, int64_t units) {
    int64_t us = units * (drop ? t->drop_us : t->service_us);
    if (!drop) {
        us = (us + docks_of(r, t) - 1) / docks_of(r, t);
    }
    int64_t s = (us + 999999) / 1000000;
    return s > RSP_NEVER ? RSP_NEVER : (int32_t)s;
}

static bool fills(const run *r, uint32_t task, int d) {
    const rsp_task *t = &r->p->tasks[r->net->tasks[task]];
    return t->kind == RSP_TASK_DELIVERY && t->load[d] > 0;
}

/* Units of a task that may still be earned for; 0 where it is too late for it. */
static int64_t units_ahead(const run *r, const label *x, uint32_t task) {
    /* in time, or there already (work began in time, or may) */
    int32_t by = r->w->task_by[(size_t)task * r->p->n_locations + x->location];
    if (x->ready > by && x->in > by) {
        return 0;
    }
    int64_t most = proof_left(r, x, task);
    return most < r->most_units[task] ? most : r->most_units[task];
}

/* By time alone: tasks by falling rate, the last one in part. The time is what driving home leaves; the
 * latest departure (home_by) is no measure of it, as work may go on beyond the ground that has to be left by
 * then. Without deliveries that fill dimension `but`; RSP_DIMS: with all. */
static int64_t earn_in_time(const run *r, const label *x, int but) {
    int64_t left_us = ((int64_t)r->w->until - r->w->home_least[x->location] - x->ready) * 1000000;
    left_us += left_us < 0 ? 0 : (int64_t)r->w->enter_least[x->location] * 1000000; /* it came already */
    int64_t sum = 0;
    for (uint32_t k = 0; k < r->n_by_rate && left_us >= 0; k++) {
        uint32_t t = r->by_rate[k];
        if (but < RSP_DIMS && fills(r, t, but)) {
            continue;
        }
        int64_t most = units_ahead(r, x, t);
        int64_t units = most;
        if (r->unit_us[t] > 0 && units * r->unit_us[t] > left_us) {
            units = left_us / r->unit_us[t] + 1;
            left_us = -1;
        } else {
            left_us -= units * r->unit_us[t];
        }
        sum += (units < most ? units : most) * r->earns[t];
    }
    return sum;
}

/* By the room that is left in one dimension: of a fractional knapsack (Dantzig 1957), rounded up. */
static int64_t earn_with_room(const run *r, const label *x, int d) {
    int64_t room = r->c->capacity[d] - x->goods[d];
    int64_t sum = 0;
    for (uint32_t k = 0; k < r->n_by_load[d] && room > 0; k++) {
        uint32_t t = r->by_load[d][k];
        int64_t load = r->p->tasks[r->net->tasks[t]].load[d];
        int64_t units = units_ahead(r, x, t);
        if (units * load > room) {
            return sum + (int64_t)(((wide)room * r->earns[t] + load - 1) / load);
        }
        sum += units * r->earns[t];
        room -= units * load;
    }
    return sum;
}

/* At most what can still be earned: the least of what time and the room of each dimension leave. It is of the
 * work itself: lots earn more than that, but no route has more to come. */
int64_t proof_may_earn(const run *r, const label *x) {
    int64_t most = earn_in_time(r, x, RSP_DIMS);
    for (int d = 0; d < RSP_DIMS && x->profit + most > r->least; d++) {
        if (r->n_by_load[d] > 0) {
            int64_t other = earn_in_time(r, x, d) + earn_with_room(r, x, d);
            most = other < most ? other : most;
        }
    }
    return most;
}

void proof_cheapest_class(run *r, const rsp_proof_profile *f) {
    r->class_price = INT64_MAX;
    for (uint32_t i = 0; i < f->n_classes; i++) {
        int64_t price = rsp_proof_class_price(r->p, f->classes[i], r->prices->resource);
        if (price < r->class_price) {
            r->class_price = price;
            r->cls = f->classes[i];
        }
    }
}

/* People on board at once, at most. */
static int64_t aboard_most(const run *r) {
    int64_t least[RSP_DIMS] = {0};
    int64_t most = 0;
    for (uint32_t i = 0; i < r->net->n_tasks; i++) {
        const rsp_task *t = &r->p->tasks[r->net->tasks[i]];
        bool free = t->kind == RSP_TASK_SHIPMENT;
        for (int d = 0; d < RSP_DIMS; d++) {
            free = free && t->load[d] == 0;
            if (t->kind == RSP_TASK_SHIPMENT && t->load[d] > 0) {
                least[d] = least[d] == 0 || t->load[d] < least[d] ? t->load[d] : least[d];
            }
        }
        if (free) {
            return INT64_MAX;
        }
    }
    for (int d = 0; d < RSP_DIMS; d++) {
        most += least[d] > 0 ? r->c->capacity[d] / least[d] : 0;
    }
    return most;
}

/* Units that one stop at a location can begin with, at most. */
static int64_t begun_most(const run *r, uint32_t location, int64_t people_most) {
    int64_t people = 0;
    int64_t others = 0;
    bool drops = false;
    for (uint32_t i = r->net->first_option[location]; i < r->net->first_option[location + 1]; i++) {
        const rsp_proof_option *o = &r->net->options[i];
        drops = drops || o->drop;
        if (!o->drop && r->net->group_of[o->task] != RSP_NO) {
            people += r->most_units[o->task];
        } else if (!o->drop) {
            others += r->most_units[o->task];
        }
    }
    return (drops || people < people_most ? people : people_most) + others; /* those set down make room */
}

static bool begins_here(const rsp_proof_net *net, uint32_t location) {
    bool begins = false;
    for (uint32_t i = net->first_option[location]; i < net->first_option[location + 1]; i++) {
        begins = begins || !net->options[i].drop;
    }
    return begins;
}

/* A unit's share of coming to where its work begins, and where it ends: each stop is come to, and no stop has
 * more units than it can have. */
static int64_t share_us(const run *r, uint32_t task, int64_t people_most) {
    const rsp_task *t = &r->p->tasks[r->net->tasks[task]];
    int64_t begin = INT64_MAX;
    int64_t end = t->n_drops > 0 ? INT64_MAX : 0;
    for (uint32_t k = 0; k < t->n_alts; k++) {
        int64_t most = begun_most(r, t->alts[k].location, people_most);
        int64_t us = (int64_t)r->w->enter_least[t->alts[k].location] * 1000000 / (most > 0 ? most : 1);
        begin = us < begin ? us : begin;
    }
    for (uint32_t k = 0; k < t->n_drops; k++) {
        uint32_t at = t->drops[k].location;
        int64_t us = begins_here(r->net, at)
                         ? 0
                         : (int64_t)r->w->enter_least[at] * 1000000 / (people_most > 0 ? people_most : 1);
        end = us < end ? us : end;
    }
    return begin + end;
}

static void put_by_rate(run *r, uint32_t i) {
    uint32_t k = r->n_by_rate++;
    for (; k > 0; k--) {
        uint32_t o = r->by_rate[k - 1];
        if ((wide)r->earns[o] * r->unit_us[i] >= (wide)r->earns[i] * r->unit_us[o]) {
            break;
        }
        r->by_rate[k] = o;
    }
    r->by_rate[k] = i;
}

static void put_by_load(run *r, uint32_t i, int d) {
    uint32_t *list = r->by_load[d];
    uint32_t k = r->n_by_load[d]++;
    int64_t load = r->p->tasks[r->net->tasks[i]].load[d];
    for (; k > 0; k--) {
        uint32_t o = list[k - 1];
        int64_t load_o = r->p->tasks[r->net->tasks[o]].load[d];
        if ((wide)r->earns[o] * load >= (wide)r->earns[i] * load_o) {
            break;
        }
        list[k] = o;
    }
    list[k] = i;
}

/* Units that the places of a list have resources for, together; each resource counts once. */
static int64_t places_most(const rsp_problem *p, const rsp_alternative *alts, uint32_t n) {
    int64_t sum = 0;
    for (uint32_t i = 0; i < n; i++) {
        if (alts[i].resource == RSP_NO) {
            return INT64_MAX;
        }
        bool counted = false;
        for (uint32_t k = 0; k < i && !counted; k++) {
            counted = alts[k].resource == alts[i].resource;
        }
        if (!counted && __builtin_add_overflow(sum, p->resources[alts[i].resource], &sum)) {
            return INT64_MAX;
        }
    }
    return sum;
}

/* Whether who boards there may get to some drop in the time they may ride. */
static bool rides_there(const run *r, const rsp_task *t, uint32_t group, uint32_t location) {
    int32_t least = r->w->goal_least[(size_t)group * r->p->n_locations + location];
    return least < RSP_NEVER && (t->longest_ride_s <= 0 || least <= t->longest_ride_s);
}

/* Whether the class may do a task at all, from its beginning to its end. */
static bool can_do(const run *r, uint32_t task) {
    const rsp_proof_net *net = r->net;
    uint32_t group = net->group_of[task];
    bool begin = false;
    bool end = group == RSP_NO;
    for (uint32_t i = 0; i < net->n_options && !(begin && end); i++) {
        const rsp_proof_option *o = &net->options[i];
        begin = begin || (!o->drop && o->task == task && proof_allowed(r, o) &&
                          (group == RSP_NO || rides_there(r, option_task(r, o), group, o->location)));
        end = end || (o->drop && o->task == group && proof_allowed(r, o));
    }
    return begin && end;
}

/* Units that the time between the earliest arrival of all and the latest departure leaves at one place. */
static int64_t time_most(const run *r, uint32_t task, const rsp_alternative *alt) {
    const rsp_task *t = &r->p->tasks[r->net->tasks[task]];
    uint32_t group = r->net->group_of[task];
    size_t goal = (size_t)group * r->p->n_locations + alt->location;
    bool goes_on = group != RSP_NO && r->w->goal_least[goal] > 0; /* to a drop elsewhere */
    int32_t by = goes_on ? r->w->goal_by[goal] : r->w->home_by[alt->location];
    int32_t in = r->w->first_in[alt->location];
    int32_t ready = in + r->p->setup_s > alt->open ? in + r->p->setup_s : alt->open;
    if (in > alt->arrive_by || ready > alt->close || ready > by) {
        return 0;
    }
    return t->service_us <= 0 ? INT64_MAX : ((int64_t)by - ready) * 1000000 * docks_of(r, t) / t->service_us;
}

/* The same over all its places; a visit is done whole or not. */
static int64_t times_most(const run *r, uint32_t task) {
    const rsp_task *t = &r->p->tasks[r->net->tasks[task]];
    int64_t sum = 0;
    for (uint32_t i = 0; i < t->n_alts; i++) {
        int64_t most = time_most(r, task, &t->alts[i]);
        most = t->kind == RSP_TASK_VISIT && most < t->quantity ? 0 : most;
        if (__builtin_add_overflow(sum, most, &sum)) {
            return INT64_MAX;
        }
    }
    return sum;
}

static void limit_units(run *r) {
    const rsp_proof_net *net = r->net;
    for (uint32_t g = 0; g < net->n_groups; g++) {
        const rsp_task *t = &r->p->tasks[net->groups[g].task];
        r->group_most[g] = places_most(r->p, t->drops, t->n_drops);
    }
    for (uint32_t i = 0; i < net->n_tasks; i++) {
        const rsp_task *t = &r->p->tasks[net->tasks[i]];
        int64_t most = places_most(r->p, t->alts, t->n_alts);
        int64_t in_time = times_most(r, i);
        most = t->quantity < most ? t->quantity : most;
        most = in_time < most ? in_time : most;
        bool ship = net->group_of[i] != RSP_NO;
        r->route_most[i] =
            ship && r->group_most[net->group_of[i]] < most ? r->group_most[net->group_of[i]] : most;
    }
}

/* What a unit of each task earns at best, and takes at least. */
void proof_rate_tasks(run *r) {
    int64_t people_most = aboard_most(r);
    limit_units(r);
    for (uint32_t i = 0; i < r->net->n_tasks; i++) {
        const rsp_task *t = &r->p->tasks[r->net->tasks[i]];
        rsp_proof_option none = {.task = i, .alt = &(rsp_alternative){.resource = RSP_NO}};
        int64_t place = INT64_MAX;
        int64_t goal = t->n_drops > 0 ? INT64_MAX : 0;
        for (uint32_t k = 0; k < t->n_alts; k++) {
            uint32_t res = t->alts[k].resource;
            int64_t price = res == RSP_NO ? 0 : r->prices->resource[res];
            place = price < place ? price : place;
        }
        for (uint32_t k = 0; k < t->n_drops; k++) {
            uint32_t res = t->drops[k].resource;
            int64_t price = res == RSP_NO ? 0 : r->prices->resource[res];
            goal = price < goal ? price : goal;
        }
        label empty = {0};
        int64_t docks = docks_of(r, t);
        r->most_units[i] = proof_amount_most(r, &empty, i);
        r->earns[i] = t->n_alts == 0 || r->most_units[i] == 0 || !can_do(r, i)
                          ? 0
                          : r->prices->task[i] - proof_option_price(r, &none, t) - place - goal;
        r->unit_us[i] = t->service_us / docks + t->drop_us;
    }
    for (uint32_t i = 0; i < r->net->n_tasks; i++) {
        if (r->earns[i] > 0) {
            r->unit_us[i] += share_us(r, i, people_most);
            put_by_rate(r, i);
            for (int d = 0; d < RSP_DIMS; d++) {
                if (fills(r, i, d)) {
                    put_by_load(r, i, d);
                }
            }
        }
    }
    for (uint32_t i = 0; i < r->net->n_tasks; i++) {
        const rsp_task *t = &r->p->tasks[r->net->tasks[i]];
        if (t->kind == RSP_TASK_SHIPMENT) { /* it may come by several times with room for more */
            r->most_units[i] = r->route_most[i];
        }
    }
}

int64_t rsp_proof_class_price(const rsp_problem *p, uint32_t cls, const int64_t *resource_prices) {
    const rsp_class *c = &p->classes[cls];
    int64_t sum = 0;
    for (uint32_t i = 0; i < c->n_uses; i++) {
        sum += c->uses[i].amount * resource_prices[c->uses[i].resource];
    }
    return sum;
}
