/* A leg's way over roads, arc by arc from the raw segments of roads/net.h: joined end to end, allowed for
 * every vehicle, not closed, at the pace of the slowest. docs/rules.md 3.1 and 3.2. */
#include "check/inner.h"

#include <math.h>

double ck_checkpoint_near_m(ck_run *r, uint32_t checkpoint) {
    double *near = &r->checkpoint_near_m[checkpoint];
    if (*near >= 0) {
        return *near;
    }
    rsp_point p = r->s->checkpoints[checkpoint].at;
    double lat_e7 = r->s->rules.snap_limit_m / 111000.0 * 1e7;
    double lon_e7 = lat_e7 / fmax(0.05, cos(p.lat_e7 / 1e7 * 3.14159265358979 / 180));
    rsp_box box = {{(int32_t)fmax(-1.8e9, p.lon_e7 - lon_e7), (int32_t)fmax(-9e8, p.lat_e7 - lat_e7)},
                   {(int32_t)fmin(1.8e9, p.lon_e7 + lon_e7), (int32_t)fmin(9e8, p.lat_e7 + lat_e7)}};
    const uint32_t *edges = NULL;
    uint32_t n = 0;
    *near = 0; /* on no road: only a way through the very place passes it */
    if (ck_oom(r, rsp_net_edges_in(r->net, box, r->arena, &edges, &n)) != 0) {
        return *near;
    }
    double best = HUGE_VAL;
    for (uint32_t i = 0; i < n; i++) {
        rsp_edge e;
        rsp_net_edge(r->net, edges[i], &e);
        for (uint32_t k = 0; k + 1 < e.n_shape; k++) {
            best = fmin(best,
                        ck_segment_dist_m(ck_xy_of(p), ck_xy_of(e.shape[k]), ck_xy_of(e.shape[k + 1]), NULL));
        }
    }
    if (best <= r->s->rules.snap_limit_m) {
        *near = best;
    }
    return *near;
}

static double shape_m(const rsp_edge *e) {
    double m = 0;
    for (uint32_t i = 0; i + 1 < e->n_shape; i++) {
        m += ck_dist_m(ck_xy_of(e->shape[i]), ck_xy_of(e->shape[i + 1]));
    }
    return m;
}

/* The point at a fraction of an edge's length, from -> to. */
static ck_xy point_on(const rsp_edge *e, double fraction) {
    double left = shape_m(e) * fraction;
    for (uint32_t i = 0; i + 1 < e->n_shape; i++) {
        ck_xy a = ck_xy_of(e->shape[i]);
        ck_xy b = ck_xy_of(e->shape[i + 1]);
        double m = ck_dist_m(a, b);
        if (left <= m) {
            return m > 0 ? ck_between(a, b, left / m) : a;
        }
        left -= m;
    }
    return ck_xy_of(e->shape[e->n_shape - 1]);
}

/* Whether an end of a path stands as it says, near its place. */
static bool check_end(ck_run *r, const ck_end *end, uint32_t place) {
    const rsp_place *p = &r->s->places[place];
    if (end->edge >= rsp_net_edges(r->net) || !(end->fraction >= 0 && end->fraction <= 1) ||
        !(fabs(end->lat) <= 90 && fabs(end->lon) <= 180)) {
        ck_say(r, end->at, "3.1",
               "edge %lld at %g is not in the road network; edges are 0 to %u, fractions 0 to 1",
               (long long)end->edge, end->fraction, rsp_net_edges(r->net) - 1);
        return false;
    }
    rsp_edge e;
    rsp_net_edge(r->net, (uint32_t)end->edge, &e);
    ck_xy said = {end->lon * 1e7, end->lat * 1e7};
    double off = ck_dist_m(said, point_on(&e, end->fraction));
    if (off > CK_SNAP_M) {
        ck_say(r, end->at, "3.1", "the point is %.1f m from edge %lld at fraction %g; it lies there", off,
               (long long)end->edge, end->fraction);
    }
    double far = ck_dist_m(point_on(&e, end->fraction), ck_xy_of(p->at));
    if (far > r->s->rules.snap_limit_m + CK_SNAP_M) {
        ck_say(r, end->at, "3.1", "%.0f m from place %s; at most snap_limit_m = %d would be right", far,
               p->id, r->s->rules.snap_limit_m);
    }
    return true;
}

