/* The order in which edges are taken out of the network when its hierarchy is made (hierarchy.c).
 *
 * What: nested dissection of the graph whose vertices are the edges of the network, two of them joined where
 * they meet at a node. So a separator is a handful of roads that cut the map in two, and both directions of a
 * road, and whatever hangs on them, stand together. Why it is kept in the file: it depends on which roads
 * meet and on nothing else, and takes longer than all the rest of a hierarchy. Invariants: a permutation of
 * the edges, the same for the same map. Any permutation gives right answers; a poor one gives slow ones.
 * References: Karypis, Kumar, "A fast and high quality multilevel scheme for partitioning irregular graphs"
 * (1998), by METIS_NodeND; dissecting the roads and not the junctions: Buchhold, Wagner, Zeitz, Zündorf,
 * "Customizable contraction hierarchies with turn costs" (ATMOS 2020). */
#include "roads/order.h"

#include <metis.h>

#include "base/vec.h"

#define SEED       1
#define UNEVEN     300 /* parts may differ by 30 %: fewer roads between them (Porto: a tenth less to walk) */
#define ROUNDABOUT 8U  /* where more roads meet, each is joined to two of them only: it is enough */

_Static_assert(sizeof(idx_t) == 4, "METIS with 32-bit indices");

typedef struct meeting { /* edges by node */
    uint32_t *first, *edge;
} meeting;

static int meet(const rsp_ctx *ctx, const net_edge *edges, uint32_t n, uint32_t nodes, meeting *m) {
    m->first = rsp_calloc(ctx, (size_t)nodes + 2, sizeof *m->first);
    m->edge = rsp_calloc(ctx, 2 * (size_t)n + 1, sizeof *m->edge);
    if (m->first == NULL || m->edge == NULL) {
        return RSP_ENOMEM;
    }
    for (uint32_t e = 0; e < n; e++) {
        m->first[edges[e].from + 2]++;
        m->first[edges[e].to + 2]++;
    }
    for (uint32_t v = 0; v < nodes; v++) {
        m->first[v + 2] += m->first[v + 1];
    }
    for (uint32_t e = 0; e < n; e++) {
        m->edge[m->first[edges[e].from + 1]++] = e;
        m->edge[m->first[edges[e].to + 1]++] = e;
    }
    return 0;
}

typedef struct neighbours {
    RSP_VEC(idx_t) first;
    RSP_VEC(idx_t) edge;
} neighbours;

static int join(const rsp_ctx *ctx, neighbours *g, size_t begin, uint32_t e, uint32_t f) {
    for (size_t i = begin; i < g->edge.n; i++) {
        if (g->edge.at[i] == (idx_t)f) {
            return 0;
        }
    }
    return e == f ? 0 : rsp_vec_push(ctx, &g->edge, (idx_t)f);
}

/* The edges that e meets at v; `at`: where it stands among them. */
static int join_at(const rsp_ctx *ctx, neighbours *g, size_t begin, const meeting *m, uint32_t v,
                   uint32_t e) {
    uint32_t first = m->first[v];
    uint32_t n = m->first[v + 1] - first;
    if (n <= ROUNDABOUT) {
        for (uint32_t i = 0; i < n; i++) {
            RSP_TRY(join(ctx, g, begin, e, m->edge[first + i]));
        }
        return 0;
    }
    uint32_t lo = 0;
    for (uint32_t hi = n; lo < hi;) { /* they stand in order; a loop stands there twice */
        uint32_t mid = lo + (hi - lo) / 2;
        if (m->edge[first + mid] < e) {
            lo = mid + 1;
        } else {
            hi = mid;
        }
    }
    for (; lo < n && m->edge[first + lo] == e; lo++) {
        RSP_TRY(join(ctx, g, begin, e, m->edge[first + (lo + 1) % n]));
        RSP_TRY(join(ctx, g, begin, e, m->edge[first + (lo + n - 1) % n]));
    }
    return 0;
}

static int join_all(const rsp_ctx *ctx, const net_edge *edges, uint32_t n, const meeting *m, neighbours *g) {
    for (uint32_t e = 0; e < n; e++) {
        size_t begin = g->edge.n;
        RSP_TRY(rsp_vec_push(ctx, &g->first, (idx_t)begin));
        RSP_TRY(join_at(ctx, g, begin, m, edges[e].from, e));
        RSP_TRY(join_at(ctx, g, begin, m, edges[e].to, e));
        if (g->edge.n > INT32_MAX - 4 * ROUNDABOUT) {
            return RSP_ELIMIT;
        }
    }
    return rsp_vec_push(ctx, &g->first, (idx_t)g->edge.n);
}

/* METIS takes its memory from malloc, not from the context; it says when there is none. */
static int dissect(const rsp_ctx *ctx, neighbours *g, uint32_t n, uint32_t *ret) {
    idx_t options[METIS_NOPTIONS];
    idx_t count = (idx_t)n;
    idx_t *rank = rsp_calloc(ctx, (size_t)n + 1, sizeof *rank);
    idx_t *order = rsp_calloc(ctx, (size_t)n + 1, sizeof *order);
    int rc = rank == NULL || order == NULL ? RSP_ENOMEM : 0;
    if (rc == 0) {
        METIS_SetDefaultOptions(options);
        options[METIS_OPTION_SEED] = SEED;
        options[METIS_OPTION_UFACTOR] = UNEVEN;
        int said = METIS_NodeND(&count, g->first.at, g->edge.at, NULL, options, order, rank);
        rc = said == METIS_OK ? 0 : said == METIS_ERROR_MEMORY ? RSP_ENOMEM : RSP_EINTERNAL;
    }
    for (uint32_t i = 0; rc == 0 && i < n; i++) {
        ret[i] = (uint32_t)order[i];
    }
    rsp_free(ctx, rank);
    rsp_free(ctx, order);
    return rc;
}

int order_edges(const rsp_ctx *ctx, const net_edge *edges, uint32_t n, uint32_t nodes, uint32_t *ret) {
    meeting m = {0};
    neighbours g = {0};
    int rc = meet(ctx, edges, n, nodes, &m);
    rc = rc == 0 ? join_all(ctx, edges, n, &m, &g) : rc;
    if (rc == 0 && g.edge.n == 0) { /* nothing meets; METIS wants something that does */
        for (uint32_t i = 0; i < n; i++) {
            ret[i] = i;
        }
    } else if (rc == 0) {
        rc = dissect(ctx, &g, n, ret);
    }
    rsp_free(ctx, m.first);
    rsp_free(ctx, m.edge);
    rsp_vec_done(ctx, &g.first);
    rsp_vec_done(ctx, &g.edge);
    return rc;
}
