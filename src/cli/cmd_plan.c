/* respite plan SITUATION: the main job. Plans, has the plan checked by an independent reading, and only then
 * writes. */
#include <ctype.h>
#include <dirent.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/file.h"
#include "base/text.h"
#include "check/check.h"
#include "cli/open.h"
#include "plan/plan.h"
#include "print/print.h"

#define PLAN_BYTES_MOST  ((size_t)1 << 30)
#define TABLE_BYTES_MOST ((size_t)64 << 20)

RSP_DEFINE_CLEANUP(rsp_plan, rsp_plan_free)

typedef struct job {
    rsp_ctx *ctx;
    const rsp_args *args;
    rsp_situation *situation;
    rsp_net *net;
    char roads_sha256[65];
    rsp_assumptions what_if;
    rsp_plan_options options;
    int64_t drawn_ns; /* when progress was last drawn */
} job;

/* --- options --- */

static const char *find_id(const char *id, const char *const *ids, uint32_t n, uint32_t *ret) {
    for (uint32_t i = 0; i < n; i++) {
        if (strcmp(ids[i], id) == 0) {
            *ret = i;
            return NULL;
        }
    }
    const char *near = rsp_text_nearest(id, ids, n);
    return near != NULL ? near : (n > 0 ? ids[0] : "none");
}

/* "consent:PAUSE/PARTY" */
static int read_what_if(const rsp_situation *s, const char *text, rsp_assumed *ret, rsp_err *err) {
    char pause[80] = "";
    char party[80] = "";
    const char *slash = strchr(text, '/');
    if (strncmp(text, "consent:", 8) != 0 || slash == NULL || (size_t)(slash - text) - 8 >= sizeof pause ||
        strlen(slash + 1) >= sizeof party) {
        return rsp_fail(err, RSP_EUSAGE, "--what-if %.60s: not of the form consent:PAUSE/PARTY", text);
    }
    memcpy(pause, text + 8, (size_t)(slash - text) - 8);
    memcpy(party, slash + 1, strlen(slash + 1));
    const char **ids = rsp_arena_alloc(s->arena, (size_t)s->n_pauses + s->n_parties + 1, sizeof *ids);
    if (ids == NULL) {
        return rsp_fail(err, RSP_ENOMEM, "out of memory");
    }
    for (uint32_t i = 0; i < s->n_pauses; i++) {
        ids[i] = s->pauses[i].id;
    }
    const char *near = find_id(pause, ids, s->n_pauses, &ret->pause);
    if (near != NULL) {
        return rsp_fail(err, RSP_EUSAGE, "--what-if: the situation has no pause \"%s\"; e.g. \"%s\"", pause,
                        near);
    }
    for (uint32_t i = 0; i < s->n_parties; i++) {
        ids[i] = s->parties[i].id;
    }
    near = find_id(party, ids, s->n_parties, &ret->party);
    return near == NULL ? 0
                        : rsp_fail(err, RSP_EUSAGE,
                                   "--what-if: the situation has no party \"%s\"; e.g. \"%s\"", party, near);
}

