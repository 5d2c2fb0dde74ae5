/* The customized hierarchy against the plain search: equal in the whole key for every pair, on hundreds of
 * random towns with everything that can lie on roads, and on real extracts where they lie beside the
 * checkout. Paths are driven again by the rules read from the raw restrictions; tables say the same as single
 * paths. */
#include <pthread.h>

#include "roads/spans.h"
#include "town.h"

#define NETS  400
#define STOPS 10

typedef struct tally {
    uint64_t pairs, found, crossings, passes, restrictions, wide, straight;
} tally;

static void same_key(search_key a, search_key b) {
    if (a.cost_ms != b.cost_ms || a.rest != b.rest) {
        fail_msg("plain %llu ms (%llu), hierarchy %llu ms (%llu)", (unsigned long long)a.cost_ms,
                 (unsigned long long)a.rest, (unsigned long long)b.cost_ms, (unsigned long long)b.rest);
    }
}

/* The key of what was found, by driving. */
static search_key driven_key(const rsp_overlay *o, const rsp_metric *m, const rsp_path *p) {
    search_key sum = {0, 0};
    for (uint32_t i = 0; i < p->n_arcs; i++) {
        bool back = (p->arcs[i] & 1U) != 0;
        double begin = i == 0 ? p->from.fraction : back ? 1 : 0;
        double end = i + 1 == p->n_arcs ? p->to.fraction : back ? 0 : 1;
        piece x = {.arc = p->arcs[i], .lo = back ? end : begin, .hi = back ? begin : end};
        assert_true(x.lo <= x.hi && weights_part_open(o, m, x));
        sum = key_add(sum, weights_part(o, m, x));
        sum = key_add(sum, key_of(weights_delay(o, x, i == 0 ? RSP_NONE : p->arcs[i - 1] >> 1), 0, 0));
    }
    return sum;
}

static void allowed_for_all(const rsp_net *net, const rsp_metric *m, const rsp_path *p) {
    for (unsigned k = 0; k < RSP_PROFILE_COUNT; k++) {
        assert_true((m->profiles >> k & 1U) == 0 ||
                    rsp_net_path_allowed(net, p->arcs, p->n_arcs, (rsp_profile)k));
    }
}

static void same_in_table(const rsp_path *p, const rsp_path *q) {
    assert_int_equal(p->time_s, q->time_s);
    if (p->time_s < 0) {
        return;
    }
    assert_true(fabs(p->length_m - q->length_m) < 1e-6 && fabs(p->danger - q->danger) < 1e-6);
    assert_int_equal(p->per_vehicle_s, q->per_vehicle_s);
    assert_true(p->zones == q->zones);
    assert_int_equal(p->n_crossings, q->n_crossings);
    for (uint32_t i = 0; i < p->n_crossings; i++) {
        const rsp_crossing *x = &p->crossings[i];
        const rsp_crossing *y = &q->crossings[i];
        assert_int_equal(x->zone, y->zone);
        assert_true(abs(x->enter_s - y->enter_s) <= 1 && abs(x->leave_s - y->leave_s) <= 1);
        assert_true(fabs(x->enter_m - y->enter_m) < 1e-6 && fabs(x->leave_m - y->leave_m) < 1e-6);
    }
}

typedef struct searches { /* over one overlay */
    rsp_search *plain, *quick;
} searches;

