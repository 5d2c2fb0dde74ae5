/* Field tables of the whole file, its rules, priority policy and travel (fields.h). Where a default comes
 * from a source it is named; the others are ours and meant to be changed. */
#include "situation/fields.h"

static const rsp_field LINE[] = {
    {RSP_COUNT_(rsp_policy_line, "tier", tier, 0, 4, 0), .required = true, .hxl = "#severity+tier",
     .doc = "1 (first) to 4; 0: not served"},
    {RSP_COUNT_(rsp_policy_line, "weight", weight, 0, 1000000, 0), .required = true,
     .hxl = "#severity+weight", .doc = "per person"},
};
static const rsp_table LINE_TABLE = {.name = "line",
                                     .one = "policy line",
                                     .fields = LINE,
                                     .n = 2,
                                     .size = sizeof(rsp_policy_line),
                                     .doc = "A tier and a weight."};

/* defaults of LINES: tier, weight for each word */
static const int32_t WOUNDED[] = {1, 10, 1, 4, 2, 2, 2, 1};
static const int32_t CIVILIANS[] = {1, 3, 2, 3, 3, 1};
static const int32_t GOODS[] = {2, 3, 3, 2, 3, 1};
static const int32_t VISITS[] = {3, 2, 3, 1, 2, 2};

#define LINES(k, m, w, d, text)                                                                              \
    {                                                                                                        \
        .key = k, .kind = RSP_F_LINES, .at = offsetof(rsp_policy, m), .size = sizeof(rsp_policy_line),       \
        .words = &(w), .sub = &LINE_TABLE, .defs = d, .hxl = "#severity", .doc = text                        \
    }
static const rsp_field POLICY[] = {
    LINES("wounded", wounded, rsp_words_triage, WOUNDED,
          "tier and weight of the wounded, by triage category"),
    LINES("civilians", civilians, rsp_words_urgency, CIVILIANS, "tier and weight of evacuations, by urgency"),
    LINES("goods", goods, rsp_words_urgency, GOODS, "tier and weight of deliveries, by urgency"),
    LINES("visits", visits, rsp_words_visit, VISITS, "tier and weight of visits, by kind"),
    {.key = "shares",
     .kind = RSP_F_SHARES,
     .at = offsetof(rsp_policy, share_upto_pct),
     .hxl = "#value+share",
     .doc = "falling value of a need: up to upto_pct of it each person counts value_pct; up to 4 lines, the "
            "last "
            "upto_pct is 100, values never rise; absent: 50: 100, 80: 70, 100: 40"},
};
const rsp_table rsp_table_policy = {.name = "policy",
                                    .one = "policy",
                                    .fields = POLICY,
                                    .n = 5,
                                    .size = sizeof(rsp_policy),
                                    .doc =
                                        "Which work comes first: a tier (all of tier 1 before any of tier 2) "
                                        "and a weight per person. Need alone decides."};

