/* Putting a place on the nearest road that the vehicles can use and come back from.
 *
 * Why the component: a place put silently onto an island of the network makes every plan around it wrong.
 * Invariants: of all usable edges on component 0 the nearest within the limit, the lowest number among
 * equals. */
#include <math.h>

#include "roads/grid.h"
#include "roads/overlay.h"
#include "roads/snap.h"

typedef struct nearest {
    rsp_snap usable; /* of the main component */
    rsp_snap island; /* of any other */
} nearest;

static int look(const rsp_net *net, const net_reach *reach, rsp_point p, double radius_m, net_edge_list *list,
                nearest *best) {
    rsp_box box = net_box_around(p, radius_m);
    RSP_TRY(net_edges_near(net, &box, list));
    *best = (nearest){.usable = {.edge = RSP_NONE, .dist_m = NET_FAR_M},
                      .island = {.edge = RSP_NONE, .dist_m = NET_FAR_M}};
    for (size_t i = 0; i < list->n; i++) {
        uint32_t component = reach->edge_component[list->at[i]];
        if (component == RSP_NONE) {
            continue;
        }
        rsp_snap s = {.edge = list->at[i], .component = component};
        s.dist_m = net_edge_dist_m(net, s.edge, p, &s.fraction, &s.at);
        rsp_snap *to = component == 0 ? &best->usable : &best->island;
        if (s.dist_m < to->dist_m) {
            *to = s;
        }
    }
    return 0;
}

int rsp_snap_point(const rsp_net *net, const rsp_metric *m, rsp_point p, double limit_m, rsp_snap *ret,
                   rsp_err *err) {
    if (!(limit_m >= 0 && limit_m <= 1e6) || m->profiles == 0 || m->profiles >= 1U << RSP_PROFILE_COUNT) {
        return rsp_fail(err, RSP_EINPUT,
                        "a snap limit of %g m for the profiles %#x; the limit is 0..1000000 m and "
                        "at least one profile is needed",
                        limit_m, m->profiles);
    }
    const net_reach *reach = NULL;
    RSP_TRY(net_reach_get(net, m->profiles, m->weight_kg, m->height_cm, &reach, err));
    net_edge_list list = {0};
    nearest best = {.usable = {.dist_m = NET_FAR_M}};
    int rc = 0;
    double radius = limit_m < 100 ? limit_m : 100; /* wider only while nothing is found inside */
    for (;;) {
        rc = look(net, reach, p, radius, &list, &best);
        if (rc != 0 || best.usable.dist_m <= radius || radius >= limit_m) {
            break;
        }
        radius = radius * 4 < limit_m ? radius * 4 : limit_m;
    }
    if (rc == 0 && !(best.usable.dist_m <= limit_m)) { /* look further, to say how far it would be */
        double far = limit_m;
        nearest beyond = best;
        while (rc == 0 && far < 1e6 && beyond.usable.edge == RSP_NONE) {
            far = far * 4 + 1000;
            rc = look(net, reach, p, far, &list, &beyond);
        }
        best.usable = beyond.usable;
    }
    rsp_vec_done(&net->ctx, &list);
    if (rc != 0) {
        return rsp_fail(err, rc, "out of memory");
    }
    if (best.usable.dist_m <= limit_m) {
        *ret = best.usable;
        return 0;
    }
    if (best.island.dist_m <= limit_m) {
        return rsp_fail(
            err, RSP_ENOTFOUND,
            "the nearest road, %.0f m away, is on an island of %u road segments; nothing else within "
            "%.0f m: move the place or raise the limit",
            best.island.dist_m, reach->component_edges[best.island.component], limit_m);
    }
    if (best.usable.edge == RSP_NONE || !(best.usable.dist_m < 1e9)) {
        return rsp_fail(err, RSP_ENOTFOUND, "no usable road within %.0f m; this map may be of another region",
                        limit_m);
    }
    return rsp_fail(
        err, RSP_ENOTFOUND,
        "the nearest usable road is %.0f m away; the limit is %.0f m: move the place or raise the limit",
        best.usable.dist_m, limit_m);
}
