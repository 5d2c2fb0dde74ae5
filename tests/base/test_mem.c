/* Memory and what stands on it: arenas, buffers, vectors, maps; and the random generator. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <string.h>

#include <cmocka.h>

#include "base/buf.h"
#include "base/map.h"
#include "base/rng.h"
#include "base/vec.h"

static void test_arena(void **state) {
    (void)state;
    rsp_ctx ctx = rsp_ctx_init(NULL, NULL);
    rsp_err err = {0};
    RSP_CLEANUP(rsp_arena_free_p) rsp_arena *a = NULL;
    assert_int_equal(rsp_arena_new(&ctx, 0, &a, &err), 0);
    unsigned char *last = NULL;
    for (size_t n = 0; n < 3000; n++) { /* each aligned, zeroed, apart from the one before */
        unsigned char *p = rsp_arena_alloc(a, n, 1);
        assert_non_null(p);
        assert_true(last == NULL || last[0] == 0xFF);
        assert_int_equal((uintptr_t)p % _Alignof(max_align_t), 0);
        for (size_t i = 0; i < n; i++) {
            assert_int_equal(p[i], 0);
        }
        memset(p, 0xFF, n);
        last = n > 0 ? p : NULL;
    }
    assert_null(rsp_arena_alloc(a, SIZE_MAX, 1));
    assert_null(rsp_arena_alloc(a, SIZE_MAX / 2, 3));
    assert_null(rsp_arena_strndup(a, "x", SIZE_MAX));
    assert_string_equal(rsp_arena_strdup(a, ""), "");
    assert_string_equal(rsp_arena_strndup(a, "abcdef", 3), "abc");
    assert_string_equal(rsp_arena_printf(a, "%s-%d", "truck", 7), "truck-7");
    assert_null(rsp_arena_free(NULL));
}

static void test_arena_limit(void **state) {
    (void)state;
    rsp_ctx ctx = rsp_ctx_init(NULL, NULL);
    rsp_err err = {0};
    RSP_CLEANUP(rsp_arena_free_p) rsp_arena *a = NULL;
    assert_int_equal(rsp_arena_new(&ctx, 10000, &a, &err), 0);
    assert_null(rsp_arena_alloc(a, 10001, 1));
    size_t got = 0;
    while (rsp_arena_alloc(a, 16, 1) != NULL) {
        got += 16;
    }
    assert_true(got <= 10000 && got >= 10000 - 64); /* the last bytes under the limit are still good */
    assert_null(rsp_arena_alloc(a, 16, 1));
}

static int fill_arena(const rsp_ctx *ctx) {
    rsp_err err = {0};
    RSP_CLEANUP(rsp_arena_free_p) rsp_arena *a = NULL;
    RSP_TRY(rsp_arena_new(ctx, 0, &a, &err));
    for (int i = 0; i < 50; i++) {
        if (rsp_arena_alloc(a, 1000, 1) == NULL) {
            return RSP_ENOMEM;
        }
    }
    return rsp_arena_printf(a, "%d", 1) == NULL ? RSP_ENOMEM : 0;
}

static int fill_rest(const rsp_ctx *ctx) {
    rsp_err err = {0};
    RSP_VEC(int) v = {0};
    rsp_map m = {0};
    rsp_buf b = rsp_buf_init(ctx, 1 << 20);
    int rc = 0;
    static const char *const keys[] = {"a", "b", "c", "d", "e", "f", "g", "h", "i", "j", "k", "l", "m", "n"};
    for (int i = 0; i < 100 && rc == 0; i++) {
        rc = rsp_vec_push(ctx, &v, i);
        rc = rc == 0 ? rsp_map_put(ctx, &m, keys[i % 14], (uint32_t)i) : rc;
        rsp_buf_printf(&b, "%d %s\n", i, keys[i % 14]);
    }
    rc = rc == 0 ? rsp_buf_ok(&b, &err) : rc;
    for (size_t i = 0; i < v.n; i++) {
        assert_int_equal(v.at[i], (int)i); /* what got in before a failure is whole */
    }
    rsp_vec_done(ctx, &v);
    rsp_map_done(ctx, &m);
    rsp_buf_done(&b);
    return rc;
}

