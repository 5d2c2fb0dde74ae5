/* What a route would be penalised after a move; for the parts of the local search of hgs_soft.h. */
#ifndef RSP_SOLVER_HGS_SOFT_INNER_H
#define RSP_SOLVER_HGS_SOFT_INNER_H

#include "solver/hgs_soft.h"

/* Where there are trips or releases (hgs_soft_trips.c): all that is kept of a route, and the penalty of one;
 * mid may hold reloads. */
void rsp_hgs_refresh_trips(rsp_hgs_soft *s, uint32_t slot);
int64_t rsp_hgs_judge_trips(const rsp_hgs_soft *s, const rsp_hgs_kind *k, uint32_t p, const uint32_t *mid,
                            uint32_t n, uint32_t q);

/* Moves of a client that make, join or move whole trips (hgs_trips.c); whether one was done. */
bool rsp_hgs_trips_improve(rsp_hgs_soft *s, uint32_t u);

/* Of the route: all up to p, mid[0..n), all from q on. */
static inline int64_t rsp_hgs_judge(const rsp_hgs_soft *s, const rsp_hgs_kind *k, uint32_t p,
                                    const uint32_t *mid, uint32_t n, uint32_t q) {
    if (s->trips) {
        return rsp_hgs_judge_trips(s, k, p, mid, n, q);
    }
    const rsp_hgs_arc *arcs = s->v->profiles[k->profile].out;
    const rsp_hgs_soft_node *a = &s->nodes[p];
    size_t places = s->v->n_places;
    int32_t depart = a->depart;
    int64_t warp = a->warp;
    for (uint32_t i = 0; i < n; i++) {
        const rsp_hgs_soft_node *b = &s->nodes[mid[i]];
        int32_t at = depart + arcs[a->place * places + b->place].time;
        at = at > b->open ? at : b->open;
        int32_t late = at > b->close ? at - b->close : 0;
        warp += late;
        depart = at - late + b->service;
        a = b;
    }
    const rsp_hgs_soft_node *b = &s->nodes[q];
    int32_t at = depart + arcs[a->place * places + b->place].time;
    warp += b->warp_after + (at > b->latest ? at - b->latest : 0);
    int64_t penalty = s->per_time * warp;
    uint32_t dims = s->v->n_dims;
    for (uint32_t d = 0; d < dims; d++) {
        int64_t load = s->before[(size_t)p * dims + d] + s->after[(size_t)q * dims + d] - k->capacity[d];
        for (uint32_t i = 0; i < n; i++) {
            load += rsp_hgs_load(s->v, mid[i])[d];
        }
        penalty += load > 0 ? s->per_load[d] * load : 0;
    }
    return penalty;
}

#endif
