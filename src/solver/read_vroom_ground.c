/* Places and matrices of a VROOM file (read_vroom.h). A vehicle drives on the matrix of its profile, its
 * durations divided by its speed_factor; times are then kept in hundredths of seconds. Without matrices a
 * road engine would be needed; great circles stand in for it only where they were asked for. */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "solver/read_vroom.h"

/* --- places --- */

static bool point(const rsp_json *at, double ret[2]) {
    if (at == NULL || at->kind != RSP_JSON_ARRAY || at->n != 2) {
        return false;
    }
    const rsp_json *x = at->first, *y = at->first->next;
    bool numbers = (x->kind == RSP_JSON_INT || x->kind == RSP_JSON_REAL) &&
                   (y->kind == RSP_JSON_INT || y->kind == RSP_JSON_REAL);
    if (!numbers || fabs(x->number) > 180 || fabs(y->number) > 90) {
        return false;
    }
    ret[0] = x->number;
    ret[1] = y->number;
    return true;
}

static int by_place(const void *x, const void *y) {
    const double *a = x, *b = y;
    int c = (a[0] > b[0]) - (a[0] < b[0]);
    return c != 0 ? c : (a[1] > b[1]) - (a[1] < b[1]);
}

static void add_point(vroom *v, const rsp_json *object, const char *key) {
    double p[2];
    if (object != NULL && object->kind == RSP_JSON_OBJECT && point(rsp_json_get(object, key), p)) {
        memcpy(v->points[v->n_points++], p, sizeof p);
    }
}

/* Every coordinate once, in order: equal places must be one location, for setup is not paid twice there. */
static int gather(vroom *v, rsp_err *err) {
    size_t most = 2 * (size_t)v->vehicles->n + (v->jobs != NULL ? v->jobs->n : 0) +
                  2 * (size_t)(v->shipments != NULL ? v->shipments->n : 0);
    v->points = rsp_arena_alloc(v->a, most + 1, sizeof *v->points);
    if (v->points == NULL) {
        return rsp_fail(err, RSP_ENOMEM, "out of memory");
    }
    for (const rsp_json *m = v->vehicles->first; m != NULL; m = m->next) {
        add_point(v, m, "start");
        add_point(v, m, "end");
    }
    for (const rsp_json *m = v->jobs != NULL ? v->jobs->first : NULL; m != NULL; m = m->next) {
        add_point(v, m, "location");
    }
    for (const rsp_json *m = v->shipments != NULL ? v->shipments->first : NULL; m != NULL; m = m->next) {
        add_point(v, rsp_json_get(m, "pickup"), "location");
        add_point(v, rsp_json_get(m, "delivery"), "location");
    }
    if (v->n_points > 0) {
        qsort(v->points, v->n_points, sizeof *v->points, by_place);
    }
    uint32_t n = 0;
    for (uint32_t i = 0; i < v->n_points; i++) {
        if (n == 0 || by_place(v->points[n - 1], v->points[i]) != 0) {
            memmove(v->points[n++], v->points[i], sizeof *v->points);
        }
    }
    if (n > RSP_VRP_LOCATIONS) {
        rsp_vroom_wrong(v, v->root, "%u places: their matrix would not fit memory; at most %u are read", n,
                        RSP_VRP_LOCATIONS);
    }
    v->n_points = n;
    v->f->problem.n_locations = n;
    return 0;
}

uint32_t rsp_vroom_location(vroom *v, const rsp_json *object, const char *index_key, const char *point_key) {
    if (v->matrices) {
        const rsp_json *at = rsp_json_get(object, index_key);
        if (at == NULL) {
            rsp_vroom_wrong(v, object, "there is no %s; a row of the matrices is expected", index_key);
            return RSP_VRP_NONE;
        }
        int64_t i = rsp_vroom_whole(v, object, index_key, 0, (int64_t)v->f->problem.n_locations - 1, -1);
        return i < 0 ? RSP_VRP_NONE : (uint32_t)i;
    }
    double p[2];
    const rsp_json *at = rsp_json_get(object, point_key);
    if (!point(at, p)) {
        rsp_vroom_wrong(v, at != NULL ? at : object,
                        "no coordinates under %s; [longitude, latitude] is expected", point_key);
        return RSP_VRP_NONE;
    }
    const double(*found)[2] = bsearch(p, v->points, v->n_points, sizeof *v->points, by_place);
    return found == NULL ? RSP_VRP_NONE : (uint32_t)(found - (const double(*)[2])v->points);
}

