/* Files of routing problems: small ones of each format read into the integers that their conventions ask for;
 * every mistake told with its line, what was read and what was expected; and answers judged the same by the
 * integer problem and by the file's own numbers. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <math.h>
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

static int read_text(fixture *x, const char *text, rsp_vrp_read_options o) {
    rsp_err err = {0};
    *x = (fixture){.ctx = rsp_ctx_init(NULL, NULL)};
    assert_int_equal(rsp_arena_new(&x->ctx, 0, &x->a, &err), 0);
    assert_int_equal(rsp_diag_init(&x->ctx, &x->d, &err), 0);
    int rc = rsp_vrp_read(&x->ctx, x->a, &o, "f", text, strlen(text), &x->d, &x->f, &err);
    assert_int_equal(rc == 0, x->f != NULL);
    x->p = x->f != NULL ? &x->f->problem : NULL;
    return rc;
}

static void done(fixture *x) {
    rsp_diag_done(&x->d);
    x->a = rsp_arena_free(x->a);
}

static void reads(fixture *x, const char *text, rsp_vrp_read_options o, rsp_vrp_format format) {
    if (read_text(x, text, o) != 0) {
        fail_msg("%.40s: %s", text, x->d.n > 0 ? x->d.at[0].text : "?");
    }
    assert_int_equal(x->f->format, format);
}

/* The n-th error (from 0) stands at a line and column and says the words. */
static void refused(const char *text, rsp_vrp_format format, uint32_t line, uint32_t col, const char *words) {
    fixture x;
    rsp_vrp_read_options o = RSP_VRP_READ_USUAL;
    o.format = format;
    int rc = read_text(&x, text, o);
    bool found = false;
    for (size_t i = 0; i < x.d.n; i++) {
        const rsp_diag_item *e = &x.d.at[i];
        found = found || (e->at.line == line && e->at.col == col && strstr(e->text, words) != NULL);
    }
    if (rc != RSP_EINPUT || !found) {
        rsp_diag_print(&x.d, stderr);
        fail_msg("%.60s: code %d; %u:%u: %s is not told", text, rc, line, col, words);
    }
    done(&x);
}

static const rsp_vrp_node *node(const fixture *x, uint32_t label) {
    for (uint32_t i = 0; i < x->p->n_nodes; i++) {
        if (x->p->nodes[i].label == label) {
            return &x->p->nodes[i];
        }
    }
    fail_msg("no node %u", label);
    return NULL;
}

static int32_t apart(const fixture *x, uint32_t from, uint32_t to) {
    return x->p->matrices[0].distance[node(x, from)->location * x->p->n_locations + node(x, to)->location];
}

/* --- each format --- */

#define TOPTW                                                                                                \
    "4 9 3 1\n0 200\n 0 0.5 0.00 0 0 0 0 0 100\n 1 3.50 4.00 9.00 10 1 1 1 5 50\n"                           \
    "2 1.5 1.00 2.5 20 2 2 1 2 6 60\n3 0.5 7.00 1 0 1 0 7 70\n"

static void toptw(void **state) {
    (void)state;
    fixture x;
    rsp_vrp_read_options o = RSP_VRP_READ_USUAL;
    o.tours = 3;
    reads(&x, TOPTW, o, RSP_VRP_TOPTW);
    assert_int_equal(x.p->objective, RSP_VRP_MOST_PRIZE);
    assert_int_equal(x.p->scale, 10);
    assert_int_equal(x.p->n_nodes, 4);
    assert_int_equal(x.p->n_depots, 1);
    assert_int_equal(x.p->n_dims, 0);
    assert_int_equal(x.p->vehicles[0].count, 3);
    assert_int_equal(x.p->vehicles[0].close, 1000);
    assert_int_equal(apart(&x, 0, 1), 50);
    assert_int_equal(apart(&x, 0, 2), 14); /* 1.414... */
    assert_int_equal(node(&x, 1)->service, 90);
    assert_int_equal(node(&x, 2)->service, 25);
    assert_int_equal(node(&x, 2)->prize, 20);
    assert_int_equal(node(&x, 2)->windows[0].open, 60);
    assert_int_equal(node(&x, 2)->windows[0].close, 600);
    assert_false(node(&x, 2)->required);
    done(&x);
    o.decimals = 3;
    reads(&x, TOPTW, o, RSP_VRP_TOPTW);
    assert_int_equal(apart(&x, 0, 2), 1414);
    done(&x);
}

