/* A tree into entities by the field tables (read.h): one function for each group of field kinds.
 *
 * Objects nest only as deep as the tables do (situation > rules > policy > wounded > line), whatever the
 * input holds. Every error says where, what is wrong and what would be right, and reading goes on. */
#include "situation/read_values.h"

#include <string.h>

rsp_src rsp_read_src(const rsp_loader *l, const rsp_json *v) {
    return l->where != NULL ? l->where(l, v, false) : rsp_json_src(l->a, l->file, v);
}

rsp_src rsp_read_key_src(const rsp_loader *l, const rsp_json *v) {
    return l->where != NULL ? l->where(l, v, true) : rsp_json_key_src(l->a, l->file, v);
}

rsp_src rsp_read_at(const rsp_loader *l, int list, uint32_t i, const char *key) {
    const rsp_json *v = l->nodes[list][i];
    const rsp_json *member = key != NULL ? rsp_json_get(v, key) : NULL;
    return rsp_read_src(l, member != NULL ? member : v);
}

static void *alloc(rsp_loader *l, size_t n, size_t size) {
    void *p = rsp_arena_alloc(l->a, n > 0 ? n : 1, size);
    l->oom = l->oom || p == NULL;
    return p;
}

static void put_int(void *to, uint32_t size, int64_t x) {
    if (size == sizeof(int64_t)) {
        memcpy(to, &x, sizeof x);
    } else {
        int32_t small = (int32_t)x;
        memcpy(to, &small, sizeof small);
    }
}

static bool read_words(rsp_loader *l, const rsp_field *f, const rsp_json *v, uint32_t *ret) {
    if (v->kind != RSP_JSON_ARRAY || v->n == 0) {
        return rsp_read_wrong_kind(
            l, f, v, v->kind == RSP_JSON_ARRAY ? "at least one word, or leave it out" : "a list of words");
    }
    uint32_t mask = 0;
    bool ok = true;
    for (const rsp_json *m = v->first; m != NULL; m = m->next) {
        int w = 0;
        if (!rsp_read_word(l, f, m, &w)) {
            ok = false;
        } else if (mask & 1u << w) {
            rsp_diag_error(l->d, rsp_read_src(l, m), "\"%s\" is named twice; name it once", m->string);
            ok = false;
        } else {
            mask |= 1u << w;
        }
    }
    *ret = mask;
    return ok;
}

static void unknown_ref(rsp_loader *l, const rsp_field *f, const rsp_json *v) {
    const rsp_table *t = rsp_table_of(f->list);
    rsp_src at = rsp_read_src(l, v);
    const rsp_json *list = rsp_json_get(l->root, t->name);
    if (list != NULL && list->kind != RSP_JSON_ARRAY) {
        return; /* that was told already */
    }
    if (l->d->errors >= RSP_DIAG_MAX) {
        rsp_diag_error(l->d, at, "there is no such %s",
                       t->one); /* counted, not kept: no search for the nearest */
        return;
    }
    if (f->list == RSP_IN_parties && rsp_map_get(&l->ids[RSP_IN_third_parties], v->string) != RSP_MAP_NONE) {
        rsp_diag_error(l->d, at,
                       "\"%s\" is a third party; only a party's own word counts, a third party's never "
                       "counts as consent: "
                       "name a party",
                       v->string);
        return;
    }
    uint32_t n = 0;
    const char **ids = rsp_read_ids(l, f->list, &n);
    const char *near = ids != NULL ? rsp_text_nearest(v->string, ids, n) : NULL;
    const char *elsewhere = NULL;
    for (int i = 0; i < RSP_LISTS && elsewhere == NULL; i++) {
        elsewhere = rsp_map_get(&l->ids[i], v->string) != RSP_MAP_NONE ? rsp_table_of(i)->name : NULL;
    }
    bool kits = near == NULL && f->list == RSP_IN_items;
    rsp_diag_error(l->d, at, "there is no %s \"%.70s\" in %s%s%s; %s%s%s%s%s", t->one, v->string, t->name,
                   elsewhere != NULL ? ", only in " : "", elsewhere != NULL ? elsewhere : "",
                   near != NULL ? "the nearest id is \"" : "add it, or name one that is there",
                   near != NULL ? near : "", near != NULL ? "\"" : "", kits ? " or built in: " : "",
                   kits ? rsp_read_kit_ids(l) : "");
}

