/* Routes of several trips with releases that may be late or too full, against driving them by the definition:
 * what a move is said to cost is what it costs; and the local search ends no dearer than it began, with
 * everyone served. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <string.h>

#include "base/rng.h"
#include "solver/hgs_soft_inner.h"

#define CLIENTS 24
#define NODES   (CLIENTS + 1)
#define SLOTS   4

typedef struct world {
    rsp_vrp p;
    rsp_vrp_node nodes[NODES];
    rsp_vrp_window windows[NODES];
    rsp_vrp_vehicle vehicle;
    rsp_vrp_matrix matrix;
    int32_t ways[NODES * NODES];
    rsp_hgs_view v;
    rsp_hgs_soft s;
    rsp_rng rng;
} world;

static uint32_t pick(world *w, uint32_t from, uint32_t to) {
    return from + rsp_rng_below(&w->rng, to - from + 1);
}

static void make_node(world *w, uint32_t i) {
    uint32_t open = i == 0 ? pick(w, 0, 30) : pick(w, 0, 300);
    w->windows[i] = (rsp_vrp_window){open, i == 0 ? 600 : open + pick(w, 0, 200)};
    w->nodes[i] = (rsp_vrp_node){.kind = i == 0 ? RSP_VRP_DEPOT : RSP_VRP_DELIVERY,
                                 .location = i,
                                 .other = RSP_VRP_NONE,
                                 .windows = &w->windows[i],
                                 .n_windows = 1,
                                 .service = pick(w, 0, 15),
                                 .label = i};
    if (i > 0) {
        w->nodes[i].required = pick(w, 0, 3) > 0;
        w->nodes[i].prize = w->nodes[i].required ? 0 : pick(w, 0, 60);
        w->nodes[i].release = pick(w, 0, 2) == 0 ? 0 : pick(w, 0, 300);
        w->nodes[i].load[0] = pick(w, 1, 4);
        w->nodes[i].load[1] = pick(w, 0, 4);
    }
}

/* One depot, vehicles of several trips; with an odd seed of one. */
static void make(world *w, const rsp_ctx *ctx, uint64_t seed, rsp_arena *a) {
    int32_t x[NODES], y[NODES];
    rsp_err err = {0};
    memset(w, 0, sizeof *w);
    rsp_rng_seed(&w->rng, seed);
    for (uint32_t i = 0; i < NODES; i++) {
        make_node(w, i);
        x[i] = (int32_t)pick(w, 0, 60);
        y[i] = (int32_t)pick(w, 0, 60);
        for (uint32_t k = 0; k <= i; k++) {
            w->ways[i * NODES + k] = w->ways[k * NODES + i] =
                (x[i] > x[k] ? x[i] - x[k] : x[k] - x[i]) + (y[i] > y[k] ? y[i] - y[k] : y[k] - y[i]);
        }
    }
    w->matrix = (rsp_vrp_matrix){w->ways, w->ways};
    w->vehicle = (rsp_vrp_vehicle){.count = SLOTS,
                                   .open = 5,
                                   .close = 500,
                                   .capacity = {12, 10},
                                   .fixed_cost = 7,
                                   .cost_per_distance = 1,
                                   .longest_duration = RSP_VRP_NEVER,
                                   .longest_distance = RSP_VRP_NEVER,
                                   .most_tasks = RSP_VRP_NEVER,
                                   .reload = seed % 2 == 0 ? 0 : RSP_VRP_NONE};
    w->p = (rsp_vrp){.objective = RSP_VRP_LEAST_COST,
                     .nodes = w->nodes,
                     .n_nodes = NODES,
                     .n_depots = 1,
                     .vehicles = &w->vehicle,
                     .n_vehicles = 1,
                     .matrices = &w->matrix,
                     .n_matrices = 1,
                     .n_locations = NODES,
                     .n_dims = 2,
                     .scale = 1};
    assert_int_equal(rsp_hgs_view_make(ctx, &w->p, INT64_MAX, a, &w->v, &err), 0);
    assert_true(rsp_hgs_soft_knows(&w->v));
    assert_int_equal(rsp_hgs_soft_new(&w->v, a, &w->s, &err), 0);
    assert_true(w->s.trips);
    w->s.per_time = pick(w, 1, 40);
    w->s.per_load[0] = pick(w, 1, 400);
    w->s.per_load[1] = pick(w, 1, 400);
}

