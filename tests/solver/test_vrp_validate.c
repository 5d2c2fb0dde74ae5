/* The judge of plain answers: what it counts on answers worked out by hand, everything it must refuse, and
 * its placing of breaks against trying every order at every place. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <string.h>

#include "base/rng.h"
#include "solver/vrp.h"

#define N    7
#define LOTS 1000000

/* Places on a line, ten apart; node 0 is the depot, nodes 1 to 4 deliveries of one, 5 to 6 a shipment of one.
 */
typedef struct world {
    rsp_vrp p;
    rsp_vrp_node nodes[N];
    rsp_vrp_window windows[N][2];
    rsp_vrp_vehicle vehicles[2];
    rsp_vrp_matrix matrix;
    rsp_vrp_break breaks[3];
    rsp_vrp_window at_break[3][2];
    int32_t cells[N * N];
} world;

static void make(world *w) {
    memset(w, 0, sizeof *w);
    for (uint32_t i = 0; i < N; i++) {
        for (uint32_t j = 0; j < N; j++) {
            w->cells[i * N + j] = 10 * (int32_t)(i > j ? i - j : j - i);
        }
        w->windows[i][0] = (rsp_vrp_window){0, LOTS};
        w->nodes[i] = (rsp_vrp_node){.kind = i == 0 ? RSP_VRP_DEPOT : RSP_VRP_DELIVERY,
                                     .location = i,
                                     .other = RSP_VRP_NONE,
                                     .windows = w->windows[i],
                                     .n_windows = 1,
                                     .service = 1,
                                     .load = {1, 2},
                                     .prize = 100 * i,
                                     .label = i};
    }
    w->nodes[5].kind = RSP_VRP_SHIP_FROM;
    w->nodes[6].kind = RSP_VRP_SHIP_TO;
    w->nodes[5].other = 6;
    w->nodes[6].other = 5;
    w->nodes[6].prize = 0;
    w->matrix = (rsp_vrp_matrix){w->cells, w->cells};
    for (int v = 0; v < 2; v++) {
        w->vehicles[v] = (rsp_vrp_vehicle){.count = 1,
                                           .close = LOTS,
                                           .capacity = {2, 4},
                                           .fixed_cost = 1000,
                                           .cost_per_distance = 2,
                                           .cost_per_duration = 1,
                                           .longest_duration = RSP_VRP_NEVER,
                                           .longest_distance = RSP_VRP_NEVER,
                                           .most_tasks = RSP_VRP_NEVER,
                                           .reload = RSP_VRP_NONE,
                                           .breaks = w->breaks};
    }
    for (int b = 0; b < 3; b++) {
        w->at_break[b][0] = (rsp_vrp_window){0, LOTS};
        w->breaks[b] = (rsp_vrp_break){.windows = w->at_break[b], .n_windows = 1, .service = 5};
    }
    w->p = (rsp_vrp){.objective = RSP_VRP_LEAST_COST,
                     .nodes = w->nodes,
                     .n_nodes = N,
                     .n_depots = 1,
                     .vehicles = w->vehicles,
                     .n_vehicles = 2,
                     .matrices = &w->matrix,
                     .n_matrices = 1,
                     .n_locations = N,
                     .n_dims = 2,
                     .scale = 1};
}

#define REST RSP_VRP_NONE /* back to the depot for another trip */
#define END  (RSP_VRP_NONE - 1)

/* One route of each vehicle for which stops are given (until END). 0 or what the judge said. */
static int judge(const world *w, const uint32_t *first, const uint32_t *second, rsp_vrp_score *ret,
                 rsp_err *err) {
    rsp_ctx ctx = rsp_ctx_init(NULL, NULL);
    uint32_t stops[2][32];
    rsp_vrp_route routes[2];
    rsp_vrp_solution s = {routes, 0};
    const uint32_t *given[] = {first, second};
    for (uint32_t v = 0; v < 2; v++) {
        uint32_t n = 0;
        for (; given[v] != NULL && given[v][n] != END; n++) {
            stops[v][n] = given[v][n];
        }
        if (given[v] != NULL) {
            routes[s.n_routes++] = (rsp_vrp_route){v, stops[v], n};
        }
    }
    return rsp_vrp_validate(&ctx, &w->p, &s, ret, err);
}

