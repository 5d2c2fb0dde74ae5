/* What is met between two stops, put together from the arcs of a hierarchy. Private to roads/. See spans.c.
 */
#ifndef RSP_ROADS_SPANS_H
#define RSP_ROADS_SPANS_H

#include "roads/path.h"
#include "roads/ways.h"

/* Working memory of one thread: what was found so far under one custom, and on the ways to one set of goals.
 */
typedef struct span_memo {
    const rsp_ctx *ctx;
    uint64_t custom, goals; /* their numbers; 0: none */
    uint32_t *of_arc;       /* by arc of the hierarchy: place in list, plus 1 */
    uint32_t *of_goal;      /* by place on the goals' ways, one after the other; likewise */
    RSP_VEC(span) list;
    rsp_arena *crossings;
    rank_list stack;
} span_memo;

/* All: 0 or RSP_ENOMEM. Forgets what belongs to another custom or other goals; places: on all of their ways.
 */
int spans_begin(span_memo *m, const custom *c, uint64_t goals, size_t places) RSP_MUST_CHECK;
void spans_done(span_memo *m);
/* From the stop to a place of its way, from a place to the goal; `known`: by place of the way, plus 1, 0
 * where it is not known yet. *ret: place in list. */
int spans_from(span_memo *m, const custom *c, const way_up *w, const rsp_snap *stop, uint32_t place,
               uint32_t *known, uint32_t *ret) RSP_MUST_CHECK;
int spans_to(span_memo *m, const custom *c, const way_up *w, const rsp_snap *stop, uint32_t place,
             uint32_t *known, uint32_t *ret) RSP_MUST_CHECK;

#endif
