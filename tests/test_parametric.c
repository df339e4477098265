/* test_parametric.c - parametric survival models against R, and their refusals. */
#include "atrisk/codes.h"
#include "atrisk/parametric.h"
#include "golden_table.h"
#include "support.h"

#include <criterion/criterion.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { MOST_COVARIATES = 4 };

/* --- golden ------------------------------------------------------------------------------
 */

typedef struct {
    atr_sample     sample;
    double        *x[MOST_COVARIATES];
    atr_covariates covariates;
    atr_parametric fit;
} model;

static void split(const char *joined, char name[][32], size_t *n)
{
    for (*n = 0; *joined; (*n)++) {
        const size_t length = strcspn(joined, "+");
        snprintf(name[*n], sizeof *name, "%.*s", (int)length, joined);
        joined += length + (joined[length] == '+');
    }
}

static bool is_complete(const golden_table *data, size_t i, char name[][32], size_t p)
{
    for (size_t j = 0; j < p; j++)
        if (isnan(golden_number(data, i, name[j]))) return false;
    return true;
}

/* The complete rows of the data set of row k of the models. */
static void read_model(model *m, const golden_table *models, size_t k)
{
    char file[64], name[MOST_COVARIATES][32];
    snprintf(file, sizeof file, "data/%s.csv", golden_text(models, k, "data"));
    golden_table   data = golden_table_read(file);
    double        *time = malloc(data.n * sizeof *time);
    double        *weight = malloc(data.n * sizeof *weight);
    unsigned char *event = malloc(data.n);
    const char    *weights = golden_text(models, k, "weight");
    const double   value = golden_number(models, k, "value");

    *m = (model){
        .sample = {
            .time = time, .event = event, .weight = weight, .n_groups = 1, .n_strata = 1}};
    split(golden_text(models, k, "covariates"), name, &m->covariates.p);
    for (size_t j = 0; j < m->covariates.p; j++) m->x[j] = malloc(data.n * sizeof *m->x[j]);
    m->covariates.x = (const double *const *)m->x;
    for (size_t i = 0; i < data.n; i++) {
        if (!is_complete(&data, i, name, m->covariates.p)) continue;
        const size_t n = m->sample.n++;
        time[n] = golden_number(&data, i, golden_text(models, k, "time"));
        event[n] = golden_number(&data, i, golden_text(models, k, "event")) == value;
        weight[n] = *weights ? golden_number(&data, i, weights) : 1;
        for (size_t j = 0; j < m->covariates.p; j++)
            m->x[j][n] = golden_number(&data, i, name[j]);
    }
    golden_table_free(&data);
}

static void free_model(model *m)
{
    free((void *)m->sample.time);
    free((void *)m->sample.event);
    free((void *)m->sample.weight);
    for (size_t j = 0; j < m->covariates.p; j++) free(m->x[j]);
    atr_parametric_free(&m->fit);
}

static atr_family family_named(const char *name)
{
    static const char *const names[] = {"exponential", "weibull",  "lognormal",
                                        "loglogistic", "gengamma", "gompertz",
                                        "spline"};
    for (size_t i = 0; i < sizeof names / sizeof *names; i++)
        if (!strcmp(name, names[i])) return (atr_family)i;
    cr_assert(false, "no family %s", name);
    return ATR_FAMILY_SPLINE;
}

static void fit_model(model *m, const golden_table *models, size_t k)
{
    const atr_parametric_options options = {.knots =
                                                (size_t)golden_number(models, k, "knots")};
    atr_error                    err = {0};
    read_model(m, models, k);
    cr_assert(atr_parametric_fit(&m->sample, &m->covariates,
                                 family_named(golden_text(models, k, "family")), &options,
                                 &m->fit, &err) == ATR_OK,
              "%s", err.message);
    cr_assert(m->fit.converged, "%s", golden_text(models, k, "model"));
}

static void expect(const golden_table *table, size_t row, const char *column, double got,
                   double tolerance)
{
    const double want = golden_number(table, row, column);
    cr_expect(close_relative(got, want, tolerance), "%s: %s is %.17g, not %.17g",
              golden_text(table, row, "model"), column, got, want);
}

/* survreg stands still at rounding error; the maxima that R climbed with differences
 * are good to about 1e-8 standard errors. */
