/* Forward and backward labels put together: the best routes, and the arcs that good routes use.
 *
 * A route is found once: at the last vertex that its forward label reached, over the arc that leaves the
 * forward side's reach (or goes to the sink). Completions drop most pairs by bucket before any is looked at.
 */
#include "solver/ng_inner.h"

#include <stdlib.h>

static int no_memory(rsp_err *err) {
    return rsp_fail(err, RSP_ENOMEM, "out of memory for routes");
}

static void sift_down(candidate *heap, size_t n, size_t k) {
    for (;;) {
        size_t least = k;
        for (size_t child = 2 * k + 1; child <= 2 * k + 2 && child < n; child++) {
            if (heap[child].gain < heap[least].gain) {
                least = child;
            }
        }
        if (least == k) {
            return;
        }
        candidate c = heap[k];
        heap[k] = heap[least];
        heap[least] = c;
        k = least;
    }
}

/* Keeps the best; *need rises to what is still of use. */
static int keep_best(rsp_ng *ng, const rsp_ng_query *q, candidate c, int64_t *need, rsp_err *err) {
    if (ng->heap.n < q->most_routes) {
        if (rsp_vec_grow(ng->ctx, &ng->heap)) {
            return no_memory(err);
        }
        size_t k = ng->heap.n++;
        while (k > 0 && ng->heap.at[(k - 1) / 2].gain > c.gain) {
            ng->heap.at[k] = ng->heap.at[(k - 1) / 2];
            k = (k - 1) / 2;
        }
        ng->heap.at[k] = c;
    } else {
        ng->heap.at[0] = c;
        sift_down(ng->heap.at, ng->heap.n, 0);
    }
    if (ng->heap.n == q->most_routes && ng->heap.at[0].gain + 1 > *need) {
        *need = ng->heap.at[0].gain + 1;
    }
    return 0;
}

/* The time at the head of the hop, or -1. */
static int32_t time_over(const label *l, const hop *h) {
    if (bits_meet(l->seen, h->test) || l->time > h->latest) {
        return -1;
    }
    int32_t time = (l->time > h->earliest ? l->time : h->earliest) + h->time;
    time = time > h->open ? time : h->open;
    return time > h->close ? -1 : time;
}

static bool loads_fit(const rsp_ng *ng, uint32_t forward, uint32_t backward) {
    uint32_t dims = ng->g->n_dims;
    for (uint32_t d = 0; d < dims; d++) {
        if (ng->sides[0].loads.at[(size_t)forward * dims + d] +
                ng->sides[1].loads.at[(size_t)backward * dims + d] >
            ng->g->capacity[d]) {
            return false;
        }
    }
    return true;
}

static int join_over(rsp_ng *ng, const rsp_ng_query *q, uint32_t at, const hop *h, int32_t time,
                     int64_t *need, rsp_err *err) {
    const side *forward = &ng->sides[0], *back = &ng->sides[1];
    const label *l = &forward->pool.at[at];
    int64_t so_far = l->gain + h->gain;
    uint32_t last = ng->n_buckets - 1 - bucket_of(ng, time);
    size_t base = (size_t)h->to * ng->n_buckets;
    if (so_far + back->completion[base + last] < *need) {
        return 0;
    }
    bits seen = bits_and(l->seen, h->keep), cuts = bits_and(l->cuts, ng->cut_memory[h->to]);
    for (uint32_t b = 0; b <= last; b++) {
        const entries *in = &back->settled[base + b];
        for (size_t k = 0; k < in->n && so_far + in->at[k].gain >= *need; k++) {
            const entry *e = &in->at[k];
            if (e->time > ng->horizon - time || bits_meet(seen, e->seen) || !loads_fit(ng, at, e->label)) {
                continue;
            }
            bits both = bits_and(cuts, back->pool.at[e->label].cuts);
            candidate c = {.gain = so_far + e->gain - (bits_any(both) ? penalty_of(ng, both) : 0),
                           .forward = at,
                           .arc = h->arc,
                           .backward = e->label};
            if (c.gain >= *need) {
                RSP_TRY(keep_best(ng, q, c, need, err));
            }
        }
    }
    return 0;
}

