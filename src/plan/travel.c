/* Path options of all pairs of places, for each travel class: the Pareto set of (time, grounds crossed,
 * danger).
 *
 * A table with all open grounds allowed comes first; where a path crosses ground that neither end lies in,
 * the same table without that ground follows, and so on (a handful of sets), each only between the places
 * whose path crossed it. The places of a set are made ready as goals once; sources are shared out among
 * threads by number, so the result does not depend on them. Without roads the one option is the straight
 * line. */
#include <math.h>
#include <pthread.h>
#include <string.h>

#include "plan/model.h"

#define SETS_MOST 12

rsp_metric rsp_model_metric(const rsp_model *m, const rsp_travel_class *t, uint64_t allowed, bool wary) {
    return (rsp_metric){.profiles = t->profiles,
                        .weight_kg = t->weight_kg,
                        .height_cm = t->height_cm,
                        .speed_factor = m->s->rules.speed_factor_x100 / 100.0,
                        .zones_allowed = allowed,
                        .danger_s_per_unit = wary ? m->s->rules.danger_s_per_km / 1000.0 : 0};
}

static uint32_t option_crossings(const rsp_path *p, rsp_crossing *to) {
    uint32_t n = 0;
    for (uint32_t i = 0; i < p->n_crossings; i++) {
        uint32_t k = 0;
        while (k < n && to[k].zone != p->crossings[i].zone) {
            k++;
        }
        if (k == n) {
            to[n++] = p->crossings[i];
            continue;
        }
        const rsp_crossing *c = &p->crossings[i];
        to[k].enter_s = c->enter_s < to[k].enter_s ? c->enter_s : to[k].enter_s;
        to[k].leave_s = c->leave_s > to[k].leave_s ? c->leave_s : to[k].leave_s;
    }
    return n;
}

static int32_t inside_seconds(const rsp_path *p) {
    int32_t s = 0;
    for (uint32_t i = 0; i < p->n_crossings; i++) {
        s += p->crossings[i].leave_s - p->crossings[i].enter_s;
    }
    return s;
}

static bool dominates(const rsp_option *a, const rsp_option *b) {
    return a->time_s <= b->time_s && a->per_vehicle_s <= b->per_vehicle_s &&
           (a->grounds & ~b->grounds) == 0 && a->danger <= b->danger + 1e-6;
}

/* Adds a path to a row unless another is as good in all respects; takes out those it beats. */
static int add_option(rsp_arena *a, rsp_options_row *row, const rsp_path *p, uint64_t allowed, bool wary) {
    rsp_option o = {p->time_s, p->per_vehicle_s, p->zones, p->danger, p->length_m, allowed, wary, NULL,
                    0,         inside_seconds(p)};
    for (uint32_t i = 0; i < row->n; i++) {
        if (dominates(&row->at[i], &o)) {
            return 0;
        }
    }
    for (uint32_t i = 0; i < row->n;) {
        if (dominates(&o, &row->at[i])) {
            row->at[i] = row->at[--row->n];
        } else {
            i++;
        }
    }
    if (row->n == RSP_OPTIONS_MAX) {
        return 0;
    }
    if (row->at == NULL) {
        row->at = rsp_arena_alloc(a, RSP_OPTIONS_MAX, sizeof *row->at);
    }
    rsp_crossing *c = rsp_arena_alloc(a, p->n_crossings + 1, sizeof *c);
    if (row->at == NULL || c == NULL) {
        return RSP_ENOMEM;
    }
    o.n_crossings = option_crossings(p, c);
    o.crossings = c;
    row->at[row->n++] = o;
    return 0;
}

typedef struct grounds_set { /* grounds allowed: those of another set, but for one */
    uint64_t allowed;
    uint32_t parent, without; /* RSP_NONE: the first set */
    uint64_t *transit;        /* by from * places + to: what the path crosses that neither end lies in */
} grounds_set;

typedef struct job { /* one thread's share of the sources */
    rsp_model *m;
    rsp_travel_class *t;
    const grounds_set *sets;
    uint32_t set; /* the one searched */
    bool wary;
    const rsp_goals *goals; /* the places that may be reached in it */
    const uint32_t *goal;   /* by place: its number among them, RSP_NONE */
    uint32_t first, stride;
    rsp_arena *keep;  /* options live here */
    uint64_t crossed; /* by any path */
    rsp_search *search;
    rsp_err err;
    int rc;
} job;

/* Whether the pair has to be searched: else its path is that of the parent set, which keeps off the ground.
 */
