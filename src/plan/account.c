/* What a plan adds up to and what it rests on: totals, windows, consents, permissions, assumptions. */
#include <string.h>

#include "plan/model.h"
#include "plan/pack.h"
#include "solver/proof.h"

static void totals(const rsp_model *m, const rsp_solution *sol, rsp_plan *plan) {
    const rsp_situation *s = m->s;
    rsp_totals *t = &plan->totals;
    int64_t grams = 0; /* rounded once, at the end (docs/rules.md, 6.4) */
    for (size_t i = 0; i < m->info.n; i++) {
        const rsp_task_info *info = &m->info.at[i];
        int64_t served = info->task == RSP_NONE ? 0 : sol->served[info->task];
        int64_t wanted = rsp_work_wanted(s, info->work);
        switch (info->work.kind) {
        case RSP_WORK_NEED: {
            const rsp_item *it = &s->items[s->needs[info->work.index].item];
            t->people_reached += rsp_work_people(s, info->work, served);
            t->people_wanted += rsp_work_people(s, info->work, wanted);
            t->person_days += served * it->person_days_per_unit;
            grams += served * it->weight_g;
            break;
        }
        case RSP_WORK_WOUNDED:
            t->wounded_out += served;
            t->wounded_wanted += wanted;
            break;
        case RSP_WORK_CIVILIANS:
            t->civilians_out += served;
            t->civilians_wanted += wanted;
            break;
        case RSP_WORK_VISIT:
            t->visits += served;
            t->visits_wanted += wanted;
            t->visit_people += served > 0 ? rsp_work_people(s, info->work, served) : 0;
            break;
        }
    }
    t->kg = grams / 1000;
    for (uint32_t c = 0; c < plan->n_convoys; c++) {
        t->exposed_vehicle_s += (plan->convoys[c].exposed_s + 59) / 60 * 60 * plan->convoys[c].n_vehicles;
    }
}

/* Vehicles that are in some convoy on some day, each counted once. */
static int64_t vehicles_used(const rsp_plan *plan) {
    int64_t n = 0;
    for (uint32_t v = 0; v < plan->situation->n_vehicles; v++) {
        bool used = false;
        for (uint32_t c = 0; c < plan->n_convoys && !used; c++) {
            for (uint32_t i = 0; i < plan->convoys[c].n_vehicles && !used; i++) {
                used = plan->convoys[c].vehicles[i].vehicle == v;
            }
        }
        n += used;
    }
    return n;
}

static bool passes(const rsp_plan *plan, uint32_t zone, const rsp_open_interval *o) {
    for (uint32_t c = 0; c < plan->n_convoys; c++) {
        for (uint32_t i = 0; i < plan->convoys[c].n_zone_passes; i++) {
            const rsp_zone_pass *p = &plan->convoys[c].zone_passes[i];
            if (p->zone == zone && p->head_in >= o->open && p->tail_out <= o->out_by) {
                return true;
            }
        }
    }
    return false;
}

/* Where the zone's other ground is open just as long, the window is the zone's and not the corridor's. */
static uint32_t corridor_of(const rsp_model *m, const rsp_ground *x, uint32_t mission,
                            const rsp_open_interval *o) {
    for (uint32_t g = 0; x->corridor != RSP_NONE && g < m->n_grounds; g++) {
        const rsp_ground *rest = &m->ground[g];
        for (uint32_t i = 0; rest->zone == x->zone && rest->corridor == RSP_NONE && i < rest->n_open[mission];
             i++) {
            const rsp_open_interval *own = &rest->open[mission][i];
            if (own->open == o->open && own->close == o->close && own->out_by == o->out_by) {
                return RSP_NONE;
            }
        }
    }
    return x->corridor;
}

