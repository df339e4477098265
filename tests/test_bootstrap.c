/* test_bootstrap.c - drawing samples: determinism, laws, and limits by their formulas. */
#include "atrisk/bootstrap.h"
#include "atrisk/codes.h"
#include "atrisk/curve.h"
#include "atrisk/rmst.h"
#include "core/bootstrap_limits.h"
#include "core/resample.h"
#include "golden_csv.h"
#include "support.h"

#include <criterion/criterion.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

enum { N = 80, REPLICATES = 60 };

/* Two groups in two strata, with ties. */
typedef struct {
    double        time[N], x[2][N], nothing[N];
    unsigned char event[N];
    uint32_t      group[N], stratum[N];
    const double *column[2];
    atr_sample    view;
} cohort;

static void make(cohort *c)
{
    uint64_t state = 5;
    *c = (cohort){0};
    for (size_t i = 0; i < N; i++) {
        state = state * UINT64_C(6364136223846793005) + UINT64_C(1442695040888963407);
        c->group[i] = i % 2;
        c->stratum[i] = i % 5 == 0;
        c->time[i] = 1 + (double)(state >> 33) / 0x1p31 * (10 + 6 * (double)c->group[i]);
        c->time[i] = floor(4 * c->time[i]) / 4;
        c->event[i] = state >> 20 & 3 ? 1 : 0;
        c->x[0][i] = c->group[i];
        c->x[1][i] = (double)(state >> 40 & 255);
        c->column[0] = c->x[0];
        c->column[1] = c->x[1];
    }
    c->view = (atr_sample){.n = N,
                           .time = c->time,
                           .event = c->event,
                           .group = c->group,
                           .n_groups = 2,
                           .stratum = c->stratum,
                           .n_strata = 2};
}

static atr_bootstrap cox(const cohort *c, size_t p, const double *offset,
                         atr_bootstrap_options options)
{
    const atr_covariates  covariates = {p, c->column};
    const atr_cox_options model = {.offset = offset};
    atr_bootstrap         result;
    atr_error             err = {0};
    if (options.replicates == 0) options.replicates = REPLICATES;
    cr_assert(!atr_bootstrap_cox(&c->view, &covariates, &model, &options, &result, &err),
              "%s", err.message);
    return result;
}

static void expect_equal(const atr_bootstrap *a, const atr_bootstrap *b, double tolerance)
{
    cr_assert(a->n == b->n && a->options.replicates == b->options.replicates);
    for (size_t i = 0; i < a->n * a->options.replicates; i++)
        cr_expect(fabs(a->replicate[i] - b->replicate[i]) <= tolerance, "%g is not %g",
                  a->replicate[i], b->replicate[i]);
    for (size_t v = 0; v < a->n; v++) {
        const atr_estimate *e = &a->statistic[v].estimate, *f = &b->statistic[v].estimate;
        cr_expect(fabs(e->lower - f->lower) <= tolerance);
        cr_expect(fabs(e->upper - f->upper) <= tolerance);
        cr_expect(fabs(e->std_error - f->std_error) <= tolerance);
    }
}

Test(bootstrap, is_the_same_for_any_number_of_threads)
{
    cohort c;
    make(&c);
    for (int limits = ATR_BOOTSTRAP_PERCENTILE; limits <= ATR_BOOTSTRAP_BCA; limits++) {
        atr_bootstrap_options how = {
            .replicates = 170, .seed = 11, .limits = (atr_bootstrap_limits)limits};
        atr_bootstrap alone = cox(&c, 1, NULL, how);
        for (how.threads = 2; how.threads < 5; how.threads++) {
            atr_bootstrap together = cox(&c, 1, NULL, how);
            expect_equal(&alone, &together, 0);
            atr_bootstrap_free(&together);
        }
        atr_bootstrap_free(&alone);
    }
}

Test(bootstrap, depends_on_its_seed)
{
    cohort c;
    make(&c);
    atr_bootstrap a = cox(&c, 1, NULL, (atr_bootstrap_options){.seed = 1});
    atr_bootstrap b = cox(&c, 1, NULL, (atr_bootstrap_options){.seed = 2});
    cr_expect(memcmp(a.replicate, b.replicate, REPLICATES * sizeof(double)) != 0);
    cr_expect(a.replicate[0] != a.replicate[1]);
    atr_bootstrap_free(&a);
    atr_bootstrap_free(&b);
}