static bool is_new(const job *j, uint32_t from, uint32_t to) {
    const grounds_set *s = &j->sets[j->set];
    size_t pair = (size_t)from * j->m->n_places + to;
    if (s->without == RSP_NONE || (j->sets[s->parent].transit[pair] >> s->without & 1) != 0) {
        return true;
    }
    s->transit[pair] = j->sets[s->parent].transit[pair];
    return false;
}

static int search_from(job *j, uint32_t from, rsp_arena *scratch) {
    rsp_model *m = j->m;
    const rsp_model_place *places = m->places;
    const grounds_set *set = &j->sets[j->set];
    uint32_t *goals = rsp_arena_alloc(scratch, m->n_places, sizeof *goals);
    uint32_t *which = rsp_arena_alloc(scratch, m->n_places, sizeof *which);
    rsp_path *paths = rsp_arena_alloc(scratch, m->n_places, sizeof *paths);
    if (goals == NULL || which == NULL || paths == NULL) {
        return rsp_fail(&j->err, RSP_ENOMEM, "out of memory for routes");
    }
    uint32_t n = 0;
    for (uint32_t to = 0; to < m->n_places; to++) {
        if (to != from && j->goal[to] != RSP_NONE && is_new(j, from, to)) {
            goals[n] = j->goal[to];
            which[n++] = to;
        }
    }
    if (n == 0) {
        return 0;
    }
    RSP_TRY(rsp_route_goals(j->search, j->goals, &j->t->snaps[from], goals, n, scratch, paths, &j->err));
    for (uint32_t i = 0; i < n; i++) {
        if (paths[i].time_s < 0) {
            continue;
        }
        rsp_options_row *row = &j->t->options[(size_t)from * m->n_places + which[i]];
        if (add_option(j->keep, row, &paths[i], set->allowed, j->wary) != 0) {
            return rsp_fail(&j->err, RSP_ENOMEM, "out of memory for routes");
        }
        uint64_t transit = paths[i].zones & ~places[from].ground_mask & ~places[which[i]].ground_mask;
        j->crossed |= transit;
        if (!j->wary) {
            set->transit[(size_t)from * m->n_places + which[i]] = transit;
        }
    }
    return 0;
}

static void *run_job(void *arg) {
    job *j = arg;
    for (uint32_t from = j->first; from < j->m->n_places && j->rc == 0; from += j->stride) {
        if (rsp_cancelled(j->m->ctx)) {
            j->rc = rsp_fail(&j->err, RSP_ECANCELLED, "stopped before there was a plan");
            break;
        }
        if (j->goal[from] == RSP_NONE) {
            continue;
        }
        rsp_arena *scratch = NULL;
        j->rc = rsp_arena_new(j->m->ctx, 0, &scratch, &j->err);
        if (j->rc == 0) {
            j->rc = search_from(j, from, scratch);
        }
        rsp_arena_free(scratch);
    }
    return NULL;
}

/* The places that are on roads and on allowed ground, made ready to be reached. */
static int make_goals(const job *j, uint32_t *goal, rsp_goals **ret, rsp_err *err) {
    const rsp_model *m = j->m;
    rsp_metric metric = rsp_model_metric(m, j->t, j->sets[j->set].allowed, j->wary);
    rsp_snap *snaps = rsp_calloc(m->ctx, (size_t)m->n_places + 1, sizeof *snaps);
    if (snaps == NULL) {
        return rsp_fail(err, RSP_ENOMEM, "out of memory for routes");
    }
    uint32_t n = 0;
    for (uint32_t i = 0; i < m->n_places; i++) {
        bool open = (m->places[i].ground_mask & ~j->sets[j->set].allowed) == 0;
        goal[i] = open && j->t->snaps[i].dist_m >= 0 ? n : RSP_NONE;
        if (goal[i] != RSP_NONE) {
            snaps[n++] = j->t->snaps[i];
        }
    }
    int rc = rsp_goals_new(m->ctx, m->overlay, &metric, snaps, n, ret, err);
    rsp_free(m->ctx, snaps);
    return rc;
}

static int run_jobs(job *jobs, uint32_t n, uint64_t *crossed, rsp_err *err) {
    pthread_t thread[64];
    uint32_t started = 1;
    for (; started < n; started++) {
        if (pthread_create(&thread[started], NULL, run_job, &jobs[started]) != 0) {
            break;
        }
    }
    run_job(&jobs[0]);
    for (uint32_t i = 1; i < started; i++) {
        pthread_join(thread[i], NULL);
    }
    for (uint32_t i = started; i < n; i++) {
        run_job(&jobs[i]); /* no thread to be had: here, one after another */
    }
    uint64_t sum = 0;
    for (uint32_t i = 0; i < n; i++) {
        if (jobs[i].rc != 0) {
            *err = jobs[i].err;
            return jobs[i].rc;
        }
        sum |= jobs[i].crossed;
    }
    *crossed = sum;
    return 0;
}

