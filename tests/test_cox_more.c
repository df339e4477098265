/* test_cox_more.c - exact ties, offsets, entry times and robust variances. */
#include "atrisk/codes.h"
#include "cox_model.h"
#include "support.h"

#include <criterion/criterion.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

/* --- golden --------------------------------------------------------------------------- */

Test(cox_more, agrees_with_coxph_on_likelihoods_and_tests)
{
    golden_table models = golden_table_read("cox_more_models.csv");
    for (size_t k = 0; k < models.n; k++) {
        cox_model m = cox_model_read(&models, k);
        atr_cox   fit = cox_model_fit(&m);
        cr_expect(fit.converged, "%s", m.name);
        golden_expect(&models, k, "loglik_null", fit.loglik_null, 1e-12);
        golden_expect(&models, k, "loglik", fit.loglik, 1e-12);
        golden_expect(&models, k, "score", fit.score.statistic, 1e-10);
        golden_expect(&models, k, "wald", fit.wald.statistic, 1e-9);
        golden_expect(&models, k, "robust_score", fit.robust_score.statistic, 1e-10);
        cr_expect(fit.robust == (*golden_text(&models, k, "cluster") != 0));
        cr_expect(fit.robust_score.df == (fit.robust ? (double)m.p : 0));
        atr_cox_free(&fit);
        cox_model_free(&m);
    }
    golden_table_free(&models);
}

Test(cox_more, agrees_with_coxph_on_coefficients_and_both_variances)
{
    golden_table models = golden_table_read("cox_more_models.csv");
    golden_table golden = golden_table_read("cox_more_coefficients.csv");
    size_t       row = 0;
    for (size_t k = 0; k < models.n; k++) {
        cox_model m = cox_model_read(&models, k);
        atr_cox   fit = cox_model_fit(&m);
        for (size_t j = 0; j < m.p; j++, row++) {
            const double *V = fit.variance, se = fit.coef[j].std_error;
            cr_assert_str_eq(golden_text(&golden, row, "model"), m.name);
            golden_expect(&golden, row, "coef", fit.coef[j].value, 1e-9);
            golden_expect(&golden, row, "std_error", se, 1e-9);
            golden_expect(&golden, row, "naive_error",
                          sqrt(fit.naive_variance[j * m.p + j]), 1e-9);
            const double correlation = V[j] / sqrt(V[0] * V[j * m.p + j]);
            cr_expect(
                close_to(correlation, golden_number(&golden, row, "correlation"), 1e-9));
        }
        atr_cox_free(&fit);
        cox_model_free(&m);
    }
    cr_expect(row == golden.n);
    golden_table_free(&golden);
    golden_table_free(&models);
}

/* --- laws ----------------------------------------------------------------------------- */

enum { N = 120, P = 2 };

typedef struct {
    double          time[N], entry[N], weight[N], offset[N], x[P][N];
    unsigned char   event[N];
    uint32_t        cluster[N], stratum[N];
    const double   *column[P];
    atr_sample      sample;
    atr_cox_options options;
} cohort;

/* Uniform on (0, 1): Park & Miller, Commun. ACM 31 (1988) 1192-1201. */
static double uniform(uint64_t *state)
{
    *state = 16807 * *state % 2147483647;
    return (double)*state / 2147483647;
}

/* 60 subjects, half of whom enter late. */
static void make(cohort *c, bool ties)
{
    uint64_t state = 20240602;
    memset(c, 0, sizeof *c);
    for (size_t i = 0; i < N / 2; i++) {
        c->x[0][i] = (double)(i % 2);
        c->x[1][i] = 50 + 10 * uniform(&state);
        c->entry[i] = i % 4 < 2 ? 0 : floor(5 * uniform(&state));
        c->time[i] = c->entry[i] - 10 * log(uniform(&state)) * exp(-0.5 * c->x[0][i]);
        if (ties) c->time[i] = c->entry[i] + ceil((c->time[i] - c->entry[i]) / 4);
        c->event[i] = uniform(&state) < 0.7;
        c->cluster[i] = (uint32_t)i / 3;
        c->weight[i] = 1;
    }
    for (size_t j = 0; j < P; j++) c->column[j] = c->x[j];
    c->sample = (atr_sample){.n = N / 2,
                             .time = c->time,
                             .entry = c->entry,
                             .event = c->event,
                             .n_groups = 1,
                             .n_strata = 1};
}