/* Clients at random in random routes and trips. */
static void fill(world *w) {
    rsp_hgs_soft *s = &w->s;
    rsp_hgs_soft_clear(s);
    for (uint32_t c = 0; c < CLIENTS; c++) {
        uint32_t slot = pick(w, 0, SLOTS - 1), after = rsp_hgs_start(&w->v, slot), mid[2] = {c, 0}, n = 1;
        for (uint32_t k = pick(w, 0, s->slots[slot].n); k > 0; k--) {
            after = s->nodes[after].next;
        }
        if (w->v.reloads && pick(w, 0, 2) == 0) {
            mid[n++] = rsp_hgs_soft_reload(s, rsp_hgs_soft_kind(s, slot));
            s->n_pool--;
        }
        rsp_hgs_soft_splice(s, after, mid, n, s->nodes[after].next);
        rsp_hgs_soft_refresh(s, slot);
    }
}

/* The ways, time warps and excess of a route, driven trip by trip. */
static int64_t drive(const world *w, uint32_t slot, int64_t *ret_ways) {
    const rsp_hgs_soft *s = &w->s;
    int64_t now = w->vehicle.open, warp = 0, over[2] = {0, 0}, ways = 0;
    uint32_t n = w->v.n, end = rsp_hgs_end(&w->v, slot), x = rsp_hgs_start(&w->v, slot);
    bool served = false;
    while (x != end) {
        int64_t load[2] = {0, 0};
        for (uint32_t y = s->nodes[x].next; y < n; y = s->nodes[y].next) {
            const rsp_vrp_node *node = &w->nodes[y + 1];
            now = node->release > now ? node->release : now;
            load[0] += node->load[0];
            load[1] += node->load[1];
        }
        uint32_t at = 0;
        do {
            x = s->nodes[x].next;
            uint32_t to = x < n ? x + 1 : 0;
            int64_t open = x == end ? 0 : w->windows[to].open;
            int64_t close = x == end ? w->vehicle.close : w->windows[to].close;
            now += w->ways[at * NODES + to];
            ways += w->ways[at * NODES + to];
            now = now > open ? now : open;
            warp += now > close ? now - close : 0;
            now = (now < close ? now : close) + (x == end ? 0 : w->nodes[to].service);
            ways -= x < n ? w->nodes[to].prize : 0;
            served = served || x < n;
            at = to;
        } while (x < n);
        over[0] += load[0] > 12 ? load[0] - 12 : 0;
        over[1] += load[1] > 10 ? load[1] - 10 : 0;
    }
    *ret_ways = served ? ways + w->vehicle.fixed_cost : 0;
    return served ? s->per_time * warp + s->per_load[0] * over[0] + s->per_load[1] * over[1] : 0;
}

static int64_t check_routes(const world *w) {
    int64_t price = 0, ways = 0;
    for (uint32_t slot = 0; slot < SLOTS; slot++) {
        int64_t penalty = drive(w, slot, &ways);
        assert_int_equal(w->s.slots[slot].penalty, penalty);
        assert_int_equal(w->s.slots[slot].ways, ways);
        price += RSP_HGS_FRACTION * ways + penalty;
    }
    return price;
}

