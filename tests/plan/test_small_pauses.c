/* The search against brute force on small pauses (bench/brute.h): never above it, and on average near it. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "bench/small_case.h"

#define CASES          120
#define GAP_MOST       0.02 /* on average */
#define COMPARED_LEAST 20   /* the rest is too large for brute force, or nothing can be done */

static void test_near_brute_force(void **state) {
    (void)state;
    rsp_ctx ctx = rsp_ctx_init(NULL, NULL);
    rsp_small_effort effort = {.steps = 1000, .work_most = 3000000, .lots = 12, .repeats = 2};
    double gaps = 0;
    int compared = 0;
    for (uint64_t seed = 1; seed <= CASES; seed++) {
        rsp_small_result r = {0};
        rsp_err err = {0};
        assert_int_equal(rsp_small_compare(&ctx, seed, &effort, &r, &err), 0);
        if (r.skipped != NULL || r.brute == 0) {
            assert_true(r.skipped != NULL || r.search == 0);
            continue;
        }
        assert_true(r.search <= r.brute);
        gaps += (double)(r.brute - r.search) / (double)r.brute;
        compared++;
    }
    assert_true(compared >= COMPARED_LEAST);
    print_message("%d of %d cases compared, average gap %.3f %%\n", compared, CASES, 100 * gaps / compared);
    assert_true(gaps / compared <= GAP_MOST);
}

int main(void) {
    const struct CMUnitTest tests[] = {cmocka_unit_test(test_near_brute_force)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
