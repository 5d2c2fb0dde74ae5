/* respite check SITUATION PLAN: an independent second reading of a plan. Exit status 1 where it breaks a
 * rule. */
#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "base/file.h"
#include "base/json.h"
#include "check/check.h"
#include "cli/open.h"

#define OUT_BYTES (16u << 20)

static void sum(rsp_json_out *o, const char *key, int64_t v) {
    rsp_json_out_key(o, key);
    rsp_json_out_int(o, v);
}

static int put_json(rsp_ctx *ctx, const rsp_check_report *r, rsp_err *err) {
    RSP_CLEANUP(rsp_buf_done) rsp_buf b = rsp_buf_init(ctx, OUT_BYTES);
    rsp_json_out o = rsp_json_out_init(&b, false);
    rsp_json_out_object(&o);
    rsp_json_out_key(&o, "ok");
    rsp_json_out_bool(&o, r->n == 0);
    rsp_json_out_key(&o, "violations");
    rsp_json_out_array(&o);
    for (uint32_t i = 0; i < r->n; i++) {
        rsp_json_out_object(&o);
        rsp_json_out_key(&o, "rule");
        rsp_json_out_string(&o, r->violations[i].rule);
        rsp_json_out_key(&o, "pointer");
        rsp_json_out_string(&o, r->violations[i].pointer);
        rsp_json_out_key(&o, "text");
        rsp_json_out_string(&o, r->violations[i].text);
        rsp_json_out_end_object(&o);
    }
    rsp_json_out_end_array(&o);
    rsp_json_out_key(&o, "sums");
    rsp_json_out_object(&o);
    sum(&o, "people_reached", r->people_reached);
    sum(&o, "person_days", r->person_days);
    sum(&o, "wounded_out", r->wounded_out);
    sum(&o, "civilians_out", r->civilians_out);
    sum(&o, "visits", r->visits);
    rsp_json_out_end_object(&o);
    rsp_json_out_key(&o, "tiers");
    rsp_json_out_array_flat(&o);
    for (int t = 0; t < 4; t++) {
        rsp_json_out_int(&o, r->tier_value[t]);
    }
    rsp_json_out_end_array(&o);
    rsp_json_out_end_object(&o);
    rsp_buf_char(&b, '\n');
    RSP_TRY(rsp_buf_ok(&b, err));
    return rsp_file_write(ctx, "-", b.at, b.n, err);
}

static void put_text(const char *path, const rsp_check_report *r) {
    for (uint32_t i = 0; i < r->n; i++) {
        printf("%s: %s: rule %s: %s\n", path, r->violations[i].pointer, r->violations[i].rule,
               r->violations[i].text);
    }
    if (r->n > 0) {
        printf("%s: %" PRIu32 " violation%s\n", path, r->n, r->n == 1 ? "" : "s");
        return;
    }
    printf("%s: the plan holds: %" PRId64 " people reached, %" PRId64 " wounded and %" PRId64
           " civilians brought out, %" PRId64 " visits\n",
           path, r->people_reached, r->wounded_out, r->civilians_out, r->visits);
}

static int check(rsp_ctx *ctx, const rsp_args *a, const rsp_situation *s, const rsp_net *net,
                 const char *sha256) {
    rsp_err err = {0};
    rsp_diag d = {0};
    rsp_check_report report = {0};
    const char *path = rsp_arg_operand(a, 1);
    RSP_CLEANUP(rsp_buf_done) rsp_buf plan = {0};
    int rc = rsp_diag_init(ctx, &d, &err);
    if (rc != 0) {
        return rsp_cli_fail(rc, &err);
    }
    rc = rsp_file_read(ctx, path, &plan, &err);
    rc = rc != 0 ? rc : rsp_check(ctx, s, net, sha256, path, plan.at, plan.n, &d, &report, &err);
    bool no = rc == 0 && report.n > 0;
    if (rc == 0 && rsp_arg_flag(a, "json")) {
        rc = put_json(ctx, &report, &err);
    } else if (rc == 0) {
        put_text(path, &report);
    }
    int status = rsp_cli_report(&d, rc, &err);
    rsp_check_report_done(&report);
    rsp_diag_done(&d);
    return status != 0 ? status : (no ? 1 : 0);
}

static int run(rsp_ctx *ctx, const rsp_args *a) {
    if (strcmp(rsp_arg_operand(a, 0), "-") == 0 && strcmp(rsp_arg_operand(a, 1), "-") == 0) {
        fputs("respite: situation and plan cannot both be standard input; name a file for one\n", stderr);
        return 2;
    }
    RSP_CLEANUP(rsp_situation_free_p) rsp_situation *s = NULL;
    RSP_CLEANUP(rsp_net_close_p) rsp_net *net = NULL;
    char sha256[65];
    int status = rsp_cli_situation(ctx, rsp_arg_operand(a, 0), &s);
    status = status != 0 ? status : rsp_cli_roads(ctx, s, rsp_arg_text(a, "roads", NULL), &net, sha256);
    return status != 0 ? status : check(ctx, a, s, net, sha256);
}

static const rsp_opt OPTIONS[] = {
    {"roads", 0, RSP_OPT_TEXT, "FILE", "the road file, instead of the one the situation names", 0, 0},
    {"json", 0, RSP_OPT_FLAG, NULL, "prints JSON", 0, 0},
    {0},
};
const rsp_cmd rsp_cmd_check = {
    .name = "check",
    .operands = "SITUATION PLAN",
    .min_operands = 2,
    .max_operands = 2,
    .summary = "Checks a plan against its situation, independently of the planner",
    .about =
        "Times are computed again from the raw road segments, loads and clocks summed again. Exit status 1 "
        "where a "
        "rule of docs/rules.md is broken, 3 where the plan was made from another situation or road file.",
    .opts = OPTIONS,
    .run = run};
