/* The way of a leg, recomputed: over roads (roads.c), by the situation's travel table, or schematic; then the
 * checkpoints on it. docs/rules.md 2.2, 3.1, 3.3, 3.4.
 *
 * A track has one half, or two where the leg waits on the way; the times of each half begin at 0. */
#include "check/inner.h"

#include <math.h>
#include <string.h>

uint32_t ck_profiles(const ck_run *r, const ck_convoy *c) {
    uint32_t mask = 0;
    for (uint32_t i = 0; i < c->n_vehicles; i++) {
        mask |= 1u << r->s->vehicle_types[r->s->vehicles[c->vehicles[i].vehicle].type].profile;
    }
    return mask;
}

static double factor(const ck_run *r) {
    return r->s->rules.speed_factor_x100 / 100.0;
}

/* Seconds and metres by the table; false where it has no row. */
static bool table_way(const ck_run *r, uint32_t from, uint32_t to, double *ret_s, double *ret_m) {
    const rsp_travel_row *best = NULL;
    for (uint32_t i = 0; i < r->s->travel.n_rows; i++) {
        const rsp_travel_row *row = &r->s->travel.rows[i];
        bool here =
            (row->from == from && row->to == to) || (row->both_ways && row->from == to && row->to == from);
        if (here && (best == NULL || row->time_s < best->time_s)) {
            best = row;
        }
    }
    if (best != NULL) {
        *ret_s = best->time_s * factor(r);
        *ret_m = best->dist_m;
    }
    return best != NULL || from == to;
}

static void straight(ck_run *r, const ck_convoy *c, const rsp_json *at, uint32_t from, uint32_t to,
                     ck_track *t) {
    ck_xy a = ck_xy_of(r->s->places[from].at);
    ck_xy b = ck_xy_of(r->s->places[to].at);
    double seconds = 0;
    double metres = 0;
    if (r->plan->roads->kind == RSP_TRAVEL_TABLE) {
        if (!table_way(r, from, to, &seconds, &metres)) {
            ck_say(r, at, "3.4", "the travel table has no row from %s to %s; legs follow its rows",
                   r->s->places[from].id, r->s->places[to].id);
            t->known = false;
        }
    } else {
        metres = ck_dist_m(a, b) * r->s->travel.detour_x100 / 100.0;
        for (uint32_t p = 0; p < RSP_PROFILE_COUNT; p++) {
            if ((ck_profiles(r, c) >> p & 1) != 0) {
                seconds = fmax(seconds, metres * 3.6 / r->s->travel.speed_kmh[p] * factor(r));
            }
        }
    }
    t->length_m += metres;
    ck_bit bit = {a, b, 0, seconds, metres};
    (void)ck_oom(r, rsp_vec_push(r->ctx, &t->bits, bit));
}

/* A stay of s seconds at fraction f of bit i; what follows in its half is later by that much. */
static void insert_stay(ck_run *r, ck_track *t, size_t i, double f, double s) {
    if (ck_oom(r, rsp_vec_reserve(r->ctx, &t->bits, 2)) != 0) {
        return;
    }
    bool first = i < t->half;
    size_t end = first ? t->half : t->bits.n;
    for (size_t k = i + 1; k < end; k++) {
        t->bits.at[k].t0 += s;
        t->bits.at[k].t1 += s;
    }
    memmove(&t->bits.at[i + 3], &t->bits.at[i + 1], (t->bits.n - i - 1) * sizeof *t->bits.at);
    ck_bit whole = t->bits.at[i];
    ck_xy m = ck_between(whole.a, whole.b, f);
    double at = whole.t0 + (whole.t1 - whole.t0) * f;
    t->bits.at[i] = (ck_bit){whole.a, m, whole.t0, at, whole.metres * f};
    t->bits.at[i + 1] = (ck_bit){m, m, at, at + s, 0};
    t->bits.at[i + 2] = (ck_bit){m, whole.b, at + s, whole.t1 + s, whole.metres * (1 - f)};
    t->bits.n += 2;
    t->half += first ? 2 : 0;
}

static void pass_checkpoints(ck_run *r, ck_track *t) {
    for (uint32_t i = 0; i < r->s->n_checkpoints; i++) {
        const rsp_checkpoint *cp = &r->s->checkpoints[i];
        bool roads = r->plan->roads->kind == RSP_TRAVEL_ROADS;
        double near = roads ? ck_checkpoint_near_m(r, i) + 1 : CK_PASS_M;
        double limit = roads && near < CK_CHECKPOINT_M ? CK_CHECKPOINT_M : near;
        double best = HUGE_VAL;
        double best_f = 0;
        size_t where = 0;
        for (size_t k = 0; k < t->bits.n; k++) {
            double f = 0;
            double m = ck_segment_dist_m(ck_xy_of(cp->at), t->bits.at[k].a, t->bits.at[k].b, &f);
            if (m < best) {
                best = m;
                best_f = f;
                where = k;
            }
        }
        /* A way that only begins or ends on the checkpoint's street, short of it, does not pass it. */
        bool short_of = (where == 0 && best_f <= 0) || (where + 1 == t->bits.n && best_f >= 1);
        if (t->bits.n > 0 && best <= (short_of ? near : limit)) {
            insert_stay(r, t, where, best_f, cp->delay_s);
            t->delay_s += cp->delay_s;
            (void)ck_oom(r, rsp_vec_push(r->ctx, &t->passed, i));
        }
    }
}

static void set_lag(const ck_run *r, const ck_convoy *c, ck_track *t) {
    int64_t each = r->s->rules.gap_s;
    for (size_t i = 0; i < t->passed.n; i++) {
        each += r->s->checkpoints[t->passed.at[i]].per_vehicle_s;
    }
    t->lag_s = c->n_vehicles > 0 ? (c->n_vehicles - 1) * each : 0;
}

static void add_half(ck_run *r, const ck_convoy *c, const rsp_json *at, const ck_path *path, uint32_t from,
                     uint32_t to, ck_track *t) {
    if (r->plan->roads->kind != RSP_TRAVEL_ROADS) {
        if (path != NULL) {
            ck_say(r, path->at, "form", "a path without a road network; null would be right");
        }
        straight(r, c, at, from, to, t);
    } else if (path == NULL) {
        ck_say(r, at, "form", "no path although the plan is on roads; the arcs driven would be right");
        t->known = false;
    } else {
        ck_follow_roads(r, c, path, from, to, t);
    }
}

void ck_track_make(ck_run *r, const ck_convoy *c, const ck_leg *l, ck_track *ret) {
    *ret = (ck_track){.known = true};
    add_half(r, c, l->at, l->path, l->from, l->wait != NULL ? l->wait->place : l->to, ret);
    ret->half = (uint32_t)ret->bits.n;
    if (l->wait != NULL) {
        add_half(r, c, l->wait->at, l->wait->path, l->wait->place, l->to, ret);
    }
    if (r->out_of_memory) {
        return;
    }
    bool stays = l->from == l->to && l->wait == NULL && ret->length_m <= 0; /* a stop at the hub itself */
    if (!stays) { /* rules 2.2: nobody moves, nor passes anything */
        pass_checkpoints(r, ret);
        set_lag(r, c, ret);
    }
    ret->own_s[0] = ret->half > 0 ? ret->bits.at[ret->half - 1].t1 : 0;
    ret->own_s[1] = ret->bits.n > ret->half ? ret->bits.at[ret->bits.n - 1].t1 : 0;
}

void ck_track_done(ck_run *r, ck_track *t) {
    rsp_vec_done(r->ctx, &t->bits);
    rsp_vec_done(r->ctx, &t->passed);
}
