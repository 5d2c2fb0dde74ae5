/* Situation files: any bytes give a situation or errors with their places; a situation written is read again
 * and written the same; the window rules answer for it. */
#include <stdlib.h>
#include <string.h>

#include "situation/windows.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void expect(bool held, const char *what) {
    if (!held) {
        (void)fprintf(stderr, "%s\n", what);
        abort();
    }
}

static void expect_same(const rsp_ctx *ctx, const rsp_situation *s) {
    rsp_buf once = rsp_buf_init(ctx, (size_t)64 << 20), twice = rsp_buf_init(ctx, (size_t)64 << 20);
    rsp_diag d = {0};
    rsp_err err = {0};
    rsp_situation *again = NULL;
    expect(rsp_diag_init(ctx, &d, &err) == 0 && rsp_situation_write(s, &once, &err) == 0,
           "cannot be written");
    if (rsp_situation_parse(ctx, "again", once.at, once.n, &d, &again, &err) != 0) {
        rsp_diag_print(&d, stderr);
        expect(false, "what was written is refused");
    }
    expect(rsp_situation_write(again, &twice, &err) == 0 && once.n == twice.n &&
               memcmp(once.at, twice.at, once.n) == 0,
           "written twice, two texts");
    (void)rsp_situation_free(again);
    rsp_buf_done(&once);
    rsp_buf_done(&twice);
    rsp_diag_done(&d);
}

static void ask(const rsp_ctx *ctx, const rsp_situation *s) {
    rsp_arena *a = NULL;
    rsp_err err = {0};
    if (rsp_arena_new(ctx, (size_t)256 << 20, &a, &err) != 0) {
        return;
    }
    for (uint32_t z = 0; z < s->n_zones && z < 4; z++) {
        const rsp_open_interval *open = NULL;
        uint32_t n = 0;
        if (rsp_zone_open(s, z, RSP_NONE, 1, s->as_of, s->as_of + 7 * 86400, NULL, a, &open, &n, &err) == 0) {
            for (uint32_t i = 0; i < n; i++) {
                expect(open[i].open < open[i].close && open[i].out_by <= open[i].close,
                       "an interval the wrong way round");
                expect(i == 0 || open[i].open > open[i - 1].close, "intervals that touch");
            }
        }
    }
    int32_t day = 0;
    (void)!rsp_first_day(s, &day, &err);
    rsp_arena_free(a);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
    rsp_ctx ctx = rsp_ctx_init(NULL, NULL);
    rsp_diag d = {0};
    rsp_err err = {0};
    rsp_situation *s = NULL;
    if (size > 1 << 16 || rsp_diag_init(&ctx, &d, &err) != 0) {
        return 0;
    }
    int rc = rsp_situation_parse(&ctx, "f", (const char *)data, size, &d, &s, &err);
    expect((rc == 0) == (s != NULL) && (rc == 0) == (d.errors == 0), "no situation and no error");
    for (size_t i = 0; i < d.n; i++) {
        expect(d.at[i].at.line > 0 && strlen(d.at[i].text) > 0, "an error without its place");
    }
    if (s != NULL) {
        expect_same(&ctx, s);
        ask(&ctx, s);
    }
    (void)rsp_situation_free(s);
    rsp_diag_done(&d);
    return 0;
}
