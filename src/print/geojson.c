/* plan.geojson: RFC 7946, WGS 84, at most 7 decimals. `kind` says what a feature is: convoy_leg, stop, place,
 * zone, closure, checkpoint. Ids, P-codes and names are those of the situation; instants are local with
 * offset. */
#include "print/inner.h"

static void when(pr *o, rsp_json_out *j, const char *key, int64_t t) {
    char text[40];
    rsp_json_out_key(j, key);
    if (t == RSP_TIME_NONE) {
        rsp_json_out_null(j);
        return;
    }
    rsp_instant_format(o->s->tz, t, text);
    rsp_json_out_string(j, text);
}

static void text(rsp_json_out *j, const char *key, const char *v) {
    rsp_json_out_key(j, key);
    rsp_json_out_string(j, v);
}

static void name(rsp_json_out *j, const rsp_name *n) {
    rsp_json_out_key(j, "name");
    rsp_json_out_object(j);
    for (int l = 0; l < RSP_LANG_COUNT; l++) {
        if (n->in[l] != NULL) {
            text(j, rsp_lang_code((rsp_lang)l), n->in[l]);
        }
    }
    rsp_json_out_end_object(j);
}

static void point(rsp_json_out *j, rsp_point p) {
    rsp_json_out_array_flat(j);
    rsp_json_out_fixed(j, rsp_point_lon(p), 7);
    rsp_json_out_fixed(j, rsp_point_lat(p), 7);
    rsp_json_out_end_array(j);
}

static void begin(rsp_json_out *j, const char *kind, const char *id) {
    rsp_json_out_object(j);
    text(j, "type", "Feature");
    rsp_json_out_key(j, "properties");
    rsp_json_out_object(j);
    text(j, "kind", kind);
    if (id != NULL) {
        text(j, "id", id);
    }
}

static void geometry_point(rsp_json_out *j, rsp_point p) {
    rsp_json_out_end_object(j);
    rsp_json_out_key(j, "geometry");
    rsp_json_out_object(j);
    text(j, "type", "Point");
    rsp_json_out_key(j, "coordinates");
    point(j, p);
    rsp_json_out_end_object(j);
    rsp_json_out_end_object(j);
}

static void geometry(rsp_json_out *j, const rsp_geom *g) {
    rsp_json_out_end_object(j);
    rsp_json_out_key(j, "geometry");
    if (g == NULL) {
        rsp_json_out_null(j);
    } else {
        rsp_geom_to_json(j, g);
    }
    rsp_json_out_end_object(j);
}

static int leg_feature(pr *o, rsp_json_out *j, const rsp_convoy *c, uint32_t i, rsp_err *err) {
    const rsp_leg *leg = &c->legs[i];
    pr_line line;
    RSP_TRY(pr_leg_line(o, leg, &line, err));
    begin(j, "convoy_leg", NULL);
    text(j, "convoy", c->id);
    rsp_json_out_key(j, "leg");
    rsp_json_out_int(j, i + 1);
    text(j, "from", o->s->places[leg->from_place].id);
    text(j, "to", o->s->places[leg->to_place].id);
    when(o, j, "depart", leg->depart);
    when(o, j, "arrive", leg->arrive_tail);
    rsp_json_out_key(j, "length_m");
    rsp_json_out_fixed(j, leg->path.length_m + (leg->waits ? leg->path2.length_m : 0), 0);
    rsp_json_out_key(j, "schematic");
    rsp_json_out_bool(j, o->p->net == NULL);
    rsp_json_out_end_object(j);
    rsp_json_out_key(j, "geometry");
    rsp_json_out_object(j);
    text(j, "type", "LineString");
    rsp_json_out_key(j, "coordinates");
    rsp_json_out_array_flat(j);
    for (uint32_t k = 0; k < line.n; k++) {
        point(j, line.at[k]);
    }
    if (line.n == 1) { /* a LineString has two */
        point(j, line.at[0]);
    }
    rsp_json_out_end_array(j);
    rsp_json_out_end_object(j);
    rsp_json_out_end_object(j);
    return 0;
}

