/* test_cox_laws.c - what mathematics says must hold for any proportional hazards model. */
#include "atrisk/cox.h"
#include "support.h"

#include <criterion/criterion.h>
#include <math.h>
#include <stdint.h>
#include <string.h>

enum { N = 60, P = 3 };

/* Sixty subjects with three covariates, two strata and, if wanted, ties. */
typedef struct {
    double        time[2 * N], weight[2 * N], x[P][2 * N];
    unsigned char event[2 * N];
    uint32_t      stratum[2 * N];
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
    uint64_t state = 20240601;
    *c = (cohort){0};
    for (size_t i = 0; i < N; i++) {
        c->x[0][i] = (double)(i % 2);
        c->x[1][i] = 40 + 40 * uniform(&state);
        c->x[2][i] = uniform(&state) - 0.5;
        const double eta = 0.7 * c->x[0][i] - 0.02 * c->x[1][i] + c->x[2][i];
        c->time[i] = -10 * log(uniform(&state)) * exp(-eta);
        if (ties) c->time[i] = ceil(c->time[i] / 8);
        c->event[i] = uniform(&state) < 0.7;
        c->weight[i] = 1;
        c->stratum[i] = i % 3 == 0;
    }
    for (size_t j = 0; j < P; j++) c->column[j] = c->x[j];
    c->sample = (atr_sample){
        .n = N, .time = c->time, .event = c->event, .n_groups = 1, .n_strata = 1};
}

static atr_cox fit(const cohort *c, size_t p, atr_ties ties)
{
    const atr_covariates  covariates = {p, c->column};
    const atr_cox_options options = {.ties = ties};
    atr_cox               fit;
    atr_error             err = {0};
    cr_assert(atr_cox_fit(&c->sample, &covariates, &options, &fit, &err) == ATR_OK, "%s",
              err.message);
    return fit;
}

static void expect_same(const atr_cox *a, const atr_cox *b, double tolerance)
{
    cr_assert(a->p == b->p);
    for (size_t j = 0; j < a->p; j++) {
        cr_expect(close_relative(a->coef[j].value, b->coef[j].value, tolerance));
        cr_expect(close_relative(a->coef[j].std_error, b->coef[j].std_error, tolerance));
    }
    cr_expect(close_relative(a->loglik, b->loglik, tolerance));
    cr_expect(close_relative(a->score.statistic, b->score.statistic, tolerance));
    cr_expect(close_relative(a->wald.statistic, b->wald.statistic, tolerance));
}

/* --- the optimum ------------------------------------------------------------------- */

/* Breslow's log-likelihood by its definition, and its derivative in beta_j. */
static double breslow(const cohort *c, const double *beta, size_t j, double *slope)
{
    double loglik = 0;
    *slope = 0;
    for (size_t i = 0; i < c->sample.n; i++) {
        if (!c->event[i]) continue;
        double sum = 0, sum_x = 0, own = 0;
        for (size_t k = 0; k < c->sample.n; k++) {
            if (c->time[k] < c->time[i]) continue;
            double eta = 0;
            for (size_t l = 0; l < P; l++) eta += beta[l] * c->x[l][k];
            if (k == i) own = eta;
            sum += exp(eta);
            sum_x += exp(eta) * c->x[j][k];
        }
        loglik += own - log(sum);
        *slope += c->x[j][i] - sum_x / sum;
    }
    return loglik;
}

Test(cox_laws, the_score_is_zero_at_the_optimum)
{
    cohort c;
    make(&c, true);
    atr_cox f = fit(&c, P, ATR_TIES_BRESLOW);
    double  beta[P];
    for (size_t j = 0; j < P; j++) beta[j] = f.coef[j].value;
    for (size_t j = 0; j < P; j++) {
        double       slope;
        const double loglik = breslow(&c, beta, j, &slope);
        cr_expect(close_relative(f.loglik, loglik, 1e-13));
        /* in standard errors: an optimum missed by 1e-10 of one shows */
        cr_expect(fabs(slope * f.coef[j].std_error) < 1e-11, "%zu: %g", j, slope);
    }
    atr_cox_free(&f);
}

