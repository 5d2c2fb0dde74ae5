/* An independent, slow reading of what a best path is, for tests: label correcting over whole histories of
 * arcs, restrictions read from the raw sequences, rectangles clipped by hand. It shares no code with the
 * search, its automaton, its pruning or the overlay. */
#ifndef RSP_TESTS_ROADS_NAIVE_H
#define RSP_TESTS_ROADS_NAIVE_H

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "roads/net_file.h"
#include "roads/route.h"

#define NAIVE_HISTORY 3
#define NAIVE_AREAS   8

typedef struct naive_rect {
    rsp_box box;
} naive_rect;

typedef struct naive_world {
    const rsp_net *net;
    naive_rect zones[NAIVE_AREAS], closures[NAIVE_AREAS], danger[NAIVE_AREAS];
    double danger_weight[NAIVE_AREAS];
    rsp_point one_way[NAIVE_AREAS][2]; /* of closures: the direction that is closed; both alike: all are */
    uint32_t n_zones, n_closures, n_danger;
    rsp_overlay_checkpoint checkpoints[NAIVE_AREAS];
    uint32_t n_checkpoints;
    int history; /* arcs remembered: 1 or NAIVE_HISTORY */
} naive_world;

/* The stretch of p-q inside the box as fractions; false where there is none. */
static inline bool naive_clip(rsp_point p, rsp_point q, rsp_box b, double *in, double *out) {
    double t0 = 0;
    double t1 = 1;
    double d[2] = {(double)q.lon_e7 - p.lon_e7, (double)q.lat_e7 - p.lat_e7};
    double at[2] = {p.lon_e7, p.lat_e7};
    double lo[2] = {b.min.lon_e7, b.min.lat_e7};
    double hi[2] = {b.max.lon_e7, b.max.lat_e7};
    for (int i = 0; i < 2; i++) {
        if (!(d[i] < 0) && !(d[i] > 0)) {
            if (at[i] < lo[i] || at[i] > hi[i]) {
                return false;
            }
            continue;
        }
        double x = (lo[i] - at[i]) / d[i];
        double y = (hi[i] - at[i]) / d[i];
        t0 = fmax(t0, fmin(x, y));
        t1 = fmin(t1, fmax(x, y));
    }
    *in = t0;
    *out = t1;
    return t0 <= t1;
}

/* Metres of the part [lo, hi] of the edge inside the box; *touches: whether any point of it is. */
static inline double naive_inside_m(const rsp_net *net, uint32_t edge, double lo, double hi, rsp_box b,
                                    bool *touches) {
    rsp_edge e;
    rsp_net_edge(net, edge, &e);
    double total = 0;
    double before = 0;
    double sum = 0;
    *touches = false;
    for (uint32_t i = 0; i + 1 < e.n_shape; i++) {
        total += rsp_point_dist_m(e.shape[i], e.shape[i + 1]);
    }
    for (uint32_t i = 0; i + 1 < e.n_shape; i++) {
        double len = rsp_point_dist_m(e.shape[i], e.shape[i + 1]);
        double in = 0;
        double out = 0;
        if (naive_clip(e.shape[i], e.shape[i + 1], b, &in, &out)) {
            double a = fmax(before + in * len, lo * total);
            double z = fmin(before + out * len, hi * total);
            if (a <= z) {
                *touches = true;
                sum += z - a;
            }
        }
        before += len;
    }
    return sum;
}

static inline bool naive_touches(const rsp_net *net, uint32_t edge, double lo, double hi, rsp_box b) {
    bool t = false;
    (void)naive_inside_m(net, edge, lo, hi, b, &t);
    return t;
}

/* Degrees between the directions p -> q and a -> b, on a plane that is flat here. */
static inline double naive_angle(rsp_point p, rsp_point q, rsp_point a, rsp_point b) {
    double k = cos(p.lat_e7 / 1e7 * 3.14159265358979 / 180);
    double x = k * ((double)q.lon_e7 - p.lon_e7);
    double y = (double)q.lat_e7 - p.lat_e7;
    double u = k * ((double)b.lon_e7 - a.lon_e7);
    double v = (double)b.lat_e7 - a.lat_e7;
    return fabs(atan2(x * v - y * u, x * u + y * v)) * 180 / 3.14159265358979;
}

