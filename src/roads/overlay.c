/* Zones, closures, danger areas and checkpoints laid onto the edges, once per situation.
 *
 * What: for every edge that meets an area, the stretches of its line inside, as fractions of its length
 * rounded outwards. Why fractions: a stop or a path may use part of an edge only, and an offset along a path
 * must be right to the second. Invariants: stretches of one area on one edge do not overlap and stand in
 * order; an edge whose line touches an area in a single point has a stretch; immutable once made. */
#include "roads/overlay.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "roads/custom.h"
#include "roads/grid.h"
#include "roads/snap.h"

#define PIECES_MAX 64
#define NEAR_M     30.0
#define BEND_M     0.01 /* distances to both sides of a bend differ by rounding */

typedef struct placed {
    uint32_t edge;
    over_item item;
} placed;

typedef struct maker {
    rsp_overlay *o;
    RSP_VEC(placed) list;
    net_edge_list near;
} maker;

static int add(maker *m, uint32_t edge, over_item item) {
    placed p = {.edge = edge, .item = item};
    return rsp_vec_push(&m->o->ctx, &m->list, p);
}

/* Whether p -> q runs within 60 degrees of the closure line's direction where it comes nearest to `middle`;
 * of either direction at a bend that is the nearest: better closed too much than driven against. */
static bool runs_along(const rsp_geom *line, rsp_point middle, rsp_point p, rsp_point q) {
    double bearing = rsp_point_bearing_deg(p, q);
    double best = NET_FAR_M;
    bool along = false;
    for (uint32_t i = 0; i < line->n; i++) {
        const rsp_ring *r = &line->parts[i].rings[0];
        for (uint32_t k = 0; k + 1 < r->n; k++) {
            double d = rsp_point_segment_dist_m(middle, r->at[k], r->at[k + 1], NULL);
            double turn = bearing - rsp_point_bearing_deg(r->at[k], r->at[k + 1]);
            bool here = fabs(fmod(turn + 540, 360) - 180) <= 60;
            if (d < best - BEND_M) {
                best = d;
                along = here;
            } else if (d <= best + BEND_M) {
                best = d < best ? d : best;
                along = along || here;
            }
        }
    }
    return along;
}

/* The part of the edge's line inside the area: items like `as`, joined where they touch. Directions: for a
 * one-way closure, the arcs whose segments inside run along its line. */
static int lay_edge(maker *m, uint32_t edge, const rsp_area *area, const rsp_geom *one_way, over_item as) {
    const rsp_net *net = m->o->net;
    const net_edge *e = &net->edges[edge];
    const rsp_point *s = net->shape + e->shape_first;
    double total = 0;
    for (uint32_t i = 0; i + 1 < e->shape_n; i++) {
        total += rsp_point_dist_m(s[i], s[i + 1]);
    }
    double before = 0;
    bool open = false;
    over_item now = as;
    for (uint32_t i = 0; i + 1 < e->shape_n; i++) {
        double pieces[PIECES_MAX][2];
        double len = rsp_point_dist_m(s[i], s[i + 1]);
        uint32_t n = rsp_area_segment(area, s[i], s[i + 1], pieces, PIECES_MAX);
        for (uint32_t k = 0; k < n; k++) {
            double in = total > 0 ? (before + pieces[k][0] * len) / total : 0;
            double out = total > 0 ? (before + pieces[k][1] * len) / total : 1;
            in = in - 1e-12 > 0 ? in - 1e-12 : 0;
            out = out + 1e-12 < 1 ? out + 1e-12 : 1;
            uint8_t arcs = as.arcs;
            if (one_way != NULL) {
                rsp_point middle = rsp_point_between(s[i], s[i + 1], (pieces[k][0] + pieces[k][1]) / 2);
                arcs = (uint8_t)((runs_along(one_way, middle, s[i], s[i + 1]) ? 1 : 0) |
                                 (runs_along(one_way, middle, s[i + 1], s[i]) ? 2 : 0));
                if (arcs == 0) {
                    continue;
                }
            }
            if (open && in <= now.out && arcs == now.arcs) {
                now.out = out > now.out ? out : now.out;
                continue;
            }
            if (open) {
                RSP_TRY(add(m, edge, now));
            }
            now.in = in;
            now.out = out;
            now.arcs = arcs;
            open = true;
        }
        before += len;
    }
    return open ? add(m, edge, now) : 0;
}

