/* Column generation for the bound (proof.h). The linear program over the columns found so far gives prices;
 * whatever the prices, rounded to integers, the bound is
 *   what the master's rows and the tasks' units bring at the prices (master.h)
 *   + the largest profit of a route, per unit of what routes take x all there is of that,
 * so no trust is put into the linear program's own arithmetic (Farley 1990). */
#include "solver/proof.h"

#include <string.h>

#include "solver/proof_lift.h"

#define SCALE         256 /* of a price */
#define COLUMNS_ROUND 12  /* of a profile and round */
#define LIFT_SHARE    0.2 /* of the time that is left */
#define LIFT_LABELS   100 /* for a step of its search */
#define RUNS_ROUND    8   /* that find columns, of a quick round: prices move before the next */

typedef struct proof {
    const rsp_ctx *ctx;
    const rsp_problem *p;
    const rsp_proof_options *o;
    rsp_proof *out;
    rsp_arena *a;
    rsp_proof_net net;
    rsp_proof_labels *labels;
    rsp_proof_rows rows;
    rsp_proof_columns columns; /* found in this tier, by what the master knows them */
    int32_t tier;
    rsp_solution *known;
    rsp_score score;         /* of it; tiers before `tier` are at their optimum */
    int64_t *prices;         /* by row of the master: tasks, resources, earlier tiers */
    int64_t *most;           /* by profile */
    int64_t *extra;          /* by resource, on top of its price (excess_by_scarce) */
    rsp_proof_column *found; /* of one run */
    int64_t taken_most;      /* by all routes together: what the resources of classes hold */
    int64_t best;            /* bound so far */
    int64_t step;            /* values of the tier are multiples of it */
    int64_t deadline_ns;
} proof;

static int64_t now_ns(const proof *b) {
    return b->ctx->env->monotonic_ns(b->ctx->env->user);
}

static bool over(void *user) {
    const proof *b = user;
    return rsp_cancelled(b->ctx) ||
           (b->o->labels > 0 ? b->out->labels >= b->o->labels : now_ns(b) >= b->deadline_ns);
}

static bool proved(const proof *b) {
    return b->best <= b->score.value[b->tier];
}

/* Whether a column earns for more than a route could serve: for whole lots, or for more than there is. */
static bool is_loose(const proof *b, const rsp_proof_column *c) {
    int64_t sum[RSP_PROOF_TASKS] = {0};
    bool loose = false;
    for (uint32_t i = 0; i < c->n; i++) {
        const rsp_proof_option *o = &b->net.options[c->step[i].option];
        if (!o->drop) {
            sum[o->task] += c->step[i].amount;
            loose = loose || c->step[i].amount > c->step[i].units ||
                    sum[o->task] > rsp_proof_task(&b->net, o->task)->quantity;
        }
    }
    return loose;
}

static bool is_tight(void *user, uint32_t column) {
    const proof *b = user;
    const rsp_master_column *c = rsp_master_column_at(b->rows.master, column);
    return !c->priced || !is_loose(b, &b->columns.at[c->user]);
}

static int add_column(proof *b, const rsp_proof_column *c, rsp_err *err) {
    b->out->columns++;
    if (rsp_vec_push(b->ctx, &b->columns, *c) != 0) {
        return rsp_fail(err, RSP_ENOMEM, "out of memory for the bound");
    }
    return rsp_proof_rows_add(&b->rows, c, b->columns.n - 1, err);
}

static bool is_of_group(const rsp_proof_net *net, uint32_t task, uint32_t group) {
    for (uint32_t i = 0; i < net->n_tasks; i++) {
        if (net->tasks[i] == task) {
            return net->group_of[i] == group;
        }
    }
    return false;
}

/* The option of a step of a solution; RSP_NO where its task is of a later tier. */
static uint32_t option_of(const rsp_proof_net *net, const rsp_visit_step *v) {
    const rsp_task *t = &net->p->tasks[v->task];
    uint32_t location = rsp_step_location(net->p, v);
    for (uint32_t i = net->first_option[location]; i < net->first_option[location + 1]; i++) {
        const rsp_proof_option *o = &net->options[i];
        if (o->drop != v->is_drop) {
            continue;
        }
        if (v->is_drop ? is_of_group(net, v->task, o->task) &&
                             o->alt == &net->p->tasks[net->groups[o->task].task].drops[v->alt]
                       : o->alt == &t->alts[v->alt]) {
            return i;
        }
    }
    return RSP_NO;
}

