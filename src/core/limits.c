/* limits.c - from a half-width on the scale of log S to limits on any scale. */
#include "core/limits.h"

#include <math.h>

static const double right_angle = 1.57079632679489661923;

static double square_of_sine(double angle)
{
    const double sine = sin(fmin(fmax(angle, 0), right_angle));
    return sine * sine;
}

/* With h the half-width for log S it is, on the other scales, by the delta method
 *
 *     S                  S h
 *     log(-log S)        h / |log S|
 *     log(S / (1 - S))   h / (1 - S)
 *     asin sqrt S        h sqrt(S / (1 - S)) / 2
 *
 * and mapping an end back gives the lines below; h < 0 is the lower end. */
static double end(double s, double h, atr_scale scale)
{
    switch (scale) {
    case ATR_SCALE_PLAIN: return fmin(1, fmax(0, s + s * h));
    case ATR_SCALE_LOG: return fmin(1, s * exp(h));
    case ATR_SCALE_LOGLOG: return pow(s, exp(h / log(s)));
    case ATR_SCALE_LOGIT: return s / (s + (1 - s) * exp(-h / (1 - s)));
    case ATR_SCALE_ARCSINE: break;
    }
    return square_of_sine(asin(sqrt(s)) + h * sqrt(s / (1 - s)) / 2);
}

atr_limits atr_limits_around(double s, double below, double above, atr_scale scale)
{
    if (s == 0) return (atr_limits){NAN, NAN}; /* the half-widths are infinite */
    if (s == 1) return (atr_limits){1, 1};
    if (scale == ATR_SCALE_LOG && below == above) { /* one exponential for both */
        const double factor = exp(above), upper = s * factor;
        return (atr_limits){s / factor, upper < 1 ? upper : 1};
    }
    return (atr_limits){end(s, -below, scale), end(s, above, scale)};
}
