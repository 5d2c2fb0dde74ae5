/* The tables of a run sheet: the order of movement, what each vehicle carries, the way turn by turn. Many
 * streets have no names: a turn is told by the odometer, the bearing taken and its coordinates. */
#include <math.h>

#include "print/sheet.h"

int sheet_movement(sheet *s, rsp_err *err) {
    pr *o = s->o;
    const pr_step *steps = NULL;
    uint32_t n = 0;
    RSP_TRY(pr_steps(o, s->c, &steps, &n, err));
    sheet_table t = {
        .n = 4, .width = {0.2, 0.11, 0.08, 0.61}, .look = {SHEET_BOLD, SHEET_BOX, SHEET_END, 0}, .size = 9.5};
    t.head[0] = pr_word(o, "col.time");
    t.head[1] = pr_word(o, "col.actual");
    t.head[2] = pr_word(o, "col.km");
    t.head[3] = pr_word(o, "col.what");
    sheet_heading(s, pr_word(o, "sheet.h.order"), 60);
    sheet_table_head(s, &t);
    for (uint32_t i = 0; i < n; i++) {
        const char *what = pr_step_text(o, s->c, &steps[i]);
        if (steps[i].kind == PR_STOP) {
            const rsp_stop *stop = &s->c->stops[steps[i].stop];
            for (uint32_t k = 0; k < stop->n_work; k++) {
                what =
                    pr_printf(o, "%s\n%s  %s", what, pr_range(o, stop->work[k].start_s, stop->work[k].end_s),
                              pr_do(o, &stop->work[k]));
            }
        }
        const char *cells[] = {pr_step_time(o, &steps[i]), "", pr_code(o, pr_km(o, steps[i].odo_m)), what};
        bool heavy = steps[i].kind == PR_ENTER || steps[i].kind == PR_EXIT;
        sheet_row(s, &t, cells, heavy ? SHEET_BOLD : SHEET_PLAIN, 19);
    }
    return 0;
}

static void cargo_line(sheet *s, const sheet_table *t, const rsp_load_line *l) {
    pr *o = s->o;
    const char *cells[] = {pr_work_name(o, l->work), pr_load_where(o, l->work),
                           pr_code(o, pr_int(o, l->amount)), "", ""};
    sheet_row(s, t, cells, SHEET_PLAIN, 20);
}

void sheet_cargo(sheet *s) {
    pr *o = s->o;
    sheet_table t = {.n = 5,
                     .width = {0.3, 0.31, 0.11, 0.14, 0.14},
                     .look = {0, 0, SHEET_END | SHEET_BOLD, SHEET_BOX, SHEET_BOX},
                     .size = 9};
    t.head[0] = pr_word(o, "col.item");
    t.head[1] = pr_word(o, "col.for");
    t.head[2] = pr_word(o, "col.planned");
    t.head[3] = pr_word(o, "col.loaded");
    t.head[4] = pr_word(o, "col.delivered");
    sheet_heading(s, pr_word(o, "sheet.h.cargo"), 90);
    sheet_para(s, pr_word(o, "sheet.tear"), 8.5, SHEET_PLAIN);
    sheet_table_head(s, &t);
    for (uint32_t i = 0; i < s->c->n_vehicles; i++) {
        const rsp_convoy_vehicle *cv = &s->c->vehicles[i];
        const rsp_vehicle *v = &o->s->vehicles[cv->vehicle];
        const rsp_vehicle_type *type = &o->s->vehicle_types[v->type];
        const char *who =
            pr_printf(o, "%s · %s", pr_code(o, v->id), pr_iso(o, pr_name(o, &type->name, type->id)));
        if (v->plate != NULL) {
            who = pr_printf(o, "%s · %s: %s", who, pr_word(o, "col.plate"), pr_code(o, v->plate));
        }
        if (v->call_sign != NULL) {
            who = pr_printf(o, "%s · %s: %s", who, pr_word(o, "col.call_sign"), pr_code(o, v->call_sign));
        }
        sheet_need(s, 44);
        sheet_span(s, &t, who);
        for (uint32_t k = 0; k < cv->n_cargo; k++) {
            cargo_line(s, &t, &cv->cargo[k]);
        }
        for (uint32_t k = 0; k < cv->n_people; k++) {
            cargo_line(s, &t, &cv->people[k]);
        }
        if (cv->n_cargo + cv->n_people == 0) {
            const sheet_table whole = {.n = 1, .width = {1}, .size = t.size};
            sheet_row(s, &whole, (const char *const[]){pr_word(o, "none.cargo")}, SHEET_PLAIN, 0);
        }
    }
}

