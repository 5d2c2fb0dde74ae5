/* The CSV reader and writer: any bytes give a rectangle of cells or errors with row and column; a table
 * written again reads back cell by cell. */
#include "base/csv.h"

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

static void expect_same(rsp_arena *a, const rsp_csv *t) {
    rsp_ctx ctx = rsp_ctx_init(NULL, NULL);
    rsp_diag d = {0};
    rsp_buf b = rsp_buf_init(&ctx, OUT_MOST);
    rsp_csv again = {0};
    for (uint32_t row = 0; row < t->rows; row++) {
        for (uint32_t col = 0; col < t->cols; col++) {
            rsp_csv_out_cell(&b, t->cells[(size_t)row * t->cols + col], col == 0);
        }
        rsp_csv_out_end(&b);
    }
    expect(rsp_buf_ok(&b, NULL) == 0 && rsp_diag_init(&ctx, &d, NULL) == 0, "cannot be written");
    expect(rsp_csv_parse(a, "again", b.at, b.n, &d, &again) == 0, "what was written is refused");
    expect(again.rows == t->rows && again.cols == t->cols, "written again, another shape");
    for (size_t i = 0; i < (size_t)t->rows * t->cols; i++) {
        expect(strcmp(t->cells[i], again.cells[i]) == 0, "a cell does not come back");
    }
    rsp_buf_done(&b);
    rsp_diag_done(&d);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
    rsp_ctx ctx = rsp_ctx_init(NULL, NULL);
    rsp_arena *a = NULL;
    rsp_diag d = {0};
    rsp_csv t = {0};
    if (size > 1 << 14 || rsp_arena_new(&ctx, 0, &a, NULL) != 0) {
        return 0;
    }
    if (rsp_diag_init(&ctx, &d, NULL) == 0) {
        int rc = rsp_csv_parse(a, "f", (const char *)data, size, &d, &t);
        expect(rc == 0 || rc == RSP_EINPUT || rc == RSP_ENOMEM, "an unknown code");
        expect((rc == RSP_EINPUT) == (d.errors > 0), "refused without a word, or taken with one");
        for (uint32_t row = 1; rc == 0 && row < t.rows; row++) {
            expect(t.lines[row] > t.lines[row - 1], "rows out of order");
        }
        if (rc == 0 && t.rows > 0) {
            expect_same(a, &t);
        }
        for (size_t i = 0; i < d.n; i++) {
            expect(d.at[i].at.line > 0 && d.at[i].at.pointer != NULL, "an error without its place");
        }
    }
    rsp_diag_done(&d);
    rsp_arena_free(a);
    return 0;
}
