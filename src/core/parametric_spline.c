/* parametric_spline.c - Royston and Parmar's natural cubic spline in log time.
 *
 * With knots k_0 < k_1 < ... < k_K < k_(K+1) of which the first and last are the ends,
 *
 *     log H = eta + g1 u + sum_j g_(j+1) v_j(u)
 *     v_j(u) = (u - k_j)+^3 - l_j (u - k_0)+^3 - (1 - l_j) (u - k_(K+1))+^3
 *     l_j = (k_(K+1) - k_j) / (k_(K+1) - k_0)
 *
 * is linear beyond the ends.  h = H s' / t, s' being the slope of log H. */
#include "core/parametric_family.h"

#include <math.h>

static double cubed(double x)
{
    return x > 0 ? x * x * x : 0;
}

static double squared(double x)
{
    return x > 0 ? x * x : 0;
}

parametric_hazards parametric_spline(const parametric_model *model, double u,
                                     const double *local)
{
    const double *k = model->knot, first = k[0], last = k[model->n_knots - 1];
    double        slope[PARAMETRIC_MOST] = {0, 1}; /* d(d log H / d parameter) / du */

    parametric_hazards h = {0};
    parametric_jet    *sum = &h.cumulative;
    sum->d[0] = 1;
    sum->d[1] = u;
    for (size_t j = 1; j < model->q; j++) {
        const double l = (last - k[j]) / (last - first);
        sum->d[j + 1] = cubed(u - k[j]) - l * cubed(u - first) - (1 - l) * cubed(u - last);
        slope[j + 1] =
            3 * (squared(u - k[j]) - l * squared(u - first) - (1 - l) * squared(u - last));
    }
    double s = 0;
    for (size_t j = 0; j <= model->q; j++) {
        sum->value += local[j] * sum->d[j];
        s += local[j] * slope[j];
    }
    h.hazard.value = sum->value + log(s) - u;
    for (size_t i = 0; i <= model->q; i++) {
        h.hazard.d[i] = sum->d[i] + slope[i] / s;
        for (size_t j = 0; j <= model->q; j++)
            h.hazard.dd[i][j] = -slope[i] * slope[j] / (s * s);
    }
    return h;
}
