/* report_turnbull.h - survival from interval-censored times as text for people, and as CSV
 * and JSON with every digit (see report.h). */
#ifndef ATRISK_REPORT_TURNBULL_H
#define ATRISK_REPORT_TURNBULL_H

#include "atrisk/notes.h"
#include "atrisk/turnbull.h"

#include <stdio.h>

/* One group.  All pointers are borrowed. */
typedef struct {
    const char         *label;
    double              n;     /* weight of the subjects                               */
    double              exact; /* of those with a known time                           */
    double              right; /* of those who are right-censored                      */
    const atr_turnbull *fit;
} atr_turnbull_group;

typedef struct {
    const char               *file, *left, *right; /* file and columns              */
    const char               *group_name;          /* column; NULL: no groups       */
    size_t                    n_groups;
    const atr_turnbull_group *group; /* [n_groups]                                  */
    size_t                    n_quantiles, n_times;
    const double             *prob; /* [n_quantiles] in (0, 1)                      */
    const double             *time; /* [n_times] at which survival is asked for     */
    const atr_notes          *notes;
} atr_turnbull_report;

/* Quantiles, survival at the times asked for, and where the probability lies. */
void atr_report_turnbull_text(FILE *stream, const atr_turnbull_report *report);
/* One row per interval with probability: group,left,right,mass,survival (after right). */
void       atr_report_turnbull_csv(FILE *stream, const atr_turnbull_report *report);
atr_status atr_report_turnbull_json(FILE *stream, const atr_turnbull_report *report,
                                    atr_error *err);

#endif