/* --- which matrices --- */

static const char *profile_of(const rsp_json *vehicle) {
    const rsp_json *p = rsp_json_get(vehicle, "profile");
    return p != NULL && p->kind == RSP_JSON_STRING ? p->string : "car";
}

static int32_t percent_of(const rsp_json *vehicle) {
    const rsp_json *s = rsp_json_get(vehicle, "speed_factor");
    bool number = s != NULL && (s->kind == RSP_JSON_INT || s->kind == RSP_JSON_REAL);
    return number && s->number > 0 && s->number <= 5 ? (int32_t)lround(s->number * 100) : 100;
}

uint32_t rsp_vroom_ground_of(const vroom *v, const rsp_json *vehicle) {
    for (uint32_t i = 0; i < v->n_ground; i++) {
        if (v->ground[i].percent == percent_of(vehicle) &&
            strcmp(v->ground[i].profile, profile_of(vehicle)) == 0) {
            return i;
        }
    }
    return 0;
}

/* A matrix of the file's size, of whole numbers; NULL, told, where it is not. */
static const rsp_json *square(vroom *v, const rsp_json *object, const char *key) {
    const rsp_json *m = object != NULL ? rsp_json_get(object, key) : NULL;
    if (m == NULL || !rsp_vroom_is(v, m, RSP_JSON_ARRAY, "rows of a matrix")) {
        return NULL;
    }
    uint32_t *n = &v->f->problem.n_locations;
    *n = *n == 0 ? m->n : *n;
    if (m->n == 0 || m->n > RSP_VRP_LOCATIONS || m->n != *n) {
        rsp_vroom_wrong(v, m, "%u rows; 1 to %u are expected, as many as in the file's other matrices", m->n,
                        RSP_VRP_LOCATIONS);
        return NULL;
    }
    for (const rsp_json *row = m->first; row != NULL; row = row->next) {
        if (!rsp_vroom_is(v, row, RSP_JSON_ARRAY, "a row of a matrix")) {
            return NULL;
        }
        if (row->n != *n) {
            rsp_vroom_wrong(v, row, "%u numbers in this row; %u are expected, as many as there are rows",
                            row->n, *n);
            return NULL;
        }
        for (const rsp_json *c = row->first; c != NULL; c = c->next) {
            if (c->kind != RSP_JSON_INT || c->integer < 0) {
                rsp_vroom_wrong(v, c, "a whole number that is not negative is expected in a matrix");
                return NULL;
            }
        }
    }
    return m;
}

static void take_matrices(vroom *v, vroom_ground *g, const rsp_json *vehicle) {
    static const char *const names[] = {"durations", "distances", "costs"};
    const rsp_json *all = rsp_json_get(v->root, "matrices");
    if (all == NULL) { /* the older key */
        g->durations = square(v, v->root, "matrix");
        return;
    }
    const rsp_json *mine = rsp_json_get(all, g->profile);
    if (mine == NULL || mine->kind != RSP_JSON_OBJECT || rsp_json_get(mine, "durations") == NULL) {
        rsp_vroom_wrong(v, vehicle,
                        "there are no durations for the profile \"%.60s\"; an object under "
                        "/matrices with them is expected",
                        g->profile);
        return;
    }
    rsp_vroom_keys(v, mine, names, 3);
    g->durations = square(v, mine, "durations");
    g->distances = square(v, mine, "distances");
    g->costs = square(v, mine, "costs");
}

