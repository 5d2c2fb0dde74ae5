/* The pricing network (proof_net.h): tasks, options, transits, latest departures. */
#include "solver/proof_net.h"

#include <string.h>

int32_t rsp_proof_arrive(const rsp_problem *p, const rsp_proof_way *w, uint32_t a, uint32_t b, int32_t t) {
    uint32_t n = 0;
    const rsp_arc *arcs = rsp_arcs(p, w->matrix, a, b, &n);
    int32_t best = RSP_NEVER;
    for (uint32_t i = 0; i < n; i++) {
        int32_t in = rsp_arc_arrive(&arcs[i], t, w->followers);
        best = in < best ? in : best;
    }
    return best;
}

static int32_t leave_by(const rsp_problem *p, const rsp_proof_way *w, uint32_t a, uint32_t b, int32_t by) {
    uint32_t n = 0;
    const rsp_arc *arcs = rsp_arcs(p, w->matrix, a, b, &n);
    int32_t best = -RSP_NEVER;
    for (uint32_t i = 0; i < n; i++) {
        int32_t t = rsp_arc_leave_by(&arcs[i], by, w->followers);
        best = t > best ? t : best;
    }
    return best;
}

/* --- tasks and their options --- */

static bool same_drops(const rsp_task *a, const rsp_task *b) {
    bool same = a->n_drops == b->n_drops && a->drop_us == b->drop_us && a->activity == b->activity &&
                memcmp(a->load, b->load, sizeof a->load) == 0;
    for (uint32_t i = 0; same && i < a->n_drops; i++) {
        const rsp_alternative *x = &a->drops[i];
        const rsp_alternative *y = &b->drops[i];
        same = x->location == y->location && x->open == y->open && x->close == y->close &&
               x->resource == y->resource && x->missions == y->missions;
    }
    return same;
}

static void find_groups(rsp_proof_net *net) {
    for (uint32_t i = 0; i < net->n_tasks; i++) {
        const rsp_task *t = &net->p->tasks[net->tasks[i]];
        net->group_of[i] = RSP_NO;
        if (t->kind != RSP_TASK_SHIPMENT) {
            continue;
        }
        uint32_t g = 0;
        while (g < net->n_groups && !same_drops(&net->p->tasks[net->groups[g].task], t)) {
            g++;
        }
        if (g == net->n_groups) {
            net->groups[net->n_groups++] = (rsp_proof_group){net->tasks[i], t->load};
        }
        net->group_of[i] = g;
    }
}

/* The latest that drop k of the group takes anyone in. */
static int32_t group_arrive_by(const rsp_proof_net *net, uint32_t group, uint32_t k) {
    int32_t best = -RSP_NEVER;
    for (uint32_t i = 0; i < net->n_tasks; i++) {
        if (net->group_of[i] == group) {
            int32_t by = net->p->tasks[net->tasks[i]].drops[k].arrive_by;
            best = by > best ? by : best;
        }
    }
    return best;
}

static void put_option(rsp_proof_net *net, int pass, rsp_proof_option o) {
    if (pass == 0) {
        net->first_option[o.location + 2]++;
    } else {
        net->options[net->first_option[o.location + 1]++] = o;
    }
}

