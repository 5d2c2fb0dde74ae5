/* Run sheets: the parent's side. Cairo, Pango and GLib end the process where memory is short and have a long
 * history of faults in font files, so they run in a child: it has a limit of memory and of time, no network
 * to lose, and hands each finished PDF back through a pipe; the parent writes the files.
 * docs/adr/0010-run-sheets-in-a-child.md. */
#define _GNU_SOURCE /* pipe2, F_SETPIPE_SZ */
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdatomic.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/file.h"
#include "print/sheet.h"

#define CHILD_EXTRA_BYTES (512u << 20) /* over what the parent has mapped */
#define CHILD_WALL_S      180
#define CHILDREN_MAX      4
#define PIPE_BYTES        (1 << 20) /* some sheets: they draw on while the parent writes other files */
#define SHEET_MAX_BYTES   (32u << 20)
#define FAILED            UINT32_MAX

/* What goes before each PDF in the pipe; job FAILED: a message instead. */
typedef struct frame_head {
    uint32_t job, pages, unknown, reserved;
    uint64_t n;
} frame_head;

/* Sheets begun, of all, from the front and from the back. */
typedef struct queue {
    atomic_uint begun, front, back;
} queue;

typedef struct work {
    const rsp_ctx *ctx;
    const rsp_plan *p;
    char hash[13];
    const rsp_lang *langs;
    uint32_t n_langs;
    queue *queue; /* in memory that all children share */
} work;

static int count_threads(void) {
    DIR *d = opendir("/proc/self/task");
    int n = 0;
    for (struct dirent *e = d == NULL ? NULL : readdir(d); e != NULL; e = readdir(d)) {
        n += e->d_name[0] != '.';
    }
    if (d != NULL) {
        closedir(d);
    }
    return n;
}

/* ---- the child ---- */

static void set_limit(int which, rlim_t most) {
    struct rlimit r;
    if (getrlimit(which, &r) == 0) {
        r.rlim_cur = r.rlim_max == RLIM_INFINITY || most < r.rlim_max ? most : r.rlim_max;
        r.rlim_max = r.rlim_cur;
        (void)setrlimit(which, &r);
    }
}

static void confine(uint32_t jobs) {
    signal(SIGALRM, SIG_DFL);
    signal(SIGPIPE, SIG_DFL);
    signal(SIGINT, SIG_IGN); /* the parent hears it and ends us by closing the pipe */
    (void)prctl(PR_SET_PDEATHSIG, SIGKILL);
    (void)prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0);
    set_limit(RLIMIT_CORE, 0);
    set_limit(RLIMIT_CPU, 30 + jobs);
    alarm(CHILD_WALL_S);
#if !defined(__SANITIZE_ADDRESS__) &&                                                                        \
    !defined(__SANITIZE_THREAD__) /* their shadow memory is beyond any limit */
    unsigned long pages = 0;
    FILE *f = fopen("/proc/self/statm", "re");
    if (f != NULL && fscanf(f, "%lu", &pages) == 1) {
        set_limit(RLIMIT_AS, (rlim_t)pages * (rlim_t)sysconf(_SC_PAGESIZE) + CHILD_EXTRA_BYTES);
    }
    if (f != NULL) {
        fclose(f);
    }
#endif
    int quiet = open("/dev/null", O_RDWR | O_CLOEXEC);
    if (quiet >= 0) { /* warnings of Pango and Fontconfig are nobody's concern */
        (void)dup2(quiet, STDOUT_FILENO);
        (void)dup2(quiet, STDERR_FILENO);
    }
}

static bool send_all(int fd, const void *p, size_t n) {
    const char *s = p;
    while (n > 0) {
        ssize_t k = write(fd, s, n);
        if (k < 0 && errno == EINTR) {
            continue;
        }
        if (k <= 0) {
            return false;
        }
        s += k;
        n -= (size_t)k;
    }
    return true;
}

