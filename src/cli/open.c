/* Opening what commands work on; every error is printed where it is met (open.h). */
#include "cli/open.h"

#include "base/file.h"

int rsp_cli_situation(const rsp_ctx *ctx, const char *path, rsp_situation **ret) {
    rsp_err err = {0};
    rsp_diag d = {0};
    int rc = rsp_diag_init(ctx, &d, &err);
    if (rc != 0) {
        return rsp_cli_fail(rc, &err);
    }
    rc = rsp_situation_load(ctx, path, &d, ret, &err);
    int status = rsp_cli_report(&d, rc, &err);
    rsp_diag_done(&d);
    return status;
}

int rsp_cli_road_file(const rsp_ctx *ctx, const char *path, rsp_net **ret, char ret_sha256[65]) {
    rsp_err err = {0};
    int rc = rsp_net_open(ctx, path, ret, &err);
    if (rc != 0) {
        return rsp_cli_fail(rc, &err);
    }
    rsp_net_sha256(*ret, ret_sha256);
    return 0;
}

int rsp_cli_roads(const rsp_ctx *ctx, const rsp_situation *s, const char *override, rsp_net **ret,
                  char ret_sha256[65]) {
    rsp_err err = {0};
    if (s->travel.kind != RSP_TRAVEL_ROADS) {
        if (override != NULL) {
            return rsp_cli_fail(
                rsp_fail(&err, RSP_EUSAGE,
                         "--roads: %s travels without roads (its 'travel' says so); leave --roads out, or "
                         "take 'travel' out of it",
                         s->path),
                &err);
        }
        *ret = NULL;
        ret_sha256[0] = 0;
        return 0;
    }
    if (override != NULL) {
        return rsp_cli_road_file(ctx, override, ret, ret_sha256);
    }
    if (s->travel.roads == NULL) {
        return rsp_cli_fail(
            rsp_fail(&err, RSP_EINPUT,
                     "%s: it names no road file and has no 'travel'; add \"roads\": \"FILE\" (made by "
                     "'respite roads build OSM -o FILE'), or give --roads FILE",
                     s->path),
            &err);
    }
    RSP_CLEANUP(rsp_arena_free_p) rsp_arena *a = NULL;
    int rc = rsp_arena_new(ctx, 1u << 20, &a, &err);
    if (rc != 0) {
        return rsp_cli_fail(rc, &err);
    }
    const char *dir = rsp_path_dir(a, s->path);
    const char *path = dir != NULL ? rsp_path_join(a, dir, s->travel.roads) : NULL;
    if (path == NULL) {
        return rsp_cli_fail(rsp_fail(&err, RSP_ENOMEM, "out of memory"), &err);
    }
    if (!rsp_path_exists(path)) {
        return rsp_cli_fail(
            rsp_fail(&err, RSP_EINPUT,
                     "%s: /roads: '%s' is not there; make it with 'respite roads build OSM -o %s', or give "
                     "--roads FILE",
                     s->path, path, path),
            &err);
    }
    return rsp_cli_road_file(ctx, path, ret, ret_sha256);
}