static bool by_survreg(const atr_parametric *fit)
{
    return fit->family <= ATR_FAMILY_LOGLOGISTIC;
}

Test(parametric, agrees_with_r_on_the_likelihood)
{
    golden_table models = golden_table_read("parametric_models.csv");
    for (size_t k = 0; k < models.n; k++) {
        model m;
        fit_model(&m, &models, k);
        cr_expect((double)m.fit.n == golden_number(&models, k, "subjects"));
        expect(&models, k, "events", m.fit.events, 1e-14);
        expect(&models, k, "loglik", m.fit.loglik, 1e-12);
        expect(&models, k, "aic", m.fit.aic, 1e-12);
        expect(&models, k, "bic", m.fit.bic, 1e-12);
        expect(&models, k, "bic_events", m.fit.bic_events, 1e-12);
        free_model(&m);
    }
    golden_table_free(&models);
}

static double distance(double got, double want, double unit)
{
    return fabs(got - want) / unit;
}

Test(parametric, agrees_with_r_on_parameters_and_their_variance)
{
    golden_table models = golden_table_read("parametric_models.csv");
    golden_table golden = golden_table_read("parametric_parameters.csv");
    size_t       row = 0;
    for (size_t k = 0; k < models.n; k++) {
        model m;
        fit_model(&m, &models, k);
        const double tolerance = by_survreg(&m.fit) ? 1e-9 : 1e-6;
        const double first = m.fit.parameter[0].std_error;
        for (size_t i = 0; i < m.fit.m; i++, row++) {
            const char         *id = golden_text(&golden, row, "model");
            const atr_estimate *e = m.fit.parameter + i;
            const double        value = golden_number(&golden, row, "value");
            const double        cov = golden_number(&golden, row, "with_first");
            cr_assert_str_eq(id, golden_text(&models, k, "model"));
            cr_expect(distance(e->value, value, e->std_error) < tolerance,
                      "%s: parameter %zu is %.17g, not %.17g", id, i, e->value, value);
            expect(&golden, row, "std_error", e->std_error, 10 * tolerance);
            cr_expect(
                distance(m.fit.variance[i], cov, first * e->std_error) < 10 * tolerance,
                "%s: covariance %zu is %.17g, not %.17g", id, i, m.fit.variance[i], cov);
        }
        free_model(&m);
    }
    cr_expect(row == golden.n);
    golden_table_free(&golden);
    golden_table_free(&models);
}

Test(parametric, agrees_with_r_on_what_follows_from_a_fit)
{
    golden_table models = golden_table_read("parametric_models.csv");
    for (size_t k = 0; k < models.n; k++) {
        model        m;
        atr_estimate e;
        fit_model(&m, &models, k);
        const double tolerance = by_survreg(&m.fit) ? 1e-9 : 1e-6;
        const double tau = golden_number(&models, k, "tau");
        cr_assert(!atr_parametric_survival(&m.fit, NULL, tau, &e, NULL));
        expect(&models, k, "survival", e.value, tolerance);
        cr_assert(!atr_parametric_hazard(&m.fit, NULL, tau, &e, NULL));
        expect(&models, k, "hazard", e.value, tolerance);
        cr_assert(!atr_parametric_quantile(&m.fit, NULL, 0.5, &e, NULL));
        expect(&models, k, "median", e.value, tolerance);
        cr_assert(!atr_parametric_rmst(&m.fit, NULL, tau, &e, NULL));
        expect(&models, k, "rmst", e.value, tolerance);
        free_model(&m);
    }
    golden_table_free(&models);
}

/* ---- data without a maximum ------------------------------------------------------ */

static atr_parametric fit_times(size_t n, const double *time, const unsigned char *event,
                                atr_family family)
{
    const atr_sample sample = {
        .n = n, .time = time, .event = event, .n_groups = 1, .n_strata = 1};
    atr_parametric fit;
    atr_error      err = {0};
    cr_assert(atr_parametric_fit(&sample, NULL, family, NULL, &fit, &err) == ATR_OK, "%s",
              err.message);
    return fit;
}

