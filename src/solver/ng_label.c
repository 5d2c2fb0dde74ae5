/* Labelling of one direction: buckets of time, dominance, completion bounds.
 *
 * Labels wait in the bucket of their vertex and time; a bucket is settled when its time has come, best gains
 * first, so that within it nothing settled is dominated later. Dominance is tested once, when a label
 * settles, against settled ones only: those are never withdrawn, so a label that is dropped has its dominator
 * extended. Arcs shorter than a bucket refill the bucket being settled: it is gone through again until it
 * stays empty. A pool with a free list holds all labels; nothing is freed while a query runs. */
#include "solver/ng_inner.h"

#include <stdlib.h>
#include <string.h>

bool rsp_ng_stop(rsp_ng *ng, const rsp_ng_query *q) {
    if (ng->countdown-- > 0) {
        return false;
    }
    ng->countdown = 255;
    return rsp_cancelled(ng->ctx) ||
           (q->deadline_ns > 0 && ng->ctx->env->monotonic_ns(ng->ctx->env->user) >= q->deadline_ns);
}

static int no_memory(rsp_err *err) {
    return rsp_fail(err, RSP_ENOMEM, "out of memory for labels of routes");
}

/* alone: the bucket holds one waiting label at most, the best; another is put into its place or dropped. */
static int add_label(rsp_ng *ng, side *s, const label *l, const int32_t *load, bool alone, rsp_err *err) {
    uint32_t *head = &s->pending[(size_t)l->vertex * ng->n_buckets + bucket_of(ng, l->time)];
    uint32_t at = s->free, dims = ng->g->n_dims;
    if (alone && *head != NO_LABEL) {
        at = *head;
        if (s->pool.at[at].gain >= l->gain) {
            return 0;
        }
        *head = s->pool.at[at].next;
    } else if (at != NO_LABEL) {
        s->free = s->pool.at[at].next;
    } else {
        if (s->pool.n >= NO_LABEL - 1 || rsp_vec_grow(ng->ctx, &s->pool) ||
            rsp_vec_reserve(ng->ctx, &s->loads, dims + 1)) {
            return no_memory(err);
        }
        at = (uint32_t)s->pool.n++;
        s->loads.n += dims;
    }
    s->pool.at[at] = *l;
    s->pool.at[at].next = *head;
    *head = at;
    for (uint32_t d = 0; d < dims; d++) {
        s->loads.at[(size_t)at * dims + d] = load[d];
    }
    return 0;
}

/* Begins anew: the label of the end where the side starts. */
int rsp_ng_reset(rsp_ng *ng, side *s, rsp_err *err) {
    const rsp_ng_graph *g = ng->g;
    size_t n = (size_t)g->n_vertices * ng->n_buckets;
    for (size_t b = 0; b < n; b++) {
        s->pending[b] = NO_LABEL;
        s->settled[b].n = 0;
        s->completion[b] = INT64_MIN / 2;
    }
    s->pool.n = s->loads.n = 0;
    s->free = NO_LABEL;
    s->n_settled = 0;
    s->reached = -1;
    uint32_t v = s->backward ? g->sink : g->source;
    int32_t none[RSP_NG_DIMS] = {0};
    label first = {.time = s->backward ? ng->horizon - g->vertices[v].close : g->vertices[v].open,
                   .vertex = v,
                   .parent = NO_LABEL,
                   .arc = RSP_NG_NONE};
    return add_label(ng, s, &first, none, false, err);
}

static bool lighter(const rsp_ng *ng, const side *s, uint32_t a, const int32_t *load) {
    uint32_t dims = ng->g->n_dims;
    for (uint32_t d = 0; d < dims; d++) {
        if (s->loads.at[(size_t)a * dims + d] > load[d]) {
            return false;
        }
    }
    return true;
}

/* What the label remembers, and what it could not visit any more anyway. */
static bits seen_or_gone(const side *s, const label *l) {
    uint32_t k = s->first_limit[l->vertex], first = k;
    while (k < s->first_limit[l->vertex + 1] && s->limits.at[k].time < l->time) {
        k++;
    }
    return k > first ? bits_or(l->seen, s->limits.at[k - 1].gone) : l->seen;
}

