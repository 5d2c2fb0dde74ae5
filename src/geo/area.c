/* A polygon, or a line or point with a width, prepared for fast questions.
 *
 * What: point in area, and the stretches of a straight segment inside the area.
 * Why: zones, closures and danger areas are laid over every road segment they meet; a stretch is rounded
 * outwards, so that a convoy is never thought to be outside while it is inside.
 * Invariants: immutable after rsp_area_new. GEOS builds the index of a prepared geometry lazily, so one must
 * not be shared between threads: each question borrows a hand (context + geometry + prepared geometry) from
 * a small pool under a lock, and makes another one where all are in use.
 * Reference: GEOS C API 3.11; area by C. F. F. Karney, "Algorithms for geodesics" (2013), PROJ. */
#include <geodesic.h>
#include <math.h>
#include <pthread.h>
#include <string.h>

#include "geo/geos.h"

#define SLACK_E7 1.0 /* outward rounding: one unit of the coordinates, about 1 cm */

typedef struct hand {
    GEOSContextHandle_t geos;
    GEOSGeometry *geom;
    const GEOSPreparedGeometry *ready;
    struct hand *next;
} hand;

struct rsp_area {
    rsp_ctx ctx;
    double kx; /* x = kx * longitude (1, or the cosine of the middle latitude where there is a width) */
    unsigned char *wkb;
    size_t wkb_n;
    rsp_box box;
    double km2;
    pthread_mutex_t lock;
    hand *pool;
};

static hand *hand_free(const rsp_ctx *ctx, hand *h) {
    if (h != NULL) {
        if (h->ready != NULL) {
            GEOSPreparedGeom_destroy_r(h->geos, h->ready);
        }
        if (h->geom != NULL) {
            GEOSGeom_destroy_r(h->geos, h->geom);
        }
        if (h->geos != NULL) {
            GEOS_finish_r(h->geos);
        }
        rsp_free(ctx, h);
    }
    return NULL;
}

static hand *hand_new(const rsp_area *a) {
    hand *h = rsp_calloc(&a->ctx, 1, sizeof *h);
    if (h == NULL) {
        return NULL;
    }
    h->geos = GEOS_init_r();
    if (h->geos != NULL) {
        GEOSWKBReader *reader = GEOSWKBReader_create_r(h->geos);
        if (reader != NULL) {
            h->geom = GEOSWKBReader_read_r(h->geos, reader, a->wkb, a->wkb_n);
            GEOSWKBReader_destroy_r(h->geos, reader);
        }
        h->ready = h->geom != NULL ? GEOSPrepare_r(h->geos, h->geom) : NULL;
    }
    return h->ready != NULL ? h : hand_free(&a->ctx, h);
}

/* Locking does not change what the area is: the pool is working memory. */
static rsp_area *unconst(const rsp_area *a) {
    rsp_area *w;
    memcpy(&w, &a, sizeof w);
    return w;
}

static hand *hand_take(const rsp_area *area) {
    rsp_area *a = unconst(area);
    pthread_mutex_lock(&a->lock);
    hand *h = a->pool;
    if (h != NULL) {
        a->pool = h->next;
    }
    pthread_mutex_unlock(&a->lock);
    return h != NULL ? h : hand_new(a);
}

static void hand_give(const rsp_area *area, hand *h) {
    rsp_area *a = unconst(area);
    pthread_mutex_lock(&a->lock);
    h->next = a->pool;
    a->pool = h;
    pthread_mutex_unlock(&a->lock);
}

static int32_t to_e7(double v, double limit) {
    return (int32_t)(v < -limit ? -limit : v > limit ? limit : v);
}

