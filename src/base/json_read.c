/* The strict JSON reader (json.h; RFC 8259). One pass over the bytes, an explicit stack through the parents
 * of the nodes, no recursion. Duplicate keys are found by scanning small objects and through a map in large
 * ones.
 *
 * A mistake after which only one reading of the rest is left is told and passed over (a function that does so
 * returns true with rc set); any other ends the parse, so that no error is told that is only the echo of
 * another. */
#include "base/json_reader.h"

#include <errno.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#define SCANNED_KEYS 16
#define NUMBER_MOST  400  /* characters of a number */
#define KEY_MOST     1000 /* bytes of a key: every error inside it repeats it in its pointer */

/* Counted on from the last place asked for: a file of one line would cost the square of its length. */
static uint32_t column(rsp_json_reader *r, const char *at) {
    const char *from = r->line_start;
    uint32_t n = 1;
    if (r->seen >= r->line_start && r->seen <= at) {
        from = r->seen;
        n = r->seen_column;
    }
    for (const char *p = from; p < at; p++) {
        n += ((unsigned char)*p & 0xC0) != 0x80;
    }
    r->seen = at;
    r->seen_column = n;
    return n;
}

rsp_src rsp_json_place(rsp_json_reader *r, const char *where) {
    rsp_src at = {r->file, r->line, column(r, where), ""};
    if (r->in != NULL && r->d->errors < RSP_DIAG_MAX) { /* more are counted, not kept */
        at.pointer = rsp_json_src(r->arena, r->file, r->in).pointer;
    }
    return at;
}

static bool out_of_memory(rsp_json_reader *r) {
    r->rc = RSP_ENOMEM;
    return false;
}

static void step(rsp_json_reader *r) {
    if (*r->at++ == '\n') {
        r->line++;
        r->line_start = r->at;
    }
}

/* People who know JavaScript or YAML write comments. False where one is never closed. */
static bool skip_comment(rsp_json_reader *r) {
    bool block = rsp_json_starts(r, "/*");
    RSP_JSON_REFUSE(r, r->at,
                    "a comment; JSON has none: take it out, or write a \"note\" where one is known");
    r->at += block ? 2 : 0;
    while (r->at < r->end && (block ? !rsp_json_starts(r, "*/") : *r->at != '\n')) {
        step(r);
    }
    r->at += block && r->at < r->end ? 2 : 0;
    return !block || r->at < r->end;
}

/* A run of NUL bytes between values: a disk that was full, a transfer cut off. Told once. */
static void skip_nul(rsp_json_reader *r) {
    RSP_JSON_REFUSE(r, r->at,
                    "NUL bytes where text belongs; take them out, or copy the file again if it was cut off");
    while (r->at < r->end && *r->at == '\0') {
        r->at++;
    }
}

/* White space, and comments and NUL bytes, which are told. */
static bool skip_space(rsp_json_reader *r) {
    while (r->at < r->end) {
        if (*r->at == ' ' || *r->at == '\t' || *r->at == '\r' || *r->at == '\n') {
            step(r);
        } else if (*r->at == '\0') {
            skip_nul(r);
        } else if (*r->at != '#' && !rsp_json_starts(r, "//") && !rsp_json_starts(r, "/*")) {
            return true;
        } else if (!skip_comment(r)) {
            return false;
        }
    }
    return true;
}

/* Whether a value can end here: what follows it on its line is a comma, a close or nothing. */
static bool ends_here(const rsp_json_reader *r) {
    const char *p = r->at;
    while (p < r->end && (*p == ' ' || *p == '\t' || *p == '\r')) {
        p++;
    }
    return p == r->end || rsp_json_one_of(*p, ",]}\n");
}

static bool digits(rsp_json_reader *r) {
    const char *from = r->at;
    while (r->at < r->end && *r->at >= '0' && *r->at <= '9') {
        r->at++;
    }
    return r->at > from;
}

/* A number as JSON writes it; false where it is none. */
static bool scan_number(rsp_json_reader *r, bool *ret_real) {
    *ret_real = false;
    r->at += *r->at == '-';
    bool ok = r->at < r->end && *r->at == '0' ? (r->at++, true) : digits(r);
    if (ok && r->at < r->end && *r->at == '.') {
        *ret_real = true;
        r->at++;
        ok = digits(r);
    }
    if (ok && r->at < r->end && (*r->at == 'e' || *r->at == 'E')) {
        *ret_real = true;
        r->at++;
        r->at += r->at < r->end && (*r->at == '+' || *r->at == '-');
        ok = digits(r);
    }
    return ok;
}

