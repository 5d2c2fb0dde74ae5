/* The field tables: what a situation file may hold, said once.
 *
 * One table per entity names every key with its kind, unit, range, default, HXL tag and meaning. The strict
 * loader, the canonical writer, the JSON Schema, the CSV tables and docs/situation.md are all made from
 * them, so that they cannot disagree. To add a key: add the member to situation.h and a line to its table.
 *
 * Numbers are stored as integers in units of `scale` per unit of the key: "margin_min" has scale 60 and is
 * stored in seconds. `def` is in stored units, `min` and `max` are in units of the key. */
#ifndef RSP_SITUATION_FIELDS_H
#define RSP_SITUATION_FIELDS_H

#include "situation/situation.h"

typedef enum {
    RSP_F_ID,       /* const char * */
    RSP_F_TEXT,     /* const char *, NULL where absent */
    RSP_F_NAME,     /* rsp_name */
    RSP_F_NUMBER,   /* int32_t or int64_t */
    RSP_F_DEGREES,  /* int32_t, 10^-7 degree; two fields share an rsp_point */
    RSP_F_BOOL,     /* bool */
    RSP_F_DATE,     /* int32_t, days */
    RSP_F_CLOCK,    /* int32_t, seconds after midnight */
    RSP_F_NEXT_DAY, /* no member of its own: adds a day to the clock it points at */
    RSP_F_INSTANT,  /* int64_t */
    RSP_F_ENUM,     /* an enum, int-sized */
    RSP_F_WORDS,    /* uint32_t mask of an enum's words */
    RSP_F_REF,      /* uint32_t index into a list */
    RSP_F_REFS,     /* rsp_ids */
    RSP_F_TEXTS,    /* const char *const * and a count */
    RSP_F_DATES,    /* const int32_t * and a count */
    RSP_F_GEOMETRY, /* const rsp_geom * */
    RSP_F_BY_WORD,  /* an array of numbers, one for each word */
    RSP_F_LINES,    /* an array of objects of `sub`, one for each word (policy) */
    RSP_F_OBJECT,   /* one object of `sub`, in place */
    RSP_F_LIST,     /* const T * and a count, objects of `sub` */
    RSP_F_SHARES,   /* the policy's falling value, two arrays and a count */
    RSP_F_VERSION,  /* the file's format version; no member */
} rsp_field_kind;

typedef struct rsp_words {
    const char *const *at;
    uint32_t n;
} rsp_words;

typedef struct rsp_table rsp_table;

typedef struct rsp_field {
    const char *key;
    rsp_field_kind kind;
    uint32_t at;   /* offset of the member */
    uint32_t n_at; /* offset of its count, where it has one */
    uint32_t size; /* bytes of the member (of one element for BY_WORD and LINES) */
    bool required;
    bool whole;          /* numbers: only whole ones in the key's unit */
    int64_t def;         /* stored where absent; for REF RSP_NONE, for INSTANT RSP_TIME_NONE */
    const int32_t *defs; /* BY_WORD: defaults by word; NULL: def for all */
    double min, max;
    int32_t scale; /* stored units per unit of the key */
    const rsp_words *words;
    int list; /* REF, REFS: index of the list; LIST of entities: its own */
    const rsp_table *sub;
    unsigned geoms;  /* GEOMETRY: mask of 1 << rsp_geom_kind */
    const char *hxl; /* tag of its CSV column */
    const char *doc;
} rsp_field;

struct rsp_table {
    const char *name; /* the list's key: "places" */
    const char *one;  /* "place", for messages */
    const rsp_field *fields;
    uint32_t n;
    uint32_t size; /* of the struct */
    bool entity;   /* begins with RSP_ENTITY */
    bool has_src;  /* begins with rsp_src */
    const char *doc;
};

/* The number of each list, in the order of RSP_SITUATION_LISTS: RSP_IN_places ... */
#define RSP_IN_(name, type) RSP_IN_##name,
enum { RSP_SITUATION_LISTS(RSP_IN_) RSP_LISTS };
#undef RSP_IN_

