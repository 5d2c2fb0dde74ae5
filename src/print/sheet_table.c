/* Tables on a run sheet: they break between rows and repeat their heading. Rules are kept until the page is
 * full and drawn in one stroke: where strokes and text take turns, a PDF says colour and place anew each
 * time, and that is half of what a table costs. */
#include <string.h>

#include "print/sheet.h"

#define PAD 2.5

/* ---- rules ---- */

static void draw_run(cairo_t *cr, const sheet_run *r) {
    for (uint32_t i = 0; i <= r->n; i++) {
        cairo_move_to(cr, r->x[i], r->top);
        cairo_line_to(cr, r->x[i], r->bottom);
    }
}

void sheet_rules_draw(sheet *s) {
    sheet_rules *r = &s->rules;
    for (uint32_t i = 0; i < r->n_runs; i++) {
        draw_run(s->cr, &r->runs[i]);
    }
    for (uint32_t i = 0; i < r->n_lines; i++) {
        cairo_move_to(s->cr, r->lines[i].from, r->lines[i].y);
        cairo_line_to(s->cr, r->lines[i].to, r->lines[i].y);
    }
    cairo_set_line_width(s->cr, 0.5);
    cairo_stroke(s->cr);
    r->n_runs = r->n_lines = 0;
}

static void add_line(sheet_rules *r, double from, double to, double y) {
    const sheet_line *last = r->n_lines > 0 ? &r->lines[r->n_lines - 1] : NULL;
    if (last == NULL || last->from != from || last->to != to || last->y != y) {
        r->lines[r->n_lines++] = (sheet_line){from, to, y};
    }
}

/* Rules round a row of n cells, x[0..n] their sides from the left. */
static void rule(sheet *s, const double *x, uint32_t n, double height) {
    sheet_rules *r = &s->rules;
    if (s->dry) {
        return;
    }
    if (r->n_runs == SHEET_RUNS || r->n_lines + 2 > SHEET_LINES) {
        sheet_rules_draw(s);
    }
    sheet_run *last = r->n_runs > 0 ? &r->runs[r->n_runs - 1] : NULL;
    if (last == NULL || last->n != n || last->bottom != s->y ||
        memcmp(last->x, x, (n + 1) * sizeof *x) != 0) {
        last = &r->runs[r->n_runs++];
        *last = (sheet_run){.n = n, .top = s->y};
        memcpy(last->x, x, (n + 1) * sizeof *x);
    }
    last->bottom = s->y + height;
    add_line(r, x[0], x[n], s->y);
    add_line(r, x[0], x[n], last->bottom);
}

static void shade(const sheet *s, double grey, double height) {
    if (!s->dry) {
        cairo_set_source_rgb(s->cr, grey, grey, grey);
        cairo_rectangle(s->cr, s->x, s->y, s->width, height);
        cairo_fill(s->cr);
        cairo_set_source_rgb(s->cr, 0, 0, 0);
    }
}

/* ---- rows ---- */

/* Sides of the columns from the left; they run from the right where the language does. */
static void sides(const sheet *s, const sheet_table *t, double *x) {
    x[0] = s->x;
    for (uint32_t i = 0; i < t->n; i++) {
        x[i + 1] = x[i] + t->width[s->rtl ? t->n - 1 - i : i] * s->width;
    }
}

static double row_height(sheet *s, const sheet_table *t, const char *const *cells, unsigned look,
                         double least) {
    double height = least;
    for (uint32_t i = 0; i < t->n; i++) {
        if (cells[i] != NULL && cells[i][0] != '\0') {
            double h =
                sheet_measure(s, cells[i], t->size, look | t->look[i], t->width[i] * s->width - 2 * PAD);
            height = h + 2 * PAD > height ? h + 2 * PAD : height;
        }
    }
    return height;
}

static void box_to_write_into(const sheet *s, double x, double w, double height) {
    if (!s->dry) {
        cairo_set_line_width(s->cr, 1);
        cairo_rectangle(s->cr, x + 3.5, s->y + 2.5, w - 7, height - 5);
        cairo_stroke(s->cr);
    }
}

static void draw_row(sheet *s, const sheet_table *t, const char *const *cells, unsigned look, double height) {
    double x[SHEET_COLS + 1];
    sides(s, t, x);
    for (uint32_t i = 0; i < t->n; i++) {
        double from = x[s->rtl ? t->n - 1 - i : i];
        double w = t->width[i] * s->width;
        if (cells[i] != NULL && cells[i][0] != '\0') {
            sheet_text(s, cells[i], t->size, look | t->look[i], from + PAD, s->y + PAD, w - 2 * PAD);
        } else if ((t->look[i] & SHEET_BOX) != 0) {
            box_to_write_into(s, from, w, height);
        }
    }
    rule(s, x, t->n, height);
    s->y += height;
}

void sheet_table_head(sheet *s, const sheet_table *t) {
    double h = row_height(s, t, t->head, SHEET_BOLD, 0);
    sheet_need(s, h + 24);
    shade(s, 0.88, h);
    draw_row(s, t, t->head, SHEET_BOLD, h);
}

void sheet_table_need(sheet *s, const sheet_table *t, double height) {
    uint32_t page = s->page, column = s->column;
    sheet_need(s, height);
    if (s->page != page || s->column != column) {
        sheet_table_head(s, t);
    }
}

void sheet_row(sheet *s, const sheet_table *t, const char *const *cells, unsigned look, double least_height) {
    double h = row_height(s, t, cells, look, least_height);
    sheet_table_need(s, t, h);
    draw_row(s, t, cells, look, h);
}

void sheet_span(sheet *s, const sheet_table *t, const char *text) {
    double h = sheet_measure(s, text, t->size, SHEET_BOLD, s->width - 2 * PAD) + 2 * PAD;
    sheet_table_need(s, t, h);
    const double x[] = {s->x, s->x + s->width};
    shade(s, 0.93, h);
    sheet_text(s, text, t->size, SHEET_BOLD, s->x + PAD, s->y + PAD, s->width - 2 * PAD);
    rule(s, x, 1, h);
    s->y += h;
}
