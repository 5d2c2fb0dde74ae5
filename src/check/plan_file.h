/* plan.json as the checker reads it (docs/plan.md): values as they stand, references resolved to the
 * situation's indices. Nothing here is believed; `at` points back into the text for messages.
 *
 * Everything lives in one arena. Members that may be absent are NULL, RSP_NONE, RSP_TIME_NONE or -1. */
#ifndef RSP_CHECK_PLAN_FILE_H
#define RSP_CHECK_PLAN_FILE_H

#include "situation/situation.h"

/* The number of each list of the situation: CK_IN_places ... */
#define CK_IN_(name, type) CK_IN_##name,
enum { RSP_SITUATION_LISTS(CK_IN_) CK_LISTS };
#undef CK_IN_

#define CK_LIST(type, name)                                                                                  \
    const type *name;                                                                                        \
    uint32_t n_##name
#define CK_AT const rsp_json *at

typedef struct ck_lot { /* goods of one need in one vehicle */
    CK_AT;
    uint32_t need, item;
    int64_t quantity;
} ck_lot;
typedef struct ck_riders { /* people of one group in one vehicle, from one stop to another */
    CK_AT;
    uint32_t wounded, civilians;
    int64_t count, board_stop, alight_stop;
} ck_riders;
typedef struct ck_vehicle {
    CK_AT;
    uint32_t vehicle, type;
    CK_LIST(ck_lot, cargo);
    CK_LIST(ck_riders, people);
} ck_vehicle;

typedef struct ck_end { /* a point on an edge */
    CK_AT;
    int64_t edge;
    double fraction, lat, lon;
} ck_end;
typedef struct ck_path {
    CK_AT;
    const ck_end *from, *to;
    CK_LIST(int64_t, arcs);  /* edge * 2 + 1 when driven backward */
    CK_LIST(int64_t, nodes); /* OSM ids */
} ck_path;
typedef struct ck_wait {
    CK_AT;
    uint32_t place;
    int64_t from, until;
    const ck_path *path; /* the rest of the way; NULL without roads */
} ck_wait;
typedef struct ck_presence {
    CK_AT;
    uint32_t zone;
    int64_t head_in, tail_out;
    int64_t out_by;           /* only of a convoy's presences */
    int64_t enter_m, leave_m; /* only of a leg's stretches */
} ck_presence;
typedef struct ck_passing {
    CK_AT;
    uint32_t checkpoint;
    int64_t when;
} ck_passing;
typedef struct ck_leg {
    CK_AT;
    uint32_t from, to;
    int64_t depart, arrive_head, arrive_tail, drive_s, tail_lag_s, length_m;
    const ck_path *path;
    const ck_wait *wait;
    CK_LIST(ck_presence, zones);
    CK_LIST(ck_passing, checkpoints);
} ck_leg;

typedef struct ck_about { /* one of these; the others are RSP_NONE */
    uint32_t need, wounded, civilians, visit;
} ck_about;
typedef enum { CK_UNLOAD, CK_BOARD, CK_ALIGHT, CK_VISIT } ck_do;
typedef struct ck_work {
    CK_AT;
    int what; /* ck_do */
    uint32_t need, wounded, civilians, visit;
    int64_t amount; /* -1 where absent */
    int64_t start, end;
} ck_work;
typedef struct ck_span {
    CK_AT;
    int64_t from, to;
} ck_span;
typedef struct ck_after {
    CK_AT;
    int64_t kg, l, seats_used, stretchers_used;
} ck_after;
typedef struct ck_stop {
    CK_AT;
    uint32_t place;
    int64_t arrive, start, end, depart, docks_used;
    const ck_span *unload;
    CK_LIST(ck_work, work);
    const ck_after *after;
} ck_stop;

typedef struct ck_convoy {
    CK_AT;
    const char *id, *call_sign;
    uint32_t hub;
    int32_t date;
    uint32_t activities;
    CK_LIST(ck_vehicle, vehicles);
    rsp_ids crews;
    const ck_span *loading;
    int64_t depart, back;
    CK_LIST(ck_leg, legs);
    CK_LIST(ck_stop, stops);
    CK_LIST(ck_presence, zones);
    int64_t last_safe_entry, turn_back, exposed_min, length_m;
} ck_convoy;

