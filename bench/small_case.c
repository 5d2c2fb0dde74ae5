/* Small synthetic pauses (small_case.h). The order of the dice is part of a seed's meaning. */
#include "bench/small_case.h"

#include "base/time.h"
#include "solver/proof_net.h"

#define TASKS_MOST  8
#define ROUTES_MOST 16

static uint32_t between(rsp_rng *rng, uint32_t low, uint32_t high) {
    return low + rsp_rng_below(rng, high - low + 1);
}

rsp_generate_options rsp_small_options(uint64_t seed, bool wide) {
    rsp_rng rng;
    rsp_rng_seed(&rng, seed * 2 + wide);
    rsp_generate_options o = {.seed = seed, .consents = 1, .days = 1};
    o.places = wide ? between(&rng, 2, 14) : between(&rng, 3, 6);
    o.vehicles = wide ? between(&rng, 2, 16) : between(&rng, 4, 8);
    o.hubs = wide ? between(&rng, 1, 3) : between(&rng, 1, 2);
    o.zones = wide ? between(&rng, 0, 4) : between(&rng, 1, 2);
    o.window_min = wide ? between(&rng, 4, 24) * 15 : between(&rng, 6, 12) * 15;
    o.demand = 0.25 * between(&rng, 1, 10);
    o.features = rsp_rng_below(&rng, 1u << (wide ? RSP_FEATURE_COUNT : RSP_FEATURES_OF_FIGURES));
    if (wide) {
        o.days = between(&rng, 1, 3);
        o.consents = rsp_rng_below(&rng, 2) == 0 ? 1 : 0.8;
    }
    return o;
}

int rsp_small_situation(const rsp_ctx *ctx, const rsp_generate_options *o, rsp_situation **ret,
                        rsp_err *err) {
    RSP_CLEANUP(rsp_buf_done) rsp_buf text = rsp_buf_init(ctx, (size_t)64 << 20);
    rsp_diag d = {0};
    RSP_TRY(rsp_generate(ctx, o, &text, err));
    RSP_TRY(rsp_diag_init(ctx, &d, err));
    int rc = rsp_situation_parse(ctx, "generated.json", text.at, text.n, &d, ret, err);
    if (rc != 0) {
        rsp_diag_print(&d, stderr);
    }
    rsp_diag_done(&d);
    return rc;
}

static void first_tier(rsp_policy_line *line, uint32_t grade, uint32_t grades) {
    if (grade < grades) {
        line->tier = 1;
        line->weight = line->weight > 0 ? line->weight : 1;
    }
}

void rsp_small_policy(uint64_t seed, rsp_policy *policy) {
    uint32_t grades = seed % 4 == 0 ? 0 : (seed % 4 == 3 ? 3 : 2);
    for (uint32_t i = 0; i < 3; i++) {
        first_tier(&policy->wounded[i], i, grades);
        first_tier(&policy->civilians[i], i, grades);
        first_tier(&policy->goods[i], i, grades);
        first_tier(&policy->visits[i], i, grades);
    }
}

static int compile(rsp_model *m, rsp_err *err) {
    rsp_err none = {0};
    int rc = rsp_first_day(m->s, &m->first_date, &none);
    if (rc == RSP_ENOTFOUND) {
        rsp_tz_local(m->s->tz, m->s->as_of, &m->first_date, NULL, NULL);
    } else if (rc != 0) {
        *err = none;
        return rc;
    }
    m->days = 1;
    m->origin = rsp_tz_instant(m->s->tz, m->first_date, 0, NULL);
    m->horizon_end = rsp_tz_instant(m->s->tz, m->first_date + 1, 0, NULL);
    RSP_TRY(rsp_arena_new(m->ctx, 0, &m->a, err));
    RSP_TRY(rsp_model_ground(m, err));
    RSP_TRY(rsp_model_fleet(m, err));
    RSP_TRY(rsp_model_places(m, err));
    RSP_TRY(rsp_model_work(m, err));
    RSP_TRY(rsp_model_travel(m, err));
    return rsp_model_arcs(m, err);
}

