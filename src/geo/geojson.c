/* GeoJSON geometries (RFC 7946) from a parsed JSON tree, and back.
 *
 * What: checks type, coordinates, rings and validity, and gives plain coordinates in an arena.
 * Why: everything that a person drew comes through here, so every mistake is said at its own place: all of
 * them at once, and swapped latitude and longitude (the most common one) by name.
 * Invariant: nothing is returned where any error was reported; a returned geometry is valid for GEOS.
 * The depth of the walk is fixed by the geometry's type: no recursion on input. */
#include <math.h>
#include <string.h>

#include "geo/geometry.h"
#include "geo/geos.h"

#define POINTS_MAX 100000

static const char *const kind_names[] = {"Point",           "MultiPoint", "LineString",
                                         "MultiLineString", "Polygon",    "MultiPolygon"};

const char *rsp_geom_kind_name(rsp_geom_kind k) {
    return kind_names[k];
}

typedef struct reader {
    rsp_arena *arena;
    const char *file;
    const rsp_box *near;
    rsp_diag *d;
    uint32_t points;
    bool too_many;
    bool swap_told;
} reader;

static rsp_src at_value(reader *r, const rsp_json *v) {
    return rsp_json_src(r->arena, r->file, v);
}

static bool in_box(const rsp_box *b, double lat, double lon) {
    return lat >= rsp_point_lat(b->min) && lat <= rsp_point_lat(b->max) && lon >= rsp_point_lon(b->min) &&
           lon <= rsp_point_lon(b->max);
}

static bool is_number(const rsp_json *v) {
    return v != NULL && (v->kind == RSP_JSON_INT || v->kind == RSP_JSON_REAL);
}

/* One position: [longitude, latitude] with an optional height, which is dropped. */
static bool read_position(reader *r, const rsp_json *v, rsp_point *ret) {
    for (const rsp_json *c = v->kind == RSP_JSON_ARRAY ? v->first : NULL; c != NULL; c = c->next) {
        if (c->kind == RSP_JSON_TOLD) {
            return false;
        }
    }
    if (v->kind != RSP_JSON_ARRAY || v->n < 2 || v->n > 3 || !is_number(v->first) ||
        !is_number(v->first->next)) {
        rsp_diag_error(r->d, at_value(r, v),
                       "a position is not two numbers; write [longitude, latitude] in degrees");
        return false;
    }
    if (++r->points > POINTS_MAX) {
        if (!r->too_many) {
            rsp_diag_error(r->d, at_value(r, v),
                           "the geometry has more than %d points; simplify it below that", POINTS_MAX);
        }
        r->too_many = true;
        return false;
    }
    double lon = v->first->number;
    double lat = v->first->next->number;
    if (!(fabs(lon) <= 180) || !(fabs(lat) <= 90)) {
        bool swapped = fabs(lat) <= 180 && fabs(lon) <= 90;
        rsp_diag_error(r->d, at_value(r, v),
                       "longitude %.7g, latitude %.7g is not on the earth; write [longitude -180..180, "
                       "latitude -90..90]%s",
                       lon, lat, swapped ? " (they may be swapped)" : "");
        return false;
    }
    if (r->near != NULL && !in_box(r->near, lat, lon) && in_box(r->near, lon, lat)) {
        if (!r->swap_told) { /* one swapped file is one mistake, not one per point */
            rsp_diag_error(r->d, at_value(r, v),
                           "longitude %.7g, latitude %.7g is far from the places, but swapped it is near; "
                           "write [longitude, latitude]: [%.7g, %.7g], or exchange lat and lon of the places",
                           lon, lat, lat, lon);
        }
        r->swap_told = true;
        return false;
    }
    *ret = rsp_point_of(lat, lon);
    return true;
}

static bool same_point(rsp_point a, rsp_point b) {
    return a.lon_e7 == b.lon_e7 && a.lat_e7 == b.lat_e7;
}

