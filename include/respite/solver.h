/* respite/solver.h: the routing solver of Respite as a C library.
 *
 * The problem: vehicles go out in convoys (routes) over ways with departure intervals, and not all work can
 * be done. Most value is wanted, tier before tier, then least cost: a team orienteering problem with time
 * windows joined with pickup and delivery. One opaque handle takes the problem piece by piece, runs, and
 * tells the best routes found and a proven bound. docs/api.md tells it as a whole; docs/examples/replan.c is
 * a program.
 *
 * Units: seconds from an origin the caller chooses (-RSP_SOLVER_TIME_MAX to RSP_SOLVER_TIME_MAX), loads,
 * values and costs in integers of the caller's units. Ids count from 0 in the order of adding; what a piece
 * names must have been added before it.
 *
 * Errors: every int returned is 0 or a negative code; what is wrong and what would be right is then told by
 * rsp_solver_message. Outputs (ret_...) are untouched on failure and a call that fails changes nothing. That
 * little can be done is an answer, not an error.
 *
 * Ownership: all that is passed in is copied. What is handed out belongs to the handle and lives until it is
 * run again or freed. Threads: one handle is used by one thread at a time, but rsp_solver_cancel by any;
 * different handles share nothing.
 *
 * Growth: a struct that may grow begins with its size, set by RSP_SOLVER_INIT, so that later versions may add
 * members whose zero means what this version does. Structs in lists (use, share, site, step) keep their
 * layout as long as the library keeps its soname. C99; C++ may include it. */
#ifndef RESPITE_SOLVER_H
#define RESPITE_SOLVER_H

#include <stddef.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

#define RSP_SOLVER_TIERS_MAX    4
#define RSP_SOLVER_DIMS_MAX     4
#define RSP_SOLVER_SHARES_MAX   4
#define RSP_SOLVER_STEPS_MAX    48 /* of one route */
#define RSP_SOLVER_ROUTES_MAX   1000
#define RSP_SOLVER_PIECES_MAX   5000 /* places, locations, resources, classes, tasks: of each */
#define RSP_SOLVER_MATRICES_MAX 64
#define RSP_SOLVER_VEHICLES_MAX 1000
#define RSP_SOLVER_TIME_MAX     250000000
#define RSP_SOLVER_AMOUNT_MAX   INT64_C(1000000000000000) /* of loads, resources, a task's value x 1000 */
#define RSP_SOLVER_NONE         UINT32_MAX

enum {
    RSP_SOLVER_EINPUT = -1,      /* an argument or the problem is wrong */
    RSP_SOLVER_ENOMEM = -3,      /* out of memory */
    RSP_SOLVER_ELIMIT = -5,      /* more than a limit stated here */
    RSP_SOLVER_EVIOLATION = -10, /* fixed steps that cannot be kept */
    RSP_SOLVER_EINTERNAL = -11,  /* a mistake of the library */
};

/* rsp_solver_task t = RSP_SOLVER_INIT(t); sets the size and zeroes the rest. */
#ifdef __cplusplus
#define RSP_SOLVER_INIT(s)                                                                                   \
    { sizeof(s) }
#else
#define RSP_SOLVER_INIT(s)                                                                                   \
    { .size = sizeof(s) }
#endif

typedef struct rsp_solver rsp_solver;

typedef struct rsp_solver_use { /* of a shared resource: for each route (class) or each unit (task) */
    uint32_t resource;
    uint32_t reserved; /* 0 */
    int64_t amount;
} rsp_solver_use;

/* One way between two locations. Leaving at t in [earliest_s, latest_s - followers * stretch_s], the last
 * vehicle is in at max(t + duration_s, floor_s) + followers * stretch_s. Parallel ways are allowed. */
typedef struct rsp_solver_arc {
    size_t size;
    int32_t duration_s;
    int32_t earliest_s, latest_s;
    int32_t floor_s;   /* the head arrives no earlier; -RSP_SOLVER_TIME_MAX: at any time */
    int32_t stretch_s; /* per follower, 0 .. 10000 */
    int32_t cost;      /* per vehicle, 0 .. RSP_SOLVER_TIME_MAX */
    uint32_t tag;      /* the caller's; given back with the steps */
} rsp_solver_arc;

