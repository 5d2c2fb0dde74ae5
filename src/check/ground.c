/* The checker's own geometry: great circles, point in polygon by ray casting, clipping by parameters,
 * distances in a local plane. Written apart from geo/ on purpose: a mistake there must not hide here.
 *
 * A polygon's boundary belongs to it. Straight means straight in longitude and latitude, as on the map. */
#include "check/inner.h"

#include <math.h>
#include <stdlib.h>

#define EARTH_M 6371008.8
#define RAD     (3.14159265358979323846 / 180.0 / 1e7) /* 10^-7 degree to radian */

ck_xy ck_xy_of(rsp_point p) {
    return (ck_xy){p.lon_e7, p.lat_e7};
}

ck_xy ck_between(ck_xy a, ck_xy b, double f) {
    return (ck_xy){a.x + (b.x - a.x) * f, a.y + (b.y - a.y) * f};
}

double ck_dist_m(ck_xy a, ck_xy b) {
    double sy = sin((b.y - a.y) * RAD / 2);
    double sx = sin((b.x - a.x) * RAD / 2);
    double h = sy * sy + cos(a.y * RAD) * cos(b.y * RAD) * sx * sx;
    return 2 * EARTH_M * asin(fmin(1, sqrt(h)));
}

/* q as metres in a plane that touches the earth at o. */
static ck_xy plane(ck_xy o, ck_xy q) {
    return (ck_xy){(q.x - o.x) * RAD * EARTH_M * cos(o.y * RAD), (q.y - o.y) * RAD * EARTH_M};
}

double ck_segment_dist_m(ck_xy p, ck_xy a, ck_xy b, double *ret_f) {
    ck_xy u = plane(p, a);
    ck_xy v = plane(p, b);
    double dx = v.x - u.x;
    double dy = v.y - u.y;
    double d2 = dx * dx + dy * dy;
    double f = d2 > 0 ? -(u.x * dx + u.y * dy) / d2 : 0;
    f = fmax(0, fmin(1, f));
    if (ret_f != NULL) {
        *ret_f = f;
    }
    return hypot(u.x + f * dx, u.y + f * dy);
}

static double cross(ck_xy o, ck_xy a, ck_xy b) {
    return (a.x - o.x) * (b.y - o.y) - (a.y - o.y) * (b.x - o.x);
}

static bool on_segment(ck_xy p, ck_xy a, ck_xy b) {
    return cross(a, b, p) == 0 && p.x >= fmin(a.x, b.x) && p.x <= fmax(a.x, b.x) && p.y >= fmin(a.y, b.y) &&
           p.y <= fmax(a.y, b.y);
}

/* -1 on the ring, else 1 inside or 0 outside. */
static int ring_side(const rsp_ring *ring, ck_xy p) {
    int in = 0;
    for (uint32_t i = 0; i + 1 < ring->n; i++) {
        ck_xy a = ck_xy_of(ring->at[i]);
        ck_xy b = ck_xy_of(ring->at[i + 1]);
        if (on_segment(p, a, b)) {
            return -1;
        }
        if ((a.y > p.y) != (b.y > p.y) && p.x < a.x + (p.y - a.y) * (b.x - a.x) / (b.y - a.y)) {
            in = !in;
        }
    }
    return in;
}

bool ck_inside(const rsp_geom *g, ck_xy p) {
    if ((g->kind != RSP_GEOM_POLYGON && g->kind != RSP_GEOM_MULTIPOLYGON) || p.x < g->box.min.lon_e7 ||
        p.x > g->box.max.lon_e7 || p.y < g->box.min.lat_e7 || p.y > g->box.max.lat_e7) {
        return false;
    }
    for (uint32_t i = 0; i < g->n; i++) {
        int in = 0;
        for (uint32_t k = 0; k < g->parts[i].n; k++) {
            int side = ring_side(&g->parts[i].rings[k], p);
            if (side < 0) {
                return true;
            }
            in ^= side; /* a hole turns it round */
        }
        if (in) {
            return true;
        }
    }
    return false;
}

static bool segments_meet(ck_xy a, ck_xy b, ck_xy c, ck_xy d) {
    double p = cross(a, b, c), q = cross(a, b, d), u = cross(c, d, a), v = cross(c, d, b);
    if (((p > 0) != (q > 0)) && ((u > 0) != (v > 0)) && p != 0 && q != 0 && u != 0 && v != 0) {
        return true;
    }
    return on_segment(c, a, b) || on_segment(d, a, b) || on_segment(a, c, d) || on_segment(b, c, d);
}

static double segments_dist_m(ck_xy a, ck_xy b, ck_xy c, ck_xy d) {
    if (segments_meet(a, b, c, d)) {
        return 0;
    }
    return fmin(fmin(ck_segment_dist_m(a, c, d, NULL), ck_segment_dist_m(b, c, d, NULL)),
                fmin(ck_segment_dist_m(c, a, b, NULL), ck_segment_dist_m(d, a, b, NULL)));
}

