/* Moves across the trips of vehicles (hgs_soft.h): a run of up to three stops, or the rest of a trip, becomes
 * a trip of its own, in any vehicle and at any place in its day; a trip is cut in two, or joined to the one
 * before it. Where nearly all ways to a depot cost the same whichever trip they end, these only pay where
 * penalties go, so most are passed over before any time is looked at. */
#include "solver/hgs_soft_inner.h"

#define MOST_RUN 3

typedef struct trip_move {
    int64_t gain;   /* < 0: better, in fractions */
    uint32_t n;     /* of the run that goes */
    uint32_t after; /* it comes behind this node, with a reload behind it, or before it */
    bool behind;
    enum { NOTHING, LONE, CUT, JOIN } kind;
} trip_move;

typedef struct mover {
    rsp_hgs_soft *s;
    uint32_t u, pu, x, slot; /* x: behind the run */
    const rsp_hgs_kind *k;
    uint32_t *run, n;
    int64_t gone;  /* what the ways without the run cost more */
    int64_t alone; /* what the run costs as a trip of its own, by a vehicle of kind k */
    int64_t left;  /* penalty of what is left; < 0: not known yet */
    trip_move best;
} mover;

static int64_t way(const rsp_hgs_soft *s, const rsp_hgs_kind *k, uint32_t a, uint32_t b) {
    return rsp_hgs_soft_arc(s, k, a, b).cost;
}

/* Then a trip costs the same wherever it stands in the day. */
static bool goes_round(const rsp_hgs_kind *k) {
    return k->start == k->reload && k->end == k->reload;
}

static void keep(mover *m, int64_t gain, uint32_t after, bool behind) {
    if (gain < m->best.gain) {
        m->best = (trip_move){gain, m->n, after, behind, LONE};
    }
}

static int64_t penalty_left(mover *m) {
    if (m->left < 0) {
        m->left = m->s->slots[m->slot].n == m->n ? 0 : rsp_hgs_judge(m->s, m->k, m->pu, NULL, 0, m->x);
    }
    return m->left;
}

/* The ways of the run alone by a vehicle, from a to b. */
static int64_t ways_of(const mover *m, const rsp_hgs_kind *k, uint32_t a, uint32_t b) {
    const rsp_hgs_soft *s = m->s;
    int64_t ways = way(s, k, a, m->run[0]) + way(s, k, m->run[m->n - 1], b);
    for (uint32_t i = 0; i + 1 < m->n; i++) {
        ways += way(s, k, m->run[i], m->run[i + 1]);
    }
    return ways;
}

/* What the ways cost more with the run between `after` and `next`, which `now` joins. */
static int64_t ways_between(const mover *m, const rsp_hgs_kind *k, uint32_t reload, uint32_t after,
                            uint32_t next, int64_t now, bool behind) {
    const rsp_hgs_soft *s = m->s;
    if (k == m->k && goes_round(k)) {
        return m->alone;
    }
    return behind ? ways_of(m, k, after, reload) + way(s, k, reload, next) - now
                  : ways_of(m, k, reload, next) + way(s, k, after, reload) - now;
}

/* Behind `after`, in another vehicle. */
static void try_place(mover *m, const rsp_hgs_kind *k, uint32_t reload, uint32_t after, bool behind) {
    rsp_hgs_soft *s = m->s;
    uint32_t next = s->nodes[after].next, slot = s->nodes[after].slot;
    int64_t ways = m->gone + ways_between(m, k, reload, after, next, s->nodes[after].onward, behind);
    int64_t gain = RSP_HGS_FRACTION * ways - s->slots[slot].penalty - s->slots[m->slot].penalty;
    if (gain >= m->best.gain) {
        return;
    }
    gain += penalty_left(m);
    if (gain < m->best.gain) {
        m->run[behind ? (int32_t)m->n : -1] = reload;
        gain += rsp_hgs_judge(s, k, after, behind ? m->run : m->run - 1, m->n + 1, next);
        keep(m, gain, after, behind);
    }
}