static bool word_char(char c) {
    return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_';
}

/* Of numbers, dates and words that somebody forgot to put in quotes. */
static bool token_char(char c) {
    return word_char(c) || rsp_json_one_of(c, "+-.:%");
}

/* Over the rest of what somebody took for a number, or for a value without quotes. */
static bool skip_word(rsp_json_reader *r) {
    while (r->at < r->end && token_char(*r->at)) {
        r->at++;
    }
    return ends_here(r);
}

static bool read_number(rsp_json_reader *r, rsp_json *v) {
    const char *from = r->at;
    bool real = false;
    bool ok = scan_number(r, &real);
    size_t n = (size_t)(r->at - from);
    const char *digit = from + (*from == '-');
    if (ok && r->at - digit == 1 && *digit == '0' && r->at < r->end && *r->at >= '0' && *r->at <= '9') {
        RSP_JSON_REFUSE(r, from,
                        "a number with a leading zero; write it without, and dates and times in quotes");
        v->kind = RSP_JSON_TOLD;
        return skip_word(r);
    }
    if (!ok || (r->at < r->end && token_char(*r->at))) {
        RSP_JSON_REFUSE(r, from,
                        "not a number as JSON writes it; e.g. 12, -3 or 0.5, and dates and times in quotes");
        v->kind = RSP_JSON_TOLD;
        return skip_word(r);
    }
    if (n > NUMBER_MOST) {
        RSP_JSON_REFUSE(r, from, "a number of more than %d characters; fewer digits", NUMBER_MOST);
        v->kind = RSP_JSON_TOLD;
        return true;
    }
    char text[NUMBER_MOST + 1];
    memcpy(text, from, n);
    text[n] = '\0';
    errno = 0;
    if (!real) {
        v->kind = RSP_JSON_INT;
        v->integer = strtoll(text, NULL, 10);
        v->number = (double)v->integer;
        if (errno == ERANGE) {
            RSP_JSON_REFUSE(r, from,
                            "a whole number outside 64 bits; -9223372036854775808 to 9223372036854775807");
            v->kind = RSP_JSON_TOLD;
        }
        return true;
    }
    v->kind = RSP_JSON_REAL;
    v->real = strtod(text, NULL);
    v->number = v->real;
    if (!isfinite(v->real)) {
        RSP_JSON_REFUSE(r, from, "a number too large; at most about 1.8e308");
        v->kind = RSP_JSON_TOLD;
    }
    return true;
}

static bool read_word(rsp_json_reader *r, const char *word) {
    size_t n = strlen(word);
    if (!rsp_json_starts(r, word) || (r->at + n < r->end && word_char(r->at[n]))) {
        return false;
    }
    r->at += n;
    return true;
}

/* A key that the open object has already, or NULL. */
static const rsp_json *duplicate(rsp_json_reader *r, rsp_json_open *o, const char *key) {
    if (o->v->n < SCANNED_KEYS) {
        for (const rsp_json *c = o->v->first; c != NULL; c = c->next) {
            if (strcmp(c->key, key) == 0) {
                return c;
            }
        }
        return NULL;
    }
    if (o->keys.cap == 0) {
        for (const rsp_json *c = o->v->first; c != NULL; c = c->next) {
            if (rsp_map_put(r->ctx, &o->keys, c->key, c->index) != 0) {
                (void)out_of_memory(r);
                return NULL;
            }
        }
    }
    uint32_t at = rsp_map_get(&o->keys, key);
    if (at == RSP_MAP_NONE) {
        if (rsp_map_put(r->ctx, &o->keys, key, o->v->n) != 0) {
            (void)out_of_memory(r);
        }
        return NULL;
    }
    const rsp_json *c = o->v->first;
    for (; c != NULL && c->index != at; c = c->next) {
    }
    return c;
}

/* A key: in quotes, or without them or in others, which is told. */
static const char *read_key_text(rsp_json_reader *r) {
    if (r->at < r->end && *r->at == '"') {
        return rsp_json_text(r);
    }
    const char *from = r->at, *text = rsp_json_other_quotes(r);
    if (text != NULL || r->rc == RSP_ENOMEM) {
        return text;
    }
    while (r->at < r->end && word_char(*r->at)) {
        r->at++;
    }
    const char *end = r->at;
    bool key = end > from && end < r->end && *end == ':';
    RSP_JSON_REFUSE(r, from, "a key in quotes is expected here; e.g. \"id\"");
    text = key ? rsp_arena_strndup(r->arena, from, (size_t)(end - from)) : NULL;
    r->rc = key && text == NULL ? RSP_ENOMEM : r->rc;
    return text;
}