#define SOLOMON                                                                                              \
    "T1\r\n\r\nVEHICLE\r\nNUMBER  CAPACITY\r\n  4   200\r\n\r\nCUSTOMER\r\nCUST NO. XCOORD.\r\n \r\n"        \
    " 0 40 50 0 0 240 0\r\n 7 25 85 20 145 175 10\r\n 9 22 75 30 50 80 10\r\n"

static void solomon(void **state) {
    (void)state;
    fixture x;
    rsp_vrp_read_options o = RSP_VRP_READ_USUAL;
    reads(&x, SOLOMON, o, RSP_VRP_SOLOMON);
    assert_int_equal(x.p->objective, RSP_VRP_LEAST_COST);
    assert_int_equal(x.p->scale, 10);
    assert_int_equal(x.p->vehicles[0].count, 4);
    assert_int_equal(x.p->vehicles[0].capacity[0], 200);
    assert_int_equal(apart(&x, 0, 7), 380); /* 38.0788... */
    assert_int_equal(node(&x, 9)->load[0], 30);
    assert_true(node(&x, 9)->required);
    assert_false(node(&x, 0)->required);
    done(&x);
    o.convention = RSP_VRP_SINTEF;
    reads(&x, SOLOMON, o, RSP_VRP_SOLOMON);
    assert_int_equal(x.p->objective, RSP_VRP_FEWEST_VEHICLES);
    assert_int_equal(x.p->scale, 1000000);
    assert_int_equal(apart(&x, 0, 7), 38078866); /* 38.07886553, rounded up */
    done(&x);
    o = RSP_VRP_READ_USUAL;
    o.format = RSP_VRP_TOPTW;
    reads(&x, SOLOMON, o, RSP_VRP_TOPTW);
    assert_int_equal(x.p->vehicles[0].count, 1);
    assert_int_equal(node(&x, 9)->prize, 30);
    assert_int_equal(x.p->n_dims, 0);
    assert_false(node(&x, 9)->required);
    done(&x);
}

#define LILIM                                                                                                \
    "25\t200\t1\n0\t40\t50\t0\t0\t1236\t0\t0\t0\n11\t45\t68\t-10\t912\t967\t90\t12\t0\n"                     \
    "12\t45\t70\t10\t825\t870\t90\t0\t11\n"

static void lilim(void **state) {
    (void)state;
    fixture x;
    reads(&x, LILIM, RSP_VRP_READ_USUAL, RSP_VRP_LILIM);
    assert_int_equal(x.p->objective, RSP_VRP_FEWEST_VEHICLES);
    assert_int_equal(node(&x, 11)->kind, RSP_VRP_SHIP_TO);
    assert_int_equal(node(&x, 12)->kind, RSP_VRP_SHIP_FROM);
    assert_ptr_equal(&x.p->nodes[node(&x, 12)->other], node(&x, 11));
    assert_int_equal(node(&x, 11)->load[0], 10);
    assert_int_equal(node(&x, 11)->windows[0].close, 967000000);
    done(&x);
    rsp_vrp_read_options o = RSP_VRP_READ_USUAL;
    o.convention = RSP_VRP_DIMACS;
    reads(&x, LILIM, o, RSP_VRP_LILIM);
    assert_int_equal(x.p->scale, 10);
    assert_int_equal(x.p->objective, RSP_VRP_LEAST_COST);
    done(&x);
}

