/* When ground may be used: window instances of pauses, in-force intervals of zones, consents, permissions.
 * The rules are in docs/rules.md. Pure functions of a situation; thread-safe. */
#ifndef RSP_SITUATION_WINDOWS_H
#define RSP_SITUATION_WINDOWS_H

#include "situation/situation.h"

/* A dated instance of a pause. */
typedef struct rsp_window {
    uint32_t pause;
    int32_t date;        /* local date it opens on */
    int64_t open, close; /* after effective_at and ended_at were applied */
    int32_t margin_s;
    bool in_force; /* every needed party has agreed, for at least one zone and activity */
} rsp_window;
/* All instances that overlap [from, until), in order of opening, in the arena. */
int rsp_windows_between(const rsp_situation *s, int64_t from, int64_t until, rsp_arena *a,
                        const rsp_window **ret, uint32_t *ret_n, rsp_err *err) RSP_MUST_CHECK;

/* The parties whose consent pause needs for zone (those who control it and those the pause names), in order.
 */
int rsp_pause_parties(const rsp_situation *s, uint32_t pause, uint32_t zone, rsp_arena *a, rsp_ids *ret,
                      rsp_err *err) RSP_MUST_CHECK;

/* A "what if": consents assumed to be agreed although they are not (docs/rules.md). */
typedef struct rsp_assumed {
    uint32_t pause, party;
} rsp_assumed;
typedef struct rsp_assumptions {
    const rsp_assumed *consents;
    uint32_t n;
} rsp_assumptions;

/* What party said last (as known at as_of) on pause for this zone, activity and interval: the statement's
 * index, or RSP_NONE (never asked). *ret_agreed: whether it is an agreement that covers them. */
uint32_t rsp_consent_of(const rsp_situation *s, uint32_t pause, uint32_t party, uint32_t zone,
                        rsp_activity activity, int64_t from, int64_t until, bool *ret_agreed);

/* An interval in which a piece of ground may be used by some activities. */
typedef struct rsp_open_interval {
    int64_t open, close; /* of the (merged) pause instances */
    int64_t out_by;      /* close less the margin: the tail has left by then */
    uint32_t activities; /* mask all of which are covered */
    uint32_t pause;      /* the first of them, for messages */
    int32_t date;
} rsp_open_interval;
/* The last word on an instance as a whole (docs/rules.md, 1.4), or RSP_NONE. */
uint32_t rsp_last_word(const rsp_situation *s, uint32_t pause, uint32_t party, uint32_t zone,
                       rsp_activity activity, int64_t open, int64_t close);
/* Whether the pause covers the activity and every needed party's last word on the instance is agreed.
 * what_if may be NULL. */
bool rsp_all_agreed(const rsp_situation *s, uint32_t pause, uint32_t zone, rsp_activity activity,
                    int64_t open, int64_t close, const rsp_assumptions *what_if);
/* Whether the pause opens the ground: a zone, or the corridor in it; who opens the zone whole opens its
 * corridors too. */
bool rsp_pause_opens(const rsp_situation *s, uint32_t pause, uint32_t zone, uint32_t corridor_or_none);
/* Ground: zone z outside its corridors, or the corridor c in it. In-force intervals within [from, until) for
 * convoys that do all the activities of `mask`, merged where they touch, in order. assumptions may be NULL.
 */
int rsp_zone_open(const rsp_situation *s, uint32_t zone, uint32_t corridor_or_none, uint32_t mask,
                  int64_t from, int64_t until, const rsp_assumptions *what_if, rsp_arena *a,
                  const rsp_open_interval **ret, uint32_t *ret_n, rsp_err *err) RSP_MUST_CHECK;

/* The earliest incident known at as_of that closes the zone from its time on (docs/rules.md, 1.8), or
 * RSP_NONE. */
uint32_t rsp_zone_broken_by(const rsp_situation *s, uint32_t zone);

/* Consents that are missing: for each (pause, party) whose agreement is needed in [from, until) and not
 * there. */
typedef struct rsp_missing_consent {
    uint32_t pause, party;
    uint32_t statement; /* its last word, or RSP_NONE */
} rsp_missing_consent;
int rsp_consents_missing(const rsp_situation *s, int64_t from, int64_t until, rsp_arena *a,
                         const rsp_missing_consent **ret, uint32_t *ret_n, rsp_err *err) RSP_MUST_CHECK;

/* Whether a permission's scope takes in goods `item`, or work of an activity, at a place (docs/rules.md). */
bool rsp_permit_covers_goods(const rsp_situation *s, uint32_t permission, uint32_t place, uint32_t item,
                             rsp_area *const *areas);
bool rsp_permit_covers_work(const rsp_situation *s, uint32_t permission, uint32_t place,
                            rsp_activity activity, rsp_area *const *areas);
/* What a permission says at as_of for work at instant `when`. */
typedef struct rsp_permit_answer {
    bool allowed;  /* granted or limited, and valid at `when` */
    int64_t limit; /* at most so many units, persons or visits over the whole plan; -1: none */
} rsp_permit_answer;
rsp_permit_answer rsp_permit_says(const rsp_situation *s, uint32_t permission, int64_t when);
/* The same for goods `item`: a permission limited to one item allows no other. */
rsp_permit_answer rsp_permit_says_item(const rsp_situation *s, uint32_t permission, uint32_t item,
                                       int64_t when);
/* Index of the state at as_of in the permission's history, or RSP_NONE (nothing yet). */
uint32_t rsp_permission_now(const rsp_situation *s, uint32_t permission);

/* The zones a point lies in (mask over zones with access pause). areas: one rsp_area per zone. */
uint64_t rsp_zones_at(const rsp_situation *s, rsp_area *const *areas, rsp_point p);

/* The day planned when none is named: the local date of the first window that opens at or after as_of with
 * some needed consent agreed or asked; where all are refused or silent, of the first window. RSP_ENOTFOUND
 * where none opens within 366 days. */
int rsp_first_day(const rsp_situation *s, int32_t *ret_date, rsp_err *err) RSP_MUST_CHECK;

/* Whether the pause names the zone, whole or through a corridor. */
bool rsp_pause_names_zone(const rsp_situation *s, uint32_t pause, uint32_t zone);
/* Whether the pause needs this party's consent in this zone. */
bool rsp_pause_needs(const rsp_situation *s, uint32_t pause, uint32_t zone, uint32_t party);

#endif