static int add_options(rsp_proof_net *net, rsp_arena *a) {
    const rsp_problem *p = net->p;
    find_groups(net);
    net->first_option = rsp_arena_alloc(a, (size_t)p->n_locations + 3, sizeof *net->first_option);
    for (uint32_t i = 0; i < net->n_tasks; i++) {
        net->n_options += p->tasks[net->tasks[i]].n_alts;
    }
    for (uint32_t g = 0; g < net->n_groups; g++) {
        net->n_options += p->tasks[net->groups[g].task].n_drops;
    }
    net->options = rsp_arena_alloc(a, net->n_options + 1, sizeof *net->options);
    if (net->first_option == NULL || net->options == NULL) {
        return RSP_ENOMEM;
    }
    for (int pass = 0; pass < 2; pass++) { /* count, then fill */
        for (uint32_t i = 0; i < net->n_tasks; i++) {
            const rsp_task *t = &p->tasks[net->tasks[i]];
            for (uint32_t k = 0; k < t->n_alts; k++) {
                put_option(
                    net, pass,
                    (rsp_proof_option){i, t->alts[k].location, &t->alts[k], t->alts[k].arrive_by, false});
            }
        }
        for (uint32_t g = 0; g < net->n_groups; g++) {
            const rsp_task *t = &p->tasks[net->groups[g].task];
            for (uint32_t k = 0; k < t->n_drops; k++) {
                put_option(net, pass,
                           (rsp_proof_option){g, t->drops[k].location, &t->drops[k],
                                              group_arrive_by(net, g, k), true});
            }
        }
        for (uint32_t l = 0; pass == 0 && l < p->n_locations; l++) {
            net->first_option[l + 2] += net->first_option[l + 1];
        }
    }
    return 0;
}

/* --- transits --- */

/* With F followers the arc z, driven instead of x, a stop of `setup` and y, may leave as late, and is in no
 * later. */
static bool shortcut_with(const rsp_arc *z, const rsp_arc *x, const rsp_arc *y, int64_t setup, int64_t f) {
    int64_t by_x = (int64_t)x->latest - f * x->stretch_s;
    int64_t by_y = (int64_t)y->latest - f * y->stretch_s - setup - x->duration_s - f * x->stretch_s;
    int64_t by_z = (int64_t)z->latest - f * z->stretch_s;
    int64_t lag_z = f * z->stretch_s;
    int64_t lag_xy = f * x->stretch_s + f * y->stretch_s;
    int64_t rest = setup + y->duration_s;
    int64_t by_xy = by_x < by_y ? by_x : by_y;
    int64_t sooner_x = (int64_t)x->earliest + x->duration_s;
    int64_t least_xy = (sooner_x > x->floor ? sooner_x : x->floor) + rest + lag_xy;
    int64_t sooner_y = (int64_t)y->earliest + y->duration_s;
    int64_t least_y = (sooner_y > y->floor ? sooner_y : y->floor) + f * y->stretch_s;
    least_xy = least_xy > least_y ? least_xy : least_y;
    int64_t sooner_z = (int64_t)z->earliest + z->duration_s;
    int64_t least_z = (sooner_z > z->floor ? sooner_z : z->floor) + lag_z;
    return by_xy < x->earliest || /* never driven by so long a column */
           (by_z >= by_xy && by_z >= z->earliest && z->duration_s + lag_z <= x->duration_s + rest + lag_xy &&
            least_z <= least_xy);
}

/* Whether every way a, k, b is matched by an arc a, b for the matrix's columns of up to `most` followers. */
static bool passing_is_idle(const rsp_problem *p, uint32_t matrix, uint32_t a, uint32_t k, uint32_t b,
                            int32_t most) {
    uint32_t nx = 0;
    uint32_t ny = 0;
    uint32_t nz = 0;
    const rsp_arc *x = rsp_arcs(p, matrix, a, k, &nx);
    const rsp_arc *y = rsp_arcs(p, matrix, k, b, &ny);
    const rsp_arc *z = rsp_arcs(p, matrix, a, b, &nz);
    for (uint32_t i = 0; i < nx; i++) {
        for (uint32_t j = 0; j < ny; j++) {
            if (x[i].earliest + x[i].duration_s > y[j].latest) {
                continue; /* never one after the other */
            }
            bool found = false;
            for (uint32_t h = 0; h < nz && !found; h++) {
                found = true;
                for (int32_t f = 0; f <= most && found; f++) {
                    found = shortcut_with(&z[h], &x[i], &y[j], p->setup_s, f);
                }
            }
            if (!found) {
                return false;
            }
        }
    }
    return true;
}

bool rsp_proof_stopped(const rsp_proof_net *net) {
    return net->stop.over != NULL && net->stop.over(net->stop.user);
}

