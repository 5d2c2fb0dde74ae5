/* The JSON Schema (2020-12) of situation files, made from the field tables, so that it says what the loader
 * does wherever a schema can say it. References, order in time and ground are beyond a schema: they are
 * written into descriptions. */
#include <string.h>

#include "situation/fields.h"

#define ID_PATTERN      "^[A-Za-z0-9][A-Za-z0-9._-]{0,63}$"
#define DATE_PATTERN    "^[0-9]{4}-[0-9]{2}-[0-9]{2}$"
#define CLOCK_PATTERN   "^([01][0-9]|2[0-3]):[0-5][0-9](:[0-5][0-9])?$"
#define CLOCK24_PATTERN "^(([01][0-9]|2[0-3]):[0-5][0-9](:[0-5][0-9])?|24:00)$"
#define INSTANT_PATTERN "^[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}(:[0-9]{2})?(Z|[+-][0-9]{2}:[0-9]{2})?$"

static void pair(rsp_json_out *o, const char *key, const char *value) {
    rsp_json_out_key(o, key);
    rsp_json_out_string(o, value);
}

static void pair_real(rsp_json_out *o, const char *key, double value) {
    rsp_json_out_key(o, key);
    rsp_json_out_real(o, value);
}

static void reference(rsp_json_out *o, const char *name) {
    char path[80];
    (void)snprintf(path, sizeof path, "#/$defs/%s", name);
    pair(o, "$ref", path);
}

static void text_like(rsp_json_out *o, const char *pattern) {
    pair(o, "type", "string");
    pair(o, "pattern", pattern);
}

static void words(rsp_json_out *o, const rsp_words *w) {
    rsp_json_out_key(o, "enum");
    rsp_json_out_array_flat(o);
    for (uint32_t i = 0; i < w->n; i++) {
        rsp_json_out_string(o, w->at[i]);
    }
    rsp_json_out_end_array(o);
}

static void number(rsp_json_out *o, const rsp_field *f) {
    pair(o, "type", f->whole ? "integer" : "number");
    pair_real(o, "minimum", f->min);
    pair_real(o, "maximum", f->max);
}

static void object_body(rsp_json_out *o, const rsp_table *t);

/* "items": { body } of a list. */
static void items(rsp_json_out *o, const rsp_field *f) {
    pair(o, "type", "array");
    if (f->required || f->kind == RSP_F_WORDS) {
        rsp_json_out_key(o, "minItems");
        rsp_json_out_int(o, 1);
    }
    rsp_json_out_key(o, "items");
    rsp_json_out_object(o);
    if (f->kind == RSP_F_WORDS) {
        words(o, f->words);
    } else if (f->kind == RSP_F_DATES) {
        text_like(o, DATE_PATTERN);
    } else if (f->kind == RSP_F_LIST && f->list >= 0) {
        reference(o, f->sub->name);
    } else if (f->kind == RSP_F_LIST) {
        object_body(o, f->sub);
    } else {
        reference(o, "id");
    }
    rsp_json_out_end_object(o);
    if (f->kind == RSP_F_WORDS || f->kind == RSP_F_REFS) {
        rsp_json_out_key(o, "uniqueItems");
        rsp_json_out_bool(o, true);
    }
}

static void by_word(rsp_json_out *o, const rsp_field *f) {
    pair(o, "type", "object");
    rsp_json_out_key(o, "properties");
    rsp_json_out_object(o);
    for (uint32_t w = 0; w < f->words->n; w++) {
        rsp_json_out_key(o, f->words->at[w]);
        rsp_json_out_object(o);
        if (f->kind == RSP_F_LINES) {
            object_body(o, f->sub);
        } else {
            number(o, f);
        }
        rsp_json_out_end_object(o);
    }
    rsp_json_out_end_object(o);
    rsp_json_out_key(o, "additionalProperties");
    rsp_json_out_bool(o, false);
}

static void shares(rsp_json_out *o) {
    static const rsp_field FIELDS[] = {{.key = "upto_pct",
                                        .kind = RSP_F_NUMBER,
                                        .whole = true,
                                        .required = true,
                                        .min = 1,
                                        .max = 100,
                                        .scale = 1,
                                        .doc = "up to this percentage of the need; rising, the last is 100"},
                                       {.key = "value_pct",
                                        .kind = RSP_F_NUMBER,
                                        .whole = true,
                                        .required = true,
                                        .min = 0,
                                        .max = 100,
                                        .scale = 1,
                                        .doc = "each person counts this percentage; never rising"}};
    static const rsp_table SHARE = {.name = "share", .one = "share", .fields = FIELDS, .n = 2};
    pair(o, "type", "array");
    rsp_json_out_key(o, "minItems");
    rsp_json_out_int(o, 1);
    rsp_json_out_key(o, "maxItems");
    rsp_json_out_int(o, 4);
    rsp_json_out_key(o, "items");
    rsp_json_out_object(o);
    object_body(o, &SHARE);
    rsp_json_out_end_object(o);
}

static void geometry(rsp_json_out *o, const rsp_field *f) {
    pair(o, "type", "object");
    rsp_json_out_key(o, "required");
    rsp_json_out_array_flat(o);
    rsp_json_out_string(o, "type");
    rsp_json_out_end_array(o);
    rsp_json_out_key(o, "properties");
    rsp_json_out_object(o);
    rsp_json_out_key(o, "type");
    rsp_json_out_object(o);
    rsp_json_out_key(o, "enum");
    rsp_json_out_array_flat(o);
    for (int k = 0; k <= (int)RSP_GEOM_MULTIPOLYGON; k++) {
        if (f->geoms & 1u << k) {
            rsp_json_out_string(o, rsp_geom_kind_name((rsp_geom_kind)k));
        }
    }
    rsp_json_out_string(o, "Feature");
    rsp_json_out_string(o, "FeatureCollection");
    rsp_json_out_end_array(o);
    rsp_json_out_end_object(o);
    rsp_json_out_end_object(o);
}

