/* Many random situations planned in a few steps each, every plan read by the independent check. */
#ifndef RSP_BENCH_STRESS_H
#define RSP_BENCH_STRESS_H

#include "base/ctx.h"

/* Seeds first .. first + n - 1. Prints every violation and failure with what makes it happen again, and a
 * summary. 0, RSP_EVIOLATION where a plan broke a rule or could not be made, or an error of our own. */
int rsp_stress(const rsp_ctx *ctx, uint64_t first, uint64_t n, uint64_t steps, rsp_err *err) RSP_MUST_CHECK;

#endif
