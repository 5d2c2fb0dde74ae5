/* Mistakes in situation files: each told at its place, all at once, with what would be right. */
#include "make.h"

#include <stdio.h>

#include "base/file.h"

#define BASE RSP_TEST_DATA "/situation/data/small.json"

typedef struct mistake {
    const char *find, *replace; /* in small.json, the first occurrence */
    const char *pointer;
    const char *text; /* a part of the message */
    bool warning;
} mistake;

static char *changed(const rsp_ctx *ctx, const char *find, const char *replace) {
    rsp_buf b = {0};
    rsp_err err = {0};
    assert_int_equal(rsp_file_read(ctx, BASE, &b, &err), 0);
    const char *at = strstr(b.at, find);
    if (at == NULL) {
        fail_msg("small.json has no %s", find);
    }
    size_t n = b.n + strlen(replace) + 1;
    char *text = malloc(n);
    assert_non_null(text);
    (void)snprintf(text, n, "%.*s%s%s", (int)(at - b.at), b.at, replace, at + strlen(find));
    rsp_buf_done(&b);
    return text;
}

#define CORRIDOR(line, zone)                                                                                 \
    "\"corridors\": [{\"id\": \"road\", \"name\": {\"en\": \"x\"}, \"width_m\": 100, \"zones\": [\"" zone    \
    "\"], \"line\": {\"type\": \"LineString\", \"coordinates\": [[" line "]]}}], \"places\""

#define ROW(time_min, distance_km)                                                                           \
    "{\"kind\": \"table\", \"rows\": [{\"from\": \"depot\", \"to\": \"school\", \"time_min\": " time_min     \
    ", \"distance_km\": " distance_km ", \"both_ways\": true}]}"

