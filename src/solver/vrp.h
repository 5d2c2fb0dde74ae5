/* A plain routing problem, as benchmark files and VROOM JSON state it: nodes with windows, loads, prizes and
 * shipments, kinds of vehicles, integer matrices. The product's own problem (windows on arcs, convoys, shared
 * resources, amounts) is problem.h; this one exists so that the engines can be held against the literature
 * and so that other programs' files are read.
 *
 * Everything is an integer in a unit that the reader chooses (vrp.scale of it make one unit of the file). A
 * problem is read-only while it is solved, its arrays are borrowed, threads may share it. Terms: TOPTW
 * (Vansteenwegen et al. 2011), VRPTW (Solomon 1987), PDPTW (Li & Lim 2001), multi-trip (Cattaruzza et al.
 * 2016). */
#ifndef RSP_SOLVER_VRP_H
#define RSP_SOLVER_VRP_H

#include <stdbool.h>
#include <stdint.h>

#include "base/mem.h"
#include "base/rng.h"

#define RSP_VRP_DIMS   8
#define RSP_VRP_TIERS  4
#define RSP_VRP_BREAKS 8 /* of one vehicle, at most */
#define RSP_VRP_NONE   UINT32_MAX
#define RSP_VRP_NEVER  (INT64_MAX / 4)

typedef struct rsp_vrp_window {
    int64_t open, close; /* service begins within */
} rsp_vrp_window;

typedef enum {
    RSP_VRP_DEPOT,
    RSP_VRP_DELIVERY,
    RSP_VRP_PICKUP,
    RSP_VRP_SHIP_FROM,
    RSP_VRP_SHIP_TO
} rsp_vrp_kind;

/* A delivery is on board from the start of its trip, a pickup up to the end of it, a shipment between its two
 * nodes. A visit without load is a delivery of nothing. */
typedef struct rsp_vrp_node {
    rsp_vrp_kind kind;
    uint32_t location;             /* row of the matrices */
    uint32_t other;                /* the other half of a shipment, else RSP_VRP_NONE */
    const rsp_vrp_window *windows; /* rising, disjoint; at least one */
    uint32_t n_windows;
    int64_t setup; /* only where the node before lies elsewhere */
    int64_t service;
    int64_t release;            /* its trip leaves the depot no earlier */
    int64_t load[RSP_VRP_DIMS]; /* not negative */
    uint64_t skills;            /* the vehicle must have them all */
    int64_t prize;              /* not negative; for a shipment on its SHIP_FROM half */
    uint32_t tier;              /* of the prize, 0 first; only with RSP_VRP_MOST_PRIZE */
    bool required;              /* else it may be left out */
    uint32_t label;             /* the file's own number */
} rsp_vrp_node;

/* Taken once on every route, somewhere on the way between two nodes (driving goes on before and after it) or
 * at one of them, before or after its service; a solution does not say where. */
typedef struct rsp_vrp_break {
    const rsp_vrp_window *windows;
    uint32_t n_windows;
    int64_t service;
    uint32_t label;
} rsp_vrp_break;

typedef struct rsp_vrp_vehicle { /* a kind of vehicle */
    uint32_t count;
    uint32_t start, end; /* nodes of kind DEPOT, or RSP_VRP_NONE: begins (ends) at its first (last) stop */
    int64_t open, close; /* leaves no earlier, is back no later */
    int64_t capacity[RSP_VRP_DIMS];
    uint64_t skills;
    uint32_t matrix;
    int64_t fixed_cost;
    int64_t cost_per_distance, cost_per_duration; /* of one unit of the matrices; duration: driving time */
    int64_t longest_duration, longest_distance;   /* of a route, RSP_VRP_NEVER: none */
    int64_t most_tasks;                           /* stops; RSP_VRP_NEVER: any */
    uint32_t reload; /* a DEPOT node where a new trip may begin (within its windows, after its service), or
                        RSP_VRP_NONE: one trip */
    const rsp_vrp_break *breaks;
    uint32_t n_breaks;
    uint32_t label;
} rsp_vrp_vehicle;

typedef struct rsp_vrp_matrix { /* n_locations^2, row by row, not negative; NEVER32: no way */
    const int32_t *distance, *duration;
} rsp_vrp_matrix;
#define RSP_VRP_NEVER32 (INT32_MAX / 4)

typedef enum {
    RSP_VRP_LEAST_COST,      /* required first, then cost + prizes not collected */
    RSP_VRP_FEWEST_VEHICLES, /* required first, then vehicles, then cost */
    RSP_VRP_MOST_PRIZE       /* required first, then prizes tier by tier, then cost */
} rsp_vrp_objective;