/* An offset of 0 rules out counting. */
Test(bootstrap, of_counts_is_that_of_subjects)
{
    cohort c;
    make(&c);
    for (size_t p = 1; p <= 2; p++) {
        if (p == 2)
            for (size_t i = 0; i < N; i++) c.x[1][i] = i % 3 == 0;
        atr_bootstrap_options how = {
            .replicates = 300, .seed = 3, .limits = ATR_BOOTSTRAP_BCA};
        atr_bootstrap counted = cox(&c, p, NULL, how), fitted = cox(&c, p, c.nothing, how);
        expect_equal(&counted, &fitted, 1e-8);
        atr_bootstrap_free(&counted);
        atr_bootstrap_free(&fitted);
    }
}

/* Rows repeated as often as they were drawn; returns their number. */
static size_t repeat(const cohort *c, const resample *draws, const double *weight,
                     cohort *into)
{
    size_t n = 0;
    for (size_t k = 0; k < N; k++)
        for (double times = weight[k]; times > 0; times--, n++) {
            const uint32_t who = draws->subject[k];
            into->time[n] = c->time[who];
            into->event[n] = c->event[who];
            into->group[n] = c->group[who];
            into->stratum[n] = c->stratum[who];
            for (size_t j = 0; j < 2; j++) into->x[j][n] = c->x[j][who];
        }
    return n;
}

Test(bootstrap, replicates_are_the_estimates_of_the_samples_drawn)
{
    cohort   c, sample;
    resample draws;
    double   weight[N];
    make(&c);
    make(&sample);
    sample.column[0] = sample.x[0];
    sample.column[1] = sample.x[1];
    const atr_bootstrap_options how = {.replicates = REPLICATES, .seed = 7};
    const atr_covariates        two = {2, sample.column};
    atr_bootstrap               model = cox(&c, 2, NULL, how), mean, median;
    cr_assert(!atr_bootstrap_rmst(&c.view, 9, false, &how, &mean, NULL));
    cr_assert(!atr_bootstrap_quantile(&c.view, 0.5, false, &how, &median, NULL));
    cr_assert(resample_build(&c.view, NULL, 1, false, &draws));
    for (size_t r = 0; r < REPLICATES; r++) {
        atr_cox    fit;
        atr_events table[2];
        resample_draw(&draws, how.seed, r, weight);
        cr_assert(repeat(&c, &draws, weight, &sample) == N);
        cr_assert(!atr_cox_fit(&sample.view, &two, NULL, &fit, NULL));
        for (size_t j = 0; j < 2; j++)
            cr_expect(close_relative(model.replicate[2 * r + j], fit.coef[j].value, 1e-9));
        atr_cox_free(&fit);
        sample.view.stratum = NULL;
        sample.view.n_strata = 1;
        cr_assert(!atr_events_build(&sample.view, NULL, table, NULL, NULL));
        sample.view.stratum = sample.stratum;
        sample.view.n_strata = 2;
        double means[2], medians[2];
        for (size_t g = 0; g < 2; g++) {
            atr_rmst     rmst;
            atr_curve    curve;
            atr_estimate quantile;
            cr_assert(!atr_rmst_fit(&table[g], 9, 0.95, &rmst, NULL));
            cr_assert(!atr_curve_fit(&table[g], NULL, &curve, NULL));
            cr_assert(!atr_curve_quantile(&curve, 0.5, &quantile, NULL));
            means[g] = rmst.mean.value;
            medians[g] = quantile.value;
            cr_expect(close_relative(mean.replicate[3 * r + g], means[g], 1e-14));
            cr_expect(median.replicate[3 * r + g] == medians[g]);
            atr_curve_free(&curve);
        }
        cr_expect(close_relative(mean.replicate[3 * r + 2], means[1] - means[0], 1e-12));
        cr_expect(median.replicate[3 * r + 2] == medians[1] - medians[0]);
        atr_events_free(table, 2);
    }
    resample_free(&draws);
    atr_bootstrap_free(&model);
    atr_bootstrap_free(&mean);
    atr_bootstrap_free(&median);
}

Test(bootstrap, draws_as_many_of_each_group_and_stratum_as_there_are)
{
    cohort   c;
    resample draws;
    double   weight[N];
    make(&c);
    cr_assert(resample_build(&c.view, NULL, 1, false, &draws));
    for (size_t r = 0; r < 20; r++) {
        double drawn[2][2] = {{0}};
        resample_draw(&draws, 1, r, weight);
        for (size_t k = 0; k < N; k++) {
            const uint32_t who = draws.subject[k];
            drawn[c.stratum[who]][c.group[who]] += weight[k];
        }
        for (size_t i = 0; i < N; i++) drawn[c.stratum[i]][c.group[i]]--;
        for (size_t s = 0; s < 4; s++) cr_expect(drawn[s / 2][s % 2] == 0);
    }
    resample_free(&draws);
}

