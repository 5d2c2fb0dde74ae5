/* Labelling against brute force: random small graphs with windows, departure intervals, parallel arcs, shared
 * elements, loads, ng-sets and cuts; every path is walked. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <string.h>

#include "base/rng.h"
#include "solver/ng.h"

enum {
    INNER = 5,
    VERTICES = INNER + 2,
    ELEMENTS = 4,
    ARCS = 40,
    CUTS = 2,
    DEEPEST = 24,
    SETS = 1 << ELEMENTS
};

typedef struct world {
    rsp_ng_graph g;
    rsp_ng_vertex vertices[VERTICES];
    rsp_ng_arc arcs[ARCS];
    int64_t gains[ARCS];
    bool near[VERTICES][ELEMENTS];
    uint8_t memory[CUTS][VERTICES];
    rsp_ng_cut cuts[CUTS];
    uint32_t n_cuts;
} world;

static int32_t below(rsp_rng *rng, uint32_t n) {
    return (int32_t)rsp_rng_below(rng, n);
}

/* Vertex 0 is the source, 1 the sink. */
static void draw(rsp_rng *rng, world *w) {
    *w = (world){.g = {.n_vertices = VERTICES, .n_elements = ELEMENTS, .source = 0, .sink = 1}};
    w->g.vertices = w->vertices;
    w->g.arcs = w->arcs;
    w->g.n_dims = rsp_rng_below(rng, 3);
    for (uint32_t d = 0; d < w->g.n_dims; d++) {
        w->g.capacity[d] = 3 + below(rng, 6);
    }
    for (uint32_t v = 0; v < VERTICES; v++) {
        int32_t open = below(rng, 20);
        bool inner = v >= 2;
        w->vertices[v] = (rsp_ng_vertex){.open = inner ? open : 0,
                                         .close = inner ? open + below(rng, 25) : 40,
                                         .element = inner ? rsp_rng_below(rng, ELEMENTS) : RSP_NG_NONE};
        for (uint32_t d = 0; inner && d < w->g.n_dims; d++) {
            w->vertices[v].load[d] = below(rng, 4);
        }
        for (uint32_t e = 0; e < ELEMENTS; e++) {
            w->near[v][e] = inner && (w->vertices[v].element == e || rsp_rng_below(rng, 2) == 0);
        }
    }
    for (uint32_t v = 0; v < VERTICES; v++) {
        for (uint32_t u = 0; u < VERTICES; u++) {
            if (v == 1 || u == 0 || u == v) {
                continue;
            }
            bool twice = rsp_rng_below(rng, 6) == 0 && w->g.n_arcs < ARCS - 12;
            for (int k = 0; k <= twice && w->g.n_arcs < ARCS; k++) {
                bool timed = rsp_rng_below(rng, 4) == 0;
                int32_t earliest = timed ? below(rng, 15) : 0;
                w->gains[w->g.n_arcs] =
                    rsp_rng_below(rng, 12) == 0 ? RSP_NG_CLOSED : (int64_t)below(rng, 20) - 6;
                w->arcs[w->g.n_arcs++] =
                    (rsp_ng_arc){.from = v,
                                 .to = u,
                                 .time = (v >= 2 && u >= 2 ? 3 : 0) + below(rng, 9),
                                 .earliest = earliest,
                                 .latest = timed ? earliest + below(rng, 12) : RSP_NG_ANYTIME};
            }
        }
    }
    w->n_cuts = rsp_rng_below(rng, CUTS + 1);
    for (uint32_t c = 0; c < w->n_cuts; c++) {
        uint32_t out = rsp_rng_below(rng, ELEMENTS);
        for (uint32_t v = 0; v < VERTICES; v++) {
            w->memory[c][v] = v >= 2 && rsp_rng_below(rng, 3) > 0;
        }
        w->cuts[c] = (rsp_ng_cut){.elements = {(out + 1) % 4, (out + 2) % 4, (out + 3) % 4},
                                  .memory = w->memory[c],
                                  .penalty = below(rng, 9)};
    }
}

