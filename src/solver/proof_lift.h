/* A better solution out of the columns of the bound: the integer program over them, its routes put into a
 * solution as far as they fit, and a short search from there. What the columns relax (docks, packing,
 * rides) is lost on the way and found again by the search. Private to the proof. */
#ifndef RSP_SOLVER_PROOF_LIFT_H
#define RSP_SOLVER_PROOF_LIFT_H

#include "base/vec.h"
#include "solver/proof_rows.h"
#include "solver/solve.h"

typedef RSP_VEC(rsp_proof_column) rsp_proof_columns;

typedef struct rsp_proof_lift {
    const rsp_proof_net *net;
    rsp_proof_rows *rows;
    const rsp_proof_columns *columns; /* by the numbers that the master knows them by */
    const rsp_solve_options *search;  /* seed and threads; the rest is set here */
    double seconds;                   /* for all of it; ignored where steps > 0 */
    uint64_t steps;                   /* of the search; of the program's tree, as many nodes */
} rsp_proof_lift;

/* Makes known better where it can: *ret tells. */
int rsp_proof_lift_run(const rsp_ctx *ctx, const rsp_proof_lift *l, rsp_solution *known, bool *ret,
                       rsp_err *err) RSP_MUST_CHECK;

#endif
