/* The independent judge of an answer to a plain routing problem (vrp.h): it drives every route from its first
 * to its last stop by the definition alone and shares nothing with any engine, not even their tables.
 *
 * Driving early is never worse: nothing in the problem rewards a late start (durations limited and paid for
 * are driving time), so the earliest schedule decides whether the windows can be kept. Breaks have no place
 * in a solution; the judge finds one. On the way from one node to the next a break begins as early as its
 * windows let it and driving goes on before and after it; over which breaks are behind, the earliest time is
 * kept for each subset (at most 2^RSP_VRP_BREAKS of them). Of two orders of the same breaks on the same way,
 * the one that ends the last break earlier is at least as good: it has the more driving left only where it
 * stood idle less. */
#include <inttypes.h>
#include <string.h>

#include "solver/vrp.h"

#define SUBSETS (1u << RSP_VRP_BREAKS)

typedef struct judge {
    const rsp_vrp *p;
    const rsp_vrp_solution *s;
    uint32_t *served; /* by node: 1 + the route, 0: by none */
    uint32_t *place;  /* by node: where in that route */
    uint32_t *used;   /* by kind of vehicle */
    rsp_vrp_score score;
    rsp_err *err;
} judge;

/* One vehicle under way. */
typedef struct drive {
    judge *j;
    const rsp_vrp_route *r;
    uint32_t number; /* of the route */
    const rsp_vrp_vehicle *v;
    uint32_t at; /* location; RSP_VRP_NONE before the first stop of a route without a start */
    int64_t
        when[SUBSETS]; /* earliest time that it may go on, by breaks behind it; RSP_VRP_NEVER: not at all */
    int64_t load[RSP_VRP_DIMS];
    int64_t distance, duration;
} drive;

#define WRONG(d, ...) rsp_fail((d)->j->err, RSP_EVIOLATION, __VA_ARGS__)

/* --- time --- */

/* The first moment from t on inside the windows; RSP_VRP_NEVER where they are past. */
static int64_t within(const rsp_vrp_window *w, uint32_t n, int64_t t) {
    for (uint32_t i = 0; i < n; i++) {
        if (t <= w[i].close) {
            return t > w[i].open ? t : w[i].open;
        }
    }
    return RSP_VRP_NEVER;
}

/* Spends `driving` on the way, with every choice of breaks on it. */
static void pass(drive *d, int64_t driving) {
    uint32_t subsets = 1u << d->v->n_breaks;
    int64_t arrives[SUBSETS];
    if (subsets == 1) {
        d->when[0] += driving;
        return;
    }
    for (uint32_t m = 0; m < subsets; m++) {
        arrives[m] = RSP_VRP_NEVER;
    }
    for (uint32_t from = 0; from < subsets; from++) {
        if (d->when[from] >= RSP_VRP_NEVER) {
            continue;
        }
        int64_t t[SUBSETS], left[SUBSETS]; /* after the last break taken; driving still to do */
        for (uint32_t m = 0; m < SUBSETS; m++) {
            t[m] = RSP_VRP_NEVER;
            left[m] = 0;
        }
        t[from] = d->when[from];
        left[from] = driving;
        for (uint32_t m = from; m < subsets; m++) {
            if ((m & from) != from || t[m] >= RSP_VRP_NEVER) {
                continue;
            }
            int64_t there = t[m] + left[m];
            arrives[m] = there < arrives[m] ? there : arrives[m];
            for (uint32_t b = 0; b < d->v->n_breaks; b++) {
                const rsp_vrp_break *k = &d->v->breaks[b];
                int64_t begin = (m >> b & 1u) != 0 ? RSP_VRP_NEVER : within(k->windows, k->n_windows, t[m]);
                uint32_t with = m | 1u << b;
                if (begin < RSP_VRP_NEVER && begin + k->service < t[with]) {
                    int64_t driven = begin - t[m] < left[m] ? begin - t[m] : left[m];
                    t[with] = begin + k->service;
                    left[with] = left[m] - driven;
                }
            }
        }
    }
    memcpy(d->when, arrives, subsets * sizeof arrives[0]);
}

