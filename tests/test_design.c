/* test_design.c - covariates of patients as columns of a model. */
#include "atrisk/codes.h"
#include "atrisk/design.h"

#include <criterion/criterion.h>
#include <string.h>

static const double   age[] = {61, 45, 70, 52};
static const uint32_t stage[] = {0, 2, 1, 2}, sex[] = {1, 0, 0, 1}, site[] = {0, 0, 0, 0};
static const char *const stages[] = {"I", "II", "III"};
static const char *const sexes[] = {"female", "male"};
static const char *const sites[] = {"Kiel"};

static atr_covariate covariate[] = {
    {.name = "stage", .code = stage, .n_levels = 3, .level = stages},
    {.name = "age", .value = age},
    {.name = "site", .code = site, .n_levels = 1, .level = sites},
    {.name = "sex", .code = sex, .n_levels = 2, .level = sexes},
};
static const atr_patients patients = {
    .sample = {.n = 4}, .covariate = covariate, .n_covariates = 4};

static atr_design build(const atr_reference *reference, size_t n)
{
    const atr_design_options options = {.reference = reference, .n_references = n};
    atr_design               design;
    atr_error                err = {0};
    cr_assert(atr_design_build(&patients, &options, &design, &err) == ATR_OK, "%s",
              err.message);
    return design;
}

static void expect_column(const atr_design *d, size_t j, const double *want)
{
    for (size_t i = 0; i < 4; i++) cr_expect(d->columns.x[j][i] == want[i]);
}

static void expect_term(const atr_design *d, size_t j, const char *name, const char *level,
                        const char *reference)
{
    cr_expect_str_eq(d->term[j].covariate, name);
    cr_expect_str_eq(d->term[j].level, level);
    cr_expect_str_eq(d->term[j].reference, reference);
}

Test(design, has_a_column_for_a_number_and_for_each_level_but_the_first)
{
    atr_design d = build(NULL, 0);
    cr_assert(d.columns.p == 4);
    expect_term(&d, 0, "stage", "II", "I");
    expect_term(&d, 1, "stage", "III", "I");
    expect_term(&d, 3, "sex", "male", "female");
    expect_column(&d, 0, (double[]){0, 0, 1, 0});
    expect_column(&d, 1, (double[]){0, 1, 0, 1});
    expect_column(&d, 3, (double[]){1, 0, 0, 1});
    cr_expect(d.columns.x[2] == age, "a number is borrowed, not copied");
    cr_expect_str_eq(d.term[2].covariate, "age");
    cr_expect(!d.term[2].level && !d.term[2].reference);
    atr_design_free(&d);
    cr_expect(!d.owner && !d.term && !d.columns.x && d.columns.p == 0);
}

Test(design, compares_with_the_level_that_was_named)
{
    const atr_reference reference[] = {{"sex", "male"}, {"stage", "II"}};
    atr_design          d = build(reference, 2);
    expect_term(&d, 0, "stage", "I", "II");
    expect_term(&d, 1, "stage", "III", "II");
    expect_term(&d, 3, "sex", "female", "male");
    expect_column(&d, 0, (double[]){1, 0, 0, 0});
    expect_column(&d, 3, (double[]){0, 1, 1, 0});
    atr_design_free(&d);
}

Test(design, a_covariate_of_one_level_has_no_column)
{
    const atr_patients one = {
        .sample = {.n = 4}, .covariate = covariate + 2, .n_covariates = 1};
    atr_design d;
    cr_assert(atr_design_build(&one, NULL, &d, NULL) == ATR_OK);
    cr_expect(d.columns.p == 0);
    atr_design_free(&d);
}

static void refuse(atr_reference reference, const char *message, const char *hint)
{
    const atr_design_options options = {.reference = &reference, .n_references = 1};
    atr_design               d;
    atr_error                err = {0};
    memset(&d, 0xff, sizeof d);
    cr_expect(atr_design_build(&patients, &options, &d, &err) == ATR_EDATA);
    cr_expect(err.code == ATR_CODE_NO_SUCH_LEVEL);
    cr_expect(strstr(err.message, message), "message was: %s", err.message);
    cr_expect(strstr(err.hint, hint), "hint was: %s", err.hint);
    cr_expect(!d.owner && !d.term && !d.columns.x, "nothing to free");
}

Test(design, refuses_a_reference_that_does_not_occur)
{
    refuse((atr_reference){"stage", "IV"}, "stage=IV: no patient has that level",
           "I, II, III");
    refuse((atr_reference){"grade", "1"}, "the model has no covariate grade",
           "stage, age, site, sex");
    refuse((atr_reference){"age", "61"}, "covariate age is a number", "categorical");
}

Test(design, freeing_a_zeroed_design_is_harmless)
{
    atr_design d = {0};
    atr_design_free(&d);
    cr_expect(!d.owner);
}
