/* What the readers share. Private to src/solver/read*.c. */
#ifndef RSP_SOLVER_READ_INNER_H
#define RSP_SOLVER_READ_INNER_H

#include "base/vec.h"
#include "solver/read.h"

/* A text read word by word; errors go to the diagnostics with the place of the word. */
typedef struct rsp_words {
    const rsp_ctx *ctx;
    rsp_arena *a;
    rsp_diag *d;
    const char *path;
    const char *at, *end; /* the rest of the current line begins at `at` */
    const char *line_start;
    uint32_t line; /* from 1; 0 before the first */
    char word[64]; /* the last word, cut, NUL-terminated */
    uint32_t col;  /* where it began; past the last word of a line where that had no more */
} rsp_words;
rsp_words rsp_words_init(const rsp_ctx *ctx, rsp_arena *a, rsp_diag *d, const char *path, const char *text,
                         size_t n);
bool rsp_words_line(rsp_words *w);         /* to the next line that is not blank; false at the end */
bool rsp_words_next(rsp_words *w);         /* the next word of this line into w->word; false where it ends */
bool rsp_words_next_any(rsp_words *w);     /* the next word of this line or a later one */
rsp_src rsp_words_src(const rsp_words *w); /* the last word's place */
/* Whether the next word is a number within [low, high]; told where it is not ("what" names it). */
bool rsp_words_number(rsp_words *w, const char *what, double low, double high, double *ret);
/* The same of a whole number. */
bool rsp_words_count(rsp_words *w, const char *what, uint32_t low, uint32_t high, uint32_t *ret);
/* The last word as a number. */
bool rsp_words_as_number(rsp_words *w, const char *what, double low, double high, double *ret);
/* Tells where the line has words left. */
bool rsp_words_no_more(rsp_words *w, const char *what);

#define RSP_WORDS_FAR 1e9 /* no coordinate, time or load in a file is larger */

typedef RSP_VEC(rsp_vrp_row) rsp_rows;
/* Whether labels differ and windows are the right way round; told where they are not. */
int rsp_rows_check(const rsp_ctx *ctx, rsp_diag *d, const char *path, const rsp_vrp_row *rows, uint32_t n,
                   rsp_err *err) RSP_MUST_CHECK;
/* The row with a label, or RSP_VRP_NONE. by_label as made by rsp_rows_by_label. */
int rsp_rows_by_label(const rsp_ctx *ctx, const rsp_vrp_row *rows, uint32_t n, uint32_t **ret,
                      rsp_err *err) RSP_MUST_CHECK;
uint32_t rsp_rows_find(const rsp_vrp_row *rows, const uint32_t *by_label, uint32_t n, uint32_t label);

/* Each fills f->rows, n_rows, fleet, n_fleet (and weights) and leaves errors in w->d; 0 or RSP_ENOMEM. */
int rsp_read_toptw(rsp_words *w, const rsp_vrp_read_options *o, rsp_vrp_file *f, uint32_t *ret_fleet,
                   rsp_err *err) RSP_MUST_CHECK;
int rsp_read_solomon(rsp_words *w, const rsp_vrp_read_options *o, rsp_vrp_file *f, uint32_t *ret_fleet,
                     rsp_err *err) RSP_MUST_CHECK;
int rsp_read_lilim(rsp_words *w, const rsp_vrp_read_options *o, rsp_vrp_file *f, uint32_t *ret_fleet,
                   rsp_err *err) RSP_MUST_CHECK;
int rsp_read_vrplib(rsp_words *w, const rsp_vrp_read_options *o, rsp_vrp_file *f, uint32_t *ret_fleet,
                    rsp_err *err) RSP_MUST_CHECK;
/* Fills f->problem and f->vroom itself. */
int rsp_read_vroom(const rsp_ctx *ctx, rsp_arena *a, const rsp_vrp_read_options *o, const char *text,
                   size_t n, rsp_diag *d, rsp_vrp_file *f, rsp_err *err) RSP_MUST_CHECK;

/* Rows and fleet in integers by the file's convention: f->problem. */
int rsp_read_build(rsp_arena *a, rsp_vrp_file *f, uint32_t n_fleet, rsp_diag *d, rsp_err *err) RSP_MUST_CHECK;

#endif
