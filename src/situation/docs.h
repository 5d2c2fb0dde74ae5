/* The reference of situation files for people, made from the field tables. */
#ifndef RSP_SITUATION_DOCS_H
#define RSP_SITUATION_DOCS_H

#include "situation/situation.h"

/* Markdown: a table for each entity, every key with kind, unit, default and meaning. docs/situation.md holds
 * it between the lines "<!-- keys -->" and "<!-- end of keys -->"; tests/situation/test_docs.c compares them.
 */
int rsp_situation_markdown(rsp_buf *to, rsp_err *err) RSP_MUST_CHECK;

#endif
