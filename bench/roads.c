/* What roads cost: importing, ordering, opening, customizing, asking. Called by tools/bench roads.
 *   roads MAP.osm.pbf [--stops N] [--rounds N]
 * Prints one line for each question: what, milliseconds (microseconds for one path), the target of the road
 * network's issue where it has one. Each is the median of the rounds, in processor time of one thread. */
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "base/rng.h"
#include "roads/custom.h"
#include "roads/order.h"
#include "roads/route.h"

#define ROUNDS_MAX 99
#define ZONES      6
#define CLOSURES   10

typedef struct bench {
    rsp_ctx ctx;
    const char *map;
    char file[64];
    rsp_net *net;
    rsp_overlay *plain, *full; /* nothing on the roads; zones, danger and checkpoints */
    rsp_area *areas[ZONES + CLOSURES];
    rsp_overlay_zone zones[ZONES];
    rsp_overlay_closure closures[CLOSURES];
    rsp_overlay_checkpoint checkpoints[ZONES];
    rsp_snap *stops;
    rsp_path *paths;
    uint32_t n_stops, rounds;
    uint32_t weight_kg; /* another for every customization, so that none is found ready */
    rsp_rng rng;
    rsp_err err;
} bench;

/* Of the processor: what others do on the machine counts less. */
static double now_ms(void) {
    struct timespec t;
    (void)clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &t);
    return (double)t.tv_sec * 1e3 + (double)t.tv_nsec / 1e6;
}

static int by_size(const void *a, const void *b) {
    const double *x = a;
    const double *y = b;
    return (*x > *y) - (*x < *y);
}

/* Runs a question `rounds` times; it returns its own milliseconds, or less than 0. */
static int measure(bench *b, const char *what, double (*ask)(bench *), double per, const char *unit,
                   const char *target) {
    double ms[ROUNDS_MAX];
    for (uint32_t i = 0; i < b->rounds; i++) {
        ms[i] = ask(b);
        if (ms[i] < 0) {
            fprintf(stderr, "%s: %s\n", what, b->err.msg);
            return -1;
        }
    }
    qsort(ms, b->rounds, sizeof *ms, by_size);
    printf("%-66s %10.2f %-2s  %s\n", what, ms[b->rounds / 2] * per, unit, target);
    fflush(stdout);
    return 0;
}

static rsp_metric truck(bench *b, bool wary) {
    return (rsp_metric){.profiles = 1U << RSP_PROFILE_TRUCK,
                        .weight_kg = 1000 + b->weight_kg,
                        .speed_factor = 1,
                        .zones_allowed = UINT64_MAX,
                        .danger_s_per_unit = wary ? 1 : 0};
}

static double ask_import(bench *b) {
    double start = now_ms();
    return rsp_net_build(&b->ctx, b->map, b->file, NULL, NULL, &b->err) == 0 ? now_ms() - start : -1;
}

static double ask_order(bench *b) {
    const net_header *h = b->net->h;
    uint32_t *order = rsp_calloc(&b->ctx, h->edges, sizeof *order);
    double start = now_ms();
    int rc = order == NULL ? RSP_ENOMEM : order_edges(&b->ctx, b->net->edges, h->edges, h->nodes, order);
    double ms = now_ms() - start;
    rsp_free(&b->ctx, order);
    return rc == 0 ? ms : -1;
}

static double ask_open(bench *b) {
    rsp_net *net = NULL;
    double start = now_ms();
    int rc = rsp_net_open(&b->ctx, b->file, &net, &b->err);
    double ms = now_ms() - start;
    rsp_net_close(net);
    return rc == 0 ? ms : -1;
}

static double ask_hierarchy(bench *b) {
    rsp_net *net = NULL;
    const hierarchy *h = NULL;
    int rc = rsp_net_open(&b->ctx, b->file, &net, &b->err);
    double start = now_ms();
    rc = rc == 0 ? hier_get(net, &h, &b->err) : rc;
    double ms = now_ms() - start;
    rsp_net_close(net);
    return rc == 0 && h != NULL ? ms : -1;
}

