/* test_time_effect.c - a coefficient over time: R's curve, and what must hold of it. */
#include "atrisk/codes.h"
#include "atrisk/time_effect.h"
#include "cox_case.h"
#include "support.h"

#include <criterion/criterion.h>
#include <math.h>
#include <stdio.h>
#include <string.h>

/* A model with its residuals. */
typedef struct {
    cox_case      c;
    atr_cox       fit;
    atr_residuals residuals;
} model;

static model model_of(cox_case c)
{
    model m = {.c = c};
    m.fit = cox_case_fit(&m.c);
    const atr_covariates covariates = cox_case_covariates(&m.c);
    cr_assert_eq(atr_residuals_find(&m.c.sample, &covariates, &m.fit, &m.residuals, NULL),
                 ATR_OK);
    return m;
}

static void release(model *m)
{
    atr_residuals_free(&m->residuals);
    atr_cox_free(&m->fit);
    cox_case_free(&m->c);
}

static atr_time_effect effect_of(const model *m, size_t column,
                                 const atr_time_effect_options *options)
{
    atr_time_effect e;
    atr_error       err = {0};
    cr_assert(atr_time_effect_find(&m->c.sample, &m->fit, &m->residuals, column, options,
                                   &e, &err) == ATR_OK,
              "%s", err.message);
    return e;
}

static atr_time_transform transform_of(const char *word)
{
    if (strcmp(word, "km") == 0) return ATR_TIME_KM;
    if (strcmp(word, "rank") == 0) return ATR_TIME_RANK;
    return strcmp(word, "log") == 0 ? ATR_TIME_LOG : ATR_TIME_IDENTITY;
}

Test(time_effect, agrees_with_R_for_every_transform_and_number_of_knots)
{
    enum { POINTS = 28 };
    golden_table models = golden_table_read("residuals_models.csv");
    golden_table golden = golden_table_read("time_effect.csv");
    model        m[] = {model_of(cox_case_named(&models, "lung_efron")),
                        model_of(cox_case_named(&models, "lung_breslow"))};
    for (size_t k = 0; k < golden.n; k++) {
        const model *which = &m[strcmp(golden_text(&golden, k, "ties"), "efron") != 0];
        const atr_time_effect_options how = {
            .transform = transform_of(golden_text(&golden, k, "transform")),
            .df = (size_t)golden_number(&golden, k, "df"),
            .points = POINTS};
        const size_t    column = (size_t)golden_number(&golden, k, "column") - 1;
        const size_t    i = (size_t)golden_number(&golden, k, "point") - 1;
        atr_time_effect e = effect_of(which, column, &how);
        cr_assert_eq(e.df, how.df);
        golden_expect(&golden, k, "g", e.point[i], 1e-12);
        golden_expect(&golden, k, "value", e.value[i], 1e-7);
        golden_expect(&golden, k, "lower", e.lower[i], 1e-7);
        golden_expect(&golden, k, "upper", e.upper[i], 1e-7);
        atr_time_effect_free(&e);
    }
    release(&m[0]);
    release(&m[1]);
    golden_table_free(&models);
    golden_table_free(&golden);
}

/* Least squares with a constant passes through the means; those of scaled Schoenfeld
 * residuals are the coefficients, as the others add up to 0. */
Test(time_effect, is_a_line_through_the_coefficient_with_two_degrees_of_freedom)
{
    model m = model_of(cox_case_make(80, ATR_TIES_EFRON));
    for (size_t j = 0; j < m.fit.p; j++) {
        const atr_time_effect_options how = {
            .transform = ATR_TIME_IDENTITY, .df = 2, .points = 3};
        atr_time_effect e = effect_of(&m, j, &how);
        double          mean = 0, all = 0;
        for (size_t i = 0; i < e.n; i++) {
            const double w = m.c.sample.weight[m.residuals.event_subject[i]];
            mean += w * e.g[i];
            all += w;
        }
        mean /= all;
        const double slope = (e.value[2] - e.value[0]) / (e.point[2] - e.point[0]);
        cr_expect(close_to(e.value[1], 0.5 * (e.value[0] + e.value[2]), 1e-10), "straight");
        cr_expect(
            close_to(e.value[0] + slope * (mean - e.point[0]), m.fit.coef[j].value, 1e-9),
            "column %zu", j + 1);
        for (size_t i = 0; i < e.n_points; i++)
            cr_expect_eq(e.point_time[i], e.point[i], "g is time");
        atr_time_effect_free(&e);
    }
    release(&m);
}

