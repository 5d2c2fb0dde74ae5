/* Plans of generated situations, every feature of the model among them, held against the independent checker;
 * and the promises of plan_make: same input same bytes, days, what if, stopping, running out of memory. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <stdlib.h>
#include <string.h>

#include "base/rng.h"
#include "check/check.h"
#include "plan/generate.h"
#include "plan/plan.h"

typedef struct made {
    rsp_situation *situation;
    rsp_plan *plan;
    rsp_buf json;
} made;

static int load(const rsp_ctx *ctx, const rsp_generate_options *o, rsp_situation **ret, rsp_err *err) {
    rsp_buf text = rsp_buf_init(ctx, 64 << 20);
    rsp_diag d = {0};
    int rc = rsp_generate(ctx, o, &text, err);
    rc = rc != 0 ? rc : rsp_diag_init(ctx, &d, err);
    if (rc == 0) {
        rc = rsp_situation_parse(ctx, "generated.json", text.at, text.n, &d, ret, err);
        if (rc == RSP_EINPUT) {
            rsp_diag_print(&d, stderr);
        }
    }
    rsp_diag_done(&d);
    rsp_buf_done(&text);
    return rc;
}

static int make(const rsp_ctx *ctx, const rsp_generate_options *g, const rsp_plan_options *o, made *ret,
                rsp_err *err) {
    *ret = (made){.json = rsp_buf_init(ctx, 256 << 20)};
    int rc = load(ctx, g, &ret->situation, err);
    rc = rc != 0 ? rc : rsp_plan_make(ctx, ret->situation, NULL, "", o, &ret->plan, err);
    return rc != 0 ? rc : rsp_plan_write(ret->plan, &ret->json, err);
}

static void done(made *m) {
    rsp_plan_free(m->plan);
    rsp_situation_free(m->situation);
    rsp_buf_done(&m->json);
}

static rsp_generate_options random_world(uint64_t seed) {
    rsp_rng r;
    rsp_rng_seed(&r, seed);
    return (rsp_generate_options){.seed = seed,
                                  .places = 3 + rsp_rng_below(&r, 12),
                                  .vehicles = 2 + rsp_rng_below(&r, 18),
                                  .hubs = 1 + rsp_rng_below(&r, 2),
                                  .zones = rsp_rng_below(&r, 4),
                                  .days = 1 + rsp_rng_below(&r, 3),
                                  .window_min = 60 + rsp_rng_below(&r, 160),
                                  .consents = 0.9,
                                  .demand = 1.3,
                                  .features = (uint32_t)rsp_rng_next(&r) & ((1u << RSP_FEATURE_COUNT) - 1)};
}

static rsp_plan_options quick(int32_t days) {
    return (rsp_plan_options){.day = INT32_MIN, .days = days, .steps = 25, .seed = 1, .threads = 1};
}

static uint32_t violations(const rsp_ctx *ctx, const made *m, bool show) {
    rsp_check_report report = {0};
    rsp_diag d = {0};
    rsp_err err = {0};
    assert_int_equal(rsp_diag_init(ctx, &d, &err), 0);
    int rc = rsp_check(ctx, m->situation, NULL, "", "plan.json", m->json.at, m->json.n, &d, &report, &err);
    if (rc != 0) {
        rsp_diag_print(&d, stderr);
        fail_msg("%s", err.msg);
    }
    uint32_t n = report.n;
    for (uint32_t i = 0; show && i < n; i++) {
        print_error("%s %s: %s\n", report.violations[i].rule, report.violations[i].pointer,
                    report.violations[i].text);
    }
    rsp_check_report_done(&report);
    rsp_diag_done(&d);
    return n;
}

static void plans_hold(void **state) {
    (void)state;
    rsp_ctx ctx = rsp_ctx_init(NULL, NULL);
    int64_t reached = 0;
    for (uint64_t seed = 1; seed <= 120; seed++) {
        rsp_generate_options g = random_world(seed);
        rsp_plan_options o = quick((int32_t)g.days);
        made m;
        rsp_err err = {0};
        if (make(&ctx, &g, &o, &m, &err) != 0) {
            fail_msg("seed %llu: %s", (unsigned long long)seed, err.msg);
        }
        if (violations(&ctx, &m, true) != 0) {
            fail_msg("seed %llu breaks rules", (unsigned long long)seed);
        }
        reached += m.plan->totals.people_reached;
        done(&m);
    }
    assert_true(reached > 100000); /* and they are not empty plans */
}

static void same_input_same_bytes(void **state) {
    (void)state;
    rsp_ctx ctx = rsp_ctx_init(NULL, NULL);
    rsp_generate_options g = random_world(7);
    for (uint32_t threads = 1; threads <= 3; threads++) {
        rsp_plan_options o = quick(1);
        o.threads = threads;
        o.steps = 150;
        made a;
        made b;
        rsp_err err = {0};
        assert_int_equal(make(&ctx, &g, &o, &a, &err), 0);
        assert_int_equal(make(&ctx, &g, &o, &b, &err), 0);
        assert_int_equal(a.json.n, b.json.n);
        assert_memory_equal(a.json.at, b.json.at, a.json.n);
        done(&a);
        done(&b);
    }
}