/* Whether closure c closes any of the part [lo, hi] of the arc. */
static inline bool naive_closed(const naive_world *w, uint32_t c, uint32_t arc, double lo, double hi) {
    rsp_point a = w->one_way[c][0];
    rsp_point b = w->one_way[c][1];
    if (a.lat_e7 == b.lat_e7 && a.lon_e7 == b.lon_e7) {
        return naive_touches(w->net, arc >> 1, lo, hi, w->closures[c].box);
    }
    rsp_edge e;
    rsp_net_edge(w->net, arc >> 1, &e);
    double total = 0;
    for (uint32_t i = 0; i + 1 < e.n_shape; i++) {
        total += rsp_point_dist_m(e.shape[i], e.shape[i + 1]);
    }
    double before = 0;
    for (uint32_t i = 0; i + 1 < e.n_shape; i++) {
        rsp_point p = e.shape[i + (arc & 1U)];
        rsp_point q = e.shape[i + 1 - (arc & 1U)];
        double len = rsp_point_dist_m(p, q);
        double in = 0;
        double out = 0;
        if (naive_angle(p, q, a, b) <= 60 &&
            naive_clip(e.shape[i], e.shape[i + 1], w->closures[c].box, &in, &out) &&
            fmax(before + in * len, lo * total) <= fmin(before + out * len, hi * total)) {
            return true;
        }
        before += len;
    }
    return false;
}

static inline bool naive_open(const naive_world *w, const rsp_metric *m, uint32_t arc, double lo, double hi) {
    rsp_edge e;
    rsp_net_edge(w->net, arc >> 1, &e);
    for (unsigned p = 0; p < RSP_PROFILE_COUNT; p++) {
        uint32_t ms = (arc & 1U) != 0 ? e.backward_ms[p] : e.forward_ms[p];
        if ((m->profiles >> p & 1U) != 0 && ms == UINT32_MAX) {
            return false;
        }
    }
    if ((m->weight_kg != 0 && e.max_weight_kg != 0 && m->weight_kg > e.max_weight_kg) ||
        (m->height_cm != 0 && e.max_height_cm != 0 && m->height_cm > e.max_height_cm)) {
        return false;
    }
    for (uint32_t z = 0; z < w->n_zones; z++) {
        if ((m->zones_allowed >> z & 1U) == 0 && naive_touches(w->net, arc >> 1, lo, hi, w->zones[z].box)) {
            return false;
        }
    }
    for (uint32_t c = 0; c < w->n_closures; c++) {
        if (naive_closed(w, c, arc, lo, hi)) {
            return false;
        }
    }
    return true;
}

/* Whole milliseconds of a part, by the rule of the documentation: time at hi minus time at lo. */
static inline double naive_ms(const naive_world *w, const rsp_metric *m, uint32_t arc, double lo, double hi) {
    rsp_edge e;
    rsp_net_edge(w->net, arc >> 1, &e);
    double most = 0;
    for (unsigned p = 0; p < RSP_PROFILE_COUNT; p++) {
        if ((m->profiles >> p & 1U) != 0) {
            most = fmax(most, (arc & 1U) != 0 ? e.backward_ms[p] : e.forward_ms[p]);
        }
    }
    double whole = ceil(most * m->speed_factor);
    return floor(whole * hi + 0.5) - floor(whole * lo + 0.5);
}

/* Metres from a point to an edge, and where along it. */
static inline double naive_dist(const rsp_net *net, uint32_t edge, rsp_point p, double *ret_f) {
    rsp_edge e;
    rsp_net_edge(net, edge, &e);
    double best = 1e18;
    double before = 0;
    double at = 0;
    for (uint32_t i = 0; i + 1 < e.n_shape; i++) {
        double f = 0;
        double d = rsp_point_segment_dist_m(p, e.shape[i], e.shape[i + 1], &f);
        double len = rsp_point_dist_m(e.shape[i], e.shape[i + 1]);
        if (d < best) {
            best = d;
            at = before + f * len;
        }
        before += len;
    }
    *ret_f = before > 0 ? fmin(1, at / before) : 0;
    return best;
}

/* Delay of entering a part from the edge before (UINT32_MAX: starting in it). */
static inline double naive_delay_ms(const naive_world *w, uint32_t edge, double lo, double hi,
                                    uint32_t before) {
    double ms = 0;
    for (uint32_t k = 0; k < w->n_checkpoints; k++) {
        double f = 0;
        double g = 0;
        if (naive_dist(w->net, edge, w->checkpoints[k].at, &f) <= 30 && f >= lo && f <= hi &&
            (before == UINT32_MAX || naive_dist(w->net, before, w->checkpoints[k].at, &g) > 30)) {
            ms += w->checkpoints[k].delay_s * 1000.0;
        }
    }
    return ms;
}

