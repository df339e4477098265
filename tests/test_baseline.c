/* test_baseline.c - predicted hazard and survival against R's survfit.coxph. */
#include "atrisk/baseline.h"
#include "atrisk/codes.h"
#include "cox_model.h"
#include "support.h"

#include <criterion/criterion.h>
#include <math.h>
#include <string.h>

/* --- golden -------------------------------------------------------------------------- */

static atr_covariates columns_of(const cox_model *m, const double **x)
{
    for (size_t j = 0; j < COX_MODEL_MOST; j++) x[j] = m->column[j];
    return (atr_covariates){m->p, x};
}

/* Rows of zeros and of a quarter of each covariate's range. */
static void fill_rows(const cox_model *m, double *rows)
{
    for (size_t j = 0; j < m->p; j++) {
        double low = INFINITY, high = -INFINITY;
        for (size_t i = 0; i < m->sample.n; i++) {
            low = fmin(low, m->column[j][i]);
            high = fmax(high, m->column[j][i]);
        }
        rows[j] = 0;
        rows[m->p + j] = low + (high - low) / 4;
    }
}

static void predict(const cox_model *m, atr_scale scale, atr_baseline *curves)
{
    const double              *x[COX_MODEL_MOST];
    double                     rows[2 * COX_MODEL_MOST];
    const atr_covariates       covariates = columns_of(m, x);
    const atr_baseline_options options = {.n_rows = 2, .rows = rows, .scale = scale};
    atr_cox                    fit = cox_model_fit(m);
    atr_error                  err = {0};
    fill_rows(m, rows);
    cr_assert(atr_baseline_find(&m->sample, &covariates, &fit, &options, curves, &err) ==
                  ATR_OK,
              "%s", err.message);
    atr_cox_free(&fit);
}

/* Where the row is in the curves. */
static size_t place(const cox_model *m, const golden_table *golden, size_t row,
                    const atr_baseline *curves, size_t *stratum)
{
    *stratum = 0;
    while (m->sample.stratum &&
           m->stratum[*stratum] != golden_number(golden, row, "stratum"))
        ++*stratum;
    const atr_baseline *b = curves + *stratum;
    size_t              k = 0;
    while (k < b->n && b->time[k] < golden_number(golden, row, "time") - 1e-9) k++;
    cr_assert(k < b->n &&
              close_relative(b->time[k], golden_number(golden, row, "time"), 1e-12));
    return ((size_t)golden_number(golden, row, "row") - 1) * b->n + k;
}

static void compare(const cox_model *m, const golden_table *golden)
{
    atr_baseline log[COX_MODEL_MOST], loglog[COX_MODEL_MOST];
    size_t       compared = 0;
    predict(m, ATR_SCALE_LOG, log);
    predict(m, ATR_SCALE_LOGLOG, loglog);
    for (size_t row = 0; row < golden->n; row++) {
        size_t s;
        if (strcmp(golden_text(golden, row, "model"), m->name)) continue;
        const size_t at = place(m, golden, row, log, &s);
        golden_expect(golden, row, "hazard", log[s].hazard[at], 1e-9);
        golden_expect(golden, row, "std_error", log[s].std_error[at], 1e-9);
        golden_expect(golden, row, "survival", log[s].survival[at], 1e-9);
        golden_expect(golden, row, "lower", log[s].lower[at], 1e-8);
        golden_expect(golden, row, "upper", log[s].upper[at], 1e-8);
        golden_expect(golden, row, "lower_loglog", loglog[s].lower[at], 1e-8);
        golden_expect(golden, row, "upper_loglog", loglog[s].upper[at], 1e-8);
        compared++;
    }
    cr_expect(compared > 4, "%s", m->name);
    for (size_t s = 0; s < m->sample.n_strata; s++) {
        atr_baseline_free(log + s);
        atr_baseline_free(loglog + s);
    }
}

Test(baseline, agrees_with_survfit_on_hazards_errors_and_limits)
{
    golden_table models = golden_table_read("cox_more_models.csv");
    golden_table golden = golden_table_read("cox_more_curves.csv");
    size_t       compared = 0;
    for (size_t k = 0; k < models.n; k++) {
        if (!strcmp(golden_text(&models, k, "ties"), "exact")) continue;
        if (*golden_text(&models, k, "offset")) continue;
        cox_model m = cox_model_read(&models, k);
        compare(&m, &golden);
        cox_model_free(&m);
        compared++;
    }
    cr_expect(compared == 9);
    golden_table_free(&golden);
    golden_table_free(&models);
}

