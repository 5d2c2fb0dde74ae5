/* The master of column generation over CLP: our own integer copy of rows and columns, of which CLP sees a
 * copy in doubles. Why two: bounds and answers are computed from the integers alone.
 *
 * Invariants: CLP always minimises (values change sign for RSP_MASTER_MOST), so that its duals need one
 * convention; columns [0, sent) are in CLP; all rows are. A column's entries are pool[first, first + n),
 * moved to the end of the pool when a row lengthens them. The integer program is in master_integers.c. */
#include "solver/master_inner.h"

#include <math.h>
#include <string.h>

#define LARGEST ((int64_t)1 << 40)

int rsp_master_new(const rsp_ctx *ctx, rsp_master_goal goal, rsp_master **ret, rsp_err *err) {
    rsp_master *m = rsp_calloc(ctx, 1, sizeof *m);
    if (m == NULL) {
        return rsp_fail(err, RSP_ENOMEM, "out of memory for a linear program");
    }
    m->ctx = ctx;
    m->sign = goal == RSP_MASTER_MOST ? -1 : 1;
    m->clp = Clp_newModel();
    if (m->clp == NULL) {
        rsp_free(ctx, m);
        return rsp_fail(err, RSP_ENOMEM, "out of memory for CLP");
    }
    Clp_setLogLevel(m->clp, 0);
    Clp_setOptimizationDirection(m->clp, 1);
    *ret = m;
    return 0;
}

rsp_master *rsp_master_free(rsp_master *m) {
    if (m != NULL) {
        const rsp_ctx *ctx = m->ctx;
        Clp_deleteModel(m->clp);
        rsp_vec_done(ctx, &m->rows);
        rsp_vec_done(ctx, &m->columns);
        rsp_vec_done(ctx, &m->pool);
        rsp_master_send_done(m);
        rsp_free(ctx, m);
    }
    return NULL;
}

void rsp_master_send_done(rsp_master *m) {
    rsp_vec_done(m->ctx, &m->starts);
    rsp_vec_done(m->ctx, &m->places);
    rsp_vec_done(m->ctx, &m->factors);
    rsp_vec_done(m->ctx, &m->numbers);
}

static int no_memory(rsp_err *err) {
    return rsp_fail(err, RSP_ENOMEM, "out of memory for the columns of a linear program");
}

static bool fits(int64_t v) {
    return v > -LARGEST && v < LARGEST;
}

static double upper_of(const rsp_master_column *c) {
    return c->most >= LARGEST ? HUGE_VAL : (double)c->most;
}

double rsp_master_row_lower(const row *r) {
    return r->sense == RSP_ROW_AT_MOST ? -HUGE_VAL : (double)r->side;
}

double rsp_master_row_upper(const row *r) {
    return r->sense == RSP_ROW_AT_LEAST ? HUGE_VAL : (double)r->side;
}

/* Gives CLP the columns that it does not have yet. */
static int send_columns(rsp_master *m, rsp_err *err) {
    size_t n = m->columns.n - m->sent, entries = 0;
    if (n == 0) {
        return 0;
    }
    for (size_t c = m->sent; c < m->columns.n; c++) {
        entries += m->columns.at[c].n;
    }
    m->starts.n = m->places.n = m->factors.n = m->numbers.n = 0;
    if (rsp_vec_reserve(m->ctx, &m->starts, n + 1) || rsp_vec_reserve(m->ctx, &m->places, entries + 1) ||
        rsp_vec_reserve(m->ctx, &m->factors, entries + 1) || rsp_vec_reserve(m->ctx, &m->numbers, 3 * n)) {
        return no_memory(err);
    }
    double *lower = m->numbers.at, *upper = lower + n, *value = upper + n;
    size_t e = 0;
    for (size_t k = 0; k < n; k++) {
        const column *c = &m->columns.at[m->sent + k];
        m->starts.at[k] = (int)e;
        for (size_t i = 0; i < c->n; i++, e++) {
            m->places.at[e] = (int)m->pool.at[c->first + i].at;
            m->factors.at[e] = (double)m->pool.at[c->first + i].factor;
        }
        lower[k] = 0;
        upper[k] = upper_of(&c->of);
        value[k] = (double)(m->sign * c->of.value);
    }
    m->starts.at[n] = (int)e;
    Clp_addColumns(m->clp, (int)n, lower, upper, value, m->starts.at, m->places.at, m->factors.at);
    m->sent = m->columns.n;
    m->new_columns = true;
    return 0;
}

