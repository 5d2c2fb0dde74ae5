/* Synthetic situations: all features together use every key that a situation file may have. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <string.h>

#include "plan/generate.h"
#include "situation/fields.h"

#define TABLES_MOST 64
#define KEYS_MOST   64

typedef struct seen {
    const rsp_table *table[TABLES_MOST];
    bool key[TABLES_MOST][KEYS_MOST];
    uint32_t n;
} seen;

static uint32_t of_table(seen *s, const rsp_table *t) {
    uint32_t i = 0;
    while (i < s->n && s->table[i] != t) {
        i++;
    }
    assert_true(i < TABLES_MOST && t->n <= KEYS_MOST);
    s->table[i] = t;
    s->n = i == s->n ? i + 1 : s->n;
    return i;
}

/* Marks the keys of an object; objects within objects are as deep as the tables. */
static void look(seen *s, const rsp_table *t, const rsp_json *object) {
    uint32_t at = of_table(s, t);
    for (uint32_t i = 0; i < t->n; i++) {
        const rsp_field *f = &t->fields[i];
        const rsp_json *v = rsp_json_get(object, f->key);
        bool inside = f->sub != NULL && (f->kind == RSP_F_OBJECT || f->kind == RSP_F_LIST);
        s->key[at][i] = s->key[at][i] || (v != NULL && (v->kind != RSP_JSON_ARRAY || v->n > 0));
        if (inside) {
            (void)of_table(s, f->sub);
        }
        if (v != NULL && inside && v->kind == RSP_JSON_OBJECT) {
            look(s, f->sub, v);
        }
        for (const rsp_json *c = v != NULL && inside && v->kind == RSP_JSON_ARRAY ? v->first : NULL;
             c != NULL; c = c->next) {
            look(s, f->sub, c);
        }
    }
}

static void look_at(seen *s, uint32_t features) {
    rsp_ctx ctx = rsp_ctx_init(NULL, NULL);
    rsp_generate_options o = {.seed = 1,
                              .places = 20,
                              .vehicles = 24,
                              .hubs = 2,
                              .zones = 3,
                              .days = 3,
                              .window_min = 120,
                              .consents = 1,
                              .demand = 1.5,
                              .features = features};
    rsp_buf text = rsp_buf_init(&ctx, 64 << 20);
    rsp_diag d = {0};
    rsp_err err = {0};
    rsp_arena *a = NULL;
    const rsp_json *root = NULL;
    rsp_situation *situation = NULL;
    assert_int_equal(rsp_generate(&ctx, &o, &text, &err), 0);
    assert_int_equal(rsp_arena_new(&ctx, 0, &a, &err), 0);
    assert_int_equal(rsp_diag_init(&ctx, &d, &err), 0);
    assert_int_equal(rsp_json_parse(a, "generated.json", text.at, text.n, &d, &root), 0);
    look(s, &rsp_table_situation, root);
    int rc = rsp_situation_parse(&ctx, "generated.json", text.at, text.n, &d, &situation, &err);
    rsp_diag_print(&d, stderr);
    assert_int_equal(rc, 0);
    rsp_situation_free(situation);
    rsp_diag_done(&d);
    rsp_arena_free(a);
    rsp_buf_done(&text);
}

/* A file travels by a table or by straight lines; `roads` is there where a road file is named
 * (tests/cli/test_roads.sh). */
static void every_key_is_used(void **state) {
    (void)state;
    static seen s;
    uint32_t all = (1u << RSP_FEATURE_COUNT) - 1;
    uint32_t missing = 0;
    look_at(&s, all);
    look_at(&s, all & ~(1u << RSP_FEATURE_table));
    for (uint32_t t = 0; t < s.n; t++) {
        for (uint32_t i = 0; i < s.table[t]->n; i++) {
            bool roads =
                s.table[t] == &rsp_table_situation && strcmp(s.table[t]->fields[i].key, "roads") == 0;
            if (!s.key[t][i] && !roads) {
                print_error("no flag gives %s of %s\n", s.table[t]->fields[i].key, s.table[t]->name);
                missing++;
            }
        }
    }
    assert_true(s.n > 30);
    assert_int_equal(missing, 0);
}

/* A flag that does nothing is no flag. */
static void every_flag_does_something(void **state) {
    (void)state;
    rsp_ctx ctx = rsp_ctx_init(NULL, NULL);
    rsp_generate_options o = {.seed = 1,
                              .places = 20,
                              .vehicles = 24,
                              .hubs = 2,
                              .zones = 12,
                              .days = 3,
                              .window_min = 120,
                              .consents = 1,
                              .demand = 1.5};
    rsp_buf none = rsp_buf_init(&ctx, 64 << 20);
    assert_int_equal(rsp_generate(&ctx, &o, &none, NULL), 0);
    for (int f = 0; f < RSP_FEATURE_COUNT; f++) {
        rsp_buf one = rsp_buf_init(&ctx, 64 << 20);
        o.features = 1u << f | (f == RSP_FEATURE_rides ? 1u << RSP_FEATURE_civilians : 0);
        assert_int_equal(rsp_generate(&ctx, &o, &one, NULL), 0);
        if (one.n == none.n && memcmp(one.at, none.at, one.n) == 0) {
            fail_msg("%s changes nothing", rsp_feature_name(f));
        }
        rsp_buf_done(&one);
    }
    rsp_buf_done(&none);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_key_is_used),
        cmocka_unit_test(every_flag_does_something),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
