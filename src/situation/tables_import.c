/* CSV files into a situation (tables.h): cells become the same tree that JSON text would (tables_tree.h) and
 * go through the same loader, so tables are as strict as files and errors name file, row and heading. */
#include <dirent.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "base/csv.h"
#include "base/file.h"
#include "situation/read.h"
#include "situation/sheets.h"
#include "situation/tables.h"
#include "situation/tables_tree.h"

typedef struct importer {
    const rsp_ctx *ctx;
    rsp_arena *a;
    rsp_diag *d;
    rsp_sheet sheets[RSP_SHEETS_MAX];
    rsp_csv csv[RSP_SHEETS_MAX]; /* rows 0 where the file is not there */
    uint32_t n;
    rsp_node *root;
    rsp_map ids[RSP_LISTS]; /* of owners of child sheets */
    rsp_node **rows[RSP_LISTS];
    bool oom;
} importer;

static const char *cell(const rsp_csv *c, uint32_t row, uint32_t col) {
    return c->cells[(size_t)row * c->cols + col];
}

static rsp_src place_of(const importer *m, uint32_t sheet, uint32_t line, uint32_t col) {
    const rsp_csv *c = &m->csv[sheet];
    const char *heading = col > 0 && c->rows > 0 && col <= c->cols ? cell(c, 0, col - 1) : NULL;
    if (heading != NULL && m->sheets[sheet].kind == RSP_SHEET_KEYS && line > 1) {
        for (uint32_t r = 1; r < c->rows; r++) {
            heading = c->lines[r] == line ? cell(c, r, 0) : heading; /* its key says more than "value" */
        }
    }
    return (rsp_src){.file = c->file, .line = line, .pointer = heading};
}

static rsp_src spot_src(const importer *m, rsp_spot at) {
    return place_of(m, at.sheet, at.line, at.col);
}

static rsp_src where(const rsp_loader *l, const rsp_json *v, bool key) {
    (void)key;
    return place_of(l->tables, v->key_line > 0 ? v->key_line - 1 : 0, v->line, v->col);
}

static void keep(importer *m, const void *p) {
    m->oom = m->oom || p == NULL;
}

/* Text without the spaces around it, in the arena; as it stands where there are none. */
static const char *trimmed(importer *m, const char *s) {
    s += strspn(s, " \t\r\n");
    size_t n = strlen(s);
    while (n > 0 && strchr(" \t\r\n", s[n - 1]) != NULL) {
        n--;
    }
    const char *t = s[n] == '\0' ? s : rsp_arena_strndup(m->a, s, n);
    keep(m, t);
    return t != NULL ? t : "";
}

/* Text that people wrote: as it stands, with the line ends that spreadsheets write made plain. */
static const char *plain(importer *m, const char *s) {
    if (strchr(s, '\r') == NULL) {
        return s;
    }
    char *t = rsp_arena_strdup(m->a, s);
    keep(m, t);
    char *to = t;
    for (const char *p = t; t != NULL && *p != '\0'; p++) {
        if (*p != '\r' || p[1] != '\n') {
            *to++ = *p;
        }
    }
    if (t != NULL) {
        *to = '\0';
    }
    return t != NULL ? t : "";
}

static void put_number(importer *m, rsp_node *to, const rsp_field *f, const char *key, const char *text,
                       rsp_spot at) {
    rsp_node *n = NULL;
    const char *t = trimmed(m, text);
    if (rsp_node_number(m->a, to, key, t, at, &n)) {
        keep(m, n);
        return;
    }
    rsp_diag_error(
        m->d, spot_src(m, at),
        "\"%.40s\" is not a number; write digits, with a point and no separators, e.g. 12000 or 1.5 (%s)", t,
        f->doc);
    n = rsp_node_new(m->a, to, key, RSP_JSON_REAL, at); /* in its place something right: told once */
    keep(m, n);
    if (n != NULL) {
        n->v.real = n->v.number = f->min;
    }
}

