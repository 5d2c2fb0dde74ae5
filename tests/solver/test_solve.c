/* The search against brute force on small random problems, and its promises: feasible, deterministic, on
 * time. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <stdlib.h>
#include <string.h>

#include "solver/solve.h"
#include "solver/start.h"

#define PLACES 7
#define TASKS  5

/* A little world: one hub (0), places in a plane, deliveries and shipments with windows. */
typedef struct world {
    rsp_location locations[PLACES];
    int32_t docks[PLACES];
    uint32_t first[PLACES * PLACES + 1];
    rsp_arc arcs[PLACES * PLACES];
    rsp_matrix matrix;
    rsp_class classes[3];
    rsp_use uses[3];
    rsp_task tasks[TASKS];
    rsp_alternative alts[TASKS], drops[TASKS];
    int64_t resources[2];
    rsp_problem p;
} world;

static void make(world *w, uint64_t seed) {
    rsp_rng rng;
    rsp_rng_seed(&rng, seed);
    memset(w, 0, sizeof *w);
    int32_t x[PLACES];
    int32_t y[PLACES];
    for (int i = 0; i < PLACES; i++) {
        x[i] = (int32_t)rsp_rng_below(&rng, 1000);
        y[i] = (int32_t)rsp_rng_below(&rng, 1000);
        w->locations[i] = (rsp_location){(uint32_t)i, i > 1};
        w->docks[i] = 1;
    }
    uint32_t n = 0;
    for (int a = 0; a < PLACES; a++) {
        for (int b = 0; b < PLACES; b++) {
            w->first[a * PLACES + b] = n;
            if (a != b) {
                int32_t s = abs(x[a] - x[b]) + abs(y[a] - y[b]) + 1;
                int32_t early = a < 2 && b > 1 ? 600 - s / 2 : -RSP_NEVER; /* the window opens half way in */
                int32_t late = b < 2 && a > 1 ? 4200 - s / 2 : RSP_NEVER;  /* and closes half way out */
                w->arcs[n++] = (rsp_arc){s, early, late, -RSP_NEVER, 5, s, 0};
            }
        }
    }
    w->first[PLACES * PLACES] = n;
    w->matrix = (rsp_matrix){w->first, w->arcs};
    w->resources[0] = 4;  /* vehicles */
    w->resources[1] = 30; /* stock */
    for (int c = 0; c < 3; c++) {
        w->uses[c] = (rsp_use){0, c + 1};
        w->classes[c] = (rsp_class){.group = 0,
                                    .from = 0,
                                    .until = 6000,
                                    .vehicles = c + 1,
                                    .followers = c,
                                    .cargo_vehicles = c + 1,
                                    .missions = 1,
                                    .capacity = {10 * (c + 1), 0, 4 * (c + 1), 0},
                                    .uses = &w->uses[c],
                                    .n_uses = 1};
    }
    static const uint32_t supply[1] = {1};
    for (int i = 0; i < TASKS; i++) {
        bool ship = rsp_rng_below(&rng, 3) == 0;
        rsp_task *t = &w->tasks[i];
        w->alts[i] = (rsp_alternative){(uint32_t)i + 2, 0, RSP_NEVER, RSP_NEVER, RSP_NO, 0};
        w->drops[i] = (rsp_alternative){1, 0, RSP_NEVER, 5000, RSP_NO, 0};
        *t = (rsp_task){.kind = ship ? RSP_TASK_SHIPMENT : RSP_TASK_DELIVERY,
                        .activity = 1,
                        .quantity = 1 + rsp_rng_below(&rng, ship ? 3 : 12),
                        .tier = (int32_t)rsp_rng_below(&rng, 2),
                        .n_shares = 1,
                        .alts = &w->alts[i],
                        .n_alts = 1,
                        .service_us = 30000000,
                        .drop_us = 10000000,
                        .docks = ship ? 0 : 1,
                        .supply = ship ? NULL : supply};
        t->load[ship ? 2 : 0] = 1;
        t->drops = ship ? &w->drops[i] : NULL;
        t->n_drops = ship ? 1 : 0;
        t->share_upto[0] = t->quantity;
        t->share_rate[0] = 1000 * (1 + (int64_t)rsp_rng_below(&rng, 5));
    }
    w->p = (rsp_problem){.locations = w->locations,
                         .n_locations = PLACES,
                         .docks = w->docks,
                         .n_places = PLACES,
                         .matrices = &w->matrix,
                         .n_matrices = 1,
                         .classes = w->classes,
                         .n_classes = 3,
                         .tasks = w->tasks,
                         .n_tasks = TASKS,
                         .resources = w->resources,
                         .n_resources = 2,
                         .setup_s = 60};
}

