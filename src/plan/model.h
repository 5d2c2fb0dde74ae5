/* The compiler's working model between a situation and a routing problem: grounds, missions, places, travel
 * classes, path options, location copies, convoys that can be formed, work. Private to plan/.
 *
 * Data goes one way: ground.c -> fleet.c -> places.c -> work.c -> travel.c -> arcs.c -> (solver) -> decode.c.
 * Everything lives in the model's arena and points into the situation. */
#ifndef RSP_PLAN_MODEL_H
#define RSP_PLAN_MODEL_H

#include "base/vec.h"
#include "plan/plan.h"
#include "solver/solve.h"

#define RSP_GROUNDS_MAX   60
#define RSP_MISSIONS_MAX  (8 + RSP_ACT_COUNT) /* combinations, and each kind of work by itself */
#define RSP_FLEET_ROWS    16                  /* kinds of vehicles (type and hours) at one hub on one day */
#define RSP_PLACE_GROUNDS 4                   /* overlapping zones at one place */
#define RSP_OPTIONS_MAX   6                   /* parallel paths between two places */

/* A piece of ground with one set of windows: a zone, or the part of a zone inside (or outside) corridors. */
typedef struct rsp_ground {
    uint32_t zone;
    uint32_t
        corridor; /* the part inside it, or RSP_NONE: the rest of the zone (all of it without corridors) */
    rsp_area *area;
    const rsp_open_interval *open[RSP_MISSIONS_MAX]; /* by mission */
    uint32_t n_open[RSP_MISSIONS_MAX];
} rsp_ground;

typedef struct rsp_interval_pick { /* presence on a ground lies in this interval of it */
    uint32_t ground, interval;
} rsp_interval_pick;

/* A copy of a place for one choice of intervals of the grounds it lies in. */
typedef struct rsp_copy {
    uint32_t place;   /* index into model places */
    uint32_t mission; /* or RSP_NONE: outside all grounds, for every mission */
    uint32_t n_picks;
    rsp_interval_pick pick[RSP_PLACE_GROUNDS];
    int32_t open, out_by; /* seconds from the origin */
} rsp_copy;

typedef struct rsp_model_place {
    uint32_t place; /* of the situation */
    uint32_t n_grounds;
    uint32_t ground[RSP_PLACE_GROUNDS];
    uint64_t ground_mask;
    uint32_t first_copy[RSP_MISSIONS_MAX], n_copies[RSP_MISSIONS_MAX];
    bool waiting; /* convoys may wait here: outside every ground */
} rsp_model_place;

/* One way to drive between two places; the path itself is found again when it is needed (same answer). */
typedef struct rsp_option {
    int32_t time_s, per_vehicle_s;
    uint64_t grounds; /* crossed */
    double danger, length_m;
    uint64_t allowed;              /* the query that found it */
    bool wary;                     /* with danger counted */
    const rsp_crossing *crossings; /* by ground: first entry and last exit, one each */
    uint32_t n_crossings;
    int32_t inside_s; /* seconds inside grounds */
} rsp_option;
typedef struct rsp_options_row {
    rsp_option *at;
    uint32_t n;
} rsp_options_row;

/* How a convoy travels: its profiles, weight, height. */
typedef struct rsp_travel_class {
    unsigned profiles;
    uint32_t weight_kg, height_cm;
    rsp_options_row *options; /* n_places * n_places */
    rsp_snap *snaps;          /* by place; dist_m < 0: no usable road */
    char **snap_why;          /* by place, where there is none */
} rsp_travel_class;

typedef struct rsp_fleet_row { /* vehicles alike at one hub on one day */
    uint32_t hub, type;
    int32_t day;         /* 0 .. days - 1 */
    int32_t from, until; /* seconds from the origin */
    int32_t loads_from;  /* loading them may begin */
    uint32_t count;
    uint32_t *vehicles;
    uint32_t resource;
} rsp_fleet_row;
typedef struct rsp_crew_row {
    uint32_t hub;
    int32_t day;
    uint64_t skills;
    int32_t members;
    uint32_t count;
    uint32_t *crews;
    uint32_t resource;
} rsp_crew_row;

