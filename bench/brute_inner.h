/* What the two halves of the brute force share: amounts by dimension, sets of them, what a class can do. */
#ifndef RSP_BENCH_BRUTE_INNER_H
#define RSP_BENCH_BRUTE_INNER_H

#include "bench/brute.h"

#define BRUTE_STEPS  16 /* of one route */
#define BRUTE_SCARCE 4  /* resources that one unit can draw on */

/* Amounts are counted apart where they draw on different scarce resources: a dimension is a task and the
 * resources that a unit of it uses there, only those that all work together could exhaust. */
typedef struct brute_dim {
    uint32_t task; /* of the problem */
    uint32_t n_uses;
    rsp_use uses[BRUTE_SCARCE];
    int64_t most; /* units, by quantity and resources taken alone */
} brute_dim;

typedef struct brute_set { /* vectors of n_dims amounts, none of which covers another */
    int32_t *at;
    uint32_t n, cap;
} brute_set;

typedef struct brute {
    const rsp_ctx *ctx;
    const rsp_problem *p;
    rsp_brute_result *result;
    uint64_t work_most;
    uint32_t repeats;
    uint32_t task[RSP_BRUTE_TASKS]; /* of the first tier */
    uint32_t n_tasks;
    bool *scarce; /* by resource */
    brute_dim dim[RSP_BRUTE_DIMS];
    uint32_t n_dims;
    brute_set *able; /* by class */
    bool out_of_memory;
} brute;

/* Counts work; true once there was too much of it (or anything else stopped the run). */
static inline bool brute_over(brute *b, uint64_t work) {
    b->result->work += work;
    if (b->result->work > b->work_most && b->result->skipped == NULL) {
        b->result->skipped = "too much work";
    }
    return b->result->skipped != NULL || b->out_of_memory;
}

void brute_set_add(brute *b, brute_set *s, const int32_t *v);
bool brute_set_covers(brute *b, const brute_set *s, const int32_t *v);
/* All that class c can do on one route, into b->able[c]. */
void brute_routes(brute *b, uint32_t c);
/* The best value that routes of all classes together can reach. */
int brute_combine(brute *b, rsp_err *err) RSP_MUST_CHECK;

#endif
