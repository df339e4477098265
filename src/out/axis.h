/* axis.h - round numbers for the ticks of an axis. */
#ifndef ATRISK_OUT_AXIS_H
#define ATRISK_OUT_AXIS_H

#include <stdbool.h>
#include <stddef.h>

/* The smallest round step that covers `length` in at most `most` steps: 1, 2 or 5 times
 * a power of ten; for months, from 1 to 60, a divisor or multiple of a year. */
double atr_axis_step(double length, double most, bool months);

/* The digits after the point that a number at ticks of this step needs. */
int atr_axis_decimals(double step);

/* The nearest of 1, 2 or 5 times a power of ten that is not above x > 0 (direction -1) or
 * not below it (direction 1). */
double atr_axis_round(double x, int direction);

/* Does a label of the axis say that it counts months? */
bool atr_axis_counts_months(const char *label);

/* A number as it stands at a tick, "0.5" or "60"; returns text. */
char *atr_axis_number(char *text, size_t size, double x);

#endif
