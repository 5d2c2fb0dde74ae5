/* Kinds of convoys tried from the largest down (tries.h). */
#include "plan/tries.h"

#include <stdlib.h>

#include "solver/insert.h"

#define FAILED_MOST 4 /* of one kind, remembered */

/* What decides when a class could be where, and what it may do. */
static int compare_kinds(const rsp_class *a, const rsp_class *b) {
    const uint64_t x[] = {
        a->matrix, a->start,    a->end,    (uint32_t)a->from,      (uint32_t)a->until,
        a->supply, a->missions, a->skills, (uint32_t)a->followers, (uint32_t)a->cargo_vehicles};
    const uint64_t y[] = {
        b->matrix, b->start,    b->end,    (uint32_t)b->from,      (uint32_t)b->until,
        b->supply, b->missions, b->skills, (uint32_t)b->followers, (uint32_t)b->cargo_vehicles};
    for (size_t i = 0; i < sizeof x / sizeof x[0]; i++) {
        if (x[i] != y[i]) {
            return x[i] < y[i] ? -1 : 1;
        }
    }
    return 0;
}

typedef struct ranked {
    const rsp_class *c;
    uint32_t number;
} ranked;

static int by_kind_then_room(const void *x, const void *y) {
    const ranked *a = x;
    const ranked *b = y;
    int kind = compare_kinds(a->c, b->c);
    for (int d = 0; kind == 0 && d < RSP_DIMS; d++) {
        kind = (b->c->capacity[d] > a->c->capacity[d]) - (b->c->capacity[d] < a->c->capacity[d]);
    }
    return kind != 0 ? kind : (a->number > b->number) - (a->number < b->number);
}

int rsp_tries_new(const rsp_problem *p, rsp_arena *a, rsp_tries *ret, rsp_err *err) {
    uint32_t n = p->n_classes;
    ranked *list = rsp_arena_alloc(a, (size_t)n + 1, sizeof *list);
    rsp_tries t = {.p = p,
                   .order = rsp_arena_alloc(a, (size_t)n + 1, sizeof *t.order),
                   .first = rsp_arena_alloc(a, (size_t)n + 1, sizeof *t.first)};
    if (list == NULL || t.order == NULL || t.first == NULL) {
        return rsp_fail(err, RSP_ENOMEM, "out of memory for reasons");
    }
    for (uint32_t c = 0; c < n; c++) {
        list[c] = (ranked){&p->classes[c], c};
    }
    qsort(list, n, sizeof *list, by_kind_then_room);
    for (uint32_t i = 0; i < n; i++) {
        t.order[i] = list[i].number;
        t.first[i] = i == 0 || compare_kinds(list[i - 1].c, list[i].c) != 0;
    }
    *ret = t;
    return 0;
}

static bool holds_no_more(const rsp_class *a, const rsp_class *b) {
    bool less = true;
    for (int d = 0; d < RSP_DIMS; d++) {
        less = less && a->capacity[d] <= b->capacity[d];
    }
    return less;
}

bool rsp_tries_any(const rsp_tries *t, const rsp_solution *base, const rsp_solution *left,
                   rsp_solution *trial, uint32_t task) {
    const rsp_class *failed[FAILED_MOST];
    uint32_t n_failed = 0;
    const rsp_offer all = {.task = task, .at_most = INT64_MAX};
    for (uint32_t i = 0; i < t->p->n_classes; i++) {
        const rsp_class *c = &t->p->classes[t->order[i]];
        n_failed = t->first[i] ? 0 : n_failed;
        bool pointless = false;
        for (uint32_t k = 0; k < n_failed && !pointless; k++) {
            pointless = holds_no_more(c, failed[k]);
        }
        if (pointless || !rsp_class_fits(left, t->order[i], RSP_NO)) {
            continue;
        }
        rsp_insertion best = {0};
        rsp_insert_offer_new(base, t->order[i], &all, &best);
        if (best.gain <= 0) {
            if (n_failed < FAILED_MOST) {
                failed[n_failed++] = c;
            }
            continue;
        }
        rsp_solution_copy(trial, base);
        if (rsp_insert_apply(trial, task, &best)) {
            return true;
        }
    }
    return false;
}
