/* plan.json (docs/plan.md): the plan for programs, the checker first of all. Same plan, same bytes. */
#include "plan/plan.h"

#ifndef RSP_VERSION
#define RSP_VERSION "0.1.0"
#endif

typedef struct writer {
    rsp_json_out o;
    const rsp_plan *p;
    const rsp_situation *s;
} writer;

static void text(writer *w, const char *key, const char *v) {
    rsp_json_out_key(&w->o, key);
    rsp_json_out_string(&w->o, v);
}

static void number(writer *w, const char *key, int64_t v) {
    rsp_json_out_key(&w->o, key);
    rsp_json_out_int(&w->o, v);
}

static void metres(writer *w, const char *key, double v) {
    rsp_json_out_key(&w->o, key);
    rsp_json_out_int(&w->o, (int64_t)(v + 0.5));
}

static void when(writer *w, const char *key, int64_t t) {
    char at[40];
    if (t == RSP_TIME_NONE) {
        text(w, key, NULL);
        return;
    }
    rsp_instant_format(w->s->tz, t, at);
    text(w, key, at);
}

static void day(writer *w, const char *key, int32_t date) {
    char at[16];
    rsp_date_format(date, at);
    text(w, key, at);
}

static void activities(writer *w, uint32_t mask) {
    rsp_json_out_key(&w->o, "activities");
    rsp_json_out_array_flat(&w->o);
    for (int a = 0; a < RSP_ACT_COUNT; a++) {
        if ((mask >> a & 1) != 0) {
            rsp_json_out_string(&w->o, rsp_activity_name((rsp_activity)a));
        }
    }
    rsp_json_out_end_array(&w->o);
}

static void work_key(writer *w, rsp_work work) {
    static const char *const keys[] = {"need", "wounded", "civilians", "visit"};
    text(w, keys[work.kind], rsp_work_id(w->s, work));
}

static void header(writer *w) {
    const rsp_plan *p = w->p;
    number(w, "respite_plan", 1);
    text(w, "version", RSP_VERSION);
    rsp_json_out_key(&w->o, "situation");
    rsp_json_out_object(&w->o);
    rsp_json_out_key(&w->o, "title");
    rsp_json_out_object(&w->o);
    for (int l = 0; l < RSP_LANG_COUNT; l++) {
        if (w->s->title.in[l] != NULL) {
            text(w, rsp_lang_code((rsp_lang)l), w->s->title.in[l]);
        }
    }
    rsp_json_out_end_object(&w->o);
    text(w, "sha256", w->s->sha256);
    when(w, "as_of", w->s->as_of);
    text(w, "time_zone", w->s->time_zone);
    text(w, "tz_data", rsp_tz_data_version());
    rsp_json_out_end_object(&w->o);
    rsp_json_out_key(&w->o, "roads");
    rsp_json_out_object(&w->o);
    if (p->net != NULL) {
        rsp_net_info info = rsp_net_describe(p->net);
        text(w, "kind", "roads");
        text(w, "sha256", p->roads_sha256);
        text(w, "source", info.source);
        text(w, "licence", info.licence);
        text(w, "data_date", info.data_date);
    } else {
        text(w, "kind", w->s->travel.kind == RSP_TRAVEL_TABLE ? "table" : "schematic");
    }
    rsp_json_out_end_object(&w->o);
    number(w, "seed", (int64_t)p->seed);
    number(w, "threads", p->threads);
    number(w, "steps", (int64_t)p->steps);
    rsp_json_out_key(&w->o, "interrupted");
    rsp_json_out_bool(&w->o, p->interrupted);
    rsp_json_out_key(&w->o, "days");
    rsp_json_out_object(&w->o);
    day(w, "first", p->first_date);
    number(w, "count", p->n_days);
    rsp_json_out_end_object(&w->o);
}