double ck_geom_segment_dist_m(const rsp_geom *g, ck_xy a, ck_xy b, double *ret_cos) {
    double best = ck_inside(g, a) || ck_inside(g, b) ? 0 : HUGE_VAL;
    for (uint32_t i = 0; i < g->n; i++) {
        for (uint32_t k = 0; k < g->parts[i].n; k++) {
            const rsp_ring *ring = &g->parts[i].rings[k];
            for (uint32_t j = 0; j < ring->n && (j == 0 || j + 1 < ring->n); j++) {
                ck_xy c = ck_xy_of(ring->at[j]);
                ck_xy d = ck_xy_of(ring->at[j + 1 < ring->n ? j + 1 : j]);
                double m = segments_dist_m(a, b, c, d);
                ck_xy u = plane(a, b), e = plane(c, d);
                double len = hypot(u.x, u.y) * hypot(e.x, e.y);
                double turn = len > 0 ? (u.x * e.x + u.y * e.y) / len : 1;
                if (ret_cos != NULL && (m < best || (m == best && turn > *ret_cos))) {
                    *ret_cos = turn;
                }
                best = fmin(best, m);
            }
        }
    }
    return best;
}

double ck_geom_dist_m(const rsp_geom *g, ck_xy p) {
    return ck_geom_segment_dist_m(g, p, p, NULL);
}

static int by_value(const void *a, const void *b) {
    double x = *(const double *)a, y = *(const double *)b;
    return (x > y) - (x < y);
}

/* Fractions of a-b at which it may change sides of a ring. */
static void ring_cuts(ck_run *r, const rsp_ring *ring, ck_xy a, ck_xy b, ck_cuts *cuts) {
    double d2 = (b.x - a.x) * (b.x - a.x) + (b.y - a.y) * (b.y - a.y);
    for (uint32_t i = 0; i + 1 < ring->n; i++) {
        ck_xy c = ck_xy_of(ring->at[i]);
        ck_xy d = ck_xy_of(ring->at[i + 1]);
        double den = (b.x - a.x) * (d.y - c.y) - (b.y - a.y) * (d.x - c.x);
        double f = -1;
        if (den != 0) {
            double g = ((c.x - a.x) * (b.y - a.y) - (c.y - a.y) * (b.x - a.x)) / den;
            f = g >= -1e-12 && g <= 1 + 1e-12 ? ((c.x - a.x) * (d.y - c.y) - (c.y - a.y) * (d.x - c.x)) / den
                                              : -1;
        } else if (d2 > 0 && cross(a, b, c) == 0) { /* along the boundary: both its ends */
            f = ((d.x - a.x) * (b.x - a.x) + (d.y - a.y) * (b.y - a.y)) / d2;
            double e = ((c.x - a.x) * (b.x - a.x) + (c.y - a.y) * (b.y - a.y)) / d2;
            if (e > 0 && e < 1) {
                (void)ck_oom(r, rsp_vec_push(r->ctx, cuts, e));
            }
        }
        if (f > 0 && f < 1) {
            (void)ck_oom(r, rsp_vec_push(r->ctx, cuts, f));
        }
    }
}

static bool boxes_apart(const rsp_box *box, ck_xy a, ck_xy b) {
    return fmax(a.x, b.x) < box->min.lon_e7 || fmin(a.x, b.x) > box->max.lon_e7 ||
           fmax(a.y, b.y) < box->min.lat_e7 || fmin(a.y, b.y) > box->max.lat_e7;
}

void ck_clip(ck_run *r, const rsp_geom *g, ck_xy a, ck_xy b, ck_cuts *cuts) {
    cuts->n = 0;
    if (boxes_apart(&g->box, a, b)) {
        return;
    }
    (void)ck_oom(r, rsp_vec_push(r->ctx, cuts, 0.0));
    (void)ck_oom(r, rsp_vec_push(r->ctx, cuts, 1.0));
    for (uint32_t i = 0; i < g->n; i++) {
        for (uint32_t k = 0; k < g->parts[i].n; k++) {
            ring_cuts(r, &g->parts[i].rings[k], a, b, cuts);
        }
    }
    if (r->out_of_memory) {
        cuts->n = 0;
        return;
    }
    qsort(cuts->at, cuts->n, sizeof *cuts->at, by_value);
    size_t kept = 0;
    size_t n = cuts->n;
    double last = 0;
    for (size_t i = 1; i < n; i++) { /* in place: at most two numbers are written for each one read */
        double next = cuts->at[i];
        bool in = next > last && ck_inside(g, ck_between(a, b, (last + next) / 2));
        bool joins = in && kept > 0 && cuts->at[kept - 1] == last;
        if (joins) {
            cuts->at[kept - 1] = next;
        } else if (in) {
            cuts->at[kept++] = last;
            cuts->at[kept++] = next;
        }
        last = next;
    }
    cuts->n = kept;
}
