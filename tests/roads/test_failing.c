/* What the roads do when memory, the disk or the file itself fails: a clean code, nothing left behind,
 * nothing half-written, and answers that do not depend on what becomes of the file once it is open. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cmocka.h>
#include <zlib.h>

#include "base/file.h"
#include "roads/net_file.h"
#include "roads/route.h"

static char dir[] = "/tmp/respite-failing-XXXXXX";
static char osm[64], gz[64], out[64];

#define TAG(k, v)              "<tag k='" k "' v='" v "'/>"
#define NODE(id, y, x, tags)   "<node id='" id "' lat='36." y "' lon='37." x "'>" tags "</node>"
#define WAY(id, refs, tags)    "<way id='" id "'>" refs TAG("highway", "primary") tags "</way>"
#define ND(id)                 "<nd ref='" id "'/>"
#define MEMBER(type, id, role) "<member type='" type "' ref='" id "' role='" role "'/>"

/* A square with a tail, a barrier, a limit, an island, a restriction over a node and one over a way. */
static const char town[] = "<osm version='0.6'>" NODE("1", "20", "10", "") NODE("2", "20", "11", "")
    NODE("3", "21", "11", "") NODE("4", "21", "10", "") NODE("5", "20", "12", "")
        NODE("6", "205", "105", TAG("barrier", "bollard")) NODE("7", "30", "30", "") NODE("8", "30", "31", "")
            WAY("1", ND("1") ND("2"), TAG("name", "شارع") TAG("maxweight", "7.5"))
                WAY("2", ND("2") ND("3"), "") WAY("3", ND("3") ND("4"), TAG("name", "Long Street"))
                    WAY("4", ND("4") ND("1"), TAG("oneway", "yes")) WAY("5", ND("2") ND("5"), "")
                        WAY("6", ND("1") ND("6") ND("3"),
                            "") WAY("7", ND("7") ND("8"), "") "<relation id='1'>" TAG("type", "restriction")
                            TAG("restriction", "no_left_turn") MEMBER("way", "5", "from")
                                MEMBER("node", "2", "via")
                                    MEMBER("way", "1",
                                           "to") "</relation>"
                                                 "<relation id='2'>" TAG("type", "restriction")
                                                     TAG("restriction", "no_u_turn")
                                                         MEMBER("way", "1", "from") MEMBER("way", "2", "via")
                                                             MEMBER("way", "3", "to") "</relation></osm>";

static int make_town(void **state) {
    (void)state;
    rsp_ctx ctx = rsp_ctx_init(NULL, NULL);
    rsp_err err = {0};
    if (mkdtemp(dir) == NULL) {
        return -1;
    }
    snprintf(osm, sizeof osm, "%s/town.osm", dir);
    snprintf(gz, sizeof gz, "%s/town.osm.gz", dir);
    snprintf(out, sizeof out, "%s/town.roads", dir);
    gzFile f = gzopen(gz, "wb");
    bool packed = f != NULL && gzwrite(f, town, (unsigned)strlen(town)) == (int)strlen(town);
    return f != NULL && gzclose(f) == Z_OK && packed ? rsp_file_write(&ctx, osm, town, strlen(town), &err)
                                                     : -1;
}

static int drop_town(void **state) {
    (void)state;
    unlink(osm);
    unlink(gz);
    unlink(out);
    return rmdir(dir); /* fails where a temporary file was left behind */
}

static int build(const rsp_ctx *ctx, const char *map, rsp_err *err) {
    rsp_net_report r;
    return rsp_net_build(ctx, map, out, NULL, &r, err);
}

static void clean_failure(int rc, const rsp_err *err, const rsp_faults *faults) {
    if ((rc != RSP_ENOMEM && rc != RSP_EIO) || err->msg[0] == '\0') {
        fail_msg("call %lld fails: code %d, \"%s\"", (long long)faults->fail_at, rc, err->msg);
    }
    assert_int_equal(faults->live, 0);
}

