/* The system's environment, and one that fails on purpose (ctx.h). */
#include "base/ctx.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

static void *sys_alloc(void *user, size_t size) {
    (void)user;
    return malloc(size);
}

static void *sys_resize(void *user, void *p, size_t size) {
    (void)user;
    return realloc(p, size);
}

static void sys_release(void *user, void *p) {
    (void)user;
    free(p);
}

static int64_t sys_now(void *user) {
    (void)user;
    struct timespec t = {0};
    (void)clock_gettime(CLOCK_REALTIME, &t); /* cannot fail with this clock */
    return t.tv_sec;
}

static int64_t sys_monotonic(void *user) {
    (void)user;
    struct timespec t = {0};
    (void)clock_gettime(CLOCK_MONOTONIC, &t); /* cannot fail with this clock */
    return (int64_t)t.tv_sec * 1000000000 + t.tv_nsec;
}

static int sys_open_read(void *user, const char *path) {
    (void)user;
    int fd = open(path, O_RDONLY | O_CLOEXEC);
    return fd < 0 ? -errno : fd;
}

static int sys_open_write(void *user, const char *path) {
    (void)user;
    int fd = open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0666);
    return fd < 0 ? -errno : fd;
}

static int64_t sys_read(void *user, int fd, void *buf, size_t n) {
    (void)user;
    ssize_t got = 0;
    do {
        got = read(fd, buf, n);
    } while (got < 0 && errno == EINTR);
    return got < 0 ? -errno : got;
}

static int64_t sys_write(void *user, int fd, const void *buf, size_t n) {
    (void)user;
    ssize_t put = 0;
    do {
        put = write(fd, buf, n);
    } while (put < 0 && errno == EINTR);
    return put < 0 ? -errno : put;
}

static int sys_sync(void *user, int fd) {
    (void)user;
    return fsync(fd) != 0 ? -errno : 0;
}

static int sys_close(void *user, int fd) {
    (void)user;
    return close(fd) != 0 ? -errno : 0;
}

static int sys_rename(void *user, const char *from, const char *to) {
    (void)user;
    return rename(from, to) != 0 ? -errno : 0;
}

static int sys_unlink(void *user, const char *path) {
    (void)user;
    return unlink(path) != 0 ? -errno : 0;
}

static int sys_mkdir(void *user, const char *path) {
    (void)user;
    if (mkdir(path, 0777) == 0) {
        return 0;
    }
    int why = errno;
    struct stat st;
    return why == EEXIST && stat(path, &st) == 0 && S_ISDIR(st.st_mode) ? 0 : -why;
}

const rsp_env *rsp_env_system(void) {
    static const rsp_env env = {
        .alloc = sys_alloc,
        .resize = sys_resize,
        .release = sys_release,
        .now_s = sys_now,
        .monotonic_ns = sys_monotonic,
        .open_read = sys_open_read,
        .open_write = sys_open_write,
        .read = sys_read,
        .write = sys_write,
        .sync = sys_sync,
        .close = sys_close,
        .rename = sys_rename,
        .unlink = sys_unlink,
        .mkdir = sys_mkdir,
    };
    return &env;
}

rsp_ctx rsp_ctx_init(const rsp_env *env, atomic_int *cancel) {
    return (rsp_ctx){env != NULL ? env : rsp_env_system(), cancel, 1ULL << 30};
}

/* --- the failing environment --- */

static bool fails(rsp_faults *f) {
    bool now = f->calls++ == f->fail_at;
    f->failed = f->failed || now;
    return now;
}

static void *bad_alloc(void *user, size_t size) {
    rsp_faults *f = user;
    if (fails(f)) {
        return NULL;
    }
    void *p = f->under->alloc(f->under->user, size);
    f->live += p != NULL;
    return p;
}

static void *bad_resize(void *user, void *p, size_t size) {
    rsp_faults *f = user;
    if (fails(f)) {
        return NULL;
    }
    void *q = f->under->resize(f->under->user, p, size);
    f->live += p == NULL && q != NULL;
    return q;
}

static void bad_release(void *user, void *p) {
    rsp_faults *f = user;
    f->live -= p != NULL;
    f->under->release(f->under->user, p);
}

static int64_t bad_now(void *user) {
    rsp_faults *f = user;
    return f->under->now_s(f->under->user);
}

static int64_t bad_monotonic(void *user) {
    rsp_faults *f = user;
    return f->under->monotonic_ns(f->under->user);
}

static int bad_open_read(void *user, const char *path) {
    rsp_faults *f = user;
    return fails(f) ? -EIO : f->under->open_read(f->under->user, path);
}

static int bad_open_write(void *user, const char *path) {
    rsp_faults *f = user;
    return fails(f) ? -ENOSPC : f->under->open_write(f->under->user, path);
}

static int64_t bad_read(void *user, int fd, void *buf, size_t n) {
    rsp_faults *f = user;
    return fails(f) ? -EIO : f->under->read(f->under->user, fd, buf, n);
}

static int64_t bad_write(void *user, int fd, const void *buf, size_t n) {
    rsp_faults *f = user;
    if (!fails(f)) {
        return f->under->write(f->under->user, fd, buf, n);
    }
    if (n > 1) { /* a full disk takes a part first */
        (void)f->under->write(f->under->user, fd, buf, n / 2);
    }
    return -ENOSPC;
}

static int bad_sync(void *user, int fd) {
    rsp_faults *f = user;
    return fails(f) ? -EIO : f->under->sync(f->under->user, fd);
}

static int bad_close(void *user, int fd) {
    rsp_faults *f = user;
    return f->under->close(f->under->user, fd);
}

static int bad_rename(void *user, const char *from, const char *to) {
    rsp_faults *f = user;
    return fails(f) ? -EIO : f->under->rename(f->under->user, from, to);
}

static int bad_unlink(void *user, const char *path) {
    rsp_faults *f = user;
    return f->under->unlink(f->under->user, path);
}

static int bad_mkdir(void *user, const char *path) {
    rsp_faults *f = user;
    return fails(f) ? -ENOSPC : f->under->mkdir(f->under->user, path);
}

rsp_env rsp_env_faulty(rsp_faults *faults) {
    return (rsp_env){
        .user = faults,
        .alloc = bad_alloc,
        .resize = bad_resize,
        .release = bad_release,
        .now_s = bad_now,
        .monotonic_ns = bad_monotonic,
        .open_read = bad_open_read,
        .open_write = bad_open_write,
        .read = bad_read,
        .write = bad_write,
        .sync = bad_sync,
        .close = bad_close,
        .rename = bad_rename,
        .unlink = bad_unlink,
        .mkdir = bad_mkdir,
    };
}
