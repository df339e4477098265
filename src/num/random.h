/* random.h - a reproducible stream of random numbers. */
#ifndef ATRISK_NUM_RANDOM_H
#define ATRISK_NUM_RANDOM_H

#include <stdint.h>

/* The whole state: equal seeds give equal streams on every machine.
 * Steele, Lea & Flood, OOPSLA (2014) 453-472 (SplitMix64). */
typedef struct {
    uint64_t state;
} atr_random;

atr_random atr_random_start(uint64_t seed);

/* The stream of that number, as good as independent of the others of the same seed: it
 * begins where the stream of the seed itself would have got to in so many steps, mixed. */
atr_random atr_random_stream(uint64_t seed, uint64_t number);

/* The next 64 bits. */
uint64_t atr_random_bits(atr_random *random);

/* A whole number below n > 0, all equally likely. */
uint64_t atr_random_below(atr_random *random, uint64_t n);

/* The same for n < 2^32, nearly always without a division.
 * Lemire, ACM Trans. Model. Comput. Simul. 29 (2019) 3. */
uint32_t atr_random_pick(atr_random *random, uint32_t n);

/* A number strictly between 0 and 1: the middle of one of 2^52 equal pieces. */
double atr_random_uniform(atr_random *random);

/* A standard normal number, from a varying number of draws.
 * Marsaglia & Bray, SIAM Rev. 6 (1964) 260-264. */
double atr_random_normal(atr_random *random);

#endif
