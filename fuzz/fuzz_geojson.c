/* GeoJSON: any bytes are read or refused; what is read makes an area that answers questions. */
#include <stdint.h>

#include "geo/geometry.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
    rsp_ctx ctx = rsp_ctx_init(NULL, NULL);
    rsp_err err;
    rsp_arena *a = NULL;
    rsp_diag d;
    if (size > 1 << 16 || rsp_arena_new(&ctx, (size_t)64 << 20, &a, &err) != 0) {
        return 0;
    }
    if (rsp_diag_init(&ctx, &d, &err) == 0) {
        const rsp_json *v = NULL;
        const rsp_geom *g = NULL;
        if (rsp_json_parse(a, "fuzz.json", (const char *)data, size, &d, &v) == 0 &&
            rsp_geom_from_json(a, "fuzz.json", v, 0x3F, NULL, &d, &g) == 0) {
            bool polygon = g->kind == RSP_GEOM_POLYGON || g->kind == RSP_GEOM_MULTIPOLYGON;
            rsp_area *area = NULL;
            double stretches[4][2];
            if (rsp_area_new(&ctx, g, polygon ? 0 : 25, &area, &err) == 0) {
                (void)rsp_area_has_point(area, g->box.min);
                (void)rsp_area_segment(area, g->box.min, g->box.max, stretches, 4);
                rsp_area_free(area);
            }
            RSP_CLEANUP(rsp_buf_done) rsp_buf out = rsp_buf_init(&ctx, (size_t)16 << 20);
            rsp_json_out o = rsp_json_out_init(&out, true);
            rsp_geom_to_json(&o, g);
        }
        rsp_diag_done(&d);
    }
    rsp_arena_free(a);
    return 0;
}
