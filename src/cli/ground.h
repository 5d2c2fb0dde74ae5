/* What a situation lays on the roads, and points named on the command line, for the `roads` commands that ask
 * for routes. Private to cli/. */
#ifndef RSP_CLI_GROUND_H
#define RSP_CLI_GROUND_H

#include "cli/open.h"
#include "roads/route.h"

typedef struct rsp_cli_ground {
    const rsp_ctx *ctx;
    rsp_situation *situation; /* NULL: bare roads */
    rsp_net *net;
    rsp_arena *arena; /* of answers */
    rsp_area **areas; /* owned; zones, then closures, then danger */
    uint32_t n_areas;
    const uint32_t *zone_of; /* crossing's zone number -> zone of the situation */
    rsp_overlay *overlay;
    rsp_search *search;
    rsp_metric metric;
    double snap_limit_m;
} rsp_cli_ground;

/* The options that rsp_cli_ground_open reads; for the tables of commands. */
#define RSP_CLI_GROUND_OPTIONS                                                                               \
    {"situation",                                                                                            \
     's',                                                                                                    \
     RSP_OPT_TEXT,                                                                                           \
     "FILE",                                                                                                 \
     "its places, zones, closures, danger and checkpoints as of as_of",                                      \
     0,                                                                                                      \
     0},                                                                                                     \
        {"profile", 'p', RSP_OPT_TEXT, "WORD", "truck (default), light or ambulance", 0, 0},                 \
        {"weight-t", 0,  RSP_OPT_REAL, "T", "laden weight in tonnes; roads with a lower limit are not used", \
         0.1,        200},                                                                                   \
        {"height-m", 0, RSP_OPT_REAL, "M", "height in metres; roads with a lower limit are not used",        \
         0.5,        10},                                                                                    \
        {"avoid-zones", 0, RSP_OPT_FLAG, NULL, "keeps out of every zone that needs a pause", 0, 0},          \
        {"snap-limit-m", 0, RSP_OPT_INT, "M", "farthest that a point may be from a road (default 500)", 1,   \
         100000},                                                                                            \
    {                                                                                                        \
        "json", 0, RSP_OPT_FLAG, NULL, "prints JSON", 0, 0                                                   \
    }

/* Opens the road file, and the situation where --situation is given. An exit status; prints what is wrong. */
int rsp_cli_ground_open(const rsp_ctx *ctx, const rsp_args *a, const char *roads, rsp_cli_ground *ret);
void rsp_cli_ground_done(rsp_cli_ground *g);

/* "36.2021,37.1343" or a place's id. 0 or RSP_EUSAGE. */
int rsp_cli_point(const rsp_cli_ground *g, const char *word, rsp_point *ret, rsp_err *err) RSP_MUST_CHECK;
/* The point put on the road. 0, RSP_EUSAGE, RSP_ENOTFOUND. */
int rsp_cli_snap(const rsp_cli_ground *g, const char *word, rsp_snap *ret, rsp_err *err) RSP_MUST_CHECK;

#endif
