/* Protocol-buffer fields and OSM PBF blocks. Private to roads/. */
#ifndef RSP_ROADS_PBF_H
#define RSP_ROADS_PBF_H

#include <readosm.h>
#include <stdint.h>

#include "base/vec.h"

typedef struct pbf_span {
    const unsigned char *at;
    size_t n;
} pbf_span;

typedef struct pbf_field { /* one field */
    uint64_t number, value; /* value of a varint */
    pbf_span bytes;         /* of a length-delimited one */
} pbf_field;

bool pbf_varint(pbf_span *s, uint64_t *ret);
int pbf_next(pbf_span *s, pbf_field *f); /* 1: a field was read; 0: the end; -1: broken */

typedef struct pbf_calls {
    void *user;
    readosm_node_callback node; /* may be NULL */
    readosm_way_callback way;
    readosm_relation_callback relation;
} pbf_calls;

typedef struct pbf_block { /* working memory, reused from block to block */
    const rsp_ctx *ctx;
    pbf_calls calls;
    char *text; /* the strings of the block, each ended by NUL */
    size_t text_cap;
    RSP_VEC(const char *) strings;
    RSP_VEC(readosm_tag) tags;
    RSP_VEC(long long) refs;
    RSP_VEC(readosm_member) members;
    int64_t granularity, lat_offset, lon_offset;
} pbf_block;

/* Hands every object of an unpacked OSMData block to the callbacks. READOSM_OK, READOSM_ABORT (a callback's
 * wish), READOSM_READ_ERROR (the block is broken), READOSM_INSUFFICIENT_MEMORY. */
int pbf_read_block(pbf_block *b, pbf_span data) RSP_MUST_CHECK;
void pbf_block_done(pbf_block *b);

#endif
