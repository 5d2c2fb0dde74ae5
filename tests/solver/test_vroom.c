/* VROOM JSON: what a file means in the plain problem; mistakes told with their places; and answers in VROOM's
 * format, whose steps are added up again here from the file alone. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <string.h>

#include "base/rng.h"
#include "solver/read.h"

typedef struct fixture {
    rsp_ctx ctx;
    rsp_arena *a;
    rsp_diag d;
    rsp_vrp_file *f;
    const rsp_vrp *p;
} fixture;

static int read_text(fixture *x, const char *text, double great_circle_kmh) {
    rsp_err err = {0};
    rsp_vrp_read_options o = RSP_VRP_READ_USUAL;
    o.great_circle_kmh = great_circle_kmh;
    *x = (fixture){.ctx = rsp_ctx_init(NULL, NULL)};
    assert_int_equal(rsp_arena_new(&x->ctx, 0, &x->a, &err), 0);
    assert_int_equal(rsp_diag_init(&x->ctx, &x->d, &err), 0);
    int rc = rsp_vrp_read(&x->ctx, x->a, &o, "f", text, strlen(text), &x->d, &x->f, &err);
    assert_int_equal(rc == 0, x->f != NULL);
    x->p = x->f != NULL ? &x->f->problem : NULL;
    return rc;
}

static void reads(fixture *x, const char *text, double great_circle_kmh) {
    if (read_text(x, text, great_circle_kmh) != 0) {
        fail_msg("%.60s: %s: %s", text, x->d.n > 0 ? x->d.at[0].at.pointer : "?",
                 x->d.n > 0 ? x->d.at[0].text : "?");
    }
}

static void done(fixture *x) {
    rsp_diag_done(&x->d);
    x->a = rsp_arena_free(x->a);
}

/* --- what is read --- */

#define MATRIX "[[0,10,20],[11,0,12],[21,22,0]]"
#define WHOLE                                                                                                \
    "{\"vehicles\":[{\"id\":7,\"start_index\":0,\"end_index\":0,\"capacity\":[5,6],\"skills\":[3,900],"      \
    "\"time_window\":[100,200],\"breaks\":[{\"id\":1,\"service\":4,\"time_windows\":[[110,120],[130,140]]}]" \
    ","                                                                                                      \
    "\"costs\":{\"fixed\":10,\"per_hour\":7200,\"per_km\":3},\"max_tasks\":9,\"max_travel_time\":50,"        \
    "\"max_distance\":60},"                                                                                  \
    "{\"id\":8,\"profile\":\"bike\",\"end_index\":1,\"capacity\":[5,6],\"speed_factor\":2},"                 \
    "{\"id\":9,\"profile\":\"bike\",\"end_index\":1,\"capacity\":[5,6],\"speed_factor\":2.0}],"              \
    "\"jobs\":[{\"id\":1,\"location_index\":1,\"delivery\":[1,2],\"skills\":[900],\"priority\":10,"          \
    "\"setup\":2,\"service\":3,\"time_windows\":[[1,2],[4,5]]},"                                             \
    "{\"id\":2,\"location_index\":2,\"pickup\":[3,0]},{\"id\":3,\"location_index\":2,\"amount\":[0,1]}],"    \
    "\"shipments\":[{\"amount\":[1,1],\"priority\":5,\"pickup\":{\"id\":1,\"location_index\":0},"            \
    "\"delivery\":{\"id\":1,\"location_index\":2,\"service\":6}}],"                                          \
    "\"matrices\":{\"car\":{\"durations\":" MATRIX ",\"distances\":" MATRIX "},"                             \
    "\"bike\":{\"durations\":" MATRIX ",\"distances\":" MATRIX "}}}"

