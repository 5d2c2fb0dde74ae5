/* Diagnostics: all the errors of a file at once, each with its place, what is wrong, what would be right.
 *
 * Printed one per line as  FILE:LINE:COLUMN: POINTER: what is wrong; what would be right
 * (CSV: FILE:ROW:COLUMN-NAME: ...). Warnings carry the word "warning: " before the text. */
#ifndef RSP_BASE_DIAG_H
#define RSP_BASE_DIAG_H

#include "base/mem.h"

/* Where a thing stands in its source; kept by every entity so that later stages can point at it. */
typedef struct rsp_src {
    const char *file;    /* as given on the command line; may be NULL (made in memory) */
    uint32_t line;       /* from 1; 0: unknown. In a CSV table: the row, the heading being row 1 */
    uint32_t col;        /* from 1, in characters (code points); 0: unknown */
    const char *pointer; /* RFC 6901 JSON pointer, or the column's heading; may be NULL */
} rsp_src;

typedef struct rsp_diag_item {
    rsp_src at;
    bool warning;
    char *text;
} rsp_diag_item;

#define RSP_DIAG_MAX 1000 /* more errors than this are counted, not kept */

typedef struct rsp_diag {
    const rsp_ctx *ctx;
    rsp_arena *arena; /* of the texts */
    rsp_diag_item *at;
    size_t n, cap;
    size_t errors, warnings; /* counted past RSP_DIAG_MAX too */
    bool out_of_memory;
} rsp_diag;

int rsp_diag_init(const rsp_ctx *ctx, rsp_diag *ret, rsp_err *err) RSP_MUST_CHECK;
void rsp_diag_done(rsp_diag *d);
/* text: "what is wrong; what would be right". The place is copied (its strings into the arena). */
void rsp_diag_error(rsp_diag *d, rsp_src at, const char *fmt, ...) __attribute__((format(printf, 3, 4)));
void rsp_diag_warn(rsp_diag *d, rsp_src at, const char *fmt, ...) __attribute__((format(printf, 3, 4)));
/* 0 where there was no error, else RSP_EINPUT (RSP_ENOMEM) with a one-line count in *err. */
int rsp_diag_result(const rsp_diag *d, rsp_err *err) RSP_MUST_CHECK;
/* Prints every item in the order of the file (file, line, column), one line each. */
void rsp_diag_print(const rsp_diag *d, FILE *to);

#endif
