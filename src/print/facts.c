/* What a plan says, in sentences: work, reasons, notes, totals by piece of work. */
#include <math.h>
#include <string.h>

#include "print/inner.h"

const char *pr_title(pr *o) {
    return pr_name(o, &o->s->title, "Respite");
}

const char *pr_convoy(pr *o, const rsp_convoy *c) {
    const char *sign = pr_code(o, c->call_sign);
    return sign[0] != '\0' ? pr_printf(o, "%s · %s", pr_code(o, c->id), sign) : pr_code(o, c->id);
}

const char *pr_work_name(pr *o, rsp_work w) {
    switch (w.kind) {
    case RSP_WORK_NEED: {
        const rsp_item *it = &o->s->items[o->s->needs[w.index].item];
        return pr_name(o, &it->name, it->id);
    }
    case RSP_WORK_WOUNDED: {
        const rsp_wounded *x = &o->s->wounded[w.index];
        return pr_say(o, x->stretcher ? "wounded.lying" : "wounded.seated",
                      PR_ARGS(PR_TEXT("triage", pr_word_of(o, "triage", rsp_triage_name(x->triage)))));
    }
    case RSP_WORK_CIVILIANS:
        return pr_word(o, "civilians");
    default:
        return pr_word_of(o, "visit", rsp_visit_kind_name(o->s->visits[w.index].kind));
    }
}

const char *pr_work_title(pr *o, rsp_work w) {
    if (w.kind != RSP_WORK_CIVILIANS) {
        return pr_work_name(o, w);
    }
    return pr_say(o, "civilians.to", PR_ARGS(PR_TEXT("to", pr_place(o, o->s->civilians[w.index].to))));
}

const char *pr_amount(pr *o, rsp_work w, int64_t amount) {
    switch (w.kind) {
    case RSP_WORK_NEED:
        return pr_printf(o, "%s × %s", pr_code(o, pr_int(o, amount)), pr_iso(o, pr_work_name(o, w)));
    case RSP_WORK_WOUNDED:
        return pr_say(o, o->s->wounded[w.index].stretcher ? "amount.wounded.lying" : "amount.wounded.seated",
                      PR_ARGS(PR_NUM("n", amount),
                              PR_TEXT("triage", pr_word_of(o, "triage",
                                                           rsp_triage_name(o->s->wounded[w.index].triage)))));
    case RSP_WORK_CIVILIANS:
        return pr_say(o, "amount.civilians", PR_ARGS(PR_NUM("n", amount)));
    default:
        return pr_work_name(o, w);
    }
}

/* Whether the convoy comes back for more of the group: then each line says at which stop they board. */
static bool comes_back(const rsp_convoy *c, const rsp_load_line *l) {
    for (uint32_t i = 0; i < c->n_vehicles; i++) {
        for (uint32_t k = 0; k < c->vehicles[i].n_people; k++) {
            const rsp_load_line *x = &c->vehicles[i].people[k];
            if (x->work.kind == l->work.kind && x->work.index == l->work.index &&
                x->board_stop != l->board_stop) {
                return true;
            }
        }
    }
    return false;
}

const char *pr_at_stop(pr *o, const rsp_convoy *c, const rsp_load_line *l, const char *where) {
    return comes_back(c, l)
               ? pr_say(o, "ride.stop", PR_ARGS(PR_TEXT("where", where), PR_NUM("n", l->board_stop + 1)))
               : where;
}

/* Where a load goes to, or where people come from (their hospital is named at the stop). */
const char *pr_load_where(pr *o, rsp_work w) {
    const char *place = pr_place_both(o, rsp_work_place(o->s, w));
    if (w.kind == RSP_WORK_CIVILIANS) {
        return pr_say(
            o, "ride.from_to",
            PR_ARGS(PR_TEXT("place", place), PR_TEXT("to", pr_place_both(o, o->s->civilians[w.index].to))));
    }
    return pr_say(o, w.kind == RSP_WORK_WOUNDED ? "ride.from" : "ride.for", PR_ARGS(PR_TEXT("place", place)));
}

const char *pr_do(pr *o, const rsp_do *d) {
    static const char *const key[] = {"do.unload", "do.board", "do.alight", "do.visit"};
    return pr_say(o, key[d->kind], PR_ARGS(PR_TEXT("what", pr_amount(o, d->work, d->amount))));
}

