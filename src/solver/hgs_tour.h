/* A solution under change: every route a chain of nodes from the vehicle's start over clients and reloads to
 * its end, always feasible, with the earliest departure and the latest arrival of every node, so that an
 * insertion is tested in O(1) (Savelsbergh 1992); what was touched since the last commit can be taken back.
 *
 * Nodes are numbered: clients as in the view, then start and end of every slot (vehicle), then a pool of
 * reloads. A trip is known by the node it begins at: a start or a reload. A trip departs no earlier than the
 * release of anything in it. Nothing is allocated after rsp_hgs_tour_new. Not thread-safe. */
#ifndef RSP_SOLVER_HGS_TOUR_H
#define RSP_SOLVER_HGS_TOUR_H

#include "solver/hgs_view.h"

typedef struct rsp_hgs_node { /* one cache line */
    uint32_t next, prev, slot, trip;
    uint32_t place; /* of the view's arcs */
    int32_t depart; /* earliest, after service */
    int32_t latest; /* arrival with which the rest still works */
    int32_t busy;   /* driving and service of the trip up to here: without the waiting */
    int32_t open, close, service, release;
    rsp_hgs_arc onward; /* to next; nothing where the route is empty */
    uint32_t unused[2];
} rsp_hgs_node;

typedef struct rsp_hgs_trip {
    uint32_t end;    /* node of a reload or of the slot's end */
    uint32_t n;      /* clients */
    int32_t release; /* greatest of them */
} rsp_hgs_trip;

typedef struct rsp_hgs_slot {
    uint32_t kind, n;  /* clients */
    uint32_t empty_at; /* in the list of its kind's empty slots, or RSP_VRP_NONE */
    uint64_t touched;  /* the change it was saved for */
} rsp_hgs_slot;

typedef struct rsp_hgs_tour {
    const rsp_hgs_view *v;
    rsp_hgs_node *nodes;
    uint32_t n_nodes;
    rsp_hgs_trip *trips; /* by node - n */
    int64_t *loads;      /* of trips: (node - n) * n_dims */
    rsp_hgs_slot *slots;
    uint32_t *empty, *n_empty; /* by kind: empty[first_slot ...], n_empty[kind] */
    uint32_t n_used;           /* slots */
    uint32_t *absent, n_absent;
    uint32_t *absent_at; /* by client: where in absent, or RSP_VRP_NONE */
    uint32_t n_missing;  /* required ones among them */
    int64_t cost;        /* ways, fixed costs, prizes lost, absent for each missing */

    uint32_t *pool, n_pool; /* reloads not in use */
    /* the change under way */
    uint64_t change;
    int64_t cost_before;
    rsp_hgs_node *saved;
    uint32_t *saved_id, n_saved;
    rsp_hgs_trip *saved_trips; /* and their loads */
    int64_t *saved_loads;
    uint32_t *saved_trip_id, n_saved_trips;
    uint32_t *saved_slots, n_saved_slots;
    uint32_t *taken, n_taken, *given, n_given; /* reloads out of the pool and back */
    uint32_t *moved, n_moved;                  /* clients that became absent or served */
} rsp_hgs_tour;

/* All clients absent. Lives in the arena. */
int rsp_hgs_tour_new(const rsp_hgs_view *v, rsp_arena *a, rsp_hgs_tour *ret, rsp_err *err) RSP_MUST_CHECK;

/* The same routes in another tour of the same view. */
void rsp_hgs_tour_copy(rsp_hgs_tour *to, const rsp_hgs_tour *from);

/* Keeps, or takes back, all that was done since the last of the two. */
void rsp_hgs_tour_commit(rsp_hgs_tour *t);
void rsp_hgs_tour_revert(rsp_hgs_tour *t);

/* Takes a client out; its route's times are wrong until rsp_hgs_tour_refresh(slot). */
void rsp_hgs_tour_take(rsp_hgs_tour *t, uint32_t client);
void rsp_hgs_tour_refresh(rsp_hgs_tour *t, uint32_t slot);

typedef enum {
    RSP_HGS_PLAIN,
    RSP_HGS_TRIP_AFTER, /* a trip of its own: behind `after` comes client, reload */
    RSP_HGS_TRIP_BEFORE /* reload, client */
} rsp_hgs_how;
typedef struct rsp_hgs_spot {
    int64_t cost; /* INT64_MAX: none */
    uint32_t after;
    rsp_hgs_how how;
} rsp_hgs_spot;
/* Puts an absent client where it was found to fit (hgs_recreate.c); refreshes the route. */
void rsp_hgs_tour_put(rsp_hgs_tour *t, uint32_t client, const rsp_hgs_spot *spot);

/* Takes all of a route out. */
void rsp_hgs_tour_clear(rsp_hgs_tour *t, uint32_t slot);
/* Puts an absent client between `after`, the last of its vehicle, and the end, or after a reload there;
 * returns it. Whether it fits is the caller's care. */
uint32_t rsp_hgs_tour_append(rsp_hgs_tour *t, uint32_t client, uint32_t after, bool new_trip);
/* A whole route, known to be sound and of absent clients, into an empty vehicle of its kind; there is one. */
void rsp_hgs_tour_lay(rsp_hgs_tour *t, const rsp_vrp_route *r);

/* What is served as routes, in the arena; one of them. */
int rsp_hgs_tour_tell_route(const rsp_hgs_tour *t, uint32_t slot, rsp_arena *a,
                            rsp_vrp_route *ret) RSP_MUST_CHECK;
int rsp_hgs_tour_tell(const rsp_hgs_tour *t, rsp_arena *a, rsp_vrp_solution *ret,
                      rsp_err *err) RSP_MUST_CHECK;

/* An empty vehicle of a kind of which there is one. */
static inline uint32_t rsp_hgs_empty(const rsp_hgs_tour *t, uint32_t kind) {
    return t->empty[t->v->kinds[kind].first_slot + t->n_empty[kind] - 1];
}
static inline const rsp_hgs_kind *rsp_hgs_kind_of(const rsp_hgs_tour *t, uint32_t slot) {
    return &t->v->kinds[t->slots[slot].kind];
}

#endif
