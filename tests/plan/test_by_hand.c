/* Situations written by hand, each with what can be reckoned on paper: both windows of a day are used, whole
 * kits fill whole trucks, beds run out where they can be reached in time, a consent that lacks one activity
 * opens only that, and every reason is the binding one. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <stdio.h>
#include <string.h>

#include "base/file.h"
#include "check/check.h"
#include "plan/plan.h"

typedef struct made {
    rsp_ctx ctx;
    rsp_situation *s;
    rsp_plan *p;
    bool warned;
} made;

static void plan_days(made *m, const char *name, const char *day, int32_t days, uint64_t steps) {
    char path[512];
    rsp_err err = {0};
    rsp_diag d = {0};
    *m = (made){.ctx = rsp_ctx_init(NULL, NULL)};
    (void)snprintf(path, sizeof path, RSP_TEST_DATA "/plan/data/%s.json", name);
    rsp_buf text = rsp_buf_init(&m->ctx, 1 << 20);
    assert_int_equal(rsp_file_read(&m->ctx, path, &text, &err), 0);
    assert_int_equal(rsp_diag_init(&m->ctx, &d, &err), 0);
    if (rsp_situation_parse(&m->ctx, path, text.at, text.n, &d, &m->s, &err) != 0) {
        rsp_diag_print(&d, stderr);
        fail_msg("%s", err.msg);
    }
    m->warned = d.warnings > 0;
    rsp_plan_options o = {.day = INT32_MIN, .days = days, .steps = steps, .seed = 1, .threads = 1};
    if (day != NULL) {
        assert_int_equal(rsp_date_parse(day, &o.day), 0);
    }
    rsp_buf json = rsp_buf_init(&m->ctx, 64 << 20);
    if (rsp_plan_make(&m->ctx, m->s, NULL, "", &o, &m->p, &err) != 0 ||
        rsp_plan_write(m->p, &json, &err) != 0) {
        fail_msg("%s", err.msg);
    }
    rsp_check_report report = {0};
    assert_int_equal(rsp_check(&m->ctx, m->s, NULL, "", path, json.at, json.n, &d, &report, &err), 0);
    assert_int_equal(report.n, 0);
    rsp_check_report_done(&report);
    rsp_diag_done(&d);
    rsp_buf_done(&text);
    rsp_buf_done(&json);
}

static void plan_of(made *m, const char *name, const char *day, uint64_t steps) {
    plan_days(m, name, day, 1, steps);
}

static void done(made *m) {
    rsp_plan_free(m->p);
    rsp_situation_free(m->s);
}

static const rsp_unserved *left(const made *m, const char *id) {
    for (uint32_t i = 0; i < m->p->n_unserved; i++) {
        if (strcmp(rsp_work_id(m->s, m->p->unserved[i].work), id) == 0) {
            return &m->p->unserved[i];
        }
    }
    fail_msg("%s is served in full", id);
    return NULL;
}

static bool assumes(const made *m, const char *words) {
    for (uint32_t i = 0; i < m->p->n_assumptions; i++) {
        if (strstr(m->p->assumptions[i], words) != NULL) {
            return true;
        }
    }
    return false;
}

/* Three docks of 1.2 truckloads an hour. By 13:40 all are out, 18 minutes and the column's seconds from
 * Douma: at most 3 h 55 min of unloading in the morning, 1 h 45 min in the afternoon, 5 h 40 min × 3.6 = 20.4
 * truckloads of 200 parcels less the four kits (0.45 truckloads); five minutes go at every stop. */
static void both_windows_are_used(void **state) {
    (void)state;
    made m;
    plan_of(&m, "two_windows", NULL, 300);
    assert_int_equal(m.p->n_windows, 2);
    assert_true(m.p->windows[0].used && m.p->windows[1].used);
    int64_t parcels = 5500 - left(&m, "food")->amount;
    assert_true(parcels > 3500 && parcels <= 4080 - 90);
    assert_int_equal(left(&m, "food")->why, RSP_WHY_NO_DOCK_TIME);
    assert_int_equal(m.p->totals.people_reached, parcels * 5 + 4 * 50);
    done(&m);
}

