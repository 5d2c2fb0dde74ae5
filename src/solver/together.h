/* Search and proof of a pause problem within one limit: first the search on all threads, then the proof on
 * one of them while the others search on. Each hears what the other finds: a better solution raises what the
 * bound is held against, and the columns of the bound lead to better solutions. */
#ifndef RSP_SOLVER_TOGETHER_H
#define RSP_SOLVER_TOGETHER_H

#include "solver/proof.h"
#include "solver/solve.h"

typedef struct rsp_together {
    rsp_solution *solution; /* freed with rsp_solution_free */
    rsp_proof proof;        /* bounds of -1 where none was asked for, or it was stopped */
    uint64_t steps;         /* of the search */
} rsp_together;

/* The limit of `o` is for all; proof_share of it (0: none) goes to the proof. By steps, or with one thread,
 * they go one after the other: then the answer can be repeated; the proof gets labels_step partial routes for
 * each step. Errors of rsp_solve and rsp_prove. */
int rsp_solve_together(const rsp_ctx *ctx, const rsp_problem *p, const rsp_solve_options *o,
                       double proof_share, uint64_t labels_step, rsp_together *ret,
                       rsp_err *err) RSP_MUST_CHECK;

#endif
