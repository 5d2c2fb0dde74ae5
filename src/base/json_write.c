/* The JSON writer (json.h). */
#include "base/json.h"

#include <assert.h>
#include <float.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

rsp_json_out rsp_json_out_init(rsp_buf *to, bool compact) {
    return (rsp_json_out){.to = to, .compact = compact, .flat_from = -1};
}

static bool flat(const rsp_json_out *o) {
    return o->flat_from >= 0 && o->depth >= o->flat_from;
}

static void new_line(rsp_json_out *o) {
    if (o->compact) {
        return;
    }
    if (flat(o)) {
        rsp_buf_char(o->to, ' ');
        return;
    }
    rsp_buf_char(o->to, '\n');
    for (int i = 0; i < o->depth; i++) {
        rsp_buf_str(o->to, "  ");
    }
}

/* What comes before a value: a comma, a line, or nothing after a key. */
static void before(rsp_json_out *o) {
    if (o->after_key) {
        o->after_key = false;
        return;
    }
    if (o->depth == 0) {
        return;
    }
    bool first = !o->comma[o->depth];
    if (!first) {
        rsp_buf_char(o->to, ',');
    }
    if (!first || !flat(o)) {
        new_line(o);
    }
    o->comma[o->depth] = true;
}

static void open_value(rsp_json_out *o, char c) {
    before(o);
    rsp_buf_char(o->to, c);
    o->depth++;
    assert(o->depth < (int)(sizeof o->comma / sizeof o->comma[0]));
    o->comma[o->depth] = false;
}

static void close_value(rsp_json_out *o, char c) {
    assert(o->depth > 0 && !o->after_key);
    bool any = o->comma[o->depth];
    bool was_flat = flat(o);
    if (o->flat_from == o->depth) {
        o->flat_from = -1;
    }
    o->depth--;
    if (any && !was_flat) {
        new_line(o);
    }
    rsp_buf_char(o->to, c);
}

void rsp_json_out_object(rsp_json_out *o) {
    open_value(o, '{');
}

void rsp_json_out_end_object(rsp_json_out *o) {
    close_value(o, '}');
}

void rsp_json_out_array(rsp_json_out *o) {
    open_value(o, '[');
}

void rsp_json_out_array_flat(rsp_json_out *o) {
    open_value(o, '[');
    if (o->flat_from < 0) {
        o->flat_from = o->depth;
    }
}

void rsp_json_out_end_array(rsp_json_out *o) {
    close_value(o, ']');
}

static void quoted(rsp_buf *to, const char *s) {
    rsp_buf_char(to, '"');
    const char *from = s;
    for (; *s != '\0'; s++) {
        unsigned char c = (unsigned char)*s;
        if (c != '"' && c != '\\' && c >= 0x20) {
            continue;
        }
        rsp_buf_add(to, from, (size_t)(s - from));
        from = s + 1;
        if (c == '"' || c == '\\') {
            rsp_buf_char(to, '\\');
            rsp_buf_char(to, (char)c);
        } else if (c == '\n') {
            rsp_buf_str(to, "\\n");
        } else if (c == '\t') {
            rsp_buf_str(to, "\\t");
        } else {
            rsp_buf_printf(to, "\\u%04x", c);
        }
    }
    rsp_buf_add(to, from, (size_t)(s - from));
    rsp_buf_char(to, '"');
}

void rsp_json_out_key(rsp_json_out *o, const char *key) {
    before(o);
    quoted(o->to, key);
    rsp_buf_str(o->to, o->compact ? ":" : ": ");
    o->after_key = true;
}

void rsp_json_out_string(rsp_json_out *o, const char *s) {
    if (s == NULL) {
        rsp_json_out_null(o);
        return;
    }
    before(o);
    quoted(o->to, s);
}

void rsp_json_out_int(rsp_json_out *o, int64_t v) {
    before(o);
    rsp_buf_printf(o->to, "%lld", (long long)v);
}