static atr_cox fit(const cohort *c)
{
    const atr_covariates covariates = {P, c->column};
    atr_cox              fit;
    atr_error            err = {0};
    cr_assert(atr_cox_fit(&c->sample, &covariates, &c->options, &fit, &err) == ATR_OK, "%s",
              err.message);
    return fit;
}

static void expect_same(const atr_cox *a, const atr_cox *b, double tolerance)
{
    cr_expect(close_relative(a->loglik, b->loglik, tolerance));
    cr_expect(close_relative(a->loglik_null, b->loglik_null, tolerance));
    for (size_t j = 0; j < P; j++) {
        cr_expect(close_relative(a->coef[j].value, b->coef[j].value, tolerance));
        cr_expect(close_relative(a->coef[j].std_error, b->coef[j].std_error, tolerance));
    }
}

static void expect_both_same(const cohort *c, const cohort *d, double tolerance)
{
    atr_cox a = fit(c), b = fit(d);
    expect_same(&a, &b, tolerance);
    atr_cox_free(&a);
    atr_cox_free(&b);
}

Test(cox_more, entering_before_the_first_event_is_no_late_entry)
{
    static const atr_ties ties[] = {ATR_TIES_EFRON, ATR_TIES_BRESLOW, ATR_TIES_EXACT};
    for (size_t t = 0; t < 3; t++) {
        cohort c, d;
        make(&c, true);
        make(&d, true);
        for (size_t i = 0; i < N; i++) c.entry[i] = -1;
        d.sample.entry = NULL;
        c.options.ties = d.options.ties = ties[t];
        expect_both_same(&c, &d, 1e-12);
    }
}

/* Cut every subject's follow-up in two at a time of its own. */
static void cut_in_two(cohort *c)
{
    for (size_t i = 0; i < N / 2; i++) {
        const size_t k = N / 2 + i;
        c->time[k] = c->time[i];
        c->event[k] = c->event[i];
        c->entry[k] = c->time[i] = c->entry[i] + 0.4 * (c->time[i] - c->entry[i]);
        c->event[i] = 0;
        c->cluster[k] = c->cluster[i];
        c->weight[k] = c->weight[i];
        for (size_t j = 0; j < P; j++) c->x[j][k] = c->x[j][i];
    }
    c->sample.n = N;
}

Test(cox_more, cutting_follow_up_in_rows_changes_nothing_not_even_a_robust_variance)
{
    static const atr_ties ties[] = {ATR_TIES_EFRON, ATR_TIES_BRESLOW};
    for (size_t t = 0; t < 2; t++) {
        cohort c, d;
        make(&c, true);
        make(&d, true);
        cut_in_two(&d);
        c.options.ties = d.options.ties = ties[t];
        c.options.cluster = c.cluster;
        d.options.cluster = d.cluster;
        expect_both_same(&c, &d, 1e-12);
    }
}

Test(cox_more, without_ties_all_ways_to_treat_them_agree)
{
    cohort c, d;
    make(&c, false);
    make(&d, false);
    d.options.ties = ATR_TIES_EXACT;
    expect_both_same(&c, &d, 1e-12);
    d.options.ties = ATR_TIES_BRESLOW;
    expect_both_same(&c, &d, 1e-12);
}

Test(cox_more, the_null_likelihood_of_exact_ties_counts_subsets)
{
    enum { many = 2000, dying = 500 };
    static double        time[many], x[many];
    static unsigned char event[many];
    for (size_t i = 0; i < many; i++) {
        time[i] = i < dying ? 1 : 2;
        event[i] = i < dying;
        x[i] = (double)(i % 2);
    }
    const double *const   column[] = {x};
    const atr_covariates  covariates = {1, column};
    const atr_cox_options options = {.ties = ATR_TIES_EXACT};
    const atr_sample      sample = {
             .n = many, .time = time, .event = event, .n_groups = 1, .n_strata = 1};
    atr_cox f;
    cr_assert(atr_cox_fit(&sample, &covariates, &options, &f, NULL) == ATR_OK);
    const double log_choose =
        lgamma(many + 1.) - lgamma(dying + 1.) - lgamma(many - dying + 1.);
    cr_expect(close_relative(f.loglik_null, -log_choose, 1e-12));
    /* as many dying in either half: the hypergeometric mean, so the maximum is at 0 */
    cr_expect(fabs(f.coef[0].value) < 1e-12);
    /* 1 / V is the hypergeometric variance */
    const double v = dying * 0.25 * (many - dying) / (many - 1.);
    cr_expect(close_relative(f.variance[0], 1 / v, 1e-11));
    atr_cox_free(&f);
}

