/* VROOM's JSON (https://github.com/VROOM-Project/vroom, docs/API.md of 1.15) into a plain problem.
 *
 * VROOM serves the highest sum of priorities, then the most tasks, then at least cost. A task's prize is
 * priority * (tasks + 1) + 1 (a shipment's: two tasks), so that one number says the first two. Costs are
 * fixed + per_hour * hours + per_km * kilometres of driving, or the profile's own matrix of costs; all of
 * them are multiples of one unit that is the largest there can be. Equal vehicles are one kind. */
#include <stdlib.h>
#include <string.h>

#include "solver/read_vroom.h"

#define COUNT(a) (sizeof(a) / sizeof((a)[0]))

typedef struct builder {
    vroom v;
    rsp_vrp_node *nodes;
    const rsp_json **tasks;
    int64_t *priorities;
    uint32_t n, n_tasks;
    rsp_vrp_vehicle *kinds;
    uint32_t n_kinds;
    uint32_t *kind_of; /* by vehicle of the file */
    const rsp_json **vehicles;
    rsp_err *err;
} builder;

static int no_memory(builder *b) {
    return rsp_fail(b->err, RSP_ENOMEM, "out of memory");
}

static uint32_t length(const rsp_json *array) {
    return array != NULL ? array->n : 0;
}

/* Keys that VROOM knows and this version does not: an answer that passed over them would be wrong. */
static void refuse(builder *b, const rsp_json *object, const char *key, const char *why) {
    const rsp_json *at = rsp_json_get(object, key);
    if (at != NULL && at->kind != RSP_JSON_NULL) {
        rsp_vroom_wrong(&b->v, at, "%s", why);
    }
}

/* --- tasks --- */

static bool any(const int64_t amounts[RSP_VRP_DIMS]) {
    for (int i = 0; i < RSP_VRP_DIMS; i++) {
        if (amounts[i] != 0) {
            return true;
        }
    }
    return false;
}

/* What jobs and both halves of shipments have alike. */
static int add_node(builder *b, const rsp_json *at, rsp_vrp_node n, int64_t priority) {
    vroom *v = &b->v;
    int64_t scale = v->f->problem.scale;
    refuse(b, at, "setup_per_type", "setup times by type of vehicle are not read by this version");
    refuse(b, at, "service_per_type", "service times by type of vehicle are not read by this version");
    n.location = rsp_vroom_location(v, at, "location_index", "location");
    n.label = (uint32_t)(rsp_vroom_id(v, at) & UINT32_MAX);
    n.setup = scale * rsp_vroom_whole(v, at, "setup", 0, VROOM_FAR, 0);
    n.service = scale * rsp_vroom_whole(v, at, "service", 0, VROOM_FAR, 0);
    RSP_TRY(rsp_vroom_windows(v, at, "time_windows", &n.windows, &n.n_windows, b->err));
    b->tasks[b->n] = at;
    b->priorities[b->n] = priority;
    b->nodes[b->n++] = n;
    return 0;
}

static int64_t prize(const builder *b, int64_t priority, int64_t tasks) {
    return priority * ((int64_t)b->n_tasks + 1) + tasks;
}

static int add_job(builder *b, const rsp_json *at) {
    static const char *const keys[] = {"id",       "description", "location",       "location_index",
                                       "setup",    "service",     "setup_per_type", "service_per_type",
                                       "amount",   "delivery",    "pickup",         "skills",
                                       "priority", "time_windows"};
    vroom *v = &b->v;
    if (!rsp_vroom_is(v, at, RSP_JSON_OBJECT, "a job")) {
        return 0;
    }
    rsp_vroom_keys(v, at, keys, COUNT(keys));
    int64_t pickup[RSP_VRP_DIMS] = {0};
    int64_t priority = rsp_vroom_whole(v, at, "priority", 0, 100, 0);
    rsp_vrp_node n = {.kind = RSP_VRP_DELIVERY,
                      .other = RSP_VRP_NONE,
                      .skills = rsp_vroom_skills(v, at),
                      .prize = prize(b, priority, 1)};
    bool older = rsp_json_get(at, "delivery") == NULL && rsp_json_get(at, "pickup") == NULL;
    rsp_vroom_amounts(v, at, older ? "amount" : "delivery", n.load);
    rsp_vroom_amounts(v, at, "pickup", pickup);
    if (any(pickup)) {
        if (any(n.load)) {
            rsp_vroom_wrong(v, at,
                            "a job with a delivery and a pickup; this version reads one or the other, "
                            "give two jobs");
        }
        n.kind = RSP_VRP_PICKUP;
        memcpy(n.load, pickup, sizeof n.load);
    }
    return add_node(b, at, n, priority);
}

