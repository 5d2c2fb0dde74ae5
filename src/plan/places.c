/* The places that matter to this plan, the grounds they lie in, and their copies: one for each choice of
 * window intervals of those grounds, so that presence on dangerous ground lies inside one instance
 * (3-planner.md). */
#include <string.h>

#include "plan/model.h"

static int use_place(rsp_model *m, uint32_t place, rsp_err *err) {
    if (place == RSP_NONE || m->place_of[place] != RSP_NONE) {
        return 0;
    }
    const rsp_place *p = &m->s->places[place];
    rsp_model_place *mp = &m->places[m->n_places];
    *mp = (rsp_model_place){.place = place};
    for (uint32_t g = 0; g < m->n_grounds; g++) {
        if (!rsp_area_has_point(m->ground[g].area, p->at)) {
            continue;
        }
        if (mp->n_grounds == RSP_PLACE_GROUNDS) {
            return rsp_fail(err, RSP_ELIMIT, "place \"%s\" lies in more than %d zones; fewer overlaps", p->id,
                            RSP_PLACE_GROUNDS);
        }
        mp->ground[mp->n_grounds++] = g;
        mp->ground_mask |= 1ULL << g;
    }
    mp->waiting = mp->n_grounds == 0 && p->waiting_point;
    m->place_of[place] = m->n_places++;
    return 0;
}

static int used_places(rsp_model *m, rsp_err *err) {
    const rsp_situation *s = m->s;
    for (uint32_t i = 0; i < s->n_hubs; i++) {
        RSP_TRY(use_place(m, s->hubs[i].place, err));
    }
    for (uint32_t i = 0; i < s->n_hospitals; i++) {
        RSP_TRY(use_place(m, s->hospitals[i].place, err));
    }
    for (uint32_t i = 0; i < s->n_needs; i++) {
        RSP_TRY(use_place(m, s->needs[i].place, err));
    }
    for (uint32_t i = 0; i < s->n_wounded; i++) {
        RSP_TRY(use_place(m, s->wounded[i].place, err));
    }
    for (uint32_t i = 0; i < s->n_civilians; i++) {
        RSP_TRY(use_place(m, s->civilians[i].place, err));
        RSP_TRY(use_place(m, s->civilians[i].to, err));
    }
    for (uint32_t i = 0; i < s->n_visits; i++) {
        RSP_TRY(use_place(m, s->visits[i].place, err));
    }
    for (uint32_t i = 0; i < s->n_places; i++) {
        if (s->places[i].waiting_point) {
            RSP_TRY(use_place(m, i, err));
        }
    }
    return 0;
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
    RSP_TRY(used_places(m, err));
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
