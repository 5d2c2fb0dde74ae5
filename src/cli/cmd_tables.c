/* respite tables export|import: a situation as a folder of CSV files and back. */
#include <stdio.h>

#include "base/file.h"
#include "cli/open.h"
#include "situation/tables.h"

static int run_export(rsp_ctx *ctx, const rsp_args *a) {
    rsp_err err = {0};
    RSP_CLEANUP(rsp_situation_free_p) rsp_situation *s = NULL;
    int status = rsp_cli_situation(ctx, rsp_arg_operand(a, 0), &s);
    if (status != 0) {
        return status;
    }
    int rc = rsp_tables_export(ctx, s, rsp_arg_operand(a, 1), &err);
    return rc != 0 ? rsp_cli_fail(rc, &err) : 0;
}

static int run_import(rsp_ctx *ctx, const rsp_args *a) {
    rsp_err err = {0};
    rsp_diag d = {0};
    RSP_CLEANUP(rsp_buf_done) rsp_buf b = rsp_buf_init(ctx, ctx->max_input_bytes);
    int rc = rsp_diag_init(ctx, &d, &err);
    if (rc != 0) {
        return rsp_cli_fail(rc, &err);
    }
    rc = rsp_tables_import(ctx, rsp_arg_operand(a, 0), &d, &b, &err);
    if (rc == 0) {
        rc = rsp_buf_ok(&b, &err);
    }
    if (rc == 0) {
        rc = rsp_file_write(ctx, rsp_arg_text(a, "output", "-"), b.at, b.n, &err);
    }
    int status = rsp_cli_report(&d, rc, &err);
    rsp_diag_done(&d);
    return status;
}

static const rsp_opt EXPORT[] = {{0}};
const rsp_cmd rsp_cmd_tables_export = {.name = "tables export",
                                       .operands = "SITUATION DIR",
                                       .min_operands = 2,
                                       .max_operands = 2,
                                       .summary = "Writes a situation as a folder of CSV files",
                                       .about = "UTF-8 with HXL tags under the headings; 'respite tables "
                                                "import' makes the same situation of them again.",
                                       .opts = EXPORT,
                                       .run = run_export};

static const rsp_opt IMPORT[] = {
    {"output", 'o', RSP_OPT_TEXT, "FILE", "the situation to write (default: standard output)", 0, 0},
    {0},
};
const rsp_cmd rsp_cmd_tables_import = {
    .name = "tables import",
    .operands = "DIR",
    .min_operands = 1,
    .max_operands = 1,
    .summary = "Makes a situation of a folder of CSV files",
    .about = "Every error names its file, row and column; where there is one, nothing is written.",
    .opts = IMPORT,
    .run = run_import};
