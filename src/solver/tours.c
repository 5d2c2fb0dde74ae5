/* The engine for team orienteering (tours.h). Ruin and recreate falls into one valley of many and seldom
 * leaves it, so it is begun anew several times from other tours and cooled each time: tours by dynamic
 * programming over prizes changed by chance, and less for stops that the rounds before served. After each
 * round the best mix of the tours seen so far (with one tour there is nothing to mix); later rounds begin
 * with what several answers served, or from the best. One thread whatever is asked for, so the answer does
 * not depend on it. */
#include "solver/tours.h"

#include <math.h>

#define CLOCK_STEPS      32
#define ROUNDS           12   /* begun anew */
#define MERGES           11   /* begun with what answers served; one more from the best */
#define MERGED           3    /* answers, and the best */
#define MERGE_FROM       0.95 /* of the best answer: else from that */
#define SHARE_ANEW       0.7  /* of the limit */
#define SHARE_ANEW_PATHS 0.5
#define PATH_PAYS        0.004 /* of the limit, for one path */
#define SHARE_PATHS      0.35  /* of a round: for its first tours */
#define REROUTED         0.2   /* of the steps */
#define LABELS_STEP      64    /* labels of a path that count as a step */
#define PATH_STEPS       4000  /* with fewer left no path is looked for */
#define MOST_NOISE       1     /* on prizes of paths */
#define MOST_SHUN        0.5   /* of the prize of a stop that all rounds served */
#define KEPT             0.75  /* of how often a stop was served, from round to round */
#define HEAT_ANEW        0.7   /* temperatures, against the mean prize */
#define HEAT_WARM        0.35
#define HEAT_MERGED      0.25
#define HEAT_LAST        0.03
#define POOL_FROM        0.97 /* of the best answer: tours of worse ones are not remembered */