/* All pairs of the stops under one metric. */
static void compare(const rsp_overlay *o, searches s, const rsp_metric *m, const rsp_snap *stops, uint32_t n,
                    tally *t) {
    rsp_err err = {0};
    rsp_arena *a = NULL;
    rsp_goals *goals = NULL;
    rsp_ctx ctx = rsp_ctx_init(NULL, NULL);
    assert_int_equal(rsp_arena_new(&ctx, 0, &a, &err), 0);
    rsp_path *paths = rsp_arena_alloc(a, n, sizeof *paths);
    rsp_path *row = rsp_arena_alloc(a, n, sizeof *row);
    rsp_path *times = rsp_arena_alloc(a, n, sizeof *times);
    assert_int_equal(rsp_goals_new(&ctx, o, m, stops, n, &goals, &err), 0);
    assert_int_equal(rsp_search_prepare(s.quick, m, &err), 0);
    assert_non_null(s.quick->custom);
    for (uint32_t i = 0; i < n; i++) {
        assert_int_equal(rsp_route_many(s.plain, m, &stops[i], stops, n, NULL, times, &err), 0);
        assert_int_equal(rsp_route_many(s.quick, m, &stops[i], stops, n, a, paths, &err), 0);
        assert_int_equal(rsp_route_goals(s.quick, goals, &stops[i], NULL, n, a, row, &err), 0);
        for (uint32_t k = 0; k < n; k++) {
            const target_label *plain = &s.plain->targets.at[k];
            t->pairs++;
            same_in_table(&paths[k], &row[k]);
            assert_int_equal(plain->settled, paths[k].time_s >= 0);
            if (paths[k].time_s < 0) {
                continue;
            }
            same_key(plain->key, driven_key(o, m, &paths[k]));
            allowed_for_all(o->net, m, &paths[k]);
            assert_int_equal(paths[k].time_s, times[k].time_s);
            assert_int_equal(paths[k].zones & ~m->zones_allowed, 0);
            t->found++;
            t->crossings += paths[k].n_crossings;
            t->passes += paths[k].n_passes;
            t->straight += paths[k].n_arcs == 1 ? 1 : 0;
        }
        assert_int_equal(rsp_route_goals(s.quick, goals, &stops[i], NULL, n, NULL, row, &err), 0);
        for (uint32_t k = 0; k < n; k++) {
            assert_int_equal(row[k].time_s, times[k].time_s);
            assert_true(fabs(row[k].length_m - times[k].length_m) < 1e-6);
        }
    }
    t->wide += m->danger_s_per_unit > 0 ? 1 : 0;
    rsp_goals_free(goals);
    rsp_arena_free(a);
}

static void random_stops(rsp_rng *g, const rsp_net *net, rsp_snap *stops, uint32_t n) {
    static const double ends[] = {0, 1, 0.5};
    for (uint32_t i = 0; i < n; i++) {
        stops[i] =
            (rsp_snap){.edge = i > 0 && rsp_rng_below(g, 4) == 0 ? stops[i - 1].edge
                                                                 : rsp_rng_below(g, rsp_net_edges(net)),
                       .fraction = rsp_rng_below(g, 5) == 0 ? ends[rsp_rng_below(g, 3)] : rsp_rng_unit(g)};
    }
}

static searches search_both(const rsp_ctx *ctx, const rsp_overlay *o) {
    rsp_err err = {0};
    searches s;
    assert_int_equal(rsp_search_new(ctx, o, &s.plain, &err), 0);
    assert_int_equal(rsp_search_new(ctx, o, &s.quick, &err), 0);
    return s;
}

static void drop_both(searches s) {
    rsp_search_free(s.plain);
    rsp_search_free(s.quick);
}

static void tell(const tally *t) {
    print_message(
        "%llu pairs, %llu paths, %llu crossings, %llu checkpoints, %llu restrictions, %llu metrics with "
        "danger, %llu along one edge\n",
        (unsigned long long)t->pairs, (unsigned long long)t->found, (unsigned long long)t->crossings,
        (unsigned long long)t->passes, (unsigned long long)t->restrictions, (unsigned long long)t->wide,
        (unsigned long long)t->straight);
}