static void a_whole_file(void **state) {
    (void)state;
    fixture x;
    reads(&x, WHOLE, 0);
    const rsp_vrp *p = x.p;
    assert_int_equal(p->objective, RSP_VRP_MOST_PRIZE);
    assert_int_equal(p->scale, 100); /* a speed factor is there */
    assert_int_equal(p->n_depots, 2);
    assert_int_equal(p->n_nodes, 7);
    assert_int_equal(p->n_dims, 2);
    assert_int_equal(p->n_matrices, 2);
    assert_int_equal(p->matrices[0].duration[1], 1000);
    assert_int_equal(p->matrices[1].duration[1], 500);
    assert_int_equal(p->matrices[1].distance[1], 10);
    assert_int_equal(p->n_vehicles, 2); /* 8 and 9 are the same */
    const rsp_vrp_vehicle *v = p->vehicles;
    assert_int_equal(v[1].count, 2);
    assert_int_equal(v[1].start, RSP_VRP_NONE);
    assert_int_equal(p->nodes[v[1].end].location, 1);
    assert_int_equal(v[0].open, 10000);
    assert_int_equal(v[0].close, 20000);
    assert_int_equal(v[0].capacity[1], 6);
    assert_int_equal(v[0].most_tasks, 9);
    assert_int_equal(v[0].longest_duration, 5000);
    assert_int_equal(v[0].longest_distance, 60);
    assert_int_equal(v[0].n_breaks, 1);
    assert_int_equal(v[0].breaks[0].service, 400);
    assert_int_equal(v[0].breaks[0].windows[1].open, 13000);
    /* two of cost a second, three a kilometre, ten a vehicle */
    int64_t unit = x.f->vroom->cost_unit;
    assert_int_equal(v[0].fixed_cost, 10 * unit);
    assert_int_equal(v[0].cost_per_duration * 100, 2 * unit);
    assert_int_equal(v[0].cost_per_distance * 1000, 3 * unit);
    const rsp_vrp_node *n = p->nodes + p->n_depots;
    assert_int_equal(n[0].n_windows, 2);
    assert_int_equal(n[0].windows[1].close, 500);
    assert_int_equal(n[0].setup, 200);
    assert_int_equal(n[0].service, 300);
    assert_int_equal(n[0].load[1], 2);
    assert_int_equal(n[0].skills & v[0].skills, n[0].skills);
    assert_int_equal(n[0].skills & v[1].skills, 0);
    assert_int_not_equal(n[0].skills, 0);
    assert_int_equal(n[1].kind, RSP_VRP_PICKUP);
    assert_int_equal(n[2].kind, RSP_VRP_DELIVERY);
    assert_int_equal(n[2].load[1], 1);
    assert_int_equal(n[3].kind, RSP_VRP_SHIP_FROM);
    assert_ptr_equal(&p->nodes[n[3].other], &n[4]);
    /* five tasks: a priority of one outweighs all of their number; a shipment has its priority twice */
    assert_int_equal(n[0].prize, 10 * 6 + 1);
    assert_int_equal(n[1].prize, 1);
    assert_int_equal(n[3].prize, 2 * 5 * 6 + 2);
    assert_int_equal(n[4].prize, 0);
    done(&x);
}

static void costs_of_a_profile(void **state) {
    (void)state;
    fixture x;
    reads(&x,
          "{\"vehicles\":[{\"id\":1,\"start_index\":0,\"costs\":{\"fixed\":7}}],\"jobs\":[{\"id\":1,"
          "\"location_index\":1}],\"matrices\":{\"car\":{\"durations\":[[0,5],[5,0]],\"costs\":[[0,9],[8,0]]}"
          "}}",
          0);
    assert_int_equal(x.p->vehicles[0].cost_per_duration, 0);
    assert_int_equal(x.p->vehicles[0].cost_per_distance, 1);
    assert_int_equal(x.p->vehicles[0].fixed_cost, 7);
    assert_int_equal(x.p->matrices[0].distance[1], 9);
    assert_int_equal(x.p->matrices[0].duration[1], 5);
    assert_int_equal(x.p->scale, 1);
    done(&x);
}

#define PLACES                                                                                               \
    "{\"vehicles\":[{\"id\":1,\"start\":[37.0,36.0],\"end\":[37.0,36.0]}],\"jobs\":[{\"id\":1,"              \
    "\"location\":[37.0,37.0]},{\"id\":2,\"location\":[37.0,37.0]},{\"id\":3,\"location\":[37.0,36.0]}]}"

static void great_circles_only_where_asked_for(void **state) {
    (void)state;
    fixture x;
    assert_int_equal(read_text(&x, PLACES, 0), RSP_EINPUT);
    assert_int_equal(x.d.n, 1);
    assert_non_null(strstr(x.d.at[0].text, "road engine"));
    done(&x);
    reads(&x, PLACES, 36);
    assert_int_equal(x.p->n_locations, 2);                         /* equal places are one */
    assert_in_range(x.p->matrices[0].distance[1], 111190, 111200); /* one degree of latitude */
    assert_in_range(x.p->matrices[0].duration[1], 11119, 11120);
    done(&x);
}

