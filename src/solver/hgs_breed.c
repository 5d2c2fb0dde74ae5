/* A population of solutions (hgs_breed.h). */
#include "solver/hgs_breed.h"

#include <string.h>

#define NONE          RSP_VRP_NONE
#define ELITE         4
#define CLOSEST       5
#define ADAPT         100 /* children between two changes of penalties */
#define TARGET_SHARE  0.4
#define PATIENCE      20000 /* children without a new best before the population starts afresh */
#define MOST_ROUTES   6     /* that a child takes over */
#define REPAIR_CHANCE 2     /* one in */

int rsp_hgs_breed_new(const rsp_hgs_view *v, rsp_arena *a, uint64_t seed, rsp_hgs_breed *b, rsp_err *err) {
    memset(b, 0, sizeof *b);
    RSP_TRY(rsp_hgs_soft_new(v, a, &b->soft, err));
    rsp_rng_seed(&b->rng, seed);
    int rc = rsp_hgs_person_new(v, a, &b->best);
    for (uint16_t i = 0; i < RSP_HGS_MOST && rc == 0; i++) {
        rc = rsp_hgs_person_new(v, a, &b->people[i]);
        b->spare[b->n_spare++] = i;
    }
    b->apart = rsp_arena_alloc(a, (size_t)RSP_HGS_MOST * RSP_HGS_MOST, sizeof *b->apart);
    b->mark = rsp_arena_alloc(a, v->n + v->n_slots, sizeof *b->mark);
    b->pick = rsp_arena_alloc(a, v->n + v->n_slots, sizeof *b->pick);
    b->loose = rsp_arena_alloc(a, v->n, sizeof *b->loose);
    if (rc != 0 || b->apart == NULL || b->mark == NULL || b->pick == NULL || b->loose == NULL) {
        return rsp_fail(err, RSP_ENOMEM, "out of memory for a population over %u stops", v->n);
    }
    rsp_hgs_penalties_init(v, &b->penalties);
    return 0;
}

static void adapt_penalties(rsp_hgs_breed *b) {
    if (rsp_hgs_penalties_adapt(&b->penalties, ADAPT, TARGET_SHARE)) {
        rsp_hgs_penalties_use(&b->penalties, &b->soft, 1);
        for (uint32_t i = 0; i < b->n_alive[0]; i++) {
            rsp_hgs_person *p = &b->people[b->alive[0][i]];
            p->price = rsp_hgs_soft_price(&b->soft, &p->cost);
        }
    }
}

/* --- who survives --- */

static float distance(const rsp_hgs_view *v, const rsp_hgs_person *a, const rsp_hgs_person *b) {
    uint32_t differ = 0;
    for (uint32_t i = 0; i < v->n; i++) {
        differ += (a->next[i] != b->next[i] && a->next[i] != b->prev[i]) ? 1u : 0u;
        differ += a->prev[i] == NONE && b->prev[i] != NONE && b->next[i] != NONE ? 1u : 0u;
    }
    return (float)differ / (float)v->n;
}

static float *apart(rsp_hgs_breed *b, uint32_t i, uint32_t k) {
    return &b->apart[(size_t)i * RSP_HGS_MOST + k];
}

static double closeness(rsp_hgs_breed *b, const uint16_t *alive, uint32_t n, uint32_t who) {
    float near[CLOSEST] = {0};
    uint32_t found = 0;
    for (uint32_t i = 0; i < n; i++) {
        if (alive[i] == who) {
            continue;
        }
        float d = *apart(b, who, alive[i]);
        if (found == CLOSEST && d >= near[CLOSEST - 1]) {
            continue;
        }
        uint32_t k = found < CLOSEST ? found++ : CLOSEST - 1;
        for (; k > 0 && near[k - 1] > d; k--) {
            near[k] = near[k - 1];
        }
        near[k] = d;
    }
    double sum = 0;
    for (uint32_t i = 0; i < found; i++) {
        sum += (double)near[i];
    }
    return found > 0 ? sum / found : 1;
}