static int read_options(job *j, rsp_err *err) {
    const rsp_args *a = j->args;
    uint32_t n = rsp_arg_count(a, "what-if");
    rsp_assumed *assumed = rsp_arena_alloc(j->situation->arena, n + 1, sizeof *assumed);
    if (assumed == NULL) {
        return rsp_fail(err, RSP_ENOMEM, "out of memory");
    }
    for (uint32_t i = 0; i < n; i++) {
        RSP_TRY(read_what_if(j->situation, rsp_arg_nth(a, "what-if", i), &assumed[i], err));
    }
    j->what_if = (rsp_assumptions){assumed, n};
    long cores = sysconf(_SC_NPROCESSORS_ONLN);
    j->options = (rsp_plan_options){
        .day = INT32_MIN,
        .days = (int32_t)rsp_arg_int(a, "days", 1),
        .time_limit_s = rsp_arg_real(a, "time-limit", 6),
        .steps = (uint64_t)rsp_arg_int(a, "steps", 0),
        .seed = (uint64_t)rsp_arg_int(a, "seed", 1),
        .threads = (uint32_t)rsp_arg_int(a, "threads", cores < 1 ? 1 : (cores > 8 ? 8 : cores)),
        .what_if = n > 0 ? &j->what_if : NULL};
    const char *day = rsp_arg_text(a, "day", NULL);
    if (day != NULL && rsp_date_parse(day, &j->options.day) != 0) {
        return rsp_fail(err, RSP_EUSAGE, "--day %.40s: not a date; e.g. 2012-03-22", day);
    }
    const rsp_situation *s = j->situation;
    if (day != NULL && rsp_tz_instant(s->tz, j->options.day + j->options.days, 0, NULL) <= s->as_of) {
        char as_of[40];
        rsp_instant_format(s->tz, s->as_of, as_of);
        return rsp_fail(err, RSP_EUSAGE,
                        "--day %.40s: over before as_of, %s; a later day, or an earlier as_of", day, as_of);
    }
    if (rsp_arg_flag(a, "assurance")) {
        return rsp_fail(err, RSP_EUNAVAILABLE, "--assurance is not there yet in this version");
    }
    j->options.dump_problem = rsp_arg_text(a, "dump-problem", NULL);
    return 0;
}

/* --- progress, on a terminal only --- */

static void draw_progress(void *user, const rsp_plan_progress *p) {
    job *j = user;
    int64_t now = j->ctx->env->monotonic_ns(j->ctx->env->user);
    bool searching = strcmp(p->stage, "search") == 0;
    if (searching && now - j->drawn_ns < 200000000) {
        return;
    }
    j->drawn_ns = now;
    if (!searching) {
        fprintf(stderr, "\r\033[K%s ...",
                strcmp(p->stage, "roads") == 0 ? "finding roads between the places" : "scheduling");
        return;
    }
    double left = j->options.steps > 0 ? 0 : p->limit_s - p->elapsed_s;
    fprintf(stderr, "\r\033[Ksearching: %u convoys; value by tier %lld, %lld, %lld, %lld; %.0f s left",
            p->convoys, (long long)p->value[0], (long long)p->value[1], (long long)p->value[2],
            (long long)p->value[3], left > 0 ? left : 0);
}

/* --- output --- */

static int check_plan(const job *j, const rsp_buf *json, rsp_err *err) {
    rsp_diag d = {0};
    rsp_check_report report = {0};
    RSP_TRY(rsp_diag_init(j->ctx, &d, err));
    int rc = rsp_check(j->ctx, j->situation, j->net, j->roads_sha256, "plan.json", json->at, json->n, &d,
                       &report, err);
    if (rc != 0) {
        rsp_diag_print(&d, stderr);
    }
    for (uint32_t i = 0; rc == 0 && i < report.n; i++) {
        fprintf(stderr, "respite: plan.json: %s: rule %s: %s\n", report.violations[i].pointer,
                report.violations[i].rule, report.violations[i].text);
    }
    if (rc == 0 && report.n > 0) {
        rc = rsp_fail(err, RSP_EINTERNAL,
                      "the plan breaks %u rules: a mistake of ours; nothing was written; please report it "
                      "with the situation file",
                      report.n);
    }
    rsp_check_report_done(&report);
    rsp_diag_done(&d);
    return rc;
}

static int columns(void) {
    struct winsize w = {0};
    return ioctl(STDOUT_FILENO, TIOCGWINSZ, &w) == 0 && w.ws_col > 0 ? w.ws_col : 100;
}

/* A folder that cannot be is told before the search, not after it. */
static int check_output(const char *dir, rsp_err *err) {
    struct stat st;
    if (stat(dir, &st) == 0 && !S_ISDIR(st.st_mode)) {
        return rsp_fail(err, RSP_EIO, "%s: is no folder; name a folder with --output", dir);
    }
    if (stat(dir, &st) == 0 && access(dir, W_OK) != 0) {
        return rsp_fail(err, RSP_EIO, "%s: cannot be written to: %s; name another folder with --output", dir,
                        strerror(errno));
    }
    return 0;
}

/* Run sheets of convoys that an earlier plan had and this one has not: nobody shall drive by them. Half
 * written ones go too. */