static int draw_one(const work *w, uint32_t job, sheet_type *type, int fd, rsp_err *err) {
    rsp_arena *a RSP_CLEANUP(rsp_arena_free_p) = NULL;
    RSP_TRY(rsp_arena_new(w->ctx, 0, &a, err));
    pr o;
    RSP_TRY(pr_open(w->ctx, w->p, w->langs[job / w->p->n_convoys], a, &o, err));
    rsp_buf b RSP_CLEANUP(rsp_buf_done) = rsp_buf_init(w->ctx, SHEET_MAX_BYTES);
    frame_head h = {.job = job};
    int rc =
        sheet_draw(&o, &w->p->convoys[job % w->p->n_convoys], w->hash, type, &b, &h.pages, &h.unknown, err);
    pr_close(&o);
    RSP_TRY(rc);
    h.n = b.n;
    return send_all(fd, &h, sizeof h) && send_all(fd, b.at, b.n)
               ? 0
               : rsp_fail(err, RSP_EIO, "the pipe was closed");
}

/* A sheet that no child has begun: every other child takes them from the back, where the other language is.
 * What a language says again and again is then set by one child alone. */
static bool next_sheet(const work *w, uint32_t number, uint32_t jobs, uint32_t *ret) {
    queue *q = w->queue;
    if (atomic_fetch_add(&q->begun, 1) >= jobs) {
        return false;
    }
    *ret = number % 2 == 0 ? atomic_fetch_add(&q->front, 1) : jobs - 1 - atomic_fetch_add(&q->back, 1);
    return true;
}

/* Draws a sheet, then the next that no other child has begun: sheets differ in length by ten. */
static void child(const work *w, uint32_t number, int fd) {
    uint32_t jobs = w->p->n_convoys * w->n_langs;
    sheet_type *type[RSP_LANG_COUNT] = {NULL};
    rsp_err err = {0};
    int rc = 0;
    confine(jobs);
    sheet_pack_quickly();
    for (uint32_t i = 0; rc == 0 && next_sheet(w, number, jobs, &i);) {
        rsp_lang lang = w->langs[i / w->p->n_convoys];
        type[lang] = type[lang] != NULL ? type[lang] : sheet_type_new(lang);
        rc = draw_one(w, i, type[lang], fd, &err);
    }
    if (rc != 0) {
        frame_head h = {.job = FAILED, .pages = (uint32_t)-rc, .n = strlen(err.msg)};
        (void)(send_all(fd, &h, sizeof h) && send_all(fd, err.msg, h.n));
    }
    _exit(rc == 0 ? 0 : 1);
}

/* ---- the parent ---- */

/* n bytes; *ret_end where the pipe ended before the first of them. */
static int receive(const rsp_ctx *ctx, int fd, void *to, size_t n, bool *ret_end, rsp_err *err) {
    char *at = to;
    size_t left = n;
    while (left > 0) {
        int64_t k = ctx->env->read(ctx->env->user, fd, at, left);
        if (k == -EINTR) {
            continue;
        }
        if (k < 0) {
            return rsp_fail(err, RSP_EIO, "run sheets: reading from the child failed: %s", strerror((int)-k));
        }
        if (k == 0) {
            *ret_end = left == n;
            return left == n
                       ? 0
                       : rsp_fail(err, RSP_EIO, "run sheets: the child stopped in the middle of a sheet");
        }
        at += k;
        left -= (size_t)k;
    }
    *ret_end = false;
    return 0;
}

static int take_one(const work *w, int fd, const frame_head *h, const char *dir, rsp_sheets_report *sum,
                    rsp_err *err) {
    const rsp_ctx *ctx = w->ctx;
    bool end = false;
    if (h->n > SHEET_MAX_BYTES || (h->job != FAILED && h->job >= w->p->n_convoys * w->n_langs)) {
        return rsp_fail(err, RSP_EIO, "run sheets: the child sent what cannot be read");
    }
    char *bytes = rsp_calloc(ctx, (size_t)h->n + 1, 1);
    if (bytes == NULL) {
        return rsp_fail(err, RSP_ENOMEM, "out of memory for a run sheet of %llu bytes",
                        (unsigned long long)h->n);
    }
    int rc = receive(ctx, fd, bytes, (size_t)h->n, &end, err);
    if (rc == 0 && h->job == FAILED) {
        rc = rsp_fail(err, h->pages == (uint32_t)-RSP_ENOMEM ? RSP_ENOMEM : RSP_EIO, "run sheets: %s", bytes);
    } else if (rc == 0) {
        char path[4096];
        int n = snprintf(path, sizeof path, "%s/%s-%s.pdf", dir, w->p->convoys[h->job % w->p->n_convoys].id,
                         rsp_lang_code(w->langs[h->job / w->p->n_convoys]));
        rc = n < 0 || (size_t)n >= sizeof path
                 ? rsp_fail(err, RSP_ELIMIT, "the path of a run sheet in '%s' is longer than %zu bytes", dir,
                            sizeof path)
                 : rsp_file_write(ctx, path, bytes, (size_t)h->n, err);
        sum->files++;
        sum->pages += h->pages;
        sum->unknown_glyphs += h->unknown;
    }
    rsp_free(ctx, bytes);
    return rc;
}