/* By a settled label. */
static bool dominated(const rsp_ng *ng, const side *s, const reach *r, const label *l, const int32_t *load) {
    size_t base = (size_t)l->vertex * ng->n_buckets;
    bool cuts = r->query->n_cuts > 0 && !r->loose;
    bits seen = r->alike ? l->seen : seen_or_gone(s, l);
    for (uint32_t b = 0; b <= bucket_of(ng, l->time); b++) {
        const entries *in = &s->settled[base + b];
        for (size_t k = 0; k < in->n && in->at[k].gain >= l->gain; k++) {
            const entry *e = &in->at[k];
            if (e->time > l->time || (!r->loose && !bits_within(e->seen, seen)) ||
                (r->alike && !bits_within(l->seen, e->seen)) || !lighter(ng, s, e->label, load)) {
                continue;
            }
            if (!cuts ||
                e->gain - penalty_of(ng, bits_without(s->pool.at[e->label].cuts, l->cuts)) >= l->gain) {
                return true;
            }
        }
    }
    return false;
}

/* The label at the head of the hop. 0 also where there is none. */
static int extend(rsp_ng *ng, side *s, const reach *r, uint32_t at, const hop *h, rsp_err *err) {
    const label *l = &s->pool.at[at];
    if (bits_meet(l->seen, h->test) || l->time > h->latest) {
        return 0;
    }
    int32_t time = (l->time > h->earliest ? l->time : h->earliest) + h->time;
    time = time > h->open ? time : h->open;
    if (time > h->close || time > r->until || time <= s->reached) {
        return 0;
    }
    label next = {.gain = l->gain + h->gain,
                  .seen = bits_and(l->seen, h->keep),
                  .time = time,
                  .vertex = h->to,
                  .parent = at,
                  .arc = h->arc};
    if (r->query->n_cuts > 0) {
        bits in = ng->cut_in[h->to], kept = bits_and(l->cuts, ng->cut_memory[h->to]);
        bits twice = bits_and(kept, in);
        next.gain -= bits_any(twice) ? penalty_of(ng, twice) : 0;
        next.cuts = bits_or(bits_without(kept, twice), bits_without(in, twice));
    }
    if (r->other != NULL &&
        next.gain + r->other->completion[(size_t)(h->to + 1) * ng->n_buckets - 1 - bucket_of(ng, time)] <
            r->query->threshold) {
        return 0;
    }
    uint32_t element = ng->g->vertices[h->to].element;
    if (element != RSP_NG_NONE) {
        next.seen = bits_or(
            next.seen, bit_of(r->query->mode == RSP_NG_ENUMERATE ? ng->full[element] : ng->colour[element]));
    }
    int32_t load[RSP_NG_DIMS];
    for (uint32_t d = 0; d < ng->g->n_dims; d++) {
        load[d] = s->loads.at[(size_t)at * ng->g->n_dims + d] + ng->g->vertices[h->to].load[d];
        if (load[d] > ng->g->capacity[d]) {
            return 0;
        }
    }
    return dominated(ng, s, r, &next, load) ? 0 : add_label(ng, s, &next, load, r->loose, err);
}

static int extend_all(rsp_ng *ng, side *s, const reach *r, uint32_t at, rsp_err *err) {
    uint32_t v = s->pool.at[at].vertex, end = s->backward ? ng->g->source : ng->g->sink;
    for (uint32_t h = s->first[v]; h < s->first[v + 1]; h++) {
        if (s->hops[h].to != end) { /* the join goes there */
            RSP_TRY(extend(ng, s, r, at, &s->hops[h], err));
        }
    }
    return 0;
}

static int by_gain(const void *a, const void *b) {
    const rank *x = a, *y = b;
    if (x->gain != y->gain) {
        return x->gain > y->gain ? -1 : 1;
    }
    if (x->time != y->time) {
        return x->time < y->time ? -1 : 1;
    }
    return x->label < y->label ? -1 : 1;
}

