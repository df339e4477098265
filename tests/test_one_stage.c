/* test_one_stage.c - patients of several studies: R's numbers, and what must hold. */
#include "atrisk/codes.h"
#include "atrisk/design.h"
#include "atrisk/one_stage.h"
#include "atrisk/pooled.h"
#include "files.h"
#include "golden_table.h"
#include "support.h"

#include <criterion/criterion.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* How a data set names its columns. */
typedef struct {
    const char *data, *time, *event, *value, *treatment, *study;
    const char *covariate[2];
    size_t      n_covariates;
    atr_ties    ties;
} trial_set;

static const trial_set sets[] = {
    {"lung", "time", "status", "2", "sex", "inst", {NULL}, 0, ATR_TIES_EFRON},
    {"rotterdam",
     "rtime",
     "recur",
     "1",
     "hormon",
     "grade",
     {"age", "nodes"},
     2,
     ATR_TIES_EFRON},
    {"rotterdam", "dtime", "death", "1", "meno", "size3", {NULL}, 0, ATR_TIES_BRESLOW}};

enum { N_SETS = sizeof sets / sizeof *sets };

/* The patients of a set, its studies and arms. */
typedef struct {
    atr_patients        patients;
    atr_pooled_patients pooled;
    atr_design          design;
    unsigned char      *treatment;
    atr_arms            arms;
} pool;

static pool pool_of(const trial_set *set)
{
    const atr_patients_options columns = {.time = set->time,
                                          .event = set->event,
                                          .event_value = set->value,
                                          .group = set->treatment,
                                          .id = set->study,
                                          .covariate = set->covariate,
                                          .n_covariates = set->n_covariates};
    const char *const          name[] = {""};
    char                       path[256];
    pool                       p = {0};
    atr_error                  err = {0};
    snprintf(path, sizeof path, GOLDEN_DIR "/data/%s.csv", set->data);
    cr_assert(atr_patients_read(path, &columns, &p.patients, NULL, &err) == ATR_OK, "%s",
              err.message);
    cr_assert(atr_pooled_build(&p.patients, 1, name, &p.pooled, NULL) == ATR_OK);
    cr_assert(atr_design_build(&p.pooled.patients, NULL, &p.design, NULL) == ATR_OK);
    const size_t n = p.pooled.patients.sample.n;
    p.treatment = calloc(n, sizeof *p.treatment);
    for (size_t i = 0; i < n; i++) p.treatment[i] = p.pooled.patients.sample.group[i] == 1;
    p.arms = (atr_arms){p.pooled.n_studies, p.pooled.study_of, p.treatment};
    return p;
}

static void pool_free(pool *p)
{
    free(p->treatment);
    atr_design_free(&p->design);
    atr_pooled_free(&p->pooled);
    atr_patients_free(&p->patients);
}

static atr_one_stage fit_of(const pool *p, atr_ties ties)
{
    const atr_cox_options options = {.ties = ties};
    atr_one_stage         fit;
    atr_error             err = {0};
    cr_assert(atr_one_stage_fit(&p->pooled.patients.sample, &p->arms, &p->design.columns,
                                &options, &fit, &err) == ATR_OK,
              "%s", err.message);
    return fit;
}

static size_t study_named(const pool *p, const char *name)
{
    size_t s = 0;
    while (strcmp(p->pooled.study[s], name) != 0) s++;
    return s;
}

/* --- golden ----------------------------------------------------------------------- */

static void expect_row(const golden_table *g, size_t row, const pool *p,
                       const atr_one_stage *fit)
{
    const char *study = golden_text(g, row, "study");
    if (strcmp(study, "-") == 0) {
        golden_expect(g, row, "value", fit->common.coef[0].value, 1e-9);
        golden_expect(g, row, "std_error", fit->common.coef[0].std_error, 1e-9);
        golden_expect(g, row, "loglik", fit->common.loglik, 1e-11);
        /* R stops on the way to an infinite coefficient */
        golden_expect(g, row, "separate", fit->loglik_separate, 1e-8);
        const double fallen =
            2 * (golden_number(g, row, "separate") - golden_number(g, row, "loglik"));
        cr_expect(close_to(fit->heterogeneity.statistic, fallen, 1e-6));
        return;
    }
    const size_t s = study_named(p, study);
    cr_expect(fit->kind[s] == ATR_COEF_FINITE);
    golden_expect(g, row, "value", fit->log_hr[s].value, 1e-8);
    golden_expect(g, row, "std_error", fit->log_hr[s].std_error, 1e-8);
}

Test(one_stage, agrees_with_R)
{
    golden_table g = golden_table_read("one_stage.csv");
    size_t       compared = 0;
    for (size_t k = 0; k < N_SETS; k++) {
        pool          p = pool_of(&sets[k]);
        atr_one_stage fit = fit_of(&p, sets[k].ties);
        for (size_t row = 0; row < g.n; row++)
            if (strcmp(golden_text(&g, row, "data"), sets[k].data) == 0 &&
                strcmp(golden_text(&g, row, "time"), sets[k].time) == 0) {
                expect_row(&g, row, &p, &fit);
                compared++;
            }
        cr_expect(fit.heterogeneity.df == (double)p.pooled.n_studies - 1);
        atr_one_stage_free(&fit);
        pool_free(&p);
    }
    cr_expect(compared == g.n);
    golden_table_free(&g);
}

/* --- laws ------------------------------------------------------------------------- */

