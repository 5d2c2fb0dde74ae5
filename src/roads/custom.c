/* Customizing: the least weight of every arc of the hierarchy under one overlay and one metric.
 *
 * What: states in order, lowest first; an arc costs what the network says or what the best triangle below it
 * does (those are known by then). A step costs driving the arc it leads onto, and the delays of checkpoints
 * that are met on coming onto it; what is closed, banned, or turning round with another way on, is infinite.
 * Why kept with the overlay: a plan asks for thousands of paths under a handful of metrics, in several
 * threads. Invariants: a customized hierarchy never changes (`halves` are filled in on demand, by anyone, to
 * the same values); one in use is not freed. Reference: see hierarchy.c; basic customization. */
#include "roads/custom.h"

#include <string.h>

#define CUSTOM_KEPT_BYTES ((uint64_t)192 << 20) /* a dozen metrics of a city */

static custom *custom_free(const rsp_ctx *ctx, custom *c) {
    if (c != NULL) {
        rsp_free(ctx, c->state_key);
        rsp_free(ctx, c->weight);
        rsp_free(ctx, atomic_load(&c->halves));
        rsp_free(ctx, c);
    }
    return NULL;
}

static int make(const rsp_overlay *o, const hierarchy *h, const rsp_metric *m, custom **ret) {
    const rsp_ctx *ctx = &o->ctx;
    custom *c = rsp_calloc(ctx, 1, sizeof *c);
    if (c == NULL) {
        return RSP_ENOMEM;
    }
    *c = (custom){.h = h, .o = o, .metric = *m, .wide = m->danger_s_per_unit > 0};
    size_t arcs = hier_arcs(h);
    c->state_key = rsp_realloc(ctx, NULL, (size_t)h->states + 1, custom_key_bytes(c)); /* all is written */
    c->weight = rsp_realloc(ctx, NULL, arcs + 1, custom_key_bytes(c));
    c->bytes = (h->states + arcs) * custom_key_bytes(c) + arcs * sizeof *c->halves;
    void *scratch = rsp_calloc(ctx, (size_t)h->height + 1, custom_key_bytes(c));
    int rc = c->state_key == NULL || c->weight == NULL || scratch == NULL ? RSP_ENOMEM : 0;
    if (rc == 0) {
        custom_loops_weigh(c);
        rc = custom_loops_customize(c, scratch);
    }
    rsp_free(ctx, scratch);
    if (rc != 0) {
        custom_free(ctx, c);
        return rc;
    }
    *ret = c;
    return 0;
}

/* Frees those that nobody uses and that were asked for longest ago, until the others are small enough. The
 * last asked for stands first. */
static void trim(rsp_overlay *o) {
    uint64_t bytes = 0;
    for (custom **at = &o->customs; *at != NULL;) {
        custom *c = *at;
        bytes += c->bytes;
        if (c->users == 0 && bytes > CUSTOM_KEPT_BYTES) {
            *at = c->next;
            custom_free(&o->ctx, c);
        } else {
            at = &c->next;
        }
    }
}

/* What is kept with the overlay is not part of what it says. */
static rsp_overlay *keeper(const rsp_overlay *o) {
    rsp_overlay *k;
    memcpy(&k, &o, sizeof k);
    return k;
}

int custom_get(const rsp_overlay *o, const rsp_metric *m, const custom **ret, rsp_err *err) {
    const hierarchy *h = NULL;
    RSP_TRY(weights_check(m, err));
    RSP_TRY(hier_get(o->net, &h, err));
    if (h == NULL) {
        *ret = NULL;
        return 0;
    }
    int rc = 0;
    rsp_overlay *k = keeper(o);
    pthread_mutex_lock(&k->lock);
    custom **at = &k->customs;
    while (*at != NULL && !weights_same(&(*at)->metric, m)) {
        at = &(*at)->next;
    }
    custom *c = *at;
    if (c != NULL) {
        *at = c->next;
    } else {
        rc = make(o, h, m, &c);
    }
    if (rc == 0) {
        c->number = c->number != 0 ? c->number : ++k->made;
        c->next = k->customs;
        k->customs = c;
        c->users++;
        trim(k);
    }
    pthread_mutex_unlock(&k->lock);
    if (rc != 0) {
        return rsp_fail(err, rc, rc == RSP_ENOMEM ? "out of memory" : "stopped");
    }
    *ret = c;
    return 0;
}

void custom_drop(const custom *c) {
    if (c != NULL) {
        rsp_overlay *k = keeper(c->o);
        custom *mine;
        memcpy(&mine, &c, sizeof mine);
        pthread_mutex_lock(&k->lock);
        mine->users--;
        pthread_mutex_unlock(&k->lock);
    }
}

uint64_t custom_number(const rsp_overlay *o) {
    rsp_overlay *k = keeper(o);
    pthread_mutex_lock(&k->lock);
    uint64_t number = ++k->made;
    pthread_mutex_unlock(&k->lock);
    return number;
}

void custom_done(rsp_overlay *o) {
    while (o->customs != NULL) {
        custom *next = o->customs->next;
        custom_free(&o->ctx, o->customs);
        o->customs = next;
    }
}

int custom_halves(const custom *c, uint32_t arc, custom_half *ret) {
    custom *mine;
    memcpy(&mine, &c, sizeof mine);
    const rsp_ctx *ctx = &c->o->ctx;
    _Atomic uint64_t *all = atomic_load(&mine->halves);
    if (all == NULL) {
        _Atomic uint64_t *made = rsp_calloc(ctx, (size_t)hier_arcs(c->h) + 1, sizeof *made);
        if (made == NULL) {
            return RSP_ENOMEM;
        }
        if (atomic_compare_exchange_strong(&mine->halves, &all, made)) {
            all = made;
        } else {
            rsp_free(ctx, made); /* another thread was quicker; `all` is what it made */
        }
    }
    uint64_t both = atomic_load_explicit(&all[arc], memory_order_relaxed);
    if (both == 0) { /* no two halves are the same arc, so 0 is none */
        custom_half h = custom_loops_halves(c, arc);
        both = (uint64_t)h.first << 32 | h.second;
        atomic_store_explicit(&all[arc], both, memory_order_relaxed);
    }
    *ret = (custom_half){.first = (uint32_t)(both >> 32), .second = (uint32_t)both};
    return 0;
}
