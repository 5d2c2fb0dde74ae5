/* The plan on a terminal: what moves when, what it adds up to, what is left and why. English, no colours,
 * wrapped at the width with a hanging indent; names keep their script. Column counts follow East Asian Width
 * (UAX 11). */
#include <string.h>

#include <unicode/uchar.h>

#include "print/inner.h"

/* The code point at s and its length. */
static UChar32 decode(const char *s, size_t len) {
    const unsigned char *u = (const unsigned char *)s;
    switch (len) {
    case 2:
        return (u[0] & 0x1F) << 6 | (u[1] & 0x3F);
    case 3:
        return (u[0] & 0x0F) << 12 | (u[1] & 0x3F) << 6 | (u[2] & 0x3F);
    case 4:
        return (u[0] & 0x07) << 18 | (u[1] & 0x3F) << 12 | (u[2] & 0x3F) << 6 | (u[3] & 0x3F);
    default:
        return u[0];
    }
}

/* Columns that the first n bytes take on a terminal. */
static int columns(const char *s, size_t n) {
    int sum = 0;
    for (size_t i = 0; i < n;) {
        size_t len = rsp_utf8_len(s + i, n - i);
        len = len == 0 ? 1 : len;
        UChar32 c = decode(s + i, len);
        int8_t type = u_charType(c);
        int32_t wide = u_getIntPropertyValue(c, UCHAR_EAST_ASIAN_WIDTH);
        if (type != U_NON_SPACING_MARK && type != U_ENCLOSING_MARK && type != U_FORMAT_CHAR) {
            sum += wide == U_EA_WIDE || wide == U_EA_FULLWIDTH ? 2 : 1;
        }
        i += len;
    }
    return sum;
}

static void pad(rsp_buf *b, int n) {
    for (int i = 0; i < n; i++) {
        rsp_buf_char(b, ' ');
    }
}

/* `head` at `indent`, then text wrapped at width, continued under column `hang`. */
static void para(rsp_buf *b, int width, int indent, const char *head, int hang, const char *text) {
    pad(b, indent);
    rsp_buf_str(b, head);
    int at = indent + columns(head, strlen(head));
    int gap = at < hang ? hang - at : (head[0] != '\0' && head[strlen(head) - 1] != ' ');
    pad(b, gap);
    at += gap;
    bool first = true;
    for (const char *s = text; *s != '\0';) {
        size_t n = strcspn(s, " ");
        int w = columns(s, n);
        if (!first && at + 1 + w > width) {
            rsp_buf_char(b, '\n');
            pad(b, hang);
            at = hang;
        } else if (!first) {
            rsp_buf_char(b, ' ');
            at++;
        }
        rsp_buf_add(b, s, n);
        at += w;
        first = false;
        s += n;
        s += strspn(s, " ");
    }
    rsp_buf_char(b, '\n');
}

static void heading(pr *o, rsp_buf *b, const char *key) {
    rsp_buf_printf(b, "\n%s\n", pr_word(o, key));
}

static void windows(pr *o, rsp_buf *b, int width) {
    heading(o, b, "h.windows");
    for (uint32_t i = 0; i < o->p->n_windows; i++) {
        const rsp_used_window *w = &o->p->windows[i];
        const rsp_pause *pause = &o->s->pauses[w->pause];
        const char *where =
            w->corridor == RSP_NONE
                ? pr_zone(o, w->zone)
                : pr_printf(o, "%s, %s", pr_zone(o, w->zone),
                            pr_name(o, &o->s->corridors[w->corridor].name, o->s->corridors[w->corridor].id));
        const char *day = o->p->n_days > 1 ? pr_printf(o, "%s ", pr_date(o, w->date)) : "";
        const char *text = pr_say(o, w->used ? "table.window.used" : "table.window.unused",
                                  PR_ARGS(PR_CODE("range", pr_range(o, w->open, w->close)),
                                          PR_CODE("out_by", pr_clock(o, w->out_by)),
                                          PR_TEXT("pause", pr_name(o, &pause->name, pause->id))));
        para(b, width, 2, pr_printf(o, "%s: ", where), 4,
             pr_printf(o, "%s%s", day, pr_window_only(o, w, text)));
    }
    if (o->p->n_windows == 0) {
        para(b, width, 2, "", 2, pr_word(o, "none.windows"));
    }
}

/* The place that civilians chose; "" for other work. */
static const char *chosen(pr *o, rsp_work w) {
    return w.kind == RSP_WORK_CIVILIANS ? pr_place(o, o->s->civilians[w.index].to) : "";
}

