/* test_parametric_between.c - parametric models of intervals and of late entries: against
 * R, laws, refusals. */
#include "atrisk/codes.h"
#include "atrisk/parametric.h"
#include "golden_csv.h"
#include "samples.h"
#include "support.h"

#include <criterion/criterion.h>
#include <math.h>
#include <string.h>

enum { MOST = 128 };

typedef struct {
    double         left[MOST], right[MOST], entry[MOST], x[MOST], weight[MOST], time[MOST];
    unsigned char  event[MOST];
    const double  *column[1];
    atr_intervals  intervals;
    atr_sample     sample; /* of those seen exactly or censored on the right */
    atr_covariates covariates;
} subjects;

static const char *const family_names[] = {
    "exponential", "weibull", "lognormal", "loglogistic", "gengamma", "gompertz", "spline"};
enum { FAMILIES = sizeof family_names / sizeof *family_names };

/* The golden tables write no number for -Inf and Inf. */
static double end_of(const golden_csv *golden, const char *column, size_t row)
{
    const char *text = golden_csv_text(golden, column, row);
    if (strcmp(text, "-Inf") == 0) return -INFINITY;
    return strcmp(text, "Inf") == 0 ? INFINITY : golden_csv_number(golden, column, row);
}

static void read_subjects(const char *name, subjects *s)
{
    golden_csv golden = golden_csv_read("parametric_between_subjects.csv");
    size_t     n = 0;
    for (size_t i = 0; i < golden.rows; i++) {
        if (strcmp(golden_csv_text(&golden, "case", i), name) != 0) continue;
        cr_assert(n < MOST);
        s->left[n] = end_of(&golden, "left", i);
        s->right[n] = end_of(&golden, "right", i);
        s->entry[n] = fmax(-1, end_of(&golden, "entry", i));
        s->x[n] = golden_csv_number(&golden, "x", i);
        s->weight[n] = golden_csv_number(&golden, "weight", i);
        s->event[n] = s->right[n] < INFINITY;
        s->time[n] = s->left[n];
        n++;
    }
    cr_assert(n > 0, "no case %s", name);
    s->column[0] = s->x;
    s->covariates = (atr_covariates){1, s->column};
    s->intervals = (atr_intervals){n, s->left, s->right, s->weight};
    s->sample = sample_of(n, s->time, s->event, NULL, 1);
    s->sample.weight = s->weight;
    s->sample.entry = s->entry;
    golden_csv_free(&golden);
}

static atr_parametric fit_of(const subjects *s, bool late, int family,
                             const atr_covariates *x)
{
    const atr_parametric_options options = {.knots = 1};
    atr_parametric               fit;
    atr_error                    err = {0};
    const atr_status             status =
        late ? atr_parametric_fit(&s->sample, x, (atr_family)family, &options, &fit, &err)
                         : atr_parametric_fit_intervals(&s->intervals, x, (atr_family)family, &options,
                                                        &fit, &err);
    cr_assert(status == ATR_OK, "%s", err.message);
    return fit;
}

/* Where the reference is climbed with differences its values are good to about 1e-9 of
 * their errors, and its errors to 1e-6. */
static void expect_fit(const golden_csv *golden, const char *name, int family)
{
    subjects s;
    read_subjects(name, &s);
    const bool     late = strcmp(name, "late") == 0;
    atr_parametric fit = fit_of(&s, late, family, &s.covariates);
    cr_expect(fit.converged, "%s %s", name, family_names[family]);
    for (size_t i = 0; i < golden->rows; i++) {
        if (strcmp(golden_csv_text(golden, "case", i), name) != 0 ||
            strcmp(golden_csv_text(golden, "family", i), family_names[family]) != 0)
            continue;
        const size_t k = (size_t)golden_csv_number(golden, "row", i);
        const double error = golden_csv_number(golden, "std_error", i);
        cr_assert(k < fit.m);
        cr_expect(
            close_relative(fit.loglik, golden_csv_number(golden, "loglik", i), 1e-12));
        const double off =
            (fit.parameter[k].value - golden_csv_number(golden, "value", i)) / error;
        cr_expect(fabs(off) < 1e-7, "%s %s %zu: %g standard errors off", name,
                  family_names[family], k, off);
        cr_expect(close_relative(fit.parameter[k].std_error, error, 2e-6),
                  "%s %s %zu: %.17g not %.17g", name, family_names[family], k,
                  fit.parameter[k].std_error, error);
        cr_expect(fabs(fit.variance[k] - golden_csv_number(golden, "with_first", i)) <
                  2e-6 * error * fit.parameter[0].std_error);
    }
    atr_parametric_free(&fit);
}

