/* CSV files into a situation (tables.h): cells become the same tree that JSON text would (tables_tree.h) and
 * go through the same loader, so tables are as strict as files and errors name file, row and heading. */
#include <dirent.h>
#include <errno.h>
#include <string.h>
#include <strings.h>

#include "base/file.h"
#include "situation/tables.h"
#include "situation/tables_cells.h"

/* Headings that a sheet may have, for nearest spelling. */
static const char **headings_of(rsp_importer *m, const rsp_table *t, uint32_t *ret_n) {
    const char **all = rsp_arena_alloc(m->a, 512, sizeof *all);
    uint32_t n = 0;
    rsp_import_keep(m, all);
    for (uint32_t i = 0; all != NULL && i < t->n; i++) {
        const rsp_field *f = &t->fields[i];
        uint32_t parts =
            f->kind == RSP_F_NAME ? RSP_LANG_COUNT : (f->kind == RSP_F_BY_WORD ? f->words->n : 1);
        for (uint32_t k = 0; k < parts && n < 500 && f->kind != RSP_F_LIST; k++) {
            all[n] = f->kind == RSP_F_NAME
                         ? rsp_arena_printf(m->a, "%s.%s", f->key, rsp_lang_code((rsp_lang)k))
                     : f->kind == RSP_F_BY_WORD ? rsp_arena_printf(m->a, "%s.%s", f->key, f->words->at[k])
                                                : f->key;
            rsp_import_keep(m, all[n]);
            n += all[n] != NULL;
        }
    }
    *ret_n = n;
    return all;
}

static void unknown_heading(rsp_importer *m, const rsp_table *t, const char *heading, rsp_src at) {
    uint32_t n = 0;
    const char **all = headings_of(m, t, &n);
    const char *near = all != NULL ? rsp_text_nearest(heading, all, n) : NULL;
    rsp_diag_error(m->d, at, "unknown %s \"%.60s\"; %s%s%s",
                   t == &rsp_table_situation || t == &rsp_table_rules ? "key" : "column", heading,
                   near != NULL ? "did you mean \"" : "take it out, or put it into \"note\"",
                   near != NULL ? near : "", near != NULL ? "\"?" : "");
}

/* HXL tags in most cells that say something: a column more, which has none, does not make it values. */
static bool holds_tags(const rsp_csv *c, uint32_t row) {
    uint32_t tags = 0, others = 0;
    for (uint32_t i = 0; row < c->rows && i < c->cols; i++) {
        const char *s = rsp_cell(c, row, i);
        tags += *s == '#';
        others += *s != '#' && *s != '\0';
    }
    return tags > others;
}

static bool empty_row(const rsp_csv *c, uint32_t row) {
    for (uint32_t i = 0; i < c->cols; i++) {
        if (*(rsp_cell(c, row, i) + strspn(rsp_cell(c, row, i), " \t\r\n")) != '\0') {
            return false;
        }
    }
    return true;
}

/* First row of values: after the headings and, where it is there, the row of HXL tags. Empty rows stand
 * before it where an editor has doubled the ends of lines. */
static uint32_t first_row(const rsp_csv *c) {
    uint32_t row = 1;
    while (row < c->rows && empty_row(c, row)) {
        row++;
    }
    return holds_tags(c, row) ? row + 1 : row;
}

/* Reports headings that are unknown or stand twice. own: columns that belong to the sheet itself; those of
 * the policy have no others. */
