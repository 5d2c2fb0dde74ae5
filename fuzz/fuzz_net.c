/* Opening a prepared road file: the length and checksum are put right first, so that mutations reach the
 * checks of every index; a file that opens is then looked at everywhere and routed on. */
#include <sodium.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "base/file.h"
#include "roads/net_file.h"
#include "roads/route.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void look(const rsp_ctx *ctx, const rsp_net *net) {
    rsp_err err;
    rsp_edge e;
    volatile double sum = 0;
    for (uint32_t i = 0; i < rsp_net_edges(net); i++) {
        rsp_net_edge(net, i, &e);
        sum = sum + e.shape[e.n_shape - 1].lat_e7 + (double)strlen(e.name) + (double)strlen(e.road_class);
        (void)rsp_net_turn_forbidden(net, i, e.to, i, RSP_PROFILE_TRUCK);
    }
    rsp_overlay_spec spec = {0};
    rsp_overlay *o = NULL;
    rsp_search *s = NULL;
    rsp_arena *a = NULL;
    rsp_goals *goals = NULL;
    if (rsp_net_edges(net) > 0 && rsp_arena_new(ctx, (size_t)64 << 20, &a, &err) == 0 &&
        rsp_overlay_new(ctx, net, &spec, &o, &err) == 0 && rsp_search_new(ctx, o, &s, &err) == 0) {
        rsp_metric m = {.profiles = 1, .speed_factor = 1};
        rsp_snap stops[2] = {{.edge = 0, .fraction = 0.5}, {.edge = rsp_net_edges(net) - 1, .fraction = 0.5}};
        rsp_path paths[2];
        rsp_path again[2];
        const uint32_t *list = NULL;
        const rsp_point *points = NULL;
        const rsp_turn *turns = NULL;
        const double *metres = NULL;
        uint32_t n = 0;
        int rc = rsp_net_edges_in(net, rsp_net_describe(net).box, a, &list, &n);
        rc |= rsp_snap_point(net, &m, rsp_net_describe(net).box.min, 1000, &stops[0], &err);
        if (rsp_route_many(s, &m, &stops[0], stops, 2, a, paths, &err) == 0) {
            rc |= rsp_path_shape(net, &paths[1], a, &points, &metres, &n);
            rc |= rsp_path_turns(net, &paths[1], a, &turns, &n);
            (void)rsp_net_path_allowed(net, paths[1].arcs, paths[1].n_arcs, RSP_PROFILE_TRUCK);
        }
        if (rsp_search_prepare(s, &m, &err) == 0 && rsp_goals_new(ctx, o, &m, stops, 2, &goals, &err) == 0) {
            rc |= rsp_route_many(s, &m, &stops[0], stops, 2, a, again, &err);
            rc |= rsp_route_goals(s, goals, &stops[0], NULL, 2, a, again, &err);
        }
        sum = sum + rc;
    }
    rsp_goals_free(goals);
    rsp_search_free(s);
    rsp_overlay_free(o);
    rsp_arena_free(a);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
    rsp_ctx ctx = rsp_ctx_init(NULL, NULL);
    rsp_err err;
    char path[64];
    if (size > 1 << 16) {
        return 0;
    }
    RSP_CLEANUP(rsp_buf_done) rsp_buf b = rsp_buf_init(&ctx, 1 << 17);
    rsp_buf_add(&b, data, size);
    if (size >= sizeof(net_header) && sodium_init() >= 0) {
        net_header h;
        memcpy(&h, b.at, sizeof h);
        memcpy(h.magic, RSP_NET_MAGIC, sizeof h.magic);
        h.version = RSP_NET_VERSION;
        h.header_bytes = sizeof h;
        h.file_bytes = size;
        memcpy(b.at, &h, sizeof h);
        net_checksum((const unsigned char *)b.at, size, h.checksum);
        memcpy(b.at, &h, sizeof h);
    }
    snprintf(path, sizeof path, "/tmp/respite-fuzz-net-%d", (int)getpid());
    rsp_net *net = NULL;
    if (b.n > 0 && rsp_file_write(&ctx, path, b.at, b.n, &err) == 0) {
        if (rsp_net_open(&ctx, path, &net, &err) == 0) {
            look(&ctx, net);
            rsp_net_close(net);
        }
        unlink(path);
    }
    return 0;
}
