/* test_parametric_laws.c - what mathematics says of parametric survival models. */
#include "atrisk/parametric.h"
#include "core/parametric_family.h"
#include "support.h"

#include <criterion/criterion.h>
#include <math.h>
#include <string.h>

enum { N = 24, P = 2, FAMILIES = 7 };

static const double         time[N] = {9,   13, 13,  18, 23, 28, 31, 34, 45, 48, 161, 5,
                                       5.5, 8,  8.2, 12, 16, 23, 27, 30, 33, 43, 45,  2};
static const unsigned char  event[N] = {1, 1, 0, 1, 1, 0, 1, 1, 0, 1, 0, 1,
                                        1, 1, 1, 1, 0, 1, 1, 1, 1, 1, 1, 1};
static const double         arm[N] = {1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 0,
                                      0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0};
static const double         age[N] = {61, 72, 55, 68, 44, 59, 63, 70, 51, 48, 39, 66,
                                      71, 58, 77, 62, 49, 53, 60, 57, 64, 45, 50, 80};
static const double *const  x[P] = {arm, age};
static const atr_covariates both = {P, x}, none = {0};

static atr_sample sample_of(const double *times)
{
    return (atr_sample){
        .n = N, .time = times, .event = event, .n_groups = 1, .n_strata = 1};
}

static atr_parametric fit_to(const atr_sample *sample, const atr_covariates *covariates,
                             int family)
{
    const atr_parametric_options options = {.knots = 1};
    atr_parametric               fit;
    atr_error                    err = {0};
    cr_assert(atr_parametric_fit(sample, covariates, (atr_family)family, &options, &fit,
                                 &err) == ATR_OK,
              "%s", err.message);
    cr_assert(fit.converged, "family %d: outcome %d", family, (int)fit.outcome);
    return fit;
}

static atr_parametric fit_family(const atr_covariates *covariates, int family)
{
    const atr_sample sample = sample_of(time);
    return fit_to(&sample, covariates, family);
}

static double survival(const atr_parametric *fit, const double *at, double t)
{
    atr_estimate e;
    cr_assert(atr_parametric_survival(fit, at, t, &e, NULL) == ATR_OK);
    return e.value;
}

static double hazard(const atr_parametric *fit, const double *at, double t)
{
    atr_estimate e;
    cr_assert(atr_parametric_hazard(fit, at, t, &e, NULL) == ATR_OK);
    return e.value;
}

static double quantile(const atr_parametric *fit, const double *at, double p)
{
    atr_estimate e;
    cr_assert(atr_parametric_quantile(fit, at, p, &e, NULL) == ATR_OK);
    return e.value;
}

static double rmst(const atr_parametric *fit, const double *at, double tau)
{
    atr_estimate e;
    cr_assert(atr_parametric_rmst(fit, at, tau, &e, NULL) == ATR_OK);
    return e.value;
}

/* ---- the likelihood, from survival and hazard alone ------------------------------ */

static double loglik_at(const atr_parametric *fit)
{
    double sum = 0;
    for (size_t i = 0; i < N; i++) {
        const double at[P] = {arm[i], age[i]};
        sum += log(survival(fit, at, time[i]));
        if (event[i]) sum += log(hazard(fit, at, time[i]));
    }
    return sum;
}

/* Its value with parameters i and j moved by a and b standard errors. */
static double moved(atr_parametric *fit, size_t i, double a, size_t j, double b)
{
    const double vi = fit->parameter[i].value, vj = fit->parameter[j].value;
    fit->parameter[i].value += a * fit->parameter[i].std_error;
    fit->parameter[j].value += b * fit->parameter[j].std_error;
    const double value = loglik_at(fit);
    fit->parameter[j].value = vj;
    fit->parameter[i].value = vi;
    return value;
}

Test(parametric_laws, the_likelihood_is_that_of_survival_and_hazard)
{
    for (int f = 0; f < FAMILIES; f++) {
        atr_parametric fit = fit_family(&both, f);
        cr_expect(close_relative(fit.loglik, loglik_at(&fit), 1e-12), "family %d", f);
        atr_parametric_free(&fit);
    }
}

