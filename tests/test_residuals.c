/* test_residuals.c - residuals of a proportional hazards fit: R's, and what they add up to.
 */
#include "atrisk/codes.h"
#include "atrisk/residuals.h"
#include "cox_case.h"
#include "support.h"

#include <criterion/criterion.h>
#include <math.h>
#include <string.h>

static atr_residuals residuals_of(const cox_case *c, const atr_cox *fit)
{
    const atr_covariates covariates = cox_case_covariates(c);
    atr_residuals        r;
    atr_error            err = {0};
    cr_assert(atr_residuals_find(&c->sample, &covariates, fit, &r, &err) == ATR_OK, "%s",
              err.message);
    return r;
}

/* --- golden ----------------------------------------------------------------------- */

static double square_sum(const double *a, size_t n)
{
    double sum = 0;
    for (size_t i = 0; i < n; i++) sum += a[i] * a[i];
    return sum;
}

/* A residual may nearly vanish: relative to its usual size. */
static void expect_near(const golden_table *golden, size_t row, const char *column,
                        double got)
{
    const double want = golden_number(golden, row, column);
    cr_expect(fabs(got - want) <= 1e-10 * fmax(fabs(want), 1e-2),
              "row %zu, %s: %s is %.17g, not %.17g", row + 1,
              golden_text(golden, row, "model"), column, got, want);
}

static void expect_subject(const golden_table *golden, size_t row, const atr_residuals *r)
{
    const size_t i = (size_t)golden_number(golden, row, "subject") - 1;
    const size_t at = i * r->p + (size_t)golden_number(golden, row, "column") - 1;
    expect_near(golden, row, "martingale", r->martingale[i]);
    expect_near(golden, row, "deviance", r->deviance[i]);
    expect_near(golden, row, "score", r->score[at]);
    expect_near(golden, row, "dfbeta", r->dfbeta[at]);
    expect_near(golden, row, "dfbetas", r->dfbetas[at]);
}

Test(residuals, agree_with_R_for_every_kind_and_subject)
{
    golden_table models = golden_table_read("residuals_models.csv");
    golden_table subjects = golden_table_read("residuals_subjects.csv");
    golden_table events = golden_table_read("residuals_events.csv");
    size_t       subject = 0, event = 0;
    for (size_t k = 0; k < models.n; k++) {
        const char   *name = golden_text(&models, k, "model");
        cox_case      c = cox_case_read(&models, k);
        atr_cox       fit = cox_case_fit(&c);
        atr_residuals r = residuals_of(&c, &fit);
        golden_expect(&models, k, "martingale", square_sum(r.martingale, r.n), 1e-11);
        golden_expect(&models, k, "deviance", square_sum(r.deviance, r.n), 1e-11);
        for (; subject < subjects.n; subject++) {
            if (strcmp(golden_text(&subjects, subject, "model"), name)) break;
            expect_subject(&subjects, subject, &r);
        }
        for (; event < events.n; event++) {
            if (strcmp(golden_text(&events, event, "model"), name)) break;
            const size_t d = (size_t)golden_number(&events, event, "event") - 1;
            const size_t at = d * r.p + (size_t)golden_number(&events, event, "column") - 1;
            expect_near(&events, event, "schoenfeld", r.schoenfeld[at]);
            expect_near(&events, event, "scaled", r.scaled_schoenfeld[at]);
        }
        atr_residuals_free(&r);
        atr_cox_free(&fit);
        cox_case_free(&c);
    }
    cr_expect(subject == subjects.n && event == events.n, "not all rows were compared");
    golden_table_free(&models);
    golden_table_free(&subjects);
    golden_table_free(&events);
}

/* Therneau & Grambsch (2000) appendix E.1, Breslow's ties: the estimate and the residuals
 * are known in closed form. */
