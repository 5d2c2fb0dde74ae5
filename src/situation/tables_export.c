/* A situation into CSV files (tables.h). Cells that say no more than the default are empty in lists; the
 * rules are written in full, so that people see what they can change. */
#include <stdio.h>
#include <string.h>

#include "base/csv.h"
#include "base/file.h"
#include "situation/sheets.h"
#include "situation/tables.h"
#include "situation/value.h"

typedef struct exporter {
    const rsp_ctx *ctx;
    const rsp_situation *s;
    rsp_buf *to; /* of the sheet */
    bool first;  /* the next cell begins a row */
} exporter;

static void cell(exporter *e, const char *text) {
    rsp_csv_out_cell(e->to, text, e->first);
    e->first = false;
}

static void end_row(exporter *e) {
    rsp_csv_out_end(e->to);
    e->first = true;
}

/* A list of scalars with spaces between. */
static void list_text(exporter *e, const rsp_field *f, const void *entity, rsp_buf *b) {
    uint32_t n = 0;
    if (f->kind == RSP_F_WORDS) {
        int64_t mask = rsp_value_int(f, entity);
        for (uint32_t i = 0; i < f->words->n; i++) {
            if (mask & INT64_C(1) << i) {
                rsp_buf_printf(b, "%s%s", b->n > 0 ? " " : "", f->words->at[i]);
            }
        }
    } else if (f->kind == RSP_F_REFS) {
        rsp_ids ids = rsp_value_refs(f, entity);
        for (uint32_t i = 0; i < ids.n; i++) {
            rsp_buf_printf(b, "%s%s", i > 0 ? " " : "", rsp_value_id(e->s, f->list, ids.at[i]));
        }
    } else if (f->kind == RSP_F_TEXTS) {
        const char *const *texts = rsp_value_texts(f, entity, &n);
        for (uint32_t i = 0; i < n; i++) {
            rsp_buf_printf(b, "%s%s", i > 0 ? " " : "", texts[i]);
        }
    } else {
        const int32_t *dates = rsp_value_dates(f, entity, &n);
        for (uint32_t i = 0; i < n; i++) {
            char text[16];
            rsp_date_format(dates[i], text);
            rsp_buf_printf(b, "%s%s", i > 0 ? " " : "", text);
        }
    }
}

/* A field that is one cell. */
static void value_text(exporter *e, const rsp_field *f, const void *entity, rsp_buf *b) {
    char text[64] = "";
    switch (f->kind) {
    case RSP_F_ID:
    case RSP_F_TEXT:
        rsp_buf_str(b, rsp_value_text(f, entity) != NULL ? rsp_value_text(f, entity) : "");
        return;
    case RSP_F_NUMBER:
        rsp_value_number(rsp_value_int(f, entity), f->scale, text);
        break;
    case RSP_F_DEGREES:
        rsp_value_degrees((int32_t)rsp_value_int(f, entity), text);
        break;
    case RSP_F_BOOL:
        rsp_buf_str(b, rsp_value_int(f, entity) ? "true" : "false");
        return;
    case RSP_F_NEXT_DAY:
        rsp_buf_str(b, "true");
        return;
    case RSP_F_DATE:
        rsp_date_format((int32_t)rsp_value_int(f, entity), text);
        break;
    case RSP_F_CLOCK:
        rsp_value_clock(f, (int32_t)rsp_value_int(f, entity), text);
        break;
    case RSP_F_INSTANT:
        rsp_instant_format(e->s->tz, rsp_value_int(f, entity), text);
        break;
    case RSP_F_ENUM:
        rsp_buf_str(b, f->words->at[rsp_value_int(f, entity)]);
        return;
    case RSP_F_REF:
        rsp_buf_str(b, rsp_value_id(e->s, f->list, (uint32_t)rsp_value_int(f, entity)));
        return;
    case RSP_F_GEOMETRY: {
        rsp_json_out o = rsp_json_out_init(b, true);
        rsp_geom_to_json(&o, rsp_value_geom(f, entity));
        return;
    }
    case RSP_F_VERSION:
        rsp_buf_char(b, '1');
        return;
    default:
        list_text(e, f, entity, b);
        return;
    }
    rsp_buf_str(b, text);
}

static void value_cell(exporter *e, const rsp_field *f, const void *entity, bool in_full) {
    rsp_buf b = rsp_buf_init(e->ctx, (size_t)16 << 20);
    bool nothing = f->kind == RSP_F_TEXT || f->kind == RSP_F_NEXT_DAY || f->kind == RSP_F_INSTANT ||
                   f->kind == RSP_F_DATE;
    bool always = f->required || f->kind == RSP_F_ENUM || (in_full && !nothing);
    if (always || !rsp_value_is_default(f, entity)) {
        value_text(e, f, entity, &b);
    }
    cell(e, b.at != NULL ? b.at : "");
    e->to->failed = e->to->failed != 0 ? e->to->failed : b.failed;
    rsp_buf_done(&b);
}