static int remove_old_sheets(const job *j, rsp_arena *a, const char *dir, uint32_t convoys, rsp_err *err) {
    char *sheets = rsp_path_join(a, dir, "sheets");
    DIR *folder = sheets != NULL ? opendir(sheets) : NULL;
    int rc = sheets != NULL ? 0 : rsp_fail(err, RSP_ENOMEM, "out of memory");
    for (const struct dirent *f = NULL; folder != NULL && rc == 0 && (f = readdir(folder)) != NULL;) {
        char *end = NULL;
        const char *name = f->d_name;
        unsigned long n = name[0] == 'C' && isdigit((unsigned char)name[1]) ? strtoul(name + 1, &end, 10) : 0;
        if (n <= convoys || *end != '-' || strlen(end) < 7 || strncmp(end + 3, ".pdf", 4) != 0) {
            continue;
        }
        char *path = rsp_path_join(a, sheets, name);
        if (path != NULL && end[7] != '\0') { /* C9-en.pdf.tmp-PID, perhaps */
            path[strlen(path) - strlen(end + 7)] = '\0';
            rsp_file_sweep(j->ctx, path);
            continue;
        }
        int gone = path == NULL ? -ENOMEM : j->ctx->env->unlink(j->ctx->env->user, path);
        if (gone != 0) {
            rc = rsp_fail(err, RSP_EIO, "%s/%s: of an earlier plan, cannot be removed: %s", sheets, name,
                          strerror(-gone));
        }
    }
    if (folder != NULL) {
        (void)closedir(folder);
    }
    return rc;
}

/* plan.json goes first and comes last: where it stands, the rest is of the same plan. */
static int write_files(const job *j, const rsp_plan *plan, const rsp_buf *json, const char *dir,
                       rsp_sheets_report *sheets, rsp_err *err) {
    char sha256[65];
    rsp_sha256_hex(json->at, json->n, sha256);
    char *path = rsp_path_join(plan->arena, dir, "plan.json");
    if (path == NULL) {
        return rsp_fail(err, RSP_ENOMEM, "out of memory");
    }
    int gone = j->ctx->env->unlink(j->ctx->env->user, path);
    if (gone != 0 && gone != -ENOENT) {
        return rsp_fail(err, RSP_EIO, "%s: of an earlier plan, cannot be removed: %s", path, strerror(-gone));
    }
    RSP_TRY(rsp_print_all(j->ctx, plan, sha256, dir, sheets, err));
    RSP_TRY(remove_old_sheets(j, plan->arena, dir, plan->n_convoys, err));
    return rsp_file_write(j->ctx, path, json->at, json->n, err);
}

static int write_all(const job *j, const rsp_plan *plan, const rsp_buf *json, const char *dir, rsp_err *err) {
    rsp_sheets_report sheets = {0};
    RSP_TRY(rsp_dir_make(j->ctx, dir, err));
    int lock = rsp_dir_lock(j->ctx, dir); /* so that the files of two plans do not mix */
    int rc = write_files(j, plan, json, dir, &sheets, err);
    rsp_dir_unlock(j->ctx, lock);
    RSP_TRY(rc);
    RSP_CLEANUP(rsp_buf_done) rsp_buf table = rsp_buf_init(j->ctx, TABLE_BYTES_MOST);
    RSP_TRY(rsp_print_table(j->ctx, plan, columns(), &table, err));
    rsp_buf_printf(&table,
                   "\n%s/plan.html (map and timeline), %s/sheets/ (%u run sheets, %u pages), plan.json, "
                   "plan.geojson, plan.gpx, plan.kml, pause.ics\n",
                   dir, dir, sheets.files, sheets.pages);
    if (sheets.unknown_glyphs > 0) {
        fprintf(stderr,
                "respite: warning: %u characters in the run sheets have no font on this machine; install "
                "fonts-noto-core\n",
                sheets.unknown_glyphs);
    }
    RSP_TRY(rsp_buf_ok(&table, err));
    return rsp_file_write(j->ctx, "-", table.at, table.n, err);
}