/* The k-th allocation, read or write fails: the old file stands, or the new one is whole. */
static void check_build(const char *map) {
    rsp_ctx sound = rsp_ctx_init(NULL, NULL);
    rsp_err err = {0};
    RSP_CLEANUP(rsp_buf_done) rsp_buf whole = rsp_buf_init(&sound, 1 << 20);
    assert_int_equal(build(&sound, map, &err), 0);
    assert_int_equal(rsp_file_read(&sound, out, &whole, &err), 0);
    int64_t failures = 0;
    RSP_FAULT_LOOP(
        ctx, rc, faults,
        {
            err = (rsp_err){0};
            assert_int_equal(rsp_file_write(&sound, out, "old", 3, &err), 0);
            rc = build(ctx, map, &err);
            assert_int_equal(faults.live, 0);
        },
        {
            clean_failure(rc, &err, &faults);
            RSP_CLEANUP(rsp_buf_done) rsp_buf now = rsp_buf_init(&sound, 1 << 20);
            assert_int_equal(rsp_file_read(&sound, out, &now, &err), 0);
            bool old = now.n == 3 && memcmp(now.at, "old", 3) == 0;
            assert_true(old || (now.n == whole.n && memcmp(now.at, whole.at, now.n) == 0));
            failures++;
        });
    assert_true(failures > 60);
}

static void test_build(void **state) {
    (void)state;
    check_build(osm);
    check_build(gz);
}

/* Everything from the file to the words of a path. */
static int travel(const rsp_ctx *ctx, const rsp_area *area, int32_t *ret_s, rsp_err *err) {
    rsp_net *net = NULL;
    rsp_overlay *o = NULL;
    rsp_search *s = NULL;
    rsp_arena *a = NULL;
    rsp_overlay_zone zone = {.area = area};
    rsp_overlay_checkpoint stop = {.at = rsp_point_of(36.21, 37.105), .delay_s = 60, .limit_m = 50};
    rsp_overlay_spec spec = {.zones = &zone, .n_zones = 1, .checkpoints = &stop, .n_checkpoints = 1};
    rsp_metric m = {.profiles = 1, .speed_factor = 1, .zones_allowed = UINT64_MAX};
    rsp_snap ends[2];
    rsp_path path = {0};
    rsp_path quick = {0};
    rsp_path row[2];
    rsp_goals *goals = NULL;
    const rsp_point *points = NULL;
    const double *metres = NULL;
    const rsp_turn *turns = NULL;
    uint32_t n = 0;
    int rc = rsp_net_open(ctx, out, &net, err);
    rc = rc != 0 ? rc : rsp_arena_new(ctx, 0, &a, err);
    rc = rc != 0 ? rc : rsp_overlay_new(ctx, net, &spec, &o, err);
    rc = rc != 0 ? rc : rsp_search_new(ctx, o, &s, err);
    rc = rc != 0 ? rc : rsp_snap_point(net, &m, rsp_point_of(36.20, 37.119), 500, &ends[0], err);
    rc = rc != 0 ? rc : rsp_snap_point(net, &m, rsp_point_of(36.21, 37.101), 500, &ends[1], err);
    rc = rc != 0 ? rc : rsp_route_many(s, &m, &ends[0], &ends[1], 1, a, &path, err);
    rc = rc != 0 ? rc : rsp_search_prepare(s, &m, err);
    rc = rc != 0 ? rc : rsp_route_many(s, &m, &ends[0], &ends[1], 1, a, &quick, err);
    rc = rc != 0 ? rc : rsp_goals_new(ctx, o, &m, ends, 2, &goals, err);
    rc = rc != 0 ? rc : rsp_route_goals(s, goals, &ends[0], NULL, 2, a, row, err);
    assert_true(rc != 0 || (quick.time_s == path.time_s && row[1].time_s == path.time_s));
    rc = rc != 0 ? rc : rsp_path_shape(net, &path, a, &points, &metres, &n);
    rc = rc != 0 ? rc : rsp_path_turns(net, &path, a, &turns, &n);
    if (rc == 0) {
        *ret_s = path.time_s;
    } else if (err->msg[0] == '\0') { /* the last two have no message */
        (void)rsp_fail(err, rc, "out of memory");
    }
    rsp_goals_free(goals);
    rsp_search_free(s);
    rsp_overlay_free(o);
    rsp_arena_free(a);
    rsp_net_close(net);
    return rc;
}

