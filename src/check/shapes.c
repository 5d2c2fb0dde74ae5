/* The shape of plan.json, key by key, as docs/plan.md describes it (see plan_file.h; read by form.c).
 * docs/plan.schema.json says the same for other programs; tests/check/test_form.c holds them together. */
#include "check/plan_file.h"

#include <stddef.h>

#define N_(a)         ((uint32_t)(sizeof(a) / sizeof((a)[0])))
#define TO(T, m)      .to = (uint32_t)offsetof(T, m)
#define LIST_TO(T, m) .to = (uint32_t)offsetof(T, m), .to_n = (uint32_t)offsetof(T, n_##m)
#define INT(T, m, least)                                                                                     \
    { .name = #m, .kind = CK_F_INT, TO(T, m), .min = least }
#define TIME(T, m)                                                                                           \
    { .name = #m, .kind = CK_F_INSTANT, TO(T, m) }
#define TEXT(T, m)                                                                                           \
    { .name = #m, .kind = CK_F_TEXT, TO(T, m) }
#define REF(T, m, l) .name = #m, .kind = CK_F_REF, TO(T, m), .list = CK_IN_##l
#define REFS(T, m, l)                                                                                        \
    { .name = #m, .kind = CK_F_REFS, TO(T, m), .list = CK_IN_##l }
#define SUB(T, m, s) .name = #m, .kind = CK_F_OBJECT, TO(T, m), .sub = &(s)
#define MANY(T, m, s)                                                                                        \
    { .name = #m, .kind = CK_F_LIST, LIST_TO(T, m), .sub = &(s) }
#define SHAPE(name, T, KEYS, text) static const ck_shape name = {text, KEYS, N_(KEYS), sizeof(T)}

static const char *const ACTIVITIES[] = {"delivery",        "medical_evacuation", "civilian_evacuation",
                                         "detention_visit", "assessment",         "mobile_health"};
static const char *const KINDS[] = {"roads", "table", "schematic"};
static const char *const STATUSES[] = {"optimal", "gap", "no_bound"};
static const char *const DOES[] = {"unload", "board", "alight", "visit"};
static const char *const REASONS[] = {"no_consent", "no_permission", "no_road", "too_far",
                                      "no_vehicle", "no_stock",      "no_bed",  "no_dock_time",
                                      "worth_less", "not_in_policy"};
static const char *const STATES[] = {"asked", "agreed", "refused", "withdrawn", "none"};

static const ck_key LOT[] = {
    {REF(ck_lot, need, needs)}, {REF(ck_lot, item, items)}, INT(ck_lot, quantity, 1)};
SHAPE(LOT_, ck_lot, LOT, "a line of cargo");

static const ck_key RIDERS[] = {{REF(ck_riders, wounded, wounded), .optional = true},
                                {REF(ck_riders, civilians, civilians), .optional = true},
                                INT(ck_riders, count, 1),
                                INT(ck_riders, board_stop, 0),
                                INT(ck_riders, alight_stop, 0)};
SHAPE(RIDERS_, ck_riders, RIDERS, "a line of people");

static const ck_key VEHICLE[] = {{REF(ck_vehicle, vehicle, vehicles)},
                                 {REF(ck_vehicle, type, vehicle_types)},
                                 MANY(ck_vehicle, cargo, LOT_),
                                 MANY(ck_vehicle, people, RIDERS_)};
SHAPE(VEHICLE_, ck_vehicle, VEHICLE, "a vehicle of a convoy");

static const ck_key END[] = {INT(ck_end, edge, 0),
                             {.name = "fraction", .kind = CK_F_REAL, TO(ck_end, fraction)},
                             {.name = "lat", .kind = CK_F_REAL, TO(ck_end, lat)},
                             {.name = "lon", .kind = CK_F_REAL, TO(ck_end, lon)}};
SHAPE(END_, ck_end, END, "an end of a path");

static const ck_key PATH[] = {
    {SUB(ck_path, from, END_)},
    {SUB(ck_path, to, END_)},
    {.name = "arcs", .kind = CK_F_INTS, LIST_TO(ck_path, arcs)},
    {.name = "nodes", .kind = CK_F_INTS, LIST_TO(ck_path, nodes), .min = INT64_MIN}};
SHAPE(PATH_, ck_path, PATH, "a path");

static const ck_key WAIT[] = {{REF(ck_wait, place, places)},
                              TIME(ck_wait, from),
                              TIME(ck_wait, until),
                              {SUB(ck_wait, path, PATH_), .nullable = true}};
SHAPE(WAIT_, ck_wait, WAIT, "a wait");

static const ck_key STRETCH[] = {{REF(ck_presence, zone, zones)},
                                 TIME(ck_presence, head_in),
                                 TIME(ck_presence, tail_out),
                                 INT(ck_presence, enter_m, 0),
                                 INT(ck_presence, leave_m, 0)};
SHAPE(STRETCH_, ck_presence, STRETCH, "a stretch inside a zone");

static const ck_key PRESENCE[] = {
    {REF(ck_presence, zone, zones)},
    TIME(ck_presence, head_in),
    TIME(ck_presence, tail_out),
    {.name = "out_by", .kind = CK_F_INSTANT, TO(ck_presence, out_by), .nullable = true}};
SHAPE(PRESENCE_, ck_presence, PRESENCE, "a presence in a zone");

static const ck_key PASSING[] = {{REF(ck_passing, checkpoint, checkpoints)},
                                 {.name = "at", .kind = CK_F_INSTANT, TO(ck_passing, when)}};
SHAPE(PASSING_, ck_passing, PASSING, "a checkpoint passed");

static const ck_key LEG[] = {{REF(ck_leg, from, places)},
                             {REF(ck_leg, to, places)},
                             TIME(ck_leg, depart),
                             TIME(ck_leg, arrive_head),
                             TIME(ck_leg, arrive_tail),
                             INT(ck_leg, drive_s, 0),
                             INT(ck_leg, tail_lag_s, 0),
                             INT(ck_leg, length_m, 0),
                             {SUB(ck_leg, path, PATH_), .nullable = true},
                             {SUB(ck_leg, wait, WAIT_), .nullable = true},
                             MANY(ck_leg, zones, STRETCH_),
                             MANY(ck_leg, checkpoints, PASSING_)};
SHAPE(LEG_, ck_leg, LEG, "a leg");

static const ck_key WORK[] = {
    {.name = "do", .kind = CK_F_WORD, TO(ck_work, what), .words = DOES, .n_words = N_(DOES)},
    {REF(ck_work, need, needs), .optional = true},
    {REF(ck_work, wounded, wounded), .optional = true},
    {REF(ck_work, civilians, civilians), .optional = true},
    {REF(ck_work, visit, visits), .optional = true},
    {.name = "amount", .kind = CK_F_INT, TO(ck_work, amount), .min = 1, .optional = true},
    TIME(ck_work, start),
    TIME(ck_work, end)};
SHAPE(WORK_, ck_work, WORK, "a piece of work");

static const ck_key SPAN[] = {TIME(ck_span, from), TIME(ck_span, to)};
SHAPE(SPAN_, ck_span, SPAN, "an interval");

static const ck_key AFTER[] = {INT(ck_after, kg, 0), INT(ck_after, l, 0), INT(ck_after, seats_used, 0),
                               INT(ck_after, stretchers_used, 0)};
SHAPE(AFTER_, ck_after, AFTER, "the load after a stop");

static const ck_key STOP[] = {{REF(ck_stop, place, places)},
                              TIME(ck_stop, arrive),
                              TIME(ck_stop, start),
                              TIME(ck_stop, end),
                              TIME(ck_stop, depart),
                              INT(ck_stop, docks_used, 0),
                              {SUB(ck_stop, unload, SPAN_), .nullable = true},
                              MANY(ck_stop, work, WORK_),
                              {SUB(ck_stop, after, AFTER_)}};
SHAPE(STOP_, ck_stop, STOP, "a stop");

static const ck_key CONVOY[] = {
    TEXT(ck_convoy, id),
    {.name = "call_sign", .kind = CK_F_TEXT, TO(ck_convoy, call_sign), .nullable = true},
    {REF(ck_convoy, hub, hubs)},
    {.name = "date", .kind = CK_F_DATE, TO(ck_convoy, date)},
    {.name = "activities",
     .kind = CK_F_WORDS,
     TO(ck_convoy, activities),
     .words = ACTIVITIES,
     .n_words = N_(ACTIVITIES)},
    MANY(ck_convoy, vehicles, VEHICLE_),
    REFS(ck_convoy, crews, crews),
    {SUB(ck_convoy, loading, SPAN_), .nullable = true},
    TIME(ck_convoy, depart),
    TIME(ck_convoy, back),
    MANY(ck_convoy, legs, LEG_),
    MANY(ck_convoy, stops, STOP_),
    MANY(ck_convoy, zones, PRESENCE_),
    {.name = "last_safe_entry", .kind = CK_F_INSTANT, TO(ck_convoy, last_safe_entry), .nullable = true},
    {.name = "turn_back", .kind = CK_F_INSTANT, TO(ck_convoy, turn_back), .nullable = true},
    INT(ck_convoy, exposed_min, 0),
    INT(ck_convoy, length_m, 0)};
SHAPE(CONVOY_, ck_convoy, CONVOY, "a convoy");

static const ck_key WINDOW[] = {{REF(ck_window, zone, zones)},
                                {REF(ck_window, corridor, corridors), .nullable = true},
                                {REF(ck_window, pause, pauses)},
                                {.name = "date", .kind = CK_F_DATE, TO(ck_window, date)},
                                {.name = "activities",
                                 .kind = CK_F_WORDS,
                                 TO(ck_window, activities),
                                 .words = ACTIVITIES,
                                 .n_words = N_(ACTIVITIES)},
                                TIME(ck_window, opens),
                                TIME(ck_window, closes),
                                TIME(ck_window, out_by),
                                {.name = "used", .kind = CK_F_BOOL, TO(ck_window, used)}};
SHAPE(WINDOW_, ck_window, WINDOW, "a window");

static const ck_key TIER[] = {INT(ck_tier, tier, 1),
                              INT(ck_tier, value, 0),
                              {.name = "bound", .kind = CK_F_INT, TO(ck_tier, bound), .nullable = true}};
SHAPE(TIER_, ck_tier, TIER, "a tier");

#define T_(m) INT(ck_totals, m, 0)
static const ck_key TOTALS[] = {T_(people_reached),     T_(people_wanted),  T_(person_days),
                                T_(wounded_out),        T_(wounded_wanted), T_(civilians_out),
                                T_(civilians_wanted),   T_(visits),         T_(visits_wanted),
                                T_(visit_people),       T_(cargo_kg),       T_(vehicles_used),
                                T_(exposed_vehicle_min)};
SHAPE(TOTALS_, ck_totals, TOTALS, "the totals");

static const ck_key WHAT_IF[] = {{REF(ck_pair, pause, pauses)}, {REF(ck_pair, party, parties)}};
SHAPE(WHAT_IF_, ck_pair, WHAT_IF, "a what-if");
static const ck_key WOULD_OPEN[] = {{REF(ck_pair, pause, pauses)},
                                    {REF(ck_pair, party, parties)},
                                    {.name = "state",
                                     .kind = CK_F_WORD,
                                     TO(ck_pair, state),
                                     .words = STATES,
                                     .n_words = N_(STATES),
                                     .nullable = true},
                                    REFS(ck_pair, zones, zones),
                                    INT(ck_pair, people_waiting, 0)};
SHAPE(WOULD_OPEN_, ck_pair, WOULD_OPEN, "a consent that would open ground");

static const ck_key UNSERVED[] = {
    {REF(ck_unserved, need, needs), .optional = true},
    {REF(ck_unserved, wounded, wounded), .optional = true},
    {REF(ck_unserved, civilians, civilians), .optional = true},
    {REF(ck_unserved, visit, visits), .optional = true},
    INT(ck_unserved, amount, 1),
    INT(ck_unserved, wanted, 1),
    {.name = "reason", .kind = CK_F_WORD, TO(ck_unserved, reason), .words = REASONS, .n_words = N_(REASONS)},
    {.name = "proved", .kind = CK_F_BOOL, TO(ck_unserved, proved)},
    TEXT(ck_unserved, text),
    {.name = "would_need_min", .kind = CK_F_INT, TO(ck_unserved, would_need_min), .nullable = true}};
SHAPE(UNSERVED_, ck_unserved, UNSERVED, "unserved work");

static const ck_key ORIGIN[] = {{.name = "title", .kind = CK_F_NAME, .nowhere = true},
                                TEXT(ck_origin, sha256),
                                TIME(ck_origin, as_of),
                                TEXT(ck_origin, time_zone),
                                TEXT(ck_origin, tz_data)};
SHAPE(ORIGIN_, ck_origin, ORIGIN, "the situation of the plan");

#define ROAD_(m)                                                                                             \
    { .name = #m, .kind = CK_F_TEXT, TO(ck_roads, m), .optional = true, .nullable = true }
static const ck_key ROADS[] = {
    {.name = "kind", .kind = CK_F_WORD, TO(ck_roads, kind), .words = KINDS, .n_words = N_(KINDS)},
    ROAD_(sha256),
    ROAD_(source),
    ROAD_(licence),
    ROAD_(data_date)};
SHAPE(ROADS_, ck_roads, ROADS, "the roads of the plan");

static const ck_key DAYS[] = {{.name = "first", .kind = CK_F_DATE, TO(ck_days, first)},
                              INT(ck_days, count, 1)};
SHAPE(DAYS_, ck_days, DAYS, "the days of the plan");

static const ck_key RESTS[] = {REFS(ck_rests, consents, consents), REFS(ck_rests, permissions, permissions),
                               REFS(ck_rests, closures, closures)};
SHAPE(RESTS_, ck_rests, RESTS, "what the plan rests on");

static const ck_key PLAN[] = {
    INT(ck_plan, respite_plan, 1),
    TEXT(ck_plan, version),
    {SUB(ck_plan, situation, ORIGIN_)},
    {SUB(ck_plan, roads, ROADS_)},
    INT(ck_plan, seed, 0),
    INT(ck_plan, threads, 1),
    INT(ck_plan, steps, 0),
    {.name = "interrupted", .kind = CK_F_BOOL, TO(ck_plan, interrupted)},
    {SUB(ck_plan, days, DAYS_)},
    {.name = "status", .kind = CK_F_WORD, TO(ck_plan, status), .words = STATUSES, .n_words = N_(STATUSES)},
    MANY(ck_plan, tiers, TIER_),
    {SUB(ck_plan, totals, TOTALS_)},
    MANY(ck_plan, what_if, WHAT_IF_),
    MANY(ck_plan, windows, WINDOW_),
    MANY(ck_plan, convoys, CONVOY_),
    MANY(ck_plan, unserved, UNSERVED_),
    {SUB(ck_plan, rests_on, RESTS_)},
    MANY(ck_plan, would_open, WOULD_OPEN_),
    {.name = "assumptions", .kind = CK_F_TEXTS, .nowhere = true}};
const ck_shape ck_shape_plan = {"the plan", PLAN, N_(PLAN), sizeof(ck_plan)};