#define VRPLIB                                                                                               \
    "NAME : T\nCOMMENT: as it comes\nTYPE : X\nDIMENSION : 5\nVEHICLES: 3\nCAPACITY : 10\nSERVICE_TIME : "   \
    "3\n"                                                                                                    \
    "EDGE_WEIGHT_TYPE : EUC_2D\nNODE_COORD_SECTION\n1 0 0\n2 100 0\n3 3 4\n4 1 1\n5 2 2\n"                   \
    "DEMAND_SECTION\n1 0\n2 0\n3 4\n4 5\n5 6\nTIME_WINDOW_SECTION\n1 0 90\n2 0 80\n3 1 2\n4 3 4\n5 5 6\n"    \
    "PRIZE_SECTION\n3 2.55\n5 7\nRELEASE_TIME_SECTION\n5 1.5\n"                                              \
    "VEHICLES_DEPOT_SECTION\n1 1\n2 2\n3 2\nVEHICLES_RELOAD_DEPOT_SECTION\n2 1\n3 1\n"                       \
    "VEHICLES_MAX_DISTANCE_SECTION\n1 12.34\nVEHICLES_FIXED_COST : 8\nDEPOT_SECTION\n1\n2\n-1\nEOF\n"

static void vrplib(void **state) {
    (void)state;
    fixture x;
    reads(&x, VRPLIB, RSP_VRP_READ_USUAL, RSP_VRP_VRPLIB);
    assert_int_equal(x.p->n_depots, 2);
    assert_int_equal(x.p->n_nodes, 5);
    assert_int_equal(x.p->n_vehicles, 2);
    const rsp_vrp_vehicle *v = x.p->vehicles;
    assert_int_equal(v[0].count, 1);
    assert_int_equal(v[1].count, 2);
    assert_int_equal(v[1].label, 1);
    assert_int_equal(x.p->nodes[v[0].start].label, 0);
    assert_int_equal(x.p->nodes[v[1].start].label, 1);
    assert_int_equal(v[0].reload, RSP_VRP_NONE);
    assert_int_equal(x.p->nodes[v[1].reload].label, 0);
    assert_int_equal(v[0].close, 900);
    assert_int_equal(v[1].close, 800);
    assert_int_equal(v[0].longest_distance, 123);
    assert_int_equal(v[1].longest_distance, RSP_VRP_NEVER);
    assert_int_equal(v[1].fixed_cost, 80);
    assert_int_equal(apart(&x, 0, 3), 14);
    assert_int_equal(node(&x, 2)->prize, 25);
    assert_false(node(&x, 2)->required);
    assert_true(node(&x, 3)->required);
    assert_int_equal(node(&x, 4)->release, 15);
    assert_int_equal(node(&x, 3)->service, 30);
    assert_int_equal(node(&x, 0)->service, 0);
    done(&x);
}

static void explicit_matrices(void **state) {
    (void)state;
    static const struct {
        const char *format, *numbers;
        int32_t from_0_to_2, from_2_to_0;
    } cases[] = {{"FULL_MATRIX", "0 1 2\n3 0 4\n5 6 0\n", 20, 50},
                 {"LOWER_ROW", "1.55 2\n3\n", 20, 20},
                 {"UPPER_ROW", "1\n2\n3\n", 20, 20},
                 {"LOWER_DIAG_ROW", "0 1 0 2 3 0\n", 20, 20},
                 {"UPPER_DIAG_ROW", "0 1 2 0 3 0", 20, 20}};
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        fixture x;
        char text[400];
        snprintf(text, sizeof text,
                 "DIMENSION: 3\nEDGE_WEIGHT_TYPE: EXPLICIT\nEDGE_WEIGHT_FORMAT: %s\nEDGE_WEIGHT_SECTION\n%s\n"
                 "DEMAND_SECTION\n2 1\n",
                 cases[i].format, cases[i].numbers);
        reads(&x, text, RSP_VRP_READ_USUAL, RSP_VRP_VRPLIB);
        assert_int_equal(apart(&x, 0, 2), cases[i].from_0_to_2);
        assert_int_equal(apart(&x, 2, 0), cases[i].from_2_to_0);
        assert_int_equal(x.p->vehicles[0].count, 2); /* as many as customers */
        assert_int_equal(x.p->n_dims, 0);
        done(&x);
    }
}