static bool read_key(rsp_json_reader *r, rsp_json_open *o, rsp_json *v) {
    v->key_line = r->line;
    v->key_col = column(r, r->at);
    size_t errors = r->d->errors;
    bool quoted = r->at < r->end && *r->at == '"';
    v->key = read_key_text(r);
    r->unclear = r->unclear || (quoted && r->d->errors > errors);
    if (v->key == NULL) {
        return false;
    }
    if (strlen(v->key) > KEY_MOST) {
        rsp_diag_error(r->d, (rsp_src){r->file, v->key_line, v->key_col, ""},
                       "a key of %zu bytes; at most %d, and long text belongs into a value", strlen(v->key),
                       KEY_MOST);
        r->rc = RSP_EINPUT;
        return false;
    }
    r->in = v;
    const rsp_json *first = duplicate(r, o, v->key);
    if (first != NULL) {
        rsp_diag_error(r->d, rsp_json_key_src(r->arena, r->file, v),
                       "key \"%s\" twice in one object (first at line %u); once", v->key, first->key_line);
        r->rc = RSP_EINPUT;
    }
    if (r->rc == RSP_ENOMEM || !skip_space(r)) {
        return false;
    }
    if (r->at >= r->end || *r->at != ':') {
        RSP_JSON_REFUSE(r, r->at, "':' is expected after the key \"%s\"; add it", v->key);
        return false;
    }
    r->at++;
    return skip_space(r);
}

static bool read_scalar(rsp_json_reader *r, rsp_json *v) {
    char c = *r->at;
    if (c == '"') {
        size_t errors = r->d->errors;
        v->kind = RSP_JSON_STRING;
        v->string = rsp_json_text(r);
        r->unclear = r->unclear || r->d->errors > errors;
        return v->string != NULL;
    }
    if (c == '-' || c == '+' || c == '.' || (c >= '0' && c <= '9')) {
        return read_number(r, v);
    }
    v->kind = RSP_JSON_BOOL;
    if (read_word(r, "true")) {
        v->boolean = true;
        return true;
    }
    if (read_word(r, "false")) {
        return true;
    }
    v->kind = RSP_JSON_NULL;
    if (read_word(r, "null")) {
        return true;
    }
    const char *text = rsp_json_other_quotes(r);
    if (text != NULL) {
        v->kind = RSP_JSON_STRING;
        v->string = text;
        return ends_here(r);
    }
    v->kind = RSP_JSON_TOLD;
    if (rsp_json_starts(r, "NaN") || rsp_json_starts(r, "Infinity")) {
        RSP_JSON_REFUSE(r, r->at, "JSON has no such number; write one, or leave the key out");
        return skip_word(r);
    }
    RSP_JSON_REFUSE(r, r->at,
                    "a value is expected here; text in quotes, a number, true, false, null, [ or {");
    return word_char(c) && skip_word(r);
}

/* Reads one value, or opens one array or object. */
static bool read_value(rsp_json_reader *r, const rsp_json **ret_root) {
    rsp_json *v = rsp_arena_alloc(r->arena, 1, sizeof *v);
    if (v == NULL) {
        return out_of_memory(r);
    }
    rsp_json_open *o = r->depth > 0 ? &r->stack[r->depth - 1] : NULL;
    v->parent = o != NULL ? o->v : NULL;
    v->index = o != NULL ? o->v->n : 0;
    if (o != NULL && o->v->kind == RSP_JSON_OBJECT && !read_key(r, o, v)) {
        return false;
    }
    r->in = v;
    if (r->at >= r->end) {
        RSP_JSON_REFUSE(r, r->at, "the file ends in the middle; a value is expected here");
        return false;
    }
    v->line = r->line;
    v->col = column(r, r->at);
    if (o == NULL) {
        *ret_root = v;
    } else {
        o->v->n++;
        if (o->last == NULL) {
            o->v->first = v;
        } else {
            o->last->next = v;
        }
        o->last = v;
    }
    if (*r->at != '{' && *r->at != '[') {
        bool on = read_scalar(r, v);
        r->in = on ? v->parent : v;
        return on;
    }
    if (r->depth == RSP_JSON_DEPTH_MOST) {
        RSP_JSON_REFUSE(r, r->at, "nested deeper than %d levels; flatter", RSP_JSON_DEPTH_MOST);
        return false;
    }
    v->kind = *r->at == '{' ? RSP_JSON_OBJECT : RSP_JSON_ARRAY;
    r->at++;
    r->stack[r->depth++] = (rsp_json_open){.v = v};
    return true;
}

