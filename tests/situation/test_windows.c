/* Window instances, last words, open intervals (docs/rules.md, 1). Damascus went to summer time on 30 March
 * 2012: 00:00 became 01:00, offset +02:00 became +03:00. */
#include "make.h"

#define DAILY    "\"zones\":[\"z1\"],\"recurrence\":\"FREQ=DAILY\",\"last_date\":\"2012-04-05\""
#define BOTH(at) MAKE_SAID("a", "p", "gov", "agreed", at, "") "," MAKE_SAID("b", "p", "fsa", "agreed", at, "")
#define TEXT(pauses, consents, more)                                                                         \
    MAKE_HEAD("2012-03-28T08:00") ",\"pauses\":[" pauses "],\"consents\":[" consents "]" more "}"

static uint32_t open_of(const made *m, uint32_t zone, uint32_t corridor, uint32_t mask, const char *from,
                        const char *until, const rsp_assumptions *what_if, const rsp_open_interval **ret) {
    rsp_err err = {0};
    uint32_t n = 0;
    assert_int_equal(rsp_zone_open(m->s, zone, corridor, mask, when(m, from), when(m, until), what_if, m->a,
                                   ret, &n, &err),
                     0);
    return n;
}

static void assert_interval(const made *m, const rsp_open_interval *i, const char *open, const char *close,
                            const char *out_by) {
    assert_int_equal(i->open, when(m, open));
    assert_int_equal(i->close, when(m, close));
    assert_int_equal(i->out_by, when(m, out_by));
}

static void daily_across_summer_time(void **state) {
    (void)state;
    made m;
    make(&m, TEXT(MAKE_PAUSE("p", DAILY), BOTH("2012-03-27T09:00"), ""));
    assert_non_null(m.s);
    const rsp_window *w = NULL;
    uint32_t n = 0;
    rsp_err err = {0};
    assert_int_equal(rsp_windows_between(m.s, when(&m, "2012-03-28T08:00"), when(&m, "2012-04-30T00:00"), m.a,
                                         &w, &n, &err),
                     0);
    assert_int_equal(n, 9);
    assert_int_equal(w[1].open, when(&m, "2012-03-29T14:00+02:00"));
    assert_int_equal(w[2].open, when(&m, "2012-03-30T14:00+03:00"));
    assert_int_equal(w[2].open - w[1].open, 23 * 3600);
    for (uint32_t i = 0; i < n; i++) {
        assert_true(w[i].in_force && w[i].close - w[i].open == 7200 && w[i].margin_s == 900);
    }
    int32_t day = 0, right = 0;
    assert_int_equal(rsp_first_day(m.s, &day, &err), 0);
    assert_int_equal(rsp_date_parse("2012-03-28", &right), 0);
    assert_int_equal(day, right);
    unmake(&m);
}

static void opening_in_the_gap(void **state) {
    (void)state;
    made m;
    make(&m, TEXT("{\"id\":\"p\",\"name\":{\"en\":\"p\"},\"zones\":[\"z1\"],\"first_date\":\"2012-03-"
                  "30\",\"opens\":\"00:30\","
                  "\"closes\":\"03:00\"}",
                  BOTH("2012-03-27T09:00"), ""));
    assert_non_null(m.s);
    assert_true(told(&m, true, "does not exist"));
    const rsp_open_interval *o = NULL;
    assert_int_equal(open_of(&m, 0, RSP_NONE, 1, "2012-03-28T08:00", "2012-04-01T00:00", NULL, &o), 1);
    assert_interval(&m, &o[0], "2012-03-30T01:30+03:00", "2012-03-30T03:00+03:00", "2012-03-30T02:45+03:00");
    unmake(&m);
}

static void overlap_is_told(void **state) {
    (void)state; /* back on 26 October 2012 at 00:00: 23:00 to 24:00 of the 25th exists twice */
    made m;
    make(&m, TEXT("{\"id\":\"p\",\"name\":{\"en\":\"p\"},\"zones\":[\"z1\"],\"first_date\":\"2012-10-"
                  "25\",\"opens\":\"23:30\","
                  "\"closes\":\"01:00\",\"closes_next_day\":true}",
                  BOTH("2012-03-27T09:00"), ""));
    assert_non_null(m.s);
    assert_true(told(&m, true, "exists twice"));
    const rsp_open_interval *o = NULL;
    assert_int_equal(open_of(&m, 0, RSP_NONE, 1, "2012-10-20T08:00", "2012-10-30T00:00", NULL, &o), 1);
    assert_interval(&m, &o[0], "2012-10-25T23:30+03:00", "2012-10-26T01:00+02:00", "2012-10-26T00:45+02:00");
    unmake(&m);
}

