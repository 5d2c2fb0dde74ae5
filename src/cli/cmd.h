/* Commands: one file each (cmd_<name>.c), one line each in table.c. A command gets its parsed options and
 * operands and returns an exit status 0..4 (docs/user-guide.md, Exit status).
 *
 * One option table gives parsing (args.c), help (cmd_help.c), the man page (manual.c) and completion
 * (cmd_completion.c), so that they cannot disagree. */
#ifndef RSP_CLI_CMD_H
#define RSP_CLI_CMD_H

#include "base/ctx.h"
#include "base/diag.h"

typedef enum { RSP_OPT_FLAG, RSP_OPT_TEXT, RSP_OPT_INT, RSP_OPT_REAL, RSP_OPT_REPEAT } rsp_opt_kind;
typedef struct rsp_opt {
    const char *name; /* long name without dashes */
    char letter;      /* 0: none */
    rsp_opt_kind kind;
    const char *arg;  /* "FILE", "N" ... NULL for flags */
    const char *help; /* one line, no full stop */
    double min, max;  /* of numbers; both 0: no limits */
} rsp_opt;

typedef struct rsp_args rsp_args;
const char *rsp_arg_text(const rsp_args *a, const char *name, const char *fallback);
int64_t rsp_arg_int(const rsp_args *a, const char *name, int64_t fallback);
double rsp_arg_real(const rsp_args *a, const char *name, double fallback);
bool rsp_arg_flag(const rsp_args *a, const char *name);      /* whether an option of any kind was given */
uint32_t rsp_arg_count(const rsp_args *a, const char *name); /* times a REPEAT was given */
const char *rsp_arg_nth(const rsp_args *a, const char *name, uint32_t i);
uint32_t rsp_arg_operands(const rsp_args *a);
const char *rsp_arg_operand(const rsp_args *a, uint32_t i); /* NULL past the last */

typedef struct rsp_cmd {
    const char *name;     /* "plan", "roads build" ... */
    const char *operands; /* "SITUATION", for usage */
    uint32_t min_operands, max_operands;
    const char *summary; /* one line */
    const char *about;   /* a paragraph for help and the man page, or NULL */
    const rsp_opt *opts; /* ends with a NULL name */
    int (*run)(rsp_ctx *ctx, const rsp_args *a);
} rsp_cmd;

extern const rsp_cmd rsp_cmd_plan, rsp_cmd_check, rsp_cmd_new, rsp_cmd_tables_export, rsp_cmd_tables_import,
    rsp_cmd_roads_build, rsp_cmd_roads_info, rsp_cmd_roads_route, rsp_cmd_roads_matrix, rsp_cmd_generate,
    rsp_cmd_solve, rsp_cmd_schema, rsp_cmd_completion, rsp_cmd_help;

/* The table of commands, in the order that help shows them; and the names that are reserved for later. */
const rsp_cmd *const *rsp_cmd_table(uint32_t *ret_n);
const char *const *rsp_cmd_later(uint32_t *ret_n);

/* Prints "respite: <message>" and returns the exit status of the code. */
int rsp_cli_fail(int code, const rsp_err *err);
/* Prints the items of d, then, unless d told the reason already, the message of err; the exit status of rc.
 */
int rsp_cli_report(const rsp_diag *d, int rc, const rsp_err *err);
/* Writes n bytes to standard output; 0 or exit status 4 with a message (full disk, closed pipe). */
int rsp_cli_put(rsp_ctx *ctx, const void *p, size_t n);

#endif
