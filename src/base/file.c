/* Whole files in and out, and SHA-256 (file.h). */
#include "base/file.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <sodium.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#define PIECE     65536
#define PATH_MOST 4096
#define TEMP_MARK ".tmp-"

/* What an open that failed with why (-errno) means: a failing disk is not a wrong name. */
static int cannot_open(const char *path, int why, rsp_err *err) {
    return rsp_fail(err, why == -EIO ? RSP_EIO : RSP_EINPUT, "%s: cannot be opened: %s", path,
                    strerror(-why));
}

static int cannot_read(const char *path, int64_t why, rsp_err *err) {
    return why == -EISDIR ? rsp_fail(err, RSP_EINPUT, "%s: is a folder; a file is wanted", path)
                          : rsp_fail(err, RSP_EIO, "%s: cannot be read: %s", path, strerror((int)-why));
}

static int read_all(const rsp_ctx *ctx, const char *path, int fd, rsp_buf *b, rsp_err *err) {
    char piece[PIECE];
    for (;;) {
        int64_t got = ctx->env->read(ctx->env->user, fd, piece, sizeof piece);
        if (got < 0) {
            return cannot_read(path, got, err);
        }
        if (got == 0) {
            break;
        }
        rsp_buf_add(b, piece, (size_t)got);
        if (b->failed != 0) {
            break;
        }
    }
    rsp_buf_add(b, "", 0); /* an empty file too ends in a NUL */
    if (b->failed == RSP_ELIMIT) {
        return rsp_fail(err, RSP_ELIMIT, "%s: more than %zu bytes, the largest input taken", path, b->max);
    }
    return rsp_buf_ok(b, err);
}

int rsp_file_read(const rsp_ctx *ctx, const char *path, rsp_buf *ret, rsp_err *err) {
    bool in = strcmp(path, "-") == 0;
    int fd = in ? STDIN_FILENO : ctx->env->open_read(ctx->env->user, path);
    if (fd < 0) {
        return cannot_open(path, fd, err);
    }
    rsp_buf b = rsp_buf_init(ctx, ctx->max_input_bytes);
    int rc = read_all(ctx, path, fd, &b, err);
    if (!in) {
        (void)ctx->env->close(ctx->env->user, fd); /* nothing was written through it */
    }
    if (rc != 0) {
        rsp_buf_done(&b);
        return rc;
    }
    *ret = b;
    return 0;
}

static int write_all(const rsp_ctx *ctx, int fd, const char *p, size_t n) {
    while (n > 0) {
        int64_t put = ctx->env->write(ctx->env->user, fd, p, n);
        if (put <= 0) {
            return put < 0 ? (int)put : -EIO;
        }
        p += put;
        n -= (size_t)put;
    }
    return 0;
}

/* So that the new name itself is on disk; 0 or -errno. Some file systems cannot open or sync a folder: that
 * is no failure, but a disk that says it lost the name is one. */
static int sync_folder(const rsp_ctx *ctx, const char *path) {
    char dir[PATH_MOST];
    const char *slash = strrchr(path, '/');
    size_t n = slash == NULL ? 0 : (size_t)(slash - path);
    memcpy(dir, path, n);
    dir[n] = '\0';
    int rc = ctx->env->open_read(ctx->env->user, slash == NULL ? "." : (n == 0 ? "/" : dir));
    if (rc >= 0) {
        int fd = rc;
        rc = ctx->env->sync(ctx->env->user, fd);
        (void)ctx->env->close(ctx->env->user, fd); /* read only */
    }
    return rc == -EIO || rc == -ENOSPC || rc == -EDQUOT ? rc : 0;
}

/* Writes and closes fd; 0 or -errno. */
static int fill(const rsp_ctx *ctx, int fd, const void *p, size_t n) {
    int rc = write_all(ctx, fd, p, n);
    if (rc == 0) {
        rc = ctx->env->sync(ctx->env->user, fd);
        rc = rc == -EINVAL ? 0 : rc; /* a pipe or a device has nothing to sync */
    }
    int closed = ctx->env->close(ctx->env->user, fd);
    return rc == 0 ? closed : rc;
}

/* The file that path names through symbolic links, so that a link stays a link; path itself where there
 * is none. *ret_mode: of the file that is there, 0 where none is. */
