/* The integer program of a master: a start to beat, and the tree (master_tree.h). What comes out of it is
 * checked in integers before it is believed. */
#include "solver/master_tree.h"

#include <string.h>

bool rsp_master_keeps_rows(const rsp_master *m, const int64_t *x, int64_t *sums, int64_t *ret_value) {
    memset(sums, 0, (m->rows.n + 1) * sizeof *sums);
    int64_t value = 0, part;
    for (size_t i = 0; i < m->columns.n; i++) {
        const column *c = &m->columns.at[i];
        if (x[i] < 0 || x[i] > c->of.most || __builtin_mul_overflow(x[i], c->of.value, &part) ||
            __builtin_add_overflow(value, part, &value)) {
            return false;
        }
        for (size_t e = 0; e < c->n && x[i] > 0; e++) {
            const rsp_master_entry *entry = &m->pool.at[c->first + e];
            if (__builtin_mul_overflow(x[i], entry->factor, &part) ||
                __builtin_add_overflow(sums[entry->at], part, &sums[entry->at])) {
                return false;
            }
        }
    }
    for (size_t r = 0; r < m->rows.n; r++) {
        const row *of = &m->rows.at[r];
        if ((of->sense != RSP_ROW_AT_LEAST && sums[r] > of->side) ||
            (of->sense != RSP_ROW_AT_MOST && sums[r] < of->side)) {
            return false;
        }
    }
    *ret_value = value;
    return true;
}

/* Whether a is better than b. */
static bool better(const rsp_master *m, int64_t a, int64_t b) {
    return m->sign < 0 ? a > b : a < b;
}

int rsp_master_integers(rsp_master *m, const rsp_master_integer_options *o, int64_t *values,
                        rsp_master_integer *ret, rsp_err *err) {
    rsp_master_status status;
    int64_t began_ns = m->ctx->env->monotonic_ns(m->ctx->env->user);
    RSP_TRY(rsp_master_solve(m, o->seconds, &status, NULL, err));
    int64_t *sums = rsp_calloc(m->ctx, m->rows.n + 1, sizeof *sums);
    if (sums == NULL) {
        return rsp_fail(err, RSP_ENOMEM, "out of memory for an integer program of %zu rows", m->rows.n);
    }
    rsp_master_integer start = {0}, found = {.proved = status == RSP_MASTER_EMPTY};
    start.found = o->start != NULL && rsp_master_keeps_rows(m, o->start, sums, &start.value) &&
                  (!o->has_cutoff || !better(m, o->cutoff, start.value));
    rsp_free(m->ctx, sums);
    rsp_tree_goal goal = {.limited = o->has_cutoff || start.found,
                          .limit = o->cutoff,
                          .nodes = o->nodes,
                          .deadline_ns = o->seconds > 0 ? began_ns + (int64_t)(o->seconds * 1e9) : 0};
    int64_t after = start.value - m->sign; /* strictly better than the start */
    if (start.found && (!o->has_cutoff || better(m, after, o->cutoff))) {
        goal.limit = after;
    }
    if (status == RSP_MASTER_SOLVED) {
        RSP_TRY(rsp_tree_search(m, &goal, values, &found, err));
    }
    if (!found.found && start.found) {
        memmove(values, o->start, m->columns.n * sizeof *values);
        start.proved = found.proved;
        found = start;
    }
    *ret = found;
    return 0;
}