Test(one_stage, finds_no_heterogeneity_between_copies_of_one_study)
{
    const double        time[] = {1, 2, 3, 4, 5, 6, 1, 2, 3, 4, 5, 6};
    const unsigned char event[] = {1, 1, 0, 1, 1, 0, 1, 1, 0, 1, 1, 0};
    const unsigned char treatment[] = {0, 1, 0, 0, 1, 1, 0, 1, 0, 0, 1, 1};
    const uint32_t      study[] = {0, 0, 0, 0, 0, 0, 1, 1, 1, 1, 1, 1};
    const atr_sample    sample = {
           .n = 12, .time = time, .event = event, .n_groups = 1, .n_strata = 1};
    const atr_arms arms = {2, study, treatment};
    atr_one_stage  fit;
    cr_assert(atr_one_stage_fit(&sample, &arms, NULL, NULL, &fit, NULL) == ATR_OK);
    cr_expect(close_to(fit.heterogeneity.statistic, 0, 1e-12));
    cr_expect(fit.heterogeneity.df == 1);
    cr_expect(close_relative(fit.common.coef[0].value, fit.log_hr[0].value, 1e-10));
    cr_expect(close_relative(fit.common.coef[0].std_error,
                             fit.log_hr[1].std_error / sqrt(2), 1e-10));
    cr_expect(fit.n[0][0] == 3 && fit.n[1][1] == 3 && fit.events[1][0] == 2);
    atr_one_stage_free(&fit);
}

Test(one_stage, keeps_a_study_without_events_in_an_arm)
{
    const double        time[] = {1, 2, 3, 4, 5, 6, 1, 2, 3, 4};
    const unsigned char event[] = {1, 1, 0, 1, 1, 0, 1, 1, 0, 0};
    const unsigned char treatment[] = {0, 1, 0, 0, 1, 1, 0, 0, 1, 1};
    const uint32_t      study[] = {0, 0, 0, 0, 0, 0, 1, 1, 1, 1};
    const atr_sample    sample = {
           .n = 10, .time = time, .event = event, .n_groups = 1, .n_strata = 1};
    const atr_arms arms = {2, study, treatment};
    atr_one_stage  fit;
    cr_assert(atr_one_stage_fit(&sample, &arms, NULL, NULL, &fit, NULL) == ATR_OK);
    cr_expect(fit.kind[0] == ATR_COEF_FINITE && fit.kind[1] == ATR_COEF_INFINITE);
    cr_expect(fit.log_hr[1].value == -INFINITY);
    cr_expect(fit.common.coef[0].value < fit.log_hr[0].value, "it counts");
    cr_expect(fit.heterogeneity.df == 1 && isfinite(fit.heterogeneity.statistic));
    atr_one_stage_free(&fit);
}

/* --- several files ---------------------------------------------------------------- */

Test(pooled, translates_the_labels_of_every_file)
{
    const scratch     a = scratch_text("time,event,arm,sex\n1,1,B,m\n2,0,A,f\n");
    const scratch     b = scratch_text("time,event,arm,sex\n3,1,A,f\n4,1,C,m\n5,0,A,f\n");
    const char *const sex[] = {"sex"}, *const name[] = {"one", "two"};
    const atr_patients_options columns = {
        .group = "arm", .covariate = sex, .n_covariates = 1};
    atr_patients        part[2];
    atr_pooled_patients all;
    cr_assert(atr_patients_read(a.path, &columns, &part[0], NULL, NULL) == ATR_OK);
    cr_assert(atr_patients_read(b.path, &columns, &part[1], NULL, NULL) == ATR_OK);
    cr_assert(atr_pooled_build(part, 2, name, &all, NULL) == ATR_OK);
    const atr_patients *p = &all.patients;
    const char *const arm[] = {"B", "A", "A", "C", "A"}, *const is[] = {"m", "f", "f", "m",
                                                                        "f"};
    cr_assert(p->sample.n == 5 && p->sample.n_groups == 3 && all.n_studies == 2);
    for (size_t i = 0; i < 5; i++) {
        cr_expect(p->sample.time[i] == (double)i + 1);
        cr_expect_str_eq(p->group[p->sample.group[i]], arm[i]);
        cr_expect_str_eq(p->covariate[0].level[p->covariate[0].code[i]], is[i]);
        cr_expect_str_eq(all.study[all.study_of[i]], i < 2 ? "one" : "two");
    }
    cr_expect_str_eq(p->group[0], "A");
    atr_pooled_free(&all);
    for (size_t k = 0; k < 2; k++) atr_patients_free(&part[k]);
    scratch_remove(&a);
    scratch_remove(&b);
}

Test(pooled, refuses_a_covariate_of_two_kinds)
{
    const scratch     a = scratch_text("time,event,x\n1,1,3\n2,0,4\n");
    const scratch     b = scratch_text("time,event,x\n3,1,low\n4,1,high\n");
    const char *const x[] = {"x"}, *const name[] = {"one", "two"};
    const atr_patients_options columns = {.covariate = x, .n_covariates = 1};
    atr_patients               part[2];
    atr_pooled_patients        all;
    atr_error                  err = {0};
    cr_assert(atr_patients_read(a.path, &columns, &part[0], NULL, NULL) == ATR_OK);
    cr_assert(atr_patients_read(b.path, &columns, &part[1], NULL, NULL) == ATR_OK);
    cr_expect(atr_pooled_build(part, 2, name, &all, &err) == ATR_EDATA);
    cr_expect(err.code == ATR_CODE_BAD_COVARIATE);
    cr_expect(strstr(err.message, "holds texts here but numbers"), "%s", err.message);
    for (size_t k = 0; k < 2; k++) atr_patients_free(&part[k]);
    scratch_remove(&a);
    scratch_remove(&b);
}
