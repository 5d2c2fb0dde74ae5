/* Any objective as least cost (sisr.h): prizes in tiers, and vehicles, weighed by numbers so large that no
 * cost there can be outweighs one of them; so the best answers are the same. */
#include <string.h>

#include "solver/sisr.h"

/* More than any answer worth having can cost: every stop once and a way home after each, every vehicle. */
static int cost_limit(const rsp_vrp *p, int64_t *ret) {
    int64_t ways = 2 * (int64_t)p->n_nodes, total = 1;
    for (uint32_t i = 0; i < p->n_vehicles; i++) {
        const rsp_vrp_vehicle *v = &p->vehicles[i];
        const rsp_vrp_matrix *m = &p->matrices[v->matrix];
        int64_t longest = 0, slowest = 0, far = 0, slow = 0, fixed = 0;
        for (size_t c = 0; c < (size_t)p->n_locations * p->n_locations; c++) {
            if (m->distance[c] < RSP_VRP_NEVER32 && m->duration[c] < RSP_VRP_NEVER32) {
                longest = m->distance[c] > longest ? m->distance[c] : longest;
                slowest = m->duration[c] > slowest ? m->duration[c] : slowest;
            }
        }
        int64_t used = v->count < p->n_nodes ? v->count : p->n_nodes;
        if (__builtin_mul_overflow(longest * ways, v->cost_per_distance, &far) ||
            __builtin_mul_overflow(slowest * ways, v->cost_per_duration, &slow) ||
            __builtin_mul_overflow(used, v->fixed_cost, &fixed) ||
            __builtin_add_overflow(total, far, &total) || __builtin_add_overflow(total, slow, &total) ||
            __builtin_add_overflow(total, fixed, &total)) {
            return RSP_ELIMIT;
        }
    }
    *ret = total;
    return 0;
}

/* What one of each tier's prizes weighs; *ret_total: more than all of them together. */
static int weigh_tiers(const rsp_vrp *p, int64_t unit, int64_t weight[RSP_VRP_TIERS], int64_t *ret_total) {
    int64_t sum[RSP_VRP_TIERS] = {0};
    for (uint32_t i = p->n_depots; i < p->n_nodes; i++) {
        if (__builtin_add_overflow(sum[p->nodes[i].tier], p->nodes[i].prize, &sum[p->nodes[i].tier])) {
            return RSP_ELIMIT;
        }
    }
    for (int t = RSP_VRP_TIERS; t-- > 0;) {
        int64_t all = 0;
        weight[t] = unit;
        if (__builtin_mul_overflow(sum[t], unit, &all) || __builtin_add_overflow(all, unit, &unit)) {
            return RSP_ELIMIT;
        }
    }
    *ret_total = unit;
    return 0;
}

int rsp_vrp_weigh(const rsp_vrp *p, rsp_arena *a, rsp_vrp *ret, int64_t *ret_absent, rsp_err *err) {
    int64_t unit = 0;
    rsp_vrp_node *nodes = rsp_arena_alloc(a, p->n_nodes, sizeof *nodes);
    rsp_vrp_vehicle *vehicles = rsp_arena_alloc(a, p->n_vehicles, sizeof *vehicles);
    if (nodes == NULL || vehicles == NULL) {
        return rsp_fail(err, RSP_ENOMEM, "out of memory");
    }
    memcpy(nodes, p->nodes, p->n_nodes * sizeof *nodes);
    memcpy(vehicles, p->vehicles, p->n_vehicles * sizeof *vehicles);
    rsp_vrp_objective objective = p->objective;
    int64_t weight[RSP_VRP_TIERS] = {1, 1, 1, 1}, total = 0, absent = 0;
    int rc = cost_limit(p, &unit);
    if (rc == 0 && objective == RSP_VRP_FEWEST_VEHICLES) {
        rc = __builtin_mul_overflow(unit, (int64_t)p->n_nodes + 1, &total) ? RSP_ELIMIT : 0;
    } else if (rc == 0) { /* of least cost, prizes weigh what they are */
        rc = weigh_tiers(p, objective == RSP_VRP_MOST_PRIZE ? unit : 1, weight, &total);
        rc = rc != 0 || __builtin_add_overflow(total, unit, &total) ? RSP_ELIMIT : 0;
    }
    if (rc != 0 || __builtin_mul_overflow(total, (int64_t)p->n_nodes + 2, &absent) ||
        absent > INT64_MAX / 8) {
        return rsp_fail(err, RSP_EUNAVAILABLE,
                        "prizes and costs are too large to be weighed against each other in 64 bits; divide "
                        "them by a common number");
    }
    for (uint32_t i = 0; i < p->n_nodes; i++) {
        bool counts = i >= p->n_depots && objective != RSP_VRP_FEWEST_VEHICLES;
        nodes[i].prize =
            !counts ? 0 : nodes[i].prize * (objective == RSP_VRP_MOST_PRIZE ? weight[nodes[i].tier] : 1);
        nodes[i].tier = 0;
    }
    for (uint32_t i = 0; objective == RSP_VRP_FEWEST_VEHICLES && i < p->n_vehicles; i++) {
        vehicles[i].fixed_cost += unit;
    }
    *ret = *p;
    ret->objective = RSP_VRP_LEAST_COST;
    ret->nodes = nodes;
    ret->vehicles = vehicles;
    *ret_absent = total;
    return 0;
}
