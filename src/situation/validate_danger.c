/* Hubs, hospitals and havens on dangerous ground or close to what happened lately (read.h): people are
 * brought to them and wait there, and roads alone turn aside from danger. */
#include "situation/read.h"

typedef struct site { /* an entity at a place */
    int list;
    uint32_t i, place;
    const char *what, *id;
} site;

static void warn_site(rsp_loader *l, const site *at, const char *of, const char *id) {
    rsp_diag_warn(l->d, rsp_read_at(l, at->list, at->i, "place"),
                  "%s \"%s\" lies within %s \"%s\"; if it cannot be used, take it out or move it", at->what,
                  at->id, of, id);
}

static int check_danger(rsp_loader *l, uint32_t k, const site *sites, uint32_t n, rsp_err *err) {
    const rsp_danger *d = &l->s->danger[k];
    bool buffered = d->geometry->kind != RSP_GEOM_POLYGON && d->geometry->kind != RSP_GEOM_MULTIPOLYGON;
    rsp_area *area = NULL;
    RSP_TRY(rsp_area_new(l->ctx, d->geometry, buffered ? d->width_m : 0, &area, err));
    for (uint32_t i = 0; i < n; i++) {
        if (rsp_area_has_point(area, l->s->places[sites[i].place].at)) {
            warn_site(l, &sites[i], "the danger", d->id);
        }
    }
    (void)rsp_area_free(area);
    return 0;
}

static void check_incident(rsp_loader *l, uint32_t k, const site *sites, uint32_t n) {
    const rsp_situation *s = l->s;
    const rsp_incident *e = &s->incidents[k];
    bool lately = s->as_of != RSP_TIME_NONE && e->at <= s->as_of &&
                  s->as_of - e->at <= (int64_t)s->rules.incident_hours * 3600;
    for (uint32_t i = 0; lately && i < n; i++) {
        if (rsp_point_dist_m(e->where, s->places[sites[i].place].at) <= e->radius_m) {
            warn_site(l, &sites[i], "the radius of incident", e->id);
        }
    }
}

/* Appends the entities of one list whose place is known. */
#define ADD_SITES(list_, word)                                                                               \
    for (uint32_t i = 0; i < l->n[RSP_IN_##list_]; i++) {                                                    \
        uint32_t place = s->list_[i].place;                                                                  \
        if (!l->bad[RSP_IN_##list_][i] && place != RSP_NONE && !l->bad[RSP_IN_places][place]) {              \
            sites[n++] = (site){RSP_IN_##list_, i, place, word, s->list_[i].id};                             \
        }                                                                                                    \
    }

void rsp_validate_danger(rsp_loader *l) {
    const rsp_situation *s = l->s;
    uint32_t most = l->n[RSP_IN_hubs] + l->n[RSP_IN_hospitals] + l->n[RSP_IN_havens];
    site *sites = rsp_arena_alloc(l->a, (size_t)most + 1, sizeof *sites);
    uint32_t n = 0;
    if (sites == NULL) {
        l->oom = true;
        return;
    }
    ADD_SITES(hubs, "hub")
    ADD_SITES(hospitals, "hospital")
    ADD_SITES(havens, "haven")
    for (uint32_t k = 0; k < l->n[RSP_IN_danger]; k++) {
        rsp_err why = {0};
        bool whole = !l->bad[RSP_IN_danger][k];
        l->oom = l->oom || (whole && check_danger(l, k, sites, n, &why) == RSP_ENOMEM);
    }
    for (uint32_t k = 0; k < l->n[RSP_IN_incidents]; k++) {
        if (!l->bad[RSP_IN_incidents][k]) {
            check_incident(l, k, sites, n);
        }
    }
}
