/* A grid over the net's box: which edges pass which cell, for drawing, snapping and overlays.
 *
 * Why a grid: it is built in one pass, lies flat in the file, and road density varies little enough.
 * Invariants: a cell lists its edges in ascending order, once each; every cell that a segment of an edge
 * touches lists the edge (one unit is added all round, so that rounding never loses one). */
#include <stdlib.h>
#include <string.h>

#include "roads/grid.h"

static uint32_t cell_of(int32_t v, int32_t lo, int32_t hi, uint32_t n) {
    int64_t span = (int64_t)hi - lo + 1;
    int64_t at = ((int64_t)v - lo) * n / span;
    return v <= lo ? 0 : at >= n ? n - 1 : (uint32_t)at;
}

/* The longitudes of segment p-q between two latitudes, rounded outwards. */
static void row_span(rsp_point p, rsp_point q, double lat0, double lat1, int32_t *ret_lo, int32_t *ret_hi) {
    double dy = (double)q.lat_e7 - p.lat_e7;
    double t0 = 0;
    double t1 = 1;
    if (dy != 0) {
        double a = (lat0 - p.lat_e7) / dy;
        double b = (lat1 - p.lat_e7) / dy;
        double lo = a < b ? a : b;
        double hi = a < b ? b : a;
        t0 = lo > 0 ? lo : 0;
        t1 = hi < 1 ? hi : 1;
    }
    double dx = (double)q.lon_e7 - p.lon_e7;
    double x0 = p.lon_e7 + t0 * dx;
    double x1 = p.lon_e7 + t1 * dx;
    double lo = (x0 < x1 ? x0 : x1) - 1;
    double hi = (x0 < x1 ? x1 : x0) + 1;
    *ret_lo = (int32_t)(lo < -1.8e9 ? -1.8e9 : lo > 1.8e9 ? 1.8e9 : lo);
    *ret_hi = (int32_t)(hi < -1.8e9 ? -1.8e9 : hi > 1.8e9 ? 1.8e9 : hi);
}

int net_grid_cells(const rsp_box *all, uint32_t nx, uint32_t ny, rsp_point p, rsp_point q,
                   int (*each)(void *user, uint32_t cell), void *user) {
    int32_t south = p.lat_e7 < q.lat_e7 ? p.lat_e7 : q.lat_e7;
    int32_t north = p.lat_e7 < q.lat_e7 ? q.lat_e7 : p.lat_e7;
    uint32_t y0 = cell_of(south - 1, all->min.lat_e7, all->max.lat_e7, ny);
    uint32_t y1 = cell_of(north + 1, all->min.lat_e7, all->max.lat_e7, ny);
    double step = ((double)all->max.lat_e7 - all->min.lat_e7 + 1) / ny;
    for (uint32_t y = y0; y <= y1; y++) {
        int32_t lo = 0;
        int32_t hi = 0;
        row_span(p, q, all->min.lat_e7 + y * step - 2, all->min.lat_e7 + (y + 1) * step + 2, &lo, &hi);
        uint32_t x0 = cell_of(lo, all->min.lon_e7, all->max.lon_e7, nx);
        uint32_t x1 = cell_of(hi, all->min.lon_e7, all->max.lon_e7, nx);
        for (uint32_t x = x0; x <= x1; x++) {
            int rc = each(user, y * nx + x);
            if (rc != 0) {
                return rc;
            }
        }
    }
    return 0;
}

bool net_segment_meets_box(rsp_point p, rsp_point q, const rsp_box *b) {
    double t0 = 0;
    double t1 = 1;
    double d[2] = {(double)q.lon_e7 - p.lon_e7, (double)q.lat_e7 - p.lat_e7};
    double lo[2] = {(double)b->min.lon_e7 - p.lon_e7, (double)b->min.lat_e7 - p.lat_e7};
    double hi[2] = {(double)b->max.lon_e7 - p.lon_e7, (double)b->max.lat_e7 - p.lat_e7};
    for (int i = 0; i < 2; i++) { /* Liang and Barsky 1984 */
        if (d[i] == 0) {
            if (lo[i] > 0 || hi[i] < 0) {
                return false;
            }
            continue;
        }
        double a = lo[i] / d[i];
        double c = hi[i] / d[i];
        t0 = (a < c ? a : c) > t0 ? (a < c ? a : c) : t0;
        t1 = (a < c ? c : a) < t1 ? (a < c ? c : a) : t1;
    }
    return t0 <= t1;
}

