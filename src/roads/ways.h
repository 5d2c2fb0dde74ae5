/* From a stop up the hierarchy, from there down to another, and the path between. Private to roads/. */
#ifndef RSP_ROADS_WAYS_H
#define RSP_ROADS_WAYS_H

#include "roads/custom.h"

/* In the arena: least keys from the stop to the end of every arc on the way up; least keys from there to the
 * stop. 0 or RSP_ENOMEM. */
int way_from(const custom *c, const rsp_snap *s, rsp_arena *a, way_up *ret) RSP_MUST_CHECK;
int way_to(const custom *c, const rsp_snap *s, rsp_arena *a, way_up *ret) RSP_MUST_CHECK;

/* Where a best path between the two stops goes over from one way to the other; that along one edge is not
 * looked at. Of several as good, the one nearest to the root. */
way_meet way_best(const custom *c, const way_up *from, const way_up *to);
/* The arc by which the stop is come to from the place at which its way begins. */
uint32_t way_last_arc(const custom *c, const way_up *to, uint32_t place, const rsp_snap *stop);
/* The arcs of that path, in the arena. 0 or RSP_ENOMEM. */
int way_arcs(const custom *c, const way_up *from, const way_up *to, way_meet at, const rsp_snap *stop,
             way_work *w, rsp_arena *a, const uint32_t **ret, uint32_t *ret_n) RSP_MUST_CHECK;

#endif
