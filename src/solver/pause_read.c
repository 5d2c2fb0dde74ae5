/* Reading the routing problem (pause_file.h): every key once, every integer in its range, all errors with
 * their places. */
#include <string.h>

#include "solver/pause_file.h"

#define LOCATIONS_MOST 5000
#define LATE_COST_MOST INT64_C(1000000000000) /* of all units of a task: sums over days and tasks fit */

typedef struct reader {
    rsp_arena *a;
    const char *file;
    rsp_diag *d;
    bool out_of_memory;
    rsp_problem *p;
    uint32_t n_supplies;
} reader;

static void wrong(reader *r, const rsp_json *at, const char *expected) {
    if (at->kind == RSP_JSON_INT) {
        rsp_diag_error(r->d, rsp_json_src(r->a, r->file, at), "%lld is read; expected %s",
                       (long long)at->integer, expected);
    } else if (at->kind == RSP_JSON_STRING) {
        rsp_diag_error(r->d, rsp_json_src(r->a, r->file, at), "\"%.60s\" is read; expected %s", at->string,
                       expected);
    } else {
        rsp_diag_error(r->d, rsp_json_src(r->a, r->file, at), "%s is read; expected %s",
                       rsp_json_kind_name(at->kind), expected);
    }
}

static void *room(reader *r, size_t n, size_t size) {
    void *p = rsp_arena_alloc(r->a, n + 1, size);
    r->out_of_memory = r->out_of_memory || p == NULL;
    return p;
}

static const rsp_json *key(reader *r, const rsp_json *object, const char *name, rsp_json_kind kind) {
    const rsp_json *v = rsp_json_get(object, name);
    if (v == NULL) {
        rsp_diag_error(r->d, rsp_json_src(r->a, r->file, object), "\"%s\" is missing; expected %s", name,
                       rsp_json_kind_name(kind));
    } else if (v->kind != kind) {
        wrong(r, v, rsp_json_kind_name(kind));
        v = NULL;
    }
    return v;
}

static int64_t in_range(reader *r, const rsp_json *v, int64_t least, int64_t most) {
    char expected[96];
    if (v->kind == RSP_JSON_INT && v->integer >= least && v->integer <= most) {
        return v->integer;
    }
    (void)snprintf(expected, sizeof expected, "an integer from %lld to %lld", (long long)least,
                   (long long)most);
    wrong(r, v, expected);
    return least;
}

static int64_t number(reader *r, const rsp_json *object, const char *name, int64_t least, int64_t most) {
    const rsp_json *v = key(r, object, name, RSP_JSON_INT);
    return v == NULL ? least : in_range(r, v, least, most);
}

/* One that earlier files do not have: 0 where it is missing. */
static int64_t number_or_0(reader *r, const rsp_json *object, const char *name, int64_t most) {
    return rsp_json_get(object, name) == NULL ? 0 : number(r, object, name, 0, most);
}

static uint32_t below(reader *r, const rsp_json *v, uint32_t n) {
    return (uint32_t)in_range(r, v, 0, n == 0 ? 0 : (int64_t)n - 1);
}

static uint32_t below_or_none(reader *r, const rsp_json *v, uint32_t n) {
    return v->kind == RSP_JSON_NULL ? RSP_NO : below(r, v, n);
}

static void known_keys(reader *r, const rsp_json *object, const char *const *names, size_t n) {
    for (const rsp_json *v = object->first; v != NULL; v = v->next) {
        size_t i = 0;
        while (i < n && strcmp(names[i], v->key) != 0) {
            i++;
        }
        if (i == n) {
            rsp_diag_error(r->d, rsp_json_key_src(r->a, r->file, v),
                           "\"%s\" is not a key here; docs/solver.md has those that are", v->key);
        }
    }
}
#define KNOWN(r, object, ...)                                                                                \
    do {                                                                                                     \
        static const char *const names_[] = {__VA_ARGS__};                                                   \
        known_keys((r), (object), names_, sizeof names_ / sizeof names_[0]);                                 \
    } while (0)