/* All sources under one set of allowed grounds; *crossed gets the transit grounds that paths used. */
static int run_set(job *jobs, uint32_t n, const grounds_set *sets, uint32_t set, bool wary, uint64_t *crossed,
                   rsp_err *err) {
    const rsp_ctx *ctx = jobs[0].m->ctx;
    rsp_goals *goals = NULL;
    uint32_t *goal = rsp_calloc(ctx, (size_t)jobs[0].m->n_places + 1, sizeof *goal);
    int rc = goal == NULL ? rsp_fail(err, RSP_ENOMEM, "out of memory for routes") : 0;
    for (uint32_t i = 0; i < n; i++) {
        jobs[i].sets = sets;
        jobs[i].set = set;
        jobs[i].wary = wary;
        jobs[i].crossed = 0;
        jobs[i].goal = goal;
    }
    rc = rc == 0 ? make_goals(&jobs[0], goal, &goals, err) : rc;
    for (uint32_t i = 0; i < n; i++) {
        jobs[i].goals = goals;
    }
    rc = rc == 0 ? run_jobs(jobs, n, crossed, err) : rc;
    rsp_goals_free(goals);
    rsp_free(ctx, goal);
    return rc;
}

static int add_set(rsp_model *m, grounds_set *sets, uint32_t *n, grounds_set set, rsp_err *err) {
    size_t pairs = (size_t)m->n_places * m->n_places;
    set.transit = rsp_calloc(m->ctx, pairs + 1, sizeof *set.transit);
    if (set.transit == NULL) {
        return rsp_fail(err, RSP_ENOMEM, "out of memory for the ways between %u places; plan fewer at once",
                        m->n_places);
    }
    sets[(*n)++] = set;
    return 0;
}

static int run_sets(rsp_model *m, job *jobs, uint32_t n, grounds_set *sets, uint32_t *n_sets, rsp_err *err) {
    uint64_t all = m->n_grounds == 0 ? 0 : (m->n_grounds == 64 ? UINT64_MAX : (1ULL << m->n_grounds) - 1);
    RSP_TRY(add_set(m, sets, n_sets, (grounds_set){all & ~m->closed, RSP_NONE, RSP_NONE, NULL}, err));
    for (uint32_t i = 0; i < *n_sets; i++) {
        uint64_t crossed = 0;
        RSP_TRY(run_set(jobs, n, sets, i, false, &crossed, err));
        if (m->has_danger && i == 0) { /* the least exposed way, with all open ground to choose from */
            uint64_t unused = 0;
            RSP_TRY(run_set(jobs, n, sets, i, true, &unused, err));
        }
        for (uint32_t g = 0; g < m->n_grounds && *n_sets < SETS_MOST; g++) {
            uint64_t without = sets[i].allowed & ~(1ULL << g);
            bool known = (crossed >> g & 1) == 0;
            for (uint32_t k = 0; k < *n_sets; k++) {
                known = known || sets[k].allowed == without;
            }
            RSP_TRY(known ? 0 : add_set(m, sets, n_sets, (grounds_set){without, i, g, NULL}, err));
        }
    }
    return 0;
}

static int travel_on_roads(rsp_model *m, rsp_travel_class *t, rsp_err *err) {
    uint32_t n = m->o->threads < 1 ? 1 : (m->o->threads > 64 ? 64 : m->o->threads);
    job *jobs = rsp_calloc(m->ctx, n, sizeof *jobs);
    int rc = jobs == NULL ? rsp_fail(err, RSP_ENOMEM, "out of memory") : 0;
    for (uint32_t i = 0; i < n && rc == 0; i++) {
        jobs[i] = (job){.m = m, .t = t, .first = i, .stride = n};
        rc = rsp_arena_new(m->ctx, 0, &jobs[i].keep, err);
        if (rc == 0 && rsp_vec_push(m->ctx, &m->arenas, jobs[i].keep) != 0) {
            rsp_arena_free(jobs[i].keep);
            rc = rsp_fail(err, RSP_ENOMEM, "out of memory");
        }
        if (rc == 0) {
            rc = rsp_search_new(m->ctx, m->overlay, &jobs[i].search, err);
        }
    }
    grounds_set sets[SETS_MOST];
    uint32_t n_sets = 0;
    rc = rc != 0 ? rc : run_sets(m, jobs, n, sets, &n_sets, err);
    for (uint32_t i = 0; i < n_sets; i++) {
        rsp_free(m->ctx, sets[i].transit);
    }
    for (uint32_t i = 0; jobs != NULL && i < n; i++) {
        rsp_search_free(jobs[i].search);
    }
    rsp_free(m->ctx, jobs);
    return rc;
}

