/* The words and tables of plan.html in one language: everything that the map and the timeline show, for
 * readers who listen, print or search. Plain HTML 4 tables with headings and scopes. */
#include <string.h>

#include "print/inner.h"

static void esc(rsp_buf *b, const char *text) {
    rsp_text_xml(b, text);
}

static void tag(rsp_buf *b, const char *name, const char *text) {
    rsp_buf_printf(b, "<%s>", name);
    esc(b, text);
    size_t n = strcspn(name, " ");
    rsp_buf_printf(b, "</%.*s>", (int)n, name);
}

static void row(rsp_buf *b, const char *head, const char *text) {
    rsp_buf_str(b, "<tr>");
    tag(b, "th scope=\"row\"", head);
    tag(b, "td", text);
    rsp_buf_str(b, "</tr>");
}

static void heads(pr *o, rsp_buf *b, const char *caption, const char *const *keys, size_t n) {
    rsp_buf_str(b, "<div class=\"scroll\" tabindex=\"0\" role=\"region\" aria-label=\"");
    esc(b, caption);
    rsp_buf_str(b, "\"><table>");
    tag(b, "caption", caption);
    rsp_buf_str(b, "<thead><tr>");
    for (size_t i = 0; i < n; i++) {
        tag(b, "th scope=\"col\"", pr_word(o, keys[i]));
    }
    rsp_buf_str(b, "</tr></thead><tbody>");
}
#define HEADS(o, b, caption, ...)                                                                            \
    do {                                                                                                     \
        static const char *const keys_[] = {__VA_ARGS__};                                                    \
        heads((o), (b), (caption), keys_, sizeof keys_ / sizeof keys_[0]);                                   \
    } while (0)

static void end_table(rsp_buf *b) {
    rsp_buf_str(b, "</tbody></table></div>\n");
}

static void figure(pr *o, rsp_buf *b, const char *key, int64_t part, int64_t all) {
    if (all <= 0) {
        return;
    }
    rsp_buf_str(b, "<div class=\"fig\"><dt>");
    esc(b, pr_word(o, key));
    rsp_buf_str(b, "</dt><dd><strong>");
    esc(b, pr_int(o, part));
    rsp_buf_str(b, "</strong> <small>");
    esc(b, pr_say(o, "of.percent", PR_ARGS(PR_NUM("all", all), PR_NUM("percent", part * 100 / all))));
    rsp_buf_str(b, "</small></dd></div>");
}

static void plain_figure(pr *o, rsp_buf *b, const char *key, const char *value) {
    rsp_buf_str(b, "<div class=\"fig\"><dt>");
    esc(b, pr_word(o, key));
    rsp_buf_str(b, "</dt><dd><strong>");
    esc(b, value);
    rsp_buf_str(b, "</strong></dd></div>");
}

void pr_html_head(pr *o, rsp_buf *b, const char *plan_sha256) {
    const rsp_totals *t = &o->p->totals;
    const char *notes[8];
    tag(b, "h1", pr_title(o));
    rsp_buf_str(b, "<p class=\"sub\">");
    esc(b, pr_say(o, o->p->n_days > 1 ? "html.when.days" : "html.when",
                  PR_ARGS(PR_TEXT("date", pr_date(o, o->p->first_date)), PR_NUM("days", o->p->n_days),
                          PR_TEXT("zone", pr_zone_time(o)))));
    rsp_buf_str(b, " <span class=\"hash\">");
    esc(b, pr_say(o, "plan.hash", PR_ARGS(PR_CODE("hash", pr_printf(o, "%.12s", plan_sha256)))));
    rsp_buf_str(b, "</span></p>");
    uint32_t n = pr_notes(o, notes);
    for (uint32_t i = 0; i < n; i++) {
        tag(b, "p class=\"note\" role=\"note\"", notes[i]);
    }
    rsp_buf_str(b, "<dl class=\"figs\">");
    figure(o, b, "total.people_reached", t->people_reached, t->people_wanted);
    figure(o, b, "total.wounded_out", t->wounded_out, t->wounded_wanted);
    figure(o, b, "total.civilians_out", t->civilians_out, t->civilians_wanted);
    figure(o, b, "total.visits", t->visits, t->visits_wanted);
    plain_figure(o, b, "total.cargo", pr_kg(o, t->kg));
    plain_figure(o, b, "total.vehicles", pr_int(o, t->vehicles_used));
    plain_figure(o, b, "total.exposed", pr_minutes(o, t->exposed_vehicle_s));
    rsp_buf_str(b, "</dl>");
    tag(b, "p class=\"sub\"", pr_status(o));
}