static void test_towns(void **state) {
    (void)state;
    char dir[] = "/tmp/respite-hierarchy-XXXXXX";
    assert_non_null(mkdtemp(dir));
    rsp_ctx ctx = rsp_ctx_init(NULL, NULL);
    rsp_rng g;
    tally t = {0};
    rsp_rng_seed(&g, 4);
    for (int k = 0; k < NETS; k++) {
        naive_world w = {.net = random_net(&ctx, &g, dir), .history = NAIVE_HISTORY};
        t.restrictions += rsp_net_describe(w.net).restrictions;
        laid l;
        rsp_snap stops[STOPS];
        lay(&ctx, &g, &w, &l);
        searches s = search_both(&ctx, l.o);
        for (int q = 0; q < 4; q++) {
            rsp_metric m = random_metric(&g, &w);
            random_stops(&g, w.net, stops, STOPS);
            compare(l.o, s, &m, stops, STOPS, &t);
        }
        drop_both(s);
        take_up(&l);
        close_town(w.net);
    }
    assert_int_equal(rmdir(dir), 0);
    tell(&t);
    assert_true(t.pairs == NETS * 4ULL * STOPS * STOPS && t.found > 50000 && t.crossings > 5000 &&
                t.passes > 5000 && t.restrictions > 300 && t.wide > 100 && t.straight > 1000);
}

/* --- real extracts --- */

static rsp_net *open_map(const rsp_ctx *ctx, const char *name) {
    char osm[512];
    char out[64];
    rsp_err err = {0};
    rsp_net *net = NULL;
    snprintf(osm, sizeof osm, "%s/mapdata/%s", RSP_SHARED_DIR, name);
    snprintf(out, sizeof out, "/tmp/respite-hierarchy-%d.roads", (int)getpid());
    if (rsp_net_build(ctx, osm, out, NULL, NULL, &err) != 0 || rsp_net_open(ctx, out, &net, &err) != 0) {
        fail_msg("%s", err.msg);
    }
    unlink(out);
    return net;
}

static void check_map(const char *name, int rounds) {
    if (access(RSP_SHARED_DIR "/mapdata/monaco.osm.pbf", R_OK) != 0) {
        print_message("no extracts in %s/mapdata: not looked at\n", RSP_SHARED_DIR);
        skip();
    }
    rsp_ctx ctx = rsp_ctx_init(NULL, NULL);
    rsp_rng g;
    tally t = {0};
    rsp_rng_seed(&g, 11);
    naive_world w = {.net = open_map(&ctx, name), .history = 1};
    t.restrictions = rsp_net_describe(w.net).restrictions;
    for (int r = 0; r < rounds; r++) {
        laid l;
        rsp_snap stops[40];
        lay(&ctx, &g, &w, &l);
        searches s = search_both(&ctx, l.o);
        rsp_metric m = random_metric(&g, &w);
        random_stops(&g, w.net, stops, 40);
        compare(l.o, s, &m, stops, 40, &t);
        drop_both(s);
        take_up(&l);
    }
    close_town(w.net);
    tell(&t);
    assert_true(t.found > t.pairs / 20);
}

static void test_monaco(void **state) {
    (void)state;
    check_map("monaco.osm.pbf", 12);
}

static void test_reisterstown(void **state) {
    (void)state;
    check_map("reisterstown-via-restriction.osm.pbf", 12);
}

static void test_andorra(void **state) {
    (void)state;
    check_map("andorra.osm.gz", 8);
}

static void test_aleppo(void **state) {
    (void)state;
    check_map("aleppo.osm.pbf", 5);
}

/* --- threads --- */

typedef struct asker {
    const rsp_overlay *o;
    const rsp_snap *stops;
    uint32_t n, first;
    int32_t *times; /* n * n of each of three metrics */
    uint64_t arcs;  /* a sum over all paths: of equal ones the same is taken */
    bool failed;
} asker;

