/* The map strip of a run sheet: the roads round the way, in black and white: zones hatched, the way thick,
 * stops numbered. Drawn from the road network itself. North is up in every language. */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "print/sheet.h"

#define WIDTH (SHEET_W - 2 * SHEET_MARGIN)
#define HIGH  340.0
#define LOW   230.0 /* rather than leave a page half empty */

/* Small streets are drawn only near the way: elsewhere a town is a grey blur that costs ink and time. */
#define SQUARE  9.0   /* points */
#define ROWS    40    /* HIGH in squares, and a few */
#define COLUMNS 70    /* WIDTH in squares, and a few */
#define NEAR_M  200.0 /* two blocks, and what a square adds */
#define NEAR_PT 18.0

typedef struct strip {
    sheet *s;
    double x, y, h;  /* of its corner on the page; height */
    double lon, lat; /* of its middle, degrees */
    double kx, ky;   /* points per degree */
    double m_per_pt;
    rsp_box box;                  /* of the ground it shows */
    bool near_way[ROWS][COLUMNS]; /* squares of the strip that the way comes close to */
    bool on_way[ROWS][COLUMNS];   /* and those it lies in */
} strip;

static double px(const strip *m, rsp_point p) {
    return m->x + WIDTH / 2 + (rsp_point_lon(p) - m->lon) * m->kx;
}

static double py(const strip *m, rsp_point p) {
    return m->y + m->h / 2 - (rsp_point_lat(p) - m->lat) * m->ky;
}

static int frame(strip *m, rsp_err *err) {
    const rsp_convoy *c = m->s->c;
    rsp_box b = {{INT32_MAX, INT32_MAX}, {INT32_MIN, INT32_MIN}};
    for (uint32_t i = 0; i <= c->n_stops; i++) {
        pr_line line;
        RSP_TRY(pr_leg_line(m->s->o, &c->legs[i], &line, err));
        for (uint32_t k = 0; k < line.n; k++) {
            pr_box_add(&b, line.at[k]);
        }
    }
    m->lon = (b.min.lon_e7 / 2.0 + b.max.lon_e7 / 2.0) / 1e7;
    m->lat = (b.min.lat_e7 / 2.0 + b.max.lat_e7 / 2.0) / 1e7;
    double m_per_lon = 111195 * cos(m->lat * M_PI / 180);
    double w = fmax(400, ((double)b.max.lon_e7 - b.min.lon_e7) / 1e7 * m_per_lon);
    double h = fmax(400, ((double)b.max.lat_e7 - b.min.lat_e7) / 1e7 * 111195);
    m->m_per_pt = fmax(w / (WIDTH - 90), h / (m->h - 60));
    m->kx = m_per_lon / m->m_per_pt;
    m->ky = 111195 / m->m_per_pt;
    m->box.min = rsp_point_of(fmax(-90, m->lat - m->h / 2 / m->ky), fmax(-180, m->lon - WIDTH / 2 / m->kx));
    m->box.max = rsp_point_of(fmin(90, m->lat + m->h / 2 / m->ky), fmin(180, m->lon + WIDTH / 2 / m->kx));
    return 0;
}

static void mark_square(strip *m, double x, double y) {
    int near = (int)(fmin(NEAR_PT, NEAR_M / m->m_per_pt) / SQUARE);
    int column = (int)((x - m->x) / SQUARE);
    int row = (int)((y - m->y) / SQUARE);
    for (int r = row - near; r <= row + near; r++) {
        for (int c = column - near; c <= column + near; c++) {
            if (r >= 0 && r < ROWS && c >= 0 && c < COLUMNS) {
                m->near_way[r][c] = true;
                m->on_way[r][c] |= r == row && c == column;
            }
        }
    }
}

static bool near_way(const strip *m, rsp_point p) {
    int c = (int)((px(m, p) - m->x) / SQUARE);
    int r = (int)((py(m, p) - m->y) / SQUARE);
    return r >= 0 && r < ROWS && c >= 0 && c < COLUMNS && m->near_way[r][c];
}