static void put_bool(importer *m, rsp_node *to, const rsp_field *f, const char *text, rsp_spot at) {
    static const char *const YES[] = {"true", "yes", "1"}, *const NO[] = {"false", "no", "0"};
    const char *t = trimmed(m, text);
    bool yes = false, no = false;
    for (int i = 0; i < 3; i++) {
        yes = yes || strcasecmp(t, YES[i]) == 0;
        no = no || strcasecmp(t, NO[i]) == 0;
    }
    if (!yes && !no) {
        rsp_diag_error(m->d, spot_src(m, at), "\"%.40s\" is neither true nor false; write one of them (%s)",
                       t, f->doc);
    }
    rsp_node *n = rsp_node_new(m->a, to, f->key, RSP_JSON_BOOL, at);
    keep(m, n);
    if (n != NULL) {
        n->v.boolean = yes;
    }
}

static void put_list(importer *m, rsp_node *to, const rsp_field *f, const char *text, rsp_spot at) {
    rsp_node *list = rsp_node_new(m->a, to, f->key, RSP_JSON_ARRAY, at);
    keep(m, list);
    for (const char *p = text; list != NULL && *p != '\0';) {
        p += strspn(p, " \t\r\n");
        size_t n = strcspn(p, " \t\r\n");
        if (n > 0) {
            const char *word = rsp_arena_strndup(m->a, p, n);
            keep(m, word);
            keep(m, word != NULL ? rsp_node_text(m->a, list, NULL, word, at) : NULL);
        }
        p += n;
    }
}

static void put_geometry(importer *m, rsp_node *to, const rsp_field *f, const char *text, rsp_spot at) {
    rsp_diag inner = {0};
    rsp_err err = {0};
    const rsp_json *v = NULL;
    if (rsp_diag_init(m->ctx, &inner, &err) != 0) {
        m->oom = true;
        return;
    }
    int rc = rsp_json_parse(m->a, NULL, text, strlen(text), &inner, &v);
    if (rc == 0) {
        keep(m, rsp_node_graft(m->a, to, f->key, v, at));
    } else {
        rsp_diag_error(m->d, spot_src(m, at), "the geometry is not GeoJSON text: %s",
                       inner.n > 0 ? inner.at[0].text : "out of memory");
        keep(m, rsp_node_text(m->a, to, NULL, "", at));
        m->oom = m->oom || rc == RSP_ENOMEM;
    }
    rsp_diag_done(&inner);
}

/* The part of a heading after the key of f, or NULL where the heading is not f's. */
static const char *part_of(const rsp_field *f, const char *heading) {
    size_t n = strlen(f->key);
    if (strncmp(heading, f->key, n) != 0 || (heading[n] != '\0' && heading[n] != '.')) {
        return NULL;
    }
    return heading[n] == '.' ? heading + n + 1 : heading + n;
}

/* The field that a heading names, its table's nested ones included; *ret_part: a language or a word. */
static const rsp_field *field_of(const rsp_table *t, const char *heading, const rsp_field **ret_in,
                                 const char **ret_part) {
    *ret_in = NULL;
    for (int depth = 0; depth < 2; depth++) {
        const rsp_table *next = NULL;
        for (uint32_t i = 0; i < t->n; i++) {
            const rsp_field *f = &t->fields[i];
            const char *part = part_of(f, heading);
            if (part == NULL || f->kind == RSP_F_LIST || f->sub == &rsp_table_policy ||
                f->sub == &rsp_table_rules) {
                continue;
            }
            rsp_lang lang;
            bool fits =
                f->kind == RSP_F_NAME
                    ? rsp_lang_from_code(part, &lang) == 0
                    : (f->kind == RSP_F_BY_WORD ? rsp_words_find(f->words, part) >= 0 : *part == '\0');
            if (f->kind == RSP_F_OBJECT && *part != '\0') {
                *ret_in = f;
                next = f->sub;
                heading = part;
                break;
            }
            if (fits) {
                *ret_part = part;
                return f;
            }
        }
        if (next == NULL) {
            return NULL;
        }
        t = next;
    }
    return NULL;
}

