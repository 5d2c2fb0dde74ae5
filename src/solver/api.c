/* The C API, first half: a handle and the pieces of a problem (respite/solver.h). Each piece is checked in
 * full and copied before it is counted, so that a call that fails changes nothing. */
#include "solver/api.h"

#include <string.h>

#define STRETCH_MOST 10000
#define DOCKS_MOST   10000

/* Shorthand of the checks: the first that does not hold is told. */
#define EXPECT(s, cond, ...)                                                                                 \
    do {                                                                                                     \
        if (!(cond)) {                                                                                       \
            return rsp_fail(&(s)->err, RSP_EINPUT, __VA_ARGS__);                                             \
        }                                                                                                    \
    } while (0)

static int no_memory(rsp_solver *s) {
    return rsp_fail(&s->err, RSP_ENOMEM, "out of memory");
}

static bool is_time(int32_t t) {
    return t >= -RSP_SOLVER_TIME_MAX && t <= RSP_SOLVER_TIME_MAX;
}

static bool is_amount(int64_t a) {
    return a >= 0 && a <= RSP_SOLVER_AMOUNT_MAX;
}

/* Whether n times `each` is an amount too. */
static bool fits_times(int64_t each, int64_t n) {
    int64_t all = 0;
    return is_amount(each) && !__builtin_mul_overflow(each, n, &all) && is_amount(all);
}

static int room_for_one(rsp_solver *s, size_t n, const char *what) {
    return n < RSP_SOLVER_PIECES_MAX ? 0
                                     : rsp_fail(&s->err, RSP_ELIMIT, "%s: there are %zu; at most %d", what, n,
                                                RSP_SOLVER_PIECES_MAX);
}

static int is_counted(rsp_solver *s, const char *what, const void *list, size_t n, size_t most) {
    EXPECT(s, n == 0 || list != NULL, "%s: the list is NULL; expected %zu entries", what, n);
    return n <= most ? 0 : rsp_fail(&s->err, RSP_ELIMIT, "%s: %zu entries; at most %zu", what, n, most);
}

int rsp_api_new(const rsp_env *env, rsp_solver **ret) {
    if (ret == NULL) {
        return RSP_EINPUT;
    }
    rsp_ctx ctx = rsp_ctx_init(env, NULL);
    rsp_solver *s = rsp_calloc(&ctx, 1, sizeof *s);
    if (s == NULL) {
        return RSP_ENOMEM;
    }
    atomic_init(&s->cancel, 0);
    s->ctx = rsp_ctx_init(env, &s->cancel);
    int rc = rsp_arena_new(&s->ctx, 0, &s->lists, &s->err);
    if (rc != 0) {
        rsp_solver_free(s);
        return rc;
    }
    *ret = s;
    return 0;
}

int rsp_solver_new(rsp_solver **ret) {
    return rsp_api_new(NULL, ret);
}

rsp_solver *rsp_solver_free(rsp_solver *s) {
    if (s == NULL) {
        return NULL;
    }
    rsp_ctx ctx = s->ctx;
    rsp_vec_done(&ctx, &s->docks);
    rsp_vec_done(&ctx, &s->locations);
    rsp_vec_done(&ctx, &s->resources);
    rsp_vec_done(&ctx, &s->arcs);
    rsp_vec_done(&ctx, &s->classes);
    rsp_vec_done(&ctx, &s->tasks);
    rsp_vec_done(&ctx, &s->n_supplies);
    rsp_vec_done(&ctx, &s->starts);
    rsp_arena_free(s->lists);
    rsp_arena_free(s->start_lists);
    rsp_arena_free(s->answer_lists);
    rsp_free(&ctx, s);
    return NULL;
}

const char *rsp_solver_message(const rsp_solver *s) {
    return s == NULL ? "" : s->err.msg;
}

int rsp_api_take(rsp_solver *s, const char *what, const void *from, size_t first_version, void *to,
                 size_t size) {
    size_t given = 0;
    EXPECT(s, from != NULL, "%s: NULL; expected a struct that begins with its size", what);
    memcpy(&given, from, sizeof given);
    EXPECT(s, given >= first_version && given <= size,
           "%s: its size is %zu; expected %zu to %zu, as RSP_SOLVER_INIT sets it", what, given, first_version,
           size);
    memset(to, 0, size);
    memcpy(to, from, given);
    return 0;
}
#define TAKE(s, what, from, to) rsp_api_take((s), (what), (from), sizeof *(to), (to), sizeof *(to))

