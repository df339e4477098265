/* test_formula.c - the terms of a model as they are written. */
#include "atrisk/codes.h"
#include "atrisk/cox.h"
#include "atrisk/design.h"
#include "atrisk/formula.h"
#include "golden_table.h"

#include <criterion/criterion.h>
#include <stdio.h>
#include <string.h>

enum { MOST_WORDS = 8 };

static atr_formula formula_of(const char *const *word, size_t n)
{
    atr_formula formula;
    atr_error   err = {0};
    cr_assert(atr_formula_read(word, n, &formula, &err) == ATR_OK, "%s", err.message);
    return formula;
}

static void expect_terms(const char *word, const char *const *term, size_t n)
{
    atr_formula formula = formula_of(&word, 1);
    cr_expect(formula.n_terms == n, "%s has %zu terms", word, formula.n_terms);
    for (size_t t = 0; t < n && t < formula.n_terms; t++)
        cr_expect_str_eq(formula.term[t].text, term[t]);
    atr_formula_free(&formula);
}

/* --- golden ----------------------------------------------------------------------- */

/* The columns of a data set that are its times and events. */
typedef struct {
    const char *name, *time, *event, *value;
} data_set;

static const data_set data_sets[] = {{"lung", "time", "status", "2"},
                                     {"myeloid", "futime", "death", "1"},
                                     {"rotterdam", "dtime", "death", "1"}};

static atr_patients patients_of(const char *name, const atr_formula *formula)
{
    const data_set *d = data_sets;
    while (strcmp(d->name, name) != 0) d++;
    const atr_patients_options columns = {.time = d->time,
                                          .event = d->event,
                                          .event_value = d->value,
                                          .covariate = formula->column,
                                          .n_covariates = formula->n_columns,
                                          .categorical = formula->categorical,
                                          .n_categorical = formula->n_categorical};
    char                       path[256];
    atr_patients               patients;
    atr_error                  err = {0};
    snprintf(path, sizeof path, GOLDEN_DIR "/data/%s.csv", name);
    cr_assert(atr_patients_read(path, &columns, &patients, NULL, &err) == ATR_OK, "%s",
              err.message);
    return patients;
}

/* Fit the model of `words`, which blanks separate. */
static atr_cox fit_of(const char *words, const char *data)
{
    char        text[128];
    const char *word[MOST_WORDS];
    size_t      n = 0;
    snprintf(text, sizeof text, "%s", words);
    for (char *w = strtok(text, " "); w; w = strtok(NULL, " ")) word[n++] = w;

    atr_formula              formula = formula_of(word, n);
    const atr_design_options options = {.formula = &formula};
    atr_patients             patients = patients_of(data, &formula);
    atr_design               design;
    atr_cox                  fit;
    cr_assert(atr_design_build(&patients, &options, &design, NULL) == ATR_OK);
    cr_assert(atr_cox_fit(&patients.sample, &design.columns, NULL, &fit, NULL) == ATR_OK);
    atr_design_free(&design);
    atr_patients_free(&patients);
    atr_formula_free(&formula);
    return fit;
}

Test(formula, gives_the_columns_that_R_gives)
{
    golden_table golden = golden_table_read("formula.csv");
    for (size_t row = 0; row < golden.n;) {
        atr_cox fit =
            fit_of(golden_text(&golden, row, "words"), golden_text(&golden, row, "data"));
        for (size_t j = 0; j < fit.p; j++, row++) {
            golden_expect(&golden, row, "coef", fit.coef[j].value, 1e-8);
            golden_expect(&golden, row, "se", fit.coef[j].std_error, 1e-8);
            golden_expect(&golden, row, "loglik", fit.loglik, 1e-11);
        }
        atr_cox_free(&fit);
    }
    golden_table_free(&golden);
}

/* --- what is understood ----------------------------------------------------------- */

