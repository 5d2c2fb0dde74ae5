/* What the parts of the checker share: the run, its findings, the ground as it reads it, the windows as it
 * works them out, the way of each leg. Private to check/. Nothing of plan/, solver/, the road search or the
 * situation's own window code is used here: this is the second reading of docs/rules.md.
 *
 * Durations are doubles in seconds where they come from roads, whole seconds elsewhere. Coordinates are
 * doubles in 10^-7 degree (x longitude, y latitude). */
#ifndef RSP_CHECK_INNER_H
#define RSP_CHECK_INNER_H

#include "base/vec.h"
#include "check/check.h"
#include "check/plan_file.h"

#define CK_TOLERANCE_S    2     /* a leg's times may differ so much by rounding (docs/rules.md 3.5) */
#define CK_TOLERANCE_M    5     /* metres on a leg */
#define CK_PIECE_S        1     /* a piece of work may: several are rounded up together */
#define CK_SNAP_M         3.0   /* edge + fraction against latitude + longitude, both rounded when written */
#define CK_SAMPLE_M       10.0  /* a corridor's ground is looked at so often along a path */
#define CK_PASS_M         500.0 /* a checkpoint without roads: rule 3.4 */
#define CK_CHECKPOINT_M   30.0  /* a checkpoint stands on every road this near (rules 3.3) */
#define CK_MAX_VIOLATIONS 10000 /* more are counted as one */

typedef struct ck_interval { /* ground is open from open to close; tails are out by out_by */
    int64_t open, close, out_by;
} ck_interval;
typedef RSP_VEC(ck_interval) ck_intervals;
typedef struct ck_instance {
    int32_t date;
    int64_t open, close;
} ck_instance;
typedef RSP_VEC(ck_instance) ck_instances;

typedef struct ck_xy {
    double x, y;
} ck_xy;

/* A straight bit of a leg's way, with the head's seconds since the start of its half. A bit of no length is
 * a stay (a checkpoint's delay). */
typedef struct ck_bit {
    ck_xy a, b;
    double t0, t1;
    double metres; /* driven: of the road, the table's row or the detour, not of the straight line */
} ck_bit;
typedef struct ck_track { /* the way of one leg, recomputed */
    RSP_VEC(ck_bit) bits;
    uint32_t half;   /* bits before the wait; = bits.n without one */
    double own_s[2]; /* least seconds of each half, delays at checkpoints included */
    double delay_s;  /* of them, at checkpoints */
    double length_m;
    RSP_VEC(uint32_t) passed; /* checkpoints */
    int64_t lag_s;            /* least tail lag */
    bool known;               /* false: the way cannot be followed; its times are not checked further */
} ck_track;

typedef struct ck_run {
    const rsp_ctx *ctx;
    const rsp_situation *s;
    const rsp_net *net;
    const ck_plan *plan;
    const char *path;
    rsp_arena *arena;      /* of the report */
    rsp_check_report *out; /* sums */
    RSP_VEC(rsp_violation) found;
    bool overflow, out_of_memory;
    bool named_only;           /* statements that rests_on does not name count as not said */
    ck_instances *instances;   /* by pause */
    uint8_t *edge_state;       /* by edge: 0 not looked at, 1 no closure touches it, 2 one does */
    double *checkpoint_near_m; /* by checkpoint: how far the nearest edge is; < 0 not looked at */
    ck_track *tracks;          /* of the convoy at hand, by leg */
} ck_run;

/* Notes a violation of a rule at a value of plan.json. */
void ck_say(ck_run *r, const rsp_json *at, const char *rule, const char *fmt, ...)
    __attribute__((format(printf, 4, 5)));
/* An instant for a message; up to eight may be used in one. */
typedef struct ck_when {
    char text[40];
} ck_when;
ck_when ck_at(const ck_run *r, int64_t instant);
/* Notes that memory ran out where p is not 0; returns p. */
int ck_oom(ck_run *r, int p);
int64_t ck_ceil(double x); /* up, but not over a rounding error of 1e-6 */

int64_t ck_sum(int64_t sum, int64_t n,
               int64_t each); /* sum + n * each, held within a quarter of 64 bits where it would overflow */

/* structure.c: what the other parts take for granted (as many legs as stops and one more, work that names one
 * thing ...). False where it is not so; nothing else is looked at then. */
bool ck_check_structure(ck_run *r);