#define STOPS(...) ((const uint32_t[]){__VA_ARGS__, END})

static rsp_vrp_score holds(const world *w, const uint32_t *first, const uint32_t *second) {
    rsp_vrp_score s = {0};
    rsp_err err = {0};
    if (judge(w, first, second, &s, &err) != 0) {
        fail_msg("refused: %s", err.msg);
    }
    return s;
}

static void refused(const world *w, const uint32_t *first, const uint32_t *second, const char *words) {
    rsp_vrp_score s = {.missing = 77};
    rsp_err err = {0};
    int rc = judge(w, first, second, &s, &err);
    if (rc != RSP_EVIOLATION || strstr(err.msg, words) == NULL || s.missing != 77) {
        fail_msg("wanted '%s': %d %s", words, rc, err.msg);
    }
}

static void counts(void **state) {
    (void)state;
    world w;
    make(&w);
    w.nodes[4].required = true;
    rsp_vrp_score s = holds(&w, STOPS(1, 2), STOPS(5, 6));
    assert_int_equal(s.distance, 2 * 20 + 2 * 60);
    assert_int_equal(s.duration, 160);
    assert_int_equal(s.vehicles, 2);
    assert_int_equal(s.missing, 1);
    assert_int_equal(s.prize[0], 100 + 200 + 500);
    assert_int_equal(s.cost, 2 * 1000 + 3 * 160 + 300 + 400); /* prizes of 3 and 4 are lost */
    w.p.objective = RSP_VRP_MOST_PRIZE;
    w.nodes[2].tier = 3;
    s = holds(&w, STOPS(1, 2), NULL);
    assert_int_equal(s.cost, 1000 + 3 * 40);
    assert_int_equal(s.prize[0], 100);
    assert_int_equal(s.prize[3], 200);
    s = holds(&w, NULL, NULL);
    assert_int_equal(s.cost, 0);
    assert_int_equal(s.missing, 1);
}

static void compares(void **state) {
    (void)state;
    rsp_vrp p = {.objective = RSP_VRP_LEAST_COST};
    rsp_vrp_score a = {.missing = 0, .vehicles = 3, .prize = {1, 9}, .cost = 10};
    rsp_vrp_score b = {.missing = 0, .vehicles = 2, .prize = {2, 0}, .cost = 11};
    assert_true(rsp_vrp_compare(&p, &a, &b) < 0);
    p.objective = RSP_VRP_FEWEST_VEHICLES;
    assert_true(rsp_vrp_compare(&p, &a, &b) > 0);
    p.objective = RSP_VRP_MOST_PRIZE;
    assert_true(rsp_vrp_compare(&p, &a, &b) > 0);
    b.prize[0] = 1;
    assert_true(rsp_vrp_compare(&p, &a, &b) < 0);
    b = a;
    assert_int_equal(rsp_vrp_compare(&p, &a, &b), 0);
    a.missing = 1;
    a.cost = -5;
    assert_true(rsp_vrp_compare(&p, &a, &b) > 0);
}

static void form(void **state) {
    (void)state;
    world w;
    make(&w);
    refused(&w, STOPS(1), STOPS(2, 1), "stop 1 is served twice");
    refused(&w, STOPS(0), NULL, "no customer");
    refused(&w, STOPS(7), NULL, "no customer");
    refused(&w, STOPS(END), NULL, "no stops");
    refused(&w, STOPS(5), NULL, "one shipment");
    refused(&w, STOPS(6, 5), NULL, "before stop 5");
    refused(&w, STOPS(5), STOPS(6), "one shipment");
    w.vehicles[0].count = 0;
    refused(&w, STOPS(1), NULL, "only 0 vehicles");
}

