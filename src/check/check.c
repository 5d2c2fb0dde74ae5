/* The check as a whole (check.h): reads the plan, makes sure that it is about this situation and these roads,
 * follows every convoy and sums up.
 *
 * Order: form (errors with line and column; of another situation it says only that), roads (SHA-256),
 * structure, then every rule; all violations are reported, in the order of the parts below. */
#include "check/inner.h"

#include <string.h>

void rsp_check_report_done(rsp_check_report *r) {
    if (r != NULL) {
        r->arena = rsp_arena_free(r->arena);
        *r = (rsp_check_report){0};
    }
}

static int check_identity(const ck_run *r, const char *roads_sha256, rsp_err *err) {
    const ck_plan *p = r->plan;
    bool roads = p->roads->kind == RSP_TRAVEL_ROADS;
    if (roads && (r->net == NULL || roads_sha256 == NULL)) {
        return rsp_fail(err, RSP_EINPUT,
                        "%s: /roads: the plan is on roads and no road file is given; the one it was made "
                        "with would be right",
                        r->path);
    }
    if (roads && (p->roads->sha256 == NULL || strcmp(p->roads->sha256, roads_sha256) != 0)) {
        return rsp_fail(
            err, RSP_EINPUT,
            "%s: /roads/sha256: the plan was made with another road file (%.12s..., this one is %.12s...); "
            "the one it was made with would be right",
            r->path, p->roads->sha256 != NULL ? p->roads->sha256 : "none", roads_sha256);
    }
    return 0;
}

static void check_travel_kind(ck_run *r) {
    if (r->plan->roads->kind != RSP_TRAVEL_ROADS && r->plan->roads->kind != (int)r->s->travel.kind) {
        ck_say(r, r->plan->roads->at, "3.4", "travel is by %s; the situation asks for another kind",
               r->plan->roads->kind == RSP_TRAVEL_TABLE ? "table" : "schematic legs");
    }
}

static void check_convoy(ck_run *r, const ck_convoy *c) {
    r->tracks = rsp_calloc(r->ctx, c->n_legs, sizeof *r->tracks);
    if (r->tracks == NULL) {
        r->out_of_memory = true;
        return;
    }
    for (uint32_t i = 0; i < c->n_legs && !r->out_of_memory; i++) {
        ck_track_make(r, c, &c->legs[i], &r->tracks[i]);
    }
    if (!r->out_of_memory) {
        ck_check_convoy(r, c);
        ck_check_legs(r, c);
        ck_check_presence(r, c);
        ck_check_guards(r, c);
        ck_check_work(r, c);
        ck_check_loads(r, c);
    }
    for (uint32_t i = 0; i < c->n_legs; i++) {
        ck_track_done(r, &r->tracks[i]);
    }
    rsp_free(r->ctx, r->tracks);
    r->tracks = NULL;
}

static void check_all(ck_run *r) {
    if (!ck_check_structure(r)) {
        return;
    }
    r->edge_state = rsp_calloc(r->ctx, r->net != NULL ? rsp_net_edges(r->net) + 1 : 1, 1);
    r->checkpoint_near_m = rsp_calloc(r->ctx, r->s->n_checkpoints + 1, sizeof *r->checkpoint_near_m);
    if (r->edge_state == NULL || r->checkpoint_near_m == NULL) {
        r->out_of_memory = true;
        return;
    }
    for (uint32_t i = 0; i < r->s->n_checkpoints; i++) {
        r->checkpoint_near_m[i] = -1;
    }
    ck_instances_make(r);
    if (r->out_of_memory) {
        return;
    }
    check_travel_kind(r);
    ck_check_windows(r);
    for (uint32_t i = 0; i < r->plan->n_convoys && !r->out_of_memory; i++) {
        check_convoy(r, &r->plan->convoys[i]);
    }
    ck_check_fleet(r);
    ck_check_shared(r);
    ck_check_permissions(r);
    ck_check_rests(r);
    ck_check_totals(r);
    ck_check_reasons(r);
}

static void run_done(ck_run *r) {
    for (uint32_t i = 0; r->instances != NULL && i < r->s->n_pauses; i++) {
        rsp_vec_done(r->ctx, &r->instances[i]);
    }
    rsp_free(r->ctx, r->edge_state);
    rsp_free(r->ctx, r->checkpoint_near_m);
    rsp_vec_done(r->ctx, &r->found);
}

/* The violations, into the report's arena. */
static int hand_over(ck_run *r, rsp_check_report *ret) {
    if (r->overflow && r->found.n == CK_MAX_VIOLATIONS) {
        r->found.at[CK_MAX_VIOLATIONS - 1] =
            (rsp_violation){"form", "", "there are more violations than these"};
    }
    ret->violations = rsp_arena_alloc(r->arena, r->found.n + 1, sizeof *ret->violations);
    if (r->out_of_memory || ret->violations == NULL) {
        return RSP_ENOMEM;
    }
    if (r->found.n > 0) {
        memcpy(ret->violations, r->found.at, r->found.n * sizeof *ret->violations);
    }
    ret->n = (uint32_t)r->found.n;
    return 0;
}

int rsp_check(const rsp_ctx *ctx, const rsp_situation *s, const rsp_net *net, const char *roads_sha256,
              const char *plan_path, const char *plan_json, size_t n, rsp_diag *d, rsp_check_report *ret,
              rsp_err *err) {
    rsp_check_report report = {0};
    ck_run r = {.ctx = ctx, .s = s, .net = net, .path = plan_path, .out = &report};
    RSP_TRY(rsp_arena_new(ctx, 0, &report.arena, err));
    r.arena = report.arena;
    int rc = ck_plan_read(ctx, report.arena, s, plan_path, plan_json, n, d, &r.plan, err);
    if (rc == 0) {
        rc = check_identity(&r, roads_sha256, err);
    }
    if (rc == 0) {
        check_all(&r);
        rc = hand_over(&r, &report);
        if (rc != 0) {
            (void)rsp_fail(err, rc, "%s: out of memory while checking", plan_path);
        }
        run_done(&r);
    }
    if (rc != 0) {
        rsp_check_report_done(&report);
        return rc;
    }
    *ret = report;
    return 0;
}