static int mark_way(strip *m, rsp_err *err) {
    for (uint32_t i = 0; i <= m->s->c->n_stops; i++) {
        pr_line line;
        RSP_TRY(pr_leg_line(m->s->o, &m->s->c->legs[i], &line, err));
        for (uint32_t k = 0; k + 1 < line.n; k++) {
            double x = px(m, line.at[k]), y = py(m, line.at[k]);
            double dx = px(m, line.at[k + 1]) - x, dy = py(m, line.at[k + 1]) - y;
            int n = (int)(2 * hypot(dx, dy) / SQUARE) + 1;
            for (int j = 0; j <= n; j++) {
                mark_square(m, x + dx * j / n, y + dy * j / n);
            }
        }
    }
    return 0;
}

/* Lines as ink needs them: a point is left out where the line without it stays within FINE of it, also where
 * one edge goes on from the other, and coordinates are rounded to a quarter of a point. A town is thousands
 * of short edges, and each number costs time to write and to pack. The points left out so far lie in a cone
 * from where the ink is (Williams, "An efficient algorithm for the piecewise linear approximation of planar
 * curves", 1978). */
#define FINE 0.5 /* points: a sixth of a millimetre */

typedef struct pen {
    const strip *m;
    rsp_point end;     /* of what was drawn last */
    double x, y;       /* where the ink is */
    double to_x, to_y; /* and where it may go on to */
    double ahead;      /* direction of the cone's first point */
    double lo, hi;     /* its sides, from there */
    bool down, some;   /* some: to_x, to_y lie ahead */
} pen;

static double quarter(double v) {
    return nearbyint(v * 4) / 4;
}

static void ink(pen *p) {
    if (p->some) {
        cairo_line_to(p->m->s->cr, quarter(p->to_x), quarter(p->to_y));
        p->x = p->to_x;
        p->y = p->to_y;
        p->some = false;
    }
}

static void go_to(pen *p, double x, double y) {
    double away = hypot(x - p->x, y - p->y);
    double turn = p->some ? remainder(atan2(y - p->y, x - p->x) - p->ahead, 2 * M_PI) : 0;
    bool back = away < hypot(p->to_x - p->x, p->to_y - p->y) - FINE;
    if (p->some && (back || (away > FINE && (turn < p->lo || turn > p->hi)))) {
        ink(p);
        away = hypot(x - p->x, y - p->y);
    }
    double wide = away > FINE ? asin(FINE / away) : M_PI;
    if (!p->some) {
        p->ahead = atan2(y - p->y, x - p->x);
        p->lo = -M_PI;
        p->hi = M_PI;
        turn = 0;
    }
    p->lo = fmax(p->lo, turn - wide);
    p->hi = fmin(p->hi, turn + wide);
    p->to_x = x;
    p->to_y = y;
    p->some = true;
}

static void lift(pen *p) {
    ink(p);
    p->down = false;
}

/* n points, each `step` (1, -1) after the one before. */
static void draw(pen *p, const rsp_point *at, uint32_t n, int step) {
    if (!p->down || at[0].lat_e7 != p->end.lat_e7 || at[0].lon_e7 != p->end.lon_e7) {
        lift(p);
        p->x = px(p->m, at[0]);
        p->y = py(p->m, at[0]);
        cairo_move_to(p->m->s->cr, quarter(p->x), quarter(p->y));
    }
    for (uint32_t i = 1; i < n; i++) {
        at += step;
        go_to(p, px(p->m, *at), py(p->m, *at));
    }
    p->end = *at;
    p->down = true;
}

static void trace(const strip *m, const rsp_point *at, uint32_t n) {
    pen p = {.m = m};
    if (n > 0) {
        draw(&p, at, n, 1);
        lift(&p);
    }
}

