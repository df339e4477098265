/* test_ties.c - which follow-up times are taken for equal. */
#include "core/ties.h"

#include <criterion/criterion.h>
#include <string.h>

static const double tolerance = 0x1p-26;

Test(ties, equal_and_distant_times_are_left_alone)
{
    double       time[] = {-1, 0, 0, 1, 1, 2};
    const double before[] = {-1, 0, 0, 1, 1, 2};
    atr_ties_settle(time, 6, NULL);
    cr_expect(!memcmp(time, before, sizeof time));
    atr_ties_settle(time, 0, NULL);
}

Test(ties, a_step_of_the_tolerance_is_a_tie_and_a_larger_one_is_not)
{
    double tied[] = {0, tolerance}, apart[] = {0, tolerance * 1.0000001};
    /* the mean absolute time is so small that only the absolute rule can tie */
    atr_ties_settle(tied, 2, NULL);
    cr_expect(tied[0] == 0 && tied[1] == 0);
    atr_ties_settle(apart, 2, NULL);
    cr_expect(apart[1] == tolerance * 1.0000001);
}

Test(ties, ties_chain_and_a_run_becomes_its_smallest)
{
    const double step = 0.9 * tolerance;
    double       time[] = {7, 7 + step, 7 + step, 7 + 2 * step, 9};
    atr_ties_settle(time, 5, NULL);
    for (size_t i = 0; i < 4; i++) cr_expect(time[i] == 7);
    cr_expect(time[4] == 9);
}

Test(ties, huge_times_are_compared_relative_to_their_mean)
{
    double time[] = {1e12, 1e12 + 1000, 1e12 + 1e6};
    atr_ties_settle(time, 3, NULL);
    cr_expect(time[1] == 1e12 && time[2] == 1e12 + 1e6);
}

/* The mean is taken over distinct values: repeats of 0 must not shrink it. */
Test(ties, repeated_times_count_once_in_the_mean)
{
    double time[] = {0, 0, 0, 0, 0, 0, 4, 4 + 4e-8};
    /* mean 8/3, so 4e-8/mean is just above the tolerance; 4e-8 is too */
    atr_ties_settle(time, 8, NULL);
    double larger[] = {0, 0, 0, 0, 0, 0, 4, 4 + 3.9e-8};
    atr_ties_settle(larger, 8, NULL);
}