static void check_headings(rsp_importer *m, uint32_t sheet, const char *const *own, uint32_t n_own) {
    const rsp_csv *c = &m->csv[sheet];
    const rsp_table *t = m->sheets[sheet].table;
    for (uint32_t i = 0; i < c->cols; i++) {
        const char *h = rsp_cell(c, 0, i);
        rsp_src at = rsp_cell_place(m, sheet, 1, i + 1);
        bool known = false;
        for (uint32_t k = 0; k < n_own; k++) {
            known = known || strcmp(own[k], h) == 0;
        }
        const rsp_field *in;
        const char *part;
        if (!known && (t == &rsp_table_policy || rsp_cell_field(t, h, &in, &part) == NULL)) {
            if (*h != '\0' && t == &rsp_table_policy) {
                rsp_diag_error(m->d, at, "unknown column \"%.60s\"; take it out", h);
            } else if (*h != '\0') {
                unknown_heading(m, t, h, at);
            } else {
                for (uint32_t r = 1; r < c->rows; r++) { /* a column without a heading may only be empty */
                    if (*rsp_cell(c, r, i) != '\0') {
                        rsp_diag_error(m->d, rsp_cell_place(m, sheet, r + 1, 0),
                                       "column %u has a value and no heading; name it in the first row",
                                       i + 1);
                        break;
                    }
                }
            }
        }
        for (uint32_t k = 0; k < i && *h != '\0'; k++) {
            if (strcmp(rsp_cell(c, 0, k), h) == 0) {
                rsp_diag_error(m->d, at, "the column \"%.60s\" stands twice (columns %u and %u); keep one", h,
                               k + 1, i + 1);
                break;
            }
        }
    }
}

static int column(const rsp_csv *c, const char *heading) {
    for (uint32_t i = 0; i < c->cols; i++) {
        if (strcmp(rsp_cell(c, 0, i), heading) == 0) {
            return (int)i;
        }
    }
    return -1;
}

/* One row's cells into an object. */
static void put_row(rsp_importer *m, uint32_t sheet, uint32_t row, rsp_node *to) {
    const rsp_csv *c = &m->csv[sheet];
    for (uint32_t i = 0; i < c->cols; i++) {
        bool again = false;
        for (uint32_t k = 0; k < i; k++) {
            again = again || strcmp(rsp_cell(c, 0, k), rsp_cell(c, 0, i)) == 0;
        }
        if (!again) {
            rsp_cell_put(m, to, m->sheets[sheet].table, rsp_cell(c, 0, i), rsp_cell(c, row, i),
                         (rsp_spot){sheet, row + 1, i + 1});
        }
    }
}

static void import_rows(rsp_importer *m, uint32_t sheet) {
    const rsp_sheet *sh = &m->sheets[sheet];
    const rsp_csv *c = &m->csv[sheet];
    rsp_spot top = {sheet, 1, 0};
    check_headings(m, sheet, NULL, 0);
    rsp_node *list = NULL;
    if (sh->list >= 0) {
        m->rows[sh->list] = rsp_arena_alloc(m->a, c->rows, sizeof *m->rows[sh->list]);
        rsp_import_keep(m, m->rows[sh->list]);
    }
    int id = column(c, "id");
    for (uint32_t r = first_row(c); r < c->rows && !m->oom; r++) {
        if (empty_row(c, r)) {
            continue;
        }
        if (list == NULL) {
            rsp_node *owner =
                sh->list >= 0 ? m->root : rsp_node_child(m->a, m->root, "travel", RSP_JSON_OBJECT, top);
            list = owner != NULL ? rsp_node_new(m->a, owner, sh->field->key, RSP_JSON_ARRAY, top) : NULL;
        }
        rsp_node *row = list != NULL
                            ? rsp_node_new(m->a, list, NULL, RSP_JSON_OBJECT, (rsp_spot){sheet, r + 1, 0})
                            : NULL;
        rsp_import_keep(m, row);
        if (row == NULL) {
            return;
        }
        put_row(m, sheet, r, row);
        if (sh->list >= 0 && id >= 0) {
            const char *text = rsp_cell_trimmed(m, rsp_cell(c, r, (uint32_t)id));
            m->rows[sh->list][row->v.index] = row;
            if (rsp_map_get(&m->ids[sh->list], text) == RSP_MAP_NONE) {
                m->oom = m->oom || rsp_map_put(m->ctx, &m->ids[sh->list], text, row->v.index) != 0;
            }
        }
    }
}