static const char *loads(pr *o, const rsp_convoy *c, const char *text, const rsp_load_line *lines,
                         uint32_t n) {
    for (uint32_t i = 0; i < n; i++) {
        rsp_work w = lines[i].work;
        const char *key = w.kind == RSP_WORK_NEED        ? "ride.for"
                          : w.kind == RSP_WORK_CIVILIANS ? "ride.from_to"
                                                         : "ride.from";
        const char *where = pr_say(
            o, key,
            PR_ARGS(PR_TEXT("place", pr_place(o, rsp_work_place(o->s, w))), PR_TEXT("to", chosen(o, w))));
        const char *load = pr_say(o, "load.where",
                                  PR_ARGS(PR_TEXT("what", pr_amount(o, w, lines[i].amount)),
                                          PR_TEXT("where", pr_at_stop(o, c, &lines[i], where))));
        text = pr_printf(o, "%s%s%s", text, text[0] != '\0' ? "; " : "", load);
    }
    return text;
}

static void cargo(pr *o, rsp_buf *b, int width, const rsp_convoy *c) {
    for (uint32_t i = 0; i < c->n_vehicles; i++) {
        const rsp_convoy_vehicle *cv = &c->vehicles[i];
        const rsp_vehicle *v = &o->s->vehicles[cv->vehicle];
        const rsp_vehicle_type *t = &o->s->vehicle_types[v->type];
        const char *load = loads(o, c, loads(o, c, "", cv->cargo, cv->n_cargo), cv->people, cv->n_people);
        const char *name = pr_printf(o, "%s (%s)", v->id, pr_name(o, &t->name, t->id));
        para(b, width, 4, name, 30, load[0] != '\0' ? load : pr_word(o, "none.cargo"));
    }
}

static void stop_line(pr *o, rsp_buf *b, int width, const rsp_stop *stop) {
    const char *text = pr_printf(o, "%s:", pr_place(o, stop->place));
    for (uint32_t i = 0; i < stop->n_work; i++) {
        text = pr_printf(o, "%s %s%s", text, pr_do(o, &stop->work[i]), i + 1 < stop->n_work ? ";" : "");
    }
    para(b, width, 4, pr_range(o, stop->arrive, stop->depart), 17, text);
}

/* What happens, in order of time; a zone where its first vehicle enters. */
static void step(pr *o, rsp_buf *b, int width, const rsp_convoy *c, const pr_step *s) {
    const char *time = pr_step_time(o, s);
    switch (s->kind) {
    case PR_LOAD:
    case PR_LEAVE:
    case PR_WAIT: {
        const char *key = s->kind == PR_LOAD    ? "act.load_at"
                          : s->kind == PR_LEAVE ? "act.leave"
                                                : "act.wait_at";
        para(b, width, 4, time, 17, pr_say(o, key, PR_ARGS(PR_TEXT("place", pr_place(o, s->index)))));
        break;
    }
    case PR_ENTER: {
        const rsp_zone_pass *z = &c->zone_passes[s->index];
        para(b, width, 4, pr_range(o, z->head_in, z->tail_out), 17,
             pr_say(o, "table.in_zone",
                    PR_ARGS(PR_TEXT("zone", pr_zone(o, z->zone)), PR_CODE("out_by", pr_clock(o, z->out_by)),
                            PR_NUM("spare", (z->out_by - z->tail_out) / 60))));
        break;
    }
    case PR_STOP:
        stop_line(o, b, width, &c->stops[s->stop]);
        break;
    case PR_BACK:
        para(b, width, 4, time, 17,
             pr_say(o, "act.back",
                    PR_ARGS(PR_TEXT("place", pr_place(o, s->index)), PR_CODE("km", pr_km(o, c->length_m)))));
        break;
    default: /* checkpoints and ends of zones: on the run sheet */
        break;
    }
}