/* Larger is more important, 1: only near the way; 0: left out at this scale. */
static uint8_t weight_of(const char *c, double m_per_pt) {
    static const struct {
        const char *class;
        uint8_t weight;
        double m_per_pt; /* of less weight where the map is smaller */
    } table[] = {{"residential", 1, 40},    {"unclassified", 1, 40}, {"living_street", 1, 40},
                 {"tertiary", 2, 60},       {"secondary", 2, 150},   {"primary", 3, HUGE_VAL},
                 {"motorway", 3, HUGE_VAL}, {"trunk", 3, HUGE_VAL}};
    if (m_per_pt > 15 && strstr(c, "_link") != NULL) { /* slip roads: crumbs at this scale */
        return 0;
    }
    for (size_t i = 0; i < sizeof table / sizeof *table; i++) {
        if (strncmp(c, table[i].class, strlen(table[i].class)) == 0) {
            return m_per_pt < table[i].m_per_pt ? table[i].weight : table[i].weight - 1;
        }
    }
    return 0;
}

/* Edges of one weight, drawn end to end: a stroke that goes on needs half the numbers of one that begins. */
typedef struct chains {
    rsp_edge *edges;
    bool *drawn;
    uint32_t
        *at_node;   /* by node: the first end of an edge there, twice the edge, and one more for its `to` */
    uint32_t *next; /* by end: another there */
    uint32_t n_nodes;
} chains;

#define NO_END UINT32_MAX

/* An end at the node of an edge that is not drawn yet. */
static uint32_t next_end(const chains *c, uint32_t node) {
    uint32_t end = c->at_node[node];
    while (end != NO_END && c->drawn[end / 2]) {
        end = c->next[end];
    }
    return end;
}

static void draw_chains(const strip *m, const chains *c, uint32_t n) {
    pen p = {.m = m};
    memset(c->at_node, 0xFF, c->n_nodes * sizeof *c->at_node);
    memset(c->drawn, 0, n * sizeof *c->drawn);
    for (uint32_t end = 2 * n; end-- > 0;) {
        uint32_t node = end % 2 == 0 ? c->edges[end / 2].from : c->edges[end / 2].to;
        c->next[end] = c->at_node[node];
        c->at_node[node] = end;
    }
    for (uint32_t i = 0; i < n; i++) {
        for (uint32_t end = c->drawn[i] ? NO_END : 2 * i; end != NO_END;) {
            const rsp_edge *e = &c->edges[end / 2];
            bool back = end % 2 != 0;
            c->drawn[end / 2] = true;
            draw(&p, back ? e->shape + e->n_shape - 1 : e->shape, e->n_shape, back ? -1 : 1);
            end = next_end(c, back ? e->from : e->to);
        }
    }
    lift(&p);
}