static const char *load_text(pr *o, const rsp_convoy *c, const rsp_load_line *lines, uint32_t n) {
    const char *text = "";
    for (uint32_t i = 0; i < n; i++) {
        const char *what =
            pr_say(o, "load.where",
                   PR_ARGS(PR_TEXT("what", pr_amount(o, lines[i].work, lines[i].amount)),
                           PR_TEXT("where", pr_at_stop(o, c, &lines[i], pr_load_where(o, lines[i].work)))));
        text = pr_printf(o, "%s%s%s", text, i > 0 ? pr_word(o, "list.semicolon") : "", what);
    }
    return text;
}

static int movement(pr *o, rsp_buf *b, const rsp_convoy *c, rsp_err *err) {
    const pr_step *steps = NULL;
    uint32_t n = 0;
    RSP_TRY(pr_steps(o, c, &steps, &n, err));
    HEADS(o, b, pr_say(o, "html.movement", PR_ARGS(PR_CODE("id", c->id))), "col.time", "col.what", "col.km",
          "col.work");
    for (uint32_t i = 0; i < n; i++) {
        rsp_buf_printf(b, "<tr class=\"k%d\">", (int)steps[i].kind);
        tag(b, "th scope=\"row\"", pr_step_time(o, &steps[i]));
        tag(b, "td", pr_step_text(o, c, &steps[i]));
        tag(b, "td class=\"num\"", pr_code(o, pr_km(o, steps[i].odo_m)));
        rsp_buf_str(b, "<td>");
        if (steps[i].kind == PR_STOP) {
            const rsp_stop *stop = &c->stops[steps[i].stop];
            for (uint32_t k = 0; k < stop->n_work; k++) {
                esc(b, pr_range(o, stop->work[k].start_s, stop->work[k].end_s));
                rsp_buf_str(b, " ");
                esc(b, pr_do(o, &stop->work[k]));
                rsp_buf_str(b, k + 1 < stop->n_work ? "<br>" : "");
            }
        }
        rsp_buf_str(b, "</td></tr>");
    }
    end_table(b);
    return 0;
}

static int convoy(pr *o, rsp_buf *b, uint32_t i, rsp_err *err) {
    const rsp_convoy *c = &o->p->convoys[i];
    const char *lang = rsp_lang_code(o->lang);
    rsp_buf_printf(b, "<section id=\"convoy-%s-%s\" class=\"convoy\"><h3><span class=\"swatch s%u\"></span>",
                   c->id, lang, i % 8);
    esc(b, pr_say(o, "convoy.title", PR_ARGS(PR_TEXT("convoy", pr_convoy(o, c)))));
    rsp_buf_str(b, "</h3><p>");
    esc(b, pr_vehicles_short(o, c));
    rsp_buf_str(b, "</p><table class=\"facts\"><tbody>");
    if (o->p->n_days > 1) {
        row(b, pr_word(o, "col.date"), pr_date(o, c->date));
    }
    row(b, pr_word(o, "fact.depart"), pr_code(o, pr_clock(o, c->depart)));
    if (c->n_zone_passes > 0) {
        row(b, pr_word(o, "fact.last_safe_entry"), pr_code(o, pr_clock(o, c->last_safe_entry)));
        if (c->turn_back != RSP_TIME_NONE) {
            row(b, pr_word(o, "fact.turn_back"), pr_code(o, pr_clock(o, c->turn_back)));
        }
        row(b, pr_word(o, "fact.last_out"),
            pr_say(o, "fact.last_out.value",
                   PR_ARGS(PR_CODE("out", pr_clock(o, pr_last_out(c))),
                           PR_CODE("out_by", pr_clock(o, pr_out_by(c))))));
    }
    row(b, pr_word(o, "fact.back"), pr_code(o, pr_clock(o, c->back)));
    row(b, pr_word(o, "fact.length"), pr_say(o, "unit.km", PR_ARGS(PR_CODE("n", pr_km(o, c->length_m)))));
    rsp_buf_str(b, "</tbody></table>");
    RSP_TRY(movement(o, b, c, err));
    HEADS(o, b, pr_say(o, "html.vehicles", PR_ARGS(PR_CODE("id", c->id))), "col.vehicle", "col.type",
          "col.plate", "col.call_sign", "col.cargo", "col.people");
    for (uint32_t k = 0; k < c->n_vehicles; k++) {
        const rsp_convoy_vehicle *cv = &c->vehicles[k];
        const rsp_vehicle *v = &o->s->vehicles[cv->vehicle];
        rsp_buf_str(b, "<tr>");
        tag(b, "th scope=\"row\"", pr_code(o, v->id));
        tag(b, "td", pr_name(o, &o->s->vehicle_types[v->type].name, o->s->vehicle_types[v->type].id));
        tag(b, "td class=\"code\"", pr_code(o, v->plate));
        tag(b, "td class=\"code\"", pr_code(o, v->call_sign));
        tag(b, "td", load_text(o, c, cv->cargo, cv->n_cargo));
        tag(b, "td", load_text(o, c, cv->people, cv->n_people));
        rsp_buf_str(b, "</tr>");
    }
    end_table(b);
    rsp_buf_str(b, "</section>");
    return 0;
}

