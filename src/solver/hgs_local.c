/* The local search on routes that may be late or too full (hgs_soft.h).
 *
 * A move makes client u follow node v: the run of one to three stops that begins at u comes behind v, and
 * nothing or up to three of those that followed v take its place (relocate, swap, or-opt); or all behind u
 * comes behind v and the other way round (2-opt*, Potvin & Rousseau 1995), or only as far as the two trips
 * go; or the part between is reversed (2-opt). v is one of those that go well before u (granular, with time:
 * Vidal et al. 2013). A move whose way saves less than what all penalties of the two routes could give back
 * is passed over before any time is looked at. A pair is tested again only after one of its routes has
 * changed. */
#include "solver/hgs_soft_inner.h"

#define MOST_RUN      3
#define CLOCK_CLIENTS 64

typedef enum { NONE, RUN, TURNED, TAILS, PART, TRIPS } move_kind;
typedef struct move {
    int64_t gain; /* < 0: better, in fractions */
    move_kind kind;
    uint32_t n, m;
} move;

typedef struct pair {
    rsp_hgs_soft *s;
    uint32_t u, v, pu, slot_u, slot_v;
    const rsp_hgs_kind *ku, *kv;
    const rsp_hgs_arc *au, *av;                /* arcs of the two profiles */
    uint32_t run[MOST_RUN], behind[MOST_RUN];  /* from u on; from behind v on */
    uint32_t x[MOST_RUN + 1], z[MOST_RUN + 1]; /* what follows a run of so many */
    uint32_t n_run, n_behind;
    int64_t x_behind; /* way from pu to behind[0] */
    int64_t penalty;  /* of both routes now */
    move best;
} pair;

static int64_t way(const pair *p, const rsp_hgs_arc *arcs, uint32_t a, uint32_t b) {
    const rsp_hgs_soft *s = p->s;
    return arcs[(size_t)s->nodes[a].place * s->v->n_places + s->nodes[b].place].cost;
}

static void keep(pair *p, move_kind kind, uint32_t n, uint32_t m, int64_t gain) {
    if (gain < p->best.gain) {
        p->best = (move){gain, kind, n, m};
    }
}

/* Whether a move that changes the ways by `ways` can still be the best. */
static bool hopeless(const pair *p, int64_t ways) {
    return RSP_HGS_FRACTION * ways - p->penalty >= p->best.gain;
}

static int64_t onward(const pair *p, uint32_t x) {
    return p->s->nodes[x].onward;
}

/* --- between two routes --- */

static bool may_serve(const pair *p, const uint32_t *run, uint32_t n, uint32_t slot) {
    for (uint32_t i = 0; i < n; i++) {
        if ((p->s->v->clients[run[i]].kinds >> p->s->slots[slot].kind & 1) == 0) {
            return false;
        }
    }
    return true;
}

/* The ways inside a run by the other vehicle's arcs, against now. */
static int64_t inside(const pair *p, const uint32_t *run, uint32_t n, const rsp_hgs_arc *now,
                      const rsp_hgs_arc *then) {
    int64_t ways = 0;
    for (uint32_t i = 0; now != then && i + 1 < n; i++) {
        ways += way(p, then, run[i], run[i + 1]) - way(p, now, run[i], run[i + 1]);
    }
    return ways;
}

/* The way and fixed cost of what is left where a run of u goes and m come. */
static int64_t left_behind(const pair *p, uint32_t n, uint32_t m) {
    if (m > 0) {
        return p->x_behind + way(p, p->au, p->behind[m - 1], p->x[n]);
    }
    return p->s->slots[p->slot_u].n == n ? -p->ku->fixed_cost : way(p, p->au, p->pu, p->x[n]);
}

static int64_t judge_left(const pair *p, uint32_t n, uint32_t m) {
    return m == 0 && p->s->slots[p->slot_u].n == n ? 0
                                                   : rsp_hgs_judge(p->s, p->ku, p->pu, p->behind, m, p->x[n]);
}