/* Room in the bucket for one more, gains falling. */
static int settle(rsp_ng *ng, side *s, entries *in, uint32_t at, rsp_err *err) {
    if (rsp_vec_grow(ng->ctx, in)) {
        return no_memory(err);
    }
    const label *l = &s->pool.at[at];
    size_t k = in->n++;
    while (k > 0 && in->at[k - 1].gain < l->gain) {
        in->at[k] = in->at[k - 1];
        k--;
    }
    in->at[k] = (entry){.gain = l->gain, .seen = l->seen, .time = l->time, .label = at};
    s->n_settled++;
    return 0;
}

/* All that waits in one bucket. */
static int settle_bucket(rsp_ng *ng, side *s, const reach *r, size_t bucket, bool *ret_done, rsp_err *err) {
    size_t n = 0;
    for (uint32_t at = s->pending[bucket]; at != NO_LABEL; at = s->pool.at[at].next) {
        n++;
    }
    if (rsp_vec_reserve(ng->ctx, &ng->ranks, n)) {
        return no_memory(err);
    }
    rank *ranks = ng->ranks.at;
    n = 0;
    for (uint32_t at = s->pending[bucket]; at != NO_LABEL; at = s->pool.at[at].next) {
        ranks[n++] = (rank){.gain = s->pool.at[at].gain, .time = s->pool.at[at].time, .label = at};
    }
    s->pending[bucket] = NO_LABEL;
    qsort(ranks, n, sizeof *ranks, by_gain);
    uint64_t most = r->query->most_labels > 0 ? r->query->most_labels : 4000000;
    for (size_t k = 0; k < n; k++) {
        uint32_t at = ranks[k].label;
        if (dominated(ng, s, r, &s->pool.at[at], s->loads.at + (size_t)at * ng->g->n_dims)) {
            s->pool.at[at].next = s->free;
            s->free = at;
            continue;
        }
        RSP_TRY(settle(ng, s, &s->settled[bucket], at, err));
        RSP_TRY(extend_all(ng, s, r, at, err));
        if (rsp_ng_stop(ng, r->query) || s->pool.n > most) {
            *ret_done = false;
            return 0;
        }
    }
    return 0;
}

/* Best gains by bucket, those of earlier buckets included. */
static void complete(const rsp_ng *ng, side *s) {
    for (uint32_t v = 0; v < ng->g->n_vertices; v++) {
        int64_t best = INT64_MIN / 2;
        for (size_t b = (size_t)v * ng->n_buckets; b < (size_t)(v + 1) * ng->n_buckets; b++) {
            if (s->settled[b].n > 0 && s->settled[b].at[0].gain > best) {
                best = s->settled[b].at[0].gain;
            }
            s->completion[b] = best;
        }
    }
}

int rsp_ng_run(rsp_ng *ng, side *s, const reach *r, bool *ret_done, rsp_err *err) {
    size_t n = (size_t)ng->g->n_vertices * ng->n_buckets;
    *ret_done = true;
    if (s->reached >= 0) { /* goes on from where it stood: the children that lay beyond */
        for (size_t b = 0; b < n; b++) {
            for (size_t k = 0; k < s->settled[b].n; k++) {
                RSP_TRY(extend_all(ng, s, r, s->settled[b].at[k].label, err));
            }
        }
    }
    for (uint32_t b = bucket_of(ng, s->reached + 1); b <= bucket_of(ng, r->until) && *ret_done; b++) {
        for (bool again = true; again && *ret_done;) {
            again = false;
            for (uint32_t v = 0; v < ng->g->n_vertices && *ret_done; v++) {
                size_t bucket = (size_t)v * ng->n_buckets + b;
                if (s->pending[bucket] != NO_LABEL) {
                    again = true;
                    RSP_TRY(settle_bucket(ng, s, r, bucket, ret_done, err));
                }
            }
        }
    }
    s->reached = r->until;
    complete(ng, s);
    return 0;
}