static int windows(const rsp_model *m, rsp_plan *plan, rsp_err *err) {
    size_t most = 1;
    for (uint32_t g = 0; g < m->n_grounds; g++) {
        for (uint32_t k = 0; k < m->n_missions; k++) {
            most += m->ground[g].n_open[k];
        }
    }
    rsp_used_window *list = rsp_arena_alloc(plan->arena, most, sizeof *list);
    if (list == NULL) {
        return rsp_fail(err, RSP_ENOMEM, "out of memory for windows");
    }
    uint32_t n = 0;
    for (uint32_t g = 0; g < m->n_grounds; g++) {
        const rsp_ground *ground = &m->ground[g];
        uint32_t first = n;
        for (uint32_t k = 0; k < m->n_missions; k++) {
            for (uint32_t i = 0; i < ground->n_open[k]; i++) {
                const rsp_open_interval *o = &ground->open[k][i];
                uint32_t corridor = corridor_of(m, ground, k, o);
                uint32_t at = 0;
                while (at < n && !(list[at].zone == ground->zone && list[at].corridor == corridor &&
                                   list[at].open == o->open && list[at].close == o->close &&
                                   list[at].out_by == o->out_by)) {
                    at++;
                }
                if (at == n) { /* by time within the ground */
                    n++;
                    while (at > first && list[at - 1].open > o->open) {
                        list[at] = list[at - 1];
                        at--;
                    }
                    list[at] = (rsp_used_window){.zone = ground->zone,
                                                 .corridor = corridor,
                                                 .pause = o->pause,
                                                 .date = o->date,
                                                 .open = o->open,
                                                 .close = o->close,
                                                 .out_by = o->out_by,
                                                 .used = passes(plan, ground->zone, o)};
                }
                list[at].activities |= o->activities & m->used_activities;
            }
        }
    }
    plan->windows = list;
    plan->n_windows = n;
    return 0;
}

static void add_once(uint32_t *list, uint32_t *n, uint32_t x) {
    for (uint32_t i = 0; i < *n; i++) {
        if (list[i] == x) {
            return;
        }
    }
    list[(*n)++] = x;
}

/* The statements behind one instance of a pause that a used window is made of. */
static int consents_of(const rsp_model *m, rsp_plan *plan, const rsp_used_window *u, const rsp_window *x,
                       uint32_t *consent, uint32_t *pause, rsp_err *err) {
    const rsp_situation *s = m->s;
    rsp_ids parties = {0};
    RSP_TRY(rsp_pause_parties(s, x->pause, u->zone, m->a, &parties, err));
    for (uint32_t a = 0; a < RSP_ACT_COUNT; a++) {
        if ((u->activities >> a & 1) == 0 ||
            !rsp_all_agreed(s, x->pause, u->zone, (rsp_activity)a, x->open, x->close, plan->what_if)) {
            continue;
        }
        add_once(pause, &plan->n_pauses, x->pause);
        for (uint32_t i = 0; i < parties.n; i++) {
            uint32_t c =
                rsp_last_word(s, x->pause, parties.at[i], u->zone, (rsp_activity)a, x->open, x->close);
            if (c != RSP_NONE && s->consents[c].state == RSP_CONSENT_AGREED) { /* else assumed */
                add_once(consent, &plan->n_consents, c);
            }
        }
    }
    return 0;
}

/* The pauses and statements behind every window that is used: all that were merged into it. */
static int consents(const rsp_model *m, rsp_plan *plan, rsp_err *err) {
    const rsp_situation *s = m->s;
    uint32_t *consent = rsp_arena_alloc(plan->arena, s->n_consents + 1, sizeof *consent);
    uint32_t *pause = rsp_arena_alloc(plan->arena, s->n_pauses + 1, sizeof *pause);
    if (consent == NULL || pause == NULL) {
        return rsp_fail(err, RSP_ENOMEM, "out of memory for consents");
    }
    for (uint32_t w = 0; w < plan->n_windows; w++) {
        const rsp_used_window *u = &plan->windows[w];
        const rsp_window *x = NULL;
        uint32_t n = 0;
        if (u->used) {
            RSP_TRY(rsp_windows_between(s, u->open, u->close, m->a, &x, &n, err));
        }
        for (uint32_t i = 0; i < n; i++) {
            if (rsp_pause_opens(s, x[i].pause, u->zone, u->corridor)) {
                RSP_TRY(consents_of(m, plan, u, &x[i], consent, pause, err));
            }
        }
    }
    plan->consents = consent;
    plan->pauses = pause;
    return 0;
}

