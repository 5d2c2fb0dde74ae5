/* The page of a run sheet: columns that fill one after the other, headings, paragraphs, footers. */
#include "print/sheet.h"

#define WIDTH (SHEET_W - 2 * SHEET_MARGIN)

static void footer(sheet *s) {
    sheet_rules_draw(s);
    double y = SHEET_H - SHEET_BOTTOM + 14;
    if (!s->dry) {
        cairo_set_line_width(s->cr, 0.5);
        cairo_move_to(s->cr, SHEET_MARGIN, y - 4);
        cairo_line_to(s->cr, SHEET_W - SHEET_MARGIN, y - 4);
        cairo_stroke(s->cr);
    }
    const char *left =
        pr_say(s->o, "sheet.footer", PR_ARGS(PR_CODE("id", s->c->id), PR_CODE("hash", s->hash)));
    sheet_text(s, left, 8, SHEET_PLAIN, SHEET_MARGIN, y, WIDTH);
    const char *right =
        pr_say(s->o, "sheet.page", PR_ARGS(PR_NUM("page", s->page), PR_NUM("pages", s->pages)));
    sheet_text(s, right, 8, SHEET_END, SHEET_MARGIN, y, WIDTH);
}

/* The first column is the right one where the language runs from there. */
static void enter_column(sheet *s, uint32_t column) {
    bool right = s->columns > 1 && (column == 0) == s->rtl;
    s->column = column;
    s->width = s->columns > 1 ? (WIDTH - SHEET_GUTTER) / 2 : WIDTH;
    s->x = right ? SHEET_W - SHEET_MARGIN - s->width : SHEET_MARGIN;
    s->y = s->top;
}

void sheet_columns(sheet *s, uint32_t n) {
    s->columns = n;
    s->top = s->y;
    enter_column(s, 0);
}

static void turn_page(sheet *s) {
    if (s->column + 1 < s->columns) {
        enter_column(s, s->column + 1);
        return;
    }
    footer(s);
    if (!s->dry) {
        cairo_show_page(s->cr);
    }
    s->page++;
    s->top = SHEET_MARGIN;
    enter_column(s, 0);
}

void sheet_end(sheet *s) {
    footer(s);
    if (!s->dry) {
        cairo_show_page(s->cr);
    }
}

void sheet_need(sheet *s, double height) {
    double bottom = SHEET_H - SHEET_BOTTOM;
    while (height > bottom - s->y && (s->y > s->top || s->top > SHEET_MARGIN)) {
        turn_page(s);
    }
}

void sheet_heading(sheet *s, const char *text, double keep_with) {
    double h = sheet_measure(s, text, 11.5, SHEET_BOLD, s->width);
    sheet_need(s, h + 14 + keep_with);
    s->y += 9;
    sheet_text(s, text, 11.5, SHEET_BOLD, s->x, s->y, s->width);
    s->y += h + 1;
    if (!s->dry) {
        cairo_set_line_width(s->cr, 1.2);
        cairo_move_to(s->cr, s->x, s->y);
        cairo_line_to(s->cr, s->x + s->width, s->y);
        cairo_stroke(s->cr);
    }
    s->y += 4;
}

void sheet_para(sheet *s, const char *text, double size, unsigned look) {
    double h = sheet_measure(s, text, size, look, s->width);
    sheet_need(s, h);
    sheet_text(s, text, size, look, s->x, s->y, s->width);
    s->y += h + 2;
}

void sheet_note(sheet *s, const char *text) {
    double h = sheet_measure(s, text, 9.5, SHEET_BOLD, s->width - 14);
    sheet_need(s, h + 12);
    if (!s->dry) {
        cairo_set_line_width(s->cr, 2);
        cairo_rectangle(s->cr, s->x + 1, s->y + 2, s->width - 2, h + 8);
        cairo_stroke(s->cr);
    }
    sheet_text(s, text, 9.5, SHEET_BOLD, s->x + 7, s->y + 6, s->width - 14);
    s->y += h + 14;
}
