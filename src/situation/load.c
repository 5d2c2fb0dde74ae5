/* Loading a situation: text to tree, tree to entities, then the checks that no single field can make.
 *
 * Order matters: the time zone first (instants are read in it), then every id (references may point forward),
 * then the entities. Items that are named and not listed come from data/kits. See read.h. */
#include "situation/read.h"

#include "base/embed.h"
#include "base/file.h"

#include <string.h>

RSP_EMBED(data_kits_kits_json);

#define ENTITIES_MAX 1000000u /* of one list */

static void *alloc(rsp_loader *l, size_t n, size_t size) {
    void *p = rsp_arena_alloc(l->a, n > 0 ? n : 1, size);
    l->oom = l->oom || p == NULL;
    return p;
}

/* The list of data/kits, parsed once; NULL only out of memory: the file is ours and tested. */
static const rsp_json *kits(rsp_loader *l) {
    if (l->kits == NULL) {
        const rsp_json *root = NULL;
        if (rsp_json_parse(l->a, RSP_KITS_FILE, rsp_data_kits_kits_json, RSP_EMBED_SIZE(data_kits_kits_json),
                           l->d, &root) != 0) {
            return NULL;
        }
        l->kits = rsp_json_get(root, "kits");
    }
    return l->kits;
}

/* Adds the kit with this id to the items. Its place is in RSP_KITS_FILE, by which the writer knows it. */
static uint32_t add_kit(rsp_loader *l, const char *id) {
    const rsp_json *list = kits(l);
    for (const rsp_json *k = list != NULL ? list->first : NULL; k != NULL; k = k->next) {
        const rsp_json *kit_id = rsp_json_get(k, "id");
        if (kit_id == NULL || kit_id->kind != RSP_JSON_STRING || strcmp(kit_id->string, id) != 0 ||
            l->n[RSP_IN_items] >= l->room_items) {
            continue;
        }
        uint32_t i = l->n[RSP_IN_items];
        rsp_loader in_kits = *l;
        in_kits.file = RSP_KITS_FILE;
        in_kits.where = NULL;
        bool ok = rsp_read_object(&in_kits, &rsp_table_items, k,
                                  l->rows[RSP_IN_items] + (size_t)i * rsp_table_items.size);
        l->oom = l->oom || in_kits.oom || rsp_map_put(l->ctx, &l->ids[RSP_IN_items], kit_id->string, i) != 0;
        l->nodes[RSP_IN_items][i] = k;
        l->bad[RSP_IN_items][i] = !ok;
        l->n[RSP_IN_items] = i + 1;
        return l->oom ? RSP_NONE : i;
    }
    return RSP_NONE;
}

uint32_t rsp_read_find(rsp_loader *l, int list, const char *id) {
    uint32_t i = rsp_map_get(&l->ids[list], id);
    return i == RSP_MAP_NONE ? (list == RSP_IN_items ? add_kit(l, id) : RSP_NONE) : i;
}

const char **rsp_read_ids(rsp_loader *l, int list, uint32_t *ret_n) {
    const rsp_json *more = list == RSP_IN_items ? kits(l) : NULL;
    const char **ids = alloc(l, (size_t)l->n[list] + (more != NULL ? more->n : 0), sizeof *ids);
    uint32_t n = 0;
    for (uint32_t i = 0; ids != NULL && i < l->n[list]; i++) {
        const rsp_json *id = rsp_json_get(l->nodes[list][i], "id");
        if (id != NULL && id->kind == RSP_JSON_STRING) {
            ids[n++] = id->string;
        }
    }
    for (const rsp_json *k = more != NULL ? more->first : NULL; ids != NULL && k != NULL; k = k->next) {
        const rsp_json *id = rsp_json_get(k, "id");
        if (id != NULL && id->kind == RSP_JSON_STRING) {
            ids[n++] = id->string;
        }
    }
    *ret_n = n;
    return ids;
}

const char *rsp_read_kit_ids(rsp_loader *l) {
    const rsp_json *list = kits(l);
    const char *text = "";
    for (const rsp_json *k = list != NULL ? list->first : NULL; k != NULL && text != NULL; k = k->next) {
        const rsp_json *id = rsp_json_get(k, "id");
        text = rsp_arena_printf(l->a, "%s%s%s", text, k->index > 0 ? ", " : "", id->string);
    }
    l->oom = l->oom || text == NULL;
    return text != NULL ? text : "";
}

