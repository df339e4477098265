/* test_cox_bulk.c - sums over many rows against the same model from moments. */
#include "atrisk/cox.h"
#include "num/syrk.h"
#include "support.h"

#include <criterion/criterion.h>
#include <math.h>
#include <stdlib.h>

enum { N = 700, P = 6 };

typedef struct {
    double        time[N], weight[N], offset[N], start[N], x[P][N];
    unsigned char event[N];
    uint32_t      stratum[N];
    const double *column[P];
    atr_sample    sample;
} cohort;

/* Uniform on (0, 1): Park & Miller, Commun. ACM 31 (1988) 1192-1201. */
static double uniform(uint64_t *state)
{
    *state = 16807 * *state % 2147483647;
    return (double)*state / 2147483647;
}

static void make(cohort *c, bool ties)
{
    uint64_t state = 12345;
    *c = (cohort){0};
    for (size_t i = 0; i < N; i++) {
        double eta = 0;
        for (size_t j = 0; j < P; j++) {
            c->x[j][i] = 100 * (double)j + uniform(&state) * (1 + (double)j);
            eta += c->x[j][i] * 0.3 / (1 + (double)j);
        }
        c->time[i] = -10 * log(uniform(&state)) * exp(-eta / 100);
        if (ties) c->time[i] = ceil(c->time[i]);
        c->event[i] = uniform(&state) < 0.6;
        c->weight[i] = 0.25 + uniform(&state);
        c->offset[i] = uniform(&state) - 0.5;
        c->stratum[i] = i % 3 == 0;
        c->start[i] = -1; /* before everything */
    }
    for (size_t j = 0; j < P; j++) c->column[j] = c->x[j];
    c->sample = (atr_sample){
        .n = N, .time = c->time, .event = c->event, .n_groups = 1, .n_strata = 1};
}

/* That everybody enters before everything changes nothing, but rules out sums. */
static void expect_sums_to_do(const cohort *c, size_t p, const atr_cox_options *options)
{
    const atr_covariates covariates = {p, c->column};
    atr_sample           late = c->sample;
    atr_cox              a, b;
    late.entry = c->start;
    cr_assert(!atr_cox_fit(&c->sample, &covariates, options, &a, NULL));
    cr_assert(!atr_cox_fit(&late, &covariates, options, &b, NULL));
    cr_expect(a.converged && b.converged);
    cr_expect(close_relative(a.loglik, b.loglik, 1e-13));
    cr_expect(close_relative(a.loglik_null, b.loglik_null, 1e-13));
    cr_expect(close_relative(a.score.statistic, b.score.statistic, 1e-11));
    for (size_t j = 0; j < p; j++) {
        const double se = b.coef[j].std_error;
        cr_expect(a.kind[j] == b.kind[j]);
        cr_expect(fabs(a.coef[j].value - b.coef[j].value) < 1e-11 * se);
        for (size_t k = 0; k < p; k++)
            cr_expect(fabs(a.variance[j * p + k] - b.variance[j * p + k]) <
                      1e-11 * se * b.coef[k].std_error);
    }
    atr_cox_free(&a);
    atr_cox_free(&b);
}

Test(cox_bulk, sums_give_the_model_that_moments_give)
{
    cohort *c = malloc(sizeof *c);
    for (int k = 0; k < 16; k++) {
        make(c, k % 2);
        const atr_cox_options options = {.ties =
                                             k / 2 % 2 ? ATR_TIES_BRESLOW : ATR_TIES_EFRON,
                                         .offset = k / 4 % 2 ? c->offset : NULL};
        if (k / 8) {
            c->sample.stratum = c->stratum;
            c->sample.n_strata = 2;
            c->sample.weight = c->weight;
        }
        for (size_t p = 1; p <= P; p++) expect_sums_to_do(c, p, &options);
    }
    free(c);
}

Test(cox_bulk, everybody_dying_at_once_is_a_set_of_nobody_else)
{
    cohort *c = malloc(sizeof *c);
    make(c, true);
    for (size_t i = 0; i < N; i++)
        if (c->time[i] >= 9) c->event[i] = 1, c->time[i] = 9;
    expect_sums_to_do(c, 4, NULL);
    free(c);
}

Test(cox_bulk, an_outlier_among_many_rows_costs_no_digits)
{
    cohort *c = malloc(sizeof *c);
    make(c, false);
    c->x[1][5] = 1e9;
    expect_sums_to_do(c, 3, NULL);
    free(c);
}

Test(cox_bulk, squares_are_summed_as_by_hand)
{
    enum { ROWS = 11, MOST = 9 };
    uint64_t state = 3;
    double   x[ROWS * MOST + ATR_SYRK_SLACK] = {0}, w[ROWS];
    for (size_t p = 1; p <= MOST; p++) {
        const size_t width = atr_syrk_width(p);
        double       sums[MOST * (MOST + ATR_SYRK_SLACK)] = {0};
        for (size_t i = 0; i < ROWS * p; i++) x[i] = uniform(&state) - 0.5;
        for (size_t i = 0; i < ROWS; i++) w[i] = uniform(&state);
        atr_syrk_add(x, w, ROWS, p, sums);
        cr_expect(width >= p && width < p + ATR_SYRK_SLACK);
        for (size_t j = 0; j < p; j++)
            for (size_t k = 0; k <= j; k++) {
                double sum = 0;
                for (size_t i = 0; i < ROWS; i++) sum += w[i] * x[i * p + j] * x[i * p + k];
                cr_expect(fabs(sums[j * width + k] - sum) < 1e-15);
            }
    }
}
