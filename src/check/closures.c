/* Closures against raw road segments: docs/rules.md 3.2. What counts is the stretch that is driven: a whole
 * segment, or the part of one between a stop and its end.
 *
 * Distances near the width itself are given away (2 % and half a metre), since buffers are rounded by
 * whoever draws them; nothing within that is called a violation. */
#include "check/inner.h"

#include <math.h>

bool ck_closure_in_days(const ck_run *r, const rsp_closure *c) {
    ck_interval days = ck_days_of(r);
    return (c->from == RSP_TIME_NONE || c->from < days.close) &&
           (c->until == RSP_TIME_NONE || c->until > days.open);
}

/* Whether the closure touches the part [low, high] of the edge's length, driven in that direction. */
static bool touches(const rsp_closure *c, const rsp_edge *e, double low, double high, bool backward,
                    bool any_direction) {
    const rsp_geom *g = c->geometry;
    bool area = g->kind == RSP_GEOM_POLYGON || g->kind == RSP_GEOM_MULTIPOLYGON;
    bool line = g->kind == RSP_GEOM_LINE || g->kind == RSP_GEOM_MULTILINE;
    double width = area ? 0 : c->width_m * 0.98 - 0.5;
    double reach_e7 =
        fmax(0, width) / 100000.0 * 1e7 / fmax(0.05, cos(g->box.max.lat_e7 / 1e7 * 3.1415926 / 180)) + 10;
    double whole = 0;
    for (uint32_t i = 0; i + 1 < e->n_shape; i++) {
        whole += ck_dist_m(ck_xy_of(e->shape[i]), ck_xy_of(e->shape[i + 1]));
    }
    double done = 0;
    for (uint32_t i = 0; i + 1 < e->n_shape; i++) {
        ck_xy p = ck_xy_of(e->shape[i]);
        ck_xy q = ck_xy_of(e->shape[i + 1]);
        double own = ck_dist_m(p, q);
        double f = own > 0 ? fmin(1, fmax(0, (low * whole - done) / own)) : 0;
        double g1 = own > 0 ? fmin(1, fmax(0, (high * whole - done) / own)) : 1;
        done += own;
        if (g1 <= f && (low > 0 || high < 1)) {
            continue; /* not driven */
        }
        ck_xy a = ck_between(p, q, f);
        ck_xy b = ck_between(p, q, g1);
        if (fmax(a.x, b.x) < g->box.min.lon_e7 - reach_e7 || fmin(a.x, b.x) > g->box.max.lon_e7 + reach_e7 ||
            fmax(a.y, b.y) < g->box.min.lat_e7 - reach_e7 || fmin(a.y, b.y) > g->box.max.lat_e7 + reach_e7) {
            continue;
        }
        double turn = -2;
        double m = ck_geom_segment_dist_m(g, backward ? b : a, backward ? a : b, &turn);
        if ((m <= 0 || m < width) && (any_direction || !c->one_way || !line || turn > 0.5)) {
            return true;
        }
    }
    return false;
}

void ck_check_closures(ck_run *r, const rsp_json *at, uint32_t edge, const rsp_edge *e, double low,
                       double high, bool backward) {
    bool any = false;
    if (r->edge_state[edge] == 1) {
        return;
    }
    for (uint32_t i = 0; i < r->s->n_closures; i++) {
        const rsp_closure *c = &r->s->closures[i];
        if (!ck_closure_in_days(r, c) || !touches(c, e, 0, 1, false, true)) {
            continue;
        }
        any = true;
        if (touches(c, e, low, high, backward, false)) {
            ck_say(r, at, "3.2", "edge %u (%s) is driven although closure %s touches it", edge, e->name,
                   c->id);
        }
    }
    r->edge_state[edge] = any ? 2 : 1;
}
