/* Single values from the tree: each reads one kind of field, or reports what is wrong and what would be
 * right, and returns whether it could. Outputs are valid values of their type also after an error. Only
 * read.c includes this. */
#ifndef RSP_SITUATION_READ_VALUES_H
#define RSP_SITUATION_READ_VALUES_H

#include "situation/read.h"

/* Reports that v is of the wrong kind; `right` names the right one. Always false. */
bool rsp_read_wrong_kind(rsp_loader *l, const rsp_field *f, const rsp_json *v, const char *right);
bool rsp_read_text(rsp_loader *l, const rsp_field *f, const rsp_json *v, const char **ret);
bool rsp_read_id(rsp_loader *l, const rsp_field *f, const rsp_json *v, const char **ret);
bool rsp_read_name(rsp_loader *l, const rsp_field *f, const rsp_json *v, rsp_name *ret);
bool rsp_read_number(rsp_loader *l, const rsp_field *f, const rsp_json *v, int64_t *ret);
bool rsp_read_degrees(rsp_loader *l, const rsp_field *f, const rsp_json *v, int32_t *ret);
bool rsp_read_date(rsp_loader *l, const rsp_field *f, const rsp_json *v, int32_t *ret);
bool rsp_read_clock(rsp_loader *l, const rsp_field *f, const rsp_json *v, int32_t *ret);
bool rsp_read_instant(rsp_loader *l, const rsp_field *f, const rsp_json *v, int64_t *ret);
bool rsp_read_word(rsp_loader *l, const rsp_field *f, const rsp_json *v, int *ret);
bool rsp_read_bool(rsp_loader *l, const rsp_field *f, const rsp_json *v, bool *ret);

#endif
