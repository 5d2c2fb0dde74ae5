/* The search loop (solve.h): each thread runs its own ruin and recreate with acceptance by simulated
 * annealing; after every round of a fixed number of steps the threads meet, and the best solution so far goes
 * to those that fell behind. */
#include "solver/solve.h"

#include <math.h>
#include <pthread.h>

#include "solver/recreate.h"
#include "solver/ruin.h"

#define ROUND_STEPS       64
#define TEMPERATURE_FIRST 0.02 /* against the whole value of the first tier */
#define TEMPERATURE_LAST  0.0001
#define TIER_STEP_FIRST   0.3 /* what a tier weighs against the one before it; in the end next to nothing */
#define TIER_STEP_LAST    0.001

typedef struct worker {
    const rsp_ctx *ctx;
    const rsp_solve_options *o;
    const rsp_near *near;
    const rsp_kinds *kinds;
    rsp_rng rng;
    rsp_recreate recreate;
    rsp_solution *current, *candidate, *best;
    rsp_score current_score, best_score;
    uint64_t fixed;                 /* steps of the start that stay */
    int64_t most[RSP_SOLVER_TIERS]; /* what serving everything would earn */
    double cost_scale;
    double tier_step;
    uint64_t steps; /* done */
    uint64_t until; /* of this round */
    int64_t deadline_ns, started_ns;
    bool late;
} worker;

static int64_t clock_ns(const rsp_ctx *ctx) {
    return ctx->env->monotonic_ns(ctx->env->user);
}

static double progress_of(const worker *w) {
    double span = (double)(w->deadline_ns - w->started_ns);
    double done = w->o->steps > 0 ? (double)w->steps / (double)w->o->steps
                  : span <= 0     ? 1.0
                                  : (double)(clock_ns(w->ctx) - w->started_ns) / span;
    return w->o->cool_to > 0 ? w->o->cool_from + (w->o->cool_to - w->o->cool_from) * done : done;
}

/* One number for the search to walk by: each tier's share of what could be earned in it, tiers weighing less
 * and less. Only the best solution is kept by the strict order of tiers. */
static double energy_of(const worker *w, const rsp_score *s) {
    double e = -1e-3 * (double)s->cost / (w->cost_scale + (double)s->cost);
    double weight = 1;
    for (int t = 0; t < RSP_SOLVER_TIERS; t++) {
        e += w->most[t] > 0 ? weight * (double)s->value[t] / (double)w->most[t] : 0;
        weight *= w->tier_step;
    }
    return e;
}

static uint64_t count_fixed(const rsp_solution *s) {
    uint64_t n = 0;
    for (uint32_t r = 0; r < s->n_routes; r++) {
        n += s->routes[r].cls == RSP_NO ? 0 : s->routes[r].fixed;
    }
    return n;
}

static bool accepts(worker *w, const rsp_score *s, double temperature) {
    double change = energy_of(w, s) - energy_of(w, &w->current_score);
    return change >= temperature * log(rsp_rng_unit(&w->rng) + 1e-12);
}

static void step(worker *w, double temperature) {
    rsp_solution_copy(w->candidate, w->current);
    rsp_ruin(w->candidate, w->near, w->kinds, &w->rng);
    rsp_recreate_run(w->candidate, &w->recreate, w->kinds, &w->rng);
    rsp_score score = rsp_solution_score(w->candidate);
    /* A route that no longer fits beside the others is closed, which must not happen to one with fixed steps.
     */
    if (count_fixed(w->candidate) == w->fixed && accepts(w, &score, temperature)) {
        rsp_solution *old = w->current;
        w->current = w->candidate;
        w->candidate = old;
        w->current_score = score;
        if (rsp_score_compare(&score, &w->best_score) > 0) {
            rsp_solution_copy(w->best, w->current);
            w->best_score = score;
        }
    }
    w->steps++;
}

