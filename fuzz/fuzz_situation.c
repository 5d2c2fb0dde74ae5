/* Situation files: any bytes are loaded or refused with a place; what is loaded is written, and loads again.
 */
#include <stdint.h>
#include <stdlib.h>

#include "situation/situation.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static int load(const rsp_ctx *ctx, const char *text, size_t n, rsp_situation **ret) {
    rsp_err err = {0};
    rsp_diag d;
    int rc = rsp_diag_init(ctx, &d, &err);
    if (rc == 0) {
        rc = rsp_situation_parse(ctx, "fuzz.json", text, n, &d, ret, &err);
        rsp_diag_done(&d);
    }
    return rc;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
    rsp_ctx ctx = rsp_ctx_init(NULL, NULL);
    rsp_situation *s = NULL;
    if (size > 1 << 18 || load(&ctx, (const char *)data, size, &s) != 0) {
        return 0;
    }
    rsp_err err = {0};
    rsp_buf text = rsp_buf_init(&ctx, (size_t)64 << 20);
    if (rsp_situation_write(s, &text, &err) == 0) {
        rsp_situation *again = NULL;
        if (load(&ctx, text.at, text.n, &again) != 0) {
            abort(); /* what we write we must read */
        }
        rsp_situation_free(again);
    }
    rsp_buf_done(&text);
    rsp_situation_free(s);
    return 0;
}
