/* Why not: for each piece of work left, the first binding reason in the order of 3-planner.md, and what is
 * still missing from the parties. A reason is proved where it follows from the model alone (no consent, no
 * permission, no road, too far for any convoy even alone where other stops would not help, no vehicle, no
 * stock, no bed); the others compare with what was chosen. */
#include <math.h>
#include <string.h>

#include "plan/model.h"
#include "plan/pack.h"
#include "plan/tries.h"
#include "solver/insert.h"

/* Grounds of the place that have no window for the activity: the first, or RSP_NO. */
static uint32_t closed_ground(const rsp_model *m, uint32_t place, rsp_activity act) {
    const rsp_model_place *p = &m->places[m->place_of[place]];
    for (uint32_t i = 0; i < p->n_grounds; i++) {
        bool open = false;
        for (uint32_t k = 0; k < m->n_missions; k++) {
            open = open || ((m->mission[k] >> act & 1) != 0 && m->ground[p->ground[i]].n_open[k] > 0);
        }
        if (!open) {
            return p->ground[i];
        }
    }
    return RSP_NO;
}

/* Where every hub lies on ground without a window for the activity: that of the last; else RSP_NO. */
static uint32_t ground_of_shut_hubs(const rsp_model *m, rsp_activity act) {
    uint32_t ground = RSP_NO;
    for (uint32_t h = 0; h < m->s->n_hubs; h++) {
        ground = closed_ground(m, m->s->hubs[h].place, act);
        if (ground == RSP_NO) {
            return RSP_NO;
        }
    }
    return ground;
}

/* Whether a convoy on the activity may ever stand at the place: windows no longer than their margin leave no
 * copy. */
static bool copied(const rsp_model *m, uint32_t place, rsp_activity act) {
    const rsp_model_place *p = &m->places[m->place_of[place]];
    for (uint32_t k = 0; k < m->n_missions; k++) {
        if ((m->mission[k] >> act & 1) != 0 && p->n_copies[k] > 0) {
            return true;
        }
    }
    return false;
}

/* Whether some leg leads from where a shipment boards to where it may leave, without a stop between. */
static bool carried_straight(const rsp_model *m, const rsp_task *t) {
    size_t from = m->copies.at[t->alts[0].location].place;
    for (size_t k = 0; k < m->travel.n; k++) {
        for (uint32_t i = 0; i < t->n_drops; i++) {
            size_t to = m->copies.at[t->drops[i].location].place;
            if (from == to || m->travel.at[k].options[from * m->n_places + to].n > 0) {
                return true;
            }
        }
    }
    return false;
}

bool rsp_class_could(const rsp_model *m, uint32_t cls, uint32_t task) {
    const rsp_class *c = &m->problem.classes[cls];
    const rsp_task *t = &m->problem.tasks[task];
    bool fits = (t->skills & ~c->skills) == 0 && (t->activity & c->missions) != 0;
    for (int d = 0; d < RSP_DIMS; d++) {
        fits = fits && t->load[d] <= c->capacity[d];
    }
    const rsp_packing *packing = m->problem.packing;
    fits = fits && (t->kind != RSP_TASK_DELIVERY || packing->units(packing->host, cls, task) > 0);
    return fits && (t->docks == 0 || c->cargo_vehicles > 0);
}

typedef struct scratch { /* solutions to try things in */
    rsp_tries tries;
    rsp_solution *empty; /* nothing is served, beds may be taken */
    rsp_solution *trial; /* as large as empty */
    rsp_solution *copy;  /* as large as the plan's */
    rsp_solution *more;  /* the same */
} scratch;

/* Served alone by some convoy? */
static bool possible_alone(const scratch *s, uint32_t task) {
    return rsp_tries_any(&s->tries, s->empty, s->empty, s->trial, task);
}

static int64_t stock_left(const rsp_model *m, const rsp_solution *sol, const rsp_task *t) {
    int64_t left = 0;
    for (uint32_t h = 0; h < m->s->n_hubs; h++) {
        left += t->supply[h] == RSP_NO ? 0 : m->resources.at[t->supply[h]] - sol->used[t->supply[h]];
    }
    return left;
}