static void *ask(void *arg) {
    asker *q = arg;
    rsp_ctx ctx = rsp_ctx_init(NULL, NULL);
    rsp_err err = {0};
    rsp_search *s = NULL;
    rsp_arena *a = NULL;
    q->failed = rsp_search_new(&ctx, q->o, &s, &err) != 0 || rsp_arena_new(&ctx, 0, &a, &err) != 0;
    for (uint32_t k = 0; k < 3 && !q->failed; k++) { /* each begins with another metric */
        uint32_t which = (k + q->first) % 3;
        rsp_metric m = {.profiles = 1U << which, .speed_factor = 1, .zones_allowed = UINT64_MAX};
        q->failed = rsp_search_prepare(s, &m, &err) != 0;
        for (uint32_t i = 0; i < q->n && !q->failed; i++) {
            rsp_path *paths = rsp_arena_alloc(a, q->n, sizeof *paths);
            q->failed =
                paths == NULL || rsp_route_many(s, &m, &q->stops[i], q->stops, q->n, a, paths, &err) != 0;
            for (uint32_t j = 0; j < q->n && !q->failed; j++) {
                q->times[(which * q->n + i) * q->n + j] = paths[j].time_s;
                for (uint32_t x = 0; x < paths[j].n_arcs; x++) {
                    q->arcs += (uint64_t)(paths[j].arcs[x] + 1) * (x + 1);
                }
            }
        }
    }
    rsp_search_free(s);
    rsp_arena_free(a);
    return NULL;
}

static void test_threads(void **state) {
    (void)state;
    enum { THREADS = 4, N = 12 };
    char dir[] = "/tmp/respite-hierarchy-XXXXXX";
    assert_non_null(mkdtemp(dir));
    rsp_ctx ctx = rsp_ctx_init(NULL, NULL);
    rsp_rng g;
    rsp_rng_seed(&g, 9);
    naive_world w = {.net = random_net(&ctx, &g, dir), .history = 1};
    laid l;
    rsp_snap stops[N];
    asker q[THREADS];
    pthread_t thread[THREADS];
    static int32_t times[THREADS][3 * N * N];
    lay(&ctx, &g, &w, &l);
    random_stops(&g, w.net, stops, N);
    for (uint32_t i = 0; i < THREADS; i++) {
        q[i] = (asker){.o = l.o, .stops = stops, .n = N, .first = i, .times = times[i]};
        assert_int_equal(pthread_create(&thread[i], NULL, ask, &q[i]), 0);
    }
    for (uint32_t i = 0; i < THREADS; i++) {
        assert_int_equal(pthread_join(thread[i], NULL), 0);
        assert_false(q[i].failed);
        assert_memory_equal(times[i], times[0], sizeof times[0]);
        assert_true(q[i].arcs == q[0].arcs);
    }
    take_up(&l);
    close_town(w.net);
    assert_int_equal(rmdir(dir), 0);
}

/* --- a map that gets no hierarchy --- */

/* Roads out of one junction: any of them may follow any other, too many to join in pairs. */
static rsp_net *star(rsp_ctx *ctx, const char *dir, int roads) {
    char osm[512];
    char out[512];
    rsp_err err = {0};
    rsp_net *net = NULL;
    RSP_CLEANUP(rsp_buf_done) rsp_buf xml = rsp_buf_init(ctx, 1 << 22);
    snprintf(osm, sizeof osm, "%s/star.osm", dir);
    snprintf(out, sizeof out, "%s/star.roads", dir);
    rsp_buf_str(&xml, "<osm version='0.6'><node id='1' lat='36.2' lon='37.1'/>");
    for (int i = 0; i < roads; i++) {
        rsp_buf_printf(&xml, "<node id='%d' lat='%.7f' lon='%.7f'/>", i + 2, 36.201 + 0.00001 * i, 37.11);
    }
    for (int i = 0; i < roads; i++) {
        rsp_buf_printf(&xml, "<way id='%d'><nd ref='1'/><nd ref='%d'/><tag k='highway' v='primary'/></way>",
                       i + 1, i + 2);
    }
    rsp_buf_str(&xml, "</osm>");
    assert_int_equal(rsp_file_write(ctx, osm, xml.at, xml.n, &err), 0);
    if (rsp_net_build(ctx, osm, out, NULL, NULL, &err) != 0 || rsp_net_open(ctx, out, &net, &err) != 0) {
        fail_msg("%s", err.msg);
    }
    assert_int_equal(unlink(osm), 0);
    assert_int_equal(unlink(out), 0);
    return net;
}

