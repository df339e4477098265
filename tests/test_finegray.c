/* test_finegray.c - Fine and Gray's model against crr and weighted Cox models, and laws. */
#include "atrisk/codes.h"
#include "atrisk/finegray.h"
#include "competing_case.h"
#include "core/cox_likelihood.h"
#include "core/finegray_scores.h"
#include "support.h"

#include <criterion/criterion.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

enum { MOST_COLUMNS = 3 };

/* A data set with the covariates of its models. */
typedef struct {
    competing_case c;
    size_t         p;
    const double  *x[MOST_COLUMNS];
    atr_covariates covariates;
} model_data;

static void read_data(model_data *d, const char *name)
{
    static const struct {
        const char *name, *covariate[MOST_COLUMNS];
    } models[] = {{"bmt", {"z1", "z2", "z8"}},
                  {"mgus2", {"age", "sex", "mspike"}},
                  {"competing_ties", {"x", "y"}}};
    *d = (model_data){.c = competing_case_read(name, "-", "-")};
    for (size_t m = 0; m < 3; m++)
        for (size_t j = 0; !strcmp(models[m].name, name) && j < MOST_COLUMNS; j++)
            if (models[m].covariate[j])
                d->x[d->p++] = competing_case_column(&d->c, models[m].covariate[j]);
    cr_assert(d->p > 0);
    d->covariates = (atr_covariates){d->p, d->x};
}

static void free_data(model_data *d)
{
    for (size_t j = 0; j < d->p; j++) free((void *)d->x[j]);
    competing_case_free(&d->c);
}

static atr_finegray fit(const atr_competing *sample, size_t cause, const atr_covariates *x,
                        const atr_finegray_options *options)
{
    atr_finegray f;
    atr_error    err = {0};
    cr_assert(!atr_finegray_fit(sample, cause, x, options, &f, &err), "%s", err.message);
    return f;
}

/* --- golden ----------------------------------------------------------------------- */

/* crr stops when its gradient is below 1e-10 of the likelihood; the others are converged.
 */
static void expect_cell(const golden_table *t, size_t i, const atr_cox *model,
                        const double *variance, double tolerance)
{
    const size_t p = model->p, a = (size_t)golden_number(t, i, "i");
    const size_t b = (size_t)golden_number(t, i, "j");
    const double coef = golden_number(t, i, "coef");
    const double scale = sqrt(variance[a * p + a] * variance[b * p + b]);
    const double error = variance[a * p + b] - golden_number(t, i, "variance");
    cr_expect(fabs(model->coef[a].value - coef) <=
                  tolerance * fmax(fabs(coef), sqrt(variance[a * p + a])),
              "row %zu: %.17g, not %.17g", i, model->coef[a].value, coef);
    cr_expect(fabs(error) <= tolerance * scale, "row %zu: variance off by %g", i, error);
    golden_expect(t, i, "loglik_null", model->loglik_null, 1e-12);
    golden_expect(t, i, "loglik", model->loglik, 1e-12);
}

static size_t expect_kind(const golden_table *t, const model_data *d, const char *name,
                          const char *kind, size_t cause)
{
    const bool                 crr = !strcmp(kind, "crr");
    const atr_finegray_options options = {.efron = !strcmp(kind, "efron"),
                                          .order = crr ? ATR_CENSORING_TOGETHER
                                                       : ATR_CENSORING_LAST};
    atr_finegray               f = fit(&d->c.sample, cause, &d->covariates, &options);
    atr_cox                    single;
    cr_assert(
        !atr_cause_specific_fit(&d->c.sample, cause, &d->covariates, NULL, &single, NULL));
    const bool    specific = !strcmp(kind, "specific");
    const double *weighted = crr ? f.model.variance : f.sandwich;
    size_t        rows = 0;
    for (size_t i = 0; i < t->n; i++) {
        if (strcmp(golden_text(t, i, "data"), name)) continue;
        if (strcmp(golden_text(t, i, "kind"), kind)) continue;
        if ((size_t)golden_number(t, i, "cause") != cause) continue;
        if (specific) expect_cell(t, i, &single, single.variance, 1e-11);
        else expect_cell(t, i, &f.model, weighted, crr ? 1e-8 : 1e-11);
        rows++;
    }
    atr_finegray_free(&f);
    atr_cox_free(&single);
    return rows;
}

