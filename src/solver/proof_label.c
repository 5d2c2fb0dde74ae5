/* Labelling (proof_label.h): labels leave a heap in the order of their times; each is kept where no label at
 * its location is as good in everything. */
#include "solver/proof_inner.h"

#include <stdlib.h>
#include <string.h>

#define COMPARED_LABEL 100  /* comparisons take the time of a label */
#define PASSED_LABEL   1000 /* so do labels that are passed by */

rsp_proof_labels *rsp_proof_labels_free(rsp_proof_labels *l) {
    if (l != NULL) {
        for (uint32_t i = 0; l->at != NULL && i < l->net->p->n_locations; i++) {
            rsp_free(l->ctx, l->at[i]);
        }
        rsp_free(l->ctx, l->at);
        rsp_free(l->ctx, l->n_at);
        rsp_free(l->ctx, l->cap_at);
        rsp_free(l->ctx, l->near_rank);
        rsp_vec_done(l->ctx, &l->all);
        rsp_vec_done(l->ctx, &l->heap);
        rsp_free(l->ctx, l);
    }
    return NULL;
}

static int32_t distance(const rsp_proof_net *net, uint32_t location, uint32_t task) {
    const rsp_task *t = &net->p->tasks[net->tasks[task]];
    int32_t best = RSP_NEVER;
    for (uint32_t i = 0; i < t->n_alts; i++) {
        for (uint32_t w = 0; w < net->n_ways && w < 4; w++) {
            uint32_t n = 0;
            const rsp_arc *arcs = rsp_arcs(net->p, net->ways[w].matrix, location, t->alts[i].location, &n);
            for (uint32_t k = 0; k < n; k++) {
                best = arcs[k].duration_s < best ? arcs[k].duration_s : best;
            }
        }
        best = t->alts[i].location == location ? -1 : best;
    }
    return best;
}

static void rank_tasks(const rsp_proof_net *net, uint32_t location, uint32_t *rank) {
    int32_t d[RSP_PROOF_TASKS];
    for (uint32_t i = 0; i < net->n_tasks; i++) {
        d[i] = distance(net, location, i);
    }
    for (uint32_t i = 0; i < net->n_tasks; i++) {
        rank[i] = 0;
        for (uint32_t k = 0; d[i] >= 0 && k < net->n_tasks; k++) {
            rank[i] += d[k] >= 0 && (d[k] < d[i] || (k < i && d[k] == d[i]));
        }
    }
}

int rsp_proof_labels_new(const rsp_ctx *ctx, const rsp_proof_net *net, rsp_proof_labels **ret, rsp_err *err) {
    rsp_proof_labels *l = rsp_calloc(ctx, 1, sizeof *l);
    if (l == NULL) {
        return rsp_fail(err, RSP_ENOMEM, "out of memory for labels");
    }
    uint32_t n = net->p->n_locations;
    l->ctx = ctx;
    l->net = net;
    l->at = rsp_calloc(ctx, n + 1, sizeof *l->at);
    l->n_at = rsp_calloc(ctx, n + 1, sizeof *l->n_at);
    l->cap_at = rsp_calloc(ctx, n + 1, sizeof *l->cap_at);
    l->near_rank = rsp_calloc(ctx, (size_t)n * net->n_tasks + 1, sizeof *l->near_rank);
    if (l->at == NULL || l->n_at == NULL || l->cap_at == NULL || l->near_rank == NULL) {
        rsp_proof_labels_free(l);
        return rsp_fail(err, RSP_ENOMEM, "out of memory for labels");
    }
    for (uint32_t i = 0; i < net->n_stops; i++) {
        rank_tasks(net, net->stops[i], l->near_rank + (size_t)net->stops[i] * net->n_tasks);
    }
    *ret = l;
    return 0;
}

/* --- one run --- */

static bool sooner(const run *r, uint32_t a, uint32_t b) {
    const label *x = &r->l->all.at[a];
    const label *y = &r->l->all.at[b];
    return x->ready != y->ready ? x->ready < y->ready : a < b;
}