static int lay_area(maker *m, const rsp_area *area, const rsp_geom *one_way, over_item as) {
    rsp_box box = rsp_area_box(area);
    RSP_TRY(net_edges_near(m->o->net, &box, &m->near));
    for (size_t i = 0; i < m->near.n; i++) {
        RSP_TRY(lay_edge(m, m->near.at[i], area, one_way, as));
    }
    return 0;
}

double net_edge_dist_m(const rsp_net *n, uint32_t edge, rsp_point p, double *ret_fraction,
                       rsp_point *ret_at) {
    const net_edge *e = &n->edges[edge];
    const rsp_point *s = n->shape + e->shape_first;
    double best = NET_FAR_M;
    double along = 0;
    double before = 0;
    for (uint32_t i = 0; i + 1 < e->shape_n; i++) {
        double f = 0;
        double d = rsp_point_segment_dist_m(p, s[i], s[i + 1], &f);
        double len = rsp_point_dist_m(s[i], s[i + 1]);
        if (d < best) {
            best = d;
            along = before + f * len;
            *ret_at = rsp_point_between(s[i], s[i + 1], f);
        }
        before += len;
    }
    double f = before > 0 ? along / before : 0;
    *ret_fraction = f < 0 ? 0 : f > 1 ? 1 : f;
    return best;
}

rsp_box net_box_around(rsp_point p, double dist_m) {
    double lat = dist_m / 6371008.8 * (180 / 3.14159265358979323846) * 1e7 * 1.01 + 10;
    double c = cos(rsp_point_lat(p) * 3.14159265358979323846 / 180);
    double lon = lat / (c > 0.01 ? c : 0.01);
    double w = p.lon_e7 - lon;
    double e = p.lon_e7 + lon;
    double s = p.lat_e7 - lat;
    double n = p.lat_e7 + lat;
    return (rsp_box){
        .min = {(int32_t)(w < -1.8e9 ? -1.8e9 : w), (int32_t)(s < -9e8 ? -9e8 : s)},
        .max = {(int32_t)(e > 1.8e9 ? 1.8e9 : e), (int32_t)(n > 9e8 ? 9e8 : n)},
    };
}

/* On every edge within 30 m; where there is none, on the nearest (all that are as near, at a junction). */
static int lay_checkpoint(maker *m, uint16_t number, const rsp_overlay_checkpoint *c, rsp_err *err) {
    const rsp_net *net = m->o->net;
    double reach = c->limit_m > NEAR_M ? c->limit_m : NEAR_M;
    rsp_box box = net_box_around(c->at, reach);
    double best_m = NET_FAR_M;
    if (net_edges_near(net, &box, &m->near) != 0) {
        return rsp_fail(err, RSP_ENOMEM, "out of memory");
    }
    for (size_t i = 0; i < m->near.n; i++) {
        double in = 0;
        rsp_point at;
        double d = net_edge_dist_m(net, m->near.at[i], c->at, &in, &at);
        best_m = d < best_m ? d : best_m;
    }
    if (best_m > reach) {
        return rsp_fail(
            err, RSP_ENOTFOUND,
            "checkpoint %u at %.6f, %.6f (latitude, longitude) has no road within %.0f m; move it onto "
            "a road",
            number, rsp_point_lat(c->at), rsp_point_lon(c->at), reach);
    }
    double limit = best_m > NEAR_M ? best_m + 1 : NEAR_M;
    for (size_t i = 0; i < m->near.n; i++) {
        over_item item = {.kind = OVER_CHECKPOINT, .number = number};
        rsp_point at;
        double d = net_edge_dist_m(net, m->near.at[i], c->at, &item.in, &at);
        item.out = item.in;
        if (d <= limit && add(m, m->near.at[i], item) != 0) {
            return rsp_fail(err, RSP_ENOMEM, "out of memory");
        }
    }
    return 0;
}

