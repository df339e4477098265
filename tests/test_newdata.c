/* test_newdata.c - predictions for new patients: R's numbers, and which rows are refused.
 */
#include "atrisk/baseline.h"
#include "atrisk/codes.h"
#include "atrisk/design.h"
#include "atrisk/newdata.h"
#include "atrisk/predictor.h"
#include "files.h"
#include "golden_table.h"
#include "support.h"

#include <criterion/criterion.h>
#include <math.h>
#include <stdio.h>
#include <string.h>

enum { MOST_STRATA = 2, MOST_COLUMNS = 8, MOST_ROWS = 8 };

static const char *const words[] = {"age", "factor(ph.ecog)"};
static const char *const sex[] = {"sex"};

/* A model of lung.csv and the rows of a file to predict for. */
typedef struct {
    bool         stratified;
    atr_formula  formula;
    atr_patients patients, rows;
    atr_design   design, new_design;
    atr_cox      fit;
    atr_baseline curve[MOST_STRATA];
} prediction;

static void fit_model(prediction *p, const char *model)
{
    p->stratified = strcmp(model, "strata") == 0;
    cr_assert(atr_formula_read(words, 2, &p->formula, NULL) == ATR_OK);
    const atr_patients_options columns = {.event = "status",
                                          .event_value = "2",
                                          .strata = sex,
                                          .n_strata_columns = p->stratified,
                                          .covariate = p->formula.column,
                                          .n_covariates = p->formula.n_columns,
                                          .categorical = p->formula.categorical,
                                          .n_categorical = p->formula.n_categorical};
    const atr_design_options   options = {.formula = &p->formula};
    const atr_cox_options how = {.ties = p->stratified ? ATR_TIES_BRESLOW : ATR_TIES_EFRON};
    cr_assert(atr_patients_read(GOLDEN_DIR "/data/lung.csv", &columns, &p->patients, NULL,
                                NULL) == ATR_OK);
    cr_assert(atr_design_build(&p->patients, &options, &p->design, NULL) == ATR_OK);
    cr_assert(atr_cox_fit(&p->patients.sample, &p->design.columns, &how, &p->fit, NULL) ==
              ATR_OK);
}

static atr_status read_rows(prediction *p, const char *path, atr_error *err)
{
    const atr_newdata_options how = {
        .strata = sex, .n_strata_columns = p->stratified, .id = "id"};
    return atr_newdata_read(path, &p->patients, &how, &p->rows, err);
}

/* The columns of row i. */
static void columns_of(const prediction *p, size_t i, double *row)
{
    for (size_t j = 0; j < p->fit.p; j++) row[j] = p->new_design.columns.x[j][i];
}

static void predict(prediction *p)
{
    const atr_design_options options = {.formula = &p->formula};
    double                   row[MOST_ROWS * MOST_COLUMNS];
    cr_assert(atr_design_build(&p->rows, &options, &p->new_design, NULL) == ATR_OK);
    cr_assert(p->new_design.columns.p == p->fit.p);
    for (size_t i = 0; i < p->rows.sample.n; i++) columns_of(p, i, row + i * p->fit.p);
    const atr_baseline_options how = {.n_rows = p->rows.sample.n,
                                      .rows = row,
                                      .scale =
                                          p->stratified ? ATR_SCALE_LOGLOG : ATR_SCALE_LOG};
    cr_assert(atr_baseline_find(&p->patients.sample, &p->design.columns, &p->fit, &how,
                                p->curve, NULL) == ATR_OK);
}

static void release(prediction *p)
{
    for (size_t s = 0; s < MOST_STRATA; s++) atr_baseline_free(&p->curve[s]);
    atr_design_free(&p->new_design);
    atr_patients_free(&p->rows);
    atr_cox_free(&p->fit);
    atr_design_free(&p->design);
    atr_patients_free(&p->patients);
    atr_formula_free(&p->formula);
}

static atr_curve curve_of(const prediction *p, size_t row)
{
    const size_t stratum = p->stratified ? p->rows.sample.stratum[row] : 0;
    return atr_baseline_curve(&p->curve[stratum], row, ATR_QUANTILE_MIDPOINT);
}

/* --- golden ----------------------------------------------------------------------- */