/* A kind of convoy; resources limit how many go. A route that goes out must use a resource to be bounded. */
typedef struct rsp_solver_class {
    size_t size;
    uint32_t group; /* not below the one before; classes of one group may replace each other on a route */
    uint32_t start, end; /* locations */
    int32_t from_s, until_s;
    int32_t vehicles;       /* 1 .. RSP_SOLVER_VEHICLES_MAX */
    int32_t cargo_vehicles; /* that can be unloaded at once, 0 .. vehicles */
    uint32_t matrix;        /* the arcs it goes by */
    uint32_t missions;      /* mask of activities it may do */
    uint32_t supply;        /* which entry of a task's supplies it draws on, < RSP_SOLVER_PIECES_MAX */
    uint64_t skills;
    int64_t capacity[RSP_SOLVER_DIMS_MAX];
    const rsp_solver_use *uses;
    size_t n_uses;
} rsp_solver_class;

typedef struct rsp_solver_share { /* a piece of a value: units up to `upto` earn `rate` / 1000 each */
    int64_t upto;
    int64_t rate; /* not rising from share to share */
} rsp_solver_share;

typedef struct rsp_solver_site { /* where and when a task may be done */
    uint32_t location;
    int32_t open_s, close_s; /* the work begins within */
    int32_t arrive_by_s;
    uint32_t resource; /* one of it per unit (a bed), or RSP_SOLVER_NONE */
    uint32_t missions; /* 0: any; else only classes whose missions equal this mask */
} rsp_solver_site;

enum { RSP_SOLVER_DELIVERY, RSP_SOLVER_SHIPMENT, RSP_SOLVER_VISIT };

/* A route may serve a task in parts: goods at several of its sites, people in several trips, of which one
 * ends before the next begins. */
typedef struct rsp_solver_task {
    size_t size;
    int32_t kind; /* RSP_SOLVER_DELIVERY (on board from the start), _SHIPMENT (from pickup to drop), _VISIT */
    int32_t tier; /* 0 .. RSP_SOLVER_TIERS_MAX - 1; the first is worth more than all others */
    uint32_t activity;      /* exactly one bit; classes whose missions hold it may do the task */
    int32_t docks;          /* of the place; 0: none is used */
    int32_t longest_ride_s; /* of a shipment; 0: no limit */
    int32_t reserved;
    uint64_t skills;                   /* the class must have them all */
    int64_t quantity;                  /* 1 .. INT32_MAX units; 1 for a visit */
    int64_t least;                     /* a route serves no fewer, unless fewer are left */
    int64_t load[RSP_SOLVER_DIMS_MAX]; /* per unit */
    int64_t service_us, drop_us;       /* per unit at one dock; at the drop */
    const rsp_solver_share *shares;    /* 1 .. RSP_SOLVER_SHARES_MAX; the last ends at the quantity */
    size_t n_shares;
    const rsp_solver_site *sites; /* of the delivery, visit or pickup */
    size_t n_sites;
    const rsp_solver_site *drops; /* of a shipment, and of nothing else */
    size_t n_drops;
    const uint32_t *supplies;   /* resource by class.supply, RSP_SOLVER_NONE or beyond the end: not there */
    size_t n_supplies;          /* 0: it needs none */
    const rsp_solver_use *uses; /* per unit */
    size_t n_uses;
} rsp_solver_task;

typedef struct rsp_solver_step {
    uint32_t task;
    uint32_t site;   /* index into the task's sites, or drops where is_drop */
    int32_t is_drop; /* 0, 1 */
    uint32_t tag;    /* of the arc before it; RSP_SOLVER_NONE: same place */
    int64_t amount;
    int32_t left_s, in_s, start_s, end_s; /* left for here, in, work */
} rsp_solver_step;

typedef struct rsp_solver_route {
    size_t size;
    uint32_t cls;
    uint32_t n_fixed; /* the first steps that stay */
    const rsp_solver_step *steps;
    size_t n_steps;
    int32_t last_left_s, back_s;
    uint32_t last_tag;
    int64_t cost;
} rsp_solver_route;

typedef struct rsp_solver_progress {
    size_t size;
    double elapsed_s;
    uint64_t steps; /* of all threads */
    uint32_t routes;
    int64_t value[RSP_SOLVER_TIERS_MAX], cost; /* of the best solution so far */
} rsp_solver_progress;

