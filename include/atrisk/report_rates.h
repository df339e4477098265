/* report_rates.h - events per person-time and their comparison as text, CSV and JSON. */
#ifndef ATRISK_REPORT_RATES_H
#define ATRISK_REPORT_RATES_H

#include "atrisk/notes.h"
#include "atrisk/one_sample.h"
#include "atrisk/rates.h"

#include <stdbool.h>
#include <stdio.h>

typedef struct {
    const char    *label;       /* borrowed                                          */
    double         events;      /* as given                                          */
    double         person_time; /* as given                                          */
    atr_estimate   exact, wald; /* events per `per` units of person-time             */
    atr_one_sample against;     /* the null value, if there is one                   */
} atr_rates_group;

/* All pointers are borrowed. */
typedef struct {
    const char            *file; /* NULL: the figures came otherwise               */
    double                 level;
    double                 per;       /* units of person-time that rates are for   */
    bool                   expected;  /* person-time is a number of expected events  */
    bool                   has_null;  /* groups are compared with a value            */
    size_t                 n_groups;  /* at least 1                                */
    size_t                 reference; /* of the groups                             */
    const atr_rates_group *group;     /* [n_groups]                                */
    const atr_rates       *contrast;  /* [n_groups] each against the reference, which
                                         has none itself; rates are per `per` units */
    const atr_notes *notes;
} atr_rates_report;

/* Each group's rate, then every comparison. */
void atr_report_rates_text(FILE *stream, const atr_rates_report *report);
/* One row per estimate or test:
 * group,reference,quantity,value,std_error,lower,upper,statistic,df,p. */
void       atr_report_rates_csv(FILE *stream, const atr_rates_report *report);
atr_status atr_report_rates_json(FILE *stream, const atr_rates_report *report,
                                 atr_error *err);

#endif
