/* Import: what tags mean, what contraction keeps, and what is refused. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
#include <zlib.h>

#include <cmocka.h>

#include "base/file.h"
#include "roads/route.h"
#include "roads/tags.h"

static char dir[] = "/tmp/respite-import-XXXXXX";

static void write_text(const char *name, const void *p, size_t n, char ret_path[256]) {
    rsp_ctx ctx = rsp_ctx_init(NULL, NULL);
    rsp_err err = {0};
    snprintf(ret_path, 256, "%s/%s", dir, name);
    assert_int_equal(rsp_file_write(&ctx, ret_path, p, n, &err), 0);
}

static int build(const char *name, const char *body, rsp_net_report *report, rsp_net **net, rsp_err *err) {
    char osm[256];
    char out[256];
    rsp_ctx ctx = rsp_ctx_init(NULL, NULL);
    rsp_buf text = rsp_buf_init(&ctx, 1 << 20);
    rsp_buf_printf(&text, "<osm version='0.6'>%s</osm>", body);
    write_text(name, text.at, text.n, osm);
    rsp_buf_done(&text);
    snprintf(out, sizeof out, "%s/out.roads", dir);
    int rc = rsp_net_build(&ctx, osm, out, NULL, report, err);
    return rc != 0 ? rc : rsp_net_open(&ctx, out, net, err);
}

#define NODES                                                                                                \
    "<node id='1' lat='36.20' lon='37.10'/><node id='2' lat='36.20' lon='37.11'/>"                           \
    "<node id='3' lat='36.20' lon='37.12'/><node id='4' lat='36.21' lon='37.11'/>"                           \
    "<node id='5' lat='36.21' lon='37.12'/>"

/* The one edge of a single way with these tags. */
static bool one_way(const char *tags, rsp_edge *ret) {
    char body[2048];
    rsp_net_report r;
    rsp_net *net = NULL;
    rsp_err err = {0};
    snprintf(body, sizeof body, NODES "<way id='7'><nd ref='1'/><nd ref='2'/>%s</way>", tags);
    int rc = build("one.osm", body, &r, &net, &err);
    if (rc != 0) {
        assert_int_equal(rc, RSP_EINPUT);
        return false;
    }
    assert_int_equal(rsp_net_edges(net), 1);
    rsp_net_edge(net, 0, ret);
    if (rsp_net_osm_node(net, ret->from) != 1) { /* judge along the way */
        uint32_t t[RSP_PROFILE_COUNT];
        memcpy(t, ret->forward_ms, sizeof t);
        memcpy(ret->forward_ms, ret->backward_ms, sizeof t);
        memcpy(ret->backward_ms, t, sizeof t);
    }
    ret->shape = NULL;
    ret->name = ret->road_class = NULL;
    rsp_net_close(net);
    return true;
}

#define TAG(k, v) "<tag k='" k "' v='" v "'/>"

static unsigned ways_of(const uint32_t ms[RSP_PROFILE_COUNT]) {
    unsigned mask = 0;
    for (unsigned p = 0; p < RSP_PROFILE_COUNT; p++) {
        mask |= ms[p] != UINT32_MAX ? 1U << p : 0;
    }
    return mask;
}

