/* TOPTW text (Righini & Salani 2009; Vansteenwegen et al. 2009; the set of KU Leuven). First line: a number,
 * a fleet with which all can be visited, the number N of points, and what else there is; second line: not
 * used; then N + 1 lines, the depot first: number, x, y, service, profit, a count f, a count a with so many
 * numbers, opening, closing. The depot's closing is the longest that a tour may last. */
#include <math.h>

#include "solver/read_inner.h"

static bool read_row(rsp_words *w, rsp_vrp_row *r) {
    double skipped = 0;
    uint32_t many = 0;
    bool ok = rsp_words_count(w, "a point's number", 0, UINT32_MAX - 1, &r->label) &&
              rsp_words_number(w, "x", -RSP_WORDS_FAR, RSP_WORDS_FAR, &r->x) &&
              rsp_words_number(w, "y", -RSP_WORDS_FAR, RSP_WORDS_FAR, &r->y) &&
              rsp_words_number(w, "the service time", 0, RSP_WORDS_FAR, &r->service) &&
              rsp_words_number(w, "the profit", 0, RSP_WORDS_FAR, &r->prize) &&
              rsp_words_number(w, "the frequency", 0, RSP_WORDS_FAR, &skipped) &&
              rsp_words_count(w, "the number of combinations", 0, 1000, &many);
    for (uint32_t i = 0; ok && i < many; i++) {
        ok = rsp_words_number(w, "a combination", -RSP_WORDS_FAR, RSP_WORDS_FAR, &skipped);
    }
    return ok && rsp_words_number(w, "the opening time", 0, RSP_WORDS_FAR, &r->open) &&
           rsp_words_number(w, "the closing time", 0, RSP_WORDS_FAR, &r->close) &&
           rsp_words_no_more(w, "the closing time");
}

int rsp_read_toptw(rsp_words *w, const rsp_vrp_read_options *o, rsp_vrp_file *f, uint32_t *ret_fleet,
                   rsp_err *err) {
    double skipped = 0;
    uint32_t n = 0;
    if (!rsp_words_line(w)) {
        rsp_diag_error(w->d, (rsp_src){.file = w->path, .line = 1},
                       "the file is empty; a first line with a number, a fleet and the number of points is "
                       "expected");
        return 0;
    }
    if (!rsp_words_number(w, "the first number", -RSP_WORDS_FAR, RSP_WORDS_FAR, &skipped) ||
        !rsp_words_number(w, "the fleet", 0, RSP_WORDS_FAR, &skipped) ||
        !rsp_words_count(w, "the number of points", 1, RSP_VRP_LOCATIONS - 1, &n)) {
        return 0;
    }
    (void)rsp_words_line(w); /* not used */
    rsp_vrp_row *rows = rsp_arena_alloc(w->a, (size_t)n + 1, sizeof *rows);
    rsp_vrp_fleet *fleet = rsp_arena_alloc(w->a, 1, sizeof *fleet);
    if (rows == NULL || fleet == NULL) {
        return rsp_fail(err, RSP_ENOMEM, "out of memory");
    }
    for (uint32_t i = 0; i <= n; i++) {
        if (!rsp_words_line(w)) {
            rsp_diag_error(w->d, rsp_words_src(w),
                           "the file ends after %u of %u points; the first line says %u and a depot", i,
                           n + 1, n);
            return 0;
        }
        rows[i] = (rsp_vrp_row){.other = RSP_VRP_NONE, .line = w->line, .depot = i == 0};
        (void)read_row(w, &rows[i]);
    }
    if (rsp_words_line(w)) {
        (void)rsp_words_next(w);
        rsp_diag_error(w->d, rsp_words_src(w),
                       "'%s' after the last point; the first line says %u points and a depot", w->word, n);
    }
    *fleet = (rsp_vrp_fleet){.count = o->tours,
                             .capacity = INFINITY,
                             .reload = RSP_VRP_NONE,
                             .longest_distance = INFINITY,
                             .distance_cost = 1};
    f->rows = rows;
    f->n_rows = n + 1;
    f->fleet = fleet;
    *ret_fleet = 1;
    return 0;
}
