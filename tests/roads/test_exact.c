/* The search against the naive one, on random small networks with oneways, access, limits, barriers, turn
 * restrictions over nodes and over ways, zones, closures (of one direction too), danger and checkpoints.
 * Every path that comes back is driven again by hand. */
#include "town.h"

#define NETS  400
#define STOPS 8

/* Drives the path by hand: permitted, open, and of the time, length and crossings it says. */
static void drive_again(const naive_world *w, const rsp_metric *m, const rsp_path *p, rsp_arena *a) {
    double ms = 0;
    double metres = 0;
    assert_true(naive_allowed(w, m, p->arcs, p->n_arcs));
    for (uint32_t i = 0; i < p->n_arcs; i++) {
        bool back = (p->arcs[i] & 1U) != 0;
        double begin = i == 0 ? p->from.fraction : back ? 1 : 0;
        double end = i + 1 == p->n_arcs ? p->to.fraction : back ? 0 : 1;
        double lo = fmin(begin, end);
        double hi = fmax(begin, end);
        rsp_edge e;
        rsp_net_edge(w->net, p->arcs[i] >> 1, &e);
        assert_true(back ? begin >= end : begin <= end);
        assert_true(naive_open(w, m, p->arcs[i], lo, hi));
        ms += naive_ms(w, m, p->arcs[i], lo, hi) +
              naive_delay_ms(w, p->arcs[i] >> 1, lo, hi, i == 0 ? UINT32_MAX : p->arcs[i - 1] >> 1);
        metres += (hi - lo) * e.length_m;
    }
    assert_int_equal(p->time_s, (int)ceil(ms / 1000));
    assert_true(fabs(metres - p->length_m) < 1e-6);
    const rsp_point *at = NULL;
    const double *along = NULL;
    uint32_t n = 0;
    assert_int_equal(rsp_path_shape(w->net, p, a, &at, &along, &n), 0);
    assert_true(n >= 1 && fabs(along[n - 1] - p->length_m) < 0.05);
    uint64_t inside = 0;
    for (uint32_t z = 0; z < w->n_zones; z++) {
        for (uint32_t i = 0; i + 1 < n; i++) {
            for (int k = 0; k <= 10; k++) {
                rsp_point q = rsp_point_between(at[i], at[i + 1], k / 10.0);
                rsp_box b = w->zones[z].box;
                double here = along[i] + (along[i + 1] - along[i]) * k / 10.0;
                bool in = q.lon_e7 > b.min.lon_e7 && q.lon_e7 < b.max.lon_e7 && q.lat_e7 > b.min.lat_e7 &&
                          q.lat_e7 < b.max.lat_e7; /* q is rounded: its border may not be the zone's */
                bool covered = false;
                for (uint32_t c = 0; c < p->n_crossings; c++) {
                    covered =
                        covered || (p->crossings[c].zone == z && here >= p->crossings[c].enter_m - 0.1 &&
                                    here <= p->crossings[c].leave_m + 0.1);
                }
                if (in && !covered) {
                    fail_msg("zone %u is crossed at %.2f m and no crossing says so", z, here);
                }
                inside |= in ? 1ULL << z : 0;
            }
        }
    }
    assert_int_equal(inside & ~p->zones, 0);
    for (uint32_t c = 0; c < p->n_crossings; c++) {
        const rsp_crossing *x = &p->crossings[c];
        bool t = false;
        assert_true(x->enter_s >= 0 && x->enter_s <= x->leave_s && x->leave_s <= p->time_s);
        assert_true(x->leave_m <= p->length_m + 1e-6 && x->enter_m <= x->leave_m + 1e-9);
        for (uint32_t i = 0; i < p->n_arcs && !t; i++) {
            t = naive_touches(
                w->net, p->arcs[i] >> 1, 0, 1,
                (rsp_box){{w->zones[x->zone].box.min.lon_e7 - 3, w->zones[x->zone].box.min.lat_e7 - 3},
                          {w->zones[x->zone].box.max.lon_e7 + 3, w->zones[x->zone].box.max.lat_e7 + 3}});
        }
        assert_true(t);
    }
}

typedef struct tally {
    uint64_t found, none, crossings, passes, restrictions;
    uint64_t shut_in; /* began or were to end in a closed zone or on closed ground */
    uint64_t one_way; /* paths on ground that a one-way closure closes to who comes the other way */
} tally;

/* Whether a vehicle standing at the snap may drive in neither direction. */
static bool shut_in(const naive_world *w, const rsp_metric *m, const rsp_snap *s) {
    return !naive_open(w, m, s->edge << 1, s->fraction, s->fraction) &&
           !naive_open(w, m, s->edge << 1 | 1U, s->fraction, s->fraction);
}

/* Whether some area begins or ends within 2 cm: what is inside is rounded outwards by so much, and may differ
 * from what is computed here. */
static bool near_border(const naive_world *w, const rsp_snap *s) {
    rsp_edge e;
    rsp_net_edge(w->net, s->edge, &e);
    double step = 0.02 / e.length_m;
    for (uint32_t i = 0; i < w->n_zones + w->n_closures; i++) {
        rsp_box b = i < w->n_zones ? w->zones[i].box : w->closures[i - w->n_zones].box;
        if (!naive_touches(w->net, s->edge, s->fraction, s->fraction, b) &&
            naive_touches(w->net, s->edge, s->fraction - step, s->fraction + step, b)) {
            return true;
        }
    }
    return false;
}