static int roads(const strip *m, rsp_err *err) {
    const rsp_net *net = m->s->o->p->net;
    static const double width[] = {0, 0.25, 0.7, 1.3};
    static const double grey[] = {0, 0.62, 0.55, 0.5};
    const uint32_t *edges = NULL;
    uint32_t n = 0;
    if (net == NULL) {
        return 0;
    }
    if (rsp_net_edges_in(net, m->box, m->s->o->a, &edges, &n) != 0) {
        return rsp_fail(err, RSP_ENOMEM, "out of memory for the map strip");
    }
    rsp_arena *a = m->s->o->a;
    chains c = {.n_nodes = rsp_net_describe(net).nodes};
    uint8_t *weight = rsp_arena_alloc(a, n, sizeof *weight);
    c.edges = rsp_arena_alloc(a, n, sizeof *c.edges);
    c.drawn = rsp_arena_alloc(a, n, sizeof *c.drawn);
    c.next = rsp_arena_alloc(a, 2 * (size_t)n, sizeof *c.next);
    c.at_node = rsp_arena_alloc(a, c.n_nodes, sizeof *c.at_node);
    if (n > 0 &&
        (weight == NULL || c.edges == NULL || c.drawn == NULL || c.next == NULL || c.at_node == NULL)) {
        return rsp_fail(err, RSP_ENOMEM, "out of memory for the map strip");
    }
    for (uint32_t i = 0; i < n; i++) {
        rsp_edge e;
        rsp_net_edge(net, edges[i], &e);
        weight[i] = weight_of(e.road_class, m->m_per_pt);
        if (weight[i] == 1 && !near_way(m, e.shape[0]) && !near_way(m, e.shape[e.n_shape - 1])) {
            weight[i] = 0;
        }
    }
    for (int w = 1; w <= 3; w++) {
        uint32_t n_kept = 0;
        for (uint32_t i = 0; i < n; i++) {
            if (weight[i] == w) {
                rsp_net_edge(net, edges[i], &c.edges[n_kept++]);
            }
        }
        draw_chains(m, &c, n_kept);
        cairo_set_line_width(m->s->cr, width[w]);
        cairo_set_source_rgb(m->s->cr, grey[w], grey[w], grey[w]);
        cairo_stroke(m->s->cr);
    }
    cairo_set_source_rgb(m->s->cr, 0, 0, 0);
    return 0;
}

static void zones(const strip *m) {
    cairo_t *cr = m->s->cr;
    const rsp_situation *st = m->s->o->s;
    for (uint32_t i = 0; i < st->n_zones; i++) {
        const rsp_geom *g = st->zones[i].area;
        cairo_save(cr);
        for (uint32_t k = 0; k < g->n; k++) {
            for (uint32_t r = 0; r < g->parts[k].n; r++) {
                trace(m, g->parts[k].rings[r].at, g->parts[k].rings[r].n);
                cairo_close_path(cr);
            }
        }
        cairo_set_line_width(cr, 1.4);
        double dash[] = {5, 2};
        cairo_set_dash(cr, dash, st->zones[i].access == RSP_ACCESS_OPEN ? 2 : 0, 0);
        cairo_stroke_preserve(cr);
        cairo_set_dash(cr, NULL, 0, 0);
        if (st->zones[i].access == RSP_ACCESS_PAUSE) { /* hatched, a direction each */
            cairo_set_fill_rule(cr, CAIRO_FILL_RULE_EVEN_ODD);
            cairo_clip(cr);
            for (double d = -m->h; d < WIDTH + m->h; d += 7) {
                cairo_move_to(cr, m->x + d, i % 2 == 0 ? m->y : m->y + m->h);
                cairo_line_to(cr, m->x + d + m->h, i % 2 == 0 ? m->y + m->h : m->y);
            }
            cairo_set_line_width(cr, 0.3);
            cairo_stroke(cr);
        }
        cairo_new_path(cr);
        cairo_restore(cr);
    }
}

static void closures(const strip *m) {
    cairo_t *cr = m->s->cr;
    const rsp_situation *st = m->s->o->s;
    for (uint32_t i = 0; i < st->n_closures; i++) {
        const rsp_geom *g = st->closures[i].geometry;
        for (uint32_t k = 0; k < g->n; k++) {
            const rsp_ring *r = &g->parts[k].rings[0];
            if (r->n > 1) {
                double dash[] = {2, 2};
                trace(m, r->at, r->n);
                cairo_set_dash(cr, dash, 2, 0);
                cairo_set_line_width(cr, 2);
                cairo_stroke(cr);
                cairo_set_dash(cr, NULL, 0, 0);
            }
            double x = px(m, r->at[r->n / 2]), y = py(m, r->at[r->n / 2]);
            cairo_move_to(cr, x - 5, y - 5);
            cairo_line_to(cr, x + 5, y + 5);
            cairo_move_to(cr, x + 5, y - 5);
            cairo_line_to(cr, x - 5, y + 5);
            cairo_set_line_width(cr, 2.4);
            cairo_stroke(cr);
        }
    }
}

