/* The loops of custom_loops.c over one width of keys: K is the type, KN(name) names what is made for it.
 * Included twice; no guard. FAR: infinite; the sum of two fits. KN(too_far): see KEY_FAR_BIT. */

static inline K KN(pack)(search_key k) {
    return KN(too_far)(k) ? FAR : KN(join)(k);
}

static void KN(weigh)(custom *c) {
    const hierarchy *h = c->h;
    K *key = c->state_key;
    uint32_t arcs = 2 * c->o->net->h->edges;
    for (uint32_t e = 0; e < arcs; e++) { /* in the order of the edges: they are read once */
        weight_arc w;
        if (h->rank[e] != RSP_NONE) {
            bool open = weights_whole(c->o, &c->metric, e, &w);
            key[h->rank[e]] = open ? KN(pack)(key_of(w.ms, w.danger_ms, w.dm)) : FAR;
        }
    }
    for (uint32_t s = arcs; s < c->o->net->turns.states; s++) { /* with a history: as without */
        if (h->rank[s] != RSP_NONE) {
            key[h->rank[s]] = key[h->rank[net_state_arc(c->o->net, s)]];
        }
    }
}

/* The weight of a step between x and a state above. */
static inline K KN(step)(const custom *c, uint32_t x, unsigned kind, const hier_step *s) {
    unsigned profiles = c->metric.profiles;
    uint32_t to = kind == HIER_OUT ? s->other : x;
    K key = ((const K *)c->state_key)[to];
    if ((s->banned & profiles) != 0 || (profiles & ~(unsigned)s->dead_end) != 0 || key >= FAR) {
        return FAR;
    }
    if (c->o->spec.n_checkpoints > 0) {
        const rsp_net *n = c->o->net;
        uint32_t before = net_state_arc(n, c->h->state[kind == HIER_OUT ? x : s->other]) >> 1;
        piece all = {.arc = net_state_arc(n, c->h->state[to]), .lo = 0, .hi = 1};
        K delay = KN(pack)(key_of(weights_delay(c->o, all, before), 0, 0));
        key = delay >= FAR ? FAR : key + delay;
    }
    return key;
}

/* Every arc of one kind of state x: gathered in `dense` by depth, then put in its place. */
static inline void KN(customize_list)(custom *c, uint32_t x, unsigned kind, K *restrict dense) {
    const hierarchy *h = c->h;
    const uint16_t *to = h->to;
    K *w = c->weight;
    size_t list = 2 * (size_t)x + kind;
    for (uint32_t i = h->first[list]; i < h->first[list + 1]; i++) {
        dense[to[i]] = FAR;
    }
    for (uint32_t i = h->step_first[list]; i < h->step_first[list + 1]; i++) {
        K key = KN(step)(c, x, kind, &h->steps[i]);
        uint16_t d = h->depth[h->steps[i].other];
        dense[d] = key < dense[d] ? key : dense[d];
    }
    for (uint32_t i = h->lower_at[list]; i < h->lower_at[list + 1]; i++) {
        const hier_lower *l = &h->lower[i];
        K first = w[l->arc];
        const uint16_t *t = to + l->first;
        const K *v = w + l->first;
        if (first >= FAR) {
            continue;
        }
        uint32_t n = l->n;
#pragma GCC unroll 4
        for (uint32_t k = 0; k < n; k++) {
            K sum = first + v[k];
            K old = dense[t[k]];
            dense[t[k]] = sum < old ? sum : old;
        }
    }
    for (uint32_t i = h->first[list]; i < h->first[list + 1]; i++) {
        w[i] = KN(pack)(KN(split)(dense[to[i]]));
    }
}

static int KN(customize)(custom *c, K *dense) {
    for (uint32_t x = 0; x < c->h->states; x++) {
        if ((x & 0xFFFU) == 0 && rsp_cancelled(&c->o->ctx)) {
            return RSP_ECANCELLED;
        }
        KN(customize_list)(c, x, HIER_OUT, dense);
        KN(customize_list)(c, x, HIER_IN, dense);
    }
    return 0;
}

