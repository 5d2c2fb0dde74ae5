/* The brute force from end to end, and adding routes up (brute.h): for each use of the shared vehicles and
 * crews the set of amounts that routes of the classes so far can serve with it. */
#include "bench/brute_inner.h"

#include <string.h>

#define STATES_MOST 20000 /* uses of shared vehicles and crews */

/* --- sets of amounts --- */

static bool covers(const brute *b, const int32_t *a, const int32_t *v) {
    for (uint32_t d = 0; d < RSP_BRUTE_DIMS && d < b->n_dims; d++) {
        if (a[d] < v[d]) {
            return false;
        }
    }
    return true;
}

bool brute_set_covers(brute *b, const brute_set *s, const int32_t *v) {
    (void)brute_over(b, s->n / 4 + 1);
    for (uint32_t i = 0; i < s->n; i++) {
        if (covers(b, s->at + (size_t)i * RSP_BRUTE_DIMS, v)) {
            return true;
        }
    }
    return false;
}

void brute_set_add(brute *b, brute_set *s, const int32_t *v) {
    if (brute_set_covers(b, s, v)) {
        return;
    }
    uint32_t n = 0;
    for (uint32_t i = 0; i < s->n; i++) {
        int32_t *at = s->at + (size_t)i * RSP_BRUTE_DIMS;
        if (!covers(b, v, at)) {
            memmove(s->at + (size_t)n++ * RSP_BRUTE_DIMS, at, RSP_BRUTE_DIMS * sizeof *at);
        }
    }
    s->n = n;
    if (s->n == s->cap) {
        uint32_t cap = s->cap * 2 + 4;
        int32_t *more = rsp_realloc(b->ctx, s->at, (size_t)cap * RSP_BRUTE_DIMS, sizeof *more);
        if (more == NULL) {
            b->out_of_memory = true;
            return;
        }
        s->at = more;
        s->cap = cap;
    }
    memcpy(s->at + (size_t)s->n++ * RSP_BRUTE_DIMS, v, RSP_BRUTE_DIMS * sizeof *v);
}

/* --- what amounts are worth --- */

/* Each task at its best, shared resources left aside. */
static int64_t value_at_most(const brute *b, const int32_t *v) {
    int64_t sum = 0;
    for (uint32_t k = 0; k < b->n_tasks; k++) {
        const rsp_task *t = &b->p->tasks[b->task[k]];
        int64_t q = 0;
        for (uint32_t d = 0; d < b->n_dims; d++) {
            q += b->dim[d].task == b->task[k] ? v[d] : 0;
        }
        sum += rsp_task_value(t, q < t->quantity ? q : t->quantity);
    }
    return sum;
}

static bool within(const brute *b, const int32_t *v) {
    for (uint32_t r = 0; r < b->p->n_resources; r++) {
        int64_t used = 0;
        for (uint32_t d = 0; b->scarce[r] && d < b->n_dims; d++) {
            for (uint32_t i = 0; i < b->dim[d].n_uses; i++) {
                used += b->dim[d].uses[i].resource == r ? b->dim[d].uses[i].amount * v[d] : 0;
            }
        }
        if (used > b->p->resources[r]) {
            return false;
        }
    }
    return true;
}

/* The best value of amounts up to v that the scarce resources allow, or `best` where that is not more:
 * dimensions from d on are lowered one unit after another. Depth is at most n_dims. */
static int64_t value_within(brute *b, int32_t *v, uint32_t d, int64_t best) {
    if (brute_over(b, 1) || value_at_most(b, v) <= best) {
        return best;
    }
    if (within(b, v)) {
        return value_at_most(b, v);
    }
    int32_t full = d < b->n_dims ? v[d] : 0;
    for (; d < b->n_dims && v[d] >= 0; v[d]--) {
        best = value_within(b, v, d + 1, best);
        if (b->dim[d].n_uses == 0) {
            break; /* lowering it frees nothing */
        }
    }
    if (d < b->n_dims) {
        v[d] = full;
    }
    return best;
}

/* --- adding up --- */

typedef struct sharing { /* the resources of classes, and uses of them as one number */
    uint32_t resource[16];
    uint32_t stride[16];
    uint32_t n, states;
} sharing;

