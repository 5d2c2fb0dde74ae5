/* The strict JSON reader (json.h; RFC 8259). One pass over the bytes, an explicit stack through the parents
 * of the nodes, no recursion. Duplicate keys are found by scanning small objects and through a map in large
 * ones. */
#include "base/json.h"

#include <errno.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/map.h"
#include "base/text.h"

#define DEPTH_MOST   64
#define SCANNED_KEYS 16
#define NUMBER_MOST  400 /* characters of a number */

typedef struct open_value { /* an array or object being read */
    rsp_json *v;
    rsp_json *last; /* its newest child */
    rsp_map keys;   /* once there are many */
} open_value;

typedef struct reader {
    rsp_arena *arena;
    const rsp_ctx *ctx;
    const char *file, *at, *end, *line_start, *seen;
    uint32_t line, seen_column;
    rsp_diag *d;
    open_value stack[DEPTH_MOST];
    int depth;
    int rc;
} reader;

/* Counted on from the last place asked for: a file of one line would cost the square of its length. */
static uint32_t column(reader *r, const char *at) {
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

#define REFUSE(r, where, ...)                                                                                \
    do {                                                                                                     \
        rsp_diag_error((r)->d, (rsp_src){(r)->file, (r)->line, column((r), (where)), NULL}, __VA_ARGS__);    \
        (r)->rc = RSP_EINPUT;                                                                                \
    } while (0)

static bool out_of_memory(reader *r) {
    r->rc = RSP_ENOMEM;
    return false;
}

static void skip_space(reader *r) {
    for (; r->at < r->end; r->at++) {
        if (*r->at == '\n') {
            r->line++;
            r->line_start = r->at + 1;
        } else if (*r->at != ' ' && *r->at != '\t' && *r->at != '\r') {
            return;
        }
    }
}

static int hex4(const char *p, const char *end) {
    int v = 0;
    for (int i = 0; i < 4; i++) {
        char c = p + i < end ? p[i] : 'x';
        int d = c >= '0' && c <= '9'
                    ? c - '0'
                    : (c >= 'a' && c <= 'f' ? c - 'a' + 10 : (c >= 'A' && c <= 'F' ? c - 'A' + 10 : -1));
        if (d < 0) {
            return -1;
        }
        v = v * 16 + d;
    }
    return v;
}

static char *put_utf8(char *to, unsigned c) {
    if (c < 0x80) {
        *to++ = (char)c;
    } else if (c < 0x800) {
        *to++ = (char)(0xC0 | (c >> 6));
        *to++ = (char)(0x80 | (c & 63));
    } else if (c < 0x10000) {
        *to++ = (char)(0xE0 | (c >> 12));
        *to++ = (char)(0x80 | ((c >> 6) & 63));
        *to++ = (char)(0x80 | (c & 63));
    } else {
        *to++ = (char)(0xF0 | (c >> 18));
        *to++ = (char)(0x80 | ((c >> 12) & 63));
        *to++ = (char)(0x80 | ((c >> 6) & 63));
        *to++ = (char)(0x80 | (c & 63));
    }
    return to;
}

/* \uXXXX at r->at (after the u); pairs of surrogates are joined. */
static char *read_unicode(reader *r, char *to) {
    const char *start = r->at - 2;
    int c = hex4(r->at, r->end);
    r->at += 4;
    if (c < 0) {
        REFUSE(r, start, "a \\u escape needs four hexadecimal digits; e.g. \\u0041");
        return NULL;
    }
    if (c >= 0xD800 && c <= 0xDBFF && r->end - r->at >= 6 && r->at[0] == '\\' && r->at[1] == 'u') {
        int low = hex4(r->at + 2, r->end);
        if (low >= 0xDC00 && low <= 0xDFFF) {
            r->at += 6;
            return put_utf8(to, 0x10000U + (((unsigned)c & 0x3FF) << 10) + ((unsigned)low & 0x3FF));
        }
    }
    if (c >= 0xD800 && c <= 0xDFFF) {
        REFUSE(r, start, "half of a surrogate pair; both halves, or the character itself in UTF-8");
        return NULL;
    }
    if (c == 0) {
        REFUSE(r, start, "\\u0000 inside text; no NUL characters");
        return NULL;
    }
    return put_utf8(to, (unsigned)c);
}

static char *read_escape(reader *r, char *to) {
    static const char from_chars[] = "\"\\/bfnrt";
    static const char to_chars[] = "\"\\/\b\f\n\r\t";
    char c = r->at + 1 < r->end ? r->at[1] : '\0';
    if (c == 'u') {
        r->at += 2;
        return read_unicode(r, to);
    }
    const char *hit = c == '\0' ? NULL : strchr(from_chars, c);
    if (hit == NULL) {
        REFUSE(r, r->at, "unknown escape; one of \\\" \\\\ \\/ \\b \\f \\n \\r \\t \\uXXXX");
        return NULL;
    }
    r->at += 2;
    *to++ = to_chars[hit - from_chars];
    return to;
}

/* The text of a string whose opening quote is at r->at; NULL on failure. Never longer than its source. */
static const char *read_string(reader *r) {
    const char *open = r->at++;
    const char *close = r->at;
    while (close < r->end && *close != '"') {
        close += *close == '\\' ? 2 : 1;
    }
    if (close >= r->end) {
        REFUSE(r, open, "text without its closing quote; add \"");
        return NULL;
    }
    char *text = rsp_arena_alloc(r->arena, (size_t)(close - r->at) + 1, 1);
    if (text == NULL) {
        (void)out_of_memory(r);
        return NULL;
    }
    char *to = text;
    while (*r->at != '"') {
        unsigned char c = (unsigned char)*r->at;
        if (c == '\\') {
            to = read_escape(r, to);
            if (to == NULL) {
                return NULL;
            }
            continue;
        }
        if (c < 0x20) {
            REFUSE(r, r->at, "a control character inside text; write it as an escape, e.g. \\n");
            return NULL;
        }
        size_t len = rsp_utf8_len(r->at, (size_t)(r->end - r->at));
        if (len == 0) {
            REFUSE(r, r->at, "bytes that are not UTF-8; save the file as UTF-8");
            return NULL;
        }
        memcpy(to, r->at, len);
        to += len;
        r->at += len;
    }
    r->at++;
    return text;
}

static bool digits(reader *r) {
    const char *from = r->at;
    while (r->at < r->end && *r->at >= '0' && *r->at <= '9') {
        r->at++;
    }
    return r->at > from;
}

static bool read_number(reader *r, rsp_json *v) {
    const char *from = r->at;
    bool real = false;
    r->at += *r->at == '-';
    bool ok = r->at < r->end && *r->at == '0' ? (r->at++, true) : digits(r);
    if (ok && r->at < r->end && *r->at >= '0' && *r->at <= '9') {
        REFUSE(r, from, "a number with a leading zero; write it without");
        return false;
    }
    if (ok && r->at < r->end && *r->at == '.') {
        real = true;
        r->at++;
        ok = digits(r);
    }
    if (ok && r->at < r->end && (*r->at == 'e' || *r->at == 'E')) {
        real = true;
        r->at++;
        r->at += r->at < r->end && (*r->at == '+' || *r->at == '-');
        ok = digits(r);
    }
    size_t n = (size_t)(r->at - from);
    if (!ok) {
        REFUSE(r, from, "not a number as JSON writes it; e.g. 12, -3 or 0.5");
        return false;
    }
    if (n > NUMBER_MOST) {
        REFUSE(r, from, "a number of more than %d characters; fewer digits", NUMBER_MOST);
        return false;
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
            REFUSE(r, from, "a whole number outside 64 bits; -9223372036854775808 to 9223372036854775807");
            return false;
        }
        return true;
    }
    v->kind = RSP_JSON_REAL;
    v->real = strtod(text, NULL);
    v->number = v->real;
    if (!isfinite(v->real)) {
        REFUSE(r, from, "a number too large; at most about 1.8e308");
        return false;
    }
    return true;
}

