/* Field tables of places, goods and work: what is needed where, and by whom (fields.h). */
#include "situation/fields.h"

static const rsp_field PLACE[] = {
    RSP_FIELD_ID(rsp_place, "#loc+code"),
    {RSP_TXT(rsp_place, "pcode", pcode), .hxl = "#adm+code", .doc = "COD-AB P-code, e.g. SY040100"},
    RSP_FIELD_NAME(rsp_place, "#loc+name"),
    {.key = "lat",
     .kind = RSP_F_DEGREES,
     RSP_AT(rsp_place, at.lat_e7),
     .min = -90,
     .max = 90,
     .required = true,
     .hxl = "#geo+lat",
     .doc = "latitude in degrees (WGS 84)"},
    {.key = "lon",
     .kind = RSP_F_DEGREES,
     RSP_AT(rsp_place, at.lon_e7),
     .min = -180,
     .max = 180,
     .required = true,
     .hxl = "#geo+lon",
     .doc = "longitude in degrees (WGS 84)"},
    {RSP_COUNT_(rsp_place, "docks", docks, 1, 1000, 1), .hxl = "#capacity+docks",
     .doc = "trucks that can be unloaded at once"},
    {RSP_NUM(rsp_place, "unload_trucks_per_hour", unload_trucks_per_hour_x100, 100, 0.01, 1000, 0),
     .hxl = "#capacity+unload+per_hour", .doc = "truckloads an hour at each dock; absent: the rules'"},
    {.key = "waiting_point",
     .kind = RSP_F_BOOL,
     RSP_AT(rsp_place, waiting_point),
     .hxl = "#loc+waiting",
     .doc = "a convoy may wait here (outside every zone)"},
    {RSP_COUNT_(rsp_place, "population", population, 0, 1e9, -1), .hxl = "#population",
     .doc = "people who live there; absent: unknown"},
    RSP_FIELD_TAIL(rsp_place),
};
RSP_TABLE(places, "place", rsp_place, PLACE, "Points that convoys start from, stop at and go to.");

static const rsp_field STOCK[] = {
    {RSP_REF_(rsp_stock_line, "item", item, items), .required = true, .hxl = "#item+code",
     .doc = "an item of the file or of data/kits"},
    {RSP_COUNT_(rsp_stock_line, "quantity", quantity, 0, 1e9, 0), .required = true, .hxl = "#item+quantity",
     .doc = "units in stock"},
};
static const rsp_table STOCK_TABLE = {.name = "stock",
                                      .one = "stock line",
                                      .fields = STOCK,
                                      .n = sizeof STOCK / sizeof STOCK[0],
                                      .size = sizeof(rsp_stock_line),
                                      .has_src = true,
                                      .doc = "What lies at a hub."};

static const rsp_field HUB[] = {
    RSP_FIELD_ID(rsp_hub, "#loc+hub+code"),
    {RSP_REF_(rsp_hub, "place", place, places), .required = true, .hxl = "#loc+code", .doc = "where it is"},
    {RSP_REF_(rsp_hub, "org", org, organisations), .required = true, .hxl = "#org+code",
     .doc = "who runs it"},
    {.key = "stock",
     .kind = RSP_F_LIST,
     RSP_MANY(rsp_hub, stock),
     .sub = &STOCK_TABLE,
     .list = -1,
     .doc = "what lies there; each item once"},
    {RSP_COUNT_(rsp_hub, "loading_docks", loading_docks, 1, 1000, 1), .hxl = "#capacity+docks",
     .doc = "trucks that can be loaded at once"},
    {RSP_NUM(rsp_hub, "load_trucks_per_hour", load_trucks_per_hour_x100, 100, 0.01, 1000, 0),
     .hxl = "#capacity+load+per_hour", .doc = "truckloads an hour at each dock; absent: the rules'"},
    RSP_FIELD_TAIL(rsp_hub),
};
RSP_TABLE(hubs, "hub", rsp_hub, HUB, "Where vehicles and stock are; convoys start and end here.");

static const rsp_field HAVEN[] = {
    RSP_FIELD_ID(rsp_haven, "#loc+haven+code"),
    {RSP_REF_(rsp_haven, "place", place, places), .required = true, .hxl = "#loc+code", .doc = "where it is"},
    {RSP_COUNT_(rsp_haven, "vehicles", vehicles, 1, 10000, 10), .hxl = "#capacity+vehicles",
     .doc = "vehicles it can shelter"},
    RSP_FIELD_TAIL(rsp_haven),
};
RSP_TABLE(havens, "haven", rsp_haven, HAVEN, "Shelter on the way.");