static int plan_it(job *j, rsp_err *err) {
    const char *dir = rsp_arg_text(j->args, "output", "plan");
    bool files = !rsp_arg_flag(j->args, "json") && strcmp(dir, "-") != 0;
    if (files) {
        RSP_TRY(check_output(dir, err));
    }
    RSP_CLEANUP(rsp_plan_free_p) rsp_plan *plan = NULL;
    bool terminal = isatty(STDERR_FILENO) == 1;
    if (terminal) {
        j->options.progress = draw_progress;
        j->options.progress_user = j;
    }
    int rc = rsp_plan_make(j->ctx, j->situation, j->net, j->roads_sha256, &j->options, &plan, err);
    if (terminal) {
        fputs("\r\033[K", stderr);
    }
    RSP_TRY(rc);
    RSP_CLEANUP(rsp_buf_done) rsp_buf json = rsp_buf_init(j->ctx, PLAN_BYTES_MOST);
    RSP_TRY(rsp_plan_write(plan, &json, err));
    RSP_TRY(check_plan(j, &json, err));
    if (!files) {
        return rsp_file_write(j->ctx, "-", json.at, json.n, err);
    }
    return write_all(j, plan, &json, dir, err);
}

static int run(rsp_ctx *ctx, const rsp_args *a) {
    RSP_CLEANUP(rsp_situation_free_p) rsp_situation *s = NULL;
    RSP_CLEANUP(rsp_net_close_p) rsp_net *net = NULL;
    job j = {.ctx = ctx, .args = a};
    rsp_err err = {0};
    int status = rsp_cli_situation(ctx, rsp_arg_operand(a, 0), &s);
    if (status != 0) {
        return status;
    }
    j.situation = s;
    int rc = read_options(&j, &err);
    if (rc != 0) {
        return rsp_cli_fail(rc, &err);
    }
    status = rsp_cli_roads(ctx, s, rsp_arg_text(a, "roads", NULL), &net, j.roads_sha256);
    if (status != 0) {
        return status;
    }
    j.net = net;
    rc = plan_it(&j, &err);
    return rc != 0 ? rsp_cli_fail(rc, &err) : 0;
}

static const rsp_opt OPTIONS[] = {
    {"output", 'o', RSP_OPT_TEXT, "DIR", "folder for the plan's files; default plan; - prints plan.json", 0,
     0},
    {"json", 0, RSP_OPT_FLAG, NULL, "print plan.json on standard output instead of writing files", 0, 0},
    {"roads", 0, RSP_OPT_TEXT, "FILE", "road file, instead of the one the situation names", 0, 0},
    {"day", 0, RSP_OPT_TEXT, "DATE", "first day planned; default the day of the first window after as_of", 0,
     0},
    {"days", 0, RSP_OPT_INT, "N", "days planned together; default 1", 1, 60},
    {"time-limit", 0, RSP_OPT_REAL, "S", "seconds for roads and search together; default 6", 0.1, 86400},
    {"steps", 0, RSP_OPT_INT, "N",
     "search steps of each thread instead of a time limit: same input, same bytes", 1, 1e12},
    {"seed", 0, RSP_OPT_INT, "N", "seed of the search; default 1", 0, 1e15},
    {"threads", 0, RSP_OPT_INT, "N", "threads; default the machine's cores, at most 8", 1, 64},
    {"what-if", 0, RSP_OPT_REPEAT, "consent:PAUSE/PARTY",
     "take a consent as given that is not; every output says so", 0, 0},
    {"assurance", 0, RSP_OPT_REAL, "P", "not there yet: probability that each convoy is out in time", 0, 1},
    {"dump-problem", 0, RSP_OPT_TEXT, "FILE", "also write the routing problem, for respite solve", 0, 0},
    {0},
};
const rsp_cmd rsp_cmd_plan = {.name = "plan",
                              .operands = "SITUATION",
                              .min_operands = 1,
                              .max_operands = 1,
                              .summary = "Plans what can be done inside the pauses",
                              .about =
                                  "Writes plan.json, plan.html (map and timeline in one file), run sheets as "
                                  "PDF in English and Arabic, GeoJSON, GPX, KML and "
                                  "iCalendar, and prints a summary. Every plan is checked by an independent "
                                  "reading before it is written. Ctrl-C writes the best plan so far.",
                              .opts = OPTIONS,
                              .run = run};
