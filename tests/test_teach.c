/* test_teach.c - every line of a lesson ends in the number that the library gives. */
#include "atrisk/codes.h"
#include "atrisk/cox.h"
#include "atrisk/curve.h"
#include "atrisk/curve_coverage.h"
#include "atrisk/logrank.h"
#include "atrisk/power.h"
#include "atrisk/power_simulation.h"
#include "atrisk/reconstruct.h"
#include "atrisk/rmst.h"
#include "atrisk/teach.h"
#include "samples.h"

#include <criterion/criterion.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

static const char *const labels[] = {"first", "second"};
static const char *const names[] = {"aml", "lung", "ovarian", "kidney"};
enum { N_NAMES = sizeof names / sizeof *names };

typedef atr_status (*teacher)(FILE *, const atr_teach_groups *, const atr_teach_options *,
                              atr_error *);

static const atr_teach_options how = {.level = 0.95, .horizon = NAN};

static char *lesson_of(teacher teach, const tables *t, const atr_teach_options *options)
{
    const atr_teach_groups groups = {.n = t->n_groups, .label = labels, .table = t->table};
    char                  *text = NULL;
    size_t                 size;
    atr_error              err = {0};
    FILE                  *stream = open_memstream(&text, &size);
    cr_assert(teach(stream, &groups, options, &err) == ATR_OK, "%s", err.message);
    fclose(stream);
    return text;
}

/* The number, so printed, stands in the text behind *at; move behind it. */
static void expect_next(const char **at, const char *format, double x)
{
    char word[64];
    snprintf(word, sizeof word, format, x);
    const char *found = strstr(*at, word);
    cr_assert(found != NULL, "%s does not come next", word);
    *at = found + strlen(word);
}

/* A time that a line ends in, or NaN for one that is not reached. */
static void expect_time(const char **at, double time)
{
    if (!isnan(time)) {
        expect_next(at, " %g\n", time);
        return;
    }
    *at = strstr(*at, ": not reached\n");
    cr_assert(*at != NULL);
    (*at)++;
}

static tables of(const char *name)
{
    const golden_case *data = case_named(name);
    return tables_of_case(data, data->by, "-");
}

Test(teach, km_ends_in_the_curve)
{
    for (size_t d = 0; d < N_NAMES; d++) {
        tables      t = of(names[d]);
        char       *text = lesson_of(atr_teach_km, &t, &how);
        const char *product = strstr(text, "2. "), *spread = strstr(text, "3. ");
        const char *last = strstr(text, "\n4. ");
        for (size_t g = 0; g < 2; g++) {
            atr_curve curve;
            cr_assert(atr_curve_fit(&t.table[g], NULL, &curve, NULL) == ATR_OK);
            for (size_t k = 0; k < curve.n; k++) {
                if (t.table[g].events[k] == 0) continue;
                expect_next(&product, "= %.6f\n", curve.survival[k]);
                if (isnan(curve.std_error[k])) continue;
                expect_next(&spread, "  %.6f", curve.survival[k]);
                expect_next(&spread, "  %.6f", curve.std_error[k]);
                expect_next(&spread, "  %.6f", curve.lower[k]);
                expect_next(&spread, "  %.6f\n", curve.upper[k]);
            }
            atr_estimate median;
            cr_assert(atr_curve_quantile(&curve, 0.5, &median, NULL) == ATR_OK);
            expect_time(&last, median.value);
            expect_time(&last, median.lower);
            expect_time(&last, median.upper);
            atr_curve_free(&curve);
        }
        free(text);
        tables_free(&t);
    }
}

