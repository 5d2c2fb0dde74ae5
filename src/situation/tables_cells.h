/* Cells into the tree of a situation: what tables_cells.c and tables_import.c share. */
#ifndef RSP_SITUATION_TABLES_CELLS_H
#define RSP_SITUATION_TABLES_CELLS_H

#include "base/csv.h"
#include "situation/read.h"
#include "situation/sheets.h"
#include "situation/tables_tree.h"

typedef struct rsp_importer {
    const rsp_ctx *ctx;
    rsp_arena *a;
    rsp_diag *d;
    rsp_sheet sheets[RSP_SHEETS_MAX];
    rsp_csv csv[RSP_SHEETS_MAX]; /* rows 0 where the file is not there */
    uint32_t n;
    rsp_node *root;
    rsp_map ids[RSP_LISTS]; /* of owners of child sheets */
    rsp_node **rows[RSP_LISTS];
    bool oom;
} rsp_importer;

/* The text of a cell of a sheet that is there. */
const char *rsp_cell(const rsp_csv *c, uint32_t row, uint32_t col);
/* The place of a cell; col 0: of the whole row. In sheets of keys the key stands for the heading. */
rsp_src rsp_cell_place(const rsp_importer *m, uint32_t sheet, uint32_t line, uint32_t col);
rsp_src rsp_cell_src(const rsp_importer *m, rsp_spot at);
/* The loader's `where` of such a tree (read.h). */
rsp_src rsp_cell_where(const rsp_loader *l, const rsp_json *v, bool key);
/* Notes that memory ran out where p is NULL. */
void rsp_import_keep(rsp_importer *m, const void *p);
/* Text without the spaces around it, in the arena; never NULL. */
const char *rsp_cell_trimmed(rsp_importer *m, const char *s);
/* A number as child `key` of to; an error where text is none. */
void rsp_cell_number(rsp_importer *m, rsp_node *to, const rsp_field *f, const char *key, const char *text,
                     rsp_spot at);
/* The field that a heading names, nested ones included. *ret_in: the object it is nested in, or NULL;
 * *ret_part: its language or word. NULL where there is none. */
const rsp_field *rsp_cell_field(const rsp_table *t, const char *heading, const rsp_field **ret_in,
                                const char **ret_part);
/* Puts a cell into the object `to` under the key that its heading names; nothing where it is empty. */
void rsp_cell_put(rsp_importer *m, rsp_node *to, const rsp_table *t, const char *heading, const char *text,
                  rsp_spot at);

#endif
