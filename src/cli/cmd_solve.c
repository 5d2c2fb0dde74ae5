/* respite solve FILE: the routing problem alone. Reads a file of another program or a benchmark, solves it,
 * has the answer checked twice (by the problem's definition, and by the file's own numbers in double
 * precision), and only then prints it. */
#include <math.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "base/file.h"
#include "cli/cmd.h"
#include "cli/solve_pause.h"
#include "solver/bound.h"
#include "solver/read.h"

#define OUT_BYTES   ((size_t)1 << 30)
#define BOUND_STEPS 200               /* pricings, where the search goes by steps */
#define ARENA_BYTES ((size_t)8 << 30) /* the largest matrix that is read takes 1.6 GB */

typedef struct job {
    rsp_ctx *ctx;
    const rsp_args *args;
    rsp_arena *arena;
    rsp_vrp_file *file;
    rsp_vrp_options options;
    rsp_vrp_solution solution;
    rsp_vrp_score score;
    bool bounded;
    rsp_vrp_bound bound;
    int64_t begun_ns, drawn_ns;
    double loaded, seconds; /* when the file was read; when it was solved */
} job;

static double seconds_since(const job *j) {
    return (double)(j->ctx->env->monotonic_ns(j->ctx->env->user) - j->begun_ns) * 1e-9;
}

/* --- options --- */

static int read_format(const rsp_args *a, rsp_vrp_read_options *o, rsp_err *err) {
    const char *format = rsp_arg_text(a, "format", NULL);
    const char *convention = rsp_arg_text(a, "convention", NULL);
    *o = RSP_VRP_READ_USUAL;
    if (format != NULL && rsp_vrp_format_find(format, &o->format) != 0) {
        return rsp_fail(
            err, RSP_EUSAGE,
            "--format: '%.40s' is not a format; give pause, solomon, lilim, toptw, vrplib or vroom", format);
    }
    if (convention != NULL && rsp_vrp_convention_find(convention, &o->convention) != 0) {
        return rsp_fail(err, RSP_EUSAGE, "--convention: '%.40s' is not a convention; give dimacs or sintef",
                        convention);
    }
    o->tours = (uint32_t)rsp_arg_int(a, "tours", 1);
    o->decimals = (int)rsp_arg_int(a, "decimals", -1);
    o->great_circle_kmh = rsp_arg_real(a, "great-circle", 0);
    return 0;
}

static rsp_vrp_options read_search(const rsp_args *a) {
    long cores = sysconf(_SC_NPROCESSORS_ONLN);
    return (rsp_vrp_options){
        .time_limit_s = rsp_arg_real(a, "time-limit", 10),
        .steps = (uint64_t)rsp_arg_int(a, "steps", 0),
        .seed = (uint64_t)rsp_arg_int(a, "seed", 1),
        .threads = (uint32_t)rsp_arg_int(a, "threads", cores < 1 ? 1 : (cores > 8 ? 8 : cores))};
}

/* --- progress, on a terminal only --- */

static void draw_progress(void *user, const rsp_vrp_progress *p) {
    job *j = user;
    int64_t now = j->ctx->env->monotonic_ns(j->ctx->env->user);
    if (now - j->drawn_ns < 200000000) {
        return;
    }
    j->drawn_ns = now;
    double scale = (double)j->file->problem.scale;
    fprintf(stderr, "\r\033[Ksearching: %.0f s; value %lld, cost %.1f, vehicles %lld", p->elapsed_s,
            (long long)p->best.prize[0], (double)p->best.cost / scale, (long long)p->best.vehicles);
    if (p->best.missing > 0) {
        fprintf(stderr, ", %lld still to serve", (long long)p->best.missing);
    }
}

/* --- output --- */

static void put_labels(rsp_json_out *o, const rsp_vrp *p, const uint32_t *nodes, uint32_t n) {
    rsp_json_out_array_flat(o);
    for (uint32_t i = 0; i < n; i++) {
        rsp_json_out_int(o, p->nodes[nodes[i]].label);
    }
    rsp_json_out_end_array(o);
}

static void put_stops(rsp_json_out *o, const rsp_vrp *p, const rsp_vrp_route *r) {
    uint32_t trips = 1;
    for (uint32_t i = 0; i < r->n_stops; i++) {
        trips += r->stops[i] == RSP_VRP_NONE;
    }
    if (trips == 1) {
        rsp_json_out_key(o, "stops");
        put_labels(o, p, r->stops, r->n_stops);
        return;
    }
    rsp_json_out_key(o, "trips");
    rsp_json_out_array(o);
    for (uint32_t i = 0; i < r->n_stops; i++) {
        uint32_t n = 0;
        while (i + n < r->n_stops && r->stops[i + n] != RSP_VRP_NONE) {
            n++;
        }
        put_labels(o, p, r->stops + i, n);
        i += n;
    }
    rsp_json_out_end_array(o);
}