static void expect_rows(const prediction *p, const golden_table *golden, const char *model)
{
    const double zero[MOST_COLUMNS] = {0};
    for (size_t row = 0; row < golden->n; row++) {
        if (strcmp(golden_text(golden, row, "model"), model) != 0) continue;
        const size_t    i = (size_t)golden_number(golden, row, "row");
        const atr_curve curve = curve_of(p, i);
        double          x[MOST_COLUMNS];
        atr_estimate    log_hr, median;
        columns_of(p, i, x);
        cr_assert(atr_predictor_find(&p->fit, x, zero, &log_hr, NULL) == ATR_OK);
        golden_expect(golden, row, "log_hr", log_hr.value, 1e-9);
        golden_expect(golden, row, "std_error", log_hr.std_error, 1e-9);
        cr_assert(atr_curve_quantile(&curve, 0.5, &median, NULL) == ATR_OK);
        golden_expect(golden, row, "median", median.value, 0);
        golden_expect(golden, row, "lower", median.lower, 0);
        golden_expect(golden, row, "upper", median.upper, 0);
    }
}

static void expect_times(const prediction *p, const golden_table *golden, const char *model)
{
    for (size_t row = 0; row < golden->n; row++) {
        if (strcmp(golden_text(golden, row, "model"), model) != 0) continue;
        const size_t       i = (size_t)golden_number(golden, row, "row");
        const double       time = golden_number(golden, row, "time");
        const atr_curve    curve = curve_of(p, i);
        const atr_estimate survival = atr_curve_at(&curve, time);
        golden_expect(golden, row, "survival", survival.value, 1e-9);
        golden_expect(golden, row, "lower", survival.lower, 1e-9);
        golden_expect(golden, row, "upper", survival.upper, 1e-9);
    }
}

static void expect_predictions(const char *model)
{
    golden_table rows = golden_table_read("newdata.csv");
    golden_table times = golden_table_read("newdata_times.csv");
    prediction   p = {0};
    atr_error    err = {0};
    fit_model(&p, model);
    cr_assert(read_rows(&p, GOLDEN_DIR "/data/lung_new.csv", &err) == ATR_OK, "%s",
              err.message);
    predict(&p);
    cr_expect_str_eq(p.rows.id.level[p.rows.id.code[1]], "B");
    expect_rows(&p, &rows, model);
    expect_times(&p, &times, model);
    release(&p);
    golden_table_free(&rows);
    golden_table_free(&times);
}

Test(newdata, is_predicted_for_as_by_R)
{
    expect_predictions("plain");
    expect_predictions("strata");
}

/* --- laws ------------------------------------------------------------------------- */

Test(newdata, has_no_error_at_the_reference_and_the_errors_of_coefficients_beside_it)
{
    prediction   p = {0};
    atr_estimate at, beside;
    double       row[MOST_COLUMNS];
    fit_model(&p, "plain");
    memcpy(row, p.fit.mean, p.fit.p * sizeof *row);
    cr_assert(atr_predictor_find(&p.fit, row, NULL, &at, NULL) == ATR_OK);
    cr_expect(at.value == 0 && at.std_error == 0);
    row[0] += 1;
    cr_assert(atr_predictor_find(&p.fit, row, NULL, &beside, NULL) == ATR_OK);
    cr_expect(close_relative(beside.value, p.fit.coef[0].value, 1e-12));
    cr_expect(close_relative(beside.std_error, p.fit.coef[0].std_error, 1e-12));
    cr_expect(close_relative(beside.upper, p.fit.coef[0].upper, 1e-12));
    release(&p);
}

/* --- what is refused -------------------------------------------------------------- */

static void refuse(const char *model, const char *text, int code, size_t line,
                   const char *message)
{
    prediction p = {0};
    atr_error  err = {0};
    fit_model(&p, model);
    const scratch file = scratch_text(text);
    cr_expect(read_rows(&p, file.path, &err) == ATR_EDATA);
    scratch_remove(&file);
    cr_expect(err.code == code, "code %d", err.code);
    cr_expect(err.line == line, "line %zu", err.line);
    cr_expect(strstr(err.message, message), "message was: %s", err.message);
    cr_expect(!p.rows.owner && !p.rows.covariate, "nothing to free");
    release(&p);
}

Test(newdata, refuses_what_nothing_is_known_about)
{
    refuse("plain", "age,ph.ecog\n50,1\n60,4\n", ATR_CODE_NO_SUCH_LEVEL, 3,
           "no patient of the model has '4' in column 'ph.ecog'");
    refuse("plain", "age,ph.ecog\n50,1\n,2\n", ATR_CODE_BAD_COVARIATE, 3,
           "column 'age' has no value here");
    refuse("strata", "age,ph.ecog,sex\n50,1,1\n50,1,3\n", ATR_CODE_NO_SUCH_LEVEL, 3,
           "no patient of the model is in the stratum '3'");
    refuse("plain", "age,ph.ecog\n", ATR_CODE_NO_ROWS, 0, "nobody below the header");
}