Test(teach, logrank_ends_in_the_test)
{
    for (size_t d = 0; d < N_NAMES; d++) {
        tables             t = of(names[d]);
        char              *text = lesson_of(atr_teach_logrank, &t, &how);
        const char        *at = strstr(text, "2. ");
        atr_logrank        test;
        atr_logrank_hazard ratio;
        cr_assert(atr_logrank_test(t.table, 2, 1, NULL, &test, NULL) == ATR_OK);
        cr_assert(atr_logrank_hazard_ratio(&test, 0.95, &ratio, NULL) == ATR_OK);
        for (size_t g = 0; g < 2; g++) {
            expect_next(&at, "  %g", test.observed[g]);
            expect_next(&at, "  %.6f", test.expected[g]);
        }
        at = strstr(text, "4. ");
        expect_next(&at, " / %.6f", test.variance[3]);
        expect_next(&at, "= %.6f\n", test.test.statistic);
        expect_next(&at, "p = %.4g\n", test.test.p);
        expect_next(&at, "= %.4f\n", ratio.peto.value);
        atr_logrank_free(&test);
        free(text);
        tables_free(&t);
    }
}

Test(teach, cox_ends_in_breslows_fit)
{
    for (size_t d = 0; d < N_NAMES; d++) {
        const golden_case *data = case_named(names[d]);
        atr_sample         sample = golden_sample(data, data->by, "-");
        tables             t = of(names[d]);
        double            *x = calloc(sample.n, sizeof *x);
        for (size_t i = 0; i < sample.n; i++) x[i] = sample.group[i];
        const double *const   column[] = {x};
        const atr_covariates  covariates = {1, column};
        const atr_cox_options options = {.ties = ATR_TIES_BRESLOW, .level = 0.95};
        atr_cox               fit;
        cr_assert(atr_cox_fit(&sample, &covariates, &options, &fit, NULL) == ATR_OK);
        char       *text = lesson_of(atr_teach_cox, &t, &how);
        const char *at = strstr(text, "4. ");
        expect_next(&at, "exp(%.6f)", fit.coef[0].value);
        expect_next(&at, "= %.4f\n", exp(fit.coef[0].value));
        expect_next(&at, "= %.6f\n", fit.coef[0].std_error);
        expect_next(&at, "= %.4f", exp(fit.coef[0].lower));
        expect_next(&at, " to %.4f\n", exp(fit.coef[0].upper));
        expect_next(&at, "  %.4f", fit.likelihood_ratio.statistic);
        expect_next(&at, "  %.4f", fit.wald.statistic);
        expect_next(&at, "  %.4f", fit.score.statistic);
        atr_cox_free(&fit);
        free(x);
        free(text);
        tables_free(&t);
        golden_sample_free(&sample);
    }
}

Test(teach, rmst_ends_in_the_means)
{
    for (size_t d = 0; d < N_NAMES; d++) {
        tables       t = of(names[d]);
        char        *text = lesson_of(atr_teach_rmst, &t, &how);
        const char  *area = strstr(text, "1. "), *error = strstr(text, "2. ");
        const char  *difference = strstr(text, "3. ");
        const double horizon =
            fmin(t.table[0].time[t.table[0].n - 1], t.table[1].time[t.table[1].n - 1]);
        atr_rmst          mean[2];
        atr_rmst_contrast c;
        for (size_t g = 0; g < 2; g++) {
            cr_assert(atr_rmst_fit(&t.table[g], horizon, 0.95, &mean[g], NULL) == ATR_OK);
            expect_next(&area, "  %.6f\n", mean[g].mean.value);
            expect_next(&error, "= %.6f\n", mean[g].mean.std_error);
            if (g == 0) error = strstr(error, "second");
        }
        cr_assert(atr_rmst_test(&mean[1], &mean[0], &c, NULL) == ATR_OK);
        expect_next(&difference, "= %.6f\n", c.difference.estimate.value);
        expect_next(&difference, "= %.6f\n", c.difference.estimate.std_error);
        expect_next(&difference, "p = %.4g\n", c.difference.test.p);
        free(text);
        tables_free(&t);
    }
}

/* ---- reconstruct ------------------------------------------------------------------- */

