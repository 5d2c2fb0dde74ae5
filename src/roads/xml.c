/* OSM XML through expat, as a stream.
 *
 * Why not libreadosm: version 1.1.0 measures a missing attribute with strlen (found by fuzz_osm) and
 * leaks its parser on broken XML. Invariants: a document type is refused (no entities to multiply); one
 * object at a time is in memory; a tag without key or value is passed over; an object without
 * a whole number as its id ends the reading. Reference: OSM wiki, OSM XML; expat 2.5. */
#include "roads/xml.h"

#include <errno.h>
#include <expat.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/vec.h"

#define OBJECT_TEXT_MAX ((size_t)64 << 20)

typedef enum { NOTHING, NODE, WAY, RELATION } kind;

typedef struct text_at { /* offsets: the buffer may move while it grows */
    size_t key, value;
} text_at;
typedef struct member_at {
    int64_t id;
    size_t role;
    int type;
} member_at;

struct xml_reader {
    rsp_ctx ctx;
    osm_calls calls;
    XML_Parser parser;
    int rc;
    kind in;
    int64_t id;
    double lat, lon;
    rsp_buf text;
    RSP_VEC(text_at) tag_at;
    RSP_VEC(member_at) member_at;
    RSP_VEC(osm_tag) tags;
    RSP_VEC(osm_member) members;
    RSP_VEC(int64_t) refs;
};

static void stop(xml_reader *x, int rc) {
    if (x->rc == OSM_OK) {
        x->rc = rc;
        (void)XML_StopParser(x->parser, XML_FALSE);
    }
}

static const char *attribute(const char **list, const char *name) {
    for (; list[0] != NULL; list += 2) {
        if (strcmp(list[0], name) == 0) {
            return list[1];
        }
    }
    return NULL;
}

static bool whole_number(const char *s, int64_t *ret) {
    char *end = NULL;
    if (s == NULL || *s == '\0') {
        return false;
    }
    errno = 0;
    long long v = strtoll(s, &end, 10);
    if (errno != 0 || *end != '\0') {
        return false;
    }
    *ret = v;
    return true;
}

static double degrees(const char *s) {
    char *end = NULL;
    double v = s != NULL ? strtod(s, &end) : 0;
    return s != NULL && end != s && *end == '\0' ? v : (double)NAN;
}

static size_t keep_text(xml_reader *x, const char *s) {
    size_t at = x->text.n;
    rsp_buf_add(&x->text, s, strlen(s) + 1);
    return at;
}

static void begin_object(xml_reader *x, kind k, const char **list) {
    if (x->in != NOTHING || !whole_number(attribute(list, "id"), &x->id)) {
        stop(x, OSM_READ_ERROR);
        return;
    }
    x->in = k;
    x->tag_at.n = x->member_at.n = x->refs.n = 0;
    x->text.n = 0;
    if (k == NODE) {
        x->lat = degrees(attribute(list, "lat"));
        x->lon = degrees(attribute(list, "lon"));
    }
}

static void add_tag(xml_reader *x, const char **list) {
    const char *k = attribute(list, "k");
    const char *v = attribute(list, "v");
    if (k == NULL || v == NULL) {
        return;
    }
    text_at t = {.key = keep_text(x, k)};
    t.value = keep_text(x, v);
    if (rsp_vec_push(&x->ctx, &x->tag_at, t) != 0) {
        stop(x, OSM_INSUFFICIENT_MEMORY);
    }
}

static void add_ref(xml_reader *x, const char **list) {
    int64_t id = 0;
    if (!whole_number(attribute(list, "ref"), &id)) {
        stop(x, OSM_READ_ERROR);
    } else if (rsp_vec_push(&x->ctx, &x->refs, id) != 0) {
        stop(x, OSM_INSUFFICIENT_MEMORY);
    }
}

static void add_member(xml_reader *x, const char **list) {
    static const char *const types[] = {"node", "way", "relation"};
    const char *type = attribute(list, "type");
    const char *role = attribute(list, "role");
    member_at m = {.type = -1};
    for (int i = 0; type != NULL && i < 3; i++) {
        m.type = strcmp(type, types[i]) == 0 ? i : m.type;
    }
    if (m.type < 0 || !whole_number(attribute(list, "ref"), &m.id)) {
        stop(x, OSM_READ_ERROR);
        return;
    }
    m.role = keep_text(x, role != NULL ? role : "");
    if (rsp_vec_push(&x->ctx, &x->member_at, m) != 0) {
        stop(x, OSM_INSUFFICIENT_MEMORY);
    }
}

static void XMLCALL on_start(void *user, const char *name, const char **list) {
    xml_reader *x = user;
    if (x->rc != OSM_OK) {
        return;
    }
    if (strcmp(name, "tag") == 0 && x->in != NOTHING) {
        add_tag(x, list);
    } else if (strcmp(name, "nd") == 0 && x->in == WAY) {
        add_ref(x, list);
    } else if (strcmp(name, "member") == 0 && x->in == RELATION) {
        add_member(x, list);
    } else if (strcmp(name, "node") == 0) {
        begin_object(x, NODE, list);
    } else if (strcmp(name, "way") == 0) {
        begin_object(x, WAY, list);
    } else if (strcmp(name, "relation") == 0) {
        begin_object(x, RELATION, list);
    }
}

