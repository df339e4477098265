/* compared.h - what is printed of a comparison of two arms, and what event tables have of
 * it.
 *
 * The hazard ratio of arm 0 over arm 1 and its limits (Cox's model, Efron's ties), and the
 * two-sided p of the log-rank test.  Ratios are kept as logarithms, p as the z it stands
 * for, so that all of them change evenly as patients do. */
#ifndef ATRISK_PUBLISHED_COMPARED_H
#define ATRISK_PUBLISHED_COMPARED_H

#include "atrisk/events.h"
#include "atrisk/figure.h"

#include <stdbool.h>

enum { COMPARED_ARMS = 2 };
enum { COMPARED_RATIO, COMPARED_LOWER, COMPARED_UPPER, COMPARED_Z, COMPARED };

/* What rounding leaves; -INFINITY to INFINITY: not printed.  Of z the size is printed, and
 * not the sign. */
typedef struct {
    double low[COMPARED], high[COMPARED];
    double level; /* of the limits */
} compared_print;

/* The same of two tables, z with its sign: above 0 where arm 0 has the more events. */
typedef struct {
    double of[COMPARED], std_error; /* of the log hazard ratio */
} compared_values;

/* Of a figure of two arms; nothing is printed of any other. */
compared_print compared_read(const atr_figure *figure);
bool           compared_has(const compared_print *print, int which);
bool           compared_any(const compared_print *print);
void           compared_forget(compared_print *print, int which);

/* Infinite or NaN where an arm has no events, or there is no variance.  Fails with
 * ATR_EMEMORY. */
atr_status compared_measure(const compared_print *print, const atr_events *a,
                            const atr_events *b, compared_values *values, atr_error *err);

/* By how much one of them would have to change to print so: 0 when it does. */
double compared_needed(const compared_print *print, int which, double value);

/* How far the one that is worst off is from what is printed, in standard errors of the log
 * hazard ratio and of z; 0 when all print so, INFINITY where there are none. */
double compared_off(const compared_print *print, const compared_values *values);

#endif
