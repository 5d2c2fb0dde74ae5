/* Checks of the three ledgers: consents, permissions, notices and their acknowledgements (read.h). They stay
 * apart: an acknowledgement is no approval, a notice no question, a third party's word no consent. */
#include "situation/ledger.h"
#include "situation/read.h"

#include <string.h>

#define EACH(l, list, i)                                                                                     \
    for (uint32_t i = 0; i < (l)->n[RSP_IN_##list]; i++)                                                     \
        if (!(l)->bad[RSP_IN_##list][i])

static bool needed_anywhere(const rsp_situation *s, uint32_t pause, uint32_t party) {
    for (uint32_t z = 0; z < s->n_zones; z++) {
        if (rsp_pause_names_zone(s, pause, z) && rsp_pause_needs(s, pause, z, party)) {
            return true;
        }
    }
    return false;
}

static void check_consents(rsp_loader *l) {
    const rsp_situation *s = l->s;
    EACH(l, consents, i) {
        const rsp_consent *c = &s->consents[i];
        if (c->from != RSP_TIME_NONE && c->until != RSP_TIME_NONE && c->until < c->from) {
            rsp_diag_error(l->d, rsp_read_at(l, RSP_IN_consents, i, "until"),
                           "\"until\" is before \"from\"; swap them");
        }
        if (s->as_of != RSP_TIME_NONE && c->at > s->as_of) {
            rsp_diag_warn(l->d, rsp_read_at(l, RSP_IN_consents, i, "at"),
                          "this was said after as_of, so it is not yet known and does not count; move as_of, "
                          "or correct the time");
        }
        if (l->bad[RSP_IN_pauses][c->pause]) {
            continue;
        }
        if (!needed_anywhere(s, c->pause, c->party)) {
            rsp_diag_warn(l->d, rsp_read_at(l, RSP_IN_consents, i, "party"),
                          "pause \"%s\" does not need the consent of \"%s\": it controls none of its zones "
                          "and the pause does not "
                          "name it; add it to the zone's controlled_by or the pause's parties if it does",
                          s->pauses[c->pause].id, s->parties[c->party].id);
        }
        for (uint32_t k = 0; k < c->zones.n; k++) {
            if (!rsp_pause_names_zone(s, c->pause, c->zones.at[k])) {
                rsp_diag_warn(l->d, rsp_read_at(l, RSP_IN_consents, i, "zones"),
                              "pause \"%s\" does not open zone \"%s\"; name zones of the pause",
                              s->pauses[c->pause].id, s->zones[c->zones.at[k]].id);
            }
        }
    }
}

static void check_history(rsp_loader *l, const rsp_permission *p) {
    for (uint32_t k = 0; k < p->n_history; k++) {
        const rsp_permit_event *e = &p->history[k];
        if (k > 0 && e->at < p->history[k - 1].at) {
            rsp_diag_error(
                l->d, e->src,
                "the history of \"%s\" is out of order: this is before the entry above it; sort it by \"at\"",
                p->id);
        }
        bool limits = e->limit >= 0 || e->limit_item != RSP_NONE;
        if (e->state == RSP_PERMIT_LIMITED && !limits) {
            rsp_diag_warn(l->d, e->src,
                          "limited, but to what is not said; write \"limit\" or \"limit_item\"");
        } else if (e->state != RSP_PERMIT_LIMITED && limits) {
            rsp_diag_warn(l->d, e->src,
                          "a limit counts only where the state is \"limited\"; this says \"%s\"",
                          rsp_permit_state_name(e->state));
        }
        if (e->limit_item != RSP_NONE && p->kind != RSP_PERMIT_GOODS) {
            rsp_diag_error(l->d, e->src, "\"limit_item\" belongs to permissions for goods; take it out");
        }
    }
}

static void check_permissions(rsp_loader *l) {
    static const uint32_t fitting[] = {1u << RSP_ACT_DELIVERY, RSP_ACT_ALL & ~(1u << RSP_ACT_DELIVERY),
                                       RSP_ACT_ALL & ~(1u << RSP_ACT_DELIVERY)};
    EACH(l, permissions, i) {
        const rsp_permission *p = &l->s->permissions[i];
        if (p->valid_from != RSP_TIME_NONE && p->valid_until != RSP_TIME_NONE &&
            p->valid_until < p->valid_from) {
            rsp_diag_error(l->d, rsp_read_at(l, RSP_IN_permissions, i, "valid_until"),
                           "\"valid_until\" is before \"valid_from\"; swap them");
        }
        if ((p->activities & ~fitting[p->kind]) != 0) {
            rsp_diag_warn(l->d, rsp_read_at(l, RSP_IN_permissions, i, "activities"),
                          "a permission for %s does not cover all of these activities; goods: delivery, "
                          "persons and delegation: "
                          "the others",
                          rsp_words_permit.at[p->kind]);
        }
        if (p->items.n > 0 && p->kind != RSP_PERMIT_GOODS) {
            rsp_diag_warn(l->d, rsp_read_at(l, RSP_IN_permissions, i, "items"),
                          "items count only for kind \"goods\"; take them out");
        }
        check_history(l, p);
    }
}

static void check_notices(rsp_loader *l) {
    const rsp_situation *s = l->s;
    EACH(l, notices, i) {
        const rsp_notice *n = &s->notices[i];
        if (n->answer_by != RSP_TIME_NONE && n->answer_by < n->sent_at) {
            rsp_diag_error(l->d, rsp_read_at(l, RSP_IN_notices, i, "answer_by"),
                           "\"answer_by\" is before \"sent_at\"; write a later time");
        }
        if (n->supersedes == NULL) {
            continue;
        }
        uint32_t old = rsp_map_get(&l->ids[RSP_IN_notices], n->supersedes);
        if (old == RSP_MAP_NONE) {
            uint32_t n_ids = 0;
            const char **ids = rsp_read_ids(l, RSP_IN_notices, &n_ids);
            const char *near = ids != NULL ? rsp_text_nearest(n->supersedes, ids, n_ids) : NULL;
            rsp_diag_error(l->d, rsp_read_at(l, RSP_IN_notices, i, "supersedes"),
                           "there is no notice \"%.70s\" in notices; %s%s", n->supersedes,
                           near != NULL ? "the nearest id is " : "name one that is there",
                           near != NULL ? near : "");
        } else if (old == i || (!l->bad[RSP_IN_notices][old] && s->notices[old].version >= n->version)) {
            rsp_diag_error(l->d, rsp_read_at(l, RSP_IN_notices, i, "supersedes"),
                           "\"%s\" is not an earlier version; name an earlier notice and give this one a "
                           "higher \"version\"",
                           n->supersedes);
        }
    }
}

static void check_acks(rsp_loader *l) {
    const rsp_situation *s = l->s;
    EACH(l, acknowledgements, i) {
        const rsp_ack *a = &s->acknowledgements[i];
        if (l->bad[RSP_IN_notices][a->notice]) {
            continue;
        }
        const rsp_notice *n = &s->notices[a->notice];
        if (!rsp_ids_has(n->parties, a->party)) {
            rsp_diag_error(l->d, rsp_read_at(l, RSP_IN_acknowledgements, i, "party"),
                           "notice \"%s\" was not sent to \"%s\", so it cannot acknowledge it; name a party "
                           "of the notice",
                           n->id, s->parties[a->party].id);
        }
        if (a->at < n->sent_at) {
            rsp_diag_error(l->d, rsp_read_at(l, RSP_IN_acknowledgements, i, "at"),
                           "this is before the notice \"%s\" was sent; correct one of the times", n->id);
        }
    }
}

void rsp_validate_ledgers(rsp_loader *l) {
    if (!l->tz_ok) {
        return; /* no instant could be read */
    }
    check_consents(l);
    check_permissions(l);
    check_notices(l);
    check_acks(l);
}
