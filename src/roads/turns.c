/* Forbidden sequences of arcs as an automaton, so that a search obeys all of them by looking one arc ahead.
 *
 * What: a state is an arc, or an arc with the part of a forbidden sequence that has just been driven (an
 * "extra" state). Each state lists the next arcs that are forbidden or lead to an extra state.
 * Why: restrictions over via ways depend on more than the last arc; with these states a plain search is
 * exact. Invariants: the entries of an extra state hold those of its longest proper suffix too (so no
 * sequence that begins later is missed); entries are sorted by arc; an extra state forbids at least what its
 * arc does. Reference: Aho, Corasick, "Efficient string matching" (1975). */
#include <stdlib.h>
#include <string.h>

#include "base/vec.h"
#include "roads/net_file.h"
#include "roads/tags.h"

#define ENTRIES_MAX (1U << 26)

typedef struct word {
    const uint32_t *arcs;
    uint32_t n, mask;
} word;

typedef struct own_entry {
    uint32_t state;
    turn_entry e;
} own_entry;

typedef struct extra {
    const uint32_t *arcs;   /* its sequence */
    uint32_t depth, number; /* number: among the extra states, in order of making */
    uint32_t first, n;      /* its final entries */
} extra;

typedef struct builder {
    const rsp_net *net;
    uint32_t base; /* states that are plain arcs */
    RSP_VEC(own_entry) own;
    RSP_VEC(extra) extras;
    RSP_VEC(turn_entry) final; /* of extra states */
    word *words;
    uint32_t *by_depth;
} builder;

static int by_word(const void *a, const void *b) {
    const word *x = a;
    const word *y = b;
    uint32_t n = x->n < y->n ? x->n : y->n;
    for (uint32_t i = 0; i < n; i++) {
        if (x->arcs[i] != y->arcs[i]) {
            return x->arcs[i] < y->arcs[i] ? -1 : 1;
        }
    }
    return (x->n > y->n) - (x->n < y->n);
}

static int by_own(const void *a, const void *b) {
    const own_entry *x = a;
    const own_entry *y = b;
    int c = (x->state > y->state) - (x->state < y->state);
    return c != 0 ? c : (x->e.arc > y->e.arc) - (x->e.arc < y->e.arc);
}

static int add_own(builder *b, uint32_t state, turn_entry e) {
    own_entry o = {.state = state, .e = e};
    return rsp_vec_push(&b->net->ctx, &b->own, o);
}

/* The trie of all proper prefixes of two or more arcs. */
static int build_trie(builder *b) {
    const rsp_net *net = b->net;
    uint32_t stack[RSP_PATTERN_ARCS_MAX + 1] = {0}; /* stack[d]: state of the prefix of d arcs */
    uint32_t depth = 0;
    const word *before = NULL;
    for (uint32_t i = 0; i < net->h->patterns; i++) {
        const word *w = &b->words[i];
        uint32_t shared = 0;
        while (before != NULL && shared < before->n && shared < w->n &&
               before->arcs[shared] == w->arcs[shared]) {
            shared++;
        }
        depth = shared < depth ? shared : depth;
        if (depth == 0) {
            stack[1] = w->arcs[0];
            depth = 1;
        }
        for (; depth + 1 < w->n; depth++) {
            extra x = {.arcs = w->arcs, .depth = depth + 1, .number = (uint32_t)b->extras.n};
            uint32_t state = b->base + x.number;
            RSP_TRY(rsp_vec_push(&net->ctx, &b->extras, x));
            RSP_TRY(add_own(b, stack[depth], (turn_entry){.arc = w->arcs[depth], .target = state}));
            stack[depth + 1] = state;
        }
        depth = w->n - 1 < depth ? w->n - 1 : depth;
        RSP_TRY(add_own(b, stack[depth],
                        (turn_entry){.arc = w->arcs[w->n - 1], .target = RSP_NONE, .mask = w->mask}));
        before = w;
    }
    return 0;
}

static void sort_own(builder *b) {
    if (b->own.n > 1) {
        qsort(b->own.at, b->own.n, sizeof *b->own.at, by_own);
    }
    size_t n = 0;
    for (size_t i = 0; i < b->own.n; i++) {
        own_entry *o = &b->own.at[i];
        if (n > 0 && by_own(&b->own.at[n - 1], o) == 0) {
            turn_entry *t = &b->own.at[n - 1].e;
            t->mask |= o->e.mask;
            t->target = t->target != RSP_NONE ? t->target : o->e.target;
        } else {
            b->own.at[n++] = *o;
        }
    }
    b->own.n = n;
}