static void loads(void **state) {
    (void)state;
    world w;
    make(&w);
    refused(&w, STOPS(1, 2, 3), NULL, "carries 3 of load 0");
    w.vehicles[0].capacity[0] = 9;
    refused(&w, STOPS(1, 2, 3), NULL, "carries 6 of load 1");
    (void)holds(&w, STOPS(1, 5, 6, 2), NULL); /* the shipment takes the place of what was delivered at 1 */
    refused(&w, STOPS(5, 1, 6, 2), NULL, "of load 1");
    make(&w);
    w.nodes[1].kind = w.nodes[2].kind = RSP_VRP_PICKUP;
    refused(&w, STOPS(1, 2, 3), NULL, "at stop 2"); /* one delivered stays on board beside two collected */
    (void)holds(&w, STOPS(3, 1, 2), NULL);
    w.vehicles[0].reload = 0;
    (void)holds(&w, STOPS(1, 2, REST, 3, 4), NULL);
    refused(&w, STOPS(1, 3, 2, REST, 3, 4), NULL, "served twice");
}

static void times(void **state) {
    (void)state;
    world w;
    make(&w);
    w.windows[1][0] = (rsp_vrp_window){30, 40};
    w.windows[2][0] = (rsp_vrp_window){20, 40};
    refused(&w, STOPS(1, 2), NULL, "stop 2 after its last window"); /* waits at 1 until 30, leaves at 31 */
    (void)holds(&w, STOPS(2, 1), NULL);
    w.windows[2][1] = (rsp_vrp_window){60, 70};
    w.nodes[2].n_windows = 2;
    (void)holds(&w, STOPS(1, 2), NULL); /* the second window opens at 60: back at 81 */
    w.vehicles[0].close = 80;
    refused(&w, STOPS(1, 2), NULL, "ends at 81");
    w.vehicles[0].close = 81;
    (void)holds(&w, STOPS(1, 2), NULL);
    w.nodes[2].setup = 7;
    refused(&w, STOPS(1, 2), NULL, "ends at 88");
    w.nodes[2].location = 1; /* the same place as stop 1: nothing to set up, ten nearer home */
    w.vehicles[0].close = 71;
    (void)holds(&w, STOPS(1, 2), NULL);
    w.vehicles[0].open = 100;
    refused(&w, STOPS(1), NULL, "stop 1 after");
}

static void trips(void **state) {
    (void)state;
    world w;
    make(&w);
    refused(&w, STOPS(1, REST, 2), NULL, "second trip");
    w.vehicles[0].reload = 0;
    w.nodes[0].service = 4;
    w.vehicles[0].close = 66; /* 10 + 1 + 10 + 4 + 20 + 1 + 20 */
    assert_int_equal(holds(&w, STOPS(1, REST, 2), NULL).distance, 60);
    w.vehicles[0].close = 65;
    refused(&w, STOPS(1, REST, 2), NULL, "ends at 66");
    w.nodes[2].release = 30;
    w.vehicles[0].close = 71; /* the second trip leaves at 30, of the first one only what it carries counts */
    (void)holds(&w, STOPS(1, REST, 2), NULL);
    refused(&w, STOPS(2, REST, 1), NULL, "ends at");
    refused(&w, STOPS(1, REST, REST, 2), NULL, "a trip without stops");
    refused(&w, STOPS(REST, 2), NULL, "a trip without stops");
    w.windows[0][0].close = 20;
    refused(&w, STOPS(1, REST, 2), NULL, "after it has closed");
}