static void results(writer *w) {
    const rsp_totals *t = &w->p->totals;
    text(w, "status", w->p->status);
    rsp_json_out_key(&w->o, "tiers");
    rsp_json_out_array(&w->o);
    for (int i = 0; i < RSP_TIERS; i++) {
        rsp_json_out_object(&w->o);
        number(w, "tier", i + 1);
        number(w, "value", w->p->tiers[i].value);
        if (w->p->tiers[i].bound < 0) {
            text(w, "bound", NULL);
        } else {
            number(w, "bound", w->p->tiers[i].bound);
        }
        rsp_json_out_end_object(&w->o);
    }
    rsp_json_out_end_array(&w->o);
    rsp_json_out_key(&w->o, "totals");
    rsp_json_out_object(&w->o);
    number(w, "people_reached", t->people_reached);
    number(w, "people_wanted", t->people_wanted);
    number(w, "person_days", t->person_days);
    number(w, "wounded_out", t->wounded_out);
    number(w, "wounded_wanted", t->wounded_wanted);
    number(w, "civilians_out", t->civilians_out);
    number(w, "civilians_wanted", t->civilians_wanted);
    number(w, "visits", t->visits);
    number(w, "visits_wanted", t->visits_wanted);
    number(w, "visit_people", t->visit_people);
    number(w, "cargo_kg", t->kg);
    number(w, "vehicles_used", t->vehicles_used);
    number(w, "exposed_vehicle_min", (t->exposed_vehicle_s + 59) / 60);
    rsp_json_out_end_object(&w->o);
}

static void windows(writer *w) {
    const rsp_plan *p = w->p;
    rsp_json_out_key(&w->o, "what_if");
    rsp_json_out_array(&w->o);
    for (uint32_t i = 0; p->what_if != NULL && i < p->what_if->n; i++) {
        rsp_json_out_object(&w->o);
        text(w, "pause", w->s->pauses[p->what_if->consents[i].pause].id);
        text(w, "party", w->s->parties[p->what_if->consents[i].party].id);
        rsp_json_out_end_object(&w->o);
    }
    rsp_json_out_end_array(&w->o);
    rsp_json_out_key(&w->o, "windows");
    rsp_json_out_array(&w->o);
    for (uint32_t i = 0; i < p->n_windows; i++) {
        const rsp_used_window *u = &p->windows[i];
        rsp_json_out_object(&w->o);
        text(w, "zone", w->s->zones[u->zone].id);
        text(w, "corridor", u->corridor == RSP_NONE ? NULL : w->s->corridors[u->corridor].id);
        text(w, "pause", w->s->pauses[u->pause].id);
        day(w, "date", u->date);
        activities(w, u->activities);
        when(w, "opens", u->open);
        when(w, "closes", u->close);
        when(w, "out_by", u->out_by);
        rsp_json_out_key(&w->o, "used");
        rsp_json_out_bool(&w->o, u->used);
        rsp_json_out_end_object(&w->o);
    }
    rsp_json_out_end_array(&w->o);
}

static void snap(writer *w, const char *key, const rsp_snap *s) {
    rsp_json_out_key(&w->o, key);
    rsp_json_out_object(&w->o);
    number(w, "edge", s->edge);
    rsp_json_out_key(&w->o, "fraction");
    rsp_json_out_real(&w->o, s->fraction);
    rsp_json_out_key(&w->o, "lat");
    rsp_json_out_fixed(&w->o, rsp_point_lat(s->at), 7);
    rsp_json_out_key(&w->o, "lon");
    rsp_json_out_fixed(&w->o, rsp_point_lon(s->at), 7);
    rsp_json_out_end_object(&w->o);
}

static void path(writer *w, const rsp_path *p) {
    rsp_json_out_key(&w->o, "path");
    if (w->p->net == NULL) {
        rsp_json_out_null(&w->o);
        return;
    }
    rsp_json_out_object(&w->o);
    snap(w, "from", &p->from);
    snap(w, "to", &p->to);
    rsp_json_out_key(&w->o, "arcs");
    rsp_json_out_array_flat(&w->o);
    for (uint32_t i = 0; i < p->n_arcs; i++) {
        rsp_json_out_int(&w->o, p->arcs[i]);
    }
    rsp_json_out_end_array(&w->o);
    rsp_json_out_key(&w->o, "nodes");
    rsp_json_out_array_flat(&w->o);
    for (uint32_t i = 0; i + 1 < p->n_arcs; i++) { /* where one arc ends and the next begins */
        rsp_edge e;
        rsp_net_edge(w->p->net, p->arcs[i] >> 1, &e);
        rsp_json_out_int(&w->o, rsp_net_osm_node(w->p->net, (p->arcs[i] & 1) != 0 ? e.from : e.to));
    }
    rsp_json_out_end_array(&w->o);
    rsp_json_out_end_object(&w->o);
}

