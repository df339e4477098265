/* bootstrap.h - what samples drawn with replacement say, as part of a report. */
#ifndef ATRISK_OUT_BOOTSTRAP_H
#define ATRISK_OUT_BOOTSTRAP_H

#include "atrisk/bootstrap.h"

#include <jansson.h>
#include <stdio.h>

/* A table of all statistics but those that are NaN in the sample.
 *
 *   heading  of the estimates
 *   label    [n] of the rows
 *   ratio    they are logarithms of ratios, which are shown instead */
void bootstrap_text(FILE *stream, const atr_bootstrap *b, const char *heading,
                    const char *const *label, bool ratio);

/* The design of the bootstrap, without its statistics. */
json_t *bootstrap_json(const atr_bootstrap *b);

/* value, std_error, lower, upper, bias, finite, infinite, undefined. */
json_t *bootstrap_statistic_json(const atr_bootstrap_statistic *s);

/* The same as CSV cells, each after a separator, then replicates, seed and limits; and
 * their names. */
void bootstrap_csv(FILE *stream, const atr_bootstrap *b, size_t v);
void bootstrap_csv_names(FILE *stream);

#endif
