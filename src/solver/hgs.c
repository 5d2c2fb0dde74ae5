/* The engine for problems in which everything must be served, or pays to be served, at least cost (vrp.h).
 *
 * Where all must be served by vehicles of one trip, a population (hgs_breed.h) begins at what greedy
 * insertion gives; in large problems, with several trips, and where prizes decide, a walk (hgs_walk.h) begins
 * at what local ruin and recreate under simulated annealing (hgs_ruin.h) gives; in between, a walk leads and
 * a population goes on with its best. That is all there is as long
 * as someone is missing. Temperatures are shares of the mean cost of a way to a near stop,
 * so that no unit matters. */
#include <math.h>

#include "solver/hgs_breed.h"
#include "solver/hgs_order.h"
#include "solver/hgs_ruin.h"
#include "solver/hgs_walk.h"

#define HEAT_FIRST  1.5 /* temperature at the start and the end, against the view's mean_arc */
#define HEAT_LAST   0.05
#define HEAT_WALK   0.7 /* at the start of the walk, which cools to HEAT_LAST */
#define HEAT_CHOICE 1.0 /* the same where vehicles make several trips or prizes decide */
#define CLOCK_STEPS 32
#define MOST_ALONE  300 /* clients; above, the population is led by a walk */
#define WALK_FIRST  0.4
#define MOST_BRED   600 /* clients; above, a population does not get far in a minute */

typedef struct search {
    const rsp_ctx *ctx;
    const rsp_vrp_options *o;
    const rsp_hgs_view *v;
    rsp_hgs_ruin ruin;
    rsp_hgs_tour now, best;
    rsp_vrp_effort e;
} search;

/* --- starting --- */

static void keep_best(search *s) {
    const rsp_hgs_tour *a = &s->now, *b = &s->best;
    if (a->n_missing != b->n_missing ? a->n_missing < b->n_missing : a->cost < b->cost) {
        rsp_hgs_tour_copy(&s->best, &s->now);
    }
}

/* Whether a given route can be driven as it stands, with stops that are still free. */
static int is_sound(const search *s, const rsp_vrp_route *r, bool *ret, rsp_err *err) {
    rsp_vrp_route route = *r;
    rsp_vrp_solution one = {&route, 1};
    rsp_vrp_score score;
    uint32_t depots = s->v->p->n_depots;
    for (uint32_t i = 0; i < r->n_stops; i++) {
        uint32_t x = r->stops[i];
        if (x != RSP_VRP_NONE &&
            (x < depots || x - depots >= s->v->n || s->now.nodes[x - depots].slot != RSP_VRP_NONE)) {
            *ret = false;
            return 0;
        }
    }
    int rc = rsp_vrp_validate(s->ctx, s->v->p, &one, &score, err);
    *ret = rc == 0;
    return rc == RSP_EVIOLATION ? 0 : rc;
}

/* A given route, stop by stop where it fits at the end of what is there. */
static void mend(search *s, uint32_t slot, const rsp_vrp_route *r) {
    rsp_hgs_tour *t = &s->now;
    uint32_t depots = s->v->p->n_depots;
    bool again = false;
    for (uint32_t i = 0; i < r->n_stops; i++) {
        uint32_t x = r->stops[i];
        if (x == RSP_VRP_NONE) {
            again = t->slots[slot].n > 0;
        } else if (x >= depots && x - depots < s->v->n && t->nodes[x - depots].slot == RSP_VRP_NONE) {
            rsp_hgs_spot spot = {.cost = INT64_MAX};
            uint32_t last = t->nodes[rsp_hgs_end(t->v, slot)].prev;
            if (again) {
                rsp_hgs_try_behind(t, x - depots, t->nodes[last].trip, &spot);
            } else {
                rsp_hgs_try(t, x - depots, last, &spot);
            }
            if (spot.cost < INT64_MAX) {
                rsp_hgs_tour_put(t, x - depots, &spot);
                again = false;
            }
        }
    }
}