/* Everything a solution claims, recomputed with nothing of the solver's schedule code. */
static void verify(const world *w, const rsp_solution *s) {
    int64_t served[TASKS] = {0};
    int64_t vehicles = 0;
    int64_t stock = 0;
    for (uint32_t r = 0; r < s->n_routes; r++) {
        const rsp_route *route = &s->routes[r];
        if (route->cls == RSP_NO) {
            continue;
        }
        const rsp_class *c = &w->classes[route->cls];
        vehicles += c->vehicles;
        assert_true(route->n > 0);
        int32_t t = c->from;
        uint32_t here = 0;
        int64_t cargo = 0;
        int64_t people = 0;
        for (uint32_t i = 0; i < route->n; i++) {
            if (w->tasks[route->step[i].task].kind == RSP_TASK_DELIVERY) {
                cargo += route->step[i].amount;
            }
        }
        stock += cargo;
        assert_true(cargo <= c->capacity[0]);
        for (uint32_t i = 0; i < route->n; i++) {
            const rsp_visit_step *v = &route->step[i];
            uint32_t there = v->is_drop ? 1 : v->task + 2;
            if (there != here) {
                const rsp_arc *a = &w->arcs[w->first[here * PLACES + there]];
                t = t > a->earliest ? t : a->earliest;
                assert_true(t <= a->latest - 5 * c->followers);
                t += a->duration_s + 5 * c->followers;
                if (v->is_drop) {
                    assert_true(t <= 5000);
                }
                t += 60;
            }
            here = there;
            assert_true(v->start >= t);
            t = v->start + (int32_t)(v->amount * (v->is_drop ? 10 : 30));
            assert_int_equal(v->end, t);
            people += w->tasks[v->task].kind == RSP_TASK_SHIPMENT ? (v->is_drop ? -v->amount : v->amount) : 0;
            assert_true(people >= 0 && people <= c->capacity[2]);
            served[v->task] += v->is_drop ? 0 : v->amount;
            for (uint32_t q = 0; q < s->n_routes; q++) { /* one dock: nobody else unloads meanwhile */
                for (uint32_t k = 0; q != r && s->routes[q].cls != RSP_NO && k < s->routes[q].n; k++) {
                    const rsp_visit_step *o = &s->routes[q].step[k];
                    if (o->task == v->task && w->tasks[v->task].kind == RSP_TASK_DELIVERY) {
                        assert_true(o->end <= v->start || v->end <= o->start);
                    }
                }
            }
        }
        assert_int_equal(people, 0);
        const rsp_arc *back = &w->arcs[w->first[here * PLACES]];
        t = t > back->earliest ? t : back->earliest;
        assert_true(t <= back->latest - 5 * c->followers);
        assert_true(t + back->duration_s + 5 * c->followers <= c->until);
    }
    assert_true(vehicles <= 4);
    assert_true(stock <= 30);
    for (int i = 0; i < TASKS; i++) {
        assert_int_equal(served[i], s->served[i]);
        assert_true(served[i] <= w->tasks[i].quantity);
    }
}

static rsp_solution *solve(const world *w, uint64_t steps, uint32_t threads, rsp_ctx *ctx) {
    rsp_solution *s = NULL;
    uint64_t done = 0;
    rsp_err err = {0};
    rsp_solve_options o = {.steps = steps, .seed = 7, .threads = threads, .max_routes = 4};
    assert_int_equal(rsp_solve(ctx, &w->p, &o, &s, &done, &err), 0);
    assert_int_equal(done, steps * threads);
    return s;
}

/* The best value of one route of a class over a set of tasks in any order, amounts in full (a lower bound of
 * the best plan, exact where everything fits): depth first over orders. */

