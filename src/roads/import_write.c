/* The finished parts of an import as one block of bytes, and rsp_net_build.
 *
 * Invariants: every byte is decided by the input (padding is zero), the block passes the same checks as a
 * file that is opened, and the file appears whole or not at all. */
#include <string.h>

#include "roads/import.h"
#include "roads/order.h"

#define GRID_SIDE_MAX 2048U

typedef struct gridder { /* first counts, then fills */
    importer *m;
    uint32_t *first; /* per cell: count, then place */
    uint32_t *edge, *last;
    uint32_t now;
    uint64_t total;
} gridder;

static int count_cell(void *user, uint32_t cell) {
    gridder *g = user;
    if (g->last[cell] != g->now) {
        g->last[cell] = g->now;
        g->first[cell]++;
        g->total++;
    }
    return 0;
}

static int fill_cell(void *user, uint32_t cell) {
    gridder *g = user;
    if (g->last[cell] != g->now) {
        g->last[cell] = g->now;
        g->edge[g->first[cell]++] = g->now;
    }
    return 0;
}

static void walk_edges(gridder *g, const net_header *h, int (*each)(void *, uint32_t)) {
    memset(g->last, 0xFF, (size_t)h->grid_nx * h->grid_ny * sizeof *g->last);
    for (uint32_t i = 0; i < g->m->out_edges.n; i++) {
        const net_edge *e = &g->m->out_edges.at[i];
        const rsp_point *s = g->m->shape.at + e->shape_first;
        g->now = i;
        for (uint32_t k = 0; k + 1 < e->shape_n; k++) {
            (void)net_grid_cells(&h->box, h->grid_nx, h->grid_ny, s[k], s[k + 1], each, g);
        }
    }
}

/* The grid in h's size: cells + 1 offsets and the edges of each cell. */
static int build_grid(gridder *g, net_header *h) {
    size_t cells = (size_t)h->grid_nx * h->grid_ny;
    g->first = rsp_calloc(g->m->ctx, cells + 1, sizeof *g->first);
    g->last = rsp_calloc(g->m->ctx, cells + 1, sizeof *g->last);
    if (g->first == NULL || g->last == NULL) {
        return RSP_ENOMEM;
    }
    walk_edges(g, h, count_cell);
    if (g->total >= RSP_NET_COUNT_MAX) {
        return RSP_ELIMIT;
    }
    g->edge = rsp_calloc(g->m->ctx, (size_t)g->total + 1, sizeof *g->edge);
    if (g->edge == NULL) {
        return RSP_ENOMEM;
    }
    uint32_t at = 0;
    for (size_t c = 0; c < cells; c++) {
        uint32_t n = g->first[c];
        g->first[c] = at;
        at += n;
    }
    walk_edges(g, h, fill_cell);
    memmove(g->first + 1, g->first, cells * sizeof *g->first); /* each offset has moved on to its end */
    g->first[0] = 0;
    h->grid_edges = at;
    return 0;
}

static void grid_size(net_header *h) {
    uint32_t side = 1;
    while (side < GRID_SIDE_MAX && (uint64_t)side * side * 4 < h->edges) {
        side *= 2;
    }
    h->grid_nx = h->grid_ny = side;
}

static void box_of(importer *m, rsp_box *ret) {
    rsp_box b = {.min = {INT32_MAX, INT32_MAX}, .max = {INT32_MIN, INT32_MIN}};
    for (size_t i = 0; i < m->shape.n; i++) {
        rsp_point p = m->shape.at[i];
        b.min.lon_e7 = p.lon_e7 < b.min.lon_e7 ? p.lon_e7 : b.min.lon_e7;
        b.min.lat_e7 = p.lat_e7 < b.min.lat_e7 ? p.lat_e7 : b.min.lat_e7;
        b.max.lon_e7 = p.lon_e7 > b.max.lon_e7 ? p.lon_e7 : b.max.lon_e7;
        b.max.lat_e7 = p.lat_e7 > b.max.lat_e7 ? p.lat_e7 : b.max.lat_e7;
    }
    *ret = m->shape.n > 0 ? b : (rsp_box){0};
}

static int class_names(importer *m, uint32_t *ret) {
    for (uint32_t i = 0; i < m->table->n_classes; i++) {
        RSP_TRY(import_string(m, m->table->classes[i].name, &ret[i]));
    }
    return import_string(m, "ferry", &ret[m->table->n_classes]);
}

static void put(rsp_buf *b, uint64_t at, const void *p, uint64_t n) {
    static const char zero[8] = {0};
    rsp_buf_add(b, zero, (size_t)(at - b->n) & 7U);
    if (n > 0) {
        rsp_buf_add(b, p, (size_t)n);
    }
}

static int put_nodes(importer *m, rsp_buf *b, uint64_t at) {
    put(b, at, "", 0);
    for (uint32_t i = 0; i < m->n_kept; i++) {
        uint32_t v = m->kept_node[i];
        net_node n = {.osm_id = m->node_id[v], .at = m->node_at[v]};
        rsp_buf_add(b, &n, sizeof n);
    }
    return b->failed;
}

