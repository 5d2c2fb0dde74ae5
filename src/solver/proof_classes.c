/* Which classes are priced (proof_net.h): those that no other outdoes, as profiles of what differs only in
 * what it takes. */
#include <stdlib.h>

#include "solver/proof_net.h"

static int64_t use_of(const rsp_class *c, uint32_t resource) {
    int64_t amount = 0;
    for (uint32_t i = 0; i < c->n_uses; i++) {
        amount += c->uses[i].resource == resource ? c->uses[i].amount : 0;
    }
    return amount;
}

typedef struct asked { /* of a class by the tasks kept */
    uint64_t skills;
    uint32_t activities;
    int32_t docks;
} asked;

static int64_t clipped(const rsp_proof_net *net, const rsp_class *c, int d) {
    return c->capacity[d] < net->capacity_most[d] ? c->capacity[d] : net->capacity_most[d];
}

static int32_t docks_of(const asked *q, const rsp_class *c) {
    return c->cargo_vehicles < q->docks ? c->cargo_vehicles : q->docks;
}

/* Class y can do all that x can and takes no more; of two alike the first stays. */
static bool outdoes(const rsp_proof_net *net, const asked *q, uint32_t iy, uint32_t ix) {
    const rsp_class *y = &net->p->classes[iy];
    const rsp_class *x = &net->p->classes[ix];
    if (y->matrix != x->matrix || y->start != x->start || y->end != x->end || y->supply != x->supply ||
        (x->missions & q->activities) != (y->missions & q->activities) || y->missions != x->missions ||
        (x->skills & q->skills & ~y->skills) != 0 || y->from > x->from || y->until < x->until ||
        y->followers > x->followers) {
        return false;
    }
    bool same = docks_of(q, x) == docks_of(q, y) && y->followers == x->followers && y->from == x->from &&
                y->until == x->until && (x->skills & q->skills) == (y->skills & q->skills);
    if (docks_of(q, y) < docks_of(q, x)) {
        return false;
    }
    for (int d = 0; d < RSP_DIMS; d++) {
        if (clipped(net, y, d) < clipped(net, x, d)) {
            return false;
        }
        same = same && clipped(net, y, d) == clipped(net, x, d);
    }
    for (uint32_t i = 0; i < y->n_uses; i++) {
        int64_t of_x = use_of(x, y->uses[i].resource);
        if (y->uses[i].amount > of_x) {
            return false;
        }
        same = same && y->uses[i].amount == of_x;
    }
    for (uint32_t i = 0; i < x->n_uses; i++) {
        same = same && x->uses[i].amount == use_of(y, x->uses[i].resource);
    }
    return !same || iy < ix;
}

static bool useful(const rsp_proof_net *net, const rsp_class *c) {
    for (uint32_t i = 0; i < net->n_tasks; i++) {
        const rsp_task *t = &net->p->tasks[net->tasks[i]];
        bool fits = (t->skills & ~c->skills) == 0 && (t->activity & c->missions) != 0 &&
                    (t->docks == 0 || c->cargo_vehicles > 0);
        for (int d = 0; d < RSP_DIMS; d++) {
            fits = fits && t->load[d] <= c->capacity[d];
        }
        if (fits) {
            return true;
        }
    }
    return false;
}

static asked what_is_asked(rsp_proof_net *net) {
    asked q = {0};
    for (uint32_t i = 0; i < net->n_tasks; i++) {
        const rsp_task *t = &net->p->tasks[net->tasks[i]];
        q.skills |= t->skills;
        q.activities |= t->activity;
        q.docks = t->docks > q.docks ? t->docks : q.docks;
        for (int d = 0; d < RSP_DIMS; d++) {
            net->capacity_most[d] += t->load[d] * t->quantity;
        }
    }
    return q;
}

/* Those that cover others come first: short columns, then much room. */
static int by_reach(const rsp_proof_net *net, const rsp_proof_profile *x, const rsp_proof_profile *y) {
    const rsp_class *a = &net->p->classes[x->cls];
    const rsp_class *b = &net->p->classes[y->cls];
    if (a->followers != b->followers) {
        return a->followers < b->followers ? -1 : 1;
    }
    for (int d = RSP_DIMS - 1; d >= 0; d--) {
        if (clipped(net, a, d) != clipped(net, b, d)) {
            return clipped(net, a, d) > clipped(net, b, d) ? -1 : 1;
        }
    }
    return x->cls < y->cls ? -1 : 1;
}

