/* OSM PBF blocks: strings, nodes (plain and dense), ways, relations.
 *
 * Why our own: libreadosm 1.1.0 reads through a null pointer on a block whose strings are cut off (found by
 * fuzz_osm within seconds), trusts stated sizes, and ignores what it cannot read. XML (xml.c) comes through
 * the same callbacks. Invariants: every index is checked against the string table, every length against the
 * block; nothing is allocated beyond a small multiple of the block, which the format limits to 32 MiB. No
 * recursion. Reference: OSM wiki, PBF Format; osmformat.proto; Protocol Buffers encoding. */
#include "roads/pbf.h"

#include <string.h>

bool pbf_varint(pbf_span *s, uint64_t *ret) {
    uint64_t v = 0;
    for (unsigned shift = 0; shift < 64 && s->n > 0; shift += 7) {
        unsigned char b = *s->at++;
        s->n--;
        v |= (uint64_t)(b & 0x7F) << shift;
        if (b < 0x80) {
            *ret = v;
            return true;
        }
    }
    return false;
}

int pbf_next(pbf_span *s, pbf_field *f) {
    uint64_t key = 0;
    if (s->n == 0) {
        return 0;
    }
    if (!pbf_varint(s, &key)) {
        return -1;
    }
    *f = (pbf_field){.number = key >> 3};
    uint64_t skip = 0;
    switch (key & 7) {
    case 0:
        return pbf_varint(s, &f->value) ? 1 : -1;
    case 1:
        skip = 8;
        break;
    case 2:
        if (!pbf_varint(s, &skip)) {
            return -1;
        }
        break;
    case 5:
        skip = 4;
        break;
    default:
        return -1;
    }
    if (skip > s->n) {
        return -1;
    }
    f->bytes = (pbf_span){.at = s->at, .n = (size_t)skip};
    s->at += skip;
    s->n -= (size_t)skip;
    return 1;
}

static int64_t zigzag(uint64_t v) {
    return (int64_t)(v >> 1) ^ -(int64_t)(v & 1);
}

/* Sums of differences wrap instead of overflowing: the file decides them. */
static int64_t add_wrap(int64_t a, int64_t b) {
    return (int64_t)((uint64_t)a + (uint64_t)b);
}

static bool next_delta(pbf_span *s, int64_t *sum) {
    uint64_t v = 0;
    if (!pbf_varint(s, &v)) {
        return false;
    }
    *sum = add_wrap(*sum, zigzag(v));
    return true;
}

static const char *string_at(const pbf_block *b, uint64_t i) {
    return i < b->strings.n ? b->strings.at[i] : NULL;
}

static int read_strings(pbf_block *b, pbf_span table) {
    pbf_field f;
    pbf_span s = table;
    size_t used = 0;
    int more = 0;
    b->strings.n = 0;
    if (2 * table.n + 1 > b->text_cap) { /* each string takes two bytes more than its text in the table */
        char *p = rsp_realloc(b->ctx, b->text, 2 * table.n + 1, 1);
        if (p == NULL) {
            return OSM_INSUFFICIENT_MEMORY;
        }
        b->text = p;
        b->text_cap = 2 * table.n + 1;
    }
    while ((more = pbf_next(&s, &f)) == 1) {
        if (f.number != 1) {
            continue;
        }
        const char *here = b->text + used;
        if (f.bytes.n > 0) {
            memcpy(b->text + used, f.bytes.at, f.bytes.n);
        }
        used += f.bytes.n;
        b->text[used++] = '\0';
        if (rsp_vec_push(b->ctx, &b->strings, here) != 0) {
            return OSM_INSUFFICIENT_MEMORY;
        }
    }
    return more < 0 ? OSM_READ_ERROR : OSM_OK;
}

static int add_tag(pbf_block *b, uint64_t key, uint64_t value) {
    osm_tag t = {.key = string_at(b, key), .value = string_at(b, value)};
    if (t.key == NULL || t.value == NULL) {
        return OSM_READ_ERROR;
    }
    return rsp_vec_push(b->ctx, &b->tags, t) != 0 ? OSM_INSUFFICIENT_MEMORY : OSM_OK;
}

static int read_tags(pbf_block *b, pbf_span keys, pbf_span values) {
    b->tags.n = 0;
    while (keys.n > 0) {
        uint64_t k = 0;
        uint64_t v = 0;
        if (!pbf_varint(&keys, &k) || !pbf_varint(&values, &v)) {
            return OSM_READ_ERROR;
        }
        int rc = add_tag(b, k, v);
        if (rc != OSM_OK) {
            return rc;
        }
    }
    return OSM_OK;
}