static bool order_fits(const world *w, uint32_t cls, const uint32_t *order, uint32_t n) {
    /* pickups are dropped together at the end: one of the ways a route may go */
    const rsp_class *c = &w->classes[cls];
    int32_t t = 0;
    uint32_t here = 0;
    int64_t cargo = 0;
    int64_t people = 0;
    for (uint32_t i = 0; i < n; i++) {
        const rsp_task *k = &w->tasks[order[i]];
        const rsp_arc *a = &w->arcs[w->first[here * PLACES + order[i] + 2]];
        t = rsp_arc_arrive(a, t, c->followers);
        if (t >= RSP_NEVER) {
            return false;
        }
        t += 60 + (int32_t)(k->quantity * 30);
        here = order[i] + 2;
        cargo += k->kind == RSP_TASK_DELIVERY ? k->quantity : 0;
        people += k->kind == RSP_TASK_SHIPMENT ? k->quantity : 0;
    }
    if (cargo > c->capacity[0] || people > c->capacity[2]) {
        return false;
    }
    if (people > 0) {
        t = rsp_arc_arrive(&w->arcs[w->first[here * PLACES + 1]], t, c->followers);
        if (t > 5000) {
            return false;
        }
        t += 60 + (int32_t)people * 10;
        here = 1;
    }
    return rsp_arc_arrive(&w->arcs[w->first[here * PLACES]], t, c->followers) <= c->until;
}

static bool any_order(const world *w, uint32_t cls, uint32_t set, uint32_t *order, uint32_t n) {
    bool more = false;
    for (uint32_t i = 0; i < TASKS; i++) {
        if ((set >> i & 1) != 0) {
            more = true;
            order[n] = i;
            if (any_order(w, cls, set & ~(1u << i), order, n + 1)) {
                return true;
            }
        }
    }
    return !more && order_fits(w, cls, order, n);
}

static void best_partition(const world *w, const bool fits[3][1 << TASKS], uint32_t left, int vehicles,
                           int64_t stock, int64_t v0, int64_t v1, int64_t *best0, int64_t *best1) {
    if (v0 > *best0 || (v0 == *best0 && v1 > *best1)) {
        *best0 = v0;
        *best1 = v1;
    }
    for (uint32_t set = left; set > 0; set = (set - 1) & left) {
        if ((left & ~set) > set && (left & -left & set) == 0) {
            continue; /* sets are taken with their lowest task, or that task is given up below */
        }
        int64_t cargo = 0;
        int64_t g0 = 0;
        int64_t g1 = 0;
        for (uint32_t i = 0; i < TASKS; i++) {
            if ((set >> i & 1) != 0) {
                cargo += w->tasks[i].kind == RSP_TASK_DELIVERY ? w->tasks[i].quantity : 0;
                int64_t g = rsp_task_value(&w->tasks[i], w->tasks[i].quantity);
                g0 += w->tasks[i].tier == 0 ? g : 0;
                g1 += w->tasks[i].tier == 1 ? g : 0;
            }
        }
        for (int c = 0; c < 3; c++) {
            if (fits[c][set] && vehicles >= c + 1 && cargo <= stock) {
                best_partition(w, fits, left & ~set, vehicles - c - 1, stock - cargo, v0 + g0, v1 + g1, best0,
                               best1);
                break;
            }
        }
    }
}

static void beats_whole_task_brute_force(void **state) {
    (void)state;
    rsp_ctx ctx = rsp_ctx_init(NULL, NULL);
    for (uint64_t seed = 1; seed <= 60; seed++) {
        world w;
        make(&w, seed);
        static bool fits[3][1 << TASKS];
        for (uint32_t c = 0; c < 3; c++) {
            for (uint32_t set = 1; set < 1 << TASKS; set++) {
                uint32_t order[TASKS];
                fits[c][set] = any_order(&w, c, set, order, 0);
            }
        }
        int64_t b0 = 0;
        int64_t b1 = 0;
        best_partition(&w, (const bool(*)[1 << TASKS]) fits, (1 << TASKS) - 1, 4, 30, 0, 0, &b0, &b1);
        rsp_solution *s = solve(&w, 600, 1, &ctx);
        verify(&w, s);
        rsp_score score = rsp_solution_score(s);
        /* The search may also serve parts of tasks, so it can only be better. */
        if (score.value[0] < b0 || (score.value[0] == b0 && score.value[1] < b1)) {
            fail_msg("seed %llu: %lld, %lld; whole tasks reach %lld, %lld", (unsigned long long)seed,
                     (long long)score.value[0], (long long)score.value[1], (long long)b0, (long long)b1);
        }
        rsp_solution_free(&ctx, s);
    }
}

