/* Rows and columns of the proof's master (proof_rows.h). */
#include "solver/proof_rows.h"

static uint32_t resource_row(const rsp_proof_net *net, uint32_t resource) {
    return net->n_tasks + resource;
}

static uint32_t tier_row(const rsp_proof_net *net, int32_t tier) {
    return net->n_tasks + net->p->n_resources + (uint32_t)tier;
}

static int add_rows(rsp_proof_rows *r, const rsp_score *score, rsp_err *err) {
    const rsp_proof_net *net = r->net;
    for (uint32_t i = 0; i < net->n_tasks; i++) {
        RSP_TRY(rsp_master_add_row(r->master, RSP_ROW_AT_LEAST, 0, NULL, 0, NULL, err));
    }
    for (uint32_t i = 0; i < net->p->n_resources; i++) {
        RSP_TRY(rsp_master_add_row(r->master, RSP_ROW_AT_MOST, net->p->resources[i], NULL, 0, NULL, err));
    }
    for (int32_t t = 0; t < r->tier; t++) {
        RSP_TRY(rsp_master_add_row(r->master, RSP_ROW_AT_LEAST, RSP_PROOF_RATE * score->value[t], NULL, 0,
                                   NULL, err));
    }
    for (uint32_t k = 0; k < net->n_limits; k++) {
        RSP_TRY(rsp_master_add_row(r->master, RSP_ROW_AT_MOST, net->limits[k].most, NULL, 0, NULL, err));
    }
    return 0;
}

/* Pieces of the falling value: a unit served earns at most once. */
static int add_pieces(rsp_proof_rows *r, rsp_err *err) {
    const rsp_proof_net *net = r->net;
    for (uint32_t i = 0; i < net->n_tasks; i++) {
        const rsp_task *t = rsp_proof_task(net, i);
        int64_t from = 0;
        for (uint32_t k = 0; k < t->n_shares; k++) {
            bool earlier = t->tier < r->tier;
            rsp_master_column c = {.value = earlier ? 0 : t->share_rate[k], .most = t->share_upto[k] - from};
            size_t n = 0;
            r->entries[n++] = (rsp_master_entry){i, -1};
            if (earlier && t->share_rate[k] > 0) {
                r->entries[n++] = (rsp_master_entry){tier_row(net, t->tier), t->share_rate[k]};
            }
            for (uint32_t l = 0; l < net->n_limits; l++) {
                if (net->limits[l].takes[i] > 0) {
                    r->entries[n++] = (rsp_master_entry){tier_row(net, r->tier) + l, net->limits[l].takes[i]};
                }
            }
            RSP_TRY(rsp_master_add_column(r->master, &c, r->entries, n, NULL, err));
            from = t->share_upto[k];
        }
    }
    return 0;
}

int rsp_proof_rows_new(const rsp_ctx *ctx, const rsp_proof_net *net, int32_t tier, const rsp_score *score,
                       rsp_arena *a, rsp_proof_rows *ret, rsp_err *err) {
    rsp_proof_rows r = {.net = net, .tier = tier};
    size_t rows = rsp_proof_rows_count(net);
    r.value = rsp_arena_alloc(a, rows, sizeof *r.value);
    r.entries = rsp_arena_alloc(a, rows, sizeof *r.entries);
    if (r.value == NULL || r.entries == NULL) {
        return rsp_fail(err, RSP_ENOMEM, "out of memory for the bound");
    }
    RSP_TRY(rsp_master_new(ctx, RSP_MASTER_MOST, &r.master, err));
    int rc = add_rows(&r, score, err);
    rc = rc != 0 ? rc : add_pieces(&r, err);
    if (rc != 0) {
        rsp_proof_rows_done(&r);
        return rc;
    }
    *ret = r;
    return 0;
}

void rsp_proof_rows_done(rsp_proof_rows *r) {
    r->master = rsp_master_free(r->master);
}

static void add_use(const rsp_proof_rows *r, uint32_t resource, int64_t amount) {
    if (resource != RSP_NO) {
        r->value[resource_row(r->net, resource)] += amount;
    }
}

/* What a column gives to and takes of each row. */
static void row_values(const rsp_proof_rows *r, const rsp_proof_column *c) {
    const rsp_class *k = &r->net->p->classes[c->cls];
    for (uint32_t i = 0; i < k->n_uses; i++) {
        add_use(r, k->uses[i].resource, k->uses[i].amount);
    }
    for (uint32_t i = 0; i < c->n; i++) {
        const rsp_proof_option *o = &r->net->options[c->step[i].option];
        int64_t units = c->step[i].units;
        add_use(r, o->alt->resource, units);
        if (o->drop) {
            continue;
        }
        const rsp_task *t = rsp_proof_task(r->net, o->task);
        r->value[o->task] += c->step[i].amount;
        for (uint32_t u = 0; u < t->n_uses; u++) {
            add_use(r, t->uses[u].resource, t->uses[u].amount * units);
        }
        if (t->supply != NULL) {
            add_use(r, t->supply[k->supply], units);
        }
    }
}

int rsp_proof_rows_add(rsp_proof_rows *r, const rsp_proof_column *c, uint64_t user, rsp_err *err) {
    rsp_master_column column = {.most = RSP_MASTER_ANY, .priced = true, .user = user};
    size_t n = 0;
    row_values(r, c);
    for (uint32_t i = 0; i < rsp_master_rows(r->master); i++) {
        if (r->value[i] != 0) {
            r->entries[n++] = (rsp_master_entry){i, r->value[i]};
            r->value[i] = 0;
        }
    }
    return rsp_master_add_column(r->master, &column, r->entries, n, NULL, err);
}

int64_t rsp_proof_rows_worth(const rsp_proof_rows *r, uint32_t task, const int64_t *prices, int64_t scale) {
    const rsp_proof_net *net = r->net;
    const rsp_task *t = rsp_proof_task(net, task);
    int64_t each = t->tier < r->tier ? -prices[tier_row(net, t->tier)] : scale;
    int64_t paid = 0;
    int64_t most = 0;
    for (uint32_t l = 0; l < net->n_limits; l++) {
        paid += prices[tier_row(net, r->tier) + l] * net->limits[l].takes[task];
    }
    for (uint32_t k = 0; k < t->n_shares; k++) {
        int64_t worth = 0;
        if (__builtin_mul_overflow(each, t->share_rate[k], &worth)) {
            return INT64_MAX;
        }
        most = worth - paid > most ? worth - paid : most;
    }
    return most;
}