static void unknown_owner(rsp_importer *m, uint32_t sheet, const char *id, rsp_spot at) {
    const rsp_table *owners = rsp_table_of(m->sheets[sheet].list);
    const rsp_json *list = rsp_json_get(&m->root->v, owners->name);
    uint32_t n = 0;
    const char **ids = rsp_arena_alloc(m->a, (list != NULL ? list->n : 0) + 1, sizeof *ids);
    rsp_import_keep(m, ids);
    for (const rsp_json *v = list != NULL ? list->first : NULL; ids != NULL && v != NULL; v = v->next) {
        const rsp_json *x = rsp_json_get(v, "id");
        if (x != NULL && x->kind == RSP_JSON_STRING) {
            ids[n++] = x->string;
        }
    }
    const char *near = ids != NULL ? rsp_text_nearest(id, ids, n) : NULL;
    rsp_diag_error(m->d, rsp_cell_src(m, at), "there is no %s \"%.70s\" in %s.csv; %s%s", owners->one, id,
                   owners->name, near != NULL ? "the nearest id is " : "add it there",
                   near != NULL ? near : "");
}

static void import_child(rsp_importer *m, uint32_t sheet) {
    const rsp_sheet *sh = &m->sheets[sheet];
    const rsp_csv *c = &m->csv[sheet];
    const char *own[] = {rsp_sheet_owner(sh)};
    check_headings(m, sheet, own, 1);
    int col = column(c, own[0]);
    if (col < 0) {
        rsp_diag_error(m->d, rsp_cell_place(m, sheet, 1, 0),
                       "the column \"%s\" is missing; add it: the id of the %s", own[0], own[0]);
        return;
    }
    for (uint32_t r = first_row(c); r < c->rows && !m->oom; r++) {
        rsp_spot at = {sheet, r + 1, (uint32_t)col + 1};
        const char *id = rsp_cell_trimmed(m, rsp_cell(c, r, (uint32_t)col));
        if (empty_row(c, r)) {
            continue;
        }
        uint32_t i = rsp_map_get(&m->ids[sh->list], id);
        if (i == RSP_MAP_NONE) {
            unknown_owner(m, sheet, id, at);
            continue;
        }
        at.col = 0;
        rsp_node *list = rsp_node_child(m->a, m->rows[sh->list][i], sh->field->key, RSP_JSON_ARRAY, at);
        rsp_node *row = list != NULL ? rsp_node_new(m->a, list, NULL, RSP_JSON_OBJECT, at) : NULL;
        rsp_import_keep(m, row);
        if (row != NULL) {
            put_row(m, sheet, r, row);
        }
    }
}

/* key, value, meaning. */
static void import_keys(rsp_importer *m, uint32_t sheet) {
    static const char *const OWN[] = {"key", "value", "meaning"};
    const rsp_sheet *sh = &m->sheets[sheet];
    const rsp_csv *c = &m->csv[sheet];
    int key = column(c, "key"), value = column(c, "value");
    if (key != 0 || value < 0) {
        rsp_diag_error(m->d, rsp_cell_place(m, sheet, 1, 0),
                       "the first columns are not \"key\" and \"value\"; write these headings");
        return;
    }
    check_headings(m, sheet, OWN, 3);
    rsp_spot top = {sheet, 1, 0};
    bool is_root = sh->table == &rsp_table_situation;
    rsp_node *to = is_root ? m->root : rsp_node_child(m->a, m->root, sh->name, RSP_JSON_OBJECT, top);
    rsp_import_keep(m, to);
    for (uint32_t r = first_row(c); r < c->rows && to != NULL; r++) {
        const char *k = rsp_cell_trimmed(m, rsp_cell(c, r, 0));
        rsp_spot at = {sheet, r + 1, (uint32_t)value + 1};
        const rsp_field *in = NULL;
        const char *part = NULL;
        if (empty_row(c, r)) {
            continue;
        }
        if (rsp_cell_field(sh->table, k, &in, &part) == NULL) {
            at.col = 1;
            unknown_heading(m, sh->table, k, rsp_cell_src(m, at));
            continue;
        }
        bool twice = false;
        for (uint32_t p = first_row(c); p < r && !twice; p++) {
            twice = strcmp(rsp_cell_trimmed(m, rsp_cell(c, p, 0)), k) == 0;
        }
        if (twice) {
            rsp_diag_error(m->d, rsp_cell_src(m, at), "the key \"%s\" stands twice; keep one", k);
            continue;
        }
        rsp_cell_put(m, to, sh->table, k, rsp_cell(c, r, (uint32_t)value), at);
    }
}