/* Central differences over 0.01 standard errors: their own error is about 1e-5. */
Test(parametric_laws, the_score_is_0_at_the_maximum)
{
    static const double h = 1e-2;
    for (int f = 0; f < FAMILIES; f++) {
        atr_parametric fit = fit_family(&both, f);
        for (size_t j = 0; j < fit.m; j++) {
            const double near = moved(&fit, j, h, j, 0) - moved(&fit, j, -h, j, 0);
            const double far = moved(&fit, j, 2 * h, j, 0) - moved(&fit, j, -2 * h, j, 0);
            cr_expect(fabs((8 * near - far) / (12 * h)) < 1e-5,
                      "family %d, parameter %zu: %g", f, j, (8 * near - far) / (12 * h));
        }
        atr_parametric_free(&fit);
    }
}

/* The information in units of standard errors, by differences, times the correlation
 * matrix is the unit matrix. */
Test(parametric_laws, the_variance_is_the_inverse_of_the_curvature)
{
    static const double h = 2e-3;
    for (int f = 0; f < FAMILIES; f++) {
        atr_parametric fit = fit_family(&both, f);
        const size_t   m = fit.m;
        double         curvature[8][8];
        for (size_t i = 0; i < m; i++)
            for (size_t j = 0; j < m; j++)
                curvature[i][j] = -(moved(&fit, i, h, j, h) - moved(&fit, i, h, j, -h) -
                                    moved(&fit, i, -h, j, h) + moved(&fit, i, -h, j, -h)) /
                                  (4 * h * h);
        for (size_t i = 0; i < m; i++)
            for (size_t j = 0; j < m; j++) {
                double sum = 0;
                for (size_t k = 0; k < m; k++)
                    sum += curvature[i][k] * fit.variance[k * m + j] /
                           (fit.parameter[k].std_error * fit.parameter[j].std_error);
                cr_expect(fabs(sum - (i == j)) < 2e-3, "family %d: %zu, %zu: %g", f, i, j,
                          sum);
            }
        atr_parametric_free(&fit);
    }
}

/* ---- invariances ----------------------------------------------------------------- */

Test(parametric_laws, the_unit_of_time_scales_out)
{
    static const double unit = 365.25;
    const double        at[P] = {1, 60};
    double              longer[N];
    for (size_t i = 0; i < N; i++) longer[i] = unit * time[i];
    const atr_sample sample = sample_of(longer);
    for (int f = 0; f < FAMILIES; f++) {
        atr_parametric a = fit_family(&both, f), b = fit_to(&sample, &both, f);
        const double   jacobian = a.events * log(unit);
        cr_expect(close_relative(b.loglik, a.loglik - jacobian, 1e-12));
        cr_expect(close_relative(b.parameter[1].value, a.parameter[1].value, 1e-9));
        cr_expect(close_relative(b.parameter[2].std_error, a.parameter[2].std_error, 1e-9));
        cr_expect(close_relative(survival(&b, at, 20 * unit), survival(&a, at, 20), 1e-9));
        cr_expect(
            close_relative(hazard(&b, at, 20 * unit), hazard(&a, at, 20) / unit, 1e-9));
        cr_expect(
            close_relative(quantile(&b, at, 0.3), unit * quantile(&a, at, 0.3), 1e-9));
        cr_expect(close_relative(rmst(&b, at, 40 * unit), unit * rmst(&a, at, 40), 1e-9));
        atr_parametric_free(&a);
        atr_parametric_free(&b);
    }
}

Test(parametric_laws, a_weight_repeats_a_subject)
{
    double        times[2 * N], arms[2 * N], weight[N];
    unsigned char events[2 * N];
    size_t        n = 0;
    for (size_t i = 0; i < N; i++) {
        weight[i] = 1 + (double)(i % 2);
        for (size_t r = 0; r <= i % 2; r++, n++) {
            times[n] = time[i];
            events[n] = event[i];
            arms[n] = arm[i];
        }
    }
    const double *const  repeated_x[] = {arms};
    const atr_covariates one = {1, x}, repeated = {1, repeated_x};
    atr_sample           weighted = sample_of(time), longer = sample_of(times);
    weighted.weight = weight;
    longer.n = n;
    longer.event = events;
    for (int f = 0; f < FAMILIES; f++) {
        atr_parametric a = fit_to(&weighted, &one, f), b = fit_to(&longer, &repeated, f);
        cr_expect(close_relative(a.loglik, b.loglik, 1e-12));
        cr_expect(close_relative(a.bic, b.bic, 1e-12));
        cr_expect(close_relative(a.bic_events, b.bic_events, 1e-12));
        for (size_t j = 0; j < a.m; j++) {
            const atr_estimate *p = a.parameter + j, *q = b.parameter + j;
            cr_expect(fabs(p->value - q->value) < 1e-8 * q->std_error, "family %d", f);
            cr_expect(close_relative(p->std_error, q->std_error, 1e-8), "family %d", f);
        }
        for (size_t k = 0; k < a.n_knots; k++)
            cr_expect(close_relative(a.knot[k], b.knot[k], 1e-13));
        atr_parametric_free(&a);
        atr_parametric_free(&b);
    }
}