static int lay_all(maker *m, const rsp_overlay_spec *spec, rsp_err *err) {
    int rc = 0;
    for (uint32_t i = 0; rc == 0 && i < spec->n_zones; i++) {
        rc = lay_area(m, spec->zones[i].area, NULL, (over_item){.kind = OVER_ZONE, .number = (uint16_t)i});
    }
    for (uint32_t i = 0; rc == 0 && i < spec->n_closures; i++) {
        const rsp_overlay_closure *c = &spec->closures[i];
        rc = lay_area(m, c->area, c->one_way ? c->line : NULL,
                      (over_item){.kind = OVER_CLOSURE, .number = (uint16_t)i, .arcs = 3});
    }
    for (uint32_t i = 0; rc == 0 && i < spec->n_danger; i++) {
        rc = lay_area(
            m, spec->danger[i].area, NULL,
            (over_item){.kind = OVER_DANGER, .number = (uint16_t)i, .weight = spec->danger[i].weight});
    }
    if (rc != 0) {
        return rsp_fail(err, rc, "out of memory");
    }
    for (uint32_t i = 0; i < spec->n_checkpoints; i++) {
        RSP_TRY(lay_checkpoint(m, (uint16_t)i, &spec->checkpoints[i], err));
    }
    return 0;
}

static int by_place(const void *a, const void *b) {
    const placed *x = a;
    const placed *y = b;
    if (x->edge != y->edge) {
        return x->edge < y->edge ? -1 : 1;
    }
    if (x->item.kind != y->item.kind) {
        return x->item.kind < y->item.kind ? -1 : 1;
    }
    if (x->item.number != y->item.number) {
        return x->item.number < y->item.number ? -1 : 1;
    }
    return (x->item.in > y->item.in) - (x->item.in < y->item.in);
}

static int settle(maker *m) {
    rsp_overlay *o = m->o;
    const rsp_net *net = o->net;
    uint32_t edges = net->h->edges;
    size_t words = (size_t)net->h->nodes / 64 + 1;
    o->first = rsp_calloc(&o->ctx, (size_t)edges + 1, sizeof *o->first);
    o->items = rsp_calloc(&o->ctx, m->list.n + 1, sizeof *o->items);
    o->zones = rsp_calloc(&o->ctx, (size_t)edges + 1, sizeof *o->zones);
    o->closed = rsp_calloc(&o->ctx, (size_t)edges + 1, 1);
    o->node_special = rsp_calloc(&o->ctx, words, sizeof *o->node_special);
    if (o->first == NULL || o->items == NULL || o->zones == NULL || o->closed == NULL ||
        o->node_special == NULL) {
        return RSP_ENOMEM;
    }
    memcpy(o->node_special, net->turns.node_special, words * sizeof *o->node_special);
    if (m->list.n > 1) {
        qsort(m->list.at, m->list.n, sizeof *m->list.at, by_place);
    }
    for (size_t i = 0; i < m->list.n; i++) {
        const placed *p = &m->list.at[i];
        o->first[p->edge + 1]++;
        o->items[i] = p->item;
        if (p->item.kind == OVER_ZONE) {
            o->zones[p->edge] |= 1ULL << p->item.number;
        } else if (p->item.kind == OVER_CLOSURE) {
            o->closed[p->edge] |= p->item.arcs;
        } else if (p->item.kind == OVER_CHECKPOINT) {
            uint32_t ends[2] = {net->edges[p->edge].from, net->edges[p->edge].to};
            for (int k = 0; k < 2; k++) {
                o->node_special[ends[k] >> 6] |= 1ULL << (ends[k] & 63);
            }
        }
    }
    for (uint32_t e = 0; e < edges; e++) {
        o->first[e + 1] += o->first[e];
    }
    return 0;
}