static void needs(pr *o, rsp_buf *b) {
    const uint32_t counts[] = {o->s->n_needs, o->s->n_wounded, o->s->n_civilians, o->s->n_visits};
    tag(b, "h2", pr_word(o, "h.needs"));
    HEADS(o, b, pr_word(o, "h.needs"), "col.place", "col.pcode", "col.work", "col.wanted", "col.served",
          "col.share");
    for (int k = 0; k < 4; k++) {
        for (uint32_t i = 0; i < counts[k]; i++) {
            rsp_work w = {(rsp_work_kind)k, i};
            uint32_t place = rsp_work_place(o->s, w);
            int64_t wanted = rsp_work_wanted(o->s, w);
            int64_t served = pr_served(o, w);
            rsp_buf_str(b, "<tr>");
            tag(b, "th scope=\"row\"", pr_place_both(o, place));
            tag(b, "td", pr_code(o, o->s->places[place].pcode));
            tag(b, "td", pr_work_title(o, w));
            tag(b, "td class=\"num\"", pr_int(o, wanted));
            tag(b, "td class=\"num\"", pr_int(o, served));
            rsp_buf_printf(
                b,
                "<td class=\"num\"><progress max=\"%lld\" value=\"%lld\" aria-hidden=\"true\"></progress> ",
                (long long)wanted, (long long)served);
            esc(b, pr_say(o, "unit.percent", PR_ARGS(PR_NUM("n", wanted > 0 ? served * 100 / wanted : 0))));
            rsp_buf_str(b, "</td></tr>");
        }
    }
    end_table(b);
}

static void unserved(pr *o, rsp_buf *b) {
    tag(b, "h2", pr_word(o, "h.unserved"));
    if (o->p->n_unserved == 0) {
        tag(b, "p", pr_none_unserved(o));
        return;
    }
    HEADS(o, b, pr_word(o, "h.unserved"), "col.place", "col.left", "col.wanted", "col.why", "col.proof");
    for (uint32_t i = 0; i < o->p->n_unserved; i++) {
        const rsp_unserved *u = &o->p->unserved[i];
        rsp_buf_str(b, "<tr>");
        tag(b, "th scope=\"row\"", pr_place_both(o, rsp_work_place(o->s, u->work)));
        tag(b, "td", pr_amount(o, u->work, u->amount));
        tag(b, "td class=\"num\"", pr_int(o, u->wanted));
        tag(b, "td", pr_why(o, u));
        tag(b, "td", pr_word(o, u->proved ? "proved" : "heuristic"));
        rsp_buf_str(b, "</tr>");
    }
    end_table(b);
}

static void opens(pr *o, rsp_buf *b) {
    if (o->p->n_opens == 0) {
        return;
    }
    tag(b, "h2", pr_word(o, "h.opens"));
    HEADS(o, b, pr_word(o, "h.opens"), "col.party", "col.pause", "col.state", "col.zones",
          "col.people_waiting");
    for (uint32_t i = 0; i < o->p->n_opens; i++) {
        const rsp_opens *x = &o->p->opens[i];
        const char *zones = "";
        for (uint32_t k = 0; k < x->zones_n; k++) {
            zones = pr_printf(o, "%s%s%s", zones, k > 0 ? pr_word(o, "list.comma") : "",
                              pr_iso(o, pr_zone(o, x->zones[k])));
        }
        rsp_buf_str(b, "<tr>");
        tag(b, "th scope=\"row\"", pr_name(o, &o->s->parties[x->party].name, o->s->parties[x->party].id));
        tag(b, "td", pr_name(o, &o->s->pauses[x->pause].name, o->s->pauses[x->pause].id));
        tag(b, "td", pr_word_of(o, "consent", x->state));
        tag(b, "td", zones);
        tag(b, "td class=\"num\"", pr_int(o, x->people_waiting));
        rsp_buf_str(b, "</tr>");
    }
    end_table(b);
}

