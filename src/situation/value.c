/* Members of entities by their field (value.h). */
#include "situation/value.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "situation/read.h"

static const char *at(const rsp_field *f, const void *entity) {
    return (const char *)entity + f->at;
}

static int64_t int_at(const char *p, uint32_t size) {
    if (size == sizeof(bool)) {
        bool b;
        memcpy(&b, p, sizeof b);
        return b;
    }
    if (size == sizeof(int64_t)) {
        int64_t x;
        memcpy(&x, p, sizeof x);
        return x;
    }
    int32_t x;
    memcpy(&x, p, sizeof x);
    return x;
}

int64_t rsp_value_int(const rsp_field *f, const void *entity) {
    int64_t x = int_at(at(f, entity), f->size);
    return f->kind == RSP_F_REF || f->kind == RSP_F_WORDS ? (int64_t)(uint32_t)x : x;
}

int64_t rsp_value_of_word(const rsp_field *f, const void *entity, uint32_t w) {
    return int_at(at(f, entity) + (size_t)w * f->size, f->size);
}

int64_t rsp_value_default_of_word(const rsp_field *f, uint32_t w) {
    return f->defs != NULL ? (int64_t)f->defs[w] * f->scale : f->def;
}

const char *rsp_value_text(const rsp_field *f, const void *entity) {
    const char *s;
    memcpy(&s, at(f, entity), sizeof s);
    return s;
}

const rsp_name *rsp_value_name(const rsp_field *f, const void *entity) {
    return (const rsp_name *)(const void *)at(f, entity);
}

rsp_ids rsp_value_refs(const rsp_field *f, const void *entity) {
    rsp_ids ids;
    memcpy(&ids, at(f, entity), sizeof ids);
    return ids;
}

static const void *array(const rsp_field *f, const void *entity, uint32_t *ret_n) {
    const void *p;
    memcpy(&p, at(f, entity), sizeof p);
    memcpy(ret_n, (const char *)entity + f->n_at, sizeof *ret_n);
    return p;
}

const char *const *rsp_value_texts(const rsp_field *f, const void *entity, uint32_t *ret_n) {
    return array(f, entity, ret_n);
}

const int32_t *rsp_value_dates(const rsp_field *f, const void *entity, uint32_t *ret_n) {
    return array(f, entity, ret_n);
}

const char *rsp_value_rows(const rsp_field *f, const void *entity, uint32_t *ret_n) {
    return array(f, entity, ret_n);
}

const rsp_geom *rsp_value_geom(const rsp_field *f, const void *entity) {
    const rsp_geom *g;
    memcpy(&g, at(f, entity), sizeof g);
    return g;
}

const char *rsp_value_id(const rsp_situation *s, int list, uint32_t i) {
    const rsp_field *f = rsp_table_field(&rsp_table_situation, rsp_table_of(list)->name);
    uint32_t n = 0;
    const char *rows = rsp_value_rows(f, s, &n);
    return rsp_value_text(&f->sub->fields[0], rows + (size_t)i * f->sub->size); /* "id" comes first */
}

bool rsp_value_is_kit(const rsp_table *t, const void *entity) {
    const rsp_src *src = entity;
    return t == &rsp_table_items && src->file != NULL && strcmp(src->file, RSP_KITS_FILE) == 0;
}

static bool object_is_default(const rsp_table *t, const void *object) {
    for (uint32_t i = 0; i < t->n; i++) {
        if (!rsp_value_is_default(&t->fields[i], object)) {
            return false;
        }
    }
    return true;
}

static bool shares_are_default(const rsp_policy *p) {
    rsp_policy d = {0};
    rsp_read_defaults(&rsp_table_policy, &d);
    return p->n_shares == d.n_shares &&
           memcmp(p->share_upto_pct, d.share_upto_pct, d.n_shares * sizeof(int32_t)) == 0 &&
           memcmp(p->share_value_pct, d.share_value_pct, d.n_shares * sizeof(int32_t)) == 0;
}

static bool words_are_default(const rsp_field *f, const void *entity) {
    for (uint32_t w = 0; w < f->words->n; w++) {
        if (f->kind == RSP_F_BY_WORD) {
            if (rsp_value_of_word(f, entity, w) != rsp_value_default_of_word(f, w)) {
                return false;
            }
            continue;
        }
        rsp_policy_line line;
        memcpy(&line, at(f, entity) + (size_t)w * f->size, sizeof line);
        if (line.tier != f->defs[2 * w] || line.weight != f->defs[2 * w + 1]) {
            return false;
        }
    }
    return true;
}

bool rsp_value_is_default(const rsp_field *f, const void *entity) {
    uint32_t n = 0;
    switch (f->kind) {
    case RSP_F_ID:
    case RSP_F_TEXT:
        return rsp_value_text(f, entity) == NULL;
    case RSP_F_NAME:
        return rsp_name_in(rsp_value_name(f, entity), RSP_LANG_EN, NULL) == NULL;
    case RSP_F_REFS:
        return rsp_value_refs(f, entity).n == 0;
    case RSP_F_TEXTS:
    case RSP_F_DATES:
    case RSP_F_LIST:
        (void)array(f, entity, &n);
        return n == 0;
    case RSP_F_GEOMETRY:
        return rsp_value_geom(f, entity) == NULL;
    case RSP_F_BY_WORD:
    case RSP_F_LINES:
        return words_are_default(f, entity);
    case RSP_F_OBJECT:
        return object_is_default(f->sub, at(f, entity));
    case RSP_F_SHARES:
        return shares_are_default(entity);
    case RSP_F_VERSION:
        return false;
    case RSP_F_NEXT_DAY:
        return int_at(at(f, entity), sizeof(int32_t)) <= 86400;
    case RSP_F_BOOL:
        return !rsp_value_int(f, entity);
    default:
        return rsp_value_int(f, entity) ==
               (f->kind == RSP_F_REF || f->kind == RSP_F_WORDS ? (int64_t)(uint32_t)f->def : f->def);
    }
}

/* The shortest decimal that is read back as the same stored number. */
void rsp_value_number(int64_t stored, int32_t scale, char ret[64]) {
    if (stored % scale == 0) {
        (void)snprintf(ret, 64, "%lld", (long long)(stored / scale));
        return;
    }
    double x = (double)stored / scale;
    for (int digits = 1; digits <= 17; digits++) {
        (void)snprintf(ret, 64, "%.*g", digits, x);
        double back = strtod(ret, NULL) * scale;
        if (back - (double)stored < 1e-9 && (double)stored - back < 1e-9 && strchr(ret, 'e') == NULL) {
            return;
        }
    }
}

void rsp_value_degrees(int32_t e7, char ret[64]) {
    int64_t whole = e7, size = whole < 0 ? -whole : whole;
    (void)snprintf(ret, 64, "%s%lld.%07lld", e7 < 0 ? "-" : "", (long long)(size / 10000000),
                   (long long)(size % 10000000));
    for (size_t n = strlen(ret); n > 0 && ret[n - 1] == '0' && ret[n - 2] != '.'; n--) {
        ret[n - 1] = '\0';
    }
}

void rsp_value_clock(const rsp_field *f, int32_t clock_s, char ret[16]) {
    int32_t of_day = clock_s > 86400 ? clock_s - 86400 : clock_s;
    if (of_day == 86400 && f->max >= 86400) {
        (void)snprintf(ret, 16, "24:00");
    } else {
        rsp_clock_format(of_day, of_day % 60 != 0, ret);
    }
}
