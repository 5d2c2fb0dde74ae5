/* First steps of the import: ways, restrictions and the nodes they use, read twice.
 *
 * Why twice: nodes stand before ways in the file, and most nodes are not on roads; the first reading says
 * which are wanted. Invariants: after import_read, ways are sorted by id (first of equal ids kept), node_id
 * is sorted and unique, every segment joins two different nodes that were seen. Reference: 4-roads.md. */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/text.h"
#include "roads/import.h"

#define NAME_MAX_BYTES 200U
#define MEMBERS_MAX    1000

int import_string(importer *m, const char *s, uint32_t *ret) {
    size_t n = s != NULL ? strlen(s) : 0;
    if (n == 0 || !rsp_utf8_valid(s, n)) {
        *ret = 0;
        return 0;
    }
    while (n > NAME_MAX_BYTES || (n > 0 && !rsp_utf8_valid(s, n))) {
        n--;
    }
    char *key = rsp_arena_strndup(m->arena, s, n);
    if (key == NULL) {
        return RSP_ENOMEM;
    }
    uint32_t at = rsp_map_get(&m->string_map, key);
    if (at == RSP_MAP_NONE) {
        at = (uint32_t)m->strings.n;
        rsp_buf_add(&m->strings, key, n + 1);
        if (m->strings.failed != 0) {
            return m->strings.failed;
        }
        RSP_TRY(rsp_map_put(m->ctx, &m->string_map, key, at));
    }
    *ret = at;
    return 0;
}

static int stop(importer *m, int rc) {
    m->rc = rc;
    return OSM_ABORT;
}

static int on_way(void *user, const osm_way *w) {
    importer *m = user;
    m->report.osm_ways++;
    if (rsp_cancelled(m->ctx)) {
        return stop(m, RSP_ECANCELLED);
    }
    rsp_tags tags = {.at = w->tags, .n = w->tag_count};
    raw_way way;
    memset(&way, 0, sizeof way);
    if (!rsp_way_read(m->table, tags, &way.use)) {
        return OSM_OK;
    }
    if (w->node_ref_count < 2) {
        m->report.zero_length++;
        return OSM_OK;
    }
    if (m->ways.n >= RSP_NET_COUNT_MAX || m->refs.n + w->node_ref_count >= RSP_NET_COUNT_MAX) {
        return stop(m, RSP_ELIMIT);
    }
    m->report.conditional += rsp_tags_conditional(tags) ? 1 : 0;
    way.duration_s = (way.use.flags & RSP_WAY_FERRY) != 0 ? rsp_tag_duration_s(rsp_tag(tags, "duration")) : 0;
    const char *name = rsp_tag(tags, "name");
    int rc = import_string(m, name != NULL ? name : rsp_tag(tags, "ref"), &way.name);
    if (rc == 0 && rsp_vec_reserve(m->ctx, &m->refs, w->node_ref_count) != 0) {
        rc = RSP_ENOMEM;
    }
    if (rc != 0) {
        return stop(m, rc);
    }
    way.id = w->id;
    way.ref_first = (uint32_t)m->refs.n;
    way.ref_n = w->node_ref_count;
    for (uint32_t i = 0; i < w->node_ref_count; i++) {
        m->refs.at[m->refs.n++] = w->node_refs[i];
    }
    if (rsp_vec_push(m->ctx, &m->ways, way) != 0) {
        return stop(m, RSP_ENOMEM);
    }
    return OSM_OK;
}

/* Appends the ids of the members of a role; via_node: -1 any. */
static int add_members(importer *m, const osm_relation *r, const char *role, int type, uint32_t *ret_first,
                       uint32_t *ret_n) {
    *ret_first = (uint32_t)m->members.n;
    for (uint32_t i = 0; i < r->member_count; i++) {
        const osm_member *x = &r->members[i];
        if (x->member_type == type && x->role != NULL && strcmp(x->role, role) == 0 &&
            rsp_vec_push(m->ctx, &m->members, x->id) != 0) {
            return RSP_ENOMEM;
        }
    }
    *ret_n = (uint32_t)m->members.n - *ret_first;
    return 0;
}