/* A list of integers, each in its range; how many, at most `most`. */
static uint32_t list(reader *r, const rsp_json *object, const char *name, uint32_t most, int64_t least_value,
                     int64_t *to) {
    const rsp_json *v = key(r, object, name, RSP_JSON_ARRAY);
    uint32_t n = 0;
    for (const rsp_json *x = v == NULL ? NULL : v->first; x != NULL && n < most; x = x->next) {
        to[n++] = in_range(r, x, least_value, INT64_MAX / 4);
    }
    if (v != NULL && v->n > most) {
        rsp_diag_error(r->d, rsp_json_src(r->a, r->file, v), "%u integers are read; expected at most %u",
                       v->n, most);
    }
    return n;
}

/* Row v of exactly n values into at[]; false where it is not so. */
static bool row(reader *r, const rsp_json *v, uint32_t n, const rsp_json **at) {
    if (v->kind != RSP_JSON_ARRAY || v->n != n) {
        char expected[48];
        (void)snprintf(expected, sizeof expected, "a row of %u values", n);
        wrong(r, v, expected);
        return false;
    }
    const rsp_json *x = v->first;
    for (uint32_t i = 0; i < n; i++, x = x->next) {
        if (x == NULL) {
            return false; /* never: v->n says how many there are */
        }
        at[i] = x;
    }
    return true;
}

static const rsp_use *uses(reader *r, const rsp_json *object, int64_t least, uint32_t *ret_n) {
    const rsp_json *v = key(r, object, "uses", RSP_JSON_ARRAY);
    rsp_use *to = v == NULL ? NULL : room(r, v->n, sizeof *to);
    *ret_n = 0;
    for (const rsp_json *x = to == NULL ? NULL : v->first; x != NULL; x = x->next) {
        const rsp_json *at[2] = {NULL};
        if (row(r, x, 2, at)) {
            to[(*ret_n)++] =
                (rsp_use){below(r, at[0], r->p->n_resources), in_range(r, at[1], least, INT64_MAX / 4)};
        }
    }
    return to;
}

static const rsp_alternative *alternatives(reader *r, const rsp_json *object, const char *name,
                                           uint32_t *ret_n) {
    const rsp_json *v = key(r, object, name, RSP_JSON_ARRAY);
    rsp_alternative *to = v == NULL || v->n == 0 ? NULL : room(r, v->n, sizeof *to);
    *ret_n = 0;
    for (const rsp_json *x = to == NULL ? NULL : v->first; x != NULL; x = x->next) {
        const rsp_json *at[6] = {NULL};
        if (row(r, x, 6, at)) {
            rsp_alternative alt = {.location = below(r, at[0], r->p->n_locations),
                                   .open = (int32_t)in_range(r, at[1], -RSP_NEVER, RSP_NEVER),
                                   .close = (int32_t)in_range(r, at[2], -RSP_NEVER, RSP_NEVER),
                                   .arrive_by = (int32_t)in_range(r, at[3], -RSP_NEVER, RSP_NEVER),
                                   .resource = below_or_none(r, at[4], r->p->n_resources),
                                   .missions = (uint32_t)in_range(r, at[5], 0, UINT32_MAX)};
            if (alt.open > alt.close) {
                wrong(r, at[2], "a close that is not before the open");
            }
            to[(*ret_n)++] = alt;
        }
    }
    return to;
}

