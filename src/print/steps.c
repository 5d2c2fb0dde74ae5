/* The movement of a convoy as one list of steps in order of time, with the odometer at each. */
#include <stdlib.h>

#include "print/inner.h"

static int32_t lag_of(const pr *o, const rsp_convoy *c, const rsp_path *p) {
    return (int32_t)(c->n_vehicles > 0 ? c->n_vehicles - 1 : 0) * (o->s->rules.gap_s + p->per_vehicle_s);
}

/* Metres along a path at which a zone is entered (the head) or left (the tail) at instant t; -1: not on it.
 * The plan's crossings are numbered by pieces of ground, so they are recognised by their times. */
static double crossing_m(const pr *o, const rsp_convoy *c, const rsp_path *p, int64_t depart, int64_t t,
                         bool exit) {
    for (uint32_t i = 0; i < p->n_crossings; i++) {
        const rsp_crossing *x = &p->crossings[i];
        if (!exit && depart + x->enter_s == t) {
            return x->enter_m;
        }
        if (exit && depart + x->leave_s + lag_of(o, c, p) == t) {
            return x->leave_m;
        }
    }
    return -1;
}

static double odometer(const pr *o, const rsp_convoy *c, int64_t t, bool exit) {
    double base = 0;
    double near = 0;
    for (uint32_t i = 0; i <= c->n_stops; i++) {
        const rsp_leg *leg = &c->legs[i];
        double m = crossing_m(o, c, &leg->path, leg->depart, t, exit);
        if (m >= 0) {
            return base + m;
        }
        if (leg->waits) {
            m = crossing_m(o, c, &leg->path2, leg->wait_until, t, exit);
            if (m >= 0) {
                return base + leg->path.length_m + m;
            }
        }
        double length = leg->path.length_m + (leg->waits ? leg->path2.length_m : 0);
        if (t >= leg->arrive_head) {
            near = base + length;
        } else if (t > leg->depart) { /* between: in proportion to time */
            near = base + length * (double)(t - leg->depart) / (double)(leg->arrive_head - leg->depart);
        }
        base += length;
    }
    return near;
}

static int in_order(const void *x, const void *y) {
    const pr_step *a = x;
    const pr_step *b = y;
    if (a->at != b->at) {
        return a->at < b->at ? -1 : 1;
    }
    if (a->odo_m < b->odo_m || a->odo_m > b->odo_m) {
        return a->odo_m < b->odo_m ? -1 : 1;
    }
    return a->kind != b->kind ? (int)a->kind - (int)b->kind : (a->index > b->index) - (a->index < b->index);
}

static int leg_steps(const pr *o, const rsp_leg *leg, double base, pr_step *to, uint32_t *n, rsp_err *err) {
    const pr_pass *passes = NULL;
    uint32_t n_passes = 0;
    RSP_TRY(pr_passes(o, leg, &passes, &n_passes, err));
    for (uint32_t i = 0; i < n_passes; i++) {
        to[(*n)++] = (pr_step){.kind = PR_CHECK,
                               .at = passes[i].at,
                               .until = passes[i].at + o->s->checkpoints[passes[i].checkpoint].delay_s,
                               .index = passes[i].checkpoint,
                               .odo_m = base + passes[i].at_m};
    }
    if (leg->waits) {
        to[(*n)++] = (pr_step){.kind = PR_WAIT,
                               .at = leg->wait_from,
                               .until = leg->wait_until,
                               .index = leg->wait_place,
                               .odo_m = base + leg->path.length_m};
    }
    return 0;
}