Test(parametric_laws, weights_that_are_no_counts_have_no_unit_for_the_knots)
{
    double     weight[N], tiny[N];
    atr_sample a = sample_of(time), b = sample_of(time);
    for (size_t i = 0; i < N; i++) {
        weight[i] = 0.5 + (double)(i % 3);
        tiny[i] = weight[i] * 0x1p-20;
    }
    a.weight = weight;
    b.weight = tiny;
    atr_parametric f = fit_to(&a, &none, ATR_FAMILY_SPLINE);
    atr_parametric g = fit_to(&b, &none, ATR_FAMILY_SPLINE);
    cr_expect(f.n_knots == 3 && close_relative(f.knot[1], g.knot[1], 1e-13));
    cr_expect(close_relative(f.loglik, g.loglik * 0x1p20, 1e-12));
    atr_parametric_free(&f);
    atr_parametric_free(&g);
}

/* ---- families within families ---------------------------------------------------- */

static parametric_hazards hazards(atr_family family, double u, const double *local)
{
    const parametric_model model = parametric_model_of(family, 0);
    return parametric_hazards_at(&model, u, local);
}

static void expect_same(const parametric_hazards *a, const parametric_hazards *b, size_t m,
                        double tolerance)
{
    const parametric_jet *of[][2] = {{&a->cumulative, &b->cumulative},
                                     {&a->hazard, &b->hazard}};
    for (size_t k = 0; k < 2; k++) {
        cr_expect(close_to(of[k][0]->value, of[k][1]->value, tolerance));
        for (size_t i = 0; i < m; i++) {
            cr_expect(close_to(of[k][0]->d[i], of[k][1]->d[i], tolerance));
            for (size_t j = 0; j < m; j++)
                cr_expect(close_to(of[k][0]->dd[i][j], of[k][1]->dd[i][j], 10 * tolerance),
                          "%zu %zu: %g and %g", i, j, of[k][0]->dd[i][j],
                          of[k][1]->dd[i][j]);
        }
    }
}

Test(parametric_laws, the_generalised_gamma_holds_weibull_and_lognormal)
{
    for (double u = -3; u <= 4; u += 0.25) {
        const double             weibull[] = {0.5, 0.1, 1}, lognormal[] = {0.5, 0.1, 0};
        const parametric_hazards a = hazards(ATR_FAMILY_GENGAMMA, u, weibull);
        const parametric_hazards b = hazards(ATR_FAMILY_WEIBULL, u, weibull);
        const parametric_hazards c = hazards(ATR_FAMILY_GENGAMMA, u, lognormal);
        const parametric_hazards d = hazards(ATR_FAMILY_LOGNORMAL, u, lognormal);
        expect_same(&a, &b, 2, 1e-11);
        expect_same(&c, &d, 2, 1e-12);
    }
}

Test(parametric_laws, the_generalised_gamma_has_no_seam_at_0)
{
    static const double q = 1e-5;
    for (double u = -4; u <= 4; u += 0.5) {
        const double             at[3][3] = {{0, 0, -q}, {0, 0, 0}, {0, 0, q}};
        const parametric_hazards a = hazards(ATR_FAMILY_GENGAMMA, u, at[0]);
        const parametric_hazards b = hazards(ATR_FAMILY_GENGAMMA, u, at[1]);
        const parametric_hazards c = hazards(ATR_FAMILY_GENGAMMA, u, at[2]);
        const double slope = (c.cumulative.value - a.cumulative.value) / (2 * q);
        const double bend = (c.cumulative.d[2] - a.cumulative.d[2]) / (2 * q);
        cr_expect(close_to(b.cumulative.d[2], slope, 1e-8), "u = %g", u);
        cr_expect(close_to(b.cumulative.dd[2][2], bend, 1e-7), "u = %g", u);
    }
}

