/* Compiling a plain routing problem for the engine that serves everything (hgs_view.h). */
#include "solver/hgs_view.h"

#include <inttypes.h>
#include <string.h>

#define MOST_CLIENTS 20000
#define MOST_BYTES   ((size_t)1 << 30) /* of arcs */
#define NEAR         100
#define BEFORE       40
#define WEIGHT_WAIT  0.2
#define FAR_COST     (1 << 28) /* no way */
#define FAR_TIME     (1 << 30)
#define LONGEST_STAY (1 << 28)
#define MOST_PRIZES  ((int64_t)1 << 60)

/* --- what the engine knows --- */

static int refuse(rsp_err *err, const char *what) {
    return rsp_fail(err, RSP_EUNAVAILABLE,
                    "the engine for least cost does not know %s; the ruin-and-recreate engine may", what);
}

static int check_nodes(const rsp_vrp *p, rsp_err *err) {
    bool delivered = false, collected = false;
    int64_t prizes = 0;
    for (uint32_t i = p->n_depots; i < p->n_nodes; i++) {
        const rsp_vrp_node *n = &p->nodes[i];
        if (n->kind == RSP_VRP_SHIP_FROM || n->kind == RSP_VRP_SHIP_TO) {
            return refuse(err, "shipments");
        }
        if (n->n_windows != 1) {
            return refuse(err, "nodes with several windows");
        }
        if (n->setup != 0) {
            return refuse(err, "setup times");
        }
        if (n->prize > MOST_PRIZES - prizes) {
            return refuse(err, "prizes that 60 bits together do not hold");
        }
        prizes += n->prize;
        for (uint32_t k = 0; k < p->n_dims; k++) {
            delivered = delivered || (n->kind == RSP_VRP_DELIVERY && n->load[k] > 0);
            collected = collected || (n->kind == RSP_VRP_PICKUP && n->load[k] > 0);
        }
    }
    return delivered && collected ? refuse(err, "deliveries and pickups in one problem") : 0;
}

static int check_vehicles(const rsp_vrp *p, rsp_err *err) {
    if (p->n_vehicles > RSP_HGS_KINDS) {
        return refuse(err, "more than 64 kinds of vehicles");
    }
    for (uint32_t i = 0; i < p->n_vehicles; i++) {
        const rsp_vrp_vehicle *v = &p->vehicles[i];
        if (v->n_breaks > 0) {
            return refuse(err, "breaks");
        }
        if (v->longest_duration < RSP_VRP_NEVER || v->longest_distance < RSP_VRP_NEVER) {
            return refuse(err, "limits on the duration or distance of a route");
        }
        if (v->reload != RSP_VRP_NONE && v->most_tasks < RSP_VRP_NEVER) {
            return refuse(err, "a largest number of stops for vehicles that make several trips");
        }
        if (v->reload != RSP_VRP_NONE && p->nodes[v->reload].n_windows != 1) {
            return refuse(err, "depots with several windows");
        }
        if (v->open < 0 || v->fixed_cost < 0 || v->fixed_cost > INT64_MAX / 65536) {
            return refuse(err, "vehicles that leave before time 0 or cost what 48 bits do not hold");
        }
    }
    return 0;
}

static int check_parts(const rsp_vrp *p, rsp_err *err) {
    if (p->objective != RSP_VRP_LEAST_COST) {
        return refuse(err, "other objectives than the least cost");
    }
    if (p->n_nodes - p->n_depots > MOST_CLIENTS) {
        return refuse(err, "more than 20000 stops");
    }
    RSP_TRY(check_nodes(p, err));
    return check_vehicles(p, err);
}

/* --- clients and kinds of vehicles --- */

static int32_t clamp(int64_t t) {
    return t < 0 ? 0 : t > RSP_HGS_LATEST ? RSP_HGS_LATEST : (int32_t)t;
}

static int32_t stay(int64_t t) {
    return t > LONGEST_STAY ? LONGEST_STAY : clamp(t);
}

