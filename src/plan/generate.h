/* Synthetic situations, reproducible from a seed: for tests, benchmarks and teaching. Everything in them is
 * invented and marked illustrative. */
#ifndef RSP_PLAN_GENERATE_H
#define RSP_PLAN_GENERATE_H

#include "roads/net.h"

/* Features of the model, each reachable by a flag; all of them together use every key of the schema. New ones
 * go last: the first RSP_FEATURES_OF_FIGURES are what the seeds behind docs/planner.md were drawn from. */
/* clang-format off */
#define RSP_GENERATE_FEATURES(X) \
    X(wounded) X(civilians) X(visits) X(permissions) X(checkpoints) X(closures) \
    X(danger) X(incidents) X(corridors) X(activities) X(two_windows) X(escorts) \
    X(overlaps) X(deadlines) X(rides) X(waiting) X(availability) X(scopes) X(table) \
    X(names) X(rules) X(notices) X(terms) X(permits) X(calendar) \
    X(open_ground) X(facts) X(triage) X(hours) X(sizes) X(hubs_inside)
/* clang-format on */
#define RSP_FEATURE_(name) RSP_FEATURE_##name,
enum { RSP_GENERATE_FEATURES(RSP_FEATURE_) RSP_FEATURE_COUNT };
#undef RSP_FEATURE_
#define RSP_FEATURES_OF_FIGURES (RSP_FEATURE_table + 1)
const char *rsp_feature_name(int feature);

typedef struct rsp_generate_options {
    uint64_t seed;
    const rsp_net *net;  /* NULL: schematic travel in a square of 30 km */
    const char *roads;   /* what the situation's `roads` key says, with net */
    uint32_t places;     /* with work, 1..2000 */
    uint32_t vehicles;   /* 2..1000 */
    uint32_t hubs;       /* 1..20 */
    uint32_t zones;      /* 0..12 */
    uint32_t days;       /* 1..30: the pauses recur daily for so long */
    uint32_t window_min; /* length of a pause, 15..720 */
    double consents;     /* share of the needed consents that are agreed, 0..1 */
    double demand;       /* need against what the fleet can carry once, by weight, > 0 */
    uint32_t features;   /* mask 1 << RSP_FEATURE_... */
} rsp_generate_options;

/* Appends a situation file. RSP_EUSAGE where an option is out of range. */
int rsp_generate(const rsp_ctx *ctx, const rsp_generate_options *o, rsp_buf *to, rsp_err *err) RSP_MUST_CHECK;

#endif
