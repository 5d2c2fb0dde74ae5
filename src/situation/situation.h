/* The situation: all that is known about a place and a time before anything is planned.
 *
 * Entities as they stand in a situation file (docs/situation.md; schema: docs/situation.schema.json). Loaded
 * once, strict, then read-only and safe to share between threads. Everything lives in one arena; every
 * entity keeps where it stood in its source. References are resolved to indices into the arrays below
 * (RSP_NONE where an optional one is absent). Instants are UTC seconds (base/time.h), local times in files
 * are in the situation's time zone. Amounts are integers in the unit of their name. */
#ifndef RSP_SITUATION_SITUATION_H
#define RSP_SITUATION_SITUATION_H

#include "base/diag.h"
#include "base/text.h"
#include "base/time.h"
#include "geo/geometry.h"

#define RSP_NONE UINT32_MAX

typedef struct rsp_ids { /* a list of references */
    const uint32_t *at;
    uint32_t n;
} rsp_ids;

#define RSP_ENTITY                                                                                           \
    rsp_src src;                                                                                             \
    const char *id;                                                                                          \
    const char *note; /* free text; NULL */                                                                  \
    bool illustrative /* the figures are invented for the example; shown as such */

/* What a pause can cover and a task can be. The mask is 1 << activity. */
typedef enum {
    RSP_ACT_DELIVERY,
    RSP_ACT_MEDICAL_EVACUATION,
    RSP_ACT_CIVILIAN_EVACUATION,
    RSP_ACT_DETENTION_VISIT,
    RSP_ACT_ASSESSMENT,
    RSP_ACT_MOBILE_HEALTH,
    RSP_ACT_COUNT
} rsp_activity;
#define RSP_ACT_ALL ((1u << RSP_ACT_COUNT) - 1)

typedef enum {
    RSP_ORG_RED_CROSS_RED_CRESCENT,
    RSP_ORG_UN,
    RSP_ORG_NGO,
    RSP_ORG_GOVERNMENT,
    RSP_ORG_COMMUNITY,
    RSP_ORG_COMMERCIAL,
    RSP_ORG_OTHER
} rsp_org_kind;
typedef struct rsp_org {
    RSP_ENTITY;
    rsp_name name;
    rsp_org_kind kind;
    rsp_ids works_with; /* orgs */
} rsp_org;

typedef enum { RSP_PARTY_STATE, RSP_PARTY_ARMED_GROUP } rsp_party_kind;
typedef struct rsp_party { /* a belligerent whose agreement counts */
    RSP_ENTITY;
    rsp_name name;
    rsp_party_kind kind;
} rsp_party;

typedef enum { RSP_THIRD_BACKS, RSP_THIRD_MEDIATES, RSP_THIRD_OBSERVES } rsp_third_role;
typedef struct rsp_third_party { /* backs or mediates; its word never counts as a party's consent */
    RSP_ENTITY;
    rsp_name name;
    rsp_third_role role;
    rsp_ids parties; /* whom it backs or between whom it mediates */
} rsp_third_party;

typedef enum { RSP_ACCESS_PAUSE, RSP_ACCESS_OPEN } rsp_zone_access;
typedef struct rsp_zone { /* ground under someone's control */
    RSP_ENTITY;
    rsp_name name;
    const rsp_geom *area;   /* Polygon or MultiPolygon */
    rsp_ids controlled_by;  /* parties; empty: nobody known */
    rsp_zone_access access; /* pause (default): only while a pause is in force; open: for information */
} rsp_zone;

typedef struct rsp_corridor { /* an agreed route through zones */
    RSP_ENTITY;
    rsp_name name;
    const rsp_geom *line; /* LineString */
    int32_t width_m;      /* ground within this distance of the line */
    rsp_ids zones;        /* the zones it crosses */
} rsp_corridor;

typedef struct rsp_pause {
    RSP_ENTITY;
    rsp_name name;
    rsp_ids zones;             /* whole zones */
    rsp_ids corridors;         /* or only corridors through zones */
    rsp_ids parties;           /* whose consent is needed besides those who control the ground */
    uint32_t activities;       /* mask; default all */
    int32_t first_date;        /* local date of the first instance */
    int32_t last_date;         /* last one (inclusive); INT32_MAX: open-ended (recurrence) */
    int32_t opens_s, closes_s; /* local clock; closes_s > opens_s, past 86400 where closes_next_day */
    const char *recurrence;    /* RFC 5545 RRULE value or NULL: one instance */
    const int32_t *cancelled_dates;
    uint32_t n_cancelled;
    int32_t margin_s; /* before the close, by which the tail is out; -1: the rules' */
    int64_t declared_at, effective_at, ended_at; /* RSP_TIME_NONE where unknown */
} rsp_pause;

