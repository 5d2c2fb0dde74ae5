/* VRPLIB files with the sections of PyVRP's instances (https://pyvrp.org/dev/supported_vrplib_fields.html):
 * prizes, release times, several depots, reload depots, kinds of vehicles, EUC_2D and EXPLICIT distances.
 * Sections may follow each other in any order, after DIMENSION. A customer with a prize may be left out. */
#include <ctype.h>
#include <math.h>
#include <stddef.h>
#include <string.h>

#include "base/text.h"
#include "solver/read_inner.h"

#define MOST_VEHICLES 100000

typedef struct vehicle {
    double capacity, longest_distance, fixed_cost, distance_cost;
    double depot, reload; /* numbers of nodes from 1; 0: not told */
} vehicle;

typedef struct lib {
    rsp_words *w;
    rsp_vrp_row *rows;
    uint32_t n;
    vehicle *vehicles;
    uint32_t n_vehicles; /* 0: not told, as many as there are customers */
    vehicle all;         /* what is told once for all vehicles */
    double service;      /* of all customers */
    bool is_explicit, upper, lower, diagonal;
    const double *weights;
    bool coords, depots;
    rsp_err *err;
} lib;

typedef enum { OF_NODES, OF_VEHICLES, OF_ALL_VEHICLES, PLACES, DEPOTS, WEIGHTS, NUMBER, WORD, ANY } key_kind;
typedef struct key {
    const char *name;
    key_kind kind;
    const char *what;
    size_t at; /* offset of the (first) value */
    uint32_t values;
} key;

static const key KEYS[] = {
    {"NAME", ANY, NULL, 0, 0},
    {"COMMENT", ANY, NULL, 0, 0},
    {"TYPE", ANY, NULL, 0, 0},
    {"NODE_COORD_TYPE", ANY, NULL, 0, 0},
    {"DISPLAY_DATA_TYPE", ANY, NULL, 0, 0},
    {"DIMENSION", NUMBER, NULL, 0, 0},
    {"VEHICLES", NUMBER, NULL, 0, 0},
    {"SERVICE_TIME", NUMBER, NULL, 0, 0},
    {"EDGE_WEIGHT_TYPE", WORD, NULL, 0, 0},
    {"EDGE_WEIGHT_FORMAT", WORD, NULL, 0, 0},
    {"CAPACITY", OF_ALL_VEHICLES, "the capacity", offsetof(vehicle, capacity), 1},
    {"VEHICLES_MAX_DISTANCE", OF_ALL_VEHICLES, "the longest distance", offsetof(vehicle, longest_distance),
     1},
    {"VEHICLES_FIXED_COST", OF_ALL_VEHICLES, "the fixed cost", offsetof(vehicle, fixed_cost), 1},
    {"VEHICLES_UNIT_DISTANCE_COST", OF_ALL_VEHICLES, "the cost of distance", offsetof(vehicle, distance_cost),
     1},
    {"CAPACITY_SECTION", OF_VEHICLES, "the capacity", offsetof(vehicle, capacity), 1},
    {"VEHICLES_DEPOT_SECTION", OF_VEHICLES, "a depot", offsetof(vehicle, depot), 1},
    {"VEHICLES_RELOAD_DEPOT_SECTION", OF_VEHICLES, "a reload depot", offsetof(vehicle, reload), 1},
    {"VEHICLES_MAX_DISTANCE_SECTION", OF_VEHICLES, "the longest distance",
     offsetof(vehicle, longest_distance), 1},
    {"VEHICLES_FIXED_COST_SECTION", OF_VEHICLES, "the fixed cost", offsetof(vehicle, fixed_cost), 1},
    {"VEHICLES_UNIT_DISTANCE_COST_SECTION", OF_VEHICLES, "the cost of distance",
     offsetof(vehicle, distance_cost), 1},
    {"NODE_COORD_SECTION", PLACES, "a coordinate", offsetof(rsp_vrp_row, x), 2},
    {"DEMAND_SECTION", OF_NODES, "the demand", offsetof(rsp_vrp_row, demand), 1},
    {"LINEHAUL_SECTION", OF_NODES, "the demand", offsetof(rsp_vrp_row, demand), 1},
    {"BACKHAUL_SECTION", OF_NODES, "the backhaul", offsetof(rsp_vrp_row, backhaul), 1},
    {"TIME_WINDOW_SECTION", OF_NODES, "a time", offsetof(rsp_vrp_row, open), 2},
    {"SERVICE_TIME_SECTION", OF_NODES, "the service time", offsetof(rsp_vrp_row, service), 1},
    {"RELEASE_TIME_SECTION", OF_NODES, "the release time", offsetof(rsp_vrp_row, release), 1},
    {"PRIZE_SECTION", OF_NODES, "the prize", offsetof(rsp_vrp_row, prize), 1},
    {"EDGE_WEIGHT_SECTION", WEIGHTS, NULL, 0, 0},
    {"DEPOT_SECTION", DEPOTS, NULL, 0, 0},
};
#define N_KEYS (sizeof KEYS / sizeof KEYS[0])

