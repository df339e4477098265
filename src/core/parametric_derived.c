/* parametric_derived.c - what follows from a fit: survival, hazard, quantiles, means.
 *
 * Letters: H cumulative hazard, h hazard, S = exp(-H), u = log t; a prime is the
 * gradient with respect to the parameters, V their variance, z the normal half-width. */
#include "atrisk/parametric.h"

#include "base/fail.h"
#include "core/parametric_profile.h"
#include "num/integrate.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

static const atr_estimate nothing = {NAN, NAN, NAN, NAN};

static atr_status check(bool good, const char *what, double value, const char *range,
                        atr_error *err)
{
    if (good) return ATR_OK;
    return atr_fail(err, ATR_EARGUMENT, ATR_CODE_BAD_FIT, "a %s of %g is not %s", what,
                    value, range);
}

/* Limits value exp(-/+ z e), e being the standard error of log value. */
static atr_estimate on_log_scale(double value, double e, double z)
{
    if (!isfinite(value)) return (atr_estimate){value, NAN, NAN, NAN};
    return (atr_estimate){value, value * e, value * exp(-z * e), value * exp(z * e)};
}

/* log H -/+ z e with e^2 = (log H)' V (log H)'; the standard error of S is S H e. */
atr_status atr_parametric_survival(const atr_parametric *fit, const double *x, double time,
                                   atr_estimate *survival, atr_error *err)
{
    *survival = nothing;
    const atr_status status =
        check(time >= 0 && isfinite(time), "time", time, "a finite number from 0 on", err);
    if (status || !fit->converged) return status;
    if (time == 0) {
        *survival = (atr_estimate){1, 0, 1, 1};
        return ATR_OK;
    }
    const parametric_profile profile = parametric_profile_of(fit, x);
    const parametric_hazards at =
        parametric_hazards_at(&profile.model, log(time), profile.local);
    const double log_h = at.cumulative.value, h = exp(log_h), z = profile.normal;
    const double e = parametric_profile_error(&profile, at.cumulative.d);
    *survival = (atr_estimate){exp(-h), exp(log_h - h) * e, exp(-h * exp(z * e)),
                               exp(-h * exp(-z * e))};
    return ATR_OK;
}

atr_status atr_parametric_hazard(const atr_parametric *fit, const double *x, double time,
                                 atr_estimate *hazard, atr_error *err)
{
    *hazard = nothing;
    const atr_status status =
        check(time > 0 && isfinite(time), "time", time, "a finite number above 0", err);
    if (status || !fit->converged) return status;
    const parametric_profile profile = parametric_profile_of(fit, x);
    const parametric_hazards at =
        parametric_hazards_at(&profile.model, log(time), profile.local);
    *hazard = on_log_scale(exp(at.hazard.value),
                           parametric_profile_error(&profile, at.hazard.d), profile.normal);
    return ATR_OK;
}

/* log H(u) = log(-log(1 - p)) defines u; hence u' = -(log H)' / (d log H / du), where
 * d log H / du = h t / H. */
atr_status atr_parametric_quantile(const atr_parametric *fit, const double *x, double p,
                                   atr_estimate *quantile, atr_error *err)
{
    *quantile = nothing;
    const atr_status status = check(p > 0 && p < 1, "share", p, "between 0 and 1", err);
    if (status || !fit->converged) return status;
    const parametric_profile profile = parametric_profile_of(fit, x);
    const double             u = parametric_profile_reach(&profile, log(-log1p(-p)));
    quantile->value = exp(u);
    if (isinf(u)) return ATR_OK;
    const parametric_hazards at = parametric_hazards_at(&profile.model, u, profile.local);
    const double             slope = exp(at.hazard.value + u - at.cumulative.value);
    *quantile =
        on_log_scale(exp(u), parametric_profile_error(&profile, at.cumulative.d) / slope,
                     profile.normal);
    return ATR_OK;
}

/* --- areas ------------------------------------------------------------------------------
 */

typedef struct {
    const parametric_profile *profile;
    double                    unit; /* log of the unit in which time is measured */
} area;

/* S dt = S t du, and its gradient -S H (log H)' t du. */
static void survival_and_gradient(double u, const void *context, double *value)
{
    const area               *a = context;
    const parametric_profile *profile = a->profile;
    const parametric_hazards at = parametric_hazards_at(&profile->model, u, profile->local);
    const double             log_h = at.cumulative.value, h = exp(log_h);
    value[0] = exp(u - a->unit - h);
    for (size_t i = 0; i <= profile->model.q; i++)
        value[1 + i] = value[0] > 0 ? -value[0] * h * at.cumulative.d[i] : 0;
}

/* Add the area over [from, to], either of which may be infinite. */
static void add_piece(const area *a, double from, double to, double *sum)
{
    const size_t n = 2 + a->profile->model.q;
    double       piece[ATR_INTEGRATE_MOST];
    if (!(from < to)) return;
    if (isinf(from)) {
        atr_integrate_from(survival_and_gradient, a, n, to, -1, piece);
    } else if (isinf(to)) {
        const parametric_profile *p = a->profile;
        const parametric_hazards  at = parametric_hazards_at(&p->model, from, p->local);
        const double              slope = exp(at.hazard.value + from - at.cumulative.value);
        atr_integrate_from(survival_and_gradient, a, n, from, 1 / slope, piece);
    } else {
        atr_integrate_between(survival_and_gradient, a, n, from, to, piece);
    }
    for (size_t i = 0; i < n; i++) sum[i] += piece[i];
}

