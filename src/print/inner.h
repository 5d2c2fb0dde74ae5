/* What the files of print/ share: the words of one language, names made safe, numbers and times as people
 * write them, the line a convoy drives. Private to print/. */
#ifndef RSP_PRINT_INNER_H
#define RSP_PRINT_INNER_H

#include "base/json.h"
#include "base/text.h"
#include "print/print.h"

/* One printing in one language. Texts it makes live in its arena. A failure (memory, a key that is not in the
 * catalogue) is kept in `failed` and every later text is "": callers check pr_ok once at the end. */
typedef struct pr {
    const rsp_ctx *ctx;
    const rsp_plan *p;
    const rsp_situation *s;
    rsp_arena *a;
    rsp_lang lang;
    const rsp_json *words;
    void *plurals; /* UPluralRules */
    bool isolates; /* bidi isolates round what is inserted; not on a terminal */
    int failed;
    const char *missing_key;
} pr;
int pr_open(const rsp_ctx *ctx, const rsp_plan *p, rsp_lang lang, rsp_arena *a, pr *ret,
            rsp_err *err) RSP_MUST_CHECK;
void pr_close(pr *o);
int pr_ok(const pr *o, rsp_err *err) RSP_MUST_CHECK;
/* The catalogue of a language parsed into the arena; RSP_ENOTFOUND where there is none. */
int pr_catalogue(const rsp_ctx *ctx, rsp_lang lang, rsp_arena *a, const rsp_json **ret,
                 rsp_err *err) RSP_MUST_CHECK;

/* What is put into a message: patterns are ICU MessageFormat with named arguments: {place}, {n, plural, one
 * {...} other {# ...}}. */
typedef enum { PR_ARG_END, PR_ARG_TEXT, PR_ARG_CODE, PR_ARG_NUMBER } pr_arg_kind;
typedef struct pr_arg {
    pr_arg_kind kind;
    const char *key;
    const char *text; /* TEXT: a name or a phrase, isolated; CODE: an id, a time, coordinates, isolated left
                         to right */
    int64_t number;
} pr_arg;
#define PR_TEXT(k, v)                                                                                        \
    { .kind = PR_ARG_TEXT, .key = k, .text = (v) }
#define PR_CODE(k, v)                                                                                        \
    { .kind = PR_ARG_CODE, .key = k, .text = (v) }
#define PR_NUM(k, v)                                                                                         \
    { .kind = PR_ARG_NUMBER, .key = k, .number = (v) }
#define PR_ARGS(...) ((const pr_arg[]){__VA_ARGS__, {.kind = PR_ARG_END}})
const char *pr_word(pr *o, const char *key); /* a message without arguments */
const char *pr_say(pr *o, const char *key, const pr_arg *args);
const char *pr_none_unserved(pr *o); /* where nothing is left: because all is served, or nothing asked for */
/* "<prefix>.<name>": for the words of an enum. */
const char *pr_word_of(pr *o, const char *prefix, const char *name);
const char *pr_printf(pr *o, const char *fmt, ...) __attribute__((format(printf, 2, 3)));

/* Text from outside without control characters and bidi controls, line breaks as spaces; "" for NULL. */
const char *pr_clean(pr *o, const char *s);
const char *pr_code(pr *o, const char *s);                     /* cleaned and isolated left to right */
const char *pr_iso(pr *o, const char *s);                      /* cleaned and isolated */
const char *pr_name(pr *o, const rsp_name *n, const char *id); /* cleaned, in this language */
const char *pr_place(pr *o, uint32_t place);
/* "Name · اسم": in this language, then Arabic (for Arabic: then English), where it has both. */
const char *pr_place_both(pr *o, uint32_t place);
const char *pr_zone(pr *o, uint32_t zone);
const char *pr_int(pr *o, int64_t v);                  /* grouped */
const char *pr_km(pr *o, double metres);               /* "12.3" */
const char *pr_km_fine(pr *o, double metres);          /* "12.34", "123.4": for finding a junction */
const char *pr_kg(pr *o, int64_t kg);                  /* "850 kg", "12.4 t" */
const char *pr_minutes(pr *o, int64_t s);              /* "35 min", rounded up */
const char *pr_clock(pr *o, int64_t t);                /* "14:05", local; "?" for RSP_TIME_NONE */
const char *pr_clock_s(pr *o, int64_t t);              /* "14:05:30" */
const char *pr_range(pr *o, int64_t from, int64_t to); /* en 14:00–16:00; ar من … إلى … */
const char *pr_date(pr *o, int32_t date);              /* 2012-03-22 with the weekday's name */
int32_t pr_day_of(const pr *o, int64_t t);
const char *pr_zone_time(pr *o);                   /* "Asia/Damascus (UTC+02:00)" */
const char *pr_coords(pr *o, rsp_point at);        /* "36.20210, 37.13430" */
const char *pr_compass(pr *o, double bearing_deg); /* in this language */

const char *pr_title(pr *o);
const char *pr_convoy(pr *o, const rsp_convoy *c); /* "C1 · WHISKEY 6": the id, its call sign if it has one */
const char *pr_work_name(pr *o, rsp_work w);       /* "Food parcel", "wounded, immediate, on stretchers" */
const char *pr_work_title(pr *o, rsp_work w);      /* the same, and where civilians want to go */
const char *pr_amount(pr *o, rsp_work w, int64_t amount); /* "120 × Food parcel", "2 wounded (immediate)" */
const char *pr_at_stop(pr *o, const rsp_convoy *c, const rsp_load_line *l,
                       const char *where);        /* "from School, stop 3" where they ride in several trips */