static void field_body(rsp_json_out *o, const rsp_field *f) {
    switch (f->kind) {
    case RSP_F_ID:
    case RSP_F_REF:
        reference(o, "id");
        break;
    case RSP_F_TEXT:
        reference(o, "text");
        break;
    case RSP_F_NAME:
        reference(o, "name");
        break;
    case RSP_F_NUMBER:
        number(o, f);
        break;
    case RSP_F_DEGREES:
        pair(o, "type", "number");
        pair_real(o, "minimum", f->min);
        pair_real(o, "maximum", f->max);
        break;
    case RSP_F_BOOL:
    case RSP_F_NEXT_DAY:
        pair(o, "type", "boolean");
        break;
    case RSP_F_DATE:
        text_like(o, DATE_PATTERN);
        break;
    case RSP_F_CLOCK:
        text_like(o, f->max >= 86400 ? CLOCK24_PATTERN : CLOCK_PATTERN);
        break;
    case RSP_F_INSTANT:
        text_like(o, INSTANT_PATTERN);
        break;
    case RSP_F_ENUM:
        words(o, f->words);
        break;
    case RSP_F_WORDS:
    case RSP_F_REFS:
    case RSP_F_TEXTS:
    case RSP_F_DATES:
    case RSP_F_LIST:
        items(o, f);
        break;
    case RSP_F_GEOMETRY:
        geometry(o, f);
        break;
    case RSP_F_BY_WORD:
    case RSP_F_LINES:
        by_word(o, f);
        break;
    case RSP_F_OBJECT:
        object_body(o, f->sub);
        break;
    case RSP_F_SHARES:
        shares(o);
        break;
    case RSP_F_VERSION:
        rsp_json_out_key(o, "const");
        rsp_json_out_int(o, 1);
        break;
    }
}

static void object_body(rsp_json_out *o, const rsp_table *t) {
    pair(o, "type", "object");
    if (t->doc != NULL) {
        pair(o, "description", t->doc);
    }
    bool any = false;
    for (uint32_t i = 0; i < t->n; i++) {
        if (t->fields[i].required) {
            if (!any) {
                rsp_json_out_key(o, "required");
                rsp_json_out_array_flat(o);
            }
            any = true;
            rsp_json_out_string(o, t->fields[i].key);
        }
    }
    if (any) {
        rsp_json_out_end_array(o);
    }
    rsp_json_out_key(o, "properties");
    rsp_json_out_object(o);
    for (uint32_t i = 0; i < t->n; i++) {
        const rsp_field *f = &t->fields[i];
        rsp_json_out_key(o, f->key);
        rsp_json_out_object(o);
        if (f->kind != RSP_F_OBJECT) { /* its own text stands in it */
            pair(o, "description", f->doc);
        }
        field_body(o, f);
        rsp_json_out_end_object(o);
    }
    rsp_json_out_end_object(o);
    rsp_json_out_key(o, "additionalProperties");
    rsp_json_out_bool(o, false);
}

static void definitions(rsp_json_out *o) {
    rsp_json_out_key(o, "id");
    rsp_json_out_object(o);
    text_like(o, ID_PATTERN);
    rsp_json_out_end_object(o);
    rsp_json_out_key(o, "text");
    rsp_json_out_object(o);
    pair(o, "type", "string");
    pair(o, "pattern", "[^ \\t\\n]");
    rsp_json_out_end_object(o);
    rsp_json_out_key(o, "name");
    rsp_json_out_object(o);
    pair(o, "type", "object");
    rsp_json_out_key(o, "minProperties");
    rsp_json_out_int(o, 1);
    rsp_json_out_key(o, "properties");
    rsp_json_out_object(o);
    for (int i = 0; i < RSP_LANG_COUNT; i++) {
        rsp_json_out_key(o, rsp_lang_code((rsp_lang)i));
        rsp_json_out_object(o);
        reference(o, "text");
        rsp_json_out_end_object(o);
    }
    rsp_json_out_end_object(o);
    rsp_json_out_key(o, "additionalProperties");
    rsp_json_out_bool(o, false);
    rsp_json_out_end_object(o);
    for (int i = 0; i < RSP_LISTS; i++) {
        rsp_json_out_key(o, rsp_table_of(i)->name);
        rsp_json_out_object(o);
        object_body(o, rsp_table_of(i));
        rsp_json_out_end_object(o);
    }
}

int rsp_situation_schema(rsp_buf *to, rsp_err *err) {
    rsp_json_out o = rsp_json_out_init(to, false);
    rsp_json_out_object(&o);
    pair(&o, "$schema", "https://json-schema.org/draft/2020-12/schema");
    pair(&o, "$id", "urn:respite:situation:1");
    pair(&o, "title", "Respite situation, format version 1");
    object_body(&o, &rsp_table_situation);
    rsp_json_out_key(&o, "$defs");
    rsp_json_out_object(&o);
    definitions(&o);
    rsp_json_out_end_object(&o);
    rsp_json_out_end_object(&o);
    rsp_buf_char(to, '\n');
    return rsp_buf_ok(to, err);
}