static bool find_sharing(const brute *b, const bool *left, sharing *s) {
    *s = (sharing){.states = 1};
    for (uint32_t c = 0; c < b->p->n_classes; c++) {
        const rsp_class *k = &b->p->classes[c];
        for (uint32_t i = 0; left[c] && i < k->n_uses; i++) {
            uint32_t j = 0;
            while (j < s->n && s->resource[j] != k->uses[i].resource) {
                j++;
            }
            if (j < s->n || k->uses[i].amount == 0) {
                continue;
            }
            int64_t most = b->p->resources[k->uses[i].resource];
            if (s->n == 16 || most < 0 || (int64_t)s->states * (most + 1) > STATES_MOST) {
                return false;
            }
            s->resource[s->n] = k->uses[i].resource;
            s->stride[s->n++] = s->states;
            s->states *= (uint32_t)most + 1;
        }
    }
    return true;
}

/* The state after class c joins `state`, or RSP_NO where something runs out. */
static uint32_t join(const brute *b, const sharing *s, uint32_t state, uint32_t c) {
    const rsp_class *k = &b->p->classes[c];
    uint32_t to = state;
    for (uint32_t i = 0; i < k->n_uses; i++) {
        for (uint32_t j = 0; j < s->n; j++) {
            if (s->resource[j] != k->uses[i].resource) {
                continue;
            }
            int64_t most = b->p->resources[s->resource[j]];
            int64_t used = state / s->stride[j] % ((uint32_t)most + 1);
            if (used + k->uses[i].amount > most) {
                return RSP_NO;
            }
            to += (uint32_t)k->uses[i].amount * s->stride[j];
        }
    }
    return to;
}

static void add_sums(brute *b, brute_set *to, const brute_set *x, const brute_set *y) {
    for (uint32_t i = 0; i < x->n; i++) {
        for (uint32_t k = 0; k < y->n; k++) {
            int32_t v[RSP_BRUTE_DIMS] = {0};
            for (uint32_t d = 0; d < b->n_dims; d++) {
                int64_t sum =
                    (int64_t)x->at[(size_t)i * RSP_BRUTE_DIMS + d] + y->at[(size_t)k * RSP_BRUTE_DIMS + d];
                v[d] = (int32_t)(sum < b->dim[d].most ? sum : b->dim[d].most);
            }
            brute_set_add(b, to, v);
            if (brute_over(b, 1)) {
                return;
            }
        }
    }
}

static int64_t use_of(const rsp_class *c, uint32_t resource) {
    int64_t amount = 0;
    for (uint32_t i = 0; i < c->n_uses; i++) {
        amount += c->uses[i].resource == resource ? c->uses[i].amount : 0;
    }
    return amount;
}

/* Class x is never needed beside y: y takes no more of anything and can do all that x can. */
static bool replaces(brute *b, uint32_t y, uint32_t x) {
    const rsp_class *cy = &b->p->classes[y];
    bool equal = b->able[x].n == b->able[y].n;
    for (uint32_t i = 0; i < cy->n_uses; i++) {
        if (cy->uses[i].amount > use_of(&b->p->classes[x], cy->uses[i].resource)) {
            return false;
        }
    }
    for (uint32_t i = 0; i < b->p->classes[x].n_uses && equal; i++) {
        const rsp_use *u = &b->p->classes[x].uses[i];
        equal = u->amount == use_of(cy, u->resource);
    }
    for (uint32_t i = 0; i < b->able[x].n; i++) {
        if (!brute_set_covers(b, &b->able[y], b->able[x].at + (size_t)i * RSP_BRUTE_DIMS)) {
            return false;
        }
    }
    for (uint32_t i = 0; i < b->able[y].n && equal; i++) {
        equal = brute_set_covers(b, &b->able[x], b->able[y].at + (size_t)i * RSP_BRUTE_DIMS);
    }
    return !equal || y < x; /* of two alike the first stays */
}