/* Subjects of weight 2 are two subjects each: Breslow's ties make no difference. */
Test(time_effect, counts_a_weight_as_so_many_subjects)
{
    enum { N = 8 };
    double        time[2 * N], x[2 * N], weight[N];
    unsigned char event[2 * N];
    for (size_t i = 0; i < N; i++) {
        time[i] = time[N + i] = (double)(i + 1);
        x[i] = x[N + i] = (double)((i * 5) % 7);
        event[i] = event[N + i] = i != 3;
        weight[i] = 2;
    }
    const double *const columns[] = {x};
    atr_time_effect     e[2];
    for (size_t twice = 0; twice < 2; twice++) {
        const atr_sample              s = {.n = twice ? 2 * N : N,
                                           .time = time,
                                           .event = event,
                                           .weight = twice ? NULL : weight,
                                           .n_groups = 1,
                                           .n_strata = 1};
        const atr_covariates          covariates = {1, columns};
        const atr_cox_options         options = {.ties = ATR_TIES_BRESLOW};
        const atr_time_effect_options how = {.transform = ATR_TIME_LOG, .df = 3};
        atr_cox                       fit;
        atr_residuals                 r;
        cr_assert_eq(atr_cox_fit(&s, &covariates, &options, &fit, NULL), ATR_OK);
        cr_assert_eq(atr_residuals_find(&s, &covariates, &fit, &r, NULL), ATR_OK);
        cr_assert_eq(atr_time_effect_find(&s, &fit, &r, 0, &how, &e[twice], NULL), ATR_OK);
        atr_residuals_free(&r);
        atr_cox_free(&fit);
    }
    /* the inner knot, a median over events, is the same for each counted once or twice
     * only when their number is odd */
    cr_assert_eq(e[0].n, 7);
    cr_expect_eq(e[1].n, 14);
    cr_expect_eq(e[0].df, 3);
    for (size_t i = 0; i < e[0].n_points; i++) {
        cr_expect(close_to(e[0].value[i], e[1].value[i], 1e-8), "point %zu", i + 1);
        cr_expect(close_to(e[0].upper[i], e[1].upper[i], 1e-8), "point %zu", i + 1);
    }
    atr_time_effect_free(&e[0]);
    atr_time_effect_free(&e[1]);
}

Test(time_effect, has_fewer_degrees_of_freedom_than_different_times)
{
    const double        time[] = {1, 1, 2, 2, 3, 3}, x[] = {0, 1, 1, 0, 0, 1};
    const unsigned char event[] = {1, 1, 1, 1, 0, 0}, first[] = {1, 1, 0, 0, 0, 0};
    const double *const columns[] = {x};
    for (int one = 0; one < 2; one++) {
        const atr_sample     s = {.n = 6,
                                  .time = time,
                                  .event = one ? first : event,
                                  .n_groups = 1,
                                  .n_strata = 1};
        const atr_covariates covariates = {1, columns};
        atr_cox              fit;
        atr_residuals        r;
        atr_time_effect      e;
        cr_assert_eq(atr_cox_fit(&s, &covariates, NULL, &fit, NULL), ATR_OK);
        cr_assert_eq(atr_residuals_find(&s, &covariates, &fit, &r, NULL), ATR_OK);
        cr_assert_eq(atr_time_effect_find(&s, &fit, &r, 0, NULL, &e, NULL), ATR_OK);
        cr_expect_eq(e.df, one ? 0 : 2, "there are %d times", one ? 1 : 2);
        cr_expect_eq(e.n_points > 0, !one);
        for (size_t i = 0; i < e.n_points; i++) cr_expect(isfinite(e.upper[i]));
        atr_time_effect_free(&e);
        atr_residuals_free(&r);
        atr_cox_free(&fit);
    }
}

Test(time_effect, refuses_what_it_cannot_draw)
{
    model           m = model_of(cox_case_make(40, ATR_TIES_EFRON));
    atr_time_effect e;
    const struct {
        size_t                  column;
        atr_time_effect_options how;
    } wrong[] = {{0, {.df = 1}}, {0, {.df = 21}}, {0, {.points = 1}}, {m.fit.p, {0}}};
    for (size_t k = 0; k < sizeof wrong / sizeof *wrong; k++) {
        atr_error err = {0};
        cr_expect_eq(atr_time_effect_find(&m.c.sample, &m.fit, &m.residuals,
                                          wrong[k].column, &wrong[k].how, &e, &err),
                     ATR_EARGUMENT);
        cr_expect_eq(err.code, ATR_CODE_BAD_FIT, "case %zu", k);
        cr_expect_null(e.time);
    }
    double *time = (double *)m.residuals.event_time;
    time[0] = 0;
    ((double *)m.c.sample.time)[m.residuals.event_subject[0]] = 0;
    atr_error                     err = {0};
    const atr_time_effect_options how = {.transform = ATR_TIME_LOG};
    cr_expect_eq(atr_time_effect_find(&m.c.sample, &m.fit, &m.residuals, 0, &how, &e, &err),
                 ATR_EDATA);
    cr_expect_eq(err.code, ATR_CODE_BAD_TIME);
    release(&m);
}
