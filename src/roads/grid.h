/* Finding edges on the ground. Private to roads/. */
#ifndef RSP_ROADS_GRID_H
#define RSP_ROADS_GRID_H

#include "base/vec.h"
#include "roads/net_file.h"

typedef RSP_VEC(uint32_t) net_edge_list;

bool net_segment_meets_box(rsp_point p, rsp_point q, const rsp_box *b);
/* The edges whose line meets the box, ascending; list is reused (end it with rsp_vec_done). 0 or RSP_ENOMEM.
 */
int net_edges_near(const rsp_net *n, const rsp_box *b, net_edge_list *list) RSP_MUST_CHECK;

#endif
