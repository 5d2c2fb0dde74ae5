/* The table of speeds and default limits (data/road_profiles.json), read strictly. */
#ifndef RSP_ROADS_PROFILES_H
#define RSP_ROADS_PROFILES_H

#include "base/buf.h"
#include "roads/net.h"

#define RSP_CLASSES_MAX  64
#define RSP_SURFACES_MAX 128
#define RSP_CLASS_NAME   32

typedef struct rsp_speed_row {
    char name[RSP_CLASS_NAME];
    uint16_t kmh[RSP_PROFILE_COUNT]; /* 0: not usable */
    bool oneway;                     /* implied where oneway is not tagged */
} rsp_speed_row;

typedef struct rsp_speed_table {
    rsp_speed_row classes[RSP_CLASSES_MAX];
    uint32_t n_classes;
    rsp_speed_row surfaces[RSP_SURFACES_MAX]; /* values of surface and tracktype */
    uint32_t n_surfaces;
    rsp_speed_row ferry, ford;
    uint32_t max_weight_kg, max_height_cm, tunnel_max_height_cm; /* where none is tagged; 0: no limit */
} rsp_speed_table;

/* Reads path, or the embedded table where path is NULL. RSP_EINPUT with the first error's place. */
int rsp_speed_table_load(const rsp_ctx *ctx, const char *path, rsp_speed_table *ret,
                         rsp_err *err) RSP_MUST_CHECK;
/* The same from text (file: its name in messages). */
int rsp_speed_table_parse(const rsp_ctx *ctx, const char *file, const char *text, size_t n,
                          rsp_speed_table *ret, rsp_err *err) RSP_MUST_CHECK;
/* The row of that name, or NULL. */
const rsp_speed_row *rsp_speed_row_find(const rsp_speed_row *rows, uint32_t n, const char *name);

#endif
