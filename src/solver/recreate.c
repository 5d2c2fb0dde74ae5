/* Recreate (recreate.h). */
#include "solver/recreate.h"

#include <stdlib.h>

#include "solver/insert.h"

#define CLASS_TRIES     6  /* classes tried for a new route, of each group */
#define ABSENT_MOST     60 /* tasks tried in one step, highest keys first */
#define BLINK_PER_MILLE 15

int rsp_recreate_new(const rsp_ctx *ctx, const rsp_problem *p, rsp_recreate *ret, rsp_err *err) {
    rsp_recreate w = {rsp_calloc(ctx, p->n_tasks + 1, sizeof *w.order),
                      rsp_calloc(ctx, p->n_tasks + 1, sizeof *w.key)};
    if (w.order == NULL || w.key == NULL) {
        rsp_recreate_done(ctx, &w);
        return rsp_fail(err, RSP_ENOMEM, "out of memory for %u tasks", p->n_tasks);
    }
    *ret = w;
    return 0;
}

void rsp_recreate_done(const rsp_ctx *ctx, rsp_recreate *w) {
    rsp_free(ctx, w->order);
    rsp_free(ctx, w->key);
    w->order = NULL;
    w->key = NULL;
}

/* Sorting keys, high first: at random; tier then value; tier then value per second of work; tier then random.
 */
static double key_of(const rsp_solution *s, uint32_t task, uint32_t kind, rsp_rng *rng) {
    const rsp_task *t = &s->p->tasks[task];
    double noise = rsp_rng_unit(rng);
    double tier = (double)(RSP_SOLVER_TIERS - t->tier) * 1e15;
    double left = (double)(rsp_task_value(t, t->quantity) - rsp_task_value(t, s->served[task]));
    int64_t service_ms = t->service_us / 1000 * t->quantity + 1000;
    switch (kind) {
    case 0:
        return noise;
    case 1:
        return tier + left * (0.5 + noise);
    case 2:
        return tier + left / (double)service_ms * (0.5 + noise);
    default:
        return tier + noise;
    }
}

static void sort_by_key(uint32_t *order, double *key, uint32_t n) {
    for (uint32_t gap = n / 2; gap > 0; gap /= 2) { /* Shell: no memory, deterministic, n is small */
        for (uint32_t i = gap; i < n; i++) {
            uint32_t o = order[i];
            double k = key[i];
            uint32_t j = i;
            for (; j >= gap && key[j - gap] < k; j -= gap) {
                key[j] = key[j - gap];
                order[j] = order[j - gap];
            }
            key[j] = k;
            order[j] = o;
        }
    }
}

static void offer_new_routes(const rsp_solution *s, const rsp_offer *o, const rsp_kinds *kinds, rsp_rng *rng,
                             rsp_insertion *best) {
    for (uint32_t g = 0; g < kinds->n_groups; g++) {
        uint32_t n = rsp_kinds_count(kinds, g);
        uint32_t first = kinds->size[kinds->group[g]];
        for (uint32_t i = 0; i < n && i < CLASS_TRIES; i++) {
            uint32_t c = n <= CLASS_TRIES ? kinds->order[first + i] : rsp_kinds_draw(kinds, g, rng);
            if (rsp_class_fits(s, c, RSP_NO)) {
                rsp_insert_offer_new(s, c, o, best);
            }
        }
    }
}

/* Units until the value of one more falls. */
static int64_t rest_of_piece(const rsp_solution *s, uint32_t task) {
    const rsp_task *t = &s->p->tasks[task];
    uint32_t i = 0;
    while (i + 1 < t->n_shares && t->share_upto[i] <= s->served[task]) {
        i++;
    }
    return t->share_upto[i] - s->served[task];
}

/* Whether any of the task found a place. */
static bool place(rsp_solution *s, uint32_t task, const rsp_kinds *kinds, rsp_rng *rng, bool per_vehicle,
                  bool new_first, bool by_pieces) {
    int64_t at_first = s->served[task];
    rsp_offer o = {task, s->p->tasks[task].quantity - s->served[task], per_vehicle};
    o.at_most = by_pieces ? rest_of_piece(s, task) : o.at_most;
    for (int tries = 0; tries < 6 && o.at_most > 0; tries++) {
        rsp_insertion best = {0};
        bool open_only = new_first && tries == 0;
        for (uint32_t r = 0; r < s->n_routes && !open_only; r++) {
            if (s->routes[r].cls != RSP_NO) {
                rsp_insert_offer(s, r, &o, rng, BLINK_PER_MILLE, &best);
            }
        }
        if (best.gain == 0 || rsp_rng_below(rng, 8) == 0) {
            offer_new_routes(s, &o, kinds, rng, &best);
        }
        if (best.gain <= 0) {
            if (!open_only) {
                break;
            }
            continue;
        }
        int64_t before = s->served[task];
        (void)rsp_insert_apply(s, task, &best); /* refused ones are tried again with other dice */
        o.at_most -= s->served[task] - before;
    }
    return s->served[task] > at_first;
}

/* Convoys give back vehicles they do not need. */
static void shrink(rsp_solution *s, const rsp_kinds *kinds, rsp_rng *rng) {
    const rsp_class *classes = s->p->classes;
    for (uint32_t r = 0; r < s->n_routes; r++) {
        uint32_t cls = s->routes[r].cls;
        if (cls == RSP_NO || rsp_rng_below(rng, 3) != 0) {
            continue;
        }
        for (int tries = 0; tries < 3; tries++) {
            uint32_t other = rsp_kinds_draw(kinds, kinds->group_of[cls], rng);
            if (classes[other].vehicles < classes[s->routes[r].cls].vehicles &&
                rsp_route_reclass(s, r, other)) {
                break;
            }
            if (s->routes[r].cls == RSP_NO) {
                break;
            }
        }
    }
}

void rsp_recreate_run(rsp_solution *s, rsp_recreate *w, const rsp_kinds *kinds, rsp_rng *rng) {
    const rsp_problem *p = s->p;
    uint32_t kind = rsp_rng_below(rng, 4);
    bool per_vehicle = rsp_rng_below(rng, 2) == 0;
    uint32_t new_first = rsp_rng_below(rng, 4) == 0 ? 3 : 0;
    uint32_t n = 0;
    for (uint32_t t = 0; t < p->n_tasks; t++) {
        if (s->served[t] < p->tasks[t].quantity) {
            w->order[n] = t;
            w->key[n] = key_of(s, t, kind, rng);
            n++;
        }
    }
    sort_by_key(w->order, w->key, n);
    shrink(s, kinds, rng);
    /* Where stock or room is short, all of one need leaves nothing for the first and dearest units of the
     * next: so now and then each gets a piece of falling value in turn. */
    bool by_pieces = rsp_rng_below(rng, 4) == 0;
    bool more = true;
    for (int turn = 0; more && turn < (by_pieces ? RSP_SHARES : 1); turn++) {
        more = false;
        for (uint32_t i = 0; i < n && i < ABSENT_MOST; i++) {
            more |= place(s, w->order[i], kinds, rng, per_vehicle, i < new_first && turn == 0, by_pieces);
        }
    }
}