static void stop_feature(pr *o, rsp_json_out *j, const rsp_convoy *c, uint32_t i) {
    static const char *const what[] = {"unload", "board", "alight", "visit"};
    const rsp_stop *stop = &c->stops[i];
    const rsp_place *p = &o->s->places[stop->place];
    begin(j, "stop", NULL);
    text(j, "convoy", c->id);
    rsp_json_out_key(j, "stop");
    rsp_json_out_int(j, i + 1);
    text(j, "place", p->id);
    text(j, "pcode", p->pcode);
    name(j, &p->name);
    when(o, j, "arrive", stop->arrive);
    when(o, j, "start", stop->start);
    when(o, j, "end", stop->end);
    when(o, j, "depart", stop->depart);
    rsp_json_out_key(j, "work");
    rsp_json_out_array(j);
    for (uint32_t k = 0; k < stop->n_work; k++) {
        rsp_json_out_object(j);
        text(j, "do", what[stop->work[k].kind]);
        text(j, "list", rsp_work_list(stop->work[k].work.kind));
        text(j, "id", rsp_work_id(o->s, stop->work[k].work));
        rsp_json_out_key(j, "amount");
        rsp_json_out_int(j, stop->work[k].amount);
        rsp_json_out_end_object(j);
    }
    rsp_json_out_end_array(j);
    geometry_point(j, p->at);
}

static void places(pr *o, rsp_json_out *j) {
    for (uint32_t i = 0; i < o->s->n_places; i++) {
        const rsp_place *p = &o->s->places[i];
        if (pr_place_matters(o, i)) {
            begin(j, "place", p->id);
            text(j, "pcode", p->pcode);
            name(j, &p->name);
            rsp_json_out_key(j, "illustrative");
            rsp_json_out_bool(j, p->illustrative);
            geometry_point(j, p->at);
        }
    }
}

static void ground(pr *o, rsp_json_out *j) {
    const rsp_situation *s = o->s;
    for (uint32_t i = 0; i < s->n_zones; i++) {
        begin(j, "zone", s->zones[i].id);
        name(j, &s->zones[i].name);
        text(j, "access", s->zones[i].access == RSP_ACCESS_PAUSE ? "pause" : "open");
        rsp_json_out_key(j, "controlled_by");
        rsp_json_out_array_flat(j);
        for (uint32_t k = 0; k < s->zones[i].controlled_by.n; k++) {
            rsp_json_out_string(j, s->parties[s->zones[i].controlled_by.at[k]].id);
        }
        rsp_json_out_end_array(j);
        geometry(j, s->zones[i].area);
    }
    for (uint32_t i = 0; i < s->n_closures; i++) {
        begin(j, "closure", s->closures[i].id);
        text(j, "reason", s->closures[i].reason);
        when(o, j, "from", s->closures[i].from);
        when(o, j, "until", s->closures[i].until);
        geometry(j, s->closures[i].geometry);
    }
    for (uint32_t i = 0; i < s->n_checkpoints; i++) {
        begin(j, "checkpoint", s->checkpoints[i].id);
        name(j, &s->checkpoints[i].name);
        rsp_json_out_key(j, "delay_s");
        rsp_json_out_int(j, s->checkpoints[i].delay_s);
        geometry_point(j, s->checkpoints[i].at);
    }
}

int rsp_print_geojson(const rsp_ctx *ctx, const rsp_plan *p, rsp_buf *to, rsp_err *err) {
    rsp_arena *a RSP_CLEANUP(rsp_arena_free_p) = NULL;
    RSP_TRY(rsp_arena_new(ctx, 0, &a, err));
    pr o;
    RSP_TRY(pr_open(ctx, p, RSP_LANG_EN, a, &o, err));
    rsp_json_out j = rsp_json_out_init(to, false);
    int rc = 0;
    rsp_json_out_object(&j);
    text(&j, "type", "FeatureCollection");
    text(&j, "attribution", p->net != NULL ? rsp_net_describe(p->net).licence : NULL);
    rsp_json_out_key(&j, "notes");
    rsp_json_out_array(&j);
    const char *notes[8];
    o.isolates = false;
    uint32_t n = pr_notes(&o, notes);
    for (uint32_t i = 0; i < n; i++) {
        rsp_json_out_string(&j, notes[i]);
    }
    rsp_json_out_end_array(&j);
    rsp_json_out_key(&j, "features");
    rsp_json_out_array(&j);
    for (uint32_t c = 0; c < p->n_convoys && rc == 0; c++) {
        for (uint32_t i = 0; i <= p->convoys[c].n_stops && rc == 0; i++) {
            rc = leg_feature(&o, &j, &p->convoys[c], i, err);
        }
        for (uint32_t i = 0; i < p->convoys[c].n_stops; i++) {
            stop_feature(&o, &j, &p->convoys[c], i);
        }
    }
    places(&o, &j);
    ground(&o, &j);
    rsp_json_out_end_array(&j);
    rsp_json_out_end_object(&j);
    rsp_buf_char(to, '\n');
    rc = rc != 0 ? rc : pr_ok(&o, err);
    pr_close(&o);
    return rc != 0 ? rc : rsp_buf_ok(to, err);
}
