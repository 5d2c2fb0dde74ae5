/* Bounds against brute force: random small problems with windows, loads, skills, releases, setups, two kinds
 * of vehicles, required and optional nodes, under all objectives, stopped anywhere. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <string.h>

#include "base/rng.h"
#include "solver/bound.h"

enum { MOST = 12, SMALL = 5, SETS = 1 << SMALL, FLEET = 4 };
#define FAR INT64_MAX

typedef struct world {
    rsp_vrp p;
    rsp_vrp_node nodes[MOST + 1];
    rsp_vrp_window windows[MOST + 1][2];
    rsp_vrp_vehicle kinds[2];
    rsp_vrp_matrix matrix;
    int32_t distance[(MOST + 1) * (MOST + 1)], duration[(MOST + 1) * (MOST + 1)];
} world;

static int32_t below(rsp_rng *rng, uint32_t n) {
    return (int32_t)rsp_rng_below(rng, n);
}

static void draw_nodes(rsp_rng *rng, world *w, uint32_t n, bool plain) {
    for (uint32_t i = 0; i <= n; i++) {
        int32_t open = i == 0 || plain ? 0 : below(rng, 60),
                close = i == 0 ? 400 : open + 10 + below(rng, 80);
        w->windows[i][0] = (rsp_vrp_window){open, close};
        w->windows[i][1] = (rsp_vrp_window){close + 20, close + 20 + below(rng, 30)};
        w->nodes[i] = (rsp_vrp_node){.kind = i == 0               ? RSP_VRP_DEPOT
                                             : below(rng, 3) == 0 ? RSP_VRP_PICKUP
                                                                  : RSP_VRP_DELIVERY,
                                     .location = i,
                                     .other = RSP_VRP_NONE,
                                     .windows = w->windows[i],
                                     .n_windows = i > 0 && !plain && below(rng, 4) == 0 ? 2 : 1,
                                     .label = i};
        if (i == 0) {
            continue;
        }
        w->nodes[i].service = below(rng, 8);
        w->nodes[i].prize = 3 * below(rng, 20);
        if (!plain) {
            w->nodes[i].setup = below(rng, 3) == 0 ? below(rng, 4) : 0;
            w->nodes[i].release = below(rng, 4) == 0 ? below(rng, 20) : 0;
            w->nodes[i].load[0] = below(rng, 5);
            w->nodes[i].skills = below(rng, 5) == 0;
            w->nodes[i].required = below(rng, 3) == 0;
        }
    }
}

static void draw(rsp_rng *rng, world *w, uint32_t n, bool plain) {
    memset(w, 0, sizeof *w);
    draw_nodes(rng, w, n, plain);
    int32_t x[MOST + 1], y[MOST + 1];
    for (uint32_t i = 0; i <= n; i++) {
        x[i] = below(rng, 30);
        y[i] = below(rng, 30);
        if (i > 0 && !plain && below(rng, 8) == 0) {
            w->nodes[i].location = i - 1; /* two nodes at one place */
        }
    }
    for (uint32_t i = 0; i <= n; i++) {
        for (uint32_t j = 0; j <= n; j++) {
            int32_t d = (x[i] > x[j] ? x[i] - x[j] : x[j] - x[i]) + (y[i] > y[j] ? y[i] - y[j] : y[j] - y[i]);
            w->distance[i * (n + 1) + j] = d;
            w->duration[i * (n + 1) + j] = d + (plain || i == j ? 0 : below(rng, 3));
        }
    }
    w->matrix = (rsp_vrp_matrix){.distance = w->distance, .duration = w->duration};
    for (uint32_t k = 0; k < 2; k++) {
        w->kinds[k] = (rsp_vrp_vehicle){.count = 1 + rsp_rng_below(rng, 2),
                                        .open = plain ? 0 : below(rng, 10),
                                        .close = 60 + below(rng, 80),
                                        .capacity = {6 + below(rng, 10)},
                                        .skills = k,
                                        .fixed_cost = plain ? 0 : below(rng, 20),
                                        .cost_per_distance = 1 + below(rng, 2),
                                        .cost_per_duration = plain ? 0 : below(rng, 2),
                                        .longest_duration = RSP_VRP_NEVER,
                                        .longest_distance = RSP_VRP_NEVER,
                                        .most_tasks = RSP_VRP_NEVER,
                                        .reload = RSP_VRP_NONE,
                                        .end = !plain && below(rng, 5) == 0 ? RSP_VRP_NONE : 0};
    }
    w->p = (rsp_vrp){.objective = plain ? RSP_VRP_MOST_PRIZE : (rsp_vrp_objective)rsp_rng_below(rng, 3),
                     .nodes = w->nodes,
                     .n_nodes = n + 1,
                     .n_depots = 1,
                     .vehicles = w->kinds,
                     .n_vehicles = plain ? 1 : 1 + rsp_rng_below(rng, 2),
                     .matrices = &w->matrix,
                     .n_matrices = 1,
                     .n_locations = n + 1,
                     .n_dims = plain ? 0 : 1,
                     .scale = 1};
}

