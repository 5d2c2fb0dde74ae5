/* The man page, made from the command table (man(7) macros). What every command shares stands here once. */
#include "cli/manual.h"

#include <string.h>

#include "base/text.h"

void rsp_manual_option(rsp_buf *b, const rsp_opt *o) {
    if (o->letter != 0) {
        rsp_buf_printf(b, "-%c, ", o->letter);
    }
    rsp_buf_printf(b, "--%s", o->name);
    if (o->arg != NULL) {
        rsp_buf_printf(b, " %s", o->arg);
    }
}

void rsp_manual_flow(rsp_buf *b, const char *text, int indent) {
    int column = 0;
    while (*text != 0) {
        size_t n = strcspn(text, " ");
        if (column == 0 || column + 1 + (int)n > 78) {
            rsp_buf_printf(b, "%s%*s", column == 0 ? "" : "\n", indent, "");
            column = indent;
        } else {
            rsp_buf_char(b, ' ');
            column++;
        }
        rsp_buf_add(b, text, n);
        column += (int)n;
        text += n;
        text += strspn(text, " ");
    }
    rsp_buf_char(b, '\n');
}

/* Text with what roff would read as its own made plain. A dash is written as the ASCII one, to be copied. */
static void roff(rsp_buf *b, const char *s) {
    if (*s == '.' || *s == '\'') {
        rsp_buf_str(b, "\\&");
    }
    for (; *s != 0; s++) {
        if (*s == '\\') {
            rsp_buf_str(b, "\\e");
        } else if (*s == '-') {
            rsp_buf_str(b, "\\-");
        } else {
            rsp_buf_char(b, *s);
        }
    }
}

static void roff_option(rsp_buf *b, const rsp_opt *o) {
    rsp_buf_str(b, ".TP\n");
    if (o->letter != 0) {
        rsp_buf_printf(b, "\\fB\\-%c\\fR, ", o->letter);
    }
    rsp_buf_str(b, "\\fB\\-\\-");
    roff(b, o->name);
    rsp_buf_str(b, "\\fR");
    if (o->arg != NULL) {
        rsp_buf_printf(b, " \\fI%s\\fR", o->arg);
    }
    rsp_buf_char(b, '\n');
    roff(b, o->help);
    rsp_buf_str(b, ".\n");
}

static void roff_command(rsp_buf *b, const rsp_cmd *c) {
    rsp_buf_str(b, ".SS \"respite ");
    roff(b, c->name);
    if (c->operands[0] != 0) {
        rsp_buf_char(b, ' ');
        roff(b, c->operands);
    }
    rsp_buf_str(b, c->opts[0].name != NULL ? " [options]\"\n" : "\"\n");
    roff(b, c->summary);
    rsp_buf_str(b, ".\n");
    if (c->about != NULL) {
        rsp_buf_str(b, ".PP\n");
        roff(b, c->about);
        rsp_buf_char(b, '\n');
    }
    for (const rsp_opt *o = c->opts; o->name != NULL; o++) {
        roff_option(b, o);
    }
}

static void later(rsp_buf *b) {
    uint32_t n;
    const char *const *names = rsp_cmd_later(&n);
    rsp_buf_str(b, ".SH NOT THERE YET\nThese names are kept for later; each says so and exits with 4: ");
    for (uint32_t i = 0; i < n; i++) {
        rsp_buf_printf(b, "%s%s", i == 0 ? "" : ", ", names[i]);
    }
    rsp_buf_str(b, ".\n");
}

void rsp_manual_write(rsp_buf *b) {
    rsp_buf_printf(
        b,
        ".\\\" Made by 'respite help --man'; do not edit.\n"
        ".TH RESPITE 1 \"\" \"respite %s\" \"User Commands\"\n"
        ".SH NAME\n"
        "respite \\- plans what can be done inside a humanitarian pause\n"
        ".SH SYNOPSIS\n"
        ".B respite\n"
        ".I command\n"
        "[operands] [options]\n"
        ".SH DESCRIPTION\n"
        "A humanitarian pause is a stretch of hours in which the parties to a conflict have agreed not to\n"
        "fight in a place. Respite plans which convoys go where inside it, so that the most people are\n"
        "reached and every convoy is out before it closes, checks plans, and makes the maps and run\n"
        "sheets that people use.\n"
        ".PP\n"
        "Options may stand before or after operands. \\fB\\-\\-\\fR ends them. \\fB\\-\\fR as a file is\n"
        "standard input or output. Every command understands \\fB\\-\\-help\\fR.\n"
        ".SH COMMANDS\n",
        RSP_VERSION);
    uint32_t n;
    const rsp_cmd *const *table = rsp_cmd_table(&n);
    for (uint32_t i = 0; i < n; i++) {
        roff_command(b, table[i]);
    }
    later(b);
    rsp_buf_str(
        b, ".SH EXIT STATUS\n"
           ".IP 0\nDone. A checked plan is 0 even when it serves nothing; so is one cut short by Ctrl\\-C.\n"
           ".IP 1\nThe answer is no: a check found a violation.\n"
           ".IP 2\nThe command line is wrong.\n"
           ".IP 3\nThe input is wrong: FILE:LINE:COLUMN: POINTER: what is wrong; what would be right.\n"
           ".IP 4\nThe system failed, or this part is not there yet.\n"
           ".SH EXAMPLES\n"
           ".nf\n"
           "respite new mine\n"
           "respite plan mine/situation.json \\-o mine/plan\n"
           "respite check mine/situation.json mine/plan/plan.json\n"
           "respite roads build city.osm.pbf \\-o city.roads\n"
           ".fi\n");
}
