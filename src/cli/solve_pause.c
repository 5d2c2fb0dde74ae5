/* respite solve of a pause problem (solve_pause.h): search, bound, an independent judge, the answer. */
#include "cli/solve_pause.h"

#include <string.h>
#include <unistd.h>

#include "base/file.h"
#include "solver/pause_file.h"
#include "solver/pause_validate.h"
#include "solver/proof.h"
#include "solver/solve.h"

#define OUT_BYTES   ((size_t)1 << 30)
#define ROUTES_MOST 256
#define PROOF_SHARE 0.5 /* of the time, with --bound */
#define LABELS_STEP 50  /* partial routes of the bound for each step, with --steps */

bool rsp_cli_is_pause(const rsp_buf *text) {
    static const char key[] = "\"respite_problem\"";
    size_t i = 0;
    while (i < text->n && strchr(" \t\r\n{", text->at[i]) != NULL) {
        i++;
    }
    return text->n - i >= sizeof key && memcmp(text->at + i, key, sizeof key - 1) == 0;
}

typedef struct answer {
    const rsp_solution *s;
    rsp_score score;
    rsp_proof proof;
    uint64_t seed;
    double seconds; /* < 0: not told, by steps */
    bool interrupted;
} answer;

static void number(rsp_json_out *o, const char *key, int64_t v) {
    rsp_json_out_key(o, key);
    rsp_json_out_int(o, v);
}

static void number_or_null(rsp_json_out *o, const char *key, int64_t v) {
    rsp_json_out_key(o, key);
    if (v < 0) {
        rsp_json_out_null(o);
    } else {
        rsp_json_out_int(o, v);
    }
}

static void put_route(rsp_json_out *o, const rsp_problem *p, const rsp_route *r) {
    rsp_json_out_object(o);
    number(o, "vehicle", r->cls);
    number(o, "depot", p->classes[r->cls].start);
    rsp_json_out_key(o, "stops");
    rsp_json_out_array_flat(o);
    for (uint32_t i = 0; i < r->n; i++) {
        rsp_json_out_int(o, r->step[i].task);
    }
    rsp_json_out_end_array(o);
    rsp_json_out_key(o, "amounts");
    rsp_json_out_array_flat(o);
    for (uint32_t i = 0; i < r->n; i++) {
        rsp_json_out_int(o, r->step[i].is_drop ? -r->step[i].amount : r->step[i].amount);
    }
    rsp_json_out_end_array(o);
    number(o, "start", r->step[0].left);
    number(o, "end", r->back);
    rsp_json_out_end_object(o);
}

static void put_tiers(rsp_json_out *o, const char *key, const int64_t *v) {
    rsp_json_out_key(o, key);
    rsp_json_out_array_flat(o);
    for (int t = 0; t < RSP_SOLVER_TIERS; t++) {
        if (v[t] < 0) {
            rsp_json_out_null(o);
        } else {
            rsp_json_out_int(o, v[t]);
        }
    }
    rsp_json_out_end_array(o);
}

static void put_answer(const answer *a, rsp_buf *to) {
    const rsp_problem *p = a->s->p;
    rsp_json_out o = rsp_json_out_init(to, false);
    int64_t vehicles = 0;
    for (uint32_t r = 0; r < a->s->n_routes; r++) {
        vehicles += a->s->routes[r].cls == RSP_NO ? 0 : p->classes[a->s->routes[r].cls].vehicles;
    }
    rsp_json_out_object(&o);
    rsp_json_out_key(&o, "status");
    rsp_json_out_string(&o, a->proof.proved == RSP_SOLVER_TIERS ? "optimal" : "feasible");
    number(&o, "value", a->score.value[0]);
    put_tiers(&o, "values", a->score.value);
    number(&o, "cost", a->score.cost);
    number(&o, "vehicles", vehicles);
    number_or_null(&o, "bound", a->proof.bound[0]);
    put_tiers(&o, "bounds", a->proof.bound);
    rsp_json_out_key(&o, "seconds");
    if (a->seconds < 0) {
        rsp_json_out_null(&o);
    } else {
        rsp_json_out_fixed(&o, a->seconds, 3);
    }
    number(&o, "seed", (int64_t)a->seed);
    if (a->interrupted) {
        rsp_json_out_key(&o, "interrupted");
        rsp_json_out_bool(&o, true);
    }
    rsp_json_out_key(&o, "routes");
    rsp_json_out_array(&o);
    for (uint32_t r = 0; r < a->s->n_routes; r++) {
        if (a->s->routes[r].cls != RSP_NO) {
            put_route(&o, p, &a->s->routes[r]);
        }
    }
    rsp_json_out_end_array(&o);
    rsp_json_out_key(&o, "unserved");
    rsp_json_out_array_flat(&o);
    for (uint32_t t = 0; t < p->n_tasks; t++) {
        if (a->s->served[t] < p->tasks[t].quantity) {
            rsp_json_out_int(&o, t);
        }
    }
    rsp_json_out_end_array(&o);
    rsp_json_out_end_object(&o);
    rsp_buf_str(to, "\n");
}

