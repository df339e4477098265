/* axis.h - round numbers for the ticks of an axis. */
#ifndef ATRISK_OUT_AXIS_H
#define ATRISK_OUT_AXIS_H

#include <stdbool.h>
#include <stddef.h>

/* The smallest round step that covers `length` in at most `most` steps: 1, 2 or 5 times
 * a power of ten; for months, from 1 to 60, a divisor or multiple of a year. */
double atr_axis_step(double length, double most, bool months);

/* Does a label of the axis say that it counts months? */
bool atr_axis_counts_months(const char *label);

/* A number as it stands at a tick, "0.5" or "60"; returns text. */
char *atr_axis_number(char *text, size_t size, double x);

#endif
