/* respite generate: a synthetic situation, the same for the same seed and options. */
#include "cli/cmd.h"

#include <stdio.h>
#include <string.h>

#include "base/file.h"
#include "base/text.h"
#include "cli/open.h"
#include "plan/generate.h"

#define SITUATION_BYTES_MOST ((size_t)256 << 20)

/* "wounded,visits" or "all" or "none" into a mask. */
static int features_of(const char *list, uint32_t *ret, rsp_err *err) {
    uint32_t mask = 0;
    if (strcmp(list, "all") == 0 || strcmp(list, "none") == 0) {
        *ret = list[0] == 'a' ? (1u << RSP_FEATURE_COUNT) - 1 : 0;
        return 0;
    }
    for (const char *p = list; *p != '\0';) {
        size_t n = strcspn(p, ",");
        char word[32];
        (void)snprintf(word, sizeof word, "%.*s", (int)(n < sizeof word ? n : sizeof word - 1),
                       p); /* cut: unknown then */
        int found = -1;
        const char *names[RSP_FEATURE_COUNT];
        for (int i = 0; i < RSP_FEATURE_COUNT; i++) {
            names[i] = rsp_feature_name(i);
            found = strcmp(names[i], word) == 0 ? i : found;
        }
        if (found < 0) {
            const char *near = rsp_text_nearest(word, names, RSP_FEATURE_COUNT);
            return rsp_fail(err, RSP_EUSAGE, "--features: \"%s\" is not a feature; %s%s%s", word,
                            near != NULL ? "did you mean \"" : "see respite help generate",
                            near != NULL ? near : "", near != NULL ? "\"?" : "");
        }
        mask |= 1u << found;
        p += n + (p[n] == ',');
    }
    *ret = mask;
    return 0;
}

static int run(rsp_ctx *ctx, const rsp_args *a) {
    rsp_err err = {0};
    RSP_CLEANUP(rsp_net_close_p) rsp_net *net = NULL;
    char sha256[65];
    rsp_generate_options o = {.seed = (uint64_t)rsp_arg_int(a, "seed", 1),
                              .places = (uint32_t)rsp_arg_int(a, "places", 20),
                              .vehicles = (uint32_t)rsp_arg_int(a, "vehicles", 18),
                              .hubs = (uint32_t)rsp_arg_int(a, "hubs", 1),
                              .zones = (uint32_t)rsp_arg_int(a, "zones", 2),
                              .days = (uint32_t)rsp_arg_int(a, "days", 1),
                              .window_min = (uint32_t)rsp_arg_int(a, "window-min", 120),
                              .consents = rsp_arg_real(a, "consents", 1),
                              .demand = rsp_arg_real(a, "demand", 1.5)};
    int rc = features_of(rsp_arg_text(a, "features", "none"), &o.features, &err);
    if (rc != 0) {
        return rsp_cli_fail(rc, &err);
    }
    const char *output = rsp_arg_text(a, "output", "-");
    const char *roads = rsp_arg_text(a, "roads", NULL);
    RSP_CLEANUP(rsp_arena_free_p) rsp_arena *arena = NULL;
    if (roads != NULL) {
        int status = rsp_cli_road_file(ctx, roads, &net, sha256);
        if (status != 0) {
            return status;
        }
        rc = rsp_arena_new(ctx, 0, &arena, &err);
        o.roads = rc == 0 ? rsp_path_from(arena, output, roads) : NULL;
        o.net = net;
    }
    if (roads != NULL && o.roads == NULL) {
        return rsp_cli_fail(rsp_fail(&err, RSP_ENOMEM, "out of memory"), &err);
    }
    RSP_CLEANUP(rsp_buf_done) rsp_buf text = rsp_buf_init(ctx, SITUATION_BYTES_MOST);
    rc = rsp_generate(ctx, &o, &text, &err);
    rc = rc != 0 ? rc : rsp_file_write(ctx, output, text.at, text.n, &err);
    return rc != 0 ? rsp_cli_fail(rc, &err) : 0;
}

static const rsp_opt OPTIONS[] = {
    {"output", 'o', RSP_OPT_TEXT, "FILE", "where to write the situation; default standard output", 0, 0},
    {"roads", 0, RSP_OPT_TEXT, "FILE",
     "a road file: places fall where streets are dense; without it travel is schematic", 0, 0},
    {"seed", 0, RSP_OPT_INT, "N", "same seed and options, same situation; default 1", 0, 1e15},
    {"places", 0, RSP_OPT_INT, "N", "places with work; default 20", 1, 2000},
    {"vehicles", 0, RSP_OPT_INT, "N", "vehicles of six kinds in turn; default 18", 2, 1000},
    {"hubs", 0, RSP_OPT_INT, "N", "hubs; default 1", 1, 20},
    {"zones", 0, RSP_OPT_INT, "N", "zones, each with its party and pauses; default 2", 0, 12},
    {"days", 0, RSP_OPT_INT, "N", "days the pauses recur; default 1", 1, 30},
    {"window-min", 0, RSP_OPT_INT, "N", "length of a pause in minutes; default 120", 15, 720},
    {"consents", 0, RSP_OPT_REAL, "P", "share of the needed consents that are agreed; default 1", 0, 1},
    {"demand", 0, RSP_OPT_REAL, "F",
     "needs against what the fleet carries in one trip, by weight; default 1.5", 0.001, 1000},
    {"features", 0, RSP_OPT_TEXT, "LIST",
     "all, none, or some of "
     "wounded,civilians,visits,permissions,checkpoints,closures,danger,incidents,corridors,activities,two_"
     "windows,escorts,"
     "overlaps,deadlines,rides,waiting,availability,scopes,table,names,rules,notices,terms,permits,calendar,"
     "open_ground,facts,triage,hours,sizes,hubs_inside; default none",
     0, 0},
    {0},
};
const rsp_cmd rsp_cmd_generate = {
    .name = "generate",
    .operands = "",
    .min_operands = 0,
    .max_operands = 0,
    .summary = "Makes a synthetic situation for tests, benchmarks and teaching",
    .about = "Everything in it is invented. The same seed and options give the same bytes.",
    .opts = OPTIONS,
    .run = run};