/* --- mistakes --- */

static void refused(const char *text, const char *pointer, const char *words) {
    fixture x;
    int rc = read_text(&x, text, 0);
    bool found = false;
    for (size_t i = 0; i < x.d.n; i++) {
        const rsp_diag_item *e = &x.d.at[i];
        const char *at = e->at.pointer != NULL ? e->at.pointer : "";
        found = found || (strcmp(at, pointer) == 0 && e->at.line > 0 && strstr(e->text, words) != NULL);
    }
    if (rc != RSP_EINPUT || !found) {
        rsp_diag_print(&x.d, stderr);
        fail_msg("%.200s: code %d; %s: %s is not told", text, rc, pointer, words);
    }
    done(&x);
}

/* A file with one job and one vehicle, of which some members are given. */
static void refused_part(const char *job, const char *vehicle, const char *pointer, const char *words) {
    char text[1000];
    snprintf(
        text, sizeof text,
        "{\"vehicles\":[{\"id\":1,%s}],\"jobs\":[{\"id\":1,\"location_index\":1%s}],\"matrices\":{\"car\":"
        "{\"durations\":[[0,1],[1,0]]}}}",
        vehicle != NULL ? vehicle : "\"start_index\":0,\"capacity\":[1]", job != NULL ? job : "");
    refused(text, pointer, words);
}

static void mistakes(void **state) {
    (void)state;
    refused("{", "", "");
    refused("[]", "", "a list where an object is expected");
    refused("{\"jobs\":[]}", "", "there are no vehicles");
    refused("{\"vehicles\":[{\"id\":1}]}", "", "there are no tasks");
    refused_part(",\"time_window\":[[1,2]]", NULL, "/jobs/0/time_window", "did you mean \"time_windows\"?");
    refused_part(",\"time_windows\":[[5,4]]", NULL, "/jobs/0/time_windows/0", "it should close later");
    refused_part(",\"time_windows\":[[5,9],[9,10]]", NULL, "/jobs/0/time_windows/1", "should rise");
    refused_part(",\"time_windows\":[[5]]", NULL, "/jobs/0/time_windows/0", "1 times for a window");
    refused_part(",\"time_windows\":[]", NULL, "/jobs/0/time_windows", "no window");
    refused_part(",\"priority\":101", NULL, "/jobs/0/priority", "from 0 to 100");
    refused_part(",\"service\":1.5", NULL, "/jobs/0/service", "a whole number is expected");
    refused_part(",\"delivery\":[1,2]", NULL, "/jobs/0/delivery", "2 amounts; 1 are expected");
    refused_part(",\"delivery\":[1],\"pickup\":[1]", NULL, "/jobs/0", "a delivery and a pickup");
    refused_part(",\"service_per_type\":{}", NULL, "/jobs/0/service_per_type", "not read by this version");
    refused_part(NULL, "\"capacity\":[1]", "/vehicles/0", "there is no start and no end");
    refused_part(NULL, "\"start_index\":2", "/vehicles/0/start_index", "from 0 to 1");
    refused_part(NULL, "\"start_index\":0,\"steps\":[]", "/vehicles/0/steps", "leave them out");
    refused_part(NULL, "\"start_index\":0,\"profile\":\"bike\"", "/vehicles/0",
                 "no durations for the profile \"bike\"");
    refused_part(NULL, "\"start_index\":0,\"speed_factor\":9", "/vehicles/0/speed_factor", "0.01 to 5");
    refused_part(NULL, "\"start_index\":0,\"max_distance\":9", "/vehicles/0", "without distances");
    refused_part(NULL, "\"start_index\":0,\"costs\":{\"per_km\":1}", "/vehicles/0/costs",
                 "without distances");
    refused_part(NULL, "\"start_index\":0,\"costs\":{\"per_task_hour\":1}", "/vehicles/0/costs",
                 "costs of driving only");
    refused_part(NULL, "\"start_index\":0,\"breaks\":[{\"id\":1,\"max_load\":[1]}]",
                 "/vehicles/0/breaks/0/max_load", "not read by this version");
    refused_part(NULL, "\"start_index\":0},{\"id\":1,\"start_index\":0", "/vehicles/1", "the id 1 is taken");
    refused_part("},{\"id\":1,\"location_index\":0", NULL, "/jobs/1", "the id 1 is taken");
    refused_part("},{\"id\":2", NULL, "/jobs/1", "there is no location_index");
    refused("{\"vehicles\":[{\"id\":1,\"start_index\":0}],\"jobs\":[{\"id\":1,\"location_index\":1}],"
            "\"matrix\":[[0,1],[2]]}",
            "/matrix/1", "1 numbers in this row; 2 are expected");
    refused("{\"vehicles\":[{\"id\":1,\"start_index\":0}],\"jobs\":[{\"id\":1,\"location_index\":1}],"
            "\"matrix\":[[0,1],[2,-3]]}",
            "/matrix/1/1", "not negative");
    refused("{\"vehicles\":[{\"id\":1,\"start_index\":0}],\"shipments\":[{\"pickup\":{\"id\":1}}],"
            "\"matrix\":[[0,1],[2,3]]}",
            "/shipments/0", "there is no delivery");
}

