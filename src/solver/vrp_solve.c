/* Which engine solves what (vrp.h). */
#include "solver/vrp.h"

int rsp_vrp_solve(const rsp_ctx *ctx, const rsp_vrp *p, const rsp_vrp_options *o, rsp_arena *a,
                  rsp_vrp_solution *ret, rsp_err *err) {
    return rsp_vrp_sisr(ctx, p, o, a, ret, err);
}
