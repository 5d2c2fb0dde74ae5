/* Files that state a plain routing problem, read into vrp.h; and answers to them in the files' own units.
 *
 * Text formats: TOPTW (KU Leuven's set), Solomon and Gehring & Homberger (also read as TOPTW), Li & Lim,
 * VRPLIB with the sections that PyVRP's instances use. JSON: VROOM (https://github.com/VROOM-Project/vroom,
 * docs/API.md). docs/solver.md, Files, says what each means here.
 *
 * A file may hold at most RSP_VRP_LOCATIONS locations, so that its matrix fits memory. All errors of a file
 * are told at once, each as "what was read; what was expected" with its line and column. */
#ifndef RSP_SOLVER_READ_H
#define RSP_SOLVER_READ_H

#include "base/diag.h"
#include "base/json.h"
#include "solver/vrp.h"

#define RSP_VRP_LOCATIONS 20000u
#define RSP_VRP_EXPLICIT  8000u /* with a matrix in the file */

typedef enum {
    RSP_VRP_GUESS, /* from the content */
    RSP_VRP_TOPTW,
    RSP_VRP_SOLOMON,
    RSP_VRP_LILIM,
    RSP_VRP_VRPLIB,
    RSP_VRP_VROOM
} rsp_vrp_format;

typedef enum {
    RSP_VRP_USUAL,  /* dimacs, but sintef for Li & Lim */
    RSP_VRP_DIMACS, /* distances truncated to one decimal; least distance, the fleet a limit */
    RSP_VRP_SINTEF  /* double precision; fewest vehicles, then distance */
} rsp_vrp_convention;

typedef struct rsp_vrp_read_options {
    rsp_vrp_format format;
    rsp_vrp_convention convention; /* of Solomon and Li & Lim files */
    uint32_t tours;                /* of TOPTW; 0: 1 */
    int decimals;                  /* of TOPTW, 0..6: where distances are cut off; < 0: 1 */
    double great_circle_kmh;       /* VROOM without matrices: great circles at this speed; 0: an error */
} rsp_vrp_read_options;
#define RSP_VRP_READ_USUAL ((rsp_vrp_read_options){.decimals = -1})

/* One line of a text file, in the file's own units. Depot rows have no demand. */
typedef struct rsp_vrp_row {
    double x, y;
    double demand;   /* delivered; negative (Li & Lim): taken to here from row `other` */
    double backhaul; /* collected */
    double prize;
    double open, close, service, release;
    uint32_t other; /* Li & Lim: row of the other half, else RSP_VRP_NONE */
    uint32_t label; /* the number that answers give it */
    uint32_t line;
    bool depot, required;
} rsp_vrp_row;

typedef struct rsp_vrp_fleet { /* vehicles that are the same and follow each other in the file */
    uint32_t count, first;     /* number of the first of them, from 0 */
    double capacity;           /* infinite: none stated */
    uint32_t depot, reload;    /* rows; reload may be RSP_VRP_NONE */
    double longest_distance;   /* infinite: none */
    double fixed_cost, distance_cost;
} rsp_vrp_fleet;

/* What only a VROOM file says. */
typedef struct rsp_vrp_vroom {
    const rsp_json *root;
    const rsp_json *const *tasks;    /* by node: the job or the half of a shipment; NULL for depots */
    const rsp_json *const *vehicles; /* in the file's order */
    const uint32_t *kinds;           /* the kind of each */
    uint32_t n_vehicles;
    const int64_t *priorities; /* by node */
    bool has_capacity, has_distances;
    int64_t cost_unit; /* the problem's cost of one of the file's */
} rsp_vrp_vroom;

/* A file read: the problem that engines solve, and what the file said. Lives in the arena. */
typedef struct rsp_vrp_file {
    rsp_vrp problem;
    const char *path;
    rsp_vrp_format format;
    rsp_vrp_convention convention; /* never RSP_VRP_USUAL */
    int decimals;                  /* where distances are cut off; < 0: nowhere */
    const rsp_vrp_row *rows;       /* by location; none for VROOM */
    uint32_t n_rows;
    const rsp_vrp_fleet *fleet; /* by kind of vehicle */
    int64_t prize_scale;        /* the problem's prize of one of the file's */
    const double *weights;      /* n_rows^2 of an EXPLICIT file, else NULL */
    const rsp_vrp_vroom *vroom; /* or NULL */
} rsp_vrp_file;

const char *rsp_vrp_format_name(rsp_vrp_format f);                      /* "toptw", ... */
int rsp_vrp_format_find(const char *name, rsp_vrp_format *ret);         /* 0 or RSP_ENOTFOUND */
int rsp_vrp_convention_find(const char *name, rsp_vrp_convention *ret); /* the same */

/* Reads text[0..n) as the file `path`. 0; RSP_EINPUT with the errors in d; RSP_EUNAVAILABLE where the file is
 * sound but asks for what is not there; RSP_ENOMEM. The text may be freed afterwards. */
int rsp_vrp_read(const rsp_ctx *ctx, rsp_arena *a, const rsp_vrp_read_options *o, const char *path,
                 const char *text, size_t n, rsp_diag *d, rsp_vrp_file **ret, rsp_err *err) RSP_MUST_CHECK;

/* An answer in the file's units, computed again from its coordinates in double precision. */
typedef struct rsp_vrp_told_route {
    double distance, start, end;
} rsp_vrp_told_route;
typedef struct rsp_vrp_told {
    double value;    /* profit collected */
    double cost;     /* what the file asks to keep small */
    double distance; /* of all routes */
    rsp_vrp_told_route *routes;
} rsp_vrp_told;
/* Drives the routes by the rows of a text file alone (not the integer problem, none of the validator's code).
 * 0; RSP_EVIOLATION with what is wrong: then the reader's units are at fault; RSP_ENOMEM. */
int rsp_vrp_tell(rsp_arena *a, const rsp_vrp_file *f, const rsp_vrp_solution *s, rsp_vrp_told *ret,
                 rsp_err *err) RSP_MUST_CHECK;

/* The answer to a VROOM file in VROOM's output format, times and loads computed for it; ms: of loading and of
 * solving. The earliest schedule is the one told. The solution must have passed rsp_vrp_validate. */
int rsp_vroom_write(const rsp_ctx *ctx, const rsp_vrp_file *f, const rsp_vrp_solution *s, const double ms[2],
                    rsp_buf *to, rsp_err *err) RSP_MUST_CHECK;

#endif
