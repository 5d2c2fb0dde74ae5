/* One run sheet from head to foot, drawn twice: once to count its pages, once for "page x of y". The creation
 * date of the PDF is the situation's as_of, so that the same plan gives the same bytes. */
#include <cairo-pdf.h>
#include <math.h>
#include <string.h>

#include "print/sheet.h"

#define WIDTH (SHEET_W - 2 * SHEET_MARGIN)

static cairo_status_t into_buf(void *to, const unsigned char *p, unsigned n) {
    rsp_buf_add(to, p, n);
    return ((rsp_buf *)to)->failed == 0 ? CAIRO_STATUS_SUCCESS : CAIRO_STATUS_WRITE_ERROR;
}

static cairo_status_t nowhere(void *to, const unsigned char *p, unsigned n) {
    (void)to;
    (void)p;
    (void)n;
    return CAIRO_STATUS_SUCCESS;
}

static bool passes(const sheet *s, uint32_t pause) {
    bool any = false;
    for (uint32_t i = 0; i < s->c->n_zone_passes && !any; i++) {
        any = rsp_pause_names_zone(s->o->s, pause, s->c->zone_passes[i].zone);
    }
    return any;
}

static bool sets(const sheet *s, const rsp_consent *c) {
    return c->conditions != NULL && passes(s, c->pause);
}

/* Whether an earlier consent of the plan sets the same condition: one for each zone and activity is common.
 */
static bool said_before(const sheet *s, uint32_t consent) {
    const pr *o = s->o;
    const rsp_consent *c = &o->s->consents[o->p->consents[consent]];
    bool said = false;
    for (uint32_t i = 0; i < consent && !said; i++) {
        const rsp_consent *b = &o->s->consents[o->p->consents[i]];
        said = sets(s, b) && b->party == c->party && strcmp(b->conditions, c->conditions) == 0;
    }
    return said;
}

/* What those who agreed to the ground ahead have asked for: a convoy that does not keep it may be stopped. */
static void conditions(sheet *s) {
    pr *o = s->o;
    for (uint32_t i = 0; i < o->p->n_consents; i++) {
        const rsp_consent *c = &o->s->consents[o->p->consents[i]];
        if (sets(s, c) && !said_before(s, i)) {
            const rsp_party *party = &o->s->parties[c->party];
            sheet_note(s, pr_say(o, "sheet.condition",
                                 PR_ARGS(PR_TEXT("party", pr_name(o, &party->name, party->id)),
                                         PR_TEXT("text", pr_iso(o, pr_clean(o, c->conditions))))));
        }
    }
}

static void head(sheet *s) {
    pr *o = s->o;
    const rsp_convoy *c = s->c;
    const char *notes[8];
    sheet_para(s, pr_say(o, "sheet.title", PR_ARGS(PR_TEXT("convoy", pr_convoy(o, c)))), 17, SHEET_BOLD);
    sheet_para(s, pr_iso(o, pr_title(o)), 11, SHEET_BOLD);
    sheet_para(s,
               pr_say(o, "sheet.when",
                      PR_ARGS(PR_TEXT("date", pr_date(o, c->date)), PR_TEXT("zone", pr_zone_time(o)))),
               10, SHEET_BOLD);
    sheet_para(s,
               pr_say(o, "sheet.summary",
                      PR_ARGS(PR_TEXT("vehicles", pr_vehicles_short(o, c)),
                              PR_TEXT("hub", pr_place_both(o, o->s->hubs[c->hub].place)),
                              PR_CODE("km", pr_km(o, c->length_m)))),
               9.5, SHEET_PLAIN);
    if (c->n_crews > 0) {
        const char *crews = "";
        for (uint32_t i = 0; i < c->n_crews; i++) {
            crews = pr_printf(o, "%s%s%s", crews, i > 0 ? pr_word(o, "list.comma") : "",
                              pr_code(o, o->s->crews[c->crews[i]].id));
        }
        sheet_para(s, pr_say(o, "sheet.crews", PR_ARGS(PR_TEXT("crews", crews))), 9.5, SHEET_PLAIN);
    }
    uint32_t n = pr_notes(o, notes);
    for (uint32_t i = 0; i < n; i++) {
        sheet_note(s, notes[i]);
    }
    conditions(s);
}

