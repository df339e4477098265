/* test_fixed_time.c - comparisons at one time against R and their own laws. */
#include "atrisk/codes.h"
#include "atrisk/fixed_time.h"
#include "golden_csv.h"
#include "samples.h"
#include "support.h"

#include <criterion/criterion.h>
#include <math.h>
#include <string.h>

typedef struct {
    atr_curve group, reference;
} curves;

static curves curves_of(const tables *t)
{
    curves c;
    cr_assert(atr_curve_fit(&t->table[0], NULL, &c.reference, NULL) == ATR_OK);
    cr_assert(atr_curve_fit(&t->table[1], NULL, &c.group, NULL) == ATR_OK);
    return c;
}

static void curves_free(curves *c)
{
    atr_curve_free(&c->group);
    atr_curve_free(&c->reference);
}

static atr_fixed_time compare(const curves *c, double time)
{
    atr_fixed_time r;
    cr_assert(atr_fixed_time_test(&c->group, &c->reference, time, 0.95, &r, NULL) ==
              ATR_OK);
    return r;
}

static atr_contrast on_scale(const atr_fixed_time *r, const char *scale)
{
    if (strcmp(scale, "plain") == 0) return r->difference;
    if (strcmp(scale, "log") == 0) return r->log;
    if (strcmp(scale, "cloglog") == 0) return r->cloglog;
    if (strcmp(scale, "arcsine") == 0) return r->arcsine;
    cr_assert(strcmp(scale, "logit") == 0);
    return r->logit;
}

static void expect(double got, const golden_csv *golden, const char *column, size_t row)
{
    const double want = golden_csv_number(golden, column, row);
    cr_expect(close_to(got, want, 1e-10), "%s, row %zu: %.17g, not %.17g", column, row, got,
              want);
}

Test(fixed_time, agrees_with_survfit_on_five_scales)
{
    golden_csv golden = golden_csv_read("fixed_time.csv");
    for (size_t i = 0; i < golden.rows; i++) {
        const golden_case   *data = case_named(golden_csv_text(&golden, "case", i));
        tables               t = tables_of_case(data, data->by, "-");
        curves               c = curves_of(&t);
        const atr_fixed_time r = compare(&c, golden_csv_number(&golden, "time", i));
        const atr_contrast   k = on_scale(&r, golden_csv_text(&golden, "scale", i));
        expect(r.reference.value, &golden, "reference", i);
        expect(r.group.value, &golden, "group", i);
        expect(k.estimate.value, &golden, "value", i);
        expect(k.estimate.std_error, &golden, "std_error", i);
        expect(k.estimate.lower, &golden, "lower", i);
        expect(k.estimate.upper, &golden, "upper", i);
        expect(k.z, &golden, "z", i);
        expect(k.test.statistic, &golden, "statistic", i);
        expect(k.test.p, &golden, "p", i);
        curves_free(&c);
        tables_free(&t);
    }
    golden_csv_free(&golden);
}

/* Without censoring the plain test is that of two proportions, unpooled. */
Test(fixed_time, compares_proportions_when_nobody_is_censored)
{
    const double         time[] = {1, 2, 3, 9, 9, 1, 8, 9, 9, 9};
    const unsigned char  event[] = {1, 1, 1, 1, 1, 1, 1, 1, 1, 1};
    const uint32_t       group[] = {0, 0, 0, 0, 0, 1, 1, 1, 1, 1};
    const atr_sample     s = sample_of(10, time, event, group, 2);
    tables               t = tables_of(&s);
    curves               c = curves_of(&t);
    const atr_fixed_time r = compare(&c, 5);
    const double         variance = 0.4 * 0.6 / 5 + 0.8 * 0.2 / 5;
    cr_expect(close_to(r.difference.estimate.value, 0.4, 1e-15));
    cr_expect(close_to(r.difference.z, 0.4 / sqrt(variance), 1e-14));
    cr_expect(!r.extrapolated);
    curves_free(&c);
    tables_free(&t);
}

Test(fixed_time, turns_its_signs_with_the_groups)
{
    tables               t = tables_of_case(case_named("lung"), "sex", "-");
    curves               c = curves_of(&t);
    const curves         turned = {.group = c.reference, .reference = c.group};
    const atr_fixed_time a = compare(&c, 365), b = compare(&turned, 365);
    cr_expect(a.difference.z > 0 && a.cloglog.z < 0); /* women live longer */
    cr_expect(a.difference.z == -b.difference.z && a.log.z == -b.log.z);
    cr_expect(a.cloglog.z == -b.cloglog.z && a.arcsine.z == -b.arcsine.z);
    cr_expect(a.logit.z == -b.logit.z && a.logit.test.p == b.logit.test.p);
    curves_free(&c);
    tables_free(&t);
}

Test(fixed_time, has_no_test_where_a_survival_is_certain)
{
    const double         time[] = {1, 4, 2, 6};
    const unsigned char  event[] = {1, 1, 1, 0};
    const uint32_t       group[] = {0, 0, 1, 1};
    const atr_sample     s = sample_of(4, time, event, group, 2);
    tables               t = tables_of(&s);
    curves               c = curves_of(&t);
    const atr_fixed_time before = compare(&c, 0.5), one = compare(&c, 1.5),
                         none = compare(&c, 5);
    cr_expect(isnan(before.difference.z) && before.difference.test.df == 0);
    cr_expect(one.difference.test.df == 1 && one.log.test.df == 1); /* S = 1/2 and 1   */
    cr_expect(one.cloglog.test.df == 0 && isinf(one.cloglog.estimate.value));
    cr_expect(isnan(one.arcsine.z) && isnan(one.logit.z));
    cr_expect(none.difference.test.df == 0 && none.log.test.df == 0); /* S = 0 and 1/2 */
    cr_expect(none.extrapolated && compare(&c, 4).extrapolated == false);
    curves_free(&c);
    tables_free(&t);
}

Test(fixed_time, refuses_a_level_and_a_time_that_are_none)
{
    const atr_curve none = {0};
    atr_fixed_time  r = {.time = 77};
    atr_error       err = {0};
    cr_expect(atr_fixed_time_test(&none, &none, 1, 0, &r, &err) == ATR_EARGUMENT);
    cr_expect(err.code == ATR_CODE_BAD_LEVEL && r.time == 0);
    cr_expect(atr_fixed_time_test(&none, &none, NAN, 0.95, &r, &err) == ATR_EARGUMENT);
    cr_expect(err.code == ATR_CODE_BAD_HORIZON && strstr(err.message, "nan"));
}