typedef enum {
    RSP_CONSENT_ASKED,
    RSP_CONSENT_AGREED,
    RSP_CONSENT_REFUSED,
    RSP_CONSENT_WITHDRAWN
} rsp_consent_state;
typedef struct rsp_consent { /* one statement of one party on one pause: the ledger of agreements */
    RSP_ENTITY;
    uint32_t pause, party;
    rsp_consent_state state;
    int64_t at;             /* when it was said */
    int64_t from, until;    /* it holds for instances within; RSP_TIME_NONE: no bound */
    rsp_ids zones;          /* scope; empty: all of the pause */
    uint32_t activities;    /* scope; default all */
    const char *conditions; /* text, or NULL */
    const char *source;
} rsp_consent;

typedef enum { RSP_PERMIT_GOODS, RSP_PERMIT_PERSONS, RSP_PERMIT_DELEGATION } rsp_permit_kind;
typedef enum {
    RSP_PERMIT_ASKED,
    RSP_PERMIT_GRANTED,
    RSP_PERMIT_LIMITED,
    RSP_PERMIT_BLOCKED,
    RSP_PERMIT_REVOKED,
    RSP_PERMIT_REFUSED
} rsp_permit_state;
typedef struct rsp_permit_event {
    rsp_src src;
    int64_t at;
    rsp_permit_state state;
    uint32_t limit_item; /* limited: this item only (goods), or RSP_NONE: any of the permission's items */
    int64_t limit;       /* limited: at most so many units or persons or visits; -1: nothing said */
    const char *reason;
} rsp_permit_event;
typedef struct rsp_permission { /* an authority's answer to a request, with its history in either direction */
    RSP_ENTITY;
    rsp_permit_kind kind;
    const char *authority; /* who answers */
    uint32_t party;        /* the party behind the authority, or RSP_NONE */
    uint32_t org;          /* who asked, or RSP_NONE */
    rsp_ids places, zones; /* where it applies; both empty: everywhere */
    rsp_ids items;         /* goods: which; empty: all */
    uint32_t activities;   /* persons, delegation: which; default all of the kind */
    int64_t valid_from, valid_until;
    const rsp_permit_event *history; /* by time */
    uint32_t n_history;
} rsp_permission;

typedef struct rsp_notice { /* a notice of movement: informing, not asking */
    RSP_ENTITY;
    uint32_t org; /* or RSP_NONE */
    int64_t sent_at;
    rsp_ids parties; /* addressed */
    uint32_t pause;  /* or RSP_NONE */
    int32_t version;
    const char *supersedes; /* id of an earlier notice, or NULL */
    const char *movement;   /* what is notified, in words */
    const char *channel;
    int64_t answer_by;
} rsp_notice;
typedef enum { RSP_ACK_ACKNOWLEDGED, RSP_ACK_QUERIED, RSP_ACK_OBJECTED, RSP_ACK_NO_RESPONSE } rsp_ack_state;
typedef struct rsp_ack { /* receipt only: never approval */
    RSP_ENTITY;
    uint32_t notice, party;
    int64_t at;
    rsp_ack_state state;
} rsp_ack;

typedef struct rsp_place {
    RSP_ENTITY;
    const char *pcode; /* COD-AB P-code or NULL */
    rsp_name name;
    rsp_point at;
    int32_t docks;                       /* trucks unloaded at once; >= 1 */
    int32_t unload_trucks_per_hour_x100; /* per dock; 0: the rules' */
    bool waiting_point;                  /* a convoy may wait here (outside zones) */
    int64_t population;                  /* -1 unknown */
} rsp_place;

typedef struct rsp_stock_line {
    rsp_src src;
    uint32_t item;
    int64_t quantity;
} rsp_stock_line;
typedef struct rsp_hub {
    RSP_ENTITY;
    uint32_t place;
    uint32_t org;
    const rsp_stock_line *stock;
    uint32_t n_stock;
    int32_t loading_docks;
    int32_t load_trucks_per_hour_x100; /* per dock; 0: the rules' */
} rsp_hub;

typedef struct rsp_haven { /* shelter on the way; waiting between windows is a later part */
    RSP_ENTITY;
    uint32_t place;
    int32_t vehicles;
} rsp_haven;