static void sort_profiles(rsp_proof_net *net) {
    for (uint32_t i = 1; i < net->n_profiles; i++) {
        rsp_proof_profile x = net->profiles[i];
        uint32_t k = i;
        for (; k > 0 && by_reach(net, &x, &net->profiles[k - 1]) < 0; k--) {
            net->profiles[k] = net->profiles[k - 1];
        }
        net->profiles[k] = x;
    }
}

typedef struct rival { /* a class among those that travel alike */
    uint32_t matrix, start, end, supply, missions, cls;
    int64_t uses;  /* in all: no class outdoes one that takes less */
    uint64_t mask; /* of the resources it takes, by number modulo 64 */
} rival;

static int by_travel_then_uses(const void *x, const void *y) {
    const rival *a = x;
    const rival *b = y;
    const uint32_t p[] = {a->matrix, a->start, a->end, a->supply, a->missions};
    const uint32_t q[] = {b->matrix, b->start, b->end, b->supply, b->missions};
    for (size_t i = 0; i < sizeof p / sizeof p[0]; i++) {
        if (p[i] != q[i]) {
            return p[i] < q[i] ? -1 : 1;
        }
    }
    if (a->uses != b->uses) {
        return a->uses < b->uses ? -1 : 1;
    }
    return (a->cls > b->cls) - (a->cls < b->cls);
}

static bool travel_alike(const rival *a, const rival *b) {
    return a->matrix == b->matrix && a->start == b->start && a->end == b->end && a->supply == b->supply &&
           a->missions == b->missions;
}

/* Those that no other outdoes stay. What is outdone is outdone by one that
 * stays. */
static int keep_best(const rsp_proof_net *net, const asked *q, rival *all, uint64_t *masks, bool *stays) {
    const rsp_problem *p = net->p;
    for (uint32_t c = 0; c < p->n_classes; c++) {
        const rsp_class *k = &p->classes[c];
        all[c] = (rival){k->matrix, k->start, k->end, k->supply, k->missions, c, 0, 0};
        for (uint32_t i = 0; i < k->n_uses; i++) {
            all[c].uses += k->uses[i].amount;
            all[c].mask |= UINT64_C(1) << k->uses[i].resource % 64;
        }
    }
    qsort(all, p->n_classes, sizeof *all, by_travel_then_uses);
    uint32_t first = 0; /* of those kept that travel alike; kept ones move to the front */
    uint32_t kept = 0;
    for (uint32_t i = 0; i < p->n_classes; i++) {
        rival x = all[i];
        if (kept > first && !travel_alike(&all[kept - 1], &x)) {
            first = kept;
        }
        if (i % 256 == 0 && rsp_proof_stopped(net)) {
            return RSP_ECANCELLED;
        }
        bool out = !useful(net, &p->classes[x.cls]);
        for (uint32_t k = first; k < kept && !out; k++) {
            out = (masks[k] & ~x.mask) == 0 && outdoes(net, q, all[k].cls, x.cls);
        }
        if (!out) {
            masks[kept] = x.mask;
            all[kept++] = x;
            stays[x.cls] = true;
        }
    }
    return 0;
}

typedef struct alike { /* classes with the same numbers are one profile: only what they take differs */
    int64_t room[RSP_DIMS];
    uint64_t skills;
    uint32_t way, supply, missions, cls;
    int32_t docks;
} alike;

/* 0 where only the class differs. */
static int compare_alike(const alike *a, const alike *b) {
    const uint64_t p[] = {a->way, a->supply, a->missions, a->skills, (uint64_t)a->docks};
    const uint64_t q[] = {b->way, b->supply, b->missions, b->skills, (uint64_t)b->docks};
    for (size_t i = 0; i < sizeof p / sizeof p[0]; i++) {
        if (p[i] != q[i]) {
            return p[i] < q[i] ? -1 : 1;
        }
    }
    for (int d = 0; d < RSP_DIMS; d++) {
        if (a->room[d] != b->room[d]) {
            return a->room[d] < b->room[d] ? -1 : 1;
        }
    }
    return 0;
}

