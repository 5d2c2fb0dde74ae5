/* One tour by dynamic programming (tours.h). Labels go forward through buckets of time and know which stops
 * they served. Of those at one stop in one bucket only the best stays, and it is extended only where it has
 * collected more than any in the buckets before: what they served is not compared, so this is no proof of
 * anything, but unlike ruin and recreate it weighs whole regions against each other. */
#include <string.h>

#include "solver/tours.h"

#define BUCKETS     256
#define LABELS_EACH 1024u /* by stop */
#define MOST_LABELS 200000u
#define MOST_BYTES  ((size_t)16 << 20) /* of sets */

typedef struct rsp_tours_label {
    double value;
    int32_t begin;
    uint32_t stop, parent;
    bool is_done;
} label;

int rsp_tours_path_new(const rsp_tours_view *v, rsp_arena *a, rsp_tours_path *ret, rsp_err *err) {
    rsp_tours_path p = {.v = v, .words = (v->n + 63) / 64};
    int64_t day = v->p->vehicles[0].close - v->p->vehicles[0].open;
    size_t most = MOST_BYTES / ((p.words + 1) * sizeof(uint64_t));
    most = most < MOST_LABELS ? most : MOST_LABELS;
    p.most = LABELS_EACH * (v->n + 1) < most ? LABELS_EACH * (v->n + 1) : (uint32_t)most;
    p.bucket = (int32_t)(day < 0 ? 1 : day / BUCKETS + 1);
    p.labels = rsp_arena_alloc(a, p.most, sizeof *p.labels);
    p.sets = rsp_arena_alloc(a, (size_t)p.most * (p.words + 1), sizeof *p.sets);
    p.slots = rsp_arena_alloc(a, (size_t)BUCKETS * v->width, sizeof *p.slots);
    p.value = rsp_arena_alloc(a, v->width, sizeof *p.value);
    p.most_before = rsp_arena_alloc(a, v->width, sizeof *p.most_before);
    p.stops = rsp_arena_alloc(a, v->width, sizeof *p.stops);
    if (p.labels == NULL || p.sets == NULL || p.slots == NULL || p.value == NULL || p.most_before == NULL ||
        p.stops == NULL) {
        return rsp_fail(err, RSP_ENOMEM, "out of memory for a search over %u stops", v->n);
    }
    *ret = p;
    return 0;
}

/* From label `from` on to a stop, where that can be driven and is not worse than what is there. */
static void go(rsp_tours_path *p, uint32_t from, uint32_t stop) {
    const rsp_tours_view *v = p->v;
    const label *l = &p->labels[from];
    const uint64_t *set = &p->sets[(size_t)from * p->words];
    double value = l->value + p->value[stop];
    if (p->value[stop] <= 0 || (set[stop / 64] >> stop % 64 & 1) != 0 || value <= p->most_before[stop]) {
        return;
    }
    int32_t at = l->begin + v->from[(size_t)l->stop * v->width + stop];
    at = at > v->open[stop] ? at : v->open[stop];
    if (at > v->close[stop] || at + v->from[(size_t)stop * v->width + p->to] > p->latest) {
        return;
    }
    uint32_t *slot = &p->slots[(size_t)((at - p->labels[0].begin) / p->bucket) * v->width + stop];
    if (p->n == p->most ||
        (*slot != 0 && (p->labels[*slot].value > value ||
                        (p->labels[*slot].value >= value && p->labels[*slot].begin <= at)))) {
        return;
    }
    uint64_t *to = &p->sets[(size_t)p->n * p->words];
    memcpy(to, set, p->words * sizeof *to);
    to[stop / 64] |= (uint64_t)1 << stop % 64;
    p->labels[p->n] = (label){value, at, stop, from, false};
    *slot = p->n++;
}

/* Extends what is new at a stop in a bucket; whether there was any. */
static bool extend(rsp_tours_path *p, uint32_t bucket, uint32_t stop) {
    uint32_t i = p->slots[(size_t)bucket * p->v->width + stop];
    label *l = &p->labels[i];
    if (i == 0 || l->is_done) {
        return false;
    }
    l->is_done = true;
    if (l->value <= p->most_before[stop]) {
        return false;
    }
    p->most_before[stop] = l->value;
    for (uint32_t k = 0; k < RSP_TOURS_NEAR; k++) {
        uint32_t next = p->v->near[(size_t)stop * RSP_TOURS_NEAR + k];
        if (next == RSP_TOURS_OUT) {
            break;
        }
        go(p, i, next);
    }
    return true;
}

uint32_t rsp_tours_path_find(rsp_tours_path *p, uint32_t from, int32_t begin, uint32_t to, int32_t latest) {
    const rsp_tours_view *v = p->v;
    uint32_t buckets = begin < latest ? (uint32_t)((latest - begin) / p->bucket + 1) : 1;
    memset(p->slots, 0, (size_t)buckets * v->width * sizeof *p->slots);
    memset(p->sets, 0, p->words * sizeof *p->sets);
    memset(p->most_before, 0, v->n * sizeof *p->most_before);
    p->labels[0] = (label){0, begin, from, 0, true};
    p->to = to;
    p->latest = latest;
    p->n = 1;
    for (uint32_t s = 0; s < v->n; s++) {
        go(p, 0, s);
    }
    for (uint32_t b = 0; b < buckets; b++) {
        for (bool any = true; any;) {
            any = false;
            for (uint32_t s = 0; s < v->n; s++) {
                any |= extend(p, b, s);
            }
        }
    }
    uint32_t best = 0, n = 0;
    for (uint32_t i = 1; i < p->n; i++) {
        best = p->labels[i].value > p->labels[best].value ? i : best;
    }
    for (uint32_t i = best; i != 0; i = p->labels[i].parent) {
        n++;
    }
    for (uint32_t i = best, k = n; i != 0; i = p->labels[i].parent) {
        p->stops[--k] = p->labels[i].stop;
    }
    return n;
}
