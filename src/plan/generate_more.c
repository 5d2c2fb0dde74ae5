/* The rest of a synthetic situation: rules other than the defaults, notices, what lies on the roads, and what
 * is known besides (generate.h). */
#include "plan/generate_inner.h"

#include <string.h>

const char *rsp_generate_arabic(const char *what) {
    static const char *const WORDS[][2] = {
        {"Place", "مكان"},      {"Depot", "مستودع"},  {"Site", "موقع"},          {"Zone", "منطقة"},
        {"Party", "طرف"},       {"Pause", "هدنة"},    {"Organisation", "منظمة"}, {"Corridor", "ممر"},
        {"Checkpoint", "حاجز"}, {"Mediator", "وسيط"},
    };
    for (size_t i = 0; i < sizeof WORDS / sizeof WORDS[0]; i++) {
        if (strcmp(WORDS[i][0], what) == 0) {
            return WORDS[i][1];
        }
    }
    return what;
}

/* --- rules --- */

static void policy_line(generator *g, const char *word, int64_t tier, int64_t weight) {
    rsp_json_out_key(&g->w, word);
    rsp_json_out_object(&g->w);
    number(g, "tier", tier);
    number(g, "weight", weight);
    done(g);
}

static void shares(generator *g) {
    static const int LINES[][2] = {{60, 100}, {100, 30}};
    begin(g, "shares");
    for (int i = 0; i < 2; i++) {
        rsp_json_out_object(&g->w);
        number(g, "upto_pct", LINES[i][0]);
        number(g, "value_pct", LINES[i][1]);
        done(g);
    }
    end(g);
}

static void policy(generator *g) {
    rsp_json_out_key(&g->w, "policy");
    rsp_json_out_object(&g->w);
    rsp_json_out_key(&g->w, "wounded");
    rsp_json_out_object(&g->w);
    policy_line(g, "immediate", 1, 9);
    policy_line(g, "minor", 3, 1);
    done(g);
    rsp_json_out_key(&g->w, "civilians");
    rsp_json_out_object(&g->w);
    policy_line(g, "severe", 1, 2);
    done(g);
    rsp_json_out_key(&g->w, "goods");
    rsp_json_out_object(&g->w);
    policy_line(g, "life_saving", 1, 4);
    policy_line(g, "moderate", 4, 1);
    done(g);
    rsp_json_out_key(&g->w, "visits");
    rsp_json_out_object(&g->w);
    policy_line(g, "detention", 2, 3);
    policy_line(g, "assessment", 0, 1); /* not in this plan */
    done(g);
    shares(g);
    done(g);
}

void rsp_generate_more_rules(generator *g) {
    static const struct {
        const char *key;
        int low, high;
    } DRAWN[] = {
        {"gap_s", 10, 40},
        {"load_trucks_per_hour", 2, 6},
        {"truckload_kg", 8000, 12000},
        {"truckload_l", 30000, 50000},
        {"board_person_s", 20, 60},
        {"board_stretcher_s", 120, 240},
        {"hospital_person_s", 30, 120},
        {"loading_before_min", 60, 300},
        {"incident_hours", 24, 96},
        {"danger_s_per_km", 60, 240},
    };
    for (size_t i = 0; i < sizeof DRAWN / sizeof DRAWN[0]; i++) {
        number(g, DRAWN[i].key, draw(g, (uint32_t)DRAWN[i].low, (uint32_t)DRAWN[i].high));
    }
    text(g, "daylight_from", "06:30");
    text(g, "daylight_to", "17:45");
    rsp_json_out_key(&g->w, "speed_factor");
    rsp_json_out_fixed(&g->w, 1 + draw(g, 0, 10) / 10.0, 1);
    rsp_json_out_key(&g->w, "time_to_care_min");
    rsp_json_out_object(&g->w);
    number(g, "immediate", draw(g, 900, 1300)); /* from as_of, the evening before */
    done(g);
    policy(g);
    text(g, "note", "Invented.");
}

/* --- notices --- */

static void notice(generator *g, uint32_t i) {
    entity(g, "notice", i);
    id(g, "org", "org", 0);
    text(g, "sent_at", i == 0 ? "2012-03-18T09:00" : "2012-03-19T09:00");
    refs(g, "parties", "party", 0);
    if (g->o->zones > 0) {
        id(g, "pause", "pause", 0);
    }
    number(g, "version", 1 + i);
    if (i > 0) {
        id(g, "supersedes", "notice", i - 1);
    }
    text(g, "movement", "trucks and ambulances from the depots");
    text(g, "channel", "e-mail");
    text(g, "answer_by", "2012-03-20T12:00");
    done(g);
}

