/* The master of the pause problem's proof: what its rows mean, and what a route's column holds of each.
 * Private to the proof. */
#ifndef RSP_SOLVER_PROOF_ROWS_H
#define RSP_SOLVER_PROOF_ROWS_H

#include "solver/master.h"
#include "solver/proof_label.h"

#define RSP_PROOF_RATE 1000 /* values of the master are thousandths, as rates are */

/* Rows: tasks of the network (units served are no fewer than those that earn), resources of the problem,
 * earlier tiers (at their optimum), limits of the network. */
typedef struct rsp_proof_rows {
    const rsp_proof_net *net;
    int32_t tier;
    rsp_master *master; /* owned */
    int64_t *value;     /* by row, of the column being made; else 0 */
    rsp_master_entry *entries;
} rsp_proof_rows;

/* The rows, and the pieces of the falling value of every task. score: its tiers before `tier` are at their
 * optimum. The arena outlives it; end it with rsp_proof_rows_done. */
int rsp_proof_rows_new(const rsp_ctx *ctx, const rsp_proof_net *net, int32_t tier, const rsp_score *score,
                       rsp_arena *a, rsp_proof_rows *ret, rsp_err *err) RSP_MUST_CHECK;
void rsp_proof_rows_done(rsp_proof_rows *r);
static inline uint32_t rsp_proof_rows_count(const rsp_proof_net *net) {
    return net->n_tasks + net->p->n_resources + RSP_SOLVER_TIERS + net->n_limits;
}
/* A route. user: the master's. */
int rsp_proof_rows_add(rsp_proof_rows *r, const rsp_proof_column *c, uint64_t user,
                       rsp_err *err) RSP_MUST_CHECK;
/* What a unit of a task is worth at most, at the prices of the other rows (scale times, signs as
 * rsp_master_prices gives them): at any price from there on none of its pieces is taken, and the bound is the
 * same. */
int64_t rsp_proof_rows_worth(const rsp_proof_rows *r, uint32_t task, const int64_t *prices, int64_t scale);
static inline const rsp_task *rsp_proof_task(const rsp_proof_net *net, uint32_t task) {
    return &net->p->tasks[net->tasks[task]];
}

#endif