static double customize(bench *b, const rsp_overlay *o, bool wary) {
    const custom *c = NULL;
    b->weight_kg++;
    rsp_metric m = truck(b, wary);
    double start = now_ms();
    if (custom_get(o, &m, &c, &b->err) != 0) {
        return -1;
    }
    double ms = now_ms() - start;
    custom_drop(c);
    return ms;
}

/* Kept with the overlay, each takes memory that the system has to hand out first. */
static double ask_customize_fresh(bench *b) {
    return customize(b, b->plain, false);
}

/* Given back with the overlay, the memory is there the next time. */
static double ask_customize(bench *b) {
    rsp_overlay *o = NULL;
    rsp_overlay_spec none = {0};
    if (rsp_overlay_new(&b->ctx, b->net, &none, &o, &b->err) != 0) {
        return -1;
    }
    double ms = customize(b, o, false);
    rsp_overlay_free(o);
    return ms;
}

static double ask_customize_full(bench *b) {
    return customize(b, b->full, false);
}

static double ask_customize_wary(bench *b) {
    return customize(b, b->full, true);
}

/* From nothing to a metric that can be asked: the closures laid on the roads, then customized. */
static double ask_closures(bench *b) {
    rsp_overlay *o = NULL;
    rsp_overlay_spec spec = {.closures = b->closures, .n_closures = CLOSURES};
    double start = now_ms();
    if (rsp_overlay_new(&b->ctx, b->net, &spec, &o, &b->err) != 0) {
        return -1;
    }
    double laid = now_ms() - start;
    double ms = customize(b, o, false);
    rsp_overlay_free(o);
    return ms < 0 ? ms : laid + ms;
}

/* One path after the other, each with its points; in a hierarchy that is customized already, or plainly. */
static double paths(bench *b, bool prepared, uint32_t n) {
    rsp_search *s = NULL;
    rsp_metric m = truck(b, false);
    int rc = rsp_search_new(&b->ctx, b->plain, &s, &b->err);
    rc = rc == 0 && prepared ? rsp_search_prepare(s, &m, &b->err) : rc;
    rsp_arena *a = NULL;
    rsp_path p;
    const rsp_point *points = NULL;
    const double *metres = NULL;
    uint32_t count = 0;
    double start = 0;
    for (uint32_t i = 0; i <= n && rc == 0; i++) { /* the first one makes the search's memory warm */
        start = i == 1 ? now_ms() : start;
        rc = rsp_arena_new(&b->ctx, 0, &a, &b->err);
        rc = rc == 0 ? rsp_route_many(s, &m, &b->stops[i], &b->stops[i + 1], 1, a, &p, &b->err) : rc;
        rc = rc == 0 && p.time_s >= 0 ? rsp_path_shape(b->net, &p, a, &points, &metres, &count) : rc;
        rsp_arena_free(a);
    }
    double ms = now_ms() - start;
    rsp_search_free(s);
    return rc == 0 ? ms / n : -1;
}

static double ask_path(bench *b) {
    return paths(b, true, b->n_stops - 2);
}

static double ask_path_plain(bench *b) {
    return paths(b, false, 100 < b->n_stops - 2 ? 100 : b->n_stops - 2);
}

static double table(bench *b, const rsp_overlay *o, bool crossings) {
    rsp_search *s = NULL;
    rsp_goals *g = NULL;
    rsp_metric m = truck(b, false);
    const custom *c = NULL;
    int rc = rsp_search_new(&b->ctx, o, &s, &b->err);
    rc = rc == 0 ? custom_get(o, &m, &c, &b->err) : rc;
    double start = now_ms();
    rc = rc == 0 ? rsp_goals_new(&b->ctx, o, &m, b->stops, b->n_stops, &g, &b->err) : rc;
    for (uint32_t i = 0; i < b->n_stops && rc == 0; i++) {
        rsp_arena *a = NULL;
        rc = crossings ? rsp_arena_new(&b->ctx, 0, &a, &b->err) : 0;
        rc = rc == 0 ? rsp_route_goals(s, g, &b->stops[i], NULL, b->n_stops, a, b->paths, &b->err) : rc;
        rsp_arena_free(a);
    }
    double ms = now_ms() - start;
    custom_drop(c);
    rsp_goals_free(g);
    rsp_search_free(s);
    return rc == 0 ? ms : -1;
}