typedef struct rsp_vrp {
    rsp_vrp_objective objective;
    const rsp_vrp_node *nodes; /* depots first */
    uint32_t n_nodes, n_depots;
    const rsp_vrp_vehicle *vehicles;
    uint32_t n_vehicles; /* kinds */
    const rsp_vrp_matrix *matrices;
    uint32_t n_matrices, n_locations;
    uint32_t n_dims;
    int64_t scale; /* the file's unit in ours */
} rsp_vrp;

/* One vehicle's day: stops of all trips one after another; RSP_VRP_NONE between two trips. */
typedef struct rsp_vrp_route {
    uint32_t vehicle; /* kind */
    uint32_t *stops;
    uint32_t n_stops;
} rsp_vrp_route;

typedef struct rsp_vrp_solution { /* lives in its arena */
    rsp_vrp_route *routes;        /* none of them empty */
    uint32_t n_routes;
} rsp_vrp_solution;

/* Better is smaller, from the first to the last. */
typedef struct rsp_vrp_score {
    int64_t missing;              /* required nodes not served */
    int64_t vehicles;             /* used; counts only with FEWEST_VEHICLES */
    int64_t prize[RSP_VRP_TIERS]; /* collected; counts (more is better) only with MOST_PRIZE */
    int64_t cost;                 /* with LEAST_COST: prizes not collected included */
    int64_t distance, duration;   /* told, never compared */
} rsp_vrp_score;
/* < 0 where a is better. */
int rsp_vrp_compare(const rsp_vrp *p, const rsp_vrp_score *a, const rsp_vrp_score *b);

/* Checks a solution against the problem from its definition alone (shares nothing with any engine) and scores
 * it: 0, or RSP_EVIOLATION with what is wrong in err. Thread-safe. */
int rsp_vrp_validate(const rsp_ctx *ctx, const rsp_vrp *p, const rsp_vrp_solution *s, rsp_vrp_score *ret,
                     rsp_err *err) RSP_MUST_CHECK;

typedef struct rsp_vrp_progress {
    double elapsed_s;
    uint64_t steps;
    rsp_vrp_score best;
} rsp_vrp_progress;

typedef struct rsp_vrp_options {
    double time_limit_s; /* ignored where steps > 0 */
    uint64_t steps;      /* 0: by time. An engine's own unit of work, so that an answer can be repeated */
    uint64_t seed;
    uint32_t threads;
    const rsp_vrp_solution
        *start; /* a warm start, or NULL; it need not be feasible: what is not is left out */
    void (*progress)(void *user, const rsp_vrp_progress *p);
    void *user;
} rsp_vrp_options;

/* What an engine has used of what it may use. */
typedef struct rsp_vrp_effort {
    const rsp_ctx *ctx;
    const rsp_vrp_options *o;
    uint64_t steps; /* counted by the engine */
    int64_t started_ns;
} rsp_vrp_effort;
rsp_vrp_effort rsp_vrp_effort_start(const rsp_ctx *ctx, const rsp_vrp_options *o);
double rsp_vrp_effort_s(const rsp_vrp_effort *e);    /* since the start */
double rsp_vrp_effort_used(const rsp_vrp_effort *e); /* as a share; 1 and more, also when cancelled: stop */

/* The engines. Each answers with a feasible solution (the empty one at worst, with FEWEST_VEHICLES and
 * LEAST_COST as many required nodes as it could), in the arena. RSP_EUNAVAILABLE with a clear message where
 * the problem has a feature that the engine does not know. Stops within max(1 %, 50 ms) of its limit and when
 * ctx is cancelled. Same problem, seed, threads and steps: same answer. */
int rsp_vrp_sisr(const rsp_ctx *ctx, const rsp_vrp *p, const rsp_vrp_options *o, rsp_arena *a,
                 rsp_vrp_solution *ret, rsp_err *err) RSP_MUST_CHECK;
int rsp_vrp_hgs(const rsp_ctx *ctx, const rsp_vrp *p, const rsp_vrp_options *o, rsp_arena *a,
                rsp_vrp_solution *ret, rsp_err *err) RSP_MUST_CHECK;
int rsp_vrp_tours(const rsp_ctx *ctx, const rsp_vrp *p, const rsp_vrp_options *o, rsp_arena *a,
                  rsp_vrp_solution *ret, rsp_err *err) RSP_MUST_CHECK;
/* The mix chosen by what the problem asks for, its size and the time. */
int rsp_vrp_solve(const rsp_ctx *ctx, const rsp_vrp *p, const rsp_vrp_options *o, rsp_arena *a,
                  rsp_vrp_solution *ret, rsp_err *err) RSP_MUST_CHECK;

#endif