typedef struct rsp_formation { /* a convoy that can be formed: beside each solver class */
    uint32_t hub;
    int32_t day;
    uint32_t mission;
    uint32_t travel; /* travel class */
    uint32_t n_rows;
    uint32_t row[RSP_FLEET_ROWS]; /* fleet rows */
    int32_t count[RSP_FLEET_ROWS];
    uint32_t n_crews;
    uint32_t crew[2]; /* crew rows */
} rsp_formation;

typedef struct rsp_arc_tag {   /* what an arc stands for */
    uint32_t travel, from, to; /* model places */
    uint16_t option, option2;
    uint32_t wait_at;   /* model place, or RSP_NONE */
    int32_t wait_until; /* departure from it at the earliest */
} rsp_arc_tag;

typedef struct rsp_task_info {
    rsp_work work;
    uint32_t blocked_by; /* a permission that says no, or RSP_NONE */
    uint32_t limited_by;
    bool in_policy;
    uint32_t task;     /* in the problem, or RSP_NONE */
    uint32_t dated_by; /* the permission that sets these hours last, or RSP_NONE */
    int32_t permit_from, permit_until;
    bool no_hours; /* its own hours and those of permissions have none in common */
} rsp_task_info;

typedef struct rsp_model {
    const rsp_ctx *ctx;
    rsp_arena *a;
    const rsp_situation *s;
    const rsp_net *net;
    const rsp_plan_options *o;
    int32_t first_date;
    int64_t origin, horizon_end; /* instants */
    uint32_t days;
    rsp_area **zone_areas; /* by zone */
    rsp_ground ground[RSP_GROUNDS_MAX];
    uint32_t n_grounds;
    uint32_t mission[RSP_MISSIONS_MAX]; /* activity masks */
    uint32_t n_missions;
    uint32_t used_activities;
    uint64_t closed; /* grounds that no mission may enter at all */
    rsp_model_place *places;
    uint32_t n_places;
    uint32_t *weight_limits, *height_limits; /* that some road has, rising */
    uint32_t n_weight_limits, n_height_limits;
    unsigned shadows[RSP_PROFILE_COUNT]; /* profiles that one makes no difference to */
    int64_t started_ns;
    bool out_of_memory; /* a resource could not be made */
    uint32_t *place_of; /* situation place -> model place, or RSP_NONE */
    rsp_overlay *overlay;
    bool has_danger;
    RSP_VEC(rsp_travel_class) travel;
    RSP_VEC(rsp_fleet_row) fleet;
    RSP_VEC(rsp_crew_row) crew;
    RSP_VEC(rsp_formation) formations;
    RSP_VEC(rsp_class) classes;
    RSP_VEC(rsp_copy) copies;
    RSP_VEC(int64_t) resources;
    RSP_VEC(rsp_task) tasks;
    RSP_VEC(rsp_task_info) info;
    RSP_VEC(rsp_arc_tag) tags;
    const char **skills;
    uint32_t n_skills;
    bool *reached;        /* why_road.c: by model place, whether convoys may come there and back */
    bool *pause_dated;    /* why.c: by pause, whether it has a window in these days */
    rsp_use *limit_use;   /* scratch of work.c: one for each permission */
    uint32_t *supply_at;  /* hub * items -> resource */
    rsp_matrix *matrices; /* travel * missions */
    RSP_VEC(rsp_area *) owned_areas;
    RSP_VEC(rsp_arena *) arenas; /* one of each searching thread */
    rsp_location *locations;
    int32_t *docks;
    rsp_problem problem;
    rsp_packing packing; /* what the problem's packing points to */
    int32_t *units;      /* of a delivery that a convoy holds alone: formation * tasks */
} rsp_model;

