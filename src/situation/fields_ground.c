/* Field tables of ground: zones, corridors, pauses, incidents, closures, danger, checkpoints (fields.h). */
#include "situation/fields.h"

#define POLYGONS (1u << RSP_GEOM_POLYGON | 1u << RSP_GEOM_MULTIPOLYGON)
#define LINES (1u << RSP_GEOM_LINE)
#define ANY_GEOM ((1u << (RSP_GEOM_MULTIPOLYGON + 1)) - 1)

static const rsp_field ZONE[] = {
    RSP_FIELD_ID(rsp_zone, "#loc+zone+code"),
    RSP_FIELD_NAME(rsp_zone, "#loc+zone+name"),
    {.key = "area", .kind = RSP_F_GEOMETRY, RSP_AT(rsp_zone, area), .geoms = POLYGONS, .required = true,
     .hxl = "#geo+geojson", .doc = "GeoJSON Polygon or MultiPolygon, longitude first"},
    {RSP_REFS_(rsp_zone, "controlled_by", controlled_by, parties), .hxl = "#party+code+list",
     .doc = "parties that control the ground; all must agree; absent: nobody known"},
    {RSP_ONE_OF(rsp_zone, "access", access, rsp_words_access), .def = RSP_ACCESS_PAUSE, .hxl = "#access+type",
     .doc = "pause: closed except while a pause is in force; open: for information"},
    RSP_FIELD_TAIL(rsp_zone),
};
RSP_TABLE(zones, "zone", rsp_zone, ZONE, "Ground under someone's control; at most 64.");

static const rsp_field CORRIDOR[] = {
    RSP_FIELD_ID(rsp_corridor, "#loc+corridor+code"),
    RSP_FIELD_NAME(rsp_corridor, "#loc+corridor+name"),
    {.key = "line", .kind = RSP_F_GEOMETRY, RSP_AT(rsp_corridor, line), .geoms = LINES, .required = true,
     .hxl = "#geo+geojson", .doc = "GeoJSON LineString"},
    {RSP_COUNT_(rsp_corridor, "width_m", width_m, 1, 20000, 0), .required = true, .hxl = "#geo+width+m",
     .doc = "ground within this distance of the line"},
    {RSP_REFS_(rsp_corridor, "zones", zones, zones), .required = true, .hxl = "#loc+zone+code+list",
     .doc = "the zones it crosses"},
    RSP_FIELD_TAIL(rsp_corridor),
};
RSP_TABLE(corridors, "corridor", rsp_corridor, CORRIDOR, "Agreed routes through zones.");

static const rsp_field PAUSE[] = {
    RSP_FIELD_ID(rsp_pause, "#event+pause+code"),
    RSP_FIELD_NAME(rsp_pause, "#event+pause+name"),
    {RSP_REFS_(rsp_pause, "zones", zones, zones), .hxl = "#loc+zone+code+list",
     .doc = "zones that it opens whole; zones or corridors must be given"},
    {RSP_REFS_(rsp_pause, "corridors", corridors, corridors), .hxl = "#loc+corridor+code+list",
     .doc = "corridors that it opens, and no other ground of the zones they cross"},
    {RSP_REFS_(rsp_pause, "parties", parties, parties), .hxl = "#party+code+list",
     .doc = "parties whose consent is needed besides those who control the ground"},
    {.key = "activities", .kind = RSP_F_WORDS, RSP_AT(rsp_pause, activities), .words = &rsp_words_activity,
     .def = RSP_ACT_ALL, .hxl = "#activity+list", .doc = "what it covers; absent: everything"},
    {.key = "first_date", .kind = RSP_F_DATE, RSP_AT(rsp_pause, first_date), .required = true,
     .hxl = "#date+start", .doc = "local date of the first instance (the recurrence's DTSTART)"},
    {.key = "last_date", .kind = RSP_F_DATE, RSP_AT(rsp_pause, last_date), .def = INT32_MAX, .hxl = "#date+end",
     .doc = "no instance after this date; absent: as the recurrence says"},
    {.key = "opens", .kind = RSP_F_CLOCK, RSP_AT(rsp_pause, opens_s), .max = 86399, .required = true,
     .hxl = "#date+opens+clock", .doc = "local clock at which it opens"},
    {.key = "closes", .kind = RSP_F_CLOCK, RSP_AT(rsp_pause, closes_s), .max = 86400, .required = true,
     .hxl = "#date+closes+clock", .doc = "local clock at which it closes, after opens"},
    {.key = "closes_next_day", .kind = RSP_F_NEXT_DAY, RSP_AT(rsp_pause, closes_s), .hxl = "#date+closes+next",
     .doc = "it closes at that clock of the next day"},
    {RSP_TXT(rsp_pause, "recurrence", recurrence), .hxl = "#date+recurrence",
     .doc = "RFC 5545 RRULE value of whole days, e.g. \"FREQ=DAILY\"; absent: one instance"},
    {.key = "cancelled_dates", .kind = RSP_F_DATES, .at = (uint32_t)offsetof(rsp_pause, cancelled_dates), .n_at = (uint32_t)offsetof(rsp_pause, n_cancelled), .hxl = "#date+cancelled+list",
     .doc = "dates on which there is no instance after all"},
    {RSP_NUM(rsp_pause, "margin_min", margin_s, 60, 0, 720, -1), .hxl = "#date+margin+minutes",
     .doc = "minutes before the close by which the tail of every convoy is out; absent: the rules'"},
    {RSP_INSTANT_(rsp_pause, "declared_at", declared_at), .hxl = "#date+declared", .doc = "when it was declared"},
    {RSP_INSTANT_(rsp_pause, "effective_at", effective_at), .hxl = "#date+effective",
     .doc = "instances begin no earlier"},
    {RSP_INSTANT_(rsp_pause, "ended_at", ended_at), .hxl = "#date+ended", .doc = "instances end no later"},
    RSP_FIELD_TAIL(rsp_pause),
};