/* All nodes of the route between start and end, the run moved, into `to`; how many. */
static uint32_t rearrange(const mover *m, uint32_t reload, uint32_t after, bool behind, uint32_t *to) {
    const rsp_hgs_soft *s = m->s;
    uint32_t n = 0, x = rsp_hgs_start(s->v, m->slot), end = rsp_hgs_end(s->v, m->slot);
    while (x != end) {
        if (x == after) {
            to[n] = reload;
            n += behind ? 0 : 1;
            for (uint32_t i = 0; i < m->n; i++) {
                to[n++] = m->run[i];
            }
            to[n] = reload;
            n += behind ? 1 : 0;
        }
        x = x == m->pu ? m->x : s->nodes[x].next;
        to[n] = x;
        n += x != end;
    }
    return n;
}

/* Behind `after`, in its own vehicle. */
static void try_within(mover *m, uint32_t reload, uint32_t after, bool behind) {
    rsp_hgs_soft *s = m->s;
    uint32_t next = after == m->pu ? m->x : s->nodes[after].next, start = rsp_hgs_start(s->v, m->slot);
    int64_t now = after == m->pu ? way(s, m->k, after, next) : s->nodes[after].onward;
    int64_t ways = m->gone + ways_between(m, m->k, reload, after, next, now, behind);
    int64_t gain = RSP_HGS_FRACTION * ways - s->slots[m->slot].penalty;
    if (gain < m->best.gain) {
        uint32_t n = rearrange(m, reload, after, behind, s->mid);
        keep(m, gain + rsp_hgs_judge(s, m->k, start, s->mid, n, rsp_hgs_end(s->v, m->slot)), after, behind);
    }
}

static bool may_serve(const mover *m, uint32_t slot) {
    const rsp_hgs_soft *s = m->s;
    bool all = true;
    for (uint32_t i = 0; i < m->n && s->slots[slot].kind != s->slots[m->slot].kind; i++) {
        all = all && (s->v->clients[m->run[i]].kinds >> s->slots[slot].kind & 1) != 0;
    }
    return all;
}

/* The places between the trips of one vehicle. */
static void try_slot(mover *m, uint32_t slot) {
    rsp_hgs_soft *s = m->s;
    const rsp_hgs_kind *k = rsp_hgs_soft_kind(s, slot);
    uint32_t reload = rsp_hgs_soft_reload(s, k), last = s->nodes[rsp_hgs_end(s->v, slot)].prev;
    bool own = slot == m->slot;
    if (own) {
        last = m->x == rsp_hgs_end(s->v, slot) ? m->pu : last;
        try_within(m, reload, last, false);
    } else {
        try_place(m, k, reload, last, false);
    }
    for (uint32_t trip = s->of[last].trip;; trip = s->of[s->nodes[trip].prev].trip) {
        if (own) {
            try_within(m, reload, trip, true);
        } else {
            try_place(m, k, reload, trip, true);
        }
        if (!rsp_hgs_is_reload(s->v, trip)) {
            return;
        }
    }
}

static void try_run(mover *m) {
    rsp_hgs_soft *s = m->s;
    bool round = goes_round(m->k);
    uint32_t last = m->run[m->n - 1];
    bool all = s->slots[m->slot].n == m->n;
    m->left = -1;
    m->gone = -(int64_t)s->nodes[m->pu].onward - s->nodes[last].onward;
    for (uint32_t i = 0; i + 1 < m->n; i++) {
        m->gone -= s->nodes[m->run[i]].onward;
    }
    m->gone += all ? -m->k->fixed_cost : way(s, m->k, m->pu, m->x);
    m->alone = round ? ways_of(m, m->k, rsp_hgs_start(s->v, m->slot), rsp_hgs_end(s->v, m->slot)) : 0;
    for (uint32_t slot = 0; slot < s->v->n_slots; slot++) {
        const rsp_hgs_kind *k = rsp_hgs_soft_kind(s, slot);
        if (s->slots[slot].n == 0 || k->reload == RSP_VRP_NONE || (all && slot == m->slot)) {
            continue;
        }
        int64_t most = s->slots[m->slot].penalty + (slot != m->slot ? s->slots[slot].penalty : 0);
        if (k == m->k && round && RSP_HGS_FRACTION * (m->gone + m->alone) - most >= m->best.gain) {
            continue;
        }
        if (may_serve(m, slot)) {
            try_slot(m, slot);
        }
    }
}