static int the_way(const strip *m, rsp_err *err) {
    cairo_t *cr = m->s->cr;
    for (int pass = 0; pass < 2; pass++) {
        for (uint32_t i = 0; i <= m->s->c->n_stops; i++) {
            pr_line line;
            RSP_TRY(pr_leg_line(m->s->o, &m->s->c->legs[i], &line, err));
            trace(m, line.at, line.n);
        }
        cairo_set_line_join(cr, CAIRO_LINE_JOIN_ROUND);
        cairo_set_source_rgb(cr, pass == 0 ? 1 : 0, pass == 0 ? 1 : 0, pass == 0 ? 1 : 0);
        cairo_set_line_width(cr, pass == 0 ? 5.5 : 2.8);
        cairo_stroke(cr);
    }
    return 0;
}

static bool shown(const strip *m, rsp_point p) {
    return px(m, p) >= m->x && px(m, p) <= m->x + WIDTH && py(m, p) >= m->y && py(m, p) <= m->y + m->h;
}

static void add_mark(const strip *m, sheet_mark *to, uint32_t *n, rsp_point at, sheet_mark mark) {
    if (shown(m, at)) {
        mark.at_x = px(m, at);
        mark.at_y = py(m, at);
        to[(*n)++] = mark;
    }
}

const char *sheet_stop_numbers(sheet *s, uint32_t stop) {
    const rsp_convoy *c = s->c;
    const char *numbers = "";
    for (uint32_t k = 0; k < c->n_stops; k++) {
        if (c->stops[k].place == c->stops[stop].place) {
            if (k < stop) {
                return NULL;
            }
            numbers = pr_printf(s->o, "%s%s%u", numbers, numbers[0] != '\0' ? "," : "", k + 1);
        }
    }
    return numbers;
}

/* Stops that share a place share one mark. */
static void add_stops(const strip *m, sheet_mark *to, uint32_t *n) {
    const rsp_convoy *c = m->s->c;
    for (uint32_t i = 0; i < c->n_stops; i++) {
        const char *numbers = sheet_stop_numbers(m->s, i);
        if (numbers != NULL) {
            add_mark(m, to, n, m->s->o->s->places[c->stops[i].place].at,
                     (sheet_mark){.kind = 'c',
                                  .letter = numbers,
                                  .name = pr_place(m->s->o, c->stops[i].place),
                                  .size = 8,
                                  .needed = true});
        }
    }
}

/* The most important first: they keep their spot. */
static int marks(const strip *m, rsp_err *err) {
    const rsp_situation *st = m->s->o->s;
    const rsp_convoy *c = m->s->c;
    uint32_t n = 0;
    size_t most = 1 + (size_t)c->n_stops + st->n_checkpoints + st->n_hospitals + st->n_havens;
    sheet_mark *to = rsp_arena_alloc(m->s->o->a, most, sizeof *to);
    if (to == NULL) {
        return rsp_fail(err, RSP_ENOMEM, "out of memory for the marks of a map strip");
    }
    uint32_t hub = st->hubs[c->hub].place;
    add_mark(
        m, to, &n, st->places[hub].at,
        (sheet_mark){.kind = 's', .letter = "", .name = pr_place(m->s->o, hub), .size = 8, .needed = true});
    add_stops(m, to, &n);
    for (uint32_t i = 0; i < st->n_checkpoints; i++) {
        const rsp_checkpoint *k = &st->checkpoints[i];
        add_mark(
            m, to, &n, k->at,
            (sheet_mark){.kind = 't', .letter = "", .name = pr_name(m->s->o, &k->name, k->id), .size = 6.5});
    }
    for (uint32_t i = 0; i < st->n_hospitals; i++) {
        add_mark(m, to, &n, st->places[st->hospitals[i].place].at,
                 (sheet_mark){.kind = 's', .letter = "H", .name = ""});
    }
    for (uint32_t i = 0; i < st->n_havens; i++) {
        add_mark(m, to, &n, st->places[st->havens[i].place].at,
                 (sheet_mark){.kind = 'c', .letter = "S", .name = ""});
    }
    const sheet_grid way = {m->x, m->y, SQUARE, ROWS, COLUMNS, &m->on_way[0][0]};
    return sheet_marks(m->s, m->x, m->y, WIDTH, m->h, &way, to, n, err);
}

