/* test_curve_coverage.c - coverage counted on drawn patients, against what can be worked
 * out. */
#include "atrisk/codes.h"
#include "atrisk/curve_coverage.h"

#include <criterion/criterion.h>
#include <math.h>
#include <string.h>

/* A confidence level, and the normal quantile that belongs to it. */
static const double levels[][2] = {{0.95, 1.959963984540054}, {0.8, 1.2815515655446004}};

static double choose(int n, int k)
{
    return exp(lgamma(n + 1.0) - lgamma(k + 1.0) - lgamma(n - k + 1.0));
}

/* Limits of a share s of n without censoring, from their definitions. */
static void limits(atr_scale scale, double s, int n, double z, double *low, double *high)
{
    const double se = sqrt(s * (1 - s) / n);
    if (s == 1) {
        *low = *high = 1;
        return;
    }
    switch (scale) {
    case ATR_SCALE_PLAIN:
        *low = fmax(0, s - z * se);
        *high = fmin(1, s + z * se);
        return;
    case ATR_SCALE_LOG:
        *low = s * exp(-z * se / s);
        *high = fmin(1, s * exp(z * se / s));
        return;
    case ATR_SCALE_LOGLOG: {
        const double w = z * se / (s * -log(s));
        *low = pow(s, exp(w));
        *high = pow(s, exp(-w));
        return;
    }
    case ATR_SCALE_LOGIT: {
        const double l = log(s / (1 - s)), w = z * se / (s * (1 - s));
        *low = 1 / (1 + exp(w - l));
        *high = 1 / (1 + exp(-w - l));
        return;
    }
    case ATR_SCALE_ARCSINE: {
        const double a = asin(sqrt(s)), half = z * se / (2 * sqrt(s * (1 - s)));
        *low = pow(sin(fmax(0, a - half)), 2);
        *high = pow(sin(fmin(asin(1), a + half)), 2);
        return;
    }
    }
}

/* Without censoring the curve is a share k / n of a binomial k. */
static atr_coverage_share exact(atr_scale scale, double truth, int n, double z)
{
    atr_coverage_share e = {0, 0, 0};
    for (int k = 1; k <= n; k++) {
        const double p = choose(n, k) * pow(truth, k) * pow(1 - truth, n - k);
        double       low, high;
        limits(scale, (double)k / n, n, z, &low, &high);
        *(high < truth ? &e.below : low > truth ? &e.above : &e.covered) += p;
    }
    return e;
}

static void expect_share(double found, double want, double trials, const char *what)
{
    cr_expect(fabs(found - want) < 4 * sqrt(want * (1 - want) / trials) + 1e-12,
              "%s: %g, not %g", what, found, want);
}

static void expect_binomial(double level, double z)
{
    enum { N = 15, TRIALS = 4000 };
    const double               time[] = {0.2, 1, 1.9};
    const atr_coverage_options o = {.group = {.patients = N, .median = 1, .shape = 1.5},
                                    .trial = {.cutoff = INFINITY, .seed = 3},
                                    .n_times = 3,
                                    .time = time,
                                    .level = level,
                                    .trials = TRIALS,
                                    .threads = 2};
    atr_coverage               c[3];
    cr_assert(atr_coverage_simulate(&o, c, NULL) == ATR_OK);
    for (size_t j = 0; j < 3; j++) {
        const double truth = exp2(-pow(time[j], 1.5));
        cr_expect_float_eq(c[j].survival, truth, 1e-15);
        expect_share(c[j].without, pow(1 - truth, N), TRIALS, "without");
        for (int scale = 0; scale < ATR_COVERAGE_SCALES; scale++) {
            const atr_coverage_share want = exact((atr_scale)scale, truth, N, z),
                                     *got = &c[j].scale[scale];
            expect_share(got->covered, want.covered, TRIALS, "covered");
            expect_share(got->below, want.below, TRIALS, "below");
            expect_share(got->above, want.above, TRIALS, "above");
            cr_expect_float_eq(got->covered + got->below + got->above + c[j].without, 1,
                               1e-12);
        }
    }
}

Test(curve_coverage, is_that_of_a_binomial_share_without_censoring)
{
    for (size_t i = 0; i < sizeof levels / sizeof *levels; i++)
        expect_binomial(levels[i][0], levels[i][1]);
}

/* Nobody is followed beyond 2. */
Test(curve_coverage, counts_curves_that_end_too_early)
{
    const double               time[] = {0.5, 3};
    const atr_coverage_options o = {.group = {.patients = 10, .median = 1},
                                    .trial = {.cutoff = 2, .seed = 1},
                                    .n_times = 2,
                                    .time = time,
                                    .trials = 100};
    atr_coverage               c[2];
    cr_assert(atr_coverage_simulate(&o, c, NULL) == ATR_OK);
    cr_expect(c[1].without == 1 && c[1].scale[ATR_SCALE_LOG].covered == 0);
    cr_expect(c[0].without < 0.1);
}

Test(curve_coverage, does_not_depend_on_threads)
{
    const double         time[] = {0.5, 1};
    atr_coverage_options o = {.group = {.patients = 20, .median = 1},
                              .trial = {.accrual = 1, .cutoff = 2, .seed = 9},
                              .n_times = 2,
                              .time = time,
                              .trials = 333};
    atr_coverage         one[2], four[2];
    cr_assert(atr_coverage_simulate(&o, one, NULL) == ATR_OK);
    o.threads = 4;
    cr_assert(atr_coverage_simulate(&o, four, NULL) == ATR_OK);
    cr_expect(memcmp(one, four, sizeof one) == 0);
    o.trial.seed = 10;
    cr_assert(atr_coverage_simulate(&o, four, NULL) == ATR_OK);
    cr_expect(memcmp(one, four, sizeof one) != 0);
}

Test(curve_coverage, refuses_what_cannot_be_drawn)
{
    const double               time[] = {1};
    const atr_coverage_options good = {.group = {.patients = 20, .median = 1},
                                       .trial = {.cutoff = 2},
                                       .n_times = 1,
                                       .time = time,
                                       .trials = 10};
    atr_coverage               c;
    atr_error                  err = {0};
    atr_coverage_options       o = good;
    o.trial.visits = 1;
    cr_expect(atr_coverage_simulate(&o, &c, &err) == ATR_EARGUMENT);
    o = good;
    o.level = 1;
    cr_expect(atr_coverage_simulate(&o, &c, &err) == ATR_EARGUMENT);
    cr_expect(err.code == ATR_CODE_BAD_LEVEL);
    o = good;
    o.group.patients = 0;
    cr_expect(atr_coverage_simulate(&o, &c, &err) == ATR_EARGUMENT);
    o = good;
    o.trials = (size_t)1 << 40;
    cr_expect(atr_coverage_simulate(&o, &c, &err) == ATR_EARGUMENT);
}