static void fractions_become_whole(void **state) {
    (void)state;
    fixture x;
    reads(&x, "a\nVEHICLE\n2 1.25\nCUSTOMER\n0 0 0 0 0 9 0\n1 1 1 0.5 0 9 0\n", RSP_VRP_READ_USUAL,
          RSP_VRP_SOLOMON);
    assert_int_equal(x.p->vehicles[0].capacity[0], 125);
    assert_int_equal(node(&x, 1)->load[0], 50);
    done(&x);
}

/* --- mistakes --- */

static void mistakes_in_text(void **state) {
    (void)state;
    refused("", RSP_VRP_GUESS, 1, 0, "of no format that is known");
    refused("hello\nworld\n", RSP_VRP_GUESS, 1, 0, "of no format that is known");
    refused("", RSP_VRP_TOPTW, 1, 0, "the file is empty");
    refused("4 9 x 1\n", RSP_VRP_TOPTW, 1, 5, "'x' where the number of points should stand");
    refused("4 9 30000 1\n", RSP_VRP_TOPTW, 1, 5,
            "'30000' for the number of points; a number from 1 to 19999");
    refused("4 9 1.5 1\n", RSP_VRP_TOPTW, 1, 5, "a whole number is expected");
    refused("4 9 2 1\n0 0\n0 0 0 0 0 0 0 0 9\n1 1 1 nan 1 0 0 0 9\n2 2 2 2 2 0 0 0\n", RSP_VRP_TOPTW, 4, 7,
            "'nan' where the service time should stand");
    refused("4 9 2 1\n0 0\n0 0 0 0 0 0 0 0 9\n1 1 1 nan 1 0 0 0 9\n2 2 2 2 2 0 0 0\n", RSP_VRP_TOPTW, 5, 16,
            "the line ends where the closing time should stand");
    refused("4 9 2 1\n0 0\n0 0 0 0 0 0 0 0 9\n", RSP_VRP_TOPTW, 4, 1, "the file ends after 1 of 3 points");
    refused("4 9 1 1\n0 0\n0 0 0 0 0 0 0 0 9\n1 1 1 1 1 0 0 0 9\n2 2\n", RSP_VRP_TOPTW, 5, 1,
            "'2' after the last point");
    refused("4 9 1 1\n0 0\n0 0 0 0 0 0 0 0 9\n1 1 1 1 1 0 0 8 7\n", RSP_VRP_TOPTW, 4, 0,
            "opens at 8 and closes at 7");
    refused("4 9 1 1\n0 0\n0 0 0 0 0 0 0 0 9\n1 1e8 1 1 1 0 0 0 9\n", RSP_VRP_TOPTW, 0, 0, "apart; at most");
    refused("T\nCUSTOMER\n", RSP_VRP_GUESS, 3, 1, "without a line VEHICLE");
    refused("T\nVEHICLE\nNUMBER\n1 2\nCUSTOMER\n0 0 0 0 0 9 0\n1 1 1 -5 0 9 0\n", RSP_VRP_GUESS, 7, 7,
            "'-5' for the demand");
    refused("T\nVEHICLE\nNUMBER\n1 2\nCUSTOMER\n0 0 0 0 0 9 0\n1 1 1 5 0 9 0 3\n", RSP_VRP_GUESS, 7, 15,
            "'3' after the service time");
    refused("T\nVEHICLE\nNUMBER\n1 2\nCUSTOMER\n0 0 0 0 0 9 0\n1 1 1 5 0 9 0\n1 1 1 5 0 9 0\n", RSP_VRP_GUESS,
            8, 0, "the number 1 stands in line 7 already");
}

