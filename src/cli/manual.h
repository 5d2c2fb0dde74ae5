/* Texts made from the command table: usage, help, the man page. Private to cli/. */
#ifndef RSP_CLI_MANUAL_H
#define RSP_CLI_MANUAL_H

#include "base/buf.h"
#include "cli/cmd.h"

/* "--time-limit S", with the letter in front where there is one: "-o, --output DIR". */
void rsp_manual_option(rsp_buf *b, const rsp_opt *o);
/* Flows text into lines of at most 78 characters, each begun with `indent` blanks; ends with a newline. */
void rsp_manual_flow(rsp_buf *b, const char *text, int indent);
/* The man page in roff (man(7)), all commands in one page. */
void rsp_manual_write(rsp_buf *b);

#endif