typedef struct rsp_solver_options {
    size_t size;
    double time_limit_s; /* of search and bound together; not read where steps > 0 */
    uint64_t steps;      /* of each thread, at most 10^12: with it the same input gives the same answer */
    uint64_t seed;
    uint32_t threads;    /* 0 is 1; at most 64 */
    uint32_t max_routes; /* 0 is 64; at most RSP_SOLVER_ROUTES_MAX */
    double bound_share;  /* 0 .. 0.9: the share of the time that the proof gets, one thread of several; 0: no
                            bound */
    /* Called about every 64 steps of the search by the thread that runs it, or NULL. It may call
     * rsp_solver_cancel; it must call nothing else with this handle. */
    void (*progress)(void *user, const rsp_solver_progress *p);
    void *user;
} rsp_solver_options;

typedef struct rsp_solver_result {
    size_t size;
    int64_t value[RSP_SOLVER_TIERS_MAX];
    int64_t bound[RSP_SOLVER_TIERS_MAX]; /* no solution has more in the tier; -1: none was proved */
    int32_t proved;                      /* so many tiers, from the first, that are optimal */
    int32_t cancelled;                   /* 0, 1 */
    int64_t cost;
    uint64_t steps;
    double seconds;
    size_t n_routes;
} rsp_solver_result;

/* *ret is freed with rsp_solver_free. RSP_SOLVER_ENOMEM, or RSP_SOLVER_EINPUT where ret is NULL. */
int rsp_solver_new(rsp_solver **ret);
rsp_solver *rsp_solver_free(rsp_solver *s); /* NULL allowed; returns NULL */
/* The last failure of this handle in one line, "" before the first one. */
const char *rsp_solver_message(const rsp_solver *s);

/* The pieces. ret_id may be NULL. RSP_SOLVER_EINPUT, _ELIMIT, _ENOMEM. */
int rsp_solver_add_place(rsp_solver *s, int32_t docks, uint32_t *ret_id); /* docks 0 .. 10000 */
int rsp_solver_add_location(rsp_solver *s, uint32_t place, int exposed,
                            uint32_t *ret_id); /* exposed: time costs */
int rsp_solver_add_resource(rsp_solver *s, int64_t amount, uint32_t *ret_id);
int rsp_solver_add_arc(rsp_solver *s, uint32_t matrix, uint32_t from, uint32_t to, const rsp_solver_arc *arc);
int rsp_solver_add_class(rsp_solver *s, const rsp_solver_class *c, uint32_t *ret_id);
int rsp_solver_add_task(rsp_solver *s, const rsp_solver_task *t, uint32_t *ret_id);
int rsp_solver_set_setup(rsp_solver *s, int32_t setup_s); /* on arriving at a place; 0 at first */

/* A route to begin with, as handed out by rsp_solver_get_route of any handle, or made by hand: of a step
 * task, site, is_drop, amount and start_s are read. The first n_fixed steps are committed: they stay, in
 * order, and their work begins no earlier than start_s; drops of their pickups must be among the steps. Of
 * the rest, what no longer fits is left out. The answer is never worse than what fits. Routes are judged by
 * the next run. */
int rsp_solver_add_start(rsp_solver *s, const rsp_solver_route *r);
void rsp_solver_clear_starts(rsp_solver *s);

/* Runs. The bound is of the problem without committed steps: valid with them, but it may be loose.
 * RSP_SOLVER_EINPUT, RSP_SOLVER_EVIOLATION, RSP_SOLVER_ENOMEM, RSP_SOLVER_EINTERNAL: the answer of the run
 * before is then still there. A cancelled run is no failure: it has the best found until then. */
int rsp_solver_run(rsp_solver *s, const rsp_solver_options *o);
/* Stops the run that goes on, or else the next one at once. From any thread, or a signal handler. */
void rsp_solver_cancel(rsp_solver *s);

/* Of the last run; RSP_SOLVER_EINPUT before one. ret->size says how much is wanted (RSP_SOLVER_INIT). */
int rsp_solver_get_result(rsp_solver *s, rsp_solver_result *ret);
int rsp_solver_get_route(rsp_solver *s, size_t number, rsp_solver_route *ret);

#ifdef __cplusplus
}
#endif
#endif
