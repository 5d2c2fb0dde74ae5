/* Assignment by vehicle of what a route carries. Private to plan/. */
#ifndef RSP_PLAN_PACK_H
#define RSP_PLAN_PACK_H

#include "plan/model.h"

typedef struct rsp_packed_vehicle {
    uint32_t vehicle;
    int64_t free_g, free_ml;
    int32_t free_seats, free_stretchers;
    rsp_load_line *cargo, *people;
    uint32_t n_cargo, n_people;
} rsp_packed_vehicle;
typedef struct rsp_packed {
    rsp_packed_vehicle *vehicle;
    uint32_t n;
} rsp_packed;

/* The vehicles of a formation, empty. taken: how many of each fleet row other convoys have (counted on);
 * NULL: any. */
int rsp_pack_vehicles(rsp_model *m, const rsp_formation *f, uint32_t *taken, rsp_packed *ret, rsp_err *err);
/* Loads a route. *ret_left > 0: so many units of step *ret_step find no place (*ret is then not set). */
int rsp_pack_route(rsp_model *m, const rsp_route *r, const rsp_formation *f, uint32_t *taken, rsp_packed *ret,
                   uint32_t *ret_step, int64_t *ret_left, rsp_err *err);
/* Takes back from a solution what does not pack. */
int rsp_pack_repair(rsp_model *m, rsp_solution *sol, rsp_err *err);
/* The situation's work behind a task of the problem. */
rsp_work rsp_model_task_work(const rsp_model *m, uint32_t task);

#endif