Test(cox_more, an_offset_that_is_a_covariate_moves_its_coefficient_by_1)
{
    static const atr_ties ties[] = {ATR_TIES_EFRON, ATR_TIES_BRESLOW, ATR_TIES_EXACT};
    for (size_t t = 0; t < 3; t++) {
        cohort c;
        make(&c, true);
        c.options.ties = ties[t];
        atr_cox a = fit(&c);
        c.options.offset = c.x[0];
        atr_cox b = fit(&c);
        cr_expect(close_relative(a.loglik, b.loglik, 1e-13));
        cr_expect(close_to(a.coef[0].value - 1, b.coef[0].value, 1e-11));
        cr_expect(close_relative(a.coef[1].value, b.coef[1].value, 1e-10));
        atr_cox_free(&a);
        atr_cox_free(&b);
    }
}

/* A single covariate with two values is fitted from counts; beside a constant one, which
 * is redundant, it is not. */
static void expect_counts_to_do(atr_ties ties, const double *values)
{
    cohort c;
    make(&c, true);
    c.sample.entry = NULL;
    c.sample.weight = c.weight;
    c.sample.stratum = c.stratum;
    c.sample.n_strata = 2;
    c.options.ties = ties;
    c.options.robust = true;
    for (size_t i = 0; i < N / 2; i++) {
        c.weight[i] = 0.5 + (double)(i % 5);
        c.stratum[i] = i % 3 == 0;
        c.x[0][i] = values[2 * c.stratum[i] + i % 2];
        c.x[1][i] = 1;
    }
    atr_cox              a, b = fit(&c);
    const atr_covariates single = {1, c.column};
    cr_assert(!atr_cox_fit(&c.sample, &single, &c.options, &a, NULL));
    cr_expect(b.kind[1] == ATR_COEF_REDUNDANT);
    cr_expect(close_relative(a.loglik, b.loglik, 1e-13));
    cr_expect(close_relative(a.loglik_null, b.loglik_null, 1e-13));
    cr_expect(close_relative(a.score.statistic, b.score.statistic, 1e-12));
    cr_expect(close_relative(a.coef[0].value, b.coef[0].value, 1e-12));
    cr_expect(close_relative(a.coef[0].std_error, b.coef[0].std_error, 1e-12));
    cr_expect(close_relative(a.naive_variance[0], b.naive_variance[0], 1e-12));
    atr_cox_free(&a);
    atr_cox_free(&b);
}

Test(cox_more, two_values_may_be_fitted_from_counts)
{
    static const double same[] = {0, 1, 0, 1}, moved[] = {3, 1, 7, 9},
                        unequal[] = {0, 1, 0, 3};
    static const atr_ties ties[] = {ATR_TIES_EFRON, ATR_TIES_BRESLOW};
    for (size_t t = 0; t < 2; t++) {
        expect_counts_to_do(ties[t], same);
        expect_counts_to_do(ties[t], moved);
        expect_counts_to_do(ties[t], unequal);
    }
}

Test(cox_more, three_values_are_not_taken_for_two)
{
    cohort c, d;
    make(&c, true);
    make(&d, true);
    c.sample.entry = d.sample.entry = NULL;
    for (size_t i = 0; i < N / 2; i++) {
        c.x[0][i] = d.x[0][i] = i % 5 < 2 ? 2 * (double)(i % 5) - 1 : 0;
        c.x[1][i] = d.x[1][i] = 0;
    }
    const atr_covariates single = {1, c.column};
    atr_cox              a, b = fit(&d);
    cr_assert(!atr_cox_fit(&c.sample, &single, &c.options, &a, NULL));
    cr_expect(close_relative(a.coef[0].value, b.coef[0].value, 1e-12));
    cr_expect(close_relative(a.loglik, b.loglik, 1e-13));
    atr_cox_free(&a);
    atr_cox_free(&b);
}

/* Somebody whose hazard is 10^260 times that of the others is under observation between
 * two events only, and leaves no trace. */
Test(cox_more, a_huge_hazard_that_enters_and_leaves_costs_no_digits)
{
    static const atr_ties ties[] = {ATR_TIES_EFRON, ATR_TIES_BRESLOW, ATR_TIES_EXACT};
    for (size_t t = 0; t < 3; t++) {
        cohort c, d;
        make(&c, true);
        make(&d, true);
        d.options.ties = c.options.ties = ties[t];
        d.options.offset = d.offset;
        d.offset[N / 2] = 600;
        d.entry[N / 2] = 3.25;
        d.time[N / 2] = 3.75;
        d.x[1][N / 2] = 55;
        d.sample.n++;
        expect_both_same(&c, &d, 1e-11);
    }
}

