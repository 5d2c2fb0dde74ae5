/* The order of a hierarchy, made at import. Private to roads/. */
#ifndef RSP_ROADS_ORDER_H
#define RSP_ROADS_ORDER_H

#include "roads/net_file.h"

/* ret[i]: the edge that is taken out i-th; room for n. 0, RSP_ENOMEM, RSP_ELIMIT or RSP_EINTERNAL (METIS).
 * Not thread-safe: METIS draws from the C library's random numbers, with a fixed seed. */
int order_edges(const rsp_ctx *ctx, const net_edge *edges, uint32_t n, uint32_t nodes,
                uint32_t *ret) RSP_MUST_CHECK;

#endif
