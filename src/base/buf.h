/* A growing byte buffer that cannot be made without a maximum size (after curl's dynbuf).
 * A failed append makes the buffer stay failed: check once at the end with rsp_buf_ok. */
#ifndef RSP_BASE_BUF_H
#define RSP_BASE_BUF_H

#include "base/mem.h"

typedef struct rsp_buf {
    const rsp_ctx *ctx;
    char *at; /* always NUL-terminated once something was added */
    size_t n;
    size_t cap;
    size_t max;
    int failed; /* 0, RSP_ENOMEM or RSP_ELIMIT */
} rsp_buf;

rsp_buf rsp_buf_init(const rsp_ctx *ctx, size_t max_bytes);
void rsp_buf_done(rsp_buf *b); /* also the cleanup function: RSP_CLEANUP(rsp_buf_done) */
void rsp_buf_add(rsp_buf *b, const void *p, size_t n);
void rsp_buf_str(rsp_buf *b, const char *s);
void rsp_buf_char(rsp_buf *b, char c);
/* v / 10^decimals, exact: 362021000 with 7 is 36.2021000. 1 to 9 decimals. */
void rsp_buf_fixed(rsp_buf *b, int64_t v, unsigned decimals);
void rsp_buf_printf(rsp_buf *b, const char *fmt, ...) __attribute__((format(printf, 2, 3)));
/* 0, or the failure with *err set ("out of memory" / "more than N bytes"). */
int rsp_buf_ok(const rsp_buf *b, rsp_err *err) RSP_MUST_CHECK;

#endif