/* --- answers --- */

static int64_t whole(const rsp_json *o, const char *key) {
    const rsp_json *v = rsp_json_get(o, key);
    assert_non_null(v);
    assert_int_equal(v->kind, RSP_JSON_INT);
    return v->integer;
}

static bool is(const rsp_json *step, const char *type) {
    return strcmp(rsp_json_get(step, "type")->string, type) == 0;
}

/* Whether t lies in one of the windows of an object (none: always). */
static bool open_at(const rsp_json *object, int64_t t) {
    const rsp_json *windows = rsp_json_get(object, "time_windows");
    for (const rsp_json *w = windows != NULL ? windows->first : NULL; w != NULL; w = w->next) {
        if (t >= w->first->integer && t <= w->first->next->integer) {
            return true;
        }
    }
    return windows == NULL;
}

static const rsp_json *by_id(const rsp_json *list, const char *half, int64_t id) {
    for (const rsp_json *m = list->first; m != NULL; m = m->next) {
        const rsp_json *at = half != NULL ? rsp_json_get(m, half) : m;
        if (whole(at, "id") == id) {
            return at;
        }
    }
    fail_msg("no id %lld", (long long)id);
    return NULL;
}

/* Adds a route up again: each step begins where the one before it left off, driving takes what the matrix
 * says, windows are kept, every break is taken, sums are those of the steps. */
static void add_up(const rsp_json *in, const rsp_json *route) {
    const rsp_json *vehicle = by_id(rsp_json_get(in, "vehicles"), NULL, whole(route, "vehicle"));
    const rsp_json *m = rsp_json_get(rsp_json_get(rsp_json_get(in, "matrices"), "car"), "durations");
    int64_t now = -1, driven = 0, paid = 0, setup = 0, service = 0, waiting = 0, breaks = 0, place = -1;
    for (const rsp_json *s = rsp_json_get(route, "steps")->first; s != NULL; s = s->next) {
        int64_t id = is(s, "start") || is(s, "end") ? -1 : whole(s, "id");
        const rsp_json *at = is(s, "job")        ? by_id(rsp_json_get(in, "jobs"), NULL, id)
                             : is(s, "pickup")   ? by_id(rsp_json_get(in, "shipments"), "pickup", id)
                             : is(s, "delivery") ? by_id(rsp_json_get(in, "shipments"), "delivery", id)
                             : is(s, "break")    ? by_id(rsp_json_get(vehicle, "breaks"), NULL, id)
                                                 : NULL;
        if (!is(s, "break")) {
            int64_t to = whole(s, "location_index");
            const rsp_json *cell = m->first;
            for (int64_t i = 0; place >= 0 && i < place; i++) {
                cell = cell->next;
            }
            cell = cell->first;
            for (int64_t i = 0; i < to; i++) {
                cell = cell->next;
            }
            paid += place >= 0 ? cell->integer : 0;
            assert_int_equal(whole(s, "duration"), paid);
            if (at != NULL) {
                assert_int_equal(whole(s, "setup"), place == to ? 0 : whole(at, "setup"));
            }
            place = to;
        }
        if (now >= 0) {
            assert_int_equal(whole(s, "arrival"), now + whole(s, "duration") - driven);
        }
        driven = whole(s, "duration");
        if (at != NULL) {
            assert_int_equal(whole(s, "service"), whole(at, "service"));
            assert_true(open_at(at, whole(s, "arrival") + whole(s, "waiting_time")));
        }
        assert_true(whole(s, "waiting_time") >= 0);
        now = whole(s, "arrival") + whole(s, "waiting_time") + whole(s, "setup") + whole(s, "service");
        setup += whole(s, "setup");
        service += whole(s, "service");
        waiting += whole(s, "waiting_time");
        breaks += is(s, "break");
    }
    const rsp_json *due = rsp_json_get(vehicle, "breaks");
    assert_int_equal(breaks, due != NULL ? due->n : 0);
    assert_true(now <= rsp_json_get(vehicle, "time_window")->first->next->integer);
    assert_int_equal(whole(route, "duration"), driven);
    assert_int_equal(whole(route, "cost"), driven);
    assert_int_equal(whole(route, "setup"), setup);
    assert_int_equal(whole(route, "service"), service);
    assert_int_equal(whole(route, "waiting_time"), waiting);
}

