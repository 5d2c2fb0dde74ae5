/* Speeds by road class and surface, read from data/road_profiles.json or a user's own table.
 *
 * Why a table: speeds are judgement that people on the ground correct; no speed stands in the code.
 * Invariants: every key is known, every speed is 0..200 km/h, no class or surface twice. Reference:
 * the reasons stand beside each figure in the table itself. */
#include "roads/profiles.h"

#include <stdio.h>
#include <string.h>

#include "base/embed.h"
#include "base/file.h"
#include "base/json.h"
#include "base/text.h"

RSP_EMBED(data_road_profiles_json);

static const char *const profile_names[RSP_PROFILE_COUNT] = {"truck", "light", "ambulance"};
static const char *const kmh_keys[RSP_PROFILE_COUNT] = {"truck_kmh", "light_kmh", "ambulance_kmh"};

const char *rsp_profile_name(rsp_profile p) {
    return (unsigned)p < RSP_PROFILE_COUNT ? profile_names[p] : "unknown";
}

typedef struct loader {
    rsp_arena *arena;
    const char *file;
    rsp_diag d;
} loader;

static rsp_src at(loader *l, const rsp_json *v) {
    return rsp_json_src(l->arena, l->file, v);
}

/* Tells keys that are not in the list, and members of the list that are missing. */
static void check_keys(loader *l, const rsp_json *o, const char *const *keys, size_t n) {
    for (const rsp_json *m = o->first; m != NULL; m = m->next) {
        bool known = false;
        for (size_t i = 0; i < n && !known; i++) {
            known = strcmp(m->key, keys[i]) == 0;
        }
        if (!known) {
            const char *near = rsp_text_nearest(m->key, keys, n);
            rsp_diag_error(&l->d, rsp_json_key_src(l->arena, l->file, m), "unknown key \"%s\"; %s%s%s",
                           m->key, near != NULL ? "did you mean \"" : "remove it", near != NULL ? near : "",
                           near != NULL ? "\"?" : "");
        }
    }
    for (size_t i = 0; i < n; i++) {
        if (rsp_json_get(o, keys[i]) == NULL) {
            rsp_diag_error(&l->d, at(l, o), "\"%s\" is missing; add it", keys[i]);
        }
    }
}

static uint32_t whole(loader *l, const rsp_json *o, const char *key, int64_t most) {
    const rsp_json *v = rsp_json_get(o, key);
    if (v == NULL) {
        return 0; /* told by check_keys */
    }
    if (v->kind != RSP_JSON_INT || v->integer < 0 || v->integer > most) {
        rsp_diag_error(&l->d, at(l, v), "\"%s\" is not a whole number of 0..%lld; write one", key,
                       (long long)most);
        return 0;
    }
    return (uint32_t)v->integer;
}

static void read_text(loader *l, const rsp_json *o, const char *key, char *ret, size_t size) {
    const rsp_json *v = rsp_json_get(o, key);
    if (v == NULL) {
        return;
    }
    if (v->kind != RSP_JSON_STRING || (ret != NULL && strlen(v->string) >= size) || v->string[0] == '\0') {
        rsp_diag_error(&l->d, at(l, v), "\"%s\" is not a text of 1..%zu bytes; write one", key, size - 1);
    } else if (ret != NULL) {
        memcpy(ret, v->string, strlen(v->string) + 1);
    }
}

static bool expect(loader *l, const rsp_json *v, rsp_json_kind kind) {
    if (v != NULL && v->kind != kind) {
        rsp_diag_error(&l->d, at(l, v), "this is %s; write %s", rsp_json_kind_name(v->kind),
                       rsp_json_kind_name(kind));
    }
    return v != NULL && v->kind == kind;
}

/* name_key NULL: a row without a name (ferry, ford). */
static void read_row(loader *l, const rsp_json *o, const char *name_key, bool oneway, rsp_speed_row *ret) {
    if (!expect(l, o, RSP_JSON_OBJECT)) {
        return;
    }
    const char *keys[6] = {kmh_keys[0], kmh_keys[1], kmh_keys[2], "why"};
    size_t n = 4;
    if (name_key != NULL) {
        keys[n++] = name_key;
    }
    if (oneway) {
        keys[n++] = "oneway";
    }
    check_keys(l, o, keys, n);
    read_text(l, o, "why", NULL, 1024);
    if (name_key != NULL) {
        read_text(l, o, name_key, ret->name, sizeof ret->name);
    }
    for (int p = 0; p < RSP_PROFILE_COUNT; p++) {
        ret->kmh[p] = (uint16_t)whole(l, o, kmh_keys[p], 200);
    }
    const rsp_json *way = oneway ? rsp_json_get(o, "oneway") : NULL;
    if (expect(l, way, RSP_JSON_BOOL)) {
        ret->oneway = way->boolean; /* NOLINT(clang-analyzer-core.NullDereference): expect() saw it */
    }
}

