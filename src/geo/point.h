/* Points and distances on the earth. Latitude and longitude in WGS 84 degrees; inside the program as
 * integers of 10^-7 degree (about 1 cm), so that they compare and hash exactly. */
#ifndef RSP_GEO_POINT_H
#define RSP_GEO_POINT_H

#include <stdbool.h>
#include <stdint.h>

typedef struct rsp_point {
    int32_t lon_e7; /* -1800000000 .. 1800000000 */
    int32_t lat_e7; /* -900000000 .. 900000000 */
} rsp_point;

typedef struct rsp_box {
    rsp_point min, max;
} rsp_box;

rsp_point rsp_point_of(double lat_deg, double lon_deg);
static inline double rsp_point_lat(rsp_point p) {
    return p.lat_e7 / 1e7;
}
static inline double rsp_point_lon(rsp_point p) {
    return p.lon_e7 / 1e7;
}
/* Great-circle distance in metres (haversine, mean radius 6371008.8 m, IUGG): within 0.6 % of the geodesic.
 */
double rsp_point_dist_m(rsp_point a, rsp_point b);
/* Initial bearing from a to b in degrees, 0 <= b < 360, clockwise from north; 0 where a equals b. */
double rsp_point_bearing_deg(rsp_point a, rsp_point b);
/* The point dist_m metres from a in direction bearing_deg (sphere). */
rsp_point rsp_point_at(rsp_point a, double bearing_deg, double dist_m);
/* Linear interpolation a + f (b - a), 0 <= f <= 1. */
rsp_point rsp_point_between(rsp_point a, rsp_point b, double f);
/* Distance in metres from p to the segment a-b (local equirectangular plane); *ret_f (may be NULL): where. */
double rsp_point_segment_dist_m(rsp_point p, rsp_point a, rsp_point b, double *ret_f);
/* One of 16 compass points in English: "N", "NNE", ... */
const char *rsp_compass(double bearing_deg);

#endif