static int64_t beds_left(const rsp_model *m, const rsp_solution *sol, const rsp_task *t) {
    int64_t left = 0;
    uint32_t seen = RSP_NO;
    for (uint32_t i = 0; i < t->n_drops; i++) {
        uint32_t r = t->drops[i].resource;
        if (r == RSP_NO) {
            return INT64_MAX;
        }
        left += r == seen ? 0 : m->resources.at[r] - sol->used[r];
        seen = r;
    }
    return left;
}

/* Stock and beds of the task as the plan leaves them; sol NULL: untouched. */
static void take_used(const rsp_model *m, const rsp_solution *sol, const scratch *s, uint32_t task) {
    const rsp_task *t = &m->problem.tasks[task];
    for (uint32_t i = 0; i < t->n_drops; i++) {
        uint32_t r = t->drops[i].resource;
        if (r != RSP_NO) {
            s->empty->used[r] = sol != NULL ? sol->used[r] : 0;
        }
    }
    for (uint32_t h = 0; t->supply != NULL && h < m->s->n_hubs; h++) {
        uint32_t r = t->supply[h];
        if (r != RSP_NO) {
            s->empty->used[r] = sol != NULL ? sol->used[r] : 0;
        }
    }
}

/* Could some convoy, had it all vehicles for itself, still bring one of the stock or to the beds that are
 * left? */
static bool left_in_reach(const rsp_model *m, const rsp_solution *sol, const scratch *s, uint32_t task) {
    take_used(m, sol, s, task);
    bool reach = possible_alone(s, task);
    take_used(m, NULL, s, task);
    return reach;
}

/* Whether vehicles and crews that are left make a convoy that could serve it, on a day when it can be. */
static bool vehicles_left(const rsp_solution *sol, const scratch *s, uint32_t task) {
    return rsp_tries_any(&s->tries, s->empty, sol, s->trial, task);
}

static int64_t limit_left(const rsp_model *m, const rsp_solution *sol, const rsp_task *t) {
    int64_t left = INT64_MAX;
    for (uint32_t i = 0; i < t->n_uses; i++) {
        int64_t x =
            (m->resources.at[t->uses[i].resource] - sol->used[t->uses[i].resource]) / t->uses[i].amount;
        left = x < left ? x : left;
    }
    return left;
}

/* Whether route r (n_routes: a new one) can take more of the task; free: as if nobody else were at a dock. */
static bool takes_more(const rsp_model *m, const rsp_solution *sol, const scratch *s, uint32_t task,
                       uint32_t r, bool free) {
    rsp_insertion in = {0};
    const rsp_offer all = {.task = task, .at_most = INT64_MAX};
    rsp_solution_copy(s->copy, sol);
    for (uint32_t p = 0; free && p < m->problem.n_places; p++) {
        s->copy->docks[p].n = 0;
    }
    if (r == sol->n_routes) {
        return rsp_tries_any(&s->tries, s->copy, s->copy, s->more, task);
    }
    rsp_insert_offer(s->copy, r, &all, NULL, 0, &in);
    return in.gain > 0 && rsp_insert_apply(s->copy, task, &in);
}

/* More could be served were the docks free, and only then. */
static bool docks_busy(const rsp_model *m, const rsp_solution *sol, const scratch *s, uint32_t task) {
    bool busy = false;
    for (uint32_t r = 0; m->problem.tasks[task].docks > 0 && r <= sol->n_routes; r++) {
        if (r < sol->n_routes && sol->routes[r].cls == RSP_NO) {
            continue;
        }
        if (takes_more(m, sol, s, task, r, false)) {
            return false;
        }
        busy = busy || takes_more(m, sol, s, task, r, true);
    }
    return busy;
}

void rsp_say_why(rsp_plan *plan, rsp_unserved *u, rsp_why why, bool proved, const char *text) {
    u->why = why;
    u->proved = proved;
    u->text = text == NULL ? NULL : rsp_arena_strdup(plan->arena, text);
}

static const char *called(const rsp_name *name, const char *id) {
    return rsp_name_in(name, RSP_LANG_EN, id);
}

/* Why the pause does not open the ground for the activity whoever agrees; NULL: it would. */
static const char *leaves_out(const rsp_model *m, uint32_t pause, uint32_t ground, rsp_activity act) {
    const rsp_pause *p = &m->s->pauses[pause];
    uint32_t zone = m->ground[ground].zone;
    bool whole = m->ground[ground].corridor != RSP_NONE;
    for (uint32_t i = 0; i < p->zones.n; i++) {
        whole = whole || p->zones.at[i] == zone;
    }
    if (!rsp_pause_names_zone(m->s, pause, zone)) {
        return NULL;
    }
    if (!m->pause_dated[pause]) {
        return "has no window in these days";
    }
    return (p->activities >> act & 1) == 0 ? "does not cover it"
                                           : (whole ? NULL : "opens only its corridor there");
}

