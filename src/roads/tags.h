/* What the tags of an OSM way, node or restriction mean to a vehicle. Pure functions; no allocation. */
#ifndef RSP_ROADS_TAGS_H
#define RSP_ROADS_TAGS_H

#include "roads/osm_types.h"
#include "roads/profiles.h"

#define RSP_PROFILES_ALL ((1U << RSP_PROFILE_COUNT) - 1U)

enum { RSP_WAY_FORD = 1, RSP_WAY_FERRY = 2, RSP_WAY_BRIDGE = 4, RSP_WAY_TUNNEL = 8 };

typedef struct rsp_tags {
    const osm_tag *at;
    uint32_t n;
} rsp_tags;
const char *rsp_tag(rsp_tags t, const char *key); /* NULL where absent */

typedef struct rsp_way_use { /* compared byte by byte: zero it before filling */
    uint32_t max_weight_kg;  /* 0: none */
    uint32_t pace_ms_per_km; /* of a ferry, where its duration is known; 0: only the speeds below count */
    uint16_t max_height_cm;
    uint8_t road_class; /* row of the table's classes; n_classes: ferry */
    uint8_t flags;
    uint16_t forward_dkmh[RSP_PROFILE_COUNT]; /* tenths of km/h; 0: not usable */
    uint16_t backward_dkmh[RSP_PROFILE_COUNT];
} rsp_way_use;

/* False where no profile can use the way in any direction. */
bool rsp_way_read(const rsp_speed_table *t, rsp_tags tags, rsp_way_use *ret);
/* Whether some rule on who may go where holds at times only, or under other conditions (Conditional
 * restrictions); nobody reads these. */
bool rsp_tags_conditional(rsp_tags tags);

typedef struct rsp_node_use {
    unsigned blocked; /* mask of profiles that cannot pass */
    uint32_t max_weight_kg;
    uint16_t max_height_cm;
} rsp_node_use;
/* False where the node does not hinder anyone. */
bool rsp_node_read(rsp_tags tags, rsp_node_use *ret);

typedef enum { RSP_TURN_NONE, RSP_TURN_NO, RSP_TURN_ONLY, RSP_TURN_UNREADABLE } rsp_turn_kind;
/* Of a relation: none where it is no turn restriction; *ret_mask: profiles it binds (maybe 0). */
rsp_turn_kind rsp_restriction_read(rsp_tags tags, unsigned *ret_mask);

/* Values with units; 0 where absent or unreadable. OSM wiki Map features/Units. */
uint32_t rsp_tag_weight_kg(const char *v);
uint16_t rsp_tag_height_cm(const char *v);
uint16_t rsp_tag_speed_dkmh(const char *v);
uint32_t rsp_tag_duration_s(const char *v); /* "90" minutes, "1:30", "01:30:00", "PT1H30M"; Key:duration */

#endif
