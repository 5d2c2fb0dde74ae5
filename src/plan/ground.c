/* Grounds and missions: which ground may be entered when, by convoys that do what (docs/rules.md, 1).
 *
 * A mission is a set of activities one convoy may do. All used activities together are one; where pauses or
 * consents cover less, the smaller sets are missions too if they open other intervals. */
#include <string.h>

#include "plan/model.h"

/* A band is drawn on a plane: a hair less than its width is certainly inside. */
#define SURE_WIDTH 0.99

static int zone_areas(rsp_model *m, rsp_err *err) {
    m->zone_areas = rsp_arena_alloc(m->a, m->s->n_zones + 1, sizeof *m->zone_areas);
    if (m->zone_areas == NULL) {
        return rsp_fail(err, RSP_ENOMEM, "out of memory for zones");
    }
    for (uint32_t z = 0; z < m->s->n_zones; z++) {
        RSP_TRY(rsp_area_new(m->ctx, m->s->zones[z].area, 0, &m->zone_areas[z], err));
    }
    return 0;
}

static bool is_in(uint32_t x, rsp_ids ids) {
    for (uint32_t i = 0; i < ids.n; i++) {
        if (ids.at[i] == x) {
            return true;
        }
    }
    return false;
}

/* Corridors that some pause names and that cross the zone. */
static bool corridor_counts(const rsp_situation *s, uint32_t corridor, uint32_t zone) {
    if (!is_in(zone, s->corridors[corridor].zones)) {
        return false;
    }
    for (uint32_t p = 0; p < s->n_pauses; p++) {
        if (is_in(corridor, s->pauses[p].corridors)) {
            return true;
        }
    }
    return false;
}

static int add_ground(rsp_model *m, uint32_t zone, uint32_t corridor, rsp_area *area, rsp_err *err) {
    if (m->n_grounds == RSP_GROUNDS_MAX) {
        rsp_area_free(area);
        return rsp_fail(
            err, RSP_ELIMIT,
            "%s: /zones: more than %d closing zones and stretches of corridors in them; fewer, larger ones",
            m->s->path, RSP_GROUNDS_MAX);
    }
    m->ground[m->n_grounds++] = (rsp_ground){.zone = zone, .corridor = corridor, .area = area};
    return 0;
}

/* The zone whole, or cut into what lies in corridors and the rest. */
static int ground_of_zone(rsp_model *m, uint32_t z, rsp_err *err) {
    const rsp_situation *s = m->s;
    rsp_area *rest = NULL;
    RSP_TRY(rsp_area_new(m->ctx, s->zones[z].area, 0, &rest, err));
    for (uint32_t c = 0; c < s->n_corridors; c++) {
        if (!corridor_counts(s, c, z)) {
            continue;
        }
        rsp_area *band = NULL;
        rsp_area *inside = NULL;
        rsp_area *outside = NULL;
        int rc = rsp_area_new(m->ctx, s->corridors[c].line, SURE_WIDTH * s->corridors[c].width_m, &band, err);
        rc = rc != 0 ? rc : rsp_area_clip(m->ctx, rest, band, false, &inside, err);
        rc = rc != 0 ? rc : rsp_area_clip(m->ctx, rest, band, true, &outside, err);
        rsp_area_free(band);
        if (rc != 0) {
            rsp_area_free(inside);
            rsp_area_free(rest);
            return rc;
        }
        rsp_area_free(rest);
        rest = outside;
        RSP_TRY(add_ground(m, z, c, inside, err));
    }
    return add_ground(m, z, RSP_NONE, rest, err);
}

static uint32_t activities_used(const rsp_situation *s) {
    static const rsp_activity of_visit[] = {RSP_ACT_DETENTION_VISIT, RSP_ACT_ASSESSMENT,
                                            RSP_ACT_MOBILE_HEALTH};
    uint32_t mask = s->n_needs > 0 ? 1u << RSP_ACT_DELIVERY : 0;
    mask |= s->n_wounded > 0 ? 1u << RSP_ACT_MEDICAL_EVACUATION : 0;
    mask |= s->n_civilians > 0 ? 1u << RSP_ACT_CIVILIAN_EVACUATION : 0;
    for (uint32_t i = 0; i < s->n_visits; i++) {
        mask |= 1u << of_visit[s->visits[i].kind];
    }
    return mask;
}

