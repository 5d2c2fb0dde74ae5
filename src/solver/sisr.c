/* The engine that knows shipments, prizes, breaks and limits (sisr.h): ruin and recreate under simulated
 * annealing.
 *
 * Where prizes decide, the temperature first falls over differences of prize and then over differences of
 * cost; else over cost alone. Where vehicles count first, they are saved before. All that is left out takes
 * part in every recreate, up to MOST_TRIED. One thread whatever is asked for, so the answer does not depend
 * on it. */
#include "solver/sisr.h"

#include <math.h>
#include <string.h>

#define MEAN_REMOVED   10
#define LONGEST_STRING 10
#define MOST_TRIED     250
#define CLOCK_STEPS    16
#define PRIZE_SHARE    0.95 /* of the search in which prizes are annealed */
#define PRIZE_FIRST    0.3  /* temperatures, against the mean prize */
#define PRIZE_LAST     0.03
#define COST_FIRST     1.5 /* against the mean way to a near stop */
#define COST_LAST      0.03
#define FLEET_SHARE    0.15 /* of the search in which vehicles are saved, and its temperature */
#define FLEET_HEAT     0.3

typedef struct search {
    const rsp_ctx *ctx;
    const rsp_vrp_options *o;
    const rsp_vrp *asked;
    rsp_sisr s;
    rsp_sisr_state now, next, best;
    rsp_rng rng;
    uint32_t *string, *order;
    double *key;
    bool *ruined;       /* by slot */
    uint64_t *failed;   /* by node: how often it was left out while vehicles were saved */
    uint32_t most_used; /* routes */
    bool all;           /* whoever fits comes in, whether worth it or not */
    bool prizes;
    rsp_vrp_effort e;
} search;

/* --- making --- */

static void find_near(rsp_sisr *s, uint32_t i, int64_t *at) {
    const rsp_vrp *p = s->p;
    const rsp_vrp_matrix *m = &p->matrices[p->vehicles[0].matrix];
    uint32_t *near = &s->near[(size_t)i * RSP_SISR_NEAR], n = 0;
    for (uint32_t j = p->n_depots; j < p->n_nodes; j++) {
        size_t a = p->nodes[i].location, b = p->nodes[j].location;
        int32_t there = m->distance[a * p->n_locations + b], back = m->distance[b * p->n_locations + a];
        int64_t d = there < back ? there : back;
        if (j == i || (n == RSP_SISR_NEAR && d >= at[n - 1])) {
            continue;
        }
        uint32_t k = n < RSP_SISR_NEAR ? n++ : n - 1;
        for (; k > 0 && at[k - 1] > d; k--) {
            at[k] = at[k - 1];
            near[k] = near[k - 1];
        }
        at[k] = d;
        near[k] = j;
    }
    for (uint32_t k = n; k < RSP_SISR_NEAR; k++) {
        near[k] = RSP_VRP_NONE;
    }
    for (uint32_t k = 0; k < n && k < 10; k++) {
        s->mean_arc +=
            (double)(at[k] * (p->vehicles[0].cost_per_distance + p->vehicles[0].cost_per_duration)) / 10;
    }
}