/* The known solution's routes: the linear program has an answer from the start. */
static int add_known(proof *b, rsp_err *err) {
    for (uint32_t r = 0; r < b->known->n_routes; r++) {
        const rsp_route *route = &b->known->routes[r];
        rsp_proof_column c = {.cls = route->cls};
        for (uint32_t i = 0; route->cls != RSP_NO && i < route->n; i++) {
            const rsp_visit_step *v = &route->step[i];
            uint32_t option = option_of(&b->net, v);
            if (option != RSP_NO) {
                c.step[c.n++] = (rsp_proof_step){option, v->is_drop ? 0 : v->amount, v->amount};
            }
        }
        if (c.n > 0) {
            RSP_TRY(add_column(b, &c, err));
        }
    }
    return 0;
}

/* False where the linear program gave no answer in time. */
static int find_prices(proof *b, bool *ret, rsp_err *err) {
    rsp_master_status status = RSP_MASTER_STOPPED;
    double left = b->o->labels > 0 ? 0 : (double)(b->deadline_ns - now_ns(b)) / 1e9;
    RSP_TRY(rsp_master_solve(b->rows.master, b->o->labels > 0 || left > 0.001 ? left : 0.001, &status, NULL,
                             err));
    *ret = status == RSP_MASTER_SOLVED;
    if (*ret) {
        rsp_master_prices(b->rows.master, rsp_master_duals(b->rows.master), SCALE, b->prices);
        for (uint32_t i = 0; i < b->net.n_tasks; i++) { /* a unit served is worth its price; of resources, it
                                                           costs it */
            int64_t worth = rsp_proof_rows_worth(&b->rows, i, b->prices, SCALE);
            b->prices[i] = -b->prices[i] < worth ? -b->prices[i] : worth;
        }
    }
    return 0;
}

/* --- the bound --- */

static int64_t takes_of(const rsp_class *c) {
    int64_t takes = 0;
    for (uint32_t i = 0; i < c->n_uses; i++) {
        takes += c->uses[i].amount;
    }
    return takes;
}

/* What is left of the best route of a class when it has paid, and pays `extra` more for its resources. */
static int64_t left_of(const proof *b, uint32_t profile, uint32_t cls, const int64_t *extra) {
    const rsp_class *c = &b->p->classes[cls];
    int64_t left = b->most[profile] - rsp_proof_class_price(b->p, cls, b->prices + b->net.n_tasks);
    for (uint32_t i = 0; extra != NULL && i < c->n_uses; i++) {
        left -= c->uses[i].amount * extra[c->uses[i].resource];
    }
    return left;
}

/* What routes may have left, over all: the most per unit of what they take, times all there is of that. */
static int64_t excess_per_use(const proof *b) {
    int64_t per_use = 0;
    int64_t all = 0;
    for (uint32_t f = 0; f < b->net.n_profiles; f++) {
        for (uint32_t i = 0; i < b->net.profiles[f].n_classes; i++) {
            uint32_t cls = b->net.profiles[f].classes[i];
            int64_t left = left_of(b, f, cls, NULL);
            int64_t takes = takes_of(&b->p->classes[cls]);
            int64_t each = left > 0 ? (left + takes - 1) / takes : 0;
            per_use = each > per_use ? each : per_use;
        }
    }
    return __builtin_mul_overflow(per_use, b->taken_most, &all) ? INT64_MAX : all;
}

/* What the class takes of which the fewest routes can have it. */
static const rsp_use *scarcest(const rsp_problem *p, const rsp_class *c) {
    const rsp_use *scarce = NULL;
    for (uint32_t i = 0; i < c->n_uses; i++) {
        const rsp_use *x = &c->uses[i];
        if (x->amount > 0 && (scarce == NULL || p->resources[x->resource] / x->amount <
                                                    p->resources[scarce->resource] / scarce->amount)) {
            scarce = x;
        }
    }
    return scarce;
}

/* The same, where each class with something left pays more for that of its resources of which there is least:
 * prices may be any, and few vehicles of a kind let only few routes have it. Greedy, in the order of the
 * profiles. */
