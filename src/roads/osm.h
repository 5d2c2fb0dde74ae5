/* Reading an OpenStreetMap file: XML (.osm, and .osm.gz unpacked under a cap; xml.c) or PBF (pbf.c). */
#ifndef RSP_ROADS_OSM_H
#define RSP_ROADS_OSM_H

#include "base/file.h"
#include "roads/osm_types.h"

typedef struct rsp_osm {
    const rsp_ctx *ctx;
    const char *path; /* borrowed */
    enum { RSP_OSM_PBF, RSP_OSM_XML, RSP_OSM_GZ } kind;
    rsp_buf bytes; /* PBF and .gz: the whole file */
    char date[32]; /* replication date of a PBF header, "" where there is none */
} rsp_osm;

/* Checks path and prepares it. RSP_EINPUT, RSP_ELIMIT, RSP_EIO, RSP_ENOMEM. */
int rsp_osm_open(const rsp_ctx *ctx, const char *path, rsp_osm *ret, rsp_err *err) RSP_MUST_CHECK;
void rsp_osm_done(rsp_osm *o);
/* One reading of the whole file. A callback's own failure is in *user_rc (0 where none), which is what is
 * returned after an abort. */
int rsp_osm_read(const rsp_osm *o, osm_calls calls, const int *user_rc, rsp_err *err) RSP_MUST_CHECK;

#endif
