/* Memory: the context's allocator, arenas, and cleanup by attribute.
 *
 * An arena hands out memory that is all freed at once: one per loaded situation, solve, plan. */
#ifndef RSP_BASE_MEM_H
#define RSP_BASE_MEM_H

#include "base/ctx.h"

/* n * size bytes, zeroed; overflow and out of memory both give NULL. Free with rsp_free. */
void *rsp_calloc(const rsp_ctx *ctx, size_t n, size_t size) RSP_MUST_CHECK;
/* Grows or shrinks to n * size bytes (new bytes undefined); NULL on failure, p then still valid. */
void *rsp_realloc(const rsp_ctx *ctx, void *p, size_t n, size_t size) RSP_MUST_CHECK;
void rsp_free(const rsp_ctx *ctx, void *p);

typedef struct rsp_arena rsp_arena;
/* An empty arena that may hold at most max_bytes (0: 4 GiB). *ret freed with rsp_arena_free. */
int rsp_arena_new(const rsp_ctx *ctx, size_t max_bytes, rsp_arena **ret, rsp_err *err) RSP_MUST_CHECK;
rsp_arena *rsp_arena_free(rsp_arena *a); /* NULL allowed; returns NULL */
/* n * size zeroed bytes, aligned for any type; NULL when out of memory or past the limit. */
void *rsp_arena_alloc(rsp_arena *a, size_t n, size_t size) RSP_MUST_CHECK;
/* Copies of text; NULL on failure. */
char *rsp_arena_strdup(rsp_arena *a, const char *s) RSP_MUST_CHECK;
char *rsp_arena_strndup(rsp_arena *a, const char *s, size_t n) RSP_MUST_CHECK;
char *rsp_arena_printf(rsp_arena *a, const char *fmt, ...)
    __attribute__((format(printf, 2, 3))) RSP_MUST_CHECK;

#define RSP_CLEANUP(fn) __attribute__((cleanup(fn)))
/* Moves a pointer out of a cleanup variable. */
#define RSP_TAKE(p)                                                                                          \
    __extension__({                                                                                          \
        __auto_type rsp_taken_ = (p);                                                                        \
        (p) = NULL;                                                                                          \
        rsp_taken_;                                                                                          \
    })
/* Defines name_p, the cleanup function of a pointer variable freed by fn. */
#define RSP_DEFINE_CLEANUP(type, fn)                                                                         \
    static inline void fn##_p(type **p) {                                                                    \
        *p = fn(*p);                                                                                         \
    }
RSP_DEFINE_CLEANUP(rsp_arena, rsp_arena_free)

#endif
