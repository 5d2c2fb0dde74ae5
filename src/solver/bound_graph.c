/* A plain problem as graphs for labelling, one per kind of vehicle: a vertex per node and window, times
 * counted from when the vehicle may leave. What is left out here (bound.h says what) only widens the graph.
 */
#include "solver/bound_inner.h"

#include <string.h>

enum { MOST_NODES = 400 };

static int no_memory(rsp_err *err) {
    return rsp_fail(err, RSP_ENOMEM, "out of memory for the graph of a bound");
}

static int check_features(const rsp_vrp *p, rsp_err *err) {
    if (p->n_nodes - p->n_depots > MOST_NODES) {
        return rsp_fail(err, RSP_EUNAVAILABLE, "no bound: %u nodes; at most %d are bounded",
                        p->n_nodes - p->n_depots, MOST_NODES);
    }
    for (uint32_t n = p->n_depots; n < p->n_nodes; n++) {
        if (p->nodes[n].kind == RSP_VRP_SHIP_FROM || p->nodes[n].kind == RSP_VRP_SHIP_TO) {
            return rsp_fail(err, RSP_EUNAVAILABLE,
                            "no bound: node %u is half of a shipment; deliveries and pickups are bounded",
                            p->nodes[n].label);
        }
    }
    for (uint32_t k = 0; k < p->n_vehicles; k++) {
        if (p->vehicles[k].reload != RSP_VRP_NONE) {
            return rsp_fail(err, RSP_EUNAVAILABLE,
                            "no bound: vehicles of kind %u reload; those with one trip are bounded", k);
        }
    }
    return 0;
}

static int64_t most_of(int64_t a, int64_t b) {
    return a > b ? a : b;
}
static int64_t least_of(int64_t a, int64_t b) {
    return a < b ? a : b;
}

static const rsp_vrp_node *node_at(const bound *b, const kind *k, uint32_t vertex) {
    uint32_t n = k->node_of[vertex];
    if (n == RSP_VRP_NONE) {
        n = vertex == 0 ? k->vehicle->start : k->vehicle->end;
    }
    return n == RSP_VRP_NONE ? NULL : &b->p->nodes[n];
}

/* Driving between two vertices: false where there is no way. An open end costs nothing. */
static bool drive(const bound *b, const kind *k, uint32_t from, uint32_t to, int64_t *ret_time,
                  int64_t *ret_cost) {
    const rsp_vrp_node *x = node_at(b, k, from), *y = node_at(b, k, to);
    *ret_time = *ret_cost = 0;
    if (x == NULL || y == NULL) {
        return true;
    }
    const rsp_vrp_matrix *m = &b->p->matrices[k->vehicle->matrix];
    size_t cell = (size_t)x->location * b->p->n_locations + y->location;
    *ret_time = m->duration[cell];
    *ret_cost =
        m->distance[cell] * k->vehicle->cost_per_distance + m->duration[cell] * k->vehicle->cost_per_duration;
    return m->duration[cell] < RSP_VRP_NEVER32 && m->distance[cell] < RSP_VRP_NEVER32;
}

/* Service, and the setup where nothing else lies at the place. */
static int64_t work_at(const rsp_vrp *p, uint32_t node) {
    int64_t work = p->nodes[node].service + p->nodes[node].setup;
    for (uint32_t n = 0; n < p->n_nodes && p->nodes[node].setup > 0; n++) {
        if (n != node && p->nodes[n].location == p->nodes[node].location) {
            return p->nodes[node].service;
        }
    }
    return work;
}

static bool fits_vehicle(const rsp_vrp *p, const rsp_vrp_vehicle *v, const rsp_vrp_node *n) {
    bool fits = (n->skills & ~v->skills) == 0;
    for (uint32_t d = 0; d < p->n_dims; d++) {
        fits = fits && n->load[d] <= v->capacity[d];
    }
    return fits;
}

