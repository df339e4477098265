/* report_meta.h - pooled ratios as text, CSV and JSON. */
#ifndef ATRISK_REPORT_META_H
#define ATRISK_REPORT_META_H

#include "atrisk/meta.h"
#include "atrisk/notes.h"
#include "atrisk/reported_hr.h"

#include <stdio.h>

/* Effects are logarithms of ratios; they are printed as ratios.  All pointers are
 * borrowed. */
typedef struct {
    const char            *file;
    size_t                 n;
    const char *const     *label; /* [n] names of the studies                     */
    const atr_reported_hr *study; /* [n]                                          */
    const atr_meta        *fixed;
    const atr_meta        *random;      /* NULL when a fixed effect was asked for       */
    const atr_meta_part   *without;     /* [n] random if there is one, else fixed; NULL
                                              when not asked for                           */
    const atr_meta_part *upto;          /* [n] the first 1..n studies; NULL likewise     */
    const char          *subgroup_name; /* the column; NULL likewise                 */
    size_t               n_subgroups;
    const char *const   *subgroup_label; /* [n_subgroups]                             */
    const uint32_t      *subgroup_of;    /* [n] of the studies                        */
    const atr_meta_part *subgroup;       /* [n_subgroups]                             */
    const atr_test      *between;        /* the subgroups                             */
    const atr_notes     *notes;
} atr_meta_report;

/* The studies with their weights, the pooled ratios, and how much the studies differ. */
void atr_report_meta_text(FILE *stream, const atr_meta_report *report);
/* One row per study, then those of kind fixed, random and prediction, then one per study
 * that is left out (without), added (upto), per subgroup, and the test between these:
 * kind,study,ratio,std_error,lower,upper,p,weight_fixed,weight_random, q,df,q_p,tau2,i2.
 * std_error is that of the logarithm. */
void       atr_report_meta_csv(FILE *stream, const atr_meta_report *report);
atr_status atr_report_meta_json(FILE *stream, const atr_meta_report *report,
                                atr_error *err);

/* The words for a method as they are printed everywhere. */
const char *atr_meta_method_name(atr_meta_method method);

#endif
