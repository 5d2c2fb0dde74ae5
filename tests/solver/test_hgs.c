/* The engine for least cost against trying everything on tiny problems with every feature it knows mixed; and
 * what it promises: same steps same answer, a warm start is never made worse, limits and stops are kept, no
 * failing allocation goes unnoticed, what it does not know is refused. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <string.h>

#include "base/rng.h"
#include "solver/vrp.h"

#define MOST  620
#define SMALL 40
#define LARGE 610 /* more than a population takes */

typedef struct world {
    rsp_vrp p;
    rsp_vrp_node nodes[MOST + 2];
    rsp_vrp_window windows[MOST + 2];
    rsp_vrp_vehicle vehicles[2];
    rsp_vrp_matrix matrix;
    int32_t distance[(MOST + 2) * (MOST + 2)], duration[(MOST + 2) * (MOST + 2)];
} world;

enum {
    RELEASES = 1,
    RELOADS = 2,
    OPTIONALS = 4,
    KINDS = 8,
    DIMS = 16,
    LOPSIDED = 32,
    OPEN = 64,
    STOPS = 128
};

static int64_t pick(rsp_rng *r, uint32_t from, uint32_t to) {
    return from + rsp_rng_below(r, to - from + 1);
}

static void make_matrix(world *w, rsp_rng *r, uint32_t n, uint32_t features) {
    int64_t x[MOST + 2], y[MOST + 2];
    for (uint32_t i = 0; i < n; i++) {
        x[i] = pick(r, 0, 100);
        y[i] = pick(r, 0, 100);
        for (uint32_t k = 0; k <= i; k++) {
            int32_t way = (int32_t)((x[i] > x[k] ? x[i] - x[k] : x[k] - x[i]) +
                                    (y[i] > y[k] ? y[i] - y[k] : y[k] - y[i]));
            w->distance[i * n + k] = w->distance[k * n + i] = way;
            w->duration[i * n + k] = w->duration[k * n + i] = way;
            if ((features & LOPSIDED) != 0 && k != i) {
                w->duration[i * n + k] += (int32_t)pick(r, 0, 30);
                w->distance[k * n + i] += (int32_t)pick(r, 0, 10);
            }
        }
    }
    w->matrix = (rsp_vrp_matrix){w->distance, w->duration};
}

static void make_vehicle(world *w, rsp_rng *r, uint32_t i, uint32_t count, uint32_t features) {
    bool second = (features & KINDS) != 0;
    w->vehicles[i] = (rsp_vrp_vehicle){.count = count,
                                       .start = second ? i : 0,
                                       .end = second ? i : 0,
                                       .open = second ? pick(r, 0, 50) : 0,
                                       .close = pick(r, 700, 900),
                                       .capacity = {pick(r, 8, 14), pick(r, 8, 14)},
                                       .skills = second ? 1 + i : 3,
                                       .fixed_cost = second ? pick(r, 0, 100) : 0,
                                       .cost_per_distance = second ? pick(r, 1, 3) : 1,
                                       .cost_per_duration = second ? pick(r, 0, 1) : 0,
                                       .longest_duration = RSP_VRP_NEVER,
                                       .longest_distance = RSP_VRP_NEVER,
                                       .most_tasks = (features & STOPS) != 0 ? 2 : RSP_VRP_NEVER,
                                       .reload = (features & RELOADS) != 0 ? 0 : RSP_VRP_NONE};
    if ((features & OPEN) != 0) {
        w->vehicles[i].end = RSP_VRP_NONE;
    }
}