static void same_input_same_solution(void **state) {
    (void)state;
    rsp_ctx ctx = rsp_ctx_init(NULL, NULL);
    for (uint32_t threads = 1; threads <= 3; threads++) {
        world w;
        make(&w, 99);
        rsp_solution *a = solve(&w, 300, threads, &ctx);
        rsp_solution *b = solve(&w, 300, threads, &ctx);
        for (uint32_t r = 0; r < a->n_routes; r++) {
            assert_int_equal(a->routes[r].cls, b->routes[r].cls);
            if (a->routes[r].cls != RSP_NO) {
                assert_int_equal(a->routes[r].n, b->routes[r].n);
                assert_memory_equal(a->routes[r].step, b->routes[r].step,
                                    a->routes[r].n * sizeof a->routes[r].step[0]);
            }
        }
        rsp_solution_free(&ctx, a);
        rsp_solution_free(&ctx, b);
    }
}

static void stops_in_time(void **state) {
    (void)state;
    rsp_ctx ctx = rsp_ctx_init(NULL, NULL);
    world w;
    make(&w, 5);
    rsp_solution *s = NULL;
    uint64_t done = 0;
    rsp_err err = {0};
    rsp_solve_options o = {.time_limit_s = 0.2, .seed = 1, .threads = 2, .max_routes = 4};
    assert_int_equal(rsp_solve(&ctx, &w.p, &o, &s, &done, &err), 0);
    assert_true(done > 0);
    rsp_solution_free(&ctx, s);
    atomic_int cancel = 1;
    ctx = rsp_ctx_init(NULL, &cancel);
    o.time_limit_s = 1000;
    assert_int_equal(rsp_solve(&ctx, &w.p, &o, &s, &done, &err), 0); /* at once, with the empty solution */
    assert_int_equal(done, 0);
    rsp_solution_free(&ctx, s);
}

static void tightened_schedules_hold(void **state) {
    (void)state;
    rsp_ctx ctx = rsp_ctx_init(NULL, NULL);
    for (uint64_t seed = 100; seed < 140; seed++) {
        world w;
        make(&w, seed);
        rsp_solution *s = solve(&w, 100, 1, &ctx);
        for (uint32_t r = 0; r < s->n_routes; r++) {
            if (s->routes[r].cls != RSP_NO) {
                int32_t back = s->routes[r].back;
                rsp_route_tighten(s, r);
                assert_int_equal(s->routes[r].back, back);
            }
        }
        verify(&w, s);
        rsp_solution_free(&ctx, s);
    }
}

/* The routes of s, the first `fixed` steps of each to stay. */
static uint32_t routes_of(const rsp_solution *s, uint32_t fixed, rsp_start_route *to, uint32_t *slot) {
    uint32_t n = 0;
    for (uint32_t r = 0; r < s->n_routes; r++) {
        const rsp_route *route = &s->routes[r];
        if (route->cls != RSP_NO) {
            slot[n] = r;
            to[n++] =
                (rsp_start_route){route->cls, route->step, route->n, fixed < route->n ? fixed : route->n};
        }
    }
    return n;
}

static bool keeps(const rsp_solution *s, const rsp_start_route *f) {
    for (uint32_t r = 0; r < s->n_routes; r++) {
        const rsp_route *route = &s->routes[r];
        bool same = route->cls == f->cls && route->n >= f->fixed;
        for (uint32_t i = 0; same && i < f->fixed; i++) {
            same = route->step[i].task == f->steps[i].task && route->step[i].amount == f->steps[i].amount &&
                   route->step[i].is_drop == f->steps[i].is_drop &&
                   route->step[i].start >= f->steps[i].not_before;
        }
        if (same) {
            return true;
        }
    }
    return false;
}