/* The curve of a group to two decimals, and its numbers at risk at four times. */
typedef struct {
    double        *survival, risk_time[4], at_risk[4];
    atr_figure_arm arm;
} drawn;

static drawn draw(const atr_events *t, const char *label)
{
    drawn     d = {.survival = calloc(t->n, sizeof(double))};
    atr_curve curve;
    double    events = 0;
    cr_assert(atr_curve_fit(t, NULL, &curve, NULL) == ATR_OK);
    for (size_t k = 0; k < t->n; k++) {
        d.survival[k] = round(100 * curve.survival[k]) / 100;
        events += t->events[k];
    }
    for (int k = 0; k < 4; k++) {
        d.risk_time[k] = floor(t->time[t->n - 1] / 4 * k);
        d.at_risk[k] = atr_events_at_risk(t, d.risk_time[k]);
    }
    d.arm = (atr_figure_arm){.label = label,
                             .points = {.n = t->n, .time = t->time, .survival = d.survival},
                             .n = t->subjects,
                             .events = events};
    atr_curve_free(&curve);
    return d;
}

static char *reconstruction_of(const atr_figure *figure)
{
    char     *text = NULL;
    size_t    size;
    atr_error err = {0};
    FILE     *stream = open_memstream(&text, &size);
    cr_assert(atr_teach_reconstruct(stream, figure, &how, NULL, &err) == ATR_OK, "%s",
              err.message);
    fclose(stream);
    return text;
}

/* Every attempt, every row and every patient in the order of the steps. */
static void expect_steps(const char **at, const atr_guyot_steps *s, const atr_events *table)
{
    size_t p = 0;
    for (size_t i = 0; i < s->n_intervals; i++) {
        const size_t last = i + 1 == s->n_intervals;
        for (size_t shown = 0; p < s->n_passes && s->pass[p].interval == i; p++, shown++) {
            if (shown == 0) expect_next(at, ", so %g", s->pass[p].censored);
            if ((last && s->closed) || shown > 10) continue;
            expect_next(at, "  %g", s->pass[p].censored);
            expect_next(at, "  %g", s->pass[p].reached);
        }
        for (size_t k = s->interval[i].from; k < s->interval[i].to; k++) {
            const double before = k ? s->km[k - 1] : 1, n = s->at_risk[k];
            expect_next(at, "%g", s->time[k]);
            expect_next(at, "  %.4f", s->survival[k]);
            if (k && n > 0 && before > 0)
                expect_next(at, " = %.2f", n * (1 - s->survival[k] / before));
            expect_next(at, "  %g", s->events[k]);
            expect_next(at, "  %g", s->censored[k]);
            expect_next(at, "  %.6f\n", s->km[k]);
        }
    }
    for (size_t k = 0; k < table->n; k++) {
        expect_next(at, "%g", table->time[k]);
        expect_next(at, "  %g", table->at_risk[k]);
        expect_next(at, "  %g", table->events[k]);
        expect_next(at, "  %g\n", table->censored[k]);
    }
    expect_next(at, "%g patients = ", table->subjects);
}

Test(teach, reconstruct_shows_what_the_library_does)
{
    const atr_guyot_steps none = {0};
    for (size_t d = 0; d < N_NAMES; d++) {
        tables t = of(names[d]);
        drawn  arm[2] = {draw(&t.table[0], labels[0]), draw(&t.table[1], labels[1])};
        atr_figure_arm arms[2];
        for (size_t a = 0; a < 2; a++) {
            arms[a] = arm[a].arm;
            arms[a].risk = (atr_risk_table){
                .n = 4, .time = arm[a].risk_time, .at_risk = arm[a].at_risk};
        }
        const atr_figure              figure = {.n_arms = 2, .arm = arms, .events = NAN};
        atr_guyot_steps               steps[2] = {none, none};
        const atr_reconstruct_options guyot = {ATR_RECONSTRUCT_GUYOT, steps};
        atr_reconstruction            r;
        cr_assert(atr_reconstruct(&figure, &guyot, &r, NULL, NULL) == ATR_OK);
        char       *text = reconstruction_of(&figure);
        const char *at = text;
        for (size_t a = 0; a < 2; a++) {
            expect_steps(&at, &steps[a], &r.arm[a].table);
            atr_guyot_steps_free(&steps[a]);
            free(arm[a].survival);
        }
        free(text);
        atr_reconstruction_free(&r);
        tables_free(&t);
    }
}

