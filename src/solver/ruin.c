/* Ruin (ruin.h). String removal follows Christiaens & Vanden Berghe 2020, section 5.2, with shorter strings
 * since a convoy makes few stops. */
#include "solver/ruin.h"

#include <string.h>

#define LONGEST_STRING 6
#define MEAN_REMOVED   8

typedef struct reach {
    uint32_t task;
    int32_t s;
} reach;

static int32_t least_duration(const rsp_problem *p, uint32_t a, uint32_t b) {
    int32_t best = RSP_NEVER;
    for (uint32_t m = 0; m < p->n_matrices; m++) {
        uint32_t n = 0;
        const rsp_arc *arcs = rsp_arcs(p, m, a, b, &n);
        for (uint32_t i = 0; i < n; i++) {
            best = arcs[i].duration_s < best ? arcs[i].duration_s : best;
        }
    }
    return best;
}

/* Between two tasks: the least over their copies (at most a few each). */
static int32_t task_distance(const rsp_problem *p, const rsp_task *a, const rsp_task *b) {
    int32_t best = RSP_NEVER;
    for (uint32_t i = 0; i < a->n_alts && i < 4; i++) {
        for (uint32_t k = 0; k < b->n_alts && k < 4; k++) {
            uint32_t from = a->alts[i].location;
            uint32_t to = b->alts[k].location;
            int32_t s = from == to ? 0 : least_duration(p, from, to);
            best = s < best ? s : best;
        }
    }
    return best;
}

int rsp_near_new(const rsp_ctx *ctx, const rsp_problem *p, uint32_t width, rsp_near *ret, rsp_err *err) {
    if (width > p->n_tasks) {
        width = p->n_tasks;
    }
    uint32_t *at = rsp_calloc(ctx, (size_t)p->n_tasks * width + 1, sizeof *at);
    reach *row = rsp_calloc(ctx, (size_t)width + 1, sizeof *row);
    if (at == NULL || row == NULL) {
        rsp_free(ctx, at);
        rsp_free(ctx, row);
        return rsp_fail(err, RSP_ENOMEM, "out of memory for %u neighbours", width);
    }
    for (uint32_t i = 0; i < p->n_tasks; i++) {
        uint32_t n = 0;
        for (uint32_t k = 0; k < p->n_tasks; k++) {
            if (k == i) {
                continue;
            }
            reach x = {k, task_distance(p, &p->tasks[i], &p->tasks[k])};
            if (n == width && (n == 0 || x.s >= row[n - 1].s)) {
                continue;
            }
            uint32_t j = n < width ? n++ : n - 1;
            for (; j > 0 && row[j - 1].s > x.s; j--) {
                row[j] = row[j - 1];
            }
            row[j] = x;
        }
        for (uint32_t k = 0; k < width; k++) {
            at[(size_t)i * width + k] = k < n ? row[k].task : RSP_NO;
        }
    }
    rsp_free(ctx, row);
    *ret = (rsp_near){at, width};
    return 0;
}

void rsp_near_done(const rsp_ctx *ctx, rsp_near *n) {
    rsp_free(ctx, n->at);
    n->at = NULL;
}

static void remove_string(rsp_solution *s, uint32_t r, uint32_t task, rsp_rng *rng) {
    const rsp_route *route = &s->routes[r];
    uint32_t n = route->n;
    uint32_t most = n < LONGEST_STRING ? n : LONGEST_STRING;
    uint32_t length = 1 + rsp_rng_below(rng, most);
    uint32_t at = 0;
    while (at < n && route->step[at].task != task) {
        at++;
    }
    uint32_t first = at >= length - 1 ? at - (length - 1) : 0;
    uint32_t last = at + length <= n ? at : n - length;
    uint32_t from = first + rsp_rng_below(rng, last - first + 1);
    bool marks[RSP_ROUTE_STOPS] = {false};
    for (uint32_t i = from; i < from + length && i < n; i++) {
        marks[i] = true;
    }
    rsp_route_remove(s, r, marks);
}

static void ruin_strings(rsp_solution *s, const rsp_near *near, rsp_rng *rng) {
    uint32_t seed = rsp_rng_below(rng, s->p->n_tasks);
    uint32_t strings = 1 + rsp_rng_below(rng, MEAN_REMOVED / 2);
    uint64_t ruined = 0; /* routes, by number modulo 64 */
    for (uint32_t i = 0; i <= near->width && strings > 0; i++) {
        uint32_t task = i == 0 ? seed : near->at[(size_t)seed * near->width + i - 1];
        if (task == RSP_NO) {
            break;
        }
        for (uint32_t r = 0; r < s->n_routes && strings > 0 && s->served[task] > 0; r++) {
            const rsp_route *route = &s->routes[r];
            if (route->cls == RSP_NO || (ruined >> (r % 64) & 1) != 0) {
                continue;
            }
            bool has = false;
            for (uint32_t k = 0; k < route->n && !has; k++) {
                has = route->step[k].task == task;
            }
            if (has) {
                ruined |= 1ULL << (r % 64);
                strings--;
                remove_string(s, r, task, rng);
            }
        }
    }
}

static uint32_t random_route(const rsp_solution *s, rsp_rng *rng) {
    uint32_t n = 0;
    uint32_t pick = RSP_NO;
    for (uint32_t r = 0; r < s->n_routes; r++) {
        if (s->routes[r].cls != RSP_NO && rsp_rng_below(rng, ++n) == 0) {
            pick = r;
        }
    }
    return pick;
}

static void change_class(rsp_solution *s, uint32_t r, const rsp_kinds *kinds, rsp_rng *rng) {
    uint32_t group = kinds->group_of[s->routes[r].cls];
    for (int tries = 0; tries < 4 && s->routes[r].cls != RSP_NO; tries++) {
        if (rsp_route_reclass(s, r, rsp_kinds_draw(kinds, group, rng))) {
            return;
        }
    }
}

/* All of a route goes, but for what is fixed. */
static void dissolve(rsp_solution *s, uint32_t r) {
    bool marks[RSP_ROUTE_STOPS];
    memset(marks, true, sizeof marks);
    rsp_route_remove(s, r, marks);
}

void rsp_ruin(rsp_solution *s, const rsp_near *near, const rsp_kinds *kinds, rsp_rng *rng) {
    uint32_t dice = rsp_rng_below(rng, 100);
    uint32_t r = dice < 30 ? random_route(s, rng) : RSP_NO;
    if (r != RSP_NO && dice < 12) {
        dissolve(s, r);
        r = random_route(s, rng);
        if (r != RSP_NO && dice < 4) {
            dissolve(s, r);
        }
    } else if (r != RSP_NO) {
        change_class(s, r, kinds, rng);
        ruin_strings(s, near, rng);
    } else {
        ruin_strings(s, near, rng);
    }
}