static rsp_solution *start_at(const world *w, rsp_ctx *ctx, const rsp_start_route *f, uint32_t n,
                              int expected) {
    rsp_solution *s = NULL;
    rsp_err err = {0};
    assert_int_equal(rsp_solution_new(ctx, &w->p, 4, &s, &err), 0);
    assert_int_equal(rsp_start_put(s, f, n, &err), expected);
    assert_true(expected == 0 || strstr(err.msg, "start ") != NULL);
    return expected == 0 ? s : rsp_solution_free(ctx, s);
}

static void a_start_is_kept_and_bettered(void **state) {
    (void)state;
    rsp_ctx ctx = rsp_ctx_init(NULL, NULL);
    uint32_t fixed_routes = 0;
    uint32_t bettered = 0;
    for (uint64_t seed = 1; seed <= 200; seed++) {
        world w;
        make(&w, seed);
        rsp_solution *first = solve(&w, 3, 1, &ctx);
        rsp_start_route f[4];
        uint32_t slot[4];
        uint32_t n = routes_of(first, (uint32_t)(seed % 4), f, slot);
        for (uint32_t i = 0; i < n; i++) { /* as planned; or work already begun, a little late */
            for (uint32_t k = 0; k < f[i].n; k++) {
                rsp_visit_step *v = &first->routes[slot[i]].step[k];
                v->not_before = v->start + (seed % 8 == 3 && k == 0);
            }
        }
        rsp_solution *start = NULL;
        rsp_err err = {0};
        assert_int_equal(rsp_solution_new(&ctx, &w.p, 4, &start, &err), 0);
        int rc = rsp_start_put(start, f, n, &err);
        if (rc != 0) { /* the second that was lost may have been the last one there was */
            assert_int_equal(rc, RSP_EVIOLATION);
            assert_int_equal(seed % 8, 3);
        } else {
            verify(&w, start);
            rsp_score before = rsp_solution_score(first);
            rsp_score at_start = rsp_solution_score(start);
            assert_true(seed % 8 == 3 || rsp_score_compare(&at_start, &before) >= 0);
            rsp_solve_options o = {.steps = 200, .seed = seed, .threads = 1, .max_routes = 4, .start = start};
            rsp_solution *s = NULL;
            uint64_t done = 0;
            assert_int_equal(rsp_solve(&ctx, &w.p, &o, &s, &done, &err), 0);
            verify(&w, s);
            rsp_score score = rsp_solution_score(s);
            assert_true(rsp_score_compare(&score, &at_start) >= 0);
            bettered += rsp_score_compare(&score, &at_start) > 0;
            for (uint32_t i = 0; i < n; i++) {
                assert_true(f[i].fixed == 0 || keeps(s, &f[i]));
                fixed_routes += f[i].fixed > 0;
            }
            rsp_solution_free(&ctx, s);
        }
        rsp_solution_free(&ctx, start);
        rsp_solution_free(&ctx, first);
    }
    assert_true(fixed_routes > 100 && bettered > 30); /* else nothing was tried */
}

static void a_start_for_other_ground_is_cut_to_fit(void **state) {
    (void)state;
    rsp_ctx ctx = rsp_ctx_init(NULL, NULL);
    uint32_t cut = 0;
    for (uint64_t seed = 1; seed <= 60; seed++) {
        world w;
        make(&w, seed);
        rsp_solution *first = solve(&w, 100, 1, &ctx);
        rsp_start_route f[4];
        uint32_t slot[4];
        uint32_t n = routes_of(first, 0, f, slot);
        for (int c = 0; c < 3; c++) {
            w.classes[c].until = 2500;
        }
        w.resources[1] = 20;
        rsp_solution *s = start_at(&w, &ctx, f, n, 0);
        rsp_score before = rsp_solution_score(first);
        rsp_score after = rsp_solution_score(s);
        for (uint32_t r = 0; r < s->n_routes; r++) {
            assert_true(s->routes[r].cls == RSP_NO || s->routes[r].back <= 2500);
        }
        assert_true(s->used[1] <= 20);
        cut += rsp_score_compare(&after, &before) < 0;
        rsp_solution_free(&ctx, s);
        for (uint32_t i = 0; i < n; i++) { /* what is fixed is never cut */
            f[i].fixed = f[i].n;
        }
        w.resources[0] = 0;
        (void)start_at(&w, &ctx, f, n, n > 0 ? RSP_EVIOLATION : 0);
        rsp_solution_free(&ctx, first);
    }
    assert_true(cut > 20);
}

