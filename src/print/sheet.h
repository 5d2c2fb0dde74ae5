/* Run sheets on paper: a page that fills from top to bottom, used by the files sheet_*.c only. Units are
 * points (1/72 inch) on A4; x runs from the left in every language, the helpers mirror columns where the
 * language is written from right to left. Everything here runs in the child process: GLib ends a process that
 * is out of memory. */
#ifndef RSP_PRINT_SHEET_H
#define RSP_PRINT_SHEET_H

#include <pango/pangocairo.h>

#include "print/inner.h"

#define SHEET_W      595.28
#define SHEET_H      841.89
#define SHEET_MARGIN 28.0 /* what printers leave white, and a little */
#define SHEET_BOTTOM 40.0 /* room of the footer */
#define SHEET_GUTTER 8.0  /* between two columns */
#define SHEET_COLS   8

typedef struct sheet_run { /* rows one below the other whose cells have the same sides */
    double x[SHEET_COLS + 1];
    uint32_t n; /* cells */
    double top, bottom;
} sheet_run;

typedef struct sheet_line {
    double from, to, y;
} sheet_line;

#define SHEET_RUNS  64
#define SHEET_LINES 256
typedef struct sheet_rules { /* of tables, not drawn yet */
    sheet_run runs[SHEET_RUNS];
    sheet_line lines[SHEET_LINES];
    uint32_t n_runs, n_lines;
} sheet_rules;

typedef struct sheet_type sheet_type; /* the fonts of one language, and texts set in them */
typedef struct sheet {
    pr *o;
    const rsp_convoy *c;
    const char *hash; /* 12 digits */
    cairo_t *cr;
    sheet_type *type;
    bool rtl;
    bool dry;                 /* only counts pages */
    double x, width;          /* of the column that is being filled */
    double y, top;            /* top: where the columns of this page begin */
    uint32_t column, columns; /* columns: 1, or 2 */
    uint32_t page, pages;
    uint32_t unknown;
    sheet_rules rules;
} sheet;

typedef enum { SHEET_PLAIN = 0, SHEET_BOLD = 1, SHEET_CENTRE = 2, SHEET_END = 4, SHEET_BOX = 8 } sheet_look;

typedef struct sheet_table { /* widths are shares of the column's width that add up to 1 */
    uint32_t n;
    double width[SHEET_COLS];
    unsigned look[SHEET_COLS];
    const char *head[SHEET_COLS];
    double size;
} sheet_table;

/* Draws text with its top at y, unless the sheet is dry. */
void sheet_text(sheet *s, const char *text, double size, unsigned look, double x, double y, double width);
/* Height of text in a width. */
double sheet_measure(sheet *s, const char *text, double size, unsigned look, double width);
/* From here on text runs in so many columns, filled one after the other, to the end of the sheet. */
void sheet_columns(sheet *s, uint32_t n);
/* Begins a new column or page where less than `height` is left. */
void sheet_need(sheet *s, double height);
void sheet_heading(sheet *s, const char *text, double keep_with);
void sheet_para(sheet *s, const char *text, double size, unsigned look);
void sheet_note(sheet *s, const char *text); /* in a heavy frame */
void sheet_table_head(sheet *s, const sheet_table *t);
/* Room for a row; the heading again where it is in another column than the one before. */
void sheet_table_need(sheet *s, const sheet_table *t, double height);
void sheet_row(sheet *s, const sheet_table *t, const char *const *cells, unsigned look, double least_height);
void sheet_span(sheet *s, const sheet_table *t, const char *text); /* a row of one cell */
void sheet_rules_draw(sheet *s);                                   /* of the page, once it is full */
/* Draws the footer of the last page. */
void sheet_end(sheet *s);

/* Lives as long as the process. */
void sheet_pack_quickly(void); /* from now on, in this process (sheet_pack.c) */
sheet_type *sheet_type_new(rsp_lang lang);
/* Between two sheets: forgets the texts where they have become many. */
void sheet_type_sweep(sheet_type *t);
/* A new layout of the sheet's language with isolates that hold (see there); g_object_unref. */
PangoLayout *sheet_layout(const sheet *s, const char *text);

typedef struct sheet_mark {
    double at_x, at_y;  /* what it marks, points */
    double x, y;        /* where sheet_marks has drawn it */
    int kind;           /* 's' square, 'c' circle, 't' triangle */
    const char *letter; /* in it; "": a square is black */
    const char *name;   /* beside it; "": none */
    double size;        /* of the name */
    bool needed;        /* the name is written even where there is no room */
} sheet_mark;

typedef struct sheet_grid { /* squares from a corner on, by rows */
    double x, y, side;
    int rows, columns;
    const bool *set;
} sheet_grid;

/* Draws marks and names in a frame, the most important first in the list; names keep off the squares that are
 * set in `way` where they can. RSP_ENOMEM. */
int sheet_marks(sheet *s, double x, double y, double w, double h, const sheet_grid *way, sheet_mark *marks,
                uint32_t n, rsp_err *err) RSP_MUST_CHECK;

/* "2" or "2,5": the stops of the convoy at the place of a stop; NULL where an earlier stop was there. */
const char *sheet_stop_numbers(sheet *s, uint32_t stop);

/* One run sheet as PDF into b; RSP_EINTERNAL where Cairo fails. */
int sheet_draw(pr *o, const rsp_convoy *c, const char *hash, sheet_type *type, rsp_buf *b,
               uint32_t *ret_pages, uint32_t *ret_unknown, rsp_err *err) RSP_MUST_CHECK;
/* The parts of a sheet, in the order of the paper. */
int sheet_movement(sheet *s, rsp_err *err) RSP_MUST_CHECK;
void sheet_cargo(sheet *s);
int sheet_way(sheet *s, rsp_err *err) RSP_MUST_CHECK;
int sheet_map(sheet *s, rsp_err *err) RSP_MUST_CHECK;

#endif
