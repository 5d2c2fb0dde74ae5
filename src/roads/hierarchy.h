/* The hierarchy of a network: what of it does not depend on any metric. Private to roads/. See hierarchy.c.
 */
#ifndef RSP_ROADS_HIERARCHY_H
#define RSP_ROADS_HIERARCHY_H

#include "roads/net_file.h"

/* The two kinds of arcs of a state: to and from states above it. */
enum { HIER_OUT, HIER_IN };

#define HIER_HEIGHT_MAX 20000U /* deeper ones are no help; three chains of it are numbered by 16 bits */

typedef struct hier_step { /* a move that the network allows, between a state and one above it */
    uint32_t other;        /* rank of the one above */
    uint8_t banned;        /* profiles that may not */
    uint8_t dead_end;      /* turning round: for which profiles there is no other way on; else all bits */
} hier_step;

typedef struct hier_lower { /* a triangle's lower corner z, seen from one of the two above */
    uint32_t arc;           /* between z and this one */
    uint32_t first, n;      /* the arcs of z that go on to states above this one */
} hier_lower;

typedef struct hierarchy {
    uint32_t states, height;     /* height: no state is deeper than height - 1 */
    uint32_t *rank;              /* by state of turns.c; RSP_NONE: nobody may drive it */
    uint32_t *state;             /* by rank */
    uint32_t *up;                /* by rank: the next on the way to the root, RSP_NONE at a root */
    uint16_t *depth;             /* by rank: how many are above */
    uint32_t *lowest;            /* by edge: the lowest rank of its states, RSP_NONE where there are none */
    uint32_t *into_first, *into; /* by node + 1: the ranks of the states that end there */
    uint32_t *step_first;        /* by 2 * rank + HIER_OUT or HIER_IN, and one more */
    hier_step *steps;
    uint32_t *first;    /* likewise: arcs to states above, those nearest to the root first */
    uint16_t *to;       /* by arc: depth of the state above */
    uint32_t *owner;    /* by arc: the state below */
    uint32_t *lower_at; /* by 2 * rank + kind, and one more */
    hier_lower *lower;
} hierarchy;

/* The hierarchy of the net, made on first use and kept with it; borrowed. *ret: NULL where the roads are such
 * that it would be too large to help. Thread-safe. 0 or RSP_ENOMEM. */
int hier_get(const rsp_net *n, const hierarchy **ret, rsp_err *err) RSP_MUST_CHECK;
hierarchy *hier_free(const rsp_ctx *ctx, hierarchy *h);

/* The arc of the kind from state x to the one above it at a depth; RSP_NONE. */
uint32_t hier_arc(const hierarchy *h, uint32_t x, unsigned kind, uint32_t depth);

static inline uint32_t hier_arcs(const hierarchy *h) {
    return h->first[2 * (size_t)h->states];
}

#endif