static const mistake MISTAKES[] = {
    {"\"needs\"", "\"neds\"", "/neds", "did you mean \"needs\"", false},
    {"\"recurrence\"", "\"time_windows\"", "/pauses/0/time_windows", "unknown key", false},
    {"\"place\": \"school\", \"item\"", "\"item\"", "/needs/0", "\"place\" of this need is missing", false},
    {"\"id\": \"school\"", "\"id\": \"depot\"", "/places/1/id", "the first is at small.json:25", false},
    {"\"16:00\"", "\"13:00\"", "/pauses/0/closes", "ends before it starts", false},
    {"\"quantity\": 500", "\"quantity\": -500", "/hubs/0/stock/0/quantity", "from 0", false},
    {"\"lat\": 34.73, \"lon\": 36.715", "\"lat\": 36.715, \"lon\": 34.73", "/places/1/lat", "\"lat\": 34.73",
     false},
    {"\"lat\": 34.73", "\"lat\": 134.73", "/places/1/lat", "-90 to 90", false},
    {"[36.73, 34.74], [36.70, 34.74]", "[36.70, 34.74], [36.73, 34.74]", "/zones/0/area/coordinates",
     "not valid", false},
    {"Asia/Damascus", "Asia/Damaskus", "/time_zone", "Asia/Damascus", false},
    {"\"14:00\"", "\"9:00\"", "/pauses/0/opens", "\"09:00\" would be", false},
    {"\"14:00\"", "\"24:00\"", "/pauses/0/opens", "\"00:00\" of the next day would be", false},
    {"\"16:00\"", "\"24:00:00\"", "/pauses/0/closes", "\"24:00\", the end of the day, would be", false},
    {"\"16:00\"", "\"25:00\"", "/pauses/0/closes", "at most \"24:00\"", false},
    {"FREQ=DAILY", "FREQ=DALY", "/pauses/0/recurrence", "FREQ=DAILY", false},
    {"FREQ=DAILY", "FREQ=HOURLY", "/pauses/0/recurrence", "DAILY, WEEKLY", false},
    {"FREQ=DAILY", "FREQ=DAILY;COUNT=2;UNTIL=20120401", "/pauses/0/recurrence", "exclude each other", false},
    {"FREQ=DAILY", "FREQ=DAILY;;", "/pauses/0/recurrence", "empty part", false},
    {"\"2012-04-10\"", "\"2012-03-10\"", "/pauses/0/last_date", "before \"first_date\"", false},
    {"\"2012-04-10\"", "\"10.4.2012\"", "/pauses/0/last_date", "year-month-day", false},
    {"\"zones\": [\"old-town\"], ", "", "/pauses/0", "opens no ground", false},
    {"\"opens\"", "\"effective_at\": \"2012-03-22T00:00\", \"ended_at\": \"2012-03-21T00:00\", \"opens\"",
     "/pauses/0/ended_at", "before \"effective_at\"", false},
    {"\"party\": \"fsa\"", "\"party\": \"gove\"", "/consents/1/party", "nearest id is \"gov\"", false},
    {"\"item\": \"parcel\", \"quantity\": 200", "\"item\": \"school\", \"quantity\": 200", "/needs/0/item",
     "only in places", false},
    {"\"hub\": \"hub\"", "\"hub\": \"hubb\"", "/vehicles/0/hub", "nearest id is \"hub\"", false},
    {"\"hospitals\"", "\"note\": \"x\", \"havens\": [], \"hospitalss\"", "/hospitalss",
     "did you mean \"hospitals\"", false},
    {"\"immediate\": 4", "\"immediate\": 0", "/wounded/0", "no hospital has a free bed", true},
    {"{\"item\": \"parcel\", \"quantity\": 500}",
     "{\"item\": \"parcel\", \"quantity\": 500}, {\"item\": \"parcel\", \"quantity\": 5}", "/hubs/0/stock/1",
     "stands twice", false},
    {"\"travel\": {\"kind\": \"schematic\"}", "\"travel\": {\"kind\": \"table\"}", "/travel/kind",
     "without rows", false},
    {"\"travel\": {\"kind\": \"schematic\"}",
     "\"rules\": {\"convoy_min_vehicles\": 5, \"convoy_max_vehicles\": 4}", "/rules/convoy_max_vehicles",
     "less than", false},
    {"\"travel\": {\"kind\": \"schematic\"}",
     "\"rules\": {\"policy\": {\"shares\": [{\"upto_pct\": 50, \"value_pct\": 40}, {\"upto_pct\": 100, "
     "\"value_pct\": 60}]}}",
     "/rules/policy/shares/1", "no larger value_pct", false},
    {"\"title\": {\"en\": \"A small pause\"", "\"title\": {\"xx\": \"A small pause\"", "/title/xx",
     "language code", false},
    {"\"respite\": 1", "\"respite\": 2", "/respite", "version 1", false},
    {"\"id\": \"n1\"", "\"id\": \"n 1\"", "/needs/0/id", "is not an id", false},
    {"\"count\": 2", "\"count\": null", "/wounded/0/count", "leave the key out", false},
    {"\"count\": 2", "\"count\": \"2\"", "/wounded/0/count", "without quotes", false},
    {"\"stretcher\": true", "\"stretcher\": true, \"note\": \"\\u0007\"", "/wounded/0/note",
     "control character", false},
    {"\"stretcher\": true", "\"stretcher\": true, \"note\": \" \"", "/wounded/0/note", "is empty", false},
    {"\"stretcher\": true", "\"stretcher\": true, \"counted_from\": \"2012-03-30T00:30\"",
     "/wounded/0/counted_from", "does not exist", true},
    {"\"places\"",
     "\"notices\": [{\"id\": \"m\", \"sent_at\": \"2012-03-20T08:00\", \"parties\": [\"gov\"], \"movement\": "
     "\"x\"}],\n\"acknowledgements\": [{\"id\": \"k\", "
     "\"notice\": \"m\", \"party\": \"fsa\", \"at\": \"2012-03-20T09:00\", \"state\": \"acknowledged\"}], "
     "\"places\"",
     "/acknowledgements/0/party", "was not sent to", false},
    {"\"places\"",
     "\"third_parties\": [{\"id\": \"gov\", \"name\": {\"en\": \"x\"}, \"role\": \"backs\"}], \"places\"",
     "/third_parties/0/id", "never counts as consent", false},
    {"\"parties\": [",
     "\"third_parties\": [{\"id\": \"envoy\", \"name\": {\"en\": \"x\"}, \"role\": \"backs\"}], \"parties\": "
     "[",
     NULL, NULL, false},
    {"\"places\"",
     "\"permissions\": [{\"id\": \"p\", \"kind\": \"goods\", \"authority\": \"x\", \"history\": [{\"at\": "
     "\"2012-03-20T08:00\", \"state\": \"refused\"}, "
     "{\"at\": \"2012-03-19T08:00\", \"state\": \"granted\"}]}], \"places\"",
     "/permissions/0/history/1", "out of order", false},
    {"\"places\"",
     "\"permissions\": [{\"id\": \"p\", \"kind\": \"goods\", \"authority\": \"x\", \"history\": [{\"at\": "
     "\"2012-03-19T08:00\", \"state\": \"refused\"}, "
     "{\"at\": \"2012-03-20T08:00\", \"state\": \"granted\"}, {\"at\": \"2012-03-20T08:00\", \"state\": "
     "\"blocked\"}]}], \"places\"",
     NULL, NULL, false},
    {"\"places\"", CORRIDOR("36.60, 34.70], [36.62, 34.71", "old-town"), "/corridors/0/zones",
     "m from zone \"old-town\" and is 100 m wide", true},
    {"\"places\"", CORRIDOR("36.60, 34.73], [36.6995, 34.73", "old-town"), NULL, NULL, false},
    {"\"places\"", CORRIDOR("36.60, 34.73], [36.80, 34.73", "old-town"), NULL, NULL, false},
    {"\"places\"", CORRIDOR("36.71, 34.73], [36.72, 34.73", "old-town"), NULL, NULL, false},
    {"\"places\"",
     "\"danger\": [{\"id\": \"mines\", \"geometry\": {\"type\": \"Point\", \"coordinates\": [36.6801, "
     "34.71]}, "
     "\"width_m\": 50}], \"places\"",
     "/hospitals/0/place", "hospital \"al-amal\" lies within the danger \"mines\"", true},
    {"\"places\"",
     "\"danger\": [{\"id\": \"mines\", \"geometry\": {\"type\": \"Point\", \"coordinates\": [36.6801, "
     "34.71]}, "
     "\"width_m\": 5}], \"places\"",
     NULL, NULL, false},
    {"\"places\"",
     "\"incidents\": [{\"id\": \"shells\", \"kind\": \"shelling\", \"at\": \"2012-03-19T23:00\", \"lat\": "
     "34.711, "
     "\"lon\": 36.68, \"radius_m\": 150}], \"places\"",
     "/hospitals/0/place", "lies within the radius of incident \"shells\"", true},
    {"\"places\"",
     "\"incidents\": [{\"id\": \"shells\", \"kind\": \"shelling\", \"at\": \"2012-03-10T23:00\", \"lat\": "
     "34.711, "
     "\"lon\": 36.68, \"radius_m\": 150}], \"places\"",
     NULL, NULL, false},
    {"\"item\": \"parcel\", \"quantity\": 200", "\"item\": \"parcel\", \"quantity\": 200000001",
     "/needs/0/quantity", "are for 1000000005 people", false},
    {"\"weight_g\": 50000", "\"weight_g\": 50", "/items/0/weight_g",
     "0.00063 kg a litre; \"weight_g\" is in grams", true},
    {"\"volume_ml\": 80000", "\"volume_ml\": 80", "/items/0/volume_ml", "6.2e+02 kg a litre", true},
    {"{\"kind\": \"schematic\"}", ROW("1200", "5"), "/travel/rows/0",
     "are 0.25 km/h; \"time_min\" is in minutes", true},
    {"{\"kind\": \"schematic\"}", ROW("10", "2"), "/travel/rows/0", "less than the straight line", true},
    {"{\"kind\": \"schematic\"}", ROW("15", "5"), NULL, NULL, false},
    {"\"lat\": 34.71", "\"lat\": 38.71", "/places/2/lat", "km from the middle of all places", true},
    {"\"first_date\": \"2012-03-21\"", "\"first_date\": \"0026-03-21\"", "/pauses/0/first_date",
     "the year is 26; write one from 1972", false},
    {"\"as_of\": \"2012", "\"as_of\": \"0026", "/as_of", "the year is 26; write one from 1972", false},
    {"FREQ=DAILY", "FREQ=YEARLY;BYMONTH=7;BYMONTHDAY=1", "/pauses/0/recurrence",
     "from first_date to last_date", true},
    {"\"closes\"", "\"margin_min\": 61, \"closes\"", "/pauses/0/margin_min",
     "takes 61 of the window's 120 minutes", true},
    {"\"closes\"", "\"margin_min\": 60, \"closes\"", NULL, NULL, false},
    {"\"item\": \"parcel\", \"quantity\": 500", "\"item\": \"parcel\", \"quantity\": 0", "/needs/0/item",
     "no hub has \"parcel\" in stock", true},
    {"\"weight_g\": 50000", "\"weight_g\": 20000000", "/needs/0/item",
     "weighs 20000 kg and no vehicle carries more than 10000", true},
    {"\"volume_ml\": 80000", "\"volume_ml\": 80000000", "/needs/0/item", "takes 80000 litres", true},
    {"\"weight_g\"", "\"weight_kg\"", "/items/0/weight_kg", "of an item; did you mean \"weight_g\"", false},
    {"\"places\"", "\"note\": \"x\",,\n\"places\"", "", "a key in quotes", false},
    {"\"controlled_by\": [\"gov\", \"fsa\"]", "\"controlled_by\": [\"gov\"]", "/consents/1/party",
     "does not need the consent", true},
    {"\"item\": \"parcel\", \"quantity\": 200", "\"item\": \"x-1\", \"quantity\": 200", "/needs/0/item",
     "or built in: food_parcel, blanket", false},
    {"\"places\"",
     "\"closures\": [{\"id\": \"mines\", \"geometry\": {\"type\": \"Point\", \"coordinates\": [36.6801, "
     "34.71]}}], "
     "\"places\"",
     "/closures", "so nothing heeds them", true},
    {"\"respite\": 1", "\"respite_plan\": 1", "", "this is a plan", false},
};