/* l(beta + h) - l(beta - h) over 2h is 0, and the second difference is -I. */
Test(cox_laws, the_likelihood_is_flat_at_the_optimum_and_curved_as_the_variance_says)
{
    cohort c;
    make(&c, true);
    atr_cox f = fit(&c, 1, ATR_TIES_BRESLOW);
    double  slope, beta[P] = {f.coef[0].value, 0, 0};
    for (size_t j = 1; j < P; j++) memset(c.x[j], 0, sizeof c.x[j]);

    const double h = 1e-3 * f.coef[0].std_error;
    const double here = breslow(&c, beta, 0, &slope);
    beta[0] += h;
    const double above = breslow(&c, beta, 0, &slope);
    beta[0] -= 2 * h;
    const double below = breslow(&c, beta, 0, &slope);
    cr_expect(here > above && here > below);
    cr_expect(fabs(above - below) / (2 * h) * f.coef[0].std_error < 1e-6);
    cr_expect(
        close_relative((2 * here - above - below) / (h * h), 1 / f.variance[0], 1e-5));
    atr_cox_free(&f);
}

/* --- units and rows ---------------------------------------------------------------- */

Test(cox_laws, scaling_and_shifting_a_covariate_scales_its_coefficient_alone)
{
    cohort c, d;
    make(&c, true);
    make(&d, true);
    for (size_t i = 0; i < N; i++) d.x[1][i] = 1e6 + d.x[1][i] / 365.25;
    atr_cox a = fit(&c, P, ATR_TIES_EFRON), b = fit(&d, P, ATR_TIES_EFRON);

    cr_expect(close_relative(b.coef[1].value, 365.25 * a.coef[1].value, 1e-7));
    cr_expect(close_relative(b.coef[1].std_error, 365.25 * a.coef[1].std_error, 1e-7));
    cr_expect(close_relative(b.coef[0].value, a.coef[0].value, 1e-7));
    cr_expect(close_relative(b.loglik, a.loglik, 1e-10));
    cr_expect(close_relative(b.wald.statistic, a.wald.statistic, 1e-7));
    atr_cox_free(&a);
    atr_cox_free(&b);
}

Test(cox_laws, swapping_0_and_1_flips_the_sign)
{
    cohort c, d;
    make(&c, true);
    make(&d, true);
    for (size_t i = 0; i < N; i++) d.x[0][i] = 1 - d.x[0][i];
    atr_cox a = fit(&c, P, ATR_TIES_EFRON), b = fit(&d, P, ATR_TIES_EFRON);

    cr_expect(close_relative(b.coef[0].value, -a.coef[0].value, 1e-12));
    cr_expect(close_relative(b.coef[0].lower, -a.coef[0].upper, 1e-12));
    cr_expect(close_relative(b.coef[1].value, a.coef[1].value, 1e-12));
    cr_expect(close_relative(b.loglik, a.loglik, 1e-14));
    atr_cox_free(&a);
    atr_cox_free(&b);
}

Test(cox_laws, the_order_of_rows_does_not_matter)
{
    for (int ties = ATR_TIES_EFRON; ties <= ATR_TIES_BRESLOW; ties++) {
        cohort c, d;
        make(&c, true);
        make(&d, true);
        for (size_t i = 0; i < N; i++) {
            const size_t from = (i * 37 + 11) % N; /* 37 and 60 have no common divisor */
            d.time[i] = c.time[from];
            d.event[i] = c.event[from];
            for (size_t j = 0; j < P; j++) d.x[j][i] = c.x[j][from];
        }
        atr_cox a = fit(&c, P, (atr_ties)ties), b = fit(&d, P, (atr_ties)ties);
        expect_same(&a, &b, 1e-12);
        atr_cox_free(&a);
        atr_cox_free(&b);
    }
}

Test(cox_laws, the_unit_of_time_does_not_matter)
{
    cohort c, d;
    make(&c, true);
    make(&d, true);
    for (size_t i = 0; i < N; i++) d.time[i] *= 30.4375;
    atr_cox a = fit(&c, P, ATR_TIES_EFRON), b = fit(&d, P, ATR_TIES_EFRON);
    expect_same(&a, &b, 1e-14);
    atr_cox_free(&a);
    atr_cox_free(&b);
}

Test(cox_laws, mean_is_that_of_the_weighted_covariates)
{
    cohort c;
    make(&c, false);
    double sum = 0, weights = 0;
    for (size_t i = 0; i < N; i++) {
        c.weight[i] = (double)(1 + i % 4);
        sum += c.weight[i] * c.x[1][i];
        weights += c.weight[i];
    }
    c.sample.weight = c.weight;
    atr_cox a = fit(&c, P, ATR_TIES_EFRON);
    cr_expect(close_relative(a.mean[1], sum / weights, 1e-14));
    atr_cox_free(&a);
}

/* --- ties and weights -------------------------------------------------------------- */