/* ground.c: own geometry. */
ck_xy ck_xy_of(rsp_point p);
double ck_dist_m(ck_xy a, ck_xy b); /* great circle */
ck_xy ck_between(ck_xy a, ck_xy b, double f);
bool ck_inside(const rsp_geom *g, ck_xy p); /* polygons */
/* Least distance in metres of p to the segment a-b; *ret_f (may be NULL): where on it. */
double ck_segment_dist_m(ck_xy p, ck_xy a, ck_xy b, double *ret_f);
double ck_geom_dist_m(const rsp_geom *g, ck_xy p); /* 0 inside */
/* Least distance of the segment a-b to a geometry (0 where they meet), and for lines the cosine of the angle
 * between both at that place. */
double ck_geom_segment_dist_m(const rsp_geom *g, ck_xy a, ck_xy b, double *ret_cos);
typedef RSP_VEC(double) ck_cuts;
/* The fractions in, out, in, out, ... of a-b inside the polygons of g, replacing what cuts held. */
void ck_clip(ck_run *r, const rsp_geom *g, ck_xy a, ck_xy b, ck_cuts *cuts);

/* windows.c */
ck_interval
ck_days_of(const ck_run *r); /* from the beginning of the plan's first day to the end of its last */
void ck_instances_make(ck_run *r);
/* The open intervals of zone for every activity of the set: of whole-zone pauses, and of those of the
 * corridor where it is not RSP_NONE. Replaces what `to` held. */
void ck_intervals_of(ck_run *r, uint32_t zone, uint32_t corridor, uint32_t activities, ck_intervals *to);
/* The interval that holds [in, out], or NULL. strict: out against out_by, else against close. */
const ck_interval *ck_fits(const ck_intervals *v, int64_t in, int64_t out, bool strict);
/* Whether the pause names the zone, or the corridor through it where that is not RSP_NONE. */
bool ck_names_ground(const ck_run *r, const rsp_pause *p, uint32_t zone, uint32_t corridor);
bool ck_corridor_usable(const ck_run *r, uint32_t corridor, uint32_t zone);
void ck_check_windows(ck_run *r);

/* The parts, by convoy. */
void ck_track_make(ck_run *r, const ck_convoy *c, const ck_leg *l, ck_track *ret); /* ways.c */
void ck_track_done(ck_run *r, ck_track *t);
/* Adds the bits of one half of a way over roads, checking every segment of it; clears t->known where it
 * cannot be followed. */
void ck_follow_roads(ck_run *r, const ck_convoy *c, const ck_path *p, uint32_t from, uint32_t to,
                     ck_track *t); /* roads.c */
double ck_checkpoint_near_m(ck_run *r, uint32_t checkpoint);
bool ck_closure_in_days(const ck_run *r, const rsp_closure *c); /* holds at some time of the plan's days */
/* Says which closures forbid driving the edge in that direction (closures.c). */
/* low, high: the part of the edge's length that is driven, from its `from` node. */
void ck_check_closures(ck_run *r, const rsp_json *at, uint32_t edge, const rsp_edge *e, double low,
                       double high, bool backward);
void ck_check_legs(ck_run *r, const ck_convoy *c);     /* legs.c */
void ck_check_presence(ck_run *r, const ck_convoy *c); /* presence.c */
void ck_check_guards(ck_run *r, const ck_convoy *c);   /* guards.c */
void ck_check_convoy(ck_run *r, const ck_convoy *c);   /* convoys.c */
void ck_check_fleet(ck_run *r);
void ck_check_work(ck_run *r, const ck_convoy *c);                          /* work.c */
void ck_check_loads(ck_run *r, const ck_convoy *c);                         /* loads.c */
void ck_check_shared(ck_run *r);                                            /* shared.c */
void ck_check_permissions(ck_run *r);                                       /* permits.c */
bool ck_permit_takes(const ck_run *r, const rsp_permission *p, ck_about w); /* its scope takes the work in */
const rsp_permit_event *ck_permit_word(const ck_run *r, const rsp_permission *p); /* the last; NULL: none */
void ck_check_totals(ck_run *r);                                                  /* totals.c */
void ck_check_rests(ck_run *r);   /* claims.c: the lists of windows, consents, closures */
void ck_check_reasons(ck_run *r); /* reasons.c */

/* Small questions about the situation. */
bool ck_has_id(rsp_ids ids, uint32_t i);
/* The profiles (mask 1 << rsp_profile) of the convoy's vehicles. */
uint32_t ck_profiles(const ck_run *r, const ck_convoy *c);
#define CK_ABOUT(w) ((ck_about){(w)->need, (w)->wounded, (w)->civilians, (w)->visit})
uint32_t ck_activity_of(const ck_run *r, ck_about w); /* rsp_activity */
uint32_t ck_place_of(const ck_run *r, ck_about w);    /* of the situation's: where it is, or they are */
/* Vehicles that can carry cargo. */
int64_t ck_cargo_vehicles(const ck_run *r, const ck_convoy *c);

#endif
