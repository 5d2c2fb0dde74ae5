/* Marks and names on the map strip, so that each can be read: a mark that would lie on another is set beside
 * it with a line to its spot, a name goes where nothing else is. Greedy, most important first, after Yoeli,
 * "The Logic of Automated Map Lettering" (1972). Invariant: no mark covers a mark that stands before it in
 * the list, unless all the places round it are taken. */
#include <math.h>
#include <string.h>

#include "print/sheet.h"

#define HALF      8.0   /* of a mark, with air */
#define LABEL_MAX 150.0 /* points; longer names end in an ellipsis */

static const double round_it[8][2] = {{1, 0}, {-1, 0}, {0, -1}, {0, 1}, {1, -1}, {1, 1}, {-1, -1}, {-1, 1}};

typedef struct box {
    double x, y, w, h;
} box;

typedef struct board {
    sheet *s;
    box frame;
    box *taken;
    uint32_t n;
    const sheet_grid *way;
} board;

static double shared(box a, box b) {
    double w = fmin(a.x + a.w, b.x + b.w) - fmax(a.x, b.x);
    double h = fmin(a.y + a.h, b.y + b.h) - fmax(a.y, b.y);
    return w > 0 && h > 0 ? w * h : 0;
}

/* How much of a box is out of the frame or on what stands already, in square points. */
static double cost(const board *b, box at) {
    double sum = at.w * at.h - shared(at, b->frame);
    for (uint32_t i = 0; i < b->n; i++) {
        sum += shared(at, b->taken[i]);
    }
    return sum < 1 ? 0 : sum; /* less is rounding */
}

/* How much of a box lies on the way. */
static double on_way(const board *b, box at) {
    const sheet_grid *g = b->way;
    int top = (int)fmax(0, (at.y - g->y) / g->side);
    int left = (int)fmax(0, (at.x - g->x) / g->side);
    double sum = 0;
    for (int r = top; r < g->rows && g->y + r * g->side < at.y + at.h; r++) {
        for (int c = left; c < g->columns && g->x + c * g->side < at.x + at.w; c++) {
            box square = {g->x + c * g->side, g->y + r * g->side, g->side, g->side};
            sum += g->set[r * g->columns + c] ? shared(at, square) : 0;
        }
    }
    return sum;
}

static box mark_box(double x, double y) {
    return (box){x - HALF, y - HALF, 2 * HALF, 2 * HALF};
}

static void place_mark(board *b, sheet_mark *m) {
    double best = cost(b, mark_box(m->at_x, m->at_y));
    m->x = m->at_x;
    m->y = m->at_y;
    for (int ring = 1; ring <= 2 && best > 0; ring++) {
        for (int i = 0; i < 8 && best > 0; i++) {
            double x = m->at_x + round_it[i][0] * ring * 2 * HALF;
            double y = m->at_y + round_it[i][1] * ring * 2 * HALF;
            double now = cost(b, mark_box(x, y));
            if (now < best) {
                best = now;
                m->x = x;
                m->y = y;
            }
        }
    }
    b->taken[b->n++] = mark_box(m->x, m->y);
}

static void draw_mark(const sheet *s, const sheet_mark *m) {
    cairo_t *cr = s->cr;
    double r = 7;
    if (m->kind == 't') {
        cairo_move_to(cr, m->x, m->y - 5);
        cairo_line_to(cr, m->x + 5, m->y + 4);
        cairo_line_to(cr, m->x - 5, m->y + 4);
        cairo_close_path(cr);
    } else if (m->kind == 's') {
        cairo_rectangle(cr, m->x - r, m->y - r, 2 * r, 2 * r);
    } else {
        cairo_new_sub_path(cr);
        cairo_arc(cr, m->x, m->y, r, 0, 2 * M_PI);
    }
    double ground = m->kind == 't' || (m->kind == 's' && m->letter[0] == '\0') ? 0 : 1;
    cairo_set_source_rgb(cr, ground, ground, ground);
    cairo_fill_preserve(cr);
    cairo_set_source_rgb(cr, 0, 0, 0);
    cairo_set_line_width(cr, 1.5);
    cairo_stroke(cr);
}

static void draw_letter(sheet *s, const sheet_mark *m) {
    bool small = strlen(m->letter) > 2;
    if (m->letter[0] != '\0') {
        sheet_text(s, m->letter, small ? 6.5 : 8.5, SHEET_BOLD | SHEET_CENTRE, m->x - 12,
                   m->y - (small ? 4.6 : 6), 24);
    }
}

