/* Whole files in, whole files out. A write goes to a temporary file beside the target, is synced and
 * renamed, so that a reader sees the old file or the new one and never half of one. */
#ifndef RSP_BASE_FILE_H
#define RSP_BASE_FILE_H

#include "base/buf.h"

/* Reads path ("-": standard input) up to ctx->max_input_bytes into *ret (NUL-terminated beyond n).
 * The caller ends it with rsp_buf_done. RSP_EINPUT where it cannot be opened (with the reason), RSP_EIO,
 * RSP_ELIMIT. */
int rsp_file_read(const rsp_ctx *ctx, const char *path, rsp_buf *ret, rsp_err *err) RSP_MUST_CHECK;
/* Writes n bytes to path atomically ("-": standard output; it, pipes and devices are not atomic). A link is
 * followed, the permissions of a file that is there are kept. RSP_EIO: the old file stands as it was, except
 * where only the folder could not be synced, as the message then says. */
int rsp_file_write(const rsp_ctx *ctx, const char *path, const void *p, size_t n,
                   rsp_err *err) RSP_MUST_CHECK;
/* Removes path.tmp-PID beside path, where processes that were killed while they wrote it left them;
 * rsp_file_write does so itself. Files of processes that live, and all others, stay. */
void rsp_file_sweep(const rsp_ctx *ctx, const char *path);
/* Creates a folder and its parents where they are not there. */
int rsp_dir_make(const rsp_ctx *ctx, const char *path, rsp_err *err) RSP_MUST_CHECK;
/* Waits until no other process holds the folder, and holds it: two that write several files there do so one
 * after the other. Advisory: where the folder or its file system has no locks nothing is held (< 0, or as if
 * it were). rsp_dir_unlock takes whatever it returned. */
int rsp_dir_lock(const rsp_ctx *ctx, const char *path) RSP_MUST_CHECK;
void rsp_dir_unlock(const rsp_ctx *ctx, int lock);
/* dir/name in the arena; name absolute: name itself. dir may be NULL or "". */
char *rsp_path_join(rsp_arena *a, const char *dir, const char *name) RSP_MUST_CHECK;
/* The folder part of a path ("." where there is none), in the arena. */
char *rsp_path_dir(rsp_arena *a, const char *path) RSP_MUST_CHECK;
/* path as seen from the folder of `file`, which need not be there yet: "../roads/a.roads". Absolute paths and
 * a path whose folders cannot be found stay as they are. NULL: out of memory. */
char *rsp_path_from(rsp_arena *a, const char *file, const char *path) RSP_MUST_CHECK;
bool rsp_path_exists(const char *path);

/* SHA-256 (FIPS 180-4, through libsodium) as 64 lower-case hex digits and a NUL. */
void rsp_sha256_hex(const void *p, size_t n, char ret_hex[65]);

#endif