/* Times past what fits count as "no limit"; then nothing real may come near. */
static int check_times(const rsp_vrp *p, rsp_err *err) {
    int64_t latest = 0, busy = 0, longest = 0;
    for (uint32_t i = 0; i < p->n_nodes; i++) {
        const rsp_vrp_node *n = &p->nodes[i];
        int64_t open = n->windows[0].open > n->release ? n->windows[0].open : n->release;
        latest = open > latest ? open : latest;
        busy += n->service < RSP_HGS_LATEST ? n->service : RSP_HGS_LATEST;
    }
    for (uint32_t m = 0; m < p->n_matrices; m++) {
        for (size_t c = 0; c < (size_t)p->n_locations * p->n_locations; c++) {
            int64_t d = p->matrices[m].duration[c];
            longest = d < RSP_VRP_NEVER32 && d > longest ? d : longest;
        }
    }
    bool bounded = true; /* every vehicle must be back in time that fits */
    for (uint32_t i = 0; i < p->n_vehicles; i++) {
        bounded = bounded && p->vehicles[i].close < RSP_HGS_LATEST;
        latest = p->vehicles[i].open > latest ? p->vehicles[i].open : latest;
    }
    int64_t worst = latest + busy + 2 * longest * (int64_t)p->n_nodes;
    if (longest >= RSP_HGS_LATEST || (bounded ? latest : worst) >= RSP_HGS_LATEST) {
        return refuse(err, "times that 29 bits do not hold");
    }
    return 0;
}

static void make_client(const rsp_hgs_view *v, const rsp_vrp_node *n, rsp_hgs_client *ret, int64_t *loads) {
    const rsp_vrp *p = v->p;
    *ret = (rsp_hgs_client){.open = clamp(n->windows[0].open),
                            .close = clamp(n->windows[0].close),
                            .service = stay(n->service),
                            .release = clamp(n->release),
                            .prize = n->prize,
                            .required = n->required};
    bool never = n->windows[0].close < 0 || n->service > LONGEST_STAY;
    for (uint32_t i = 0; i < v->n_kinds && !never; i++) {
        bool fits = (n->skills & ~p->vehicles[i].skills) == 0 && v->kinds[i].n_slots > 0;
        for (uint32_t k = 0; k < p->n_dims; k++) {
            fits = fits && n->load[k] <= p->vehicles[i].capacity[k];
        }
        ret->kinds |= fits ? (uint64_t)1 << i : 0;
    }
    for (uint32_t k = 0; k < v->n_dims; k++) {
        loads[k] = k < p->n_dims ? n->load[k] : 1;
    }
}

static int make_kind(rsp_hgs_view *v, rsp_arena *a, uint32_t i) {
    const rsp_vrp_vehicle *from = &v->p->vehicles[i];
    uint32_t nowhere = v->n_places - 1;
    rsp_hgs_kind *k = &v->kinds[i];
    *k = (rsp_hgs_kind){.first_slot = v->n_slots,
                        .n_slots = from->count < v->n ? from->count : v->n,
                        .start = from->start == RSP_VRP_NONE ? nowhere : v->n + from->start,
                        .end = from->end == RSP_VRP_NONE ? nowhere : v->n + from->end,
                        .reload = from->reload == RSP_VRP_NONE ? RSP_VRP_NONE : v->n + from->reload,
                        .open = clamp(from->open),
                        .close = clamp(from->close),
                        .fixed_cost = from->fixed_cost};
    if (from->close < from->open) {
        k->n_slots = 0;
    }
    v->n_slots += k->n_slots;
    if (from->reload != RSP_VRP_NONE) {
        const rsp_vrp_node *n = &v->p->nodes[from->reload];
        k->reload_open = clamp(n->windows[0].open);
        k->reload_close = clamp(n->windows[0].close);
        k->reload_service = stay(n->service);
        v->reloads = true;
    }
    int64_t *capacity = rsp_arena_alloc(a, v->n_dims + 1, sizeof *capacity);
    if (capacity == NULL) {
        return RSP_ENOMEM;
    }
    for (uint32_t d = 0; d < v->n_dims; d++) {
        int64_t c = d < v->p->n_dims ? from->capacity[d] : from->most_tasks;
        capacity[d] = c > INT64_MAX / 4 ? INT64_MAX / 4 : c;
    }
    k->capacity = capacity;
    return 0;
}

int rsp_hgs_view_check(const rsp_vrp *p, rsp_err *err) {
    RSP_TRY(check_parts(p, err));
    return check_times(p, err);
}

/* --- arcs --- */