static bool read_ref(rsp_loader *l, const rsp_field *f, const rsp_json *v, uint32_t *ret) {
    if (v->kind != RSP_JSON_STRING) {
        return rsp_read_wrong_kind(l, f, v, "an id in quotes");
    }
    *ret = rsp_read_find(l, f->list, v->string);
    if (*ret == RSP_NONE) {
        unknown_ref(l, f, v);
    }
    return *ret != RSP_NONE;
}

static bool read_refs(rsp_loader *l, const rsp_field *f, const rsp_json *v, rsp_ids *ret) {
    if (v->kind != RSP_JSON_ARRAY || (v->n == 0 && f->required)) {
        return rsp_read_wrong_kind(l, f, v, v->kind == RSP_JSON_ARRAY ? "at least one id" : "a list of ids");
    }
    uint32_t *at = alloc(l, v->n, sizeof *at);
    if (at == NULL) {
        return false;
    }
    uint32_t n = 0;
    bool ok = true;
    for (const rsp_json *m = v->first; m != NULL; m = m->next) {
        uint32_t x = RSP_NONE;
        if (!read_ref(l, f, m, &x)) {
            ok = false;
            continue;
        }
        bool twice = false;
        for (uint32_t i = 0; i < n; i++) {
            twice = twice || at[i] == x;
        }
        if (twice) {
            rsp_diag_error(l->d, rsp_read_src(l, m), "\"%s\" is named twice; name it once", m->string);
            ok = false;
        } else {
            at[n++] = x;
        }
    }
    *ret = (rsp_ids){at, n};
    return ok;
}

static bool read_texts(rsp_loader *l, const rsp_field *f, const rsp_json *v, char *to) {
    if (v->kind != RSP_JSON_ARRAY) {
        return rsp_read_wrong_kind(l, f, v, "a list of words");
    }
    const char **at = alloc(l, v->n, sizeof *at);
    uint32_t n = 0;
    bool ok = at != NULL;
    for (const rsp_json *m = v->first; m != NULL && at != NULL; m = m->next) {
        ok = rsp_read_id(l, f, m, &at[n]) && ok;
        n += at[n] != NULL;
    }
    memcpy(to + f->at, &at, sizeof at);
    memcpy(to + f->n_at, &n, sizeof n);
    return ok;
}

static bool read_dates(rsp_loader *l, const rsp_field *f, const rsp_json *v, char *to) {
    if (v->kind != RSP_JSON_ARRAY) {
        return rsp_read_wrong_kind(l, f, v, "a list of dates");
    }
    int32_t *at = alloc(l, v->n, sizeof *at);
    uint32_t n = 0;
    bool ok = at != NULL;
    for (const rsp_json *m = v->first; m != NULL && at != NULL; m = m->next) {
        bool one = rsp_read_date(l, f, m, &at[n]);
        n += one;
        ok = one && ok;
    }
    memcpy(to + f->at, &at, sizeof at);
    memcpy(to + f->n_at, &n, sizeof n);
    return ok;
}

