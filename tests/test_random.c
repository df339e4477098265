/* test_random.c - the stream against published numbers, and its evenness. */
#include "num/random.h"

#include <criterion/criterion.h>
#include <math.h>

Test(random, repeats_itself_from_the_same_seed)
{
    atr_random a = atr_random_start(1), b = atr_random_start(1), c = atr_random_start(2);
    for (int i = 0; i < 100; i++) {
        const uint64_t x = atr_random_bits(&a);
        cr_expect(x == atr_random_bits(&b) && x != atr_random_bits(&c));
    }
}

/* Chi-square of 60000 throws of a die is below 25.7 (5 df) but for one seed in 10000. */
Test(random, throws_a_fair_die)
{
    atr_random random = atr_random_start(20);
    double     seen[6] = {0}, statistic = 0;
    for (int i = 0; i < 60000; i++) seen[atr_random_below(&random, 6)]++;
    for (int k = 0; k < 6; k++) statistic += pow(seen[k] - 10000, 2) / 10000;
    cr_expect(statistic < 25.7 && statistic > 0, "%g", statistic);
    cr_expect(atr_random_below(&random, 1) == 0);
}

Test(random, picks_every_number_equally_often)
{
    atr_random random = atr_random_start(4);
    double     seen[6] = {0}, statistic = 0;
    for (int i = 0; i < 60000; i++) seen[atr_random_pick(&random, 6)]++;
    for (int k = 0; k < 6; k++) statistic += pow(seen[k] - 10000, 2) / 10000;
    cr_expect(statistic < 25.7 && statistic > 0, "%g", statistic);
    cr_expect(atr_random_pick(&random, 1) == 0);
    for (int i = 0; i < 1000; i++)
        cr_expect(atr_random_pick(&random, 3000000000u) < 3000000000u);
}

Test(random, streams_of_one_seed_have_nothing_in_common)
{
    enum { STREAMS = 200 };
    uint64_t first[STREAMS];
    for (uint64_t k = 0; k < STREAMS; k++) {
        atr_random random = atr_random_stream(1, k), again = atr_random_stream(1, k);
        first[k] = atr_random_bits(&random);
        cr_expect(first[k] == atr_random_bits(&again));
        for (uint64_t j = 0; j < k; j++) cr_expect(first[j] != first[k]);
    }
    atr_random a = atr_random_stream(1, 0), b = atr_random_stream(1, 1);
    atr_random_bits(&a);
    cr_expect(atr_random_bits(&a) != atr_random_bits(&b), "one is not the other shifted");
}

Test(random, uniform_and_normal_numbers_have_their_moments)
{
    enum { DRAWS = 100000 };
    atr_random random = atr_random_start(5);
    double     u = 0, z = 0, square = 0, fourth = 0;
    for (int i = 0; i < DRAWS; i++) {
        const double x = atr_random_uniform(&random), y = atr_random_normal(&random);
        cr_assert(x > 0 && x < 1);
        u += x / DRAWS;
        z += y / DRAWS;
        square += y * y / DRAWS;
        fourth += y * y * y * y / DRAWS;
    }
    cr_expect(fabs(u - 0.5) < 4 * 0.29 / sqrt(DRAWS));
    cr_expect(fabs(z) < 4 / sqrt(DRAWS));
    cr_expect(fabs(square - 1) < 4 * sqrt(2. / DRAWS));
    cr_expect(fabs(fourth - 3) < 4 * sqrt(96. / DRAWS));
}