static void expect_nothing(atr_parametric *fit)
{
    atr_estimate e;
    cr_expect(!fit->converged);
    for (size_t i = 0; i < fit->m; i++) {
        cr_expect(isnan(fit->parameter[i].value) && isnan(fit->parameter[i].std_error));
        cr_expect(isnan(fit->z[i]) && isnan(fit->p_value[i]));
    }
    cr_expect(!atr_parametric_survival(fit, NULL, 1, &e, NULL) && isnan(e.value));
    cr_expect(!atr_parametric_hazard(fit, NULL, 1, &e, NULL) && isnan(e.value));
    cr_expect(!atr_parametric_quantile(fit, NULL, 0.5, &e, NULL) && isnan(e.value));
    cr_expect(!atr_parametric_rmst(fit, NULL, INFINITY, &e, NULL) && isnan(e.value));
    cr_expect(isnan(atr_parametric_cured(fit, NULL)));
    atr_parametric_free(fit);
}

Test(parametric, says_when_nobody_had_the_event)
{
    for (int f = ATR_FAMILY_EXPONENTIAL; f <= ATR_FAMILY_SPLINE; f++) {
        atr_parametric fit =
            fit_times(2, (double[]){1, 2}, (unsigned char[]){0, 0}, (atr_family)f);
        cr_expect(fit.outcome == ATR_FIT_NO_EVENTS && isnan(fit.loglik));
        cr_expect(fit.events == 0 && fit.n == 2);
        expect_nothing(&fit);
    }
}

/* All events at the last time: the narrower the distribution, the likelier. */
Test(parametric, says_when_the_spread_wants_to_vanish)
{
    static const atr_family families[] = {ATR_FAMILY_WEIBULL, ATR_FAMILY_LOGNORMAL,
                                          ATR_FAMILY_LOGLOGISTIC, ATR_FAMILY_GENGAMMA,
                                          ATR_FAMILY_GOMPERTZ};
    for (size_t f = 0; f < sizeof families / sizeof *families; f++) {
        atr_parametric same =
            fit_times(3, (double[]){7, 7, 7}, (unsigned char[]){1, 1, 1}, families[f]);
        atr_parametric last =
            fit_times(3, (double[]){1, 2, 3}, (unsigned char[]){0, 0, 1}, families[f]);
        cr_expect(same.outcome == ATR_FIT_RUNAWAY && last.outcome == ATR_FIT_RUNAWAY);
        expect_nothing(&same);
        expect_nothing(&last);
    }
}

/* One rate fits one event: d over the time of all, with log standard error 1. */
Test(parametric, fits_an_exponential_model_to_one_event)
{
    atr_parametric fit = fit_times(3, (double[]){1, 2, 3}, (unsigned char[]){0, 0, 1},
                                   ATR_FAMILY_EXPONENTIAL);
    cr_expect(fit.converged);
    cr_expect(close_relative(fit.parameter[0].value, log(6), 1e-14));
    cr_expect(close_relative(fit.parameter[0].std_error, 1, 1e-14));
    cr_expect(close_relative(fit.loglik, -log(6) - 1, 1e-14));
    atr_parametric_free(&fit);
}

Test(parametric, says_when_a_coefficient_is_infinite)
{
    const double        time[] = {1, 2, 3, 4, 1, 2, 3, 4}, arm[] = {0, 0, 0, 0, 1, 1, 1, 1};
    const unsigned char event[] = {1, 1, 1, 1, 0, 0, 0, 0};
    const double *const x[] = {arm};
    const atr_covariates covariates = {1, x};
    const atr_sample     sample = {
            .n = 8, .time = time, .event = event, .n_groups = 1, .n_strata = 1};
    for (int f = ATR_FAMILY_EXPONENTIAL; f <= ATR_FAMILY_SPLINE; f++) {
        atr_parametric fit;
        cr_assert(atr_parametric_fit(&sample, &covariates, (atr_family)f, NULL, &fit,
                                     NULL) == ATR_OK);
        cr_expect(fit.outcome == ATR_FIT_RUNAWAY, "family %d: %d", f, (int)fit.outcome);
        expect_nothing(&fit);
    }
}

Test(parametric, says_when_it_ran_out_of_iterations)
{
    const double        time[] = {1, 2, 3, 4, 6};
    const unsigned char event[] = {1, 1, 0, 1, 1};
    const atr_sample    sample = {
           .n = 5, .time = time, .event = event, .n_groups = 1, .n_strata = 1};
    const atr_parametric_options options = {.max_iterations = 1};
    atr_parametric               fit;
    cr_assert(!atr_parametric_fit(&sample, NULL, ATR_FAMILY_WEIBULL, &options, &fit, NULL));
    cr_expect(fit.outcome == ATR_FIT_STOPPED && fit.iterations == 1);
    expect_nothing(&fit);
}