/* The new row at the end of the entries of one column. */
static int lengthen(rsp_master *m, uint32_t col, uint32_t at, int64_t factor, rsp_err *err) {
    column *c = &m->columns.at[col];
    if (rsp_vec_reserve(m->ctx, &m->pool, c->n + 1)) {
        return no_memory(err);
    }
    if (c->n > 0) {
        memcpy(m->pool.at + m->pool.n, m->pool.at + c->first, c->n * sizeof *m->pool.at);
    }
    c->first = m->pool.n;
    m->pool.at[m->pool.n + c->n] = (rsp_master_entry){.at = at, .factor = factor};
    c->n++;
    m->pool.n += c->n;
    return 0;
}

int rsp_master_add_row(rsp_master *m, rsp_row_sense sense, int64_t side, const rsp_master_entry *entries,
                       size_t n, uint32_t *ret_row, rsp_err *err) {
    if (m->rows.n >= ((size_t)1 << 20) || !fits(side)) {
        return rsp_fail(err, RSP_ELIMIT, "row %zu with side %lld; at most 2^20 rows and sides below 2^40",
                        m->rows.n, (long long)side);
    }
    for (size_t i = 0; i < n; i++) {
        if (entries[i].at >= m->columns.n || !fits(entries[i].factor)) {
            return rsp_fail(err, RSP_ELIMIT, "a row names column %u of %zu or a factor of 2^40",
                            entries[i].at, m->columns.n);
        }
    }
    RSP_TRY(send_columns(m, err));
    m->places.n = m->factors.n = 0;
    if (rsp_vec_grow(m->ctx, &m->rows) || rsp_vec_reserve(m->ctx, &m->places, n + 1) ||
        rsp_vec_reserve(m->ctx, &m->factors, n + 1)) {
        return no_memory(err);
    }
    uint32_t at = (uint32_t)m->rows.n;
    for (size_t i = 0; i < n; i++) {
        if (entries[i].factor == 0) {
            continue;
        }
        m->places.at[m->places.n++] = (int)entries[i].at;
        m->factors.at[m->factors.n++] = (double)entries[i].factor;
        RSP_TRY(lengthen(m, entries[i].at, at, entries[i].factor, err));
    }
    row r = {.sense = sense, .side = side};
    m->rows.at[m->rows.n++] = r;
    int starts[2] = {0, (int)m->places.n};
    double lower = rsp_master_row_lower(&r), upper = rsp_master_row_upper(&r);
    Clp_addRows(m->clp, 1, &lower, &upper, starts, m->places.at, m->factors.at);
    m->solved = false;
    if (ret_row != NULL) {
        *ret_row = at;
    }
    return 0;
}

int rsp_master_add_column(rsp_master *m, const rsp_master_column *c, const rsp_master_entry *entries,
                          size_t n, uint32_t *ret_column, rsp_err *err) {
    if (m->columns.n >= ((size_t)1 << 22) || !fits(c->value) || c->most < 0) {
        return rsp_fail(err, RSP_ELIMIT, "column %zu of value %lld; at most 2^22 columns, values below 2^40",
                        m->columns.n, (long long)c->value);
    }
    if (!c->priced && c->most >= LARGEST) {
        return rsp_fail(err, RSP_ELIMIT,
                        "column %zu is not priced and without limit; a bound needs one of both",
                        m->columns.n);
    }
    for (size_t i = 0; i < n; i++) {
        if (entries[i].at >= m->rows.n || !fits(entries[i].factor)) {
            return rsp_fail(err, RSP_ELIMIT, "column %zu names row %u of %zu or a factor of 2^40",
                            m->columns.n, entries[i].at, m->rows.n);
        }
    }
    if (rsp_vec_grow(m->ctx, &m->columns) || rsp_vec_reserve(m->ctx, &m->pool, n + 1)) {
        return no_memory(err);
    }
    size_t kept = 0; /* CLP takes a factor of 0 for an entry and then misjudges the column */
    for (size_t i = 0; i < n; i++) {
        if (entries[i].factor != 0) {
            m->pool.at[m->pool.n + kept++] = entries[i];
        }
    }
    if (ret_column != NULL) {
        *ret_column = (uint32_t)m->columns.n;
    }
    m->columns.at[m->columns.n++] = (column){.of = *c, .first = m->pool.n, .n = kept};
    m->pool.n += kept;
    m->solved = false;
    return 0;
}