static uint32_t read_rows(loader *l, const rsp_json *list, const char *name_key, bool oneway,
                          rsp_speed_row *rows, uint32_t max) {
    uint32_t n = 0;
    if (!expect(l, list, RSP_JSON_ARRAY)) {
        return 0;
    }
    if (list->n == 0 || list->n > max) {
        rsp_diag_error(&l->d, at(l, list), "the list has %u rows; give 1..%u", list->n, max);
        return 0;
    }
    for (const rsp_json *v = list->first; v != NULL; v = v->next) {
        read_row(l, v, name_key, oneway, &rows[n]);
        if (rsp_speed_row_find(rows, n, rows[n].name) != NULL) {
            rsp_diag_error(&l->d, at(l, v), "\"%s\" is there twice; keep one row", rows[n].name);
        }
        n++;
    }
    return n;
}

static void read_limits(loader *l, const rsp_json *o, rsp_speed_table *t) {
    static const char *const keys[] = {"max_weight_kg",  "max_weight_why",       "max_height_cm",
                                       "max_height_why", "tunnel_max_height_cm", "tunnel_max_height_why"};
    if (!expect(l, o, RSP_JSON_OBJECT)) {
        return;
    }
    check_keys(l, o, keys, sizeof keys / sizeof *keys);
    t->max_weight_kg = whole(l, o, keys[0], 1000000);
    t->max_height_cm = whole(l, o, keys[2], 60000);
    t->tunnel_max_height_cm = whole(l, o, keys[4], 60000);
    for (size_t i = 1; i < 6; i += 2) {
        read_text(l, o, keys[i], NULL, 1024);
    }
}

static void read_table(loader *l, const rsp_json *root, rsp_speed_table *t) {
    static const char *const keys[] = {"version", "about", "classes", "surfaces", "ferry", "ford", "limits"};
    if (!expect(l, root, RSP_JSON_OBJECT)) {
        return;
    }
    check_keys(l, root, keys, sizeof keys / sizeof *keys);
    const rsp_json *version = rsp_json_get(root, "version");
    if (version != NULL && (version->kind != RSP_JSON_INT || version->integer != 1)) {
        rsp_diag_error(&l->d, at(l, version), "this version of the table is not known; write 1");
    }
    read_text(l, root, "about", NULL, 4096);
    t->n_classes = read_rows(l, rsp_json_get(root, "classes"), "class", true, t->classes, RSP_CLASSES_MAX);
    t->n_surfaces =
        read_rows(l, rsp_json_get(root, "surfaces"), "surface", false, t->surfaces, RSP_SURFACES_MAX);
    read_row(l, rsp_json_get(root, "ferry"), NULL, false, &t->ferry);
    read_row(l, rsp_json_get(root, "ford"), NULL, false, &t->ford);
    read_limits(l, rsp_json_get(root, "limits"), t);
}

/* The first error in full, with the number of the others. */
static int first_error(const rsp_diag *d, rsp_err *err) {
    for (size_t i = 0; i < d->n; i++) {
        const rsp_diag_item *e = &d->at[i];
        if (!e->warning) {
            char more[48] = "";
            if (d->errors > 1) {
                snprintf(more, sizeof more, " (and %zu more)", d->errors - 1);
            }
            return rsp_fail(err, RSP_EINPUT, "%s:%u:%u: %s: %s%s", e->at.file, e->at.line, e->at.col,
                            e->at.pointer != NULL ? e->at.pointer : "", e->text, more);
        }
    }
    return rsp_diag_result(d, err);
}

int rsp_speed_table_parse(const rsp_ctx *ctx, const char *file, const char *text, size_t n,
                          rsp_speed_table *ret, rsp_err *err) {
    RSP_CLEANUP(rsp_arena_free_p) rsp_arena *arena = NULL;
    RSP_TRY(rsp_arena_new(ctx, (size_t)64 << 20, &arena, err));
    loader l = {.arena = arena, .file = file};
    RSP_TRY(rsp_diag_init(ctx, &l.d, err));
    const rsp_json *root = NULL;
    rsp_speed_table *t = rsp_calloc(ctx, 1, sizeof *t);
    int rc = t == NULL ? RSP_ENOMEM : rsp_json_parse(arena, file, text, n, &l.d, &root);
    if (rc == 0) {
        read_table(&l, root, t);
    }
    rc = rc == RSP_ENOMEM ? rsp_fail(err, rc, "out of memory") : first_error(&l.d, err);
    if (rc == 0) {
        *ret = *t;
    }
    rsp_free(ctx, t);
    rsp_diag_done(&l.d);
    return rc;
}

int rsp_speed_table_load(const rsp_ctx *ctx, const char *path, rsp_speed_table *ret, rsp_err *err) {
    if (path == NULL) {
        return rsp_speed_table_parse(ctx, "data/road_profiles.json", rsp_data_road_profiles_json,
                                     RSP_EMBED_SIZE(data_road_profiles_json), ret, err);
    }
    RSP_CLEANUP(rsp_buf_done) rsp_buf text = rsp_buf_init(ctx, (size_t)4 << 20);
    RSP_TRY(rsp_file_read(ctx, path, &text, err));
    return rsp_speed_table_parse(ctx, path, text.at != NULL ? text.at : "", text.n, ret, err);
}

const rsp_speed_row *rsp_speed_row_find(const rsp_speed_row *rows, uint32_t n, const char *name) {
    for (uint32_t i = 0; i < n; i++) {
        if (strcmp(rows[i].name, name) == 0) {
            return &rows[i];
        }
    }
    return NULL;
}