static void limits(void **state) {
    (void)state;
    world w;
    make(&w);
    w.nodes[1].skills = 5;
    w.vehicles[0].skills = 4;
    refused(&w, STOPS(1), NULL, "without a skill");
    w.vehicles[0].skills = 7;
    w.vehicles[0].most_tasks = 1;
    refused(&w, STOPS(1, 2), NULL, "2 stops; at most 1");
    w.vehicles[0].most_tasks = 2;
    w.vehicles[0].longest_distance = 39;
    refused(&w, STOPS(1, 2), NULL, "drives 40");
    w.vehicles[0].longest_distance = 40;
    w.vehicles[0].longest_duration = 39;
    refused(&w, STOPS(1, 2), NULL, "drives 40");
    w.vehicles[0].longest_duration = 40;
    (void)holds(&w, STOPS(1, 2), NULL);
    w.cells[1 * N + 2] = RSP_VRP_NEVER32;
    refused(&w, STOPS(1, 2), NULL, "there is no way");
    (void)holds(&w, STOPS(2, 1), NULL);
    w.vehicles[0].fixed_cost = INT64_MAX - 10;
    refused(&w, STOPS(1), NULL, "64 bits");
}

static void open_ends(void **state) {
    (void)state;
    world w;
    make(&w);
    w.vehicles[0].start = RSP_VRP_NONE;
    assert_int_equal(holds(&w, STOPS(3, 1), NULL).distance, 20 + 10);
    w.vehicles[0].end = RSP_VRP_NONE;
    assert_int_equal(holds(&w, STOPS(3, 1), NULL).distance, 20);
    w.vehicles[0].start = 0;
    assert_int_equal(holds(&w, STOPS(3, 1), NULL).distance, 50);
    w.vehicles[0].close = 52; /* ends after the service at 1 */
    (void)holds(&w, STOPS(3, 1), NULL);
    w.vehicles[0].close = 51;
    refused(&w, STOPS(3, 1), NULL, "ends at 52");
}

/* --- breaks --- */

static void a_break_interrupts_driving(void **state) {
    (void)state;
    world w;
    make(&w);
    w.vehicles[0].n_breaks = 1;
    w.at_break[0][0] = (rsp_vrp_window){13, 13}; /* between stop 1 (10 to 11) and stop 2 */
    w.vehicles[0].close = 47;
    (void)holds(&w, STOPS(1, 2), NULL);
    w.vehicles[0].close = 46;
    refused(&w, STOPS(1, 2), NULL, "ends at 47");
    w.vehicles[0].close = LOTS;
    w.nodes[1].service = 20; /* from 10 to 30, and stop 1 does not wait until 18: no room for it */
    w.windows[1][0].close = 10;
    refused(&w, STOPS(1, 2), NULL, "no time for a break");
    w.at_break[0][1] = (rsp_vrp_window){90, 95}; /* at home, after the last stop */
    w.breaks[0].n_windows = 2;
    w.vehicles[0].close = 95;
    (void)holds(&w, STOPS(1, 2), NULL);
    w.vehicles[0].close = 94;
    refused(&w, STOPS(1, 2), NULL, "ends at 95");
}

/* The earliest end of a route by trying every next thing: drive on, or take any break left. */
static int64_t try_all(const world *w, const uint32_t *stops, uint32_t n, uint32_t i, uint32_t at,
                       int64_t now, int64_t left, uint32_t taken) {
    const rsp_vrp_vehicle *v = &w->vehicles[0];
    int64_t best = RSP_VRP_NEVER;
    for (uint32_t b = 0; b < v->n_breaks; b++) {
        const rsp_vrp_break *k = &v->breaks[b];
        for (uint32_t x = 0; x < k->n_windows && (taken >> b & 1u) == 0; x++) {
            int64_t begin = now > k->windows[x].open ? now : k->windows[x].open;
            if (begin <= k->windows[x].close) {
                int64_t driven = begin - now < left ? begin - now : left;
                int64_t end = try_all(w, stops, n, i, at, begin + k->service, left - driven, taken | 1u << b);
                best = end < best ? end : best;
            }
        }
    }
    if (i > n) {
        bool all = taken == (1u << v->n_breaks) - 1;
        return all && now + left < best ? now + left : best;
    }
    now += left;
    if (i == n) { /* home comes next */
        int64_t end = try_all(w, stops, n, n + 1, 0, now, 0, taken);
        return end < best ? end : best;
    }
    const rsp_vrp_node *node = &w->nodes[stops[i]];
    for (uint32_t x = 0; x < node->n_windows; x++) {
        int64_t begin = now > node->windows[x].open ? now : node->windows[x].open;
        if (begin <= node->windows[x].close) {
            uint32_t to = i + 1 < n ? stops[i + 1] : 0;
            int64_t end = try_all(w, stops, n, i + 1, stops[i], begin + node->service,
                                  w->cells[stops[i] * N + to], taken);
            best = end < best ? end : best;
        }
    }
    return best;
}