/* The times that decide, large. */
static void times(sheet *s) {
    pr *o = s->o;
    const rsp_convoy *c = s->c;
    bool loads = c->loading_from != RSP_TIME_NONE && c->loading_to > c->loading_from;
    const char *keys[6], *values[6];
    uint32_t n = 0;
    if (loads) {
        keys[n] = "sheet.loading";
        values[n++] = pr_range(o, c->loading_from, c->loading_to);
    }
    keys[n] = "fact.depart";
    values[n++] = pr_code(o, pr_clock(o, c->depart));
    if (c->n_zone_passes > 0) {
        keys[n] = "fact.last_safe_entry";
        values[n++] = pr_code(o, pr_clock(o, c->last_safe_entry));
        if (c->turn_back != RSP_TIME_NONE) {
            keys[n] = "fact.turn_back";
            values[n++] = pr_code(o, pr_clock(o, c->turn_back));
        }
        keys[n] = "col.out_by";
        values[n++] = pr_code(o, pr_clock(o, pr_out_by(c)));
    }
    keys[n] = "fact.back";
    values[n++] = pr_code(o, pr_clock(o, c->back));
    double w = WIDTH / n;
    sheet_need(s, 48);
    s->y += 4;
    for (uint32_t i = 0; i < n; i++) {
        double x = s->rtl ? SHEET_W - SHEET_MARGIN - (i + 1) * w : SHEET_MARGIN + i * w;
        bool heavy = strcmp(keys[i], "col.out_by") == 0 || strcmp(keys[i], "fact.turn_back") == 0 ||
                     strcmp(keys[i], "fact.last_safe_entry") == 0;
        if (!s->dry) {
            cairo_set_line_width(s->cr, heavy ? 1.8 : 0.6);
            cairo_rectangle(s->cr, x + 1.5, s->y, w - 3, 42);
            cairo_stroke(s->cr);
        }
        sheet_text(s, pr_word(o, keys[i]), 7.5, SHEET_CENTRE, x + 2, s->y + 3, w - 4);
        sheet_text(s, values[i], strlen(values[i]) > 22 ? 8.5 : 15, SHEET_BOLD | SHEET_CENTRE, x + 2,
                   s->y + (strlen(values[i]) > 22 ? 22 : 17), w - 4);
    }
    s->y += 46;
}

static void late(sheet *s) {
    pr *o = s->o;
    const rsp_convoy *c = s->c;
    const char *lines[8];
    uint32_t n = 0;
    if (c->n_zone_passes == 0) {
        lines[n++] = pr_word(o, "late.no_zone");
    } else {
        lines[n++] = pr_say(o, "late.enter", PR_ARGS(PR_CODE("time", pr_clock(o, c->last_safe_entry))));
        if (c->turn_back != RSP_TIME_NONE) {
            lines[n++] = pr_say(o, "late.turn", PR_ARGS(PR_CODE("time", pr_clock(o, c->turn_back))));
        }
        lines[n++] = pr_say(o, "late.out", PR_ARGS(PR_CODE("time", pr_clock(o, pr_out_by(c)))));
        lines[n++] = pr_word(o, "late.break");
        lines[n++] = pr_word(o, "late.block");
    }
    lines[n++] = pr_word(o, "late.report");
    double height = 0; /* read in a hurry: on one page */
    for (uint32_t i = 0; i < n; i++) {
        lines[i] = pr_printf(o, "%s. %s", pr_code(o, pr_printf(o, "%u", i + 1)), lines[i]);
        height += sheet_measure(s, lines[i], 9.5, SHEET_PLAIN, WIDTH) + 2;
    }
    sheet_heading(s, pr_word(o, "sheet.h.late"), height);
    for (uint32_t i = 0; i < n; i++) {
        sheet_para(s, lines[i], 9.5, SHEET_PLAIN);
    }
}

static const char *role_of(pr *o, const char *role) {
    const char *key = pr_printf(o, "role.%s", role);
    return rsp_json_get(o->words, key) != NULL ? pr_word(o, key) : pr_clean(o, role);
}

