/* What windows.c shares with the other files of the window rules. Only files of situation/ include this. */
#ifndef RSP_SITUATION_LEDGER_H
#define RSP_SITUATION_LEDGER_H

#include "situation/windows.h"

bool rsp_ids_has(rsp_ids ids, uint32_t x);
/* Whether statement i, later than last_word, refuses part of [open, close). */
bool rsp_refuses_part(const rsp_situation *s, uint32_t i, uint32_t last_word, uint32_t zone,
                      rsp_activity activity, int64_t open, int64_t close);
bool rsp_is_assumed(const rsp_assumptions *what_if, uint32_t pause, uint32_t party);
/* The instance of a pause on a date; false where nothing is left of it. */
bool rsp_window_of(const rsp_situation *s, uint32_t pause, int32_t date, rsp_window *ret);
/* Instances of one pause that overlap [from, until), by date; in_force is not set. */
int rsp_pause_windows(const rsp_situation *s, uint32_t pause, int64_t from, int64_t until, rsp_arena *a,
                      rsp_window **ret, uint32_t *ret_n, rsp_err *err) RSP_MUST_CHECK;

#endif
