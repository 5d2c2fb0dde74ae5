/* Files: a reader sees the old file or the new one, whatever fails; folders; paths; SHA-256. */
#include <errno.h>
#include <fcntl.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include <dirent.h>

#include <cmocka.h>

#include "base/file.h"

static char folder[] = "/tmp/respite-file-XXXXXX";

static int make_folder(void **state) {
    (void)state;
    return mkdtemp(folder) == NULL;
}

static int remove_folder(void **state) {
    (void)state;
    char command[80];
    (void)snprintf(command, sizeof command, "rm -rf '%s'", folder);
    return system(command);
}

static const char *in_folder(const char *name) {
    static char path[256]; /* of the last call */
    (void)snprintf(path, sizeof path, "%s/%s", folder, name);
    return path;
}

static void put(const char *path, const char *text) {
    FILE *f = fopen(path, "wb");
    assert_non_null(f);
    assert_true(fputs(text, f) >= 0);
    assert_int_equal(fclose(f), 0);
}

static void holds(const char *path, const char *want) {
    char got[64] = "";
    FILE *f = fopen(path, "rb");
    assert_non_null(f);
    size_t n = fread(got, 1, sizeof got - 1, f);
    fclose(f);
    got[n] = '\0';
    assert_string_equal(got, want);
}

static int entries(const char *path) {
    DIR *dir = opendir(path);
    assert_non_null(dir);
    int n = 0;
    for (const struct dirent *e = readdir(dir); e != NULL; e = readdir(dir)) {
        n += e->d_name[0] != '.';
    }
    closedir(dir);
    return n;
}

static int write_new(const rsp_ctx *ctx, const char *path, rsp_err *err) {
    return rsp_file_write(ctx, path, "new and longer", 14, err);
}

static void test_write_is_atomic(void **state) {
    (void)state;
    char dir[256];
    char path[300];
    (void)snprintf(dir, sizeof dir, "%s", in_folder("atomic"));
    assert_int_equal(mkdir(dir, 0700), 0);
    (void)snprintf(path, sizeof path, "%s/plan.json", dir);
    int kept = 0;
    RSP_FAULT_LOOP(ctx, rc, faults, (put(path, "old"), rc = write_new(ctx, path, NULL)), {
        assert_int_equal(rc, RSP_EIO);
        assert_int_equal(entries(dir), 1); /* no temporary file is left */
        FILE *f = fopen(path, "rb");
        assert_non_null(f);
        bool old = fgetc(f) == 'o';
        fclose(f);
        holds(path, old ? "old" : "new and longer");
        kept += old;
    })
    holds(path, "new and longer");
    assert_true(kept >= 4); /* open, write, sync and rename each left the old one */
    unlink(path);
    RSP_FAULT_LOOP(ctx, rc, faults, (unlink(path), rc = write_new(ctx, path, NULL)), {
        assert_int_equal(rc, RSP_EIO);
        assert_int_equal(entries(dir), access(path, F_OK) == 0);
    })
    holds(path, "new and longer");
}

static int failing_sync(void *user, int fd) {
    (void)fd;
    return -*(int *)user;
}

static int failing_close(void *user, int fd) {
    (void)close(fd);
    return -*(int *)user;
}

/* Left by a process that is gone: taken away. Of one that lives, of none, held, or a folder: not touched. */
static void test_sweeps(void **state) {
    (void)state;
    static const char *const stay[] = {"s.txt.tmp-", "s.txt.tmp-12x", "s.txt.tmp-1234567890",
                                       "as.txt.tmp-999999999", "s.txt.tmp-999999998"};
    rsp_ctx ctx = rsp_ctx_init(NULL, NULL);
    char own[64];
    char dir[256];
    (void)snprintf(own, sizeof own, "sweep/s.txt.tmp-%ld", (long)getppid());
    assert_int_equal(mkdir(in_folder("sweep"), 0700), 0);
    for (size_t i = 0; i < sizeof stay / sizeof *stay; i++) {
        char name[64];
        (void)snprintf(name, sizeof name, "sweep/%s", stay[i]);
        put(in_folder(name), "x");
    }
    put(in_folder(own), "x");
    put(in_folder("sweep/s.txt.tmp-999999999"), "x");
    assert_int_equal(mkdir(in_folder("sweep/s.txt.tmp-999999997"), 0700), 0);
    int held = open(in_folder("sweep/s.txt.tmp-999999998"), O_RDONLY);
    assert_true(held >= 0 && flock(held, LOCK_EX) == 0);
    assert_int_equal(rsp_file_write(&ctx, in_folder("sweep/s.txt"), "y", 1, NULL), 0);
    (void)snprintf(dir, sizeof dir, "%s", in_folder("sweep"));
    assert_int_equal(entries(dir), 1 + (int)(sizeof stay / sizeof *stay) + 1 + 1);
    assert_int_not_equal(access(in_folder("sweep/s.txt.tmp-999999999"), F_OK), 0);
    close(held);
    rsp_file_sweep(&ctx, in_folder("sweep/s.txt"));
    assert_int_not_equal(access(in_folder("sweep/s.txt.tmp-999999998"), F_OK), 0);
}

