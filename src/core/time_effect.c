/* time_effect.c - a natural cubic spline through scaled Schoenfeld residuals.
 *
 * With x = g(t) moved to [0, 1] and inner knots k_1 < ... < k_K the curve is a combination
 * of the K + 2 functions
 *
 *     1,  x,  v_j(x) = (x - k_j)+^3 - (1 - k_j) x^3 - k_j (x - 1)+^3
 *
 * which are linear beyond the ends 0 and 1.  With b(x) the vector of them, w the weights
 * and r the residuals,
 *
 *     A = sum w b b',   beta(x) = b(x)' A^- sum w b r,   var beta(x) = d V b(x)' A^- b(x)
 *
 * d being the sum of the weights and V the variance of the coefficient. */
#include "atrisk/time_effect.h"

#include "base/fail.h"
#include "core/time_transform.h"
#include "num/cholesky.h"
#include "num/dist.h"
#include "num/search.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

enum { USUAL_DF = 4, LEAST_DF = 2, MOST_DF = 20, USUAL_POINTS = 100 };

/* A pivot of the normal equations that is this small is rounding error. */
static const double singular = 1e-13;

typedef struct {
    size_t df;
    double first, length;             /* of g                                          */
    double knot[MOST_DF];             /* [df - 2] in units of x                        */
    double factor[MOST_DF * MOST_DF]; /* of A                                        */
    double theta[MOST_DF];            /* A^- sum w b r                                 */
    double variance;                  /* d V                                           */
} spline;

static double cubed(double x)
{
    return x > 0 ? x * x * x : 0;
}

/* b(x) */
static void basis(const spline *s, double g, double b[MOST_DF])
{
    const double x = (g - s->first) / s->length;
    b[0] = 1;
    b[1] = x;
    for (size_t j = 0; j + 2 < s->df; j++) {
        const double k = s->knot[j];
        b[j + 2] = cubed(x - k) - (1 - k) * cubed(x) - k * cubed(x - 1);
    }
}

/* Inner knots at equally spaced quantiles of g over the events, between order statistics
 * by interpolation. */
static void place_knots(spline *s, const double *sorted, size_t n)
{
    for (size_t j = 0; j + 2 < s->df; j++) {
        const double at = (double)(j + 1) / (double)(s->df - 1) * (double)(n - 1);
        const size_t k = (size_t)at;
        const double next = sorted[k + 1 < n ? k + 1 : k];
        const double g = sorted[k] + (at - (double)k) * (next - sorted[k]);
        s->knot[j] = (g - s->first) / s->length;
    }
}

static void solve(spline *s, const atr_time_effect *e, const double *weight, double V)
{
    double *A = s->factor, b[MOST_DF], d = 0;
    for (size_t i = 0; i < e->n; i++) {
        basis(s, e->g[i], b);
        d += weight[i];
        for (size_t j = 0; j < s->df; j++) {
            s->theta[j] += weight[i] * b[j] * e->residual[i];
            for (size_t k = 0; k <= j; k++) A[j * s->df + k] += weight[i] * b[j] * b[k];
        }
    }
    s->variance = d * V;
    atr_ldl_factor(A, s->df, singular);
    atr_ldl_solve(A, s->df, s->theta);
}

/* The time at which g has a value, between the events next to it in proportion. */
static double time_at(const double *g, const double *time, size_t n, double value)
{
    const size_t after = atr_search_upto(g, n, value);
    if (after == 0) return time[0];
    if (after == n || g[after - 1] == value) return time[after - 1];
    const double share = (value - g[after - 1]) / (g[after] - g[after - 1]);
    return time[after - 1] + share * (time[after] - time[after - 1]);
}

static void draw(const spline *s, double level, atr_time_effect *e)
{
    const double z = atr_normal_upper((1 - level) / 2);
    for (size_t i = 0; i < e->n_points; i++) {
        double b[MOST_DF], x[MOST_DF], value = 0, shape = 0;
        e->point[i] = s->first + s->length * (double)i / (double)(e->n_points - 1);
        basis(s, e->point[i], b);
        memcpy(x, b, sizeof x);
        atr_ldl_solve(s->factor, s->df, x);
        for (size_t j = 0; j < s->df; j++) {
            value += b[j] * s->theta[j];
            shape += b[j] * x[j];
        }
        const double half = z * sqrt(s->variance * shape);
        e->value[i] = value;
        e->lower[i] = value - half;
        e->upper[i] = value + half;
    }
}

static int ascending(const void *a, const void *b)
{
    const double x = *(const double *)a, y = *(const double *)b;
    return (x > y) - (x < y);
}

static size_t count_different(const double *sorted, size_t n)
{
    size_t different = n > 0;
    for (size_t i = 1; i < n; i++) different += sorted[i] > sorted[i - 1];
    return different;
}

/* What the curve needs besides the effect: [n] each. */
typedef struct {
    double *weight, *g, *time; /* the last two in order of time */
} scratch;

