/* respite schema: the JSON Schema of situation files, made from the loader's own field tables. */
#include "base/buf.h"
#include "cli/cmd.h"
#include "situation/situation.h"

static int run(rsp_ctx *ctx, const rsp_args *a) {
    (void)a; /* no options, no operands */
    RSP_CLEANUP(rsp_buf_done) rsp_buf b = rsp_buf_init(ctx, 16u << 20);
    rsp_err err = {0};
    int rc = rsp_situation_schema(&b, &err);
    if (rc == 0) {
        rc = rsp_buf_ok(&b, &err);
    }
    return rc != 0 ? rsp_cli_fail(rc, &err) : rsp_cli_put(ctx, b.at, b.n);
}

static const rsp_opt OPTIONS[] = {{0}};
const rsp_cmd rsp_cmd_schema = {.name = "schema",
                                .operands = "",
                                .summary = "Prints the JSON Schema of situation files",
                                .opts = OPTIONS,
                                .run = run};