static const rsp_field HOSPITAL[] = {
    RSP_FIELD_ID(rsp_hospital, "#loc+hospital+code"),
    {RSP_REF_(rsp_hospital, "place", place, places), .required = true, .hxl = "#loc+code",
     .doc = "where it is"},
    {RSP_REF_(rsp_hospital, "org", org, organisations), .required = true, .hxl = "#org+code",
     .doc = "who runs it"},
    {.key = "beds",
     .kind = RSP_F_BY_WORD,
     .at = offsetof(rsp_hospital, beds),
     .size = sizeof(int64_t),
     .scale = 1,
     .whole = true,
     .min = 0,
     .max = 1e6,
     .words = &rsp_words_triage,
     .required = true,
     .hxl = "#capacity+beds",
     .doc = "free beds by triage category; a category left out has none"},
    RSP_FIELD_TAIL(rsp_hospital),
};
RSP_TABLE(hospitals, "hospital", rsp_hospital, HOSPITAL, "Where the wounded are brought.");

static const rsp_field ITEM[] = {
    RSP_FIELD_ID(rsp_item, "#item+code"),
    RSP_FIELD_NAME(rsp_item, "#item+name"),
    {RSP_COUNT_(rsp_item, "weight_g", weight_g, 0, 1e8, 0), .required = true, .hxl = "#item+weight+g",
     .doc = "grams of one unit, packed"},
    {RSP_COUNT_(rsp_item, "volume_ml", volume_ml, 0, 1e9, 0), .required = true, .hxl = "#item+volume+ml",
     .doc = "millilitres of one unit, packed"},
    {RSP_NUM(rsp_item, "people_per_unit", people_per_unit_x1000, 1000, 0, 1000000, 1000), .required = true,
     .hxl = "#item+people", .doc = "people served by one unit"},
    {RSP_COUNT_(rsp_item, "person_days_per_unit", person_days_per_unit, 0, 1e9, 0),
     .hxl = "#item+person_days", .doc = "person-days that one unit lasts; 0: not counted in days"},
    {RSP_TXT(rsp_item, "source", source), .hxl = "#meta+source", .doc = "where the figures are from"},
    RSP_FIELD_TAIL(rsp_item),
};
RSP_TABLE(items, "item", rsp_item, ITEM,
          "Kits, parcels and other units handed over whole. Items named and not listed come from data/kits.");

static const rsp_field ASSESSMENT[] = {
    RSP_FIELD_ID(rsp_assessment, "#meta+assessment+id"),
    {RSP_REF_(rsp_assessment, "place", place, places), .required = true, .hxl = "#loc+code",
     .doc = "of which place"},
    {RSP_REF_(rsp_assessment, "org", org, organisations), .required = true, .hxl = "#org+code",
     .doc = "by whom"},
    {RSP_INSTANT_(rsp_assessment, "at", at), .required = true, .hxl = "#date+assessed", .doc = "when"},
    {RSP_COUNT_(rsp_assessment, "valid_days", valid_days, 0, 3650, 0), .hxl = "#date+valid+days",
     .doc = "days for which it is relied on; 0: no end"},
    {RSP_COUNT_(rsp_assessment, "people_in_need", people_in_need, 0, 1e9, -1), .hxl = "#inneed",
     .doc = "people in need; absent: unknown"},
    {RSP_TXT(rsp_assessment, "findings", findings), .hxl = "#description+findings", .doc = "what was found"},
    RSP_FIELD_TAIL(rsp_assessment),
};
RSP_TABLE(assessments, "assessment", rsp_assessment, ASSESSMENT, "Visits that set needs.");

static const rsp_field NEED[] = {
    RSP_FIELD_ID(rsp_need, "#meta+need+id"),
    {RSP_REF_(rsp_need, "place", place, places), .required = true, .hxl = "#loc+code", .doc = "where"},
    {RSP_REF_(rsp_need, "item", item, items), .required = true, .hxl = "#item+code",
     .doc = "an item of the file or of data/kits"},
    {RSP_COUNT_(rsp_need, "quantity", quantity, 1, 1e9, 0), .required = true, .hxl = "#item+quantity+needed",
     .doc = "units wanted"},
    {RSP_ONE_OF(rsp_need, "urgency", urgency, rsp_words_urgency), .required = true, .hxl = "#severity",
     .doc = "the priority policy gives each a tier and a weight"},
    {RSP_REF_(rsp_need, "assessment", assessment, assessments), .hxl = "#meta+assessment+id",
     .doc = "the assessment that set it"},
    {.key = "since",
     .kind = RSP_F_DATE,
     RSP_AT(rsp_need, since),
     .def = INT32_MIN,
     .hxl = "#date+since",
     .doc = "unmet since this date"},
    {RSP_INSTANT_(rsp_need, "earliest", earliest), .hxl = "#date+start",
     .doc = "handing over begins no earlier"},
    {RSP_INSTANT_(rsp_need, "latest", latest), .hxl = "#date+end", .doc = "handing over begins no later"},
    RSP_FIELD_TAIL(rsp_need),
};
RSP_TABLE(needs, "need", rsp_need, NEED, "Goods wanted at a place.");