/* Nearly all edges that are asked about begin in the box. */
static bool is_in(rsp_point p, const rsp_box *b) {
    return p.lat_e7 >= b->min.lat_e7 && p.lat_e7 <= b->max.lat_e7 && p.lon_e7 >= b->min.lon_e7 &&
           p.lon_e7 <= b->max.lon_e7;
}

static bool edge_meets(const rsp_net *n, uint32_t edge, const rsp_box *b) {
    const net_edge *e = &n->edges[edge];
    const rsp_point *s = n->shape + e->shape_first;
    for (uint32_t i = 0; i + 1 < e->shape_n; i++) {
        if (is_in(s[i], b) || net_segment_meets_box(s[i], s[i + 1], b)) {
            return true;
        }
    }
    return false;
}

static int by_number(const void *a, const void *b) {
    uint32_t x = *(const uint32_t *)a;
    uint32_t y = *(const uint32_t *)b;
    return (x > y) - (x < y);
}

/* Ascending, each edge once. A map asks for a whole town: then a bit for each edge is quicker than sorting.
 */
static int sort_edges(const rsp_net *n, net_edge_list *list) {
    size_t words = n->h->edges / 64 + 1;
    if (list->n < words) {
        if (list->n > 1) {
            qsort(list->at, list->n, sizeof *list->at, by_number);
        }
        size_t kept = 0;
        for (size_t i = 0; i < list->n; i++) {
            if (kept == 0 || list->at[i] != list->at[kept - 1]) {
                list->at[kept++] = list->at[i];
            }
        }
        list->n = kept;
        return 0;
    }
    uint64_t *bits = rsp_calloc(&n->ctx, words, sizeof *bits);
    if (bits == NULL) {
        return RSP_ENOMEM;
    }
    for (size_t i = 0; i < list->n; i++) {
        bits[list->at[i] / 64] |= (uint64_t)1 << list->at[i] % 64;
    }
    list->n = 0;
    for (size_t w = 0; w < words; w++) {
        for (uint64_t left = bits[w]; left != 0; left &= left - 1) {
            list->at[list->n++] = (uint32_t)(w * 64 + (size_t)__builtin_ctzll(left));
        }
    }
    rsp_free(&n->ctx, bits);
    return 0;
}

int net_edges_near(const rsp_net *n, const rsp_box *b, net_edge_list *list) {
    const rsp_box *all = &n->h->box;
    list->n = 0;
    if (n->h->edges == 0 || b->max.lon_e7 < all->min.lon_e7 || b->min.lon_e7 > all->max.lon_e7 ||
        b->max.lat_e7 < all->min.lat_e7 || b->min.lat_e7 > all->max.lat_e7) {
        return 0;
    }
    uint32_t nx = n->h->grid_nx;
    uint32_t x0 = cell_of(b->min.lon_e7, all->min.lon_e7, all->max.lon_e7, nx);
    uint32_t x1 = cell_of(b->max.lon_e7, all->min.lon_e7, all->max.lon_e7, nx);
    uint32_t y0 = cell_of(b->min.lat_e7, all->min.lat_e7, all->max.lat_e7, n->h->grid_ny);
    uint32_t y1 = cell_of(b->max.lat_e7, all->min.lat_e7, all->max.lat_e7, n->h->grid_ny);
    for (uint32_t y = y0; y <= y1; y++) { /* the cells of a row stand next to each other */
        uint32_t first = n->grid_first[y * nx + x0];
        uint32_t end = n->grid_first[y * nx + x1 + 1];
        if (rsp_vec_reserve(&n->ctx, list, end - first) != 0) {
            return RSP_ENOMEM;
        }
        for (uint32_t i = first; i < end; i++) {
            list->at[list->n++] = n->grid_edge[i];
        }
    }
    RSP_TRY(sort_edges(n, list));
    size_t kept = 0;
    for (size_t i = 0; i < list->n; i++) {
        if (edge_meets(n, list->at[i], b)) {
            list->at[kept++] = list->at[i];
        }
    }
    list->n = kept;
    return 0;
}

int rsp_net_edges_in(const rsp_net *n, rsp_box box, rsp_arena *a, const uint32_t **ret, uint32_t *ret_n) {
    net_edge_list list = {0};
    int rc = net_edges_near(n, &box, &list);
    uint32_t *out = rc == 0 ? rsp_arena_alloc(a, list.n + 1, sizeof *out) : NULL;
    if (rc == 0 && out == NULL) {
        rc = RSP_ENOMEM;
    }
    if (rc == 0) {
        if (list.n > 0) {
            memcpy(out, list.at, list.n * sizeof *out);
        }
        *ret = out;
        *ret_n = (uint32_t)list.n;
    }
    rsp_vec_done(&n->ctx, &list);
    return rc;
}