/* work, word, tier, weight into rules.policy. */
static void import_policy(rsp_importer *m, uint32_t sheet) {
    static const char *const HEADINGS[] = {"work", "word", "tier", "weight"};
    const rsp_csv *c = &m->csv[sheet];
    int col[4];
    for (int i = 0; i < 4; i++) {
        col[i] = column(c, HEADINGS[i]);
        if (col[i] < 0) {
            rsp_diag_error(m->d, rsp_cell_place(m, sheet, 1, 0),
                           "the headings are not work, word, tier and weight; write these four");
            return;
        }
    }
    check_headings(m, sheet, HEADINGS, 4);
    rsp_spot top = {sheet, 1, 0};
    rsp_node *rules = rsp_node_child(m->a, m->root, "rules", RSP_JSON_OBJECT, top);
    rsp_node *policy = rules != NULL ? rsp_node_child(m->a, rules, "policy", RSP_JSON_OBJECT, top) : NULL;
    rsp_import_keep(m, policy);
    for (uint32_t r = first_row(c); r < c->rows && policy != NULL; r++) {
        if (empty_row(c, r)) {
            continue;
        }
        const char *work = rsp_cell_trimmed(m, rsp_cell(c, r, (uint32_t)col[0])),
                   *word = rsp_cell_trimmed(m, rsp_cell(c, r, (uint32_t)col[1]));
        rsp_spot at = {sheet, r + 1, (uint32_t)col[1] + 1};
        const rsp_field *f = rsp_table_field(&rsp_table_policy, work);
        if (f == NULL || f->kind != RSP_F_LINES || rsp_words_find(f->words, word) < 0) {
            rsp_diag_error(
                m->d, rsp_cell_src(m, at),
                "\"%.40s\", \"%.40s\" is no line of the policy; write wounded, civilians, goods or "
                "visits and one of its words",
                work, word);
            continue;
        }
        rsp_node *of = rsp_node_child(m->a, policy, f->key, RSP_JSON_OBJECT, at);
        if (of != NULL && rsp_json_get(&of->v, word) != NULL) {
            rsp_diag_error(m->d, rsp_cell_src(m, at), "this line of the policy stands twice; keep one");
            continue;
        }
        rsp_node *line = of != NULL ? rsp_node_new(m->a, of, word, RSP_JSON_OBJECT, at) : NULL;
        rsp_import_keep(m, line);
        for (int i = 2; line != NULL && i < 4; i++) {
            at.col = (uint32_t)col[i] + 1;
            rsp_cell_put(m, line, f->sub, HEADINGS[i], rsp_cell(c, r, (uint32_t)col[i]), at);
        }
    }
}

