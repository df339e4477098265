/* curve_rows.c - the rows of a curve, some at a time.
 *
 * Column by column: what does not depend on the row before is computed for many rows at
 * once.  Every row is computed in the same way, so that one without an event is like the
 * one before it to the last digit. */
#include "core/curve_rows.h"

#include "core/limits.h"
#include "num/exponential.h"
#include "num/wide.h"

#include <math.h>
#include <string.h>

/* With d_j events among n_j at risk at the j-th time,
 *
 *     S(t_k)       = prod_{j<=k} (n_j - d_j) / n_j             product limit
 *     Var log S_k ~= sum_{j<=k}  d_j / (n_j (n_j - d_j))       Greenwood (1926)
 *
 * so that se(S) = S sqrt(Var log S).  When the last subjects at risk all have
 * the event (d = n) the sum becomes infinite and se(S) = 0 * Inf = NaN. */
ATR_WIDE static void find_steps(const double *n, const double *d, size_t rows,
                                double *restrict factor, double *restrict term)
{
    for (size_t k = 0; k < rows; k++) {
        factor[k] = (n[k] - d[k]) / n[k];
        term[k] = d[k] / (n[k] * (n[k] - d[k]));
    }
}

ATR_WIDE static void take_roots(double *x, size_t rows)
{
    for (size_t k = 0; k < rows; k++) x[k] = sqrt(x[k]);
}

/* S, and the standard error e of log S. */
static void fill_product(curve_walk *w, size_t rows, double *survival, double *e)
{
    double factor[CURVE_ROWS], S = w->survival, variance = w->variance;
    find_steps(w->table->at_risk + w->row, w->table->events + w->row, rows, factor, e);
    for (size_t k = 0; k < rows; k++) {
        survival[k] = S *= factor[k];
        e[k] = variance += e[k];
    }
    w->survival = S;
    w->variance = variance;
    take_roots(e, rows);
}

/* The error of log S is NaN where log S has none. */
static void fill_errors(const curve_walk *w, size_t rows, curve_rows into, double *e)
{
    if (!w->errors) {
        for (size_t k = 0; k < rows; k++) into.std_error[k] = into.survival[k] * e[k];
        return;
    }
    memcpy(into.std_error, w->errors + w->row, rows * sizeof *into.std_error);
    for (size_t k = 0; k < rows; k++) e[k] = into.std_error[k] / into.survival[k];
}

/* On the scale of log S, with the same width below and above: S exp(-+ z e), at most 1. */
ATR_WIDE static void put_ends(const double *restrict s, const double *restrict factor,
                              size_t rows, double *restrict lower, double *restrict upper)
{
    for (size_t k = 0; k < rows; k++) {
        const double low = s[k] / factor[k], high = s[k] * factor[k];
        const double least = s[k] == 1 ? 1 : low, most = high < 1 ? high : 1;
        lower[k] = s[k] > 0 ? least : NAN;
        upper[k] = s[k] > 0 ? most : NAN;
    }
}

static void fill_usual_limits(const curve_walk *w, size_t rows, const double *e,
                              curve_rows into)
{
    double factor[CURVE_ROWS];
    for (size_t k = 0; k < rows; k++) factor[k] = w->z * e[k];
    atr_exp_many(factor, rows);
    put_ends(into.survival, factor, rows, into.lower, into.upper);
}

/* The standard error of log S that the lower limit goes by: Greenwood's e, or
 *
 *     Peto      sqrt((1 - S) / n)
 *     modified  e sqrt(n' / n)       n' at risk at the last time with an event
 */
static double lower_error(atr_lower_limit limit, double e, double s, double n,
                          double n_at_event)
{
    switch (limit) {
    case ATR_LOWER_GREENWOOD: break;
    case ATR_LOWER_PETO: return sqrt((1 - s) / n);
    case ATR_LOWER_MODIFIED: return e * sqrt(n_at_event / n);
    }
    return e;
}

static void fill_limits(curve_walk *w, size_t rows, const double *e, curve_rows into)
{
    const atr_curve *c = w->curve;
    double           s_before = NAN, low_before = NAN, e_before = NAN;
    for (size_t k = 0; k < rows; k++) {
        const double n = w->table->at_risk[w->row + k], s = into.survival[k];
        if (w->table->events[w->row + k] > 0) w->n_at_event = n;
        const double low = lower_error(c->lower_limit, e[k], s, n, w->n_at_event);
        atr_limits   ends;
        if (s == s_before && low == low_before && e[k] == e_before)
            ends = (atr_limits){into.lower[k - 1], into.upper[k - 1]};
        else ends = atr_limits_around(s, w->z * low, w->z * e[k], c->scale);
        /* an error of S that was given may be known where that of log S is not */
        if (s == 0 && into.std_error[k] == 0 && c->scale == ATR_SCALE_PLAIN)
            ends = (atr_limits){0, 0};
        into.lower[k] = ends.lower;
        into.upper[k] = ends.upper;
        s_before = s;
        low_before = low;
        e_before = e[k];
    }
}

size_t curve_walk_next(curve_walk *w, curve_rows into)
{
    const size_t left = w->table->n - w->row, rows = left < CURVE_ROWS ? left : CURVE_ROWS;
    double       e[CURVE_ROWS];
    if (!w->hazard) {
        fill_product(w, rows, into.survival, e);
    } else {
        memcpy(into.survival, w->hazard->survival + w->row, rows * sizeof *into.survival);
        memcpy(e, w->hazard->std_error + w->row, rows * sizeof *e);
    }
    fill_errors(w, rows, into, e);
    if (w->curve->scale == ATR_SCALE_LOG && w->curve->lower_limit == ATR_LOWER_GREENWOOD)
        fill_usual_limits(w, rows, e, into);
    else fill_limits(w, rows, e, into);
    w->row += rows;
    return rows;
}