/* One list's rows and ids; a second use of an id is reported with the place of the first. */
static void lay_out(rsp_loader *l, int list, const rsp_json *array) {
    const rsp_table *t = rsp_table_of(list);
    const rsp_json *more = list == RSP_IN_items ? kits(l) : NULL;
    uint32_t n = array != NULL && array->kind == RSP_JSON_ARRAY ? array->n : 0;
    uint32_t room = n + (more != NULL ? more->n : 0);
    if (n > ENTITIES_MAX) {
        rsp_diag_error(l->d, rsp_read_src(l, array), "%u %s; at most %u are read", n, t->name, ENTITIES_MAX);
        n = room = 0;
    }
    l->rows[list] = alloc(l, room, t->size);
    l->nodes[list] = alloc(l, room, sizeof *l->nodes[list]);
    l->bad[list] = alloc(l, room, sizeof *l->bad[list]);
    l->n[list] = n;
    l->room_items = list == RSP_IN_items ? room : l->room_items;
    if (l->oom) {
        return;
    }
    uint32_t i = 0;
    for (const rsp_json *m = n > 0 ? array->first : NULL; m != NULL; m = m->next, i++) {
        l->nodes[list][i] = m;
        const rsp_json *id = rsp_json_get(m, "id");
        if (id == NULL || id->kind != RSP_JSON_STRING) {
            continue;
        }
        uint32_t first = rsp_map_get(&l->ids[list], id->string);
        if (first != RSP_MAP_NONE) {
            rsp_src at = rsp_read_at(l, list, first, "id");
            rsp_diag_error(l->d, rsp_read_src(l, id),
                           "a second %s \"%.70s\"; the first is at %s:%u: give each its own id", t->one,
                           id->string, at.file != NULL ? at.file : "", at.line);
            l->bad[list][i] = true;
        } else {
            l->oom = l->oom || rsp_map_put(l->ctx, &l->ids[list], id->string, i) != 0;
        }
    }
}

static void open_time_zone(rsp_loader *l) {
    const rsp_json *v = rsp_json_get(l->root, "time_zone");
    if (v == NULL || v->kind != RSP_JSON_STRING) {
        return; /* reported with the other fields */
    }
    rsp_err why = {0};
    int rc = rsp_tz_open(l->ctx, v->string, &l->s->tz, &why);
    if (rc == RSP_ENOMEM) {
        l->oom = true;
    } else if (rc != 0) {
        rsp_diag_error(l->d, rsp_read_src(l, v), "%s", why.msg);
    }
    l->tz_ok = rc == 0;
}

/* The entities as the read-only arrays of the situation. */
static void publish(rsp_loader *l) {
    int list = 0;
#define PUBLISH(name, type)                                                                                  \
    l->s->name = (const type *)(const void *)l->rows[list];                                                  \
    l->s->n_##name = l->n[list++];
    RSP_SITUATION_LISTS(PUBLISH)
#undef PUBLISH
}

static void defaults_across(rsp_loader *l) {
    for (uint32_t i = 0; i < l->n[RSP_IN_permissions]; i++) {
        rsp_permission *p = (rsp_permission *)(void *)l->rows[RSP_IN_permissions] + i;
        static const uint32_t of_kind[] = {
            1u << RSP_ACT_DELIVERY, 1u << RSP_ACT_MEDICAL_EVACUATION | 1u << RSP_ACT_CIVILIAN_EVACUATION,
            1u << RSP_ACT_DETENTION_VISIT | 1u << RSP_ACT_ASSESSMENT | 1u << RSP_ACT_MOBILE_HEALTH};
        p->activities = p->activities != 0 ? p->activities : of_kind[p->kind];
    }
    const rsp_place *places = (const rsp_place *)(const void *)l->rows[RSP_IN_places];
    for (uint32_t i = 0; i < l->n[RSP_IN_incidents]; i++) {
        rsp_incident *e = (rsp_incident *)(void *)l->rows[RSP_IN_incidents] + i;
        bool lat = e->where.lat_e7 != INT32_MIN, lon = e->where.lon_e7 != INT32_MIN;
        if (!lat && !lon && e->place != RSP_NONE) {
            e->where = places[e->place].at;
        } else if ((!lat || !lon) && !l->bad[RSP_IN_incidents][i]) {
            rsp_diag_error(l->d, rsp_read_at(l, RSP_IN_incidents, i, NULL),
                           "this incident has no position; write \"lat\" and \"lon\", or a \"place\"");
            l->bad[RSP_IN_incidents][i] = true;
        }
    }
}

