/* respite new DIR: a small commented situation to start from. */
#include "cli/cmd.h"

#include <stdio.h>

#include "situation/start.h"

static int run(rsp_ctx *ctx, const rsp_args *a) {
    rsp_err err = {0};
    const char *dir = rsp_arg_operand(a, 0);
    int rc = rsp_situation_start(ctx, dir, &err);
    if (rc != 0) {
        return rsp_cli_fail(rc, &err);
    }
    printf("%s: a situation to start from; next:\n  respite plan %s/situation.json -o %s/plan\n", dir, dir,
           dir);
    return 0;
}

static const rsp_opt OPTIONS[] = {{0}};
const rsp_cmd rsp_cmd_new = {.name = "new",
                             .operands = "DIR",
                             .min_operands = 1,
                             .max_operands = 1,
                             .summary = "Writes a small situation to start from",
                             .about = "What is there already is never overwritten.",
                             .opts = OPTIONS,
                             .run = run};