Test(cox_laws, a_weight_is_a_repetition_under_breslow)
{
    cohort c, d;
    make(&c, true);
    make(&d, true);
    size_t n = N;
    for (size_t i = 0; i < N; i += 2) {
        c.weight[i] = 2;
        d.time[n] = d.time[i];
        d.event[n] = d.event[i];
        for (size_t j = 0; j < P; j++) d.x[j][n] = d.x[j][i];
        n++;
    }
    c.sample.weight = c.weight;
    d.sample.n = n;
    atr_cox a = fit(&c, P, ATR_TIES_BRESLOW), b = fit(&d, P, ATR_TIES_BRESLOW);
    expect_same(&a, &b, 1e-12);
    cr_expect(a.events == b.events);
    atr_cox_free(&a);
    atr_cox_free(&b);
}

Test(cox_laws, multiplying_all_weights_divides_the_variance)
{
    cohort c, d;
    make(&c, true);
    make(&d, true);
    for (size_t i = 0; i < N; i++) d.weight[i] = 1e-7;
    d.sample.weight = d.weight;
    atr_cox a = fit(&c, P, ATR_TIES_EFRON), b = fit(&d, P, ATR_TIES_EFRON);
    for (size_t j = 0; j < P; j++) {
        cr_expect(close_relative(b.coef[j].value, a.coef[j].value, 1e-11));
        const size_t jj = j * (P + 1);
        cr_expect(close_relative(b.variance[jj], 1e7 * a.variance[jj], 1e-11));
    }
    atr_cox_free(&a);
    atr_cox_free(&b);
}

Test(cox_laws, efron_and_breslow_agree_without_ties_and_differ_with_them)
{
    cohort c;
    make(&c, false);
    atr_cox a = fit(&c, P, ATR_TIES_EFRON), b = fit(&c, P, ATR_TIES_BRESLOW);
    expect_same(&a, &b, 1e-14);
    atr_cox_free(&a);
    atr_cox_free(&b);

    make(&c, true);
    a = fit(&c, P, ATR_TIES_EFRON), b = fit(&c, P, ATR_TIES_BRESLOW);
    cr_expect(fabs(a.loglik - b.loglik) > 0.1);
    cr_expect(a.ties == ATR_TIES_EFRON && b.ties == ATR_TIES_BRESLOW);
    atr_cox_free(&a);
    atr_cox_free(&b);
}

/* Four subjects, times 1 2 3 4, events at 1 2 3, arms 1 0 1 0.  At risk and in
 * arm 1: 4,2; 3,1; 2,1.  O - E = 2 - (1/2 + 1/3 + 1/2) = 2/3; V = 1/4 + 2/9 + 1/4
 * = 13/18; the log-rank statistic is (4/9)/(13/18) = 8/13. */
Test(cox_laws, the_score_test_is_the_logrank_test_without_ties)
{
    const double        time[] = {1, 2, 3, 4}, arm[] = {1, 0, 1, 0};
    const unsigned char event[] = {1, 1, 1, 0};
    const double *const x[] = {arm};
    const atr_sample    sample = {
           .n = 4, .time = time, .event = event, .n_groups = 1, .n_strata = 1};
    const atr_covariates covariates = {1, x};
    atr_cox              f;
    cr_assert(atr_cox_fit(&sample, &covariates, NULL, &f, NULL) == ATR_OK);
    cr_expect(close_relative(f.score.statistic, 8. / 13, 1e-15));
    cr_expect(close_relative(f.loglik_null, -log(24), 1e-15));
    atr_cox_free(&f);
}

/* Two deaths among three at one time, x = 1 1 0.  Efron's log-likelihood is
 * 2b - log(2e^b + 1) - log(e^b + 1), its value at 0 -log 6, and its score there
 * 2 - 2/3 - 1/2 = 5/6 with information 2/9 + 1/4 = 17/36. */
Test(cox_laws, efron_s_terms_are_those_worked_out_by_hand)
{
    const double        time[] = {1, 1, 1}, arm[] = {1, 1, 0};
    const unsigned char event[] = {1, 1, 0};
    const double *const x[] = {arm};
    const atr_sample    sample = {
           .n = 3, .time = time, .event = event, .n_groups = 1, .n_strata = 1};
    const atr_covariates covariates = {1, x};
    atr_cox              f;
    cr_assert(atr_cox_fit(&sample, &covariates, NULL, &f, NULL) == ATR_OK);
    cr_expect(close_relative(f.loglik_null, -log(6), 1e-15));
    cr_expect(close_relative(f.score.statistic, 25. / 36 / (17. / 36), 1e-14));
    atr_cox_free(&f);
}