static void windows(pr *o, rsp_buf *b) {
    tag(b, "h2", pr_word(o, "h.windows"));
    if (o->p->n_windows == 0) {
        tag(b, "p", pr_word(o, "none.windows"));
        return;
    }
    HEADS(o, b, pr_word(o, "h.windows"), "col.zone", "col.pause", "col.date", "col.window", "col.out_by",
          "col.used");
    for (uint32_t i = 0; i < o->p->n_windows; i++) {
        const rsp_used_window *w = &o->p->windows[i];
        rsp_buf_str(b, "<tr>");
        tag(b, "th scope=\"row\"",
            w->corridor == RSP_NONE
                ? pr_zone(o, w->zone)
                : pr_say(o, "zone.corridor",
                         PR_ARGS(PR_TEXT("zone", pr_zone(o, w->zone)),
                                 PR_TEXT("corridor", pr_name(o, &o->s->corridors[w->corridor].name,
                                                             o->s->corridors[w->corridor].id)))));
        tag(b, "td", pr_name(o, &o->s->pauses[w->pause].name, o->s->pauses[w->pause].id));
        tag(b, "td", pr_date(o, w->date));
        tag(b, "td", pr_window_only(o, w, pr_range(o, w->open, w->close)));
        tag(b, "td", pr_code(o, pr_clock(o, w->out_by)));
        tag(b, "td", pr_word(o, w->used ? "yes" : "no"));
        rsp_buf_str(b, "</tr>");
    }
    end_table(b);
}

static void rests(pr *o, rsp_buf *b) {
    tag(b, "h2", pr_word(o, "h.rests"));
    if (o->p->n_consents > 0) {
        HEADS(o, b, pr_word(o, "h.consents"), "col.party", "col.pause", "col.state", "col.said",
              "col.conditions");
    }
    for (uint32_t i = 0; i < o->p->n_consents; i++) {
        const rsp_consent *x = &o->s->consents[o->p->consents[i]];
        rsp_buf_str(b, "<tr>");
        tag(b, "th scope=\"row\"", pr_name(o, &o->s->parties[x->party].name, o->s->parties[x->party].id));
        tag(b, "td", pr_name(o, &o->s->pauses[x->pause].name, o->s->pauses[x->pause].id));
        tag(b, "td", pr_word_of(o, "consent", rsp_consent_state_name(x->state)));
        tag(b, "td",
            pr_say(o, "date.time",
                   PR_ARGS(PR_TEXT("date", pr_date(o, pr_day_of(o, x->at))),
                           PR_CODE("time", pr_clock(o, x->at)))));
        tag(b, "td", pr_clean(o, x->conditions));
        rsp_buf_str(b, "</tr>");
    }
    if (o->p->n_consents > 0) {
        end_table(b);
    }
    rsp_buf_str(b, "<details><summary>");
    esc(b, pr_word(o, "h.assumptions"));
    rsp_buf_str(b, "</summary><ul lang=\"en\" dir=\"ltr\">");
    for (uint32_t i = 0; i < o->p->n_assumptions; i++) {
        tag(b, "li", pr_clean(o, o->p->assumptions[i]));
    }
    rsp_buf_str(b, "</ul></details>");
}

static void ground(pr *o, rsp_buf *b) {
    if (o->s->n_closures + o->s->n_checkpoints == 0) {
        return;
    }
    tag(b, "h2", pr_word(o, "h.ground"));
    HEADS(o, b, pr_word(o, "h.ground"), "col.kind", "col.name", "col.coords", "col.detail");
    for (uint32_t i = 0; i < o->s->n_closures; i++) {
        const rsp_closure *x = &o->s->closures[i];
        rsp_point mid = rsp_point_between(x->geometry->box.min, x->geometry->box.max, 0.5);
        rsp_buf_str(b, "<tr>");
        tag(b, "th scope=\"row\"", pr_word(o, "kind.closure"));
        tag(b, "td", pr_code(o, x->id));
        tag(b, "td", pr_code(o, pr_coords(o, mid)));
        tag(b, "td", pr_iso(o, pr_clean(o, x->reason)));
        rsp_buf_str(b, "</tr>");
    }
    for (uint32_t i = 0; i < o->s->n_checkpoints; i++) {
        const rsp_checkpoint *x = &o->s->checkpoints[i];
        rsp_buf_str(b, "<tr>");
        tag(b, "th scope=\"row\"", pr_word(o, "kind.checkpoint"));
        tag(b, "td", pr_name(o, &x->name, x->id));
        tag(b, "td", pr_code(o, pr_coords(o, x->at)));
        tag(b, "td", pr_minutes(o, x->delay_s));
        rsp_buf_str(b, "</tr>");
    }
    end_table(b);
}

int pr_html_tables(pr *o, rsp_buf *b, rsp_err *err) {
    tag(b, "h2", pr_word(o, "h.convoys"));
    if (o->p->n_convoys == 0) {
        tag(b, "p", pr_word(o, "none.convoys"));
    }
    for (uint32_t i = 0; i < o->p->n_convoys; i++) {
        RSP_TRY(convoy(o, b, i, err));
    }
    needs(o, b);
    unserved(o, b);
    opens(o, b);
    windows(o, b);
    ground(o, b);
    rests(o, b);
    rsp_buf_str(b, "<footer>");
    if (o->p->net != NULL) {
        tag(b, "p", pr_attribution(o));
    }
    tag(b, "p", pr_word(o, "made.by"));
    rsp_buf_str(b, "</footer>");
    return pr_ok(o, err);
}
