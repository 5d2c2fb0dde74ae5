/* The product's own routing problem as a file: what `respite plan --dump-problem` writes and `respite solve
 * --format pause` reads. JSON with integers alone; docs/solver.md names every key. */
#ifndef RSP_SOLVER_PAUSE_FILE_H
#define RSP_SOLVER_PAUSE_FILE_H

#include "base/json.h"
#include "solver/problem.h"

/* Appends the problem to a buffer (whose own failures show in rsp_buf_ok). */
void rsp_pause_write(const rsp_problem *p, rsp_buf *to);
/* Reads one; everything lives in the arena. All that is wrong goes to d, with line, column and pointer, and
 * RSP_EINPUT comes back; a problem that was read passes rsp_problem_check. */
int rsp_pause_read(rsp_arena *a, const char *file, const char *text, size_t n, rsp_diag *d, rsp_problem *ret,
                   rsp_err *err) RSP_MUST_CHECK;

#endif