static const char *turn_key(double deg, bool first) {
    double a = fabs(deg);
    if (first) {
        return "turn.start";
    }
    if (a < 20) {
        return "turn.straight";
    }
    if (a < 50) {
        return deg < 0 ? "turn.slight_left" : "turn.slight_right";
    }
    if (a < 120) {
        return deg < 0 ? "turn.left" : "turn.right";
    }
    return a > 170 ? "turn.back" : (deg < 0 ? "turn.sharp_left" : "turn.sharp_right");
}

static const char *road_of(pr *o, const rsp_turn *t) {
    const char *name = pr_clean(o, t->road);
    size_t n = 0;
    while (t->road_class[n] != '\0' && t->road_class[n] != ' ') {
        n++;
    }
    if (n > 5 && t->road_class[n - 5] == '_' && t->road_class[n - 1] == 'k') { /* primary_link */
        n -= 5;
    }
    const char *key = pr_printf(o, "road.%.*s", (int)n, t->road_class);
    const char *kind = pr_word(o, rsp_json_get(o->words, key) != NULL ? key : "road.other");
    return name[0] != '\0' ? pr_printf(o, "%s (%s)", pr_iso(o, name), kind) : kind;
}

/* What happens on the way besides turns, as a line across the table. */
static const char *event_text(pr *o, const rsp_convoy *c, const pr_step *e) {
    const char *km = pr_say(o, "unit.km", PR_ARGS(PR_CODE("n", pr_km_fine(o, e->odo_m))));
    const char *text = "";
    if (e->kind == PR_CHECK) {
        const rsp_checkpoint *k = &o->s->checkpoints[e->index];
        text =
            pr_say(o, "dir.checkpoint",
                   PR_ARGS(PR_TEXT("name", pr_name(o, &k->name, k->id)), PR_CODE("time", pr_clock(o, e->at)),
                           PR_TEXT("delay", pr_minutes(o, k->delay_s + (int64_t)k->per_vehicle_s *
                                                                           (c->n_vehicles - 1)))));
    } else if (e->kind == PR_WAIT) {
        text = pr_say(
            o, "dir.wait",
            PR_ARGS(PR_TEXT("place", pr_place_both(o, e->index)), PR_CODE("time", pr_clock(o, e->until))));
    } else {
        text = pr_say(o, e->kind == PR_ENTER ? "dir.enter" : "dir.exit",
                      PR_ARGS(PR_TEXT("zone", pr_zone(o, c->zone_passes[e->index].zone)),
                              PR_CODE("time", pr_clock(o, e->at))));
    }
    return pr_printf(o, "%s%s%s", km, pr_word(o, "list.semicolon"), text);
}

typedef struct way { /* of one leg, on paper */
    const pr_step *steps;
    uint32_t n_steps, next;
    int64_t from, until;
    double base; /* odometer at its start */
} way;

static bool is_event(const way *w, const pr_step *e) {
    bool kind = e->kind == PR_ENTER || e->kind == PR_EXIT || e->kind == PR_CHECK || e->kind == PR_WAIT;
    return kind && e->at >= w->from && e->at <= w->until;
}

static void events_before(sheet *s, const sheet_table *t, way *w, double odo_m) {
    while (w->next < w->n_steps && (!is_event(w, &w->steps[w->next]) || w->steps[w->next].odo_m <= odo_m)) {
        if (is_event(w, &w->steps[w->next])) {
            sheet_span(s, t, event_text(s->o, s->c, &w->steps[w->next]));
        }
        w->next++;
    }
}