/* ---- trials carried out ---------------------------------------------------------- */

typedef atr_status (*designer)(FILE *, const atr_teach_design *, const atr_teach_options *,
                               atr_error *);

static const atr_teach_options sure = {.level = 0.8, .horizon = NAN};

static char *trials_of(designer teach, const atr_teach_design *design)
{
    char     *text = NULL;
    size_t    size;
    atr_error err = {0};
    FILE     *stream = open_memstream(&text, &size);
    cr_assert(teach(stream, design, &sure, &err) == ATR_OK, "%s", err.message);
    fclose(stream);
    return text;
}

static atr_power_simulation carry_out(double events, double median, double change,
                                      double ratio)
{
    const atr_power_simulation_options o = {
        .experimental = {(size_t)events, median, .change = change, .ratio = ratio},
        .control = {(size_t)events, 1},
        .trial = {.cutoff = INFINITY, .events = events, .seed = 4},
        .alpha = 0.2,
        .trials = 200};
    atr_power_simulation found;
    cr_assert(atr_power_simulate(&o, &found, NULL) == ATR_OK);
    return found;
}

Test(teach, power_is_the_formula_and_the_trials)
{
    const double           events[] = {30, 60};
    const atr_teach_design design = {
        .hazard_ratio = 0.5, .n_sizes = 2, .size = events, .trials = 200, .seed = 4};
    const atr_power_design formula = {.hazard_ratio = 0.5, .alpha = 0.2};
    char                  *text = trials_of(atr_teach_power, &design);
    const char            *first = strstr(text, "1. "), *second = strstr(text, "2. "),
               *third = strstr(text, "3. "), *fourth = strstr(text, "4. ");
    for (size_t i = 0; i < 2; i++) {
        double power;
        cr_assert(atr_power_given_events(&formula, events[i], &power, NULL) == ATR_OK);
        const atr_power_simulation plain = carry_out(events[i], 2, 0, 0.5),
                                   none = carry_out(events[i], 1, 0, 1),
                                   late = carry_out(events[i], 1, 0.5, 0.5);
        expect_next(&first, "  %.4f\n", power);
        expect_next(&second, "  %.4f", plain.power.value);
        expect_next(&second, "  %.4f", plain.power.std_error);
        expect_next(&second, "  %.4f", power);
        expect_next(&second, "  %+.4f", plain.power.value - power);
        expect_next(&third, "  %.4f", none.power.value);
        expect_next(&third, "  %.4f", none.against);
        expect_next(&fourth, "  %.4f", late.power.value);
        expect_next(&fourth, "  %.4f\n", power - late.power.value);
    }
    double needed;
    first = strstr(text, "power 80%");
    cr_assert(atr_power_events(&formula, 0.8, &needed, NULL) == ATR_OK);
    expect_next(&first, "= %.1f events\n", needed);
    free(text);
}