static int check_spec(const rsp_overlay_spec *s, rsp_err *err) {
    if (s->n_zones > RSP_ZONES_MAX || s->n_closures > UINT16_MAX || s->n_danger > UINT16_MAX ||
        s->n_checkpoints > UINT16_MAX) {
        return rsp_fail(
            err, RSP_ELIMIT,
            "%u zones, %u closures, %u danger areas, %u checkpoints are too many; at most %d zones and "
            "65535 of each of the others",
            s->n_zones, s->n_closures, s->n_danger, s->n_checkpoints, RSP_ZONES_MAX);
    }
    for (uint32_t i = 0; i < s->n_danger; i++) {
        if (!(s->danger[i].weight > 0) || !(s->danger[i].weight < 1e6)) {
            return rsp_fail(err, RSP_EINPUT,
                            "danger area %u has weight %g; it must be above 0 and below 10^6", i,
                            s->danger[i].weight);
        }
    }
    for (uint32_t i = 0; i < s->n_checkpoints; i++) {
        const rsp_overlay_checkpoint *c = &s->checkpoints[i];
        if (c->delay_s < 0 || c->delay_s > 1000000 || c->per_vehicle_s < 0 || c->per_vehicle_s > 1000000 ||
            !(c->limit_m >= 0 && c->limit_m <= 100000)) {
            return rsp_fail(
                err, RSP_EINPUT,
                "checkpoint %u has a delay of %d s, %d s per vehicle, limit %g m; delays are 0..1000000 "
                "s, the limit 0..100000 m",
                i, c->delay_s, c->per_vehicle_s, c->limit_m);
        }
    }
    for (uint32_t i = 0; i < s->n_closures; i++) {
        const rsp_overlay_closure *c = &s->closures[i];
        if (c->one_way &&
            (c->line == NULL || (c->line->kind != RSP_GEOM_LINE && c->line->kind != RSP_GEOM_MULTILINE))) {
            return rsp_fail(err, RSP_EINPUT,
                            "closure %u is one-way but has no line; give a LineString in the closed "
                            "direction",
                            i);
        }
    }
    return 0;
}

int rsp_overlay_new(const rsp_ctx *ctx, const rsp_net *net, const rsp_overlay_spec *spec, rsp_overlay **ret,
                    rsp_err *err) {
    RSP_TRY(check_spec(spec, err));
    rsp_overlay *o = rsp_calloc(ctx, 1, sizeof *o);
    if (o == NULL) {
        return rsp_fail(err, RSP_ENOMEM, "out of memory");
    }
    o->ctx = *ctx;
    pthread_mutex_init(&o->lock, NULL);
    o->net = net;
    o->spec = *spec;
    o->checkpoints = rsp_calloc(ctx, (size_t)spec->n_checkpoints + 1, sizeof *o->checkpoints);
    maker m = {.o = o};
    int rc = o->checkpoints == NULL ? rsp_fail(err, RSP_ENOMEM, "out of memory") : 0;
    if (rc == 0 && spec->n_checkpoints > 0) {
        memcpy(o->checkpoints, spec->checkpoints, spec->n_checkpoints * sizeof *o->checkpoints);
    }
    rc = rc == 0 ? lay_all(&m, spec, err) : rc;
    if (rc == 0 && settle(&m) != 0) {
        rc = rsp_fail(err, RSP_ENOMEM, "out of memory");
    }
    rsp_vec_done(ctx, &m.list);
    rsp_vec_done(ctx, &m.near);
    if (rc != 0) {
        rsp_overlay_free(o);
        return rc;
    }
    *ret = o;
    return 0;
}

rsp_overlay *rsp_overlay_free(rsp_overlay *o) {
    if (o != NULL) {
        rsp_ctx ctx = o->ctx;
        custom_done(o);
        pthread_mutex_destroy(&o->lock);
        rsp_free(&ctx, o->checkpoints);
        rsp_free(&ctx, o->first);
        rsp_free(&ctx, o->items);
        rsp_free(&ctx, o->zones);
        rsp_free(&ctx, o->closed);
        rsp_free(&ctx, o->node_special);
        rsp_free(&ctx, o);
    }
    return NULL;
}

bool rsp_overlay_edge_closed(const rsp_overlay *o, uint32_t edge, bool backward, uint32_t *ret_closure) {
    uint8_t bit = backward ? 2 : 1;
    for (uint32_t i = o->first[edge]; i < o->first[edge + 1]; i++) {
        if (o->items[i].kind == OVER_CLOSURE && (o->items[i].arcs & bit) != 0) {
            if (ret_closure != NULL) {
                *ret_closure = o->items[i].number;
            }
            return true;
        }
    }
    return false;
}

uint64_t rsp_overlay_edge_zones(const rsp_overlay *o, uint32_t edge) {
    return o->zones[edge];
}