/* Two depots, then n clients; `count` vehicles of each kind. */
static void make(world *w, uint64_t seed, uint32_t n, uint32_t count, uint32_t features) {
    rsp_rng r;
    rsp_rng_seed(&r, seed);
    memset(w, 0, sizeof *w);
    features &= (features & RELOADS) != 0 ? ~(uint32_t)STOPS : UINT32_MAX;
    uint32_t all = n + 2;
    make_matrix(w, &r, all, features);
    for (uint32_t i = 0; i < all; i++) {
        bool depot = i < 2, required = (features & OPTIONALS) == 0 || rsp_rng_below(&r, 3) == 0;
        int64_t open = depot ? 0 : pick(&r, 0, 400);
        w->windows[i] = (rsp_vrp_window){open, depot ? 800 : open + pick(&r, 60, 300)};
        w->nodes[i] = (rsp_vrp_node){.kind = depot ? RSP_VRP_DEPOT : RSP_VRP_DELIVERY,
                                     .location = i,
                                     .other = RSP_VRP_NONE,
                                     .windows = &w->windows[i],
                                     .n_windows = 1,
                                     .service = pick(&r, 0, 20),
                                     .label = i};
        if (!depot) {
            w->nodes[i].required = required;
            w->nodes[i].prize = required ? 0 : pick(&r, 0, 150);
            w->nodes[i].release = (features & RELEASES) != 0 ? pick(&r, 0, 200) : 0;
            w->nodes[i].load[0] = pick(&r, 1, 6);
            w->nodes[i].load[1] = (features & DIMS) != 0 ? pick(&r, 1, 6) : 0;
            w->nodes[i].skills =
                (features & KINDS) != 0 && rsp_rng_below(&r, 4) == 0 ? (uint64_t)pick(&r, 1, 2) : 0;
        }
    }
    uint32_t kinds = (features & KINDS) != 0 ? 2 : 1;
    for (uint32_t i = 0; i < kinds; i++) {
        make_vehicle(w, &r, i, count, features);
    }
    w->p = (rsp_vrp){.objective = RSP_VRP_LEAST_COST,
                     .nodes = w->nodes,
                     .n_nodes = all,
                     .n_depots = 2,
                     .vehicles = w->vehicles,
                     .n_vehicles = kinds,
                     .matrices = &w->matrix,
                     .n_matrices = 1,
                     .n_locations = all,
                     .n_dims = (features & DIMS) != 0 ? 2 : 1,
                     .scale = 1};
}

/* --- trying everything --- */

typedef struct brute {
    const rsp_ctx *ctx;
    const rsp_vrp *p;
    rsp_vrp_route routes[8];
    uint32_t stops[8][16], n_routes, served;
    rsp_vrp_score best;
    bool found;
} brute;

static void judge(brute *b) {
    rsp_vrp_solution s = {b->routes, b->n_routes};
    rsp_vrp_score score;
    rsp_err err = {0};
    if (rsp_vrp_validate(b->ctx, b->p, &s, &score, &err) == 0 &&
        (!b->found || rsp_vrp_compare(b->p, &score, &b->best) < 0)) {
        b->best = score;
        b->found = true;
    }
}

static void extend(brute *b);

static void add_stop(brute *b, uint32_t node, bool again) {
    rsp_vrp_route *r = &b->routes[b->n_routes - 1];
    uint32_t n = r->n_stops;
    if (again) {
        r->stops[r->n_stops++] = RSP_VRP_NONE;
    }
    r->stops[r->n_stops++] = node;
    b->served |= 1u << node;
    extend(b);
    b->served &= ~(1u << node);
    r->n_stops = n;
}

/* All that can follow: the next stop in the last route, in a new trip of it, or in a new route. */
static void extend(brute *b) {
    judge(b);
    for (uint32_t i = b->p->n_depots; i < b->p->n_nodes; i++) {
        if ((b->served >> i & 1) != 0) {
            continue;
        }
        if (b->n_routes > 0) {
            add_stop(b, i, false);
            if (b->p->vehicles[b->routes[b->n_routes - 1].vehicle].reload != RSP_VRP_NONE) {
                add_stop(b, i, true);
            }
        }
        for (uint32_t k = b->n_routes > 0 ? b->routes[b->n_routes - 1].vehicle : 0; k < b->p->n_vehicles;
             k++) {
            b->routes[b->n_routes] = (rsp_vrp_route){k, b->stops[b->n_routes], 0};
            b->n_routes++;
            add_stop(b, i, false);
            b->n_routes--;
        }
    }
}

