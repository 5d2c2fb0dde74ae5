/* Solomon's VRPTW files (1987), also those of Gehring & Homberger: a name; VEHICLE with number and capacity;
 * CUSTOMER with a line each, the depot first: number, x, y, demand, ready time, due date, service time.
 * And Li & Lim's PDPTW files (2001): number of vehicles, capacity, speed (not used); a line each, the depot
 * first: the same, then the pickup of a delivery or 0, the delivery of a pickup or 0. */
#include <ctype.h>
#include <math.h>
#include <string.h>

#include "solver/read_inner.h"

static bool read_row(rsp_words *w, double least, rsp_vrp_row *r) {
    return rsp_words_count(w, "a customer's number", 0, UINT32_MAX - 1, &r->label) &&
           rsp_words_number(w, "x", -RSP_WORDS_FAR, RSP_WORDS_FAR, &r->x) &&
           rsp_words_number(w, "y", -RSP_WORDS_FAR, RSP_WORDS_FAR, &r->y) &&
           rsp_words_number(w, "the demand", least, RSP_WORDS_FAR, &r->demand) &&
           rsp_words_number(w, "the ready time", 0, RSP_WORDS_FAR, &r->open) &&
           rsp_words_number(w, "the due date", 0, RSP_WORDS_FAR, &r->close) &&
           rsp_words_number(w, "the service time", 0, RSP_WORDS_FAR, &r->service);
}

static int new_row(rsp_words *w, rsp_rows *rows, rsp_vrp_row **ret, rsp_err *err) {
    if (rsp_vec_grow(w->ctx, rows) != 0) {
        return rsp_fail(err, RSP_ENOMEM, "out of memory");
    }
    bool depot = rows->n == 0;
    rows->at[rows->n] =
        (rsp_vrp_row){.other = RSP_VRP_NONE, .line = w->line, .depot = depot, .required = !depot};
    *ret = &rows->at[rows->n++];
    return 0;
}

static bool too_many(rsp_words *w, const rsp_rows *rows) {
    if (rows->n < RSP_VRP_LOCATIONS) {
        return false;
    }
    rsp_diag_error(w->d, rsp_words_src(w),
                   "more than %u customers: their matrix of distances would not fit memory; at most so many "
                   "are read",
                   RSP_VRP_LOCATIONS - 1);
    return true;
}

/* Rows out of the growing array into the arena, and the one kind of vehicle. */
static int keep(rsp_words *w, rsp_rows *rows, uint32_t vehicles, double capacity, rsp_vrp_file *f,
                uint32_t *ret_fleet, rsp_err *err) {
    rsp_vrp_row *kept = rsp_arena_alloc(w->a, rows->n + 1, sizeof *kept);
    rsp_vrp_fleet *fleet = rsp_arena_alloc(w->a, 1, sizeof *fleet);
    if (kept == NULL || fleet == NULL) {
        return rsp_fail(err, RSP_ENOMEM, "out of memory");
    }
    if (rows->n > 0) {
        memcpy(kept, rows->at, rows->n * sizeof *kept);
    }
    *fleet = (rsp_vrp_fleet){.count = vehicles,
                             .capacity = capacity,
                             .reload = RSP_VRP_NONE,
                             .longest_distance = INFINITY,
                             .distance_cost = 1};
    f->rows = kept;
    f->n_rows = (uint32_t)rows->n;
    f->fleet = fleet;
    *ret_fleet = 1;
    return 0;
}

/* --- Solomon --- */

/* To the line that begins with a heading. */
static bool find_heading(rsp_words *w, const char *heading) {
    while (rsp_words_line(w)) {
        if (rsp_words_next(w) && strcmp(w->word, heading) == 0) {
            return true;
        }
    }
    rsp_diag_error(w->d, rsp_words_src(w), "the file ends without a line %s; it is expected %s", heading,
                   heading[0] == 'V' ? "after the name" : "after the vehicles");
    return false;
}

/* To the next line that begins with a number (column titles stand before it). */
static bool find_numbers(rsp_words *w, const char *what) {
    while (rsp_words_line(w)) {
        const char *p = w->at;
        while (*p == ' ' || *p == '\t') {
            p++;
        }
        if (!isalpha((unsigned char)*p)) {
            return true;
        }
    }
    rsp_diag_error(w->d, rsp_words_src(w), "the file ends where %s should stand", what);
    return false;
}

static int read_customers(rsp_words *w, rsp_rows *rows, rsp_err *err) {
    if (!find_heading(w, "CUSTOMER") || !find_numbers(w, "the depot")) {
        return 0;
    }
    do {
        rsp_vrp_row *r = NULL;
        if (too_many(w, rows)) {
            return 0;
        }
        RSP_TRY(new_row(w, rows, &r, err));
        if (read_row(w, 0, r)) {
            (void)rsp_words_no_more(w, "the service time");
        }
    } while (rsp_words_line(w));
    return 0;
}

