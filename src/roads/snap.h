/* Distances between a point and an edge. Private to roads/. */
#ifndef RSP_ROADS_SNAP_H
#define RSP_ROADS_SNAP_H

#include "roads/net_file.h"

#define NET_FAR_M 1e18 /* farther than anything */

/* Metres from p to the edge's line; where along it (0..1 of its length) and the point there. */
double net_edge_dist_m(const rsp_net *n, uint32_t edge, rsp_point p, double *ret_fraction, rsp_point *ret_at);
/* A box that holds every point within dist_m of p. */
rsp_box net_box_around(rsp_point p, double dist_m);

#endif
