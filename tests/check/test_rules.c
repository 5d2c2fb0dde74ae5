/* Every rule of docs/rules.md: a correct plan passes, and a plan (or a situation under it) changed in one
 * thing is caught with that rule's number. data/small.json is schematic; its plan was worked out by hand from
 * the rules. */
#include "check/check.h"
#include "mutate.h"

typedef struct row {
    const char *what;
    const char
        *rules; /* every violation bears one of these, the first at least once; "" none; "input" exit 3 */
    edit e[8];
} row;

#define S(p, v)                                                                                              \
    { "situation", p, v }
#define P(p, v)                                                                                              \
    { "plan", p, v }
#include "rows.h"

static void run(const row *x) {
    rsp_ctx ctx = rsp_ctx_init(NULL, NULL);
    rsp_err err = {0};
    rsp_diag d;
    size_t n = 0;
    rsp_buf situation, plan;
    rsp_situation *s = NULL;
    edit e[9];
    while (n < 8 && x->e[n].file != NULL) {
        e[n] = x->e[n];
        n++;
    }
    assert_int_equal(rsp_diag_init(&ctx, &d, &err), 0);
    mutate(&ctx, "small.json", "situation", e, n, &situation);
    int rc = rsp_situation_parse(&ctx, "small.json", situation.at, situation.n, &d, &s, &err);
    if (rc != 0) {
        rsp_diag_print(&d, stderr);
        fail_msg("%s: the situation: %s", x->what, err.msg);
    }
    char sha[80];
    bool own_sha = true;
    (void)snprintf(sha, sizeof sha, "\"%s\"", s->sha256);
    for (size_t i = 0; i < n; i++) {
        own_sha = own_sha && strcmp(e[i].pointer, "/situation/sha256") != 0;
    }
    if (own_sha) {
        e[n++] = (edit)P("/situation/sha256", sha);
    }
    mutate(&ctx, "small.plan.json", "plan", e, n, &plan);
    rsp_check_report report = {0};
    rc = rsp_check(&ctx, s, NULL, NULL, "small.plan.json", plan.at, plan.n, &d, &report, &err);
    bool ok = false;
    if (strcmp(x->rules, "input") == 0) {
        ok = rc == RSP_EINPUT && err.msg[0] != '\0';
    } else {
        ok = rc == 0 && (x->rules[0] == '\0' ? report.n == 0 : report.n > 0);
        char first[8] = "";
        (void)sscanf(x->rules, "%7s", first);
        bool seen = x->rules[0] == '\0';
        for (uint32_t i = 0; i < report.n; i++) {
            char rule[16];
            char rules[64];
            (void)snprintf(rule, sizeof rule, " %s ", report.violations[i].rule);
            (void)snprintf(rules, sizeof rules, " %s ", x->rules);
            seen = seen || strcmp(report.violations[i].rule, first) == 0;
            ok = ok && strstr(rules, rule) != NULL && report.violations[i].text[0] != '\0';
        }
        ok = ok && seen;
    }
    if (!ok) {
        print_message("--- %s: expected \"%s\"; status %d %s\n", x->what, x->rules, rc, err.msg);
        for (uint32_t i = 0; i < report.n; i++) {
            print_message("    %s %s: %s\n", report.violations[i].rule, report.violations[i].pointer,
                          report.violations[i].text);
        }
        rsp_diag_print(&d, stderr);
    }
    rsp_check_report_done(&report);
    rsp_situation_free(s);
    rsp_buf_done(&plan);
    rsp_buf_done(&situation);
    rsp_diag_done(&d);
    assert_true(ok);
}

static void test_row(void **state) {
    run(*state);
}

int main(void) {
    enum { N = sizeof ROWS / sizeof ROWS[0] };
    struct CMUnitTest tests[N];
    for (size_t i = 0; i < N; i++) {
        tests[i] = (struct CMUnitTest){ROWS[i].what, test_row, NULL, NULL, (void *)(size_t)&ROWS[i]};
    }
    return cmocka_run_group_tests(tests, NULL, NULL);
}
