/* The line of each leg on the ground, and lines made short: what every map, track and strip is drawn from. */
#include <math.h>
#include <string.h>

#include "print/inner.h"

#define CROSSING_M 30.0 /* junctions closer than this to the one before belong to the same crossing */
#define DOOR_M     10.0 /* nobody turns on the doorstep: who starts here starts into that road */
#define ROUND_DEG  70.0 /* no turn sharper: a roundabout, not a way round something */

/* Points of one path appended to at/m (n so far, metres from `base`). Without roads: the two ends. */
static int append(const pr *o, const rsp_path *p, rsp_point from, rsp_point to, double base, rsp_point **at,
                  double **m, uint32_t *n, rsp_err *err) {
    const rsp_point *points = NULL;
    const double *metres = NULL;
    uint32_t count = 0;
    rsp_point ends[2] = {from, to};
    double end_m[2] = {0, p->length_m};
    if (o->p->net != NULL && p->n_arcs > 0) {
        if (rsp_path_shape(o->p->net, p, o->a, &points, &metres, &count) != 0) {
            return rsp_fail(err, RSP_ENOMEM, "out of memory for the line of a leg");
        }
    } else {
        points = ends;
        metres = end_m;
        count = 2;
    }
    rsp_point *more = rsp_arena_alloc(o->a, (size_t)*n + count, sizeof *more);
    double *more_m = rsp_arena_alloc(o->a, (size_t)*n + count, sizeof *more_m);
    if (more == NULL || more_m == NULL) {
        return rsp_fail(err, RSP_ENOMEM, "out of memory for the line of a leg");
    }
    if (*n > 0) {
        memcpy(more, *at, *n * sizeof *more);
        memcpy(more_m, *m, *n * sizeof *more_m);
    }
    for (uint32_t i = 0; i < count; i++) {
        more[*n + i] = points[i];
        more_m[*n + i] = base + metres[i];
    }
    *at = more;
    *m = more_m;
    *n += count;
    return 0;
}

int pr_leg_line(const pr *o, const rsp_leg *leg, pr_line *ret, rsp_err *err) {
    const rsp_place *places = o->s->places;
    rsp_point *at = NULL;
    double *m = NULL;
    uint32_t n = 0;
    uint32_t mid = leg->waits ? leg->wait_place : leg->to_place;
    RSP_TRY(append(o, &leg->path, places[leg->from_place].at, places[mid].at, 0, &at, &m, &n, err));
    if (leg->waits) {
        RSP_TRY(append(o, &leg->path2, places[mid].at, places[leg->to_place].at, leg->path.length_m, &at, &m,
                       &n, err));
    }
    *ret = (pr_line){at, m, n};
    return 0;
}

int pr_passes(const pr *o, const rsp_leg *leg, const pr_pass **ret, uint32_t *ret_n, rsp_err *err) {
    uint32_t most = leg->path.n_passes + (leg->waits ? leg->path2.n_passes : 0);
    pr_pass *list = rsp_arena_alloc(o->a, (size_t)most + 1, sizeof *list);
    if (list == NULL) {
        return rsp_fail(err, RSP_ENOMEM, "out of memory for checkpoints");
    }
    uint32_t n = 0;
    for (uint32_t i = 0; i < leg->path.n_passes; i++) {
        const rsp_checkpoint_pass *c = &leg->path.passes[i];
        list[n++] = (pr_pass){c->checkpoint, leg->depart + c->at_s, c->at_m};
    }
    for (uint32_t i = 0; leg->waits && i < leg->path2.n_passes; i++) {
        const rsp_checkpoint_pass *c = &leg->path2.passes[i];
        list[n++] = (pr_pass){c->checkpoint, leg->wait_until + c->at_s, leg->path.length_m + c->at_m};
    }
    *ret = list;
    *ret_n = n;
    return 0;
}

void pr_box_add(rsp_box *b, rsp_point p) {
    b->min.lon_e7 = p.lon_e7 < b->min.lon_e7 ? p.lon_e7 : b->min.lon_e7;
    b->min.lat_e7 = p.lat_e7 < b->min.lat_e7 ? p.lat_e7 : b->min.lat_e7;
    b->max.lon_e7 = p.lon_e7 > b->max.lon_e7 ? p.lon_e7 : b->max.lon_e7;
    b->max.lat_e7 = p.lat_e7 > b->max.lat_e7 ? p.lat_e7 : b->max.lat_e7;
}

static int32_t clamp(double v, int32_t most) {
    return v > most ? most : (v < -most ? -most : (int32_t)v);
}

