/* What a label knows of the convoy: where it is, who is on board until when, which tasks it remembers
 * (proof_inner.h). Every step errs on the side of the convoy. */
#include <string.h>

#include "solver/proof_inner.h"

/* Of each group no more on board, no more urgent, and free to alight in as many pieces. */
bool proof_carries_less(const label *a, const label *b) {
    uint32_t k = 0;
    for (uint32_t i = 0; i < a->n_aboard; i++) {
        const aboard *x = &a->aboard[i];
        while (k < b->n_aboard && b->aboard[k].group < x->group) {
            k++;
        }
        const aboard *y = &b->aboard[k];
        if (k == b->n_aboard || y->group != x->group || x->amount > y->amount ||
            x->due_first < y->due_first || x->due_last < y->due_last || x->ride_first < y->ride_first ||
            x->ride_last < y->ride_last || (x->parts < y->parts && x->parts < x->amount)) {
            return false;
        }
    }
    return true;
}

/* Everyone on board can still reach a drop in time, and the convoy home. */
bool proof_can_end(const run *r, const label *x) {
    uint32_t n = r->p->n_locations;
    if (x->ready > r->w->home_by[x->location]) {
        return false;
    }
    for (uint32_t i = 0; i < x->n_aboard; i++) {
        const aboard *y = &x->aboard[i];
        size_t at = (size_t)y->group * n + x->location;
        int32_t least = r->w->goal_least[at];
        int32_t from = least == 0 ? x->in : x->ready;
        if (from > r->w->goal_by[at] || least > y->ride_first || from + least > y->due_first) {
            return false;
        }
    }
    return true;
}

int64_t proof_left(const run *r, const label *x, uint32_t task) {
    int64_t quantity = r->p->tasks[r->net->tasks[task]].quantity;
    int64_t left = r->route_most[task] - quantity * x->taken[task] / 255;
    return left > 0 ? left : 0;
}

void proof_note(const run *r, label *x, uint32_t task, int64_t units) {
    int64_t taken = x->taken[task] + 255 * units / r->p->tasks[r->net->tasks[task]].quantity;
    x->taken[task] = taken < 255 ? (uint8_t)taken : 255;
}

void proof_forget(const run *r, label *x) {
    const uint32_t *rank = r->l->near_rank + (size_t)x->location * r->net->n_tasks;
    for (uint32_t i = 0; r->effort->near < RSP_PROOF_TASKS && i < r->net->n_tasks; i++) {
        if (rank[i] > r->effort->near) {
            x->taken[i] = 0;
        }
    }
}

static bool has_room(const run *r, const label *x, const rsp_task *t) {
    bool room = true;
    for (int d = 0; t->kind == RSP_TASK_DELIVERY && d < RSP_DIMS; d++) {
        room = room && x->goods[d] + t->load[d] <= r->c->capacity[d];
    }
    return room;
}

void proof_close(const run *r, label *x) {
    for (uint32_t i = 0; i < r->net->n_tasks; i++) {
        int32_t by = r->w->task_by[(size_t)i * r->p->n_locations + x->location];
        if ((x->ready > by && x->in > by) || !has_room(r, x, &r->p->tasks[r->net->tasks[i]])) {
            x->taken[i] = 255;
        }
    }
}

void proof_rides_on(label *x, int32_t s) {
    for (uint32_t i = 0; i < x->n_aboard; i++) {
        x->aboard[i].ride_first -= x->aboard[i].ride_first < RSP_NEVER ? s : 0;
        x->aboard[i].ride_last -= x->aboard[i].ride_last < RSP_NEVER ? s : 0;
    }
}

uint32_t proof_find_aboard(const label *x, uint32_t group) {
    uint32_t i = 0;
    while (i < x->n_aboard && x->aboard[i].group < group) {
        i++;
    }
    return i;
}

/* `amount` of the group alight, or all. */
void proof_alight(label *x, uint32_t i, int64_t amount) {
    aboard *y = &x->aboard[i];
    y->amount -= amount;
    y->parts = y->parts - 1 < y->amount ? y->parts - 1 : y->amount;
    y->parts = y->parts < 1 ? 1 : y->parts; /* for a bed, a part may be broken up */
    y->due_first = y->due_last;
    y->ride_first = y->ride_last;
    if (y->amount == 0) {
        memmove(y, y + 1, (x->n_aboard - i - 1) * sizeof *y);
        x->n_aboard--;
    }
}

static int32_t due_of(const rsp_task *t) {
    int32_t due = -RSP_NEVER;
    for (uint32_t k = 0; k < t->n_drops; k++) {
        due = t->drops[k].arrive_by > due ? t->drops[k].arrive_by : due;
    }
    return due;
}

/* False where there are too many groups on board. */
bool proof_board(label *x, uint32_t group, const rsp_task *t, int64_t amount) {
    uint32_t i = proof_find_aboard(x, group);
    int32_t due = due_of(t);
    int32_t ride = t->longest_ride_s > 0 ? t->longest_ride_s : RSP_NEVER;
    if (i < x->n_aboard && x->aboard[i].group == group) {
        aboard *y = &x->aboard[i];
        y->amount += amount;
        y->parts++;
        y->due_first = due < y->due_first ? due : y->due_first;
        y->due_last = due > y->due_last ? due : y->due_last;
        y->ride_first = ride < y->ride_first ? ride : y->ride_first;
        y->ride_last = ride > y->ride_last ? ride : y->ride_last;
        return true;
    }
    if (x->n_aboard == ABOARD_MOST) {
        return false;
    }
    memmove(&x->aboard[i + 1], &x->aboard[i], (x->n_aboard - i) * sizeof x->aboard[0]);
    x->n_aboard++;
    x->aboard[i] = (aboard){group, amount, 1, due, due, ride, ride};
    return true;
}

/* x: the label `parent`, moved to `here`; false where it cannot get there. */
bool proof_move(const run *r, uint32_t parent, uint32_t here, label *x) {
    bool first = x->parent == RSP_NO;
    uint32_t from = x->location;
    x->parent = parent;
    x->location = here;
    if (here == from) {
        x->ready += first ? r->p->setup_s : 0;
        return true;
    }
    x->here[0] = x->here[1] = 0;
    x->in = rsp_proof_arrive(r->p, r->w, from, here, x->ready);
    if (x->in >= RSP_NEVER) {
        return false;
    }
    proof_rides_on(x, rsp_proof_least_drive(r->p, r->w, from, here));
    for (uint32_t i = 0; i < x->n_aboard; i++) {
        if (x->aboard[i].ride_first < 0) {
            return false;
        }
    }
    x->ready = x->in + r->p->setup_s;
    proof_rides_on(x, r->p->setup_s);
    return true;
}
