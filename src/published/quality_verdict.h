/* quality_verdict.h - exact, good, usable or not, and why. */
#ifndef ATRISK_PUBLISHED_QUALITY_VERDICT_H
#define ATRISK_PUBLISHED_QUALITY_VERDICT_H

#include "atrisk/quality.h"

#include <stdbool.h>

/* How fine the rebuilt curve is. */
typedef struct {
    double least_step;   /* the smallest fall that one event makes  */
    double largest_step; /* and the largest, at the worst point's time */
} quality_steps;

/* Fill verdict and reason from everything else.
 *
 *   informed  numbers at risk after time 0, or events, were printed */
void quality_judge(atr_quality *quality, const quality_steps *steps, bool informed);

#endif
