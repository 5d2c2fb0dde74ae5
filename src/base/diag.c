/* All the errors of a file at once (diag.h). */
#include "base/diag.h"

#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

int rsp_diag_init(const rsp_ctx *ctx, rsp_diag *ret, rsp_err *err) {
    *ret = (rsp_diag){.ctx = ctx};
    return rsp_arena_new(ctx, (size_t)64 << 20, &ret->arena, err);
}

void rsp_diag_done(rsp_diag *d) {
    if (d->ctx != NULL) {
        rsp_free(d->ctx, d->at);
    }
    d->arena = rsp_arena_free(d->arena);
    d->at = NULL;
    d->n = d->cap = 0;
}

/* One line each, whatever the input held; and nothing that a terminal would obey (C0, DEL, C1). */
static void make_plain(char *text) {
    for (char *p = text; *p != '\0'; p++) {
        unsigned char c = (unsigned char)*p;
        unsigned char next = (unsigned char)p[1];
        if (c < 0x20 || c == 0x7F) {
            *p = ' ';
        } else if (c == 0xC2 && next >= 0x80 && next < 0xA0) {
            p[0] = p[1] = ' ';
        }
    }
}

static const char *keep(rsp_diag *d, const char *s) {
    char *p = s == NULL ? NULL : rsp_arena_strdup(d->arena, s);
    d->out_of_memory = d->out_of_memory || (s != NULL && p == NULL);
    if (p != NULL) {
        make_plain(p);
    }
    return p;
}

/* The last warning kept, or NULL: it gives way to an error, which must not go untold behind a thousand. */
static rsp_diag_item *last_warning(const rsp_diag *d) {
    for (size_t i = d->n; i-- > 0;) {
        if (d->at[i].warning) {
            return &d->at[i];
        }
    }
    return NULL;
}

__attribute__((format(printf, 4, 0))) static void add(rsp_diag *d, rsp_src at, bool warning, const char *fmt,
                                                      va_list args) {
    d->errors += !warning;
    d->warnings += warning;
    bool full = d->n >= RSP_DIAG_MAX;
    rsp_diag_item *gives_way = full && !warning && d->errors <= RSP_DIAG_MAX ? last_warning(d) : NULL;
    if (full && gives_way == NULL) {
        return;
    }
    if (!full && d->n == d->cap) {
        size_t cap = d->cap == 0 ? 16 : d->cap * 2;
        rsp_diag_item *p = rsp_realloc(d->ctx, d->at, cap, sizeof *p);
        if (p == NULL) {
            d->out_of_memory = true;
            return;
        }
        d->at = p;
        d->cap = cap;
    }
    char text[2048];
    (void)vsnprintf(text, sizeof text, fmt, args); /* a longer message is cut */
    make_plain(text);
    at.file = keep(d, at.file);
    at.pointer = keep(d, at.pointer);
    char *kept = rsp_arena_strdup(d->arena, text);
    if (kept == NULL) {
        d->out_of_memory = true;
        return;
    }
    *(gives_way != NULL ? gives_way : &d->at[d->n++]) = (rsp_diag_item){at, warning, kept};
}

void rsp_diag_error(rsp_diag *d, rsp_src at, const char *fmt, ...) {
    va_list args;
    va_start(args, fmt);
    add(d, at, false, fmt, args);
    va_end(args);
}

void rsp_diag_warn(rsp_diag *d, rsp_src at, const char *fmt, ...) {
    va_list args;
    va_start(args, fmt);
    add(d, at, true, fmt, args);
    va_end(args);
}

int rsp_diag_result(const rsp_diag *d, rsp_err *err) {
    if (d->out_of_memory) {
        return rsp_fail(err, RSP_ENOMEM, "out of memory");
    }
    return d->errors == 0 ? 0
                          : rsp_fail(err, RSP_EINPUT, "%zu error%s", d->errors, d->errors == 1 ? "" : "s");
}

static int by_place(const void *x, const void *y) {
    const rsp_diag_item *a = *(const rsp_diag_item *const *)x;
    const rsp_diag_item *b = *(const rsp_diag_item *const *)y;
    const char *fa = a->at.file != NULL ? a->at.file : "";
    const char *fb = b->at.file != NULL ? b->at.file : "";
    int c = strcmp(fa, fb);
    c = c != 0 ? c : (a->at.line > b->at.line) - (a->at.line < b->at.line);
    c = c != 0 ? c : (a->at.col > b->at.col) - (a->at.col < b->at.col);
    return c != 0 ? c : (a > b) - (a < b);
}

static void print_item(const rsp_diag_item *it, FILE *to) {
    const rsp_src *at = &it->at;
    bool row = at->line > 0 && at->col == 0 && at->pointer != NULL && at->pointer[0] != '/';
    if (at->file != NULL) {
        fprintf(to, "%s:", at->file);
    }
    if (at->line > 0) {
        fprintf(to, "%u:", at->line);
    }
    if (at->line > 0 && at->col > 0) {
        fprintf(to, "%u:", at->col);
    }
    if (at->pointer != NULL) { /* a column's name stands where the number of the column would */
        fprintf(to, "%s%s:", row || (at->file == NULL && at->line == 0) ? "" : " ",
                at->pointer[0] != '\0' ? at->pointer : "(whole file)");
    }
    fprintf(to, "%s%s%s\n", at->file != NULL || at->line > 0 || at->pointer != NULL ? " " : "",
            it->warning ? "warning: " : "", it->text);
}

void rsp_diag_print(const rsp_diag *d, FILE *to) {
    const rsp_diag_item **order = rsp_calloc(d->ctx, d->n + 1, sizeof *order);
    for (size_t i = 0; i < d->n && order != NULL; i++) {
        order[i] = &d->at[i];
    }
    if (order != NULL) {
        qsort(order, d->n, sizeof *order, by_place);
    }
    for (size_t i = 0; i < d->n; i++) {
        print_item(order != NULL ? order[i] : &d->at[i], to);
    }
    rsp_free(d->ctx, order);
    size_t total = d->errors + d->warnings;
    if (total > d->n) {
        fprintf(to, "... and %zu more\n", total - d->n);
    }
}
