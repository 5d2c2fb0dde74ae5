/* The road network: one file made from OpenStreetMap, held in memory, read-only and shared by threads.
 *
 * Import keeps what a vehicle can use; degree-two chains are contracted into edges that keep their
 * geometry. An edge joins two nodes and can be driven forward (from -> to), backward or both, by profile.
 * The file has a magic, a version, its own length and a BLAKE2b checksum; truncated, altered or foreign
 * files are refused (RSP_ECORRUPT / RSP_EINPUT). Design: 4-roads.md. */
#ifndef RSP_ROADS_NET_H
#define RSP_ROADS_NET_H

#include "base/diag.h"
#include "geo/geometry.h"

/* Profiles come from data/road_profiles.json (embedded; --profiles FILE at build time): speeds by class
 * and surface. The order of the three standard ones is fixed. */
typedef enum { RSP_PROFILE_TRUCK, RSP_PROFILE_LIGHT, RSP_PROFILE_AMBULANCE, RSP_PROFILE_COUNT } rsp_profile;
const char *rsp_profile_name(rsp_profile p); /* "truck", "light", "ambulance" */

typedef struct rsp_net rsp_net;

typedef struct rsp_net_build_options {
    const char *profiles_path; /* NULL: the embedded table */
    const char *source;        /* shown with the data; NULL: the file's name */
    const char *licence;       /* NULL: "© OpenStreetMap contributors, ODbL 1.0" */
    const char *data_date;     /* ISO date or NULL (taken from the PBF header where it is there) */
} rsp_net_build_options;

typedef struct rsp_net_report { /* what import kept, dropped and met */
    uint64_t osm_nodes, osm_ways, ways_kept, nodes_missing, restrictions, restrictions_dropped, zero_length;
    uint64_t
        conditional; /* restrictions and roads kept with rules that hold at times only; these are ignored */
    uint32_t nodes, edges, components, largest_component_nodes;
    double total_km;
} rsp_net_report;

/* Imports osm (.osm, .osm.pbf, .osm.gz, .osm.bz2 not) and writes out atomically. Warnings (missing nodes,
 * restrictions that cannot be read) are counted in the report. */
int rsp_net_build(const rsp_ctx *ctx, const char *osm, const char *out, const rsp_net_build_options *o,
                  rsp_net_report *ret, rsp_err *err) RSP_MUST_CHECK;

/* Reads a prepared file ("-": standard input; at most ctx->max_input_bytes) into memory and checks magic,
 * version, length, checksum and that every index is in range. The file is not looked at again: it may be
 * replaced, cut off or deleted while the net is open. */
int rsp_net_open(const rsp_ctx *ctx, const char *path, rsp_net **ret, rsp_err *err) RSP_MUST_CHECK;
rsp_net *rsp_net_close(rsp_net *n);
/* SHA-256 of the bytes that were read, as 64 hex digits and a NUL: of exactly what answers are made from. */
void rsp_net_sha256(const rsp_net *n, char ret_hex[65]);

typedef struct rsp_net_info {
    uint32_t nodes, edges, restrictions, components, largest_component_nodes;
    uint32_t conditional; /* as in the report of the build */
    double total_km;
    rsp_box box;
    const char *source, *licence, *data_date; /* borrowed from the net; "" where unknown */
    uint64_t bytes;
    uint32_t version;
} rsp_net_info;
rsp_net_info rsp_net_describe(const rsp_net *n);

/* Raw segments, for the checker, the map and anyone who wants to look without the search. */
typedef struct rsp_edge {
    uint32_t from, to; /* node numbers */
    double length_m;
    const rsp_point *shape; /* n_shape >= 2 points from `from` to `to`; borrowed */
    uint32_t n_shape;
    const char *road_class; /* OSM highway value: "primary", ... or "ferry" */
    const char *name;       /* or "" */
    uint32_t max_weight_kg; /* 0: no limit */
    uint32_t max_height_cm; /* 0: no limit */
    bool ford, ferry, bridge, tunnel;
    /* whole seconds x 1000 to drive the whole edge, UINT32_MAX where the profile may not */
    uint32_t forward_ms[RSP_PROFILE_COUNT], backward_ms[RSP_PROFILE_COUNT];
} rsp_edge;
uint32_t rsp_net_edges(const rsp_net *n);
void rsp_net_edge(const rsp_net *n, uint32_t edge, rsp_edge *ret);
rsp_point rsp_net_node(const rsp_net *n, uint32_t node);
int64_t rsp_net_osm_node(const rsp_net *n, uint32_t node); /* OSM id */
/* Whether turning at `node` from edge a into edge b is forbidden for p (single-node restrictions;
 * restrictions over via ways are reported by rsp_net_path_allowed). */
bool rsp_net_turn_forbidden(const rsp_net *n, uint32_t edge_a, uint32_t node, uint32_t edge_b, rsp_profile p);
/* Whether the chain of directed edges (edge << 1 | backward) can be driven by p: each arc begins where the
 * one before ends, none is against a oneway, every restriction is obeyed, via ways included, and nobody turns
 * round in the middle except where there is no other permitted way on. Read from the raw restrictions, not
 * from what the search uses. */
bool rsp_net_path_allowed(const rsp_net *n, const uint32_t *arcs, uint32_t count, rsp_profile p);

/* The numbers of all edges whose line meets the box, ascending, in the arena. For maps. 0 or RSP_ENOMEM. */
int rsp_net_edges_in(const rsp_net *n, rsp_box box, rsp_arena *a, const uint32_t **ret,
                     uint32_t *ret_n) RSP_MUST_CHECK;

#endif
