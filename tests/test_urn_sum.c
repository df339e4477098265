/* test_urn_sum.c - sums of counts from several urns against single urns. */
#include "num/urn_sum.h"
#include "support.h"

#include <criterion/criterion.h>
#include <math.h>

/* Coins thrown in two places are coins thrown in one. */
Test(urn_sum, of_binomials_at_the_same_odds_is_binomial)
{
    const atr_urn two[] = {atr_urn_binomial(10), atr_urn_binomial(15)};
    const atr_urn one = atr_urn_binomial(25);
    atr_urn_sum   sum;
    cr_assert(atr_urn_sum_build(two, 2, 0.4, &sum));
    cr_expect(sum.low == 0 && sum.high == 25);
    for (double x = 0; x <= 25; x++) {
        for (double l = -6; l <= 6; l += 1.5) {
            cr_expect(close_relative(atr_urn_sum_at_least(&sum, l, x),
                                     atr_urn_at_least(&one, l, x), 1e-12));
            cr_expect(close_relative(atr_urn_sum_at_most(&sum, l, x),
                                     atr_urn_at_most(&one, l, x), 1e-12));
            cr_expect(close_relative(atr_urn_sum_as_rare(&sum, l, x),
                                     atr_urn_as_rare(&one, l, x), 1e-12));
        }
        cr_expect(close_to(atr_urn_sum_lower_limit(&sum, x, 0.05),
                           atr_urn_lower_limit(&one, x, 0.05), 1e-12));
        cr_expect(close_to(atr_urn_sum_upper_limit(&sum, x, 0.05),
                           atr_urn_upper_limit(&one, x, 0.05), 1e-12));
        cr_expect(
            close_to(atr_urn_sum_likeliest(&sum, x), atr_urn_likeliest(&one, x), 1e-12));
    }
    atr_urn_sum_free(&sum);
    cr_expect(sum.log_weight == NULL && sum.high == 0);
}

Test(urn_sum, of_one_urn_is_that_urn)
{
    const atr_urn one = atr_urn_hypergeometric(30, 25, 12);
    atr_urn_sum   sum;
    cr_assert(atr_urn_sum_build(&one, 1, -1, &sum));
    for (double x = one.low; x <= one.high; x++)
        cr_expect(close_relative(atr_urn_sum_at_most(&sum, 2, x),
                                 atr_urn_at_most(&one, 2, x), 1e-12));
    atr_urn_sum_free(&sum);
}

Test(urn_sum, of_urns_without_choice_is_certain)
{
    const atr_urn none[] = {atr_urn_hypergeometric(4, 3, 7),
                            atr_urn_hypergeometric(0, 5, 2)};
    atr_urn_sum   sum;
    cr_assert(atr_urn_sum_build(none, 2, 0, &sum));
    cr_expect(sum.low == 4 && sum.high == 4 && isnan(atr_urn_sum_likeliest(&sum, 4)));
    cr_expect(atr_urn_sum_as_rare(&sum, 0, 4) == 1);
    cr_expect(atr_urn_sum_lower_limit(&sum, 4, 0.025) == -INFINITY);
    cr_expect(atr_urn_sum_upper_limit(&sum, 4, 0.025) == INFINITY);
    atr_urn_sum_free(&sum);
}
