/* The convoys that can be formed: vehicles and crews by hub and day, compositions by counts of like vehicles,
 * travel classes (docs/rules.md, 4). Compositions compete for vehicles as shared resources of the problem. */
#include <stdlib.h>
#include <string.h>

#include "plan/model.h"

#define COMPOSITIONS_MOST 500 /* of one hub on one day; beyond that counts are taken from coarser steps */

static int32_t clip(int64_t x, int32_t low, int32_t high) {
    return x < low ? low : (x > high ? high : (int32_t)x);
}

static int32_t shift_from(const rsp_model *m, int32_t day) {
    int64_t t = rsp_tz_instant(m->s->tz, m->first_date + day, m->s->rules.daylight_from_s, NULL);
    t = t > m->s->as_of ? t : m->s->as_of;
    return (int32_t)(t - m->origin);
}

/* Loading for a day may begin. */
static int32_t loading_from(const rsp_model *m, int32_t day) {
    int64_t t = rsp_tz_instant(m->s->tz, m->first_date + day, m->s->rules.daylight_from_s, NULL) -
                m->s->rules.loading_before_s;
    t = t > m->s->as_of ? t : m->s->as_of;
    return (int32_t)(t - m->origin);
}

static int32_t shift_until(const rsp_model *m, int32_t day) {
    return (int32_t)(rsp_tz_instant(m->s->tz, m->first_date + day, m->s->rules.daylight_to_s, NULL) -
                     m->origin);
}

static int add_vehicle(rsp_model *m, uint32_t v, int32_t day, rsp_err *err) {
    const rsp_vehicle *x = &m->s->vehicles[v];
    int32_t from = shift_from(m, day);
    int32_t until = shift_until(m, day);
    int32_t loads = loading_from(m, day);
    if (x->available_from != RSP_TIME_NONE) {
        from = clip(x->available_from - m->origin, from, INT32_MAX);
        loads = clip(x->available_from - m->origin, loads, INT32_MAX);
    }
    if (x->available_until != RSP_TIME_NONE) {
        until = clip(x->available_until - m->origin, INT32_MIN, until);
    }
    if (from >= until) {
        return 0;
    }
    rsp_fleet_row *row = NULL;
    for (size_t i = 0; i < m->fleet.n && row == NULL; i++) {
        rsp_fleet_row *r = &m->fleet.at[i];
        bool alike = r->hub == x->hub && r->type == x->type && r->day == day && r->from == from &&
                     r->until == until && r->loads_from == loads;
        row = alike ? r : NULL;
    }
    if (row == NULL) {
        rsp_fleet_row fresh = {
            .hub = x->hub, .type = x->type, .day = day, .from = from, .until = until, .loads_from = loads};
        fresh.vehicles = rsp_arena_alloc(m->a, m->s->n_vehicles, sizeof *fresh.vehicles);
        if (fresh.vehicles == NULL || rsp_vec_push(m->ctx, &m->fleet, fresh) != 0) {
            return rsp_fail(err, RSP_ENOMEM, "out of memory for the fleet");
        }
        row = &m->fleet.at[m->fleet.n - 1];
    }
    row->vehicles[row->count++] = v;
    return 0;
}

static uint64_t skill_bit(rsp_model *m, char kind, const char *skill) {
    for (uint32_t i = 0; i < m->n_skills; i++) {
        if (m->skills[i][0] == kind && strcmp(m->skills[i] + 1, skill) == 0) {
            return 1ULL << i;
        }
    }
    return 0;
}

static uint64_t skills_of(rsp_model *m, char kind, const char *const *at, uint32_t n) {
    uint64_t mask = 0;
    for (uint32_t i = 0; i < n; i++) {
        mask |= skill_bit(m, kind, at[i]);
    }
    return mask;
}

/* The skills that some visit asks for, each with 'c' (of a crew) or 'v' (of a vehicle) before it. */
static int collect_skills(rsp_model *m, rsp_err *err) {
    m->skills = rsp_arena_alloc(m->a, 2 * (size_t)m->s->n_visits + 1, sizeof *m->skills);
    if (m->skills == NULL) {
        return rsp_fail(err, RSP_ENOMEM, "out of memory for skills");
    }
    for (uint32_t i = 0; i < m->s->n_visits; i++) {
        const char *want[2] = {m->s->visits[i].skill, m->s->visits[i].vehicle_skill};
        for (int k = 0; k < 2; k++) {
            if (want[k] == NULL || skill_bit(m, "cv"[k], want[k]) != 0) {
                continue;
            }
            if (m->n_skills == 64) {
                return rsp_fail(err, RSP_ELIMIT, "more than 64 different skills are asked for; fewer");
            }
            char *s = rsp_arena_printf(m->a, "%c%s", "cv"[k], want[k]);
            if (s == NULL) {
                return rsp_fail(err, RSP_ENOMEM, "out of memory for skills");
            }
            m->skills[m->n_skills++] = s;
        }
    }
    return 0;
}

