/* CSV in and out (csv.h; RFC 4180). */
#include "base/csv.h"

#include <string.h>

#include "base/text.h"
#include "base/vec.h"

#define CELL_MOST  ((size_t)1 << 20)
#define CELLS_MOST ((size_t)1 << 25) /* short rows are padded: a small file could ask for all memory */

typedef struct cell_ref {
    const char *text;
    uint32_t row;
} cell_ref;
typedef RSP_VEC(cell_ref) cells_vec;
typedef RSP_VEC(uint32_t) lines_vec;

typedef struct reader {
    rsp_arena *arena;
    const rsp_ctx *ctx;
    const char *file, *at, *end;
    char separator;
    uint32_t line, row, col; /* row and col of the cell being read, from 0 */
    rsp_diag *d;
    cells_vec cells;
    lines_vec lines;
    int rc;
} reader;

static void refuse(reader *r, const char *text) {
    char column[32];
    (void)snprintf(column, sizeof column, "column %u", r->col + 1); /* fits */
    rsp_diag_error(r->d, (rsp_src){r->file, r->row + 1, 0, column}, "%s", text);
    r->rc = RSP_EINPUT;
}

static char separator_of(const char *p, const char *end) {
    size_t n[3] = {0};
    static const char marks[] = ",;\t";
    for (bool in = false; p < end && (in || (*p != '\n' && *p != '\r')); p++) {
        in ^= *p == '"';
        for (int i = 0; i < 3 && !in; i++) {
            n[i] += *p == marks[i];
        }
    }
    int best = n[1] > n[0] ? 1 : 0;
    best = n[2] > n[best] ? 2 : best;
    return marks[best];
}

/* Some spreadsheets say on a line of its own, before the headings, what separates cells: "sep=;". */
static void take_sep_line(reader *r) {
    const char *p = r->at;
    bool said = r->end - p >= 5 && memcmp(p, "sep=", 4) == 0 && (p[4] == ',' || p[4] == ';' || p[4] == '\t');
    if (!said || (r->end - p > 5 && p[5] != '\n' && p[5] != '\r')) {
        r->separator = separator_of(p, r->end);
        return;
    }
    r->separator = p[4];
    r->at += r->end - p > 6 && p[5] == '\r' && p[6] == '\n' ? 7 : (r->end - p > 5 ? 6 : 5);
    r->line++;
}

static bool at_end_of_cell(const reader *r) {
    return r->at >= r->end || *r->at == r->separator || *r->at == '\n' || *r->at == '\r';
}

/* The text of the cell at r->at, unquoted; NULL on failure. */
static char *read_cell(reader *r) {
    bool quoted = r->at < r->end && *r->at == '"';
    const char *from = r->at + quoted;
    const char *p = from;
    while (p < r->end && (quoted ? (*p != '"' || (p + 1 < r->end && p[1] == '"'))
                                 : (*p != r->separator && *p != '\n' && *p != '\r'))) {
        p += quoted && *p == '"' ? 2 : 1;
    }
    if (quoted && p >= r->end) {
        refuse(r, "a quote that is not closed; add \"");
        return NULL;
    }
    size_t n = (size_t)(p - from);
    if (n > CELL_MOST) {
        refuse(r, "a cell of more than 1 MiB; shorter");
        return NULL;
    }
    bool utf8 = rsp_utf8_valid(from, n);
    if (!utf8 || memchr(from, '\0', n) != NULL) {
        refuse(r, utf8 ? "a NUL byte inside a cell; take it out"
                       : "bytes that are not UTF-8 text; save the file as UTF-8");
        return NULL;
    }
    char *text = rsp_arena_alloc(r->arena, n + 1, 1);
    if (text == NULL) {
        r->rc = RSP_ENOMEM;
        return NULL;
    }
    char *to = text;
    for (const char *q = from; q < p; q++) {
        r->line += *q == '\n';
        *to++ = *q;
        q += quoted && *q == '"';
    }
    r->at = p + quoted;
    if (quoted && !at_end_of_cell(r)) {
        refuse(r, "text after a closing quote; double the quotes inside a cell");
        return NULL;
    }
    if (text[0] == '\'' && text[1] != '\0' && strchr("=+-@\t\r'", text[1]) != NULL) {
        return text + 1; /* the guard against formulas that the writer put there */
    }
    return text;
}

static bool blank_line(const reader *r) {
    return r->at < r->end && (*r->at == '\n' || *r->at == '\r');
}

static void end_line(reader *r) {
    if (r->at < r->end && *r->at == '\r') {
        r->at++;
    }
    if (r->at < r->end && *r->at == '\n') {
        r->at++;
    }
    r->line++;
}