static void leg_zones(writer *w, const rsp_leg *leg) {
    rsp_json_out_key(&w->o, "zones");
    rsp_json_out_array(&w->o);
    for (uint32_t i = 0; i < leg->n_zones; i++) {
        rsp_json_out_object(&w->o);
        text(w, "zone", w->s->zones[leg->zones[i].zone].id);
        when(w, "head_in", leg->zones[i].head_in);
        when(w, "tail_out", leg->zones[i].tail_out);
        metres(w, "enter_m", leg->zones[i].enter_m);
        metres(w, "leave_m", leg->zones[i].leave_m);
        rsp_json_out_end_object(&w->o);
    }
    rsp_json_out_end_array(&w->o);
}

static void passes(writer *w, const rsp_path *p, int64_t depart) {
    for (uint32_t i = 0; i < p->n_passes; i++) {
        rsp_json_out_object(&w->o);
        text(w, "checkpoint", w->s->checkpoints[p->passes[i].checkpoint].id);
        when(w, "at", depart + p->passes[i].at_s);
        rsp_json_out_end_object(&w->o);
    }
}

static void leg(writer *w, const rsp_leg *l) {
    rsp_json_out_object(&w->o);
    text(w, "from", w->s->places[l->from_place].id);
    text(w, "to", w->s->places[l->to_place].id);
    when(w, "depart", l->depart);
    when(w, "arrive_head", l->arrive_head);
    when(w, "arrive_tail", l->arrive_tail);
    number(w, "drive_s", l->drive_s);
    number(w, "tail_lag_s", l->tail_lag_s);
    metres(w, "length_m", l->path.length_m + (l->waits ? l->path2.length_m : 0));
    path(w, &l->path);
    rsp_json_out_key(&w->o, "wait");
    if (l->waits) {
        rsp_json_out_object(&w->o);
        text(w, "place", w->s->places[l->wait_place].id);
        when(w, "from", l->wait_from);
        when(w, "until", l->wait_until);
        path(w, &l->path2);
        rsp_json_out_end_object(&w->o);
    } else {
        rsp_json_out_null(&w->o);
    }
    leg_zones(w, l);
    rsp_json_out_key(&w->o, "checkpoints");
    rsp_json_out_array(&w->o);
    passes(w, &l->path, l->depart);
    if (l->waits) {
        passes(w, &l->path2, l->wait_until);
    }
    rsp_json_out_end_array(&w->o);
    rsp_json_out_end_object(&w->o);
}

static void stop(writer *w, const rsp_stop *s) {
    static const char *const kinds[] = {"unload", "board", "alight", "visit"};
    rsp_json_out_object(&w->o);
    text(w, "place", w->s->places[s->place].id);
    when(w, "arrive", s->arrive);
    when(w, "start", s->start);
    when(w, "end", s->end);
    when(w, "depart", s->depart);
    number(w, "docks_used", s->docks_used);
    rsp_json_out_key(&w->o, "unload");
    if (s->docks_used > 0) {
        rsp_json_out_object(&w->o);
        when(w, "from", s->unload_from);
        when(w, "to", s->unload_to);
        rsp_json_out_end_object(&w->o);
    } else {
        rsp_json_out_null(&w->o);
    }
    rsp_json_out_key(&w->o, "work");
    rsp_json_out_array(&w->o);
    for (uint32_t i = 0; i < s->n_work; i++) {
        rsp_json_out_object(&w->o);
        text(w, "do", kinds[s->work[i].kind]);
        work_key(w, s->work[i].work);
        number(w, "amount", s->work[i].amount);
        when(w, "start", s->work[i].start_s);
        when(w, "end", s->work[i].end_s);
        rsp_json_out_end_object(&w->o);
    }
    rsp_json_out_end_array(&w->o);
    rsp_json_out_key(&w->o, "after");
    rsp_json_out_object(&w->o);
    number(w, "kg", s->after.kg);
    number(w, "l", s->after.l);
    number(w, "seats_used", s->after.seats_used);
    number(w, "stretchers_used", s->after.stretchers_used);
    rsp_json_out_end_object(&w->o);
    rsp_json_out_end_object(&w->o);
}

