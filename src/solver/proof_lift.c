/* Columns become a solution (proof_lift.h). */
#include "solver/proof_lift.h"

#include "solver/recreate.h"
#include "solver/start.h"

#define PROGRAM_SHARE 0.5 /* of the time; the rest is the search's */
#define ROUTES_MOST   1024
#define POLISH_FROM   0.7 /* of the cooling: hotter, and what the program found is lost again */

/* Whoever may end their ride at the location does: pickup and drop of a task take turns on a route, so that
 * nobody stays on board for a later one. */
static void alight(const rsp_problem *p, uint32_t location, bool *aboard, rsp_visit_step *steps,
                   uint32_t *n) {
    uint32_t until = *n;
    for (uint32_t i = 0; i < until && *n < RSP_ROUTE_STOPS; i++) {
        const rsp_task *t = &p->tasks[steps[i].task];
        for (uint16_t k = 0; aboard[i] && k < t->n_drops; k++) {
            if (t->drops[k].location == location) {
                steps[(*n)++] = (rsp_visit_step){
                    .task = steps[i].task, .alt = k, .is_drop = true, .amount = steps[i].amount};
                aboard[i] = false;
            }
        }
    }
}

/* Pickups that never alight go. */
static uint32_t drop_unpaired(const bool *aboard, rsp_visit_step *steps, uint32_t n) {
    uint32_t kept = 0;
    for (uint32_t i = 0; i < n; i++) {
        if (!aboard[i]) {
            steps[kept++] = steps[i];
        }
    }
    return kept;
}

static bool stands_already(const rsp_visit_step *steps, const bool *aboard, uint32_t n, uint32_t task,
                           bool visit) {
    for (uint32_t i = 0; i < n; i++) {
        if (steps[i].task == task && (visit || aboard[i])) {
            return true;
        }
    }
    return false;
}

/* The steps of a column, with no more than is left of each task; how many. */
static uint32_t steps_of(const rsp_proof_net *net, const rsp_proof_column *c, int64_t *left,
                         rsp_visit_step *steps) {
    bool aboard[RSP_ROUTE_STOPS] = {false};
    uint32_t n = 0;
    for (uint32_t i = 0; i < c->n && n < RSP_ROUTE_STOPS; i++) {
        const rsp_proof_option *o = &net->options[c->step[i].option];
        if (o->drop) {
            alight(net->p, o->location, aboard, steps, &n);
            continue;
        }
        uint32_t task = net->tasks[o->task];
        const rsp_task *t = &net->p->tasks[task];
        int64_t amount = c->step[i].units < left[task] ? c->step[i].units : left[task];
        if (amount <= 0 || (t->kind != RSP_TASK_DELIVERY &&
                            stands_already(steps, aboard, n, task, t->kind == RSP_TASK_VISIT))) {
            continue;
        }
        left[task] -= amount;
        aboard[n] = t->kind == RSP_TASK_SHIPMENT;
        steps[n++] = (rsp_visit_step){.task = task, .alt = (uint16_t)(o->alt - t->alts), .amount = amount};
    }
    return drop_unpaired(aboard, steps, n);
}

/* Routes of the columns that the program chose. */
static uint32_t routes_of(const rsp_proof_lift *l, const int64_t *chosen, int64_t *left,
                          rsp_visit_step *steps, rsp_start_route *routes) {
    const rsp_master *m = l->rows->master;
    uint32_t n = 0;
    for (uint32_t i = 0; i < rsp_master_columns(m); i++) {
        const rsp_master_column *c = rsp_master_column_at(m, i);
        for (int64_t k = 0; c->priced && k < chosen[i] && n < ROUTES_MOST; k++) {
            const rsp_proof_column *column = &l->columns->at[c->user];
            rsp_visit_step *own = &steps[(size_t)n * RSP_ROUTE_STOPS];
            uint32_t count = steps_of(l->net, column, left, own);
            if (count > 0) {
                routes[n] = (rsp_start_route){.cls = column->cls, .steps = own, .n = count};
                n++;
            }
        }
    }
    return n;
}