Test(parametric_laws, gompertz_without_shape_is_exponential)
{
    for (double u = -3; u <= 4; u += 0.5) {
        const double             gompertz[] = {-0.7, 0}, exponential[] = {0.7};
        const parametric_hazards a = hazards(ATR_FAMILY_GOMPERTZ, u, gompertz);
        const parametric_hazards b = hazards(ATR_FAMILY_EXPONENTIAL, u, exponential);
        cr_expect(close_to(a.cumulative.value, b.cumulative.value, 1e-14));
        cr_expect(close_to(a.hazard.value, b.hazard.value, 1e-14));
        cr_expect(a.cumulative.d[0] == -b.cumulative.d[0]);
    }
}

/* Derivatives of log H and log h against differences, everywhere a likelihood may go. */
Test(parametric_laws, the_derivatives_are_those_of_the_values)
{
    static const double h = 1e-4;
    for (int f = 0; f < FAMILIES; f++) {
        parametric_model model = parametric_model_of((atr_family)f, 1);
        memcpy(model.knot, (double[]){-1, 0.2, 1.5}, 3 * sizeof(double));
        for (double u = -2; u <= 2; u += 0.5) {
            const double             local[PARAMETRIC_MOST] = {0.3, 0.8, -0.03};
            const parametric_hazards at = parametric_hazards_at(&model, u, local);
            for (size_t i = 0; i <= model.q; i++) {
                double up[PARAMETRIC_MOST], down[PARAMETRIC_MOST];
                memcpy(up, local, sizeof up);
                memcpy(down, local, sizeof down);
                up[i] += h;
                down[i] -= h;
                const parametric_hazards a = parametric_hazards_at(&model, u, up);
                const parametric_hazards b = parametric_hazards_at(&model, u, down);
                const double dc = (a.cumulative.value - b.cumulative.value) / (2 * h);
                const double dh = (a.hazard.value - b.hazard.value) / (2 * h);
                cr_expect(close_to(at.cumulative.d[i], dc, 1e-6), "family %d u %g", f, u);
                cr_expect(close_to(at.hazard.d[i], dh, 1e-6), "family %d u %g", f, u);
                for (size_t j = 0; j <= model.q; j++) {
                    const double cc = (a.cumulative.d[j] - b.cumulative.d[j]) / (2 * h);
                    const double hh = (a.hazard.d[j] - b.hazard.d[j]) / (2 * h);
                    cr_expect(close_to(at.cumulative.dd[i][j], cc, 1e-6));
                    cr_expect(close_to(at.hazard.dd[i][j], hh, 1e-6));
                }
            }
        }
    }
}

Test(parametric_laws, a_spline_without_inner_knots_is_weibull)
{
    const atr_sample sample = sample_of(time);
    atr_parametric   spline, weibull = fit_family(&both, ATR_FAMILY_WEIBULL);
    cr_assert(!atr_parametric_fit(&sample, &both, ATR_FAMILY_SPLINE, NULL, &spline, NULL));
    const double sigma = exp(weibull.parameter[3].value);
    cr_expect(close_relative(spline.loglik, weibull.loglik, 1e-13));
    cr_expect(close_relative(spline.parameter[3].value, 1 / sigma, 1e-11));
    cr_expect(close_relative(spline.parameter[0].value, -weibull.parameter[0].value / sigma,
                             1e-11));
    for (size_t j = 0; j < P; j++) {
        atr_estimate ph, aft;
        cr_expect(!atr_parametric_log_hazard_ratio(&spline, j, &ph, NULL));
        cr_expect(!atr_parametric_log_hazard_ratio(&weibull, j, &aft, NULL));
        cr_expect(close_relative(ph.value, aft.value, 1e-10));
        cr_expect(close_relative(ph.std_error, aft.std_error, 1e-9));
        cr_expect(close_relative(ph.upper, aft.upper, 1e-9));
    }
    atr_parametric_free(&spline);
    atr_parametric_free(&weibull);
}

/* exp(b) stretches time, or multiplies the hazard. */
Test(parametric_laws, covariates_act_on_time_or_on_the_hazard)
{
    const double control[P] = {0, 60}, treated[P] = {1, 60};
    for (int f = 0; f < FAMILIES; f++) {
        atr_parametric fit = fit_family(&both, f);
        const double   ratio = exp(fit.parameter[1].value);
        if (f <= ATR_FAMILY_GENGAMMA)
            cr_expect(close_relative(quantile(&fit, treated, 0.4),
                                     ratio * quantile(&fit, control, 0.4), 1e-12));
        else
            cr_expect(close_relative(hazard(&fit, treated, 15),
                                     ratio * hazard(&fit, control, 15), 1e-12));
        atr_parametric_free(&fit);
    }
}

