/* What the files of the generator share: its state and how it writes. Private to plan/generate*.c. */
#ifndef RSP_PLAN_GENERATE_INNER_H
#define RSP_PLAN_GENERATE_INNER_H

#include <stdio.h>

#include "base/rng.h"
#include "base/time.h"
#include "plan/generate.h"
#include "situation/situation.h"

#define ZONE_CORNERS 9

typedef struct generator {
    const rsp_ctx *ctx;
    const rsp_generate_options *o;
    rsp_rng rng;
    rsp_json_out w;
    rsp_arena *a;
    rsp_point centre;
    rsp_area **areas; /* of the zones */
    rsp_point (*corners)[ZONE_CORNERS + 1];
    rsp_point *places; /* work first, then hubs, hospitals, a camp, a waiting point */
    uint32_t n_places;
    uint32_t consent, permission;
} generator;

static inline bool has(const generator *g, int feature) {
    return (g->o->features >> feature & 1) != 0;
}

static inline uint32_t draw(generator *g, uint32_t low, uint32_t high) {
    return low + rsp_rng_below(&g->rng, high - low + 1);
}

static inline void text(generator *g, const char *key, const char *v) {
    rsp_json_out_key(&g->w, key);
    rsp_json_out_string(&g->w, v);
}

static inline void number(generator *g, const char *key, int64_t v) {
    rsp_json_out_key(&g->w, key);
    rsp_json_out_int(&g->w, v);
}

static inline void truth(generator *g, const char *key, bool v) {
    rsp_json_out_key(&g->w, key);
    rsp_json_out_bool(&g->w, v);
}

static inline void id(generator *g, const char *key, const char *stem, uint32_t n) {
    char at[32];
    (void)snprintf(at, sizeof at, "%s%u", stem, n); /* fits */
    text(g, key, at);
}

static inline void ref_in_list(generator *g, const char *stem, uint32_t n) {
    char at[32];
    (void)snprintf(at, sizeof at, "%s%u", stem, n); /* fits */
    rsp_json_out_string(&g->w, at);
}

static inline void begin(generator *g, const char *list) {
    rsp_json_out_key(&g->w, list);
    rsp_json_out_array(&g->w);
}

static inline void end(generator *g) {
    rsp_json_out_end_array(&g->w);
}

/* A list of one id. */
static inline void refs(generator *g, const char *key, const char *stem, uint32_t n) {
    rsp_json_out_key(&g->w, key);
    rsp_json_out_array_flat(&g->w);
    ref_in_list(g, stem, n);
    rsp_json_out_end_array(&g->w);
}

static inline void words(generator *g, const char *key, const char *const *at, uint32_t n) {
    rsp_json_out_key(&g->w, key);
    rsp_json_out_array_flat(&g->w);
    for (uint32_t i = 0; i < n; i++) {
        rsp_json_out_string(&g->w, at[i]);
    }
    rsp_json_out_end_array(&g->w);
}

/* What every entity may say of itself. */
static inline void remarks(generator *g) {
    if (has(g, RSP_FEATURE_facts)) {
        text(g, "note", "Invented.");
        truth(g, "illustrative", true);
    }
}

static inline void entity(generator *g, const char *stem, uint32_t n) {
    rsp_json_out_object(&g->w);
    id(g, "id", stem, n);
    remarks(g);
}

static inline void done(generator *g) {
    rsp_json_out_end_object(&g->w);
}

/* generate_more.c: an English word of these names in Arabic */
const char *rsp_generate_arabic(const char *what);

static inline void name(generator *g, const char *what, uint32_t n) {
    char at[64];
    rsp_json_out_key(&g->w, "name");
    rsp_json_out_object(&g->w);
    (void)snprintf(at, sizeof at, "%s %u", what, n); /* fits */
    text(g, "en", at);
    if (has(g, RSP_FEATURE_names)) {
        (void)snprintf(at, sizeof at, "%s %u", rsp_generate_arabic(what), n); /* fits */
        text(g, "ar", at);
    }
    rsp_json_out_end_object(&g->w);
}

static inline void degrees(generator *g, rsp_point p) {
    rsp_json_out_key(&g->w, "lat");
    rsp_json_out_fixed(&g->w, rsp_point_lat(p), 7);
    rsp_json_out_key(&g->w, "lon");
    rsp_json_out_fixed(&g->w, rsp_point_lon(p), 7);
}

static inline void instant(generator *g, const char *key, uint32_t day, uint32_t minutes) {
    char at[40];
    char date[16];
    rsp_date_format((int32_t)(15420 + day + minutes / 1440), date); /* from 2012-03-21 on */
    (void)snprintf(at, sizeof at, "%.10sT%02u:%02u", date, minutes / 60 % 24, minutes % 60); /* fits */
    text(g, key, at);
}

/* generate_ground.c: rules, parties, zones, pauses, consents, permissions, what lies on the roads */
void rsp_generate_ground(generator *g);
void rsp_generate_polygon(generator *g, const rsp_point *at, uint32_t n);
void rsp_generate_line(generator *g, rsp_point a, rsp_point b);
void rsp_generate_square(generator *g, rsp_point middle, double side_m);
/* generate_more.c: what else the rules may say; third parties and notices; assessments, havens, contacts */
void rsp_generate_more_rules(generator *g);
void rsp_generate_notices(generator *g);
void rsp_generate_facts(generator *g);
/* generate_work.c: places, depots, needs, people, the fleet */
void rsp_generate_work(generator *g);
void rsp_generate_roadside(generator *g);
/* generate.c: a point where streets are dense */
rsp_point rsp_generate_anywhere(generator *g);

#endif