/* A kit of 750 kg goes into a truck of 1,000 kg once: ten kits, ten trucks, though eight would hold the sum.
 */
static void whole_kits_fill_trucks(void **state) {
    (void)state;
    made m;
    plan_of(&m, "whole_kits", NULL, 300);
    assert_int_equal(m.p->totals.people_reached, 500);
    assert_int_equal(m.p->totals.vehicles_used, 10);
    done(&m);
}

/* 60 parcels of 50 kg and 77 mattresses of 171 l in two trucks of 1,000 kg and one of 2,000 kg, each of 6,000
 * l: they go in where each truck has its share of both (15, 15 and 30 parcels leave room for 28, 28 and 21
 * mattresses); filled one after another, parcels first, room is left for 25. */
static void heavy_and_bulky_share_trucks(void **state) {
    (void)state;
    made m;
    plan_of(&m, "mixed_loads", NULL, 300);
    assert_int_equal(m.p->n_unserved, 0);
    assert_int_equal(m.p->totals.people_reached, 60 * 5 + 77);
    done(&m);
}

/* Trucks of 600 kg: 46 × 12 parcels, and no room for a kit of 750 kg however many trucks there are. */
static void what_no_truck_holds(void **state) {
    (void)state;
    made m;
    plan_of(&m, "small_trucks", NULL, 300);
    assert_int_equal(left(&m, "food")->amount, 5500 - 46 * 12);
    const rsp_unserved *u = left(&m, "surg");
    assert_true(u->why == RSP_WHY_NO_VEHICLE && u->proved && u->amount == 4);
    done(&m);
}

/* A tank of 12 t and trucks of 10 t: no plan brings one, and no bound counts on it. */
static void what_nobody_holds(void **state) {
    (void)state;
    made m;
    plan_of(&m, "heavy_tank", NULL, 100);
    assert_true(left(&m, "n")->why == RSP_WHY_NO_VEHICLE && left(&m, "n")->proved);
    assert_string_equal(m.p->status, "optimal");
    done(&m);
}

/* Two beds of the near hospital take two of five; the far one is reached after the 18 hours are over. */
static void beds_in_time(void **state) {
    (void)state;
    made m;
    plan_of(&m, "medevac", NULL, 300);
    assert_int_equal(m.p->totals.wounded_out, 2 + 3 + 3);
    assert_true(left(&m, "imm")->amount == 3 && left(&m, "imm")->why == RSP_WHY_NO_BED);
    assert_true(left(&m, "del")->amount == 1 && left(&m, "del")->why == RSP_WHY_NO_BED);
    assert_true(left(&m, "exp")->proved && left(&m, "exp")->why == RSP_WHY_NO_BED);
    done(&m);
}

/* Agreed to all but the civilians' leaving; a permission for 120 parcels; one that is revoked. */
static void one_activity_withdrawn(void **state) {
    (void)state;
    made m;
    plan_of(&m, "corridor", NULL, 300);
    assert_int_equal(m.p->totals.people_reached, (120 + 300) * 5);
    assert_int_equal(left(&m, "civ")->why, RSP_WHY_NO_CONSENT);
    assert_non_null(strstr(left(&m, "civ")->text, "Southern party (withdrawn)"));
    assert_int_equal(left(&m, "f1")->why, RSP_WHY_NO_PERMISSION);
    assert_int_equal(left(&m, "m2")->why, RSP_WHY_NO_PERMISSION);
    assert_int_equal(m.p->n_opens, 1);
    assert_true(m.p->opens[0].zones_n == 1 && m.p->opens[0].people_waiting == 12);
    assert_true(assumes(&m, "on a condition: search at the gate"));
    assert_true(assumes(&m, "notice n1 is not acknowledged by north: queried"));
    assert_false(assumes(&m, "by south"));
    done(&m);
}

/* Two trucks at a place of two docks never wait for each other: each may enter as late as its own way allows.
 */
