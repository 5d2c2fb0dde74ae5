/* The JSON reader and writer: any bytes give a tree or an error with its place; a tree written again reads
 * back as itself, in both layouts. */
#include "base/json.h"

#include <stdlib.h>
#include <string.h>

#define OUT_MOST ((size_t)64 << 20)

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void expect(bool held, const char *what) {
    if (!held) {
        (void)fprintf(stderr, "%s\n", what);
        abort();
    }
}

/* The next value in the order of the text, without recursion. */
static const rsp_json *after(const rsp_json *v) {
    if ((v->kind == RSP_JSON_ARRAY || v->kind == RSP_JSON_OBJECT) && v->first != NULL) {
        return v->first;
    }
    while (v != NULL && v->next == NULL) {
        v = v->parent;
    }
    return v != NULL ? v->next : NULL;
}

/* whole: without mistakes, so that no key stands twice. */
static void expect_places(rsp_arena *a, const rsp_json *root, bool whole) {
    uint32_t line = 1;
    uint32_t col = 0;
    for (const rsp_json *v = root; v != NULL; v = after(v)) {
        expect(v->line > line || (v->line == line && v->col > col),
               "a value stands before the one before it");
        line = v->line;
        col = v->col;
        rsp_src at = rsp_json_src(a, "f", v);
        expect(at.pointer == NULL || at.pointer[0] == '/' || v == root, "not a JSON pointer");
        expect(!whole || v->key == NULL || rsp_json_get(v->parent, v->key) == v,
               "a key does not find its value");
    }
}

static void expect_same(rsp_arena *a, const rsp_json *root, bool compact) {
    rsp_ctx ctx = rsp_ctx_init(NULL, NULL);
    rsp_diag d = {0};
    rsp_buf first = rsp_buf_init(&ctx, OUT_MOST);
    rsp_buf second = rsp_buf_init(&ctx, OUT_MOST);
    const rsp_json *again = NULL;
    rsp_json_out o = rsp_json_out_init(&first, compact);
    rsp_json_out_tree(&o, root);
    expect(rsp_buf_ok(&first, NULL) == 0 && rsp_diag_init(&ctx, &d, NULL) == 0, "cannot be written");
    expect(rsp_json_parse(a, "again", first.at, first.n, &d, &again) == 0, "what was written is refused");
    o = rsp_json_out_init(&second, compact);
    rsp_json_out_tree(&o, again);
    expect(rsp_buf_ok(&second, NULL) == 0 && first.n == second.n && memcmp(first.at, second.at, first.n) == 0,
           "written twice, two texts");
    rsp_buf_done(&first);
    rsp_buf_done(&second);
    rsp_diag_done(&d);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
    rsp_ctx ctx = rsp_ctx_init(NULL, NULL);
    rsp_arena *a = NULL;
    rsp_diag d = {0};
    const rsp_json *root = NULL;
    if (size > 1 << 16 || rsp_arena_new(&ctx, 0, &a, NULL) != 0) {
        return 0;
    }
    if (rsp_diag_init(&ctx, &d, NULL) == 0) {
        int rc = rsp_json_parse(a, "f", (const char *)data, size, &d, &root);
        expect((rc != 0 || root != NULL) && (rc == RSP_EINPUT) == (d.errors > 0), "no tree and no error");
        if (rc == 0) {
            expect_places(a, root, true);
            expect_same(a, root, true);
            expect_same(a, root, false);
        } else {
            if (root != NULL) { /* every mistake left one reading of the rest */
                expect_places(a, root, false);
            }
            for (size_t i = 0; i < d.n; i++) {
                expect(d.at[i].at.line > 0 && d.at[i].at.col > 0 && strchr(d.at[i].text, ';') != NULL,
                       "an error without its place or without what would be right");
                expect(d.at[i].at.pointer != NULL, "an error without the value it stands in");
            }
        }
    }
    rsp_diag_done(&d);
    rsp_arena_free(a);
    return 0;
}
