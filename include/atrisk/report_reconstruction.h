/* report_reconstruction.h - rebuilt patients, and how far they can be trusted, as text and
 * JSON; the patients themselves as CSV. */
#ifndef ATRISK_REPORT_RECONSTRUCTION_H
#define ATRISK_REPORT_RECONSTRUCTION_H

#include "atrisk/quality.h"
#include "atrisk/reconstruct_draws.h"
#include "atrisk/reconstruct_ratio.h"
#include "atrisk/report_ensemble.h"
#include "atrisk/result.h"

#include <stdio.h>

/* A printed number that was not used, beside the same of the rebuilt patients. */
typedef struct {
    char   subject[96]; /* "new vs old: hazard ratio"     */
    char   printed[64]; /* as it stands in print          */
    double rebuilt;     /* NaN: not reached, or undefined */
} atr_unused_claim;

/* All pointers are borrowed. */
typedef struct {
    const char                 *file;   /* the curve, or the folder                     */
    const char                 *method; /* "best"                                       */
    const atr_figure           *figure; /* with a label for each arm                    */
    const atr_reconstruction   *reconstruction;
    const atr_quality          *quality; /* [n_arms]                                    */
    const atr_estimate         *median;  /* [n_arms]                                    */
    const atr_rebuilt_patients *patients;
    const atr_estimate         *log_hr;    /* of arm 0 over arm 1; NULL for one arm     */
    const atr_input_fit        *over_arms; /* [n_over_arms] inputs about several arms   */
    size_t                      n_over_arms;
    const atr_ratio_conflicts  *conflicts; /* printed numbers the curves do not allow   */
    const atr_unused_claim     *unused; /* [n_unused]                                   */
    size_t                      n_unused;
    double                      level; /* of limits                                     */
    const atr_notes            *notes;
    const atr_draws            *draws;    /* NULL: none                                 */
    const atr_ensemble_report  *ensemble; /* results over them; likewise                */
} atr_reconstruction_report;

/* Quality of each arm, inputs and what became of them, medians and hazard ratio. */
void atr_report_reconstruction_text(FILE *stream, const atr_reconstruction_report *report);
/* One row a patient: time,event,arm.  With draws draw,time,event,arm: draw 0 is the
 * patients of the report. */
void atr_report_reconstruction_csv(FILE *stream, const atr_reconstruction_report *report);
atr_status atr_report_reconstruction_json(FILE                            *stream,
                                          const atr_reconstruction_report *report,
                                          atr_error                       *err);

#endif
