/* The page of a run sheet: text set by Pango, columns, tables that break between rows and repeat their
 * heading, footers. */
#include <string.h>

#include <unicode/uchar.h>

#include "print/sheet.h"

#define WIDTH (SHEET_W - 2 * SHEET_MARGIN)
#define PAD   2.5
/* Of a line, in sizes of its font. Noto Sans asks for 1.36 and Noto Sans Arabic for 1.7, so that a line with
 * a word of Arabic would take a quarter more than its neighbours; marks above and below letters fit in this.
 */
#define LINE 1.36

/* Whether the first strong letter before the isolate's end is of a script from right to left (UAX 9, P2). */
static bool begins_rtl(const char *s) {
    for (; *s != '\0'; s = g_utf8_next_char(s)) {
        gunichar c = g_utf8_get_char(s);
        UCharDirection d = u_charDirection((UChar32)c);
        if (d == U_LEFT_TO_RIGHT || c == 0x2069) {
            return false;
        }
        if (d == U_RIGHT_TO_LEFT || d == U_RIGHT_TO_LEFT_ARABIC) {
            return true;
        }
    }
    return false;
}

/* FriBidi (1.0.8) lets letters of one isolate decide over the numbers of the next of the same depth (UAX 9,
 * W2): after an Arabic name, "36.2, 37.1" comes out as "37.1, 36.2". A mark at the head of an isolate that
 * runs from left to right stops it. */
void sheet_layout_text(PangoLayout *l, const char *text) {
    GString *out = g_string_sized_new(strlen(text) + 16);
    for (const char *at = text; *at != '\0'; at++) {
        g_string_append_c(out, *at);
        bool isolate = at - text >= 2 && memcmp(at - 2, "\xE2\x81", 2) == 0;
        bool ltr = isolate && *at == '\xA6'; /* U+2066 */
        if (isolate && *at == '\xA8') {      /* U+2068: of its first strong letter */
            ltr = !begins_rtl(at + 1);
        }
        if (ltr) {
            g_string_append(out, "\xE2\x80\x8E"); /* U+200E */
        }
    }
    pango_layout_set_text(l, out->str, (int)out->len);
    g_string_free(out, TRUE);
}

/* A text set in a width: the same on every page and in both passes, so it is laid out once. Shaping takes
 * most of the time that is not Cairo's, and tables say the same words again and again. */
typedef struct setting {
    const char *text; /* of a key of the store: after it, in one piece */
    double size, width;
    unsigned look;
} setting;

static guint setting_hash(gconstpointer p) {
    const setting *k = p;
    return g_str_hash(k->text) ^ g_double_hash(&k->size) ^ g_double_hash(&k->width) ^ k->look;
}

static gboolean setting_equal(gconstpointer x, gconstpointer y) {
    const setting *a = x;
    const setting *b = y;
    return a->size == b->size && a->width == b->width && a->look == b->look && strcmp(a->text, b->text) == 0;
}

GHashTable *sheet_settings(void) {
    return g_hash_table_new_full(setting_hash, setting_equal, g_free, g_object_unref);
}

static PangoLayout *set_text(sheet *s, const setting *k) {
    PangoLayout *l = pango_layout_new(s->pango);
    PangoFontDescription *font = pango_font_description_from_string("Noto Sans,Noto Sans Arabic");
    pango_font_description_set_absolute_size(font, k->size * PANGO_SCALE);
    pango_font_description_set_weight(font,
                                      (k->look & SHEET_BOLD) != 0 ? PANGO_WEIGHT_BOLD : PANGO_WEIGHT_NORMAL);
    pango_layout_set_font_description(l, font);
    pango_font_description_free(font);
    PangoAttrList *attrs = pango_attr_list_new();
    pango_attr_list_insert(attrs, pango_attr_line_height_new_absolute((int)(k->size * LINE * PANGO_SCALE)));
    pango_layout_set_attributes(l, attrs);
    pango_attr_list_unref(attrs);
    pango_layout_set_auto_dir(l, FALSE);
    pango_layout_set_width(l, (int)(k->width * PANGO_SCALE));
    pango_layout_set_wrap(l, PANGO_WRAP_WORD_CHAR);
    bool end = (k->look & SHEET_END) != 0;
    PangoAlignment side = end != s->rtl
                              ? PANGO_ALIGN_RIGHT
                              : PANGO_ALIGN_LEFT; /* Pango mirrors only where it guesses the direction */
    pango_layout_set_alignment(l, (k->look & SHEET_CENTRE) != 0 ? PANGO_ALIGN_CENTER : side);
    sheet_layout_text(l, k->text);
    return l;
}

