/* Branch and bound (master_tree.h).
 *
 * What: the program of the columns that the root's prices do not rule out, a CLP model of its own; nodes in
 * the order of their linear bounds, but one child of each is looked at at once, so that answers come early.
 * Why not CBC: the 2.10 of most systems ends the process by an assertion when little is left after its
 * presolve (Cbc issue 684), keeps globals, and does not hear that it should stop.
 * A node is given up only where prices or a ray of CLP, rounded to integers, prove it in integers (Held, Cook
 * & Sewell 2012); where they do not, the answer is not called proved. Branching: reliability branching
 * (Achterberg, Koch & Martin 2005) with one trial of each side. */
#include "solver/master_tree.h"

#include <math.h>
#include <string.h>

#define SCALE      ((int64_t)1 << 20)
#define WHOLE      1e-6 /* a value so near to an integer is one */
#define TRIALS     8    /* columns tried at a node */
#define NODES_MOST ((size_t)1 << 26)
#define ROOT       UINT32_MAX

__extension__ typedef __int128 wide;

typedef struct node { /* the node before it with a narrower range of one column */
    uint32_t parent;  /* ROOT: the whole program */
    uint32_t column;
    double low, high;
    double value; /* of the linear program before it, as CLP sees it; not below that of the parent */
} node;

typedef struct tree {
    rsp_master *m;
    const rsp_tree_goal *goal;
    Clp_Simplex *clp;
    uint32_t n;
    uint32_t *at;        /* in the master */
    int64_t *most;       /* no answer has more of the column; RSP_MASTER_ANY: not known */
    double *low, *high;  /* of the node looked at */
    double *rise[2];     /* by column: sum of what a fraction down or up cost for each whole one, */
    uint32_t *tries[2];  /* and how often */
    double *values;      /* of the node; CLP's are gone after the first trial */
    unsigned char *base; /* its basis */
    int64_t *prices;
    double *duals, *unit;   /* unit: nought */
    int64_t *answer, *sums; /* by master column; by row */
    int64_t *ret;
    int64_t grain, target; /* values are multiples; none above target is wanted (as CLP sees them) */
    bool limited, found, doubt;
    RSP_VEC(node) nodes;
    RSP_VEC(uint32_t) open;
} tree;

static int64_t seen(const rsp_master *m, int64_t value) {
    return m->sign * value;
}

static int64_t gcd(int64_t a, int64_t b) {
    while (b != 0) {
        int64_t r = a % b;
        a = b;
        b = r;
    }
    return a < 0 ? -a : a;
}

static int64_t floor_to(int64_t v, int64_t grain) {
    int64_t r = v % grain;
    return v - (r < 0 ? r + grain : r);
}

/* ---- bounds in integers ---- */

/* `scale` times the column's value, less what its entries cost: what it adds to the bound per unit. */
static wide reduced(const tree *t, const column *c, int64_t scale) {
    wide d = (wide)c->of.value * scale;
    for (size_t e = 0; e < c->n; e++) {
        d -= (wide)t->m->pool.at[c->first + e].factor * t->prices[t->m->pool.at[c->first + e].at];
    }
    return t->m->sign * d;
}

static void take_prices(tree *t, const double *duals, int sign) {
    for (size_t r = 0; r < t->m->rows.n; r++) {
        t->duals[r] = sign * t->m->sign * duals[r];
    }
    rsp_master_prices(t->m, t->duals, SCALE, t->prices);
}

static wide of_rows(const tree *t) {
    wide sum = 0;
    for (size_t r = 0; r < t->m->rows.n; r++) {
        sum += (wide)t->m->rows.at[r].side * t->prices[r];
    }
    return t->m->sign * sum;
}

/* Whether the prices prove that every answer within low and high has more than `above`; both `scale` times
 * the values, so with a scale of 0 and above 0 that there is none. */
static bool proves(const tree *t, int64_t scale, wide above) {
    wide sum = of_rows(t);
    for (uint32_t i = 0; i < t->n; i++) {
        wide d = reduced(t, &t->m->columns.at[t->at[i]], scale);
        if (d < 0 && !isfinite(t->high[i]) && t->most[i] == RSP_MASTER_ANY) {
            return false;
        }
        int64_t high = isfinite(t->high[i]) ? (int64_t)t->high[i] : t->most[i];
        sum += d * (d < 0 ? high : (int64_t)t->low[i]);
    }
    return sum > above;
}