Test(residuals, are_those_of_the_textbook)
{
    const double        time[] = {1, 1, 6, 6, 8, 9}, x[] = {1, 1, 1, 0, 0, 0};
    const unsigned char event[] = {1, 0, 1, 1, 0, 1};
    const double *const columns[] = {x};
    const atr_sample    s = {
           .n = 6, .time = time, .event = event, .n_groups = 1, .n_strata = 1};
    const atr_covariates  covariates = {1, columns};
    const atr_cox_options options = {.ties = ATR_TIES_BRESLOW};
    atr_cox               fit;
    atr_residuals         got;
    cr_assert(atr_cox_fit(&s, &covariates, &options, &fit, NULL) == ATR_OK);
    cr_assert(atr_residuals_find(&s, &covariates, &fit, &got, NULL) == ATR_OK);

    const double r = (3 + sqrt(33)) / 2, a = 1 / (3 * r + 3), b = 2 / (r + 3);
    const double first = r / (r + 1), second = r / (r + 3); /* means of x at risk */
    cr_expect(close_relative(exp(fit.coef[0].value), r, 1e-12));
    const double martingale[] = {1 - r * a,   -r * a,   1 - r * (a + b),
                                 1 - (a + b), -(a + b), 1 - (a + b + 1)};
    const double score[] = {
        (1 - first) * (1 - r * a),
        (1 - first) * -r * a,
        (1 - second) - r * (a * (1 - first) + b * (1 - second)),
        -second + a * first + b * second,
        a * first + b * second,
        a * first + b * second,
    };
    const double schoenfeld[] = {1 - first, 1 - second, -second, 0};
    for (size_t i = 0; i < 6; i++) {
        cr_expect(close_to(got.martingale[i], martingale[i], 1e-13), "subject %zu", i + 1);
        cr_expect(close_to(got.score[i], score[i], 1e-13), "subject %zu", i + 1);
    }
    for (size_t d = 0; d < 4; d++)
        cr_expect(close_to(got.schoenfeld[d], schoenfeld[d], 1e-13), "event %zu", d + 1);
    atr_residuals_free(&got);
    atr_cox_free(&fit);
}

/* --- laws ------------------------------------------------------------------------- */

static void expect_sums(atr_ties ties)
{
    cox_case      c = cox_case_make(80, ties);
    atr_cox       fit = cox_case_fit(&c);
    atr_residuals r = residuals_of(&c, &fit);
    double        martingale = 0;
    for (size_t i = 0; i < c.n; i++) martingale += c.sample.weight[i] * r.martingale[i];
    cr_expect(fabs(martingale) < 1e-12);
    for (size_t j = 0; j < c.p; j++) {
        double score = 0, schoenfeld = 0, size = 0;
        for (size_t i = 0; i < c.n; i++) {
            score += c.sample.weight[i] * r.score[i * c.p + j];
            size += fabs(r.score[i * c.p + j]);
        }
        for (size_t d = 0; d < r.events; d++)
            schoenfeld += c.sample.weight[r.event_subject[d]] * r.schoenfeld[d * c.p + j];
        cr_expect(fabs(score) < 1e-12 * size, "column %zu", j + 1);
        cr_expect(fabs(schoenfeld) < 1e-12 * size, "column %zu", j + 1);
    }
    atr_residuals_free(&r);
    atr_cox_free(&fit);
    cox_case_free(&c);
}

Test(residuals, weighted_sums_are_zero_at_the_optimum)
{
    expect_sums(ATR_TIES_EFRON);
    expect_sums(ATR_TIES_BRESLOW);
}

/* Leaving a subject out of many moves the coefficients by its dfbeta, up to terms
 * of second order. */
Test(residuals, dfbeta_foretells_the_fit_without_a_subject)
{
    cox_case      c = cox_case_make(150, ATR_TIES_BRESLOW);
    atr_cox       fit = cox_case_fit(&c);
    atr_residuals r = residuals_of(&c, &fit);
    for (size_t i = 0; i < c.n; i += 7) {
        cox_case rest = cox_case_without(&c, i);
        atr_cox  refit = cox_case_fit(&rest);
        for (size_t j = 0; j < c.p; j++) {
            const double moved = fit.coef[j].value - refit.coef[j].value;
            const double se = fit.coef[j].std_error;
            cr_expect(fabs(moved - r.dfbeta[i * c.p + j]) < 0.05 * se,
                      "subject %zu: %g, not %g", i + 1, r.dfbeta[i * c.p + j], moved);
            cr_expect(close_to(r.dfbetas[i * c.p + j], r.dfbeta[i * c.p + j] / se, 1e-12));
        }
        atr_cox_free(&refit);
        cox_case_free(&rest);
    }
    atr_residuals_free(&r);
    atr_cox_free(&fit);
    cox_case_free(&c);
}

