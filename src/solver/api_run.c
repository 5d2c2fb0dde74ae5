/* The C API, second half: starts, a run, its answer (respite/solver.h). A run joins the pieces to a problem
 * in an arena of its own, solves it, and copies the answer out; only then does the answer before go. */
#include "solver/api.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "solver/pause_solve.h"

#define ROUTES_USUAL 64
#define STEPS_MOST   UINT64_C(1000000000000)
#define TIME_MOST    1e6 /* of a run, in seconds */
#define THREADS_MOST 64
#define SHARE_MOST   0.9

static int no_memory(rsp_solver *s) {
    return rsp_fail(&s->err, RSP_ENOMEM, "out of memory");
}

int rsp_solver_add_start(rsp_solver *s, const rsp_solver_route *from) {
    rsp_solver_route r;
    RSP_TRY(rsp_api_take(s, "start", from, sizeof r, &r, sizeof r));
    if (s->starts.n >= RSP_SOLVER_ROUTES_MAX) {
        return rsp_fail(&s->err, RSP_ELIMIT, "starts: there are %zu; at most %d", s->starts.n,
                        RSP_SOLVER_ROUTES_MAX);
    }
    if (r.steps == NULL || r.n_steps == 0 || r.n_steps > RSP_SOLVER_STEPS_MAX || r.n_fixed > r.n_steps) {
        return rsp_fail(&s->err, RSP_EINPUT,
                        "start %zu: %zu steps, %u fixed; expected 1 to %d, no more fixed", s->starts.n,
                        r.n_steps, r.n_fixed, RSP_SOLVER_STEPS_MAX);
    }
    for (size_t i = 0; i < r.n_steps; i++) {
        const rsp_solver_step *v = &r.steps[i];
        if (v->start_s < -RSP_SOLVER_TIME_MAX || v->start_s > RSP_SOLVER_TIME_MAX || v->site > UINT16_MAX) {
            return rsp_fail(
                &s->err, RSP_EINPUT,
                "start %zu, step %zu: start %d s, site %u; expected a time within +-%d, a site of "
                "the task",
                s->starts.n, i, v->start_s, v->site, RSP_SOLVER_TIME_MAX);
        }
    }
    if (s->start_lists == NULL) {
        RSP_TRY(rsp_arena_new(&s->ctx, 0, &s->start_lists, &s->err));
    }
    rsp_visit_step *to = rsp_arena_alloc(s->start_lists, r.n_steps, sizeof *to);
    if (to == NULL) {
        return no_memory(s);
    }
    for (size_t i = 0; i < r.n_steps; i++) {
        const rsp_solver_step *v = &r.steps[i];
        to[i] = (rsp_visit_step){.task = v->task,
                                 .alt = (uint16_t)v->site,
                                 .is_drop = v->is_drop != 0,
                                 .amount = v->amount,
                                 .not_before = v->start_s};
    }
    rsp_start_route start = {r.cls, to, (uint32_t)r.n_steps, r.n_fixed};
    return rsp_vec_push(&s->ctx, &s->starts, start) != 0 ? no_memory(s) : 0;
}

void rsp_solver_clear_starts(rsp_solver *s) {
    s->starts.n = 0;
    s->start_lists = rsp_arena_free(s->start_lists);
}

static int by_pair(const void *x, const void *y) {
    const rsp_api_arc *a = x;
    const rsp_api_arc *b = y;
    uint32_t p[4] = {a->matrix, a->from, a->to, a->number};
    uint32_t q[4] = {b->matrix, b->from, b->to, b->number};
    for (int i = 0; i < 4; i++) {
        if (p[i] != q[i]) {
            return p[i] < q[i] ? -1 : 1;
        }
    }
    return 0;
}

/* Parallel arcs side by side, in the order of adding. */
static int join_matrices(rsp_solver *s, rsp_arena *a, rsp_problem *p) {
    uint32_t n = 0;
    for (size_t i = 0; i < s->classes.n; i++) {
        n = s->classes.at[i].matrix >= n ? s->classes.at[i].matrix + 1 : n;
    }
    for (size_t i = 0; i < s->arcs.n; i++) {
        n = s->arcs.at[i].matrix >= n ? s->arcs.at[i].matrix + 1 : n;
    }
    uint64_t pairs = (uint64_t)s->locations.n * s->locations.n;
    rsp_matrix *m = rsp_arena_alloc(a, (size_t)n + 1, sizeof *m);
    rsp_arc *arcs = rsp_arena_alloc(a, s->arcs.n + 1, sizeof *arcs);
    if (m == NULL || arcs == NULL) {
        return no_memory(s);
    }
    if (s->arcs.n > 0) {
        qsort(s->arcs.at, s->arcs.n, sizeof *s->arcs.at, by_pair);
    }
    size_t at = 0;
    for (uint32_t k = 0; k < n; k++) {
        uint32_t *first = rsp_arena_alloc(a, pairs + 1, sizeof *first);
        if (first == NULL) {
            return no_memory(s);
        }
        size_t base = at;
        for (uint64_t pair = 0; pair < pairs; pair++) {
            first[pair] = (uint32_t)(at - base);
            for (; at < s->arcs.n && s->arcs.at[at].matrix == k &&
                   (uint64_t)s->arcs.at[at].from * s->locations.n + s->arcs.at[at].to == pair;
                 at++) {
                arcs[at] = s->arcs.at[at].arc;
            }
        }
        first[pairs] = (uint32_t)(at - base);
        m[k] = (rsp_matrix){first, arcs + base};
    }
    p->matrices = m;
    p->n_matrices = n;
    return 0;
}

