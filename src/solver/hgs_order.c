/* Clients numbered so that neighbours stand beside each other (hgs_order.h). */
#include "solver/hgs_order.h"

#include <string.h>

typedef struct tree {
    int64_t *far;    /* to what is in the tree */
    uint32_t *joint; /* where in it */
    uint32_t *next;  /* the walk: everyone right behind whom it hangs on */
    uint32_t *left;  /* not in the tree yet */
    uint32_t n_left;
} tree;

static int64_t between(const rsp_vrp *p, uint32_t a, uint32_t b) {
    const int32_t *ways = p->matrices[p->vehicles[0].matrix].distance;
    size_t n = p->n_locations, x = p->nodes[a].location, y = p->nodes[b].location;
    return (int64_t)ways[x * n + y] + ways[y * n + x];
}

/* Takes who is nearest to the tree into it; ties by place in the list, the same everywhere. */
static uint32_t grow(tree *t) {
    uint32_t k = 0;
    for (uint32_t i = 1; i < t->n_left; i++) {
        k = t->far[t->left[i]] < t->far[t->left[k]] ? i : k;
    }
    uint32_t x = t->left[k];
    t->left[k] = t->left[--t->n_left];
    t->next[x] = t->next[t->joint[x]];
    t->next[t->joint[x]] = x;
    return x;
}

/* All clients behind each other from `first` on. */
static void go_round(const rsp_vrp *p, uint32_t first, tree *t) {
    for (uint32_t i = first + 1; i < p->n_nodes; i++) {
        t->left[t->n_left++] = i;
        t->far[i] = INT64_MAX;
    }
    t->next[first] = RSP_VRP_NONE;
    for (uint32_t x = first; t->n_left > 0; x = grow(t)) {
        for (uint32_t i = 0; i < t->n_left; i++) {
            uint32_t y = t->left[i];
            int64_t way = between(p, x, y);
            if (way < t->far[y]) {
                t->far[y] = way;
                t->joint[y] = x;
            }
        }
    }
}

int rsp_hgs_order_new(const rsp_vrp *p, rsp_arena *a, rsp_hgs_order *ret, rsp_err *err) {
    uint32_t n = p->n_nodes, k = p->n_depots;
    rsp_vrp_node *nodes = rsp_arena_alloc(a, n + 1, sizeof *nodes);
    rsp_hgs_order o = {.p = *p,
                       .n = n,
                       .own = rsp_arena_alloc(a, n + 1, sizeof *o.own),
                       .theirs = rsp_arena_alloc(a, n + 1, sizeof *o.theirs)};
    tree t = {.far = rsp_arena_alloc(a, n + 1, sizeof *t.far),
              .joint = rsp_arena_alloc(a, n + 1, sizeof *t.joint),
              .next = rsp_arena_alloc(a, n + 1, sizeof *t.next),
              .left = rsp_arena_alloc(a, n + 1, sizeof *t.left)};
    if (nodes == NULL || o.own == NULL || o.theirs == NULL || t.far == NULL || t.joint == NULL ||
        t.next == NULL || t.left == NULL) {
        return rsp_fail(err, RSP_ENOMEM, "out of memory for an order of %u stops", n);
    }
    for (uint32_t i = 0; i < n; i++) {
        o.theirs[i] = i;
    }
    if (n > k && p->n_vehicles > 0) {
        go_round(p, k, &t);
        for (uint32_t x = k; x != RSP_VRP_NONE; x = t.next[x]) {
            o.theirs[k++] = x;
        }
    }
    for (uint32_t i = 0; i < n; i++) {
        o.own[o.theirs[i]] = i;
        nodes[i] = p->nodes[o.theirs[i]];
    }
    o.p.nodes = nodes;
    *ret = o;
    return 0;
}

void rsp_hgs_renumber(const rsp_hgs_order *o, const uint32_t *table, rsp_vrp_solution *s) {
    for (uint32_t r = 0; r < s->n_routes; r++) {
        uint32_t *stops = s->routes[r].stops;
        for (uint32_t i = 0; i < s->routes[r].n_stops; i++) {
            stops[i] = stops[i] < o->n ? table[stops[i]] : stops[i];
        }
    }
}

int rsp_hgs_order_copy(const rsp_hgs_order *o, const rsp_vrp_solution *s, rsp_arena *a, rsp_vrp_solution *ret,
                       rsp_err *err) {
    rsp_vrp_solution copy = {rsp_arena_alloc(a, s->n_routes + 1, sizeof *copy.routes), s->n_routes};
    for (uint32_t r = 0; copy.routes != NULL && r < s->n_routes; r++) {
        copy.routes[r] = s->routes[r];
        copy.routes[r].stops = rsp_arena_alloc(a, s->routes[r].n_stops + 1, sizeof(uint32_t));
        if (copy.routes[r].stops == NULL) {
            copy.routes = NULL;
        } else if (s->routes[r].n_stops > 0) {
            memcpy(copy.routes[r].stops, s->routes[r].stops, s->routes[r].n_stops * sizeof(uint32_t));
        }
    }
    if (copy.routes == NULL) {
        return rsp_fail(err, RSP_ENOMEM, "out of memory for %u routes to start from", s->n_routes);
    }
    rsp_hgs_renumber(o, o->own, &copy);
    *ret = copy;
    return 0;
}