/* Exactly, for a weight that changes by very little. */
Test(residuals, dfbeta_is_the_derivative_by_the_weight)
{
    cox_case      c = cox_case_make(60, ATR_TIES_BRESLOW);
    atr_cox       fit = cox_case_fit(&c);
    atr_residuals r = residuals_of(&c, &fit);
    const double  h = 1e-5;
    for (size_t i = 0; i < c.n; i += 11) {
        const double w = c.number[c.n + i];
        c.number[c.n + i] = w * (1 + h);
        atr_cox more = cox_case_fit(&c);
        c.number[c.n + i] = w * (1 - h);
        atr_cox less = cox_case_fit(&c);
        c.number[c.n + i] = w;
        for (size_t j = 0; j < c.p; j++) {
            const double slope = (more.coef[j].value - less.coef[j].value) / (2 * h);
            cr_expect(fabs(slope - r.dfbeta[i * c.p + j]) < 1e-6 * fit.coef[j].std_error,
                      "subject %zu: %g, not %g", i + 1, r.dfbeta[i * c.p + j], slope);
        }
        atr_cox_free(&more);
        atr_cox_free(&less);
    }
    atr_residuals_free(&r);
    atr_cox_free(&fit);
    cox_case_free(&c);
}

/* A subject in two rows, the second of which enters when the first ends, is one. */
static void expect_split(atr_ties ties, double cut)
{
    cox_case      c = cox_case_make(70, ties), rows = cox_case_split(&c, cut);
    atr_cox       fit = cox_case_fit(&c), split = cox_case_fit(&rows);
    atr_residuals whole = residuals_of(&c, &fit), parts = residuals_of(&rows, &split);
    cr_assert(rows.n > c.n + 5);
    for (size_t i = 0, next = c.n; i < c.n; i++) {
        const bool late = rows.entry[i] == cut;
        cr_expect(close_to(parts.martingale[i] + (late ? parts.martingale[next] : 0),
                           whole.martingale[i], 1e-12),
                  "subject %zu", i + 1);
        for (size_t j = 0; j < c.p; j++) {
            const size_t at = i * c.p + j;
            const double other = late ? parts.score[next * c.p + j] : 0;
            cr_expect(close_to(parts.score[at] + other, whole.score[at], 1e-10),
                      "subject %zu", i + 1);
        }
        next += late;
    }
    for (size_t d = 0; d < whole.events; d++)
        cr_expect(close_to(parts.schoenfeld[d * c.p], whole.schoenfeld[d * c.p], 1e-11));
    atr_residuals_free(&whole);
    atr_residuals_free(&parts);
    atr_cox_free(&fit);
    atr_cox_free(&split);
    cox_case_free(&c);
    cox_case_free(&rows);
}

Test(residuals, of_a_subject_in_two_rows_add_up)
{
    expect_split(ATR_TIES_EFRON, 3);
    expect_split(ATR_TIES_BRESLOW, 6.5);
}

Test(residuals, deviance_is_what_the_formula_says_also_near_0)
{
    cox_case      c = cox_case_make(200, ATR_TIES_EFRON);
    atr_cox       fit = cox_case_fit(&c);
    atr_residuals r = residuals_of(&c, &fit);
    for (size_t i = 0; i < c.n; i++) {
        const long double M = r.martingale[i];
        const long double square = c.event[i] ? -2 * (M + log1pl(-M)) : -2 * M;
        cr_expect(close_relative(r.deviance[i],
                                 copysign((double)sqrtl(square), r.martingale[i]), 1e-12),
                  "subject %zu", i + 1);
    }
    atr_residuals_free(&r);
    atr_cox_free(&fit);
    cox_case_free(&c);
}