Test(finegray, agrees_with_crr_and_with_weighted_and_cause_specific_cox_models)
{
    static const char *const names[] = {"bmt", "mgus2", "competing_ties"};
    static const char *const kinds[] = {"crr", "breslow", "efron", "specific"};
    golden_table             t = golden_table_read("finegray.csv");
    size_t                   rows = 0;
    for (size_t n = 0; n < 3; n++) {
        model_data d;
        read_data(&d, names[n]);
        for (size_t cause = 1; cause <= d.c.sample.n_causes; cause++)
            for (size_t k = 0; k < 4; k++)
                rows += expect_kind(&t, &d, names[n], kinds[k], cause);
        free_data(&d);
    }
    cr_expect_eq(rows, t.n, "every row has been compared");
    golden_table_free(&t);
}

/* --- laws ------------------------------------------------------------------------- */

static void expect_same_matrix(const double *a, const double *b, size_t p, double factor)
{
    for (size_t i = 0; i < p; i++)
        for (size_t j = 0; j < p; j++)
            cr_expect(fabs(a[i * p + j] - factor * b[i * p + j]) <=
                          1e-11 * factor * sqrt(b[i * p + i] * b[j * p + j]),
                      "%zu, %zu: %.17g, not %.17g", i, j, a[i * p + j],
                      factor * b[i * p + j]);
}

static void expect_same_coefficients(const atr_cox *a, const atr_cox *b)
{
    cr_expect(close_to(a->loglik, b->loglik, 1e-12));
    for (size_t j = 0; j < a->p; j++)
        cr_expect(close_relative(a->coef[j].value, b->coef[j].value, 1e-10));
}

Test(finegray, is_a_cox_model_where_there_is_one_cause)
{
    model_data d;
    read_data(&d, "competing_ties");
    const atr_cox_options breslow = {.ties = ATR_TIES_BRESLOW};
    unsigned char        *any = malloc(d.c.sample.n);
    for (size_t i = 0; i < d.c.sample.n; i++) any[i] = d.c.sample.cause[i] > 0;
    atr_competing one = d.c.sample;
    one.cause = any;
    one.n_causes = 1;

    atr_cox cox;
    cr_assert(!atr_cause_specific_fit(&one, 1, &d.covariates, &breslow, &cox, NULL));
    atr_finegray f = fit(&one, 1, &d.covariates, NULL);
    expect_same_coefficients(&f.model, &cox);
    expect_same_matrix(f.model.naive_variance, cox.variance, d.p, 1);
    expect_same_matrix(f.model.variance, f.sandwich, d.p, 1); /* G does not matter */
    cr_expect_eq(f.model.n, d.c.sample.n);
    cr_expect_eq(f.model.events, cox.events);
    cr_expect(close_to(f.model.mean[0], cox.mean[0], 1e-14));
    atr_finegray_free(&f);
    atr_cox_free(&cox);
    free(any);
    free_data(&d);
}

Test(finegray, keeps_other_events_at_risk_to_the_end_where_nobody_is_censored)
{
    model_data d;
    read_data(&d, "bmt");
    const size_t    n = d.c.sample.n;
    double         *time = malloc(n * sizeof *time);
    unsigned char  *cause = malloc(n);
    const double    end = 1e5;
    atr_competing   uncensored = d.c.sample, outlasting = d.c.sample;
    atr_cox_options breslow = {.ties = ATR_TIES_BRESLOW};
    for (size_t i = 0; i < n; i++) {
        cause[i] = d.c.sample.cause[i] == 1 ? 1 : 2;
        time[i] = cause[i] == 1 ? d.c.sample.time[i] : end;
    }
    uncensored.cause = outlasting.cause = cause;
    outlasting.time = time;

    atr_cox cox;
    cr_assert(!atr_cause_specific_fit(&outlasting, 1, &d.covariates, &breslow, &cox, NULL));
    atr_finegray f = fit(&uncensored, 1, &d.covariates, NULL);
    expect_same_coefficients(&f.model, &cox);
    expect_same_matrix(f.model.naive_variance, cox.variance, d.p, 1);
    expect_same_matrix(f.model.variance, f.sandwich, d.p, 1);
    atr_finegray_free(&f);
    atr_cox_free(&cox);
    free(time);
    free(cause);
    free_data(&d);
}