int rsp_ng_join(rsp_ng *ng, const rsp_ng_query *q, bool *ret_done, rsp_err *err) {
    const side *s = &ng->sides[0];
    int64_t need = q->threshold;
    size_t n = (size_t)ng->g->n_vertices * ng->n_buckets;
    *ret_done = true;
    ng->heap.n = 0;
    for (size_t b = 0; b < n; b++) {
        for (size_t k = 0; k < s->settled[b].n; k++) {
            uint32_t at = s->settled[b].at[k].label, v = s->pool.at[at].vertex;
            for (uint32_t h = s->first[v]; h < s->first[v + 1]; h++) {
                int32_t time = time_over(&s->pool.at[at], &s->hops[h]);
                if (time > s->reached || (time >= 0 && s->hops[h].to == ng->g->sink)) {
                    RSP_TRY(join_over(ng, q, at, &s->hops[h], time, &need, err));
                }
            }
            if (rsp_ng_stop(ng, q)) {
                *ret_done = false;
                return 0;
            }
        }
    }
    return 0;
}

void rsp_ng_mark_used(const rsp_ng *ng, const rsp_ng_query *q) {
    const side *s = &ng->sides[0], *back = &ng->sides[1];
    size_t n = (size_t)ng->g->n_vertices * ng->n_buckets;
    for (uint32_t a = 0; a < ng->g->n_arcs; a++) {
        q->ret_used[a] = 0;
    }
    for (size_t b = 0; b < n; b++) {
        for (size_t k = 0; k < s->settled[b].n; k++) {
            const label *l = &s->pool.at[s->settled[b].at[k].label];
            for (uint32_t i = s->first[l->vertex]; i < s->first[l->vertex + 1]; i++) {
                const hop *h = &s->hops[i];
                int32_t time = q->ret_used[h->arc] ? -1 : time_over(l, h);
                if (time >= 0 &&
                    l->gain + h->gain +
                            back->completion[(size_t)(h->to + 1) * ng->n_buckets - 1 - bucket_of(ng, time)] >=
                        q->threshold) {
                    q->ret_used[h->arc] = 1;
                }
            }
        }
    }
}

static int best_first(const void *a, const void *b) {
    const candidate *x = a, *y = b;
    if (x->gain != y->gain) {
        return x->gain > y->gain ? -1 : 1;
    }
    if (x->forward != y->forward) {
        return x->forward < y->forward ? -1 : 1;
    }
    if (x->backward != y->backward) {
        return x->backward < y->backward ? -1 : 1;
    }
    return x->arc < y->arc ? -1 : x->arc > y->arc;
}

int rsp_ng_tell_routes(rsp_ng *ng, rsp_err *err) {
    ng->routes.n = ng->path.n = 0;
    if (ng->heap.n > 0) {
        qsort(ng->heap.at, ng->heap.n, sizeof *ng->heap.at, best_first);
    }
    if (rsp_vec_reserve(ng->ctx, &ng->routes, ng->heap.n + 1)) {
        return no_memory(err);
    }
    const label *forward = ng->sides[0].pool.at, *back = ng->sides[1].pool.at;
    for (size_t k = 0; k < ng->heap.n; k++) {
        const candidate *c = &ng->heap.at[k];
        uint32_t before = 0, after = 0;
        for (uint32_t l = c->forward; forward[l].parent != NO_LABEL; l = forward[l].parent) {
            before++;
        }
        for (uint32_t l = c->backward; back[l].parent != NO_LABEL; l = back[l].parent) {
            after++;
        }
        uint32_t n = before + 1 + after;
        if (rsp_vec_reserve(ng->ctx, &ng->path, n)) {
            return no_memory(err);
        }
        uint32_t *arcs = ng->path.at + ng->path.n;
        for (uint32_t l = c->forward, i = before; forward[l].parent != NO_LABEL; l = forward[l].parent) {
            arcs[--i] = forward[l].arc;
        }
        arcs[before] = c->arc;
        for (uint32_t l = c->backward, i = before + 1; back[l].parent != NO_LABEL; l = back[l].parent) {
            arcs[i++] = back[l].arc;
        }
        ng->path.n += n;
        ng->routes.at[ng->routes.n++] = (rsp_ng_route){.gain = c->gain, .n_arcs = n};
    }
    size_t at = 0;
    for (size_t k = 0; k < ng->routes.n; k++) { /* only now does the path stand still */
        ng->routes.at[k].arcs = ng->path.at + at;
        at += ng->routes.at[k].n_arcs;
    }
    return 0;
}
