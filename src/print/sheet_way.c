/* The way on a run sheet, turn by turn, in two columns. Many streets have no names: a turn is told by the
 * odometer, the bearing taken and its coordinates. Junctions that ask nothing of
 * anybody have no line (pr_join_turns). */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "print/sheet.h"

#define SLIGHT_DEG 50.0

static const char *turn_key(double deg, bool first) {
    double a = fabs(deg);
    if (first) {
        return "turn.start";
    }
    if (a < PR_STRAIGHT_DEG) {
        return "turn.straight";
    }
    if (a < SLIGHT_DEG) {
        return deg < 0 ? "turn.slight_left" : "turn.slight_right";
    }
    if (a < 120) {
        return deg < 0 ? "turn.left" : "turn.right";
    }
    return a > 170 ? "turn.back" : (deg < 0 ? "turn.sharp_left" : "turn.sharp_right");
}

/* The name or, where it has none, what kind of road it is. */
static const char *road_of(pr *o, const rsp_turn *t) {
    const char *name = pr_clean(o, t->road);
    size_t n = 0;
    if (name[0] != '\0') {
        return pr_iso(o, name);
    }
    while (t->road_class[n] != '\0' && t->road_class[n] != ' ') {
        n++;
    }
    if (n > 5 && t->road_class[n - 5] == '_' && t->road_class[n - 1] == 'k') { /* primary_link */
        n -= 5;
    }
    const char *key = pr_printf(o, "road.%.*s", (int)n, t->road_class);
    return pr_word(o, rsp_json_get(o->words, key) != NULL ? key : "road.other");
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

typedef struct way {      /* of one leg, on paper */
    const pr_step *steps; /* along the way */
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

/* In Arabic a point of the compass is two long words: the room is worth more to the names of the streets. */
static const char *bearing_of(const sheet *s, double deg) {
    pr *o = s->o;
    const char *degrees = pr_code(o, pr_printf(o, "%03d°", (int)(deg + 0.5) % 360));
    return s->rtl ? degrees : pr_printf(o, "%s %s", degrees, pr_compass(o, deg));
}

static int turns_of(sheet *s, const sheet_table *t, way *w, const rsp_path *p, double base, rsp_err *err) {
    pr *o = s->o;
    const rsp_turn *all = NULL;
    uint32_t n = 0;
    if (p->n_arcs == 0) {
        return 0;
    }
    rsp_turn *turns = NULL;
    if (rsp_path_turns(o->p->net, p, o->a, &all, &n) != 0 ||
        (turns = rsp_arena_alloc(o->a, n, sizeof *turns)) == NULL) {
        return rsp_fail(err, RSP_ENOMEM, "out of memory for the turns of a leg");
    }
    memcpy(turns, all, n * sizeof *turns);
    n = pr_join_turns(turns, n);
    for (uint32_t i = 0; i < n; i++) {
        events_before(s, t, w, base + turns[i].at_m);
        const char *cells[] = {pr_code(o, pr_km_fine(o, base + turns[i].at_m)),
                               pr_word(o, turn_key(turns[i].turn_deg, i == 0)),
                               bearing_of(s, turns[i].bearing_deg), road_of(o, &turns[i]),
                               pr_code(o, pr_coords(o, turns[i].at))};
        sheet_row(s, t, cells, SHEET_PLAIN, 0);
    }
    return 0;
}

static const char *leg_head(sheet *s, uint32_t i, double length) {
    pr *o = s->o;
    const rsp_leg *leg = &s->c->legs[i];
    const char *title = pr_say(o, "sheet.leg",
                               PR_ARGS(PR_NUM("n", i + 1), PR_TEXT("from", pr_place(o, leg->from_place)),
                                       PR_TEXT("to", pr_place_both(o, leg->to_place))));
    const char *facts =
        pr_say(o, "sheet.leg.facts",
               PR_ARGS(PR_CODE("km", pr_km(o, length)), PR_TEXT("minutes", pr_minutes(o, leg->drive_s)),
                       PR_CODE("depart", pr_clock(o, leg->depart)),
                       PR_CODE("arrive", pr_clock(o, leg->arrive_tail))));
    if (o->p->net != NULL) {
        return pr_printf(o, "%s\n%s", title, facts);
    }
    double deg = rsp_point_bearing_deg(o->s->places[leg->from_place].at, o->s->places[leg->to_place].at);
    return pr_printf(o, "%s\n%s\n%s", title, facts,
                     pr_say(o, "sheet.leg.straight",
                            PR_ARGS(PR_CODE("bearing", pr_printf(o, "%03d°", (int)(deg + 0.5) % 360)),
                                    PR_TEXT("compass", pr_compass(o, deg)))));
}

static int leg_on_paper(sheet *s, const sheet_table *t, uint32_t i, way *w, rsp_err *err) {
    pr *o = s->o;
    const rsp_leg *leg = &s->c->legs[i];
    double length = leg->path.length_m + (leg->waits ? leg->path2.length_m : 0);
    if (leg->from_place == leg->to_place && leg->path.n_arcs == 0 && !leg->waits) {
        return 0; /* nobody moves */
    }
    w->next = 0;
    w->from = leg->depart;
    w->until = i < s->c->n_stops ? leg->arrive_tail : INT64_MAX;
    sheet_table_need(s, t, 80);
    sheet_span(s, t, leg_head(s, i, length));
    if (o->p->net != NULL) {
        RSP_TRY(turns_of(s, t, w, &leg->path, w->base, err));
        if (leg->waits) {
            RSP_TRY(turns_of(s, t, w, &leg->path2, w->base + leg->path.length_m, err));
        }
    }
    events_before(s, t, w, HUGE_VAL);
    w->base += length;
    const char *semicolon = pr_word(o, "list.semicolon");
    const char *arrive = pr_say(o, "dir.arrive", PR_ARGS(PR_TEXT("place", pr_place(o, leg->to_place))));
    sheet_span(s, t,
               pr_printf(o, "%s%s%s%s%s", pr_say(o, "unit.km", PR_ARGS(PR_CODE("n", pr_km_fine(o, w->base)))),
                         semicolon, arrive, semicolon,
                         pr_code(o, pr_coords(o, o->s->places[leg->to_place].at))));
    return 0;
}

static int along(const void *x, const void *y) {
    const pr_step *a = x;
    const pr_step *b = y;
    if (a->odo_m < b->odo_m || a->odo_m > b->odo_m) {
        return a->odo_m < b->odo_m ? -1 : 1;
    }
    if (a->at != b->at) {
        return a->at < b->at ? -1 : 1;
    }
    return a->kind != b->kind ? (int)a->kind - (int)b->kind : (a->index > b->index) - (a->index < b->index);
}

int sheet_way(sheet *s, rsp_err *err) {
    pr *o = s->o;
    const pr_step *in_time = NULL;
    way w = {0};
    RSP_TRY(pr_steps(o, s->c, &in_time, &w.n_steps, err));
    pr_step *steps = rsp_arena_alloc(o->a, w.n_steps, sizeof *steps);
    if (steps == NULL) {
        return rsp_fail(err, RSP_ENOMEM, "out of memory for the steps of a convoy");
    }
    memcpy(steps, in_time, w.n_steps * sizeof *steps);
    qsort(steps, w.n_steps, sizeof *steps,
          along); /* the head may be in one zone before the tail is out of another */
    w.steps = steps;
    sheet_table t = {.n = 5,
                     .width = {0.11, 0.19, 0.15, 0.25, 0.3},
                     .look = {SHEET_END, SHEET_BOLD, 0, 0, 0},
                     .size = s->rtl ? 7.8 : 8};
    if (s->rtl) { /* degrees alone: see bearing_of */
        const double width[] = {0.11, 0.185, 0.1, 0.305, 0.3};
        memcpy(t.width, width, sizeof width);
    }
    t.head[0] = pr_word(o, "col.km");
    t.head[1] = pr_word(o, "col.turn");
    t.head[2] = pr_word(o, "col.bearing");
    t.head[3] = pr_word(o, "col.road");
    t.head[4] = pr_word(o, "col.coords");
    sheet_heading(s, pr_word(o, "sheet.h.directions"), 110);
    sheet_columns(s, 2);
    if (o->p->net != NULL) {
        sheet_table_head(s, &t);
    }
    for (uint32_t i = 0; i <= s->c->n_stops; i++) {
        RSP_TRY(leg_on_paper(s, &t, i, &w, err));
    }
    return 0;
}