/* A row of positions with at least `least` of them; closed: a polygon's ring. */
static int read_row(reader *r, const rsp_json *v, uint32_t least, bool closed, rsp_ring *ret) {
    if (v->kind != RSP_JSON_ARRAY) {
        rsp_diag_error(r->d, at_value(r, v), "the coordinates are %s; write a list of positions",
                       rsp_json_kind_name(v->kind));
        return RSP_EINPUT;
    }
    if (v->n < least) {
        rsp_diag_error(r->d, at_value(r, v), "%s has %u points; it needs at least %u",
                       closed ? "a ring" : "a line", v->n, least);
        return RSP_EINPUT;
    }
    if (v->n > POINTS_MAX) {
        rsp_diag_error(r->d, at_value(r, v), "the geometry has more than %d points; simplify it below that",
                       POINTS_MAX);
        r->too_many = true;
        return RSP_EINPUT;
    }
    rsp_point *at = rsp_arena_alloc(r->arena, v->n + 1U, sizeof *at);
    if (at == NULL) {
        return RSP_ENOMEM;
    }
    bool ok = true;
    uint32_t n = 0;
    for (const rsp_json *p = v->first; p != NULL && !r->too_many; p = p->next) {
        ok = read_position(r, p, &at[n++]) && ok;
    }
    if (!ok || r->too_many) {
        return RSP_EINPUT;
    }
    if (closed && !same_point(at[0], at[n - 1])) {
        rsp_diag_error(r->d, at_value(r, v), "the ring is not closed; repeat its first position at the end");
        return RSP_EINPUT;
    }
    *ret = (rsp_ring){.at = at, .n = n};
    return 0;
}

/* A list of rows. Keeps going after a bad row, so that all errors are told. */
static int read_rows(reader *r, const rsp_json *v, uint32_t least, bool closed, rsp_part *ret) {
    if (v->kind != RSP_JSON_ARRAY || v->n == 0) {
        rsp_diag_error(r->d, at_value(r, v), "the coordinates are empty or not a list; write a list of %s",
                       closed ? "rings" : "lines");
        return RSP_EINPUT;
    }
    rsp_ring *rings = rsp_arena_alloc(r->arena, v->n, sizeof *rings);
    if (rings == NULL) {
        return RSP_ENOMEM;
    }
    int rc = 0;
    uint32_t n = 0;
    for (const rsp_json *row = v->first; row != NULL && !r->too_many; row = row->next) {
        int one = read_row(r, row, least, closed, &rings[n++]);
        if (one == RSP_ENOMEM) {
            return one;
        }
        rc = one != 0 ? one : rc;
    }
    *ret = (rsp_part){.rings = rings, .n = n};
    return rc;
}

/* Points and lines become parts of one ring; each part of a multipolygon its own rings. */
static int read_coordinates(reader *r, const rsp_json *v, rsp_geom *g) {
    bool poly = g->kind == RSP_GEOM_POLYGON || g->kind == RSP_GEOM_MULTIPOLYGON;
    bool multi =
        g->kind == RSP_GEOM_MULTIPOINT || g->kind == RSP_GEOM_MULTILINE || g->kind == RSP_GEOM_MULTIPOLYGON;
    if (multi && (v->kind != RSP_JSON_ARRAY || v->n == 0)) {
        rsp_diag_error(r->d, at_value(r, v), "the coordinates of a %s are empty or not a list; write a list",
                       kind_names[g->kind]);
        return RSP_EINPUT;
    }
    uint32_t n = multi ? v->n : 1;
    rsp_part *parts = rsp_arena_alloc(r->arena, n, sizeof *parts);
    if (parts == NULL) {
        return RSP_ENOMEM;
    }
    int rc = 0;
    uint32_t i = 0;
    for (const rsp_json *p = multi ? v->first : v; i < n && !r->too_many; p = p->next, i++) {
        int one = 0;
        rsp_ring *ring = poly ? NULL : rsp_arena_alloc(r->arena, 1, sizeof *ring);
        if (!poly && ring == NULL) {
            return RSP_ENOMEM;
        }
        if (poly) {
            one = read_rows(r, p, 4, true, &parts[i]);
        } else if (g->kind == RSP_GEOM_POINT || g->kind == RSP_GEOM_MULTIPOINT) {
            rsp_point *at = rsp_arena_alloc(r->arena, 1, sizeof *at);
            one = at == NULL ? RSP_ENOMEM : read_position(r, p, at) ? 0 : RSP_EINPUT;
            *ring = (rsp_ring){.at = at, .n = 1};
            parts[i] = (rsp_part){.rings = ring, .n = 1};
        } else {
            one = read_row(r, p, 2, false, ring);
            parts[i] = (rsp_part){.rings = ring, .n = 1};
        }
        if (one == RSP_ENOMEM) {
            return one;
        }
        rc = one != 0 ? one : rc;
    }
    g->parts = parts;
    g->n = i;
    return r->too_many ? RSP_EINPUT : rc;
}