/* ---- what follows from a fit ----------------------------------------------------- */

Test(parametric_laws, the_hazard_is_the_slope_of_minus_log_survival)
{
    static const double h = 1e-3;
    for (int f = 0; f < FAMILIES; f++) {
        atr_parametric fit = fit_family(&none, f);
        for (double t = 3; t < 100; t *= 1.7) {
            const double up = log(survival(&fit, NULL, t + h));
            const double down = log(survival(&fit, NULL, t - h));
            cr_expect(close_relative(hazard(&fit, NULL, t), (down - up) / (2 * h), 1e-6));
        }
        atr_parametric_free(&fit);
    }
}

Test(parametric_laws, a_quantile_is_where_survival_has_fallen_to_it)
{
    for (int f = 0; f < FAMILIES; f++) {
        atr_parametric fit = fit_family(&none, f);
        for (double p = 0.05; p < 0.96; p += 0.1)
            cr_expect(close_relative(survival(&fit, NULL, quantile(&fit, NULL, p)), 1 - p,
                                     1e-12));
        atr_parametric_free(&fit);
    }
}

/* Simpson's rule on 20,000 steps. */
Test(parametric_laws, the_restricted_mean_is_the_area_under_survival)
{
    enum { STEPS = 20000 };
    static const double tau = 60;
    for (int f = 0; f < FAMILIES; f++) {
        atr_parametric fit = fit_family(&none, f);
        double         sum = survival(&fit, NULL, 0) + survival(&fit, NULL, tau);
        for (int i = 1; i < STEPS; i++)
            sum += (i % 2 ? 4 : 2) * survival(&fit, NULL, tau * i / STEPS);
        cr_expect(close_relative(rmst(&fit, NULL, tau), sum * tau / STEPS / 3, 1e-8),
                  "family %d", f);
        atr_parametric_free(&fit);
    }
}

Test(parametric_laws, the_mean_has_its_closed_form)
{
    static const double pi = 3.14159265358979323846;
    atr_parametric      fit[5];
    double              mu[5], sigma[5], got[5];
    for (int f = 0; f < 5; f++) {
        fit[f] = fit_family(&none, f);
        mu[f] = fit[f].parameter[0].value;
        sigma[f] = f == 0 ? 1 : exp(fit[f].parameter[1].value);
        got[f] = rmst(fit + f, NULL, INFINITY);
    }
    const double q = fit[4].parameter[2].value, k = 1 / (q * q), s = sigma[4];
    cr_expect(close_relative(got[0], exp(mu[0]), 1e-13));
    cr_expect(close_relative(got[1], exp(mu[1]) * tgamma(1 + sigma[1]), 1e-13));
    cr_expect(close_relative(got[2], exp(mu[2] + sigma[2] * sigma[2] / 2), 1e-13));
    cr_expect(
        close_relative(got[3], exp(mu[3]) * pi * sigma[3] / sin(pi * sigma[3]), 1e-12));
    cr_expect(close_relative(
        got[4], exp(mu[4] + s / q * log(q * q) + lgamma(k + s / q) - lgamma(k)), 1e-12));
    for (int f = 0; f < 5; f++) atr_parametric_free(fit + f);
}

/* Everything derived, as one function of the parameters. */
enum { SURVIVAL, HAZARD, MEDIAN, AREA, DERIVED };

static atr_estimate derived(const atr_parametric *fit, int what)
{
    static const double at[P] = {1, 50};
    atr_estimate        e = {0};
    atr_status          status = ATR_EARGUMENT;
    if (what == SURVIVAL) status = atr_parametric_survival(fit, at, 25, &e, NULL);
    if (what == HAZARD) status = atr_parametric_hazard(fit, at, 25, &e, NULL);
    if (what == MEDIAN) status = atr_parametric_quantile(fit, at, 0.5, &e, NULL);
    if (what == AREA) status = atr_parametric_rmst(fit, at, 50, &e, NULL);
    cr_assert(status == ATR_OK);
    return e;
}

