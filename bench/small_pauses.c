/* How far the search is from the best first tier on small pauses: each seed's case is solved by rsp_solve and
 * by brute force (brute.h, which is relaxed: gaps shown are not below the true ones). With --stress: many
 * random situations planned and checked instead. */
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "bench/small_case.h"
#include "bench/stress.h"

#define WORST 10

typedef struct settings {
    uint64_t first, cases, stress, lots;
    rsp_small_effort effort;
    bool all, skips;
} settings;

typedef struct case_line {
    uint64_t seed;
    double gap;
    rsp_small_result r;
} case_line;

typedef struct tally {
    uint64_t compared, whole, skipped, above;
    uint64_t nothing;          /* nothing can be done: no gap to speak of, not in the averages */
    double gaps, value, brute; /* sums */
    double search_s, brute_s;
    case_line worst[WORST]; /* falling gap */
    uint32_t n_worst;
} tally;

static void print_line(const case_line *l) {
    printf("%8llu %6u %14lld %14lld %14lld %8.3f %% %7.2f s %7.2f s\n", (unsigned long long)l->seed,
           l->r.tasks, (long long)l->r.most, (long long)l->r.search, (long long)l->r.brute, 100 * l->gap,
           l->r.search_s, l->r.brute_s);
}

static void head(void) {
    printf("%8s %6s %14s %14s %14s %10s %9s %9s\n", "seed", "tasks", "everything", "search", "brute force",
           "gap", "search", "brute");
}

static void count(tally *t, const case_line *l) {
    t->search_s += l->r.search_s;
    t->brute_s += l->r.brute_s;
    if (l->r.skipped != NULL) {
        t->skipped++;
        return;
    }
    if (l->r.brute == 0 && l->r.search == 0) {
        t->nothing++;
        return;
    }
    t->compared++;
    t->whole += l->r.whole;
    t->above += l->r.search > l->r.brute;
    t->gaps += l->gap;
    t->value += (double)l->r.search;
    t->brute += (double)l->r.brute;
    uint32_t i = t->n_worst < WORST ? t->n_worst++ : WORST - 1;
    if (i == WORST - 1 && t->n_worst == WORST && t->worst[i].gap >= l->gap && t->worst[i].seed != 0) {
        return;
    }
    for (; i > 0 && t->worst[i - 1].gap < l->gap; i--) {
        t->worst[i] = t->worst[i - 1];
    }
    t->worst[i] = *l;
}

static void report(const tally *t) {
    double n = t->compared > 0 ? (double)t->compared : 1;
    uint64_t open = t->compared - t->whole;
    printf("\nworst cases\n");
    head();
    for (uint32_t i = 0; i < t->n_worst && t->worst[i].gap > 0; i++) {
        print_line(&t->worst[i]);
    }
    printf("\n%llu cases compared: %llu with the whole first tier served, %llu by brute force; not compared: "
           "%llu in which nothing can be done, %llu skipped\n",
           (unsigned long long)t->compared, (unsigned long long)t->whole, (unsigned long long)open,
           (unsigned long long)t->nothing, (unsigned long long)t->skipped);
    printf("average gap of the first tier %.3f %%; of those not served whole %.3f %%; of all value %.3f %%\n",
           100 * t->gaps / n, 100 * t->gaps / (open > 0 ? (double)open : 1),
           t->brute > 0 ? 100 * (t->brute - t->value) / t->brute : 0);
    printf("search %.1f s, brute force %.1f s\n", t->search_s, t->brute_s);
}

static int compare_all(const rsp_ctx *ctx, const settings *s, rsp_err *err) {
    tally t = {0};
    if (s->all) {
        head();
    }
    for (uint64_t seed = s->first; seed < s->first + s->cases; seed++) {
        case_line l = {.seed = seed};
        RSP_TRY(rsp_small_compare(ctx, seed, &s->effort, &l.r, err));
        l.gap = l.r.brute > 0 ? (double)(l.r.brute - l.r.search) / (double)l.r.brute : 0;
        count(&t, &l);
        if (l.r.skipped != NULL && s->skips) {
            printf("%8llu skipped: %s\n", (unsigned long long)seed, l.r.skipped);
        } else if (l.r.skipped == NULL && (s->all || l.r.search > l.r.brute)) {
            print_line(&l);
        }
        (void)fflush(stdout);
    }
    report(&t);
    return t.above == 0
               ? 0
               : rsp_fail(err, RSP_EINTERNAL,
                          "in %llu cases the search is above the brute force, which must not be: one "
                          "of them is wrong",
                          (unsigned long long)t.above);
}

