/* What the two halves of the VROOM reader share: tasks and vehicles (read_vroom.c), places and matrices
 * (read_vroom_ground.c), and the helpers that take values out of JSON objects with an error where they are
 * not what they should be (read_vroom_values.c). Private to them and to write_vroom.c. */
#ifndef RSP_SOLVER_READ_VROOM_H
#define RSP_SOLVER_READ_VROOM_H

#include "solver/read_inner.h"

#define VROOM_FAR      1000000000000 /* no time in a file is later */
#define VROOM_MATRICES 64

typedef struct vroom_ground { /* one matrix: a profile at a speed */
    const char *profile;
    int32_t percent; /* of its speed */
    const rsp_json *durations, *distances, *costs;
} vroom_ground;

typedef struct vroom {
    const rsp_ctx *ctx;
    rsp_arena *a;
    rsp_diag *d;
    const rsp_json *root;
    const rsp_json *jobs, *shipments, *vehicles; /* arrays; the first two may be NULL */
    const rsp_vrp_read_options *o;
    rsp_vrp_file *f;
    uint32_t dims;
    int64_t skills[64];
    uint32_t n_skills;
    vroom_ground ground[VROOM_MATRICES];
    uint32_t n_ground;
    bool matrices;       /* they are in the file: places are told by index */
    double (*points)[2]; /* else: lon, lat by location, rising */
    uint32_t n_points;
} vroom;

/* --- values --- */
void rsp_vroom_wrong(vroom *v, const rsp_json *at, const char *fmt, ...)
    __attribute__((format(printf, 3, 4)));
/* Tells every key of an object that is not one of the n names. */
void rsp_vroom_keys(vroom *v, const rsp_json *object, const char *const *names, size_t n);
/* Whether at is of a kind; told where it is not. */
bool rsp_vroom_is(vroom *v, const rsp_json *at, rsp_json_kind kind, const char *what);
/* A whole number of an object within [low, high]; the fallback where the key is not there or wrong. */
int64_t rsp_vroom_whole(vroom *v, const rsp_json *object, const char *key, int64_t low, int64_t high,
                        int64_t fallback);
/* The id that each object must have. */
int64_t rsp_vroom_id(vroom *v, const rsp_json *object);
/* Amounts of the file's dimensions; zeros where the key is not there. */
void rsp_vroom_amounts(vroom *v, const rsp_json *object, const char *key, int64_t to[RSP_VRP_DIMS]);
/* One window [open, close]. */
bool rsp_vroom_window(vroom *v, const rsp_json *at, rsp_vrp_window *ret);
/* The windows under a key, the whole of time where there is none; scaled. 0 or RSP_ENOMEM. */
int rsp_vroom_windows(vroom *v, const rsp_json *object, const char *key, const rsp_vrp_window **ret,
                      uint32_t *ret_n, rsp_err *err) RSP_MUST_CHECK;
/* The set of an object's skills. */
uint64_t rsp_vroom_skills(vroom *v, const rsp_json *object);

/* --- ground --- */
/* The matrix of each vehicle's profile and speed, and the locations there are; sets problem.scale. */
int rsp_vroom_ground(vroom *v, rsp_err *err) RSP_MUST_CHECK;
/* The ground that a vehicle drives on. */
uint32_t rsp_vroom_ground_of(const vroom *v, const rsp_json *vehicle);
/* Where something stands: by index, or by coordinates; RSP_VRP_NONE, told, where that is wrong. */
uint32_t rsp_vroom_location(vroom *v, const rsp_json *object, const char *index_key, const char *point_key);
/* The matrices in integers: problem.matrices. */
int rsp_vroom_matrices(vroom *v, rsp_err *err) RSP_MUST_CHECK;

#endif
