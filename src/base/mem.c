/* The context's allocator, and arenas of growing blocks (mem.h). */
#include "base/mem.h"

#include <stdarg.h>
#include <string.h>

void *rsp_calloc(const rsp_ctx *ctx, size_t n, size_t size) {
    size_t bytes = 0;
    if (__builtin_mul_overflow(n, size, &bytes)) {
        return NULL;
    }
    void *p = ctx->env->alloc(ctx->env->user, bytes > 0 ? bytes : 1);
    if (p != NULL) {
        memset(p, 0, bytes);
    }
    return p;
}

void *rsp_realloc(const rsp_ctx *ctx, void *p, size_t n, size_t size) {
    size_t bytes = 0;
    if (__builtin_mul_overflow(n, size, &bytes)) {
        return NULL;
    }
    return ctx->env->resize(ctx->env->user, p, bytes > 0 ? bytes : 1);
}

void rsp_free(const rsp_ctx *ctx, void *p) {
    if (p != NULL) {
        ctx->env->release(ctx->env->user, p);
    }
}

#define FIRST_BLOCK   4096
#define LARGEST_BLOCK ((size_t)1 << 20)
#define ALIGN         16

typedef struct block {
    struct block *next;
    size_t n, cap;
    _Alignas(ALIGN) char bytes[];
} block;

struct rsp_arena {
    rsp_ctx ctx;
    block *blocks; /* the newest first */
    size_t total, max;
};

int rsp_arena_new(const rsp_ctx *ctx, size_t max_bytes, rsp_arena **ret, rsp_err *err) {
    rsp_arena *a = rsp_calloc(ctx, 1, sizeof *a);
    if (a == NULL) {
        return rsp_fail(err, RSP_ENOMEM, "out of memory");
    }
    a->ctx = *ctx;
    a->max = max_bytes > 0 ? max_bytes : (size_t)4 << 30;
    *ret = a;
    return 0;
}

rsp_arena *rsp_arena_free(rsp_arena *a) {
    if (a != NULL) {
        for (block *b = a->blocks; b != NULL;) {
            block *next = b->next;
            rsp_free(&a->ctx, b);
            b = next;
        }
        rsp_ctx ctx = a->ctx;
        rsp_free(&ctx, a);
    }
    return NULL;
}

static block *grow(rsp_arena *a, size_t bytes) {
    size_t cap = a->blocks == NULL ? FIRST_BLOCK : a->blocks->cap * 2;
    cap = cap > LARGEST_BLOCK ? LARGEST_BLOCK : cap;
    cap = cap < bytes ? bytes : cap;
    if (cap > a->max - a->total) {
        cap = bytes; /* the last bytes under the limit are still good */
    }
    size_t size = 0;
    if (cap > a->max - a->total || __builtin_add_overflow(cap, sizeof(block), &size)) {
        return NULL;
    }
    block *b = a->ctx.env->alloc(a->ctx.env->user, size);
    if (b == NULL) {
        return NULL;
    }
    *b = (block){.next = a->blocks, .cap = cap};
    a->total += cap;
    a->blocks = b;
    return b;
}

void *rsp_arena_alloc(rsp_arena *a, size_t n, size_t size) {
    size_t bytes = 0;
    if (__builtin_mul_overflow(n, size, &bytes) || __builtin_add_overflow(bytes, ALIGN - 1, &bytes)) {
        return NULL;
    }
    bytes &= ~(size_t)(ALIGN - 1);
    bytes = bytes > 0 ? bytes : ALIGN;
    block *b = a->blocks;
    if (b == NULL || b->cap - b->n < bytes) {
        b = grow(a, bytes);
        if (b == NULL) {
            return NULL;
        }
    }
    void *p = b->bytes + b->n;
    b->n += bytes;
    memset(p, 0, bytes);
    return p;
}

char *rsp_arena_strndup(rsp_arena *a, const char *s, size_t n) {
    char *p = n == SIZE_MAX ? NULL : rsp_arena_alloc(a, n + 1, 1);
    if (p != NULL && n > 0) {
        memcpy(p, s, n);
    }
    return p;
}

char *rsp_arena_strdup(rsp_arena *a, const char *s) {
    return rsp_arena_strndup(a, s, strlen(s));
}

char *rsp_arena_printf(rsp_arena *a, const char *fmt, ...) {
    va_list args;
    va_start(args, fmt);
    va_list again;
    va_copy(again, args);
    int n = vsnprintf(NULL, 0, fmt, args);
    va_end(args);
    char *p = n < 0 ? NULL : rsp_arena_alloc(a, (size_t)n + 1, 1);
    if (p != NULL) {
        (void)vsnprintf(p, (size_t)n + 1, fmt, again); /* measured just before */
    }
    va_end(again);
    return p;
}
