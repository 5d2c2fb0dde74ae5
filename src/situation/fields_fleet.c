/* Field tables of the fleet: vehicle types, vehicles, crews; and the list of all tables (fields.h). */
#include "situation/fields.h"

#include <string.h>

static const rsp_field TYPE[] = {
    RSP_FIELD_ID(rsp_vehicle_type, "#capacity+vehicle_type+code"),
    RSP_FIELD_NAME(rsp_vehicle_type, "#capacity+vehicle_type+name"),
    {RSP_ONE_OF(rsp_vehicle_type, "profile", profile, rsp_words_profile), .required = true,
     .hxl = "#capacity+profile", .doc = "which roads it may take, and how fast"},
    {RSP_COUNT_(rsp_vehicle_type, "capacity_kg", capacity_kg, 0, 1e6, 0), .hxl = "#capacity+kg",
     .doc = "cargo in kilograms"},
    {RSP_COUNT_(rsp_vehicle_type, "capacity_l", capacity_l, 0, 1e6, 0), .hxl = "#capacity+litres",
     .doc = "cargo in litres (1 m3 = 1000)"},
    {RSP_COUNT_(rsp_vehicle_type, "seats", seats, 0, 500, 0), .hxl = "#capacity+seats",
     .doc = "seats for passengers, the driver's not counted"},
    {RSP_COUNT_(rsp_vehicle_type, "stretchers", stretchers, 0, 100, 0), .hxl = "#capacity+stretchers",
     .doc = "places for stretchers"},
    {RSP_COUNT_(rsp_vehicle_type, "gross_weight_kg", gross_weight_kg, 0, 1e6, 0), .hxl = "#capacity+gross+kg",
     .doc = "laden weight; 0: unknown, no road's limit is applied"},
    {RSP_NUM(rsp_vehicle_type, "height_m", height_cm, 100, 0, 20, 0), .hxl = "#capacity+height+m",
     .doc = "laden height; 0: unknown, no road's limit is applied"},
    {RSP_NUM(rsp_vehicle_type, "length_m", length_cm, 100, 0, 100, 1000), .hxl = "#capacity+length+m",
     .doc = "length"},
    {.key = "escort",
     .kind = RSP_F_BOOL,
     RSP_AT(rsp_vehicle_type, escort),
     .hxl = "#capacity+escort",
     .doc = "counts as an escort where the rules ask for one"},
    {.key = "skills",
     .kind = RSP_F_TEXTS,
     RSP_MANY(rsp_vehicle_type, skills),
     .hxl = "#capacity+skill+list",
     .doc = "what it can do besides, e.g. mobile_clinic"},
    RSP_FIELD_TAIL(rsp_vehicle_type),
};
RSP_TABLE(vehicle_types, "vehicle type", rsp_vehicle_type, TYPE, "Kinds of vehicle.");

static const rsp_field VEHICLE[] = {
    RSP_FIELD_ID(rsp_vehicle, "#capacity+vehicle+code"),
    {RSP_REF_(rsp_vehicle, "type", type, vehicle_types), .required = true,
     .hxl = "#capacity+vehicle_type+code", .doc = "its type"},
    {RSP_REF_(rsp_vehicle, "hub", hub, hubs), .required = true, .hxl = "#loc+hub+code", .doc = "where it is"},
    {RSP_REF_(rsp_vehicle, "owner", owner, organisations), .hxl = "#org+owner+code", .doc = "who owns it"},
    {RSP_REF_(rsp_vehicle, "operated_by", operated_by, organisations), .hxl = "#org+operator+code",
     .doc = "who drives it"},
    {RSP_TXT(rsp_vehicle, "plate", plate), .hxl = "#capacity+plate", .doc = "number plate"},
    {RSP_TXT(rsp_vehicle, "call_sign", call_sign), .hxl = "#contact+callsign", .doc = "radio call sign"},
    {RSP_INSTANT_(rsp_vehicle, "available_from", available_from), .hxl = "#date+start",
     .doc = "available from"},
    {RSP_INSTANT_(rsp_vehicle, "available_until", available_until), .hxl = "#date+end",
     .doc = "available until"},
    RSP_FIELD_TAIL(rsp_vehicle),
};
RSP_TABLE(vehicles, "vehicle", rsp_vehicle, VEHICLE, "Vehicles, each with its driver.");

static const rsp_field CREW[] = {
    RSP_FIELD_ID(rsp_crew, "#capacity+crew+code"),
    {RSP_REF_(rsp_crew, "hub", hub, hubs), .required = true, .hxl = "#loc+hub+code", .doc = "where it is"},
    {RSP_REF_(rsp_crew, "org", org, organisations), .required = true, .hxl = "#org+code",
     .doc = "whose it is"},
    {.key = "skills",
     .kind = RSP_F_TEXTS,
     RSP_MANY(rsp_crew, skills),
     .hxl = "#capacity+skill+list",
     .doc = "what it can do, e.g. medical, detention"},
    {RSP_COUNT_(rsp_crew, "members", members, 1, 100, 0), .required = true, .hxl = "#capacity+members",
     .doc = "seats they take"},
    RSP_FIELD_TAIL(rsp_crew),
};
RSP_TABLE(crews, "crew", rsp_crew, CREW, "Teams that ride along.");

#define TABLE_(name, type) &rsp_table_##name,
static const rsp_table *const TABLES[RSP_LISTS] = {RSP_SITUATION_LISTS(TABLE_)};
#undef TABLE_

const rsp_table *rsp_table_of(int list) {
    return TABLES[list];
}

const rsp_field *rsp_table_field(const rsp_table *t, const char *key) {
    for (uint32_t i = 0; i < t->n; i++) {
        if (strcmp(t->fields[i].key, key) == 0) {
            return &t->fields[i];
        }
    }
    return NULL;
}

const char *rsp_table_nearest(const rsp_table *t, const char *word) {
    const char *keys[64];
    uint32_t n = 0;
    for (; n < t->n && n < 64; n++) {
        keys[n] = t->fields[n].key;
    }
    return rsp_text_nearest(word, keys, n);
}
