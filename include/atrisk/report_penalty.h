/* report_penalty.h - Cox models under a penalty as text, CSV and JSON. */
#ifndef ATRISK_REPORT_PENALTY_H
#define ATRISK_REPORT_PENALTY_H

#include "atrisk/design.h"
#include "atrisk/firth.h"
#include "atrisk/notes.h"
#include "atrisk/patients.h"
#include "atrisk/ridge.h"

#include <stdio.h>

/* A fit of one kind; the other is NULL.  All pointers are borrowed. */
typedef struct {
    const atr_patients     *patients;
    const atr_design       *design;
    const atr_firth        *firth;
    const atr_ridge        *ridge;
    const atr_ridge_options penalty; /* of the ridge */
    atr_ties                ties;
    double                  level;
    const atr_notes        *notes;
} atr_penalty_report;

/* The coefficients: with Firth's penalty limits and tests are by profile; with the ridge
 * they rest on the inverse of the penalised information. */
void atr_report_penalty_text(FILE *stream, const atr_penalty_report *report);
/* One row per term: term,level,reference,coef,std_error,hr,lower,upper,chi_square,p,
 * sandwich_std_error (ridge only). */
void       atr_report_penalty_csv(FILE *stream, const atr_penalty_report *report);
atr_status atr_report_penalty_json(FILE *stream, const atr_penalty_report *report,
                                   atr_error *err);

#endif