/* The first own entry at or after (state, arc). */
static size_t find_own(const builder *b, uint32_t state, uint32_t arc) {
    own_entry key = {.state = state, .e = {.arc = arc}};
    size_t lo = 0;
    size_t hi = b->own.n;
    while (lo < hi) {
        size_t mid = lo + (hi - lo) / 2;
        if (by_own(&b->own.at[mid], &key) < 0) {
            lo = mid + 1;
        } else {
            hi = mid;
        }
    }
    return lo;
}

/* The state of the longest proper suffix of x's sequence that begins a forbidden sequence. */
static uint32_t suffix_state(const builder *b, const extra *x) {
    for (uint32_t k = 1; k < x->depth; k++) {
        uint32_t state = x->arcs[k];
        uint32_t j = k + 1;
        for (; j < x->depth; j++) {
            size_t i = find_own(b, state, x->arcs[j]);
            if (i >= b->own.n || b->own.at[i].state != state || b->own.at[i].e.arc != x->arcs[j] ||
                b->own.at[i].e.target == RSP_NONE) {
                break;
            }
            state = b->own.at[i].e.target;
        }
        if (j == x->depth) {
            return state;
        }
    }
    return x->arcs[x->depth - 1];
}

/* x's own entries joined with those of its suffix. */
static int join_entries(builder *b, extra *x) {
    uint32_t state = b->base + x->number;
    uint32_t suffix = suffix_state(b, x);
    size_t i = find_own(b, state, 0);
    size_t k = 0;
    size_t k_end = 0;
    bool plain = suffix < b->base;
    if (plain) {
        k = find_own(b, suffix, 0);
        k_end = k;
        while (k_end < b->own.n && b->own.at[k_end].state == suffix) {
            k_end++;
        }
    } else {
        k = b->extras.at[suffix - b->base].first;
        k_end = k + b->extras.at[suffix - b->base].n;
    }
    x->first = (uint32_t)b->final.n;
    for (;;) {
        bool left = i < b->own.n && b->own.at[i].state == state;
        bool right = k < k_end;
        if (!left && !right) {
            break;
        }
        turn_entry s = !right ? (turn_entry){.arc = RSP_NONE} : plain ? b->own.at[k].e : b->final.at[k];
        turn_entry e = left ? b->own.at[i].e : s;
        if (left && right && s.arc == e.arc) {
            e.mask |= s.mask;
            e.target = e.target != RSP_NONE ? e.target : s.target;
            i++;
            k++;
        } else if (left && (!right || e.arc < s.arc)) {
            i++;
        } else {
            e = s;
            k++;
        }
        if (b->final.n >= ENTRIES_MAX) {
            return RSP_ELIMIT;
        }
        RSP_TRY(rsp_vec_push(&b->net->ctx, &b->final, e));
    }
    x->n = (uint32_t)b->final.n - x->first;
    return 0;
}

static int join_all(builder *b) {
    uint32_t n = (uint32_t)b->extras.n;
    uint32_t start[RSP_PATTERN_ARCS_MAX + 2] = {0};
    b->by_depth = rsp_calloc(&b->net->ctx, (size_t)n + 1, sizeof *b->by_depth);
    if (b->by_depth == NULL) {
        return RSP_ENOMEM;
    }
    for (uint32_t i = 0; i < n; i++) {
        start[b->extras.at[i].depth + 1]++;
    }
    for (uint32_t d = 1; d <= RSP_PATTERN_ARCS_MAX + 1; d++) {
        start[d] += start[d - 1];
    }
    for (uint32_t i = 0; i < n; i++) {
        b->by_depth[start[b->extras.at[i].depth]++] = i;
    }
    for (uint32_t i = 0; i < n; i++) {
        RSP_TRY(join_entries(b, &b->extras.at[b->by_depth[i]]));
    }
    return 0;
}

static void mark_special(const rsp_net *net, net_turns *t) {
    for (uint32_t s = 0; s < t->states; s++) {
        if (t->first[s + 1] > t->first[s]) {
            uint32_t arc = s < 2 * net->h->edges ? s : t->extra_arc[s - 2 * net->h->edges];
            uint32_t v = net_head(net, arc);
            t->node_special[v >> 6] |= 1ULL << (v & 63);
        }
    }
}

