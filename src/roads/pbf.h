/* Protocol-buffer fields and OSM PBF blocks. Private to roads/. */
#ifndef RSP_ROADS_PBF_H
#define RSP_ROADS_PBF_H

#include "base/vec.h"
#include "roads/osm_types.h"

typedef struct pbf_span {
    const unsigned char *at;
    size_t n;
} pbf_span;

typedef struct pbf_field {  /* one field */
    uint64_t number, value; /* value of a varint */
    pbf_span bytes;         /* of a length-delimited one */
} pbf_field;

bool pbf_varint(pbf_span *s, uint64_t *ret);
int pbf_next(pbf_span *s, pbf_field *f); /* 1: a field was read; 0: the end; -1: broken */

typedef struct pbf_block { /* working memory, reused from block to block */
    const rsp_ctx *ctx;
    osm_calls calls;
    char *text; /* the strings of the block, each ended by NUL */
    size_t text_cap;
    RSP_VEC(const char *) strings;
    RSP_VEC(osm_tag) tags;
    RSP_VEC(int64_t) refs;
    RSP_VEC(osm_member) members;
    int64_t granularity, lat_offset, lon_offset;
} pbf_block;

/* Hands every object of an unpacked OSMData block to the callbacks. OSM_OK, OSM_ABORT (a callback's
 * wish), OSM_READ_ERROR (the block is broken), OSM_INSUFFICIENT_MEMORY. */
int pbf_read_block(pbf_block *b, pbf_span data) RSP_MUST_CHECK;
void pbf_block_done(pbf_block *b);

#endif