static void test_access(void **state) {
    (void)state;
    enum { T = 1, L = 2, A = 4, ALL = 7, NONE = 0 };
    static const struct {
        const char *tags;
        unsigned forward, backward;
    } cases[] = {
        {TAG("highway", "residential"), ALL, ALL},
        {TAG("highway", "footway"), NONE, NONE},
        {TAG("highway", "residential") TAG("oneway", "yes"), ALL, NONE},
        {TAG("highway", "residential") TAG("oneway", "-1"), NONE, ALL},
        {TAG("highway", "residential") TAG("oneway", "reversible"), NONE, NONE},
        {TAG("highway", "motorway"), ALL, NONE},
        {TAG("highway", "motorway") TAG("oneway", "no"), ALL, ALL},
        {TAG("highway", "primary") TAG("junction", "roundabout"), ALL, NONE},
        {TAG("highway", "primary") TAG("oneway", "yes") TAG("oneway:hgv", "no"), ALL, T},
        {TAG("highway", "primary") TAG("oneway", "yes") TAG("oneway:emergency", "no"), ALL, A},
        {TAG("highway", "primary") TAG("access", "no"), NONE, NONE},
        {TAG("highway", "primary") TAG("access", "no") TAG("emergency", "yes"), A, A},
        {TAG("highway", "primary") TAG("access", "no") TAG("motor_vehicle", "yes"), ALL, ALL},
        {TAG("highway", "primary") TAG("motor_vehicle", "private"), NONE, NONE},
        {TAG("highway", "primary") TAG("hgv", "no"), L | A, L | A},
        {TAG("highway", "primary") TAG("vehicle", "no") TAG("hgv", "designated"), T, T},
        {TAG("highway", "primary") TAG("motorcar", "no"), T, T},
        {TAG("highway", "primary") TAG("access", "destination"), ALL, ALL},
        {TAG("highway", "primary") TAG("access", "no-such-value"), ALL, ALL},
        {TAG("highway", "primary") TAG("hgv:backward", "no"), ALL, L | A},
        {TAG("highway", "primary") TAG("area", "yes"), NONE, NONE},
        {TAG("route", "ferry"), NONE, NONE},
        {TAG("route", "ferry") TAG("motor_vehicle", "yes"), ALL, ALL},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        rsp_edge e;
        bool there = one_way(cases[i].tags, &e);
        unsigned forward = there ? ways_of(e.forward_ms) : 0;
        unsigned backward = there ? ways_of(e.backward_ms) : 0;
        if (forward != cases[i].forward || backward != cases[i].backward) {
            fail_msg("%s: forward %u, backward %u", cases[i].tags, forward, backward);
        }
    }
}

static void test_limits_and_speeds(void **state) {
    (void)state;
    rsp_edge e;
    assert_true(
        one_way(TAG("highway", "primary") TAG("maxweight", "7.5") TAG("maxheight", "11&apos;6&quot;"), &e));
    assert_int_equal(e.max_weight_kg, 7500);
    assert_int_equal(e.max_height_cm, 350);
    assert_true(
        one_way(TAG("highway", "primary") TAG("ford", "yes") TAG("bridge", "yes") TAG("tunnel", "yes"), &e));
    assert_true(e.ford && e.bridge && e.tunnel && !e.ferry);
    rsp_edge fast;
    rsp_edge slow;
    assert_true(one_way(TAG("highway", "primary"), &fast));
    assert_true(one_way(TAG("highway", "primary") TAG("surface", "gravel"), &slow));
    assert_true(slow.forward_ms[RSP_PROFILE_TRUCK] > fast.forward_ms[RSP_PROFILE_TRUCK]);
    assert_true(one_way(TAG("highway", "primary") TAG("maxspeed", "10 mph"), &slow));
    double ms = slow.length_m * 36000 / 161;
    assert_true(slow.forward_ms[RSP_PROFILE_LIGHT] >= ms && slow.forward_ms[RSP_PROFILE_LIGHT] < ms + 1.5);
    static const struct {
        const char *text;
        uint32_t kg;
    } weights[] = {
        {"3.5", 3500},      {"3.5 t", 3500}, {"3500 kg", 3500}, {"10000 lbs", 4535}, {"none", 0}, {"7,5", 0},
        {"-3", 0},          {"1e99", 0},     {"", 0},           {"5 st", 4535},      {"nan", 0},  {"0", 0},
        {"12 elephants", 0}};
    for (size_t i = 0; i < sizeof weights / sizeof *weights; i++) {
        assert_int_equal(rsp_tag_weight_kg(weights[i].text), weights[i].kg);
    }
    static const struct {
        const char *text;
        uint16_t cm;
    } heights[] = {{"3.5", 350},   {"3.5 m", 350},  {"350 cm", 350},     {"12'", 365},
                   {"12 ft", 365}, {"12'6\"", 381}, {"12 ft 6 in", 381}, {"150\"", 381},
                   {"default", 0}, {"12'13\"", 0},  {"below_default", 0}};
    for (size_t i = 0; i < sizeof heights / sizeof *heights; i++) {
        assert_int_equal(rsp_tag_height_cm(heights[i].text), heights[i].cm);
    }
    static const struct {
        const char *text;
        uint32_t s;
    } durations[] = {{"30", 1800},    {"0:30", 1800},       {"00:30", 1800},   {"01:30:15", 5415},
                     {"PT30M", 1800}, {"PT1H30M15S", 5415}, {"P1DT1H", 90000}, {"", 0},
                     {"0", 0},        {"1:60", 0},          {"1:2:3:4", 0},    {"PT", 0},
                     {"P30M", 0},     {"PT30", 0},          {"PT5M1H", 0},     {"-5", 0},
                     {"30 min", 0},   {"9999999999:00", 0}, {"PT999999H", 0},  {"ab", 0}};
    for (size_t i = 0; i < sizeof durations / sizeof *durations; i++) {
        if (rsp_tag_duration_s(durations[i].text) != durations[i].s) {
            fail_msg("%s: %u s", durations[i].text, rsp_tag_duration_s(durations[i].text));
        }
    }
    assert_int_equal(rsp_tag_duration_s(NULL), 0);
    assert_int_equal(rsp_tag_speed_dkmh("50"), 500);
    assert_int_equal(rsp_tag_speed_dkmh("30 mph"), 483);
    assert_int_equal(rsp_tag_speed_dkmh("RO:urban"), 0);
}

