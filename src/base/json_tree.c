/* What a parsed JSON tree is asked for (json.h): a member by its key, and where a value stands, with its
 * pointer (RFC 6901). */
#include "base/json.h"

#include <stdio.h>
#include <string.h>

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
    const rsp_json *chain[RSP_JSON_DEPTH_MOST];
    int n = 0;
    size_t size = 1;
    for (; v != NULL && v->parent != NULL && n < RSP_JSON_DEPTH_MOST; v = v->parent) {
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
                                        "text", "a list",        "an object",      "no value"};
    return names[k];
}
