/* Arcs between copies of places, each with one departure interval: the windows of all grounds its path
 * crosses, less the offsets at which they are entered and left (3-planner.md, Arcs are segments). */
#include <stdlib.h>
#include <string.h>

#include "plan/model.h"

#define TRANSIT_MOST 8 /* choices of intervals for grounds that a path only crosses */

typedef struct arc_list {
    RSP_VEC(rsp_arc) arcs;
} arc_list;

static const rsp_interval_pick *picked(const rsp_copy *c, uint32_t ground) {
    for (uint32_t i = 0; i < c->n_picks; i++) {
        if (c->pick[i].ground == ground) {
            return &c->pick[i];
        }
    }
    return NULL;
}

typedef struct bounds {
    int32_t earliest, latest;
} bounds;

/* Narrows the departure so that [enter, leave] after it lies in the interval. */
static void narrow(const rsp_model *m, bounds *b, uint32_t mission, uint32_t ground, uint32_t interval,
                   int32_t enter, int32_t leave) {
    const rsp_open_interval *o = &m->ground[ground].open[mission][interval];
    int32_t first = rsp_model_time(m, o->open) - enter;
    int32_t last = rsp_model_time(m, o->out_by) - leave;
    b->earliest = first > b->earliest ? first : b->earliest;
    b->latest = last < b->latest ? last : b->latest;
}

static int push_arc(rsp_model *m, arc_list *to, rsp_arc a, rsp_arc_tag tag, rsp_err *err) {
    a.tag = (uint32_t)m->tags.n;
    if (rsp_vec_push(m->ctx, &m->tags, tag) != 0 || rsp_vec_push(m->ctx, &to->arcs, a) != 0) {
        return rsp_fail(err, RSP_ENOMEM, "out of memory for %zu arcs", to->arcs.n);
    }
    return 0;
}

/* The ends lie in their intervals, also where no crossing shows on the road (it runs just outside), and a hub
 * on such ground is neither left before the opening nor come back to after out_by. */
static void narrow_ends(const rsp_model *m, bounds *b, uint32_t mission, const rsp_copy *from,
                        const rsp_copy *to, int32_t time_s) {
    for (uint32_t i = 0; i < from->n_picks; i++) {
        narrow(m, b, mission, from->pick[i].ground, from->pick[i].interval, 0, 0);
    }
    for (uint32_t i = 0; i < to->n_picks; i++) {
        narrow(m, b, mission, to->pick[i].ground, to->pick[i].interval, time_s, time_s);
    }
}

/* The bounds for one choice of transit intervals; false where two ends want different instances of one
 * ground. */
static bool bounds_of(const rsp_model *m, const rsp_option *o, uint32_t mission, const rsp_copy *from,
                      const rsp_copy *to, const uint32_t *transit, bounds *ret) {
    bounds b = {-RSP_NEVER, RSP_NEVER};
    uint32_t t = 0;
    for (uint32_t i = 0; i < o->n_crossings; i++) {
        const rsp_crossing *c = &o->crossings[i];
        const rsp_interval_pick *x = picked(from, c->zone);
        const rsp_interval_pick *y = picked(to, c->zone);
        if (x != NULL && y != NULL && x->interval != y->interval) {
            return false;
        }
        uint32_t interval = x != NULL ? x->interval : (y != NULL ? y->interval : transit[t++]);
        narrow(m, &b, mission, c->zone, interval, x != NULL ? RSP_NEVER / 2 : c->enter_s, c->leave_s);
    }
    narrow_ends(m, &b, mission, from, to, o->time_s);
    *ret = b;
    return b.earliest <= b.latest;
}

static uint32_t transits(const rsp_option *o, const rsp_copy *from, const rsp_copy *to, uint32_t *grounds) {
    uint32_t n = 0;
    for (uint32_t i = 0; i < o->n_crossings && n < TRANSIT_MOST; i++) {
        if (picked(from, o->crossings[i].zone) == NULL && picked(to, o->crossings[i].zone) == NULL) {
            grounds[n++] = o->crossings[i].zone;
        }
    }
    return n;
}

static rsp_arc arc_of(const rsp_model *m, const rsp_option *o, bounds b) {
    return (rsp_arc){.duration_s = o->time_s,
                     .earliest = b.earliest,
                     .latest = b.latest,
                     .floor = -RSP_NEVER,
                     .stretch_s = m->s->rules.gap_s + o->per_vehicle_s,
                     .cost = o->time_s + o->inside_s};
}

