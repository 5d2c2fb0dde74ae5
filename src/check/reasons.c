/* Reasons for what is left unserved that are said to be proved, held against the situation: docs/rules.md
 * 6.5. Only what contradicts a reason is looked for; that none does is no proof of it. */
#include "check/inner.h"

/* Whether all the zone is open for the activity for a while in the plan's days. */
static bool has_time(ck_run *r, uint32_t zone, uint32_t activity) {
    ck_interval days = ck_days_of(r);
    ck_intervals open = {0};
    bool time = false;
    ck_intervals_of(r, zone, RSP_NONE, 1u << activity, &open);
    for (size_t i = 0; i < open.n && !time; i++) {
        const ck_interval *x = &open.at[i];
        time = x->open < days.close && x->close > days.open && x->open < x->out_by;
    }
    rsp_vec_done(r->ctx, &open);
    return time;
}

/* Whether a line meets a zone, were it only at its edge; on roads it is the road beside a place that does. */
static bool meets(const ck_run *r, uint32_t zone, ck_xy a, ck_xy b) {
    double near_m = r->plan->roads->kind == RSP_TRAVEL_ROADS ? r->s->rules.snap_limit_m : 1;
    return ck_geom_segment_dist_m(r->s->zones[zone].area, a, b, NULL) <= near_m;
}

/* Whether every zone with access `pause` that the line a-b meets has time. */
static bool line_has_time(ck_run *r, ck_xy a, ck_xy b, uint32_t activity) {
    for (uint32_t z = 0; z < r->s->n_zones; z++) {
        if (r->s->zones[z].access == RSP_ACCESS_PAUSE && meets(r, z, a, b) && !has_time(r, z, activity)) {
            return false;
        }
    }
    return true;
}

static bool all_have_time(ck_run *r, uint32_t activity) {
    bool all = true;
    for (uint32_t z = 0; z < r->s->n_zones && all; z++) {
        all = r->s->zones[z].access != RSP_ACCESS_PAUSE || has_time(r, z, activity);
    }
    return all;
}

/* Whether a convoy of the plan stops at the place, for one of these activities. */
static bool is_stopped_at(const ck_run *r, uint32_t place, uint32_t activities) {
    for (uint32_t i = 0; i < r->plan->n_convoys; i++) {
        const ck_convoy *c = &r->plan->convoys[i];
        for (uint32_t k = 0; (c->activities & activities) != 0 && k < c->n_stops; k++) {
            if (c->stops[k].place == place) {
                return true;
            }
        }
    }
    return false;
}

static bool ground_is_open(ck_run *r, ck_about w) {
    uint32_t place = ck_place_of(r, w);
    uint32_t activity = ck_activity_of(r, w);
    ck_xy at = ck_xy_of(r->s->places[place].at);
    bool open = is_stopped_at(r, place, 1u << activity) || all_have_time(r, activity);
    for (uint32_t h = 0; h < r->s->n_hubs && !open && r->plan->roads->kind != RSP_TRAVEL_ROADS; h++) {
        open = line_has_time(r, ck_xy_of(r->s->places[r->s->hubs[h].place].at), at, activity);
    }
    if (open && w.civilians != RSP_NONE) {
        ck_xy to = ck_xy_of(r->s->places[r->s->civilians[w.civilians].to].at);
        open = line_has_time(r, to, to, activity);
    }
    return open;
}

/* Whether every permission that takes the work in allows some of it at any time. */
static bool is_permitted(const ck_run *r, ck_about w) {
    ck_interval days = ck_days_of(r);
    for (uint32_t i = 0; i < r->s->n_permissions; i++) {
        const rsp_permission *p = &r->s->permissions[i];
        const rsp_permit_event *word = ck_permit_word(r, p);
        if (!ck_permit_takes(r, p, w)) {
            continue;
        }
        bool limited = word != NULL && word->state == RSP_PERMIT_LIMITED;
        bool other = limited && w.need != RSP_NONE && word->limit_item != RSP_NONE &&
                     word->limit_item != r->s->needs[w.need].item;
        bool always = (p->valid_from == RSP_TIME_NONE || p->valid_from <= days.open) &&
                      (p->valid_until == RSP_TIME_NONE || p->valid_until >= days.close);
        if (word == NULL || (!limited && word->state != RSP_PERMIT_GRANTED) || other ||
            (limited && word->limit == 0) || !always) {
            return false;
        }
    }
    return true;
}