Test(parametric_between, agrees_with_r)
{
    golden_csv golden = golden_csv_read("parametric_between.csv");
    for (int f = 0; f < FAMILIES; f++) {
        expect_fit(&golden, "between", f);
        expect_fit(&golden, "late", f);
    }
    golden_csv_free(&golden);
}

static void expect_same(const atr_parametric *a, const atr_parametric *b, double loglik)
{
    cr_assert(a->m == b->m && a->converged && b->converged);
    cr_expect(close_relative(a->loglik + loglik, b->loglik, 1e-11), "%d: %.17g %.17g",
              (int)a->family, a->loglik + loglik, b->loglik);
    for (size_t k = 0; k < a->m; k++)
        cr_expect(fabs(a->parameter[k].value - b->parameter[k].value) <
                  1e-6 * b->parameter[k].std_error);
}

/* Exact times and times censored on the right are intervals too. */
Test(parametric_between, gives_exact_times_what_a_sample_gives)
{
    subjects s;
    read_subjects("late", &s);
    s.sample.entry = NULL;
    for (int f = 0; f < FAMILIES; f++) {
        atr_parametric a = fit_of(&s, false, f, &s.covariates);
        atr_parametric b = fit_of(&s, true, f, &s.covariates);
        expect_same(&a, &b, 0);
        cr_expect(a.events == b.events && close_relative(a.bic, b.bic, 1e-12));
        atr_parametric_free(&a);
        atr_parametric_free(&b);
    }
}

/* The probability of a narrow interval is its width times the density. */
Test(parametric_between, narrow_intervals_are_as_good_as_times)
{
    static const double width = 1e-5;
    subjects            s;
    double              events = 0;
    read_subjects("late", &s);
    s.sample.entry = NULL;
    for (size_t i = 0; i < s.sample.n; i++) {
        if (!s.event[i]) continue;
        s.left[i] = s.time[i] - width / 2;
        s.right[i] = s.time[i] + width / 2;
        events++;
    }
    for (int f = 0; f < ATR_FAMILY_SPLINE; f++) {
        atr_parametric a = fit_of(&s, false, f, &s.covariates);
        atr_parametric b = fit_of(&s, true, f, &s.covariates);
        cr_expect(close_to(a.loglik - events * log(width), b.loglik, 1e-7));
        for (size_t k = 0; k < a.m; k++)
            cr_expect(fabs(a.parameter[k].value - b.parameter[k].value) <
                      1e-4 * b.parameter[k].std_error);
        atr_parametric_free(&a);
        atr_parametric_free(&b);
    }
}

Test(parametric_between, the_unit_of_time_scales_out)
{
    subjects s;
    read_subjects("between", &s);
    for (int f = 0; f < FAMILIES; f++) {
        atr_parametric a = fit_of(&s, false, f, NULL), b;
        atr_estimate   q[2];
        for (size_t i = 0; i < s.intervals.n; i++)
            s.left[i] *= 365.25, s.right[i] *= 365.25;
        b = fit_of(&s, false, f, NULL);
        for (size_t i = 0; i < s.intervals.n; i++)
            s.left[i] /= 365.25, s.right[i] /= 365.25;
        atr_parametric_quantile(&a, NULL, 0.5, &q[0], NULL);
        atr_parametric_quantile(&b, NULL, 0.5, &q[1], NULL);
        cr_expect(close_relative(q[1].value, 365.25 * q[0].value, 1e-7), "%d", f);
        atr_parametric_free(&a);
        atr_parametric_free(&b);
    }
}