#define LILIM_DEPOT "2 9 1\n0 0 0 0 0 99 0 0 0\n"
static void mistakes_in_pairs(void **state) {
    (void)state;
    refused(LILIM_DEPOT "1 1 1 5 0 9 0 0 0\n", RSP_VRP_GUESS, 3, 0, "one of them should be 0");
    refused(LILIM_DEPOT "1 1 1 5 0 9 0 0 2\n", RSP_VRP_GUESS, 3, 0, "which is not there");
    refused(LILIM_DEPOT "1 1 1 5 0 9 0 0 2\n2 1 1 -5 0 9 0 3 0\n", RSP_VRP_GUESS, 3, 0, "does not name it");
    refused(LILIM_DEPOT "1 1 1 5 0 9 0 0 2\n2 1 1 -4 0 9 0 1 0\n", RSP_VRP_GUESS, 4, 0, "a load of -4");
    refused(LILIM_DEPOT "1 1 1 -5 0 9 0 0 2\n2 1 1 5 0 9 0 1 0\n", RSP_VRP_GUESS, 3, 0,
            "a pickup should be positive");
    refused("2 9 1\n", RSP_VRP_LILIM, 2, 1, "where the depot should stand");
}

#define LIB "DIMENSION : 2\nNODE_COORD_SECTION\n1 0 0\n2 1 1\n"
static void mistakes_in_sections(void **state) {
    (void)state;
    refused(LIB "DEMANT_SECTION\n1 2\n", RSP_VRP_GUESS, 5, 1, "perhaps DEMAND_SECTION");
    refused(LIB "MUTUALLY_EXCLUSIVE_GROUP_SECTION\n1 2\n", RSP_VRP_GUESS, 5, 1, "is not known here");
    refused(LIB "DEMAND_SECTION\n3 2\n", RSP_VRP_GUESS, 6, 1, "'3' for a node's number");
    refused(LIB "DEMAND_SECTION\n2 2 2\n", RSP_VRP_GUESS, 6, 5, "'2' after the demand");
    refused(LIB "DEMAND_SECTION\n2 1\nBACKHAUL_SECTION\n2 1\n", RSP_VRP_GUESS, 0, 0,
            "a demand and a backhaul");
    refused(LIB "VEHICLES_DEPOT_SECTION\n1 2\n", RSP_VRP_GUESS, 0, 0, "which is no depot");
    refused(LIB "VEHICLES_RELOAD_DEPOT_SECTION\n1 1 2\n", RSP_VRP_GUESS, 6, 5, "'2' after a reload depot");
    refused(LIB "EDGE_WEIGHT_TYPE : GEO\n", RSP_VRP_GUESS, 5, 20, "EUC_2D or EXPLICIT is expected");
    refused(LIB "CAPACITY :\n", RSP_VRP_GUESS, 5, 11, "the value of CAPACITY should stand");
    refused(LIB "VEHICLES_UNIT_DISTANCE_COST : 1.5\n", RSP_VRP_GUESS, 0, 0, "a unit of distance costs 1.5");
    refused("DEMAND_SECTION\n1 1\n", RSP_VRP_GUESS, 1, 1, "DIMENSION should come first");
    refused("DIMENSION : 2\n", RSP_VRP_GUESS, 0, 0, "there are no distances");
    refused("DIMENSION : 20001\n", RSP_VRP_GUESS, 1, 13, "a number from 2 to 20000");
    refused("DIMENSION : 9000\nEDGE_WEIGHT_TYPE : EXPLICIT\nEDGE_WEIGHT_SECTION\n1 2\n", RSP_VRP_GUESS, 3, 1,
            "the file is too short");
    refused(
        "DIMENSION : 3\nEDGE_WEIGHT_TYPE : EXPLICIT\nEDGE_WEIGHT_SECTION\n0 1 2 3 4 5 6\nEOF\n         \n",
        RSP_VRP_GUESS, 5, 1, "the distances end before that from node 3 to 2");
}

/* --- two judges --- */

