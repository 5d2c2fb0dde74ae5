/* Team orienteering: against trying every answer to hundreds of tiny problems; the marks of the sweep and the
 * best mix against plain loops; paths; the same answer again; warm starts; stopping; memory that runs out. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <string.h>

#include "base/rng.h"
#include "solver/tours.h"

#define MOST 41

typedef struct world {
    rsp_vrp p;
    rsp_vrp_node nodes[MOST];
    rsp_vrp_window windows[MOST];
    rsp_vrp_vehicle vehicle;
    rsp_vrp_matrix matrix;
    int32_t ways[MOST * MOST];
} world;

/* n stops in a square, ways along its sides, so that no detour is shorter. */
static void make(rsp_rng *r, world *w, uint32_t n, uint32_t vehicles) {
    memset(w, 0, sizeof *w);
    int32_t x[MOST], y[MOST];
    int64_t day = 60 + rsp_rng_below(r, 120);
    for (uint32_t i = 0; i <= n; i++) {
        x[i] = (int32_t)rsp_rng_below(r, 30);
        y[i] = (int32_t)rsp_rng_below(r, 30);
        int64_t open = i == 0 ? 0 : rsp_rng_below(r, 120);
        w->windows[i] = (rsp_vrp_window){open, i == 0 ? day : open + rsp_rng_below(r, 60)};
        w->nodes[i] = (rsp_vrp_node){.kind = i == 0 ? RSP_VRP_DEPOT : RSP_VRP_DELIVERY,
                                     .location = i,
                                     .other = RSP_VRP_NONE,
                                     .windows = &w->windows[i],
                                     .n_windows = 1,
                                     .service = i == 0 ? 0 : rsp_rng_below(r, 8),
                                     .prize = i == 0 ? 0 : rsp_rng_below(r, 30),
                                     .label = i};
    }
    for (uint32_t i = 0; i <= n; i++) {
        for (uint32_t j = 0; j <= n; j++) {
            int32_t dx = x[i] > x[j] ? x[i] - x[j] : x[j] - x[i],
                    dy = y[i] > y[j] ? y[i] - y[j] : y[j] - y[i];
            w->ways[i * (n + 1) + j] = dx + dy;
        }
    }
    w->vehicle = (rsp_vrp_vehicle){.count = vehicles,
                                   .close = day,
                                   .cost_per_distance = 1,
                                   .longest_duration = RSP_VRP_NEVER,
                                   .longest_distance = RSP_VRP_NEVER,
                                   .most_tasks = RSP_VRP_NEVER,
                                   .reload = RSP_VRP_NONE};
    w->matrix = (rsp_vrp_matrix){w->ways, w->ways};
    w->p = (rsp_vrp){.objective = RSP_VRP_MOST_PRIZE,
                     .nodes = w->nodes,
                     .n_nodes = n + 1,
                     .n_depots = 1,
                     .vehicles = &w->vehicle,
                     .n_vehicles = 1,
                     .matrices = &w->matrix,
                     .n_matrices = 1,
                     .n_locations = n + 1,
                     .scale = 1};
}

/* The most prize by trying every row of stops, a tour after another. */
static int64_t most_prize(const world *w, uint32_t tours, uint32_t at, int64_t left_at, uint32_t served) {
    const rsp_vrp *p = &w->p;
    int64_t best = 0;
    if (tours > 1 && at != 0 && left_at + w->ways[at * p->n_nodes] <= w->vehicle.close) {
        best = most_prize(w, tours - 1, 0, 0, served);
    }
    for (uint32_t i = 1; i < p->n_nodes; i++) {
        int64_t begin = left_at + w->ways[at * p->n_nodes + i];
        begin = begin > w->windows[i].open ? begin : w->windows[i].open;
        int64_t left = begin + w->nodes[i].service;
        if ((served >> i & 1) == 0 && begin <= w->windows[i].close &&
            left + w->ways[i * p->n_nodes] <= w->vehicle.close) {
            int64_t prize = w->nodes[i].prize + most_prize(w, tours, i, left, served | 1u << i);
            best = prize > best ? prize : best;
        }
    }
    return best;
}