static uint32_t location_of(const rsp_hgs_view *v, uint32_t place) {
    if (place + 1 == v->n_places) {
        return RSP_VRP_NONE;
    }
    uint32_t node = place < v->n ? v->p->n_depots + place : place - v->n;
    return v->p->nodes[node].location;
}

static int make_arc(const rsp_hgs_view *v, const rsp_vrp_vehicle *k, uint32_t a, uint32_t b, rsp_hgs_arc *ret,
                    rsp_err *err) {
    uint32_t from = location_of(v, a);
    uint32_t to = location_of(v, b);
    *ret = (rsp_hgs_arc){0, 0};
    if (from == RSP_VRP_NONE || to == RSP_VRP_NONE) {
        return 0;
    }
    size_t cell = (size_t)from * v->p->n_locations + to;
    int32_t distance = v->p->matrices[k->matrix].distance[cell];
    int32_t duration = v->p->matrices[k->matrix].duration[cell];
    if (distance >= RSP_VRP_NEVER32 || duration >= RSP_VRP_NEVER32) {
        *ret = (rsp_hgs_arc){FAR_COST, FAR_TIME};
        return 0;
    }
    int64_t far = 0, slow = 0, cost = 0;
    if (__builtin_mul_overflow(k->cost_per_distance, distance, &far) ||
        __builtin_mul_overflow(k->cost_per_duration, duration, &slow) ||
        __builtin_add_overflow(far, slow, &cost) || cost >= FAR_COST || cost < 0) {
        return refuse(err, "a way that costs what 28 bits do not hold");
    }
    *ret = (rsp_hgs_arc){(int32_t)cost, duration};
    return 0;
}

static int make_profile(const rsp_hgs_view *v, const rsp_vrp_vehicle *k, rsp_arena *a, rsp_hgs_profile *ret,
                        rsp_err *err) {
    size_t n = v->n_places;
    rsp_hgs_arc *out = rsp_arena_alloc(a, n * n, sizeof *out);
    if (out == NULL) {
        return rsp_fail(err, RSP_ENOMEM, "out of memory for %zu arcs", n * n);
    }
    for (uint32_t i = 0; i < n; i++) {
        for (uint32_t j = 0; j < n; j++) {
            RSP_TRY(make_arc(v, k, i, j, &out[i * n + j], err));
        }
    }
    bool symmetric = true;
    for (size_t i = 0; i < n && symmetric; i++) {
        for (size_t j = 0; j < i && symmetric; j++) {
            symmetric = memcmp(&out[i * n + j], &out[j * n + i], sizeof *out) == 0;
        }
    }
    rsp_hgs_arc *in = symmetric ? out : rsp_arena_alloc(a, n * n, sizeof *in);
    if (in == NULL) {
        return rsp_fail(err, RSP_ENOMEM, "out of memory for %zu arcs", n * n);
    }
    for (size_t i = 0; i < n && !symmetric; i++) {
        for (size_t j = 0; j < n; j++) {
            in[j * n + i] = out[i * n + j];
        }
    }
    *ret = (rsp_hgs_profile){out, in};
    return 0;
}

static bool same_arcs(const rsp_vrp_vehicle *a, const rsp_vrp_vehicle *b) {
    return a->matrix == b->matrix && a->cost_per_distance == b->cost_per_distance &&
           a->cost_per_duration == b->cost_per_duration;
}

static int make_profiles(rsp_hgs_view *v, rsp_arena *a, rsp_err *err) {
    const rsp_vrp *p = v->p;
    for (uint32_t i = 0; i < p->n_vehicles; i++) {
        uint32_t like = 0;
        while (!same_arcs(&p->vehicles[like], &p->vehicles[i])) {
            like++;
        }
        if (like < i) {
            v->kinds[i].profile = v->kinds[like].profile;
            continue;
        }
        size_t bytes = (size_t)v->n_places * v->n_places * 2 * sizeof(rsp_hgs_arc);
        if (bytes * (v->n_profiles + 1) > MOST_BYTES) {
            return refuse(err, "so many ways to travel between so many stops (1 GiB of arcs at most)");
        }
        v->kinds[i].profile = v->n_profiles;
        RSP_TRY(make_profile(v, &p->vehicles[i], a, &v->profiles[v->n_profiles], err));
        v->n_profiles++;
    }
    return 0;
}

/* --- neighbours --- */