static rsp_area *square(const rsp_ctx *ctx) {
    rsp_point p[5] = {rsp_point_of(36.205, 37.109), rsp_point_of(36.205, 37.112),
                      rsp_point_of(36.207, 37.112), rsp_point_of(36.207, 37.109),
                      rsp_point_of(36.205, 37.109)};
    rsp_ring ring = {.at = p, .n = 5};
    rsp_part part = {.rings = &ring, .n = 1};
    rsp_geom geom = {.kind = RSP_GEOM_POLYGON, .parts = &part, .n = 1, .box = {p[0], p[2]}};
    rsp_area *a = NULL;
    rsp_err err = {0};
    assert_int_equal(rsp_area_new(ctx, &geom, 0, &a, &err), 0);
    return a;
}

static void test_travel(void **state) {
    (void)state;
    rsp_ctx sound = rsp_ctx_init(NULL, NULL);
    rsp_err err = {0};
    int32_t best_s = -1;
    int32_t now_s = -1;
    assert_int_equal(build(&sound, osm, &err), 0);
    rsp_area *area = square(&sound);
    assert_int_equal(travel(&sound, area, &best_s, &err), 0);
    assert_true(best_s > 60);
    int64_t failures = 0;
    RSP_FAULT_LOOP(
        ctx, rc, faults,
        {
            err = (rsp_err){0};
            rc = travel(ctx, area, &now_s, &err);
            assert_int_equal(faults.live, 0);
        },
        {
            clean_failure(rc, &err, &faults);
            failures++;
        });
    assert_true(failures > 40);
    assert_int_equal(now_s, best_s);
    rsp_area_free(area);
}

/* Cut off, written over and deleted by someone else while it is open: the answers are those of the file that
 * was opened. A mapping would end the program at the first of these. */
static void test_file_changes(void **state) {
    (void)state;
    rsp_ctx ctx = rsp_ctx_init(NULL, NULL);
    rsp_err err = {0};
    rsp_net *net = NULL;
    rsp_snap before;
    rsp_snap after;
    char sum[65];
    char again[65];
    rsp_metric m = {.profiles = 2, .speed_factor = 1};
    assert_int_equal(build(&ctx, osm, &err), 0);
    rsp_buf file = {0};
    assert_int_equal(rsp_file_read(&ctx, out, &file, &err), 0);
    rsp_sha256_hex(file.at, file.n, sum);
    rsp_buf_done(&file);
    assert_int_equal(rsp_net_open(&ctx, out, &net, &err), 0);
    assert_int_equal(rsp_snap_point(net, &m, rsp_point_of(36.20, 37.119), 500, &before, &err), 0);
    assert_int_equal(truncate(out, 0), 0);
    m.profiles = 1;
    assert_int_equal(rsp_snap_point(net, &m, rsp_point_of(36.20, 37.119), 500, &after, &err), 0);
    assert_int_equal(unlink(out), 0);
    assert_int_equal(before.edge, after.edge);
    for (uint32_t i = 0; i < rsp_net_edges(net); i++) {
        rsp_edge e;
        rsp_net_edge(net, i, &e);
        assert_true(e.n_shape >= 2 && e.length_m > 0 && e.shape[e.n_shape - 1].lat_e7 > 360000000);
    }
    rsp_net_sha256(net, again);
    assert_string_equal(sum, again);
    rsp_net_close(net);
}

/* Stopped from outside: no file, and a code that says so. */
static void test_stopped(void **state) {
    (void)state;
    atomic_int stop = 1;
    rsp_ctx ctx = rsp_ctx_init(NULL, &stop);
    rsp_err err = {0};
    (void)unlink(out);
    assert_int_equal(build(&ctx, osm, &err), RSP_ECANCELLED);
    assert_int_equal(access(out, F_OK), -1);
}

