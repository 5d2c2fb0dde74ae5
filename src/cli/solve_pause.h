/* respite solve of the product's own problem (solver/pause_file.h). */
#ifndef RSP_CLI_SOLVE_PAUSE_H
#define RSP_CLI_SOLVE_PAUSE_H

#include "base/buf.h"
#include "cli/cmd.h"

/* Whether a file's text begins as such a problem does. */
bool rsp_cli_is_pause(const rsp_buf *text);
/* Solves and prints; the file's own errors go to d. */
int rsp_cli_solve_pause(rsp_ctx *ctx, const rsp_args *a, const rsp_buf *text, rsp_diag *d,
                        rsp_err *err) RSP_MUST_CHECK;

#endif