static void put(importer *m, rsp_node *to, const rsp_table *t, const char *heading, const char *text,
                rsp_spot at) {
    const rsp_field *in = NULL;
    const char *part = NULL;
    const rsp_field *f = field_of(t, heading, &in, &part);
    if (f == NULL || *trimmed(m, text) == '\0') {
        return; /* an unknown heading was reported */
    }
    to = in != NULL ? rsp_node_child(m->a, to, in->key, RSP_JSON_OBJECT, at) : to;
    if (to != NULL && (f->kind == RSP_F_NAME || f->kind == RSP_F_BY_WORD)) {
        to = rsp_node_child(m->a, to, f->key, RSP_JSON_OBJECT, at);
    }
    keep(m, to);
    if (to == NULL) {
        return;
    }
    switch (f->kind) {
    case RSP_F_NAME:
    case RSP_F_TEXT:
        keep(m, rsp_node_text(m->a, to, f->kind == RSP_F_NAME ? part : f->key, plain(m, text), at));
        break;
    case RSP_F_NUMBER:
    case RSP_F_DEGREES:
    case RSP_F_VERSION:
        put_number(m, to, f, f->key, text, at);
        break;
    case RSP_F_BY_WORD:
        put_number(m, to, f, part, text, at);
        break;
    case RSP_F_BOOL:
    case RSP_F_NEXT_DAY:
        put_bool(m, to, f, text, at);
        break;
    case RSP_F_WORDS:
    case RSP_F_REFS:
    case RSP_F_TEXTS:
    case RSP_F_DATES:
        put_list(m, to, f, text, at);
        break;
    case RSP_F_GEOMETRY:
        put_geometry(m, to, f, text, at);
        break;
    default:
        keep(m, rsp_node_text(m->a, to, f->key, trimmed(m, text), at));
        break;
    }
}

/* Headings that a sheet may have, for nearest spelling. */
static const char **headings_of(importer *m, const rsp_table *t, uint32_t *ret_n) {
    const char **all = rsp_arena_alloc(m->a, 512, sizeof *all);
    uint32_t n = 0;
    keep(m, all);
    for (uint32_t i = 0; all != NULL && i < t->n; i++) {
        const rsp_field *f = &t->fields[i];
        uint32_t parts =
            f->kind == RSP_F_NAME ? RSP_LANG_COUNT : (f->kind == RSP_F_BY_WORD ? f->words->n : 1);
        for (uint32_t k = 0; k < parts && n < 500 && f->kind != RSP_F_LIST; k++) {
            all[n] = f->kind == RSP_F_NAME
                         ? rsp_arena_printf(m->a, "%s.%s", f->key, rsp_lang_code((rsp_lang)k))
                     : f->kind == RSP_F_BY_WORD ? rsp_arena_printf(m->a, "%s.%s", f->key, f->words->at[k])
                                                : f->key;
            keep(m, all[n]);
            n += all[n] != NULL;
        }
    }
    *ret_n = n;
    return all;
}

static void unknown_heading(importer *m, const rsp_table *t, const char *heading, rsp_src at) {
    uint32_t n = 0;
    const char **all = headings_of(m, t, &n);
    const char *near = all != NULL ? rsp_text_nearest(heading, all, n) : NULL;
    rsp_diag_error(m->d, at, "unknown %s \"%.60s\"; %s%s%s",
                   t == &rsp_table_situation || t == &rsp_table_rules ? "key" : "column", heading,
                   near != NULL ? "did you mean \"" : "take it out, or put it into \"note\"",
                   near != NULL ? near : "", near != NULL ? "\"?" : "");
}

/* First row of values: after the headings and, where it is there, the row of HXL tags. */
static uint32_t first_row(const rsp_csv *c) {
    bool tags = c->rows > 1;
    bool any = false;
    for (uint32_t i = 0; tags && i < c->cols; i++) {
        const char *s = cell(c, 1, i);
        any = any || *s == '#';
        tags = *s == '#' || *s == '\0';
    }
    return tags && any ? 2 : 1;
}

static bool empty_row(const rsp_csv *c, uint32_t row) {
    for (uint32_t i = 0; i < c->cols; i++) {
        if (*(cell(c, row, i) + strspn(cell(c, row, i), " \t\r\n")) != '\0') {
            return false;
        }
    }
    return true;
}

