/* quality_verdict.h - exact, good, usable or not, and why. */
#ifndef ATRISK_PUBLISHED_QUALITY_VERDICT_H
#define ATRISK_PUBLISHED_QUALITY_VERDICT_H

#include "atrisk/quality.h"
#include "published/quality_doubt.h"

#include <stdbool.h>

/* How fine the rebuilt curve is. */
typedef struct {
    double least_step;   /* the smallest fall that one event makes  */
    double largest_step; /* and the largest, at the worst point's time */
    double at_once;      /* events at time 0                            */
    double highest;      /* survival of a point                         */
    double lowest;       /* likewise                                    */
    double end;          /* rebuilt survival behind the last point      */
    double end_step;     /* what one patient's event moves it by        */
} quality_steps;

/* Do the patients draw this very curve?  The tolerance is how far survival may then be off
 * behind a fall. */
bool   quality_draws_curve(const atr_quality *quality, const quality_steps *steps);
double quality_tolerance(const atr_quality *quality);

/* Fill verdict and reason from everything else.
 *
 *   doubt     where other numbers of events draw the same curve; NULL: nowhere
 *   informed  numbers at risk after time 0, or events, were printed */
void quality_judge(atr_quality *quality, const quality_steps *steps,
                   const quality_doubt *doubt, bool informed);

#endif