static void a_missing_consent_closes_and_what_if_opens(void **state) {
    (void)state;
    rsp_ctx ctx = rsp_ctx_init(NULL, NULL);
    rsp_generate_options g = {.seed = 3,
                              .places = 8,
                              .vehicles = 12,
                              .hubs = 1,
                              .zones = 1,
                              .days = 1,
                              .window_min = 180,
                              .consents = 0,
                              .demand = 1};
    rsp_plan_options o = quick(1);
    o.steps = 100;
    o.day = 15420;
    made shut;
    rsp_err err = {0};
    assert_int_equal(make(&ctx, &g, &o, &shut, &err), 0);
    assert_int_equal(violations(&ctx, &shut, true), 0);
    assert_int_equal(shut.plan->n_opens, 2);
    for (uint32_t c = 0; c < shut.plan->n_convoys; c++) {
        assert_int_equal(shut.plan->convoys[c].n_zone_passes, 0);
    }
    bool said = false;
    for (uint32_t i = 0; i < shut.plan->n_unserved; i++) {
        said = said || (shut.plan->unserved[i].why == RSP_WHY_NO_CONSENT && shut.plan->unserved[i].proved);
    }
    assert_true(said);
    const rsp_assumed assumed[2] = {{0, 0}, {0, 1}};
    rsp_assumptions what_if = {assumed, 2};
    o.what_if = &what_if;
    made open;
    assert_int_equal(make(&ctx, &g, &o, &open, &err), 0);
    assert_int_equal(violations(&ctx, &open, true), 0);
    assert_true(open.plan->totals.people_reached > shut.plan->totals.people_reached);
    assert_non_null(strstr(open.json.at, "WHAT IF"));
    done(&shut);
    done(&open);
}

static void stops_with_a_plan(void **state) {
    (void)state;
    atomic_int cancel = 1;
    rsp_ctx ctx = rsp_ctx_init(NULL, &cancel);
    rsp_generate_options g = random_world(11);
    rsp_plan_options o = {.day = INT32_MIN, .days = 1, .time_limit_s = 100, .seed = 1, .threads = 2};
    made m;
    rsp_err err = {0};
    assert_int_equal(make(&ctx, &g, &o, &m, &err), 0);
    assert_true(m.plan->interrupted);
    assert_int_equal(violations(&ctx, &m, true), 0);
    done(&m);
}

static void nothing_to_do_is_a_plan(void **state) {
    (void)state;
    static const char empty[] = "{\"respite\": 1, \"title\": {\"en\": \"Empty\"}, \"time_zone\": "
                                "\"Asia/Damascus\", \"as_of\": \"2012-03-20T18:00\", "
                                "\"travel\": {\"kind\": \"schematic\"}}";
    rsp_ctx ctx = rsp_ctx_init(NULL, NULL);
    rsp_diag d;
    rsp_err err = {0};
    made m = {.json = rsp_buf_init(&ctx, 1 << 20)};
    rsp_plan_options o = quick(1);
    assert_int_equal(rsp_diag_init(&ctx, &d, &err), 0);
    assert_int_equal(rsp_situation_parse(&ctx, "empty.json", empty, sizeof empty - 1, &d, &m.situation, &err),
                     0);
    rsp_diag_done(&d);
    assert_int_equal(rsp_plan_make(&ctx, m.situation, NULL, "", &o, &m.plan, &err), 0);
    assert_int_equal(rsp_plan_write(m.plan, &m.json, &err), 0);
    assert_int_equal(violations(&ctx, &m, true), 0);
    assert_int_equal(m.plan->n_convoys, 0);
    done(&m);
}

/* Makes one small plan from a situation already loaded; every allocation on the way may fail. */
static int plan_once(rsp_ctx *ctx, const rsp_situation *s) {
    rsp_plan *plan = NULL;
    rsp_err err = {0};
    rsp_plan_options o = quick(1);
    o.steps = 2;
    int rc = rsp_plan_make(ctx, s, NULL, "", &o, &plan, &err);
    rsp_plan_free(plan);
    return rc;
}

static void survives_failed_allocations(void **state) {
    (void)state;
    rsp_ctx whole = rsp_ctx_init(NULL, NULL);
    rsp_generate_options g = random_world(5);
    rsp_situation *s = NULL;
    rsp_err err = {0};
    assert_int_equal(load(&whole, &g, &s, &err), 0);
    RSP_FAULT_LOOP(ctx, rc, faults, rc = plan_once(ctx, s);
                   assert_int_equal(faults.live, 0), assert_true(rc < 0))
    rsp_situation_free(s);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(plans_hold),
        cmocka_unit_test(same_input_same_bytes),
        cmocka_unit_test(a_missing_consent_closes_and_what_if_opens),
        cmocka_unit_test(stops_with_a_plan),
        cmocka_unit_test(nothing_to_do_is_a_plan),
        cmocka_unit_test(survives_failed_allocations),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