/* A pair in one cluster counts once: the variance of twins is twice that of singles. */
Test(cox_more, twins_in_a_cluster_tell_no_more_than_one_of_them)
{
    cohort c, d;
    make(&c, false);
    make(&d, false);
    c.options.ties = d.options.ties = ATR_TIES_BRESLOW;
    for (size_t i = 0; i < N / 2; i++) {
        const size_t k = N / 2 + i;
        d.time[k] = d.time[i];
        d.event[k] = d.event[i];
        d.entry[k] = d.entry[i];
        d.cluster[k] = d.cluster[i] = (uint32_t)(1000 - i);
        for (size_t j = 0; j < P; j++) d.x[j][k] = d.x[j][i];
    }
    d.sample.n = N;
    c.options.robust = true;
    d.options.cluster = d.cluster;
    atr_cox a = fit(&c), b = fit(&d);
    for (size_t j = 0; j < P; j++) {
        cr_expect(close_relative(a.coef[j].std_error, b.coef[j].std_error, 1e-11));
        cr_expect(close_relative(a.naive_variance[j * (P + 1)],
                                 2 * b.naive_variance[j * (P + 1)], 1e-11));
    }
    cr_expect(close_relative(a.robust_score.statistic, b.robust_score.statistic, 1e-10));
    cr_expect(close_relative(a.wald.statistic, b.wald.statistic, 1e-10));
    atr_cox_free(&a);
    atr_cox_free(&b);
}

/* --- infinite coefficients --------------------------------------------------------- */

/* Nobody dies with x0 = 1: what is left is the model of the others. */
static void expect_limit(atr_ties ties, bool entry)
{
    cohort c, d;
    make(&c, true);
    make(&d, true);
    c.options.ties = d.options.ties = ties;
    if (!entry) c.sample.entry = d.sample.entry = NULL;
    size_t kept = 0;
    for (size_t i = 0; i < N / 2; i++) {
        if (c.x[0][i] == 1) c.event[i] = 0;
        else {
            d.time[kept] = d.time[i];
            d.entry[kept] = d.entry[i];
            d.event[kept] = d.event[i];
            d.x[0][kept] = d.x[0][i];
            d.x[1][kept++] = d.x[1][i];
        }
    }
    d.sample.n = kept;
    atr_cox a = fit(&c), b = fit(&d);
    cr_expect(a.converged && a.kind[0] == ATR_COEF_INFINITE);
    cr_expect(a.coef[0].value == -INFINITY);
    cr_expect(b.kind[0] == ATR_COEF_REDUNDANT);
    cr_expect(a.kind[1] == ATR_COEF_FINITE);
    cr_expect(close_relative(a.coef[1].value, b.coef[1].value, 1e-10));
    cr_expect(close_relative(a.coef[1].std_error, b.coef[1].std_error, 1e-10));
    cr_expect(close_relative(a.loglik, b.loglik, 1e-12));
    atr_cox_free(&a);
    atr_cox_free(&b);
}

Test(cox_more, an_arm_without_events_leaves_the_model_of_the_others)
{
    expect_limit(ATR_TIES_EFRON, true);
    expect_limit(ATR_TIES_BRESLOW, true);
    expect_limit(ATR_TIES_EXACT, true);
    expect_limit(ATR_TIES_EXACT, false);
}

/* Therneau & Grambsch (2000) appendix E.1: the exact log-likelihood is
 * 2 (b - log(3 e^b + 3)), which rises to -2 log 3. */
Test(cox_more, exact_ties_may_push_a_coefficient_to_infinity)
{
    static const double        time[] = {1, 1, 6, 6, 8, 9}, x[] = {1, 1, 1, 0, 0, 0};
    static const unsigned char event[] = {1, 0, 1, 1, 0, 1};
    const double *const        column[] = {x};
    const atr_covariates       covariates = {1, column};
    const atr_cox_options      options = {.ties = ATR_TIES_EXACT};
    const atr_sample           sample = {
                  .n = 6, .time = time, .event = event, .n_groups = 1, .n_strata = 1};
    atr_cox f;
    cr_assert(atr_cox_fit(&sample, &covariates, &options, &f, NULL) == ATR_OK);
    cr_expect(f.coef[0].value == INFINITY);
    cr_expect(close_relative(f.loglik, -2 * log(3), 1e-13), "%.17g", f.loglik);
    atr_cox_free(&f);
}

