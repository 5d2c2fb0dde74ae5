/* One solution behind a lock (board.h). */
#include "solver/board.h"

#include <pthread.h>
#include <stdatomic.h>

struct rsp_board {
    const rsp_ctx *ctx;
    pthread_mutex_t lock;
    rsp_solution *best;
    rsp_score score;
    atomic_bool closed;
};

int rsp_board_new(const rsp_ctx *ctx, const rsp_solution *first, rsp_board **ret, rsp_err *err) {
    rsp_board *b = rsp_calloc(ctx, 1, sizeof *b);
    if (b == NULL) {
        return rsp_fail(err, RSP_ENOMEM, "out of memory");
    }
    b->ctx = ctx;
    pthread_mutex_init(&b->lock, NULL);
    atomic_init(&b->closed, false);
    int rc = rsp_solution_new(ctx, first->p, first->n_routes, &b->best, err);
    if (rc != 0) {
        rsp_board_free(b);
        return rc;
    }
    rsp_solution_copy(b->best, first);
    b->score = rsp_solution_score(first);
    *ret = b;
    return 0;
}

rsp_board *rsp_board_free(rsp_board *b) {
    if (b != NULL) {
        pthread_mutex_destroy(&b->lock);
        rsp_solution_free(b->ctx, b->best);
        rsp_free(b->ctx, b);
    }
    return NULL;
}

void rsp_board_offer(rsp_board *b, const rsp_solution *s) {
    rsp_score score = rsp_solution_score(s);
    pthread_mutex_lock(&b->lock);
    if (rsp_score_compare(&score, &b->score) > 0) {
        rsp_solution_copy(b->best, s);
        b->score = score;
    }
    pthread_mutex_unlock(&b->lock);
}

bool rsp_board_take(rsp_board *b, rsp_solution *s) {
    rsp_score score = rsp_solution_score(s);
    pthread_mutex_lock(&b->lock);
    bool better = rsp_score_compare(&b->score, &score) > 0;
    if (better) {
        rsp_solution_copy(s, b->best);
    }
    pthread_mutex_unlock(&b->lock);
    return better;
}

void rsp_board_close(rsp_board *b) {
    atomic_store(&b->closed, true);
}

bool rsp_board_is_closed(const rsp_board *b) {
    return atomic_load(&b->closed);
}
