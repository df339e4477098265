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

/* The next 64 bits. */
uint64_t atr_random_bits(atr_random *random);

/* A whole number below n > 0, all equally likely. */
uint64_t atr_random_below(atr_random *random, uint64_t n);

#endif