static void a_start_of_another_problem_is_refused(void **state) {
    (void)state;
    rsp_ctx ctx = rsp_ctx_init(NULL, NULL);
    world w;
    make(&w, 3);
    uint32_t ship = 0;
    while (ship < TASKS && w.tasks[ship].kind != RSP_TASK_SHIPMENT) {
        ship++;
    }
    uint32_t goods = 0;
    while (goods < TASKS && w.tasks[goods].kind != RSP_TASK_DELIVERY) {
        goods++;
    }
    assert_true(ship < TASKS && goods < TASKS);
    const rsp_visit_step wrong[][2] = {
        {{.task = TASKS, .amount = 1}, {.task = goods, .amount = 1}},
        {{.task = goods, .alt = 1, .amount = 1}, {.task = ship, .amount = 1}},
        {{.task = goods, .amount = 1, .is_drop = true}, {.task = ship, .amount = 1}},
        {{.task = goods, .amount = 0}, {.task = ship, .amount = 1}},
        {{.task = goods, .amount = 1000}, {.task = ship, .amount = 1}},
        {{.task = goods, .amount = 1}, {.task = ship, .amount = 1}},
        {{.task = ship, .amount = 1}, {.task = ship, .amount = 1}},
        {{.task = ship, .amount = 1, .is_drop = true}, {.task = ship, .amount = 1}},
        {{.task = ship, .amount = 2}, {.task = ship, .amount = 1, .is_drop = true}},
    };
    for (size_t i = 0; i < sizeof wrong / sizeof wrong[0]; i++) {
        rsp_start_route f = {0, wrong[i], 2, 0};
        (void)start_at(&w, &ctx, &f, 1, RSP_EINPUT);
    }
    const rsp_visit_step right = {.task = goods, .amount = 1};
    const rsp_start_route routes[] = {{3, &right, 1, 0}, {0, &right, 0, 0}, {0, &right, 1, 2}};
    for (size_t i = 0; i < sizeof routes / sizeof routes[0]; i++) {
        (void)start_at(&w, &ctx, &routes[i], 1, RSP_EINPUT);
    }
    rsp_solution *start = NULL;
    rsp_solution *best = NULL;
    uint64_t steps = 0;
    rsp_err err = {0};
    assert_int_equal(rsp_solution_new(&ctx, &w.p, 4, &start, &err), 0);
    rsp_solve_options o = {.steps = 1, .threads = 1, .max_routes = 3, .start = start};
    assert_int_equal(rsp_solve(&ctx, &w.p, &o, &best, &steps, &err), RSP_EINPUT);
    rsp_solution_free(&ctx, start);
}

static int solve_a_little(rsp_ctx *ctx, const world *w) {
    rsp_solution *s = NULL;
    uint64_t done = 0;
    rsp_err err = {0};
    rsp_solve_options o = {.steps = 5, .seed = 1, .threads = 1, .max_routes = 4};
    int rc = rsp_solve(ctx, &w->p, &o, &s, &done, &err);
    rsp_solution_free(ctx, s);
    return rc;
}

static void survives_every_failed_allocation(void **state) {
    (void)state;
    world w;
    make(&w, 3);
    RSP_FAULT_LOOP(ctx, rc, faults, rc = solve_a_little(ctx, &w);
                   assert_int_equal(faults.live, 0), assert_int_equal(rc, RSP_ENOMEM))
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(beats_whole_task_brute_force),
        cmocka_unit_test(same_input_same_solution),
        cmocka_unit_test(stops_in_time),
        cmocka_unit_test(tightened_schedules_hold),
        cmocka_unit_test(a_start_is_kept_and_bettered),
        cmocka_unit_test(a_start_for_other_ground_is_cut_to_fit),
        cmocka_unit_test(a_start_of_another_problem_is_refused),
        cmocka_unit_test(survives_every_failed_allocation),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
