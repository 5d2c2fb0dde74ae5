/* The integer program of a master, over CBC.
 *
 * A fresh model each time (CBC alters its own). A start given by the caller is not handed to CBC: it becomes
 * the answer to beat, so that a better one is found or none is proved. What CBC answers is rounded and
 * checked here in integers before it is believed; its proof is one in doubles with CBC's tolerance of 1e-6.
 * CBC 2.10 sets a handler for SIGINT and keeps globals while it solves: signals of that kind wait until it is
 * done, the handler is put back, and one solve runs at a time. */
#include "solver/master_inner.h"

#include <Cbc_C_Interface.h>
#include <math.h>
#include <pthread.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>

/* The only lock of its kind: CBC's globals are one per process. */
static pthread_mutex_t one_at_a_time = PTHREAD_MUTEX_INITIALIZER;

/* Whether x keeps all rows and limits, in integers; *ret_value its worth. */
static bool keeps_rows(const rsp_master *m, const int64_t *x, int64_t *sums, int64_t *ret_value) {
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

static void set_number(Cbc_Model *cbc, const char *name, double value) {
    char text[32];
    (void)snprintf(text, sizeof text, "%.6f", value);
    Cbc_setParameter(cbc, name, text);
}

/* The rows and columns that stand, as CLP holds them. */
static Cbc_Model *copy_to_cbc(rsp_master *m) {
    Cbc_Model *cbc = Cbc_newModel();
    if (cbc == NULL) {
        return NULL;
    }
    Cbc_loadProblem(cbc, (int)m->columns.n, (int)m->rows.n, Clp_getVectorStarts(m->clp),
                    Clp_getIndices(m->clp), Clp_getElements(m->clp), Clp_getColLower(m->clp),
                    Clp_getColUpper(m->clp), Clp_getObjCoefficients(m->clp), Clp_getRowLower(m->clp),
                    Clp_getRowUpper(m->clp));
    for (size_t c = 0; c < m->columns.n; c++) {
        Cbc_setInteger(cbc, (int)c);
    }
    Cbc_setObjSense(cbc, 1);
    return cbc;
}

static void solve_alone(Cbc_Model *cbc) {
    sigset_t interrupts, before;
    struct sigaction handler;
    sigemptyset(&interrupts);
    sigaddset(&interrupts, SIGINT);
    pthread_mutex_lock(&one_at_a_time);
    pthread_sigmask(SIG_BLOCK, &interrupts, &before);
    sigaction(SIGINT, NULL, &handler);
    Cbc_solve(cbc);
    sigaction(SIGINT, &handler, NULL);
    pthread_sigmask(SIG_SETMASK, &before, NULL);
    pthread_mutex_unlock(&one_at_a_time);
}

/* Whether a is better than b. */
static bool better(const rsp_master *m, int64_t a, int64_t b) {
    return m->sign < 0 ? a > b : a < b;
}

static void run_cbc(const rsp_master *m, Cbc_Model *cbc, const rsp_master_integer_options *o,
                    const rsp_master_integer *known, int64_t *x, int64_t *sums, rsp_master_integer *ret) {
    Cbc_setLogLevel(cbc, 0);
    Cbc_setParameter(cbc, "log", "0");
    if (o->seconds > 0) {
        set_number(cbc, "sec", o->seconds);
    }
    if (o->nodes > 0) {
        Cbc_setMaximumNodes(cbc, o->nodes > INT32_MAX ? INT32_MAX : (int)o->nodes);
    }
    int64_t limit = 0;
    bool limited = known->found || o->has_cutoff;
    if (limited) {
        int64_t after = known->value - m->sign; /* strictly better than the start */
        limit = !known->found ? o->cutoff : !o->has_cutoff || better(m, after, o->cutoff) ? after : o->cutoff;
        Cbc_setCutoff(cbc, (double)(m->sign * limit) + 0.5);
    }
    solve_alone(cbc);
    const double *answer = Cbc_numberSavedSolutions(cbc) > 0 ? Cbc_bestSolution(cbc) : NULL;
    int64_t value = 0;
    bool found = false;
    if (answer != NULL) {
        for (size_t c = 0; c < m->columns.n; c++) {
            x[c] = llround(answer[c]);
        }
        found = keeps_rows(m, x, sums, &value) && (!limited || !better(m, limit, value));
    }
    ret->proved = Cbc_status(cbc) == 0 && (found ? Cbc_isProvenOptimal(cbc) : answer == NULL) != 0;
    ret->found = found;
    ret->value = value;
}

int rsp_master_integers(rsp_master *m, const rsp_master_integer_options *o, int64_t *values,
                        rsp_master_integer *ret, rsp_err *err) {
    rsp_master_status status;
    RSP_TRY(rsp_master_solve(m, o->seconds, &status, NULL, err)); /* sends what CLP has not seen */
    int64_t *x = rsp_calloc(m->ctx, m->columns.n + 1, sizeof *x);
    int64_t *sums = rsp_calloc(m->ctx, m->rows.n + 1, sizeof *sums);
    Cbc_Model *cbc = x != NULL && sums != NULL ? copy_to_cbc(m) : NULL;
    if (cbc == NULL) {
        rsp_free(m->ctx, x);
        rsp_free(m->ctx, sums);
        return rsp_fail(err, RSP_ENOMEM, "out of memory for an integer program of %zu columns", m->columns.n);
    }
    rsp_master_integer start = {0}, found = {0};
    start.found = o->start != NULL && keeps_rows(m, o->start, sums, &start.value) &&
                  (!o->has_cutoff || !better(m, o->cutoff, start.value));
    if (status == RSP_MASTER_EMPTY) {
        found.proved = true;
    } else {
        run_cbc(m, cbc, o, &start, x, sums, &found);
    }
    if (found.found) {
        memcpy(values, x, m->columns.n * sizeof *x);
    } else if (start.found) {
        memcpy(values, o->start, m->columns.n * sizeof *x);
        start.proved = found.proved;
        found = start;
    }
    *ret = found;
    Cbc_deleteModel(cbc);
    rsp_free(m->ctx, x);
    rsp_free(m->ctx, sums);
    return 0;
}