int rsp_sisr_new(const rsp_vrp *p, rsp_arena *a, rsp_sisr *ret, rsp_err *err) {
    rsp_sisr s = {.p = p, .absent = ret->absent};
    uint32_t n = p->n_nodes - p->n_depots, most = 0;
    int64_t near[RSP_SISR_NEAR];
    for (uint32_t k = 0; k < p->n_vehicles; k++) {
        most += p->vehicles[k].count < n ? p->vehicles[k].count : n;
    }
    s.kind = rsp_arena_alloc(a, (size_t)most + 1, sizeof *s.kind);
    s.near = rsp_arena_alloc(a, p->n_nodes, RSP_SISR_NEAR * sizeof *s.near);
    s.first_half = rsp_arena_alloc(a, p->n_nodes, sizeof *s.first_half);
    if (s.kind == NULL || s.near == NULL || s.first_half == NULL) {
        return rsp_fail(err, RSP_ENOMEM, "out of memory");
    }
    for (uint32_t k = 0; k < p->n_vehicles; k++) {
        for (uint32_t c = 0; c < p->vehicles[k].count && c < n; c++) {
            s.kind[s.n_routes++] = k;
        }
    }
    s.location = rsp_arena_alloc(a, (size_t)p->n_nodes + 2 * (size_t)s.n_routes, sizeof *s.location);
    if (s.location == NULL) {
        return rsp_fail(err, RSP_ENOMEM, "out of memory");
    }
    for (uint32_t i = 0; i < p->n_nodes + 2 * s.n_routes; i++) {
        uint32_t slot = i < p->n_nodes ? 0 : (i - p->n_nodes) / 2;
        const rsp_vrp_vehicle *v = &p->vehicles[s.kind[slot]];
        uint32_t node = i < p->n_nodes ? i : ((i - p->n_nodes) % 2 == 0 ? v->start : v->end);
        s.location[i] = node == RSP_VRP_NONE ? RSP_VRP_NONE : p->nodes[node].location;
    }
    uint32_t prizes = 0;
    for (uint32_t i = p->n_depots; i < p->n_nodes; i++) {
        const rsp_vrp_node *x = &p->nodes[i];
        if (x->release > 0) {
            return rsp_fail(err, RSP_EUNAVAILABLE,
                            "the engine for prizes and shipments does not know releases");
        }
        s.first_half[i] = x->kind == RSP_VRP_SHIP_TO ? x->other : i;
        s.mean_prize += (double)x->prize;
        prizes += x->prize > 0;
        find_near(&s, i, near);
    }
    s.mean_prize = prizes > 0 ? s.mean_prize / prizes : 0;
    s.mean_arc = n > 0 && s.mean_arc > 0 ? s.mean_arc / n : 1;
    *ret = s;
    return 0;
}

static int make(search *s, rsp_arena *work, rsp_err *err) {
    rsp_vrp *weighed = rsp_arena_alloc(work, 1, sizeof *weighed);
    if (weighed == NULL) {
        return rsp_fail(err, RSP_ENOMEM, "out of memory");
    }
    RSP_TRY(rsp_vrp_weigh(s->asked, work, weighed, &s->s.absent, err));
    RSP_TRY(rsp_sisr_new(weighed, work, &s->s, err));
    RSP_TRY(rsp_sisr_state_new(&s->s, work, &s->now, err));
    RSP_TRY(rsp_sisr_state_new(&s->s, work, &s->next, err));
    RSP_TRY(rsp_sisr_state_new(&s->s, work, &s->best, err));
    size_t n = weighed->n_nodes;
    s->string = rsp_arena_alloc(work, n, sizeof *s->string);
    s->order = rsp_arena_alloc(work, n, sizeof *s->order);
    s->key = rsp_arena_alloc(work, n, sizeof *s->key);
    s->failed = rsp_arena_alloc(work, n, sizeof *s->failed);
    s->most_used = UINT32_MAX;
    s->ruined = rsp_arena_alloc(work, (size_t)s->s.n_routes + 1, sizeof *s->ruined);
    s->prizes = s->asked->objective == RSP_VRP_MOST_PRIZE && s->s.mean_prize > 0;
    rsp_rng_seed(&s->rng, s->o->seed);
    return s->string == NULL || s->order == NULL || s->key == NULL || s->ruined == NULL || s->failed == NULL
               ? rsp_fail(err, RSP_ENOMEM, "out of memory")
               : 0;
}

/* --- ruin --- */

static uint32_t below(search *s, uint32_t n) {
    return n <= 1 ? 0 : rsp_rng_below(&s->rng, n);
}

static uint32_t count_used(const search *s, const rsp_sisr_state *t) {
    uint32_t used = 0;
    for (uint32_t r = 0; r < s->s.n_routes; r++) {
        used += t->routes[r].n > 0;
    }
    return used;
}

/* Takes all of a route out that can no longer be driven: where ways are no metric, a stop less can do that.
 */
static void mend(search *s, rsp_sisr_state *t, uint32_t route) {
    uint32_t start = rsp_sisr_start(&s->s, route);
    while (!rsp_sisr_refresh(&s->s, t, route)) {
        while (t->stops[start].next != start + 1) {
            rsp_sisr_take(&s->s, t, t->stops[start].next);
        }
    }
}

