/* Reading members of entities by their field, for all that writes: JSON, CSV. Only files of situation/
 * include this. */
#ifndef RSP_SITUATION_VALUE_H
#define RSP_SITUATION_VALUE_H

#include "situation/fields.h"

/* The stored integer of a NUMBER, DEGREES, DATE, CLOCK, INSTANT, ENUM, WORDS, REF or BOOL field. */
int64_t rsp_value_int(const rsp_field *f, const void *entity);
/* The stored number of word w of a BY_WORD field. */
int64_t rsp_value_of_word(const rsp_field *f, const void *entity, uint32_t w);
/* What stands there where nothing is said, in stored units. */
int64_t rsp_value_default_of_word(const rsp_field *f, uint32_t w);
const char *rsp_value_text(const rsp_field *f, const void *entity); /* ID, TEXT */
const rsp_name *rsp_value_name(const rsp_field *f, const void *entity);
rsp_ids rsp_value_refs(const rsp_field *f, const void *entity);
const char *const *rsp_value_texts(const rsp_field *f, const void *entity, uint32_t *ret_n);
const int32_t *rsp_value_dates(const rsp_field *f, const void *entity, uint32_t *ret_n);
const rsp_geom *rsp_value_geom(const rsp_field *f, const void *entity);
/* The rows of a LIST; row i is at + i * f->sub->size. */
const char *rsp_value_rows(const rsp_field *f, const void *entity, uint32_t *ret_n);
/* Id of entity i of a list. */
const char *rsp_value_id(const rsp_situation *s, int list, uint32_t i);
/* Whether the field says nothing that its default does not say: left out when written. */
bool rsp_value_is_default(const rsp_field *f, const void *entity);
/* Whether the item came from data/kits: never written, it is found there again. */
bool rsp_value_is_kit(const rsp_table *t, const void *entity);

/* Text of a scalar: a number in the key's unit, a date, a clock, an instant, a word, an id. ret: 64 bytes. */
void rsp_value_number(int64_t stored, int32_t scale, char ret[64]);
void rsp_value_degrees(int32_t e7, char ret[64]);
void rsp_value_clock(const rsp_field *f, int32_t clock_s, char ret[16]);

#endif
