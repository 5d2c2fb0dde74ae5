/* pause.ics: RFC 5545. An event for each window of a pause that the plan could use, one for each convoy from
 * its departure to its return, and an alarm-free note of the time by which it is out. Times are UTC, lines
 * are folded at 75 octets, DTSTAMP is the situation's as_of (RFC 5545 3.8.7.2 asks for the instant of the
 * information), UIDs are made of the situation's ids and dates only, so that a calendar replaces what a new
 * plan moves. */
#include <stdarg.h>
#include <string.h>

#include "print/inner.h"

#define LINE_OCTETS 75

/* One content line, folded between characters. */
static void line(rsp_buf *b, const char *text) {
    size_t n = strlen(text);
    size_t room = LINE_OCTETS;
    for (size_t i = 0; i < n;) {
        size_t len = rsp_utf8_len(text + i, n - i);
        len = len == 0 ? 1 : len;
        if (len > room) {
            rsp_buf_str(b, "\r\n ");
            room = LINE_OCTETS - 1;
        }
        rsp_buf_add(b, text + i, len);
        room -= len;
        i += len;
    }
    rsp_buf_str(b, "\r\n");
}

/* A TEXT value: backslash, semicolon, comma and line breaks escaped (RFC 5545 3.3.11). */
static const char *escaped(pr *o, const char *text) {
    size_t n = strlen(text);
    char *to = rsp_arena_alloc(o->a, 2 * n + 1, 1);
    size_t k = 0;
    if (to == NULL) {
        o->failed = RSP_ENOMEM;
        return "";
    }
    for (size_t i = 0; i < n; i++) {
        if (text[i] == '\\' || text[i] == ';' || text[i] == ',') {
            to[k++] = '\\';
        }
        if (text[i] == '\n') {
            to[k++] = '\\';
            to[k++] = 'n';
        } else if (text[i] != '\r') {
            to[k++] = text[i];
        }
    }
    to[k] = '\0';
    return to;
}

static const char *utc(pr *o, int64_t t) {
    int32_t date = (int32_t)(t >= 0 ? t / 86400 : -((-t + 86399) / 86400));
    int32_t clock = (int32_t)(t - (int64_t)date * 86400);
    int y, m, d, w;
    rsp_date_civil(date, &y, &m, &d, &w);
    return pr_printf(o, "%04d%02d%02dT%02d%02d%02dZ", y, m, d, clock / 3600, clock / 60 % 60, clock % 60);
}

typedef struct event {
    const char *uid, *summary, *description, *categories;
    int64_t from, until;
    bool busy;
    const rsp_point *at;
    const char *location;
} event;

static void put(pr *o, rsp_buf *b, const event *e) {
    line(b, "BEGIN:VEVENT");
    line(b, pr_printf(o, "UID:%s@respite", e->uid));
    line(b, pr_printf(o, "DTSTAMP:%s", utc(o, o->s->as_of)));
    line(b, pr_printf(o, "DTSTART:%s", utc(o, e->from)));
    line(b, pr_printf(o, "DTEND:%s", utc(o, e->until)));
    line(b, pr_printf(o, "SUMMARY:%s", escaped(o, e->summary)));
    line(b, pr_printf(o, "DESCRIPTION:%s", escaped(o, e->description)));
    line(b, pr_printf(o, "CATEGORIES:%s", e->categories));
    if (e->location != NULL) {
        line(b, pr_printf(o, "LOCATION:%s", escaped(o, e->location)));
    }
    if (e->at != NULL) {
        line(b, pr_printf(o, "GEO:%.6f;%.6f", rsp_point_lat(*e->at), rsp_point_lon(*e->at)));
    }
    line(b, e->busy ? "TRANSP:OPAQUE" : "TRANSP:TRANSPARENT");
    line(b, "END:VEVENT");
}

/* Which one of the windows of the same pause, ground and date it is, from 1. */
static unsigned rank_of(const rsp_plan *p, const rsp_used_window *w) {
    unsigned rank = 1;
    for (const rsp_used_window *x = p->windows; x < w; x++) {
        rank +=
            x->pause == w->pause && x->zone == w->zone && x->corridor == w->corridor && x->date == w->date;
    }
    return rank;
}

/* Calendars show the hours of whoever reads: those in the text are of the place. */
static const char *times_of(pr *o) {
    return pr_say(o, "ics.times", PR_ARGS(PR_CODE("zone", pr_zone_time(o))));
}

