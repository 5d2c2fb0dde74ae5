/* The classes of a problem by group and size, so that one can be drawn without looking at all of them: a
 * large fleet forms tens of thousands of kinds of convoys, most of them of nearly all its vehicles. */
#ifndef RSP_SOLVER_KINDS_H
#define RSP_SOLVER_KINDS_H

#include "base/mem.h"
#include "base/rng.h"
#include "solver/problem.h"

typedef struct rsp_kinds {
    uint32_t *order;    /* classes by group, then number of vehicles */
    uint32_t *size;     /* where in order each size of each group begins; the end of order */
    uint32_t *group;    /* where in size each group begins; n_sizes */
    uint32_t *group_of; /* by class */
    uint32_t n_groups;
} rsp_kinds; /* read-only once made; may be shared by threads */

int rsp_kinds_new(const rsp_ctx *ctx, const rsp_problem *p, rsp_kinds *ret, rsp_err *err) RSP_MUST_CHECK;
void rsp_kinds_done(const rsp_ctx *ctx, rsp_kinds *k);

/* How many classes a group has. */
static inline uint32_t rsp_kinds_count(const rsp_kinds *k, uint32_t group) {
    return k->size[k->group[group + 1]] - k->size[k->group[group]];
}
/* Any size of the group alike, then any class of that size. */
uint32_t rsp_kinds_draw(const rsp_kinds *k, uint32_t group, rsp_rng *rng);

#endif