/* --- without roads --- */

static int table_row(const rsp_situation *s, uint32_t from, uint32_t to, int32_t *ret_s, double *ret_m) {
    for (uint32_t i = 0; i < s->travel.n_rows; i++) {
        const rsp_travel_row *r = &s->travel.rows[i];
        if ((r->from == from && r->to == to) || (r->both_ways && r->from == to && r->to == from)) {
            *ret_s = r->time_s;
            *ret_m = r->dist_m;
            return 0;
        }
    }
    return RSP_ENOTFOUND;
}

typedef struct stay { /* a checkpoint on a straight line, at a fraction of it */
    double f;
    int32_t delay_s;
} stay;

/* Seconds after departure at a fraction of the line; `after`: with the delay of a checkpoint right there. */
static double offset_at(double f, int32_t drive_s, const stay *stays, uint32_t n, bool after) {
    double t = f * drive_s;
    for (uint32_t i = 0; i < n; i++) {
        t += stays[i].f < f || (after && stays[i].f <= f) ? stays[i].delay_s : 0;
    }
    return t;
}

/* A checkpoint counts where the straight line passes within 500 m; its delay is put where the line is
 * nearest. */
static int straight_checkpoints(const rsp_model *m, rsp_point a, rsp_point b, rsp_arena *arena, rsp_path *p,
                                int32_t drive_s, stay *stays, uint32_t *ret_n, rsp_err *err) {
    rsp_checkpoint_pass *pass = rsp_arena_alloc(arena, m->s->n_checkpoints + 1, sizeof *pass);
    if (pass == NULL) {
        return rsp_fail(err, RSP_ENOMEM, "out of memory for routes");
    }
    for (uint32_t i = 0; i < m->s->n_checkpoints; i++) {
        const rsp_checkpoint *c = &m->s->checkpoints[i];
        double f = 0;
        if (rsp_point_segment_dist_m(c->at, a, b, &f) <= 500) {
            stays[*ret_n] = (stay){f, c->delay_s};
            pass[*ret_n] = (rsp_checkpoint_pass){.checkpoint = (uint16_t)i, .at_m = f * p->length_m};
            (*ret_n)++;
            p->time_s += c->delay_s;
            p->per_vehicle_s += c->per_vehicle_s;
        }
    }
    for (uint32_t i = 0; i < *ret_n; i++) {
        pass[i].at_s = (int32_t)floor(offset_at(stays[i].f, drive_s, stays, *ret_n, false));
    }
    p->passes = pass;
    p->n_passes = *ret_n;
    return 0;
}

static int straight_crossings(const rsp_model *m, rsp_point a, rsp_point b, rsp_arena *arena, rsp_path *p,
                              int32_t drive_s, const stay *stays, uint32_t n_stays, rsp_err *err) {
    rsp_crossing *c = rsp_arena_alloc(arena, (size_t)m->n_grounds * 8 + 1, sizeof *c);
    if (c == NULL) {
        return rsp_fail(err, RSP_ENOMEM, "out of memory for routes");
    }
    for (uint32_t g = 0; g < m->n_grounds; g++) {
        double stretch[8][2];
        uint32_t n = rsp_area_segment(m->ground[g].area, a, b, stretch, 8);
        for (uint32_t i = 0; i < n && i < 8; i++) {
            double in = offset_at(stretch[i][0], drive_s, stays, n_stays, false);
            double out = offset_at(stretch[i][1], drive_s, stays, n_stays, true);
            c[p->n_crossings++] = (rsp_crossing){(uint16_t)g, (int32_t)floor(in), (int32_t)ceil(out),
                                                 stretch[i][0] * p->length_m, stretch[i][1] * p->length_m};
            p->zones |= 1ULL << g;
        }
    }
    p->crossings = c;
    return 0;
}