/* Reports headings that are unknown or stand twice. skip: columns that belong to the sheet itself. */
static void check_headings(importer *m, uint32_t sheet, const char *const *own, uint32_t n_own) {
    const rsp_csv *c = &m->csv[sheet];
    for (uint32_t i = 0; i < c->cols; i++) {
        const char *h = cell(c, 0, i);
        rsp_src at = place_of(m, sheet, c->lines[0], i + 1);
        bool known = false;
        for (uint32_t k = 0; k < n_own; k++) {
            known = known || strcmp(own[k], h) == 0;
        }
        const rsp_field *in;
        const char *part;
        if (!known && field_of(m->sheets[sheet].table, h, &in, &part) == NULL) {
            if (*h != '\0') {
                unknown_heading(m, m->sheets[sheet].table, h, at);
            } else {
                for (uint32_t r = 1; r < c->rows; r++) { /* a column without a heading may only be empty */
                    if (*cell(c, r, i) != '\0') {
                        rsp_diag_error(m->d, place_of(m, sheet, c->lines[r], 0),
                                       "column %u has a value and no heading; name it in the first row",
                                       i + 1);
                        break;
                    }
                }
            }
        }
        for (uint32_t k = 0; k < i && *h != '\0'; k++) {
            if (strcmp(cell(c, 0, k), h) == 0) {
                rsp_diag_error(m->d, at, "the column \"%.60s\" stands twice (columns %u and %u); keep one", h,
                               k + 1, i + 1);
                break;
            }
        }
    }
}

static int column(const rsp_csv *c, const char *heading) {
    for (uint32_t i = 0; i < c->cols; i++) {
        if (strcmp(cell(c, 0, i), heading) == 0) {
            return (int)i;
        }
    }
    return -1;
}

/* One row's cells into an object. */
static void put_row(importer *m, uint32_t sheet, uint32_t row, rsp_node *to) {
    const rsp_csv *c = &m->csv[sheet];
    for (uint32_t i = 0; i < c->cols; i++) {
        bool again = false;
        for (uint32_t k = 0; k < i; k++) {
            again = again || strcmp(cell(c, 0, k), cell(c, 0, i)) == 0;
        }
        if (!again) {
            put(m, to, m->sheets[sheet].table, cell(c, 0, i), cell(c, row, i),
                (rsp_spot){sheet, c->lines[row], i + 1});
        }
    }
}

static void import_rows(importer *m, uint32_t sheet) {
    const rsp_sheet *sh = &m->sheets[sheet];
    const rsp_csv *c = &m->csv[sheet];
    rsp_spot top = {sheet, 1, 0};
    check_headings(m, sheet, NULL, 0);
    rsp_node *list = NULL;
    if (sh->list >= 0) {
        m->rows[sh->list] = rsp_arena_alloc(m->a, c->rows, sizeof *m->rows[sh->list]);
        keep(m, m->rows[sh->list]);
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
        rsp_node *row =
            list != NULL ? rsp_node_new(m->a, list, NULL, RSP_JSON_OBJECT, (rsp_spot){sheet, c->lines[r], 0})
                         : NULL;
        keep(m, row);
        if (row == NULL) {
            return;
        }
        put_row(m, sheet, r, row);
        if (sh->list >= 0 && id >= 0) {
            const char *text = trimmed(m, cell(c, r, (uint32_t)id));
            m->rows[sh->list][row->v.index] = row;
            if (rsp_map_get(&m->ids[sh->list], text) == RSP_MAP_NONE) {
                m->oom = m->oom || rsp_map_put(m->ctx, &m->ids[sh->list], text, row->v.index) != 0;
            }
        }
    }
}

static void unknown_owner(importer *m, uint32_t sheet, const char *id, rsp_spot at) {
    const rsp_table *owners = rsp_table_of(m->sheets[sheet].list);
    const rsp_json *list = rsp_json_get(&m->root->v, owners->name);
    uint32_t n = 0;
    const char **ids = rsp_arena_alloc(m->a, (list != NULL ? list->n : 0) + 1, sizeof *ids);
    keep(m, ids);
    for (const rsp_json *v = list != NULL ? list->first : NULL; ids != NULL && v != NULL; v = v->next) {
        const rsp_json *x = rsp_json_get(v, "id");
        if (x != NULL && x->kind == RSP_JSON_STRING) {
            ids[n++] = x->string;
        }
    }
    const char *near = ids != NULL ? rsp_text_nearest(id, ids, n) : NULL;
    rsp_diag_error(m->d, spot_src(m, at), "there is no %s \"%.70s\" in %s.csv; %s%s", owners->one, id,
                   owners->name, near != NULL ? "the nearest id is " : "add it there",
                   near != NULL ? near : "");
}

