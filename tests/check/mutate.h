/* A JSON file written again with some of its values replaced, taken out or put in: how the checker's tests
 * break one thing at a time. Recursion is bounded by the depth of our own test files. */
#ifndef RSP_TESTS_CHECK_MUTATE_H
#define RSP_TESTS_CHECK_MUTATE_H

#include "base/file.h"
#include "base/json.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

#include <stdio.h>
#include <string.h>

typedef struct edit {
    const char *file; /* "situation" or "plan" */
    const char *
        pointer; /* RFC 6901; ".../-" puts a value at the end of a list, "...+key" a new key into an object */
    const char *value; /* JSON; NULL takes the value out */
} edit;

static inline const rsp_json *parsed(rsp_arena *a, rsp_diag *d, const char *text) {
    const rsp_json *v = NULL;
    assert_int_equal(rsp_json_parse(a, "edit", text, strlen(text), d, &v), 0);
    return v;
}

static inline void write_edited(rsp_arena *a, rsp_diag *d, rsp_json_out *o, const rsp_json *v, const edit *e,
                                size_t n, const char *file, int *hits) {
    const char *here = rsp_json_src(a, "", v).pointer;
    for (size_t i = 0; i < n; i++) {
        if (strcmp(e[i].file, file) == 0 && strcmp(e[i].pointer, here) == 0) {
            (*hits)++;
            rsp_json_out_tree(o, parsed(a, d, e[i].value));
            return;
        }
    }
    if (v->kind != RSP_JSON_OBJECT && v->kind != RSP_JSON_ARRAY) {
        rsp_json_out_tree(o, v);
        return;
    }
    bool object = v->kind == RSP_JSON_OBJECT;
    object ? rsp_json_out_object(o) : rsp_json_out_array(o);
    for (const rsp_json *c = v->first; c != NULL; c = c->next) {
        const char *child = rsp_json_src(a, "", c).pointer;
        bool gone = false;
        for (size_t i = 0; i < n; i++) {
            gone = gone ||
                   (strcmp(e[i].file, file) == 0 && e[i].value == NULL && strcmp(e[i].pointer, child) == 0);
        }
        if (gone) {
            (*hits)++;
            continue;
        }
        if (object) {
            rsp_json_out_key(o, c->key);
        }
        write_edited(a, d, o, c, e, n, file, hits);
    }
    for (size_t i = 0; i < n; i++) {
        size_t len = strlen(here);
        if (strcmp(e[i].file, file) != 0 || strncmp(e[i].pointer, here, len) != 0) {
            continue;
        }
        if (object && e[i].pointer[len] == '+') {
            (*hits)++;
            rsp_json_out_key(o, e[i].pointer + len + 1);
            rsp_json_out_tree(o, parsed(a, d, e[i].value));
        } else if (!object && strcmp(e[i].pointer + len, "/-") == 0) {
            (*hits)++;
            rsp_json_out_tree(o, parsed(a, d, e[i].value));
        }
    }
    object ? rsp_json_out_end_object(o) : rsp_json_out_end_array(o);
}

/* Reads a file below tests/check/data and writes it with the edits of `file` into *to. All must hit. */
static inline void mutate(const rsp_ctx *ctx, const char *name, const char *file, const edit *e, size_t n,
                          rsp_buf *to) {
    char path[1024];
    rsp_buf text;
    rsp_err err = {0};
    rsp_arena *a = NULL;
    rsp_diag d;
    const rsp_json *root = NULL;
    int hits = 0, wanted = 0;
    (void)snprintf(path, sizeof path, "%s/check/data/%s", RSP_TEST_DATA, name);
    assert_int_equal(rsp_file_read(ctx, path, &text, &err), 0);
    assert_int_equal(rsp_arena_new(ctx, 0, &a, &err), 0);
    assert_int_equal(rsp_diag_init(ctx, &d, &err), 0);
    assert_int_equal(rsp_json_parse(a, path, text.at, text.n, &d, &root), 0);
    *to = rsp_buf_init(ctx, 16u << 20);
    rsp_json_out o = rsp_json_out_init(to, false);
    write_edited(a, &d, &o, root, e, n, file, &hits);
    assert_int_equal(rsp_buf_ok(to, &err), 0);
    for (size_t i = 0; i < n; i++) {
        wanted += strcmp(e[i].file, file) == 0;
    }
    if (hits != wanted) {
        print_message("an edit of %s met nothing, first pointer %s\n", file, e[0].pointer);
    }
    assert_int_equal(hits, wanted);
    rsp_diag_done(&d);
    rsp_arena_free(a);
    rsp_buf_done(&text);
}

#endif
