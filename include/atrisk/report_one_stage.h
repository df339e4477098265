/* report_one_stage.h - patients of several studies pooled, as text, CSV and JSON. */
#ifndef ATRISK_REPORT_ONE_STAGE_H
#define ATRISK_REPORT_ONE_STAGE_H

#include "atrisk/design.h"
#include "atrisk/meta.h"
#include "atrisk/notes.h"
#include "atrisk/one_stage.h"
#include "atrisk/pooled.h"

#include <stdio.h>

/* All pointers are borrowed. */
typedef struct {
    const atr_pooled_patients *pooled;
    const char *treatment, *control; /* the arms                                  */
    const atr_one_stage *fit;
    const atr_design *design; /* the covariates adjusted for: columns 1.. of the model  */
    const atr_meta   *fixed;  /* of the studies with a finite estimate; NULL: none      */
    const atr_meta   *random; /* likewise; NULL when not asked for, or of one study     */
    const atr_notes  *notes;
} atr_one_stage_report;

/* The studies, the common hazard ratio of one stage and those of two, and whether the
 * studies differ. */
void atr_report_one_stage_text(FILE *stream, const atr_one_stage_report *report);
/* One row per study, then those of kind one_stage, covariate, fixed, random, prediction,
 * and the tests interaction and q:
 * kind,name,n,events,n_control,events_control,hr,std_error, lower,upper,statistic,df,p.
 * std_error is that of the logarithm. */
void       atr_report_one_stage_csv(FILE *stream, const atr_one_stage_report *report);
atr_status atr_report_one_stage_json(FILE *stream, const atr_one_stage_report *report,
                                     atr_error *err);

#endif