const char *pr_load_where(pr *o, rsp_work w);     /* "for School", "from School to Shelter" */
const char *pr_do(pr *o, const rsp_do *d);        /* "unload 120 × Food parcel" */
const char *pr_why(pr *o, const rsp_unserved *u); /* one line */
const char *pr_vehicles_short(pr *o, const rsp_convoy *c); /* "3 × Truck, 1 × Ambulance" */
/* The text of a window, and for what alone it is open where not for all that is asked. */
const char *pr_window_only(pr *o, const rsp_used_window *w, const char *text);
const char *pr_status(pr *o);
/* Notes that every output carries: schematic travel, table, what-if, illustrative, interrupted. */
uint32_t pr_notes(pr *o, const char *ret[8]);
const char *pr_attribution(pr *o); /* whose roads these are; the plan has a net */
bool pr_is_illustrative(const pr *o);
int64_t pr_served(const pr *o, rsp_work w); /* by all convoys */
int64_t pr_out_by(const rsp_convoy *c);     /* earliest out_by of its presences; RSP_TIME_NONE */
int64_t pr_last_out(const rsp_convoy *c);   /* last tail out; RSP_TIME_NONE: enters no zone */

/* Places the plan has to do with: its stops, hubs and waiting points, hospitals, havens, places with work. */
bool pr_place_matters(const pr *o, uint32_t place);

/* The line of a leg: on the road, or straight. Points and metres from its start. */
typedef struct pr_line {
    const rsp_point *at;
    const double *m;
    uint32_t n;
} pr_line;
int pr_leg_line(const pr *o, const rsp_leg *leg, pr_line *ret, rsp_err *err) RSP_MUST_CHECK;
rsp_box pr_box(const pr *o); /* of all that the plan uses, with some room round it */
void pr_box_add(rsp_box *b, rsp_point p);
/* Indices of the points kept by Douglas-Peucker at tol_m; writes keep[0..n). */
void pr_simplify(const rsp_point *at, uint32_t n, double tol_m, uint32_t *stack, bool *keep);

/* Turns as people tell them. Those of one crossing (dual carriageways, slip roads, roundabouts) become one,
 * unless they come to nothing: right and then left again is a way round something, and told as such. Then the
 * lines that ask nothing of anybody go: straight on, along no new name. The start stays, and takes in turns
 * at the door. In place; returns how many are left. */
#define PR_STRAIGHT_DEG 20.0 /* people feel no turn below */
uint32_t pr_join_turns(rsp_turn *t, uint32_t n);

/* Checkpoint passes of a leg: the checkpoint, the instant, metres from the leg's start. */
typedef struct pr_pass {
    uint32_t checkpoint;
    int64_t at;
    double at_m;
} pr_pass;
int pr_passes(const pr *o, const rsp_leg *leg, const pr_pass **ret, uint32_t *ret_n,
              rsp_err *err) RSP_MUST_CHECK;

/* What a convoy does, in order of time: the movement table of every output. */
typedef enum { PR_LOAD, PR_LEAVE, PR_ENTER, PR_CHECK, PR_WAIT, PR_STOP, PR_EXIT, PR_BACK } pr_step_kind;
typedef struct pr_step {
    pr_step_kind kind;
    int64_t at, until; /* until: LOAD, CHECK, WAIT, STOP; else = at */
    uint32_t index; /* place (LOAD, LEAVE, WAIT, STOP, BACK), zone pass (ENTER, EXIT), checkpoint (CHECK) */
    uint32_t stop;  /* STOP: of the convoy */
    double odo_m;   /* driven since the hub */
} pr_step;
int pr_steps(const pr *o, const rsp_convoy *c, const pr_step **ret, uint32_t *ret_n,
             rsp_err *err) RSP_MUST_CHECK;
const char *pr_step_text(pr *o, const rsp_convoy *c, const pr_step *s); /* one line, work left out */
const char *pr_step_time(pr *o, const pr_step *s);                      /* a clock or a range */

/* HTML parts, each into its buffer. */
void pr_html_head(pr *o, rsp_buf *b, const char *plan_sha256);
int pr_html_tables(pr *o, rsp_buf *b, rsp_err *err) RSP_MUST_CHECK;
void pr_html_timeline(pr *o, rsp_buf *b);
int pr_html_map(pr *en, size_t max_bytes, rsp_buf *b, rsp_err *err) RSP_MUST_CHECK;
void pr_base64(rsp_buf *b, const void *bytes, size_t n);

/* Run sheets that are being drawn: begun, then taken to the end or stopped; either frees. What begin is given
 * lives until then. See rsp_print_sheets. */
typedef struct sheets sheets;
int sheets_begin(const rsp_ctx *ctx, const rsp_plan *p, const char *plan_sha256, const rsp_lang *langs,
                 uint32_t n_langs, const char *dir, sheets **ret, rsp_err *err) RSP_MUST_CHECK;
int sheets_end(sheets *s, rsp_sheets_report *ret, rsp_err *err) RSP_MUST_CHECK;
void sheets_stop(sheets *s);

#endif
