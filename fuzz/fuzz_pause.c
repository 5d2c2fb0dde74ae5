/* The routing problem's file (solver/pause_file.h): whatever is read is a problem that can be solved and
 * bounded a little; all else is an error with its place. */
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>

#include "solver/pause_file.h"
#include "solver/proof.h"
#include "solver/solve.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void solve(const rsp_ctx *ctx, const rsp_problem *p) {
    rsp_err err = {0};
    rsp_solution *s = NULL;
    rsp_proof proof;
    uint64_t steps = 0;
    rsp_solve_options so = {.steps = 4, .seed = 1, .threads = 1, .max_routes = 8};
    rsp_proof_options po = {.labels = 200};
    if (p->n_classes <= 64 && p->n_tasks <= 64 && rsp_solve(ctx, p, &so, &s, &steps, &err) == 0) {
        (void)!rsp_prove(ctx, s, &po, &proof, &err);
        rsp_solution_free(ctx, s);
    }
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
    rsp_ctx ctx = rsp_ctx_init(NULL, NULL);
    rsp_err err = {0};
    rsp_diag d;
    rsp_arena *a = NULL;
    rsp_problem p;
    if (rsp_arena_new(&ctx, (size_t)1 << 28, &a, &err) != 0 || rsp_diag_init(&ctx, &d, &err) != 0) {
        abort();
    }
    int rc = rsp_pause_read(a, "fuzz", (const char *)data, size, &d, &p, &err);
    if (rc == 0) {
        solve(&ctx, &p);
    } else if (rc == RSP_EINPUT && d.errors == 0) {
        abort(); /* refused without a reason */
    }
    rsp_diag_done(&d);
    rsp_arena_free(a);
    return 0;
}
