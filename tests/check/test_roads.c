/* The checker on roads: a small network is built from OSM XML, a plan over it is written from the raw
 * segments, then broken in one thing at a time. docs/rules.md 3.1 to 3.3 and the snapping of docs/plan.md.
 *
 *      4   34.75, the place stands half-way between 3 and 4
 *      |
 *      3   34.72
 *      | \
 *      |  5    3-5-2: bears 5 t, and no turn from it into 3-4
 *      | /
 *      2   34.68
 *      | \
 *      |  6    oneway 1 -> 6 -> 2
 *      | /
 *      1   34.65, the hub stands a quarter of the way from 1 to 2
 *      |
 *      0   34.64 */
#include "check/check.h"
#include "mutate.h"

#include <math.h>
#include <stdlib.h>
#include <unistd.h>

static const char OSM[] =
    "<?xml version='1.0' encoding='UTF-8'?><osm version='0.6'>"
    "<node id='100' lat='34.64' lon='36.75'/><node id='101' lat='34.65' lon='36.75'/><node id='102' "
    "lat='34.68' lon='36.75'/>"
    "<node id='103' lat='34.72' lon='36.75'/><node id='104' lat='34.75' lon='36.75'/><node id='105' "
    "lat='34.70' lon='36.76'/>"
    "<node id='106' lat='34.665' lon='36.77'/>"
    "<way id='10'><nd ref='100'/><nd ref='101'/><tag k='highway' v='residential'/></way>"
    "<way id='11'><nd ref='101'/><nd ref='102'/><tag k='highway' v='primary'/></way>"
    "<way id='12'><nd ref='102'/><nd ref='103'/><tag k='highway' v='primary'/></way>"
    "<way id='13'><nd ref='103'/><nd ref='104'/><tag k='highway' v='secondary'/></way>"
    "<way id='14'><nd ref='102'/><nd ref='105'/><nd ref='103'/><tag k='highway' v='tertiary'/><tag "
    "k='maxweight' v='5'/></way>"
    "<way id='15'><nd ref='101'/><nd ref='106'/><nd ref='102'/><tag k='highway' v='tertiary'/><tag "
    "k='oneway' v='yes'/></way>"
    "<relation id='1'><member type='way' ref='14' role='from'/><member type='node' ref='103' role='via'/>"
    "<member type='way' ref='13' role='to'/><tag k='type' v='restriction'/><tag k='restriction' "
    "v='no_left_turn'/></relation></osm>";

static const char SITUATION[] =
    "{\"respite\":1,\"title\":{\"en\":\"Roads\"},\"time_zone\":\"UTC\",\"as_of\":\"2012-03-21T18:00\","
    "\"rules\":{\"margin_min\":10,\"snap_limit_m\":300},"
    "\"organisations\":[{\"id\":\"rc\",\"name\":{\"en\":\"RC\"},\"kind\":\"ngo\"}],"
    "\"parties\":[{\"id\":\"x\",\"name\":{\"en\":\"X\"},\"kind\":\"state\"}],"
    "\"zones\":[{\"id\":\"Z\",\"name\":{\"en\":\"Z\"},\"controlled_by\":[\"x\"],\"area\":{\"type\":"
    "\"Polygon\",\"coordinates\":[[[36.7,34.7],[36.8,34.7],[36.8,34.8],[36.7,34.8],[36.7,34.7]]]}}],"
    "\"pauses\":[{\"id\":\"p\",\"name\":{\"en\":\"P\"},\"zones\":[\"Z\"],\"first_date\":\"2012-03-22\","
    "\"opens\":\"09:00\",\"closes\":\"12:00\"}],"
    "\"consents\":[{\"id\":\"k\",\"pause\":\"p\",\"party\":\"x\",\"state\":\"agreed\",\"at\":\"2012-03-20T10:"
    "00\"}],"
    "\"places\":[{\"id\":\"H\",\"name\":{\"en\":\"H\"},\"lat\":34.6575,\"lon\":%s},{\"id\":\"A\",\"name\":{"
    "\"en\":\"A\"},\"lat\":34.735,\"lon\":36.75}],"
    "\"hubs\":[{\"id\":\"h\",\"place\":\"H\",\"org\":\"rc\",\"stock\":[{\"item\":\"i\",\"quantity\":10}]}],"
    "\"items\":[{\"id\":\"i\",\"name\":{\"en\":\"I\"},\"weight_g\":10000,\"volume_ml\":10000,\"people_per_"
    "unit\":1}],"
    "\"needs\":[{\"id\":\"n\",\"place\":\"A\",\"item\":\"i\",\"quantity\":10,\"urgency\":\"severe\"}],"
    "\"vehicle_types\":[{\"id\":\"t\",\"name\":{\"en\":\"T\"},\"profile\":\"truck\",\"capacity_kg\":5000,"
    "\"capacity_l\":20000,\"gross_weight_kg\":12000}],"
    "\"vehicles\":[{\"id\":\"t1\",\"type\":\"t\",\"hub\":\"h\"},{\"id\":\"t2\",\"type\":\"t\",\"hub\":\"h\"}]"
    "%s}";