static int add_shipment(builder *b, const rsp_json *at) {
    static const char *const keys[] = {"pickup", "delivery", "amount", "skills", "priority"};
    static const char *const halves[] = {"id",          "description", "location",       "location_index",
                                         "setup",       "service",     "setup_per_type", "service_per_type",
                                         "time_windows"};
    vroom *v = &b->v;
    if (!rsp_vroom_is(v, at, RSP_JSON_OBJECT, "a shipment")) {
        return 0;
    }
    rsp_vroom_keys(v, at, keys, COUNT(keys));
    const rsp_json *from = rsp_json_get(at, "pickup"), *to = rsp_json_get(at, "delivery");
    if (from == NULL || to == NULL) {
        rsp_vroom_wrong(v, at, "there is no %s; a shipment has a pickup and a delivery",
                        from == NULL ? "pickup" : "delivery");
        return 0;
    }
    if (!rsp_vroom_is(v, from, RSP_JSON_OBJECT, "a pickup") ||
        !rsp_vroom_is(v, to, RSP_JSON_OBJECT, "a delivery")) {
        return 0;
    }
    rsp_vroom_keys(v, from, halves, COUNT(halves));
    rsp_vroom_keys(v, to, halves, COUNT(halves));
    int64_t priority = rsp_vroom_whole(v, at, "priority", 0, 100, 0);
    rsp_vrp_node n = {.kind = RSP_VRP_SHIP_FROM,
                      .other = b->n + 1,
                      .skills = rsp_vroom_skills(v, at),
                      .prize = prize(b, 2 * priority, 2)};
    rsp_vroom_amounts(v, at, "amount", n.load);
    RSP_TRY(add_node(b, from, n, priority));
    n.kind = RSP_VRP_SHIP_TO;
    n.other = b->n - 1;
    n.prize = 0;
    return add_node(b, to, n, priority);
}

/* --- vehicles --- */

/* The node of a start or an end. */
static uint32_t depot(builder *b, uint32_t location) {
    static const rsp_vrp_window always = {0, RSP_VRP_NEVER / 2};
    for (uint32_t i = 0; i < b->n; i++) {
        if (b->nodes[i].location == location) {
            return i;
        }
    }
    b->nodes[b->n] = (rsp_vrp_node){.kind = RSP_VRP_DEPOT,
                                    .location = location,
                                    .other = RSP_VRP_NONE,
                                    .windows = &always,
                                    .n_windows = 1,
                                    .label = location};
    return b->n++;
}

static int read_breaks(builder *b, const rsp_json *vehicle, rsp_vrp_vehicle *k) {
    static const char *const keys[] = {"id", "time_windows", "service", "description", "max_load"};
    vroom *v = &b->v;
    const rsp_json *at = rsp_json_get(vehicle, "breaks");
    if (at == NULL || !rsp_vroom_is(v, at, RSP_JSON_ARRAY, "breaks")) {
        return 0;
    }
    if (at->n > RSP_VRP_BREAKS) {
        rsp_vroom_wrong(v, at, "%u breaks; at most %d are read", at->n, RSP_VRP_BREAKS);
        return 0;
    }
    rsp_vrp_break *breaks = rsp_arena_alloc(v->a, (size_t)at->n + 1, sizeof *breaks);
    if (breaks == NULL) {
        return no_memory(b);
    }
    for (const rsp_json *m = at->first; m != NULL; m = m->next) {
        if (!rsp_vroom_is(v, m, RSP_JSON_OBJECT, "a break")) {
            continue;
        }
        rsp_vroom_keys(v, m, keys, COUNT(keys));
        refuse(b, m, "max_load", "a break with a largest load is not read by this version");
        rsp_vrp_break *to = &breaks[k->n_breaks++];
        to->label = m->index;
        (void)rsp_vroom_id(v, m);
        to->service = v->f->problem.scale * rsp_vroom_whole(v, m, "service", 0, VROOM_FAR, 0);
        RSP_TRY(rsp_vroom_windows(v, m, "time_windows", &to->windows, &to->n_windows, b->err));
    }
    k->breaks = breaks;
    return 0;
}

