/* The places that matter to this plan, the grounds they lie in, and their copies: one for each choice of
 * window intervals of those grounds, so that presence on dangerous ground lies inside one instance
 * (3-planner.md). */
#include <string.h>

#include "plan/model.h"

static void use_place(rsp_model *m, uint32_t place) {
    if (place == RSP_NONE || m->place_of[place] != RSP_NONE) {
        return;
    }
    m->places[m->n_places] = (rsp_model_place){.place = place};
    m->place_of[place] = m->n_places++;
}

/* Where the vehicles of a travel class stand when they are at each place. */
static int snap_places(rsp_model *m, rsp_travel_class *t, rsp_err *err) {
    t->snaps = rsp_arena_alloc(m->a, m->n_places + 1, sizeof *t->snaps);
    t->snap_why = rsp_arena_alloc(m->a, m->n_places + 1, sizeof *t->snap_why);
    if (t->snaps == NULL || t->snap_why == NULL) {
        return rsp_fail(err, RSP_ENOMEM, "out of memory for %u places", m->n_places);
    }
    rsp_metric metric = rsp_model_metric(m, t, UINT64_MAX, false);
    for (uint32_t p = 0; m->net != NULL && p < m->n_places; p++) {
        rsp_err why = {0};
        const rsp_place *place = &m->s->places[m->places[p].place];
        int rc = rsp_snap_point(m->net, &metric, place->at, m->s->rules.snap_limit_m, &t->snaps[p], &why);
        if (rc == RSP_ENOTFOUND) {
            t->snaps[p].dist_m = -1;
            t->snap_why[p] = rsp_arena_strdup(m->a, why.msg);
        } else if (rc != 0) {
            *err = why;
            return rc;
        }
    }
    return 0;
}

/* On a ground is a place that lies in it, or whose road does: that is where the convoy stands. */
static bool on_ground(const rsp_model *m, uint32_t place, uint32_t ground) {
    const rsp_area *area = m->ground[ground].area;
    bool in = rsp_area_has_point(area, m->s->places[m->places[place].place].at);
    for (size_t t = 0; m->net != NULL && t < m->travel.n && !in; t++) {
        const rsp_snap *s = &m->travel.at[t].snaps[place];
        in = s->dist_m >= 0 && rsp_area_has_point(area, s->at);
    }
    return in;
}

static int find_grounds(rsp_model *m, uint32_t place, rsp_err *err) {
    rsp_model_place *mp = &m->places[place];
    for (uint32_t g = 0; g < m->n_grounds; g++) {
        if (!on_ground(m, place, g)) {
            continue;
        }
        if (mp->n_grounds == RSP_PLACE_GROUNDS) {
            return rsp_fail(err, RSP_ELIMIT, "place \"%s\" lies in more than %d zones; fewer overlaps",
                            m->s->places[mp->place].id, RSP_PLACE_GROUNDS);
        }
        mp->ground[mp->n_grounds++] = g;
        mp->ground_mask |= 1ULL << g;
    }
    mp->waiting = mp->n_grounds == 0 && m->s->places[mp->place].waiting_point;
    return 0;
}

static void used_places(rsp_model *m) {
    const rsp_situation *s = m->s;
    for (uint32_t i = 0; i < s->n_hubs; i++) {
        use_place(m, s->hubs[i].place);
    }
    for (uint32_t i = 0; i < s->n_hospitals; i++) {
        use_place(m, s->hospitals[i].place);
    }
    for (uint32_t i = 0; i < s->n_needs; i++) {
        use_place(m, s->needs[i].place);
    }
    for (uint32_t i = 0; i < s->n_wounded; i++) {
        use_place(m, s->wounded[i].place);
    }
    for (uint32_t i = 0; i < s->n_civilians; i++) {
        use_place(m, s->civilians[i].place);
        use_place(m, s->civilians[i].to);
    }
    for (uint32_t i = 0; i < s->n_visits; i++) {
        use_place(m, s->visits[i].place);
    }
    for (uint32_t i = 0; i < s->n_places; i++) {
        if (s->places[i].waiting_point) {
            use_place(m, i);
        }
    }
}

/* All choices of one interval for each ground of a place, of which those that overlap are copies. */
static int copies_of(rsp_model *m, uint32_t place, uint32_t mission, rsp_err *err) {
    rsp_model_place *mp = &m->places[place];
    uint32_t pick[RSP_PLACE_GROUNDS] = {0};
    mp->first_copy[mission] = (uint32_t)m->copies.n;
    for (uint32_t i = 0; i < mp->n_grounds; i++) {
        if (m->ground[mp->ground[i]].n_open[mission] == 0) {
            return 0;
        }
    }
    for (;;) {
        rsp_copy c = {.place = place,
                      .mission = mission,
                      .n_picks = mp->n_grounds,
                      .open = -RSP_NEVER,
                      .out_by = RSP_NEVER};
        for (uint32_t i = 0; i < mp->n_grounds; i++) {
            const rsp_open_interval *o = &m->ground[mp->ground[i]].open[mission][pick[i]];
            c.pick[i] = (rsp_interval_pick){mp->ground[i], pick[i]};
            int32_t open = rsp_model_time(m, o->open);
            int32_t out = rsp_model_time(m, o->out_by);
            c.open = open > c.open ? open : c.open;
            c.out_by = out < c.out_by ? out : c.out_by;
        }
        if (c.open < c.out_by) {
            if (rsp_vec_push(m->ctx, &m->copies, c) != 0) {
                return rsp_fail(err, RSP_ENOMEM, "out of memory for window instances");
            }
            mp->n_copies[mission]++;
        }
        uint32_t i = 0;
        for (; i < mp->n_grounds; i++) {
            if (++pick[i] < m->ground[mp->ground[i]].n_open[mission]) {
                break;
            }
            pick[i] = 0;
        }
        if (i == mp->n_grounds) {
            return 0;
        }
    }
}

int rsp_model_places(rsp_model *m, rsp_err *err) {
    m->place_of = rsp_arena_alloc(m->a, m->s->n_places + 1, sizeof *m->place_of);
    m->places = rsp_arena_alloc(m->a, m->s->n_places + 1, sizeof *m->places);
    if (m->place_of == NULL || m->places == NULL) {
        return rsp_fail(err, RSP_ENOMEM, "out of memory for places");
    }
    for (uint32_t i = 0; i < m->s->n_places; i++) {
        m->place_of[i] = RSP_NONE;
    }
    used_places(m);
    for (size_t t = 0; t < m->travel.n; t++) {
        RSP_TRY(snap_places(m, &m->travel.at[t], err));
    }
    for (uint32_t p = 0; p < m->n_places; p++) {
        RSP_TRY(find_grounds(m, p, err));
    }
    for (uint32_t p = 0; p < m->n_places; p++) {
        rsp_model_place *mp = &m->places[p];
        if (mp->n_grounds == 0) { /* one copy serves every mission */
            rsp_copy c = {.place = p, .mission = RSP_NONE, .open = -RSP_NEVER, .out_by = RSP_NEVER};
            for (uint32_t k = 0; k < m->n_missions; k++) {
                mp->first_copy[k] = (uint32_t)m->copies.n;
                mp->n_copies[k] = 1;
            }
            if (rsp_vec_push(m->ctx, &m->copies, c) != 0) {
                return rsp_fail(err, RSP_ENOMEM, "out of memory for places");
            }
            continue;
        }
        for (uint32_t k = 0; k < m->n_missions; k++) {
            RSP_TRY(copies_of(m, p, k, err));
        }
    }
    return 0;
}
