/* Search and proof (together.h). */
#include "solver/together.h"

#include <pthread.h>

#define SHORT_SHARE 0.02 /* of the time: not worth a search, or a proof */

typedef struct together {
    const rsp_ctx *ctx;
    const rsp_problem *p;
    const rsp_solve_options *o; /* of all */
    int64_t started_ns;
    double before_s; /* of the search that runs now */
    rsp_together *out;
} together;

static double spent_s(const together *t) {
    return (double)(t->ctx->env->monotonic_ns(t->ctx->env->user) - t->started_ns) * 1e-9;
}

static void on_progress(void *user, const rsp_solve_progress *p) {
    const together *t = user;
    rsp_solve_progress all = *p;
    all.elapsed_s += t->before_s;
    all.steps += t->out->steps;
    t->o->progress(t->o->user, &all);
}

/* A search with part of the threads, the time and the cooling; its answer takes the place of the one before.
 */
static int search(together *t, const rsp_solve_options *part, rsp_err *err) {
    rsp_solve_options o = *part;
    rsp_solution *better = NULL;
    uint64_t steps = 0;
    t->before_s = spent_s(t);
    if (t->o->progress != NULL) {
        o.progress = on_progress;
        o.user = t;
    }
    RSP_TRY(rsp_solve(t->ctx, t->p, &o, &better, &steps, err));
    t->out->steps += steps;
    rsp_solution_free(t->ctx, t->out->solution);
    t->out->solution = better;
    return 0;
}

typedef struct prover {
    pthread_t thread;
    const rsp_ctx *ctx;
    rsp_solution *known;
    rsp_proof_options o;
    rsp_solve_options search;
    rsp_proof proof;
    rsp_err err;
    int rc;
} prover;

static void *run_prover(void *arg) {
    prover *v = arg;
    v->rc = rsp_prove(v->ctx, v->known, &v->o, &v->proof, &v->err);
    rsp_board_close(v->search.board); /* its thread is free for the search again */
    return NULL;
}

/* The tier that the proof came to last may have been reached by the search since. */
static void count_proved(const rsp_solution *s, rsp_proof *proof) {
    rsp_score score = rsp_solution_score(s);
    while (proof->proved < RSP_SOLVER_TIERS && proof->bound[proof->proved] >= 0 &&
           proof->bound[proof->proved] <= score.value[proof->proved]) {
        proof->proved++;
    }
}

/* What is left of the search, from the best so far. */
static rsp_solve_options rest_of(const together *t) {
    rsp_solve_options rest = *t->o;
    rest.time_limit_s = t->o->time_limit_s - spent_s(t);
    rest.start = t->out->solution;
    rest.cool_from = spent_s(t) / t->o->time_limit_s;
    rest.cool_to = 1;
    return rest;
}

static int side_by_side(together *t, rsp_board *board, prover *v, rsp_err *err) {
    rsp_solve_options rest = rest_of(t);
    rest.threads = t->o->threads - 1;
    rest.board = board;
    v->search = (rsp_solve_options){.seed = t->o->seed, .threads = 1, .board = board};
    /* It looks at the clock less often than the search. */
    v->o = (rsp_proof_options){.time_limit_s = rest.time_limit_s - t->o->time_limit_s * SHORT_SHARE,
                               .search = &v->search};
    rsp_solution_copy(v->known, t->out->solution);
    if (pthread_create(&v->thread, NULL, run_prover, v) != 0) {
        return rsp_fail(err, RSP_ENOMEM, "a thread cannot be started; try --threads 1");
    }
    int rc = search(t, &rest, err);
    pthread_join(v->thread, NULL);
    if (rc == 0 && v->rc != 0) {
        *err = v->err;
        rc = v->rc;
    }
    if (rc == 0) {
        (void)rsp_board_take(board, t->out->solution); /* what the prover found last */
        t->out->proof = v->proof;
        count_proved(t->out->solution, &t->out->proof);
    }
    return rc;
}

static int with_threads(together *t, double proof_share, rsp_err *err) {
    rsp_solve_options first = *t->o;
    prover v = {.ctx = t->ctx, .proof = {.bound = {-1, -1, -1, -1}}};
    rsp_board *board = NULL;
    first.time_limit_s = t->o->time_limit_s * (1 - proof_share);
    first.cool_to = 1 - proof_share;
    RSP_TRY(search(t, &first, err));
    if (rsp_cancelled(t->ctx) || spent_s(t) >= t->o->time_limit_s) {
        return 0;
    }
    RSP_TRY(rsp_solution_new(t->ctx, t->p, t->out->solution->n_routes, &v.known, err));
    int rc = rsp_board_new(t->ctx, t->out->solution, &board, err);
    rc = rc != 0 ? rc : side_by_side(t, board, &v, err);
    rsp_board_free(board);
    rsp_solution_free(t->ctx, v.known);
    if (rc == 0 && !rsp_cancelled(t->ctx) && t->out->proof.proved < RSP_SOLVER_TIERS) {
        const rsp_solve_options rest = rest_of(t);
        if (rest.time_limit_s > 2 * t->o->time_limit_s * SHORT_SHARE) {
            rc = search(t, &rest, err);
            count_proved(t->out->solution, &t->out->proof);
        }
    }
    return rc;
}

static int one_by_one(together *t, double proof_share, uint64_t labels_step, rsp_err *err) {
    rsp_solve_options first = *t->o;
    first.time_limit_s = t->o->time_limit_s * (1 - proof_share);
    RSP_TRY(search(t, &first, err));
    rsp_proof_options o = {
        .time_limit_s = t->o->time_limit_s - spent_s(t), .labels = t->o->steps * labels_step, .search = t->o};
    if (proof_share <= 0 || rsp_cancelled(t->ctx) || (o.labels == 0 && o.time_limit_s <= 0)) {
        return 0;
    }
    return rsp_prove(t->ctx, t->out->solution, &o, &t->out->proof, err);
}

int rsp_solve_together(const rsp_ctx *ctx, const rsp_problem *p, const rsp_solve_options *o,
                       double proof_share, uint64_t labels_step, rsp_together *ret, rsp_err *err) {
    rsp_together out = {.proof = {.bound = {-1, -1, -1, -1}}};
    together t = {ctx, p, o, ctx->env->monotonic_ns(ctx->env->user), 0, &out};
    proof_share = rsp_provable(p) ? proof_share : 0;
    int rc = o->steps == 0 && o->threads > 1 && proof_share > 0
                 ? with_threads(&t, proof_share, err)
                 : one_by_one(&t, proof_share, labels_step, err);
    if (rc != 0) {
        rsp_solution_free(ctx, out.solution);
        return rc;
    }
    *ret = out;
    return 0;
}
