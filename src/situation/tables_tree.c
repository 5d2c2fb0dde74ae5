/* A tree made by hand (tables_tree.h). */
#include "situation/tables_tree.h"

#include <stdlib.h>
#include <string.h>

rsp_node *rsp_node_new(rsp_arena *a, rsp_node *parent, const char *key, rsp_json_kind kind, rsp_spot at) {
    rsp_node *n = rsp_arena_alloc(a, 1, sizeof *n);
    if (n == NULL) {
        return NULL;
    }
    n->v = (rsp_json){.kind = kind, .key = key, .key_line = at.sheet + 1, .line = at.line, .col = at.col};
    n->up = parent;
    if (parent != NULL) {
        n->v.parent = &parent->v;
        n->v.index = parent->v.n++;
        if (parent->last != NULL) {
            parent->last->v.next = &n->v;
        } else {
            parent->v.first = &n->v;
        }
        parent->last = n;
    }
    return n;
}

rsp_node *rsp_node_text(rsp_arena *a, rsp_node *parent, const char *key, const char *text, rsp_spot at) {
    rsp_node *n = rsp_node_new(a, parent, key, RSP_JSON_STRING, at);
    if (n != NULL) {
        n->v.string = text;
    }
    return n;
}

static void copy_value(rsp_json *to, const rsp_json *from) {
    to->number = from->number;
    if (from->kind == RSP_JSON_BOOL) {
        to->boolean = from->boolean;
    } else if (from->kind == RSP_JSON_INT) {
        to->integer = from->integer;
    } else if (from->kind == RSP_JSON_REAL) {
        to->real = from->real;
    } else if (from->kind == RSP_JSON_STRING) {
        to->string = from->string;
    }
}

rsp_node *rsp_node_graft(rsp_arena *a, rsp_node *parent, const char *key, const rsp_json *v, rsp_spot at) {
    rsp_node *root = NULL, *up = parent;
    for (const rsp_json *s = v;;) { /* in the order of the text; parents lead back up */
        rsp_node *n = rsp_node_new(a, up, s == v ? key : s->key, s->kind, at);
        if (n == NULL) {
            return NULL;
        }
        root = root == NULL ? n : root;
        copy_value(&n->v, s);
        if ((s->kind == RSP_JSON_ARRAY || s->kind == RSP_JSON_OBJECT) && s->first != NULL) {
            s = s->first;
            up = n;
            continue;
        }
        while (s != v && s->next == NULL) {
            s = s->parent;
            up = up->up;
        }
        if (s == v) {
            return root;
        }
        s = s->next;
    }
}

rsp_node *rsp_node_child(rsp_arena *a, rsp_node *parent, const char *key, rsp_json_kind kind, rsp_spot at) {
    if (parent->last != NULL && parent->last->v.key != NULL && strcmp(parent->last->v.key, key) == 0) {
        return parent->last; /* columns of one object usually follow one another */
    }
    uint32_t i = 0;
    for (const rsp_json *v = parent->v.first; v != NULL; v = v->next, i++) {
        if (v->key != NULL && strcmp(v->key, key) == 0) {
            return (rsp_node *)(uintptr_t)v; /* v is the first member of a node of ours, which is not const */
        }
    }
    return rsp_node_new(a, parent, key, kind, at);
}

static bool is_number(const char *s, bool *ret_whole) {
    s += *s == '-';
    size_t digits = strspn(s, "0123456789");
    *ret_whole = digits > 0 && s[digits] == '\0' && digits <= 18;
    if (digits == 0) {
        return false;
    }
    s += digits;
    if (*s == '.') {
        digits = strspn(s + 1, "0123456789");
        s += 1 + digits;
        if (digits == 0) {
            return false;
        }
    }
    if (*s == 'e' || *s == 'E') {
        s += 1 + (s[1] == '-' || s[1] == '+');
        digits = strspn(s, "0123456789");
        s += digits;
        if (digits == 0) {
            return false;
        }
    }
    return *s == '\0';
}

bool rsp_node_number(rsp_arena *a, rsp_node *parent, const char *key, const char *text, rsp_spot at,
                     rsp_node **ret) {
    bool whole = false;
    *ret = NULL;
    if (!is_number(text, &whole)) {
        return false;
    }
    rsp_node *n = rsp_node_new(a, parent, key, whole ? RSP_JSON_INT : RSP_JSON_REAL, at);
    if (n != NULL && whole) {
        n->v.integer = strtoll(text, NULL, 10);
        n->v.number = (double)n->v.integer;
    } else if (n != NULL) {
        n->v.real = strtod(text, NULL);
        n->v.number = n->v.real;
    }
    *ret = n;
    return true;
}