/* 1-2 is 897.3 m: 404 s at the 8 km/h of the table; half an hour where the duration says so. */
static void test_ferries(void **state) {
    (void)state;
    rsp_edge e;
    assert_true(one_way(TAG("route", "ferry") TAG("motor_vehicle", "yes"), &e));
    double plain_ms = e.length_m * 450;
    assert_true(e.ferry && e.forward_ms[0] >= plain_ms && e.forward_ms[0] < plain_ms + 2);
    assert_true(one_way(TAG("route", "ferry") TAG("motor_vehicle", "yes") TAG("duration", "00:30"), &e));
    for (int p = 0; p < RSP_PROFILE_COUNT; p++) {
        assert_true(e.forward_ms[p] >= 1800000 && e.forward_ms[p] <= 1800002 &&
                    e.backward_ms[p] == e.forward_ms[p]);
    }
    assert_true(one_way(TAG("route", "ferry") TAG("motor_vehicle", "yes") TAG("duration", "00:02"), &e));
    assert_true(e.forward_ms[0] >= plain_ms &&
                e.forward_ms[0] < plain_ms + 2); /* no waiting in it: too good */
    assert_true(one_way(TAG("highway", "primary") TAG("duration", "10:00"), &e));
    assert_true(e.forward_ms[0] < 100000);
}

/* Rules with conditions are ignored, whatever they say, and counted. */
static void test_conditional(void **state) {
    (void)state;
    rsp_net_report r;
    rsp_net *net = NULL;
    rsp_err err = {0};
    static const char body[] =
        NODES "<way id='1'><nd ref='1'/><nd ref='2'/><tag k='highway' v='primary'/>"
              "<tag k='hgv:conditional' v='no @ (22:00-06:00)'/></way>"
              "<way id='2'><nd ref='2'/><nd ref='3'/><tag k='highway' v='primary'/>"
              "<tag k='maxspeed:conditional' v='30 @ wet'/><tag k='conditional' v='x'/></way>"
              "<way id='3'><nd ref='2'/><nd ref='4'/><tag k='highway' v='footway'/>"
              "<tag k='access:conditional' v='yes @ (Mo)'/></way>"
              "<relation id='1'><tag k='type' v='restriction'/>"
              "<tag k='restriction:conditional' v='no_left_turn @ (Mo-Fr)'/>"
              "<member type='way' ref='1' role='from'/><member type='node' ref='2' role='via'/>"
              "<member type='way' ref='2' role='to'/></relation>"
              "<relation id='2'><tag k='type' v='restriction'/><tag k='restriction' v='no_straight_on'/>"
              "<tag k='restriction:hgv:conditional' v='none @ (Su)'/>"
              "<member type='way' ref='2' role='from'/><member type='node' ref='2' role='via'/>"
              "<member type='way' ref='1' role='to'/></relation>";
    assert_int_equal(build("q.osm", body, &r, &net, &err), 0);
    assert_int_equal(r.conditional, 3);
    assert_int_equal(r.restrictions, 2);
    assert_int_equal(r.restrictions_dropped, 0);
    assert_int_equal(rsp_net_describe(net).conditional, 3);
    assert_int_equal(rsp_net_describe(net).restrictions, 1);
    rsp_net_close(net);
}

