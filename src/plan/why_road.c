/* Which places no way leads to and back, and what bars it: ground where no pause is in force, or closures. A
 * convoy may come by way of other places, so a place is out of reach only where no chain of legs leads there
 * from a hub and none leads back. */
#include <string.h>

#include "plan/model.h"

#define BARRED_MOST 16 /* closures: each needs a reading of all roads without it */

/* Marks what a chain of legs reaches from the hubs; back: from where one leads to a hub. */
static void spread(const rsp_model *m, const rsp_travel_class *t, bool back, bool *reached, uint32_t *queue) {
    uint32_t n = 0;
    for (uint32_t h = 0; h < m->s->n_hubs; h++) {
        uint32_t p = m->place_of[m->s->hubs[h].place];
        if (!reached[p]) {
            reached[p] = true;
            queue[n++] = p;
        }
    }
    for (uint32_t i = 0; i < n; i++) {
        for (uint32_t p = 0; p < m->n_places; p++) {
            size_t row = back ? (size_t)p * m->n_places + queue[i] : (size_t)queue[i] * m->n_places + p;
            if (!reached[p] && t->options[row].n > 0) {
                reached[p] = true;
                queue[n++] = p;
            }
        }
    }
}

static int find_reached(rsp_model *m, rsp_err *err) {
    size_t n = (size_t)m->n_places + 1;
    bool *there = rsp_arena_alloc(m->a, n, sizeof *there);
    bool *back = rsp_arena_alloc(m->a, n, sizeof *back);
    uint32_t *queue = rsp_arena_alloc(m->a, n, sizeof *queue);
    m->reached = rsp_arena_alloc(m->a, n, sizeof *m->reached);
    if (there == NULL || back == NULL || queue == NULL || m->reached == NULL) {
        return rsp_fail(err, RSP_ENOMEM, "out of memory for reasons");
    }
    for (size_t t = 0; t < m->travel.n; t++) {
        memset(there, 0, n * sizeof *there);
        memset(back, 0, n * sizeof *back);
        spread(m, &m->travel.at[t], false, there, queue);
        spread(m, &m->travel.at[t], true, back, queue);
        for (uint32_t p = 0; p < m->n_places; p++) {
            m->reached[p] = m->reached[p] || (there[p] && back[p]);
        }
    }
    return 0;
}

bool rsp_reached_straight(const rsp_model *m, uint32_t place) {
    uint32_t to = m->place_of[place];
    for (size_t t = 0; t < m->travel.n; t++) {
        for (uint32_t h = 0; h < m->s->n_hubs; h++) {
            uint32_t from = m->place_of[m->s->hubs[h].place];
            const rsp_options_row *o = m->travel.at[t].options;
            if (from == to ||
                (o[(size_t)from * m->n_places + to].n > 0 && o[(size_t)to * m->n_places + from].n > 0)) {
                return true;
            }
        }
    }
    return false;
}

static const char *snap_reason(const rsp_model *m, uint32_t p) {
    for (size_t t = 0; t < m->travel.n; t++) {
        if (m->travel.at[t].snaps[p].dist_m >= 0) {
            return NULL;
        }
    }
    return m->travel.n > 0 ? m->travel.at[0].snap_why[p] : NULL;
}

/* Whether a way leads from one place to another; search NULL: without roads. */
static int leads(const rsp_model *m, rsp_search *search, const rsp_travel_class *t, uint64_t allowed,
                 uint32_t from, uint32_t to, rsp_arena *a, bool *ret, rsp_err *err) {
    rsp_path p = {.time_s = -1};
    if (search == NULL) {
        RSP_TRY(rsp_straight_path(m, t->profiles, from, to, a, &p, err));
    } else if (t->snaps[from].dist_m >= 0 && t->snaps[to].dist_m >= 0) {
        rsp_metric metric = rsp_model_metric(m, t, allowed, false);
        RSP_TRY(rsp_route_many(search, &metric, &t->snaps[from], &t->snaps[to], 1, a, &p, err));
    }
    *ret = p.time_s >= 0;
    return 0;
}

/* Whether some way leads from a hub to the place and back on the grounds allowed, over the roads as the
 * overlay (NULL: no roads) leaves them. */