/* An object of words: `each` reads the member of one word. */
static bool read_by_word(rsp_loader *l, const rsp_field *f, const rsp_json *v, char *to) {
    if (v->kind != RSP_JSON_OBJECT) {
        return rsp_read_wrong_kind(l, f, v, "an object");
    }
    bool ok = true;
    for (const rsp_json *m = v->first; m != NULL; m = m->next) {
        int w = rsp_words_find(f->words, m->key);
        if (w < 0) {
            const char *near = rsp_text_nearest(m->key, f->words->at, f->words->n);
            rsp_diag_error(l->d, rsp_read_key_src(l, m),
                           "unknown key \"%.60s\" in \"%s\"; did you mean \"%s\"?", m->key, f->key,
                           near != NULL ? near : f->words->at[0]);
            ok = false;
            continue;
        }
        char *at = to + f->at + (size_t)w * f->size;
        if (f->kind == RSP_F_LINES) {
            ok = rsp_read_object(l, f->sub, m, at) && ok;
        } else {
            int64_t x = 0;
            bool one = rsp_read_number(l, f, m, &x);
            if (one) {
                put_int(at, f->size, x);
            }
            ok = one && ok;
        }
    }
    return ok;
}

/* A list of the situation: its rows and the ids were laid out before (load.c), references may go anywhere. */
static bool read_entities(rsp_loader *l, const rsp_field *f, const rsp_json *v) {
    bool ok = true;
    uint32_t i = 0;
    for (const rsp_json *m = v->first; m != NULL; m = m->next, i++) {
        bool good = rsp_read_object(l, f->sub, m, l->rows[f->list] + (size_t)i * f->sub->size);
        l->bad[f->list][i] = l->bad[f->list][i] || !good;
        ok = ok && good;
    }
    return ok;
}

static bool read_list(rsp_loader *l, const rsp_field *f, const rsp_json *v, char *to) {
    if (v->kind != RSP_JSON_ARRAY || (v->n == 0 && f->required)) {
        return rsp_read_wrong_kind(l, f, v,
                                   v->kind == RSP_JSON_ARRAY ? "at least one entry" : "a list of objects");
    }
    if (f->list >= 0) {
        return read_entities(l, f, v);
    }
    char *at = alloc(l, v->n, f->sub->size);
    if (at == NULL) {
        return false;
    }
    bool ok = true;
    uint32_t n = 0;
    for (const rsp_json *m = v->first; m != NULL; m = m->next, n++) {
        ok = rsp_read_object(l, f->sub, m, at + (size_t)n * f->sub->size) && ok;
    }
    const char *rows = at;
    memcpy(to + f->at, &rows, sizeof rows);
    memcpy(to + f->n_at, &n, sizeof n);
    return ok;
}

/* The policy's shares: upto_pct rising to 100, value_pct never rising (a concave value; rules, 6). */
static bool read_shares(rsp_loader *l, const rsp_field *f, const rsp_json *v, rsp_policy *p) {
    static const rsp_field UPTO = {.key = "upto_pct",
                                   .kind = RSP_F_NUMBER,
                                   .whole = true,
                                   .scale = 1,
                                   .min = 1,
                                   .max = 100,
                                   .doc = "percent of the need"};
    static const rsp_field VALUE = {.key = "value_pct",
                                    .kind = RSP_F_NUMBER,
                                    .whole = true,
                                    .scale = 1,
                                    .min = 0,
                                    .max = 100,
                                    .doc = "percent of a person's weight"};
    if (v->kind != RSP_JSON_ARRAY || v->n == 0 || v->n > 4) {
        return rsp_read_wrong_kind(l, f, v, "a list of one to four {\"upto_pct\", \"value_pct\"}");
    }
    uint32_t n = 0;
    for (const rsp_json *m = v->first; m != NULL; m = m->next, n++) {
        const rsp_json *u = rsp_json_get(m, UPTO.key);
        const rsp_json *w = rsp_json_get(m, VALUE.key);
        int64_t upto = 0, value = 0;
        if (m->kind != RSP_JSON_OBJECT || u == NULL || w == NULL || m->n != 2) {
            rsp_diag_error(l->d, rsp_read_src(l, m),
                           "a share is not complete; write {\"upto_pct\": 50, \"value_pct\": 100}");
            return false;
        }
        if (!rsp_read_number(l, &UPTO, u, &upto) || !rsp_read_number(l, &VALUE, w, &value)) {
            return false;
        }
        if (n > 0 && (upto <= p->share_upto_pct[n - 1] || value > p->share_value_pct[n - 1])) {
            rsp_diag_error(l->d, rsp_read_src(l, m),
                           "shares must go on: a larger upto_pct and no larger value_pct than before");
            return false;
        }
        p->share_upto_pct[n] = (int32_t)upto;
        p->share_value_pct[n] = (int32_t)value;
    }
    p->n_shares = n;
    if (p->share_upto_pct[n - 1] != 100) {
        rsp_diag_error(l->d, rsp_read_src(l, v), "the last share ends at %d %%; the last upto_pct is 100",
                       p->share_upto_pct[n - 1]);
        return false;
    }
    return true;
}

