/* A solution: routes with their schedules, what is served, what is used. Always feasible: every change
 * ends in rsp_route_schedule, which refuses what does not fit.
 *
 * Schedule of a route: earliest, waiting for docks that other routes hold. Beside it the latest times
 * that keep the rest of the route feasible, so that an insertion is tested in O(1) per position. */
#ifndef RSP_SOLVER_SOLUTION_H
#define RSP_SOLVER_SOLUTION_H

#include "base/mem.h"
#include "base/rng.h"
#include "solver/problem.h"

#define RSP_ROUTE_STOPS 48 /* pieces of work on one route */

typedef struct rsp_visit_step { /* one piece of work */
    uint32_t task;
    uint16_t alt; /* into alts, or drops where is_drop */
    bool is_drop;
    int64_t amount;
    /* the schedule */
    int32_t left;       /* departure of the leg before it */
    int32_t in;         /* the convoy is in at this place (of the first step there) */
    int32_t start, end; /* of the work */
    uint32_t arc;       /* index into the matrix's arcs of the leg before it; RSP_NO: same place */
    int32_t ready_by;   /* latest time to be ready for this work that keeps the rest feasible */
    int32_t in_by; /* latest arrival that the steps here ask for (arrive_by of this and the next ones here) */
    int32_t not_before; /* of a fixed step: its work begins no earlier */
} rsp_visit_step;

typedef struct rsp_route {
    uint32_t cls; /* RSP_NO: free slot */
    uint32_t n;
    uint32_t
        fixed; /* the first steps that stay as they are, with the drops of their pickups; so does the class */
    int32_t last_left, back; /* departure of the last leg; in at the end */
    uint32_t last_arc;
    int64_t cost;
    rsp_visit_step step[RSP_ROUTE_STOPS];
} rsp_route;

typedef struct rsp_dock_time { /* a route holds docks of a place */
    uint32_t route;
    int32_t from, to, docks;
} rsp_dock_time;

typedef struct rsp_score {
    int64_t value[RSP_SOLVER_TIERS];
    int64_t cost;
} rsp_score;
/* > 0 where a is better: tier by tier, then less cost. */
int rsp_score_compare(const rsp_score *a, const rsp_score *b);

#define RSP_DOCK_TIMES 40 /* routes that hold docks of one place */
typedef struct rsp_dock_book {
    uint32_t n;
    rsp_dock_time at[RSP_DOCK_TIMES];
} rsp_dock_book;

typedef struct rsp_solution {
    const rsp_problem *p;
    rsp_dock_book *docks; /* by place */
    rsp_route *routes;
    uint32_t n_routes; /* slots */
    int64_t *served;   /* by task */
    int64_t *used;     /* by resource */
} rsp_solution;

int rsp_solution_new(const rsp_ctx *ctx, const rsp_problem *p, uint32_t max_routes, rsp_solution **ret,
                     rsp_err *err) RSP_MUST_CHECK;
rsp_solution *rsp_solution_free(const rsp_ctx *ctx, rsp_solution *s);
void rsp_solution_copy(rsp_solution *to, const rsp_solution *from);
rsp_score rsp_solution_score(const rsp_solution *s);

static inline uint32_t rsp_step_location(const rsp_problem *p, const rsp_visit_step *v) {
    const rsp_task *t = &p->tasks[v->task];
    return v->is_drop ? t->drops[v->alt].location : t->alts[v->alt].location;
}
/* Seconds of work of a step in a class. */
int32_t rsp_step_service(const rsp_problem *p, const rsp_class *c, const rsp_visit_step *v);

/* Whether the class's own resources are free (less those held by route r, RSP_NO for none). */
bool rsp_class_fits(const rsp_solution *s, uint32_t cls, uint32_t r);
/* Opens a route of a class in a free slot; its number, or RSP_NO where none is free. */
uint32_t rsp_route_open(rsp_solution *s, uint32_t cls);
void rsp_route_close(rsp_solution *s, uint32_t r); /* gives back all it used and served */
/* Schedules route r anew (times, docks against the others, loads, rides); false where it does not fit: the
 * route's times are then undefined. */
bool rsp_route_schedule(rsp_solution *s, uint32_t r);
bool rsp_route_loads_fit(const rsp_problem *p, const rsp_class *c, const rsp_route *r);
/* A route may come back to a shipment, but not while some of it are on board: of one shipment's steps pickup
 * and drop take turns. The other half of step i, or i where it has none. */
static inline uint32_t rsp_step_partner(const rsp_problem *p, const rsp_visit_step *steps, uint32_t n,
                                        uint32_t i) {
    uint32_t task = steps[i].task;
    if (p->tasks[task].kind != RSP_TASK_SHIPMENT) {
        return i;
    }
    uint32_t k = i;
    do {
        k = steps[i].is_drop ? k - 1 : k + 1; /* k wraps round below 0 */
    } while (k < n && steps[k].task != task);
    return k < n && steps[k].is_drop != steps[i].is_drop ? k : i;
}
/* Counts or takes back what a step serves and uses (sign +1 or -1). */
void rsp_step_account(rsp_solution *s, uint32_t r, const rsp_visit_step *v, int sign);
/* How many more units resources allow on a route of this class; at most `most`. */
int64_t rsp_task_room(const rsp_solution *s, const rsp_class *c, uint32_t task, uint32_t drop_alt,
                      int64_t most);
/* The longest time within [from, to) in which routes other than r (RSP_NO: any) leave so many docks free. */
int32_t rsp_dock_stretch(const rsp_solution *s, uint32_t place, int32_t docks, uint32_t r, int32_t from,
                         int32_t to);
/* Takes steps out (both halves of shipments) but for fixed ones; marks: one bool per step. */
void rsp_route_remove(rsp_solution *s, uint32_t r, const bool *marks);
/* Gives route r another class of its group; false where it does not fit or has fixed steps: it is then
 * unchanged, or closed where even that no longer fits beside the other routes. */
bool rsp_route_reclass(rsp_solution *s, uint32_t r, uint32_t cls);
/* The schedule that starts as late as possible with the same end (and the same times at docks shared with
 * other routes), for people: less waiting on the way. */
void rsp_route_tighten(rsp_solution *s, uint32_t r);
/* Whether nobody would then ride longer than they may; rsp_route_schedule asks for it. */
bool rsp_route_rides_fit(rsp_solution *s, uint32_t r);

#endif