static int solve(rsp_ctx *ctx, const rsp_args *a, const rsp_problem *p, answer *ret, rsp_solution **ret_s,
                 rsp_err *err) {
    int64_t begun = ctx->env->monotonic_ns(ctx->env->user);
    long cores = sysconf(_SC_NPROCESSORS_ONLN);
    bool bound = rsp_arg_flag(a, "bound");
    double limit = rsp_arg_real(a, "time-limit", 10);
    uint64_t steps = (uint64_t)rsp_arg_int(a, "steps", 0);
    uint64_t done = 0;
    ret->seed = (uint64_t)rsp_arg_int(a, "seed", 1);
    rsp_solve_options so = {.time_limit_s = limit * (bound ? 1 - PROOF_SHARE : 1),
                            .steps = steps,
                            .seed = ret->seed,
                            .threads =
                                (uint32_t)rsp_arg_int(a, "threads", cores < 1 ? 1 : (cores > 8 ? 8 : cores)),
                            .max_routes = ROUTES_MOST};
    RSP_TRY(rsp_solve(ctx, p, &so, ret_s, &done, err));
    if (bound && !rsp_cancelled(ctx)) {
        double spent = (double)(ctx->env->monotonic_ns(ctx->env->user) - begun) * 1e-9;
        rsp_proof_options po = {.time_limit_s = limit - spent, .labels = steps * LABELS_STEP};
        RSP_TRY(rsp_prove(ctx, *ret_s, &po, &ret->proof, err));
    }
    for (uint32_t r = 0; r < (*ret_s)->n_routes; r++) {
        if ((*ret_s)->routes[r].cls != RSP_NO) {
            rsp_route_tighten(*ret_s, r);
        }
    }
    int rc = rsp_pause_validate(ctx, *ret_s, &ret->score, err);
    if (rc == RSP_EVIOLATION) {
        char why[sizeof err->msg];
        memcpy(why, err->msg, sizeof why);
        return rsp_fail(err, RSP_EINTERNAL, "the answer does not hold, a mistake of ours: %.800s", why);
    }
    ret->s = *ret_s;
    ret->interrupted = rsp_cancelled(ctx);
    ret->seconds = steps > 0 ? -1 : (double)(ctx->env->monotonic_ns(ctx->env->user) - begun) * 1e-9;
    return rc;
}

int rsp_cli_solve_pause(rsp_ctx *ctx, const rsp_args *a, const rsp_buf *text, rsp_diag *d, rsp_err *err) {
    RSP_CLEANUP(rsp_arena_free_p) rsp_arena *arena = NULL;
    RSP_CLEANUP(rsp_buf_done) rsp_buf out = rsp_buf_init(ctx, OUT_BYTES);
    rsp_problem p;
    rsp_solution *s = NULL;
    answer ret = {.proof = {.bound = {-1, -1, -1, -1}}};
    RSP_TRY(rsp_arena_new(ctx, 0, &arena, err));
    RSP_TRY(
        rsp_pause_read(arena, rsp_arg_operand(a, 0), text->at != NULL ? text->at : "", text->n, d, &p, err));
    int rc = solve(ctx, a, &p, &ret, &s, err);
    if (rc == 0) {
        put_answer(&ret, &out);
        rc = rsp_buf_ok(&out, err);
    }
    rsp_solution_free(ctx, s);
    return rc != 0 ? rc : rsp_file_write(ctx, rsp_arg_text(a, "output", "-"), out.at, out.n, err);
}
