/* Opening a prepared road file and looking at it.
 *
 * Why every index is checked at opening: afterwards nobody checks again, and a file may come from
 * anywhere. Invariants after net_attach: all indices are in range, arcs of a pattern join, the
 * shape of an edge begins and ends at its nodes, texts end within the file. Reference: 4-roads.md;
 * BLAKE2b: RFC 7693, through libsodium. */
#include <math.h>
#include <sodium.h>
#include <string.h>

#include "base/file.h"
#include "roads/hierarchy.h"
#include "roads/net_file.h"
#include "roads/tags.h"

_Static_assert(__BYTE_ORDER__ == __ORDER_LITTLE_ENDIAN__, "the prepared file is little-endian");
_Static_assert(sizeof(net_node) == 16 && sizeof(net_edge) == 64 && sizeof(net_pattern) == 8 &&
                   sizeof(rsp_point) == 8 && sizeof(net_header) % 8 == 0,
               "the layout of the prepared file");

void net_checksum(const unsigned char *base, uint64_t bytes, unsigned char ret[RSP_NET_CHECKSUM]) {
    static const unsigned char zero[RSP_NET_CHECKSUM] = {0};
    size_t at = offsetof(net_header, checksum);
    crypto_generichash_state s;
    (void)crypto_generichash_init(&s, NULL, 0, RSP_NET_CHECKSUM);
    (void)crypto_generichash_update(&s, base, at);
    (void)crypto_generichash_update(&s, zero, sizeof zero);
    (void)crypto_generichash_update(&s, base + at + sizeof zero, bytes - at - sizeof zero);
    (void)crypto_generichash_final(&s, ret, RSP_NET_CHECKSUM);
}

static bool in_world(rsp_point p) {
    return p.lon_e7 >= -1800000000 && p.lon_e7 <= 1800000000 && p.lat_e7 >= -900000000 &&
           p.lat_e7 <= 900000000;
}

static bool same(rsp_point a, rsp_point b) {
    return a.lon_e7 == b.lon_e7 && a.lat_e7 == b.lat_e7;
}

/* Each check returns what is wrong, or NULL. */
static const char *check_header(const net_header *h, uint64_t bytes) {
    const uint32_t counts[] = {h->nodes,        h->edges,   h->shape,   h->out_arcs,  h->patterns,
                               h->pattern_arcs, h->classes, h->strings, h->grid_edges};
    for (size_t i = 0; i < sizeof counts / sizeof *counts; i++) {
        if (counts[i] > RSP_NET_COUNT_MAX) {
            return "a count is too large";
        }
    }
    if (h->grid_nx == 0 || h->grid_ny == 0 || h->grid_nx > 4096 || h->grid_ny > 4096) {
        return "the grid's size is wrong";
    }
    if (h->edges > RSP_NET_COUNT_MAX / 2 || h->strings == 0 || h->classes == 0 ||
        h->classes > RSP_CLASSES_MAX + 1) {
        return "a count is wrong";
    }
    if (net_layout(h).end != bytes) {
        return "its length does not fit its contents";
    }
    if (!in_world(h->box.min) || !in_world(h->box.max) || h->box.min.lon_e7 > h->box.max.lon_e7 ||
        h->box.min.lat_e7 > h->box.max.lat_e7 || !isfinite(h->total_km)) {
        return "its box is wrong";
    }
    return NULL;
}

static const char *check_texts(const rsp_net *n) {
    const net_header *h = n->h;
    if (n->strings[0] != '\0' || n->strings[h->strings - 1] != '\0') {
        return "its texts do not end";
    }
    if (h->source >= h->strings || h->licence >= h->strings || h->data_date >= h->strings) {
        return "a text lies outside";
    }
    for (uint32_t i = 0; i < h->classes; i++) {
        if (n->classes[i] >= h->strings) {
            return "a class name lies outside";
        }
    }
    return NULL;
}

static const char *check_edges(const rsp_net *n) {
    const net_header *h = n->h;
    for (uint32_t i = 0; i < h->nodes; i++) {
        if (!in_world(n->nodes[i].at)) {
            return "a node lies off the earth";
        }
    }
    for (uint32_t i = 0; i < h->shape; i++) {
        rsp_point p = n->shape[i];
        if (p.lon_e7 < h->box.min.lon_e7 || p.lon_e7 > h->box.max.lon_e7 || p.lat_e7 < h->box.min.lat_e7 ||
            p.lat_e7 > h->box.max.lat_e7) {
            return "a point lies outside the box";
        }
    }
    for (uint32_t i = 0; i < h->edges; i++) {
        const net_edge *e = &n->edges[i];
        if (e->from >= h->nodes || e->to >= h->nodes || e->shape_n < 2 || e->shape_n > h->shape ||
            e->shape_first > h->shape - e->shape_n || e->road_class >= h->classes || e->name >= h->strings) {
            return "an edge points outside";
        }
        if (!same(n->shape[e->shape_first], n->nodes[e->from].at) ||
            !same(n->shape[e->shape_first + e->shape_n - 1], n->nodes[e->to].at)) {
            return "an edge does not end at its nodes";
        }
        if (!(e->length_m >= 0 && e->length_m < 1e9)) {
            return "an edge's length is wrong";
        }
    }
    return NULL;
}

