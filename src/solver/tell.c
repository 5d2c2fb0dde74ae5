/* An answer in its file's own units (read.h): the routes are driven once more by the rows as they were read,
 * in double precision, with distances cut off where the convention cuts them. So a mistake in the units of
 * the integer problem cannot hide behind a validator that uses the same integers. */
#include <math.h>
#include <string.h>

#include "solver/read.h"

#define HAIR 1e-6 /* of rounding in sums of doubles; no convention has a finer unit */

typedef struct teller {
    const rsp_vrp_file *f;
    const rsp_vrp_solution *s;
    bool *served; /* by row */
    bool *open;   /* by row: a pickup whose delivery is still to come */
    rsp_vrp_told *told;
    rsp_err *err;
} teller;

static double cut(const rsp_vrp_file *f, double v) {
    if (f->decimals < 0) {
        return v;
    }
    double unit = pow(10, f->decimals);
    /* TOPTW: distances that are whole in its unit stay so (read_build.c). */
    return floor(v * unit + (f->format == RSP_VRP_TOPTW ? 1e-7 : 0)) / unit;
}

/* Times and prizes: cut off too by the dimacs convention. */
static double stated(const rsp_vrp_file *f, double v) {
    return f->format != RSP_VRP_TOPTW && f->decimals >= 0 ? cut(f, v) : v;
}

static double way(const rsp_vrp_file *f, uint32_t from, uint32_t to) {
    if (f->weights != NULL) {
        return cut(f, f->weights[(size_t)from * f->n_rows + to]);
    }
    double dx = f->rows[from].x - f->rows[to].x, dy = f->rows[from].y - f->rows[to].y;
    return cut(f, sqrt(dx * dx + dy * dy));
}

/* Loads of the trip that begins at stop i: the most on board at any time, and its latest release. */
static int board(teller *t, const rsp_vrp_fleet *k, const uint32_t *stops, uint32_t n, double *ret_release) {
    double load = 0, release = 0;
    const rsp_vrp_row *rows = t->f->rows;
    for (uint32_t i = 0; i < n; i++) {
        const rsp_vrp_row *r = &rows[t->f->problem.nodes[stops[i]].location];
        load += r->other == RSP_VRP_NONE ? r->demand : 0;
        release = fmax(release, stated(t->f, r->release));
    }
    *ret_release = release;
    for (uint32_t i = 0; i <= n; i++) {
        if (load > k->capacity + HAIR) {
            return rsp_fail(t->err, RSP_EVIOLATION, "a load of %.10g on a vehicle that takes %.10g", load,
                            k->capacity);
        }
        if (i < n) {
            const rsp_vrp_row *r = &rows[t->f->problem.nodes[stops[i]].location];
            load += r->other == RSP_VRP_NONE ? r->backhaul - r->demand : r->demand;
        }
    }
    return 0;
}

static int stop_at(teller *t, uint32_t row, double *now) {
    const rsp_vrp_row *r = &t->f->rows[row];
    if (r->depot || t->served[row]) {
        return rsp_fail(t->err, RSP_EVIOLATION, "%u is a depot or served twice", r->label);
    }
    if (*now > stated(t->f, r->close) + HAIR) {
        return rsp_fail(t->err, RSP_EVIOLATION, "%u is reached at %.10g and closes at %.10g", r->label, *now,
                        r->close);
    }
    *now = fmax(*now, stated(t->f, r->open)) + stated(t->f, r->service);
    t->served[row] = true;
    if (r->other != RSP_VRP_NONE) {
        if (r->demand < 0 && !t->open[r->other]) {
            return rsp_fail(t->err, RSP_EVIOLATION, "%u is reached before its pickup", r->label);
        }
        t->open[row] = r->demand >= 0;
    }
    t->told->value += r->prize;
    return 0;
}

static int drive(teller *t, uint32_t number) {
    const rsp_vrp_route *r = &t->s->routes[number];
    const rsp_vrp_fleet *k = &t->f->fleet[r->vehicle];
    rsp_vrp_told_route *told = &t->told->routes[number];
    double now = stated(t->f, t->f->rows[k->depot].open);
    uint32_t at = k->depot, i = 0;
    memset(t->open, 0, t->f->n_rows * sizeof *t->open); /* a delivery's pickup is of the same route */
    while (i < r->n_stops) {
        uint32_t n = 0;
        double release = 0;
        while (i + n < r->n_stops && r->stops[i + n] != RSP_VRP_NONE) {
            n++;
        }
        RSP_TRY(board(t, k, r->stops + i, n, &release));
        now = fmax(now, release);
        told->start = i == 0 ? now : told->start;
        for (uint32_t end = i + n; i < end; i++) {
            uint32_t row = t->f->problem.nodes[r->stops[i]].location;
            told->distance += way(t->f, at, row);
            now += way(t->f, at, row);
            RSP_TRY(stop_at(t, row, &now));
            at = row;
        }
        uint32_t home = i < r->n_stops ? k->reload : k->depot;
        if (home == RSP_VRP_NONE) {
            return rsp_fail(t->err, RSP_EVIOLATION, "a second trip of a vehicle that makes one");
        }
        told->distance += way(t->f, at, home);
        now += way(t->f, at, home);
        at = home;
        i++;
    }
    told->end = now;
    if (now > stated(t->f, t->f->rows[k->depot].close) + HAIR ||
        told->distance > k->longest_distance + HAIR) {
        return rsp_fail(t->err, RSP_EVIOLATION, "a route of %.10g ends at %.10g; the depot closes at %.10g",
                        told->distance, now, t->f->rows[k->depot].close);
    }
    t->told->distance += told->distance;
    t->told->cost += k->fixed_cost + told->distance * k->distance_cost;
    return 0;
}

int rsp_vrp_tell(rsp_arena *a, const rsp_vrp_file *f, const rsp_vrp_solution *s, rsp_vrp_told *ret,
                 rsp_err *err) {
    rsp_vrp_told told = {0};
    teller t = {.f = f, .s = s, .told = &told, .err = err};
    t.served = rsp_arena_alloc(a, f->n_rows, sizeof *t.served);
    t.open = rsp_arena_alloc(a, f->n_rows, sizeof *t.open);
    told.routes = rsp_arena_alloc(a, (size_t)s->n_routes + 1, sizeof *told.routes);
    if (t.served == NULL || t.open == NULL || told.routes == NULL) {
        return rsp_fail(err, RSP_ENOMEM, "out of memory");
    }
    for (uint32_t i = 0; i < s->n_routes; i++) {
        RSP_TRY(drive(&t, i));
    }
    for (uint32_t i = 0; i < f->n_rows; i++) {
        const rsp_vrp_row *r = &f->rows[i];
        if (r->other != RSP_VRP_NONE && t.served[i] != t.served[r->other]) {
            return rsp_fail(err, RSP_EVIOLATION, "%u is served without its other half", r->label);
        }
        if (!t.served[i] && f->format != RSP_VRP_TOPTW) {
            told.cost += stated(f, r->prize);
        }
    }
    *ret = told;
    return 0;
}