typedef struct truth { /* by walking every path */
    bool elementary;   /* only such paths are walked */
    bool any;
    int64_t best, threshold;
    uint8_t used[ARCS];
    int64_t by_set[SETS]; /* the most gain of an elementary path over exactly these, else INT64_MIN */
    int paths;
} truth;

/* The gain of a path with its cuts, as their definition counts them. */
static int64_t gain_of(const world *w, const uint32_t *path, uint32_t n) {
    int64_t gain = 0;
    int visits[CUTS] = {0};
    for (uint32_t k = 0; k < n; k++) {
        uint32_t to = w->arcs[path[k]].to, e = w->vertices[to].element;
        gain += w->gains[path[k]];
        for (uint32_t c = 0; c < w->n_cuts; c++) {
            const rsp_ng_cut *cut = &w->cuts[c];
            bool in = e == cut->elements[0] || e == cut->elements[1] || e == cut->elements[2];
            visits[c] = in || cut->memory[to] ? visits[c] + in : 0;
            if (visits[c] == 2) {
                gain -= cut->penalty;
                visits[c] = 0;
            }
        }
    }
    return gain;
}

static bool may_visit(const world *w, bool elementary, const uint32_t *path, uint32_t n, uint32_t to) {
    uint32_t e = w->vertices[to].element;
    for (uint32_t k = n; k-- > 0 && e != RSP_NG_NONE;) {
        uint32_t v = w->arcs[path[k]].to;
        if (!elementary && !w->near[v][e]) {
            return true;
        }
        if (w->vertices[v].element == e) {
            return false;
        }
    }
    return true;
}

static void note(const world *w, truth *t, const uint32_t *path, uint32_t n) {
    int64_t gain = gain_of(w, path, n);
    t->paths++;
    if (!t->any || gain > t->best) {
        t->best = gain;
        t->any = true;
    }
    uint32_t set = 0;
    for (uint32_t k = 0; k < n; k++) {
        t->used[path[k]] |= gain >= t->threshold;
        uint32_t e = w->vertices[w->arcs[path[k]].to].element;
        set |= e != RSP_NG_NONE ? 1u << e : 0;
    }
    if (t->elementary && gain > t->by_set[set]) {
        t->by_set[set] = gain;
    }
}

static void walk(const world *w, truth *t, uint32_t *path, uint32_t n, int32_t time, const int32_t *load) {
    uint32_t at = n > 0 ? w->arcs[path[n - 1]].to : 0;
    if (at == 1) {
        note(w, t, path, n);
        return;
    }
    for (uint32_t a = 0; a < w->g.n_arcs && n < DEEPEST; a++) {
        const rsp_ng_arc *x = &w->arcs[a];
        const rsp_ng_vertex *to = &w->vertices[x->to];
        if (x->from != at || w->gains[a] == RSP_NG_CLOSED || time > x->latest ||
            !may_visit(w, t->elementary, path, n, x->to)) {
            continue;
        }
        int32_t then = (time > x->earliest ? time : x->earliest) + x->time, sum[RSP_NG_DIMS] = {0};
        then = then > to->open ? then : to->open;
        bool fits = then <= to->close;
        for (uint32_t d = 0; d < w->g.n_dims; d++) {
            sum[d] = load[d] + to->load[d];
            fits = fits && sum[d] <= w->g.capacity[d];
        }
        if (fits) {
            path[n] = a;
            walk(w, t, path, n + 1, then, sum);
        }
    }
}

static truth find_truth(const world *w, bool elementary, int64_t threshold) {
    truth t = {.elementary = elementary, .threshold = threshold};
    for (int s = 0; s < SETS; s++) {
        t.by_set[s] = INT64_MIN;
    }
    uint32_t path[DEEPEST];
    walk(w, &t, path, 0, 0, (int32_t[RSP_NG_DIMS]){0});
    return t;
}