typedef struct knobs {
    const char *hub_lon, *more; /* of the situation */
    bool by_weight, by_oneway;  /* out over 2-5-3; home over 2-6-1 */
    bool swap, stop_short;      /* arcs out of order; the path ends before its place's edge */
    double fraction_off;        /* the point at A said to be elsewhere on its edge */
    int faster_s, delay_s;      /* out: this much faster; a stay on the way */
    bool node_off, list_checkpoint;
    const char *sha;
    const char *closure;         /* what rests_on names */
    const char *rules;           /* as in test_rules.c */
    const char *says, *says_too; /* in the text of some violation */
    const char *only;            /* part of every violation's pointer */
} knobs;

typedef struct world {
    rsp_ctx ctx;
    rsp_net *net;
    char path[64], sha[65];
} world;

/* The arc between two OSM nodes over way `via_len_m` nearest in length (0: the shortest). */
static uint32_t arc(const rsp_net *net, int64_t from, int64_t to, bool longer) {
    uint32_t best = UINT32_MAX;
    double best_m = 0;
    for (uint32_t i = 0; i < rsp_net_edges(net); i++) {
        rsp_edge e;
        rsp_net_edge(net, i, &e);
        int64_t a = rsp_net_osm_node(net, e.from), b = rsp_net_osm_node(net, e.to);
        if ((a == from && b == to) || (a == to && b == from)) {
            if (best == UINT32_MAX || longer == (e.length_m > best_m)) {
                best = i << 1 | (a == to);
                best_m = e.length_m;
            }
        }
    }
    assert_int_not_equal(best, UINT32_MAX);
    return best;
}

static double arc_s(const rsp_net *net, uint32_t a, double *length_m) {
    rsp_edge e;
    rsp_net_edge(net, a >> 1, &e);
    uint32_t ms = (a & 1 ? e.backward_ms : e.forward_ms)[RSP_PROFILE_TRUCK];
    *length_m = e.length_m;
    return (ms == UINT32_MAX ? e.forward_ms[RSP_PROFILE_TRUCK] : ms) / 1000.0;
}

static const char *at(char to[40], int64_t t) {
    (void)snprintf(to, 40, "2012-03-22T%02d:%02d:%02d+00:00", (int)(t / 3600), (int)(t / 60 % 60),
                   (int)(t % 60));
    return to;
}

/* fraction on the arc's edge, counted from its `from`, of a point f of the arc's own way */
static double on_edge(uint32_t a, double f) {
    return a & 1 ? 1 - f : f;
}

static void end_json(char *to, size_t n, uint32_t a, double f, double lat) {
    (void)snprintf(to, n, "{\"edge\":%u,\"fraction\":%.9f,\"lat\":%.7f,\"lon\":36.75}", a >> 1, on_edge(a, f),
                   lat);
}

