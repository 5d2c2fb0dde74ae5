/* Cells into the tree of a situation, by the kind of the field that their heading names (tables_cells.h).
 * What is no number or no GeoJSON is told here, in the terms of a sheet; all else is the loader's (read.c).
 */
#include "situation/tables_cells.h"

#include <string.h>
#include <strings.h>

const char *rsp_cell(const rsp_csv *c, uint32_t row, uint32_t col) {
    return c->cells[(size_t)row * c->cols + col];
}

rsp_src rsp_cell_place(const rsp_importer *m, uint32_t sheet, uint32_t line, uint32_t col) {
    const rsp_csv *c = &m->csv[sheet];
    const char *heading = col > 0 && c->rows > 0 && col <= c->cols ? rsp_cell(c, 0, col - 1) : NULL;
    if (heading != NULL && m->sheets[sheet].kind == RSP_SHEET_KEYS && line > 1 && line <= c->rows) {
        heading = rsp_cell(c, line - 1, 0); /* its key says more than "value" */
    }
    return (rsp_src){.file = c->file, .line = line, .pointer = heading};
}

rsp_src rsp_cell_src(const rsp_importer *m, rsp_spot at) {
    return rsp_cell_place(m, at.sheet, at.line, at.col);
}

rsp_src rsp_cell_where(const rsp_loader *l, const rsp_json *v, bool key) {
    (void)key;
    return rsp_cell_place(l->tables, v->key_line > 0 ? v->key_line - 1 : 0, v->line, v->col);
}

void rsp_import_keep(rsp_importer *m, const void *p) {
    m->oom = m->oom || p == NULL;
}

/* Text without the spaces around it, in the arena; as it stands where there are none. */
const char *rsp_cell_trimmed(rsp_importer *m, const char *s) {
    s += strspn(s, " \t\r\n");
    size_t n = strlen(s);
    while (n > 0 && strchr(" \t\r\n", s[n - 1]) != NULL) {
        n--;
    }
    const char *t = s[n] == '\0' ? s : rsp_arena_strndup(m->a, s, n);
    rsp_import_keep(m, t);
    return t != NULL ? t : "";
}

/* Text that people wrote: as it stands, with the line ends that spreadsheets write made plain. */
static const char *plain(rsp_importer *m, const char *s) {
    if (strchr(s, '\r') == NULL) {
        return s;
    }
    char *t = rsp_arena_strdup(m->a, s);
    rsp_import_keep(m, t);
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

void rsp_cell_number(rsp_importer *m, rsp_node *to, const rsp_field *f, const char *key, const char *text,
                     rsp_spot at) {
    rsp_node *n = NULL;
    const char *t = rsp_cell_trimmed(m, text);
    if (rsp_node_number(m->a, to, key, t, at, &n)) {
        rsp_import_keep(m, n);
        return;
    }
    rsp_diag_error(
        m->d, rsp_cell_src(m, at),
        "\"%.40s\" is not a number; write digits, with a point and no separators, e.g. 12000 or 1.5 (%s)", t,
        f->doc);
    n = rsp_node_new(m->a, to, key, RSP_JSON_REAL, at); /* in its place something right: told once */
    rsp_import_keep(m, n);
    if (n != NULL) {
        n->v.real = n->v.number = f->min;
    }
}

static void put_bool(rsp_importer *m, rsp_node *to, const rsp_field *f, const char *text, rsp_spot at) {
    static const char *const YES[] = {"true", "yes", "1"}, *const NO[] = {"false", "no", "0"};
    const char *t = rsp_cell_trimmed(m, text);
    bool yes = false, no = false;
    for (int i = 0; i < 3; i++) {
        yes = yes || strcasecmp(t, YES[i]) == 0;
        no = no || strcasecmp(t, NO[i]) == 0;
    }
    if (!yes && !no) {
        rsp_diag_error(m->d, rsp_cell_src(m, at),
                       "\"%.40s\" is neither true nor false; write one of them (%s)", t, f->doc);
    }
    rsp_node *n = rsp_node_new(m->a, to, f->key, RSP_JSON_BOOL, at);
    rsp_import_keep(m, n);
    if (n != NULL) {
        n->v.boolean = yes;
    }
}

static void put_list(rsp_importer *m, rsp_node *to, const rsp_field *f, const char *text, rsp_spot at) {
    rsp_node *list = rsp_node_new(m->a, to, f->key, RSP_JSON_ARRAY, at);
    rsp_import_keep(m, list);
    for (const char *p = text; list != NULL && *p != '\0';) {
        p += strspn(p, " \t\r\n");
        size_t n = strcspn(p, " \t\r\n");
        if (n > 0) {
            const char *word = rsp_arena_strndup(m->a, p, n);
            rsp_import_keep(m, word);
            rsp_import_keep(m, word != NULL ? rsp_node_text(m->a, list, NULL, word, at) : NULL);
        }
        p += n;
    }
}

static void put_geometry(rsp_importer *m, rsp_node *to, const rsp_field *f, const char *text, rsp_spot at) {
    rsp_diag inner = {0};
    rsp_err err = {0};
    const rsp_json *v = NULL;
    if (rsp_diag_init(m->ctx, &inner, &err) != 0) {
        m->oom = true;
        return;
    }
    int rc = rsp_json_parse(m->a, NULL, text, strlen(text), &inner, &v);
    if (rc == 0) {
        rsp_import_keep(m, rsp_node_graft(m->a, to, f->key, v, at));
    } else {
        rsp_diag_error(m->d, rsp_cell_src(m, at), "the geometry is not GeoJSON text: %s",
                       inner.n > 0 ? inner.at[0].text : "out of memory");
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
const rsp_field *rsp_cell_field(const rsp_table *t, const char *heading, const rsp_field **ret_in,
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

void rsp_cell_put(rsp_importer *m, rsp_node *to, const rsp_table *t, const char *heading, const char *text,
                  rsp_spot at) {
    const rsp_field *in = NULL;
    const char *part = NULL;
    const rsp_field *f = rsp_cell_field(t, heading, &in, &part);
    if (f == NULL || *rsp_cell_trimmed(m, text) == '\0') {
        return; /* an unknown heading was reported */
    }
    to = in != NULL ? rsp_node_child(m->a, to, in->key, RSP_JSON_OBJECT, at) : to;
    if (to != NULL && (f->kind == RSP_F_NAME || f->kind == RSP_F_BY_WORD)) {
        to = rsp_node_child(m->a, to, f->key, RSP_JSON_OBJECT, at);
    }
    rsp_import_keep(m, to);
    if (to == NULL) {
        return;
    }
    switch (f->kind) {
    case RSP_F_NAME:
    case RSP_F_TEXT:
        rsp_import_keep(m,
                        rsp_node_text(m->a, to, f->kind == RSP_F_NAME ? part : f->key, plain(m, text), at));
        break;
    case RSP_F_NUMBER:
    case RSP_F_DEGREES:
    case RSP_F_VERSION:
        rsp_cell_number(m, to, f, f->key, text, at);
        break;
    case RSP_F_BY_WORD:
        rsp_cell_number(m, to, f, part, text, at);
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
        rsp_import_keep(m, rsp_node_text(m->a, to, f->key, rsp_cell_trimmed(m, text), at));
        break;
    }
}