/* A run of n for runs of m; no way costs less than nothing, so some are given up before all are known. */
static void try_run(pair *p, uint32_t n, int64_t base, bool mixed) {
    uint32_t last = p->run[n - 1];
    int64_t closing = p->s->slots[p->slot_u].n == n ? -p->ku->fixed_cost : 0;
    for (uint32_t m = 0; m <= p->n_behind && m <= n; m++) {
        if (mixed && m > 0 && !may_serve(p, &p->behind[m - 1], 1, p->slot_u)) {
            return;
        }
        int64_t ways =
            base + (m > 0 ? inside(p, p->behind, m, p->av, p->au) - onward(p, p->behind[m - 1]) : 0);
        if (hopeless(p, ways + (m > 0 ? p->x_behind : closing))) {
            continue;
        }
        ways += way(p, p->av, last, p->z[m]);
        if (hopeless(p, ways + (m > 0 ? p->x_behind : closing))) {
            continue;
        }
        ways += left_behind(p, n, m);
        if (!hopeless(p, ways)) {
            keep(p, RUN, n, m,
                 RSP_HGS_FRACTION * ways - p->penalty + rsp_hgs_judge(p->s, p->kv, p->v, p->run, n, p->z[m]) +
                     judge_left(p, n, m));
        }
    }
}

static void try_runs(pair *p) {
    int64_t opened = p->s->slots[p->slot_v].n == 0 ? -p->kv->fixed_cost : onward(p, p->v);
    int64_t base = way(p, p->av, p->v, p->u) - onward(p, p->pu) - opened;
    bool mixed = p->ku != p->kv;
    p->x_behind = p->n_behind > 0 ? way(p, p->au, p->pu, p->behind[0]) : 0;
    for (uint32_t n = 1; n <= p->n_run; n++) {
        if (mixed && !may_serve(p, &p->run[n - 1], 1, p->slot_v)) {
            break;
        }
        try_run(p, n, base - onward(p, p->run[n - 1]) + inside(p, p->run, n, p->au, p->av), mixed);
    }
}

/* A run of two or three turned round behind v; u is its last. */
static void try_turned(pair *p) {
    bool mixed = p->ku != p->kv;
    if (p->s->slots[p->slot_v].n == 0 || (mixed && !may_serve(p, &p->u, 1, p->slot_v))) {
        return;
    }
    uint32_t turned[MOST_RUN] = {p->u, 0, 0};
    uint32_t first = p->u;
    int64_t ways = way(p, p->av, p->v, p->u) - onward(p, p->v);
    for (uint32_t n = 2; n <= MOST_RUN; n++) {
        first = p->s->nodes[first].prev;
        if (first >= p->s->v->n || (mixed && !may_serve(p, &first, 1, p->slot_v))) {
            return;
        }
        turned[n - 1] = first;
        uint32_t before = p->s->nodes[first].prev;
        ways += way(p, p->av, turned[n - 2], first) - onward(p, first);
        bool all = p->s->slots[p->slot_u].n == n;
        int64_t all_ways = ways + way(p, p->av, first, p->z[0]) - onward(p, before) - onward(p, p->u) +
                           (all ? -p->ku->fixed_cost : way(p, p->au, before, p->x[1]));
        if (!hopeless(p, all_ways)) {
            int64_t left = all ? 0 : rsp_hgs_judge(p->s, p->ku, before, NULL, 0, p->x[1]);
            keep(p, TURNED, n, 0,
                 RSP_HGS_FRACTION * all_ways - p->penalty + left +
                     rsp_hgs_judge(p->s, p->kv, p->v, turned, n, p->z[0]));
        }
    }
}

static uint32_t *add_span(const pair *p, uint32_t *to, uint32_t from, uint32_t last) {
    for (uint32_t x = from;; x = p->s->nodes[x].next) {
        *to++ = x;
        if (x == last) {
            return to;
        }
    }
}

/* The clients from x to the end of their trip, into `to`; returns where it ends. */
static uint32_t add_rest(const pair *p, uint32_t x, uint32_t *to, uint32_t *ret_n) {
    uint32_t n = 0;
    for (; x < p->s->v->n; x = p->s->nodes[x].next) {
        to[n++] = x;
    }
    *ret_n = n;
    return x;
}

/* The rests of the trips of u and v change places, what follows these trips stays; the ways differ by `ways`
 * as for the tails, for both trips end at one place. */
