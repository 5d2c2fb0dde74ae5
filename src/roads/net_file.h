/* The prepared file as it lies on disk, and the opened net. Private to roads/.
 *
 * Layout (little-endian, every section aligned to 8): header, nodes, edges, shape points, out_first, out_arc,
 * patterns, pattern arcs, class names, grid_first, grid_edge, order, strings. The sizes of all sections
 * follow from the counts in the header, so there are no offsets that could lie. */
#ifndef RSP_ROADS_NET_FILE_H
#define RSP_ROADS_NET_FILE_H

#include <pthread.h>

#include "base/buf.h"
#include "roads/net.h"

#define RSP_NET_MAGIC        "RSPROADS"
#define RSP_NET_VERSION      2U
#define RSP_NET_CHECKSUM     32
#define RSP_NET_COUNT_MAX    (1U << 30)
#define RSP_PATTERN_ARCS_MAX 64U
#define RSP_NONE             UINT32_MAX

typedef struct net_header {
    char magic[8];
    uint32_t version, header_bytes;
    uint64_t file_bytes;
    unsigned char checksum[RSP_NET_CHECKSUM]; /* BLAKE2b of the file with this field zero */
    uint32_t nodes, edges, shape, out_arcs, patterns, pattern_arcs, classes, grid_nx, grid_ny, grid_edges;
    uint32_t strings;                    /* bytes; begins with a NUL: offset 0 is "" */
    uint32_t source, licence, data_date; /* offsets into strings */
    uint32_t restrictions, components, largest, conditional;
    double total_km;
    rsp_box box;
} net_header;

typedef struct net_node {
    int64_t osm_id;
    rsp_point at;
} net_node;

typedef struct net_edge {
    double length_m;
    uint32_t from, to, shape_first, shape_n, name, max_weight_kg;
    uint32_t ms[2][RSP_PROFILE_COUNT]; /* [backward][profile]; UINT32_MAX: may not */
    uint16_t max_height_cm;
    uint8_t road_class, flags;
    uint32_t reserved;
} net_edge;

typedef struct net_pattern { /* a forbidden sequence of arcs */
    uint32_t first;
    uint16_t n, mask; /* n in 2..RSP_PATTERN_ARCS_MAX; mask of profiles */
} net_pattern;

typedef struct net_sections { /* byte offset of each section */
    uint64_t nodes, edges, shape, out_first, out_arc, patterns, pattern_arcs, classes, grid_first, grid_edge,
        order, strings, end;
} net_sections;

static inline uint64_t net_align(uint64_t n) {
    return (n + 7U) & ~(uint64_t)7U;
}

static inline net_sections net_layout(const net_header *h) {
    net_sections s;
    uint64_t at = net_align(sizeof *h);
    s.nodes = at;
    s.edges = at = net_align(at + (uint64_t)h->nodes * sizeof(net_node));
    s.shape = at = net_align(at + (uint64_t)h->edges * sizeof(net_edge));
    s.out_first = at = net_align(at + (uint64_t)h->shape * sizeof(rsp_point));
    s.out_arc = at = net_align(at + ((uint64_t)h->nodes + 1) * 4);
    s.patterns = at = net_align(at + (uint64_t)h->out_arcs * 4);
    s.pattern_arcs = at = net_align(at + (uint64_t)h->patterns * sizeof(net_pattern));
    s.classes = at = net_align(at + (uint64_t)h->pattern_arcs * 4);
    s.grid_first = at = net_align(at + (uint64_t)h->classes * 4);
    s.grid_edge = at = net_align(at + ((uint64_t)h->grid_nx * h->grid_ny + 1) * 4);
    s.order = at = net_align(at + (uint64_t)h->grid_edges * 4);
    s.strings = at = net_align(at + (uint64_t)h->edges * 4);
    s.end = at + h->strings;
    return s;
}

/* What a state (an arc, or an arc with a history that matters) may not do or turns into; see turns.c. */
typedef struct turn_entry {
    uint32_t arc;    /* next arc */
    uint32_t target; /* the state it leads to, RSP_NONE: the arc itself */
    uint32_t mask;   /* profiles that may not */
} turn_entry;
typedef struct net_turns {
    uint32_t states; /* 2 * edges + extra */
    uint32_t *first; /* states + 1: entries of each state, sorted by arc */
    turn_entry *entry;
    uint32_t *extra_arc;    /* the last arc of each extra state */
    uint64_t *node_special; /* bit per node: some arc into it has entries */
} net_turns;