static double ring_m2(GEOSContextHandle_t h, const GEOSGeometry *ring, double kx) {
    struct geod_geodesic globe;
    struct geod_polygon p;
    geod_init(&globe, 6378137.0, 1 / 298.257223563);
    geod_polygon_init(&p, 0);
    const GEOSCoordSequence *s = GEOSGeom_getCoordSeq_r(h, ring);
    unsigned n = 0;
    if (s == NULL || GEOSCoordSeq_getSize_r(h, s, &n) == 0) {
        return 0;
    }
    for (unsigned i = 0; i + 1 < n; i++) {
        double x = 0;
        double y = 0;
        GEOSCoordSeq_getXY_r(h, s, i, &x, &y);
        geod_polygon_addpoint(&globe, &p, y / 1e7, x / kx / 1e7);
    }
    double m2 = 0;
    geod_polygon_compute(&globe, &p, 0, 1, &m2, NULL);
    return fabs(m2);
}

static double geom_km2(GEOSContextHandle_t h, const GEOSGeometry *g, double kx) {
    double m2 = 0;
    int parts = GEOSGetNumGeometries_r(h, g);
    for (int i = 0; i < parts; i++) {
        const GEOSGeometry *one = GEOSGetGeometryN_r(h, g, i);
        if (one == NULL || GEOSGeomTypeId_r(h, one) != GEOS_POLYGON) {
            continue;
        }
        m2 += ring_m2(h, GEOSGetExteriorRing_r(h, one), kx);
        int holes = GEOSGetNumInteriorRings_r(h, one);
        for (int k = 0; k < holes; k++) {
            m2 -= ring_m2(h, GEOSGetInteriorRingN_r(h, one, k), kx);
        }
    }
    return m2 / 1e6;
}

/* Fills the area from a finished GEOS polygon. */
static int adopt(rsp_area *a, GEOSContextHandle_t h, const GEOSGeometry *g) {
    double x0 = 0;
    double y0 = 0;
    double x1 = 0;
    double y1 = 0;
    GEOSWKBWriter *writer = GEOSWKBWriter_create_r(h);
    if (writer == NULL) {
        return RSP_ENOMEM;
    }
    unsigned char *wkb = GEOSWKBWriter_write_r(h, writer, g, &a->wkb_n);
    GEOSWKBWriter_destroy_r(h, writer);
    if (wkb == NULL) {
        return RSP_ENOMEM;
    }
    a->wkb = rsp_calloc(&a->ctx, a->wkb_n, 1);
    if (a->wkb != NULL) {
        memcpy(a->wkb, wkb, a->wkb_n);
    }
    GEOSFree_r(h, wkb);
    if (a->wkb == NULL) {
        return RSP_ENOMEM;
    }
    if (!GEOSGeom_getXMin_r(h, g, &x0) || !GEOSGeom_getYMin_r(h, g, &y0) || !GEOSGeom_getXMax_r(h, g, &x1) ||
        !GEOSGeom_getYMax_r(h, g, &y1)) {
        return RSP_EINPUT;
    }
    a->box.min = (rsp_point){to_e7(floor(x0 / a->kx) - 1, 1.8e9), to_e7(floor(y0) - 1, 9e8)};
    a->box.max = (rsp_point){to_e7(ceil(x1 / a->kx) + 1, 1.8e9), to_e7(ceil(y1) + 1, 9e8)};
    a->km2 = geom_km2(h, g, a->kx);
    return 0;
}