static int permissions(const rsp_model *m, const rsp_solution *sol, rsp_plan *plan, rsp_err *err) {
    const rsp_situation *s = m->s;
    uint32_t *list = rsp_arena_alloc(plan->arena, s->n_permissions + 1, sizeof *list);
    if (list == NULL) {
        return rsp_fail(err, RSP_ENOMEM, "out of memory for permissions");
    }
    static const rsp_activity of_visit[] = {RSP_ACT_DETENTION_VISIT, RSP_ACT_ASSESSMENT,
                                            RSP_ACT_MOBILE_HEALTH};
    for (size_t i = 0; i < m->info.n; i++) {
        const rsp_task_info *info = &m->info.at[i];
        if (info->task == RSP_NONE || sol->served[info->task] == 0) {
            continue;
        }
        uint32_t place = rsp_work_place(s, info->work);
        for (uint32_t p = 0; p < s->n_permissions; p++) {
            bool covers = false;
            if (info->work.kind == RSP_WORK_NEED) {
                covers = rsp_permit_covers_goods(s, p, place, s->needs[info->work.index].item, m->zone_areas);
            } else {
                rsp_activity a = info->work.kind == RSP_WORK_WOUNDED ? RSP_ACT_MEDICAL_EVACUATION
                                 : info->work.kind == RSP_WORK_CIVILIANS
                                     ? RSP_ACT_CIVILIAN_EVACUATION
                                     : of_visit[s->visits[info->work.index].kind];
                covers = rsp_permit_covers_work(s, p, place, a, m->zone_areas);
            }
            if (covers) {
                add_once(list, &plan->n_permissions, p);
            }
        }
    }
    plan->permissions = list;
    return 0;
}

/* Closures that some day of the plan keeps to. */
static int closures(const rsp_model *m, rsp_plan *plan, rsp_err *err) {
    uint32_t *list = rsp_arena_alloc(plan->arena, m->s->n_closures + 1, sizeof *list);
    if (list == NULL) {
        return rsp_fail(err, RSP_ENOMEM, "out of memory for closures");
    }
    for (uint32_t i = 0; i < m->s->n_closures; i++) {
        if (rsp_closure_holds(m, &m->s->closures[i])) {
            list[plan->n_closures++] = i;
        }
    }
    plan->closures = list;
    return 0;
}

static bool superseded(const rsp_situation *s, uint32_t notice) {
    for (uint32_t i = 0; i < s->n_notices; i++) {
        if (s->notices[i].supersedes != NULL && s->notices[i].sent_at <= s->as_of &&
            strcmp(s->notices[i].supersedes, s->notices[notice].id) == 0) {
            return true;
        }
    }
    return false;
}

/* What a party last answered to a notice, as known at as_of; "not answered" where it has said nothing. */
static const char *answer(const rsp_situation *s, uint32_t notice, uint32_t party) {
    static const char *const said[] = {"acknowledged", "queried", "objected to", "not answered"};
    const rsp_ack *last = NULL;
    for (uint32_t i = 0; i < s->n_acknowledgements; i++) {
        const rsp_ack *a = &s->acknowledgements[i];
        if (a->notice == notice && a->party == party && a->at <= s->as_of &&
            (last == NULL || a->at >= last->at)) {
            last = a;
        }
    }
    return last == NULL ? "not answered" : said[last->state];
}

/* Conditions of the statements it rests on, and notices of its movements that some party has not
 * acknowledged: neither closes ground, both are for people to see to. */