static void contacts(sheet *s) {
    pr *o = s->o;
    sheet_table t = {.n = 5,
                     .width = {0.26, 0.24, 0.24, 0.12, 0.14},
                     .look = {0, SHEET_BOX, SHEET_BOX, SHEET_BOX, SHEET_BOX},
                     .size = 9};
    t.head[0] = pr_word(o, "col.role");
    t.head[1] = pr_word(o, "col.org");
    t.head[2] = pr_word(o, "col.phone");
    t.head[3] = pr_word(o, "col.radio");
    t.head[4] = pr_word(o, "col.call_sign");
    sheet_heading(s, pr_word(o, "sheet.h.contacts"),
                  20 + (s->rtl ? 25.0 : 18.0) * (o->s->n_contacts > 8 ? 8 : o->s->n_contacts + 1));
    sheet_table_head(s, &t);
    uint32_t shown = 0;
    if (s->c->call_sign != NULL) {
        const char *leader[] = {pr_word(o, "role.convoy leader"), "", "", "", pr_code(o, s->c->call_sign)};
        sheet_row(s, &t, leader, SHEET_PLAIN, 24); /* who leads is known on the day: room to write */
    }
    for (uint32_t i = 0; i < o->s->n_contacts; i++) {
        const rsp_contact *k = &o->s->contacts[i];
        if (k->hub == RSP_NONE || k->hub == s->c->hub) {
            const char *org = k->org == RSP_NONE ? ""
                                                 : pr_name(o, &o->s->organisations[k->org].name,
                                                           o->s->organisations[k->org].id);
            const char *cells[] = {pr_iso(o, role_of(o, k->role)), org, pr_code(o, k->phone),
                                   pr_code(o, k->radio_channel), pr_code(o, k->call_sign)};
            sheet_row(s, &t, cells, SHEET_PLAIN, 0);
            shown++;
        }
    }
    if (shown == 0) {
        sheet_span(s, &t, pr_word(o, "none.contacts"));
        const char *blank[] = {"", "", "", "", ""};
        sheet_row(s, &t, blank, SHEET_PLAIN, 20);
        sheet_row(s, &t, blank, SHEET_PLAIN, 20);
    }
}

/* The nearest of the places of a list to a point: name, kilometres, bearing. */
static const char *nearest(sheet *s, rsp_point from, bool haven) {
    pr *o = s->o;
    uint32_t n = haven ? o->s->n_havens : o->s->n_hospitals;
    uint32_t best = RSP_NONE;
    double best_m = HUGE_VAL;
    for (uint32_t i = 0; i < n; i++) {
        uint32_t place = haven ? o->s->havens[i].place : o->s->hospitals[i].place;
        double m = rsp_point_dist_m(from, o->s->places[place].at);
        if (m < best_m) {
            best_m = m;
            best = place;
        }
    }
    if (best == RSP_NONE) {
        return pr_word(o, "none.near");
    }
    if (best_m < 50) {
        return pr_say(o, "sheet.near.here", PR_ARGS(PR_TEXT("name", pr_place_both(o, best))));
    }
    double bearing = rsp_point_bearing_deg(from, o->s->places[best].at);
    return pr_say(o, "sheet.near",
                  PR_ARGS(PR_TEXT("name", pr_place_both(o, best)), PR_CODE("km", pr_km(o, best_m)),
                          PR_CODE("bearing", pr_printf(o, "%03d°", (int)(bearing + 0.5) % 360)),
                          PR_TEXT("compass", pr_compass(o, bearing))));
}

