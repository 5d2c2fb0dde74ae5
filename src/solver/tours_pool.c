/* The pool of tours and the best mix of them (tours.h): which tours together collect the most. A stop that
 * two of them serve counts once, so the mix is a covering and not only a packing.
 *
 * Prices of stops come from the Lagrangian dual, by subgradients (Held, Wolfe & Crowder 1974): with prices
 * between nought and the prize, no mix is worth more than all prices together and what its tours collect
 * beyond them. The mix is then searched depth first, tours that are worth most beyond the prices first, and
 * cut off by that bound; STEPS ends it, so it may miss the best. */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "solver/tours.h"

#define MOST_ENTRIES 32768u
#define MOST_BYTES   ((size_t)64 << 20)
#define MOST_MIXED   8000
#define ROUNDS       300     /* of subgradients */
#define STEPS        1000000 /* of the search */

typedef struct entry {
    uint64_t sign;
    int64_t prize, way, total; /* total: of the best answer that it was part of */
    uint32_t n;
} entry;

typedef struct column {
    double worth; /* beyond the prices */
    uint32_t entry;
} column;

struct rsp_tours_pool {
    const rsp_ctx *ctx;
    const rsp_tours_view *v;
    uint32_t n, most, slots; /* slots: a power of two */
    entry *entries;
    uint16_t *stops; /* width of each */
    uint32_t *table; /* of entries, 1 + number; 0: empty */
    uint32_t words;  /* of a set of stops */
    uint64_t *sets;  /* of the columns */
    column *columns;
    uint32_t n_columns;
    double *price; /* by stop */
    int32_t *covered;
    uint32_t *chosen; /* by depth, columns */
    uint64_t *cover;  /* by depth, sets */
    uint32_t *best;
};

rsp_tours_pool *rsp_tours_pool_free(rsp_tours_pool *p) {
    if (p != NULL) {
        void *rooms[] = {p->entries, p->stops,   p->table,  p->sets,  p->columns,
                         p->price,   p->covered, p->chosen, p->cover, p->best};
        for (size_t i = 0; i < sizeof rooms / sizeof *rooms; i++) {
            rsp_free(p->ctx, rooms[i]);
        }
        rsp_free(p->ctx, p);
    }
    return NULL;
}

int rsp_tours_pool_new(const rsp_ctx *ctx, const rsp_tours_view *v, rsp_tours_pool **ret, rsp_err *err) {
    RSP_CLEANUP(rsp_tours_pool_free_p) rsp_tours_pool *p = rsp_calloc(ctx, 1, sizeof *p);
    if (p == NULL) {
        return rsp_fail(err, RSP_ENOMEM, "out of memory for tours");
    }
    size_t most = MOST_BYTES / (v->width * sizeof(uint16_t));
    p->ctx = ctx;
    p->v = v;
    p->most = most < MOST_ENTRIES ? (uint32_t)most : MOST_ENTRIES;
    p->slots = 4 * MOST_ENTRIES;
    p->words = (v->n + 63) / 64;
    p->entries = rsp_calloc(ctx, p->most, sizeof *p->entries);
    p->stops = rsp_calloc(ctx, (size_t)p->most * v->width, sizeof *p->stops);
    p->table = rsp_calloc(ctx, p->slots, sizeof *p->table);
    p->sets = rsp_calloc(ctx, (size_t)MOST_MIXED * p->words, sizeof *p->sets);
    p->columns = rsp_calloc(ctx, p->most, sizeof *p->columns);
    p->price = rsp_calloc(ctx, v->width, sizeof *p->price);
    p->covered = rsp_calloc(ctx, v->width, sizeof *p->covered);
    p->chosen = rsp_calloc(ctx, (size_t)v->n_tours + 1, sizeof *p->chosen);
    p->best = rsp_calloc(ctx, (size_t)v->n_tours + 1, sizeof *p->best);
    p->cover = rsp_calloc(ctx, (size_t)(v->n_tours + 2) * p->words, sizeof *p->cover);
    if (p->entries == NULL || p->stops == NULL || p->table == NULL || p->sets == NULL || p->columns == NULL ||
        p->price == NULL || p->covered == NULL || p->chosen == NULL || p->best == NULL || p->cover == NULL) {
        return rsp_fail(err, RSP_ENOMEM, "out of memory for tours");
    }
    *ret = RSP_TAKE(p);
    return 0;
}

