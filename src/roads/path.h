/* Driving along a path and noting what is met. Private to roads/. See path.c. */
#ifndef RSP_ROADS_PATH_H
#define RSP_ROADS_PATH_H

#include "roads/search.h"

typedef struct crossing_ms {
    double enter_ms, leave_ms, enter_m, leave_m;
    uint16_t zone;
} crossing_ms;

typedef struct span { /* what is met on a stretch; offsets from its beginning */
    double ms, metres, danger;
    uint64_t zones;
    int32_t per_vehicle_s;
    uint32_t n;
    const crossing_ms *crossings; /* borrowed */
} span;

typedef struct drive { /* so far */
    const rsp_overlay *o;
    const rsp_metric *m;
    double ms, metres, danger;
    uint64_t zones;
    int32_t per_vehicle_s;
    uint32_t before;  /* edge, RSP_NONE */
    bool note_passes; /* of checkpoints */
    RSP_VEC(crossing_ms) crossings;
    RSP_VEC(rsp_checkpoint_pass) passes;
} drive;

/* 0 or RSP_ENOMEM. A part of an edge; a stretch that was driven before (without the passes on it). */
int drive_piece(drive *d, piece p) RSP_MUST_CHECK;
int drive_span(drive *d, const span *s) RSP_MUST_CHECK;
void drive_done(drive *d);
/* What was driven: its crossings stay the drive's. */
span drive_as_span(const drive *d);
/* Fills in all but the ends and the arcs, copied into the arena. */
int drive_keep(drive *d, rsp_arena *a, rsp_path *ret) RSP_MUST_CHECK;

#endif