void rsp_generate_notices(generator *g) {
    if (!has(g, RSP_FEATURE_notices)) {
        return;
    }
    begin(g, "third_parties");
    entity(g, "third", 0);
    name(g, "Mediator", 0);
    text(g, "role", "mediates");
    refs(g, "parties", "party", 0);
    done(g);
    end(g);
    begin(g, "notices");
    notice(g, 0);
    notice(g, 1);
    end(g);
    begin(g, "acknowledgements");
    for (uint32_t i = 0; i < 2; i++) {
        entity(g, "receipt", i);
        id(g, "notice", "notice", i);
        id(g, "party", "party", 0);
        text(g, "at", i == 0 ? "2012-03-18T15:00" : "2012-03-19T15:00");
        text(g, "state", i == 0 ? "queried" : "acknowledged");
        done(g);
    }
    end(g);
}

/* --- what lies on the roads --- */

static void incidents(generator *g) {
    begin(g, "incidents");
    for (uint32_t i = 0; has(g, RSP_FEATURE_incidents) && i < 3; i++) {
        entity(g, "incident", i);
        text(g, "kind", "shelling");
        text(g, "at", "2012-03-19T22:00");
        degrees(g, rsp_generate_anywhere(g));
        number(g, "radius_m", 400);
        truth(g, "breaks_pause", i == 2 && draw(g, 0, 2) == 0);
        if (has(g, RSP_FEATURE_facts)) {
            id(g, "place", "p", 0);
            number(g, "killed_low", i);
            number(g, "killed_high", i + 2);
            number(g, "wounded_low", 3);
            number(g, "wounded_high", 10);
            text(g, "source", "radio");
            text(g, "text", "shells on the market");
        }
        done(g);
    }
    end(g);
}

static void closures(generator *g) {
    begin(g, "closures");
    for (uint32_t i = 0; has(g, RSP_FEATURE_closures) && i < 4; i++) {
        entity(g, "closure", i);
        rsp_point p = rsp_generate_anywhere(g);
        uint32_t bearing = draw(g, 0, 359);
        bool facts = has(g, RSP_FEATURE_facts);
        rsp_json_out_key(&g->w, "geometry");
        if (facts && i == 1) {
            rsp_generate_square(g, p, 120);
        } else {
            rsp_generate_line(g, p, rsp_point_at(p, bearing, 150));
        }
        truth(g, "one_way", i == 0);
        if (facts) {
            number(g, "width_m", 20);
            instant(g, "from", 0, 0);
            instant(g, "until", g->o->days, 0);
            text(g, "reason", "rubble");
            text(g, "source", "drivers");
        }
        done(g);
    }
    end(g);
}

static void dangers(generator *g) {
    begin(g, "danger");
    for (uint32_t i = 0; has(g, RSP_FEATURE_danger) && i < 2; i++) {
        entity(g, "danger", i);
        rsp_point p = rsp_generate_anywhere(g);
        rsp_json_out_key(&g->w, "geometry");
        rsp_generate_line(g, p, rsp_point_at(p, draw(g, 0, 359), 500));
        number(g, "width_m", 200);
        number(g, "weight", draw(g, 1, 4));
        if (has(g, RSP_FEATURE_facts)) {
            text(g, "source", "mine action");
        }
        done(g);
    }
    end(g);
}

void rsp_generate_roadside(generator *g) {
    incidents(g);
    closures(g);
    dangers(g);
    begin(g, "checkpoints");
    for (uint32_t i = 0; has(g, RSP_FEATURE_checkpoints) && i < 3; i++) {
        entity(g, "checkpoint", i);
        name(g, "Checkpoint", i);
        degrees(g, rsp_generate_anywhere(g));
        number(g, "delay_min", draw(g, 1, 6));
        number(g, "per_vehicle_s", draw(g, 0, 40));
        if (has(g, RSP_FEATURE_facts)) {
            id(g, "party", "party", 0);
        }
        done(g);
    }
    end(g);
}

/* --- what is known besides --- */

void rsp_generate_facts(generator *g) {
    if (!has(g, RSP_FEATURE_facts)) {
        return;
    }
    begin(g, "assessments");
    entity(g, "assessment", 0);
    id(g, "place", "p", 0);
    id(g, "org", "org", 1);
    text(g, "at", "2012-03-10T09:00");
    number(g, "valid_days", 30);
    number(g, "people_in_need", 1200);
    text(g, "findings", "bakeries shut");
    done(g);
    end(g);
    begin(g, "havens");
    entity(g, "haven", 0);
    id(g, "place", "p", g->n_places - 1);
    number(g, "vehicles", 12);
    done(g);
    end(g);
    begin(g, "contacts");
    entity(g, "contact", 0);
    text(g, "role", "desk");
    id(g, "org", "org", 0);
    id(g, "hub", "hub", 0);
    text(g, "phone", "000 000");
    text(g, "radio_channel", "7");
    text(g, "call_sign", "Base");
    done(g);
    end(g);
}
