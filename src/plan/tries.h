/* Whether any kind of convoy could still take some of a task: asked for every reason (why.c). Kinds that
 * differ only in how much they hold are tried from the largest down, and one is passed over where another
 * that holds no less has failed. Private to plan/. */
#ifndef RSP_PLAN_TRIES_H
#define RSP_PLAN_TRIES_H

#include "solver/solution.h"

typedef struct rsp_tries {
    const rsp_problem *p;
    uint32_t *order; /* classes, those that differ only in what they hold together */
    bool *first;     /* by place in order: another kind begins */
} rsp_tries;

int rsp_tries_new(const rsp_problem *p, rsp_arena *a, rsp_tries *ret, rsp_err *err) RSP_MUST_CHECK;
/* A new convoy beside those of base, from the vehicles and crews that `left` leaves; trial: to try it in, as
 * large as base. The whole schedule decides: an offer does not look at rides. */
bool rsp_tries_any(const rsp_tries *t, const rsp_solution *base, const rsp_solution *left,
                   rsp_solution *trial, uint32_t task);

#endif