static void each_mistake(void **state) {
    (void)state;
    for (size_t i = 0; i < sizeof MISTAKES / sizeof MISTAKES[0]; i++) {
        const mistake *k = &MISTAKES[i];
        rsp_ctx ctx = rsp_ctx_init(NULL, NULL);
        rsp_diag d = {0};
        rsp_err err = {0};
        rsp_situation *s = NULL;
        char *text = changed(&ctx, k->find, k->replace);
        assert_int_equal(rsp_diag_init(&ctx, &d, &err), 0);
        int rc = rsp_situation_parse(&ctx, "small.json", text, strlen(text), &d, &s, &err);
        bool found = k->pointer == NULL && d.n == 0;
        for (size_t j = 0; j < d.n && k->pointer != NULL; j++) {
            found = found ||
                    (d.at[j].warning == k->warning && strcmp(d.at[j].at.pointer, k->pointer) == 0 &&
                     strstr(d.at[j].text, k->text) != NULL && strcmp(d.at[j].at.file, "small.json") == 0 &&
                     d.at[j].at.line > 0 && d.at[j].at.col > 0);
        }
        if (!found || (rc == 0) != (k->warning || k->pointer == NULL)) {
            rsp_diag_print(&d, stderr);
            fail_msg("%s -> %s: rc %d, not told", k->find, k->replace, rc);
        }
        (void)rsp_situation_free(s);
        rsp_diag_done(&d);
        free(text);
    }
}

