/* constraints.h - what a paper prints besides its figure, from options like
 * --events new=84,old=120. */
#ifndef ATRISK_CLI_CONSTRAINTS_H
#define ATRISK_CLI_CONSTRAINTS_H

#include "atrisk/figure.h"
#include "cli/curve_options.h"

/* NaN, NULL and empty where an option was not given. */
typedef struct {
    curve_arguments in;
    text_list       n, events, median, landmark, hr_ci;
    double          total_events;
    const char     *hr, *p;
} constraint_arguments;

/* Rows of option tables; the struct they fill begins with the one named. */
/* clang-format off */
#define CONSTRAINT_OPTIONS \
    {OPTION_LIST, "n", 'n', offsetof(constraint_arguments, n), "ARM=N,...", \
     "patients of each arm; left out: the number at risk at time 0"}, \
    {OPTION_LIST, "events", 0, offsetof(constraint_arguments, events), "ARM=D,...", \
     "events of each arm"}, \
    {OPTION_REAL, "total-events", 0, offsetof(constraint_arguments, total_events), "D", \
     "events of all arms together"}, \
    {OPTION_LIST, "median", 0, offsetof(constraint_arguments, median), "ARM=T,...", \
     "median of each arm, with the decimals printed, or NR: not reached"}, \
    {OPTION_LIST, "landmark", 0, offsetof(constraint_arguments, landmark), "ARM:T=S,...", \
     "survival of an arm at a time, in percent, with the decimals printed"}, \
    {OPTION_TEXT, "hr", 0, offsetof(constraint_arguments, hr), "RATIO", \
     "hazard ratio of the first curve over the second, as printed: see --hr-is"}, \
    {OPTION_LIST, "hr-ci", 0, offsetof(constraint_arguments, hr_ci), "LOW,HIGH", \
     "its confidence limits, at --conf-level"}, \
    {OPTION_TEXT, "p", 0, offsetof(constraint_arguments, p), "P", \
     "two-sided p of the log-rank test of two curves, as printed, like 0.043 or <0.001: " \
     "see --p-is"}
/* clang-format on */

/* A figure that takes in what the options say. */
typedef struct {
    atr_figure      figure;
    atr_figure_arm *arm;      /* [figure.n_arms] copies                      */
    atr_landmark   *landmark; /* of all arms, one behind the other           */
} constrained_figure;

/* Copy a figure and add what the options say, which replaces what it says itself.  ARM= may
 * be left out where numbers stand in the order of the curves.  The arrays of the figure
 * are shared.  Fails with ATR_EARGUMENT naming the option and the word. */
atr_status constraints_apply(const constraint_arguments *args, const atr_figure *figure,
                             constrained_figure *constrained, atr_error *err);

void constrained_figure_free(constrained_figure *constrained);

#endif