/* Offsets into pointers, now that the text stands still. */
static int gather(xml_reader *x) {
    x->tags.n = x->members.n = 0;
    if (x->text.failed != 0) {
        return x->text.failed == RSP_ENOMEM ? OSM_INSUFFICIENT_MEMORY : OSM_TOO_LARGE;
    }
    if (rsp_vec_reserve(&x->ctx, &x->tags, x->tag_at.n) != 0 ||
        rsp_vec_reserve(&x->ctx, &x->members, x->member_at.n) != 0) {
        return OSM_INSUFFICIENT_MEMORY;
    }
    for (size_t i = 0; i < x->tag_at.n; i++) {
        x->tags.at[x->tags.n++] =
            (osm_tag){.key = x->text.at + x->tag_at.at[i].key, .value = x->text.at + x->tag_at.at[i].value};
    }
    for (size_t i = 0; i < x->member_at.n; i++) {
        const member_at *m = &x->member_at.at[i];
        x->members.at[x->members.n++] =
            (osm_member){.id = m->id, .role = x->text.at + m->role, .member_type = m->type};
    }
    return OSM_OK;
}

static int hand_out(xml_reader *x) {
    uint32_t tags = (uint32_t)x->tags.n;
    if (x->in == NODE && x->calls.node != NULL) {
        osm_node n = {
            .id = x->id, .latitude = x->lat, .longitude = x->lon, .tags = x->tags.at, .tag_count = tags};
        return x->calls.node(x->calls.user, &n);
    }
    if (x->in == WAY && x->calls.way != NULL) {
        osm_way w = {.id = x->id,
                     .node_refs = x->refs.at,
                     .node_ref_count = (uint32_t)x->refs.n,
                     .tags = x->tags.at,
                     .tag_count = tags};
        return x->calls.way(x->calls.user, &w);
    }
    if (x->in == RELATION && x->calls.relation != NULL) {
        osm_relation r = {.id = x->id,
                          .members = x->members.at,
                          .member_count = (uint32_t)x->members.n,
                          .tags = x->tags.at,
                          .tag_count = tags};
        return x->calls.relation(x->calls.user, &r);
    }
    return OSM_OK;
}

static void XMLCALL on_end(void *user, const char *name) {
    xml_reader *x = user;
    bool object = (x->in == NODE && strcmp(name, "node") == 0) ||
                  (x->in == WAY && strcmp(name, "way") == 0) ||
                  (x->in == RELATION && strcmp(name, "relation") == 0);
    if (x->rc != OSM_OK || !object) {
        return;
    }
    int rc = gather(x);
    rc = rc == OSM_OK ? hand_out(x) : rc;
    x->in = NOTHING;
    if (rc != OSM_OK) {
        stop(x, rc);
    }
}

static void XMLCALL on_doctype(void *user, const char *name, const char *system, const char *public_id,
                               int internal) {
    (void)name;
    (void)system;
    (void)public_id;
    (void)internal;
    stop(user, OSM_READ_ERROR);
}

xml_reader *xml_new(const rsp_ctx *ctx, osm_calls calls) {
    xml_reader *x = rsp_calloc(ctx, 1, sizeof *x);
    if (x == NULL) {
        return NULL;
    }
    x->ctx = *ctx;
    x->calls = calls;
    x->text = rsp_buf_init(&x->ctx, OBJECT_TEXT_MAX);
    x->parser = XML_ParserCreate(NULL);
    if (x->parser == NULL) {
        return xml_free(x);
    }
    XML_SetUserData(x->parser, x);
    XML_SetElementHandler(x->parser, on_start, on_end);
    XML_SetStartDoctypeDeclHandler(x->parser, on_doctype);
    return x;
}

xml_reader *xml_free(xml_reader *x) {
    if (x != NULL) {
        if (x->parser != NULL) {
            XML_ParserFree(x->parser);
        }
        rsp_buf_done(&x->text);
        rsp_vec_done(&x->ctx, &x->tag_at);
        rsp_vec_done(&x->ctx, &x->member_at);
        rsp_vec_done(&x->ctx, &x->tags);
        rsp_vec_done(&x->ctx, &x->members);
        rsp_vec_done(&x->ctx, &x->refs);
        rsp_ctx ctx = x->ctx;
        rsp_free(&ctx, x);
    }
    return NULL;
}

int xml_feed(xml_reader *x, const char *p, size_t n, bool last) {
    if (n > 1U << 24) {
        return OSM_TOO_LARGE;
    }
    if (XML_Parse(x->parser, p, (int)n, last ? 1 : 0) == XML_STATUS_ERROR && x->rc == OSM_OK) {
        x->rc = XML_GetErrorCode(x->parser) == XML_ERROR_NO_MEMORY ? OSM_INSUFFICIENT_MEMORY : OSM_READ_ERROR;
    }
    return x->rc;
}

unsigned long xml_line(const xml_reader *x) {
    return XML_GetCurrentLineNumber(x->parser);
}
