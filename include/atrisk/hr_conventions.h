/* hr_conventions.h - one hazard ratio, computed in every way in which papers do.
 *
 * Re-analysis of a paper means finding out how its hazard ratio was computed: the
 * programs differ in how they treat ties, and older papers print ratios from the log-rank
 * test. */
#ifndef ATRISK_HR_CONVENTIONS_H
#define ATRISK_HR_CONVENTIONS_H

#include "atrisk/events.h"
#include "atrisk/result.h"
#include "atrisk/sample.h"

#include <stdbool.h>

typedef enum {
    ATR_HR_COX_EFRON,   /* R                                                 */
    ATR_HR_COX_BRESLOW, /* SAS, Stata, SPSS                                  */
    ATR_HR_COX_EXACT,   /* discrete time: SAS TIES=DISCRETE, Stata exactp    */
    ATR_HR_PETO,        /* exp((O - E) / V) of the log-rank test             */
    ATR_HR_PIKE,        /* (O / E) over (O / E) of the log-rank test         */
    ATR_N_HR_METHODS
} atr_hr_method;

/* "Cox, Efron's ties", "Peto", ... */
const char *atr_hr_method_name(atr_hr_method method);

typedef struct {
    atr_hr_method method;
    bool          stratified;
    atr_estimate  log_hr; /* of arm over versus; infinite when one of them has no events
                             (Cox, Pike); NaN when nothing is known                  */
} atr_hr_result;

enum { ATR_MOST_HR_RESULTS = 2 * ATR_N_HR_METHODS };

typedef struct {
    size_t        n;
    atr_hr_result result[ATR_MOST_HR_RESULTS]; /* [n] stratified ones first, where there
                                                  are strata; each in the order of the
                                                  methods                            */
    atr_test logrank; /* stratified where there are strata                              */
} atr_hr_conventions;

/* Compare two groups of a sample in every way; in a sample with several strata both with
 * and without regard to them.
 *
 *   sample       everybody under observation from the start; not kept
 *   tables       [n_groups] of its groups without regard to strata, where they are at hand:
 *                then nothing is sorted again; or NULL
 *   arm, versus  different groups of it
 *   level        of the limits, in (0, 1)
 *
 * Fails with ATR_EARGUMENT for groups that are not there, and as atr_cox_fit does. */
atr_status atr_hr_conventions_fit(const atr_sample *sample, const atr_events *tables,
                                  size_t arm, size_t versus, double level,
                                  atr_hr_conventions *conventions, atr_error *err);

#endif