static void heap_push(run *r, uint32_t i) {
    if (rsp_vec_push(r->l->ctx, &r->l->heap, i) != 0) {
        r->out_of_memory = true;
        return;
    }
    uint32_t *h = r->l->heap.at;
    size_t k = r->l->heap.n - 1;
    while (k > 0 && sooner(r, i, h[(k - 1) / 2])) {
        h[k] = h[(k - 1) / 2];
        k = (k - 1) / 2;
    }
    h[k] = i;
}

static uint32_t heap_pop(run *r) {
    uint32_t *h = r->l->heap.at;
    uint32_t top = h[0];
    uint32_t last = h[--r->l->heap.n];
    size_t k = 0;
    for (;;) {
        size_t child = 2 * k + 1;
        if (child >= r->l->heap.n) {
            break;
        }
        if (child + 1 < r->l->heap.n && sooner(r, h[child + 1], h[child])) {
            child++;
        }
        if (!sooner(r, h[child], last)) {
            break;
        }
        h[k] = h[child];
        k = child;
    }
    if (r->l->heap.n > 0) {
        h[k] = last;
    }
    return top;
}

static bool took_less(const rsp_proof_net *net, const label *a, const label *b) {
    bool less = true;
    for (uint32_t i = 0; i < net->n_tasks; i++) {
        less &= a->taken[i] <= b->taken[i];
    }
    return less;
}

/* What b may still earn and a not, at most, as b has more units left. A task that a has worked at where it
 * stands counts whole: it cannot go on with it without a stop elsewhere, which may be left out with its work.
 */
static int64_t behind(const run *r, const label *a, const label *b) {
    int64_t sum = 0;
    for (uint32_t k = 0; k < r->n_by_rate; k++) {
        uint32_t i = r->by_rate[k];
        bool here = (a->here[i / 64] >> (i % 64) & 1) != 0;
        if (a->taken[i] > b->taken[i] || here) {
            int64_t more = proof_left(r, b, i) - (here ? 0 : proof_left(r, a, i));
            sum += r->earns[i] * (more < r->most_units[i] ? more : r->most_units[i]);
        }
    }
    return sum;
}

/* a can do whatever b can, or all but what it is ahead of it by, and has earned no less. */
static bool dominates(const run *r, const label *a, const label *b) {
    bool quick = r->effort->quick;
    if (a->profit < b->profit || a->ready > b->ready || a->in > b->in) {
        return false;
    }
    for (int d = 0; d < RSP_DIMS; d++) {
        if (a->people[d] > b->people[d] || (!quick && a->goods[d] > b->goods[d])) {
            return false;
        }
    }
    if (!proof_carries_less(a, b)) {
        return false;
    }
    bool fresher = (a->here[0] & ~b->here[0]) == 0 && (a->here[1] & ~b->here[1]) == 0;
    return quick || (fresher && took_less(r->net, a, b)) || a->profit - behind(r, a, b) >= b->profit;
}

static uint32_t least_profit(const seat *list, uint32_t n) {
    uint32_t least = 0;
    for (uint32_t i = 1; i < n; i++) {
        least = list[i].profit < list[least].profit ? i : least;
    }
    return least;
}

/* Whether a label there, ready no later, dominates x; *ret_pos: where x goes. */
static bool dominated(run *r, const label *x, uint32_t *ret_pos) {
    const rsp_proof_labels *l = r->l;
    const seat *list = l->at[x->location];
    uint32_t n = l->n_at[x->location];
    uint32_t i = 0;
    for (; i < n && list[i].ready <= x->ready; i++) {
        if (list[i].profit >= x->profit && list[i].in <= x->in) {
            r->compared++;
            if (dominates(r, &l->all.at[list[i].label], x)) {
                return true;
            }
        }
    }
    *ret_pos = i;
    return false;
}

/* Those there, from `pos` on ready no earlier, that x dominates die. How many stay. */
static uint32_t clear_dominated(run *r, const label *x, uint32_t pos) {
    rsp_proof_labels *l = r->l;
    seat *list = l->at[x->location];
    uint32_t n = l->n_at[x->location];
    uint32_t to = pos;
    for (uint32_t i = pos; i < n; i++) {
        label *y = &l->all.at[list[i].label];
        bool out = false;
        if (x->profit >= list[i].profit && x->in <= list[i].in) {
            r->compared++;
            out = dominates(r, x, y);
        }
        if (out) {
            y->dead = true;
        } else {
            list[to++] = list[i];
        }
    }
    return to;
}

