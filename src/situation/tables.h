/* A situation as a folder of CSV files for spreadsheets, and back without loss (docs/situation.md).
 *
 * One file for each list (places.csv), one for each list inside entities (hub_stock.csv,
 * permission_history.csv), travel.csv, policy.csv, policy_shares.csv, and two of keys and values:
 * situation.csv and rules.csv. UTF-8, headings in the first row, HXL tags in the second. Columns are the keys
 * of the file, with a point where they are nested (name.ar, beds.immediate); lists stand in one cell with
 * spaces between; a geometry is its GeoJSON text. Made from the field tables (fields.h). */
#ifndef RSP_SITUATION_TABLES_H
#define RSP_SITUATION_TABLES_H

#include "situation/situation.h"

/* Writes every file into dir, which is made where it is not there; files of these names are replaced.
 * RSP_EIO, RSP_ENOMEM. */
int rsp_tables_export(const rsp_ctx *ctx, const rsp_situation *s, const char *dir,
                      rsp_err *err) RSP_MUST_CHECK;

/* Reads and validates the files of dir; the situation as canonical JSON is appended to ret_json, to which
 * nothing is added on failure. Errors and warnings go to d, all at once, as FILE:ROW: HEADING: ... An unknown
 * CSV file or column is an error that names the nearest. Files that are not there are empty tables. */
int rsp_tables_import(const rsp_ctx *ctx, const char *dir, rsp_diag *d, rsp_buf *ret_json,
                      rsp_err *err) RSP_MUST_CHECK;

#endif
