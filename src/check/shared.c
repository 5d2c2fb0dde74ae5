/* What convoys share: docks, stock, beds, the people and quantities themselves.
 * docs/rules.md 5.3, 5.4, 5.5, 5.6 and 5.7, summed over the whole plan. */
#include "check/inner.h"

/* Calls body for every piece of work of the plan, as c, stop and w. */
#define EACH_WORK(r, body)                                                                                   \
    for (uint32_t i_ = 0; i_ < (r)->plan->n_convoys; i_++) {                                                 \
        const ck_convoy *c = &(r)->plan->convoys[i_];                                                        \
        for (uint32_t j_ = 0; j_ < c->n_stops; j_++) {                                                       \
            const ck_stop *stop = &c->stops[j_];                                                             \
            for (uint32_t k_ = 0; k_ < stop->n_work; k_++) {                                                 \
                const ck_work *w = &stop->work[k_];                                                          \
                body                                                                                         \
            }                                                                                                \
        }                                                                                                    \
    }

/* Docks in use at a place when an unloading begins: that is when the most are. */
static void check_docks(ck_run *r, const ck_convoy *mine, const ck_stop *at) {
    int64_t docks = 0;
    for (uint32_t i = 0; i < r->plan->n_convoys; i++) {
        const ck_convoy *c = &r->plan->convoys[i];
        for (uint32_t k = 0; k < c->n_stops; k++) {
            const ck_stop *s = &c->stops[k];
            if (s->unload != NULL && s->place == at->place && s->unload->from <= at->unload->from &&
                at->unload->from < s->unload->to) {
                docks += s->docks_used;
            }
        }
    }
    if (docks > r->s->places[at->place].docks) {
        ck_say(r, at->at, "5.3",
               "%lld docks of %s are in use when convoy %s begins to unload at %s; it has %d",
               (long long)docks, r->s->places[at->place].id, mine->id, ck_at(r, at->unload->from).text,
               r->s->places[at->place].docks);
    }
}

static void check_stock(ck_run *r, uint32_t hub) {
    const rsp_hub *h = &r->s->hubs[hub];
    for (uint32_t item = 0; item < r->s->n_items; item++) {
        int64_t stock = 0, taken = 0;
        const rsp_json *at = r->plan->at;
        for (uint32_t i = 0; i < h->n_stock; i++) {
            stock += h->stock[i].item == item ? h->stock[i].quantity : 0;
        }
        for (uint32_t i = 0; i < r->plan->n_convoys; i++) {
            const ck_convoy *c = &r->plan->convoys[i];
            for (uint32_t k = 0; c->hub == hub && k < c->n_vehicles; k++) {
                for (uint32_t j = 0; j < c->vehicles[k].n_cargo; j++) {
                    if (c->vehicles[k].cargo[j].item == item) {
                        taken += c->vehicles[k].cargo[j].quantity;
                        at = c->at;
                    }
                }
            }
        }
        if (taken > stock) {
            ck_say(r, at, "5.7", "%lld of %s are taken from hub %s; its stock is %lld", (long long)taken,
                   r->s->items[item].id, h->id, (long long)stock);
        }
    }
}

/* Beds of a category at a place: everyone who leaves there against all beds there, and each group against
 * those that may take it. */
static void check_beds(ck_run *r, uint32_t place, rsp_triage triage) {
    int64_t beds = 0, all = 0;
    const rsp_json *at = r->plan->at;
    for (uint32_t i = 0; i < r->s->n_hospitals; i++) {
        beds += r->s->hospitals[i].place == place ? r->s->hospitals[i].beds[triage] : 0;
    }
    EACH_WORK(r, {
        if (w->what == CK_ALIGHT && w->wounded != RSP_NONE && stop->place == place &&
            r->s->wounded[w->wounded].triage == triage) {
            all += w->amount;
            at = w->at;
        }
    })
    if (all > beds) {
        ck_say(r, at, "5.4", "%lld wounded (%s) are brought to %s; it has %lld beds for them", (long long)all,
               rsp_triage_name(triage), r->s->places[place].id, (long long)beds);
    }
}