/* Nothing within low and high is wanted, by the prices of the linear program. */
static bool ruled_out(tree *t) {
    take_prices(t, Clp_dualRowSolution(t->clp), 1);
    return t->limited && proves(t, SCALE, (wide)t->target * SCALE);
}

/* A ray has the sign of the row that fails. */
static bool contradicts(tree *t, const double *ray) {
    for (int sign = -1; sign <= 1; sign += 2) {
        take_prices(t, ray, sign);
        if (proves(t, 0, 0)) {
            return true;
        }
    }
    return false;
}

/* There is nothing within low and high, by a ray of CLP (Farkas), or by a single row: then CLP has none. */
static bool is_empty(tree *t) {
    double *ray = Clp_infeasibilityRay(t->clp);
    bool proved = ray != NULL && contradicts(t, ray);
    Clp_freeRay(t->clp, ray);
    for (size_t r = 0; r < t->m->rows.n && !proved; r++) {
        t->unit[r] = 1;
        proved = contradicts(t, t->unit);
        t->unit[r] = 0;
    }
    return proved;
}

/* The most of each column that the rows allow where nothing in them is negative. */
static int most_of(const rsp_master *m, int64_t *most, rsp_err *err) {
    bool *mixed = rsp_calloc(m->ctx, m->rows.n + 1, sizeof *mixed);
    if (mixed == NULL) {
        return rsp_fail(err, RSP_ENOMEM, "out of memory for an integer program");
    }
    for (size_t i = 0; i < m->columns.n; i++) {
        const column *c = &m->columns.at[i];
        for (size_t e = 0; e < c->n; e++) {
            const rsp_master_entry *x = &m->pool.at[c->first + e];
            mixed[x->at] = mixed[x->at] || x->factor < 0;
        }
    }
    for (size_t i = 0; i < m->columns.n; i++) {
        const column *c = &m->columns.at[i];
        most[i] = c->of.most;
        for (size_t e = 0; e < c->n; e++) {
            const rsp_master_entry *x = &m->pool.at[c->first + e];
            const row *r = &m->rows.at[x->at];
            if (x->factor > 0 && !mixed[x->at] && r->sense != RSP_ROW_AT_LEAST && r->side >= 0 &&
                r->side / x->factor < most[i]) {
                most[i] = r->side / x->factor;
            }
        }
    }
    rsp_free(m->ctx, mixed);
    return 0;
}

/* ---- the model ---- */

/* Columns that an answer within the target may have, by the prices of the root. */
static int choose_columns(tree *t, rsp_err *err) {
    rsp_master *m = t->m;
    int64_t *most = rsp_calloc(m->ctx, m->columns.n + 1, sizeof *most);
    int rc = most == NULL ? rsp_fail(err, RSP_ENOMEM, "out of memory for an integer program")
                          : most_of(m, most, err);
    take_prices(t, Clp_dualRowSolution(m->clp), 1);
    wide sum = of_rows(t);
    bool bounded = rc == 0 && t->limited;
    for (size_t i = 0; bounded && i < m->columns.n; i++) {
        wide d = reduced(t, &m->columns.at[i], SCALE);
        bounded = d >= 0 || most[i] != RSP_MASTER_ANY;
        sum += d < 0 && bounded ? d * most[i] : 0;
    }
    for (size_t i = 0; rc == 0 && i < m->columns.n; i++) {
        if (most[i] > 0 &&
            (!bounded || sum + reduced(t, &m->columns.at[i], SCALE) <= (wide)t->target * SCALE)) {
            t->at[t->n] = (uint32_t)i;
            t->most[t->n++] = most[i];
        }
    }
    rsp_free(m->ctx, most);
    return rc;
}

