/* The timeline of plan.html: for each day one SVG with a row for each convoy: loading, driving, time on
 * closed ground, stops, against the windows of the zones it enters, the margin before their close hatched.
 * Clocks are never mirrored: time runs left to right in every language. The movement tables say the same in
 * words. */
#include "print/inner.h"

#define LEFT   170.0 /* where time begins, in units of the drawing */
#define WIDE   1000.0
#define ROW    46.0
#define NUMBER 16.0 /* between the numbers of two stops, so that both can be read */
#define TOP    34.0

typedef struct frame {
    int64_t from, to;
    double height;
} frame;

static double x_of(const frame *f, int64_t t) {
    double x = LEFT + (WIDE - LEFT - 16) * (double)(t - f->from) / (double)(f->to - f->from);
    return x < LEFT ? LEFT : (x > WIDE - 16 ? WIDE - 16 : x);
}

static void bar(rsp_buf *b, const frame *f, const char *class, int64_t from, int64_t to, double y, double h,
                const char *title) {
    double x = x_of(f, from);
    double w = x_of(f, to) - x;
    rsp_buf_printf(b, "<rect class=\"%s\" x=\"%.1f\" y=\"%.1f\" width=\"%.1f\" height=\"%.1f\">", class, x, y,
                   w < 1 ? 1.0 : w, h);
    if (title != NULL) {
        rsp_buf_str(b, "<title>");
        rsp_text_xml(b, title);
        rsp_buf_str(b, "</title>");
    }
    rsp_buf_str(b, "</rect>");
}

static void label(rsp_buf *b, const char *class, double x, double y, const char *text) {
    rsp_buf_printf(b, "<text class=\"%s\" x=\"%.1f\" y=\"%.1f\">", class, x, y);
    rsp_text_xml(b, text);
    rsp_buf_str(b, "</text>");
}

static void widen(frame *f, int64_t from, int64_t to) {
    if (from != RSP_TIME_NONE && from < f->from) {
        f->from = from;
    }
    if (to != RSP_TIME_NONE && to > f->to) {
        f->to = to;
    }
}

/* The window that a presence lies in: its own zone, and the same out_by. */
static const rsp_used_window *window_of(const pr *o, const rsp_zone_pass *z) {
    for (uint32_t i = 0; i < o->p->n_windows; i++) {
        const rsp_used_window *w = &o->p->windows[i];
        if (w->zone == z->zone && w->open <= z->head_in && z->tail_out <= w->out_by &&
            w->out_by == z->out_by) {
            return w;
        }
    }
    return NULL;
}

static void axis(pr *o, rsp_buf *b, const frame *f) {
    int64_t span = f->to - f->from;
    int64_t step = span <= 3 * 3600 ? 900 : (span <= 6 * 3600 ? 1800 : (span <= 14 * 3600 ? 3600 : 7200));
    int32_t date, clock;
    rsp_tz_local(o->s->tz, f->from, &date, &clock, NULL);
    int64_t first = f->from - clock % step + (clock % step != 0 ? step : 0);
    for (int64_t t = first; t <= f->to; t += step) {
        double x = x_of(f, t);
        rsp_buf_printf(b, "<line class=\"grid\" x1=\"%.1f\" y1=\"%.1f\" x2=\"%.1f\" y2=\"%.1f\"/>", x,
                       TOP - 8, x, f->height - 4);
        label(b, "tick", x, TOP - 14, pr_clock(o, t));
    }
}

