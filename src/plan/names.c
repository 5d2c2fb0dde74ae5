/* How work and reasons are named (plan.h). */
#include "plan/plan.h"

const char *rsp_why_name(rsp_why w) {
    static const char *const names[] = {"no_consent", "no_permission", "no_road", "too_far",
                                        "no_vehicle", "no_stock",      "no_bed",  "no_dock_time",
                                        "worth_less", "not_in_policy"};
    return names[w];
}

const char *rsp_work_list(rsp_work_kind k) {
    static const char *const names[] = {"needs", "wounded", "civilians", "visits"};
    return names[k];
}

const char *rsp_work_id(const rsp_situation *s, rsp_work w) {
    switch (w.kind) {
    case RSP_WORK_NEED:
        return s->needs[w.index].id;
    case RSP_WORK_WOUNDED:
        return s->wounded[w.index].id;
    case RSP_WORK_CIVILIANS:
        return s->civilians[w.index].id;
    default:
        return s->visits[w.index].id;
    }
}

uint32_t rsp_work_place(const rsp_situation *s, rsp_work w) {
    switch (w.kind) {
    case RSP_WORK_NEED:
        return s->needs[w.index].place;
    case RSP_WORK_WOUNDED:
        return s->wounded[w.index].place;
    case RSP_WORK_CIVILIANS:
        return s->civilians[w.index].place;
    default:
        return s->visits[w.index].place;
    }
}

int64_t rsp_work_wanted(const rsp_situation *s, rsp_work w) {
    switch (w.kind) {
    case RSP_WORK_NEED:
        return s->needs[w.index].quantity;
    case RSP_WORK_WOUNDED:
        return s->wounded[w.index].count;
    case RSP_WORK_CIVILIANS:
        return s->civilians[w.index].count;
    default:
        return 1;
    }
}

int64_t rsp_work_people(const rsp_situation *s, rsp_work w, int64_t amount) {
    if (w.kind == RSP_WORK_NEED) {
        return amount * s->items[s->needs[w.index].item].people_per_unit_x1000 / 1000;
    }
    if (w.kind == RSP_WORK_VISIT) {
        return s->visits[w.index].people > 0 ? s->visits[w.index].people * amount : 0;
    }
    return amount;
}

rsp_activity rsp_work_activity(const rsp_situation *s, rsp_work w) {
    static const rsp_activity of_visit[] = {RSP_ACT_DETENTION_VISIT, RSP_ACT_ASSESSMENT,
                                            RSP_ACT_MOBILE_HEALTH};
    switch (w.kind) {
    case RSP_WORK_NEED:
        return RSP_ACT_DELIVERY;
    case RSP_WORK_WOUNDED:
        return RSP_ACT_MEDICAL_EVACUATION;
    case RSP_WORK_CIVILIANS:
        return RSP_ACT_CIVILIAN_EVACUATION;
    default:
        return of_visit[s->visits[w.index].kind];
    }
}