/* What is bounded, smaller is better. */
static int64_t worth(const rsp_vrp *p, const rsp_vrp_score *s) {
    return p->objective == RSP_VRP_MOST_PRIZE   ? -s->prize[0]
           : p->objective == RSP_VRP_LEAST_COST ? s->cost
                                                : s->vehicles;
}

/* Every order of every set of nodes, as the only route of kind k: what it adds to an empty day at least. */
static void walk(const rsp_ctx *ctx, const rsp_vrp *p, uint32_t k, uint32_t *stops, uint32_t n, uint32_t set,
                 int64_t empty, int64_t *least) {
    if (n > 0) {
        rsp_vrp_route route = {.vehicle = k, .stops = stops, .n_stops = n};
        rsp_vrp_solution s = {.routes = &route, .n_routes = 1};
        rsp_vrp_score score;
        if (rsp_vrp_validate(ctx, p, &s, &score, NULL) == 0 && worth(p, &score) - empty < least[set]) {
            least[set] = worth(p, &score) - empty;
        }
    }
    for (uint32_t i = 1; i < p->n_nodes; i++) {
        if (!(set >> (i - 1) & 1)) {
            stops[n] = i;
            walk(ctx, p, k, stops, n + 1, set | 1u << (i - 1), empty, least);
        }
    }
}

/* The best that serves all required nodes, or FAR. */
static int64_t best_of_all(const rsp_ctx *ctx, const rsp_vrp *p) {
    rsp_vrp_score nothing;
    assert_int_equal(rsp_vrp_validate(ctx, p, &(rsp_vrp_solution){0}, &nothing, NULL), 0);
    int64_t days[SETS], least[SETS];
    for (uint32_t s = 0; s < SETS; s++) {
        days[s] = s == 0 ? worth(p, &nothing) : FAR;
    }
    for (uint32_t k = 0; k < p->n_vehicles; k++) {
        uint32_t stops[SMALL];
        for (uint32_t s = 0; s < SETS; s++) {
            least[s] = FAR;
        }
        walk(ctx, p, k, stops, 0, 0, worth(p, &nothing), least);
        for (uint32_t v = 0; v < p->vehicles[k].count; v++) {
            for (uint32_t s = SETS; s-- > 0;) { /* falling: each vehicle once */
                for (uint32_t part = s; part > 0; part = (part - 1) & s) {
                    if (least[part] < FAR && days[s & ~part] < FAR &&
                        days[s & ~part] + least[part] < days[s]) {
                        days[s] = days[s & ~part] + least[part];
                    }
                }
            }
        }
    }
    int64_t best = FAR;
    for (uint32_t s = 0; s < SETS; s++) {
        bool all = true;
        for (uint32_t i = 1; i < p->n_nodes; i++) {
            all = all && (!p->nodes[i].required || (s >> (i - 1) & 1));
        }
        best = all && days[s] < best ? days[s] : best;
    }
    return best;
}

static int find(const rsp_ctx *ctx, const rsp_vrp *p, uint64_t steps, rsp_arena *a, rsp_vrp_bound *ret) {
    rsp_err err = {0};
    return rsp_vrp_find_bound(ctx, p, &(rsp_vrp_bound_options){.steps = steps}, a, ret, &err);
}

static int64_t as_worth(const rsp_vrp *p, int64_t bound) {
    return p->objective == RSP_VRP_MOST_PRIZE ? -bound : bound;
}

