/* Byte buffers with a maximum (buf.h). */
#include "base/buf.h"

#include <stdarg.h>
#include <string.h>

rsp_buf rsp_buf_init(const rsp_ctx *ctx, size_t max_bytes) {
    return (rsp_buf){.ctx = ctx, .max = max_bytes};
}

void rsp_buf_done(rsp_buf *b) {
    if (b->ctx != NULL) {
        rsp_free(b->ctx, b->at);
    }
    b->at = NULL;
    b->n = b->cap = 0;
}

/* Room for n more bytes and a NUL. */
static bool room(rsp_buf *b, size_t n) {
    if (b->failed != 0) {
        return false;
    }
    if (n > b->max - b->n) {
        b->failed = RSP_ELIMIT;
        return false;
    }
    size_t want = b->n + n + 1;
    if (want > b->cap) {
        size_t cap = b->cap < 256 ? 256 : b->cap * 2;
        cap = cap < want ? want : cap;
        char *p = rsp_realloc(b->ctx, b->at, cap, 1);
        if (p == NULL) {
            b->failed = RSP_ENOMEM;
            return false;
        }
        b->at = p;
        b->cap = cap;
    }
    return true;
}

void rsp_buf_add(rsp_buf *b, const void *p, size_t n) {
    if (room(b, n)) {
        if (n > 0) {
            memcpy(b->at + b->n, p, n);
        }
        b->n += n;
        b->at[b->n] = '\0';
    }
}

void rsp_buf_str(rsp_buf *b, const char *s) {
    rsp_buf_add(b, s, strlen(s));
}

void rsp_buf_char(rsp_buf *b, char c) {
    rsp_buf_add(b, &c, 1);
}

void rsp_buf_fixed(rsp_buf *b, int64_t v, unsigned decimals) {
    char digits[32];
    unsigned n = 0;
    uint64_t left = v < 0 ? 0 - (uint64_t)v : (uint64_t)v;
    for (; left > 0 || n < decimals + 2; left /= 10) {
        digits[sizeof digits - ++n] = (char)('0' + left % 10);
        if (n == decimals) {
            digits[sizeof digits - ++n] = '.';
        }
    }
    if (v < 0) {
        digits[sizeof digits - ++n] = '-';
    }
    rsp_buf_add(b, digits + sizeof digits - n, n);
}

void rsp_buf_printf(rsp_buf *b, const char *fmt, ...) {
    va_list args;
    va_start(args, fmt);
    va_list again;
    va_copy(again, args);
    int n = vsnprintf(NULL, 0, fmt, args);
    va_end(args);
    if (n < 0) { /* a text past INT_MAX */
        b->failed = b->failed != 0 ? b->failed : RSP_ELIMIT;
    } else if (room(b, (size_t)n)) {
        (void)vsnprintf(b->at + b->n, (size_t)n + 1, fmt, again); /* measured just before */
        b->n += (size_t)n;
    }
    va_end(again);
}

int rsp_buf_ok(const rsp_buf *b, rsp_err *err) {
    if (b->failed == RSP_ELIMIT) {
        return rsp_fail(err, RSP_ELIMIT, "output of more than %zu bytes", b->max);
    }
    return b->failed == 0 ? 0 : rsp_fail(err, RSP_ENOMEM, "out of memory");
}
