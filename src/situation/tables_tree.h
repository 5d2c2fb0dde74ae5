/* A tree of JSON values made by hand, each knowing the cell it came from (tables_import.c). Lives in an
 * arena. */
#ifndef RSP_SITUATION_TABLES_TREE_H
#define RSP_SITUATION_TABLES_TREE_H

#include "base/json.h"

typedef struct rsp_spot { /* a cell of a sheet */
    uint32_t sheet;
    uint32_t line; /* the row, the heading being 1, as a spreadsheet counts (base/diag.h) */
    uint32_t col;  /* from 1; 0: the whole row */
} rsp_spot;

typedef struct rsp_node rsp_node;
struct rsp_node {
    rsp_json v; /* key_line: the sheet + 1; line and col as in rsp_spot */
    rsp_node *up;
    rsp_node *last; /* child */
};

/* A new last child of parent (NULL: a root), or NULL out of memory. key and text are borrowed. */
rsp_node *rsp_node_new(rsp_arena *a, rsp_node *parent, const char *key, rsp_json_kind kind, rsp_spot at);
rsp_node *rsp_node_text(rsp_arena *a, rsp_node *parent, const char *key, const char *text, rsp_spot at);
/* A copy of a parsed value, all of it standing at one cell. */
rsp_node *rsp_node_graft(rsp_arena *a, rsp_node *parent, const char *key, const rsp_json *v, rsp_spot at);
/* The child object or array `key`, made where it is not there. */
rsp_node *rsp_node_child(rsp_arena *a, rsp_node *parent, const char *key, rsp_json_kind kind, rsp_spot at);
/* A strict decimal number into a new child; false where text is none. *ret NULL out of memory. */
bool rsp_node_number(rsp_arena *a, rsp_node *parent, const char *key, const char *text, rsp_spot at,
                     rsp_node **ret);

#endif
