/* A folder of CSV tables from any bytes: the input is several files, each begun by a line "== NAME".
 * Importing gives JSON that loads, or errors and no byte of JSON. */
#define _GNU_SOURCE /* memmem */
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/file.h"
#include "situation/tables.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void expect(bool held, const char *what) {
    if (!held) {
        (void)fprintf(stderr, "%s\n", what);
        abort();
    }
}

static bool safe_name(const char *s, size_t n) {
    for (size_t i = 0; i < n; i++) {
        if ((s[i] < 'a' || s[i] > 'z') && s[i] != '_') {
            return false;
        }
    }
    return n > 0 && n < 40;
}

/* Writes the files into dir, or removes them again. */
static void each_file(const rsp_ctx *ctx, const char *dir, const char *text, size_t size, bool make) {
    for (const char *p = text, *end = text + size; p < end;) {
        const char *line = memchr(p, '\n', (size_t)(end - p));
        const char *next = line != NULL ? memmem(line, (size_t)(end - line), "\n== ", 4) : NULL;
        const char *stop = next != NULL ? next + 1 : end;
        char path[160];
        rsp_err err = {0};
        if (line != NULL && line - p > 3 && memcmp(p, "== ", 3) == 0 &&
            safe_name(p + 3, (size_t)(line - p - 3))) {
            (void)snprintf(path, sizeof path, "%s/%.*s.csv", dir, (int)(line - p - 3), p + 3);
            if (make) {
                (void)!rsp_file_write(ctx, path, line + 1, (size_t)(stop - line - 1), &err);
            } else {
                (void)unlink(path);
            }
        }
        p = stop;
    }
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
    char dir[] = "/tmp/respite-fuzz-XXXXXX";
    rsp_ctx ctx = rsp_ctx_init(NULL, NULL);
    rsp_diag d = {0};
    rsp_err err = {0};
    if (size > 1 << 16 || mkdtemp(dir) == NULL) {
        return 0;
    }
    each_file(&ctx, dir, (const char *)data, size, true);
    if (rsp_diag_init(&ctx, &d, &err) == 0) {
        rsp_buf json = rsp_buf_init(&ctx, (size_t)64 << 20);
        rsp_situation *s = NULL;
        int rc = rsp_tables_import(&ctx, dir, &d, &json, &err);
        expect(rc == 0 || json.n == 0, "half-written");
        if (rc == 0) {
            rc = rsp_situation_parse(&ctx, "imported", json.at, json.n, &d, &s, &err);
            if (rc != 0) {
                rsp_diag_print(&d, stderr);
            }
            expect(rc == 0, "what was imported is refused");
        }
        (void)rsp_situation_free(s);
        rsp_buf_done(&json);
    }
    rsp_diag_done(&d);
    each_file(&ctx, dir, (const char *)data, size, false);
    (void)rmdir(dir);
    return 0;
}