static void import_child(importer *m, uint32_t sheet) {
    const rsp_sheet *sh = &m->sheets[sheet];
    const rsp_csv *c = &m->csv[sheet];
    const char *own[] = {rsp_sheet_owner(sh)};
    check_headings(m, sheet, own, 1);
    int col = column(c, own[0]);
    if (col < 0) {
        rsp_diag_error(m->d, place_of(m, sheet, 1, 0),
                       "the column \"%s\" is missing; add it: the id of the %s", own[0], own[0]);
        return;
    }
    for (uint32_t r = first_row(c); r < c->rows && !m->oom; r++) {
        rsp_spot at = {sheet, c->lines[r], (uint32_t)col + 1};
        const char *id = trimmed(m, cell(c, r, (uint32_t)col));
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
        keep(m, row);
        if (row != NULL) {
            put_row(m, sheet, r, row);
        }
    }
}

/* key, value, meaning. */
static void import_keys(importer *m, uint32_t sheet) {
    static const char *const OWN[] = {"key", "value", "meaning"};
    const rsp_sheet *sh = &m->sheets[sheet];
    const rsp_csv *c = &m->csv[sheet];
    int key = column(c, "key"), value = column(c, "value");
    if (key != 0 || value < 0) {
        rsp_diag_error(m->d, place_of(m, sheet, 1, 0),
                       "the first columns are not \"key\" and \"value\"; write these headings");
        return;
    }
    check_headings(m, sheet, OWN, 3);
    rsp_spot top = {sheet, 1, 0};
    bool is_root = sh->table == &rsp_table_situation;
    rsp_node *to = is_root ? m->root : rsp_node_child(m->a, m->root, sh->name, RSP_JSON_OBJECT, top);
    keep(m, to);
    for (uint32_t r = first_row(c); r < c->rows && to != NULL; r++) {
        const char *k = trimmed(m, cell(c, r, 0));
        rsp_spot at = {sheet, c->lines[r], (uint32_t)value + 1};
        const rsp_field *in = NULL;
        const char *part = NULL;
        if (empty_row(c, r)) {
            continue;
        }
        if (field_of(sh->table, k, &in, &part) == NULL) {
            at.col = 1;
            unknown_heading(m, sh->table, k, spot_src(m, at));
            continue;
        }
        bool twice = false;
        for (uint32_t p = first_row(c); p < r && !twice; p++) {
            twice = strcmp(trimmed(m, cell(c, p, 0)), k) == 0;
        }
        if (twice) {
            rsp_diag_error(m->d, spot_src(m, at), "the key \"%s\" stands twice; keep one", k);
            continue;
        }
        put(m, to, sh->table, k, cell(c, r, (uint32_t)value), at);
    }
}

/* work, word, tier, weight into rules.policy. */
static void import_policy(importer *m, uint32_t sheet) {
    static const char *const HEADINGS[] = {"work", "word", "tier", "weight"};
    const rsp_csv *c = &m->csv[sheet];
    int col[4];
    for (int i = 0; i < 4; i++) {
        col[i] = column(c, HEADINGS[i]);
        if (col[i] < 0 || c->cols != 4) {
            rsp_diag_error(m->d, place_of(m, sheet, 1, 0),
                           "the headings are not work, word, tier and weight; write these four");
            return;
        }
    }
    rsp_spot top = {sheet, 1, 0};
    rsp_node *rules = rsp_node_child(m->a, m->root, "rules", RSP_JSON_OBJECT, top);
    rsp_node *policy = rules != NULL ? rsp_node_child(m->a, rules, "policy", RSP_JSON_OBJECT, top) : NULL;
    keep(m, policy);
    for (uint32_t r = first_row(c); r < c->rows && policy != NULL; r++) {
        if (empty_row(c, r)) {
            continue;
        }
        const char *work = trimmed(m, cell(c, r, (uint32_t)col[0])),
                   *word = trimmed(m, cell(c, r, (uint32_t)col[1]));
        rsp_spot at = {sheet, c->lines[r], (uint32_t)col[1] + 1};
        const rsp_field *f = rsp_table_field(&rsp_table_policy, work);
        if (f == NULL || f->kind != RSP_F_LINES || rsp_words_find(f->words, word) < 0) {
            rsp_diag_error(
                m->d, spot_src(m, at),
                "\"%.40s\", \"%.40s\" is no line of the policy; write wounded, civilians, goods or "
                "visits and one of its words",
                work, word);
            continue;
        }
        rsp_node *of = rsp_node_child(m->a, policy, f->key, RSP_JSON_OBJECT, at);
        if (of != NULL && rsp_json_get(&of->v, word) != NULL) {
            rsp_diag_error(m->d, spot_src(m, at), "this line of the policy stands twice; keep one");
            continue;
        }
        rsp_node *line = of != NULL ? rsp_node_new(m->a, of, word, RSP_JSON_OBJECT, at) : NULL;
        keep(m, line);
        for (int i = 2; line != NULL && i < 4; i++) {
            at.col = (uint32_t)col[i] + 1;
            put(m, line, f->sub, HEADINGS[i], cell(c, r, (uint32_t)col[i]), at);
        }
    }
}