static void give_id(uint32_t *ret_id, size_t n) {
    if (ret_id != NULL) {
        *ret_id = (uint32_t)(n - 1);
    }
}

int rsp_solver_add_place(rsp_solver *s, int32_t docks, uint32_t *ret_id) {
    RSP_TRY(room_for_one(s, s->docks.n, "places"));
    EXPECT(s, docks >= 0 && docks <= DOCKS_MOST, "place %zu: %d docks; expected 0 to %d", s->docks.n, docks,
           DOCKS_MOST);
    if (rsp_vec_push(&s->ctx, &s->docks, docks) != 0) {
        return no_memory(s);
    }
    give_id(ret_id, s->docks.n);
    return 0;
}

int rsp_solver_add_location(rsp_solver *s, uint32_t place, int exposed, uint32_t *ret_id) {
    RSP_TRY(room_for_one(s, s->locations.n, "locations"));
    EXPECT(s, place < s->docks.n, "location %zu: there is no place %u; add it before", s->locations.n, place);
    rsp_location l = {place, exposed != 0};
    if (rsp_vec_push(&s->ctx, &s->locations, l) != 0) {
        return no_memory(s);
    }
    give_id(ret_id, s->locations.n);
    return 0;
}

int rsp_solver_add_resource(rsp_solver *s, int64_t amount, uint32_t *ret_id) {
    RSP_TRY(room_for_one(s, s->resources.n, "resources"));
    EXPECT(s, is_amount(amount), "resource %zu: an amount of %lld; expected 0 to %lld", s->resources.n,
           (long long)amount, (long long)RSP_SOLVER_AMOUNT_MAX);
    if (rsp_vec_push(&s->ctx, &s->resources, amount) != 0) {
        return no_memory(s);
    }
    give_id(ret_id, s->resources.n);
    return 0;
}

int rsp_solver_set_setup(rsp_solver *s, int32_t setup_s) {
    EXPECT(s, setup_s >= 0 && setup_s <= RSP_SOLVER_TIME_MAX, "setup: %d s; expected 0 to %d", setup_s,
           RSP_SOLVER_TIME_MAX);
    s->setup_s = setup_s;
    return 0;
}

int rsp_solver_add_arc(rsp_solver *s, uint32_t matrix, uint32_t from, uint32_t to,
                       const rsp_solver_arc *arc) {
    rsp_solver_arc a;
    RSP_TRY(TAKE(s, "arc", arc, &a));
    EXPECT(s, matrix < RSP_SOLVER_MATRICES_MAX, "arc %zu: matrix %u; expected 0 to %d", s->arcs.n, matrix,
           RSP_SOLVER_MATRICES_MAX - 1);
    EXPECT(s, from < s->locations.n && to < s->locations.n,
           "arc %zu: from location %u to %u; there are %zu, add them before", s->arcs.n, from, to,
           s->locations.n);
    EXPECT(s,
           a.duration_s >= 0 && is_time(a.duration_s) && is_time(a.earliest_s) && is_time(a.latest_s) &&
               is_time(a.floor_s),
           "arc %zu: a time is out of range; expected a duration of 0 to %d s, other times down to -%d",
           s->arcs.n, RSP_SOLVER_TIME_MAX, RSP_SOLVER_TIME_MAX);
    EXPECT(s, a.stretch_s >= 0 && a.stretch_s <= STRETCH_MOST && a.cost >= 0 && a.cost <= RSP_SOLVER_TIME_MAX,
           "arc %zu: a stretch of %d s, a cost of %d; expected 0 to %d, 0 to %d", s->arcs.n, a.stretch_s,
           a.cost, STRETCH_MOST, RSP_SOLVER_TIME_MAX);
    if (s->arcs.n >= INT32_MAX) {
        return rsp_fail(&s->err, RSP_ELIMIT, "arcs: there are %zu; at most %d", s->arcs.n, INT32_MAX);
    }
    rsp_api_arc to_add = {matrix,
                          from,
                          to,
                          (uint32_t)s->arcs.n,
                          {a.duration_s, a.earliest_s, a.latest_s, a.floor_s, a.stretch_s, a.cost, a.tag}};
    return rsp_vec_push(&s->ctx, &s->arcs, to_add) != 0 ? no_memory(s) : 0;
}

