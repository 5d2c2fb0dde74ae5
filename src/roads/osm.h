/* Reading an OpenStreetMap file: XML (.osm, and .osm.gz unpacked under a cap) through libreadosm, PBF by our own
 * reader (pbf.c), both into libreadosm's types. */
#ifndef RSP_ROADS_OSM_H
#define RSP_ROADS_OSM_H

#include <readosm.h>

#include "base/file.h"

typedef struct rsp_osm {
    const rsp_ctx *ctx;
    char path[4096]; /* XML: what libreadosm opens */
    bool pbf;
    rsp_buf bytes;   /* PBF: the whole file */
    bool temporary;  /* to be removed by rsp_osm_done */
    char date[32];   /* replication date of the header, "" where there is none */
} rsp_osm;

/* Checks path and prepares it. RSP_EINPUT, RSP_ELIMIT, RSP_EIO. */
int rsp_osm_open(const rsp_ctx *ctx, const char *path, rsp_osm *ret, rsp_err *err) RSP_MUST_CHECK;
void rsp_osm_done(const rsp_ctx *ctx, rsp_osm *o);

/* One reading of the whole file; callbacks may be NULL and return READOSM_OK or READOSM_ABORT. A
 * callback's own failure is in *user_rc (0 where none), which is what is returned after an abort. */
int rsp_osm_read(const rsp_osm *o, const char *name, void *user, const int *user_rc, readosm_node_callback node,
                 readosm_way_callback way, readosm_relation_callback relation, rsp_err *err) RSP_MUST_CHECK;

#endif
