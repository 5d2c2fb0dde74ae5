/* OSM tags into what a truck, a light vehicle and an ambulance may do and how fast.
 *
 * Why one file: the meaning of tags is judgement that changes; the import around it does not.
 * Invariants: the most specific access tag decides; an unknown value decides nothing (the next less specific
 * tag is asked); a limit that cannot be read is no limit. Reference: OSM wiki, Key:access, Key:oneway,
 * Key:maxweight, Key:maxheight, Key:maxspeed, Key:barrier, Relation:restriction. */
#include "roads/tags.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#define DURATION_MAX_S (14U * 86400U)

const char *rsp_tag(rsp_tags t, const char *key) {
    for (uint32_t i = 0; i < t.n; i++) {
        if (t.at[i].key != NULL && t.at[i].value != NULL && strcmp(t.at[i].key, key) == 0) {
            return t.at[i].value;
        }
    }
    return NULL;
}

static bool one_of(const char *v, const char *const *list) {
    for (; v != NULL && *list != NULL; list++) {
        if (strcmp(v, *list) == 0) {
            return true;
        }
    }
    return false;
}

/* Number and the text after it; false where v does not begin with a number above 0. */
static bool number(const char *v, double *ret, const char **ret_rest) {
    char *end = NULL;
    if (v == NULL || !((*v >= '0' && *v <= '9') || *v == '.')) {
        return false;
    }
    double x = strtod(v, &end);
    if (end == v || !(x > 0) || !(x < 1e9)) {
        return false;
    }
    while (*end == ' ') {
        end++;
    }
    *ret = x;
    *ret_rest = end;
    return true;
}

uint32_t rsp_tag_weight_kg(const char *v) {
    static const struct {
        const char *unit;
        double kg;
    } units[] = {{"", 1000},          {"t", 1000},        {"tonnes", 1000},  {"kg", 1},
                 {"lbs", 0.45359237}, {"lb", 0.45359237}, {"st", 907.18474}, {"cwt", 50.80234544}};
    double x = 0;
    const char *rest = NULL;
    if (!number(v, &x, &rest)) {
        return 0;
    }
    for (size_t i = 0; i < sizeof units / sizeof *units; i++) {
        if (strcmp(rest, units[i].unit) == 0) {
            double kg = floor(x * units[i].kg + 1e-6);
            return kg >= 1 && kg < 1e7 ? (uint32_t)kg : 0;
        }
    }
    return 0;
}

uint16_t rsp_tag_height_cm(const char *v) {
    double x = 0;
    double inch = 0;
    double cm = 0;
    const char *rest = NULL;
    if (!number(v, &x, &rest)) {
        return 0;
    }
    if (*rest == '\0' || strcmp(rest, "m") == 0 || strcmp(rest, "metres") == 0) {
        cm = x * 100;
    } else if (strcmp(rest, "cm") == 0) {
        cm = x;
    } else if (strcmp(rest, "\"") == 0 || strcmp(rest, "in") == 0) {
        cm = x * 2.54;
    } else if (*rest == '\'' || strncmp(rest, "ft", 2) == 0) {
        rest += *rest == '\'' ? 1 : 2;
        while (*rest == ' ') {
            rest++;
        }
        const char *unit = "";
        if (*rest != '\0' && *rest != '0' && (!number(rest, &inch, &unit) || inch >= 12)) {
            return 0;
        }
        if (*unit != '\0' && strcmp(unit, "\"") != 0 && strcmp(unit, "in") != 0 && strcmp(unit, "''") != 0) {
            return 0;
        }
        cm = (x * 12 + inch) * 2.54;
    }
    cm = floor(cm + 1e-6);
    return cm >= 1 && cm <= 60000 ? (uint16_t)cm : 0;
}

uint16_t rsp_tag_speed_dkmh(const char *v) {
    double x = 0;
    const char *rest = NULL;
    if (v != NULL && strcmp(v, "walk") == 0) {
        return 50;
    }
    if (!number(v, &x, &rest)) {
        return 0;
    }
    double kmh = *rest == '\0' || strcmp(rest, "km/h") == 0 || strcmp(rest, "kmh") == 0 ? x
                 : strcmp(rest, "mph") == 0                                             ? x * 1.609344
                 : strcmp(rest, "knots") == 0                                           ? x * 1.852
                                                                                        : 0;
    return kmh >= 0.1 && kmh <= 500 ? (uint16_t)lround(kmh * 10) : 0;
}

