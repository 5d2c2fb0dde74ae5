/* Turns as a convoy leader is told them: one line for a crossing, none where nothing is to be done. */
#include "fixture.h"
#include "print/inner.h"

static rsp_turn turn(double at_m, double bearing_deg, double turn_deg, const char *road) {
    return (rsp_turn){.at_m = at_m,
                      .bearing_deg = bearing_deg,
                      .turn_deg = turn_deg,
                      .road = road,
                      .road_class = "primary"};
}

static void a_crossing_is_one_line(void **state) {
    (void)state;
    /* To the right over both carriageways, then on for a kilometre and left. */
    rsp_turn t[] = {turn(0, 0, 0, ""), turn(500, 40, 40, ""), turn(512, 95, 55, "Nile Street"),
                    turn(1500, 5, -90, "")};
    assert_int_equal(pr_join_turns(t, 4), 3);
    assert_true(t[1].at_m == 500 && t[1].bearing_deg == 95 && t[1].turn_deg == 95);
    assert_string_equal(t[1].road, "Nile Street");
    assert_true(t[2].at_m == 1500 && t[2].turn_deg == -90);
    /* Round by the left, past north: 180 degrees is said as such, not as 0. */
    rsp_turn back[] = {turn(0, 10, 0, ""), turn(100, 280, -90, ""), turn(110, 190, -90, "")};
    assert_int_equal(pr_join_turns(back, 3), 2);
    assert_true(back[1].bearing_deg == 190 && (back[1].turn_deg == 180 || back[1].turn_deg == -180));
}

static void a_roundabout_is_one_line(void **state) {
    (void)state;
    rsp_turn t[] = {turn(0, 86, 0, ""), turn(740, 129, 43, ""), turn(748, 82, -47, ""),
                    turn(757, 39, -43, ""), turn(765, 88, 49, "")};
    assert_int_equal(pr_join_turns(t, 5), 2);
    assert_true(t[1].at_m == 740 && t[1].bearing_deg == 88 && t[1].turn_deg == 2);
}

static void a_way_round_keeps_its_lines(void **state) {
    (void)state;
    rsp_turn t[] = {turn(0, 0, 0, ""), turn(300, 90, 90, ""), turn(320, 0, -90, "")};
    assert_int_equal(pr_join_turns(t, 3), 3);
    assert_true(t[1].turn_deg == 90 && t[2].turn_deg == -90);
    rsp_turn apart[] = {turn(0, 0, 0, ""), turn(300, 90, 90, ""), turn(331, 180, 90, "")};
    assert_int_equal(pr_join_turns(apart, 3), 3);
}

static void straight_on_is_no_line(void **state) {
    (void)state;
    rsp_turn t[] = {turn(0, 0, 0, "A"), turn(100, 5, 5, ""), turn(200, 8, 3, "A"), turn(300, 8, 0, "B"),
                    turn(400, 60, 52, "B")};
    assert_int_equal(pr_join_turns(t, 5), 3);
    assert_string_equal(t[0].road, "A"); /* the start stays */
    assert_true(t[1].at_m == 300 && t[2].at_m == 400);
    rsp_turn door[] = {turn(0, 77, 0, "Lane"), turn(4, 346, -91, "Nile Street"), turn(200, 60, 74, "")};
    assert_int_equal(pr_join_turns(door, 3), 2);
    assert_true(door[0].at_m == 0 && door[0].bearing_deg == 346 && door[1].at_m == 200);
    assert_string_equal(door[0].road, "Nile Street");
    assert_int_equal(pr_join_turns(t, 0), 0);
    assert_int_equal(pr_join_turns(t, 1), 1);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_crossing_is_one_line),
        cmocka_unit_test(a_roundabout_is_one_line),
        cmocka_unit_test(a_way_round_keeps_its_lines),
        cmocka_unit_test(straight_on_is_no_line),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
