/* What the files of the bound share. Only for bound*.c.
 *
 * All is turned into one form: the most value of routes, one master row per node and per kind of vehicle.
 * A node may be covered more often than once at the price of its prize (then a shorter route would have
 * done): duals of optional nodes stay within 0 and the prize, those of required ones have one sign. */
#ifndef RSP_SOLVER_BOUND_INNER_H
#define RSP_SOLVER_BOUND_INNER_H

#include "base/vec.h"
#include "solver/bound.h"
#include "solver/master.h"
#include "solver/ng.h"

typedef struct kind { /* of vehicles: its graph */
    const rsp_vrp_vehicle *vehicle;
    rsp_ng_graph graph;
    uint32_t *node_of;     /* by vertex; RSP_VRP_NONE at both ends */
    uint32_t *first_copy;  /* by node: its first vertex, copies (windows) follow; RSP_VRP_NONE: not served */
    uint32_t *arc_between; /* by vertex * n_vertices + vertex: arc or RSP_NG_NONE */
    int64_t *cost;         /* by arc, in what is bounded */
    int64_t *gains;        /* by arc, of the last pricing */
    uint8_t *open;         /* by arc: not fixed away */
    rsp_ng *ng;
    uint32_t row;
} kind;

typedef struct made_route {
    uint32_t kind, n;
    size_t first; /* in arcs */
    int64_t value;
} made_route;

typedef struct bound {
    const rsp_ctx *ctx;
    const rsp_vrp *p;
    const rsp_vrp_bound_options *o;
    rsp_arena *arena;
    int64_t deadline_ns; /* 0: none */
    kind *kinds;
    uint32_t n_kinds;
    int64_t *prize;   /* by node: value for visiting it */
    uint32_t *row_of; /* by node, or RSP_VRP_NONE */
    int64_t constant; /* cost = constant - value; with MOST_PRIZE prize = constant + value */
    int64_t dearest;  /* of all arcs */
    int64_t grain;    /* all values are multiples of it */
    int64_t scale;    /* of prices */
    rsp_master *master;
    RSP_VEC(made_route) routes;
    RSP_VEC(uint32_t) arcs;
    RSP_VEC(rsp_master_entry) entries;
    uint32_t *visits; /* by node, all 0 between uses */
    double *centre;   /* duals of the best bound so far */
    bool has_centre;
    int64_t centre_scaled; /* its bound */
    double *mixed;         /* duals to price at */
    int64_t *prices, *out_prices;
    int64_t upper;     /* of the value, a multiple of grain */
    int64_t mix_value; /* of the last integer program that was proved */
    int64_t lower;     /* value of best; INT64_MIN: none */
    rsp_vrp_solution best;
    rsp_vrp_score score;
    bool improved;
    uint64_t rounds;
    double relaxed; /* value of the last master */
} bound;

static inline bool bound_closed(const bound *b) {
    return b->upper <= b->lower;
}
bool bound_stop(const bound *b);                     /* limit, steps or cancelled */
double bound_seconds(const bound *b);                /* left; 0: unlimited */
int64_t bound_floor(const bound *b, int64_t scaled); /* the largest value that a scaled bound leaves */

/* bound_graph.c: the graphs, values and the trivial bound. */
int bound_make_graphs(bound *b, rsp_err *err);
/* bound_master.c: rows; columns; gains of arcs at prices. */
int bound_make_master(const bound *b, rsp_master **ret, rsp_err *err);
int bound_add_route(bound *b, rsp_master *m, uint32_t kind, const uint32_t *arcs, uint32_t n, rsp_err *err);
int bound_add_solution(bound *b, const rsp_vrp_solution *s, rsp_err *err);
void bound_price_arcs(const bound *b, kind *k, const int64_t *prices);
int bound_take_start(bound *b, rsp_err *err);
/* Takes the columns with values > 0 as a solution, if it is one and better than the best. */
int bound_take(bound *b, const rsp_master *m, const int64_t *values, rsp_err *err);
/* bound_rounds.c: column generation until nothing prices out, or a limit. */
int bound_converge(bound *b, bool *ret_done, rsp_err *err);
/* bound_close.c */
int bound_grow_memory(bound *b, bool *ret_grown, rsp_err *err);
int bound_fix_arcs(bound *b, rsp_err *err);
int bound_list(bound *b, rsp_err *err);
int bound_try_mix(bound *b, rsp_err *err); /* an integer program over the columns there are */

#endif