static double ask_table(bench *b) {
    return table(b, b->plain, false);
}

static double ask_table_full(bench *b) {
    return table(b, b->full, true);
}

/* The zones laid anew, customized, and the table asked. */
static double ask_table_changed(bench *b) {
    rsp_overlay *o = NULL;
    rsp_overlay_spec spec = {
        .zones = b->zones, .n_zones = ZONES, .checkpoints = b->checkpoints, .n_checkpoints = ZONES};
    double start = now_ms();
    if (rsp_overlay_new(&b->ctx, b->net, &spec, &o, &b->err) != 0) {
        return -1;
    }
    double laid = now_ms() - start;
    double customized = customize(b, o, false);
    double ms = customized < 0 ? -1 : table(b, o, false);
    rsp_overlay_free(o);
    return ms < 0 ? -1 : laid + customized + ms;
}

/* --- the case --- */

static int make_area(bench *b, rsp_point middle, int32_t half_e7, rsp_area **ret) {
    rsp_point lo = {middle.lon_e7 - half_e7, middle.lat_e7 - half_e7};
    rsp_point hi = {middle.lon_e7 + half_e7, middle.lat_e7 + half_e7};
    rsp_point p[5] = {lo, {hi.lon_e7, lo.lat_e7}, hi, {lo.lon_e7, hi.lat_e7}, lo};
    rsp_ring ring = {.at = p, .n = 5};
    rsp_part part = {.rings = &ring, .n = 1};
    rsp_geom geom = {.kind = RSP_GEOM_POLYGON, .parts = &part, .n = 1, .box = {lo, hi}};
    return rsp_area_new(&b->ctx, &geom, 0, ret, &b->err);
}

static rsp_point somewhere(bench *b) {
    rsp_edge e;
    rsp_net_edge(b->net, rsp_rng_below(&b->rng, rsp_net_edges(b->net)), &e);
    return e.shape[e.n_shape / 2];
}

/* Squares of 2 km as zones, of 10 m as closures, each on some road; a checkpoint for each zone. */
static int make_case(bench *b) {
    for (uint32_t i = 0; i < ZONES + CLOSURES; i++) {
        RSP_TRY(make_area(b, somewhere(b), i < ZONES ? 100000 : 500, &b->areas[i]));
        if (i < ZONES) {
            b->zones[i].area = b->areas[i];
            b->checkpoints[i] = (rsp_overlay_checkpoint){
                .at = somewhere(b), .delay_s = 600, .per_vehicle_s = 60, .limit_m = 100};
        } else {
            b->closures[i - ZONES].area = b->areas[i];
        }
    }
    rsp_overlay_spec none = {0};
    rsp_overlay_danger danger = {.area = b->areas[0], .weight = 1};
    rsp_overlay_spec all = {.zones = b->zones,
                            .n_zones = ZONES,
                            .danger = &danger,
                            .n_danger = 1,
                            .checkpoints = b->checkpoints,
                            .n_checkpoints = ZONES};
    RSP_TRY(rsp_overlay_new(&b->ctx, b->net, &none, &b->plain, &b->err));
    RSP_TRY(rsp_overlay_new(&b->ctx, b->net, &all, &b->full, &b->err));
    b->stops = rsp_calloc(&b->ctx, b->n_stops, sizeof *b->stops);
    b->paths = rsp_calloc(&b->ctx, b->n_stops, sizeof *b->paths);
    if (b->stops == NULL || b->paths == NULL) {
        return RSP_ENOMEM;
    }
    rsp_metric m = truck(b, false);
    for (uint32_t i = 0; i < b->n_stops; i++) {
        while (rsp_snap_point(b->net, &m, somewhere(b), 1000, &b->stops[i], &b->err) != 0) {
        }
    }
    return 0;
}