/* In units of 1 / (3600 * 1000 * scale) of the file's cost, before the common divisor is taken out. */
static void read_costs(builder *b, const rsp_json *vehicle, rsp_vrp_vehicle *k) {
    static const char *const keys[] = {"fixed", "per_hour", "per_task_hour", "per_km"};
    vroom *v = &b->v;
    int64_t scale = v->f->problem.scale, fixed = 0, hour = 3600, km = 0;
    const vroom_ground *g = &v->ground[k->matrix];
    const rsp_json *at = rsp_json_get(vehicle, "costs");
    if (at != NULL && rsp_vroom_is(v, at, RSP_JSON_OBJECT, "costs")) {
        rsp_vroom_keys(v, at, keys, COUNT(keys));
        fixed = rsp_vroom_whole(v, at, "fixed", 0, 1000000, 0);
        hour = rsp_vroom_whole(v, at, "per_hour", 0, 1000000, 3600);
        km = rsp_vroom_whole(v, at, "per_km", 0, 1000000, 0);
        if (rsp_vroom_whole(v, at, "per_task_hour", 0, 1000000, 0) != 0) {
            rsp_vroom_wrong(v, at, "per_task_hour; this version reads costs of driving only");
        }
        if (g->costs != NULL && (hour != 3600 || km != 0)) {
            rsp_vroom_wrong(v, at,
                            "per_hour or per_km beside a matrix of costs for the profile; one of the two "
                            "is expected");
        }
        if (km != 0 && v->matrices && g->distances == NULL) {
            rsp_vroom_wrong(v, at,
                            "per_km without distances; \"distances\" are expected beside the durations");
        }
    }
    k->fixed_cost = fixed * 3600 * 1000 * scale;
    k->cost_per_distance = g->costs != NULL ? 3600 * 1000 * scale : km * 3600 * scale;
    k->cost_per_duration = g->costs != NULL ? 0 : hour * 1000;
}

static void read_limits(builder *b, const rsp_json *at, rsp_vrp_vehicle *k) {
    vroom *v = &b->v;
    int64_t scale = v->f->problem.scale;
    const vroom_ground *g = &v->ground[k->matrix];
    const rsp_json *window = rsp_json_get(at, "time_window");
    rsp_vrp_window w = {0, RSP_VRP_NEVER / 2};
    if (window != NULL) {
        (void)rsp_vroom_window(v, window, &w);
    }
    k->open = w.open;
    k->close = w.close;
    int64_t travel = rsp_vroom_whole(v, at, "max_travel_time", 0, VROOM_FAR, -1);
    int64_t far = rsp_vroom_whole(v, at, "max_distance", 0, VROOM_FAR, -1);
    int64_t tasks = rsp_vroom_whole(v, at, "max_tasks", 0, VROOM_FAR, -1);
    k->longest_duration = travel < 0 ? RSP_VRP_NEVER : travel * scale;
    k->longest_distance = far < 0 ? RSP_VRP_NEVER : far;
    k->most_tasks = tasks < 0 ? RSP_VRP_NEVER : tasks;
    if (far >= 0 && v->matrices && (g->distances == NULL || g->costs != NULL)) {
        rsp_vroom_wrong(v, at, "max_distance %s; \"distances\" are expected beside the durations%s",
                        g->costs != NULL ? "beside a matrix of costs" : "without distances",
                        g->costs != NULL ? ", without \"costs\"" : "");
    }
    const rsp_json *speed = rsp_json_get(at, "speed_factor");
    if (speed != NULL && ((speed->kind != RSP_JSON_INT && speed->kind != RSP_JSON_REAL) ||
                          speed->number < 0.01 || speed->number > 5)) {
        rsp_vroom_wrong(v, speed, "the speed factor is not a number from 0.01 to 5, which is expected");
    }
}