/* One leg: arcs, from fraction f of the first to fraction g of the last, both of the arc's own way. */
static int64_t leg_json(const world *w, const knobs *k, rsp_buf *b, bool out, const uint32_t *arcs, int n,
                        double f, double g, int64_t depart, double in_or_out_s) {
    double s = 0, m = 0, edge_m = 0; /* the zone's edge lies in the middle of the second arc */
    char t[6][40], from[200], to[200], list[64], nodes[64] = "";
    for (int i = 0; i < n; i++) {
        double length;
        double x = arc_s(w->net, arcs[i], &length);
        double part = (i == n - 1 ? g : 1) - (i == 0 ? f : 0);
        s += x * part;
        m += length * part;
        edge_m += i == 0 ? length * (1 - f) : (i == 1 ? length / 2 : 0);
    }
    int64_t drive = (int64_t)ceil(s - 1e-6) + (out ? k->delay_s - k->faster_s : k->delay_s);
    int64_t head = depart + drive,
            edge = depart + (int64_t)(in_or_out_s) + (out ? k->delay_s : 0) + (out ? 0 : 15 + 1);
    end_json(from, sizeof from, arcs[0], f, out ? 34.6575 : 34.735);
    end_json(to, sizeof to, arcs[n - 1], g + (out ? k->fraction_off : 0), out ? 34.735 : 34.6575);
    (void)snprintf(list, sizeof list, "%u,%u,%u", arcs[k->swap && out ? 1 : 0], arcs[k->swap && out ? 0 : 1],
                   arcs[2]);
    if (out && k->stop_short) {
        (void)snprintf(list, sizeof list, "%u,%u", arcs[0], arcs[1]);
    }
    if (n == 4) {
        (void)snprintf(list, sizeof list, "%u,%u,%u,%u", arcs[0], arcs[1], arcs[2], arcs[3]);
    }
    for (int i = 0; i < n - 1 - (out && k->stop_short); i++) {
        rsp_edge e;
        rsp_net_edge(w->net, arcs[i] >> 1, &e);
        size_t used = strlen(nodes);
        (void)snprintf(nodes + used, sizeof nodes - used, "%s%lld", i > 0 ? "," : "",
                       (long long)rsp_net_osm_node(w->net, arcs[i] & 1 ? e.from : e.to) +
                           (k->node_off && i == 0));
    }
    rsp_buf_printf(b,
                   "{\"from\":\"%s\",\"to\":\"%s\",\"depart\":\"%s\",\"arrive_head\":\"%s\",\"arrive_tail\":"
                   "\"%s\",\"drive_s\":%lld,\"tail_lag_s\":15,\"length_m\":%.0f,",
                   out ? "H" : "A", out ? "A" : "H", at(t[0], depart), at(t[1], head), at(t[2], head + 15),
                   (long long)drive, m);
    rsp_buf_printf(b, "\"path\":{\"from\":%s,\"to\":%s,\"arcs\":[%s],\"nodes\":[%s]},\"wait\":null,", from,
                   to, list, nodes);
    rsp_buf_printf(b,
                   "\"zones\":[{\"zone\":\"Z\",\"head_in\":\"%s\",\"tail_out\":\"%s\",\"enter_m\":%.0f,"
                   "\"leave_m\":%.0f}],"
                   "\"checkpoints\":[%s%s%s]}",
                   at(t[3], out ? edge : depart), at(t[4], out ? head + 15 : edge), out ? edge_m : 0,
                   out ? m : edge_m, k->list_checkpoint ? "{\"checkpoint\":\"c\",\"at\":\"" : "",
                   k->list_checkpoint ? at(t[5], depart + 60) : "", k->list_checkpoint ? "\"}" : "");
    return head + 15;
}

