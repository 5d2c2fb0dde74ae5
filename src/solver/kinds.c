/* Classes by group and size (kinds.h). */
#include "solver/kinds.h"

#include <stdlib.h>

typedef struct rank {
    uint32_t group, cls;
    int32_t vehicles;
} rank;

static int by_group_then_size(const void *x, const void *y) {
    const rank *a = x;
    const rank *b = y;
    if (a->group != b->group) {
        return a->group < b->group ? -1 : 1;
    }
    if (a->vehicles != b->vehicles) {
        return a->vehicles < b->vehicles ? -1 : 1;
    }
    return (a->cls > b->cls) - (a->cls < b->cls);
}

int rsp_kinds_new(const rsp_ctx *ctx, const rsp_problem *p, rsp_kinds *ret, rsp_err *err) {
    uint32_t n = p->n_classes;
    rank *rank_at = rsp_calloc(ctx, (size_t)n + 1, sizeof *rank_at);
    rsp_kinds k = {.order = rsp_calloc(ctx, (size_t)n + 1, sizeof *k.order),
                   .size = rsp_calloc(ctx, (size_t)n + 1, sizeof *k.size),
                   .group = rsp_calloc(ctx, (size_t)n + 1, sizeof *k.group),
                   .group_of = rsp_calloc(ctx, (size_t)n + 1, sizeof *k.group_of)};
    if (rank_at == NULL || k.order == NULL || k.size == NULL || k.group == NULL || k.group_of == NULL) {
        rsp_free(ctx, rank_at);
        rsp_kinds_done(ctx, &k);
        return rsp_fail(err, RSP_ENOMEM, "out of memory for %u kinds of convoys", n);
    }
    for (uint32_t c = 0; c < n; c++) {
        rank_at[c] = (rank){p->classes[c].group, c, p->classes[c].vehicles};
    }
    qsort(rank_at, n, sizeof *rank_at, by_group_then_size);
    uint32_t sizes = 0;
    for (uint32_t i = 0; i < n; i++) {
        bool new_group = i == 0 || rank_at[i].group != rank_at[i - 1].group;
        if (new_group) {
            k.group[k.n_groups++] = sizes;
        }
        if (new_group || rank_at[i].vehicles != rank_at[i - 1].vehicles) {
            k.size[sizes++] = i;
        }
        k.order[i] = rank_at[i].cls;
        k.group_of[rank_at[i].cls] = k.n_groups - 1;
    }
    k.size[sizes] = n;
    k.group[k.n_groups] = sizes;
    rsp_free(ctx, rank_at);
    *ret = k;
    return 0;
}

void rsp_kinds_done(const rsp_ctx *ctx, rsp_kinds *k) {
    rsp_free(ctx, k->order);
    rsp_free(ctx, k->size);
    rsp_free(ctx, k->group);
    rsp_free(ctx, k->group_of);
    *k = (rsp_kinds){0};
}

uint32_t rsp_kinds_draw(const rsp_kinds *k, uint32_t group, rsp_rng *rng) {
    uint32_t first = k->group[group];
    uint32_t size = first + rsp_rng_below(rng, k->group[group + 1] - first);
    uint32_t n = k->size[size + 1] - k->size[size];
    return k->order[k->size[size] + rsp_rng_below(rng, n)];
}