static int add_crews(rsp_model *m, int32_t day, rsp_err *err) {
    for (uint32_t c = 0; c < m->s->n_crews; c++) {
        const rsp_crew *x = &m->s->crews[c];
        uint64_t skills = skills_of(m, 'c', x->skills, x->n_skills);
        if (skills == 0) {
            continue; /* nothing asks for this crew */
        }
        rsp_crew_row *row = NULL;
        for (size_t i = 0; i < m->crew.n && row == NULL; i++) {
            rsp_crew_row *r = &m->crew.at[i];
            row = r->hub == x->hub && r->day == day && r->skills == skills && r->members == x->members ? r
                                                                                                       : NULL;
        }
        if (row == NULL) {
            rsp_crew_row fresh = {.hub = x->hub, .day = day, .skills = skills, .members = x->members};
            fresh.crews = rsp_arena_alloc(m->a, m->s->n_crews, sizeof *fresh.crews);
            if (fresh.crews == NULL || rsp_vec_push(m->ctx, &m->crew, fresh) != 0) {
                return rsp_fail(err, RSP_ENOMEM, "out of memory for crews");
            }
            row = &m->crew.at[m->crew.n - 1];
        }
        row->crews[row->count++] = c;
    }
    return 0;
}

static int by_size(const void *x, const void *y) {
    uint32_t a = *(const uint32_t *)x;
    uint32_t b = *(const uint32_t *)y;
    return (a > b) - (a < b);
}

static uint32_t distinct(uint32_t *at, uint32_t n) {
    uint32_t kept = 0;
    if (n > 0) {
        qsort(at, n, sizeof *at, by_size);
    }
    for (uint32_t i = 0; i < n; i++) {
        if (kept == 0 || at[kept - 1] != at[i]) {
            at[kept++] = at[i];
        }
    }
    return kept;
}

/* The weight and height limits that some road has: vehicles that the same roads refuse travel alike. */
static int road_limits(rsp_model *m, rsp_err *err) {
    uint32_t edges = m->net == NULL ? 0 : rsp_net_edges(m->net);
    m->weight_limits = rsp_arena_alloc(m->a, (size_t)edges + 1, sizeof *m->weight_limits);
    m->height_limits = rsp_arena_alloc(m->a, (size_t)edges + 1, sizeof *m->height_limits);
    if (m->weight_limits == NULL || m->height_limits == NULL) {
        return rsp_fail(err, RSP_ENOMEM, "out of memory for road limits");
    }
    for (uint32_t i = 0; i < edges; i++) {
        rsp_edge e;
        rsp_net_edge(m->net, i, &e);
        if (e.max_weight_kg > 0) {
            m->weight_limits[m->n_weight_limits++] = e.max_weight_kg;
        }
        if (e.max_height_cm > 0) {
            m->height_limits[m->n_height_limits++] = e.max_height_cm;
        }
    }
    m->n_weight_limits = distinct(m->weight_limits, m->n_weight_limits);
    m->n_height_limits = distinct(m->height_limits, m->n_height_limits);
    return 0;
}

/* The least value that the same limits refuse; 0: none does. */
static uint32_t above_limit(const uint32_t *limits, uint32_t n, uint32_t value) {
    uint32_t least = 0;
    for (uint32_t i = 0; i < n && limits[i] < value; i++) {
        least = limits[i] + 1;
    }
    return least;
}

static bool no_faster(const rsp_edge *e, int slow, int fast) {
    return e->forward_ms[slow] >= e->forward_ms[fast] && e->backward_ms[slow] >= e->backward_ms[fast];
}

/* Profiles that never decide the pace or the way beside another: whoever goes with a truck goes like a truck.
 */
