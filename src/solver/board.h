/* The best solution of several who look for one at the same time: each offers what it finds and takes what
 * is better than its own. Any thread at any time; not for runs that are to be repeated exactly. */
#ifndef RSP_SOLVER_BOARD_H
#define RSP_SOLVER_BOARD_H

#include "solver/solution.h"

typedef struct rsp_board rsp_board;
/* Holds a copy of first. RSP_ENOMEM. Freed with rsp_board_free. */
int rsp_board_new(const rsp_ctx *ctx, const rsp_solution *first, rsp_board **ret,
                  rsp_err *err) RSP_MUST_CHECK;
rsp_board *rsp_board_free(rsp_board *b); /* NULL allowed; returns NULL */
/* Kept where it is better. Solutions of the same problem with as many routes. */
void rsp_board_offer(rsp_board *b, const rsp_solution *s);
/* Into s what is better than it; whether there was. */
bool rsp_board_take(rsp_board *b, rsp_solution *s);
/* Nobody need go on. */
void rsp_board_close(rsp_board *b);
bool rsp_board_is_closed(const rsp_board *b);

#endif
