/* The cheapest place for a piece of work: O(1) per position for deliveries and visits, a walk for
 * shipments, against the earliest and latest times of the route (solution.h). */
#ifndef RSP_SOLVER_INSERT_H
#define RSP_SOLVER_INSERT_H

#include "solver/solution.h"

typedef struct rsp_insertion {
    uint32_t route; /* RSP_NO: a new route of class `cls` */
    uint32_t cls;
    uint32_t pos;      /* before this step; with top_up: the step whose amount grows */
    uint32_t drop_pos; /* counted before the pickup is in: the drop goes before this step */
    uint16_t alt, drop_alt;
    bool top_up;
    int64_t amount;
    int64_t gain; /* value */
    int64_t cost; /* growth, an estimate until applied */
} rsp_insertion;

/* Whether a is to be preferred: more gain (per vehicle of a new route where per_vehicle), then less cost. */
bool rsp_insertion_better(const rsp_solution *s, const rsp_insertion *a, const rsp_insertion *b,
                          bool per_vehicle);

typedef struct rsp_offer { /* what is asked for */
    uint32_t task;
    int64_t at_most;  /* units */
    bool per_vehicle; /* rsp_insertion_better */
} rsp_offer;

/* Offers the best insertion into route r to *best (gain 0: none yet). Positions are skipped with probability
 * blink / 1000. */
void rsp_insert_offer(const rsp_solution *s, uint32_t r, const rsp_offer *o, rsp_rng *rng, uint32_t blink,
                      rsp_insertion *best);
/* The same for a new route of a class (whose resources must be free). */
void rsp_insert_offer_new(const rsp_solution *s, uint32_t cls, const rsp_offer *o, rsp_insertion *best);
/* Applies; false and unchanged where docks, rides or exact loads refuse it after all. */
bool rsp_insert_apply(rsp_solution *s, uint32_t task, const rsp_insertion *in);

#endif