/* Biased fitness: rank by price (alive is in that order), and by diversity. */
static void rate(rsp_hgs_breed *b, const uint16_t *alive, uint32_t n) {
    double far[RSP_HGS_MOST];
    for (uint32_t i = 0; i < n; i++) {
        far[i] = closeness(b, alive, n, alive[i]);
    }
    double weight = n > ELITE ? 1 - (double)ELITE / n : 0;
    for (uint32_t i = 0; i < n; i++) {
        uint32_t rank = 0;
        for (uint32_t k = 0; k < n; k++) {
            rank += far[k] > far[i] || (k < i && far[k] == far[i]);
        }
        b->people[alive[i]].fitness = (i + weight * rank) / n;
    }
}

static void sort_alive(rsp_hgs_breed *b, uint16_t *alive, uint32_t n) {
    for (uint32_t i = 1; i < n; i++) {
        uint16_t who = alive[i];
        uint32_t k = i;
        for (; k > 0 && b->people[alive[k - 1]].price > b->people[who].price; k--) {
            alive[k] = alive[k - 1];
        }
        alive[k] = who;
    }
}

/* The one to go: a twin of another if there is one, else the least fit; never the cheapest. */
static uint32_t worst(rsp_hgs_breed *b, const uint16_t *alive, uint32_t n) {
    uint32_t least = n - 1;
    bool twins = false;
    for (uint32_t i = 1; i < n; i++) {
        bool twin = false;
        for (uint32_t k = 0; k < i && !twin; k++) {
            twin = *apart(b, alive[i], alive[k]) == 0;
        }
        double fitness = b->people[alive[i]].fitness;
        if (twin > twins || (twin == twins && fitness >= b->people[alive[least]].fitness)) {
            least = i;
            twins = twin;
        }
    }
    return least;
}

static void thin(rsp_hgs_breed *b, bool feasible) {
    uint16_t *alive = b->alive[feasible];
    uint16_t *n = &b->n_alive[feasible];
    sort_alive(b, alive, *n);
    while (*n > RSP_HGS_FEW) {
        rate(b, alive, *n);
        uint32_t i = worst(b, alive, *n);
        b->spare[b->n_spare++] = alive[i];
        memmove(&alive[i], &alive[i + 1], (*n - i - 1u) * sizeof *alive);
        --*n;
    }
}

/* Adds what is in b->soft; whether it is the best so far. */
static bool add(rsp_hgs_breed *b) {
    uint16_t who = b->spare[--b->n_spare];
    rsp_hgs_person *p = &b->people[who];
    rsp_hgs_person_take(&b->soft, p);
    uint16_t *alive = b->alive[p->feasible];
    uint16_t *n = &b->n_alive[p->feasible];
    *apart(b, who, who) = 0;
    for (uint32_t i = 0; i < *n; i++) {
        *apart(b, who, alive[i]) = *apart(b, alive[i], who) = distance(b->soft.v, p, &b->people[alive[i]]);
    }
    alive[(*n)++] = who;
    if (*n > RSP_HGS_FEW + RSP_HGS_MORE) {
        thin(b, p->feasible);
    }
    sort_alive(b, alive, *n);
    rate(b, alive, *n);
    bool best = p->feasible && p->cost.ways < b->best.cost.ways;
    if (best) {
        rsp_hgs_person_copy(b->soft.v, &b->best, p);
        b->fruitless = 0;
    }
    return best;
}

/* --- children --- */

static const rsp_hgs_person *parent(rsp_hgs_breed *b) {
    const rsp_hgs_person *best = NULL;
    for (int i = 0; i < 2; i++) {
        uint32_t k = rsp_rng_below(&b->rng, (uint32_t)b->n_alive[0] + b->n_alive[1]);
        const rsp_hgs_person *p =
            &b->people[k < b->n_alive[1] ? b->alive[1][k] : b->alive[0][k - b->n_alive[1]]];
        best = best == NULL || p->fitness < best->fitness ? p : best;
    }
    return best;
}

