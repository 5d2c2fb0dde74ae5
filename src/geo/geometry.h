/* Geometries: GeoJSON (RFC 7946) in and out, polygons prepared for fast questions (GEOS, through its
 * reentrant C API). A geometry is immutable once made and may be read from several threads (each question
 * uses a GEOS context of its own, kept in a pool inside the geometry's rsp_geo). */
#ifndef RSP_GEO_GEOMETRY_H
#define RSP_GEO_GEOMETRY_H

#include "base/json.h"
#include "geo/point.h"

typedef enum {
    RSP_GEOM_POINT,
    RSP_GEOM_MULTIPOINT,
    RSP_GEOM_LINE,
    RSP_GEOM_MULTILINE,
    RSP_GEOM_POLYGON,
    RSP_GEOM_MULTIPOLYGON
} rsp_geom_kind;

/* Plain coordinates: parts of rings of points. A point has one part, one ring, one point; a line one part,
 * one ring; a polygon one part, rings (first the outer, then holes; closed: last point = first). */
typedef struct rsp_ring {
    const rsp_point *at;
    uint32_t n;
} rsp_ring;
typedef struct rsp_part {
    const rsp_ring *rings;
    uint32_t n;
} rsp_part;
typedef struct rsp_geom {
    rsp_geom_kind kind;
    const rsp_part *parts;
    uint32_t n;
    rsp_box box;
} rsp_geom;

/* Reads a GeoJSON Geometry, Feature or a FeatureCollection of one feature from a parsed JSON value into
 * the arena. allowed: bit mask 1 << kind. Errors go to d at their place: wrong type, coordinates out of
 * range (with the hint that latitude and longitude may be swapped, when swapping would be in range or, for
 * in-range ones, when `near` is given and swapping brings the point to within `near`), unclosed ring, fewer
 * than 4 points, self-intersection and other invalidity (GEOS's reason and point), more than 100,000
 * points. NULL near: no such test. */
int rsp_geom_from_json(rsp_arena *a, const char *file, const rsp_json *v, unsigned allowed,
                       const rsp_box *near, rsp_diag *d, const rsp_geom **ret) RSP_MUST_CHECK;
void rsp_geom_to_json(rsp_json_out *o, const rsp_geom *g); /* a GeoJSON geometry, 7 decimals at most */
const char *rsp_geom_kind_name(rsp_geom_kind k);           /* "Polygon", ... */

/* A polygon, or a line or point with a width, prepared for questions. */
typedef struct rsp_area rsp_area;
/* The area of a polygon geometry; a line or point needs buffer_m > 0 (a polygon may have it too): all ground
 * within that distance (metres; local scale at the geometry's middle latitude). Freed with rsp_area_free. */
int rsp_area_new(const rsp_ctx *ctx, const rsp_geom *g, double buffer_m, rsp_area **ret,
                 rsp_err *err) RSP_MUST_CHECK;
rsp_area *rsp_area_free(rsp_area *a);
rsp_box rsp_area_box(const rsp_area *a);
bool rsp_area_has_point(const rsp_area *a, rsp_point p); /* boundary counts as inside */
/* The stretches of the straight segment p-q inside the area, as fractions of its length rounded outwards:
 * writes at most cap pairs (in, out), 0 <= in <= out <= 1, in order; returns how many there are. */
uint32_t rsp_area_segment(const rsp_area *a, rsp_point p, rsp_point q, double (*ret)[2], uint32_t cap);
/* The part of a inside b, or (outside) the part of a not in b, as an area of its own. It may be empty. */
int rsp_area_clip(const rsp_ctx *ctx, const rsp_area *a, const rsp_area *b, bool outside, rsp_area **ret,
                  rsp_err *err) RSP_MUST_CHECK;
double rsp_area_km2(const rsp_area *a);

#endif
