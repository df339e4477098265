/* test_life_table.c - actuarial life tables against R and their own laws. */
#include "atrisk/codes.h"
#include "atrisk/curve.h"
#include "atrisk/life_table.h"
#include "golden_csv.h"
#include "samples.h"
#include "support.h"

#include <criterion/criterion.h>
#include <math.h>
#include <string.h>

enum { MOST = 16 };

static atr_life_table fit(const atr_events *table, const double *breaks, size_t n)
{
    atr_life_table t;
    atr_error      err = {0};
    cr_assert(atr_life_table_fit(table, breaks, n, &t, &err) == ATR_OK, "%s", err.message);
    return t;
}

static void expect(double got, const golden_csv *golden, const char *column, size_t row)
{
    const double want = golden_csv_number(golden, column, row);
    cr_expect(close_to(got, want, 1e-13), "%s, row %zu: %.17g, not %.17g", column, row, got,
              want);
}

static void expect_row(const atr_life_row *r, const golden_csv *golden, size_t i)
{
    expect(r->start, golden, "start", i);
    expect(r->entering, golden, "entering", i);
    expect(r->censored, golden, "censored", i);
    expect(r->exposed, golden, "exposed", i);
    expect(r->events, golden, "events", i);
    expect(r->survival, golden, "survival", i);
    expect(r->survival_error, golden, "survival_error", i);
    expect(r->density, golden, "density", i);
    expect(r->density_error, golden, "density_error", i);
    expect(r->hazard, golden, "hazard", i);
    expect(r->hazard_error, golden, "hazard_error", i);
}

Test(life_table, agrees_with_the_formulas_written_out_in_R)
{
    golden_csv golden = golden_csv_read("life_table.csv");
    for (size_t i = 0, n; i < golden.rows; i += n) {
        const char *name = golden_csv_text(&golden, "case", i);
        double      breaks[MOST];
        for (n = 0; i + n < golden.rows; n++) {
            if (strcmp(golden_csv_text(&golden, "case", i + n), name) != 0) break;
            breaks[n] = golden_csv_number(&golden, "start", i + n);
        }
        tables         t = tables_of_case(case_named(name), "-", "-");
        atr_life_table life = fit(t.table, breaks, n);
        cr_assert(life.n == n && isinf(life.row[n - 1].end));
        for (size_t k = 0; k < n; k++) expect_row(&life.row[k], &golden, i + k);
        atr_life_table_free(&life);
        tables_free(&t);
    }
    golden_csv_free(&golden);
}

/* When nobody is censored inside an interval it is Kaplan and Meier's curve. */
Test(life_table, without_losses_is_kaplan_and_meier)
{
    const double        time[] = {1, 2, 4, 4, 6, 9}, breaks[] = {0, 3, 5, 8};
    const unsigned char event[] = {1, 1, 1, 1, 1, 1};
    const atr_sample    s = sample_of(6, time, event, NULL, 1);
    tables              t = tables_of(&s);
    atr_life_table      life = fit(t.table, breaks, 4);
    atr_curve           c;
    cr_assert(atr_curve_fit(t.table, NULL, &c, NULL) == ATR_OK);
    for (size_t k = 0; k < 4; k++) {
        const atr_estimate km = atr_curve_at(&c, breaks[k]);
        cr_expect(close_to(life.row[k].survival, km.value, 1e-15));
        cr_expect(close_to(life.row[k].survival_error, km.std_error, 1e-14));
    }
    atr_curve_free(&c);
    atr_life_table_free(&life);
    tables_free(&t);
}

Test(life_table, has_density_as_hazard_times_survival_in_the_middle)
{
    const double   breaks[] = {0, 100, 200, 400};
    tables         t = tables_of_case(case_named("lung"), "-", "-");
    atr_life_table life = fit(t.table, breaks, 4);
    for (size_t k = 0; k < 3; k++) {
        const double middle = (life.row[k].survival + life.row[k + 1].survival) / 2;
        cr_expect(close_relative(life.row[k].density, life.row[k].hazard * middle, 1e-13));
    }
    atr_life_table_free(&life);
    tables_free(&t);
}

Test(life_table, is_certain_of_an_interval_without_events_and_silent_when_nobody_is_left)
{
    const double        time[] = {1, 7}, breaks[] = {0, 2, 5, 10, 20};
    const unsigned char event[] = {1, 1};
    const atr_sample    s = sample_of(2, time, event, NULL, 1);
    tables              t = tables_of(&s);
    atr_life_table      life = fit(t.table, breaks, 5);
    cr_expect(life.row[1].events == 0 && life.row[1].hazard == 0);
    cr_expect(life.row[1].hazard_error == 0 && life.row[1].density_error == 0);
    cr_expect(life.row[3].survival == 0 && life.row[3].entering == 0);
    cr_expect(isnan(life.row[3].hazard) && isnan(life.row[4].survival));
    atr_life_table_free(&life);
    tables_free(&t);
}

Test(life_table, refuses_intervals_that_do_not_rise_or_begin_too_late)
{
    static const struct {
        double      breaks[3];
        size_t      n;
        const char *says;
    } bad[] = {{{0, 10, 10}, 3, "interval 3"},
               {{0, NAN, 10}, 3, "interval 2"},
               {{6, 10, 20}, 3, "time 5"},
               {{0}, 0, "first interval"}};
    tables t = tables_of_case(case_named("aml"), "-", "-");
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
        atr_life_table life = {.n = 77};
        atr_error      err = {0};
        cr_expect(atr_life_table_fit(t.table, bad[i].breaks, bad[i].n, &life, &err) ==
                  ATR_EARGUMENT);
        cr_expect(err.code == ATR_CODE_BAD_HORIZON && life.n == 0);
        cr_expect(strstr(err.message, bad[i].says), "message was: %s", err.message);
    }
    tables_free(&t);
}

Test(life_table, needs_somebody)
{
    const atr_events nobody = {0};
    const double     breaks[] = {0};
    atr_life_table   life;
    atr_error        err = {0};
    cr_expect(atr_life_table_fit(&nobody, breaks, 1, &life, &err) == ATR_EDATA);
    cr_expect(err.code == ATR_CODE_EMPTY_SAMPLE);
}
