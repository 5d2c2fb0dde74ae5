/* respite roads matrix: times and distances between points, as CSV or JSON. */
#include <stdio.h>

#include "base/file.h"
#include "base/json.h"
#include "cli/ground.h"

#define OUT_BYTES  (256u << 20)
#define POINTS_MAX 2000

typedef struct matrix {
    const char **names;
    rsp_snap *snaps;
    uint32_t n;
    int32_t *time_s; /* row by row; -1: no way */
    double *length_m;
} matrix;

static int points(const rsp_cli_ground *g, const rsp_args *a, matrix *m, rsp_err *err) {
    uint32_t given = rsp_arg_operands(a) - 1;
    if (given == 0 && g->situation == NULL) {
        return rsp_fail(err, RSP_EUSAGE,
                        "'roads matrix' lacks points; give LAT,LON LAT,LON ..., or --situation FILE for "
                        "all its places");
    }
    m->n = given > 0 ? given : g->situation->n_places;
    if (m->n > POINTS_MAX) {
        return rsp_fail(err, RSP_ELIMIT, "%u points; at most %d", m->n, POINTS_MAX);
    }
    size_t cells = (size_t)m->n * m->n + 1; /* so that none at all is not taken for out of memory */
    m->names = rsp_arena_alloc(g->arena, (size_t)m->n + 1, sizeof *m->names);
    m->snaps = rsp_arena_alloc(g->arena, (size_t)m->n + 1, sizeof *m->snaps);
    m->time_s = rsp_arena_alloc(g->arena, cells, sizeof *m->time_s);
    m->length_m = rsp_arena_alloc(g->arena, cells, sizeof *m->length_m);
    if (m->names == NULL || m->snaps == NULL || m->time_s == NULL || m->length_m == NULL) {
        return rsp_fail(err, RSP_ENOMEM, "out of memory");
    }
    for (uint32_t i = 0; i < m->n; i++) {
        m->names[i] = given > 0 ? rsp_arg_operand(a, i + 1) : g->situation->places[i].id;
        RSP_TRY(rsp_cli_snap(g, m->names[i], &m->snaps[i], err));
    }
    return 0;
}

static int fill_rows(const rsp_cli_ground *g, const rsp_goals *goals, matrix *m, rsp_path *row,
                     rsp_err *err) {
    for (uint32_t i = 0; i < m->n; i++) {
        if (rsp_cancelled(g->ctx)) {
            return rsp_fail(err, RSP_EIO, "stopped at row %u of %u; nothing was written", i + 1, m->n);
        }
        RSP_TRY(rsp_route_goals(g->search, goals, &m->snaps[i], NULL, m->n, NULL, row, err));
        for (uint32_t j = 0; j < m->n; j++) {
            m->time_s[(size_t)i * m->n + j] = row[j].time_s;
            m->length_m[(size_t)i * m->n + j] = row[j].length_m;
        }
    }
    return 0;
}

static int fill(const rsp_cli_ground *g, matrix *m, rsp_err *err) {
    rsp_goals *goals = NULL;
    rsp_path *row = rsp_arena_alloc(g->arena, (size_t)m->n + 1, sizeof *row);
    if (row == NULL) {
        return rsp_fail(err, RSP_ENOMEM, "out of memory");
    }
    int rc = rsp_goals_new(g->ctx, g->overlay, &g->metric, m->snaps, m->n, &goals, err);
    rc = rc == 0 ? fill_rows(g, goals, m, row, err) : rc;
    rsp_goals_free(goals);
    return rc;
}

static void put_rows(rsp_json_out *o, const char *key, const matrix *m, bool times) {
    rsp_json_out_key(o, key);
    rsp_json_out_array(o);
    for (uint32_t i = 0; i < m->n; i++) {
        rsp_json_out_array_flat(o);
        for (uint32_t j = 0; j < m->n; j++) {
            size_t at = (size_t)i * m->n + j;
            if (m->time_s[at] < 0) {
                rsp_json_out_null(o);
            } else if (times) {
                rsp_json_out_int(o, m->time_s[at]);
            } else {
                rsp_json_out_fixed(o, m->length_m[at], 1);
            }
        }
        rsp_json_out_end_array(o);
    }
    rsp_json_out_end_array(o);
}

static void write_json(rsp_buf *b, const matrix *m) {
    rsp_json_out o = rsp_json_out_init(b, false);
    rsp_json_out_object(&o);
    rsp_json_out_key(&o, "points");
    rsp_json_out_array(&o);
    for (uint32_t i = 0; i < m->n; i++) {
        rsp_json_out_object(&o);
        rsp_json_out_key(&o, "name");
        rsp_json_out_string(&o, m->names[i]);
        rsp_json_out_key(&o, "lat");
        rsp_json_out_fixed(&o, rsp_point_lat(m->snaps[i].at), 7);
        rsp_json_out_key(&o, "lon");
        rsp_json_out_fixed(&o, rsp_point_lon(m->snaps[i].at), 7);
        rsp_json_out_end_object(&o);
    }
    rsp_json_out_end_array(&o);
    put_rows(&o, "time_s", m, true);
    put_rows(&o, "length_m", m, false);
    rsp_json_out_end_object(&o);
    rsp_buf_char(b, '\n');
}

/* One row for each pair; a name with a comma is quoted (RFC 4180). */
static void write_csv(rsp_buf *b, const matrix *m) {
    rsp_buf_str(b, "from,to,time_s,length_m\n");
    for (uint32_t i = 0; i < m->n; i++) {
        for (uint32_t j = 0; j < m->n; j++) {
            size_t at = (size_t)i * m->n + j;
            rsp_buf_printf(b, "\"%s\",\"%s\",", m->names[i], m->names[j]);
            if (m->time_s[at] < 0) {
                rsp_buf_str(b, ",\n");
            } else {
                rsp_buf_printf(b, "%d,%.1f\n", m->time_s[at], m->length_m[at]);
            }
        }
    }
}

static int run(rsp_ctx *ctx, const rsp_args *a) {
    rsp_err err = {0};
    rsp_cli_ground g;
    int status = rsp_cli_ground_open(ctx, a, rsp_arg_operand(a, 0), &g);
    if (status == 0) {
        matrix m = {0};
        RSP_CLEANUP(rsp_buf_done) rsp_buf b = rsp_buf_init(ctx, OUT_BYTES);
        int rc = points(&g, a, &m, &err);
        rc = rc != 0 ? rc : fill(&g, &m, &err);
        if (rc == 0) {
            (rsp_arg_flag(a, "json") ? write_json : write_csv)(&b, &m);
            rc = rsp_buf_ok(&b, &err);
        }
        rc = rc != 0 ? rc : rsp_file_write(ctx, "-", b.at, b.n, &err);
        status = rc != 0 ? rsp_cli_fail(rc, &err) : 0;
    }
    rsp_cli_ground_done(&g);
    return status;
}

static const rsp_opt OPTIONS[] = {RSP_CLI_GROUND_OPTIONS, {0}};
const rsp_cmd rsp_cmd_roads_matrix = {.name = "roads matrix",
                                      .operands = "ROADS [POINT...]",
                                      .min_operands = 1,
                                      .max_operands = 1 + POINTS_MAX,
                                      .summary = "Times and distances between points, as CSV or JSON",
                                      .about = "A POINT is LAT,LON or, with --situation, the id of a place; "
                                               "with --situation and no points, all its places. "
                                               "Where there is no way the cells are empty (JSON: null).",
                                      .opts = OPTIONS,
                                      .run = run};