static void test_star(void **state) {
    (void)state;
    char dir[] = "/tmp/respite-hierarchy-XXXXXX";
    assert_non_null(mkdtemp(dir));
    rsp_ctx ctx = rsp_ctx_init(NULL, NULL);
    rsp_err err = {0};
    rsp_net *net = star(&ctx, dir, 600);
    rsp_overlay_spec spec = {0};
    rsp_overlay *o = NULL;
    rsp_goals *goals = NULL;
    rsp_arena *a = NULL;
    rsp_metric m = {.profiles = 1, .speed_factor = 1};
    rsp_snap stops[3] = {
        {.edge = 0, .fraction = 0.5}, {.edge = 300, .fraction = 1}, {.edge = 599, .fraction = 0.2}};
    const uint32_t which[2] = {2, 1};
    rsp_path paths[3];
    rsp_path row[2];
    assert_int_equal(rsp_overlay_new(&ctx, net, &spec, &o, &err), 0);
    assert_int_equal(rsp_arena_new(&ctx, 0, &a, &err), 0);
    searches s = search_both(&ctx, o);
    assert_int_equal(rsp_search_prepare(s.quick, &m, &err), 0);
    assert_null(s.quick->custom);
    assert_int_equal(rsp_goals_new(&ctx, o, &m, stops, 3, &goals, &err), 0);
    assert_int_equal(rsp_route_many(s.plain, &m, &stops[0], stops, 3, a, paths, &err), 0);
    assert_int_equal(rsp_route_goals(s.quick, goals, &stops[0], which, 2, a, row, &err), 0);
    assert_true(paths[1].time_s > 0 && paths[2].time_s > 0);
    assert_int_equal(row[0].time_s, paths[2].time_s);
    assert_int_equal(row[1].time_s, paths[1].time_s);
    rsp_goals_free(goals);
    drop_both(s);
    rsp_overlay_free(o);
    rsp_arena_free(a);
    rsp_net_close(net);
    assert_int_equal(rmdir(dir), 0);
}

/* --- what is refused --- */

static void test_refused(void **state) {
    (void)state;
    char dir[] = "/tmp/respite-hierarchy-XXXXXX";
    assert_non_null(mkdtemp(dir));
    rsp_ctx ctx = rsp_ctx_init(NULL, NULL);
    rsp_err err = {0};
    rsp_rng g;
    rsp_rng_seed(&g, 10);
    naive_world w = {.net = random_net(&ctx, &g, dir), .history = 1};
    rsp_overlay_spec spec = {0};
    rsp_overlay *o = NULL;
    rsp_goals *goals = NULL;
    rsp_metric bad = {.profiles = 0, .speed_factor = 1};
    rsp_metric good = {.profiles = 1, .speed_factor = 1};
    rsp_snap outside = {.edge = rsp_net_edges(w.net)};
    assert_int_equal(rsp_overlay_new(&ctx, w.net, &spec, &o, &err), 0);
    searches s = search_both(&ctx, o);
    assert_int_equal(rsp_search_prepare(s.quick, &bad, &err), RSP_EINPUT);
    assert_int_equal(rsp_goals_new(&ctx, o, &bad, &outside, 0, &goals, &err), RSP_EINPUT);
    assert_int_equal(rsp_goals_new(&ctx, o, &good, &outside, 1, &goals, &err), RSP_EINPUT);
    assert_null(goals);
    assert_int_equal(rsp_goals_new(&ctx, o, &good, &outside, 0, &goals, &err), 0);
    assert_int_equal(rsp_route_goals(s.quick, goals, &outside, NULL, 0, NULL, NULL, &err), RSP_EINPUT);
    rsp_goals_free(goals);
    drop_both(s);
    rsp_overlay_free(o);
    close_town(w.net);
    assert_int_equal(rmdir(dir), 0);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_towns),   cmocka_unit_test(test_monaco),  cmocka_unit_test(test_reisterstown),
        cmocka_unit_test(test_andorra), cmocka_unit_test(test_aleppo),  cmocka_unit_test(test_threads),
        cmocka_unit_test(test_star),    cmocka_unit_test(test_refused),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
