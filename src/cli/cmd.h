/* Commands: one file each (cmd_<name>.c), one line each in the table of main.c. A command gets its parsed
 * options and positional arguments and returns an exit status (docs: the command line). */
#ifndef RSP_CLI_CMD_H
#define RSP_CLI_CMD_H

#include "base/ctx.h"

typedef enum { RSP_OPT_FLAG, RSP_OPT_TEXT, RSP_OPT_INT, RSP_OPT_REAL, RSP_OPT_REPEAT } rsp_opt_kind;
typedef struct rsp_opt { /* one table gives parsing, help, man page and completion */
    const char *name;  /* long name without dashes */
    char letter;       /* 0: none */
    rsp_opt_kind kind;
    const char *arg;   /* "FILE", "N" ... NULL for flags */
    const char *help;
    double min, max;   /* of numbers */
} rsp_opt;

typedef struct rsp_args rsp_args;
const char *rsp_arg_text(const rsp_args *a, const char *name, const char *fallback);
int64_t rsp_arg_int(const rsp_args *a, const char *name, int64_t fallback);
double rsp_arg_real(const rsp_args *a, const char *name, double fallback);
bool rsp_arg_flag(const rsp_args *a, const char *name);
uint32_t rsp_arg_count(const rsp_args *a, const char *name);              /* times a REPEAT was given */
const char *rsp_arg_nth(const rsp_args *a, const char *name, uint32_t i);
uint32_t rsp_arg_operands(const rsp_args *a);
const char *rsp_arg_operand(const rsp_args *a, uint32_t i);

typedef struct rsp_cmd {
    const char *name;      /* "plan", "roads build" ... */
    const char *operands;  /* "SITUATION", for usage */
    uint32_t min_operands, max_operands;
    const char *summary;   /* one line */
    const rsp_opt *opts;   /* ends with a NULL name */
    int (*run)(rsp_ctx *ctx, const rsp_args *a);
} rsp_cmd;

extern const rsp_cmd rsp_cmd_plan, rsp_cmd_check, rsp_cmd_new, rsp_cmd_tables_export, rsp_cmd_tables_import,
    rsp_cmd_roads_build, rsp_cmd_roads_info, rsp_cmd_roads_route, rsp_cmd_roads_matrix, rsp_cmd_generate, rsp_cmd_schema,
    rsp_cmd_completion, rsp_cmd_help;

#endif