/* Waits for the windows, then spends `busy`; whether it can at all. */
static bool attend(drive *d, const rsp_vrp_window *w, uint32_t n, int64_t not_before, int64_t busy) {
    bool can = false;
    for (uint32_t m = 0; m < 1u << d->v->n_breaks; m++) {
        if (d->when[m] < RSP_VRP_NEVER) {
            int64_t t = within(w, n, d->when[m] > not_before ? d->when[m] : not_before);
            d->when[m] = t >= RSP_VRP_NEVER ? RSP_VRP_NEVER : t + busy;
            can = can || t < RSP_VRP_NEVER;
        }
    }
    return can;
}

/* To a location (RSP_VRP_NONE: stays, but breaks may be taken). */
static int go(drive *d, uint32_t to) {
    int64_t duration = 0;
    if (d->at != RSP_VRP_NONE && to != RSP_VRP_NONE) {
        const rsp_vrp_matrix *x = &d->j->p->matrices[d->v->matrix];
        size_t cell = (size_t)d->at * d->j->p->n_locations + to;
        if (x->distance[cell] >= RSP_VRP_NEVER32 || x->duration[cell] >= RSP_VRP_NEVER32) {
            return WRONG(d, "route %u goes from location %u to %u, where there is no way", d->number, d->at,
                         to);
        }
        duration = x->duration[cell];
        d->distance += x->distance[cell];
        d->duration += duration;
    }
    pass(d, duration);
    d->at = to == RSP_VRP_NONE ? d->at : to;
    return 0;
}

/* --- loads --- */

static int hold(drive *d, uint32_t node) {
    for (uint32_t k = 0; k < d->j->p->n_dims; k++) {
        if (d->load[k] > d->v->capacity[k]) {
            return WRONG(d, "route %u carries %" PRId64 " of load %u at stop %u; its vehicle takes %" PRId64,
                         d->number, d->load[k], k, d->j->p->nodes[node].label, d->v->capacity[k]);
        }
    }
    return 0;
}

static void change(drive *d, uint32_t node, int sign) {
    for (uint32_t k = 0; k < d->j->p->n_dims; k++) {
        d->load[k] += sign * d->j->p->nodes[node].load[k];
    }
}

/* --- stops --- */

static int visit(drive *d, uint32_t node) {
    const rsp_vrp_node *n = &d->j->p->nodes[node];
    if ((n->skills & ~d->v->skills) != 0) {
        return WRONG(d, "route %u serves stop %u without a skill that it asks for", d->number, n->label);
    }
    bool elsewhere = d->at != n->location;
    RSP_TRY(go(d, n->location));
    if (!attend(d, n->windows, n->n_windows, 0, (elsewhere ? n->setup : 0) + n->service)) {
        return WRONG(d, "route %u comes to stop %u after its last window has closed", d->number, n->label);
    }
    change(d, node, n->kind == RSP_VRP_DELIVERY || n->kind == RSP_VRP_SHIP_TO ? -1 : 1);
    return hold(d, node);
}

/* Loads what the trip that begins at stop `from` delivers and leaves no earlier than all of it is released.
 */
static int begin_trip(drive *d, uint32_t from) {
    static const rsp_vrp_window always = {INT64_MIN / 4, RSP_VRP_NEVER};
    int64_t release = INT64_MIN / 4;
    uint32_t i = from;
    for (; i < d->r->n_stops && d->r->stops[i] != RSP_VRP_NONE; i++) {
        const rsp_vrp_node *n = &d->j->p->nodes[d->r->stops[i]];
        release = n->release > release ? n->release : release;
        if (n->kind == RSP_VRP_DELIVERY) {
            change(d, d->r->stops[i], 1);
        }
    }
    if (i == from) {
        return WRONG(d, "route %u has a trip without stops", d->number);
    }
    (void)attend(d, &always, 1, release, 0);
    return hold(d, d->r->stops[from]);
}

