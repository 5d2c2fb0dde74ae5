/* Permissions: scope and what they say (windows.h; docs/rules.md, 5.8), and the zones of a point. */
#include "situation/ledger.h"

static bool place_in_scope(const rsp_situation *s, const rsp_permission *p, uint32_t place,
                           rsp_area *const *areas) {
    if (p->places.n == 0 && p->zones.n == 0) {
        return true;
    }
    if (rsp_ids_has(p->places, place)) {
        return true;
    }
    for (uint32_t i = 0; i < p->zones.n; i++) {
        if (rsp_area_has_point(areas[p->zones.at[i]], s->places[place].at)) {
            return true;
        }
    }
    return false;
}

bool rsp_permit_covers_goods(const rsp_situation *s, uint32_t permission, uint32_t place, uint32_t item,
                             rsp_area *const *areas) {
    const rsp_permission *p = &s->permissions[permission];
    return p->kind == RSP_PERMIT_GOODS && (p->activities & 1u << RSP_ACT_DELIVERY) != 0 &&
           (p->items.n == 0 || rsp_ids_has(p->items, item)) && place_in_scope(s, p, place, areas);
}

bool rsp_permit_covers_work(const rsp_situation *s, uint32_t permission, uint32_t place,
                            rsp_activity activity, rsp_area *const *areas) {
    const rsp_permission *p = &s->permissions[permission];
    return p->kind != RSP_PERMIT_GOODS && (p->activities & 1u << activity) != 0 &&
           place_in_scope(s, p, place, areas);
}

uint32_t rsp_permission_now(const rsp_situation *s, uint32_t permission) {
    const rsp_permission *p = &s->permissions[permission];
    uint32_t now = RSP_NONE;
    for (uint32_t i = 0; i < p->n_history; i++) {
        now = p->history[i].at <= s->as_of ? i : now;
    }
    return now;
}

rsp_permit_answer rsp_permit_says(const rsp_situation *s, uint32_t permission, int64_t when) {
    const rsp_permission *p = &s->permissions[permission];
    uint32_t now = rsp_permission_now(s, permission);
    if (now == RSP_NONE || (p->valid_from != RSP_TIME_NONE && when < p->valid_from) ||
        (p->valid_until != RSP_TIME_NONE && when > p->valid_until)) {
        return (rsp_permit_answer){false, -1};
    }
    const rsp_permit_event *e = &p->history[now];
    if (e->state == RSP_PERMIT_GRANTED) {
        return (rsp_permit_answer){true, -1};
    }
    return (rsp_permit_answer){e->state == RSP_PERMIT_LIMITED,
                               e->state == RSP_PERMIT_LIMITED ? e->limit : -1};
}

rsp_permit_answer rsp_permit_says_item(const rsp_situation *s, uint32_t permission, uint32_t item,
                                       int64_t when) {
    rsp_permit_answer answer = rsp_permit_says(s, permission, when);
    uint32_t now = rsp_permission_now(s, permission);
    if (answer.allowed && s->permissions[permission].history[now].state == RSP_PERMIT_LIMITED) {
        uint32_t only = s->permissions[permission].history[now].limit_item;
        answer.allowed = only == RSP_NONE || only == item;
    }
    return answer;
}

uint64_t rsp_zones_at(const rsp_situation *s, rsp_area *const *areas, rsp_point p) {
    uint64_t mask = 0;
    for (uint32_t z = 0; z < s->n_zones && z < 64; z++) {
        if (s->zones[z].access == RSP_ACCESS_PAUSE && rsp_area_has_point(areas[z], p)) {
            mask |= UINT64_C(1) << z;
        }
    }
    return mask;
}
