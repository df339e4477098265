/* test_tail.c - functions near their removable singularities and far out.  Values with 17
 * digits were computed with 60. */
#include "num/tail.h"
#include "support.h"

#include <criterion/criterion.h>
#include <math.h>

static void expect_jet(atr_jet got, double value, double d, double dd, double tolerance)
{
    cr_expect(close_relative(got.value, value, tolerance), "%.17g", got.value);
    cr_expect(close_relative(got.d, d, tolerance), "%.17g", got.d);
    cr_expect(close_relative(got.dd, dd, tolerance), "%.17g", got.dd);
}

Test(tail, stirling_has_its_remainder_on_both_sides_of_the_series)
{
    expect_jet(atr_stirling(0.05), 0.00020833328993063308, 0.0083333281250155014,
               0.16666614583612349, 1e-12);
    expect_jet(atr_stirling(0.29), 0.0070066843677394147, 0.048299262376811757,
               0.16608080132145686, 1e-12);
    expect_jet(atr_stirling(0.31), 0.0080058745058371898, 0.051619159251794471,
               0.1659030743986367, 1e-12);
    expect_jet(atr_stirling(-0.7), 0.040525840659376548, -0.11412733084266107,
               0.14977521548749878, 1e-12);
    expect_jet(atr_stirling(1.0), 0.081061466795327258, 0.15443132980306572,
               0.11644227798370858, 1e-12);
    expect_jet(atr_stirling(20.0), 2.0928344967236296, 0.048645411569652795,
               -0.0023217093014472141, 1e-12);
}

Test(tail, the_ratio_of_expm1_is_smooth_at_0)
{
    expect_jet(atr_log_expm1_ratio(0.4), 0.206657800285227, 0.53324478171973636,
               0.082670875889725299, 2e-14);
    expect_jet(atr_log_expm1_ratio(0.6), 0.31495525541967111, 0.54970254849420413,
               0.081854495025834194, 2e-14);
    expect_jet(atr_log_expm1_ratio(-0.49), -0.23501577405948976, 0.45932913951749468,
               0.082342368934121498, 2e-14);
    expect_jet(atr_log_expm1_ratio(-3.0), -1.1496814696108113, 0.28093763684207738,
               0.055970105609051348, 2e-14);
    expect_jet(atr_log_expm1_ratio(20.0), 17.004267724384855, 0.95000000206115363,
               0.0024999979388463691, 2e-14);
    expect_jet(atr_log_expm1_ratio(-60.0), -4.0943445622221007, 0.016666666666666667,
               0.00027777777777777778, 2e-14);
}

Test(tail, the_remainder_of_exp_is_smooth_at_0)
{
    expect_jet(atr_exp_remainder(0.4), 0.57390436025793949, 0.20438255896824206,
               0.10627426735127536, 2e-14);
    expect_jet(atr_exp_remainder(1.4), 0.84448977900238496, 0.35236152328469213,
               0.20050810124776967, 2e-14);
    expect_jet(atr_exp_remainder(1.6), 0.91915329077934176, 0.39521167730516459,
               0.22866058909506959, 2e-14);
    expect_jet(atr_exp_remainder(-1.4), 0.32989641017428903, 0.086891281851844763,
               0.03744659283844852, 2e-14);
    expect_jet(atr_exp_remainder(-1.6), 0.31324082734166226, 0.079791861518740102,
               0.033626084777838883, 2e-14);
    expect_jet(atr_exp_remainder(300.0), 2.1582515502680622e+125, 2.1438632065996084e+125,
               2.1296187463678392e+125, 2e-14);
}

Test(tail, the_normal_tail_has_a_logarithm_and_a_hazard_far_out)
{
    cr_expect(close_relative(atr_normal_log_tail(-5.0), -2.8665161296376359e-7, 2e-15));
    cr_expect(close_relative(atr_normal_hazard(-5.0), 1.4867199409049057e-6, 4e-15));
    cr_expect(close_relative(atr_normal_log_tail(-0.001), -0.69234961427268824, 2e-15));
    cr_expect(close_relative(atr_normal_hazard(-0.001), 0.79724805005643311, 4e-15));
    cr_expect(close_relative(atr_normal_log_tail(0.0), -0.69314718055994531, 2e-15));
    cr_expect(close_relative(atr_normal_hazard(0.0), 0.79788456080286536, 4e-15));
    cr_expect(close_relative(atr_normal_log_tail(1.0), -1.8410216450092635, 2e-15));
    cr_expect(close_relative(atr_normal_hazard(1.0), 1.5251352761609812, 4e-15));
    cr_expect(close_relative(atr_normal_log_tail(5.0), -15.064998393988726, 2e-15));
    cr_expect(close_relative(atr_normal_hazard(5.0), 5.1865039671258421, 4e-15));
    cr_expect(close_relative(atr_normal_log_tail(40.0), -804.60844201375379, 2e-15));
    cr_expect(close_relative(atr_normal_hazard(40.0), 40.024968847207264, 4e-15));
    cr_expect(close_relative(atr_normal_log_tail(10000.0), -50000010.129278915, 2e-15));
    cr_expect(close_relative(atr_normal_hazard(10000.0), 10000.000099999998, 4e-15));
    cr_expect(atr_normal_log_tail(INFINITY) == -INFINITY &&
              atr_normal_hazard(INFINITY) == INFINITY);
    cr_expect(atr_normal_log_tail(-INFINITY) == 0 && atr_normal_hazard(-INFINITY) == 0);
}

Test(tail, the_limits_at_0_are_those_of_the_series)
{
    expect_jet(atr_stirling(1e-9), 1e-18 / 12, 1e-9 / 6, 1. / 6, 1e-15);
    expect_jet(atr_exp_remainder(0), 1. / 2, 1. / 6, 1. / 12, 1e-15);
    const atr_jet ratio = atr_log_expm1_ratio(0);
    cr_expect(ratio.value == 0 && ratio.d == 0.5 && ratio.dd == 1. / 12);
}