static void class_of(reader *r, const rsp_json *v, rsp_class *c) {
    KNOWN(r, v, "group", "start", "end", "from", "until", "vehicles", "cargo_vehicles", "matrix", "day",
          "missions", "skills", "capacity", "supply", "uses");
    uint32_t last = r->p->n_locations == 0 ? 0 : r->p->n_locations - 1;
    c->group = (uint32_t)number(r, v, "group", 0, UINT32_MAX - 1);
    c->start = (uint32_t)number(r, v, "start", 0, last);
    c->end = (uint32_t)number(r, v, "end", 0, last);
    c->from = (int32_t)number(r, v, "from", -RSP_NEVER, RSP_NEVER);
    c->until = (int32_t)number(r, v, "until", c->from, RSP_NEVER);
    c->vehicles = (int32_t)number(r, v, "vehicles", 1, 1000);
    c->followers = c->vehicles - 1;
    c->cargo_vehicles = (int32_t)number(r, v, "cargo_vehicles", 0, 1000);
    c->matrix = (uint32_t)number(r, v, "matrix", 0, r->p->n_matrices == 0 ? 0 : r->p->n_matrices - 1);
    c->day = (int32_t)number_or_0(r, v, "day", 1000);
    c->missions = (uint32_t)number(r, v, "missions", 0, UINT32_MAX);
    c->skills = (uint64_t)number(r, v, "skills", 0, INT64_MAX);
    (void)list(r, v, "capacity", RSP_DIMS, 0, c->capacity);
    c->supply = (uint32_t)number(r, v, "supply", 0, 100000);
    c->uses = uses(r, v, 0, &c->n_uses);
    r->n_supplies = c->supply + 1 > r->n_supplies ? c->supply + 1 : r->n_supplies;
}

static void shares(reader *r, const rsp_json *v, rsp_task *t) {
    t->n_shares = list(r, v, "share_upto", RSP_SHARES, 1, t->share_upto);
    uint32_t rates = list(r, v, "share_rate", RSP_SHARES, 0, t->share_rate);
    bool ok = t->n_shares > 0 && rates == t->n_shares && t->share_upto[t->n_shares - 1] == t->quantity;
    for (uint32_t i = 1; i < t->n_shares; i++) {
        ok = ok && t->share_upto[i] >= t->share_upto[i - 1] && t->share_rate[i] <= t->share_rate[i - 1];
    }
    if (!ok) {
        rsp_diag_error(r->d, rsp_json_src(r->a, r->file, v),
                       "the shares of the value do not fit; expected as many rates, not rising, as units up "
                       "to which each holds, rising to the quantity");
    }
}

static void supply_of(reader *r, const rsp_json *v, rsp_task *t) {
    const rsp_json *from = key(r, v, "supply", RSP_JSON_ARRAY);
    if (from == NULL || from->n == 0) {
        return;
    }
    if (from->n != r->n_supplies) {
        wrong(r, from, "no supply, or one for each supply number of the classes");
        return;
    }
    uint32_t *to = room(r, from->n, sizeof *to);
    uint32_t n = 0;
    for (const rsp_json *x = to == NULL ? NULL : from->first; x != NULL; x = x->next) {
        to[n++] = below_or_none(r, x, r->p->n_resources);
    }
    t->supply = to;
}

static void task(reader *r, const rsp_json *v, rsp_task *t) {
    static const char *const kinds[] = {"delivery", "shipment", "visit"};
    KNOWN(r, v, "kind", "activity", "skills", "quantity", "least", "tier", "share_upto", "share_rate", "load",
          "alternatives", "drops", "service_us", "drop_us", "docks", "supply", "uses", "longest_ride_s",
          "late_cost");
    const rsp_json *kind = key(r, v, "kind", RSP_JSON_STRING);
    uint32_t k = 0;
    while (kind != NULL && k < 3 && strcmp(kind->string, kinds[k]) != 0) {
        k++;
    }
    if (k == 3) {
        wrong(r, kind, "delivery, shipment or visit");
        k = 0;
    }
    t->kind = (rsp_task_kind)k;
    t->activity = (uint32_t)number(r, v, "activity", 0, UINT32_MAX);
    t->skills = (uint64_t)number(r, v, "skills", 0, INT64_MAX);
    t->quantity = number(r, v, "quantity", 1, INT32_MAX);
    t->least = number(r, v, "least", 0, INT32_MAX);
    t->tier = (int32_t)number(r, v, "tier", 0, RSP_SOLVER_TIERS - 1);
    shares(r, v, t);
    (void)list(r, v, "load", RSP_DIMS, 0, t->load);
    t->alts = alternatives(r, v, "alternatives", &t->n_alts);
    t->drops = alternatives(r, v, "drops", &t->n_drops);
    t->service_us = number(r, v, "service_us", 0, INT64_MAX / 4 / t->quantity);
    t->drop_us = number(r, v, "drop_us", 0, INT64_MAX / 4 / t->quantity);
    t->docks = (int32_t)number(r, v, "docks", 0, 10000);
    supply_of(r, v, t);
    t->uses = uses(r, v, 1, &t->n_uses);
    t->longest_ride_s = (int32_t)number(r, v, "longest_ride_s", 0, RSP_NEVER);
    t->late_cost = number_or_0(r, v, "late_cost", LATE_COST_MOST / t->quantity);
    if ((t->kind == RSP_TASK_SHIPMENT) != (t->n_drops > 0) || t->n_alts > UINT16_MAX ||
        t->n_drops > UINT16_MAX) {
        rsp_diag_error(r->d, rsp_json_src(r->a, r->file, v),
                       "%u alternatives, %u drops; expected drops for a shipment and for nothing else",
                       t->n_alts, t->n_drops);
    }
}