/* The columns know nothing of later tiers. */
static int fill(const rsp_ctx *ctx, const rsp_proof_lift *l, rsp_solution *s, rsp_err *err) {
    rsp_kinds kinds = {0};
    rsp_recreate recreate = {0};
    rsp_rng rng;
    rsp_rng_seed(&rng, l->search->seed);
    int rc = rsp_kinds_new(ctx, s->p, &kinds, err);
    rc = rc != 0 ? rc : rsp_recreate_new(ctx, s->p, &recreate, err);
    if (rc == 0) {
        rsp_recreate_run(s, &recreate, &kinds, &rng);
    }
    rsp_recreate_done(ctx, &recreate);
    rsp_kinds_done(ctx, &kinds);
    return rc;
}

static int build(const rsp_ctx *ctx, const rsp_proof_lift *l, const int64_t *chosen, rsp_arena *a,
                 rsp_solution *ret, rsp_err *err) {
    const rsp_problem *p = ret->p;
    int64_t *left = rsp_arena_alloc(a, p->n_tasks + 1, sizeof *left);
    rsp_visit_step *steps = rsp_arena_alloc(a, (size_t)ROUTES_MOST * RSP_ROUTE_STOPS, sizeof *steps);
    rsp_start_route *routes = rsp_arena_alloc(a, ROUTES_MOST, sizeof *routes);
    if (left == NULL || steps == NULL || routes == NULL) {
        return rsp_fail(err, RSP_ENOMEM, "out of memory for a better plan");
    }
    for (uint32_t i = 0; i < p->n_tasks; i++) {
        left[i] = p->tasks[i].quantity;
    }
    uint32_t n = routes_of(l, chosen, left, steps, routes);
    RSP_TRY(rsp_start_put(ret, routes, n < ret->n_routes ? n : ret->n_routes, err));
    return fill(ctx, l, ret, err);
}

static int search_from(const rsp_ctx *ctx, const rsp_proof_lift *l, double seconds, rsp_solution *start,
                       rsp_solution *known, bool *ret, rsp_err *err) {
    rsp_solution *found = NULL;
    uint64_t steps = 0;
    rsp_solve_options o = {.time_limit_s = seconds,
                           .steps = l->steps,
                           .seed = l->search->seed,
                           .threads = l->search->threads,
                           .max_routes = known->n_routes,
                           .start = start,
                           .cool_from = POLISH_FROM,
                           .cool_to = 1};
    RSP_TRY(rsp_solve(ctx, known->p, &o, &found, &steps, err));
    rsp_score a = rsp_solution_score(found), b = rsp_solution_score(known);
    *ret = rsp_score_compare(&a, &b) > 0;
    if (*ret) {
        rsp_solution_copy(known, found);
    }
    rsp_solution_free(ctx, found);
    return 0;
}

int rsp_proof_lift_run(const rsp_ctx *ctx, const rsp_proof_lift *l, rsp_solution *known, bool *ret,
                       rsp_err *err) {
    RSP_CLEANUP(rsp_arena_free_p) rsp_arena *a = NULL;
    rsp_score score = rsp_solution_score(known);
    rsp_master_integer found = {0};
    rsp_master_integer_options o = {.seconds = l->steps > 0 ? 0 : l->seconds * PROGRAM_SHARE,
                                    .nodes = l->steps,
                                    .has_cutoff = true,
                                    .cutoff = RSP_PROOF_RATE * score.value[l->rows->tier] + 1};
    *ret = false;
    RSP_TRY(rsp_arena_new(ctx, 0, &a, err));
    int64_t *chosen = rsp_arena_alloc(a, rsp_master_columns(l->rows->master) + 1, sizeof *chosen);
    if (chosen == NULL) {
        return rsp_fail(err, RSP_ENOMEM, "out of memory for a better plan");
    }
    RSP_TRY(rsp_master_integers(l->rows->master, &o, chosen, &found, err));
    if (!found.found) {
        return 0;
    }
    rsp_solution *start = NULL;
    RSP_TRY(rsp_solution_new(ctx, known->p, known->n_routes, &start, err));
    int rc = build(ctx, l, chosen, a, start, err);
    rc = rc != 0 ? rc : search_from(ctx, l, l->seconds * (1 - PROGRAM_SHARE), start, known, ret, err);
    rsp_solution_free(ctx, start);
    return rc;
}