static void vehicle(writer *w, const rsp_convoy_vehicle *v) {
    const rsp_vehicle *x = &w->s->vehicles[v->vehicle];
    rsp_json_out_object(&w->o);
    text(w, "vehicle", x->id);
    text(w, "type", w->s->vehicle_types[x->type].id);
    rsp_json_out_key(&w->o, "cargo");
    rsp_json_out_array(&w->o);
    for (uint32_t i = 0; i < v->n_cargo; i++) {
        rsp_json_out_object(&w->o);
        work_key(w, v->cargo[i].work);
        text(w, "item", w->s->items[w->s->needs[v->cargo[i].work.index].item].id);
        number(w, "quantity", v->cargo[i].amount);
        rsp_json_out_end_object(&w->o);
    }
    rsp_json_out_end_array(&w->o);
    rsp_json_out_key(&w->o, "people");
    rsp_json_out_array(&w->o);
    for (uint32_t i = 0; i < v->n_people; i++) {
        rsp_json_out_object(&w->o);
        work_key(w, v->people[i].work);
        number(w, "count", v->people[i].amount);
        rsp_json_out_end_object(&w->o);
    }
    rsp_json_out_end_array(&w->o);
    rsp_json_out_end_object(&w->o);
}

static void convoy(writer *w, const rsp_convoy *c) {
    rsp_json_out_object(&w->o);
    text(w, "id", c->id);
    text(w, "call_sign", c->call_sign);
    text(w, "hub", w->s->hubs[c->hub].id);
    day(w, "date", c->date);
    activities(w, c->activities);
    rsp_json_out_key(&w->o, "vehicles");
    rsp_json_out_array(&w->o);
    for (uint32_t i = 0; i < c->n_vehicles; i++) {
        vehicle(w, &c->vehicles[i]);
    }
    rsp_json_out_end_array(&w->o);
    rsp_json_out_key(&w->o, "crews");
    rsp_json_out_array_flat(&w->o);
    for (uint32_t i = 0; i < c->n_crews; i++) {
        rsp_json_out_string(&w->o, w->s->crews[c->crews[i]].id);
    }
    rsp_json_out_end_array(&w->o);
    rsp_json_out_key(&w->o, "loading");
    rsp_json_out_object(&w->o);
    when(w, "from", c->loading_from);
    when(w, "to", c->loading_to);
    rsp_json_out_end_object(&w->o);
    when(w, "depart", c->depart);
    when(w, "back", c->back);
    rsp_json_out_key(&w->o, "legs");
    rsp_json_out_array(&w->o);
    for (uint32_t i = 0; i <= c->n_stops; i++) {
        leg(w, &c->legs[i]);
    }
    rsp_json_out_end_array(&w->o);
    rsp_json_out_key(&w->o, "stops");
    rsp_json_out_array(&w->o);
    for (uint32_t i = 0; i < c->n_stops; i++) {
        stop(w, &c->stops[i]);
    }
    rsp_json_out_end_array(&w->o);
    rsp_json_out_key(&w->o, "zones");
    rsp_json_out_array(&w->o);
    for (uint32_t i = 0; i < c->n_zone_passes; i++) {
        const rsp_zone_pass *p = &c->zone_passes[i];
        rsp_json_out_object(&w->o);
        text(w, "zone", w->s->zones[p->zone].id);
        when(w, "head_in", p->head_in);
        when(w, "tail_out", p->tail_out);
        when(w, "out_by", p->out_by);
        rsp_json_out_end_object(&w->o);
    }
    rsp_json_out_end_array(&w->o);
    when(w, "last_safe_entry", c->last_safe_entry);
    when(w, "turn_back", c->turn_back);
    number(w, "exposed_min", (c->exposed_s + 59) / 60);
    metres(w, "length_m", c->length_m);
    rsp_json_out_end_object(&w->o);
}