/* ICRC/START triage; the mask is 1 << category. */
typedef enum {
    RSP_TRIAGE_IMMEDIATE,
    RSP_TRIAGE_DELAYED,
    RSP_TRIAGE_MINOR,
    RSP_TRIAGE_EXPECTANT,
    RSP_TRIAGE_COUNT
} rsp_triage;
typedef struct rsp_hospital {
    RSP_ENTITY;
    uint32_t place;
    uint32_t org;
    int64_t beds[RSP_TRIAGE_COUNT]; /* free, by category */
} rsp_hospital;

typedef struct rsp_item { /* a kit, parcel or other unit handed over whole; own or from data/kits */
    RSP_ENTITY;
    rsp_name name;
    int64_t weight_g, volume_ml;   /* of one unit, packed */
    int32_t people_per_unit_x1000; /* people served by one unit: 5000 = five */
    int32_t person_days_per_unit;  /* 0: not counted in days */
    const char *source;
} rsp_item;

typedef struct rsp_assessment {
    RSP_ENTITY;
    uint32_t place, org;
    int64_t at;
    int32_t valid_days;     /* 0: no end */
    int64_t people_in_need; /* -1 unknown */
    const char *findings;
} rsp_assessment;

/* Priority words of needs: the policy gives each a tier and a weight. */
typedef enum {
    RSP_URGENCY_LIFE_SAVING,
    RSP_URGENCY_SEVERE,
    RSP_URGENCY_MODERATE,
    RSP_URGENCY_COUNT
} rsp_urgency;

typedef struct rsp_need { /* goods at a place */
    RSP_ENTITY;
    uint32_t place, item;
    int64_t quantity; /* units wanted, > 0 */
    rsp_urgency urgency;
    uint32_t assessment;      /* that set it, or RSP_NONE */
    int32_t since;            /* date: unmet since; INT32_MIN unknown */
    int64_t earliest, latest; /* service may only begin within; RSP_TIME_NONE */
} rsp_need;

typedef struct rsp_wounded { /* people of one triage category at one place */
    RSP_ENTITY;
    uint32_t place;
    rsp_triage triage;
    int64_t count;
    bool stretcher;         /* else seated */
    int64_t counted_from;   /* time to care runs from here; RSP_TIME_NONE: from as_of */
    int32_t time_to_care_s; /* -1: the rules' for the category; 0: no limit */
    rsp_ids hospitals;      /* allowed; empty: any with beds */
} rsp_wounded;

typedef struct rsp_civilians { /* to be brought out: voluntary, informed */
    RSP_ENTITY;
    uint32_t place;
    int64_t count;
    uint32_t to; /* place they go to (their choice) */
    rsp_urgency urgency;
    int32_t longest_ride_s; /* 0: no limit */
} rsp_civilians;

typedef enum { RSP_VISIT_DETENTION, RSP_VISIT_ASSESSMENT, RSP_VISIT_MOBILE_HEALTH } rsp_visit_kind;
typedef struct rsp_visit { /* work that is time spent at a place by people with a skill */
    RSP_ENTITY;
    rsp_visit_kind kind;
    uint32_t place;
    int32_t duration_s;
    int64_t people;            /* detainees seen, consultations held, people assessed */
    const char *skill;         /* a crew with it must come, or NULL */
    const char *vehicle_skill; /* e.g. "mobile_clinic": a vehicle type with it must come, or NULL */
    rsp_urgency urgency;
    int64_t earliest, latest;
} rsp_visit;

typedef enum {
    RSP_VEHICLE_TRUCK,
    RSP_VEHICLE_LIGHT,
    RSP_VEHICLE_AMBULANCE
} rsp_vehicle_class; /* = road profile */
typedef struct rsp_vehicle_type {
    RSP_ENTITY;
    rsp_name name;
    rsp_vehicle_class profile;
    int64_t capacity_kg, capacity_l; /* cargo */
    int32_t seats;                   /* for passengers, driver not counted */
    int32_t stretchers;
    int32_t gross_weight_kg, height_cm; /* laden; 0 unknown (no road limit applied) */
    int32_t length_cm;
    bool escort;               /* counts as an escort where rules ask for one */
    const char *const *skills; /* e.g. "mobile_clinic" */
    uint32_t n_skills;
} rsp_vehicle_type;

typedef struct rsp_vehicle {
    RSP_ENTITY;
    uint32_t type, hub;
    uint32_t owner, operated_by; /* orgs or RSP_NONE */
    const char *plate, *call_sign;
    int64_t available_from, available_until; /* RSP_TIME_NONE */
} rsp_vehicle;