int pr_steps(const pr *o, const rsp_convoy *c, const pr_step **ret, uint32_t *ret_n, rsp_err *err) {
    size_t most = 8 + (size_t)c->n_stops + 2 * (size_t)c->n_zone_passes;
    for (uint32_t i = 0; i <= c->n_stops; i++) {
        most += c->legs[i].path.n_passes + (c->legs[i].waits ? c->legs[i].path2.n_passes : 0) + 1;
    }
    pr_step *to = rsp_arena_alloc(o->a, most, sizeof *to);
    if (to == NULL) {
        return rsp_fail(err, RSP_ENOMEM, "out of memory for the steps of a convoy");
    }
    uint32_t n = 0;
    uint32_t hub = o->s->hubs[c->hub].place;
    if (c->loading_from != RSP_TIME_NONE && c->loading_to > c->loading_from) {
        to[n++] = (pr_step){.kind = PR_LOAD, .at = c->loading_from, .until = c->loading_to, .index = hub};
    }
    to[n++] = (pr_step){.kind = PR_LEAVE, .at = c->depart, .until = c->depart, .index = hub};
    double base = 0;
    for (uint32_t i = 0; i <= c->n_stops; i++) {
        RSP_TRY(leg_steps(o, &c->legs[i], base, to, &n, err));
        base += c->legs[i].path.length_m + (c->legs[i].waits ? c->legs[i].path2.length_m : 0);
        if (i < c->n_stops) {
            to[n++] = (pr_step){.kind = PR_STOP,
                                .at = c->stops[i].arrive,
                                .until = c->stops[i].depart,
                                .index = c->stops[i].place,
                                .stop = i,
                                .odo_m = base};
        }
    }
    for (uint32_t i = 0; i < c->n_zone_passes; i++) {
        const rsp_zone_pass *z = &c->zone_passes[i];
        to[n++] = (pr_step){.kind = PR_ENTER,
                            .at = z->head_in,
                            .until = z->head_in,
                            .index = i,
                            .odo_m = odometer(o, c, z->head_in, false)};
        to[n++] = (pr_step){.kind = PR_EXIT,
                            .at = z->tail_out,
                            .until = z->tail_out,
                            .index = i,
                            .odo_m = odometer(o, c, z->tail_out, true)};
    }
    to[n++] = (pr_step){.kind = PR_BACK, .at = c->back, .until = c->back, .index = hub, .odo_m = base};
    qsort(to, n, sizeof *to, in_order);
    *ret = to;
    *ret_n = n;
    return 0;
}

const char *pr_step_time(pr *o, const pr_step *s) {
    return s->until > s->at && s->kind != PR_CHECK ? pr_range(o, s->at, s->until)
                                                   : pr_code(o, pr_clock(o, s->at));
}

const char *pr_step_text(pr *o, const rsp_convoy *c, const pr_step *s) {
    switch (s->kind) {
    case PR_LOAD:
        return pr_say(o, "act.load_at", PR_ARGS(PR_TEXT("place", pr_place_both(o, s->index))));
    case PR_LEAVE:
        return pr_say(o, "act.leave", PR_ARGS(PR_TEXT("place", pr_place_both(o, s->index))));
    case PR_WAIT:
        return pr_say(o, "act.wait_at", PR_ARGS(PR_TEXT("place", pr_place_both(o, s->index))));
    case PR_STOP:
        return pr_say(o, "act.stop",
                      PR_ARGS(PR_NUM("n", s->stop + 1), PR_TEXT("place", pr_place_both(o, s->index))));
    case PR_CHECK: {
        const rsp_checkpoint *k = &o->s->checkpoints[s->index];
        return pr_say(o, "act.checkpoint",
                      PR_ARGS(PR_TEXT("name", pr_name(o, &k->name, k->id)),
                              PR_TEXT("delay", pr_minutes(o, k->delay_s + (int64_t)k->per_vehicle_s *
                                                                              (c->n_vehicles - 1)))));
    }
    case PR_ENTER:
        return pr_say(o, "act.enter", PR_ARGS(PR_TEXT("zone", pr_zone(o, c->zone_passes[s->index].zone))));
    case PR_EXIT:
        return pr_say(o, "act.exit",
                      PR_ARGS(PR_TEXT("zone", pr_zone(o, c->zone_passes[s->index].zone)),
                              PR_CODE("out_by", pr_clock(o, c->zone_passes[s->index].out_by))));
    default:
        return pr_say(
            o, "act.back",
            PR_ARGS(PR_TEXT("place", pr_place_both(o, s->index)), PR_CODE("km", pr_km(o, c->length_m))));
    }
}
