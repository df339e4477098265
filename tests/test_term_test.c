/* test_term_test.c - tests of whole terms: R's numbers, and what must hold. */
#include "atrisk/design.h"
#include "atrisk/term_test.h"
#include "golden_table.h"
#include "support.h"

#include <criterion/criterion.h>
#include <math.h>

enum { MOST_COLUMNS = 8, N_TERMS = 3 };

static const char *const words[] = {"age", "sex", "factor(ph.ecog)"};

/* A model of lung.csv. */
typedef struct {
    atr_formula     formula;
    atr_patients    patients;
    atr_design      design;
    atr_cox_options options;
    atr_cox         fit;
    size_t          number[MOST_COLUMNS];
    atr_terms       terms;
} model;

static void fit_model(model *m, bool robust)
{
    cr_assert(atr_formula_read(words, N_TERMS, &m->formula, NULL) == ATR_OK);
    const atr_patients_options columns = {.event = "status",
                                          .event_value = "2",
                                          .covariate = m->formula.column,
                                          .n_covariates = m->formula.n_columns,
                                          .categorical = m->formula.categorical,
                                          .n_categorical = m->formula.n_categorical};
    const atr_design_options   options = {.formula = &m->formula};
    m->options = (atr_cox_options){.robust = robust};
    cr_assert(atr_patients_read(GOLDEN_DIR "/data/lung.csv", &columns, &m->patients, NULL,
                                NULL) == ATR_OK);
    cr_assert(atr_design_build(&m->patients, &options, &m->design, NULL) == ATR_OK);
    cr_assert(atr_cox_fit(&m->patients.sample, &m->design.columns, &m->options, &m->fit,
                          NULL) == ATR_OK);
    for (size_t j = 0; j < m->fit.p; j++) m->number[j] = m->design.term[j].number;
    m->terms = (atr_terms){m->design.n_terms, m->number};
}

static void release(model *m)
{
    atr_cox_free(&m->fit);
    atr_design_free(&m->design);
    atr_patients_free(&m->patients);
    atr_formula_free(&m->formula);
}

static void drop(const model *m, const atr_terms *terms, atr_test *test)
{
    cr_assert(atr_term_drop(&m->patients.sample, &m->design.columns, &m->options, &m->fit,
                            terms, test, NULL) == ATR_OK);
}

/* --- golden ----------------------------------------------------------------------- */

Test(term_test, agrees_with_R)
{
    golden_table g = golden_table_read("term_test.csv");
    for (size_t row = 0; row < g.n; row += N_TERMS) {
        model    m = {0};
        atr_test wald[N_TERMS], lr[N_TERMS];
        fit_model(&m, golden_number(&g, row, "robust") == 1);
        cr_assert(atr_term_wald(&m.fit, &m.terms, wald, NULL) == ATR_OK);
        drop(&m, &m.terms, lr);
        for (size_t t = 0; t < N_TERMS; t++) {
            golden_expect(&g, row + t, "wald", wald[t].statistic, 1e-9);
            golden_expect(&g, row + t, "lr", lr[t].statistic, 1e-9);
            golden_expect(&g, row + t, "df", wald[t].df, 0);
            golden_expect(&g, row + t, "df", lr[t].df, 0);
        }
        release(&m);
    }
    golden_table_free(&g);
}

/* --- laws ------------------------------------------------------------------------- */

Test(term_test, of_everything_is_the_test_of_the_model)
{
    const size_t    number[MOST_COLUMNS] = {0};
    const atr_terms all = {1, number};
    model           m = {0};
    atr_test        wald, lr;
    fit_model(&m, false);
    cr_assert(atr_term_wald(&m.fit, &all, &wald, NULL) == ATR_OK);
    drop(&m, &all, &lr);
    cr_expect(close_relative(wald.statistic, m.fit.wald.statistic, 1e-12));
    cr_expect(close_relative(lr.statistic, m.fit.likelihood_ratio.statistic, 1e-12));
    cr_expect(wald.df == m.fit.wald.df && lr.df == m.fit.likelihood_ratio.df);
    release(&m);
}

Test(term_test, of_one_coefficient_is_its_z_squared)
{
    model    m = {0};
    atr_test wald[N_TERMS];
    fit_model(&m, true);
    cr_assert(atr_term_wald(&m.fit, &m.terms, wald, NULL) == ATR_OK);
    cr_expect(close_relative(wald[1].statistic, m.fit.z[1] * m.fit.z[1], 1e-12));
    cr_expect(close_relative(wald[1].p, m.fit.p_value[1], 1e-10));
    release(&m);
}

Test(term_test, knows_infinite_and_redundant_terms)
{
    const double        arm[] = {1, 1, 0, 0, 0, 0};
    const double        same[] = {2, 2, 1, 1, 1, 1}, *column[] = {arm, same};
    const unsigned char event[] = {0, 0, 1, 1, 0, 1};
    const double        late[] = {7, 8, 3, 4, 5, 6};
    const atr_sample    sample = {
           .n = 6, .time = late, .event = event, .n_groups = 1, .n_strata = 1};
    const atr_covariates x = {2, column};
    const size_t         number[] = {0, 1};
    const atr_terms      terms = {2, number};
    atr_cox              fit;
    atr_test             wald[2], lr[2];
    cr_assert(atr_cox_fit(&sample, &x, NULL, &fit, NULL) == ATR_OK);
    cr_expect(fit.kind[0] == ATR_COEF_INFINITE && fit.kind[1] == ATR_COEF_REDUNDANT);
    cr_assert(atr_term_wald(&fit, &terms, wald, NULL) == ATR_OK);
    cr_assert(atr_term_drop(&sample, &x, NULL, &fit, &terms, lr, NULL) == ATR_OK);
    cr_expect(isnan(wald[0].statistic) && isnan(wald[1].statistic));
    cr_expect(lr[0].df == 0 && lr[1].df == 0, "each stands in for the other");
    atr_cox_free(&fit);
}