/* A string of stops around c, some kept inside it now and then. */
static void take_string(search *s, rsp_sisr_state *t, uint32_t c, uint32_t length) {
    uint32_t route = t->stops[c].route, start = rsp_sisr_start(&s->s, route), x = c, n = 0, kept = 0;
    uint32_t size = t->routes[route].n;
    while (length > 1 && length + kept < size && below(s, 2) == 0 && kept < length) {
        kept++;
    }
    for (uint32_t back = below(s, length + kept); back > 0 && t->stops[x].prev != start; back--) {
        x = t->stops[x].prev;
    }
    for (; x != start + 1 && n < length + kept; x = t->stops[x].next) {
        s->string[n++] = x;
    }
    uint32_t from = kept > 0 && n > kept ? below(s, n - kept) : n;
    for (uint32_t i = 0; i < n; i++) {
        bool keep = i >= from && i < from + kept && s->string[i] != c;
        if (!keep && t->stops[s->string[i]].route != RSP_VRP_NONE) {
            rsp_sisr_take(&s->s, t, s->string[i]);
        }
    }
    mend(s, t, route);
}

static void ruin(search *s, rsp_sisr_state *t) {
    const rsp_vrp *p = s->s.p;
    uint32_t seed = p->n_depots + below(s, p->n_nodes - p->n_depots), used = count_used(s, t), served = 0;
    for (uint32_t r = 0; r < s->s.n_routes; r++) {
        s->ruined[r] = false;
        served += t->routes[r].n;
    }
    double average = used > 0 ? (double)served / used : 1;
    double longest = average < LONGEST_STRING ? average : LONGEST_STRING;
    double most = 4.0 * MEAN_REMOVED / (1 + longest) - 1;
    uint32_t strings = (uint32_t)(1 + rsp_rng_unit(&s->rng) * (most < 1 ? 1 : most));
    for (uint32_t i = 0; i <= RSP_SISR_NEAR && strings > 0; i++) {
        uint32_t c = i == 0 ? seed : s->s.near[(size_t)seed * RSP_SISR_NEAR + i - 1];
        if (c == RSP_VRP_NONE) {
            break;
        }
        uint32_t route = t->stops[c].route;
        if (route != RSP_VRP_NONE && !s->ruined[route]) {
            s->ruined[route] = true;
            strings--;
            double limit = t->routes[route].n < longest ? t->routes[route].n : longest;
            take_string(s, t, c, (uint32_t)(1 + rsp_rng_unit(&s->rng) * limit));
        }
    }
}

/* --- recreate --- */

static double sort_key(search *s, uint32_t node, uint32_t order) {
    const rsp_vrp *p = s->s.p;
    const rsp_vrp_node *n = &p->nodes[node];
    switch (order) {
    case 0:
    case 1:
        return -(double)n->prize;
    case 2:
        return -(double)n->load[0];
    case 3:
    case 4: {
        uint32_t start = s->s.location[rsp_sisr_start(&s->s, 0)];
        const rsp_vrp_matrix *m = &p->matrices[p->vehicles[0].matrix];
        size_t cell = (size_t)(start == RSP_VRP_NONE ? 0 : start) * p->n_locations + n->location;
        return order == 3 ? (double)m->distance[cell] : -(double)m->distance[cell];
    }
    case 5:
        return (double)(n->windows[n->n_windows - 1].close - n->windows[0].open);
    case 6:
        return (double)n->windows[0].open;
    case 7: { /* by prize for the way to the nearest */
        uint32_t near = s->s.near[(size_t)node * RSP_SISR_NEAR];
        double way = 0;
        if (near != RSP_VRP_NONE) {
            way = (double)rsp_sisr_way(&s->s, &p->vehicles[0], near, node).cost;
        }
        return -(double)n->prize / (1 + way + (double)n->service);
    }
    default:
        return rsp_rng_unit(&s->rng);
    }
}