Test(parametric_laws, standard_errors_follow_the_delta_method)
{
    static const double h = 1e-3;
    for (int f = 0; f < FAMILIES; f++)
        for (int what = 0; what < DERIVED; what++) {
            atr_parametric fit = fit_family(&both, f);
            const size_t   m = fit.m;
            double         d[8], variance = 0;
            for (size_t j = 0; j < m; j++) {
                const double b = fit.parameter[j].value, e = h * fit.parameter[j].std_error;
                fit.parameter[j].value = b + e;
                const double up = derived(&fit, what).value;
                fit.parameter[j].value = b - e;
                d[j] = (up - derived(&fit, what).value) / (2 * e);
                fit.parameter[j].value = b;
            }
            for (size_t i = 0; i < m; i++)
                for (size_t j = 0; j < m; j++)
                    variance += d[i] * fit.variance[i * m + j] * d[j];
            cr_expect(close_relative(derived(&fit, what).std_error, sqrt(variance), 1e-4),
                      "family %d, %d", f, what);
            atr_parametric_free(&fit);
        }
}

/* log(-log S) of the limits lies z standard errors to both sides. */
Test(parametric_laws, limits_are_symmetric_on_their_scale)
{
    static const double z = 1.959963984540054;
    for (int f = 0; f < FAMILIES; f++) {
        atr_parametric     fit = fit_family(&both, f);
        const atr_estimate s = derived(&fit, SURVIVAL), m = derived(&fit, MEDIAN);
        const double       error = s.std_error / (s.value * -log(s.value));
        cr_expect(close_relative(log(log(s.lower) / log(s.value)), z * error, 1e-9));
        cr_expect(close_relative(log(log(s.upper) / log(s.value)), -z * error, 1e-9));
        cr_expect(close_relative(log(m.upper / m.value), z * m.std_error / m.value, 1e-9));
        cr_expect(close_relative(m.lower * m.upper, m.value * m.value, 1e-12));
        atr_estimate start;
        cr_expect(!atr_parametric_survival(&fit, NULL, 0, &start, NULL));
        cr_expect(start.value == 1 && start.std_error == 0);
        cr_expect(start.lower == 1 && start.upper == 1);
        atr_parametric_free(&fit);
    }
}

/* ---- models with a share that is never reached ----------------------------------- */

Test(parametric_laws, a_falling_gompertz_hazard_leaves_some_cured)
{
    atr_sample    sample = sample_of(time);
    unsigned char early[N];
    for (size_t i = 0; i < N; i++) early[i] = time[i] < 15 && event[i];
    sample.event = early;
    atr_parametric fit = fit_to(&sample, &none, ATR_FAMILY_GOMPERTZ);
    const double   cured = atr_parametric_cured(&fit, NULL);
    atr_estimate   e;
    cr_expect(fit.parameter[1].value < 0 && cured > 0.3 && cured < 0.9);
    cr_expect(close_relative(cured, survival(&fit, NULL, 1e6), 1e-12));
    cr_expect(isinf(quantile(&fit, NULL, 1 - cured + 1e-3)));
    cr_expect(isfinite(quantile(&fit, NULL, 1 - cured - 1e-3)));
    cr_expect(!atr_parametric_rmst(&fit, NULL, INFINITY, &e, NULL));
    cr_expect(isinf(e.value) && isnan(e.std_error) && isnan(e.lower));
    cr_expect(isfinite(rmst(&fit, NULL, 1000)));
    atr_parametric_free(&fit);
}

Test(parametric_laws, heavy_tails_have_no_mean)
{
    static const double heavy[] = {1, 2, 4, 16, 256, 65536, 4294967296.};
    unsigned char       all[] = {1, 1, 1, 1, 1, 1, 1};
    const atr_sample    sample = {
           .n = 7, .time = heavy, .event = all, .n_groups = 1, .n_strata = 1};
    atr_parametric fit = fit_to(&sample, &none, ATR_FAMILY_LOGLOGISTIC);
    cr_expect(fit.parameter[1].value > 0);
    fit.parameter[1].value = 0.01;
    cr_expect(isinf(rmst(&fit, NULL, INFINITY)));
    fit.parameter[1].value = log(0.9);
    const double pi = 3.14159265358979323846;
    cr_expect(close_relative(rmst(&fit, NULL, INFINITY),
                             exp(fit.parameter[0].value) * pi * 0.9 / sin(pi * 0.9),
                             1e-10));
    atr_parametric_free(&fit);
}

