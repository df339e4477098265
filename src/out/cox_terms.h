/* cox_terms.h - the coefficients of a Cox model, or of one built like it. */
#ifndef ATRISK_OUT_COX_TERMS_H
#define ATRISK_OUT_COX_TERMS_H

#include "atrisk/cox.h"
#include "atrisk/design.h"
#include "out/describe.h"

/* "Efron", "Breslow", "exact". */
const char *cox_ties_title(atr_ties ties);

/* A table of them; `ratio` heads the column of exponentials, "hazard ratio". */
void cox_terms_text(FILE *stream, const atr_cox *fit, const atr_term *term,
                    const char *ratio);

/* The cells coef,std_error,hr,lower,upper,z,p,kind, each after a comma. */
void cox_term_csv(FILE *stream, const atr_cox *fit, size_t j);

/* An array with an object for each. */
json_t *cox_terms_json(const atr_cox *fit, const atr_term *term);

#endif
