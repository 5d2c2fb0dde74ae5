/* A population of solutions (hybrid genetic search: Vidal et al. 2012, 2013): parents are chosen by cost and
 * by how much they add to diversity, routes near each other go from one to the other (selective route
 * exchange: Nagata & Kobayashi 2010), the child is improved by the local search of hgs_soft.h and, where it
 * is late or too full, once more at ten times the penalty. Penalties follow the share of children that come
 * out feasible.
 *
 * Everything lives in the arena; nothing is allocated after rsp_hgs_breed_new. Not thread-safe. */
#ifndef RSP_SOLVER_HGS_BREED_H
#define RSP_SOLVER_HGS_BREED_H

#include "solver/hgs_person.h"

#define RSP_HGS_FEW  25
#define RSP_HGS_MORE 40
#define RSP_HGS_MOST (2 * (RSP_HGS_FEW + RSP_HGS_MORE + 1))

typedef struct rsp_hgs_breed {
    rsp_hgs_soft soft;
    rsp_rng rng;
    rsp_hgs_person people[RSP_HGS_MOST];
    uint16_t alive[2][RSP_HGS_MOST], n_alive[2]; /* [feasible] */
    uint16_t spare[RSP_HGS_MOST], n_spare;
    float *apart;        /* RSP_HGS_MOST^2: share of ways that two do not have in common */
    rsp_hgs_person best; /* feasible; cost.ways INT64_MAX: none yet */
    rsp_hgs_penalties penalties;
    uint32_t born;         /* since the population started */
    uint32_t fruitless;    /* children since the best was found */
    uint32_t *mark, *pick; /* by slot and by client */
    uint32_t *loose, n_loose;
} rsp_hgs_breed;

int rsp_hgs_breed_new(const rsp_hgs_view *v, rsp_arena *a, uint64_t seed, rsp_hgs_breed *ret,
                      rsp_err *err) RSP_MUST_CHECK;

/* The routes of a tour of the same view that serves everyone, as one more person. Whether it is the best so
 * far. */
bool rsp_hgs_breed_join(rsp_hgs_breed *b, const rsp_hgs_tour *t);

/* One more person: built at random while there are few, else a child of two. Whether it is the best so far.
 */
bool rsp_hgs_breed_step(rsp_hgs_breed *b);

#endif
