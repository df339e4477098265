/* figure_headings.h - the headings of a table, each read in the light of the others. */
#ifndef ATRISK_DATA_FIGURE_HEADINGS_H
#define ATRISK_DATA_FIGURE_HEADINGS_H

#include "data/figure_words.h"

/* Read the headings of n columns.  "Arm S" is survival of "Arm" only where nothing speaks
 * against it, and "survival A" is survival of "A" where others are of others.  False
 * without memory. */
bool atr_headings_read(const char *const *text, size_t n, atr_figure_kind kind,
                       atr_heading *heading);

/* The name of the curve that a column without a known heading holds: all of it, but for
 * percent in parentheses. */
size_t atr_heading_name_length(const char *text);

#endif
