/* Markdown from the field tables (docs.h). */
#include "situation/docs.h"

#include <stdio.h>
#include <string.h>

#include "situation/value.h"

/* What stands in a file for this kind; ret 400 bytes. */
static void kind_text(const rsp_field *f, char ret[400]) {
    static const char *const FIXED[] = {[RSP_F_ID] = "id",
                                        [RSP_F_TEXT] = "text",
                                        [RSP_F_NAME] = "names by language",
                                        [RSP_F_DEGREES] = "degrees",
                                        [RSP_F_BOOL] = "true or false",
                                        [RSP_F_DATE] = "date",
                                        [RSP_F_CLOCK] = "clock",
                                        [RSP_F_NEXT_DAY] = "true or false",
                                        [RSP_F_INSTANT] = "date and time",
                                        [RSP_F_TEXTS] = "list of words",
                                        [RSP_F_DATES] = "list of dates",
                                        [RSP_F_GEOMETRY] = "GeoJSON geometry",
                                        [RSP_F_SHARES] = "list of shares",
                                        [RSP_F_VERSION] = "1"};
    char words[300] = "";
    for (uint32_t i = 0, n = 0; f->words != NULL && i < f->words->n && n < sizeof words; i++) {
        int k = snprintf(words + n, sizeof words - n, "%s`%s`", i > 0 ? ", " : "", f->words->at[i]);
        n += k > 0 ? (uint32_t)k : 0;
    }
    switch (f->kind) {
    case RSP_F_NUMBER:
        (void)snprintf(ret, 400, "%s %.10g to %.10g", f->whole ? "whole number" : "number", f->min, f->max);
        break;
    case RSP_F_ENUM:
        (void)snprintf(ret, 400, "one of %s", words);
        break;
    case RSP_F_WORDS:
        (void)snprintf(ret, 400, "list of %s", words);
        break;
    case RSP_F_REF:
    case RSP_F_REFS:
        (void)snprintf(ret, 400, f->kind == RSP_F_REF ? "id in %s" : "list of ids in %s",
                       rsp_table_of(f->list)->name);
        break;
    case RSP_F_BY_WORD:
        (void)snprintf(ret, 400, "%s %.10g to %.10g for each of %s", f->whole ? "whole number" : "number",
                       f->min, f->max, words);
        break;
    case RSP_F_LINES:
        (void)snprintf(ret, 400, "{tier, weight} for each of %s", words);
        break;
    case RSP_F_OBJECT:
        (void)snprintf(ret, 400, "object, see *%s*", f->sub->name);
        break;
    case RSP_F_LIST:
        (void)snprintf(ret, 400, "list of objects, see *%s*", f->sub->name);
        break;
    default:
        (void)snprintf(ret, 400, "%s", FIXED[f->kind]);
        break;
    }
}

static void unit_text(const rsp_field *f, char ret[24]) {
    static const struct {
        const char *end, *unit;
    } UNITS[] = {{"_min", "minutes"},       {"_s", "seconds"},     {"_kg", "kg"},       {"_g", "g"},
                 {"_l", "litres"},          {"_ml", "ml"},         {"_m", "metres"},    {"_km", "km"},
                 {"_kmh", "km/h"},          {"_days", "days"},     {"_hours", "hours"}, {"_pct", "%"},
                 {"_per_hour", "per hour"}, {"_s_per_km", "s/km"}, {"lat", "degrees"},  {"lon", "degrees"}};
    ret[0] = '\0';
    for (size_t i = 0; i < sizeof UNITS / sizeof UNITS[0]; i++) {
        size_t n = strlen(f->key), k = strlen(UNITS[i].end);
        bool number = f->kind == RSP_F_NUMBER || f->kind == RSP_F_BY_WORD || f->kind == RSP_F_DEGREES;
        if (number && n >= k && strcmp(f->key + n - k, UNITS[i].end) == 0) {
            (void)snprintf(ret, 24, "%s", UNITS[i].unit);
        }
    }
}

static void default_text(const rsp_field *f, char ret[100]) {
    ret[0] = '\0';
    if (f->required) {
        (void)snprintf(ret, 100, "**required**");
    } else if (f->kind == RSP_F_ENUM) {
        (void)snprintf(ret, 100, "`%s`", f->words->at[f->def]);
    } else if (f->kind == RSP_F_BOOL || f->kind == RSP_F_NEXT_DAY) {
        (void)snprintf(ret, 100, "false");
    } else if (f->kind == RSP_F_CLOCK) {
        char clock[16];
        rsp_value_clock(f, (int32_t)f->def, clock);
        (void)snprintf(ret, 100, "%s", clock);
    } else if (f->kind == RSP_F_NUMBER && f->def >= 0 && !(f->def == 0 && f->min > 0)) {
        char number[64];
        rsp_value_number(f->def, f->scale, number);
        (void)snprintf(ret, 100, "%s", number);
    } else if (f->kind == RSP_F_LINES || (f->kind == RSP_F_BY_WORD && f->defs != NULL)) {
        size_t n = 0;
        for (uint32_t i = 0; i < f->words->n && n < 90; i++) {
            int k = f->kind == RSP_F_LINES
                        ? snprintf(ret + n, 100 - n, "%s%d, %d", i > 0 ? "; " : "", f->defs[2 * i],
                                   f->defs[2 * i + 1])
                        : snprintf(ret + n, 100 - n, "%s%d", i > 0 ? ", " : "", f->defs[i]);
            n += k > 0 ? (size_t)k : 0;
        }
    }
}

static void cell(rsp_buf *to, const char *text) {
    for (const char *p = text; *p != '\0'; p++) {
        if (*p == '|') {
            rsp_buf_char(to, '\\');
        }
        rsp_buf_char(to, *p);
    }
}

static void section(rsp_buf *to, const rsp_table *t, const char *level) {
    rsp_buf_printf(
        to, "%s %s\n\n%s\n\n| key | what | unit | default | meaning |\n| --- | --- | --- | --- | --- |\n",
        level, t->name, t->doc);
    for (uint32_t i = 0; i < t->n; i++) {
        const rsp_field *f = &t->fields[i];
        char kind[400], unit[24], fallback[100];
        kind_text(f, kind);
        unit_text(f, unit);
        default_text(f, fallback);
        rsp_buf_printf(to, "| `%s` | ", f->key);
        cell(to, kind);
        rsp_buf_printf(to, " | %s | %s | ", unit, fallback);
        cell(to, f->kind == RSP_F_LIST && f->list >= 0 ? f->sub->doc : f->doc);
        rsp_buf_str(to, " |\n");
    }
    rsp_buf_char(to, '\n');
}

static void lists_inside(rsp_buf *to, const rsp_table *t) {
    for (uint32_t i = 0; i < t->n; i++) {
        if (t->fields[i].kind == RSP_F_LIST) {
            section(to, t->fields[i].sub, "####");
        }
    }
}

int rsp_situation_markdown(rsp_buf *to, rsp_err *err) {
    section(to, &rsp_table_situation, "##");
    section(to, &rsp_table_travel, "###");
    lists_inside(to, &rsp_table_travel);
    section(to, &rsp_table_rules, "###");
    section(to, &rsp_table_policy, "###");
    for (int i = 0; i < RSP_LISTS; i++) {
        section(to, rsp_table_of(i), "###");
        lists_inside(to, rsp_table_of(i));
    }
    return rsp_buf_ok(to, err);
}