typedef struct search {
    const rsp_ctx *ctx;
    const rsp_vrp *p;
    const rsp_vrp_options *o;
    rsp_tours_view v;
    rsp_tours_walk w;
    rsp_tours best;
    rsp_tours_pool *pool;
    rsp_tours_path path;
    rsp_vrp_effort e;
    uint64_t rerouted;                /* of its steps */
    bool paths;                       /* whether they pay */
    double longest_mix, longest_path; /* shares of the limit */
    double *often;                    /* by stop: how often served */
    bool *ends, *among;               /* by round and stop: served at its end; by stop: may be served */
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

static bool affords_path(const search *s, double until) {
    bool enough = s->o->steps == 0 || s->e.steps + PATH_STEPS < s->o->steps;
    return enough && rsp_vrp_effort_used(&s->e) + s->longest_path < until;
}

static void path_taken(search *s, double from) {
    double took = rsp_vrp_effort_used(&s->e) - from;
    s->longest_path = took > s->longest_path ? took : s->longest_path;
    s->e.steps += s->path.n / LABELS_STEP;
}

/* A step of the one kind or the other; whether it was kept. */
static bool step(search *s, double heat, double until) {
    if (!s->paths || (double)s->rerouted >= REROUTED * (double)s->e.steps || !affords_path(s, until)) {
        return rsp_tours_step(&s->w, heat);
    }
    double from = rsp_vrp_effort_used(&s->e);
    bool kept = rsp_tours_reroute(&s->w, &s->path, heat);
    path_taken(s, from);
    s->rerouted += s->path.n / LABELS_STEP;
    return kept;
}

/* One cooling, up to the share `until` of the limit. */
static void anneal(search *s, double until, double first) {
    double heat = first, last = HEAT_LAST * s->v.mean_prize, from = rsp_vrp_effort_used(&s->e);
    uint64_t look_at = s->e.steps;
    for (;; s->e.steps++) {
        if (s->e.steps >= look_at) {
            double done = rsp_vrp_effort_used(&s->e);
            if (done >= until) {
                return;
            }
            heat = first * pow(last / first, (done - from) / (until - from));
            look_at = s->e.steps + CLOCK_STEPS;
        }
        if (step(s, heat, until)) {
            keep_best(s);
            remember(s);
        }
    }
}

/* The best mix of the tours seen, and what still fits: on from there. */
static int mix(search *s, rsp_err *err) {
    bool better = false;
    double from = rsp_vrp_effort_used(&s->e);
    rsp_tours_copy(&s->w.now, &s->best);
    if (s->v.n_tours > 1) {
        RSP_TRY(rsp_tours_pool_mix(s->pool, &s->w.now, &better, err));
        double took = rsp_vrp_effort_used(&s->e) - from;
        s->longest_mix = took > s->longest_mix ? took : s->longest_mix;
    }
    if (better) {
        rsp_tours_fill(&s->w);
        keep_best(s);
    }
    return 0;
}

/* Empties all tours and finds paths for them, one after another, as many as are done by the share
 * `until` of the limit; how many. Not of stops that are not among those given. */
static uint32_t find_paths(search *s, const bool *among, double until) {
    const rsp_tours_view *v = &s->v;
    double noise = MOST_NOISE * rsp_rng_unit(&s->w.rng), shun = MOST_SHUN * rsp_rng_unit(&s->w.rng);
    uint32_t r = 0;
    for (uint32_t i = 0; i < v->n_tours; i++) {
        (void)rsp_tours_lay(&s->w.now, i, NULL, 0);
    }
    for (uint32_t i = 0; i < v->n; i++) {
        double worth = (double)v->prize[i] * (1 + noise * rsp_rng_unit(&s->w.rng)) * (1 - shun * s->often[i]);
        s->path.value[i] = among == NULL || among[i] ? worth : 0;
    }
    for (; r < v->n_tours && affords_path(s, until); r++) {
        double from = rsp_vrp_effort_used(&s->e);
        const rsp_tour *x = &s->w.now.tours[r]; /* empty */
        uint32_t n = rsp_tours_path_find(&s->path, x->stop[0], x->begin[0], x->stop[1], x->latest[1]);
        (void)rsp_tours_lay(&s->w.now, r, s->path.stops, n);
        for (uint32_t i = 0; i < n; i++) {
            s->path.value[s->path.stops[i]] = 0;
        }
        path_taken(s, from);
    }
    return r;
}

/* Other tours; one for which there was no path begins with a stop that is drawn. Whether all are paths. */
static bool begin_anew(search *s, double until) {
    for (uint32_t r = 0; r < s->v.n_tours; r++) {
        (void)rsp_tours_lay(&s->w.now, r, NULL, 0);
    }
    uint32_t n = s->paths ? find_paths(s, NULL, until) : 0;
    for (uint32_t r = n; r < s->v.n_tours; r++) {
        uint32_t one = rsp_rng_below(&s->w.rng, s->v.n);
        (void)rsp_tours_lay(&s->w.now, r, &one, 1);
    }
    rsp_tours_fill(&s->w);
    keep_best(s);
    return n == s->v.n_tours;
}

/* What several answers served, and what else fits; where that is far from the best, the best. */
static void merge(search *s, double until) {
    for (uint32_t i = 0; i < s->v.n; i++) {
        s->among[i] = s->best.where[i] != RSP_TOURS_OUT;
    }
    for (uint32_t k = 0; k < MERGED; k++) {
        const bool *end = &s->ends[(size_t)rsp_rng_below(&s->w.rng, ROUNDS) * s->v.width];
        for (uint32_t i = 0; i < s->v.n; i++) {
            s->among[i] |= end[i];
        }
    }
    if (find_paths(s, s->among, until) > 0) {
        rsp_tours_fill(&s->w);
        keep_best(s);
    }
    if ((double)s->w.now.prize < MERGE_FROM * (double)s->best.prize) {
        rsp_tours_copy(&s->w.now, &s->best);
    }
}

static void note_end(search *s, uint32_t round) {
    bool *end = &s->ends[(size_t)round * s->v.width];
    for (uint32_t i = 0; i < s->v.n; i++) {
        end[i] = s->w.now.where[i] != RSP_TOURS_OUT;
        s->often[i] = KEPT * s->often[i] + (1 - KEPT) * end[i];
    }
}

/* Whether paths take so little of the limit that they pay; one is found to see. With several tours they do
 * not: the pool mixes these better. */
static bool pays_for_paths(search *s) {
    bool found = s->v.n_tours == 1 && affords_path(s, 1) && find_paths(s, NULL, 1) > 0;
    return found && s->longest_path < PATH_PAYS;
}

static int look(search *s, rsp_err *err) {
    double prize = s->v.mean_prize;
    bool warm = s->o->start != NULL;
    s->paths = pays_for_paths(s);
    if (warm) {
        rsp_tours_copy(&s->w.now, &s->best);
    }
    double anew = s->paths ? SHARE_ANEW_PATHS : SHARE_ANEW, each = anew / ROUNDS;
    bool pays = s->paths;
    for (uint32_t r = 0; r < ROUNDS; r++) {
        bool cool = warm && r == 0;
        s->paths = pays && r % 2 == 0; /* where paths lead astray, the others do not */
        cool = cool || begin_anew(s, each * (r + SHARE_PATHS));
        anneal(s, each * (r + 1), (cool ? HEAT_WARM : HEAT_ANEW) * prize);
        note_end(s, r);
        RSP_TRY(mix(s, err));
        report(s);
    }
    s->paths = pays;
    uint32_t merges = s->paths ? MERGES : 1;
    each = (1 - anew) / (merges + 1);
    for (uint32_t r = 0; r <= merges; r++) {
        double until = anew + each * (r + 1);
        if (s->paths && r < merges) {
            merge(s, until - (1 - SHARE_PATHS) * each);
        }
        anneal(s, until + s->longest_mix < 1 ? until : 1 - s->longest_mix,
               (s->paths ? HEAT_MERGED : HEAT_WARM) * prize);
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
    if (s.v.n_tours == 1) {
        RSP_TRY(rsp_tours_path_new(&s.v, work, &s.path, err));
    }
    s.often = rsp_arena_alloc(work, s.v.width, sizeof *s.often);
    s.ends = rsp_arena_alloc(work, (size_t)ROUNDS * s.v.width, sizeof *s.ends);
    s.among = rsp_arena_alloc(work, s.v.width, sizeof *s.among);
    if (s.often == NULL || s.ends == NULL || s.among == NULL) {
        return rsp_fail(err, RSP_ENOMEM, "out of memory for a search over %u stops", s.v.n);
    }
    RSP_TRY(rsp_tours_pool_new(ctx, &s.v, &pool, err));
    s.pool = pool;
    if (s.v.n > 0 && s.v.n_tours > 0) {
        RSP_TRY(warm(&s, work, err));
        RSP_TRY(look(&s, err));
    }
    return tell(&s, a, ret, err);
}
