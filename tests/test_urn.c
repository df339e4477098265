/* test_urn.c - binomial and hypergeometric counts against their own laws. */
#include "num/urn.h"
#include "support.h"

#include <criterion/criterion.h>
#include <math.h>

static const double log_odds[] = {-3, -0.4, 0, 0.7, 5};
enum { N_ODDS = sizeof log_odds / sizeof *log_odds };

/* Everything, one success, one kind only, small, lopsided, large. */
static const double margins[][3] = {{5, 7, 12},   {5, 7, 1},    {9, 4, 0},
                                    {10, 12, 11}, {300, 8, 20}, {2000, 2500, 1800}};
enum { N_MARGINS = sizeof margins / sizeof *margins };

static atr_urn urn_of(size_t i)
{
    return atr_urn_hypergeometric(margins[i][0], margins[i][1], margins[i][2]);
}

/* All probabilities, both tails and the mean at these odds. */
static void expect_a_distribution(const atr_urn *u, double l)
{
    double sum = 0;
    for (double x = u->low; x <= u->high; x++) {
        const double p = atr_urn_exactly(u, l, x);
        sum += p;
        cr_expect(close_to(atr_urn_at_most(u, l, x), sum, 1e-12));
        cr_expect(close_to(atr_urn_at_least(u, l, x) - p + sum, 1, 1e-12));
    }
    cr_expect(close_to(sum, 1, 1e-12), "%g..%g at %g: sum %.17g", u->low, u->high, l, sum);
    cr_expect(atr_urn_at_most(u, l, u->low - 1) == 0 &&
              atr_urn_at_least(u, l, u->low) == 1);
    cr_expect(atr_urn_at_least(u, l, u->high + 1) == 0 &&
              atr_urn_at_most(u, l, u->high) == 1);
    cr_expect(atr_urn_exactly(u, l, u->low - 1) == 0 &&
              atr_urn_exactly(u, l, u->high + 1) == 0);
}

Test(urn, probabilities_add_up_to_one)
{
    for (size_t j = 0; j < N_ODDS; j++) {
        for (size_t i = 0; i < N_MARGINS; i++) {
            const atr_urn u = urn_of(i);
            expect_a_distribution(&u, log_odds[j]);
        }
        const atr_urn flips = atr_urn_binomial(40);
        expect_a_distribution(&flips, log_odds[j]);
    }
}

Test(urn, draws_with_replacement_like_the_textbook)
{
    const atr_urn u = atr_urn_binomial(10);
    const double  l = log(0.3 / 0.7); /* C(10, 3) 0.3^3 0.7^7 */
    cr_expect(close_relative(atr_urn_exactly(&u, l, 3), 120 * 0.027 * 0.0823543, 1e-14));
    cr_expect(close_relative(atr_urn_at_least(&u, l, 10), pow(0.3, 10), 1e-14));
    cr_expect(close_relative(atr_urn_at_most(&u, l, 0), pow(0.7, 10), 1e-14));
}

Test(urn, tastes_tea_like_fisher)
{
    /* Eight cups, four of each kind, all or three of four found: The Design of
     * Experiments (1935), sec. 5: 1 and 16 of 70. */
    const atr_urn u = atr_urn_hypergeometric(4, 4, 4);
    cr_expect(close_relative(atr_urn_at_least(&u, 0, 4), 1. / 70, 1e-14));
    cr_expect(close_relative(atr_urn_at_least(&u, 0, 3), 17. / 70, 1e-14));
    cr_expect(close_relative(atr_urn_as_rare(&u, 0, 4), 2. / 70, 1e-14));
    cr_expect(close_relative(atr_urn_as_rare(&u, 0, 3), 34. / 70, 1e-14));
    cr_expect(close_relative(atr_urn_as_rare(&u, 0, 2), 1, 1e-14));
}

Test(urn, keeps_the_digits_of_tiny_tails)
{
    const atr_urn u = atr_urn_binomial(1000);
    const double  l = log(1e-3 / (1 - 1e-3));
    /* R: pbinom(99, 1000, 1e-3, lower.tail = FALSE) */
    cr_expect(close_relative(atr_urn_at_least(&u, l, 100), 2.618150505353894e-161, 1e-11));
    const atr_urn all = atr_urn_hypergeometric(500, 500, 500); /* 1 / C(1000, 500) */
    const double  one = exp(2 * lgamma(501) - lgamma(1001));
    cr_expect(close_relative(atr_urn_at_least(&all, 0, 500), one, 1e-11));
    cr_expect(close_relative(atr_urn_as_rare(&all, 0, 0), 2 * one, 1e-11));
}