typedef struct crew {
    pid_t pid[CHILDREN_MAX];
    struct pollfd pipe[CHILDREN_MAX]; /* fd -1: ended */
    uint32_t n;
} crew;

/* A sheet comes in one go once it is drawn, so whole frames are read from whichever child has one. */
static int take_all(const work *w, crew *c, const char *dir, rsp_sheets_report *sum, rsp_err *err) {
    for (uint32_t open = c->n; open > 0;) {
        if (poll(c->pipe, c->n, -1) < 0) {
            if (errno == EINTR) {
                continue;
            }
            return rsp_fail(err, RSP_EIO, "run sheets: waiting for the children failed: %s", strerror(errno));
        }
        for (uint32_t i = 0; i < c->n; i++) {
            frame_head h;
            bool end = false;
            if (c->pipe[i].fd < 0 || c->pipe[i].revents == 0) {
                continue;
            }
            RSP_TRY(receive(w->ctx, c->pipe[i].fd, &h, sizeof h, &end, err));
            if (!end) {
                RSP_TRY(take_one(w, c->pipe[i].fd, &h, dir, sum, err));
                continue;
            }
            close(c->pipe[i].fd);
            c->pipe[i].fd = -1;
            open--;
        }
    }
    return 0;
}

static int wait_for(pid_t pid, rsp_err *err) {
    int status = 0;
    while (waitpid(pid, &status, 0) < 0) {
        if (errno != EINTR) {
            return rsp_fail(err, RSP_EIO, "run sheets: waiting for the child failed: %s", strerror(errno));
        }
    }
    if (WIFSIGNALED(status)) {
        return rsp_fail(err, RSP_EIO,
                        "run sheets: the child was ended by signal %d; its limits are %u MiB and %d s",
                        WTERMSIG(status), CHILD_EXTRA_BYTES >> 20, CHILD_WALL_S);
    }
    if (WEXITSTATUS(status) != 0) {
        return rsp_fail(err, RSP_EIO,
                        "run sheets: the child ended with status %d; are the packages fonts-noto-core and "
                        "libpango-1.0-0 whole?",
                        WEXITSTATUS(status));
    }
    return 0;
}

static int start(const work *w, crew *c, rsp_err *err) {
    int ends[2];
    if (pipe2(ends, O_CLOEXEC) != 0) {
        return rsp_fail(err, RSP_EUNAVAILABLE, "run sheets: no pipe: %s", strerror(errno));
    }
    (void)fcntl(ends[0], F_SETPIPE_SZ, PIPE_BYTES);
    pid_t pid = fork();
    if (pid < 0) {
        int why = errno;
        close(ends[0]);
        close(ends[1]);
        return rsp_fail(err, RSP_EUNAVAILABLE, "run sheets: no child process: %s", strerror(why));
    }
    if (pid == 0) {
        close(ends[0]);
        for (uint32_t i = 0; i < c->n; i++) { /* a pipe that two hold open would never end */
            close(c->pipe[i].fd);
        }
        child(w, c->n, ends[1]);
    }
    close(ends[1]);
    c->pid[c->n] = pid;
    c->pipe[c->n++] = (struct pollfd){.fd = ends[0], .events = POLLIN};
    return 0;
}