/* "medical evacuation": its key without the underscore. NULL: out of memory. */
static const char *said(rsp_activity act, const rsp_plan *plan) {
    char *text = rsp_arena_strdup(plan->arena, rsp_activity_name(act));
    for (char *c = text; c != NULL && *c != '\0'; c++) {
        *c = *c == '_' ? ' ' : *c;
    }
    return text;
}

/* Who is missing for the ground, in words; NULL: out of memory. */
static const char *consent_text(const rsp_model *m, uint32_t ground, rsp_activity act, const rsp_plan *plan) {
    const rsp_situation *s = m->s;
    uint32_t zone = m->ground[ground].zone;
    const char *what = said(act, plan);
    const char *text = what == NULL ? NULL
                                    : rsp_arena_printf(plan->arena, "no pause is in force for %s in zone %s",
                                                       what, called(&s->zones[zone].name, s->zones[zone].id));
    bool named = false;
    for (uint32_t p = 0; p < s->n_pauses && text != NULL; p++) {
        named = named || rsp_pause_names_zone(s, p, zone);
        const char *left_out = leaves_out(m, p, ground, act);
        if (left_out != NULL) {
            text = rsp_arena_printf(plan->arena, "%s; pause %s %s", text,
                                    called(&s->pauses[p].name, s->pauses[p].id), left_out);
        }
    }
    if (!named && text != NULL) {
        text = rsp_arena_printf(plan->arena, "%s; no pause names it", text);
    }
    uint32_t broken = rsp_zone_broken_by(s, zone);
    if (broken != RSP_NONE && text != NULL) {
        text = rsp_arena_printf(plan->arena, "%s; incident %s broke the pauses there", text,
                                s->incidents[broken].id);
    }
    for (uint32_t i = 0; i < plan->n_opens && text != NULL; i++) {
        const rsp_opens *o = &plan->opens[i];
        bool names_it = false;
        for (uint32_t k = 0; k < o->zones_n && !names_it; k++) {
            names_it = o->zones[k] == zone;
        }
        if (names_it) {
            text = rsp_arena_printf(plan->arena, "%s; pause %s lacks the consent of %s (%s)", text,
                                    called(&s->pauses[o->pause].name, s->pauses[o->pause].id),
                                    called(&s->parties[o->party].name, s->parties[o->party].id), o->state);
        }
    }
    return text;
}

/* Reasons that hold before any task exists; true where one was found. */
static int outer_reason(rsp_model *m, const rsp_task_info *info, rsp_plan *plan, rsp_unserved *u,
                        bool *ret_found, rsp_err *err) {
    const rsp_situation *s = m->s;
    char text[640];
    uint32_t place = rsp_work_place(s, info->work);
    uint32_t ground = closed_ground(m, place, rsp_work_activity(s, info->work));
    *ret_found = true;
    if (!info->in_policy) {
        rsp_say_why(plan, u, RSP_WHY_NOT_IN_POLICY, true, "the policy gives it no tier or no weight");
        return 0;
    }
    if (ground != RSP_NO) {
        u->why = RSP_WHY_NO_CONSENT;
        u->proved = true;
        u->text = consent_text(m, ground, rsp_work_activity(s, info->work), plan);
        return 0;
    }
    ground = ground_of_shut_hubs(m, rsp_work_activity(s, info->work));
    if (ground != RSP_NO) {
        const char *why = consent_text(m, ground, rsp_work_activity(s, info->work), plan);
        u->why = RSP_WHY_NO_CONSENT;
        u->proved = true;
        u->text = why == NULL ? NULL : rsp_arena_printf(plan->arena, "no convoy may leave its hub: %s", why);
        return 0;
    }
    if (info->blocked_by != RSP_NONE) {
        const rsp_permission *p = &s->permissions[info->blocked_by];
        uint32_t now = rsp_permission_now(s, info->blocked_by);
        bool other = now != RSP_NONE && p->history[now].state == RSP_PERMIT_LIMITED &&
                     p->history[now].limit_item != RSP_NONE;
        (void)snprintf(text, sizeof text, "permission %s of %s is %s%s%s", p->id,
                       p->authority != NULL ? p->authority : "the authority",
                       now == RSP_NONE ? "not answered" : rsp_permit_state_name(p->history[now].state),
                       other ? " to " : "", other ? s->items[p->history[now].limit_item].id : "");
        rsp_say_why(plan, u, RSP_WHY_NO_PERMISSION, true, text);
        return 0;
    }
    if (m->travel.n == 0) {
        rsp_say_why(plan, u, RSP_WHY_NO_VEHICLE, true,
                    "no convoy can be formed from the vehicles at the hubs under the rules");
        return 0;
    }
    return rsp_explain_no_road(m, place, plan, u, ret_found, err);
}