int rsp_vroom_ground(vroom *v, rsp_err *err) {
    v->f->problem.scale = 1;
    v->matrices = rsp_json_get(v->root, "matrices") != NULL || rsp_json_get(v->root, "matrix") != NULL;
    if (!v->matrices && v->o->great_circle_kmh <= 0) {
        rsp_vroom_wrong(v, v->root,
                        "there are no matrices, and coordinates alone need a road engine, which this is not; "
                        "\"matrices\" are expected, or --great-circle KMH");
        return 0;
    }
    for (const rsp_json *m = v->vehicles->first; m != NULL; m = m->next) {
        if (!rsp_vroom_is(v, m, RSP_JSON_OBJECT, "a vehicle")) {
            continue;
        }
        vroom_ground g = {.profile = profile_of(m), .percent = percent_of(m)};
        uint32_t i = rsp_vroom_ground_of(v, m);
        if (i < v->n_ground && v->ground[i].percent == g.percent &&
            strcmp(v->ground[i].profile, g.profile) == 0) {
            continue;
        }
        if (v->n_ground == VROOM_MATRICES) {
            rsp_vroom_wrong(v, m, "a profile and speed factor more than %d; at most so many are read",
                            VROOM_MATRICES);
            return 0;
        }
        if (v->matrices) {
            take_matrices(v, &g, m);
        }
        v->f->problem.scale = g.percent != 100 ? 100 : v->f->problem.scale;
        v->ground[v->n_ground++] = g;
    }
    return v->matrices ? 0 : gather(v, err);
}

/* --- integers --- */

static int32_t cell(int64_t value, double factor) {
    double x = round((double)value * factor);
    return x >= RSP_VRP_NEVER32 ? RSP_VRP_NEVER32 : (int32_t)x;
}

static const int32_t *fill(vroom *v, const rsp_json *m, double factor) {
    size_t n = v->f->problem.n_locations, i = 0;
    int32_t *to = rsp_arena_alloc(v->a, n * n, sizeof *to);
    for (const rsp_json *row = m->first; to != NULL && row != NULL; row = row->next) {
        for (const rsp_json *c = row->first; c != NULL; c = c->next) {
            to[i++] = cell(c->integer, factor);
        }
    }
    return to;
}

/* Metres on a sphere (haversine). */
static double apart(const double a[2], const double b[2]) {
    const double radius = 6371008.8, rad = 3.14159265358979323846 / 180;
    double s = sin((b[1] - a[1]) * rad / 2), t = sin((b[0] - a[0]) * rad / 2);
    double h = s * s + cos(a[1] * rad) * cos(b[1] * rad) * t * t;
    return 2 * radius * asin(sqrt(h > 1 ? 1 : h));
}

static const int32_t *circles(vroom *v, double factor) {
    size_t n = v->n_points;
    int32_t *to = rsp_arena_alloc(v->a, n * n + 1, sizeof *to);
    for (size_t i = 0; to != NULL && i < n; i++) {
        for (size_t j = 0; j < n; j++) {
            to[i * n + j] = (int32_t)fmin(round(apart(v->points[i], v->points[j]) * factor), RSP_VRP_NEVER32);
        }
    }
    return to;
}

int rsp_vroom_matrices(vroom *v, rsp_err *err) {
    rsp_vrp *p = &v->f->problem;
    rsp_vrp_matrix *m = rsp_arena_alloc(v->a, v->n_ground, sizeof *m);
    bool ok = m != NULL;
    for (uint32_t i = 0; ok && i < v->n_ground; i++) {
        const vroom_ground *g = &v->ground[i];
        double seconds = p->scale == 1 ? 1 : round(10000.0 / g->percent); /* as VROOM rounds it */
        const rsp_json *driven = g->costs != NULL ? g->costs : g->distances;
        m[i].duration =
            v->matrices ? fill(v, g->durations, seconds) : circles(v, seconds * 3.6 / v->o->great_circle_kmh);
        m[i].distance = !v->matrices ? circles(v, 1) : (driven != NULL ? fill(v, driven, 1) : m[i].duration);
        ok = m[i].duration != NULL && m[i].distance != NULL;
    }
    if (!ok) {
        return rsp_fail(err, RSP_ENOMEM, "out of memory");
    }
    p->matrices = m;
    p->n_matrices = v->n_ground;
    return 0;
}
