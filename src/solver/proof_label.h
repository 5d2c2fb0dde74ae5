/* Pricing for the bound: labelling over ng-routes (Baldacci, Mingozzi & Roberti 2011) for one class of a
 * pause problem. Private to the proof.
 *
 * A label is a partial route: where it is, ready when, which tasks it remembers, who is on board, what it has
 * earned less what it used, all in integers. Amounts are taken in whole lots; a label earns for all of its
 * last lot, and takes time, room and resources for one unit of it: never less good than the truth. */
#ifndef RSP_SOLVER_PROOF_LABEL_H
#define RSP_SOLVER_PROOF_LABEL_H

#include "solver/proof_net.h"
#include "solver/solution.h"

#define RSP_PROOF_STEPS RSP_ROUTE_STOPS /* of a column, as of a known route */

typedef struct rsp_proof_prices { /* duals, not negative, in units of value / (1000 * scale) */
    const int64_t *task;          /* by task of the network, per unit */
    const int64_t *resource;      /* by resource of the problem */
} rsp_proof_prices;

typedef struct rsp_proof_step {
    uint32_t option;
    int64_t amount, units; /* earned for (0 of a drop), and done: no fewer, no more than the truth */
} rsp_proof_step;

typedef struct rsp_proof_column {
    uint32_t cls;   /* of the problem */
    int64_t profit; /* at the prices it was found with, the class's own resources paid */
    uint32_t n;
    rsp_proof_step step[RSP_PROOF_STEPS]; /* pickups with their drops */
} rsp_proof_column;

typedef struct rsp_proof_effort {
    uint64_t labels_most;     /* kept in one run; what is not followed up past them only bounds */
    uint64_t work_most;       /* the same for rsp_proof_run.labels */
    bool quick;               /* only time, profit and who is on board are compared: fast, never complete */
    uint32_t beam;            /* labels of a location, the most profitable; never complete. 0: all */
    int64_t lots;             /* of one task at one stop */
    int64_t slack;            /* routes that earn no more than this past their price are not followed up */
    bool (*over)(void *user); /* asked now and then: stop? */
    void *user;
    uint32_t near; /* tasks that a location remembers, besides its own; RSP_PROOF_TASKS: all */
} rsp_proof_effort;

typedef struct rsp_proof_labels rsp_proof_labels; /* working memory, kept from run to run */
int rsp_proof_labels_new(const rsp_ctx *ctx, const rsp_proof_net *net, rsp_proof_labels **ret,
                         rsp_err *err) RSP_MUST_CHECK;
rsp_proof_labels *rsp_proof_labels_free(rsp_proof_labels *l);

typedef struct rsp_proof_run {
    int64_t best; /* what the best route earns at most before its class is paid, or the price of the profile's
                     cheapest class and the slack if that is more: routes below it are not followed up */
    bool complete;             /* no route earns more than best; else best is only of what was seen */
    uint64_t labels;           /* kept, and in labels what it took to compare them */
    rsp_proof_column *columns; /* the best ones, best first */
    uint32_t n_columns, columns_most;
} rsp_proof_run;
/* ret->columns has room for columns_most; only those with profit past the slack are kept, each with other
 * amounts. */
int rsp_proof_price(rsp_proof_labels *l, uint32_t profile, const rsp_proof_prices *prices,
                    const rsp_proof_effort *effort, rsp_proof_run *ret, rsp_err *err) RSP_MUST_CHECK;

int64_t rsp_proof_class_price(const rsp_problem *p, uint32_t cls, const int64_t *resource_prices);

#endif
