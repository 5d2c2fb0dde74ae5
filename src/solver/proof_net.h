/* The pricing network of a pause problem: what the bound (proof.h) keeps of it. Private to the proof.
 *
 * Only the tasks of the tiers asked for are kept. Leaving the others out is a relaxation as long as no route
 * gains by passing their places; where a stop between two others could help (a wait that no single arc
 * offers), the place stays in the network as a transit. Left out besides: docks that other routes hold, how
 * loads pack into single vehicles, `least`, waits in rides, and what a route may not unload in two pieces. */
#ifndef RSP_SOLVER_PROOF_NET_H
#define RSP_SOLVER_PROOF_NET_H

#include "base/mem.h"
#include "solver/problem.h"

#define RSP_PROOF_TASKS 128 /* more are not bounded */

/* Shipments that go to the same places and ride alike: on board only their number counts. */
typedef struct rsp_proof_group {
    uint32_t task; /* of the problem, the first of the group */
    const int64_t *load;
} rsp_proof_group;

typedef struct rsp_proof_option { /* a piece of work at a location */
    uint32_t task;                /* of the network; of a drop, a group */
    uint32_t location;
    const rsp_alternative *alt;
    int32_t arrive_by; /* of a drop, the latest of its group */
    bool drop;
} rsp_proof_option;

/* What classes that travel alike share. Times are relaxed: over any chain of stops. */
typedef struct rsp_proof_way {
    uint32_t matrix, start, end;
    int32_t followers, from, until;
    int32_t *first_in;    /* by location: the earliest arrival of all */
    int32_t *home_by;     /* by location: the latest departure that is home in time */
    int32_t *home_least;  /* by location: seconds of driving home */
    int32_t *enter_least; /* by location: seconds that coming there from anywhere else takes, set up */
    int32_t *goal_by;     /* by group * n_locations + location: the same for some drop of the group */
    int32_t *goal_least;  /* by the same: seconds of driving to the nearest drop */
    int32_t *task_by;     /* by task * n_locations + location: the latest departure that is in time for it */
} rsp_proof_way;

/* Classes that differ only in what they take share one run of the pricing. */
typedef struct rsp_proof_profile {
    uint32_t way;
    uint32_t cls;            /* of the problem: any one of them */
    const uint32_t *classes; /* of the problem: none does all that another does with no more */
    uint32_t n_classes;
} rsp_proof_profile;

typedef struct rsp_proof_stop { /* asked now and then: stop? NULL: never */
    bool (*over)(void *user);
    void *user;
} rsp_proof_stop;

/* Of some shared resources together: over all routes, units served x takes is no more than most. It follows
 * from the resources' own rows, but a column takes no more of them than its lots surely do. */
typedef struct rsp_proof_limit {
    int64_t most;
    int64_t *takes; /* by task of the network, per unit */
} rsp_proof_limit;

typedef struct rsp_proof_net {
    const rsp_problem *p;
    rsp_proof_stop stop;
    uint32_t tasks[RSP_PROOF_TASKS]; /* of the problem */
    uint32_t n_tasks;
    uint32_t group_of[RSP_PROOF_TASKS]; /* by task of the network, or RSP_NO */
    rsp_proof_group groups[RSP_PROOF_TASKS];
    uint32_t n_groups;
    rsp_proof_option *options; /* by location */
    uint32_t *first_option;    /* n_locations + 1 */
    uint32_t n_options;
    bool *transit;   /* by location */
    uint32_t *stops; /* locations with options or transit */
    uint32_t n_stops;
    rsp_proof_way *ways;
    uint32_t n_ways;
    rsp_proof_profile *profiles;
    uint32_t n_profiles;
    int64_t capacity_most[RSP_DIMS]; /* what all tasks together could fill */
    rsp_proof_limit *limits;
    uint32_t n_limits;
} rsp_proof_net;

/* Tasks of the tiers 0..tier. In the arena. RSP_ELIMIT where there are more than RSP_PROOF_TASKS,
 * RSP_ECANCELLED where it was stopped. */
int rsp_proof_net_new(const rsp_ctx *ctx, const rsp_problem *p, int32_t tier, rsp_proof_stop stop,
                      rsp_arena *a, rsp_proof_net *ret, rsp_err *err) RSP_MUST_CHECK;
/* The shortest drive from a to b, all in, waits left out; RSP_NEVER. */
int32_t rsp_proof_least_drive(const rsp_problem *p, const rsp_proof_way *w, uint32_t a, uint32_t b);
/* The earliest arrival of all from a to b when ready at t; RSP_NEVER. */
int32_t rsp_proof_arrive(const rsp_problem *p, const rsp_proof_way *w, uint32_t a, uint32_t b, int32_t t);

bool rsp_proof_stopped(const rsp_proof_net *net);
/* The way a class travels, made where there is none yet. */
int rsp_proof_way_of(rsp_proof_net *net, const rsp_class *c, rsp_arena *a, uint32_t *ret) RSP_MUST_CHECK;

/* --- proof_limits.c --- */
/* Fills limits with those that can bind. */
int rsp_proof_find_limits(rsp_proof_net *net, rsp_arena *a) RSP_MUST_CHECK;

/* --- proof_classes.c --- */
/* Fills profiles and ways with the classes that no other outdoes. RSP_ECANCELLED where it was stopped. */
int rsp_proof_select(const rsp_ctx *ctx, rsp_proof_net *net, rsp_arena *a) RSP_MUST_CHECK;
/* Whether whatever profile y can do, x can do too, on one route. */
bool rsp_proof_covers(const rsp_proof_net *net, uint32_t x, uint32_t y);

#endif