static bool read_word(reader *r, const char *word) {
    size_t n = strlen(word);
    if ((size_t)(r->end - r->at) < n || memcmp(r->at, word, n) != 0) {
        return false;
    }
    r->at += n;
    return true;
}

/* A key that the open object has already, or NULL. */
static const rsp_json *duplicate(reader *r, open_value *o, const char *key) {
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

/* People who know JavaScript or YAML write them: told apart from a slip. */
static bool comment_here(reader *r) {
    bool slash = r->end - r->at >= 2 && r->at[0] == '/' && (r->at[1] == '/' || r->at[1] == '*');
    if (slash || (r->at < r->end && *r->at == '#')) {
        REFUSE(r, r->at, "a comment; JSON has none: take it out, or write a \"note\" where one is known");
        return true;
    }
    return false;
}

static bool read_key(reader *r, open_value *o, rsp_json *v) {
    if (comment_here(r)) {
        return false;
    }
    if (r->at >= r->end || *r->at != '"') {
        REFUSE(r, r->at, "a key in quotes is expected here; e.g. \"id\"");
        return false;
    }
    v->key_line = r->line;
    v->key_col = column(r, r->at);
    v->key = read_string(r);
    if (v->key == NULL) {
        return false;
    }
    const rsp_json *first = duplicate(r, o, v->key);
    if (first != NULL) {
        rsp_diag_error(r->d, (rsp_src){r->file, v->key_line, v->key_col, NULL},
                       "key \"%s\" twice in one object (first at line %u); once", v->key, first->key_line);
        r->rc = RSP_EINPUT;
    }
    if (r->rc != 0) {
        return false;
    }
    skip_space(r);
    if (r->at >= r->end || *r->at != ':') {
        REFUSE(r, r->at, "':' is expected after the key \"%s\"; add it", v->key);
        return false;
    }
    r->at++;
    skip_space(r);
    return true;
}

static bool read_scalar(reader *r, rsp_json *v) {
    char c = *r->at;
    if (c == '"') {
        v->kind = RSP_JSON_STRING;
        v->string = read_string(r);
        return v->string != NULL;
    }
    if (c == '-' || (c >= '0' && c <= '9')) {
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
    REFUSE(r, r->at, "a value is expected here; text in quotes, a number, true, false, null, [ or {");
    return false;
}

/* Reads one value, or opens one array or object. */
static bool read_value(reader *r, const rsp_json **ret_root) {
    rsp_json *v = rsp_arena_alloc(r->arena, 1, sizeof *v);
    if (v == NULL) {
        return out_of_memory(r);
    }
    open_value *o = r->depth > 0 ? &r->stack[r->depth - 1] : NULL;
    if (o != NULL && o->v->kind == RSP_JSON_OBJECT && !read_key(r, o, v)) {
        return false;
    }
    if (comment_here(r)) {
        return false;
    }
    if (r->at >= r->end) {
        REFUSE(r, r->at, "the file ends in the middle; a value is expected here");
        return false;
    }
    v->line = r->line;
    v->col = column(r, r->at);
    if (o != NULL) {
        v->parent = o->v;
        v->index = o->v->n++;
        if (o->last == NULL) {
            o->v->first = v;
        } else {
            o->last->next = v;
        }
        o->last = v;
    } else {
        *ret_root = v;
    }
    if (*r->at != '{' && *r->at != '[') {
        return read_scalar(r, v);
    }
    if (r->depth == DEPTH_MOST) {
        REFUSE(r, r->at, "nested deeper than %d levels; flatter", DEPTH_MOST);
        return false;
    }
    v->kind = *r->at == '{' ? RSP_JSON_OBJECT : RSP_JSON_ARRAY;
    r->at++;
    r->stack[r->depth++] = (open_value){.v = v};
    return true;
}

static void close_value(reader *r) {
    rsp_map_done(r->ctx, &r->stack[--r->depth].keys);
}

static void read_document(reader *r, const rsp_json **ret_root) {
    skip_space(r);
    int depth = r->depth;
    if (!read_value(r, ret_root)) {
        return;
    }
    bool opened = r->depth > depth; /* nothing in it yet */
    while (r->depth > 0 && r->rc == 0) {
        skip_space(r);
        char close = r->stack[r->depth - 1].v->kind == RSP_JSON_OBJECT ? '}' : ']';
        char c = r->at < r->end ? *r->at : '\0';
        if (c == close) {
            r->at++;
            close_value(r);
            opened = false;
            continue;
        }
        if (!opened && c != ',') {
            REFUSE(r, r->at,
                   r->at < r->end ? "',' or '%c' is expected here; add it"
                                  : "the file ends before this is closed; add ',' or '%c'",
                   close);
            return;
        }
        if (!opened) {
            r->at++;
            skip_space(r);
            if (r->at < r->end && *r->at == close) {
                REFUSE(r, r->at, "a comma before '%c'; take it out", close);
                return;
            }
        }
        depth = r->depth;
        if (!read_value(r, ret_root)) {
            return;
        }
        opened = r->depth > depth;
    }
    skip_space(r);
    if (r->rc == 0 && r->at < r->end) {
        REFUSE(r, r->at, "text after the end; one JSON value a file");
    }
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
    reader r = {.arena = a,
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
    if (n > d->ctx->max_input_bytes) {
        REFUSE(&r, text, "more than %llu bytes, the largest input taken; split the file",
               (unsigned long long)d->ctx->max_input_bytes);
    } else if (n >= 3 && memcmp(text, "\xEF\xBB\xBF", 3) == 0) {
        REFUSE(&r, text, "a byte-order mark at the beginning; save the file as UTF-8 without it");
    } else if (utf16(text, n)) {
        REFUSE(&r, text, "UTF-16; save the file as UTF-8");
    } else {
        read_document(&r, &root);
    }
    while (r.depth > 0) {
        close_value(&r);
    }
    if (r.rc == 0) {
        *ret = root;
    }
    return r.rc;
}

const rsp_json *rsp_json_get(const rsp_json *object, const char *key) {
    if (object == NULL || object->kind != RSP_JSON_OBJECT) {
        return NULL;
    }
    for (const rsp_json *c = object->first; c != NULL; c = c->next) {
        if (strcmp(c->key, key) == 0) {
            return c;
        }
    }
    return NULL;
}

static const char *pointer_of(rsp_arena *a, const rsp_json *v) {
    const rsp_json *chain[DEPTH_MOST + 1];
    int n = 0;
    size_t size = 1;
    for (; v != NULL && v->parent != NULL && n <= DEPTH_MOST; v = v->parent) {
        chain[n++] = v;
        size += v->key != NULL ? strlen(v->key) * 2 + 1 : 12;
    }
    char *p = rsp_arena_alloc(a, size, 1);
    char *to = p;
    while (p != NULL && n-- > 0) {
        *to++ = '/';
        if (chain[n]->key == NULL) {
            to += snprintf(to, 12, "%u", chain[n]->index);
            continue;
        }
        for (const char *k = chain[n]->key; *k != '\0'; k++) { /* RFC 6901, section 3 */
            if (*k == '~' || *k == '/') {
                *to++ = '~';
                *to++ = *k == '~' ? '0' : '1';
            } else {
                *to++ = *k;
            }
        }
    }
    return p;
}

rsp_src rsp_json_src(rsp_arena *a, const char *file, const rsp_json *v) {
    return (rsp_src){file, v->line, v->col, pointer_of(a, v)};
}

rsp_src rsp_json_key_src(rsp_arena *a, const char *file, const rsp_json *v) {
    return (rsp_src){file, v->key != NULL ? v->key_line : v->line, v->key != NULL ? v->key_col : v->col,
                     pointer_of(a, v)};
}

const char *rsp_json_kind_name(rsp_json_kind k) {
    static const char *const names[] = {"null", "true or false", "a whole number", "a decimal number",
                                        "text", "a list",        "an object"};
    return names[k];
}