/* --- remembering --- */

static uint16_t *stops_of(const rsp_tours_pool *p, uint32_t i) {
    return &p->stops[(size_t)i * p->v->width];
}

/* The slot of a sign: its entry's, or an empty one. */
static uint32_t *slot_of(const rsp_tours_pool *p, uint64_t sign) {
    uint32_t at = (uint32_t)sign & (p->slots - 1);
    while (p->table[at] != 0 && p->entries[p->table[at] - 1].sign != sign) {
        at = (at + 1) & (p->slots - 1);
    }
    return &p->table[at];
}

/* Forgets the tours of answers below the average. */
static void forget(rsp_tours_pool *p) {
    int64_t sum = 0;
    for (uint32_t i = 0; i < p->n; i++) {
        sum += p->entries[i].total / (int64_t)p->n;
    }
    uint32_t n = 0;
    for (uint32_t i = 0; i < p->n; i++) {
        if (p->entries[i].total > sum && n < p->most / 4 * 3) {
            p->entries[n] = p->entries[i];
            memmove(stops_of(p, n), stops_of(p, i), p->entries[i].n * sizeof(uint16_t));
            n++;
        }
    }
    p->n = n;
    memset(p->table, 0, p->slots * sizeof *p->table);
    for (uint32_t i = 0; i < n; i++) {
        *slot_of(p, p->entries[i].sign) = i + 1;
    }
}

void rsp_tours_pool_add(rsp_tours_pool *p, const rsp_tour *tour, int64_t total) {
    uint64_t sign = 0;
    for (uint32_t i = 1; i <= tour->n; i++) {
        sign += p->v->sign[tour->stop[i]];
    }
    uint32_t *slot = slot_of(p, sign);
    if (*slot == 0) {
        if (p->n == p->most) {
            forget(p);
            slot = slot_of(p, sign);
        }
        p->entries[p->n] = (entry){sign, tour->prize, INT64_MAX, total, tour->n};
        *slot = ++p->n;
    }
    entry *e = &p->entries[*slot - 1];
    e->total = total > e->total ? total : e->total;
    if (tour->way < e->way) {
        e->way = tour->way;
        for (uint32_t i = 0; i < tour->n; i++) {
            stops_of(p, *slot - 1)[i] = (uint16_t)tour->stop[i + 1];
        }
    }
}

/* --- prices --- */

static int by_worth(const void *a, const void *b) {
    const column *x = a, *y = b;
    int c = (x->worth < y->worth) - (x->worth > y->worth);
    return c != 0 ? c : (x->entry > y->entry) - (x->entry < y->entry);
}

static void price_columns(rsp_tours_pool *p) {
    for (uint32_t c = 0; c < p->n_columns; c++) {
        const entry *e = &p->entries[p->columns[c].entry];
        const uint16_t *stops = stops_of(p, p->columns[c].entry);
        double worth = (double)e->prize;
        for (uint32_t i = 0; i < e->n; i++) {
            worth -= p->price[stops[i]];
        }
        p->columns[c].worth = worth;
    }
}

/* The columns worth most, as many as there are tours, to the front; what they are worth. */
static double pick(rsp_tours_pool *p) {
    double sum = 0;
    for (uint32_t k = 0; k < p->v->n_tours && k < p->n_columns; k++) {
        uint32_t most = k;
        for (uint32_t c = k + 1; c < p->n_columns; c++) {
            most = p->columns[c].worth > p->columns[most].worth ? c : most;
        }
        column x = p->columns[most];
        p->columns[most] = p->columns[k];
        p->columns[k] = x;
        sum += x.worth > 0 ? x.worth : 0;
    }
    return sum;
}

