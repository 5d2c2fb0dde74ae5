/* The same problem with its clients numbered anew, so that neighbours stand beside each other and the arcs
 * that a step looks at lie together: with 1000 clients the arcs are 8 MB, more than a core keeps at hand.
 * The order is that of a walk around the shortest spanning tree (Prim 1957). Solutions are told in the
 * problem's own numbers. */
#ifndef RSP_SOLVER_HGS_ORDER_H
#define RSP_SOLVER_HGS_ORDER_H

#include "solver/vrp.h"

typedef struct rsp_hgs_order {
    rsp_vrp p;
    uint32_t n;             /* nodes */
    uint32_t *own, *theirs; /* numbers here by theirs; theirs by ours */
} rsp_hgs_order;

/* Lives in the arena and borrows from p: 0, or RSP_ENOMEM. */
int rsp_hgs_order_new(const rsp_vrp *p, rsp_arena *a, rsp_hgs_order *ret, rsp_err *err) RSP_MUST_CHECK;

/* Changes the numbers of all stops by a table; what is no node stays. */
void rsp_hgs_renumber(const rsp_hgs_order *o, const uint32_t *table, rsp_vrp_solution *s);
/* A copy of a solution in our numbers, in the arena. */
int rsp_hgs_order_copy(const rsp_hgs_order *o, const rsp_vrp_solution *s, rsp_arena *a, rsp_vrp_solution *ret,
                       rsp_err *err) RSP_MUST_CHECK;

#endif