static const char *check_arcs(const rsp_net *n) {
    const net_header *h = n->h;
    if (n->out_first[0] != 0 || n->out_first[h->nodes] != h->out_arcs) {
        return "its arcs are out of order";
    }
    for (uint32_t v = 0; v < h->nodes; v++) {
        if (n->out_first[v] > n->out_first[v + 1] || n->out_first[v + 1] > h->out_arcs) {
            return "its arcs are out of order";
        }
        for (uint32_t i = n->out_first[v]; i < n->out_first[v + 1]; i++) {
            uint32_t arc = n->out_arc[i];
            if (arc >= 2 * h->edges || net_tail(n, arc) != v ||
                (i > n->out_first[v] && arc <= n->out_arc[i - 1])) {
                return "an arc stands at the wrong node";
            }
        }
    }
    for (uint32_t i = 0; i < h->pattern_arcs; i++) {
        if (n->pattern_arcs[i] >= 2 * h->edges) {
            return "a restriction points outside";
        }
    }
    for (uint32_t i = 0; i < h->patterns; i++) {
        const net_pattern *p = &n->patterns[i];
        if (p->n < 2 || p->n > RSP_PATTERN_ARCS_MAX || p->first > h->pattern_arcs ||
            p->n > h->pattern_arcs - p->first || p->mask == 0 || p->mask > RSP_PROFILES_ALL) {
            return "a restriction points outside";
        }
        for (uint32_t k = 0; k + 1 < p->n; k++) {
            if (net_head(n, n->pattern_arcs[p->first + k]) !=
                net_tail(n, n->pattern_arcs[p->first + k + 1])) {
                return "a restriction does not join";
            }
        }
    }
    return NULL;
}

static const char *check_grid(const rsp_net *n) {
    const net_header *h = n->h;
    uint32_t cells = h->grid_nx * h->grid_ny;
    if (n->grid_first[0] != 0 || n->grid_first[cells] != h->grid_edges) {
        return "its grid is out of order";
    }
    for (uint32_t c = 0; c < cells; c++) {
        if (n->grid_first[c] > n->grid_first[c + 1]) {
            return "its grid is out of order";
        }
    }
    for (uint32_t i = 0; i < h->grid_edges; i++) {
        if (n->grid_edge[i] >= h->edges) {
            return "its grid points outside";
        }
    }
    return NULL;
}

/* Each edge once: marked by the bit of an array that is only needed here. */
static int check_order(const rsp_net *n, const char **why) {
    uint32_t edges = n->h->edges;
    uint64_t *seen = rsp_calloc(&n->ctx, (size_t)edges / 64 + 1, sizeof *seen);
    if (seen == NULL) {
        return RSP_ENOMEM;
    }
    for (uint32_t i = 0; i < edges && *why == NULL; i++) {
        uint32_t e = n->order[i];
        if (e >= edges || (seen[e >> 6] >> (e & 63) & 1U) != 0) {
            *why = "its order names an edge twice or none";
        } else {
            seen[e >> 6] |= 1ULL << (e & 63);
        }
    }
    rsp_free(&n->ctx, seen);
    return 0;
}

static int corrupt(rsp_err *err, const char *name, const char *why) {
    return rsp_fail(err, RSP_ECORRUPT,
                    "%s: the prepared road file is damaged: %s; build it again with respite "
                    "roads build",
                    name, why);
}

int net_attach(rsp_net *n, const char *name, rsp_err *err) {
    const unsigned char *b = n->base;
    n->h = (const void *)b;
    pthread_mutex_init(&n->lock, NULL);
    const char *why = check_header(n->h, n->bytes);
    if (why != NULL) {
        return corrupt(err, name, why);
    }
    net_sections s = net_layout(n->h);
    n->nodes = (const void *)(b + s.nodes);
    n->edges = (const void *)(b + s.edges);
    n->shape = (const void *)(b + s.shape);
    n->out_first = (const void *)(b + s.out_first);
    n->out_arc = (const void *)(b + s.out_arc);
    n->patterns = (const void *)(b + s.patterns);
    n->pattern_arcs = (const void *)(b + s.pattern_arcs);
    n->classes = (const void *)(b + s.classes);
    n->grid_first = (const void *)(b + s.grid_first);
    n->grid_edge = (const void *)(b + s.grid_edge);
    n->order = (const void *)(b + s.order);
    n->strings = (const void *)(b + s.strings);
    why = check_texts(n);
    why = why != NULL ? why : check_edges(n);
    why = why != NULL ? why : check_arcs(n);
    why = why != NULL ? why : check_grid(n);
    if (why == NULL && check_order(n, &why) != 0) {
        return rsp_fail(err, RSP_ENOMEM, "out of memory");
    }
    if (why != NULL) {
        return corrupt(err, name, why);
    }
    return net_turns_build(n, &n->turns, err);
}

