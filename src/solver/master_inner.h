/* What the files of the master share: its rows and columns and CLP's copy of them. Only for master*.c. */
#ifndef RSP_SOLVER_MASTER_INNER_H
#define RSP_SOLVER_MASTER_INNER_H

#include <Clp_C_Interface.h>

#include "base/vec.h"
#include "solver/master.h"

typedef struct row {
    rsp_row_sense sense;
    int64_t side;
} row;

typedef struct column {
    rsp_master_column of;
    size_t first, n; /* in the pool */
} column;

struct rsp_master {
    const rsp_ctx *ctx;
    int sign; /* -1: CLP sees values with the other sign */
    RSP_VEC(row) rows;
    RSP_VEC(column) columns;
    RSP_VEC(rsp_master_entry) pool;
    Clp_Simplex *clp;
    size_t sent; /* columns that CLP has */
    bool new_columns, moved_columns, moved_rows;
    bool solved; /* CLP's answer belongs to what stands here; numbers then hold the duals */
    RSP_VEC(int) starts;
    RSP_VEC(int) places;
    RSP_VEC(double) factors;
    RSP_VEC(double) numbers;
};

double rsp_master_row_lower(const row *r);
double rsp_master_row_upper(const row *r);
/* Whether x keeps all rows and limits, in integers; *ret_value its worth. sums: of the rows, the caller's. */
bool rsp_master_keeps_rows(const rsp_master *m, const int64_t *x, int64_t *sums, int64_t *ret_value);
void rsp_master_send_done(rsp_master *m); /* frees what was used to send */

#endif
