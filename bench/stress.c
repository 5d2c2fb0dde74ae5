/* Stress (stress.h): wide random options, so that rare combinations of features meet. */
#include "bench/stress.h"

#include "bench/small_case.h"
#include "check/check.h"

RSP_DEFINE_CLEANUP(rsp_plan, rsp_plan_free)

#define SHOWN_MOST 3 /* violations of one plan */

static void print_command(const rsp_generate_options *o, uint64_t steps) {
    printf("  respite generate --seed %llu --places %u --vehicles %u --hubs %u --zones %u --days %u "
           "--window-min %u --consents %g --demand %g --features ",
           (unsigned long long)o->seed, o->places, o->vehicles, o->hubs, o->zones, o->days, o->window_min,
           o->consents, o->demand);
    const char *comma = "";
    for (int f = 0; f < RSP_FEATURE_COUNT; f++) {
        if ((o->features >> f & 1) != 0) {
            printf("%s%s", comma, rsp_feature_name(f));
            comma = ",";
        }
    }
    printf("%s -o s.json && respite plan s.json --json --steps %llu --seed %llu --threads 1 --days %u\n",
           o->features == 0 ? "none" : "", (unsigned long long)steps, (unsigned long long)o->seed, o->days);
}

/* *ret_n: violations. */
static int check(const rsp_ctx *ctx, const rsp_situation *s, const rsp_buf *json,
                 const rsp_generate_options *o, uint64_t steps, uint32_t *ret_n, rsp_err *err) {
    rsp_diag d = {0};
    rsp_check_report report = {0};
    RSP_TRY(rsp_diag_init(ctx, &d, err));
    int rc = rsp_check(ctx, s, NULL, "", "plan.json", json->at, json->n, &d, &report, err);
    if (rc != 0) {
        rsp_diag_print(&d, stdout);
    }
    if (rc == 0 && report.n > 0) {
        printf("seed %llu: %u violations\n", (unsigned long long)o->seed, report.n);
        print_command(o, steps);
    }
    for (uint32_t i = 0; rc == 0 && i < report.n && i < SHOWN_MOST; i++) {
        const rsp_violation *v = &report.violations[i];
        printf("  rule %s: %s: %s\n", v->rule, v->pointer, v->text);
    }
    *ret_n = rc == 0 ? report.n : 0;
    rsp_check_report_done(&report);
    rsp_diag_done(&d);
    return rc;
}

static int plan_one(const rsp_ctx *ctx, const rsp_generate_options *o, uint64_t steps, uint32_t *ret_convoys,
                    uint32_t *ret_violations, rsp_err *err) {
    RSP_CLEANUP(rsp_situation_free_p) rsp_situation *s = NULL;
    RSP_CLEANUP(rsp_plan_free_p) rsp_plan *plan = NULL;
    RSP_CLEANUP(rsp_buf_done) rsp_buf json = rsp_buf_init(ctx, (size_t)256 << 20);
    rsp_plan_options po = {
        .day = INT32_MIN, .days = (int32_t)o->days, .steps = steps, .seed = o->seed, .threads = 1};
    RSP_TRY(rsp_small_situation(ctx, o, &s, err));
    RSP_TRY(rsp_plan_make(ctx, s, NULL, "", &po, &plan, err));
    RSP_TRY(rsp_plan_write(plan, &json, err));
    *ret_convoys = plan->n_convoys;
    return check(ctx, s, &json, o, steps, ret_violations, err);
}

int rsp_stress(const rsp_ctx *ctx, uint64_t first, uint64_t n, uint64_t steps, rsp_err *err) {
    uint64_t failed = 0;
    uint64_t broken = 0;
    uint64_t violations = 0;
    uint64_t convoys = 0;
    for (uint64_t seed = first; seed < first + n; seed++) {
        rsp_generate_options o = rsp_small_options(seed, true);
        rsp_err why = {0};
        uint32_t of_plan = 0;
        uint32_t found = 0;
        int rc = plan_one(ctx, &o, steps, &of_plan, &found, &why);
        if (rc != 0) {
            failed++;
            printf("seed %llu: no checked plan (error %d): %s\n", (unsigned long long)seed, rc, why.msg);
            print_command(&o, steps);
        }
        broken += found > 0;
        violations += found;
        convoys += of_plan;
        (void)fflush(stdout); /* a crash then shows after which seed */
    }
    printf("%llu situations, %llu convoys; %llu plans break %llu rules; %llu could not be made or read\n",
           (unsigned long long)n, (unsigned long long)convoys, (unsigned long long)broken,
           (unsigned long long)violations, (unsigned long long)failed);
    return broken + failed == 0 ? 0
                                : rsp_fail(err, RSP_EVIOLATION,
                                           "stress: %llu of %llu plans are not right; see the lines above",
                                           (unsigned long long)(broken + failed), (unsigned long long)n);
}