static void close_value(rsp_json_reader *r) {
    rsp_map_done(r->ctx, &r->stack[--r->depth].keys);
    r->in = r->stack[r->depth].v->parent;
}

/* Past the comma between two members, of an open value that `close` ends; *line is where the last member
 * ended. False ends the parse. A comma too many, or none where the next member begins a line, is told. */
static bool read_comma(rsp_json_reader *r, char close, uint32_t line) {
    if (r->at < r->end && *r->at == ',') {
        uint32_t comma_line = r->line, comma_col = column(r, r->at++);
        if (!skip_space(r)) {
            return false;
        }
        if (r->at < r->end && *r->at == close) {
            const char *pointer = rsp_json_src(r->arena, r->file, r->in).pointer;
            rsp_diag_error(r->d, (rsp_src){r->file, comma_line, comma_col, pointer},
                           "a comma before '%c'; take it out", close);
            r->rc = RSP_EINPUT;
        }
        return true;
    }
    const char *begins = close == '}' ? "\"" : "\"{[-0123456789";
    if (r->at < r->end && r->line > line && rsp_json_one_of(*r->at, begins)) {
        RSP_JSON_REFUSE(r, r->at, "',' is expected before this; add it at the end of line %u", line);
        return true;
    }
    RSP_JSON_REFUSE(r, r->at,
                    r->at < r->end ? "',' or '%c' is expected here; add it"
                                   : "the file ends before this is closed; add ',' or '%c'",
                    close);
    return false;
}

/* Whether it was read to its end. */
static bool read_document(rsp_json_reader *r, const rsp_json **ret_root) {
    if (!skip_space(r) || !read_value(r, ret_root)) {
        return false;
    }
    bool opened = r->depth > 0; /* nothing in it yet */
    while (r->depth > 0) {
        char close = r->stack[r->depth - 1].v->kind == RSP_JSON_OBJECT ? '}' : ']';
        uint32_t line = r->line;
        if (!skip_space(r)) {
            return false;
        }
        bool at_close = r->at < r->end && *r->at == close;
        if (!opened && !at_close) {
            if (!read_comma(r, close, line)) {
                return false;
            }
            at_close = r->at < r->end && *r->at == close;
        }
        if (at_close) {
            r->at++;
            close_value(r);
            opened = false;
            continue;
        }
        int depth = r->depth;
        if (!read_value(r, ret_root)) {
            return false;
        }
        opened = r->depth > depth;
    }
    bool ended = skip_space(r);
    if (ended && r->at < r->end) {
        RSP_JSON_REFUSE(r, r->at, "text after the end; one JSON value a file");
        ended = false;
    }
    return ended;
}

/* A mark of UTF-16, or every other byte of the first four 0: what spreadsheets and editors call Unicode. */
static bool utf16(const char *text, size_t n) {
    if (n >= 2 && (memcmp(text, "\xFF\xFE", 2) == 0 || memcmp(text, "\xFE\xFF", 2) == 0)) {
        return true;
    }
    bool odd = n >= 4 && text[0] == '\0' && text[2] == '\0' && text[1] != '\0' && text[3] != '\0';
    bool even = n >= 4 && text[1] == '\0' && text[3] == '\0' && text[0] != '\0' && text[2] != '\0';
    return odd || even;
}

int rsp_json_parse(rsp_arena *a, const char *file, const char *text, size_t n, rsp_diag *d,
                   const rsp_json **ret) {
    rsp_json_reader r = {.arena = a,
                         .ctx = d->ctx,
                         .file = file,
                         .at = text,
                         .end = text + n,
                         .line_start = text,
                         .seen = text,
                         .seen_column = 1,
                         .line = 1,
                         .d = d};
    const rsp_json *root = NULL;
    bool ended = false;
    if (n > d->ctx->max_input_bytes) {
        RSP_JSON_REFUSE(&r, text, "more than %llu bytes, the largest input taken; split the file",
                        (unsigned long long)d->ctx->max_input_bytes);
    } else if (n >= 3 && memcmp(text, "\xEF\xBB\xBF", 3) == 0) {
        RSP_JSON_REFUSE(&r, text, "a byte-order mark at the beginning; save the file as UTF-8 without it");
    } else if (utf16(text, n)) {
        RSP_JSON_REFUSE(&r, text, "UTF-16; save the file as UTF-8");
    } else {
        ended = read_document(&r, &root);
    }
    while (r.depth > 0) {
        close_value(&r);
    }
    if (ended && !r.unclear && r.rc != RSP_ENOMEM) {
        *ret = root;
    }
    return r.rc;
}