static void test_disk_errors_are_told(void **state) {
    (void)state;
    static const int whys[] = {ENOSPC, EIO, EDQUOT};
    const char *path = in_folder("told.json");
    for (size_t i = 0; i < 6; i++) {
        put(path, "old");
        int why = whys[i / 2];
        rsp_env env = *rsp_env_system();
        env.user = &why;
        if (i % 2 == 0) {
            env.sync = failing_sync;
        } else {
            env.close = failing_close; /* where a network disk tells of it */
        }
        rsp_ctx ctx = rsp_ctx_init(&env, NULL);
        rsp_err err = {0};
        assert_int_equal(write_new(&ctx, path, &err), RSP_EIO);
        assert_non_null(strstr(err.msg, strerror(why)));
        assert_non_null(strstr(err.msg, "told.json"));
        holds(path, "old");
    }
    unlink(path);
}

/* A device is written to, never replaced; a link stays a link; permissions stay. */
static void test_what_is_there(void **state) {
    (void)state;
    rsp_ctx ctx = rsp_ctx_init(NULL, NULL);
    rsp_err err = {0};
    char target[256];
    (void)snprintf(target, sizeof target, "%s", in_folder("target"));
    put(target, "old");
    assert_int_equal(chmod(target, 0640), 0);
    const char *name = in_folder("link");
    assert_int_equal(symlink("target", name), 0);
    assert_int_equal(write_new(&ctx, name, &err), 0);
    struct stat st;
    assert_true(lstat(name, &st) == 0 && S_ISLNK(st.st_mode));
    holds(target, "new and longer");
    assert_true(stat(target, &st) == 0 && (st.st_mode & 0777) == 0640);
    assert_int_equal(write_new(&ctx, "/dev/null", &err), 0);
    assert_true(stat("/dev/null", &st) == 0 && S_ISCHR(st.st_mode));
    assert_int_equal(write_new(&ctx, folder, &err), RSP_EIO); /* a folder */
    assert_true(stat(folder, &st) == 0 && S_ISDIR(st.st_mode));
    assert_int_equal(write_new(&ctx, in_folder("none/plan.json"), &err), RSP_EIO);
    assert_non_null(strstr(err.msg, "No such file"));
}

static void test_read(void **state) {
    (void)state;
    rsp_ctx ctx = rsp_ctx_init(NULL, NULL);
    rsp_err err = {0};
    rsp_buf b = {.n = 77};
    const char *path = in_folder("read.bin");
    assert_int_equal(rsp_file_read(&ctx, path, &b, &err), RSP_EINPUT);
    assert_non_null(strstr(err.msg, "read.bin: cannot be opened: No such file"));
    assert_int_equal(rsp_file_read(&ctx, folder, &b, &err), RSP_EINPUT);
    assert_non_null(strstr(err.msg, "folder"));
    assert_int_equal(b.n, 77); /* untouched */
    put(path, "");
    assert_int_equal(rsp_file_read(&ctx, path, &b, &err), 0);
    assert_true(b.n == 0 && b.at != NULL && b.at[0] == '\0');
    rsp_buf_done(&b);
    size_t n = 300001;
    char *bytes = malloc(n);
    assert_non_null(bytes);
    for (size_t i = 0; i < n; i++) {
        bytes[i] = (char)(i * 7);
    }
    assert_int_equal(rsp_file_write(&ctx, path, bytes, n, &err), 0);
    assert_int_equal(rsp_file_read(&ctx, path, &b, &err), 0);
    assert_int_equal(b.n, n);
    assert_memory_equal(b.at, bytes, n);
    assert_int_equal(b.at[n], '\0');
    rsp_buf_done(&b);
    ctx.max_input_bytes = n;
    assert_int_equal(rsp_file_read(&ctx, path, &b, &err), 0);
    rsp_buf_done(&b);
    ctx.max_input_bytes = n - 1;
    assert_int_equal(rsp_file_read(&ctx, path, &b, &err), RSP_ELIMIT);
    assert_non_null(strstr(err.msg, "read.bin: more than 300000 bytes"));
    free(bytes);
}

static int read_and_free(const rsp_ctx *ctx, const char *path) {
    rsp_buf b = {0};
    int rc = rsp_file_read(ctx, path, &b, NULL);
    assert_true((rc == 0) == (b.at != NULL));
    rsp_buf_done(&b);
    return rc;
}

static void test_read_faults(void **state) {
    (void)state;
    const char *path = in_folder("faults.txt");
    put(path, "some text");
    int runs = 0;
    RSP_FAULT_LOOP(ctx, rc, faults, rc = read_and_free(ctx, path), {
        assert_true(rc == RSP_EIO || rc == RSP_ENOMEM);
        assert_int_equal(faults.live, 0);
        runs++;
    })
    assert_true(runs >= 3);
}