static uint32_t end_of(builder *b, const rsp_json *at, const char *index_key, const char *point_key) {
    if (rsp_json_get(at, b->v.matrices ? index_key : point_key) == NULL) {
        return RSP_VRP_NONE;
    }
    uint32_t location = rsp_vroom_location(&b->v, at, index_key, point_key);
    return location == RSP_VRP_NONE ? RSP_VRP_NONE : depot(b, location);
}

static bool same_breaks(const rsp_vrp_vehicle *x, const rsp_vrp_vehicle *y) {
    bool same = x->n_breaks == y->n_breaks;
    for (uint32_t i = 0; same && i < x->n_breaks; i++) {
        const rsp_vrp_break *a = &x->breaks[i], *b = &y->breaks[i];
        same = a->service == b->service && a->n_windows == b->n_windows;
        for (uint32_t w = 0; same && w < a->n_windows; w++) {
            same = a->windows[w].open == b->windows[w].open && a->windows[w].close == b->windows[w].close;
        }
    }
    return same;
}

static bool same_kind(const rsp_vrp_vehicle *x, const rsp_vrp_vehicle *y) {
    return x->start == y->start && x->end == y->end && x->open == y->open && x->close == y->close &&
           memcmp(x->capacity, y->capacity, sizeof x->capacity) == 0 && x->skills == y->skills &&
           x->matrix == y->matrix && x->fixed_cost == y->fixed_cost &&
           x->cost_per_distance == y->cost_per_distance && x->cost_per_duration == y->cost_per_duration &&
           x->longest_duration == y->longest_duration && x->longest_distance == y->longest_distance &&
           x->most_tasks == y->most_tasks && same_breaks(x, y);
}

static int add_vehicle(builder *b, const rsp_json *at, uint32_t number) {
    static const char *const keys[] = {
        "id",          "profile",      "description", "start",        "start_index", "end",
        "end_index",   "capacity",     "costs",       "skills",       "type",        "breaks",
        "time_window", "speed_factor", "max_tasks",   "max_distance", "steps",       "max_travel_time"};
    vroom *v = &b->v;
    b->vehicles[number] = at;
    if (at->kind != RSP_JSON_OBJECT) { /* told already */
        return 0;
    }
    rsp_vroom_keys(v, at, keys, COUNT(keys));
    refuse(b, at, "steps", "the steps of a vehicle's own route are not read by this version; leave them out");
    (void)rsp_vroom_id(v, at);
    rsp_vrp_vehicle k = {.count = 1,
                         .start = end_of(b, at, "start_index", "start"),
                         .end = end_of(b, at, "end_index", "end"),
                         .skills = rsp_vroom_skills(v, at),
                         .matrix = rsp_vroom_ground_of(v, at),
                         .reload = RSP_VRP_NONE,
                         .label = number};
    if (k.start == RSP_VRP_NONE && k.end == RSP_VRP_NONE) {
        rsp_vroom_wrong(v, at, "there is no start and no end; %s or %s is expected",
                        v->matrices ? "start_index" : "start", v->matrices ? "end_index" : "end");
    }
    rsp_vroom_amounts(v, at, "capacity", k.capacity);
    read_costs(b, at, &k);
    read_limits(b, at, &k);
    RSP_TRY(read_breaks(b, at, &k));
    uint32_t kind = 0;
    while (kind < b->n_kinds && !same_kind(&b->kinds[kind], &k)) {
        kind++;
    }
    if (kind == b->n_kinds) {
        b->kinds[b->n_kinds++] = k;
    } else {
        b->kinds[kind].count++;
    }
    b->kind_of[number] = kind;
    return 0;
}

/* --- the file --- */

typedef struct numbered {
    rsp_vrp_kind kind; /* DEPOT: a vehicle; DELIVERY: a job of any kind */
    int64_t id;
    const rsp_json *at;
} numbered;

static int by_id(const void *x, const void *y) {
    const numbered *a = x, *b = y;
    int c = (a->kind > b->kind) - (a->kind < b->kind);
    c = c != 0 ? c : (a->id > b->id) - (a->id < b->id);
    return c != 0 ? c : (a->at->line > b->at->line) - (a->at->line < b->at->line);
}

