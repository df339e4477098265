/* test_restart.c - follow-up reversed, or taken up at a landmark, against R's survfit. */
#include "atrisk/codes.h"
#include "atrisk/curve.h"
#include "golden_csv.h"
#include "samples.h"
#include "support.h"

#include <criterion/criterion.h>
#include <math.h>
#include <string.h>

static void expect(double got, const golden_csv *golden, const char *column, size_t row)
{
    const double want = golden_csv_number(golden, column, row);
    cr_expect(close_to(got, want, 1e-12), "%s, row %zu: %.17g, not %.17g", column, row, got,
              want);
}

static atr_events restarted(const atr_events *table, const golden_csv *golden, size_t row)
{
    const double start = golden_csv_number(golden, "start", row);
    atr_events   changed;
    if (strcmp(golden_csv_text(golden, "what", row), "from") == 0)
        cr_assert(atr_events_from(table, start, &changed, NULL) == ATR_OK);
    else cr_assert(atr_events_reverse(table, &changed, NULL) == ATR_OK);
    return changed;
}

Test(restart, agrees_with_survfit)
{
    golden_csv golden = golden_csv_read("restart.csv");
    for (size_t i = 0; i < golden.rows; i++) {
        tables t =
            tables_of_case(case_named(golden_csv_text(&golden, "case", i)), "-", "-");
        atr_events   changed = restarted(t.table, &golden, i);
        const size_t row = (size_t)golden_csv_number(&golden, "row", i);
        atr_curve    c;
        cr_assert(atr_curve_fit(&changed, NULL, &c, NULL) == ATR_OK);
        expect(changed.time[row], &golden, "time", i);
        expect(changed.at_risk[row], &golden, "at_risk", i);
        expect(c.survival[row], &golden, "survival", i);
        expect(c.std_error[row], &golden, "std_error", i);
        atr_curve_free(&c);
        atr_events_free(&changed, 1);
        tables_free(&t);
    }
    golden_csv_free(&golden);
}

Test(restart, at_the_beginning_changes_nothing)
{
    tables     t = tables_of_case(case_named("aml"), "-", "-");
    atr_events all, twice, back;
    cr_assert(atr_events_from(t.table, 0, &all, NULL) == ATR_OK);
    cr_assert(atr_events_reverse(t.table, &twice, NULL) == ATR_OK);
    cr_assert(atr_events_reverse(&twice, &back, NULL) == ATR_OK);
    cr_expect(all.n == t.table->n && back.n == t.table->n);
    cr_expect(all.subjects == 23 && back.subjects == 23);
    for (size_t k = 0; k < back.n; k++) {
        cr_expect(all.events[k] == t.table->events[k] && all.time[k] == t.table->time[k]);
        cr_expect(back.events[k] == t.table->events[k]);
        cr_expect(back.at_risk[k] == t.table->at_risk[k]);
    }
    atr_events_free(&all, 1);
    atr_events_free(&twice, 1);
    atr_events_free(&back, 1);
    tables_free(&t);
}

/* P(T > t) = P(T >= s) P(T > t | T >= s). */
Test(restart, multiplies_to_the_whole_curve)
{
    tables     t = tables_of_case(case_named("lung"), "-", "-");
    atr_events later;
    atr_curve  whole, rest;
    cr_assert(atr_events_from(t.table, 182.5, &later, NULL) == ATR_OK);
    cr_assert(atr_curve_fit(t.table, NULL, &whole, NULL) == ATR_OK);
    cr_assert(atr_curve_fit(&later, NULL, &rest, NULL) == ATR_OK);
    const double before = atr_curve_at(&whole, 182.5).value;
    for (double time = 200; time < 1000; time += 100)
        cr_expect(close_relative(atr_curve_at(&whole, time).value,
                                 before * atr_curve_at(&rest, time).value, 1e-13));
    atr_curve_free(&whole);
    atr_curve_free(&rest);
    atr_events_free(&later, 1);
    tables_free(&t);
}

Test(restart, keeps_those_whose_follow_up_ends_at_the_landmark)
{
    const double        time[] = {1, 2, 2, 3};
    const unsigned char event[] = {1, 1, 0, 0};
    const atr_sample    s = sample_of(4, time, event, NULL, 1);
    tables              t = tables_of(&s);
    atr_events          later;
    cr_assert(atr_events_from(t.table, 2, &later, NULL) == ATR_OK);
    cr_expect(later.n == 2 && later.subjects == 3 && later.events[0] == 1);
    atr_events_free(&later, 1);
    tables_free(&t);
}

Test(restart, needs_somebody_under_observation)
{
    tables     t = tables_of_case(case_named("aml"), "-", "-");
    atr_events later = {.n = 77};
    atr_error  err = {0};
    cr_expect(atr_events_from(t.table, 162, &later, &err) == ATR_EDATA);
    cr_expect(err.code == ATR_CODE_EMPTY_SAMPLE && strstr(err.message, "162"));
    cr_expect(later.n == 0 && later.time == NULL);
    cr_expect(atr_events_from(t.table, NAN, &later, &err) == ATR_EDATA);
    tables_free(&t);
}
