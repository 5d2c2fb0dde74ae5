/* Corridors that do not meet a zone they name (read.h): they open nothing there (docs/rules.md, 1.7), and the
 * plan could only say that the ground is closed. The usual causes are a zone's id mixed up and a wrong point.
 */
#include "situation/read.h"

#include <math.h>

/* Least distance in metres from the points of a to the segments of b. */
static double points_to_segments_m(const rsp_ring *a, const rsp_ring *b) {
    double least = INFINITY;
    for (uint32_t i = 0; i < a->n; i++) {
        for (uint32_t k = 1; k < b->n; k++) {
            least = fmin(least, rsp_point_segment_dist_m(a->at[i], b->at[k - 1], b->at[k], NULL));
        }
    }
    return least;
}

/* From the line to the nearest border of the zone, which it does not cross. */
static double apart_m(const rsp_ring *line, const rsp_geom *zone) {
    double least = INFINITY;
    for (uint32_t p = 0; p < zone->n; p++) {
        const rsp_ring *outer = &zone->parts[p].rings[0];
        least = fmin(least, fmin(points_to_segments_m(line, outer), points_to_segments_m(outer, line)));
    }
    return least;
}

static int check_zone(rsp_loader *l, uint32_t c, uint32_t z, rsp_err *err) {
    const rsp_corridor *corridor = &l->s->corridors[c];
    const rsp_zone *zone = &l->s->zones[z];
    const rsp_ring *line = &corridor->line->parts[0].rings[0];
    rsp_area *area = NULL;
    RSP_TRY(rsp_area_new(l->ctx, zone->area, 0, &area, err));
    bool meets = false;
    for (uint32_t i = 1; i < line->n && !meets; i++) {
        double stretch[1][2];
        meets = rsp_area_segment(area, line->at[i - 1], line->at[i], stretch, 1) > 0;
    }
    (void)rsp_area_free(area);
    double m = meets ? 0 : apart_m(line, zone->area);
    if (m > corridor->width_m) {
        rsp_diag_warn(
            l->d, rsp_read_at(l, RSP_IN_corridors, c, "zones"),
            "corridor \"%s\" passes %.0f m from zone \"%s\" and is %d m wide on either side, so it opens "
            "nothing there; correct its line, or name the zones it crosses",
            corridor->id, m, zone->id, corridor->width_m);
    }
    return 0;
}

void rsp_validate_corridors(rsp_loader *l) {
    for (uint32_t c = 0; c < l->n[RSP_IN_corridors]; c++) {
        const rsp_ids *zones = &l->s->corridors[c].zones;
        for (uint32_t k = 0; k < zones->n && !l->bad[RSP_IN_corridors][c]; k++) {
            rsp_err why = {0};
            bool known = zones->at[k] != RSP_NONE && !l->bad[RSP_IN_zones][zones->at[k]];
            l->oom = l->oom || (known && check_zone(l, c, zones->at[k], &why) == RSP_ENOMEM);
        }
    }
}
