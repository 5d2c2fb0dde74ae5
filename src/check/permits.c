/* Permissions for goods, persons and delegations: docs/rules.md 5.8.
 *
 * Every permission whose scope takes a piece of work in must be granted or limited by its last word at
 * `as_of` and valid when the work begins; what it limits is counted over the whole plan. People are in scope
 * by the place they are at, not by where they are brought. */
#include "check/inner.h"

static bool place_in_scope(const ck_run *r, const rsp_permission *p, uint32_t place) {
    if ((p->places.n == 0 && p->zones.n == 0) || ck_has_id(p->places, place)) {
        return true;
    }
    for (uint32_t i = 0; i < p->zones.n; i++) {
        if (ck_inside(r->s->zones[p->zones.at[i]].area, ck_xy_of(r->s->places[place].at))) {
            return true;
        }
    }
    return false;
}

bool ck_permit_takes(const ck_run *r, const rsp_permission *p, ck_about w) {
    if (w.need != RSP_NONE) {
        const rsp_need *x = &r->s->needs[w.need];
        return p->kind == RSP_PERMIT_GOODS && (p->items.n == 0 || ck_has_id(p->items, x->item)) &&
               place_in_scope(r, p, x->place);
    }
    return p->kind != RSP_PERMIT_GOODS && (p->activities >> ck_activity_of(r, w) & 1) != 0 &&
           place_in_scope(r, p, ck_place_of(r, w));
}

const rsp_permit_event *ck_permit_word(const ck_run *r, const rsp_permission *p) {
    const rsp_permit_event *last = NULL;
    for (uint32_t i = 0; i < p->n_history; i++) {
        if (p->history[i].at <= r->s->as_of && (last == NULL || p->history[i].at >= last->at)) {
            last = &p->history[i];
        }
    }
    return last;
}

static void check_work(ck_run *r, const rsp_permission *p, const rsp_permit_event *word, const ck_work *w,
                       int64_t *sum) {
    bool allowed = word != NULL && (word->state == RSP_PERMIT_GRANTED || word->state == RSP_PERMIT_LIMITED);
    if (!allowed) {
        ck_say(r, w->at, "5.8",
               "permission %s takes this work in and is %s; granted or limited would be right", p->id,
               word != NULL ? rsp_permit_state_name(word->state) : "not answered");
        return;
    }
    if ((p->valid_from != RSP_TIME_NONE && w->start < p->valid_from) ||
        (p->valid_until != RSP_TIME_NONE && w->start > p->valid_until)) {
        ck_say(r, w->at, "5.8", "permission %s is valid from %s until %s; the work begins at %s", p->id,
               ck_at(r, p->valid_from).text, ck_at(r, p->valid_until).text, ck_at(r, w->start).text);
    }
    if (word->state != RSP_PERMIT_LIMITED) {
        return;
    }
    if (w->need != RSP_NONE && word->limit_item != RSP_NONE &&
        word->limit_item != r->s->needs[w->need].item) {
        ck_say(r, w->at, "5.8", "permission %s is limited to %s", p->id, r->s->items[word->limit_item].id);
    }
    *sum = ck_sum(*sum, 1, w->visit != RSP_NONE ? 1 : w->amount);
    if (word->limit >= 0 && *sum > word->limit) {
        ck_say(r, w->at, "5.8", "permission %s is limited to %lld; with this it is %lld", p->id,
               (long long)word->limit, (long long)*sum);
    }
}

void ck_check_permissions(ck_run *r) {
    for (uint32_t q = 0; q < r->s->n_permissions; q++) {
        const rsp_permission *p = &r->s->permissions[q];
        const rsp_permit_event *word = ck_permit_word(r, p);
        int64_t sum = 0;
        bool used = false;
        for (uint32_t i = 0; i < r->plan->n_convoys; i++) {
            const ck_convoy *c = &r->plan->convoys[i];
            for (uint32_t k = 0; k < c->n_stops; k++) {
                for (uint32_t j = 0; j < c->stops[k].n_work; j++) {
                    const ck_work *w = &c->stops[k].work[j];
                    if (w->what != CK_ALIGHT &&
                        ck_permit_takes(r, p, CK_ABOUT(w))) { /* counted on boarding */
                        used = true;
                        check_work(r, p, word, w, &sum);
                    }
                }
            }
        }
        if (used != ck_has_id(r->plan->rests_on->permissions, q)) {
            ck_say(r, r->plan->rests_on->at, "6.6",
                   used ? "permission %s takes work of the plan in; rests_on does not name it"
                        : "rests_on names permission %s, which takes no work of the plan in",
                   p->id);
        }
    }
}