/* The score residuals add up to the score, at any coefficients; what is estimated of the
 * censoring distribution adds up to nothing. */
Test(finegray, has_score_residuals_that_sum_to_the_score)
{
    const double beta[] = {.3, -.7};
    model_data   d;
    read_data(&d, "competing_ties");
    const size_t n = d.c.sample.n, p = d.p;
    double      *events = malloc(n * p * sizeof *events);
    double      *censoring = malloc(n * p * sizeof *censoring);
    for (int efron = 0; efron <= 1; efron++) {
        const atr_finegray_options options = {.efron = efron};
        finegray_problem           problem;
        cox_point                  point;
        cr_assert(!finegray_problem_build(&d.c.sample, 3, &d.covariates, &options, &problem,
                                          NULL));
        cr_assert(cox_point_alloc(&point, &problem.cox));
        cox_evaluate(&problem.cox, beta, &point);
        cr_assert(!finegray_scores(&problem, beta, events, censoring, NULL));
        for (size_t j = 0; j < p; j++) {
            double sum = 0, nothing = 0, size = 0;
            for (size_t i = 0; i < n; i++) {
                sum += events[i * p + j];
                nothing += censoring[i * p + j];
                size += fabs(censoring[i * p + j]);
            }
            cr_expect(close_to(sum, point.score[j], 1e-12), "%g", sum - point.score[j]);
            cr_expect(size > .1 && fabs(nothing) < 1e-13 * size, "%g of %g", nothing, size);
        }
        cox_point_free(&point);
        finegray_problem_free(&problem);
    }
    free(events);
    free(censoring);
    free_data(&d);
}

/* G just before a time, by its definition; those with an event at a time have left when
 * others are censored at it. */
static double uncensored_before(const atr_competing *s, double time)
{
    double G = 1;
    for (size_t i = 0; i < s->n; i++) {
        if (s->cause[i] || s->time[i] >= time) continue;
        double at_risk = 0, same = 0;
        for (size_t k = 0; k < s->n; k++) {
            const bool together = s->time[k] == s->time[i] && !s->cause[k];
            at_risk += s->time[k] > s->time[i] || together;
            same += together;
        }
        G *= pow(1 - same / at_risk, 1 / same); /* one factor for each censored then */
    }
    return G;
}

/* The log-likelihood with Breslow's ties, by its definition. */
static double likelihood(const atr_competing *s, size_t cause, const double *eta)
{
    double *G = malloc(s->n * sizeof *G), loglik = 0;
    for (size_t i = 0; i < s->n; i++) G[i] = uncensored_before(s, s->time[i]);
    for (size_t i = 0; i < s->n; i++) {
        if (s->cause[i] != cause) continue;
        double sum = 0;
        for (size_t k = 0; k < s->n; k++) {
            const bool after = s->time[k] >= s->time[i];
            const bool stays = s->cause[k] && s->cause[k] != cause;
            if (after || stays) sum += exp(eta[k]) * (after ? 1 : G[i] / G[k]);
        }
        loglik += eta[i] - log(sum);
    }
    free(G);
    return loglik;
}