/* Every arc of one option between two copies. */
static int arcs_of_option(rsp_model *m, arc_list *list, uint32_t travel, uint32_t mission,
                          const rsp_copy *from, const rsp_copy *to, uint16_t option, rsp_err *err) {
    const rsp_option *o =
        &m->travel.at[travel].options[(size_t)from->place * m->n_places + to->place].at[option];
    uint32_t grounds[TRANSIT_MOST];
    uint32_t pick[TRANSIT_MOST] = {0};
    uint32_t n = transits(o, from, to, grounds);
    for (uint32_t i = 0; i < n; i++) {
        if (m->ground[grounds[i]].n_open[mission] == 0) {
            return 0;
        }
    }
    for (;;) {
        bounds b;
        if (bounds_of(m, o, mission, from, to, pick, &b)) {
            rsp_arc_tag tag = {.travel = travel,
                               .from = from->place,
                               .to = to->place,
                               .option = option,
                               .wait_at = RSP_NONE};
            RSP_TRY(push_arc(m, list, arc_of(m, o, b), tag, err));
        }
        uint32_t i = 0;
        for (; i < n; i++) {
            if (++pick[i] < m->ground[grounds[i]].n_open[mission]) {
                break;
            }
            pick[i] = 0;
        }
        if (i == n) {
            return 0;
        }
    }
}

static int32_t most_followers(const rsp_model *m) {
    int32_t most = 0;
    for (size_t i = 0; i < m->classes.n; i++) {
        most = m->classes.at[i].followers > most ? m->classes.at[i].followers : most;
    }
    return most;
}

/* From one zone to another whose windows do not meet: by a waiting point outside all ground. */
static int arcs_with_wait(rsp_model *m, arc_list *list, uint32_t travel, uint32_t mission,
                          const rsp_copy *from, const rsp_copy *to, rsp_err *err) {
    int32_t followers = most_followers(m);
    for (uint32_t w = 0; w < m->n_places; w++) {
        if (!m->places[w].waiting || w == from->place || w == to->place) {
            continue;
        }
        const rsp_copy *mid = &m->copies.at[m->places[w].first_copy[mission]];
        arc_list one = {0};
        arc_list two = {0};
        const rsp_options_row *a = &m->travel.at[travel].options[(size_t)from->place * m->n_places + w];
        const rsp_options_row *b = &m->travel.at[travel].options[(size_t)w * m->n_places + to->place];
        size_t tags = m->tags.n;
        int rc = 0;
        for (uint16_t i = 0; i < a->n && rc == 0; i++) {
            rc = arcs_of_option(m, &one, travel, mission, from, mid, i, err);
        }
        for (uint16_t i = 0; i < b->n && rc == 0; i++) {
            rc = arcs_of_option(m, &two, travel, mission, mid, to, i, err);
        }
        RSP_VEC(rsp_arc_tag) kept = {0};
        for (size_t i = tags; i < m->tags.n && rc == 0; i++) {
            rc = rsp_vec_push(m->ctx, &kept, m->tags.at[i]);
        }
        m->tags.n = tags;
        for (size_t i = 0; i < one.arcs.n && rc == 0; i++) {
            for (size_t k = 0; k < two.arcs.n && rc == 0; k++) {
                const rsp_arc *x = &one.arcs.at[i];
                const rsp_arc *y = &two.arcs.at[k];
                /* The column is as long on both halves, by all checkpoints of the leg (docs/rules.md 2.2),
                 * and is all in at the waiting point before it goes on. */
                int32_t stretch_s = x->stretch_s + y->stretch_s - m->s->rules.gap_s;
                rsp_arc both = {.duration_s = x->duration_s + y->duration_s,
                                .earliest = x->earliest,
                                .stretch_s = 2 * stretch_s,
                                .latest = x->latest < y->latest - x->duration_s ? x->latest
                                                                                : y->latest - x->duration_s,
                                .floor = y->earliest + y->duration_s,
                                .cost = x->cost + y->cost};
                if (both.earliest > both.latest || y->earliest > y->latest - followers * stretch_s) {
                    continue;
                }
                /* NOLINTNEXTLINE(clang-analyzer-core.NullDereference): an arc has its option in kept */
                rsp_arc_tag tag = kept.at[x->tag - tags];
                tag.option2 = kept.at[y->tag - tags].option;
                tag.to = to->place;
                tag.wait_at = w;
                tag.wait_until = y->earliest;
                rc = push_arc(m, list, both, tag, err);
            }
        }
        rsp_vec_done(m->ctx, &kept);
        rsp_vec_done(m->ctx, &one.arcs);
        rsp_vec_done(m->ctx, &two.arcs);
        if (rc != 0) {
            return rc;
        }
    }
    return 0;
}

