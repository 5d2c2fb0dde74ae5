/* respite help [COMMAND]: usage and options from the command table; --man: the man page. */
#include <stdio.h>
#include <string.h>

#include "base/text.h"
#include "cli/manual.h"

#define HELP_BYTES (1u << 20)

static void list_commands(rsp_buf *b, const char *prefix) {
    uint32_t n;
    const rsp_cmd *const *table = rsp_cmd_table(&n);
    size_t length = strlen(prefix);
    for (uint32_t i = 0; i < n; i++) {
        if (strncmp(table[i]->name, prefix, length) == 0) {
            rsp_buf_printf(b, "  %-14s  %s\n", table[i]->name, table[i]->summary);
        }
    }
}

static void list_all(rsp_buf *b) {
    rsp_buf_str(b, "Respite plans what can be done inside a humanitarian pause.\n\n"
                   "usage: respite COMMAND [operands] [options]\n\n");
    list_commands(b, "");
    uint32_t n;
    const char *const *later = rsp_cmd_later(&n);
    rsp_buf_str(b, "\nNot there yet in this version:\n");
    RSP_CLEANUP(rsp_buf_done) rsp_buf names = rsp_buf_init(b->ctx, HELP_BYTES);
    for (uint32_t i = 0; i < n; i++) {
        rsp_buf_printf(&names, "%s%s", i == 0 ? "" : ", ", later[i]);
    }
    rsp_manual_flow(b, names.at != NULL ? names.at : "", 2);
    rsp_buf_str(
        b,
        "\n'respite help COMMAND' tells more; 'respite help --man' is the man page.\n"
        "Exit status: 0 done, 1 the answer is no, 2 wrong command line, 3 wrong input, 4 system failure.\n");
}

static void one_command(rsp_buf *b, const rsp_cmd *c) {
    rsp_buf_printf(b, "usage: respite %s%s%s%s\n\n", c->name, c->operands[0] != 0 ? " " : "", c->operands,
                   c->opts[0].name != NULL ? " [options]" : "");
    rsp_buf_printf(b, "%s.\n", c->summary);
    if (c->about != NULL) {
        rsp_buf_char(b, '\n');
        rsp_manual_flow(b, c->about, 0);
    }
    if (c->opts[0].name != NULL) {
        rsp_buf_str(b, "\noptions:\n");
    }
    for (const rsp_opt *o = c->opts; o->name != NULL; o++) {
        RSP_CLEANUP(rsp_buf_done) rsp_buf left = rsp_buf_init(b->ctx, HELP_BYTES);
        rsp_manual_option(&left, o);
        rsp_buf_printf(b, "  %-24s  %s\n", left.at != NULL ? left.at : "", o->help);
    }
}

static int named(rsp_buf *b, const char *name) {
    uint32_t n;
    const char *names[64];
    const rsp_cmd *const *table = rsp_cmd_table(&n);
    char group[72];
    snprintf(group, sizeof group, "%.64s ", name);
    for (uint32_t i = 0; i < n && i < 64; i++) {
        names[i] = table[i]->name;
        if (strcmp(table[i]->name, name) == 0) {
            one_command(b, table[i]);
            return 0;
        }
    }
    for (uint32_t i = 0; i < n; i++) {
        if (strncmp(table[i]->name, group, strlen(group)) == 0) {
            rsp_buf_printf(b, "usage: respite %sCOMMAND [operands] [options]\n\n", group);
            list_commands(b, group);
            return 0;
        }
    }
    rsp_err err = {0};
    const char *nearest = rsp_text_nearest(name, names, n < 64 ? n : 64);
    if (nearest != NULL) {
        return rsp_cli_fail(
            rsp_fail(&err, RSP_EUSAGE, "'%s' is not a command; did you mean '%s'?", name, nearest), &err);
    }
    return rsp_cli_fail(rsp_fail(&err, RSP_EUSAGE, "'%s' is not a command; 'respite help' lists them", name),
                        &err);
}

static int run(rsp_ctx *ctx, const rsp_args *a) {
    RSP_CLEANUP(rsp_buf_done) rsp_buf b = rsp_buf_init(ctx, HELP_BYTES);
    rsp_err err = {0};
    int status = 0;
    if (rsp_arg_flag(a, "man")) {
        rsp_manual_write(&b);
    } else if (rsp_arg_operands(a) == 0) {
        list_all(&b);
    } else {
        char name[128];
        const char *second = rsp_arg_operand(a, 1);
        snprintf(name, sizeof name, "%s%s%s", rsp_arg_operand(a, 0), second != NULL ? " " : "",
                 second != NULL ? second : "");
        status = named(&b, name);
    }
    if (status != 0) {
        return status;
    }
    int rc = rsp_buf_ok(&b, &err);
    return rc != 0 ? rsp_cli_fail(rc, &err) : rsp_cli_put(ctx, b.at, b.n);
}

static const rsp_opt OPTIONS[] = {
    {"man", 0, RSP_OPT_FLAG, NULL, "the man page, in roff", 0, 0},
    {0},
};
const rsp_cmd rsp_cmd_help = {.name = "help",
                              .operands = "[COMMAND]",
                              .max_operands = 2,
                              .summary = "Lists the commands, or tells about one",
                              .opts = OPTIONS,
                              .run = run};
