/* A narrow beam alone never gives a bound (solver/proof_label.h): its run is never called complete, and on
 * small pauses it does miss routes that the complete run sees, so that taking it for a bound would be wrong.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "bench/small_case.h"
#include "solver/proof_label.h"

#define CASES   12
#define COLUMNS 20

static bool never(void *user) {
    (void)user;
    return false;
}

/* What the beam misses of profile f: the complete best less its own. */
static int64_t missed(rsp_proof_labels *l, uint32_t f, const rsp_proof_prices *prices, uint32_t beam) {
    static rsp_proof_column columns[COLUMNS];
    rsp_err err = {0};
    rsp_proof_effort e = {
        .labels_most = 5000, .work_most = 20000, .lots = 2, .over = never, .near = RSP_PROOF_TASKS};
    rsp_proof_run whole = {.columns = columns, .columns_most = COLUMNS};
    rsp_proof_run narrow = whole;
    assert_int_equal(rsp_proof_price(l, f, prices, &e, &whole, &err), 0);
    e.beam = beam;
    assert_int_equal(rsp_proof_price(l, f, prices, &e, &narrow, &err), 0);
    assert_false(narrow.complete);
    if (!whole.complete) {
        return 0;
    }
    /* It may also see more: lots earn more than any route, and only the complete run can leave that out. */
    return whole.best > narrow.best ? whole.best - narrow.best : 0;
}

static void test_never_complete(void **state) {
    (void)state;
    rsp_ctx ctx = rsp_ctx_init(NULL, NULL);
    int runs = 0;
    int less = 0;
    for (uint64_t seed = 1; seed <= CASES; seed++) {
        rsp_small_case c;
        rsp_err err = {0};
        rsp_arena *a = NULL;
        rsp_proof_net net;
        rsp_proof_labels *l = NULL;
        assert_int_equal(rsp_small_case_new(&ctx, seed, &c, &err), 0);
        const rsp_problem *p = &c.model->problem;
        assert_int_equal(rsp_arena_new(&ctx, 0, &a, &err), 0);
        assert_int_equal(rsp_proof_net_new(&ctx, p, 0, (rsp_proof_stop){NULL, NULL}, a, &net, &err), 0);
        assert_int_equal(rsp_proof_labels_new(&ctx, &net, &l, &err), 0);
        int64_t *some = rsp_arena_alloc(a, (size_t)net.n_tasks + p->n_resources + 1, sizeof(int64_t));
        assert_non_null(some);
        rsp_rng rng;
        rsp_rng_seed(&rng, seed);
        for (uint32_t t = 0; t < net.n_tasks; t++) {
            int64_t rate = p->tasks[net.tasks[t]].share_rate[0];
            some[t] = rate * (int64_t)rsp_rng_below(&rng, 100) / 100;
        }
        rsp_proof_prices prices = {some, some + net.n_tasks};
        for (uint32_t f = 0; f < net.n_profiles; f++) {
            less += missed(l, f, &prices, 1) > 0;
            less += missed(l, f, &prices, 8) > 0;
            runs += 2;
        }
        rsp_proof_labels_free(l);
        rsp_arena_free(a);
        rsp_small_case_done(&ctx, &c);
    }
    print_message("a beam missed the best route in %d of %d runs\n", less, runs);
    assert_true(less > 0);
}

int main(void) {
    const struct CMUnitTest tests[] = {cmocka_unit_test(test_never_complete)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
