/* plot_words.h - hazard ratios, p-values and labels in the words of a preset. */
#ifndef ATRISK_CLI_PLOT_WORDS_H
#define ATRISK_CLI_PLOT_WORDS_H

#include "cli/plot.h"

/* "HR 0.60 (95% CI 0.41–0.88)", "Hazard ratio, 0.60 (95% CI, 0.41–0.88)"; returns text. */
char *plot_ratio_words(const plot_arguments *args, const atr_estimate *ratio, char *text,
                       size_t size);

/* "log-rank p = 0.00131", "Log-rank P = .001"; returns text. */
char *plot_logrank_words(const plot_arguments *args, const atr_test *test, char *text,
                         size_t size);

/* What an axis shows, with the sign of percentages where it shows them; returns text. */
char *plot_axis_words(const plot_arguments *args, const char *what, char *text,
                      size_t size);

/* A level of a column as a figure names it: by itself, or, of columns whose levels are all
 * numbers, "stage = 2"; returns text. */
char *plot_level_words(const char *column, const char *const *level, size_t n, size_t index,
                       char *text, size_t size);

#endif