Test(parametric, passes_over_a_redundant_covariate)
{
    const double        time[] = {1, 2, 3, 4, 6, 7}, a[] = {0, 1, 0, 1, 1, 0};
    const double        twice[] = {0, 2, 0, 2, 2, 0}, same[] = {5, 5, 5, 5, 5, 5};
    const unsigned char event[] = {1, 1, 0, 1, 1, 1};
    const double *const alone[] = {a}, *const all[] = {same, a, twice};
    const atr_covariates one = {1, alone}, three = {3, all};
    const atr_sample     sample = {
            .n = 6, .time = time, .event = event, .n_groups = 1, .n_strata = 1};
    atr_parametric f, g;
    atr_estimate   s, t;
    cr_assert(!atr_parametric_fit(&sample, &one, ATR_FAMILY_WEIBULL, NULL, &f, NULL));
    cr_assert(!atr_parametric_fit(&sample, &three, ATR_FAMILY_WEIBULL, NULL, &g, NULL));
    cr_expect(g.m == 5 && g.loglik == f.loglik && g.aic == f.aic && g.bic == f.bic);
    cr_expect(isnan(g.parameter[1].value) && isnan(g.parameter[3].value));
    cr_expect(close_relative(g.parameter[2].value, f.parameter[1].value, 1e-13));
    cr_expect(g.variance[1 * 5 + 1] == 0 && g.variance[3 * 5 + 2] == 0);
    cr_expect(!atr_parametric_survival(&f, (double[]){1}, 5, &s, NULL));
    cr_expect(!atr_parametric_survival(&g, (double[]){5, 1, 2}, 5, &t, NULL));
    cr_expect(close_relative(s.value, t.value, 1e-13));
    cr_expect(close_relative(s.lower, t.lower, 1e-12));
    atr_parametric_free(&f);
    atr_parametric_free(&g);
}

/* ---- refusals -------------------------------------------------------------------- */

static const double        three[] = {1, 2, 3};
static const unsigned char all_die[] = {1, 1, 1};
static const atr_sample    small = {
       .n = 3, .time = three, .event = all_die, .n_groups = 1, .n_strata = 1};

static atr_status refuse(const atr_sample *sample, const atr_covariates *covariates,
                         atr_family family, const atr_parametric_options *options,
                         atr_error *err)
{
    atr_parametric fit;
    *err = (atr_error){0};
    memset(&fit, 0xff, sizeof fit);
    const atr_status status =
        atr_parametric_fit(sample, covariates, family, options, &fit, err);
    cr_expect(status == err->status);
    cr_expect(!fit.parameter && !fit.z && !fit.m, "a failed call leaves nothing to free");
    return status;
}

Test(parametric, names_the_subject_whose_time_is_zero)
{
    atr_sample sample = small;
    atr_error  err;
    sample.time = (double[]){1, 0, 3};
    for (int f = ATR_FAMILY_EXPONENTIAL; f <= ATR_FAMILY_SPLINE; f++) {
        cr_expect(refuse(&sample, NULL, (atr_family)f, NULL, &err) == ATR_EDATA);
        cr_expect(err.code == ATR_CODE_BAD_TIME && *err.hint);
        cr_expect(strstr(err.message, "subject 2"), "message was: %s", err.message);
    }
}

Test(parametric, names_the_subject_and_the_covariate_that_is_not_a_number)
{
    const double         bad[] = {1, 2, NAN};
    const double *const  x[] = {three, bad};
    const atr_covariates covariates = {2, x};
    atr_error            err;
    cr_expect(refuse(&small, &covariates, ATR_FAMILY_WEIBULL, NULL, &err) == ATR_EDATA);
    cr_expect(err.code == ATR_CODE_BAD_COVARIATE);
    cr_expect(strstr(err.message, "subject 3: covariate 2"), "%s", err.message);
}

