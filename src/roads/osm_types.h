/* OpenStreetMap objects as the two readers (pbf.c, xml.c) hand them out. All is borrowed for the call. */
#ifndef RSP_ROADS_OSM_TYPES_H
#define RSP_ROADS_OSM_TYPES_H

#include <stdint.h>

enum { OSM_OK, OSM_ABORT, OSM_READ_ERROR, OSM_UNZIP_ERROR, OSM_INSUFFICIENT_MEMORY, OSM_TOO_LARGE };
enum { OSM_MEMBER_NODE, OSM_MEMBER_WAY, OSM_MEMBER_RELATION };

typedef struct osm_tag {
    const char *key, *value; /* not always valid UTF-8 */
} osm_tag;
typedef struct osm_node {
    int64_t id;
    double latitude, longitude; /* degrees; may be anything, NaN too */
    const osm_tag *tags;
    uint32_t tag_count;
} osm_node;
typedef struct osm_way {
    int64_t id;
    const int64_t *node_refs;
    const osm_tag *tags;
    uint32_t node_ref_count, tag_count;
} osm_way;
typedef struct osm_member {
    int64_t id;
    const char *role;
    int member_type;
} osm_member;
typedef struct osm_relation {
    int64_t id;
    const osm_member *members;
    const osm_tag *tags;
    uint32_t member_count, tag_count;
} osm_relation;

/* OSM_OK to go on, OSM_ABORT to stop. */
typedef int (*osm_node_call)(void *user, const osm_node *node);
typedef int (*osm_way_call)(void *user, const osm_way *way);
typedef int (*osm_relation_call)(void *user, const osm_relation *relation);

typedef struct osm_calls {
    void *user;
    osm_node_call node; /* any of them may be NULL */
    osm_way_call way;
    osm_relation_call relation;
} osm_calls;

#endif