/* Whether roads are planned without what the closure touches: it holds on some day of the plan. */
/* Up to a whole number, but not over the rounding errors of a few divisions: what divides exactly stays. */
int64_t rsp_rounded_up(double x);
bool rsp_closure_holds(const rsp_model *m, const rsp_closure *c);
/* What the situation lays on the roads, but the closures left out (by closure; NULL: none is). */
int rsp_model_overlay(rsp_model *m, const bool *left_out, rsp_overlay **ret, rsp_err *err) RSP_MUST_CHECK;
int rsp_model_ground(rsp_model *m, rsp_err *err); /* zones, corridors, windows, missions, overlay */
int rsp_model_fleet(rsp_model *m, rsp_err *err);  /* formations, travel classes */
int rsp_model_places(rsp_model *m, rsp_err *err); /* the places that matter and their copies */
int rsp_model_work(rsp_model *m, rsp_err *err);   /* tasks, stock, beds, permissions */
int rsp_model_travel(rsp_model *m, rsp_err *err); /* path options of all pairs */
int rsp_model_arcs(rsp_model *m, rsp_err *err);   /* arcs of all copies; the problem is complete then */
void rsp_model_done(rsp_model *m);

uint32_t rsp_model_resource(rsp_model *m,
                            int64_t amount); /* a new resource; out of memory shows in m->out_of_memory */
/* The path of an option again, in the arena a. */
int rsp_model_path(const rsp_model *m, rsp_search *search, uint32_t travel, uint32_t from, uint32_t to,
                   const rsp_option *o, rsp_arena *a, rsp_path *ret, rsp_err *err);
/* A straight path between two places under table or schematic travel; time_s -1 where there is none. */
int rsp_straight_path(const rsp_model *m, unsigned profiles, uint32_t from, uint32_t to, rsp_arena *a,
                      rsp_path *ret, rsp_err *err);
rsp_metric rsp_model_metric(const rsp_model *m, const rsp_travel_class *t, uint64_t allowed, bool wary);
int32_t rsp_model_time(const rsp_model *m, int64_t instant); /* to seconds from the origin, clamped */

/* Totals, windows, consents and permissions it rests on, assumptions (account.c). */
int rsp_account(rsp_model *m, const rsp_solution *sol, rsp_plan *plan, rsp_err *err);
/* Solution -> plan (decode.c), and why what is left is left (why.c). */
int rsp_decode(rsp_model *m, rsp_solution *sol, rsp_plan *plan, rsp_err *err);
/* Whose consent would open what (opens.c). */
int rsp_find_opens(rsp_model *m, const rsp_solution *sol, rsp_plan *plan, rsp_err *err);
int rsp_explain(rsp_model *m, const rsp_solution *sol, rsp_plan *plan, rsp_err *err);
void rsp_say_why(rsp_plan *plan, rsp_unserved *u, rsp_why why, bool proved, const char *text);
/* Whether the convoy has the capacity, the skills and the activity for one unit of the task. */
bool rsp_class_could(const rsp_model *m, uint32_t cls, uint32_t task);
/* Why no convoy serves it even alone (why_far.c). */
/* Whether a leg leads from a hub to the place and one back. */
bool rsp_reached_straight(const rsp_model *m, uint32_t place);
/* Says why no way leads to the place and back; *ret_found false where one does, and nothing is said. */
int rsp_explain_no_road(rsp_model *m, uint32_t place, rsp_plan *plan, rsp_unserved *u, bool *ret_found,
                        rsp_err *err) RSP_MUST_CHECK;
void rsp_explain_too_far(const rsp_model *m, const rsp_task_info *info, rsp_plan *plan, rsp_unserved *u);
/* Whether it is a permission's hours that leave none for it at its place; says so. */
bool rsp_explain_permit_hours(const rsp_model *m, const rsp_task_info *info, rsp_plan *plan, rsp_unserved *u);

#endif