static bool make_seat(run *r, uint32_t at, uint32_t n) {
    rsp_proof_labels *l = r->l;
    if (n == l->cap_at[at]) {
        uint32_t cap = n * 2 + 16;
        seat *more = rsp_realloc(l->ctx, l->at[at], cap, sizeof *more);
        if (more == NULL) {
            return false;
        }
        l->at[at] = more;
        l->cap_at[at] = cap;
    }
    return true;
}

/* Keeps the label unless one there dominates it; those it dominates die. */
static void keep(run *r, label *x) {
    rsp_proof_labels *l = r->l;
    uint32_t at = x->location;
    uint32_t pos = 0;
    if (r->out_of_memory || x->profit + proof_may_earn(r, x) <= r->least) {
        return;
    }
    proof_close(r, x);
    r->passed += l->n_at[at];
    if (dominated(r, x, &pos)) {
        return;
    }
    uint32_t n = l->n_at[at] = clear_dominated(r, x, pos);
    if (r->effort->beam > 0 && n >= r->effort->beam) {
        seat *list = l->at[at];
        uint32_t least = least_profit(list, n);
        if (list[least].profit >= x->profit) {
            return;
        }
        l->all.at[list[least].label].dead = true;
        memmove(&list[least], &list[least + 1], (n - least - 1) * sizeof *list);
        pos -= least < pos;
        l->n_at[at] = --n;
    }
    if (!make_seat(r, at, n) || rsp_vec_push(l->ctx, &l->all, *x) != 0) {
        r->out_of_memory = true;
        return;
    }
    seat *list = l->at[at];
    memmove(&list[pos + 1], &list[pos], (n - pos) * sizeof *list);
    list[pos] = (seat){x->profit, x->ready, x->in, (uint32_t)l->all.n - 1};
    l->n_at[at] = n + 1;
    heap_push(r, (uint32_t)l->all.n - 1);
}

/* Whom of the group a stop has taken may come aboard there again: some have alighted. */
static void board_anew(const run *r, label *x, uint32_t group) {
    for (uint32_t i = 0; i < r->net->n_tasks; i++) {
        if (r->net->group_of[i] == group) {
            x->here[i / 64] &= ~(UINT64_C(1) << (i % 64));
        }
    }
}

static void drop(run *r, const label *from, uint32_t option) {
    const rsp_proof_option *o = &r->net->options[option];
    const rsp_task *t = &r->p->tasks[r->net->groups[o->task].task];
    uint32_t i = proof_find_aboard(from, o->task);
    if (i == from->n_aboard || from->aboard[i].group != o->task) {
        return;
    }
    int64_t each = proof_option_price(r, o, t);
    /* Where it costs nothing, those of one pickup alight together. */
    int64_t fewest = o->alt->resource == RSP_NO && from->aboard[i].parts == 1 ? from->aboard[i].amount : 1;
    for (int64_t k = from->aboard[i].amount; k >= fewest; k--) {
        label x = *from;
        x.amount = 0;
        x.units = k;
        x.option = option;
        for (int d = 0; d < RSP_DIMS; d++) {
            x.people[d] -= t->load[d] * k;
        }
        x.profit -= k * each;
        proof_alight(&x, i, k);
        board_anew(r, &x, o->task);
        int32_t s = proof_service_s(r, t, true, k);
        x.ready += s;
        proof_rides_on(&x, s);
        proof_forget(r, &x);
        if (proof_can_end(r, &x)) {
            keep(r, &x);
        }
    }
}