static rsp_vrp_score solve(const rsp_ctx *ctx, const rsp_vrp *p, const rsp_vrp_options *o, rsp_arena *a,
                           rsp_vrp_solution *ret) {
    rsp_err err = {0};
    rsp_vrp_score score = {0};
    if (rsp_vrp_hgs(ctx, p, o, a, ret, &err) != 0 || rsp_vrp_validate(ctx, p, ret, &score, &err) != 0) {
        fail_msg("%s", err.msg);
    }
    return score;
}

static void finds_what_is_best(void **state) {
    (void)state;
    rsp_ctx ctx = rsp_ctx_init(NULL, NULL);
    static world w;
    uint32_t best = 0, problems = 300;
    for (uint32_t seed = 1; seed <= problems; seed++) {
        rsp_rng r;
        rsp_rng_seed(&r, seed * 77);
        uint32_t features = (uint32_t)rsp_rng_next(&r) & 255;
        uint32_t n = 3 + rsp_rng_below(&r, (features & (RELOADS | KINDS)) == (RELOADS | KINDS) ? 1 : 2);
        make(&w, seed, n, 1 + rsp_rng_below(&r, 2), features);
        brute b = {.ctx = &ctx, .p = &w.p};
        extend(&b);
        rsp_arena *a = NULL;
        rsp_err err = {0};
        assert_int_equal(rsp_arena_new(&ctx, 0, &a, &err), 0);
        rsp_vrp_options o = {.steps = 1000, .seed = seed, .threads = 1};
        rsp_vrp_solution s;
        rsp_vrp_score score = solve(&ctx, &w.p, &o, a, &s);
        int c = rsp_vrp_compare(&w.p, &score, &b.best);
        if (c < 0) {
            fail_msg("seed %u: better than the best there is", seed);
        }
        best += c == 0;
        if (c > 0) {
            print_message("seed %u features %u: missing %d for %d, cost %d for %d\n", seed, features,
                          (int)score.missing, (int)b.best.missing, (int)score.cost, (int)b.best.cost);
        }
        rsp_arena_free(a);
    }
    if (best < problems * 99 / 100) {
        fail_msg("best on %u of %u", best, problems);
    }
}

/* --- promises --- */

static void same_steps_same_answer(void **state) {
    (void)state;
    rsp_ctx ctx = rsp_ctx_init(NULL, NULL);
    static world w;
    for (uint32_t features = 0; features < 8; features += 1) {
        make(&w, 5 + features, SMALL, 8, features);
        rsp_arena *a = NULL;
        rsp_err err = {0};
        assert_int_equal(rsp_arena_new(&ctx, 0, &a, &err), 0);
        rsp_vrp_options o = {.steps = 200, .seed = 9, .threads = 1};
        rsp_vrp_solution s, t;
        (void)solve(&ctx, &w.p, &o, a, &s);
        (void)solve(&ctx, &w.p, &o, a, &t);
        assert_int_equal(s.n_routes, t.n_routes);
        for (uint32_t i = 0; i < s.n_routes; i++) {
            assert_int_equal(s.routes[i].vehicle, t.routes[i].vehicle);
            assert_int_equal(s.routes[i].n_stops, t.routes[i].n_stops);
            assert_memory_equal(s.routes[i].stops, t.routes[i].stops, s.routes[i].n_stops * sizeof(uint32_t));
        }
        rsp_arena_free(a);
    }
}

static void a_warm_start_is_never_made_worse(void **state) {
    (void)state;
    rsp_ctx ctx = rsp_ctx_init(NULL, NULL);
    static world w;
    for (uint32_t seed = 1; seed <= 24; seed++) {
        make(&w, seed, SMALL, 9, seed * 11 & 127);
        rsp_arena *a = NULL;
        rsp_err err = {0};
        assert_int_equal(rsp_arena_new(&ctx, 0, &a, &err), 0);
        rsp_vrp_options o = {.steps = 1000, .seed = seed, .threads = 1};
        rsp_vrp_solution s, t;
        rsp_vrp_score before = solve(&ctx, &w.p, &o, a, &s);
        o = (rsp_vrp_options){.steps = 1, .seed = seed + 1, .threads = 1, .start = &s};
        rsp_vrp_score after = solve(&ctx, &w.p, &o, a, &t);
        assert_true(rsp_vrp_compare(&w.p, &after, &before) <= 0);
        rsp_arena_free(a);
    }
}