uint32_t rsp_master_rows(const rsp_master *m) {
    return (uint32_t)m->rows.n;
}

uint32_t rsp_master_columns(const rsp_master *m) {
    return (uint32_t)m->columns.n;
}

const rsp_master_column *rsp_master_column_at(const rsp_master *m, uint32_t at) {
    return &m->columns.at[at].of;
}

const rsp_master_entry *rsp_master_entries(const rsp_master *m, uint32_t at, size_t *ret_n) {
    *ret_n = m->columns.at[at].n;
    return m->pool.at + m->columns.at[at].first;
}

void rsp_master_set_most(rsp_master *m, uint32_t at, int64_t most) {
    m->columns.at[at].of.most = most;
    m->moved_columns = true;
    m->solved = false;
}

void rsp_master_set_side(rsp_master *m, uint32_t at, int64_t side) {
    m->rows.at[at].side = side;
    m->moved_rows = true;
    m->solved = false;
}

int rsp_master_keep_columns(rsp_master *m, bool (*keep)(void *user, uint32_t column), void *user,
                            rsp_err *err) {
    RSP_TRY(send_columns(m, err));
    m->places.n = 0;
    __typeof__(m->pool) pool = {0};
    if (rsp_vec_reserve(m->ctx, &m->places, m->columns.n + 1) ||
        rsp_vec_reserve(m->ctx, &pool, m->pool.n + 1)) {
        return no_memory(err);
    }
    size_t kept = 0;
    for (size_t i = 0; i < m->columns.n; i++) {
        column c = m->columns.at[i];
        if (!keep(user, (uint32_t)i)) {
            m->places.at[m->places.n++] = (int)i;
            continue;
        }
        if (c.n > 0) {
            memcpy(pool.at + pool.n, m->pool.at + c.first, c.n * sizeof *pool.at);
        }
        c.first = pool.n;
        pool.n += c.n;
        m->columns.at[kept++] = c;
    }
    rsp_vec_done(m->ctx, &m->pool);
    memcpy(&m->pool, &pool, sizeof pool);
    if (kept < m->columns.n) {
        Clp_deleteColumns(m->clp, (int)m->places.n, m->places.at);
        m->new_columns = true;
        m->solved = false;
    }
    m->columns.n = m->sent = kept;
    return 0;
}

/* Limits and sides that changed since CLP saw them. */
static int send_limits(rsp_master *m, rsp_err *err) {
    size_t n = m->columns.n > 2 * m->rows.n ? m->columns.n : 2 * m->rows.n;
    m->numbers.n = 0;
    if (rsp_vec_reserve(m->ctx, &m->numbers, n + 1)) {
        return no_memory(err);
    }
    if (m->moved_columns) {
        for (size_t c = 0; c < m->columns.n; c++) {
            m->numbers.at[c] = upper_of(&m->columns.at[c].of);
        }
        Clp_chgColumnUpper(m->clp, m->numbers.at);
        m->moved_columns = false;
    }
    if (m->moved_rows) {
        for (size_t r = 0; r < m->rows.n; r++) {
            m->numbers.at[r] = rsp_master_row_lower(&m->rows.at[r]);
            m->numbers.at[m->rows.n + r] = rsp_master_row_upper(&m->rows.at[r]);
        }
        Clp_chgRowLower(m->clp, m->numbers.at);
        Clp_chgRowUpper(m->clp, m->numbers.at + m->rows.n);
        m->moved_rows = false;
    }
    return 0;
}

