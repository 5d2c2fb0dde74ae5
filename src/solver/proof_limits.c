/* What all routes together can serve at most, by what there is of stock, beds and permissions (proof_net.h).
 */
#include <string.h>

#include "solver/proof_net.h"

#define KINDS 3 /* a unit takes one of each: of its supply, of its place, of its goal */

typedef struct limits {
    rsp_proof_net *net;
    bool *of[RSP_PROOF_TASKS][KINDS]; /* resources that a unit of the task may come from; NULL: from any */
    bool *served;                     /* supplies that some class draws on */
    uint32_t n_served;
} limits;

static bool *set_of(const limits *l, rsp_arena *a, const rsp_alternative *alts, uint32_t n) {
    bool *set = rsp_arena_alloc(a, l->net->p->n_resources + 1, sizeof *set);
    for (uint32_t k = 0; set != NULL && k < n; k++) {
        if (alts[k].resource == RSP_NO) {
            return NULL;
        }
        set[alts[k].resource] = true;
    }
    return n == 0 ? NULL : set;
}

static bool *supplies_of(const limits *l, rsp_arena *a, const rsp_task *t) {
    bool *set = t->supply == NULL ? NULL : rsp_arena_alloc(a, l->net->p->n_resources + 1, sizeof *set);
    for (uint32_t s = 0; set != NULL && s < l->n_served; s++) {
        if (l->served[s] && t->supply[s] != RSP_NO) {
            set[t->supply[s]] = true;
        }
    }
    return set;
}

static bool within(const limits *l, const bool *part, const bool *whole) {
    bool in = true;
    for (uint32_t r = 0; r < l->net->p->n_resources; r++) {
        in = in && (!part[r] || whole[r]);
    }
    return in;
}

static bool same_limit(const rsp_proof_net *net, const rsp_proof_limit *a, const rsp_proof_limit *b) {
    return a->most == b->most && memcmp(a->takes, b->takes, net->n_tasks * sizeof *a->takes) == 0;
}

/* Whatever each unit takes of the set, all of them take no more than there is. */
static int add_limit(const limits *l, const bool *set, rsp_arena *a) {
    rsp_proof_net *net = l->net;
    const rsp_problem *p = net->p;
    rsp_proof_limit limit = {.takes = rsp_arena_alloc(a, net->n_tasks + 1, sizeof *limit.takes)};
    if (limit.takes == NULL) {
        return RSP_ENOMEM;
    }
    for (uint32_t r = 0; r < p->n_resources; r++) {
        limit.most += set[r] ? p->resources[r] : 0;
    }
    for (uint32_t i = 0; i < net->n_tasks; i++) {
        const rsp_task *t = &p->tasks[net->tasks[i]];
        for (int k = 0; k < KINDS; k++) {
            limit.takes[i] += l->of[i][k] != NULL && within(l, l->of[i][k], set);
        }
        for (uint32_t u = 0; u < t->n_uses; u++) {
            limit.takes[i] += set[t->uses[u].resource] ? t->uses[u].amount : 0;
        }
    }
    int64_t asked = 0;
    for (uint32_t i = 0; i < net->n_tasks; i++) {
        asked += limit.takes[i] * p->tasks[net->tasks[i]].quantity;
    }
    bool known = asked <= limit.most;
    for (uint32_t k = 0; k < net->n_limits && !known; k++) {
        known = same_limit(net, &net->limits[k], &limit);
    }
    if (!known) {
        net->limits[net->n_limits++] = limit;
    }
    return 0;
}

static int fill(limits *l, rsp_arena *a) {
    const rsp_proof_net *net = l->net;
    const rsp_problem *p = net->p;
    size_t most = 0;
    for (uint32_t c = 0; c < p->n_classes; c++) {
        l->n_served = p->classes[c].supply + 1 > l->n_served ? p->classes[c].supply + 1 : l->n_served;
    }
    l->served = rsp_arena_alloc(a, l->n_served + 1, sizeof *l->served);
    for (uint32_t c = 0; l->served != NULL && c < p->n_classes; c++) {
        l->served[p->classes[c].supply] = true;
    }
    for (uint32_t i = 0; l->served != NULL && i < net->n_tasks; i++) {
        const rsp_task *t = &p->tasks[net->tasks[i]];
        l->of[i][0] = supplies_of(l, a, t);
        l->of[i][1] = set_of(l, a, t->alts, t->n_alts);
        l->of[i][2] = set_of(l, a, t->drops, t->n_drops);
        most += KINDS + t->n_uses;
    }
    l->net->limits = rsp_arena_alloc(a, most + 1, sizeof *l->net->limits);
    return l->served == NULL || l->net->limits == NULL ? RSP_ENOMEM : 0;
}

int rsp_proof_find_limits(rsp_proof_net *net, rsp_arena *a) {
    limits l = {.net = net};
    bool *one = rsp_arena_alloc(a, net->p->n_resources + 1, sizeof *one);
    int rc = one == NULL ? RSP_ENOMEM : fill(&l, a);
    for (uint32_t i = 0; i < net->n_tasks && rc == 0; i++) {
        const rsp_task *t = &net->p->tasks[net->tasks[i]];
        for (int k = 0; k < KINDS && rc == 0; k++) {
            rc = l.of[i][k] == NULL ? 0 : add_limit(&l, l.of[i][k], a);
        }
        for (uint32_t u = 0; u < t->n_uses && rc == 0; u++) {
            one[t->uses[u].resource] = true;
            rc = add_limit(&l, one, a);
            one[t->uses[u].resource] = false;
        }
    }
    return rc;
}