static void fit_curve(const atr_cox *fit, size_t column, size_t df, const scratch *some,
                      atr_time_effect *e)
{
    spline       s = {0};
    const size_t different = count_different(some->g, e->n);
    e->df = s.df = df < different ? df : different;
    if (e->df < LEAST_DF) e->df = e->n_points = 0;
    if (e->df == 0) return;
    s.first = some->g[0];
    s.length = some->g[e->n - 1] - s.first;
    place_knots(&s, some->g, e->n);
    solve(&s, e, some->weight, fit->naive_variance[column * fit->p + column]);
    draw(&s, fit->level, e);
    for (size_t i = 0; i < e->n_points; i++)
        e->point_time[i] = time_at(some->g, some->time, e->n, e->point[i]);
}

static atr_status check(const atr_cox *fit, const atr_residuals *residuals, size_t column,
                        const atr_time_effect_options *options, atr_error *err)
{
    if (options->df && (options->df < LEAST_DF || options->df > MOST_DF))
        return atr_fail(err, ATR_EARGUMENT, ATR_CODE_BAD_FIT,
                        "a curve cannot have %zu degrees of freedom (from %d to %d)",
                        options->df, LEAST_DF, MOST_DF);
    if (options->points == 1)
        return atr_fail(err, ATR_EARGUMENT, ATR_CODE_BAD_FIT,
                        "a curve has two points at least");
    if (column >= fit->p || fit->kind[column] != ATR_COEF_FINITE)
        return atr_fail(err, ATR_EARGUMENT, ATR_CODE_BAD_FIT,
                        "column %zu of the model has no finite coefficient", column + 1);
    if (residuals->events == 0)
        return atr_fail(err, ATR_EDATA, ATR_CODE_NO_EVENTS,
                        "without an event there are no Schoenfeld residuals");
    for (size_t i = 0; i < residuals->events; i++)
        if (isnan(residuals->scaled_schoenfeld[i * residuals->p + column]))
            return atr_fail(err, ATR_EARGUMENT, ATR_CODE_BAD_FIT,
                            "the fit has no scaled Schoenfeld residuals");
    return ATR_OK;
}

static atr_status allocate(atr_time_effect *e, scratch *some, atr_error *err)
{
    e->time = calloc(3 * e->n + 5 * e->n_points, sizeof *e->time);
    some->weight = calloc(3 * e->n, sizeof *some->weight);
    if (!e->time || !some->weight) return atr_fail_memory(err, "the residuals over time");
    e->g = e->time + e->n;
    e->residual = e->g + e->n;
    e->point = e->residual + e->n;
    e->point_time = e->point + e->n_points;
    e->value = e->point_time + e->n_points;
    e->lower = e->value + e->n_points;
    e->upper = e->lower + e->n_points;
    some->g = some->weight + e->n;
    some->time = some->g + e->n;
    return ATR_OK;
}

static atr_status look_up(const atr_sample *sample, const atr_cox *fit,
                          const atr_residuals *r, size_t column,
                          atr_time_transform transform, atr_time_effect *e, scratch *some,
                          atr_error *err)
{
    const double coef = fit->coef[column].value;
    double       d = 0;
    for (size_t i = 0; i < e->n; i++)
        d += some->weight[i] = sample->weight ? sample->weight[r->event_subject[i]] : 1;
    const double more = d / (double)e->n; /* they are scaled by the number of rows */
    for (size_t i = 0; i < e->n; i++) {
        e->time[i] = e->g[i] = some->time[i] = r->event_time[i];
        e->residual[i] = coef + more * (r->scaled_schoenfeld[i * r->p + column] - coef);
    }
    const atr_status status =
        time_transform_apply(sample, fit->exact_times, transform, e->g, e->n, err);
    if (status) return status;
    for (size_t i = 0; i < e->n; i++)
        if (isnan(e->g[i]))
            return atr_hint(err,
                            atr_fail(err, ATR_EDATA, ATR_CODE_BAD_TIME,
                                     "an event is at time %g, which has no logarithm",
                                     e->time[i]),
                            "take another transformation of time");
    memcpy(some->g, e->g, e->n * sizeof *some->g);
    qsort(some->g, e->n, sizeof *some->g, ascending); /* g rises with time */
    qsort(some->time, e->n, sizeof *some->time, ascending);
    return ATR_OK;
}

atr_status atr_time_effect_find(const atr_sample *sample, const atr_cox *fit,
                                const atr_residuals *residuals, size_t column,
                                const atr_time_effect_options *options,
                                atr_time_effect *effect, atr_error *err)
{
    const atr_time_effect_options how = options ? *options : (atr_time_effect_options){0};
    scratch                       some = {0};
    *effect = (atr_time_effect){0};
    atr_status status = check(fit, residuals, column, &how, err);
    if (status) return status;
    effect->n = residuals->events;
    effect->n_points = how.points ? how.points : USUAL_POINTS;
    status = allocate(effect, &some, err);
    if (!status)
        status = look_up(sample, fit, residuals, column, how.transform, effect, &some, err);
    if (!status) fit_curve(fit, column, how.df ? how.df : USUAL_DF, &some, effect);
    free(some.weight);
    if (status) atr_time_effect_free(effect);
    return status;
}

void atr_time_effect_free(atr_time_effect *effect)
{
    free(effect->time);
    *effect = (atr_time_effect){0};
}