static const char *real_target(const char *path, char real[PATH_MOST], mode_t *ret_mode) {
    struct stat st;
    *ret_mode = stat(path, &st) == 0 ? st.st_mode : 0;
    char *found =
        *ret_mode != 0 && lstat(path, &st) == 0 && S_ISLNK(st.st_mode) ? realpath(path, real) : NULL;
    return found != NULL ? found : path;
}

/* Whether the writer of a temporary file is gone: no process has its number, and none (of another container,
 * where numbers differ) holds the file. */
static bool is_left(const char *temp, long pid) {
    if (kill((pid_t)pid, 0) == 0 || errno != ESRCH) {
        return false;
    }
    int fd = open(temp, O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC);
    struct stat st;
    bool left = fd >= 0 && fstat(fd, &st) == 0 && S_ISREG(st.st_mode) && flock(fd, LOCK_EX | LOCK_NB) == 0;
    if (fd >= 0) {
        (void)close(fd);
    }
    return left;
}

/* The PID in a name that begins with base (n bytes) and goes on ".tmp-PID"; 0 where it is none of these. */
static long pid_of_temp(const char *name, const char *base, size_t n) {
    if (strncmp(name, base, n) != 0 || strncmp(name + n, TEMP_MARK, strlen(TEMP_MARK)) != 0) {
        return 0;
    }
    const char *digits = name + n + strlen(TEMP_MARK);
    return strspn(digits, "0123456789") == strlen(digits) && strlen(digits) <= 9 ? strtol(digits, NULL, 10)
                                                                                 : 0;
}

void rsp_file_sweep(const rsp_ctx *ctx, const char *path) {
    char temp[PATH_MOST];
    const char *slash = strrchr(path, '/');
    const char *base = slash == NULL ? path : slash + 1;
    size_t n = slash == NULL ? 0 : (size_t)(base - path);
    if (n >= sizeof temp) {
        return;
    }
    memcpy(temp, path, n);
    temp[n] = '\0';
    DIR *folder = opendir(n == 0 ? "." : temp);
    for (const struct dirent *e = NULL; folder != NULL && (e = readdir(folder)) != NULL;) {
        long pid = pid_of_temp(e->d_name, base, strlen(base));
        if (pid > 0 && snprintf(temp, sizeof temp, "%.*s%s", (int)n, path, e->d_name) < (int)sizeof temp &&
            is_left(temp, pid)) {
            (void)ctx->env->unlink(ctx->env->user, temp); /* a file too many does no harm */
        }
    }
    if (folder != NULL) {
        (void)closedir(folder);
    }
}

int rsp_file_write(const rsp_ctx *ctx, const char *path, const void *p, size_t n, rsp_err *err) {
    const rsp_env *env = ctx->env;
    if (strcmp(path, "-") == 0) {
        int rc = write_all(ctx, STDOUT_FILENO, p, n);
        return rc == 0 ? 0 : rsp_fail(err, RSP_EIO, "standard output cannot be written: %s", strerror(-rc));
    }
    char real[PATH_MOST];
    mode_t mode = 0;
    const char *target = real_target(path, real, &mode);
    bool in_place = mode != 0 && !S_ISREG(mode) && !S_ISDIR(mode); /* never put a file where /dev/null was */
    char temp[PATH_MOST];
    if (snprintf(temp, sizeof temp, "%s" TEMP_MARK "%ld", target, (long)getpid()) >= (int)sizeof temp) {
        return rsp_fail(err, RSP_EINPUT, "%.80s...: the path is too long; at most 4080 bytes", path);
    }
    if (!in_place) {
        rsp_file_sweep(ctx, target);
    }
    int fd = env->open_write(env->user, in_place ? target : temp);
    if (fd < 0) {
        return rsp_fail(err, RSP_EIO, "%s: cannot be written: %s", path, strerror(-fd));
    }
    (void)flock(fd, LOCK_EX | LOCK_NB); /* says to rsp_file_sweep that its writer lives */
    if (S_ISREG(mode)) {
        (void)chmod(temp, mode & 0777); /* whom the old file was kept from, the new one is too */
    }
    int rc = fill(ctx, fd, p, n);
    if (rc == 0 && !in_place) {
        rc = env->rename(env->user, temp, target);
    }
    if (rc != 0 && !in_place) {
        (void)env->unlink(env->user, temp);
    }
    if (rc != 0) {
        return rsp_fail(err, RSP_EIO, "%s: cannot be written: %s", path, strerror(-rc));
    }
    rc = in_place ? 0 : sync_folder(ctx, target);
    return rc == 0 ? 0
                   : rsp_fail(err, RSP_EIO, "%s: written, but its folder is not safe on disk: %s", path,
                              strerror(-rc));
}