static void import_shares(rsp_importer *m, uint32_t sheet) {
    static const char *const HEADINGS[] = {"upto_pct", "value_pct"};
    static const rsp_field PERCENT = {.key = "", .doc = "percent"};
    const rsp_csv *c = &m->csv[sheet];
    rsp_spot top = {sheet, 1, 0};
    rsp_node *shares = NULL;
    if (column(c, HEADINGS[0]) < 0 || column(c, HEADINGS[1]) < 0) {
        rsp_diag_error(m->d, rsp_cell_place(m, sheet, 1, 0),
                       "the headings are not upto_pct and value_pct; write these two");
        return;
    }
    check_headings(m, sheet, HEADINGS, 2);
    for (uint32_t r = first_row(c); r < c->rows; r++) {
        if (empty_row(c, r)) {
            continue;
        }
        if (shares == NULL) {
            rsp_node *rules = rsp_node_child(m->a, m->root, "rules", RSP_JSON_OBJECT, top);
            rsp_node *policy =
                rules != NULL ? rsp_node_child(m->a, rules, "policy", RSP_JSON_OBJECT, top) : NULL;
            shares = policy != NULL ? rsp_node_new(m->a, policy, "shares", RSP_JSON_ARRAY, top) : NULL;
        }
        rsp_node *row = shares != NULL
                            ? rsp_node_new(m->a, shares, NULL, RSP_JSON_OBJECT, (rsp_spot){sheet, r + 1, 0})
                            : NULL;
        rsp_import_keep(m, row);
        for (uint32_t i = 0; row != NULL && i < 2; i++) {
            int col = column(c, HEADINGS[i]);
            if (*rsp_cell_trimmed(m, rsp_cell(c, r, (uint32_t)col)) == '\0') {
                continue; /* the loader says what is missing */
            }
            rsp_cell_number(m, row, &PERCENT, HEADINGS[i], rsp_cell(c, r, (uint32_t)col),
                            (rsp_spot){sheet, r + 1, (uint32_t)col + 1});
        }
    }
}

/* CSV files of the folder that are none of ours. */
static int check_folder(rsp_importer *m, const char *dir, rsp_err *err) {
    DIR *folder = opendir(dir);
    if (folder == NULL) {
        return rsp_fail(
            err, RSP_EINPUT,
            "%s: cannot be opened (%s); name a folder of CSV files, as 'respite tables export' writes it",
            dir, strerror(errno));
    }
    const char *names[RSP_SHEETS_MAX];
    for (uint32_t i = 0; i < m->n; i++) {
        names[i] = m->sheets[i].name;
    }
    for (const struct dirent *f = readdir(folder); f != NULL; f = readdir(folder)) {
        const char *end = strrchr(f->d_name, '.');
        char name[64] = "";
        if (f->d_name[0] == '.' || end == NULL || strcasecmp(end, ".csv") != 0) {
            continue;
        }
        (void)snprintf(name, sizeof name, "%.*s", (int)(end - f->d_name), f->d_name);
        bool known = false;
        for (uint32_t i = 0; i < m->n && strcmp(end, ".csv") == 0; i++) {
            known = known || strcmp(names[i], name) == 0;
        }
        if (!known) {
            const char *near = rsp_text_nearest(name, names, m->n);
            char *path = rsp_arena_printf(m->a, "%s/%s", dir, f->d_name);
            rsp_import_keep(m, path);
            rsp_diag_error(m->d, (rsp_src){.file = path}, "no table has this name; %s%s%s",
                           near != NULL ? "did you mean " : "take it out of the folder",
                           near != NULL ? near : "", near != NULL ? ".csv?" : "");
        }
    }
    (void)closedir(folder);
    return 0;
}

static int read_sheets(rsp_importer *m, const char *dir, rsp_err *err) {
    for (uint32_t i = 0; i < m->n; i++) {
        char *path = rsp_arena_printf(m->a, "%s/%s.csv", dir, m->sheets[i].name);
        if (path == NULL) {
            return rsp_fail(err, RSP_ENOMEM, "out of memory");
        }
        m->csv[i].file = path;
        if (!rsp_path_exists(path)) {
            if (i == 0) {
                return rsp_fail(err, RSP_EINPUT,
                                "%s: not there; a folder of tables has at least situation.csv", path);
            }
            continue;
        }
        RSP_CLEANUP(rsp_buf_done) rsp_buf text = {0};
        RSP_TRY(rsp_file_read(m->ctx, path, &text, err));
        if (text.n == 0) {
            rsp_diag_error(
                m->d, (rsp_src){.file = path, .line = 1},
                "the file is empty; the first row holds the keys: write them, or take the file away");
        }
        rsp_csv csv = {0};
        int rc = rsp_csv_parse(m->a, path, text.at != NULL ? text.at : "", text.n, m->d, &csv);
        if (rc == RSP_ENOMEM) {
            return rsp_fail(err, rc, "out of memory");
        }
        if (rc == 0) {
            m->csv[i] = csv;
        }
    }
    return 0;
}

