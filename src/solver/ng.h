/* Best routes of a graph with windows by labelling: the pricing of column generation, over ng-routes.
 *
 * A vertex visits an element (or none); several vertices may visit the same (alternatives, window instances),
 * several arcs may join the same two vertices. An arc has a departure interval, counted from the begin of
 * service at its tail; it may be waited for. Elements have neighbourhoods by vertex (ng-sets): a route may
 * come back to an element once it has passed a vertex that does not remember it, so that ng-routes contain
 * the elementary ones and a bound over them is valid. Subset-row cuts of three elements may add penalties.
 * Knows nothing of what the elements are.
 *
 * Labelling goes forward to a middle time and backward to it, in buckets of time; a label is dropped where
 * another of its vertex is as early, as light, as good and remembers no more. Gains, times and loads are
 * integers: the best gain of a pricing that was complete is exact.
 *
 * One thread at a time per rsp_ng. References: Baldacci, Mingozzi & Roberti 2011 (ng-routes); Righini &
 * Salani 2006 (bidirectional labelling), 2008 (growing state space); Roberti & Mingozzi 2014 (dynamic
 * ng-sets); Pecin, Pessoa, Poggi & Uchoa 2017 (cuts of limited memory); Sadykov, Uchoa & Pessoa 2021
 * (buckets). */
#ifndef RSP_SOLVER_NG_H
#define RSP_SOLVER_NG_H

#include <stdbool.h>
#include <stdint.h>

#include "base/mem.h"

#define RSP_NG_DIMS     8
#define RSP_NG_NONE     UINT32_MAX
#define RSP_NG_ANYTIME  (INT32_MAX / 4)
#define RSP_NG_CLOSED   INT64_MIN /* the gain of an arc that may not be used */
#define RSP_NG_CUTS     128u
#define RSP_NG_ELEMENTS 65535u

typedef struct rsp_ng_vertex {
    int32_t open, close;       /* service begins within; 0 <= open, close <= RSP_NG_ANYTIME */
    uint32_t element;          /* or RSP_NG_NONE */
    int32_t load[RSP_NG_DIMS]; /* not negative; adds up along the route */
} rsp_ng_vertex;

typedef struct rsp_ng_arc {
    uint32_t from, to;
    int32_t time;             /* from the begin of service at `from` to the arrival at `to`; >= 0 */
    int32_t earliest, latest; /* departure: service at `from` begins by latest; waits for earliest */
} rsp_ng_arc;

/* Borrowed by what is made from it. */
typedef struct rsp_ng_graph {
    const rsp_ng_vertex *vertices;
    uint32_t n_vertices, n_elements;
    const rsp_ng_arc *arcs; /* their index is their name in what follows */
    uint32_t n_arcs;
    uint32_t source, sink; /* routes begin at the source's open and end by the sink's close; not elements */
    uint32_t n_dims;
    int32_t capacity[RSP_NG_DIMS];
} rsp_ng_graph;

typedef struct rsp_ng rsp_ng;

/* Workspace over a graph; its ng-sets hold nothing but each vertex's own element. RSP_EINPUT where the graph
 * breaks what stands above; RSP_ENOMEM. */
int rsp_ng_new(const rsp_ctx *ctx, const rsp_ng_graph *g, rsp_ng **ret, rsp_err *err) RSP_MUST_CHECK;
rsp_ng *rsp_ng_free(rsp_ng *ng); /* NULL allowed; returns NULL */
RSP_DEFINE_CLEANUP(rsp_ng, rsp_ng_free)

/* The vertex remembers the element from now on. False where memory has no room for it (elements that are
 * remembered together share 128 bits): then nothing changes. */
bool rsp_ng_remember(rsp_ng *ng, uint32_t vertex, uint32_t element);
bool rsp_ng_remembers(const rsp_ng *ng, uint32_t vertex, uint32_t element);
/* Whether a path (arc indices) is a route that the ng-sets allow. */
bool rsp_ng_allows(const rsp_ng *ng, const uint32_t *arcs, uint32_t n);

/* Subset-row cuts: visits to any two of the elements, as long as the route stays among the vertices that have
 * the cut in memory, cost the penalty once; four visits twice, ... */
typedef struct rsp_ng_cut {
    uint32_t elements[3];
    const uint8_t *memory; /* by vertex; vertices of its elements count as remembering */
    int64_t penalty;       /* >= 0 */
} rsp_ng_cut;

typedef enum {
    RSP_NG_EXACT,     /* best gain over all ng-routes */
    RSP_NG_QUICK,     /* a few routes fast; proves nothing */
    RSP_NG_ENUMERATE, /* every elementary route of at least the threshold (of those that visit the same
                       * elements one that is as early and good as any); at most 128 elements on open arcs */
} rsp_ng_mode;

typedef struct rsp_ng_query {
    rsp_ng_mode mode;
    const int64_t *gains; /* by arc, RSP_NG_CLOSED where it may not be used; below 2^52 in size */
    const rsp_ng_cut *cuts;
    uint32_t n_cuts;
    int64_t threshold;    /* routes of less gain are of no use */
    uint32_t most_routes; /* the best of them are kept */
    uint64_t most_labels; /* 0: 4 million */
    int64_t deadline_ns;  /* of the environment's monotonic clock; 0: none */
    uint8_t *ret_used;    /* EXACT, by arc, or NULL: 1 where a route over it reaches the threshold, else 0 */
} rsp_ng_query;

typedef struct rsp_ng_route {
    int64_t gain;
    const uint32_t *arcs; /* from the source to the sink */
    uint32_t n_arcs;
} rsp_ng_route;

typedef struct rsp_ng_answer {
    bool complete; /* else stopped by a limit: best and ret_used mean nothing; routes are routes */
    int64_t best;  /* EXACT: the most gain of any route, or INT64_MIN where none reaches the threshold */
    const rsp_ng_route *routes; /* best first; live until the next query or rsp_ng_free */
    uint32_t n_routes;
    uint64_t labels; /* that were extended: a count of the work done */
} rsp_ng_answer;
/* RSP_ENOMEM; RSP_ELIMIT: more than RSP_NG_CUTS cuts, or elements in ENUMERATE. Limits of time and labels are
 * an answer, not an error. */
int rsp_ng_price(rsp_ng *ng, const rsp_ng_query *q, rsp_ng_answer *ret, rsp_err *err) RSP_MUST_CHECK;

#endif