static int intervals_of(rsp_model *m, uint32_t mission, rsp_err *err) {
    for (uint32_t g = 0; g < m->n_grounds; g++) {
        rsp_ground *ground = &m->ground[g];
        RSP_TRY(rsp_zone_open(m->s, ground->zone, ground->corridor, m->mission[mission], m->origin,
                              m->horizon_end, m->o->what_if, m->a, &ground->open[mission],
                              &ground->n_open[mission], err));
    }
    return 0;
}

static bool same_intervals(const rsp_model *m, uint32_t a, uint32_t b) {
    for (uint32_t g = 0; g < m->n_grounds; g++) {
        const rsp_ground *ground = &m->ground[g];
        if (ground->n_open[a] != ground->n_open[b]) {
            return false;
        }
        for (uint32_t i = 0; i < ground->n_open[a]; i++) {
            const rsp_open_interval *x = &ground->open[a][i];
            const rsp_open_interval *y = &ground->open[b][i];
            if (x->open != y->open || x->out_by != y->out_by) {
                return false;
            }
        }
    }
    return true;
}

/* Keeps a candidate only where it opens something that a larger mission does not. */
static int try_mission(rsp_model *m, uint32_t mask, uint32_t most, rsp_err *err) {
    mask &= m->used_activities;
    if (mask == 0 || m->n_missions >= most) {
        return 0;
    }
    for (uint32_t i = 0; i < m->n_missions; i++) {
        if (m->mission[i] == mask) {
            return 0;
        }
    }
    m->mission[m->n_missions] = mask;
    RSP_TRY(intervals_of(m, m->n_missions, err));
    for (uint32_t i = 0; i < m->n_missions; i++) {
        if ((m->mission[i] & mask) == mask && same_intervals(m, i, m->n_missions)) {
            return 0;
        }
    }
    m->n_missions++;
    return 0;
}

static int missions(rsp_model *m, rsp_err *err) {
    m->used_activities = activities_used(m->s);
    const uint32_t combinations = RSP_MISSIONS_MAX - RSP_ACT_COUNT;
    RSP_TRY(try_mission(m, m->used_activities, combinations, err));
    for (uint32_t p = 0; p < m->s->n_pauses; p++) {
        RSP_TRY(try_mission(m, m->s->pauses[p].activities, combinations, err));
    }
    for (uint32_t c = 0; c < m->s->n_consents; c++) {
        RSP_TRY(try_mission(m, m->s->consents[c].activities, combinations, err));
    }
    for (uint32_t a = 0; a < RSP_ACT_COUNT; a++) {
        RSP_TRY(try_mission(m, 1u << a, RSP_MISSIONS_MAX, err));
    }
    for (uint32_t g = 0; g < m->n_grounds; g++) {
        bool open = false;
        for (uint32_t i = 0; i < m->n_missions; i++) {
            open = open || m->ground[g].n_open[i] > 0;
        }
        m->closed |= open ? 0 : 1ULL << g;
    }
    return 0;
}

bool rsp_closure_holds(const rsp_model *m, const rsp_closure *c) {
    bool over = c->until != RSP_TIME_NONE && c->until <= m->origin;
    bool later = c->from != RSP_TIME_NONE && c->from >= m->horizon_end;
    return m->net != NULL && !over && !later;
}