static bool for_mission(const rsp_copy *c, uint32_t mission) {
    return c->mission == RSP_NONE || c->mission == mission;
}

static int arcs_between(rsp_model *m, arc_list *list, uint32_t travel, uint32_t mission, uint32_t a,
                        uint32_t b, rsp_err *err) {
    const rsp_copy *from = &m->copies.at[a];
    const rsp_copy *to = &m->copies.at[b];
    if (from->place == to->place || !for_mission(from, mission) || !for_mission(to, mission)) {
        return 0;
    }
    size_t before = list->arcs.n;
    const rsp_options_row *row = &m->travel.at[travel].options[(size_t)from->place * m->n_places + to->place];
    for (uint16_t i = 0; i < row->n; i++) {
        RSP_TRY(arcs_of_option(m, list, travel, mission, from, to, i, err));
    }
    /* Waiting is only of use between two windows. */
    bool windows_differ = from->n_picks > 0 && to->n_picks > 0 && from->open < to->open;
    return list->arcs.n == before && windows_differ ? arcs_with_wait(m, list, travel, mission, from, to, err)
                                                    : 0;
}

static int matrix(rsp_model *m, uint32_t travel, uint32_t mission, rsp_matrix *ret, rsp_err *err) {
    uint32_t n = (uint32_t)m->copies.n;
    uint32_t *first = rsp_arena_alloc(m->a, (size_t)n * n + 2, sizeof *first);
    if (first == NULL) {
        return rsp_fail(err, RSP_ENOMEM, "out of memory for %u window instances of places", n);
    }
    arc_list list = {0};
    int rc = 0;
    for (uint32_t a = 0; a < n && rc == 0; a++) {
        for (uint32_t b = 0; b < n && rc == 0; b++) {
            first[(size_t)a * n + b] = (uint32_t)list.arcs.n;
            rc = arcs_between(m, &list, travel, mission, a, b, err);
        }
    }
    first[(size_t)n * n] = (uint32_t)list.arcs.n;
    rsp_arc *arcs = rc == 0 ? rsp_arena_alloc(m->a, list.arcs.n + 1, sizeof *arcs) : NULL;
    if (arcs != NULL && list.arcs.n > 0) {
        memcpy(arcs, list.arcs.at, list.arcs.n * sizeof *arcs);
    }
    rsp_vec_done(m->ctx, &list.arcs);
    *ret = (rsp_matrix){first, arcs};
    return rc != 0 || arcs != NULL
               ? rc
               : rsp_fail(err, RSP_ENOMEM, "out of memory for the ways between %u places; plan fewer at once",
                          m->n_places);
}

static int finish_problem(rsp_model *m, rsp_err *err) {
    rsp_location *locations = rsp_arena_alloc(m->a, m->copies.n + 1, sizeof *locations);
    int32_t *docks = rsp_arena_alloc(m->a, m->n_places + 1, sizeof *docks);
    if (locations == NULL || docks == NULL) {
        return rsp_fail(err, RSP_ENOMEM, "out of memory for the problem");
    }
    for (size_t i = 0; i < m->copies.n; i++) {
        locations[i] = (rsp_location){m->copies.at[i].place, m->copies.at[i].n_picks > 0};
    }
    for (uint32_t p = 0; p < m->n_places; p++) {
        docks[p] = m->s->places[m->places[p].place].docks;
    }
    for (size_t i = 0; i < m->classes.n; i++) {
        const rsp_formation *f = &m->formations.at[i];
        rsp_class *c = &m->classes.at[i];
        c->matrix = f->travel * m->n_missions + f->mission;
    }
    m->problem = (rsp_problem){.locations = locations,
                               .n_locations = (uint32_t)m->copies.n,
                               .docks = docks,
                               .n_places = m->n_places,
                               .matrices = m->matrices,
                               .n_matrices = (uint32_t)m->travel.n * m->n_missions,
                               .classes = m->classes.at,
                               .n_classes = (uint32_t)m->classes.n,
                               .tasks = m->tasks.at,
                               .n_tasks = (uint32_t)m->tasks.n,
                               .resources = m->resources.at,
                               .n_resources = (uint32_t)m->resources.n,
                               .setup_s = m->s->rules.stop_fixed_s};
    return 0;
}