typedef struct ck_window {
    CK_AT;
    uint32_t zone, corridor, pause;
    int32_t date;
    uint32_t activities;
    int64_t opens, closes, out_by;
    bool used;
} ck_window;
typedef struct ck_tier {
    CK_AT;
    int64_t tier, value, bound; /* bound -1: none */
} ck_tier;
typedef struct ck_totals {
    CK_AT;
    int64_t people_reached, people_wanted, person_days, wounded_out, wounded_wanted, civilians_out,
        civilians_wanted;
    int64_t visits, visits_wanted, visit_people, cargo_kg, vehicles_used, exposed_vehicle_min;
} ck_totals;
typedef struct ck_pair { /* a party's word on a pause: what_if, would_open */
    CK_AT;
    uint32_t pause, party;
    int state;
    rsp_ids zones;
    int64_t people_waiting;
} ck_pair;
typedef enum {
    CK_NO_CONSENT,
    CK_NO_PERMISSION,
    CK_NO_ROAD,
    CK_TOO_FAR,
    CK_NO_VEHICLE,
    CK_NO_STOCK,
    CK_NO_BED,
    CK_NO_DOCK_TIME,
    CK_WORTH_LESS,
    CK_NOT_IN_POLICY
} ck_reason;
typedef struct ck_unserved {
    CK_AT;
    uint32_t need, wounded, civilians, visit;
    int64_t amount, wanted;
    int reason; /* ck_reason */
    const char *text;
    bool proved;
    int64_t would_need_min;
} ck_unserved;
typedef struct ck_origin { /* the situation that the plan was made from */
    CK_AT;
    const char *sha256, *time_zone, *tz_data;
    int64_t as_of;
} ck_origin;
typedef struct ck_roads {
    CK_AT;
    int kind; /* rsp_travel_kind */
    const char *sha256, *source, *licence, *data_date;
} ck_roads;
typedef struct ck_days {
    CK_AT;
    int32_t first;
    int64_t count;
} ck_days;
typedef struct ck_rests {
    CK_AT;
    rsp_ids consents, permissions, closures;
} ck_rests;

typedef enum { CK_OPTIMAL, CK_GAP, CK_NO_BOUND } ck_status;
typedef struct ck_plan {
    CK_AT;
    int64_t respite_plan, seed, threads, steps;
    const char *version;
    bool interrupted;
    const ck_origin *situation;
    const ck_roads *roads;
    const ck_days *days;
    int status; /* ck_status */
    CK_LIST(ck_tier, tiers);
    const ck_totals *totals;
    CK_LIST(ck_pair, what_if);
    CK_LIST(ck_window, windows);
    CK_LIST(ck_convoy, convoys);
    CK_LIST(ck_unserved, unserved);
    const ck_rests *rests_on;
    CK_LIST(ck_pair, would_open);
} ck_plan;

/* Reads the plan strictly: every key known, every key there, every type right, every id one of the
 * situation's, every instant local with its right offset. All errors go to d. Returns 0 with *ret in the
 * arena, RSP_EINPUT with the errors in d, RSP_ENOMEM. */
int ck_plan_read(const rsp_ctx *ctx, rsp_arena *a, const rsp_situation *s, const char *path, const char *text,
                 size_t n, rsp_diag *d, const ck_plan **ret, rsp_err *err) RSP_MUST_CHECK;

/* The table of keys of one object of plan.json. */
typedef enum {
    CK_F_INT,
    CK_F_REAL,
    CK_F_BOOL,
    CK_F_TEXT,
    CK_F_INSTANT,
    CK_F_DATE,
    CK_F_WORD,
    CK_F_WORDS,
    CK_F_REF,
    CK_F_REFS,
    CK_F_INTS,
    CK_F_TEXTS,
    CK_F_NAME,
    CK_F_OBJECT,
    CK_F_LIST
} ck_kind;
typedef struct ck_shape ck_shape;
typedef struct ck_key {
    const char *name;
    ck_kind kind;
    uint32_t to, to_n;                /* offsets of the member and of its count */
    bool nullable, optional, nowhere; /* nowhere: checked, not kept */
    int64_t min;                      /* least whole number */
    int list;                         /* REF, REFS */
    const char *const *words;
    uint32_t n_words;
    const ck_shape *sub;
} ck_key;
struct ck_shape {
    const char *what; /* "a leg" */
    const ck_key *keys;
    uint32_t n;
    uint32_t size;
};
extern const ck_shape ck_shape_plan;

#endif
