/* xoshiro256** (rng.h). */
#include "base/rng.h"

static uint64_t rotl(uint64_t x, int k) {
    return (x << k) | (x >> (64 - k));
}

void rsp_rng_seed(rsp_rng *r, uint64_t seed) {
    for (int i = 0; i < 4; i++) { /* splitmix64 */
        seed += 0x9E3779B97F4A7C15ULL;
        uint64_t z = seed;
        z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9ULL;
        z = (z ^ (z >> 27)) * 0x94D049BB133111EBULL;
        r->s[i] = z ^ (z >> 31);
    }
}

uint64_t rsp_rng_next(rsp_rng *r) {
    uint64_t result = rotl(r->s[1] * 5, 7) * 9;
    uint64_t t = r->s[1] << 17;
    r->s[2] ^= r->s[0];
    r->s[3] ^= r->s[1];
    r->s[1] ^= r->s[2];
    r->s[0] ^= r->s[3];
    r->s[2] ^= t;
    r->s[3] = rotl(r->s[3], 45);
    return result;
}

uint32_t rsp_rng_below(rsp_rng *r, uint32_t n) {
    uint64_t m = (rsp_rng_next(r) >> 32) * n;
    if ((uint32_t)m < n) {
        uint32_t reject = (uint32_t)-n % n;
        while ((uint32_t)m < reject) {
            m = (rsp_rng_next(r) >> 32) * n;
        }
    }
    return (uint32_t)(m >> 32);
}

double rsp_rng_unit(rsp_rng *r) {
    return (double)(rsp_rng_next(r) >> 11) * 0x1.0p-53;
}
