/* A typed growing array whose failures can be tested. RSP_VEC(type) declares the struct; the macros
 * below work on a pointer to it. Not thread-safe. All sizes are checked for overflow. */
#ifndef RSP_BASE_VEC_H
#define RSP_BASE_VEC_H

#include "base/mem.h"

#define RSP_VEC(type)                                                                                        \
    struct {                                                                                                 \
        type *at;                                                                                            \
        size_t n;                                                                                            \
        size_t cap;                                                                                          \
    }

/* Makes room for one more element and yields 0 or RSP_ENOMEM: if (rsp_vec_grow(ctx, &v)) ...;
 * then v.at[v.n++] = x. */
#define rsp_vec_grow(ctx, v) rsp_vec_reserve_((ctx), (void **)&(v)->at, &(v)->cap, (v)->n, 1, sizeof *(v)->at)
#define rsp_vec_reserve(ctx, v, more)                                                                        \
    rsp_vec_reserve_((ctx), (void **)&(v)->at, &(v)->cap, (v)->n, (more), sizeof *(v)->at)
#define rsp_vec_push(ctx, v, x) (rsp_vec_grow((ctx), (v)) ? RSP_ENOMEM : ((v)->at[(v)->n++] = (x), 0))
#define rsp_vec_done(ctx, v)    (rsp_free((ctx), (v)->at), (v)->at = NULL, (v)->n = (v)->cap = 0)

int rsp_vec_reserve_(const rsp_ctx *ctx, void **at, size_t *cap, size_t n, size_t more, size_t size);

#endif