static void put_real(rsp_json_out *o, const job *j, const char *key, double v) {
    rsp_json_out_key(o, key);
    rsp_json_out_fixed(o, v, j->file->decimals >= 0 ? j->file->decimals : 6);
}

static int put_routes(rsp_json_out *o, const job *j, const rsp_vrp_told *told, rsp_err *err) {
    const rsp_vrp *p = &j->file->problem;
    uint32_t *used = rsp_arena_alloc(j->arena, p->n_vehicles, sizeof *used);
    uint32_t *left = rsp_arena_alloc(j->arena, p->n_nodes, sizeof *left);
    bool *served = rsp_arena_alloc(j->arena, p->n_nodes, sizeof *served);
    if (used == NULL || served == NULL || left == NULL) {
        return rsp_fail(err, RSP_ENOMEM, "out of memory");
    }
    rsp_json_out_key(o, "routes");
    rsp_json_out_array(o);
    for (uint32_t i = 0; i < j->solution.n_routes; i++) {
        const rsp_vrp_route *r = &j->solution.routes[i];
        const rsp_vrp_vehicle *v = &p->vehicles[r->vehicle];
        rsp_json_out_object(o);
        rsp_json_out_key(o, "vehicle");
        rsp_json_out_int(o, v->label + used[r->vehicle]++);
        rsp_json_out_key(o, "depot");
        rsp_json_out_int(o, p->nodes[v->start].label);
        put_stops(o, p, r);
        put_real(o, j, "start", told->routes[i].start);
        put_real(o, j, "end", told->routes[i].end);
        rsp_json_out_end_object(o);
        for (uint32_t k = 0; k < r->n_stops; k++) {
            if (r->stops[k] != RSP_VRP_NONE) {
                served[r->stops[k]] = true;
            }
        }
    }
    rsp_json_out_end_array(o);
    uint32_t n = 0;
    for (uint32_t i = p->n_depots; i < p->n_nodes; i++) {
        if (!served[i]) {
            left[n++] = i;
        }
    }
    rsp_json_out_key(o, "unserved");
    put_labels(o, p, left, n);
    return 0;
}

/* Whether what the problem asks for is proved the best there can be; of fewest vehicles, only their number
 * is bounded, not the distance. */
static bool is_proved(const job *j) {
    rsp_vrp_objective objective = j->file->problem.objective;
    return j->bounded && ((objective == RSP_VRP_MOST_PRIZE && j->score.prize[0] == j->bound.bound) ||
                          (objective == RSP_VRP_LEAST_COST && j->score.cost == j->bound.bound));
}

static void put_bound(rsp_json_out *o, const job *j) {
    rsp_vrp_objective objective = j->file->problem.objective;
    bool prize = objective == RSP_VRP_MOST_PRIZE, vehicles = objective == RSP_VRP_FEWEST_VEHICLES;
    double unit = (double)(prize ? j->file->prize_scale : j->file->problem.scale);
    if (j->bounded && !vehicles) {
        put_real(o, j, "bound", (double)j->bound.bound / unit);
        return;
    }
    rsp_json_out_key(o, "bound");
    rsp_json_out_null(o);
    if (j->bounded) {
        rsp_json_out_key(o, "bound_vehicles");
        rsp_json_out_int(o, j->bound.bound);
    }
}

static int put_answer(const job *j, const rsp_vrp_told *told, rsp_buf *b, rsp_err *err) {
    rsp_json_out o = rsp_json_out_init(b, false);
    rsp_json_out_object(&o);
    rsp_json_out_key(&o, "status");
    rsp_json_out_string(&o, j->score.missing > 0 ? "unknown" : (is_proved(j) ? "optimal" : "feasible"));
    if (rsp_cancelled(j->ctx)) {
        rsp_json_out_key(&o, "interrupted");
        rsp_json_out_bool(&o, true);
    }
    put_real(&o, j, "value", told->value);
    put_real(&o, j, "cost", told->cost);
    put_real(&o, j, "distance", told->distance);
    rsp_json_out_key(&o, "vehicles");
    rsp_json_out_int(&o, j->solution.n_routes);
    put_bound(&o, j);
    rsp_json_out_key(&o, "seconds");
    rsp_json_out_fixed(&o, j->options.steps > 0 ? (double)NAN : j->seconds,
                       2); /* by steps: same bytes each time */
    rsp_json_out_key(&o, "seed");
    rsp_json_out_int(&o, (int64_t)j->options.seed);
    RSP_TRY(put_routes(&o, j, told, err));
    rsp_json_out_end_object(&o);
    rsp_buf_char(b, '\n');
    return rsp_buf_ok(b, err);
}