static void import_sheet(rsp_importer *m, uint32_t i) {
    switch (m->sheets[i].kind) {
    case RSP_SHEET_KEYS:
        import_keys(m, i);
        break;
    case RSP_SHEET_ROWS:
        import_rows(m, i);
        break;
    case RSP_SHEET_CHILD:
        import_child(m, i);
        break;
    case RSP_SHEET_POLICY:
        import_policy(m, i);
        break;
    case RSP_SHEET_SHARES:
        import_shares(m, i);
        break;
    }
}

/* What makes every row of a table wrong, told once: the row of keys taken away, no column of ids. */
static void check_shape(rsp_importer *m, uint32_t sheet) {
    const rsp_csv *c = &m->csv[sheet];
    bool tags = holds_tags(c, 0);
    if (tags) {
        rsp_diag_error(m->d, rsp_cell_place(m, sheet, 1, 0),
                       "the first row holds HXL tags; put the row of keys above it (id, name.en, ...)");
    } else if (m->sheets[sheet].list >= 0 && m->sheets[sheet].kind == RSP_SHEET_ROWS && column(c, "id") < 0) {
        rsp_diag_error(m->d, rsp_cell_place(m, sheet, 1, 0),
                       "there is no column \"id\"; add it to the first row");
    }
}

static int import_all(rsp_importer *m, const char *dir, rsp_situation **ret, rsp_err *err) {
    m->n = rsp_sheets(m->sheets);
    RSP_TRY(check_folder(m, dir, err));
    size_t before = m->d->errors;
    RSP_TRY(read_sheets(m, dir, err));
    for (uint32_t i = 0; i < m->n; i++) {
        if (m->csv[i].rows > 0) {
            check_shape(m, i);
        }
    }
    if (m->d->errors > before) { /* a table that cannot be read would be missed everywhere else */
        return rsp_diag_result(m->d, err);
    }
    m->root = rsp_node_new(m->a, NULL, NULL, RSP_JSON_OBJECT, (rsp_spot){0, 1, 0});
    rsp_import_keep(m, m->root);
    for (uint32_t i = 0; i < m->n && !m->oom; i++) {
        if (m->csv[i].rows > 0) {
            import_sheet(m, i);
        }
    }
    if (m->oom) {
        return rsp_fail(err, RSP_ENOMEM, "out of memory");
    }
    char *path = rsp_arena_strdup(m->a, dir);
    rsp_loader l = {
        .ctx = m->ctx, .d = m->d, .file = path, .root = &m->root->v, .where = rsp_cell_where, .tables = m};
    RSP_TRY(rsp_arena_new(m->ctx, 0, &l.a, err));
    return rsp_situation_build(&l, ret, err);
}

int rsp_tables_import(const rsp_ctx *ctx, const char *dir, rsp_diag *d, rsp_buf *ret_json, rsp_err *err) {
    RSP_CLEANUP(rsp_arena_free_p) rsp_arena *a = NULL;
    RSP_TRY(rsp_arena_new(ctx, 0, &a, err));
    rsp_importer *m = rsp_arena_alloc(a, 1, sizeof *m);
    if (m == NULL) {
        return rsp_fail(err, RSP_ENOMEM, "out of memory");
    }
    m->ctx = ctx;
    m->a = a;
    m->d = d;
    RSP_CLEANUP(rsp_situation_free_p) rsp_situation *s = NULL;
    int rc = import_all(m, dir, &s, err);
    for (int i = 0; i < RSP_LISTS; i++) {
        rsp_map_done(ctx, &m->ids[i]);
    }
    return rc != 0 ? rc : rsp_situation_write(s, ret_json, err);
}