static int on_relation(void *user, const osm_relation *r) {
    importer *m = user;
    raw_restriction x = {.mask = 0};
    x.kind = rsp_restriction_read((rsp_tags){.at = r->tags, .n = r->tag_count}, &x.mask);
    if (x.kind == RSP_TURN_NONE) {
        return OSM_OK;
    }
    m->report.restrictions++;
    bool conditional = rsp_tags_conditional((rsp_tags){.at = r->tags, .n = r->tag_count});
    m->report.conditional += conditional ? 1 : 0;
    if (x.kind == RSP_TURN_UNREADABLE && conditional) {
        return OSM_OK;
    }
    if (x.kind == RSP_TURN_UNREADABLE || r->member_count > MEMBERS_MAX) {
        m->report.restrictions_dropped++;
        return OSM_OK;
    }
    if (x.mask == 0) { /* read, and it binds none of our vehicles */
        return OSM_OK;
    }
    if (m->members.n + MEMBERS_MAX >= RSP_NET_COUNT_MAX) {
        return stop(m, RSP_ELIMIT);
    }
    uint32_t first = 0;
    uint32_t n = 0;
    int rc = add_members(m, r, "from", OSM_MEMBER_WAY, &x.from_first, &x.from_n);
    rc = rc == 0 ? add_members(m, r, "to", OSM_MEMBER_WAY, &x.to_first, &x.to_n) : rc;
    rc = rc == 0 ? add_members(m, r, "via", OSM_MEMBER_NODE, &first, &n) : rc;
    x.via_first = first;
    x.via_n = n;
    x.via_node = n > 0;
    uint32_t way_n = 0;
    rc = rc == 0 ? add_members(m, r, "via", OSM_MEMBER_WAY, &first, &way_n) : rc;
    if (rc != 0) {
        return stop(m, rc);
    }
    if (!x.via_node) {
        x.via_first = first;
        x.via_n = way_n;
    }
    if (x.from_n == 0 || x.to_n == 0 || x.via_n == 0 || (x.via_node && (x.via_n != 1 || way_n != 0))) {
        m->report.restrictions_dropped++;
        return OSM_OK;
    }
    return rsp_vec_push(m->ctx, &m->restrictions, x) != 0 ? stop(m, RSP_ENOMEM) : OSM_OK;
}

uint32_t import_find_node(const importer *m, int64_t id) {
    uint32_t lo = 0;
    uint32_t hi = m->n_nodes;
    while (lo < hi) {
        uint32_t mid = lo + (hi - lo) / 2;
        if (m->node_id[mid] < id) {
            lo = mid + 1;
        } else {
            hi = mid;
        }
    }
    return lo < m->n_nodes && m->node_id[lo] == id ? lo : RSP_NONE;
}

static int on_node(void *user, const osm_node *x) {
    importer *m = user;
    m->report.osm_nodes++;
    if (rsp_cancelled(m->ctx)) {
        return stop(m, RSP_ECANCELLED);
    }
    uint32_t i = import_find_node(m, x->id);
    if (i == RSP_NONE || (m->node_state[i] & NODE_SEEN) != 0 || !(x->latitude >= -90 && x->latitude <= 90) ||
        !(x->longitude >= -180 && x->longitude <= 180)) {
        return OSM_OK; /* not wanted, there twice, or nowhere on the earth: then it counts as missing */
    }
    m->node_state[i] |= NODE_SEEN;
    m->node_at[i] = rsp_point_of(x->latitude, x->longitude);
    raw_node_use u = {.id = x->id};
    if (x->tag_count > 0 && rsp_node_read((rsp_tags){.at = x->tags, .n = x->tag_count}, &u.use)) {
        m->node_state[i] |= NODE_KEEP;
        if (rsp_vec_push(m->ctx, &m->node_uses, u) != 0) {
            return stop(m, RSP_ENOMEM);
        }
    }
    return OSM_OK;
}

static int by_id(const void *a, const void *b) {
    int64_t x = *(const int64_t *)a;
    int64_t y = *(const int64_t *)b;
    return (x > y) - (x < y);
}

/* Equal ids: the one that stood first in the file first. */
static int by_way(const void *a, const void *b) {
    const raw_way *x = a;
    const raw_way *y = b;
    int c = (x->id > y->id) - (x->id < y->id);
    return c != 0 ? c : (x->ref_first > y->ref_first) - (x->ref_first < y->ref_first);
}

const raw_way *import_find_way(const importer *m, int64_t id) {
    size_t lo = 0;
    size_t hi = m->ways.n;
    while (lo < hi) {
        size_t mid = lo + (hi - lo) / 2;
        if (m->ways.at[mid].id < id) {
            lo = mid + 1;
        } else {
            hi = mid;
        }
    }
    return lo < m->ways.n && m->ways.at[lo].id == id ? &m->ways.at[lo] : NULL;
}