static void draw_leader(const sheet *s, const sheet_mark *m) {
    if (m->x == m->at_x && m->y == m->at_y) {
        return;
    }
    for (int pass = 0; pass < 2; pass++) {
        cairo_set_source_rgb(s->cr, pass == 0, pass == 0, pass == 0);
        cairo_move_to(s->cr, m->at_x, m->at_y);
        cairo_line_to(s->cr, m->x, m->y);
        cairo_set_line_width(s->cr, pass == 0 ? 3 : 1);
        cairo_stroke(s->cr);
        cairo_arc(s->cr, m->at_x, m->at_y, pass == 0 ? 3.2 : 2.2, 0, 2 * M_PI);
        cairo_fill(s->cr);
    }
}

static PangoLayout *name_layout(const sheet *s, const sheet_mark *m, double *ret_w, double *ret_h) {
    PangoLayout *l = sheet_layout(s, m->name);
    PangoFontDescription *font = pango_font_description_from_string("Noto Sans,Noto Sans Arabic Bold");
    pango_font_description_set_absolute_size(font, m->size * PANGO_SCALE);
    pango_layout_set_font_description(l, font);
    pango_font_description_free(font);
    PangoRectangle r;
    pango_layout_get_extents(l, NULL, &r);
    if (r.width > LABEL_MAX * PANGO_SCALE) {
        pango_layout_set_width(l, (int)(LABEL_MAX * PANGO_SCALE));
        pango_layout_set_ellipsize(l, PANGO_ELLIPSIZE_END);
        pango_layout_get_extents(l, NULL, &r);
        r.width = (int)(LABEL_MAX * PANGO_SCALE);
    }
    *ret_w = (double)r.width / PANGO_SCALE;
    *ret_h = (double)r.height / PANGO_SCALE;
    return l;
}

/* A stop's name is always written, where it hurts least; another's only where there is room. */
static void draw_name(board *b, const sheet_mark *m) {
    sheet *s = b->s;
    box best = {0};
    double least = HUGE_VAL, hidden = HUGE_VAL;
    double w = 0, h = 0;
    PangoLayout *l = name_layout(s, m, &w, &h);
    for (int i = 0; i < 8 && least > 0; i++) {
        double dx = round_it[i][0], dy = round_it[i][1];
        double aside = dy == 0 ? HALF + 2 : 2; /* in a corner a name may come closer */
        box at = {m->x + dx * aside +
                      (dx > 0   ? 0
                       : dx < 0 ? -w
                                : -w / 2),
                  m->y + dy * (HALF + h * 0.4) - h / 2, w, h};
        box ink = {at.x, at.y + h * 0.15, w, h * 0.7}; /* the line's air may be shared */
        double taken = cost(b, ink);
        double now = taken + on_way(b, ink) / 2; /* over the way a name can be read, but hides it */
        if (now < least) {
            least = now;
            hidden = taken;
            best = at;
        }
    }
    if (hidden == 0 || m->needed) {
        s->unknown += (uint32_t)pango_layout_get_unknown_glyphs_count(l);
        /* An outline of the letters in white hides less, but is ten times as long as all else of a name. */
        cairo_rectangle(s->cr, best.x - 1, best.y + h * 0.15, w + 2, h * 0.7);
        cairo_set_source_rgb(s->cr, 1, 1, 1);
        cairo_fill(s->cr);
        cairo_set_source_rgb(s->cr, 0, 0, 0);
        cairo_move_to(s->cr, best.x, best.y);
        pango_cairo_show_layout(s->cr, l);
        b->taken[b->n++] = (box){best.x, best.y + h * 0.15, w, h * 0.7};
    }
    g_object_unref(l);
}

int sheet_marks(sheet *s, double x, double y, double w, double h, const sheet_grid *way, sheet_mark *marks,
                uint32_t n, rsp_err *err) {
    board b = {.s = s, .frame = {x, y, w, h}, .way = way};
    b.taken = rsp_arena_alloc(s->o->a, 2 * (size_t)n + 2, sizeof *b.taken);
    if (b.taken == NULL) {
        return rsp_fail(err, RSP_ENOMEM, "out of memory for the marks of a map strip");
    }
    b.taken[b.n++] = (box){x, y + h - 30, 140, 30};    /* the scale */
    b.taken[b.n++] = (box){x + w - 42, y + 8, 40, 38}; /* the arrow to the north */
    for (uint32_t i = 0; i < n; i++) {
        place_mark(&b, &marks[i]);
    }
    for (uint32_t i = 0; i < n; i++) {
        draw_leader(s, &marks[i]);
    }
    for (uint32_t i = n; i-- > 0;) {
        draw_mark(s, &marks[i]);
        draw_letter(s, &marks[i]);
    }
    for (uint32_t i = 0; i < n; i++) {
        if (marks[i].name[0] != '\0') {
            draw_name(&b, &marks[i]);
        }
    }
    return 0;
}