static void check_answer(fixture *x, const rsp_vrp_solution *s) {
    rsp_buf b = rsp_buf_init(&x->ctx, 1 << 20);
    rsp_err err = {0};
    const rsp_json *out = NULL;
    if (rsp_vroom_write(&x->ctx, x->f, s, (const double[]){1, 2}, &b, &err) != 0) {
        fail_msg("%s", err.msg);
    }
    assert_int_equal(rsp_json_parse(x->a, "out", b.at, b.n, &x->d, &out), 0);
    assert_int_equal(whole(out, "code"), 0);
    int64_t cost = 0, tasks = 0, priority = 0;
    const rsp_json *routes = rsp_json_get(out, "routes");
    assert_int_equal(routes->n, s->n_routes);
    for (const rsp_json *r = routes->first; r != NULL; r = r->next) {
        add_up(x->f->vroom->root, r);
        cost += whole(r, "cost");
        priority += whole(r, "priority");
        for (const rsp_json *t = rsp_json_get(r, "steps")->first; t != NULL; t = t->next) {
            tasks += is(t, "job") || is(t, "pickup") || is(t, "delivery");
        }
    }
    const rsp_json *summary = rsp_json_get(out, "summary");
    int64_t left = whole(summary, "unassigned");
    assert_int_equal(whole(summary, "cost"), cost);
    assert_int_equal(whole(summary, "priority"), priority);
    assert_int_equal(left, rsp_json_get(out, "unassigned")->n);
    assert_int_equal(left + tasks, x->p->n_nodes - x->p->n_depots);
    rsp_buf_done(&b);
}

/* Two vehicles with up to two breaks, four jobs, one shipment, five places. */
static void write_random(rsp_rng *r, char *to, size_t size) {
    size_t at = 0;
#define PUT(...) at += (size_t)snprintf(to + at, size - at, __VA_ARGS__)
    PUT("{\"vehicles\":[");
    for (int v = 0; v < 2; v++) {
        PUT("%s{\"id\":%d,%s%s\"time_window\":[%u,400]", v > 0 ? "," : "", v,
            v == 0 || rsp_rng_below(r, 2) == 0 ? "\"start_index\":0," : "",
            v == 0 && rsp_rng_below(r, 2) == 0 ? "" : "\"end_index\":1,", rsp_rng_below(r, 40));
        PUT(",\"breaks\":[");
        for (uint32_t i = 0, n = rsp_rng_below(r, 3); i < n; i++) {
            uint32_t open = rsp_rng_below(r, 150);
            PUT("%s{\"id\":%u,\"service\":%u,\"time_windows\":[[%u,%u],[%u,%u]]}", i > 0 ? "," : "", i,
                rsp_rng_below(r, 20), open, open + 20, open + 60, open + 90);
        }
        PUT("]}");
    }
    PUT("],\"jobs\":[");
    for (int i = 0; i < 4; i++) {
        uint32_t open = rsp_rng_below(r, 150);
        PUT("%s{\"id\":%d,\"location_index\":%u,\"setup\":%u,\"service\":5,\"priority\":%u,\"time_windows\":"
            "[[%u,%u],[%u,%u]]}",
            i > 0 ? "," : "", i, rsp_rng_below(r, 5), rsp_rng_below(r, 9), rsp_rng_below(r, 100), open,
            open + 40, open + 60, open + 160);
    }
    PUT("],\"shipments\":[{\"pickup\":{\"id\":1,\"location_index\":2,\"setup\":1,\"service\":1},\"delivery\":"
        "{\"id\":1,\"location_index\":3,\"setup\":2,\"service\":0}}],\"matrices\":{\"car\":{\"durations\":[");
    for (int i = 0; i < 5; i++) {
        PUT("%s[", i > 0 ? "," : "");
        for (int j = 0; j < 5; j++) {
            PUT("%s%u", j > 0 ? "," : "", i == j ? 0 : 1 + rsp_rng_below(r, 40));
        }
        PUT("]");
    }
    PUT("]}}}");
#undef PUT
    assert_true(at < size);
}

