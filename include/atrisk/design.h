/* design.h - covariates of patients as columns of numbers for a model. */
#ifndef ATRISK_DESIGN_H
#define ATRISK_DESIGN_H

#include "atrisk/covariates.h"
#include "atrisk/patients.h"

/* One column of the model. */
typedef struct {
    const char *covariate; /* name of the column in the file                        */
    const char *level;     /* indicator of this level; NULL for a numeric covariate */
    const char *reference; /* the level it is compared with; NULL likewise          */
} atr_term;

typedef struct {
    atr_covariates columns; /* views into this struct's own arrays */
    atr_term      *term;    /* [columns.p]                         */
    void          *owner;   /* private                             */
} atr_design;

/* "sex=male": the level of a categorical covariate to compare the others with. */
typedef struct {
    const char *covariate, *level;
} atr_reference;

/* One column per numeric covariate, one indicator per level but the reference
 * of a categorical one (treatment contrasts; the first level unless named).
 *
 *   patients   their covariates in order; arrays borrowed, must outlive the design
 *   reference  [n_references]; of two for one covariate the last counts
 *   design     filled; release with atr_design_free.  A categorical covariate of
 *              one level has no column, so there may be none at all
 *
 * Fails with ATR_EDATA for a reference that does not occur, or ATR_EMEMORY. */
atr_status atr_design_build(const atr_patients *patients, const atr_reference *reference,
                            size_t n_references, atr_design *design, atr_error *err);

/* Release and zero.  Harmless on a zeroed design. */
void atr_design_free(atr_design *design);

#endif
