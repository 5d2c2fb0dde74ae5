/* The C API: misuse is told and changes nothing; every allocation may fail; answers repeat; a start is never
 * lost and committed steps stay; a cancelled run has an answer. Small random problems, built by its own
 * functions. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <string.h>

#include "base/rng.h"
#include "solver/api.h"

#define VILLAGES 6

static int32_t below(rsp_rng *rng, uint32_t n) {
    return (int32_t)rsp_rng_below(rng, n);
}

static int add_ways(rsp_solver *s, rsp_rng *rng) {
    int32_t x[VILLAGES + 1];
    for (int i = 0; i <= VILLAGES; i++) {
        x[i] = below(rng, 1500);
        RSP_TRY(rsp_solver_add_place(s, 1 + below(rng, 2), NULL));
        RSP_TRY(rsp_solver_add_location(s, (uint32_t)i, i > 0, NULL));
    }
    for (int to = VILLAGES; to >= 0; to--) { /* in no order that the solver keeps */
        for (int from = 0; from <= VILLAGES; from++) {
            rsp_solver_arc a = RSP_SOLVER_INIT(a);
            a.duration_s = (x[from] > x[to] ? x[from] - x[to] : x[to] - x[from]) + 60;
            a.cost = a.duration_s;
            a.latest_s = 6000;
            a.floor_s = -RSP_SOLVER_TIME_MAX;
            a.tag = (uint32_t)(from * 100 + to);
            RSP_TRY(from != to ? rsp_solver_add_arc(s, 0, (uint32_t)from, (uint32_t)to, &a) : 0);
        }
    }
    return 0;
}

static int add_task(rsp_solver *s, rsp_rng *rng, uint32_t village, uint32_t stock) {
    rsp_solver_task t = RSP_SOLVER_INIT(t);
    t.kind = below(rng, 3);
    t.tier = below(rng, 2);
    t.activity = 1;
    t.quantity = t.kind == RSP_SOLVER_VISIT ? 1 : 2 + below(rng, 6);
    t.load[0] = t.kind == RSP_SOLVER_VISIT ? 0 : 1;
    t.service_us = 20000000;
    t.docks = 1;
    rsp_solver_share shares[2] = {{t.quantity == 1 ? 1 : t.quantity - 1, 5000 + below(rng, 5) * 1000},
                                  {t.quantity, 2000}};
    t.shares = shares;
    t.n_shares = t.quantity == 1 ? 1 : 2;
    rsp_solver_site here = {village, 0, 1000 + below(rng, 4000), 6000, RSP_SOLVER_NONE, 0};
    rsp_solver_site home = {0, 0, 7000, 7000, RSP_SOLVER_NONE, 0};
    t.sites = &here;
    t.n_sites = 1;
    t.drops = &home;
    t.n_drops = t.kind == RSP_SOLVER_SHIPMENT;
    t.supplies = &stock;
    t.n_supplies = t.kind == RSP_SOLVER_DELIVERY;
    return rsp_solver_add_task(s, &t, NULL);
}

static int build(rsp_solver *s, uint64_t seed) {
    rsp_rng rng;
    uint32_t trucks = 0;
    uint32_t stock = 0;
    rsp_rng_seed(&rng, seed);
    RSP_TRY(rsp_solver_add_resource(s, 2, &trucks));
    RSP_TRY(rsp_solver_add_resource(s, 8 + below(&rng, 10), &stock));
    RSP_TRY(add_ways(s, &rng));
    rsp_solver_use use = {trucks, 0, 1};
    rsp_solver_class c = RSP_SOLVER_INIT(c);
    c.until_s = 7000;
    c.vehicles = c.cargo_vehicles = 1;
    c.missions = 1;
    c.capacity[0] = 8;
    c.uses = &use;
    c.n_uses = 1;
    RSP_TRY(rsp_solver_add_class(s, &c, NULL));
    c.group = 1;
    c.supply = 1; /* the tasks' lists are shorter: no goods for it */
    RSP_TRY(rsp_solver_add_class(s, &c, NULL));
    for (uint32_t i = 1; i <= VILLAGES; i++) {
        RSP_TRY(add_task(s, &rng, i, stock));
    }
    return rsp_solver_set_setup(s, 30);
}

static rsp_solver *built(uint64_t seed) {
    rsp_solver *s = NULL;
    assert_int_equal(rsp_solver_new(&s), 0);
    if (build(s, seed) != 0) {
        fail_msg("%s", rsp_solver_message(s));
    }
    return s;
}

