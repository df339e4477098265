/* test_one_sample.c - one group against a fixed value: R's numbers, and what must hold. */
#include "atrisk/codes.h"
#include "atrisk/one_sample.h"
#include "atrisk/proportion.h"
#include "golden_table.h"
#include "support.h"

#include <criterion/criterion.h>
#include <math.h>
#include <string.h>

/* --- golden ----------------------------------------------------------------------- */

static void expect_limits(const golden_table *g, size_t row, double k, double n)
{
    atr_estimate coull, wald;
    cr_assert(atr_proportion_agresti_coull(k, n, 0.95, &coull, NULL) == ATR_OK);
    cr_assert(atr_proportion_wald(k, n, 0.95, &wald, NULL) == ATR_OK);
    cr_expect(close_to(coull.lower, golden_number(g, row, "ac_lower"), 1e-14));
    cr_expect(close_to(coull.upper, golden_number(g, row, "ac_upper"), 1e-14));
    cr_expect(close_to(wald.lower, golden_number(g, row, "wald_lower"), 1e-14));
    cr_expect(close_to(wald.upper, golden_number(g, row, "wald_upper"), 1e-14));
}

Test(one_sample, agrees_with_R)
{
    golden_table g = golden_table_read("one_sample.csv");
    for (size_t row = 0; row < g.n; row++) {
        const double   k = golden_number(&g, row, "k"), n = golden_number(&g, row, "n");
        const double   null = golden_number(&g, row, "null");
        const bool     rate = strcmp(golden_text(&g, row, "kind"), "rate") == 0;
        atr_one_sample r;
        cr_assert((rate ? atr_rate_against(&(atr_exposure){k, n}, null, &r, NULL)
                        : atr_proportion_against(k, n, null, &r, NULL)) == ATR_OK);
        golden_expect(&g, row, "p", r.p, 1e-11);
        golden_expect(&g, row, "p_less", r.p_less, 1e-11);
        golden_expect(&g, row, "p_greater", r.p_greater, 1e-11);
        golden_expect(&g, row, "mid_p", r.mid_p, 1e-11);
        golden_expect(&g, row, "score", r.score.statistic, 1e-12);
        if (!rate) expect_limits(&g, row, k, n);
    }
    golden_table_free(&g);
}

/* --- laws ------------------------------------------------------------------------- */

/* An exact limit is the value that the one-sided test just rejects. */
Test(one_sample, rejects_beyond_the_exact_limits)
{
    atr_estimate   exact;
    atr_one_sample at;
    cr_assert(atr_proportion_exact(7, 31, 0.9, &exact, NULL) == ATR_OK);
    cr_assert(atr_proportion_against(7, 31, exact.lower, &at, NULL) == ATR_OK);
    cr_expect(close_relative(at.p_greater, 0.05, 1e-9));
    cr_assert(atr_proportion_against(7, 31, exact.upper, &at, NULL) == ATR_OK);
    cr_expect(close_relative(at.p_less, 0.05, 1e-9));
}

/* Wilson's limits are the values that the score test just rejects. */
Test(one_sample, has_wilsons_limits_for_its_score_test)
{
    atr_estimate   wilson;
    atr_one_sample at;
    cr_assert(atr_proportion_wilson(7, 31, 0.95, &wilson, NULL) == ATR_OK);
    cr_assert(atr_proportion_against(7, 31, wilson.upper, &at, NULL) == ATR_OK);
    cr_expect(close_relative(at.score.p, 0.05, 1e-9));
}

/* --- what is refused -------------------------------------------------------------- */

Test(one_sample, refuses_values_that_cannot_be)
{
    static const double bad[] = {0, -0.1, NAN, INFINITY};
    atr_one_sample      r;
    atr_error           err = {0};
    for (size_t k = 0; k < sizeof bad / sizeof *bad; k++) {
        cr_expect(atr_proportion_against(3, 9, bad[k], &r, &err) == ATR_EARGUMENT);
        cr_expect(atr_rate_against(&(atr_exposure){3, 9}, bad[k], &r, &err) ==
                  ATR_EARGUMENT);
    }
    cr_expect(atr_proportion_against(3, 9, 1, &r, &err) == ATR_EARGUMENT);
    cr_expect(err.code == ATR_CODE_BAD_PROBABILITY);
    cr_expect(atr_proportion_against(10, 9, 0.5, &r, &err) == ATR_EARGUMENT);
    cr_expect(atr_rate_against(&(atr_exposure){1.5, 9}, 0.5, &r, &err) == ATR_EARGUMENT);
}