/* When the vehicle is back at the latest; a day without end lasts as long as one of everything can. */
static int64_t day_end(const bound *b, const kind *k) {
    int64_t end = k->vehicle->open;
    if (k->vehicle->close < RSP_NG_ANYTIME) {
        return k->vehicle->close;
    }
    const rsp_vrp_matrix *m = &b->p->matrices[k->vehicle->matrix];
    for (uint32_t n = b->p->n_depots; n < b->p->n_nodes; n++) {
        const rsp_vrp_node *x = &b->p->nodes[n];
        end = most_of(end, most_of(x->release, x->windows[x->n_windows - 1].open));
    }
    for (uint32_t l = 0; l < b->p->n_locations; l++) {
        int64_t longest = 0;
        for (uint32_t to = 0; to < b->p->n_locations; to++) {
            int32_t time = m->duration[(size_t)l * b->p->n_locations + to];
            longest = time < RSP_VRP_NEVER32 && time > longest ? time : longest;
        }
        end += longest; /* each location left once for each node there is */
    }
    for (uint32_t n = b->p->n_depots; n < b->p->n_nodes; n++) {
        end += b->p->nodes[n].service + b->p->nodes[n].setup;
    }
    return least_of(end, k->vehicle->close);
}

/* Loads: deliveries add up, pickups add up; a dimension that has both takes two of the graph's. */
static void set_loads(const bound *b, kind *k, rsp_ng_vertex *vertices) {
    const rsp_vrp *p = b->p;
    for (uint32_t d = 0; d < p->n_dims; d++) {
        for (int pickups = 0; pickups < 2; pickups++) {
            int64_t sum = 0, capacity = least_of(k->vehicle->capacity[d], INT32_MAX / 4);
            for (uint32_t n = p->n_depots; n < p->n_nodes; n++) {
                sum += (p->nodes[n].kind == RSP_VRP_PICKUP) == (pickups == 1)
                           ? least_of(p->nodes[n].load[d], capacity)
                           : 0;
            }
            if (sum <= capacity || k->graph.n_dims == RSP_NG_DIMS) {
                continue; /* never full, or left out */
            }
            for (uint32_t v = 2; v < k->graph.n_vertices; v++) {
                const rsp_vrp_node *n = &p->nodes[k->node_of[v]];
                vertices[v].load[k->graph.n_dims] =
                    (n->kind == RSP_VRP_PICKUP) == (pickups == 1) ? (int32_t)n->load[d] : 0;
            }
            k->graph.capacity[k->graph.n_dims++] = (int32_t)capacity;
        }
    }
}

/* Source 0, sink 1, then nodes by window. */
static int make_vertices(bound *b, kind *k, rsp_err *err) {
    const rsp_vrp *p = b->p;
    const rsp_vrp_vehicle *vehicle = k->vehicle;
    size_t n = 2;
    for (uint32_t i = p->n_depots; i < p->n_nodes; i++) {
        n += p->nodes[i].n_windows;
    }
    int64_t zero = vehicle->open, end = day_end(b, k) - zero;
    if (end > RSP_NG_ANYTIME / 2) {
        return rsp_fail(err, RSP_EUNAVAILABLE,
                        "no bound: a day of %lld units of time; at most %d are bounded", (long long)end,
                        RSP_NG_ANYTIME / 2);
    }
    rsp_ng_vertex *vertices = rsp_arena_alloc(b->arena, n, sizeof *vertices);
    k->node_of = rsp_arena_alloc(b->arena, n, sizeof *k->node_of);
    k->first_copy = rsp_arena_alloc(b->arena, p->n_nodes, sizeof *k->first_copy);
    if (vertices == NULL || k->node_of == NULL || k->first_copy == NULL) {
        return no_memory(err);
    }
    end = most_of(end, 0);
    vertices[0] = vertices[1] = (rsp_ng_vertex){.close = (int32_t)end, .element = RSP_NG_NONE};
    k->node_of[0] = k->node_of[1] = RSP_VRP_NONE;
    k->graph = (rsp_ng_graph){.vertices = vertices, .n_vertices = 2, .n_elements = p->n_nodes, .sink = 1};
    memset(k->first_copy, 255, p->n_nodes * sizeof *k->first_copy);
    for (uint32_t i = p->n_depots; i < p->n_nodes; i++) {
        const rsp_vrp_node *node = &p->nodes[i];
        int64_t there, cost;
        k->node_of[k->graph.n_vertices] = i;
        bool reached = fits_vehicle(p, vehicle, node) && drive(b, k, 0, k->graph.n_vertices, &there, &cost);
        for (uint32_t w = 0; w < node->n_windows && reached; w++) {
            int64_t open = most_of(node->windows[w].open, most_of(node->release, zero) + there) - zero;
            int64_t close = least_of(node->windows[w].close - zero, end);
            if (open > close) {
                continue;
            }
            uint32_t v = k->graph.n_vertices++;
            k->node_of[v] = i;
            k->first_copy[i] = k->first_copy[i] == RSP_VRP_NONE ? v : k->first_copy[i];
            vertices[v] = (rsp_ng_vertex){.open = (int32_t)open, .close = (int32_t)close, .element = i};
        }
    }
    set_loads(b, k, vertices);
    return 0;
}