rsp_box pr_box(const pr *o) {
    rsp_box b = {{INT32_MAX, INT32_MAX}, {INT32_MIN, INT32_MIN}};
    for (uint32_t i = 0; i < o->s->n_places; i++) {
        if (pr_place_matters(o, i)) {
            pr_box_add(&b, o->s->places[i].at);
        }
    }
    for (uint32_t i = 0; i < o->s->n_zones; i++) {
        if (o->s->zones[i].area != NULL) {
            pr_box_add(&b, o->s->zones[i].area->box.min);
            pr_box_add(&b, o->s->zones[i].area->box.max);
        }
    }
    for (uint32_t c = 0; c < o->p->n_convoys; c++) {
        for (uint32_t i = 0; i <= o->p->convoys[c].n_stops; i++) {
            pr_line line;
            rsp_err ignored = {0};
            if (pr_leg_line(o, &o->p->convoys[c].legs[i], &line, &ignored) == 0) {
                for (uint32_t k = 0; k < line.n; k++) {
                    pr_box_add(&b, line.at[k]);
                }
            }
        }
    }
    if (b.min.lon_e7 > b.max.lon_e7) {
        return (rsp_box){{0, 0}, {0, 0}};
    }
    double pad = 0.08 * fmax((double)b.max.lon_e7 - b.min.lon_e7, (double)b.max.lat_e7 - b.min.lat_e7) +
                 50000; /* and 500 m */
    b.min.lon_e7 = clamp(b.min.lon_e7 - pad, 1800000000);
    b.min.lat_e7 = clamp(b.min.lat_e7 - pad, 900000000);
    b.max.lon_e7 = clamp(b.max.lon_e7 + pad, 1800000000);
    b.max.lat_e7 = clamp(b.max.lat_e7 + pad, 900000000);
    return b;
}

void pr_simplify(const rsp_point *at, uint32_t n, double tol_m, uint32_t *stack, bool *keep) {
    memset(keep, 0, n * sizeof *keep);
    if (n == 0) {
        return;
    }
    keep[0] = keep[n - 1] = true;
    uint32_t top = 0;
    stack[top++] = 0;
    stack[top++] = n - 1;
    while (top > 0) {
        uint32_t b = stack[--top];
        uint32_t a = stack[--top];
        double worst = tol_m;
        uint32_t split = 0;
        for (uint32_t i = a + 1; i < b; i++) {
            double d = rsp_point_segment_dist_m(at[i], at[a], at[b], NULL);
            if (d > worst) {
                worst = d;
                split = i;
            }
        }
        if (split != 0) { /* each split leaves one more kept point: the stack never holds more than 2 n */
            keep[split] = true;
            stack[top++] = a;
            stack[top++] = split;
            stack[top++] = split;
            stack[top++] = b;
        }
    }
}

/* What turns a to b (one crossing) come to: the direction taken at the last, seen from before the first. */
static rsp_turn as_one(const rsp_turn *a, const rsp_turn *b) {
    rsp_turn one = *a;
    one.bearing_deg = b->bearing_deg;
    one.turn_deg = fmod(b->bearing_deg - a->bearing_deg + a->turn_deg + 900, 360) - 180;
    one.road = b->road;
    one.road_class = b->road_class;
    return one;
}

static double sharpest(const rsp_turn *t, uint32_t n) {
    double most = 0;
    for (uint32_t i = 0; i < n; i++) {
        most = fmax(most, fabs(t[i].turn_deg));
    }
    return most;
}

uint32_t pr_join_turns(rsp_turn *t, uint32_t n) {
    uint32_t kept = n > 0;
    uint32_t first = 1;
    for (; first < n && t[first].at_m - t[0].at_m <= DOOR_M; first++) {
        t[0].bearing_deg = t[first].bearing_deg;
        t[0].road = t[first].road;
        t[0].road_class = t[first].road_class;
    }
    for (uint32_t i = first; i < n;) {
        uint32_t end = i + 1;
        while (end < n && t[end].at_m - t[end - 1].at_m <= CROSSING_M) {
            end++;
        }
        rsp_turn one = as_one(&t[i], &t[end - 1]);
        double most = sharpest(&t[i], end - i);
        if (end - i > 1 &&
            (fabs(one.turn_deg) >= PR_STRAIGHT_DEG || (most >= PR_STRAIGHT_DEG && most < ROUND_DEG))) {
            t[kept++] = one;
            i = end;
            continue;
        }
        for (; i < end; i++) {
            bool renamed = t[i].road[0] != '\0' && strcmp(t[i].road, t[kept - 1].road) != 0;
            if (fabs(t[i].turn_deg) >= PR_STRAIGHT_DEG || renamed) {
                t[kept++] = t[i];
            }
        }
    }
    return kept;
}
