/* support.h - what the unit tests share: golden tables and numeric expectations. */
#ifndef ATRISK_TEST_SUPPORT_H
#define ATRISK_TEST_SUPPORT_H

#include <stdbool.h>

/* Is got within tolerance of want, relative to max(1, |want|)?  NaN matches NaN,
 * an infinity matches itself. */
bool close_to(double got, double want, double tolerance);

/* Is got within tolerance * |want|? */
bool close_relative(double got, double want, double tolerance);

#endif