/* Uses of which n_of units may be asked for at once. */
static int take_uses(rsp_solver *s, const char *what, const rsp_solver_use *from, size_t n, int64_t least,
                     int64_t n_of, const rsp_use **ret) {
    RSP_TRY(is_counted(s, what, from, n, RSP_SOLVER_PIECES_MAX));
    for (size_t i = 0; i < n; i++) {
        EXPECT(s, from[i].resource < s->resources.n, "%s: use %zu: there is no resource %u; add it before",
               what, i, from[i].resource);
        EXPECT(s, from[i].amount >= least && fits_times(from[i].amount, n_of),
               "%s: use %zu: an amount of %lld; expected %lld to %lld for all units together", what, i,
               (long long)from[i].amount, (long long)least, (long long)RSP_SOLVER_AMOUNT_MAX);
    }
    rsp_use *to = rsp_arena_alloc(s->lists, n + 1, sizeof *to);
    if (to == NULL) {
        return no_memory(s);
    }
    for (size_t i = 0; i < n; i++) {
        to[i] = (rsp_use){from[i].resource, from[i].amount};
    }
    *ret = to;
    return 0;
}

static int check_class(rsp_solver *s, const rsp_solver_class *c) {
    size_t id = s->classes.n;
    EXPECT(s, c->group != RSP_NO && (id == 0 || c->group >= s->classes.at[id - 1].group),
           "class %zu: group %u; expected one not below that of the class before", id, c->group);
    EXPECT(s, c->start < s->locations.n && c->end < s->locations.n,
           "class %zu: from location %u to %u; there are %zu, add them before", id, c->start, c->end,
           s->locations.n);
    EXPECT(s, is_time(c->from_s) && is_time(c->until_s) && c->from_s <= c->until_s,
           "class %zu: from %d until %d; expected times in order within +-%d", id, c->from_s, c->until_s,
           RSP_SOLVER_TIME_MAX);
    EXPECT(s,
           c->vehicles >= 1 && c->vehicles <= RSP_SOLVER_VEHICLES_MAX && c->cargo_vehicles >= 0 &&
               c->cargo_vehicles <= c->vehicles,
           "class %zu: %d vehicles, %d with cargo; expected 1 to %d, 0 to as many", id, c->vehicles,
           c->cargo_vehicles, RSP_SOLVER_VEHICLES_MAX);
    EXPECT(s, c->matrix < RSP_SOLVER_MATRICES_MAX && c->supply < RSP_SOLVER_PIECES_MAX,
           "class %zu: matrix %u, supply %u; expected below %d, %d", id, c->matrix, c->supply,
           RSP_SOLVER_MATRICES_MAX, RSP_SOLVER_PIECES_MAX);
    for (int d = 0; d < RSP_DIMS; d++) {
        EXPECT(s, is_amount(c->capacity[d]), "class %zu: capacity %d is %lld; expected 0 to %lld", id, d,
               (long long)c->capacity[d], (long long)RSP_SOLVER_AMOUNT_MAX);
    }
    return 0;
}

int rsp_solver_add_class(rsp_solver *s, const rsp_solver_class *from, uint32_t *ret_id) {
    rsp_solver_class c;
    RSP_TRY(TAKE(s, "class", from, &c));
    RSP_TRY(room_for_one(s, s->classes.n, "classes"));
    RSP_TRY(check_class(s, &c));
    rsp_class to = {.group = c.group,
                    .start = c.start,
                    .end = c.end,
                    .from = c.from_s,
                    .until = c.until_s,
                    .vehicles = c.vehicles,
                    .followers = c.vehicles - 1,
                    .cargo_vehicles = c.cargo_vehicles,
                    .matrix = c.matrix,
                    .missions = c.missions,
                    .skills = c.skills,
                    .supply = c.supply,
                    .n_uses = (uint32_t)c.n_uses};
    memcpy(to.capacity, c.capacity, sizeof to.capacity);
    RSP_TRY(take_uses(s, "class", c.uses, c.n_uses, 0, 1, &to.uses));
    if (rsp_vec_push(&s->ctx, &s->classes, to) != 0) {
        return no_memory(s);
    }
    give_id(ret_id, s->classes.n);
    return 0;
}

