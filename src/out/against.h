/* against.h - one group compared with a fixed value, as a part of a report. */
#ifndef ATRISK_OUT_AGAINST_H
#define ATRISK_OUT_AGAINST_H

#include "atrisk/one_sample.h"
#include "out/quantity.h"

/* The members of an atr_one_sample. */
extern const quantity against[];

/* A paragraph with the tests; label says of which group, NULL of the only one. */
void against_text(FILE *stream, const char *label, const atr_one_sample *result);

#endif