static int call_node(const pbf_block *b, int64_t id, int64_t lat, int64_t lon) {
    double g = (double)b->granularity;
    osm_node n = {.id = id,
                  .latitude = 1e-9 * ((double)b->lat_offset + g * (double)lat),
                  .longitude = 1e-9 * ((double)b->lon_offset + g * (double)lon),
                  .tag_count = (uint32_t)b->tags.n,
                  .tags = b->tags.at};
    return b->calls.node(b->calls.user, &n) == OSM_OK ? OSM_OK : OSM_ABORT;
}

static int read_node(pbf_block *b, pbf_span s) {
    pbf_field f;
    pbf_span keys = {0};
    pbf_span values = {0};
    int64_t id = 0;
    int64_t lat = 0;
    int64_t lon = 0;
    int more = 0;
    while ((more = pbf_next(&s, &f)) == 1) {
        id = f.number == 1 ? zigzag(f.value) : id;
        keys = f.number == 2 ? f.bytes : keys;
        values = f.number == 3 ? f.bytes : values;
        lat = f.number == 8 ? zigzag(f.value) : lat;
        lon = f.number == 9 ? zigzag(f.value) : lon;
    }
    int rc = more < 0 ? OSM_READ_ERROR : read_tags(b, keys, values);
    return rc == OSM_OK ? call_node(b, id, lat, lon) : rc;
}

/* The tags of the next dense node: key, value, ..., 0. */
static int dense_tags(pbf_block *b, pbf_span *s) {
    b->tags.n = 0;
    while (s->n > 0) {
        uint64_t k = 0;
        uint64_t v = 0;
        if (!pbf_varint(s, &k)) {
            return OSM_READ_ERROR;
        }
        if (k == 0) {
            return OSM_OK;
        }
        if (!pbf_varint(s, &v)) {
            return OSM_READ_ERROR;
        }
        int rc = add_tag(b, k, v);
        if (rc != OSM_OK) {
            return rc;
        }
    }
    return OSM_OK;
}

static int read_dense(pbf_block *b, pbf_span s) {
    pbf_field f;
    pbf_span ids = {0};
    pbf_span lats = {0};
    pbf_span lons = {0};
    pbf_span tags = {0};
    int64_t id = 0;
    int64_t lat = 0;
    int64_t lon = 0;
    int more = 0;
    while ((more = pbf_next(&s, &f)) == 1) {
        ids = f.number == 1 ? f.bytes : ids;
        lats = f.number == 8 ? f.bytes : lats;
        lons = f.number == 9 ? f.bytes : lons;
        tags = f.number == 10 ? f.bytes : tags;
    }
    if (more < 0) {
        return OSM_READ_ERROR;
    }
    while (ids.n > 0) {
        if (!next_delta(&ids, &id) || !next_delta(&lats, &lat) || !next_delta(&lons, &lon)) {
            return OSM_READ_ERROR;
        }
        int rc = dense_tags(b, &tags);
        rc = rc == OSM_OK ? call_node(b, id, lat, lon) : rc;
        if (rc != OSM_OK) {
            return rc;
        }
    }
    return OSM_OK;
}

static int read_way(pbf_block *b, pbf_span s) {
    pbf_field f;
    pbf_span keys = {0};
    pbf_span values = {0};
    pbf_span refs = {0};
    int64_t id = 0;
    int64_t ref = 0;
    int more = 0;
    while ((more = pbf_next(&s, &f)) == 1) {
        id = f.number == 1 ? (int64_t)f.value : id;
        keys = f.number == 2 ? f.bytes : keys;
        values = f.number == 3 ? f.bytes : values;
        refs = f.number == 8 ? f.bytes : refs;
    }
    int rc = more < 0 ? OSM_READ_ERROR : read_tags(b, keys, values);
    b->refs.n = 0;
    while (rc == OSM_OK && refs.n > 0) {
        rc = !next_delta(&refs, &ref)                   ? OSM_READ_ERROR
             : rsp_vec_push(b->ctx, &b->refs, ref) != 0 ? OSM_INSUFFICIENT_MEMORY
                                                        : OSM_OK;
    }
    if (rc != OSM_OK) {
        return rc;
    }
    osm_way w = {.id = id,
                 .node_ref_count = (uint32_t)b->refs.n,
                 .node_refs = b->refs.at,
                 .tag_count = (uint32_t)b->tags.n,
                 .tags = b->tags.at};
    return b->calls.way(b->calls.user, &w) == OSM_OK ? OSM_OK : OSM_ABORT;
}