static rsp_solver_options steps(uint64_t n) {
    rsp_solver_options o = RSP_SOLVER_INIT(o);
    o.steps = n;
    o.seed = 3;
    return o;
}

static rsp_solver_result run(rsp_solver *s, const rsp_solver_options *o) {
    rsp_solver_result r = RSP_SOLVER_INIT(r);
    if (rsp_solver_run(s, o) != 0) {
        fail_msg("%s", rsp_solver_message(s));
    }
    assert_int_equal(rsp_solver_get_result(s, &r), 0);
    return r;
}

static rsp_solver_route route_of(rsp_solver *s, size_t i) {
    rsp_solver_route r = RSP_SOLVER_INIT(r);
    assert_int_equal(rsp_solver_get_route(s, i, &r), 0);
    return r;
}

/* > 0 where a is better. */
static int better(const rsp_solver_result *a, const rsp_solver_result *b) {
    for (int t = 0; t < RSP_SOLVER_TIERS_MAX; t++) {
        if (a->value[t] != b->value[t]) {
            return a->value[t] > b->value[t] ? 1 : -1;
        }
    }
    return a->cost == b->cost ? 0 : (a->cost < b->cost ? 1 : -1);
}

static void test_bound_and_repeat(void **state) {
    (void)state;
    int64_t earned = 0;
    for (uint64_t seed = 1; seed <= 12; seed++) {
        rsp_solver *one = built(seed);
        rsp_solver *two = built(seed);
        rsp_solver_options o = steps(300);
        o.bound_share = 0.4;
        rsp_solver_result a = run(one, &o);
        rsp_solver_result b = run(two, &o);
        assert_int_equal(better(&a, &b), 0);
        assert_memory_equal(a.bound, b.bound, sizeof a.bound);
        assert_int_equal(a.n_routes, b.n_routes);
        assert_true(a.bound[0] == -1 || a.bound[0] >= a.value[0]);
        for (size_t i = 0; i < a.n_routes; i++) {
            rsp_solver_route x = route_of(one, i);
            rsp_solver_route y = route_of(two, i);
            assert_int_equal(x.n_steps, y.n_steps);
            assert_memory_equal(x.steps, y.steps, x.n_steps * sizeof *x.steps);
            assert_int_equal(x.steps[0].tag, x.steps[0].task + 1); /* from the hub to the task's village */
        }
        earned += a.value[0];
        rsp_solver_free(one);
        rsp_solver_free(two);
    }
    assert_true(earned > 0);
}

static void test_start_is_kept(void **state) {
    (void)state;
    int committed = 0;
    for (uint64_t seed = 1; seed <= 12; seed++) {
        rsp_solver *s = built(seed);
        rsp_solver *again = built(seed);
        rsp_solver_options o = steps(400);
        rsp_solver_result a = run(s, &o);
        for (size_t i = 0; i < a.n_routes; i++) {
            rsp_solver_route r = route_of(s, i);
            r.n_fixed = 0;
            assert_int_equal(rsp_solver_add_start(again, &r), 0);
        }
        o = steps(1);
        rsp_solver_result b = run(again, &o);
        assert_true(better(&b, &a) >= 0);
        rsp_solver_clear_starts(again);
        for (size_t i = 0; i < a.n_routes; i++) {
            rsp_solver_route r = route_of(s, i);
            r.n_fixed = 1;
            assert_int_equal(rsp_solver_add_start(again, &r), 0);
        }
        o = steps(300);
        b = run(again, &o);
        assert_true(better(&b, &a) >= 0);
        for (size_t i = 0; i < a.n_routes; i++) {
            rsp_solver_route want = route_of(s, i);
            bool there = false;
            for (size_t k = 0; k < b.n_routes; k++) {
                rsp_solver_route r = route_of(again, k);
                there =
                    there || (r.n_fixed == 1 && r.cls == want.cls && r.steps[0].task == want.steps[0].task &&
                              r.steps[0].amount == want.steps[0].amount &&
                              r.steps[0].start_s >= want.steps[0].start_s);
            }
            assert_true(there);
            committed++;
        }
        rsp_solver_free(s);
        rsp_solver_free(again);
    }
    assert_true(committed > 6);
}

typedef struct watch {
    rsp_solver *s;
    int calls;
} watch;