/* The sums over risk sets, which are built from both ends, are the sums over subjects. */
Test(finegray, has_the_likelihood_that_its_weights_define)
{
    const double beta[] = {.01, -.7, .4};
    model_data   d;
    read_data(&d, "mgus2");
    const size_t               n = d.c.sample.n;
    double                    *eta = calloc(n, sizeof *eta), scaled[MOST_COLUMNS];
    const atr_finegray_options options = {0};
    finegray_problem           problem;
    cox_point                  point;
    for (size_t cause = 1; cause <= d.c.sample.n_causes; cause++) {
        cr_assert(!finegray_problem_build(&d.c.sample, cause, &d.covariates, &options,
                                          &problem, NULL));
        cr_assert(problem.cox.n <= n, "%zu rows", problem.cox.n);
        memset(eta, 0, n * sizeof *eta);
        for (size_t j = 0; j < d.p; j++) {
            scaled[j] = beta[j] * problem.cox.scale[j];
            for (size_t i = 0; i < n; i++) eta[i] += beta[j] * d.x[j][i];
        }
        cr_assert(cox_point_alloc(&point, &problem.cox));
        cox_evaluate(&problem.cox, scaled, &point);
        const double expected = likelihood(&d.c.sample, cause, eta);
        cr_expect(close_to(point.loglik, expected, 1e-12), "%.17g, not %.17g", point.loglik,
                  expected);
        cox_point_free(&point);
        finegray_problem_free(&problem);
    }
    free(eta);
    free_data(&d);
}

Test(finegray, repeats_a_subject_of_weight_two)
{
    model_data d;
    read_data(&d, "bmt");
    const size_t   n = d.c.sample.n;
    double        *two = malloc(n * sizeof *two), *time = malloc(2 * n * sizeof *time);
    double        *x = malloc(2 * n * sizeof *x);
    unsigned char *cause = malloc(2 * n);
    for (size_t i = 0; i < 2 * n; i++) {
        time[i] = d.c.sample.time[i % n];
        cause[i] = d.c.sample.cause[i % n];
        x[i] = d.x[2][i % n];
        two[i % n] = 2;
    }
    const double  *column[] = {x};
    atr_covariates one = {1, column};
    atr_competing  weighted = d.c.sample, repeated = d.c.sample;
    weighted.weight = two;
    repeated.n = 2 * n;
    repeated.time = time;
    repeated.cause = cause;
    atr_finegray f = fit(&weighted, 1, &one, NULL), g = fit(&repeated, 1, &one, NULL);
    expect_same_coefficients(&f.model, &g.model);
    expect_same_matrix(f.model.naive_variance, g.model.naive_variance, 1, 1);
    /* but of such subjects there are half as many */
    expect_same_matrix(f.sandwich, g.sandwich, 1, 2);
    expect_same_matrix(f.model.variance, g.model.variance, 1, 2);
    cr_expect_eq(f.model.events, g.model.events);
    atr_finegray_free(&f);
    atr_finegray_free(&g);
    free(two);
    free(time);
    free(x);
    free(cause);
    free_data(&d);
}

Test(finegray, rests_its_tests_and_limits_on_the_variance)
{
    model_data d;
    read_data(&d, "bmt");
    atr_covariates             one = {1, d.x + 2};
    const atr_finegray_options options = {.level = .9};
    atr_finegray               f = fit(&d.c.sample, 1, &one, &options);
    const double               b = f.model.coef[0].value, se = sqrt(f.model.variance[0]);
    cr_expect(f.model.converged);
    cr_expect_eq(f.model.coef[0].std_error, se);
    cr_expect(close_to(f.model.coef[0].upper, b + 1.6448536269514722 * se, 1e-14));
    cr_expect_eq(f.model.z[0], b / se);
    cr_expect(close_relative(f.model.wald.statistic, b / se * (b / se), 1e-13));
    cr_expect(close_relative(f.model.wald.p, f.model.p_value[0], 1e-11));
    atr_finegray_free(&f);
    free_data(&d);
}