static void check_beds_of(ck_run *r, uint32_t place, uint32_t group) {
    const rsp_wounded *x = &r->s->wounded[group];
    int64_t beds = 0, all = 0;
    const rsp_json *at = r->plan->at;
    for (uint32_t i = 0; i < r->s->n_hospitals; i++) {
        bool may = r->s->hospitals[i].place == place && (x->hospitals.n == 0 || ck_has_id(x->hospitals, i));
        beds += may ? r->s->hospitals[i].beds[x->triage] : 0;
    }
    EACH_WORK(r, {
        if (w->what == CK_ALIGHT && w->wounded == group && stop->place == place) {
            all += w->amount;
            at = w->at;
        }
    })
    if (x->hospitals.n > 0 && all > beds) {
        ck_say(r, at, "5.4",
               "%lld of wounded %s are brought to %s; the hospitals there that may take them have %lld beds",
               (long long)all, x->id, r->s->places[place].id, (long long)beds);
    }
}

static void check_quantity(ck_run *r, int64_t has, int64_t wanted, const rsp_json *at, const char *rule,
                           const char *id) {
    if (has > wanted) {
        ck_say(r, at, rule, "%s: %lld are served in all; %lld are wanted", id, (long long)has,
               (long long)wanted);
    }
}

static void check_quantities(ck_run *r) {
    const rsp_situation *s = r->s;
    size_t total = (size_t)s->n_needs + s->n_wounded + s->n_civilians + s->n_visits;
    int64_t *sum = rsp_arena_alloc(r->arena, total + 1, sizeof *sum);
    const rsp_json **at = rsp_arena_alloc(r->arena, total + 1, sizeof *at);
    if (sum == NULL || at == NULL) {
        r->out_of_memory = true;
        return;
    }
    size_t wounded = s->n_needs, civilians = wounded + s->n_wounded, visits = civilians + s->n_civilians;
    EACH_WORK(r, {
        if (w->what != CK_ALIGHT) {
            size_t k = w->need != RSP_NONE        ? w->need
                       : w->wounded != RSP_NONE   ? wounded + w->wounded
                       : w->civilians != RSP_NONE ? civilians + w->civilians
                                                  : visits + w->visit;
            sum[k] = ck_sum(sum[k], 1, w->visit != RSP_NONE ? 1 : w->amount);
            at[k] = w->at;
        }
    })
    for (uint32_t i = 0; i < s->n_needs; i++) {
        check_quantity(r, sum[i], s->needs[i].quantity, at[i], "5.7", s->needs[i].id);
    }
    for (uint32_t i = 0; i < s->n_wounded; i++) {
        check_quantity(r, sum[wounded + i], s->wounded[i].count, at[wounded + i], "5.4", s->wounded[i].id);
    }
    for (uint32_t i = 0; i < s->n_civilians; i++) {
        check_quantity(r, sum[civilians + i], s->civilians[i].count, at[civilians + i], "5.5",
                       s->civilians[i].id);
    }
    for (uint32_t i = 0; i < s->n_visits; i++) {
        check_quantity(r, sum[visits + i], 1, at[visits + i], "5.6", s->visits[i].id);
    }
}

void ck_check_shared(ck_run *r) {
    for (uint32_t i = 0; i < r->plan->n_convoys; i++) {
        const ck_convoy *c = &r->plan->convoys[i];
        for (uint32_t k = 0; k < c->n_stops; k++) {
            if (c->stops[k].unload != NULL) {
                check_docks(r, c, &c->stops[k]);
            }
        }
    }
    for (uint32_t h = 0; h < r->s->n_hubs; h++) {
        check_stock(r, h);
    }
    for (uint32_t h = 0; h < r->s->n_hospitals; h++) {
        bool first = true;
        for (uint32_t i = 0; i < h; i++) {
            first = first && r->s->hospitals[i].place != r->s->hospitals[h].place;
        }
        for (int t = 0; first && t < RSP_TRIAGE_COUNT; t++) {
            check_beds(r, r->s->hospitals[h].place, (rsp_triage)t);
        }
        for (uint32_t g = 0; first && g < r->s->n_wounded; g++) {
            check_beds_of(r, r->s->hospitals[h].place, g);
        }
    }
    check_quantities(r);
}