static void docks_for_both(void **state) {
    (void)state;
    made m;
    plan_of(&m, "two_docks", NULL, 300);
    assert_int_equal(m.p->n_convoys, 2);
    assert_int_equal(m.p->totals.people_reached, 200 * 5);
    for (uint32_t i = 0; i < m.p->n_convoys; i++) {
        const rsp_zone_pass *z = &m.p->convoys[i].zone_passes[0];
        assert_int_equal(m.p->convoys[i].last_safe_entry - z->head_in, z->out_by - z->tail_out);
        assert_true(m.p->convoys[i].last_safe_entry - z->head_in > 3600);
    }
    done(&m);
}

/* The town lies in the corridor, open from 08:00 by one pause and from 09:00, with the whole zone, by
 * another: 25 minutes of unloading and two hours of questions, begun in the first and ended in the second,
 * rest on both. One truck fills one of the four loading docks: half a truckload at four an hour. */
static void pauses_that_touch(void **state) {
    (void)state;
    made m;
    plan_of(&m, "touching", NULL, 300);
    assert_int_equal(m.p->totals.visits, 1);
    assert_int_equal(m.p->totals.people_reached, 100 * 5);
    const rsp_zone_pass *z = &m.p->convoys[0].zone_passes[0];
    assert_int_equal(m.p->convoys[0].loading_to - m.p->convoys[0].loading_from, 450);
    assert_int_equal(m.p->n_windows, 2);
    const rsp_used_window *road = &m.p->windows[0];
    assert_true(road->corridor == 0 && road->used && !m.p->windows[1].used);
    assert_int_equal(road->close - road->open, 4 * 3600 - 600); /* the last ten minutes were taken back */
    assert_int_equal(road->close - road->out_by, 20 * 60);
    assert_int_equal(z->out_by, road->out_by);
    assert_int_equal(m.p->n_consents, 2);
    assert_true(assumes(&m, "on a condition: engines off in town"));
    assert_true(assumes(&m, "notice n1 is not acknowledged by north"));
    done(&m);
}

/* The town lies beside the corridor: whoever is there is out when the zone closes, two hours before the
 * corridor does. */
static void beside_a_corridor(void **state) {
    (void)state;
    made m;
    plan_of(&m, "beside", NULL, 300);
    assert_int_equal(m.p->totals.people_reached, 200 * 5);
    for (uint32_t i = 0; i < m.p->n_convoys; i++) {
        const rsp_zone_pass *z = &m.p->convoys[i].zone_passes[0];
        assert_int_equal(m.p->convoys[i].n_zone_passes, 1);
        assert_int_equal(z->out_by - rsp_tz_instant(m.s->tz, m.p->first_date, 0, NULL), (11 * 60 + 45) * 60);
    }
    done(&m);
}

/* Wounded and beds at the hub itself, on ground that closes: nobody moves on those legs. Four beds take four
 * of five immediate cases. The last group's hour is over at 09:00, before the pause. */
static void work_at_the_hub(void **state) {
    (void)state;
    made m;
    plan_of(&m, "hub_hospital", NULL, 300);
    assert_int_equal(m.p->totals.wounded_out, 4 + 2 + 4);
    for (uint32_t i = 0; i < m.p->n_convoys; i++) {
        assert_true(m.p->convoys[i].depart >= m.p->windows[0].open &&
                    m.p->convoys[i].back <= m.p->windows[0].out_by);
    }
    const rsp_unserved *u = left(&m, "late");
    assert_true(u->why == RSP_WHY_TOO_FAR && u->proved && u->would_need_s == 0);
    assert_non_null(strstr(u->text, "no hospital within the time to care"));
    done(&m);
}

/* 20,000 parcels are wanted and a truck carries 100 (5 t), seven lie at the other hub; of 5,000 blankets the
 * permission allows 30. However large the need, what can be brought is brought. */
static void more_than_anyone_brings(void **state) {
    (void)state;
    made m;
    plan_of(&m, "large_need", NULL, 300);
    assert_int_equal(20000 - left(&m, "food")->amount, 100 + 7);
    assert_int_equal(5000 - left(&m, "blankets")->amount, 30);
    done(&m);
}