static int open_world(const rsp_ctx *ctx, const world *w, rsp_ng **ret, rsp_err *err) {
    RSP_TRY(rsp_ng_new(ctx, &w->g, ret, err));
    for (uint32_t v = 0; v < VERTICES; v++) {
        for (uint32_t e = 0; e < ELEMENTS; e++) {
            if (w->near[v][e]) {
                assert_true(rsp_ng_remember(*ret, v, e));
            }
            assert_int_equal(rsp_ng_remembers(*ret, v, e), w->near[v][e]);
        }
    }
    return 0;
}

static void check_routes(const world *w, const rsp_ng *ng, const rsp_ng_answer *answer, bool elementary) {
    for (uint32_t k = 0; k < answer->n_routes; k++) {
        const rsp_ng_route *r = &answer->routes[k];
        assert_true(rsp_ng_allows(ng, r->arcs, r->n_arcs));
        assert_int_equal(gain_of(w, r->arcs, r->n_arcs), r->gain);
        for (uint32_t i = 0; i < r->n_arcs; i++) {
            assert_int_equal(w->arcs[r->arcs[i]].from, i > 0 ? w->arcs[r->arcs[i - 1]].to : 0);
            assert_true(may_visit(w, elementary, r->arcs, i, w->arcs[r->arcs[i]].to));
        }
        assert_int_equal(w->arcs[r->arcs[r->n_arcs - 1]].to, 1);
    }
}

static void best_routes_as_brute_force(void **state) {
    (void)state;
    rsp_rng rng;
    rsp_rng_seed(&rng, 5);
    rsp_ctx ctx = rsp_ctx_init(NULL, NULL);
    rsp_err err = {0};
    int compared = 0, repeated = 0;
    world w;
    for (int round = 0; round < 400; round++) {
        draw(&rng, &w);
        rsp_ng *ng = NULL;
        assert_int_equal(open_world(&ctx, &w, &ng, &err), 0);
        int64_t threshold = below(&rng, 30) - 5;
        truth all = find_truth(&w, false, threshold), elementary = find_truth(&w, true, threshold);
        uint8_t used[ARCS];
        for (int again = 0; again < 3; again++) { /* the middle moves */
            rsp_ng_query q = {.mode = RSP_NG_EXACT,
                              .gains = w.gains,
                              .cuts = w.cuts,
                              .n_cuts = w.n_cuts,
                              .threshold = threshold,
                              .most_routes = 1 + rsp_rng_below(&rng, 5),
                              .ret_used = used};
            rsp_ng_answer answer;
            assert_int_equal(rsp_ng_price(ng, &q, &answer, &err), 0);
            assert_true(answer.complete);
            check_routes(&w, ng, &answer, false);
            bool reached = all.any && all.best >= threshold;
            assert_int_equal(answer.n_routes > 0, reached);
            for (uint32_t a = 0; a < w.g.n_arcs; a++) {
                assert_true(!all.used[a] || used[a]);
            }
            if (reached) {
                assert_int_equal(answer.best, all.best);
                compared++;
                repeated += all.best > elementary.best || !elementary.any;
            }
            q.mode = RSP_NG_QUICK;
            q.ret_used = NULL;
            assert_int_equal(rsp_ng_price(ng, &q, &answer, &err), 0);
            check_routes(&w, ng, &answer, false);
            assert_false(answer.complete);
        }
        rsp_ng_free(ng);
    }
    assert_true(compared > 300 && repeated > 10);
}

