/* A solution as it is remembered while hgs_soft.h changes another, and the penalties that are held where
 * enough of what is found is feasible (Vidal et al. 2013). */
#ifndef RSP_SOLVER_HGS_PERSON_H
#define RSP_SOLVER_HGS_PERSON_H

#include "solver/hgs_soft.h"
#include "solver/hgs_tour.h"

typedef struct rsp_hgs_person {
    uint32_t *next, *prev; /* by client; RSP_VRP_NONE: the depot */
    uint32_t *first;       /* by slot; RSP_VRP_NONE: empty */
    bool *again;           /* by client: the second, third... trip begins with it */
    rsp_hgs_soft_cost cost;
    int64_t price; /* by the penalties of then */
    bool feasible;
    double fitness;
} rsp_hgs_person;

/* Nobody's routes, cost.ways INT64_MAX; lives in the arena: 0, or RSP_ENOMEM. */
int rsp_hgs_person_new(const rsp_hgs_view *v, rsp_arena *a, rsp_hgs_person *ret) RSP_MUST_CHECK;
void rsp_hgs_person_copy(const rsp_hgs_view *v, rsp_hgs_person *to, const rsp_hgs_person *from);
/* What s holds; of one route, without costs. */
void rsp_hgs_person_take(const rsp_hgs_soft *s, rsp_hgs_person *p);
void rsp_hgs_person_take_route(const rsp_hgs_soft *s, uint32_t slot, rsp_hgs_person *p);
/* The route of p that begins with `first`, without those who are in a route of s already, into a slot that is
 * empty or unloaded. */
void rsp_hgs_person_put(rsp_hgs_soft *s, uint32_t slot, const rsp_hgs_person *p, uint32_t first);
/* The routes of a tour that serves everyone, in s. */
void rsp_hgs_tour_soften(const rsp_hgs_tour *t, rsp_hgs_soft *s);

typedef struct rsp_hgs_penalties {
    double per_time, per_load[RSP_VRP_DIMS + 1];
    uint32_t seen, timely, fitting[RSP_VRP_DIMS + 1]; /* since they were changed */
} rsp_hgs_penalties;

void rsp_hgs_penalties_init(const rsp_hgs_view *v, rsp_hgs_penalties *ret);
/* Sets those of s to so many times these; its routes keep the old ones until they are refreshed. */
void rsp_hgs_penalties_use(const rsp_hgs_penalties *p, rsp_hgs_soft *s, double times);
void rsp_hgs_penalties_note(rsp_hgs_penalties *p, const rsp_hgs_view *v, const rsp_hgs_soft_cost *found);
/* After so many notes: changes what is not within 0.05 of the share that should be feasible, returns true. */
bool rsp_hgs_penalties_adapt(rsp_hgs_penalties *p, uint32_t every, double share);

#endif
