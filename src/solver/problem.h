/* The routing problem: locations, arcs, tasks, vehicle classes and shared resources; nothing of pauses.
 *
 * It is a team orienteering problem with time windows joined with pickup and delivery: not everything can
 * be served, the most value is wanted, tier before tier, then the least cost (Vansteenwegen et al. 2011;
 * Ropke & Pisinger 2006). All numbers are integers: times in seconds from an origin the caller chooses,
 * loads in the caller's units. A problem is read-only while it is solved and may be shared by threads;
 * its arrays are borrowed. */
#ifndef RSP_SOLVER_PROBLEM_H
#define RSP_SOLVER_PROBLEM_H

#include <stdbool.h>
#include <stdint.h>

#include "base/err.h"

#define RSP_DIMS   4 /* capacity dimensions: the compiler uses kg, litres, seats, stretchers (grams, ml) */
#define RSP_SHARES 4 /* pieces of a falling value */
#define RSP_NO     UINT32_MAX
#define RSP_NEVER  (INT32_MAX / 2) /* a time later than all others */

/* One way from a location to another: a no-wait path whose window crossings intersect in one departure
 * interval, or one with a wait on the way (floor). Leaving at t in [earliest, latest - followers * stretch]
 * (earlier: wait at the start), the last vehicle is in at max(t + duration, floor) + followers * stretch. */
typedef struct rsp_arc {
    int32_t duration_s;
    int32_t earliest, latest;
    int32_t floor;     /* the head arrives no earlier */
    int32_t stretch_s; /* the column's length in time, per follower */
    int32_t cost;      /* per vehicle */
    uint32_t tag;      /* the caller's */
} rsp_arc;

/* Parallel arcs of all pairs: those from a to b are arcs[first[a * n + b]] .. arcs[first[a * n + b + 1] - 1].
 * One matrix for each way of travelling. */
typedef struct rsp_matrix {
    const uint32_t *first; /* n_locations^2 + 1 */
    const rsp_arc *arcs;
} rsp_matrix;

typedef struct rsp_location {
    uint32_t place; /* copies of one place share docks */
    bool exposed;   /* time spent here costs */
} rsp_location;

/* `amount` of a shared resource, for each route (classes) or each unit (tasks). */
typedef struct rsp_use {
    uint32_t resource;
    int64_t amount;
} rsp_use;

/* A kind of convoy that may be formed: routes are of one class each; how many is limited by resources. */
typedef struct rsp_class {
    uint32_t group;      /* classes of one group may replace each other on a route (same hub, day, mission) */
    uint32_t start, end; /* locations */
    int32_t from, until; /* leaves no earlier, is back no later */
    int32_t vehicles;    /* cost counts once for each */
    int32_t followers;   /* vehicles - 1 */
    int32_t cargo_vehicles; /* that can be unloaded at once */
    uint32_t matrix;
    int32_t day;       /* days after the first: what it serves has waited so long */
    uint32_t missions; /* mask of activities it may do */
    uint64_t skills;
    int64_t capacity[RSP_DIMS];
    uint32_t supply; /* which of a delivery's supply resources it draws on */
    const rsp_use *uses;
    uint32_t n_uses;
} rsp_class;

typedef enum { RSP_TASK_DELIVERY, RSP_TASK_SHIPMENT, RSP_TASK_VISIT } rsp_task_kind;

/* One place a task may be done at: a copy of the place for one window instance. */
typedef struct rsp_alternative {
    uint32_t location;
    int32_t open, close; /* the work begins within */
    int32_t arrive_by;   /* the convoy is in by then */
    uint32_t resource;   /* one per unit (a bed), or RSP_NO */
    uint32_t missions;   /* 0: any; else only classes whose missions equal this mask */
} rsp_alternative;