static void all_at_once(void **state) {
    (void)state;
    made m;
    make(&m, "{\"respite\":1,\"title\":{},\"time_zone\":\"Mars\",\"as_of\":\"now\",\"plces\":[],\"needs\":[{"
             "\"id\":\"a\"},{\"id\":\"a\",\"place\":3}]}");
    assert_null(m.s);
    assert_true(m.d.errors >= 9);
    unmake(&m);
    make(&m, "[1]");
    assert_true(told(&m, false, "a situation is an object"));
    unmake(&m);
    make(&m, "{\"respite\":1,}");
    assert_true(told(&m, false, "a comma before '}'") && told(&m, false, "\"title\""));
    unmake(&m);
    make(&m,
         "{\"respite\":1,\"plces\":[],\"places\":[{\"id\":\"a\",\"lat\":034.5,\"lon\":NaN,\"docks\":\"one\"},"
         "99999999999999999999]}");
    assert_null(m.s);
    assert_true(told(&m, false, "leading zero") && told(&m, false, "no such number") &&
                told(&m, false, "outside 64 bits"));
    assert_true(told(&m, false, "\"plces\"") && told(&m, false, "\"docks\" is text"));
    assert_false(told(&m, false, "no value") || told(&m, false, "\"lat\"") || told(&m, false, "\"lon\""));
    unmake(&m);
    make(&m,
         MAKE_HEAD("2012-03-28T08:00") ",\"organisations\":null,\"notices\":[{\"id\":\"n\",\"org\":\"o\","
                                       "\"sent_at\":"
                                       "\"2012-03-27T09:00\",\"parties\":[\"gov\"],\"movement\":\"x\"}]}");
    assert_null(m.s);
    assert_int_equal(m.d.errors, 1);
    unmake(&m);
}

static void third_party_as_party(void **state) {
    (void)state;
    made m;
    make(&m, MAKE_HEAD("2012-03-28T08:00") ",\"pauses\":[" MAKE_PAUSE(
                 "p", "\"zones\":[\"z1\"]") "],\"consents\":[" MAKE_SAID("a", "p", "envoy", "agreed",
                                                                         "2012-03-27T09:00", "") "]}");
    assert_null(m.s);
    assert_int_equal(m.d.errors, 1);
    assert_true(told(&m, false, "a third party's never counts as consent"));
    unmake(&m);
}