/* A map over the limit of inputs, a folder, a file that is not there: each its own words. */
static void test_wrong_inputs(void **state) {
    (void)state;
    rsp_ctx ctx = rsp_ctx_init(NULL, NULL);
    rsp_err err = {0};
    rsp_net *net = NULL;
    char path[80];
    assert_int_equal(build(&ctx, osm, &err), 0);
    ctx.max_input_bytes = 100;
    assert_int_equal(rsp_net_open(&ctx, out, &net, &err), RSP_ELIMIT);
    assert_non_null(strstr(err.msg, "more than 100 bytes"));
    ctx = rsp_ctx_init(NULL, NULL);
    assert_int_equal(rsp_net_open(&ctx, dir, &net, &err), RSP_EINPUT);
    assert_non_null(strstr(err.msg, "is a folder"));
    snprintf(path, sizeof path, "%s/folder.osm", dir);
    assert_int_equal(mkdir(path, 0700), 0);
    assert_int_equal(build(&ctx, path, &err), RSP_EINPUT);
    assert_non_null(strstr(err.msg, "is a folder"));
    assert_int_equal(rmdir(path), 0);
    assert_int_equal(build(&ctx, path, &err), RSP_EINPUT);
    assert_non_null(strstr(err.msg, "cannot be opened"));
    assert_null(net);
}

/* Opens the file after `change`, with its checksum put right. */
static int open_changed(void (*change)(net_header *, const net_sections *, unsigned char *), rsp_err *err) {
    rsp_ctx ctx = rsp_ctx_init(NULL, NULL);
    rsp_net *net = NULL;
    net_header h;
    RSP_CLEANUP(rsp_buf_done) rsp_buf file = rsp_buf_init(&ctx, 1 << 20);
    assert_int_equal(build(&ctx, osm, err), 0);
    assert_int_equal(rsp_file_read(&ctx, out, &file, err), 0);
    unsigned char *bytes = (unsigned char *)file.at;
    memcpy(&h, bytes, sizeof h);
    net_sections s = net_layout(&h);
    change(&h, &s, bytes);
    memcpy(bytes, &h, sizeof h);
    net_checksum(bytes, file.n, h.checksum);
    memcpy(bytes, &h, sizeof h);
    assert_int_equal(rsp_file_write(&ctx, out, bytes, file.n, err), 0);
    int rc = rsp_net_open(&ctx, out, &net, err);
    rsp_net_close(net);
    return rc;
}

static void nothing(net_header *h, const net_sections *s, unsigned char *bytes) {
    (void)h;
    (void)s;
    (void)bytes;
}

static void older(net_header *h, const net_sections *s, unsigned char *bytes) {
    (void)s;
    (void)bytes;
    h->version = RSP_NET_VERSION - 1;
}

static void twice(net_header *h, const net_sections *s, unsigned char *bytes) {
    (void)h;
    memcpy(bytes + s->order, bytes + s->order + 4, 4);
}

static void outside(net_header *h, const net_sections *s, unsigned char *bytes) {
    memcpy(bytes + s->order + 4, &h->edges, 4);
}

static void test_order(void **state) {
    (void)state;
    rsp_err err = {0};
    assert_int_equal(open_changed(nothing, &err), 0);
    assert_int_equal(open_changed(older, &err), RSP_EINPUT);
    assert_non_null(strstr(err.msg, "version 1, this program reads 2; build it again"));
    assert_int_equal(open_changed(twice, &err), RSP_ECORRUPT);
    assert_non_null(strstr(err.msg, "names an edge twice"));
    assert_int_equal(open_changed(outside, &err), RSP_ECORRUPT);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_build),        cmocka_unit_test(test_travel),
        cmocka_unit_test(test_file_changes), cmocka_unit_test(test_stopped),
        cmocka_unit_test(test_wrong_inputs), cmocka_unit_test(test_order),
    };
    return cmocka_run_group_tests(tests, make_town, drop_town);
}
