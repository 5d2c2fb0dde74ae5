/* A path for maps and for people: its points, and its turns.
 *
 * Invariants: points are in driving order with the metres driven so far, first 0, last the path's length; the
 * first and last edge are cut where the path begins and ends. */
#include <math.h>

#include "roads/net_file.h"
#include "roads/route.h"

typedef struct line {
    rsp_point *at;
    double *m;
    uint32_t n;
} line;

static void put(line *l, rsp_point p, double m) {
    if (l->n > 0 && l->at[l->n - 1].lon_e7 == p.lon_e7 && l->at[l->n - 1].lat_e7 == p.lat_e7) {
        l->m[l->n - 1] = m;
        return;
    }
    l->at[l->n] = p;
    l->m[l->n++] = m;
}

/* The part [lo, hi] of an edge, driven forward or back, beginning at `base` metres. */
static void put_part(const rsp_net *net, uint32_t arc, double lo, double hi, double base, line *l) {
    const net_edge *e = &net->edges[arc >> 1];
    const rsp_point *s = net->shape + e->shape_first;
    bool back = (arc & 1U) != 0;
    double first = back ? e->length_m * (1 - hi) : e->length_m * lo; /* metres from where the arc begins */
    double last = back ? e->length_m * (1 - lo) : e->length_m * hi;
    double before = 0;
    for (uint32_t i = 0; i + 1 < e->shape_n; i++) {
        rsp_point p = back ? s[e->shape_n - 1 - i] : s[i];
        rsp_point q = back ? s[e->shape_n - 2 - i] : s[i + 1];
        double len = rsp_point_dist_m(p, q);
        double in = first > before ? first : before;
        double out = last < before + len ? last : before + len;
        if (i + 2 == e->shape_n && last > before) { /* rounding must not lose the end */
            out = last > in ? last : in;
        }
        if (in <= out && in <= before + len + 1e-9) {
            double f = len > 0 ? (in - before) / len : 0;
            double g = len > 0 ? (out - before) / len : 0;
            put(l, rsp_point_between(p, q, f < 1 ? f : 1), base + in - first);
            put(l, rsp_point_between(p, q, g < 1 ? g : 1), base + out - first);
        }
        before += len;
    }
}

static void part_of(const rsp_path *p, uint32_t i, double *ret_lo, double *ret_hi) {
    bool back = (p->arcs[i] & 1U) != 0;
    double begin = i == 0 ? p->from.fraction : back ? 1 : 0;
    double end = i + 1 == p->n_arcs ? p->to.fraction : back ? 0 : 1;
    *ret_lo = back ? end : begin;
    *ret_hi = back ? begin : end;
}

int rsp_path_shape(const rsp_net *net, const rsp_path *p, rsp_arena *a, const rsp_point **ret_points,
                   const double **ret_m, uint32_t *ret_n) {
    size_t most = 2;
    for (uint32_t i = 0; i < p->n_arcs; i++) {
        most += 2 * (size_t)net->edges[p->arcs[i] >> 1].shape_n;
    }
    line l = {.at = rsp_arena_alloc(a, most, sizeof *l.at), .m = rsp_arena_alloc(a, most, sizeof *l.m)};
    if (l.at == NULL || l.m == NULL) {
        return RSP_ENOMEM;
    }
    double base = 0;
    for (uint32_t i = 0; i < p->n_arcs; i++) {
        double lo = 0;
        double hi = 0;
        part_of(p, i, &lo, &hi);
        put_part(net, p->arcs[i], lo, hi, base, &l);
        base += (hi - lo) * net->edges[p->arcs[i] >> 1].length_m;
    }
    *ret_points = l.at;
    *ret_m = l.m;
    *ret_n = l.n;
    return 0;
}

/* Bearing over the first (begin) or last 30 m or so of an arc: the first centimetres of a kerb say little. */
static double arc_bearing(const rsp_net *net, uint32_t arc, bool begin) {
    const net_edge *e = &net->edges[arc >> 1];
    const rsp_point *s = net->shape + e->shape_first;
    bool from_first = ((arc & 1U) == 0) == begin;
    double len = 0;
    uint32_t i = 0;
    for (; i + 1 < e->shape_n && len < 30; i++) {
        uint32_t k = from_first ? i : e->shape_n - 1 - i;
        uint32_t j = from_first ? i + 1 : e->shape_n - 2 - i;
        len += rsp_point_dist_m(s[k], s[j]);
    }
    rsp_point end = from_first ? s[0] : s[e->shape_n - 1];
    rsp_point other = from_first ? s[i] : s[e->shape_n - 1 - i];
    return begin ? rsp_point_bearing_deg(end, other) : rsp_point_bearing_deg(other, end);
}

/* Whether people would say "stay on the road" from arc a to arc b at the node between. */
static bool stays(const rsp_net *net, uint32_t a, uint32_t b, double turn_deg) {
    const net_edge *x = &net->edges[a >> 1];
    const net_edge *y = &net->edges[b >> 1];
    uint32_t v = net_head(net, a);
    uint32_t others = 0;
    for (uint32_t i = net->out_first[v]; i < net->out_first[v + 1]; i++) {
        others += net->out_arc[i] != (a ^ 1U) && net->out_arc[i] != b ? 1U : 0U;
    }
    bool same_road = x->name == y->name && x->road_class == y->road_class;
    bool same_name = x->name == y->name && x->name != 0;
    return (same_road || same_name) && b != (a ^ 1U) && (others == 0 || fabs(turn_deg) < 35);
}

int rsp_path_turns(const rsp_net *net, const rsp_path *p, rsp_arena *a, const rsp_turn **ret,
                   uint32_t *ret_n) {
    rsp_turn *t = rsp_arena_alloc(a, p->n_arcs + 1U, sizeof *t);
    if (t == NULL) {
        return RSP_ENOMEM;
    }
    uint32_t n = 0;
    double at_m = 0;
    for (uint32_t i = 0; i < p->n_arcs; i++) {
        const net_edge *e = &net->edges[p->arcs[i] >> 1];
        double turn = 0;
        double bearing = arc_bearing(net, p->arcs[i], true);
        if (i > 0) {
            turn = fmod(bearing - arc_bearing(net, p->arcs[i - 1], false) + 540, 360) - 180;
        }
        double lo = 0;
        double hi = 0;
        part_of(p, i, &lo, &hi);
        if (i == 0 || !stays(net, p->arcs[i - 1], p->arcs[i], turn)) {
            t[n++] = (rsp_turn){.at = i == 0 ? p->from.at : net->nodes[net_tail(net, p->arcs[i])].at,
                                .at_m = at_m,
                                .bearing_deg = bearing,
                                .turn_deg = turn,
                                .road = net->strings + e->name,
                                .road_class = net->strings + net->classes[e->road_class]};
        }
        at_m += (hi - lo) * e->length_m;
    }
    *ret = t;
    *ret_n = n;
    return 0;
}