static int by_profile_then_class(const void *x, const void *y) {
    const alike *a = x;
    const alike *b = y;
    int c = compare_alike(a, b);
    return c != 0 ? c : (a->cls > b->cls) - (a->cls < b->cls);
}

/* The classes that stay, by profile; how many. */
static int list_alike(rsp_proof_net *net, const asked *q, const bool *stays, rsp_arena *a, alike *list,
                      uint32_t *ret_n) {
    const rsp_problem *p = net->p;
    uint32_t n = 0;
    for (uint32_t x = 0; x < p->n_classes; x++) {
        const rsp_class *c = &p->classes[x];
        if (!stays[x]) {
            continue;
        }
        alike *k = &list[n++];
        *k = (alike){.skills = c->skills & q->skills,
                     .supply = c->supply,
                     .missions = c->missions,
                     .cls = x,
                     .docks = docks_of(q, c)};
        for (int d = 0; d < RSP_DIMS; d++) {
            k->room[d] = clipped(net, c, d);
        }
        int rc = rsp_proof_way_of(net, c, a, &k->way);
        if (rc != 0) {
            return rc;
        }
    }
    qsort(list, n, sizeof *list, by_profile_then_class);
    *ret_n = n;
    return 0;
}

static int fill_profiles(rsp_proof_net *net, const alike *list, uint32_t n, rsp_arena *a) {
    uint32_t *classes = rsp_arena_alloc(a, (size_t)n + 1, sizeof *classes);
    net->profiles = rsp_arena_alloc(a, (size_t)n + 1, sizeof *net->profiles);
    if (classes == NULL || net->profiles == NULL) {
        return RSP_ENOMEM;
    }
    for (uint32_t i = 0; i < n; i++) {
        classes[i] = list[i].cls;
        if (i == 0 || compare_alike(&list[i - 1], &list[i]) != 0) {
            net->profiles[net->n_profiles++] =
                (rsp_proof_profile){.way = list[i].way, .cls = list[i].cls, .classes = &classes[i]};
        }
        net->profiles[net->n_profiles - 1].n_classes++;
    }
    sort_profiles(net);
    return 0;
}

int rsp_proof_select(const rsp_ctx *ctx, rsp_proof_net *net, rsp_arena *a) {
    size_t n = (size_t)net->p->n_classes + 1;
    asked q = what_is_asked(net);
    rival *all = rsp_calloc(ctx, n, sizeof *all);
    uint64_t *masks = rsp_calloc(ctx, n, sizeof *masks); /* of those kept: most are told apart by it */
    bool *stays = rsp_calloc(ctx, n, sizeof *stays);
    alike *list = rsp_calloc(ctx, n, sizeof *list);
    uint32_t kept = 0;
    net->ways = rsp_arena_alloc(a, n, sizeof *net->ways);
    int rc =
        all == NULL || masks == NULL || stays == NULL || list == NULL || net->ways == NULL ? RSP_ENOMEM : 0;
    rc = rc != 0 ? rc : keep_best(net, &q, all, masks, stays);
    rc = rc != 0 ? rc : list_alike(net, &q, stays, a, list, &kept);
    rc = rc != 0 ? rc : fill_profiles(net, list, kept, a);
    rsp_free(ctx, all);
    rsp_free(ctx, masks);
    rsp_free(ctx, stays);
    rsp_free(ctx, list);
    return rc;
}

bool rsp_proof_covers(const rsp_proof_net *net, uint32_t x, uint32_t y) {
    const rsp_class *cx = &net->p->classes[net->profiles[x].cls];
    const rsp_class *cy = &net->p->classes[net->profiles[y].cls];
    bool covers = cx->matrix == cy->matrix && cx->start == cy->start && cx->end == cy->end &&
                  cx->supply == cy->supply && cx->missions == cy->missions &&
                  (cy->skills & ~cx->skills) == 0 && cx->from <= cy->from && cx->until >= cy->until &&
                  cx->followers <= cy->followers && cx->cargo_vehicles >= cy->cargo_vehicles;
    for (int d = 0; d < RSP_DIMS; d++) {
        covers = covers && clipped(net, cx, d) >= clipped(net, cy, d);
    }
    return covers;
}
