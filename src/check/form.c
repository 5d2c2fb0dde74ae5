/* Reads plan.json into plan_file.h by the tables of shapes.c: strict, and all errors at once.
 *
 * Nesting is that of the tables (at most six deep), not that of the input; every list is as long as its
 * text, which the context limits. */
#include "base/map.h"
#include "check/plan_file.h"

#include <stddef.h>
#include <string.h>

typedef struct entity_head { /* how every entity begins */
    RSP_ENTITY;
} entity_head;

typedef struct id_list {
    const char *name;
    const void *base;
    size_t size;
    uint32_t n;
    rsp_map by_id;
    bool made;
} id_list;

typedef struct reader {
    const rsp_ctx *ctx;
    rsp_arena *arena;
    const rsp_situation *s;
    const char *path;
    rsp_diag *d;
    bool out_of_memory;
    id_list lists[CK_LISTS];
} reader;

#define WRONG(r, v, ...) rsp_diag_error((r)->d, rsp_json_src((r)->arena, (r)->path, (v)), __VA_ARGS__)

static void *take(reader *r, size_t n, size_t size) {
    void *p = rsp_arena_alloc(r->arena, n > 0 ? n : 1, size);
    if (p == NULL) {
        r->out_of_memory = true;
    }
    return p;
}

static void lists_init(reader *r) {
#define LIST_(list, type)                                                                                    \
    r->lists[CK_IN_##list] =                                                                                 \
        (id_list){.name = #list, .base = r->s->list, .size = sizeof(type), .n = r->s->n_##list};
    RSP_SITUATION_LISTS(LIST_)
#undef LIST_
}

static uint32_t find_id(reader *r, int list, const char *id) {
    id_list *l = &r->lists[list];
    for (uint32_t i = 0; !l->made && i < l->n; i++) {
        const entity_head *e = (const entity_head *)(const void *)((const char *)l->base + i * l->size);
        if (rsp_map_put(r->ctx, &l->by_id, e->id, i) != 0) {
            r->out_of_memory = true;
            return RSP_NONE;
        }
    }
    l->made = true;
    return rsp_map_get(&l->by_id, id);
}

static bool is_kind(reader *r, const rsp_json *v, rsp_json_kind kind, const char *want) {
    if (v->kind == kind) {
        return true;
    }
    WRONG(r, v, "%s where %s belongs", rsp_json_kind_name(v->kind), want);
    return false;
}

static void read_int(reader *r, const ck_key *k, const rsp_json *v, int64_t *to) {
    if (!is_kind(r, v, RSP_JSON_INT, "a whole number")) {
        return;
    }
    if (v->integer < k->min || (k->min >= 0 && v->integer > INT64_C(1000000000000))) {
        WRONG(r, v, "%lld is out of range; %lld to 10^12 would be right", (long long)v->integer,
              (long long)k->min);
        return;
    }
    *to = v->integer;
}

static void read_instant(reader *r, const rsp_json *v, int64_t *to) {
    int64_t t = 0;
    char right[40];
    if (!is_kind(r, v, RSP_JSON_STRING, "an instant such as \"2012-03-22T14:05:00+02:00\"")) {
        return;
    }
    if (rsp_instant_parse(r->s->tz, v->string, &t) != 0) {
        WRONG(r, v, "\"%.40s\" is not an instant; \"2012-03-22T14:05:00+02:00\" would be", v->string);
        return;
    }
    rsp_instant_format(r->s->tz, t, right);
    if (strcmp(right, v->string) != 0) {
        WRONG(r, v, "\"%.40s\" is not local time with its offset in %s; \"%s\" would be", v->string,
              rsp_tz_name(r->s->tz), right);
        return;
    }
    *to = t;
}

static int word_index(reader *r, const ck_key *k, const rsp_json *v) {
    if (!is_kind(r, v, RSP_JSON_STRING, "a word")) {
        return -1;
    }
    for (uint32_t i = 0; i < k->n_words; i++) {
        if (strcmp(k->words[i], v->string) == 0) {
            return (int)i;
        }
    }
    const char *near = rsp_text_nearest(v->string, k->words, k->n_words);
    WRONG(r, v, "\"%.60s\" is not known here; \"%s\" %s", v->string, near != NULL ? near : k->words[0],
          near != NULL ? "is the nearest that is" : "would be one that is");
    return -1;
}

static void read_words(reader *r, const ck_key *k, const rsp_json *v, uint32_t *to) {
    if (!is_kind(r, v, RSP_JSON_ARRAY, "a list of words")) {
        return;
    }
    for (const rsp_json *c = v->first; c != NULL; c = c->next) {
        int i = word_index(r, k, c);
        *to |= i >= 0 ? 1u << i : 0;
    }
}

static uint32_t read_ref(reader *r, const ck_key *k, const rsp_json *v) {
    if (!is_kind(r, v, RSP_JSON_STRING, "an id")) {
        return RSP_NONE;
    }
    uint32_t i = find_id(r, k->list, v->string);
    if (i == RSP_MAP_NONE) {
        WRONG(r, v, "\"%.64s\" is not one of the situation's %s; an id from there would be right", v->string,
              r->lists[k->list].name);
        return RSP_NONE;
    }
    return i;
}

static void read_refs(reader *r, const ck_key *k, const rsp_json *v, rsp_ids *to) {
    if (!is_kind(r, v, RSP_JSON_ARRAY, "a list of ids")) {
        return;
    }
    uint32_t *at = take(r, v->n, sizeof *at);
    for (const rsp_json *c = v->first; at != NULL && c != NULL; c = c->next) {
        at[c->index] = read_ref(r, k, c);
    }
    *to = (rsp_ids){at, at != NULL ? v->n : 0};
}

static void read_ints(reader *r, const ck_key *k, const rsp_json *v, const int64_t **to, uint32_t *to_n) {
    if (!is_kind(r, v, RSP_JSON_ARRAY, "a list of whole numbers")) {
        return;
    }
    int64_t *at = take(r, v->n, sizeof *at);
    for (const rsp_json *c = v->first; at != NULL && c != NULL; c = c->next) {
        read_int(r, k, c, &at[c->index]);
    }
    *to = at;
    *to_n = at != NULL ? v->n : 0;
}

/* A list of texts, or an object of texts by language: looked at, not kept. */
static void read_texts(reader *r, const rsp_json *v, rsp_json_kind kind) {
    if (is_kind(r, v, kind, kind == RSP_JSON_ARRAY ? "a list of texts" : "an object of texts by language")) {
        for (const rsp_json *c = v->first; c != NULL; c = c->next) {
            (void)is_kind(r, c, RSP_JSON_STRING, "text");
        }
    }
}

static void read_object(reader *r, const ck_shape *shape, const rsp_json *v, void *to);

static void read_list(reader *r, const ck_key *k, const rsp_json *v, char *to) {
    if (!is_kind(r, v, RSP_JSON_ARRAY, "a list")) {
        return;
    }
    char *at = take(r, v->n, k->sub->size);
    for (const rsp_json *c = v->first; at != NULL && c != NULL; c = c->next) {
        read_object(r, k->sub, c, at + (size_t)c->index * k->sub->size);
    }
    const void *kept = at;
    uint32_t n = at != NULL ? v->n : 0;
    memcpy(to + k->to, &kept, sizeof kept);
    memcpy(to + k->to_n, &n, sizeof n);
}

static void read_sub(reader *r, const ck_key *k, const rsp_json *v, void *to) {
    void *o = take(r, 1, k->sub->size);
    if (o != NULL) {
        read_object(r, k->sub, v, o);
        const void *kept = o;
        memcpy(to, &kept, sizeof kept);
    }
}

static void read_value(reader *r, const ck_key *k, const rsp_json *v, char *object) {
    char *to = object + k->to;
    switch (k->kind) {
    case CK_F_INT:
        read_int(r, k, v, (int64_t *)(void *)to);
        break;
    case CK_F_REAL:
        if (v->kind != RSP_JSON_INT && v->kind != RSP_JSON_REAL) {
            WRONG(r, v, "%s where a number belongs", rsp_json_kind_name(v->kind));
        } else {
            *(double *)(void *)to = v->number;
        }
        break;
    case CK_F_BOOL:
        if (is_kind(r, v, RSP_JSON_BOOL, "true or false")) {
            *(bool *)(void *)to = v->boolean;
        }
        break;
    case CK_F_TEXT:
        if (is_kind(r, v, RSP_JSON_STRING, "text")) {
            *(const char **)(void *)to = v->string;
        }
        break;
    case CK_F_INSTANT:
        read_instant(r, v, (int64_t *)(void *)to);
        break;
    case CK_F_DATE:
        if (is_kind(r, v, RSP_JSON_STRING, "a date such as \"2012-03-22\"") &&
            rsp_date_parse(v->string, (int32_t *)(void *)to) != 0) {
            WRONG(r, v, "\"%.40s\" is not a date; \"2012-03-22\" would be", v->string);
        }
        break;
    case CK_F_WORD:
        *(int *)(void *)to = word_index(r, k, v);
        break;
    case CK_F_WORDS:
        read_words(r, k, v, (uint32_t *)(void *)to);
        break;
    case CK_F_REF:
        *(uint32_t *)(void *)to = read_ref(r, k, v);
        break;
    case CK_F_REFS:
        read_refs(r, k, v, (rsp_ids *)(void *)to);
        break;
    case CK_F_INTS:
        read_ints(r, k, v, (const int64_t **)(void *)to, (uint32_t *)(void *)(object + k->to_n));
        break;
    case CK_F_TEXTS:
        read_texts(r, v, RSP_JSON_ARRAY);
        break;
    case CK_F_NAME:
        read_texts(r, v, RSP_JSON_OBJECT);
        break;
    case CK_F_OBJECT:
        read_sub(r, k, v, to);
        break;
    case CK_F_LIST:
        read_list(r, k, v, object);
        break;
    }
}

/* What a member holds where its key is absent or null. */
static void set_absent(const ck_key *k, char *object) {
    char *to = object + k->to;
    if (k->nowhere) {
        return;
    }
    if (k->kind == CK_F_INT) {
        *(int64_t *)(void *)to = -1;
    } else if (k->kind == CK_F_INSTANT) {
        *(int64_t *)(void *)to = RSP_TIME_NONE;
    } else if (k->kind == CK_F_REF) {
        *(uint32_t *)(void *)to = RSP_NONE;
    } else if (k->kind == CK_F_WORD) {
        *(int *)(void *)to = -1;
    }
}

static void refuse_unknown(reader *r, const ck_shape *shape, const rsp_json *v) {
    const char *names[32];
    for (uint32_t i = 0; i < shape->n; i++) {
        names[i] = shape->keys[i].name;
    }
    for (const rsp_json *c = v->first; c != NULL; c = c->next) {
        bool known = false;
        for (uint32_t i = 0; i < shape->n; i++) {
            known = known || strcmp(names[i], c->key) == 0;
        }
        if (!known) {
            const char *near = rsp_text_nearest(c->key, names, shape->n);
            rsp_diag_error(r->d, rsp_json_key_src(r->arena, r->path, c),
                           "unknown key \"%.60s\" in %s; %s%s%s", c->key, shape->what,
                           near != NULL ? "the nearest known key is \"" : "docs/plan.md lists the keys",
                           near != NULL ? near : "", near != NULL ? "\"" : "");
        }
    }
}

static void read_object(reader *r, const ck_shape *shape, const rsp_json *v, void *to) {
    memcpy(to, &v, sizeof v); /* every struct begins with CK_AT */
    for (uint32_t i = 0; i < shape->n; i++) {
        set_absent(&shape->keys[i], to);
    }
    if (!is_kind(r, v, RSP_JSON_OBJECT, shape->what)) {
        return;
    }
    refuse_unknown(r, shape, v);
    for (uint32_t i = 0; i < shape->n && !r->out_of_memory; i++) {
        const ck_key *k = &shape->keys[i];
        const rsp_json *c = rsp_json_get(v, k->name);
        if (c == NULL) {
            if (!k->optional) {
                WRONG(r, v, "%s without \"%s\"; docs/plan.md says what it holds", shape->what, k->name);
            }
        } else if (c->kind != RSP_JSON_NULL || !k->nullable) {
            read_value(r, k, c, to);
        }
    }
}

/* Whether the file is a plan of this situation at all; told where not, and by that alone: its ids would all
 * be unknown. */
static bool is_of_situation(reader *r, const rsp_json *root) {
    const rsp_json *sha256 = rsp_json_get(rsp_json_get(root, "situation"), "sha256");
    if (rsp_json_get(root, "respite") != NULL && rsp_json_get(root, "respite_plan") == NULL) {
        WRONG(r, root, "this is a situation; the plan made from it, plan.json, would be right");
        return false;
    }
    if (sha256 != NULL && sha256->kind == RSP_JSON_STRING && strcmp(sha256->string, r->s->sha256) != 0) {
        WRONG(r, sha256,
              "the plan was made from another situation (%.12s..., this one is %.12s...); check it against "
              "the file it was made from, or plan again",
              sha256->string, r->s->sha256);
        return false;
    }
    return true;
}

int ck_plan_read(const rsp_ctx *ctx, rsp_arena *a, const rsp_situation *s, const char *path, const char *text,
                 size_t n, rsp_diag *d, const ck_plan **ret, rsp_err *err) {
    reader r = {.ctx = ctx, .arena = a, .s = s, .path = path, .d = d};
    const rsp_json *root = NULL;
    size_t errors = d->errors;
    int rc = rsp_json_parse(a, path, text, n, d, &root);
    ck_plan *plan = rc == 0 && is_of_situation(&r, root) ? take(&r, 1, sizeof *plan) : NULL;
    if (plan != NULL) {
        lists_init(&r);
        read_object(&r, &ck_shape_plan, root, plan);
        for (int i = 0; i < CK_LISTS; i++) {
            rsp_map_done(ctx, &r.lists[i].by_id);
        }
    }
    if (r.out_of_memory || d->out_of_memory || rc == RSP_ENOMEM) {
        return rsp_fail(err, RSP_ENOMEM, "%s: out of memory while reading the plan", path);
    }
    if (rc != 0 || d->errors > errors) {
        return rsp_fail(err, RSP_EINPUT,
                        "%s: not a plan that can be checked: %zu error%s; docs/plan.md says what it holds",
                        path, d->errors - errors, d->errors - errors == 1 ? "" : "s");
    }
    *ret = plan;
    return 0;
}