static void withdrawn_and_not_yet_known(void **state) {
    (void)state;
    const rsp_open_interval *o = NULL;
    made m;
    make(&m,
         TEXT(MAKE_PAUSE("p", DAILY),
              BOTH("2012-03-27T09:00") "," MAKE_SAID("c", "p", "fsa", "withdrawn", "2012-03-28T07:00", ""),
              ""));
    assert_int_equal(open_of(&m, 0, RSP_NONE, 1, "2012-03-28T08:00", "2012-04-30T00:00", NULL, &o), 0);
    bool agreed = true;
    assert_int_equal(rsp_consent_of(m.s, 0, 1, 0, RSP_ACT_DELIVERY, when(&m, "2012-03-28T14:00"),
                                    when(&m, "2012-03-28T16:00"), &agreed),
                     2);
    assert_false(agreed);
    const rsp_missing_consent *missing = NULL;
    uint32_t n = 0;
    rsp_err err = {0};
    assert_int_equal(rsp_consents_missing(m.s, m.s->as_of, m.s->as_of + 86400, m.a, &missing, &n, &err), 0);
    assert_int_equal(n, 1);
    assert_true(missing[0].pause == 0 && missing[0].party == 1 && missing[0].statement == 2);
    unmake(&m);
    /* the same said after as_of is not known, and is told */
    make(&m,
         TEXT(MAKE_PAUSE("p", DAILY),
              BOTH("2012-03-27T09:00") "," MAKE_SAID("c", "p", "fsa", "withdrawn", "2012-03-28T09:00", ""),
              ""));
    assert_true(told(&m, true, "after as_of"));
    assert_int_equal(open_of(&m, 0, RSP_NONE, 1, "2012-03-28T08:00", "2012-04-30T00:00", NULL, &o), 9);
    unmake(&m);
    /* given again: the later word counts; of two at one instant the later in the file */
    make(&m,
         TEXT(MAKE_PAUSE("p", DAILY),
              MAKE_SAID("c", "p", "fsa", "withdrawn", "2012-03-27T09:00", "") "," BOTH("2012-03-27T09:00"),
              ""));
    assert_int_equal(open_of(&m, 0, RSP_NONE, 1, "2012-03-28T08:00", "2012-04-30T00:00", NULL, &o), 9);
    unmake(&m);
}

static void one_party_is_not_enough(void **state) {
    (void)state;
    const rsp_open_interval *o = NULL;
    made m;
    make(&m, TEXT(MAKE_PAUSE("p", DAILY), MAKE_SAID("a", "p", "gov", "agreed", "2012-03-27T09:00", ""), ""));
    assert_int_equal(open_of(&m, 0, RSP_NONE, 1, "2012-03-28T08:00", "2012-04-30T00:00", NULL, &o), 0);
    rsp_assumed assumed = {0, 1};
    rsp_assumptions what_if = {&assumed, 1};
    assert_int_equal(open_of(&m, 0, RSP_NONE, 1, "2012-03-28T08:00", "2012-04-30T00:00", &what_if, &o), 9);
    assumed.party = 2;
    assert_int_equal(open_of(&m, 0, RSP_NONE, 1, "2012-03-28T08:00", "2012-04-30T00:00", &what_if, &o), 0);
    rsp_err err = {0};
    int32_t day = 0;
    assert_int_equal(rsp_first_day(m.s, &day, &err), 0); /* one has agreed: there is a prospect */
    unmake(&m);
    make(&m, TEXT(MAKE_PAUSE("p", DAILY), MAKE_SAID("a", "p", "gov", "refused", "2012-03-27T09:00", ""), ""));
    int32_t first = 0; /* all refused: still the day of the window that agreement would open */
    assert_int_equal(rsp_date_parse("2012-03-28", &first), 0);
    assert_int_equal(rsp_first_day(m.s, &day, &err), 0);
    assert_int_equal(day, first);
    unmake(&m);
    make(&m, TEXT("", "", ""));
    assert_int_equal(rsp_first_day(m.s, &day, &err), RSP_ENOTFOUND);
    unmake(&m);
    /* a pause may need a party that controls nothing */
    make(&m, TEXT(MAKE_PAUSE("p", DAILY ",\"parties\":[\"other\"]"), BOTH("2012-03-27T09:00"), ""));
    assert_int_equal(open_of(&m, 0, RSP_NONE, 1, "2012-03-28T08:00", "2012-04-30T00:00", NULL, &o), 0);
    rsp_ids parties = {0};
    assert_int_equal(rsp_pause_parties(m.s, 0, 0, m.a, &parties, &err), 0);
    assert_int_equal(parties.n, 3);
    unmake(&m);
}

