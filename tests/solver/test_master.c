/* The master against brute force: random programs of a few columns and rows, solved as linear and as integer
 * programs; bounds from any prices; rows, limits and columns that change; out of memory. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <math.h>
#include <string.h>

#include "base/rng.h"
#include "solver/master.h"

enum { ROWS = 4, COLUMNS = 6, MOST = 2 };

typedef struct program {
    rsp_master_goal goal;
    uint32_t n_rows, n_columns;
    rsp_row_sense sense[ROWS];
    int64_t side[ROWS], factor[ROWS][COLUMNS], value[COLUMNS], most[COLUMNS];
} program;

static program draw(rsp_rng *rng) {
    program p = {.goal = rsp_rng_below(rng, 2) ? RSP_MASTER_MOST : RSP_MASTER_LEAST,
                 .n_rows = 1 + rsp_rng_below(rng, ROWS),
                 .n_columns = 1 + rsp_rng_below(rng, COLUMNS)};
    for (uint32_t r = 0; r < p.n_rows; r++) {
        p.sense[r] = (rsp_row_sense)(rsp_rng_below(rng, 5) % 3);
        p.side[r] = rsp_rng_below(rng, 6);
        for (uint32_t c = 0; c < p.n_columns; c++) {
            p.factor[r][c] = (int64_t)rsp_rng_below(rng, 5) - 1;
        }
    }
    for (uint32_t c = 0; c < p.n_columns; c++) {
        p.value[c] = (int64_t)rsp_rng_below(rng, 30) - 5;
        p.most[c] = rsp_rng_below(rng, MOST + 1);
    }
    return p;
}

/* All x, one after another as a number to the base MOST + 1. */
static bool best_of_all(const program *p, int64_t *ret) {
    bool any = false;
    uint32_t all = (uint32_t)pow(MOST + 1, p->n_columns);
    for (uint32_t code = 0; code < all; code++) {
        int64_t x[COLUMNS], value = 0;
        bool good = true;
        uint32_t rest = code;
        for (uint32_t c = 0; c < p->n_columns; c++, rest /= MOST + 1) {
            x[c] = rest % (MOST + 1);
            good = good && x[c] <= p->most[c];
            value += x[c] * p->value[c];
        }
        for (uint32_t r = 0; r < p->n_rows; r++) {
            int64_t sum = 0;
            for (uint32_t c = 0; c < p->n_columns; c++) {
                sum += x[c] * p->factor[r][c];
            }
            good = good && (p->sense[r] == RSP_ROW_AT_MOST || sum >= p->side[r]) &&
                   (p->sense[r] == RSP_ROW_AT_LEAST || sum <= p->side[r]);
        }
        if (good && (!any || (p->goal == RSP_MASTER_MOST ? value > *ret : value < *ret))) {
            *ret = value;
            any = true;
        }
    }
    return any;
}

/* Rows of even number come before the columns, the others after them. */
static int build(const rsp_ctx *ctx, const program *p, rsp_master **ret, rsp_err *err) {
    __attribute__((cleanup(rsp_master_free_p))) rsp_master *m = NULL;
    RSP_TRY(rsp_master_new(ctx, p->goal, &m, err));
    uint32_t order[ROWS], n = 0, early;
    for (uint32_t r = 0; r < p->n_rows; r += 2) {
        order[n++] = r;
        RSP_TRY(rsp_master_add_row(m, p->sense[r], p->side[r], NULL, 0, NULL, err));
    }
    early = n;
    for (uint32_t c = 0; c < p->n_columns; c++) {
        rsp_master_entry entries[ROWS];
        for (uint32_t r = 0; r < early; r++) {
            entries[r] = (rsp_master_entry){.at = r, .factor = p->factor[order[r]][c]};
        }
        rsp_master_column column = {.value = p->value[c], .most = p->most[c], .user = c};
        RSP_TRY(rsp_master_add_column(m, &column, entries, early, NULL, err));
    }
    for (uint32_t r = 1; r < p->n_rows; r += 2) {
        rsp_master_entry entries[COLUMNS];
        uint32_t k = 0;
        for (uint32_t c = 0; c < p->n_columns; c++) {
            if (p->factor[r][c] != 0) {
                entries[k++] = (rsp_master_entry){.at = c, .factor = p->factor[r][c]};
            }
        }
        RSP_TRY(rsp_master_add_row(m, p->sense[r], p->side[r], entries, k, NULL, err));
    }
    *ret = RSP_TAKE(m);
    return 0;
}