typedef struct rsp_task {
    rsp_task_kind kind;
    uint32_t activity;              /* one bit */
    uint64_t skills;                /* the class must have them all */
    int64_t quantity;               /* units; 1 for a visit */
    int64_t least;                  /* a route serves no fewer, unless fewer are left; 0: any */
    int32_t tier;                   /* 0 .. RSP_SOLVER_TIERS - 1 */
    int64_t share_upto[RSP_SHARES]; /* units at which each piece ends; the last is quantity */
    int64_t share_rate[RSP_SHARES]; /* value per unit x 1000, not rising */
    uint32_t n_shares;
    int64_t load[RSP_DIMS]; /* per unit; a delivery is on board from the start, a shipment from its pickup */
    const rsp_alternative *alts; /* delivery, visit, pickup */
    uint32_t n_alts;
    const rsp_alternative *drops; /* of a shipment */
    uint32_t n_drops;
    int64_t service_us; /* per unit, at one dock */
    int64_t drop_us;    /* per unit, at the drop */
    int32_t docks; /* of the place; 0: no dock is used. Service is divided by min(docks, cargo_vehicles) */
    const uint32_t *supply; /* resource by class.supply (RSP_NO: not there); NULL: needs none */
    const rsp_use *uses;    /* per unit */
    uint32_t n_uses;
    int32_t longest_ride_s; /* end of boarding to arrival; 0: none */
    int64_t late_cost;      /* per unit and day of the class that serves it */
} rsp_task;

#define RSP_SOLVER_TIERS 4

/* Units are indivisible and a route's vehicles carry them each by itself: what the sums of a class allow may
 * not go in. The caller knows the vehicles. All are called by many threads; the same question has the same
 * answer. */
struct rsp_route;
typedef struct rsp_packing {
    const void *host;
    int64_t (*units)(const void *host, uint32_t cls, uint32_t task); /* most of a delivery, carried alone */
    bool (*fits)(const void *host, const struct rsp_route *r);       /* all that the route carries goes in */
    /* Most of a delivery's step, up to at_most, that goes in with the rest of the route. */
    int64_t (*most)(const void *host, const struct rsp_route *r, uint32_t step, int64_t at_most);
} rsp_packing;

typedef struct rsp_problem {
    const rsp_location *locations;
    uint32_t n_locations;
    const int32_t *docks; /* by place */
    uint32_t n_places;
    const rsp_matrix *matrices;
    uint32_t n_matrices;
    const rsp_class *classes;
    uint32_t n_classes; /* classes of one group stand together */
    const rsp_task *tasks;
    uint32_t n_tasks;
    const int64_t *resources; /* how much there is */
    uint32_t n_resources;
    int32_t setup_s;            /* on arriving at a place */
    const rsp_packing *packing; /* NULL: the sums decide */
} rsp_problem;

/* The value of serving q units of a task. */
int64_t rsp_task_value(const rsp_task *t, int64_t q);
/* Checks that every index is in range, times are ordered, amounts are not negative: 0 or RSP_EINTERNAL. */
int rsp_problem_check(const rsp_problem *p, rsp_err *err);

/* The last vehicle's arrival when ready to leave at t, or RSP_NEVER. */
static inline int32_t rsp_arc_arrive(const rsp_arc *a, int32_t t, int32_t followers) {
    int32_t lag = followers * a->stretch_s;
    int32_t leave = t > a->earliest ? t : a->earliest;
    if (leave > a->latest - lag) {
        return RSP_NEVER;
    }
    int32_t in = leave + a->duration_s;
    return (in > a->floor ? in : a->floor) + lag;
}
/* The latest departure that is in by `by`, or -RSP_NEVER. */
static inline int32_t rsp_arc_leave_by(const rsp_arc *a, int32_t by, int32_t followers) {
    int32_t lag = followers * a->stretch_s;
    int32_t head_by = by - lag;
    if (a->floor > head_by) {
        return -RSP_NEVER;
    }
    int32_t leave = head_by - a->duration_s;
    if (leave > a->latest - lag) {
        leave = a->latest - lag;
    }
    return leave < a->earliest ? -RSP_NEVER : leave;
}
static inline const rsp_arc *rsp_arcs(const rsp_problem *p, uint32_t matrix, uint32_t from, uint32_t to,
                                      uint32_t *ret_n) {
    const rsp_matrix *m = &p->matrices[matrix];
    uint64_t at = (uint64_t)from * p->n_locations + to;
    *ret_n = m->first[at + 1] - m->first[at];
    return m->arcs + m->first[at];
}

#endif