_Static_assert(offsetof(rsp_vrp_row, y) == offsetof(rsp_vrp_row, x) + sizeof(double), "x, y");
_Static_assert(offsetof(rsp_vrp_row, close) == offsetof(rsp_vrp_row, open) + sizeof(double), "open, close");

static int no_memory(lib *l) {
    return rsp_fail(l->err, RSP_ENOMEM, "out of memory");
}

/* Whether the line under the cursor begins a section or states a value: then no data follow. */
static bool at_key(const rsp_words *w) {
    const char *p = w->at;
    while (p < w->end && (*p == ' ' || *p == '\t')) {
        p++;
    }
    return p < w->end && isalpha((unsigned char)*p);
}

/* --- sections --- */

/* Lines of a number and values, into things of `size` bytes; more: whether another line stands there. */
static bool read_lines(lib *l, const key *k, void *things, size_t size, uint32_t n, const char *thing) {
    bool more;
    double low = k->kind == PLACES ? -RSP_WORDS_FAR : 0;
    while ((more = rsp_words_line(l->w)) && !at_key(l->w)) {
        uint32_t i = 0;
        if (!rsp_words_count(l->w, thing, 1, n, &i)) {
            continue;
        }
        char *value = (char *)things + (size_t)(i - 1) * size + k->at;
        for (uint32_t v = 0; v < k->values; v++) {
            double x = 0;
            if (!rsp_words_number(l->w, k->what, low, RSP_WORDS_FAR, &x)) {
                break;
            }
            memcpy(value + v * sizeof x, &x, sizeof x);
        }
        (void)rsp_words_no_more(l->w, k->what);
    }
    return more;
}

static int make_vehicles(lib *l) {
    uint32_t n = l->n_vehicles > 0 ? l->n_vehicles : (l->n > 1 ? l->n - 1 : 1);
    if (l->vehicles == NULL) {
        l->vehicles = rsp_arena_alloc(l->w->a, n, sizeof *l->vehicles);
        for (uint32_t i = 0; l->vehicles != NULL && i < n; i++) {
            l->vehicles[i] = (vehicle){NAN, NAN, NAN, NAN, 0, 0};
        }
        l->n_vehicles = n;
    }
    return l->vehicles == NULL ? no_memory(l) : 0;
}

static bool read_depots(lib *l) {
    bool more;
    while ((more = rsp_words_line(l->w)) && !at_key(l->w)) {
        while (rsp_words_next(l->w)) {
            double v = 0;
            if (strcmp(l->w->word, "-1") == 0 ||
                !rsp_words_as_number(l->w, "the number of a depot", 1, l->n, &v)) {
                continue;
            }
            l->rows[(uint32_t)v - 1].depot = true;
            l->depots = true;
        }
    }
    return more;
}

