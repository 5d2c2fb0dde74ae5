/* Paths asked for one by one in a customized hierarchy, behind the functions of route.h.
 *
 * Why two doors: who asks once gets the plain search (search.c), which needs nothing prepared; who asks often
 * says so, and pays for the hierarchy first. Invariants: both give equal keys for every pair; which of
 * several equal paths is taken depends on the question alone, not on threads or on what was asked before. */
#include "roads/many.h"

#include "roads/spans.h"

int many_along_edge(const custom *c, const rsp_snap *from, const rsp_snap *to, uint32_t arc, rsp_arena *a,
                    rsp_path *ret, rsp_err *err) {
    uint32_t *arcs = rsp_arena_alloc(a, 1, sizeof *arcs);
    if (arcs == NULL) {
        return rsp_fail(err, RSP_ENOMEM, "out of memory");
    }
    *arcs = arc;
    return path_drive(c->o, &c->metric, from, to, arcs, 1, a, ret, err);
}

int rsp_search_prepare(rsp_search *s, const rsp_metric *m, rsp_err *err) {
    if (s->custom != NULL && weights_same(&s->custom->metric, m)) {
        return 0;
    }
    const custom *c = NULL;
    RSP_TRY(custom_get(s->o, m, &c, err));
    custom_drop(s->custom);
    s->custom = c;
    return 0;
}

static int one_path(rsp_search *s, const rsp_snap *from, const rsp_snap *to, const way_up *up,
                    const way_up *down, rsp_arena *a, rsp_path *ret, rsp_err *err) {
    const custom *c = s->custom;
    way_meet at = way_best(c, up, down);
    search_key key = at.key;
    uint32_t straight = search_straight(c->o, &c->metric, from, to, &key);
    bool found = straight != RSP_NONE || at.up != RSP_NONE;
    if (a == NULL || !found) {
        path_times(from, to, found, key, ret);
        return 0;
    }
    if (straight != RSP_NONE) {
        return many_along_edge(c, from, to, straight, a, ret, err);
    }
    const uint32_t *arcs = NULL;
    uint32_t n = 0;
    return way_arcs(c, up, down, at, to, &s->work, a, &arcs, &n) != 0
               ? rsp_fail(err, RSP_ENOMEM, "out of memory")
               : path_drive(c->o, &c->metric, from, to, arcs, n, a, ret, err);
}

int many_from(rsp_search *s, const rsp_snap *from, const rsp_snap *to, uint32_t n, rsp_arena *a,
              rsp_path *ret_paths, rsp_err *err) {
    RSP_CLEANUP(rsp_arena_free_p) rsp_arena *scratch = NULL;
    way_up up;
    RSP_TRY(rsp_arena_new(&s->ctx, 0, &scratch, err));
    if (way_from(s->custom, from, scratch, &up) != 0) {
        return rsp_fail(err, RSP_ENOMEM, "out of memory");
    }
    for (uint32_t i = 0; i < n; i++) {
        way_up down;
        if (way_to(s->custom, &to[i], scratch, &down) != 0) {
            return rsp_fail(err, RSP_ENOMEM, "out of memory");
        }
        RSP_TRY(one_path(s, from, &to[i], &up, &down, a, &ret_paths[i], err));
    }
    return 0;
}

void many_done(rsp_search *s) {
    if (s->spans != NULL) {
        spans_done(s->spans);
        rsp_free(&s->ctx, s->spans);
    }
}
