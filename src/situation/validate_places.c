/* Swapped latitude and longitude, also where both are in range (read.h): a point far from all the others
 * whose swap lies among them. The middle is the median of the places, so that a few wrong ones do not move
 * it; with fewer than three points nothing is said. */
#include "situation/read.h"

#include <math.h>
#include <stdlib.h>

typedef struct cloud {
    double lat, lon; /* of the middle */
    double near_deg; /* one and a half times what two thirds of the points are within */
} cloud;

static int by_value(const void *x, const void *y) {
    double a = *(const double *)x, b = *(const double *)y;
    return (a > b) - (a < b);
}

static double apart(double lat, double lon, double lat2, double lon2) {
    double dy = lat - lat2, dx = (lon - lon2) * cos(lat2 * (M_PI / 180));
    return sqrt(dx * dx + dy * dy);
}

/* Raw coordinates of the lists that have them, in range or not; NULL at: only counts. */
static uint32_t collect(const rsp_loader *l, double *lat, double *lon) {
    static const int lists[] = {RSP_IN_places, RSP_IN_checkpoints};
    uint32_t n = 0;
    for (size_t k = 0; k < sizeof lists / sizeof lists[0]; k++) {
        for (uint32_t i = 0; i < l->n[lists[k]]; i++) {
            const rsp_json *y = rsp_json_get(l->nodes[lists[k]][i], "lat");
            const rsp_json *x = rsp_json_get(l->nodes[lists[k]][i], "lon");
            bool numbers = y != NULL && x != NULL && (y->kind == RSP_JSON_INT || y->kind == RSP_JSON_REAL) &&
                           (x->kind == RSP_JSON_INT || x->kind == RSP_JSON_REAL);
            if (!numbers || !(fabs(y->number) <= 180) || !(fabs(x->number) <= 180)) {
                continue;
            }
            if (lat != NULL) {
                lat[n] = y->number;
                lon[n] = x->number;
            }
            n++;
        }
    }
    return n;
}

static bool find_cloud(rsp_loader *l, cloud *ret) {
    uint32_t n = collect(l, NULL, NULL);
    if (n < 3) {
        return false;
    }
    double *lat = rsp_calloc(l->ctx, n, sizeof *lat), *lon = rsp_calloc(l->ctx, n, sizeof *lon);
    double *sorted = rsp_calloc(l->ctx, n, sizeof *sorted);
    bool ok = lat != NULL && lon != NULL && sorted != NULL;
    l->oom = l->oom || !ok;
    if (ok) {
        (void)collect(l, lat, lon);
        for (uint32_t i = 0; i < n; i++) {
            sorted[i] = lat[i];
        }
        qsort(sorted, n, sizeof *sorted, by_value);
        ret->lat = sorted[n / 2];
        for (uint32_t i = 0; i < n; i++) {
            sorted[i] = lon[i];
        }
        qsort(sorted, n, sizeof *sorted, by_value);
        ret->lon = sorted[n / 2];
        for (uint32_t i = 0; i < n; i++) {
            sorted[i] = apart(lat[i], lon[i], ret->lat, ret->lon);
        }
        qsort(sorted, n, sizeof *sorted, by_value);
        ret->near_deg = fmax(0.2, 1.5 * sorted[(n - 1) * 2 / 3]);
    }
    rsp_free(l->ctx, lat);
    rsp_free(l->ctx, lon);
    rsp_free(l->ctx, sorted);
    return ok && fabs(ret->lat) <= 85 && ret->near_deg < 20;
}

bool rsp_find_near(rsp_loader *l, rsp_box *ret) {
    cloud c;
    if (!find_cloud(l, &c) || fabs(c.lon) + c.near_deg * 2 > 170) {
        return false;
    }
    double wide = c.near_deg / cos(c.lat * (M_PI / 180));
    ret->min = rsp_point_of(fmax(-90, c.lat - c.near_deg), c.lon - wide);
    ret->max = rsp_point_of(fmin(90, c.lat + c.near_deg), c.lon + wide);
    return true;
}

#define FAR_KM 200 /* a pause reaches as far as trucks go and come back in hours */

/* One that is nowhere near, swapped or not: a digit too many, or another town of the same name. */
static void warn_far(rsp_loader *l, int list, uint32_t i, const cloud *c, rsp_point p) {
    double km = rsp_point_dist_m(p, rsp_point_of(c->lat, c->lon)) / 1000;
    if (km > FAR_KM && km > 10 * 111.2 * c->near_deg) {
        rsp_diag_warn(
            l->d, rsp_read_at(l, list, i, "lat"),
            "lat %.7g, lon %.7g is %.0f km from the middle of all places; if that is not meant, correct it",
            rsp_point_lat(p), rsp_point_lon(p), km);
    }
}

static void check_point(rsp_loader *l, int list, uint32_t i, const cloud *c, rsp_point p) {
    double lat = rsp_point_lat(p), lon = rsp_point_lon(p);
    if (fabs(lon) > 90 || apart(lat, lon, c->lat, c->lon) <= fmax(0.5, 2 * c->near_deg) ||
        apart(lon, lat, c->lat, c->lon) > c->near_deg) {
        warn_far(l, list, i, c, p);
        return;
    }
    rsp_diag_error(l->d, rsp_read_at(l, list, i, "lat"),
                   "lat %.7g, lon %.7g is far from all other places, and swapped it is among them; write "
                   "\"lat\": %.7g, \"lon\": %.7g",
                   lat, lon, lon, lat);
    l->bad[list][i] = true;
}

void rsp_validate_places(rsp_loader *l) {
    cloud c;
    if (!find_cloud(l, &c)) {
        return;
    }
    for (uint32_t i = 0; i < l->n[RSP_IN_places]; i++) {
        if (!l->bad[RSP_IN_places][i]) {
            check_point(l, RSP_IN_places, i, &c, l->s->places[i].at);
        }
    }
    for (uint32_t i = 0; i < l->n[RSP_IN_checkpoints]; i++) {
        if (!l->bad[RSP_IN_checkpoints][i]) {
            check_point(l, RSP_IN_checkpoints, i, &c, l->s->checkpoints[i].at);
        }
    }
    for (uint32_t i = 0; i < l->n[RSP_IN_incidents]; i++) {
        if (!l->bad[RSP_IN_incidents][i]) {
            check_point(l, RSP_IN_incidents, i, &c, l->s->incidents[i].where);
        }
    }
}