/* --- the work --- */

/* Nothing is printed that does not pass. */
static int check(job *j, rsp_vrp_told *ret_told, rsp_err *err) {
    rsp_err wrong = {0};
    int rc = rsp_vrp_validate(j->ctx, &j->file->problem, &j->solution, &j->score, &wrong);
    if (rc == 0 && j->file->rows != NULL) {
        rc = rsp_vrp_tell(j->arena, j->file, &j->solution, ret_told, &wrong);
        double distance = (double)j->score.distance / (double)j->file->problem.scale;
        double most =
            j->file->decimals < 0 ? (double)j->file->n_rows : 0.001; /* there, units are rounded up */
        if (rc == 0 && fabs(distance - ret_told->distance) > most) {
            rc = rsp_fail(&wrong, RSP_EVIOLATION, "a distance of %.10g is %.10g in the file's units",
                          distance, ret_told->distance);
        }
    }
    return rc == RSP_EVIOLATION ? rsp_fail(err, RSP_EINTERNAL,
                                           "the answer is wrong: %.300s; a mistake of ours; nothing was "
                                           "written; please report it with the file",
                                           wrong.msg)
                                : (rc != 0 ? rsp_fail(err, rc, "%s", wrong.msg) : 0);
}

static int search(job *j, double until_s, const rsp_vrp_solution *start, rsp_err *err) {
    rsp_vrp_options o = j->options;
    double left = until_s - seconds_since(j);
    o.time_limit_s = left > 0.01 ? left : 0.01;
    o.start = start;
    return rsp_vrp_solve(j->ctx, &j->file->problem, &o, j->arena, &j->solution, err);
}

/* Bounds what was found; takes a better answer that the proof came upon. */
static int prove(job *j, double until_s, rsp_err *err) {
    rsp_err why = {0};
    double left = until_s - seconds_since(j);
    rsp_vrp_bound_options o = {.time_limit_s = left > 0.01 ? left : 0.01,
                               .steps = j->options.steps > 0 ? BOUND_STEPS : 0,
                               .start = &j->solution};
    int rc = rsp_vrp_find_bound(j->ctx, &j->file->problem, &o, j->arena, &j->bound, &why);
    if (rc == RSP_EUNAVAILABLE) {
        fprintf(stderr, "respite: no bound: %s\n", why.msg);
        return 0;
    }
    if (rc != 0) {
        return rsp_fail(err, rc, "%s", why.msg);
    }
    j->bounded = true;
    if (j->bound.found && j->bound.improved) {
        j->solution = j->bound.solution;
    }
    return 0;
}

/* With a bound: a short search, so that the proof has something to hold against; the proof; and where it
 * leaves a gap, the search again from there. */
static int search_and_prove(job *j, rsp_err *err) {
    double limit = j->options.time_limit_s, left = limit - seconds_since(j);
    rsp_vrp_told told;
    if (!rsp_arg_flag(j->args, "bound")) {
        return search(j, limit, NULL, err);
    }
    RSP_TRY(search(j, limit - 0.85 * left, NULL, err));
    RSP_TRY(prove(j, limit - 0.25 * left, err));
    RSP_TRY(check(j, &told, err));
    if (is_proved(j) || j->options.steps > 0 || rsp_cancelled(j->ctx)) {
        return 0;
    }
    rsp_vrp_solution before = j->solution;
    return search(j, limit, &before, err);
}

static int solve(job *j, rsp_err *err) {
    bool terminal = isatty(STDERR_FILENO) == 1;
    if (terminal) {
        j->options.progress = draw_progress;
        j->options.user = j;
    }
    j->loaded = seconds_since(j);
    int rc = search_and_prove(j, err);
    if (terminal) {
        fputs("\r\033[K", stderr);
    }
    RSP_TRY(rc);
    j->seconds = seconds_since(j);
    rsp_vrp_told told = {0};
    RSP_TRY(check(j, &told, err));
    RSP_CLEANUP(rsp_buf_done) rsp_buf out = rsp_buf_init(j->ctx, OUT_BYTES);
    if (j->file->rows == NULL) {
        double ms[2] = {j->loaded * 1e3, (j->seconds - j->loaded) * 1e3};
        ms[0] = j->options.steps > 0 ? 0 : ms[0]; /* by steps: same bytes each time */
        ms[1] = j->options.steps > 0 ? 0 : ms[1];
        RSP_TRY(rsp_vroom_write(j->ctx, j->file, &j->solution, ms, &out, err));
    } else {
        RSP_TRY(put_answer(j, &told, &out, err));
    }
    return rsp_file_write(j->ctx, rsp_arg_text(j->args, "output", "-"), out.at, out.n, err);
}