static void scope_of_consents(void **state) {
    (void)state;
    const rsp_open_interval *o = NULL;
    /* only deliveries; only until 30 March; only in z2 */
    made m;
    make(&m, TEXT(MAKE_PAUSE("p", DAILY),
                  MAKE_SAID("a", "p", "gov", "agreed", "2012-03-27T09:00",
                            ",\"activities\":[\"delivery\"]") "," MAKE_SAID("b", "p", "fsa", "agreed",
                                                                            "2012-03-27T09:00",
                                                                            ",\"until\":\"2012-03-30T16:"
                                                                            "00\",\"zones\":[\"z1\"]"),
                  ""));
    uint32_t delivery = 1u << RSP_ACT_DELIVERY, medical = 1u << RSP_ACT_MEDICAL_EVACUATION;
    assert_int_equal(open_of(&m, 0, RSP_NONE, delivery, "2012-03-28T08:00", "2012-04-30T00:00", NULL, &o), 3);
    assert_int_equal(o[0].activities, delivery);
    assert_int_equal(open_of(&m, 0, RSP_NONE, medical, "2012-03-28T08:00", "2012-04-30T00:00", NULL, &o), 0);
    assert_int_equal(
        open_of(&m, 0, RSP_NONE, delivery | medical, "2012-03-28T08:00", "2012-04-30T00:00", NULL, &o), 0);
    assert_int_equal(open_of(&m, 0, RSP_NONE, 0, "2012-03-28T08:00", "2012-04-30T00:00", NULL, &o), 0);
    unmake(&m);
    /* a bound inside the instance does not take it in */
    make(&m, TEXT(MAKE_PAUSE("p", DAILY),
                  MAKE_SAID("a", "p", "gov", "agreed", "2012-03-27T09:00", "") "," MAKE_SAID(
                      "b", "p", "fsa", "agreed", "2012-03-27T09:00", ",\"until\":\"2012-03-30T15:59\""),
                  ""));
    assert_int_equal(open_of(&m, 0, RSP_NONE, delivery, "2012-03-28T08:00", "2012-04-30T00:00", NULL, &o), 2);
    unmake(&m);
}

static void refusal_of_a_part(void **state) {
    (void)state;
    const rsp_open_interval *o = NULL;
    made m;
    make(&m, TEXT(MAKE_PAUSE("p", DAILY),
                  BOTH("2012-03-27T09:00") "," MAKE_SAID(
                      "c", "p", "fsa", "withdrawn", "2012-03-27T20:00",
                      ",\"from\":\"2012-03-29T15:00\",\"until\":\"2012-03-29T20:"
                      "00\"") "," MAKE_SAID("d", "p", "gov", "refused", "2012-03-27T21:00",
                                            ",\"activities\":[\"assessment\"]"),
                  ""));
    assert_int_equal(open_of(&m, 0, RSP_NONE, 1, "2012-03-28T08:00", "2012-03-31T00:00", NULL, &o), 3);
    assert_interval(&m, &o[1], "2012-03-29T14:00", "2012-03-29T15:00", "2012-03-29T14:45");
    assert_int_equal(o[0].activities & 1u << RSP_ACT_ASSESSMENT, 0);
    bool agreed = true;
    assert_int_equal(rsp_consent_of(m.s, 0, 1, 0, RSP_ACT_DELIVERY, when(&m, "2012-03-29T14:00"),
                                    when(&m, "2012-03-29T16:00"), &agreed),
                     2);
    assert_false(agreed);
    (void)rsp_consent_of(m.s, 0, 1, 0, RSP_ACT_DELIVERY, when(&m, "2012-03-29T14:00"),
                         when(&m, "2012-03-29T15:00"), &agreed);
    assert_true(agreed);
    unmake(&m);
}

static void declared_effective_ended_cancelled(void **state) {
    (void)state;
    const rsp_open_interval *o = NULL;
    made m;
    make(&m, TEXT(MAKE_PAUSE("p", DAILY ",\"effective_at\":\"2012-03-29T14:30\",\"ended_at\":\"2012-04-"
                                        "03T15:00\",\"cancelled_dates\":[\"2012-03-31\"],"
                                        "\"margin_min\":5"),
                  BOTH("2012-03-27T09:00"), ""));
    assert_int_equal(open_of(&m, 0, RSP_NONE, 1, "2012-03-28T08:00", "2012-04-30T00:00", NULL, &o), 5);
    assert_interval(&m, &o[0], "2012-03-29T14:30", "2012-03-29T16:00", "2012-03-29T15:55");
    assert_interval(&m, &o[2], "2012-04-01T14:00", "2012-04-01T16:00", "2012-04-01T15:55");
    assert_interval(&m, &o[4], "2012-04-03T14:00", "2012-04-03T15:00", "2012-04-03T14:55");
    unmake(&m);
}