static void test_folders(void **state) {
    (void)state;
    rsp_ctx ctx = rsp_ctx_init(NULL, NULL);
    rsp_err err = {0};
    struct stat st;
    const char *deep = in_folder("a/b//c/d/");
    assert_int_equal(rsp_dir_make(&ctx, deep, &err), 0);
    assert_true(stat(deep, &st) == 0 && S_ISDIR(st.st_mode));
    assert_int_equal(rsp_dir_make(&ctx, deep, &err), 0); /* again */
    assert_int_equal(rsp_dir_make(&ctx, "/", &err), 0);
    assert_int_equal(rsp_dir_make(&ctx, "", &err), RSP_EINPUT);
    put(in_folder("plain"), "x");
    assert_int_equal(rsp_dir_make(&ctx, in_folder("plain/sub"), &err), RSP_EIO);
    assert_non_null(strstr(err.msg, "/plain: the folder cannot be made"));
    char longest[5000];
    memset(longest, 'd', sizeof longest);
    longest[4999] = '\0';
    assert_int_equal(rsp_dir_make(&ctx, longest, &err), RSP_EINPUT);
    assert_int_equal(write_new(&ctx, longest, &err), RSP_EINPUT);
    const char *other = in_folder("f/g/h");
    RSP_FAULT_LOOP(fctx, rc, faults, rc = rsp_dir_make(fctx, other, NULL), assert_int_equal(rc, RSP_EIO))
    assert_true(rsp_path_exists(other));
}

static void test_paths(void **state) {
    (void)state;
    rsp_ctx ctx = rsp_ctx_init(NULL, NULL);
    rsp_err err = {0};
    RSP_CLEANUP(rsp_arena_free_p) rsp_arena *a = NULL;
    assert_int_equal(rsp_arena_new(&ctx, 0, &a, &err), 0);
    assert_string_equal(rsp_path_join(a, "dir", "x.json"), "dir/x.json");
    assert_string_equal(rsp_path_join(a, "dir/", "x.json"), "dir/x.json");
    assert_string_equal(rsp_path_join(a, "dir", "/x.json"), "/x.json");
    assert_string_equal(rsp_path_join(a, "", "x.json"), "x.json");
    assert_string_equal(rsp_path_join(a, NULL, "x.json"), "x.json");
    assert_string_equal(rsp_path_from(a, "-", "x.roads"), "x.roads");
    assert_string_equal(rsp_path_from(a, "s.json", "./x.roads"), "x.roads");
    assert_string_equal(rsp_path_from(a, "/tmp/s.json", "/tmp/x.roads"), "/tmp/x.roads");
    assert_string_equal(rsp_path_from(a, "no-such-folder/s.json", "x.roads"), "x.roads");
    assert_int_equal(mkdir("from-here", 0700), 0);
    assert_int_equal(mkdir("from-here/deep", 0700), 0);
    assert_int_equal(mkdir("from-there", 0700), 0);
    assert_string_equal(rsp_path_from(a, "from-here/s.json", "x.roads"), "../x.roads");
    assert_string_equal(rsp_path_from(a, "from-here/deep/s.json", "from-there/x.roads"),
                        "../../from-there/x.roads");
    assert_string_equal(rsp_path_from(a, "from-here/deep/s.json", "from-here/x.roads"), "../x.roads");
    assert_string_equal(rsp_path_from(a, "from-here/s.json", "from-here/deep/../x.roads"), "x.roads");
    assert_string_equal(rsp_path_from(a, "s.json", "from-here/deep/x.roads"), "from-here/deep/x.roads");
    assert_int_equal(rmdir("from-here/deep") + rmdir("from-here") + rmdir("from-there"), 0);
    assert_string_equal(rsp_path_dir(a, "x.json"), ".");
    assert_string_equal(rsp_path_dir(a, "a/b/x.json"), "a/b");
    assert_string_equal(rsp_path_dir(a, "/x.json"), "/");
    assert_true(rsp_path_exists("/"));
    assert_false(rsp_path_exists(in_folder("nothing")));
}

/* FIPS 180-4's examples (NIST, SHA256.pdf), the empty text, and a million times the letter a. */
static void test_sha256(void **state) {
    (void)state;
    static const char *const known[][2] = {
        {"", "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"},
        {"abc", "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"},
        {"abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq",
         "248d6a61d20638b8e5c026930c3e6039a33ce45964ff2167f6ecedd419db06c1"},
    };
    char hex[65];
    for (size_t i = 0; i < sizeof known / sizeof *known; i++) {
        rsp_sha256_hex(known[i][0], strlen(known[i][0]), hex);
        assert_string_equal(hex, known[i][1]);
    }
    size_t n = 1000000;
    char *many = malloc(n);
    assert_non_null(many);
    memset(many, 'a', n);
    rsp_sha256_hex(many, n, hex);
    free(many);
    assert_string_equal(hex, "cdc76e5c9914fb9281a1c7e284d73e67f1809a48a497200e046d39ccc7112cd0");
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_write_is_atomic),
        cmocka_unit_test(test_sweeps),
        cmocka_unit_test(test_disk_errors_are_told),
        cmocka_unit_test(test_what_is_there),
        cmocka_unit_test(test_read),
        cmocka_unit_test(test_read_faults),
        cmocka_unit_test(test_folders),
        cmocka_unit_test(test_paths),
        cmocka_unit_test(test_sha256),
    };
    return cmocka_run_group_tests(tests, make_folder, remove_folder);
}