/* Of two deaths among four, one is above all others: l(b) = b - log(3 e^b + 3). */
Test(cox_more, a_death_above_the_others_is_enough_for_infinity)
{
    static const double        time[] = {6, 6, 8, 9}, x[] = {1, 0, 0, 0};
    static const unsigned char event[] = {1, 1, 0, 1};
    const double *const        column[] = {x};
    const atr_covariates       covariates = {1, column};
    const atr_cox_options      options = {.ties = ATR_TIES_EXACT};
    const atr_sample           sample = {
                  .n = 4, .time = time, .event = event, .n_groups = 1, .n_strata = 1};
    atr_cox f;
    cr_assert(atr_cox_fit(&sample, &covariates, &options, &f, NULL) == ATR_OK);
    cr_expect(f.coef[0].value == INFINITY);
    cr_expect(close_relative(f.loglik, -log(3), 1e-13), "%.17g", f.loglik);
    atr_cox_free(&f);
}

/* Enough terms for their rounding errors to look like a fall of the likelihood. */
Test(cox_more, many_subjects_need_no_more_iterations_than_few)
{
    enum { many = 400000 };
    double        *time = malloc(many * sizeof *time), *x = malloc(many * sizeof *x);
    unsigned char *event = malloc(many);
    uint64_t       state = 1;
    for (size_t i = 0; i < many; i++) {
        x[i] = uniform(&state) < 0.5;
        time[i] = -log(uniform(&state)) * exp(-0.4 * x[i]);
        event[i] = uniform(&state) < 0.5;
    }
    const double *const   column[] = {x};
    const atr_covariates  covariates = {1, column};
    const atr_cox_options options = {.exact_times = true};
    const atr_sample      sample = {
             .n = many, .time = time, .event = event, .n_groups = 1, .n_strata = 1};
    atr_cox f;
    cr_assert(atr_cox_fit(&sample, &covariates, &options, &f, NULL) == ATR_OK);
    cr_expect(f.converged && f.iterations <= 5, "%d", f.iterations);
    atr_cox_free(&f);
    free(time);
    free(x);
    free(event);
}

/* --- refusals ----------------------------------------------------------------------- */

static void expect_refused(const cohort *c, atr_status status, atr_code code,
                           const char *words)
{
    const atr_covariates covariates = {P, c->column};
    atr_cox              f;
    atr_error            err = {0};
    memset(&f, 0xff, sizeof f);
    cr_expect(atr_cox_fit(&c->sample, &covariates, &c->options, &f, &err) == status);
    cr_expect(err.code == (int)code, "%d", err.code);
    cr_expect(strstr(err.message, words), "message was: %s", err.message);
    cr_expect(!f.coef && !f.naive_variance, "a failed call leaves nothing to free");
}

Test(cox_more, names_the_subject_that_enters_at_its_end)
{
    cohort c;
    make(&c, true);
    c.entry[4] = c.time[4];
    expect_refused(&c, ATR_EDATA, ATR_CODE_BAD_ENTRY, "the entry of subject 5 is");
    c.entry[4] = NAN;
    expect_refused(&c, ATR_EDATA, ATR_CODE_BAD_ENTRY, "the entry of subject 5 is nan");
}

Test(cox_more, names_the_subject_whose_follow_up_is_rounding_error)
{
    cohort c;
    make(&c, true);
    c.entry[6] = c.time[6] - 1e-9;
    expect_refused(&c, ATR_EDATA, ATR_CODE_BAD_TIME, "the follow-up of subject 7");
    c.options.exact_times = true;
    atr_cox f = fit(&c);
    atr_cox_free(&f);
}

Test(cox_more, names_the_subject_whose_offset_is_not_a_number)
{
    cohort c;
    make(&c, true);
    c.offset[2] = INFINITY;
    c.options.offset = c.offset;
    expect_refused(&c, ATR_EDATA, ATR_CODE_BAD_COVARIATE, "subject 3: the offset is inf");
}

Test(cox_more, refuses_weights_and_robust_variances_with_exact_ties)
{
    cohort c;
    make(&c, true);
    c.options.ties = ATR_TIES_EXACT;
    c.weight[8] = 2;
    c.sample.weight = c.weight;
    expect_refused(&c, ATR_EARGUMENT, ATR_CODE_BAD_FIT, "subject 9 has the weight 2");
    c.sample.weight = NULL;
    c.options.robust = true;
    expect_refused(&c, ATR_EARGUMENT, ATR_CODE_BAD_FIT, "no robust variance");
}