Test(finegray, marks_redundant_columns_and_gives_them_no_variance)
{
    model_data d;
    read_data(&d, "bmt");
    const double  *twice[] = {d.x[0], d.x[0], d.x[2]};
    const double  *once[] = {d.x[0], d.x[2]};
    atr_covariates three = {3, twice}, two = {2, once};
    atr_finegray f = fit(&d.c.sample, 1, &three, NULL), g = fit(&d.c.sample, 1, &two, NULL);
    cr_expect_eq(f.model.kind[1], ATR_COEF_REDUNDANT);
    cr_expect(isnan(f.model.coef[1].value) && f.model.variance[4] == 0);
    cr_expect(close_relative(f.model.coef[2].value, g.model.coef[1].value, 1e-10));
    cr_expect(close_relative(f.model.coef[2].std_error, g.model.coef[1].std_error, 1e-10));
    cr_expect_eq(f.model.wald.df, 2);
    cr_expect(close_relative(f.model.wald.statistic, g.model.wald.statistic, 1e-9));
    atr_finegray_free(&f);
    atr_finegray_free(&g);
    free_data(&d);
}

static const double        times[] = {1, 2, 3, 4, 5, 6, 7, 8};
static const unsigned char causes[] = {1, 2, 1, 2, 1, 0, 1, 0};
static const double        arm[] = {0, 1, 0, 1, 0, 1, 0, 1};
static const double *const arms[] = {arm};
static const atr_competing eight = {
    .n = 8, .time = times, .cause = causes, .n_causes = 2, .n_groups = 1, .n_strata = 1};
static const atr_covariates only_arm = {1, arms};

Test(finegray, finds_the_coefficient_of_an_arm_without_the_cause_infinite)
{
    atr_finegray f = fit(&eight, 1, &only_arm, NULL);
    cr_expect_eq(f.model.kind[0], ATR_COEF_INFINITE);
    cr_expect_eq(f.model.coef[0].value, -INFINITY);
    cr_expect(isnan(f.model.variance[0]) && isnan(f.sandwich[0]));
    cr_expect(isnan(f.model.wald.statistic) && f.model.likelihood_ratio.statistic > 0);
    /* in the limit those at risk are those of arm 0 alone: 4, 3, 2, 1 */
    cr_expect(close_to(f.model.loglik, -log(24), 1e-12), "%.17g", f.model.loglik);
    atr_finegray_free(&f);
}

Test(finegray, has_nothing_to_say_where_nobody_has_the_cause)
{
    const unsigned char others[] = {2, 2, 0, 2, 2, 0, 2, 0};
    atr_competing       sample = eight;
    sample.cause = others;
    atr_finegray f = fit(&sample, 1, &only_arm, NULL);
    cr_expect_eq(f.model.kind[0], ATR_COEF_REDUNDANT);
    cr_expect(isnan(f.model.coef[0].value) && f.model.variance[0] == 0);
    cr_expect(f.model.wald.df == 0 && isnan(f.model.wald.p));
    cr_expect(f.model.events == 0 && f.model.loglik == 0);
    atr_finegray_free(&f);
}

/* Worked by hand.  Nobody is censored before 6, so at 7 the two with another event count by
 * G(7-)/G = 1 - 1/3; at risk at 1, 3, 5, 7: 8, 7, 6, 2 + 2 * 2/3. */
Test(finegray, weighs_those_with_another_event_by_their_chance_of_being_watched)
{
    atr_finegray f = fit(&eight, 1, &only_arm, NULL);
    cr_expect(close_to(f.model.loglik_null, -log(8 * 7 * 6 * (2 + 4. / 3)), 1e-14), "%.17g",
              f.model.loglik_null);
    atr_finegray_free(&f);
}

/* Two of four are censored at 2, when one has the event: of 3 or of 4 at risk. */
Test(finegray, counts_events_among_those_at_risk_of_censoring_if_told_to)
{
    const atr_competing  tied = {.n = 6,
                                 .time = (double[]){1, 2, 2, 2, 3, 4},
                                 .cause = (unsigned char[]){2, 1, 0, 0, 1, 0},
                                 .n_causes = 2,
                                 .n_groups = 1,
                                 .n_strata = 1};
    const double         x[] = {1, 0, 1, 0, 1, 0}, *column[] = {x};
    atr_covariates       one = {1, column};
    atr_finegray_options together = {.order = ATR_CENSORING_TOGETHER};
    atr_finegray         f = fit(&tied, 1, &one, NULL), g = fit(&tied, 1, &one, &together);
    cr_expect(close_to(f.model.loglik_null, -log(6 * (2 + 2. / 4)), 1e-14));
    cr_expect(close_to(g.model.loglik_null, -log(6 * (2 + 3. / 5)), 1e-14));
    atr_finegray_free(&f);
    atr_finegray_free(&g);
}

