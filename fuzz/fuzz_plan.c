/* plan.json as an attacker might write it, through the whole check: any bytes give errors, violations or
 * none, never a crash. The situation is tests/check/data/small.json, found beside this file; its SHA-256 is
 * set to what the corpus says. */
#include "base/file.h"
#include "check/check.h"

#include <stdlib.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static rsp_situation *load(const rsp_ctx *ctx) {
    char path[4096];
    rsp_err err = {0};
    rsp_diag d;
    rsp_situation *s = NULL;
    const char *slash = strrchr(__FILE__, '/');
    int dir = slash != NULL ? (int)(slash - __FILE__) : 1;
    (void)snprintf(path, sizeof path, "%.*s/../tests/check/data/small.json", dir,
                   slash != NULL ? __FILE__ : ".");
    if (rsp_diag_init(ctx, &d, &err) != 0 || rsp_situation_load(ctx, path, &d, &s, &err) != 0) {
        (void)fprintf(stderr, "%s: %s\n", path, err.msg);
        abort();
    }
    rsp_diag_done(&d);
    (void)snprintf(s->sha256, sizeof s->sha256, "(of the situation)");
    return s;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
    static rsp_situation
        *s; /* one for all runs: loading is not what is tested; reachable at exit, so no leak */
    rsp_ctx ctx = rsp_ctx_init(NULL, NULL);
    rsp_err err = {0};
    rsp_diag d;
    rsp_check_report report = {0};
    s = s != NULL ? s : load(&ctx);
    if (rsp_diag_init(&ctx, &d, &err) != 0) {
        return 0;
    }
    if (rsp_check(&ctx, s, NULL, NULL, "plan.json", (const char *)data, size, &d, &report, &err) == 0) {
        rsp_check_report_done(&report);
    }
    rsp_diag_done(&d);
    return 0;
}