static void window(pr *o, rsp_buf *b, const rsp_used_window *w) {
    char date[16];
    rsp_date_format(w->date, date);
    const rsp_pause *pause = &o->s->pauses[w->pause];
    const char *corridor = w->corridor == RSP_NONE ? "" : o->s->corridors[w->corridor].id;
    const char *notes[8];
    const char *more = "";
    uint32_t n = pr_notes(o, notes);
    for (uint32_t i = 0; i < n; i++) {
        more = pr_printf(o, "%s\n%s", more, notes[i]);
    }
    event e = {
        .uid = pr_printf(o, "window-%s-%s-%s-%s-%u", pause->id, o->s->zones[w->zone].id,
                         corridor[0] != '\0' ? corridor : "whole", date, rank_of(o->p, w)),
        .summary = pr_say(o, "ics.window",
                          PR_ARGS(PR_TEXT("pause", pr_name(o, &pause->name, pause->id)),
                                  PR_TEXT("zone", pr_zone(o, w->zone)))),
        .description = pr_printf(
            o, "%s\n%s%s", pr_say(o, "ics.window.out_by", PR_ARGS(PR_CODE("time", pr_clock(o, w->out_by)))),
            times_of(o), more),
        .categories = "PAUSE",
        .from = w->open,
        .until = w->close,
    };
    put(o, b, &e);
}

static void convoy(pr *o, rsp_buf *b, const rsp_convoy *c) {
    char date[16];
    rsp_date_format(c->date, date);
    const char *text = "";
    for (uint32_t i = 0; i < c->n_stops; i++) {
        const rsp_stop *stop = &c->stops[i];
        text = pr_printf(o, "%s%s %s: ", text, pr_range(o, stop->arrive, stop->depart),
                         pr_place(o, stop->place));
        for (uint32_t k = 0; k < stop->n_work; k++) {
            text = pr_printf(o, "%s%s%s", text, k > 0 ? "; " : "", pr_do(o, &stop->work[k]));
        }
        text = pr_printf(o, "%s\n", text);
    }
    if (pr_out_by(c) != RSP_TIME_NONE) {
        text = pr_printf(o, "%s%s", text,
                         pr_say(o, "ics.window.out_by", PR_ARGS(PR_CODE("time", pr_clock(o, pr_out_by(c))))));
    }
    text = pr_printf(o, "%s%s%s", text, pr_out_by(c) != RSP_TIME_NONE ? "\n" : "", times_of(o));
    const rsp_place *hub = &o->s->places[o->s->hubs[c->hub].place];
    event e = {
        .uid = pr_printf(o, "convoy-%s-%s-%s", o->s->hubs[c->hub].id, date, c->id),
        .summary = pr_say(o, "ics.convoy",
                          PR_ARGS(PR_CODE("id", c->id), PR_TEXT("vehicles", pr_vehicles_short(o, c)))),
        .description = text,
        .categories = "CONVOY",
        .from = c->depart,
        .until = c->back,
        .busy = true,
        .at = &hub->at,
        .location = pr_name(o, &hub->name, hub->id),
    };
    put(o, b, &e);
}

int rsp_print_ics(const rsp_ctx *ctx, const rsp_plan *p, rsp_buf *to, rsp_err *err) {
    rsp_arena *a RSP_CLEANUP(rsp_arena_free_p) = NULL;
    RSP_TRY(rsp_arena_new(ctx, 0, &a, err));
    pr o;
    RSP_TRY(pr_open(ctx, p, RSP_LANG_EN, a, &o, err));
    o.isolates = false;
    line(to, "BEGIN:VCALENDAR");
    line(to, "VERSION:2.0");
    line(to, "PRODID:-//Respite//Respite//EN");
    line(to, "CALSCALE:GREGORIAN");
    line(to, "METHOD:PUBLISH");
    line(to, pr_printf(&o, "X-WR-CALNAME:%s", escaped(&o, pr_title(&o))));
    for (uint32_t i = 0; i < p->n_windows; i++) {
        window(&o, to, &p->windows[i]);
    }
    for (uint32_t i = 0; i < p->n_convoys; i++) {
        convoy(&o, to, &p->convoys[i]);
    }
    line(to, "END:VCALENDAR");
    int rc = pr_ok(&o, err);
    pr_close(&o);
    return rc != 0 ? rc : rsp_buf_ok(to, err);
}
