/* The private door to GEOS: one reentrant context, our coordinates in, GEOS geometries out.
 * Only files of geo/ include this. */
#ifndef RSP_GEO_GEOS_H
#define RSP_GEO_GEOS_H

#include "geo/geometry.h"

#include <geos_c.h>

/* A GEOS geometry of g in the given context: x = longitude in 10^-7 degree times kx, y = latitude in 10^-7
 * degree (integers in a double where kx is 1: exact). NULL when out of memory. Owned by the caller. */
GEOSGeometry *rsp_geos_make(GEOSContextHandle_t h, const rsp_geom *g, double kx);
/* 0 where g is valid; RSP_EINPUT with GEOS's reason and the place; RSP_ENOMEM. */
int rsp_geos_check(const rsp_ctx *ctx, const rsp_geom *g, char *ret_why, size_t size, rsp_point *ret_where);

#endif