static int read_weights(lib *l, bool *ret_more) {
    rsp_words *w = l->w;
    size_t n = l->n, most = (size_t)(w->end - w->at) / 2 + 1;
    bool triangle = l->upper || l->lower;
    size_t count = triangle ? n * (n - 1) / 2 + (l->diagonal ? n : 0) : n * n;
    if (n > RSP_VRP_EXPLICIT || count > most) {
        rsp_diag_error(w->d, rsp_words_src(w),
                       "%zu distances follow for %zu nodes; the file is too short for them, or they are more "
                       "than those of %u nodes, which is the most",
                       count, n, RSP_VRP_EXPLICIT);
        while ((*ret_more = rsp_words_line(w)) && !at_key(w)) {
        }
        return 0;
    }
    double *at = rsp_arena_alloc(w->a, n * n, sizeof *at);
    if (at == NULL) {
        return no_memory(l);
    }
    l->weights = at;
    *ret_more = rsp_words_line(w);
    for (size_t i = 0; i < n; i++) {
        size_t from = l->upper ? i + (l->diagonal ? 0 : 1) : 0;
        size_t to = l->lower ? i + (l->diagonal ? 1 : 0) : n;
        for (size_t j = from; j < to; j++) {
            if (!*ret_more || at_key(w) || !rsp_words_next_any(w) || isalpha((unsigned char)w->word[0])) {
                rsp_diag_error(w->d, rsp_words_src(w),
                               "the distances end before that from node %zu to %zu; %zu are expected", i + 1,
                               j + 1, count);
                return 0;
            }
            (void)rsp_words_as_number(w, "a distance", 0, RSP_WORDS_FAR, &at[i * n + j]);
            if (triangle) {
                at[j * n + i] = at[i * n + j];
            }
        }
    }
    while ((*ret_more = rsp_words_line(w)) && !at_key(w)) {
        (void)rsp_words_next(w);
        rsp_diag_error(w->d, rsp_words_src(w), "'%s' after the last of %zu distances", w->word, count);
    }
    return 0;
}

static int read_section(lib *l, const key *k, bool *ret_more) {
    *ret_more = false;
    if (l->rows == NULL) {
        rsp_diag_error(l->w->d, rsp_words_src(l->w), "%s before DIMENSION; DIMENSION should come first",
                       k->name);
        return 0;
    }
    switch (k->kind) {
    case OF_VEHICLES:
        RSP_TRY(make_vehicles(l));
        *ret_more = read_lines(l, k, l->vehicles, sizeof *l->vehicles, l->n_vehicles, "a vehicle's number");
        return 0;
    case DEPOTS:
        *ret_more = read_depots(l);
        return 0;
    case WEIGHTS:
        return read_weights(l, ret_more);
    default:
        l->coords = l->coords || k->kind == PLACES;
        *ret_more = read_lines(l, k, l->rows, sizeof *l->rows, l->n, "a node's number");
        return 0;
    }
}

/* --- values --- */

static int read_number(lib *l, const key *k) {
    rsp_words *w = l->w;
    if (strcmp(k->name, "SERVICE_TIME") == 0) {
        (void)rsp_words_as_number(w, "the service time", 0, RSP_WORDS_FAR, &l->service);
        return 0;
    }
    bool nodes = k->name[0] == 'D';
    double v = 0;
    if (!rsp_words_as_number(w, k->name, nodes ? 2 : 1, nodes ? RSP_VRP_LOCATIONS : MOST_VEHICLES, &v)) {
        return 0;
    }
    if (v != floor(v) || (nodes ? l->rows != NULL : l->vehicles != NULL)) {
        rsp_diag_error(w->d, rsp_words_src(w),
                       "'%s' for %s; a whole number is expected, once and before the sections", w->word,
                       k->name);
        return 0;
    }
    if (!nodes) {
        l->n_vehicles = (uint32_t)v;
        return 0;
    }
    l->n = (uint32_t)v;
    l->rows = rsp_arena_alloc(w->a, l->n, sizeof *l->rows);
    for (uint32_t i = 0; l->rows != NULL && i < l->n; i++) {
        l->rows[i] = (rsp_vrp_row){.open = 0,
                                   .close = RSP_WORDS_FAR,
                                   .service = NAN,
                                   .other = RSP_VRP_NONE,
                                   .label = i,
                                   .line = w->line};
    }
    return l->rows == NULL ? no_memory(l) : 0;
}

