/* Why no convoy serves a piece of work even alone: the hours of a permission, the hours in which convoys
 * move, the time to care or the longest ride, or the length of the pause, and then which length would do. */
#include "plan/model.h"

/* The longest of the pauses at the task's place, and its margin. */
static int32_t pause_there(const rsp_model *m, uint32_t task, int32_t *ret_margin_s) {
    const rsp_task *t = &m->problem.tasks[task];
    int32_t longest = 0;
    *ret_margin_s = m->s->rules.margin_s;
    for (uint32_t i = 0; i < t->n_alts; i++) {
        const rsp_copy *c = &m->copies.at[t->alts[i].location];
        for (uint32_t k = 0; k < c->n_picks; k++) {
            const rsp_open_interval *o = &m->ground[c->pick[k].ground].open[c->mission][c->pick[k].interval];
            if (o->close - o->open > longest) {
                longest = (int32_t)(o->close - o->open);
                *ret_margin_s = (int32_t)(o->close - o->out_by);
            }
        }
    }
    return longest;
}

/* Seconds from entering the first ground on the way in, through the work of one unit, to the tail leaving the
 * last on the way out. */
static int32_t time_inside(const rsp_model *m, const rsp_task *t, int32_t followers, const rsp_option *in,
                           const rsp_option *out) {
    int32_t enter = in->time_s;
    int32_t leave = 0;
    for (uint32_t x = 0; x < in->n_crossings; x++) {
        enter = in->crossings[x].enter_s < enter ? in->crossings[x].enter_s : enter;
    }
    for (uint32_t x = 0; x < out->n_crossings; x++) {
        leave = out->crossings[x].leave_s > leave ? out->crossings[x].leave_s : leave;
    }
    int32_t lag = followers * (2 * m->s->rules.gap_s + in->per_vehicle_s + out->per_vehicle_s);
    int32_t work = m->problem.setup_s + (int32_t)((t->service_us + 999999) / 1000000);
    return in->time_s - enter + work + leave + lag;
}

static bool has_stock(const rsp_model *m, const rsp_task *t, const rsp_class *c) {
    return t->supply == NULL || (t->supply[c->supply] != RSP_NO && m->resources.at[t->supply[c->supply]] > 0);
}

static bool several(uint64_t grounds) {
    return (grounds & (grounds - 1)) != 0;
}

/* The shortest stay on closing ground in which one unit could be served alone, and whether that is on more
 * ground than one. 0: not known. */
static int32_t stay_needed(const rsp_model *m, uint32_t task, bool *ret_several) {
    const rsp_task *t = &m->problem.tasks[task];
    const rsp_copy *copy = &m->copies.at[t->alts[0].location];
    int32_t best = 0;
    *ret_several = false;
    for (uint32_t c = 0; c < m->problem.n_classes && copy->n_picks > 0; c++) {
        const rsp_formation *f = &m->formations.at[c];
        if (!rsp_class_could(m, c, task) || !has_stock(m, t, &m->problem.classes[c])) {
            continue;
        }
        uint32_t hub = m->place_of[m->s->hubs[f->hub].place];
        const rsp_options_row *o = m->travel.at[f->travel].options;
        const rsp_options_row *in = &o[(size_t)hub * m->n_places + copy->place];
        const rsp_options_row *out = &o[(size_t)copy->place * m->n_places + hub];
        for (uint32_t i = 0; i < in->n; i++) {
            for (uint32_t j = 0; j < out->n; j++) {
                int32_t stay = time_inside(m, t, m->problem.classes[c].followers, &in->at[i], &out->at[j]);
                if (best == 0 || stay < best) {
                    best = stay;
                    *ret_several = several(in->at[i].grounds | out->at[j].grounds);
                }
            }
        }
    }
    return best;
}

static bool has_time_to_care(const rsp_task *t) {
    for (uint32_t i = 0; i < t->n_drops; i++) {
        if (t->drops[i].arrive_by < RSP_NEVER) {
            return true;
        }
    }
    return false;
}

/* Whether any convoy that could do it may move while its place is open. */
static bool hours_meet(const rsp_model *m, uint32_t task) {
    const rsp_task *t = &m->problem.tasks[task];
    for (uint32_t c = 0; c < m->problem.n_classes; c++) {
        const rsp_class *k = &m->problem.classes[c];
        for (uint32_t i = 0; i < t->n_alts && rsp_class_could(m, c, task); i++) {
            const rsp_copy *copy = &m->copies.at[t->alts[i].location];
            if (copy->n_picks == 0 || (k->from < copy->out_by && k->until > copy->open)) {
                return true;
            }
        }
    }
    return false;
}

