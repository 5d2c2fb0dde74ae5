/* Branch and bound over the columns of a master that may be in an answer good enough. Only for master*.c. */
#ifndef RSP_SOLVER_MASTER_TREE_H
#define RSP_SOLVER_MASTER_TREE_H

#include "solver/master_inner.h"

typedef struct rsp_tree_goal {
    bool limited;
    int64_t limit;       /* only answers at least (LEAST: at most) so good are wanted */
    uint64_t nodes;      /* 0: any number */
    int64_t deadline_ns; /* 0: none */
} rsp_tree_goal;

/* Searches the program whose linear form was solved last. *ret: as rsp_master_integers says; x: by column,
 * the best answer where one was found. */
int rsp_tree_search(rsp_master *m, const rsp_tree_goal *goal, int64_t *x, rsp_master_integer *ret,
                    rsp_err *err) RSP_MUST_CHECK;

#endif
