/* The situation as canonical JSON, by the field tables: keys in the order of the tables, what is the default
 * left out, so that equal situations give equal bytes (situation.h). */
#include <stdlib.h>
#include <string.h>

#include "situation/read.h"
#include "situation/value.h"

static void write_object(rsp_json_out *o, const rsp_situation *s, const rsp_table *t, const void *entity);

static void write_number(rsp_json_out *o, int64_t stored, int32_t scale) {
    char text[64];
    rsp_value_number(stored, scale, text);
    if (stored % scale == 0) {
        rsp_json_out_int(o, stored / scale);
    } else {
        rsp_json_out_real(o, strtod(text, NULL));
    }
}

static void write_name(rsp_json_out *o, const rsp_name *n) {
    rsp_json_out_object(o);
    for (int i = 0; i < RSP_LANG_COUNT; i++) {
        if (n->in[i] != NULL) {
            rsp_json_out_key(o, rsp_lang_code((rsp_lang)i));
            rsp_json_out_string(o, n->in[i]);
        }
    }
    rsp_json_out_end_object(o);
}

static void write_time(rsp_json_out *o, const rsp_situation *s, const rsp_field *f, int64_t x) {
    char text[40];
    if (f->kind == RSP_F_DATE) {
        rsp_date_format((int32_t)x, text);
    } else if (f->kind == RSP_F_CLOCK) {
        rsp_value_clock(f, (int32_t)x, text);
    } else {
        rsp_instant_format(s->tz, x, text);
    }
    rsp_json_out_string(o, text);
}

/* Lists of scalars, on one line. */
static void write_flat(rsp_json_out *o, const rsp_situation *s, const rsp_field *f, const void *entity) {
    uint32_t n = 0;
    rsp_json_out_array_flat(o);
    if (f->kind == RSP_F_WORDS) {
        int64_t mask = rsp_value_int(f, entity);
        for (uint32_t i = 0; i < f->words->n; i++) {
            if (mask & INT64_C(1) << i) {
                rsp_json_out_string(o, f->words->at[i]);
            }
        }
    } else if (f->kind == RSP_F_REFS) {
        rsp_ids ids = rsp_value_refs(f, entity);
        for (uint32_t i = 0; i < ids.n; i++) {
            rsp_json_out_string(o, rsp_value_id(s, f->list, ids.at[i]));
        }
    } else if (f->kind == RSP_F_TEXTS) {
        const char *const *texts = rsp_value_texts(f, entity, &n);
        for (uint32_t i = 0; i < n; i++) {
            rsp_json_out_string(o, texts[i]);
        }
    } else {
        const int32_t *dates = rsp_value_dates(f, entity, &n);
        for (uint32_t i = 0; i < n; i++) {
            char text[16];
            rsp_date_format(dates[i], text);
            rsp_json_out_string(o, text);
        }
    }
    rsp_json_out_end_array(o);
}

static void write_by_word(rsp_json_out *o, const rsp_situation *s, const rsp_field *f, const void *entity) {
    rsp_json_out_object(o);
    for (uint32_t w = 0; w < f->words->n; w++) {
        if (f->kind == RSP_F_LINES) {
            rsp_json_out_key(o, f->words->at[w]);
            write_object(o, s, f->sub, (const char *)entity + f->at + (size_t)w * f->size);
        } else if (rsp_value_of_word(f, entity, w) != rsp_value_default_of_word(f, w)) {
            rsp_json_out_key(o, f->words->at[w]);
            write_number(o, rsp_value_of_word(f, entity, w), f->scale);
        }
    }
    rsp_json_out_end_object(o);
}

static void write_rows(rsp_json_out *o, const rsp_situation *s, const rsp_field *f, const void *entity) {
    uint32_t n = 0;
    const char *rows = rsp_value_rows(f, entity, &n);
    rsp_json_out_array(o);
    for (uint32_t i = 0; i < n; i++) {
        const char *row = rows + (size_t)i * f->sub->size;
        if (!rsp_value_is_kit(f->sub, row)) {
            write_object(o, s, f->sub, row);
        }
    }
    rsp_json_out_end_array(o);
}

