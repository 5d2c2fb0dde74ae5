/* Generated plans hold, and are refused once they say something else: lists emptied, windows not said to be
 * used, words that are no reason, reasons said to be proved that are not, statuses that the bounds deny. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <string.h>

#include "base/rng.h"
#include "check/check.h"
#include "plan/generate.h"
#include "plan/plan.h"

#define FIRST_SEED 1000
#define PLANS      60

typedef struct lie {
    const char *what, *from, *upto, *to; /* from the first `from` on, up to `upto` (NULL: that alone) */
} lie;

static const lie LIES[] = {
    {"a reason that nobody knows", "\"reason\": \"", "\"proved\"", "\"reason\": \"bad_luck\", \"proved\""},
    {"worth less, proved", "\"reason\": \"worth_less\",\n      \"proved\": false", NULL,
     "\"reason\": \"worth_less\", \"proved\": true"},
    {"stock used up, proved", "\"reason\": \"no_stock\",\n      \"proved\": false", NULL,
     "\"reason\": \"no_stock\", \"proved\": true"},
    {"not in the policy", "\"reason\": \"no_vehicle\",\n      \"proved\": false", NULL,
     "\"reason\": \"not_in_policy\", \"proved\": true"},
    {"no windows", "\"windows\": [\n", "\n  \"convoys\"", "\"windows\": [],\n  \"convoys\""},
    {"a window not used", "\"used\": true", NULL, "\"used\": false"},
    {"a window used by nobody", "\"used\": false", NULL, "\"used\": true"},
    {"no permissions", "\"permissions\": [\"", "\n    \"closures\"",
     "\"permissions\": [],\n    \"closures\""},
    {"no consents", "\"consents\": [\"", "\n    \"permissions\"", "\"consents\": [],\n    \"permissions\""},
    {"a gap that is none", "\"status\": \"optimal\"", NULL, "\"status\": \"gap\""},
};

static rsp_generate_options world(uint64_t seed) {
    rsp_rng r;
    rsp_rng_seed(&r, seed);
    return (rsp_generate_options){.seed = seed,
                                  .places = 3 + rsp_rng_below(&r, 8),
                                  .vehicles = 2 + rsp_rng_below(&r, 12),
                                  .hubs = 1 + rsp_rng_below(&r, 2),
                                  .zones = 1 + rsp_rng_below(&r, 3),
                                  .days = 1 + rsp_rng_below(&r, 2),
                                  .window_min = 60 + rsp_rng_below(&r, 160),
                                  .consents = 0.9,
                                  .demand = 1.3,
                                  .features = (uint32_t)rsp_rng_next(&r) & ((1u << RSP_FEATURE_COUNT) - 1)};
}

/* The number of violations; -1: no plan that can be checked. */
static int check(const rsp_ctx *ctx, const rsp_situation *s, const rsp_buf *json, bool show) {
    rsp_check_report report = {0};
    rsp_diag d;
    rsp_err err = {0};
    assert_int_equal(rsp_diag_init(ctx, &d, &err), 0);
    int rc = rsp_check(ctx, s, NULL, "", "plan.json", json->at, json->n, &d, &report, &err);
    assert_true(rc == 0 || rc == RSP_EINPUT);
    int n = rc == 0 ? (int)report.n : -1;
    for (int i = 0; show && i < n; i++) {
        print_error("%s %s: %s\n", report.violations[i].rule, report.violations[i].pointer,
                    report.violations[i].text);
    }
    rsp_check_report_done(&report);
    rsp_diag_done(&d);
    return n;
}

/* Whether the plan has what the lie changes, and is refused with it. */
static bool is_told(const rsp_ctx *ctx, const rsp_situation *s, const rsp_buf *json, const lie *l) {
    const char *at = strstr(json->at, l->from);
    const char *rest = at != NULL && l->upto != NULL ? strstr(at, l->upto) : at;
    if (rest == NULL) {
        return false;
    }
    rsp_buf text = rsp_buf_init(ctx, 256 << 20);
    rsp_err err = {0};
    rsp_buf_add(&text, json->at, (size_t)(at - json->at));
    rsp_buf_str(&text, l->to);
    rsp_buf_str(&text, rest + strlen(l->upto != NULL ? l->upto : l->from));
    assert_int_equal(rsp_buf_ok(&text, &err), 0);
    if (check(ctx, s, &text, false) == 0) {
        fail_msg("not noticed: %s", l->what);
    }
    rsp_buf_done(&text);
    return true;
}

static void lies_are_told(void **state) {
    (void)state;
    enum { N = sizeof LIES / sizeof LIES[0] };
    int told[N] = {0};
    rsp_ctx ctx = rsp_ctx_init(NULL, NULL);
    for (uint64_t seed = FIRST_SEED; seed < FIRST_SEED + PLANS; seed++) {
        rsp_generate_options g = world(seed);
        rsp_plan_options o = {
            .day = INT32_MIN, .days = (int32_t)g.days, .steps = 25, .seed = 1, .threads = 1};
        rsp_buf text = rsp_buf_init(&ctx, 64 << 20), json = rsp_buf_init(&ctx, 256 << 20);
        rsp_situation *s = NULL;
        rsp_plan *plan = NULL;
        rsp_diag d;
        rsp_err err = {0};
        assert_int_equal(rsp_diag_init(&ctx, &d, &err), 0);
        assert_int_equal(rsp_generate(&ctx, &g, &text, &err), 0);
        assert_int_equal(rsp_situation_parse(&ctx, "g.json", text.at, text.n, &d, &s, &err), 0);
        assert_int_equal(rsp_plan_make(&ctx, s, NULL, "", &o, &plan, &err), 0);
        assert_int_equal(rsp_plan_write(plan, &json, &err), 0);
        if (check(&ctx, s, &json, true) != 0) {
            fail_msg("seed %llu breaks rules", (unsigned long long)seed);
        }
        for (int i = 0; i < N; i++) {
            told[i] += is_told(&ctx, s, &json, &LIES[i]);
        }
        rsp_plan_free(plan);
        rsp_situation_free(s);
        rsp_diag_done(&d);
        rsp_buf_done(&json);
        rsp_buf_done(&text);
    }
    for (int i = 0; i < N; i++) {
        print_message("%s: %d of %d plans\n", LIES[i].what, told[i], PLANS);
        assert_true(told[i] > 0);
    }
}

int main(void) {
    const struct CMUnitTest tests[] = {cmocka_unit_test(lies_are_told)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
