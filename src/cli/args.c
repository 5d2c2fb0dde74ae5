/* The command line against one table: long and short options, "--" ends them, "-" is an operand.
 *
 * An option that takes a value takes the next argument whatever it looks like, so that negative numbers need
 * no escape. No abbreviations: a script that works today must not break when an option is added. */
#include "cli/args.h"

#include <errno.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/text.h"

typedef struct given {
    const rsp_opt *opt;
    const char *text; /* NULL for flags */
    int64_t integer;
    double real;
} given;

struct rsp_args {
    const rsp_ctx *ctx;
    const rsp_cmd *cmd;
    given *given; /* in order */
    uint32_t n_given;
    const char **operands;
    uint32_t n_operands;
    bool help;
};

static const given *find(const rsp_args *a, const char *name, uint32_t nth) {
    for (uint32_t i = 0; i < a->n_given; i++) {
        if (strcmp(a->given[i].opt->name, name) == 0 && nth-- == 0) {
            return &a->given[i];
        }
    }
    return NULL;
}

const char *rsp_arg_text(const rsp_args *a, const char *name, const char *fallback) {
    const given *g = find(a, name, 0);
    return g != NULL ? g->text : fallback;
}

int64_t rsp_arg_int(const rsp_args *a, const char *name, int64_t fallback) {
    const given *g = find(a, name, 0);
    return g != NULL ? g->integer : fallback;
}

double rsp_arg_real(const rsp_args *a, const char *name, double fallback) {
    const given *g = find(a, name, 0);
    return g != NULL ? g->real : fallback;
}

bool rsp_arg_flag(const rsp_args *a, const char *name) {
    return strcmp(name, "help") == 0 ? a->help : find(a, name, 0) != NULL;
}

uint32_t rsp_arg_count(const rsp_args *a, const char *name) {
    uint32_t n = 0;
    while (find(a, name, n) != NULL) {
        n++;
    }
    return n;
}

const char *rsp_arg_nth(const rsp_args *a, const char *name, uint32_t i) {
    const given *g = find(a, name, i);
    return g != NULL ? g->text : NULL;
}

uint32_t rsp_arg_operands(const rsp_args *a) {
    return a->n_operands;
}

const char *rsp_arg_operand(const rsp_args *a, uint32_t i) {
    return i < a->n_operands ? a->operands[i] : NULL;
}

static const rsp_opt *opt_by_name(const rsp_cmd *cmd, const char *name, size_t n) {
    for (const rsp_opt *o = cmd->opts; o->name != NULL; o++) {
        if (strlen(o->name) == n && memcmp(o->name, name, n) == 0) {
            return o;
        }
    }
    return NULL;
}

static const rsp_opt *opt_by_letter(const rsp_cmd *cmd, char letter) {
    for (const rsp_opt *o = cmd->opts; o->name != NULL; o++) {
        if (o->letter == letter && letter != 0) {
            return o;
        }
    }
    return NULL;
}

static int unknown_option(const rsp_cmd *cmd, const char *word, size_t n, rsp_err *err) {
    const char *names[64] = {"help"};
    size_t count = 1;
    for (const rsp_opt *o = cmd->opts; o->name != NULL && count < 64; o++) {
        names[count++] = o->name;
    }
    char name[80];
    size_t keep = n < sizeof name - 1 ? n : sizeof name - 1;
    memcpy(name, word, keep);
    name[keep] = 0;
    const char *nearest = rsp_text_nearest(name, names, count);
    if (nearest != NULL) {
        return rsp_fail(err, RSP_EUSAGE, "'%s' has no option '--%s'; did you mean '--%s'?", cmd->name, name,
                        nearest);
    }
    return rsp_fail(err, RSP_EUSAGE, "'%s' has no option '--%s'; see 'respite help %s'", cmd->name, name,
                    cmd->name);
}

static int bad_number(const rsp_opt *o, const char *text, const char *what, rsp_err *err) {
    if (o->min == 0 && o->max == 0) {
        return rsp_fail(err, RSP_EUSAGE, "--%s: '%s' is not %s; give a number", o->name, text, what);
    }
    return rsp_fail(err, RSP_EUSAGE, "--%s: '%s' is not %s; give %.15g to %.15g", o->name, text, what, o->min,
                    o->max);
}

static int convert(given *g, rsp_err *err) {
    const rsp_opt *o = g->opt;
    char *end = NULL;
    if (g->text == NULL) { /* a flag */
        return 0;
    }
    errno = 0;
    if (o->kind == RSP_OPT_INT) {
        long long v = strtoll(g->text, &end, 10);
        if (end == g->text || *end != 0 || g->text[0] == ' ') {
            return bad_number(o, g->text, "a whole number", err);
        }
        g->integer = v;
        g->real = (double)v;
    } else if (o->kind == RSP_OPT_REAL) {
        g->real = strtod(g->text, &end);
        if (end == g->text || *end != 0 || g->text[0] == ' ' || !isfinite(g->real)) {
            return bad_number(o, g->text, "a number", err);
        }
    } else {
        return 0;
    }
    bool limited = o->min != 0 || o->max != 0;
    if (errno == ERANGE || (limited && (g->real < o->min || g->real > o->max))) {
        return bad_number(o, g->text, "in range", err);
    }
    return 0;
}