static int is_way(const rsp_model *m, const rsp_overlay *overlay, uint64_t allowed, uint32_t place, bool *ret,
                  rsp_err *err) {
    rsp_arena *a = NULL;
    rsp_search *search = NULL;
    *ret = false;
    RSP_TRY(rsp_arena_new(m->ctx, 0, &a, err));
    int rc = overlay != NULL ? rsp_search_new(m->ctx, overlay, &search, err) : 0;
    for (size_t t = 0; t < m->travel.n && rc == 0 && !*ret; t++) {
        for (uint32_t h = 0; h < m->s->n_hubs && rc == 0 && !*ret; h++) {
            uint32_t hub = m->place_of[m->s->hubs[h].place];
            bool there = false, back = false;
            rc = leads(m, search, &m->travel.at[t], allowed, hub, place, a, &there, err);
            if (rc == 0 && there) {
                rc = leads(m, search, &m->travel.at[t], allowed, place, hub, a, &back, err);
            }
            *ret = there && back;
        }
    }
    rsp_search_free(search);
    rsp_arena_free(a);
    return rc;
}

/* Whether a way leads there without the closures left out, on ground that is open at some time. */
static int is_way_without(rsp_model *m, const bool *left_out, uint32_t place, bool *ret, rsp_err *err) {
    rsp_overlay *overlay = NULL;
    RSP_TRY(rsp_model_overlay(m, left_out, &overlay, err));
    int rc = is_way(m, overlay, ~m->closed, place, ret, err);
    rsp_overlay_free(overlay);
    return rc;
}

/* The closures without which a way would lead there, none of them too many: each is put back that is not
 * needed. *ret NULL: it is not closures that bar it. */
static int barred_by(rsp_model *m, uint32_t place, const rsp_plan *plan, const char **ret, rsp_err *err) {
    const rsp_situation *s = m->s;
    bool *left_out = rsp_arena_alloc(m->a, (size_t)s->n_closures + 1, sizeof *left_out);
    uint32_t held = 0;
    bool way = false;
    *ret = NULL;
    if (left_out == NULL) {
        return rsp_fail(err, RSP_ENOMEM, "out of memory for reasons");
    }
    for (uint32_t i = 0; i < s->n_closures; i++) {
        left_out[i] = rsp_closure_holds(m, &s->closures[i]);
        held += left_out[i];
    }
    if (held > 0) {
        RSP_TRY(is_way_without(m, left_out, place, &way, err));
    }
    if (!way) {
        return 0;
    }
    for (uint32_t i = 0; i < s->n_closures && held > 1 && held <= BARRED_MOST; i++) {
        if (left_out[i]) {
            left_out[i] = false;
            RSP_TRY(is_way_without(m, left_out, place, &way, err));
            left_out[i] = !way;
        }
    }
    const char *list = NULL;
    for (uint32_t i = 0; i < s->n_closures && held <= BARRED_MOST; i++) {
        if (left_out[i]) {
            list = list == NULL ? s->closures[i].id
                                : rsp_arena_printf(plan->arena, "%s, %s", list, s->closures[i].id);
        }
    }
    *ret = list == NULL
               ? "closures bar every road there or back"
               : rsp_arena_printf(plan->arena,
                                  "every road there or back is closed; without %s there would be one", list);
    return *ret == NULL ? rsp_fail(err, RSP_ENOMEM, "out of memory for reasons") : 0;
}

int rsp_explain_no_road(rsp_model *m, uint32_t place, rsp_plan *plan, rsp_unserved *u, bool *ret_found,
                        rsp_err *err) {
    uint32_t p = m->place_of[place];
    bool open = false;
    if (m->reached == NULL) {
        RSP_TRY(find_reached(m, err));
    }
    *ret_found = !m->reached[p];
    if (m->reached[p]) {
        return 0;
    }
    RSP_TRY(is_way(m, m->overlay, UINT64_MAX, p, &open, err));
    if (open) {
        rsp_say_why(plan, u, RSP_WHY_NO_CONSENT, true,
                    "every road there crosses ground where no pause is in force");
        return 0;
    }
    const char *why = m->net != NULL ? snap_reason(m, p) : NULL;
    if (why == NULL && m->net != NULL) {
        RSP_TRY(barred_by(m, p, plan, &why, err));
    }
    rsp_say_why(plan, u, RSP_WHY_NO_ROAD, true,
                why != NULL ? why : "no road that the vehicles may use leads there and back");
    return 0;
}