static int warm_route(search *s, const rsp_vrp_route *r, rsp_err *err) {
    const rsp_hgs_view *v = s->v;
    rsp_hgs_tour *t = &s->now;
    if (r->vehicle >= v->n_kinds || t->n_empty[r->vehicle] == 0) {
        return 0;
    }
    bool sound = false;
    RSP_TRY(is_sound(s, r, &sound, err));
    if (sound) {
        rsp_hgs_tour_lay(t, r);
    } else {
        mend(s, rsp_hgs_empty(t, r->vehicle), r);
    }
    rsp_hgs_tour_commit(t);
    return 0;
}

/* The given routes, then whoever else fits. */
static int start(search *s, rsp_err *err) {
    for (uint32_t i = 0; s->o->start != NULL && i < s->o->start->n_routes; i++) {
        RSP_TRY(warm_route(s, &s->o->start->routes[i], err));
    }
    rsp_hgs_tour_copy(&s->best, &s->now);
    s->ruin.all = s->o->start == NULL; /* single stops never pay for opening a route: begin with too many */
    for (uint32_t i = 0; i < s->v->n; i++) {
        if (i % CLOCK_STEPS == 0 && rsp_vrp_effort_used(&s->e) >= 1) {
            break;
        }
        if (s->now.nodes[i].slot == RSP_VRP_NONE) {
            s->ruin.out[0] = i;
            s->ruin.n_out = 1;
            rsp_hgs_recreate(&s->ruin, &s->now);
        }
    }
    s->ruin.all = false;
    rsp_hgs_tour_commit(&s->now);
    keep_best(s);
    return 0;
}

/* --- searching --- */

static void report(const search *s) {
    if (s->o->progress != NULL) {
        rsp_vrp_progress p = {.elapsed_s = rsp_vrp_effort_s(&s->e),
                              .steps = s->e.steps,
                              .best = {.missing = s->best.n_missing,
                                       .vehicles = s->best.n_used,
                                       .cost = s->best.cost - s->best.n_missing * s->v->absent}};
        s->o->progress(s->o->user, &p);
    }
}

/* Until the share `until` of the limit is used. */
static void anneal(search *s, double until) {
    double heat = HEAT_FIRST * s->v->mean_arc, from = rsp_vrp_effort_used(&s->e);
    for (;; s->e.steps++) {
        if (s->e.steps % CLOCK_STEPS == 0) {
            double used = rsp_vrp_effort_used(&s->e), done = (used - from) / (until - from);
            if (used >= until) {
                return;
            }
            heat = s->v->mean_arc * HEAT_FIRST * pow(HEAT_LAST / HEAT_FIRST, done);
            if (s->e.steps % (CLOCK_STEPS * 1024) == 0) {
                report(s);
            }
        }
        s->ruin.daring = heat;
        rsp_hgs_ruin_step(&s->ruin, &s->now);
        double worse = (double)(s->now.cost - s->now.cost_before);
        if (worse >= 0 && worse >= -heat * log(1 - rsp_rng_unit(&s->ruin.rng))) {
            rsp_hgs_tour_revert(&s->now);
            continue;
        }
        rsp_hgs_tour_commit(&s->now);
        keep_best(s);
    }
}

/* A feasible solution as a tour; so all of it fits. */
static void adopt(search *s, const rsp_hgs_person *best) {
    for (uint32_t slot = 0; slot < s->v->n_slots; slot++) {
        rsp_hgs_tour_clear(&s->now, slot);
    }
    for (uint32_t slot = 0; slot < s->v->n_slots; slot++) {
        uint32_t after = rsp_hgs_start(s->now.v, slot);
        for (uint32_t x = best->first[slot]; x != RSP_VRP_NONE; x = best->next[x]) {
            after = rsp_hgs_tour_append(&s->now, x, after, best->again[x]);
        }
    }
    rsp_hgs_tour_commit(&s->now);
    keep_best(s);
}

static int breed(search *s, bool from_best, rsp_arena *work, rsp_err *err) {
    rsp_hgs_breed *b = rsp_arena_alloc(work, 1, sizeof *b);
    if (b == NULL) {
        return rsp_fail(err, RSP_ENOMEM, "out of memory for a population");
    }
    RSP_TRY(rsp_hgs_breed_new(s->v, work, s->o->seed, b, err));
    if (from_best && rsp_hgs_breed_join(b, &s->best)) {
        adopt(s, &b->best);
    }
    for (; rsp_vrp_effort_used(&s->e) < 1; s->e.steps++) {
        if (rsp_hgs_breed_step(b)) {
            adopt(s, &b->best);
            report(s);
        }
    }
    return 0;
}