static void read_word(lib *l, const key *k) {
    static const char *const formats[] = {"FULL_MATRIX", "LOWER_ROW", "UPPER_ROW", "LOWER_DIAG_ROW",
                                          "UPPER_DIAG_ROW"};
    const char *word = l->w->word;
    if (strcmp(k->name, "EDGE_WEIGHT_TYPE") == 0) {
        l->is_explicit = strcmp(word, "EXPLICIT") == 0;
        if (!l->is_explicit && strcmp(word, "EUC_2D") != 0) {
            rsp_diag_error(l->w->d, rsp_words_src(l->w),
                           "'%s' for EDGE_WEIGHT_TYPE; EUC_2D or EXPLICIT is expected", word);
        }
        return;
    }
    for (uint32_t i = 0; i < 5; i++) {
        if (strcmp(word, formats[i]) == 0) {
            l->lower = i == 1 || i == 3;
            l->upper = i == 2 || i == 4;
            l->diagonal = i >= 3;
            return;
        }
    }
    rsp_diag_error(l->w->d, rsp_words_src(l->w),
                   "'%s' for EDGE_WEIGHT_FORMAT; FULL_MATRIX, LOWER_ROW, UPPER_ROW, LOWER_DIAG_ROW or "
                   "UPPER_DIAG_ROW is expected",
                   word);
}

static int read_value(lib *l, const key *k) {
    rsp_words *w = l->w;
    if (k->kind == ANY) {
        return 0;
    }
    if (!rsp_words_next(w) || (strcmp(w->word, ":") == 0 && !rsp_words_next(w))) {
        rsp_diag_error(w->d, rsp_words_src(w), "the line ends where the value of %s should stand", k->name);
        return 0;
    }
    if (k->kind == NUMBER) {
        return read_number(l, k);
    }
    if (k->kind == WORD) {
        read_word(l, k);
    } else {
        double v = 0;
        (void)rsp_words_as_number(w, k->what, 0, RSP_WORDS_FAR, &v);
        memcpy((char *)&l->all + k->at, &v, sizeof v);
    }
    return 0;
}

/* --- the file --- */

static const key *find_key(lib *l) {
    char *word = l->w->word;
    size_t n = strlen(word);
    if (n > 0 && word[n - 1] == ':') {
        word[n - 1] = 0;
    }
    const char *names[N_KEYS];
    for (size_t i = 0; i < N_KEYS; i++) {
        names[i] = KEYS[i].name;
        if (strcmp(word, KEYS[i].name) == 0) {
            return &KEYS[i];
        }
    }
    const char *near = rsp_text_nearest(word, names, N_KEYS);
    rsp_diag_error(l->w->d, rsp_words_src(l->w), "'%s' is not known here; %s%s", word,
                   near != NULL ? "perhaps " : "docs/solver.md lists what is", near != NULL ? near : "");
    return NULL;
}

static int read_all(lib *l) {
    bool more = rsp_words_line(l->w);
    while (more) {
        if (!rsp_words_next(l->w) || strcmp(l->w->word, "EOF") == 0) {
            return 0;
        }
        const key *k = find_key(l);
        if (k == NULL) { /* and what belongs to it, if it is a section */
            while ((more = rsp_words_line(l->w)) && !at_key(l->w)) {
            }
        } else if (k->kind < NUMBER && k->kind != OF_ALL_VEHICLES) {
            RSP_TRY(read_section(l, k, &more));
        } else {
            RSP_TRY(read_value(l, k));
            more = rsp_words_line(l->w);
        }
    }
    return 0;
}

static uint32_t depot_row(lib *l, double number, const char *what) {
    if (number < 1 || number > l->n || number != floor(number) || !l->rows[(uint32_t)number - 1].depot) {
        rsp_diag_error(l->w->d, (rsp_src){.file = l->w->path},
                       "a vehicle has node %.10g as its %s, which is no depot; DEPOT_SECTION should list it",
                       number, what);
        return 0;
    }
    return (uint32_t)number - 1;
}