typedef struct net_reach { /* components of the usable edges under one set of limits; see reach.c */
    unsigned profiles;
    uint32_t weight_kg, height_cm;
    uint32_t *edge_component; /* per edge; RSP_NONE: not usable. 0: the largest and what it joins both ways */
    uint32_t components, largest_nodes;
    uint32_t *component_edges; /* edges of each component */
    struct net_reach *next;
} net_reach;

struct rsp_net {
    rsp_ctx ctx;
    rsp_buf file;              /* owned; empty while building */
    const unsigned char *base; /* its bytes, or borrowed memory while building */
    uint64_t bytes;
    const net_header *h;
    const net_node *nodes;
    const net_edge *edges;
    const rsp_point *shape;
    const uint32_t *out_first, *out_arc;
    const net_pattern *patterns;
    const uint32_t *pattern_arcs, *classes, *grid_first, *grid_edge;
    const uint32_t *order; /* the edges in the order in which a hierarchy takes them out; see order.c */
    const char *strings;
    net_turns turns;
    pthread_mutex_t lock; /* of all below */
    net_reach *reach;
    struct hierarchy *hierarchy; /* see hierarchy.c; NULL: not made yet */
    bool no_hierarchy;           /* it would be too large */
};

static inline uint32_t net_tail(const rsp_net *n, uint32_t arc) {
    return (arc & 1U) != 0 ? n->edges[arc >> 1].to : n->edges[arc >> 1].from;
}
static inline uint32_t net_head(const rsp_net *n, uint32_t arc) {
    return net_tail(n, arc ^ 1U);
}
/* The longest of the profiles' times; UINT32_MAX where one of them may not. */
static inline uint32_t net_arc_ms(const rsp_net *n, uint32_t arc, unsigned profiles) {
    uint32_t ms = 0;
    for (unsigned p = 0; p < RSP_PROFILE_COUNT; p++) {
        uint32_t one = n->edges[arc >> 1].ms[arc & 1U][p];
        if ((profiles >> p & 1U) != 0 && one > ms) {
            ms = one;
        }
    }
    return ms;
}
static inline uint32_t net_state_arc(const rsp_net *n, uint32_t state) {
    uint32_t base = 2 * n->h->edges;
    return state < base ? state : n->turns.extra_arc[state - base];
}
/* The entry of state for the next arc, or NULL. By halves: a map may be made to have thousands of them. */
static inline const turn_entry *net_turn(const net_turns *t, uint32_t state, uint32_t arc) {
    uint32_t lo = t->first[state];
    uint32_t end = t->first[state + 1];
    uint32_t hi = end;
    while (lo < hi) {
        uint32_t mid = lo + (hi - lo) / 2;
        if (t->entry[mid].arc < arc) {
            lo = mid + 1;
        } else {
            hi = mid;
        }
    }
    return lo < end && t->entry[lo].arc == arc ? &t->entry[lo] : NULL;
}
static inline bool net_banned(const net_turns *t, uint32_t state, uint32_t arc, unsigned profiles) {
    const turn_entry *e = net_turn(t, state, arc);
    return e != NULL && (e->mask & profiles) != 0;
}
/* Whether none of the profiles, arriving in state, has a permitted way on but to turn round (closures and
 * limits of the day do not make a dead end). */
bool net_dead_end(const rsp_net *n, uint32_t state, unsigned profiles);

/* Points n into base and checks every count and index. name: for messages. */
int net_attach(rsp_net *n, const char *name, rsp_err *err) RSP_MUST_CHECK;
void net_detach(rsp_net *n); /* frees what attach and queries made, not the base */
int net_turns_build(const rsp_net *n, net_turns *ret, rsp_err *err) RSP_MUST_CHECK;
void net_turns_done(const rsp_ctx *ctx, net_turns *t);
/* The components for these limits, made on first use and kept; borrowed from n. Thread-safe. */
int net_reach_get(const rsp_net *n, unsigned profiles, uint32_t weight_kg, uint32_t height_cm,
                  const net_reach **ret, rsp_err *err) RSP_MUST_CHECK;
void net_checksum(const unsigned char *base, uint64_t bytes, unsigned char ret[RSP_NET_CHECKSUM]);

void net_reach_done(rsp_net *n);

/* The grid: row and column range of a box; the cells a straight segment passes (see grid.c). */
int net_grid_cells(const rsp_box *all, uint32_t nx, uint32_t ny, rsp_point p, rsp_point q,
                   int (*each)(void *user, uint32_t cell), void *user);

#endif
