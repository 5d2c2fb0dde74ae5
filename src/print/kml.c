/* plan.kml: OGC KML 2.2 (07-147r2): a folder for each convoy (legs, stops), for places, for ground. Ids and
 * P-codes are extended data, so that they survive in other programs. No icons from the network. */
#include "print/inner.h"

static void data(rsp_buf *b, const char *key, const char *text) {
    if (text != NULL && text[0] != '\0') {
        rsp_buf_printf(b, "<Data name=\"%s\">", key);
        rsp_text_element(b, "value", text);
        rsp_buf_str(b, "</Data>");
    }
}

static void coordinate(rsp_buf *b, rsp_point p) {
    rsp_buf_fixed(b, p.lon_e7, 7);
    rsp_buf_char(b, ',');
    rsp_buf_fixed(b, p.lat_e7, 7);
    rsp_buf_str(b, ",0 ");
}

static void point(rsp_buf *b, rsp_point p) {
    rsp_buf_str(b, "<Point><coordinates>");
    coordinate(b, p);
    rsp_buf_str(b, "</coordinates></Point>");
}

static void ring(rsp_buf *b, const rsp_ring *r) {
    for (uint32_t i = 0; i < r->n; i++) {
        coordinate(b, r->at[i]);
    }
}

static void geometry(rsp_buf *b, const rsp_geom *g) {
    rsp_buf_str(b, "<MultiGeometry>");
    for (uint32_t i = 0; g != NULL && i < g->n; i++) {
        const rsp_part *part = &g->parts[i];
        switch (g->kind) {
        case RSP_GEOM_POINT:
        case RSP_GEOM_MULTIPOINT:
            point(b, part->rings[0].at[0]);
            break;
        case RSP_GEOM_LINE:
        case RSP_GEOM_MULTILINE:
            rsp_buf_str(b, "<LineString><coordinates>");
            ring(b, &part->rings[0]);
            rsp_buf_str(b, "</coordinates></LineString>");
            break;
        default:
            rsp_buf_str(b, "<Polygon>");
            for (uint32_t k = 0; k < part->n; k++) {
                const char *side = k == 0 ? "outerBoundaryIs" : "innerBoundaryIs";
                rsp_buf_printf(b, "<%s><LinearRing><coordinates>", side);
                ring(b, &part->rings[k]);
                rsp_buf_printf(b, "</coordinates></LinearRing></%s>", side);
            }
            rsp_buf_str(b, "</Polygon>");
        }
    }
    rsp_buf_str(b, "</MultiGeometry>");
}

static void place_data(pr *o, rsp_buf *b, const rsp_place *p) {
    data(b, "id", p->id);
    data(b, "pcode", pr_clean(o, p->pcode));
    data(b, "name_en", pr_clean(o, p->name.in[RSP_LANG_EN]));
    data(b, "name_ar", pr_clean(o, p->name.in[RSP_LANG_AR]));
}

static int convoy(pr *o, rsp_buf *b, const rsp_convoy *c, rsp_err *err) {
    char time[40];
    rsp_buf_str(b, "<Folder>");
    rsp_text_element(b, "name", c->id);
    rsp_text_element(b, "description", pr_vehicles_short(o, c));
    for (uint32_t i = 0; i <= c->n_stops; i++) {
        const rsp_leg *leg = &c->legs[i];
        pr_line line;
        RSP_TRY(pr_leg_line(o, leg, &line, err));
        rsp_buf_str(b, "<Placemark>");
        rsp_text_element(b, "name",
                         pr_printf(o, "%s leg %u: %s → %s", c->id, i + 1, pr_place(o, leg->from_place),
                                   pr_place(o, leg->to_place)));
        rsp_buf_str(b, "<TimeSpan>");
        rsp_instant_format(o->s->tz, leg->depart, time);
        rsp_text_element(b, "begin", time);
        rsp_instant_format(o->s->tz, leg->arrive_tail, time);
        rsp_text_element(b, "end", time);
        rsp_buf_str(
            b, "</TimeSpan><styleUrl>#route</styleUrl><LineString><tessellate>1</tessellate><coordinates>");
        for (uint32_t k = 0; k < line.n; k++) {
            coordinate(b, line.at[k]);
        }
        if (line.n == 1) {
            coordinate(b, line.at[0]);
        }
        rsp_buf_str(b, "</coordinates></LineString></Placemark>\n");
    }
    for (uint32_t i = 0; i < c->n_stops; i++) {
        const rsp_stop *stop = &c->stops[i];
        const char *work = "";
        for (uint32_t k = 0; k < stop->n_work; k++) {
            work = pr_printf(o, "%s%s%s", work, k > 0 ? "; " : "", pr_do(o, &stop->work[k]));
        }
        rsp_buf_str(b, "<Placemark>");
        rsp_text_element(b, "name", pr_printf(o, "%s stop %u: %s", c->id, i + 1, pr_place(o, stop->place)));
        rsp_text_element(b, "description",
                         pr_printf(o, "%s. %s", pr_range(o, stop->arrive, stop->depart), work));
        rsp_buf_str(b, "<ExtendedData>");
        place_data(o, b, &o->s->places[stop->place]);
        rsp_buf_str(b, "</ExtendedData>");
        point(b, o->s->places[stop->place].at);
        rsp_buf_str(b, "</Placemark>\n");
    }
    rsp_buf_str(b, "</Folder>\n");
    return 0;
}

