/* report_influence.h - the patients that the coefficients depend on most. */
#ifndef ATRISK_REPORT_INFLUENCE_H
#define ATRISK_REPORT_INFLUENCE_H

#include "atrisk/cox.h"
#include "atrisk/design.h"
#include "atrisk/patients.h"

#include <stdio.h>

/* One patient, or one cluster. */
typedef struct {
    size_t        row;     /* of the patients, from 0; the first of a cluster          */
    const double *dfbeta;  /* [p] the coefficient less that without him, to first order */
    const double *dfbetas; /* [p] in standard errors of the coefficient; NaN where
                              redundant                                              */
    size_t most;           /* the coefficient that he moves by most standard errors  */
} atr_influence_case;

typedef struct {
    const atr_patients       *patients;
    const atr_design         *design;
    const atr_cox            *fit;
    size_t                    n;
    const atr_influence_case *influential; /* [n] the most influential first */
} atr_influence;

/* One row per patient and term: rank,row,line,id,time,event,term,level,reference,dfbeta,
 * dfbetas,hr,hr_without. */
void atr_report_influence_csv(FILE *stream, const atr_influence *influence);

#endif
