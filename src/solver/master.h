/* The master of column generation: a linear program whose columns are found one after another, over CLP, and
 * its integer program, by branch and bound (master_tree.h). Knows rows, columns and duals, nothing of routes.
 *
 * All data are integers, so that a bound can be computed exactly: the doubles of CLP only propose duals,
 * which are rounded to integers of 1/scale (rsp_master_prices) and moved to the sign their row asks for. For
 * ANY such prices the Lagrangian bound (rsp_master_bound, plus what the caller's pricing adds) is valid,
 * however bad CLP's answer was. Columns are either `priced` (some of a family that the caller's pricing goes
 * through whole) or not (then the master holds all of them and adds their part of the bound itself).
 *
 * One thread at a time per master. CLP takes memory outside the context. Limits: 2^20 rows and 2^22 columns;
 * values, sides and coefficients below 2^40 in size, or RSP_ELIMIT. After RSP_ENOMEM a master can only be
 * freed. Reference: Desaulniers, Desrosiers & Solomon, Column Generation (2005); the safe bound by rounded
 * duals: Held, Cook & Sewell 2012. */
#ifndef RSP_SOLVER_MASTER_H
#define RSP_SOLVER_MASTER_H

#include <stdbool.h>
#include <stdint.h>

#include "base/mem.h"

typedef struct rsp_master rsp_master;

typedef enum { RSP_MASTER_MOST, RSP_MASTER_LEAST } rsp_master_goal;
typedef enum { RSP_ROW_AT_MOST, RSP_ROW_EQUAL, RSP_ROW_AT_LEAST } rsp_row_sense;

typedef struct rsp_master_entry {
    uint32_t at; /* row, or column where a row is added */
    int64_t factor;
} rsp_master_entry;

/* Owned by the caller; freed with rsp_master_free. RSP_ENOMEM. */
int rsp_master_new(const rsp_ctx *ctx, rsp_master_goal goal, rsp_master **ret, rsp_err *err) RSP_MUST_CHECK;
rsp_master *rsp_master_free(rsp_master *m); /* NULL allowed; returns NULL */
RSP_DEFINE_CLEANUP(rsp_master, rsp_master_free)

/* A row: sum of the columns' factors <sense> side. entries: columns that are there already, each at most
 * once. *ret_row (NULL allowed) counts from 0. */
int rsp_master_add_row(rsp_master *m, rsp_row_sense sense, int64_t side, const rsp_master_entry *entries,
                       size_t n, uint32_t *ret_row, rsp_err *err) RSP_MUST_CHECK;

typedef struct rsp_master_column {
    int64_t value;
    int64_t most;  /* 0 <= x <= most; RSP_MASTER_ANY: no limit of its own */
    bool priced;   /* else the bound counts it here, and `most` must be finite */
    uint64_t user; /* the caller's, e.g. the index of a route */
} rsp_master_column;
#define RSP_MASTER_ANY INT64_MAX

int rsp_master_add_column(rsp_master *m, const rsp_master_column *c, const rsp_master_entry *entries,
                          size_t n, uint32_t *ret_column, rsp_err *err) RSP_MUST_CHECK;

uint32_t rsp_master_rows(const rsp_master *m);
uint32_t rsp_master_columns(const rsp_master *m);
const rsp_master_column *rsp_master_column_at(const rsp_master *m, uint32_t column);
/* The entries of a column, in the order given (rows added later at the end); *ret_n of them. */
const rsp_master_entry *rsp_master_entries(const rsp_master *m, uint32_t column, size_t *ret_n);

/* Branching and fixing: the new limit of a column (0 forbids it) or side of a row. */
void rsp_master_set_most(rsp_master *m, uint32_t column, int64_t most);
void rsp_master_set_side(rsp_master *m, uint32_t row, int64_t side);
/* Keeps the columns for which keep says so, in their order; their numbers move down. */
int rsp_master_keep_columns(rsp_master *m, bool (*keep)(void *user, uint32_t column), void *user,
                            rsp_err *err) RSP_MUST_CHECK;

typedef enum { RSP_MASTER_SOLVED, RSP_MASTER_EMPTY, RSP_MASTER_STOPPED } rsp_master_status;
/* Solves the linear program from where it stood, for at most seconds (<= 0: unlimited). EMPTY: no x satisfies
 * the rows; STOPPED: the limit, or CLP gave up. *ret_value may be NULL. */
int rsp_master_solve(rsp_master *m, double seconds, rsp_master_status *ret, double *ret_value,
                     rsp_err *err) RSP_MUST_CHECK;
/* Of the last rsp_master_solve that was SOLVED, else NULL; they live until the master is changed. */
const double *rsp_master_values(const rsp_master *m); /* by column */
const double *rsp_master_duals(const rsp_master *m);  /* by row; value of one more unit of the side */

/* prices[row] = dual * scale, rounded, with the sign that makes a bound valid. duals: one per row. */
void rsp_master_prices(const rsp_master *m, const double *duals, int64_t scale, int64_t *prices);
/* scale times: sum of side * price, plus over the columns that are not priced most * their best reduced
 * value. The caller adds what its priced columns can bring (at most, or at least where LEAST). RSP_ELIMIT:
 * past 2^62. */
int rsp_master_bound(const rsp_master *m, const int64_t *prices, int64_t scale, int64_t *ret,
                     rsp_err *err) RSP_MUST_CHECK;

typedef struct rsp_master_integer_options {
    double seconds;       /* <= 0: unlimited */
    uint64_t nodes;       /* of the branching tree; 0: unlimited. With it the answer can be repeated */
    const int64_t *start; /* by column, or NULL: a solution to begin with */
    bool has_cutoff;
    int64_t cutoff; /* only solutions at least (LEAST: at most) this good are wanted */
} rsp_master_integer_options;
typedef struct rsp_master_integer {
    bool found; /* values hold a solution, checked in integers */
    bool
        proved; /* nothing better exists over these columns; with found == false: nothing within the cutoff */
    int64_t value;
} rsp_master_integer;
/* The integer program over the columns that are there, all of them whole. values: by column, the caller's;
 * untouched unless found. */
int rsp_master_integers(rsp_master *m, const rsp_master_integer_options *o, int64_t *values,
                        rsp_master_integer *ret, rsp_err *err) RSP_MUST_CHECK;

#endif