static void test_contraction_and_counts(void **state) {
    (void)state;
    rsp_net_report r;
    rsp_net *net = NULL;
    rsp_err err = {0};
    /* 1-2-3 one chain of two ways; 4 missing its partner 99; a way of one node; 2,2 twice; a ring 3-5-4-3 */
    assert_int_equal(
        build("c.osm",
              NODES "<way id='1'><nd ref='1'/><nd ref='2'/>" TAG(
                  "highway",
                  "primary") "</way>"
                             "<way id='2'><nd ref='2'/><nd ref='2'/><nd ref='3'/>" TAG(
                                 "highway",
                                 "primary") "</way>"
                                            "<way id='3'><nd ref='4'/><nd ref='99'/>" TAG(
                                                "highway",
                                                "primary") "</way>"
                                                           "<way id='4'><nd ref='4'/>" TAG(
                                                               "highway",
                                                               "primary") "</way>"
                                                                          "<way id='5'><nd ref='3'/><nd "
                                                                          "ref='5'/><nd ref='4'/><nd "
                                                                          "ref='3'/>" TAG("highway",
                                                                                          "primary") "</way>",
              &r, &net, &err),
        0);
    assert_int_equal(rsp_net_edges(net), 2);
    assert_int_equal(r.nodes, 2);
    assert_int_equal(r.nodes_missing, 1);
    assert_int_equal(r.zero_length, 2);
    assert_int_equal(r.components, 1);
    uint32_t points = 0;
    for (uint32_t i = 0; i < 2; i++) {
        rsp_edge e;
        rsp_net_edge(net, i, &e);
        points += e.n_shape;
    }
    assert_int_equal(points, 3 + 4);
    rsp_net_close(net);
}

static void test_island(void **state) {
    (void)state;
    rsp_net_report r;
    rsp_net *net = NULL;
    rsp_err err = {0};
    /* 1-2-3 joined both ways; 4 -> 5 alone and one way: an island */
    assert_int_equal(
        build("i.osm",
              NODES "<way id='1'><nd ref='1'/><nd ref='2'/>" TAG(
                  "highway", "primary") "</way>"
                                        "<way id='2'><nd ref='2'/><nd ref='3'/>" TAG(
                                            "highway",
                                            "secondary") "</way>"
                                                         "<way id='3'><nd ref='4'/><nd ref='5'/>" TAG(
                                                             "highway", "primary")
                                                             TAG("oneway", "yes") "</way>",
              &r, &net, &err),
        0);
    assert_int_equal(r.components, 2);
    rsp_metric m = {.profiles = 1, .speed_factor = 1};
    rsp_snap s;
    assert_int_equal(rsp_snap_point(net, &m, rsp_point_of(36.2101, 37.115), 500, &s, &err), RSP_ENOTFOUND);
    assert_non_null(strstr(err.msg, "island of 1 road"));
    assert_int_equal(rsp_snap_point(net, &m, rsp_point_of(36.2101, 37.115), 2000, &s, &err), 0);
    assert_true(s.dist_m > 1000);
    assert_int_equal(rsp_snap_point(net, &m, rsp_point_of(36.2201, 37.115), 100, &s, &err), RSP_ENOTFOUND);
    assert_non_null(strstr(err.msg, "the limit is 100 m"));
    rsp_net_close(net);
}