static int build(rsp_area *a, const rsp_geom *g, double buffer_m, rsp_err *err) {
    GEOSContextHandle_t h = GEOS_init_r();
    if (h == NULL) {
        return rsp_fail(err, RSP_ENOMEM, "out of memory");
    }
    if (buffer_m > 0) {
        double middle = (rsp_point_lat(g->box.min) + rsp_point_lat(g->box.max)) / 2;
        a->kx = cos(middle * 3.14159265358979323846 / 180);
        a->kx = a->kx > 1e-3 ? a->kx : 1e-3;
    }
    GEOSGeometry *geom = rsp_geos_make(h, g, a->kx);
    if (geom != NULL && buffer_m > 0) {
        double unit_m = 6371008.8 * 3.14159265358979323846 / 180 * 1e-7;
        GEOSGeometry *wide = GEOSBuffer_r(h, geom, buffer_m / unit_m, 16);
        GEOSGeom_destroy_r(h, geom);
        geom = wide;
    }
    int rc = geom == NULL || GEOSisEmpty_r(h, geom) != 0 ? RSP_EINPUT : adopt(a, h, geom);
    if (geom != NULL) {
        GEOSGeom_destroy_r(h, geom);
    }
    GEOS_finish_r(h);
    return rc == 0 ? 0
                   : rsp_fail(err, rc,
                              rc == RSP_ENOMEM ? "out of memory"
                                               : "the area cannot be built from this geometry; "
                                                 "give a valid polygon");
}

int rsp_area_new(const rsp_ctx *ctx, const rsp_geom *g, double buffer_m, rsp_area **ret, rsp_err *err) {
    bool polygon = g->kind == RSP_GEOM_POLYGON || g->kind == RSP_GEOM_MULTIPOLYGON;
    if (!(buffer_m >= 0 && buffer_m <= 1e6) || (!polygon && !(buffer_m > 0))) {
        return rsp_fail(err, RSP_EINPUT, "a %s with a width of %g m is not an area; give 1..1000000 m",
                        rsp_geom_kind_name(g->kind), buffer_m);
    }
    rsp_area *a = rsp_calloc(ctx, 1, sizeof *a);
    if (a == NULL) {
        return rsp_fail(err, RSP_ENOMEM, "out of memory");
    }
    a->ctx = *ctx;
    a->kx = 1;
    pthread_mutex_init(&a->lock, NULL);
    int rc = build(a, g, buffer_m, err);
    if (rc == 0) {
        a->pool = hand_new(a);
        rc = a->pool != NULL ? 0 : rsp_fail(err, RSP_ENOMEM, "out of memory");
    }
    if (rc != 0) {
        rsp_area_free(a);
        return rc;
    }
    *ret = a;
    return 0;
}

rsp_area *rsp_area_free(rsp_area *a) {
    if (a != NULL) {
        while (a->pool != NULL) {
            hand *next = a->pool->next;
            hand_free(&a->ctx, a->pool);
            a->pool = next;
        }
        pthread_mutex_destroy(&a->lock);
        rsp_free(&a->ctx, a->wkb);
        rsp_ctx ctx = a->ctx;
        rsp_free(&ctx, a);
    }
    return NULL;
}

rsp_box rsp_area_box(const rsp_area *a) {
    return a->box;
}

double rsp_area_km2(const rsp_area *a) {
    return a->km2;
}

static bool box_has(rsp_box b, rsp_point p) {
    return p.lon_e7 >= b.min.lon_e7 && p.lon_e7 <= b.max.lon_e7 && p.lat_e7 >= b.min.lat_e7 &&
           p.lat_e7 <= b.max.lat_e7;
}

bool rsp_area_has_point(const rsp_area *a, rsp_point p) {
    if (!box_has(a->box, p)) {
        return false;
    }
    hand *h = hand_take(a);
    if (h == NULL) {
        return true; /* out of memory: the careful answer for a closed or dangerous area */
    }
    GEOSGeometry *point = GEOSGeom_createPointFromXY_r(h->geos, a->kx * p.lon_e7, p.lat_e7);
    int in = point != NULL ? GEOSPreparedIntersects_r(h->geos, h->ready, point) : 2;
    GEOSGeom_destroy_r(h->geos, point);
    hand_give(a, h);
    return in != 0; /* 2, a failure inside GEOS, counts as inside too */
}

typedef struct stretch_list {
    double (*at)[2];
    uint32_t n, cap;
} stretch_list;

