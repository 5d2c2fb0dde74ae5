/* docs/situation.md and docs/situation.schema.json say what the field tables say. With the argument --write
 * they are written instead. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "base/file.h"
#include "situation/docs.h"
#include "situation/fields.h"

#define PAGE   RSP_SOURCE_DIR "/docs/situation.md"
#define SCHEMA RSP_SOURCE_DIR "/docs/situation.schema.json"
#define BEGIN  "<!-- keys -->\n"
#define END    "<!-- end of keys -->\n"

static rsp_buf read_all(const rsp_ctx *ctx, const char *path) {
    rsp_buf b = {0};
    rsp_err err = {0};
    if (rsp_file_read(ctx, path, &b, &err) != 0) {
        fail_msg("%s", err.msg);
    }
    return b;
}

/* The page as it should be: its own prose with the tables between the two marks. */
static rsp_buf right_page(const rsp_ctx *ctx, const rsp_buf *page) {
    rsp_buf out = rsp_buf_init(ctx, 1 << 22);
    rsp_err err = {0};
    const char *begin = strstr(page->at, BEGIN), *end = strstr(page->at, END);
    assert_non_null(begin);
    assert_non_null(end);
    begin += strlen(BEGIN);
    rsp_buf_add(&out, page->at, (size_t)(begin - page->at));
    rsp_buf_char(&out, '\n');
    assert_int_equal(rsp_situation_markdown(&out, &err), 0);
    rsp_buf_str(&out, end);
    assert_int_equal(rsp_buf_ok(&out, &err), 0);
    return out;
}

static void page_is_current(void **state) {
    (void)state;
    rsp_ctx ctx = rsp_ctx_init(NULL, NULL);
    rsp_buf page = read_all(&ctx, PAGE), right = right_page(&ctx, &page);
    assert_string_equal(page.at, right.at);
    rsp_buf_done(&page);
    rsp_buf_done(&right);
}

static void page_names_every_key(void **state) {
    (void)state;
    rsp_ctx ctx = rsp_ctx_init(NULL, NULL);
    rsp_buf page = read_all(&ctx, PAGE);
    uint32_t keys = 0;
    for (int i = 0; i < RSP_LISTS; i++) {
        const rsp_table *t = rsp_table_of(i);
        for (uint32_t k = 0; k < t->n; k++, keys++) {
            char row[100];
            (void)snprintf(row, sizeof row, "| `%s` |", t->fields[k].key);
            assert_non_null(strstr(page.at, row));
            assert_true(t->fields[k].doc != NULL && *t->fields[k].doc != '\0');
        }
    }
    assert_true(keys > 200);
    rsp_buf_done(&page);
}

static void schema_is_current(void **state) {
    (void)state;
    rsp_ctx ctx = rsp_ctx_init(NULL, NULL);
    rsp_err err = {0};
    rsp_buf file = read_all(&ctx, SCHEMA), right = rsp_buf_init(&ctx, 1 << 22);
    assert_int_equal(rsp_situation_schema(&right, &err), 0);
    assert_string_equal(file.at, right.at);
    rsp_buf_done(&file);
    rsp_buf_done(&right);
}

static int write_both(void) {
    rsp_ctx ctx = rsp_ctx_init(NULL, NULL);
    rsp_err err = {0};
    rsp_buf page = read_all(&ctx, PAGE), right = right_page(&ctx, &page),
            schema = rsp_buf_init(&ctx, 1 << 22);
    int rc = rsp_file_write(&ctx, PAGE, right.at, right.n, &err);
    rc = rc != 0 ? rc : rsp_situation_schema(&schema, &err);
    rc = rc != 0 ? rc : rsp_file_write(&ctx, SCHEMA, schema.at, schema.n, &err);
    if (rc != 0) {
        fprintf(stderr, "%s\n", err.msg);
    }
    rsp_buf_done(&page);
    rsp_buf_done(&right);
    rsp_buf_done(&schema);
    return rc != 0;
}

int main(int argc, char **argv) {
    if (argc > 1 && strcmp(argv[1], "--write") == 0) {
        return write_both();
    }
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(page_is_current),
        cmocka_unit_test(page_names_every_key),
        cmocka_unit_test(schema_is_current),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