/* --- laws ------------------------------------------------------------------------------
 */

enum { N = 8 };

static const double        time[N] = {1, 2, 2, 2, 4, 5, 5, 7};
static const unsigned char event[N] = {1, 1, 1, 0, 1, 1, 1, 0};
static const double        constant[N] = {3, 3, 3, 3, 3, 3, 3, 3};
static const double        x[N] = {2, 0, 1, 3, 1, 2, 0, 1};
static const uint32_t      stratum[N] = {0, 2, 0, 2, 0, 2, 0, 2};
static const atr_sample    small = {
       .n = N, .time = time, .event = event, .n_groups = 1, .n_strata = 1};

static atr_cox fit_small(const atr_sample *sample, const double *column,
                         const atr_cox_options *options)
{
    const double *const  columns[] = {column};
    const atr_covariates covariates = {1, columns};
    atr_cox              fit;
    cr_assert(atr_cox_fit(sample, &covariates, options, &fit, NULL) == ATR_OK);
    return fit;
}

/* Nelson's d/n for Breslow; for Efron the sum of 1/n, 1/(n-1), ... of Fleming & Harrington.
 */
Test(baseline, of_no_covariates_is_the_hazard_of_the_whole_sample)
{
    const double *const  columns[] = {constant};
    const atr_covariates covariates = {1, columns};
    const double         nelson[] = {1. / 8, 2. / 7, 1. / 4, 2. / 3};
    const double         fleming[] = {1. / 8, 1. / 7 + 1. / 6, 1. / 4, 1. / 3 + 1. / 2};
    for (int efron = 0; efron <= 1; efron++) {
        const atr_cox_options options = {.ties = efron ? ATR_TIES_EFRON : ATR_TIES_BRESLOW};
        atr_cox               fit = fit_small(&small, constant, &options);
        atr_baseline          b;
        double                H = 0;
        cr_assert(!atr_baseline_find(&small, &covariates, &fit, NULL, &b, NULL));
        cr_assert(b.n == 4 && b.n_rows == 1);
        for (size_t k = 0; k < b.n; k++) {
            H += efron ? fleming[k] : nelson[k];
            cr_expect(close_relative(b.hazard[k], H, 1e-14));
            cr_expect(close_relative(b.survival[k], exp(-H), 1e-14));
        }
        cr_expect(close_relative(
            b.std_error[1],
            efron ? sqrt(1. / 64 + 1. / 49 + 1. / 36) : sqrt(1. / 64 + 2. / 49), 1e-14));
        cr_expect(b.events[1] == 2 && b.time[1] == 2);
        atr_baseline_free(&b);
        atr_cox_free(&fit);
    }
}

Test(baseline, hazards_of_two_rows_are_in_the_ratio_of_the_model)
{
    const double *const        columns[] = {x};
    const atr_covariates       covariates = {1, columns};
    const double               rows[] = {-1, 0, 1.5};
    const atr_baseline_options options = {
        .n_rows = 3, .rows = rows, .scale = ATR_SCALE_LOGLOG};
    atr_cox      fit = fit_small(&small, x, NULL);
    atr_baseline b;
    cr_assert(!atr_baseline_find(&small, &covariates, &fit, &options, &b, NULL));
    for (size_t i = 0; i < 3; i++)
        for (size_t k = 0; k < b.n; k++) {
            const double ratio = b.hazard[i * b.n + k] / b.hazard[b.n + k];
            cr_expect(close_relative(ratio, exp(fit.coef[0].value * rows[i]), 1e-13));
            cr_expect(b.lower[i * b.n + k] < b.survival[i * b.n + k]);
            cr_expect(b.upper[i * b.n + k] > b.survival[i * b.n + k]);
        }
    atr_baseline_free(&b);
    atr_cox_free(&fit);
}