static void *run_round(void *arg) {
    worker *w = arg;
    while (w->steps < w->until && !rsp_cancelled(w->ctx)) {
        if (w->o->steps == 0 && w->steps > 0 && clock_ns(w->ctx) >= w->deadline_ns) { /* one in any case */
            w->late = true;
            break;
        }
        double done = progress_of(w);
        w->tier_step = TIER_STEP_FIRST * pow(TIER_STEP_LAST / TIER_STEP_FIRST, done);
        step(w, TEMPERATURE_FIRST * pow(TEMPERATURE_LAST / TEMPERATURE_FIRST, done));
    }
    return NULL;
}

/* What it costs to leave all work to the last day. */
static double waiting_cost(const rsp_problem *p) {
    int32_t last = 0;
    double cost = 0;
    for (uint32_t c = 0; c < p->n_classes; c++) {
        last = p->classes[c].day > last ? p->classes[c].day : last;
    }
    for (uint32_t t = 0; t < p->n_tasks; t++) {
        cost += (double)p->tasks[t].quantity * (double)p->tasks[t].late_cost * last;
    }
    return cost;
}

static int worker_new(const rsp_ctx *ctx, const rsp_problem *p, const rsp_solve_options *o, uint32_t number,
                      worker *w, rsp_err *err) {
    w->ctx = ctx;
    w->o = o;
    for (uint32_t t = 0; t < p->n_tasks; t++) {
        w->most[p->tasks[t].tier] += rsp_task_value(&p->tasks[t], p->tasks[t].quantity);
    }
    w->cost_scale = 36000 + waiting_cost(p);
    rsp_rng_seed(&w->rng, o->seed * 0x9E3779B97F4A7C15ULL + number);
    RSP_TRY(rsp_recreate_new(ctx, p, &w->recreate, err));
    RSP_TRY(rsp_solution_new(ctx, p, o->max_routes, &w->current, err));
    RSP_TRY(rsp_solution_new(ctx, p, o->max_routes, &w->candidate, err));
    RSP_TRY(rsp_solution_new(ctx, p, o->max_routes, &w->best, err));
    if (o->start != NULL) {
        rsp_solution_copy(w->current, o->start);
        rsp_solution_copy(w->best, o->start);
        w->current_score = w->best_score = rsp_solution_score(o->start);
        w->fixed = count_fixed(o->start);
    }
    return 0;
}

static void worker_done(const rsp_ctx *ctx, worker *w) {
    rsp_recreate_done(ctx, &w->recreate);
    w->current = rsp_solution_free(ctx, w->current);
    w->candidate = rsp_solution_free(ctx, w->candidate);
    w->best = rsp_solution_free(ctx, w->best);
}

/* Threads meet: the best (the first on ties) is shared with every thread whose own best is worse, now and
 * then as its current solution too. Order of threads decides, never time. */
static uint32_t exchange(worker *w, uint32_t n, uint64_t round) {
    uint32_t best = 0;
    for (uint32_t i = 1; i < n; i++) {
        if (rsp_score_compare(&w[i].best_score, &w[best].best_score) > 0) {
            best = i;
        }
    }
    for (uint32_t i = 0; i < n; i++) {
        bool behind = rsp_score_compare(&w[i].current_score, &w[best].best_score) < 0;
        if (behind && round % 16 == 15) {
            rsp_solution_copy(w[i].current, w[best].best);
            w[i].current_score = w[best].best_score;
        }
    }
    return best;
}

/* What others have found, to the thread whose own best is the best. */
static void ask_others(rsp_board *board, worker *w) {
    rsp_board_offer(board, w->best);
    if (rsp_board_take(board, w->best)) {
        w->best_score = rsp_solution_score(w->best);
        rsp_solution_copy(w->current, w->best);
        w->current_score = w->best_score;
    }
}