static int convoy(pr *o, rsp_buf *b, int width, const rsp_convoy *c, rsp_err *err) {
    const char *sign = c->call_sign != NULL ? pr_clean(o, c->call_sign) : "";
    const char *head = pr_printf(o, "%s%s%s", c->id, sign[0] != '\0' ? " " : "", sign);
    const char *day = o->p->n_days > 1 ? pr_printf(o, "%s, ", pr_date(o, c->date)) : "";
    const char *crews = "";
    const pr_step *steps = NULL;
    uint32_t n = 0;
    RSP_TRY(pr_steps(o, c, &steps, &n, err));
    for (uint32_t i = 0; i < c->n_crews; i++) {
        crews = pr_printf(o, "%s, %s", crews, o->s->crews[c->crews[i]].id);
    }
    rsp_buf_char(b, '\n');
    para(b, width, 2, pr_printf(o, "%s: ", head), 4,
         pr_printf(o, "%s%s%s", day, pr_vehicles_short(o, c), crews));
    cargo(o, b, width, c);
    for (uint32_t i = 0; i < n; i++) {
        step(o, b, width, c, &steps[i]);
    }
    if (c->last_safe_entry != RSP_TIME_NONE) { /* without a stop inside there is nowhere to turn back from */
        para(b, width, 4, "", 4,
             pr_say(o, c->turn_back != RSP_TIME_NONE ? "table.limits" : "table.entry",
                    PR_ARGS(PR_CODE("entry", pr_clock(o, c->last_safe_entry)),
                            PR_CODE("turn_back", pr_clock(o, c->turn_back)))));
    }
    return 0;
}

static const char *share(pr *o, int64_t part, int64_t all) {
    return all <= 0 ? ""
                    : pr_say(o, "of.share",
                             PR_ARGS(PR_NUM("part", part), PR_NUM("all", all),
                                     PR_NUM("percent", part * 100 / all)));
}

static void totals(pr *o, rsp_buf *b, int width) {
    const rsp_totals *t = &o->p->totals;
    heading(o, b, "h.totals");
    const struct {
        const char *key;
        int64_t part, all;
    } rows[] = {{"total.people_reached", t->people_reached, t->people_wanted},
                {"total.wounded_out", t->wounded_out, t->wounded_wanted},
                {"total.civilians_out", t->civilians_out, t->civilians_wanted},
                {"total.visits", t->visits, t->visits_wanted}};
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        if (rows[i].all > 0) {
            para(b, width, 2, pr_word(o, rows[i].key), 30, share(o, rows[i].part, rows[i].all));
        }
    }
    if (t->person_days > 0) {
        para(b, width, 2, pr_word(o, "total.person_days"), 30, pr_int(o, t->person_days));
    }
    para(b, width, 2, pr_word(o, "total.cargo"), 30, pr_kg(o, t->kg));
    para(b, width, 2, pr_word(o, "total.vehicles"), 30, pr_int(o, t->vehicles_used));
    para(b, width, 2, pr_word(o, "total.exposed"), 30, pr_minutes(o, t->exposed_vehicle_s));
    para(b, width, 2, pr_word(o, "h.status"), 30, pr_status(o));
}

#define BAR 20 /* columns of the bar of a share */

typedef struct columns_of { /* of the table of shares */
    int place, what, amount, bar;
} columns_of;

/* Text in so many columns: filled up, or cut with an ellipsis. */
static void cell(rsp_buf *b, const char *s, int width) {
    size_t n = strlen(s);
    int w = columns(s, n);
    bool cut = w > width;
    while (n > 0 && w > width - (cut ? 1 : 0)) {
        do {
            n--;
        } while (n > 0 && ((unsigned char)s[n] & 0xC0) == 0x80);
        w = columns(s, n);
    }
    rsp_buf_add(b, s, n);
    rsp_buf_str(b, cut ? "\xE2\x80\xA6" : "");
    pad(b, width - w - (cut ? 1 : 0));
}

static void widen(int *to, const char *s) {
    int w = columns(s, strlen(s));
    *to = w > *to ? w : *to;
}

static void work_row(pr *o, rsp_buf *b, rsp_work w, const columns_of *k) {
    int64_t wanted = rsp_work_wanted(o->s, w);
    int64_t served = pr_served(o, w);
    const char *amount = share(o, served, wanted);
    rsp_buf_str(b, "  ");
    cell(b, pr_place(o, rsp_work_place(o->s, w)), k->place);
    rsp_buf_str(b, "  ");
    cell(b, pr_work_title(o, w), k->what);
    pad(b, 2 + k->amount - columns(amount, strlen(amount)));
    rsp_buf_str(b, amount);
    int filled = wanted > 0 ? (int)(served * k->bar / wanted) : 0;
    for (int i = 0; i < k->bar; i++) {
        rsp_buf_printf(b, "%s%c", i == 0 ? "  " : "", i < filled ? '#' : '.');
    }
    rsp_buf_char(b, '\n');
}