const char *pr_why(pr *o, const rsp_unserved *u) {
    if (o->lang == RSP_LANG_EN && u->text != NULL) {
        return pr_clean(o, u->text);
    }
    const char *why = pr_word_of(o, "why", rsp_why_name(u->why));
    if (u->why == RSP_WHY_TOO_FAR && u->would_need_s > 0) {
        return pr_say(o, "why.would_need",
                      PR_ARGS(PR_TEXT("why", why), PR_NUM("n", (u->would_need_s + 59) / 60)));
    }
    return why;
}

const char *pr_vehicles_short(pr *o, const rsp_convoy *c) {
    const char *text = "";
    for (uint32_t i = 0; i < c->n_vehicles; i++) {
        uint32_t type = o->s->vehicles[c->vehicles[i].vehicle].type;
        uint32_t n = 0;
        bool before = false;
        for (uint32_t k = 0; k < c->n_vehicles; k++) {
            bool same = o->s->vehicles[c->vehicles[k].vehicle].type == type;
            before = before || (same && k < i);
            n += same;
        }
        if (before) {
            continue;
        }
        const rsp_vehicle_type *t = &o->s->vehicle_types[type];
        text = pr_printf(o, "%s%s%s × %s", text, text[0] != '\0' ? pr_word(o, "list.comma") : "",
                         pr_code(o, pr_int(o, n)), pr_iso(o, pr_name(o, &t->name, t->id)));
    }
    return text;
}

const char *pr_window_only(pr *o, const rsp_used_window *w, const char *text) {
    const uint32_t counts[] = {o->s->n_needs, o->s->n_wounded, o->s->n_civilians, o->s->n_visits};
    uint32_t asked = 0;
    for (int kind = 0; kind < 4; kind++) {
        for (uint32_t i = 0; i < counts[kind]; i++) {
            asked |= 1u << rsp_work_activity(o->s, (rsp_work){(rsp_work_kind)kind, i});
        }
    }
    const char *list = "";
    for (int a = 0; a < RSP_ACT_COUNT; a++) {
        if ((asked & w->activities) >> a & 1) {
            list = pr_printf(o, "%s%s%s", list, list[0] != '\0' ? pr_word(o, "list.comma") : "",
                             pr_word_of(o, "activity", rsp_activity_name((rsp_activity)a)));
        }
    }
    return (asked & ~w->activities) == 0 || list[0] == '\0'
               ? text
               : pr_say(o, "window.only", PR_ARGS(PR_CODE("window", text), PR_TEXT("activities", list)));
}

/* How far the first tier that is not proved may be from the best, in whole per cent, rounded up. */
static const char *gap_status(pr *o) {
    int64_t proved = 0;
    while (proved < RSP_TIERS - 1 && o->p->tiers[proved].bound <= o->p->tiers[proved].value) {
        proved++;
    }
    const rsp_tier_result *t = &o->p->tiers[proved];
    int64_t gap =
        t->bound > 0 ? (int64_t)ceil(100.0 * (double)(t->bound - t->value) / (double)t->bound) : 100;
    return proved == 0 ? pr_say(o, "status.gap_first", PR_ARGS(PR_NUM("gap", gap)))
                       : pr_say(o, "status.gap", PR_ARGS(PR_NUM("n", proved), PR_NUM("gap", gap)));
}

const char *pr_status(pr *o) {
    if (o->p->status != NULL && strcmp(o->p->status, "gap") == 0) {
        return gap_status(o);
    }
    return pr_word_of(o, "status", o->p->status != NULL ? o->p->status : "no_bound");
}

bool pr_is_illustrative(const pr *o) {
    const rsp_situation *s = o->s;
#define ANY(list)                                                                                            \
    for (uint32_t i = 0; i < s->n_##list; i++) {                                                             \
        if (s->list[i].illustrative) {                                                                       \
            return true;                                                                                     \
        }                                                                                                    \
    }
#define LIST(name, type) ANY(name)
    RSP_SITUATION_LISTS(LIST)
#undef LIST
#undef ANY
    return false;
}

