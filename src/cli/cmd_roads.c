/* respite roads build|info: the road file from OpenStreetMap, and what is in one. */
#include <inttypes.h>
#include <stdio.h>

#include "base/json.h"
#include "cli/open.h"

#define OUT_BYTES (1u << 20)

static int put_json(rsp_ctx *ctx, rsp_buf *b) {
    rsp_err err = {0};
    rsp_buf_char(b, '\n');
    int rc = rsp_buf_ok(b, &err);
    return rc != 0 ? rsp_cli_fail(rc, &err) : rsp_cli_put(ctx, b->at, b->n);
}

static void number(rsp_json_out *o, const char *key, uint64_t v) {
    rsp_json_out_key(o, key);
    rsp_json_out_int(o, (int64_t)v);
}

static void put_conditional(uint64_t n) {
    if (n > 0) {
        printf("  %" PRIu64 " turn restrictions or roads have rules that hold at times only (:conditional); "
               "these are ignored\n",
               n);
    }
}

static int report_json(rsp_ctx *ctx, const rsp_net_report *r, const char *out) {
    RSP_CLEANUP(rsp_buf_done) rsp_buf b = rsp_buf_init(ctx, OUT_BYTES);
    rsp_json_out o = rsp_json_out_init(&b, false);
    rsp_json_out_object(&o);
    rsp_json_out_key(&o, "file");
    rsp_json_out_string(&o, out);
    number(&o, "osm_nodes", r->osm_nodes);
    number(&o, "osm_ways", r->osm_ways);
    number(&o, "ways_kept", r->ways_kept);
    number(&o, "nodes_missing", r->nodes_missing);
    number(&o, "restrictions", r->restrictions);
    number(&o, "restrictions_dropped", r->restrictions_dropped);
    number(&o, "conditional_ignored", r->conditional);
    number(&o, "zero_length", r->zero_length);
    number(&o, "nodes", r->nodes);
    number(&o, "edges", r->edges);
    number(&o, "components", r->components);
    number(&o, "largest_component_nodes", r->largest_component_nodes);
    rsp_json_out_key(&o, "total_km");
    rsp_json_out_fixed(&o, r->total_km, 1);
    rsp_json_out_end_object(&o);
    return put_json(ctx, &b);
}

static int run_build(rsp_ctx *ctx, const rsp_args *a) {
    rsp_err err = {0};
    const char *out = rsp_arg_text(a, "output", NULL);
    if (out == NULL) {
        return rsp_cli_fail(
            rsp_fail(&err, RSP_EUSAGE, "'roads build' lacks -o; give -o FILE, e.g. -o city.roads"), &err);
    }
    rsp_net_build_options o = {.profiles_path = rsp_arg_text(a, "profiles", NULL),
                               .source = rsp_arg_text(a, "source", NULL),
                               .licence = rsp_arg_text(a, "licence", NULL),
                               .data_date = rsp_arg_text(a, "date", NULL)};
    rsp_net_report r = {0};
    int rc = rsp_net_build(ctx, rsp_arg_operand(a, 0), out, &o, &r, &err);
    if (rc != 0) {
        return rsp_cli_fail(rc, &err);
    }
    if (rsp_arg_flag(a, "json")) {
        return report_json(ctx, &r, out);
    }
    printf("%s: %" PRIu32 " nodes, %" PRIu32 " edges, %.0f km of road kept from %" PRIu64
           " OSM nodes and %" PRIu64 " ways\n",
           out, r.nodes, r.edges, r.total_km, r.osm_nodes, r.osm_ways);
    printf("  %" PRIu64 " turn restrictions (%" PRIu64 " could not be read), %" PRIu64
           " nodes missing, %" PRIu64 " segments of no length\n",
           r.restrictions, r.restrictions_dropped, r.nodes_missing, r.zero_length);
    put_conditional(r.conditional);
    printf("  the largest connected part has %" PRIu32 " of the nodes; %" PRIu32 " parts in all\n",
           r.largest_component_nodes, r.components);
    return 0;
}