static void stop_at_second(void *user, const rsp_solver_progress *p) {
    watch *w = user;
    assert_true(p->size == sizeof *p && p->steps > 0);
    if (++w->calls == 2) {
        rsp_solver_cancel(w->s);
    }
}

static void test_cancel(void **state) {
    (void)state;
    watch w = {built(5), 0};
    rsp_solver_options o = steps(100000000);
    o.progress = stop_at_second;
    o.user = &w;
    rsp_solver_result r = run(w.s, &o);
    assert_int_equal(w.calls, 2);
    assert_int_equal(r.cancelled, 1);
    assert_true(r.n_routes > 0);
    o = steps(64); /* the wish was for that run */
    r = run(w.s, &o);
    assert_int_equal(r.cancelled, 0);
    assert_int_equal(r.steps, 64);
    rsp_solver_cancel(w.s);
    r = run(w.s, &o);
    assert_int_equal(r.cancelled, 1);
    assert_int_equal(r.steps, 0);
    rsp_solver_free(w.s);
}

static void refused(rsp_solver *s, int rc, int code, const char *says) {
    if (rc != code || strstr(rsp_solver_message(s), says) == NULL) {
        fail_msg("%d: %s; expected %d: %s", rc, rsp_solver_message(s), code, says);
    }
}

static void test_misuse_of_pieces(void **state) {
    (void)state;
    rsp_solver *s = built(1);
    rsp_solver_arc a = RSP_SOLVER_INIT(a);
    rsp_solver_class c = RSP_SOLVER_INIT(c);
    rsp_solver_task t = RSP_SOLVER_INIT(t);
    uint32_t id = 77;
    size_t n_tasks = s->tasks.n;
    refused(s, rsp_solver_add_place(s, -1, &id), RSP_SOLVER_EINPUT, "-1 docks");
    refused(s, rsp_solver_add_location(s, 99, 0, &id), RSP_SOLVER_EINPUT, "no place 99");
    refused(s, rsp_solver_add_resource(s, INT64_MAX, &id), RSP_SOLVER_EINPUT, "an amount of");
    refused(s, rsp_solver_set_setup(s, -1), RSP_SOLVER_EINPUT, "setup");
    refused(s, rsp_solver_add_arc(s, 0, 0, 1, NULL), RSP_SOLVER_EINPUT, "arc: NULL");
    refused(s, rsp_solver_add_arc(s, 0, 0, 99, &a), RSP_SOLVER_EINPUT, "to 99");
    refused(s, rsp_solver_add_arc(s, 64, 0, 1, &a), RSP_SOLVER_EINPUT, "matrix 64");
    a.latest_s = INT32_MAX;
    refused(s, rsp_solver_add_arc(s, 0, 0, 1, &a), RSP_SOLVER_EINPUT, "out of range");
    a.size = 3;
    refused(s, rsp_solver_add_arc(s, 0, 0, 1, &a), RSP_SOLVER_EINPUT, "its size is 3");
    refused(s, rsp_solver_add_class(s, &c, &id), RSP_SOLVER_EINPUT, "group 0");
    c.group = 1;
    refused(s, rsp_solver_add_class(s, &c, &id), RSP_SOLVER_EINPUT, "0 vehicles");
    c.vehicles = 1;
    c.n_uses = 1;
    refused(s, rsp_solver_add_class(s, &c, &id), RSP_SOLVER_EINPUT, "the list is NULL");
    refused(s, rsp_solver_add_task(s, &t, &id), RSP_SOLVER_EINPUT, "activity 0x0");
    t.activity = 1;
    refused(s, rsp_solver_add_task(s, &t, &id), RSP_SOLVER_EINPUT, "a quantity of 0");
    t.quantity = 3;
    refused(s, rsp_solver_add_task(s, &t, &id), RSP_SOLVER_EINPUT, "0 sites");
    rsp_solver_site site = {99, 0, 1, 1, RSP_SOLVER_NONE, 0};
    t.sites = &site;
    t.n_sites = 1;
    refused(s, rsp_solver_add_task(s, &t, &id), RSP_SOLVER_EINPUT, "shares do not fit");
    rsp_solver_share share = {3, 1};
    t.shares = &share;
    t.n_shares = 1;
    refused(s, rsp_solver_add_task(s, &t, &id), RSP_SOLVER_EINPUT, "no location 99");
    t.load[0] = RSP_SOLVER_AMOUNT_MAX;
    refused(s, rsp_solver_add_task(s, &t, &id), RSP_SOLVER_EINPUT, "load 0");
    assert_int_equal(id, 77);
    assert_int_equal(s->tasks.n, n_tasks);
    rsp_solver_free(s);
}