static void answers_add_up(void **state) {
    (void)state;
    rsp_rng r;
    rsp_rng_seed(&r, 11);
    uint32_t sound = 0;
    for (int round = 0; round < 300; round++) {
        fixture x;
        char text[4000];
        write_random(&r, text, sizeof text);
        reads(&x, text, 0);
        for (int i = 0; i < 10; i++) {
            uint32_t order[6], n = x.p->n_nodes - x.p->n_depots, cut;
            for (uint32_t k = 0; k < n; k++) {
                uint32_t j = rsp_rng_below(&r, k + 1);
                order[k] = order[j];
                order[j] = x.p->n_depots + k;
            }
            cut = rsp_rng_below(&r, n - 1);
            rsp_vrp_route routes[2] = {{x.p->n_vehicles - 1, order, cut}, {0, order + cut, 0}};
            routes[1].n_stops = rsp_rng_below(&r, n - cut + 1);
            bool two = routes[0].n_stops > 0 && routes[1].n_stops > 0 &&
                       (x.p->n_vehicles > 1 || x.p->vehicles[0].count > 1);
            rsp_vrp_solution s = {routes + (routes[0].n_stops == 0), two ? 2 : 1};
            rsp_vrp_score score;
            rsp_err err = {0};
            if (rsp_vrp_validate(&x.ctx, x.p, &s, &score, &err) == 0) {
                check_answer(&x, &s);
                sound++;
            }
        }
        rsp_vrp_solution none = {NULL, 0};
        check_answer(&x, &none);
        done(&x);
    }
    assert_true(sound > 200);
}

static int read_and_write(const rsp_ctx *ctx) {
    rsp_arena *a = NULL;
    rsp_diag d = {0};
    rsp_err err = {0};
    rsp_vrp_file *f = NULL;
    rsp_buf b = rsp_buf_init(ctx, 1 << 20);
    rsp_vrp_read_options o = RSP_VRP_READ_USUAL;
    uint32_t stops[] = {3};
    rsp_vrp_route route = {1, stops, 1};
    rsp_vrp_solution s = {&route, 1};
    int rc = rsp_arena_new(ctx, 0, &a, &err);
    rc = rc != 0 ? rc : rsp_diag_init(ctx, &d, &err);
    rc = rc != 0 ? rc : rsp_vrp_read(ctx, a, &o, "f", WHOLE, strlen(WHOLE), &d, &f, &err);
    rc = rc != 0 ? rc : rsp_vroom_write(ctx, f, &s, (const double[]){0, 0}, &b, &err);
    rsp_buf_done(&b);
    rsp_diag_done(&d);
    rsp_arena_free(a);
    return rc;
}

static void survives_failed_allocations(void **state) {
    (void)state;
    RSP_FAULT_LOOP(ctx, rc, faults, rc = read_and_write(ctx);
                   assert_int_equal(faults.live, 0), assert_int_equal(rc, RSP_ENOMEM))
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_whole_file),
        cmocka_unit_test(costs_of_a_profile),
        cmocka_unit_test(great_circles_only_where_asked_for),
        cmocka_unit_test(mistakes),
        cmocka_unit_test(answers_add_up),
        cmocka_unit_test(survives_failed_allocations),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