static void try_trips(pair *p, int64_t ways) {
    rsp_hgs_soft *s = p->s;
    uint32_t *rest_u = s->mid, *rest_v = &s->mid[s->v->n + 2], n_u = 0, n_v = 0;
    uint32_t end_u = add_rest(p, p->u, rest_u, &n_u), end_v = add_rest(p, p->z[0], rest_v, &n_v);
    bool alone = end_u == rsp_hgs_end(s->v, p->slot_u) && p->pu == rsp_hgs_start(s->v, p->slot_u);
    bool last = end_u == rsp_hgs_end(s->v, p->slot_u) && end_v == rsp_hgs_end(s->v, p->slot_v);
    if (!last && !(alone && n_v == 0)) {
        int64_t gain =
            RSP_HGS_FRACTION * ways - p->penalty + rsp_hgs_judge(s, p->kv, p->v, rest_u, n_u, end_v);
        if (gain < p->best.gain) {
            keep(p, TRIPS, 0, 0, gain + rsp_hgs_judge(s, p->ku, p->pu, rest_v, n_v, end_u));
        }
    }
}

static void try_tails(pair *p) {
    bool v_start = p->v == rsp_hgs_start(p->s->v, p->slot_v);
    bool u_start = p->pu == rsp_hgs_start(p->s->v, p->slot_u);
    bool v_end = p->z[0] == rsp_hgs_end(p->s->v, p->slot_v);
    if (p->ku != p->kv || (v_start && u_start && !p->s->trips)) {
        return;
    }
    int64_t ways = way(p, p->av, p->v, p->u) - onward(p, p->pu);
    ways -= p->s->slots[p->slot_v].n == 0 ? -p->kv->fixed_cost : onward(p, p->v);
    int64_t onto = way(p, p->au, p->pu, p->z[0]);
    bool gone = u_start && v_end;
    if (!(v_start && u_start) && !hopeless(p, ways + (gone ? -p->ku->fixed_cost : onto))) {
        keep(p, TAILS, 0, 0,
             RSP_HGS_FRACTION * (ways + (gone ? -p->ku->fixed_cost : onto)) - p->penalty +
                 rsp_hgs_judge(p->s, p->kv, p->v, NULL, 0, p->u) +
                 (gone ? 0 : rsp_hgs_judge(p->s, p->ku, p->pu, NULL, 0, p->z[0])));
    }
    if (p->kv->reload == p->kv->end && !hopeless(p, ways + onto)) {
        try_trips(p, ways + onto);
    }
}

/* --- inside a route --- */

/* The rests of two trips of one route, the one that comes first and the other, with what lies between. */
static uint32_t arrange_trips(const pair *p, uint32_t *from, uint32_t *ret_q) {
    const rsp_hgs_soft_node *nodes = p->s->nodes;
    bool ahead = nodes[p->v].at < nodes[p->u].at;
    uint32_t *to = p->s->mid, n = 0, first = ahead ? p->z[0] : p->u, second = ahead ? p->u : p->z[0];
    uint32_t x = first;
    *from = ahead ? p->v : p->pu;
    *ret_q = add_rest(p, second, to, &n);
    to += n;
    while (x < p->s->v->n) {
        x = nodes[x].next;
    }
    to = add_span(p, to, x, nodes[second].prev);
    add_rest(p, first, to, &n);
    return (uint32_t)(to + n - p->s->mid);
}

/* The new order between *from and *ret_q, into s->mid; its length. */
static uint32_t arrange(const pair *p, const move *m, uint32_t *from, uint32_t *ret_q) {
    const rsp_hgs_soft_node *nodes = p->s->nodes;
    uint32_t *to = p->s->mid;
    if (m->kind == TRIPS) {
        return arrange_trips(p, from, ret_q);
    }
    if (m->kind == PART) {
        *from = p->v;
        *ret_q = p->x[1];
        for (uint32_t x = p->u; x != p->v; x = nodes[x].prev) {
            *to++ = x;
        }
    } else if (nodes[p->v].at > nodes[p->u].at) {
        *from = p->pu;
        *ret_q = p->z[m->m];
        to = m->m > 0 ? add_span(p, to, p->behind[0], p->behind[m->m - 1]) : to;
        to = add_span(p, to, p->x[m->n], p->v);
        to = add_span(p, to, p->u, p->run[m->n - 1]);
    } else {
        *from = p->v;
        *ret_q = p->x[m->n];
        to = add_span(p, to, p->u, p->run[m->n - 1]);
        to = p->z[m->m] != p->u ? add_span(p, to, p->z[m->m], p->pu) : to;
        to = m->m > 0 ? add_span(p, to, p->behind[0], p->behind[m->m - 1]) : to;
    }
    return (uint32_t)(to - p->s->mid);
}

