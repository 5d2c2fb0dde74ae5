/* A plan: what should be done inside the pauses, in terms that people read. Made by plan_make, written as
 * plan.json (docs/plan.md, docs/plan.schema.json), printed by print/. Indices point into the situation.
 * Everything lives in the plan's arena; read-only once made, safe to share between threads. */
#ifndef RSP_PLAN_PLAN_H
#define RSP_PLAN_PLAN_H

#include "roads/route.h"
#include "situation/windows.h"

#define RSP_TIERS 4

/* How one piece of work is named in plans: a list of the situation and an index into it. */
typedef enum { RSP_WORK_NEED, RSP_WORK_WOUNDED, RSP_WORK_CIVILIANS, RSP_WORK_VISIT } rsp_work_kind;
typedef struct rsp_work {
    rsp_work_kind kind;
    uint32_t index;
} rsp_work;

/* What is done at a stop. amount: units unloaded, people boarding or leaving, 1 for a visit. */
typedef enum { RSP_DO_UNLOAD, RSP_DO_BOARD, RSP_DO_ALIGHT, RSP_DO_VISIT } rsp_do_kind;
typedef struct rsp_do {
    rsp_do_kind kind;
    rsp_work work;
    int64_t amount;
    int64_t start_s, end_s; /* instants */
} rsp_do;

/* Cargo or people in one vehicle. */
typedef struct rsp_load_line {
    rsp_work work;
    int64_t amount;
} rsp_load_line;
typedef struct rsp_load_after { /* of the convoy after a stop */
    int64_t kg, l;
    int32_t seats_used, stretchers_used;
} rsp_load_after;

typedef struct rsp_convoy_vehicle {
    uint32_t vehicle;           /* of the situation */
    const rsp_load_line *cargo; /* loaded at the hub, each for the need it goes to */
    uint32_t n_cargo;
    const rsp_load_line *people; /* everyone who rides in it at some time */
    uint32_t n_people;
} rsp_convoy_vehicle;

typedef struct rsp_zone_pass { /* of a leg or stop sequence: instants */
    uint32_t zone;
    int64_t head_in, tail_out;
    int64_t out_by;          /* close less margin of the interval it lies in */
    double enter_m, leave_m; /* of a leg: metres driven on it when the head enters and leaves */
} rsp_zone_pass;

typedef struct rsp_leg {
    uint32_t from_place, to_place;
    int64_t depart, arrive_head, arrive_tail; /* instants */
    int32_t drive_s;                          /* of the head, checkpoints included */
    int32_t tail_lag_s;
    rsp_path path;       /* arcs and crossings; without roads: no arcs, straight line */
    bool waits;          /* waits at wait_place on the way */
    uint32_t wait_place; /* outside every zone, or RSP_NONE */
    int64_t wait_from, wait_until;
    rsp_path path2;             /* from the waiting point on */
    const rsp_zone_pass *zones; /* stretches of this leg, in order of time */
    uint32_t n_zones;
} rsp_leg;

typedef struct rsp_stop {
    uint32_t place;
    int64_t arrive;     /* the tail is in */
    int64_t start, end; /* work */
    int64_t depart;     /* the head moves off */
    int32_t docks_used; /* while unloading; 0 where nothing is unloaded */
    int64_t unload_from, unload_to;
    const rsp_do *work;
    uint32_t n_work;
    rsp_load_after after;
} rsp_stop;

typedef struct rsp_convoy {
    const char *id; /* "C1" ... in order of hub and departure */
    const char *call_sign;
    uint32_t hub;
    int32_t date;        /* its day */
    uint32_t activities; /* mask of the mission */
    const rsp_convoy_vehicle *vehicles;
    uint32_t n_vehicles;
    const uint32_t *crews; /* of the situation */
    uint32_t n_crews;
    int64_t loading_from, loading_to;
    int64_t depart, back; /* from and at the hub (tail in) */
    const rsp_leg *legs;  /* n_stops + 1 */
    const rsp_stop *stops;
    uint32_t n_stops;
    const rsp_zone_pass *zone_passes; /* whole presences, first head in to last tail out, in order */
    uint32_t n_zone_passes;
    int64_t last_safe_entry; /* latest head entry into the first zone from which the plan still holds;
                                RSP_TIME_NONE: no zone */
    int64_t turn_back;       /* at this instant, wherever it is, it heads out by its own way; RSP_TIME_NONE */
    int64_t exposed_s;       /* inside zones */
    double length_m;
} rsp_convoy;

typedef enum { /* the order of 3-planner.md, Why not */
               RSP_WHY_NO_CONSENT,
               RSP_WHY_NO_PERMISSION,
               RSP_WHY_NO_ROAD,
               RSP_WHY_TOO_FAR,
               RSP_WHY_NO_VEHICLE,
               RSP_WHY_NO_STOCK,
               RSP_WHY_NO_BED,
               RSP_WHY_NO_DOCK_TIME,
               RSP_WHY_WORTH_LESS,
               RSP_WHY_NOT_IN_POLICY
} rsp_why;
typedef struct rsp_unserved {
    rsp_work work;
    int64_t amount; /* left */
    int64_t wanted;
    rsp_why why;
    bool proved;          /* else a heuristic reason */
    const char *text;     /* one line, English */
    int32_t would_need_s; /* too far: length of pause (out_by - open + margin) from which it could be served;
                             0 unknown */
} rsp_unserved;