static bool is_transit(const rsp_proof_net *net, const bool *stop, uint32_t k, const int32_t *followers) {
    const rsp_problem *p = net->p;
    for (uint32_t m = 0; m < p->n_matrices; m++) {
        for (uint32_t a = 0; a < p->n_locations && !rsp_proof_stopped(net); a++) {
            for (uint32_t b = 0; b < p->n_locations; b++) {
                if (a != k && b != k && a != b && stop[a] && stop[b] &&
                    !passing_is_idle(p, m, a, k, b, followers[m])) {
                    return true;
                }
            }
        }
    }
    return false;
}

static int find_transits(rsp_proof_net *net, rsp_arena *a) {
    const rsp_problem *p = net->p;
    bool *stop = rsp_arena_alloc(a, p->n_locations + 1, sizeof *stop);
    int32_t *followers = rsp_arena_alloc(a, p->n_matrices + 1, sizeof *followers);
    net->transit = rsp_arena_alloc(a, p->n_locations + 1, sizeof *net->transit);
    net->stops = rsp_arena_alloc(a, p->n_locations + 1, sizeof *net->stops);
    if (stop == NULL || followers == NULL || net->transit == NULL || net->stops == NULL) {
        return RSP_ENOMEM;
    }
    for (uint32_t c = 0; c < p->n_classes; c++) {
        const rsp_class *k = &p->classes[c];
        stop[k->start] = stop[k->end] = true;
        followers[k->matrix] = k->followers > followers[k->matrix] ? k->followers : followers[k->matrix];
    }
    for (uint32_t t = 0; t < p->n_tasks; t++) { /* wherever some task is: a route may stop there */
        for (uint32_t i = 0; i < p->tasks[t].n_alts; i++) {
            stop[p->tasks[t].alts[i].location] = true;
        }
        for (uint32_t i = 0; i < p->tasks[t].n_drops; i++) {
            stop[p->tasks[t].drops[i].location] = true;
        }
    }
    for (uint32_t k = 0; k < p->n_locations; k++) {
        net->transit[k] = stop[k] && is_transit(net, stop, k, followers);
        if (net->transit[k] || net->first_option[k] < net->first_option[k + 1]) {
            net->stops[net->n_stops++] = k;
        }
    }
    return rsp_proof_stopped(net) ? RSP_ECANCELLED : 0;
}

/* --- ways: who travels alike, and until when it is not too late --- */

/* Latest departures over any chain of locations; by[] is set at the goals, -RSP_NEVER elsewhere. */
static void spread_back(const rsp_proof_net *net, const rsp_proof_way *w, int32_t *by) {
    bool changed = true;
    for (uint32_t round = 0; changed && round <= net->p->n_locations && !rsp_proof_stopped(net); round++) {
        changed = false;
        for (uint32_t i = 0; i <= net->n_stops; i++) {
            uint32_t a = i == net->n_stops ? w->start : net->stops[i];
            for (uint32_t j = 0; j < net->n_stops; j++) {
                uint32_t b = net->stops[j];
                int32_t t = a == b || by[b] <= -RSP_NEVER ? -RSP_NEVER : leave_by(net->p, w, a, b, by[b]);
                if (t > by[a]) {
                    by[a] = t;
                    changed = true;
                }
            }
        }
    }
}

/* Earliest arrivals over any chain of stops. */
static void spread_on(const rsp_proof_net *net, const rsp_proof_way *w, int32_t *in) {
    bool changed = true;
    for (uint32_t round = 0; changed && round <= net->p->n_locations && !rsp_proof_stopped(net); round++) {
        changed = false;
        for (uint32_t i = 0; i <= net->n_stops; i++) {
            uint32_t a = i == net->n_stops ? w->start : net->stops[i];
            int32_t ready = a == w->start ? w->from : in[a] < RSP_NEVER ? in[a] + net->p->setup_s : RSP_NEVER;
            for (uint32_t j = 0; j < net->n_stops && ready < RSP_NEVER; j++) {
                uint32_t b = net->stops[j];
                int32_t t = a == b ? RSP_NEVER : rsp_proof_arrive(net->p, w, a, b, ready);
                if (t < in[b]) {
                    in[b] = t;
                    changed = true;
                }
            }
        }
    }
}

