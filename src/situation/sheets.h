/* Which CSV files there are, for tables_export.c and tables_import.c. Only files of situation/ include this.
 */
#ifndef RSP_SITUATION_SHEETS_H
#define RSP_SITUATION_SHEETS_H

#include "situation/fields.h"

typedef enum {
    RSP_SHEET_KEYS,   /* key, value, meaning: of one object */
    RSP_SHEET_ROWS,   /* a row for each entry of a list */
    RSP_SHEET_CHILD,  /* a row for each entry of a list inside the entities of another sheet */
    RSP_SHEET_POLICY, /* work, word, tier, weight */
    RSP_SHEET_SHARES, /* upto_pct, value_pct */
} rsp_sheet_kind;

typedef struct rsp_sheet {
    char name[48]; /* of the file, without ".csv" */
    rsp_sheet_kind kind;
    const rsp_table *table;
    const rsp_field *field; /* ROWS, CHILD: the LIST field in its owner */
    int list;               /* ROWS: the list; CHILD: the list of its owners; -1: travel rows */
} rsp_sheet;

#define RSP_SHEETS_MAX 48
/* All sheets, situation.csv first and owners before children; returns how many. */
uint32_t rsp_sheets(rsp_sheet ret[RSP_SHEETS_MAX]);
/* The column of a child that names its owner: "hub", "permission". */
const char *rsp_sheet_owner(const rsp_sheet *sheet);

#define RSP_HXL_KEYS    "#meta+key"
#define RSP_HXL_VALUE   "#meta+value"
#define RSP_HXL_MEANING "#description"

#endif