static int put_all(importer *m, const net_header *h, const uint32_t *classes, const gridder *g,
                   const uint32_t *order, rsp_buf *b) {
    net_sections s = net_layout(h);
    put(b, 0, h, sizeof *h);
    (void)put_nodes(m, b, s.nodes);
    put(b, s.edges, m->out_edges.at, (uint64_t)h->edges * sizeof(net_edge));
    put(b, s.shape, m->shape.at, (uint64_t)h->shape * sizeof(rsp_point));
    put(b, s.out_first, m->out_first, ((uint64_t)h->nodes + 1) * 4);
    put(b, s.out_arc, m->out_arc, (uint64_t)h->out_arcs * 4);
    put(b, s.patterns, m->patterns.at, (uint64_t)h->patterns * sizeof(net_pattern));
    put(b, s.pattern_arcs, m->pattern_arcs.at, (uint64_t)h->pattern_arcs * 4);
    put(b, s.classes, classes, (uint64_t)h->classes * 4);
    put(b, s.grid_first, g->first, ((uint64_t)h->grid_nx * h->grid_ny + 1) * 4);
    put(b, s.grid_edge, g->edge, (uint64_t)h->grid_edges * 4);
    put(b, s.order, order, (uint64_t)h->edges * 4);
    put(b, s.strings, m->strings.at, h->strings);
    return b->failed;
}

/* Opens the block where it lies, counts components, and stamps the header. */
static int finish(importer *m, rsp_buf *b, rsp_err *err) {
    rsp_net n = {.ctx = *m->ctx, .base = (unsigned char *)b->at, .bytes = b->n};
    net_header h;
    memcpy(&h, b->at, sizeof h);
    int rc = net_attach(&n, m->name, err);
    const net_reach *all = NULL;
    if (rc == 0) {
        rc = net_reach_get(&n, 0, 0, 0, &all, err);
    }
    if (rc == 0) {
        h.components = m->report.components = all->components;
        h.largest = m->report.largest_component_nodes = all->largest_nodes;
        memcpy(b->at, &h, sizeof h);
        net_checksum((const unsigned char *)b->at, b->n, h.checksum);
        memcpy(b->at, &h, sizeof h);
    }
    net_detach(&n);
    return rc;
}

static int base_name(const char *path, importer *m, uint32_t *ret) {
    const char *slash = strrchr(path, '/');
    return import_string(m, slash != NULL ? slash + 1 : path, ret);
}

int import_assemble(importer *m, const rsp_net_build_options *o, const char *source, const char *date,
                    rsp_buf *ret, rsp_err *err) {
    uint32_t classes[RSP_CLASSES_MAX + 1] = {0};
    net_header h;
    memset(&h, 0, sizeof h);
    memcpy(h.magic, RSP_NET_MAGIC, sizeof h.magic);
    h.version = RSP_NET_VERSION;
    h.header_bytes = sizeof h;
    h.nodes = m->n_kept;
    h.edges = (uint32_t)m->out_edges.n;
    h.shape = (uint32_t)m->shape.n;
    h.out_arcs = m->n_out;
    h.patterns = (uint32_t)m->patterns.n;
    h.pattern_arcs = (uint32_t)m->pattern_arcs.n;
    h.classes = m->table->n_classes + 1;
    h.restrictions = m->restrictions_kept;
    h.conditional = m->report.conditional < UINT32_MAX ? (uint32_t)m->report.conditional : UINT32_MAX;
    int rc = class_names(m, classes);
    rc = rc == 0 ? base_name(source, m, &h.source) : rc;
    const char *licence = o->licence != NULL ? o->licence : "© OpenStreetMap contributors, ODbL 1.0";
    rc = rc == 0 ? import_string(m, licence, &h.licence) : rc;
    rc = rc == 0 ? import_string(m, o->data_date != NULL ? o->data_date : date, &h.data_date) : rc;
    h.strings = (uint32_t)m->strings.n;
    for (size_t i = 0; i < m->out_edges.n; i++) {
        h.total_km += m->out_edges.at[i].length_m / 1000;
    }
    box_of(m, &h.box);
    grid_size(&h);
    gridder g = {.m = m};
    rc = rc == 0 ? build_grid(&g, &h) : rc;
    uint32_t *order = rsp_calloc(m->ctx, (size_t)h.edges + 1, sizeof *order);
    rc = rc == 0 && order == NULL ? RSP_ENOMEM : rc;
    rc = rc == 0 ? order_edges(m->ctx, m->out_edges.at, h.edges, h.nodes, order) : rc;
    if (rc == 0) {
        h.file_bytes = net_layout(&h).end;
        rc = put_all(m, &h, classes, &g, order, ret);
    }
    rsp_free(m->ctx, order);
    rsp_free(m->ctx, g.first);
    rsp_free(m->ctx, g.last);
    rsp_free(m->ctx, g.edge);
    if (rc != 0) {
        return rsp_fail(err, rc, "%s: %s", m->name,
                        rc == RSP_ENOMEM      ? "out of memory"
                        : rc == RSP_EINTERNAL ? "METIS cannot order its roads"
                                              : "the map is too large for this program");
    }
    m->report.nodes = h.nodes;
    m->report.edges = h.edges;
    m->report.total_km = h.total_km;
    return finish(m, ret, err);
}