static void shadowed_profiles(rsp_model *m) {
    if (m->net == NULL || rsp_net_describe(m->net).restrictions > 0) {
        return; /* turn restrictions differ by profile: nothing is known */
    }
    bool slower[RSP_PROFILE_COUNT][RSP_PROFILE_COUNT];
    memset(slower, true, sizeof slower);
    for (uint32_t i = 0; i < rsp_net_edges(m->net); i++) {
        rsp_edge e;
        rsp_net_edge(m->net, i, &e);
        for (int a = 0; a < RSP_PROFILE_COUNT; a++) {
            for (int b = 0; b < RSP_PROFILE_COUNT; b++) {
                slower[a][b] = slower[a][b] && no_faster(&e, a, b);
            }
        }
    }
    for (int a = 0; a < RSP_PROFILE_COUNT; a++) {
        for (int b = 0; b < RSP_PROFILE_COUNT; b++) {
            bool twins = slower[a][b] && slower[b][a] && b < a; /* of two alike the first stays */
            m->shadows[a] |= a != b && slower[a][b] && !twins ? 1u << b : 0;
        }
    }
}

static int travel_class(rsp_model *m, unsigned profiles, uint32_t weight, uint32_t height, uint32_t *ret,
                        rsp_err *err) {
    for (int a = 0; a < RSP_PROFILE_COUNT; a++) {
        profiles &= (profiles >> a & 1) != 0 ? ~m->shadows[a] : ~0u;
    }
    weight = above_limit(m->weight_limits, m->n_weight_limits, weight);
    height = above_limit(m->height_limits, m->n_height_limits, height);
    for (size_t i = 0; i < m->travel.n; i++) {
        const rsp_travel_class *t = &m->travel.at[i];
        if (t->profiles == profiles && t->weight_kg == weight && t->height_cm == height) {
            *ret = (uint32_t)i;
            return 0;
        }
    }
    rsp_travel_class t = {.profiles = profiles, .weight_kg = weight, .height_cm = height};
    if (rsp_vec_push(m->ctx, &m->travel, t) != 0) {
        return rsp_fail(err, RSP_ENOMEM, "out of memory for travel classes");
    }
    *ret = (uint32_t)m->travel.n - 1;
    return 0;
}

typedef struct composition {
    uint32_t hub;
    int32_t day;
    uint32_t rows[RSP_FLEET_ROWS], n_rows; /* fleet rows of this hub and day */
    int32_t count[RSP_FLEET_ROWS];
    uint64_t crew_skills;
    uint32_t crew[2], n_crews;
} composition;

static int64_t loading_s(const rsp_model *m, uint32_t hub, const rsp_class *k) {
    const rsp_rules *r = &m->s->rules;
    const rsp_hub *h = &m->s->hubs[hub];
    int64_t rate =
        h->load_trucks_per_hour_x100 > 0 ? h->load_trucks_per_hour_x100 : r->load_trucks_per_hour_x100;
    /* at most: heavy units and bulky ones together */
    double trucks = (double)k->capacity[0] / 1000.0 / (double)r->truckload_kg +
                    (double)k->capacity[1] / 1000.0 / (double)r->truckload_l;
    int32_t docks = k->cargo_vehicles < h->loading_docks ? k->cargo_vehicles : h->loading_docks;
    return docks > 0 ? rsp_rounded_up(trucks * 360000.0 / ((double)rate * docks)) : 1;
}

/* One solver class for each mission. */
static int push_classes(rsp_model *m, rsp_class k, rsp_formation f, rsp_err *err) {
    for (f.mission = 0; f.mission < m->n_missions && k.from < k.until; f.mission++) {
        k.group = (f.hub * m->days + (uint32_t)f.day) * RSP_MISSIONS_MAX + f.mission;
        k.missions = m->mission[f.mission];
        if (rsp_vec_push(m->ctx, &m->classes, k) != 0 || rsp_vec_push(m->ctx, &m->formations, f) != 0) {
            return rsp_fail(err, RSP_ENOMEM, "out of memory for convoys");
        }
    }
    return 0;
}

/* Where loading all it holds takes until after the convoy could leave, it may leave then, or in time with as
 * much as is loaded by then. */
static int loaded_in_time(rsp_model *m, rsp_class k, rsp_formation f, int32_t loads_from, rsp_err *err) {
    int64_t full = loading_s(m, f.hub, &k);
    int64_t time = (int64_t)k.from - loads_from;
    if (full > time && time > 0) {
        rsp_class part = k;
        double share = (double)(time - 1) / (double)full;
        part.capacity[0] = (int64_t)((double)k.capacity[0] * share);
        part.capacity[1] = (int64_t)((double)k.capacity[1] * share);
        RSP_TRY(push_classes(m, part, f, err));
    }
    k.from = clip(loads_from + full, k.from, INT32_MAX);
    return push_classes(m, k, f, err);
}