Test(urn, counts_with_the_other_colour_when_the_odds_are_inverted)
{
    for (size_t i = 0; i < N_MARGINS; i++) {
        const double *n = margins[i];
        const atr_urn u = urn_of(i), v = atr_urn_hypergeometric(n[1], n[0], n[2]);
        for (double x = u.low; x <= u.high; x += 1 + floor(u.high / 20)) {
            const double p = atr_urn_at_least(&u, 0.7, x);
            cr_expect(close_relative(atr_urn_at_most(&v, -0.7, n[2] - x), p, 1e-11));
        }
    }
}

Test(urn, has_the_asked_tails_at_its_limits_and_the_count_as_mean_between)
{
    static const double tails[] = {0.025, 0.0005, 0.25};
    for (size_t i = 0; i < N_MARGINS; i++) {
        const atr_urn u = urn_of(i);
        for (double x = u.low + 1; x < u.high; x += 1 + floor(u.high / 10)) {
            const double tail = tails[(size_t)x % 3];
            const double low = atr_urn_lower_limit(&u, x, tail);
            const double high = atr_urn_upper_limit(&u, x, tail);
            const double middle = atr_urn_likeliest(&u, x);
            cr_expect(close_relative(atr_urn_at_least(&u, low, x), tail, 1e-11));
            cr_expect(close_relative(atr_urn_at_most(&u, high, x), tail, 1e-11));
            cr_expect(low < middle && middle < high);

            double mean = 0;
            for (double y = u.low; y <= u.high; y++)
                mean += y * atr_urn_exactly(&u, middle, y);
            cr_expect(close_to(mean, x, 1e-11), "mean %.17g for %g", mean, x);
        }
    }
}

Test(urn, sees_through_rounding_that_symmetric_counts_are_equally_rare)
{
    for (double n = 6; n <= 120; n += 6) {
        const atr_urn equal = atr_urn_hypergeometric(n, n, n), coins = atr_urn_binomial(n);
        for (double x = 0; x < n / 2; x++) {
            const double tail = atr_urn_at_most(&equal, 0, x);
            cr_expect(close_relative(atr_urn_as_rare(&equal, 0, x), 2 * tail, 1e-12));
            cr_expect(close_relative(atr_urn_as_rare(&equal, 0, n - x), 2 * tail, 1e-12));
            const double heads = atr_urn_at_most(&coins, 0, x);
            cr_expect(close_relative(atr_urn_as_rare(&coins, 0, x), 2 * heads, 1e-12));
        }
    }
}

Test(urn, has_endless_limits_at_the_ends_of_its_range)
{
    const atr_urn u = atr_urn_hypergeometric(5, 7, 6),
                  one = atr_urn_hypergeometric(5, 7, 12);
    cr_expect(atr_urn_lower_limit(&u, 0, 0.025) == -INFINITY);
    cr_expect(atr_urn_upper_limit(&u, 5, 0.025) == INFINITY);
    cr_expect(atr_urn_likeliest(&u, 0) == -INFINITY &&
              atr_urn_likeliest(&u, 5) == INFINITY);
    cr_expect(isfinite(atr_urn_upper_limit(&u, 0, 0.025)));
    cr_expect(isnan(atr_urn_likeliest(&one, 5)));
}

Test(urn, without_bottom_counts_like_the_textbook)
{
    const atr_urn u = atr_urn_poisson();
    const double  l = log(2.5); /* 2.5^3 e^-2.5 / 3! */
    cr_expect(close_relative(atr_urn_exactly(&u, l, 3), 15.625 * exp(-2.5) / 6, 1e-14));
    cr_expect(close_relative(atr_urn_at_most(&u, l, 1), 3.5 * exp(-2.5), 1e-14));
    cr_expect(close_relative(atr_urn_at_least(&u, l, 1), -expm1(-2.5), 1e-14));
    cr_expect(close_relative(atr_urn_likeliest(&u, 7), log(7), 1e-14));
    cr_expect(atr_urn_upper_limit(&u, 7, 0.025) > log(7) &&
              atr_urn_lower_limit(&u, 0, 0.025) == -INFINITY);
}