/* No convoy serves it even alone. */
static void explain_alone(const rsp_model *m, const rsp_task_info *info, rsp_plan *plan, rsp_unserved *u) {
    if (rsp_reached_straight(m, rsp_work_place(m->s, info->work))) {
        rsp_explain_too_far(m, info, plan, u);
    } else {
        rsp_say_why(plan, u, RSP_WHY_NO_ROAD, false,
                    "no way straight there and back keeps to ground where a pause is in force; there is one "
                    "only by way of another stop");
    }
}

static void inner_reason(rsp_model *m, const rsp_solution *sol, const scratch *s, const rsp_task_info *info,
                         rsp_plan *plan, rsp_unserved *u) {
    char text[640];
    const rsp_task *t = info->task == RSP_NONE ? NULL : &m->problem.tasks[info->task];
    if (t == NULL && !copied(m, rsp_work_place(m->s, info->work), rsp_work_activity(m->s, info->work))) {
        rsp_say_why(plan, u, RSP_WHY_TOO_FAR, true,
                    "the pauses there leave no time: each is no longer than its margin, or they do not meet");
        return;
    }
    if (t == NULL && rsp_explain_permit_hours(m, info, plan, u)) {
        return;
    }
    if (t == NULL) {
        bool beds = info->work.kind == RSP_WORK_WOUNDED;
        rsp_say_why(plan, u, beds ? RSP_WHY_NO_BED : RSP_WHY_NO_CONSENT, true,
                    beds ? "no hospital within reach of a pause has a bed of this category"
                         : "its destination lies where no pause is in force");
        return;
    }
    bool any = false;
    for (uint32_t c = 0; c < m->problem.n_classes && !any; c++) {
        any = rsp_class_could(m, c, info->task);
    }
    bool stock = t->supply == NULL || stock_left(m, s->empty, t) > 0;
    bool bed = t->kind != RSP_TASK_SHIPMENT || beds_left(m, s->empty, t) > 0;
    if (t->kind == RSP_TASK_SHIPMENT && bed && !carried_straight(m, t)) {
        rsp_say_why(
            plan, u, RSP_WHY_NO_ROAD, false,
            m->net == NULL
                ? "the straight line to where they are to go crosses ground where no pause is in force; a "
                  "road map would show a way round it"
                : "no way from there to where they are to go keeps to ground where a pause is in force");
    } else if (any && stock && bed && limit_left(m, s->empty, t) > 0 && sol->served[info->task] == 0 &&
               !possible_alone(s, info->task)) {
        explain_alone(m, info, plan, u);
    } else if (!any) {
        rsp_say_why(plan, u, RSP_WHY_NO_VEHICLE, true,
                    "no convoy that can be formed has the capacity or the skills it needs");
    } else if (limit_left(m, sol, t) <= 0) {
        (void)snprintf(text, sizeof text, "permission %s allows no more",
                       info->limited_by != RSP_NONE ? m->s->permissions[info->limited_by].id : "?");
        rsp_say_why(plan, u, RSP_WHY_NO_PERMISSION, limit_left(m, s->empty, t) <= 0, text);
    } else if (t->supply != NULL && stock_left(m, sol, t) <= 0) {
        rsp_say_why(plan, u, RSP_WHY_NO_STOCK, !stock,
                    stock ? "the hubs' stock of it is all used" : "no hub has it in stock");
    } else if (t->supply != NULL && !left_in_reach(m, sol, s, info->task)) {
        rsp_say_why(plan, u, RSP_WHY_NO_STOCK, false,
                    "the stock of it at the hubs that could bring it in time is all used");
    } else if (t->kind == RSP_TASK_SHIPMENT && beds_left(m, sol, t) <= 0) {
        rsp_say_why(plan, u, RSP_WHY_NO_BED, !bed,
                    bed ? "the beds of its category are all used"
                        : "no hospital has a free bed of its category");
    } else if (t->kind == RSP_TASK_SHIPMENT && !left_in_reach(m, sol, s, info->task)) {
        rsp_say_why(plan, u, RSP_WHY_NO_BED, false,
                    "the beds of its category that can be reached in time are all used");
    } else if (docks_busy(m, sol, s, info->task)) {
        rsp_say_why(plan, u, RSP_WHY_NO_DOCK_TIME, false,
                    "a convoy could take it, but other convoys hold the place's docks at the time");
    } else if (!vehicles_left(sol, s, info->task)) {
        rsp_say_why(
            plan, u, RSP_WHY_NO_VEHICLE, false,
            "the vehicles and crews that are left make no convoy that could do it, and those that move have "
            "no time or room for it");
    } else {
        rsp_say_why(plan, u, RSP_WHY_WORTH_LESS, false,
                    "the convoys' time and room went to work that the policy puts first");
    }
}