/* Digits at *p up to six, moving on; false where there are none. */
static bool digits(const char **p, uint32_t *ret) {
    uint32_t x = 0;
    int n = 0;
    for (; **p >= '0' && **p <= '9' && n < 6; n++) {
        x = x * 10 + (uint32_t)(*(*p)++ - '0');
    }
    *ret = x;
    return n > 0;
}

/* ISO 8601 after "P": days and, after a "T", hours, minutes and seconds. */
static uint32_t iso_duration_s(const char *p) {
    static const struct {
        char unit;
        bool clock;
        uint32_t s;
    } units[] = {{'D', false, 86400}, {'H', true, 3600}, {'M', true, 60}, {'S', true, 1}};
    uint64_t total = 0;
    size_t next = 0; /* units stand in falling order */
    bool clock = false;
    while (*p != '\0') {
        uint32_t x = 0;
        if (*p == 'T' && !clock) {
            clock = true;
            p++;
            continue;
        }
        if (!digits(&p, &x)) {
            return 0;
        }
        while (next < 4 && (units[next].unit != *p || units[next].clock != clock)) {
            next++;
        }
        if (next == 4) {
            return 0;
        }
        total += (uint64_t)x * units[next++].s;
        p++;
    }
    return total <= DURATION_MAX_S ? (uint32_t)total : 0;
}

uint32_t rsp_tag_duration_s(const char *v) {
    uint32_t part[3] = {0};
    int n = 0;
    if (v == NULL || *v == 'P') {
        return v != NULL ? iso_duration_s(v + 1) : 0;
    }
    do {
        v += n > 0 ? 1 : 0;
        if (!digits(&v, &part[n]) || (n > 0 && part[n] > 59)) {
            return 0;
        }
        n++;
    } while (n < 3 && *v == ':');
    uint64_t s = n == 1 ? part[0] * 60ULL : part[0] * 3600ULL + part[1] * 60ULL + part[2];
    return *v == '\0' && s <= DURATION_MAX_S ? (uint32_t)s : 0;
}

/* Least specific first. */
static const char *const access_keys[RSP_PROFILE_COUNT][6] = {
    {"access", "vehicle", "motor_vehicle", "goods", "hgv", NULL},
    {"access", "vehicle", "motor_vehicle", "motorcar", NULL},
    {"access", "vehicle", "motor_vehicle", "motorcar", "emergency", NULL},
};

/* 1 allowed, 0 denied, -1: says nothing. */
static int access_value(const char *v, rsp_profile p) {
    static const char *const yes[] = {"yes",      "permissive", "designated", "destination",
                                      "delivery", "customers",  "official",   "hgv",
                                      "goods",    "limited",    NULL};
    static const char *const no[] = {
        "no",        "private", "agricultural", "forestry",  "agricultural;forestry",
        "psv",       "bus",     "permit",       "residents", "military",
        "foot",      "bicycle", "restricted",   "taxi",      "use_sidepath",
        "emergency", NULL};
    if (v != NULL && strcmp(v, "emergency") == 0 && p == RSP_PROFILE_AMBULANCE) {
        return 1;
    }
    return v == NULL ? -1 : one_of(v, yes) ? 1 : one_of(v, no) ? 0 : -1;
}

/* suffix: "", ":forward" or ":backward". *ret_specific: the answer came from more than the first key. */
static int access_of(rsp_tags t, rsp_profile p, const char *suffix, bool *ret_explicit) {
    int answer = -1;
    for (int i = 0; access_keys[p][i] != NULL; i++) {
        char key[48];
        snprintf(key, sizeof key, "%s%s", access_keys[p][i], suffix);
        int one = access_value(rsp_tag(t, key), p);
        if (one >= 0) {
            answer = one;
            if (ret_explicit != NULL) {
                *ret_explicit = i > 0;
            }
        }
    }
    return answer;
}

typedef enum { BOTH, FORWARD, BACKWARD, NEITHER, UNSAID } direction;