static double all_prices(const rsp_tours_pool *p) {
    double sum = 0;
    for (uint32_t i = 0; i < p->v->n; i++) {
        sum += p->price[i];
    }
    return sum;
}

/* Prices with a low bound, against a mix that collects `known`. */
static void find_prices(rsp_tours_pool *p, double known, double *lowest) {
    double bound = 0, least = INFINITY, size = 1;
    uint32_t stale = 0;
    for (uint32_t round = 0; round < ROUNDS && size > 0.005; round++) {
        price_columns(p);
        bound = pick(p) + all_prices(p);
        if (bound < least) {
            least = bound;
            memcpy(lowest, p->price, p->v->n * sizeof *lowest);
            stale = 0;
        } else if (++stale >= 10) {
            size /= 2;
            stale = 0;
            memcpy(p->price, lowest, p->v->n * sizeof *lowest);
            continue;
        }
        memset(p->covered, 0, p->v->n * sizeof *p->covered);
        for (uint32_t k = 0; k < p->v->n_tours && k < p->n_columns; k++) {
            for (uint32_t i = 0; i < p->entries[p->columns[k].entry].n; i++) {
                p->covered[stops_of(p, p->columns[k].entry)[i]]++;
            }
        }
        double norm = 0;
        for (uint32_t i = 0; i < p->v->n; i++) {
            double g = p->covered[i] - 1;
            norm += g > 0 || p->price[i] > 0 ? g * g : 0;
        }
        if (norm <= 0 || bound <= known) {
            break;
        }
        double step = size * (bound - known + 1) / norm;
        for (uint32_t i = 0; i < p->v->n; i++) {
            double to = p->price[i] + step * (p->covered[i] - 1), most = (double)p->v->prize[i];
            p->price[i] = to < 0 ? 0 : to > most ? most : to;
        }
    }
    memcpy(p->price, lowest, p->v->n * sizeof *lowest);
    price_columns(p);
}

/* --- the mix --- */

static void fill_sets(rsp_tours_pool *p) {
    memset(p->sets, 0, (size_t)p->n_columns * p->words * sizeof *p->sets);
    for (uint32_t c = 0; c < p->n_columns; c++) {
        const uint16_t *stops = stops_of(p, p->columns[c].entry);
        for (uint32_t i = 0; i < p->entries[p->columns[c].entry].n; i++) {
            p->sets[(size_t)c * p->words + stops[i] / 64] |= (uint64_t)1 << stops[i] % 64;
        }
    }
}

/* What serving column c's stops a second time loses: prize, *ret_slack: that less the price. */
static int64_t doubled(const rsp_tours_pool *p, const uint64_t *cover, uint32_t c, double *ret_slack) {
    int64_t prize = 0;
    double slack = 0;
    for (uint32_t w = 0; w < p->words; w++) {
        for (uint64_t both = cover[w] & p->sets[(size_t)c * p->words + w]; both != 0; both &= both - 1) {
            uint32_t s = w * 64 + (uint32_t)__builtin_ctzll(both);
            prize += p->v->prize[s];
            slack += (double)p->v->prize[s] - p->price[s];
        }
    }
    *ret_slack = slack;
    return prize;
}

typedef struct level {
    uint32_t next;
    int64_t prize;
    double worth; /* of what is chosen, less the slack of what is served twice */
} level;

