/* What a plan achieves and leaves, summed anew: docs/rules.md section 6, the plan's totals, tiers and
 * unserved. */
#include "check/inner.h"

#include <stdlib.h>

typedef struct served { /* by index of the situation's lists */
    int64_t *needs, *wounded, *civilians, *visits;
} served;

static int64_t *zeros(ck_run *r, uint32_t n) {
    int64_t *p = rsp_arena_alloc(r->arena, (size_t)n + 1, sizeof *p);
    if (p == NULL) {
        r->out_of_memory = true;
    }
    return p;
}

static bool count(ck_run *r, served *v) {
    *v = (served){zeros(r, r->s->n_needs), zeros(r, r->s->n_wounded), zeros(r, r->s->n_civilians),
                  zeros(r, r->s->n_visits)};
    for (uint32_t i = 0; !r->out_of_memory && i < r->plan->n_convoys; i++) {
        const ck_convoy *c = &r->plan->convoys[i];
        for (uint32_t k = 0; k < c->n_stops; k++) {
            for (uint32_t j = 0; j < c->stops[k].n_work; j++) {
                const ck_work *w = &c->stops[k].work[j];
                if (w->what == CK_UNLOAD) {
                    v->needs[w->need] = ck_sum(v->needs[w->need], 1, w->amount);
                } else if (w->what == CK_VISIT) {
                    v->visits[w->visit] = 1;
                } else if (w->what == CK_ALIGHT && w->wounded != RSP_NONE) {
                    v->wounded[w->wounded] = ck_sum(v->wounded[w->wounded], 1, w->amount);
                } else if (w->what == CK_ALIGHT) {
                    v->civilians[w->civilians] = ck_sum(v->civilians[w->civilians], 1, w->amount);
                }
            }
        }
    }
    return !r->out_of_memory;
}

/* 6.2: the value of `units` of a need of `wanted`, by shares. */
static int64_t need_value(const rsp_policy *p, const rsp_need *x, const rsp_item *item, int64_t units) {
    int64_t value = 0, from = 0;
    int64_t weight = p->goods[x->urgency].weight;
    for (uint32_t i = 0; i < p->n_shares && from < units; i++) {
        int64_t upto = i + 1 == p->n_shares ? x->quantity : x->quantity * p->share_upto_pct[i] / 100;
        int64_t n = (upto < units ? upto : units) - from;
        if (n > 0) {
            int64_t points =
                ck_sum(0, ck_sum(0, n, item->people_per_unit_x1000), weight * p->share_value_pct[i]);
            value = ck_sum(value, 1, points / 1000);
            from += n;
        }
    }
    return value;
}

static void add(ck_run *r, rsp_policy_line line, int64_t value, bool any, const char *id) {
    if (line.tier >= 1 && line.tier <= 4) {
        r->out->tier_value[line.tier - 1] = ck_sum(r->out->tier_value[line.tier - 1], 1, value);
    } else if (any) {
        ck_say(r, r->plan->at, "6.1", "%s is served although the policy's tier 0 says it is not", id);
    }
}

static void sum_up(ck_run *r, const served *v) {
    const rsp_situation *s = r->s;
    const rsp_policy *p = &s->rules.policy;
    for (uint32_t i = 0; i < s->n_needs; i++) {
        const rsp_need *x = &s->needs[i];
        const rsp_item *item = &s->items[x->item];
        r->out->people_reached =
            ck_sum(r->out->people_reached, 1, ck_sum(0, v->needs[i], item->people_per_unit_x1000) / 1000);
        r->out->person_days = ck_sum(r->out->person_days, v->needs[i], item->person_days_per_unit);
        add(r, p->goods[x->urgency], need_value(p, x, item, v->needs[i]), v->needs[i] > 0, x->id);
    }
    for (uint32_t i = 0; i < s->n_wounded; i++) {
        r->out->wounded_out += v->wounded[i];
        add(r, p->wounded[s->wounded[i].triage],
            ck_sum(0, v->wounded[i], p->wounded[s->wounded[i].triage].weight * 100), v->wounded[i] > 0,
            s->wounded[i].id);
    }
    for (uint32_t i = 0; i < s->n_civilians; i++) {
        r->out->civilians_out += v->civilians[i];
        add(r, p->civilians[s->civilians[i].urgency],
            ck_sum(0, v->civilians[i], p->civilians[s->civilians[i].urgency].weight * 100),
            v->civilians[i] > 0, s->civilians[i].id);
    }
    for (uint32_t i = 0; i < s->n_visits; i++) {
        const rsp_visit *x = &s->visits[i];
        r->out->visits += v->visits[i];
        add(r, p->visits[x->kind],
            v->visits[i] * (x->people > 1 ? x->people : 1) * p->visits[x->kind].weight * 100,
            v->visits[i] > 0, x->id);
    }
}