static inline double naive_cost(const naive_world *w, const rsp_metric *m, uint32_t arc, double lo, double hi,
                                uint32_t before) {
    double danger = 0;
    for (uint32_t k = 0; m->danger_s_per_unit > 0 && k < w->n_danger; k++) {
        bool t = false;
        danger += w->danger_weight[k] * naive_inside_m(w->net, arc >> 1, lo, hi, w->danger[k].box, &t);
    }
    return naive_ms(w, m, arc, lo, hi) + m->danger_s_per_unit * danger * 1000 +
           naive_delay_ms(w, arc >> 1, lo, hi, before);
}

/* Whether the last of the arcs may not follow the others for profile p: it ends a forbidden sequence. */
static inline bool naive_ends_forbidden(const rsp_net *net, const uint32_t *arcs, uint32_t n, unsigned p) {
    for (uint32_t i = 0; i < net->h->patterns; i++) {
        const net_pattern *x = &net->patterns[i];
        bool same = (x->mask >> p & 1U) != 0 && x->n <= n;
        for (uint32_t k = 0; same && k < x->n; k++) {
            same = net->pattern_arcs[x->first + k] == arcs[n - x->n + k];
        }
        if (same) {
            return true;
        }
    }
    return false;
}

/* Whether the last of the arcs, which end at one another, may follow the others for everyone in the metric.
 * Only this step is judged: whether an earlier one was right depends on arcs that are forgotten. */
static inline bool naive_step(const naive_world *w, const rsp_metric *m, const uint32_t *arcs, uint32_t n,
                              const uint32_t *out, uint32_t n_out) {
    for (unsigned p = 0; p < RSP_PROFILE_COUNT; p++) {
        if ((m->profiles >> p & 1U) == 0) {
            continue;
        }
        if (naive_ends_forbidden(w->net, arcs, n, p)) {
            return false;
        }
        uint32_t other[NAIVE_HISTORY + 1];
        memcpy(other, arcs, n * sizeof *arcs);
        for (uint32_t i = 0; arcs[n - 1] == (arcs[n - 2] ^ 1U) && i < n_out; i++) { /* turns round */
            rsp_edge e;
            rsp_net_edge(w->net, out[i] >> 1, &e);
            other[n - 1] = out[i];
            if (out[i] != arcs[n - 1] &&
                ((out[i] & 1U) != 0 ? e.backward_ms[p] : e.forward_ms[p]) != UINT32_MAX &&
                !naive_ends_forbidden(w->net, other, n, p)) {
                return false;
            }
        }
    }
    return true;
}

static inline bool naive_allowed(const naive_world *w, const rsp_metric *m, const uint32_t *arcs,
                                 uint32_t n) {
    for (unsigned p = 0; p < RSP_PROFILE_COUNT; p++) {
        if ((m->profiles >> p & 1U) != 0 && !rsp_net_path_allowed(w->net, arcs, n, (rsp_profile)p)) {
            return false;
        }
    }
    return true;
}

static inline uint32_t naive_end(const rsp_net *net, uint32_t arc, bool head) {
    rsp_edge e;
    rsp_net_edge(net, arc >> 1, &e);
    return ((arc & 1U) != 0) == head ? e.from : e.to;
}

typedef struct naive_search {
    uint32_t arcs; /* 2 * edges */
    size_t states; /* histories, numbered in base arcs + 1 */
    double *cost;
    size_t *queue;
    uint8_t *queued;
    uint32_t *out_first, *out; /* every arc by tail, whoever may drive it */
} naive_search;

static inline void naive_unpack(const naive_world *w, const naive_search *s, size_t id, uint32_t *h,
                                uint32_t *n) {
    uint32_t all[NAIVE_HISTORY];
    *n = 0;
    for (int i = 0; i < w->history; i++) {
        all[i] = (uint32_t)(id % (s->arcs + 1));
        id /= s->arcs + 1;
    }
    for (int i = w->history - 1; i >= 0; i--) {
        if (all[i] != s->arcs) {
            h[(*n)++] = all[i];
        }
    }
}

/* The number of the last arcs of h. */
static inline size_t naive_pack(const naive_world *w, const naive_search *s, const uint32_t *h, uint32_t n) {
    size_t id = 0;
    for (int i = 0; i < w->history; i++) {
        uint32_t back = (uint32_t)(w->history - i);
        id = id * (s->arcs + 1) + (n >= back ? h[n - back] : s->arcs);
    }
    return id;
}

