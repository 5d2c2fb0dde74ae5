/* What the tests of print/ print: a plan made of data/aleppo.json, schematic or on roads, and the same with
 * hostile names. Everything is freed by fixture_done. */
#ifndef RSP_TESTS_PRINT_FIXTURE_H
#define RSP_TESTS_PRINT_FIXTURE_H

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "base/file.h"
#include "base/json.h"
#include "print/print.h"

#define HASH "0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef"

typedef struct fixture {
    rsp_ctx ctx;
    rsp_diag d;
    rsp_situation *s;
    rsp_plan *p;
    rsp_net *net;
} fixture;

static inline void fixture_done(fixture *f) {
    rsp_plan_free(f->p);
    rsp_situation_free(f->s);
    if (f->net != NULL) {
        rsp_net_close(f->net);
    }
    rsp_diag_done(&f->d);
}

/* Appends text with each `from` as `to`. */
static inline void replace_into(rsp_buf *b, const char *text, const char *from, const char *to) {
    for (const char *at = strstr(text, from); at != NULL; at = strstr(text, from)) {
        rsp_buf_add(b, text, (size_t)(at - text));
        rsp_buf_str(b, to);
        text = at + strlen(from);
    }
    rsp_buf_str(b, text);
}

/* from, to: a replacement in the file's text, or NULL. net: taken over. */
static inline void fixture_make(fixture *f, const char *from, const char *to, rsp_net *net,
                                const rsp_assumptions *what_if) {
    *f = (fixture){.ctx = rsp_ctx_init(NULL, NULL), .net = net};
    rsp_err err = {0};
    rsp_buf raw RSP_CLEANUP(rsp_buf_done) = {0};
    rsp_buf text RSP_CLEANUP(rsp_buf_done) = rsp_buf_init(&f->ctx, 1 << 22);
    rsp_buf road RSP_CLEANUP(rsp_buf_done) = rsp_buf_init(&f->ctx, 1 << 22);
    assert_int_equal(rsp_diag_init(&f->ctx, &f->d, &err), 0);
    assert_int_equal(rsp_file_read(&f->ctx, RSP_TEST_DATA "/print/data/aleppo.json", &raw, &err), 0);
    replace_into(&text, raw.at, from != NULL ? from : "\x01", to != NULL ? to : "");
    replace_into(&road, text.at, "\"travel\": {\n  \"kind\": \"schematic\"\n }",
                 net != NULL ? "\"roads\": \"aleppo.roads\"" : "\"travel\": {\"kind\": \"schematic\"}");
    int rc = rsp_situation_parse(&f->ctx, "aleppo.json", road.at, road.n, &f->d, &f->s, &err);
    if (rc != 0) {
        rsp_diag_print(&f->d, stderr);
    }
    assert_int_equal(rc, 0);
    rsp_plan_options o = {
        .day = INT32_MIN, .days = 1, .steps = 200, .seed = 1, .threads = 1, .what_if = what_if};
    rc = rsp_plan_make(&f->ctx, f->s, net, net != NULL ? HASH : "", &o, &f->p, &err);
    if (rc != 0) {
        print_error("%s\n", err.msg);
    }
    assert_int_equal(rc, 0);
    assert_true(f->p->n_convoys > 0);
}

#endif