int rsp_small_case_new(const rsp_ctx *ctx, uint64_t seed, rsp_small_case *ret, rsp_err *err) {
    rsp_generate_options o = rsp_small_options(seed, false);
    *ret = (rsp_small_case){.options = {.day = INT32_MIN, .days = 1, .seed = seed, .threads = 1}};
    RSP_TRY(rsp_small_situation(ctx, &o, &ret->situation, err));
    rsp_small_policy(seed, &ret->situation->rules.policy);
    ret->model = rsp_calloc(ctx, 1, sizeof *ret->model);
    if (ret->model == NULL) {
        return rsp_fail(err, RSP_ENOMEM, "out of memory");
    }
    ret->model->ctx = ctx;
    ret->model->s = ret->situation;
    ret->model->o = &ret->options;
    return compile(ret->model, err);
}

static uint32_t item_of(const rsp_model *m, uint32_t task) {
    for (size_t i = 0; i < m->info.n; i++) {
        const rsp_task_info *info = &m->info.at[i];
        if (info->task == task && info->work.kind == RSP_WORK_NEED) {
            return m->s->needs[info->work.index].item;
        }
    }
    return RSP_NONE;
}

static int task_in_lots(rsp_model *m, rsp_task *t, int64_t size, rsp_err *err) {
    for (uint32_t i = 0; i < t->n_shares; i++) {
        t->share_upto[i] /= size;
        t->share_rate[i] *= size;
    }
    t->quantity /= size;
    t->share_upto[t->n_shares - 1] = t->quantity;
    t->least /= size;
    t->service_us *= size;
    for (int d = 0; d < RSP_DIMS; d++) {
        t->load[d] *= size;
    }
    rsp_use *uses = rsp_arena_alloc(m->a, t->n_uses + 1, sizeof *uses);
    if (uses == NULL) {
        return rsp_fail(err, RSP_ENOMEM, "out of memory");
    }
    for (uint32_t i = 0; i < t->n_uses; i++) { /* permissions count units */
        uses[i] = (rsp_use){t->uses[i].resource, t->uses[i].amount * size};
    }
    t->uses = uses;
    return 0;
}

int rsp_small_in_lots(rsp_model *m, int64_t lots, rsp_err *err) {
    for (uint32_t item = 0; lots > 0 && item < m->s->n_items; item++) {
        int64_t size = INT64_MAX;
        int64_t largest = 0;
        for (uint32_t t = 0; t < m->tasks.n; t++) {
            int64_t q = m->tasks.at[t].quantity;
            bool of_item = item_of(m, t) == item;
            largest = of_item && q > largest ? q : largest;
            size = of_item && q < size ? q : size; /* a lot is no larger than the smallest need */
        }
        size = largest / lots < size ? largest / lots : size;
        for (uint32_t t = 0; size > 1 && t < m->tasks.n; t++) {
            if (item_of(m, t) == item) {
                RSP_TRY(task_in_lots(m, &m->tasks.at[t], size, err));
            }
        }
        for (uint32_t h = 0; size > 1 && h < m->s->n_hubs; h++) {
            uint32_t stock = m->supply_at[(size_t)h * m->s->n_items + item];
            if (stock != RSP_NO) {
                m->resources.at[stock] /= size;
            }
        }
    }
    return 0;
}

void rsp_small_case_done(const rsp_ctx *ctx, rsp_small_case *c) {
    if (c->model != NULL) {
        rsp_model_done(c->model);
        rsp_free(ctx, c->model);
    }
    rsp_situation_free(c->situation);
    *c = (rsp_small_case){0};
}

static double now_s(const rsp_ctx *ctx) {
    return (double)ctx->env->monotonic_ns(ctx->env->user) / 1e9;
}