static void needs(pr *o, rsp_buf *b, int width) {
    heading(o, b, "h.needs");
    const uint32_t counts[] = {o->s->n_needs, o->s->n_wounded, o->s->n_civilians, o->s->n_visits};
    columns_of k = {.bar = BAR};
    for (int pass = 0; pass < 2; pass++) {
        for (int kind = 0; kind < 4; kind++) {
            for (uint32_t i = 0; i < counts[kind]; i++) {
                rsp_work w = {(rsp_work_kind)kind, i};
                if (pass == 0) {
                    widen(&k.place, pr_place(o, rsp_work_place(o->s, w)));
                    widen(&k.what, pr_work_title(o, w));
                    widen(&k.amount, share(o, pr_served(o, w), rsp_work_wanted(o->s, w)));
                } else {
                    work_row(o, b, w, &k);
                }
            }
        }
        /* what does not fit: half the bar goes first, then ends of names */
        k.bar = 8 + k.place + k.what + k.amount + BAR > width ? BAR / 2 : BAR;
        int room = width - 8 - k.amount - k.bar;
        k.place = k.place > room / 2 && k.place + k.what > room ? room / 2 : k.place;
        k.what = k.place + k.what > room ? room - k.place : k.what;
    }
}

static void left_over(pr *o, rsp_buf *b, int width) {
    heading(o, b, "h.unserved");
    for (uint32_t i = 0; i < o->p->n_unserved; i++) {
        const rsp_unserved *u = &o->p->unserved[i];
        const char *head =
            pr_say(o, u->work.kind == RSP_WORK_CIVILIANS ? "table.left.to" : "table.left",
                   PR_ARGS(PR_TEXT("to", chosen(o, u->work)),
                           PR_TEXT("what", pr_amount(o, u->work, u->amount)), PR_NUM("wanted", u->wanted),
                           PR_TEXT("place", pr_place(o, rsp_work_place(o->s, u->work)))));
        para(b, width, 2, "", 4,
             pr_printf(o, "%s: %s (%s)", head, pr_why(o, u), pr_word(o, u->proved ? "proved" : "heuristic")));
    }
    if (o->p->n_unserved == 0) {
        para(b, width, 2, "", 2, pr_none_unserved(o));
    }
    if (o->p->n_opens > 0) {
        heading(o, b, "h.opens");
    }
    for (uint32_t i = 0; i < o->p->n_opens; i++) {
        const rsp_opens *x = &o->p->opens[i];
        const char *zones = "";
        for (uint32_t k = 0; k < x->zones_n; k++) {
            zones = pr_printf(o, "%s%s%s", zones, k > 0 ? ", " : "", pr_zone(o, x->zones[k]));
        }
        para(b, width, 2, "", 4,
             pr_say(
                 o, "opens.line",
                 PR_ARGS(
                     PR_TEXT("party", pr_name(o, &o->s->parties[x->party].name, o->s->parties[x->party].id)),
                     PR_TEXT("pause", pr_name(o, &o->s->pauses[x->pause].name, o->s->pauses[x->pause].id)),
                     PR_TEXT("zones", zones), PR_TEXT("state", pr_word_of(o, "consent", x->state)),
                     PR_NUM("people", x->people_waiting))));
    }
}

int rsp_print_table(const rsp_ctx *ctx, const rsp_plan *p, int width, rsp_buf *to, rsp_err *err) {
    rsp_arena *a RSP_CLEANUP(rsp_arena_free_p) = NULL;
    RSP_TRY(rsp_arena_new(ctx, 0, &a, err));
    pr o;
    RSP_TRY(pr_open(ctx, p, RSP_LANG_EN, a, &o, err));
    o.isolates = false;
    width = width < 40 || width > 400 ? 100 : width;
    para(to, width, 0, "", 0,
         pr_say(&o, "table.title",
                PR_ARGS(PR_TEXT("title", pr_title(&o)), PR_TEXT("date", pr_date(&o, p->first_date)),
                        PR_CODE("zone", pr_zone_time(&o)))));
    const char *notes[8];
    uint32_t n = pr_notes(&o, notes);
    for (uint32_t i = 0; i < n; i++) {
        para(to, width, 0, "! ", 2, notes[i]);
    }
    windows(&o, to, width);
    int rc = 0;
    heading(&o, to, "h.convoys");
    for (uint32_t i = 0; i < p->n_convoys && rc == 0; i++) {
        rc = convoy(&o, to, width, &p->convoys[i], err);
    }
    if (p->n_convoys == 0) {
        para(to, width, 2, "", 2, pr_word(&o, "none.convoys"));
    }
    totals(&o, to, width);
    needs(&o, to, width);
    left_over(&o, to, width);
    rc = rc != 0 ? rc : pr_ok(&o, err);
    pr_close(&o);
    return rc != 0 ? rc : rsp_buf_ok(to, err);
}