static const char USAGE[] =
    "usage: small_pauses [--cases N] [--first SEED] [--steps N] [--work N] [--lots N] [--repeats N] [--all] "
    "[--skips]\n"
    "       small_pauses --stress N [--first SEED] [--steps N]\n"
    "  --cases N    seeds compared; default 500\n"
    "  --first SEED the first of them; default 1\n"
    "  --steps N    of the search, one thread; default 2000 (with --stress 200)\n"
    "  --work N     most work of the brute force on one case; default 100000000\n"
    "  --lots N     goods are counted in lots, so many to the largest need; default 12; 1000000: single "
    "units\n"
    "  --repeats N  how often a route of the brute force may come back to the same task; default 2 (the "
    "search: "
    "as often as it pays)\n"
    "  --all        a line for every case; --skips: also for those skipped\n"
    "  --stress N   plan and check N random situations instead\n";

static int read_settings(int argc, char **argv, settings *s, rsp_err *err) {
    uint64_t repeats = 2;
    *s = (settings){.first = 1, .cases = 500, .lots = 12, .effort = {.work_most = 100000000}};
    struct {
        const char *name;
        uint64_t *to, most;
    } numbers[] = {{"--cases", &s->cases, 10000000},
                   {"--first", &s->first, 1ULL << 40},
                   {"--steps", &s->effort.steps, 1ULL << 40},
                   {"--work", &s->effort.work_most, 1ULL << 40},
                   {"--repeats", &repeats, 3},
                   {"--lots", &s->lots, 1000000},
                   {"--stress", &s->stress, 10000000}};
    for (int i = 1; i < argc; i++) {
        s->all = s->all || strcmp(argv[i], "--all") == 0;
        s->skips = s->skips || strcmp(argv[i], "--skips") == 0;
        size_t k = 0;
        while (k < sizeof numbers / sizeof numbers[0] && strcmp(numbers[k].name, argv[i]) != 0) {
            k++;
        }
        if (k == sizeof numbers / sizeof numbers[0]) {
            if (strcmp(argv[i], "--all") == 0 || strcmp(argv[i], "--skips") == 0) {
                continue;
            }
            return rsp_fail(err, RSP_EUSAGE, "%s: not an option\n%s", argv[i], USAGE);
        }
        char *end = NULL;
        errno = 0;
        unsigned long long x = i + 1 < argc ? strtoull(argv[i + 1], &end, 10) : 0;
        if (end == NULL || end == argv[i + 1] || *end != '\0' || errno != 0 || x < 1 || x > numbers[k].most) {
            return rsp_fail(err, RSP_EUSAGE, "%s: a whole number from 1 to %llu", argv[i],
                            (unsigned long long)numbers[k].most);
        }
        *numbers[k].to = x;
        i++;
    }
    s->effort.lots = (int64_t)s->lots;
    s->effort.repeats = (uint32_t)repeats;
    if (s->effort.steps == 0) {
        s->effort.steps = s->stress > 0 ? 200 : 2000;
    }
    return 0;
}

int main(int argc, char **argv) {
    rsp_ctx ctx = rsp_ctx_init(NULL, NULL);
    rsp_err err = {0};
    settings s;
    int rc = read_settings(argc, argv, &s, &err);
    if (rc == 0) {
        rc = s.stress > 0 ? rsp_stress(&ctx, s.first, s.stress, s.effort.steps, &err)
                          : compare_all(&ctx, &s, &err);
    }
    if (rc != 0) {
        fprintf(stderr, "small_pauses: %s\n", err.msg);
    }
    return rsp_err_exit(rc);
}
