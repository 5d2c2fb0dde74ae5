/* Writing the routing problem (pause_file.h): keys in a fixed order, rows of integers on one line. */
#include "solver/pause_file.h"

static void number(rsp_json_out *o, const char *key, int64_t v) {
    rsp_json_out_key(o, key);
    rsp_json_out_int(o, v);
}

static void index_or_none(rsp_json_out *o, uint32_t v) {
    if (v == RSP_NO) {
        rsp_json_out_null(o);
    } else {
        rsp_json_out_int(o, v);
    }
}

static void amounts(rsp_json_out *o, const char *key, const int64_t *v, uint32_t n) {
    rsp_json_out_key(o, key);
    rsp_json_out_array_flat(o);
    for (uint32_t i = 0; i < n; i++) {
        rsp_json_out_int(o, v[i]);
    }
    rsp_json_out_end_array(o);
}

static void uses(rsp_json_out *o, const rsp_use *u, uint32_t n) {
    rsp_json_out_key(o, "uses");
    rsp_json_out_array_flat(o);
    for (uint32_t i = 0; i < n; i++) {
        rsp_json_out_array_flat(o);
        rsp_json_out_int(o, u[i].resource);
        rsp_json_out_int(o, u[i].amount);
        rsp_json_out_end_array(o);
    }
    rsp_json_out_end_array(o);
}

static void matrix(rsp_json_out *o, const rsp_problem *p, const rsp_matrix *m) {
    rsp_json_out_array(o);
    for (uint32_t from = 0; from < p->n_locations; from++) {
        for (uint32_t to = 0; to < p->n_locations; to++) {
            uint64_t at = (uint64_t)from * p->n_locations + to;
            for (uint32_t i = m->first[at]; i < m->first[at + 1]; i++) {
                const rsp_arc *a = &m->arcs[i];
                const int64_t row[] = {from,     to,           a->duration_s, a->earliest, a->latest,
                                       a->floor, a->stretch_s, a->cost,       a->tag};
                rsp_json_out_array_flat(o);
                for (uint32_t k = 0; k < sizeof row / sizeof row[0]; k++) {
                    rsp_json_out_int(o, row[k]);
                }
                rsp_json_out_end_array(o);
            }
        }
    }
    rsp_json_out_end_array(o);
}

static void class_of(rsp_json_out *o, const rsp_class *c) {
    rsp_json_out_object(o);
    number(o, "group", c->group);
    number(o, "start", c->start);
    number(o, "end", c->end);
    number(o, "from", c->from);
    number(o, "until", c->until);
    number(o, "vehicles", c->vehicles);
    number(o, "cargo_vehicles", c->cargo_vehicles);
    number(o, "matrix", c->matrix);
    number(o, "day", c->day);
    number(o, "missions", c->missions);
    number(o, "skills", (int64_t)c->skills);
    amounts(o, "capacity", c->capacity, RSP_DIMS);
    number(o, "supply", c->supply);
    uses(o, c->uses, c->n_uses);
    rsp_json_out_end_object(o);
}

static void alternatives(rsp_json_out *o, const char *key, const rsp_alternative *a, uint32_t n) {
    rsp_json_out_key(o, key);
    rsp_json_out_array(o);
    for (uint32_t i = 0; i < n; i++) {
        rsp_json_out_array_flat(o);
        rsp_json_out_int(o, a[i].location);
        rsp_json_out_int(o, a[i].open);
        rsp_json_out_int(o, a[i].close);
        rsp_json_out_int(o, a[i].arrive_by);
        index_or_none(o, a[i].resource);
        rsp_json_out_int(o, a[i].missions);
        rsp_json_out_end_array(o);
    }
    rsp_json_out_end_array(o);
}

static void task(rsp_json_out *o, const rsp_task *t, uint32_t n_supplies) {
    static const char *const kinds[] = {"delivery", "shipment", "visit"};
    rsp_json_out_object(o);
    rsp_json_out_key(o, "kind");
    rsp_json_out_string(o, kinds[t->kind]);
    number(o, "activity", t->activity);
    number(o, "skills", (int64_t)t->skills);
    number(o, "quantity", t->quantity);
    number(o, "least", t->least);
    number(o, "tier", t->tier);
    amounts(o, "share_upto", t->share_upto, t->n_shares);
    amounts(o, "share_rate", t->share_rate, t->n_shares);
    amounts(o, "load", t->load, RSP_DIMS);
    alternatives(o, "alternatives", t->alts, t->n_alts);
    alternatives(o, "drops", t->drops, t->n_drops);
    number(o, "service_us", t->service_us);
    number(o, "drop_us", t->drop_us);
    number(o, "docks", t->docks);
    rsp_json_out_key(o, "supply");
    rsp_json_out_array_flat(o);
    for (uint32_t i = 0; t->supply != NULL && i < n_supplies; i++) {
        index_or_none(o, t->supply[i]);
    }
    rsp_json_out_end_array(o);
    uses(o, t->uses, t->n_uses);
    number(o, "longest_ride_s", t->longest_ride_s);
    number(o, "late_cost", t->late_cost);
    rsp_json_out_end_object(o);
}

static void parts(rsp_json_out *o, const rsp_problem *p) {
    rsp_json_out_key(o, "docks");
    rsp_json_out_array_flat(o);
    for (uint32_t i = 0; i < p->n_places; i++) {
        rsp_json_out_int(o, p->docks[i]);
    }
    rsp_json_out_end_array(o);
    rsp_json_out_key(o, "locations");
    rsp_json_out_array(o);
    for (uint32_t i = 0; i < p->n_locations; i++) {
        rsp_json_out_array_flat(o);
        rsp_json_out_int(o, p->locations[i].place);
        rsp_json_out_bool(o, p->locations[i].exposed);
        rsp_json_out_end_array(o);
    }
    rsp_json_out_end_array(o);
}

void rsp_pause_write(const rsp_problem *p, rsp_buf *to) {
    rsp_json_out o = rsp_json_out_init(to, false);
    uint32_t n_supplies = 0;
    for (uint32_t i = 0; i < p->n_classes; i++) {
        n_supplies = p->classes[i].supply + 1 > n_supplies ? p->classes[i].supply + 1 : n_supplies;
    }
    rsp_json_out_object(&o);
    number(&o, "respite_problem", 1);
    number(&o, "setup_s", p->setup_s);
    amounts(&o, "resources", p->resources, p->n_resources);
    parts(&o, p);
    rsp_json_out_key(&o, "classes");
    rsp_json_out_array(&o);
    for (uint32_t i = 0; i < p->n_classes; i++) {
        class_of(&o, &p->classes[i]);
    }
    rsp_json_out_end_array(&o);
    rsp_json_out_key(&o, "tasks");
    rsp_json_out_array(&o);
    for (uint32_t i = 0; i < p->n_tasks; i++) {
        task(&o, &p->tasks[i], n_supplies);
    }
    rsp_json_out_end_array(&o);
    rsp_json_out_key(&o, "matrices");
    rsp_json_out_array(&o);
    for (uint32_t i = 0; i < p->n_matrices; i++) {
        matrix(&o, p, &p->matrices[i]);
    }
    rsp_json_out_end_array(&o);
    rsp_json_out_end_object(&o);
    rsp_buf_str(to, "\n");
}
