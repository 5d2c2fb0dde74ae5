/* The list of CSV files, from the field tables (sheets.h). */
#include "situation/sheets.h"

#include <stdio.h>

static void add(rsp_sheet *to, uint32_t *n, rsp_sheet sheet, const char *a, const char *b) {
    if (*n < RSP_SHEETS_MAX) {
        (void)snprintf(sheet.name, sizeof sheet.name, "%s%s%s", a, b != NULL ? "_" : "", b != NULL ? b : "");
        to[(*n)++] = sheet;
    }
}

uint32_t rsp_sheets(rsp_sheet ret[RSP_SHEETS_MAX]) {
    uint32_t n = 0;
    add(ret, &n, (rsp_sheet){.kind = RSP_SHEET_KEYS, .table = &rsp_table_situation, .list = -1}, "situation",
        NULL);
    add(ret, &n, (rsp_sheet){.kind = RSP_SHEET_KEYS, .table = &rsp_table_rules, .list = -1}, "rules", NULL);
    add(ret, &n, (rsp_sheet){.kind = RSP_SHEET_POLICY, .table = &rsp_table_policy, .list = -1}, "policy",
        NULL);
    add(ret, &n, (rsp_sheet){.kind = RSP_SHEET_SHARES, .table = &rsp_table_policy, .list = -1}, "policy",
        "shares");
    const rsp_field *rows = rsp_table_field(&rsp_table_travel, "rows");
    add(ret, &n, (rsp_sheet){.kind = RSP_SHEET_ROWS, .table = rows->sub, .field = rows, .list = -1}, "travel",
        NULL);
    for (int i = 0; i < RSP_LISTS; i++) {
        const rsp_table *t = rsp_table_of(i);
        add(ret, &n,
            (rsp_sheet){.kind = RSP_SHEET_ROWS,
                        .table = t,
                        .field = rsp_table_field(&rsp_table_situation, t->name),
                        .list = i},
            t->name, NULL);
        for (uint32_t k = 0; k < t->n; k++) {
            if (t->fields[k].kind == RSP_F_LIST) {
                add(ret, &n,
                    (rsp_sheet){.kind = RSP_SHEET_CHILD,
                                .table = t->fields[k].sub,
                                .field = &t->fields[k],
                                .list = i},
                    t->one, t->fields[k].key);
            }
        }
    }
    return n;
}

const char *rsp_sheet_owner(const rsp_sheet *sheet) {
    return rsp_table_of(sheet->list)->one;
}
