/* The lists by which a plan says what it stands on, held against the situation: open ground (docs/rules.md
 * 6.7), the consents and closures of rests_on (6.6; its permissions are in permits.c). What must be there for
 * the convoys to be allowed at all is checked elsewhere; here, that nothing is left out or made up. */
#include "check/inner.h"

static uint32_t kinds_of_work(const ck_run *r) {
    const rsp_situation *s = r->s;
    uint32_t kinds = s->n_needs > 0 ? 1u << RSP_ACT_DELIVERY : 0;
    kinds |= s->n_wounded > 0 ? 1u << RSP_ACT_MEDICAL_EVACUATION : 0;
    kinds |= s->n_civilians > 0 ? 1u << RSP_ACT_CIVILIAN_EVACUATION : 0;
    for (uint32_t i = 0; i < s->n_visits; i++) {
        kinds |= 1u << ck_activity_of(r, (ck_about){RSP_NONE, RSP_NONE, RSP_NONE, i});
    }
    return kinds;
}

/* Whether a window of the list holds what of the interval lies in the plan's days. */
static bool is_listed(const ck_run *r, uint32_t zone, uint32_t corridor, uint32_t activity,
                      const ck_interval *open) {
    ck_interval days = ck_days_of(r);
    int64_t from = open->open > days.open ? open->open : days.open;
    int64_t to = open->close < days.close ? open->close : days.close;
    for (uint32_t i = 0; i < r->plan->n_windows; i++) {
        const ck_window *w = &r->plan->windows[i];
        if (w->zone == zone && (w->corridor == RSP_NONE || w->corridor == corridor) &&
            (w->activities >> activity & 1) != 0 && w->opens <= from && w->closes >= to) {
            return true;
        }
    }
    return from >= to;
}

static void check_listed(ck_run *r, uint32_t zone, uint32_t corridor, uint32_t kinds, ck_intervals *open) {
    for (uint32_t act = 0; act < RSP_ACT_COUNT; act++) {
        if ((kinds >> act & 1) == 0) {
            continue;
        }
        ck_intervals_of(r, zone, corridor, 1u << act, open);
        for (size_t i = 0; i < open->n; i++) {
            if (!is_listed(r, zone, corridor, act, &open->at[i])) {
                ck_say(r, r->plan->at, "6.7", "zone %s is open %s to %s for %s; windows does not say so",
                       r->s->zones[zone].id, ck_at(r, open->at[i].open).text,
                       ck_at(r, open->at[i].close).text, rsp_activity_name((rsp_activity)act));
            }
        }
    }
}

static void check_used(ck_run *r, const ck_window *w) {
    bool used = false;
    for (uint32_t i = 0; i < r->plan->n_convoys && !used; i++) {
        const ck_convoy *c = &r->plan->convoys[i];
        for (uint32_t k = 0; k < c->n_zones && !used; k++) {
            const ck_presence *p = &c->zones[k];
            used = p->zone == w->zone && p->head_in >= w->opens && p->tail_out <= w->out_by;
        }
    }
    if (used != w->used) {
        ck_say(r, w->at, "6.7",
               "the window of zone %s that opens %s is %s used; the convoys' zones say the other",
               r->s->zones[w->zone].id, ck_at(r, w->opens).text, w->used ? "said to be" : "not said to be");
    }
}

/* A consent that is named is one, and to a pause that opens a window which is used. */
static void check_consent(ck_run *r, uint32_t consent) {
    const rsp_consent *c = &r->s->consents[consent];
    bool opens = false;
    for (uint32_t i = 0; i < r->plan->n_windows && !opens; i++) {
        const ck_window *w = &r->plan->windows[i];
        opens = w->used && ck_names_ground(r, &r->s->pauses[c->pause], w->zone, w->corridor) &&
                (c->zones.n == 0 || ck_has_id(c->zones, w->zone));
    }
    if (!opens || c->state != RSP_CONSENT_AGREED || c->at > r->s->as_of) {
        ck_say(r, r->plan->rests_on->at, "6.6", "rests_on names consent %s, %s", c->id,
               opens ? "which is no agreement known at as_of" : "which opens no window that is used");
    }
}

void ck_check_rests(ck_run *r) {
    const ck_rests *rests = r->plan->rests_on;
    uint32_t kinds = kinds_of_work(r);
    ck_intervals open = {0};
    for (uint32_t z = 0; z < r->s->n_zones; z++) {
        if (r->s->zones[z].access != RSP_ACCESS_PAUSE) {
            continue;
        }
        check_listed(r, z, RSP_NONE, kinds, &open);
        for (uint32_t c = 0; c < r->s->n_corridors; c++) {
            if (ck_corridor_usable(r, c, z)) {
                check_listed(r, z, c, kinds, &open);
            }
        }
    }
    rsp_vec_done(r->ctx, &open);
    for (uint32_t i = 0; i < r->plan->n_windows; i++) {
        check_used(r, &r->plan->windows[i]);
    }
    for (uint32_t i = 0; i < rests->consents.n; i++) {
        check_consent(r, rests->consents.at[i]);
    }
    for (uint32_t i = 0; i < r->s->n_closures; i++) {
        const rsp_closure *c = &r->s->closures[i];
        bool holds = r->plan->roads->kind == RSP_TRAVEL_ROADS && ck_closure_in_days(r, c);
        if (holds != ck_has_id(rests->closures, i)) {
            ck_say(r, rests->at, "6.6",
                   holds ? "closure %s holds in the plan's days; rests_on does not name it"
                         : "rests_on names closure %s, which no road of the plan keeps to in its days",
                   c->id);
        }
    }
}
