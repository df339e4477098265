/* sensitivity.h - what a result owes to the assumptions behind synthesised patients.
 *
 * A summary leaves open how survival runs between its known points.  What is
 * derived from patients built for one shape is therefore shown with its range
 * over many: each shape in both arms; different shapes in the two arms (early
 * against late hazard, and a plateau against either), since nothing says that
 * they share one; within each of these, landmarks towards either end of their
 * rounding and, where the accrual window is not known, other widths of it. */
#ifndef ATRISK_SENSITIVITY_H
#define ATRISK_SENSITIVITY_H

#include "atrisk/events.h"
#include "atrisk/result.h"
#include "atrisk/summary.h"

typedef struct {
    double level;       /* of the hazard ratio's interval, in (0, 1); 0 for 0.95      */
    size_t arm, versus; /* the hazard ratio is arm over versus; both 0 for 0 over 1   */
} atr_sensitivity_options;

/* Results for one choice of shapes, at the printed values. */
typedef struct {
    char         name[48];        /* "smooth", or "early, late" where the arms differ    */
    bool         complete;        /* the patients meet every input: it counts            */
    bool         common;          /* both arms have the same shape                       */
    atr_estimate log_hr;          /* Cox, Efron's ties, Wald limits; NaN for one arm     */
    atr_test     logrank;         /* NaN for one arm                                     */
    double       hr_low, hr_high; /* over rounding and window with these shapes; NaN
                                     where no variation meets every input             */
} atr_variant;

typedef struct {
    size_t       n;
    atr_variant *variant; /* [n] the first is the smooth shape                        */
    double       level;
    size_t       n_built;    /* data sets behind the range                            */
    size_t       n_left_out; /* further ones that missed an input                     */
    double       hr; /* of the first variant that is complete; NaN: none              */
    double       hr_low, hr_high;               /* over all that meet every input     */
    double       hr_common_low, hr_common_high; /* of them, those with one shape      */
    double       p_low, p_high;                 /* log-rank, likewise over all        */
    size_t       n_arms;
    double      *median; /* [n * n_arms] of variant k in arm a: [k * n_arms + a]; NaN:
                            not reached                                               */
} atr_sensitivity;

/* Build patients under every assumption and compare two arms in each.  Variants that
 * miss an input are listed but do not count for a range.
 *
 *   summary      not kept
 *   options      NULL for 95% and the first arm over the second
 *   sensitivity  filled; release with atr_sensitivity_free
 *
 * With a single arm only the medians are found.  Fails as atr_summary_build does, and
 * with ATR_EARGUMENT for an arm that does not exist or is compared with itself. */
atr_status atr_summary_range(const atr_summary             *summary,
                             const atr_sensitivity_options *options,
                             atr_sensitivity *sensitivity, atr_error *err);

/* The same results from patients that need no assumption: one variant, called name.
 *
 *   tables   [n_arms] not kept: the medians are found in them
 *   log_hr, logrank  of the comparison, its limits at 95%; NULL: there is none
 *
 * Fails with ATR_EMEMORY. */
atr_status atr_known_range(const char *name, const atr_events *tables, size_t n_arms,
                           const atr_estimate *log_hr, const atr_test *logrank,
                           atr_sensitivity *sensitivity, atr_error *err);

/* Release and zero.  Harmless on a zeroed struct. */
void atr_sensitivity_free(atr_sensitivity *sensitivity);

#endif