static void same(ck_run *r, const char *name, int64_t said, int64_t own) {
    if (said != own) {
        ck_say(r, r->plan->totals->at, "6.4", "%s is %lld; the plan's work adds up to %lld", name,
               (long long)said, (long long)own);
    }
}

static int64_t vehicles_used(const ck_run *r) {
    int64_t n = 0;
    for (uint32_t v = 0; v < r->s->n_vehicles; v++) {
        bool used = false;
        for (uint32_t i = 0; !used && i < r->plan->n_convoys; i++) {
            for (uint32_t k = 0; k < r->plan->convoys[i].n_vehicles; k++) {
                used = used || r->plan->convoys[i].vehicles[k].vehicle == v;
            }
        }
        n += used;
    }
    return n;
}

/* Minutes (up) in which the convoy is in some zone, of its own list; presence.c has checked that list. */
static int64_t exposed_min(const ck_convoy *c) {
    int64_t sum = 0, at = INT64_MIN;
    for (;;) { /* the next presence by its beginning, past what is counted */
        const ck_presence *next = NULL;
        for (uint32_t i = 0; i < c->n_zones; i++) {
            const ck_presence *p = &c->zones[i];
            if (p->out_by != RSP_TIME_NONE && p->tail_out > at &&
                (next == NULL || p->head_in < next->head_in)) {
                next = p;
            }
        }
        if (next == NULL) {
            return (sum + 59) / 60;
        }
        sum += next->tail_out - (next->head_in > at ? next->head_in : at);
        at = next->tail_out;
    }
}

static void check_totals(ck_run *r, const served *v) {
    const rsp_situation *s = r->s;
    const ck_totals *t = r->plan->totals;
    int64_t wanted = 0, wounded = 0, civilians = 0, visit_people = 0, grams = 0, exposed = 0;
    for (uint32_t i = 0; i < s->n_needs; i++) {
        wanted =
            ck_sum(wanted, 1,
                   ck_sum(0, s->needs[i].quantity, s->items[s->needs[i].item].people_per_unit_x1000) / 1000);
        grams = ck_sum(grams, v->needs[i], s->items[s->needs[i].item].weight_g);
    }
    for (uint32_t i = 0; i < s->n_wounded; i++) {
        wounded += s->wounded[i].count;
    }
    for (uint32_t i = 0; i < s->n_civilians; i++) {
        civilians += s->civilians[i].count;
    }
    for (uint32_t i = 0; i < s->n_visits; i++) {
        visit_people += v->visits[i] * s->visits[i].people;
    }
    for (uint32_t i = 0; i < r->plan->n_convoys; i++) {
        const ck_convoy *c = &r->plan->convoys[i];
        if (c->exposed_min != exposed_min(c)) {
            ck_say(r, c->at, "6.4", "exposed_min of convoy %s is %lld; its presences in zones make %lld",
                   c->id, (long long)c->exposed_min, (long long)exposed_min(c));
        }
        exposed = ck_sum(exposed, c->n_vehicles, exposed_min(c));
    }
    same(r, "people_reached", t->people_reached, r->out->people_reached);
    same(r, "people_wanted", t->people_wanted, wanted);
    same(r, "person_days", t->person_days, r->out->person_days);
    same(r, "wounded_out", t->wounded_out, r->out->wounded_out);
    same(r, "wounded_wanted", t->wounded_wanted, wounded);
    same(r, "civilians_out", t->civilians_out, r->out->civilians_out);
    same(r, "civilians_wanted", t->civilians_wanted, civilians);
    same(r, "visits", t->visits, r->out->visits);
    same(r, "visits_wanted", t->visits_wanted, s->n_visits);
    same(r, "visit_people", t->visit_people, visit_people);
    same(r, "cargo_kg", t->cargo_kg, grams / 1000);
    same(r, "vehicles_used", t->vehicles_used, vehicles_used(r));
    same(r, "exposed_vehicle_min", t->exposed_vehicle_min, exposed);
}