/* The least cost in ms from one snap to n others; -1 where there is no path. */
static inline void naive_route(const naive_world *w, const rsp_metric *m, const rsp_snap *from,
                               const rsp_snap *to, uint32_t n, double *ret_ms) {
    naive_search s = {.arcs = 2 * rsp_net_edges(w->net)};
    uint32_t nodes = rsp_net_describe(w->net).nodes;
    s.states = 1;
    for (int i = 0; i < w->history; i++) {
        s.states *= s.arcs + 1;
    }
    s.cost = malloc(s.states * sizeof *s.cost);
    s.queue = malloc(s.states * sizeof *s.queue);
    s.queued = calloc(s.states, 1);
    s.out_first = calloc(nodes + 2, sizeof *s.out_first);
    s.out = calloc(s.arcs + 1, sizeof *s.out);
    for (size_t i = 0; i < s.states; i++) {
        s.cost[i] = -1;
    }
    for (uint32_t a = 0; a < s.arcs; a++) {
        s.out_first[naive_end(w->net, a, false) + 2]++;
    }
    for (uint32_t v = 0; v < nodes; v++) {
        s.out_first[v + 2] += s.out_first[v + 1];
    }
    for (uint32_t a = 0; a < s.arcs; a++) {
        s.out[s.out_first[naive_end(w->net, a, false) + 1]++] = a;
    }
    for (uint32_t i = 0; i < n; i++) {
        ret_ms[i] = -1;
    }
    size_t head = 0;
    size_t count = 0;
    for (uint32_t back = 0; back < 2; back++) {
        uint32_t arc = from->edge << 1 | back;
        double lo = back != 0 ? 0 : from->fraction;
        double hi = back != 0 ? from->fraction : 1;
        if (naive_open(w, m, arc, lo, hi)) {
            size_t id = naive_pack(w, &s, &arc, 1);
            s.cost[id] = naive_cost(w, m, arc, lo, hi, UINT32_MAX);
            s.queue[(head + count++) % s.states] = id;
            s.queued[id] = 1;
        }
        for (uint32_t i = 0; i < n; i++) {
            double a = back != 0 ? to[i].fraction : from->fraction;
            double z = back != 0 ? from->fraction : to[i].fraction;
            if (to[i].edge == from->edge && a <= z && naive_open(w, m, arc, a, z)) {
                double c = naive_cost(w, m, arc, a, z, UINT32_MAX);
                ret_ms[i] = ret_ms[i] < 0 || c < ret_ms[i] ? c : ret_ms[i];
            }
        }
    }
    while (count > 0) {
        size_t id = s.queue[head];
        head = (head + 1) % s.states;
        count--;
        s.queued[id] = 0;
        uint32_t h[NAIVE_HISTORY + 1];
        uint32_t k = 0;
        naive_unpack(w, &s, id, h, &k);
        uint32_t v = naive_end(w->net, h[k - 1], true);
        for (uint32_t i = s.out_first[v]; i < s.out_first[v + 1]; i++) {
            uint32_t b = s.out[i];
            h[k] = b;
            if (!naive_step(w, m, h, k + 1, s.out + s.out_first[v], s.out_first[v + 1] - s.out_first[v])) {
                continue;
            }
            for (uint32_t t = 0; t < n; t++) {
                double lo = (b & 1U) != 0 ? to[t].fraction : 0;
                double hi = (b & 1U) != 0 ? 1 : to[t].fraction;
                if (to[t].edge == b >> 1 && naive_open(w, m, b, lo, hi)) {
                    double c = s.cost[id] + naive_cost(w, m, b, lo, hi, h[k - 1] >> 1);
                    ret_ms[t] = ret_ms[t] < 0 || c < ret_ms[t] ? c : ret_ms[t];
                }
            }
            if (!naive_open(w, m, b, 0, 1)) {
                continue;
            }
            double c = s.cost[id] + naive_cost(w, m, b, 0, 1, h[k - 1] >> 1);
            size_t next = naive_pack(w, &s, h, k + 1);
            if (s.cost[next] < 0 || c < s.cost[next] - 1e-9) {
                s.cost[next] = c;
                if (s.queued[next] == 0) {
                    s.queue[(head + count++) % s.states] = next;
                    s.queued[next] = 1;
                }
            }
        }
    }
    free(s.cost);
    free(s.queue);
    free(s.queued);
    free(s.out_first);
    free(s.out);
}

#endif
