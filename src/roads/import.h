/* The steps of an import, sharing one struct. Private to roads/. */
#ifndef RSP_ROADS_IMPORT_H
#define RSP_ROADS_IMPORT_H

#include "base/map.h"
#include "base/vec.h"
#include "roads/net_file.h"
#include "roads/osm.h"
#include "roads/tags.h"

typedef struct raw_way {
    int64_t id;
    uint32_t ref_first, ref_n;
    uint32_t seg_first, seg_n; /* its segments, in order */
    uint32_t name;
    uint32_t duration_s; /* of a ferry; 0: not known */
    bool broken;         /* a node is missing somewhere */
    rsp_way_use use;
} raw_way;

typedef struct raw_seg {
    uint32_t u, v, way; /* nodes by position in node_id */
    uint32_t edge;      /* after contraction */
    bool along;         /* whether u -> v is the edge's direction */
} raw_seg;

typedef struct raw_node_use {
    int64_t id;
    rsp_node_use use;
} raw_node_use;

typedef struct raw_restriction {
    rsp_turn_kind kind;
    unsigned mask;
    uint32_t from_first, from_n, via_first, via_n, to_first, to_n; /* into members */
    bool via_node;
} raw_restriction;

typedef struct built_edge {
    uint32_t from, to; /* by position in node_id, later in kept order */
    uint32_t shape_first, shape_n;
    uint32_t way; /* whose attributes it has */
    bool along;   /* whether the way's direction is the edge's */
    double length_m;
} built_edge;

typedef struct importer {
    const rsp_ctx *ctx;
    const char *name;
    const rsp_speed_table *table;
    int rc; /* of a callback */
    rsp_net_report report;
    RSP_VEC(raw_way) ways;
    RSP_VEC(int64_t) refs;
    RSP_VEC(raw_restriction) restrictions;
    RSP_VEC(int64_t) members;
    RSP_VEC(raw_node_use) node_uses;
    rsp_buf strings;
    rsp_arena *arena; /* keys of the string map */
    rsp_map string_map;
    int64_t *node_id; /* sorted, unique: the nodes of kept ways */
    rsp_point *node_at;
    uint8_t *node_state; /* bits below */
    uint32_t n_nodes;
    RSP_VEC(raw_seg) segs;
    uint32_t *adj_first, *adj; /* segments at each node, in order */
    RSP_VEC(built_edge) edges;
    RSP_VEC(rsp_point) shape;
    uint32_t *kept;      /* node -> kept number, RSP_NONE */
    uint32_t *kept_node; /* kept number -> node */
    uint32_t n_kept;
    RSP_VEC(net_edge) out_edges; /* final order */
    uint32_t *out_first, *out_arc, n_out;
    RSP_VEC(net_pattern) patterns;
    RSP_VEC(uint32_t) pattern_arcs;
    uint32_t restrictions_kept;
} importer;

enum { NODE_SEEN = 1, NODE_KEEP = 2 };

uint32_t import_find_node(const importer *m, int64_t id);      /* RSP_NONE where absent */
const raw_way *import_find_way(const importer *m, int64_t id); /* ways sorted by id; NULL */
int import_string(importer *m, const char *s, uint32_t *ret) RSP_MUST_CHECK;
int import_read(importer *m, const rsp_osm *osm, rsp_err *err) RSP_MUST_CHECK; /* import_read.c */
int import_contract(importer *m, rsp_err *err) RSP_MUST_CHECK;                 /* import_chains.c */
int import_restrictions(importer *m, rsp_err *err) RSP_MUST_CHECK;             /* import_turns.c */
int import_assemble(importer *m, const rsp_net_build_options *o, const char *source, const char *date,
                    rsp_buf *ret, rsp_err *err) RSP_MUST_CHECK; /* import_write.c */

#endif