static void read_all(rsp_loader *l) {
    open_time_zone(l);
    for (int i = 0; i < RSP_LISTS && !l->oom; i++) {
        lay_out(l, i, rsp_json_get(l->root, rsp_table_of(i)->name));
    }
    if (l->oom) {
        return;
    }
    rsp_box near;
    l->near = rsp_find_near(l, &near) ? &near : NULL;
    (void)rsp_read_object(l, &rsp_table_situation, l->root, l->s);
    publish(l);
    if (!l->oom) {
        defaults_across(l);
        rsp_validate_places(l);
        rsp_validate_entities(l);
        rsp_validate_corridors(l);
        rsp_validate_danger(l);
        rsp_validate_ledgers(l);
        rsp_validate_pauses(l);
    }
    l->near = NULL;
}

int rsp_situation_build(rsp_loader *l, rsp_situation **ret, rsp_err *err) {
    l->s = rsp_arena_alloc(l->a, 1, sizeof *l->s);
    if (l->s == NULL) {
        rsp_arena_free(l->a);
        return rsp_fail(err, RSP_ENOMEM, "out of memory");
    }
    l->s->arena = l->a;
    l->s->path = l->file != NULL ? rsp_arena_strdup(l->a, l->file) : NULL;
    read_all(l);
    for (int i = 0; i < RSP_LISTS; i++) {
        rsp_map_done(l->ctx, &l->ids[i]);
    }
    int rc = l->oom ? rsp_fail(err, RSP_ENOMEM, "out of memory") : rsp_diag_result(l->d, err);
    if (rc != 0) {
        (void)rsp_situation_free(l->s);
        return rc;
    }
    *ret = l->s;
    return 0;
}

int rsp_situation_parse(const rsp_ctx *ctx, const char *path, const char *text, size_t n, rsp_diag *d,
                        rsp_situation **ret, rsp_err *err) {
    RSP_CLEANUP(rsp_arena_free_p) rsp_arena *a = NULL;
    RSP_TRY(rsp_arena_new(ctx, 0, &a, err));
    const char *file = rsp_arena_strdup(a, strcmp(path, "-") == 0 ? "(standard input)" : path);
    const rsp_json *root = NULL;
    if (file == NULL) {
        return rsp_fail(err, RSP_ENOMEM, "out of memory");
    }
    int rc = rsp_json_parse(a, file, text, n, d, &root);
    if (rc != 0 && (rc != RSP_EINPUT || root == NULL)) {
        int why = rsp_diag_result(d, err);
        return why != 0 ? why : rsp_fail(err, rc, "out of memory");
    }
    if (root->kind != RSP_JSON_OBJECT) {
        rsp_diag_error(d, rsp_json_src(a, file, root),
                       "the file is %s; a situation is an object { \"respite\": 1, ... }",
                       rsp_json_kind_name(root->kind));
        return rsp_diag_result(d, err);
    }
    if (rsp_json_get(root, "respite_plan") != NULL) {
        rsp_diag_error(d, rsp_json_src(a, file, root),
                       "this is a plan; the situation it was made from would be right");
        return rsp_diag_result(d, err);
    }
    rsp_loader l = {.ctx = ctx, .a = RSP_TAKE(a), .d = d, .file = file, .root = root};
    rsp_situation *s = NULL;
    RSP_TRY(rsp_situation_build(&l, &s, err));
    rsp_sha256_hex(text, n, s->sha256);
    *ret = s;
    return 0;
}

int rsp_situation_load(const rsp_ctx *ctx, const char *path, rsp_diag *d, rsp_situation **ret, rsp_err *err) {
    RSP_CLEANUP(rsp_buf_done) rsp_buf text = {0};
    RSP_TRY(rsp_file_read(ctx, path, &text, err));
    return rsp_situation_parse(ctx, path, text.at != NULL ? text.at : "", text.n, d, ret, err);
}

rsp_situation *rsp_situation_free(rsp_situation *s) {
    if (s != NULL) {
        (void)rsp_tz_free(s->tz);
        (void)rsp_arena_free(s->arena);
    }
    return NULL;
}