static void unserved(writer *w, const rsp_unserved *u) {
    rsp_json_out_object(&w->o);
    work_key(w, u->work);
    number(w, "amount", u->amount);
    number(w, "wanted", u->wanted);
    text(w, "reason", rsp_why_name(u->why));
    rsp_json_out_key(&w->o, "proved");
    rsp_json_out_bool(&w->o, u->proved);
    text(w, "text", u->text);
    if (u->would_need_s > 0) {
        number(w, "would_need_min", (u->would_need_s + 59) / 60);
    } else {
        text(w, "would_need_min", NULL);
    }
    rsp_json_out_end_object(&w->o);
}

static void rests_on(writer *w) {
    const rsp_plan *p = w->p;
    rsp_json_out_key(&w->o, "rests_on");
    rsp_json_out_object(&w->o);
    rsp_json_out_key(&w->o, "consents");
    rsp_json_out_array_flat(&w->o);
    for (uint32_t i = 0; i < p->n_consents; i++) {
        rsp_json_out_string(&w->o, w->s->consents[p->consents[i]].id);
    }
    rsp_json_out_end_array(&w->o);
    rsp_json_out_key(&w->o, "permissions");
    rsp_json_out_array_flat(&w->o);
    for (uint32_t i = 0; i < p->n_permissions; i++) {
        rsp_json_out_string(&w->o, w->s->permissions[p->permissions[i]].id);
    }
    rsp_json_out_end_array(&w->o);
    rsp_json_out_key(&w->o, "closures");
    rsp_json_out_array_flat(&w->o);
    for (uint32_t i = 0; i < p->n_closures; i++) {
        rsp_json_out_string(&w->o, w->s->closures[p->closures[i]].id);
    }
    rsp_json_out_end_array(&w->o);
    rsp_json_out_end_object(&w->o);
}

static void would_open(writer *w, const rsp_opens *o) {
    rsp_json_out_object(&w->o);
    text(w, "pause", w->s->pauses[o->pause].id);
    text(w, "party", w->s->parties[o->party].id);
    text(w, "state",
         o->statement == RSP_NONE ? "none" : rsp_consent_state_name(w->s->consents[o->statement].state));
    rsp_json_out_key(&w->o, "zones");
    rsp_json_out_array_flat(&w->o);
    for (uint32_t i = 0; i < o->zones_n; i++) {
        rsp_json_out_string(&w->o, w->s->zones[o->zones[i]].id);
    }
    rsp_json_out_end_array(&w->o);
    number(w, "people_waiting", o->people_waiting);
    rsp_json_out_end_object(&w->o);
}

int rsp_plan_write(const rsp_plan *p, rsp_buf *to, rsp_err *err) {
    writer w = {rsp_json_out_init(to, false), p, p->situation};
    rsp_json_out_object(&w.o);
    header(&w);
    results(&w);
    windows(&w);
    rsp_json_out_key(&w.o, "convoys");
    rsp_json_out_array(&w.o);
    for (uint32_t i = 0; i < p->n_convoys; i++) {
        convoy(&w, &p->convoys[i]);
    }
    rsp_json_out_end_array(&w.o);
    rsp_json_out_key(&w.o, "unserved");
    rsp_json_out_array(&w.o);
    for (uint32_t i = 0; i < p->n_unserved; i++) {
        unserved(&w, &p->unserved[i]);
    }
    rsp_json_out_end_array(&w.o);
    rests_on(&w);
    rsp_json_out_key(&w.o, "would_open");
    rsp_json_out_array(&w.o);
    for (uint32_t i = 0; i < p->n_opens; i++) {
        would_open(&w, &p->opens[i]);
    }
    rsp_json_out_end_array(&w.o);
    rsp_json_out_key(&w.o, "assumptions");
    rsp_json_out_array(&w.o);
    for (uint32_t i = 0; i < p->n_assumptions; i++) {
        rsp_json_out_string(&w.o, p->assumptions[i]);
    }
    rsp_json_out_end_array(&w.o);
    rsp_json_out_end_object(&w.o);
    rsp_buf_char(to, '\n');
    return rsp_buf_ok(to, err);
}