static bool read_next_day(rsp_loader *l, const rsp_field *f, const rsp_json *v, char *to) {
    if (v->kind != RSP_JSON_BOOL) {
        return rsp_read_wrong_kind(l, f, v, "true or false");
    }
    int32_t clock;
    memcpy(&clock, to + f->at, sizeof clock);
    clock += v->boolean ? 86400 : 0;
    memcpy(to + f->at, &clock, sizeof clock);
    return true;
}

static bool read_version(rsp_loader *l, const rsp_field *f, const rsp_json *v) {
    if (v->kind != RSP_JSON_INT || v->integer != 1) {
        rsp_diag_error(l->d, rsp_read_src(l, v), "\"%s\" is not 1; this program reads format version 1",
                       f->key);
        return false;
    }
    return true;
}

static bool read_field(rsp_loader *l, const rsp_field *f, const rsp_json *v, char *to) {
    void *at = to + f->at;
    if (v->kind == RSP_JSON_NULL) {
        rsp_diag_error(l->d, rsp_read_src(l, v),
                       "\"%s\" is null; leave the key out where there is nothing to say", f->key);
        return false;
    }
    if (v->kind == RSP_JSON_TOLD) {
        return false;
    }
    int64_t number = 0;
    switch (f->kind) {
    case RSP_F_ID:
        return rsp_read_id(l, f, v, at);
    case RSP_F_TEXT:
        return rsp_read_text(l, f, v, at);
    case RSP_F_NAME:
        return rsp_read_name(l, f, v, at);
    case RSP_F_NUMBER:
        if (!rsp_read_number(l, f, v, &number)) {
            return false;
        }
        put_int(at, f->size, number);
        return true;
    case RSP_F_DEGREES:
        return rsp_read_degrees(l, f, v, at);
    case RSP_F_BOOL:
        return rsp_read_bool(l, f, v, at);
    case RSP_F_DATE:
        return rsp_read_date(l, f, v, at);
    case RSP_F_CLOCK:
        return rsp_read_clock(l, f, v, at);
    case RSP_F_NEXT_DAY:
        return read_next_day(l, f, v, to);
    case RSP_F_INSTANT:
        return rsp_read_instant(l, f, v, at);
    case RSP_F_ENUM:
        return rsp_read_word(l, f, v, at);
    case RSP_F_WORDS:
        return read_words(l, f, v, at);
    case RSP_F_REF:
        return read_ref(l, f, v, at);
    case RSP_F_REFS:
        return read_refs(l, f, v, at);
    case RSP_F_TEXTS:
        return read_texts(l, f, v, to);
    case RSP_F_DATES:
        return read_dates(l, f, v, to);
    case RSP_F_GEOMETRY:
        return rsp_geom_from_json(l->a, rsp_read_src(l, v).file, v, f->geoms, l->near, l->d, at) == 0;
    case RSP_F_BY_WORD:
    case RSP_F_LINES:
        return read_by_word(l, f, v, to);
    case RSP_F_OBJECT:
        return rsp_read_object(l, f->sub, v, at);
    case RSP_F_LIST:
        return read_list(l, f, v, to);
    case RSP_F_SHARES:
        return read_shares(l, f, v, (rsp_policy *)(void *)to);
    case RSP_F_VERSION:
        return read_version(l, f, v);
    }
    return false;
}