static void try_arranged(pair *p, move_kind kind, uint32_t n, uint32_t m, int64_t ways) {
    if (!hopeless(p, ways)) {
        move x = {0, kind, n, m};
        uint32_t from = 0, q = 0;
        uint32_t length = arrange(p, &x, &from, &q);
        keep(p, kind, n, m,
             RSP_HGS_FRACTION * ways - p->penalty + rsp_hgs_judge(p->s, p->ku, from, p->s->mid, length, q));
    }
}

static void try_part(pair *p) {
    int64_t ways =
        way(p, p->au, p->v, p->u) + way(p, p->au, p->z[0], p->x[1]) - onward(p, p->v) - onward(p, p->u);
    for (uint32_t x = p->z[0]; !p->s->symmetric && x != p->u; x = p->s->nodes[x].next) {
        uint32_t y = p->s->nodes[x].next;
        ways += way(p, p->au, y, x) - onward(p, x);
    }
    try_arranged(p, PART, 0, 0, ways);
}

static void try_inside(pair *p) {
    uint32_t at_u = p->s->nodes[p->u].at, at_v = p->s->nodes[p->v].at;
    bool ahead = at_v < at_u;
    if (ahead && at_u - at_v >= 2) {
        try_part(p);
    }
    int64_t arc_vu = way(p, p->au, p->v, p->u) - onward(p, p->pu) - onward(p, p->v);
    if (p->s->v->reloads && p->s->of[p->u].trip != p->s->of[p->v].trip && p->ku->reload == p->ku->end) {
        try_arranged(p, TRIPS, 0, 0, arc_vu + way(p, p->au, p->pu, p->z[0]));
    }
    for (uint32_t n = 1; n <= p->n_run && (ahead || at_u + n <= at_v); n++) {
        uint32_t last = p->run[n - 1];
        for (uint32_t m = 0; m <= p->n_behind && (!ahead || at_v + m < at_u); m++) {
            if (ahead && m == 0 && p->v == p->pu) {
                continue;
            }
            int64_t ways = arc_vu - onward(p, last);
            if (ahead && p->z[m] == p->u) { /* neighbours change places: no way between them counts twice */
                ways += way(p, p->au, last, p->z[0]) + way(p, p->au, p->behind[m - 1], p->x[n]);
            } else {
                ways += way(p, p->au, last, p->z[m]);
                ways += m > 0 ? way(p, p->au, p->pu, p->behind[0]) +
                                    way(p, p->au, p->behind[m - 1], p->x[n]) - onward(p, p->behind[m - 1])
                              : way(p, p->au, p->pu, p->x[n]);
            }
            try_arranged(p, RUN, n, m, ways);
        }
    }
}

/* --- doing --- */

static void swap_tails(const pair *p) {
    rsp_hgs_soft *s = p->s;
    uint32_t end_u = rsp_hgs_end(s->v, p->slot_u), end_v = rsp_hgs_end(s->v, p->slot_v);
    uint32_t last_u = s->nodes[end_u].prev, last_v = s->nodes[end_v].prev, behind = p->z[0];
    rsp_hgs_soft_splice(s, p->v, NULL, 0, p->u);
    rsp_hgs_soft_splice(s, last_u, NULL, 0, end_v);
    if (behind == end_v) {
        rsp_hgs_soft_splice(s, p->pu, NULL, 0, end_u);
    } else {
        rsp_hgs_soft_splice(s, p->pu, NULL, 0, behind);
        rsp_hgs_soft_splice(s, last_v, NULL, 0, end_u);
    }
}

static void swap_rests(const pair *p) {
    rsp_hgs_soft *s = p->s;
    uint32_t *rest_u = s->mid, *rest_v = &s->mid[s->v->n + 2], n_u = 0, n_v = 0;
    uint32_t end_u = add_rest(p, p->u, rest_u, &n_u), end_v = add_rest(p, p->z[0], rest_v, &n_v);
    rsp_hgs_soft_splice(s, p->v, rest_u, n_u, end_v);
    rsp_hgs_soft_splice(s, p->pu, rest_v, n_v, end_u);
}

/* Whose way to or from a neighbour the move changes. */
static void push_touched(const pair *p) {
    uint32_t n = p->best.n, m = p->best.m;
    const uint32_t ends[] = {p->u, p->pu, p->v, p->x[n < p->n_run ? n : p->n_run], p->z[m], p->z[0]};
    for (size_t i = 0; i < sizeof ends / sizeof *ends; i++) {
        rsp_hgs_soft_push(p->s, ends[i]);
    }
    rsp_hgs_soft_push(p->s, n > 0 && n <= p->n_run ? p->run[n - 1] : p->u);
    rsp_hgs_soft_push(p->s, m > 0 ? p->behind[m - 1] : p->v);
}

