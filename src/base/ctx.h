/* The context: everything a function may take from the world, handed in, so that tests can fake it.
 *
 * One context per thread of control; a child made with rsp_ctx_child shares the environment and the
 * cancel flag but may be used on another thread. No globals anywhere else. */
#ifndef RSP_BASE_CTX_H
#define RSP_BASE_CTX_H

#include <stdatomic.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>

#include "base/err.h"

/* The environment: allocation, clocks, files. The default (rsp_env_system) is the operating system;
 * tests replace single functions, or wrap it with rsp_env_faulty to make the k-th call fail. */
typedef struct rsp_env {
    void *user;
    void *(*alloc)(void *user, size_t size);           /* NULL when out of memory */
    void *(*resize)(void *user, void *p, size_t size); /* as realloc; p stays valid on failure */
    void (*release)(void *user, void *p);              /* NULL allowed */
    int64_t (*now_s)(
        void *user); /* seconds since 1970-01-01T00:00Z: only for stamps in logs, never for planning */
    int64_t (*monotonic_ns)(void *user);
    int (*open_read)(void *user, const char *path);                  /* file descriptor or -errno */
    int (*open_write)(void *user, const char *path);                 /* creates or truncates; fd or -errno */
    int64_t (*read)(void *user, int fd, void *buf, size_t n);        /* bytes, 0 at the end, or -errno */
    int64_t (*write)(void *user, int fd, const void *buf, size_t n); /* bytes or -errno */
    int (*sync)(void *user, int fd);                                 /* 0 or -errno */
    int (*close)(void *user, int fd);                                /* 0 or -errno */
    int (*rename)(void *user, const char *from, const char *to);     /* 0 or -errno */
    int (*unlink)(void *user, const char *path);                     /* 0 or -errno */
    int (*mkdir)(void *user, const char *path); /* 0 (also where it is there already) or -errno */
} rsp_env;

typedef struct rsp_ctx {
    const rsp_env *env;
    atomic_int *cancel;       /* set by a signal or a caller; long loops poll rsp_cancelled */
    uint64_t max_input_bytes; /* largest file any reader accepts; default 1 GiB */
} rsp_ctx;

/* The operating system's environment; a static table, thread-safe. */
const rsp_env *rsp_env_system(void);

/* A context over env (NULL: the system) and a cancel flag (NULL: never cancelled). */
rsp_ctx rsp_ctx_init(const rsp_env *env, atomic_int *cancel);

static inline bool rsp_cancelled(const rsp_ctx *ctx) {
    return ctx->cancel != NULL && atomic_load_explicit(ctx->cancel, memory_order_relaxed) != 0;
}

/* Fault injection: a copy of `under` whose k-th fallible call (allocation, read, write, sync, rename,
 * open, mkdir; counted from 0) fails with ENOMEM, EIO or ENOSPC. k < 0: only counts. Not thread-safe. */
typedef struct rsp_faults {
    const rsp_env *under;
    int64_t fail_at;
    int64_t calls; /* fallible calls seen so far */
    int64_t live;  /* allocations not yet released */
    bool failed;   /* the fault has been delivered */
} rsp_faults;
rsp_env rsp_env_faulty(rsp_faults *faults);

/* Runs body for k = 0, 1, 2 ... with the k-th fallible call failing, until a run meets no fault. body
 * sees `ctx` (an rsp_ctx *) and must leave its result code in the int `rc`. After each failed run the
 * loop calls `on_fail` which must check that rc is a clean negative code. Leaks show in faults.live. */
#define RSP_FAULT_LOOP(ctx, rc, faults, body, on_fail)                                                       \
    for (int64_t rsp_k_ = 0;; rsp_k_++) {                                                                    \
        rsp_faults faults = {.under = rsp_env_system(), .fail_at = rsp_k_};                                  \
        rsp_env rsp_fenv_ = rsp_env_faulty(&faults);                                                         \
        rsp_ctx rsp_fctx_ = rsp_ctx_init(&rsp_fenv_, NULL);                                                  \
        rsp_ctx *ctx = &rsp_fctx_;                                                                           \
        int rc = 0;                                                                                          \
        body;                                                                                                \
        if (!faults.failed) {                                                                                \
            break;                                                                                           \
        }                                                                                                    \
        on_fail;                                                                                             \
    }

#endif