static void to_see_to(const rsp_model *m, rsp_plan *plan, const char **line, uint32_t *n) {
    const rsp_situation *s = m->s;
    for (uint32_t i = 0; i < plan->n_consents; i++) {
        const rsp_consent *c = &s->consents[plan->consents[i]];
        if (c->conditions != NULL) {
            line[(*n)++] = rsp_arena_printf(plan->arena, "consent %s of %s is on a condition: %s", c->id,
                                            s->parties[c->party].id, c->conditions);
        }
    }
    for (uint32_t i = 0; i < s->n_notices; i++) {
        const rsp_notice *x = &s->notices[i];
        bool used = x->pause == RSP_NONE;
        for (uint32_t p = 0; p < plan->n_pauses && !used; p++) {
            used = plan->pauses[p] == x->pause;
        }
        for (uint32_t k = 0; used && !superseded(s, i) && x->sent_at <= s->as_of && k < x->parties.n; k++) {
            const char *said = answer(s, i, x->parties.at[k]);
            if (strcmp(said, "acknowledged") != 0) {
                line[(*n)++] = rsp_arena_printf(plan->arena, "notice %s is not acknowledged by %s: %s", x->id,
                                                s->parties[x->parties.at[k]].id, said);
            }
        }
    }
}

static int assumptions(const rsp_model *m, rsp_plan *plan, rsp_err *err) {
    const rsp_situation *s = m->s;
    size_t most = 12 + plan->n_consents + (plan->what_if != NULL ? plan->what_if->n : 0);
    for (uint32_t i = 0; i < s->n_notices; i++) {
        most += s->notices[i].parties.n;
    }
    const char **line = rsp_arena_alloc(plan->arena, most, sizeof *line);
    uint32_t n = 0;
    if (line == NULL) {
        return rsp_fail(err, RSP_ENOMEM, "out of memory for assumptions");
    }
    if (s->travel.kind == RSP_TRAVEL_SCHEMATIC) {
        line[n++] = rsp_arena_printf(
            plan->arena,
            "SCHEMATIC: no roads; straight lines times a detour factor of %.2f at a stated speed",
            s->travel.detour_x100 / 100.0);
    } else if (s->travel.kind == RSP_TRAVEL_TABLE) {
        line[n++] = "TRAVEL TABLE: no roads; times and distances as the situation states them";
    }
    if (m->net == NULL && s->n_closures + s->n_danger > 0) {
        line[n++] =
            rsp_arena_printf(plan->arena,
                             "closures (%u) and danger (%u) are NOT looked at: they lie on roads, and "
                             "there is no road map",
                             s->n_closures, s->n_danger);
    }
    for (uint32_t i = 0; plan->what_if != NULL && i < plan->what_if->n; i++) {
        line[n++] = rsp_arena_printf(
            plan->arena, "WHAT IF: party %s is taken to have agreed to pause %s, which it has not",
            s->parties[plan->what_if->consents[i].party].id, s->pauses[plan->what_if->consents[i].pause].id);
    }
    to_see_to(m, plan, line, &n);
    line[n++] = rsp_arena_printf(plan->arena,
                                 "travel times are estimates times %.2f; they are not rehearsed: the margin "
                                 "of each pause is all that covers delay",
                                 s->rules.speed_factor_x100 / 100.0);
    line[n++] = plan->tiers[0].bound < 0
                    ? "the bound of the plan was not computed: it may not be the best plan"
                    : "the bounds are those of a wider problem: " RSP_PROOF_RELAXES;
    line[n++] = "loading places at the hubs are not shared out among convoys";
    for (uint32_t i = 0; i < n; i++) {
        if (line[i] == NULL) {
            return rsp_fail(err, RSP_ENOMEM, "out of memory for assumptions");
        }
    }
    plan->assumptions = line;
    plan->n_assumptions = n;
    return 0;
}

int rsp_account(rsp_model *m, const rsp_solution *sol, rsp_plan *plan, rsp_err *err) {
    totals(m, sol, plan);
    plan->totals.vehicles_used = vehicles_used(plan);
    RSP_TRY(windows(m, plan, err));
    RSP_TRY(consents(m, plan, err));
    RSP_TRY(permissions(m, sol, plan, err));
    RSP_TRY(closures(m, plan, err));
    return assumptions(m, plan, err);
}