int rsp_model_overlay(rsp_model *m, const bool *left_out, rsp_overlay **ret, rsp_err *err) {
    const rsp_situation *s = m->s;
    rsp_overlay_zone *zones = rsp_arena_alloc(m->a, m->n_grounds + 1, sizeof *zones);
    rsp_overlay_closure *closures = rsp_arena_alloc(m->a, s->n_closures + 1, sizeof *closures);
    rsp_overlay_danger *danger = rsp_arena_alloc(m->a, s->n_danger + s->n_incidents + 1, sizeof *danger);
    rsp_overlay_checkpoint *points = rsp_arena_alloc(m->a, s->n_checkpoints + 1, sizeof *points);
    if (zones == NULL || closures == NULL || danger == NULL || points == NULL) {
        return rsp_fail(err, RSP_ENOMEM, "out of memory for the overlay");
    }
    rsp_overlay_spec spec = {.zones = zones,
                             .n_zones = m->n_grounds,
                             .closures = closures,
                             .danger = danger,
                             .checkpoints = points,
                             .n_checkpoints = s->n_checkpoints};
    for (uint32_t g = 0; g < m->n_grounds; g++) {
        zones[g].area = m->ground[g].area;
    }
    for (uint32_t i = 0; i < s->n_closures; i++) {
        const rsp_closure *c = &s->closures[i];
        if (!rsp_closure_holds(m, c) || (left_out != NULL && left_out[i])) {
            continue;
        }
        rsp_area *area = NULL;
        RSP_TRY(rsp_area_new(m->ctx, c->geometry, c->width_m, &area, err));
        if (rsp_vec_push(m->ctx, &m->owned_areas, area) != 0) {
            rsp_area_free(area);
            return rsp_fail(err, RSP_ENOMEM, "out of memory for closures");
        }
        closures[spec.n_closures++] = (rsp_overlay_closure){area, c->geometry, c->one_way};
    }
    for (uint32_t i = 0; i < s->n_danger; i++) {
        rsp_area *area = NULL;
        RSP_TRY(rsp_area_new(m->ctx, s->danger[i].geometry, s->danger[i].width_m, &area, err));
        if (rsp_vec_push(m->ctx, &m->owned_areas, area) != 0) {
            rsp_area_free(area);
            return rsp_fail(err, RSP_ENOMEM, "out of memory for danger areas");
        }
        danger[spec.n_danger++] = (rsp_overlay_danger){area, s->danger[i].weight_x100 / 100.0};
    }
    for (uint32_t i = 0; i < s->n_incidents; i++) {
        const rsp_incident *x = &s->incidents[i];
        bool recent = x->at <= s->as_of && s->as_of - x->at <= (int64_t)s->rules.incident_hours * 3600;
        if (!recent || x->radius_m <= 0) {
            continue;
        }
        rsp_ring ring = {&x->where, 1};
        rsp_part part = {&ring, 1};
        rsp_geom point = {RSP_GEOM_POINT, &part, 1, {x->where, x->where}};
        rsp_area *area = NULL;
        RSP_TRY(rsp_area_new(m->ctx, &point, x->radius_m, &area, err));
        if (rsp_vec_push(m->ctx, &m->owned_areas, area) != 0) {
            rsp_area_free(area);
            return rsp_fail(err, RSP_ENOMEM, "out of memory for incidents");
        }
        danger[spec.n_danger++] = (rsp_overlay_danger){area, 1.0};
    }
    m->has_danger = spec.n_danger > 0;
    for (uint32_t i = 0; i < s->n_checkpoints; i++) {
        const rsp_checkpoint *c = &s->checkpoints[i];
        points[i] = (rsp_overlay_checkpoint){c->at, c->delay_s, c->per_vehicle_s, s->rules.snap_limit_m};
    }
    return m->net == NULL ? 0 : rsp_overlay_new(m->ctx, m->net, &spec, ret, err);
}

int rsp_model_ground(rsp_model *m, rsp_err *err) {
    RSP_TRY(zone_areas(m, err));
    for (uint32_t z = 0; z < m->s->n_zones; z++) {
        if (m->s->zones[z].access == RSP_ACCESS_PAUSE) {
            RSP_TRY(ground_of_zone(m, z, err));
        }
    }
    RSP_TRY(missions(m, err));
    return rsp_model_overlay(m, NULL, &m->overlay, err);
}