static uint32_t sort_absent(search *s, rsp_sisr_state *t) {
    uint32_t n = t->n_absent, order = below(s, 13);
    order = !s->prizes && s->s.mean_prize <= 0 && (order <= 1 || order == 7) ? 9 : order;
    if (n > MOST_TRIED) { /* what was taken out last, and some of the rest */
        n = MOST_TRIED;
    }
    for (uint32_t i = 0; i < n; i++) {
        bool rest = t->n_absent > MOST_TRIED && i >= MOST_TRIED / 2;
        uint32_t node = t->absent[rest ? below(s, t->n_absent - MOST_TRIED / 2) : t->n_absent - 1 - i], k = i;
        double key = sort_key(s, node, order);
        for (; k > 0 && s->key[k - 1] > key; k--) {
            s->key[k] = s->key[k - 1];
            s->order[k] = s->order[k - 1];
        }
        s->key[k] = key;
        s->order[k] = node;
    }
    return n;
}

static void recreate(search *s, rsp_sisr_state *t) {
    const rsp_vrp *p = s->s.p;
    uint32_t n = sort_absent(s, t), used = count_used(s, t);
    for (uint32_t i = 0; i < n; i++) {
        uint32_t node = s->order[i], other = p->nodes[node].other;
        if (t->stops[node].route != RSP_VRP_NONE) {
            continue; /* drawn twice */
        }
        int64_t worth = p->nodes[node].prize + (p->nodes[node].required ? s->s.absent : 0);
        if (other != RSP_VRP_NONE) {
            worth += p->nodes[other].prize + (p->nodes[other].required ? s->s.absent : 0);
        }
        worth = s->all ? INT64_MAX : worth;
        rsp_sisr_spot best = {.cost = worth};
        uint32_t empty_kind = RSP_VRP_NONE;
        for (uint32_t r = 0; r < s->s.n_routes; r++) {
            if (t->routes[r].n == 0) { /* one empty route of each kind is enough */
                if (s->s.kind[r] == empty_kind || used >= s->most_used) {
                    continue;
                }
                empty_kind = s->s.kind[r];
            }
            rsp_sisr_try(&s->s, t, node, r, &s->rng, &best);
        }
        if (best.cost < worth) {
            used += t->routes[best.route].n == 0;
            rsp_sisr_put(&s->s, t, node, &best);
        }
    }
}

/* --- the search --- */

static void report(const search *s) {
    if (s->o->progress != NULL) {
        rsp_vrp_progress p = {.elapsed_s = rsp_vrp_effort_s(&s->e), .steps = s->e.steps};
        const rsp_vrp *asked = s->asked;
        for (uint32_t i = asked->n_depots; i < asked->n_nodes; i++) {
            bool served = s->best.stops[i].route != RSP_VRP_NONE;
            p.best.missing += !served && asked->nodes[i].required;
            p.best.prize[asked->nodes[i].tier] += served ? asked->nodes[i].prize : 0;
            bool lost = !served && asked->objective == RSP_VRP_LEAST_COST;
            p.best.cost += lost ? asked->nodes[i].prize : 0;
        }
        for (uint32_t r = 0; r < s->s.n_routes; r++) {
            const rsp_sisr_route *x = &s->best.routes[r];
            const rsp_vrp_vehicle *v = &asked->vehicles[s->s.kind[r]];
            p.best.vehicles += x->n > 0;
            p.best.distance += x->distance;
            p.best.duration += x->duration;
            p.best.cost += x->n == 0 ? 0
                                     : v->fixed_cost + x->distance * v->cost_per_distance +
                                           x->duration * v->cost_per_duration;
        }
        s->o->progress(s->o->user, &p);
    }
}

static double temperature(const search *s, double done) {
    double first = COST_FIRST * s->s.mean_arc, last = COST_LAST * s->s.mean_arc;
    if (s->prizes && s->best.n_absent > 0) {
        if (done < PRIZE_SHARE) {
            first = PRIZE_FIRST * s->s.mean_prize;
            last = PRIZE_LAST * s->s.mean_prize;
            done /= PRIZE_SHARE;
        } else {
            done = (done - PRIZE_SHARE) / (1 - PRIZE_SHARE);
        }
    }
    return first * pow(last / first, done);
}

static bool cools_to(search *s, double heat) {
    double worse = (double)(s->next.objective - s->now.objective);
    return worse < -heat * log(1 - rsp_rng_unit(&s->rng)) || worse < 0;
}