/* Back at the depot where a new trip begins: what was collected leaves, shipments stay on board. */
static int reload(drive *d, uint32_t at) {
    const rsp_vrp_node *n = d->v->reload == RSP_VRP_NONE ? NULL : &d->j->p->nodes[d->v->reload];
    if (n == NULL) {
        return WRONG(d, "route %u makes a second trip, its vehicle only one", d->number);
    }
    for (uint32_t i = at; i-- > 0 && d->r->stops[i] != RSP_VRP_NONE;) {
        if (d->j->p->nodes[d->r->stops[i]].kind == RSP_VRP_PICKUP) {
            change(d, d->r->stops[i], -1);
        }
    }
    RSP_TRY(go(d, n->location));
    if (!attend(d, n->windows, n->n_windows, 0, n->service)) {
        return WRONG(d, "route %u is back at the depot after it has closed", d->number);
    }
    return begin_trip(d, at + 1);
}

static int finish(drive *d) {
    const rsp_vrp_vehicle *v = d->v;
    rsp_vrp_score *s = &d->j->score;
    RSP_TRY(go(d, v->end == RSP_VRP_NONE ? RSP_VRP_NONE : d->j->p->nodes[v->end].location));
    int64_t end = d->when[(1u << v->n_breaks) - 1];
    if (end >= RSP_VRP_NEVER) {
        return WRONG(d, "route %u leaves no time for a break", d->number);
    }
    if (end > v->close) {
        return WRONG(d, "route %u ends at %" PRId64 "; its vehicle must be back at %" PRId64, d->number, end,
                     v->close);
    }
    if (d->duration > v->longest_duration || d->distance > v->longest_distance) {
        return WRONG(d,
                     "route %u drives %" PRId64 " over %" PRId64 "; at most %" PRId64 " over %" PRId64
                     " are allowed",
                     d->number, d->duration, d->distance, v->longest_duration, v->longest_distance);
    }
    int64_t far = 0, slow = 0;
    if (__builtin_mul_overflow(d->distance, v->cost_per_distance, &far) ||
        __builtin_mul_overflow(d->duration, v->cost_per_duration, &slow) ||
        __builtin_add_overflow(s->cost, v->fixed_cost, &s->cost) ||
        __builtin_add_overflow(s->cost, far, &s->cost) || __builtin_add_overflow(s->cost, slow, &s->cost)) {
        return WRONG(d, "route %u costs more than 64 bits hold", d->number);
    }
    s->distance += d->distance;
    s->duration += d->duration;
    s->vehicles++;
    return 0;
}

static int judge_route(judge *j, uint32_t number) {
    const rsp_vrp_route *r = &j->s->routes[number];
    const rsp_vrp_vehicle *v = &j->p->vehicles[r->vehicle];
    drive d = {.j = j, .r = r, .number = number, .v = v};
    d.at = v->start == RSP_VRP_NONE ? RSP_VRP_NONE : j->p->nodes[v->start].location;
    for (uint32_t m = 0; m < SUBSETS; m++) {
        d.when[m] = m == 0 ? v->open : RSP_VRP_NEVER;
    }
    int64_t tasks = 0;
    RSP_TRY(begin_trip(&d, 0));
    for (uint32_t i = 0; i < r->n_stops; i++) {
        tasks += r->stops[i] != RSP_VRP_NONE;
        RSP_TRY(r->stops[i] == RSP_VRP_NONE ? reload(&d, i) : visit(&d, r->stops[i]));
    }
    if (tasks > v->most_tasks) {
        return rsp_fail(j->err, RSP_EVIOLATION, "route %u has %" PRId64 " stops; at most %" PRId64, number,
                        tasks, v->most_tasks);
    }
    return finish(&d);
}

/* --- the whole answer --- */