static int load(tree *t, rsp_err *err) {
    rsp_master *m = t->m;
    RSP_VEC(int) starts = {0};
    RSP_VEC(int) places = {0};
    RSP_VEC(double) numbers = {0};
    size_t entries = 0;
    for (uint32_t i = 0; i < t->n; i++) {
        entries += m->columns.at[t->at[i]].n;
    }
    int rc = 0;
    if (rsp_vec_reserve(m->ctx, &starts, (size_t)t->n + 1) || rsp_vec_reserve(m->ctx, &places, entries + 1) ||
        rsp_vec_reserve(m->ctx, &numbers, entries + t->n + 2 * m->rows.n + 1)) {
        rc = rsp_fail(err, RSP_ENOMEM, "out of memory for an integer program");
    } else {
        double *factors = numbers.at, *cost = factors + entries, *low = cost + t->n, *high = low + m->rows.n;
        int e = 0;
        for (uint32_t i = 0; i < t->n; i++) {
            const column *c = &m->columns.at[t->at[i]];
            starts.at[i] = e;
            for (size_t k = 0; k < c->n; k++, e++) {
                places.at[e] = (int)m->pool.at[c->first + k].at;
                factors[e] = (double)m->pool.at[c->first + k].factor;
            }
            cost[i] = (double)seen(m, c->of.value);
            t->low[i] = 0;
            t->high[i] = t->most[i] == RSP_MASTER_ANY ? HUGE_VAL : (double)t->most[i];
        }
        starts.at[t->n] = e;
        for (size_t r = 0; r < m->rows.n; r++) {
            low[r] = rsp_master_row_lower(&m->rows.at[r]);
            high[r] = rsp_master_row_upper(&m->rows.at[r]);
        }
        Clp_loadProblem(t->clp, (int)t->n, (int)m->rows.n, starts.at, places.at, factors, t->low, t->high,
                        cost, low, high);
        for (uint32_t i = 0; i < t->n; i++) {
            t->base[i] = Clp_statusArray(m->clp)[t->at[i]];
        }
        memcpy(t->base + t->n, Clp_statusArray(m->clp) + m->columns.n, m->rows.n);
        Clp_copyinStatus(t->clp, t->base);
    }
    rsp_vec_done(m->ctx, &starts);
    rsp_vec_done(m->ctx, &places);
    rsp_vec_done(m->ctx, &numbers);
    return rc;
}

static void tree_done(tree *t) {
    const rsp_ctx *ctx = t->m->ctx;
    void *all[] = {t->at,      t->most,    t->low,      t->high,     t->values, t->base, t->prices, t->duals,
                   t->rise[0], t->rise[1], t->tries[0], t->tries[1], t->answer, t->sums, t->unit};
    for (size_t i = 0; i < sizeof all / sizeof *all; i++) {
        rsp_free(ctx, all[i]);
    }
    rsp_vec_done(ctx, &t->nodes);
    rsp_vec_done(ctx, &t->open);
    if (t->clp != NULL) {
        Clp_deleteModel(t->clp);
    }
}

static int tree_make(tree *t, rsp_err *err) {
    const rsp_ctx *ctx = t->m->ctx;
    size_t n = t->m->columns.n + 1, rows = t->m->rows.n + 1;
    t->at = rsp_calloc(ctx, n, sizeof *t->at);
    t->most = rsp_calloc(ctx, n, sizeof *t->most);
    t->low = rsp_calloc(ctx, n, sizeof *t->low);
    t->high = rsp_calloc(ctx, n, sizeof *t->high);
    t->values = rsp_calloc(ctx, n, sizeof *t->values);
    t->base = rsp_calloc(ctx, n + rows, 1);
    t->prices = rsp_calloc(ctx, rows, sizeof *t->prices);
    t->duals = rsp_calloc(ctx, rows, sizeof *t->duals);
    t->unit = rsp_calloc(ctx, rows, sizeof *t->unit);
    t->answer = rsp_calloc(ctx, n, sizeof *t->answer);
    t->sums = rsp_calloc(ctx, rows, sizeof *t->sums);
    bool made = true;
    for (int side = 0; side < 2; side++) {
        t->rise[side] = rsp_calloc(ctx, n, sizeof *t->rise[side]);
        t->tries[side] = rsp_calloc(ctx, n, sizeof *t->tries[side]);
        made = made && t->rise[side] != NULL && t->tries[side] != NULL;
    }
    t->clp = Clp_newModel();
    if (!made || t->at == NULL || t->most == NULL || t->low == NULL || t->high == NULL || t->values == NULL ||
        t->base == NULL || t->prices == NULL || t->duals == NULL || t->unit == NULL || t->answer == NULL ||
        t->sums == NULL || t->clp == NULL) {
        return rsp_fail(err, RSP_ENOMEM, "out of memory for an integer program of %zu columns", n - 1);
    }
    Clp_setLogLevel(t->clp, 0);
    Clp_setOptimizationDirection(t->clp, 1);
    for (size_t i = 0; i < t->m->columns.n; i++) {
        t->grain = gcd(t->grain, t->m->columns.at[i].of.value);
    }
    t->grain = t->grain > 0 ? t->grain : 1;
    t->limited = t->goal->limited;
    t->target = t->limited ? floor_to(seen(t->m, t->goal->limit), t->grain) : 0;
    return 0;
}

