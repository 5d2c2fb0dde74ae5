/* CSV (RFC 4180, UTF-8) into rows of cells with their places; and a writer.
 *
 * Reading takes LF or CRLF, an optional byte-order mark, and ',' ';' or TAB as the separator (guessed
 * from the first row, where spreadsheets of other countries write ';', or said by a line "sep=;" before it).
 * Refused with row and column: bad UTF-8, an unclosed quote, text after a closing quote, a cell over 1 MiB, a
 * row longer than the heading. Writing quotes where needed; a cell that begins with = + - @ TAB or CR and is
 * not a number gets a leading apostrophe (spreadsheet formula injection), which the reader takes off again.
 */
#ifndef RSP_BASE_CSV_H
#define RSP_BASE_CSV_H

#include "base/buf.h"
#include "base/diag.h"

typedef struct rsp_csv {
    const char *file;
    uint32_t rows, cols; /* cols: cells in the first row; shorter rows are padded with "" */
    const char **cells;  /* rows * cols, row-major, NUL-terminated */
    uint32_t *lines;     /* line of the file each row begins on, from 1 */
} rsp_csv;

int rsp_csv_parse(rsp_arena *a, const char *file, const char *text, size_t n, rsp_diag *d,
                  rsp_csv *ret) RSP_MUST_CHECK;
void rsp_csv_out_cell(rsp_buf *to, const char *cell, bool first);
void rsp_csv_out_end(rsp_buf *to); /* ends a row with CRLF */

#endif
