/* curve_falls.c - the falls of a rebuilt curve, and who may be at risk there. */
#include "published/curve_falls.h"

#include "base/fail.h"

#include <math.h>
#include <stdlib.h>

/* What is printed about the number at risk at a fall, or on both sides of it. */
static void bound_by_print(const atr_figure_arm *arm, curve_fall *f)
{
    f->low = 1;
    f->high = isnan(arm->n) ? INFINITY : arm->n;
    f->left = 0;
    for (size_t k = 0; k < arm->risk.n; k++) {
        const double n = arm->risk.at_risk[k], time = arm->risk.time[k];
        if (isnan(n)) continue;
        if (time <= f->time) f->high = fmin(f->high, n);
        if (time == f->time) f->low = fmax(f->low, n);
        if (time > f->time) f->left = fmax(f->left, n);
    }
    f->low = fmax(f->low, f->left + 1);
}

atr_status curve_falls_list(const atr_figure_arm *arm, const atr_events *table,
                            double tolerance, curve_fall **fall, size_t *n, atr_error *err)
{
    double survival = 1;
    *n = 0;
    *fall = calloc(table->n + 1, sizeof **fall);
    if (!*fall) return atr_fail_memory(err, "the falls of a curve");
    for (size_t j = 0; j < table->n; j++) {
        if (!(table->events[j] > 0)) continue;
        const double share = table->events[j] / table->at_risk[j];
        curve_fall  *f = &(*fall)[(*n)++];
        *f = (curve_fall){.time = table->time[j],
                          .events = table->events[j],
                          .at_risk = table->at_risk[j],
                          .least_share = share - tolerance / survival,
                          .most_share = fmin(1, share + tolerance / survival)};
        bound_by_print(arm, f);
        f->high = fmin(f->high, table->subjects);
        survival *= 1 - share;
    }
    return ATR_OK;
}

double curve_fall_smallest(const curve_fall *f, double d)
{
    return fmax(fmax(f->low, d), ceil(d / f->most_share));
}

double curve_fall_largest(const curve_fall *f, double d)
{
    return f->least_share > 0 ? fmin(f->high, floor(d / f->least_share)) : f->high;
}