static void write_plan(const world *w, const knobs *k, const char *situation_sha, rsp_buf *b) {
    const rsp_net *net = w->net;
    uint32_t out[3] = {arc(net, 101, 102, false), arc(net, 102, 103, k->by_weight),
                       arc(net, 103, 104, false)};
    uint32_t home[4] = {arc(net, 104, 103, false), arc(net, 103, 102, false),
                        arc(net, 102, 101, k->by_oneway), arc(net, 101, 102, false)};
    int n_home = k->by_oneway ? 4 : 3;
    double m, a = arc_s(net, out[0], &m), mid = arc_s(net, out[1], &m), c = arc_s(net, home[0], &m);
    int64_t start = 32400;
    rsp_buf legs = rsp_buf_init(&w->ctx, 1 << 20);
    char t[12][40];
    int64_t there = leg_json(w, k, &legs, true, out, 3, 0.25, 0.5, start, 0.75 * a + mid / 2);
    int64_t leave = there + 300 + 300; /* fixed part, and far more than ten units take */
    rsp_buf_str(&legs, ",");
    double home_mid = arc_s(net, home[1], &m);
    int64_t back = leg_json(w, k, &legs, false, home, n_home, 0.5, k->by_oneway ? 0.25 : 0.75, leave,
                            0.5 * c + home_mid / 2);
    int64_t in = start + (int64_t)(0.75 * a + mid / 2) + k->delay_s,
            gone = leave + (int64_t)(0.5 * c + home_mid / 2) + 16;
    double length = 0;
    for (int i = 0; i < 3 + n_home; i++) {
        double x;
        (void)arc_s(net, i < 3 ? out[i] : home[i - 3], &x);
        length += i == 0 || i == 5 + (n_home == 4) * 9 ? x * 0.75
                  : i == 2 || i == 3                   ? x * 0.5
                  : i == 6                             ? x * 0.25
                                                       : x;
    }
    int64_t minutes = (gone - in + 59) / 60;
    rsp_buf_printf(b,
                   "{\"respite_plan\":1,\"version\":\"0\",\"situation\":{\"title\":{\"en\":\"R\"},\"sha256\":"
                   "\"%s\",\"as_of\":\"2012-03-21T18:00:00+00:00\",\"time_zone\":\"UTC\",\"tz_data\":\"x\"},",
                   situation_sha);
    rsp_buf_printf(
        b,
        "\"roads\":{\"kind\":\"roads\",\"sha256\":\"%s\"},\"seed\":1,\"threads\":1,\"steps\":1,"
        "\"interrupted\":false,\"days\":{\"first\":\"2012-03-22\",\"count\":1},\"status\":\"no_bound\",",
        k->sha != NULL ? k->sha : w->sha);
    /* severe: tier 3, weight 2: 5 at 100, 3 at 70, 2 at 40 per cent of ten people */
    rsp_buf_printf(b,
                   "\"tiers\":[{\"tier\":1,\"value\":0,\"bound\":null},{\"tier\":2,\"value\":0,\"bound\":"
                   "null},{\"tier\":3,\"value\":%d,\"bound\":null},{\"tier\":4,\"value\":0,\"bound\":null}],",
                   5 * 2 * 100 + 3 * 2 * 70 + 2 * 2 * 40);
    rsp_buf_printf(
        b,
        "\"totals\":{\"people_reached\":10,\"people_wanted\":10,\"person_days\":0,\"wounded_out\":0,"
        "\"wounded_wanted\":0,\"civilians_out\":0,\"civilians_wanted\":0,\"visits\":0,\"visits_wanted\":0,"
        "\"visit_people\":0,\"cargo_kg\":100,\"vehicles_used\":2,\"exposed_vehicle_min\":%lld},",
        (long long)minutes * 2);
    rsp_buf_printf(
        b,
        "\"what_if\":[],\"windows\":[{\"zone\":\"Z\",\"corridor\":null,\"pause\":\"p\",\"date\":"
        "\"2012-03-22\",\"activities\":[\"delivery\"],\"opens\":\"%s\",\"closes\":\"%s\",\"out_by\":"
        "\"%s\",\"used\":true}],",
        at(t[0], 32400), at(t[1], 43200), at(t[2], 42600));
    rsp_buf_printf(
        b, "\"convoys\":[{\"id\":\"C1\",\"call_sign\":null,\"hub\":\"h\","
           "\"date\":\"2012-03-22\",\"activities\":[\"delivery\"],\"vehicles\":[{\"vehicle\":\"t1\",\"type\":"
           "\"t\",\"cargo\":[{\"need\":\"n\",\"item\":\"i\",\"quantity\":10}],\"people\":[]},{\"vehicle\":"
           "\"t2\",\"type\":\"t\",\"cargo\":[],\"people\":[]}],\"crews\":[],");
    rsp_buf_printf(
        b, "\"loading\":{\"from\":\"%s\",\"to\":\"%s\"},\"depart\":\"%s\",\"back\":\"%s\",\"legs\":[%s],",
        at(t[0], 28800), at(t[1], 30000), at(t[2], start), at(t[3], back), legs.at);
    rsp_buf_printf(b,
                   "\"stops\":[{\"place\":\"A\",\"arrive\":\"%s\",\"start\":\"%s\",\"end\":\"%s\",\"depart\":"
                   "\"%s\",\"docks_used\":1,\"unload\":{\"from\":\"%s\",\"to\":\"%s\"},\"work\":[{\"do\":"
                   "\"unload\",\"need\":\"n\",\"amount\":10,\"start\":\"%s\",\"end\":\"%s\"}],\"after\":{"
                   "\"kg\":0,\"l\":0,\"seats_used\":0,\"stretchers_used\":0}}],",
                   at(t[4], there), at(t[5], there), at(t[6], leave), at(t[6], leave), at(t[7], there + 300),
                   at(t[6], leave), at(t[7], there + 300), at(t[6], leave));
    rsp_buf_printf(
        b,
        "\"zones\":[{\"zone\":\"Z\",\"head_in\":\"%s\",\"tail_out\":\"%s\",\"out_by\":\"%s\"}],"
        "\"last_safe_entry\":\"%s\",\"turn_back\":\"%s\",\"exposed_min\":%lld,\"length_m\":%.0f}],",
        at(t[8], in), at(t[9], gone), at(t[10], 42600), at(t[8], in), at(t[6], leave), (long long)minutes,
        length);
    rsp_buf_printf(b,
                   "\"unserved\":[],\"rests_on\":{\"consents\":[\"k\"],\"permissions\":[],\"closures\":[%s]},"
                   "\"would_open\":[],\"assumptions\":[]}",
                   k->closure != NULL ? k->closure : "");
    rsp_buf_done(&legs);
}

