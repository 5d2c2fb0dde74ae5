/* Nothing in plan.json is believed: every value of a correct plan is changed in turn, and every member and
 * element taken out, and the check must notice, save for what FREE names (what no rule speaks of). Extremes
 * must not upset it. */
#include "check/check.h"
#include "mutate.h"

#include <stdlib.h>

/* Ends of pointers that may change unnoticed, '*' for an index: how the plan was made, words for people,
 * times that the rules leave to the plan. */
static const char *const FREE[] = {
    "/version",
    "/situation/title/en",
    "/situation/tz_data",
    "/seed",
    "/threads",
    "/steps",
    "/interrupted",
    "/call_sign",
    "/assumptions/*",
    "/last_safe_entry",
    "/turn_back", /* a minute of many; rows.h has what is too late */
    "/loading/from",
    "/loading/to", /* a minute of many; rows.h has what is too short */
    "/days/count",
    "/convoys/*/id",
    "/unserved/*/proved",
    "/unserved/*/text",
    "/unserved/*/would_need_min",
    "/checkpoints/*/at", /* a minute on is still on the leg */
    "/rests_on/consents/*",
};

static bool ends_like(const char *pointer, const char *pattern) {
    size_t n = strlen(pointer), m = strlen(pattern);
    while (n > 0 && m > 0) {
        if (pattern[m - 1] == '*') {
            m--;
            if (pointer[n - 1] < '0' || pointer[n - 1] > '9') {
                return false;
            }
            while (n > 0 && pointer[n - 1] >= '0' && pointer[n - 1] <= '9') {
                n--;
            }
        } else if (pointer[--n] != pattern[--m]) {
            return false;
        }
    }
    return m == 0;
}

static bool is_free(const char *pointer) {
    for (size_t i = 0; i < sizeof FREE / sizeof FREE[0]; i++) {
        if (ends_like(pointer, FREE[i])) {
            return true;
        }
    }
    return false;
}

typedef struct world {
    rsp_ctx ctx;
    rsp_situation *s;
    int runs, unnoticed;
} world;

/* Checks the plan with one edit; the number of violations, or -1 where it is no plan. */
static int check_with(world *w, const char *pointer, const char *value) {
    edit e = {"plan", pointer, value};
    rsp_err err = {0};
    rsp_diag d;
    rsp_buf plan;
    rsp_check_report report = {0};
    assert_int_equal(rsp_diag_init(&w->ctx, &d, &err), 0);
    mutate(&w->ctx, "small.plan.json", "plan", &e, 1, &plan);
    int rc = rsp_check(&w->ctx, w->s, NULL, NULL, "p.json", plan.at, plan.n, &d, &report, &err);
    assert_true(rc == 0 || rc == RSP_EINPUT);
    int n = rc == 0 ? (int)report.n : -1;
    rsp_check_report_done(&report);
    rsp_buf_done(&plan);
    rsp_diag_done(&d);
    w->runs++;
    return n;
}

static void expect_noticed(world *w, const char *pointer, const char *value) {
    if (check_with(w, pointer, value) == 0 && !is_free(pointer)) {
        print_message("unnoticed: %s := %s\n", pointer, value != NULL ? value : "(taken out)");
        w->unnoticed++;
    }
}

static void change(world *w, const rsp_json *v, const char *pointer) {
    char text[64];
    int64_t t = 0;
    if (v->kind == RSP_JSON_INT) {
        (void)snprintf(text, sizeof text, "%lld", (long long)v->integer + 7);
        expect_noticed(w, pointer, text);
        expect_noticed(w, pointer, "1000000000000");
    } else if (v->kind == RSP_JSON_BOOL) {
        expect_noticed(w, pointer, v->boolean ? "false" : "true");
    } else if (v->kind == RSP_JSON_STRING && rsp_instant_parse(w->s->tz, v->string, &t) == 0) {
        char when[40];
        for (int k = 0; k < 3; k++) { /* a minute on, a minute before, far away */
            rsp_instant_format(w->s->tz, k == 0 ? t + 60 : k == 1 ? t - 60 : t + INT64_C(100000000000), when);
            (void)snprintf(text, sizeof text, "\"%s\"", when);
            if (k != 1 || !ends_like(pointer, "/out_by")) { /* earlier is allowed */
                expect_noticed(w, pointer, text);
            }
        }
    } else if (v->kind == RSP_JSON_STRING) {
        expect_noticed(w, pointer, "\"zzz\"");
    }
}

static void walk(world *w, rsp_arena *a, const rsp_json *v) {
    const char *pointer = rsp_json_src(a, "", v).pointer;
    if (v->parent != NULL) {
        expect_noticed(w, pointer, NULL);
    }
    change(w, v, pointer);
    for (const rsp_json *c = v->first; c != NULL && (v->kind == RSP_JSON_OBJECT || v->kind == RSP_JSON_ARRAY);
         c = c->next) {
        walk(w, a, c);
    }
}

static void test_every_value(void **state) {
    (void)state;
    world w = {.ctx = rsp_ctx_init(NULL, NULL)};
    rsp_err err = {0};
    rsp_diag d;
    rsp_buf text;
    rsp_arena *a = NULL;
    const rsp_json *root = NULL;
    assert_int_equal(rsp_diag_init(&w.ctx, &d, &err), 0);
    assert_int_equal(rsp_situation_load(&w.ctx, RSP_TEST_DATA "/check/data/small.json", &d, &w.s, &err), 0);
    (void)snprintf(w.s->sha256, sizeof w.s->sha256, "(of the situation)"); /* as the plan says */
    assert_int_equal(rsp_file_read(&w.ctx, RSP_TEST_DATA "/check/data/small.plan.json", &text, &err), 0);
    assert_int_equal(rsp_arena_new(&w.ctx, 0, &a, &err), 0);
    assert_int_equal(rsp_json_parse(a, "plan", text.at, text.n, &d, &root), 0);
    walk(&w, a, root);
    print_message("%d changed plans\n", w.runs);
    assert_true(w.runs > 1000);
    assert_int_equal(w.unnoticed, 0);
    rsp_arena_free(a);
    rsp_buf_done(&text);
    rsp_situation_free(w.s);
    rsp_diag_done(&d);
}

int main(void) {
    const struct CMUnitTest tests[] = {cmocka_unit_test(test_every_value)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