static void refused(const char *name, const void *p, size_t n, int code, const char *says) {
    char path[256];
    char out[256];
    rsp_ctx ctx = rsp_ctx_init(NULL, NULL);
    ctx.max_input_bytes = 1 << 20;
    rsp_err err = {0};
    rsp_net_report r;
    write_text(name, p, n, path);
    snprintf(out, sizeof out, "%s/never.roads", dir);
    int rc = rsp_net_build(&ctx, path, out, NULL, &r, &err);
    if (rc != code || strstr(err.msg, says) == NULL) {
        fail_msg("%s: %d %s", name, rc, err.msg);
    }
    assert_int_equal(access(out, F_OK), -1);
}

static void test_hostile(void **state) {
    (void)state;
    static const unsigned char huge[] = {0xFF, 0xFF, 0xFF, 0xFF, 1, 2, 3};
    static const unsigned char cut[] = {0,   0,   0,   13,  10,  9,   'O', 'S', 'M',
                                        'H', 'e', 'a', 'd', 'e', 'r', 24,  100};
    /* a blob header with a size of 10^9 */
    static const unsigned char billion[] = {0,   0,   0,   17,  10, 9,    'O',  'S',  'M',  'H', 'e',
                                            'a', 'd', 'e', 'r', 24, 0x80, 0x94, 0xEB, 0xDC, 3};
    refused("huge.osm.pbf", huge, sizeof huge, RSP_EINPUT, "not PBF");
    refused("cut.osm.pbf", cut, sizeof cut, RSP_EINPUT, "cut off");
    refused("billion.osm.pbf", billion, sizeof billion, RSP_EINPUT, "cut off");
    refused("empty.osm.pbf", "", 0, RSP_EINPUT, "empty");
    refused("empty.osm", "", 0, RSP_EINPUT, "");
    refused("broken.osm", "<osm><way id='1'>", 17, RSP_EINPUT, "cannot be read");
    refused("none.osm", "<osm></osm>", 11, RSP_EINPUT, "no road");
    refused("map.txt", "x", 1, RSP_EINPUT, "name it .osm");
    refused("not.osm.gz", "hello", 5, RSP_EINPUT, "gzip");
    const char *odd =
        "<osm><node id='9223372036854775807' lat='91' lon='1e308'/><node id='-5' lat='1' lon='1'/>"
        "<way id='99999999999999999999'><nd ref='9223372036854775807'/><nd ref='-5'/>"
        "<tag k='highway' v='primary'/></way></osm>";
    refused("odd.osm", odd, strlen(odd), RSP_EINPUT, "odd.osm:1: the map cannot be read");
    odd = "<osm><node id='9223372036854775807' lat='91' lon='1e308'/><node id='-5' lat='1' lon='1'/>"
          "<way id='-1'><nd ref='9223372036854775807'/><nd ref='-5'/><tag k='highway'/><tag/>"
          "<tag k='highway' v='primary'/></way></osm>";
    refused("far.osm", odd, strlen(odd), RSP_EINPUT, "no road");
    const char *laughs =
        "<!DOCTYPE osm [<!ENTITY a 'aaaaaaaaaaaaaaaa'><!ENTITY b '&a;&a;&a;&a;'>]><osm>&b;</osm>";
    refused("laughs.osm", laughs, strlen(laughs), RSP_EINPUT, "cannot be read");
}

static void test_gz_bomb(void **state) {
    (void)state;
    char path[256];
    snprintf(path, sizeof path, "%s/bomb.raw", dir);
    gzFile f = gzopen(path, "wb9");
    static char spaces[1 << 16];
    memset(spaces, ' ', sizeof spaces);
    assert_int_equal(gzwrite(f, "<osm>", 5), 5);
    for (int i = 0; i < 64; i++) { /* 4 MiB into a few kB, against a limit of 1 MiB */
        assert_int_equal(gzwrite(f, spaces, sizeof spaces), sizeof spaces);
    }
    gzclose(f);
    rsp_ctx ctx = rsp_ctx_init(NULL, NULL);
    rsp_err err = {0};
    rsp_buf b = rsp_buf_init(&ctx, 1 << 20);
    assert_int_equal(rsp_file_read(&ctx, path, &b, &err), 0);
    refused("bomb.osm.gz", b.at, b.n, RSP_ELIMIT, "unpacks to more");
    refused("half.osm.gz", b.at, 40, RSP_EINPUT, "gzip");
    rsp_buf_done(&b);
}