RSP_TABLE(pauses, "pause", rsp_pause, PAUSE,
          "Stretches of hours in which the parties have been asked not to fight. In force only where and while "
          "every needed party has agreed.");

static const rsp_field INCIDENT[] = {
    RSP_FIELD_ID(rsp_incident, "#event+incident+code"),
    {RSP_TXT(rsp_incident, "kind", kind), .required = true, .hxl = "#event+type",
     .doc = "what happened: shelling, fighting, air_strike, checkpoint_closed, ..."},
    {RSP_INSTANT_(rsp_incident, "at", at), .required = true, .hxl = "#date+occurred", .doc = "when"},
    {.key = "lat", .kind = RSP_F_DEGREES, RSP_AT(rsp_incident, where.lat_e7), .min = -90, .max = 90,
     .def = INT32_MIN, .hxl = "#geo+lat", .doc = "latitude in degrees; absent with a place: the place's"},
    {.key = "lon", .kind = RSP_F_DEGREES, RSP_AT(rsp_incident, where.lon_e7), .min = -180, .max = 180,
     .def = INT32_MIN, .hxl = "#geo+lon", .doc = "longitude in degrees; absent with a place: the place's"},
    {RSP_REF_(rsp_incident, "place", place, places), .hxl = "#loc+code", .doc = "at or near this place"},
    {RSP_COUNT_(rsp_incident, "radius_m", radius_m, 0, 200000, 500), .hxl = "#geo+radius+m",
     .doc = "ground within this distance is concerned"},
    {RSP_COUNT_(rsp_incident, "killed_low", killed_low, 0, 1e9, -1), .hxl = "#affected+killed+low",
     .doc = "people killed, as the source says: at least"},
    {RSP_COUNT_(rsp_incident, "killed_high", killed_high, 0, 1e9, -1), .hxl = "#affected+killed+high",
     .doc = "people killed, as the source says: at most"},
    {RSP_COUNT_(rsp_incident, "wounded_low", wounded_low, 0, 1e9, -1), .hxl = "#affected+injured+low",
     .doc = "people wounded: at least"},
    {RSP_COUNT_(rsp_incident, "wounded_high", wounded_high, 0, 1e9, -1), .hxl = "#affected+injured+high",
     .doc = "people wounded: at most"},
    {RSP_TXT(rsp_incident, "source", source), .hxl = "#meta+source", .doc = "who says so"},
    {RSP_TXT(rsp_incident, "text", text), .hxl = "#description", .doc = "what is reported"},
    {.key = "breaks_pause", .kind = RSP_F_BOOL, RSP_AT(rsp_incident, breaks_pause), .hxl = "#event+breaks_pause",
     .doc = "a person decided so: the zones within radius_m are closed from then on"},
    RSP_FIELD_TAIL(rsp_incident),
};
RSP_TABLE(incidents, "incident", rsp_incident, INCIDENT, "What happened where, as reported.");

