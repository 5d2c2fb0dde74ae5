/* What the files of the labelling share. Only for ng*.c. */
#ifndef RSP_SOLVER_NG_INNER_H
#define RSP_SOLVER_NG_INNER_H

#include "base/vec.h"
#include "solver/ng.h"

/* 128 bits: elements by colour, or cuts. */
typedef struct bits {
    uint64_t w[2];
} bits;

static inline bits bits_and(bits a, bits b) {
    return (bits){{a.w[0] & b.w[0], a.w[1] & b.w[1]}};
}
static inline bits bits_or(bits a, bits b) {
    return (bits){{a.w[0] | b.w[0], a.w[1] | b.w[1]}};
}
static inline bits bits_without(bits a, bits b) {
    return (bits){{a.w[0] & ~b.w[0], a.w[1] & ~b.w[1]}};
}
static inline bool bits_any(bits a) {
    return (a.w[0] | a.w[1]) != 0;
}
static inline bool bits_meet(bits a, bits b) {
    return ((a.w[0] & b.w[0]) | (a.w[1] & b.w[1])) != 0;
}
static inline bool bits_within(bits a, bits b) { /* a is a subset of b */
    return ((a.w[0] & ~b.w[0]) | (a.w[1] & ~b.w[1])) == 0;
}
static inline bits bit_of(uint32_t at) {
    bits b = {{0, 0}};
    b.w[at >> 6] = (uint64_t)1 << (at & 63);
    return b;
}

/* An open arc as its side sees it: times mirrored on the backward side. */
typedef struct hop {
    int64_t gain;
    bits keep; /* of what the tail remembers, what the head does too */
    bits test; /* the head's element, where the tail remembers it */
    uint32_t to, arc;
    int32_t time, earliest, latest;
    int32_t open, close; /* of the head */
} hop;

#define NO_LABEL UINT32_MAX
typedef struct label {
    int64_t gain;
    bits seen, cuts;
    int32_t time;
    uint32_t vertex, parent, arc;
    uint32_t next; /* pending or free */
} label;

typedef struct entry { /* a label that was extended, as dominance reads it */
    int64_t gain;
    bits seen;
    int32_t time;
    uint32_t label;
} entry;
typedef RSP_VEC(entry) entries;

typedef struct rank {
    int64_t gain;
    int32_t time;
    uint32_t label;
} rank;

typedef struct limit { /* from later than this none of gone can be reached any more */
    int32_t time;
    bits gone;
} limit;

/* One direction. Buckets are numbered vertex * n_buckets + time / width, in the side's own time. */
typedef struct side {
    bool backward;
    uint32_t *by_tail, *first_of; /* arc indices sorted by the vertex they leave; n_vertices + 1 */
    hop *hops;
    uint32_t *first;       /* n_vertices + 1: open hops */
    uint32_t *first_limit; /* n_vertices + 1 */
    RSP_VEC(limit) limits; /* by vertex, times rising, what is gone adding up */
    int32_t *last;         /* by vertex: the latest that still ends in time */
    RSP_VEC(label) pool;
    RSP_VEC(int32_t) loads; /* pool x n_dims */
    uint32_t free;
    uint32_t *pending;   /* by bucket: first label */
    entries *settled;    /* by bucket, gains falling */
    int64_t *completion; /* by bucket: the best gain of a label of the vertex this late or earlier */
    uint64_t n_settled;
    int32_t reached; /* all labels up to this time are settled; -1: none */
} side;

typedef struct candidate { /* a route: forward label, arc, backward label */
    int64_t gain;
    uint32_t forward, arc, backward;
} candidate;

struct rsp_ng {
    const rsp_ctx *ctx;
    const rsp_ng_graph *g;
    int32_t horizon; /* times are mirrored at it: t -> horizon - t */
    int32_t width;
    uint32_t n_buckets;
    int32_t middle; /* forward labels go up to here; last instant of a bucket */
    side sides[2];
    int32_t *shortest; /* from vertex * n_vertices + to: no path is faster; NULL: too many vertices */
    uint64_t *near;    /* n_vertices x near_words: bits by element */
    uint64_t *apart;   /* n_elements x near_words: elements remembered together somewhere */
    uint32_t near_words;
    uint8_t *colour;           /* by element, in ng-sets */
    uint8_t *full;             /* by element, its bit in ENUMERATE */
    bits *cut_in, *cut_memory; /* by vertex */
    int64_t penalty[RSP_NG_CUTS];
    RSP_VEC(candidate) heap; /* the best routes, the worst of them on top */
    RSP_VEC(rsp_ng_route) routes;
    RSP_VEC(uint32_t) path;
    RSP_VEC(rank) ranks; /* of the bucket being settled */
    uint32_t countdown;  /* to the next look at the clock */
};

static inline uint32_t bucket_of(const rsp_ng *ng, int32_t time) {
    return (uint32_t)(time / ng->width);
}
static inline bool near_has(const rsp_ng *ng, uint32_t vertex, uint32_t element) {
    return (ng->near[(size_t)vertex * ng->near_words + element / 64] >> (element % 64)) & 1;
}
/* What the pending cuts of `a` that `b` does not have cost at most. */
static inline int64_t penalty_of(const rsp_ng *ng, bits cuts) {
    int64_t sum = 0;
    for (int w = 0; w < 2; w++) {
        for (uint64_t rest = cuts.w[w]; rest != 0; rest &= rest - 1) {
            sum += ng->penalty[64 * w + __builtin_ctzll(rest)];
        }
    }
    return sum;
}

/* ng_sets.c: the memory of every vertex; the open hops of a side for a query (whole: elements by their bit in
 * ENUMERATE, never forgotten); what time puts out of reach; the bits of ENUMERATE; cuts by vertex. */
int rsp_ng_sets_new(rsp_ng *ng, rsp_err *err);
int rsp_ng_set_limits(rsp_ng *ng, side *s, rsp_err *err);
void rsp_ng_open_hops(rsp_ng *ng, side *s, const rsp_ng_query *q, bool whole);
int rsp_ng_number_elements(rsp_ng *ng, const rsp_ng_query *q, rsp_err *err);
int rsp_ng_set_cuts(rsp_ng *ng, const rsp_ng_query *q, rsp_err *err);

/* ng_label.c: settles the labels of a side up to `until`. other: completions that drop what cannot reach the
 * threshold, or NULL. *ret_done false: stopped by a limit. */
typedef struct reach {
    const rsp_ng_query *query;
    const side *other;
    int32_t until;
    bool loose; /* dominance blind to memory: quick, proves nothing */
    bool alike; /* dominance only among the same elements: enumeration */
} reach;
int rsp_ng_reset(rsp_ng *ng, side *s, rsp_err *err);
int rsp_ng_run(rsp_ng *ng, side *s, const reach *r, bool *ret_done, rsp_err *err);
bool rsp_ng_stop(rsp_ng *ng, const rsp_ng_query *q);

/* ng_join.c: the best routes into the heap; the arcs of routes that reach the threshold, after both sides
 * went the whole way; the heap as paths. */
int rsp_ng_join(rsp_ng *ng, const rsp_ng_query *q, bool *ret_done, rsp_err *err);
void rsp_ng_mark_used(const rsp_ng *ng, const rsp_ng_query *q);
int rsp_ng_tell_routes(rsp_ng *ng, rsp_err *err);

#endif
