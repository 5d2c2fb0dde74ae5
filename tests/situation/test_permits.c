/* Permissions: scope, history in either direction, limits (docs/rules.md, 5.8). */
#include "make.h"

#define PERMIT(id, kind, more, history)                                                                      \
    "{\"id\":\"" id "\",\"kind\":\"" kind "\",\"authority\":\"x\"" more ",\"history\":[" history "]}"
#define SAID(at, state, more) "{\"at\":\"2012-03-" at "T08:00\",\"state\":\"" state "\"" more "}"
#define TEXT(permits)         MAKE_HEAD("2012-03-28T12:00") ",\"permissions\":[" permits "]}"

static void make_areas(const made *m, rsp_area *areas[2]) {
    rsp_err err = {0};
    for (uint32_t z = 0; z < 2; z++) {
        areas[z] = NULL;
        assert_int_equal(rsp_area_new(&m->ctx, m->s->zones[z].area, 0, &areas[z], &err), 0);
    }
}

static void scope(void **state) {
    (void)state;
    made m;
    make(&m, TEXT(PERMIT("all", "goods", "", SAID("20", "granted", "")) "," PERMIT(
                 "z2", "goods", ",\"zones\":[\"z2\"],\"items\":[\"food\"]",
                 SAID("20", "granted",
                      "")) "," PERMIT("out", "persons",
                                      ",\"places\":[\"out\"],\"activities\":[\"medical_evacuation\"]",
                                      SAID("20", "granted", "")) "," PERMIT("del", "delegation", "",
                                                                            SAID("20", "granted", ""))));
    assert_non_null(m.s);
    rsp_area *areas[2];
    make_areas(&m, areas);
    const uint32_t IN1 = 0, IN2 = 1, OUT = 2, FOOD = 0, FUEL = 1;
    assert_true(rsp_permit_covers_goods(m.s, 0, IN1, FUEL, areas));
    assert_true(rsp_permit_covers_goods(m.s, 1, IN2, FOOD, areas));
    assert_false(rsp_permit_covers_goods(m.s, 1, IN2, FUEL, areas));
    assert_false(rsp_permit_covers_goods(m.s, 1, IN1, FOOD, areas));
    assert_false(rsp_permit_covers_goods(m.s, 2, OUT, FOOD, areas));
    assert_true(rsp_permit_covers_work(m.s, 2, OUT, RSP_ACT_MEDICAL_EVACUATION, areas));
    assert_false(rsp_permit_covers_work(m.s, 2, OUT, RSP_ACT_CIVILIAN_EVACUATION, areas));
    assert_false(rsp_permit_covers_work(m.s, 2, IN1, RSP_ACT_MEDICAL_EVACUATION, areas));
    assert_true(rsp_permit_covers_work(m.s, 3, IN1, RSP_ACT_DETENTION_VISIT, areas));
    assert_false(rsp_permit_covers_work(m.s, 3, IN1, RSP_ACT_MEDICAL_EVACUATION, areas));
    assert_false(rsp_permit_covers_work(m.s, 0, IN1, RSP_ACT_DELIVERY, areas));
    assert_int_equal(rsp_zones_at(m.s, areas, m.s->places[IN1].at), 1);
    assert_int_equal(rsp_zones_at(m.s, areas, m.s->places[IN2].at), 2);
    assert_int_equal(rsp_zones_at(m.s, areas, m.s->places[OUT].at), 0);
    rsp_area_free(areas[0]);
    rsp_area_free(areas[1]);
    unmake(&m);
}

static void history(void **state) {
    (void)state;
    made m;
    make(
        &m,
        TEXT(PERMIT(
            "refused-then-granted", "goods", "",
            SAID("19", "asked", "") "," SAID("20", "refused", "") "," SAID(
                "21", "granted",
                "")) "," PERMIT("granted-then-blocked", "goods", "",
                                SAID("19", "granted", "") "," SAID(
                                    "20", "blocked",
                                    "")) "," PERMIT("revoked-later", "goods", "",
                                                    SAID("19", "granted", "") "," SAID(
                                                        "29", "revoked",
                                                        "")) "," PERMIT("limited", "goods",
                                                                        ",\"valid_from\":\"2012-03-29T00:"
                                                                        "00\",\"valid_until\":\"2012-03-"
                                                                        "30T12:00\"",
                                                                        SAID(
                                                                            "19", "limited",
                                                                            ",\"limit\":40,\"limit_item\":"
                                                                            "\"food\"")) "," PERMIT("not-yet",
                                                                                                    "goods",
                                                                                                    "",
                                                                                                    SAID(
                                                                                                        "29",
                                                                                                        "gran"
                                                                                                        "ted",
                                                                                                        ""))));
    assert_non_null(m.s);
    int64_t noon = when(&m, "2012-03-29T12:00");
    const bool allowed[] = {true, false, true, true, false};
    for (uint32_t i = 0; i < 5; i++) {
        assert_int_equal(rsp_permit_says(m.s, i, noon).allowed, allowed[i]);
    }
    assert_int_equal(rsp_permit_says(m.s, 0, noon).limit, -1);
    assert_int_equal(rsp_permit_says(m.s, 3, noon).limit, 40);
    assert_true(rsp_permit_says_item(m.s, 3, 0, noon).allowed);
    assert_false(rsp_permit_says_item(m.s, 3, 1, noon).allowed);
    assert_false(rsp_permit_says(m.s, 3, when(&m, "2012-03-28T23:59")).allowed);
    assert_true(rsp_permit_says(m.s, 3, when(&m, "2012-03-30T12:00")).allowed);
    assert_false(rsp_permit_says(m.s, 3, when(&m, "2012-03-30T12:01")).allowed);
    assert_int_equal(rsp_permission_now(m.s, 0), 2);
    assert_int_equal(rsp_permission_now(m.s, 4), RSP_NONE);
    unmake(&m);
}

int main(void) {
    const struct CMUnitTest tests[] = {cmocka_unit_test(scope), cmocka_unit_test(history)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
