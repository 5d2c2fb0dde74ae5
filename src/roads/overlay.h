/* What lies on the edges today. Private to roads/. */
#ifndef RSP_ROADS_OVERLAY_H
#define RSP_ROADS_OVERLAY_H

#include "roads/net_file.h"
#include "roads/route.h"

struct custom;
typedef enum { OVER_ZONE, OVER_CLOSURE, OVER_DANGER, OVER_CHECKPOINT } over_kind;

typedef struct over_item { /* a stretch of an edge, as fractions of its length from its `from` node */
    double in, out;        /* a checkpoint: both are where it stands */
    double weight;         /* danger */
    uint16_t number;       /* of the zone, closure, danger area or checkpoint */
    uint8_t kind;
    uint8_t arcs; /* closure: bit 1 closes the arc forward, bit 2 backward */
} over_item;

struct rsp_overlay {
    rsp_ctx ctx;
    const rsp_net *net;
    rsp_overlay_spec spec; /* the arrays are not borrowed: only the counts are used */
    rsp_overlay_checkpoint *checkpoints;
    uint32_t *first; /* per edge + 1: its items, by kind, number, in */
    over_item *items;
    uint64_t *zones;        /* per edge */
    uint8_t *closed;        /* per edge: bits as over_item.arcs */
    uint64_t *node_special; /* turns' and those at an edge with a checkpoint */
    pthread_mutex_t lock;   /* of customs */
    struct custom *customs; /* hierarchies customized for what was asked; see custom.c */
    _Atomic uint64_t made;  /* numbers customs and goals, so that nobody takes a new one for an old one */
};

static inline bool over_bit(const uint64_t *bits, uint32_t i) {
    return (bits[i >> 6] >> (i & 63) & 1U) != 0;
}

#endif