typedef struct rsp_crew { /* a team that rides along; drivers belong to vehicles */
    RSP_ENTITY;
    uint32_t hub, org;
    const char *const *skills;
    uint32_t n_skills;
    int32_t members; /* seats they take */
} rsp_crew;

typedef struct rsp_incident {
    RSP_ENTITY;
    const char *kind; /* "shelling", "fighting", "air_strike", "checkpoint_closed", ... */
    int64_t at;
    rsp_point where;
    uint32_t place; /* or RSP_NONE */
    int32_t radius_m;
    int64_t killed_low, killed_high; /* -1 unknown; as the source says */
    int64_t wounded_low, wounded_high;
    const char *source, *text;
    bool breaks_pause; /* a person decided so: the zones within radius are closed from then on */
} rsp_incident;

typedef struct rsp_closure {
    RSP_ENTITY;
    const rsp_geom *geometry; /* Point, LineString, Polygon, Multi... */
    int32_t width_m;          /* for points and lines; default 15 */
    bool one_way;             /* a line: only its direction is closed */
    int64_t from, until;      /* RSP_TIME_NONE */
    const char *reason, *source;
} rsp_closure;

typedef struct rsp_danger {
    RSP_ENTITY;
    const rsp_geom *geometry;
    int32_t width_m;
    int32_t weight_x100; /* 100 = one unit per metre */
    const char *source;
} rsp_danger;

typedef struct rsp_checkpoint {
    RSP_ENTITY;
    rsp_name name;
    rsp_point at;
    uint32_t party;        /* who holds it, or RSP_NONE */
    int32_t delay_s;       /* expected, for the head */
    int32_t per_vehicle_s; /* for each further vehicle */
} rsp_checkpoint;

typedef struct rsp_contact { /* by role, never by name */
    RSP_ENTITY;
    const char *role;  /* "desk", "security focal point", ... */
    uint32_t org, hub; /* or RSP_NONE */
    const char *phone, *radio_channel, *call_sign;
} rsp_contact;

/* Priority policy: which tier (1 highest .. 4) and which weight per person each kind of work earns. A person
 * can read and change it. */
typedef struct rsp_policy_line {
    int32_t tier;   /* 1..4; 0: not served */
    int32_t weight; /* >= 0 per person */
} rsp_policy_line;
typedef struct rsp_policy {
    rsp_policy_line wounded[RSP_TRIAGE_COUNT];
    rsp_policy_line civilians[RSP_URGENCY_COUNT];
    rsp_policy_line goods[RSP_URGENCY_COUNT];
    rsp_policy_line visits[3];                     /* by rsp_visit_kind */
    int32_t share_upto_pct[4], share_value_pct[4]; /* falling value of a need's share: up to 50 % of a need
                                 each person counts 100 %, then ...; ends at 100 */
    uint32_t n_shares;
} rsp_policy;

typedef struct rsp_rules {
    rsp_src src;
    int32_t convoy_min_vehicles;            /* default 2 (IFRC) */
    int32_t convoy_max_vehicles;            /* default 10 (UN-derived mini-convoys 6-10) */
    int32_t convoy_escorts;                 /* vehicles with `escort` in each convoy; default 0 */
    int32_t gap_s;                          /* time gap between vehicles; default 15 */
    int32_t margin_s;                       /* default 900 */
    int32_t daylight_from_s, daylight_to_s; /* local clock; convoys move only within; default 06:00-18:00 */
    int32_t unload_trucks_per_hour_x100;    /* per dock; default 360 / docks... see docs/rules.md */
    int32_t load_trucks_per_hour_x100;
    int64_t truckload_kg, truckload_l;        /* the truck of the two rates; default 10000 kg, 40000 l */
    int32_t stop_fixed_s;                     /* at every stop, before anything is handed over; default 300 */
    int32_t board_person_s;                   /* per seated person; default 30 */
    int32_t board_stretcher_s;                /* per stretcher; default 180 */
    int32_t hospital_person_s;                /* hand-over per patient; default 60 */
    int32_t loading_before_s;                 /* loading may begin so long before the shift; default 4 h */
    int32_t time_to_care_s[RSP_TRIAGE_COUNT]; /* 0: no limit */
    int32_t snap_limit_m;                     /* default 500 */
    int32_t speed_factor_x100;                /* travel time x this; default 100 */
    int32_t incident_hours;                   /* how long an incident counts as danger; default 72 */
    int32_t danger_s_per_km; /* lambda: detour worth taking per km of danger weight 1; default 120 */
    rsp_policy policy;
    const char *note; /* free text; NULL */
} rsp_rules;