typedef struct cell { /* an arc and where it goes */
    uint64_t pair;
    rsp_arc arc;
} cell;

static bool arc(reader *r, const rsp_json *v, cell *ret) {
    const rsp_json *at[9] = {NULL};
    if (!row(r, v, 9, at)) {
        return false;
    }
    uint32_t n = r->p->n_locations;
    ret->pair = (uint64_t)below(r, at[0], n) * n + below(r, at[1], n);
    ret->arc = (rsp_arc){.duration_s = (int32_t)in_range(r, at[2], 0, RSP_NEVER),
                         .earliest = (int32_t)in_range(r, at[3], -RSP_NEVER, RSP_NEVER),
                         .latest = (int32_t)in_range(r, at[4], -RSP_NEVER, RSP_NEVER),
                         .floor = (int32_t)in_range(r, at[5], INT32_MIN, RSP_NEVER),
                         .stretch_s = (int32_t)in_range(r, at[6], 0, 1000000),
                         .cost = (int32_t)in_range(r, at[7], 0, RSP_NEVER),
                         .tag = (uint32_t)in_range(r, at[8], 0, UINT32_MAX)};
    return true;
}

/* Rows stand in the order of their pairs, as they are written. */
static void matrix(reader *r, const rsp_json *v, rsp_matrix *m) {
    if (v->kind != RSP_JSON_ARRAY) {
        wrong(r, v, rsp_json_kind_name(RSP_JSON_ARRAY));
        return;
    }
    uint64_t pairs = (uint64_t)r->p->n_locations * r->p->n_locations;
    uint32_t *first = room(r, pairs + 1, sizeof *first);
    rsp_arc *arcs = room(r, v->n, sizeof *arcs);
    uint64_t pair = 0;
    uint32_t n = 0;
    for (const rsp_json *x = first == NULL || arcs == NULL ? NULL : v->first; x != NULL; x = x->next) {
        cell c = {0};
        if (!arc(r, x, &c)) {
            continue;
        }
        if (c.pair < pair) {
            wrong(r, x, "rows in the order of from, then to");
            continue;
        }
        while (pair < c.pair) {
            first[++pair] = n;
        }
        arcs[n++] = c.arc;
    }
    while (first != NULL && pair < pairs) {
        first[++pair] = n;
    }
    *m = (rsp_matrix){first, arcs};
}

static void ground(reader *r, const rsp_json *root) {
    const rsp_json *docks = key(r, root, "docks", RSP_JSON_ARRAY);
    const rsp_json *locations = key(r, root, "locations", RSP_JSON_ARRAY);
    const rsp_json *resources = key(r, root, "resources", RSP_JSON_ARRAY);
    if (docks == NULL || locations == NULL || resources == NULL) {
        return;
    }
    if (locations->n > LOCATIONS_MOST) {
        rsp_diag_error(r->d, rsp_json_src(r->a, r->file, locations), "%u locations are read; at most %d",
                       locations->n, LOCATIONS_MOST);
        return;
    }
    int32_t *d = room(r, docks->n, sizeof *d);
    rsp_location *l = room(r, locations->n, sizeof *l);
    int64_t *amount = room(r, resources->n, sizeof *amount);
    if (r->out_of_memory) {
        return;
    }
    for (const rsp_json *x = docks->first; x != NULL; x = x->next) {
        d[r->p->n_places++] = (int32_t)in_range(r, x, 0, 10000);
    }
    for (const rsp_json *x = locations->first; x != NULL; x = x->next) {
        const rsp_json *at[2] = {NULL};
        if (row(r, x, 2, at)) {
            if (at[1]->kind != RSP_JSON_BOOL) {
                wrong(r, at[1], "true or false");
            }
            l[r->p->n_locations] = (rsp_location){below(r, at[0], r->p->n_places),
                                                  at[1]->kind == RSP_JSON_BOOL && at[1]->boolean};
        }
        r->p->n_locations++;
    }
    for (const rsp_json *x = resources->first; x != NULL; x = x->next) {
        amount[r->p->n_resources++] = in_range(r, x, 0, INT64_MAX / 4);
    }
    r->p->docks = d;
    r->p->locations = l;
    r->p->resources = amount;
}