typedef struct rank {
    uint32_t group, at;
} rank;

static int by_group(const void *x, const void *y) {
    const rank *a = x;
    const rank *b = y;
    return a->group != b->group ? (a->group > b->group) - (a->group < b->group)
                                : (a->at > b->at) - (a->at < b->at);
}

/* Classes of one group must stand together, in the order they were made; formations move with them. */
static int group_classes(rsp_model *m, rsp_err *err) {
    size_t n = m->classes.n;
    rank *order = rsp_arena_alloc(m->a, n + 1, sizeof *order);
    rsp_class *classes = rsp_arena_alloc(m->a, n + 1, sizeof *classes);
    rsp_formation *formations = rsp_arena_alloc(m->a, n + 1, sizeof *formations);
    if (order == NULL || classes == NULL || formations == NULL) {
        return rsp_fail(err, RSP_ENOMEM, "out of memory for %zu kinds of convoys", n);
    }
    for (size_t i = 0; i < n; i++) {
        order[i] = (rank){m->classes.at[i].group, (uint32_t)i};
        classes[i] = m->classes.at[i];
        formations[i] = m->formations.at[i];
    }
    qsort(order, n, sizeof *order, by_group);
    for (size_t i = 0; i < n; i++) {
        m->classes.at[i] = classes[order[i].at];
        m->formations.at[i] = formations[order[i].at];
    }
    return 0;
}

static const rsp_model_place *hub_of(const rsp_model *m, const rsp_formation *f) {
    return &m->places[m->place_of[m->s->hubs[f->hub].place]];
}

/* Every class once for each copy of its hub in its hours, as a group of its own. A hub on ground with no
 * window has no copy to start from: no convoy of that mission. */
static int start_at_hubs(rsp_model *m, rsp_err *err) {
    uint32_t copies = 1;
    size_t n = m->classes.n;
    for (size_t i = 0; i < n; i++) {
        uint32_t here = hub_of(m, &m->formations.at[i])->n_copies[m->formations.at[i].mission];
        copies = here > copies ? here : copies;
    }
    for (size_t i = 0; i < n; i++) {
        rsp_formation f = m->formations.at[i];
        const rsp_model_place *hub = hub_of(m, &f);
        for (uint32_t k = 0; k < hub->n_copies[f.mission]; k++) {
            rsp_class c = m->classes.at[i];
            c.start = c.end = hub->first_copy[f.mission] + k;
            c.group = c.group * copies + k;
            const rsp_copy *at = &m->copies.at[c.start];
            c.from = at->open > c.from ? at->open : c.from; /* work at the hub itself is work on its ground */
            c.until = at->out_by < c.until ? at->out_by : c.until;
            if (c.from < c.until &&
                (rsp_vec_push(m->ctx, &m->classes, c) != 0 || rsp_vec_push(m->ctx, &m->formations, f) != 0)) {
                return rsp_fail(err, RSP_ENOMEM, "out of memory for convoys");
            }
        }
    }
    m->classes.n -= n;
    m->formations.n -= n;
    memmove(m->classes.at, m->classes.at + n, m->classes.n * sizeof *m->classes.at);
    memmove(m->formations.at, m->formations.at + n, m->formations.n * sizeof *m->formations.at);
    return 0;
}

int rsp_model_arcs(rsp_model *m, rsp_err *err) {
    RSP_TRY(m->classes.n > 0 ? start_at_hubs(m, err) : 0);
    RSP_TRY(group_classes(m, err));
    m->matrices = rsp_arena_alloc(m->a, m->travel.n * m->n_missions + 1, sizeof *m->matrices);
    if (m->matrices == NULL) {
        return rsp_fail(err, RSP_ENOMEM, "out of memory for the problem");
    }
    for (uint32_t t = 0; t < m->travel.n; t++) {
        for (uint32_t k = 0; k < m->n_missions; k++) {
            RSP_TRY(matrix(m, t, k, &m->matrices[t * m->n_missions + k], err));
        }
    }
    return finish_problem(m, err);
}