static void write_shares(rsp_json_out *o, const rsp_policy *p) {
    rsp_json_out_array(o);
    for (uint32_t i = 0; i < p->n_shares; i++) {
        rsp_json_out_object(o);
        rsp_json_out_key(o, "upto_pct");
        rsp_json_out_int(o, p->share_upto_pct[i]);
        rsp_json_out_key(o, "value_pct");
        rsp_json_out_int(o, p->share_value_pct[i]);
        rsp_json_out_end_object(o);
    }
    rsp_json_out_end_array(o);
}

static void write_value(rsp_json_out *o, const rsp_situation *s, const rsp_field *f, const void *entity) {
    char text[64];
    switch (f->kind) {
    case RSP_F_ID:
    case RSP_F_TEXT:
        rsp_json_out_string(o, rsp_value_text(f, entity));
        break;
    case RSP_F_NAME:
        write_name(o, rsp_value_name(f, entity));
        break;
    case RSP_F_NUMBER:
        write_number(o, rsp_value_int(f, entity), f->scale);
        break;
    case RSP_F_DEGREES:
        rsp_value_degrees((int32_t)rsp_value_int(f, entity), text);
        rsp_json_out_real(o, strtod(text, NULL));
        break;
    case RSP_F_BOOL:
        rsp_json_out_bool(o, rsp_value_int(f, entity) != 0);
        break;
    case RSP_F_NEXT_DAY:
        rsp_json_out_bool(o, true);
        break;
    case RSP_F_DATE:
    case RSP_F_CLOCK:
    case RSP_F_INSTANT:
        write_time(o, s, f, rsp_value_int(f, entity));
        break;
    case RSP_F_ENUM:
        rsp_json_out_string(o, f->words->at[rsp_value_int(f, entity)]);
        break;
    case RSP_F_REF:
        rsp_json_out_string(o, rsp_value_id(s, f->list, (uint32_t)rsp_value_int(f, entity)));
        break;
    case RSP_F_WORDS:
    case RSP_F_REFS:
    case RSP_F_TEXTS:
    case RSP_F_DATES:
        write_flat(o, s, f, entity);
        break;
    case RSP_F_GEOMETRY:
        rsp_geom_to_json(o, rsp_value_geom(f, entity));
        break;
    case RSP_F_BY_WORD:
    case RSP_F_LINES:
        write_by_word(o, s, f, entity);
        break;
    case RSP_F_OBJECT:
        write_object(o, s, f->sub, (const char *)entity + f->at);
        break;
    case RSP_F_LIST:
        write_rows(o, s, f, entity);
        break;
    case RSP_F_SHARES:
        write_shares(o, entity);
        break;
    case RSP_F_VERSION:
        rsp_json_out_int(o, 1);
        break;
    }
}

/* Items from data/kits alone are no list of the file's own. */
static bool only_kits(const rsp_field *f, const void *entity) {
    uint32_t n = 0;
    if (f->sub != &rsp_table_items) {
        return false;
    }
    const char *rows = rsp_value_rows(f, entity, &n);
    for (uint32_t i = 0; i < n; i++) {
        if (!rsp_value_is_kit(f->sub, rows + (size_t)i * f->sub->size)) {
            return false;
        }
    }
    return true;
}

static void write_object(rsp_json_out *o, const rsp_situation *s, const rsp_table *t, const void *entity) {
    rsp_json_out_object(o);
    for (uint32_t i = 0; i < t->n; i++) {
        const rsp_field *f = &t->fields[i];
        /* an object stays out where all of it is default, though a member of it is required */
        bool whole = f->required && f->kind != RSP_F_OBJECT;
        if ((whole || !rsp_value_is_default(f, entity)) && !only_kits(f, entity)) {
            rsp_json_out_key(o, f->key);
            write_value(o, s, f, entity);
        }
    }
    rsp_json_out_end_object(o);
}

int rsp_situation_write(const rsp_situation *s, rsp_buf *to, rsp_err *err) {
    rsp_json_out o = rsp_json_out_init(to, false);
    write_object(&o, s, &rsp_table_situation, s);
    rsp_buf_char(to, '\n');
    return rsp_buf_ok(to, err);
}