static const rsp_json *objects(reader *r, const rsp_json *root, const char *name) {
    const rsp_json *v = key(r, root, name, RSP_JSON_ARRAY);
    for (const rsp_json *x = v == NULL ? NULL : v->first; x != NULL; x = x->next) {
        if (x->kind != RSP_JSON_OBJECT) {
            wrong(r, x, rsp_json_kind_name(RSP_JSON_OBJECT));
            return NULL;
        }
    }
    return v;
}

static void problem(reader *r, const rsp_json *root) {
    KNOWN(r, root, "respite_problem", "setup_s", "resources", "docks", "locations", "classes", "tasks",
          "matrices");
    (void)number(r, root, "respite_problem", 1, 1);
    r->p->setup_s = (int32_t)number(r, root, "setup_s", 0, RSP_NEVER);
    ground(r, root);
    const rsp_json *matrices = key(r, root, "matrices", RSP_JSON_ARRAY);
    const rsp_json *classes = objects(r, root, "classes");
    const rsp_json *tasks = objects(r, root, "tasks");
    if (matrices == NULL || classes == NULL || tasks == NULL || r->out_of_memory) {
        return;
    }
    rsp_matrix *m = room(r, matrices->n, sizeof *m);
    rsp_class *c = room(r, classes->n, sizeof *c);
    rsp_task *t = room(r, tasks->n, sizeof *t);
    if (r->out_of_memory) {
        return;
    }
    r->p->n_matrices = matrices->n;
    for (const rsp_json *x = matrices->first; x != NULL && !r->out_of_memory; x = x->next) {
        matrix(r, x, &m[x->index]);
    }
    for (const rsp_json *x = classes->first; x != NULL; x = x->next) {
        class_of(r, x, &c[x->index]);
        if (x->index > 0 && c[x->index].group < c[x->index - 1].group) {
            wrong(r, x, "classes of one group together, groups rising");
        }
    }
    for (const rsp_json *x = tasks->first; x != NULL; x = x->next) {
        task(r, x, &t[x->index]);
    }
    r->p->matrices = m;
    r->p->classes = c;
    r->p->n_classes = classes->n;
    r->p->tasks = t;
    r->p->n_tasks = tasks->n;
}

int rsp_pause_read(rsp_arena *a, const char *file, const char *text, size_t n, rsp_diag *d, rsp_problem *ret,
                   rsp_err *err) {
    const rsp_json *root = NULL;
    rsp_problem p = {0};
    reader r = {.a = a, .file = file, .d = d, .p = &p};
    int rc = rsp_json_parse(a, file, text, n, d, &root);
    if (rc == RSP_ENOMEM) {
        return rsp_fail(err, RSP_ENOMEM, "out of memory reading %s", file);
    }
    if (rc == 0 && root->kind != RSP_JSON_OBJECT) {
        wrong(&r, root, rsp_json_kind_name(RSP_JSON_OBJECT));
    } else if (rc == 0) {
        problem(&r, root);
    }
    if (r.out_of_memory) {
        return rsp_fail(err, RSP_ENOMEM, "out of memory reading %s", file);
    }
    RSP_TRY(rsp_diag_result(d, err));
    RSP_TRY(rsp_problem_check(&p, err));
    *ret = p;
    return 0;
}