/* Maxima at Q = 1.3 (log-likelihood -8.574) and at Q = 8.2 (-8.401). */
Test(parametric_laws, the_higher_of_two_maxima_counts)
{
    static const double        times[] = {0.19, 1.84, 1.73, 0.01, 0.38, 0.15, 0.31, 1.4,
                                          0.25, 0.35, 0.43, 0.52, 0.01, 1.67, 0.42};
    static const unsigned char seen[] = {1, 0, 1, 1, 1, 1, 1, 1, 1, 1, 1, 0, 1, 1, 1};
    const atr_sample           sample = {
                  .n = 15, .time = times, .event = seen, .n_groups = 1, .n_strata = 1};
    atr_parametric fit = fit_to(&sample, &none, ATR_FAMILY_GENGAMMA);
    cr_expect(fit.loglik > -8.41 && fit.parameter[2].value > 8);
    atr_parametric_free(&fit);
}

Test(parametric_laws, the_generalised_gamma_has_a_mean_while_q_sigma_is_above_minus_1)
{
    atr_parametric fit = fit_family(&none, ATR_FAMILY_GENGAMMA);
    fit.parameter[1].value = log(0.5);
    fit.parameter[2].value = -1.99;
    cr_expect(isfinite(rmst(&fit, NULL, INFINITY)));
    fit.parameter[2].value = -2.01;
    cr_expect(isinf(rmst(&fit, NULL, INFINITY)));
    atr_parametric_free(&fit);
}

Test(parametric_laws, a_spline_has_a_mean_while_it_rises_after_its_last_knot)
{
    atr_parametric fit = fit_family(&none, ATR_FAMILY_SPLINE);
    double         slope = 3 * pow(fit.knot[2] - fit.knot[1], 2);
    slope -= 3 * (fit.knot[2] - fit.knot[1]) * (fit.knot[2] - fit.knot[0]);
    cr_expect(isfinite(rmst(&fit, NULL, INFINITY)));
    fit.parameter[1].value = -slope * fit.parameter[2].value - 1e-6;
    cr_expect(isinf(rmst(&fit, NULL, INFINITY)));
    atr_parametric_free(&fit);
}

/* ---- extremes -------------------------------------------------------------------- */

Test(parametric_laws, far_tails_keep_their_digits)
{
    const double             sharp[] = {0, 0, 0};
    const parametric_hazards right = hazards(ATR_FAMILY_LOGNORMAL, 40, sharp);
    const parametric_hazards left = hazards(ATR_FAMILY_LOGNORMAL, -40, sharp);
    /* log P(Z > 40), computed with 40 digits */
    cr_expect(close_relative(right.cumulative.value, log(804.60844201375379), 1e-14));
    cr_expect(close_relative(left.cumulative.value, -804.60844201375379, 1e-13));
    for (double q = -20; q <= 20; q += 2.5)
        for (double u = -60; u <= 60; u += 7.5) {
            const double             local[] = {0, 0, q};
            const parametric_hazards h = hazards(ATR_FAMILY_GENGAMMA, u, local);
            cr_expect(!isnan(h.cumulative.value) && h.cumulative.value < INFINITY);
            cr_expect(h.cumulative.d[0] <= 0, "S rises with eta: q %g u %g", q, u);
        }
}

/* Nobody is left long before the horizon: the restricted mean is the mean. */
Test(parametric_laws, a_distant_horizon_does_not_hide_a_narrow_distribution)
{
    static const double narrow[] = {0.99, 1, 1.01, 1.02, 0.98, 1.005, 0.995};
    unsigned char       all[] = {1, 1, 1, 1, 1, 1, 1};
    const atr_sample    sample = {
           .n = 7, .time = narrow, .event = all, .n_groups = 1, .n_strata = 1};
    for (int f = ATR_FAMILY_WEIBULL; f <= ATR_FAMILY_LOGLOGISTIC; f++) {
        atr_parametric fit = fit_to(&sample, &none, f);
        const double   mean = rmst(&fit, NULL, INFINITY);
        cr_expect(fabs(mean - 1) < 0.02);
        for (double tau = 2; tau < 1e9; tau *= 10)
            cr_expect(close_relative(rmst(&fit, NULL, tau), mean, 1e-12), "%d %g", f, tau);
        atr_parametric_free(&fit);
    }
}
