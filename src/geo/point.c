/* Points, distances and bearings on the sphere, and on a local plane where a segment is short.
 *
 * What: the small pure functions every room uses. Why here: one radius, one rounding, one convention.
 * Invariant: coordinates are integers of 10^-7 degree; only differences are turned into floating point.
 * Reference: R. W. Sinnott, "Virtues of the Haversine", Sky and Telescope 68 (1984); mean radius R1 of
 * WGS 84 by the IUGG, 6371008.8 m (Moritz, "Geodetic Reference System 1980"). */
#include "geo/point.h"

#include <math.h>
#include <stddef.h>

#define EARTH_RADIUS_M 6371008.8
static const double PI = 3.14159265358979323846;

static double radians(double deg) {
    return deg * (PI / 180.0);
}

static int32_t clamp_e7(double deg, double limit_deg) {
    if (!(deg > -limit_deg)) { /* also catches NaN, which must not reach lround */
        return (int32_t)lround(-limit_deg * 1e7);
    }
    if (deg > limit_deg) {
        deg = limit_deg;
    }
    return (int32_t)lround(deg * 1e7);
}

rsp_point rsp_point_of(double lat_deg, double lon_deg) {
    return (rsp_point){.lon_e7 = clamp_e7(lon_deg, 180.0), .lat_e7 = clamp_e7(lat_deg, 90.0)};
}

double rsp_point_dist_m(rsp_point a, rsp_point b) {
    double lat_a = radians(rsp_point_lat(a));
    double lat_b = radians(rsp_point_lat(b));
    double half_lat = radians((double)((int64_t)b.lat_e7 - a.lat_e7) / 1e7) / 2;
    double half_lon = radians((double)((int64_t)b.lon_e7 - a.lon_e7) / 1e7) / 2;
    double s = sin(half_lat) * sin(half_lat) + cos(lat_a) * cos(lat_b) * sin(half_lon) * sin(half_lon);
    return 2 * EARTH_RADIUS_M * asin(sqrt(s < 1 ? s : 1));
}

double rsp_point_bearing_deg(rsp_point a, rsp_point b) {
    if (a.lon_e7 == b.lon_e7 && a.lat_e7 == b.lat_e7) {
        return 0;
    }
    double lat_a = radians(rsp_point_lat(a));
    double lat_b = radians(rsp_point_lat(b));
    double d_lon = radians((double)((int64_t)b.lon_e7 - a.lon_e7) / 1e7);
    double y = sin(d_lon) * cos(lat_b);
    double x = cos(lat_a) * sin(lat_b) - sin(lat_a) * cos(lat_b) * cos(d_lon);
    double deg = atan2(y, x) * (180.0 / PI);
    if (deg < 0) {
        deg += 360;
    }
    return deg < 360 ? deg : 0; /* -1e-17 + 360 rounds to 360 */
}

rsp_point rsp_point_at(rsp_point a, double bearing_deg, double dist_m) {
    double lat = radians(rsp_point_lat(a));
    double course = radians(bearing_deg);
    double arc = dist_m / EARTH_RADIUS_M;
    double sin_lat = sin(lat) * cos(arc) + cos(lat) * sin(arc) * cos(course);
    double lat_b = asin(sin_lat > 1 ? 1 : sin_lat < -1 ? -1 : sin_lat);
    double d_lon = atan2(sin(course) * sin(arc) * cos(lat), cos(arc) - sin(lat) * sin_lat);
    double lon = fmod(rsp_point_lon(a) + d_lon * (180.0 / PI) + 540.0, 360.0) - 180.0;
    return rsp_point_of(lat_b * (180.0 / PI), lon);
}

rsp_point rsp_point_between(rsp_point a, rsp_point b, double f) {
    return (rsp_point){
        .lon_e7 = (int32_t)lround(a.lon_e7 + f * (double)((int64_t)b.lon_e7 - a.lon_e7)),
        .lat_e7 = (int32_t)lround(a.lat_e7 + f * (double)((int64_t)b.lat_e7 - a.lat_e7)),
    };
}

double rsp_point_segment_dist_m(rsp_point p, rsp_point a, rsp_point b, double *ret_f) {
    double unit = radians(1e-7) * EARTH_RADIUS_M;
    double kx = unit * cos(radians(rsp_point_lat(p)));
    double bx = kx * (double)((int64_t)b.lon_e7 - a.lon_e7);
    double by = unit * (double)((int64_t)b.lat_e7 - a.lat_e7);
    double px = kx * (double)((int64_t)p.lon_e7 - a.lon_e7);
    double py = unit * (double)((int64_t)p.lat_e7 - a.lat_e7);
    double len2 = bx * bx + by * by;
    double f = len2 > 0 ? (px * bx + py * by) / len2 : 0;
    f = f < 0 ? 0 : f > 1 ? 1 : f;
    if (ret_f != NULL) {
        *ret_f = f;
    }
    return hypot(px - f * bx, py - f * by);
}

const char *rsp_compass(double bearing_deg) {
    static const char *const names[16] = {"N", "NNE", "NE", "ENE", "E", "ESE", "SE", "SSE",
                                          "S", "SSW", "SW", "WSW", "W", "WNW", "NW", "NNW"};
    double turns = bearing_deg / 22.5;
    int64_t i = (int64_t)floor(turns + 0.5);
    return names[((i % 16) + 16) % 16];
}