static int add_option(rsp_args *a, const rsp_opt *o, const char *text, rsp_err *err) {
    if (o->kind != RSP_OPT_REPEAT && find(a, o->name, 0) != NULL) {
        return rsp_fail(err, RSP_EUSAGE, "--%s is given twice; give it once", o->name);
    }
    if (text != NULL && text[0] == 0) {
        return rsp_fail(err, RSP_EUSAGE, "--%s is empty; give %s", o->name, o->arg);
    }
    given g = {.opt = o, .text = text};
    RSP_TRY(convert(&g, err));
    a->given[a->n_given++] = g;
    return 0;
}

/* One argument that begins with a dash; *at is its index and moves on where the value is the next one. */
static int take_option(rsp_args *a, int argc, char *const *argv, int *at, rsp_err *err) {
    const char *word = argv[*at];
    const rsp_opt *o;
    const char *value = NULL;
    if (word[1] == '-') {
        size_t n = strcspn(word + 2, "=");
        if (n == 4 && memcmp(word + 2, "help", 4) == 0 && word[6] == 0) {
            a->help = true;
            return 0;
        }
        o = opt_by_name(a->cmd, word + 2, n);
        if (o == NULL) {
            return unknown_option(a->cmd, word + 2, n, err);
        }
        value = word[2 + n] == '=' ? word + 3 + n : NULL;
    } else {
        if (strcmp(word, "-h") == 0) {
            a->help = true;
            return 0;
        }
        o = opt_by_letter(a->cmd, word[1]);
        if (o == NULL) {
            return rsp_fail(err, RSP_EUSAGE, "'%s' has no option '%s'; see 'respite help %s'", a->cmd->name,
                            word, a->cmd->name);
        }
        value = word[2] != 0 ? word + 2 : NULL;
    }
    if (o->kind == RSP_OPT_FLAG) {
        if (value != NULL) {
            return rsp_fail(err, RSP_EUSAGE, "--%s takes no value; leave '%s' out", o->name, value);
        }
        return add_option(a, o, NULL, err);
    }
    if (value == NULL) {
        if (*at + 1 >= argc) {
            return rsp_fail(err, RSP_EUSAGE, "--%s needs a value; give --%s %s", o->name, o->name, o->arg);
        }
        value = argv[++*at];
    }
    return add_option(a, o, value, err);
}

static int check_operands(const rsp_args *a, rsp_err *err) {
    const rsp_cmd *c = a->cmd;
    if (a->n_operands < c->min_operands) {
        return rsp_fail(err, RSP_EUSAGE, "'%s' lacks an operand; usage: respite %s %s", c->name, c->name,
                        c->operands);
    }
    if (a->n_operands > c->max_operands) {
        return rsp_fail(err, RSP_EUSAGE, "'%s' does not take '%s'; usage: respite %s %s", c->name,
                        a->operands[c->max_operands], c->name, c->operands);
    }
    for (uint32_t i = 0; i < a->n_operands; i++) {
        if (a->operands[i][0] == 0) {
            return rsp_fail(err, RSP_EUSAGE, "'%s': an operand is empty; usage: respite %s %s", c->name,
                            c->name, c->operands);
        }
    }
    return 0;
}

int rsp_args_parse(const rsp_ctx *ctx, const rsp_cmd *cmd, int argc, char *const *argv, rsp_args **ret,
                   rsp_err *err) {
    RSP_CLEANUP(rsp_args_free_p) rsp_args *a = rsp_calloc(ctx, 1, sizeof *a);
    if (a == NULL) {
        return rsp_fail(err, RSP_ENOMEM, "out of memory");
    }
    a->ctx = ctx;
    a->cmd = cmd;
    a->given = rsp_calloc(ctx, (size_t)argc + 1, sizeof *a->given);
    a->operands = rsp_calloc(ctx, (size_t)argc + 1, sizeof *a->operands);
    if (a->given == NULL || a->operands == NULL) {
        return rsp_fail(err, RSP_ENOMEM, "out of memory");
    }
    bool options = true;
    for (int i = 0; i < argc; i++) {
        if (options && strcmp(argv[i], "--") == 0) {
            options = false;
        } else if (options && argv[i][0] == '-' && argv[i][1] != 0) {
            RSP_TRY(take_option(a, argc, argv, &i, err));
        } else {
            a->operands[a->n_operands++] = argv[i];
        }
    }
    if (!a->help) {
        RSP_TRY(check_operands(a, err));
    }
    *ret = RSP_TAKE(a);
    return 0;
}

rsp_args *rsp_args_free(rsp_args *a) {
    if (a != NULL) {
        rsp_free(a->ctx, a->given);
        rsp_free(a->ctx, a->operands);
        rsp_free(a->ctx, a);
    }
    return NULL;
}
