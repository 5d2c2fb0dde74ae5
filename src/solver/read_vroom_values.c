/* Values out of the objects of a VROOM file (read_vroom.h). VROOM itself passes over keys that it does not
 * know; here they are errors, for a misspelt time_windows changes the answer. */
#include <inttypes.h>
#include <stdarg.h>
#include <string.h>

#include "base/text.h"
#include "solver/read_vroom.h"

void rsp_vroom_wrong(vroom *v, const rsp_json *at, const char *fmt, ...) {
    char text[512];
    va_list args;
    va_start(args, fmt);
    (void)vsnprintf(text, sizeof text, fmt, args);
    va_end(args);
    rsp_diag_error(v->d, rsp_json_src(v->a, v->f->path, at), "%s", text);
}

void rsp_vroom_keys(vroom *v, const rsp_json *object, const char *const *names, size_t n) {
    for (const rsp_json *m = object->first; m != NULL; m = m->next) {
        bool known = false;
        for (size_t i = 0; i < n && !known; i++) {
            known = strcmp(m->key, names[i]) == 0;
        }
        if (!known) {
            const char *near = rsp_text_nearest(m->key, names, n);
            rsp_diag_error(v->d, rsp_json_key_src(v->a, v->f->path, m), "the key is not known here; %s%s%s",
                           near != NULL ? "did you mean \"" : "docs/solver.md lists what is",
                           near != NULL ? near : "", near != NULL ? "\"?" : "");
        }
    }
}

bool rsp_vroom_is(vroom *v, const rsp_json *at, rsp_json_kind kind, const char *what) {
    if (at->kind == kind) {
        return true;
    }
    rsp_vroom_wrong(v, at, "%s where %s is expected (%s)", rsp_json_kind_name(at->kind),
                    rsp_json_kind_name(kind), what);
    return false;
}

static bool whole(vroom *v, const rsp_json *at, int64_t low, int64_t high, int64_t *ret) {
    if (at->kind != RSP_JSON_INT) {
        rsp_vroom_wrong(v, at, "%s where a whole number is expected", rsp_json_kind_name(at->kind));
        return false;
    }
    if (at->integer < low || at->integer > high) {
        rsp_vroom_wrong(v, at, "%" PRId64 "; a whole number from %" PRId64 " to %" PRId64 " is expected",
                        at->integer, low, high);
        return false;
    }
    *ret = at->integer;
    return true;
}

int64_t rsp_vroom_whole(vroom *v, const rsp_json *object, const char *key, int64_t low, int64_t high,
                        int64_t fallback) {
    const rsp_json *at = rsp_json_get(object, key);
    int64_t x = fallback;
    return at != NULL && whole(v, at, low, high, &x) ? x : fallback;
}

int64_t rsp_vroom_id(vroom *v, const rsp_json *object) {
    if (rsp_json_get(object, "id") == NULL) {
        rsp_vroom_wrong(v, object, "there is no id; a whole number is expected");
        return 0;
    }
    return rsp_vroom_whole(v, object, "id", 0, INT64_MAX, 0);
}

void rsp_vroom_amounts(vroom *v, const rsp_json *object, const char *key, int64_t to[RSP_VRP_DIMS]) {
    const rsp_json *at = rsp_json_get(object, key);
    if (at == NULL || !rsp_vroom_is(v, at, RSP_JSON_ARRAY, key)) {
        return;
    }
    if (at->n != v->dims) {
        rsp_vroom_wrong(v, at, "%u amounts; %u are expected, as in the capacity of the first vehicle", at->n,
                        v->dims);
        return;
    }
    uint32_t i = 0;
    for (const rsp_json *m = at->first; m != NULL; m = m->next) {
        (void)whole(v, m, 0, VROOM_FAR, &to[i++]);
    }
}

bool rsp_vroom_window(vroom *v, const rsp_json *at, rsp_vrp_window *ret) {
    rsp_vrp_window w = {0, 0};
    if (!rsp_vroom_is(v, at, RSP_JSON_ARRAY, "a window: opening and closing")) {
        return false;
    }
    if (at->n != 2) {
        rsp_vroom_wrong(v, at, "%u times for a window; opening and closing are expected", at->n);
        return false;
    }
    if (!whole(v, at->first, 0, VROOM_FAR, &w.open) || !whole(v, at->first->next, 0, VROOM_FAR, &w.close)) {
        return false;
    }
    if (w.close < w.open) {
        rsp_vroom_wrong(v, at,
                        "a window opens at %" PRId64 " and closes at %" PRId64 "; it should close later",
                        w.open, w.close);
        return false;
    }
    ret->open = w.open * v->f->problem.scale;
    ret->close = w.close * v->f->problem.scale;
    return true;
}

int rsp_vroom_windows(vroom *v, const rsp_json *object, const char *key, const rsp_vrp_window **ret,
                      uint32_t *ret_n, rsp_err *err) {
    static const rsp_vrp_window always = {0, RSP_VRP_NEVER / 2};
    const rsp_json *at = rsp_json_get(object, key);
    *ret = &always;
    *ret_n = 1;
    if (at == NULL || !rsp_vroom_is(v, at, RSP_JSON_ARRAY, key)) {
        return 0;
    }
    if (at->n == 0) {
        rsp_vroom_wrong(v, at, "no window; at least one is expected, or leave the key out");
        return 0;
    }
    rsp_vrp_window *w = rsp_arena_alloc(v->a, at->n, sizeof *w);
    if (w == NULL) {
        return rsp_fail(err, RSP_ENOMEM, "out of memory");
    }
    uint32_t n = 0;
    for (const rsp_json *m = at->first; m != NULL; m = m->next) {
        if (!rsp_vroom_window(v, m, &w[n])) {
            return 0;
        }
        if (n > 0 && w[n].open <= w[n - 1].close) {
            rsp_vroom_wrong(v, m,
                            "this window begins before the one before it has ended; windows should rise "
                            "and not touch");
            return 0;
        }
        n++;
    }
    *ret = w;
    *ret_n = n;
    return 0;
}

uint64_t rsp_vroom_skills(vroom *v, const rsp_json *object) {
    uint64_t set = 0;
    const rsp_json *at = rsp_json_get(object, "skills");
    if (at == NULL || !rsp_vroom_is(v, at, RSP_JSON_ARRAY, "skills")) {
        return 0;
    }
    for (const rsp_json *m = at->first; m != NULL; m = m->next) {
        int64_t skill = 0;
        uint32_t i = 0;
        if (!whole(v, m, 0, UINT32_MAX, &skill)) {
            continue;
        }
        while (i < v->n_skills && v->skills[i] != skill) {
            i++;
        }
        if (i == 64) {
            rsp_vroom_wrong(v, m, "a 65th skill; at most 64 different ones are read");
            return set;
        }
        if (i == v->n_skills) {
            v->skills[v->n_skills++] = skill;
        }
        set |= UINT64_C(1) << i;
    }
    return set;
}