static void apply(const pair *p) {
    rsp_hgs_soft *s = p->s;
    const move *m = &p->best;
    push_touched(p);
    if (m->kind == TAILS) {
        swap_tails(p);
    } else if (m->kind == TRIPS && p->slot_u != p->slot_v) {
        swap_rests(p);
    } else if (p->slot_u == p->slot_v) {
        uint32_t from = 0, q = 0;
        uint32_t n = arrange(p, m, &from, &q);
        rsp_hgs_soft_splice(s, from, s->mid, n, q);
    } else if (m->kind == TURNED) {
        uint32_t turned[MOST_RUN];
        uint32_t x = p->u;
        for (uint32_t i = 0; i < m->n; i++, x = s->nodes[x].prev) {
            turned[i] = x;
        }
        rsp_hgs_soft_splice(s, x, NULL, 0, p->x[1]);
        rsp_hgs_soft_splice(s, p->v, turned, m->n, p->z[0]);
    } else {
        rsp_hgs_soft_splice(s, p->pu, p->behind, m->m, p->x[m->n]);
        rsp_hgs_soft_splice(s, p->v, p->run, m->n, p->z[m->m]);
    }
    s->now++;
    rsp_hgs_soft_refresh(s, p->slot_u);
    if (p->slot_v != p->slot_u) {
        rsp_hgs_soft_refresh(s, p->slot_v);
    }
}

static uint32_t follow(const rsp_hgs_soft *s, uint32_t x, uint32_t *run, uint32_t *after) {
    uint32_t n = 0;
    after[0] = x;
    while (n < MOST_RUN && x < s->v->n) {
        run[n++] = x;
        x = s->nodes[x].next;
        after[n] = x;
    }
    return n;
}

/* Does the best move that makes u follow v, where one is better than none. */
static bool improve(rsp_hgs_soft *s, uint32_t u, uint32_t v) {
    pair p = {.s = s, .u = u, .v = v};
    p.pu = s->nodes[u].prev;
    p.slot_u = s->nodes[u].slot;
    p.slot_v = s->nodes[v].slot;
    p.best = (move){0, NONE, 0, 0};
    p.ku = rsp_hgs_soft_kind(s, p.slot_u);
    p.kv = rsp_hgs_soft_kind(s, p.slot_v);
    p.au = s->v->profiles[p.ku->profile].out;
    p.av = s->v->profiles[p.kv->profile].out;
    p.penalty = s->slots[p.slot_u].penalty;
    if (p.slot_u != p.slot_v) {
        p.penalty += s->slots[p.slot_v].penalty;
    }
    p.n_run = follow(s, u, p.run, p.x);
    p.n_behind = follow(s, s->nodes[v].next, p.behind, p.z);
    if (p.slot_u != p.slot_v) {
        try_runs(&p);
        try_turned(&p);
        try_tails(&p);
    } else {
        try_inside(&p);
    }
    if (p.best.kind == NONE) {
        return false;
    }
    apply(&p);
    return true;
}

/* --- all of it --- */

/* Of the new ways of a move that pays, one is cheaper than the way next to it that goes (Lin & Kernighan
 * 1973): u behind v need only be looked at where the way that joins it there, which costs `cost`, is the one,
 * or where penalties may go; and only after one of the routes has changed. */
static inline bool promising(const rsp_hgs_soft *s, uint32_t slot_u, uint32_t v, int32_t cost, int32_t gone,
                             uint32_t tested) {
    const rsp_hgs_soft_node *x = &s->nodes[v];
    const rsp_hgs_soft_slot *a = &s->slots[slot_u], *b = &s->slots[x->slot];
    int32_t most = gone > x->onward ? gone : x->onward;
    return (a->changed > tested || b->changed > tested) &&
           RSP_HGS_FRACTION * (int64_t)(cost - most) < a->penalty + (a != b ? b->penalty : 0);
}

static int32_t cost_between(const rsp_hgs_soft *s, uint32_t slot, uint32_t a, uint32_t b) {
    return rsp_hgs_soft_arc(s, rsp_hgs_soft_kind(s, slot), a, b).cost;
}

