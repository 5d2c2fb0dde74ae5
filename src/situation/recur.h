/* Dates of a pause: RFC 5545 recurrence rules over whole local dates, through libical (its time zones are
 * never used). Thread-safe. */
#ifndef RSP_SITUATION_RECUR_H
#define RSP_SITUATION_RECUR_H

#include "situation/situation.h"

#define RSP_INSTANCES_MAX 40000 /* dates that one rule may give: over a hundred years of days */

/* 0 where rule is one that can be used; else RSP_EINPUT with what is wrong and what would be right. */
int rsp_recur_check(const char *rule, rsp_err *err) RSP_MUST_CHECK;
/* The dates of pause p within [from, until], cancelled ones left out, ascending, in the arena.
 * RSP_ELIMIT where the rule gives more than RSP_INSTANCES_MAX dates before `until`. */
int rsp_pause_dates(const rsp_pause *p, int32_t from, int32_t until, rsp_arena *a, const int32_t **ret,
                    uint32_t *ret_n, rsp_err *err) RSP_MUST_CHECK;

#endif