static void add_up(brute *b, const sharing *s, const bool *left, brute_set *with) {
    int32_t nothing[RSP_BRUTE_DIMS] = {0};
    brute_set_add(b, &with[0], nothing);
    for (uint32_t c = 0; c < b->p->n_classes; c++) {
        for (uint32_t state = 0; left[c] && state < s->states; state++) {
            uint32_t to = with[state].n > 0 ? join(b, s, state, c) : RSP_NO;
            if (to != RSP_NO) {
                add_sums(b, &with[to], &with[state], &b->able[c]);
            }
            if (brute_over(b, 1)) {
                return;
            }
        }
    }
    int64_t best = 0;
    for (uint32_t state = 0; state < s->states; state++) {
        for (uint32_t i = 0; i < with[state].n; i++) {
            best = value_within(b, with[state].at + (size_t)i * RSP_BRUTE_DIMS, 0, best);
        }
    }
    b->result->best = best;
}

int brute_combine(brute *b, rsp_err *err) {
    uint32_t n = b->p->n_classes;
    bool *left = rsp_calloc(b->ctx, n + 1, sizeof *left);
    if (left == NULL) {
        return rsp_fail(err, RSP_ENOMEM, "out of memory");
    }
    for (uint32_t x = 0; x < n; x++) {
        left[x] = b->able[x].n > 0;
        for (uint32_t y = 0; y < n && left[x] && !brute_over(b, 1); y++) {
            left[x] = y == x || b->able[y].n == 0 || !replaces(b, y, x);
        }
    }
    sharing s;
    if (!find_sharing(b, left, &s)) {
        b->result->skipped = "too many vehicles";
        rsp_free(b->ctx, left);
        return 0;
    }
    brute_set *with = rsp_calloc(b->ctx, s.states, sizeof *with);
    if (with != NULL && !brute_over(b, 0)) {
        add_up(b, &s, left, with);
    }
    for (uint32_t i = 0; with != NULL && i < s.states; i++) {
        rsp_free(b->ctx, with[i].at);
    }
    int rc = with == NULL ? rsp_fail(err, RSP_ENOMEM, "out of memory") : 0;
    rsp_free(b->ctx, with);
    rsp_free(b->ctx, left);
    return rc;
}

/* --- classes that need not be looked at --- */

/* Whatever can be driven with matrix x can be driven with y, no later. */
static bool no_slower(const rsp_problem *p, uint32_t y, uint32_t x) {
    uint32_t n = p->n_locations;
    for (uint32_t i = 0; x != y && i < n * n; i++) {
        uint32_t nx = 0;
        uint32_t ny = 0;
        const rsp_arc *ax = rsp_arcs(p, x, i / n, i % n, &nx);
        const rsp_arc *ay = rsp_arcs(p, y, i / n, i % n, &ny);
        for (uint32_t k = 0; k < nx; k++) {
            bool found = false;
            for (uint32_t j = 0; j < ny && !found; j++) {
                found = ay[j].duration_s <= ax[k].duration_s && ay[j].earliest <= ax[k].earliest &&
                        ay[j].latest >= ax[k].latest && ay[j].floor <= ax[k].floor &&
                        ay[j].stretch_s <= ax[k].stretch_s;
            }
            if (!found) {
                return false;
            }
        }
    }
    return true;
}

/* As `replaces`, without having tried: y has no less of anything that the first tier asks for. */
static bool outdoes(const brute *b, uint32_t y, uint32_t x) {
    const rsp_class *cy = &b->p->classes[y];
    const rsp_class *cx = &b->p->classes[x];
    uint64_t skills = 0;
    bool asked[RSP_DIMS] = {false};
    for (uint32_t k = 0; k < b->n_tasks; k++) {
        const rsp_task *t = &b->p->tasks[b->task[k]];
        skills |= t->skills;
        for (int d = 0; d < RSP_DIMS; d++) {
            asked[d] = asked[d] || t->load[d] > 0;
        }
    }
    bool no_less = cy->start == cx->start && cy->end == cx->end && cy->supply == cx->supply &&
                   cy->missions == cx->missions && (skills & cx->skills & ~cy->skills) == 0 &&
                   cy->from <= cx->from && cy->until >= cx->until && cy->followers <= cx->followers &&
                   cy->cargo_vehicles >= cx->cargo_vehicles;
    bool equal = cy->n_uses == cx->n_uses;
    for (int d = 0; d < RSP_DIMS; d++) {
        no_less = no_less && (!asked[d] || cy->capacity[d] >= cx->capacity[d]);
    }
    for (uint32_t i = 0; no_less && i < cy->n_uses; i++) {
        int64_t of_x = use_of(cx, cy->uses[i].resource);
        no_less = cy->uses[i].amount <= of_x;
        equal = equal && cy->uses[i].amount == of_x;
    }
    return no_less && (!equal || y < x) && no_slower(b->p, cy->matrix, cx->matrix);
}

