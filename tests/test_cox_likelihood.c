/* test_cox_likelihood.c - one evaluation, against the definition in long double. */
#include "core/cox_likelihood.h"
#include "support.h"

#include <criterion/criterion.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

enum { N = 12, P = 2 };

/* Ties, strata and weights, and somebody who leaves before any event. */
static const double        time[N] = {1, 2, 2, 2, 3, 3, 4, 4, 4, 5, 6, 0.5};
static const unsigned char event[N] = {1, 1, 1, 0, 1, 0, 1, 1, 1, 0, 1, 0};
static const uint32_t      stratum[N] = {0, 0, 0, 0, 1, 1, 0, 0, 1, 1, 0, 0};
static const double        weight[N] = {1, 2, .5, 1, 3, 1, 1.5, 1, 1, 2, 1, 4};
static const double        a[N] = {0, 1, 0, 1, 1, 0, 1, 1, 0, 1, 0, 1};
static const double        b[N] = {3, -1, 2, .5, 0, 1, -2, 4, 1.5, 0, 2, 9};
static const double *const x[] = {a, b};

static const atr_sample     sample = {.n = N,
                                      .time = time,
                                      .event = event,
                                      .weight = weight,
                                      .n_groups = 1,
                                      .stratum = stratum,
                                      .n_strata = 2};
static const atr_covariates covariates = {P, x};

typedef struct {
    long double loglik, score[P], information[P][P];
} definition;

/* One term: -share * log of sum_{at risk} r - f sum_{dying} r, and its derivatives. */
static void add_term(definition *l, const double *beta, size_t i, double f, double share)
{
    long double s0 = 0, s1[P] = {0}, s2[P][P] = {{0}};
    for (size_t k = 0; k < N; k++) {
        if (stratum[k] != stratum[i] || time[k] < time[i]) continue;
        const bool  dying = event[k] && time[k] == time[i];
        long double r = weight[k] * expl((long double)beta[0] * a[k] + beta[1] * b[k]);
        if (dying) r *= 1 - (long double)f;
        s0 += r;
        for (size_t j = 0; j < P; j++) {
            s1[j] += r * x[j][k];
            for (size_t m = 0; m < P; m++) s2[j][m] += r * x[j][k] * x[m][k];
        }
    }
    l->loglik -= share * logl(s0);
    for (size_t j = 0; j < P; j++) {
        l->score[j] -= share * s1[j] / s0;
        for (size_t m = 0; m < P; m++)
            l->information[j][m] += share * (s2[j][m] / s0 - s1[j] / s0 * s1[m] / s0);
    }
}

/* The deaths at one time are numbered in the order of their rows; death number k
 * of m stands for the term with k / m of the dying gone. */
static definition define(const double *beta, bool efron)
{
    definition l = {0};
    for (size_t i = 0; i < N; i++) {
        if (!event[i]) continue;
        double k = 0, m = 0, W = 0;
        for (size_t d = 0; d < N; d++) {
            if (!event[d] || stratum[d] != stratum[i] || time[d] != time[i]) continue;
            k += d < i;
            m++;
            W += weight[d];
        }
        add_term(&l, beta, i, efron ? k / m : 0, efron ? W / m : weight[i]);
        l.loglik += weight[i] * ((long double)beta[0] * a[i] + beta[1] * b[i]);
        for (size_t j = 0; j < P; j++) l.score[j] += weight[i] * x[j][i];
    }
    return l;
}

