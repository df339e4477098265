/* pooled.h - the patients of several studies, from one file or many, as one sample. */
#ifndef ATRISK_POOLED_H
#define ATRISK_POOLED_H

#include "atrisk/patients.h"

typedef struct {
    atr_patients patients; /* all of them, as if from one file; labels sorted by code
                              point.  Nothing is known of their lines                  */
    size_t                   n_studies;
    const char *const       *study;    /* [n_studies] names, in order of appearance */
    const uint32_t          *study_of; /* [patients.sample.n]                       */
    struct atr_pooled_owner *owner;    /* private */
} atr_pooled_patients;

/* Put patients together that were read with the same options.
 *
 *   part    [n_parts]; numbers and labels are copied, the names of columns borrowed
 *   name    [n_parts] the study that the patients of a part are in, unless they have ids,
 *           which are then taken for the names of studies
 *   pooled  filled; release with atr_pooled_free
 *
 * Fails with ATR_EDATA when a covariate is a number in one part and text in another, and
 * ATR_EMEMORY. */
atr_status atr_pooled_build(const atr_patients *part, size_t n_parts,
                            const char *const *name, atr_pooled_patients *pooled,
                            atr_error *err);

/* Release and zero.  Harmless on a zeroed struct. */
void atr_pooled_free(atr_pooled_patients *pooled);

#endif