static void keep_next(search *s) {
    rsp_sisr_state kept = s->now;
    s->now = s->next;
    s->next = kept;
    if (s->now.objective < s->best.objective) {
        rsp_sisr_copy(&s->best, &s->now);
    }
}

/* --- fewest vehicles --- */

static uint64_t count_failed(const search *s, const rsp_sisr_state *t) {
    uint64_t sum = 0;
    for (uint32_t i = 0; i < t->n_absent; i++) {
        sum += s->failed[t->absent[i]];
    }
    return sum;
}

/* Takes the route out whose stops were left out least often. */
static void dissolve(search *s, rsp_sisr_state *t) {
    uint64_t least = UINT64_MAX;
    uint32_t route = 0;
    for (uint32_t r = 0; r < s->s.n_routes; r++) {
        uint64_t sum = 0;
        uint32_t end = rsp_sisr_start(&s->s, r) + 1;
        for (uint32_t x = t->stops[end - 1].next; x != end; x = t->stops[x].next) {
            sum += 1 + s->failed[s->s.first_half[x]];
        }
        if (t->routes[r].n > 0 && sum < least) {
            least = sum;
            route = r;
        }
    }
    uint32_t start = rsp_sisr_start(&s->s, route);
    while (t->stops[start].next != start + 1) {
        rsp_sisr_take(&s->s, t, t->stops[start].next);
    }
    mend(s, t, route);
}

/* Takes one route after another out and looks for places for its stops elsewhere: kept is what leaves those
 * out that seldom fail, or no more than before at about the same cost. Until the share `until` of the limit.
 */
static void save_vehicles(search *s, double until) {
    double heat = FLEET_HEAT * s->s.mean_arc;
    rsp_sisr_copy(&s->now, &s->best);
    while (s->now.n_absent == 0 && rsp_vrp_effort_used(&s->e) < until && count_used(s, &s->now) > 1) {
        s->most_used = count_used(s, &s->now) - 1;
        dissolve(s, &s->now);
        for (; s->now.n_absent > 0 && (s->e.steps % CLOCK_STEPS != 0 || rsp_vrp_effort_used(&s->e) < until);
             s->e.steps++) {
            rsp_sisr_copy(&s->next, &s->now);
            ruin(s, &s->next);
            recreate(s, &s->next);
            bool seldom = count_failed(s, &s->next) < count_failed(s, &s->now);
            for (uint32_t i = 0; i < s->next.n_absent; i++) {
                s->failed[s->next.absent[i]]++;
            }
            if (s->next.n_absent == 0 || seldom ||
                (s->next.n_absent <= s->now.n_absent && cools_to(s, heat))) {
                keep_next(s);
            }
        }
    }
    s->most_used = UINT32_MAX;
    rsp_sisr_copy(&s->now, &s->best);
}

static void anneal(search *s) {
    double heat = 0, from = rsp_vrp_effort_used(&s->e);
    for (;; s->e.steps++) {
        if (s->e.steps % CLOCK_STEPS == 0) {
            double done = rsp_vrp_effort_used(&s->e);
            if (done >= 1) {
                return;
            }
            heat = temperature(s, (done - from) / (1 - from));
            if (s->e.steps % (CLOCK_STEPS * 256) == 0) {
                report(s);
            }
        }
        rsp_sisr_copy(&s->next, &s->now);
        ruin(s, &s->next);
        recreate(s, &s->next);
        if (cools_to(s, heat)) {
            keep_next(s);
        }
    }
}

/* Whether a given route can be driven as it stands, by vehicles and stops that are still free. */
static bool is_sound(const search *s, const rsp_vrp_route *r) {
    rsp_vrp_route route = *r;
    rsp_vrp_solution one = {&route, 1};
    rsp_vrp_score score;
    rsp_err err = {0};
    for (uint32_t k = 0; k < r->n_stops; k++) {
        if (r->stops[k] >= s->asked->n_nodes || s->now.stops[r->stops[k]].route != RSP_VRP_NONE) {
            return false; /* also a second trip, which is not made here */
        }
    }
    return rsp_vrp_validate(s->ctx, s->asked, &one, &score, &err) == 0;
}

