/* The program: finds the command, parses its options, runs it, and turns what went wrong into an exit status.
 *
 * Standard output carries only results; a result that could not be written whole (full disk, closed output)
 * is status 4. The first SIGINT asks the command to stop and hand over what it has; the second ends the
 * program. */
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "base/file.h"
#include "base/text.h"
#include "cli/args.h"

/* A signal handler can be given nothing, so this one flag stands outside any context. */
static atomic_int interrupted;

static void on_interrupt(int signal_number) {
    (void)signal_number;
    atomic_store_explicit(&interrupted, 1, memory_order_relaxed);
}

static void catch_interrupt(void) {
    struct sigaction action = {.sa_handler = on_interrupt, .sa_flags = (int)SA_RESETHAND};
    sigemptyset(&action.sa_mask);
    (void)sigaction(SIGINT, &action,
                    NULL); /* cannot fail for SIGINT; without it Ctrl-C still ends the program */
}

/* Past a limit on the size of files, writing then fails with a message instead of ending the program. */
static void refuse_size_signal(void) {
    struct sigaction action = {.sa_handler = SIG_IGN};
    sigemptyset(&action.sa_mask);
    (void)sigaction(SIGXFSZ, &action, NULL); /* cannot fail for SIGXFSZ */
}

/* A standard descriptor that the caller closed would be given to the next file opened, and a result be
 * written into it. Held open for reading only, writes to it fail and are reported. */
static void hold_standard_descriptors(void) {
    for (int fd = 0; fd <= 2; fd++) {
        if (fcntl(fd, F_GETFD) == -1 && errno == EBADF &&
            open("/dev/null", fd == 0 ? O_WRONLY : O_RDONLY) != fd) {
            _exit(4);
        }
    }
}

int rsp_cli_fail(int code, const rsp_err *err) {
    if (err != NULL && err->msg[0] != 0) {
        fprintf(stderr, "respite: %s\n", err->msg);
    }
    return rsp_err_exit(code);
}

int rsp_cli_report(const rsp_diag *d, int rc, const rsp_err *err) {
    rsp_diag_print(d, stderr);
    return rc == 0 ? 0 : rsp_cli_fail(rc, err);
}

int rsp_cli_put(rsp_ctx *ctx, const void *p, size_t n) {
    rsp_err err = {0};
    int rc = rsp_file_write(ctx, "-", p, n, &err);
    return rc == 0 ? 0 : rsp_cli_fail(rc, &err);
}

/* The command whose name begins argv; *ret_words: how many arguments its name takes. */
static const rsp_cmd *find_command(int argc, char *const *argv, int *ret_words) {
    uint32_t n;
    const rsp_cmd *const *table = rsp_cmd_table(&n);
    for (uint32_t i = 0; i < n; i++) {
        const char *space = strchr(table[i]->name, ' ');
        size_t first = space != NULL ? (size_t)(space - table[i]->name) : strlen(table[i]->name);
        if (strlen(argv[0]) != first || memcmp(argv[0], table[i]->name, first) != 0) {
            continue;
        }
        if (space == NULL || (argc > 1 && strcmp(argv[1], space + 1) == 0)) {
            *ret_words = space != NULL ? 2 : 1;
            return table[i];
        }
    }
    return NULL;
}

static bool is_later(const char *name) {
    uint32_t n;
    const char *const *later = rsp_cmd_later(&n);
    for (uint32_t i = 0; i < n; i++) {
        if (strcmp(later[i], name) == 0) {
            return true;
        }
    }
    return false;
}

static bool is_group(const char *word) {
    uint32_t n;
    const rsp_cmd *const *table = rsp_cmd_table(&n);
    size_t length = strlen(word);
    for (uint32_t i = 0; i < n; i++) {
        if (strncmp(table[i]->name, word, length) == 0 && table[i]->name[length] == ' ') {
            return true;
        }
    }
    return false;
}

static int no_command(int argc, char *const *argv) {
    char name[128];
    bool group = is_group(argv[0]);
    if (group && (argc < 2 || argv[1][0] == '-')) {
        fprintf(stderr, "respite: '%s' needs a second word; 'respite help %s' lists them\n", argv[0],
                argv[0]);
        return 2;
    }
    snprintf(name, sizeof name, "%s%s%s", argv[0], group ? " " : "", group ? argv[1] : "");
    if (is_later(name)) {
        fprintf(stderr, "respite: '%s' is not there yet in this version\n", name);
        return 4;
    }
    const char *names[64];
    uint32_t n, n_later;
    size_t count = 0;
    const rsp_cmd *const *table = rsp_cmd_table(&n);
    const char *const *later = rsp_cmd_later(&n_later);
    for (uint32_t i = 0; i < n && count < 64; i++) {
        names[count++] = table[i]->name;
    }
    for (uint32_t i = 0; i < n_later && count < 64; i++) {
        names[count++] = later[i];
    }
    const char *nearest = rsp_text_nearest(name, names, count);
    if (nearest != NULL) {
        fprintf(stderr, "respite: '%s' is not a command; did you mean '%s'?\n", name, nearest);
    } else {
        fprintf(stderr, "respite: '%s' is not a command; 'respite help' lists them\n", name);
    }
    return 2;
}

static int run_command(rsp_ctx *ctx, const rsp_cmd *cmd, int argc, char *const *argv) {
    rsp_err err = {0};
    RSP_CLEANUP(rsp_args_free_p) rsp_args *args = NULL;
    int rc = rsp_args_parse(ctx, cmd, argc, argv, &args, &err);
    if (rc != 0) {
        return rsp_cli_fail(rc, &err);
    }
    if (rsp_arg_flag(args, "help") && cmd != &rsp_cmd_help) {
        char name[64];
        snprintf(name, sizeof name, "%s", cmd->name);
        char *const words[] = {name};
        return run_command(ctx, &rsp_cmd_help, 1, words);
    }
    return cmd->run(ctx, args);
}

static int dispatch(rsp_ctx *ctx, int argc, char **argv) {
    static char help[] = "help";
    if (argc < 2) {
        fprintf(stderr, "respite: no command is given; 'respite help' lists them\n");
        return 2;
    }
    if (strcmp(argv[1], "--version") == 0) {
        static const char version[] = "respite " RSP_VERSION "\n";
        return rsp_cli_put(ctx, version, sizeof version - 1);
    }
    if (strcmp(argv[1], "--help") == 0 || strcmp(argv[1], "-h") == 0) {
        argv[1] = help;
    }
    int words = 0;
    const rsp_cmd *cmd = find_command(argc - 1, argv + 1, &words);
    return cmd == NULL ? no_command(argc - 1, argv + 1)
                       : run_command(ctx, cmd, argc - 1 - words, argv + 1 + words);
}

int main(int argc, char **argv) {
    hold_standard_descriptors();
    catch_interrupt();
    refuse_size_signal();
    rsp_ctx ctx = rsp_ctx_init(NULL, &interrupted);
    int status = dispatch(&ctx, argc, argv);
    if (fflush(stdout) != 0 || ferror(stdout) != 0) {
        fprintf(stderr, "respite: standard output could not be written: %s; look at the disk or the pipe\n",
                strerror(errno));
        return status != 0 ? status : 4;
    }
    return status;
}