static void take(run *r, const label *from, uint32_t option) {
    const rsp_proof_option *o = &r->net->options[option];
    const rsp_task *t = &r->p->tasks[r->net->tasks[o->task]];
    int64_t paid = proof_option_price(r, o, t);
    bool ship = t->kind == RSP_TASK_SHIPMENT;
    if ((from->here[o->task / 64] >> (o->task % 64) & 1) != 0 || r->earns[o->task] <= 0) {
        return;
    }
    int64_t most = proof_amount_most(r, from, o->task);
    if (ship) { /* all of a group on board have to find a place */
        uint32_t group = r->net->group_of[o->task];
        uint32_t at = proof_find_aboard(from, group);
        bool some = at < from->n_aboard && from->aboard[at].group == group;
        int64_t left = r->group_most[group] - (some ? from->aboard[at].amount : 0);
        most = left < most ? left : most;
    }
    int64_t lot = t->kind == RSP_TASK_VISIT ? most : (most + r->effort->lots - 1) / r->effort->lots;
    for (int64_t done = 0; done < most; done += lot) {
        int64_t units = t->kind == RSP_TASK_VISIT ? most : done + 1;
        label x = *from;
        x.option = option;
        x.amount = done + lot < most ? done + lot : most;
        x.units = units;
        x.profit += x.amount * r->prices->task[o->task] - units * paid;
        for (int d = 0; d < RSP_DIMS && t->kind != RSP_TASK_VISIT; d++) {
            (ship ? x.people : x.goods)[d] += t->load[d] * units;
        }
        int32_t s = proof_service_s(r, t, false, units);
        x.ready += s;
        proof_rides_on(&x, s);
        x.here[o->task / 64] |= UINT64_C(1) << (o->task % 64);
        proof_note(r, &x, o->task, units);
        if (ship && !proof_board(&x, r->net->group_of[o->task], t, units)) {
            r->ret->complete = false;
            return;
        }
        proof_forget(r, &x);
        if (x.ready >= RSP_NEVER || !proof_can_end(r, &x)) {
            break; /* more takes longer */
        }
        keep(r, &x);
    }
}

static void extend(run *r, uint32_t parent, uint32_t here) {
    label x = r->l->all.at[parent];
    bool stays = x.location == here;
    if (!proof_move(r, parent, here, &x)) {
        return;
    }
    for (uint32_t i = r->net->first_option[here]; i < r->net->first_option[here + 1]; i++) {
        const rsp_proof_option *o = &r->net->options[i];
        label y = x;
        y.ready = y.ready > o->alt->open ? y.ready : o->alt->open;
        if (!proof_allowed(r, o) || x.in > o->arrive_by || y.ready > o->alt->close) {
            continue;
        }
        if (o->drop) {
            drop(r, &y, i);
        } else {
            take(r, &y, i);
        }
    }
    if (r->net->transit[here] && !stays) {
        x.option = RSP_NO;
        x.amount = x.units = 0;
        proof_forget(r, &x);
        if (proof_can_end(r, &x)) {
            keep(r, &x);
        }
    }
}

/* --- columns --- */

static void trace(const run *r, uint32_t i, rsp_proof_column *ret) {
    rsp_proof_column c = {.cls = r->cls, .profit = r->l->all.at[i].profit - r->class_price};
    for (; i != RSP_NO; i = r->l->all.at[i].parent) {
        const label *x = &r->l->all.at[i];
        if (x->option != RSP_NO && c.n < RSP_PROOF_STEPS) {
            c.step[c.n++] = (rsp_proof_step){x->option, x->amount, x->units};
        }
    }
    for (uint32_t k = 0; k < c.n / 2; k++) {
        rsp_proof_step s = c.step[k];
        c.step[k] = c.step[c.n - 1 - k];
        c.step[c.n - 1 - k] = s;
    }
    *ret = c;
}

static bool same_work(const rsp_proof_net *net, const rsp_proof_column *a, const rsp_proof_column *b) {
    int64_t sum[RSP_PROOF_TASKS] = {0};
    for (uint32_t i = 0; i < a->n; i++) {
        const rsp_proof_option *o = &net->options[a->step[i].option];
        sum[o->task] += o->drop ? 0 : a->step[i].amount;
    }
    for (uint32_t i = 0; i < b->n; i++) {
        const rsp_proof_option *o = &net->options[b->step[i].option];
        sum[o->task] -= o->drop ? 0 : b->step[i].amount;
    }
    for (uint32_t i = 0; i < net->n_tasks; i++) {
        if (sum[i] != 0) {
            return false;
        }
    }
    return true;
}