static double or_else(double v, double all, double usual) {
    return !isnan(v) ? v : (!isnan(all) ? all : usual);
}

static bool same(double a, double b) {
    return a == b || (isnan(a) && isnan(b));
}

static bool same_vehicle(const vehicle *a, const vehicle *b) {
    return same(a->capacity, b->capacity) && same(a->longest_distance, b->longest_distance) &&
           same(a->fixed_cost, b->fixed_cost) && same(a->distance_cost, b->distance_cost) &&
           a->depot == b->depot && a->reload == b->reload;
}

/* The vehicles as kinds of equal neighbours. */
static int make_fleet(lib *l, rsp_vrp_file *f, uint32_t *ret_fleet) {
    RSP_TRY(make_vehicles(l));
    uint32_t first_depot = 0, n = 0;
    while (!l->rows[first_depot].depot) {
        first_depot++;
    }
    for (uint32_t i = 0; i < l->n_vehicles; i++) {
        n += i == 0 || !same_vehicle(&l->vehicles[i], &l->vehicles[i - 1]);
    }
    rsp_vrp_fleet *fleet = rsp_arena_alloc(l->w->a, n, sizeof *fleet);
    if (fleet == NULL) {
        return no_memory(l);
    }
    *ret_fleet = n;
    n = 0;
    for (uint32_t i = 0; i < l->n_vehicles; i++) {
        const vehicle *v = &l->vehicles[i];
        if (i > 0 && same_vehicle(v, v - 1)) {
            fleet[n - 1].count++;
            continue;
        }
        fleet[n++] = (rsp_vrp_fleet){
            .count = 1,
            .first = i,
            .capacity = or_else(v->capacity, l->all.capacity, INFINITY),
            .depot = v->depot == 0 ? first_depot : depot_row(l, v->depot, "depot"),
            .reload = v->reload == 0 ? RSP_VRP_NONE : depot_row(l, v->reload, "reload depot"),
            .longest_distance = or_else(v->longest_distance, l->all.longest_distance, INFINITY),
            .fixed_cost = or_else(v->fixed_cost, l->all.fixed_cost, 0),
            .distance_cost = or_else(v->distance_cost, l->all.distance_cost, 1)};
    }
    f->fleet = fleet;
    return 0;
}

static void finish_rows(lib *l) {
    l->rows[0].depot = l->rows[0].depot || !l->depots;
    for (uint32_t i = 0; i < l->n; i++) {
        rsp_vrp_row *r = &l->rows[i];
        r->service = !isnan(r->service) ? r->service : (r->depot ? 0 : l->service);
        r->required = !r->depot && r->prize == 0;
        if (r->demand > 0 && r->backhaul > 0) {
            rsp_diag_error(l->w->d, (rsp_src){.file = l->w->path},
                           "node %u has a demand and a backhaul; this version reads one or the other", i + 1);
        }
        if (r->depot) {
            r->demand = r->backhaul = r->prize = r->release = 0;
        }
    }
}

int rsp_read_vrplib(rsp_words *w, const rsp_vrp_read_options *o, rsp_vrp_file *f, uint32_t *ret_fleet,
                    rsp_err *err) {
    (void)o;
    lib l = {.w = w, .all = {NAN, NAN, NAN, NAN, 0, 0}, .err = err};
    RSP_TRY(read_all(&l));
    rsp_src whole = {.file = w->path};
    if (l.rows == NULL) {
        rsp_diag_error(w->d, whole, "there is no DIMENSION; the number of nodes is expected");
        return 0;
    }
    if (l.is_explicit ? l.weights == NULL : !l.coords) {
        rsp_diag_error(w->d, whole, "there are no distances; %s is expected",
                       l.is_explicit ? "EDGE_WEIGHT_SECTION" : "NODE_COORD_SECTION");
        return 0;
    }
    finish_rows(&l);
    RSP_TRY(make_fleet(&l, f, ret_fleet));
    f->rows = l.rows;
    f->n_rows = l.n;
    f->weights = l.is_explicit ? l.weights : NULL;
    return 0;
}