Test(bootstrap, counts_replicates_without_an_estimate)
{
    cohort c;
    make(&c);
    for (size_t i = 0; i < N; i++)
        if (c.group[i] && i != 1 && i != 31) c.event[i] = 0;
    c.event[1] = c.event[31] = 1;
    atr_bootstrap rare = cox(&c, 1, NULL, (atr_bootstrap_options){.replicates = 400});
    const atr_bootstrap_statistic *s = rare.statistic;
    cr_expect(s->infinite > 20 && s->finite > 200);
    cr_expect(s->infinite + s->finite + s->undefined == 400);
    cr_expect(s->estimate.lower == -INFINITY && isfinite(s->estimate.upper));
    cr_expect(isfinite(s->bias) && isfinite(s->estimate.std_error));
    for (size_t i = 0; i < 400; i++) cr_expect(rare.replicate[i] < 2);
    atr_bootstrap_free(&rare);
}

Test(bootstrap, of_a_median_that_is_not_reached_has_no_upper_limit)
{
    cohort        c;
    atr_bootstrap result;
    make(&c);
    for (size_t i = 0; i < N; i++) c.event[i] = c.event[i] && i % 3 == 0;
    cr_assert(!atr_bootstrap_quantile(&c.view, 0.5, false, NULL, &result, NULL));
    cr_expect(isinf(result.statistic[1].estimate.upper));
    cr_expect(result.statistic[1].infinite > 0 && result.statistic[1].undefined == 0);
    atr_bootstrap_free(&result);
}

Test(bootstrap, limits_are_those_of_the_formulas)
{
    enum { GIVEN = 199 };
    static const char *const words[] = {[ATR_BOOTSTRAP_PERCENTILE] = "percentile",
                                        [ATR_BOOTSTRAP_BASIC] = "basic",
                                        [ATR_BOOTSTRAP_BCA] = "bca"};
    golden_csv               golden = golden_csv_read("bootstrap.csv");
    for (size_t row = 0; row < golden.rows; row++) {
        atr_bootstrap_statistic s = {0};
        double                  replicate[GIVEN];
        atr_bootstrap           result = {.n = 1, .statistic = &s, .replicate = replicate};
        for (int i = 0; i < GIVEN; i++) replicate[i] = sin(i + 1) + 0.002 * (i + 1);
        result.options.replicates = GIVEN;
        result.options.level = golden_csv_number(&golden, "level", row);
        while (strcmp(words[result.options.limits], golden_csv_text(&golden, "kind", row)))
            result.options.limits++;
        cr_assert(!bootstrap_summarise(&result, 0, 0.15,
                                       golden_csv_number(&golden, "a", row), NULL));
        cr_expect(close_relative(s.estimate.lower, golden_csv_number(&golden, "lower", row),
                                 1e-12));
        cr_expect(close_relative(s.estimate.upper, golden_csv_number(&golden, "upper", row),
                                 1e-12));
        cr_expect(close_relative(s.bias, golden_csv_number(&golden, "bias", row), 1e-10));
        cr_expect(close_relative(s.estimate.std_error,
                                 golden_csv_number(&golden, "sd", row), 1e-12));
    }
    golden_csv_free(&golden);
}

Test(bootstrap, refuses_what_cannot_be_drawn)
{
    cohort        c;
    atr_bootstrap result;
    atr_error     err = {0};
    make(&c);
    atr_bootstrap_options how = {.replicates = 1};
    cr_expect(atr_bootstrap_rmst(&c.view, 9, false, &how, &result, &err) == ATR_EARGUMENT);
    how = (atr_bootstrap_options){.level = 1};
    cr_expect(atr_bootstrap_rmst(&c.view, 9, false, &how, &result, &err) == ATR_EARGUMENT);
    cr_expect(err.code == ATR_CODE_BAD_LEVEL);
    cr_expect(atr_bootstrap_quantile(&c.view, 1, false, NULL, &result, &err) ==
              ATR_EARGUMENT);
    c.view.weight = c.time;
    cr_expect(atr_bootstrap_rmst(&c.view, 9, false, NULL, &result, &err) == ATR_EARGUMENT);
    cr_expect(err.code == ATR_CODE_BAD_WEIGHT && strlen(err.hint) > 0);
    c.view.weight = NULL;
    c.view.entry = c.nothing;
    cr_expect(atr_bootstrap_rmst(&c.view, 9, false, NULL, &result, &err) == ATR_EARGUMENT);
    c.view.entry = NULL;
    c.view.n = 0;
    cr_expect(atr_bootstrap_rmst(&c.view, 9, false, NULL, &result, &err) == ATR_EDATA);
    cr_expect(result.statistic == NULL);
}
