/* Rows of a text file, whatever its format: what must hold of all of them (read_inner.h). */
#include <stdlib.h>

#include "solver/read_inner.h"

typedef struct labelled {
    uint32_t label, row;
} labelled;

static int by_label(const void *x, const void *y) {
    const labelled *a = x, *b = y;
    return a->label != b->label ? (a->label > b->label) - (a->label < b->label)
                                : (a->row > b->row) - (a->row < b->row);
}

int rsp_rows_by_label(const rsp_ctx *ctx, const rsp_vrp_row *rows, uint32_t n, uint32_t **ret, rsp_err *err) {
    labelled *sorted = rsp_calloc(ctx, (size_t)n + 1, sizeof *sorted);
    uint32_t *order = rsp_calloc(ctx, (size_t)n + 1, sizeof *order);
    if (sorted == NULL || order == NULL) {
        rsp_free(ctx, sorted);
        rsp_free(ctx, order);
        (void)rsp_fail(err, RSP_ENOMEM, "out of memory");
        return RSP_ENOMEM;
    }
    for (uint32_t i = 0; i < n; i++) {
        sorted[i] = (labelled){rows[i].label, i};
    }
    qsort(sorted, n, sizeof *sorted, by_label);
    for (uint32_t i = 0; i < n; i++) {
        order[i] = sorted[i].row;
    }
    rsp_free(ctx, sorted);
    *ret = order;
    return 0;
}

uint32_t rsp_rows_find(const rsp_vrp_row *rows, const uint32_t *order, uint32_t n, uint32_t label) {
    uint32_t low = 0, high = n;
    while (low < high) {
        uint32_t middle = low + (high - low) / 2;
        if (rows[order[middle]].label < label) {
            low = middle + 1;
        } else {
            high = middle;
        }
    }
    return low < n && rows[order[low]].label == label ? order[low] : RSP_VRP_NONE;
}

int rsp_rows_check(const rsp_ctx *ctx, rsp_diag *d, const char *path, const rsp_vrp_row *rows, uint32_t n,
                   rsp_err *err) {
    uint32_t *order = NULL;
    RSP_TRY(rsp_rows_by_label(ctx, rows, n, &order, err));
    for (uint32_t i = 0; i < n; i++) {
        const rsp_vrp_row *r = &rows[i];
        rsp_src at = {.file = path, .line = r->line};
        if (r->close < r->open) {
            rsp_diag_error(d, at,
                           "%u opens at %.10g and closes at %.10g; it should close later than it opens",
                           r->label, r->open, r->close);
        }
        const rsp_vrp_row *next = i + 1 < n ? &rows[order[i + 1]] : NULL;
        if (next != NULL && rows[order[i]].label == next->label) {
            rsp_diag_error(d, (rsp_src){.file = path, .line = next->line},
                           "the number %u stands in line %u already; each should have one of its own",
                           next->label, rows[order[i]].line);
        }
    }
    rsp_free(ctx, order);
    return 0;
}