/* --- refusals --------------------------------------------------------------------- */

typedef struct {
    atr_status  status;
    atr_code    code;
    const char *message;
} refusal;

static void expect_refused(const atr_competing *sample, size_t cause,
                           const atr_covariates *x, const atr_finegray_options *options,
                           refusal want)
{
    atr_finegray f = {.model = {.p = 3}};
    atr_error    err = {0};
    cr_expect_eq(atr_finegray_fit(sample, cause, x, options, &f, &err), want.status);
    cr_expect_eq(err.code, (int)want.code);
    cr_expect_str_eq(err.message, want.message);
    cr_expect(f.model.p == 0 && !f.model.coef && !f.sandwich, "nothing to free");
}

Test(finegray, refuses_a_cause_that_is_not_there)
{
    expect_refused(&eight, 3, &only_arm, NULL,
                   (refusal){ATR_EARGUMENT, ATR_CODE_BAD_EVENT,
                             "there is no cause 3 to model, but 2 of them"});
    expect_refused(&eight, 0, &only_arm, NULL,
                   (refusal){ATR_EARGUMENT, ATR_CODE_BAD_EVENT,
                             "there is no cause 0 to model, but 2 of them"});
    atr_cox   cox;
    atr_error err = {0};
    cr_expect_eq(atr_cause_specific_fit(&eight, 3, &only_arm, NULL, &cox, &err),
                 ATR_EARGUMENT);
    cr_expect_str_eq(err.message, "there is no cause 3 to model, but 2 of them");
    cr_expect(!cox.coef);
}

/* --- strata and clusters -------------------------------------------------------------- */

/* finegray leaves no trace of the censoring distribution having been estimated: its
 * variance is the sandwich. */
static void expect_stratified(const golden_table *t, size_t i)
{
    const char          *name = golden_text(t, i, "data");
    competing_case       c = competing_case_read(name, "-", golden_text(t, i, "strata"));
    const bool           bmt = strcmp(name, "bmt") == 0;
    double              *x[] = {competing_case_column(&c, bmt ? "z1" : "age"),
                                competing_case_column(&c, bmt ? "z2" : "mspike")};
    const atr_covariates covariates = {2, (const double *const *)x};
    const uint32_t       clusters = (uint32_t)golden_number(t, i, "clusters");
    uint32_t            *id = malloc(c.sample.n * sizeof *id);
    for (size_t k = 0; k < c.sample.n && clusters; k++)
        id[k] = (uint32_t)(k + 1) % clusters;
    const atr_finegray_options options = {.efron =
                                              !strcmp(golden_text(t, i, "ties"), "efron"),
                                          .cluster = clusters ? id : NULL};
    atr_finegray               f =
        fit(&c.sample, (size_t)golden_number(t, i, "cause"), &covariates, &options);
    expect_cell(t, i, &f.model, f.sandwich, 1e-9);
    atr_finegray_free(&f);
    free(id);
    free(x[0]);
    free(x[1]);
    competing_case_free(&c);
}

Test(finegray, agrees_with_survival_on_strata_and_clusters)
{
    golden_table t = golden_table_read("finegray_strata.csv");
    for (size_t i = 0; i < t.n; i++) expect_stratified(&t, i);
    golden_table_free(&t);
}

/* Every subject twice, his double in another stratum. */
typedef struct {
    double        *time, *x[MOST_COLUMNS];
    unsigned char *cause;
    uint32_t      *stratum, *id;
    atr_competing  sample;
    atr_covariates covariates;
} doubles;