static void places(pr *o, rsp_buf *b) {
    rsp_buf_str(b, "<Folder><name>Places</name>\n");
    for (uint32_t i = 0; i < o->s->n_places; i++) {
        if (pr_place_matters(o, i)) {
            rsp_buf_str(b, "<Placemark>");
            rsp_text_element(b, "name", pr_place(o, i));
            rsp_buf_str(b, "<ExtendedData>");
            place_data(o, b, &o->s->places[i]);
            rsp_buf_str(b, "</ExtendedData>");
            point(b, o->s->places[i].at);
            rsp_buf_str(b, "</Placemark>\n");
        }
    }
    rsp_buf_str(b, "</Folder>\n");
}

static void ground(pr *o, rsp_buf *b) {
    const rsp_situation *s = o->s;
    rsp_buf_str(b, "<Folder><name>Ground</name>\n");
    for (uint32_t i = 0; i < s->n_zones; i++) {
        rsp_buf_str(b, "<Placemark>");
        rsp_text_element(b, "name", pr_zone(o, i));
        rsp_buf_str(b, "<styleUrl>#zone</styleUrl><ExtendedData>");
        data(b, "id", s->zones[i].id);
        data(b, "access", s->zones[i].access == RSP_ACCESS_PAUSE ? "pause" : "open");
        rsp_buf_str(b, "</ExtendedData>");
        geometry(b, s->zones[i].area);
        rsp_buf_str(b, "</Placemark>\n");
    }
    for (uint32_t i = 0; i < s->n_closures; i++) {
        rsp_buf_str(b, "<Placemark>");
        rsp_text_element(b, "name", pr_printf(o, "Closed: %s", s->closures[i].id));
        rsp_text_element(b, "description", pr_clean(o, s->closures[i].reason));
        rsp_buf_str(b, "<styleUrl>#closure</styleUrl>");
        geometry(b, s->closures[i].geometry);
        rsp_buf_str(b, "</Placemark>\n");
    }
    for (uint32_t i = 0; i < s->n_checkpoints; i++) {
        rsp_buf_str(b, "<Placemark>");
        rsp_text_element(b, "name", pr_name(o, &s->checkpoints[i].name, s->checkpoints[i].id));
        rsp_text_element(b, "description", pr_minutes(o, s->checkpoints[i].delay_s));
        point(b, s->checkpoints[i].at);
        rsp_buf_str(b, "</Placemark>\n");
    }
    rsp_buf_str(b, "</Folder>\n");
}

int rsp_print_kml(const rsp_ctx *ctx, const rsp_plan *p, rsp_buf *to, rsp_err *err) {
    rsp_arena *a RSP_CLEANUP(rsp_arena_free_p) = NULL;
    RSP_TRY(rsp_arena_new(ctx, 0, &a, err));
    pr o;
    RSP_TRY(pr_open(ctx, p, RSP_LANG_EN, a, &o, err));
    o.isolates = false;
    rsp_buf_str(to, "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<kml "
                    "xmlns=\"http://www.opengis.net/kml/2.2\">\n<Document>");
    rsp_text_element(to, "name", pr_title(&o));
    const char *notes[8];
    const char *desc =
        p->net == NULL ? "" : pr_printf(&o, "Roads: %s. ", pr_clean(&o, rsp_net_describe(p->net).licence));
    uint32_t n = pr_notes(&o, notes);
    for (uint32_t i = 0; i < n; i++) {
        desc = pr_printf(&o, "%s%s ", desc, notes[i]);
    }
    rsp_text_element(to, "description", desc);
    rsp_buf_str(to,
                "\n<Style id=\"route\"><LineStyle><color>ff8a4b00</color><width>4</width></LineStyle></Style>"
                "<Style "
                "id=\"zone\"><LineStyle><color>ff2f6fd0</color><width>2</width></"
                "LineStyle><PolyStyle><color>332f6fd0</color></PolyStyle></Style>"
                "<Style "
                "id=\"closure\"><LineStyle><color>ff1c1cc0</color><width>4</width></"
                "LineStyle><PolyStyle><color>551c1cc0</color></PolyStyle></Style>\n");
    int rc = 0;
    for (uint32_t c = 0; c < p->n_convoys && rc == 0; c++) {
        rc = convoy(&o, to, &p->convoys[c], err);
    }
    places(&o, to);
    ground(&o, to);
    rsp_buf_str(to, "</Document>\n</kml>\n");
    rc = rc != 0 ? rc : pr_ok(&o, err);
    pr_close(&o);
    return rc != 0 ? rc : rsp_buf_ok(to, err);
}