int32_t rsp_proof_least_drive(const rsp_problem *p, const rsp_proof_way *w, uint32_t a, uint32_t b) {
    uint32_t n = 0;
    const rsp_arc *arcs = rsp_arcs(p, w->matrix, a, b, &n);
    int32_t best = RSP_NEVER;
    for (uint32_t i = 0; i < n; i++) {
        int32_t s = arcs[i].duration_s + w->followers * arcs[i].stretch_s;
        best = s < best ? s : best;
    }
    return best;
}

/* The same for seconds of driving; least[] is set at the goals, RSP_NEVER elsewhere. */
static void spread_least(const rsp_proof_net *net, const rsp_proof_way *w, int32_t *least) {
    bool changed = true;
    for (uint32_t round = 0; changed && round <= net->p->n_locations && !rsp_proof_stopped(net); round++) {
        changed = false;
        for (uint32_t i = 0; i <= net->n_stops; i++) {
            uint32_t a = i == net->n_stops ? w->start : net->stops[i];
            for (uint32_t j = 0; j < net->n_stops; j++) {
                uint32_t b = net->stops[j];
                int32_t s = a == b ? RSP_NEVER : rsp_proof_least_drive(net->p, w, a, b);
                if (s < RSP_NEVER && least[b] < RSP_NEVER && s + least[b] < least[a]) {
                    least[a] = s + least[b];
                    changed = true;
                }
            }
        }
    }
}

static void fill_goals(const rsp_proof_net *net, rsp_proof_way *w, uint32_t group) {
    const rsp_problem *p = net->p;
    uint32_t n = p->n_locations;
    const rsp_task *t = &p->tasks[net->groups[group].task];
    int32_t *by = w->goal_by + (size_t)group * n;
    int32_t *least = w->goal_least + (size_t)group * n;
    for (uint32_t l = 0; l < n; l++) {
        by[l] = -RSP_NEVER;
        least[l] = RSP_NEVER;
    }
    for (uint32_t k = 0; k < t->n_drops; k++) {
        uint32_t l = t->drops[k].location;
        int32_t arrive_by = group_arrive_by(net, group, k);
        int32_t in_by = arrive_by < t->drops[k].close ? arrive_by : t->drops[k].close;
        by[l] = in_by > by[l] ? in_by : by[l];
        least[l] = 0;
    }
    spread_back(net, w, by);
    spread_least(net, w, least);
}

static void fill_task(const rsp_proof_net *net, rsp_proof_way *w, uint32_t i) {
    const rsp_task *t = &net->p->tasks[net->tasks[i]];
    int32_t *by = w->task_by + (size_t)i * net->p->n_locations;
    for (uint32_t l = 0; l < net->p->n_locations; l++) {
        by[l] = -RSP_NEVER;
    }
    for (uint32_t k = 0; k < t->n_alts; k++) {
        const rsp_alternative *a = &t->alts[k];
        int32_t in_by = a->arrive_by < a->close ? a->arrive_by : a->close;
        by[a->location] = in_by > by[a->location] ? in_by : by[a->location];
    }
    spread_back(net, w, by);
}

static void fill_enter(const rsp_proof_net *net, rsp_proof_way *w) {
    for (uint32_t j = 0; j < net->n_stops; j++) {
        uint32_t b = net->stops[j];
        int32_t least = RSP_NEVER;
        for (uint32_t i = 0; i <= net->n_stops; i++) {
            uint32_t a = i == net->n_stops ? w->start : net->stops[i];
            int32_t s = a == b ? RSP_NEVER : rsp_proof_least_drive(net->p, w, a, b);
            least = s < least ? s : least;
        }
        w->enter_least[b] = net->p->setup_s + (least < RSP_NEVER ? least : 0);
    }
}