/* Inserts in order; the last slot swallows what does not fit, so that nothing inside is ever lost. */
static void add_stretch(stretch_list *l, double in, double out) {
    uint32_t i = l->n;
    if (l->n == l->cap) {
        l->at[i - 1][0] = in < l->at[i - 1][0] ? in : l->at[i - 1][0];
        l->at[i - 1][1] = out > l->at[i - 1][1] ? out : l->at[i - 1][1];
        i--;
    } else {
        l->at[i][0] = in;
        l->at[i][1] = out;
        l->n++;
    }
    while (i > 0 && l->at[i - 1][0] > l->at[i][0]) {
        double t[2] = {l->at[i][0], l->at[i][1]};
        l->at[i][0] = l->at[i - 1][0];
        l->at[i][1] = l->at[i - 1][1];
        l->at[i - 1][0] = t[0];
        l->at[i - 1][1] = t[1];
        i--;
    }
}

static void join_stretches(stretch_list *l) {
    uint32_t n = 0;
    for (uint32_t i = 0; i < l->n; i++) {
        if (n > 0 && l->at[i][0] <= l->at[n - 1][1]) {
            l->at[n - 1][1] = l->at[i][1] > l->at[n - 1][1] ? l->at[i][1] : l->at[n - 1][1];
        } else {
            l->at[n][0] = l->at[i][0];
            l->at[n][1] = l->at[i][1];
            n++;
        }
    }
    l->n = n;
}

typedef struct line_axis { /* where along p-q a point of the result lies */
    double px, py, dx, dy, len2, slack;
} line_axis;

static double along(const line_axis *x, double at_x, double at_y) {
    return ((at_x - x->px) * x->dx + (at_y - x->py) * x->dy) / x->len2;
}

/* Fractions of every piece of the intersection; false where GEOS failed. */
static bool collect(GEOSContextHandle_t h, const GEOSGeometry *cut, const line_axis *x, stretch_list *l) {
    int n = GEOSGetNumGeometries_r(h, cut);
    for (int i = 0; i < n; i++) {
        const GEOSGeometry *one = GEOSGetGeometryN_r(h, cut, i);
        if (one == NULL || GEOSisEmpty_r(h, one) == 1) {
            continue;
        }
        const GEOSCoordSequence *s = GEOSGeom_getCoordSeq_r(h, one);
        unsigned k = 0;
        if (s == NULL || GEOSCoordSeq_getSize_r(h, s, &k) == 0 || k == 0) {
            return false;
        }
        double in = 1;
        double out = 0;
        for (unsigned j = 0; j < k; j++) {
            double cx = 0;
            double cy = 0;
            GEOSCoordSeq_getXY_r(h, s, j, &cx, &cy);
            double f = along(x, cx, cy);
            in = f < in ? f : in;
            out = f > out ? f : out;
        }
        in -= x->slack;
        out += x->slack;
        add_stretch(l, in > 0 ? in : 0, out < 1 ? out : 1);
    }
    return true;
}

