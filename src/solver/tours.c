/* The engine for team orienteering (tours.h). Ruin and recreate falls into one valley of many and seldom
 * leaves it, so it is begun anew several times from other tours and cooled each time; after each the best mix
 * of the tours seen so far (with one tour there is nothing to mix), and in the rest of the limit the best
 * answer is warmed again. One thread whatever is asked for, so the answer does not depend on it. */
#include "solver/tours.h"

#include <math.h>

#define CLOCK_STEPS 32
#define ROUNDS      12  /* begun anew */
#define ROUNDS_WARM 2   /* from the best answer */
#define SHARE_ANEW  0.7 /* of the limit */
#define HEAT_ANEW   0.7 /* temperatures, against the mean prize */
#define HEAT_WARM   0.35
#define HEAT_LAST   0.03
#define POOL_FROM   0.97 /* of the best answer: tours of worse ones are not remembered */

typedef struct search {
    const rsp_ctx *ctx;
    const rsp_vrp *p;
    const rsp_vrp_options *o;
    rsp_tours_view v;
    rsp_tours_walk w;
    rsp_tours best;
    rsp_tours_pool *pool;
    rsp_vrp_effort e;
} search;

static void report(const search *s) {
    if (s->o->progress != NULL) {
        rsp_vrp_progress p = {.elapsed_s = rsp_vrp_effort_s(&s->e), .steps = s->e.steps};
        for (uint32_t r = 0; r < s->v.n_tours; r++) {
            p.best.vehicles += s->best.tours[r].n > 0;
        }
        p.best.prize[0] = s->best.prize;
        p.best.distance = p.best.duration = s->best.way;
        p.best.cost = s->best.way * s->p->vehicles[0].cost_per_distance;
        s->o->progress(s->o->user, &p);
    }
}

static void keep_best(search *s) {
    const rsp_tours *now = &s->w.now;
    if (now->prize > s->best.prize || (now->prize == s->best.prize && now->way < s->best.way)) {
        rsp_tours_copy(&s->best, now);
    }
}

static void remember(search *s) {
    if (s->v.n_tours > 1 && (double)s->w.now.prize >= POOL_FROM * (double)s->best.prize) {
        for (uint32_t i = 0; i < s->w.n_touched; i++) {
            rsp_tours_pool_add(s->pool, &s->w.now.tours[s->w.touched[i]], s->w.now.prize);
        }
    }
}

/* One cooling, up to the share `until` of the limit. */
static void anneal(search *s, double until, double first, double last) {
    double heat = first, from = rsp_vrp_effort_used(&s->e);
    for (;; s->e.steps++) {
        if (s->e.steps % CLOCK_STEPS == 0) {
            double done = rsp_vrp_effort_used(&s->e);
            if (done >= until) {
                return;
            }
            heat = first * pow(last / first, (done - from) / (until - from));
        }
        if (rsp_tours_step(&s->w, heat)) {
            keep_best(s);
            remember(s);
        }
    }
}

/* The best mix of the tours seen, and what still fits: on from there. */
static int mix(search *s, rsp_err *err) {
    bool better = false;
    rsp_tours_copy(&s->w.now, &s->best);
    if (s->v.n_tours > 1) {
        RSP_TRY(rsp_tours_pool_mix(s->pool, &s->w.now, &better, err));
    }
    if (better) {
        rsp_tours_fill(&s->w);
        keep_best(s);
    }
    return 0;
}

/* Other tours: one stop drawn for each, and what fits around it. */
static void begin_anew(search *s) {
    for (uint32_t r = 0; r < s->v.n_tours; r++) {
        (void)rsp_tours_lay(&s->w.now, r, NULL, 0);
    }
    for (uint32_t r = 0; r < s->v.n_tours; r++) {
        uint32_t one = rsp_rng_below(&s->w.rng, s->v.n);
        (void)rsp_tours_lay(&s->w.now, r, &one, 1);
    }
    rsp_tours_fill(&s->w);
}

