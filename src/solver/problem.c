/* The routing problem's own arithmetic and its self-check. */
#include "solver/problem.h"

int64_t rsp_task_value(const rsp_task *t, int64_t q) {
    int64_t value = 0;
    int64_t from = 0;
    for (uint32_t i = 0; i < t->n_shares && q > from; i++) {
        int64_t to = q < t->share_upto[i] ? q : t->share_upto[i];
        if (to > from) {
            value += (to - from) * t->share_rate[i] / 1000;
            from = to;
        }
    }
    return value;
}

static int check_alternatives(const rsp_problem *p, const rsp_alternative *at, uint32_t n, uint32_t task,
                              rsp_err *err) {
    for (uint32_t i = 0; i < n; i++) {
        /* NOLINTNEXTLINE(clang-analyzer-core.NullDereference): n is 0 where `at` is NULL */
        if (at[i].location >= p->n_locations || at[i].open > at[i].close ||
            (at[i].resource != RSP_NO && at[i].resource >= p->n_resources)) {
            return rsp_fail(err, RSP_EINTERNAL, "problem: task %u has a bad alternative %u", task, i);
        }
    }
    return 0;
}

static int check_task(const rsp_problem *p, uint32_t i, rsp_err *err) {
    const rsp_task *t = &p->tasks[i];
    bool ok = t->quantity > 0 && t->tier >= 0 && t->tier < RSP_SOLVER_TIERS && t->service_us >= 0 &&
              t->drop_us >= 0 && t->n_shares <= RSP_SHARES && t->n_alts <= UINT16_MAX &&
              t->n_drops <= UINT16_MAX && (t->kind == RSP_TASK_SHIPMENT) == (t->drops != NULL);
    for (uint32_t k = 0; ok && k < t->n_uses; k++) {
        ok = t->uses[k].resource < p->n_resources && t->uses[k].amount > 0;
    }
    if (!ok) {
        return rsp_fail(err, RSP_EINTERNAL, "problem: task %u is malformed", i);
    }
    RSP_TRY(check_alternatives(p, t->alts, t->n_alts, i, err));
    return check_alternatives(p, t->drops, t->n_drops, i, err);
}

int rsp_problem_check(const rsp_problem *p, rsp_err *err) {
    for (uint32_t i = 0; i < p->n_locations; i++) {
        if (p->locations[i].place >= p->n_places) {
            return rsp_fail(err, RSP_EINTERNAL, "problem: location %u has no place", i);
        }
    }
    for (uint32_t i = 0; i < p->n_classes; i++) {
        const rsp_class *c = &p->classes[i];
        bool ok = c->start < p->n_locations && c->end < p->n_locations && c->matrix < p->n_matrices &&
                  c->from <= c->until && c->vehicles > 0 && c->followers >= 0;
        for (uint32_t k = 0; ok && k < c->n_uses; k++) {
            ok = c->uses[k].resource < p->n_resources && c->uses[k].amount >= 0;
        }
        if (!ok) {
            return rsp_fail(err, RSP_EINTERNAL, "problem: class %u is malformed", i);
        }
    }
    for (uint32_t i = 0; i < p->n_tasks; i++) {
        RSP_TRY(check_task(p, i, err));
    }
    return 0;
}