int rsp_read_solomon(rsp_words *w, const rsp_vrp_read_options *o, rsp_vrp_file *f, uint32_t *ret_fleet,
                     rsp_err *err) {
    uint32_t vehicles = 0;
    double capacity = 0;
    if (!find_heading(w, "VEHICLE") || !find_numbers(w, "number and capacity of the vehicles") ||
        !rsp_words_count(w, "the number of vehicles", 1, 1000000, &vehicles) ||
        !rsp_words_number(w, "the capacity", 0, RSP_WORDS_FAR, &capacity)) {
        return 0;
    }
    rsp_rows rows = {0};
    int rc = read_customers(w, &rows, err);
    if (rc == 0 && f->format == RSP_VRP_TOPTW) { /* the demand is what a visit earns */
        for (size_t i = 0; i < rows.n; i++) {
            rows.at[i].prize = rows.at[i].demand;
            rows.at[i].demand = 0;
            rows.at[i].required = false;
        }
        vehicles = o->tours;
        capacity = INFINITY;
    }
    rc = rc != 0 ? rc : keep(w, &rows, vehicles, capacity, f, ret_fleet, err);
    rsp_vec_done(w->ctx, &rows);
    return rc;
}

/* --- Li & Lim --- */

typedef struct pair { /* of one row, as read: numbers of customers, 0 for none */
    uint32_t pickup, delivery;
} pair;
typedef RSP_VEC(pair) pairs;

static int read_tasks(rsp_words *w, rsp_rows *rows, pairs *halves, rsp_err *err) {
    while (rsp_words_line(w)) {
        rsp_vrp_row *r = NULL;
        pair h = {0};
        if (too_many(w, rows)) {
            return 0;
        }
        RSP_TRY(new_row(w, rows, &r, err));
        if (read_row(w, -RSP_WORDS_FAR, r) &&
            rsp_words_count(w, "the number of its pickup", 0, UINT32_MAX - 1, &h.pickup) &&
            rsp_words_count(w, "the number of its delivery", 0, UINT32_MAX - 1, &h.delivery)) {
            (void)rsp_words_no_more(w, "the number of its delivery");
        }
        if (rsp_vec_push(w->ctx, halves, h) != 0) {
            return rsp_fail(err, RSP_ENOMEM, "out of memory");
        }
    }
    if (rows->n == 0) {
        rsp_diag_error(w->d, rsp_words_src(w), "the file ends where the depot should stand");
    }
    return 0;
}

/* Each pickup must name a delivery that names it, of the same load. */
static void join(rsp_words *w, rsp_rows *rows, const pairs *halves, const uint32_t *order) {
    for (uint32_t i = 1; i < rows->n; i++) {
        rsp_vrp_row *r = &rows->at[i];
        const pair *h = &halves->at[i];
        rsp_src at = {.file = w->path, .line = r->line};
        if ((h->pickup == 0) == (h->delivery == 0)) {
            rsp_diag_error(w->d, at, "%u has pickup %u and delivery %u; one of them should be 0", r->label,
                           h->pickup, h->delivery);
            continue;
        }
        uint32_t number = h->pickup != 0 ? h->pickup : h->delivery;
        uint32_t o = rsp_rows_find(rows->at, order, (uint32_t)rows->n, number);
        if (o == RSP_VRP_NONE || o == 0 ||
            (h->pickup != 0 ? halves->at[o].delivery : halves->at[o].pickup) != r->label) {
            rsp_diag_error(w->d, at, "%u names %u as its %s, which %s; the two should name each other",
                           r->label, number, h->pickup != 0 ? "pickup" : "delivery",
                           o == RSP_VRP_NONE ? "is not there" : "does not name it");
            continue;
        }
        r->other = o;
        if (r->demand + rows->at[o].demand != 0 || (h->delivery != 0 && r->demand < 0)) {
            rsp_diag_error(w->d, at,
                           "%u has a load of %.10g, its other half %u one of %.10g; a pickup should be "
                           "positive, its delivery the same with a minus",
                           r->label, r->demand, number, rows->at[o].demand);
        }
    }
}

int rsp_read_lilim(rsp_words *w, const rsp_vrp_read_options *o, rsp_vrp_file *f, uint32_t *ret_fleet,
                   rsp_err *err) {
    (void)o;
    uint32_t vehicles = 0;
    double capacity = 0;
    if (!rsp_words_line(w)) {
        rsp_diag_error(w->d, (rsp_src){.file = w->path, .line = 1},
                       "the file is empty; a line with vehicles, capacity and speed is expected");
        return 0;
    }
    if (!rsp_words_count(w, "the number of vehicles", 1, 1000000, &vehicles) ||
        !rsp_words_number(w, "the capacity", 0, RSP_WORDS_FAR, &capacity)) {
        return 0;
    }
    rsp_rows rows = {0};
    pairs halves = {0};
    uint32_t *order = NULL;
    int rc = read_tasks(w, &rows, &halves, err);
    rc = rc != 0 ? rc : rsp_rows_by_label(w->ctx, rows.at, (uint32_t)rows.n, &order, err);
    if (rc == 0 && w->d->errors == 0) {
        join(w, &rows, &halves, order);
    }
    rc = rc != 0 ? rc : keep(w, &rows, vehicles, capacity, f, ret_fleet, err);
    rsp_free(w->ctx, order);
    rsp_vec_done(w->ctx, &rows);
    rsp_vec_done(w->ctx, &halves);
    return rc;
}