Test(baseline, a_stratum_without_subjects_has_no_rows_and_the_others_their_own)
{
    const double *const  columns[] = {x};
    const atr_covariates covariates = {1, columns};
    atr_sample           strata = small;
    strata.stratum = stratum;
    strata.n_strata = 3;
    atr_cox      fit = fit_small(&strata, x, NULL);
    atr_baseline b[3];
    cr_assert(!atr_baseline_find(&strata, &covariates, &fit, NULL, b, NULL));
    cr_expect(b[0].n == 4 && b[1].n == 0 && b[2].n == 2);
    double sum = 0;
    for (size_t i = 0; i < N; i += 2) sum += exp(fit.coef[0].value * x[i]);
    cr_expect(close_relative(b[0].hazard[0], 1 / sum, 1e-13));
    for (size_t s = 0; s < 3; s++) atr_baseline_free(b + s);
    atr_cox_free(&fit);
}

/* With an offset that is the linear predictor, the null model has the same curve. */
Test(baseline, is_at_an_offset_of_0)
{
    const double *const columns[] = {x}, *const nothing[] = {constant};
    const atr_covariates covariates = {1, columns}, none = {1, nothing};
    atr_cox              fit = fit_small(&small, x, NULL);
    double               offset[N];
    for (size_t i = 0; i < N; i++) offset[i] = fit.coef[0].value * x[i];
    const atr_cox_options      with = {.offset = offset};
    const atr_baseline_options options = {.offset = offset, .scale = ATR_SCALE_LOG};
    atr_cox                    null = fit_small(&small, constant, &with);
    atr_baseline               a, b;
    cr_assert(!atr_baseline_find(&small, &covariates, &fit, NULL, &a, NULL));
    cr_assert(!atr_baseline_find(&small, &none, &null, &options, &b, NULL));
    for (size_t k = 0; k < a.n; k++)
        cr_expect(close_relative(a.hazard[k], b.hazard[k], 1e-13));
    atr_baseline_free(&a);
    atr_baseline_free(&b);
    atr_cox_free(&fit);
    atr_cox_free(&null);
}

/* --- refusals --------------------------------------------------------------------------
 */

static void expect_refused(const atr_sample *sample, const atr_cox *fit,
                           const atr_baseline_options *options, atr_status status,
                           atr_code code, const char *words)
{
    const double *const  columns[] = {x};
    const atr_covariates covariates = {1, columns};
    atr_baseline         b = {.n = 1};
    atr_error            err = {0};
    cr_expect(atr_baseline_find(sample, &covariates, fit, options, &b, &err) == status);
    cr_expect(err.code == (int)code);
    cr_expect(strstr(err.message, words), "message was: %s", err.message);
    cr_expect(!b.time && b.n == 0, "a failed call leaves nothing to free");
}

Test(baseline, refuses_fits_of_other_data_and_offsets_that_were_not_fitted)
{
    atr_cox    fit = fit_small(&small, x, NULL);
    atr_sample fewer = small;
    fewer.n--;
    expect_refused(&fewer, &fit, NULL, ATR_EARGUMENT, ATR_CODE_BAD_FIT, "a fit of");
    const atr_baseline_options options = {.offset = x};
    expect_refused(&small, &fit, &options, ATR_EARGUMENT, ATR_CODE_BAD_FIT,
                   "without an offset");
    atr_cox_free(&fit);
}

Test(baseline, names_the_row_that_is_not_a_number_and_a_bad_level)
{
    atr_cox                    fit = fit_small(&small, x, NULL);
    const double               rows[] = {1, NAN};
    const atr_baseline_options options = {.n_rows = 2, .rows = rows};
    const atr_baseline_options level = {.level = 1.5};
    expect_refused(&small, &fit, &options, ATR_EDATA, ATR_CODE_BAD_COVARIATE,
                   "row 2 to predict for: covariate 1 is nan");
    expect_refused(&small, &fit, &level, ATR_EARGUMENT, ATR_CODE_BAD_LEVEL, "1.5");
    atr_cox_free(&fit);
}

Test(baseline, refuses_an_infinite_coefficient)
{
    const double leaders[N] = {1, 1, 1, 0, 0, 0, 0, 0};
    atr_cox      fit = fit_small(&small, leaders, NULL);
    cr_assert(fit.kind[0] == ATR_COEF_INFINITE);
    expect_refused(&small, &fit, NULL, ATR_EDATA, ATR_CODE_INFINITE_COEFFICIENT,
                   "coefficient 1 is infinite");
    atr_cox_free(&fit);
}