static void windows_behind(pr *o, rsp_buf *b, const frame *f, const rsp_convoy *c, double y) {
    for (uint32_t i = 0; i < c->n_zone_passes; i++) {
        const rsp_used_window *w = window_of(o, &c->zone_passes[i]);
        bool drawn = w == NULL;
        for (uint32_t k = 0; k < i && !drawn; k++) {
            const rsp_used_window *v = window_of(o, &c->zone_passes[k]);
            drawn = v != NULL && v->open == w->open && v->close == w->close && v->out_by == w->out_by;
        }
        if (drawn) {
            continue;
        }
        const char *title = pr_say(o, "tl.window",
                                   PR_ARGS(PR_TEXT("zone", pr_zone(o, w->zone)),
                                           PR_TEXT("range", pr_range(o, w->open, w->close)),
                                           PR_CODE("out_by", pr_clock(o, w->out_by))));
        bar(b, f, "w-open", w->open, w->out_by, y + 2, ROW - 4, title);
        bar(b, f, "w-margin", w->out_by, w->close, y + 2, ROW - 4, title);
    }
}

static void convoy_row(pr *o, rsp_buf *b, const frame *f, const rsp_convoy *c, uint32_t number, double y) {
    rsp_buf_printf(b, "<g><line class=\"base\" x1=\"%.1f\" y1=\"%.1f\" x2=\"%.1f\" y2=\"%.1f\"/>", LEFT,
                   y + ROW, WIDE - 16, y + ROW);
    windows_behind(o, b, f, c, y);
    rsp_buf_printf(b, "<rect class=\"s%u\" x=\"4\" y=\"%.1f\" width=\"8\" height=\"%.1f\"/>", number % 8,
                   y + 6, ROW - 12);
    label(b, "name", 18, y + 19, pr_say(o, "convoy.title", PR_ARGS(PR_TEXT("convoy", pr_convoy(o, c)))));
    const char *out = c->n_zone_passes == 0
                          ? pr_say(o, "tl.back", PR_ARGS(PR_CODE("back", pr_clock(o, c->back))))
                          : pr_say(o, "tl.out",
                                   PR_ARGS(PR_CODE("out", pr_clock(o, pr_last_out(c))),
                                           PR_CODE("out_by", pr_clock(o, pr_out_by(c)))));
    label(b, "small", 18, y + 35, out);
    if (c->loading_from != RSP_TIME_NONE && c->loading_to > c->loading_from) {
        bar(b, f, "t-load", c->loading_from, c->loading_to, y + 20, 10,
            pr_printf(o, "%s %s", pr_word(o, "tl.loading"), pr_range(o, c->loading_from, c->loading_to)));
    }
    bar(b, f, "t-drive", c->depart, c->back, y + 22, 6,
        pr_printf(o, "%s %s", pr_word(o, "tl.moving"), pr_range(o, c->depart, c->back)));
    for (uint32_t i = 0; i < c->n_zone_passes; i++) {
        const rsp_zone_pass *z = &c->zone_passes[i];
        bar(b, f, "t-zone", z->head_in, z->tail_out, y + 18, 14,
            pr_printf(o, "%s %s", pr_zone(o, z->zone), pr_range(o, z->head_in, z->tail_out)));
    }
    if (c->turn_back != RSP_TIME_NONE) {
        double x = x_of(f, c->turn_back);
        rsp_buf_printf(b, "<path class=\"t-turn\" d=\"M%.1f %.1fv%.1fm-4 -6l4 6l4 -6\"><title>", x, y + 4,
                       ROW - 8);
        rsp_text_xml(
            b, pr_printf(o, "%s %s", pr_word(o, "fact.turn_back"), pr_code(o, pr_clock(o, c->turn_back))));
        rsp_buf_str(b, "</title></path>");
    }
    double last = 0;
    for (uint32_t i = 0; i < c->n_stops; i++) {
        const rsp_stop *stop = &c->stops[i];
        double middle = (x_of(f, stop->arrive) + x_of(f, stop->depart)) / 2;
        bar(b, f, "t-stop", stop->arrive, stop->depart, y + 12, 26,
            pr_printf(o, "%u. %s %s", i + 1, pr_iso(o, pr_place(o, stop->place)),
                      pr_range(o, stop->arrive, stop->depart)));
        if (middle - last >= NUMBER) {
            label(b, "stop", middle, y + 29, pr_printf(o, "%u", i + 1));
            last = middle;
        }
    }
    rsp_buf_str(b, "</g>\n");
}