/* Until the share `until` of the limit is used. */
static int walk(search *s, double until, rsp_arena *work, rsp_err *err) {
    rsp_hgs_walk *w = rsp_arena_alloc(work, 1, sizeof *w);
    if (w == NULL) {
        return rsp_fail(err, RSP_ENOMEM, "out of memory for a walk");
    }
    RSP_TRY(rsp_hgs_walk_new(&s->best, work, s->o->seed, w, err));
    bool found = false;
    double from = rsp_vrp_effort_used(&s->e), mean = s->v->mean_arc;
    double heat = mean * (s->v->optionals || s->v->reloads ? HEAT_CHOICE : HEAT_WALK);
    double last = mean * HEAT_LAST;
    for (;;) {
        if (s->e.steps % CLOCK_STEPS == 0) {
            double used = rsp_vrp_effort_used(&s->e);
            if (used >= until) {
                break;
            }
            w->heat = heat * pow(last / heat, (used - from) / (until - from));
        }
        found = rsp_hgs_walk_step(w) || found;
        if (++s->e.steps % 4096 == 0 && found) {
            adopt(s, &w->best);
            report(s);
            found = false;
        }
    }
    adopt(s, &w->best);
    return 0;
}

static int solve(search *s, rsp_arena *work, rsp_arena *a, rsp_vrp_solution *ret, rsp_err *err) {
    RSP_TRY(rsp_hgs_tour_new(s->v, work, &s->now, err));
    RSP_TRY(rsp_hgs_tour_new(s->v, work, &s->best, err));
    RSP_TRY(rsp_hgs_ruin_new(s->v, work, s->o->seed, &s->ruin, err));
    if (s->v->n_slots > 0 && s->v->n > 0) {
        RSP_TRY(start(s, err));
        bool knows = rsp_hgs_soft_knows(s->v);
        bool large = s->v->n > MOST_BRED || s->v->optionals || s->v->reloads;
        if (knows && s->best.n_missing > 0) { /* who is late or too full is still served, none left out */
            anneal(s, 0.5);
        } else if (knows && large) { /* the walk is long in coming to something feasible */
            anneal(s, 0.03);
        }
        if (knows && s->best.n_missing == 0) {
            bool led = !large && s->v->n > MOST_ALONE;
            if (large || led) {
                RSP_TRY(walk(s, led ? WALK_FIRST : 1, work, err));
            }
            if (!large) {
                RSP_TRY(breed(s, led || s->o->start != NULL, work, err));
            }
        } else {
            anneal(s, 1);
        }
        report(s);
    }
    return rsp_hgs_tour_tell(&s->best, a, ret, err);
}

int rsp_vrp_hgs(const rsp_ctx *ctx, const rsp_vrp *p, const rsp_vrp_options *o, rsp_arena *a,
                rsp_vrp_solution *ret, rsp_err *err) {
    RSP_CLEANUP(rsp_arena_free_p) rsp_arena *work = NULL;
    rsp_vrp_options options = *o;
    search s = {.ctx = ctx, .o = &options, .e = rsp_vrp_effort_start(ctx, &options)};
    int64_t stop_ns = o->steps > 0 ? INT64_MAX : s.e.started_ns + (int64_t)(o->time_limit_s * 1e9);
    rsp_hgs_order order;
    rsp_hgs_view v;
    rsp_vrp_solution from, found;
    RSP_TRY(rsp_arena_new(ctx, 0, &work, err));
    RSP_TRY(rsp_hgs_view_check(p, err));
    RSP_TRY(rsp_hgs_order_new(p, work, &order, err));
    RSP_TRY(rsp_hgs_view_make(ctx, &order.p, stop_ns, work, &v, err));
    if (o->start != NULL) {
        RSP_TRY(rsp_hgs_order_copy(&order, o->start, work, &from, err));
        options.start = &from;
    }
    s.v = &v;
    RSP_TRY(solve(&s, work, a, &found, err));
    rsp_hgs_renumber(&order, order.theirs, &found);
    *ret = found;
    return 0;
}