static int run(bench *b) {
    char what[96];
    snprintf(what, sizeof what, "table of %u stops", b->n_stops);
    if (measure(b, "map to road file", ask_import, 1, "ms", "1000") != 0 ||
        rsp_net_open(&b->ctx, b->file, &b->net, &b->err) != 0 || make_case(b) != 0) {
        return -1;
    }
    printf("%s: %u nodes, %u edges, %u restrictions\n", b->map, b->net->h->nodes, b->net->h->edges,
           b->net->h->restrictions);
    int rc = measure(b, "of which: order of the edges (METIS)", ask_order, 1, "ms", "500 with the next");
    rc |= measure(b, "hierarchy, once per run", ask_hierarchy, 1, "ms", "");
    rc |= measure(b, "opening the road file", ask_open, 1, "ms", "milliseconds");
    rc |= measure(b, "customizing, in memory that was used before", ask_customize, 1, "ms", "13");
    rc |= measure(b, "customizing, in fresh memory", ask_customize_fresh, 1, "ms", "13");
    rc |= measure(b, "the same with zones and checkpoints", ask_customize_full, 1, "ms", "13");
    rc |= measure(b, "the same with danger counted", ask_customize_wary, 1, "ms", "");
    rc |= measure(b, "ten roads closed, laid and customized", ask_closures, 1, "ms", "1");
    rc |= measure(b, "one path with its points", ask_path, 1000, "us", "30");
    rc |= measure(b, "the same by plain search", ask_path_plain, 1000, "us", "");
    rc |= measure(b, what, ask_table, 1, "ms", "220 (1000 stops)");
    rc |= measure(b, "the same with zones crossed, danger and checkpoints", ask_table_full, 1, "ms",
                  "440 (1000 stops)");
    rc |= measure(b, "zones laid anew, customized, and the table", ask_table_changed, 1, "ms",
                  "500 (1000 stops)");
    return rc;
}

int main(int argc, char **argv) {
    bench b = {.ctx = rsp_ctx_init(NULL, NULL), .n_stops = 1000, .rounds = 3};
    for (int i = 1; i < argc; i++) {
        bool more = i + 1 < argc;
        if (more && strcmp(argv[i], "--stops") == 0) {
            b.n_stops = (uint32_t)strtoul(argv[++i], NULL, 10);
        } else if (more && strcmp(argv[i], "--rounds") == 0) {
            b.rounds = (uint32_t)strtoul(argv[++i], NULL, 10);
        } else {
            b.map = argv[i];
        }
    }
    if (b.map == NULL || b.n_stops < 3 || b.n_stops > 100000 || b.rounds < 1 || b.rounds > ROUNDS_MAX) {
        fprintf(stderr, "usage: roads MAP.osm.pbf [--stops 3..100000] [--rounds 1..99]\n");
        return 2;
    }
    rsp_rng_seed(&b.rng, 1);
    snprintf(b.file, sizeof b.file, "/tmp/respite-bench-%d.roads", (int)getpid());
    int rc = run(&b);
    (void)unlink(b.file);
    if (rc != 0) {
        fprintf(stderr, "roads: %s\n", b.err.msg);
    }
    rsp_overlay_free(b.plain);
    rsp_overlay_free(b.full);
    for (int i = 0; i < ZONES + CLOSURES; i++) {
        rsp_area_free(b.areas[i]);
    }
    rsp_free(&b.ctx, b.stops);
    rsp_free(&b.ctx, b.paths);
    rsp_net_close(b.net);
    return rc != 0 ? 1 : 0;
}