/* Survival may be steep about its median and has a seam at every knot: cut there. */
static size_t find_cuts(const parametric_profile *profile, double *cut)
{
    size_t       n = profile->model.n_knots;
    const double median = parametric_profile_reach(profile, log(log(2)));
    memcpy(cut, profile->model.knot, n * sizeof *cut);
    if (isinf(median)) return n;
    size_t at = n++;
    for (; at > 0 && cut[at - 1] > median; at--) cut[at] = cut[at - 1];
    cut[at] = median;
    return n;
}

static bool mean_is_infinite(const parametric_profile *profile)
{
    const double *local = profile->local;
    switch (profile->model.family) {
    case ATR_FAMILY_EXPONENTIAL:
    case ATR_FAMILY_WEIBULL:
    case ATR_FAMILY_LOGNORMAL: return false;
    case ATR_FAMILY_LOGLOGISTIC: return local[1] >= 0;
    case ATR_FAMILY_GENGAMMA: return local[2] * exp(local[1]) <= -1;
    case ATR_FAMILY_GOMPERTZ: return local[1] < 0;
    case ATR_FAMILY_SPLINE: break;
    }
    const double             last = profile->model.knot[profile->model.n_knots - 1];
    const parametric_hazards at = parametric_hazards_at(&profile->model, last, local);
    return !(exp(at.hazard.value + last - at.cumulative.value) > 0);
}

atr_status atr_parametric_rmst(const atr_parametric *fit, const double *x, double tau,
                               atr_estimate *rmst, atr_error *err)
{
    *rmst = nothing;
    const atr_status status = check(tau > 0, "horizon", tau, "above 0", err);
    if (status || !fit->converged) return status;
    const parametric_profile profile = parametric_profile_of(fit, x);
    if (isinf(tau) && mean_is_infinite(&profile)) {
        rmst->value = INFINITY;
        return ATR_OK;
    }
    double       cut[ATR_PARAMETRIC_MOST_KNOTS + 3], sum[ATR_INTEGRATE_MOST] = {0};
    const size_t n = find_cuts(&profile, cut);
    const double end = log(tau);
    const area   a = {&profile, n > 0 ? fmin(cut[n - 1], end) : end};
    double       from = -INFINITY;
    for (size_t k = 0; k < n && cut[k] < end; k++) {
        add_piece(&a, from, cut[k], sum);
        from = cut[k];
    }
    add_piece(&a, from, end, sum);
    *rmst =
        on_log_scale(exp(a.unit + log(sum[0])),
                     parametric_profile_error(&profile, sum + 1) / sum[0], profile.normal);
    return ATR_OK;
}

double atr_parametric_cured(const atr_parametric *fit, const double *x)
{
    if (!fit->converged) return NAN;
    const parametric_profile profile = parametric_profile_of(fit, x);
    const double            *local = profile.local;
    if (fit->family != ATR_FAMILY_GOMPERTZ || !(local[1] < 0)) return 0;
    return exp(exp(local[0]) / local[1]);
}

/* With s = log sigma, (-b / sigma)' = (-1 / sigma, b / sigma) in (b, s). */
atr_status atr_parametric_log_hazard_ratio(const atr_parametric *fit, size_t j,
                                           atr_estimate *log_hr, atr_error *err)
{
    *log_hr = nothing;
    if (j >= fit->p)
        return atr_fail(err, ATR_EARGUMENT, ATR_CODE_BAD_FIT,
                        "there is no covariate %zu in a model with %zu", j + 1, fit->p);
    const bool accelerated =
        fit->family == ATR_FAMILY_EXPONENTIAL || fit->family == ATR_FAMILY_WEIBULL;
    if (!accelerated && fit->family != ATR_FAMILY_GOMPERTZ &&
        fit->family != ATR_FAMILY_SPLINE)
        return atr_hint(err,
                        atr_fail(err, ATR_EARGUMENT, ATR_CODE_BAD_FIT,
                                 "hazards are not proportional in this family"),
                        "its coefficients are logarithms of ratios of times");
    const atr_estimate *b = fit->parameter + 1 + j;
    *log_hr = *b;
    if (!accelerated || !fit->converged || isnan(b->value)) return ATR_OK;

    const size_t  m = fit->m;
    const bool    weibull = fit->family == ATR_FAMILY_WEIBULL;
    const double  sigma = weibull ? exp(fit->parameter[m - 1].value) : 1;
    const double *v = fit->variance + (1 + j) * m;
    double        variance = v[1 + j];
    if (weibull)
        variance += b->value * (b->value * fit->variance[m * m - 1] - 2 * v[m - 1]);
    const double se = sqrt(variance) / sigma, value = -b->value / sigma;
    const double z = (b->upper - b->value) / b->std_error;
    *log_hr = (atr_estimate){value, se, value - z * se, value + z * se};
    return ATR_OK;
}