/* Marks every client with the slot that serves it in p. Returns how many slots are in use. */
static uint32_t mark_slots(const rsp_hgs_view *v, const rsp_hgs_person *p, uint32_t *mark) {
    uint32_t used = 0;
    for (uint32_t slot = 0; slot < v->n_slots; slot++) {
        used += p->first[slot] != NONE;
        for (uint32_t x = p->first[slot]; x != NONE; x = p->next[x]) {
            mark[x] = slot;
        }
    }
    return used;
}

/* Routes of a near one client go (pick = 1 on slots behind the clients), clients of theirs marked in pick. */
static uint32_t pick_routes(rsp_hgs_breed *b, const rsp_hgs_person *a, uint32_t most) {
    const rsp_hgs_view *v = b->soft.v;
    memset(b->pick, 0, (v->n + v->n_slots) * sizeof *b->pick);
    uint32_t seed = rsp_rng_below(&b->rng, v->n), picked = 0;
    for (uint32_t i = 0; i <= v->n_near && picked < most; i++) {
        uint32_t c = i == 0 ? seed : v->near[(size_t)seed * v->n_near + i - 1];
        if (c == NONE || b->pick[v->n + b->mark[c]] != 0) {
            continue;
        }
        uint32_t slot = b->mark[c];
        b->pick[v->n + slot] = 1;
        picked++;
        for (uint32_t x = a->first[slot]; x != NONE; x = a->next[x]) {
            b->pick[x] = 1;
        }
    }
    return picked;
}

/* The route of `from`, not yet taken, that has most in common with what was picked; NONE: nothing. */
static uint32_t likest(rsp_hgs_breed *b, const rsp_hgs_person *from) {
    const rsp_hgs_view *v = b->soft.v;
    uint32_t best = NONE;
    int64_t most = INT64_MIN;
    for (uint32_t slot = 0; slot < v->n_slots; slot++) {
        uint32_t first = from->first[slot];
        if (first == NONE || b->mark[v->n + slot] != 0) {
            continue;
        }
        int64_t common = 0, other = 0;
        for (uint32_t x = first; x != NONE; x = from->next[x]) {
            common += b->pick[x] != 0;
            other += b->pick[x] == 0;
        }
        if (common > 0 && common - other > most) {
            most = common - other;
            best = slot;
        }
    }
    return best;
}

/* The routes of a that were not picked, without those whom another route serves already. */
static void keep_routes(rsp_hgs_breed *b, const rsp_hgs_person *a) {
    const rsp_hgs_view *v = b->soft.v;
    for (uint32_t slot = 0; slot < v->n_slots; slot++) {
        if (a->first[slot] == NONE || b->pick[v->n + slot] != 0) {
            continue;
        }
        bool whole = true;
        for (uint32_t x = a->first[slot]; x != NONE; x = a->next[x]) {
            whole = whole && b->soft.nodes[x].slot == NONE;
        }
        rsp_hgs_person_put(&b->soft, slot, a, a->first[slot]);
        b->soft.slots[slot].changed = whole ? 0 : b->soft.now; /* a whole one was searched before */
    }
}

/* The other parent's routes that have most in common with what was picked, into vehicles of the same kind
 * that a does not need. */
static void bring_routes(rsp_hgs_breed *b, const rsp_hgs_person *a, const rsp_hgs_person *from,
                         uint32_t most) {
    const rsp_hgs_view *v = b->soft.v;
    memset(&b->mark[v->n], 0, v->n_slots * sizeof *b->mark);
    for (uint32_t i = 0; i < most; i++) {
        uint32_t slot = likest(b, from);
        if (slot == NONE) {
            return;
        }
        b->mark[v->n + slot] = 1;
        const rsp_hgs_kind *k = rsp_hgs_soft_kind(&b->soft, slot);
        for (uint32_t to = k->first_slot; to < k->first_slot + k->n_slots; to++) {
            if (b->soft.slots[to].n == 0 && (a->first[to] == NONE || b->pick[v->n + to] != 0)) {
                rsp_hgs_person_put(&b->soft, to, from, from->first[slot]);
                break;
            }
        }
    }
}