Test(cox_laws, nearly_equal_times_are_tied_unless_told_otherwise)
{
    cohort c, d;
    make(&c, true);
    make(&d, true);
    for (size_t i = 0; i < N; i++) d.time[i] += 1e-10 * (double)i;
    const atr_covariates  covariates = {P, d.column};
    const atr_cox_options exact = {.exact_times = true};
    atr_cox               a = fit(&c, P, ATR_TIES_EFRON), b = fit(&d, P, ATR_TIES_EFRON), e;
    cr_assert(atr_cox_fit(&d.sample, &covariates, &exact, &e, NULL) == ATR_OK);
    expect_same(&a, &b, 1e-12);
    cr_expect(fabs(e.loglik - a.loglik) > 0.1);
    atr_cox_free(&a);
    atr_cox_free(&b);
    atr_cox_free(&e);
}

/* --- strata ------------------------------------------------------------------------ */

Test(cox_laws, identical_strata_double_the_information)
{
    cohort c, d;
    make(&c, true);
    make(&d, true);
    for (size_t i = 0; i < N; i++) {
        d.time[N + i] = d.time[i];
        d.event[N + i] = d.event[i];
        for (size_t j = 0; j < P; j++) d.x[j][N + i] = d.x[j][i];
        d.stratum[i] = 0;
        d.stratum[N + i] = 1;
    }
    d.sample.n = 2 * N;
    d.sample.stratum = d.stratum;
    d.sample.n_strata = 2;
    atr_cox a = fit(&c, P, ATR_TIES_EFRON), b = fit(&d, P, ATR_TIES_EFRON);
    for (size_t j = 0; j < P; j++) {
        const size_t jj = j * (P + 1);
        cr_expect(close_relative(b.coef[j].value, a.coef[j].value, 1e-12));
        cr_expect(close_relative(2 * b.variance[jj], a.variance[jj], 1e-12));
    }
    cr_expect(close_relative(b.loglik, 2 * a.loglik, 1e-13));
    cr_expect(close_relative(b.score.statistic, 2 * a.score.statistic, 1e-12));
    atr_cox_free(&a);
    atr_cox_free(&b);
}

Test(cox_laws, a_covariate_that_is_constant_in_each_stratum_is_redundant)
{
    cohort c;
    make(&c, true);
    for (size_t i = 0; i < N; i++) c.x[1][i] = 0.1 + 0.7 * c.stratum[i];
    c.sample.stratum = c.stratum;
    c.sample.n_strata = 2;
    atr_cox f = fit(&c, P, ATR_TIES_EFRON);
    cr_expect(f.kind[0] == ATR_COEF_FINITE && f.kind[2] == ATR_COEF_FINITE);
    cr_expect(f.kind[1] == ATR_COEF_REDUNDANT && isnan(f.coef[1].value));
    cr_expect(f.wald.df == 2 && isnan(f.p_value[1]) && f.variance[1 * P + 1] == 0);
    atr_cox_free(&f);
}

Test(cox_laws, a_column_that_varies_by_rounding_only_is_redundant)
{
    cohort c;
    make(&c, true);
    for (size_t i = 0; i < N; i++) c.x[1][i] = i % 3 ? 0.1 + 0.2 : 0.3;
    atr_cox f = fit(&c, P, ATR_TIES_EFRON);
    cr_expect(f.kind[1] == ATR_COEF_REDUNDANT);
    cr_expect(f.score.df == 2);
    atr_cox_free(&f);
}

/* x2 = x1 + 1e-7 noise: 1 - R^2 is about 1e-14, too little to tell them apart. */
Test(cox_laws, a_column_that_is_nearly_another_is_redundant_and_does_no_harm)
{
    cohort c;
    make(&c, true);
    atr_cox without = fit(&c, 2, ATR_TIES_EFRON);
    for (size_t i = 0; i < N; i++) c.x[2][i] = c.x[1][i] + 1e-6 * c.x[2][i];
    atr_cox with = fit(&c, P, ATR_TIES_EFRON);
    cr_expect(with.kind[2] == ATR_COEF_REDUNDANT && with.variance[2 * P + 2] == 0);
    for (size_t j = 0; j < 2; j++) {
        cr_expect(close_relative(with.coef[j].value, without.coef[j].value, 1e-12));
        cr_expect(close_relative(with.coef[j].std_error, without.coef[j].std_error, 1e-12));
    }
    atr_cox_free(&without);
    atr_cox_free(&with);
}