static void read_rows(reader *r) {
    for (; r->at < r->end && r->rc == 0; r->row++) {
        if (rsp_vec_push(r->ctx, &r->lines, r->line) != 0) {
            r->rc = RSP_ENOMEM;
            return;
        }
        for (r->col = 0; r->rc == 0; r->col++) {
            char *text = blank_line(r) && r->col == 0 ? rsp_arena_strdup(r->arena, "") : read_cell(r);
            if (text == NULL) {
                r->rc = r->rc == 0 ? RSP_ENOMEM : r->rc;
                return;
            }
            cell_ref c = {text, r->row};
            if (rsp_vec_push(r->ctx, &r->cells, c) != 0) {
                r->rc = RSP_ENOMEM;
                return;
            }
            if (r->at >= r->end || *r->at != r->separator) {
                break;
            }
            r->at++;
        }
        end_line(r);
    }
}

/* Rows of unequal length into a rectangle. */
static int fill(reader *r, rsp_csv *ret) {
    rsp_csv csv = {.file = r->file, .rows = r->row};
    for (size_t i = 0; i < r->cells.n && r->cells.at[i].row == 0; i++) {
        csv.cols++;
    }
    if ((size_t)csv.rows * csv.cols > CELLS_MOST) {
        r->row = 0;
        r->col = csv.cols - 1;
        refuse(r, "a table of more than 33554432 cells; fewer columns, or several files");
        return r->rc;
    }
    csv.cells = rsp_arena_alloc(r->arena, (size_t)csv.rows * csv.cols + 1, sizeof *csv.cells);
    csv.lines = rsp_arena_alloc(r->arena, (size_t)csv.rows + 1, sizeof *csv.lines);
    if (csv.cells == NULL || csv.lines == NULL) {
        return RSP_ENOMEM;
    }
    for (size_t i = 0; i < (size_t)csv.rows * csv.cols; i++) {
        csv.cells[i] = "";
    }
    for (size_t i = 0; i < r->lines.n; i++) {
        csv.lines[i] = r->lines.at[i];
    }
    uint32_t col = 0;
    for (size_t i = 0; i < r->cells.n; i++) {
        uint32_t row = r->cells.at[i].row;
        col = i > 0 && r->cells.at[i - 1].row == row ? col + 1 : 0;
        if (col < csv.cols) {
            csv.cells[(size_t)row * csv.cols + col] = r->cells.at[i].text;
        } else if (r->cells.at[i].text[0] != '\0') {
            r->row = row;
            r->col = col;
            refuse(r, "a cell beyond the last heading; one heading for each column");
        }
    }
    if (r->rc == 0) {
        *ret = csv;
    }
    return r->rc;
}

int rsp_csv_parse(rsp_arena *a, const char *file, const char *text, size_t n, rsp_diag *d, rsp_csv *ret) {
    if (n >= 3 && memcmp(text, "\xEF\xBB\xBF", 3) == 0) {
        text += 3;
        n -= 3;
    }
    reader r = {.arena = a, .ctx = d->ctx, .file = file, .at = text, .end = text + n, .line = 1, .d = d};
    take_sep_line(&r);
    read_rows(&r);
    int rc = r.rc != 0 ? r.rc : fill(&r, ret);
    rsp_vec_done(r.ctx, &r.cells);
    rsp_vec_done(r.ctx, &r.lines);
    return rc;
}

static bool is_number(const char *s) {
    s += *s == '-' || *s == '+';
    bool any = false;
    for (; (*s >= '0' && *s <= '9') || *s == '.'; s++) {
        any = any || *s != '.';
    }
    return any && *s == '\0';
}

void rsp_csv_out_cell(rsp_buf *to, const char *cell, bool first) {
    if (!first) {
        rsp_buf_char(to, ',');
    }
    /* not to be taken for the file's own */
    bool mark = strncmp(cell, "\xEF\xBB\xBF", 3) == 0 || (first && strcmp(cell, "sep=") == 0);
    bool quote = strpbrk(cell, ",;\"\r\n\t") != NULL || cell[0] == ' ' || mark;
    bool guard = (cell[0] != '\0' && strchr("=+-@\t\r", cell[0]) != NULL && !is_number(cell)) ||
                 (cell[0] == '\'' && cell[1] != '\0' && strchr("=+-@\t\r'", cell[1]) != NULL);
    if (quote) {
        rsp_buf_char(to, '"');
    }
    if (guard) {
        rsp_buf_char(to, '\'');
    }
    for (const char *p = cell; *p != '\0'; p++) {
        if (*p == '"') {
            rsp_buf_char(to, '"');
        }
        rsp_buf_char(to, *p);
    }
    if (quote) {
        rsp_buf_char(to, '"');
    }
}

void rsp_csv_out_end(rsp_buf *to) {
    rsp_buf_str(to, "\r\n");
}
