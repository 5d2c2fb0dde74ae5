/* Text on a run sheet, set by Pango. */
#include <string.h>

#include <unicode/uchar.h>

#include "print/sheet.h"

/* Of a line, in sizes of its font. Noto Sans asks for 1.36 and Noto Sans Arabic for 1.7, so that a line with
 * a word of Arabic would take a quarter more than its neighbours; marks above and below letters fit in this.
 */
#define LINE         1.36
#define SETTINGS_MAX 12000 /* a long sheet has 2000 */

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
static void set_mixed(PangoLayout *l, const char *text) {
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

static bool is_isolate(gunichar c) {
    return c >= 0x2066 && c <= 0x2069;
}

/* Whether the whole text runs from left to right: nothing in it runs the other way, and either the language
 * does or all of it stands in one isolate. */
static bool runs_ltr(const char *text, bool rtl) {
    int depth = 0;
    bool in_one = is_isolate(g_utf8_get_char(text));
    for (const char *at = text; *at != '\0'; at = g_utf8_next_char(at)) {
        gunichar c = g_utf8_get_char(at);
        UCharDirection d = u_charDirection((UChar32)c);
        depth += c == 0x2069 ? -1 : (int)is_isolate(c);
        in_one = in_one && (depth > 0 || *g_utf8_next_char(at) == '\0');
        if (c == 0x2067 || d == U_RIGHT_TO_LEFT || d == U_RIGHT_TO_LEFT_ARABIC || d == U_ARABIC_NUMBER) {
            return false;
        }
    }
    return in_one || !rtl;
}

/* Isolates say nothing where all runs from left to right, and each costs a run of its own. */
static void set_plain(PangoLayout *l, const char *text) {
    GString *out = g_string_sized_new(strlen(text));
    for (const char *at = text; *at != '\0'; at = g_utf8_next_char(at)) {
        gunichar c = g_utf8_get_char(at);
        if (!is_isolate(c)) {
            g_string_append_unichar(out, c);
        }
    }
    pango_layout_set_text(l, out->str, (int)out->len);
    g_string_free(out, TRUE);
}

/* A text set in a width: the same on every page, in both passes and on the sheets of other convoys, so it is
 * laid out once. Shaping takes most of the time that is not Cairo's, and tables say the same words again and
 * again. */
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

struct sheet_type {
    PangoContext *ltr, *rtl;
    bool is_rtl; /* the language */
    GHashTable *settings;
    struct figures *figures;
};

static PangoContext *context(rsp_lang lang, PangoDirection base) {
    PangoContext *c = pango_font_map_create_context(pango_cairo_font_map_get_default());
    pango_cairo_context_set_resolution(c, 72);
    cairo_font_options_t *font = cairo_font_options_create();
    cairo_font_options_set_hint_style(font, CAIRO_HINT_STYLE_NONE);
    cairo_font_options_set_hint_metrics(font, CAIRO_HINT_METRICS_OFF);
    pango_cairo_context_set_font_options(c, font);
    cairo_font_options_destroy(font);
    pango_context_set_round_glyph_positions(c, FALSE); /* on paper there are no pixels */
    pango_context_set_base_dir(c, base);
    pango_context_set_language(c, pango_language_from_string(rsp_lang_code(lang)));
    return c;
}

sheet_type *sheet_type_new(rsp_lang lang) {
    sheet_type *t = g_new0(sheet_type, 1);
    t->ltr = context(lang, PANGO_DIRECTION_LTR);
    t->rtl = context(lang, PANGO_DIRECTION_RTL);
    t->is_rtl = rsp_lang_is_rtl(lang);
    t->settings = g_hash_table_new_full(setting_hash, setting_equal, g_free, g_object_unref);
    return t;
}

void sheet_type_sweep(sheet_type *t) {
    if (g_hash_table_size(t->settings) > SETTINGS_MAX) {
        g_hash_table_remove_all(t->settings);
    }
}

PangoLayout *sheet_layout(const sheet *s, const char *text) {
    const sheet_type *t = s->type;
    bool plain = runs_ltr(text, t->is_rtl);
    PangoLayout *l = pango_layout_new(plain || !t->is_rtl ? t->ltr : t->rtl);
    pango_layout_set_auto_dir(l, FALSE);
    if (plain) {
        set_plain(l, text);
    } else {
        set_mixed(l, text);
    }
    return l;
}

static PangoLayout *set_text(sheet *s, const setting *k) {
    PangoLayout *l = sheet_layout(s, k->text);
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
    pango_layout_set_width(l, (int)(k->width * PANGO_SCALE));
    pango_layout_set_wrap(l, PANGO_WRAP_WORD_CHAR);
    bool end = (k->look & SHEET_END) != 0;
    PangoAlignment side = end != s->rtl
                              ? PANGO_ALIGN_RIGHT
                              : PANGO_ALIGN_LEFT; /* Pango mirrors only where it guesses the direction */
    pango_layout_set_alignment(l, (k->look & SHEET_CENTRE) != 0 ? PANGO_ALIGN_CENTER : side);
    return l;
}

static PangoLayout *layout_of(sheet *s, const char *text, double size, unsigned look, double width) {
    setting k = {text, size, width, look & (SHEET_BOLD | SHEET_CENTRE | SHEET_END)};
    PangoLayout *l = g_hash_table_lookup(s->type->settings, &k);
    if (l == NULL) {
        l = set_text(s, &k);
        size_t n = strlen(text) + 1;
        setting *kept = g_malloc(sizeof k + n);
        *kept = k;
        kept->text = memcpy(kept + 1, text, n);
        g_hash_table_insert(s->type->settings, kept, l);
    }
    return l;
}

/* ---- figures ---- */

/* Kilometres and coordinates: nearly no two are the same, and together they are as many as all other texts.
 * Figures are set side by side, without what Pango asks of a text first. */
#define FIGURES     "0123456789.,:- "
#define FIGURES_MAX 32
typedef struct figures { /* of one size and weight */
    double size;
    unsigned look;
    PangoLayout *of; /* keeps the font */
    PangoItem *item;
    PangoGlyphInfo glyph[128];
    int height, baseline; /* Pango units, as the rest */
    struct figures *next;
} figures;

static const figures *figures_of(sheet *s, double size, unsigned look) {
    figures *f = s->type->figures;
    while (f != NULL && (f->size != size || f->look != look)) {
        f = f->next;
    }
    if (f != NULL) {
        return f;
    }
    f = g_new0(figures, 1);
    *f = (figures){.size = size, .look = look, .next = s->type->figures};
    s->type->figures = f;
    for (const char *c = FIGURES; *c != '\0'; c++) {
        const setting k = {(const char[]){*c, '\0'}, size, SHEET_W, look};
        PangoLayout *l = set_text(s, &k);
        PangoGlyphItem *run = pango_layout_get_line_readonly(l, 0)->runs->data;
        f->glyph[(unsigned char)*c] = run->glyphs->glyphs[0];
        if (f->of != NULL) {
            g_object_unref(l);
            continue;
        }
        PangoRectangle r;
        pango_layout_get_extents(l, NULL, &r);
        f->of = l;
        f->item = run->item;
        f->height = r.height;
        f->baseline = pango_layout_get_baseline(l);
    }
    return f;
}

typedef struct figure_line {
    const figures *f;
    char text[FIGURES_MAX];
    int n;
    int width;
} figure_line;

/* Whether a text is nothing but figures that run from left to right and go into the width. */
static bool is_figures(sheet *s, const char *text, double size, unsigned look, double width,
                       figure_line *ret) {
    ret->n = ret->width = 0;
    for (const char *at = text; *at != '\0'; at = g_utf8_next_char(at)) {
        if (is_isolate(g_utf8_get_char(at))) {
            continue;
        }
        if (strchr(FIGURES, *at) == NULL || ret->n == FIGURES_MAX) {
            return false;
        }
        ret->text[ret->n++] = *at;
    }
    if (ret->n == 0 || (look & SHEET_CENTRE) != 0 || !runs_ltr(text, s->rtl)) {
        return false;
    }
    ret->f = figures_of(s, size, look & SHEET_BOLD);
    for (int i = 0; i < ret->n; i++) {
        ret->width += ret->f->glyph[(unsigned char)ret->text[i]].geometry.width;
    }
    return ret->width <= width * PANGO_SCALE;
}

static void draw_figures(sheet *s, const figure_line *l, double x, double y) {
    PangoGlyphInfo glyph[FIGURES_MAX];
    int cluster[FIGURES_MAX];
    PangoItem item = *l->f->item;
    PangoGlyphString glyphs = {.num_glyphs = l->n, .glyphs = glyph, .log_clusters = cluster};
    for (int i = 0; i < l->n; i++) {
        glyph[i] = l->f->glyph[(unsigned char)l->text[i]];
        cluster[i] = i;
    }
    item.offset = 0;
    item.length = item.num_chars = l->n;
    cairo_move_to(s->cr, x, y + (double)l->f->baseline / PANGO_SCALE);
    pango_cairo_show_glyph_item(s->cr, l->text, &(PangoGlyphItem){.item = &item, .glyphs = &glyphs});
}

/* ---- showing a layout ---- */

/* Isolates and marks have done their work once the text is set: Cairo would write each as a span of its own
 * that shows nothing. */
static bool shows_nothing(const PangoGlyphItem *run, const char *text, int glyph) {
    gunichar c = g_utf8_get_char(text + run->item->offset + run->glyphs->log_clusters[glyph]);
    return run->glyphs->glyphs[glyph].glyph == PANGO_GLYPH_EMPTY && (is_isolate(c) || c == 0x200E);
}

static void show_run(cairo_t *cr, const PangoGlyphItem *run, const char *text) {
    const PangoGlyphString *from = run->glyphs;
    const char *own = text + run->item->offset;
    PangoGlyphString *glyphs = pango_glyph_string_new();
    GString *kept = g_string_sized_new((gsize)run->item->length);
    int *moved = g_new0(int, run->item->length + 1); /* bytes that a byte of the text moves forward by */
    pango_glyph_string_set_size(glyphs, from->num_glyphs);
    int n = 0;
    for (int i = 0; i < from->num_glyphs; i++) {
        int at = from->log_clusters[i];
        if (shows_nothing(run, text, i)) {
            moved[at] = (int)(g_utf8_next_char(own + at) - (own + at));
            continue;
        }
        glyphs->glyphs[n] = from->glyphs[i];
        glyphs->log_clusters[n++] = at;
    }
    int gone = 0;
    for (int i = 0; i < run->item->length;) {
        int skip = moved[i];
        moved[i] = gone;
        int next = (int)(g_utf8_next_char(own + i) - own);
        if (skip == 0) {
            g_string_append_len(kept, own + i, next - i);
        }
        gone += skip;
        i = next;
    }
    for (int i = 0; i < n; i++) {
        glyphs->log_clusters[i] -= moved[glyphs->log_clusters[i]];
    }
    glyphs->num_glyphs = n;
    PangoItem item = *run->item;
    item.offset = 0;
    item.length = (int)kept->len;
    item.num_chars = (int)g_utf8_strlen(kept->str, (gssize)kept->len);
    if (n > 0) {
        pango_cairo_show_glyph_item(cr, kept->str, &(PangoGlyphItem){.item = &item, .glyphs = glyphs});
    }
    g_free(moved);
    g_string_free(kept, TRUE);
    pango_glyph_string_free(glyphs);
}

static void show_layout(cairo_t *cr, PangoLayout *l, double x, double y) {
    const char *text = pango_layout_get_text(l);
    PangoLayoutIter *at = pango_layout_get_iter(l);
    do {
        const PangoGlyphItem *run = pango_layout_iter_get_run_readonly(at);
        if (run == NULL) { /* the end of a line */
            continue;
        }
        PangoRectangle r;
        pango_layout_iter_get_run_extents(at, NULL, &r);
        cairo_move_to(cr, x + (double)r.x / PANGO_SCALE,
                      y + (double)pango_layout_iter_get_baseline(at) / PANGO_SCALE);
        show_run(cr, run, text);
    } while (pango_layout_iter_next_run(at));
    pango_layout_iter_free(at);
}

double sheet_measure(sheet *s, const char *text, double size, unsigned look, double width) {
    figure_line line;
    PangoRectangle r;
    if (is_figures(s, text, size, look, width, &line)) {
        return (double)line.f->height / PANGO_SCALE;
    }
    pango_layout_get_extents(layout_of(s, text, size, look, width), NULL, &r);
    return (double)r.height / PANGO_SCALE;
}

void sheet_text(sheet *s, const char *text, double size, unsigned look, double x, double y, double width) {
    figure_line line;
    if (s->dry) {
        return;
    }
    if (is_figures(s, text, size, look, width, &line)) {
        bool right = ((look & SHEET_END) != 0) != s->rtl;
        draw_figures(s, &line, right ? x + width - (double)line.width / PANGO_SCALE : x, y);
        return;
    }
    PangoLayout *l = layout_of(s, text, size, look, width);
    s->unknown += (uint32_t)pango_layout_get_unknown_glyphs_count(l);
    show_layout(s->cr, l, x, y);
}