static int fill_way(rsp_proof_net *net, rsp_proof_way *w, rsp_arena *a) {
    const rsp_problem *p = net->p;
    uint32_t n = p->n_locations;
    w->first_in = rsp_arena_alloc(a, (size_t)n + 1, sizeof *w->first_in);
    w->home_by = rsp_arena_alloc(a, (size_t)n + 1, sizeof *w->home_by);
    w->home_least = rsp_arena_alloc(a, (size_t)n + 1, sizeof *w->home_least);
    w->enter_least = rsp_arena_alloc(a, (size_t)n + 1, sizeof *w->enter_least);
    w->goal_by = rsp_arena_alloc(a, (size_t)n * net->n_groups + 1, sizeof *w->goal_by);
    w->goal_least = rsp_arena_alloc(a, (size_t)n * net->n_groups + 1, sizeof *w->goal_least);
    w->task_by = rsp_arena_alloc(a, (size_t)n * net->n_tasks + 1, sizeof *w->task_by);
    if (w->first_in == NULL || w->home_by == NULL || w->home_least == NULL || w->enter_least == NULL ||
        w->goal_by == NULL || w->goal_least == NULL || w->task_by == NULL) {
        return RSP_ENOMEM;
    }
    for (uint32_t l = 0; l < n; l++) {
        w->first_in[l] = l == w->start ? w->from : RSP_NEVER;
        w->home_by[l] = l == w->end ? w->until : leave_by(p, w, l, w->end, w->until);
        w->home_least[l] = l == w->end ? 0 : rsp_proof_least_drive(p, w, l, w->end);
    }
    spread_on(net, w, w->first_in);
    spread_back(net, w, w->home_by);
    spread_least(net, w, w->home_least);
    fill_enter(net, w);
    for (uint32_t g = 0; g < net->n_groups; g++) {
        fill_goals(net, w, g);
    }
    for (uint32_t i = 0; i < net->n_tasks; i++) {
        fill_task(net, w, i);
    }
    return rsp_proof_stopped(net) ? RSP_ECANCELLED : 0;
}

int rsp_proof_way_of(rsp_proof_net *net, const rsp_class *c, rsp_arena *a, uint32_t *ret) {
    for (uint32_t i = 0; i < net->n_ways; i++) {
        const rsp_proof_way *w = &net->ways[i];
        if (w->matrix == c->matrix && w->start == c->start && w->end == c->end &&
            w->followers == c->followers && w->from == c->from && w->until == c->until) {
            *ret = i;
            return 0;
        }
    }
    net->ways[net->n_ways] = (rsp_proof_way){.matrix = c->matrix,
                                             .start = c->start,
                                             .end = c->end,
                                             .followers = c->followers,
                                             .from = c->from,
                                             .until = c->until};
    *ret = net->n_ways;
    return fill_way(net, &net->ways[net->n_ways++], a);
}

int rsp_proof_net_new(const rsp_ctx *ctx, const rsp_problem *p, int32_t tier, rsp_proof_stop stop,
                      rsp_arena *a, rsp_proof_net *ret, rsp_err *err) {
    rsp_proof_net net = {.p = p, .stop = stop};
    for (uint32_t t = 0; t < p->n_tasks; t++) {
        if (p->tasks[t].tier <= tier && net.n_tasks == RSP_PROOF_TASKS) {
            return rsp_fail(err, RSP_ELIMIT, "more than %d tasks in the tiers to be proved", RSP_PROOF_TASKS);
        }
        if (p->tasks[t].tier <= tier) {
            net.tasks[net.n_tasks++] = t;
        }
    }
    int rc = add_options(&net, a);
    rc = rc != 0 ? rc : rsp_proof_find_limits(&net, a);
    rc = rc != 0 ? rc : find_transits(&net, a);
    rc = rc != 0 ? rc : rsp_proof_select(ctx, &net, a);
    if (rc != 0) {
        return rsp_fail(
            err, rc, rc == RSP_ENOMEM ? "out of memory for the bound" : "stopped before there was a bound");
    }
    *ret = net;
    return 0;
}