static int flatten(builder *b, net_turns *t) {
    const rsp_ctx *c = &b->net->ctx;
    t->states = b->base + (uint32_t)b->extras.n;
    t->first = rsp_calloc(c, (size_t)t->states + 1, sizeof *t->first);
    t->entry = rsp_calloc(c, b->own.n + b->final.n + 1, sizeof *t->entry);
    t->extra_arc = rsp_calloc(c, b->extras.n + 1, sizeof *t->extra_arc);
    t->node_special = rsp_calloc(c, (size_t)b->net->h->nodes / 64 + 1, sizeof *t->node_special);
    if (t->first == NULL || t->entry == NULL || t->extra_arc == NULL || t->node_special == NULL) {
        return RSP_ENOMEM;
    }
    uint32_t at = 0;
    size_t i = 0;
    for (uint32_t s = 0; s < b->base; s++) {
        t->first[s] = at;
        for (; i < b->own.n && b->own.at[i].state == s; i++) {
            t->entry[at++] = b->own.at[i].e;
        }
    }
    for (uint32_t k = 0; k < b->extras.n; k++) {
        const extra *x = &b->extras.at[k];
        t->first[b->base + k] = at;
        t->extra_arc[k] = x->arcs[x->depth - 1];
        memcpy(t->entry + at, b->final.at + x->first, x->n * sizeof *t->entry);
        at += x->n;
    }
    t->first[t->states] = at;
    mark_special(b->net, t);
    return 0;
}

int net_turns_build(const rsp_net *n, net_turns *ret, rsp_err *err) {
    builder b = {.net = n, .base = 2 * n->h->edges};
    net_turns t = {0};
    int rc = 0;
    b.words = rsp_calloc(&n->ctx, (size_t)n->h->patterns + 1, sizeof *b.words);
    if (b.words == NULL) {
        rc = RSP_ENOMEM;
    }
    for (uint32_t i = 0; rc == 0 && i < n->h->patterns; i++) {
        const net_pattern *p = &n->patterns[i];
        b.words[i] = (word){.arcs = n->pattern_arcs + p->first, .n = p->n, .mask = p->mask};
    }
    if (rc == 0 && n->h->patterns > 1) {
        qsort(b.words, n->h->patterns, sizeof *b.words, by_word);
    }
    rc = rc == 0 ? build_trie(&b) : rc;
    if (rc == 0) {
        sort_own(&b);
        rc = join_all(&b);
    }
    rc = rc == 0 ? flatten(&b, &t) : rc;
    rsp_free(&n->ctx, b.words);
    rsp_free(&n->ctx, b.by_depth);
    rsp_vec_done(&n->ctx, &b.own);
    rsp_vec_done(&n->ctx, &b.extras);
    rsp_vec_done(&n->ctx, &b.final);
    if (rc != 0) {
        net_turns_done(&n->ctx, &t);
        return rsp_fail(err, rc,
                        rc == RSP_ENOMEM ? "out of memory" : "more turn restrictions than can be kept");
    }
    *ret = t;
    return 0;
}

void net_turns_done(const rsp_ctx *ctx, net_turns *t) {
    rsp_free(ctx, t->first);
    rsp_free(ctx, t->entry);
    rsp_free(ctx, t->extra_arc);
    rsp_free(ctx, t->node_special);
    *t = (net_turns){0};
}

bool net_dead_end(const rsp_net *n, uint32_t state, unsigned profiles) {
    uint32_t arc = net_state_arc(n, state);
    uint32_t v = net_head(n, arc);
    profiles = profiles != 0 ? profiles : RSP_PROFILES_ALL;
    for (uint32_t i = n->out_first[v]; i < n->out_first[v + 1]; i++) {
        uint32_t b = n->out_arc[i];
        for (unsigned p = 0; b != (arc ^ 1U) && p < RSP_PROFILE_COUNT; p++) {
            if ((profiles >> p & 1U) != 0 && net_arc_ms(n, b, 1U << p) != UINT32_MAX &&
                !net_banned(&n->turns, state, b, 1U << p)) {
                return false;
            }
        }
    }
    return true;
}
