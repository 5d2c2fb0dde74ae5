/* Our coordinates as GEOS geometries, and GEOS's word on whether they are valid.
 *
 * Why: GEOS is the well-kept library for polygons; this file and area.c are the only ones that see it.
 * Invariant: a context per call or per hand (area.c), never a global one. Reference: GEOS C API 3.11,
 * OGC Simple Features for validity. */
#include "geo/geos.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>

static GEOSCoordSequence *row(GEOSContextHandle_t h, const rsp_ring *r, double kx) {
    GEOSCoordSequence *s = GEOSCoordSeq_create_r(h, r->n, 2);
    for (uint32_t i = 0; s != NULL && i < r->n; i++) {
        GEOSCoordSeq_setXY_r(h, s, i, kx * r->at[i].lon_e7, r->at[i].lat_e7);
    }
    return s;
}

static GEOSGeometry *polygon(GEOSContextHandle_t h, const rsp_part *p, double kx) {
    GEOSCoordSequence *s = row(h, &p->rings[0], kx);
    GEOSGeometry *shell = s != NULL ? GEOSGeom_createLinearRing_r(h, s) : NULL;
    if (shell == NULL) {
        return NULL;
    }
    GEOSGeometry **holes = p->n > 1 ? calloc(p->n - 1, sizeof(GEOSGeometry *)) : NULL;
    uint32_t n = 0;
    bool ok = p->n == 1 || holes != NULL;
    while (ok && n + 1 < p->n) {
        GEOSCoordSequence *hs = row(h, &p->rings[n + 1], kx);
        holes[n] = hs != NULL ? GEOSGeom_createLinearRing_r(h, hs) : NULL;
        ok = holes[n] != NULL;
        n += ok ? 1 : 0;
    }
    GEOSGeometry *g = ok ? GEOSGeom_createPolygon_r(h, shell, holes, n) : NULL;
    if (!ok) {
        for (uint32_t i = 0; i < n; i++) {
            GEOSGeom_destroy_r(h, holes[i]);
        }
        GEOSGeom_destroy_r(h, shell);
    }
    free(holes);
    return g;
}

static GEOSGeometry *one_part(GEOSContextHandle_t h, const rsp_geom *g, uint32_t i, double kx) {
    const rsp_part *p = &g->parts[i];
    if (g->kind == RSP_GEOM_POLYGON || g->kind == RSP_GEOM_MULTIPOLYGON) {
        return polygon(h, p, kx);
    }
    GEOSCoordSequence *s = row(h, &p->rings[0], kx);
    if (s == NULL) {
        return NULL;
    }
    return p->rings[0].n == 1 ? GEOSGeom_createPoint_r(h, s) : GEOSGeom_createLineString_r(h, s);
}

GEOSGeometry *rsp_geos_make(GEOSContextHandle_t h, const rsp_geom *g, double kx) {
    if (g->n == 1) {
        return one_part(h, g, 0, kx);
    }
    GEOSGeometry **parts = calloc(g->n, sizeof(GEOSGeometry *));
    if (parts == NULL) {
        return NULL;
    }
    uint32_t n = 0;
    while (n < g->n && (parts[n] = one_part(h, g, n, kx)) != NULL) {
        n++;
    }
    int type = g->kind == RSP_GEOM_MULTIPOINT  ? GEOS_MULTIPOINT
               : g->kind == RSP_GEOM_MULTILINE ? GEOS_MULTILINESTRING
                                               : GEOS_MULTIPOLYGON;
    GEOSGeometry *all = n == g->n ? GEOSGeom_createCollection_r(h, type, parts, n) : NULL;
    if (n < g->n) {
        for (uint32_t i = 0; i < n; i++) {
            GEOSGeom_destroy_r(h, parts[i]);
        }
    }
    free(parts);
    return all;
}

int rsp_geos_check(const rsp_ctx *ctx, const rsp_geom *g, char *ret_why, size_t size, rsp_point *ret_where) {
    (void)ctx;
    GEOSContextHandle_t h = GEOS_init_r();
    if (h == NULL) {
        return RSP_ENOMEM;
    }
    GEOSGeometry *made = rsp_geos_make(h, g, 1.0);
    if (made == NULL) {
        GEOS_finish_r(h);
        snprintf(ret_why, size, "it cannot be built");
        *ret_where = g->box.min;
        return RSP_EINPUT;
    }
    char *why = NULL;
    GEOSGeometry *where = NULL;
    char valid = GEOSisValidDetail_r(h, made, 0, &why, &where);
    if (valid != 1) {
        double x = g->box.min.lon_e7;
        double y = g->box.min.lat_e7;
        if (where != NULL) {
            GEOSGeomGetX_r(h, where, &x);
            GEOSGeomGetY_r(h, where, &y);
        }
        *ret_where = rsp_point_of(y / 1e7, x / 1e7);
        snprintf(ret_why, size, "%s", why != NULL ? why : "GEOS gives no reason");
    }
    if (why != NULL) {
        GEOSFree_r(h, why);
    }
    if (where != NULL) {
        GEOSGeom_destroy_r(h, where);
    }
    GEOSGeom_destroy_r(h, made);
    GEOS_finish_r(h);
    return valid == 1 ? 0 : RSP_EINPUT;
}
