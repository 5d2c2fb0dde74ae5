/* What single paths and tables share. Private to roads/. */
#ifndef RSP_ROADS_MANY_H
#define RSP_ROADS_MANY_H

#include "roads/custom.h"

/* The path that does not leave its edge, in the arena. */
int many_along_edge(const custom *c, const rsp_snap *from, const rsp_snap *to, uint32_t arc, rsp_arena *a,
                    rsp_path *ret, rsp_err *err) RSP_MUST_CHECK;

#endif