/* Nothing lacks consent: the day has no window, or an incident broke the pause. */
static void closed_with_every_consent(void **state) {
    (void)state;
    made m;
    plan_of(&m, "two_docks", "2018-10-25", 8);
    assert_true(m.p->n_opens == 0 && left(&m, "food")->why == RSP_WHY_NO_CONSENT);
    assert_non_null(strstr(left(&m, "food")->text, "pause Morning has no window in these days"));
    done(&m);
    plan_of(&m, "broken_pause", NULL, 8);
    assert_true(m.p->n_opens == 0 && left(&m, "food")->why == RSP_WHY_NO_CONSENT);
    assert_non_null(strstr(left(&m, "food")->text, "incident shells broke the pauses there"));
    done(&m);
}

/* Four hours a truckload, for 10 t and 40,000 l eight at most. Loading begins at 02:00 and of the truck that
 * comes at 04:00 then: the one is full at 10:00, in time for its round; the other would be at 12:00 and so
 * leaves in the morning with what two hours load, a quarter. */
static void slow_loading(void **state) {
    (void)state;
    made m;
    plan_of(&m, "slow_loading", NULL, 300);
    assert_int_equal(m.p->n_convoys, 2);
    assert_int_equal(m.p->totals.people_reached, (200 + 49) * 5);
    done(&m);
}

/* The hub lies on the closed ground: convoys leave it after the opening and are back before the margin; for
 * what the pauses do not cover, none leaves. Two windows a day: the bed of razi and three of uni take four.
 */
static void hub_on_closed_ground(void **state) {
    (void)state;
    made m;
    plan_of(&m, "hub_inside", NULL, 300);
    assert_int_equal(m.p->n_windows, 2);
    assert_int_equal(m.p->totals.wounded_out, 4 + 2);
    for (uint32_t i = 0; i < m.p->n_convoys; i++) {
        const rsp_convoy *c = &m.p->convoys[i];
        assert_true(c->depart == c->zone_passes[0].head_in && c->depart >= m.p->windows[0].open);
        assert_true(c->back == c->zone_passes[c->n_zone_passes - 1].tail_out &&
                    c->back <= m.p->windows[1].out_by);
    }
    const rsp_unserved *u = left(&m, "survey");
    assert_true(u->why == RSP_WHY_NO_CONSENT && u->proved);
    assert_non_null(strstr(u->text, "no convoy may leave its hub"));
    done(&m);
}

/* The line from the square to the university cuts across closed ground: eleven seats go there by way of
 * al-Waer. The orchard lies in the zone, beside its corridor. */
static void straight_lines(void **state) {
    (void)state;
    made m;
    plan_of(&m, "corridor_leaving", NULL, 300);
    assert_int_equal(m.p->totals.civilians_out, 83 + 11);
    const rsp_unserved *u = left(&m, "g2");
    assert_true(u->why == RSP_WHY_NO_ROAD && !u->proved && u->would_need_s == 0);
    assert_non_null(strstr(u->text, "the straight line to where they are to go"));
    u = left(&m, "g3");
    assert_true(u->why == RSP_WHY_NO_CONSENT && u->proved);
    assert_non_null(strstr(u->text, "opens only its corridor there"));
    u = left(&m, "g4"); /* nine minutes to al-Waer */
    assert_true(u->why == RSP_WHY_TOO_FAR && u->proved && u->would_need_s == 0);
    assert_non_null(strstr(u->text, "their longest ride"));
    done(&m);
}

/* 300 and 80 people are the most of four sessions for one clinic between 09:00 and 12:45; the party that
 * agreed to health sessions alone was asked. */
static void agreed_in_part(void **state) {
    (void)state;
    made m;
    plan_of(&m, "clinic_round", NULL, 300);
    assert_int_equal(m.p->totals.visit_people, 300 + 80);
    assert_int_equal(m.p->n_opens, 1);
    assert_string_equal(m.p->opens[0].state, "agreed in part");
    assert_int_equal(m.p->opens[0].people_waiting, 50);
    done(&m);
}