static void scale_and_north(const strip *m) {
    cairo_t *cr = m->s->cr;
    pr *o = m->s->o;
    double most = m->m_per_pt * 110;
    double power = pow(10, floor(log10(most)));
    double len = power * (most / power >= 5 ? 5 : (most / power >= 2 ? 2 : 1));
    double x = m->x + 12, y = m->y + m->h - 10, w = len / m->m_per_pt;
    cairo_set_source_rgb(cr, 1, 1, 1);
    cairo_rectangle(cr, x - 6, y - 18, w + 12, 24);
    cairo_fill(cr);
    cairo_set_source_rgb(cr, 0, 0, 0);
    cairo_set_line_width(cr, 2);
    cairo_move_to(cr, x, y - 4);
    cairo_line_to(cr, x, y);
    cairo_line_to(cr, x + w, y);
    cairo_line_to(cr, x + w, y - 4);
    cairo_stroke(cr);
    const char *text =
        len >= 1000 ? pr_say(o, "map.scale_km", PR_ARGS(PR_CODE("n", pr_printf(o, "%.0f", len / 1000))))
                    : pr_say(o, "map.scale_m", PR_ARGS(PR_CODE("n", pr_printf(o, "%.0f", len))));
    sheet_text(m->s, text, 8, SHEET_CENTRE, x, y - 16, w < 40 ? 40 : w);
    double nx = m->x + WIDTH - 20, ny = m->y + 12;
    cairo_move_to(cr, nx, ny);
    cairo_line_to(cr, nx + 6, ny + 18);
    cairo_line_to(cr, nx, ny + 14);
    cairo_line_to(cr, nx - 6, ny + 18);
    cairo_close_path(cr);
    cairo_fill(cr);
    sheet_text(m->s, pr_compass(o, 0), 8, SHEET_BOLD | SHEET_CENTRE, nx - 20, ny + 19, 40);
}

int sheet_map(sheet *s, rsp_err *err) {
    strip m = {.s = s, .x = SHEET_MARGIN};
    const char *legend = pr_word(s->o, "map.legend"); /* and whose roads these are */
    legend = s->o->p->net == NULL ? legend : pr_printf(s->o, "%s\n%s", legend, pr_attribution(s->o));
    double below = sheet_measure(s, legend, 8, SHEET_PLAIN, WIDTH);
    sheet_heading(s, pr_word(s->o, "sheet.h.map"), LOW + below + 10);
    m.y = s->y;
    m.h = fmin(HIGH, SHEET_H - SHEET_BOTTOM - s->y - below - 8);
    if (!s->dry) {
        RSP_TRY(frame(&m, err));
        RSP_TRY(mark_way(&m, err));
        cairo_save(s->cr);
        cairo_rectangle(s->cr, m.x, m.y, WIDTH, m.h);
        cairo_clip(s->cr);
        RSP_TRY(roads(&m, err));
        zones(&m);
        RSP_TRY(the_way(&m, err));
        closures(&m);
        scale_and_north(&m);
        RSP_TRY(marks(&m, err));
        cairo_restore(s->cr);
        cairo_set_line_width(s->cr, 1);
        cairo_rectangle(s->cr, m.x, m.y, WIDTH, m.h);
        cairo_stroke(s->cr);
    }
    s->y += m.h + 3;
    sheet_para(s, legend, 8, SHEET_PLAIN);
    return 0;
}