/* Two maps place the same keys differently, so nobody can know which names would collide. */
static void test_map_secret(void **state) {
    (void)state;
    rsp_ctx ctx = rsp_ctx_init(NULL, NULL);
    rsp_map m[2] = {{0}, {0}};
    for (int i = 0; i < 2; i++) {
        assert_int_equal(rsp_map_put(&ctx, &m[i], "key", 1), 0);
    }
    assert_memory_not_equal(m[0].key, m[1].key, sizeof m[0].key);
    for (int i = 0; i < 2; i++) {
        assert_int_equal(rsp_map_get(&m[i], "key"), 1);
        rsp_map_done(&ctx, &m[i]);
    }
}

static void test_faults(void **state) {
    (void)state;
    int runs = 0;
    RSP_FAULT_LOOP(ctx, rc, faults, rc = fill_arena(ctx), {
        assert_int_equal(rc, RSP_ENOMEM);
        assert_int_equal(faults.live, 0);
        runs++;
    })
    assert_true(runs >= 4);
    RSP_FAULT_LOOP(ctx, rc, faults, rc = fill_rest(ctx), {
        assert_int_equal(rc, RSP_ENOMEM);
        assert_int_equal(faults.live, 0);
        runs++;
    })
    assert_true(runs >= 10);
}

static void test_buf(void **state) {
    (void)state;
    rsp_ctx ctx = rsp_ctx_init(NULL, NULL);
    rsp_err err = {0};
    RSP_CLEANUP(rsp_buf_done) rsp_buf b = rsp_buf_init(&ctx, 8);
    rsp_buf_str(&b, "abcd");
    rsp_buf_printf(&b, "%d", 1234);
    assert_int_equal(rsp_buf_ok(&b, &err), 0);
    assert_string_equal(b.at, "abcd1234");
    rsp_buf_char(&b, 'x');
    assert_int_equal(rsp_buf_ok(&b, &err), RSP_ELIMIT);
    assert_non_null(strstr(err.msg, "8 bytes"));
    rsp_buf_add(&b, "", 0); /* it stays failed, and what was there stays */
    assert_int_equal(rsp_buf_ok(&b, &err), RSP_ELIMIT);
    assert_string_equal(b.at, "abcd1234");
}

static void test_overflow(void **state) {
    (void)state;
    rsp_ctx ctx = rsp_ctx_init(NULL, NULL);
    assert_null(rsp_calloc(&ctx, SIZE_MAX / 2, 3));
    RSP_VEC(uint64_t) v = {0};
    assert_int_equal(rsp_vec_push(&ctx, &v, 7U), 0);
    assert_int_equal(rsp_vec_reserve(&ctx, &v, SIZE_MAX), RSP_ENOMEM);
    assert_int_equal(rsp_vec_reserve(&ctx, &v, SIZE_MAX / 4), RSP_ENOMEM);
    assert_true(v.n == 1 && v.at[0] == 7);
    rsp_vec_done(&ctx, &v);
    assert_true(v.at == NULL && v.n == 0 && v.cap == 0);
}