/* Every list of supplies as long as the classes ask for. */
static int join_tasks(rsp_solver *s, rsp_arena *a, rsp_problem *p) {
    size_t n = 1;
    for (size_t i = 0; i < s->classes.n; i++) {
        n = s->classes.at[i].supply >= n ? (size_t)s->classes.at[i].supply + 1 : n;
    }
    rsp_task *tasks = rsp_arena_alloc(a, s->tasks.n + 1, sizeof *tasks);
    if (tasks == NULL) {
        return no_memory(s);
    }
    for (size_t i = 0; i < s->tasks.n; i++) {
        tasks[i] = s->tasks.at[i];
        if (tasks[i].supply == NULL || s->n_supplies.at[i] >= n) {
            continue;
        }
        uint32_t *supply = rsp_arena_alloc(a, n, sizeof *supply);
        if (supply == NULL) {
            return no_memory(s);
        }
        for (size_t k = 0; k < n; k++) {
            supply[k] = k < s->n_supplies.at[i] ? tasks[i].supply[k] : RSP_NO;
        }
        tasks[i].supply = supply;
    }
    p->tasks = tasks;
    p->n_tasks = (uint32_t)s->tasks.n;
    return 0;
}

static int join(rsp_solver *s, rsp_arena *a, rsp_problem *ret) {
    rsp_problem p = {.locations = s->locations.at,
                     .n_locations = (uint32_t)s->locations.n,
                     .docks = s->docks.at,
                     .n_places = (uint32_t)s->docks.n,
                     .classes = s->classes.at,
                     .n_classes = (uint32_t)s->classes.n,
                     .resources = s->resources.at,
                     .n_resources = (uint32_t)s->resources.n,
                     .setup_s = s->setup_s};
    RSP_TRY(join_matrices(s, a, &p));
    RSP_TRY(join_tasks(s, a, &p));
    *ret = p;
    return 0;
}

static int copy_routes(rsp_solver *s, const rsp_solution *from, rsp_arena *a, rsp_solver_route **ret,
                       size_t *ret_n) {
    rsp_solver_route *routes = rsp_arena_alloc(a, (size_t)from->n_routes + 1, sizeof *routes);
    size_t n = 0;
    if (routes == NULL) {
        return no_memory(s);
    }
    for (uint32_t r = 0; r < from->n_routes; r++) {
        const rsp_route *route = &from->routes[r];
        if (route->cls == RSP_NO) {
            continue;
        }
        const rsp_arc *arcs = from->p->matrices[from->p->classes[route->cls].matrix].arcs;
        rsp_solver_step *steps = rsp_arena_alloc(a, (size_t)route->n + 1, sizeof *steps);
        if (steps == NULL) {
            return no_memory(s);
        }
        for (uint32_t i = 0; i < route->n; i++) {
            const rsp_visit_step *v = &route->step[i];
            steps[i] = (rsp_solver_step){.task = v->task,
                                         .site = v->alt,
                                         .is_drop = v->is_drop,
                                         .tag = v->arc == RSP_NO ? RSP_SOLVER_NONE : arcs[v->arc].tag,
                                         .amount = v->amount,
                                         .left_s = v->left,
                                         .in_s = v->in,
                                         .start_s = v->start,
                                         .end_s = v->end};
        }
        routes[n++] = (rsp_solver_route){.size = sizeof *routes,
                                         .cls = route->cls,
                                         .n_fixed = route->fixed,
                                         .steps = steps,
                                         .n_steps = route->n,
                                         .last_left_s = route->last_left,
                                         .back_s = route->back,
                                         .last_tag = route->last_arc == RSP_NO ? RSP_SOLVER_NONE
                                                                               : arcs[route->last_arc].tag,
                                         .cost = route->cost};
    }
    *ret = routes;
    *ret_n = n;
    return 0;
}

static int keep(rsp_solver *s, const rsp_pause_answer *answer) {
    RSP_CLEANUP(rsp_arena_free_p) rsp_arena *a = NULL;
    rsp_solver_route *routes = NULL;
    rsp_solver_result result = {.size = sizeof result,
                                .proved = answer->proof.proved,
                                .cancelled = answer->interrupted,
                                .cost = answer->score.cost,
                                .steps = answer->steps,
                                .seconds = answer->seconds};
    memcpy(result.value, answer->score.value, sizeof result.value);
    memcpy(result.bound, answer->proof.bound, sizeof result.bound);
    RSP_TRY(rsp_arena_new(&s->ctx, 0, &a, &s->err));
    RSP_TRY(copy_routes(s, answer->solution, a, &routes, &result.n_routes));
    rsp_arena_free(s->answer_lists);
    s->answer_lists = RSP_TAKE(a);
    s->routes = routes;
    s->result = result;
    return 0;
}

