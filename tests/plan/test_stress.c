/* Generated situations with everything in them, planned in a few steps and read by the independent check. The
 * ten thousand of `tools/bench stress` are for longer evenings; whatever they find stands here. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "bench/stress.h"

static void plans_keep_all_rules(void **state) {
    (void)state;
    rsp_ctx ctx = rsp_ctx_init(NULL, NULL);
    rsp_err err = {0};
    assert_int_equal(rsp_stress(&ctx, 1, 40, 100, &err), 0);
}

/* Turn-back came too late (two seeds): a leg arrived at the second at which the tail was out of the zone. The
 * check counted a checkpoint beside a hub for a convoy that stayed there, and held it against a plan that its
 * own reckoning of a corridor's end was a second early (two). */
static void seeds_that_broke_a_rule(void **state) {
    (void)state;
    static const uint64_t seeds[] = {5710, 8399, 23526, 28995, 29836};
    rsp_ctx ctx = rsp_ctx_init(NULL, NULL);
    rsp_err err = {0};
    for (size_t i = 0; i < sizeof seeds / sizeof *seeds; i++) {
        assert_int_equal(rsp_stress(&ctx, seeds[i], 1, 200, &err), 0);
    }
}

int main(void) {
    const struct CMUnitTest tests[] = {cmocka_unit_test(plans_keep_all_rules),
                                       cmocka_unit_test(seeds_that_broke_a_rule)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
