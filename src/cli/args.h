/* Parsing of a command line against a command's option table. Private to cli/. */
#ifndef RSP_CLI_ARGS_H
#define RSP_CLI_ARGS_H

#include "cli/cmd.h"

/* Parses argv[0..argc) (what follows the command's name). *ret borrows argv; freed with rsp_args_free.
 * --help is understood by every command and shows as rsp_arg_flag(a, "help"). RSP_EUSAGE with one line. */
int rsp_args_parse(const rsp_ctx *ctx, const rsp_cmd *cmd, int argc, char *const *argv, rsp_args **ret,
                   rsp_err *err) RSP_MUST_CHECK;
rsp_args *rsp_args_free(rsp_args *a);
RSP_DEFINE_CLEANUP(rsp_args, rsp_args_free)

#endif