/* Closes what is open (a child that still writes ends by SIGPIPE) and waits; the first failure of a child. */
static int finish(crew *c, rsp_err *err) {
    int rc = 0;
    for (uint32_t i = 0; i < c->n; i++) {
        if (c->pipe[i].fd >= 0) {
            close(c->pipe[i].fd);
        }
    }
    for (uint32_t i = 0; i < c->n; i++) {
        rsp_err ended = {0};
        int failed = wait_for(c->pid[i], &ended);
        if (rc == 0 && failed != 0) {
            rc = rsp_fail(err, failed, "%s", ended.msg);
        }
    }
    return rc;
}

static uint32_t children_for(uint32_t jobs) {
    long cores = sysconf(_SC_NPROCESSORS_ONLN);
    uint32_t n = cores < 1 ? 1 : (cores > CHILDREN_MAX ? CHILDREN_MAX : (uint32_t)cores);
    return n < jobs ? n : jobs;
}

struct sheets {
    work w;
    crew c;
    const char *dir;
};

static void sheets_free(sheets *s) {
    if (s->w.queue != MAP_FAILED) {
        munmap(s->w.queue, sizeof *s->w.queue);
    }
    rsp_free(s->w.ctx, s);
}

int sheets_begin(const rsp_ctx *ctx, const rsp_plan *p, const char *plan_sha256, const rsp_lang *langs,
                 uint32_t n_langs, const char *dir, sheets **ret, rsp_err *err) {
    uint32_t jobs = p->n_convoys * n_langs;
    uint32_t n = children_for(jobs);
#if !defined(__SANITIZE_THREAD__)
    if (jobs > 0 && count_threads() > 1) {
        return rsp_fail(err, RSP_EUNAVAILABLE,
                        "run sheets are drawn in child processes, which a program with several threads "
                        "cannot make safely; print them with `respite plan`");
    }
#endif
    sheets *s = rsp_calloc(ctx, 1, sizeof *s);
    if (s == NULL) {
        return rsp_fail(err, RSP_ENOMEM, "out of memory for the run sheets");
    }
    *s = (sheets){.w = {.ctx = ctx, .p = p, .langs = langs, .n_langs = n_langs}, .dir = dir};
    snprintf(s->w.hash, sizeof s->w.hash, "%.12s", plan_sha256);
    s->w.queue = mmap(NULL, sizeof *s->w.queue, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
    int rc = s->w.queue != MAP_FAILED ? 0 : rsp_fail(err, RSP_ENOMEM, "out of memory for the run sheets");
    for (uint32_t k = 0; k < n && rc == 0; k++) {
        rc = start(&s->w, &s->c, err);
    }
    if (rc != 0) {
        sheets_stop(s);
        return rc;
    }
    *ret = s;
    return 0;
}

int sheets_end(sheets *s, rsp_sheets_report *ret, rsp_err *err) {
    rsp_sheets_report sum = {0};
    rsp_err ended = {0};
    uint32_t jobs = s->w.p->n_convoys * s->w.n_langs;
    int rc = take_all(&s->w, &s->c, s->dir, &sum, err);
    int rc_child = finish(&s->c, &ended);
    if (rc == 0 && rc_child != 0) {
        rc = rsp_fail(err, rc_child, "%s", ended.msg);
    }
    if (rc == 0 && sum.files != jobs) {
        rc = rsp_fail(err, RSP_EIO, "run sheets: the children drew %u of %u", sum.files, jobs);
    }
    if (rc == 0 && ret != NULL) {
        *ret = sum;
    }
    sheets_free(s);
    return rc;
}

void sheets_stop(sheets *s) {
    rsp_err ended = {0};
    (void)finish(&s->c, &ended);
    sheets_free(s);
}

int rsp_print_sheets(const rsp_ctx *ctx, const rsp_plan *p, const char *plan_sha256, const rsp_lang *langs,
                     uint32_t n_langs, const char *dir, rsp_sheets_report *ret, rsp_err *err) {
    sheets *s = NULL;
    int rc = sheets_begin(ctx, p, plan_sha256, langs, n_langs, dir, &s, err);
    return rc != 0 || s == NULL ? rc : sheets_end(s, ret, err);
}