static int64_t excess_by_scarce(proof *b) {
    int64_t all = 0;
    memset(b->extra, 0, (b->p->n_resources + 1) * sizeof *b->extra);
    for (uint32_t f = 0; f < b->net.n_profiles; f++) {
        for (uint32_t i = 0; i < b->net.profiles[f].n_classes; i++) {
            uint32_t cls = b->net.profiles[f].classes[i];
            int64_t left = left_of(b, f, cls, b->extra);
            if (left <= 0) {
                continue;
            }
            const rsp_use *scarce = scarcest(b->p, &b->p->classes[cls]);
            if (scarce == NULL) {
                return INT64_MAX;
            }
            int64_t more = (left + scarce->amount - 1) / scarce->amount;
            int64_t cost = 0;
            b->extra[scarce->resource] += more;
            if (__builtin_mul_overflow(more, b->p->resources[scarce->resource], &cost) ||
                __builtin_add_overflow(all, cost, &all)) {
                return INT64_MAX;
            }
        }
    }
    return all;
}

/* The bound at the prices, when no route of a profile earns more than most[profile] before its class is paid;
 * in whole steps of value. */
static int bound_now(proof *b, rsp_err *err) {
    int64_t sum = 0;
    for (uint32_t i = 0; i < b->net.n_tasks; i++) {
        b->prices[i] = -b->prices[i];
    }
    int rc = rsp_master_bound(b->rows.master, b->prices, SCALE, &sum, err);
    for (uint32_t i = 0; i < b->net.n_tasks; i++) {
        b->prices[i] = -b->prices[i];
    }
    RSP_TRY(rc);
    int64_t uniform = excess_per_use(b);
    int64_t scarce = excess_by_scarce(b);
    int64_t all = uniform < scarce ? uniform : scarce;
    if (__builtin_add_overflow(all, sum, &all)) {
        return 0; /* no news */
    }
    int64_t value = all < 0 ? 0 : all / (RSP_PROOF_RATE * SCALE);
    b->best = value < b->best ? value / b->step * b->step : b->best;
    return 0;
}

/* Everything served; values come in steps where no division rounds them. */
static void first_bound(proof *b) {
    int64_t step = 0;
    b->best = 0;
    for (uint32_t i = 0; i < b->net.n_tasks; i++) {
        const rsp_task *t = rsp_proof_task(&b->net, i);
        if (t->tier != b->tier) {
            continue;
        }
        b->best += rsp_task_value(t, t->quantity);
        for (uint32_t k = 0; k < t->n_shares; k++) {
            int64_t x = t->share_rate[k] % RSP_PROOF_RATE == 0 ? t->share_rate[k] / RSP_PROOF_RATE : 1;
            while (x != 0) { /* greatest common divisor */
                int64_t rest = step % x;
                step = x;
                x = rest;
            }
        }
    }
    b->step = step > 0 ? step : 1;
}

/* --- rounds --- */

/* Whether routes of profile f may have more than the slack left after paying, by what is known of the
 * profiles before it; else most[f] says how little. */
static bool worth_pricing(proof *b, uint32_t f, int64_t slack) {
    int64_t least_price = INT64_MAX;
    for (uint32_t i = 0; i < b->net.profiles[f].n_classes; i++) {
        int64_t price =
            rsp_proof_class_price(b->p, b->net.profiles[f].classes[i], b->prices + b->net.n_tasks);
        least_price = price < least_price ? price : least_price;
    }
    b->most[f] = INT64_MAX;
    for (uint32_t g = 0; g < f; g++) {
        if (b->most[g] < b->most[f] && rsp_proof_covers(&b->net, g, f)) {
            b->most[f] = b->most[g];
        }
    }
    return b->most[f] > least_price + slack;
}

typedef struct round_result {
    uint32_t added;
    uint32_t runs; /* that found columns */
    bool complete;
} round_result;