#define RSP_TABLE_(name, type) extern const rsp_table rsp_table_##name;
RSP_SITUATION_LISTS(RSP_TABLE_)
#undef RSP_TABLE_
extern const rsp_table rsp_table_situation, rsp_table_rules, rsp_table_policy, rsp_table_travel;

/* The table of a list by number; never NULL for 0 .. RSP_LISTS - 1. */
const rsp_table *rsp_table_of(int list);
/* The field of a table with this key, or NULL. */
const rsp_field *rsp_table_field(const rsp_table *t, const char *key);
/* The key of t nearest in spelling to word, or NULL. */
const char *rsp_table_nearest(const rsp_table *t, const char *word);

extern const rsp_words rsp_words_activity, rsp_words_org, rsp_words_party, rsp_words_third, rsp_words_access,
    rsp_words_consent, rsp_words_permit, rsp_words_permit_state, rsp_words_ack, rsp_words_triage,
    rsp_words_urgency, rsp_words_visit, rsp_words_profile, rsp_words_travel;
/* Index of word, or -1. */
int rsp_words_find(const rsp_words *w, const char *word);

/* Shorthands for the tables. */
#define RSP_AT(T, m)   .at = (uint32_t)offsetof(T, m), .size = (uint32_t)sizeof(((T *)0)->m)
#define RSP_MANY(T, m) .at = (uint32_t)offsetof(T, m), .n_at = (uint32_t)offsetof(T, n_##m)
#define RSP_NUM(T, k, m, s, lo, hi, d)                                                                       \
    .key = k, .kind = RSP_F_NUMBER, RSP_AT(T, m), .scale = s, .min = lo, .max = hi, .def = d
#define RSP_COUNT_(T, k, m, lo, hi, d) RSP_NUM(T, k, m, 1, lo, hi, d), .whole = true
#define RSP_TXT(T, k, m)               .key = k, .kind = RSP_F_TEXT, RSP_AT(T, m)
#define RSP_INSTANT_(T, k, m)          .key = k, .kind = RSP_F_INSTANT, RSP_AT(T, m), .def = RSP_TIME_NONE
#define RSP_ONE_OF(T, k, m, w)         .key = k, .kind = RSP_F_ENUM, RSP_AT(T, m), .words = &(w)
#define RSP_REF_(T, k, m, l)           .key = k, .kind = RSP_F_REF, RSP_AT(T, m), .list = RSP_IN_##l, .def = RSP_NONE
#define RSP_REFS_(T, k, m, l)          .key = k, .kind = RSP_F_REFS, RSP_AT(T, m), .list = RSP_IN_##l
#define RSP_FIELD_ID(T, tag)                                                                                 \
    {                                                                                                        \
        .key = "id", .kind = RSP_F_ID, RSP_AT(T, id), .required = true, .hxl = tag,                          \
        .doc = "what other entries call it: 1 to 64 of A-Z a-z 0-9 . _ -, beginning with a letter "          \
               "or digit, unique in its list"                                                                \
    }
#define RSP_FIELD_NAME(T, tag)                                                                               \
    {                                                                                                        \
        .key = "name", .kind = RSP_F_NAME, RSP_AT(T, name), .required = true, .hxl = tag,                    \
        .doc = "its name by language: {\"en\": ..., \"ar\": ...}; at least one"                              \
    }
#define RSP_FIELD_TAIL(T)                                                                                    \
    {RSP_TXT(T, "note", note), .hxl = "#description+note", .doc = "free text, for people"}, {                \
        .key = "illustrative", .kind = RSP_F_BOOL, RSP_AT(T, illustrative), .hxl = "#meta+illustrative",     \
        .doc = "the figures are invented for the example; shown as such"                                     \
    }
#define RSP_TABLE(list, word, T, FIELDS, text)                                                               \
    const rsp_table rsp_table_##list = {.name = #list,                                                       \
                                        .one = word,                                                         \
                                        .fields = FIELDS,                                                    \
                                        .n = (uint32_t)(sizeof FIELDS / sizeof FIELDS[0]),                   \
                                        .size = sizeof(T),                                                   \
                                        .entity = true,                                                      \
                                        .has_src = true,                                                     \
                                        .doc = text}

#endif