static void test_self_restriction(void **state) {
    (void)state;
    rsp_net_report r;
    rsp_net *net = NULL;
    rsp_err err = {0};
    assert_int_equal(
        build(
            "r.osm",
            NODES "<way id='1'><nd ref='1'/><nd ref='2'/>" TAG(
                "highway",
                "primary") "</way>"
                           "<way id='2'><nd ref='2'/><nd ref='3'/>" TAG(
                               "highway",
                               "primary") "</way>"
                                          "<way id='3'><nd ref='2'/><nd ref='4'/>" TAG(
                                              "highway",
                                              "primary") "</way>"
                                                         "<relation id='1'>" TAG("type", "restriction") TAG(
                                                             "restriction",
                                                             "no_u_turn") "<member type='way' ref='1' "
                                                                          "role='from'/><member "
                                                                          "type='node' "
                                                                          "ref='1' role='via'/>"
                                                                          "<member type='way' ref='1' "
                                                                          "role='to'/></relation>"
                                                                          "<relation id='2'>" TAG("type", "re"
                                                                                                          "st"
                                                                                                          "ri"
                                                                                                          "ct"
                                                                                                          "io"
                                                                                                          "n")
                                                                              TAG("restriction",
                                                                                  "only_straight_"
                                                                                  "on") "<member "
                                                                                        "type='"
                                                                                        "way'"
                                                                                        " ref='1' "
                                                                                        "role='"
                                                                                        "from'/"
                                                                                        "><member "
                                                                                        "type='"
                                                                                        "way'"
                                                                                        " ref='1' "
                                                                                        "role='"
                                                                                        "via'"
                                                                                        "/>"
                                                                                        "<member "
                                                                                        "type='"
                                                                                        "way'"
                                                                                        " ref='1' "
                                                                                        "role='to'"
                                                                                        "/"
                                                                                        "></"
                                                                                        "relation>"
                                                                                        "<relation"
                                                                                        " "
                                                                                        "id='3'"
                                                                                        ">" TAG("type",
                                                                                                "restr"
                                                                                                "i"
                                                                                                "ctio"
                                                                                                "n")
                                                                                            TAG("r"
                                                                                                "e"
                                                                                                "s"
                                                                                                "t"
                                                                                                "r"
                                                                                                "i"
                                                                                                "c"
                                                                                                "t"
                                                                                                "i"
                                                                                                "o"
                                                                                                "n",
                                                                                                "n"
                                                                                                "o"
                                                                                                "_"
                                                                                                "l"
                                                                                                "e"
                                                                                                "f"
                                                                                                "t"
                                                                                                "_"
                                                                                                "t"
                                                                                                "u"
                                                                                                "r"
                                                                                                "n") "<member"
                                                                                                     " type='"
                                                                                                     "way' "
                                                                                                     "ref='1'"
                                                                                                     " role='"
                                                                                                     "from'/"
                                                                                                     "><"
                                                                                                     "member "
                                                                                                     "type='"
                                                                                                     "node' "
                                                                                                     "ref='2'"
                                                                                                     " role='"
                                                                                                     "via'/>"
                                                                                                     "<member"
                                                                                                     " type='"
                                                                                                     "way' "
                                                                                                     "ref='3'"
                                                                                                     " role='"
                                                                                                     "to'/></"
                                                                                                     "relatio"
                                                                                                     "n>"
                                                                                                     "<relati"
                                                                                                     "on "
                                                                                                     "id='4'"
                                                                                                     ">" TAG(
                                                                                                         "typ"
                                                                                                         "e",
                                                                                                         "res"
                                                                                                         "tri"
                                                                                                         "cti"
                                                                                                         "on")
                                                                                                         TAG("restriction",
                                                                                                             "no_left_turn") "<member type='way' ref='77' role='from'/><member type='node' ref='2' role='via'/>"
                                                                                                                             "<member type='way' ref='3' role='to'/></relation>",
            &r, &net, &err),
        0);
    assert_int_equal(r.restrictions, 4);
    assert_true(r.restrictions_dropped >= 1 && r.restrictions_dropped <= 2);
    rsp_net_close(net);
}

