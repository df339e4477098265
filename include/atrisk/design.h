/* design.h - covariates of patients as columns of numbers for a model. */
#ifndef ATRISK_DESIGN_H
#define ATRISK_DESIGN_H

#include "atrisk/covariates.h"
#include "atrisk/formula.h"
#include "atrisk/patients.h"

/* One column of the model. */
typedef struct {
    const char *covariate; /* name of the column in the file, or the term as written    */
    const char *level;     /* indicator of this level, of an interaction "II:male"; NULL
                              for numbers                                             */
    const char *reference; /* the level it is compared with; NULL likewise          */
    size_t      number;    /* of the term it belongs to, below n_terms              */
} atr_term;

typedef struct {
    atr_covariates columns; /* views into this struct's own arrays  */
    atr_term      *term;    /* [columns.p]                          */
    size_t         n_terms; /* that have columns                    */
    void          *owner;   /* private                              */
} atr_design;

/* "sex=male": the level of a categorical covariate to compare the others with. */
typedef struct {
    const char *covariate, *level;
} atr_reference;

typedef struct {
    const atr_formula   *formula; /* NULL: each covariate of the patients is a term */
    const atr_reference *reference;
    size_t               n_references; /* of two for one covariate the last counts */
} atr_design_options;

/* One column per numeric covariate, one indicator per level but the reference of a
 * categorical one (treatment contrasts; the first level unless named), and the products of
 * such columns for an interaction, those of its first factor varying fastest.
 *
 *   patients   their covariates in order; arrays borrowed, must outlive the design
 *   options    NULL: the covariates, each compared with its first level; not kept, but the
 *              formula must outlive the design
 *   design     filled; release with atr_design_free.  A categorical covariate of
 *              one level has no column, so there may be none at all
 *
 * Fails with ATR_EDATA for a reference that does not occur, a function of a text or of a
 * number for which it is not defined (naming the line), or ATR_EMEMORY. */
atr_status atr_design_build(const atr_patients *patients, const atr_design_options *options,
                            atr_design *design, atr_error *err);

/* Release and zero.  Harmless on a zeroed design. */
void atr_design_free(atr_design *design);

#endif