static void double_up(const model_data *d, doubles *two)
{
    const size_t n = d->c.sample.n;
    two->time = malloc(2 * n * sizeof *two->time);
    two->cause = malloc(2 * n);
    two->stratum = malloc(2 * n * sizeof *two->stratum);
    two->id = malloc(2 * n * sizeof *two->id);
    for (size_t i = 0; i < 2 * n; i++) {
        two->time[i] = d->c.sample.time[i % n];
        two->cause[i] = d->c.sample.cause[i % n];
        two->stratum[i] = i < n;
        two->id[i] = (uint32_t)(i % n);
    }
    for (size_t j = 0; j < d->p; j++) {
        two->x[j] = malloc(2 * n * sizeof *two->x[j]);
        for (size_t i = 0; i < 2 * n; i++) two->x[j][i] = d->x[j][i % n];
    }
    two->sample = d->c.sample;
    two->sample.n = 2 * n;
    two->sample.time = two->time;
    two->sample.cause = two->cause;
    two->sample.stratum = two->stratum;
    two->sample.n_strata = 2;
    two->covariates = (atr_covariates){d->p, (const double *const *)two->x};
}

static void free_doubles(doubles *two)
{
    for (size_t j = 0; j < two->covariates.p; j++) free(two->x[j]);
    free(two->time);
    free(two->cause);
    free(two->stratum);
    free(two->id);
}

/* Two strata alike know twice as much; when doubles are one cluster, as much as one. */
Test(finegray, doubles_in_another_stratum_halve_the_variance_unless_they_are_clusters)
{
    model_data d;
    doubles    two;
    read_data(&d, "competing_ties");
    double_up(&d, &two);
    const atr_finegray_options pairs = {.cluster = two.id};
    atr_finegray               one = fit(&d.c.sample, 1, &d.covariates, NULL);
    atr_finegray               alone = fit(&two.sample, 1, &two.covariates, NULL);
    atr_finegray               paired = fit(&two.sample, 1, &two.covariates, &pairs);
    for (size_t j = 0; j < d.p; j++)
        cr_expect(close_to(alone.model.coef[j].value, one.model.coef[j].value, 1e-10));
    for (size_t k = 0; k < d.p * d.p; k++) {
        cr_expect(close_to(2 * alone.model.variance[k], one.model.variance[k], 1e-10));
        cr_expect(close_to(2 * alone.sandwich[k], one.sandwich[k], 1e-10));
        cr_expect(close_to(paired.model.variance[k], one.model.variance[k], 1e-10));
        cr_expect(close_to(paired.sandwich[k], one.sandwich[k], 1e-10));
    }
    cr_expect(close_to(alone.model.loglik, 2 * one.model.loglik, 1e-9));
    atr_finegray_free(&one);
    atr_finegray_free(&alone);
    atr_finegray_free(&paired);
    free_doubles(&two);
    free_data(&d);
}

Test(finegray, refuses_bad_options)
{
    expect_refused(&eight, 1, &only_arm, &(atr_finegray_options){.level = 2},
                   (refusal){ATR_EARGUMENT, ATR_CODE_BAD_LEVEL,
                             "the confidence level 2 is not between 0 and 1"});
    expect_refused(
        &eight, 1, &only_arm, &(atr_finegray_options){.max_iterations = -1},
        (refusal){ATR_EARGUMENT, ATR_CODE_BAD_FIT, "a limit of -1 iterations is negative"});
}

Test(finegray, names_the_subject_whose_covariate_or_cause_is_bad)
{
    const double   x[] = {0, 1, NAN, 1, 0, 1, 0, 1}, *column[] = {x};
    atr_covariates missing = {1, column};
    atr_competing  bad = eight;
    expect_refused(
        &eight, 1, &missing, NULL,
        (refusal){ATR_EDATA, ATR_CODE_BAD_COVARIATE, "subject 3: covariate 1 is nan"});
    expect_refused(
        &eight, 1, &(atr_covariates){0}, NULL,
        (refusal){ATR_EARGUMENT, ATR_CODE_BAD_FIT, "a model without covariates"});
    bad.n_causes = 1;
    expect_refused(&bad, 1, &only_arm, NULL,
                   (refusal){ATR_EDATA, ATR_CODE_BAD_EVENT,
                             "the cause of subject 2 is 2, but there are 1"});
}