static int info_json(rsp_ctx *ctx, const rsp_net_info *i, const char *sha256) {
    RSP_CLEANUP(rsp_buf_done) rsp_buf b = rsp_buf_init(ctx, OUT_BYTES);
    rsp_json_out o = rsp_json_out_init(&b, false);
    rsp_json_out_object(&o);
    number(&o, "version", i->version);
    number(&o, "bytes", i->bytes);
    rsp_json_out_key(&o, "sha256");
    rsp_json_out_string(&o, sha256);
    number(&o, "nodes", i->nodes);
    number(&o, "edges", i->edges);
    number(&o, "restrictions", i->restrictions);
    number(&o, "conditional_ignored", i->conditional);
    number(&o, "components", i->components);
    number(&o, "largest_component_nodes", i->largest_component_nodes);
    rsp_json_out_key(&o, "total_km");
    rsp_json_out_fixed(&o, i->total_km, 1);
    rsp_json_out_key(&o, "bbox");
    rsp_json_out_array_flat(&o);
    rsp_json_out_fixed(&o, rsp_point_lon(i->box.min), 7);
    rsp_json_out_fixed(&o, rsp_point_lat(i->box.min), 7);
    rsp_json_out_fixed(&o, rsp_point_lon(i->box.max), 7);
    rsp_json_out_fixed(&o, rsp_point_lat(i->box.max), 7);
    rsp_json_out_end_array(&o);
    rsp_json_out_key(&o, "source");
    rsp_json_out_string(&o, i->source);
    rsp_json_out_key(&o, "licence");
    rsp_json_out_string(&o, i->licence);
    rsp_json_out_key(&o, "data_date");
    rsp_json_out_string(&o, i->data_date);
    rsp_json_out_end_object(&o);
    return put_json(ctx, &b);
}

static int run_info(rsp_ctx *ctx, const rsp_args *a) {
    RSP_CLEANUP(rsp_net_close_p) rsp_net *net = NULL;
    char sha256[65];
    int status = rsp_cli_road_file(ctx, rsp_arg_operand(a, 0), &net, sha256);
    if (status != 0) {
        return status;
    }
    rsp_net_info i = rsp_net_describe(net);
    if (rsp_arg_flag(a, "json")) {
        return info_json(ctx, &i, sha256);
    }
    printf("%s\n  %" PRIu32 " nodes, %" PRIu32 " edges, %.0f km, %" PRIu32 " turn restrictions\n",
           rsp_arg_operand(a, 0), i.nodes, i.edges, i.total_km, i.restrictions);
    printf("  latitude %.4f to %.4f, longitude %.4f to %.4f\n", rsp_point_lat(i.box.min),
           rsp_point_lat(i.box.max), rsp_point_lon(i.box.min), rsp_point_lon(i.box.max));
    printf("  the largest connected part has %" PRIu32 " of the nodes; %" PRIu32 " parts in all\n",
           i.largest_component_nodes, i.components);
    put_conditional(i.conditional);
    printf("  source %s; %s; data of %s\n", i.source, i.licence,
           i.data_date[0] != 0 ? i.data_date : "unknown date");
    printf("  format %" PRIu32 ", %" PRIu64 " bytes, SHA-256 %s\n", i.version, i.bytes, sha256);
    return 0;
}

static const rsp_opt BUILD[] = {
    {"output", 'o', RSP_OPT_TEXT, "FILE", "the road file to write (needed)", 0, 0},
    {"profiles", 0, RSP_OPT_TEXT, "FILE",
     "speeds and limits by class and surface (default: data/road_profiles.json)", 0, 0},
    {"source", 0, RSP_OPT_TEXT, "TEXT", "where the data is from (default: the file's name)", 0, 0},
    {"licence", 0, RSP_OPT_TEXT, "TEXT", "shown on every map (default: OpenStreetMap contributors, ODbL 1.0)",
     0, 0},
    {"date", 0, RSP_OPT_TEXT, "DATE", "date of the data (default: the file's own, where it has one)", 0, 0},
    {"json", 0, RSP_OPT_FLAG, NULL, "prints the report as JSON", 0, 0},
    {0},
};
const rsp_cmd rsp_cmd_roads_build = {.name = "roads build",
                                     .operands = "OSM",
                                     .min_operands = 1,
                                     .max_operands = 1,
                                     .summary =
                                         "Makes a road file from OpenStreetMap (.osm.pbf, .osm, .osm.gz)",
                                     .opts = BUILD,
                                     .run = run_build};

static const rsp_opt INFO[] = {
    {"json", 0, RSP_OPT_FLAG, NULL, "prints JSON", 0, 0},
    {0},
};
const rsp_cmd rsp_cmd_roads_info = {.name = "roads info",
                                    .operands = "ROADS",
                                    .min_operands = 1,
                                    .max_operands = 1,
                                    .summary = "Tells what is in a road file, its source and licence",
                                    .opts = INFO,
                                    .run = run_info};