Test(formula, crosses_and_names_terms)
{
    expect_terms("age", (const char *[]){"age"}, 1);
    expect_terms("arm*sex", (const char *[]){"arm", "sex", "arm:sex"}, 3);
    expect_terms("a * log( b )", (const char *[]){"a", "log(b)", "a:log(b)"}, 3);
    expect_terms("a*b*c", (const char *[]){"a", "b", "c", "a:b", "a:c", "b:c", "a:b:c"}, 7);
    expect_terms("factor(stage):age^2", (const char *[]){"stage:age^2"}, 1);
}

Test(formula, takes_a_name_for_a_name)
{
    expect_terms("`log(psa)`", (const char *[]){"log(psa)"}, 1);
    expect_terms("`a:b`:c", (const char *[]){"a:b:c"}, 1);
    expect_terms("Age (years)", (const char *[]){"Age (years)"}, 1);
    expect_terms("logit(x)", (const char *[]){"logit(x)"}, 1);
    expect_terms("ph.ecog", (const char *[]){"ph.ecog"}, 1);
}

Test(formula, keeps_a_term_and_a_column_once)
{
    const char *const word[] = {"b:a", "a*b", "log(a)", "a"};
    atr_formula       formula = formula_of(word, 4);
    cr_expect(formula.n_columns == 2);
    cr_expect(formula.n_terms == 4, "%zu", formula.n_terms);
    cr_expect_str_eq(formula.term[0].text, "a");
    cr_expect_str_eq(formula.term[1].text, "b");
    cr_expect_str_eq(formula.term[2].text, "log(a)");
    cr_expect_str_eq(formula.term[3].text, "b:a");
    atr_formula_free(&formula);
}

/* --- what is refused -------------------------------------------------------------- */

static void refuse(const char *const *word, size_t n, const char *message)
{
    atr_formula formula;
    atr_error   err = {0};
    cr_expect(atr_formula_read(word, n, &formula, &err) == ATR_EARGUMENT);
    cr_expect(strstr(err.message, message), "message was: %s", err.message);
    cr_expect(!formula.term && !formula.column && !formula.categorical, "nothing to free");
}

Test(formula, refuses_what_is_no_term)
{
    refuse((const char *[]){"a:"}, 1, "'a:' is not understood");
    refuse((const char *[]){"log()"}, 1, "'log()' is not understood");
    refuse((const char *[]){"a*b:c"}, 1, "'a*b:c' is not understood");
    refuse((const char *[]){"a:b:c:d:e:f:g:h:i"}, 1, "is not understood");
    refuse((const char *[]){"factor(a)", "a:b"}, 2, "categories and as a number");
}

Test(formula, refuses_a_logarithm_of_zero_with_its_line)
{
    const char *const        word[] = {"log(pgr)"};
    atr_formula              formula = formula_of(word, 1);
    const atr_design_options options = {.formula = &formula};
    atr_patients             patients = patients_of("rotterdam", &formula);
    atr_design               design;
    atr_error                err = {0};
    cr_expect(atr_design_build(&patients, &options, &design, &err) == ATR_EDATA);
    cr_expect(err.code == ATR_CODE_BAD_COVARIATE);
    cr_expect(err.line > 1 && err.column == 8, "line %zu, field %zu", err.line, err.column);
    atr_patients_free(&patients);
    atr_formula_free(&formula);
}

Test(formula, refuses_a_function_of_categories)
{
    const char *const        word[] = {"log(trt)"};
    atr_formula              formula = formula_of(word, 1);
    const atr_design_options options = {.formula = &formula};
    atr_patients             patients = patients_of("myeloid", &formula);
    atr_design               design;
    atr_error                err = {0};
    cr_expect(atr_design_build(&patients, &options, &design, &err) == ATR_EDATA);
    cr_expect(strstr(err.message, "holds categories"), "message was: %s", err.message);
    atr_patients_free(&patients);
    atr_formula_free(&formula);
}