static const int32_t NO_LIMIT[RSP_TRIAGE_COUNT] = {0};
static const rsp_field RULES[] = {
    {RSP_COUNT_(rsp_rules, "convoy_min_vehicles", convoy_min_vehicles, 1, 1000, 2),
     .doc = "fewest vehicles in a convoy (IFRC Stay Safe: convoy rules apply from 2)"},
    {RSP_COUNT_(rsp_rules, "convoy_max_vehicles", convoy_max_vehicles, 1, 1000, 10),
     .doc = "most vehicles in a convoy (UN-derived mini-convoys: 6 to 10)"},
    {RSP_COUNT_(rsp_rules, "convoy_escorts", convoy_escorts, 0, 100, 0),
     .doc = "escort vehicles that each convoy must have"},
    {RSP_COUNT_(rsp_rules, "gap_s", gap_s, 0, 600, 15), .doc = "seconds between vehicles of a convoy"},
    {RSP_NUM(rsp_rules, "margin_min", margin_s, 60, 0, 720, 900),
     .doc = "minutes before the close by which the tail of every convoy is out"},
    {.key = "daylight_from",
     .kind = RSP_F_CLOCK,
     RSP_AT(rsp_rules, daylight_from_s),
     .max = 86399,
     .def = 21600,
     .doc = "convoys move from this local clock"},
    {.key = "daylight_to",
     .kind = RSP_F_CLOCK,
     RSP_AT(rsp_rules, daylight_to_s),
     .max = 86400,
     .def = 64800,
     .doc = "convoys move until this local clock; 24:00 is the end of the day"},
    {RSP_NUM(rsp_rules, "unload_trucks_per_hour", unload_trucks_per_hour_x100, 100, 0.01, 1000, 120),
     .doc = "truckloads unloaded an hour at each dock (Douma 2018: 3.6 an hour for a site of three docks)"},
    {RSP_NUM(rsp_rules, "load_trucks_per_hour", load_trucks_per_hour_x100, 100, 0.01, 1000, 400),
     .doc = "truckloads loaded an hour at each dock"},
    {RSP_COUNT_(rsp_rules, "truckload_kg", truckload_kg, 1, 1e6, 10000),
     .doc = "the truck of the two rates: kilograms"},
    {RSP_COUNT_(rsp_rules, "truckload_l", truckload_l, 1, 1e6, 40000),
     .doc = "the truck of the two rates: litres"},
    {RSP_NUM(rsp_rules, "stop_fixed_min", stop_fixed_s, 60, 0, 720, 300),
     .doc = "minutes at every stop before any work"},
    {RSP_COUNT_(rsp_rules, "board_person_s", board_person_s, 0, 7200, 30),
     .doc = "seconds for a seated person to board or leave"},
    {RSP_COUNT_(rsp_rules, "board_stretcher_s", board_stretcher_s, 0, 7200, 180),
     .doc = "seconds for a stretcher"},
    {RSP_COUNT_(rsp_rules, "hospital_person_s", hospital_person_s, 0, 7200, 60),
     .doc = "seconds to hand a patient over at a hospital"},
    {RSP_NUM(rsp_rules, "loading_before_min", loading_before_s, 60, 0, 1440, 14400),
     .doc = "loading may begin so many minutes before daylight_from"},
    {.key = "time_to_care_min",
     .kind = RSP_F_BY_WORD,
     .at = offsetof(rsp_rules, time_to_care_s),
     .size = sizeof(int32_t),
     .scale = 60,
     .min = 0,
     .max = 100000,
     .words = &rsp_words_triage,
     .defs = NO_LIMIT,
     .doc = "minutes to a hospital by triage category; 0 or left out: no limit"},
    {RSP_COUNT_(rsp_rules, "snap_limit_m", snap_limit_m, 1, 100000, 500),
     .doc = "a place farther than this from every road is not reached"},
    {RSP_NUM(rsp_rules, "speed_factor", speed_factor_x100, 100, 0.1, 100, 100),
     .doc = "all driving times are multiplied by this"},
    {RSP_COUNT_(rsp_rules, "incident_hours", incident_hours, 0, 100000, 72),
     .doc = "hours for which an incident counts as danger"},
    {RSP_COUNT_(rsp_rules, "danger_s_per_km", danger_s_per_km, 0, 100000, 120),
     .doc = "seconds of detour worth taking for each kilometre of danger of weight 1"},
    {.key = "policy",
     .kind = RSP_F_OBJECT,
     .at = offsetof(rsp_rules, policy),
     .sub = &rsp_table_policy,
     .doc = "priority policy"},
    {RSP_TXT(rsp_rules, "note", note), .doc = "free text, for people"},
};
const rsp_table rsp_table_rules = {.name = "rules",
                                   .one = "rules",
                                   .fields = RULES,
                                   .n = sizeof RULES / sizeof RULES[0],
                                   .size = sizeof(rsp_rules),
                                   .has_src = true,
                                   .doc = "What a plan must obey besides the pauses."};

static const rsp_field ROW[] = {
    {RSP_REF_(rsp_travel_row, "from", from, places), .required = true, .hxl = "#loc+code+origin",
     .doc = "from"},
    {RSP_REF_(rsp_travel_row, "to", to, places), .required = true, .hxl = "#loc+code+dest", .doc = "to"},
    {RSP_NUM(rsp_travel_row, "time_min", time_s, 60, 0, 100000, 0), .required = true,
     .hxl = "#date+travel+minutes", .doc = "minutes of driving"},
    {RSP_NUM(rsp_travel_row, "distance_km", dist_m, 1000, 0, 100000, 0), .required = true,
     .hxl = "#geo+distance+km", .doc = "kilometres"},
    {.key = "both_ways",
     .kind = RSP_F_BOOL,
     RSP_AT(rsp_travel_row, both_ways),
     .hxl = "#geo+both_ways",
     .doc = "the way back is the same"},
};
static const rsp_table ROW_TABLE = {.name = "rows",
                                    .one = "travel row",
                                    .fields = ROW,
                                    .n = 5,
                                    .size = sizeof(rsp_travel_row),
                                    .has_src = true,
                                    .doc = "A directed row of the travel table."};