static int price_all(proof *b, const rsp_proof_effort *effort, round_result *ret, rsp_err *err) {
    rsp_proof_prices prices = {b->prices, b->prices + b->net.n_tasks};
    *ret = (round_result){.complete = true};
    b->out->rounds++;
    for (uint32_t f = 0; f < b->net.n_profiles; f++) {
        rsp_proof_run run = {.columns = b->found, .columns_most = COLUMNS_ROUND};
        if (!worth_pricing(b, f, effort->slack)) {
            continue;
        }
        rsp_proof_effort own = *effort;
        own.work_most = b->o->labels > 0 ? b->o->labels - b->out->labels : UINT64_MAX;
        RSP_TRY(rsp_proof_price(b->labels, f, &prices, &own, &run, err));
        b->out->labels += run.labels;
        ret->complete = ret->complete && run.complete;
        if (run.complete || effort->quick) {
            b->most[f] = run.best; /* of a quick run: a guess, good enough to skip by */
        }
        for (uint32_t i = 0; i < run.n_columns; i++) {
            RSP_TRY(add_column(b, &run.columns[i], err));
            ret->added++;
        }
        ret->runs += run.n_columns > 0;
        if (over(b) || (effort->quick && ret->runs == RUNS_ROUND)) {
            ret->complete = false;
            break;
        }
    }
    return 0;
}

/* A solution that the search has found meanwhile. */
static int hear(proof *b, rsp_err *err) {
    rsp_board *board = b->o->search != NULL ? b->o->search->board : NULL;
    if (board == NULL || !rsp_board_take(board, b->known)) {
        return 0;
    }
    b->score = rsp_solution_score(b->known);
    return add_known(b, err);
}

/* Columns until none earns more than its price, at one effort; but for a little, which all routes together
 * take less than a step of value of: prices are rounded, and a column that is there could pay again and
 * again. */
static int converge(proof *b, rsp_proof_effort exact, rsp_err *err) {
    static const uint32_t beams[] = {8, 64};
    exact.over = over;
    exact.user = b;
    exact.slack = b->step * RSP_PROOF_RATE * SCALE / (4 * (b->taken_most + 1));
    rsp_proof_effort quick = exact;
    quick.quick = true;
    while (!over(b) && !proved(b)) {
        round_result got = {.complete = true};
        bool priced = false;
        RSP_TRY(hear(b, err));
        RSP_TRY(find_prices(b, &priced, err));
        if (!priced) {
            break;
        }
        for (size_t i = 0; i < sizeof beams / sizeof beams[0] && got.added == 0 && !over(b); i++) {
            quick.beam = beams[i];
            RSP_TRY(price_all(b, &quick, &got, err));
        }
        if (got.added > 0 || over(b)) {
            continue;
        }
        RSP_TRY(price_all(b, &exact, &got, err));
        if (got.complete) {
            RSP_TRY(bound_now(b, err));
        }
        if (got.added == 0) {
            break;
        }
    }
    return 0;
}

static int make_room(proof *b, rsp_err *err) {
    b->prices = rsp_arena_alloc(b->a, rsp_proof_rows_count(&b->net), sizeof *b->prices);
    b->most = rsp_arena_alloc(b->a, (size_t)b->net.n_profiles + 1, sizeof *b->most);
    b->extra = rsp_arena_alloc(b->a, (size_t)b->p->n_resources + 1, sizeof *b->extra);
    b->found = rsp_arena_alloc(b->a, COLUMNS_ROUND, sizeof *b->found);
    return b->prices == NULL || b->most == NULL || b->extra == NULL || b->found == NULL
               ? rsp_fail(err, RSP_ENOMEM, "out of memory for the bound")
               : 0;
}

static bool is_committed(const rsp_solution *s) {
    bool any = false;
    for (uint32_t r = 0; r < s->n_routes; r++) {
        any = any || (s->routes[r].cls != RSP_NO && s->routes[r].fixed > 0);
    }
    return any;
}

/* A better solution out of the columns; its routes are columns too. They know nothing of steps that stay. */
static int lift(proof *b, rsp_err *err) {
    bool better = false;
    rsp_proof_lift l = {.net = &b->net,
                        .rows = &b->rows,
                        .columns = &b->columns,
                        .search = b->o->search,
                        .seconds = (double)(b->deadline_ns - now_ns(b)) * 1e-9 * LIFT_SHARE,
                        .steps = b->o->labels / LIFT_LABELS};
    if (b->o->search == NULL || over(b) || proved(b) || is_committed(b->known)) {
        return 0;
    }
    RSP_TRY(rsp_proof_lift_run(b->ctx, &l, b->known, &better, err));
    b->score = rsp_solution_score(b->known);
    if (better && b->o->search->board != NULL) {
        rsp_board_offer(b->o->search->board, b->known);
    }
    return better ? add_known(b, err) : 0;
}

