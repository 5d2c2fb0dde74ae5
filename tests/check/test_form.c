/* plan.json's form: the published schema knows exactly the keys that the reader knows; broken text is refused
 * with its place, all errors at once; running out of memory anywhere is clean. */
#include "check/check.h"
#include "check/plan_file.h"
#include "mutate.h"

static const rsp_json *resolve(const rsp_json *root, const rsp_json *v) {
    const rsp_json *ref = rsp_json_get(v, "$ref");
    return ref == NULL ? v : rsp_json_get(rsp_json_get(root, "$defs"), ref->string + strlen("#/$defs/"));
}

static bool listed(const rsp_json *list, const char *word) {
    for (const rsp_json *c = list->first; c != NULL; c = c->next) {
        if (strcmp(c->string, word) == 0) {
            return true;
        }
    }
    return false;
}

static int compare(const rsp_json *root, const rsp_json *schema, const ck_shape *shape) {
    int bad = 0;
    schema = resolve(root, schema);
    const rsp_json *properties = rsp_json_get(schema, "properties"),
                   *required = rsp_json_get(schema, "required");
    const rsp_json *more = rsp_json_get(schema, "additionalProperties");
    if (properties == NULL || required == NULL || more == NULL || more->kind != RSP_JSON_BOOL ||
        more->boolean || properties->n != shape->n) {
        print_message("%s: the schema has other keys\n", shape->what);
        return 1;
    }
    for (uint32_t i = 0; i < shape->n; i++) {
        const ck_key *k = &shape->keys[i];
        const rsp_json *p = rsp_json_get(properties, k->name);
        const rsp_json *any = rsp_json_get(p, "anyOf");
        if (p == NULL || listed(required, k->name) == k->optional || (any != NULL) != k->nullable) {
            print_message("%s: key %s differs\n", shape->what, k->name);
            bad++;
        } else if (k->sub != NULL) {
            p = any != NULL ? any->first : p;
            p = resolve(root, p);
            bad += compare(root, k->kind == CK_F_LIST ? rsp_json_get(p, "items") : p, k->sub);
        }
    }
    return bad;
}

static void test_schema(void **state) {
    (void)state;
    rsp_ctx ctx = rsp_ctx_init(NULL, NULL);
    rsp_err err = {0};
    rsp_buf text;
    rsp_diag d;
    rsp_arena *a = NULL;
    const rsp_json *root = NULL;
    assert_int_equal(rsp_file_read(&ctx, RSP_SOURCE_DIR "/docs/plan.schema.json", &text, &err), 0);
    assert_int_equal(rsp_arena_new(&ctx, 0, &a, &err), 0);
    assert_int_equal(rsp_diag_init(&ctx, &d, &err), 0);
    assert_int_equal(rsp_json_parse(a, "schema", text.at, text.n, &d, &root), 0);
    assert_int_equal(compare(root, root, &ck_shape_plan), 0);
    rsp_diag_done(&d);
    rsp_arena_free(a);
    rsp_buf_done(&text);
}

/* Loads the small situation and its plan, the latter with the right SHA-256. */
static rsp_situation *load(const rsp_ctx *ctx, rsp_diag *d, const edit *more, size_t n, rsp_buf *plan) {
    rsp_err err = {0};
    rsp_buf situation;
    rsp_situation *s = NULL;
    char sha[80];
    edit e[8];
    mutate(ctx, "small.json", "situation", NULL, 0, &situation);
    assert_int_equal(rsp_situation_parse(ctx, "small.json", situation.at, situation.n, d, &s, &err), 0);
    (void)snprintf(sha, sizeof sha, "\"%s\"", s->sha256);
    e[0] = (edit){"plan", "/situation/sha256", sha};
    for (size_t i = 0; i < n; i++) {
        e[i + 1] = more[i];
    }
    mutate(ctx, "small.plan.json", "plan", e, n + 1, plan);
    rsp_buf_done(&situation);
    return s;
}

static void test_all_errors_at_once(void **state) {
    (void)state;
    static const edit WRONG[] = {{"plan", "/convoys/0+callsign", "\"x\""},
                                 {"plan", "/seed", "\"1\""},
                                 {"plan", "/convoys/1/hub", "\"nowhere\""},
                                 {"plan", "/convoys/0/stops/0/arrive", "\"12:00\""}};
    rsp_ctx ctx = rsp_ctx_init(NULL, NULL);
    rsp_err err = {0};
    rsp_diag d;
    rsp_buf plan;
    rsp_check_report report = {0};
    assert_int_equal(rsp_diag_init(&ctx, &d, &err), 0);
    rsp_situation *s = load(&ctx, &d, WRONG, 4, &plan);
    assert_int_equal(rsp_check(&ctx, s, NULL, NULL, "p.json", plan.at, plan.n, &d, &report, &err),
                     RSP_EINPUT);
    assert_int_equal(d.errors, 4);
    for (size_t i = 0; i < d.n; i++) {
        if (!d.at[i].warning) {
            assert_true(d.at[i].at.line > 0 && d.at[i].at.pointer != NULL &&
                        strcmp(d.at[i].at.file, "p.json") == 0);
            if (strstr(d.at[i].text, "callsign") != NULL) {
                assert_non_null(strstr(d.at[i].text, "call_sign"));
            }
        }
    }
    static const char *const BROKEN[] = {
        "", "[]", "null", "{", "{\"respite_plan\":1}", "\xEF\xBB\xBF{}", "{\"convoys\":[1,null,{}]}"};
    for (size_t i = 0; i < sizeof BROKEN / sizeof BROKEN[0]; i++) {
        assert_int_equal(
            rsp_check(&ctx, s, NULL, NULL, "p.json", BROKEN[i], strlen(BROKEN[i]), &d, &report, &err),
            RSP_EINPUT);
    }
    rsp_situation_free(s);
    rsp_buf_done(&plan);
    rsp_diag_done(&d);
}

static int check_once(const rsp_ctx *ctx, const rsp_situation *s, const rsp_buf *plan) {
    rsp_err err = {0};
    rsp_diag d;
    rsp_check_report report = {0};
    int rc = rsp_diag_init(ctx, &d, &err);
    if (rc != 0) {
        return rc;
    }
    rc = rsp_check(ctx, s, NULL, NULL, "p.json", plan->at, plan->n, &d, &report, &err);
    if (rc == 0) {
        assert_int_equal(report.n, 0);
        rsp_check_report_done(&report);
    }
    rsp_diag_done(&d);
    return rc;
}

static void test_memory(void **state) {
    (void)state;
    rsp_ctx plain = rsp_ctx_init(NULL, NULL);
    rsp_err err = {0};
    rsp_diag d;
    rsp_buf plan;
    assert_int_equal(rsp_diag_init(&plain, &d, &err), 0);
    rsp_situation *s = load(&plain, &d, NULL, 0, &plan);
    RSP_FAULT_LOOP(ctx, rc, faults, rc = check_once(ctx, s, &plan), {
        assert_int_equal(rc, RSP_ENOMEM);
        assert_int_equal(faults.live, 0);
    })
    rsp_situation_free(s);
    rsp_buf_done(&plan);
    rsp_diag_done(&d);
}

int main(void) {
    const struct CMUnitTest tests[] = {cmocka_unit_test(test_schema),
                                       cmocka_unit_test(test_all_errors_at_once),
                                       cmocka_unit_test(test_memory)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