void rsp_json_out_real(rsp_json_out *o, double v) {
    if (!isfinite(v)) {
        rsp_json_out_null(o);
        return;
    }
    char text[40];
    /* Up to 15 digits survive the way there and back, but for subnormal numbers, which hold fewer. */
    for (int digits = fabs(v) < DBL_MIN ? 1 : 15; digits <= 17; digits++) {
        (void)snprintf(text, sizeof text, "%.*g", digits, v); /* 40 bytes hold any double */
        if (strtod(text, NULL) == v) {
            break;
        }
    }
    before(o);
    rsp_buf_str(o->to, text);
    if (strpbrk(text, ".eE") == NULL) {
        rsp_buf_str(o->to, ".0"); /* reads back as a decimal number */
    }
}

void rsp_json_out_fixed(rsp_json_out *o, double v, int decimals) {
    static const double power[] = {1, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6, 1e7};
    if (!isfinite(v)) {
        rsp_json_out_null(o);
        return;
    }
    if (decimals <= 7 &&
        fabs(v) < 1e8) { /* coordinates are most of a map's file, and printf takes its time */
        int64_t whole = llrint(v * power[decimals]);
        for (; decimals > 0 && whole % 10 == 0; decimals--) {
            whole /= 10;
        }
        if (decimals == 0) {
            rsp_json_out_int(o, whole);
        } else {
            before(o);
            rsp_buf_fixed(o->to, whole, (unsigned)decimals);
        }
        return;
    }
    char text[400];
    (void)snprintf(text, sizeof text, "%.*f", decimals, v); /* the largest double has 309 digits */
    if (decimals > 0) {
        char *end = text + strlen(text);
        while (end[-1] == '0') {
            *--end = '\0';
        }
        if (end[-1] == '.') {
            *--end = '\0';
        }
    }
    before(o);
    rsp_buf_str(o->to, strcmp(text, "-0") == 0 ? "0" : text);
}

void rsp_json_out_bool(rsp_json_out *o, bool v) {
    before(o);
    rsp_buf_str(o->to, v ? "true" : "false");
}

void rsp_json_out_null(rsp_json_out *o) {
    before(o);
    rsp_buf_str(o->to, "null");
}

static void scalar(rsp_json_out *o, const rsp_json *v) {
    switch (v->kind) {
    case RSP_JSON_BOOL:
        rsp_json_out_bool(o, v->boolean);
        break;
    case RSP_JSON_INT:
        rsp_json_out_int(o, v->integer);
        break;
    case RSP_JSON_REAL:
        rsp_json_out_real(o, v->real);
        break;
    case RSP_JSON_STRING:
        rsp_json_out_string(o, v->string);
        break;
    case RSP_JSON_NULL:
    case RSP_JSON_ARRAY:
    case RSP_JSON_TOLD: /* no tree that is written again has one */
    case RSP_JSON_OBJECT:
        rsp_json_out_null(o);
        break;
    }
}

void rsp_json_out_tree(rsp_json_out *o, const rsp_json *root) {
    const rsp_json *v = root;
    bool keyed = false; /* the caller wrote the root's key */
    for (;;) {
        if (keyed && v->key != NULL) {
            rsp_json_out_key(o, v->key);
        }
        bool nested = v->kind == RSP_JSON_ARRAY || v->kind == RSP_JSON_OBJECT;
        if (nested) {
            open_value(o, v->kind == RSP_JSON_OBJECT ? '{' : '[');
        } else {
            scalar(o, v);
        }
        if (nested && v->first != NULL) {
            v = v->first;
            keyed = true;
            continue;
        }
        if (nested) {
            close_value(o, v->kind == RSP_JSON_OBJECT ? '}' : ']');
        }
        while (v != root && v->next == NULL) {
            v = v->parent;
            close_value(o, v->kind == RSP_JSON_OBJECT ? '}' : ']');
        }
        if (v == root) {
            return;
        }
        v = v->next;
    }
}