/* Puts a given solution in. Of a route that is not sound, each stop where it fits best. */
static void warm(search *s, const rsp_vrp_solution *from) {
    const rsp_vrp *p = s->s.p;
    for (uint32_t i = 0; i < from->n_routes; i++) {
        const rsp_vrp_route *r = &from->routes[i];
        uint32_t route = 0;
        while (route < s->s.n_routes && (s->s.kind[route] != r->vehicle || s->now.routes[route].n > 0)) {
            route++;
        }
        bool sound = route < s->s.n_routes && is_sound(s, r);
        if (sound) {
            rsp_sisr_lay(&s->s, &s->now, route, r->stops, r->n_stops);
        }
        for (uint32_t k = 0; !sound && route < s->s.n_routes && k < r->n_stops; k++) {
            uint32_t node = r->stops[k];
            if (node >= p->n_depots && node < p->n_nodes && s->s.first_half[node] == node &&
                s->now.stops[node].route == RSP_VRP_NONE) {
                rsp_sisr_spot best = {.cost = INT64_MAX};
                rsp_sisr_try(&s->s, &s->now, node, route, &s->rng, &best);
                if (best.cost < INT64_MAX) {
                    rsp_sisr_put(&s->s, &s->now, node, &best);
                }
            }
        }
    }
    rsp_sisr_copy(&s->best, &s->now);
}

static int tell(const search *s, rsp_arena *a, rsp_vrp_solution *ret, rsp_err *err) {
    rsp_vrp_route *routes = rsp_arena_alloc(a, (size_t)s->s.n_routes + 1, sizeof *routes);
    uint32_t n = 0;
    for (uint32_t r = 0; routes != NULL && r < s->s.n_routes; r++) {
        uint32_t start = rsp_sisr_start(&s->s, r), count = s->best.routes[r].n;
        if (count == 0) {
            continue;
        }
        routes[n] = (rsp_vrp_route){s->s.kind[r], rsp_arena_alloc(a, count, sizeof(uint32_t)), 0};
        if (routes[n].stops == NULL) {
            return rsp_fail(err, RSP_ENOMEM, "out of memory");
        }
        for (uint32_t x = s->best.stops[start].next; x != start + 1; x = s->best.stops[x].next) {
            routes[n].stops[routes[n].n_stops++] = x;
        }
        n++;
    }
    if (routes == NULL) {
        return rsp_fail(err, RSP_ENOMEM, "out of memory");
    }
    *ret = (rsp_vrp_solution){routes, n};
    return 0;
}

int rsp_vrp_sisr(const rsp_ctx *ctx, const rsp_vrp *p, const rsp_vrp_options *o, rsp_arena *a,
                 rsp_vrp_solution *ret, rsp_err *err) {
    RSP_CLEANUP(rsp_arena_free_p) rsp_arena *work = NULL;
    search s = {.ctx = ctx, .o = o, .asked = p, .e = rsp_vrp_effort_start(ctx, o)};
    RSP_TRY(rsp_arena_new(ctx, (size_t)8 << 30, &work, err));
    RSP_TRY(make(&s, work, err));
    if (p->n_nodes > p->n_depots && s.s.n_routes > 0) {
        if (o->start != NULL) {
            warm(&s, o->start);
        }
        /* prizes seldom pay for opening a route one by one: the search begins with too many routes */
        s.all = o->start == NULL && p->objective == RSP_VRP_LEAST_COST;
        uint32_t absent = UINT32_MAX; /* a recreate tries MOST_TRIED */
        while (s.now.n_absent < absent && rsp_vrp_effort_used(&s.e) < 1) {
            absent = s.now.n_absent;
            recreate(&s, &s.now);
        }
        s.all = false;
        if (s.now.objective < s.best.objective) {
            rsp_sisr_copy(&s.best, &s.now);
        }
        if (p->objective == RSP_VRP_FEWEST_VEHICLES && s.best.n_absent == 0) {
            save_vehicles(&s, FLEET_SHARE);
        }
        anneal(&s);
        report(&s);
    }
    return tell(&s, a, ret, err);
}
