/* `respite new`: a small situation to start from. */
#ifndef RSP_SITUATION_START_H
#define RSP_SITUATION_START_H

#include "situation/situation.h"

/* Writes situation.json and README.txt into dir, which is made where it is not there. The situation loads
 * without error or warning and has something to plan; "note" keys say what to change, as JSON has no
 * comments. RSP_EUSAGE where one of the files is there already: nothing is overwritten. RSP_EIO, RSP_ENOMEM.
 */
int rsp_situation_start(const rsp_ctx *ctx, const char *dir, rsp_err *err) RSP_MUST_CHECK;

#endif