static direction oneway_value(const char *v) {
    static const char *const yes[] = {"yes", "1", "true", NULL};
    static const char *const no[] = {"no", "0", "false", "alternating", NULL};
    static const char *const back[] = {"-1", "reverse", NULL};
    return v == NULL                      ? UNSAID
           : one_of(v, yes)               ? FORWARD
           : one_of(v, no)                ? BOTH
           : one_of(v, back)              ? BACKWARD
           : strcmp(v, "reversible") == 0 ? NEITHER /* which way is unknown when the map is made */
                                          : UNSAID;
}

static direction direction_of(rsp_tags t, rsp_profile p, bool implied) {
    direction d = oneway_value(rsp_tag(t, "oneway"));
    const char *junction = rsp_tag(t, "junction");
    if (d == UNSAID) {
        bool round =
            junction != NULL && (strcmp(junction, "roundabout") == 0 || strcmp(junction, "circular") == 0);
        d = round || implied ? FORWARD : BOTH;
    }
    for (int i = 1; access_keys[p][i] != NULL; i++) { /* exceptions: oneway:hgv=no and the like */
        char key[48];
        snprintf(key, sizeof key, "oneway:%s", access_keys[p][i]);
        direction one = oneway_value(rsp_tag(t, key));
        d = one != UNSAID ? one : d;
    }
    return d;
}

static uint16_t least(uint16_t a, uint16_t b) {
    return a == 0 || b == 0 ? 0 : a < b ? a : b;
}

static uint16_t limited(uint16_t speed, const char *tag) {
    uint16_t cap = rsp_tag_speed_dkmh(tag);
    return cap != 0 ? least(speed, cap) : speed;
}

static uint16_t speed_of(const rsp_speed_table *t, rsp_tags tags, const rsp_way_use *u, rsp_profile p) {
    const rsp_speed_row *row = (u->flags & RSP_WAY_FERRY) != 0 ? &t->ferry : &t->classes[u->road_class];
    uint16_t speed = (uint16_t)(row->kmh[p] * 10U);
    const char *surface = rsp_tag(tags, "surface");
    const rsp_speed_row *s = surface != NULL ? rsp_speed_row_find(t->surfaces, t->n_surfaces, surface) : NULL;
    if (s == NULL && (surface = rsp_tag(tags, "tracktype")) != NULL) {
        s = rsp_speed_row_find(t->surfaces, t->n_surfaces, surface);
    }
    if (s != NULL) {
        speed = least(speed, (uint16_t)(s->kmh[p] * 10U));
    }
    if ((u->flags & RSP_WAY_FORD) != 0) {
        speed = least(speed, (uint16_t)(t->ford.kmh[p] * 10U));
    }
    speed = limited(speed, rsp_tag(tags, "maxspeed"));
    return p == RSP_PROFILE_TRUCK ? limited(speed, rsp_tag(tags, "maxspeed:hgv")) : speed;
}

static bool is_yes(const char *v) {
    return v != NULL && strcmp(v, "no") != 0;
}

static bool read_class(const rsp_speed_table *t, rsp_tags tags, rsp_way_use *u) {
    const char *highway = rsp_tag(tags, "highway");
    const char *route = rsp_tag(tags, "route");
    const char *area = rsp_tag(tags, "area");
    const char *smooth = rsp_tag(tags, "smoothness");
    if ((area != NULL && strcmp(area, "yes") == 0) || (smooth != NULL && strcmp(smooth, "impassable") == 0) ||
        (rsp_tag(tags, "impassable") != NULL && is_yes(rsp_tag(tags, "impassable")))) {
        return false;
    }
    if (highway != NULL) {
        const rsp_speed_row *row = rsp_speed_row_find(t->classes, t->n_classes, highway);
        u->road_class = row != NULL ? (uint8_t)(row - t->classes) : 0;
        return row != NULL;
    }
    if (route != NULL && strcmp(route, "ferry") == 0) {
        u->flags |= RSP_WAY_FERRY;
        u->road_class = (uint8_t)t->n_classes;
        return true;
    }
    return false;
}

