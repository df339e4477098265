/* report_check.h - the diagnosis of digitized curves as text, CSV, JSON and a figure. */
#ifndef ATRISK_REPORT_CHECK_H
#define ATRISK_REPORT_CHECK_H

#include "atrisk/curve_check.h"
#include "atrisk/curve_file.h"
#include "atrisk/plot.h"

/* All pointers are borrowed. */
typedef struct {
    const atr_curves    *curves;
    const atr_arm_check *check; /* [curves->n]                                         */
    const atr_notes     *notes; /* what was assumed and what is wrong                   */
} atr_check_report;

/* The points, the numbers at risk with what the curve allows, what was assumed, what is
 * wrong. */
void atr_report_check_text(FILE *stream, const atr_check_report *report);
/* One row per number: curve,quantity,time,value,lower,upper,wrong. */
void       atr_report_check_csv(FILE *stream, const atr_check_report *report);
atr_status atr_report_check_json(FILE *stream, const atr_check_report *report,
                                 atr_error *err);

/* The number of warnings: things that cannot be as they were read. */
size_t atr_report_check_wrong(const atr_check_report *report);

/* Curves as a figure, side by side: the points over the falling curve nearest to them, what
 * is left between the two, and the numbers at risk as bars beside what the curve leaves of
 * them. */
typedef struct {
    atr_plot_frame        frame; /* width 0: as many as the curves need; never TEXT  */
    const char           *x_label;
    size_t                n_arms;
    const atr_figure_arm *arm;   /* [n_arms] with points */
    const atr_arm_check  *check; /* [n_arms]             */
} atr_plot_check;

/* Arguments and failures as atr_plot_km_write; ATR_EARGUMENT for the format TEXT. */
atr_status atr_plot_check_write(const atr_plot_check *plot, FILE *script, atr_error *err);

#endif