const char *pr_attribution(pr *o) {
    rsp_net_info info = rsp_net_describe(o->p->net);
    bool dated = info.data_date != NULL && info.data_date[0] != '\0';
    return pr_say(o, dated ? "attribution" : "attribution.undated",
                  PR_ARGS(PR_TEXT("licence", pr_clean(o, info.licence)),
                          PR_TEXT("source", pr_clean(o, info.source)),
                          PR_TEXT("date", pr_clean(o, info.data_date))));
}

uint32_t pr_notes(pr *o, const char *ret[8]) {
    uint32_t n = 0;
    if (o->s->travel.kind == RSP_TRAVEL_SCHEMATIC) {
        ret[n++] = pr_word(o, "note.schematic");
    } else if (o->s->travel.kind == RSP_TRAVEL_TABLE) {
        ret[n++] = pr_word(o, "note.table");
    }
    if (o->p->what_if != NULL && o->p->what_if->n > 0) {
        const char *who = "";
        for (uint32_t i = 0; i < o->p->what_if->n; i++) {
            const rsp_assumed *w = &o->p->what_if->consents[i];
            const char *one = pr_say(
                o, "what_if.one",
                PR_ARGS(
                    PR_TEXT("party", pr_name(o, &o->s->parties[w->party].name, o->s->parties[w->party].id)),
                    PR_TEXT("pause", pr_name(o, &o->s->pauses[w->pause].name, o->s->pauses[w->pause].id))));
            who = pr_printf(o, "%s%s%s", who, i > 0 ? pr_word(o, "list.semicolon") : "", one);
        }
        ret[n++] = pr_say(o, "note.what_if", PR_ARGS(PR_TEXT("who", who)));
    }
    if (pr_is_illustrative(o)) {
        ret[n++] = pr_word(o, "note.illustrative");
    }
    if (o->p->interrupted) {
        ret[n++] = pr_word(o, "note.interrupted");
    }
    return n;
}

int64_t pr_served(const pr *o, rsp_work w) {
    int64_t sum = 0;
    for (uint32_t c = 0; c < o->p->n_convoys; c++) {
        for (uint32_t i = 0; i < o->p->convoys[c].n_stops; i++) {
            const rsp_stop *stop = &o->p->convoys[c].stops[i];
            for (uint32_t k = 0; k < stop->n_work; k++) {
                const rsp_do *d = &stop->work[k];
                if (d->kind != RSP_DO_ALIGHT && d->work.kind == w.kind && d->work.index == w.index) {
                    sum += d->amount;
                }
            }
        }
    }
    return sum;
}

int64_t pr_out_by(const rsp_convoy *c) {
    int64_t best = RSP_TIME_NONE;
    for (uint32_t i = 0; i < c->n_zone_passes; i++) {
        if (best == RSP_TIME_NONE || c->zone_passes[i].out_by < best) {
            best = c->zone_passes[i].out_by;
        }
    }
    return best;
}

int64_t pr_last_out(const rsp_convoy *c) {
    int64_t last = RSP_TIME_NONE;
    for (uint32_t i = 0; i < c->n_zone_passes; i++) {
        if (last == RSP_TIME_NONE || c->zone_passes[i].tail_out > last) {
            last = c->zone_passes[i].tail_out;
        }
    }
    return last;
}

bool pr_place_matters(const pr *o, uint32_t place) {
    const rsp_situation *s = o->s;
#define HAS(list)                                                                                            \
    for (uint32_t i = 0; i < s->n_##list; i++) {                                                             \
        if (s->list[i].place == place) {                                                                     \
            return true;                                                                                     \
        }                                                                                                    \
    }
    HAS(hubs)
    HAS(hospitals)
    HAS(havens)
    HAS(needs)
    HAS(wounded)
    HAS(civilians)
    HAS(visits)
#undef HAS
    for (uint32_t i = 0; i < s->n_civilians; i++) {
        if (s->civilians[i].to == place) {
            return true;
        }
    }
    for (uint32_t c = 0; c < o->p->n_convoys; c++) {
        for (uint32_t i = 0; i <= o->p->convoys[c].n_stops; i++) {
            const rsp_leg *leg = &o->p->convoys[c].legs[i];
            if (leg->from_place == place || leg->to_place == place ||
                (leg->waits && leg->wait_place == place)) {
                return true;
            }
        }
    }
    return false;
}