static rsp_vrp_score solve(const rsp_ctx *ctx, const world *w, rsp_arena *a, const rsp_vrp_options *o,
                           rsp_vrp_solution *s) {
    rsp_vrp_score score = {0};
    rsp_err err = {0};
    if (rsp_vrp_tours(ctx, &w->p, o, a, s, &err) != 0 || rsp_vrp_validate(ctx, &w->p, s, &score, &err) != 0) {
        fail_msg("%s", err.msg);
    }
    return score;
}

static void against_every_answer(void **state) {
    (void)state;
    rsp_rng r;
    rsp_rng_seed(&r, 11);
    for (int round = 0; round < 300; round++) {
        world w;
        rsp_ctx ctx = rsp_ctx_init(NULL, NULL);
        rsp_arena *a = NULL;
        rsp_err err = {0};
        rsp_vrp_solution s;
        uint32_t vehicles = 1 + rsp_rng_below(&r, 3);
        make(&r, &w, 1 + rsp_rng_below(&r, 6), vehicles);
        assert_int_equal(rsp_arena_new(&ctx, 0, &a, &err), 0);
        rsp_vrp_options o = {.steps = 600, .seed = 1, .threads = 1};
        assert_int_equal(solve(&ctx, &w, a, &o, &s).prize[0], most_prize(&w, vehicles, 0, 0, 0));
        rsp_arena_free(a);
    }
}

/* Each place of a tour tried by driving all of it. */
static bool drives(const world *w, const rsp_tour *x, uint32_t extra, uint32_t after) {
    uint32_t at = 0, n = w->p.n_nodes;
    int64_t t = 0;
    for (uint32_t i = 0; i <= x->n; i++) {
        uint32_t next[2] = {extra + 1, i < x->n ? x->stop[i + 1] + 1 : 0};
        for (uint32_t k = i == after ? 0 : 1; k < 2; k++) {
            t += w->ways[at * n + next[k]];
            t = t > w->windows[next[k]].open ? t : w->windows[next[k]].open;
            if (t > w->windows[next[k]].close) {
                return false;
            }
            t += w->nodes[next[k]].service;
            at = next[k];
        }
    }
    return true;
}

static void check_marks(const world *w, const rsp_tours *t) {
    int32_t fits[MOST + RSP_TOURS_LANES + 2], cost[MOST + RSP_TOURS_LANES + 2];
    const rsp_tour *x = &t->tours[0];
    uint32_t shift = rsp_tours_mark(t, 0, fits, cost);
    for (uint32_t s = 0; s < t->v->n; s++) {
        uint32_t bits = 0;
        bool any = false;
        for (uint32_t p = 0; p <= x->n && t->where[s] == RSP_TOURS_OUT; p++) {
            bool can = drives(w, x, s, p);
            bits |= can ? 1u << (p >> shift) : 0;
            any = any || can;
        }
        if (t->where[s] == RSP_TOURS_OUT) {
            assert_int_equal((uint32_t)fits[s], bits);
            assert_int_equal(cost[s] < INT32_MAX, any);
        }
    }
}

