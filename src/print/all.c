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

int rsp_print_all(const rsp_ctx *ctx, const rsp_plan *p, const char *plan_sha256, const char *dir,
                  rsp_sheets_report *ret, rsp_err *err) {
    static const rsp_lang langs[] = {RSP_LANG_EN, RSP_LANG_AR};
    RSP_TRY(rsp_dir_make(ctx, dir, err));
    RSP_TRY(put(ctx, p, dir, "plan.geojson", rsp_print_geojson, err));
    RSP_TRY(put(ctx, p, dir, "plan.gpx", rsp_print_gpx, err));
    RSP_TRY(put(ctx, p, dir, "plan.kml", rsp_print_kml, err));
    RSP_TRY(put(ctx, p, dir, "pause.ics", rsp_print_ics, err));
    rsp_buf html RSP_CLEANUP(rsp_buf_done) = rsp_buf_init(ctx, RSP_HTML_MAX_BYTES);
    RSP_TRY(rsp_print_html(ctx, p, plan_sha256, &html, err));
    RSP_TRY(write_into(ctx, dir, "plan.html", &html, err));
    char sheets[4096];
    int n = snprintf(sheets, sizeof sheets, "%s/sheets", dir);
    if (n < 0 || (size_t)n >= sizeof sheets) {
        return rsp_fail(err, RSP_ELIMIT, "the path '%.80s...' is longer than %zu bytes", dir, sizeof sheets);
    }
    RSP_TRY(rsp_dir_make(ctx, sheets, err));
    return rsp_print_sheets(ctx, p, plan_sha256, langs, 2, sheets, ret, err);
}
