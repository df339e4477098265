/* report_power.h - the size of a trial as text, CSV and JSON. */
#ifndef ATRISK_REPORT_POWER_H
#define ATRISK_REPORT_POWER_H

#include "atrisk/power.h"
#include "atrisk/power_simulation.h"

#include <stdbool.h>
#include <stdio.h>

/* Events and the power that they give; one of them follows from the other.  And a trial
 * carried out many times: either, or both. */
typedef struct {
    bool             has_formula;
    atr_power_design design; /* with nothing left to a default */
    double           power, events;
    bool             has_size; /* what follows is known */
    atr_recruitment  recruitment;
    atr_sample_size  size;

    atr_power_simulation_options simulation;
    atr_power_simulation         simulated; /* trials: 0 when there were none           */
    const char                  *test;      /* in words                                 */
    double                       formula_power; /* for the average events; NaN: no formula
                                                   is about that trial                      */
} atr_power_report;

/* Numbers rounded up, as a protocol has them, with what they were in brackets. */
void atr_report_power_text(FILE *stream, const atr_power_report *report);
/* One row per number, not rounded: quantity,value. */
void       atr_report_power_csv(FILE *stream, const atr_power_report *report);
atr_status atr_report_power_json(FILE *stream, const atr_power_report *report,
                                 atr_error *err);

#endif