static void run(world *w, const knobs *k) {
    rsp_err err = {0};
    rsp_diag d;
    rsp_situation *s = NULL;
    rsp_check_report report = {0};
    char text[8192];
    (void)snprintf(text, sizeof text, SITUATION, k->hub_lon != NULL ? k->hub_lon : "36.75",
                   k->more != NULL ? k->more : "");
    assert_int_equal(rsp_diag_init(&w->ctx, &d, &err), 0);
    int rc = rsp_situation_parse(&w->ctx, "roads.json", text, strlen(text), &d, &s, &err);
    if (rc != 0) {
        rsp_diag_print(&d, stderr);
    }
    assert_int_equal(rc, 0);
    rsp_buf plan = rsp_buf_init(&w->ctx, 1 << 20);
    write_plan(w, k, s->sha256, &plan);
    rc = rsp_check(&w->ctx, s, w->net, w->sha, "plan.json", plan.at, plan.n, &d, &report, &err);
    bool ok = strcmp(k->rules, "input") == 0 ? rc == RSP_EINPUT
                                             : rc == 0 && (k->rules[0] == '\0') == (report.n == 0);
    char first[8] = "";
    (void)sscanf(k->rules, "%7s", first);
    bool seen = first[0] == '\0' || rc != 0;
    for (uint32_t i = 0; i < report.n; i++) {
        ok = ok && strstr(k->rules, report.violations[i].rule) != NULL;
        seen = seen || strcmp(first, report.violations[i].rule) == 0;
    }
    for (uint32_t i = 0; i < report.n; i++) {
        ok = ok && (k->only == NULL || strstr(report.violations[i].pointer, k->only) != NULL);
    }
    const char *const says[] = {k->says, k->says_too};
    for (size_t j = 0; j < 2; j++) {
        bool said = says[j] == NULL;
        for (uint32_t i = 0; i < report.n; i++) {
            said = said || strstr(report.violations[i].text, says[j]) != NULL;
        }
        ok = ok && said;
    }
    if (!ok || !seen) {
        print_message("expected \"%s\", status %d %s\n", k->rules, rc, err.msg);
        for (uint32_t i = 0; i < report.n; i++) {
            print_message("    %s %s: %s\n", report.violations[i].rule, report.violations[i].pointer,
                          report.violations[i].text);
        }
        rsp_diag_print(&d, stderr);
    }
    rsp_check_report_done(&report);
    rsp_situation_free(s);
    rsp_buf_done(&plan);
    rsp_diag_done(&d);
    assert_true(ok && seen);
}