/* One line for each place, however often the convoy comes there. */
static void safety(sheet *s) {
    pr *o = s->o;
    sheet_table t = {.n = 4, .width = {0.08, 0.3, 0.31, 0.31}, .look = {SHEET_BOLD}, .size = 8.5};
    t.head[0] = pr_word(o, "col.stop");
    t.head[1] = pr_word(o, "col.place");
    t.head[2] = pr_word(o, "col.hospital");
    t.head[3] = pr_word(o, "col.haven");
    sheet_heading(s, pr_word(o, "sheet.h.safety"), s->c->n_stops > 3 ? 110 : 40 + 30.0 * s->c->n_stops);
    sheet_para(s, pr_word(o, "sheet.near.note"), 8.5, SHEET_PLAIN);
    sheet_table_head(s, &t);
    for (uint32_t i = 0; i < s->c->n_stops; i++) {
        uint32_t place = s->c->stops[i].place;
        const char *numbers = sheet_stop_numbers(s, i);
        if (numbers != NULL) {
            rsp_point at = o->s->places[place].at;
            const char *cells[] = {
                pr_code(o, numbers),
                pr_printf(o, "%s\n%s", pr_place_both(o, place), pr_code(o, pr_coords(o, at))),
                nearest(s, at, false), nearest(s, at, true)};
            sheet_row(s, &t, cells, SHEET_PLAIN, 0);
        }
    }
}

static void sign(sheet *s) {
    pr *o = s->o;
    sheet_table t = {
        .n = 3, .width = {0.5, 0.25, 0.25}, .look = {SHEET_BOX, SHEET_BOX, SHEET_BOX}, .size = 9};
    t.head[0] = pr_word(o, "sheet.leader");
    t.head[1] = pr_word(o, "sheet.left");
    t.head[2] = pr_word(o, "sheet.returned");
    const char *blank[] = {"", "", ""};
    sheet_need(s, 52);
    s->y += 8;
    sheet_table_head(s, &t);
    sheet_row(s, &t, blank, SHEET_PLAIN, 24);
}

static int all(sheet *s, rsp_err *err) {
    s->page = 1;
    s->y = SHEET_MARGIN;
    sheet_columns(s, 1);
    head(s);
    times(s);
    RSP_TRY(sheet_movement(s, err));
    late(s);
    contacts(s);
    sheet_cargo(s);
    RSP_TRY(sheet_map(s, err));
    safety(s);
    sign(s);
    RSP_TRY(sheet_way(s, err));
    sheet_end(s);
    return pr_ok(s->o, err);
}

static void describe(pr *o, const rsp_convoy *c, cairo_surface_t *surface) {
    char when[40];
    rsp_instant_format(o->s->tz, o->s->as_of, when);
    cairo_pdf_surface_set_metadata(surface, CAIRO_PDF_METADATA_TITLE,
                                   pr_printf(o, "%s %s", pr_title(o), c->id));
    cairo_pdf_surface_set_metadata(surface, CAIRO_PDF_METADATA_CREATOR, "Respite");
    cairo_pdf_surface_set_metadata(surface, CAIRO_PDF_METADATA_CREATE_DATE, when);
}

int sheet_draw(pr *o, const rsp_convoy *c, const char *hash, sheet_type *type, rsp_buf *b,
               uint32_t *ret_pages, uint32_t *ret_unknown, rsp_err *err) {
    sheet s = {.o = o, .c = c, .hash = hash, .type = type, .rtl = rsp_lang_is_rtl(o->lang)};
    int rc = 0;
    sheet_type_sweep(type);
    for (int pass = 0; pass < 2 && rc == 0; pass++) {
        cairo_surface_t *surface =
            cairo_pdf_surface_create_for_stream(pass == 0 ? nowhere : into_buf, b, SHEET_W, SHEET_H);
        s.cr = cairo_create(surface);
        s.dry = pass == 0;
        describe(o, c, surface);
        rc = all(&s, err);
        s.pages = s.page;
        cairo_status_t status = cairo_status(s.cr);
        cairo_destroy(s.cr);
        cairo_surface_finish(surface);
        status = status != CAIRO_STATUS_SUCCESS ? status : cairo_surface_status(surface);
        cairo_surface_destroy(surface);
        if (rc == 0 && status != CAIRO_STATUS_SUCCESS) {
            rc = rsp_fail(err, RSP_EINTERNAL, "Cairo: %s", cairo_status_to_string(status));
        }
    }
    RSP_TRY(rc);
    *ret_pages = s.pages;
    *ret_unknown = s.unknown;
    return rsp_buf_ok(b, err);
}
