/* Weights of one metric and the working memory of a search. Private to roads/. */
#ifndef RSP_ROADS_SEARCH_H
#define RSP_ROADS_SEARCH_H

#include "base/vec.h"
#include "roads/overlay.h"

#define KEY_LEN_BITS 28 /* decimetres: 26,843 km */
#define KEY_FAR_BIT  62 /* of rest: what is longer is no path */

/* Labels are compared by cost, then time, then length. */
typedef struct search_key {
    uint64_t cost_ms;
    uint64_t rest; /* time_ms << KEY_LEN_BITS | length_dm */
} search_key;

static inline bool key_less(search_key a, search_key b) {
    return a.cost_ms < b.cost_ms || (a.cost_ms == b.cost_ms && a.rest < b.rest);
}
static inline search_key key_add(search_key a, search_key b) {
    return (search_key){.cost_ms = a.cost_ms + b.cost_ms, .rest = a.rest + b.rest};
}
static inline search_key key_of(uint64_t ms, uint64_t danger_ms, uint64_t dm) {
    return (search_key){.cost_ms = ms + danger_ms, .rest = ms << KEY_LEN_BITS | dm};
}

typedef struct weight_arc { /* an arc that may be driven as a whole */
    uint32_t arc, head, ms, danger_ms, dm;
} weight_arc;

typedef RSP_VEC(uint32_t) rank_list; /* of states of a hierarchy */
typedef struct way_work {            /* of unpacking a path of one; see ways.c */
    rank_list ranks, stack, places;
} way_work;

typedef struct weights {
    bool ready;
    rsp_metric metric;
    uint32_t *first; /* per node + 1 */
    weight_arc *arcs;
    uint8_t *ways_out; /* per node: arcs out that the profiles may drive, up to 255 */
} weights;

/* Part of an arc: fractions of the edge, lo <= hi, whichever way it is driven. */
typedef struct piece {
    uint32_t arc;
    double lo, hi;
} piece;

static inline piece piece_from(const rsp_snap *s, uint32_t arc) { /* from the stop on */
    return (arc & 1U) != 0 ? (piece){.arc = arc, .lo = 0, .hi = s->fraction}
                           : (piece){.arc = arc, .lo = s->fraction, .hi = 1};
}
static inline piece piece_to(const rsp_snap *s, uint32_t arc) { /* up to the stop */
    return (arc & 1U) != 0 ? (piece){.arc = arc, .lo = s->fraction, .hi = 1}
                           : (piece){.arc = arc, .lo = 0, .hi = s->fraction};
}

int weights_make(const rsp_overlay *o, const rsp_metric *m, weights *w, rsp_err *err) RSP_MUST_CHECK;
/* Whether the metric makes sense: 0, or RSP_EINPUT with a message. */
int weights_check(const rsp_metric *m, rsp_err *err) RSP_MUST_CHECK;
bool weights_same(const rsp_metric *a, const rsp_metric *b);
/* What a whole arc costs, delays of checkpoints apart; false where it may not be driven as a whole. */
bool weights_whole(const rsp_overlay *o, const rsp_metric *m, uint32_t arc, weight_arc *ret);
void weights_done(const rsp_ctx *ctx, weights *w);
/* Milliseconds of a whole arc under the metric; UINT32_MAX where it may not be driven by profile or limit. */
uint32_t weights_arc_ms(const rsp_net *n, const rsp_metric *m, uint32_t arc);
/* Milliseconds from the edge's `from` end to fraction f at a time for the whole of ms. */
static inline uint64_t weights_ms_at(uint32_t ms, double f) {
    return (uint64_t)(ms * f + 0.5);
}
/* Sum of weight x metres in the part. */
double weights_danger(const rsp_overlay *o, piece p);
/* Whether the part may be driven: profile, limits, zones, closures touched by this part only. */
bool weights_part_open(const rsp_overlay *o, const rsp_metric *m, piece p);
/* Its key without checkpoints. */
search_key weights_part(const rsp_overlay *o, const rsp_metric *m, piece p);
/* Delay in ms of the checkpoints met in the part, coming from edge `before` (RSP_NONE: starting here). */
uint64_t weights_delay(const rsp_overlay *o, piece p, uint32_t before);
/* Whether checkpoint `number` stands on the edge. */
bool weights_on_edge(const rsp_overlay *o, uint32_t edge, uint16_t number);

