/* normal.c - a thin coat on GSL and erfc. */
#include "num/normal.h"

#include <gsl/gsl_cdf.h>
#include <gsl/gsl_sf_erf.h>
#include <math.h>

double atr_normal_half_width(double level)
{
    return gsl_cdf_ugaussian_Qinv((1 - level) / 2);
}

/* P(Z^2 > x) = 2 P(Z > sqrt x) = erfc(sqrt(x / 2)) */
double atr_chi_square1_upper(double x)
{
    return erfc(sqrt(x / 2));
}

double atr_chi_square1_log_upper(double x)
{
    const double root = sqrt(x / 2);
    return root < 1 ? log(erfc(root)) : gsl_sf_log_erfc(root);
}
