/* Shared by the files of the pricing (proof_label.h): labels, and one run over them. */
#ifndef RSP_SOLVER_PROOF_INNER_H
#define RSP_SOLVER_PROOF_INNER_H

#include "base/vec.h"
#include "solver/proof_label.h"

#define ABOARD_MOST 6 /* groups on board at once; more is not complete */

/* Of a group: how many, from how many pickups (each alights as one; never more than `amount`), the time by
 * which the most (least) urgent must be in, how long they may yet ride. Who alights is not told apart: after
 * some have, only the least urgent are taken to be left. */
typedef struct aboard {
    uint32_t group;
    int64_t amount, parts;
    int32_t due_first, due_last, ride_first, ride_last;
} aboard;

typedef struct label {
    int64_t profit;
    int32_t ready, in;
    uint32_t location, parent;
    uint64_t here[2];               /* tasks taken at this stop: one stretch of work each */
    uint8_t taken[RSP_PROOF_TASKS]; /* of each remembered task, in 255ths of its quantity, or less */
    int64_t goods[RSP_DIMS], people[RSP_DIMS]; /* delivered so far; on board */
    uint32_t n_aboard;
    aboard aboard[ABOARD_MOST]; /* rising group */
    uint32_t option;            /* taken last, or RSP_NO: a transit, or the start */
    int64_t amount, units;      /* earned for, and done */
    bool dead;
} label;

/* Of a label what most comparisons end with: side by side, they stay in the cache. */
typedef struct seat {
    int64_t profit;
    int32_t ready, in;
    uint32_t label;
} seat;

struct rsp_proof_labels {
    const rsp_ctx *ctx;
    const rsp_proof_net *net;
    RSP_VEC(label) all;
    RSP_VEC(uint32_t) heap;
    seat **at; /* by location: labels alive, by rising ready */
    uint32_t *n_at, *cap_at;
    uint32_t *near_rank; /* location * n_tasks + task: how many tasks are nearer */
};

typedef struct run {
    rsp_proof_labels *l;
    const rsp_proof_net *net;
    const rsp_problem *p;
    const rsp_class *c;
    const rsp_proof_way *w;
    const rsp_proof_prices *prices;
    const rsp_proof_effort *effort;
    rsp_proof_run *ret;
    uint32_t cls; /* of the problem: the cheapest of the profile */
    int64_t class_price;
    int64_t least;                    /* before the class is paid: what pays for it, and the slack */
    int64_t earns[RSP_PROOF_TASKS];   /* a unit at best, paid; <= 0: not worth a stop */
    int64_t unit_us[RSP_PROOF_TASKS]; /* a unit takes at least, with its share of coming there */
    int64_t most_units[RSP_PROOF_TASKS];
    int64_t route_most[RSP_PROOF_TASKS]; /* units on one route: of what its places have beds or leave for */
    int64_t group_most[RSP_PROOF_TASKS]; /* by group: the same of its drops, for all its tasks */
    uint32_t by_rate[RSP_PROOF_TASKS];   /* tasks worth a stop, by falling earnings per second */
    uint32_t n_by_rate;
    uint32_t by_load[RSP_DIMS]
                    [RSP_PROOF_TASKS]; /* deliveries that fill a dimension, by falling earnings for it */
    uint32_t n_by_load[RSP_DIMS];
    uint64_t compared, passed; /* labels with labels; by a look at their seats alone */
    bool out_of_memory;
} run;

/* --- proof_state.c --- */
bool proof_carries_less(const label *a, const label *b);
bool proof_can_end(const run *r, const label *x);
/* Units of a task of the network that the label may still take, or more. */
int64_t proof_left(const run *r, const label *x, uint32_t task);
/* Notes units taken of a task. */
void proof_note(const run *r, label *x, uint32_t task, int64_t units);
void proof_forget(const run *r, label *x);
/* Tasks that there is no time or room for any more count as taken: labels that differ in them alone do not
 * differ. */
void proof_close(const run *r, label *x);
void proof_rides_on(label *x, int32_t s);
uint32_t proof_find_aboard(const label *x, uint32_t group);
void proof_alight(label *x, uint32_t i, int64_t amount);
bool proof_board(label *x, uint32_t group, const rsp_task *t, int64_t amount);
bool proof_move(const run *r, uint32_t parent, uint32_t here, label *x);

/* --- proof_rate.c --- */
bool proof_allowed(const run *r, const rsp_proof_option *o); /* to the class */
int64_t proof_option_price(const run *r, const rsp_proof_option *o, const rsp_task *t);
int64_t proof_amount_most(const run *r, const label *x, uint32_t task);
int32_t proof_service_s(const run *r, const rsp_task *t, bool drop, int64_t units);
int64_t proof_may_earn(const run *r, const label *x);
void proof_cheapest_class(run *r, const rsp_proof_profile *f);
void proof_rate_tasks(run *r);

#endif