static void marks_what_fits(void **state) {
    (void)state;
    rsp_rng r;
    rsp_rng_seed(&r, 12);
    for (int round = 0; round < 200; round++) {
        static world w;
        rsp_ctx ctx = rsp_ctx_init(NULL, NULL);
        rsp_arena *a = NULL;
        rsp_err err = {0};
        rsp_tours_view v;
        rsp_tours_walk walk;
        make(&r, &w, 40, 2);
        if (round % 4 == 0) { /* a tour so long that several places share a mark */
            w.windows[0].close = w.vehicle.close = 3000;
            for (uint32_t i = 1; i < w.p.n_nodes; i++) {
                w.windows[i].close += 2500;
            }
        }
        assert_int_equal(rsp_arena_new(&ctx, 0, &a, &err), 0);
        assert_int_equal(rsp_tours_view_make(&w.p, a, &v, &err), 0);
        v.wide = v.wide && round % 2 == 0;
        assert_int_equal(rsp_tours_walk_new(&v, (uint64_t)round, a, &walk, &err), 0);
        rsp_tours_fill(&walk);
        for (int k = 0; k < 5; k++) {
            (void)rsp_tours_step(&walk, 30);
            check_marks(&w, &walk.now);
            rsp_tour *x = &walk.now.tours[0];
            uint32_t out = rsp_rng_below(&r, 40);
            if (x->n > 0) {
                walk.now.where[x->stop[1 + out % x->n]] = RSP_TOURS_OUT;
                rsp_tours_close_up(&walk.now, 0);
                check_marks(&w, &walk.now);
            }
        }
        rsp_arena_free(a);
    }
}

/* What k of the tours at most collect together. */
static int64_t best_mix(const world *w, const uint64_t *sets, uint32_t n, uint32_t k, uint64_t served) {
    int64_t best = 0;
    for (uint32_t i = 0; i < w->p.n_nodes - 1; i++) {
        best += (served >> i & 1) != 0 ? w->nodes[i + 1].prize : 0;
    }
    for (uint32_t i = 0; k > 0 && i < n; i++) {
        int64_t with = best_mix(w, sets + i + 1, n - i - 1, k - 1, served | sets[i]);
        best = with > best ? with : best;
    }
    return best;
}

static void finds_the_best_mix(void **state) {
    (void)state;
    rsp_rng r;
    rsp_rng_seed(&r, 13);
    for (int round = 0; round < 100; round++) {
        static world w;
        rsp_ctx ctx = rsp_ctx_init(NULL, NULL);
        rsp_arena *a = NULL;
        rsp_err err = {0};
        rsp_tours_view v;
        rsp_tours_walk walk;
        rsp_tours_pool *pool = NULL;
        uint64_t sets[24] = {0};
        bool better;
        make(&r, &w, 40, 3);
        assert_int_equal(rsp_arena_new(&ctx, 0, &a, &err), 0);
        assert_int_equal(rsp_tours_view_make(&w.p, a, &v, &err), 0);
        assert_int_equal(rsp_tours_walk_new(&v, (uint64_t)round, a, &walk, &err), 0);
        assert_int_equal(rsp_tours_pool_new(&ctx, &v, &pool, &err), 0);
        for (uint32_t i = 0; i < 24; i++) {
            if (i % 3 == 0) {
                (void)rsp_tours_step(&walk, 1e9);
            }
            const rsp_tour *x = &walk.now.tours[i % 3];
            rsp_tours_pool_add(pool, x, walk.now.prize);
            for (uint32_t k = 1; k <= x->n; k++) {
                sets[i] |= (uint64_t)1 << x->stop[k];
            }
        }
        for (uint32_t i = 0; i < 3; i++) {
            assert_true(rsp_tours_lay(&walk.now, i, NULL, 0));
        }
        assert_int_equal(rsp_tours_pool_mix(pool, &walk.now, &better, &err), 0);
        assert_int_equal(walk.now.prize, best_mix(&w, sets, 24, 3, 0));
        pool = rsp_tours_pool_free(pool);
        rsp_arena_free(a);
    }
}

/* Paths against every answer to tiny problems with one tour: what they serve can be driven and is wanted, and
 * seldom is there anything better. */