uint32_t rsp_area_segment(const rsp_area *a, rsp_point p, rsp_point q, double (*ret)[2], uint32_t cap) {
    rsp_point lo = {p.lon_e7 < q.lon_e7 ? p.lon_e7 : q.lon_e7, p.lat_e7 < q.lat_e7 ? p.lat_e7 : q.lat_e7};
    rsp_point hi = {p.lon_e7 > q.lon_e7 ? p.lon_e7 : q.lon_e7, p.lat_e7 > q.lat_e7 ? p.lat_e7 : q.lat_e7};
    if (cap == 0 || hi.lon_e7 < a->box.min.lon_e7 || lo.lon_e7 > a->box.max.lon_e7 ||
        hi.lat_e7 < a->box.min.lat_e7 || lo.lat_e7 > a->box.max.lat_e7) {
        return 0;
    }
    ret[0][0] = 0;
    ret[0][1] = 1; /* the careful answer, kept where anything fails below */
    if (p.lon_e7 == q.lon_e7 && p.lat_e7 == q.lat_e7) {
        return rsp_area_has_point(a, p) ? 1 : 0;
    }
    hand *h = hand_take(a);
    if (h == NULL) {
        return 1;
    }
    line_axis x = {.px = a->kx * p.lon_e7,
                   .py = p.lat_e7,
                   .dx = a->kx * ((double)q.lon_e7 - p.lon_e7),
                   .dy = (double)q.lat_e7 - p.lat_e7};
    x.len2 = x.dx * x.dx + x.dy * x.dy;
    x.slack = SLACK_E7 / sqrt(x.len2);
    uint32_t n = 1;
    GEOSCoordSequence *s = GEOSCoordSeq_create_r(h->geos, 2, 2);
    if (s != NULL) {
        GEOSCoordSeq_setXY_r(h->geos, s, 0, x.px, x.py);
        GEOSCoordSeq_setXY_r(h->geos, s, 1, x.px + x.dx, x.py + x.dy);
    }
    GEOSGeometry *line = s != NULL ? GEOSGeom_createLineString_r(h->geos, s) : NULL;
    if (line != NULL && GEOSPreparedIntersects_r(h->geos, h->ready, line) == 0) {
        n = 0;
    } else if (line != NULL && GEOSPreparedContainsProperly_r(h->geos, h->ready, line) != 1) {
        GEOSGeometry *cut = GEOSIntersection_r(h->geos, h->geom, line);
        stretch_list l = {.at = ret, .cap = cap};
        if (cut != NULL && collect(h->geos, cut, &x, &l) && l.n > 0) {
            join_stretches(&l);
            n = l.n;
        } else { /* it touches, but the overlay says nothing: all of it counts */
            ret[0][0] = 0;
            ret[0][1] = 1;
        }
        GEOSGeom_destroy_r(h->geos, cut);
    }
    GEOSGeom_destroy_r(h->geos, line);
    hand_give(a, h);
    return n;
}

/* GEOS calls this for each point: from the scale of one area to that of another. */
static int scale_x(double *x, double *y, void *factor) {
    (void)y;
    *x *= *(const double *)factor;
    return 1;
}

int rsp_area_clip(const rsp_ctx *ctx, const rsp_area *a, const rsp_area *b, bool outside, rsp_area **ret,
                  rsp_err *err) {
    hand *ha = hand_take(a);
    hand *hb = hand_take(b);
    rsp_area *out = rsp_calloc(ctx, 1, sizeof *out);
    int rc = RSP_ENOMEM;
    if (ha != NULL && hb != NULL && out != NULL) {
        out->ctx = *ctx;
        out->kx = a->kx;
        pthread_mutex_init(&out->lock, NULL);
        double factor = a->kx / b->kx;
        GEOSGeometry *mask = GEOSGeom_transformXY_r(ha->geos, hb->geom, scale_x, &factor);
        GEOSGeometry *cut = mask == NULL ? NULL
                            : outside    ? GEOSDifference_r(ha->geos, ha->geom, mask)
                                         : GEOSIntersection_r(ha->geos, ha->geom, mask);
        if (cut != NULL && GEOSisEmpty_r(ha->geos, cut) == 1) {
            out->box = (rsp_box){{1, 1}, {0, 0}}; /* no point is in it */
            rc = 0;
        } else if (cut != NULL) {
            rc = adopt(out, ha->geos, cut);
        }
        if (cut != NULL) {
            GEOSGeom_destroy_r(ha->geos, cut);
        }
        if (mask != NULL) {
            GEOSGeom_destroy_r(ha->geos, mask);
        }
    }
    if (ha != NULL) {
        hand_give(a, ha);
    }
    if (hb != NULL) {
        hand_give(b, hb);
    }
    if (rc != 0) {
        if (out != NULL && out->ctx.env != NULL) {
            rsp_area_free(out);
        } else {
            rsp_free(ctx, out);
        }
        return rsp_fail(err, rc, "two areas cannot be cut against each other");
    }
    *ret = out;
    return 0;
}