#define CHECKPOINT                                                                                           \
    ",\"checkpoints\":[{\"id\":\"c\",\"name\":{\"en\":\"C\"},\"lat\":34.67,\"lon\":36.7501,\"delay_min\":2}" \
    "]"
#define CLOSURE(geometry, rest) ",\"closures\":[{\"id\":\"x\",\"geometry\":" geometry rest "}]"
#define HELD                    "\"x\""
#define LINE_N                  "{\"type\":\"LineString\",\"coordinates\":[[36.75,34.685],[36.75,34.69]]}"
#define LINE_FAR                "{\"type\":\"LineString\",\"coordinates\":[[36.7505,34.685],[36.7505,34.69]]}"

static const knobs CASES[] = {
    {.rules = ""},
    {.rules = "input", .sha = "00"},
    {.rules = "3.1", .faster_s = 3},
    {.rules = "3.1 2.1 form", .swap = true},
    {.rules = "3.1 2.1 form", .stop_short = true},
    {.rules = "3.1", .by_weight = true, .says = "bears 5000 kg", .says_too = "may not turn"},
    {.rules = "3.1", .by_oneway = true, .says = "may not be driven backward"},
    {.rules = "3.1 form 2.1", .fraction_off = 0.01},
    {.rules = "3.1", .hub_lon = "36.7534"}, /* 311 m from the road */
    {.rules = "", .hub_lon = "36.7532"},    /* 293 m */
    {.rules = "form", .node_off = true},
    {.rules = "3.3 2.1", .more = CHECKPOINT},
    {.rules = "", .more = CHECKPOINT, .delay_s = 120, .list_checkpoint = true},
    {.rules = "3.2", .closure = HELD, .more = CLOSURE(LINE_N, "")},
    {.rules = "", .closure = HELD, .more = CLOSURE(LINE_FAR, "")}, /* 46 m away, wider than 15 m */
    {.rules = "3.2", .closure = HELD, .more = CLOSURE(LINE_FAR, ",\"width_m\":50")},
    {.rules = "3.2", .closure = HELD, .more = CLOSURE(LINE_N, ",\"one_way\":true"), .only = "/legs/0/"},
    {.rules = "3.2",
     .closure = HELD,
     .more = CLOSURE("{\"type\":\"Point\",\"coordinates\":[36.7501,34.69]}", "")},
    {.rules = "3.2",
     .closure = HELD,
     .more = CLOSURE("{\"type\":\"Polygon\",\"coordinates\":[[[36.74,34.685],[36.76,34.685],[36.76,34.69],["
                     "36.74,34.69],[36.74,34.685]]]}",
                     "")},
    {.rules = "", .more = CLOSURE(LINE_N, ",\"until\":\"2012-03-21T23:00\"")},
    {.rules = "6.6", .more = CLOSURE(LINE_FAR, "")}, /* and rests_on does not name it */
    {.rules = "6.6", .closure = HELD, .more = CLOSURE(LINE_N, ",\"until\":\"2012-03-21T23:00\"")},
    {.rules = "3.2", .closure = HELD, .more = CLOSURE(LINE_N, ",\"from\":\"2012-03-22T23:00\"")},
};

