/* The problem compiled for the engine of tours (tours.h). */
#include "solver/tours.h"

static int unknown(rsp_err *err, const char *what) {
    return rsp_fail(err, RSP_EUNAVAILABLE, "the engine for tours does not know %s", what);
}

static bool has_vehicle_limits(const rsp_vrp *p) {
    const rsp_vrp_vehicle *v = &p->vehicles[0];
    return v->longest_duration < RSP_VRP_NEVER || v->longest_distance < RSP_VRP_NEVER ||
           v->most_tasks < RSP_VRP_NEVER || v->n_breaks > 0 || v->reload != RSP_VRP_NONE;
}

static bool is_plain(const rsp_vrp_node *n, const rsp_vrp_vehicle *v) {
    return (n->kind == RSP_VRP_DELIVERY || n->kind == RSP_VRP_PICKUP) && n->n_windows == 1 && n->setup == 0 &&
           n->release == 0 && (n->skills & ~v->skills) == 0 && n->tier == 0 && !n->required &&
           n->service < RSP_TOURS_LATE;
}

/* Whether all loads together fit one vehicle, so that they never matter. */
static bool loads_fit(const rsp_vrp *p) {
    for (uint32_t d = 0; d < p->n_dims; d++) {
        int64_t sum = 0;
        for (uint32_t i = p->n_depots; i < p->n_nodes; i++) {
            if (__builtin_add_overflow(sum, p->nodes[i].load[d], &sum) || sum > p->vehicles[0].capacity[d]) {
                return false;
            }
        }
    }
    return true;
}

static int check(const rsp_vrp *p, rsp_err *err) {
    if (p->objective != RSP_VRP_MOST_PRIZE || p->n_vehicles != 1) {
        return unknown(err, "other aims than the most prize, or several kinds of vehicles");
    }
    const rsp_vrp_vehicle *v = &p->vehicles[0];
    if (has_vehicle_limits(p) || v->start == RSP_VRP_NONE || v->end == RSP_VRP_NONE || v->fixed_cost != 0 ||
        v->cost_per_duration != 0 || v->close >= RSP_TOURS_LATE || v->open < 0) {
        return unknown(err, "vehicles with limits, breaks, costs by time or open ends");
    }
    if (p->n_nodes - p->n_depots > RSP_TOURS_MOST || v->count > RSP_TOURS_FLEET) {
        return unknown(err, "so many stops or vehicles");
    }
    for (uint32_t i = p->n_depots; i < p->n_nodes; i++) {
        if (!is_plain(&p->nodes[i], v)) {
            return unknown(err, "several windows, setups, releases, skills, shipments or required stops");
        }
    }
    const rsp_vrp_matrix *m = &p->matrices[v->matrix];
    for (size_t c = 0; c < (size_t)p->n_locations * p->n_locations; c++) {
        if (m->distance[c] != m->duration[c]) {
            return unknown(err, "ways whose time is not their distance");
        }
    }
    return loads_fit(p) ? 0 : unknown(err, "loads that may not fit");
}

static const rsp_vrp_node *node_at(const rsp_tours_view *v, uint32_t i) {
    const rsp_vrp_vehicle *k = &v->p->vehicles[0];
    return &v->p->nodes[i < v->n ? v->p->n_depots + i : i == v->n ? k->start : k->end];
}

static void fill(rsp_tours_view *v, rsp_rng *rng) {
    const rsp_vrp_vehicle *k = &v->p->vehicles[0];
    v->least_service = RSP_TOURS_LATE;
    for (uint32_t i = 0; i < v->width; i++) {
        v->close[i] = -1;
    }
    for (uint32_t i = 0; i < v->n; i++) {
        const rsp_vrp_node *n = node_at(v, i);
        const rsp_vrp_window *w = n->windows;
        v->open[i] =
            (int32_t)(w->open > k->open ? (w->open < RSP_TOURS_LATE ? w->open : RSP_TOURS_LATE) : k->open);
        v->close[i] = (int32_t)(w->close < k->close ? w->close : k->close);
        v->close[i] = v->open[i] > v->close[i] ? -1 : v->close[i];
        v->service[i] = (int32_t)n->service;
        v->prize[i] = n->prize;
        v->pull[i] = (double)n->prize * (double)n->prize;
        v->sign[i] = rsp_rng_next(rng);
        v->mean_prize += (double)n->prize / v->n;
        v->least_service = v->service[i] < v->least_service ? v->service[i] : v->least_service;
    }
    const rsp_vrp_matrix *m = &v->p->matrices[k->matrix];
    for (uint32_t i = 0; i < v->n + 2; i++) {
        for (uint32_t j = 0; j < v->n + 2; j++) {
            int32_t way =
                m->duration[(size_t)node_at(v, i)->location * v->p->n_locations + node_at(v, j)->location];
            way = (way < RSP_TOURS_LATE ? way : RSP_TOURS_LATE) + v->service[i];
            v->from[(size_t)i * v->width + j] = way;
            v->to[(size_t)j * v->width + i] = way;
        }
    }
}

