/* Reading a file of any format (read.h): the format is guessed from the content, read into rows, and the rows
 * are turned into integers. */
#include "solver/read.h"

#include <ctype.h>
#include <string.h>

#include "solver/read_inner.h"

static const char *const FORMATS[] = {"", "toptw", "solomon", "lilim", "vrplib", "vroom"};
static const char *const CONVENTIONS[] = {"", "dimacs", "sintef"};

const char *rsp_vrp_format_name(rsp_vrp_format f) {
    return FORMATS[f];
}

int rsp_vrp_format_find(const char *name, rsp_vrp_format *ret) {
    for (int i = 1; i <= RSP_VRP_VROOM; i++) {
        if (strcmp(name, FORMATS[i]) == 0) {
            *ret = (rsp_vrp_format)i;
            return 0;
        }
    }
    return RSP_ENOTFOUND;
}

int rsp_vrp_convention_find(const char *name, rsp_vrp_convention *ret) {
    for (int i = 1; i <= RSP_VRP_SINTEF; i++) {
        if (strcmp(name, CONVENTIONS[i]) == 0) {
            *ret = (rsp_vrp_convention)i;
            return 0;
        }
    }
    return RSP_ENOTFOUND;
}

static uint32_t count_words(rsp_words *w) {
    uint32_t n = 0;
    while (n < 100 && rsp_words_next(w)) {
        n++;
    }
    return n;
}

/* JSON begins with a brace; VRPLIB says DIMENSION, Solomon VEHICLE; the second line of Li & Lim's files is
 * the depot with its nine numbers, that of TOPTW files has two. */
static rsp_vrp_format guess(rsp_words w) {
    bool first_is_number = false;
    for (uint32_t i = 0; i < 1000 && rsp_words_line(&w); i++) {
        if (i == 1 && first_is_number) {
            return count_words(&w) >= 8 ? RSP_VRP_LILIM : RSP_VRP_TOPTW;
        }
        (void)rsp_words_next(&w);
        if (i == 0 && (w.word[0] == '{' || w.word[0] == '[')) {
            return RSP_VRP_VROOM;
        }
        first_is_number = first_is_number || (i == 0 && (isdigit((unsigned char)w.word[0]) != 0));
        if (strcmp(w.word, "VEHICLE") == 0 || strcmp(w.word, "CUSTOMER") == 0) {
            return RSP_VRP_SOLOMON;
        }
        if (strncmp(w.word, "DIMENSION", 9) == 0 || strstr(w.word, "_SECTION") != NULL) {
            return RSP_VRP_VRPLIB;
        }
    }
    return RSP_VRP_GUESS;
}

static int read_rows(rsp_words *w, const rsp_vrp_read_options *o, rsp_vrp_format content, rsp_vrp_file *f,
                     uint32_t *ret_fleet, rsp_err *err) {
    if (f->format == RSP_VRP_TOPTW) {
        return content == RSP_VRP_SOLOMON ? rsp_read_solomon(w, o, f, ret_fleet, err)
                                          : rsp_read_toptw(w, o, f, ret_fleet, err);
    }
    return f->format == RSP_VRP_SOLOMON ? rsp_read_solomon(w, o, f, ret_fleet, err)
           : f->format == RSP_VRP_LILIM ? rsp_read_lilim(w, o, f, ret_fleet, err)
                                        : rsp_read_vrplib(w, o, f, ret_fleet, err);
}

static int read_text(const rsp_ctx *ctx, rsp_arena *a, const rsp_vrp_read_options *o, const char *text,
                     size_t n, rsp_diag *d, rsp_vrp_file *f, rsp_err *err) {
    rsp_words w = rsp_words_init(ctx, a, d, f->path, text, n);
    rsp_vrp_format content = guess(w);
    uint32_t n_fleet = 0;
    f->format = o->format != RSP_VRP_GUESS ? o->format : content;
    if (f->format == RSP_VRP_GUESS) {
        rsp_diag_error(d, (rsp_src){.file = f->path, .line = 1},
                       "the content is of no format that is known; toptw, solomon, lilim, vrplib or vroom is "
                       "expected (--format)");
        return rsp_diag_result(d, err);
    }
    if (f->format == RSP_VRP_VROOM) {
        return rsp_read_vroom(ctx, a, o, text, n, d, f, err);
    }
    if (f->convention == RSP_VRP_USUAL || f->format == RSP_VRP_VRPLIB) {
        f->convention = f->format == RSP_VRP_LILIM ? RSP_VRP_SINTEF : RSP_VRP_DIMACS;
    }
    f->decimals = f->convention == RSP_VRP_SINTEF ? -1 : 1;
    rsp_vrp_read_options given = *o;
    given.tours = o->tours > 0 ? o->tours : 1;
    if (f->format == RSP_VRP_TOPTW) {
        f->decimals = o->decimals >= 0 && o->decimals <= 6 ? o->decimals : 1;
    }
    RSP_TRY(read_rows(&w, &given, content, f, &n_fleet, err));
    RSP_TRY(rsp_diag_result(d, err));
    RSP_TRY(rsp_rows_check(ctx, d, f->path, f->rows, f->n_rows, err));
    RSP_TRY(rsp_diag_result(d, err));
    return rsp_read_build(a, f, n_fleet, d, err);
}

int rsp_vrp_read(const rsp_ctx *ctx, rsp_arena *a, const rsp_vrp_read_options *o, const char *path,
                 const char *text, size_t n, rsp_diag *d, rsp_vrp_file **ret, rsp_err *err) {
    rsp_vrp_file *f = rsp_arena_alloc(a, 1, sizeof *f);
    char *kept = rsp_arena_strdup(a, path);
    if (f == NULL || kept == NULL) {
        return rsp_fail(err, RSP_ENOMEM, "out of memory");
    }
    f->path = kept;
    f->convention = o->convention;
    RSP_TRY(read_text(ctx, a, o, text, n, d, f, err));
    *ret = f;
    return 0;
}