static void test_cases(void **state) {
    world *w = *state;
    for (size_t i = 0; i < sizeof CASES / sizeof CASES[0]; i++) {
        print_message("case %zu\n", i);
        run(w, &CASES[i]);
    }
}

/* Any number of the plan made absurd: errors or violations, never a crash. */
static void test_absurd_numbers(void **state) {
    world *w = *state;
    static const knobs RIGHT = {.more = CHECKPOINT, .delay_s = 120, .list_checkpoint = true};
    static const char *const ABSURD[] = {"0", "7", "4294967295", "999999999999", "-1", "1e300"};
    rsp_err err = {0};
    rsp_diag d;
    rsp_situation *s = NULL;
    char text[8192];
    (void)snprintf(text, sizeof text, SITUATION, "36.75", RIGHT.more);
    assert_int_equal(rsp_diag_init(&w->ctx, &d, &err), 0);
    assert_int_equal(rsp_situation_parse(&w->ctx, "roads.json", text, strlen(text), &d, &s, &err), 0);
    rsp_buf plan = rsp_buf_init(&w->ctx, 1 << 20);
    write_plan(w, &RIGHT, s->sha256, &plan);
    for (size_t i = 1; i < plan.n; i++) {
        if ((plan.at[i] < '0' || plan.at[i] > '9') || strchr(":,[", plan.at[i - 1]) == NULL) {
            continue;
        }
        size_t end = i + strspn(plan.at + i, "0123456789.");
        for (size_t k = 0; k < sizeof ABSURD / sizeof ABSURD[0]; k++) {
            rsp_diag quiet;
            rsp_check_report report = {0};
            rsp_buf b = rsp_buf_init(&w->ctx, 1 << 20);
            rsp_buf_add(&b, plan.at, i);
            rsp_buf_str(&b, ABSURD[k]);
            rsp_buf_str(&b, plan.at + end);
            assert_int_equal(rsp_diag_init(&w->ctx, &quiet, &err), 0);
            int rc = rsp_check(&w->ctx, s, w->net, w->sha, "plan.json", b.at, b.n, &quiet, &report, &err);
            assert_true(rc == 0 || rc == RSP_EINPUT);
            rsp_check_report_done(&report);
            rsp_diag_done(&quiet);
            rsp_buf_done(&b);
        }
        i = end;
    }
    rsp_situation_free(s);
    rsp_buf_done(&plan);
    rsp_diag_done(&d);
}

static int set_up(void **state) {
    static world w;
    rsp_err err = {0};
    rsp_net_report report;
    char osm[80];
    w.ctx = rsp_ctx_init(NULL, NULL);
    (void)snprintf(w.path, sizeof w.path, "/tmp/respite-check-%d.roads", (int)getpid());
    (void)snprintf(osm, sizeof osm, "%s.osm", w.path);
    rsp_net_build_options o = {0};
    if (rsp_file_write(&w.ctx, osm, OSM, sizeof OSM - 1, &err) != 0 ||
        rsp_net_build(&w.ctx, osm, w.path, &o, &report, &err) != 0 ||
        rsp_net_open(&w.ctx, w.path, &w.net, &err) != 0) {
        print_message("%s\n", err.msg);
        return -1;
    }
    rsp_net_sha256(w.net, w.sha);
    (void)unlink(osm);
    *state = &w;
    return 0;
}

static int tear_down(void **state) {
    world *w = *state;
    (void)unlink(w->path);
    rsp_net_close(w->net);
    return 0;
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(test_cases, set_up, tear_down),
        cmocka_unit_test_setup_teardown(test_absurd_numbers, set_up, tear_down)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