static int read_members(pbf_block *b, pbf_span roles, pbf_span ids, pbf_span types) {
    static const int kinds[] = {OSM_MEMBER_NODE, OSM_MEMBER_WAY, OSM_MEMBER_RELATION};
    int64_t id = 0;
    b->members.n = 0;
    while (ids.n > 0) {
        uint64_t role = 0;
        uint64_t type = 0;
        if (!next_delta(&ids, &id) || !pbf_varint(&roles, &role) || !pbf_varint(&types, &type) || type > 2 ||
            string_at(b, role) == NULL) {
            return OSM_READ_ERROR;
        }
        osm_member m = {.member_type = kinds[type], .id = id, .role = string_at(b, role)};
        if (rsp_vec_push(b->ctx, &b->members, m) != 0) {
            return OSM_INSUFFICIENT_MEMORY;
        }
    }
    return OSM_OK;
}

static int read_relation(pbf_block *b, pbf_span s) {
    pbf_field f;
    pbf_span keys = {0};
    pbf_span values = {0};
    pbf_span roles = {0};
    pbf_span ids = {0};
    pbf_span types = {0};
    int64_t id = 0;
    int more = 0;
    while ((more = pbf_next(&s, &f)) == 1) {
        id = f.number == 1 ? (int64_t)f.value : id;
        keys = f.number == 2 ? f.bytes : keys;
        values = f.number == 3 ? f.bytes : values;
        roles = f.number == 8 ? f.bytes : roles;
        ids = f.number == 9 ? f.bytes : ids;
        types = f.number == 10 ? f.bytes : types;
    }
    int rc = more < 0 ? OSM_READ_ERROR : read_tags(b, keys, values);
    rc = rc == OSM_OK ? read_members(b, roles, ids, types) : rc;
    if (rc != OSM_OK) {
        return rc;
    }
    osm_relation r = {.id = id,
                      .member_count = (uint32_t)b->members.n,
                      .members = b->members.at,
                      .tag_count = (uint32_t)b->tags.n,
                      .tags = b->tags.at};
    return b->calls.relation(b->calls.user, &r) == OSM_OK ? OSM_OK : OSM_ABORT;
}

static int read_group(pbf_block *b, pbf_span s) {
    pbf_field f;
    int rc = OSM_OK;
    int more = 0;
    while (rc == OSM_OK && (more = pbf_next(&s, &f)) == 1) {
        if (f.number == 1 && b->calls.node != NULL) {
            rc = read_node(b, f.bytes);
        } else if (f.number == 2 && b->calls.node != NULL) {
            rc = read_dense(b, f.bytes);
        } else if (f.number == 3 && b->calls.way != NULL) {
            rc = read_way(b, f.bytes);
        } else if (f.number == 4 && b->calls.relation != NULL) {
            rc = read_relation(b, f.bytes);
        }
    }
    return rc != OSM_OK ? rc : more < 0 ? OSM_READ_ERROR : OSM_OK;
}

int pbf_read_block(pbf_block *b, pbf_span data) {
    pbf_field f;
    pbf_span s = data;
    int more = 0;
    int rc = OSM_OK;
    b->granularity = 100;
    b->lat_offset = b->lon_offset = 0;
    b->strings.n = 0;
    while (rc == OSM_OK && (more = pbf_next(&s, &f)) == 1) { /* what the groups need stands anywhere */
        if (f.number == 1) {
            rc = read_strings(b, f.bytes);
        } else if (f.number == 17) {
            b->granularity = (int32_t)f.value;
        } else if (f.number == 19) {
            b->lat_offset = (int64_t)f.value;
        } else if (f.number == 20) {
            b->lon_offset = (int64_t)f.value;
        }
    }
    rc = rc == OSM_OK && more < 0 ? OSM_READ_ERROR : rc;
    s = data;
    while (rc == OSM_OK && pbf_next(&s, &f) == 1) {
        if (f.number == 2) {
            rc = read_group(b, f.bytes);
        }
    }
    return rc;
}

void pbf_block_done(pbf_block *b) {
    rsp_free(b->ctx, b->text);
    rsp_vec_done(b->ctx, &b->strings);
    rsp_vec_done(b->ctx, &b->tags);
    rsp_vec_done(b->ctx, &b->refs);
    rsp_vec_done(b->ctx, &b->members);
}