int rsp_dir_make(const rsp_ctx *ctx, const char *path, rsp_err *err) {
    char part[PATH_MOST];
    size_t n = strlen(path);
    if (n == 0 || n >= sizeof part) {
        return rsp_fail(err, RSP_EINPUT, "%.80s: not the path of a folder; 1 to 4095 bytes", path);
    }
    memcpy(part, path, n + 1);
    for (size_t i = 1; i <= n; i++) {
        if (part[i] != '/' && part[i] != '\0') {
            continue;
        }
        char kept = part[i];
        part[i] = '\0';
        int rc = ctx->env->mkdir(ctx->env->user, part);
        if (rc != 0) {
            return rsp_fail(err, RSP_EIO, "%s: the folder cannot be made: %s%s", part, strerror(-rc),
                            rc == -EEXIST || rc == -ENOTDIR ? " and is no folder; name another" : "");
        }
        part[i] = kept;
    }
    return 0;
}

int rsp_dir_lock(const rsp_ctx *ctx, const char *path) {
    int fd = ctx->env->open_read(ctx->env->user, path);
    if (fd >= 0) {
        (void)flock(fd, LOCK_EX);
    }
    return fd;
}

void rsp_dir_unlock(const rsp_ctx *ctx, int lock) {
    if (lock >= 0) {
        (void)ctx->env->close(ctx->env->user, lock); /* read only; the lock goes with it */
    }
}

char *rsp_path_join(rsp_arena *a, const char *dir, const char *name) {
    if (name[0] == '/' || dir == NULL || dir[0] == '\0') {
        return rsp_arena_strdup(a, name);
    }
    return rsp_arena_printf(a, "%s%s%s", dir, dir[strlen(dir) - 1] == '/' ? "" : "/", name);
}

char *rsp_path_dir(rsp_arena *a, const char *path) {
    const char *slash = strrchr(path, '/');
    if (slash == NULL) {
        return rsp_arena_strdup(a, ".");
    }
    return rsp_arena_strndup(a, path, slash == path ? 1 : (size_t)(slash - path));
}

char *rsp_path_from(rsp_arena *a, const char *file, const char *path) {
    char from[PATH_MOST], to[PATH_MOST]; /* without links: ".." leads to where it says */
    const char *dir = rsp_path_dir(a, file), *path_dir = rsp_path_dir(a, path);
    if (dir == NULL || path_dir == NULL) {
        return NULL;
    }
    if (path[0] == '/' || realpath(dir, from) == NULL || realpath(path_dir, to) == NULL) {
        return rsp_arena_strdup(a, path);
    }
    size_t same = 0; /* of both, up to the end of a folder's name */
    for (size_t i = 0;; i++) {
        bool ends = (from[i] == '/' || from[i] == '\0') && (to[i] == '/' || to[i] == '\0');
        same = ends ? i : same;
        if (from[i] != to[i] || from[i] == '\0') {
            break;
        }
    }
    const char *up = "", *rest = to + same;
    for (const char *p = from + same; *p != '\0' && up != NULL; p++) {
        up = *p == '/' && p[1] != '\0' ? rsp_arena_printf(a, "%s../", up) : up;
    }
    rest += *rest == '/';
    const char *slash = strrchr(path, '/');
    return up == NULL ? NULL
                      : rsp_arena_printf(a, "%s%s%s%s", up, rest, *rest != '\0' ? "/" : "",
                                         slash != NULL ? slash + 1 : path);
}

bool rsp_path_exists(const char *path) {
    return access(path, F_OK) == 0;
}

void rsp_sha256_hex(const void *p, size_t n, char ret_hex[65]) {
    unsigned char digest[crypto_hash_sha256_BYTES];
    crypto_hash_sha256(digest, p, n);
    sodium_bin2hex(ret_hex, 65, digest, sizeof digest);
}