static PangoLayout *layout_of(sheet *s, const char *text, double size, unsigned look, double width) {
    setting k = {text, size, width, look & (SHEET_BOLD | SHEET_CENTRE | SHEET_END)};
    PangoLayout *l = g_hash_table_lookup(s->settings, &k);
    if (l == NULL) {
        l = set_text(s, &k);
        s->unknown += (uint32_t)pango_layout_get_unknown_glyphs_count(l);
        size_t n = strlen(text) + 1;
        setting *kept = g_malloc(sizeof k + n);
        *kept = k;
        kept->text = memcpy(kept + 1, text, n);
        g_hash_table_insert(s->settings, kept, l);
    }
    return l;
}

double sheet_measure(sheet *s, const char *text, double size, unsigned look, double width) {
    PangoRectangle r;
    pango_layout_get_extents(layout_of(s, text, size, look, width), NULL, &r);
    return (double)r.height / PANGO_SCALE;
}

void sheet_text(sheet *s, const char *text, double size, unsigned look, double x, double y, double width) {
    if (!s->dry) {
        cairo_move_to(s->cr, x, y);
        pango_cairo_show_layout(s->cr, layout_of(s, text, size, look, width));
    }
}

static void footer(sheet *s) {
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

/* Where column i begins: columns run from the right where the language does. */
static double column_x(const sheet *s, const sheet_table *t, uint32_t i) {
    double before = 0;
    for (uint32_t k = 0; k < i; k++) {
        before += t->width[k];
    }
    return s->rtl ? s->x + s->width - (before + t->width[i]) * s->width : s->x + before * s->width;
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

static void draw_row(sheet *s, const sheet_table *t, const char *const *cells, unsigned look, double height) {
    for (uint32_t i = 0; i < t->n; i++) {
        double x = column_x(s, t, i);
        double w = t->width[i] * s->width;
        unsigned cell = look | (t->look[i] & ~(unsigned)((look & SHEET_SHADE) != 0 ? SHEET_BOX : 0));
        if (!s->dry) {
            if ((look & SHEET_SHADE) != 0) {
                cairo_set_source_rgb(s->cr, 0.88, 0.88, 0.88);
                cairo_rectangle(s->cr, x, s->y, w, height);
                cairo_fill(s->cr);
                cairo_set_source_rgb(s->cr, 0, 0, 0);
            }
            cairo_set_line_width(s->cr, 0.5);
            cairo_rectangle(s->cr, x, s->y, w, height);
            cairo_stroke(s->cr);
            if ((cell & SHEET_BOX) != 0 && (cells[i] == NULL || cells[i][0] == '\0')) { /* to write into */
                cairo_set_line_width(s->cr, 1);
                cairo_rectangle(s->cr, x + 3.5, s->y + 2.5, w - 7, height - 5);
                cairo_stroke(s->cr);
            }
        }
        if (cells[i] != NULL && cells[i][0] != '\0') {
            sheet_text(s, cells[i], t->size, cell, x + PAD, s->y + PAD, w - 2 * PAD);
        }
    }
    s->y += height;
}

void sheet_table_head(sheet *s, const sheet_table *t) {
    double h = row_height(s, t, t->head, SHEET_BOLD, 0);
    sheet_need(s, h + 24);
    draw_row(s, t, t->head, SHEET_BOLD | SHEET_SHADE, h);
}

/* Room for a row; the heading again where it is in another column than the one before. */
static void need_row(sheet *s, const sheet_table *t, double height) {
    uint32_t page = s->page, column = s->column;
    sheet_need(s, height);
    if (s->page != page || s->column != column) {
        sheet_table_head(s, t);
    }
}

void sheet_row(sheet *s, const sheet_table *t, const char *const *cells, unsigned look, double least_height) {
    double h = row_height(s, t, cells, look, least_height);
    need_row(s, t, h);
    draw_row(s, t, cells, look, h);
}

void sheet_span(sheet *s, const sheet_table *t, const char *text) {
    double h = sheet_measure(s, text, t->size, SHEET_BOLD, s->width - 2 * PAD) + 2 * PAD;
    need_row(s, t, h);
    if (!s->dry) {
        cairo_set_source_rgb(s->cr, 0.93, 0.93, 0.93);
        cairo_rectangle(s->cr, s->x, s->y, s->width, h);
        cairo_fill(s->cr);
        cairo_set_source_rgb(s->cr, 0, 0, 0);
        cairo_set_line_width(s->cr, 0.5);
        cairo_rectangle(s->cr, s->x, s->y, s->width, h);
        cairo_stroke(s->cr);
    }
    sheet_text(s, text, t->size, SHEET_BOLD, s->x + PAD, s->y + PAD, s->width - 2 * PAD);
    s->y += h;
}
