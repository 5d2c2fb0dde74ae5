/* The data of the map in plan.html: roads as compact deltas, ground, places, the lines of the convoys, as one
 * JSON value for a <script type="application/json">: < > & and the line separators are written as \u escapes,
 * so that no name can end the script.
 *
 * Roads come in four levels by class. A level is a run of polylines in units of 10^-5 degree: for each the
 * number of points, then for each point the differences in longitude and latitude from the point before (for
 * the first: from the last point of the polyline before), each as a zigzag varint (Protocol Buffers'
 * encoding), base64. Lines are simplified, and simplified more, and minor levels left out, until all fit in
 * the room given. */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "print/inner.h"

#define LEVELS 4
#define UNIT   100 /* 10^-7 degrees */

static const char digits64[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";

void pr_base64(rsp_buf *b, const void *bytes, size_t n) {
    const unsigned char *s = bytes;
    for (size_t i = 0; i < n; i += 3) {
        uint32_t v =
            (uint32_t)s[i] << 16 | (uint32_t)(i + 1 < n ? s[i + 1] : 0) << 8 | (i + 2 < n ? s[i + 2] : 0);
        char four[4] = {digits64[v >> 18], digits64[v >> 12 & 63], i + 1 < n ? digits64[v >> 6 & 63] : '=',
                        i + 2 < n ? digits64[v & 63] : '='};
        rsp_buf_add(b, four, 4);
    }
}

static int level_of(const char *road_class) {
    static const struct {
        const char *name;
        int level;
    } table[] = {{"motorway", 0},      {"trunk", 0}, {"primary", 0},      {"secondary", 1},
                 {"tertiary", 1},      {"ferry", 1}, {"unclassified", 2}, {"residential", 2},
                 {"living_street", 2}, {"road", 2}};
    for (size_t i = 0; i < sizeof table / sizeof table[0]; i++) {
        size_t n = strlen(table[i].name);
        if (strncmp(road_class, table[i].name, n) == 0 && (road_class[n] == '\0' || road_class[n] == '_')) {
            return table[i].level;
        }
    }
    return 3;
}

static void varint(rsp_buf *b, int64_t v) {
    uint64_t z = v < 0 ? ((uint64_t)(-(v + 1)) << 1) + 1 : (uint64_t)v << 1;
    do {
        rsp_buf_char(b, (char)((z & 0x7F) | (z > 0x7F ? 0x80 : 0)));
        z >>= 7;
    } while (z > 0);
}

static void count(rsp_buf *b, uint32_t v) {
    do {
        rsp_buf_char(b, (char)((v & 0x7F) | (v > 0x7F ? 0x80 : 0)));
        v >>= 7;
    } while (v > 0);
}

typedef struct grid_point {
    int64_t x, y;
} grid_point;

static grid_point to_grid(rsp_point p) {
    return (grid_point){(int64_t)floor((double)p.lon_e7 / UNIT + 0.5),
                        (int64_t)floor((double)p.lat_e7 / UNIT + 0.5)};
}

/* Working memory of pr_simplify, grown as lines ask for it. */
typedef struct room {
    uint32_t cap;
    uint32_t *stack;
    bool *keep;
} room;

static int make_room(const pr *o, room *r, uint32_t n, rsp_err *err) {
    if (n <= r->cap) {
        return 0;
    }
    uint32_t cap = n < 256 ? 256 : 2 * n;
    uint32_t *stack = rsp_arena_alloc(o->a, (size_t)cap * 2 + 4, sizeof *stack);
    bool *keep = rsp_arena_alloc(o->a, cap, sizeof *keep);
    if (stack == NULL || keep == NULL) {
        return rsp_fail(err, RSP_ENOMEM, "out of memory for a line of the map");
    }
    *r = (room){cap, stack, keep};
    return 0;
}

static int put_edge(const pr *o, const rsp_edge *e, double tol_m, room *r, grid_point *last, rsp_buf *b,
                    rsp_err *err) {
    RSP_TRY(make_room(o, r, e->n_shape, err));
    pr_simplify(e->shape, e->n_shape, tol_m, r->stack, r->keep);
    uint32_t n = 0;
    grid_point before = {0, 0};
    for (uint32_t i = 0; i < e->n_shape; i++) { /* points that fall together on the grid are one */
        grid_point g = to_grid(e->shape[i]);
        if (r->keep[i] && n > 0 && i + 1 < e->n_shape && g.x == before.x && g.y == before.y) {
            r->keep[i] = false;
        }
        if (r->keep[i]) {
            before = g;
            n++;
        }
    }
    count(b, n);
    for (uint32_t i = 0; i < e->n_shape; i++) {
        if (r->keep[i]) {
            grid_point g = to_grid(e->shape[i]);
            varint(b, g.x - last->x);
            varint(b, g.y - last->y);
            *last = g;
        }
    }
    return 0;
}

static int encode(const pr *o, const uint32_t *edges, uint32_t n, double tol_m, int levels, grid_point origin,
                  rsp_buf b[LEVELS], rsp_err *err) {
    grid_point last[LEVELS] = {origin, origin, origin, origin};
    room r = {0};
    for (uint32_t i = 0; i < n; i++) {
        rsp_edge e;
        rsp_net_edge(o->p->net, edges[i], &e);
        int level = level_of(e.road_class);
        if (level < levels) {
            RSP_TRY(put_edge(o, &e, tol_m, &r, &last[level], &b[level], err));
        }
    }
    return 0;
}

/* Writes the levels into the JSON; *ret_left: levels that had no room. */
static int roads(const pr *o, rsp_json_out *j, rsp_box box, size_t max_bytes, rsp_err *err) {
    static const struct {
        double tol_m;
        int levels;
    } tries[] = {{1.5, 4}, {4, 4}, {8, 4}, {8, 3}, {15, 3}, {15, 2}, {40, 2}, {40, 1}, {150, 1}, {0, 0}};
    const uint32_t *edges = NULL;
    uint32_t n = 0;
    grid_point origin = to_grid(box.min);
    rsp_json_out_key(j, "roads");
    rsp_json_out_array(j);
    int left_out = 0;
    if (o->p->net != NULL) {
        if (rsp_net_edges_in(o->p->net, box, o->a, &edges, &n) != 0) {
            return rsp_fail(err, RSP_ENOMEM, "out of memory for the roads of the map");
        }
        for (size_t t = 0; t < sizeof tries / sizeof tries[0]; t++) {
            rsp_buf b[LEVELS];
            size_t sum = 0;
            for (int i = 0; i < LEVELS; i++) {
                b[i] = rsp_buf_init(o->ctx, max_bytes + 1);
            }
            int rc = encode(o, edges, n, tries[t].tol_m, tries[t].levels, origin, b, err);
            bool fits = rc == 0;
            for (int i = 0; i < LEVELS; i++) {
                sum += (b[i].n + 2) / 3 * 4;
                fits = fits && b[i].failed == 0;
                rc = rc != 0 ? rc
                             : (b[i].failed == RSP_ENOMEM
                                    ? rsp_fail(err, RSP_ENOMEM, "out of memory for the roads of the map")
                                    : 0);
            }
            fits = fits && sum <= max_bytes;
            for (int i = 0; i < LEVELS && fits; i++) {
                rsp_buf text = rsp_buf_init(o->ctx, 2 * max_bytes + 16);
                pr_base64(&text, b[i].at != NULL ? b[i].at : "", b[i].n);
                rsp_json_out_string(j, text.at != NULL ? text.at : "");
                rc = rc != 0 || text.failed == 0
                         ? rc
                         : rsp_fail(err, RSP_ENOMEM, "out of memory for the roads of the map");
                rsp_buf_done(&text);
            }
            for (int i = 0; i < LEVELS; i++) {
                rsp_buf_done(&b[i]);
            }
            RSP_TRY(rc);
            if (fits) {
                left_out = LEVELS - tries[t].levels;
                break;
            }
        }
    }
    rsp_json_out_end_array(j);
    rsp_json_out_key(j, "levels_left_out");
    rsp_json_out_int(j, left_out);
    return 0;
}

/* A line as [x0, y0, dx, dy, ...] in units of 10^-6 degree, from the box's corner. */
static int line_of(const pr *o, rsp_json_out *j, const rsp_point *at, uint32_t n, rsp_box box, double tol_m,
                   rsp_err *err) {
    uint32_t *stack = rsp_arena_alloc(o->a, (size_t)n * 2 + 4, sizeof *stack);
    bool *keep = rsp_arena_alloc(o->a, (size_t)n + 1, sizeof *keep);
    if (stack == NULL || keep == NULL) {
        return rsp_fail(err, RSP_ENOMEM, "out of memory for a line of the map");
    }
    pr_simplify(at, n, tol_m, stack, keep);
    int64_t x = 0, y = 0;
    rsp_json_out_array_flat(j);
    for (uint32_t i = 0; i < n; i++) {
        if (keep[i]) {
            int64_t nx = ((int64_t)at[i].lon_e7 - box.min.lon_e7) / 10;
            int64_t ny = ((int64_t)at[i].lat_e7 - box.min.lat_e7) / 10;
            rsp_json_out_int(j, nx - x);
            rsp_json_out_int(j, ny - y);
            x = nx;
            y = ny;
        }
    }
    rsp_json_out_end_array(j);
    return 0;
}

static void text(rsp_json_out *j, const char *key, const char *v) {
    rsp_json_out_key(j, key);
    rsp_json_out_string(j, v);
}

static void number(rsp_json_out *j, const char *key, int64_t v) {
    rsp_json_out_key(j, key);
    rsp_json_out_int(j, v);
}

static void name(pr *o, rsp_json_out *j, const rsp_name *n, const char *id) {
    static const rsp_lang langs[] = {RSP_LANG_EN, RSP_LANG_AR, RSP_LANG_FR};
    rsp_json_out_key(j, "name");
    rsp_json_out_object(j);
    for (int i = 0; i < 3; i++) {
        text(j, rsp_lang_code(langs[i]), pr_clean(o, rsp_name_in(n, langs[i], id)));
    }
    rsp_json_out_end_object(j);
}

static int geom(const pr *o, rsp_json_out *j, const rsp_geom *g, rsp_box box, rsp_err *err) {
    rsp_json_out_key(j, "rings");
    rsp_json_out_array(j);
    for (uint32_t i = 0; g != NULL && i < g->n; i++) {
        for (uint32_t k = 0; k < g->parts[i].n; k++) {
            RSP_TRY(line_of(o, j, g->parts[i].rings[k].at, g->parts[i].rings[k].n, box, 1, err));
        }
    }
    rsp_json_out_end_array(j);
    return 0;
}

static int ground(pr *o, rsp_json_out *j, rsp_box box, rsp_err *err) {
    const rsp_situation *s = o->s;
    rsp_json_out_key(j, "zones");
    rsp_json_out_array(j);
    for (uint32_t i = 0; i < s->n_zones; i++) {
        bool open = s->zones[i].access == RSP_ACCESS_OPEN, windowed = false;
        for (uint32_t k = 0; k < o->p->n_windows; k++) {
            windowed = windowed || o->p->windows[k].zone == i;
        }
        rsp_json_out_object(j);
        name(o, j, &s->zones[i].name, s->zones[i].id);
        text(j, "state", open ? "open" : (windowed ? "window" : "closed"));
        RSP_TRY(geom(o, j, s->zones[i].area, box, err));
        rsp_json_out_end_object(j);
    }
    rsp_json_out_end_array(j);
    rsp_json_out_key(j, "closures");
    rsp_json_out_array(j);
    for (uint32_t i = 0; i < s->n_closures; i++) {
        const rsp_geom *g = s->closures[i].geometry;
        rsp_json_out_object(j);
        text(j, "kind",
             g->kind <= RSP_GEOM_MULTIPOINT ? "point" : (g->kind <= RSP_GEOM_MULTILINE ? "line" : "area"));
        RSP_TRY(geom(o, j, g, box, err));
        rsp_json_out_end_object(j);
    }
    rsp_json_out_end_array(j);
    rsp_json_out_key(j, "checkpoints");
    rsp_json_out_array(j);
    for (uint32_t i = 0; i < s->n_checkpoints; i++) {
        rsp_json_out_object(j);
        name(o, j, &s->checkpoints[i].name, s->checkpoints[i].id);
        rsp_json_out_key(j, "at");
        RSP_TRY(line_of(o, j, &s->checkpoints[i].at, 1, box, 0, err));
        rsp_json_out_end_object(j);
    }
    rsp_json_out_end_array(j);
    return 0;
}

static const char *kind_of(const pr *o, uint32_t place) {
    const rsp_situation *s = o->s;
    for (uint32_t i = 0; i < s->n_hubs; i++) {
        if (s->hubs[i].place == place) {
            return "hub";
        }
    }
    for (uint32_t i = 0; i < s->n_hospitals; i++) {
        if (s->hospitals[i].place == place) {
            return "hospital";
        }
    }
    for (uint32_t i = 0; i < s->n_havens; i++) {
        if (s->havens[i].place == place) {
            return "haven";
        }
    }
    return "place";
}

static int places(pr *o, rsp_json_out *j, rsp_box box, rsp_err *err) {
    rsp_json_out_key(j, "places");
    rsp_json_out_array(j);
    for (uint32_t i = 0; i < o->s->n_places; i++) {
        if (!pr_place_matters(o, i)) {
            continue;
        }
        rsp_json_out_object(j);
        name(o, j, &o->s->places[i].name, o->s->places[i].id);
        text(j, "kind", kind_of(o, i));
        rsp_json_out_key(j, "at");
        RSP_TRY(line_of(o, j, &o->s->places[i].at, 1, box, 0, err));
        rsp_json_out_end_object(j);
    }
    rsp_json_out_end_array(j);
    return 0;
}

static int convoys(pr *o, rsp_json_out *j, rsp_box box, rsp_err *err) {
    rsp_json_out_key(j, "convoys");
    rsp_json_out_array(j);
    for (uint32_t c = 0; c < o->p->n_convoys; c++) {
        const rsp_convoy *v = &o->p->convoys[c];
        rsp_json_out_object(j);
        text(j, "id", v->id);
        rsp_json_out_key(j, "legs");
        rsp_json_out_array(j);
        for (uint32_t i = 0; i <= v->n_stops; i++) {
            pr_line line;
            RSP_TRY(pr_leg_line(o, &v->legs[i], &line, err));
            rsp_json_out_object(j);
            number(j, "from", v->legs[i].depart);
            number(j, "to", v->legs[i].arrive_head);
            rsp_json_out_key(j, "line");
            RSP_TRY(line_of(o, j, line.at, line.n, box, 2, err));
            if (v->legs[i].waits) {
                rsp_json_out_key(j, "wait");
                rsp_json_out_array_flat(j);
                rsp_json_out_int(j, v->legs[i].wait_from);
                rsp_json_out_int(j, v->legs[i].wait_until);
                rsp_json_out_fixed(j,
                                   v->legs[i].path.length_m /
                                       fmax(1, v->legs[i].path.length_m + v->legs[i].path2.length_m),
                                   4);
                rsp_json_out_end_array(j);
            }
            rsp_json_out_end_object(j);
        }
        rsp_json_out_end_array(j);
        rsp_json_out_key(j, "stops");
        rsp_json_out_array(j);
        for (uint32_t i = 0; i < v->n_stops; i++) {
            RSP_TRY(line_of(o, j, &o->s->places[v->stops[i].place].at, 1, box, 0, err));
        }
        rsp_json_out_end_array(j);
        rsp_json_out_end_object(j);
    }
    rsp_json_out_end_array(j);
    return 0;
}

/* Words that the script puts on buttons and the map, in each language. */
static int words(pr *o, rsp_json_out *j, rsp_err *err) {
    static const rsp_lang langs[] = {RSP_LANG_EN, RSP_LANG_AR, RSP_LANG_FR};
    static const char *const keys[] = {"map.aria",      "map.zoom_in",  "map.zoom_out", "map.fit",
                                       "map.time",      "map.scale_km", "map.scale_m",  "theme",
                                       "map.schematic", "map.thinned"};
    rsp_json_out_key(j, "words");
    rsp_json_out_object(j);
    for (int l = 0; l < 3; l++) {
        pr of = *o;
        of.lang = langs[l];
        RSP_TRY(pr_catalogue(o->ctx, langs[l], o->a, &of.words, err));
        rsp_json_out_key(j, rsp_lang_code(langs[l]));
        rsp_json_out_object(j);
        for (size_t i = 0; i < sizeof keys / sizeof keys[0]; i++) {
            text(j, keys[i], pr_say(&of, keys[i], PR_ARGS(PR_CODE("n", "{n}"))));
        }
        rsp_json_out_end_object(j);
        RSP_TRY(pr_ok(&of, err));
    }
    rsp_json_out_end_object(j);
    return 0;
}

static void safe_in_script(rsp_buf *b, const char *s, size_t n) {
    for (size_t i = 0; i < n; i++) {
        if (s[i] == '<' || s[i] == '>' || s[i] == '&') {
            rsp_buf_printf(b, "\\u%04x", (unsigned)s[i]);
        } else if (i + 2 < n && (unsigned char)s[i] == 0xE2 && (unsigned char)s[i + 1] == 0x80 &&
                   ((unsigned char)s[i + 2] & 0xFE) == 0xA8) {
            rsp_buf_str(b, (unsigned char)s[i + 2] == 0xA8 ? "\\u2028" : "\\u2029");
            i += 2;
        } else {
            rsp_buf_char(b, s[i]);
        }
    }
}

/* [instant, seconds]: what the clocks of the place are ahead of UTC by from each instant on. */
static void offsets(const pr *o, rsp_json_out *j) {
    int64_t from = rsp_tz_instant(o->s->tz, o->p->first_date, 0, NULL);
    int64_t until = rsp_tz_instant(o->s->tz, o->p->first_date + o->p->n_days + 1, 0, NULL);
    rsp_json_out_key(j, "utc_offsets");
    rsp_json_out_array_flat(j);
    int32_t last = INT32_MIN;
    for (int64_t t = from; t < until; t += 900) { /* clocks change on the quarter of an hour */
        int32_t now = 0;
        rsp_tz_local(o->s->tz, t, NULL, NULL, &now);
        if (now != last) {
            rsp_json_out_int(j, t);
            rsp_json_out_int(j, now);
        }
        last = now;
    }
    rsp_json_out_end_array(j);
}

int pr_html_map(pr *o, size_t max_bytes, rsp_buf *b, rsp_err *err) {
    rsp_box box = pr_box(o);
    rsp_buf raw RSP_CLEANUP(rsp_buf_done) = rsp_buf_init(o->ctx, 4 * max_bytes + (1 << 20));
    rsp_json_out j = rsp_json_out_init(&raw, true);
    rsp_json_out_object(&j);
    rsp_json_out_key(&j, "box");
    rsp_json_out_array_flat(&j);
    rsp_json_out_int(&j, box.min.lon_e7);
    rsp_json_out_int(&j, box.min.lat_e7);
    rsp_json_out_int(&j, box.max.lon_e7);
    rsp_json_out_int(&j, box.max.lat_e7);
    rsp_json_out_end_array(&j);
    grid_point origin = to_grid(box.min);
    number(&j, "grid_x", origin.x);
    number(&j, "grid_y", origin.y);
    offsets(o, &j);
    rsp_json_out_key(&j, "schematic");
    rsp_json_out_bool(&j, o->p->net == NULL);
    RSP_TRY(words(o, &j, err));
    RSP_TRY(ground(o, &j, box, err));
    RSP_TRY(places(o, &j, box, err));
    RSP_TRY(convoys(o, &j, box, err));
    RSP_TRY(rsp_buf_ok(&raw, err));
    size_t used = raw.n + raw.n / 16;
    RSP_TRY(roads(o, &j, box, used + 4096 < max_bytes ? max_bytes - used - 4096 : 0, err));
    rsp_json_out_end_object(&j);
    RSP_TRY(rsp_buf_ok(&raw, err));
    RSP_TRY(pr_ok(o, err));
    safe_in_script(b, raw.at, raw.n);
    return 0;
}