static int run_threads(worker *w, uint32_t n, rsp_err *err) {
    pthread_t thread[64];
    uint32_t started = 1;
    int rc = 0;
    for (; started < n; started++) {
        if (pthread_create(&thread[started], NULL, run_round, &w[started]) != 0) {
            rc = rsp_fail(err, RSP_ENOMEM, "a thread cannot be started; try --threads 1");
            break;
        }
    }
    if (rc == 0) {
        run_round(&w[0]);
    }
    for (uint32_t i = 1; i < started; i++) {
        pthread_join(thread[i], NULL);
    }
    return rc;
}

static int search(const rsp_ctx *ctx, const rsp_solve_options *o, worker *w, uint32_t n, uint32_t *ret_best,
                  rsp_err *err) {
    uint32_t best = 0;
    for (uint64_t round = 0;; round++) {
        bool more = !rsp_cancelled(ctx) && (o->board == NULL || !rsp_board_is_closed(o->board));
        for (uint32_t i = 0; i < n; i++) {
            w[i].until = w[i].steps + ROUND_STEPS;
            if (o->steps > 0 && w[i].until > o->steps) {
                w[i].until = o->steps;
            }
            more = more && !w[i].late && w[i].until > w[i].steps;
        }
        if (!more) {
            break;
        }
        RSP_TRY(run_threads(w, n, err));
        best = exchange(w, n, round);
        if (o->board != NULL) {
            ask_others(o->board, &w[best]);
        }
        if (o->progress != NULL) {
            rsp_solve_progress pr = {.elapsed_s = (double)(clock_ns(ctx) - w[0].started_ns) / 1e9,
                                     .best = w[best].best_score};
            for (uint32_t i = 0; i < n; i++) {
                pr.steps += w[i].steps;
            }
            for (uint32_t r = 0; r < w[best].best->n_routes; r++) {
                pr.routes += w[best].best->routes[r].cls != RSP_NO;
            }
            o->progress(o->user, &pr);
        }
    }
    *ret_best = best;
    return 0;
}

int rsp_solve(const rsp_ctx *ctx, const rsp_problem *p, const rsp_solve_options *o, rsp_solution **ret_best,
              uint64_t *ret_steps, rsp_err *err) {
    uint32_t n = o->threads < 1 ? 1 : (o->threads > 64 ? 64 : o->threads);
    int64_t now = clock_ns(ctx); /* setting up is in the limit */
    RSP_TRY(rsp_problem_check(p, err));
    if (o->start != NULL && (o->start->p != p || o->start->n_routes > o->max_routes)) {
        return rsp_fail(err, RSP_EINPUT,
                        "the start is of another problem or has %u routes; expected of this one at most %u",
                        o->start->n_routes, o->max_routes);
    }
    rsp_near near = {0};
    rsp_kinds kinds = {0};
    RSP_TRY(rsp_near_new(ctx, p, 40, &near, err));
    worker *w = rsp_calloc(ctx, n, sizeof *w);
    int rc = w == NULL ? rsp_fail(err, RSP_ENOMEM, "out of memory") : rsp_kinds_new(ctx, p, &kinds, err);
    for (uint32_t i = 0; i < n && rc == 0; i++) {
        w[i].near = &near;
        w[i].kinds = &kinds;
        rc = worker_new(ctx, p, o, i, &w[i], err);
        w[i].started_ns = now;
        w[i].deadline_ns = now + (int64_t)(o->time_limit_s * 1e9);
    }
    uint32_t best = 0;
    if (rc == 0 && p->n_tasks > 0 && p->n_classes > 0) {
        rc = search(ctx, o, w, n, &best, err);
    }
    if (rc == 0) {
        *ret_steps = 0;
        for (uint32_t i = 0; i < n; i++) {
            *ret_steps += w[i].steps;
        }
        *ret_best = RSP_TAKE(w[best].best);
    }
    for (uint32_t i = 0; i < n && w != NULL; i++) {
        worker_done(ctx, &w[i]);
    }
    rsp_free(ctx, w);
    rsp_near_done(ctx, &near);
    rsp_kinds_done(ctx, &kinds);
    return rc;
}