static void legend(pr *o, rsp_buf *b) {
    static const char *const classes[] = {"w-open", "w-margin", "t-load", "t-drive",
                                          "t-zone", "t-stop",   "t-turn"};
    static const char *const keys[] = {"tl.open",    "tl.margin", "tl.loading",    "tl.moving",
                                       "tl.in_zone", "tl.stop",   "fact.turn_back"};
    rsp_buf_str(b, "<p class=\"legend\">");
    for (size_t i = 0; i < sizeof keys / sizeof keys[0]; i++) {
        rsp_buf_printf(b, "<span><svg class=\"key\" width=\"22\" height=\"14\" aria-hidden=\"true\">");
        if (i == 6) {
            rsp_buf_printf(b, "<path class=\"%s\" d=\"M11 1v12m-4 -6l4 6l4 -6\"/>", classes[i]);
        } else {
            rsp_buf_printf(b, "<rect class=\"%s\" x=\"1\" y=\"1\" width=\"20\" height=\"12\"/>", classes[i]);
        }
        rsp_buf_str(b, "</svg>");
        rsp_text_xml(b, pr_word(o, keys[i]));
        rsp_buf_str(b, "</span> ");
    }
    rsp_buf_str(b, "</p>");
}

static void day(pr *o, rsp_buf *b, int32_t date) {
    frame f = {.from = INT64_MAX, .to = INT64_MIN, .height = TOP};
    for (uint32_t i = 0; i < o->p->n_convoys; i++) {
        const rsp_convoy *c = &o->p->convoys[i];
        if (c->date != date) {
            continue;
        }
        f.height += ROW;
        widen(&f, c->depart, c->back);
        widen(&f,
              c->loading_from != RSP_TIME_NONE && c->loading_to > c->loading_from ? c->loading_from
                                                                                  : c->depart,
              c->back);
        for (uint32_t k = 0; k < c->n_zone_passes; k++) {
            const rsp_used_window *w = window_of(o, &c->zone_passes[k]);
            if (w != NULL) {
                widen(&f, w->open, w->close);
            }
        }
    }
    if (f.height <= TOP) {
        return;
    }
    f.from -= 600;
    f.to += 600;
    f.height += 8;
    rsp_buf_str(b, "<h3>");
    rsp_text_xml(b, pr_date(o, date));
    rsp_buf_printf(b, "</h3><div class=\"scroll\" tabindex=\"0\" role=\"region\" aria-label=\"");
    rsp_text_xml(b, pr_word(o, "h.timeline"));
    rsp_buf_printf(b, "\"><svg class=\"timeline\" viewBox=\"0 0 %.0f %.0f\" role=\"img\" aria-label=\"", WIDE,
                   f.height);
    rsp_text_xml(b, pr_word(o, "tl.aria"));
    rsp_buf_str(b, "\">");
    axis(o, b, &f);
    double y = TOP;
    for (uint32_t i = 0; i < o->p->n_convoys; i++) {
        if (o->p->convoys[i].date == date) {
            convoy_row(o, b, &f, &o->p->convoys[i], i, y);
            y += ROW;
        }
    }
    rsp_buf_str(b, "</svg></div>\n");
}

void pr_html_timeline(pr *o, rsp_buf *b) {
    rsp_buf_str(b, "<h2>");
    rsp_text_xml(b, pr_word(o, "h.timeline"));
    rsp_buf_str(b, "</h2>");
    if (o->p->n_convoys == 0) {
        rsp_buf_str(b, "<p>");
        rsp_text_xml(b, pr_word(o, "none.convoys"));
        rsp_buf_str(b, "</p>");
        return;
    }
    legend(o, b);
    for (int32_t d = 0; d < o->p->n_days; d++) {
        day(o, b, o->p->first_date + d);
    }
}
