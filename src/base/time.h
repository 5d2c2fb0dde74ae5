/* Civil time: ISO 8601 text, time zones (ICU, IANA names), dates, clocks. An instant is int64_t seconds
 * since 1970-01-01T00:00:00Z. A date is int32_t days since 1970-01-01. A clock is seconds after midnight.
 *
 * Stated rule at clock changes: a local time that does not exist (gap) is moved forward by the length of
 * the gap; one that exists twice (overlap) is the first. Loading a situation warns where a window meets
 * one. Asia/Damascus in 2012 is tested. Clock changes are known from 1900 to 2200; before and after, the
 * offset of those years is kept. */
#ifndef RSP_BASE_TIME_H
#define RSP_BASE_TIME_H

#include "base/err.h"
#include "base/mem.h"

#define RSP_TIME_NONE INT64_MIN

typedef struct rsp_zone_time rsp_tz; /* an opened time zone; read-only use from several threads is safe */
/* IANA name only ("Asia/Damascus", "UTC"); else RSP_EINPUT with the nearest known name in *err. */
int rsp_tz_open(const rsp_ctx *ctx, const char *name, rsp_tz **ret, rsp_err *err) RSP_MUST_CHECK;
rsp_tz *rsp_tz_free(rsp_tz *tz);
const char *rsp_tz_name(const rsp_tz *tz);
const char *rsp_tz_data_version(void); /* version of the time zone data in use, e.g. "2024a" */

typedef enum { RSP_LOCAL_ONCE, RSP_LOCAL_GAP, RSP_LOCAL_OVERLAP } rsp_local_kind;
/* Instant of a local date and clock (clock may pass 24 h: next days). kind may be NULL. */
int64_t rsp_tz_instant(const rsp_tz *tz, int32_t date, int32_t clock_s, rsp_local_kind *kind);
/* Local date and clock of an instant, and the offset from UTC in seconds then. Outputs may be NULL. An
 * instant past what a date can say (also RSP_TIME_NONE) gives the last (first) date there is. */
void rsp_tz_local(const rsp_tz *tz, int64_t instant, int32_t *ret_date, int32_t *ret_clock_s,
                  int32_t *ret_offset_s);

/* "2012-03-21" */
int rsp_date_parse(const char *s, int32_t *ret) RSP_MUST_CHECK;
void rsp_date_format(int32_t date, char ret[16]);
void rsp_date_civil(int32_t date, int *ret_year, int *ret_month, int *ret_day,
                    int *ret_weekday /* 0 Monday */);
/* "14:00" or "14:00:30"; 0..86399 */
int rsp_clock_parse(const char *s, int32_t *ret_s) RSP_MUST_CHECK;
void rsp_clock_format(int32_t clock_s, bool seconds, char ret[16]); /* past 24 h wraps */
/* "2012-03-21T14:00", "...:30", with "Z" or "+02:00", or without (local time of tz). */
int rsp_instant_parse(const rsp_tz *tz, const char *s, int64_t *ret) RSP_MUST_CHECK;
/* Local time with offset, e.g. "2012-03-21T14:00:00+02:00"; seconds always there. */
void rsp_instant_format(const rsp_tz *tz, int64_t instant, char ret[40]);
void rsp_instant_clock(const rsp_tz *tz, int64_t instant, bool seconds,
                       char ret[16]); /* "14:05" or "14:05:30" */

#endif