static bool improve_behind(rsp_hgs_soft *s, uint32_t u, uint32_t tested) {
    const uint32_t *before = &s->v->before[(size_t)u * s->v->n_before];
    const int32_t *costs = &s->v->to_before[(size_t)u * s->v->n_before];
    bool one = s->v->n_profiles == 1, better = false;
    for (uint32_t i = 0; i < s->v->n_before && before[i] != RSP_VRP_NONE; i++) {
        uint32_t slot = s->nodes[u].slot, x = before[i];
        if (s->nodes[x].slot == RSP_VRP_NONE) {
            continue;
        }
        int32_t cost = one ? costs[i] : cost_between(s, s->nodes[x].slot, x, u);
        if (promising(s, slot, x, cost, s->nodes[s->nodes[u].prev].onward, tested)) {
            better = improve(s, u, x) || better;
        }
    }
    return better;
}

static bool improve_ahead(rsp_hgs_soft *s, uint32_t u, uint32_t tested) {
    const uint32_t *after = &s->v->after[(size_t)u * s->v->n_before];
    const int32_t *costs = &s->v->to_after[(size_t)u * s->v->n_before];
    bool one = s->v->n_profiles == 1, better = false;
    for (uint32_t i = 0; i < s->v->n_before && after[i] != RSP_VRP_NONE; i++) {
        uint32_t slot = s->nodes[u].slot, x = s->nodes[after[i]].prev;
        if (s->nodes[after[i]].slot == RSP_VRP_NONE) {
            continue;
        }
        int32_t cost = one ? costs[i] : cost_between(s, s->nodes[x].slot, u, after[i]);
        if (x >= s->v->n && s->nodes[u].prev != x &&
            promising(s, slot, x, cost, s->nodes[u].onward, tested)) {
            better = improve(s, u, x) || better;
        }
    }
    return better;
}

/* All moves of one client; whether one was done. */
static bool improve_client(rsp_hgs_soft *s, uint32_t u) {
    const rsp_hgs_view *v = s->v;
    uint32_t tested = s->nodes[u].tested;
    s->nodes[u].tested = s->now;
    if (s->nodes[u].slot == RSP_VRP_NONE) {
        return rsp_hgs_soft_enter(s, u, tested);
    }
    if (!v->clients[u].required && rsp_hgs_soft_leave(s, u)) {
        return true;
    }
    bool better = improve_behind(s, u, tested);
    better = improve_ahead(s, u, tested) || better;
    better = (v->reloads && rsp_hgs_trips_improve(s, u)) || better;
    for (uint32_t k = 0; k < v->n_kinds && s->slots[s->nodes[u].slot].changed > tested; k++) {
        if (s->n_empty[k] > 0) {
            uint32_t slot = s->empty[v->kinds[k].first_slot + s->n_empty[k] - 1];
            better = improve(s, u, rsp_hgs_start(s->v, slot)) || better;
        }
    }
    return better;
}

void rsp_hgs_soft_push(rsp_hgs_soft *s, uint32_t node) {
    if (node < s->v->n && !s->queued[node]) {
        s->queued[node] = true;
        s->queue[(s->first_queued + s->n_queued++) % s->v->n] = node;
    }
}

static uint32_t pop(rsp_hgs_soft *s) {
    uint32_t u = s->queue[s->first_queued];
    s->first_queued = s->first_queued + 1 < s->v->n ? s->first_queued + 1 : 0;
    s->n_queued--;
    s->queued[u] = false;
    return u;
}

void rsp_hgs_local_repair(rsp_hgs_soft *s) {
    while (s->n_queued > 0) {
        (void)improve_client(s, pop(s));
    }
}

void rsp_hgs_local_search(rsp_hgs_soft *s, rsp_rng *rng) {
    for (uint32_t i = s->v->n; i > 1; i--) {
        uint32_t k = rsp_rng_below(rng, i);
        uint32_t x = s->order[i - 1];
        s->order[i - 1] = s->order[k];
        s->order[k] = x;
    }
    bool better = true;
    while (better) {
        better = false;
        for (uint32_t i = 0; i < s->v->n; i++) {
            better = improve_client(s, s->order[i]) || better;
            if (i % CLOCK_CLIENTS == 0 && rsp_hgs_late(s->v)) {
                better = false;
                break;
            }
        }
    }
    while (s->n_queued > 0) {
        (void)pop(s);
    }
}
