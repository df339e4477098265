/* random.c - SplitMix64. */
#include "num/random.h"

#include <math.h>

static const uint64_t golden_gamma =
    0x9e3779b97f4a7c15; /* 2^64 over the golden ratio, odd */
static const uint64_t first_mix = 0xbf58476d1ce4e5b9, second_mix = 0x94d049bb133111eb;

atr_random atr_random_start(uint64_t seed)
{
    return (atr_random){seed};
}

atr_random atr_random_stream(uint64_t seed, uint64_t number)
{
    atr_random of_seed = {seed + number * golden_gamma};
    return (atr_random){atr_random_bits(&of_seed)};
}

uint64_t atr_random_bits(atr_random *random)
{
    uint64_t z = random->state += golden_gamma;
    z = (z ^ z >> 30) * first_mix;
    z = (z ^ z >> 27) * second_mix;
    return z ^ z >> 31;
}

/* The 2^64 mod n lowest draws would favour some remainders. */
uint64_t atr_random_below(atr_random *random, uint64_t n)
{
    const uint64_t refused = (UINT64_MAX - n + 1) % n;
    uint64_t       bits = atr_random_bits(random);
    while (bits < refused) bits = atr_random_bits(random);
    return bits % n;
}

/* With x of 32 bits, x n / 2^32 is below n; the lowest 2^32 mod n fractions of each whole
 * number are one too many. */
uint32_t atr_random_pick(atr_random *random, uint32_t n)
{
    enum { HALF = 32 };
    uint64_t product = (atr_random_bits(random) >> HALF) * n;
    if ((uint32_t)product < n) {
        const uint32_t refused = (uint32_t)-n % n;
        while ((uint32_t)product < refused) product = (atr_random_bits(random) >> HALF) * n;
    }
    return (uint32_t)(product >> HALF);
}

double atr_random_uniform(atr_random *random)
{
    return ldexp((double)(atr_random_bits(random) >> 12) + 0.5, -52);
}

/* A point (x, y) even on the unit disc, r^2 = x^2 + y^2: x sqrt(-2 log(r^2) / r^2). */
double atr_random_normal(atr_random *random)
{
    double x, square;
    do {
        const double y = 2 * atr_random_uniform(random) - 1;
        x = 2 * atr_random_uniform(random) - 1;
        square = x * x + y * y;
    } while (square >= 1);
    return x * sqrt(-2 * log(square) / square);
}