static int turns_of(sheet *s, const sheet_table *t, way *w, const rsp_path *p, double base, rsp_err *err) {
    pr *o = s->o;
    const rsp_turn *turns = NULL;
    uint32_t n = 0;
    if (p->n_arcs == 0) {
        return 0;
    }
    if (rsp_path_turns(o->p->net, p, o->a, &turns, &n) != 0) {
        return rsp_fail(err, RSP_ENOMEM, "out of memory for the turns of a leg");
    }
    for (uint32_t i = 0; i < n; i++) {
        events_before(s, t, w, base + turns[i].at_m);
        const char *bearing =
            pr_printf(o, "%s %s", pr_code(o, pr_printf(o, "%03d°", (int)(turns[i].bearing_deg + 0.5) % 360)),
                      pr_compass(o, turns[i].bearing_deg));
        const char *cells[] = {pr_code(o, pr_km_fine(o, base + turns[i].at_m)),
                               pr_word(o, turn_key(turns[i].turn_deg, i == 0)), bearing,
                               road_of(o, &turns[i]), pr_code(o, pr_coords(o, turns[i].at))};
        sheet_row(s, t, cells, SHEET_PLAIN, 0);
    }
    return 0;
}

static void straight(sheet *s, const rsp_leg *leg) {
    pr *o = s->o;
    double bearing = rsp_point_bearing_deg(o->s->places[leg->from_place].at, o->s->places[leg->to_place].at);
    sheet_para(s,
               pr_say(o, "sheet.leg.straight",
                      PR_ARGS(PR_CODE("bearing", pr_printf(o, "%03d°", (int)(bearing + 0.5) % 360)),
                              PR_TEXT("compass", pr_compass(o, bearing)))),
               9, SHEET_PLAIN);
}

static int leg_on_paper(sheet *s, const sheet_table *t, uint32_t i, way *w, rsp_err *err) {
    pr *o = s->o;
    const rsp_leg *leg = &s->c->legs[i];
    double length = leg->path.length_m + (leg->waits ? leg->path2.length_m : 0);
    sheet_need(s, 90);
    s->y += 4;
    sheet_para(s,
               pr_say(o, "sheet.leg",
                      PR_ARGS(PR_NUM("n", i + 1), PR_TEXT("from", pr_place_both(o, leg->from_place)),
                              PR_TEXT("to", pr_place_both(o, leg->to_place)))),
               10, SHEET_BOLD);
    sheet_para(
        s,
        pr_say(o, "sheet.leg.facts",
               PR_ARGS(PR_CODE("km", pr_km(o, length)), PR_TEXT("minutes", pr_minutes(o, leg->drive_s)),
                       PR_CODE("depart", pr_clock(o, leg->depart)),
                       PR_CODE("arrive", pr_clock(o, leg->arrive_tail)))),
        9, SHEET_PLAIN);
    w->next = 0;
    w->from = leg->depart;
    w->until = i < s->c->n_stops ? s->c->legs[i].arrive_tail : INT64_MAX;
    if (o->p->net == NULL) {
        straight(s, leg);
    }
    sheet_table_head(s, t);
    if (o->p->net != NULL) {
        RSP_TRY(turns_of(s, t, w, &leg->path, w->base, err));
        if (leg->waits) {
            RSP_TRY(turns_of(s, t, w, &leg->path2, w->base + leg->path.length_m, err));
        }
    }
    events_before(s, t, w, HUGE_VAL);
    w->base += length;
    const char *arrive = pr_say(o, "dir.arrive", PR_ARGS(PR_TEXT("place", pr_place_both(o, leg->to_place))));
    sheet_span(s, t,
               pr_printf(o, "%s%s%s%s%s", pr_say(o, "unit.km", PR_ARGS(PR_CODE("n", pr_km_fine(o, w->base)))),
                         pr_word(o, "list.semicolon"), arrive, pr_word(o, "list.semicolon"),
                         pr_code(o, pr_coords(o, o->s->places[leg->to_place].at))));
    return 0;
}

int sheet_directions(sheet *s, rsp_err *err) {
    pr *o = s->o;
    way w = {0};
    RSP_TRY(pr_steps(o, s->c, &w.steps, &w.n_steps, err));
    sheet_table t = {
        .n = 5, .width = {0.09, 0.17, 0.19, 0.28, 0.27}, .look = {SHEET_END, SHEET_BOLD, 0, 0, 0}, .size = 9};
    t.head[0] = pr_word(o, "col.km");
    t.head[1] = pr_word(o, "col.turn");
    t.head[2] = pr_word(o, "col.bearing");
    t.head[3] = pr_word(o, "col.road");
    t.head[4] = pr_word(o, "col.coords");
    sheet_heading(s, pr_word(o, "sheet.h.directions"), 110);
    for (uint32_t i = 0; i <= s->c->n_stops; i++) {
        RSP_TRY(leg_on_paper(s, &t, i, &w, err));
    }
    return 0;
}