/* A file of a random format with n customers, many of them on a grid, windows tight enough to matter. */
static void write_random(rsp_rng *r, rsp_vrp_format format, uint32_t n, char *to, size_t size) {
    size_t at = 0;
    uint32_t x[16], y[16], open[16];
    bool pairs = format == RSP_VRP_LILIM;
    for (uint32_t i = 0; i <= n; i++) {
        x[i] = rsp_rng_below(r, 30);
        y[i] = rsp_rng_below(r, 30);
        open[i] = i == 0 ? 0 : rsp_rng_below(r, 80);
    }
#define PUT(...) at += (size_t)snprintf(to + at, size - at, __VA_ARGS__)
    if (format == RSP_VRP_TOPTW) {
        PUT("1 1 %u 1\n0\n", n);
    } else if (format == RSP_VRP_SOLOMON) {
        PUT("T\nVEHICLE\n3 12\nCUSTOMER\n");
    } else if (pairs) {
        PUT("3 12 1\n");
    } else {
        PUT("DIMENSION : %u\nVEHICLES : 3\nCAPACITY : 12\nSERVICE_TIME : 2\nVEHICLES_RELOAD_DEPOT_SECTION\n1 "
            "1\n"
            "2 1\n3 1\nNODE_COORD_SECTION\n",
            n + 1);
    }
    for (uint32_t i = 0; i <= n; i++) {
        uint32_t close = i == 0 ? 150 : open[i] + 20 + rsp_rng_below(r, 80), load = i == 0 ? 0 : 1 + i % 5;
        if (format == RSP_VRP_TOPTW) {
            PUT("%u %u %u %u %u 0 0 %u %u\n", i, x[i], y[i], i == 0 ? 0 : 2, load, open[i], close);
        } else if (format == RSP_VRP_SOLOMON) {
            PUT("%u %u %u %u %u %u %u\n", i, x[i], y[i], load, open[i], close, i == 0 ? 0 : 2);
        } else if (pairs) {
            bool from = i % 2 == 1;
            PUT("%u %u %u %d %u %u 2 %u %u\n", i, x[i], y[i], i == 0 ? 0 : (from ? 4 : -4), open[i], close,
                i > 0 && !from ? i - 1 : 0, from ? i + 1 : 0);
        } else {
            PUT("%u %u %u\n", i + 1, x[i], y[i]);
        }
    }
    if (format == RSP_VRP_VRPLIB) {
        PUT("TIME_WINDOW_SECTION\n1 0 150\n");
        for (uint32_t i = 1; i <= n; i++) {
            PUT("%u %u %u\n", i + 1, open[i], open[i] + 60);
        }
        PUT("DEMAND_SECTION\n");
        for (uint32_t i = 1; i <= n; i++) {
            PUT("%u %u\n", i + 1, 1 + i % 5);
        }
        PUT("PRIZE_SECTION\n2 7.3\n3 9\nRELEASE_TIME_SECTION\n4 20\n");
    }
#undef PUT
    assert_true(at < size);
}

/* A random answer of up to three routes, some with several trips. */
static void answer_random(rsp_rng *r, const rsp_vrp *p, rsp_vrp_solution *s, uint32_t stops[3][32]) {
    bool used[32] = {false};
    s->n_routes = 0;
    for (uint32_t v = 0; v < 3; v++) {
        rsp_vrp_route *to = &s->routes[s->n_routes];
        *to = (rsp_vrp_route){0, stops[v], 0};
        uint32_t want = rsp_rng_below(r, 5);
        while (to->n_stops < want) {
            uint32_t i = p->n_depots + rsp_rng_below(r, p->n_nodes - p->n_depots);
            bool to_half = p->nodes[i].kind == RSP_VRP_SHIP_TO;
            uint32_t other = p->nodes[i].other;
            if (used[i] || (to_half && rsp_rng_below(r, 10) > 0 && !used[other])) {
                want -= 1;
                continue;
            }
            if (p->vehicles[0].reload != RSP_VRP_NONE && to->n_stops > 0 && rsp_rng_below(r, 3) == 0) {
                to->stops[to->n_stops++] = RSP_VRP_NONE;
            }
            used[i] = true;
            to->stops[to->n_stops++] = i;
            if (other != RSP_VRP_NONE && !used[other] && rsp_rng_below(r, 10) > 0) {
                used[other] = true;
                to->stops[to->n_stops++] = other;
            }
        }
        s->n_routes += to->n_stops > 0;
    }
}

