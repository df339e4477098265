/* plot_numbers.h - curves as CSV, and the numbers that stand beside them in a figure. */
#ifndef ATRISK_CLI_PLOT_NUMBERS_H
#define ATRISK_CLI_PLOT_NUMBERS_H

#include "atrisk/origin.h"
#include "atrisk/plot.h"
#include "atrisk/result.h"

#include <stdio.h>

/* A median, a restricted mean, a difference of two, a hazard ratio or a test. */
typedef struct {
    const char  *part;    /* which of these                          */
    const char  *curve;   /* NULL: of all together                   */
    const char  *against; /* the other curve of two; NULL: none    */
    double       time;    /* a mean is restricted to; NaN: none      */
    atr_estimate estimate;
    double       p; /* NaN: none */
} plot_number;

/* The curves, each row with where its patients come from; then the numbers, if there are
 * any, in columns of their own. */
void plot_numbers_write(FILE *stream, const atr_plot_km *figure, const plot_number *number,
                        size_t n, atr_origin origin);

#endif
