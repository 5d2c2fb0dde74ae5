/* The strict loader's own header: a parsed tree and the field tables in, entities out.
 *
 * The tree comes from JSON text or from CSV tables (tables_import.c); `where` turns a node of it into its
 * place in the source, so that both report errors in their own terms. Only files of situation/ include this.
 */
#ifndef RSP_SITUATION_READ_H
#define RSP_SITUATION_READ_H

#include "base/map.h"
#include "situation/fields.h"

typedef struct rsp_loader rsp_loader;
struct rsp_loader {
    const rsp_ctx *ctx;
    rsp_arena *a;
    rsp_diag *d;
    const char *file;
    rsp_situation *s;
    const rsp_json *root;
    rsp_src (*where)(const rsp_loader *l, const rsp_json *v, bool key); /* NULL: JSON text */
    const void *tables;                                                 /* of `where` */
    rsp_map ids[RSP_LISTS];
    char *rows[RSP_LISTS];             /* the entities being filled */
    const rsp_json **nodes[RSP_LISTS]; /* the node of each */
    bool *bad[RSP_LISTS];              /* an error was reported in it: later checks leave it alone */
    uint32_t n[RSP_LISTS];
    uint32_t room_items;  /* of rows[RSP_IN_items]: kits may be added */
    const rsp_json *kits; /* the list in data/kits, once it was needed */
    const char *kits_file;
    bool tz_ok;
    bool oom;
    const rsp_box *near; /* where the situation is, for swapped coordinates; NULL: unknown */
};

#define RSP_KITS_FILE "data/kits/kits.json"

rsp_src rsp_read_src(const rsp_loader *l, const rsp_json *v);
rsp_src rsp_read_key_src(const rsp_loader *l, const rsp_json *v);
/* The place of member `key` of entity i of a list; of the entity where it has none. */
rsp_src rsp_read_at(const rsp_loader *l, int list, uint32_t i, const char *key);

/* Fills `to` from object v by table t, defaults included. Errors go to the loader's diagnostics. Returns
 * whether there were none. */
bool rsp_read_object(rsp_loader *l, const rsp_table *t, const rsp_json *v, void *to);
/* Only the defaults. */
void rsp_read_defaults(const rsp_table *t, void *to);
/* Index of an id of a list (for items also from data/kits), or RSP_NONE. */
uint32_t rsp_read_find(rsp_loader *l, int list, const char *id);
/* The ids of a list, for nearest spelling; n of them in the arena. */
const char **rsp_read_ids(rsp_loader *l, int list, uint32_t *ret_n);
/* The ids of the kits in data/kits with commas between, in the arena; "" out of memory. */
const char *rsp_read_kit_ids(rsp_loader *l);

/* Loads, resolves and validates a tree into a new situation (takes over l->a, l->file, l->root, ...). */
int rsp_situation_build(rsp_loader *l, rsp_situation **ret, rsp_err *err) RSP_MUST_CHECK;

/* The checks that no single field can make, each file one kind; called once everything was read. */
void rsp_validate_entities(rsp_loader *l);  /* validate.c */
void rsp_validate_ledgers(rsp_loader *l);   /* validate_ledgers.c: consents, permissions, notices */
void rsp_validate_pauses(rsp_loader *l);    /* validate_pauses.c: recurrence, clock changes */
void rsp_validate_places(rsp_loader *l);    /* validate_places.c: swapped coordinates */
void rsp_validate_corridors(rsp_loader *l); /* validate_corridors.c: whether they meet their zones */
void rsp_validate_danger(rsp_loader *l);    /* validate_danger.c: hubs, hospitals and havens in it */
/* Where the situation lies, from the raw coordinates of its points; false: too few to say. */
bool rsp_find_near(rsp_loader *l, rsp_box *ret);

#endif