/* Each index is one there is, each node is served once, each vehicle used once. */
static int check_form(judge *j) {
    for (uint32_t i = 0; i < j->s->n_routes; i++) {
        const rsp_vrp_route *r = &j->s->routes[i];
        if (r->vehicle >= j->p->n_vehicles || r->n_stops == 0 ||
            j->p->vehicles[r->vehicle].n_breaks > RSP_VRP_BREAKS) {
            return rsp_fail(j->err, RSP_EVIOLATION, "route %u has no vehicle, no stops or too many breaks",
                            i);
        }
        if (++j->used[r->vehicle] > j->p->vehicles[r->vehicle].count) {
            return rsp_fail(j->err, RSP_EVIOLATION, "route %u: there are only %u vehicles of kind %u", i,
                            j->p->vehicles[r->vehicle].count, r->vehicle);
        }
        for (uint32_t k = 0; k < r->n_stops; k++) {
            uint32_t node = r->stops[k];
            if (node == RSP_VRP_NONE) {
                continue;
            }
            if (node >= j->p->n_nodes || node < j->p->n_depots) {
                return rsp_fail(j->err, RSP_EVIOLATION, "route %u has stop %u, which is no customer", i,
                                node);
            }
            if (j->served[node] != 0) {
                return rsp_fail(j->err, RSP_EVIOLATION, "stop %u is served twice, by routes %u and %u",
                                j->p->nodes[node].label, j->served[node] - 1, i);
            }
            j->served[node] = i + 1;
            j->place[node] = k;
        }
    }
    return 0;
}

static int check_shipments(judge *j) {
    for (uint32_t i = j->p->n_depots; i < j->p->n_nodes; i++) {
        const rsp_vrp_node *n = &j->p->nodes[i];
        if (n->kind != RSP_VRP_SHIP_FROM && n->kind != RSP_VRP_SHIP_TO) {
            continue;
        }
        bool from = n->kind == RSP_VRP_SHIP_FROM;
        if (j->served[i] != j->served[n->other]) {
            return rsp_fail(j->err, RSP_EVIOLATION, "stops %u and %u are one shipment, but not of one route",
                            n->label, j->p->nodes[n->other].label);
        }
        if (from && j->served[i] != 0 && j->place[i] > j->place[n->other]) {
            return rsp_fail(j->err, RSP_EVIOLATION, "stop %u comes before stop %u, where its load is fetched",
                            j->p->nodes[n->other].label, n->label);
        }
    }
    return 0;
}

static int count_prizes(judge *j) {
    for (uint32_t i = j->p->n_depots; i < j->p->n_nodes; i++) {
        const rsp_vrp_node *n = &j->p->nodes[i];
        bool served = j->served[i] != 0;
        j->score.missing += !served && n->required;
        if (served && n->tier < RSP_VRP_TIERS) {
            j->score.prize[n->tier] += n->prize;
        } else if (!served && j->p->objective == RSP_VRP_LEAST_COST &&
                   __builtin_add_overflow(j->score.cost, n->prize, &j->score.cost)) {
            return rsp_fail(j->err, RSP_EVIOLATION, "the prizes not collected are more than 64 bits hold");
        }
    }
    return 0;
}

int rsp_vrp_validate(const rsp_ctx *ctx, const rsp_vrp *p, const rsp_vrp_solution *s, rsp_vrp_score *ret,
                     rsp_err *err) {
    RSP_CLEANUP(rsp_arena_free_p) rsp_arena *a = NULL;
    RSP_TRY(rsp_arena_new(ctx, 0, &a, err));
    judge j = {.p = p, .s = s, .err = err};
    j.served = rsp_arena_alloc(a, p->n_nodes, sizeof *j.served);
    j.place = rsp_arena_alloc(a, p->n_nodes, sizeof *j.place);
    j.used = rsp_arena_alloc(a, p->n_vehicles, sizeof *j.used);
    if (j.served == NULL || j.place == NULL || j.used == NULL) {
        return rsp_fail(err, RSP_ENOMEM, "out of memory");
    }
    RSP_TRY(check_form(&j));
    RSP_TRY(check_shipments(&j));
    for (uint32_t i = 0; i < s->n_routes; i++) {
        RSP_TRY(judge_route(&j, i));
    }
    RSP_TRY(count_prizes(&j));
    *ret = j.score;
    return 0;
}
