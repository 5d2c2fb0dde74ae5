/* Exact routes over the network under an overlay: what the situation lays on the roads today.
 *
 * overlay  = zones, closures, danger areas and checkpoints put onto the edges once per situation;
 * metric   = who travels (profiles, weight, height), which zones may be crossed, how danger counts;
 * query    = one-to-many Dijkstra (this issue) on directed edges, turn restrictions obeyed.
 *
 * Times are integer milliseconds inside, rounded up to whole seconds at the end. Same input, same answer:
 * ties are broken by edge number. An overlay is immutable once made: queries from several threads are safe,
 * each with its own rsp_search. */
#ifndef RSP_ROADS_ROUTE_H
#define RSP_ROADS_ROUTE_H

#include "roads/net.h"

#define RSP_ZONES_MAX 64 /* of one situation */

typedef struct rsp_overlay_zone {
    const rsp_area *area;
} rsp_overlay_zone;
typedef struct rsp_overlay_closure {
    const rsp_area *area;
    const rsp_geom *line; /* with one_way: only arcs within 60 degrees of the line's direction are closed */
    bool one_way;
} rsp_overlay_closure;
typedef struct rsp_overlay_danger {
    const rsp_area *area;
    double weight; /* danger per metre driven inside; > 0 */
} rsp_overlay_danger;
typedef struct rsp_overlay_checkpoint {
    rsp_point at; /* put on every edge within 30 m, else on the nearest within limit_m (and those as near) */
    int32_t delay_s;       /* of the head of a convoy */
    int32_t per_vehicle_s; /* of each further vehicle */
    double limit_m;
} rsp_overlay_checkpoint;
typedef struct rsp_overlay_spec {
    const rsp_overlay_zone *zones;
    uint32_t n_zones; /* <= RSP_ZONES_MAX; the index is the zone's number in masks and crossings */
    const rsp_overlay_closure *closures;
    uint32_t n_closures;
    const rsp_overlay_danger *danger;
    uint32_t n_danger;
    const rsp_overlay_checkpoint *checkpoints;
    uint32_t n_checkpoints;
} rsp_overlay_spec;

typedef struct rsp_overlay rsp_overlay;
/* Borrows the net and the areas: both must outlive it. */
int rsp_overlay_new(const rsp_ctx *ctx, const rsp_net *net, const rsp_overlay_spec *spec, rsp_overlay **ret,
                    rsp_err *err) RSP_MUST_CHECK;
rsp_overlay *rsp_overlay_free(rsp_overlay *o);
bool rsp_overlay_edge_closed(const rsp_overlay *o, uint32_t edge, bool backward,
                             uint32_t *ret_closure);                  /* by a closure */
uint64_t rsp_overlay_edge_zones(const rsp_overlay *o, uint32_t edge); /* mask of zones the edge touches */

typedef struct rsp_metric {
    unsigned profiles;   /* bit mask 1 << rsp_profile; an arc takes the longest of their times */
    uint32_t weight_kg;  /* heaviest vehicle, 0: not limited */
    uint32_t height_cm;  /* highest vehicle, 0: not limited */
    double speed_factor; /* travel times are multiplied by this (1 = normal; 2.5 as in January 2013); > 0 */
    uint64_t zones_allowed; /* zones that may be touched; an edge inside any other is not used */
    double
        danger_s_per_unit; /* lambda: seconds of detour a unit of danger is worth when choosing; 0: fastest */
} rsp_metric;

typedef struct rsp_snap {
    uint32_t edge;
    double fraction;    /* 0..1 along the edge from its `from` node */
    rsp_point at;       /* the point on the road */
    double dist_m;      /* from the place to the road */
    uint32_t component; /* strongly connected component of the road for the metric's profiles */
} rsp_snap;
/* The nearest edge usable under the metric's profiles, weight and height (closures and zones do not matter
 * here), on the largest strongly connected component of those, within limit_m. RSP_ENOTFOUND with a clear
 * *err
 * ("nearest usable road is N m away; limit M m" / "... is on an island of K nodes"). */
int rsp_snap_point(const rsp_net *net, const rsp_metric *m, rsp_point p, double limit_m, rsp_snap *ret,
                   rsp_err *err) RSP_MUST_CHECK;