static void merged_intervals_and_margins(void **state) {
    (void)state;
    const rsp_open_interval *o = NULL;
    const char *later = "{\"id\":\"q\",\"name\":{\"en\":\"q\"},\"zones\":[\"z1\",\"z2\"],\"first_date\":"
                        "\"2012-03-28\",\"opens\":\"16:00\","
                        "\"closes\":\"18:00\",\"margin_min\":30}";
    char text[8192];
    (void)snprintf(text, sizeof text,
                   TEXT(MAKE_PAUSE("p", DAILY) ",%s",
                        BOTH("2012-03-27T09:00") "," MAKE_SAID("c", "q", "gov", "agreed", "2012-03-27T09:00",
                                                               "") "," MAKE_SAID("d", "q", "fsa", "agreed",
                                                                                 "2012-03-27T09:00", ""),
                        ""),
                   later);
    made m;
    make(&m, text);
    assert_non_null(m.s);
    assert_int_equal(open_of(&m, 0, RSP_NONE, 1, "2012-03-28T08:00", "2012-03-29T00:00", NULL, &o), 1);
    assert_interval(&m, &o[0], "2012-03-28T14:00", "2012-03-28T18:00", "2012-03-28T17:30");
    assert_int_equal(o[0].pause, 0);
    assert_int_equal(open_of(&m, 1, RSP_NONE, 1, "2012-03-28T08:00", "2012-03-29T00:00", NULL, &o),
                     1); /* z2: gov alone */
    assert_interval(&m, &o[0], "2012-03-28T16:00", "2012-03-28T18:00", "2012-03-28T17:30");
    /* what merges across an end of the range is whole */
    assert_int_equal(open_of(&m, 0, RSP_NONE, 1, "2012-03-28T17:00", "2012-03-28T17:10", NULL, &o), 1);
    assert_interval(&m, &o[0], "2012-03-28T14:00", "2012-03-28T18:00", "2012-03-28T17:30");
    unmake(&m);
}

static void corridors(void **state) {
    (void)state;
    const rsp_open_interval *o = NULL;
    made m;
    make(&m,
         TEXT(MAKE_PAUSE("p", "\"corridors\":[\"road\"]"), BOTH("2012-03-27T09:00"),
              ",\"corridors\":[{\"id\":\"road\",\"name\":{\"en\":\"r\"},\"width_m\":50,\"zones\":[\"z1\"],"
              "\"line\":{\"type\":\"LineString\",\"coordinates\":[[36.69,34.73],[36.75,34.73]]}}]"));
    assert_non_null(m.s);
    assert_int_equal(open_of(&m, 0, 0, 1, "2012-03-28T08:00", "2012-04-30T00:00", NULL, &o), 1);
    assert_int_equal(open_of(&m, 0, RSP_NONE, 1, "2012-03-28T08:00", "2012-04-30T00:00", NULL, &o), 0);
    assert_int_equal(open_of(&m, 1, 0, 1, "2012-03-28T08:00", "2012-04-30T00:00", NULL, &o), 0);
    unmake(&m);
}

/* Who opens the zone whole opens its corridor too. */
static void corridor_in_an_open_zone(void **state) {
    (void)state;
    const rsp_open_interval *o = NULL;
    made m;
    make(&m,
         TEXT("{\"id\":\"q\",\"name\":{\"en\":\"q\"},\"corridors\":[\"road\"],\"first_date\":\"2012-03-28\","
              "\"opens\":\"12:00\",\"closes\":\"15:00\",\"margin_min\":1}," MAKE_PAUSE("p",
                                                                                       "\"zones\":[\"z1\"]"),
              BOTH("2012-03-27T09:00") "," MAKE_SAID("c", "q", "gov", "agreed", "2012-03-27T09:00",
                                                     "") "," MAKE_SAID("d", "q", "fsa", "agreed",
                                                                       "2012-03-27T09:00", ""),
              ",\"corridors\":[{\"id\":\"road\",\"name\":{\"en\":\"r\"},\"width_m\":50,\"zones\":[\"z1\"],"
              "\"line\":{\"type\":\"LineString\",\"coordinates\":[[36.69,34.73],[36.75,34.73]]}}]"));
    assert_non_null(m.s);
    assert_int_equal(open_of(&m, 0, 0, 1, "2012-03-28T08:00", "2012-04-30T00:00", NULL, &o), 1);
    assert_interval(&m, &o[0], "2012-03-28T12:00", "2012-03-28T16:00", "2012-03-28T15:45");
    assert_int_equal(open_of(&m, 0, RSP_NONE, 1, "2012-03-28T08:00", "2012-04-30T00:00", NULL, &o), 1);
    assert_interval(&m, &o[0], "2012-03-28T14:00", "2012-03-28T16:00", "2012-03-28T15:45");
    unmake(&m);
}

