/* The independent check: a plan against its situation, by a second reading that shares nothing with the
 * compiler or the solver. Written from docs/rules.md and docs/plan.md alone; times are recomputed from raw
 * road segments (roads/net.h only), with own geometry for zones, own clock sums, own load sums. */
#ifndef RSP_CHECK_CHECK_H
#define RSP_CHECK_CHECK_H

#include "roads/net.h"
#include "situation/situation.h"

typedef struct rsp_violation {
    const char *rule;    /* "2.1" of docs/rules.md, or "form" where plan.json itself is wrong */
    const char *pointer; /* into plan.json */
    const char *text;    /* what is wrong, with the figures; what would be right */
} rsp_violation;
typedef struct rsp_check_report {
    rsp_arena *arena;
    rsp_violation *violations;
    uint32_t n;
    /* own sums, for comparison by callers and people */
    int64_t people_reached, person_days, wounded_out, civilians_out, visits;
    int64_t tier_value[4];
} rsp_check_report;
void rsp_check_report_done(rsp_check_report *r);

/* Checks plan.json's bytes. what is read from the plan is believed in nothing that can be recomputed. A
 * situation or road file whose SHA-256 differs is RSP_EINPUT (exit 3); violations are an answer: 0 with
 * ret->n > 0. net NULL: no roads. form errors (unknown key, bad type) go to d. */
int rsp_check(const rsp_ctx *ctx, const rsp_situation *s, const rsp_net *net, const char *roads_sha256,
              const char *plan_path, const char *plan_json, size_t n, rsp_diag *d, rsp_check_report *ret,
              rsp_err *err) RSP_MUST_CHECK;

#endif