#define KEYS 100000
static void test_map(void **state) {
    (void)state;
    rsp_ctx ctx = rsp_ctx_init(NULL, NULL);
    rsp_err err = {0};
    RSP_CLEANUP(rsp_arena_free_p) rsp_arena *a = NULL;
    assert_int_equal(rsp_arena_new(&ctx, 0, &a, &err), 0);
    rsp_map m = {0};
    assert_int_equal(rsp_map_get(&m, "none"), RSP_MAP_NONE);
    for (uint32_t i = 0; i < KEYS; i++) {
        const char *key = rsp_arena_printf(a, "place-%u", i);
        assert_int_equal(rsp_map_put(&ctx, &m, key, i), 0);
    }
    assert_int_equal(m.n, KEYS);
    for (uint32_t i = 0; i < KEYS; i += 3) { /* again: replaced, not added */
        assert_int_equal(rsp_map_put(&ctx, &m, rsp_arena_printf(a, "place-%u", i), i + 1), 0);
    }
    assert_int_equal(m.n, KEYS);
    for (uint32_t i = 0; i < KEYS; i++) {
        char key[32];
        (void)snprintf(key, sizeof key, "place-%u", i);
        assert_int_equal(rsp_map_get(&m, key), i % 3 == 0 ? i + 1 : i);
        (void)snprintf(key, sizeof key, "plaice-%u", i);
        assert_int_equal(rsp_map_get(&m, key), RSP_MAP_NONE);
    }
    assert_int_equal(rsp_map_put(&ctx, &m, "", 9), 0);
    assert_int_equal(rsp_map_get(&m, ""), 9);
    rsp_map_done(&ctx, &m);
    assert_int_equal(rsp_map_get(&m, "place-1"), RSP_MAP_NONE);
}

/* The first outputs of the authors' xoshiro256starstar.c from the state 1, 2, 3, 4, and the first of their
 * splitmix64.c from the seeds 0 and 1234567. */
static void test_rng_vectors(void **state) {
    (void)state;
    rsp_rng r = {{1, 2, 3, 4}};
    static const uint64_t want[] = {11520ULL,
                                    0ULL,
                                    1509978240ULL,
                                    1215971899390074240ULL,
                                    1216172134540287360ULL,
                                    607988272756665600ULL,
                                    16172922978634559625ULL,
                                    8476171486693032832ULL,
                                    10595114339597558777ULL,
                                    2904607092377533576ULL};
    for (size_t i = 0; i < sizeof want / sizeof *want; i++) {
        assert_true(rsp_rng_next(&r) == want[i]);
    }
    rsp_rng_seed(&r, 0);
    assert_true(r.s[0] == 0xE220A8397B1DCDAFULL && r.s[1] == 0x6E789E6AA1B965F4ULL);
    assert_true(r.s[2] == 0x06C45D188009454FULL && r.s[3] == 0xF88BB8A8724C81ECULL);
    rsp_rng_seed(&r, 1234567);
    assert_true(r.s[0] == 6457827717110365317ULL && r.s[1] == 3203168211198807973ULL);
}

static void test_rng_below(void **state) {
    (void)state;
    rsp_rng r;
    rsp_rng_seed(&r, 42);
    uint32_t seen[7] = {0};
    for (int i = 0; i < 70000; i++) {
        uint32_t v = rsp_rng_below(&r, 7);
        assert_true(v < 7);
        seen[v]++;
    }
    for (int i = 0; i < 7; i++) { /* 10000 expected, deviation about 93: six of them */
        assert_in_range(seen[i], 9440, 10560);
    }
    /* Without the rejection of Lemire's method a bound of 3 * 2^30 would favour every third number by a
     * factor of two. */
    uint32_t thirds[3] = {0};
    for (int i = 0; i < 60000; i++) {
        thirds[rsp_rng_below(&r, 3221225472U) % 3]++;
        assert_int_equal(rsp_rng_below(&r, 1), 0);
    }
    for (int i = 0; i < 3; i++) { /* 20000 expected, deviation about 115 */
        assert_in_range(thirds[i], 19300, 20700);
    }
    double sum = 0;
    for (int i = 0; i < 10000; i++) {
        double u = rsp_rng_unit(&r);
        assert_true(u >= 0 && u < 1);
        sum += u;
    }
    assert_true(sum > 4800 && sum < 5200);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_arena),  cmocka_unit_test(test_arena_limit), cmocka_unit_test(test_map_secret),
        cmocka_unit_test(test_faults), cmocka_unit_test(test_buf),         cmocka_unit_test(test_overflow),
        cmocka_unit_test(test_map),    cmocka_unit_test(test_rng_vectors), cmocka_unit_test(test_rng_below),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
