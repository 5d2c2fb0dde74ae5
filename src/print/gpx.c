/* plan.gpx: GPX 1.1 (topografix.com/GPX/1/1): way points of the places, a route of the stops and a track of
 * the road for each convoy. Times are UTC; a track point's time is in proportion to the metres of its leg. */
#include <inttypes.h>
#include <string.h>

#include "print/inner.h"

static void utc(char to[32], int64_t t) {
    int32_t date = (int32_t)(t >= 0 ? t / 86400 : -((-t + 86399) / 86400));
    int32_t clock = (int32_t)(t - (int64_t)date * 86400);
    int y, m, d, w;
    rsp_date_civil(date, &y, &m, &d, &w);
    const int parts[] = {y / 100, y % 100, m, d, clock / 3600, clock / 60 % 60, clock % 60};
    memcpy(to, "0000-00-00T00:00:00Z", 21);
    for (int i = 0, at = 0; i < 7; i++, at += i == 1 ? 2 : 3) { /* one for each point of a track: no printf */
        to[at] = (char)('0' + parts[i] / 10);
        to[at + 1] = (char)('0' + parts[i] % 10);
    }
}

static void at(rsp_buf *b, const char *tag, rsp_point p) {
    rsp_buf_char(b, '<');
    rsp_buf_str(b, tag);
    rsp_buf_str(b, " lat=\"");
    rsp_buf_fixed(b, p.lat_e7, 7);
    rsp_buf_str(b, "\" lon=\"");
    rsp_buf_fixed(b, p.lon_e7, 7);
    rsp_buf_str(b, "\">");
}

/* Name, description and P-code of a place: the order of children is that of the schema. */
static void place(pr *o, rsp_buf *b, const rsp_place *p, const char *note) {
    const char *arabic = p->name.in[RSP_LANG_AR];
    rsp_text_element(b, "name", pr_name(o, &p->name, p->id));
    rsp_text_element(b, "cmt", note);
    rsp_text_element(b, "desc", arabic == NULL ? NULL : pr_clean(o, arabic));
    rsp_text_element(b, "type", p->pcode == NULL ? NULL : pr_printf(o, "P-code %s", pr_clean(o, p->pcode)));
}

static void waypoints(pr *o, rsp_buf *b) {
    for (uint32_t i = 0; i < o->s->n_places; i++) {
        if (pr_place_matters(o, i)) {
            at(b, "wpt", o->s->places[i].at);
            place(o, b, &o->s->places[i], o->s->places[i].id);
            rsp_buf_str(b, "</wpt>\n");
        }
    }
    for (uint32_t i = 0; i < o->s->n_checkpoints; i++) {
        const rsp_checkpoint *c = &o->s->checkpoints[i];
        at(b, "wpt", c->at);
        rsp_text_element(b, "name", pr_name(o, &c->name, c->id));
        rsp_text_element(b, "type", "checkpoint");
        rsp_buf_str(b, "</wpt>\n");
    }
}

static void route(pr *o, rsp_buf *b, const rsp_convoy *c) {
    char time[32];
    rsp_buf_str(b, "<rte>");
    rsp_text_element(b, "name", pr_printf(o, "%s stops", c->id));
    for (uint32_t i = 0; i < c->n_stops; i++) {
        const rsp_stop *stop = &c->stops[i];
        const char *work = "";
        for (uint32_t k = 0; k < stop->n_work; k++) {
            work = pr_printf(o, "%s%s%s", work, k > 0 ? "; " : "", pr_do(o, &stop->work[k]));
        }
        at(b, "rtept", o->s->places[stop->place].at);
        utc(time, stop->arrive);
        rsp_text_element(b, "time", time);
        place(o, b, &o->s->places[stop->place], work);
        rsp_buf_str(b, "</rtept>");
    }
    rsp_buf_str(b, "</rte>\n");
}

static int track(pr *o, rsp_buf *b, const rsp_convoy *c, rsp_err *err) {
    char time[32];
    rsp_buf_str(b, "<trk>");
    rsp_text_element(b, "name", c->id);
    rsp_text_element(b, "cmt", c->call_sign == NULL ? NULL : pr_clean(o, c->call_sign));
    rsp_text_element(b, "desc", pr_vehicles_short(o, c));
    for (uint32_t i = 0; i <= c->n_stops; i++) {
        const rsp_leg *leg = &c->legs[i];
        pr_line line;
        RSP_TRY(pr_leg_line(o, leg, &line, err));
        double first = leg->path.length_m;
        double second = leg->waits ? leg->path2.length_m : 0;
        int64_t first_end = leg->waits ? leg->wait_from - leg->tail_lag_s : leg->arrive_head;
        first_end = first_end < leg->depart ? leg->depart : first_end;
        rsp_buf_str(b, "<trkseg>");
        for (uint32_t k = 0; k < line.n; k++) {
            bool later = leg->waits && line.m[k] > first;
            double f =
                later ? (second > 0 ? (line.m[k] - first) / second : 1) : (first > 0 ? line.m[k] / first : 0);
            int64_t from = later ? leg->wait_until : leg->depart;
            int64_t to = later ? leg->arrive_head : first_end;
            at(b, "trkpt", line.at[k]);
            utc(time, from + (int64_t)(f * (double)(to - from)));
            rsp_text_element(b, "time", time);
            rsp_buf_str(b, "</trkpt>");
        }
        rsp_buf_str(b, "</trkseg>");
    }
    rsp_buf_str(b, "</trk>\n");
    return 0;
}

int rsp_print_gpx(const rsp_ctx *ctx, const rsp_plan *p, rsp_buf *to, rsp_err *err) {
    rsp_arena *a RSP_CLEANUP(rsp_arena_free_p) = NULL;
    RSP_TRY(rsp_arena_new(ctx, 0, &a, err));
    pr o;
    RSP_TRY(pr_open(ctx, p, RSP_LANG_EN, a, &o, err));
    o.isolates = false;
    char time[32];
    utc(time, o.s->as_of);
    rsp_buf_str(
        to,
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n"
        "<gpx xmlns=\"http://www.topografix.com/GPX/1/1\" version=\"1.1\" creator=\"Respite\">\n<metadata>");
    rsp_text_element(to, "name", pr_title(&o));
    const char *notes[8];
    const char *desc = "";
    uint32_t n = pr_notes(&o, notes);
    for (uint32_t i = 0; i < n; i++) {
        desc = pr_printf(&o, "%s%s%s", desc, i > 0 ? " " : "", notes[i]);
    }
    if (p->net != NULL) {
        desc = pr_printf(&o, "%s%sRoads: %s", desc, n > 0 ? " " : "",
                         pr_clean(&o, rsp_net_describe(p->net).licence));
    }
    rsp_text_element(to, "desc", desc);
    rsp_text_element(to, "time", time);
    rsp_buf_str(to, "</metadata>\n");
    waypoints(&o, to);
    for (uint32_t c = 0; c < p->n_convoys; c++) {
        route(&o, to, &p->convoys[c]);
    }
    int rc = 0;
    for (uint32_t c = 0; c < p->n_convoys && rc == 0; c++) {
        rc = track(&o, to, &p->convoys[c], err);
    }
    rsp_buf_str(to, "</gpx>\n");
    rc = rc != 0 ? rc : pr_ok(&o, err);
    pr_close(&o);
    return rc != 0 ? rc : rsp_buf_ok(to, err);
}