/* 31 March 2019: 02:30 to 05:45 is 2 h 15 min, for the clocks go from 03:00 to 04:00. One dock: 200 bales are
 * 1.5 truckloads and 75 minutes. */
static void clocks_go_forward(void **state) {
    (void)state;
    made m;
    plan_of(&m, "clock_change", "2019-03-31", 300);
    assert_int_equal(m.p->n_windows, 1);
    assert_int_equal(m.p->windows[0].close - m.p->windows[0].open, 135 * 60);
    assert_int_equal(m.p->windows[0].close - m.p->windows[0].out_by, 15 * 60);
    int64_t bales = m.p->totals.people_reached / 30;
    assert_true(bales >= 200 && bales <= 240); /* 93 minutes less 5 at 1.2 truckloads of 133 an hour */
    done(&m);
}

/* Sixty-three seats in the only vehicles that have some (2 × 25, 2 × 4, 5) bring out 120 people in two rides
 * of 55 minutes, in by 09:00 and out by 12:45. Stock gives out before the need. */
static void seats_stock_skills(void **state) {
    (void)state;
    made m;
    plan_of(&m, "visits", NULL, 8000);
    assert_int_equal(m.p->totals.civilians_out, 120);
    assert_int_equal(left(&m, "fl")->why, RSP_WHY_NO_STOCK);
    assert_true(left(&m, "ass")->why == RSP_WHY_NO_VEHICLE && left(&m, "ass")->proved);
    done(&m);
}

/* Five times 13 units of 1,600 g wanted; the tightest of twelve permissions allows 49 in all: 78.4 kg. */
static void twelve_limits(void **state) {
    (void)state;
    made m;
    plan_of(&m, "limits", NULL, 300);
    int64_t units = 0;
    for (uint32_t i = 0; i < m.p->n_unserved; i++) {
        units += m.p->unserved[i].amount;
        assert_int_equal(m.p->unserved[i].why, RSP_WHY_NO_PERMISSION);
    }
    assert_int_equal(5 * 13 - units, 49);
    assert_int_equal(m.p->totals.kg, 78);
    done(&m);
}

static void shorter_than_its_margin(void **state) {
    (void)state;
    made m;
    plan_of(&m, "short_window", NULL, 300);
    assert_true(m.warned && m.p->n_convoys == 0);
    assert_true(left(&m, "food")->why == RSP_WHY_TOO_FAR && left(&m, "food")->proved);
    done(&m);
}

/* A hub on either side of two zones that are open at 10:00 and at 13:00: the eastern hub's 50 parcels are all
 * that can come from there, and what lies at the western hub alone can never pass both. The permission for
 * soap begins after the pauses. Closures lie on roads, and there are none. */
static void hours_that_do_not_meet(void **state) {
    (void)state;
    made m;
    plan_of(&m, "hours_apart", NULL, 300);
    assert_true(m.warned);
    assert_int_equal(m.p->totals.people_reached, (100 + 50) * 5);
    const rsp_unserved *u = left(&m, "ny");
    assert_true(u->why == RSP_WHY_NO_STOCK && u->amount == 50);
    u = left(&m, "soap-y");
    assert_true(u->why == RSP_WHY_TOO_FAR && u->would_need_s > 7200);
    assert_non_null(strstr(u->text, "at the same hours in every zone"));
    assert_int_equal(left(&m, "soap-z")->why, RSP_WHY_NO_PERMISSION);
    assert_non_null(strstr(left(&m, "soap-z")->text, "permission late of Governor is not valid"));
    assert_int_equal(left(&m, "soap-n")->why, RSP_WHY_NO_PERMISSION);
    assert_int_equal(m.p->n_closures, 0);
    assert_true(assumes(&m, "closures (1)"));
    done(&m);
}

/* Four vehicles on three days: those left on Monday and Tuesday, when nothing may be brought, do not count as
 * vehicles for it. Windows stand in the order of time; nobody who is served waits. */
