/* Small synthetic pauses for comparison with the brute force (brute.h): one seed, one situation, compiled
 * into its routing problem as `respite plan` does it. */
#ifndef RSP_BENCH_SMALL_CASE_H
#define RSP_BENCH_SMALL_CASE_H

#include "bench/brute.h"
#include "plan/generate.h"
#include "plan/model.h"

/* Options of the seed's situation: 3-6 places, 4-8 vehicles, 1-2 hubs, 1-2 zones, pauses of 90-180 minutes,
 * features as the dice fall. Where `wide`: 2-14 places, 2-16 vehicles, 1-3 hubs, 0-4 zones, 1-3 days, some
 * consents missing. */
rsp_generate_options rsp_small_options(uint64_t seed, bool wide);
/* Generates and loads; freed with rsp_situation_free. */
int rsp_small_situation(const rsp_ctx *ctx, const rsp_generate_options *o, rsp_situation **ret,
                        rsp_err *err) RSP_MUST_CHECK;
/* The default policy puts the worst wounded alone into the first tier. Three seeds of four get a wider first
 * tier: the two most urgent grades of everything, or everything. */
void rsp_small_policy(uint64_t seed, rsp_policy *policy);

typedef struct rsp_small_case {
    rsp_situation *situation;
    rsp_model *model; /* model->problem is the routing problem */
    rsp_plan_options options;
} rsp_small_case;
/* Goods are counted in lots (of one size for an item) so that no need asks for many more than `lots`: search
 * and brute force then face the same problem, and its amounts can be tried one by one. 0: left as they are.
 */
int rsp_small_in_lots(rsp_model *m, int64_t lots, rsp_err *err) RSP_MUST_CHECK;
/* The case of a seed; the caller frees it with rsp_small_case_done also after a failure. */
int rsp_small_case_new(const rsp_ctx *ctx, uint64_t seed, rsp_small_case *ret, rsp_err *err) RSP_MUST_CHECK;
void rsp_small_case_done(const rsp_ctx *ctx, rsp_small_case *c);

typedef struct rsp_small_result {
    uint32_t tasks;      /* of all tiers */
    int64_t most;        /* first tier, everything served */
    int64_t search;      /* first tier, by rsp_solve */
    int64_t brute;       /* by brute force, relaxed; where `whole` the same as most */
    bool whole;          /* the search served the whole tier: nothing to compare */
    const char *skipped; /* why there is no comparison, or NULL */
    double search_s, brute_s;
} rsp_small_result;
typedef struct rsp_small_effort {
    uint64_t steps;     /* of the search, one thread */
    uint64_t work_most; /* of the brute force */
    int64_t lots;       /* rsp_small_in_lots */
    uint32_t repeats;   /* of a task on one route, brute force only */
} rsp_small_effort;
int rsp_small_compare(const rsp_ctx *ctx, uint64_t seed, const rsp_small_effort *effort,
                      rsp_small_result *ret, rsp_err *err) RSP_MUST_CHECK;

#endif