int rsp_straight_path(const rsp_model *m, unsigned profiles, uint32_t from, uint32_t to, rsp_arena *a,
                      rsp_path *ret, rsp_err *err) {
    const rsp_situation *s = m->s;
    uint32_t pf = m->places[from].place;
    uint32_t pt = m->places[to].place;
    rsp_path p = {.time_s = -1, .from = {.at = s->places[pf].at}, .to = {.at = s->places[pt].at}};
    double seconds = 0;
    if (s->travel.kind == RSP_TRAVEL_TABLE) {
        int32_t t = 0;
        if (table_row(s, pf, pt, &t, &p.length_m) != 0) {
            *ret = p;
            return 0;
        }
        seconds = t;
    } else {
        int32_t kmh = INT32_MAX;
        for (int i = 0; i < 3; i++) {
            kmh = (profiles >> i & 1) != 0 && s->travel.speed_kmh[i] < kmh ? s->travel.speed_kmh[i] : kmh;
        }
        p.length_m = rsp_point_dist_m(p.from.at, p.to.at) * s->travel.detour_x100 / 100.0;
        seconds = p.length_m / (kmh / 3.6);
    }
    int32_t drive = (int32_t)ceil(seconds * s->rules.speed_factor_x100 / 100.0 - 1e-9);
    p.time_s = drive;
    uint32_t n_stays = 0;
    stay *stays = rsp_arena_alloc(a, s->n_checkpoints + 1, sizeof *stays);
    if (stays == NULL) {
        return rsp_fail(err, RSP_ENOMEM, "out of memory for routes");
    }
    RSP_TRY(straight_checkpoints(m, p.from.at, p.to.at, a, &p, drive, stays, &n_stays, err));
    RSP_TRY(straight_crossings(m, p.from.at, p.to.at, a, &p, drive, stays, n_stays, err));
    *ret = p;
    return 0;
}

/* To all others from one place; of the paths found only the options are kept. */
static int straight_from(rsp_model *m, rsp_travel_class *t, uint32_t from, rsp_err *err) {
    RSP_CLEANUP(rsp_arena_free_p) rsp_arena *scratch = NULL;
    RSP_TRY(rsp_arena_new(m->ctx, 0, &scratch, err));
    for (uint32_t to = 0; to < m->n_places; to++) {
        rsp_path p = {0};
        if (from == to) {
            continue;
        }
        RSP_TRY(rsp_straight_path(m, t->profiles, from, to, scratch, &p, err));
        if (p.time_s >= 0 && (p.zones & m->closed) == 0 &&
            add_option(m->a, &t->options[(size_t)from * m->n_places + to], &p, ~m->closed, false) != 0) {
            return rsp_fail(err, RSP_ENOMEM,
                            "out of memory for the ways between %u places; plan fewer at once", m->n_places);
        }
    }
    return 0;
}

static int travel_straight(rsp_model *m, rsp_travel_class *t, rsp_err *err) {
    for (uint32_t from = 0; from < m->n_places; from++) {
        RSP_TRY(straight_from(m, t, from, err));
    }
    return 0;
}

int rsp_model_travel(rsp_model *m, rsp_err *err) {
    for (size_t i = 0; i < m->travel.n; i++) {
        rsp_travel_class *t = &m->travel.at[i];
        t->options = rsp_arena_alloc(m->a, (size_t)m->n_places * m->n_places + 1, sizeof *t->options);
        if (t->options == NULL) {
            return rsp_fail(err, RSP_ENOMEM, "out of memory for %u places", m->n_places);
        }
        RSP_TRY(m->net != NULL ? travel_on_roads(m, t, err) : travel_straight(m, t, err));
    }
    return 0;
}

int rsp_model_path(const rsp_model *m, rsp_search *search, uint32_t travel, uint32_t from, uint32_t to,
                   const rsp_option *o, rsp_arena *a, rsp_path *ret, rsp_err *err) {
    const rsp_travel_class *t = &m->travel.at[travel];
    if (m->net == NULL) {
        return rsp_straight_path(m, t->profiles, from, to, a, ret, err);
    }
    rsp_metric metric = rsp_model_metric(m, t, o->allowed, o->wary);
    rsp_path p = {0};
    RSP_TRY(rsp_search_prepare(search, &metric, err)); /* as for the tables: it is still there */
    RSP_TRY(rsp_route_many(search, &metric, &t->snaps[from], &t->snaps[to], 1, a, &p, err));
    if (p.time_s != o->time_s) {
        return rsp_fail(err, RSP_EINTERNAL, "a route came out at %d s and again at %d s", o->time_s,
                        p.time_s);
    }
    *ret = p;
    return 0;
}
