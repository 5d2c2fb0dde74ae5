/* Small situations from pieces of JSON, for the tests of this room. */
#ifndef RSP_TESTS_SITUATION_MAKE_H
#define RSP_TESTS_SITUATION_MAKE_H

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "situation/windows.h"

#define MAKE_HEAD(as_of)                                                                                     \
    "{\"respite\":1,\"title\":{\"en\":\"t\"},\"time_zone\":\"Asia/Damascus\",\"as_of\":\"" as_of "\","       \
    "\"travel\":{\"kind\":\"schematic\"},"                                                                   \
    "\"parties\":[{\"id\":\"gov\",\"name\":{\"en\":\"G\"},\"kind\":\"state\"},"                              \
    "{\"id\":\"fsa\",\"name\":{\"en\":\"F\"},\"kind\":\"armed_group\"},"                                     \
    "{\"id\":\"other\",\"name\":{\"en\":\"O\"},\"kind\":\"armed_group\"}],"                                  \
    "\"third_parties\":[{\"id\":\"envoy\",\"name\":{\"en\":\"E\"},\"role\":\"mediates\"}],"                  \
    "\"zones\":[" MAKE_ZONE("z1", "36.70", "36.74", "\"gov\",\"fsa\"") "," MAKE_ZONE(                        \
        "z2", "36.80", "36.84",                                                                              \
        "\"gov\"") "],"                                                                                      \
                   "\"places\":[{\"id\":\"in1\",\"name\":{\"en\":\"a\"},\"lat\":34.73,\"lon\":36.72},"       \
                   "{\"id\":\"in2\",\"name\":{\"en\":\"b\"},\"lat\":34.73,\"lon\":36.82},"                   \
                   "{\"id\":\"out\",\"name\":{\"en\":\"c\"},\"lat\":34.73,\"lon\":36.60}],"                  \
                   "\"items\":[{\"id\":\"food\",\"name\":{\"en\":\"f\"},\"weight_g\":1000,\"volume_ml\":"    \
                   "1000,\"people_per_unit\":1},"                                                            \
                   "{\"id\":\"fuel\",\"name\":{\"en\":\"f\"},\"weight_g\":1000,\"volume_ml\":1000,\"people_" \
                   "per_unit\":1}]"
#define MAKE_ZONE(id, west, east, parties)                                                                   \
    "{\"id\":\"" id "\",\"name\":{\"en\":\"z\"},\"controlled_by\":[" parties                                 \
    "],\"area\":{\"type\":\"Polygon\","                                                                      \
    "\"coordinates\":[[[" west ",34.72],[" east ",34.72],[" east ",34.75],[" west ",34.75],[" west           \
    ",34.72]]]}}"
#define MAKE_PAUSE(id, more)                                                                                 \
    "{\"id\":\"" id "\",\"name\":{\"en\":\"p\"},\"first_date\":\"2012-03-28\",\"opens\":\"14:00\","          \
    "\"closes\":\"16:00\"," more "}"
#define MAKE_SAID(id, pause, party, state, at, more)                                                         \
    "{\"id\":\"" id "\",\"pause\":\"" pause "\",\"party\":\"" party "\",\"state\":\"" state                  \
    "\",\"at\":\"" at "\"" more "}"

typedef struct made {
    rsp_ctx ctx;
    rsp_diag d;
    rsp_arena *a;
    rsp_situation *s; /* NULL: refused */
} made;

static inline void make(made *m, const char *text) {
    *m = (made){.ctx = rsp_ctx_init(NULL, NULL)};
    rsp_err err = {0};
    assert_int_equal(rsp_diag_init(&m->ctx, &m->d, &err), 0);
    assert_int_equal(rsp_arena_new(&m->ctx, 0, &m->a, &err), 0);
    int rc = rsp_situation_parse(&m->ctx, "t.json", text, strlen(text), &m->d, &m->s, &err);
    assert_true(rc == 0 || rc == RSP_EINPUT);
    assert_true((rc == 0) == (m->d.errors == 0) && (rc == 0) == (m->s != NULL));
}

static inline void unmake(made *m) {
    m->s = rsp_situation_free(m->s);
    m->a = rsp_arena_free(m->a);
    rsp_diag_done(&m->d);
}

/* The instant that a text names in the situation's zone. */
static inline int64_t when(const made *m, const char *text) {
    int64_t t = 0;
    assert_int_equal(rsp_instant_parse(m->s->tz, text, &t), 0);
    return t;
}

/* Whether some diagnostic's text contains `part`; warning or error as asked. */
static inline bool told(const made *m, bool warning, const char *part) {
    for (size_t i = 0; i < m->d.n; i++) {
        if (m->d.at[i].warning == warning && strstr(m->d.at[i].text, part) != NULL) {
            return true;
        }
    }
    return false;
}

#endif
