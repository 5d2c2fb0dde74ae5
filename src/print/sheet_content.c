/* The tables of a run sheet that are written into: the order of movement, what each vehicle carries. */
#include "print/sheet.h"

int sheet_movement(sheet *s, rsp_err *err) {
    pr *o = s->o;
    const pr_step *steps = NULL;
    uint32_t n = 0;
    double driven = 0;
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
        const char *km = "";
        if (steps[i].odo_m >= driven) { /* else the head is further: the tail is out of one zone after the
                                           head is in the next */
            driven = steps[i].odo_m;
            km = pr_code(o, pr_km(o, driven));
        }
        const char *cells[] = {pr_step_time(o, &steps[i]), "", km, what};
        bool heavy = steps[i].kind == PR_ENTER || steps[i].kind == PR_EXIT;
        sheet_row(s, &t, cells, heavy ? SHEET_BOLD : SHEET_PLAIN, 18);
    }
    return 0;
}

static void cargo_line(sheet *s, const sheet_table *t, const rsp_load_line *l) {
    pr *o = s->o;
    const char *cells[] = {pr_work_name(o, l->work), pr_at_stop(o, s->c, l, pr_load_where(o, l->work)),
                           pr_code(o, pr_int(o, l->amount)), "", ""};
    sheet_row(s, t, cells, SHEET_PLAIN, 18);
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
        bool empty = cv->n_cargo + cv->n_people == 0;
        if (empty) {
            who = pr_printf(o, "%s · %s", who, pr_word(o, "none.cargo"));
        }
        sheet_need(s, empty ? 0 : 38);
        sheet_span(s, &t, who);
        for (uint32_t k = 0; k < cv->n_cargo; k++) {
            cargo_line(s, &t, &cv->cargo[k]);
        }
        for (uint32_t k = 0; k < cv->n_people; k++) {
            cargo_line(s, &t, &cv->people[k]);
        }
    }
}