/* ---- the search ---- */

static bool stop(const tree *t) {
    const rsp_ctx *ctx = t->m->ctx;
    return rsp_cancelled(ctx) ||
           (t->goal->deadline_ns > 0 && ctx->env->monotonic_ns(ctx->env->user) >= t->goal->deadline_ns) ||
           (t->goal->nodes > 0 && t->nodes.n >= t->goal->nodes) || t->nodes.n >= NODES_MOST;
}

/* CLP's status of the program within low and high. */
static int relax(const tree *t) {
    const rsp_ctx *ctx = t->m->ctx;
    double left = t->goal->deadline_ns > 0
                      ? (double)(t->goal->deadline_ns - ctx->env->monotonic_ns(ctx->env->user)) * 1e-9
                      : -1;
    Clp_setMaximumSeconds(t->clp, t->goal->deadline_ns > 0 && left < 1e-3 ? 1e-3 : left);
    Clp_chgColumnLower(t->clp, t->low);
    Clp_chgColumnUpper(t->clp, t->high);
    (void)Clp_dual(t->clp, 0);
    return Clp_status(t->clp);
}

static bool too_dear(const tree *t, double value) {
    return t->limited && value > (double)t->target + 1e-6 + 1e-9 * fabs((double)t->target);
}

/* The values as an answer, where they are one in integers and good enough. */
static void offer(tree *t) {
    int64_t value = 0;
    memset(t->answer, 0, t->m->columns.n * sizeof *t->answer);
    for (uint32_t i = 0; i < t->n; i++) {
        t->answer[t->at[i]] = llround(t->values[i]);
    }
    if (!rsp_master_keeps_rows(t->m, t->answer, t->sums, &value)) {
        t->doubt = true;
    } else if (!t->limited || seen(t->m, value) <= t->target) {
        memcpy(t->ret, t->answer, t->m->columns.n * sizeof *t->answer);
        t->found = t->limited = true;
        t->target = seen(t->m, value) - t->grain;
    }
}

static double fraction(double x) {
    double f = x - floor(x);
    return f < WHOLE || f > 1 - WHOLE ? 0 : f;
}

/* What the value rises by, at a guess, when column i goes to the integer below (0) or above (1). */
static double guess(const tree *t, uint32_t i, int side) {
    double f = fraction(t->values[i]);
    double way = side == 0 ? f : 1 - f;
    return t->tries[side][i] == 0 ? way : way * t->rise[side][i] / t->tries[side][i];
}

static double score(const tree *t, uint32_t i) {
    double a = guess(t, i, 0), b = guess(t, i, 1);
    return (a > 1e-6 ? a : 1e-6) * (b > 1e-6 ? b : 1e-6);
}

/* One side of a column, solved and taken back. */
static void try_side(tree *t, uint32_t i, int side, double value) {
    double low = t->low[i], high = t->high[i], f = fraction(t->values[i]);
    double *bound = side == 0 ? &t->high[i] : &t->low[i];
    *bound = side == 0 ? floor(t->values[i]) : ceil(t->values[i]);
    int status = relax(t);
    double rise = status == 0   ? Clp_objectiveValue(t->clp) - value
                  : status == 1 ? 10 * (fabs(value) + 1) /* no solution: as good as it gets */
                                : 0;
    t->rise[side][i] += (rise > 0 ? rise : 0) / (side == 0 ? f : 1 - f);
    t->tries[side][i]++;
    t->low[i] = low;
    t->high[i] = high;
    Clp_copyinStatus(t->clp, t->base);
}

/* The column to branch on: the most is known of those with the best guesses, once each was tried. */
static uint32_t choose(tree *t, double value) {
    uint32_t best = t->n;
    for (int k = 0; k <= TRIALS; k++) {
        best = t->n;
        uint32_t untried = t->n;
        for (uint32_t i = 0; i < t->n; i++) {
            if (fraction(t->values[i]) == 0) {
                continue;
            }
            best = best == t->n || score(t, i) > score(t, best) ? i : best;
            if (t->tries[0][i] == 0 || t->tries[1][i] == 0) {
                double a = fabs(fraction(t->values[i]) - 0.5);
                untried = untried == t->n || a < fabs(fraction(t->values[untried]) - 0.5) ? i : untried;
            }
        }
        if (untried == t->n || k == TRIALS || stop(t)) {
            break;
        }
        try_side(t, untried, 0, value);
        try_side(t, untried, 1, value);
    }
    return best;
}

