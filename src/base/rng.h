/* A small, fast, seeded random generator (xoshiro256**, Blackman & Vigna 2018; seeded by splitmix64).
 * The same seed gives the same numbers on every machine. Not for secrets. */
#ifndef RSP_BASE_RNG_H
#define RSP_BASE_RNG_H

#include <stdint.h>

typedef struct rsp_rng {
    uint64_t s[4];
} rsp_rng;
void rsp_rng_seed(rsp_rng *r, uint64_t seed);
uint64_t rsp_rng_next(rsp_rng *r);
uint32_t rsp_rng_below(rsp_rng *r, uint32_t n); /* 0..n-1, unbiased (Lemire 2019); n > 0 */
double rsp_rng_unit(rsp_rng *r);                /* [0, 1) */

#endif