static void judges_agree(void **state) {
    (void)state;
    rsp_rng r;
    rsp_rng_seed(&r, 3);
    uint32_t sound = 0, wrong = 0;
    for (int round = 0; round < 400; round++) {
        fixture x;
        char text[4000];
        rsp_vrp_format format = (rsp_vrp_format)(RSP_VRP_TOPTW + round % 4);
        rsp_vrp_read_options o = RSP_VRP_READ_USUAL;
        o.tours = 3;
        o.decimals = (int)rsp_rng_below(&r, 4);
        o.convention = round % 3 == 0 ? RSP_VRP_SINTEF : RSP_VRP_DIMACS;
        write_random(&r, format, 4 + 2 * rsp_rng_below(&r, 5), text, sizeof text);
        reads(&x, text, o, format);
        for (int i = 0; i < 20; i++) {
            uint32_t stops[3][32];
            rsp_vrp_route routes[3];
            rsp_vrp_solution s = {routes, 0};
            rsp_vrp_score score;
            rsp_vrp_told told;
            rsp_err one = {0}, two = {0};
            answer_random(&r, x.p, &s, stops);
            int a = rsp_vrp_validate(&x.ctx, x.p, &s, &score, &one);
            int b = rsp_vrp_tell(x.a, x.f, &s, &told, &two);
            if (a != b) {
                fail_msg("round %d: '%s' but '%s'", round, one.msg, two.msg);
            }
            assert_true(a == 0 || a == RSP_EVIOLATION);
            sound += a == 0;
            wrong += a != 0;
            if (a == 0) {
                double hair = x.f->decimals < 0 ? 1e-4 : 1e-6, scale = (double)x.p->scale;
                assert_true(fabs((double)score.distance / scale - told.distance) < hair);
                assert_true(fabs((double)score.cost / scale - told.cost) < hair);
                assert_true(format != RSP_VRP_TOPTW || (double)score.prize[0] == told.value);
            }
        }
        done(&x);
    }
    assert_true(sound > 1000 && wrong > 1000);
}

/* --- memory --- */

static int read_once(const rsp_ctx *ctx, const char *text) {
    rsp_arena *a = NULL;
    rsp_diag d = {0};
    rsp_err err = {0};
    rsp_vrp_file *f = NULL;
    rsp_vrp_read_options o = RSP_VRP_READ_USUAL;
    int rc = rsp_arena_new(ctx, 0, &a, &err);
    rc = rc != 0 ? rc : rsp_diag_init(ctx, &d, &err);
    rc = rc != 0 ? rc : rsp_vrp_read(ctx, a, &o, "f", text, strlen(text), &d, &f, &err);
    assert_int_equal(rc == 0, f != NULL);
    rsp_diag_done(&d);
    rsp_arena_free(a);
    return rc;
}

static void survives_failed_allocations(void **state) {
    (void)state;
    static const char *const files[] = {TOPTW, SOLOMON, LILIM, VRPLIB};
    for (size_t i = 0; i < 4; i++) {
        RSP_FAULT_LOOP(ctx, rc, faults, rc = read_once(ctx, files[i]);
                       assert_int_equal(faults.live, 0), assert_int_equal(rc, RSP_ENOMEM))
    }
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(toptw),
        cmocka_unit_test(solomon),
        cmocka_unit_test(lilim),
        cmocka_unit_test(vrplib),
        cmocka_unit_test(explicit_matrices),
        cmocka_unit_test(fractions_become_whole),
        cmocka_unit_test(mistakes_in_text),
        cmocka_unit_test(mistakes_in_pairs),
        cmocka_unit_test(mistakes_in_sections),
        cmocka_unit_test(judges_agree),
        cmocka_unit_test(survives_failed_allocations),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