static void offer(run *r, uint32_t i) {
    rsp_proof_run *ret = r->ret;
    int64_t gross = r->l->all.at[i].profit;
    int64_t profit = gross - r->class_price;
    ret->best = gross > ret->best ? gross : ret->best;
    if (gross <= r->least || ret->columns_most == 0 ||
        (ret->n_columns == ret->columns_most && profit <= ret->columns[ret->n_columns - 1].profit)) {
        return;
    }
    rsp_proof_column c;
    trace(r, i, &c);
    for (uint32_t k = 0; k < ret->n_columns; k++) {
        if (same_work(r->net, &ret->columns[k], &c)) {
            if (ret->columns[k].profit >= profit) {
                return;
            }
            memmove(&ret->columns[k], &ret->columns[k + 1], (ret->n_columns - k - 1) * sizeof c);
            ret->n_columns--;
            break;
        }
    }
    uint32_t k = ret->n_columns < ret->columns_most ? ret->n_columns++ : ret->n_columns - 1;
    for (; k > 0 && ret->columns[k - 1].profit < profit; k--) {
        ret->columns[k] = ret->columns[k - 1];
    }
    ret->columns[k] = c;
}

static uint64_t looked_at(const run *r) {
    return r->l->all.n + r->compared / COMPARED_LABEL + r->passed / PASSED_LABEL;
}

/* Label i and those in the heap are not followed up: what they may come to at most bounds every route that is
 * not seen. */
static void leave(run *r, uint32_t i) {
    for (uint32_t k = 0; r->ret->complete && k <= r->l->heap.n; k++) {
        const label *x = &r->l->all.at[k == 0 ? i : r->l->heap.at[k - 1]];
        int64_t most = x->dead ? 0 : x->profit + proof_may_earn(r, x);
        r->ret->best = most > r->ret->best ? most : r->ret->best;
    }
}

static void clear(rsp_proof_labels *l) {
    l->all.n = 0;
    l->heap.n = 0;
    memset(l->n_at, 0, l->net->p->n_locations * sizeof *l->n_at);
}

int rsp_proof_price(rsp_proof_labels *l, uint32_t profile, const rsp_proof_prices *prices,
                    const rsp_proof_effort *effort, rsp_proof_run *ret, rsp_err *err) {
    const rsp_proof_net *net = l->net;
    const rsp_proof_profile *f = &net->profiles[profile];
    const rsp_class *c = &net->p->classes[f->cls];
    run r = {.l = l,
             .net = net,
             .p = net->p,
             .c = c,
             .w = &net->ways[f->way],
             .prices = prices,
             .effort = effort,
             .ret = ret};
    proof_cheapest_class(&r, f);
    proof_rate_tasks(&r);
    r.least = r.class_price + effort->slack;
    ret->best = r.least;
    ret->n_columns = 0;
    ret->complete = !effort->quick && effort->beam == 0;
    clear(l);
    keep(&r,
         &(label){.location = c->start, .ready = c->from, .in = c->from, .parent = RSP_NO, .option = RSP_NO});
    uint64_t popped = 0;
    while (l->heap.n > 0 && !r.out_of_memory) {
        uint32_t i = heap_pop(&r);
        if (l->all.at[i].dead) {
            continue;
        }
        if (l->all.n > effort->labels_most || looked_at(&r) > effort->work_most ||
            (++popped % 256 == 0 && effort->over(effort->user))) {
            leave(&r, i);
            break;
        }
        for (uint32_t k = 0; k < net->n_stops && !r.out_of_memory; k++) {
            extend(&r, i, net->stops[k]);
        }
        if (l->all.at[i].n_aboard == 0 && l->all.at[i].parent != RSP_NO) {
            const label *x = &l->all.at[i];
            int32_t back = x->location == c->end
                               ? x->ready
                               : rsp_proof_arrive(net->p, r.w, x->location, c->end, x->ready);
            if (back <= c->until) {
                offer(&r, i);
            }
        }
    }
    ret->labels = looked_at(&r);
    return r.out_of_memory ? rsp_fail(err, RSP_ENOMEM, "out of memory for labels") : 0;
}