/* beta in the units of the covariates. */
static void expect_definition(const double *beta, atr_ties ties, double tolerance)
{
    const atr_cox_options options = {.ties = ties};
    cox_problem           problem;
    cox_point             point;
    cr_assert(cox_problem_build(&sample, &covariates, &options, &problem, NULL) == ATR_OK);
    cr_assert(cox_point_alloc(&point, &problem));
    double scaled[P];
    for (size_t j = 0; j < P; j++) scaled[j] = beta[j] * problem.scale[j];
    cox_evaluate(&problem, scaled, &point);

    const definition want = define(beta, ties == ATR_TIES_EFRON);
    cr_expect(close_to(point.loglik, (double)want.loglik, tolerance), "%.17g is not %.17g",
              point.loglik, (double)want.loglik);
    for (size_t j = 0; j < P; j++) {
        cr_expect(
            close_to(point.score[j] * problem.scale[j], (double)want.score[j], tolerance));
        for (size_t k = 0; k <= j; k++) {
            const double got = point.information[j * P + k];
            cr_expect(close_to(got * problem.scale[j] * problem.scale[k],
                               (double)want.information[j][k], tolerance));
        }
    }
    cox_point_free(&point);
    cox_problem_free(&problem);
}

Test(cox_likelihood, is_what_the_definition_says)
{
    static const double beta[][P] = {{0, 0}, {0.5, -0.25}, {-2, 1}};
    for (size_t i = 0; i < sizeof beta / sizeof *beta; i++) {
        expect_definition(beta[i], ATR_TIES_EFRON, 1e-13);
        expect_definition(beta[i], ATR_TIES_BRESLOW, 1e-13);
    }
}

/* Far beyond what exp can hold in a double, yet not in a long double. */
Test(cox_likelihood, holds_where_hazards_differ_by_a_factor_of_exp_1000)
{
    static const double beta[][P] = {{0, 300}, {0, -300}, {1000, 150}, {-900, 30}};
    for (size_t i = 0; i < sizeof beta / sizeof *beta; i++) {
        expect_definition(beta[i], ATR_TIES_EFRON, 1e-12);
        expect_definition(beta[i], ATR_TIES_BRESLOW, 1e-12);
    }
}

/* A million terms, from rows and from counts: everybody dies, the last first. */
Test(cox_likelihood, of_a_million_subjects_keeps_its_digits)
{
    enum { many = 1000000 };
    const double      beta[] = {0.4, 0};
    double           *late = malloc(many * sizeof *late), *arm = malloc(many * sizeof *arm);
    double           *none = calloc(many, sizeof *none);
    unsigned char    *die = malloc(many);
    long double       sum = 0, loglik = 0;
    const long double higher = expl(0.4L);
    for (size_t i = 0; i < many; i++) {
        late[i] = (double)(many - i);
        die[i] = 1;
        arm[i] = i * 7919 % 1009 < 500;
        sum += arm[i] == 1 ? higher : 1;
        loglik += 0.4L * arm[i] - logl(sum);
    }
    const atr_sample all = {
        .n = many, .time = late, .event = die, .n_groups = 1, .n_strata = 1};
    const double *const   columns[] = {arm, none};
    const atr_cox_options options = {.exact_times = true};
    for (size_t p = 1; p <= 2; p++) {
        const atr_covariates some = {p, columns};
        cox_problem          problem;
        cox_point            point;
        cr_assert(!cox_problem_build(&all, &some, &options, &problem, NULL));
        cr_assert(cox_point_alloc(&point, &problem));
        const double scaled[] = {beta[0] * problem.scale[0], 0};
        cox_evaluate(&problem, scaled, &point);
        cr_expect(close_relative(point.loglik, (double)loglik, 5e-13), "%.17g, not %.17g",
                  point.loglik, (double)loglik);
        cox_point_free(&point);
        cox_problem_free(&problem);
    }
    free(late);
    free(arm);
    free(none);
    free(die);
}

Test(cox_likelihood, leaves_out_who_is_never_at_risk)
{
    const atr_cox_options options = {0};
    cox_problem           problem;
    cr_assert(cox_problem_build(&sample, &covariates, &options, &problem, NULL) == ATR_OK);
    cr_expect(problem.n == N - 1);
    cr_expect(problem.n_blocks == 6);
    cr_expect(problem.events == 11);
    cox_problem_free(&problem);
}