static int take_sites(rsp_solver *s, const char *what, const rsp_solver_site *from, size_t n,
                      const rsp_alternative **ret) {
    RSP_TRY(is_counted(s, what, from, n, UINT16_MAX));
    for (size_t i = 0; i < n; i++) {
        const rsp_solver_site *v = &from[i];
        EXPECT(s, v->location < s->locations.n, "%s %zu: there is no location %u; add it before", what, i,
               v->location);
        EXPECT(s,
               is_time(v->open_s) && is_time(v->close_s) && is_time(v->arrive_by_s) &&
                   v->open_s <= v->close_s,
               "%s %zu: open %d, close %d, arrive by %d; expected times in order within +-%d", what, i,
               v->open_s, v->close_s, v->arrive_by_s, RSP_SOLVER_TIME_MAX);
        EXPECT(s, v->resource == RSP_NO || v->resource < s->resources.n,
               "%s %zu: there is no resource %u; add it before, or give RSP_SOLVER_NONE", what, i,
               v->resource);
    }
    if (n == 0) { /* a task without drops is known by it */
        *ret = NULL;
        return 0;
    }
    rsp_alternative *to = rsp_arena_alloc(s->lists, n, sizeof *to);
    if (to == NULL) {
        return no_memory(s);
    }
    for (size_t i = 0; i < n; i++) {
        const rsp_solver_site *v = &from[i];
        to[i] =
            (rsp_alternative){v->location, v->open_s, v->close_s, v->arrive_by_s, v->resource, v->missions};
    }
    *ret = to;
    return 0;
}

static int take_shares(rsp_solver *s, const rsp_solver_task *t, rsp_task *to) {
    RSP_TRY(is_counted(s, "task: shares", t->shares, t->n_shares, RSP_SHARES));
    bool ok = t->n_shares > 0;
    for (size_t i = 0; i < t->n_shares; i++) {
        int64_t before = i == 0 ? 0 : t->shares[i - 1].upto;
        ok = ok && t->shares[i].upto > before && fits_times(t->shares[i].rate, t->quantity) &&
             (i == 0 || t->shares[i].rate <= t->shares[i - 1].rate);
        to->share_upto[i] = t->shares[i].upto;
        to->share_rate[i] = t->shares[i].rate;
    }
    EXPECT(s, ok && t->shares[t->n_shares - 1].upto == t->quantity,
           "task %zu: the shares do not fit; expected 1 to %d with rates that do not rise, each up to more "
           "units, the last up to the quantity",
           s->tasks.n, RSP_SHARES);
    to->n_shares = (uint32_t)t->n_shares;
    return 0;
}

static int take_supplies(rsp_solver *s, const rsp_solver_task *t, const uint32_t **ret) {
    RSP_TRY(is_counted(s, "task: supplies", t->supplies, t->n_supplies, RSP_SOLVER_PIECES_MAX));
    for (size_t i = 0; i < t->n_supplies; i++) {
        EXPECT(s, t->supplies[i] == RSP_NO || t->supplies[i] < s->resources.n,
               "task %zu: supply %zu: there is no resource %u; add it before, or give RSP_SOLVER_NONE",
               s->tasks.n, i, t->supplies[i]);
    }
    uint32_t *to = t->n_supplies == 0 ? NULL : rsp_arena_alloc(s->lists, t->n_supplies, sizeof *to);
    if (to == NULL && t->n_supplies > 0) {
        return no_memory(s);
    }
    if (to != NULL) {
        memcpy(to, t->supplies, t->n_supplies * sizeof *to);
    }
    *ret = to;
    return 0;
}