typedef enum { RSP_TRAVEL_ROADS, RSP_TRAVEL_TABLE, RSP_TRAVEL_SCHEMATIC } rsp_travel_kind;
typedef struct rsp_travel_row { /* of a situation's own travel table, directed */
    rsp_src src;
    uint32_t from, to; /* places */
    int32_t time_s;
    int32_t dist_m;
    bool both_ways;
} rsp_travel_row;
typedef struct rsp_travel_spec {
    rsp_src src;
    rsp_travel_kind kind;
    const char *roads; /* path as written, or NULL */
    const rsp_travel_row *rows;
    uint32_t n_rows;
    int32_t detour_x100;  /* schematic: default 140 */
    int32_t speed_kmh[3]; /* schematic, by profile: default 30, 40, 50 */
    const char *note;     /* free text; NULL */
} rsp_travel_spec;

#define RSP_SITUATION_LISTS(X)                                                                               \
    X(organisations, rsp_org)                                                                                \
    X(parties, rsp_party)                                                                                    \
    X(third_parties, rsp_third_party)                                                                        \
    X(zones, rsp_zone)                                                                                       \
    X(corridors, rsp_corridor)                                                                               \
    X(pauses, rsp_pause)                                                                                     \
    X(consents, rsp_consent)                                                                                 \
    X(permissions, rsp_permission)                                                                           \
    X(notices, rsp_notice)                                                                                   \
    X(acknowledgements, rsp_ack)                                                                             \
    X(places, rsp_place)                                                                                     \
    X(hubs, rsp_hub)                                                                                         \
    X(havens, rsp_haven)                                                                                     \
    X(hospitals, rsp_hospital)                                                                               \
    X(items, rsp_item)                                                                                       \
    X(assessments, rsp_assessment)                                                                           \
    X(needs, rsp_need)                                                                                       \
    X(wounded, rsp_wounded)                                                                                  \
    X(civilians, rsp_civilians)                                                                              \
    X(visits, rsp_visit)                                                                                     \
    X(vehicle_types, rsp_vehicle_type)                                                                       \
    X(vehicles, rsp_vehicle)                                                                                 \
    X(crews, rsp_crew)                                                                                       \
    X(incidents, rsp_incident)                                                                               \
    X(closures, rsp_closure) X(danger, rsp_danger) X(checkpoints, rsp_checkpoint) X(contacts, rsp_contact)

typedef struct rsp_situation {
    rsp_arena *arena; /* owns all of it */
    const char *path; /* as given; its folder resolves `roads` */
    char sha256[65];  /* of the file's bytes */
    rsp_name title;
    const char *note;
    const char *time_zone;
    rsp_tz *tz;
    int64_t as_of;
    rsp_travel_spec travel;
    rsp_rules rules;
#define RSP_LIST_(name, type)                                                                                \
    const type *name;                                                                                        \
    uint32_t n_##name;
    RSP_SITUATION_LISTS(RSP_LIST_)
#undef RSP_LIST_
} rsp_situation;

/* Loads, resolves and validates. Errors and warnings go to d (all at once); *ret only where there was no
 * error. Kits of data/kits that are referenced and not defined in the file are added to items. path "-":
 * standard input. Freed with rsp_situation_free. */
int rsp_situation_load(const rsp_ctx *ctx, const char *path, rsp_diag *d, rsp_situation **ret,
                       rsp_err *err) RSP_MUST_CHECK;
/* The same from memory, as if read from `path`. */
int rsp_situation_parse(const rsp_ctx *ctx, const char *path, const char *text, size_t n, rsp_diag *d,
                        rsp_situation **ret, rsp_err *err) RSP_MUST_CHECK;
rsp_situation *rsp_situation_free(rsp_situation *s);
RSP_DEFINE_CLEANUP(rsp_situation, rsp_situation_free)

/* The situation as canonical JSON: loading it again gives an equal situation, writing that again the same
 * bytes. */
int rsp_situation_write(const rsp_situation *s, rsp_buf *to, rsp_err *err) RSP_MUST_CHECK;
/* The JSON Schema (2020-12), made from the same field table as the loader. */
int rsp_situation_schema(rsp_buf *to, rsp_err *err) RSP_MUST_CHECK;

/* The names that files use, for printing: "medical_evacuation", "agreed", ... */
const char *rsp_activity_name(rsp_activity a);
const char *rsp_triage_name(rsp_triage t);
const char *rsp_urgency_name(rsp_urgency u);
const char *rsp_consent_state_name(rsp_consent_state s);
const char *rsp_permit_state_name(rsp_permit_state s);
const char *rsp_visit_kind_name(rsp_visit_kind k);

#endif
