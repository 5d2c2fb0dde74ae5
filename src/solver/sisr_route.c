/* States and routes of ruin and recreate (sisr.h). */
#include <stdlib.h>
#include <string.h>

#include "solver/sisr.h"

#define NO_TIME (INT64_MIN / 4) /* a latest arrival that nothing keeps */

int rsp_sisr_state_new(const rsp_sisr *s, rsp_arena *a, rsp_sisr_state *ret, rsp_err *err) {
    const rsp_vrp *p = s->p;
    size_t stops = (size_t)p->n_nodes + 2 * (size_t)s->n_routes, dims = p->n_dims;
    size_t bytes = stops * sizeof(rsp_sisr_stop) + s->n_routes * sizeof(rsp_sisr_route) +
                   3 * stops * dims * sizeof(int64_t) + 2 * (size_t)p->n_nodes * sizeof(uint32_t);
    char *block = rsp_arena_alloc(a, 1, bytes);
    if (block == NULL) {
        return rsp_fail(err, RSP_ENOMEM, "out of memory for a search over %u stops", p->n_nodes);
    }
    rsp_sisr_state t = {.stops = (void *)block, .bytes = bytes};
    block += stops * sizeof(rsp_sisr_stop);
    t.routes = (void *)block;
    block += s->n_routes * sizeof(rsp_sisr_route);
    t.load = (void *)block;
    t.before = t.load + stops * dims;
    t.behind = t.before + stops * dims;
    t.absent = (void *)(t.behind + stops * dims);
    t.absent_at = t.absent + p->n_nodes;
    for (uint32_t i = 0; i < p->n_nodes; i++) {
        t.stops[i].route = RSP_VRP_NONE;
        if (i >= p->n_depots && s->first_half[i] == i) {
            t.absent_at[i] = t.n_absent;
            t.absent[t.n_absent++] = i;
        }
        t.objective += i < p->n_depots ? 0 : p->nodes[i].prize + (p->nodes[i].required ? s->absent : 0);
    }
    for (uint32_t r = 0; r < s->n_routes; r++) {
        uint32_t start = rsp_sisr_start(s, r);
        t.stops[start] = (rsp_sisr_stop){.prev = start, .next = start + 1, .route = r};
        t.stops[start + 1] = (rsp_sisr_stop){.prev = start, .next = start + 1, .route = r};
        (void)rsp_sisr_refresh(s, &t, r);
    }
    *ret = t;
    return 0;
}

void rsp_sisr_copy(rsp_sisr_state *to, const rsp_sisr_state *from) {
    memcpy(to->stops, from->stops, from->bytes);
    to->n_absent = from->n_absent;
    to->objective = from->objective;
}

static bool is_out(const rsp_vrp_node *n) {
    return n->kind == RSP_VRP_DELIVERY || n->kind == RSP_VRP_SHIP_TO;
}

static void refresh_loads(const rsp_sisr *s, rsp_sisr_state *t, uint32_t start) {
    uint32_t dims = s->p->n_dims;
    for (uint32_t k = 0; k < dims; k++) {
        int64_t load = 0, most;
        for (uint32_t x = t->stops[start].next; x != start + 1; x = t->stops[x].next) {
            load += s->p->nodes[x].kind == RSP_VRP_DELIVERY ? s->p->nodes[x].load[k] : 0;
        }
        most = load;
        t->load[start * dims + k] = t->before[start * dims + k] = load;
        for (uint32_t x = t->stops[start].next; x != start + 1; x = t->stops[x].next) {
            load += is_out(&s->p->nodes[x]) ? -s->p->nodes[x].load[k] : s->p->nodes[x].load[k];
            most = load > most ? load : most;
            t->load[x * dims + k] = load;
            t->before[x * dims + k] = most;
        }
        most = 0;
        for (uint32_t x = t->stops[start + 1].prev;; x = t->stops[x].prev) {
            most = t->load[x * dims + k] > most ? t->load[x * dims + k] : most;
            t->behind[x * dims + k] = most;
            if (x == start) {
                break;
            }
        }
    }
}

/* The latest moment up to t inside the windows. */
static int64_t up_to(const rsp_vrp_window *w, uint32_t n, int64_t t) {
    for (uint32_t i = n; i-- > 0;) {
        if (w[i].open <= t) {
            return t < w[i].close ? t : w[i].close;
        }
    }
    return NO_TIME;
}