/* The one with the event has all but 2^-20 of the hazard: M = 1 - 1 / (1 + h), and by its
 * series the deviance residual is M (1 + M/3) up to M^3. */
Test(residuals, a_small_deviance_keeps_its_digits)
{
    const double        time[] = {1, 2}, x[] = {0, 1};
    const unsigned char event[] = {1, 0};
    const double *const columns[] = {x};
    const atr_sample    s = {
           .n = 2, .time = time, .event = event, .n_groups = 1, .n_strata = 1};
    const atr_covariates covariates = {1, columns};
    const double         h = 0x1p-20, M = h / (1 + h);
    atr_cox              fit;
    atr_residuals        r;
    cr_assert(atr_cox_fit(&s, &covariates, NULL, &fit, NULL) == ATR_OK);
    fit.kind[0] = ATR_COEF_FINITE;
    fit.coef[0].value = log(h);
    cr_assert(atr_residuals_find(&s, &covariates, &fit, &r, NULL) == ATR_OK);
    /* 1 - L itself is good to 2^-53 of 1. */
    cr_expect(close_relative(r.deviance[0], M * (1 + M / 3), 1e-9));
    atr_residuals_free(&r);
    atr_cox_free(&fit);
}

Test(residuals, events_go_by_stratum_then_time)
{
    cox_case      c = cox_case_make(60, ATR_TIES_EFRON);
    atr_cox       fit = cox_case_fit(&c);
    atr_residuals r = residuals_of(&c, &fit);
    for (size_t d = 0; d < r.events; d++) {
        const size_t i = r.event_subject[d];
        cr_expect(c.event[i] && r.event_time[d] == c.sample.time[i]);
        if (d == 0) continue;
        const size_t before = r.event_subject[d - 1];
        cr_expect(c.stratum[before] < c.stratum[i] ||
                  (c.stratum[before] == c.stratum[i] &&
                   (r.event_time[d - 1] < r.event_time[d] ||
                    (r.event_time[d - 1] == r.event_time[d] && before < i))));
    }
    atr_residuals_free(&r);
    atr_cox_free(&fit);
    cox_case_free(&c);
}

Test(residuals, a_subject_never_at_risk_at_an_event_has_none)
{
    const double        time[] = {1, 2, 3, 4}, x[] = {5, 1, 2, 4};
    const unsigned char event[] = {0, 1, 1, 0};
    const double *const columns[] = {x};
    const atr_sample    s = {
           .n = 4, .time = time, .event = event, .n_groups = 1, .n_strata = 1};
    const atr_covariates covariates = {1, columns};
    atr_cox              fit;
    atr_residuals        r;
    cr_assert(atr_cox_fit(&s, &covariates, NULL, &fit, NULL) == ATR_OK);
    fit.kind[0] = ATR_COEF_FINITE; /* whatever it is */
    fit.coef[0].value = -0.3;
    cr_assert(atr_residuals_find(&s, &covariates, &fit, &r, NULL) == ATR_OK);
    cr_expect(r.martingale[0] == 0 && r.deviance[0] == 0 && r.score[0] == 0);
    cr_expect(r.martingale[3] < 0 && r.deviance[3] < 0);
    atr_residuals_free(&r);
    atr_cox_free(&fit);
}