/* The classes of one composition. */
static int add_classes(rsp_model *m, const composition *c, rsp_err *err) {
    const rsp_situation *s = m->s;
    rsp_class k = {.from = shift_from(m, c->day), .until = shift_until(m, c->day), .skills = c->crew_skills};
    rsp_formation f = {.hub = c->hub, .day = c->day, .n_crews = c->n_crews};
    rsp_use *uses = rsp_arena_alloc(m->a, c->n_rows + 2, sizeof *uses);
    unsigned profiles = 0;
    uint32_t weight = 0;
    uint32_t height = 0;
    int32_t loads_from = loading_from(m, c->day);
    if (uses == NULL) {
        return rsp_fail(err, RSP_ENOMEM, "out of memory for convoys");
    }
    for (uint32_t i = 0; i < c->n_rows; i++) {
        if (c->count[i] == 0) {
            continue;
        }
        const rsp_fleet_row *row = &m->fleet.at[c->rows[i]];
        const rsp_vehicle_type *t = &s->vehicle_types[row->type];
        int32_t n = c->count[i];
        k.from = row->from > k.from ? row->from : k.from;
        k.until = row->until < k.until ? row->until : k.until;
        k.vehicles += n;
        k.capacity[0] += n * t->capacity_kg * 1000;
        k.capacity[1] += n * t->capacity_l * 1000;
        k.capacity[2] += n * t->seats;
        k.capacity[3] += n * t->stretchers;
        if (t->capacity_kg > 0 && t->capacity_l > 0) {
            k.cargo_vehicles += n;
            loads_from = row->loads_from > loads_from ? row->loads_from : loads_from;
        }
        k.skills |= skills_of(m, 'v', t->skills, t->n_skills);
        profiles |= 1u << t->profile;
        weight = (uint32_t)t->gross_weight_kg > weight ? (uint32_t)t->gross_weight_kg : weight;
        height = (uint32_t)t->height_cm > height ? (uint32_t)t->height_cm : height;
        uses[k.n_uses++] = (rsp_use){row->resource, n};
        f.row[f.n_rows] = c->rows[i];
        f.count[f.n_rows++] = n;
    }
    for (uint32_t i = 0; i < c->n_crews; i++) {
        const rsp_crew_row *row = &m->crew.at[c->crew[i]];
        uses[k.n_uses++] = (rsp_use){row->resource, 1};
        k.capacity[2] -= row->members;
        f.crew[i] = c->crew[i];
    }
    if (k.capacity[2] < 0 || k.from >= k.until) {
        return 0;
    }
    RSP_TRY(travel_class(m, profiles, weight, height, &f.travel, err));
    k.followers = k.vehicles - 1;
    k.day = c->day;
    k.uses = uses;
    k.supply = c->hub;
    return loaded_in_time(m, k, f, loads_from, err);
}

/* Without a crew, with one, with two of different kinds. */
static int with_crews(rsp_model *m, composition *c, rsp_err *err) {
    c->n_crews = 0;
    c->crew_skills = 0;
    RSP_TRY(add_classes(m, c, err));
    for (uint32_t i = 0; i < m->crew.n; i++) {
        const rsp_crew_row *a = &m->crew.at[i];
        if (a->hub != c->hub || a->day != c->day) {
            continue;
        }
        c->crew[0] = i;
        c->n_crews = 1;
        c->crew_skills = a->skills;
        RSP_TRY(add_classes(m, c, err));
        for (uint32_t k = i + 1; k < m->crew.n; k++) {
            const rsp_crew_row *b = &m->crew.at[k];
            if (b->hub == c->hub && b->day == c->day && (b->skills | a->skills) != a->skills &&
                (b->skills | a->skills) != b->skills) {
                c->crew[1] = k;
                c->n_crews = 2;
                c->crew_skills = a->skills | b->skills;
                RSP_TRY(add_classes(m, c, err));
            }
        }
    }
    return 0;
}

/* Counts of one row at a coarseness: all, or fewer and fewer. */
static bool count_taken(int32_t n, int32_t most, int coarse) {
    static const int32_t steps[4][8] = {
        {0}, {0, 1, 2, 3, 4, 6, 8, 10}, {0, 1, 2, 4, 8, 0, 0, 0}, {0, 1, 3, 8, 0, 0, 0, 0}};
    if (coarse == 0 || n == most) {
        return true;
    }
    for (int i = 0; i < 8; i++) {
        if (steps[coarse][i] == n) {
            return true;
        }
    }
    return false;
}