static int make_arcs(bound *b, kind *k, rsp_err *err) {
    uint32_t n = k->graph.n_vertices;
    rsp_ng_arc *arcs = rsp_arena_alloc(b->arena, (size_t)n * n, sizeof *arcs);
    k->cost = rsp_arena_alloc(b->arena, (size_t)n * n, sizeof *k->cost);
    k->gains = rsp_arena_alloc(b->arena, (size_t)n * n, sizeof *k->gains);
    k->open = rsp_arena_alloc(b->arena, (size_t)n * n, 1);
    k->arc_between = rsp_arena_alloc(b->arena, (size_t)n * n, sizeof *k->arc_between);
    if (arcs == NULL || k->cost == NULL || k->gains == NULL || k->open == NULL || k->arc_between == NULL) {
        return no_memory(err);
    }
    memset(k->arc_between, 255, (size_t)n * n * sizeof *k->arc_between);
    k->graph.arcs = arcs;
    for (uint32_t v = 0; v < n; v++) {
        int64_t work = v > 1 ? work_at(b->p, k->node_of[v]) : 0;
        for (uint32_t u = 1; u < n && v != 1; u++) {
            int64_t time, cost;
            const rsp_ng_vertex *x = &k->graph.vertices[v], *y = &k->graph.vertices[u];
            if ((v == 0 && u == 1) || (v > 1 && u > 1 && x->element == y->element) ||
                !drive(b, k, v, u, &time, &cost) || x->open + work + time > y->close) {
                continue;
            }
            uint32_t a = k->graph.n_arcs++;
            arcs[a] =
                (rsp_ng_arc){.from = v, .to = u, .time = (int32_t)(work + time), .latest = RSP_NG_ANYTIME};
            k->arc_between[(size_t)v * n + u] = a;
            k->open[a] = 1;
            cost += v == 0 ? k->vehicle->fixed_cost : 0;
            k->cost[a] = b->p->objective == RSP_VRP_LEAST_COST        ? cost
                         : b->p->objective == RSP_VRP_FEWEST_VEHICLES ? v == 0
                                                                      : 0;
        }
    }
    return 0;
}

/* The nearest that a vehicle could come back from: remembered from the start. */
static void remember_near(kind *k, uint32_t many) {
    const rsp_ng_graph *g = &k->graph;
    for (uint32_t v = 2; v < g->n_vertices; v++) {
        for (uint32_t found = 0; found < many; found++) {
            uint32_t best = RSP_NG_NONE;
            int32_t least = INT32_MAX;
            for (uint32_t u = 2; u < g->n_vertices; u++) {
                uint32_t there = k->arc_between[(size_t)v * g->n_vertices + u];
                uint32_t back = k->arc_between[(size_t)u * g->n_vertices + v];
                if (there != RSP_NG_NONE && back != RSP_NG_NONE &&
                    !rsp_ng_remembers(k->ng, v, g->vertices[u].element) &&
                    g->arcs[there].time + g->arcs[back].time < least) {
                    least = g->arcs[there].time + g->arcs[back].time;
                    best = u;
                }
            }
            if (best == RSP_NG_NONE || !rsp_ng_remember(k->ng, v, g->vertices[best].element)) {
                break;
            }
        }
    }
}

