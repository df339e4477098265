/* report_proportion.h - proportions and their comparison as text, CSV and JSON. */
#ifndef ATRISK_REPORT_PROPORTION_H
#define ATRISK_REPORT_PROPORTION_H

#include "atrisk/cmh.h"
#include "atrisk/notes.h"
#include "atrisk/one_sample.h"
#include "atrisk/proportion.h"

#include <stdbool.h>
#include <stdio.h>

/* One group, all strata together. */
typedef struct {
    const char    *label; /* borrowed */
    double         k, n;
    atr_estimate   wilson, exact, agresti_coull, wald;
    atr_one_sample against; /* the null value, if there is one */
} atr_proportion_group;

/* One group against the reference. */
typedef struct {
    atr_two_by_two crude;  /* all strata together                */
    atr_cmh        strata; /* both of these only where there are */
    atr_cmh_exact  exact;  /* strata; NaN where out of reach     */
} atr_proportion_contrast;

/* All pointers are borrowed. */
typedef struct {
    const char                    *file; /* NULL: the counts came otherwise           */
    double                         level;
    bool                           has_null;  /* groups are compared with a value */
    size_t                         n_strata;  /* 0: none were told apart               */
    size_t                         n_groups;  /* at least 1                            */
    size_t                         reference; /* of the groups                        */
    const atr_proportion_group    *group;     /* [n_groups]                           */
    const atr_proportion_contrast *contrast;  /* [n_groups] each against the
                                                 reference, which has none itself     */
    const atr_notes *notes;
} atr_proportion_report;

/* Each group's proportion, then every comparison. */
void atr_report_proportion_text(FILE *stream, const atr_proportion_report *report);
/* One row per estimate or test:
 * group,reference,quantity,value,std_error,lower,upper,statistic,df,p. */
void       atr_report_proportion_csv(FILE *stream, const atr_proportion_report *report);
atr_status atr_report_proportion_json(FILE *stream, const atr_proportion_report *report,
                                      atr_error *err);

#endif