/* All up to p, some out of the queue's rest with a reload among them, all from q on. */
static void join_at_random(world *w) {
    rsp_hgs_soft *s = &w->s;
    const rsp_hgs_kind *k = &w->v.kinds[0];
    uint32_t slot = pick(w, 0, SLOTS - 1), other = pick(w, 0, SLOTS - 1), mid[4], n = 0;
    uint32_t p = rsp_hgs_start(&w->v, slot), q = rsp_hgs_end(&w->v, other), out = rsp_hgs_start(&w->v, other);
    if (slot == other) {
        return;
    }
    for (uint32_t i = pick(w, 0, s->slots[slot].n); i > 0; i--) {
        p = s->nodes[p].next;
    }
    for (uint32_t i = pick(w, 0, s->slots[other].n); i > 0; i--) {
        q = s->nodes[q].prev;
    }
    for (uint32_t x = s->nodes[out].next; x != q && n < 3; x = s->nodes[x].next) {
        if (x < w->v.n) {
            mid[n++] = x;
        }
    }
    if (w->v.reloads && n > 0 && pick(w, 0, 1) == 0) {
        uint32_t i = pick(w, 0, n - 1);
        mid[n++] = mid[i];
        mid[i] = rsp_hgs_soft_reload(s, k);
    }
    int64_t said = rsp_hgs_judge(s, k, p, mid, n, q), ways = 0;
    for (uint32_t i = 0; i < n; i++) {
        s->n_pool -= rsp_hgs_is_reload(&w->v, mid[i]);
    }
    if (q == rsp_hgs_end(&w->v, other)) {
        rsp_hgs_soft_splice(s, p, mid, n, rsp_hgs_end(&w->v, slot));
    } else {
        rsp_hgs_soft_splice(s, p, mid, n, q);
        rsp_hgs_soft_splice(s, s->nodes[rsp_hgs_end(&w->v, other)].prev, NULL, 0, rsp_hgs_end(&w->v, slot));
    }
    uint32_t pool = s->n_pool;
    rsp_hgs_soft_refresh(s, slot);
    assert_int_equal(s->slots[slot].penalty, drive(w, slot, &ways));
    if (s->slots[slot].n == 0) {
        return;
    }
    if (s->n_pool == pool) {
        assert_int_equal(s->slots[slot].penalty, said);
    } else { /* a trip with nobody in it went, with the service at its reload */
        assert_true(s->slots[slot].penalty <= said);
    }
}

static void a_move_costs_what_is_said(void **state) {
    (void)state;
    rsp_ctx ctx = rsp_ctx_init(NULL, NULL);
    static world w;
    for (uint64_t seed = 1; seed <= 400; seed++) {
        rsp_arena *a = NULL;
        rsp_err err = {0};
        assert_int_equal(rsp_arena_new(&ctx, 0, &a, &err), 0);
        make(&w, &ctx, seed, a);
        fill(&w);
        (void)check_routes(&w);
        join_at_random(&w);
        rsp_arena_free(a);
    }
}

/* Every client once, or, where it may be left out, not at all; every reload in a route or in the pool. */
static void check_nodes(const world *w) {
    const rsp_hgs_soft *s = &w->s;
    uint32_t clients = 0, reloads = s->n_pool, out = 0;
    for (uint32_t slot = 0; slot < SLOTS; slot++) {
        uint32_t end = rsp_hgs_end(&w->v, slot);
        for (uint32_t x = s->nodes[rsp_hgs_start(&w->v, slot)].next; x != end; x = s->nodes[x].next) {
            assert_int_equal(s->nodes[x].slot, slot);
            clients += x < w->v.n;
            reloads += x >= w->v.n;
        }
    }
    for (uint32_t c = 0; c < CLIENTS; c++) {
        bool in = s->nodes[c].slot != RSP_VRP_NONE;
        assert_true(in || !w->v.clients[c].required);
        out += !in;
    }
    assert_int_equal(clients + out, CLIENTS);
    assert_int_equal(reloads, w->v.reloads ? CLIENTS : 0);
}

static void local_search_saves(void **state) {
    (void)state;
    rsp_ctx ctx = rsp_ctx_init(NULL, NULL);
    static world w;
    for (uint64_t seed = 1; seed <= 200; seed++) {
        rsp_arena *a = NULL;
        rsp_err err = {0};
        assert_int_equal(rsp_arena_new(&ctx, 0, &a, &err), 0);
        make(&w, &ctx, seed, a);
        fill(&w);
        int64_t before = check_routes(&w);
        rsp_hgs_local_search(&w.s, &w.rng);
        check_nodes(&w);
        assert_true(check_routes(&w) < before);
        rsp_arena_free(a);
    }
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_move_costs_what_is_said),
        cmocka_unit_test(local_search_saves),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