static bool uses_one_way(const naive_world *w, const rsp_path *p) {
    for (uint32_t i = 1; i + 1 < p->n_arcs; i++) {
        for (uint32_t c = 0; c < w->n_closures; c++) {
            if (naive_closed(w, c, p->arcs[i] ^ 1U, 0, 1)) {
                return true;
            }
        }
    }
    return false;
}

static void compare(rsp_ctx *ctx, rsp_rng *g, const naive_world *w, rsp_search *s, tally *t) {
    rsp_metric m = random_metric(g, w);
    rsp_snap stops[STOPS];
    rsp_path paths[STOPS];
    double ms[STOPS];
    rsp_err err = {0};
    rsp_arena *a = NULL;
    assert_int_equal(rsp_arena_new(ctx, 0, &a, &err), 0);
    for (int i = 0; i < STOPS; i++) {
        static const double ends[] = {0, 1, 0.5};
        do {
            stops[i] = (rsp_snap){
                .edge = i > 0 && rsp_rng_below(g, 3) == 0 ? stops[0].edge
                                                          : rsp_rng_below(g, rsp_net_edges(w->net)),
                .fraction = rsp_rng_below(g, 5) == 0 ? ends[rsp_rng_below(g, 3)] : rsp_rng_unit(g)};
        } while (near_border(w, &stops[i]));
    }
    if (rsp_route_many(s, &m, &stops[0], stops, STOPS, a, paths, &err) != 0) {
        fail_msg("%s", err.msg);
    }
    naive_route(w, &m, &stops[0], stops, STOPS, ms);
    for (int i = 0; i < STOPS; i++) {
        bool inside = shut_in(w, &m, &stops[0]) || shut_in(w, &m, &stops[i]);
        t->shut_in += inside ? 1 : 0;
        assert_true(!inside || paths[i].time_s < 0);
        if (ms[i] < 0 || paths[i].time_s < 0) {
            if (ms[i] >= 0 || paths[i].time_s >= 0) {
                fail_msg("found in %d s, naive in %.3f s", paths[i].time_s, ms[i] / 1000);
            }
            t->none++;
            continue;
        }
        if (m.danger_s_per_unit > 0) {
            double mine = paths[i].time_s + m.danger_s_per_unit * paths[i].danger;
            /* whole seconds; a stretch of danger is rounded outwards by a centimetre or so at each end */
            double slack = 0.001 + (0.001 + 0.06 * m.danger_s_per_unit) * paths[i].n_arcs;
            if (mine < ms[i] / 1000 - slack || mine > ms[i] / 1000 + 1 + slack) {
                fail_msg("cost %.3f s, naive %.3f s", mine, ms[i] / 1000);
            }
        } else {
            assert_int_equal(paths[i].time_s, (int)ceil(ms[i] / 1000));
        }
        drive_again(w, &m, &paths[i], a);
        t->found++;
        t->one_way += uses_one_way(w, &paths[i]) ? 1 : 0;
        t->crossings += paths[i].n_crossings;
        t->passes += paths[i].n_passes;
    }
    rsp_arena_free(a);
}

static void test_random(void **state) {
    (void)state;
    char dir[] = "/tmp/respite-exact-XXXXXX";
    assert_non_null(mkdtemp(dir));
    rsp_ctx ctx = rsp_ctx_init(NULL, NULL);
    rsp_rng g;
    tally t = {0};
    rsp_rng_seed(&g, 20121026);
    for (int k = 0; k < NETS; k++) {
        naive_world w = {.net = random_net(&ctx, &g, dir), .history = NAIVE_HISTORY};
        t.restrictions += rsp_net_describe(w.net).restrictions;
        for (int r = 0; r < 2; r++) {
            laid l;
            rsp_search *s = NULL;
            rsp_err err = {0};
            lay(&ctx, &g, &w, &l);
            assert_int_equal(rsp_search_new(&ctx, l.o, &s, &err), 0);
            for (int q = 0; q < 4; q++) {
                compare(&ctx, &g, &w, s, &t);
            }
            rsp_search_free(s);
            take_up(&l);
        }
        close_town(w.net);
    }
    assert_int_equal(rmdir(dir), 0);
    print_message(
        "%llu paths, %llu without one, %llu crossings, %llu checkpoints, %llu restrictions, %llu shut "
        "in, %llu past one-way closures\n",
        (unsigned long long)t.found, (unsigned long long)t.none, (unsigned long long)t.crossings,
        (unsigned long long)t.passes, (unsigned long long)t.restrictions, (unsigned long long)t.shut_in,
        (unsigned long long)t.one_way);
    assert_true(t.found > 1000 && t.none > 500 && t.crossings > 500 && t.passes > 100 &&
                t.restrictions > 300 && t.shut_in > 500 && t.one_way > 100);
}

int main(void) {
    const struct CMUnitTest tests[] = {cmocka_unit_test(test_random)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