static void never_crosses_the_best(void **state) {
    (void)state;
    rsp_rng rng;
    rsp_rng_seed(&rng, 21);
    rsp_ctx ctx = rsp_ctx_init(NULL, NULL);
    rsp_err err = {0};
    int solvable = 0, proved = 0, by_objective[3] = {0};
    world w;
    for (int round = 0; round < 250; round++) {
        draw(&rng, &w, SMALL, false);
        int64_t best = best_of_all(&ctx, &w.p);
        static const uint64_t stops[] = {1, 2, 3, 5, 8, 400};
        for (size_t k = 0; k < sizeof stops / sizeof *stops && best < FAR; k++) {
            rsp_arena *a = NULL;
            rsp_vrp_bound found = {0};
            assert_int_equal(rsp_arena_new(&ctx, 0, &a, &err), 0);
            assert_int_equal(find(&ctx, &w.p, stops[k], a, &found), 0);
            assert_true(found.rounds <= stops[k] + 4);
            assert_true(as_worth(&w.p, found.bound) <= best);
            if (found.found) {
                rsp_vrp_score score;
                assert_int_equal(rsp_vrp_validate(&ctx, &w.p, &found.solution, &score, &err), 0);
                assert_int_equal(score.missing, 0);
                assert_int_equal(worth(&w.p, &score), worth(&w.p, &found.score));
                assert_true(worth(&w.p, &score) >= best);
            }
            if (found.optimal) {
                assert_int_equal(as_worth(&w.p, found.bound), best);
                assert_int_equal(worth(&w.p, &found.score), best);
            }
            if (stops[k] == 400) {
                proved += found.optimal;
                by_objective[w.p.objective] += found.optimal;
                solvable++;
            }
            rsp_arena_free(a);
        }
    }
    assert_true(solvable > 120);
    assert_true(proved * 10 > solvable * 8);
    assert_true(by_objective[0] > 20 && by_objective[1] > 20 && by_objective[2] > 20);
}

static void order_of_nodes_does_not_matter(void **state) {
    (void)state;
    rsp_rng rng;
    rsp_rng_seed(&rng, 22);
    rsp_ctx ctx = rsp_ctx_init(NULL, NULL);
    rsp_err err = {0};
    int proved = 0;
    world w, v;
    for (int round = 0; round < 25; round++) {
        draw(&rng, &w, MOST, true);
        v = w;
        v.p.nodes = v.nodes;
        for (uint32_t i = MOST; i > 1; i--) { /* nodes change places, locations do not */
            uint32_t j = 1 + rsp_rng_below(&rng, i);
            rsp_vrp_node n = v.nodes[i];
            v.nodes[i] = v.nodes[j];
            v.nodes[j] = n;
        }
        rsp_arena *a = NULL;
        rsp_vrp_bound first = {0}, again = {0}, other = {0};
        assert_int_equal(rsp_arena_new(&ctx, 0, &a, &err), 0);
        assert_int_equal(find(&ctx, &w.p, 500, a, &first), 0);
        assert_int_equal(find(&ctx, &w.p, 500, a, &again), 0);
        assert_int_equal(find(&ctx, &v.p, 500, a, &other), 0);
        assert_int_equal(first.bound, again.bound);
        assert_int_equal(first.columns, again.columns);
        if (first.optimal && other.optimal) {
            assert_int_equal(first.bound, other.bound);
            proved++;
        }
        rsp_arena_free(a);
    }
    assert_true(proved > 20);
}

/* A wider window or one more vehicle, where both optima are proved. */
static void more_room_is_never_worse(void **state) {
    (void)state;
    rsp_rng rng;
    rsp_rng_seed(&rng, 23);
    rsp_ctx ctx = rsp_ctx_init(NULL, NULL);
    rsp_err err = {0};
    int proved = 0;
    int better = 0;
    world w;
    for (int round = 0; round < 60; round++) {
        draw(&rng, &w, 9, round % 2 == 0);
        rsp_arena *a = NULL;
        rsp_vrp_bound narrow = {0}, wide = {0};
        assert_int_equal(rsp_arena_new(&ctx, 0, &a, &err), 0);
        assert_int_equal(find(&ctx, &w.p, 500, a, &narrow), 0);
        if (round % 3 == 0) {
            w.kinds[rsp_rng_below(&rng, w.p.n_vehicles)].count++;
        } else {
            rsp_vrp_window *x = w.windows[1 + rsp_rng_below(&rng, 9)];
            x->open = x->open > 15 ? x->open - 15 : 0;
            x->close += 15; /* a second window, 20 later, stays apart */
        }
        assert_int_equal(find(&ctx, &w.p, 500, a, &wide), 0);
        if (narrow.optimal && wide.optimal) {
            int64_t gain =
                w.p.objective == RSP_VRP_MOST_PRIZE ? wide.bound - narrow.bound : narrow.bound - wide.bound;
            assert_true(gain >= 0);
            better += gain > 0;
            proved++;
        }
        rsp_arena_free(a);
    }
    assert_true(proved > 20 && better > 3);
}

