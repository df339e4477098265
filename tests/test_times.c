/* test_times.c - which follow-up times are taken for equal. */
#include "core/times.h"

#include <criterion/criterion.h>
#include <string.h>

static const double tolerance = 0x1p-26;

Test(times, equal_and_distant_times_are_left_alone)
{
    double       time[] = {-1, 0, 0, 1, 1, 2};
    const double before[] = {-1, 0, 0, 1, 1, 2};
    cr_expect(atr_times_merge(time, 6) == 0);
    cr_expect(!memcmp(time, before, sizeof time));
    cr_expect(atr_times_merge(time, 0) == 0);
}

Test(times, a_step_of_the_tolerance_is_a_tie_and_a_larger_one_is_not)
{
    double tied[] = {0, tolerance}, apart[] = {0, tolerance * 1.0000001};
    /* the mean absolute time is so small that only the absolute rule can tie */
    cr_expect(atr_times_merge(tied, 2) == 1);
    cr_expect(tied[0] == 0 && tied[1] == 0);
    cr_expect(atr_times_merge(apart, 2) == 0);
    cr_expect(apart[1] == tolerance * 1.0000001);
}

Test(times, ties_chain_and_a_run_becomes_its_smallest)
{
    const double step = 0.9 * tolerance;
    double       time[] = {7, 7 + step, 7 + step, 7 + 2 * step, 9};
    cr_expect(atr_times_merge(time, 5) == 2, "two distinct values change");
    for (size_t i = 0; i < 4; i++) cr_expect(time[i] == 7);
    cr_expect(time[4] == 9);
}

Test(times, huge_times_are_compared_relative_to_their_mean)
{
    double time[] = {1e12, 1e12 + 1000, 1e12 + 1e6};
    cr_expect(atr_times_merge(time, 3) == 1);
    cr_expect(time[1] == 1e12 && time[2] == 1e12 + 1e6);
}

/* The mean is taken over distinct values: repeats of 0 must not shrink it. */
Test(times, repeated_times_count_once_in_the_mean)
{
    double time[] = {0, 0, 0, 0, 0, 0, 4, 4 + 4e-8};
    /* mean 8/3, so 4e-8/mean is just above the tolerance; 4e-8 is too */
    cr_expect(atr_times_merge(time, 8) == 0);
    double larger[] = {0, 0, 0, 0, 0, 0, 4, 4 + 3.9e-8};
    cr_expect(atr_times_merge(larger, 8) == 1);
}