Test(parametric, refuses_a_sample_that_is_not_one)
{
    atr_sample sample = small;
    atr_error  err;
    sample.weight = (double[]){1, -1, 1};
    cr_expect(refuse(&sample, NULL, ATR_FAMILY_WEIBULL, NULL, &err) == ATR_EDATA);
    cr_expect(err.code == ATR_CODE_BAD_WEIGHT && strstr(err.message, "subject 2"));
}

Test(parametric, refuses_options_out_of_range)
{
    const atr_parametric_options level = {.level = 95}, limit = {.max_iterations = -2};
    const atr_parametric_options knots = {.knots = ATR_PARAMETRIC_MOST_KNOTS + 1};
    atr_error                    err;
    cr_expect(refuse(&small, NULL, ATR_FAMILY_WEIBULL, &level, &err) == ATR_EARGUMENT);
    cr_expect(err.code == ATR_CODE_BAD_LEVEL && strstr(err.message, "95"));
    cr_expect(refuse(&small, NULL, ATR_FAMILY_WEIBULL, &limit, &err) == ATR_EARGUMENT);
    cr_expect(err.code == ATR_CODE_BAD_FIT && strstr(err.message, "-2"));
    cr_expect(refuse(&small, NULL, ATR_FAMILY_SPLINE, &knots, &err) == ATR_EARGUMENT);
    cr_expect(err.code == ATR_CODE_BAD_FIT && strstr(err.message, "9 inner knots"));
    cr_expect(refuse(&small, NULL, (atr_family)9, NULL, &err) == ATR_EARGUMENT);
    cr_expect(err.code == ATR_CODE_BAD_FIT && strstr(err.message, "9 is not a family"));
}

Test(parametric, refuses_knots_that_coincide)
{
    const atr_parametric_options options = {.knots = 2};
    atr_sample                   sample = small;
    atr_error                    err;
    sample.time = (double[]){2, 2, 3};
    cr_expect(refuse(&sample, NULL, ATR_FAMILY_SPLINE, &options, &err) == ATR_EDATA);
    cr_expect(err.code == ATR_CODE_BAD_FIT && *err.hint);
    cr_expect(strstr(err.message, "2 inner knots"), "message was: %s", err.message);
}

Test(parametric, refuses_questions_out_of_range)
{
    atr_parametric fit = fit_times(3, three, all_die, ATR_FAMILY_WEIBULL);
    atr_estimate   e;
    atr_error      err = {0};
    cr_expect(atr_parametric_survival(&fit, NULL, -1, &e, &err) == ATR_EARGUMENT);
    cr_expect(isnan(e.value) && strstr(err.message, "time of -1"), "%s", err.message);
    cr_expect(atr_parametric_hazard(&fit, NULL, 0, &e, &err) == ATR_EARGUMENT);
    cr_expect(strstr(err.message, "time of 0"), "%s", err.message);
    cr_expect(atr_parametric_quantile(&fit, NULL, 1, &e, &err) == ATR_EARGUMENT);
    cr_expect(strstr(err.message, "share of 1"), "%s", err.message);
    cr_expect(atr_parametric_rmst(&fit, NULL, 0, &e, &err) == ATR_EARGUMENT);
    cr_expect(strstr(err.message, "horizon of 0"), "%s", err.message);
    cr_expect(atr_parametric_log_hazard_ratio(&fit, 0, &e, &err) == ATR_EARGUMENT);
    cr_expect(strstr(err.message, "no covariate 1"), "%s", err.message);
    atr_parametric_free(&fit);
}

Test(parametric, refuses_a_hazard_ratio_where_hazards_are_not_proportional)
{
    const double         x0[] = {1, 3, 2};
    const double *const  x[] = {x0};
    const atr_covariates covariates = {1, x};
    atr_parametric       fit;
    atr_estimate         e;
    atr_error            err = {0};
    cr_assert(
        !atr_parametric_fit(&small, &covariates, ATR_FAMILY_LOGNORMAL, NULL, &fit, NULL));
    cr_expect(atr_parametric_log_hazard_ratio(&fit, 0, &e, &err) == ATR_EARGUMENT);
    cr_expect(err.code == ATR_CODE_BAD_FIT && isnan(e.value) && *err.hint);
    atr_parametric_free(&fit);
}

Test(parametric, freeing_a_zeroed_fit_is_harmless)
{
    atr_parametric fit = {0};
    atr_parametric_free(&fit);
    cr_expect(!fit.parameter);
}