static void check_vehicles(ck_run *r, const ck_convoy *c, const rsp_json *at, uint32_t edge,
                           const rsp_edge *e, bool back) {
    for (uint32_t i = 0; i < c->n_vehicles; i++) {
        const rsp_vehicle *v = &r->s->vehicles[c->vehicles[i].vehicle];
        const rsp_vehicle_type *type = &r->s->vehicle_types[v->type];
        uint32_t ms = (back ? e->backward_ms : e->forward_ms)[type->profile];
        if (ms == UINT32_MAX) {
            ck_say(r, at, "3.1", "edge %u (%s) may not be driven %s by vehicle %s (%s)", edge, e->name,
                   back ? "backward" : "forward", v->id, rsp_profile_name((rsp_profile)type->profile));
        }
        if (e->max_weight_kg > 0 && type->gross_weight_kg > 0 &&
            (uint32_t)type->gross_weight_kg > e->max_weight_kg) {
            ck_say(r, at, "3.1", "edge %u (%s) bears %u kg; vehicle %s weighs %d kg laden", edge, e->name,
                   e->max_weight_kg, v->id, type->gross_weight_kg);
        }
        if (e->max_height_cm > 0 && type->height_cm > 0 && (uint32_t)type->height_cm > e->max_height_cm) {
            ck_say(r, at, "3.1", "edge %u (%s) takes %u cm of height; vehicle %s has %d cm", edge, e->name,
                   e->max_height_cm, v->id, type->height_cm);
        }
    }
}

/* Adds the bits of one edge driven from fraction f to fraction g (either may be the larger). */
static void add_edge(ck_run *r, uint32_t profiles, const rsp_edge *e, bool back, double f, double g,
                     double *clock, ck_track *t) {
    double ms = 0;
    for (uint32_t p = 0; p < RSP_PROFILE_COUNT; p++) {
        uint32_t x = (back ? e->backward_ms : e->forward_ms)[p];
        if ((profiles >> p & 1) != 0 && x != UINT32_MAX) {
            ms = fmax(ms, x);
        }
    }
    double whole_s = ms / 1000.0 * r->s->rules.speed_factor_x100 / 100.0;
    double length = shape_m(e);
    double lo = fmin(f, g) * length;
    double hi = fmax(f, g) * length;
    double at = back ? length : 0;
    t->length_m += e->length_m * fabs(g - f);
    for (uint32_t k = 0; k + 1 < e->n_shape && length > 0; k++) {
        uint32_t i = back ? e->n_shape - 1 - k : k;
        ck_xy a = ck_xy_of(e->shape[i]);
        ck_xy b = ck_xy_of(e->shape[back ? i - 1 : i + 1]);
        double m = ck_dist_m(a, b);
        double from = at;
        at = back ? at - m : at + m;
        double u = fmax(lo, fmin(hi, from));
        double v = fmax(lo, fmin(hi, at));
        if (m <= 0 || u == v) {
            continue;
        }
        double s = whole_s * fabs(v - u) / length;
        ck_bit bit = {ck_between(a, b, fabs(u - from) / m), ck_between(a, b, fabs(v - from) / m), *clock,
                      *clock + s, e->length_m * fabs(v - u) / length};
        (void)ck_oom(r, rsp_vec_push(r->ctx, &t->bits, bit));
        *clock += s;
    }
    if (length <= 0) {
        *clock += whole_s * fabs(g - f);
    }
}

/* Where an end stands on its arc: the end's fraction if it is on that edge, the arc's own end if it is at
 * that node, else -1. */
static double end_fraction(ck_run *r, const ck_end *end, uint32_t arc, bool first) {
    double own = (first == ((arc & 1) == 0)) ? 0 : 1; /* fraction of the arc's own beginning (first) or end */
    if ((uint32_t)end->edge == arc >> 1) {
        return end->fraction;
    }
    rsp_edge mine, other;
    rsp_net_edge(r->net, arc >> 1, &mine);
    rsp_net_edge(r->net, (uint32_t)end->edge, &other);
    uint32_t node = own < 0.5 ? mine.from : mine.to;
    bool at_from = end->fraction <= 0 && other.from == node;
    bool at_to = end->fraction >= 1 && other.to == node;
    return at_from || at_to ? own : -1;
}

/* `nodes` are the OSM ids of the junctions between the arcs. */
static void check_nodes(ck_run *r, const ck_path *p) {
    if (p->n_nodes != p->n_arcs - 1) {
        ck_say(r, p->at, "form", "%u nodes; between %u arcs there are %u junctions", p->n_nodes, p->n_arcs,
               p->n_arcs - 1);
        return;
    }
    for (uint32_t i = 0; i < p->n_nodes; i++) {
        rsp_edge e;
        rsp_net_edge(r->net, (uint32_t)(p->arcs[i] >> 1), &e);
        int64_t id = rsp_net_osm_node(r->net, (p->arcs[i] & 1) != 0 ? e.from : e.to);
        if (p->nodes[i] != id) {
            ck_say(r, p->at, "form", "node %u is %lld; arc %lld ends at OSM node %lld", i,
                   (long long)p->nodes[i], (long long)p->arcs[i], (long long)id);
            return;
        }
    }
}

