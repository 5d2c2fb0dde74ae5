/* respite completion SHELL: a completion script made from the command table.
 *
 * The scripts hold the whole table, so that completing a word starts no process of ours. */
#include <string.h>

#include "base/buf.h"
#include "cli/cmd.h"

#define SCRIPT_BYTES (1u << 20)

/* The first words of all commands, each once, separated by blanks. */
static void first_words(rsp_buf *b) {
    uint32_t n;
    const rsp_cmd *const *table = rsp_cmd_table(&n);
    for (uint32_t i = 0; i < n; i++) {
        size_t length = strcspn(table[i]->name, " ");
        bool seen = i > 0 && strncmp(table[i - 1]->name, table[i]->name, length) == 0 &&
                    (table[i - 1]->name[length] == ' ' || table[i - 1]->name[length] == 0);
        if (!seen) {
            rsp_buf_printf(b, "%s%.*s", i == 0 ? "" : " ", (int)length, table[i]->name);
        }
    }
}

static void second_words(rsp_buf *b, const char *group, size_t length) {
    uint32_t n;
    const rsp_cmd *const *table = rsp_cmd_table(&n);
    for (uint32_t i = 0; i < n; i++) {
        if (strncmp(table[i]->name, group, length) == 0 && table[i]->name[length] == ' ') {
            rsp_buf_printf(b, "%s ", table[i]->name + length + 1);
        }
    }
}

/* case lines "group) words ;;" for commands of two words */
static void groups(rsp_buf *b, const char *indent) {
    uint32_t n;
    const rsp_cmd *const *table = rsp_cmd_table(&n);
    for (uint32_t i = 0; i < n; i++) {
        const char *space = strchr(table[i]->name, ' ');
        size_t length = space != NULL ? (size_t)(space - table[i]->name) : 0;
        bool seen = i > 0 && length > 0 && strncmp(table[i - 1]->name, table[i]->name, length + 1) == 0;
        if (space != NULL && !seen) {
            rsp_buf_printf(b, "%s%.*s) second='", indent, (int)length, table[i]->name);
            second_words(b, table[i]->name, length);
            rsp_buf_str(b, "' ;;\n");
        }
    }
}

static void options(rsp_buf *b, const char *indent) {
    uint32_t n;
    const rsp_cmd *const *table = rsp_cmd_table(&n);
    for (uint32_t i = 0; i < n; i++) {
        rsp_buf_printf(b, "%s'%s') options='--help", indent, table[i]->name);
        for (const rsp_opt *o = table[i]->opts; o->name != NULL; o++) {
            rsp_buf_printf(b, " --%s", o->name);
        }
        rsp_buf_str(b, "' ;;\n");
    }
}

static void bash(rsp_buf *b) {
    rsp_buf_str(
        b, "# bash completion for respite; made by 'respite completion bash'\n"
           "_respite() {\n"
           "    local word=${COMP_WORDS[COMP_CWORD]} first=${COMP_WORDS[1]} second='' options='' command\n"
           "    COMPREPLY=()\n"
           "    if [ \"$COMP_CWORD\" -eq 1 ]; then\n"
           "        mapfile -t COMPREPLY < <(compgen -W '");
    first_words(b);
    rsp_buf_str(b, " --version --help' -- \"$word\")\n"
                   "        return\n"
                   "    fi\n"
                   "    command=$first\n"
                   "    case $first in\n");
    groups(b, "        ");
    rsp_buf_str(b, "    esac\n"
                   "    if [ -n \"$second\" ]; then\n"
                   "        if [ \"$COMP_CWORD\" -eq 2 ]; then\n"
                   "            mapfile -t COMPREPLY < <(compgen -W \"$second\" -- \"$word\")\n"
                   "            return\n"
                   "        fi\n"
                   "        command=\"$first ${COMP_WORDS[2]}\"\n"
                   "    fi\n"
                   "    case $command in\n");
    options(b, "        ");
    rsp_buf_str(b, "    esac\n"
                   "    case $word in\n"
                   "        -*) mapfile -t COMPREPLY < <(compgen -W \"$options\" -- \"$word\") ;;\n"
                   "    esac\n"
                   "}\n"
                   "complete -o default -F _respite respite\n");
}

static void zsh(rsp_buf *b) {
    rsp_buf_str(b, "#compdef respite\n"
                   "# zsh completion for respite; made by 'respite completion zsh'\n"
                   "_respite() {\n"
                   "    local first=${words[2]} second='' options='' command=${words[2]}\n"
                   "    if (( CURRENT == 2 )); then\n"
                   "        compadd -- ");
    first_words(b);
    rsp_buf_str(b, " --version --help\n"
                   "        return\n"
                   "    fi\n"
                   "    case $first in\n");
    groups(b, "        ");
    rsp_buf_str(b, "    esac\n"
                   "    if [[ -n $second ]]; then\n"
                   "        if (( CURRENT == 3 )); then\n"
                   "            compadd -- ${=second}\n"
                   "            return\n"
                   "        fi\n"
                   "        command=\"$first ${words[3]}\"\n"
                   "    fi\n"
                   "    case $command in\n");
    options(b, "        ");
    rsp_buf_str(b, "    esac\n"
                   "    if [[ ${words[CURRENT]} == -* ]]; then\n"
                   "        compadd -- ${=options}\n"
                   "    else\n"
                   "        _files\n"
                   "    fi\n"
                   "}\n"
                   "_respite \"$@\"\n");
}

static int run(rsp_ctx *ctx, const rsp_args *a) {
    RSP_CLEANUP(rsp_buf_done) rsp_buf b = rsp_buf_init(ctx, SCRIPT_BYTES);
    rsp_err err = {0};
    const char *shell = rsp_arg_operand(a, 0);
    if (strcmp(shell, "bash") == 0) {
        bash(&b);
    } else if (strcmp(shell, "zsh") == 0) {
        zsh(&b);
    } else {
        return rsp_cli_fail(
            rsp_fail(&err, RSP_EUSAGE, "there is no completion for '%s'; give bash or zsh", shell), &err);
    }
    int rc = rsp_buf_ok(&b, &err);
    return rc != 0 ? rsp_cli_fail(rc, &err) : rsp_cli_put(ctx, b.at, b.n);
}

static const rsp_opt OPTIONS[] = {{0}};
const rsp_cmd rsp_cmd_completion = {
    .name = "completion",
    .operands = "SHELL",
    .min_operands = 1,
    .max_operands = 1,
    .summary = "Prints a completion script for bash or zsh",
    .about = "For bash: respite completion bash > ~/.local/share/bash-completion/completions/respite",
    .opts = OPTIONS,
    .run = run};
