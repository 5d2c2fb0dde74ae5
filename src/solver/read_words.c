/* Text read word by word, with places for its errors (read_inner.h). Numbers are decimal: what strtod takes
 * beyond that (nan, hexadecimal) is refused, and so is what is too large to be meant. */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "solver/read_inner.h"

rsp_words rsp_words_init(const rsp_ctx *ctx, rsp_arena *a, rsp_diag *d, const char *path, const char *text,
                         size_t n) {
    return (rsp_words){
        .ctx = ctx, .a = a, .d = d, .path = path, .at = text, .end = text + n, .line_start = text};
}

static bool is_blank(char c) {
    return c == ' ' || c == '\t' || c == '\r';
}

rsp_src rsp_words_src(const rsp_words *w) {
    return (rsp_src){.file = w->path, .line = w->line, .col = w->col};
}

bool rsp_words_line(rsp_words *w) {
    for (;;) {
        if (w->line > 0) {
            const char *nl = w->at < w->end ? memchr(w->at, '\n', (size_t)(w->end - w->at)) : NULL;
            if (nl == NULL) {
                w->at = w->end;
                return false;
            }
            w->at = nl + 1;
        }
        w->line++;
        w->line_start = w->at;
        w->col = 1;
        const char *p = w->at;
        while (p < w->end && is_blank(*p)) {
            p++;
        }
        if (p < w->end && *p != '\n') {
            return true;
        }
        if (p == w->end) {
            w->at = p;
            return false;
        }
    }
}

bool rsp_words_next(rsp_words *w) {
    while (w->at < w->end && is_blank(*w->at)) {
        w->at++;
    }
    w->col = (uint32_t)(w->at - w->line_start) + 1;
    w->word[0] = 0;
    size_t n = 0;
    while (w->at < w->end && !is_blank(*w->at) && *w->at != '\n') {
        if (n < sizeof w->word - 1) {
            w->word[n++] = *w->at != 0 ? *w->at : '?';
        }
        w->at++;
    }
    w->word[n] = 0;
    return n > 0;
}

bool rsp_words_next_any(rsp_words *w) {
    while (!rsp_words_next(w)) {
        if (!rsp_words_line(w)) {
            return false;
        }
    }
    return true;
}

bool rsp_words_as_number(rsp_words *w, const char *what, double low, double high, double *ret) {
    char *end = NULL;
    double v = strtod(w->word, &end);
    bool decimal = w->word[0] != 0 && strspn(w->word, "0123456789+-.eE") == strlen(w->word);
    if (!decimal || *end != 0 || !isfinite(v)) {
        rsp_diag_error(w->d, rsp_words_src(w), "'%s' where %s should stand; a number is expected", w->word,
                       what);
        return false;
    }
    if (v < low || v > high) {
        rsp_diag_error(w->d, rsp_words_src(w), "'%s' for %s; a number from %.10g to %.10g is expected",
                       w->word, what, low, high);
        return false;
    }
    *ret = v;
    return true;
}

bool rsp_words_number(rsp_words *w, const char *what, double low, double high, double *ret) {
    if (!rsp_words_next(w)) {
        rsp_diag_error(w->d, rsp_words_src(w), "the line ends where %s should stand; a number is expected",
                       what);
        return false;
    }
    return rsp_words_as_number(w, what, low, high, ret);
}

bool rsp_words_count(rsp_words *w, const char *what, uint32_t low, uint32_t high, uint32_t *ret) {
    double v = 0;
    if (!rsp_words_number(w, what, low, high, &v)) {
        return false;
    }
    if (v != floor(v)) {
        rsp_diag_error(w->d, rsp_words_src(w), "'%s' for %s; a whole number is expected", w->word, what);
        return false;
    }
    *ret = (uint32_t)v;
    return true;
}

bool rsp_words_no_more(rsp_words *w, const char *what) {
    if (rsp_words_next(w)) {
        rsp_diag_error(w->d, rsp_words_src(w), "'%s' after %s; the line should end there", w->word, what);
        return false;
    }
    return true;
}