Test(residuals, hold_where_hazards_differ_by_a_factor_of_exp_1000)
{
    const double        time[] = {1, 2, 3, 4}, x[] = {1000, 0, 1, 0.5};
    const unsigned char event[] = {1, 1, 1, 1};
    const double *const columns[] = {x};
    const atr_sample    s = {
           .n = 4, .time = time, .event = event, .n_groups = 1, .n_strata = 1};
    const atr_covariates covariates = {1, columns};
    atr_cox              fit;
    atr_residuals        r;
    cr_assert(atr_cox_fit(&s, &covariates, NULL, &fit, NULL) == ATR_OK);
    fit.kind[0] = ATR_COEF_FINITE;
    fit.coef[0].value = 1;
    cr_assert(atr_residuals_find(&s, &covariates, &fit, &r, NULL) == ATR_OK);
    /* The first expects one event; the others see the hazard of their own times only. */
    const double e1 = 1 / (1 + exp(1) + exp(0.5)), e2 = 1 / (exp(1) + exp(0.5));
    cr_expect(fabs(r.martingale[0]) < 1e-13);
    cr_expect(close_to(r.martingale[1], 1 - e1, 1e-13));
    cr_expect(close_to(r.martingale[2], 1 - exp(1) * (e1 + e2), 1e-13));
    cr_expect(close_to(r.martingale[3], 1 - exp(0.5) * (e1 + e2 + exp(-0.5)), 1e-13));
    const double mean = (exp(1) + 0.5 * exp(0.5)) * e1;
    cr_expect(close_to(r.score[1], -mean + e1 * mean, 1e-12));
    atr_residuals_free(&r);
    atr_cox_free(&fit);
}

/* Of the hazard before its entry the third sees nothing, and of that of the second's time
 * next to nothing. */
Test(residuals, a_late_entry_is_exact_next_to_a_factor_of_exp_1000)
{
    const double        time[] = {1, 2, 3, 3.5}, x[] = {0, 1000, 0, 0};
    const double        entry[] = {0, 0, 1.5, 0};
    const unsigned char event[] = {1, 1, 1, 0};
    const double *const columns[] = {x};
    const atr_sample    s = {
           .n = 4, .time = time, .event = event, .entry = entry, .n_groups = 1, .n_strata = 1};
    const atr_covariates covariates = {1, columns};
    atr_cox              fit;
    atr_residuals        r;
    cr_assert(atr_cox_fit(&s, &covariates, NULL, &fit, NULL) == ATR_OK);
    fit.kind[0] = ATR_COEF_FINITE;
    fit.coef[0].value = 1;
    cr_assert(atr_residuals_find(&s, &covariates, &fit, &r, NULL) == ATR_OK);
    const double martingale[] = {1, -1, 0.5, -0.5};
    for (size_t i = 0; i < 4; i++)
        cr_expect(close_to(r.martingale[i], martingale[i], 1e-13), "subject %zu: %g", i + 1,
                  r.martingale[i]);
    atr_residuals_free(&r);
    atr_cox_free(&fit);
}

Test(residuals, a_redundant_column_has_no_influence)
{
    cox_case c = cox_case_make(60, ATR_TIES_EFRON);
    c.column[2] = c.column[1];
    atr_cox fit = cox_case_fit(&c);
    cr_assert(fit.kind[2] == ATR_COEF_REDUNDANT);
    atr_residuals r = residuals_of(&c, &fit);
    cr_expect(r.dfbeta[2] == 0 && isnan(r.dfbetas[2]) && isnan(r.scaled_schoenfeld[2]));
    cr_expect(r.dfbeta[1] != 0 && close_to(r.score[2], r.score[1], 1e-12));
    cr_expect(isfinite(r.predictor[0]));
    atr_residuals_free(&r);
    atr_cox_free(&fit);
    cox_case_free(&c);
}

/* --- refusals --------------------------------------------------------------------- */

Test(residuals, refuse_an_infinite_coefficient)
{
    const double        time[] = {1, 2, 3, 4}, x[] = {1, 1, 0, 0};
    const unsigned char event[] = {1, 1, 0, 0};
    const double *const columns[] = {x};
    const atr_sample    s = {
           .n = 4, .time = time, .event = event, .n_groups = 1, .n_strata = 1};
    const atr_covariates covariates = {1, columns};
    atr_cox              fit;
    atr_residuals        r;
    atr_error            err = {0};
    cr_assert(atr_cox_fit(&s, &covariates, NULL, &fit, NULL) == ATR_OK);
    cr_expect(atr_residuals_find(&s, &covariates, &fit, &r, &err) == ATR_EDATA);
    cr_expect(err.code == ATR_CODE_INFINITE_COEFFICIENT);
    cr_expect_str_eq(err.message, "coefficient 1 is infinite");
    cr_expect(r.martingale == NULL && r.n == 0);
    atr_cox_free(&fit);
}