typedef struct shortlist { /* the best `cap` of what is offered, ties by number: same list on every machine */
    double *key;
    uint32_t *who;
    uint32_t n, cap;
} shortlist;

static void offer(shortlist *s, uint32_t who, double key) {
    if (s->n == s->cap && key >= s->key[s->n - 1]) {
        return;
    }
    uint32_t i = s->n < s->cap ? s->n++ : s->n - 1;
    for (; i > 0 && s->key[i - 1] > key; i--) {
        s->key[i] = s->key[i - 1];
        s->who[i] = s->who[i - 1];
    }
    s->key[i] = key;
    s->who[i] = who;
}

static void keep(const shortlist *s, uint32_t *ret) {
    for (uint32_t i = 0; i < s->cap; i++) {
        ret[i] = i < s->n ? s->who[i] : RSP_VRP_NONE;
    }
}

/* How well b goes right after a; < 0: never. */
static double proximity(const rsp_hgs_view *v, uint32_t a, uint32_t b) {
    const rsp_hgs_client *x = &v->clients[a];
    const rsp_hgs_client *y = &v->clients[b];
    rsp_hgs_arc arc = v->profiles[0].out[(size_t)a * v->n_places + b];
    int64_t soonest = (int64_t)(x->open > x->release ? x->open : x->release) + x->service + arc.time;
    int64_t latest = (int64_t)x->close + x->service + arc.time;
    if (soonest > y->close || (x->kinds & y->kinds) == 0 || arc.cost >= FAR_COST) {
        return -1;
    }
    int64_t wait = y->open > latest ? y->open - latest : 0;
    return arc.cost + WEIGHT_WAIT * v->cost_of_time * (double)wait;
}

/* Lists that are not made in time stay empty. */
static void make_lists(rsp_hgs_view *v, shortlist *lists) {
    double close_by = 0;
    const rsp_hgs_arc *arcs = v->profiles[0].out;
    for (uint32_t i = 0; i < v->n; i++) {
        if (rsp_hgs_late(v)) {
            break;
        }
        lists[0].n = lists[1].n = lists[2].n = 0;
        for (uint32_t j = 0; j < v->n; j++) {
            if (j == i) {
                continue;
            }
            double to = proximity(v, i, j);
            double from = proximity(v, j, i);
            double way = (double)arcs[(size_t)i * v->n_places + j].cost;
            if (from >= 0) {
                offer(&lists[0], j, from);
            }
            if (to >= 0) {
                offer(&lists[1], j, to);
            }
            offer(&lists[2], j, way);
        }
        keep(&lists[0], &v->before[(size_t)i * v->n_before]);
        keep(&lists[1], &v->after[(size_t)i * v->n_before]);
        keep(&lists[2], &v->near[(size_t)i * v->n_near]);
        for (uint32_t k = 0; k < lists[0].n; k++) {
            v->to_before[(size_t)i * v->n_before + k] = arcs[(size_t)lists[0].who[k] * v->n_places + i].cost;
        }
        for (uint32_t k = 0; k < lists[1].n; k++) {
            v->to_after[(size_t)i * v->n_before + k] = arcs[(size_t)i * v->n_places + lists[1].who[k]].cost;
        }
        uint32_t ten = lists[2].n < 10 ? lists[2].n : 10;
        for (uint32_t k = 0; k < ten; k++) {
            close_by += lists[2].key[k] / ten / v->n;
        }
    }
    v->mean_arc = close_by < 1 ? 1 : close_by;
}