static const rsp_field CLOSURE[] = {
    RSP_FIELD_ID(rsp_closure, "#access+closure+code"),
    {.key = "geometry", .kind = RSP_F_GEOMETRY, RSP_AT(rsp_closure, geometry), .geoms = ANY_GEOM, .required = true,
     .hxl = "#geo+geojson", .doc = "GeoJSON point, line or polygon"},
    {RSP_COUNT_(rsp_closure, "width_m", width_m, 0, 20000, 15), .hxl = "#geo+width+m",
     .doc = "of points and lines: roads within this distance are closed"},
    {.key = "one_way", .kind = RSP_F_BOOL, RSP_AT(rsp_closure, one_way), .hxl = "#access+one_way",
     .doc = "a line: only its own direction is closed"},
    {RSP_INSTANT_(rsp_closure, "from", from), .hxl = "#date+start", .doc = "closed from"},
    {RSP_INSTANT_(rsp_closure, "until", until), .hxl = "#date+end", .doc = "closed until"},
    {RSP_TXT(rsp_closure, "reason", reason), .hxl = "#description+reason", .doc = "why"},
    {RSP_TXT(rsp_closure, "source", source), .hxl = "#meta+source", .doc = "who says so"},
    RSP_FIELD_TAIL(rsp_closure),
};
RSP_TABLE(closures, "closure", rsp_closure, CLOSURE, "Roads that cannot be driven.");

static const rsp_field DANGER[] = {
    RSP_FIELD_ID(rsp_danger, "#risk+code"),
    {.key = "geometry", .kind = RSP_F_GEOMETRY, RSP_AT(rsp_danger, geometry), .geoms = ANY_GEOM, .required = true,
     .hxl = "#geo+geojson", .doc = "GeoJSON point, line or polygon"},
    {RSP_COUNT_(rsp_danger, "width_m", width_m, 0, 20000, 15), .hxl = "#geo+width+m",
     .doc = "of points and lines: ground within this distance"},
    {RSP_NUM(rsp_danger, "weight", weight_x100, 100, 0, 1000, 100), .hxl = "#risk+weight",
     .doc = "how dangerous a metre is, against 1"},
    {RSP_TXT(rsp_danger, "source", source), .hxl = "#meta+source", .doc = "who says so"},
    RSP_FIELD_TAIL(rsp_danger),
};
RSP_TABLE(danger, "danger", rsp_danger, DANGER, "Ground worth a detour: mines, snipers, damaged bridges.");

static const rsp_field CHECKPOINT[] = {
    RSP_FIELD_ID(rsp_checkpoint, "#access+checkpoint+code"),
    RSP_FIELD_NAME(rsp_checkpoint, "#access+checkpoint+name"),
    {.key = "lat", .kind = RSP_F_DEGREES, RSP_AT(rsp_checkpoint, at.lat_e7), .min = -90, .max = 90,
     .required = true, .hxl = "#geo+lat", .doc = "latitude in degrees"},
    {.key = "lon", .kind = RSP_F_DEGREES, RSP_AT(rsp_checkpoint, at.lon_e7), .min = -180, .max = 180,
     .required = true, .hxl = "#geo+lon", .doc = "longitude in degrees"},
    {RSP_REF_(rsp_checkpoint, "party", party, parties), .hxl = "#party+code", .doc = "who holds it"},
    {RSP_NUM(rsp_checkpoint, "delay_min", delay_s, 60, 0, 1440, 0), .required = true,
     .hxl = "#access+delay+minutes", .doc = "expected delay of the head, in minutes"},
    {RSP_COUNT_(rsp_checkpoint, "per_vehicle_s", per_vehicle_s, 0, 7200, 0), .hxl = "#access+delay+seconds",
     .doc = "seconds more for each further vehicle"},
    RSP_FIELD_TAIL(rsp_checkpoint),
};
RSP_TABLE(checkpoints, "checkpoint", rsp_checkpoint, CHECKPOINT, "Where convoys are stopped and looked at.");