void net_detach(rsp_net *n) {
    net_turns_done(&n->ctx, &n->turns);
    net_reach_done(n);
    hier_free(&n->ctx, n->hierarchy);
    pthread_mutex_destroy(&n->lock);
}

static int check_foreign(const rsp_net *n, const char *path, rsp_err *err) {
    const net_header *h = (const void *)n->base;
    if (n->bytes < sizeof *h || memcmp(h->magic, RSP_NET_MAGIC, sizeof h->magic) != 0) {
        return rsp_fail(
            err, RSP_EINPUT,
            "%s: this is not a prepared road file; make one with: respite roads build MAP.osm.pbf -o "
            "FILE",
            path);
    }
    if (h->version != RSP_NET_VERSION || h->header_bytes != sizeof *h) {
        return rsp_fail(
            err, RSP_EINPUT,
            "%s: the prepared road file has version %u, this program reads %u; build it again from the "
            "map",
            path, h->version, RSP_NET_VERSION);
    }
    if (h->file_bytes != n->bytes) {
        return rsp_fail(err, RSP_ECORRUPT,
                        "%s: the prepared road file has %llu bytes instead of %llu; copy or "
                        "build it again",
                        path, (unsigned long long)n->bytes, (unsigned long long)h->file_bytes);
    }
    unsigned char sum[RSP_NET_CHECKSUM];
    net_checksum(n->base, n->bytes, sum);
    if (memcmp(sum, h->checksum, sizeof sum) != 0) {
        return rsp_fail(err, RSP_ECORRUPT,
                        "%s: the checksum of the prepared road file is wrong: it was altered; "
                        "copy or build it again",
                        path);
    }
    return 0;
}

/* A copy of our own: what happens to the file afterwards (cut off, written over) cannot reach the program, as
 * it would through a mapping; and the sum that was checked is that of the bytes that are used. */
static int read_file(rsp_net *n, const char *path, rsp_err *err) {
    rsp_err why = {0};
    int rc = rsp_file_read(&n->ctx, path, &n->file, &why);
    if (rc != 0) {
        return rsp_fail(err, rc, "%s%s", why.msg,
                        rc == RSP_EINPUT ? "; a road file is made with: respite roads build" : "");
    }
    n->base = (const unsigned char *)n->file.at;
    n->bytes = n->file.n;
    return 0;
}

int rsp_net_open(const rsp_ctx *ctx, const char *path, rsp_net **ret, rsp_err *err) {
    rsp_net *n = rsp_calloc(ctx, 1, sizeof *n);
    if (n == NULL) {
        return rsp_fail(err, RSP_ENOMEM, "out of memory");
    }
    n->ctx = *ctx;
    n->file = rsp_buf_init(&n->ctx, ctx->max_input_bytes);
    int rc = sodium_init() < 0 ? rsp_fail(err, RSP_EINTERNAL, "libsodium cannot start") : 0;
    rc = rc == 0 ? read_file(n, path, err) : rc;
    rc = rc == 0 ? check_foreign(n, path, err) : rc;
    if (rc == 0) {
        rc = net_attach(n, path, err);
        if (rc != 0) {
            net_detach(n);
        }
    }
    if (rc != 0) {
        rsp_buf_done(&n->file);
        rsp_free(ctx, n);
        return rc;
    }
    *ret = n;
    return 0;
}

rsp_net *rsp_net_close(rsp_net *n) {
    if (n != NULL) {
        net_detach(n);
        rsp_buf_done(&n->file);
        rsp_ctx ctx = n->ctx;
        rsp_free(&ctx, n);
    }
    return NULL;
}

void rsp_net_sha256(const rsp_net *n, char ret_hex[65]) {
    rsp_sha256_hex(n->base, n->bytes, ret_hex);
}

