/* A plan as people take it with them: a table on the terminal, a map and timeline that open offline, files
 * for other programs, run sheets on paper.
 *
 * All are pure functions of the plan (and of its situation and roads): the same plan gives the same bytes.
 * Nothing reads the clock; nothing is fetched. Text from a situation is never trusted: it is escaped for the
 * format it goes to, control characters and bidi overrides in names are dropped, ids, plates, phones and
 * coordinates are put in bidi isolates. Texts for people come from data/messages. Formats: docs/outputs.md.
 *
 * Every function appends to a buffer that the caller made and ends; on failure what was appended is of no
 * use. Errors: RSP_ENOMEM, RSP_ELIMIT (the buffer's own), and what each one adds. Safe to call from several
 * threads with different contexts, rsp_print_sheets and rsp_print_all excepted (they fork). */
#ifndef RSP_PRINT_PRINT_H
#define RSP_PRINT_PRINT_H

#include "plan/plan.h"

#define RSP_HTML_MAX_BYTES 3000000 /* of plan.html; minor roads are thinned until it fits */

/* Plain text for a terminal, `width` columns (40..400, else 100), in English. */
int rsp_print_table(const rsp_ctx *ctx, const rsp_plan *p, int width, rsp_buf *to,
                    rsp_err *err) RSP_MUST_CHECK;

/* GeoJSON (RFC 7946): a feature for each leg, stop, place, zone, closure and checkpoint; names by language,
 * P-codes. */
int rsp_print_geojson(const rsp_ctx *ctx, const rsp_plan *p, rsp_buf *to, rsp_err *err) RSP_MUST_CHECK;
/* GPX 1.1: a track for each convoy, way points for places; times UTC. */
int rsp_print_gpx(const rsp_ctx *ctx, const rsp_plan *p, rsp_buf *to, rsp_err *err) RSP_MUST_CHECK;
/* KML 2.2 (OGC 07-147r2): folders of convoys, places, zones; P-codes as extended data. */
int rsp_print_kml(const rsp_ctx *ctx, const rsp_plan *p, rsp_buf *to, rsp_err *err) RSP_MUST_CHECK;
/* iCalendar (RFC 5545): each window and each convoy; UTC; DTSTAMP is the situation's as_of; UIDs stay when a
 * plan is made again. */
int rsp_print_ics(const rsp_ctx *ctx, const rsp_plan *p, rsp_buf *to, rsp_err *err) RSP_MUST_CHECK;

/* One HTML file of at most RSP_HTML_MAX_BYTES in English, Arabic and French with map, timeline and tables; it
 * opens from disk and asks no network for anything. plan_sha256: 64 hex digits of plan.json. RSP_ELIMIT where
 * even the tables alone would be longer. */
int rsp_print_html(const rsp_ctx *ctx, const rsp_plan *p, const char *plan_sha256, rsp_buf *to,
                   rsp_err *err) RSP_MUST_CHECK;

typedef struct rsp_sheets_report {
    uint32_t files, pages;
    uint32_t unknown_glyphs; /* characters that no font on this machine can show; 0 on a good machine */
} rsp_sheets_report;
/* Run sheets: dir/C1-en.pdf, dir/C1-ar.pdf ... one A4 PDF per convoy and language, each written atomically.
 * Drawn in a child process with limits of memory and time (docs/adr/0010-run-sheets-in-a-child.md):
 * RSP_EUNAVAILABLE where the process has other threads or cannot fork, RSP_EIO where the child failed or was
 * stopped by a limit. The folder must be there. `ret` may be NULL. */
int rsp_print_sheets(const rsp_ctx *ctx, const rsp_plan *p, const char *plan_sha256, const rsp_lang *langs,
                     uint32_t n_langs, const char *dir, rsp_sheets_report *ret, rsp_err *err) RSP_MUST_CHECK;

/* All files beside plan.json into dir (made where it is not there): plan.geojson, plan.gpx, plan.kml,
 * plan.html, pause.ics, sheets/C1-en.pdf and sheets/C1-ar.pdf for each convoy. `ret` may be NULL. */
int rsp_print_all(const rsp_ctx *ctx, const rsp_plan *p, const char *plan_sha256, const char *dir,
                  rsp_sheets_report *ret, rsp_err *err) RSP_MUST_CHECK;

#endif