static void breaks_against_trying_all(void **state) {
    (void)state;
    rsp_rng r;
    rsp_rng_seed(&r, 7);
    uint32_t feasible = 0;
    for (int round = 0; round < 3000; round++) {
        world w;
        make(&w);
        w.p.n_dims = 0;
        w.vehicles[0].n_breaks = 1 + rsp_rng_below(&r, 3);
        for (uint32_t b = 0; b < w.vehicles[0].n_breaks; b++) {
            int64_t open = rsp_rng_below(&r, 60), second = open + 20 + rsp_rng_below(&r, 60);
            w.at_break[b][0] = (rsp_vrp_window){open, open + rsp_rng_below(&r, 15)};
            w.at_break[b][1] = (rsp_vrp_window){second, second + rsp_rng_below(&r, 15)};
            w.breaks[b].n_windows = 1 + rsp_rng_below(&r, 2);
            w.breaks[b].service = rsp_rng_below(&r, 12);
        }
        uint32_t stops[] = {1, 2, 3, 4, END}, n = 1 + rsp_rng_below(&r, 4);
        for (uint32_t i = 0; i < n; i++) {
            uint32_t j = i + rsp_rng_below(&r, 4 - i), kept = stops[i];
            stops[i] = stops[j];
            stops[j] = kept;
            int64_t open = rsp_rng_below(&r, 80);
            w.windows[stops[i]][0] = (rsp_vrp_window){open, open + 10 + rsp_rng_below(&r, 60)};
        }
        stops[n] = END;
        int64_t end = try_all(&w, stops, n, 0, 0, 0, w.cells[stops[0]], 0);
        rsp_vrp_score s;
        rsp_err err = {0};
        w.vehicles[0].close = end >= RSP_VRP_NEVER ? LOTS : end;
        int rc = judge(&w, stops, NULL, &s, &err);
        assert_true(rc == 0 || rc == RSP_EVIOLATION);
        assert_int_equal(rc == 0, end < RSP_VRP_NEVER);
        if (rc == 0) {
            feasible++;
            w.vehicles[0].close = end - 1;
            assert_int_equal(judge(&w, stops, NULL, &s, &err), RSP_EVIOLATION);
        }
    }
    assert_in_range(feasible, 500, 2500);
}

static int judge_with(const rsp_ctx *ctx, const world *w) {
    uint32_t stops[] = {1, 2};
    rsp_vrp_route route = {0, stops, 2};
    rsp_vrp_solution s = {&route, 1};
    rsp_vrp_score score;
    rsp_err err = {0};
    return rsp_vrp_validate(ctx, &w->p, &s, &score, &err);
}

static void survives_failed_allocations(void **state) {
    (void)state;
    world w;
    make(&w);
    RSP_FAULT_LOOP(ctx, rc, faults, rc = judge_with(ctx, &w);
                   assert_int_equal(faults.live, 0), assert_int_equal(rc, RSP_ENOMEM))
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(counts),
        cmocka_unit_test(compares),
        cmocka_unit_test(form),
        cmocka_unit_test(loads),
        cmocka_unit_test(times),
        cmocka_unit_test(trips),
        cmocka_unit_test(limits),
        cmocka_unit_test(open_ends),
        cmocka_unit_test(a_break_interrupts_driving),
        cmocka_unit_test(breaks_against_trying_all),
        cmocka_unit_test(survives_failed_allocations),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
