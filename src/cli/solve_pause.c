/* respite solve of a pause problem (solve_pause.h): search, bound, an independent judge, the answer. */
#include "cli/solve_pause.h"

#include <string.h>
#include <unistd.h>

#include "base/file.h"
#include "solver/pause_file.h"
#include "solver/pause_solve.h"

#define OUT_BYTES   ((size_t)1 << 30)
#define ROUTES_MOST 256
#define PROOF_SHARE 0.5 /* of the time, with --bound */

bool rsp_cli_is_pause(const rsp_buf *text) {
    static const char key[] = "\"respite_problem\"";
    size_t i = 0;
    while (i < text->n && strchr(" \t\r\n{", text->at[i]) != NULL) {
        i++;
    }
    return text->n - i >= sizeof key && memcmp(text->at + i, key, sizeof key - 1) == 0;
}

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

/* seed and seconds: as asked for; seconds are told as null where the search is by steps, so that the same
 * input gives the same bytes. */
static void put_answer(const rsp_pause_answer *a, const rsp_solve_options *so, rsp_buf *to) {
    const rsp_solution *s = a->solution;
    const rsp_problem *p = s->p;
    rsp_json_out o = rsp_json_out_init(to, false);
    int64_t vehicles = 0;
    for (uint32_t r = 0; r < s->n_routes; r++) {
        vehicles += s->routes[r].cls == RSP_NO ? 0 : p->classes[s->routes[r].cls].vehicles;
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
    if (so->steps > 0) {
        rsp_json_out_null(&o);
    } else {
        rsp_json_out_fixed(&o, a->seconds, 3);
    }
    number(&o, "seed", (int64_t)so->seed);
    if (a->interrupted) {
        rsp_json_out_key(&o, "interrupted");
        rsp_json_out_bool(&o, true);
    }
    rsp_json_out_key(&o, "routes");
    rsp_json_out_array(&o);
    for (uint32_t r = 0; r < s->n_routes; r++) {
        if (s->routes[r].cls != RSP_NO) {
            put_route(&o, p, &s->routes[r]);
        }
    }
    rsp_json_out_end_array(&o);
    rsp_json_out_key(&o, "unserved");
    rsp_json_out_array_flat(&o);
    for (uint32_t t = 0; t < p->n_tasks; t++) {
        if (s->served[t] < p->tasks[t].quantity) {
            rsp_json_out_int(&o, t);
        }
    }
    rsp_json_out_end_array(&o);
    rsp_json_out_end_object(&o);
    rsp_buf_str(to, "\n");
}

int rsp_cli_solve_pause(rsp_ctx *ctx, const rsp_args *a, const rsp_buf *text, rsp_diag *d, rsp_err *err) {
    RSP_CLEANUP(rsp_arena_free_p) rsp_arena *arena = NULL;
    RSP_CLEANUP(rsp_buf_done) rsp_buf out = rsp_buf_init(ctx, OUT_BYTES);
    long cores = sysconf(_SC_NPROCESSORS_ONLN);
    rsp_solve_options so = {.time_limit_s = rsp_arg_real(a, "time-limit", 10),
                            .steps = (uint64_t)rsp_arg_int(a, "steps", 0),
                            .seed = (uint64_t)rsp_arg_int(a, "seed", 1),
                            .threads =
                                (uint32_t)rsp_arg_int(a, "threads", cores < 1 ? 1 : (cores > 8 ? 8 : cores)),
                            .max_routes = ROUTES_MOST};
    rsp_problem p;
    rsp_pause_answer answer;
    RSP_TRY(rsp_arena_new(ctx, 0, &arena, err));
    RSP_TRY(
        rsp_pause_read(arena, rsp_arg_operand(a, 0), text->at != NULL ? text->at : "", text->n, d, &p, err));
    RSP_TRY(rsp_pause_solve(ctx, &p, &so, rsp_arg_flag(a, "bound") ? PROOF_SHARE : 0, &answer, err));
    put_answer(&answer, &so, &out);
    rsp_solution_free(ctx, answer.solution);
    RSP_TRY(rsp_buf_ok(&out, err));
    return rsp_file_write(ctx, rsp_arg_text(a, "output", "-"), out.at, out.n, err);
}
