/* baseline_curve.c - what a Cox model predicts, seen as a survival curve. */
#include "atrisk/baseline.h"

atr_curve atr_baseline_curve(const atr_baseline *baseline, size_t row,
                             atr_quantile_rule rule)
{
    const size_t at = row * baseline->n;
    return (atr_curve){.n = baseline->n,
                       .time = baseline->time,
                       .survival = baseline->survival + at,
                       .std_error = baseline->std_error + at,
                       .lower = baseline->lower + at,
                       .upper = baseline->upper + at,
                       .quantile = rule};
}