static const rsp_field WOUNDED[] = {
    RSP_FIELD_ID(rsp_wounded, "#meta+wounded+id"),
    {RSP_REF_(rsp_wounded, "place", place, places), .required = true, .hxl = "#loc+code",
     .doc = "where they are"},
    {RSP_ONE_OF(rsp_wounded, "triage", triage, rsp_words_triage), .required = true, .hxl = "#severity+triage",
     .doc = "triage category"},
    {RSP_COUNT_(rsp_wounded, "count", count, 1, 1e6, 0), .required = true, .hxl = "#affected+injured",
     .doc = "people"},
    {.key = "stretcher",
     .kind = RSP_F_BOOL,
     RSP_AT(rsp_wounded, stretcher),
     .required = true,
     .hxl = "#affected+stretcher",
     .doc = "true: they lie on stretchers; false: they can sit"},
    {RSP_INSTANT_(rsp_wounded, "counted_from", counted_from), .hxl = "#date+start",
     .doc = "time to care runs from here; absent: from as_of"},
    {RSP_NUM(rsp_wounded, "time_to_care_min", time_to_care_s, 60, 0, 100000, -1),
     .hxl = "#date+limit+minutes",
     .doc = "minutes within which they reach a hospital; 0: no limit; absent: the rules' for the category"},
    {RSP_REFS_(rsp_wounded, "hospitals", hospitals, hospitals), .hxl = "#loc+hospital+code+list",
     .doc = "hospitals they may go to; absent: any with beds"},
    RSP_FIELD_TAIL(rsp_wounded),
};
RSP_TABLE(wounded, "group of wounded", rsp_wounded, WOUNDED, "Wounded people of one category at one place.");

static const rsp_field CIVILIANS[] = {
    RSP_FIELD_ID(rsp_civilians, "#meta+civilians+id"),
    {RSP_REF_(rsp_civilians, "place", place, places), .required = true, .hxl = "#loc+code+origin",
     .doc = "where they are"},
    {RSP_COUNT_(rsp_civilians, "count", count, 1, 1e6, 0), .required = true, .hxl = "#affected+evacuees",
     .doc = "people who asked to leave"},
    {RSP_REF_(rsp_civilians, "to", to, places), .required = true, .hxl = "#loc+code+dest",
     .doc = "the place they chose"},
    {RSP_ONE_OF(rsp_civilians, "urgency", urgency, rsp_words_urgency), .required = true, .hxl = "#severity",
     .doc = "the priority policy gives each a tier and a weight"},
    {RSP_NUM(rsp_civilians, "longest_ride_min", longest_ride_s, 60, 0, 10000, 0), .hxl = "#date+ride+minutes",
     .doc = "longest ride in minutes; 0: no limit"},
    RSP_FIELD_TAIL(rsp_civilians),
};
RSP_TABLE(civilians, "group of civilians", rsp_civilians, CIVILIANS,
          "People to be brought out of their own free and informed will.");

static const rsp_field VISIT[] = {
    RSP_FIELD_ID(rsp_visit, "#meta+visit+id"),
    {RSP_ONE_OF(rsp_visit, "kind", kind, rsp_words_visit), .required = true, .hxl = "#activity+type",
     .doc = "what sort of visit"},
    {RSP_REF_(rsp_visit, "place", place, places), .required = true, .hxl = "#loc+code", .doc = "where"},
    {RSP_NUM(rsp_visit, "duration_min", duration_s, 60, 1, 10000, 0), .required = true,
     .hxl = "#date+duration+minutes", .doc = "minutes of work"},
    {RSP_COUNT_(rsp_visit, "people", people, 1, 1e6, 0), .required = true, .hxl = "#targeted",
     .doc = "detainees seen, consultations held, people assessed"},
    {RSP_TXT(rsp_visit, "skill", skill), .hxl = "#capacity+skill", .doc = "a crew with this skill must come"},
    {RSP_TXT(rsp_visit, "vehicle_skill", vehicle_skill), .hxl = "#capacity+skill+vehicle",
     .doc = "a vehicle type with this skill must come"},
    {RSP_ONE_OF(rsp_visit, "urgency", urgency, rsp_words_urgency), .def = RSP_URGENCY_SEVERE,
     .hxl = "#severity", .doc = "shown to people; the policy goes by the kind of visit"},
    {RSP_INSTANT_(rsp_visit, "earliest", earliest), .hxl = "#date+start", .doc = "begins no earlier"},
    {RSP_INSTANT_(rsp_visit, "latest", latest), .hxl = "#date+end", .doc = "begins no later"},
    RSP_FIELD_TAIL(rsp_visit),
};
RSP_TABLE(visits, "visit", rsp_visit, VISIT,
          "Work that is time spent at a place: detention visits, assessments, mobile health sessions.");