/* Half of each route to another vehicle: much of it does not fit there, and all of it can be kept. */
static void a_broken_start_is_mended(void **state) {
    (void)state;
    rsp_ctx ctx = rsp_ctx_init(NULL, NULL);
    static world w;
    for (uint32_t seed = 1; seed <= 12; seed++) {
        make(&w, seed, SMALL, 9, seed * 11 & 127);
        rsp_arena *a = NULL;
        rsp_err err = {0};
        assert_int_equal(rsp_arena_new(&ctx, 0, &a, &err), 0);
        uint32_t stops[SMALL];
        for (uint32_t i = 0; i < SMALL; i++) {
            stops[i] = i % 7 == 0 ? (i % 2 == 0 ? RSP_VRP_NONE : 1000) : SMALL + 1 - i / 2;
        }
        rsp_vrp_route routes[] = {{0, stops, SMALL / 2}, {0, &stops[SMALL / 2], SMALL / 2}, {9, stops, 1}};
        rsp_vrp_solution broken = {routes, 3}, s;
        rsp_vrp_options o = {.steps = 1, .seed = seed, .threads = 1, .start = &broken};
        (void)solve(&ctx, &w.p, &o, a, &s); /* validated there */
        assert_true(s.n_routes > 0);
        rsp_arena_free(a);
    }
}

static void large_problems_are_walked_through(void **state) {
    (void)state;
    rsp_ctx ctx = rsp_ctx_init(NULL, NULL);
    static world w;
    static const uint32_t features[] = {0, KINDS | DIMS | LOPSIDED, OPEN | STOPS, OPTIONALS,
                                        OPTIONALS | KINDS};
    for (uint32_t i = 0; i < sizeof features / sizeof *features; i++) {
        make(&w, 4 + i, LARGE, 300, features[i]);
        rsp_arena *a = NULL;
        rsp_err err = {0};
        assert_int_equal(rsp_arena_new(&ctx, 0, &a, &err), 0);
        rsp_vrp_options o = {.steps = 1, .seed = 9, .threads = 1};
        rsp_vrp_solution s, t, again;
        rsp_vrp_score first = solve(&ctx, &w.p, &o, a, &s);
        o.steps = 600;
        o.start = &s;
        rsp_vrp_score more = solve(&ctx, &w.p, &o, a, &t);
        assert_true(rsp_vrp_compare(&w.p, &more, &first) < 0);
        rsp_vrp_score same = solve(&ctx, &w.p, &o, a, &again);
        assert_int_equal(rsp_vrp_compare(&w.p, &more, &same), 0);
        assert_int_equal(t.n_routes, again.n_routes);
        rsp_arena_free(a);
    }
}

static void stops_when_told(void **state) {
    (void)state;
    atomic_int cancel = 1;
    rsp_ctx ctx = rsp_ctx_init(NULL, &cancel);
    static world w;
    for (uint32_t features = 0; features < 8; features++) {
        make(&w, 3, SMALL, 8, features);
        rsp_arena *a = NULL;
        rsp_err err = {0};
        assert_int_equal(rsp_arena_new(&ctx, 0, &a, &err), 0);
        rsp_vrp_options o = {.time_limit_s = 1000, .seed = 1, .threads = 1};
        rsp_vrp_solution s;
        (void)solve(&ctx, &w.p, &o, a, &s);
        rsp_arena_free(a);
    }
}

static int run(const rsp_ctx *ctx, const world *w) {
    rsp_arena *a = NULL;
    rsp_err err = {0};
    rsp_vrp_solution s = {NULL, 77};
    rsp_vrp_options o = {.steps = 30, .seed = 1, .threads = 1};
    int rc = rsp_arena_new(ctx, 0, &a, &err);
    rc = rc != 0 ? rc : rsp_vrp_hgs(ctx, &w->p, &o, a, &s, &err);
    assert_true(rc == 0 ? s.n_routes != 77 : s.n_routes == 77);
    rsp_arena_free(a);
    return rc;
}