typedef struct rsp_tier_result {
    int64_t value;
    int64_t bound; /* proved; -1: none computed */
} rsp_tier_result;

typedef struct rsp_used_window { /* an open interval that the plan could use or does use */
    uint32_t zone;
    uint32_t corridor; /* or RSP_NONE */
    uint32_t pause;
    uint32_t activities;
    int32_t date;
    int64_t open, close, out_by;
    bool used;
} rsp_used_window;

typedef struct rsp_opens { /* a consent that is missing and what it would open */
    uint32_t pause, party;
    uint32_t
        statement; /* its last word on what lacks, else its agreement to other parts; RSP_NONE: never asked */
    const char
        *state; /* the same in words: "never asked", "asked", "agreed in part", "refused", "withdrawn" */
    uint32_t zones_n;
    const uint32_t *zones;
    int64_t people_waiting; /* people of the work that lies on ground it would help to open */
} rsp_opens;

typedef struct rsp_totals {
    int64_t people_reached; /* by deliveries: units x people per unit */
    int64_t person_days;
    int64_t wounded_out, civilians_out, visits, visit_people;
    int64_t people_wanted, wounded_wanted, civilians_wanted, visits_wanted;
    int64_t kg, vehicles_used;
    int64_t
        exposed_vehicle_s; /* inside zones, vehicles x seconds; of each convoy whole minutes, rounded up */
} rsp_totals;

typedef struct rsp_plan {
    rsp_arena *arena;
    const rsp_situation *situation; /* borrowed; outlives the plan */
    const rsp_net *net;             /* borrowed, or NULL: table or schematic */
    char roads_sha256[65];          /* "" without roads */
    int32_t first_date, n_days;
    uint64_t seed;
    uint32_t threads;
    uint64_t steps; /* done */
    bool interrupted;
    double seconds;                 /* spent searching; not written in --steps mode (same bytes) */
    const rsp_assumptions *what_if; /* or NULL */
    const char *dump_problem;       /* also write the routing problem to this file, or NULL */
    rsp_tier_result tiers[RSP_TIERS];
    const char *status; /* "optimal", "gap", "no_bound", "infeasible" */
    rsp_totals totals;
    const rsp_convoy *convoys;
    uint32_t n_convoys;
    const rsp_unserved *unserved;
    uint32_t n_unserved;
    const rsp_used_window *windows;
    uint32_t n_windows;
    const rsp_opens *opens;
    uint32_t n_opens;
    const uint32_t *consents; /* statements it rests on */
    uint32_t n_consents;
    const uint32_t *permissions; /* it rests on */
    uint32_t n_permissions;
    const uint32_t *closures; /* that hold on some day of it and were laid on the roads */
    uint32_t n_closures;
    const char *const
        *assumptions; /* lines, English: schematic travel, kits, margins, what the bound relaxes ... */
    uint32_t n_assumptions;
} rsp_plan;

rsp_plan *rsp_plan_free(rsp_plan *p);
/* plan.json, canonical: same plan, same bytes (the format is docs/plan.md). */
int rsp_plan_write(const rsp_plan *p, rsp_buf *to, rsp_err *err) RSP_MUST_CHECK;

typedef struct rsp_plan_progress {
    double elapsed_s, limit_s;
    uint64_t steps;
    int64_t value[RSP_TIERS];
    uint32_t convoys;
    const char *stage; /* "roads", "search", "schedule" */
} rsp_plan_progress;

typedef struct rsp_plan_options {
    int32_t day;         /* INT32_MIN: the first window after as_of */
    int32_t days;        /* 1.. */
    double time_limit_s; /* of all: roads and search; ignored where steps > 0 */
    uint64_t steps;      /* 0: by time */
    uint64_t seed;
    uint32_t threads; /* >= 1 */
    const rsp_assumptions *what_if;
    const char *dump_problem; /* path or NULL */
    void (*progress)(
        void *user,
        const rsp_plan_progress *p); /* a few times a second, from the calling thread; may be NULL */
    void *progress_user;
} rsp_plan_options;

/* Makes a plan. net: the opened road file, or NULL where the situation has its own travel table or schematic
 * travel. The result was scheduled and packed but not yet checked: callers run rsp_check on its JSON before
 * writing. */
int rsp_plan_make(const rsp_ctx *ctx, const rsp_situation *s, const rsp_net *net, const char *roads_sha256,
                  const rsp_plan_options *o, rsp_plan **ret, rsp_err *err) RSP_MUST_CHECK;

const char *rsp_why_name(rsp_why w);
const char *rsp_work_id(const rsp_situation *s, rsp_work w); /* its id in the situation */
const char *rsp_work_list(rsp_work_kind k);                  /* "needs", "wounded", "civilians", "visits" */
uint32_t rsp_work_place(const rsp_situation *s, rsp_work w);
rsp_activity rsp_work_activity(const rsp_situation *s, rsp_work w);
int64_t rsp_work_wanted(const rsp_situation *s, rsp_work w);                 /* units, people, or 1 */
int64_t rsp_work_people(const rsp_situation *s, rsp_work w, int64_t amount); /* people behind so many units */

#endif
