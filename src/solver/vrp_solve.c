/* Which engine solves what (vrp.h): those that are there say what they know. */
#include "solver/vrp.h"

int rsp_vrp_solve(const rsp_ctx *ctx, const rsp_vrp *p, const rsp_vrp_options *o, rsp_arena *a,
                  rsp_vrp_solution *ret, rsp_err *err) {
    (void)ctx;
    (void)p;
    (void)o;
    (void)a;
    (void)ret;
    return rsp_fail(err, RSP_EUNAVAILABLE, "the file is sound; solving it is not there yet in this version");
}
