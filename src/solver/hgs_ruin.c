/* Taking strings of stops out (hgs_ruin.h; Christiaens & Vanden Berghe 2020, section 5.2). */
#include "solver/hgs_ruin.h"

#include <math.h>

#define MEAN_REMOVED   10
#define LONGEST_STRING 10
#define SPLIT          0.5
#define SPLIT_GROWS    0.01
#define MOST_OPTIONAL  12 /* absent neighbours that take part in a step */
#define MOST_MISSING   16 /* required ones left out that take part in a step */

int rsp_hgs_ruin_new(const rsp_hgs_view *v, rsp_arena *a, uint64_t seed, rsp_hgs_ruin *ret, rsp_err *err) {
    rsp_hgs_ruin r = {.blink = 50};
    r.out = rsp_arena_alloc(a, v->n + 1, sizeof *r.out);
    r.key = rsp_arena_alloc(a, v->n + 1, sizeof *r.key);
    r.seen = rsp_arena_alloc(a, v->n + v->n_slots + 1, sizeof *r.seen);
    if (r.out == NULL || r.key == NULL || r.seen == NULL) {
        return rsp_fail(err, RSP_ENOMEM, "out of memory for a search over %u stops", v->n);
    }
    rsp_rng_seed(&r.rng, seed);
    *ret = r;
    return 0;
}

static void add_out(rsp_hgs_ruin *r, uint32_t client) {
    if (r->seen[client] != r->step) {
        r->seen[client] = r->step;
        r->out[r->n_out++] = client;
    }
}

static uint32_t below(rsp_hgs_ruin *r, uint32_t n) {
    return n <= 1 ? 0 : rsp_rng_below(&r->rng, n);
}

/* Walks at most n clients from x towards the start (end) over reloads; returns how far it came. */
static uint32_t reach(const rsp_hgs_tour *t, uint32_t *x, uint32_t n, bool back) {
    uint32_t at = *x, done = 0, slot = t->nodes[at].slot;
    uint32_t stop = back ? rsp_hgs_start(t->v, slot) : rsp_hgs_end(t->v, slot);
    while (done < n) {
        do {
            at = back ? t->nodes[at].prev : t->nodes[at].next;
        } while (at >= t->v->n && at != stop);
        if (at == stop) {
            break;
        }
        *x = at;
        done++;
    }
    return done;
}

/* Takes a string of `length` clients around `client` out of its route, or two with some kept between. */
static void take_string(rsp_hgs_ruin *r, rsp_hgs_tour *t, uint32_t client, uint32_t length) {
    uint32_t slot = t->nodes[client].slot, n = t->slots[slot].n, kept = 0;
    if (length > 1 && length < n && rsp_rng_unit(&r->rng) < SPLIT) {
        kept = 1;
        while (length + kept < n && rsp_rng_unit(&r->rng) < SPLIT_GROWS) {
            kept++;
        }
    }
    uint32_t span = length + kept, x = client, y = client;
    uint32_t behind = reach(t, &y, span - 1, false);
    uint32_t least = span - 1 - behind;
    uint32_t most = reach(t, &x, span - 1, true);
    x = client;
    reach(t, &x, least + below(r, most - least + 1), true);
    uint32_t keep_from = kept > 0 ? 1 + below(r, length - 1) : span;
    for (uint32_t i = 0; i < span; i++) {
        uint32_t next = t->nodes[x].next;
        while (next >= t->v->n && next != rsp_hgs_end(t->v, slot)) {
            next = t->nodes[next].next;
        }
        if (i < keep_from || i >= keep_from + kept) {
            rsp_hgs_tour_take(t, x);
            add_out(r, x);
        }
        x = next;
    }
    rsp_hgs_tour_refresh(t, slot);
}

static void ruin(rsp_hgs_ruin *r, rsp_hgs_tour *t) {
    const rsp_hgs_view *v = t->v;
    uint32_t seed = below(r, v->n), served = v->n - t->n_absent;
    double average = t->n_used > 0 ? (double)served / t->n_used : 1;
    double longest = average < LONGEST_STRING ? average : LONGEST_STRING;
    double most = 4.0 * MEAN_REMOVED / (1 + longest) - 1;
    uint32_t strings = (uint32_t)(1 + rsp_rng_unit(&r->rng) * (most < 1 ? 1 : most));
    uint32_t optional = 0;
    for (uint32_t i = 0; i <= v->n_near; i++) {
        uint32_t c = i == 0 ? seed : v->near[(size_t)seed * v->n_near + i - 1];
        if (c == RSP_VRP_NONE || (strings == 0 && (!v->optionals || i > 4 * MOST_OPTIONAL))) {
            break;
        }
        uint32_t slot = t->nodes[c].slot;
        if (slot == RSP_VRP_NONE) {
            if (optional < MOST_OPTIONAL) {
                optional++;
                add_out(r, c);
            }
        } else if (strings > 0 && r->seen[v->n + slot] != r->step) {
            r->seen[v->n + slot] = r->step;
            strings--;
            uint32_t n = t->slots[slot].n;
            double limit = n < longest ? n : longest;
            uint32_t length = (uint32_t)(1 + rsp_rng_unit(&r->rng) * limit);
            take_string(r, t, c, length < n ? length : n);
        }
    }
}

/* Required clients left out take part in every step. */
static void add_missing(rsp_hgs_ruin *r, const rsp_hgs_tour *t) {
    if (t->n_missing == 0) {
        return;
    }
    uint32_t from = below(r, t->n_absent), added = 0;
    for (uint32_t i = 0; i < t->n_absent && added < MOST_MISSING; i++) {
        uint32_t c = t->absent[(from + i) % t->n_absent];
        if (t->v->clients[c].required && r->seen[c] != r->step) {
            add_out(r, c);
            added++;
        }
    }
}

void rsp_hgs_ruin_step(rsp_hgs_ruin *r, rsp_hgs_tour *t) {
    r->step++;
    r->n_out = 0;
    ruin(r, t);
    add_missing(r, t);
    rsp_hgs_recreate(r, t);
}