static void read_limits(const rsp_speed_table *t, rsp_tags tags, rsp_way_use *u) {
    static const char *const weights[] = {"maxweight", "maxweightrating", "maxweight:hgv", NULL};
    static const char *const heights[] = {"maxheight", "maxheight:physical", NULL};
    for (int i = 0; weights[i] != NULL; i++) {
        uint32_t kg = rsp_tag_weight_kg(rsp_tag(tags, weights[i]));
        u->max_weight_kg =
            kg != 0 && (u->max_weight_kg == 0 || kg < u->max_weight_kg) ? kg : u->max_weight_kg;
    }
    for (int i = 0; heights[i] != NULL; i++) {
        uint16_t cm = rsp_tag_height_cm(rsp_tag(tags, heights[i]));
        u->max_height_cm =
            cm != 0 && (u->max_height_cm == 0 || cm < u->max_height_cm) ? cm : u->max_height_cm;
    }
    if (u->max_weight_kg == 0) {
        u->max_weight_kg = t->max_weight_kg;
    }
    if (u->max_height_cm == 0 && rsp_tag(tags, "maxheight") == NULL) {
        u->max_height_cm =
            (uint16_t)((u->flags & RSP_WAY_TUNNEL) != 0 ? t->tunnel_max_height_cm : t->max_height_cm);
    }
}

bool rsp_way_read(const rsp_speed_table *t, rsp_tags tags, rsp_way_use *ret) {
    rsp_way_use u;
    memset(&u, 0, sizeof u);
    if (!read_class(t, tags, &u)) {
        return false;
    }
    const char *tunnel = rsp_tag(tags, "tunnel");
    u.flags |= is_yes(rsp_tag(tags, "ford")) ? RSP_WAY_FORD : 0;
    u.flags |= is_yes(rsp_tag(tags, "bridge")) ? RSP_WAY_BRIDGE : 0;
    u.flags |= is_yes(tunnel) && strcmp(tunnel, "culvert") != 0 ? RSP_WAY_TUNNEL : 0;
    read_limits(t, tags, &u);
    bool ferry = (u.flags & RSP_WAY_FERRY) != 0;
    bool implied = !ferry && t->classes[u.road_class].oneway;
    bool any = false;
    for (unsigned i = 0; i < RSP_PROFILE_COUNT; i++) {
        rsp_profile p = (rsp_profile)i;
        bool said = false;
        int access = access_of(tags, p, "", &said);
        int ahead = access_of(tags, p, ":forward", NULL);
        int back = access_of(tags, p, ":backward", NULL);
        bool open = access != 0 && (!ferry || (access == 1 && said)); /* most ferries carry people only */
        direction d = direction_of(tags, p, implied);
        uint16_t speed = speed_of(t, tags, &u, p);
        if ((d == BOTH || d == FORWARD) && (ahead >= 0 ? ahead == 1 : open)) {
            u.forward_dkmh[p] = limited(speed, rsp_tag(tags, "maxspeed:forward"));
        }
        if ((d == BOTH || d == BACKWARD) && (back >= 0 ? back == 1 : open)) {
            u.backward_dkmh[p] = limited(speed, rsp_tag(tags, "maxspeed:backward"));
        }
        any = any || u.forward_dkmh[p] != 0 || u.backward_dkmh[p] != 0;
    }
    *ret = u;
    return any;
}

bool rsp_tags_conditional(rsp_tags tags) {
    static const char *const rules[] = {"restriction", "access",    "vehicle",   "motor_vehicle",
                                        "goods",       "hgv",       "motorcar",  "oneway",
                                        "emergency",   "maxweight", "maxheight", NULL};
    static const char end[] = ":conditional";
    for (uint32_t i = 0; i < tags.n; i++) {
        const char *key = tags.at[i].key;
        size_t n = key != NULL ? strlen(key) : 0;
        if (n < sizeof end || strcmp(key + n - (sizeof end - 1), end) != 0) {
            continue;
        }
        for (int k = 0; rules[k] != NULL; k++) {
            size_t m = strlen(rules[k]);
            if (strncmp(key, rules[k], m) == 0 && key[m] == ':') {
                return true;
            }
        }
    }
    return false;
}

