/* Findings of a check: each with its rule, its place in plan.json and its figures (check.h). */
#include "check/inner.h"

#include <math.h>
#include <stdarg.h>
#include <string.h>

int ck_oom(ck_run *r, int p) {
    if (p != 0) {
        r->out_of_memory = true;
    }
    return p;
}

void ck_say(ck_run *r, const rsp_json *at, const char *rule, const char *fmt, ...) {
    char text[600];
    va_list ap;
    if (r->found.n >= CK_MAX_VIOLATIONS) {
        r->overflow = true;
        return;
    }
    va_start(ap, fmt);
    (void)vsnprintf(text, sizeof text, fmt, ap);
    va_end(ap);
    rsp_violation v = {rule, rsp_json_src(r->arena, r->path, at).pointer, rsp_arena_strdup(r->arena, text)};
    if (v.pointer == NULL || v.text == NULL || rsp_vec_push(r->ctx, &r->found, v) != 0) {
        r->out_of_memory = true;
    }
}

ck_when ck_at(const ck_run *r, int64_t instant) {
    ck_when w = {"never"};
    if (instant != RSP_TIME_NONE) {
        rsp_instant_format(r->s->tz, instant, w.text);
    }
    return w;
}

int64_t ck_ceil(double x) {
    return (int64_t)ceil(x - 1e-6);
}

bool ck_has_id(rsp_ids ids, uint32_t i) {
    for (uint32_t k = 0; k < ids.n; k++) {
        if (ids.at[k] == i) {
            return true;
        }
    }
    return false;
}

int64_t ck_sum(int64_t sum, int64_t n, int64_t each) {
    int64_t x = 0;
    if (__builtin_mul_overflow(n, each, &x) || __builtin_add_overflow(sum, x, &x)) {
        return (n < 0) == (each < 0) ? INT64_MAX / 4 : INT64_MIN / 4;
    }
    return x;
}
