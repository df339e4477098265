/* parametric_profile.c - a fitted model for a subject with given covariates. */
#include "core/parametric_profile.h"

#include "num/dist.h"
#include "num/root.h"

#include <math.h>
#include <string.h>

static double covariate(const atr_parametric *fit, const double *x, size_t j)
{
    if (isnan(fit->parameter[1 + j].value)) return 0; /* redundant */
    return x ? x[j] : fit->mean[j];
}

/* cov(eta, .) = sum_a c_a V_a. over b0 and b, with c = (1, x). */
static void gather_variance(const atr_parametric *fit, const double *x,
                            parametric_profile *profile)
{
    const size_t  m = fit->m, own = 1 + fit->p;
    const double *v = fit->variance;
    for (size_t a = 0; a < own; a++) {
        const double c = a == 0 ? 1 : covariate(fit, x, a - 1);
        for (size_t b = 0; b < own; b++)
            profile->variance[0][0] +=
                c * (b == 0 ? 1 : covariate(fit, x, b - 1)) * v[a * m + b];
        for (size_t k = 1; k <= profile->model.q; k++)
            profile->variance[0][k] += c * v[a * m + own + k - 1];
    }
    for (size_t k = 1; k <= profile->model.q; k++) {
        profile->variance[k][0] = profile->variance[0][k];
        for (size_t l = 1; l <= profile->model.q; l++)
            profile->variance[k][l] = v[(own + k - 1) * m + own + l - 1];
    }
}

parametric_profile parametric_profile_of(const atr_parametric *fit, const double *x)
{
    parametric_profile profile = {
        .model = parametric_model_of(fit->family, fit->n_knots > 2 ? fit->n_knots - 2 : 0),
        .normal = atr_normal_upper((1 - fit->level) / 2)};
    memcpy(profile.model.knot, fit->knot, fit->n_knots * sizeof *fit->knot);
    profile.local[0] = fit->parameter[0].value;
    for (size_t j = 0; j < fit->p; j++)
        if (!isnan(fit->parameter[1 + j].value))
            profile.local[0] += fit->parameter[1 + j].value * covariate(fit, x, j);
    for (size_t k = 1; k <= profile.model.q; k++)
        profile.local[k] = fit->parameter[fit->p + k].value;
    gather_variance(fit, x, &profile);
    return profile;
}

double parametric_profile_error(const parametric_profile *profile, const double *d)
{
    double sum = 0;
    for (size_t i = 0; i <= profile->model.q; i++)
        for (size_t j = 0; j <= profile->model.q; j++)
            sum += d[i] * profile->variance[i][j] * d[j];
    return sqrt(fmax(0, sum));
}

typedef struct {
    const parametric_profile *profile;
    double                    level;
} search;

static double excess(double u, const void *context)
{
    const search *s = context;
    return parametric_hazards_at(&s->profile->model, u, s->profile->local)
               .cumulative.value -
           s->level;
}

/* exp(eta) (exp(a t) - 1) / a = H has the root t = log(1 + a y) / a with y = H exp(-eta),
 * if any: 1 + a y must be positive.  log(1 + x) = log x + log(1 + 1/x) where x is large. */
static double gompertz_reach(double eta, double a, double log_cumulative)
{
    static const double large = 30;

    const double log_y = log_cumulative - eta, log_ay = log_y + log(fabs(a));
    if (a > 0 && log_ay > large) return log(log_ay + log1p(exp(-log_ay))) - log(a);
    const double ay = copysign(exp(log_ay), a);
    if (ay <= -1) return INFINITY;
    return ay == 0 ? log_y : log_y + log(log1p(ay) / ay);
}

/* Elsewhere the root is sought, from a place with most of the events; a last step of
 * Newton's method takes away what the search leaves. */
double parametric_profile_reach(const parametric_profile *profile, double log_cumulative)
{
    static const double precision = 1e-12;
    const double       *local = profile->local;
    if (profile->model.family == ATR_FAMILY_GOMPERTZ)
        return gompertz_reach(local[0], local[1], log_cumulative);

    const search s = {profile, log_cumulative};
    const bool   spline = profile->model.n_knots > 0;
    const double start = spline ? profile->model.knot[0] : local[0];
    const double step = spline || profile->model.q == 0 ? 1 : exp(local[1]);
    const double u = atr_root_from(excess, &s, start, step, precision);
    if (isnan(u)) return INFINITY;
    const parametric_hazards h = parametric_hazards_at(&profile->model, u, local);
    const double             slope = exp(h.hazard.value + u - h.cumulative.value);
    const double             correction = (h.cumulative.value - log_cumulative) / slope;
    return fabs(correction) <= 2 * precision * fmax(1, fabs(u)) ? u - correction : u;
}