static int check_ids(builder *b) {
    uint32_t n = 0;
    numbered *all = rsp_arena_alloc(b->v.a, (size_t)b->n + b->v.vehicles->n, sizeof *all);
    if (all == NULL) {
        return no_memory(b);
    }
    for (uint32_t i = b->v.f->problem.n_depots; i < b->n; i++) {
        rsp_vrp_kind kind = b->nodes[i].kind == RSP_VRP_PICKUP ? RSP_VRP_DELIVERY : b->nodes[i].kind;
        all[n++] = (numbered){kind, rsp_json_get(b->tasks[i], "id")->integer, b->tasks[i]};
    }
    for (uint32_t i = 0; i < b->v.vehicles->n; i++) {
        all[n++] = (numbered){RSP_VRP_DEPOT, rsp_json_get(b->vehicles[i], "id")->integer, b->vehicles[i]};
    }
    qsort(all, n, sizeof *all, by_id);
    for (uint32_t i = 1; i < n; i++) {
        if (all[i].kind == all[i - 1].kind && all[i].id == all[i - 1].id) {
            rsp_vroom_wrong(&b->v, all[i].at,
                            "the id %lld is taken by line %u; each job, pickup, delivery and vehicle should "
                            "have one of its own",
                            (long long)all[i].id, all[i - 1].at->line);
        }
    }
    return 0;
}

static int64_t divisor(int64_t a, int64_t b) {
    while (b != 0) {
        int64_t rest = a % b;
        a = b;
        b = rest;
    }
    return a;
}

/* Costs as small as they can be; how many of ours make one of the file's. */
static int64_t shrink_costs(builder *b) {
    int64_t unit = 3600 * 1000 * b->v.f->problem.scale, common = unit;
    for (uint32_t i = 0; i < b->n_kinds; i++) {
        const rsp_vrp_vehicle *k = &b->kinds[i];
        common = divisor(divisor(common, k->fixed_cost), divisor(k->cost_per_distance, k->cost_per_duration));
    }
    for (uint32_t i = 0; i < b->n_kinds; i++) {
        rsp_vrp_vehicle *k = &b->kinds[i];
        k->fixed_cost /= common;
        k->cost_per_distance /= common;
        k->cost_per_duration /= common;
    }
    return unit / common;
}

static bool check_root(builder *b) {
    static const char *const keys[] = {"jobs", "shipments", "vehicles", "matrices", "matrix"};
    vroom *v = &b->v;
    if (!rsp_vroom_is(v, v->root, RSP_JSON_OBJECT, "the file")) {
        return false;
    }
    rsp_vroom_keys(v, v->root, keys, COUNT(keys));
    v->jobs = rsp_json_get(v->root, "jobs");
    v->shipments = rsp_json_get(v->root, "shipments");
    v->vehicles = rsp_json_get(v->root, "vehicles");
    const rsp_json *matrices = rsp_json_get(v->root, "matrices");
    if ((v->jobs != NULL && !rsp_vroom_is(v, v->jobs, RSP_JSON_ARRAY, "jobs")) ||
        (v->shipments != NULL && !rsp_vroom_is(v, v->shipments, RSP_JSON_ARRAY, "shipments")) ||
        (matrices != NULL && !rsp_vroom_is(v, matrices, RSP_JSON_OBJECT, "matrices"))) {
        return false;
    }
    if (v->vehicles == NULL || v->vehicles->kind != RSP_JSON_ARRAY || v->vehicles->n == 0 ||
        length(v->jobs) + length(v->shipments) == 0) {
        rsp_vroom_wrong(v, v->root,
                        "there are no %s; \"vehicles\" and \"jobs\" or \"shipments\" are expected, not empty",
                        v->vehicles == NULL || v->vehicles->n == 0 ? "vehicles" : "tasks");
        return false;
    }
    const rsp_json *capacity = rsp_json_get(v->vehicles->first, "capacity");
    v->dims = capacity != NULL && capacity->kind == RSP_JSON_ARRAY ? capacity->n : 0;
    b->n_tasks = length(v->jobs) + 2 * length(v->shipments);
    if (v->dims > RSP_VRP_DIMS || b->n_tasks > RSP_VRP_LOCATIONS || v->vehicles->n > RSP_VRP_LOCATIONS) {
        rsp_vroom_wrong(v, v->root,
                        "%u amounts, %u tasks, %u vehicles; at most %d, %u and %u of them are read", v->dims,
                        b->n_tasks, v->vehicles->n, RSP_VRP_DIMS, RSP_VRP_LOCATIONS, RSP_VRP_LOCATIONS);
        return false;
    }
    return true;
}