typedef struct rsp_crossing { /* one stretch inside a zone, offsets from the start of the path, rounded
                                 outwards */
    uint16_t zone;
    int32_t enter_s, leave_s;
    double enter_m, leave_m; /* the same in metres driven */
} rsp_crossing;
typedef struct rsp_checkpoint_pass {
    uint16_t checkpoint;
    int32_t at_s; /* offset when its delay begins */
    double at_m;
} rsp_checkpoint_pass;

typedef struct rsp_path { /* arrays are in the arena given to the query */
    int32_t time_s;       /* driving and checkpoint delays of the head, rounded up */
    double length_m;
    double danger;         /* sum of weight x metres */
    int32_t per_vehicle_s; /* sum over checkpoints passed */
    uint64_t zones;        /* crossed */
    const rsp_crossing
        *crossings; /* in order of entering; stretches of one zone less than 1 s apart are joined */
    uint32_t n_crossings;
    const rsp_checkpoint_pass *passes;
    uint32_t n_passes;
    const uint32_t *arcs; /* edge << 1 | backward, first and last possibly in part */
    uint32_t n_arcs;
    rsp_snap from, to;
} rsp_path;

typedef struct rsp_search rsp_search; /* working memory of one thread */
int rsp_search_new(const rsp_ctx *ctx, const rsp_overlay *o, rsp_search **ret, rsp_err *err) RSP_MUST_CHECK;
rsp_search *rsp_search_free(rsp_search *s);

/* Exact best paths (least time + lambda * danger; then least time; then least length) from one snap to n.
 * With an arena, ret_paths[i] gets the whole path; unreachable ones get time_s = -1. Stops early once all are
 * settled. */
int rsp_route_many(rsp_search *s, const rsp_metric *m, const rsp_snap *from, const rsp_snap *to, uint32_t n,
                   rsp_arena *a, rsp_path *ret_paths, rsp_err *err) RSP_MUST_CHECK;

/* Makes s answer rsp_route_many under exactly this metric from a hierarchy customized for it, until it is
 * prepared for another; under any other metric it goes on searching plainly. Worth it from about ten sources
 * on. Paths are as good to the last digit of (cost, time, length); of several as good another may be taken.
 * The hierarchy is made once for the net and customized once for the overlay and the metric, whichever thread
 * asks first, and kept with them within a limit of memory. RSP_EINPUT for a metric that makes no sense,
 * RSP_ENOMEM, RSP_ECANCELLED. */
int rsp_search_prepare(rsp_search *s, const rsp_metric *m, rsp_err *err) RSP_MUST_CHECK;

/* n stops made ready to be reached under one metric from many others: the columns of a table. Immutable once
 * made: threads may share it, each with its own rsp_search over the same overlay. Borrows the overlay. */
typedef struct rsp_goals rsp_goals;
int rsp_goals_new(const rsp_ctx *ctx, const rsp_overlay *o, const rsp_metric *m, const rsp_snap *to,
                  uint32_t n, rsp_goals **ret, rsp_err *err) RSP_MUST_CHECK;
rsp_goals *rsp_goals_free(rsp_goals *g);
/* As rsp_route_many, from one stop to n of the goals by number (which NULL: the first n); but the paths may
 * be without arcs and passes of checkpoints: whoever wants those asks rsp_route_many for that pair. */
int rsp_route_goals(rsp_search *s, const rsp_goals *g, const rsp_snap *from, const uint32_t *which,
                    uint32_t n, rsp_arena *a, rsp_path *ret_paths, rsp_err *err) RSP_MUST_CHECK;

/* The points of a path on the road, in order, and for each the metres driven so far. In the arena. */
int rsp_path_shape(const rsp_net *net, const rsp_path *p, rsp_arena *a, const rsp_point **ret_points,
                   const double **ret_m, uint32_t *ret_n) RSP_MUST_CHECK;

/* Turn-by-turn legs for people: consecutive arcs joined while the road goes on; at each junction the bearing
 * taken, the road's name or class, coordinates, metres since the start. In the arena. */
typedef struct rsp_turn {
    rsp_point at;
    double at_m;        /* metres from the start of the path */
    double bearing_deg; /* taken from here */
    double turn_deg;    /* change of direction, -180..180, right positive; 0 at the start */
    const char *road;   /* name, or "" */
    const char *road_class;
} rsp_turn;
int rsp_path_turns(const rsp_net *net, const rsp_path *p, rsp_arena *a, const rsp_turn **ret,
                   uint32_t *ret_n) RSP_MUST_CHECK;

#endif