/* Depth first; what the best mix collects, in p->best as columns. `known` must be beaten. */
static int64_t search_mix(rsp_tours_pool *p, level *levels, int64_t known) {
    uint32_t m = p->v->n_tours, depth = 0;
    double base = all_prices(p);
    levels[0] = (level){0, 0, 0};
    memset(p->cover, 0, p->words * sizeof *p->cover);
    for (uint64_t step = 0; step < STEPS; step++) {
        level *l = &levels[depth];
        double ahead = 0;
        for (uint32_t k = l->next; k < l->next + (m - depth) && k < p->n_columns; k++) {
            ahead += p->columns[k].worth > 0 ? p->columns[k].worth : 0;
        }
        if (depth == m || l->next >= p->n_columns || base + l->worth + ahead < (double)known + 0.5) {
            if (depth == 0) {
                break;
            }
            depth--;
            continue;
        }
        uint32_t c = l->next++;
        double slack;
        const uint64_t *cover = &p->cover[(size_t)depth * p->words];
        int64_t prize = l->prize + p->entries[p->columns[c].entry].prize - doubled(p, cover, c, &slack);
        double worth = l->worth + p->columns[c].worth - slack;
        p->chosen[depth] = c;
        if (prize > known) {
            known = prize;
            memset(p->best, 0xff, m * sizeof *p->best);
            memcpy(p->best, p->chosen, (depth + 1) * sizeof *p->best);
        }
        ahead -= p->columns[c].worth > 0 ? p->columns[c].worth : 0;
        if (depth + 1 < m && base + worth + ahead >= (double)known + 0.5) {
            for (uint32_t w = 0; w < p->words; w++) {
                p->cover[(size_t)(depth + 1) * p->words + w] = cover[w] | p->sets[(size_t)c * p->words + w];
            }
            levels[++depth] = (level){c + 1, prize, worth};
        }
    }
    return known;
}

/* The tours of the best answers as columns. */
static void choose_columns(rsp_tours_pool *p) {
    for (uint32_t i = 0; i < p->n; i++) {
        p->columns[i] = (column){(double)p->entries[i].total, i};
    }
    qsort(p->columns, p->n, sizeof *p->columns, by_worth);
    p->n_columns = p->n < MOST_MIXED ? p->n : MOST_MIXED;
}

/* Keeps columns that a mix better than `known` may use. */
static void drop_columns(rsp_tours_pool *p, int64_t known) {
    double base = all_prices(p), others = 0;
    qsort(p->columns, p->n_columns, sizeof *p->columns, by_worth);
    for (uint32_t k = 0; k + 1 < p->v->n_tours && k < p->n_columns; k++) {
        others += p->columns[k].worth > 0 ? p->columns[k].worth : 0;
    }
    while (p->n_columns > 0 && base + others + p->columns[p->n_columns - 1].worth < (double)known + 0.5) {
        p->n_columns--;
    }
}

int rsp_tours_pool_mix(rsp_tours_pool *p, rsp_tours *t, bool *ret_better, rsp_err *err) {
    uint32_t m = p->v->n_tours, stops[RSP_TOURS_MOST];
    level *levels = rsp_calloc(p->ctx, (size_t)m + 1, sizeof *levels);
    double *lowest = rsp_calloc(p->ctx, p->v->width, sizeof *lowest);
    if (levels == NULL || lowest == NULL) {
        rsp_free(p->ctx, levels);
        rsp_free(p->ctx, lowest);
        return rsp_fail(err, RSP_ENOMEM, "out of memory for tours");
    }
    choose_columns(p);
    find_prices(p, (double)t->prize, lowest);
    drop_columns(p, t->prize);
    fill_sets(p);
    memset(p->best, 0xff, m * sizeof *p->best);
    *ret_better = search_mix(p, levels, t->prize) > t->prize;
    for (uint32_t r = 0; *ret_better && r < m; r++) {
        (void)rsp_tours_lay(t, r, NULL, 0);
    }
    for (uint32_t r = 0; *ret_better && r < m && p->best[r] != UINT32_MAX; r++) {
        uint32_t e = p->columns[p->best[r]].entry;
        for (uint32_t i = 0; i < p->entries[e].n; i++) {
            stops[i] = stops_of(p, e)[i];
        }
        (void)rsp_tours_lay(t, r, stops, p->entries[e].n);
    }
    rsp_free(p->ctx, levels);
    rsp_free(p->ctx, lowest);
    return 0;
}
