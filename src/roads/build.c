/* rsp_net_build: an OpenStreetMap file in, a prepared file out, step by step. */
#include <string.h>

#include "roads/import.h"

static void done(importer *m) {
    const rsp_ctx *c = m->ctx;
    rsp_vec_done(c, &m->ways);
    rsp_vec_done(c, &m->refs);
    rsp_vec_done(c, &m->restrictions);
    rsp_vec_done(c, &m->members);
    rsp_vec_done(c, &m->node_uses);
    rsp_vec_done(c, &m->segs);
    rsp_vec_done(c, &m->edges);
    rsp_vec_done(c, &m->shape);
    rsp_vec_done(c, &m->out_edges);
    rsp_vec_done(c, &m->patterns);
    rsp_vec_done(c, &m->pattern_arcs);
    rsp_free(c, m->node_id);
    rsp_free(c, m->node_at);
    rsp_free(c, m->node_state);
    rsp_free(c, m->adj_first);
    rsp_free(c, m->adj);
    rsp_free(c, m->kept);
    rsp_free(c, m->kept_node);
    rsp_free(c, m->out_first);
    rsp_free(c, m->out_arc);
    rsp_map_done(c, &m->string_map);
    rsp_buf_done(&m->strings);
    rsp_arena_free(m->arena);
}

static int steps(importer *m, const rsp_osm *osm, const char *path, const char *out,
                 const rsp_net_build_options *o, rsp_err *err) {
    RSP_TRY(rsp_arena_new(m->ctx, (size_t)1 << 30, &m->arena, err));
    rsp_buf_char(&m->strings, '\0'); /* offset 0 is the empty text */
    RSP_TRY(import_read(m, osm, err));
    if (m->segs.n == 0) {
        return rsp_fail(
            err, RSP_EINPUT,
            "%s: no road that a vehicle can use (%llu nodes, %llu ways read); give an OpenStreetMap "
            "extract with highways",
            path, (unsigned long long)m->report.osm_nodes, (unsigned long long)m->report.osm_ways);
    }
    RSP_TRY(import_contract(m, err));
    RSP_TRY(import_restrictions(m, err));
    RSP_CLEANUP(rsp_buf_done) rsp_buf bytes = rsp_buf_init(m->ctx, (size_t)64 << 30);
    RSP_TRY(import_assemble(m, o, o->source != NULL ? o->source : path, osm->date, &bytes, err));
    return rsp_file_write(m->ctx, out, bytes.at, bytes.n, err);
}

int rsp_net_build(const rsp_ctx *ctx, const char *osm, const char *out, const rsp_net_build_options *o,
                  rsp_net_report *ret, rsp_err *err) {
    static const rsp_net_build_options none = {0};
    rsp_osm file;
    rsp_speed_table *table = rsp_calloc(ctx, 1, sizeof *table);
    importer *m = rsp_calloc(ctx, 1, sizeof *m);
    int rc = table == NULL || m == NULL ? rsp_fail(err, RSP_ENOMEM, "out of memory") : 0;
    o = o != NULL ? o : &none;
    rc = rc == 0 ? rsp_speed_table_load(ctx, o->profiles_path, table, err) : rc;
    rc = rc == 0 ? rsp_osm_open(ctx, osm, &file, err) : rc;
    if (rc == 0) {
        m->ctx = ctx;
        m->name = osm;
        m->table = table;
        m->strings = rsp_buf_init(ctx, (size_t)1 << 30);
        rc = steps(m, &file, osm, out, o, err);
        if (rc == 0 && ret != NULL) {
            *ret = m->report;
        }
        done(m);
        rsp_osm_done(&file);
    }
    rsp_free(ctx, table);
    rsp_free(ctx, m);
    return rc;
}