static void tell(void *user, const rsp_solve_progress *p) {
    const rsp_solver_options *o = user;
    rsp_solver_progress out = {.size = sizeof out,
                               .elapsed_s = p->elapsed_s,
                               .steps = p->steps,
                               .routes = p->routes,
                               .cost = p->best.cost};
    memcpy(out.value, p->best.value, sizeof out.value);
    o->progress(o->user, &out);
}

static int check_options(rsp_solver *s, const rsp_solver_options *o) {
    if (o->steps > STEPS_MOST || o->threads > THREADS_MOST || o->max_routes > RSP_SOLVER_ROUTES_MAX) {
        return rsp_fail(&s->err, RSP_ELIMIT, "run: %llu steps, %u threads, %u routes; at most %llu, %d, %d",
                        (unsigned long long)o->steps, o->threads, o->max_routes,
                        (unsigned long long)STEPS_MOST, THREADS_MOST, RSP_SOLVER_ROUTES_MAX);
    }
    if (o->steps == 0 && !(o->time_limit_s > 0 && o->time_limit_s <= TIME_MOST)) {
        return rsp_fail(&s->err, RSP_EINPUT, "run: no steps and a time limit of %g s; expected up to %g s",
                        o->time_limit_s, TIME_MOST);
    }
    if (!(o->bound_share >= 0 && o->bound_share <= SHARE_MOST)) {
        return rsp_fail(&s->err, RSP_EINPUT, "run: a bound_share of %g; expected 0 to %g", o->bound_share,
                        SHARE_MOST);
    }
    return 0;
}

static int solve(rsp_solver *s, rsp_solver_options *o) {
    RSP_CLEANUP(rsp_arena_free_p) rsp_arena *a = NULL;
    rsp_problem p;
    rsp_pause_answer answer = {0};
    rsp_solution *start = NULL;
    RSP_TRY(rsp_arena_new(&s->ctx, 0, &a, &s->err));
    RSP_TRY(join(s, a, &p));
    rsp_solve_options so = {.time_limit_s = o->steps > 0 ? TIME_MOST : o->time_limit_s,
                            .steps = o->steps,
                            .seed = o->seed,
                            .threads = o->threads > 0 ? o->threads : 1,
                            .max_routes = o->max_routes > 0 ? o->max_routes : ROUTES_USUAL,
                            .progress = o->progress != NULL ? tell : NULL,
                            .user = o};
    int rc = 0;
    if (s->starts.n > 0) {
        rc = rsp_solution_new(&s->ctx, &p, so.max_routes, &start, &s->err);
        rc = rc != 0 ? rc : rsp_start_put(start, s->starts.at, (uint32_t)s->starts.n, &s->err);
        so.start = start;
    }
    rc = rc != 0 ? rc : rsp_pause_solve(&s->ctx, &p, &so, o->bound_share, &answer, &s->err);
    rsp_solution_free(&s->ctx, start);
    if (rc == 0) {
        rc = keep(s, &answer);
        rsp_solution_free(&s->ctx, answer.solution);
    }
    return rc;
}

int rsp_solver_run(rsp_solver *s, const rsp_solver_options *from) {
    rsp_solver_options o;
    RSP_TRY(rsp_api_take(s, "options", from, sizeof o, &o, sizeof o));
    RSP_TRY(check_options(s, &o));
    int rc = solve(s, &o);
    atomic_store_explicit(&s->cancel, 0, memory_order_relaxed);
    return rc;
}

void rsp_solver_cancel(rsp_solver *s) {
    atomic_store_explicit(&s->cancel, 1, memory_order_relaxed);
}

/* Gives a struct of ours into the caller's; while there is one version, of exactly its size. */
static int give(rsp_solver *s, const char *what, void *ret, const void *from, size_t size) {
    size_t given = 0;
    if (ret == NULL) {
        return rsp_fail(&s->err, RSP_EINPUT, "%s: NULL; expected a struct that begins with its size", what);
    }
    memcpy(&given, ret, sizeof given);
    if (given != size) {
        return rsp_fail(&s->err, RSP_EINPUT, "%s: its size is %zu; expected %zu, as RSP_SOLVER_INIT sets it",
                        what, given, size);
    }
    memcpy(ret, from, size);
    return 0;
}

int rsp_solver_get_result(rsp_solver *s, rsp_solver_result *ret) {
    if (s->answer_lists == NULL) {
        return rsp_fail(&s->err, RSP_EINPUT, "result: there was no run; call rsp_solver_run before");
    }
    return give(s, "result", ret, &s->result, sizeof s->result);
}

int rsp_solver_get_route(rsp_solver *s, size_t number, rsp_solver_route *ret) {
    if (s->answer_lists == NULL || number >= s->result.n_routes) {
        return rsp_fail(&s->err, RSP_EINPUT, "route %zu: there are %zu; expected one of the last run", number,
                        s->answer_lists == NULL ? 0 : s->result.n_routes);
    }
    return give(s, "route", ret, &s->routes[number], sizeof s->routes[number]);
}