static int solve_plain(job *j, const rsp_buf *text, rsp_diag *d, rsp_err *err) {
    rsp_vrp_read_options o;
    RSP_TRY(read_format(j->args, &o, err));
    RSP_TRY(rsp_arena_new(j->ctx, ARENA_BYTES, &j->arena, err));
    RSP_TRY(rsp_vrp_read(j->ctx, j->arena, &o, rsp_arg_operand(j->args, 0), text->at != NULL ? text->at : "",
                         text->n, d, &j->file, err));
    int rc = j->file->vroom != NULL && rsp_arg_flag(j->args, "bound")
                 ? rsp_fail(err, RSP_EUSAGE, "--bound: VROOM's output has no place for a bound; leave it out")
                 : 0;
    return rc != 0 ? rc : solve(j, err);
}

static int run(rsp_ctx *ctx, const rsp_args *a) {
    job j = {.ctx = ctx, .args = a, .options = read_search(a)};
    RSP_CLEANUP(rsp_buf_done) rsp_buf text = {0};
    rsp_err err = {0};
    rsp_diag d = {0};
    const char *format = rsp_arg_text(a, "format", NULL);
    j.begun_ns = ctx->env->monotonic_ns(ctx->env->user);
    int rc = rsp_diag_init(ctx, &d, &err);
    rc = rc != 0 ? rc : rsp_file_read(ctx, rsp_arg_operand(a, 0), &text, &err);
    if (rc == 0) {
        bool pause = format == NULL ? rsp_cli_is_pause(&text) : strcmp(format, "pause") == 0;
        rc = pause ? rsp_cli_solve_pause(ctx, a, &text, &d, &err) : solve_plain(&j, &text, &d, &err);
    }
    rsp_arena_free(j.arena);
    int status = rsp_cli_report(&d, rc, &err);
    rsp_diag_done(&d);
    return status != 0 ? status : (j.score.missing > 0 ? 1 : 0);
}

static const rsp_opt OPTIONS[] = {
    {"format", 0, RSP_OPT_TEXT, "F",
     "pause, solomon, lilim, toptw, vrplib or vroom; default guessed from the content", 0, 0},
    {"convention", 0, RSP_OPT_TEXT, "C",
     "dimacs (one decimal, least distance) or sintef (double precision, fewest vehicles first); default "
     "dimacs, of lilim sintef",
     0, 0},
    {"tours", 0, RSP_OPT_INT, "M", "toptw: tours; default 1", 1, 1000000},
    {"decimals", 0, RSP_OPT_INT, "N", "toptw: decimals where distances are cut off; default 1", 0, 6},
    {"great-circle", 0, RSP_OPT_REAL, "KMH", "vroom without matrices: along great circles at this speed", 0.1,
     1000},
    {"time-limit", 0, RSP_OPT_REAL, "S", "seconds for all; default 10", 0.01, 86400},
    {"steps", 0, RSP_OPT_INT, "N", "search steps instead of a time limit: same input, same bytes", 1, 1e12},
    {"seed", 0, RSP_OPT_INT, "N", "seed of the search; default 1", 0, 1e15},
    {"threads", 0, RSP_OPT_INT, "N", "threads; default the machine's cores, at most 8", 1, 64},
    {"bound", 0, RSP_OPT_FLAG, NULL, "prove a bound beside the answer, within the same time", 0, 0},
    {"output", 'o', RSP_OPT_TEXT, "FILE", "write the answer there; default standard output", 0, 0},
    {0},
};
const rsp_cmd rsp_cmd_solve = {
    .name = "solve",
    .operands = "FILE",
    .min_operands = 1,
    .max_operands = 1,
    .summary = "Solves a routing problem alone, from a file of another program or a benchmark",
    .about = "Prints JSON: status, value, cost, distance, routes with the file's own customer numbers, and "
             "what is left unserved; for a VROOM file, VROOM's output format. Every answer is checked twice "
             "before it is printed. Exit status 1 where something that must be served is not. Ctrl-C prints "
             "the best answer so far.",
    .opts = OPTIONS,
    .run = run};