static int tier_run(proof *b, rsp_err *err) {
    static const rsp_proof_effort efforts[] = {{.labels_most = 2000, .lots = 3, .near = 4},
                                               {.labels_most = 200000, .lots = 3, .near = 4},
                                               {.labels_most = 400000, .lots = 8, .near = 6},
                                               {.labels_most = 1000000, .lots = 16, .near = 12},
                                               {.labels_most = 4000000, .lots = 40, .near = RSP_PROOF_TASKS}};
    RSP_TRY(rsp_proof_net_new(b->ctx, b->p, b->tier, (rsp_proof_stop){over, b}, b->a, &b->net, err));
    first_bound(b);
    if (proved(b)) {
        return 0;
    }
    RSP_TRY(make_room(b, err));
    RSP_TRY(rsp_proof_rows_new(b->ctx, &b->net, b->tier, &b->score, b->a, &b->rows, err));
    RSP_TRY(add_known(b, err));
    RSP_TRY(rsp_proof_labels_new(b->ctx, &b->net, &b->labels, err));
    for (size_t i = 0; i < sizeof efforts / sizeof efforts[0] && !over(b) && !proved(b); i++) {
        RSP_TRY(rsp_master_keep_columns(b->rows.master, is_tight, b,
                                        err)); /* loose ones would keep the bound up */
        RSP_TRY(converge(b, efforts[i], err));
        RSP_TRY(lift(b, err));
    }
    return 0;
}

/* What all routes together take of the resources that classes use; 0 where some class takes nothing. */
static int64_t taken_most(const rsp_problem *p) {
    int64_t sum = 0;
    for (uint32_t r = 0; r < p->n_resources; r++) {
        bool used = false;
        for (uint32_t c = 0; c < p->n_classes && !used; c++) {
            for (uint32_t i = 0; i < p->classes[c].n_uses; i++) {
                used = used || (p->classes[c].uses[i].resource == r && p->classes[c].uses[i].amount > 0);
            }
        }
        sum += used ? p->resources[r] : 0;
    }
    for (uint32_t c = 0; c < p->n_classes; c++) {
        sum = takes_of(&p->classes[c]) == 0 ? 0 : sum;
    }
    return sum;
}

bool rsp_provable(const rsp_problem *p) {
    uint32_t n[RSP_SOLVER_TIERS] = {0};
    int first = 0;
    for (uint32_t i = 0; i < p->n_tasks; i++) {
        n[p->tasks[i].tier]++;
    }
    while (first + 1 < RSP_SOLVER_TIERS && n[first] == 0) {
        first++;
    }
    return n[first] <= RSP_PROOF_TASKS && (taken_most(p) > 0 || p->n_classes == 0);
}

static int prove_tier(proof *b, rsp_err *err) {
    RSP_TRY(rsp_arena_new(b->ctx, 0, &b->a, err));
    int rc = tier_run(b, err);
    rsp_proof_rows_done(&b->rows);
    rsp_vec_done(b->ctx, &b->columns);
    b->labels = rsp_proof_labels_free(b->labels);
    b->a = rsp_arena_free(b->a);
    return rc;
}

int rsp_prove(const rsp_ctx *ctx, rsp_solution *known, const rsp_proof_options *o, rsp_proof *ret,
              rsp_err *err) {
    rsp_proof out = {.bound = {-1, -1, -1, -1}};
    proof b = {
        .ctx = ctx, .p = known->p, .o = o, .out = &out, .known = known, .score = rsp_solution_score(known)};
    b.taken_most = taken_most(b.p);
    b.deadline_ns = now_ns(&b) + (int64_t)(o->time_limit_s * 1e9);
    bool bounded = rsp_provable(b.p);
    for (; bounded && out.proved < RSP_SOLVER_TIERS; out.proved++) {
        b.tier = out.proved;
        rsp_err none = {0};
        int rc = prove_tier(&b, &none);
        if (rc == RSP_ECANCELLED || rc == RSP_ELIMIT) {
            break;
        }
        if (rc != 0) {
            *err = none;
            return rc;
        }
        out.bound[b.tier] = b.best;
        if (!proved(&b)) {
            break;
        }
    }
    *ret = out;
    return 0;
}