static void sort_ways(importer *m) {
    if (m->ways.n > 1) {
        qsort(m->ways.at, m->ways.n, sizeof *m->ways.at, by_way);
    }
    size_t n = 0;
    for (size_t i = 0; i < m->ways.n; i++) {
        if (n == 0 || m->ways.at[n - 1].id != m->ways.at[i].id) {
            m->ways.at[n++] = m->ways.at[i];
        }
    }
    m->ways.n = n;
    m->report.ways_kept = n;
}

static int want_nodes(importer *m) {
    m->node_id = rsp_calloc(m->ctx, m->refs.n + 1, sizeof *m->node_id);
    if (m->node_id == NULL) {
        return RSP_ENOMEM;
    }
    if (m->refs.n > 0) {
        memcpy(m->node_id, m->refs.at, m->refs.n * sizeof *m->node_id);
        qsort(m->node_id, m->refs.n, sizeof *m->node_id, by_id);
    }
    uint32_t n = 0;
    for (size_t i = 0; i < m->refs.n; i++) {
        if (n == 0 || m->node_id[n - 1] != m->node_id[i]) {
            m->node_id[n++] = m->node_id[i];
        }
    }
    m->n_nodes = n;
    m->node_at = rsp_calloc(m->ctx, (size_t)n + 1, sizeof *m->node_at);
    m->node_state = rsp_calloc(m->ctx, (size_t)n + 1, 1);
    return m->node_at == NULL || m->node_state == NULL ? RSP_ENOMEM : 0;
}

/* The pace of a ferry whose duration, which is of its whole way, is known. */
static void set_pace(const importer *m, raw_way *w) {
    double length_m = 0;
    for (uint32_t i = w->seg_first; i < w->seg_first + w->seg_n; i++) {
        length_m += rsp_point_dist_m(m->node_at[m->segs.at[i].u], m->node_at[m->segs.at[i].v]);
    }
    if (w->duration_s > 0 && !w->broken && length_m > 0) {
        double pace = ceil(w->duration_s * 1e6 / length_m);
        w->use.pace_ms_per_km = pace < 4e9 ? (uint32_t)pace : 4000000000U;
    }
}

static int cut_way(importer *m, uint32_t w) {
    raw_way *way = &m->ways.at[w];
    way->seg_first = (uint32_t)m->segs.n;
    uint32_t before = RSP_NONE;
    for (uint32_t i = 0; i < way->ref_n; i++) {
        uint32_t v = import_find_node(m, m->refs.at[way->ref_first + i]);
        if (v == RSP_NONE || (m->node_state[v] & NODE_SEEN) == 0) {
            way->broken = true;
            before = RSP_NONE;
            continue;
        }
        if (before == v) {
            m->report.zero_length++;
            continue;
        }
        if (before != RSP_NONE) {
            raw_seg s = {.u = before, .v = v, .way = w, .edge = RSP_NONE};
            rsp_point p = m->node_at[before];
            rsp_point q = m->node_at[v];
            m->report.zero_length += p.lon_e7 == q.lon_e7 && p.lat_e7 == q.lat_e7 ? 1 : 0;
            if (rsp_vec_push(m->ctx, &m->segs, s) != 0) {
                return RSP_ENOMEM;
            }
        }
        before = v;
    }
    way->seg_n = (uint32_t)m->segs.n - way->seg_first;
    set_pace(m, way);
    return 0;
}

int import_read(importer *m, const rsp_osm *osm, rsp_err *err) {
    RSP_TRY(rsp_osm_read(osm, (osm_calls){.user = m, .way = on_way, .relation = on_relation}, &m->rc, err));
    sort_ways(m);
    if (want_nodes(m) != 0) {
        return rsp_fail(err, RSP_ENOMEM, "%s: out of memory", m->name);
    }
    RSP_TRY(rsp_osm_read(osm, (osm_calls){.user = m, .node = on_node}, &m->rc, err));
    for (uint32_t i = 0; i < m->n_nodes; i++) {
        m->report.nodes_missing += (m->node_state[i] & NODE_SEEN) == 0 ? 1 : 0;
    }
    for (uint32_t w = 0; w < m->ways.n; w++) {
        if (cut_way(m, w) != 0) {
            return rsp_fail(err, RSP_ENOMEM, "%s: out of memory", m->name);
        }
    }
    return 0;
}