static void finds_good_paths(void **state) {
    (void)state;
    rsp_rng r;
    rsp_rng_seed(&r, 17);
    uint32_t best = 0;
    for (int round = 0; round < 200; round++) {
        static world w;
        rsp_ctx ctx = rsp_ctx_init(NULL, NULL);
        rsp_arena *a = NULL;
        rsp_err err = {0};
        rsp_tours_view v;
        rsp_tours t;
        rsp_tours_path path;
        make(&r, &w, 7, 1);
        w.nodes[1].prize = 0;
        assert_int_equal(rsp_arena_new(&ctx, 0, &a, &err), 0);
        assert_int_equal(rsp_tours_view_make(&w.p, a, &v, &err), 0);
        assert_int_equal(rsp_tours_new(&v, a, &t, &err), 0);
        assert_int_equal(rsp_tours_path_new(&v, a, &path, &err), 0);
        for (uint32_t i = 0; i < v.n; i++) {
            path.value[i] = (double)v.prize[i];
        }
        uint32_t n = rsp_tours_path_find(&path, v.n, 0, v.n + 1, (int32_t)w.vehicle.close);
        assert_true(rsp_tours_lay(&t, 0, path.stops, n));
        assert_int_equal(t.tours[0].n, n);
        assert_int_equal(t.where[0], RSP_TOURS_OUT);
        int64_t most = most_prize(&w, 1, 0, 0, 0);
        assert_true(t.prize <= most);
        best += t.prize == most;
        rsp_arena_free(a);
    }
    assert_true(best >= 190);
}

/* What is said of the tours is what driving them anew gives, whether kept or taken back. */
static void reroutes_and_takes_back(void **state) {
    (void)state;
    rsp_rng r;
    rsp_rng_seed(&r, 18);
    for (int round = 0; round < 20; round++) {
        static world w;
        rsp_ctx ctx = rsp_ctx_init(NULL, NULL);
        rsp_arena *a = NULL;
        rsp_err err = {0};
        rsp_tours_view v;
        rsp_tours_walk walk;
        rsp_tours before, anew;
        rsp_tours_path path;
        make(&r, &w, 40, 2);
        assert_int_equal(rsp_arena_new(&ctx, 0, &a, &err), 0);
        assert_int_equal(rsp_tours_view_make(&w.p, a, &v, &err), 0);
        assert_int_equal(rsp_tours_walk_new(&v, (uint64_t)round, a, &walk, &err), 0);
        assert_int_equal(rsp_tours_new(&v, a, &before, &err), 0);
        assert_int_equal(rsp_tours_new(&v, a, &anew, &err), 0);
        assert_int_equal(rsp_tours_path_new(&v, a, &path, &err), 0);
        for (int k = 0; k < 20; k++) { /* the first from empty tours */
            rsp_tours_copy(&before, &walk.now);
            bool kept = rsp_tours_reroute(&walk, &path, k % 2 == 0 ? 30 : 1e-9);
            assert_true(kept || walk.now.prize == before.prize);
            assert_true(k % 2 == 0 || walk.now.prize >= before.prize);
            for (uint32_t i = 0; i < 2; i++) {
                assert_true(rsp_tours_lay(&anew, i, NULL, 0));
            }
            for (uint32_t i = 0; i < 2; i++) {
                const rsp_tour *x = &walk.now.tours[i];
                assert_true(rsp_tours_lay(&anew, i, &x->stop[1], x->n));
                assert_int_equal(anew.tours[i].n, x->n);
                assert_int_equal(anew.tours[i].way, x->way);
            }
            assert_int_equal(anew.prize, walk.now.prize);
            assert_memory_equal(anew.where, walk.now.where, v.n * sizeof *anew.where);
        }
        rsp_arena_free(a);
    }
}