/* Stamps leave the two lowest bits to flags: labels stay small, and small labels are quick. */
enum { LABEL_SECOND = 1, LABEL_SETTLED = 2, LABEL_STAMP = 4 };

typedef struct label {
    search_key key;
    uint32_t parent; /* state, RSP_NONE at the start */
    uint32_t stamp;  /* of the search | LABEL_SECOND: a second arrival behind it may matter | LABEL_SETTLED */
} label;

enum { NODE_SECOND = 1, NODE_BEST_SECOND = 2, NODE_DONE = 4, NODE_STAMP = 8 };

typedef struct node_label {
    search_key best; /* least key pushed so far */
    uint32_t p1;     /* arc that settled first, RSP_NONE */
    uint32_t stamp;  /* of the search | flags: a second arrival matters; it would behind best; it has come */
} node_label;

typedef struct heap_item {
    search_key key;
    uint32_t state, head; /* head: of the state's arc; 0 for a target */
} heap_item;

typedef struct target_arc {     /* one of the ways onto a target */
    uint32_t target, arc, next; /* next: in the list of its tail node */
    double lo, hi;
    search_key part;
} target_arc;

typedef struct target_label {
    search_key key;
    uint32_t parent, arc; /* state before, RSP_NONE: straight from the start; last arc */
    bool found, settled;
} target_label;

struct rsp_search {
    rsp_ctx ctx;
    const rsp_overlay *o;
    weights w;
    uint32_t stamp;    /* counts searches; below 2^28, see begin */
    label *labels;     /* per state */
    node_label *nodes; /* per node */
    uint32_t *node_targets, *node_targets_stamp;
    RSP_VEC(heap_item) heap;
    RSP_VEC(target_arc) target_arcs;
    RSP_VEC(target_label) targets;
    const struct custom *custom; /* what rsp_search_prepare asked for; NULL */
    way_work work;
    struct span_memo *spans; /* made when first needed */
};

int search_check_snaps(const rsp_net *net, const rsp_snap *snaps, uint32_t n, rsp_err *err) RSP_MUST_CHECK;
/* The arc along which `to` is reached without leaving the edge, RSP_NONE where there is none as good as
 * *best; else *best becomes its key. */
uint32_t search_straight(const rsp_overlay *o, const rsp_metric *m, const rsp_snap *from, const rsp_snap *to,
                         search_key *best);
/* As rsp_route_many, in the search's customized hierarchy; see many.c. */
int many_from(rsp_search *s, const rsp_snap *from, const rsp_snap *to, uint32_t n, rsp_arena *a,
              rsp_path *ret_paths, rsp_err *err) RSP_MUST_CHECK;
void many_done(rsp_search *s);
/* The path along the arcs, with all that it crosses, in the arena; the arcs are borrowed. */
int path_drive(const rsp_overlay *o, const rsp_metric *m, const rsp_snap *from, const rsp_snap *to,
               const uint32_t *arcs, uint32_t n, rsp_arena *a, rsp_path *ret, rsp_err *err) RSP_MUST_CHECK;
/* Seconds and metres alone. */
void path_times(const rsp_snap *from, const rsp_snap *to, bool found, search_key key, rsp_path *ret);

/* Writes the path that ends in target i. */
int search_extract(const rsp_search *s, const rsp_snap *from, const rsp_snap *to, uint32_t i, rsp_arena *a,
                   rsp_path *ret, rsp_err *err) RSP_MUST_CHECK;

#endif