/* The same map gives the same bytes; any byte changed or cut off is refused. */
static void test_file(void **state) {
    (void)state;
    rsp_net_report r;
    rsp_net *net = NULL;
    rsp_err err = {0};
    rsp_ctx ctx = rsp_ctx_init(NULL, NULL);
    const char *body = NODES "<way id='1'><nd ref='1'/><nd ref='2'/><nd ref='3'/>" TAG("highway", "primary")
        TAG("name", "شارع") "</way>";
    char path[256];
    snprintf(path, sizeof path, "%s/out.roads", dir);
    rsp_buf a = rsp_buf_init(&ctx, 1 << 20);
    rsp_buf b = rsp_buf_init(&ctx, 1 << 20);
    assert_int_equal(build("f.osm", body, &r, &net, &err), 0);
    rsp_net_close(net);
    assert_int_equal(rsp_file_read(&ctx, path, &a, &err), 0);
    assert_int_equal(build("f.osm", body, &r, &net, &err), 0);
    rsp_net_close(net);
    assert_int_equal(rsp_file_read(&ctx, path, &b, &err), 0);
    assert_int_equal(a.n, b.n);
    assert_memory_equal(a.at, b.at, a.n);
    for (size_t i = 0; i < a.n; i++) {
        a.at[i] = (char)(a.at[i] ^ 0x10);
        write_text("altered.roads", a.at, a.n, path);
        int rc = rsp_net_open(&ctx, path, &net, &err);
        assert_true(rc == RSP_ECORRUPT || rc == RSP_EINPUT);
        a.at[i] = (char)(a.at[i] ^ 0x10);
    }
    for (size_t n = 0; n < a.n; n += 7) {
        write_text("cut.roads", a.at, n, path);
        int rc = rsp_net_open(&ctx, path, &net, &err);
        assert_true(rc == RSP_ECORRUPT || rc == RSP_EINPUT);
    }
    write_text("foreign.roads", "not a road file at all, but long enough to be looked at", 55, path);
    assert_int_equal(rsp_net_open(&ctx, path, &net, &err), RSP_EINPUT);
    assert_non_null(strstr(err.msg, "not a prepared road file"));
    rsp_buf_done(&a);
    rsp_buf_done(&b);
}

static void test_profiles(void **state) {
    (void)state;
    rsp_ctx ctx = rsp_ctx_init(NULL, NULL);
    rsp_err err = {0};
    rsp_speed_table *t = calloc(1, sizeof *t);
    assert_non_null(t);
    assert_int_equal(rsp_speed_table_load(&ctx, NULL, t, &err), 0);
    assert_true(t->n_classes >= 10 && rsp_speed_row_find(t->classes, t->n_classes, "motorway")->oneway);
    const char *bad = "{\"version\": 1, \"clases\": []}";
    assert_int_equal(rsp_speed_table_parse(&ctx, "t.json", bad, strlen(bad), t, &err), RSP_EINPUT);
    if (strstr(err.msg, "t.json:1:") == NULL || strstr(err.msg, "classes") == NULL) {
        fail_msg("%s", err.msg);
    }
    free(t);
}

static int make_dir(void **state) {
    (void)state;
    return mkdtemp(dir) != NULL ? 0 : -1;
}

static int drop_dir(void **state) {
    (void)state;
    char command[300];
    snprintf(command, sizeof command, "rm -r %s", dir);
    return system(command);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_access),
        cmocka_unit_test(test_limits_and_speeds),
        cmocka_unit_test(test_ferries),
        cmocka_unit_test(test_conditional),
        cmocka_unit_test(test_contraction_and_counts),
        cmocka_unit_test(test_island),
        cmocka_unit_test(test_hostile),
        cmocka_unit_test(test_gz_bomb),
        cmocka_unit_test(test_self_restriction),
        cmocka_unit_test(test_file),
        cmocka_unit_test(test_profiles),
    };
    return cmocka_run_group_tests(tests, make_dir, drop_dir);
}