static void same_again_and_warm_starts(void **state) {
    (void)state;
    rsp_rng r;
    rsp_rng_seed(&r, 14);
    for (int round = 0; round < 30; round++) {
        static world w;
        rsp_ctx ctx = rsp_ctx_init(NULL, NULL);
        rsp_arena *a = NULL;
        rsp_err err = {0};
        rsp_vrp_solution one, two, warm;
        make(&r, &w, 40, round % 10 == 0 ? 1 : 2); /* one: with paths */
        assert_int_equal(rsp_arena_new(&ctx, 0, &a, &err), 0);
        rsp_vrp_options o = {.steps = round % 10 == 0 ? 6000 : 400, .seed = 3, .threads = 1};
        rsp_vrp_score score = solve(&ctx, &w, a, &o, &one);
        (void)solve(&ctx, &w, a, &o, &two);
        assert_int_equal(one.n_routes, two.n_routes);
        for (uint32_t i = 0; i < one.n_routes; i++) {
            assert_int_equal(one.routes[i].n_stops, two.routes[i].n_stops);
            assert_memory_equal(one.routes[i].stops, two.routes[i].stops,
                                one.routes[i].n_stops * sizeof(uint32_t));
        }
        o = (rsp_vrp_options){.steps = 1, .seed = 4, .start = &one};
        rsp_vrp_score again = solve(&ctx, &w, a, &o, &warm);
        assert_true(rsp_vrp_compare(&w.p, &again, &score) <= 0);
        rsp_arena_free(a);
    }
}

static void stops_when_told_and_knows_its_limits(void **state) {
    (void)state;
    rsp_rng r;
    rsp_rng_seed(&r, 15);
    static world w;
    atomic_int cancel = 1;
    rsp_ctx ctx = rsp_ctx_init(NULL, &cancel);
    rsp_arena *a = NULL;
    rsp_err err = {0};
    rsp_vrp_solution s;
    make(&r, &w, 40, 2);
    assert_int_equal(rsp_arena_new(&ctx, 0, &a, &err), 0);
    rsp_vrp_options o = {.time_limit_s = 1e6, .seed = 1};
    (void)solve(&ctx, &w, a, &o, &s);
    w.nodes[1].required = true;
    assert_int_equal(rsp_vrp_tours(&ctx, &w.p, &o, a, &s, &err), RSP_EUNAVAILABLE);
    w.nodes[1].required = false;
    w.p.objective = RSP_VRP_LEAST_COST;
    assert_int_equal(rsp_vrp_tours(&ctx, &w.p, &o, a, &s, &err), RSP_EUNAVAILABLE);
    w.p.objective = RSP_VRP_MOST_PRIZE;
    w.p.n_dims = 1;
    w.nodes[1].load[0] = 5;
    assert_int_equal(rsp_vrp_tours(&ctx, &w.p, &o, a, &s, &err), RSP_EUNAVAILABLE);
    w.vehicle.capacity[0] = 5;
    (void)solve(&ctx, &w, a, &o, &s);
    rsp_arena_free(a);
}

static int solve_once(const rsp_ctx *ctx, const world *w) {
    rsp_arena *a = NULL;
    rsp_err err = {0};
    rsp_vrp_solution s;
    rsp_vrp_options o = {.steps = 50, .seed = 1};
    int rc = rsp_arena_new(ctx, 0, &a, &err);
    rc = rc != 0 ? rc : rsp_vrp_tours(ctx, &w->p, &o, a, &s, &err);
    rsp_arena_free(a);
    return rc;
}

static void survives_failed_allocations(void **state) {
    (void)state;
    rsp_rng r;
    rsp_rng_seed(&r, 16);
    static world w;
    make(&r, &w, 40, 3);
    RSP_FAULT_LOOP(ctx, rc, faults, rc = solve_once(ctx, &w);
                   assert_int_equal(faults.live, 0), assert_int_equal(rc, RSP_ENOMEM))
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(against_every_answer),
        cmocka_unit_test(marks_what_fits),
        cmocka_unit_test(finds_the_best_mix),
        cmocka_unit_test(finds_good_paths),
        cmocka_unit_test(reroutes_and_takes_back),
        cmocka_unit_test(same_again_and_warm_starts),
        cmocka_unit_test(stops_when_told_and_knows_its_limits),
        cmocka_unit_test(survives_failed_allocations),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