int rsp_master_solve(rsp_master *m, double seconds, rsp_master_status *ret, double *ret_value, rsp_err *err) {
    RSP_TRY(send_columns(m, err));
    RSP_TRY(send_limits(m, err));
    Clp_setMaximumSeconds(m->clp, seconds > 0 ? seconds : -1);
    /* New columns keep the basis primal feasible, new rows and limits keep it dual feasible. */
    if (m->new_columns) {
        (void)Clp_primal(m->clp, 0);
    } else {
        (void)Clp_dual(m->clp, 0);
    }
    int status = Clp_status(m->clp);
    m->new_columns = false;
    m->solved = status == 0;
    *ret = status == 0 ? RSP_MASTER_SOLVED : status == 1 ? RSP_MASTER_EMPTY : RSP_MASTER_STOPPED;
    if (m->solved) {
        double *duals = Clp_dualRowSolution(m->clp);
        m->numbers.n = 0;
        if (rsp_vec_reserve(m->ctx, &m->numbers, m->rows.n + 1)) {
            m->solved = false;
            return no_memory(err);
        }
        for (size_t r = 0; r < m->rows.n; r++) {
            m->numbers.at[r] = m->sign * duals[r];
        }
        if (ret_value != NULL) {
            *ret_value = m->sign * Clp_objectiveValue(m->clp);
        }
    }
    return 0;
}

const double *rsp_master_values(const rsp_master *m) {
    return m->solved ? Clp_getColSolution(m->clp) : NULL;
}

const double *rsp_master_duals(const rsp_master *m) {
    return m->solved ? m->numbers.at : NULL;
}

void rsp_master_prices(const rsp_master *m, const double *duals, int64_t scale, int64_t *prices) {
    for (size_t r = 0; r < m->rows.n; r++) {
        double exact = duals[r] * (double)scale;
        exact = !isfinite(exact) ? 0 : exact > 4e18 ? 4e18 : exact < -4e18 ? -4e18 : exact;
        int64_t price = llround(exact);
        rsp_row_sense sense = m->rows.at[r].sense;
        /* An AT_MOST row costs something in a MOST, and brings something in a LEAST; AT_LEAST the reverse. */
        bool positive = (sense == RSP_ROW_AT_MOST) == (m->sign < 0);
        if (sense != RSP_ROW_EQUAL && (positive ? price < 0 : price > 0)) {
            price = 0;
        }
        prices[r] = price;
    }
}

int rsp_master_bound(const rsp_master *m, const int64_t *prices, int64_t scale, int64_t *ret, rsp_err *err) {
    __extension__ typedef __int128 wide; /* 2^40 * 2^62 * 2^22 columns stays below 2^127 */
    const wide most = (wide)1 << 62;
    wide sum = 0;
    for (size_t r = 0; r < m->rows.n; r++) {
        sum += (wide)m->rows.at[r].side * prices[r];
    }
    for (size_t i = 0; i < m->columns.n; i++) {
        const column *c = &m->columns.at[i];
        if (c->of.priced) {
            continue;
        }
        wide reduced = (wide)c->of.value * scale;
        for (size_t e = 0; e < c->n; e++) {
            reduced -= (wide)m->pool.at[c->first + e].factor * prices[m->pool.at[c->first + e].at];
        }
        if (m->sign < 0 ? reduced > 0 : reduced < 0) {
            if (reduced > most || reduced < -most) {
                return rsp_fail(err, RSP_ELIMIT,
                                "a reduced value past 2^62; smaller values or a smaller scale");
            }
            sum += reduced * c->of.most;
        }
    }
    if (sum > most || sum < -most) {
        return rsp_fail(err, RSP_ELIMIT, "a bound past 2^62; smaller values or a smaller scale would fit");
    }
    *ret = (int64_t)sum;
    return 0;
}