static custom_half KN(halves)(const custom *c, uint32_t arc) {
    const hierarchy *h = c->h;
    const K *w = c->weight;
    uint32_t x = h->owner[arc];
    unsigned kind = arc < h->first[2 * (size_t)x + 1] ? HIER_OUT : HIER_IN;
    size_t list = 2 * (size_t)x + kind;
    for (uint32_t i = h->step_first[list]; i < h->step_first[list + 1]; i++) {
        if (h->depth[h->steps[i].other] == h->to[arc] && KN(step)(c, x, kind, &h->steps[i]) == w[arc]) {
            return (custom_half){RSP_NONE, kind == HIER_OUT ? h->steps[i].other : x};
        }
    }
    for (uint32_t i = h->lower_at[list]; i < h->lower_at[list + 1]; i++) {
        const hier_lower *l = &h->lower[i];
        K first = w[l->arc];
        for (uint32_t k = 0; first < FAR && k < l->n && h->to[l->first + k] <= h->to[arc]; k++) {
            if (h->to[l->first + k] == h->to[arc] && first + w[l->first + k] == w[arc]) {
                uint32_t other = l->first + k;
                return kind == HIER_OUT ? (custom_half){l->arc, other} : (custom_half){other, l->arc};
            }
        }
    }
    return (custom_half){RSP_NONE, x}; /* not reached: every finite weight has come from one of these */
}

static void KN(climb)(const custom *c, unsigned kind, way_up *way, uint32_t base, uint32_t n) {
    const hierarchy *h = c->h;
    const K *w = c->weight;
    const uint16_t *to = h->to;
    K *key = way->key;
    uint16_t *from = way->from;
    uint32_t joins = base == 0 ? UINT32_MAX : way->n_main; /* places from here on are on the stub itself */
    for (uint32_t p = base + n; p-- > base;) {
        K here = key[p];
        if (here >= FAR) {
            continue;
        }
        size_t list = 2 * (size_t)way->state[p] + kind;
        uint32_t end = h->first[list + 1];
        for (uint32_t i = h->first[list]; i < end; i++) { /* without branches: they cannot be foreseen */
            uint32_t q = to[i] < joins ? to[i] : base + to[i] - joins;
            K sum = here + w[i];
            K old = key[q];
            uint16_t older = from[q];
            key[q] = sum < old ? sum : old;
            from[q] = sum < old ? (uint16_t)p : older;
        }
    }
}

/* The places at which a best path may turn: those that are reached (kind HIER_OUT: going up, HIER_IN: coming
 * down), and not reached better by way of a place above. */
static uint32_t KN(list)(const custom *c, unsigned kind, const way_up *way, K *real, uint32_t *listed) {
    const hierarchy *h = c->h;
    const K *w = c->weight;
    const K *key = way->key;
    uint32_t n = 0;
    uint32_t end = way_places(way);
    uint32_t second = way->n_main + way->n_stub[0];
    for (uint32_t p = 0; p < end; p++) {
        size_t list = 2 * (size_t)way->state[p] + (kind ^ 1U);
        uint32_t joins = p < way->n_main ? UINT32_MAX : way->n_main;
        uint32_t base = p < second ? way->n_main : second;
        K least = key[p];
        for (uint32_t i = h->first[list]; i < h->first[list + 1]; i++) {
            uint32_t q = h->to[i] < joins ? h->to[i] : base + h->to[i] - joins;
            K sum = real[q] + w[i];
            least = sum < least ? sum : least;
        }
        real[p] = least;
        listed[n] = p;
        n += key[p] < FAR && key[p] <= least ? 1 : 0;
    }
    return n;
}

static void KN(meet)(const way_up *from, const way_up *to, uint32_t up, uint32_t down, uint32_t n,
                     way_meet *best) {
    const K *f = (const K *)from->key + up;
    const K *t = (const K *)to->key + down;
    K least = KN(pack)(best->key);
    uint32_t at = RSP_NONE;
    for (uint32_t i = 0; i < n; i++) {
        K sum = f[i] + t[i];
        if (sum < least) {
            least = sum;
            at = i;
        }
    }
    if (at != RSP_NONE && !KN(too_far)(KN(split)(least))) {
        *best = (way_meet){.key = KN(split)(least), .up = up + at, .down = down + at};
    }
}

static void KN(row)(const way_up *from, const uint32_t *listed, uint32_t n, const custom_buckets *b,
                    custom_row *row) {
    const K *f = from->key;
    const K *t = b->key;
    K *best = row->key;
    for (uint32_t i = 0; i < n; i++) {
        uint32_t x = from->state[listed[i]];
        K here = f[listed[i]];
        for (uint32_t k = b->first[x]; k < b->first[x + 1]; k++) {
            uint32_t g = b->goal[k];
            K sum = here + t[k];
            if (sum < best[g]) {
                best[g] = sum;
                row->up[g] = listed[i];
                row->down[g] = b->place[k];
            }
        }
    }
}