static void default_field(const rsp_field *f, char *to) {
    char *at = to + f->at;
    switch (f->kind) {
    case RSP_F_NUMBER:
    case RSP_F_INSTANT:
    case RSP_F_DATE:
    case RSP_F_CLOCK:
    case RSP_F_ENUM:
    case RSP_F_WORDS:
    case RSP_F_REF:
    case RSP_F_DEGREES:
        put_int(at, f->size, f->def);
        break;
    case RSP_F_BY_WORD:
        for (uint32_t w = 0; w < f->words->n; w++) {
            int64_t x = f->defs != NULL ? (int64_t)f->defs[w] * f->scale : f->def;
            put_int(at + (size_t)w * f->size, f->size, x);
        }
        break;
    case RSP_F_LINES:
        for (uint32_t w = 0; w < f->words->n; w++) {
            rsp_policy_line line = {f->defs[2 * w], f->defs[2 * w + 1]};
            memcpy(at + (size_t)w * f->size, &line, sizeof line);
        }
        break;
    case RSP_F_OBJECT:
        rsp_read_defaults(f->sub, at);
        break;
    case RSP_F_SHARES: {
        rsp_policy *p = (rsp_policy *)(void *)to;
        const int32_t upto[] = {50, 80, 100}, value[] = {100, 70, 40};
        memcpy(p->share_upto_pct, upto, sizeof upto);
        memcpy(p->share_value_pct, value, sizeof value);
        p->n_shares = 3;
        break;
    }
    default:
        break; /* the entity is zeroed: NULL, false, an empty list */
    }
}

void rsp_read_defaults(const rsp_table *t, void *to) {
    for (uint32_t i = 0; i < t->n; i++) {
        default_field(&t->fields[i], to);
    }
}

static const char *article(const char *one) {
    return strchr("aeio", one[0]) != NULL ? "an" : "a"; /* our words in u sound like "you" */
}

static bool unknown_keys(rsp_loader *l, const rsp_table *t, const rsp_json *v) {
    bool ok = true;
    for (const rsp_json *m = v->first; m != NULL; m = m->next) {
        if (rsp_table_field(t, m->key) == NULL) {
            const char *near = rsp_table_nearest(t, m->key);
            bool many = t->one[0] != '\0' && t->one[strlen(t->one) - 1] == 's';
            rsp_diag_error(l->d, rsp_read_key_src(l, m), "unknown key \"%.60s\" of %s %s; %s%s%s", m->key,
                           many ? "the" : article(t->one), t->one,
                           near != NULL ? "did you mean \"" : "take it out, or put it into \"note\"",
                           near != NULL ? near : "", near != NULL ? "\"?" : "");
            ok = false;
        }
    }
    return ok;
}

bool rsp_read_object(rsp_loader *l, const rsp_table *t, const rsp_json *v, void *to) {
    rsp_read_defaults(t, to);
    if (v->kind == RSP_JSON_TOLD) {
        return false;
    }
    if (v->kind != RSP_JSON_OBJECT) {
        rsp_diag_error(l->d, rsp_read_src(l, v), "%s %s is %s; write an object { ... } (%s)", article(t->one),
                       t->one, rsp_json_kind_name(v->kind), t->doc);
        return false;
    }
    if (t->has_src) {
        *(rsp_src *)to = rsp_read_src(l, v);
    }
    bool ok = unknown_keys(l, t, v);
    for (uint32_t i = 0; i < t->n; i++) {
        const rsp_field *f = &t->fields[i];
        const rsp_json *m = rsp_json_get(v, f->key);
        if (m != NULL) {
            ok = read_field(l, f, m, to) && ok;
        } else if (f->required) {
            rsp_diag_error(l->d, rsp_read_src(l, v), "\"%s\" of this %s is missing; add it: %s", f->key,
                           t->one, f->doc);
            ok = false;
        }
    }
    return ok;
}
