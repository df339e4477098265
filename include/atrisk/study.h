/* study.h - what is kept of one study of a batch: its verdicts, without its patients. */
#ifndef ATRISK_STUDY_H
#define ATRISK_STUDY_H

#include "atrisk/manifest.h"
#include "atrisk/validate.h"

#include <stdio.h>

/* One claim, all its texts owned. */
typedef struct {
    char       *id;
    char       *subject;    /* "PFS, Isa-VRd vs VRd: HR"                              */
    char       *printed;    /* "0.60 (98.5% CI 0.41 to 0.88), p <0.001"                */
    char       *recomputed; /* "0.588 (0.571 to 0.604)"; "" when nothing was          */
    atr_verdict verdict;
    char       *line; /* the arithmetic that decides                                */
} atr_study_claim;

/* How the first printed hazard ratio compares with the patients'. */
typedef struct {
    double      printed;           /* NaN: none was printed                               */
    char        as_printed[48];    /* with its zeros: "0.60"                            */
    double      log_hr, std_error; /* Cox, Efron's ties; NaN: no patients             */
    double      hr;                /* of the method below, slip and all               */
    const char *method;            /* atr_hr_method_name; "" without patients         */
    bool        stratified;
    const char *slip; /* "", "turned round", "ten times", "a tenth", "in percent"    */
    bool        direction_known;
    bool        prints; /* it prints as printed                                      */
    double      away;   /* from the printed one, in standard errors; 0 when it prints */
    size_t      draws;  /* from the figure (validate.h); 0: none were needed, or possible */
    double      open_low, open_high; /* ratios of the method over them; NaN without       */
    double beyond;    /* as away, from all of these; the same without draws              */
    double tolerance; /* for beyond                                                    */
} atr_study_hr;

typedef struct {
    char            *id, *trial;
    char            *endpoint; /* of the ratio below, else the first; "" without any     */
    size_t           line;     /* in the manifest                                       */
    uint64_t         row;      /* its fingerprint */
    atr_error        error;    /* code 0: it was judged; else there are no claims        */
    atr_origin       origin;   /* of the first endpoint                              */
    size_t           patients; /* of that, in all its arms                           */
    size_t           n_claims;
    atr_study_claim *claim;
    atr_study_hr     hr;
} atr_study;

/* Judge one study of a manifest.  What is wrong with it is no failure but its error.
 *
 *   options  NULL for the defaults
 *   study    filled; release with atr_study_free
 *
 * Several threads may do this at once.  Fails with ATR_EMEMORY only. */
atr_status atr_study_judge(const atr_manifest *manifest, size_t index,
                           const atr_validate_options *options, atr_study *study,
                           atr_error *err);

/* Is a claim inconsistent or impossible, or could the study not be judged? */
bool atr_study_is_negative(const atr_study *study);

/* The worst verdict on its claims; not checkable when there are none. */
atr_verdict atr_study_verdict(const atr_study *study);

/* One line of JSON, every digit, with its line feed: what a record of a batch consists
 * of.  Fails with ATR_EMEMORY or ATR_EIO. */
atr_status atr_study_write(FILE *stream, const atr_study *study, atr_error *err);

/* Read such a line back.  Fails with ATR_EFORMAT when it is no such line or not whole. */
atr_status atr_study_read(const char *text, size_t length, atr_study *study,
                          atr_error *err);

/* Release and zero.  Harmless on a zeroed struct. */
void atr_study_free(atr_study *study);

#endif