static void agreed_from_wednesday(void **state) {
    (void)state;
    made m;
    plan_days(&m, "from_wednesday", NULL, 5, 300);
    assert_int_equal(m.p->n_windows, 5);
    for (uint32_t i = 1; i < m.p->n_windows; i++) {
        assert_true(m.p->windows[i - 1].open < m.p->windows[i].open);
    }
    assert_true(m.p->windows[0].activities != m.p->windows[2].activities);
    const rsp_unserved *u = left(&m, "n");
    assert_int_equal(u->why, RSP_WHY_NO_VEHICLE);
    assert_int_equal(m.p->n_opens, 1);
    assert_int_equal(m.p->opens[0].people_waiting, u->amount * 5);
    done(&m);
}

/* Three days, and the parcels need all of them: the wounded and those who asked to leave go on the first,
 * though convoys go to town on the others too; a day late with one of them costs more than any detour. */
static void today_before_tomorrow(void **state) {
    (void)state;
    made m;
    plan_days(&m, "three_days", NULL, 3, 600);
    assert_int_equal(m.p->totals.wounded_out, 2);
    assert_int_equal(m.p->totals.civilians_out, 40);
    int64_t units = 0;
    for (uint32_t c = 0; c < m.p->n_convoys; c++) {
        for (uint32_t v = 0; v < m.p->convoys[c].n_vehicles; v++) {
            const rsp_convoy_vehicle *x = &m.p->convoys[c].vehicles[v];
            assert_true(x->n_people == 0 || m.p->convoys[c].date == m.p->first_date);
            units += x->n_cargo > 0 && m.p->convoys[c].date == m.p->first_date ? x->cargo[0].amount : 0;
        }
    }
    assert_true(units > 200); /* a day's window holds 276 */
    done(&m);
}

/* From 22:00 to 02:00 and convoys move by day: no length of the pause would help. */
static void open_at_night(void **state) {
    (void)state;
    made m;
    plan_of(&m, "night", NULL, 100);
    assert_int_equal(left(&m, "n")->why, RSP_WHY_TOO_FAR);
    assert_non_null(strstr(left(&m, "n")->text, "outside the hours in which convoys may move"));
    assert_int_equal(left(&m, "n")->would_need_s, 0);
    done(&m);
}

/* With no word from anyone the day of the first window is planned, and both parties are named for each pause.
 */
static void nothing_agreed(void **state) {
    (void)state;
    made m;
    plan_of(&m, "nothing_agreed", NULL, 300);
    int32_t day = 0;
    assert_int_equal(rsp_date_parse("2018-03-05", &day), 0);
    assert_int_equal(m.p->first_date, day);
    assert_true(m.p->n_convoys == 0 && m.p->n_opens == 4);
    assert_int_equal(m.p->opens[0].people_waiting, 27700);
    done(&m);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(both_windows_are_used),
        cmocka_unit_test(whole_kits_fill_trucks),
        cmocka_unit_test(heavy_and_bulky_share_trucks),
        cmocka_unit_test(what_no_truck_holds),
        cmocka_unit_test(beds_in_time),
        cmocka_unit_test(one_activity_withdrawn),
        cmocka_unit_test(docks_for_both),
        cmocka_unit_test(pauses_that_touch),
        cmocka_unit_test(beside_a_corridor),
        cmocka_unit_test(hub_on_closed_ground),
        cmocka_unit_test(slow_loading),
        cmocka_unit_test(more_than_anyone_brings),
        cmocka_unit_test(work_at_the_hub),
        cmocka_unit_test(closed_with_every_consent),
        cmocka_unit_test(straight_lines),
        cmocka_unit_test(agreed_in_part),
        cmocka_unit_test(clocks_go_forward),
        cmocka_unit_test(seats_stock_skills),
        cmocka_unit_test(hours_that_do_not_meet),
        cmocka_unit_test(agreed_from_wednesday),
        cmocka_unit_test(today_before_tomorrow),
        cmocka_unit_test(open_at_night),
        cmocka_unit_test(what_nobody_holds),
        cmocka_unit_test(nothing_agreed),
        cmocka_unit_test(shorter_than_its_margin),
        cmocka_unit_test(twelve_limits),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