static bool has_stock(const ck_run *r, uint32_t item) {
    for (uint32_t h = 0; h < r->s->n_hubs; h++) {
        for (uint32_t i = 0; i < r->s->hubs[h].n_stock; i++) {
            if (r->s->hubs[h].stock[i].item == item && r->s->hubs[h].stock[i].quantity > 0) {
                return true;
            }
        }
    }
    return false;
}

/* Whether a hospital that may take them has a bed, on ground that is open for a while. Where zones overlap,
 * their times may not meet: that is not looked into. */
static bool has_bed(ck_run *r, const rsp_wounded *x) {
    for (uint32_t h = 0; h < r->s->n_hospitals; h++) {
        const rsp_hospital *p = &r->s->hospitals[h];
        ck_xy at = ck_xy_of(r->s->places[p->place].at);
        uint32_t zones = 0;
        for (uint32_t z = 0; z < r->s->n_zones; z++) {
            zones += r->s->zones[z].access == RSP_ACCESS_PAUSE && meets(r, z, at, at);
        }
        if (p->beds[x->triage] > 0 && (x->hospitals.n == 0 || ck_has_id(x->hospitals, h)) && zones <= 1 &&
            line_has_time(r, at, at, RSP_ACT_MEDICAL_EVACUATION)) {
            return true;
        }
    }
    return false;
}

static bool is_in_policy(const ck_run *r, ck_about w) {
    const rsp_policy *p = &r->s->rules.policy;
    rsp_policy_line line = w.need != RSP_NONE        ? p->goods[r->s->needs[w.need].urgency]
                           : w.wounded != RSP_NONE   ? p->wounded[r->s->wounded[w.wounded].triage]
                           : w.civilians != RSP_NONE ? p->civilians[r->s->civilians[w.civilians].urgency]
                                                     : p->visits[r->s->visits[w.visit].kind];
    return line.tier > 0 && line.weight > 0;
}

/* What of the situation contradicts the reason; NULL: nothing that is looked for. */
static const char *contradiction(ck_run *r, const ck_unserved *u, ck_about w) {
    uint32_t place = ck_place_of(r, w);
    switch ((ck_reason)u->reason) {
    case CK_NO_CONSENT:
        return ground_is_open(r, w) ? "the ground is open for it in these days" : NULL;
    case CK_NO_PERMISSION:
        return is_permitted(r, w) ? "no permission forbids it" : NULL;
    case CK_NO_ROAD:
        return is_stopped_at(r, place, UINT32_MAX)            ? "a convoy of this plan stops there"
               : r->plan->roads->kind == RSP_TRAVEL_SCHEMATIC ? "schematic legs lead everywhere"
                                                              : NULL;
    case CK_NO_STOCK:
        return w.need == RSP_NONE                       ? "it takes no goods"
               : has_stock(r, r->s->needs[w.need].item) ? "a hub has the item in stock"
                                                        : NULL;
    case CK_NO_BED:
        return w.wounded == RSP_NONE                   ? "it takes no bed"
               : has_bed(r, &r->s->wounded[w.wounded]) ? "a hospital has a bed for them"
                                                       : NULL;
    case CK_NO_DOCK_TIME:
    case CK_WORTH_LESS:
        return "this reason compares with what was chosen";
    case CK_NOT_IN_POLICY:
        return is_in_policy(r, w) ? "the policy gives it a tier and a weight" : NULL;
    case CK_TOO_FAR:
    case CK_NO_VEHICLE:
        break;
    }
    return NULL;
}

void ck_check_reasons(ck_run *r) {
    for (uint32_t i = 0; i < r->plan->n_unserved && !r->out_of_memory; i++) {
        const ck_unserved *u = &r->plan->unserved[i];
        if (!u->proved) {
            continue;
        }
        const char *why = u->amount < u->wanted ? "some of it is served" : contradiction(r, u, CK_ABOUT(u));
        if (why != NULL) {
            ck_say(r, u->at, "6.5", "the reason is said to be proved; %s", why);
        }
    }
}