/* Here rounding keeps the decrement well above nothing. */
Test(cox_laws, columns_that_are_hard_to_tell_apart_converge)
{
    cohort c, d;
    make(&c, true);
    make(&d, true);
    for (size_t i = 0; i < N; i++) d.x[2][i] = d.x[1][i] / 20 + 4e-6 * d.x[2][i];
    atr_cox a = fit(&c, P, ATR_TIES_EFRON), b = fit(&d, P, ATR_TIES_EFRON);
    cr_expect(b.converged && b.kind[2] == ATR_COEF_FINITE);
    /* the two models are the same in other coordinates */
    cr_expect(close_relative(b.coef[2].value, a.coef[2].value / 4e-6, 1e-4));
    cr_expect(close_relative(b.loglik, a.loglik, 1e-10));
    atr_cox_free(&a);
    atr_cox_free(&b);
}

/* --- arithmetic -------------------------------------------------------------------- */

Test(cox_laws, an_outlier_costs_no_digits)
{
    cohort c, d;
    make(&c, false);
    make(&d, false);
    size_t last = 0;
    for (size_t i = 0; i < N; i++)
        if (c.time[i] > c.time[last]) last = i;
    /* One more subject, censored before anything happens, is in no risk set. */
    c.time[N] = c.time[last];
    d.time[N] = 0;
    c.x[2][N] = 0;
    d.x[2][N] = 1e12;
    d.sample.n = N + 1;
    atr_cox a = fit(&c, P, ATR_TIES_EFRON), b = fit(&d, P, ATR_TIES_EFRON);
    expect_same(&a, &b, 1e-13);
    atr_cox_free(&a);
    atr_cox_free(&b);
}

/* The first event belongs to x = 1e9 among others of about 0: its term tends to
 * -log(1), so that the others' fit is unchanged, whatever exp(eta) is. */
Test(cox_laws, a_linear_predictor_of_a_billion_does_not_overflow)
{
    cohort c, d;
    make(&c, false);
    make(&d, false);
    atr_cox without = fit(&c, P, ATR_TIES_EFRON);
    d.time[N] = 1e-6;
    d.event[N] = 1;
    d.x[2][N] = without.coef[2].value > 0 ? 1e9 : -1e9;
    d.sample.n = N + 1;
    atr_cox with = fit(&d, P, ATR_TIES_EFRON);
    cr_expect(with.converged && with.kind[2] == ATR_COEF_FINITE);
    for (size_t j = 0; j < P; j++) {
        cr_expect(close_relative(with.coef[j].value, without.coef[j].value, 1e-6), "%g %g",
                  with.coef[j].value, without.coef[j].value);
        cr_expect(close_relative(with.coef[j].std_error, without.coef[j].std_error, 1e-6));
    }
    cr_expect(close_relative(with.loglik, without.loglik, 1e-9));
    atr_cox_free(&without);
    atr_cox_free(&with);
}

/* From 0.857 a full step leads to -0.07, where the likelihood is lower, and on. */
Test(cox_laws, a_step_too_long_is_halved)
{
    static const double x[] = {1.8, 1.3, 6.3, 1.4, 0.9, 0.4, 0.8, 0.8, 0.4, 0.3, 0.7, 0.1};
    static const double y[] = {385.1, 6.7, 6.4, 0, 0.2, 3, 0.1, 14.9, 0.1, 0.1, 61.9, 0};
    static const double *const columns[] = {x, y};
    double                     time[12];
    unsigned char              event[12];
    for (size_t i = 0; i < 12; i++) {
        time[i] = (double)i;
        event[i] = 1;
    }
    const atr_sample sample = {
        .n = 12, .time = time, .event = event, .n_groups = 1, .n_strata = 1};
    for (size_t j = 0; j < 2; j++) {
        const atr_covariates covariates = {1, columns + j};
        atr_cox              f;
        cr_assert(atr_cox_fit(&sample, &covariates, NULL, &f, NULL) == ATR_OK);
        cr_expect(f.converged && f.kind[0] == ATR_COEF_FINITE && f.loglik > f.loglik_null);
        atr_cox_free(&f);
    }
}

