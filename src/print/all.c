/* All that goes beside plan.json. */
#include <stdio.h>

#include "base/file.h"
#include "print/inner.h"

#define FILE_MAX_BYTES (1u << 30)

typedef int printer(const rsp_ctx *ctx, const rsp_plan *p, rsp_buf *to, rsp_err *err);

static int write_into(const rsp_ctx *ctx, const char *dir, const char *name, const rsp_buf *b, rsp_err *err) {
    char path[4096];
    int n = snprintf(path, sizeof path, "%s/%s", dir, name);
    if (n < 0 || (size_t)n >= sizeof path) {
        return rsp_fail(err, RSP_ELIMIT, "the path '%.80s...' is longer than %zu bytes", dir, sizeof path);
    }
    return rsp_file_write(ctx, path, b->at != NULL ? b->at : "", b->n, err);
}

static int put(const rsp_ctx *ctx, const rsp_plan *p, const char *dir, const char *name, printer *print,
               rsp_err *err) {
    rsp_buf b RSP_CLEANUP(rsp_buf_done) = rsp_buf_init(ctx, FILE_MAX_BYTES);
    RSP_TRY(print(ctx, p, &b, err));
    return write_into(ctx, dir, name, &b, err);
}

static int put_texts(const rsp_ctx *ctx, const rsp_plan *p, const char *plan_sha256, const char *dir,
                     rsp_err *err) {
    RSP_TRY(put(ctx, p, dir, "plan.geojson", rsp_print_geojson, err));
    RSP_TRY(put(ctx, p, dir, "plan.gpx", rsp_print_gpx, err));
    RSP_TRY(put(ctx, p, dir, "plan.kml", rsp_print_kml, err));
    RSP_TRY(put(ctx, p, dir, "pause.ics", rsp_print_ics, err));
    rsp_buf html RSP_CLEANUP(rsp_buf_done) = rsp_buf_init(ctx, RSP_HTML_MAX_BYTES);
    RSP_TRY(rsp_print_html(ctx, p, plan_sha256, &html, err));
    return write_into(ctx, dir, "plan.html", &html, err);
}

/* The children draw run sheets while the other files are written. */
int rsp_print_all(const rsp_ctx *ctx, const rsp_plan *p, const char *plan_sha256, const char *dir,
                  rsp_sheets_report *ret, rsp_err *err) {
    static const rsp_lang langs[] = {RSP_LANG_EN, RSP_LANG_AR};
    sheets *drawn = NULL;
    char folder[4096];
    int n = snprintf(folder, sizeof folder, "%s/sheets", dir);
    if (n < 0 || (size_t)n >= sizeof folder) {
        return rsp_fail(err, RSP_ELIMIT, "the path '%.80s...' is longer than %zu bytes", dir, sizeof folder);
    }
    RSP_TRY(rsp_dir_make(ctx, dir, err));
    RSP_TRY(rsp_dir_make(ctx, folder, err));
    int rc = sheets_begin(ctx, p, plan_sha256, langs, 2, folder, &drawn, err);
    if (rc != 0 || drawn == NULL) {
        return rc;
    }
    rc = put_texts(ctx, p, plan_sha256, dir, err);
    if (rc != 0) {
        sheets_stop(drawn);
        return rc;
    }
    return sheets_end(drawn, ret, err);
}