static void narrow(tree *t, uint32_t at) {
    for (uint32_t i = 0; i < t->n; i++) {
        t->low[i] = 0;
        t->high[i] = t->most[i] == RSP_MASTER_ANY ? HUGE_VAL : (double)t->most[i];
    }
    for (; at != ROOT; at = t->nodes.at[at].parent) {
        const node *v = &t->nodes.at[at];
        t->low[v->column] = v->low > t->low[v->column] ? v->low : t->low[v->column];
        t->high[v->column] = v->high < t->high[v->column] ? v->high : t->high[v->column];
    }
}

/* Two nodes behind `at`; *ret_next: the one to look at first, the other is open. */
static int branch(tree *t, uint32_t at, double value, uint32_t *ret_next, rsp_err *err) {
    uint32_t i = choose(t, value);
    if (rsp_vec_reserve(t->m->ctx, &t->nodes, 2) || rsp_vec_grow(t->m->ctx, &t->open)) {
        return rsp_fail(err, RSP_ENOMEM, "out of memory for an integer program");
    }
    double x = t->values[i];
    uint32_t first = (uint32_t)t->nodes.n;
    t->nodes.at[t->nodes.n++] = (node){at, i, t->low[i], floor(x), value};
    t->nodes.at[t->nodes.n++] = (node){at, i, ceil(x), t->high[i], value};
    bool up = fraction(x) > 0.3; /* taking a column decides more than leaving it */
    *ret_next = first + up;
    t->open.at[t->open.n++] = first + !up;
    return 0;
}

/* Looks at a node; *ret_next: one of its children, or ROOT where it has none. */
static int visit(tree *t, uint32_t at, uint32_t *ret_next, rsp_err *err) {
    *ret_next = ROOT;
    narrow(t, at);
    int status = relax(t);
    if (status != 0) {
        t->doubt = t->doubt || status != 1 || !is_empty(t);
        return 0;
    }
    double value = Clp_objectiveValue(t->clp);
    if (too_dear(t, value)) {
        t->doubt = t->doubt || !ruled_out(t);
        return 0;
    }
    memcpy(t->values, Clp_getColSolution(t->clp), t->n * sizeof *t->values);
    memcpy(t->base, Clp_statusArray(t->clp), t->n + t->m->rows.n);
    bool whole = true;
    for (uint32_t i = 0; i < t->n && whole; i++) {
        whole = fraction(t->values[i]) == 0;
    }
    if (!whole) {
        return branch(t, at, value, ret_next, err);
    }
    offer(t);
    t->doubt = t->doubt || !ruled_out(t);
    return 0;
}

/* Takes the open node of the least value; ROOT where none is left that can be good enough. */
static uint32_t next_open(tree *t) {
    size_t best = 0;
    for (size_t i = 1; i < t->open.n; i++) {
        best = t->nodes.at[t->open.at[i]].value < t->nodes.at[t->open.at[best]].value ? i : best;
    }
    if (t->open.n == 0) {
        return ROOT;
    }
    uint32_t at = t->open.at[best];
    t->open.at[best] = t->open.at[--t->open.n];
    return at;
}

static int search(tree *t, bool *ret_whole, rsp_err *err) {
    uint32_t at = ROOT;
    if (t->n == 0) { /* CLP wants columns */
        offer(t);
        t->doubt = false;
        *ret_whole = true;
        return 0;
    }
    do {
        uint32_t next;
        RSP_TRY(visit(t, at, &next, err));
        at = next != ROOT ? next : next_open(t);
    } while (at != ROOT && !stop(t));
    *ret_whole = at == ROOT && !rsp_cancelled(t->m->ctx);
    return 0;
}

int rsp_tree_search(rsp_master *m, const rsp_tree_goal *goal, int64_t *x, rsp_master_integer *ret,
                    rsp_err *err) {
    tree t = {.m = m, .goal = goal, .ret = x};
    bool whole = false;
    int rc = tree_make(&t, err);
    rc = rc != 0 ? rc : choose_columns(&t, err);
    rc = rc != 0 ? rc : load(&t, err);
    rc = rc != 0 ? rc : search(&t, &whole, err);
    *ret = (rsp_master_integer){.found = rc == 0 && t.found, .proved = rc == 0 && whole && !t.doubt};
    if (ret->found) {
        ret->value = seen(m, t.target + t.grain);
    }
    tree_done(&t);
    return rc;
}