static bool well_formed(const rsp_model *m, const composition *c, int32_t n) {
    const rsp_rules *r = &m->s->rules;
    int32_t escorts = 0;
    for (uint32_t i = 0; i < c->n_rows; i++) {
        const rsp_fleet_row *row = &m->fleet.at[c->rows[i]];
        escorts += m->s->vehicle_types[row->type].escort ? c->count[i] : 0;
    }
    return n >= r->convoy_min_vehicles && n <= r->convoy_max_vehicles && n > 0 &&
           escorts >= r->convoy_escorts;
}

/* How many steps the odometer below would take: too many, and the next coarseness is tried at once. */
static bool too_many(const rsp_model *m, const composition *c, int coarse) {
    double product = 1;
    for (uint32_t i = 0; i < c->n_rows; i++) {
        int32_t most = (int32_t)m->fleet.at[c->rows[i]].count;
        most = most > m->s->rules.convoy_max_vehicles ? m->s->rules.convoy_max_vehicles : most;
        int32_t values = 0;
        for (int32_t n = 0; n <= most; n++) {
            values += count_taken(n, most, coarse);
        }
        product *= values;
    }
    return product > 500000;
}

/* Every composition at a coarseness, counted or (with emit) added. Odometer over the rows. */
static int compositions(rsp_model *m, composition *c, int coarse, bool emit, uint32_t *ret_n, rsp_err *err) {
    memset(c->count, 0, sizeof c->count);
    *ret_n = 0;
    int32_t largest = m->s->rules.convoy_max_vehicles;
    for (;;) {
        int32_t n = 0;
        for (uint32_t i = 0; i < c->n_rows; i++) {
            n += c->count[i];
        }
        if (well_formed(m, c, n)) {
            (*ret_n)++;
            if (emit) {
                RSP_TRY(with_crews(m, c, err));
            }
        }
        uint32_t i = 0;
        for (; i < c->n_rows; i++) {
            int32_t most = (int32_t)m->fleet.at[c->rows[i]].count;
            most = most > largest ? largest : most;
            do {
                c->count[i]++;
            } while (c->count[i] <= most && !count_taken(c->count[i], most, coarse));
            if (c->count[i] <= most) {
                break;
            }
            c->count[i] = 0;
        }
        if (i == c->n_rows) {
            return 0;
        }
    }
}

static int form(rsp_model *m, uint32_t hub, int32_t day, rsp_err *err) {
    composition c = {.hub = hub, .day = day};
    for (uint32_t i = 0; i < m->fleet.n; i++) {
        const rsp_fleet_row *row = &m->fleet.at[i];
        if (row->hub == hub && row->day == day) {
            if (c.n_rows == RSP_FLEET_ROWS) {
                return rsp_fail(err, RSP_ELIMIT,
                                "hub \"%s\" has more than %d kinds of vehicles on one day; fewer types or "
                                "hours of availability",
                                m->s->hubs[hub].id, RSP_FLEET_ROWS);
            }
            c.rows[c.n_rows++] = i;
        }
    }
    int coarse = 0;
    uint32_t n = 0;
    for (; coarse < 3; coarse++) {
        if (too_many(m, &c, coarse)) {
            continue;
        }
        RSP_TRY(compositions(m, &c, coarse, false, &n, err));
        if (n <= COMPOSITIONS_MOST) {
            break;
        }
    }
    return compositions(m, &c, coarse, true, &n, err);
}

int rsp_model_fleet(rsp_model *m, rsp_err *err) {
    RSP_TRY(collect_skills(m, err));
    RSP_TRY(road_limits(m, err));
    shadowed_profiles(m);
    for (int32_t day = 0; day < (int32_t)m->days; day++) {
        for (uint32_t v = 0; v < m->s->n_vehicles; v++) {
            RSP_TRY(add_vehicle(m, v, day, err));
        }
        RSP_TRY(add_crews(m, day, err));
    }
    for (size_t i = 0; i < m->fleet.n; i++) {
        m->fleet.at[i].resource = rsp_model_resource(m, m->fleet.at[i].count);
    }
    for (size_t i = 0; i < m->crew.n; i++) {
        m->crew.at[i].resource = rsp_model_resource(m, m->crew.at[i].count);
    }
    for (uint32_t hub = 0; hub < m->s->n_hubs; hub++) {
        for (int32_t day = 0; day < (int32_t)m->days; day++) {
            RSP_TRY(form(m, hub, day, err));
        }
    }
    return 0;
}