static void try_reload(mover *m) {
    rsp_hgs_soft *s = m->s;
    int64_t now = s->slots[m->slot].penalty, gain = -now;
    uint32_t before = s->nodes[m->pu].prev;
    if (rsp_hgs_is_reload(s->v, m->pu)) {
        gain += RSP_HGS_FRACTION *
                (way(s, m->k, before, m->u) - s->nodes[before].onward - s->nodes[m->pu].onward);
        if (gain < m->best.gain) {
            gain += rsp_hgs_judge(s, m->k, before, NULL, 0, m->u);
            if (gain < m->best.gain) {
                m->best = (trip_move){gain, 0, before, false, JOIN};
            }
        }
    } else if (m->pu < s->v->n && m->k->reload != RSP_VRP_NONE && now > 0) {
        uint32_t reload = rsp_hgs_soft_reload(s, m->k);
        gain += RSP_HGS_FRACTION *
                (way(s, m->k, m->pu, reload) + way(s, m->k, reload, m->u) - s->nodes[m->pu].onward);
        if (gain < m->best.gain) {
            gain += rsp_hgs_judge(s, m->k, m->pu, &reload, 1, m->u);
            if (gain < m->best.gain) {
                m->best = (trip_move){gain, 0, m->pu, false, CUT};
            }
        }
    }
}

/* --- doing --- */

static void move_run(mover *m) {
    rsp_hgs_soft *s = m->s;
    const trip_move *b = &m->best;
    uint32_t slot = s->nodes[b->after].slot, reload = rsp_hgs_soft_reload(s, rsp_hgs_soft_kind(s, slot));
    s->n_pool--;
    m->n = b->n;
    m->x = s->nodes[m->run[m->n - 1]].next;
    if (slot == m->slot) {
        uint32_t n = rearrange(m, reload, b->after, b->behind, s->mid);
        rsp_hgs_soft_splice(s, rsp_hgs_start(s->v, slot), s->mid, n, rsp_hgs_end(s->v, slot));
    } else {
        m->run[b->behind ? (int32_t)m->n : -1] = reload;
        rsp_hgs_soft_splice(s, m->pu, NULL, 0, m->x);
        rsp_hgs_soft_splice(s, b->after, b->behind ? m->run : m->run - 1, m->n + 1, s->nodes[b->after].next);
        rsp_hgs_soft_refresh(s, slot);
    }
}

static void apply(mover *m) {
    rsp_hgs_soft *s = m->s;
    const trip_move *b = &m->best;
    const uint32_t ends[] = {m->u, m->pu, b->after, s->nodes[b->after].next};
    s->now++;
    if (b->kind == LONE) {
        uint32_t last = m->run[b->n - 1];
        rsp_hgs_soft_push(s, last);
        rsp_hgs_soft_push(s, s->nodes[last].next);
        move_run(m);
    } else if (b->kind == CUT) {
        uint32_t reload = rsp_hgs_soft_reload(s, m->k);
        s->n_pool--;
        rsp_hgs_soft_splice(s, m->pu, &reload, 1, m->u);
    } else {
        s->pool[s->n_pool++] = m->pu;
        rsp_hgs_soft_splice(s, b->after, NULL, 0, m->u);
    }
    rsp_hgs_soft_refresh(s, m->slot);
    for (size_t i = 0; i < sizeof ends / sizeof *ends; i++) {
        rsp_hgs_soft_push(s, ends[i]);
    }
}

bool rsp_hgs_trips_improve(rsp_hgs_soft *s, uint32_t u) {
    mover m = {.s = s, .u = u, .pu = s->nodes[u].prev, .slot = s->nodes[u].slot};
    m.k = rsp_hgs_soft_kind(s, m.slot);
    m.run = &s->mid[2 * s->v->n + 5]; /* behind one route, with room for a reload on both sides */
    m.best.gain = 0;
    try_reload(&m);
    for (m.x = u; m.x < s->v->n;) {
        m.run[m.n++] = m.x;
        m.x = s->nodes[m.x].next;
        if (m.n <= MOST_RUN || m.x >= s->v->n) {
            try_run(&m);
        }
    }
    if (m.best.kind == NOTHING) {
        return false;
    }
    apply(&m);
    return true;
}
