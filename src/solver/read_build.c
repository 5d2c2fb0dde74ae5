/* From rows of doubles to the integers that are solved (read.h). One unit of the file becomes problem.scale
 * of ours:
 *
 *   TOPTW   10^decimals, distances cut off; windows and service to the safe side
 *   dimacs  10, everything cut off (the 12th DIMACS challenge; PyVRP's rounding of the same name)
 *   sintef  the largest power of ten up to 10^6 that the distances leave room for; distances rounded up, so
 *           that what is feasible here is feasible in double precision
 *
 * Loads are whole in the smallest power of ten that makes them so, at most 10^6. */
#include <math.h>

#include "solver/read_inner.h"

typedef enum { CUT, DOWN, UP } rounding;

static int64_t units(double v, double scale, rounding how) {
    const double hair = 1e-6; /* 1.1 * 10 is a hair more than 11 */
    double x = v * scale;
    return (int64_t)(how == CUT ? floor(x) : (how == DOWN ? floor(x + hair) : ceil(x - hair)));
}

/* 10^k with the smallest k <= 6 that makes v whole, and at least `scale`. */
static double whole_scale(double v, double scale) {
    while (isfinite(v) && scale < 1e6 && fabs(v * scale - round(v * scale)) > 1e-7) {
        scale *= 10;
    }
    return scale;
}

static double span(const rsp_vrp_file *f) {
    if (f->weights != NULL) {
        double most = 0;
        for (size_t i = 0; i < (size_t)f->n_rows * f->n_rows; i++) {
            most = f->weights[i] > most ? f->weights[i] : most;
        }
        return most;
    }
    double low[2] = {INFINITY, INFINITY}, high[2] = {-INFINITY, -INFINITY};
    for (uint32_t i = 0; i < f->n_rows; i++) {
        low[0] = fmin(low[0], f->rows[i].x);
        low[1] = fmin(low[1], f->rows[i].y);
        high[0] = fmax(high[0], f->rows[i].x);
        high[1] = fmax(high[1], f->rows[i].y);
    }
    return hypot(high[0] - low[0], high[1] - low[1]);
}

static double choose_scale(const rsp_vrp_file *f) {
    double scale = 10;
    if (f->decimals >= 0) {
        scale = 1;
        for (int i = 0; i < f->decimals; i++) {
            scale *= 10;
        }
        return scale;
    }
    for (scale = 1e6; scale > 1 && span(f) * scale >= RSP_VRP_NEVER32 - 1; scale /= 10) {
    }
    return scale;
}

static const rsp_vrp_matrix *make_matrix(rsp_arena *a, const rsp_vrp_file *f, double scale) {
    size_t n = f->n_rows;
    rsp_vrp_matrix *m = rsp_arena_alloc(a, 1, sizeof *m);
    int32_t *at = rsp_arena_alloc(a, n * n, sizeof *at);
    if (m == NULL || at == NULL) {
        return NULL;
    }
    for (size_t i = 0; i < n; i++) {
        for (size_t j = 0; j < n; j++) {
            double dx = f->rows[i].x - f->rows[j].x, dy = f->rows[i].y - f->rows[j].y;
            double d = (f->weights != NULL ? f->weights[i * n + j] : sqrt(dx * dx + dy * dy)) * scale;
            /* A whole distance must not be cut to the one below where a tour's time hangs on it. */
            double cut = floor(f->format == RSP_VRP_TOPTW ? d + 1e-7 : d);
            at[i * n + j] = (int32_t)(f->decimals >= 0 ? cut : ceil(d - 1e-9));
        }
    }
    *m = (rsp_vrp_matrix){at, at};
    return m;
}

typedef struct scales {
    double unit, load, prize;
    rounding down, up; /* of times that bound from above and from below */
} scales;

static rsp_vrp_node node_of(const rsp_vrp_row *r, uint32_t location, const scales *s, bool loads,
                            rsp_vrp_window *w) {
    *w = (rsp_vrp_window){units(r->open, s->unit, s->up), units(r->close, s->unit, s->down)};
    rsp_vrp_node n = {.kind = r->depot ? RSP_VRP_DEPOT : RSP_VRP_DELIVERY,
                      .location = location,
                      .other = RSP_VRP_NONE,
                      .windows = w,
                      .n_windows = 1,
                      .service = units(r->service, s->unit, s->up),
                      .release = units(r->release, s->unit, s->up),
                      .prize = units(r->prize, s->prize, DOWN),
                      .required = r->required,
                      .label = r->label};
    double load = r->demand;
    if (r->other != RSP_VRP_NONE) {
        n.kind = r->demand < 0 ? RSP_VRP_SHIP_TO : RSP_VRP_SHIP_FROM;
        load = fabs(r->demand);
    } else if (r->backhaul > 0) {
        n.kind = RSP_VRP_PICKUP;
        load = r->backhaul;
    }
    n.load[0] = loads ? units(load, s->load, s->up) : 0;
    return n;
}

