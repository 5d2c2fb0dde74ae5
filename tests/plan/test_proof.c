/* The bound (solver/proof.h) on small pauses with every feature: never below what any search finds, valid
 * wherever it stops, the same when repeated; and the problem's file (solver/pause_file.h) there and back. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <string.h>

#include "bench/small_case.h"
#include "solver/pause_file.h"
#include "solver/pause_validate.h"
#include "solver/proof.h"

#define CASES 60

static rsp_solution *search(const rsp_ctx *ctx, const rsp_problem *p, uint64_t steps) {
    rsp_solution *s = NULL;
    uint64_t done = 0;
    rsp_err err = {0};
    rsp_solve_options o = {.steps = steps, .seed = 3, .threads = 1, .max_routes = 16};
    assert_int_equal(rsp_solve(ctx, p, &o, &s, &done, &err), 0);
    return s;
}

static rsp_proof prove(const rsp_ctx *ctx, rsp_solution *known, uint64_t labels) {
    rsp_proof proof = {0};
    rsp_err err = {0};
    rsp_proof_options o = {.labels = labels};
    assert_int_equal(rsp_prove(ctx, known, &o, &proof, &err), 0);
    return proof;
}

/* Tier after tier: the bound of the first tier in which the plans differ, or that is not proved, is not below
 * the better plan. */
static void holds(const rsp_proof *proof, const rsp_score *known, const rsp_score *better, uint64_t seed) {
    for (int32_t t = 0; t < RSP_SOLVER_TIERS && t <= proof->proved; t++) {
        if (proof->bound[t] < better->value[t]) {
            fail_msg("seed %llu: tier %d is bounded by %lld and %lld was found", (unsigned long long)seed,
                     t + 1, (long long)proof->bound[t], (long long)better->value[t]);
        }
        if (better->value[t] < known->value[t]) {
            return;
        }
    }
}

/* The independent reading agrees with what the search says of itself. */
static void judged(const rsp_ctx *ctx, rsp_solution *s, uint64_t seed) {
    rsp_score claimed = rsp_solution_score(s);
    rsp_score score = {{0}, 0};
    rsp_err err = {0};
    for (uint32_t r = 0; r < s->n_routes; r++) {
        if (s->routes[r].cls != RSP_NO) {
            rsp_route_tighten(s, r);
        }
    }
    if (rsp_pause_validate(ctx, s, &score, &err) != 0) {
        fail_msg("seed %llu: %s", (unsigned long long)seed, err.msg);
    }
    assert_memory_equal(score.value, claimed.value, sizeof score.value);
    for (uint32_t r = 0; r < s->n_routes; r++) { /* and is not easily pleased */
        if (s->routes[r].cls != RSP_NO) {
            s->routes[r].step[0].amount += s->p->tasks[s->routes[r].step[0].task].quantity;
            assert_int_equal(rsp_pause_validate(ctx, s, &score, &err), RSP_EVIOLATION);
            s->routes[r].step[0].amount -= s->p->tasks[s->routes[r].step[0].task].quantity;
            s->routes[r].step[0].start -= 40000;
            assert_int_equal(rsp_pause_validate(ctx, s, &score, &err), RSP_EVIOLATION);
            s->routes[r].step[0].start += 40000;
            break;
        }
    }
}

static void test_never_below(void **state) {
    (void)state;
    rsp_ctx ctx = rsp_ctx_init(NULL, NULL);
    int proved = 0;
    for (uint64_t seed = 1; seed <= CASES; seed++) {
        rsp_small_case c;
        rsp_err err = {0};
        assert_int_equal(rsp_small_case_new(&ctx, seed, &c, &err), 0);
        const rsp_problem *p = &c.model->problem;
        rsp_solution *first = search(&ctx, p, 8);
        rsp_solution *better = search(&ctx, p, 1500);
        rsp_score a = rsp_solution_score(first);
        rsp_score b = rsp_solution_score(better);
        static const uint64_t labels[] = {1, 300, 10000};
        for (size_t i = 0; i < sizeof labels / sizeof labels[0] && p->n_classes > 0; i++) {
            rsp_proof proof = prove(&ctx, first, labels[i]);
            holds(&proof, &a, &b, seed);
        }
        if (p->n_classes > 0) {
            rsp_proof proof = prove(&ctx, better, 10000);
            rsp_proof again = prove(&ctx, better, 10000);
            holds(&proof, &b, &b, seed);
            assert_memory_equal(&proof, &again, sizeof proof);
            proved += proof.proved > 0;
        }
        judged(&ctx, better, seed);
        rsp_solution_free(&ctx, first);
        rsp_solution_free(&ctx, better);
        rsp_small_case_done(&ctx, &c);
    }
    print_message("first tier proved in %d of %d\n", proved, CASES);
    assert_true(proved >= CASES / 3);
}

static void test_file_there_and_back(void **state) {
    (void)state;
    rsp_ctx ctx = rsp_ctx_init(NULL, NULL);
    for (uint64_t seed = 1; seed <= 20; seed++) {
        rsp_small_case c;
        rsp_err err = {0};
        rsp_diag d;
        rsp_arena *arena = NULL;
        rsp_problem back;
        assert_int_equal(rsp_small_case_new(&ctx, seed, &c, &err), 0);
        assert_int_equal(rsp_arena_new(&ctx, 0, &arena, &err), 0);
        assert_int_equal(rsp_diag_init(&ctx, &d, &err), 0);
        rsp_buf one = rsp_buf_init(&ctx, (size_t)1 << 28);
        rsp_buf two = rsp_buf_init(&ctx, (size_t)1 << 28);
        rsp_pause_write(&c.model->problem, &one);
        assert_int_equal(rsp_buf_ok(&one, &err), 0);
        if (rsp_pause_read(arena, "p", one.at, one.n, &d, &back, &err) != 0) {
            rsp_diag_print(&d, stderr);
            fail_msg("seed %llu: %s", (unsigned long long)seed, err.msg);
        }
        rsp_pause_write(&back, &two);
        assert_int_equal(one.n, two.n);
        assert_memory_equal(one.at, two.at, one.n);
        rsp_buf_done(&one);
        rsp_buf_done(&two);
        rsp_diag_done(&d);
        rsp_arena_free(arena);
        rsp_small_case_done(&ctx, &c);
    }
}

int main(void) {
    const struct CMUnitTest tests[] = {cmocka_unit_test(test_never_below),
                                       cmocka_unit_test(test_file_there_and_back)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