static bool refresh_times(const rsp_sisr *s, rsp_sisr_state *t, uint32_t start) {
    const rsp_vrp_vehicle *v = &s->p->vehicles[s->kind[t->stops[start].route]];
    rsp_sisr_route *r = &t->routes[t->stops[start].route];
    bool fits = true;
    *r = (rsp_sisr_route){0};
    t->stops[start].depart = v->open;
    for (uint32_t x = start; x != start + 1; x = t->stops[x].next) {
        uint32_t y = t->stops[x].next;
        rsp_sisr_arc w = rsp_sisr_way(s, v, x, y);
        if (t->stops[start].next == start + 1) {
            break;
        }
        t->stops[x].onward = w;
        r->distance += w.distance;
        r->duration += w.duration;
        fits = fits && w.there;
        int64_t at = t->stops[x].depart + w.duration;
        if (y == start + 1) {
            fits = fits && at <= v->close;
            break;
        }
        const rsp_vrp_node *n = &s->p->nodes[y];
        int64_t begin = rsp_sisr_within(n->windows, n->n_windows, at);
        fits = fits && begin < RSP_VRP_NEVER;
        t->stops[y].depart = begin + (w.elsewhere ? n->setup : 0) + n->service;
        r->n++;
        if (!fits) {
            return false;
        }
    }
    t->stops[start + 1].latest[0] = t->stops[start + 1].latest[1] = v->close;
    for (uint32_t x = t->stops[start + 1].prev; x != start; x = t->stops[x].prev) {
        const rsp_vrp_node *n = &s->p->nodes[x];
        uint32_t y = t->stops[x].next;
        rsp_sisr_arc w = rsp_sisr_way(s, v, x, y);
        int64_t leave = t->stops[y].latest[w.elsewhere] - w.duration - n->service;
        t->stops[x].latest[0] = up_to(n->windows, n->n_windows, leave);
        t->stops[x].latest[1] = up_to(n->windows, n->n_windows, leave - n->setup);
    }
    return fits && r->distance <= v->longest_distance && r->duration <= v->longest_duration;
}

/* What a route adds to the objective. */
static int64_t price(const rsp_sisr *s, const rsp_sisr_state *t, uint32_t route) {
    const rsp_sisr_route *r = &t->routes[route];
    const rsp_vrp_vehicle *v = &s->p->vehicles[s->kind[route]];
    return r->n == 0
               ? 0
               : v->fixed_cost + r->distance * v->cost_per_distance + r->duration * v->cost_per_duration;
}

bool rsp_sisr_refresh(const rsp_sisr *s, rsp_sisr_state *t, uint32_t route) {
    uint32_t start = rsp_sisr_start(s, route);
    t->objective -= price(s, t, route);
    bool fits = refresh_times(s, t, start);
    if (fits) {
        refresh_loads(s, t, start);
    }
    t->objective += price(s, t, route);
    return fits;
}

static int64_t lost(const rsp_sisr *s, uint32_t node) {
    const rsp_vrp_node *n = &s->p->nodes[node];
    return n->prize + (n->required ? s->absent : 0);
}

static void unlink_stop(rsp_sisr_state *t, uint32_t x) {
    t->stops[t->stops[x].prev].next = t->stops[x].next;
    t->stops[t->stops[x].next].prev = t->stops[x].prev;
    t->stops[x].route = RSP_VRP_NONE;
}

static void link_stop(rsp_sisr_state *t, uint32_t x, uint32_t after, uint32_t route) {
    uint32_t next = t->stops[after].next;
    t->stops[x].prev = after;
    t->stops[x].next = next;
    t->stops[x].route = route;
    t->stops[after].next = x;
    t->stops[next].prev = x;
}

void rsp_sisr_take(const rsp_sisr *s, rsp_sisr_state *t, uint32_t node) {
    uint32_t first = s->first_half[node], other = s->p->nodes[first].other;
    unlink_stop(t, first);
    t->objective += lost(s, first);
    if (other != RSP_VRP_NONE) {
        unlink_stop(t, other);
        t->objective += lost(s, other);
    }
    t->absent_at[first] = t->n_absent;
    t->absent[t->n_absent++] = first;
}

static void served(const rsp_sisr *s, rsp_sisr_state *t, uint32_t node) {
    uint32_t other = s->p->nodes[node].other, last = t->absent[--t->n_absent];
    t->objective -= lost(s, node) + (other != RSP_VRP_NONE ? lost(s, other) : 0);
    t->absent[t->absent_at[node]] = last;
    t->absent_at[last] = t->absent_at[node];
}

void rsp_sisr_put(const rsp_sisr *s, rsp_sisr_state *t, uint32_t node, const rsp_sisr_spot *at) {
    uint32_t other = s->p->nodes[node].other;
    link_stop(t, node, at->after, at->route);
    if (other != RSP_VRP_NONE) {
        link_stop(t, other, at->after_other, at->route);
    }
    served(s, t, node);
    (void)rsp_sisr_refresh(s, t, at->route);
}

void rsp_sisr_lay(const rsp_sisr *s, rsp_sisr_state *t, uint32_t route, const uint32_t *stops, uint32_t n) {
    for (uint32_t i = 0; i < n; i++) {
        link_stop(t, stops[i], t->stops[rsp_sisr_start(s, route) + 1].prev, route);
        if (s->first_half[stops[i]] == stops[i]) {
            served(s, t, stops[i]);
        }
    }
    (void)rsp_sisr_refresh(s, t, route);
}