Test(cox_laws, limits_widen_with_the_level)
{
    cohort c;
    make(&c, true);
    const atr_covariates  covariates = {P, c.column};
    const atr_cox_options options = {.level = 0.99};
    atr_cox               a = fit(&c, P, ATR_TIES_EFRON), b;
    cr_assert(atr_cox_fit(&c.sample, &covariates, &options, &b, NULL) == ATR_OK);
    cr_expect(a.level == 0.95 && b.level == 0.99);
    /* 2.5758... is the 0.995 quantile of the normal distribution */
    cr_expect(close_relative(b.coef[0].upper - b.coef[0].value,
                             2.5758293035489004 * b.coef[0].std_error, 1e-12));
    cr_expect(close_relative(a.coef[0].value - a.coef[0].lower,
                             1.9599639845400545 * a.coef[0].std_error, 1e-12));
    atr_cox_free(&a);
    atr_cox_free(&b);
}

Test(cox_laws, one_iteration_is_not_enough_and_says_so)
{
    cohort c;
    make(&c, true);
    const atr_covariates  covariates = {P, c.column};
    const atr_cox_options options = {.max_iterations = 1};
    atr_cox               f;
    cr_assert(atr_cox_fit(&c.sample, &covariates, &options, &f, NULL) == ATR_OK);
    cr_expect(!f.converged && f.iterations == 1);
    cr_expect(f.loglik > f.loglik_null);
    atr_cox_free(&f);
}

/* --- counts instead of subjects ----------------------------------------------------- */

/* An offset of 0 changes nothing, but rules out that counts are sufficient. */
static void expect_counts_to_do(const cohort *c, size_t p, atr_ties ties)
{
    static const double   nothing[2 * N] = {0};
    const atr_covariates  covariates = {p, c->column};
    const atr_cox_options with = {.ties = ties, .offset = nothing},
                          without = {.ties = ties};
    atr_cox a, b;
    cr_assert(!atr_cox_fit(&c->sample, &covariates, &without, &a, NULL));
    cr_assert(!atr_cox_fit(&c->sample, &covariates, &with, &b, NULL));
    expect_same(&a, &b, 1e-12);
    cr_expect(close_relative(a.loglik_null, b.loglik_null, 1e-13));
    for (size_t j = 0; j < p; j++) {
        cr_expect(a.kind[j] == b.kind[j] && a.mean[j] == b.mean[j]);
        for (size_t k = 0; k < p; k++)
            cr_expect(fabs(a.variance[j * p + k] - b.variance[j * p + k]) <
                      1e-11 * sqrt(a.variance[j * p + j] * a.variance[k * p + k]));
    }
    cr_expect(a.converged && b.converged && a.events == b.events);
    atr_cox_free(&a);
    atr_cox_free(&b);
}

Test(cox_laws, counting_the_levels_of_a_factor_changes_nothing)
{
    cohort c;
    for (int k = 0; k < 8; k++) {
        const atr_ties ties = k % 2 ? ATR_TIES_BRESLOW : ATR_TIES_EFRON;
        make(&c, k / 2 % 2);
        for (size_t i = 0; i < N; i++) {
            c.x[1][i] = i % 3 == 1;
            c.x[2][i] = i % 5 == 2 ? 3.5 : -1;
        }
        if (k / 4) {
            c.sample.stratum = c.stratum;
            c.sample.n_strata = 2;
        }
        expect_counts_to_do(&c, 1, ties);
        expect_counts_to_do(&c, 2, ties);
        expect_counts_to_do(&c, 3, ties);
        if (ties == ATR_TIES_EFRON) continue;
        for (size_t i = 0; i < N; i++) c.weight[i] = 0.5 + (double)(i % 4);
        c.sample.weight = c.weight;
        expect_counts_to_do(&c, 2, ties);
    }
}

Test(cox_laws, counting_leaves_infinite_and_redundant_coefficients_as_they_are)
{
    cohort               c;
    const atr_covariates two = {2, c.column};
    atr_cox              model;
    make(&c, true);
    for (size_t i = 0; i < N; i++) {
        c.x[1][i] = i % 4 == 0;
        if (c.x[1][i] > 0) c.event[i] = 0;
    }
    cr_assert(!atr_cox_fit(&c.sample, &two, NULL, &model, NULL));
    cr_expect(model.kind[0] == ATR_COEF_FINITE && model.kind[1] == ATR_COEF_INFINITE);
    atr_cox_free(&model);

    for (size_t i = 0; i < N; i++) c.x[1][i] = 2 - 3 * c.x[0][i];
    cr_assert(!atr_cox_fit(&c.sample, &two, NULL, &model, NULL));
    cr_expect(model.kind[0] == ATR_COEF_FINITE && model.kind[1] == ATR_COEF_REDUNDANT);
    atr_cox_free(&model);
}