/* Whether a stop at a place without work of the first tier could help (a wait that no arc offers): brute
 * force makes none. */
static int idle_stops_help(const rsp_ctx *ctx, const rsp_problem *p, bool *ret, rsp_err *err) {
    RSP_CLEANUP(rsp_arena_free_p) rsp_arena *a = NULL;
    rsp_proof_net net;
    RSP_TRY(rsp_arena_new(ctx, 0, &a, err));
    RSP_TRY(rsp_proof_net_new(ctx, p, 0, (rsp_proof_stop){NULL, NULL}, a, &net, err));
    *ret = false;
    for (uint32_t i = 0; i < p->n_locations; i++) {
        *ret = *ret || net.transit[i];
    }
    return 0;
}

/* How often one route of a solution begins the same task, at most. */
static uint32_t most_repeats(const rsp_solution *s) {
    uint32_t most = 0;
    for (uint32_t r = 0; r < s->n_routes; r++) {
        const rsp_route *route = &s->routes[r];
        for (uint32_t i = 0; route->cls != RSP_NO && i < route->n; i++) {
            uint32_t n = 0;
            for (uint32_t k = 0; k < route->n; k++) {
                n += route->step[k].task == route->step[i].task && !route->step[k].is_drop;
            }
            most = n > most ? n : most;
        }
    }
    return most;
}

static int compare(const rsp_ctx *ctx, const rsp_problem *p, const rsp_small_effort *effort, uint64_t seed,
                   rsp_small_result *ret, rsp_err *err) {
    rsp_solution *found = NULL;
    rsp_brute_result brute = {0};
    uint64_t steps = 0;
    rsp_solve_options o = {.steps = effort->steps, .seed = seed, .threads = 1, .max_routes = ROUTES_MOST};
    for (uint32_t t = 0; t < p->n_tasks; t++) {
        ret->most += p->tasks[t].tier == 0 ? rsp_task_value(&p->tasks[t], p->tasks[t].quantity) : 0;
    }
    ret->tasks = p->n_tasks;
    if (p->n_tasks > TASKS_MOST) {
        ret->skipped = "more than 8 tasks";
    } else if (ret->most == 0) {
        ret->skipped = "nothing in the first tier";
    }
    if (ret->skipped != NULL) {
        return 0;
    }
    double at = now_s(ctx);
    RSP_TRY(rsp_solve(ctx, p, &o, &found, &steps, err));
    ret->search = rsp_solution_score(found).value[0];
    bool often = most_repeats(found) > effort->repeats;
    rsp_solution_free(ctx, found);
    ret->search_s = now_s(ctx) - at;
    ret->brute = ret->most;
    ret->whole = ret->search == ret->most;
    if (!ret->whole) {
        at = now_s(ctx);
        RSP_TRY(rsp_brute_first_tier(ctx, p, effort->repeats, effort->work_most, &brute, err));
        bool idle = false;
        if (ret->search > brute.best && brute.skipped == NULL) {
            RSP_TRY(idle_stops_help(ctx, p, &idle, err));
        }
        ret->brute = brute.best;
        ret->skipped = idle    ? "stops without work of the first tier help"
                       : often ? "a route comes back to a task more often"
                               : brute.skipped;
        ret->brute_s = now_s(ctx) - at;
    }
    return 0;
}

int rsp_small_compare(const rsp_ctx *ctx, uint64_t seed, const rsp_small_effort *effort,
                      rsp_small_result *ret, rsp_err *err) {
    rsp_small_case c;
    rsp_small_result result = {0};
    int rc = rsp_small_case_new(ctx, seed, &c, err);
    rc = rc != 0 ? rc : rsp_small_in_lots(c.model, effort->lots, err);
    rc = rc != 0 ? rc : compare(ctx, &c.model->problem, effort, seed, &result, err);
    rsp_small_case_done(ctx, &c);
    if (rc == 0) {
        *ret = result;
    }
    return rc;
}