Test(teach, coverage_is_what_the_library_counts)
{
    const double           patients[] = {15};
    const double           time[] = {-log2(0.9), -log2(0.75), 1, 2, -log2(0.1)};
    const atr_teach_design design = {
        .n_sizes = 1, .size = patients, .trials = 300, .seed = 4, .threads = 2};
    const atr_coverage_options o = {.group = {15, 1},
                                    .trial = {.accrual = 3, .cutoff = 4.5, .seed = 4},
                                    .n_times = 5,
                                    .time = time,
                                    .level = 0.8,
                                    .trials = 300};
    atr_coverage               c[5];
    cr_assert(atr_coverage_simulate(&o, c, NULL) == ATR_OK);
    char       *text = trials_of(atr_teach_coverage, &design);
    const char *covered = strstr(text, "2. "), *sides = strstr(text, "3. ");
    for (size_t j = 0; j < 5; j++) {
        expect_next(&covered, "%.3f", time[j]);
        expect_next(&sides, "%.3f", time[j]);
        for (size_t k = 0; k < ATR_COVERAGE_SCALES; k++) {
            expect_next(&covered, "  %.2f", 100 * c[j].scale[k].covered);
            expect_next(&sides, "%.2f, ", 100 * c[j].scale[k].below);
            expect_next(&sides, "%.2f", 100 * c[j].scale[k].above);
        }
        expect_next(&covered, "  %.2f\n", 100 * c[j].without);
    }
    free(text);
}

Test(teach, refuses_trials_that_cannot_be_carried_out)
{
    const double     half[] = {20.5};
    atr_teach_design design = {.hazard_ratio = 1, .trials = 10};
    atr_error        err = {0};
    FILE            *null = fopen("/dev/null", "w");
    cr_expect(atr_teach_power(null, &design, &how, &err) == ATR_EARGUMENT);
    design = (atr_teach_design){0.5, 1, half, .trials = 10};
    cr_expect(atr_teach_power(null, &design, &how, &err) == ATR_EARGUMENT);
    cr_expect(atr_teach_coverage(null, &design, &how, &err) == ATR_EARGUMENT);
    cr_expect(err.code == ATR_CODE_BAD_DESIGN);
    fclose(null);
}

/* A step alone is what stands there in the whole. */
Test(teach, a_step_is_a_part_of_the_whole)
{
    static const teacher lessons[] = {atr_teach_km, atr_teach_logrank, atr_teach_cox,
                                      atr_teach_rmst};
    tables               t = of("aml");
    for (size_t k = 0; k < sizeof lessons / sizeof *lessons; k++) {
        char *whole = lesson_of(lessons[k], &t, &how);
        for (size_t step = 1; step <= 3; step++) {
            atr_teach_options one = how;
            one.step = step;
            char       *part = lesson_of(lessons[k], &t, &one);
            const char *begin = strchr(part, '\n') + 1; /* after the title */
            cr_expect(strlen(begin) > 20 && strstr(whole, begin) != NULL,
                      "step %zu of %zu:\n%s", step, k, begin);
            free(part);
        }
        free(whole);
    }
    tables_free(&t);
}

Test(teach, refuses_what_it_cannot_show)
{
    const double        time[] = {1, 2, 3};
    const unsigned char event[] = {0, 0, 0};
    const uint32_t      group[] = {0, 1, 1};
    const atr_sample    sample = sample_of(3, time, event, group, 2);
    tables              t = tables_of(&sample);
    atr_teach_groups    groups = {.n = 2, .label = labels, .table = t.table};
    atr_error           err;
    FILE               *null = fopen("/dev/null", "w");
    cr_expect(atr_teach_logrank(null, &groups, &how, &err) == ATR_EDATA);
    cr_expect(err.code == ATR_CODE_NO_EVENTS);
    cr_expect(atr_teach_km(null, &groups, &how, &err) == ATR_OK);
    groups.n = 1;
    cr_expect(atr_teach_cox(null, &groups, &how, &err) == ATR_EARGUMENT);
    atr_teach_options far = how;
    far.step = 99;
    cr_expect(atr_teach_km(null, &groups, &far, &err) == ATR_EARGUMENT);
    far = how;
    far.horizon = -1;
    cr_expect(atr_teach_rmst(null, &groups, &far, &err) == ATR_EARGUMENT);
    fclose(null);
    tables_free(&t);
}