static void survives_failing_memory(void **state) {
    (void)state;
    static world w;
    for (uint32_t features = 0; features < 8; features += 7) {
        make(&w, 3, 12, 4, features);
        RSP_FAULT_LOOP(ctx, rc, faults, rc = run(ctx, &w);
                       assert_int_equal(faults.live, 0), assert_int_equal(rc, RSP_ENOMEM));
    }
    make(&w, 3, LARGE, 300, 0);
    RSP_FAULT_LOOP(ctx, rc, faults, rc = run(ctx, &w);
                   assert_int_equal(faults.live, 0), assert_int_equal(rc, RSP_ENOMEM));
}

static void refuses(const world *w, const char *what) {
    rsp_ctx ctx = rsp_ctx_init(NULL, NULL);
    rsp_arena *a = NULL;
    rsp_err err = {0};
    rsp_vrp_solution s = {0};
    rsp_vrp_options o = {.steps = 1, .seed = 1, .threads = 1};
    assert_int_equal(rsp_arena_new(&ctx, 0, &a, &err), 0);
    assert_int_equal(rsp_vrp_hgs(&ctx, &w->p, &o, a, &s, &err), RSP_EUNAVAILABLE);
    assert_non_null(strstr(err.msg, what));
    rsp_arena_free(a);
}

static void refuses_what_it_does_not_know(void **state) {
    (void)state;
    static world w;
    static const rsp_vrp_break rest = {0};
    make(&w, 1, 5, 2, 0);
    w.p.objective = RSP_VRP_MOST_PRIZE;
    refuses(&w, "objectives");
    make(&w, 1, 5, 2, 0);
    w.nodes[3].kind = RSP_VRP_SHIP_FROM;
    refuses(&w, "shipments");
    make(&w, 1, 5, 2, 0);
    w.nodes[3].kind = RSP_VRP_PICKUP;
    refuses(&w, "pickups");
    make(&w, 1, 5, 2, 0);
    w.nodes[3].n_windows = 2;
    refuses(&w, "several windows");
    make(&w, 1, 5, 2, 0);
    w.vehicles[0].breaks = &rest;
    w.vehicles[0].n_breaks = 1;
    refuses(&w, "breaks");
    make(&w, 1, 5, 2, 0);
    w.vehicles[0].longest_distance = 100;
    refuses(&w, "limits on the duration");
    make(&w, 1, 5, 2, 0);
    w.nodes[4].setup = 1;
    refuses(&w, "setup");
}

static void nothing_to_do_is_an_answer(void **state) {
    (void)state;
    rsp_ctx ctx = rsp_ctx_init(NULL, NULL);
    static world w;
    for (uint32_t n = 0; n <= 1; n++) { /* no client; no vehicle */
        make(&w, 1, n, 1 - n, 0);
        rsp_arena *a = NULL;
        rsp_err err = {0};
        rsp_vrp_solution s = {0};
        rsp_vrp_options o = {.time_limit_s = 10, .seed = 1, .threads = 1};
        assert_int_equal(rsp_arena_new(&ctx, 0, &a, &err), 0);
        assert_int_equal(solve(&ctx, &w.p, &o, a, &s).missing, n);
        assert_int_equal(s.n_routes, 0);
        rsp_arena_free(a);
    }
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(finds_what_is_best),
        cmocka_unit_test(same_steps_same_answer),
        cmocka_unit_test(a_warm_start_is_never_made_worse),
        cmocka_unit_test(a_broken_start_is_mended),
        cmocka_unit_test(large_problems_are_walked_through),
        cmocka_unit_test(stops_when_told),
        cmocka_unit_test(survives_failing_memory),
        cmocka_unit_test(refuses_what_it_does_not_know),
        cmocka_unit_test(nothing_to_do_is_an_answer),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
