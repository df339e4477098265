/* draw_curves.h - the curves of draws of a reconstruction, to be drawn as thin lines. */
#ifndef ATRISK_CLI_DRAW_CURVES_H
#define ATRISK_CLI_DRAW_CURVES_H

#include "atrisk/patients.h"
#include "atrisk/plot.h"

#include <stdio.h>

typedef struct {
    size_t          n_draws, n_arms;
    atr_curve      *curve; /* [n_arms * n_draws] arm by arm */
    atr_plot_steps *steps; /* [n_arms * n_draws] views of them */
} draw_curves;

/* The Kaplan-Meier curves of event tables: that of arm a in draw m is
 * table[m * n_arms + a].  Release with draw_curves_free, also after a failure. */
atr_status draw_curves_of_tables(const atr_events *table, size_t n_draws, size_t n_arms,
                                 draw_curves *draws, atr_error *err);

/* Those of every draw of the patients but the first, which is the best one. */
atr_status draw_curves_of_patients(const atr_patients *patients, draw_curves *draws,
                                   atr_error *err);

/* Let the arms [n_arms] show them. */
void draw_curves_show(const draw_curves *draws, atr_plot_arm *arm);

/* What is drawn, as rows of CSV below the header that the second function writes: of every
 * arm the points, the curve and the draws. */
void draw_curves_data(FILE *stream, const atr_plot_arm *arm, size_t n_arms);
void draw_curves_header(FILE *stream);

void draw_curves_free(draw_curves *draws);

#endif