static int look(search *s, rsp_err *err) {
    double prize = s->v.mean_prize;
    bool warm = s->o->start != NULL;
    for (int r = 0; r < ROUNDS; r++) {
        if (!warm || r > 0) {
            begin_anew(s);
        }
        keep_best(s);
        anneal(s, SHARE_ANEW * (r + 1.0) / ROUNDS, (warm && r == 0 ? HEAT_WARM : HEAT_ANEW) * prize,
               HEAT_LAST * prize);
        RSP_TRY(mix(s, err));
        report(s);
    }
    for (int r = 0; r < ROUNDS_WARM; r++) {
        anneal(s, SHARE_ANEW + (1 - SHARE_ANEW) * (r + 1.0) / ROUNDS_WARM, HEAT_WARM * prize,
               HEAT_LAST * prize);
        RSP_TRY(mix(s, err));
        report(s);
    }
    return 0;
}

/* Puts the tours of a given solution in that can be driven as they stand. */
static int warm(search *s, rsp_arena *work, rsp_err *err) {
    const rsp_vrp_solution *from = s->o->start;
    uint32_t *stops = rsp_arena_alloc(work, s->v.width, sizeof *stops), tour = 0;
    if (stops == NULL) {
        return rsp_fail(err, RSP_ENOMEM, "out of memory");
    }
    for (uint32_t i = 0; from != NULL && i < from->n_routes && tour < s->v.n_tours; i++) {
        const rsp_vrp_route *r = &from->routes[i];
        uint32_t n = 0;
        for (uint32_t k = 0; k < r->n_stops && n < s->v.n; k++) {
            if (r->stops[k] >= s->p->n_depots && r->stops[k] < s->p->n_nodes) {
                stops[n++] = r->stops[k] - s->p->n_depots;
            }
        }
        tour += rsp_tours_lay(&s->w.now, tour, stops, n);
    }
    rsp_tours_fill(&s->w);
    keep_best(s);
    return 0;
}

static int tell(const search *s, rsp_arena *a, rsp_vrp_solution *ret, rsp_err *err) {
    rsp_vrp_route *routes = rsp_arena_alloc(a, (size_t)s->v.n_tours + 1, sizeof *routes);
    if (routes == NULL) {
        return rsp_fail(err, RSP_ENOMEM, "out of memory");
    }
    uint32_t n = 0;
    for (uint32_t r = 0; r < s->v.n_tours; r++) {
        const rsp_tour *x = &s->best.tours[r];
        if (x->n == 0) {
            continue;
        }
        uint32_t *stops = rsp_arena_alloc(a, x->n, sizeof *stops);
        if (stops == NULL) {
            return rsp_fail(err, RSP_ENOMEM, "out of memory");
        }
        for (uint32_t i = 0; i < x->n; i++) {
            stops[i] = s->p->n_depots + x->stop[i + 1];
        }
        routes[n++] = (rsp_vrp_route){0, stops, x->n};
    }
    *ret = (rsp_vrp_solution){routes, n};
    return 0;
}

int rsp_vrp_tours(const rsp_ctx *ctx, const rsp_vrp *p, const rsp_vrp_options *o, rsp_arena *a,
                  rsp_vrp_solution *ret, rsp_err *err) {
    RSP_CLEANUP(rsp_arena_free_p) rsp_arena *work = NULL;
    RSP_CLEANUP(rsp_tours_pool_free_p) rsp_tours_pool *pool = NULL;
    search s = {.ctx = ctx, .p = p, .o = o, .e = rsp_vrp_effort_start(ctx, o)};
    RSP_TRY(rsp_arena_new(ctx, (size_t)1 << 30, &work, err));
    RSP_TRY(rsp_tours_view_make(p, work, &s.v, err));
    RSP_TRY(rsp_tours_new(&s.v, work, &s.best, err));
    RSP_TRY(rsp_tours_walk_new(&s.v, o->seed, work, &s.w, err));
    RSP_TRY(rsp_tours_pool_new(ctx, &s.v, &pool, err));
    s.pool = pool;
    if (s.v.n > 0 && s.v.n_tours > 0) {
        RSP_TRY(warm(&s, work, err));
        RSP_TRY(look(&s, err));
    }
    return tell(&s, a, ret, err);
}