static int make(builder *b) {
    vroom *v = &b->v;
    size_t most = (size_t)b->n_tasks + 2 * (size_t)v->vehicles->n;
    b->nodes = rsp_arena_alloc(v->a, most, sizeof *b->nodes);
    b->tasks = rsp_arena_alloc(v->a, most, sizeof *b->tasks);
    b->priorities = rsp_arena_alloc(v->a, most, sizeof *b->priorities);
    b->kinds = rsp_arena_alloc(v->a, v->vehicles->n, sizeof *b->kinds);
    b->kind_of = rsp_arena_alloc(v->a, v->vehicles->n, sizeof *b->kind_of);
    b->vehicles = rsp_arena_alloc(v->a, v->vehicles->n, sizeof *b->vehicles);
    if (b->nodes == NULL || b->tasks == NULL || b->priorities == NULL || b->kinds == NULL ||
        b->kind_of == NULL || b->vehicles == NULL) {
        return no_memory(b);
    }
    for (const rsp_json *m = v->vehicles->first; m != NULL; m = m->next) {
        RSP_TRY(add_vehicle(b, m, m->index));
    }
    v->f->problem.n_depots = b->n;
    for (const rsp_json *m = v->jobs != NULL ? v->jobs->first : NULL; m != NULL; m = m->next) {
        RSP_TRY(add_job(b, m));
    }
    for (const rsp_json *m = v->shipments != NULL ? v->shipments->first : NULL; m != NULL; m = m->next) {
        RSP_TRY(add_shipment(b, m));
    }
    RSP_TRY(rsp_diag_result(v->d, b->err));
    RSP_TRY(check_ids(b));
    RSP_TRY(rsp_diag_result(v->d, b->err));
    return rsp_vroom_matrices(v, b->err);
}

int rsp_read_vroom(const rsp_ctx *ctx, rsp_arena *a, const rsp_vrp_read_options *o, const char *text,
                   size_t n, rsp_diag *d, rsp_vrp_file *f, rsp_err *err) {
    builder b = {.v = {.ctx = ctx, .a = a, .d = d, .o = o, .f = f}, .err = err};
    vroom *v = &b.v;
    int rc = rsp_json_parse(a, f->path, text, n, d, &v->root);
    if (rc != 0) {
        return rc == RSP_ENOMEM ? no_memory(&b) : rsp_diag_result(d, err);
    }
    if (check_root(&b)) {
        RSP_TRY(rsp_vroom_ground(v, err));
    }
    RSP_TRY(rsp_diag_result(d, err));
    RSP_TRY(make(&b));
    rsp_vrp_vroom *more = rsp_arena_alloc(a, 1, sizeof *more);
    if (more == NULL) {
        return no_memory(&b);
    }
    rsp_vrp *p = &f->problem;
    p->objective = RSP_VRP_MOST_PRIZE;
    p->nodes = b.nodes;
    p->n_nodes = b.n;
    p->vehicles = b.kinds;
    p->n_vehicles = b.n_kinds;
    p->n_dims = v->dims;
    f->decimals = -1;
    *more = (rsp_vrp_vroom){.root = v->root,
                            .tasks = b.tasks,
                            .vehicles = b.vehicles,
                            .kinds = b.kind_of,
                            .n_vehicles = v->vehicles->n,
                            .priorities = b.priorities,
                            .has_capacity = v->dims > 0,
                            .has_distances = !v->matrices,
                            .cost_unit = shrink_costs(&b)};
    if (v->matrices) {
        more->has_distances = true;
        for (uint32_t i = 0; i < v->n_ground; i++) {
            more->has_distances =
                more->has_distances && v->ground[i].distances != NULL && v->ground[i].costs == NULL;
        }
    }
    f->vroom = more;
    return 0;
}