/* Values, what surely bounds them, and a scale at which prices and gains stay far below 2^52. */
static int set_values(bound *b, rsp_err *err) {
    const rsp_vrp *p = b->p;
    int64_t size = 1, sum = 0;
    b->grain = 0;
    for (uint32_t n = p->n_depots; n < p->n_nodes; n++) {
        bool counts = p->objective == RSP_VRP_MOST_PRIZE   ? p->nodes[n].tier == 0
                      : p->objective == RSP_VRP_LEAST_COST ? !p->nodes[n].required
                                                           : false;
        /* What must be served brings its prize anyway: a constant, so that covering it twice brings nothing.
         */
        b->constant += counts && p->nodes[n].required ? p->nodes[n].prize : 0;
        b->prize[n] = counts && !p->nodes[n].required ? p->nodes[n].prize : 0;
        if (b->prize[n] >= (int64_t)1 << 38) {
            return rsp_fail(err, RSP_EUNAVAILABLE, "no bound: a prize of %lld; below 2^38 are bounded",
                            (long long)b->prize[n]);
        }
        sum += b->prize[n];
        size += b->prize[n];
        for (int64_t x = b->prize[n], rest; x > 0; x = rest) { /* greatest common divisor */
            rest = b->grain > 0 ? b->grain % x : 0;
            b->grain = x;
        }
    }
    for (uint32_t k = 0; k < b->n_kinds; k++) {
        int64_t dearest = 0;
        for (uint32_t a = 0; a < b->kinds[k].graph.n_arcs; a++) {
            dearest = most_of(dearest, b->kinds[k].cost[a]);
        }
        if (dearest >= (int64_t)1 << 30) {
            return rsp_fail(err, RSP_EUNAVAILABLE, "no bound: an arc that costs %lld; below 2^30 are bounded",
                            (long long)dearest);
        }
        size += dearest * (p->n_nodes + 1);
        b->dearest = most_of(b->dearest, dearest);
    }
    b->constant += p->objective == RSP_VRP_LEAST_COST ? sum : 0;
    b->grain = p->objective == RSP_VRP_MOST_PRIZE && b->grain > 0 ? b->grain : 1;
    b->upper = sum;
    for (b->scale = 1 << 20; b->scale > 1 && size * 16 > (((int64_t)1 << 50) / b->scale); b->scale /= 2) {
    }
    return 0;
}

int bound_make_graphs(bound *b, rsp_err *err) {
    const rsp_vrp *p = b->p;
    RSP_TRY(check_features(p, err));
    b->n_kinds = p->n_vehicles;
    b->kinds = rsp_arena_alloc(b->arena, p->n_vehicles + 1, sizeof *b->kinds);
    b->prize = rsp_arena_alloc(b->arena, p->n_nodes, sizeof *b->prize);
    b->row_of = rsp_arena_alloc(b->arena, p->n_nodes, sizeof *b->row_of);
    b->visits = rsp_arena_alloc(b->arena, p->n_nodes, sizeof *b->visits);
    if (b->kinds == NULL || b->prize == NULL || b->row_of == NULL || b->visits == NULL) {
        return no_memory(err);
    }
    for (uint32_t i = 0; i < b->n_kinds; i++) {
        kind *k = &b->kinds[i];
        k->vehicle = &p->vehicles[i];
        RSP_TRY(make_vertices(b, k, err));
        RSP_TRY(make_arcs(b, k, err));
        RSP_TRY(rsp_ng_new(b->ctx, &k->graph, &k->ng, err));
        remember_near(k, 8);
    }
    return set_values(b, err);
}
