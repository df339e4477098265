/* test_cumulative.c - cumulative hazards against R's survfit and their own laws. */
#include "atrisk/codes.h"
#include "atrisk/cumulative.h"
#include "atrisk/curve.h"
#include "golden_csv.h"
#include "samples.h"
#include "support.h"

#include <criterion/criterion.h>
#include <math.h>

static atr_cumulative fit(const atr_events *table, atr_hazard_kind kind)
{
    atr_cumulative c;
    cr_assert(atr_cumulative_fit(table, kind, &c, NULL) == ATR_OK);
    return c;
}

static void expect(double got, const golden_csv *golden, const char *column, size_t row)
{
    const double want = golden_csv_number(golden, column, row);
    cr_expect(close_relative(got, want, 1e-12), "%s, row %zu: %.17g, not %.17g", column,
              row, got, want);
}

Test(cumulative, agrees_with_survfit)
{
    golden_csv golden = golden_csv_read("cumulative.csv");
    for (size_t i = 0; i < golden.rows; i++) {
        tables t =
            tables_of_case(case_named(golden_csv_text(&golden, "case", i)), "-", "-");
        const double   kind = golden_csv_number(&golden, "kind", i);
        atr_cumulative c = fit(t.table, (atr_hazard_kind)kind);
        const size_t   row = (size_t)golden_csv_number(&golden, "row", i);
        expect(c.hazard[row], &golden, "hazard", i);
        expect(c.std_error[row], &golden, "std_error", i);
        expect(c.survival[row], &golden, "survival", i);
        cr_expect(c.survival_error[row] == c.survival[row] * c.std_error[row]);
        atr_cumulative_free(&c);
        tables_free(&t);
    }
    golden_csv_free(&golden);
}

/* Splitting the ties by hair gives the hazard that Fleming and Harrington assume. */
Test(cumulative, by_fleming_and_harrington_breaks_ties)
{
    const double        tied[] = {1, 1, 1, 2}, apart[] = {1, 1.1, 1.2, 2};
    const unsigned char event[] = {1, 1, 1, 0};
    const atr_sample    a = sample_of(4, tied, event, NULL, 1);
    const atr_sample    b = sample_of(4, apart, event, NULL, 1);
    tables              ta = tables_of(&a), tb = tables_of(&b);
    atr_cumulative      together = fit(ta.table, ATR_HAZARD_FLEMING_HARRINGTON);
    atr_cumulative      one_by_one = fit(tb.table, ATR_HAZARD_NELSON_AALEN);
    cr_expect(close_relative(together.hazard[0], one_by_one.hazard[2], 1e-15));
    cr_expect(close_relative(together.std_error[0], one_by_one.std_error[2], 1e-15));
    atr_cumulative_free(&together);
    atr_cumulative_free(&one_by_one);
    tables_free(&ta);
    tables_free(&tb);
}

/* sum_{x=n-d+1}^{n} 1 / x for d = 3000: summed here term by term. */
Test(cumulative, sums_many_terms_of_a_tie_as_few)
{
    static const double n[] = {3000, 3001, 5000, 1e9};
    for (size_t i = 0; i < sizeof n / sizeof *n; i++) {
        const double        d = 3000, time[] = {1, 2}, weight[] = {d, fmax(n[i] - d, 1e-9)};
        const unsigned char event[] = {1, 0};
        atr_sample          s = sample_of(n[i] > d ? 2 : 1, time, event, NULL, 1);
        s.weight = weight;
        tables         t = tables_of(&s);
        atr_cumulative c = fit(t.table, ATR_HAZARD_FLEMING_HARRINGTON);
        double         sum = 0, squares = 0;
        for (double k = d - 1; k >= 0; k--) sum += 1 / (n[i] - k);
        for (double k = d - 1; k >= 0; k--) squares += 1 / (n[i] - k) / (n[i] - k);
        cr_expect(close_relative(c.hazard[0], sum, 1e-12), "%.17g", c.hazard[0] / sum - 1);
        cr_expect(close_relative(c.std_error[0], sqrt(squares), 1e-12));
        atr_cumulative_free(&c);
        tables_free(&t);
    }
}

Test(cumulative, counts_the_rest_of_a_broken_number_of_events_in_part)
{
    const double        time[] = {1, 2}, weight[] = {1.5, 2.5};
    const unsigned char event[] = {1, 0};
    atr_sample          s = sample_of(2, time, event, NULL, 1);
    s.weight = weight;
    tables         t = tables_of(&s);
    atr_cumulative c = fit(t.table, ATR_HAZARD_FLEMING_HARRINGTON);
    cr_expect(close_relative(c.hazard[0], 1 / 4. + 0.5 / 3., 1e-15));
    cr_expect(close_relative(c.std_error[0], sqrt(1 / 16. + 0.5 / 9.), 1e-15));
    atr_cumulative_free(&c);
    tables_free(&t);
}

Test(cumulative, gives_survival_above_kaplan_and_meier)
{
    tables         t = tables_of_case(case_named("lung"), "-", "-");
    atr_cumulative na = fit(t.table, ATR_HAZARD_NELSON_AALEN);
    atr_cumulative fh = fit(t.table, ATR_HAZARD_FLEMING_HARRINGTON);
    atr_curve      km;
    cr_assert(atr_curve_fit(t.table, NULL, &km, NULL) == ATR_OK);
    for (size_t k = 0; k < km.n; k++)
        cr_expect(na.survival[k] >= fh.survival[k] && fh.survival[k] >= km.survival[k]);
    atr_curve_free(&km);
    atr_cumulative_free(&na);
    atr_cumulative_free(&fh);
    tables_free(&t);
}

Test(cumulative, needs_somebody)
{
    const atr_events nobody = {0};
    atr_cumulative   c = {.n = 77};
    atr_error        err = {0};
    cr_expect(atr_cumulative_fit(&nobody, ATR_HAZARD_NELSON_AALEN, &c, &err) == ATR_EDATA);
    cr_expect(err.code == ATR_CODE_EMPTY_SAMPLE && c.n == 0);
}
