/* test_dist.c - tails and quantiles against R and against closed forms. */
#include "golden_csv.h"
#include "num/dist.h"
#include "support.h"

#include <criterion/criterion.h>
#include <float.h>
#include <math.h>

Test(dist, agrees_with_r_on_the_normal_distribution)
{
    golden_csv golden = golden_csv_read("dist_normal.csv");
    for (size_t i = 0; i < golden.rows; i++) {
        const double z = golden_csv_number(&golden, "z", i);
        const double tail = golden_csv_number(&golden, "tail", i);
        cr_expect(close_relative(atr_normal_tail(z), tail, 1e-13), "tail of %g", z);
        if (tail > 0.99) continue; /* z has no digits left there */
        cr_expect(close_to(atr_normal_upper(tail), z, 1e-14), "quantile of %g", tail);
    }
    golden_csv_free(&golden);
}

Test(dist, agrees_with_r_on_the_chi_square_distribution)
{
    golden_csv golden = golden_csv_read("dist_chisq.csv");
    for (size_t i = 0; i < golden.rows; i++) {
        const double x = golden_csv_number(&golden, "x", i);
        const double df = golden_csv_number(&golden, "df", i);
        const double tail = golden_csv_number(&golden, "tail", i);
        const double log_tail = golden_csv_number(&golden, "log_tail", i);
        if (tail > DBL_MIN)
            cr_expect(close_relative(atr_chisq_tail(x, df), tail, 1e-12), "tail %g, %g", x,
                      df);
        cr_expect(close_relative(atr_chisq_log_tail(x, df), log_tail, 1e-12),
                  "log tail at %g on %g: %.17g, not %.17g", x, df,
                  atr_chisq_log_tail(x, df), log_tail);
    }
    golden_csv_free(&golden);
}

Test(dist, agrees_with_r_on_the_t_distribution)
{
    golden_csv golden = golden_csv_read("dist_student.csv");
    for (size_t i = 0; i < golden.rows; i++) {
        const double t = golden_csv_number(&golden, "t", i);
        const double df = golden_csv_number(&golden, "df", i);
        const double tail = golden_csv_number(&golden, "tail", i);
        /* logarithms of up to df times 1 lose digits in the exponent */
        cr_expect(close_relative(atr_student_tail(t, df), tail, df > 1000 ? 1e-9 : 2e-12),
                  "tail of %g on %g: %.17g, not %.17g", t, df, atr_student_tail(t, df),
                  tail);
    }
    golden_csv_free(&golden);
}

Test(dist, agrees_with_r_on_quantiles)
{
    golden_csv golden = golden_csv_read("dist_upper.csv");
    for (size_t i = 0; i < golden.rows; i++) {
        const double q = golden_csv_number(&golden, "q", i);
        const double df = golden_csv_number(&golden, "df", i);
        const double chisq = golden_csv_number(&golden, "chisq", i);
        const double student = golden_csv_number(&golden, "student", i);
        cr_expect(close_relative(atr_chisq_upper(q, df), chisq, 1e-11),
                  "chi-square %g of %g: %.17g, not %.17g", q, df, atr_chisq_upper(q, df),
                  chisq);
        cr_expect(close_to(atr_student_upper(q, df), student, 1e-11),
                  "t %g of %g: %.17g, not %.17g", q, df, atr_student_upper(q, df), student);
    }
    golden_csv_free(&golden);
}

/* One degree of freedom is Cauchy's distribution, infinitely many the normal. */
Test(dist, of_t_goes_from_cauchy_to_normal)
{
    const double pi = acos(-1);
    for (double t = 0.001; t < 1e300; t *= 3)
        cr_expect(close_relative(atr_student_tail(t, 1), atan2(1, t) / pi, 1e-13), "%g", t);
    cr_expect(atr_student_tail(1.96, INFINITY) == atr_normal_tail(1.96));
    cr_expect(atr_student_upper(0.025, INFINITY) == atr_normal_upper(0.025));
}

Test(dist, with_two_degrees_of_freedom_is_exponential)
{
    for (double x = 1e-10; x < 1e5; x *= 1.7)
        cr_expect(close_relative(atr_chisq_log_tail(x, 2), -x / 2, 1e-14), "at %g", x);
}

/* Q(a + 1, x) = Q(a, x) + x^a e^-x / Gamma(a + 1) */
Test(dist, obeys_the_recurrence_in_the_degrees_of_freedom)
{
    for (double df = 1; df < 40; df++) {
        for (double x = 0.1; x < 200; x *= 1.3) {
            const double step = exp(df / 2 * log(x / 2) - x / 2 - lgamma(df / 2 + 1));
            const double want = atr_chisq_tail(x, df) + step;
            cr_expect(close_relative(atr_chisq_tail(x, df + 2), want, 1e-12), "%g %g", x,
                      df);
        }
    }
}

Test(dist, keeps_a_logarithm_where_the_probability_underflows)
{
    for (double df = 1; df < 6; df++) {
        const atr_test t = atr_chisq_test(1e6, df);
        cr_expect(t.p == 0);
        cr_expect(isfinite(t.log_p) && t.log_p < -4e5);
    }
}

Test(dist, has_a_stated_answer_at_every_edge)
{
    cr_expect(atr_chisq_tail(0, 1) == 1 && atr_chisq_tail(0, 5) == 1);
    cr_expect(atr_chisq_log_tail(0, 3) == 0);
    cr_expect(atr_chisq_log_tail(INFINITY, 3) == -INFINITY);
    cr_expect(isnan(atr_chisq_tail(NAN, 1)) && isnan(atr_chisq_tail(1, 0)));
    cr_expect(atr_normal_upper(0) == INFINITY && atr_normal_upper(1) == -INFINITY);
    cr_expect(isnan(atr_normal_upper(-0.1)) && isnan(atr_normal_upper(NAN)));

    const atr_test none = atr_chisq_test(0, 0);
    cr_expect(none.df == 0 && isnan(none.statistic) && isnan(none.p) && isnan(none.log_p));
}

Test(dist, of_t_and_quantiles_has_a_stated_answer_at_every_edge)
{
    cr_expect(atr_chisq_upper(0, 3) == INFINITY && atr_chisq_upper(1, 3) == 0);
    cr_expect(isnan(atr_chisq_upper(1.1, 3)) && isnan(atr_chisq_upper(0.5, 0)));
    cr_expect(atr_student_tail(0, 3) == 0.5 && atr_student_tail(-INFINITY, 3) == 1);
    cr_expect(atr_student_tail(1e-200, 3) == 0.5 && atr_student_tail(1e200, 3) == 0);
    cr_expect(isnan(atr_student_tail(NAN, 3)) && isnan(atr_student_tail(1, 0)));
    cr_expect(atr_student_upper(0, 3) == INFINITY && atr_student_upper(1, 3) == -INFINITY);
    cr_expect(atr_student_upper(0.5, 3) == 0 && isnan(atr_student_upper(-1, 3)));
}