Test(residuals, refuse_a_fit_of_other_data)
{
    cox_case             c = cox_case_make(60, ATR_TIES_EFRON);
    cox_case             rest = cox_case_without(&c, 5);
    const atr_covariates covariates = cox_case_covariates(&rest);
    atr_cox              fit = cox_case_fit(&c);
    atr_residuals        r;
    atr_error            err = {0};
    cr_expect(atr_residuals_find(&rest.sample, &covariates, &fit, &r, &err) ==
              ATR_EARGUMENT);
    cr_expect(err.code == ATR_CODE_BAD_FIT);
    cr_expect(strstr(err.message, "of 60 subjects") && strstr(err.message, "of 59"));
    atr_cox_free(&fit);
    cox_case_free(&c);
    cox_case_free(&rest);
}

/* An offset is a coefficient that is known. */
Test(residuals, take_an_offset_for_a_covariate_that_is_known)
{
    cox_case             c = cox_case_make(60, ATR_TIES_EFRON);
    const atr_covariates covariates = cox_case_covariates(&c);
    atr_cox              whole = cox_case_fit(&c);
    double               offset[60];
    const size_t         last = covariates.p - 1;
    const atr_covariates others = {last, covariates.x};
    atr_residuals        a, b;
    atr_cox              rest;
    for (size_t i = 0; i < c.n; i++)
        offset[i] = whole.coef[last].value * covariates.x[last][i];
    c.options.offset = offset;
    cr_assert(atr_cox_fit(&c.sample, &others, &c.options, &rest, NULL) == ATR_OK);
    cr_assert(atr_residuals_find(&c.sample, &covariates, &whole, &a, NULL) == ATR_OK);
    cr_assert(atr_residuals_find(&c.sample, &others, &rest, &b, NULL) == ATR_OK);
    for (size_t i = 0; i < c.n; i++) {
        cr_expect(close_to(b.martingale[i], a.martingale[i], 1e-9));
        cr_expect(close_to(b.deviance[i], a.deviance[i], 1e-7));
        for (size_t j = 0; j < last; j++)
            cr_expect(close_to(b.score[i * last + j], a.score[i * (last + 1) + j], 1e-8));
    }
    atr_residuals_free(&a);
    atr_residuals_free(&b);
    atr_cox_free(&whole);
    atr_cox_free(&rest);
    cox_case_free(&c);
}

/* Breslow's hazard at the coefficients of exact ties: events are as many as expected. */
Test(residuals, of_exact_ties_are_those_of_the_hazard_only)
{
    cox_case c = cox_case_make(60, ATR_TIES_EXACT);
    c.sample.weight = NULL;
    const atr_covariates covariates = cox_case_covariates(&c);
    atr_cox              fit = cox_case_fit(&c);
    atr_residuals        r;
    double               sum = 0;
    cr_assert(atr_residuals_find(&c.sample, &covariates, &fit, &r, NULL) == ATR_OK);
    for (size_t i = 0; i < c.n; i++) sum += r.martingale[i];
    cr_expect(fabs(sum) < 1e-12);
    cr_expect(isnan(r.score[0]) && isnan(r.dfbeta[0]) && isnan(r.dfbetas[0]));
    cr_expect(isnan(r.schoenfeld[0]) && isnan(r.scaled_schoenfeld[0]));
    cr_expect(isfinite(r.deviance[0]) && r.event_time[0] > 0);
    atr_residuals_free(&r);
    atr_cox_free(&fit);
    cox_case_free(&c);
}

Test(residuals, freeing_zeroed_residuals_is_harmless)
{
    atr_residuals r = {0};
    atr_residuals_free(&r);
    cr_expect(r.n == 0);
}
