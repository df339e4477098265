/* report_km.h - survival curves as text for people, and as CSV and JSON with every digit
 * (see report.h). */
#ifndef ATRISK_REPORT_KM_H
#define ATRISK_REPORT_KM_H

#include "atrisk/bands.h"
#include "atrisk/bootstrap.h"
#include "atrisk/cumulative.h"
#include "atrisk/curve.h"
#include "atrisk/life_table.h"
#include "atrisk/notes.h"
#include "atrisk/patients.h"
#include "atrisk/report_ensemble.h"

#include <stdbool.h>
#include <stdio.h>

/* What was found about one group.  All pointers are borrowed. */
typedef struct {
    const char       *label;
    double            events; /* of the curve, weighted                         */
    const atr_events *table;
    const atr_curve  *curve;        /* of that table; its rows may be missing in a text
                                       without steps and influential patients       */
    const atr_estimate   *quantile; /* [n_quantiles] as in the report               */
    const atr_estimate   *at;       /* [n_times] survival, likewise                 */
    const atr_cumulative *hazard;   /* of that table; NULL: not wanted              */
    const atr_bands      *band;     /* NULL: none can be had                        */
    const atr_life_table *life;     /* NULL: not wanted                             */
} atr_km_group;

/* One patient, or one cluster in a group, that moves the curve of the group. */
typedef struct {
    size_t        row;    /* of the patients, from 0; the first of a cluster          */
    const double *change; /* [n_times] survival less that without him, to first order */
    size_t        most;   /* the time at which that is largest                        */
} atr_km_influential;

typedef struct {
    const atr_patients *patients;
    size_t              n_groups;
    const atr_km_group *group; /* [n_groups]                                     */
    size_t              n_quantiles;
    const double       *prob; /* [n_quantiles] in (0, 1); 0.5 is the median     */
    size_t              n_times;
    const double       *time;    /* [n_times] at which survival is asked for       */
    bool                steps;   /* text: the whole curves too                   */
    bool                hazards; /* text: the cumulative hazards too             */
    bool   reversed;             /* the curves are of follow-up: censoring is their event */
    double from;                 /* of those under observation then; NaN: of everybody */
    const atr_bands_options *band; /* with their level; NULL: no bands          */
    const atr_notes         *notes;
    bool                     robust;     /* errors by the infinitesimal jackknife: clusters,
                                            or...                                     */
    bool                       sampling; /* ...weights that stand for others          */
    const atr_ensemble_report *ensemble; /* over draws; NULL: there are none */
    size_t                     n_influential;
    const atr_km_influential  *influential;    /* [n_influential] the first moves most  */
    const double              *influence_time; /* [n_times] rising, of their changes    */
    const atr_bootstrap       *bootstrap; /* [n_quantiles] as atr_bootstrap_quantile has
                                             them; NULL: not asked for              */
} atr_km_report;

/* Summary, survival at the times asked for, life tables, and the steps if wanted.  At least
 * one group. */
void atr_report_km_text(FILE *stream, const atr_km_report *report);
/* One row per step: group,time,n_risk,n_event,n_censor,survival,std_error,lower,upper,
 * cumulative_hazard,cumulative_hazard_std_error,band_lower,band_upper.  With life tables
 * one per interval instead: group,start,end,entering,censored,exposed,events,survival,
 * survival_std_error,density,density_std_error,hazard,hazard_std_error. */
void atr_report_km_csv(FILE *stream, const atr_km_report *report);
/* One row per influential patient and time: rank,row,line,cluster,group,time,event,at,
 * survival,survival_without. */
void atr_report_km_influence_csv(FILE *stream, const atr_km_report *report);
/* One row per quantile and group, and difference: quantity,prob,group,reference, then as
 * for atr_report_cox_bootstrap_csv. */
void       atr_report_km_bootstrap_csv(FILE *stream, const atr_km_report *report);
atr_status atr_report_km_json(FILE *stream, const atr_km_report *report, atr_error *err);

#endif
