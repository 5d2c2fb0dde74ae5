/* Assignment by vehicle of what a route carries. Private to plan/. */
#ifndef RSP_PLAN_PACK_H
#define RSP_PLAN_PACK_H

#include "plan/model.h"

typedef struct rsp_packed_vehicle {
    uint32_t vehicle;
    int32_t free_seats, free_stretchers;
    rsp_load_line *cargo, *people;
    uint32_t n_cargo, n_people;
} rsp_packed_vehicle;
typedef struct rsp_packed {
    rsp_packed_vehicle *vehicle;
    uint32_t n;
} rsp_packed;

/* Loads a route. taken: how many of each fleet row other convoys have (counted on). */
int rsp_pack_route(rsp_model *m, const rsp_route *r, const rsp_formation *f, uint32_t *taken, rsp_packed *ret,
                   rsp_err *err);
/* The same question for the search (problem.h, rsp_packing): what the vehicles of a convoy hold, each by
 * itself. */
int rsp_model_packing(rsp_model *m, rsp_err *err);
/* The situation's work behind a task of the problem. */
rsp_work rsp_model_task_work(const rsp_model *m, uint32_t task);

#endif