static void answers_as_brute_force(void **state) {
    (void)state;
    rsp_rng rng;
    rsp_rng_seed(&rng, 7);
    rsp_ctx ctx = rsp_ctx_init(NULL, NULL);
    rsp_err err = {0};
    int solvable = 0, empty = 0;
    for (int round = 0; round < 150; round++) {
        program p = draw(&rng);
        rsp_master *m = NULL;
        assert_int_equal(build(&ctx, &p, &m, &err), 0);
        int64_t best = 0, values[COLUMNS], prices[ROWS], bound;
        bool any = best_of_all(&p, &best);
        rsp_master_status status;
        double relaxed = 0;
        assert_int_equal(rsp_master_solve(m, 0, &status, &relaxed, &err), 0);
        int side = p.goal == RSP_MASTER_MOST ? 1 : -1;
        if (any) {
            assert_int_equal(status, RSP_MASTER_SOLVED);
            assert_true(side * (relaxed - (double)best) > -1e-6);
            rsp_master_prices(m, rsp_master_duals(m), 1000000, prices);
            assert_int_equal(rsp_master_bound(m, prices, 1000000, &bound, &err), 0);
            assert_true(side * (bound - best * 1000000) >= 0);
            assert_true(fabs((double)bound / 1e6 - relaxed) < 1e-2); /* as good as the linear program */
        }
        for (int k = 0; any && k < 5; k++) { /* whatever the prices: valid */
            double wild[ROWS];
            for (uint32_t r = 0; r < p.n_rows; r++) {
                wild[r] = 40 * rsp_rng_unit(&rng) - 20;
            }
            rsp_master_prices(m, wild, 1000, prices);
            assert_int_equal(rsp_master_bound(m, prices, 1000, &bound, &err), 0);
            assert_true(side * (bound - best * 1000) >= 0);
        }
        rsp_master_integer answer;
        assert_int_equal(
            rsp_master_integers(m, &(rsp_master_integer_options){.seconds = 10}, values, &answer, &err), 0);
        assert_true(answer.proved);
        assert_int_equal(answer.found, any);
        solvable += any;
        empty += !any;
        if (any) {
            assert_int_equal(answer.value, best);
            rsp_master_integer_options again = {.start = values, .nodes = 1000};
            assert_int_equal(rsp_master_integers(m, &again, values, &answer, &err), 0);
            assert_true(answer.found && answer.proved && answer.value == best);
            again = (rsp_master_integer_options){.has_cutoff = true, .cutoff = best + side};
            assert_int_equal(rsp_master_integers(m, &again, values, &answer, &err), 0);
            assert_true(!answer.found && answer.proved);
        }
        rsp_master_free(m);
    }
    assert_true(solvable > 40 && empty > 10);
}

static bool keep_even(void *user, uint32_t column) {
    const rsp_master *m = user;
    return rsp_master_column_at(m, column)->user % 2 == 0;
}