static void check_tiers(ck_run *r) {
    bool given = r->plan->tiers[0].bound >= 0;
    bool closed = true;
    for (uint32_t i = 0; i < 4; i++) {
        closed = closed && r->plan->tiers[i].bound == r->plan->tiers[i].value;
    }
    if (r->plan->status == CK_GAP && closed) {
        ck_say(r, r->plan->at, "6.3", "status is gap; every bound equals its value, and that is optimal");
    }
    if ((r->plan->status == CK_GAP && !given) || (r->plan->status == CK_NO_BOUND && given)) {
        ck_say(r, r->plan->at, "6.3", "status is %s; the bound of tier 1 is %s",
               r->plan->status == CK_GAP ? "gap" : "no_bound", given ? "given" : "not given");
    }
    for (uint32_t i = 0; i < 4; i++) {
        const ck_tier *t = &r->plan->tiers[i];
        if (t->value != r->out->tier_value[i]) {
            ck_say(r, t->at, "6.2", "the value of tier %u is %lld; the work is worth %lld", i + 1,
                   (long long)t->value, (long long)r->out->tier_value[i]);
        }
        if (t->bound >= 0 && t->bound < r->out->tier_value[i]) {
            ck_say(r, t->at, "6.2", "the bound of tier %u is %lld; no bound is below the value reached, %lld",
                   i + 1, (long long)t->bound, (long long)r->out->tier_value[i]);
        }
        if (r->plan->status == CK_OPTIMAL && t->bound != t->value) {
            ck_say(r, t->at, "6.2", "status is optimal; the bound of tier %u does not equal its value",
                   i + 1);
        }
    }
}

/* What is left of one work against the lines of unserved about it. */
static void check_left(ck_run *r, const char *kind, const char *id, int64_t wanted, int64_t done,
                       uint32_t index, int which) {
    int64_t said = 0;
    uint32_t lines = 0;
    const rsp_json *at = r->plan->at;
    for (uint32_t i = 0; i < r->plan->n_unserved; i++) {
        const ck_unserved *u = &r->plan->unserved[i];
        uint32_t about = which == 0   ? u->need
                         : which == 1 ? u->wounded
                         : which == 2 ? u->civilians
                                      : u->visit;
        if (about != index) {
            continue;
        }
        lines++;
        at = u->at;
        said = ck_sum(said, 1, u->amount);
        if (u->wanted != wanted) {
            ck_say(r, u->at, "6.5", "%s %s: wanted is %lld; the situation says %lld", kind, id,
                   (long long)u->wanted, (long long)wanted);
        }
        if (u->text[0] == '\0') {
            ck_say(r, u->at, "6.5", "%s %s is left unserved without a reason in words; each has one", kind,
                   id);
        }
    }
    int64_t left = wanted > done ? wanted - done : 0;
    if (said != left) {
        ck_say(r, at, "6.5", "%s %s: %lld of %lld are left unserved; %u lines say %lld", kind, id,
               (long long)left, (long long)wanted, lines, (long long)said);
    }
}

void ck_check_totals(ck_run *r) {
    served v;
    if (!count(r, &v)) {
        return;
    }
    const rsp_situation *s = r->s;
    sum_up(r, &v);
    check_totals(r, &v);
    check_tiers(r);
    for (uint32_t i = 0; i < s->n_needs; i++) {
        check_left(r, "need", s->needs[i].id, s->needs[i].quantity, v.needs[i], i, 0);
    }
    for (uint32_t i = 0; i < s->n_wounded; i++) {
        check_left(r, "wounded", s->wounded[i].id, s->wounded[i].count, v.wounded[i], i, 1);
    }
    for (uint32_t i = 0; i < s->n_civilians; i++) {
        check_left(r, "civilians", s->civilians[i].id, s->civilians[i].count, v.civilians[i], i, 2);
    }
    for (uint32_t i = 0; i < s->n_visits; i++) {
        check_left(r, "visit", s->visits[i].id, 1, v.visits[i], i, 3);
    }
}