static int make_nodes(rsp_arena *a, rsp_vrp_file *f, const scales *s, uint32_t *node_by_row, rsp_err *err) {
    rsp_vrp *p = &f->problem;
    rsp_vrp_node *nodes = rsp_arena_alloc(a, f->n_rows, sizeof *nodes);
    rsp_vrp_window *windows = rsp_arena_alloc(a, f->n_rows, sizeof *windows);
    if (nodes == NULL || windows == NULL) {
        return rsp_fail(err, RSP_ENOMEM, "out of memory");
    }
    for (int depots = 1; depots >= 0; depots--) {
        for (uint32_t i = 0; i < f->n_rows; i++) {
            if (f->rows[i].depot == (depots == 1)) {
                node_by_row[i] = p->n_nodes;
                nodes[p->n_nodes++] = node_of(&f->rows[i], i, s, p->n_dims > 0, &windows[i]);
            }
        }
        p->n_depots = depots == 1 ? p->n_nodes : p->n_depots;
    }
    for (uint32_t i = 0; i < f->n_rows; i++) {
        if (f->rows[i].other != RSP_VRP_NONE) {
            nodes[node_by_row[i]].other = node_by_row[f->rows[i].other];
        }
    }
    p->nodes = nodes;
    return 0;
}

static int make_vehicles(rsp_arena *a, rsp_vrp_file *f, const scales *s, const uint32_t *node_by_row,
                         rsp_err *err) {
    rsp_vrp *p = &f->problem;
    rsp_vrp_vehicle *v = rsp_arena_alloc(a, p->n_vehicles, sizeof *v);
    if (v == NULL) {
        return rsp_fail(err, RSP_ENOMEM, "out of memory");
    }
    for (uint32_t i = 0; i < p->n_vehicles; i++) {
        const rsp_vrp_fleet *k = &f->fleet[i];
        const rsp_vrp_node *depot = &p->nodes[node_by_row[k->depot]];
        v[i] = (rsp_vrp_vehicle){
            .count = k->count,
            .start = node_by_row[k->depot],
            .end = node_by_row[k->depot],
            .open = depot->windows[0].open,
            .close = depot->windows[0].close,
            .capacity = {isfinite(k->capacity) ? units(k->capacity, s->load, DOWN) : RSP_VRP_NEVER},
            .fixed_cost = units(k->fixed_cost, s->unit, s->up),
            .cost_per_distance = (int64_t)k->distance_cost,
            .longest_duration = RSP_VRP_NEVER,
            .longest_distance =
                isfinite(k->longest_distance) ? units(k->longest_distance, s->unit, s->down) : RSP_VRP_NEVER,
            .most_tasks = RSP_VRP_NEVER,
            .reload = k->reload == RSP_VRP_NONE ? RSP_VRP_NONE : node_by_row[k->reload],
            .label = k->first};
    }
    p->vehicles = v;
    return 0;
}

static scales choose_scales(rsp_vrp_file *f, uint32_t n_fleet) {
    bool dimacs = f->format != RSP_VRP_TOPTW && f->convention == RSP_VRP_DIMACS;
    scales s = {.unit = choose_scale(f), .load = 1, .prize = 1, .down = DOWN, .up = UP};
    for (uint32_t i = 0; i < n_fleet; i++) {
        f->problem.n_dims = isfinite(f->fleet[i].capacity) ? 1 : f->problem.n_dims;
        s.load = whole_scale(f->fleet[i].capacity, s.load);
    }
    for (uint32_t i = 0; i < f->n_rows; i++) {
        s.load = whole_scale(f->rows[i].backhaul, whole_scale(f->rows[i].demand, s.load));
        s.prize = whole_scale(f->rows[i].prize, s.prize);
    }
    if (dimacs) {
        s.down = s.up = CUT;
        s.prize = s.unit; /* it is weighed against distance */
    }
    return s;
}

int rsp_read_build(rsp_arena *a, rsp_vrp_file *f, uint32_t n_fleet, rsp_diag *d, rsp_err *err) {
    rsp_vrp *p = &f->problem;
    rsp_src whole = {.file = f->path};
    scales s = choose_scales(f, n_fleet);
    if (span(f) * s.unit >= RSP_VRP_NEVER32 - 1) {
        rsp_diag_error(d, whole, "places lie %.10g apart; at most %.10g is expected", span(f),
                       (RSP_VRP_NEVER32 - 1) / s.unit);
    }
    for (uint32_t i = 0; i < n_fleet; i++) {
        if (f->fleet[i].distance_cost != floor(f->fleet[i].distance_cost)) {
            rsp_diag_error(d, whole, "a unit of distance costs %.10g; a whole number is expected",
                           f->fleet[i].distance_cost);
        }
    }
    RSP_TRY(rsp_diag_result(d, err));
    p->objective = f->format == RSP_VRP_TOPTW
                       ? RSP_VRP_MOST_PRIZE
                       : (f->convention == RSP_VRP_SINTEF ? RSP_VRP_FEWEST_VEHICLES : RSP_VRP_LEAST_COST);
    p->scale = (int64_t)s.unit;
    f->prize_scale = (int64_t)s.prize;
    p->n_vehicles = n_fleet;
    p->n_matrices = 1;
    p->n_locations = f->n_rows;
    p->matrices = make_matrix(a, f, s.unit);
    uint32_t *node_by_row = rsp_arena_alloc(a, f->n_rows, sizeof *node_by_row);
    if (p->matrices == NULL || node_by_row == NULL) {
        return rsp_fail(err, RSP_ENOMEM, "out of memory: a matrix of %u locations takes %zu MB", f->n_rows,
                        ((size_t)f->n_rows * f->n_rows * sizeof(int32_t)) >> 20);
    }
    RSP_TRY(make_nodes(a, f, &s, node_by_row, err));
    return make_vehicles(a, f, &s, node_by_row, err);
}