static bool needed(const brute *b, uint32_t x) {
    for (uint32_t y = 0; y < b->p->n_classes; y++) {
        if (y != x && outdoes(b, y, x)) {
            return false;
        }
    }
    return true;
}

/* --- the whole --- */

static void draw_on(int64_t *asked, uint32_t resource, int64_t amount) {
    if (resource != RSP_NO) {
        asked[resource] += amount;
    }
}

/* A resource is scarce where all tasks of the tier, each in full, could ask for more than there is. */
static int find_scarce(brute *b, rsp_err *err) {
    const rsp_problem *p = b->p;
    b->scarce = rsp_calloc(b->ctx, p->n_resources + 1, sizeof *b->scarce);
    int64_t *asked = rsp_calloc(b->ctx, p->n_resources + 1, sizeof *asked);
    if (b->scarce == NULL || asked == NULL) {
        rsp_free(b->ctx, asked);
        return rsp_fail(err, RSP_ENOMEM, "out of memory");
    }
    for (uint32_t k = 0; k < b->n_tasks; k++) {
        const rsp_task *t = &p->tasks[b->task[k]];
        for (uint32_t i = 0; i < t->n_uses; i++) {
            draw_on(asked, t->uses[i].resource, t->quantity * t->uses[i].amount);
        }
        for (uint32_t i = 0; i < t->n_alts; i++) {
            draw_on(asked, t->alts[i].resource, t->quantity);
        }
        for (uint32_t i = 0; i < t->n_drops; i++) {
            draw_on(asked, t->drops[i].resource, t->quantity);
        }
        for (uint32_t c = 0; t->supply != NULL && c < p->n_classes; c++) {
            uint32_t supply = p->classes[c].supply;
            bool first = true;
            for (uint32_t e = 0; e < c && first; e++) {
                first = p->classes[e].supply != supply;
            }
            draw_on(asked, first ? t->supply[supply] : RSP_NO, t->quantity);
        }
    }
    for (uint32_t r = 0; r < p->n_resources; r++) {
        b->scarce[r] = asked[r] > p->resources[r];
    }
    rsp_free(b->ctx, asked);
    return 0;
}

int rsp_brute_first_tier(const rsp_ctx *ctx, const rsp_problem *p, uint32_t repeats, uint64_t work_most,
                         rsp_brute_result *ret, rsp_err *err) {
    rsp_brute_result result = {0};
    brute b = {.ctx = ctx, .p = p, .result = &result, .work_most = work_most, .repeats = repeats};
    for (uint32_t t = 0; t < p->n_tasks && result.skipped == NULL; t++) {
        if (p->tasks[t].tier == 0 && b.n_tasks == RSP_BRUTE_TASKS) {
            result.skipped = "too many tasks";
        } else if (p->tasks[t].tier == 0) {
            b.task[b.n_tasks++] = t;
        }
    }
    b.able = rsp_calloc(ctx, p->n_classes + 1, sizeof *b.able);
    int rc = b.able == NULL ? rsp_fail(err, RSP_ENOMEM, "out of memory") : find_scarce(&b, err);
    for (uint32_t c = 0; rc == 0 && c < p->n_classes && !brute_over(&b, 0); c++) {
        if (needed(&b, c)) {
            brute_routes(&b, c);
        }
    }
    if (rc == 0 && !brute_over(&b, 0)) {
        rc = brute_combine(&b, err);
    }
    if (rc == 0 && b.out_of_memory) {
        rc = rsp_fail(err, RSP_ENOMEM, "out of memory for amounts");
    }
    for (uint32_t c = 0; b.able != NULL && c < p->n_classes; c++) {
        rsp_free(ctx, b.able[c].at);
    }
    rsp_free(ctx, b.able);
    rsp_free(ctx, b.scarce);
    if (rc == 0) {
        *ret = result;
    }
    return rc;
}
