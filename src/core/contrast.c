/* contrast.c - normal intervals and tests of differences. */
#include "core/contrast.h"

#include "num/dist.h"

#include <math.h>

atr_contrast atr_contrast_of_difference(double d, double e, double level)
{
    const double half = atr_normal_upper((1 - level) / 2) * e;
    const double z = e > 0 ? d / e : NAN;
    return (atr_contrast){{d, e, d - half, d + half}, z, atr_chisq_test(z * z, e > 0)};
}

atr_contrast atr_contrast_of_log(double l, double e, double level)
{
    atr_contrast  c = atr_contrast_of_difference(l, e, level);
    atr_estimate *ratio = &c.estimate;
    *ratio = (atr_estimate){exp(l), e, exp(ratio->lower), exp(ratio->upper)};
    return c;
}