static void set_box(rsp_geom *g) {
    rsp_box b = {.min = {INT32_MAX, INT32_MAX}, .max = {INT32_MIN, INT32_MIN}};
    for (uint32_t p = 0; p < g->n; p++) {
        for (uint32_t k = 0; k < g->parts[p].n; k++) {
            for (uint32_t i = 0; i < g->parts[p].rings[k].n; i++) {
                rsp_point q = g->parts[p].rings[k].at[i];
                b.min.lon_e7 = q.lon_e7 < b.min.lon_e7 ? q.lon_e7 : b.min.lon_e7;
                b.min.lat_e7 = q.lat_e7 < b.min.lat_e7 ? q.lat_e7 : b.min.lat_e7;
                b.max.lon_e7 = q.lon_e7 > b.max.lon_e7 ? q.lon_e7 : b.max.lon_e7;
                b.max.lat_e7 = q.lat_e7 > b.max.lat_e7 ? q.lat_e7 : b.max.lat_e7;
            }
        }
    }
    g->box = b;
}

/* The geometry inside a Feature, or a FeatureCollection of exactly one; NULL with the error told. */
static const rsp_json *unwrap(reader *r, const rsp_json *v) {
    for (int depth = 0; depth < 3 && v != NULL && v->kind == RSP_JSON_OBJECT; depth++) {
        const rsp_json *type = rsp_json_get(v, "type");
        if (type == NULL || type->kind != RSP_JSON_STRING) {
            rsp_diag_error(r->d, at_value(r, v),
                           "the GeoJSON has no type; add \"type\": \"Polygon\" or another geometry");
            return NULL;
        }
        bool feature = strcmp(type->string, "Feature") == 0;
        bool collection = strcmp(type->string, "FeatureCollection") == 0;
        if (!feature && !collection) {
            return v;
        }
        const rsp_json *inner = rsp_json_get(v, feature ? "geometry" : "features");
        if (inner == NULL || (collection && (inner->kind != RSP_JSON_ARRAY || inner->n != 1))) {
            rsp_diag_error(r->d, at_value(r, inner != NULL ? inner : v), "the %s; give exactly one geometry",
                           feature ? "Feature has no geometry"
                                   : "FeatureCollection has not exactly one feature");
            return NULL;
        }
        v = feature ? inner : inner->first;
    }
    if (v != NULL && v->kind == RSP_JSON_OBJECT) {
        rsp_diag_error(r->d, at_value(r, v), "features are nested; give the geometry itself");
    } else if (v != NULL) {
        rsp_diag_error(r->d, at_value(r, v), "a geometry is expected, not %s; write a GeoJSON object",
                       rsp_json_kind_name(v->kind));
    }
    return NULL;
}

static void list_allowed(unsigned allowed, char *out, size_t size) {
    size_t n = 0;
    out[0] = '\0';
    for (unsigned k = 0; k < sizeof kind_names / sizeof *kind_names; k++) {
        if ((allowed >> k & 1U) != 0 && n < size) {
            int more = snprintf(out + n, size - n, "%s%s", n > 0 ? " or " : "", kind_names[k]);
            n += more > 0 ? (size_t)more : 0;
        }
    }
}