/* An exponential model has no memory: late entry shortens the time at risk. */
Test(parametric_between, late_entry_is_time_not_at_risk)
{
    subjects     s;
    double       time = 0, events = 0;
    atr_estimate hazard;
    read_subjects("late", &s);
    for (size_t i = 0; i < s.sample.n; i++) {
        time += s.time[i] - fmax(0, s.entry[i]);
        events += s.event[i];
    }
    atr_parametric fit = fit_of(&s, true, ATR_FAMILY_EXPONENTIAL, NULL);
    atr_parametric_hazard(&fit, NULL, 1, &hazard, NULL);
    cr_expect(close_relative(hazard.value, events / time, 1e-12));
    atr_parametric_free(&fit);
}

Test(parametric_between, somebody_unknown_changes_nothing_but_the_count)
{
    subjects s;
    read_subjects("between", &s);
    atr_parametric a = fit_of(&s, false, ATR_FAMILY_WEIBULL, NULL);
    const size_t   n = s.intervals.n++;
    s.left[n] = 0;
    s.right[n] = INFINITY;
    s.weight[n] = 3;
    atr_parametric b = fit_of(&s, false, ATR_FAMILY_WEIBULL, NULL);
    expect_same(&a, &b, 0);
    cr_expect(b.n == a.n + 1 && b.weights == a.weights + 3);
    atr_parametric_free(&a);
    atr_parametric_free(&b);
}

/* Nothing but "not yet" or "already": no maximum inside. */
Test(parametric_between, says_when_there_is_no_maximum)
{
    const double        none[] = {-INFINITY, 0, -INFINITY}, ends[] = {1, 2, 3};
    const double        starts[] = {1, 2, 3}, never[] = {INFINITY, INFINITY, INFINITY};
    const atr_intervals already = {3, none, ends, NULL}, not_yet = {3, starts, never, NULL};
    atr_parametric      fit;
    for (int f = 0; f < ATR_FAMILY_SPLINE; f++) {
        cr_assert(atr_parametric_fit_intervals(&already, NULL, (atr_family)f, NULL, &fit,
                                               NULL) == ATR_OK);
        cr_expect(!fit.converged && fit.outcome != ATR_FIT_NO_EVENTS, "family %d", f);
        atr_parametric_free(&fit);
        cr_assert(atr_parametric_fit_intervals(&not_yet, NULL, (atr_family)f, NULL, &fit,
                                               NULL) == ATR_OK);
        cr_expect(fit.outcome == ATR_FIT_NO_EVENTS);
        atr_parametric_free(&fit);
    }
}

static void refuses(double left, double right, int code, const char *words)
{
    const double        l[] = {1, left}, r[] = {2, right};
    const atr_intervals intervals = {2, l, r, NULL};
    atr_parametric      fit;
    atr_error           err = {0};
    cr_expect(atr_parametric_fit_intervals(&intervals, NULL, ATR_FAMILY_WEIBULL, NULL, &fit,
                                           &err) == ATR_EDATA);
    cr_expect((int)err.code == code && strstr(err.message, words), "%s", err.message);
    cr_expect(fit.m == 0 && !fit.parameter);
}

Test(parametric_between, refuses_times_that_cannot_be)
{
    refuses(-1, 3, ATR_CODE_BAD_TIME, "subject 2");
    refuses(0, 0, ATR_CODE_BAD_TIME, "subject 2");
    refuses(3, 2, ATR_CODE_BAD_TIME, "subject 2");
    refuses(NAN, 2, ATR_CODE_BAD_TIME, "subject 2");
    const atr_intervals nobody = {0};
    atr_parametric      fit;
    atr_error           err = {0};
    cr_expect(atr_parametric_fit_intervals(&nobody, NULL, ATR_FAMILY_WEIBULL, NULL, &fit,
                                           &err) == ATR_EDATA);
    cr_expect(err.code == ATR_CODE_EMPTY_SAMPLE);
}