static const int32_t SPEEDS[] = {30, 40, 50};
static const rsp_field TRAVEL[] = {
    {RSP_ONE_OF(rsp_travel_spec, "kind", kind, rsp_words_travel), .required = true,
     .doc =
         "roads: a road file; table: the rows below; schematic: distance times detour_factor at speed_kmh"},
    {.key = "rows",
     .kind = RSP_F_LIST,
     RSP_MANY(rsp_travel_spec, rows),
     .sub = &ROW_TABLE,
     .list = -1,
     .doc = "kind table: times and distances between places"},
    {RSP_NUM(rsp_travel_spec, "detour_factor", detour_x100, 100, 1, 10, 140),
     .doc = "kind schematic: road distance over great-circle distance"},
    {.key = "speed_kmh",
     .kind = RSP_F_BY_WORD,
     .at = offsetof(rsp_travel_spec, speed_kmh),
     .size = sizeof(int32_t),
     .scale = 1,
     .whole = true,
     .min = 1,
     .max = 200,
     .words = &rsp_words_profile,
     .defs = SPEEDS,
     .doc = "kind schematic: km/h by profile; left out: truck 30, light 40, ambulance 50"},
    {RSP_TXT(rsp_travel_spec, "note", note), .doc = "free text, for people"},
};
const rsp_table rsp_table_travel = {.name = "travel",
                                    .one = "travel",
                                    .fields = TRAVEL,
                                    .n = sizeof TRAVEL / sizeof TRAVEL[0],
                                    .size = sizeof(rsp_travel_spec),
                                    .has_src = true,
                                    .doc = "How times and distances are found; absent: roads."};

#define LIST_(list_name, type)                                                                               \
    {.key = #list_name,                                                                                      \
     .kind = RSP_F_LIST,                                                                                     \
     RSP_MANY(rsp_situation, list_name),                                                                     \
     .sub = &rsp_table_##list_name,                                                                          \
     .list = RSP_IN_##list_name,                                                                             \
     .doc = "see below"},
static const rsp_field SITUATION[] = {
    {.key = "respite",
     .kind = RSP_F_VERSION,
     .required = true,
     .min = 1,
     .max = 1,
     .doc = "format version: 1"},
    {.key = "title",
     .kind = RSP_F_NAME,
     RSP_AT(rsp_situation, title),
     .required = true,
     .doc = "title by language: {\"en\": ...}"},
    {RSP_TXT(rsp_situation, "note", note), .doc = "free text, for people"},
    {RSP_TXT(rsp_situation, "time_zone", time_zone), .required = true,
     .doc = "IANA name, e.g. Asia/Damascus; local times in the file are in it"},
    {RSP_INSTANT_(rsp_situation, "as_of", as_of), .required = true,
     .doc = "what is known stands as of this instant; planning starts here"},
    {.key = "roads",
     .kind = RSP_F_TEXT,
     RSP_AT(rsp_situation, travel.roads),
     .doc = "road file, relative to the situation's folder"},
    {.key = "travel",
     .kind = RSP_F_OBJECT,
     .at = offsetof(rsp_situation, travel),
     .sub = &rsp_table_travel,
     .doc = "travel without a map; absent: roads"},
    {.key = "rules",
     .kind = RSP_F_OBJECT,
     .at = offsetof(rsp_situation, rules),
     .sub = &rsp_table_rules,
     .doc = "absent: all defaults"},
    RSP_SITUATION_LISTS(LIST_)};
#undef LIST_
const rsp_table rsp_table_situation = {.name = "situation",
                                       .one = "situation",
                                       .fields = SITUATION,
                                       .n = sizeof SITUATION / sizeof SITUATION[0],
                                       .size = sizeof(rsp_situation),
                                       .doc = "The whole file."};