bool rsp_node_read(rsp_tags tags, rsp_node_use *ret) {
    static const char *const passable[] = {
        "cattle_grid", "border_control", "toll_booth",   "sally_port", "gate",
        "lift_gate",   "swing_gate",     "no",           "entrance",   "height_restrictor",
        "arch",        "checkpoint",     "sliding_gate", "kerb",       NULL};
    const char *barrier = rsp_tag(tags, "barrier");
    rsp_node_use u = {.max_weight_kg = rsp_tag_weight_kg(rsp_tag(tags, "maxweight")),
                      .max_height_cm = rsp_tag_height_cm(rsp_tag(tags, "maxheight"))};
    bool blocks = barrier != NULL && !one_of(barrier, passable);
    bool asked =
        barrier != NULL || rsp_tag(tags, "highway") != NULL; /* access of a shop's node is not the road's */
    for (unsigned p = 0; p < RSP_PROFILE_COUNT && asked; p++) {
        int access = access_of(tags, (rsp_profile)p, "", NULL);
        if (access == 0 || (access < 0 && blocks)) {
            u.blocked |= 1U << p;
        }
    }
    *ret = u;
    return u.blocked != 0 || u.max_weight_kg != 0 || u.max_height_cm != 0;
}

/* Whether ';'-separated list holds word. */
static bool list_has(const char *list, const char *word) {
    size_t n = strlen(word);
    while (list != NULL && *list != '\0') {
        while (*list == ' ' || *list == ';') {
            list++;
        }
        const char *end = strchr(list, ';');
        size_t len = end != NULL ? (size_t)(end - list) : strlen(list);
        while (len > 0 && list[len - 1] == ' ') {
            len--;
        }
        if (len == n && strncmp(list, word, n) == 0) {
            return true;
        }
        list = end;
    }
    return false;
}

static unsigned exempt(const char *except) {
    unsigned mask = 0;
    if (list_has(except, "hgv") || list_has(except, "goods")) {
        mask |= 1U << RSP_PROFILE_TRUCK;
    }
    if (list_has(except, "motorcar")) {
        mask |= 1U << RSP_PROFILE_LIGHT | 1U << RSP_PROFILE_AMBULANCE;
    }
    if (list_has(except, "emergency")) {
        mask |= 1U << RSP_PROFILE_AMBULANCE;
    }
    return list_has(except, "motor_vehicle") || list_has(except, "vehicle") ? RSP_PROFILES_ALL : mask;
}

rsp_turn_kind rsp_restriction_read(rsp_tags tags, unsigned *ret_mask) {
    static const char *const kinds_no[] = {
        "no_left_turn", "no_right_turn", "no_straight_on", "no_u_turn", "no_entry", "no_exit", NULL};
    static const char *const kinds_only[] = {"only_left_turn", "only_right_turn", "only_straight_on",
                                             "only_u_turn", NULL};
    static const struct {
        const char *key;
        unsigned mask;
    } keys[] = {{"restriction", RSP_PROFILES_ALL},
                {"restriction:motor_vehicle", RSP_PROFILES_ALL},
                {"restriction:vehicle", RSP_PROFILES_ALL},
                {"restriction:hgv", 1U << RSP_PROFILE_TRUCK},
                {"restriction:goods", 1U << RSP_PROFILE_TRUCK},
                {"restriction:motorcar", 1U << RSP_PROFILE_LIGHT | 1U << RSP_PROFILE_AMBULANCE},
                {"restriction:emergency", 1U << RSP_PROFILE_AMBULANCE}};
    const char *type = rsp_tag(tags, "type");
    if (type == NULL || strncmp(type, "restriction", 11) != 0) {
        return RSP_TURN_NONE;
    }
    const char *what = NULL;
    unsigned mask = 0;
    for (size_t i = 0; i < sizeof keys / sizeof *keys; i++) {
        const char *v = rsp_tag(tags, keys[i].key);
        if (v != NULL && (what == NULL || strcmp(v, what) == 0)) {
            what = v;
            mask |= keys[i].mask;
        }
    }
    *ret_mask = mask & ~exempt(rsp_tag(tags, "except"));
    return one_of(what, kinds_no)     ? RSP_TURN_NO
           : one_of(what, kinds_only) ? RSP_TURN_ONLY
                                      : RSP_TURN_UNREADABLE;
}