/* Languages that some row uses; English always. */
static uint32_t languages(const rsp_field *f, const char *rows, uint32_t n, uint32_t size) {
    uint32_t used = 1u << RSP_LANG_EN;
    for (uint32_t i = 0; i < n; i++) {
        const rsp_name *name = rsp_value_name(f, rows + (size_t)i * size);
        for (int k = 0; k < RSP_LANG_COUNT; k++) {
            used |= name->in[k] != NULL ? 1u << k : 0;
        }
    }
    return used;
}

typedef enum { HEADING, TAG, VALUE } row_kind;

static void joined(exporter *e, const char *a, const char *sep, const char *b) {
    char text[160];
    (void)snprintf(text, sizeof text, "%s%s%s", a, sep, b);
    cell(e, text);
}

/* The cells of one field in a row of headings, of tags, or of values. */
static void field_cells(exporter *e, const rsp_field *f, row_kind kind, const void *entity, uint32_t langs) {
    const char *tag = f->hxl != NULL ? f->hxl : "";
    if (f->kind == RSP_F_NAME) {
        for (int k = 0; k < RSP_LANG_COUNT; k++) {
            if ((langs & 1u << k) == 0) {
                continue;
            }
            if (kind == VALUE) {
                const char *text = rsp_value_name(f, entity)->in[k];
                cell(e, text != NULL ? text : "");
            } else {
                joined(e, kind == HEADING ? f->key : tag, kind == HEADING ? "." : "+i_",
                       rsp_lang_code((rsp_lang)k));
            }
        }
    } else if (f->kind == RSP_F_BY_WORD) {
        for (uint32_t w = 0; w < f->words->n; w++) {
            if (kind == VALUE) {
                char text[64];
                rsp_value_number(rsp_value_of_word(f, entity, w), f->scale, text);
                cell(e, text);
            } else {
                joined(e, kind == HEADING ? f->key : tag, kind == HEADING ? "." : "+", f->words->at[w]);
            }
        }
    } else if (f->kind == RSP_F_LIST) {
        return; /* a sheet of its own */
    } else if (kind == VALUE) {
        value_cell(e, f, entity, false);
    } else {
        cell(e, kind == HEADING ? f->key : tag);
    }
}

static void fields_row(exporter *e, const rsp_table *t, row_kind kind, const char *row,
                       const uint32_t *langs) {
    for (uint32_t i = 0; i < t->n; i++) {
        field_cells(e, &t->fields[i], kind, row, langs[i]);
    }
    end_row(e);
}

#define FIELDS_MOST 64

static void rows_sheet(exporter *e, const rsp_sheet *sheet) {
    const rsp_table *t = sheet->table;
    uint32_t n = 0, langs[FIELDS_MOST] = {0};
    const void *owner = sheet->list < 0 ? (const void *)&e->s->travel : (const void *)e->s;
    const char *rows = rsp_value_rows(sheet->field, owner, &n);
    for (uint32_t i = 0; i < t->n && i < FIELDS_MOST; i++) {
        langs[i] = t->fields[i].kind == RSP_F_NAME ? languages(&t->fields[i], rows, n, t->size) : 0;
    }
    fields_row(e, t, HEADING, NULL, langs);
    fields_row(e, t, TAG, NULL, langs);
    for (uint32_t i = 0; i < n; i++) {
        const char *row = rows + (size_t)i * t->size;
        if (!rsp_value_is_kit(t, row)) {
            fields_row(e, t, VALUE, row, langs);
        }
    }
}

static void child_sheet(exporter *e, const rsp_sheet *sheet) {
    const rsp_table *owners = rsp_table_of(sheet->list);
    const uint32_t langs[FIELDS_MOST] = {0};
    uint32_t n_owners = 0;
    const char *owner = rsp_value_rows(rsp_table_field(&rsp_table_situation, owners->name), e->s, &n_owners);
    cell(e, rsp_sheet_owner(sheet));
    fields_row(e, sheet->table, HEADING, NULL, langs);
    cell(e, owners->fields[0].hxl);
    fields_row(e, sheet->table, TAG, NULL, langs);
    for (uint32_t i = 0; i < n_owners; i++, owner += owners->size) {
        uint32_t n = 0;
        const char *rows = rsp_value_rows(sheet->field, owner, &n);
        for (uint32_t k = 0; k < n; k++) {
            cell(e, rsp_value_text(&owners->fields[0], owner));
            fields_row(e, sheet->table, VALUE, rows + (size_t)k * sheet->table->size, langs);
        }
    }
}