rsp_net_info rsp_net_describe(const rsp_net *n) {
    const net_header *h = n->h;
    return (rsp_net_info){
        .nodes = h->nodes,
        .edges = h->edges,
        .restrictions = h->restrictions,
        .conditional = h->conditional,
        .components = h->components,
        .largest_component_nodes = h->largest,
        .total_km = h->total_km,
        .box = h->box,
        .source = n->strings + h->source,
        .licence = n->strings + h->licence,
        .data_date = n->strings + h->data_date,
        .bytes = n->bytes,
        .version = h->version,
    };
}

uint32_t rsp_net_edges(const rsp_net *n) {
    return n->h->edges;
}

void rsp_net_edge(const rsp_net *n, uint32_t edge, rsp_edge *ret) {
    const net_edge *e = &n->edges[edge];
    *ret = (rsp_edge){
        .from = e->from,
        .to = e->to,
        .length_m = e->length_m,
        .shape = n->shape + e->shape_first,
        .n_shape = e->shape_n,
        .road_class = n->strings + n->classes[e->road_class],
        .name = n->strings + e->name,
        .max_weight_kg = e->max_weight_kg,
        .max_height_cm = e->max_height_cm,
        .ford = (e->flags & RSP_WAY_FORD) != 0,
        .ferry = (e->flags & RSP_WAY_FERRY) != 0,
        .bridge = (e->flags & RSP_WAY_BRIDGE) != 0,
        .tunnel = (e->flags & RSP_WAY_TUNNEL) != 0,
    };
    memcpy(ret->forward_ms, e->ms[0], sizeof ret->forward_ms);
    memcpy(ret->backward_ms, e->ms[1], sizeof ret->backward_ms);
}

rsp_point rsp_net_node(const rsp_net *n, uint32_t node) {
    return n->nodes[node].at;
}

int64_t rsp_net_osm_node(const rsp_net *n, uint32_t node) {
    return n->nodes[node].osm_id;
}

bool rsp_net_turn_forbidden(const rsp_net *n, uint32_t edge_a, uint32_t node, uint32_t edge_b,
                            rsp_profile p) {
    for (uint32_t i = 0; i < 2; i++) {
        for (uint32_t k = 0; k < 2; k++) {
            uint32_t a = edge_a << 1 | i;
            uint32_t b = edge_b << 1 | k;
            if (net_head(n, a) == node && net_tail(n, b) == node && !net_banned(&n->turns, a, b, 1U << p)) {
                return false; /* a loop has two arcs at its node: one free way is enough */
            }
        }
    }
    return true;
}

/* From the raw sequences, not from the automaton that the search uses: the two can be held against each
 * other. Naive on purpose. */
static bool ends_forbidden(const rsp_net *n, const uint32_t *arcs, uint32_t count, unsigned mask) {
    for (uint32_t i = 0; i < n->h->patterns; i++) {
        const net_pattern *p = &n->patterns[i];
        if ((p->mask & mask) != 0 && p->n <= count &&
            memcmp(arcs + count - p->n, n->pattern_arcs + p->first, p->n * sizeof *arcs) == 0) {
            return true;
        }
    }
    return false;
}

/* Whether after arcs[0..count) some arc other than the way back is drivable and not forbidden. */
static bool another_way(const rsp_net *n, uint32_t *arcs, uint32_t count, uint32_t scratch, unsigned mask) {
    uint32_t v = net_head(n, arcs[count - 1]);
    bool found = false;
    for (uint32_t i = n->out_first[v]; i < n->out_first[v + 1] && !found; i++) {
        arcs[count] = n->out_arc[i];
        found = n->out_arc[i] != (arcs[count - 1] ^ 1U) && net_arc_ms(n, n->out_arc[i], mask) != UINT32_MAX &&
                !ends_forbidden(n, arcs, count + 1, mask);
    }
    arcs[count] = scratch;
    return found;
}

bool rsp_net_path_allowed(const rsp_net *n, const uint32_t *arcs, uint32_t count, rsp_profile p) {
    unsigned mask = 1U << p;
    for (uint32_t i = 0; i < count; i++) {
        if (arcs[i] >= 2 * n->h->edges || net_arc_ms(n, arcs[i], mask) == UINT32_MAX) {
            return false;
        }
        if (i == 0) {
            continue;
        }
        if (net_head(n, arcs[i - 1]) != net_tail(n, arcs[i]) || ends_forbidden(n, arcs, i + 1, mask)) {
            return false;
        }
        if (arcs[i] == (arcs[i - 1] ^ 1U)) {
            uint32_t last[RSP_PATTERN_ARCS_MAX + 1];
            uint32_t k = i < RSP_PATTERN_ARCS_MAX ? i : RSP_PATTERN_ARCS_MAX;
            memcpy(last, arcs + i - k, k * sizeof *last);
            if (another_way(n, last, k, arcs[i], mask)) {
                return false;
            }
        }
    }
    return true;
}