static void test_misuse_of_runs(void **state) {
    (void)state;
    rsp_solver *s = built(1);
    rsp_solver_result r = RSP_SOLVER_INIT(r);
    rsp_solver_route route = RSP_SOLVER_INIT(route);
    assert_int_equal(rsp_solver_new(NULL), RSP_SOLVER_EINPUT);
    assert_null(rsp_solver_free(NULL));
    assert_string_equal(rsp_solver_message(NULL), "");
    refused(s, rsp_solver_get_result(s, &r), RSP_SOLVER_EINPUT, "there was no run");
    refused(s, rsp_solver_get_route(s, 0, &route), RSP_SOLVER_EINPUT, "there are 0");
    refused(s, rsp_solver_run(s, NULL), RSP_SOLVER_EINPUT, "options: NULL");
    rsp_solver_options o = steps(0);
    refused(s, rsp_solver_run(s, &o), RSP_SOLVER_EINPUT, "no steps");
    o = steps(10);
    o.bound_share = 1;
    refused(s, rsp_solver_run(s, &o), RSP_SOLVER_EINPUT, "bound_share");
    o.bound_share = 0;
    o.threads = 65;
    refused(s, rsp_solver_run(s, &o), RSP_SOLVER_ELIMIT, "65 threads");
    o = steps(100);
    r = run(s, &o);
    refused(s, rsp_solver_get_result(s, NULL), RSP_SOLVER_EINPUT, "result: NULL");
    refused(s, rsp_solver_add_start(s, &route), RSP_SOLVER_EINPUT, "0 steps");
    rsp_solver_step step = {.task = 99, .amount = 1};
    route.steps = &step;
    route.n_steps = 1;
    assert_int_equal(rsp_solver_add_start(s, &route), 0);
    refused(s, rsp_solver_run(s, &o), RSP_SOLVER_EINPUT, "no such task");
    rsp_solver_clear_starts(s);
    route = route_of(s, 0); /* the run before is still there */
    rsp_solver_step late = route.steps[0];
    late.start_s = 6500;
    route.steps = &late;
    route.n_steps = route.n_fixed = 1;
    if (late.task < VILLAGES && s->tasks.at[late.task].kind != RSP_TASK_SHIPMENT) {
        assert_int_equal(rsp_solver_add_start(s, &route), 0);
        refused(s, rsp_solver_run(s, &o), RSP_SOLVER_EVIOLATION, "do not fit");
    }
    rsp_solver_free(s);
    assert_int_equal(rsp_solver_new(&s), 0); /* nothing to do is an answer */
    r = run(s, &o);
    assert_int_equal(r.n_routes, 0);
    rsp_solver_free(s);
}

static int whole(const rsp_env *env) {
    rsp_solver *s = NULL;
    RSP_TRY(rsp_api_new(env, &s));
    rsp_solver_options o = steps(70);
    int rc = build(s, 4);
    rc = rc != 0 ? rc : rsp_solver_run(s, &o);
    rsp_solver_route r = RSP_SOLVER_INIT(r);
    rc = rc != 0 ? rc : rsp_solver_get_route(s, 0, &r);
    rc = rc != 0 ? rc : rsp_solver_add_start(s, &r);
    o.bound_share = 0.2;
    rc = rc != 0 ? rc : rsp_solver_run(s, &o);
    rsp_solver_free(s);
    return rc;
}

static void test_every_allocation(void **state) {
    (void)state;
    int64_t failures = 0;
    RSP_FAULT_LOOP(
        ctx, rc, faults,
        {
            rc = whole(ctx->env);
            assert_int_equal(faults.live, 0);
            assert_int_equal(rc, faults.failed ? RSP_SOLVER_ENOMEM : 0);
        },
        failures++)
    assert_true(failures > 30);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_bound_and_repeat), cmocka_unit_test(test_start_is_kept),
        cmocka_unit_test(test_cancel),           cmocka_unit_test(test_misuse_of_pieces),
        cmocka_unit_test(test_misuse_of_runs),   cmocka_unit_test(test_every_allocation),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