/* Whether the arcs are a chain that every profile may drive; says what is wrong. */
static bool check_chain(ck_run *r, const ck_convoy *c, const ck_path *p) {
    uint32_t *arcs = rsp_arena_alloc(r->arena, p->n_arcs, sizeof *arcs);
    if (arcs == NULL) {
        r->out_of_memory = true;
        return false;
    }
    for (uint32_t i = 0; i < p->n_arcs; i++) {
        if (p->arcs[i] >> 1 >= rsp_net_edges(r->net)) {
            ck_say(r, p->at, "3.1", "arc %lld is not in the road network; it has %u edges",
                   (long long)p->arcs[i], rsp_net_edges(r->net));
            return false;
        }
        arcs[i] = (uint32_t)p->arcs[i];
    }
    size_t before = r->found.n;
    for (uint32_t i = 0; i + 1 < p->n_arcs; i++) {
        rsp_edge a, b;
        rsp_net_edge(r->net, arcs[i] >> 1, &a);
        rsp_net_edge(r->net, arcs[i + 1] >> 1, &b);
        uint32_t end = (arcs[i] & 1) != 0 ? a.from : a.to;
        if (end != ((arcs[i + 1] & 1) != 0 ? b.to : b.from)) {
            ck_say(r, p->at, "3.1", "arc %u does not begin where arc %u ends; a path is joined end to end",
                   arcs[i + 1], arcs[i]);
            return false;
        }
        for (uint32_t q = 0; q < RSP_PROFILE_COUNT; q++) {
            if ((ck_profiles(r, c) >> q & 1) != 0 &&
                rsp_net_turn_forbidden(r->net, arcs[i] >> 1, end, arcs[i + 1] >> 1, (rsp_profile)q)) {
                ck_say(r, p->at, "3.1", "a %s may not turn from edge %u into edge %u at OSM node %lld",
                       rsp_profile_name((rsp_profile)q), arcs[i] >> 1, arcs[i + 1] >> 1,
                       (long long)rsp_net_osm_node(r->net, end));
            }
        }
    }
    for (uint32_t i = 0; i < p->n_arcs; i++) {
        rsp_edge e;
        rsp_net_edge(r->net, arcs[i] >> 1, &e);
        check_vehicles(r, c, p->at, arcs[i] >> 1, &e, (arcs[i] & 1) != 0);
        bool backward = (arcs[i] & 1) != 0;
        double begin = i == 0 ? fmax(0, end_fraction(r, p->from, arcs[i], true)) : (backward ? 1 : 0);
        double end =
            i + 1 == p->n_arcs ? fmax(0, end_fraction(r, p->to, arcs[i], false)) : (backward ? 0 : 1);
        ck_check_closures(r, p->at, arcs[i] >> 1, &e, fmin(begin, end), fmax(begin, end), backward);
    }
    for (uint32_t q = 0; q < RSP_PROFILE_COUNT && r->found.n == before; q++) {
        if ((ck_profiles(r, c) >> q & 1) != 0 &&
            !rsp_net_path_allowed(r->net, arcs, p->n_arcs, (rsp_profile)q)) {
            ck_say(r, p->at, "3.1",
                   "a %s may not drive this path: a turn restriction over several roads, or it turns round "
                   "on the way",
                   rsp_profile_name((rsp_profile)q));
        }
    }
    return true;
}

void ck_follow_roads(ck_run *r, const ck_convoy *c, const ck_path *p, uint32_t from, uint32_t to,
                     ck_track *t) {
    if (!check_end(r, p->from, from) || !check_end(r, p->to, to) ||
        (p->n_arcs > 0 && !check_chain(r, c, p))) {
        t->known = false;
        return;
    }
    if (p->n_arcs == 0) {
        ck_xy a = {p->from->lon * 1e7, p->from->lat * 1e7};
        ck_xy b = {p->to->lon * 1e7, p->to->lat * 1e7};
        if (ck_dist_m(a, b) > CK_SNAP_M) {
            ck_say(r, p->at, "3.1",
                   "no arcs although the ends are %.0f m apart; the roads driven would be right",
                   ck_dist_m(a, b));
            t->known = false;
        }
        ck_bit stay = {a, b, 0, 0, 0};
        (void)ck_oom(r, rsp_vec_push(r->ctx, &t->bits, stay));
        return;
    }
    double f = end_fraction(r, p->from, (uint32_t)p->arcs[0], true);
    double g = end_fraction(r, p->to, (uint32_t)p->arcs[p->n_arcs - 1], false);
    bool against = p->n_arcs == 1 && ((p->arcs[0] & 1) != 0 ? g > f : g < f);
    if (f < 0 || g < 0 || against) {
        ck_say(r, p->at, "3.1",
               "the arcs do not lead from the path's `from` to its `to`; the first arc begins on the one's "
               "edge, the last ends on the other's");
        t->known = false;
        return;
    }
    double clock = 0;
    for (uint32_t i = 0; i < p->n_arcs; i++) {
        rsp_edge e;
        bool back = (p->arcs[i] & 1) != 0;
        rsp_net_edge(r->net, (uint32_t)(p->arcs[i] >> 1), &e);
        add_edge(r, ck_profiles(r, c), &e, back, i == 0 ? f : back, i + 1 == p->n_arcs ? g : !back, &clock,
                 t);
    }
    check_nodes(r, p);
}