static int check_task(rsp_solver *s, const rsp_solver_task *t) {
    size_t id = s->tasks.n;
    EXPECT(s, t->kind >= RSP_SOLVER_DELIVERY && t->kind <= RSP_SOLVER_VISIT,
           "task %zu: kind %d; expected RSP_SOLVER_DELIVERY, _SHIPMENT or _VISIT", id, t->kind);
    EXPECT(s, t->tier >= 0 && t->tier < RSP_SOLVER_TIERS_MAX, "task %zu: tier %d; expected 0 to %d", id,
           t->tier, RSP_SOLVER_TIERS_MAX - 1);
    EXPECT(s, t->activity != 0 && (t->activity & (t->activity - 1)) == 0,
           "task %zu: activity 0x%x; expected one bit, which the missions of the classes hold that may do it",
           id, t->activity);
    EXPECT(s, t->quantity >= 1 && t->quantity <= (t->kind == RSP_SOLVER_VISIT ? 1 : INT32_MAX),
           "task %zu: a quantity of %lld; expected 1 of a visit, else 1 to %d", id, (long long)t->quantity,
           INT32_MAX);
    EXPECT(s, t->least >= 0 && t->least <= t->quantity,
           "task %zu: a least of %lld; expected 0 to the quantity", id, (long long)t->least);
    EXPECT(s, t->docks >= 0 && t->docks <= DOCKS_MOST, "task %zu: %d docks; expected 0 to %d", id, t->docks,
           DOCKS_MOST);
    EXPECT(s, t->longest_ride_s >= 0 && is_time(t->longest_ride_s),
           "task %zu: a longest ride of %d s; expected 0 to %d", id, t->longest_ride_s, RSP_SOLVER_TIME_MAX);
    int64_t work_most = (int64_t)RSP_SOLVER_TIME_MAX * 1000000 / t->quantity;
    EXPECT(s, t->service_us >= 0 && t->service_us <= work_most && t->drop_us >= 0 && t->drop_us <= work_most,
           "task %zu: %lld us of service, %lld of drop for each unit; expected 0 to %lld", id,
           (long long)t->service_us, (long long)t->drop_us, (long long)work_most);
    EXPECT(s, t->n_sites > 0 && (t->kind == RSP_SOLVER_SHIPMENT) == (t->n_drops > 0),
           "task %zu: %zu sites, %zu drops; expected sites, and drops of a shipment only", id, t->n_sites,
           t->n_drops);
    for (int d = 0; d < RSP_DIMS; d++) {
        EXPECT(s, fits_times(t->load[d], t->quantity),
               "task %zu: load %d is %lld; expected 0 to %lld for all units together", id, d,
               (long long)t->load[d], (long long)RSP_SOLVER_AMOUNT_MAX);
    }
    return 0;
}

int rsp_solver_add_task(rsp_solver *s, const rsp_solver_task *from, uint32_t *ret_id) {
    rsp_solver_task t;
    RSP_TRY(TAKE(s, "task", from, &t));
    RSP_TRY(room_for_one(s, s->tasks.n, "tasks"));
    RSP_TRY(check_task(s, &t));
    rsp_task to = {.kind = (rsp_task_kind)t.kind,
                   .activity = t.activity,
                   .skills = t.skills,
                   .quantity = t.quantity,
                   .least = t.least,
                   .tier = t.tier,
                   .n_alts = (uint32_t)t.n_sites,
                   .n_drops = (uint32_t)t.n_drops,
                   .service_us = t.service_us,
                   .drop_us = t.drop_us,
                   .docks = t.docks,
                   .n_uses = (uint32_t)t.n_uses,
                   .longest_ride_s = t.longest_ride_s};
    memcpy(to.load, t.load, sizeof to.load);
    RSP_TRY(take_shares(s, &t, &to));
    RSP_TRY(take_sites(s, "task: site", t.sites, t.n_sites, &to.alts));
    RSP_TRY(take_sites(s, "task: drop", t.drops, t.n_drops, &to.drops));
    RSP_TRY(take_supplies(s, &t, &to.supply));
    RSP_TRY(take_uses(s, "task", t.uses, t.n_uses, 1, t.quantity, &to.uses));
    if (rsp_vec_grow(&s->ctx, &s->tasks) != 0 || rsp_vec_grow(&s->ctx, &s->n_supplies) != 0) {
        return no_memory(s);
    }
    s->tasks.at[s->tasks.n++] = to;
    s->n_supplies.at[s->n_supplies.n++] = t.n_supplies;
    give_id(ret_id, s->tasks.n);
    return 0;
}
