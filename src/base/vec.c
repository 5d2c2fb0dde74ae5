/* Growing of typed arrays (vec.h). */
#include "base/vec.h"

int rsp_vec_reserve_(const rsp_ctx *ctx, void **at, size_t *cap, size_t n, size_t more, size_t size) {
    size_t want = 0;
    if (__builtin_add_overflow(n, more, &want)) {
        return RSP_ENOMEM;
    }
    if (want <= *cap) {
        return 0;
    }
    size_t bigger = *cap < 8 ? 8 : *cap + *cap / 2;
    bigger = bigger < want ? want : bigger;
    void *p = rsp_realloc(ctx, *at, bigger, size);
    if (p == NULL) {
        return RSP_ENOMEM;
    }
    *at = p;
    *cap = bigger;
    return 0;
}