/* Whether the leg meets nothing that a way over another stop might go round. */
static bool is_plain(const rsp_model *m, const rsp_travel_class *t, uint32_t from, uint32_t to) {
    const rsp_options_row *row = &t->options[(size_t)from * m->n_places + to];
    uint64_t own = m->places[from].ground_mask | m->places[to].ground_mask;
    bool plain = true;
    for (uint32_t i = 0; i < row->n && plain; i++) {
        plain = (row->at[i].grounds & ~own) == 0 && row->at[i].per_vehicle_s == 0;
    }
    return plain;
}

/* Whether what one convoy cannot do alone no convoy can do that stops elsewhere before or after: a stop on
 * the way costs time, but it may lead round other ground or a checkpoint, and rows of a table may be
 * anything. */
static bool alone_is_best(const rsp_model *m, const rsp_task *t) {
    uint32_t place = m->copies.at[t->alts[0].location].place;
    bool best = m->net != NULL || (m->s->travel.kind == RSP_TRAVEL_SCHEMATIC && m->s->n_checkpoints == 0);
    for (size_t k = 0; k < m->travel.n && best; k++) {
        const rsp_travel_class *tc = &m->travel.at[k];
        for (uint32_t h = 0; h < m->s->n_hubs && best; h++) {
            uint32_t hub = m->place_of[m->s->hubs[h].place];
            best = is_plain(m, tc, hub, place) && is_plain(m, tc, place, hub);
            for (uint32_t i = 0; i < t->n_drops && best; i++) {
                uint32_t drop = m->copies.at[t->drops[i].location].place;
                best = is_plain(m, tc, place, drop) && is_plain(m, tc, drop, hub);
            }
        }
    }
    return best;
}

bool rsp_explain_permit_hours(const rsp_model *m, const rsp_task_info *info, rsp_plan *plan,
                              rsp_unserved *u) {
    if (info->dated_by == RSP_NONE) {
        return false;
    }
    bool meet = false;
    const rsp_task *t = info->task == RSP_NONE ? NULL : &m->problem.tasks[info->task];
    for (uint32_t i = 0; t != NULL && i < t->n_alts; i++) {
        const rsp_copy *copy = &m->copies.at[t->alts[i].location];
        meet = meet || (info->permit_from <= copy->out_by && info->permit_until >= copy->open);
    }
    if (meet || (t == NULL && !info->no_hours)) {
        return false;
    }
    const rsp_permission *p = &m->s->permissions[info->dated_by];
    rsp_say_why(plan, u, RSP_WHY_NO_PERMISSION, true,
                rsp_arena_printf(plan->arena,
                                 "permission %s of %s is not valid in the hours when it could be done", p->id,
                                 p->authority != NULL ? p->authority : "the authority"));
    return true;
}

void rsp_explain_too_far(const rsp_model *m, const rsp_task_info *info, rsp_plan *plan, rsp_unserved *u) {
    const char *text = NULL;
    const rsp_task *t = &m->problem.tasks[info->task];
    bool more_grounds = false;
    int32_t margin_s = 0;
    int32_t there_s = pause_there(m, info->task, &margin_s);
    int32_t stay_s = stay_needed(m, info->task, &more_grounds);
    if (rsp_explain_permit_hours(m, info, plan, u)) {
        return;
    }
    if (!hours_meet(m, info->task)) {
        rsp_say_why(plan, u, RSP_WHY_TOO_FAR, true,
                    "the pauses there lie outside the hours in which convoys may move (daylight and the "
                    "vehicles' own)");
        return;
    }
    u->would_need_s = stay_s > 0 && stay_s + margin_s > there_s ? stay_s + margin_s : 0;
    if (u->would_need_s > 0) {
        text = rsp_arena_printf(
            plan->arena,
            "too far or too slow even for one convoy alone; a pause of about %d minutes%s would do",
            (u->would_need_s + 59) / 60, more_grounds ? ", at the same hours in every zone on the way," : "");
    } else if (has_time_to_care(t)) {
        text = "even one convoy alone in its hours reaches no hospital within the time to care";
    } else {
        text = rsp_arena_printf(plan->arena,
                                "too far or too late even for one convoy alone within its hours%s%s%s",
                                t->longest_ride_s > 0 ? " and their longest ride" : "",
                                info->dated_by != RSP_NONE ? " and those of permission " : "",
                                info->dated_by != RSP_NONE ? m->s->permissions[info->dated_by].id : "");
    }
    rsp_say_why(plan, u, RSP_WHY_TOO_FAR, alone_is_best(m, t), text);
}