/* Columns dropped, limits and sides moved: as a program built so from the start. */
static void changes_as_if_built_so(void **state) {
    (void)state;
    rsp_rng rng;
    rsp_rng_seed(&rng, 11);
    rsp_ctx ctx = rsp_ctx_init(NULL, NULL);
    rsp_err err = {0};
    int compared = 0;
    for (int round = 0; round < 80; round++) {
        program p = draw(&rng), q = p;
        rsp_master *m = NULL, *other = NULL;
        assert_int_equal(build(&ctx, &p, &m, &err), 0);
        rsp_master_status status, wanted;
        double a = 0, b = 0;
        assert_int_equal(rsp_master_solve(m, 0, &status, NULL, &err), 0);
        rsp_master_set_most(m, 0, 1);
        rsp_master_set_side(m, 0, p.side[0] + 1);
        assert_int_equal(rsp_master_solve(m, 0, &status, NULL, &err), 0);
        assert_int_equal(rsp_master_keep_columns(m, keep_even, m, &err), 0);
        q.most[0] = 1;
        q.side[0]++;
        for (uint32_t c = 1; c < q.n_columns; c += 2) {
            q.most[c] = 0;
        }
        assert_int_equal(build(&ctx, &q, &other, &err), 0);
        assert_int_equal(rsp_master_solve(m, 0, &status, &a, &err), 0);
        assert_int_equal(rsp_master_solve(other, 0, &wanted, &b, &err), 0);
        assert_int_equal(status, wanted);
        if (status == RSP_MASTER_SOLVED) {
            assert_true(fabs(a - b) < 1e-6);
            compared++;
        }
        rsp_master_free(m);
        rsp_master_free(other);
    }
    assert_true(compared > 20);
}

static void says_what_does_not_fit(void **state) {
    (void)state;
    rsp_ctx ctx = rsp_ctx_init(NULL, NULL);
    rsp_err err = {0};
    rsp_master *m = NULL;
    assert_int_equal(rsp_master_new(&ctx, RSP_MASTER_MOST, &m, &err), 0);
    rsp_master_entry no_row = {.at = 3, .factor = 1};
    rsp_master_column column = {.value = 1, .most = 1};
    assert_int_equal(rsp_master_add_column(m, &column, &no_row, 1, NULL, &err), RSP_ELIMIT);
    column.most = RSP_MASTER_ANY;
    assert_int_equal(rsp_master_add_column(m, &column, NULL, 0, NULL, &err), RSP_ELIMIT);
    column.priced = true;
    column.value = (int64_t)1 << 40;
    assert_int_equal(rsp_master_add_column(m, &column, NULL, 0, NULL, &err), RSP_ELIMIT);
    assert_int_equal(rsp_master_add_row(m, RSP_ROW_EQUAL, (int64_t)1 << 40, NULL, 0, NULL, &err), RSP_ELIMIT);
    assert_int_equal(rsp_master_columns(m), 0);
    assert_int_equal(rsp_master_rows(m), 0);
    assert_null(rsp_master_values(m));
    rsp_master_free(m);
}

static int once(const rsp_ctx *ctx, const program *p) {
    __attribute__((cleanup(rsp_master_free_p))) rsp_master *m = NULL;
    rsp_err err = {0};
    rsp_master_status status;
    rsp_master_integer answer;
    int64_t values[COLUMNS];
    RSP_TRY(build(ctx, p, &m, &err));
    RSP_TRY(rsp_master_solve(m, 0, &status, NULL, &err));
    RSP_TRY(rsp_master_keep_columns(m, keep_even, m, &err));
    return rsp_master_integers(m, &(rsp_master_integer_options){0}, values, &answer, &err);
}

static void survives_failed_allocations(void **state) {
    (void)state;
    rsp_rng rng;
    rsp_rng_seed(&rng, 3);
    program p = draw(&rng);
    RSP_FAULT_LOOP(ctx, rc, faults, rc = once(ctx, &p);
                   assert_int_equal(faults.live, 0), assert_int_equal(rc, RSP_ENOMEM));
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(answers_as_brute_force),
        cmocka_unit_test(changes_as_if_built_so),
        cmocka_unit_test(says_what_does_not_fit),
        cmocka_unit_test(survives_failed_allocations),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