static void keeps_a_better_start(void **state) {
    (void)state;
    rsp_rng rng;
    rsp_rng_seed(&rng, 23);
    rsp_ctx ctx = rsp_ctx_init(NULL, NULL);
    rsp_err err = {0};
    world w;
    draw(&rng, &w, MOST, true);
    rsp_arena *a = NULL;
    rsp_vrp_bound first = {0}, second = {0};
    assert_int_equal(rsp_arena_new(&ctx, 0, &a, &err), 0);
    assert_int_equal(find(&ctx, &w.p, 500, a, &first), 0);
    assert_true(first.found && first.improved);
    rsp_vrp_bound_options o = {.steps = 1, .start = &first.solution};
    assert_int_equal(rsp_vrp_find_bound(&ctx, &w.p, &o, a, &second, &err), 0);
    assert_true(second.found && !second.improved);
    assert_int_equal(second.score.prize[0], first.score.prize[0]);
    assert_true(second.bound >= first.score.prize[0]);
    rsp_arena_free(a);
}

static void says_what_it_cannot_bound_and_stops(void **state) {
    (void)state;
    rsp_rng rng;
    rsp_rng_seed(&rng, 24);
    atomic_int cancel = 1;
    rsp_ctx ctx = rsp_ctx_init(NULL, &cancel);
    rsp_err err = {0};
    world w;
    draw(&rng, &w, MOST, true);
    rsp_arena *a = NULL;
    rsp_vrp_bound found = {0};
    assert_int_equal(rsp_arena_new(&ctx, 0, &a, &err), 0);
    assert_int_equal(find(&ctx, &w.p, 500, a, &found), 0); /* cancelled: all prizes together */
    int64_t all = 0;
    for (uint32_t i = 1; i <= MOST; i++) {
        all += w.nodes[i].prize;
    }
    assert_int_equal(found.bound, all);
    assert_false(found.optimal);
    w.nodes[1].kind = RSP_VRP_SHIP_FROM;
    assert_int_equal(find(&ctx, &w.p, 5, a, &found), RSP_EUNAVAILABLE);
    w.nodes[1].kind = RSP_VRP_DELIVERY;
    w.kinds[0].reload = 0;
    assert_int_equal(find(&ctx, &w.p, 5, a, &found), RSP_EUNAVAILABLE);
    rsp_arena_free(a);
}

static int once(const rsp_ctx *ctx, const world *w) {
    __attribute__((cleanup(rsp_arena_free_p))) rsp_arena *a = NULL;
    rsp_err err = {0};
    rsp_vrp_bound found;
    RSP_TRY(rsp_arena_new(ctx, 0, &a, &err));
    return find(ctx, &w->p, 60, a, &found);
}

static void survives_failed_allocations(void **state) {
    (void)state;
    rsp_rng rng;
    rsp_rng_seed(&rng, 25);
    world w;
    draw(&rng, &w, SMALL, false);
    RSP_FAULT_LOOP(ctx, rc, faults, rc = once(ctx, &w);
                   assert_int_equal(faults.live, 0), assert_int_equal(rc, RSP_ENOMEM));
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(never_crosses_the_best),
        cmocka_unit_test(order_of_nodes_does_not_matter),
        cmocka_unit_test(more_room_is_never_worse),
        cmocka_unit_test(keeps_a_better_start),
        cmocka_unit_test(says_what_it_cannot_bound_and_stops),
        cmocka_unit_test(survives_failed_allocations),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
