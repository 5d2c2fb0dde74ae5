/* Whose consent would open what: for each party that lacks a word of agreement, the zones and the people who
 * wait there for what it has not agreed to (docs/rules.md, 1.3 to 1.5). */
#include "plan/model.h"
#include "solver/solution.h"

/* Whether some window of the pause lacks the party's agreement to the activity in the zone. */
static bool lacks(const rsp_situation *s, const rsp_missing_consent *c, uint32_t zone, rsp_activity act,
                  const rsp_window *windows, uint32_t n) {
    if ((s->pauses[c->pause].activities >> act & 1) == 0 || !rsp_pause_names_zone(s, c->pause, zone) ||
        !rsp_pause_needs(s, c->pause, zone, c->party)) {
        return false;
    }
    for (uint32_t i = 0; i < n; i++) {
        bool agreed = false;
        if (windows[i].pause != c->pause) {
            continue;
        }
        (void)rsp_consent_of(s, c->pause, c->party, zone, act, windows[i].open, windows[i].close, &agreed);
        if (!agreed) {
            return true;
        }
    }
    return false;
}

/* The zones that a consent would open, for what is asked there, and how many people wait in them whom the
 * plan does not serve. */
static int opened_by(rsp_model *m, const rsp_solution *sol, const rsp_missing_consent *c, uint32_t *zones,
                     rsp_opens *o, rsp_err *err) {
    const rsp_situation *s = m->s;
    const rsp_window *windows = NULL;
    uint32_t n = 0;
    RSP_TRY(rsp_windows_between(s, m->origin, m->horizon_end, m->a, &windows, &n, err));
    for (uint32_t z = 0; z < s->n_zones; z++) {
        bool lacking = false;
        for (int act = 0; act < RSP_ACT_COUNT && !lacking; act++) {
            lacking = lacks(s, c, z, (rsp_activity)act, windows, n);
        }
        if (lacking) {
            zones[o->zones_n++] = z;
        }
    }
    for (size_t w = 0; w < m->info.n; w++) {
        rsp_work work = m->info.at[w].work;
        const rsp_model_place *mp = &m->places[m->place_of[rsp_work_place(s, work)]];
        bool waits = false;
        for (uint32_t g = 0; g < mp->n_grounds && !waits; g++) {
            waits = lacks(s, c, m->ground[mp->ground[g]].zone, rsp_work_activity(s, work), windows, n);
        }
        int64_t served = m->info.at[w].task == RSP_NONE ? 0 : sol->served[m->info.at[w].task];
        o->people_waiting += waits && served < rsp_work_wanted(s, work)
                                 ? rsp_work_people(s, work, rsp_work_wanted(s, work)) -
                                       (served > 0 ? rsp_work_people(s, work, served) : 0)
                                 : 0;
    }
    return 0;
}

/* The party's latest agreement to the pause that is known, to whatever part of it; RSP_NONE: none. */
static uint32_t agreement(const rsp_situation *s, uint32_t pause, uint32_t party) {
    uint32_t last = RSP_NONE;
    for (uint32_t i = 0; i < s->n_consents; i++) {
        const rsp_consent *c = &s->consents[i];
        bool agrees =
            c->pause == pause && c->party == party && c->at <= s->as_of && c->state == RSP_CONSENT_AGREED;
        last = agrees && (last == RSP_NONE || c->at >= s->consents[last].at) ? i : last;
    }
    return last;
}

int rsp_find_opens(rsp_model *m, const rsp_solution *sol, rsp_plan *plan, rsp_err *err) {
    static const char *const said[] = {"asked", "agreed in part", "refused", "withdrawn"};
    const rsp_situation *s = m->s;
    const rsp_missing_consent *missing = NULL;
    uint32_t n = 0;
    RSP_TRY(rsp_consents_missing(s, m->origin, m->horizon_end, plan->arena, &missing, &n, err));
    rsp_opens *list = rsp_arena_alloc(plan->arena, n + 1, sizeof *list);
    if (list == NULL) {
        return rsp_fail(err, RSP_ENOMEM, "out of memory for consents");
    }
    for (uint32_t i = 0; i < n; i++) {
        uint32_t *zones = rsp_arena_alloc(plan->arena, s->n_zones + 1, sizeof *zones);
        if (zones == NULL) {
            return rsp_fail(err, RSP_ENOMEM, "out of memory for consents");
        }
        uint32_t last = missing[i].statement;
        last = last != RSP_NONE ? last : agreement(s, missing[i].pause, missing[i].party);
        list[i] = (rsp_opens){
            .pause = missing[i].pause, .party = missing[i].party, .statement = last, .zones = zones};
        list[i].state = last == RSP_NONE ? "never asked" : said[s->consents[last].state];
        RSP_TRY(opened_by(m, sol, &missing[i], zones, &list[i], err));
    }
    plan->opens = list;
    plan->n_opens = n;
    return 0;
}