/* Which pauses have a window in the days planned. */
static int find_dated(rsp_model *m, rsp_err *err) {
    const rsp_window *windows = NULL;
    uint32_t n = 0;
    m->pause_dated = rsp_arena_alloc(m->a, m->s->n_pauses + 1, sizeof *m->pause_dated);
    if (m->pause_dated == NULL) {
        return rsp_fail(err, RSP_ENOMEM, "out of memory for reasons");
    }
    RSP_TRY(rsp_windows_between(m->s, m->origin, m->horizon_end, m->a, &windows, &n, err));
    for (uint32_t i = 0; i < n; i++) {
        m->pause_dated[windows[i].pause] = true;
    }
    return 0;
}

int rsp_explain(rsp_model *m, const rsp_solution *sol, rsp_plan *plan, rsp_err *err) {
    RSP_TRY(rsp_find_opens(m, sol, plan, err));
    RSP_TRY(find_dated(m, err));
    rsp_unserved *list = rsp_arena_alloc(plan->arena, m->info.n + 1, sizeof *list);
    scratch s = {0};
    if (list == NULL) {
        return rsp_fail(err, RSP_ENOMEM, "out of memory for reasons");
    }
    uint32_t n = 0;
    int rc = rsp_tries_new(&m->problem, m->a, &s.tries, err);
    rc = rc != 0 ? rc : rsp_solution_new(m->ctx, &m->problem, 1, &s.empty, err);
    rc = rc != 0 ? rc : rsp_solution_new(m->ctx, &m->problem, 1, &s.trial, err);
    rc = rc != 0 ? rc : rsp_solution_new(m->ctx, &m->problem, sol->n_routes, &s.copy, err);
    rc = rc != 0 ? rc : rsp_solution_new(m->ctx, &m->problem, sol->n_routes, &s.more, err);
    for (size_t i = 0; i < m->info.n && rc == 0; i++) {
        const rsp_task_info *info = &m->info.at[i];
        int64_t served = info->task == RSP_NONE ? 0 : sol->served[info->task];
        int64_t wanted = rsp_work_wanted(m->s, info->work);
        if (served >= wanted) {
            continue;
        }
        rsp_unserved *u = &list[n++];
        *u = (rsp_unserved){.work = info->work, .amount = wanted - served, .wanted = wanted};
        bool found = false;
        rc = outer_reason(m, info, plan, u, &found, err);
        if (rc == 0 && !found) {
            inner_reason(m, sol, &s, info, plan, u);
        }
        u->proved = u->proved && served == 0; /* what is done in part can be done */
        if (rc == 0 && u->text == NULL) {
            rc = rsp_fail(err, RSP_ENOMEM, "out of memory for reasons");
        }
    }
    rsp_solution_free(m->ctx, s.more);
    rsp_solution_free(m->ctx, s.copy);
    rsp_solution_free(m->ctx, s.trial);
    rsp_solution_free(m->ctx, s.empty);
    plan->unserved = list;
    plan->n_unserved = n;
    return rc;
}