static int make_neighbours(rsp_hgs_view *v, rsp_arena *a, rsp_err *err) {
    uint32_t others = v->n > 1 ? v->n - 1 : 1;
    v->n_before = others < BEFORE ? others : BEFORE;
    v->n_near = others < NEAR ? others : NEAR;
    v->before = rsp_arena_alloc(a, (size_t)v->n * v->n_before + 1, sizeof *v->before);
    v->after = rsp_arena_alloc(a, (size_t)v->n * v->n_before + 1, sizeof *v->after);
    v->near = rsp_arena_alloc(a, (size_t)v->n * v->n_near + 1, sizeof *v->near);
    v->to_before = rsp_arena_alloc(a, (size_t)v->n * v->n_before + 1, sizeof *v->to_before);
    v->to_after = rsp_arena_alloc(a, (size_t)v->n * v->n_before + 1, sizeof *v->to_after);
    shortlist lists[3];
    for (int i = 0; i < 3; i++) {
        lists[i] = (shortlist){.key = rsp_arena_alloc(a, NEAR, sizeof(double)),
                               .who = rsp_arena_alloc(a, NEAR, sizeof(uint32_t)),
                               .cap = i < 2 ? v->n_before : v->n_near};
        if (lists[i].key == NULL || lists[i].who == NULL) {
            return rsp_fail(err, RSP_ENOMEM, "out of memory for neighbours");
        }
    }
    if (v->before == NULL || v->after == NULL || v->near == NULL || v->to_before == NULL ||
        v->to_after == NULL) {
        return rsp_fail(err, RSP_ENOMEM, "out of memory for %u neighbours", v->n);
    }
    memset(v->before, 0xff, (size_t)v->n * v->n_before * sizeof *v->before);
    memset(v->after, 0xff, (size_t)v->n * v->n_before * sizeof *v->after);
    memset(v->near, 0xff, (size_t)v->n * v->n_near * sizeof *v->near);
    make_lists(v, lists);
    return 0;
}

/* --- the whole --- */

static int make_parts(rsp_hgs_view *v, rsp_arena *a, rsp_err *err) {
    v->clients = rsp_arena_alloc(a, v->n + 1, sizeof *v->clients);
    v->loads = rsp_arena_alloc(a, (size_t)v->n * v->n_dims + 1, sizeof *v->loads);
    v->kinds = rsp_arena_alloc(a, v->n_kinds + 1, sizeof *v->kinds);
    v->profiles = rsp_arena_alloc(a, v->n_kinds + 1, sizeof *v->profiles);
    if (v->clients == NULL || v->loads == NULL || v->kinds == NULL || v->profiles == NULL) {
        return rsp_fail(err, RSP_ENOMEM, "out of memory for %u stops", v->n);
    }
    int64_t fixed = 0;
    for (uint32_t i = 0; i < v->n_kinds; i++) {
        if (make_kind(v, a, i) != 0) {
            return rsp_fail(err, RSP_ENOMEM, "out of memory for %u kinds of vehicles", v->n_kinds);
        }
        fixed = v->kinds[i].fixed_cost > fixed ? v->kinds[i].fixed_cost : fixed;
    }
    v->absent = fixed;
    for (uint32_t i = 0; i < v->n; i++) {
        make_client(v, &v->p->nodes[v->p->n_depots + i], &v->clients[i], &v->loads[(size_t)i * v->n_dims]);
        v->releases = v->releases || v->clients[i].release > 0;
        v->optionals = v->optionals || !v->clients[i].required;
    }
    return 0;
}

/* What the arcs of the first profile cost and take. */
static void measure(rsp_hgs_view *v) {
    double cost = 0, time = 0;
    int32_t far = 0;
    for (size_t c = 0; c < (size_t)v->n_places * v->n_places; c++) {
        rsp_hgs_arc arc = v->profiles[0].out[c];
        if (arc.cost < FAR_COST) {
            cost += arc.cost;
            time += arc.time;
            far = arc.cost > far ? arc.cost : far;
        }
    }
    v->cost_of_time = time > 0 && cost > 0 ? cost / time : 1;
    v->absent += 4 * (int64_t)far + 1;
}

int rsp_hgs_view_make(const rsp_ctx *ctx, const rsp_vrp *p, int64_t stop_ns, rsp_arena *a, rsp_hgs_view *ret,
                      rsp_err *err) {
    rsp_hgs_view v = {.p = p,
                      .ctx = ctx,
                      .stop_ns = stop_ns,
                      .n = p->n_nodes - p->n_depots,
                      .n_places = p->n_nodes + 1,
                      .n_dims = p->n_dims,
                      .n_kinds = p->n_vehicles};
    for (uint32_t i = 0; i < p->n_vehicles; i++) {
        if (p->vehicles[i].most_tasks < RSP_VRP_NEVER) {
            v.n_dims = p->n_dims + 1;
        }
    }
    RSP_TRY(make_parts(&v, a, err));
    if (v.n > 0 && v.n_kinds > 0) {
        RSP_TRY(make_profiles(&v, a, err));
        measure(&v);
        RSP_TRY(make_neighbours(&v, a, err));
    }
    *ret = v;
    return 0;
}