static void insert_rest(rsp_hgs_breed *b) {
    const rsp_hgs_view *v = b->soft.v;
    b->n_loose = 0;
    for (uint32_t i = 0; i < v->n; i++) {
        if (b->soft.nodes[i].slot == NONE) {
            b->loose[b->n_loose++] = i;
        }
    }
    while (b->n_loose > 0) {
        uint32_t i = rsp_rng_below(&b->rng, b->n_loose);
        (void)rsp_hgs_soft_insert(&b->soft, b->loose[i], 0);
        b->loose[i] = b->loose[--b->n_loose];
    }
}

/* Selective route exchange: whom both parts serve is dropped from what comes, or from what stays. */
static void cross(rsp_hgs_breed *b, const rsp_hgs_person *a, const rsp_hgs_person *other) {
    uint32_t used = mark_slots(b->soft.v, a, b->mark);
    uint32_t most = pick_routes(
        b, a, 1 + rsp_rng_below(&b->rng, used > 2 ? (used / 2 < MOST_ROUTES ? used / 2 : MOST_ROUTES) : 1));
    rsp_hgs_soft_clear(&b->soft);
    if (rsp_rng_below(&b->rng, 2) == 0) {
        keep_routes(b, a);
        bring_routes(b, a, other, most);
    } else {
        bring_routes(b, a, other, most);
        keep_routes(b, a);
    }
    insert_rest(b);
}

static bool grown(rsp_hgs_breed *b) {
    rsp_hgs_local_search(&b->soft, &b->rng);
    rsp_hgs_soft_cost cost = rsp_hgs_soft_sum(&b->soft);
    rsp_hgs_penalties_note(&b->penalties, b->soft.v, &cost);
    bool best = add(b);
    if (rsp_hgs_soft_feasible(b->soft.v, &cost) || rsp_rng_below(&b->rng, REPAIR_CHANCE) != 0) {
        return best;
    }
    rsp_hgs_penalties_use(&b->penalties, &b->soft, 10);
    b->soft.now++;
    for (uint32_t slot = 0; slot < b->soft.v->n_slots; slot++) {
        rsp_hgs_soft_refresh(&b->soft, slot);
    }
    rsp_hgs_local_search(&b->soft, &b->rng);
    rsp_hgs_penalties_use(&b->penalties, &b->soft, 1);
    cost = rsp_hgs_soft_sum(&b->soft);
    return rsp_hgs_soft_feasible(b->soft.v, &cost) ? add(b) || best : best;
}

bool rsp_hgs_breed_join(rsp_hgs_breed *b, const rsp_hgs_tour *t) {
    rsp_hgs_penalties_use(&b->penalties, &b->soft, 1);
    rsp_hgs_tour_soften(t, &b->soft);
    b->born++;
    return grown(b);
}

bool rsp_hgs_breed_step(rsp_hgs_breed *b) {
    if (b->fruitless > PATIENCE) {
        for (int i = 0; i < 2; i++) {
            while (b->n_alive[i] > 0) {
                b->spare[b->n_spare++] = b->alive[i][--b->n_alive[i]];
            }
        }
        b->fruitless = b->born = 0;
    }
    b->fruitless++;
    if (b->born < RSP_HGS_FEW || b->n_alive[0] + b->n_alive[1] < 2) {
        rsp_hgs_penalties_use(&b->penalties, &b->soft, 1);
        rsp_hgs_soft_clear(&b->soft);
        insert_rest(b);
    } else {
        const rsp_hgs_person *a = parent(b);
        cross(b, a, parent(b));
    }
    b->born++;
    bool best = grown(b);
    adapt_penalties(b);
    return best;
}