static void lists_every_elementary_route(void **state) {
    (void)state;
    rsp_rng rng;
    rsp_rng_seed(&rng, 6);
    rsp_ctx ctx = rsp_ctx_init(NULL, NULL);
    rsp_err err = {0};
    int listed = 0;
    world w;
    for (int round = 0; round < 300; round++) {
        draw(&rng, &w);
        rsp_ng *ng = NULL;
        assert_int_equal(open_world(&ctx, &w, &ng, &err), 0);
        int64_t threshold = below(&rng, 20) - 10;
        truth t = find_truth(&w, true, threshold);
        rsp_ng_query q = {.mode = RSP_NG_ENUMERATE,
                          .gains = w.gains,
                          .cuts = w.cuts,
                          .n_cuts = w.n_cuts,
                          .threshold = threshold,
                          .most_routes = 10000};
        rsp_ng_answer answer;
        assert_int_equal(rsp_ng_price(ng, &q, &answer, &err), 0);
        assert_true(answer.complete);
        check_routes(&w, ng, &answer, true);
        bool seen[SETS] = {false};
        for (uint32_t k = 0; k < answer.n_routes; k++) {
            uint32_t set = 0;
            for (uint32_t i = 0; i + 1 < answer.routes[k].n_arcs; i++) {
                set |= 1u << w.vertices[w.arcs[answer.routes[k].arcs[i]].to].element;
            }
            seen[set] = true;
            assert_true(answer.routes[k].gain >= threshold && answer.routes[k].gain <= t.by_set[set]);
            listed++;
        }
        for (int s = 0; s < SETS; s++) {
            assert_true(seen[s] || t.by_set[s] < threshold);
        }
        rsp_ng_free(ng);
    }
    assert_true(listed > 500);
}

static void refuses_graphs_and_stops(void **state) {
    (void)state;
    rsp_rng rng;
    rsp_rng_seed(&rng, 9);
    atomic_int cancel = 1;
    rsp_ctx ctx = rsp_ctx_init(NULL, &cancel);
    rsp_err err = {0};
    world w;
    draw(&rng, &w);
    rsp_ng *ng = NULL;
    rsp_ng_answer answer;
    rsp_ng_query q = {.mode = RSP_NG_EXACT, .gains = w.gains, .most_routes = 3};
    assert_int_equal(open_world(&ctx, &w, &ng, &err), 0);
    assert_int_equal(rsp_ng_price(ng, &q, &answer, &err), 0);
    assert_false(answer.complete); /* cancelled */
    atomic_store(&cancel, 0);
    q.most_labels = 1;
    assert_int_equal(rsp_ng_price(ng, &q, &answer, &err), 0);
    assert_false(answer.complete);
    q.n_cuts = RSP_NG_CUTS + 1;
    assert_int_equal(rsp_ng_price(ng, &q, &answer, &err), RSP_ELIMIT);
    rsp_ng_free(ng);
    ng = NULL;
    w.arcs[0].to = 0;
    assert_int_equal(rsp_ng_new(&ctx, &w.g, &ng, &err), RSP_EINPUT);
    assert_null(ng);
}

static int once(const rsp_ctx *ctx, const world *w, rsp_ng_mode mode) {
    __attribute__((cleanup(rsp_ng_free_p))) rsp_ng *ng = NULL;
    rsp_err err = {0};
    rsp_ng_answer answer;
    uint8_t used[ARCS];
    RSP_TRY(open_world(ctx, w, &ng, &err));
    rsp_ng_query q = {.mode = mode, .gains = w->gains, .threshold = -9, .most_routes = 9, .ret_used = used};
    return rsp_ng_price(ng, &q, &answer, &err);
}

static void survives_failed_allocations(void **state) {
    (void)state;
    rsp_rng rng;
    rsp_rng_seed(&rng, 3);
    world w;
    draw(&rng, &w);
    for (int mode = RSP_NG_EXACT; mode <= RSP_NG_ENUMERATE; mode++) {
        RSP_FAULT_LOOP(ctx, rc, faults, rc = once(ctx, &w, (rsp_ng_mode)mode);
                       assert_int_equal(faults.live, 0), assert_int_equal(rc, RSP_ENOMEM));
    }
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(best_routes_as_brute_force),
        cmocka_unit_test(lists_every_elementary_route),
        cmocka_unit_test(refuses_graphs_and_stops),
        cmocka_unit_test(survives_failed_allocations),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
