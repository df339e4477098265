/* exponential.h - exponentials of many numbers. */
#ifndef ATRISK_NUM_EXPONENTIAL_H
#define ATRISK_NUM_EXPONENTIAL_H

#include <stddef.h>

/* Replace each of n numbers by its exponential, within 2 units of the last digit; infinite
 * and missing numbers as exp does.  The result does not depend on the neighbours or on the
 * machine. */
void atr_exp_many(double *x, size_t n);

#endif