static void find_near(rsp_tours_view *v, uint32_t i) {
    uint32_t *near = &v->near[(size_t)i * RSP_TOURS_NEAR], n = 0;
    int32_t d[RSP_TOURS_NEAR];
    for (uint32_t j = 0; j < v->n; j++) {
        int32_t out = v->from[(size_t)i * v->width + j] - v->service[i];
        int32_t back = v->from[(size_t)j * v->width + i] - v->service[j];
        int32_t way = out < back ? out : back;
        if (j == i || (n == RSP_TOURS_NEAR && way >= d[n - 1])) {
            continue;
        }
        uint32_t k = n < RSP_TOURS_NEAR ? n++ : n - 1;
        for (; k > 0 && d[k - 1] > way; k--) {
            d[k] = d[k - 1];
            near[k] = near[k - 1];
        }
        d[k] = way;
        near[k] = j;
    }
    for (uint32_t k = 0; k < n && k < 10; k++) {
        v->mean_way += (double)d[k] / 10 / v->n;
    }
    for (; n < RSP_TOURS_NEAR; n++) {
        near[n] = RSP_TOURS_OUT;
    }
}

static double order_key(const rsp_tours_view *v, uint32_t order, uint32_t s) {
    double way = (double)v->from[(size_t)v->n * v->width + s];
    switch (order) {
    case 0:
    case 1:
        return -(double)v->prize[s];
    case 2:
        return way;
    case 3:
        return -way;
    case 4:
        return (double)(v->close[s] - v->open[s]);
    case 5:
        return (double)v->open[s];
    case 6:
        return -(double)v->close[s];
    default: { /* by prize for the way to the nearest */
        uint32_t near = v->near[(size_t)s * RSP_TOURS_NEAR];
        way = near == RSP_TOURS_OUT ? 0 : (double)v->from[(size_t)near * v->width + s];
        return -(double)v->prize[s] / (1 + way + (double)v->service[s]);
    }
    }
}

static void sort_orders(rsp_tours_view *v, double *key) {
    for (uint32_t order = 0; order < RSP_TOURS_ORDERS; order++) {
        uint32_t *sorted = &v->orders[(size_t)order * v->n];
        for (uint32_t i = 0; i < v->n; i++) {
            double of = order_key(v, order, i);
            uint32_t k = i;
            for (; k > 0 && key[k - 1] > of; k--) {
                key[k] = key[k - 1];
                sorted[k] = sorted[k - 1];
            }
            key[k] = of;
            sorted[k] = i;
        }
    }
}

int rsp_tours_view_make(const rsp_vrp *p, rsp_arena *a, rsp_tours_view *ret, rsp_err *err) {
    RSP_TRY(check(p, err));
    rsp_tours_view v = {.p = p, .n = p->n_nodes - p->n_depots};
    v.n_tours = p->vehicles[0].count < v.n ? p->vehicles[0].count : v.n;
    v.width = (v.n + 2 + RSP_TOURS_LANES - 1) / RSP_TOURS_LANES * RSP_TOURS_LANES;
    v.from = rsp_arena_alloc(a, (size_t)v.width * v.width, sizeof *v.from);
    v.to = rsp_arena_alloc(a, (size_t)v.width * v.width, sizeof *v.to);
    v.open = rsp_arena_alloc(a, v.width, sizeof *v.open);
    v.close = rsp_arena_alloc(a, v.width, sizeof *v.close);
    v.service = rsp_arena_alloc(a, v.width, sizeof *v.service);
    v.prize = rsp_arena_alloc(a, v.width, sizeof *v.prize);
    v.sign = rsp_arena_alloc(a, v.width, sizeof *v.sign);
    v.near = rsp_arena_alloc(a, v.width, RSP_TOURS_NEAR * sizeof *v.near);
    v.pull = rsp_arena_alloc(a, v.width, sizeof *v.pull);
    v.orders = rsp_arena_alloc(a, v.width, RSP_TOURS_ORDERS * sizeof *v.orders);
    double *key = rsp_arena_alloc(a, v.width, sizeof *key);
    if (key == NULL || v.orders == NULL || v.from == NULL || v.to == NULL || v.open == NULL ||
        v.close == NULL || v.service == NULL || v.prize == NULL || v.sign == NULL || v.near == NULL) {
        return rsp_fail(err, RSP_ENOMEM, "out of memory for a search over %u stops", v.n);
    }
    rsp_rng rng;
    rsp_rng_seed(&rng, 1);
    fill(&v, &rng);
    for (uint32_t i = 0; i < v.n; i++) {
        find_near(&v, i);
    }
    sort_orders(&v, key);
    v.mean_way = v.mean_way > 0 ? v.mean_way : 1;
#ifdef __x86_64__
    v.wide = __builtin_cpu_supports("avx2");
#endif
    *ret = v;
    return 0;
}