static void defaults(void **state) {
    (void)state;
    rsp_ctx ctx = rsp_ctx_init(NULL, NULL);
    rsp_diag d = {0};
    rsp_err err = {0};
    rsp_situation *s = NULL;
    assert_int_equal(rsp_diag_init(&ctx, &d, &err), 0);
    assert_int_equal(rsp_situation_load(&ctx, BASE, &d, &s, &err), 0);
    assert_int_equal(d.n, 0);
    const rsp_rules *r = &s->rules;
    assert_true(r->convoy_min_vehicles == 2 && r->convoy_max_vehicles == 10 && r->gap_s == 15 &&
                r->margin_s == 900);
    assert_true(r->daylight_from_s == 6 * 3600 && r->daylight_to_s == 18 * 3600 &&
                r->unload_trucks_per_hour_x100 == 120);
    assert_true(r->policy.wounded[RSP_TRIAGE_IMMEDIATE].weight == 10 &&
                r->policy.goods[RSP_URGENCY_MODERATE].tier == 3);
    assert_true(r->policy.n_shares == 3 && r->policy.share_value_pct[2] == 40 && r->time_to_care_s[0] == 0);
    assert_true(s->travel.speed_kmh[2] == 50 && s->travel.detour_x100 == 140 && s->pauses[0].margin_s == -1);
    assert_true(s->vehicles[0].owner == RSP_NONE && s->vehicles[0].available_from == RSP_TIME_NONE);
    assert_true(s->needs[0].since == INT32_MIN && s->needs[0].assessment == RSP_NONE &&
                s->places[0].population == -1);
    assert_true(s->wounded[0].time_to_care_s == -1 && s->places[0].docks == 1 &&
                s->pauses[0].activities == RSP_ACT_ALL);
    assert_true(s->items[0].people_per_unit_x1000 == 5000 && strlen(s->sha256) == 64 &&
                s->places[1].src.line == 26);
    (void)rsp_situation_free(s);
    rsp_diag_done(&d);
}

static void kits_are_found(void **state) {
    (void)state;
    rsp_ctx ctx = rsp_ctx_init(NULL, NULL);
    rsp_diag d = {0};
    rsp_err err = {0};
    rsp_situation *s = NULL;
    rsp_buf out = rsp_buf_init(&ctx, 1 << 20);
    char *text =
        changed(&ctx, "\"item\": \"parcel\", \"quantity\": 200", "\"item\": \"blanket\", \"quantity\": 200");
    assert_int_equal(rsp_diag_init(&ctx, &d, &err), 0);
    assert_int_equal(rsp_situation_parse(&ctx, "x", text, strlen(text), &d, &s, &err), 0);
    assert_int_equal(s->n_items, 2);
    assert_string_equal(s->items[s->needs[0].item].id, "blanket");
    assert_true(s->items[1].weight_g > 0);
    assert_int_equal(rsp_situation_write(s, &out, &err), 0);
    assert_null(strstr(out.at, "\"weight_g\": 1500")); /* it stays a kit: not copied into the file */
    (void)rsp_situation_free(s);
    rsp_diag_done(&d);
    rsp_buf_done(&out);
    free(text);
}

/* Any failed allocation or read gives a clean error and leaks nothing. */
static void faults(void **state) {
    (void)state;
    RSP_FAULT_LOOP(
        ctx, rc, faults,
        {
            rsp_diag d = {0};
            rsp_err err = {0};
            rsp_situation *s = NULL;
            rc = rsp_diag_init(ctx, &d, &err);
            if (rc == 0) {
                rc = rsp_situation_load(ctx, RSP_TEST_DATA "/situation/data/full.json", &d, &s, &err);
            }
            (void)rsp_situation_free(s);
            rsp_diag_done(&d);
            assert_true((rc == 0) == (s != NULL));
            assert_int_equal(faults.live, 0);
        },
        assert_true(rc == RSP_ENOMEM || rc == RSP_EIO || rc == RSP_EINPUT))
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(each_mistake),         cmocka_unit_test(all_at_once),
        cmocka_unit_test(third_party_as_party), cmocka_unit_test(defaults),
        cmocka_unit_test(kits_are_found),       cmocka_unit_test(faults),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