static void import_shares(importer *m, uint32_t sheet) {
    static const char *const HEADINGS[] = {"upto_pct", "value_pct"};
    static const rsp_field PERCENT = {.key = "", .doc = "percent"};
    const rsp_csv *c = &m->csv[sheet];
    rsp_spot top = {sheet, 1, 0};
    rsp_node *shares = NULL;
    if (c->cols != 2 || column(c, HEADINGS[0]) < 0 || column(c, HEADINGS[1]) < 0) {
        rsp_diag_error(m->d, place_of(m, sheet, 1, 0),
                       "the headings are not upto_pct and value_pct; write these two");
        return;
    }
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
        rsp_node *row = shares != NULL ? rsp_node_new(m->a, shares, NULL, RSP_JSON_OBJECT,
                                                      (rsp_spot){sheet, c->lines[r], 0})
                                       : NULL;
        keep(m, row);
        for (uint32_t i = 0; row != NULL && i < 2; i++) {
            int col = column(c, HEADINGS[i]);
            put_number(m, row, &PERCENT, HEADINGS[i], cell(c, r, (uint32_t)col),
                       (rsp_spot){sheet, c->lines[r], (uint32_t)col + 1});
        }
    }
}

/* CSV files of the folder that are none of ours. */
static int check_folder(importer *m, const char *dir, rsp_err *err) {
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
            keep(m, path);
            rsp_diag_error(m->d, (rsp_src){.file = path}, "no table has this name; %s%s%s",
                           near != NULL ? "did you mean " : "take it out of the folder",
                           near != NULL ? near : "", near != NULL ? ".csv?" : "");
        }
    }
    (void)closedir(folder);
    return 0;
}

static int read_sheets(importer *m, const char *dir, rsp_err *err) {
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

static void import_sheet(importer *m, uint32_t i) {
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

static int import_all(importer *m, const char *dir, rsp_situation **ret, rsp_err *err) {
    m->n = rsp_sheets(m->sheets);
    RSP_TRY(check_folder(m, dir, err));
    RSP_TRY(read_sheets(m, dir, err));
    m->root = rsp_node_new(m->a, NULL, NULL, RSP_JSON_OBJECT, (rsp_spot){0, 1, 0});
    keep(m, m->root);
    for (uint32_t i = 0; i < m->n && !m->oom; i++) {
        if (m->csv[i].rows > 0) {
            import_sheet(m, i);
        }
    }
    if (m->oom) {
        return rsp_fail(err, RSP_ENOMEM, "out of memory");
    }
    char *path = rsp_arena_strdup(m->a, dir);
    rsp_loader l = {.ctx = m->ctx, .d = m->d, .file = path, .root = &m->root->v, .where = where, .tables = m};
    RSP_TRY(rsp_arena_new(m->ctx, 0, &l.a, err));
    return rsp_situation_build(&l, ret, err);
}

int rsp_tables_import(const rsp_ctx *ctx, const char *dir, rsp_diag *d, rsp_buf *ret_json, rsp_err *err) {
    RSP_CLEANUP(rsp_arena_free_p) rsp_arena *a = NULL;
    RSP_TRY(rsp_arena_new(ctx, 0, &a, err));
    importer *m = rsp_arena_alloc(a, 1, sizeof *m);
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