#define INCIDENT(at, lat, radius)                                                                            \
    ",\"incidents\":[{\"id\":\"i\",\"kind\":\"shelling\",\"at\":\"" at "\",\"lat\":" lat                     \
    ",\"lon\":36.72,\"radius_m\":" radius ",\"breaks_pause\":true}]"

static void incidents_break_pauses(void **state) {
    (void)state;
    const struct {
        const char *more;
        uint32_t open;
    } cases[] = {
        {INCIDENT("2012-03-28T07:00", "34.73", "100"), 0},  /* inside the zone */
        {INCIDENT("2012-03-28T07:00", "34.76", "1200"), 0}, /* 1112 m north of it */
        {INCIDENT("2012-03-28T07:00", "34.76", "1000"), 9},
        {INCIDENT("2012-03-28T09:00", "34.73", "100"), 9}, /* after as_of: not known */
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        char text[8192];
        const rsp_open_interval *o = NULL;
        (void)snprintf(text, sizeof text, TEXT(MAKE_PAUSE("p", DAILY), BOTH("2012-03-27T09:00"), "%s"),
                       cases[i].more);
        made m;
        make(&m, text);
        assert_non_null(m.s);
        assert_int_equal(open_of(&m, 0, RSP_NONE, 1, "2012-03-28T08:00", "2012-04-30T00:00", NULL, &o),
                         cases[i].open);
        assert_int_equal(open_of(&m, 0, RSP_NONE, 1, "2012-03-27T08:00", "2012-03-28T00:00", NULL, &o), 0);
        unmake(&m);
    }
}

/* An incident in the middle of a window that is running at as_of ends it there. */
static void incident_inside_a_window(void **state) {
    (void)state;
    const rsp_open_interval *o = NULL;
    made m;
    make(&m, MAKE_HEAD("2012-03-28T15:30") ",\"pauses\":[" MAKE_PAUSE("p", DAILY) "],\"consents\":[" BOTH(
                 "2012-03-27T09:00") "]" INCIDENT("2012-03-28T15:00", "34.73", "100") "}");
    assert_non_null(m.s);
    assert_int_equal(open_of(&m, 0, RSP_NONE, 1, "2012-03-28T08:00", "2012-04-30T00:00", NULL, &o), 1);
    assert_interval(&m, &o[0], "2012-03-28T14:00", "2012-03-28T15:00", "2012-03-28T14:45");
    unmake(&m);
}

static void by_declaration(void **state) {
    (void)state;
    const rsp_open_interval *o = NULL;
    char text[8192];
    (void)snprintf(text, sizeof text, "%s", TEXT(MAKE_PAUSE("p", DAILY), "", ""));
    char *control = strstr(text, "\"controlled_by\":[\"gov\",\"fsa\"],");
    assert_non_null(control);
    memset(control, ' ', strlen("\"controlled_by\":[\"gov\",\"fsa\"],"));
    made m;
    make(&m, text);
    assert_non_null(m.s);
    assert_true(told(&m, true, "by declaration"));
    assert_int_equal(open_of(&m, 0, RSP_NONE, 1, "2012-03-28T08:00", "2012-04-30T00:00", NULL, &o), 9);
    unmake(&m);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(daily_across_summer_time),
        cmocka_unit_test(opening_in_the_gap),
        cmocka_unit_test(overlap_is_told),
        cmocka_unit_test(withdrawn_and_not_yet_known),
        cmocka_unit_test(one_party_is_not_enough),
        cmocka_unit_test(scope_of_consents),
        cmocka_unit_test(refusal_of_a_part),
        cmocka_unit_test(declared_effective_ended_cancelled),
        cmocka_unit_test(merged_intervals_and_margins),
        cmocka_unit_test(corridors),
        cmocka_unit_test(corridor_in_an_open_zone),
        cmocka_unit_test(incidents_break_pauses),
        cmocka_unit_test(incident_inside_a_window),
        cmocka_unit_test(by_declaration),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