static int read_kind(reader *r, const rsp_json *v, unsigned allowed, rsp_geom_kind *ret) {
    const rsp_json *type = rsp_json_get(v, "type");
    char list[128];
    list_allowed(allowed, list, sizeof list);
    for (unsigned k = 0; k < sizeof kind_names / sizeof *kind_names; k++) {
        if (strcmp(type->string, kind_names[k]) == 0 && (allowed >> k & 1U) != 0) {
            *ret = (rsp_geom_kind)k;
            return 0;
        }
    }
    rsp_diag_error(r->d, at_value(r, type), "the geometry is \"%s\"; it must be %s", type->string, list);
    return RSP_EINPUT;
}

int rsp_geom_from_json(rsp_arena *a, const char *file, const rsp_json *v, unsigned allowed,
                       const rsp_box *near, rsp_diag *d, const rsp_geom **ret) {
    reader r = {.arena = a, .file = file, .near = near, .d = d};
    const rsp_json *inner = unwrap(&r, v);
    if (inner == NULL) {
        return RSP_EINPUT;
    }
    rsp_geom *g = rsp_arena_alloc(a, 1, sizeof *g);
    if (g == NULL) {
        return RSP_ENOMEM;
    }
    RSP_TRY(read_kind(&r, inner, allowed, &g->kind));
    const rsp_json *coordinates = rsp_json_get(inner, "coordinates");
    if (coordinates == NULL) {
        rsp_diag_error(d, at_value(&r, inner), "the %s has no coordinates; add \"coordinates\"",
                       kind_names[g->kind]);
        return RSP_EINPUT;
    }
    RSP_TRY(read_coordinates(&r, coordinates, g));
    set_box(g);
    char why[256];
    rsp_point where = {0, 0};
    int rc = rsp_geos_check(d->ctx, g, why, sizeof why, &where);
    if (rc == RSP_EINPUT) {
        rsp_diag_error(d, at_value(&r, coordinates),
                       "the %s is not valid: %s near [%.7f, %.7f]; draw it without crossing itself",
                       kind_names[g->kind], why, rsp_point_lon(where), rsp_point_lat(where));
    }
    RSP_TRY(rc);
    *ret = g;
    return 0;
}

/* Degrees of 7 decimals lose nothing: the writer prints the shortest form that reads back the same. */
static void write_position(rsp_json_out *o, rsp_point p) {
    rsp_json_out_array_flat(o);
    rsp_json_out_real(o, rsp_point_lon(p));
    rsp_json_out_real(o, rsp_point_lat(p));
    rsp_json_out_end_array(o);
}

static void write_row(rsp_json_out *o, const rsp_ring *row) {
    rsp_json_out_array_flat(o);
    for (uint32_t i = 0; i < row->n; i++) {
        write_position(o, row->at[i]);
    }
    rsp_json_out_end_array(o);
}

static void write_part(rsp_json_out *o, rsp_geom_kind kind, const rsp_part *p) {
    switch (kind) {
    case RSP_GEOM_POINT:
    case RSP_GEOM_MULTIPOINT:
        write_position(o, p->rings[0].at[0]);
        break;
    case RSP_GEOM_LINE:
    case RSP_GEOM_MULTILINE:
        write_row(o, &p->rings[0]);
        break;
    case RSP_GEOM_POLYGON:
    case RSP_GEOM_MULTIPOLYGON:
        rsp_json_out_array(o);
        for (uint32_t k = 0; k < p->n; k++) {
            write_row(o, &p->rings[k]);
        }
        rsp_json_out_end_array(o);
        break;
    }
}

void rsp_geom_to_json(rsp_json_out *o, const rsp_geom *g) {
    bool multi =
        g->kind == RSP_GEOM_MULTIPOINT || g->kind == RSP_GEOM_MULTILINE || g->kind == RSP_GEOM_MULTIPOLYGON;
    rsp_json_out_object(o);
    rsp_json_out_key(o, "type");
    rsp_json_out_string(o, kind_names[g->kind]);
    rsp_json_out_key(o, "coordinates");
    if (multi) {
        rsp_json_out_array(o);
    }
    for (uint32_t p = 0; p < g->n; p++) {
        write_part(o, g->kind, &g->parts[p]);
    }
    if (multi) {
        rsp_json_out_end_array(o);
    }
    rsp_json_out_end_object(o);
}