/* Rows of key, value, meaning; objects inside (travel) with a point, policy in sheets of its own. */
static void key_rows(exporter *e, const rsp_table *t, const void *object, const char *prefix) {
    for (uint32_t i = 0; i < t->n; i++) {
        const rsp_field *f = &t->fields[i];
        char key[100];
        if (f->kind == RSP_F_LIST || f->sub == &rsp_table_policy || f->sub == &rsp_table_rules) {
            continue;
        }
        if (f->kind == RSP_F_OBJECT) {
            (void)snprintf(key, sizeof key, "%s.", f->key);
            key_rows(e, f->sub, (const char *)object + f->at, key);
            continue;
        }
        uint32_t n = f->kind == RSP_F_NAME ? RSP_LANG_COUNT : (f->kind == RSP_F_BY_WORD ? f->words->n : 1);
        for (uint32_t k = 0; k < n; k++) {
            uint32_t lang = f->kind == RSP_F_NAME ? 1u << k : 0;
            if (lang != 0 && rsp_value_name(f, object)->in[k] == NULL) {
                continue;
            }
            bool many = f->kind == RSP_F_NAME || f->kind == RSP_F_BY_WORD;
            const char *part =
                f->kind == RSP_F_NAME ? rsp_lang_code((rsp_lang)k) : (many ? f->words->at[k] : "");
            (void)snprintf(key, sizeof key, "%s%s%s%s", prefix, f->key, many ? "." : "", part);
            cell(e, key);
            if (f->kind == RSP_F_NAME) {
                cell(e, rsp_value_name(f, object)->in[k]);
            } else if (f->kind == RSP_F_BY_WORD) {
                char text[64];
                rsp_value_number(rsp_value_of_word(f, object, k), f->scale, text);
                cell(e, text);
            } else {
                value_cell(e, f, object, true);
            }
            cell(e, f->doc);
            end_row(e);
        }
    }
}

static void keys_sheet(exporter *e, const rsp_sheet *sheet) {
    cell(e, "key");
    cell(e, "value");
    cell(e, "meaning");
    end_row(e);
    cell(e, RSP_HXL_KEYS);
    cell(e, RSP_HXL_VALUE);
    cell(e, RSP_HXL_MEANING);
    end_row(e);
    key_rows(e, sheet->table,
             sheet->table == &rsp_table_rules ? (const void *)&e->s->rules : (const void *)e->s, "");
}

static void number_cell(exporter *e, int32_t x) {
    char text[16];
    (void)snprintf(text, sizeof text, "%d", x);
    cell(e, text);
}

static void policy_sheet(exporter *e) {
    static const char *const HEADINGS[] = {"work", "word", "tier", "weight"};
    static const char *const TAGS[] = {"#activity+type", "#severity", "#severity+tier", "#severity+weight"};
    for (int row = 0; row < 2; row++) {
        for (int i = 0; i < 4; i++) {
            cell(e, row == 0 ? HEADINGS[i] : TAGS[i]);
        }
        end_row(e);
    }
    for (uint32_t i = 0; i < rsp_table_policy.n; i++) {
        const rsp_field *f = &rsp_table_policy.fields[i];
        for (uint32_t w = 0; f->kind == RSP_F_LINES && w < f->words->n; w++) {
            rsp_policy_line line;
            memcpy(&line, (const char *)&e->s->rules.policy + f->at + (size_t)w * f->size, sizeof line);
            cell(e, f->key);
            cell(e, f->words->at[w]);
            number_cell(e, line.tier);
            number_cell(e, line.weight);
            end_row(e);
        }
    }
}

static void shares_sheet(exporter *e) {
    const rsp_policy *p = &e->s->rules.policy;
    cell(e, "upto_pct");
    cell(e, "value_pct");
    end_row(e);
    cell(e, "#value+share+upto");
    cell(e, "#value+share");
    end_row(e);
    for (uint32_t i = 0; i < p->n_shares; i++) {
        number_cell(e, p->share_upto_pct[i]);
        number_cell(e, p->share_value_pct[i]);
        end_row(e);
    }
}

static int export_sheet(const rsp_ctx *ctx, const rsp_situation *s, const rsp_sheet *sheet, const char *path,
                        rsp_err *err) {
    RSP_CLEANUP(rsp_buf_done) rsp_buf b = rsp_buf_init(ctx, (size_t)ctx->max_input_bytes);
    exporter e = {.ctx = ctx, .s = s, .to = &b, .first = true};
    switch (sheet->kind) {
    case RSP_SHEET_KEYS:
        keys_sheet(&e, sheet);
        break;
    case RSP_SHEET_ROWS:
        rows_sheet(&e, sheet);
        break;
    case RSP_SHEET_CHILD:
        child_sheet(&e, sheet);
        break;
    case RSP_SHEET_POLICY:
        policy_sheet(&e);
        break;
    case RSP_SHEET_SHARES:
        shares_sheet(&e);
        break;
    }
    RSP_TRY(rsp_buf_ok(&b, err));
    return rsp_file_write(ctx, path, b.at, b.n, err);
}

int rsp_tables_export(const rsp_ctx *ctx, const rsp_situation *s, const char *dir, rsp_err *err) {
    rsp_sheet sheets[RSP_SHEETS_MAX];
    uint32_t n = rsp_sheets(sheets);
    RSP_TRY(rsp_dir_make(ctx, dir, err));
    for (uint32_t i = 0; i < n; i++) {
        char path[4096];
        int k = snprintf(path, sizeof path, "%s/%s.csv", dir, sheets[i].name);
        if (k < 0 || (size_t)k >= sizeof path) {
            return rsp_fail(err, RSP_EINPUT, "the folder's name is too long; use a shorter one");
        }
        RSP_TRY(export_sheet(ctx, s, &sheets[i], path, err));
    }
    return 0;
}
